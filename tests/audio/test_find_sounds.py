"""Searching by hand: by words, by a clip, by both, with matchers that see and those that only read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from small_library import SetScores, write_library
from test_impacts import bouncing

from moviefactory.audio import Query, Sense
from moviefactory.audio.find_sounds import find_sounds
from moviefactory.audio.library import Library, load_library
from moviefactory.errors import MediaError, PlanError
from moviefactory.media.frames import FrameWriter
from moviefactory.settings import AudioSettings

SETTINGS = AudioSettings()


class Seeing:
    """Scores by table: one for words, one for any clip."""

    revision, note, credit = "seeing-1", "", ""
    senses: frozenset[Sense] = frozenset({"text", "video"})

    def __init__(self, heard: dict[str, float], seen: dict[str, float]) -> None:
        self.heard, self.seen = heard, seen

    def check(self) -> None:
        """Nothing to check."""

    def prepare(self, library: Library, progress: Callable[[int, int], None]) -> None:
        """Nothing to prepare."""

    def scores(self, query: Query, library: Library) -> NDArray[np.float32]:
        assert bool(query.text) != bool(query.video), "one sense at a time"
        table = self.seen if query.video else self.heard
        return np.array([table.get(entry.name, 0.0) for entry in library.entries], np.float32)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return load_library([str(write_library(tmp_path / "library"))], SETTINGS.licences)


@pytest.fixture
def ball(tmp_path: Path) -> Path:
    path = tmp_path / "ball.mp4"
    with FrameWriter(path, (320, 180), Fraction(24), speed="ultrafast") as writer:
        for frame in bouncing((0.75, 1.75)):
            writer.write(frame)
    return path


@pytest.fixture
def still(tmp_path: Path) -> Path:
    path = tmp_path / "still.mp4"
    with FrameWriter(path, (320, 180), Fraction(24), speed="ultrafast") as writer:
        for _ in range(30):
            writer.write(np.full((180, 320, 3), 90, np.uint8))
    return path


def names(library: Library, matcher: object, query: Query, settings: AudioSettings = SETTINGS) -> list[str]:
    found = find_sounds(query, library, matcher, settings, top=3)  # type: ignore[arg-type]
    return [entry.name for entry, _ in found.sounds]


def test_words_and_picture_are_weighed_as_the_plan_says(library: Library, still: Path) -> None:
    matcher = Seeing({"Dog Bark": 0.9, "Sea Waves": 0.5}, {"Sea Waves": 0.9})
    query = Query("bark", video=still)
    assert names(library, matcher, query)[0] == "Sea Waves"  # (0.5 + 0.5 * 0.9) / 1.5 against 0.9 / 1.5
    assert names(library, matcher, query, SETTINGS.model_copy(update={"video_weight": 0.1}))[0] == "Dog Bark"
    assert names(library, matcher, query, SETTINGS.model_copy(update={"text_weight": 0.0}))[0] == "Sea Waves"
    assert names(library, matcher, Query(video=still))[0] == "Sea Waves"
    assert names(library, matcher, Query("bark"))[0] == "Dog Bark"


def test_a_matcher_that_only_reads_prefers_events_where_something_hits(
    library: Library, ball: Path, still: Path
) -> None:
    matcher = SetScores({"sea": {"Sea Waves": 0.8, "Single Wave": 0.8}})
    assert names(library, matcher, Query("sea", video=ball))[0] == "Single Wave"
    assert names(library, matcher, Query("sea", video=still))[0] == "Sea Waves"


def test_a_clip_of_ours_speaks_through_its_prompt(library: Library, still: Path) -> None:
    receipt = {"job": "clip a", "signature": "", "inputs": {"shot": {"prompt": "A dog."}}, "version": 1, "after": {},
               "facts": {}, "bytes": 1, "mtime_ns": 1, "sha256": ""}  # fmt: skip
    still.with_name(still.name + ".receipt.json").write_text(json.dumps(receipt))
    matcher = SetScores({"A dog.": {"Dog Bark": 0.7}, "noise": {"Engine Idle": 0.5, "Dog Bark": 0.45}})
    assert names(library, matcher, Query(video=still))[0] == "Dog Bark"
    found = find_sounds(Query("noise", video=still), library, matcher, SETTINGS, top=2)
    assert [(entry.name, score) for entry, score in found.sounds] == [("Dog Bark", 0.45), ("Engine Idle", 0.5)]
    assert any("A dog." in note for note in found.notes)


def test_what_the_matcher_cannot_take_is_said(library: Library, still: Path, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="--matcher pe-av"):
        find_sounds(Query(video=still), library, SetScores({}), SETTINGS)
    with pytest.raises(PlanError, match="--matcher aisfx, clap or pe-av"):
        find_sounds(Query("sea", sound=still), library, SetScores({}), SETTINGS)
    only_hears = Seeing({}, {})
    only_hears.senses = frozenset({"sound"})
    with pytest.raises(PlanError, match="reads no words"):
        find_sounds(Query("sea", sound=still), library, only_hears, SETTINGS)
    with pytest.raises(MediaError, match=r"gone\.mp4"):
        find_sounds(Query("sea", video=tmp_path / "gone.mp4"), library, SetScores({}), SETTINGS)


def test_of_many_equals_as_many_as_asked_for_come_in_the_order_of_the_library(library: Library) -> None:
    many = replace(library, entries=tuple(library.entries) * 50, index_hash="many")
    found = find_sounds(Query("sea"), many, SetScores({"sea": {"Dog Bark": 0.5}}), SETTINGS, top=4)
    assert [score for _, score in found.sounds] == [0.5] * 4
    assert find_sounds(Query("sea"), many, SetScores({}), SETTINGS).sounds == ()  # nothing answers


def test_a_file_that_is_gone_is_not_offered(library: Library) -> None:
    matcher = SetScores({"sea": {"Sea Waves": 0.8, "Single Wave": 0.7}})
    next(entry for entry in library.entries if entry.name == "Sea Waves").path.unlink()
    found = names(library, matcher, Query("sea"))
    assert found[0] == "Single Wave"
    assert "Sea Waves" not in found
