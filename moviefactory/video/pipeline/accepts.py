"""Which pipeline class takes what beside words, and which of those on the same weights renders a pass.

One question is asked of every class, by its signature alone: which of the things that are given does it take, and
together? The first that takes all of them is chosen; when there is none, the person is told which setting cannot be
met, and by which models it can. Nothing is dropped silently.

| kind (what its signature has) | takes together |
|---|---|
| vace (video, mask, reference_images) | tail, key frame, guide or depth, cast pictures |
| conditions (LTX, LTX-2) | tail, key frame, guide; a cast picture as the first frame |
| image (a first frame) | tail (its last frame) or a key frame, both with `last_image`; or a cast picture |
| guided (video, strength) | guide; depth too with a ControlNet |
| control (control_video, conditioning_frames) | depth |
| any with an IP-Adapter loaded | cast pictures, beside the rest |
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from moviefactory.errors import PlanError
from moviefactory.settings import DiffusionSettings
from moviefactory.video.pipeline.family import Family
from moviefactory.video.pipeline.relatives import relatives_of
from moviefactory.video.pipeline.rules import parameters, required
from moviefactory.video.pipeline.shape import Link
from moviefactory.video.pipeline.sized_pictures import Frames
from moviefactory.video.pipeline.travel import takes_prompts

Kind = Literal["vace", "conditions", "guided", "image", "control", "words"]

_TAKES: Mapping[Kind, frozenset[str]] = {
    "vace": frozenset({"tail", "key_frame", "guide", "depth", "references"}),
    "conditions": frozenset({"tail", "key_frame", "guide", "references"}),
    "guided": frozenset({"guide"}),
    "image": frozenset({"tail", "key_frame", "references"}),
    "control": frozenset({"depth"}),
    "words": frozenset(),
}
_CONTROL = {"control_video", "conditioning_frames"}
_FROM_IMAGE = re.compile(r"(?<!T)I2V|ImageToVideo|Image2Video|VideoToWorld")  # fail without, though it may be None
_WAN_VACE = "Wan VACE (Wan-AI/Wan2.1-VACE-1.3B-diffusers)"
_FOR_IT: Mapping[Kind, str] = {
    "image": "set video.diffusion.key_frames: each, or give the cast an image",
    "guided": "set video.guide: animatic",
    "control": "set video.guide: animatic and guide_by: depth",
}


@dataclass(frozen=True)
class _Words:
    """How a thing is set, what can do it, and how to do without."""

    setting: str
    can: str
    without: str


_WORDS: Mapping[str, _Words] = {
    "tail": _Words(
        "video.diffusion.chain",
        f"the presets wan-5b, ltx and ltx2, {_WAN_VACE}, or an image-to-video model",
        "chain: off",
    ),
    "key_frame": _Words(
        "video.diffusion.key_frames",
        f"the presets wan-5b, ltx and ltx2, {_WAN_VACE}, or an image-to-video model",
        "key_frames: off",
    ),
    "references": _Words(
        "cast: image (video.diffusion.references)",
        f"{_WAN_VACE}, the preset animatediff-lightning with video.diffusion.ip_adapter, or, as the first frame, with "
        "references: image, the presets wan-5b, ltx and ltx2",
        "references: off",
    ),
    "guide": _Words(
        "video.guide",
        f"the presets wan-1.3b, ltx, ltx2, cogvideox, animatediff-lightning and modelscope-t2v, or {_WAN_VACE}",
        "guide: ''",
    ),
    "depth": _Words(
        "video.guide_by: depth",
        f"{_WAN_VACE}, a CogVideoX-Fun control model, or AnimateDiff with a depth ControlNet",
        "guide_by: video",
    ),
}


@dataclass(frozen=True)
class Given:
    """What there is for one pass. Pictures are uint8 RGB (h, w, 3), clips (f, h, w, 3), of any size.

    `tail`: the last frames of the pass before, with which this one begins. `key_frame`: how the pass begins; together
    with a tail, how it ends. `references`: the cast's pictures. `guide`, `depth`: what the pass follows, frame by frame
    at the model's rate; a shorter one stands still at its end. `strength` in (0, 1]: how freely it is followed, 1 is as
    the model likes.
    """

    tail: Frames | None = None
    key_frame: Frames | None = None
    references: tuple[Frames, ...] = ()
    guide: Frames | None = None
    depth: Frames | None = None
    strength: float = 0.7
    settings: DiffusionSettings = field(default_factory=DiffusionSettings)

    @property
    def things(self) -> tuple[str, ...]:
        """Names of what there is."""
        there = [name for name in ("tail", "key_frame", "guide", "depth") if getattr(self, name) is not None]
        return (*there, "references") if self.references and self.settings.references != "off" else tuple(there)


def kind_of(pipeline: type) -> Kind:
    """What a pipeline class takes beside words, by the names in its signature."""
    takes = parameters(pipeline).keys()
    if {"video", "mask", "reference_images"} <= takes:
        return "vace"
    if "conditions" in takes and not takes & {"reference_conditions", "keyframes_latents"}:
        return "conditions"
    if "video" in takes and ("strength" in takes or "video" in required(pipeline)):
        return "words" if takes & {"mask_video", "overlap_history"} else "guided"
    if takes & _CONTROL:
        return "words" if "controlnet_frame_indices" in takes else "control"
    return "image" if "image" in takes and not takes & {"pose_video", "id_cond"} else "words"


def ways_to_link(pipe: Any, family: Family) -> tuple[Link, ...]:
    """How passes of these weights can be chained, the best way first."""
    kinds = {kind_of(one) for one in relatives_of(pipe, family)}
    ways: dict[Link, bool] = {
        "overlap": bool(kinds & {"vace", "conditions"}),  # carries motion over the join
        "free-noise": takes_prompts(pipe),  # has no join
        "last-frame": bool(kinds & {"vace", "conditions", "image"}),
    }
    return tuple(way for way, there in ways.items() if there)


def link_of(pipe: Any, family: Family, settings: DiffusionSettings) -> Link:
    """How a shot that is longer than one pass of this model is chained; "auto" takes the best way there is.

    Raises PlanError when `settings.chain` names a way that these weights cannot go.
    """
    if settings.chain == "off":
        return "none"
    can = ways_to_link(pipe, family)
    if settings.chain == "auto":
        return can[0] if can else "none"
    if settings.chain in can:
        return settings.chain
    name = type(pipe).__name__
    raise PlanError(
        f"video.diffusion.chain: {name} cannot chain passes by {settings.chain}; "
        + (f"it can by {' or '.join(can)}: choose that, or auto" if can else f"nor in any other way. {_else('tail')}")
    )


def chosen_for(pipe: Any, family: Family, given: Given, link: Link) -> type:
    """The first class on these weights that takes all that is given, the pipeline's own first. PlanError: none does."""
    can = relatives_of(pipe, family)
    if not given.things:  # then one that is made for words alone
        can = (can[0], *sorted(can[1:], key=lambda one: kind_of(one) != "words"))
    for one in can:
        if not _refusal(pipe, one, given, link):
            return one
    raise PlanError(_why_none(pipe, can, given, link))


def has_own_way(pipe: Any, pipeline: type, settings: DiffusionSettings) -> bool:
    """Whether cast pictures have an entry of their own in this class (VACE, IP-Adapter) and are to take it."""
    if kind_of(pipeline) == "vace" and settings.references in ("auto", "vace"):
        return True
    adapted = ip_adapters(pipe) > 0 and "ip_adapter_image" in parameters(pipeline)
    return adapted and settings.references in ("auto", "ip-adapter")


def ip_adapters(pipe: Any) -> int:
    """How many IP-Adapters the pipeline's UNet has loaded."""
    projection = getattr(getattr(pipe, "unet", None), "encoder_hid_proj", None)
    return len(getattr(projection, "image_projection_layers", ()))


def _refusal(pipe: Any, pipeline: type, given: Given, link: Link) -> str:
    """Why this class does not take all of what is given; "" when it does."""
    kind, things = kind_of(pipeline), set(given.things)
    as_first = "references" in things and not has_own_way(pipe, pipeline, given.settings)
    if as_first and (why := _no_first_frame(pipe, kind, given)):
        return why
    if not as_first or given.tail is not None:  # the take began with the picture: from there on the tail carries it
        things.discard("references")
    takes = _TAKES[kind] | ({"depth"} if kind == "guided" and _CONTROL & parameters(pipeline).keys() else frozenset())
    if lacking := [name for name in given.things if name in things - takes]:
        return f"{pipeline.__name__} does not take {_and([_WORDS[name].setting for name in lacking])}"
    return _clash(pipe, pipeline, given, link) or _unmet(pipeline, given, as_first)


def _no_first_frame(pipe: Any, kind: Kind, given: Given) -> str:
    """Why a cast picture cannot be the first frame; "" when it can (or was, before this tail)."""
    how = given.settings.references
    if how == "vace":
        return "references: vace is for models with VACE"
    if how == "ip-adapter":
        return "references: ip-adapter is for AnimateDiff with video.diffusion.ip_adapter"
    if how == "auto" and kind_of(type(pipe)) != "image":
        return "it has no entry for pictures of the cast"
    if kind not in ("image", "conditions", "vace"):
        return "no pipeline of this model takes a picture"
    if given.tail is not None:
        return ""
    if given.key_frame is not None:
        return "the key frame is the first frame already"
    return "only one picture can be the first frame, and this shot's cast has several" if given.references[1:] else ""


def _clash(pipe: Any, pipeline: type, given: Given, link: Link) -> str:
    """What a class takes one by one, but not together."""
    kind = kind_of(pipeline)
    if kind == "vace" and given.guide is not None and given.depth is not None:
        return "it follows one video, a guide or its depth"
    if kind != "image" or given.tail is None:
        return ""
    if link != "last-frame":
        return f"{pipeline.__name__} does not take several frames of the pass before"
    ends = "last_image" in parameters(pipeline) and not getattr(pipe.config, "expand_timesteps", False)
    return "" if ends or given.key_frame is None else "it begins with the frame before and cannot end with a key frame"


def _unmet(pipeline: type, given: Given, as_first: bool) -> str:
    """Some classes cannot run on words alone."""
    asked, kind = parameters(pipeline).keys(), kind_of(pipeline)
    has = {"image"} if given.tail is not None or given.key_frame is not None or as_first else set()
    has |= {"video"} if given.guide is not None else set()
    has |= _CONTROL if given.depth is not None else set()
    needs = (set(required(pipeline)) - {"prompt"}) | (asked & _CONTROL)
    needs |= {"video"} if kind == "guided" else set()
    needs |= {"image"} if kind == "image" and _FROM_IMAGE.search(pipeline.__name__) else set()
    return f"{pipeline.__name__} does not run without {_and(sorted(needs - has))}" if needs - has else ""


def _why_none(pipe: Any, can: Sequence[type], given: Given, link: Link) -> str:
    """The error's text: the first thing that no class takes, else that they do not go together."""
    name = type(pipe).__name__
    if not given.things:
        how = _FOR_IT.get(kind_of(type(pipe)), "name it in video.diffusion.arguments")
        return (
            f"video.model: {_refusal(pipe, type(pipe), given, link)}, and nothing is given for it: {how}; or choose a "
            "model that renders words alone, such as the preset wan-1.3b"
        )
    for thing in given.things:
        drop: dict[str, Any] = {
            other: () if other == "references" else None for other in given.things if other != thing
        }
        alone = replace(given, **drop)
        if all(whys := [_refusal(pipe, one, alone, link) for one in can]):
            return (
                f"{_WORDS[thing].setting}: {name} cannot do it{_because(whys)}. {_hint(pipe, can, alone)}{_else(thing)}"
            )
    together = _and([_WORDS[thing].setting for thing in given.things])
    whys = [_refusal(pipe, one, given, link) for one in can]
    out = " or ".join(_WORDS[thing].without for thing in given.things)
    return f"{together}: {name} cannot do all in one pass{_because(whys)}. {_WAN_VACE} can; else set {out}"


def _hint(pipe: Any, can: Sequence[type], given: Given) -> str:
    """What this very model could do with a cast picture, if asked to."""
    asked = replace(given, settings=given.settings.model_copy(update={"references": "image"}))
    if given.things != ("references",) or all(_refusal(pipe, one, asked, "none") for one in can):
        return ""
    return "It can begin the shot with the picture: set references: image. "


def _because(whys: Sequence[str]) -> str:
    """The reason that says more than that a class does not take it."""
    telling = [why for why in whys if " does not " not in why]
    return f" ({telling[-1]})" if telling else ""


def _else(thing: str) -> str:
    return f"What can: {_WORDS[thing].can}. Else set {_WORDS[thing].without}"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
