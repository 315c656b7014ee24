"""Which files of a folder are sounds, which cannot be used and why, and what counts as a change beside them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from sound_files import tone

from moviefactory.audio.scan import SOUND_ENDINGS, Heard, examine, walk
from moviefactory.media.ffmpeg import run_ffmpeg


def sounds(root: Path) -> set[str]:
    return {f"{one.inside}/{name}".lstrip("/") for one in walk(root) for name in one.sounds}


@pytest.mark.parametrize("ending", sorted(SOUND_ENDINGS))
def test_a_sound_of_every_ending_is_heard(tmp_path: Path, ending: str) -> None:
    path = tone(tmp_path / f"a{ending}", seconds=0.5)
    heard = examine(path)
    assert heard.problem == ""
    assert heard.seconds == pytest.approx(0.5, abs=0.12)  # coders pad
    assert (heard.channels, len(heard.content)) == (1, 64)


@pytest.mark.parametrize("ending", [".wav", ".flac", ".ogg", ".mp3", ".m4a", ".aiff", ".opus", ".aac", ".wma", ".caf"])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"<html>404 Not Found</html>\n" * 50, "broken"),
        (bytes(np.random.default_rng(3).integers(0, 256, 20_000, np.uint8)), "broken"),
    ],
)
def test_what_only_has_the_ending_of_a_sound_is_refused(
    tmp_path: Path, ending: str, content: bytes, says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / f"a{ending}").write_bytes(content)
    assert says in examine(tmp_path / f"a{ending}").problem
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("ending", [".flac", ".mp3", ".m4a"])
def test_a_file_that_is_cut_short_is_refused_and_no_decoder_is_heard_of(
    tmp_path: Path, ending: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tone(tmp_path / f"a{ending}", seconds=3.0)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "cut short" in examine(path).problem or "broken" in examine(path).problem
    assert capfd.readouterr() == ("", "")


def test_the_decoder_is_not_heard_of_where_an_mp3_is_called_a_wave_file(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tone(tmp_path / "a.mp3", seconds=1.0)
    path.with_suffix(".wav").write_bytes(path.read_bytes() + b"\0" * 3000)
    assert examine(path.with_suffix(".wav")).problem == ""
    assert capfd.readouterr() == ("", "")


def test_the_error_stream_works_again_after_a_broken_mp3(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.mp3").write_bytes(b"\xff\xfb\x90\x00" * 40)
    examine(tmp_path / "a.mp3")
    os.write(2, b"still here")
    assert capfd.readouterr().err == "still here"


@pytest.mark.parametrize(
    ("seconds", "channels", "rate_hz", "says"),
    [
        (0.0, 2, 8000, "0 s long"),
        (0.001, 1, 8000, "0 s long"),
        (7320.0, 1, 100, "it is 2 h 2 min long; up to 2 h are used"),
        (0.1, 8, 8000, "it has 8 channels; up to 6 are mixed down"),
        (0.1, 6, 8000, ""),
    ],
)
def test_length_and_channels_have_limits(
    tmp_path: Path, seconds: float, channels: int, rate_hz: int, says: str
) -> None:
    problem = examine(tone(tmp_path / "a.wav", seconds, channels=channels, rate_hz=rate_hz)).problem
    assert (says in problem) if says else not problem


def test_a_picture_with_the_ending_of_a_sound_has_no_sound(tmp_path: Path) -> None:
    run_ffmpeg(["-f", "lavfi", "-i", "testsrc2=d=0.2:s=64x64", "-f", "mp4", str(tmp_path / "a.m4a")], what="a film")
    assert "no sound in it" in examine(tmp_path / "a.m4a").problem


def test_a_file_that_cannot_be_read_is_tried_again_the_next_time(tmp_path: Path) -> None:
    assert examine(tmp_path / "gone.wav") == Heard(problem="cannot be read: No such file or directory", again=True)


def test_hidden_files_and_what_systems_leave_are_passed_over(tmp_path: Path) -> None:
    for name in (
        "a.wav", "B.WAV", "._a.wav", ".hidden/b.wav", "__MACOSX/c.wav", "@eaDir/d.wav", "deep/er/e.flac", "notes.txt",
        "song.mid", "wav",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert sounds(tmp_path) == {"a.wav", "B.WAV", "deep/er/e.flac"}
    assert [one.skipped for one in walk(tmp_path) if one.skipped] == []


def test_links_are_followed_within_the_folder_only_and_never_in_circles(tmp_path: Path) -> None:
    root, outside = tmp_path / "sounds", tmp_path / "outside"
    (root / ".store").mkdir(parents=True)
    outside.mkdir()
    for path in (root / ".store/key", outside / "b.wav"):
        path.touch()
    (root / "kept.wav").symlink_to(root / ".store/key")
    (root / "out.wav").symlink_to(outside / "b.wav")
    (root / "elsewhere").symlink_to(outside)
    (root / "circle").symlink_to(root)
    (root / "nowhere.wav").symlink_to(root / "gone.wav")
    assert sounds(root) == {"kept.wav"}
    skipped = {path.name: why for one in walk(root) for path, why in one.skipped}
    assert set(skipped) == {"out.wav", "elsewhere", "nowhere.wav"}
    assert f"add {outside} itself" in skipped["elsewhere"]


def test_a_name_that_no_text_can_hold_is_named(tmp_path: Path) -> None:
    try:
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.wav"))).touch()
    except OSError:
        pytest.skip("this file system has only UTF-8 names")
    (listing,) = walk(tmp_path)
    assert listing.sounds == ()
    assert "rename it" in listing.skipped[0][1]


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "a.wav").touch()
    real = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert sounds(tmp_path) == {"a.wav"}
    assert [one.skipped for one in walk(tmp_path) if one.skipped] == [
        ((tmp_path / "locked", "the folder cannot be read: Permission denied"),)
    ]


def test_a_text_counts_for_its_sound_or_for_its_folder_and_all_below(tmp_path: Path) -> None:
    for name in ("a.wav", "b.wav", "sub/c.wav", "other/d.wav"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    def states() -> dict[str, str]:
        return {name: one.beside(name) for one in walk(tmp_path) for name in one.sounds}

    def changed(before: dict[str, str]) -> set[str]:
        return {name for name, state in states().items() if state != before[name]}

    before = states()
    (tmp_path / "a.wav.json").write_text("{}")
    assert changed(before) == {"a.wav"}
    before = states()
    (tmp_path / "B.TXT").write_text("a bell")
    assert changed(before) == {"b.wav"}
    before = states()
    (tmp_path / "sub/LICENSE").write_text("CC0")
    assert changed(before) == {"c.wav"}
    before = states()
    (tmp_path / "captions.csv").write_text("file_name,caption\n")
    assert changed(before) == {"a.wav", "b.wav", "c.wav", "d.wav"}
