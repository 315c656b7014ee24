"""What a plan says of its sound reaches the movie: narration, a last card, music per act, own sounds of a model."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from film_folder import listing
from typer.testing import Result

import moviefactory.video.make_clip as video_room
from moviefactory.audio import MATCHERS, Query
from moviefactory.audio.library import Library
from moviefactory.errors import MediaError
from moviefactory.media.probe import probe
from moviefactory.media.sound import SAMPLE_RATE_HZ, read_sound, write_sound
from moviefactory.video import ShotRequest
from moviefactory.video.test_card import TestCard

Run = Callable[..., Result]
LINE = "The sea was calm that evening, and nobody thought of rain."


def made(run: Run, *arguments: object) -> dict[str, object]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def states(run: Run, plan: Path) -> dict[str, str]:
    return {job["job"]: job["state"] for job in json.loads(run("--status", plan, "--json").stdout)["jobs"]}


def edit(plan: Path, *changes: tuple[str, str]) -> None:
    text = plan.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    plan.write_text(text)


def narrated(plan: Path, line: str = LINE) -> None:
    """A line on the first shot, that nobody speaks (no program is needed) and subtitles show."""
    edit(plan, ("title: The Race", "title: The Race\nvoice: {speaker: none}"),
         ("seconds: 1, subjects", f"seconds: 1, narration: {json.dumps(line)}, subjects"))  # fmt: skip


def test_a_shot_is_as_long_as_its_line_and_subtitles_follow(small: Path, run: Run) -> None:
    narrated(small)
    result = made(run, small)
    shots = {shot["id"]: shot for shot in result["shots"]}  # type: ignore[attr-defined]
    assert shots["wait"]["to_s"] - shots["wait"]["from_s"] > 3
    assert shots["start"]["to_s"] - shots["start"]["from_s"] == pytest.approx(1, abs=0.1)
    assert any(LINE[:20] in text for text in shots["wait"]["heard"])
    words = " ".join((small.parent / "movie.srt").read_text().split("\n")[2:4])
    assert LINE[:20] in words
    assert f"{LINE}" not in small.read_text().replace(f'"{LINE}"', "")  # the plan stays as the person wrote it
    assert set(states(run, small).values()) == {"done"}
    assert made(run, small)["made"] == 0


def test_another_wording_of_the_same_length_renders_no_shot_again(small: Path, run: Run) -> None:
    narrated(small)
    made(run, small)
    before = listing(small.parent)
    edit(small, ("calm that evening", "mild that evening"))
    made(run, small)
    after = listing(small.parent)
    assert {name for name in before if name.startswith("clips/") and before[name] != after.get(name)} == set()
    assert "mild" in (small.parent / "movie.srt").read_text()


def test_subtitles_go_with_the_last_line(small: Path, run: Run) -> None:
    narrated(small)
    made(run, small)
    edit(small, (f"narration: {json.dumps(LINE)}, ", ""))
    made(run, small)
    assert not (small.parent / "movie.srt").exists()


def test_a_last_card_names_who_is_heard_and_is_no_fault(small: Path, run: Run) -> None:
    frames = made(run, small)["measures"]["frames"]  # type: ignore[index]
    edit(small, ("compose: {", "compose: {end_card_s: 2, "))
    result = made(run, small)
    assert result["measures"]["frames"] > frames + 12  # type: ignore[index]
    assert not [one for one in result["findings"] if one["about"] == "frozen" and one["kind"] != "ok"]  # type: ignore[attr-defined]
    assert (small.parent / "cards" / "credits.mp4").is_file()
    assert set(states(run, small).values()) == {"done"}


def test_each_act_has_its_own_music_where_the_plan_asks_for_it(small: Path, run: Run) -> None:
    edit(small, ("- id: road\n", "- id: road\n  act: 1\n"), ("- id: goal\n", "- id: goal\n  act: 2\n"))
    edit(small, ("title: The Race", "title: The Race\nmusic: {per: act, acts: [{act: 2, mood: epic}]}"))
    made(run, small)
    cues = json.loads((small.parent / "cues" / "cues.json").read_text())["cues"]
    beds = {cue["sound_id"]: cue["path"] for cue in cues if cue["kind"] == "music"}
    assert set(beds) == {"music.act-1", "music.act-2"}
    assert beds["music.act-1"] != beds["music.act-2"]
    before = listing(small.parent)
    edit(small, ("{act: 2, mood: epic}", "{act: 2, mood: epic, description: drums}"))
    made(run, small)
    assert before["picture.mp4"] == listing(small.parent)["picture.mp4"]


@pytest.mark.parametrize(("wish", "heard"), [("mix", True), ("off", False), ("only", True)])
def test_what_a_model_sounds_with_its_clip_is_mixed_as_the_plan_says(
    small: Path, run: Run, wish: str, heard: bool
) -> None:
    made(run, small)
    clip = small.parent / "clips" / "start.mp4"
    receipt = clip.with_name("start.mp4.receipt.json")
    told = json.loads(receipt.read_text())
    told["facts"]["sound"] = "start.model.wav"
    receipt.write_text(json.dumps(told))
    tone = 0.2 * np.sin(np.arange(SAMPLE_RATE_HZ) * 2 * np.pi * 3000 / SAMPLE_RATE_HZ)
    write_sound(small.parent / "clips" / "start.model.wav", np.stack([tone, tone], 1).astype(np.float32))
    edit(small, ("title: The Race", f"title: The Race\naudio: {{model_sound: {wish}}}"))
    made(run, small)
    stem = small.parent / "stems" / "model.wav"
    assert stem.is_file() == heard
    if heard:
        sound = read_sound(stem)
        assert np.abs(sound[: round(0.9 * SAMPLE_RATE_HZ)]).max() < 1e-4  # the first shot, silent on this bus
        assert np.abs(sound[round(1.2 * SAMPLE_RATE_HZ) : round(1.6 * SAMPLE_RATE_HZ)]).max() > 0.01
    timeline = json.loads((small.parent / "timeline.json").read_text())
    assert any(one["cue"]["sound_id"] == "rev" for one in timeline["audio"]) == (wish != "only")


def test_stems_and_the_movie_are_as_long_as_each_other(small: Path, run: Run) -> None:
    made(run, small)
    seconds = probe(small.parent / "movie.mp4").duration_s
    for stem in ("music", "ambience", "effects"):
        assert len(read_sound(small.parent / "stems" / f"{stem}.wav")) / SAMPLE_RATE_HZ == pytest.approx(
            seconds, abs=0.03
        )


def test_loudness_can_be_asked_for_by_who_will_play_it(small: Path, run: Run) -> None:
    result = made(run, small, "--loudness", "broadcast")
    assert result["measures"]["integrated_lufs"] == pytest.approx(-23, abs=0.5)  # type: ignore[index]


def test_nobody_watches_where_no_effect_may_move(small: Path, run: Run) -> None:
    assert sum(name.startswith("watch ") for name in states(run, small)) == 3
    edit(small, ("title: The Race", "title: The Race\naudio: {align: false}"))
    assert not any(name.startswith("watch ") for name in states(run, small))


def test_one_broken_sound_costs_only_itself(small: Path, run: Run, tmp_path: Path) -> None:
    broken = small.parent / "own" / "bang.wav"
    broken.parent.mkdir()
    broken.write_bytes(b"no sound at all")
    edit(small, ("{id: rev, description: car engine revving}", "{id: rev, description: bang, file: own/bang.wav}"))
    made(run, small)
    left_out = json.loads((small.parent / "cues" / "cues.json").read_text())["left_out"]
    assert "bang.wav" in left_out["rev"]


class Ears:
    """A matcher that compares sounds with sounds alone."""

    revision, note, credit, senses = "ears-1", "", "", frozenset({"sound"})

    def __init__(self, model: str) -> None:
        """It has no weights."""


def test_a_matcher_of_sounds_alone_cannot_choose_for_a_movie(
    small: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MATCHERS, "ears", f"{__name__}:Ears")
    result = run(small, "--matcher", "ears")
    assert result.exit_code == 2
    assert "Use --matcher caption" in result.output


def test_what_is_not_heard_is_not_told_as_heard(small: Path, run: Run) -> None:
    narrated(small)
    edit(small, ("voice: {speaker: none}", "voice: {speaker: openai, base_url: http://127.0.0.1:9/v1}"))
    result = run(small, "--json")
    assert result.exit_code == 6
    heard = next(shot["heard"] for shot in json.loads(result.stdout)["shots"] if shot["id"] == "wait")
    assert any("left out" in text and LINE[:20] in text for text in heard)
    assert not (small.parent / "movie.srt").exists()


def test_a_sound_after_its_shot_is_told(small: Path, run: Run) -> None:
    edit(small, ("description: car engine revving}", "description: car engine revving, at: 50}"))
    result = run(small)
    assert "at 50 s its shot of 1 s is over" in " ".join(result.output.split())


def test_music_per_act_of_a_movie_without_acts_is_told(small: Path, run: Run) -> None:
    edit(small, ("title: The Race", "title: The Race\nmusic: {per: act}"))
    assert "no scene has an `act:`" in " ".join(run(small, "--to", "video").output.split())


class Eyes:
    """A matcher that sees: by the brightness of the clip it knows nothing, but it wants to be shown every clip."""

    revision, note, credit, senses = "eyes-1", "", "", frozenset({"text", "video"})
    shown: ClassVar[list[str]] = []

    def __init__(self, model: str) -> None:
        """It has no weights."""

    def check(self) -> None:
        """Nothing to check."""

    def prepare(self, library: Library, progress: Callable[[int, int], None]) -> None:
        """Nothing to prepare."""

    def scores(self, query: Query, library: Library) -> np.ndarray:
        if query.video is not None:
            assert query.video.is_file()
            self.shown.append(query.video.name)
        return np.linspace(0.9, 0.4, len(library.entries), dtype=np.float32)


class Moody(TestCard):
    """Fails on one shot."""

    def frames(self, request: ShotRequest) -> Iterator[np.ndarray]:
        if request.shot.id == "start":
            raise MediaError("out of memory")
        yield from super().frames(request)


def test_a_matcher_that_sees_is_shown_every_clip_and_a_slate_where_one_failed(
    small: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MATCHERS, "eyes", f"{__name__}:Eyes")
    monkeypatch.setattr(video_room, "load_video_model", lambda name: Moody())
    Eyes.shown.clear()
    result = run(small, "--matcher", "eyes", "--json")
    assert result.exit_code == 6, result.output
    assert set(Eyes.shown) == {"wait.mp4", "start.slate.mp4", "win.mp4"}
    receipt = json.loads((small.parent / "cues" / "cues.json.receipt.json").read_text())
    assert len(receipt["after"]) == 3
