"""Matching by ear, with an encoder that counts what it is asked: kept, resumed, deduplicated, honest."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from moviefactory.audio import Query, embedding_matcher
from moviefactory.audio.embedding_matcher import EmbeddingMatcher, Encoder, Scale, Space
from moviefactory.audio.library import Library, LibraryEntry
from moviefactory.errors import MediaError, PlanError

SIZE = 8


pytestmark = pytest.mark.usefixtures("own_home")


class Ear:
    """A file's content says what it sounds like: "3" is the third axis, "3 5" between two, "noise" cannot be heard."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.asked: list[str] = []
        self.batches: list[int] = []
        self.stop_after = 10**9

    def text(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return np.stack([axis(text) for text in texts])

    def sounds(self, paths: Sequence[Path]) -> NDArray[np.float32]:
        if len(self.heard) >= self.stop_after:
            raise KeyboardInterrupt
        for path in paths:
            if not path.is_file() or "noise" in path.read_text():
                raise MediaError(f"{path}: nothing can be heard in it")
        self.heard += [path.name for path in paths]
        self.batches.append(len(paths))
        return np.stack([axis(path.read_text()) for path in paths])

    def video(self, path: Path) -> NDArray[np.float32]:
        return axis(path.read_text())


def axis(text: str) -> NDArray[np.float32]:
    vector = np.zeros(SIZE, np.float32)
    vector[[int(part) for part in text.split() if part.isdigit()]] = 1
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def matcher_of(ear: Ear, revision: str = "ear-1") -> EmbeddingMatcher:
    scales = {"text": Scale(0.2, 0.7), "video": Scale(0.1, 0.6), "sound": Scale(0.3, 1.0)}
    return EmbeddingMatcher(Space(revision, SIZE, scales, "a note", "a credit"), lambda: ear)


def write(folder: Path, *contents: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(contents):
        (folder / f"{number:03d}.wav").write_text(content)
    return sorted(folder.glob("*.wav"))


def library_of(paths: Sequence[Path], index_hash: str = "one") -> Library:
    entries = tuple(LibraryEntry(path, path.stem, path.stem, "effect", "own") for path in paths)
    return Library(entries, (), (), (), index_hash)


def test_words_a_clip_and_a_sound_are_compared_on_their_own_scales(tmp_path: Path) -> None:
    library, matcher = library_of(write(tmp_path / "l", "1", "2", "1 2")), matcher_of(Ear())
    clip = write(tmp_path / "clip", "2")[0]
    half = 2**-0.5
    assert matcher.scores(Query("1"), library) == pytest.approx([1.6, -0.4, (half - 0.2) / 0.5], abs=1e-5)
    assert matcher.scores(Query(video=clip), library) == pytest.approx([-0.2, 1.8, (half - 0.1) / 0.5], abs=1e-5)
    assert matcher.scores(Query(sound=clip), library) == pytest.approx([-3 / 7, 1, (half - 0.3) / 0.7], abs=1e-5)
    assert matcher.scores(Query("1"), library).dtype == np.float32
    assert (matcher.senses, matcher.note, matcher.credit) == ({"text", "video", "sound"}, "a note", "a credit")


def test_what_was_heard_once_is_never_heard_again_whatever_it_is_called(tmp_path: Path) -> None:
    paths = write(tmp_path / "l", "1", "2", "1")
    first, second = Ear(), Ear()
    matcher_of(first).prepare(library_of(paths), lambda done, total: None)
    assert first.heard == ["000.wav", "001.wav"]  # the third is the first
    moved = [path.rename(path.with_name(f"new {path.name}")) for path in paths]
    scores = matcher_of(second).scores(Query("1"), library_of(moved, "another"))
    assert second.heard == []
    assert int(scores.argmin()) == 1
    matcher_of(second, "ear-2").prepare(library_of(moved, "another"), lambda done, total: None)
    assert len(second.heard) == 2


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_matcher, "BATCH", 4)
    library = library_of(write(tmp_path / "l", *(f"{number % 8} {number // 8}" for number in range(20))))
    ear, told = Ear(), []
    ear.stop_after = 8
    with pytest.raises(KeyboardInterrupt):
        matcher_of(ear).prepare(library, lambda done, total: None)
    once = len(ear.heard)
    ear.stop_after = 10**9
    matcher_of(ear).prepare(library, lambda done, total: told.append((done, total)))
    assert once == 8
    assert len(ear.heard) == len(set(ear.heard)) == 20
    assert told == [(8, 20), (12, 20), (16, 20), (20, 20)]
    assert max(ear.batches) == 4


def test_a_sound_that_cannot_be_heard_costs_no_other_one_and_is_named(tmp_path: Path) -> None:
    paths = write(tmp_path / "l", "1", "noise a", "2", "3")
    gone = tmp_path / "l" / "gone.wav"
    library, ear = library_of([*paths, gone]), Ear()
    matcher = matcher_of(ear)
    scores = matcher.scores(Query("3"), library)
    assert int(scores.argmax()) == 3
    assert scores[1] < 0
    assert scores[4] < 0
    assert matcher.note.startswith("a note; 2 sounds are never chosen")
    assert str(paths[1]) in matcher.note
    gone.write_text(" 3")
    later = matcher_of(ear)
    assert later.scores(Query("3"), library_of([*paths, gone], "later"))[4] == pytest.approx(1.6)
    assert ear.heard == ["000.wav", "002.wav", "003.wav", "gone.wav"]
    assert "1 sound is never chosen" in later.note


def test_a_query_is_embedded_once_and_a_changed_clip_anew(tmp_path: Path) -> None:
    library, ear = library_of(write(tmp_path / "l", "1", "2")), Ear()
    matcher = matcher_of(ear)
    for _ in range(3):
        matcher.scores(Query("2"), library)
    assert ear.asked == ["2"]
    clip = write(tmp_path / "clip", "1")[0]
    assert int(matcher.scores(Query(video=clip), library).argmax()) == 0
    clip.write_text("2 ")
    assert int(matcher.scores(Query(video=clip), library).argmax()) == 1


def test_a_sound_of_the_library_is_not_heard_again_as_a_query(tmp_path: Path) -> None:
    paths = write(tmp_path / "l", "1", "2")
    library, ear = library_of(paths), Ear()
    matcher = matcher_of(ear)
    matcher.prepare(library, lambda done, total: None)
    assert int(matcher.scores(Query(sound=paths[1]), library).argmax()) == 1
    assert len(ear.heard) == 2


def test_nothing_is_loaded_for_an_empty_library_an_empty_query_or_a_name() -> None:
    def refuse() -> Encoder:
        raise AssertionError("loaded")

    matcher = EmbeddingMatcher(Space("ear-1", SIZE, {"text": Scale(0.1, 1)}), refuse)
    assert matcher.revision == "ear-1"
    assert matcher.scores(Query("a"), library_of([])).shape == (0,)
    matcher.prepare(library_of([]), lambda done, total: None)
    assert matcher.note == ""


def test_a_blank_query_scores_nothing(tmp_path: Path) -> None:
    scores = matcher_of(Ear()).scores(Query("  "), library_of(write(tmp_path / "l", "1")))
    assert scores.tolist() == [0]


def test_several_senses_or_a_missing_one_are_refused(tmp_path: Path) -> None:
    paths = write(tmp_path / "l", "1")
    library = library_of(paths)
    with pytest.raises(PlanError, match=r"text and video"):
        matcher_of(Ear()).scores(Query("1", video=paths[0]), library)
    deaf = EmbeddingMatcher(Space("ear-1", SIZE, {"sound": Scale(0.1, 1)}), Ear)
    with pytest.raises(PlanError, match=r"one of sound .* not text"):
        deaf.scores(Query("1"), library)
    with pytest.raises(MediaError, match=r"nowhere\.wav"):
        deaf.scores(Query(sound=tmp_path / "nowhere.wav"), library)


def test_the_music_of_a_library_is_not_taken_for_its_sounds(tmp_path: Path) -> None:
    effects, music = write(tmp_path / "e", "1", "2"), write(tmp_path / "m", "2", "1")
    matcher = matcher_of(Ear())
    assert int(matcher.scores(Query("1"), library_of(effects, "same")).argmax()) == 0
    assert int(matcher.scores(Query("1"), library_of(music, "same")).argmax()) == 1
    assert int(matcher.scores(Query("1"), library_of(effects, "same")).argmax()) == 0


def test_a_large_library_starts_without_a_look_at_each_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_matcher, "LARGE", 3)
    paths, ear = write(tmp_path / "l", "1", "noise", "2", "3"), Ear()
    matcher_of(ear).prepare(library_of(paths), lambda done, total: None)
    looked: list[Path] = []
    monkeypatch.setattr(embedding_matcher, "_key", lambda entry: looked.append(entry.path))
    later = matcher_of(ear)
    assert int(later.scores(Query("3"), library_of(paths)).argmax()) == 3
    assert looked == []
    assert str(paths[1]) in later.note


def test_where_nothing_can_be_kept_it_still_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("MOVIEFACTORY_HOME", str(tmp_path / "file"))
    paths, ear = write(tmp_path / "l", "1", "noise", "2"), Ear()
    matcher = matcher_of(ear)
    assert matcher.scores(Query("2"), library_of(paths)).argmax() == 2
    assert matcher.scores(Query("1"), library_of(paths)).argmax() == 0
    assert ear.heard == ["000.wav", "002.wav"]
    assert str(paths[1]) in matcher.note
