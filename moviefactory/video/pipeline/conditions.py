"""What one pass of a pipeline is given beside its words: the frames before it, a first frame, cast pictures, a guide.

`accepts.py` says which pipeline on the same weights takes it all; here it is filled in, at the size of the pass. How
long passes are and where they join is `shape.py`'s, words are `travel.py`'s.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from diffusers.utils import is_av_available

from moviefactory.errors import PlanError
from moviefactory.video.pipeline.accepts import (
    Given,
    Kind,
    chosen_for,
    has_own_way,
    ip_adapters,
    kind_of,
    link_of,
)
from moviefactory.video.pipeline.call import Wish
from moviefactory.video.pipeline.family import Family
from moviefactory.video.pipeline.relatives import relative
from moviefactory.video.pipeline.rules import parameters
from moviefactory.video.pipeline.shape import Link
from moviefactory.video.pipeline.sized_pictures import Frames, clip_of_length, contained, covered, images
from moviefactory.video.pipeline.travel import stretched

_GREY = 127  # VACE's "nothing is known here"
_FACES = 0.3  # of a tall cast picture that is cut, so much goes above: faces are up there
_IP_PX = 512  # cast pictures for the image encoder, which makes 224 of them and cuts what is not square


@dataclass(frozen=True)
class _Pass:
    """`pipe` is the one that renders it, `way` its kind."""

    pipe: Any
    way: Kind
    link: Link
    given: Given
    wish: Wish

    @property
    def own_way(self) -> bool:
        return has_own_way(self.pipe, type(self.pipe), self.given.settings)

    @property
    def takes(self) -> Mapping[str, Any]:
        return parameters(type(self.pipe))


def conditioned(pipe: Any, family: Family, given: Given, wish: Wish) -> tuple[Any, Wish]:
    """The pipeline on the same weights that takes all that is given, and `wish` with it filled in, at the wish's size.

    To be called for every pass, also when nothing is given: it also sets the IP-Adapter's scale, and FreeNoise for as
    many frames and texts as the wish has. Raises PlanError when these weights cannot take it, naming what can.
    """
    link = link_of(pipe, family, given.settings) if given.tail is not None else "none"
    kind = chosen_for(pipe, family, given, link)
    way = kind_of(kind)
    if given.guide is not None and (way == "guided" or "denoise_strength" in parameters(kind)):
        usual = wish.steps or family.steps or parameters(kind)["num_inference_steps"].default
        steps = next(one for one in itertools.count(usual) if int(one * given.strength) >= 1)  # so many of them are run
        wish = replace(wish, steps=steps)
        _check_experts(pipe, way, given.strength, steps)
    one = _Pass(relative(pipe, kind.__name__), way, link, given, wish)
    filled = _with_cast(replace(one, wish=_FILLERS[way](one)))
    most = given.settings.most_frames or family.most_frames
    return one.pipe, stretched(one.pipe, filled, most)


def _check_experts(pipe: Any, way: Kind, strength: float, steps: int) -> None:
    """A guided pass starts part of the way, and of two experts only the one for little noise takes a guide."""
    boundary = getattr(pipe.config, "boundary_ratio", None)
    if way != "guided" or boundary is None:
        return
    noise = _noise_levels(pipe, steps)
    if noise[steps - int(steps * strength)] > boundary:
        most = max((n for n in range(1, steps) if noise[steps - n] <= boundary), default=0)
        raise PlanError(
            f"video.guide_strength: at {strength:g} of {steps} steps, {type(pipe).__name__} begins with its expert for "
            "much noise, which takes no guide; "
            + (f"set it to {int(100 * (most + 0.5) / steps) / 100:g} or less" if most else "take more steps")
        )


def _noise_levels(pipe: Any, steps: int) -> list[float]:
    """From 1 to 0, before each step."""
    scheduler = copy.deepcopy(pipe.scheduler)
    scheduler.set_timesteps(steps)
    return [float(time) / scheduler.config.num_train_timesteps for time in scheduler.timesteps]


def _vace(one: _Pass) -> Wish:
    """Frames to keep have mask 0; what is only to be followed has mask 255 and is shown; the rest is grey.

    The more loosely a guide is to be followed, the less VACE's branch weighs: from 1.4 down to half.
    """
    given, wish = one.given, one.wish
    followed = given.guide if given.guide is not None else given.depth
    kept = dict(enumerate(_tail(one)))
    if (first := _first(one)) is not None:
        kept[wish.frames - 1 if kept else 0] = first
    if followed is None and not kept:
        return wish
    width, height = wish.size_px
    video = np.full((wish.frames, height, width, 3), _GREY, np.uint8)
    if followed is not None:
        video = clip_of_length(followed, wish.frames, wish.size_px)
    mask = np.full((wish.frames, height, width), 255, np.uint8)
    for frame, picture in kept.items():
        video[frame], mask[frame] = picture, 0
    more = {} if followed is None else {"conditioning_scale": 1.5 - given.strength}
    return replace(wish, video=video, mask=mask, arguments={**more, **wish.arguments})


def _conditions(one: _Pass) -> Wish:
    """A list of conditions. The guide comes first: what is laid over it later wins.

    LTX keeps a condition of strength s until the noise level is 1 - s and denoises it from there on, so a guide of
    strength g is one of 1 - g; the steps before would change nothing and are left out.
    """
    given, wish, more = one.given, one.wish, {}
    made = []
    if given.guide is not None:
        made.append(_condition(one, clip_of_length(given.guide, wish.frames, wish.size_px), 0, 1.0 - given.strength))
        more = {"denoise_strength": given.strength} if "denoise_strength" in one.takes else {}
    if len(tail := _tail(one)):
        made.append(_condition(one, tail, 0, 1.0))
    if (first := _first(one)) is not None:
        made.append(_condition(one, first[None], wish.frames - 1 if len(tail) else 0, 1.0))
    return replace(wish, arguments={**more, **wish.arguments, "conditions": made}) if made else wish


def _condition(one: _Pass, frames: Frames, where: int, strength: float) -> Any:
    """LTX-2 counts in latent frames, -1 for the last, and was taught with compressed pictures: PyAV makes them so."""
    pictures = images(frames)
    if "frame_index" not in one.takes:
        from diffusers.pipelines.ltx2.pipeline_ltx2_condition import LTX2VideoCondition

        crf = None if is_av_available() else 0
        return LTX2VideoCondition(frames=pictures, index=-1 if where else 0, strength=strength, crf=crf)
    from diffusers.pipelines.ltx.pipeline_ltx_condition import LTXVideoCondition

    shown = {"image": pictures[0]} if len(pictures) == 1 else {"video": pictures}
    return LTXVideoCondition(**shown, frame_index=where, strength=strength)


def _image(one: _Pass) -> Wish:
    tail, first = _tail(one), _first(one)
    begins, ends = (tail[-1], first) if len(tail) else (first, None)
    return replace(one.wish, image=begins, last_image=ends)


def _guided(one: _Pass) -> Wish:
    given, wish = one.given, one.wish
    assert given.guide is not None  # it is not chosen without
    video = clip_of_length(given.guide, wish.frames, wish.size_px)
    filled = replace(wish, video=video, strength=given.strength if "strength" in one.takes else None)
    return filled if given.depth is None else _control(replace(one, wish=filled))


def _control(one: _Pass) -> Wish:
    """A ControlNet weighs less the more loosely it is to be followed; CogVideoX-Fun knows no weight."""
    given, wish = one.given, one.wish
    assert given.depth is not None
    scale = "controlnet_conditioning_scale"
    more = {scale: 1.5 - given.strength} if scale in one.takes else {}
    control = clip_of_length(given.depth, wish.frames, wish.size_px)
    return replace(wish, control=control, arguments={**more, **wish.arguments})


def _words(one: _Pass) -> Wish:
    return one.wish


def _with_cast(one: _Pass) -> Wish:
    """Cast pictures by their own entry, whole. A UNet with an IP-Adapter does not run without: nobody is grey, at 0."""
    given, wish = one.given, one.wish
    pictures = given.references if "references" in given.things and one.own_way else ()
    if one.way == "vace":
        return replace(wish, references=tuple(contained(picture, wish.size_px) for picture in pictures))
    count = ip_adapters(one.pipe)
    if not count or "ip_adapter_image" not in one.takes:
        return wish
    one.pipe.set_ip_adapter_scale(given.settings.reference_scale if pictures else 0.0)
    shown = [contained(picture, (_IP_PX, _IP_PX)) for picture in pictures]
    shown = shown or [np.full((_IP_PX, _IP_PX, 3), _GREY, np.uint8)]
    return replace(wish, arguments={**wish.arguments, "ip_adapter_image": [images(np.stack(shown))] * count})


def _tail(one: _Pass) -> Frames:
    """(k, h, w, 3): the frames kept from the pass before: all, or the last where passes are linked by that; or none."""
    given, wish = one.given, one.wish
    if given.tail is None:
        return np.empty((0, *reversed(wish.size_px), 3), np.uint8)
    kept = given.tail[-1:] if one.link == "last-frame" else given.tail
    if len(kept) >= wish.frames:
        raise PlanError(
            f"video.diffusion.most_frames: a pass of {wish.frames} frames cannot begin with {len(kept)} of the one "
            "before; let the model render more frames in a pass, or set chain: last-frame"
        )
    return clip_of_length(kept, len(kept), wish.size_px)


def _first(one: _Pass) -> Frames | None:
    """The key frame, else the cast picture that is to be the first frame, if one is."""
    given, size_px = one.given, one.wish.size_px
    if given.key_frame is not None:
        return covered(given.key_frame, size_px)
    if "references" not in given.things or given.tail is not None or one.own_way:
        return None
    return covered(given.references[0], size_px, _FACES)


_FILLERS: Mapping[Kind, Callable[[_Pass], Wish]] = {
    "vace": _vace,
    "conditions": _conditions,
    "guided": _guided,
    "image": _image,
    "control": _control,
    "words": _words,
}
