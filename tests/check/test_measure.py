"""A finished movie is measured: flaws that were put in on purpose are found where they lie, and nothing else is."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from moviefactory.check.faststart import is_faststart
from moviefactory.check.measure import Measures, measure
from moviefactory.errors import MediaError
from moviefactory.media.ffmpeg import run_ffmpeg

BT709 = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "24", *BT709]
MOVING = "testsrc2=s=192x80:r=24:d={seconds}"
# moves for 2 s, is black for 1 s, stands still for 2 s, moves for 1 s
FLAWED = (
    "testsrc2=s=192x80:r=24:d=2[a];color=black:s=192x80:r=24:d=1,format=yuv420p[b];"
    "testsrc=s=192x80:r=24:d=0.04,tpad=stop_mode=clone:stop=47,format=yuv420p[c];"
    "testsrc2=s=192x80:r=24:d=1,negate[d];[a][b][c][d]concat=n=4"
)
NOISE = "anoisesrc=r=48000:a=0.2:d={seconds}:seed=4"


def make(path: Path, picture: str, sound: str | None, *more: str) -> Path:
    inputs = ["-f", "lavfi", "-i", picture]
    if sound:
        inputs += ["-f", "lavfi", "-i", sound]
    coding = [*H264, "-c:a", "aac", "-ac", "2", "-b:a", "128k", "-movflags", "+faststart"]
    run_ffmpeg([*inputs, *coding, *more, str(path)], what=f"making {path.name}")
    return path


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("it's ä movie")
    return make(folder / "good.mp4", MOVING.format(seconds=3), NOISE.format(seconds=3))


@pytest.fixture(scope="module")
def flawed(tmp_path_factory: pytest.TempPathFactory) -> Measures:
    quiet = "aevalsrc='0.2*random(0)*(lt(t,1)+gt(t,3))':s=48000:d=6"
    return measure(make(tmp_path_factory.mktemp("flawed") / "flawed.mp4", FLAWED, quiet))


def test_a_sound_movie_has_its_facts_and_no_flaws(good: Path) -> None:
    found = measure(good)
    assert (found.frames, found.frame_rate, found.size_px) == (72, Fraction(24), (192, 80))
    assert (found.codec, found.pixel_format, found.audio_codec) == ("h264", "yuv420p", "aac")
    assert found.color.startswith("tv, bt709")
    assert (found.audio_rate_hz, found.audio_channels, found.faststart) == (48_000, 2, True)
    assert found.video_s == pytest.approx(3.0)
    assert found.audio_s == pytest.approx(3.0, abs=0.025)
    assert (found.black, found.frozen, found.silent, found.decode_errors) == ((), (), (), 0)
    assert -40 < found.integrated_lufs < -10
    assert found.integrated_lufs < found.true_peak_dbtp < 1


def test_black_is_found_where_it_is(flawed: Measures) -> None:
    assert flawed.black == ((pytest.approx(2.0, abs=0.05), pytest.approx(3.0, abs=0.05)),)


def test_a_picture_that_stands_still_is_found_although_it_is_coded_anew_every_second(flawed: Measures) -> None:
    assert flawed.frozen == ((pytest.approx(2.0, abs=0.1), pytest.approx(5.0, abs=0.1)),)  # black stands still too


def test_silence_is_found_where_it_is(flawed: Measures) -> None:
    assert flawed.silent == ((pytest.approx(1.0, abs=0.1), pytest.approx(3.0, abs=0.1)),)


def test_silence_that_lasts_to_the_end_ends_there(tmp_path: Path) -> None:
    quiet = "aevalsrc='0.2*random(0)*lt(t,1)':s=48000:d=3"
    found = measure(make(tmp_path / "quiet.mp4", MOVING.format(seconds=3), quiet))
    assert found.silent[-1] == (pytest.approx(1.0, abs=0.1), pytest.approx(3.0, abs=0.05))


def test_a_movie_without_sound_has_none(tmp_path: Path) -> None:
    found = measure(make(tmp_path / "mute.mp4", MOVING.format(seconds=1), None))
    assert (found.audio_codec, found.audio_s, found.integrated_lufs) == (None, 0.0, -70.0)
    assert found.frames == 24


def test_a_silent_track_measures_as_silence(tmp_path: Path) -> None:
    found = measure(make(tmp_path / "s.mp4", MOVING.format(seconds=1), "anullsrc=r=48000:d=1"))
    assert (found.integrated_lufs, found.true_peak_dbtp) == (-70.0, -70.0)


def test_drift_shows_in_the_two_lengths(tmp_path: Path) -> None:
    found = measure(make(tmp_path / "drift.mp4", MOVING.format(seconds=3), NOISE.format(seconds=2)))
    assert found.video_s - found.audio_s == pytest.approx(1.0, abs=0.05)


def test_a_file_that_was_cut_short_shows_its_true_length(good: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.mp4"
    short.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    found = measure(short)
    assert found.frames < 60
    assert found.video_s < 2.5


def test_an_index_at_the_end_is_seen(good: Path, tmp_path: Path) -> None:
    late = tmp_path / "late.mp4"
    run_ffmpeg(["-i", str(good), "-c", "copy", str(late)], what="late index")
    assert is_faststart(good)
    assert not is_faststart(late)


@pytest.mark.parametrize("content", [b"", b"abc", b"\x00" * 64, b"\x00\x00\x00\x01mdat" + b"\xff" * 8, b"RIFF" * 9])
def test_what_is_no_mp4_has_no_fast_start(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.mp4").write_bytes(content)
    assert not is_faststart(tmp_path / "x.mp4")


@pytest.mark.parametrize("content", [b"", b"no movie at all"])
def test_what_is_no_movie_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.mp4").write_bytes(content)
    with pytest.raises(MediaError):
        measure(tmp_path / "x.mp4")
