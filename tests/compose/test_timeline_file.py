"""A timeline as JSON: there and back, moved with its folder, and broken."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from compose_kit import RATE_HZ, SIZE, cue

from moviefactory.compose.timeline_file import read_timeline, write_timeline
from moviefactory.errors import MediaError, StorageError
from moviefactory.timeline import Clip, FrameRange, PlacedClip, PlacedCue, Timeline


def timeline_in(folder: Path) -> Timeline:
    rate = Fraction(30000, 1001)
    clip = Clip("a", folder / "clips" / "ä b.mp4", 48, rate, SIZE)
    sound = PlacedCue(cue("x", path="/library/x.ogg", onset_s=0.25, loop=True, bpm=120.0), FrameRange(3, 20), 2, 5)
    return Timeline(rate, SIZE, RATE_HZ, (PlacedClip(clip, FrameRange(0, 48), "fade_black", 12),), (sound,))


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write_timeline(timeline_in(tmp_path), tmp_path / "timeline.json")
    assert read_timeline(tmp_path / "timeline.json") == timeline_in(tmp_path)


def test_a_moved_folder_still_finds_its_clips(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    write_timeline(timeline_in(old), old / "timeline.json")
    old.rename(new)
    assert read_timeline(new / "timeline.json") == timeline_in(new)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1}', '{"version": 99}', "[" * 5000, "null"])
def test_what_is_no_timeline_is_refused_in_plain_words(text: str, tmp_path: Path) -> None:
    path = tmp_path / "timeline.json"
    path.write_text(text)
    with pytest.raises(MediaError, match="is not a timeline"):
        read_timeline(path)


def test_a_missing_file_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        read_timeline(tmp_path / "none.json")


def test_the_file_is_readable_for_people(tmp_path: Path) -> None:
    write_timeline(timeline_in(tmp_path), tmp_path / "timeline.json")
    record = json.loads((tmp_path / "timeline.json").read_text())
    assert record["frame_rate"] == "30000/1001"
    assert record["video"][0]["clip"]["path"] == "clips/ä b.mp4"
