"""The movie's music: which libraries count, one bed or one per act, and a person's own files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from small_library import SetScores, row, write_library

from moviefactory.audio import Query, load_matcher, mir
from moviefactory.audio.choose_cue import Choosing
from moviefactory.audio.choose_music import choose_beds, music_revision, stated_music
from moviefactory.audio.library import Library, load_library
from moviefactory.audio.mir import Features
from moviefactory.audio.music import load_tracks
from moviefactory.audio.story_arc import Act, Story
from moviefactory.errors import PlanError
from moviefactory.jobs.job import sha256_of
from moviefactory.media.sound import SAMPLE_RATE_HZ, write_sound
from moviefactory.movie import ActMusic, Music
from moviefactory.settings import AudioSettings

SETTINGS = AudioSettings()
NOBODY = SetScores({})
FILM = Story("", Act(0, (2.0,) * 10, 0.5))
ACTS = Story("", Act(0, (2.0,) * 30, 0.5), tuple(Act(n, (2.0,) * 10, 0.2 + 0.2 * n) for n in (1, 2, 3)))


pytestmark = pytest.mark.usefixtures("own_home")


def shipped(*names: str, licences: Sequence[str] = SETTINGS.licences) -> Library:
    return load_library(names or ("starter", "immich-memories-music"), licences)


def bed(music: Music, library: Library, seed: int = 1, story: Story = FILM, folder: Path | None = None) -> Choosing:
    return choose_beds(music, story, seed, library, NOBODY, SETTINGS, folder)["music"]


def music_row(name: str, caption: str = "", mood: str = "", **more: str) -> dict[str, str]:
    return row(f"{name}.wav", "", name, caption, "", "music", mood=mood, **{"seconds": "60", **more})


def own_music(folder: Path, *rows: dict[str, str]) -> Library:
    return load_library([str(write_library(folder, rows))], SETTINGS.licences)


def tone(path: Path, seconds: float = 3.0, hz: float = 440) -> None:
    time_s = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    wave = (0.1 * np.sin(2 * np.pi * hz * time_s)).astype(np.float32)
    write_sound(path, np.repeat(wave[:, None], 2, axis=1))


def test_a_shipped_track_becomes_a_cue_with_its_musical_places() -> None:
    chosen = bed(Music(mood="calm"), shipped())
    assert chosen.cue is not None
    track = next(track for track in load_tracks() if track.path == chosen.cue.path)
    assert (track.mood, track.name) == ("calm", chosen.cue.name)
    assert (chosen.cue.sound_id, chosen.cue.kind, chosen.cue.length_s) == ("music", "music", track.length_s)
    assert (chosen.cue.loop_start_s, chosen.cue.loop_end_s) == (track.loop_start_s, track.loop_end_s)
    assert chosen.cue.licence in SETTINGS.licences
    assert chosen.reason.startswith("mood calm")
    assert "energy" in chosen.reason
    assert len(chosen.best) == 3


def test_only_the_libraries_and_licences_that_were_asked_for_count() -> None:
    for name in ("starter", "immich-memories-music"):
        cue = bed(Music(mood="happy"), shipped(name)).cue
        assert cue is not None
        assert next(track for track in load_tracks() if track.path == cue.path).library == name
    none = bed(Music(mood="happy"), shipped("starter", licences=["GPL-3.0-only"]))
    assert none.cue is None
    assert "no music" in none.reason


def test_a_plain_install_compares_the_sound_of_the_shipped_tracks_without_librosa(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mir, "measure_music", lambda path: pytest.fail("nothing is measured"))
    assert {mir.heard(track.path, sha256_of(track.path)) is None for track in load_tracks()} == {False}
    assert "compare" not in bed(Music(mood="dark"), shipped()).reason


def test_quiet_and_excited_stories_of_one_mood_get_other_music() -> None:
    names = {}
    for arousal in (0.1, 0.9):
        cue = bed(Music(mood="dark"), shipped(), story=Story("", Act(0, (2.0,) * 10, arousal))).cue
        assert cue is not None
        names[arousal] = cue.name
    assert names == {0.1: "Under the Floor", 0.9: "The Black Road"}


@pytest.mark.parametrize(
    ("mood", "words", "name"),
    [("sad", "a solo cello", "Empty Chair"), ("sad", "an acoustic guitar", "Last Letter"),
     ("tense", "a heist with a ticking clock", "Short Fuse"), ("epic", "a choir and war drums", "Banners"),
     ("mysterious", "marimba and bells", "Deep Signal")],
)  # fmt: skip
def test_words_of_the_plan_find_the_instruments_they_name(mood: str, words: str, name: str) -> None:
    wish = Music.model_validate({"mood": mood, "description": words})
    chosen = choose_beds(wish, FILM, 3, shipped(), load_matcher("caption"), SETTINGS)["music"]
    assert chosen.cue is not None
    assert chosen.cue.name == name


def test_an_asked_matcher_sees_only_music_and_prepares_it_first(tmp_path: Path) -> None:
    told: list[str] = []

    class Listening(SetScores):
        def prepare(self, library: Library, progress: Callable[[int, int], None]) -> None:
            told.append("prepared")

        def scores(self, query: Query, library: Library) -> NDArray[np.float32]:
            told.append(query.text)
            assert {entry.kind for entry in library.entries} == {"music"}
            return super().scores(query, library)

    rows = [music_row("a", mood="epic"), music_row("b", mood="epic"), row("rain.ogg", "", "b", "rain", "", "ambience")]
    library = own_music(tmp_path, *rows)
    matcher = Listening({"bagpipes": {"b": 0.9, "a": 0.1}})
    chosen = choose_beds(Music(mood="epic", description="bagpipes"), FILM, 1, library, matcher, SETTINGS)["music"]
    assert chosen.cue is not None
    assert (chosen.cue.name, told) == ("b", ["prepared", "bagpipes"])


def test_a_matcher_that_knows_no_words_is_not_asked(tmp_path: Path) -> None:
    library = own_music(tmp_path, music_row("a", mood="epic"))
    deaf = SetScores({})
    deaf.senses = frozenset({"sound"})
    deaf.scores = lambda query, library: pytest.fail("asked")  # type: ignore[method-assign]
    chosen = choose_beds(Music(mood="epic", description="bagpipes"), FILM, 1, library, deaf, SETTINGS)["music"]
    assert chosen.cue is not None


def test_music_of_a_persons_own_library_is_chosen_by_its_mood(tmp_path: Path) -> None:
    library = own_music(
        tmp_path,
        music_row("March", "brass and drums", "epic", bpm="120"),
        music_row("Lullaby", "a tender song on a harp"),
        music_row("Take Five", "nobody knows"),
    )
    epic, tender = (bed(Music(mood=mood), library).cue for mood in ("epic", "tender"))
    assert epic is not None
    assert tender is not None
    assert (epic.name, epic.bpm, tender.name) == ("March", 120.0, "Lullaby")
    assert [track.name for track in stated_music(library)] == ["March"]


def test_a_stated_mood_goes_before_one_that_only_words_suggest(tmp_path: Path) -> None:
    library = own_music(tmp_path, music_row("words", "dark and grim"), music_row("tag", "", "dark"))
    assert {bed(Music(mood="dark"), library, seed).best[0][0] for seed in range(6)} == {"tag"}


def test_tracks_without_any_mood_are_chosen_by_their_sound_where_there_is_no_better(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wild = Features(bpm=150, key="C major", onset_rate=5, brightness_hz=2500, range_db=4, mode=0.2)
    grave = Features(bpm=60, key="A minor", onset_rate=1, brightness_hz=800, range_db=14, mode=-0.3)
    by_name = {"one.wav": wild, "two.wav": grave}
    monkeypatch.setattr("moviefactory.audio.choose_music.listened", lambda path, content: by_name.get(path.name))
    library = own_music(tmp_path / "a", music_row("one"), music_row("two"))
    for mood, name in (("energetic", "one"), ("sad", "two")):
        chosen = bed(Music.model_validate({"mood": mood}), library)
        assert chosen.cue is not None
        assert chosen.cue.name == name
        assert "nobody says its mood" in chosen.reason
    both = own_music(tmp_path / "b", music_row("one"), music_row("three", mood="energetic"))
    assert bed(Music(mood="energetic"), both).best[0][0] == "three"


def test_without_librosa_the_reason_tells_what_would_help(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moviefactory.audio.choose_music.listened", lambda path, content: None)
    monkeypatch.setattr("moviefactory.audio.choose_music.librosa_version", lambda: "")
    assert "extra `audio`" in bed(Music(), own_music(tmp_path, music_row("one", mood="calm"))).reason


def test_a_loop_of_two_seconds_is_no_music_and_one_of_a_blink_cannot_be(tmp_path: Path) -> None:
    rows = [music_row("loop", mood="epic", seconds="2"), music_row("blink", mood="epic", seconds="0.4")]
    library = own_music(tmp_path, *rows, music_row("piece", mood="energetic"))
    assert [name for name, _ in bed(Music(mood="epic"), library).best] == ["piece", "loop"]


def test_of_ten_thousand_tracks_only_the_best_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Path] = []
    monkeypatch.setattr("moviefactory.audio.choose_music.listened", lambda path, content: looked.append(path))
    monkeypatch.setattr("moviefactory.audio.choose_music.sha256_of", lambda path: path.name)
    first = own_music(tmp_path, music_row("one", "harp", "calm"), music_row("two")).music
    many = [replace(first[at % 2], path=tmp_path / f"{at}.wav", name=f"t{at}") for at in range(10_000)]
    library = replace(shipped("starter"), music=many, names=())
    chosen = bed(Music(mood="calm"), library)
    assert chosen.cue is not None
    assert int(chosen.cue.path.stem) % 2 == 0
    assert 24 < len(looked) <= 72


def test_the_same_question_gets_the_same_answer_and_seeds_bring_variety() -> None:
    library = shipped()
    first = [bed(Music(mood="happy"), library, seed).cue for seed in range(8)]
    assert first == [bed(Music(mood="happy"), library, seed).cue for seed in range(8)]
    assert len({cue.name for cue in first if cue}) >= 2


def beds(music: Music, library: Library, story: Story = ACTS, folder: Path | None = None) -> dict[str, Choosing]:
    return choose_beds(music, story, 1, library, NOBODY, SETTINGS, folder)


def test_each_act_has_its_bed_and_equal_wishes_get_different_tracks() -> None:
    made = beds(Music(mood="happy", per="act"), shipped())
    assert list(made) == ["music.act-1", "music.act-2", "music.act-3"]
    assert all(one.cue and one.cue.sound_id == name for name, one in made.items())
    assert len({one.cue.name for one in made.values() if one.cue}) == 3


@pytest.mark.parametrize("mood", ["calm", "happy", "tender"])
def test_a_track_that_one_act_has_takes_no_turns_with_new_ones_that_are_better(mood: str) -> None:
    story = Story("", Act(0, (3.0,) * 20, 0.5), tuple(Act(n, (3.0,) * 20, 0.2 + 0.1 * n) for n in (1, 2, 3)))
    for seed in range(6):
        made = choose_beds(Music(mood=mood, per="act"), story, seed, shipped(), NOBODY, SETTINGS)
        assert len({one.cue.name for one in made.values() if one.cue}) == 3


def test_a_broken_track_leaves_its_place_to_the_next_and_a_pinned_one_is_refused(tmp_path: Path) -> None:
    unmeasured = {"seconds": "", "level_lufs": "", "mood": "epic"}
    rows = [music_row("good", mood="sad"), music_row("broken", **unmeasured)]
    library = own_music(tmp_path, *rows)
    (tmp_path / "broken.wav").write_bytes(b"RIFF\x10\0\0\0WAVE" + b"\x99" * 100)
    chosen = bed(Music(mood="epic"), library).cue
    assert chosen is not None
    assert chosen.path.name == "good.wav"
    alone = own_music(tmp_path / "alone", music_row("broken", **unmeasured))
    (tmp_path / "alone" / "broken.wav").write_bytes(b"RIFF\x10\0\0\0WAVE" + b"\x99" * 100)
    lost = bed(Music(mood="epic"), alone)
    assert lost.cue is None
    assert "cannot be used" in lost.reason
    blink = own_music(tmp_path / "blink", music_row("blink", **unmeasured))
    tone(tmp_path / "blink" / "blink.wav", 0.4)
    assert "lasts only 0.40 s" in bed(Music(mood="epic"), blink).reason
    with pytest.raises(PlanError, match=r"music: file 'broken\.wav' cannot be read as a sound; name another"):
        bed(Music(file="broken.wav"), shipped("starter"), folder=tmp_path)
    tone(tmp_path / "blink.wav", 0.4)
    with pytest.raises(PlanError, match=r"music: file 'blink\.wav' lasts only 0\.40 s"):
        bed(Music(file="blink.wav"), shipped("starter"), folder=tmp_path)


def test_an_act_with_a_wish_of_its_own_gets_that() -> None:
    wish = Music(mood="calm", per="act", acts=(ActMusic(act=2, mood="dark"), ActMusic(act=9, mood="sad")))
    made = beds(wish, shipped())
    moods = {track.path: track.mood for track in load_tracks()}
    assert [moods[one.cue.path] for one in made.values() if one.cue] == ["calm", "dark", "calm"]


def test_without_acts_in_the_story_there_is_one_bed() -> None:
    assert list(beds(Music(per="act"), shipped(), FILM)) == ["music"]


def test_one_file_for_all_acts_is_one_bed_and_an_act_may_differ(tmp_path: Path) -> None:
    for name in ("song.wav", "fight.wav"):
        tone(tmp_path / name)
    whole = Music(file="song.wav", per="act", acts=(ActMusic(act=2),))
    assert list(beds(whole, shipped(), folder=tmp_path)) == ["music"]
    some = Music(file="song.wav", per="act", acts=(ActMusic(act=2, file="fight.wav"), ActMusic(act=3, mood="sad")))
    names = [one.cue.path.name for one in beds(some, shipped(), folder=tmp_path).values() if one.cue]
    assert names[:2] == ["song.wav", "fight.wav"]
    assert names[2].startswith("sad_")
    gone = Music(per="act", acts=(ActMusic(act=2, file="gone.wav"),))
    with pytest.raises(PlanError, match=r"music of act 2: file 'gone\.wav' is not there"):
        beds(gone, shipped(), folder=tmp_path)


def test_a_pinned_piece_wins_and_is_measured(tmp_path: Path) -> None:
    tone(tmp_path / "song.wav")
    cue = bed(Music(mood="calm", file="song.wav"), shipped("starter"), folder=tmp_path).cue
    assert cue is not None
    assert (cue.path, cue.licence, cue.score) == (tmp_path / "song.wav", "own", 1.0)
    assert cue.length_s == pytest.approx(3.0, abs=0.02)
    assert cue.level_lufs == pytest.approx(-20.0, abs=1.5)
    with pytest.raises(PlanError, match="is not there; copy it"):
        bed(Music(file="gone.mp3"), shipped("starter"), folder=tmp_path)


def test_an_unmeasured_track_of_a_catalogue_is_measured_when_it_is_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moviefactory.audio.choose_music.listened", lambda path, content: None)
    library = own_music(tmp_path, music_row("a", mood="epic", seconds="", level_lufs=""))
    tone(tmp_path / "a.wav", 4.0)
    cue = bed(Music(mood="epic"), library).cue
    assert cue is not None
    assert cue.length_s == pytest.approx(4.0, abs=0.02)
    assert cue.level_lufs == pytest.approx(-20.0, abs=1.5)


def test_of_an_hours_mix_only_the_beginning_is_used(tmp_path: Path) -> None:
    cue = bed(Music(mood="epic"), own_music(tmp_path, music_row("mix", mood="epic", seconds="3600"))).cue
    assert cue is not None
    assert (cue.start_in_file_s, cue.length_s) == (0.0, 600.0)


def test_a_shipped_track_that_moved_is_still_known_by_its_content(tmp_path: Path) -> None:
    track = load_tracks()[0]
    shutil.copy(track.path, tmp_path / "copy.ogg")
    content = sha256_of(tmp_path / "copy.ogg")
    assert mir.heard(tmp_path / "copy.ogg", content) == mir.shipped()[content]


def test_a_mood_model_that_is_not_there_is_named_before_anything_is_chosen() -> None:
    settings = SETTINGS.model_copy(update={"mood_model": "gone"})
    with pytest.raises(PlanError, match="train-mood"):
        choose_beds(Music(), FILM, 1, shipped(), NOBODY, settings)
    with pytest.raises(PlanError, match="train-mood"):
        music_revision(settings)
    assert set(music_revision(SETTINGS)) == {"ranking", "ears", "moods"}
