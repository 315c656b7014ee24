"""A person's own sounds on the command line: taken in, searched, measured; what is refused says what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import Result

from moviefactory.media.sound import SAMPLE_RATE_HZ, write_sound

Run = Callable[..., Result]
NAMES = (
    "RAINMetl_Heavy Rain On Tin Roof_AB_LIB",
    "ANMLDog_Dog Bark Big_AB_LIB",
    "DOORWood_Old Wooden Door Creak_AB_LIB",
)


@pytest.fixture
def sounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of three sounds with the names that recordists give, one copy and one that is none."""
    monkeypatch.setenv("MOVIEFACTORY_HOME", str(tmp_path / "home"))
    folder = tmp_path / "my sounds"
    rng = np.random.default_rng(0)
    for number, name in enumerate(NAMES):
        noise = rng.normal(0, 0.1, (SAMPLE_RATE_HZ, 2)).astype(np.float32)
        write_sound(folder / f"{name}.wav", noise * np.float32(1 + number))
    (folder / "a copy.wav").write_bytes((folder / f"{NAMES[0]}.wav").read_bytes())
    (folder / "broken.wav").write_bytes(b"RIFF....WAVEthis is no sound")
    return folder


def added(run: Run, folder: Path, *more: str) -> dict[str, object]:
    result = run("audio", "add", str(folder), *more, "--json", command="moviefactory")
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)
    assert isinstance(row, dict)
    return row


def test_a_folder_is_taken_in_with_what_is_twice_or_broken_named(run: Run, sounds: Path) -> None:
    row = added(run, sounds, "--licence", "own")
    assert (row["added"], row["duplicates"], row["usable"]) == (4, 1, 3)
    (skipped,) = row["skipped"]  # type: ignore[misc]
    assert Path(skipped["path"]).name == "broken.wav"
    assert skipped["why"]
    again = added(run, sounds, "--licence", "own")
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 4)


def test_search_prints_a_list_best_first_with_all_that_a_script_needs(run: Run, sounds: Path) -> None:
    added(run, sounds, "--licence", "own")
    result = run("audio", "search", "heavy rain on a tin roof", "--library", "added", "--json", command="moviefactory")
    rows = json.loads(result.stdout)
    assert len(rows) == 3
    assert all(set(row) == {"path", "score", "caption", "licence", "source"} for row in rows)
    assert "Rain" in Path(rows[0]["path"]).name
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    assert rows[0]["licence"] == "own"
    assert "a copy.wav" not in {Path(row["path"]).name for row in rows}


def test_sounds_without_a_licence_are_not_offered_and_the_remedy_is_named(run: Run, sounds: Path) -> None:
    result = run("audio", "add", str(sounds), command="moviefactory")
    assert "--licence own" in result.output
    assert run("audio", "search", "rain", "--library", "added", "--json", command="moviefactory").stdout.strip() == "[]"
    (row,) = json.loads(run("audio", "licences", "--json", command="moviefactory").stdout)
    assert (row["licence"], row["sounds"], row["allowed"]) == ("", 3, False)


def test_what_is_new_or_gone_is_seen_by_another_look(run: Run, sounds: Path) -> None:
    added(run, sounds, "--licence", "own")
    (sounds / f"{NAMES[1]}.wav").unlink()
    write_sound(sounds / "THUN_Distant Thunder.wav", np.full((SAMPLE_RATE_HZ, 2), 0.1, np.float32))
    (row,) = json.loads(run("audio", "index", "--json", command="moviefactory").stdout)
    assert (row["added"], row["removed"], row["unchanged"]) == (1, 1, 3)


def test_a_folder_can_be_taken_out_again(run: Run, sounds: Path) -> None:
    added(run, sounds, "--licence", "own")
    assert "are no longer in the catalogue" in run("audio", "forget", str(sounds), command="moviefactory").output
    assert json.loads(run("audio", "licences", "--json", command="moviefactory").stdout) == []
    assert (sounds / f"{NAMES[0]}.wav").is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("audio", "add"), "name a folder"),
        (("audio", "add", "no such folder"), "no such folder"),
        (("audio", "add", "--package", "no-such-package"), "sonic-pi-samples"),
        (("audio", "search"), "say what you look for"),
        (("audio", "search", "rain", "--matcher", "telepathy"), "telepathy"),
        (("audio", "search", "rain", "--library", "nowhere"), "nowhere"),
        (("audio", "search", "--video", "gone.mp4"), "gone.mp4"),
        (("evaluate", "retrieval", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    run: Run, sounds: Path, here: Path, arguments: tuple[str, ...], says: str
) -> None:
    result = run(*arguments, command="moviefactory")
    assert result.exit_code in (2, 5)
    assert says in result.output
    assert "Traceback" not in result.output


def test_own_sounds_are_heard_in_the_next_movie(run: Run, sounds: Path, small: Path) -> None:
    added(run, sounds, "--licence", "own")
    text = small.read_text().replace("description: crowd cheering", "description: old wooden door creak")
    small.write_text(text.replace("title: The Race", "title: The Race\naudio: {library: [added]}"))
    result = run(small, "--to", "audio", "--json")
    assert result.exit_code == 0, result.output
    cues = json.loads((small.parent / "cues" / "cues.json").read_text())["cues"]
    assert [Path(cue["path"]).name for cue in cues] == [f"{NAMES[2]}.wav"]


def test_retrieval_is_measured_on_captions_beside_sounds(run: Run, sounds: Path) -> None:
    (sounds / "broken.wav").unlink()
    (sounds / "a copy.wav").unlink()
    for name, caption in zip(NAMES, ("rain on a metal roof", "a big dog barks", "a wooden door creaks"), strict=True):
        (sounds / f"{name}.txt").write_text(caption)
    result = run("evaluate", "retrieval", str(sounds), "--json", command="moviefactory")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)


@pytest.mark.parametrize("as_json", [True, False])
def test_a_training_of_moods_is_reported(
    run: Run, sounds: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, as_json: bool
) -> None:
    pytest.importorskip("torch")
    from moviefactory.training import train_mood

    told = train_mood.MoodReport(
        folder=tmp_path / "model", moods=("calm", "happy"), tracks=8, pieces=40, accuracy=0.75, chance=0.5,
        folds=(0.5, 1.0), confusion={"calm": {"calm": 3, "happy": 1}, "happy": {"happy": 4}}, skipped=("broken.mp3",),
    )  # fmt: skip
    monkeypatch.setattr(train_mood, "train_mood", lambda *arguments, **more: told)
    result = run("audio", "train-mood", *(["--json"] if as_json else []), command="moviefactory")
    assert result.exit_code == 0, result.output
    if as_json:
        assert json.loads(result.stdout)["confusion"]["calm"] == {"calm": 3, "happy": 1}
    else:
        assert "75% of tracks that it had not heard, by chance 50%" in " ".join(result.output.split())
        assert "mood_model" in result.output


def test_what_a_tool_needs_is_named_where_it_is_not_installed(
    run: Run, sounds: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moviefactory.audio.audio_weights.find_spec", lambda name: None)
    for arguments, command in (
        (("audio", "train-mood"), "moviefactory"),
        (("audio", "search", "rain", "--matcher", "clap", "--model", str(sounds)), "moviefactory"),
    ):
        result = run(*arguments, command=command)
        assert result.exit_code == 2, result.output
        assert "torch" in result.output and "extra `audio`" in result.output
    small.write_text(small.read_text().replace("title: The Race", "title: The Race\naudio: {mood_model: moods}"))
    result = run(small)
    assert result.exit_code == 2
    assert "audio.mood_model needs torch" in result.output
    assert not (small.parent / "clips").exists()


def test_what_bears_another_persons_page_is_nobodys_own(run: Run, sounds: Path) -> None:
    (sounds / "broken.wav").unlink()
    theirs = sounds / "88002__anna__car-engine-revving.wav"
    write_sound(theirs, np.full((SAMPLE_RATE_HZ, 2), 0.3, np.float32))
    assert added(run, sounds, "--licence", "own")["licences"] == {"": 1, "own": 3}
    assert added(run, sounds, "--licence", "CC0")["licences"] == {"CC0-1.0": 4}  # so the person says
    assert added(run, sounds, "--licence", "own")["licences"] == {"": 1, "own": 3}
