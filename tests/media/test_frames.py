"""Frames in and out: exact counts, true colours, tags, streaming, and clear errors."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from moviefactory.errors import MediaError
from moviefactory.media.frames import FrameWriter, read_frames
from moviefactory.media.probe import probe

RED, SKY = (200, 40, 30), (90, 150, 220)


def write(path: Path, frames: int, rate: Fraction = Fraction(24)) -> Path:
    with FrameWriter(path, (96, 64), rate, crf=4) as writer:
        for index in range(frames):
            frame = np.full((64, 96, 3), SKY, np.uint8)
            frame[:, : index + 1] = RED
            writer.write(frame)
    return path


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(8)])
def test_a_clip_has_every_frame_and_its_exact_rate(tmp_path: Path, rate: Fraction) -> None:
    info = probe(write(tmp_path / "clip.mp4", 13, rate))
    assert (info.frames, info.frame_rate, info.size_px) == (13, rate, (96, 64))
    assert info.video_codec == "h264"
    assert info.pixel_format == "yuv420p"
    assert info.color.startswith("tv, bt709")
    assert "unknown" not in info.color


def test_colours_survive_the_way_to_the_file_and_back(tmp_path: Path) -> None:
    frames = list(read_frames(write(tmp_path / "clip.mp4", 40)))
    assert len(frames) == 40
    assert np.abs(frames[39][32, 10].astype(int) - RED).max() <= 4
    assert np.abs(frames[0][32, 80].astype(int) - SKY).max() <= 4


def test_a_picture_gets_no_darker_on_its_way(tmp_path: Path) -> None:
    grain = np.random.default_rng(0).integers(0, 256, (8, 12, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    with FrameWriter(tmp_path / "clip.mp4", (96, 64), Fraction(24), crf=4) as writer:
        writer.write(grain)
    (frame,) = read_frames(tmp_path / "clip.mp4")
    assert np.abs(frame.astype(float).mean((0, 1)) - grain.mean((0, 1))).max() < 0.4


def test_a_part_of_a_clip_is_read_by_frame_numbers(tmp_path: Path) -> None:
    whole = list(read_frames(write(tmp_path / "clip.mp4", 20)))
    part = list(read_frames(tmp_path / "clip.mp4", start=7, stop=11))
    assert len(part) == 4
    assert np.array_equal(part[0], whole[7])


def test_a_frame_of_the_wrong_shape_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(MediaError, match=r"clip\.mp4: frame 0 is uint8 \(64, 95, 3\)"),
        FrameWriter(tmp_path / "clip.mp4", (96, 64), Fraction(24)) as writer,
    ):
        writer.write(np.zeros((64, 95, 3), np.uint8))


def test_reading_can_stop_early_without_an_error(tmp_path: Path) -> None:
    frames = read_frames(write(tmp_path / "clip.mp4", 30))
    assert next(frames).shape == (64, 96, 3)
    frames.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["", "this is no video"])
def test_a_file_that_is_no_video_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.mp4").write_text(text)
    with pytest.raises(MediaError, match=r"bad\.mp4"):
        next(read_frames(tmp_path / "bad.mp4"))


def test_a_truncated_clip_shows_fewer_frames(tmp_path: Path) -> None:
    data = write(tmp_path / "clip.mp4", 48).read_bytes()
    (tmp_path / "cut.mp4").write_bytes(data[: len(data) * 2 // 3])
    found = probe(tmp_path / "cut.mp4").frames
    assert found is not None
    assert found < 48
