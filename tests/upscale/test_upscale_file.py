"""A person's own video, enlarged: every frame, in time with the sound, with all else of it, whatever stops the run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import moviefactory.upscale.file.upscale_file as room
from moviefactory.errors import MediaError, NotInstalled, PlanError
from moviefactory.jobs.job import Tell
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.frames import read_frames
from moviefactory.media.probe import probe
from moviefactory.media.sound import read_sound
from moviefactory.settings import UpscaleSettings
from moviefactory.upscale import Frame, Take, upscale_weights
from moviefactory.upscale.file.order import FileOrder, Upscaled, refuse_early, size_for, unfinished_folder
from moviefactory.upscale.file.source_file import look_at
from moviefactory.upscale.file.source_frames import Pictures, look_through
from moviefactory.upscale.file.upscale_file import upscale_file
from moviefactory.upscale.lanczos import Lanczos

X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
PLAIN = UpscaleSettings(upscaler="lanczos")


def draw(path: Path, *arguments: str, picture: str = "testsrc2=s=64x36:r=24:d=1", sound: str = "sine=d=1") -> Path:
    heard = ["-f", "lavfi", "-i", sound] if sound else []
    run_ffmpeg(["-f", "lavfi", "-i", picture, *heard, *(arguments or X264), str(path)], what=f"drawing {path.name}")
    return path


def enlarged(source: Path, output: Path, **asked: Any) -> Upscaled:
    return upscale_file(FileOrder(source, output, **{"settings": PLAIN, "scale": 2, **asked}))


def report(path: Path) -> str:
    """What ffmpeg says of a file."""
    text = run_ffmpeg(["-i", str(path), "-f", "ffmetadata", "-"], what=f"reading {path.name}")
    return text[text.find("Input #0") : text.find("Output #0")]


def pictures(path: Path) -> list[Frame]:
    """All pictures of a file, by its own colours."""
    found = look_at(path)
    look = look_through(found)
    return list(Pictures(found, look).read(0, len(look.times)))


@pytest.mark.parametrize(("ending", "rate"), [(".mp4", "24000/1001"), (".mov", "25"), (".mkv", "30000/1001")])
def test_every_frame_comes_out_at_its_moment(tmp_path: Path, ending: str, rate: str) -> None:
    source = draw(tmp_path / "a.mkv", picture=f"testsrc2=s=64x36:r={rate}:d=2")
    made = enlarged(source, tmp_path / f"large{ending}")
    count = probe(source).frames
    assert (made.pictures, made.frames, made.frame_rate) == (count, count, Fraction(rate))
    found = look_at(made.path)
    look = look_through(found)
    since = [(time - look.times[0]) * found.time_base for time in look.times]
    assert all(abs(time - n / Fraction(rate)) <= Fraction(1, 1000) for n, time in enumerate(since))
    assert found.rate == Fraction(rate)
    before, after = pictures(source), pictures(made.path)
    small = [frame.reshape(36, 2, 64, 2, 3).mean(axis=(1, 3)) for frame in after]
    assert max(float(np.abs(a - b).mean()) for a, b in zip(before, small, strict=True)) < 9
    assert not unfinished_folder(made.path).exists()


def beep_and_flash(path: Path, *arguments: str) -> Path:
    """White from second 1 on, for half a second; the beep is heard just then."""
    picture = "color=black:s=64x36:r=25:d=2.5,drawbox=c=white:t=fill:enable='between(t,0.999,1.479)',noise=c0s=4:c0f=t"
    sound = "sine=f=1000:r=48000:d=2.5,volume=0:enable='not(between(t,1,1.5))'"
    return draw(path, *(arguments or X264), picture=picture, sound=sound)


def moments(path: Path) -> tuple[float, float]:
    """When it becomes white, and when it is heard, in seconds of the file's own clock."""
    found = look_at(path)
    look = look_through(found)
    levels = [float(frame.mean()) for frame in Pictures(found, look).read(0, len(look.times))]
    white = next(n for n, level in enumerate(levels) if level > 128)
    heard = run_ffmpeg(
        ["-copyts", "-i", str(path), "-map", "0:a:0", "-af", "asetnsamples=48,ashowinfo", "-f", "null", "-"], what="x"
    )
    loud = re.search(r"pts_time:(-?[\d.]+) [^\n]*?RMS|pts_time:(-?[\d.]+)", heard)
    assert loud
    first = float(loud[1] or loud[2])
    samples = np.abs(read_sound(path)[:, 0])
    return float(look.times[white] * found.time_base), first + float(np.argmax(samples > 0.02)) / 48000


KEPT = {
    "a.mp4": X264,
    "a.mkv": X264,
    "late.mp4": ["-output_ts_offset", "3.5", *X264],
    "broadcast.ts": ["-c:v", "libx264", "-bf", "2", "-pix_fmt", "yuv420p", "-c:a", "mp2"],
    "wave.mov": [*X264, "-c:a", "pcm_s16le"],
}


@pytest.mark.parametrize(("name", "ending"), [*((name, ".mp4") for name in KEPT), ("late.mp4", ".mkv")])
def test_the_sound_stays_in_time_to_the_frame(tmp_path: Path, name: str, ending: str) -> None:
    source = beep_and_flash(tmp_path / name, *KEPT[name])
    made = enlarged(source, tmp_path / f"large{ending}")
    (seen, heard), (seen_before, heard_before) = moments(made.path), moments(source)
    assert heard - seen == pytest.approx(heard_before - seen_before, abs=0.012)
    assert abs(heard - seen) < 0.03


def test_a_varying_rate_becomes_constant_in_time_with_the_sound(tmp_path: Path) -> None:
    choose = "select='not(mod(n,3))+between(n,15,40)'"
    source = beep_and_flash(tmp_path / "a.mkv", "-vf", choose, "-fps_mode", "vfr", *X264)
    made = enlarged(source, tmp_path / "large.mp4", frame_rate=Fraction(25))
    assert (made.frame_rate, abs(made.frames - 62) <= 1) == (25, True)
    assert made.pictures < made.frames
    assert any("varying intervals" in note for note in made.notes)
    seen, heard = moments(made.path)
    assert abs(heard - seen) < 0.045


def subtitled(folder: Path) -> Path:
    (folder / "a.srt").write_text("1\n00:00:00,200 --> 00:00:00,700\nHello there\n")
    (folder / "meta").write_text(
        ";FFMETADATA1\ntitle=Our film\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=One\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=500\nEND=1000\ntitle=Two\n"
    )
    draw(folder / "cover.png", "-frames:v", "1", "-update", "1", sound="")
    draw(folder / "plain.mp4")
    run_ffmpeg(
        ["-i", str(folder / "plain.mp4"), "-i", str(folder / "a.srt"), "-i", str(folder / "meta"), "-i",
         str(folder / "cover.png"), "-map", "0:v", "-map", "0:a", "-map", "0:a", "-map", "1", "-map", "3",
         "-map_metadata", "2", "-c", "copy", "-c:s", "mov_text", "-c:v:1", "copy", "-disposition:v:1", "attached_pic",
         "-metadata:s:a:0", "language=deu", "-metadata:s:a:1", "language=eng", "-metadata:s:s:0", "language=eng",
         "-timecode", "01:00:00:00", str(folder / "full.mp4")], what="a full film",
    )  # fmt: skip
    return folder / "full.mp4"


@pytest.mark.parametrize("ending", [".mp4", ".mov", ".mkv"])
def test_subtitles_chapters_names_cover_and_timecode_go_along(tmp_path: Path, ending: str) -> None:
    made = enlarged(subtitled(tmp_path), tmp_path / f"large{ending}")
    told = report(made.path)
    assert len(re.findall(r"\((deu|ger)\): Audio: aac", told)) == 1
    assert len(re.findall(r"\(eng\): Audio: aac", told)) == 1
    assert re.search(r"\(eng\): Subtitle: (subrip|mov_text)", told)
    assert re.findall(r"title\s+: (One|Two|Our film)", told).count("Two") == 1
    assert "Our film" in told
    assert re.search(r"timecode\s*: 01:00:00:00", told, re.IGNORECASE)
    assert ("(attached pic)" in told) == (ending != ".mov")
    assert any("its cover (png) is not for .mov" in note for note in made.notes) == (ending == ".mov")
    assert "isom" not in told or ending == ".mp4"
    run_ffmpeg(["-i", str(made.path), "-map", "0:s:0", str(tmp_path / "out.srt")], what="subtitles")
    assert "00:00:00,200 --> 00:00:00,700\nHello there" in (tmp_path / "out.srt").read_text()
    assert made.frames == 24


def test_what_a_container_cannot_hold_is_changed_and_told(tmp_path: Path) -> None:
    source = draw(tmp_path / "a.mkv", *X264, "-c:a", "pcm_s16le")
    made = enlarged(source, tmp_path / "large.mp4")
    assert any("its sound (pcm_s16le) is not for .mp4: encoded as AAC" in note for note in made.notes)
    assert probe(made.path).audio_codec == "aac"
    assert probe(enlarged(source, tmp_path / "large.mov").path).audio_codec == "pcm_s16le"
    assert enlarged(source, tmp_path / "large.mkv").notes == made.notes[:-1]


TAGS = {
    "bt709": ("bt709", "tv"),
    "smpte170m": ("bt601", "tv"),
    "bt2020nc": ("bt2020", "tv"),
    "full": ("bt709", "pc"),
}


@pytest.mark.parametrize("name", TAGS)
def test_colours_and_their_tags_stay(tmp_path: Path, name: str) -> None:
    matrix, reach = TAGS[name]
    tag = "bt709" if name == "full" else name
    space = f"colorspace={tag}:range={reach}:color_primaries=smpte170m:color_trc=bt709"
    painted = f"scale=out_color_matrix={matrix}:out_range={reach},format=yuv420p,setparams={space}"
    source = draw(tmp_path / "a.mp4", "-vf", painted, *X264, picture="color=0xE06020:s=64x36:r=24:d=0.5")
    before, after = look_at(source), look_at(enlarged(source, tmp_path / "large.mp4").path)
    assert (after.colour, after.pixel_format) == (before.colour, before.pixel_format)
    frame = next(Pictures(after, look_through(after)).read(3, 4))
    assert frame.mean(axis=(0, 1)) == pytest.approx((0xE0, 0x60, 0x20), abs=4)


def test_ten_bits_and_what_an_hdr_display_needs_stay(tmp_path: Path) -> None:
    hdr = ("log-level=error:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1)"
           ":max-cll=1000,400:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:range=limited")  # fmt: skip
    source = draw(tmp_path / "a.mp4", "-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le",
                  "-x265-params", hdr)  # fmt: skip
    made = enlarged(source, tmp_path / "large.mp4")
    before, after = look_at(source), look_at(made.path)
    assert after.pixel_format == "yuv420p10le"
    assert after.colour == before.colour
    assert len(after.colour.mastering) == 2
    assert made.frames == 24


def test_a_turned_and_a_stretched_film_are_shown_as_before(tmp_path: Path) -> None:
    flat = draw(tmp_path / "flat.mp4")
    run_ffmpeg(["-display_rotation", "90", "-i", str(flat), "-c", "copy", str(tmp_path / "up.mp4")], what="turning")
    made = enlarged(tmp_path / "up.mp4", tmp_path / "large.mp4")
    assert (made.size_px, look_at(made.path).size_px) == ((72, 128), (72, 128))
    assert "rotation" not in report(made.path)
    wide = enlarged(draw(tmp_path / "wide.mp4", "-vf", "setsar=4/3", *X264), tmp_path / "w.mp4")
    assert wide.size_px == (170, 72)
    assert "SAR 1:1" in report(wide.path)


def test_an_interlaced_film_is_made_whole(tmp_path: Path) -> None:
    source = draw(tmp_path / "a.mkv", "-vf", "interlace", *X264, "-flags", "+ilme+ildct")
    made = enlarged(source, tmp_path / "large.mp4")
    assert made.frames == probe(source).frames == 12
    assert any("interlaced" in note for note in made.notes)


def test_takes_end_at_cuts_and_each_is_read_from_its_own_frame(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two = "testsrc2=s=64x36:r=24:d=1[a];mandelbrot=s=64x36:r=24,trim=end=1,setpts=PTS-STARTPTS[b];[a][b]concat"
    seen: list[int] = []

    class Watched(Lanczos):
        def frames(self, take: Take, start: int, tell: Tell) -> Iterator[Frame]:
            seen.append(take.frames)
            return super().frames(take, start, tell)

    monkeypatch.setattr(room, "load_upscaler", lambda settings: Watched(settings))
    source = draw(tmp_path / "a.mkv", *X264, picture=two)
    made = enlarged(source, tmp_path / "large.mp4")
    assert (made.takes, seen) == (2, [24, 24])
    seen.clear()
    assert enlarged(source, tmp_path / "fast.mp4", frame_rate=Fraction(60), retime="flow").frames == 120
    assert seen == [60, 60]


@pytest.mark.parametrize("how", ["flow", "repeat", "nearest", "minterpolate"])
def test_another_rate_is_reached_exactly_and_never_across_a_cut(tmp_path: Path, how: str) -> None:
    red, blue = (f"color={name}:s=64x36:r=24,noise=c0s=20:c0f=t,trim=end_frame" for name in ("red", "blue"))
    two = f"{red}=25[a];{blue}=23[b];[a][b]concat"
    made = enlarged(
        draw(tmp_path / "a.mkv", *X264, picture=two), tmp_path / "b.mp4", frame_rate=Fraction(60), retime=how
    )
    assert (made.frames, made.frame_rate, made.takes) == (120, 60, 2)
    reds = [float(frame[..., 0].mean()) for frame in read_frames(made.path)]
    assert all(red > 200 or red < 50 for red in reds)
    assert sum(red > 200 for red in reds) == 63  # moments before 25/24 s
    assert probe(made.path).duration_s == pytest.approx(2.0, abs=0.05)


def test_numbered_pictures_become_a_film(tmp_path: Path) -> None:
    (tmp_path / "seq").mkdir()
    draw(tmp_path / "seq" / "a_%03d.png", "-pix_fmt", "rgb24", sound="")
    made = enlarged(tmp_path / "seq", tmp_path / "large.mp4", frame_rate=Fraction(12))
    assert (made.frames, made.frame_rate, probe(made.path).duration_s) == (24, 12, pytest.approx(2.0))
    with pytest.raises(PlanError, match="--fps"):
        enlarged(tmp_path / "seq", tmp_path / "b.mp4")


def test_an_upscaler_that_cannot_work_here_is_refused_before_the_film_is_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upscale_weights, "find_spec", lambda name: None)
    source, settings = draw(tmp_path / "a.mkv"), UpscaleSettings(upscaler="basicvsr")
    with pytest.raises(NotInstalled, match="basicvsr needs torch"):
        enlarged(source, tmp_path / "large.mp4", settings=settings)
    assert not unfinished_folder(tmp_path / "large.mp4").exists()
    assert enlarged(source, tmp_path / "same.mp4", settings=settings, scale=1).frames == 24  # it takes no network


def test_a_frame_rate_network_that_is_not_there_is_refused_before_anything(tmp_path: Path) -> None:
    source = draw(tmp_path / "a.mkv")
    for model, words in (("", "--retime rife: name the ONNX file"), ("no.onnx", "there is no file no.onnx")):
        with pytest.raises(PlanError, match=words):
            enlarged(source, tmp_path / "b.mp4", frame_rate=Fraction(60), retime="rife", retime_model=model)
    assert not unfinished_folder(tmp_path / "b.mp4").exists()


def test_a_source_that_is_not_there_is_refused_before_weights_are_fetched(tmp_path: Path) -> None:
    for name in ("no.mkv", "seq/a_%03d.png"):
        with pytest.raises(PlanError, match="there is no such"):
            refuse_early(FileOrder(tmp_path / name, tmp_path / "b.mp4", PLAIN))


@pytest.mark.parametrize(
    ("size_px", "asked", "scale", "there"),
    [
        ((768, 320), None, None, (3072, 1280)),
        ((1920, 1080), None, None, (7680, 4320)),
        ((2560, 1440), None, None, (7680, 4320)),
        ((1080, 1920), None, None, (4320, 7680)),
        ((853, 481), None, 1.5, (1280, 722)),
        ((768, 320), (3840, 2160), 2, (3840, 2160)),
    ],
)
def test_the_size_is_four_times_as_large_8k_at_most_or_what_was_asked(
    size_px: tuple[int, int], asked: tuple[int, int] | None, scale: float | None, there: tuple[int, int]
) -> None:
    assert size_for(size_px, asked, scale) == there


def test_pictures_of_several_sizes_are_refused_by_number_and_told_of_in_a_film(tmp_path: Path) -> None:
    (tmp_path / "seq").mkdir()
    draw(tmp_path / "seq" / "a_%03d.png", "-start_number", "7", "-pix_fmt", "rgb24", sound="")
    other = draw(
        tmp_path / "seq" / "a_015.png", "-frames:v", "1", "-update", "1", picture="color=red:s=32x32", sound=""
    )
    with pytest.raises(PlanError, match="picture 15 is 32x32, not 64x36 like the first one"):
        enlarged(tmp_path / "seq", tmp_path / "large.mp4", frame_rate=Fraction(12))
    assert not unfinished_folder(tmp_path / "large.mp4").exists()
    draw(other, "-frames:v", "1", "-update", "1", "-pix_fmt", "pal8", sound="")
    assert enlarged(tmp_path / "seq", tmp_path / "large.mp4", frame_rate=Fraction(12)).frames == 24
    small = draw(tmp_path / "small.ts", picture="testsrc2=s=32x36:r=24:d=1")
    (tmp_path / "both.ts").write_bytes(draw(tmp_path / "a.ts").read_bytes() + small.read_bytes())
    made = enlarged(tmp_path / "both.ts", tmp_path / "both.mp4")
    assert made.size_px == (128, 72)
    assert any("change their size (picture 24 is 32x36, not 64x36)" in note for note in made.notes)


def test_recordings_put_together_stay_in_time_with_their_sound(tmp_path: Path) -> None:
    parts = [beep_and_flash(tmp_path / f"{n}.ts", "-c:v", "libx264", "-pix_fmt", "yuv420p") for n in range(2)]
    (tmp_path / "both.ts").write_bytes(b"".join(part.read_bytes() for part in parts))
    made = enlarged(tmp_path / "both.ts", tmp_path / "large.mp4")
    assert any("its clock begins anew" in note for note in made.notes)
    assert (made.damage, made.frame_rate, abs(made.frames - 126) <= 2) == ("", 25, True)
    white = [frame.mean() > 128 for frame in read_frames(made.path)]
    loud = np.abs(read_sound(made.path)[:, 0]) > 0.02
    second = 60
    seen, heard = (
        (second + white[second:].index(True)) / 25,
        (second / 25) + float(np.argmax(loud[48000 * second // 25 :])) / 48000,
    )
    assert abs(seen - heard) < 0.06
    assert 3.4 < seen < 3.7


def test_damaged_sound_does_not_cost_the_film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = draw(tmp_path / "a.mkv")
    whole, asked = room.join_tracks, []

    def cannot_copy(*given: Any, **how: Any) -> None:
        asked.append(how["anew"])
        if not how["anew"]:
            raise MediaError("writing b.mp4: ffmpeg failed (183): Malformed AAC bitstream")
        whole(*given, **how)

    monkeypatch.setattr(room, "join_tracks", cannot_copy)
    made = enlarged(source, tmp_path / "b.mp4")
    assert asked == [False, True]
    assert "its sound is damaged" in made.damage
    assert made.notes[-1] == made.damage
    assert probe(made.path).audio_codec == "aac"
    assert np.abs(read_sound(made.path)).max() > 0.05
    monkeypatch.setattr(room, "join_tracks", lambda *_, **__: (_ for _ in ()).throw(MediaError("it is broken")))
    with pytest.raises(MediaError, match=r"it is broken\. The enlarged picture, without sound, is whole: ") as told:
        enlarged(source, tmp_path / "c.mp4")
    assert probe(Path(str(told.value).rpartition(": ")[2])).frames == 24


def test_a_film_that_is_large_enough_is_not_said_to_be_enlarged(tmp_path: Path) -> None:
    made = enlarged(draw(tmp_path / "a.mkv"), tmp_path / "b.mp4", scale=0.5)
    assert (made.size_px, made.upscaler, made.credit) == ((32, 18), "brought to size without enlarging", "")
