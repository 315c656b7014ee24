"""`moviefactory upscale` on the command line: what it prints, what it refuses, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from moviefactory.cli_upscale import upscale
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.probe import probe
from moviefactory.upscale.file.order import in_flags

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
app.command()(upscale)


def enlarge(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)


@pytest.fixture
def film(here: Path) -> Path:
    """A second of film with sound, in a folder that is the current one."""
    run_ffmpeg(["-f", "lavfi", "-i", "testsrc2=s=64x36:r=24:d=0.5", "-f", "lavfi", "-i", "sine=d=0.5",
                "-pix_fmt", "yuv420p", "film.mkv"], what="a film")  # fmt: skip
    return Path("film.mkv")


def test_it_says_what_it_made_as_a_line_and_as_json(film: Path) -> None:
    result = enlarge(film, "large.mp4", "--upscaler", "lanczos")
    assert result.exit_code == 0, result.output
    assert "large.mp4: 64x36 -> 256x144, 12 frames at 24 per second, 1 take" in result.stdout
    assert "Lanczos" in result.stdout
    result = enlarge(film, "large.mov", "--upscaler", "lanczos", "--size", "160x90", "--json")
    told = json.loads(result.stdout)
    assert (told["path"], told["size_px"], told["frames"], told["frame_rate"]) == ("large.mov", [160, 90], 12, "24")
    assert result.stderr == ""
    assert probe(Path("large.mov")).size_px == (160, 90)


def test_quiet_is_quiet(film: Path) -> None:
    result = enlarge(film, "large.mkv", "--upscaler", "lanczos", "--scale", "2", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    assert probe(Path("large.mkv")).size_px == (128, 72)


REFUSED = {
    "--size 99x100": "--size 99x100: both sides must be even",
    "--size large": "say it as WIDTHxHEIGHT",
    "--scale 99": "--scale 99: from 0.1 to 16",
    "--fps fast": "say it as 24, 23.976 or 30000/1001",
    "--strength 3": "--strength: Input should be less than or equal to 1",
    "--memory -1": "--memory: Input should be greater than 0",
    "--fit squeeze": "--fit: Input should be 'crop' or 'fit'",
    "--retime magic --fps 30": "--retime magic: choose one of",
    "--retime flow": "say to which rate, with --fps",
    "--upscaler magic": "there is no upscaler 'magic'",
}


@pytest.mark.parametrize("flags", REFUSED)
def test_a_flag_that_cannot_be_is_refused_before_anything_is_written(film: Path, flags: str) -> None:
    result = enlarge(film, "large.mp4", *flags.split())
    assert result.exit_code == 2
    assert REFUSED[flags] in result.stderr
    assert not Path("large.mp4").exists()


def test_outputs_that_cannot_be_are_refused(film: Path) -> None:
    Path("there.mp4").write_bytes(b"mine")
    Path("folder").mkdir()
    told = {
        "folder": "there is a folder of that name; name a file",
        "there.mp4": "it is there already; --overwrite replaces it",
        "film.mkv": "the output would overwrite the source",
        "large.webm": "can write .mp4, .mov, .mkv",
        "nowhere/large.mp4": "there is no folder nowhere",
    }
    for name, words in told.items():
        result = enlarge(film, name, "--overwrite") if name == "film.mkv" else enlarge(film, name)
        assert (result.exit_code, words in result.stderr) == (2, True), result.stderr
    assert Path("there.mp4").read_bytes() == b"mine"
    assert enlarge(film, "there.mp4", "--overwrite", "--upscaler", "lanczos").exit_code == 0
    assert probe(Path("there.mp4")).frames == 12


def test_a_film_that_is_cut_off_is_made_and_ends_with_six(film: Path) -> None:
    run_ffmpeg(["-f", "lavfi", "-i", "testsrc2=s=64x36:r=24:d=3", "-g", "8", "-pix_fmt", "yuv420p", "long.mkv"],
               what="a film")  # fmt: skip
    whole = Path("long.mkv").read_bytes()
    Path("half.mkv").write_bytes(whole[: len(whole) // 2])
    result = enlarge("half.mkv", "large.mp4", "--upscaler", "lanczos", "--json")
    assert result.exit_code == 6
    told = json.loads(result.stdout)
    assert 10 < told["frames"] < 72
    assert told["pictures"] == told["frames"] == probe(Path("large.mp4")).frames
    assert any("it was cut off; what is there is enlarged" in note for note in told["notes"])
    silent = enlarge("half.mkv", "again.mp4", "--upscaler", "lanczos", "--quiet")
    assert silent.exit_code == 6
    assert "ended prematurely" in silent.stderr


def test_weights_that_are_not_here_are_asked_for_before_anything_is_made(
    film: Path, monkeypatch: pytest.MonkeyPatch, own_home: Path
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    result = enlarge(film, "large.mp4", "--upscaler", "realbasicvsr")
    assert result.exit_code == 2, result.output
    assert "RealBasicVSR" in result.stderr
    assert not Path("large.mp4.unfinished").exists()


def test_it_speaks_of_its_own_flags_and_not_of_a_movies_settings(film: Path) -> None:
    said = enlarge(film, "large.mp4", "--upscaler", "realbasicvsr", "--model", "no.pth").stderr
    assert "--model: there is no 'no.pth' here" in said
    assert "upscale." not in said
    assert in_flags("minutes: 10 are given; --upscaler basicvsr or --upscale-minutes 60 takes it") == (
        "--minutes 10 are given; --upscaler basicvsr or --minutes 60 takes it"
    )
    assert in_flags("/films/upscale.model/a.mp4: raise upscale.memory_gb") == (
        "/films/upscale.model/a.mp4: raise --memory"
    )
    assert "lanczos has no weights" in enlarge(film, "b.mp4", "--upscaler", "lanczos", "--model", "a.pth").stderr


def test_a_note_is_one_line_where_nobody_watches(film: Path) -> None:
    said = enlarge(film, "large.mp4", "--upscaler", "lanczos").stderr
    assert "the source names no colour matrix; read as BT.601, as is usual at its size, and written as BT.709\n" in said


def test_a_refused_upscaler_leaves_nothing_behind(film: Path) -> None:
    assert enlarge(film, "large.mp4", "--upscaler", "magic").exit_code == 2
    assert [one.name for one in Path().iterdir()] == ["film.mkv"]
