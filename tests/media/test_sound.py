"""Sound in and out, and how loud it is."""

from pathlib import Path

import numpy as np
import pytest

from moviefactory.errors import MediaError
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.sound import SAMPLE_RATE_HZ, loudness, read_sound, write_sound


def tone(seconds: float, peak: float) -> np.ndarray:
    time_s = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return np.repeat((peak * np.sin(2 * np.pi * 997 * time_s)).astype(np.float32)[:, None], 2, axis=1)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    samples = tone(0.5, 0.5)
    write_sound(tmp_path / "deep" / "a.wav", samples)
    assert np.array_equal(read_sound(tmp_path / "deep" / "a.wav"), samples)


@pytest.mark.parametrize("ending", ["mp3", "flac", "ogg", "opus", "m4a"])
@pytest.mark.parametrize("layout", ["mono", "stereo", "5.1"])
def test_any_format_and_layout_becomes_48_khz_stereo(tmp_path: Path, ending: str, layout: str) -> None:
    if (ending, layout) in {("mp3", "5.1"), ("ogg", "5.1"), ("opus", "5.1")}:
        pytest.skip("ffmpeg's encoder for it has no such layout by default")
    path = tmp_path / f"a.{ending}"
    source = f"sine=f=440:r=44100,aformat=channel_layouts={layout}"
    run_ffmpeg(["-f", "lavfi", "-i", source, "-t", "1", str(path)], what="a test")
    samples = read_sound(path)
    assert samples.dtype == np.float32
    assert samples.shape[1] == 2
    assert abs(len(samples) / SAMPLE_RATE_HZ - 1.0) < 0.08


def test_a_tone_measures_as_loud_as_it_is(tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", tone(4, 10 ** (-23 / 20)))  # a stereo 1 kHz sine at -23 dBFS peak: -23 LUFS
    found = loudness(tmp_path / "a.wav")
    assert found.integrated_lufs == pytest.approx(-23.0, abs=0.2)
    assert found.true_peak_dbtp == pytest.approx(-23.0, abs=0.2)
    assert found.momentary_max_lufs == pytest.approx(-23.0, abs=0.3)


def test_silence_measures_as_silence(tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", np.zeros((SAMPLE_RATE_HZ, 2), np.float32))
    found = loudness(tmp_path / "a.wav")
    assert found.integrated_lufs == -70.0
    assert found.true_peak_dbtp == -70.0


def test_a_missing_or_soundless_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"gone\.wav"):
        read_sound(tmp_path / "gone.wav")
    run_ffmpeg(["-f", "lavfi", "-i", "testsrc=s=64x64:r=8", "-t", "0.5", str(tmp_path / "mute.mp4")], what="a test")
    with pytest.raises(MediaError, match=r"mute\.mp4"):
        read_sound(tmp_path / "mute.mp4")
