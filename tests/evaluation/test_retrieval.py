"""A whole evaluation, with matchers whose quality is known."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from moviefactory.audio import Query, Sense
from moviefactory.audio.caption_matcher import CaptionMatcher
from moviefactory.audio.library import Library
from moviefactory.errors import PlanError
from moviefactory.evaluation.retrieval import evaluate, lines_of

LIST = "file_name,caption\nrain.wav,rain falls\ndog.wav,a dog barks\nwolf.wav,a dog barks\nsea.wav,waves roll\n"


class Knows:
    """Scores by table {caption: {stem: score}}."""

    revision, note, credit = "knows-1", "", ""

    def __init__(self, table: Mapping[str, Mapping[str, float]], senses: frozenset[Sense]) -> None:
        self.table, self.senses = table, senses
        self.prepared: list[Library] = []

    def prepare(self, library: Library, progress: Callable[[int, int], None]) -> None:
        self.prepared.append(library)
        progress(1, 2)
        progress(2, 2)

    def scores(self, query: Query, library: Library) -> NDArray[np.float32]:
        known = self.table.get(query.text, {})
        return np.array([known.get(entry.path.stem, 0.0) for entry in library.entries], np.float32)


BOTH: frozenset[Sense] = frozenset({"text", "sound"})
TABLE = {
    "rain falls": {"rain": 0.9, "sea": 0.8},
    "a dog barks": {"rain": 0.7, "dog": 0.6, "wolf": 0.1},
    "waves roll": {"sea": 0.5, "rain": 0.6},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "list.csv").write_text(LIST + "gone.wav,nobody hears this\n")
    for name in ("rain", "dog", "wolf", "sea"):
        (tmp_path / f"{name}.wav").write_bytes(name.encode())
    return tmp_path


def test_both_directions_of_a_small_set_by_hand(folder: Path) -> None:
    found = evaluate(folder, Knows(TABLE, BOTH))
    assert (found.sounds, found.captions, found.missing, found.matcher) == (4, 4, ("gone.wav",), "knows-1")
    there = found.text_to_sound  # best ranks: 1, 2 (of 2 and 3), 2
    assert (there.queries, there.candidates, there.recall[1], there.median_rank) == (3, 4, 1 / 3, 2)
    assert there.recall[5] == 1
    assert there.average_precision[10] == pytest.approx((1 + (1 / 2 + 2 / 3) / 2 + 1 / 2) / 3)
    back = found.sound_to_text
    assert back is not None  # rain: 0.9 of 0.9 0.7 0.6; dog: 0.6, alone; wolf: 0.1, alone; sea: 0.5 behind 0.8
    assert (back.queries, back.candidates, back.recall[1], back.median_rank) == (4, 3, 3 / 4, 1)


def test_a_matcher_that_says_the_same_of_everything_finds_nothing(folder: Path) -> None:
    same = Knows({query: dict.fromkeys(("rain", "dog", "wolf", "sea"), 0.5) for query in TABLE}, BOTH)
    found = evaluate(folder, same)
    assert found.text_to_sound.recall[1] == 0
    assert found.sound_to_text is not None
    assert found.sound_to_text.recall[1] == 0


def test_the_matcher_never_reads_the_captions_that_it_is_asked_for(folder: Path) -> None:
    matcher = Knows(TABLE, BOTH)
    evaluate(folder, matcher)
    documents = " ".join(entry.document for entry in matcher.prepared[0].entries)
    assert "barks" not in documents
    assert "falls" not in documents


def test_a_matcher_of_texts_is_tested_on_names_and_one_way_only(folder: Path) -> None:
    found = evaluate(folder, CaptionMatcher())
    assert found.sound_to_text is None
    assert found.text_to_sound.recall[1] >= 2 / 3, "rain.wav and dog.wav are found by their names"


def test_a_matcher_without_words_is_refused(folder: Path) -> None:
    with pytest.raises(PlanError, match="sound only"):
        evaluate(folder, Knows({}, frozenset({"sound"})))


def test_progress_counts_sounds_and_queries_and_ends_at_the_end(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    evaluate(folder, Knows(TABLE, BOTH), lambda done, total: told.append((done, total)))
    assert told == [(2, 7), (4, 7), (5, 7), (6, 7), (7, 7)]


def test_a_changed_sound_is_another_library(folder: Path) -> None:
    matcher = Knows(TABLE, BOTH)
    evaluate(folder, matcher)
    evaluate(folder, matcher)
    (folder / "sea.wav").write_bytes(b"another sea")
    evaluate(folder, matcher)
    first, second, third = (library.index_hash for library in matcher.prepared)
    assert first == second != third


def test_the_result_is_told_with_its_numbers_and_kept_as_json(folder: Path) -> None:
    found = evaluate(folder, Knows(TABLE, BOTH))
    text = "\n".join(lines_of(found))
    assert "4 sounds, 1 missing, 4 captions, 3 of them different" in text
    assert "text to sound" in text
    assert " 33.3" in text
    assert json.loads(json.dumps(asdict(found), default=str))["text_to_sound"]["recall"]["5"] == 1
