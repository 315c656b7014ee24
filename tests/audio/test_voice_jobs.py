"""The lines of a movie as jobs, and what becomes of its shots by them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from saying_program import install_espeak

from moviefactory.audio.voice import load_speaker
from moviefactory.audio.voice.speak import spoken_movie, voice_cues, voice_jobs
from moviefactory.errors import PlanError
from moviefactory.jobs.job import status
from moviefactory.jobs.run import LocalRunner, Outcome
from moviefactory.movie import Movie
from moviefactory.workspace import Workspace

LONG = "Every night he lit the lamp, and every night the ships came home over the sea."


@pytest.fixture
def espeak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return install_espeak(tmp_path / "bin", monkeypatch)


def movie(*narrations: Any, voice: dict[str, Any] | None = None, **shot: Any) -> Movie:
    """A shot of two seconds for each narration."""
    shots = [
        {"id": f"s{number}", "prompt": "The sea.", "seconds": 2, "narration": one, **shot}
        for number, one in enumerate(narrations, start=1)
    ]
    return Movie.model_validate({"title": "t", "voice": voice or {}, "scenes": [{"id": "a", "shots": shots}]})


def run(plan: Movie, workspace: Workspace) -> dict[str, Outcome]:
    return LocalRunner().run(voice_jobs(plan, workspace), lambda event: None)


def seconds(plan: Movie) -> list[float]:
    return [shot.seconds for _, shot in plan.shots()]


def test_every_line_becomes_a_file_that_is_ready_for_the_mix(tmp_path: Path, espeak: Path) -> None:
    workspace = Workspace(tmp_path / "film")
    outcomes = run(movie([LONG, "Then *rain*."], ()), workspace)
    assert list(outcomes) == ["voice s1-1", "voice s1-2"] and not any(one.error for one in outcomes.values())
    samples, rate_hz = soundfile.read(workspace.voice("s1-2"))
    assert rate_hz == 48_000 and samples.ndim == 1
    facts = outcomes["voice s1-2"].facts
    assert facts["text"] == "Then rain." and facts["seconds"] == round(len(samples) / rate_hz, 3)
    assert facts["seconds"] == pytest.approx(15_000 / 22_050 + 0.13, abs=0.03)
    assert float(np.abs(samples).max()) == pytest.approx(0.708, abs=0.01) and -25 < facts["level_lufs"] < 0


def test_only_a_changed_line_is_spoken_again(tmp_path: Path, espeak: Path) -> None:
    workspace = Workspace(tmp_path / "film")
    run(movie("One.", "Two.", ["Three."]), workspace)
    again = run(movie("One.", "Two!", [{"text": "Three.", "at": 1.5, "gain_db": -3}]), workspace)
    assert [one.made for one in again.values()] == [False, True, False]
    slower = run(movie("One.", voice={"speed": 0.8}), workspace)
    assert [one.made for one in slower.values()] == [True]
    trimmed = run(movie("One.", voice={"speed": 0.8, "fit": "trim"}), workspace)
    assert [one.made for one in trimmed.values()] == [False]


def test_shots_are_as_long_as_what_is_said_over_them(tmp_path: Path, espeak: Path) -> None:
    workspace, plan = Workspace(tmp_path / "film"), movie([LONG, "Rain."], "Sun.", ())
    likely = seconds(spoken_movie(plan, workspace)[0])
    run(plan, workspace)
    spoken, warnings = spoken_movie(plan, workspace)
    one, two = (status(job).facts["seconds"] for job in voice_jobs(plan, workspace)[:2])
    assert warnings == () and likely[0] > 5
    assert seconds(spoken)[0] == pytest.approx(0.4 + one + 0.3 + two + 0.3, abs=0.11)
    assert seconds(spoken)[1:] == [2.0, 2.0]
    assert [line.at for line in next(spoken.shots())[1].narration] == [0.4, pytest.approx(0.7 + one, abs=0.002)]


def test_the_last_line_is_not_said_into_the_closing_fade(tmp_path: Path, espeak: Path) -> None:
    workspace, plan = Workspace(tmp_path / "film"), movie(LONG)
    run(plan, workspace)
    (length,) = seconds(spoken_movie(plan, workspace)[0])
    assert length == pytest.approx(0.4 + status(voice_jobs(plan, workspace)[0]).facts["seconds"] + 0.8, abs=0.11)


def test_a_crossfade_is_over_before_the_first_word(tmp_path: Path, espeak: Path) -> None:
    workspace = Workspace(tmp_path / "film")
    plan = movie("One.", "Two.", transition_in={"kind": "crossfade", "seconds": 1.0})
    spoken, _ = spoken_movie(plan, workspace)
    assert [shot.narration[0].at for _, shot in spoken.shots()] == [0.4, 1.4]


def test_what_went_through_once_comes_back_unchanged(tmp_path: Path, espeak: Path) -> None:
    for fit in ("stretch", "trim"):
        workspace = Workspace(tmp_path / fit)
        plan = movie([LONG, "Rain.", {"text": "Sun.", "at": 1}], LONG, voice={"fit": fit})
        run(plan, workspace)
        spoken, warnings = spoken_movie(plan, workspace)
        assert spoken_movie(spoken, workspace) == (spoken, warnings)
        assert voice_cues(spoken, workspace) == voice_cues(plan, workspace)


def test_the_cues_say_what_is_heard(tmp_path: Path, espeak: Path) -> None:
    workspace, plan = Workspace(tmp_path / "film"), movie(LONG, ["Rain.", "Sun."])
    assert voice_cues(plan, workspace) == {}
    run(plan, workspace)
    cues = voice_cues(plan, workspace)
    assert list(cues) == ["s1-1", "s2-1", "s2-2"]
    cue = cues["s1-1"]
    assert (cue.kind, cue.caption, cue.licence, cue.path) == ("voice", LONG, "own", workspace.voice("s1-1"))
    assert cue.length_s == status(voice_jobs(plan, workspace)[0]).facts["seconds"] and cue.level_lufs > -30


def test_a_line_that_has_no_room_is_cut_and_said_so(tmp_path: Path, espeak: Path) -> None:
    workspace, plan = Workspace(tmp_path / "film"), movie([LONG, "Rain."], voice={"fit": "trim"})
    run(plan, workspace)
    spoken, warnings = spoken_movie(plan, workspace)
    cues = voice_cues(plan, workspace)
    assert seconds(spoken) == [2.0] and list(cues) == ["s1-1"]
    assert cues["s1-1"].length_s == pytest.approx(1.5) and cues["s1-1"].caption.endswith("…")
    assert LONG.startswith(cues["s1-1"].caption[:-1])
    assert "is cut after 1.5 of" in warnings[0] and "'Rain.' is left out" in warnings[1]


def test_a_line_without_words_is_a_subtitle_only(tmp_path: Path, espeak: Path) -> None:
    workspace, plan = Workspace(tmp_path / "film"), movie("♪ … ♪")
    outcomes = run(plan, workspace)
    assert outcomes["voice s1-1"].facts["silent"] and "subtitle only" in spoken_movie(plan, workspace)[1][0]
    assert voice_cues(plan, workspace)["s1-1"].level_lufs == -70


def test_a_speaker_that_says_nothing_is_an_error_that_names_the_line(tmp_path: Path, espeak: Path) -> None:
    workspace, plan = Workspace(tmp_path / "film"), movie("MUTE", "Rain.")
    outcomes = run(plan, workspace)
    assert "said nothing for 'MUTE'" in outcomes["voice s1-1"].error and outcomes["voice s2-1"].made
    assert list(voice_cues(plan, workspace)) == ["s2-1"]


def test_what_is_no_sound_is_an_error_that_names_the_line_and_no_file_of_ours(tmp_path: Path, espeak: Path) -> None:
    error = run(movie("NOISE", "Rain."), Workspace(tmp_path / "film"))["voice s1-1"].error
    assert "'NOISE' is no sound that can be read" in error and "/" not in error and "ffmpeg" not in error


def test_a_person_who_wants_subtitles_only_is_told_of_no_lack(tmp_path: Path) -> None:
    workspace, plan = Workspace(tmp_path / "film"), movie("Rain.", voice={"speaker": "none"})
    run(plan, workspace)
    assert spoken_movie(plan, workspace)[1] == ()


def test_where_nobody_can_speak_the_lines_keep_their_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    workspace, plan = Workspace(tmp_path / "film"), movie(LONG, "Rain.")
    outcomes = run(plan, workspace)
    spoken, warnings = spoken_movie(plan, workspace)
    assert not any(one.error for one in outcomes.values()) and seconds(spoken)[0] > 4
    assert [one for one in warnings if "install espeak-ng" in one] and len(warnings) == 1
    assert {cue.level_lufs for cue in voice_cues(plan, workspace).values()} == {-70}


def test_a_movie_without_lines_asks_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, workspace = movie((), (), voice={"model": "no/such/voice.onnx"}), Workspace(tmp_path)
    assert voice_jobs(plan, workspace) == () and voice_cues(plan, workspace) == {}
    assert spoken_movie(plan, workspace) == (plan, ())


def test_a_sound_with_the_id_of_a_line_is_refused(tmp_path: Path, espeak: Path) -> None:
    plan = movie("One.", sounds=[{"id": "s1-1", "description": "a bell"}])
    with pytest.raises(PlanError, match="'s1-1' has the id of a line"):
        voice_jobs(plan, Workspace(tmp_path))


def test_a_wrong_voice_stops_the_work_at_the_first_line(tmp_path: Path, espeak: Path) -> None:
    with pytest.raises(PlanError, match=r"voice s1-1: voice\.voice: espeak-ng has no voice 'alloy'"):
        run(movie("One.", "Two.", voice={"voice": "alloy"}), Workspace(tmp_path / "film"))


def test_each_line_may_have_a_voice_of_its_own(tmp_path: Path, espeak: Path) -> None:
    run(movie([{"text": "One.", "voice": "de"}, "Two."], voice={"voice": "en-us"}), Workspace(tmp_path / "film"))
    calls = [line for line in espeak.read_text().splitlines() if '"-w"' in line]
    assert ['"de"' in calls[0], '"en-us"' in calls[1]] == [True, True]


def test_the_speaker_is_named_in_the_receipt_for_the_credits(tmp_path: Path, espeak: Path) -> None:
    outcomes = run(movie("One."), Workspace(tmp_path / "film"))
    assert outcomes["voice s1-1"].facts["credit"] == load_speaker("espeak", "", "", None).credit


def test_who_says_a_line_lends_it_the_voice_of_the_cast(tmp_path: Path, espeak: Path) -> None:
    plan = movie(["One.", {"text": "Two.", "voice": "de"}, "Three."]).model_dump(mode="json")
    for line in plan["scenes"][0]["shots"][0]["narration"][:2]:
        line["who"] = "ann"
    plan["cast"] = [{"id": "ann", "noun": "captain", "description": "a captain", "voice": "en-gb"}]
    plan["voice"]["voice"] = "en-us"
    jobs = voice_jobs(Movie.model_validate(plan), Workspace(tmp_path / "film"))
    assert [job.inputs["voice"] for job in jobs] == ["en-gb", "de", "en-us"]
    plan["cast"] = []
    with pytest.raises(ValueError, match="said by 'ann', who is not in the cast"):
        Movie.model_validate(plan)


def test_a_line_that_was_paid_for_comes_back_when_an_edit_is_undone(tmp_path: Path, espeak: Path) -> None:
    workspace = Workspace(tmp_path / "film")
    run(movie("One."), workspace)
    before = workspace.voice("s1-1").read_bytes()
    run(movie("Another one."), workspace)
    run(movie("One."), workspace)
    assert workspace.voice("s1-1").read_bytes() == before
    assert len(list(workspace.takes.glob("s1-1.*.wav"))) == 1


def test_of_one_shot_only_its_lines_are_spoken(tmp_path: Path, espeak: Path) -> None:
    jobs = voice_jobs(movie(["One.", "Two."], "Three."), Workspace(tmp_path / "film"), only="s1")
    assert [job.name for job in jobs] == ["voice s1-1", "voice s1-2"]
