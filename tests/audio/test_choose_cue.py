"""Which sound is taken, which is left out, and what a person's own file does."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_library import ROWS, SetScores, row, write_library

from moviefactory.audio import Matcher
from moviefactory.audio.caption_matcher import CaptionMatcher
from moviefactory.audio.choose_cue import Choosing, SoundRequest, choose_cue, pinned_path
from moviefactory.audio.library import Library, load_library
from moviefactory.errors import PlanError
from moviefactory.media.sound import SAMPLE_RATE_HZ, write_sound
from moviefactory.movie import Sound
from moviefactory.settings import AudioSettings

SETTINGS = AudioSettings()


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return load_library([str(write_library(tmp_path / "library"))], SETTINGS.licences)


def request(
    description: str = "dog", context: str = "", length_s: float = 2.0, seed: int = 1, **sound: Any
) -> SoundRequest:
    return SoundRequest(Sound(id="s1", description=description, **sound), context, length_s, seed)


def choose(
    one: SoundRequest,
    library: Library,
    matcher: Matcher | dict[str, dict[str, float]],
    used: Mapping[str, int] | None = None,
) -> Choosing:
    matcher = SetScores(matcher) if isinstance(matcher, dict) else matcher
    return choose_cue(one, library, matcher, SETTINGS, used or {})


def name_of(chosen: Choosing) -> str:
    assert chosen.cue is not None, chosen.reason
    return chosen.cue.name


def test_the_closest_sound_becomes_a_cue_with_its_facts_and_reason(library: Library) -> None:
    chosen = choose(
        request("dog barking", gain_db=-3.0), library, {"dog barking": {"Dog Bark": 0.71, "Heavy Rain": 0.34}}
    )
    cue = chosen.cue
    assert cue is not None
    assert (cue.sound_id, cue.kind, cue.name, cue.path.name) == ("s1", "effect", "Dog Bark", "bark.ogg")
    assert (cue.licence, cue.author, cue.source) == ("CC0-1.0", "A. Recordist", "https://example.org/1")
    assert (cue.onset_s, cue.level_lufs, cue.start_in_file_s, cue.length_s, cue.loop) == (0.25, -18.5, 0.0, 4.0, False)
    assert cue.gain_db == 0.0  # the plan's own gain is added where the cue is placed
    assert cue.score == pytest.approx(0.71)
    assert cue.reason == chosen.reason == "matched 'Dog Bark' at 0.71; next best: 'Heavy Rain' at 0.34"
    assert [name for name, _ in chosen.best[:2]] == ["Dog Bark", "Heavy Rain"]
    assert len(chosen.best) == 3


def test_below_the_floor_a_sound_is_left_out_and_the_reason_names_the_closest(library: Library) -> None:
    chosen = choose(request("whale song"), library, {"whale song": {"Sea Waves": 0.29}})
    assert chosen.cue is None
    assert chosen.unsure
    assert chosen.reason == "nothing fits: the closest, 'Sea Waves', scores 0.29 of 0.30"


def test_the_context_decides_between_near_sounds(library: Library) -> None:
    table = {
        "roar": {"Engine Rev": 0.50, "Dog Bark": 0.52},
        "a car races": {"Engine Rev": 0.6},
        "a puppy": {"Dog Bark": 0.6},
    }
    assert name_of(choose(request("roar", "a car races"), library, table)) == "Engine Rev"
    assert name_of(choose(request("roar", "a puppy"), library, table)) == "Dog Bark"
    assert "closer by its words alone" in choose(request("roar", "a car races"), library, table).reason


def test_the_vaguer_the_words_the_more_the_context_counts(library: Library) -> None:
    scores = {"Sword Clash": 0.55, "Door Creak": 0.45}
    table = {"ring": scores, "a long ring of hard metal": scores, "a door": {"Door Creak": 0.2}}
    assert name_of(choose(request("ring", "a door"), library, table)) == "Door Creak"
    assert name_of(choose(request("a long ring of hard metal", "a door"), library, table)) == "Sword Clash"


@pytest.mark.parametrize("description", ["ambience", "Background atmosphere.", "ambient sounds"])
def test_an_ambience_without_a_word_of_its_own_is_that_of_the_place(library: Library, description: str) -> None:
    chosen = choose(request(description, "EXT. SEA, WAVES - DAY", kind="ambience"), library, CaptionMatcher())
    assert name_of(chosen) == "Sea Waves"


def test_words_that_only_say_that_it_is_a_sound_are_not_searched_for(library: Library) -> None:
    table = {"rain": {"Heavy Rain": 0.7}}
    for description in ("rain", "sound of rain", "Rain ambience", "rain sounds", "SFX: rain", "noise of rain"):
        assert name_of(choose(request(description.lower()), library, table)) == "Heavy Rain", description


def test_the_context_never_brings_in_a_sound_that_nobody_asked_for(library: Library) -> None:
    table = {"bark": {"Dog Bark": 0.60, "Engine Rev": 0.31}, "cars": {"Engine Rev": 1.0, "Engine Idle": 1.0}}
    assert name_of(choose(request("bark", "cars"), library, table)) == "Dog Bark"
    assert choose(request("moo", "cars"), library, table).cue is None


def test_an_ambience_prefers_a_bed_and_an_effect_an_event(library: Library) -> None:
    table = {"waves": {"Sea Waves": 0.50, "Single Wave": 0.53}, "wave": {"Sea Waves": 0.53, "Single Wave": 0.50}}
    assert name_of(choose(request("waves", kind="ambience"), library, table)) == "Sea Waves"
    assert name_of(choose(request("wave", kind="effect"), library, table)) == "Single Wave"


def test_a_bed_serves_a_lasting_effect(library: Library) -> None:
    chosen = choose(request("engine idling"), library, CaptionMatcher())
    assert chosen.cue is not None
    assert (chosen.cue.name, chosen.cue.kind, chosen.cue.loop) == ("Engine Idle", "effect", True)


def test_a_bed_that_ends_before_its_scene_gives_way_to_one_that_does_not(tmp_path: Path) -> None:
    rows = [
        row("a.ogg", "", "Short", "sea", "", "ambience", loop="false"),
        row("b.ogg", "", "Endless", "sea", "", "ambience"),
    ]
    library = load_library([str(write_library(tmp_path, rows))], SETTINGS.licences)
    table = {"sea": {"Short": 0.55, "Endless": 0.50}}
    assert name_of(choose(request("sea", kind="ambience", length_s=10), library, table)) == "Endless"
    assert name_of(choose(request("sea", kind="ambience", length_s=3), library, table)) == "Short"


def test_a_file_that_was_heard_often_gives_way_to_one_that_is_nearly_as_good(library: Library) -> None:
    table = {"hit": {"Sword Clash": 0.50, "Door Creak": 0.47, "Dog Bark": 0.40}}
    path = next(str(entry.path) for entry in library.entries if entry.name == "Sword Clash")
    assert name_of(choose(request("hit"), library, table, {path: 1})) == "Sword Clash"
    assert name_of(choose(request("hit"), library, table, {path: 4})) == "Door Creak"
    assert (
        name_of(choose(request("hit"), library, {"hit": {"Sword Clash": 0.6, "Dog Bark": 0.5}}, {path: 99}))
        == "Sword Clash"
    )


def test_the_seed_picks_among_equal_takes_of_one_kind_of_sound(library: Library) -> None:
    table = {"steps": {"Snow Steps A": 0.60, "Snow Steps B": 0.595, "Door Creak": 0.598}}
    names = [name_of(choose(request("steps", seed=seed), library, table)) for seed in range(20)]
    assert set(names) == {"Snow Steps A", "Snow Steps B"}
    assert names == [name_of(choose(request("steps", seed=seed), library, table)) for seed in range(20)]


def test_the_same_request_gives_the_same_choice(library: Library) -> None:
    one = request("footsteps in snow", "a panda walks")
    assert choose(one, library, CaptionMatcher()) == choose(one, library, CaptionMatcher())


def test_an_empty_library_leaves_everything_out() -> None:
    assert choose(request("dog"), load_library([], SETTINGS.licences), {}).reason == "the sound library is empty"


def test_a_voice_is_not_looked_for_among_sounds(library: Library) -> None:
    chosen = choose(request("dog barking", kind="voice"), library, CaptionMatcher())
    assert chosen.cue is None
    assert "narration" in chosen.reason


def click(path: Path, at_s: float, length_s: float = 1.5) -> Path:
    samples = np.zeros((round(length_s * SAMPLE_RATE_HZ), 2), np.float32)
    start = round(at_s * SAMPLE_RATE_HZ)
    noise = np.random.default_rng(1).standard_normal(len(samples) - start) * np.exp(
        -np.arange(len(samples) - start) / 9000
    )
    samples[start:] += 0.2 * noise[:, None].astype(np.float32)
    write_sound(path, samples)
    return path


def test_a_pinned_file_of_the_movies_folder_wins_and_is_measured(tmp_path: Path, library: Library) -> None:
    click(tmp_path / "movie/sounds/my hit.wav", at_s=0.6)
    pinned = replace(request("dog barking", file="sounds/my hit.wav"), folder=tmp_path / "movie")
    cue = choose(pinned, library, CaptionMatcher()).cue
    assert cue is not None
    assert cue.path == tmp_path / "movie/sounds/my hit.wav"
    assert (cue.licence, cue.score, cue.name) == ("own", 1.0, "my hit")
    assert cue.length_s == pytest.approx(1.5)
    assert cue.onset_s == pytest.approx(0.6, abs=0.011)
    assert -40 < cue.level_lufs < -10
    assert cue.reason == "the plan names 'sounds/my hit.wav'"


def test_a_pinned_library_file_keeps_its_author_and_is_not_opened(library: Library) -> None:
    cue = choose(request("dog", file="effects/sword.ogg"), library, {}).cue
    assert cue is not None
    assert (cue.name, cue.author, cue.licence, cue.onset_s) == ("Sword Clash", "A. Recordist", "CC0-1.0", 0.25)


def test_a_pinned_voice_is_taken(tmp_path: Path, library: Library) -> None:
    click(tmp_path / "line.wav", at_s=0.1)
    cue = choose(replace(request("hello", kind="voice", file="line.wav"), folder=tmp_path), library, {}).cue
    assert cue is not None
    assert cue.kind == "voice"


@pytest.mark.parametrize("file", ["../outside.wav", "ABSOLUTE", "link.wav"])
def test_a_pinned_file_outside_the_allowed_folders_is_refused(tmp_path: Path, library: Library, file: str) -> None:
    click(tmp_path / "outside.wav", at_s=0.1)
    (tmp_path / "movie").mkdir()
    os.symlink(tmp_path / "outside.wav", tmp_path / "movie/link.wav")
    file = str(tmp_path / "outside.wav") if file == "ABSOLUTE" else file
    with pytest.raises(PlanError, match="lies outside the movie's folder"):
        pinned_path(file, tmp_path / "movie", library, "sound 's1'")


def test_a_pinned_file_that_is_not_there_is_named(tmp_path: Path, library: Library) -> None:
    with pytest.raises(PlanError, match=r"sound 's1': file 'gone.wav' is not there; copy it"):
        choose(replace(request("dog", file="gone.wav"), folder=tmp_path), library, {})


def test_a_pinned_library_file_without_an_allowed_licence_is_refused(tmp_path: Path) -> None:
    rows = [row(*ROWS[0], licence="CC-BY-NC-4.0"), row(*ROWS[1])]
    library = load_library([str(write_library(tmp_path, rows))], SETTINGS.licences)
    with pytest.raises(PlanError, match=r"CC-BY-NC-4\.0"):
        choose(request("car", file="effects/rev.ogg"), library, {})


def test_a_library_file_without_a_catalogue_row_is_refused(library: Library) -> None:
    (library.folders[0] / "stray.ogg").write_bytes(b"x")
    with pytest.raises(PlanError, match="no row in the catalogue"):
        choose(request("car", file="stray.ogg"), library, {})


def test_a_chosen_file_that_nobody_has_measured_is_measured(tmp_path: Path) -> None:
    click(tmp_path / "sfx/hammer blow.wav", at_s=0.3)
    library = load_library([str(tmp_path / "sfx")], SETTINGS.licences)
    cue = choose(request("hammer blow"), library, CaptionMatcher()).cue
    assert cue is not None
    assert (cue.length_s, cue.onset_s) == (pytest.approx(1.5), pytest.approx(0.3, abs=0.011))
    assert cue.licence == "own"


def test_a_swelling_sound_has_its_main_moment_where_it_is_loudest(tmp_path: Path, library: Library) -> None:
    time_s = np.arange(4 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    swell = np.exp(-((time_s - 2.5) ** 2) / 0.5) * np.sin(2 * np.pi * 300 * time_s) * 0.3
    write_sound(tmp_path / "pass.wav", np.repeat(swell[:, None], 2, axis=1).astype(np.float32))
    cue = choose(replace(request("car", file="pass.wav"), folder=tmp_path), library, {}).cue
    assert cue is not None
    assert cue.onset_s == pytest.approx(2.5, abs=0.1)
