"""The finished part of a take, as encoded segments in its folder; a kill at any moment leaves them whole.

A segment is one closed run of frames, encoded by itself, written under another name, synced and then renamed; the
journal, which says how long each is and of what it was made, is written after it. Joined, they are one stream without
another encoding. This file knows no upscaler.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from moviefactory.errors import MediaError
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.frames import rate_text
from moviefactory.media.probe import probe
from moviefactory.workspace import partial_name, refusal, synced, write_atomically

SEGMENT = 24  # frames that are encoded together: what a kill costs at most
LIGHT_SEGMENT = 480  # where a frame costs next to nothing: every encoder that is started costs more than what it saves
_FOLDER, _JOURNAL = "segments", "journal.json"


@dataclass(frozen=True)
class Segment:
    """A finished file of `frames` at `frame_rate`."""

    path: Path
    frames: int
    frame_rate: Fraction


class Segments:
    """The segments of one take in `folder`: those that an earlier run finished, and those that are added.

    `made_of` names all that they depend on; what lies there of anything else, or is not as it was written, is removed.
    Raises StorageError when the disk refuses.
    """

    def __init__(self, folder: Path, made_of: str, frame_rate: Fraction) -> None:
        self.folder, self.made_of, self.frame_rate = folder / _FOLDER, made_of, frame_rate
        try:
            self.files = self._taken_up()
        except OSError as error:
            raise refusal(error, f"the unfinished work in {folder}") from error

    @property
    def frames(self) -> int:
        """How many frames are finished, from the first one on."""
        return sum(segment.frames for segment in self.files)

    def next_path(self) -> Path:
        """Where to write the next segment; it does not count before it is added."""
        return partial_name(self.folder / f"{len(self.files):06d}.mp4")

    def add(self, written: Path, frames: int) -> None:
        """The file at `written` (`next_path`) is complete and has `frames`."""
        target = self.folder / f"{len(self.files):06d}.mp4"
        try:
            synced(written)
            os.replace(written, target)
        except OSError as error:
            raise refusal(error, f"the unfinished work in {self.folder.parent}") from error
        self.files.append(Segment(target, frames, self.frame_rate))
        self._write_journal()

    def keep_only_these(self) -> None:
        """The take is finished: remove what the upscaler left in its folder, which may be gigabytes."""
        for other in self.folder.parent.iterdir():
            if other != self.folder:
                _removed(other)

    def _taken_up(self) -> list[Segment]:
        recorded, files = _read_journal(self.folder), recorded_segments(self.folder.parent)
        if not recorded or recorded["made_of"] != self.made_of:
            shutil.rmtree(self.folder, ignore_errors=True)
            files = []
        self.folder.mkdir(parents=True, exist_ok=True)
        known = {segment.path for segment in files} | {self.folder / _JOURNAL}
        for left in self.folder.iterdir():  # of a killed run, and all after a segment that is not as it was written
            if left not in known:
                _removed(left)
        return files

    def _write_journal(self) -> None:
        segments = [[segment.frames, segment.path.stat().st_size] for segment in self.files]
        text = {"made_of": self.made_of, "frame_rate": rate_text(self.frame_rate), "segments": segments}
        write_atomically(self.folder / _JOURNAL, json.dumps(text))


def recorded_segments(folder: Path) -> list[Segment]:
    """The finished segments in the folder of a take, in order, up to the first one that is not as it was written.

    Changes nothing.
    """
    recorded = _read_journal(folder / _FOLDER)
    if not recorded:
        return []
    files = []
    for number, (frames, size) in enumerate(recorded["segments"]):
        path = folder / _FOLDER / f"{number:06d}.mp4"
        if not path.is_file() or path.stat().st_size != size:
            break
        files.append(Segment(path, frames, Fraction(recorded["frame_rate"])))
    return files


def recorded_origin(folder: Path) -> str:
    """What the segments in the folder of a take were made of; "" where there are none."""
    return str((_read_journal(folder / _FOLDER) or {"made_of": ""})["made_of"])


def join(segments: Sequence[Segment], output: Path) -> None:
    """All `segments` in one file, bit by bit; frame n begins at exactly n / rate. Raises MediaError, StorageError.

    The type of `output` is that of its name: .mp4, .mov or .mkv.
    """
    frames, rate = sum(segment.frames for segment in segments), segments[0].frame_rate
    # A concatenation adds up rounded lengths: every timestamp goes back to the frame that it stands for. A segment's
    # clock ticks in a whole part of a frame, so that is exact.
    frame = f"({rate.denominator}/{rate.numerator}/TB)"
    times = (f"{kind.lower()}=round(round({kind}/{frame})*{frame})" for kind in ("PTS", "DTS"))
    exact = f"setts={':'.join(times)}:duration=round({frame})"
    container = ["-movflags", "+faststart"] if output.suffix in (".mp4", ".mov", ".m4v") else []
    listing = partial_name(output.with_name(f"{output.name}.txt"))
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        listing.write_bytes(os.fsencode("".join(_lines(segments))))
        run_ffmpeg(
            ["-f", "concat", "-safe", "0", "-i", str(listing), "-map", "0:v:0", "-c", "copy", "-bsf:v", exact,
             *container, str(output)],
            what=f"joining {output.name}",
        )  # fmt: skip
    except OSError as error:
        raise refusal(error, f"joining {output.name}") from error
    finally:
        listing.unlink(missing_ok=True)
    if (made := probe(output).frames) != frames:
        raise MediaError(f"{output.name}: {frames} frames were joined and {made} are in it; run the same command again")


def _lines(segments: Sequence[Segment]) -> Iterable[str]:
    for segment in segments:
        name = str(segment.path.resolve()).replace("'", "'\\''")
        seconds = float(segment.frames / segment.frame_rate)
        yield f"file '{name}'\nduration {seconds:.6f}\n"


def _read_journal(folder: Path) -> dict[str, Any] | None:
    """What was recorded, or None where nothing is that can be trusted."""
    try:
        recorded = json.loads((folder / _JOURNAL).read_text(encoding="utf-8"))
        valid = isinstance(recorded["made_of"], str) and Fraction(recorded["frame_rate"]) > 0
        pairs = [(int(frames), int(size)) for frames, size in recorded["segments"]]
    except (OSError, ValueError, TypeError, KeyError, ZeroDivisionError):
        return None
    return {**recorded, "segments": pairs} if valid else None


def _removed(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
