"""What a network is given of a file: the same windows at every run, whatever channels, rate and faults the file has."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from moviefactory.audio.hearing import MOST_WINDOWS, windows_of
from moviefactory.errors import MediaError
from moviefactory.media.ffmpeg import run_ffmpeg

RATE = 8000


def ramp(path: Path, seconds: float, rate: int = RATE, channels: int = 1) -> Path:
    """A sawtooth whose level says at which second it is: second 3 lies between -0.03 and 0.03."""
    time = np.arange(round(seconds * rate)) / rate
    wave = np.where(np.arange(len(time)) % 2, 1, -1) * (np.floor(time) + 1) / 100
    soundfile.write(path, np.repeat(wave[:, None], channels, axis=1).astype(np.float32), rate, subtype="FLOAT")
    return path


def second(piece: np.ndarray) -> int:
    return round(float(np.abs(piece[:100]).max()) * 100) - 1


def whole(path: Path) -> np.ndarray:
    """What is heard of a file of less than ten seconds."""
    (heard,) = windows_of(path, RATE, 10 * RATE)
    return heard


def test_a_short_file_is_one_window_of_its_own_length(tmp_path: Path) -> None:
    assert [len(piece) for piece in windows_of(ramp(tmp_path / "a.wav", 1.5), RATE, 2 * RATE)] == [12_000]


@pytest.mark.parametrize("name", ["a.mp3", "a.wav"])
def test_an_mp3_with_something_behind_it_is_heard_and_its_decoder_is_not_heard_of(
    tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    ramp(tmp_path / "ramp.wav", 1.5)
    run_ffmpeg(["-i", str(tmp_path / "ramp.wav"), str(tmp_path / "whole.mp3")], what="coding")
    (tmp_path / name).write_bytes((tmp_path / "whole.mp3").read_bytes() + b"\0" * 3000)
    assert len(whole(tmp_path / name)) == pytest.approx(1.5 * RATE, rel=0.2)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("seconds", "starts"),
    [(4.0, [0, 2]), (4.9, [0, 2]), (5.5, [0, 2, 3]), (2.0, [0])],
    ids=["whole", "rest", "tail", "one"],
)
def test_a_longer_file_is_cut_end_to_end_and_a_long_rest_counts(
    tmp_path: Path, seconds: float, starts: list[int]
) -> None:
    pieces = windows_of(ramp(tmp_path / "a.wav", seconds), RATE, 2 * RATE)
    assert [second(piece) for piece in pieces] == starts
    assert {len(piece) for piece in pieces} == {2 * RATE}


def test_a_very_long_file_is_sought_in_at_even_distances(tmp_path: Path) -> None:
    pieces = windows_of(ramp(tmp_path / "a.wav", 90.0), RATE, RATE)
    starts = [second(piece) for piece in pieces]
    assert len(pieces) == MOST_WINDOWS
    assert starts[0] == 0
    assert starts[-1] >= 87
    assert set(np.diff(starts)) <= {8, 9}
    again = windows_of(tmp_path / "a.wav", RATE, RATE)
    assert all(np.array_equal(one, other) for one, other in zip(pieces, again, strict=True))


def test_silent_windows_are_left_out_and_silence_alone_is_told(tmp_path: Path) -> None:
    samples = np.zeros(6 * RATE, np.float32)
    samples[3 * RATE : 4 * RATE] = 0.5
    soundfile.write(tmp_path / "a.wav", samples, RATE, subtype="FLOAT")
    assert len(windows_of(tmp_path / "a.wav", RATE, 2 * RATE)) == 1
    soundfile.write(tmp_path / "b.wav", samples * 0, RATE)
    with pytest.raises(MediaError, match=r"b\.wav: nothing can be heard"):
        windows_of(tmp_path / "b.wav", RATE, 2 * RATE)


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_equal_channels_are_as_loud_as_one(tmp_path: Path, channels: int) -> None:
    assert second(windows_of(ramp(tmp_path / "a.wav", 3.0, channels=channels), RATE, RATE)[2]) == 2


def test_channels_that_cancel_each_other_are_heard(tmp_path: Path) -> None:
    wave = 0.5 * np.sin(np.arange(RATE) / 5)
    soundfile.write(tmp_path / "a.wav", np.stack([wave, -wave], axis=1), RATE, subtype="FLOAT")
    assert np.abs(whole(tmp_path / "a.wav")).max() == pytest.approx(0.5, abs=0.01)


def test_another_rate_is_resampled_to_the_same_length_and_level(tmp_path: Path) -> None:
    time = np.arange(3 * 44_100) / 44_100
    soundfile.write(tmp_path / "a.wav", 0.5 * np.sin(2 * np.pi * 200 * time), 44_100, subtype="FLOAT")
    heard = whole(tmp_path / "a.wav")
    assert abs(len(heard) - 3 * RATE) <= 2
    assert np.abs(heard[100:-100]).max() == pytest.approx(0.5, abs=0.01)


def test_what_is_no_number_is_silence_and_what_is_too_loud_is_scaled(tmp_path: Path) -> None:
    samples = np.full(RATE, 20_000, np.float32)
    samples[[10, 20, 30]] = np.nan, np.inf, -np.inf
    soundfile.write(tmp_path / "a.wav", samples, RATE, subtype="FLOAT")
    heard = whole(tmp_path / "a.wav")
    assert np.isfinite(heard).all()
    assert heard.max() == 1
    assert heard[[10, 20, 30]].tolist() == [0, 0, 0]


@pytest.mark.parametrize("ending", ["m4a", "mp3", "ogg", "opus", "flac", "mp4"])
def test_formats_that_people_have_are_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a tone.{ending}"
    picture = ["-f", "lavfi", "-i", "color=s=64x64:d=3:r=5"] if ending == "mp4" else []
    run_ffmpeg(["-f", "lavfi", "-i", "sine=440:d=3", *picture, "-ac", "2", str(path)], what="a tone")
    assert abs(len(whole(path)) - 3 * RATE) < RATE / 5
    assert len(windows_of(path, RATE, RATE)) == 3


def test_a_file_that_breaks_off_is_heard_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = ramp(tmp_path / "a.wav", 8.0).read_bytes()
    (tmp_path / "cut.wav").write_bytes(whole[: len(whole) // 2])
    pieces = windows_of(tmp_path / "cut.wav", RATE, RATE)
    assert [second(piece) for piece in pieces] == [0, 1, 2, 3]


def test_a_long_file_that_is_mostly_missing_still_gives_what_there_is(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, soundfile.read(ramp(tmp_path / "a.wav", 90.0))[0], RATE)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 3])
    pieces = windows_of(path, RATE, RATE)
    assert 1 <= len(pieces) < MOST_WINDOWS


@pytest.mark.parametrize("content", [b"", b"no sound", b"RIFF\0\0\0\0WAVE"], ids=["empty", "text", "head"])
def test_what_is_no_sound_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.wav").write_bytes(content)
    with pytest.raises(MediaError, match=r"bad\.wav"):
        windows_of(tmp_path / "bad.wav", RATE, RATE)
    with pytest.raises(MediaError, match=r"missing\.wav"):
        windows_of(tmp_path / "missing.wav", RATE, RATE)


def test_a_file_that_is_far_longer_than_its_head_says_is_not_read_whole(tmp_path: Path) -> None:
    short, long = ramp(tmp_path / "a.wav", 1.0), ramp(tmp_path / "b.wav", 200.0)
    for path in (short, long):
        run_ffmpeg(["-i", str(path), "-c:a", "aac", str(path.with_suffix(".aac"))], what="a stream without a length")
    (tmp_path / "c.aac").write_bytes((tmp_path / "a.aac").read_bytes() + (tmp_path / "b.aac").read_bytes())
    assert len(windows_of(tmp_path / "c.aac", RATE, RATE)) == MOST_WINDOWS
