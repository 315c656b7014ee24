"""What stands behind the clips of a movie: the words its model reads and the weights it is, known without loading it.

A movie keeps the revision of its weights in models.json: all of its shots are rendered with the same, however long that
takes, and a cleared cache makes nothing stale.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from moviefactory.errors import PlanError
from moviefactory.hub.cache import HUB_ID, values_in
from moviefactory.jobs.job import Job, sha256_of
from moviefactory.movie import Movie, Scene, Shot
from moviefactory.settings import VideoSettings
from moviefactory.video import DRAWN
from moviefactory.video.clip_request import settings_of_how
from moviefactory.video.key_frames import KEY_FRAME_MODEL, key_frame_jobs, key_frame_weights
from moviefactory.video.make_clip import Backing, Before, guide_job
from moviefactory.video.timing import frame_rate_network
from moviefactory.video.weights import Weights, family_of, find_weights
from moviefactory.workspace import Workspace, write_atomically

_USUAL = ("steps", "guidance", "frame_rate", "most_frames", "native_px", "wide")  # where the plan says nothing


def backing_of(movie: Movie, workspace: Workspace) -> Backing | None:
    """How the movie's model is spoken to and which weights it is; None where nothing stands behind a clip but code."""
    settings = movie.video
    if settings.renderer in DRAWN:
        return None
    if settings.renderer != "diffusers":
        sender = {"weights": {"model": settings.model}, **_network(settings, workspace)}
        return Backing(settings.remote.words, sender, settings_of_how(settings))
    if not settings.model:
        raise PlanError(
            "video.model: which model is to render? Name a preset (--preset wan-1.3b; moviefactory presets lists "
            "them), or a folder or a hub id with --model"
        )
    weights = find_weights(settings, read_models(workspace), workspace.root)
    family = family_of(weights)
    model = weights.model if HUB_ID.fullmatch(weights.model) else ""  # where a folder lies is no part of what it is
    usual = {name: getattr(family, name) for name in _USUAL if getattr(settings.diffusion, name) is None}
    besides = sorted(weights.revisions.values())  # LoRAs, adapters
    identity: dict[str, Any] = {"weights": {"model": model, "revision": weights.revision, "besides": besides, **usual}}
    identity |= _network(settings, workspace)
    return Backing(family.words, identity, settings_of_how(settings))


def _network(settings: VideoSettings, workspace: Workspace) -> dict[str, str]:
    """What the network is that makes frames between the model's, where there is one. Errors as `frame_rate_network`."""
    file = frame_rate_network(settings, workspace.root)
    return {"frame_rate_network": sha256_of(file)} if file else {}


def sketches_of(movie: Movie, workspace: Workspace) -> Mapping[str, Before]:
    """By shot id: the jobs that are done before its clip, each with the name under which the clip gets its output."""
    settings = movie.video
    if settings.renderer in DRAWN:
        return {}
    stills = key_frame_jobs(movie, workspace, read_models(workspace))
    return {shot.id: _before(movie, (scene, shot), workspace, stills.get(shot.id)) for scene, shot in movie.shots()}


def _before(movie: Movie, where: tuple[Scene, Shot], workspace: Workspace, still: Job | None) -> Before:
    guide = guide_job(movie, *where, workspace) if movie.video.guide else None
    return [(name, job) for name, job in (("guide", guide), ("key_frame", still)) if job]


def with_stills(settings: VideoSettings) -> VideoSettings:
    """`settings` with the model that draws key frames named where it is needed and nobody named one."""
    diffusion = settings.diffusion
    if settings.renderer in DRAWN or diffusion.key_frames == "off" or diffusion.key_frame_model:
        return settings
    named = diffusion.model_copy(update={"key_frame_model": KEY_FRAME_MODEL})
    return settings.model_copy(update={"diffusion": named})


def read_models(workspace: Workspace) -> dict[str, str]:
    """The revision that this movie began with, by model; {} where it has none yet."""
    revisions = values_in(workspace.models).get("revisions", {})
    return {str(name): str(one) for name, one in revisions.items()} if isinstance(revisions, dict) else {}


def remember_models(settings: VideoSettings, workspace: Workspace, note: Callable[[str], None]) -> None:
    """Pin the revisions of the models that are used here for the first time, and say once what their licence is.

    Only for the holder of the movie's lock.
    """
    known, revisions, licences = read_models(workspace), dict[str, str](), list[str]()
    for weights in _all_weights(settings, known, workspace):
        revisions |= {weights.name: weights.revision, **weights.revisions}
        licences += weights.licences
    told = [str(line) for line in values_in(workspace.models).get("licences", [])]
    for line in dict.fromkeys(licences):
        if line not in told:
            note(line)
    kept = {"revisions": {**known, **revisions}, "licences": list(dict.fromkeys([*told, *licences]))}
    if kept != {"revisions": known, "licences": told}:
        write_atomically(workspace.models, json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False))


def _all_weights(settings: VideoSettings, known: Mapping[str, str], workspace: Workspace) -> list[Weights]:
    """Of the video model, and of the model that draws its key frames."""
    if settings.renderer in DRAWN:
        return []
    if settings.renderer == "diffusers":
        return [find_weights(with_stills(settings), known, workspace.root)]
    stills = settings.diffusion.key_frames != "off"
    return [key_frame_weights(settings.diffusion, known, workspace.root)] if stills else []
