"""Picture, sound and movie as files: together, alone, long, interrupted, with strange names."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from compose_kit import RATE, RATE_HZ, SIZE, cue, effect, hit, hum, make_clip, make_sound, movie_of, shot

from moviefactory.compose.arrange import arrange
from moviefactory.compose.render import Subtitles, join, render_picture, render_sound
from moviefactory.errors import MediaError, StorageError
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.probe import probe
from moviefactory.media.sound import read_sound
from moviefactory.movie import Sound
from moviefactory.settings import ComposeSettings
from moviefactory.timeline import Clip, Cue, Timeline

SETTINGS = ComposeSettings(encoder_speed="ultrafast", crf=30)
KINDS = ("fade_black", "crossfade", "cut", "whip", "slide", "wipe", "fade_black", "crossfade")


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Clip]:
    folder = tmp_path_factory.mktemp("it's ä movie")
    made = make_clip(folder, "s0", "testsrc2=s={size}:r={rate}", 24)
    return {f"s{index}": replace(made, shot_id=f"s{index}") for index in range(len(KINDS))}


@pytest.fixture(scope="module")
def cues(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cue]:
    folder = tmp_path_factory.mktemp("sounds")
    boom = make_sound(folder / "boom.wav", hit(1.0))
    music = make_sound(folder / "music.wav", hum(20.0))
    wind = make_sound(folder / "wind.wav", hum(1.0, 90.0))
    return {
        "music": cue("music", "music", 20.0, str(music)),
        "boom": cue("boom", "effect", 1.0, str(boom)),
        "wind": cue("wind", "ambience", 1.0, str(wind), loop=True),
    }


def timeline_of(clips: dict[str, Clip], cues: dict[str, Cue], count: int = len(KINDS)) -> Timeline:
    shots = [shot(f"s{index}", KINDS[index], 0.25) for index in range(count)]  # type: ignore[arg-type]
    shots[-1] = shots[-1].model_copy(update={"sounds": (effect("boom"),)})
    wind = Sound(id="wind", kind="ambience", description="wind")
    return arrange(movie_of(*shots, ambience=(wind,)), clips, cues)


def make_movie(timeline: Timeline, folder: Path, **words: str) -> Path:
    picture, sound, movie = (folder / name for name in ("picture.mp4", "sound.m4a", "fin ié.mp4"))
    render_picture(timeline, SETTINGS, picture)
    render_sound(timeline, SETTINGS, sound)
    join(picture, sound, movie, words)
    return movie


def packet_times(path: Path) -> list[tuple[int, int]]:
    """(decode, presentation) time of every video packet, in file order."""
    listing = path.with_suffix(".crc")
    run_ffmpeg(["-i", str(path), "-map", "0:v", "-c", "copy", "-f", "framecrc", str(listing)], what="packets")
    rows = [line.split(",") for line in listing.read_text().splitlines() if not line.startswith("#")]
    return [(int(row[1]), int(row[2])) for row in rows]


def test_picture_and_sound_of_the_movie_end_together(
    clips: dict[str, Clip], cues: dict[str, Cue], tmp_path: Path
) -> None:
    timeline = timeline_of(clips, cues)
    movie = make_movie(timeline, tmp_path, title="Ein Film", comment="", copyright="CC0")
    info = probe(movie)
    assert (info.frames, info.size_px, info.frame_rate) == (timeline.frames, SIZE, RATE)
    assert (info.video_codec, info.pixel_format) == ("h264", "yuv420p")
    assert (info.audio_codec, info.audio_rate_hz, info.audio_channels) == ("aac", RATE_HZ, 2)
    assert info.color.startswith("tv, bt709")
    assert abs(len(read_sound(movie)) / RATE_HZ - timeline.seconds) < 1 / 24
    text = run_ffmpeg(["-i", str(movie), "-f", "null", "-"], what="metadata")
    assert re.search(r"title\s+: Ein Film", text)
    assert re.search(r"copyright\s+: CC0", text)
    assert not re.search(r"^\s+comment", text, re.M)


def test_the_joins_of_a_long_movie_leave_no_trace_in_the_clock(clips: dict[str, Clip], tmp_path: Path) -> None:
    timeline = timeline_of(clips, {})
    render_picture(timeline, ComposeSettings(encoder_speed="veryfast"), tmp_path / "p.mp4")  # with B-frames
    times = packet_times(tmp_path / "p.mp4")
    step = times[1][0] - times[0][0]
    assert [decode for decode, _ in times] == [times[0][0] + step * number for number in range(timeline.frames)]
    assert sorted(shown for _, shown in times) == [step * number for number in range(timeline.frames)]
    assert run_ffmpeg(["-v", "error", "-i", str(tmp_path / "p.mp4"), "-f", "null", "-"], what="decoding") == ""


def test_every_second_of_the_picture_begins_a_closed_group(clips: dict[str, Clip], tmp_path: Path) -> None:
    timeline = timeline_of(clips, {}, 1)
    long = replace(timeline.video[0].clip, frames=60)
    timeline = arrange(movie_of(shot("s0")), {"s0": long}, {})
    render_picture(timeline, SETTINGS, tmp_path / "p.mp4")
    listing = tmp_path / "keys.txt"
    keys = ["-vf", "select='eq(pict_type,I)',setpts=N", "-fps_mode", "passthrough", "-f", "framecrc", str(listing)]
    run_ffmpeg(["-skip_frame", "nokey", "-i", str(tmp_path / "p.mp4"), *keys], what="key frames")
    assert sum(not line.startswith("#") for line in listing.read_text().splitlines()) == 3


def test_fifty_shots_need_no_long_command_and_lose_no_frame(clips: dict[str, Clip], tmp_path: Path) -> None:
    many = {f"m{index}": replace(clips["s0"], shot_id=f"m{index}", frames=6) for index in range(50)}
    kinds = [KINDS[index % len(KINDS)] for index in range(50)]
    shots = (shot(f"m{index}", kind, 0.1) for index, kind in enumerate(kinds))  # type: ignore[arg-type]
    timeline = arrange(movie_of(*shots), many, {})
    seen: list[int] = []
    render_picture(timeline, SETTINGS, tmp_path / "p.mp4", seen.append)
    assert probe(tmp_path / "p.mp4").frames == timeline.frames
    assert seen == sorted(seen)
    assert seen[-1] == timeline.frames


def test_a_single_shot_without_any_sound_is_a_movie_with_a_silent_track(clips: dict[str, Clip], tmp_path: Path) -> None:
    timeline = timeline_of(clips, {}, 1)
    movie = make_movie(timeline, tmp_path)
    assert render_sound(timeline, SETTINGS, tmp_path / "again.m4a").silent
    assert probe(movie).audio_codec == "aac"


def test_music_that_was_planned_is_measurable_in_the_movie(
    clips: dict[str, Clip], cues: dict[str, Cue], tmp_path: Path
) -> None:
    facts = render_sound(timeline_of(clips, {"music": cues["music"]}), SETTINGS, tmp_path / "s.m4a")
    assert (facts.silent, facts.silent_cues) == (False, ())
    assert facts.integrated_lufs == pytest.approx(-14, abs=0.5)


def test_the_buses_are_kept_and_the_receipt_tells_what_mastering_made_of_them(
    clips: dict[str, Clip], cues: dict[str, Cue], tmp_path: Path
) -> None:
    timeline = timeline_of(clips, cues)
    facts = render_sound(timeline, SETTINGS, tmp_path / "s.m4a", tmp_path / "stems")
    assert facts.stems == {"music": "music.wav", "ambience": "ambience.wav", "effects": "effects.wav"}
    whole = sum(read_sound(tmp_path / "stems" / name) for name in facts.stems.values())
    sound = read_sound(tmp_path / "s.m4a")
    assert len(whole) == len(sound) == round(timeline.seconds * RATE_HZ)
    middle = slice(RATE_HZ, 2 * RATE_HZ)
    gain_db = 10 * np.log10(np.mean(sound[middle] ** 2) / np.mean(whole[middle] ** 2))
    assert gain_db == pytest.approx(facts.gain_db, abs=1.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s.m4a", "stems"]


def test_the_sound_in_the_movie_is_as_long_as_the_picture_to_the_sample(
    clips: dict[str, Clip], cues: dict[str, Cue], tmp_path: Path
) -> None:
    timeline = timeline_of(clips, cues, 3)
    assert len(read_sound(make_movie(timeline, tmp_path))) == round(timeline.seconds * RATE_HZ)


def test_subtitles_are_a_track_that_a_player_may_show(clips: dict[str, Clip], tmp_path: Path) -> None:
    timeline = timeline_of(clips, {}, 1)
    render_picture(timeline, SETTINGS, tmp_path / "p.mp4")
    render_sound(timeline, SETTINGS, tmp_path / "s.m4a")
    words = "1\n00:00:00,100 --> 00:00:00,800\nEs war einmal … 海\nund noch eine Zeile\n\n"
    join(tmp_path / "p.mp4", tmp_path / "s.m4a", tmp_path / "movie.mp4", {}, Subtitles(words, "eng"))
    run_ffmpeg(["-i", str(tmp_path / "movie.mp4"), "-map", "0:s:0", str(tmp_path / "back.srt")], what="subtitles")
    assert (tmp_path / "back.srt").read_text(encoding="utf-8").split() == words.split()
    assert probe(tmp_path / "movie.mp4").frames == timeline.frames
    assert sorted(path.name for path in tmp_path.iterdir()) == ["back.srt", "movie.mp4", "p.mp4", "s.m4a"]


def test_an_interrupted_run_leaves_nothing_behind(clips: dict[str, Clip], tmp_path: Path) -> None:
    def stop(frame: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_picture(timeline_of(clips, {}), SETTINGS, tmp_path / "p.mp4", stop)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_clip_is_named_by_its_shot(clips: dict[str, Clip], tmp_path: Path) -> None:
    (tmp_path / "broken.mp4").write_bytes(b"not a movie")
    broken = {**clips, "s1": replace(clips["s1"], path=tmp_path / "broken.mp4")}
    with pytest.raises(MediaError, match="cutting the shots s0 to s2: ffmpeg failed"):
        render_picture(timeline_of(broken, {}), SETTINGS, tmp_path / "p.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["broken.mp4"]


def test_a_timeline_without_clips_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no clips"):
        render_picture(Timeline(RATE, SIZE, RATE_HZ, ()), SETTINGS, tmp_path / "p.mp4")


def test_a_folder_that_cannot_be_written_is_a_storage_error(clips: dict[str, Clip], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        render_sound(timeline_of(clips, {}), SETTINGS, tmp_path / "file" / "s.m4a")
