"""A timeline as plain values and as JSON beside the movie: what was cut, for jobs, people and other programs.

Paths inside the movie's own folder are written relative to it, so that the folder can be moved.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from moviefactory.errors import MediaError, StorageError
from moviefactory.timeline import Clip, Cue, FrameRange, PlacedClip, PlacedCue, Timeline
from moviefactory.workspace import write_atomically

VERSION = 1
MOST_BYTES = 64 * 2**20  # a 5000-shot movie's takes about 10 MB


def timeline_values(timeline: Timeline, folder: Path) -> dict[str, Any]:
    """`timeline` as JSON values; paths inside `folder` relative to it."""
    values: dict[str, Any] = _plain(dataclasses.asdict(timeline), folder)
    return values


def timeline_of(values: Mapping[str, Any], folder: Path) -> Timeline:
    """What `timeline_values` came from. Raises ValueError, KeyError or TypeError where the values are none."""
    return Timeline(
        frame_rate=Fraction(values["frame_rate"]),
        size_px=(int(values["size_px"][0]), int(values["size_px"][1])),
        sample_rate_hz=int(values["sample_rate_hz"]),
        video=tuple(_placed_clip(one, folder) for one in values["video"]),
        audio=tuple(_placed_cue(one, folder) for one in values["audio"]),
    )


def write_timeline(timeline: Timeline, path: Path) -> None:
    """Write `timeline` to `path`, whole or not at all. Raises StorageError."""
    record = {"version": VERSION, **timeline_values(timeline, path.parent)}
    write_atomically(path, json.dumps(record, ensure_ascii=False, indent=1) + "\n")


def read_timeline(path: Path) -> Timeline:
    """Read what `write_timeline` wrote. Raises StorageError or, when it is not a timeline, MediaError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise MediaError(f"{path} is too large for a timeline; delete it and make the movie again")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error}") from error
    try:
        record = json.loads(text)
        if record["version"] != VERSION:
            raise ValueError(f"version {record['version']!r} is not {VERSION}")
        return timeline_of(record, path.parent)
    except (ValueError, KeyError, TypeError, ZeroDivisionError, AttributeError, RecursionError) as error:
        raise MediaError(f"{path} is not a timeline ({error!r}); delete it and make the movie again") from error


def _plain(value: Any, folder: Path) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one, folder) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one, folder) for one in value]
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Path):
        whole, root = value.absolute(), folder.absolute()
        return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else whole.as_posix()
    return value


def _placed_clip(record: dict[str, Any], folder: Path) -> PlacedClip:
    clip = record["clip"]
    size_px = (int(clip["size_px"][0]), int(clip["size_px"][1]))
    made = Clip(**{**clip, "path": folder / clip["path"], "frame_rate": Fraction(clip["frame_rate"]),
                   "size_px": size_px})  # fmt: skip
    return PlacedClip(**{**record, "clip": made, "in_movie": FrameRange(**record["in_movie"])})


def _placed_cue(record: dict[str, Any], folder: Path) -> PlacedCue:
    values = record["cue"]
    cue = Cue(**{**values, "path": folder / values["path"], "onsets_s": tuple(values.get("onsets_s", ()))})
    return PlacedCue(**{**record, "cue": cue, "in_movie": FrameRange(**record["in_movie"])})
