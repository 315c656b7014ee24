"""What came from a video server becomes the shot's frames: length, rate, size; and what picture was sent to it."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from video_server import Table, VideoServer, film, render, shot_request

from moviefactory.errors import MediaError, PlanError, StageError
from moviefactory.media.frames import FrameWriter
from moviefactory.media.probe import probe
from moviefactory.settings import DiffusionSettings
from moviefactory.video import ShotRequest
from moviefactory.video.remote.clip import look_at


def with_(request: ShotRequest, **diffusion: Any) -> ShotRequest:
    settings = request.settings.model_copy(update={"diffusion": DiffusionSettings(**diffusion)})
    return ShotRequest(**{**vars(request), "settings": settings})


def corner(frame: np.ndarray) -> float:
    """The grey of the picture, apart from the square."""
    return float(frame[:6, :6].mean())


@pytest.mark.parametrize(("frames", "rate"), [(25, 12), (33, 16), (49, 24), (60, 30), (9, 4), (96, 24), (13, 6)])
def test_any_rate_and_length_that_lasts_the_shot_is_retimed(server: VideoServer, frames: int, rate: int) -> None:
    server.film, table = film(frames, rate), Table()
    clip = render(with_(shot_request(server.url), retime="blend"), table)
    assert len(clip) == 24
    rises = 180 / (frames - 1) * rate / 12  # grey levels per frame of the movie
    levels = [corner(frame) for frame in clip]
    assert levels[0] == pytest.approx(20, abs=4)
    last = min(23 * rises, 180)
    assert levels[-1] == pytest.approx(20 + last, abs=6)
    assert np.all(np.diff(levels) > -2) and not table.notes


def test_what_is_a_little_short_is_shown_slower_and_the_person_is_told(server: VideoServer) -> None:
    server.film, table = film(18, 12), Table()
    clip = render(with_(shot_request(server.url), retime="blend"), table)
    assert len(clip) == 24 and corner(clip[-1]) > 185
    assert table.notes == ["what the server made is 1.3 times too short for the shot, and is shown that much slower"]
    assert table.facts["slowed"] == 1.333


def test_a_frame_or_two_less_is_not_worth_a_word(server: VideoServer) -> None:
    server.film, table = film(23, 12), Table()
    assert len(render(shot_request(server.url), table)) == 24 and not table.notes


@pytest.mark.parametrize(("frames", "rate"), [(12, 12), (1, 12), (25, 24), (15, 12)])
def test_what_is_much_too_short_is_an_error_that_says_both_lengths(server: VideoServer, frames: int, rate: int) -> None:
    server.film = film(frames, rate)
    with pytest.raises(StageError, match=r"the server made \S+ s .* of a shot of 2 s; make the shot shorter"):
        render(shot_request(server.url), Table())


@pytest.mark.parametrize("size_px", [(96, 64), (192, 128), (64, 96), (128, 64), (832, 480), (50, 34)])
@pytest.mark.parametrize("fit", ["crop", "pad"])
def test_any_size_is_fitted(server: VideoServer, size_px: tuple[int, int], fit: str) -> None:
    server.film, table = film(25, 12, size_px), Table()
    clip = render(with_(shot_request(server.url), fit=fit), table)
    assert len(clip) == 24 and all(frame.shape == (64, 96, 3) for frame in clip)
    assert table.facts["returned"]["size_px"] == list(size_px)


def test_the_window_of_a_wider_picture_holds_what_moves(server: VideoServer) -> None:
    server.film = film(25, 12, (256, 64))  # the square is at 160 to 184 of 256
    clip = render(shot_request(server.url, size_px=(96, 64)), Table())
    assert clip[0][24:40].max() > 240


def test_files_of_other_kinds_are_read_as_well(server: VideoServer, tmp_path: Path) -> None:
    from moviefactory.media.ffmpeg import run_ffmpeg

    (tmp_path / "a.mp4").write_bytes(film())
    for name, codec in (("a.webm", ["-c:v", "libvpx-vp9", "-cpu-used", "8", "-deadline", "realtime"]),
                        ("a.avi", ["-c:v", "mjpeg"]), ("a.mov", ["-c:v", "libx264"])):  # fmt: skip
        run_ffmpeg(["-i", str(tmp_path / "a.mp4"), *codec, str(tmp_path / name)], what="making a film")
        server.film = (tmp_path / name).read_bytes()
        assert len(render(shot_request(server.url), Table())) == 24


def test_a_file_that_lies_about_its_kind_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "remote.mp4"
    for text in (b"#EXTM3U\nfile:///etc/passwd", b"ffconcat version 1.0", b"", b"\xff\xd8\xff\xe0JFIF", b"<svg/>"):
        path.write_bytes(text)
        with pytest.raises(MediaError):
            look_at(path)


def with_sound(path: Path, seconds: float, frames: int) -> bytes:
    """A film with a rising tone."""
    from moviefactory.media.ffmpeg import run_ffmpeg

    path.write_bytes(film(frames, 12))
    tone = ["-f", "lavfi", "-i", f"sine=440:duration={seconds}"]
    merged = path.with_name("sounding.mp4")
    run_ffmpeg([*tone, "-i", str(path), "-map", "1:v", "-map", "0:a", "-c:v", "copy", "-c:a", "aac", str(merged)],
               what="making a film with sound")  # fmt: skip
    return merged.read_bytes()


@pytest.mark.parametrize(("frames", "seconds"), [(36, 3.0), (18, 1.5)])
def test_a_sound_that_came_with_the_pictures_lasts_as_long_as_they(
    server: VideoServer, tmp_path: Path, frames: int, seconds: float
) -> None:
    server.film = with_sound(tmp_path / "film.mp4", seconds, frames)
    table = Table(stem=lambda name: tmp_path / f"wait.{name}")
    assert len(render(shot_request(server.url), table)) == 24
    assert table.facts["sound"] == "wait.model.wav"
    assert probe(tmp_path / "wait.model.wav").duration_s == pytest.approx(2.0, abs=0.05)


def test_a_silent_video_leaves_no_sound(server: VideoServer, tmp_path: Path) -> None:
    table = Table(stem=lambda name: tmp_path / f"wait.{name}")
    render(shot_request(server.url), table)
    assert "sound" not in table.facts and not list(tmp_path.iterdir())


# The first picture.


def sent_picture(server: VideoServer) -> np.ndarray | None:
    fields = next(one.fields for one in server.asked if one.method == "POST")
    data = fields.get("input_reference")
    return None if data is None else cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]


def striped(size_px: tuple[int, int]) -> np.ndarray:
    """Red at the left edge, blue at the right, grey between."""
    width, height = size_px
    picture = np.full((height, width, 3), 128, np.uint8)
    picture[:, : width // 8] = (255, 0, 0)
    picture[:, -width // 8 :] = (0, 0, 255)
    return picture


def guide(path: Path, size_px: tuple[int, int] = (192, 80)) -> Path:
    with FrameWriter(path, size_px, Fraction(12)) as writer:
        for number in range(6):
            writer.write(striped(size_px) if number == 0 else np.zeros((size_px[1], size_px[0], 3), np.uint8))
    return path


def test_without_a_picture_none_is_sent(server: VideoServer) -> None:
    render(shot_request(server.url), Table())
    assert sent_picture(server) is None


def test_the_key_frame_goes_before_the_guide(server: VideoServer, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "kéy.png"), np.full((64, 96, 3), (0, 255, 0), np.uint8))
    sources = {"key_frame": tmp_path / "kéy.png", "guide": guide(tmp_path / "guide.mp4")}
    render(shot_request(server.url), Table(sources=sources))
    picture = sent_picture(server)
    assert picture is not None and picture.shape == (64, 96, 3) and picture[..., 1].min() > 250


def test_the_first_frame_of_the_guide_is_sent_in_the_size_that_is_asked(server: VideoServer, tmp_path: Path) -> None:
    server.film = film(25, 12, (192, 80))
    render(shot_request(server.url, size_px=(192, 80)), Table(sources={"guide": guide(tmp_path / "guide.mp4")}))
    picture = sent_picture(server)
    assert picture is not None and picture.shape == (80, 192, 3)
    assert picture[40, 4, 0] > 200 and picture[40, -4, 2] > 200


def test_a_wide_guide_lies_whole_in_a_less_wide_picture_and_is_cut_out_again(
    server: VideoServer, tmp_path: Path
) -> None:
    sources = {"guide": guide(tmp_path / "guide.mp4")}
    request = shot_request(server.url, size_px=(192, 80), asked_px=(192, 112))
    echo = tmp_path / "echo.mp4"
    with FrameWriter(echo, (192, 112), Fraction(12), crf=6) as writer:  # a server that keeps to its picture
        for _ in range(25):
            frame = np.zeros((112, 192, 3), np.uint8)
            frame[16:96] = striped((192, 80))
            frame[100:, 80:110] = 255  # something bright in what was added must not draw the window there
            writer.write(frame)
    server.film = echo.read_bytes()
    clip = render(request, Table(sources=sources))
    picture = sent_picture(server)
    assert picture is not None and picture.shape == (112, 192, 3)
    assert picture[56, 4, 0] > 200 and picture[56, -4, 2] > 200, "the sides of the guide are not cut off"
    assert np.abs(clip[0].astype(int) - striped((192, 80))).mean() < 12


@pytest.mark.parametrize("content", [b"", b"no picture", None])
def test_a_key_frame_that_is_no_picture_is_told(server: VideoServer, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "key.png").write_bytes(content)
    with pytest.raises(PlanError, match=r"its key frame: .*key\.png is not a picture that can be read"):
        render(shot_request(server.url), Table(sources={"key_frame": tmp_path / "key.png"}))
    assert not server.asked
