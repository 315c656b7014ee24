"""Key frame first, then animate (MicroCinema's divide and conquer, arXiv 2311.18829): one still for every shot.

A text-to-image model draws what a shot looks like, and the video model only has to move it. "each" draws every shot on
its own. "together" draws shots that share cast so that they look at each other (StoryDiffusion, arXiv 2405.01434): of
every cast member the first shots are anchors, drawn in one batch; a later shot is drawn behind the anchors of those it
shows and is looked at by none, so that an edit of it redraws it alone. Knows no network: `pipeline/stills.py` draws.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from moviefactory.errors import PlanError
from moviefactory.jobs.job import Facts, Job, Task
from moviefactory.movie import Movie, Scene, Shot, shot_seed
from moviefactory.settings import DiffusionSettings, VideoSettings
from moviefactory.video.model_parts import HALF
from moviefactory.video.model_words import words_for
from moviefactory.video.pipeline.checkpoint_folder import parts_of, read_index
from moviefactory.video.pipeline.shape import limits_of, sized
from moviefactory.video.weights import Weights, family_of, find_weights
from moviefactory.workspace import Workspace

KEY_FRAME_MODEL = "stable-diffusion-v1-5/stable-diffusion-v1-5"  # 860 M parameters, CreativeML Open RAIL-M, not gated
WORDS = "sd"  # tags within 77 CLIP tokens: every text-to-image model reads at least those
ANCHORS = 3  # of one cast member; the paper asks for at least three pictures in a batch
LOOKED_AT = 2  # groups of anchors that a later shot looks at: with more, none of them would tell
DISTILLED_STEPS = 8  # a model that needs no more is distilled with its guidance, and wants none
MULTIPLE = 8  # of the sides of a key frame
_NOTHING: Mapping[str, str] = MappingProxyType({})
_STILLS = "moviefactory.video.pipeline.stills"


@dataclass(frozen=True)
class Group:
    """Shots (by id) that are drawn in one batch and look at each other. They also look at those of the group `sees`."""

    shots: tuple[str, ...]
    sees: Group | None = None


@dataclass(frozen=True)
class Company:
    """Beside which shots a shot is drawn: `groups` come first in its batch, each behind the one that it sees.

    `place` is the shot's own among all of their shots, None for one that is drawn behind them; then it looks at the
    groups in `looks_at`.
    """

    groups: tuple[Group, ...]
    place: int | None = None
    looks_at: tuple[Group, ...] = ()

    @property
    def sees(self) -> list[list[int]]:
        """By number, which groups each group sees, and then which the shot behind them sees."""
        number = {group: at for at, group in enumerate(self.groups)}
        seen = [[number[group.sees]] if group.sees else [] for group in self.groups]
        return seen if self.place is not None else [*seen, [number[group] for group in self.looks_at]]


def key_frame_jobs(movie: Movie, workspace: Workspace, known: Mapping[str, str] = _NOTHING) -> dict[str, Job]:
    """By shot id, the job that draws its key frame; {} where `key_frames` is off. Nothing is loaded.

    `known`: the revisions that this movie began with, by model. Raises PlanError for a model that cannot do what is
    asked, as far as its folder tells.
    """
    settings = movie.video.diffusion
    if settings.key_frames == "off":
        return {}
    weights = key_frame_weights(settings, known, workspace.root)
    together = settings.key_frames == "together"
    if weights.folder is not None:
        _check(Path(weights.folder), together)
    shared = {
        "size_px": list(frame_size(movie, known, workspace)),
        "steps": settings.key_frame_steps,
        "guidance": 1.0 if settings.key_frame_steps <= DISTILLED_STEPS else None,
        "model": weights.name,
        "revision": weights.revision,
    }
    options = {"folder": str(weights.folder or ""), "dtype": settings.dtype}
    stills = {shot.id: _still(movie, scene, shot) for scene, shot in movie.shots()}
    company = company_of(movie) if together else {}
    jobs = {}
    for shot_id, still in stills.items():
        inputs = {**still, **shared}
        if mine := company.get(shot_id):
            groups = [[stills[one] for one in group.shots] for group in mine.groups]
            inputs["beside"] = {"groups": groups, "sees": mine.sees, "place": mine.place}
        output = workspace.key_frame(shot_id)
        name = f"key frame {shot_id}"
        jobs[shot_id] = Job(name, draw_key_frame, inputs, output, takes=workspace.takes, options=options)
    return jobs


def draw_key_frame(task: Task) -> Facts:
    """Inputs: prompt, negative, seed, size_px, steps, guidance, model, revision and, for a shot that is drawn beside
    others, `beside`: their groups, who sees whom, and its place. Options: the folder of the weights, and a dtype.
    Writes a PNG.

    Raises PlanError or StageError for a model that is not there, is broken, or cannot draw this.
    """
    folder = task.options.get("folder", "")
    if not folder:
        raise PlanError(
            f"the weights of {task.inputs['model']} are not on this machine; run make-movie with --yes to fetch them, "
            "or set video.diffusion.key_frame_model to a folder"
        )
    from moviefactory.video.pipeline.sized_pictures import png
    from moviefactory.video.pipeline.stills import Order, studio
    from moviefactory.video.pipeline.story_attention import Grouping

    beside = task.inputs.get("beside", {"groups": [], "sees": [], "place": None})
    groups, place = beside["groups"], beside["place"]
    batch = [still for group in groups for still in group] + ([task.inputs] if place is None else [])
    width, height = task.inputs["size_px"]
    order = Order(
        prompts=tuple(still["prompt"] for still in batch),
        negatives=tuple(still["negative"] for still in batch),
        seeds=tuple(still["seed"] for still in batch),
        size_px=(width, height),
        steps=task.inputs["steps"],
        guidance=task.inputs["guidance"],
        grouping=Grouping(tuple(map(len, groups)), tuple(map(tuple, beside["sees"]))) if groups else None,
    )
    tell = task.tell.step
    dtype = task.options.get("dtype", "auto")
    pictures = studio().draw(Path(folder), order, dtype, lambda done, total: tell("drawing the key frame", done, total))
    task.output.write_bytes(png(pictures[-1 if place is None else place]))
    return {"size_px": [width, height], "drawn_beside": len(batch) - 1, **studio().facts}


def release_stills() -> None:
    """Give back what the image model holds, so that the video model finds the card empty. Loads nothing."""
    if stills := sys.modules.get(_STILLS):
        stills.release_stills()


def key_frame_weights(settings: DiffusionSettings, known: Mapping[str, str] = _NOTHING, root: Path = Path()) -> Weights:
    """Where the image model's weights lie and which revision they are; `root` is the movie's folder.

    Weights that are there in half precision only will do. Raises PlanError for what is no model.
    """
    refused: PlanError | None = None
    found: Weights | None = None
    for variant in ("", HALF):
        image = VideoSettings(
            renderer="diffusers", model=key_frame_model(settings), diffusion=DiffusionSettings(variant=variant)
        )
        try:
            weights = find_weights(image, known, root)
        except PlanError as error:
            refused = refused or error
            continue
        found = weights if weights.folder is not None else found or weights
        if found.folder is not None:
            return found
    if found is None:
        text = str(refused).replace("video.model:", "video.diffusion.key_frame_model:")
        raise PlanError(f"the model of the key frames: {text}") from refused
    return found


def key_frame_model(settings: DiffusionSettings) -> str:
    """The folder or hub id of the model that draws key frames."""
    return settings.key_frame_model or KEY_FRAME_MODEL


def frame_size(movie: Movie, known: Mapping[str, str], workspace: Workspace) -> tuple[int, int]:
    """(width, height) of a key frame: what the video model is asked for, on a multiple of 8."""
    size = movie.video.size_px
    if movie.video.renderer == "remote":
        size = movie.video.remote.size_px or size
    elif movie.video.model:
        weights = find_weights(movie.video, known, workspace.root)
        size, _ = sized(size, limits_of(family_of(weights), movie.video.diffusion))
    width, height = (-(-side // MULTIPLE) * MULTIPLE for side in size)
    return width, height


def company_of(movie: Movie) -> dict[str, Company]:
    """Beside which shots each shot that shares cast is drawn; the others are not in it.

    A member's anchors are the first shots that show it alone. One that is never alone shares the anchors of another
    that show it, or has the first shots that show it; these look at the anchors of somebody else in them. A later shot
    looks at the anchors of the first members that it shows.
    """
    shots = [shot for _, shot in movie.shots()]
    groups = _groups(movie, shots)
    company: dict[str, Company] = {}
    for group in dict.fromkeys(groups.values()):
        batch = _batch([group])
        first = sum(len(one.shots) for one in batch) - len(group.shots)
        company |= {one: Company(batch, first + at) for at, one in enumerate(group.shots)}
    for shot in shots:
        seen = dict.fromkeys(groups[member] for member in shot.subjects if member in groups)
        if shot.id not in company and seen:
            looks_at = tuple(seen)[:LOOKED_AT]
            company[shot.id] = Company(_batch(looks_at), None, looks_at)
    lonely = {shot_id for shot_id, one in company.items() if one.place == 0 and one.groups[0].shots == (shot_id,)}
    return {shot_id: one for shot_id, one in company.items() if shot_id not in lonely}


def _groups(movie: Movie, shots: Sequence[Shot]) -> dict[str, Group]:
    """The anchors of every cast member that is seen at all."""
    groups: dict[str, Group] = {}
    for member in movie.cast:
        if alone := [shot.id for shot in shots if set(shot.subjects) == {member.id}]:
            groups[member.id] = Group(tuple(alone[:ANCHORS]))
    roots = dict(groups)
    for member in movie.cast:
        shown = [shot for shot in shots if member.id in shot.subjects]
        if not shown or member.id in groups:
            continue
        ids = {shot.id for shot in shown}
        shared = [group for group in groups.values() if ids & set(group.shots)]
        others = [roots[one] for shot in shown[:ANCHORS] for one in shot.subjects if one in roots]
        new = Group(tuple(shot.id for shot in shown[:ANCHORS]), others[0] if others else None)
        groups[member.id] = max(shared, key=lambda group: len(ids & set(group.shots)), default=new)
    return groups


def _batch(groups: Sequence[Group]) -> tuple[Group, ...]:
    """`groups`, each behind the one that it sees."""
    return tuple(dict.fromkeys(one for group in groups for one in (group.sees, group) if one))


def _still(movie: Movie, scene: Scene, shot: Shot) -> dict[str, Any]:
    words = words_for(shot, movie.cast, scene.heading, movie.style, WORDS)
    return {"prompt": words.prompt, "negative": words.negative, "seed": shot_seed(movie, scene, shot)}


def _check(folder: Path, together: bool) -> None:
    """Refuse, before anything is drawn, a model without a UNet where the pictures are to look at each other."""
    index = read_index(folder)
    kind = parts_of(index).get("unet", ("", ""))[1]
    if together and kind != "UNet2DConditionModel":
        raise PlanError(no_unet(str(index["_class_name"])))


def no_unet(class_name: str) -> str:
    """Why a model of `class_name` cannot draw key frames together, and what to do."""
    return (
        f"video.diffusion.key_frames: together needs an image model with a UNet (Stable Diffusion 1.5, 2 or XL), and "
        f"{class_name} has none; set key_frames: each, or another key_frame_model"
    )
