"""A person's own video: what it is, its pictures from any number on, and when each is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from moviefactory.errors import MediaError, MovieFactoryError, PlanError
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.upscale.file import source_file, source_frames
from moviefactory.upscale.file.source_clock import clock_of
from moviefactory.upscale.file.source_file import look_at
from moviefactory.upscale.file.source_frames import Pictures, look_through

NTSC = Fraction(24000, 1001)
X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
OPEN_GOP = [*X264, "-bf", "3", "-g", "24", "-x264-params", "open-gop=1:scenecut=0:b-adapt=0"]


def draw(
    path: Path, arguments: Sequence[str], *, seconds: float = 3, rate: str = "24000/1001", sound: bool = True
) -> Path:
    picture = ["-f", "lavfi", "-i", f"testsrc2=s=96x64:r={rate}:d={seconds}"]
    heard = ["-f", "lavfi", "-i", f"sine=d={seconds}"] if sound else []
    path.parent.mkdir(parents=True, exist_ok=True)
    run_ffmpeg([*picture, *heard, *arguments, str(path)], what=f"drawing {path.name}")
    return path


FORMATS = {
    "b-frames.mp4": OPEN_GOP,
    "open gop.mkv": OPEN_GOP,
    "quick.mov": OPEN_GOP,
    "late.mp4": ["-output_ts_offset", "3.5", *OPEN_GOP],
    "broadcast.ts": ["-output_ts_offset", "3.5", *OPEN_GOP],
    "refreshed.mp4": [*X264, "-x264-params", "intra-refresh=1:keyint=36"],
    "old.avi": ["-c:v", "mpeg4", "-bf", "2", "-q:v", "3"],
    "web.webm": ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-g", "30", "-c:a", "libopus"],
    "fields.mkv": ["-vf", "interlace", *OPEN_GOP, "-flags", "+ilme+ildct"],
    "bare.h264": ["-an", *OPEN_GOP],
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_picture_is_the_same_wherever_reading_begins(tmp_path: Path, name: str) -> None:
    source = look_at(draw(tmp_path / name, FORMATS[name]))
    look = look_through(source)
    frames = 36 if name == "fields.mkv" else 72
    assert len(look.times) == frames
    assert clock_of(look.times, source.time_base, source.rate).rate == NTSC * frames / 72
    whole = list(Pictures(source, look).read(0, frames))
    for start in (1, 23, 24, 25, frames - 1):
        pictures = Pictures(source, look)
        found = list(pictures.read(start, min(start + 2, frames)))
        pictures.close()
        assert [np.array_equal(a, b) for a, b in zip(found, whole[start:], strict=False)] == [True] * len(found)


def test_pictures_that_an_edit_list_hides_are_not_there(tmp_path: Path) -> None:
    draw(tmp_path / "a.mp4", OPEN_GOP)
    run_ffmpeg(["-ss", "1.3", "-i", str(tmp_path / "a.mp4"), "-c", "copy", str(tmp_path / "cut.mp4")], what="cutting")
    source = look_at(tmp_path / "cut.mp4")
    look = look_through(source)
    whole = list(Pictures(source, look).read(0, len(look.times)))
    assert len(whole) == 40  # 1.7 s of 24000/1001
    assert np.array_equal(next(Pictures(source, look).read(30, 40)), whole[30])


def test_takes_that_follow_each_other_are_read_by_one_decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = look_at(draw(tmp_path / "a.mp4", OPEN_GOP))
    pictures = Pictures(source, look_through(source))
    opened: list[int] = []
    monkeypatch.setattr(
        Pictures, "_open", lambda self, start, real=Pictures._open: (opened.append(start), real(self, start))[1]
    )
    frames = [frame for start in (0, 20, 40) for frame in pictures.read(start, start + 20)]
    pictures.close()
    assert (len(frames), opened) == (60, [0])


def test_a_picture_is_shown_upright_and_with_square_pixels(tmp_path: Path) -> None:
    draw(tmp_path / "flat.mp4", X264)
    run_ffmpeg(
        ["-display_rotation", "90", "-i", str(tmp_path / "flat.mp4"), "-c", "copy", str(tmp_path / "up.mp4")], what="x"
    )
    assert look_at(tmp_path / "up.mp4").size_px == (64, 96)
    wide = look_at(draw(tmp_path / "wide.mp4", ["-vf", "setsar=16/11", *X264]))
    assert wide.size_px == (140, 64)
    assert any("16:11" in note for note in wide.notes)
    assert next(Pictures(wide, look_through(wide)).read(0, 1)).shape == (64, 140, 3)
    assert look_at(draw(tmp_path / "tall.mp4", ["-vf", "setsar=1/2", *X264])).size_px == (96, 128)


def colours(folder: Path, name: str, matrix: str, tags: Sequence[str], full: bool = False) -> tuple[float, ...]:
    """The mean colour that is read of an orange picture, which was written with `matrix`."""
    place = f"scale=out_color_matrix={matrix}:out_range={'pc' if full else 'tv'},format=yuv420p"
    run_ffmpeg(
        ["-f", "lavfi", "-i", "color=0xE06020:s=64x64:d=0.2,format=rgb24", "-vf", place, *X264, *tags,
         str(folder / name)], what=name,
    )  # fmt: skip
    source = look_at(folder / name)
    return tuple(next(Pictures(source, look_through(source)).read(0, 1)).mean(axis=(0, 1)))


@pytest.mark.parametrize("matrix", ["bt709", "smpte170m", "bt470bg", "bt2020nc"])
def test_colours_are_read_by_the_matrix_that_is_named(tmp_path: Path, matrix: str) -> None:
    scaled = {"smpte170m": "bt601", "bt470bg": "bt601", "bt2020nc": "bt2020"}.get(matrix, matrix)
    tagged = [
        "-vf",
        f"scale=out_color_matrix={scaled}:out_range=tv,format=yuv420p,setparams=colorspace={matrix}:range=tv",
    ]
    assert colours(tmp_path, "a.mp4", scaled, tagged) == pytest.approx((0xE0, 0x60, 0x20), abs=3)
    assert look_at(tmp_path / "a.mp4").colour.matrix == matrix


def test_full_range_and_untagged_pictures_are_read_right(tmp_path: Path) -> None:
    full = ["-vf", "scale=out_color_matrix=bt709:out_range=pc,format=yuv420p,setparams=colorspace=bt709:range=pc"]
    assert colours(tmp_path, "full.mp4", "bt709", full, full=True) == pytest.approx((0xE0, 0x60, 0x20), abs=3)
    assert look_at(tmp_path / "full.mp4").colour.range == "pc"
    unnamed = "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p,setparams=colorspace=unknown:range=unknown"
    assert colours(tmp_path, "bare.mp4", "bt601", ["-vf", unnamed]) == pytest.approx((0xE0, 0x60, 0x20), abs=3)
    bare = look_at(tmp_path / "bare.mp4")
    assert not bare.colour.is_tagged
    assert any("read as BT.601" in note for note in bare.notes)


def test_ten_bits_stay_more_than_eight(tmp_path: Path) -> None:
    deep = ["-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-x265-params", "log-level=error"]
    ramp = "gradients=s=256x64:c0=black:c1=white:x0=0:x1=255:y0=0:y1=0:d=0.2:r=10:speed=0.00001"
    run_ffmpeg(["-f", "lavfi", "-i", ramp, *deep, str(tmp_path / "a.mp4")], what="a ramp")
    source = look_at(tmp_path / "a.mp4")
    frame = next(Pictures(source, look_through(source)).read(0, 1))
    assert (source.is_deep, frame.dtype) == (True, np.uint16)
    assert np.any(frame % 257)


@pytest.mark.parametrize("pixel_format", ["rgba", "ya8", "rgba64be"])
def test_transparent_pictures_are_refused_clearly(tmp_path: Path, pixel_format: str) -> None:
    draw(tmp_path / "seq" / "a_%03d.png", ["-pix_fmt", pixel_format], seconds=0.2, sound=False)
    with pytest.raises(PlanError, match=r"have an alpha channel.*drop the channel"):
        look_at(tmp_path / "seq", Fraction(24))
    draw(tmp_path / "a.mov", ["-c:v", "qtrle", "-pix_fmt", "argb"], seconds=0.2)
    with pytest.raises(PlanError, match=r"a\.mov: its pictures have an alpha channel"):
        look_at(tmp_path / "a.mov")


def test_a_palette_is_no_alpha_channel_and_vp9_hides_one(tmp_path: Path) -> None:
    draw(tmp_path / "seq" / "a_%03d.png", ["-pix_fmt", "pal8"], seconds=0.2, sound=False)
    assert look_at(tmp_path / "seq", Fraction(24)).pixel_format == "pal8"
    half = "format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='X*2'"
    source = draw(tmp_path / "a.webm", ["-vf", half, "-c:v", "libvpx-vp9"], seconds=0.2, sound=False)
    with pytest.raises(PlanError, match=r"have an alpha channel, which .* alpha_mode=0 OUT\.mkv"):
        look_at(source)
    dropped = ["-i", str(source), "-map", "0", "-c", "copy", "-metadata:s:v", "alpha_mode=0", str(tmp_path / "b.mkv")]
    run_ffmpeg(dropped, what="what it says to do")
    assert look_at(tmp_path / "b.mkv").size_px == look_at(draw(tmp_path / "c.mkv", OPEN_GOP, seconds=0.2)).size_px


def test_a_pattern_has_the_digits_of_its_pictures(tmp_path: Path) -> None:
    draw(tmp_path / "a_%04d.png", [], seconds=0.2, sound=False)
    for wrong in ("a_%d.png", "a_%06d.png"):
        with pytest.raises(PlanError, match="there are no such pictures; those there have 4 digits: %04d"):
            look_at(tmp_path / wrong, Fraction(24))
    for number in range(1, 4):
        (tmp_path / f"a_{number:04d}.png").rename(tmp_path / f"b_{number + 8}.png")
    look = look_through(look_at(tmp_path / "b_%d.png", Fraction(24)))
    assert len(look.times) == 3


def test_what_the_decoder_says_in_the_line_of_the_colours_is_no_colour(tmp_path: Path) -> None:
    facts = {"fmt": "yuv420p", "color_space": "bt709Error", "color_trc": "unknowncorrupt", "color_range": "pc[h264",
             "color_primaries": "unknown", "said": ""}  # fmt: skip
    colour, _ = source_file._colour(tmp_path, (64, 36), facts)
    assert (colour.matrix, colour.transfer, colour.range, colour.primaries) == ("bt709", "", "pc", "")
    with pytest.raises(PlanError, match="coded as 'ictcp'"):
        source_file._colour(tmp_path, (64, 36), {**facts, "color_space": "ictcp"})


def test_a_file_that_cannot_be_read_is_told_of_without_ffmpegs_noise(tmp_path: Path) -> None:
    whole = draw(tmp_path / "a.mp4", [*OPEN_GOP, "-movflags", "+faststart"]).read_bytes()
    (tmp_path / "head.mp4").write_bytes(whole[: whole.index(b"mdat") + 8])
    (tmp_path / "text.mp4").write_text("no film")
    for name, words in {"head.mp4": "cannot be read", "text.mp4": "not a video that can be read"}.items():
        with pytest.raises(MediaError, match=words) as raised:
            look_at(tmp_path / name)
        assert "fetch or export it again" in str(raised.value)
        assert not re.search(r"Error opening|Conversion failed|return code|frame=", str(raised.value))


def test_numbered_pictures_are_a_film(tmp_path: Path) -> None:
    draw(tmp_path / "seq" / "a_%03d.png", ["-start_number", "7"], seconds=0.5, rate="24", sound=False)
    for one in (tmp_path / "seq").rename(tmp_path / "50% seq").iterdir():
        one.rename(one.with_name(one.name.replace("a_", "a_%_")))
    for path in (tmp_path / "50% seq", tmp_path / "50% seq" / "a_%%_%03d.png"):
        with pytest.raises(PlanError, match="--fps"):
            look_at(path)
        source = look_at(path, Fraction(12))
        look = look_through(source)
        assert (len(look.times), clock_of(look.times, source.time_base, source.rate).rate) == (12, 12)
        whole = list(Pictures(source, look).read(0, 12))
        assert np.array_equal(next(Pictures(source, look).read(5, 6)), whole[5])
    (tmp_path / "50% seq" / "a_%_010.png").unlink()
    with pytest.raises(PlanError, match="picture 10 is missing between 7 and 18; put it there"):
        look_at(tmp_path / "50% seq", Fraction(12))


def test_a_gif_is_a_film_unless_it_is_seen_through(tmp_path: Path) -> None:
    source = look_at(draw(tmp_path / "a.gif", [], seconds=0.5, rate="10", sound=False))
    assert len(look_through(source).times) == 5
    hole = "format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='if(lt(X,20),0,255)',split[a][b]"
    holes = ["-filter_complex", f"{hole};[a]palettegen=reserve_transparent=1[p];[b][p]paletteuse"]
    with pytest.raises(PlanError, match="alpha channel"):
        look_at(draw(tmp_path / "b.gif", holes, seconds=0.5, rate="10", sound=False))


def test_what_is_no_video_is_named(tmp_path: Path) -> None:
    run_ffmpeg(["-f", "lavfi", "-i", "sine=d=1", str(tmp_path / "song.mp4")], what="a song")
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "page.mp4").write_text("<html>not found</html>" * 50)
    (tmp_path / "folder").mkdir()
    draw(tmp_path / "one.png", ["-frames:v", "1", "-update", "1"], sound=False)
    told: dict[str, tuple[type[MovieFactoryError], str]] = {
        "song.mp4": (MediaError, "no moving picture in it, only sound"),
        "empty.mp4": (MediaError, "the file is empty"),
        "page.mp4": (MediaError, "not a video that can be read"),
        "nowhere.mp4": (PlanError, "there is no such file"),
        "folder": (PlanError, "without numbered pictures"),
        "one.png": (PlanError, "one picture is no video"),
        "x_%03d.png": (PlanError, "there are no such pictures"),
    }
    for name, (kind, words) in told.items():
        with pytest.raises(kind, match=words):
            look_at(tmp_path / name, Fraction(24))


def test_what_is_cut_off_is_said(tmp_path: Path) -> None:
    whole = draw(tmp_path / "a.mp4", OPEN_GOP).read_bytes()
    (tmp_path / "no index.mp4").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(MediaError, match=r"its index \(moov\) is missing"):
        look_at(tmp_path / "no index.mp4")
    mkv = draw(tmp_path / "a.mkv", OPEN_GOP).read_bytes()
    (tmp_path / "half.mkv").write_bytes(mkv[: len(mkv) // 2])
    quick = draw(tmp_path / "quick.mp4", [*OPEN_GOP, "-movflags", "+faststart"]).read_bytes()
    (tmp_path / "half.mp4").write_bytes(quick[: len(quick) * 2 // 3])
    for name in ("half.mkv", "half.mp4"):
        source = look_at(tmp_path / name)
        look = look_through(source)
        assert 10 < len(look.times) < 72
        assert look.is_cut_off, look.damage
        assert len(list(Pictures(source, look).read(0, len(look.times)))) == len(look.times)


def test_no_picture_is_lost_where_the_decoder_speaks_into_the_line_of_its_time() -> None:
    said = (
        "frame:0    pts:0       pts_time:0\nmoviefactory=1\n"
        "[h264 @ 0x55e0] frame:1    pts:1001    pts_time:0.0417\nmoviefactory=1\nInvalid NAL unit size (9 > 4).\n"
        "[h264 @ 0x55e0] missing picture in access unit\n[h264 @ 0x55e1] no frame!\n"
        "[matroska @ 0x77] frame:2    pts:NOPTS   pts_time:NOPTS\nFile ended prematurely\nmoviefactory=1\n"
    )
    times, damage = source_frames._stamps(said)
    assert times == (0, 1001, 1002)
    assert damage == "File ended prematurely | Invalid NAL unit size (9 > 4). | missing picture in access unit"


def test_a_cut_in_a_file_is_found_at_its_picture(tmp_path: Path) -> None:
    two = "testsrc2=s=96x64:r=25:d=1[a];mandelbrot=s=96x64:r=25,trim=end=1,setpts=PTS-STARTPTS[b];[a][b]concat"
    run_ffmpeg(["-f", "lavfi", "-i", two, *OPEN_GOP, str(tmp_path / "a.mkv")], what="two shots")
    assert look_through(look_at(tmp_path / "a.mkv")).cuts == (25,)


def times(rate: Fraction, frames: int, time_base: Fraction) -> list[int]:
    return [round(Fraction(n) / rate / time_base) for n in range(frames)]


@pytest.mark.parametrize(
    "rate", [NTSC, Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60), Fraction(37, 3)]
)
@pytest.mark.parametrize("time_base", [Fraction(1, 1000), Fraction(1, 90000)])
def test_a_constant_rate_is_exact_however_its_times_were_rounded(rate: Fraction, time_base: Fraction) -> None:
    shown = times(rate, 500, time_base)
    for said in (rate, None, Fraction(1000)):
        clock = clock_of(shown, time_base, said)
        assert (clock.rate, list(clock.order), clock.note) == (rate, list(range(500)), "")


def test_a_varying_rate_becomes_constant_and_keeps_its_time() -> None:
    dice = np.random.default_rng(0)
    shown = [int(one) for one in np.cumsum(dice.integers(20, 60, 400))]
    clock = clock_of(shown, Fraction(1, 1000), Fraction(30))
    assert "varying" in clock.note
    for frame, picture in enumerate(clock.order):
        assert abs(frame / clock.rate * 1000 - (shown[picture] - shown[0])) <= 60 + 500 / clock.rate
    assert abs(len(clock.order) / clock.rate - Fraction(shown[-1] - shown[0], 1000)) < Fraction(1, 10)
    asked = clock_of(shown, Fraction(1, 1000), Fraction(30), Fraction(60))
    assert asked.rate == 60
    assert set(asked.order) == set(range(400))


def test_a_gap_is_filled_by_the_picture_before_it() -> None:
    shown = [n * 40 for n in range(50)] + [n * 40 for n in range(60, 100)]
    clock = clock_of(shown, Fraction(1, 1000), Fraction(25))
    assert (clock.rate, len(clock.order)) == (25, 100)
    assert list(clock.order[45:63]) == [45, 46, 47, 48, 49, *([49] * 10), 50, 51, 52]


def test_one_picture_and_two_have_a_rate_too() -> None:
    assert clock_of([7], Fraction(1, 1000), Fraction(25)).rate == 25
    assert clock_of([7], Fraction(1, 1000), None).rate == 24
    assert clock_of([0, 42], Fraction(1, 1000), NTSC).rate == NTSC


@pytest.mark.parametrize("shaken", [0, 4])
def test_pictures_that_a_camera_dropped_cost_no_other_picture(shaken: int) -> None:
    dice = np.random.default_rng(1)
    kept = [n for n in range(600) if n % 6 != 3]
    shown = [round(n * 1000 / 30) + int(dice.integers(0, shaken + 1)) for n in kept]
    clock = clock_of(shown, Fraction(1, 1000), Fraction(30))
    assert (clock.rate, len(clock.order), "0 left out" in clock.note) == (30, 600, True)


def test_a_screen_recording_that_moves_in_bursts_keeps_its_motion() -> None:
    bursts = [round(5000 * burst + n * 1000 / 60) for burst in range(4) for n in range(60)]
    clock = clock_of(bursts, Fraction(1, 1000), Fraction(1000))
    assert (clock.rate, set(clock.order)) == (60, set(range(240)))


def test_a_few_times_that_go_back_are_set_right_and_many_say_nothing() -> None:
    shown = [n * 100 for n in range(100)]
    astray = source_frames.Look((*shown[:50], 40, *shown[51:]), ())
    assert (astray.ascends, astray.moments) == (False, (*shown[:50], 4901, *shown[51:]))
    assert source_frames.Look((*shown, *shown), ()).moments == ()
    assert source_frames.Look((5,) * 40, ()).moments == ()
