"""What ffmpeg makes of the arguments: counted frames and colours of real, tiny pictures."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from compose_kit import RATE, SIZE, make_clip, movie_of, shot

from moviefactory.compose.arrange import arrange
from moviefactory.compose.filtergraph import picture_arguments
from moviefactory.compose.pieces import pieces_of
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.frames import read_frames
from moviefactory.media.probe import probe
from moviefactory.settings import ComposeSettings
from moviefactory.timeline import Clip, Timeline

SETTINGS = ComposeSettings(encoder_speed="ultrafast", crf=10)
RED, BLUE = "color=c=0xC02020:s={size}:r={rate}", "color=c=0x2020C0:s={size}:r={rate}"
RGB_RED, RGB_BLUE = np.array([0xC0, 0x20, 0x20]), np.array([0x20, 0x20, 0xC0])
RGB = ["-c:v", "libx264rgb", "-preset", "ultrafast", "-qp", "0", "-pix_fmt", "rgb24"]


@pytest.fixture(scope="module")
def red_and_blue(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Clip]:
    folder = tmp_path_factory.mktemp("clips with space")
    return {"a": make_clip(folder, "a", RED), "b": make_clip(folder, "b", BLUE)}


def frames_of_cut(timeline: Timeline, path: Path) -> np.ndarray:
    run_ffmpeg(picture_arguments(timeline, pieces_of(timeline), SETTINGS, path), what="the cut")
    return np.stack(list(read_frames(path)))


def cut(clips: dict[str, Clip], kind: str, folder: Path) -> tuple[Timeline, np.ndarray]:
    movie = movie_of(shot("a"), shot("b", kind, 0.5))  # type: ignore[arg-type]
    timeline = arrange(movie, clips, {})
    return timeline, frames_of_cut(timeline, folder / "cut é.mp4")


def near(pixels: np.ndarray, color: np.ndarray, tolerance: float = 12) -> bool:
    return bool(np.abs(pixels.reshape(-1, 3).mean(axis=0) - color).max() < tolerance)


@pytest.mark.parametrize("kind", ["cut", "crossfade", "fade_black", "whip", "slide", "wipe"])
def test_every_transition_has_its_frames_and_leads_from_one_clip_to_the_other(
    kind: str, red_and_blue: dict[str, Clip], tmp_path: Path
) -> None:
    timeline, frames = cut(red_and_blue, kind, tmp_path)
    assert len(frames) == timeline.frames == (48 if kind == "cut" else 36)
    shared = timeline.video[1].in_movie.start, timeline.video[0].in_movie.stop
    assert near(frames[shared[0] - 1], RGB_RED)
    assert near(frames[shared[1]], RGB_BLUE)
    assert near(frames[-1], np.zeros(3), 3)


def test_the_middle_of_a_crossfade_is_half_of_each(red_and_blue: dict[str, Clip], tmp_path: Path) -> None:
    _, frames = cut(red_and_blue, "crossfade", tmp_path)
    assert near(frames[18], (RGB_RED + RGB_BLUE) / 2)


def test_the_middle_of_a_fade_is_black(red_and_blue: dict[str, Clip], tmp_path: Path) -> None:
    _, frames = cut(red_and_blue, "fade_black", tmp_path)
    assert near(frames[17:19], np.zeros(3), 3)
    assert frames[14].mean() > 15 < frames[22].mean()


@pytest.mark.parametrize("kind", ["slide", "whip", "wipe"])
def test_in_the_middle_of_a_moving_transition_both_clips_are_seen(
    kind: str, red_and_blue: dict[str, Clip], tmp_path: Path
) -> None:
    _, frames = cut(red_and_blue, kind, tmp_path)
    row = frames[17:19].mean(axis=(0, 1))
    redness = row[:, 0] - row[:, 2]
    assert redness.max() > 100
    assert redness.min() < -100


def test_a_whip_smears_along_the_way_and_not_across_it(tmp_path: Path) -> None:
    stripes = "nullsrc=s={size}:r={rate},geq=lum='255*gt(mod(X,16),7)':cb=128:cr=128"
    bars = "nullsrc=s={size}:r={rate},geq=lum='255*gt(mod(Y,16),7)':cb=128:cr=128"
    contrast = {}
    for name, source in (("stripes", stripes), ("bars", bars)):
        clips = {one: make_clip(tmp_path, f"{name}_{one}", source) for one in "ab"}
        _, frames = cut(clips, "whip", tmp_path)
        contrast[name] = frames[17].std() / frames[2].std()
    assert contrast["stripes"] < 0.25
    assert contrast["bars"] > 0.85


def test_mixed_sources_become_one_picture(tmp_path: Path) -> None:
    as_is = ["-c:v", "libx264", "-preset", "ultrafast"]
    clips = [
        make_clip(tmp_path, "s0", RED, 8, frame_rate="8", size_px=(128, 72)),
        make_clip(tmp_path, "s1", RED, 30, frame_rate="30000/1001", size_px=(100, 180)),
        make_clip(tmp_path, "s2", RED, 24, arguments=[*as_is, "-pix_fmt", "yuv444p10le"], suffix=".mkv"),
        make_clip(tmp_path, "s3", RED, 24, arguments=RGB, suffix=".mkv"),
        make_clip(tmp_path, "s4", RED, 24, size_px=(96, 80), arguments=["-vf", "setsar=2", *as_is]),
        make_clip(tmp_path, "s5", RED + "[out0];sine=r=48000[out1]", 24, arguments=[*as_is, "-shortest"]),
        make_clip(tmp_path, "s6", RED, 24, arguments=["-pix_fmt", "yuvj420p", *as_is]),
    ]
    kinds = ("cut", "crossfade", "whip", "wipe", "slide", "fade_black", "crossfade")
    movie = movie_of(*(shot(f"s{index}", kind, 0.25) for index, kind in enumerate(kinds)))  # type: ignore[arg-type]
    timeline = arrange(movie, {one.shot_id: one for one in clips}, {})
    frames = frames_of_cut(timeline, tmp_path / "cut.mp4")
    assert len(frames) == timeline.frames == 7 * 24 - 6 * 6
    info = probe(tmp_path / "cut.mp4")
    assert (info.size_px, info.frame_rate, info.pixel_format) == (SIZE, RATE, "yuv420p")
    assert info.color.startswith("tv, bt709")
    for index, placed in enumerate(timeline.video):
        middle = frames[(placed.in_movie.start + placed.in_movie.stop) // 2]
        if index != 1:
            assert near(middle[:, 4:-4], RGB_RED, 14), f"clip {index} changed its colour"
    tall = frames[timeline.video[1].in_movie.start + 12]
    assert near(tall[:, :70], np.zeros(3), 3)
    assert near(tall[:, 80:112], RGB_RED, 14)


def test_rgb_is_converted_with_the_matrix_that_the_tags_name(tmp_path: Path) -> None:
    clips = {"a": make_clip(tmp_path, "a", "color=c=red:s={size}:r={rate}", 4, arguments=RGB, suffix=".mkv")}
    timeline = arrange(movie_of(shot("a")), clips, {})
    run_ffmpeg(picture_arguments(timeline, pieces_of(timeline), SETTINGS, tmp_path / "c.mp4"), what="the cut")
    raw = tmp_path / "c.yuv"
    run_ffmpeg(["-i", str(tmp_path / "c.mp4"), "-frames:v", "1", "-f", "rawvideo", str(raw)], what="raw")
    planes = np.frombuffer(raw.read_bytes(), np.uint8)
    luma = SIZE[0] * SIZE[1]
    assert planes[:luma].mean() == pytest.approx(63, abs=2)  # BT.709 red; BT.601 would be 81
    assert planes[luma + luma // 4 :].mean() == pytest.approx(240, abs=2)


def test_a_clip_with_fewer_frames_than_it_claims_does_not_shorten_the_movie(
    red_and_blue: dict[str, Clip], tmp_path: Path
) -> None:
    short = Clip("a", red_and_blue["a"].path, 40, RATE, SIZE)  # the file has 24
    timeline, frames = cut({"a": short, "b": red_and_blue["b"]}, "crossfade", tmp_path)
    assert len(frames) == timeline.frames == 40 + 24 - 12


def test_odd_timestamps_in_a_file_do_not_matter(red_and_blue: dict[str, Clip], tmp_path: Path) -> None:
    odd = tmp_path / "odd.mkv"
    run_ffmpeg(["-i", str(red_and_blue["a"].path), "-c", "copy", "-bsf:v", "setts=ts=TS*3+7", str(odd)], what="odd")
    clips = {"a": Clip("a", odd, 24, RATE, SIZE), "b": red_and_blue["b"]}
    timeline, frames = cut(clips, "crossfade", tmp_path)
    assert len(frames) == timeline.frames == 36
    assert near(frames[10], RGB_RED)


def test_a_movie_at_30000_1001_keeps_that_rate(red_and_blue: dict[str, Clip], tmp_path: Path) -> None:
    rate = Fraction(30000, 1001)
    movie = movie_of(shot("a"), shot("b", "crossfade", 0.5), frame_rate=rate)
    timeline = arrange(movie, red_and_blue, {})
    assert len(frames_of_cut(timeline, tmp_path / "n.mp4")) == timeline.frames
    assert probe(tmp_path / "n.mp4").frame_rate == rate
