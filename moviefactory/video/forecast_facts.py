"""What a forecast builds on: the model's weights, the graphics card, how long earlier clips took, what the card says.

Reads small files and asks the driver; loads no weights and no torch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from moviefactory.errors import StageError
from moviefactory.jobs.job import RECEIPT, read_receipt
from moviefactory.machine.free_memory import free_ram
from moviefactory.machine.graphics_card import graphics_card
from moviefactory.movie import Movie
from moviefactory.plan_file import read_yaml
from moviefactory.video.backing import read_models
from moviefactory.video.forecast import Known, Pace
from moviefactory.video.machine import why_not
from moviefactory.video.model_cards import Card
from moviefactory.video.pipeline.checkpoint_folder import part_bytes
from moviefactory.video.pipeline.family import Family
from moviefactory.video.weights import Weights, family_of, find_weights, missing_weights
from moviefactory.workspace import PRESETS, Workspace, data_folder

_RECEIPTS = 300  # the newest, of all movies in the folder of this one
_LENGTH = re.compile(
    r"(?:(?P<shot>[\d.]+) s of (?P<size>\d+x\d+) in(?: about| under)?|about)? ?"
    r"(?P<time>[\d.]+) (?P<unit>s|minutes?)"
    r"(?: for a clip(?: of (?P<clip>\d+x\d+))?)?(?: in \w+)? on (?P<where>an? [^,;(]+)"
)


def known_of(movie: Movie, workspace: Workspace) -> Known:
    """What is known of `movie`'s model and of this machine. Raises PlanError as `find_weights` does."""
    if movie.video.renderer == "remote":
        return Known(pace=_pace_of_server(movie, workspace))
    settings, models = movie.video, read_models(workspace)
    weights = find_weights(settings, models, workspace.root)
    card, family = weights.card, family_of(weights)
    gpu = graphics_card()
    if gpu and why_not(gpu):  # it is there, and not used
        gpu = None
    device = gpu.backend.replace("rocm", "cuda") if gpu else "cpu"
    steps = family.steps_for(settings.diffusion.steps)
    measured = measured_pace(workspace, weights, device, steps, family)
    return Known(
        family=family,
        part_bytes=_part_bytes(weights.folder, settings.diffusion.variant),
        free_bytes=gpu.free_bytes if gpu else free_ram(),
        host_bytes=free_ram() if gpu else None,
        device=device,
        vram_gb=card.vram_gb if card else None,
        pace=measured or (pace_of_card(card, family) if card else None),
        missing_bytes=sum(one.bytes or 0 for one in missing_weights(settings, models, workspace.root)),
    )


def measured_pace(workspace: Workspace, weights: Weights, device: str, steps: int, family: Family) -> Pace | None:
    """The median over the clips that these weights rendered on this kind of device, in any movie beside this one; over
    those with as many steps, where there are some. None where there are none."""
    found = []
    for inputs, facts in _receipts(workspace):
        took = facts.get("render_seconds", facts.get("seconds"))
        size, frames = facts.get("generated_px"), facts.get("generated_frames")
        if not _same(inputs, weights) or str(facts.get("device", "")).split(":")[0] != device:
            continue
        if not (took and frames and size and len(size) == 2):
            continue
        ran = family.steps_for(inputs.get("settings", {}).get("diffusion", {}).get("steps"))
        found.append((ran, took / (size[0] * size[1] * frames * ran)))
    alike = [pace for ran, pace in found if ran == steps] or [pace for _, pace in found]
    return Pace(median(alike), "measured here") if alike else None


def pace_of_card(card: Card, family: Family) -> Pace | None:
    """What the card's `speed` says, as far as it says a time, for what, and on which machine."""
    if not (said := _LENGTH.search(card.speed)):
        return None
    steps = family.steps_for(_steps_of_preset(card.preset))
    rate, most = card.frame_rate or family.frame_rate, card.frames or family.most_frames
    frames = float(said["shot"]) * rate if said["shot"] else most
    size = said["size"] or said["clip"] or card.native
    if not re.fullmatch(r"\d+x\d+", size):
        return None
    width, height = (int(side) for side in size.split("x"))
    seconds = float(said["time"]) * (1 if said["unit"] == "s" else 60)
    where = said["where"].strip()
    return Pace(seconds / (width * height * frames * steps), f"from the card: on {where}")


def _pace_of_server(movie: Movie, workspace: Workspace) -> Pace | None:
    """The median over the clips that came from a server for this model's name."""
    found = []
    for inputs, facts in _receipts(workspace):
        sent = facts.get("returned") or {}
        size, frames, took = sent.get("size_px"), sent.get("frames"), facts.get("seconds")
        asked = inputs.get("settings", {}).get("remote", {})
        same = facts.get("server") and asked.get("steps") == movie.video.remote.steps
        same = same and facts.get("model", "") in ("", movie.video.model)
        if same and took and frames and size and all(size):
            found.append(took / (size[0] * size[1] * frames * (asked.get("steps") or 1)))
    return Pace(median(found), "measured: that server") if found else None


def _receipts(workspace: Workspace) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Inputs and facts of the newest clips in this movie's folder and those beside it."""
    clips = workspace.clip("any").parent.name
    paths = [path for path in workspace.root.absolute().parent.glob(f"*/{clips}/*{RECEIPT}") if path.is_file()]
    for path in sorted(paths, key=lambda one: one.stat().st_mtime, reverse=True)[:_RECEIPTS]:
        if receipt := read_receipt(path):
            yield receipt["inputs"], receipt["facts"]


def _same(inputs: Mapping[str, Any], weights: Weights) -> bool:
    """Whether a clip was rendered by these weights: a folder is known by its content, a hub's model by its name."""
    used = inputs.get("weights")
    if not isinstance(used, Mapping):
        return False
    return used.get("model") == weights.model if used.get("model") else used.get("revision") == weights.revision


def _part_bytes(folder: Path | None, variant: str) -> dict[str, int]:
    try:
        return part_bytes(folder, variant) if folder else {}
    except (StageError, OSError):  # a broken file is told when the model is loaded; here it is only not known
        return {}


def _steps_of_preset(name: str) -> int | None:
    if not name:
        return None
    video = read_yaml(data_folder(PRESETS) / f"{name}.yaml").get("video", {})
    steps = video.get("diffusion", {}).get("steps") if isinstance(video, Mapping) else None
    return int(steps) if steps else None
