"""An ear for moods is trained on generated music: it learns, it is honest about it, and a killed run goes on."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("safetensors")

import torch
from safetensors.torch import load_file
from small_matcher import Indifferent

from moviefactory.audio.choose_music import choose_beds, music_revision
from moviefactory.audio.library import Library, load_library
from moviefactory.audio.mood_crnn import MoodEar
from moviefactory.audio.mood_model import CARD, WEIGHTS, mood_card
from moviefactory.audio.story_arc import Act, Story
from moviefactory.errors import PlanError
from moviefactory.media.sound import write_sound
from moviefactory.movie import Music
from moviefactory.settings import AudioSettings
from moviefactory.training.train_mood import UNFINISHED, MoodReport, train_mood

torch.set_num_threads(1)
RATE_HZ = 16_000
COLUMNS = ("file", "name", "caption", "kind", "licence", "mood", "seconds")


pytestmark = pytest.mark.usefixtures("own_home")


def calm(seed: int) -> np.ndarray:
    """A held fifth."""
    lot, clock = np.random.default_rng(seed), np.arange(round(3.2 * RATE_HZ)) / RATE_HZ
    root = 110 * 2 ** (lot.integers(0, 12) / 12)
    return 0.2 * np.sin(2 * np.pi * root * clock) + 0.2 * np.sin(3 * np.pi * root * clock)


def energetic(seed: int) -> np.ndarray:
    """Beaten noise."""
    lot, clock = np.random.default_rng(seed), np.arange(round(3.2 * RATE_HZ)) / RATE_HZ
    return lot.normal(0, 0.2, len(clock)) * np.exp(-8 * ((clock * lot.uniform(2, 2.6)) % 1))


def library(folder: Path, each: int = 5, **others: str) -> Library:
    """`each` calm and energetic tracks; others: more rows, name=mood."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [(f"{mood}{number}", mood) for mood in ("calm", "energetic") for number in range(each)]
    makers: dict[str, Callable[[int], np.ndarray]] = {"calm": calm, "energetic": energetic}
    for number, (name, mood) in enumerate([*rows, *others.items()]):
        made = makers.get(mood or "calm", calm)(number)
        noisy = made + np.random.default_rng(number).normal(0, 0.002, len(made))
        write_sound(folder / f"{name}.wav", np.repeat(noisy.astype(np.float32)[:, None], 2, axis=1), RATE_HZ)
    with (folder / "catalogue.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        writer.writerows(
            (f"{name}.wav", name, "x", "music", "own", mood, "3.2") for name, mood in [*rows, *others.items()]
        )
    return load_library([str(folder)], AudioSettings().licences)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> MoodReport:
    root = tmp_path_factory.mktemp("trained")
    return train_mood(library(root / "music"), root / "model", epochs=7, folds=0)


def test_tones_and_beats_are_told_apart_and_new_ones_too(trained: MoodReport, tmp_path: Path) -> None:
    assert trained.moods == ("calm", "energetic")
    assert (trained.tracks, trained.pieces, trained.chance, trained.folds) == (10, 10, 0.5, ())
    assert trained.accuracy == 1.0
    ear = MoodEar(mood_card(str(trained.folder)))
    new = library(tmp_path / "new", 1)
    for entry in new.music:
        heard = dict(ear.moods_of(entry.path, ""))
        assert max(heard, key=lambda mood: heard[mood]) == entry.mood


def test_the_card_says_how_good_it_is_and_nothing_is_left_unfinished(trained: MoodReport) -> None:
    data = json.loads((trained.folder / CARD).read_text(encoding="utf-8"))
    assert data["confusion"]["calm"].keys() == {"calm", "energetic"}
    assert (data["tracks"], data["accuracy"], data["skipped"]) == (10, trained.accuracy, [])
    assert sorted(path.name for path in trained.folder.iterdir()) == [CARD, WEIGHTS]
    assert mood_card(str(trained.folder)).accuracy == trained.accuracy


def test_a_track_nobody_tagged_is_chosen_by_what_the_trained_ear_hears(
    trained: MoodReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moviefactory.audio.choose_music.listened", lambda path, content: None)
    music = library(tmp_path / "untagged", 0, calm1="", energetic1="")
    makers = {"calm1": calm, "energetic1": energetic}
    for name, maker in makers.items():
        write_sound(
            tmp_path / "untagged" / f"{name}.wav", np.repeat(maker(77).astype(np.float32)[:, None], 2, axis=1), RATE_HZ
        )
    settings = AudioSettings(mood_model=str(trained.folder))
    story = Story("", Act(0, (2.0,) * 5, 0.5))
    for mood in ("calm", "energetic"):
        wish = Music.model_validate({"mood": mood})
        chosen = choose_beds(wish, story, 1, music, Indifferent(), settings)["music"]
        assert chosen.cue is not None
        assert chosen.cue.name == f"{mood}1"
        assert f"heard as {mood}" in chosen.reason
    assert music_revision(settings)["moods"] != music_revision(AudioSettings())["moods"]


def test_a_killed_run_goes_on_and_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    music = library(tmp_path / "music", 4)
    whole = train_mood(music, tmp_path / "whole", epochs=2, folds=3, seed=5)
    told: list[int] = []

    def killed(done: int, total: int) -> None:
        told.append(done)
        if done == 8 + 3:  # in the second of four trainings
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_mood(music, tmp_path / "again", epochs=2, folds=3, seed=5, progress=killed)
    states = {path: path.stat().st_mtime_ns for path in (tmp_path / "again" / UNFINISHED).glob("*fold-0.pt")}
    assert len(states) == 1
    assert not (tmp_path / "again" / CARD).exists()
    told.clear()
    seen: dict[Path, int] = {}

    def watched(done: int, total: int) -> None:
        told.append(done)
        seen.update({path: path.stat().st_mtime_ns for path in states if path.exists()})

    again = train_mood(music, tmp_path / "again", epochs=2, folds=3, seed=5, progress=watched)
    assert seen == states  # the first training was not done twice
    assert told == sorted(told)
    assert (again.accuracy, again.folds, again.confusion) == (whole.accuracy, whole.folds, whole.confusion)
    one, other = (load_file(tmp_path / name / WEIGHTS) for name in ("whole", "again"))
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert len(whole.folds) == 3
    assert sum(sum(row.values()) for row in whole.confusion.values()) == 8  # each track is tested once, unheard


def test_unusable_tracks_are_named_copies_counted_once_and_rare_moods_left_out(tmp_path: Path) -> None:
    music = library(tmp_path / "music", 4, broken="calm", copy="calm", lonely="sad")
    (tmp_path / "music" / "broken.wav").write_bytes(b"nothing" * 100)
    (tmp_path / "music" / "copy.wav").write_bytes((tmp_path / "music" / "calm0.wav").read_bytes())
    report = train_mood(music, tmp_path / "model", epochs=1, folds=0)
    assert (report.moods, report.tracks) == (("calm", "energetic"), 8)
    assert len(report.skipped) == 1
    assert "broken.wav" in report.skipped[0]


def test_too_little_music_is_refused_with_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"at least 8 tracks of at least 2 moods.*states: calm 3, energetic 3"):
        train_mood(library(tmp_path / "few", 3), tmp_path / "model")
    with pytest.raises(PlanError, match="states: none"):
        train_mood(library(tmp_path / "none", 0, one=""), tmp_path / "model")
    assert not (tmp_path / "model").exists()
    copies = library(tmp_path / "copies", 4)
    for number in range(1, 4):
        (tmp_path / "copies" / f"calm{number}.wav").write_bytes((tmp_path / "copies" / "calm0.wav").read_bytes())
    with pytest.raises(PlanError, match="copies of each other"):
        train_mood(copies, tmp_path / "model")
