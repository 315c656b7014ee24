"""What a cue plays: any file, any length, in pieces; beds go round without anybody hearing where."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from compose_kit import RATE, RATE_HZ, SIZE, clip, cue, hit, hum, make_sound

from moviefactory.compose import decoded, sources
from moviefactory.compose.levels import Samples
from moviefactory.compose.sources import HELD_S, Music, Source, Sources
from moviefactory.errors import MediaError
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.timeline import FrameRange, PlacedClip, PlacedCue, Timeline

NOISE = 0.1 * np.random.default_rng(3).standard_normal(20 * RATE_HZ)
MINUTE_S = 60


def opened(path: Path, kind: str, seconds: float, **more: object) -> tuple[Source, list[Path]]:
    """The source of the cue at `path` and its side files (which the folder of the test holds)."""
    start_s, length_s = float(more.pop("start_s", 0.0)), float(more.pop("length_s", 0.0))  # type: ignore[arg-type]
    sound = replace(cue("x", kind, length_s, str(path), **more), start_in_file_s=start_s)
    frames = round(seconds * RATE)
    placed = PlacedCue(sound, FrameRange(0, frames))
    timeline = Timeline(RATE, SIZE, RATE_HZ, (PlacedClip(clip("a", frames), FrameRange(0, frames)),), (placed,))
    made: list[Path] = []

    def scratch(ending: str) -> Path:
        made.append(path.with_name(f"side.{ending}"))
        return made[-1]

    return Sources(timeline, scratch).open(placed, round(seconds * RATE_HZ)), made


def played(source: Source, seconds: float, step: int = 100_003) -> Samples:
    """What is heard, read in pieces."""
    total = round(seconds * RATE_HZ)
    return np.concatenate([source.read(at, min(total, at + step)) for at in range(0, total, step)])


def levels_db(samples: Samples, window_s: float = 0.1) -> np.ndarray:
    step = round(window_s * RATE_HZ)
    parts = samples[: len(samples) // step * step].reshape(-1, step * 2)
    return np.asarray(10 * np.log10(np.mean(np.square(parts), axis=1) + 1e-12))


def shaped(samples: np.ndarray, rise_s: float, fall_s: float) -> np.ndarray:
    at = np.arange(len(samples)) / RATE_HZ
    return samples * np.clip(at / rise_s, 0, 1) * np.clip((at[-1] - at) / fall_s, 0, 1)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("s.flac", []), ("s.wav", ["-ar", "44100", "-ac", "1"]), ("s.aiff", []), ("s.m4a", ["-c:a", "aac"]),
     ("s.mp3", ["-c:a", "libmp3lame"]), ("s.opus", ["-c:a", "libopus"]), ("s.mka", ["-c:a", "pcm_s24le", "-ac", "6"])],
)  # fmt: skip
def test_files_of_every_kind_are_read_in_pieces_from_any_moment(
    name: str, arguments: list[str], tmp_path: Path
) -> None:
    original = make_sound(tmp_path / "original.wav", np.concatenate([np.zeros(3 * RATE_HZ), hum(1.0), hit(2.0)]))
    path = tmp_path / name
    run_ffmpeg(["-i", str(original), *arguments, str(path)], what="making the file")
    source, _ = opened(path, "effect", 4.0, start_s=2.5, length_s=3.0)
    heard = played(source, 4.0, step=9_999)
    level = levels_db(heard, 0.25)
    assert heard.shape == (4 * RATE_HZ, 2)
    assert level[:2].max() < -50 < -30 < level[2:6].min()
    assert level[12:].max() < -100


def test_of_a_very_long_recording_only_what_is_used_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "long.mp3"  # 100 seconds that rise from 100 to 200 Hz
    at = np.arange(100 * RATE_HZ) / RATE_HZ
    original = make_sound(tmp_path / "long.wav", 0.3 * np.sin(2 * np.pi * (100 * at + 0.5 * at**2)))
    run_ffmpeg(["-i", str(original), "-ac", "1", "-b:a", "64k", str(path)], what="a long recording")
    source, (side,) = opened(path, "ambience", 5.0, start_s=75.0, length_s=20.0)
    heard = played(source, 5.0)
    assert side.stat().st_size < 7 * RATE_HZ * 8
    frequency = np.argmax(np.abs(np.fft.rfft(heard[:RATE_HZ, 0])))
    assert frequency == pytest.approx(175, abs=2)


def test_one_file_that_many_cues_use_is_decoded_once_for_all_of_them(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "original.wav", np.concatenate([np.zeros(RATE_HZ), hum(2.0)]))
    mp3 = tmp_path / "s.mp3"
    run_ffmpeg(["-i", str(path), str(mp3)], what="making the file")
    starts = (1.0, 0.0, 2.0)
    cues = [replace(cue(f"c{at}", "effect", 0.5, str(mp3)), start_in_file_s=at) for at in starts]
    placed = tuple(PlacedCue(one, FrameRange(0, 24)) for one in cues)
    timeline = Timeline(RATE, SIZE, RATE_HZ, (PlacedClip(clip("a"), FrameRange(0, 48)),), placed)
    made: list[Path] = []
    opener = Sources(timeline, lambda ending: made.append(tmp_path / ending) or made[-1])  # type: ignore[func-returns-value]
    levels = [levels_db(played(opener.open(one, RATE_HZ), 0.5)).max() for one in placed]
    assert [level > -40 for level in levels] == [True, False, True]
    assert len(made) == 1


def test_more_files_than_may_be_open_are_read_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoded, "OPEN_FILES", 2)
    paths = [make_sound(tmp_path / f"{number}.wav", np.full(4800, 0.1 * number)) for number in range(5)]
    files = decoded.SoundFiles(RATE_HZ, {}, lambda ending: tmp_path / ending)
    for _ in range(2):
        assert [float(files.read(path, 0, 10)[5, 0]) for path in paths] == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])
    files.close()


def test_samples_that_are_no_numbers_are_silence(tmp_path: Path) -> None:
    samples = np.stack([hum(1.0)] * 2, axis=1).astype(np.float32)
    samples[1000:2000] = np.nan
    samples[3000] = np.inf
    soundfile.write(tmp_path / "s.wav", samples, RATE_HZ, subtype="FLOAT")
    heard = played(opened(tmp_path / "s.wav", "effect", 1.0)[0], 1.0)
    assert np.isfinite(heard).all()
    assert not heard[1000:2000].any()
    assert np.array_equal(heard[5000:], samples[5000:])


def test_a_file_that_breaks_off_is_named(tmp_path: Path) -> None:
    path = tmp_path / "s.flac"
    soundfile.write(path, NOISE[: 5 * RATE_HZ], RATE_HZ)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    source, _ = opened(path, "effect", 5.0)
    with pytest.raises(MediaError, match=r"s\.flac breaks off"):
        played(source, 5.0)


BEDS = {
    "a recording with fades": shaped(NOISE, 2.0, 3.0),
    "a recording with silence around it": np.concatenate([np.zeros(RATE_HZ), NOISE, np.zeros(2 * RATE_HZ)]),
    "a short recording": shaped(NOISE[: 2 * RATE_HZ], 0.3, 0.3),
    "a hum": hum(7.3021, 50.0),
    "a high hum": hum(4.0007, 3001.7),
    "a chord": hum(6.123, 110.0) + hum(6.123, 138.6) + hum(6.123, 164.8),
    "a rumbling wind": np.cumsum(NOISE[: 8 * RATE_HZ] - NOISE[: 8 * RATE_HZ].mean()) / 40,
}


@pytest.mark.parametrize("name", BEDS)
def test_a_bed_goes_round_without_a_dip_or_a_bump(name: str, tmp_path: Path) -> None:
    path = make_sound(tmp_path / "bed.wav", BEDS[name])
    source, _ = opened(path, "ambience", MINUTE_S)
    assert source.repeats
    loud = levels_db(played(source, MINUTE_S), 0.2)
    once = levels_db(played(source, source.length / RATE_HZ), 0.2)[3:-1]  # inside of a round, as it was recorded
    assert loud.min() > min(once.min(), np.median(once)) - 3
    assert loud.max() < max(once.max(), np.median(once)) + 2
    assert loud.min() > np.median(loud) - 6 or name == "a rumbling wind"


@pytest.mark.parametrize("name", ["a hum", "a recording with fades"])
def test_the_seam_of_a_bed_does_not_click(name: str, tmp_path: Path) -> None:
    source, _ = opened(make_sound(tmp_path / "bed.wav", BEDS[name]), "ambience", MINUTE_S)
    steps = np.abs(np.diff(played(source, MINUTE_S)[:, 0]))
    assert steps.max() < 1.6 * steps[3 * RATE_HZ : 4 * RATE_HZ].max()


@pytest.mark.parametrize("seconds", [HELD_S - 1, HELD_S + 2])
def test_a_bed_is_the_same_in_any_pieces(seconds: float, tmp_path: Path) -> None:
    path = make_sound(tmp_path / "bed.wav", shaped(NOISE[: round(seconds * RATE_HZ)], 0.2, 0.2))
    source, _ = opened(path, "ambience", 20)
    whole = source.read(0, 20 * RATE_HZ)
    assert np.allclose(whole, played(source, 20, step=7_001), atol=1e-6)
    assert np.allclose(whole[123_456:234_567], source.read(123_456, 234_567), atol=1e-6)


def test_a_stated_loop_is_repeated_to_the_sample(tmp_path: Path) -> None:
    beat = np.concatenate([hit(0.25), np.zeros(RATE_HZ // 4), 0.5 * hit(0.25, seed=1), np.zeros(RATE_HZ // 4)])
    source, _ = opened(make_sound(tmp_path / "heart.wav", beat), "effect", 10, loop=True)
    heard = played(source, 10)
    assert source.length == len(beat)
    assert all(np.array_equal(heard[turn * len(beat) :][: len(beat)], heard[: len(beat)]) for turn in range(10))


def test_a_stated_loop_with_a_gap_at_its_end_is_mended(tmp_path: Path) -> None:
    padded = np.concatenate([np.zeros(2400), hum(3.0, 100.0), np.zeros(3600)])
    source, _ = opened(make_sound(tmp_path / "engine.wav", padded), "effect", 20, loop=True)
    levels = levels_db(played(source, 20), 0.02)[10:]
    assert levels.min() > np.median(levels) - 3


@pytest.mark.parametrize("count", [1, 2, 10, 500])
def test_a_bed_of_a_few_samples_does_no_harm(count: int, tmp_path: Path) -> None:
    source, _ = opened(make_sound(tmp_path / "tiny.wav", np.full(count, 0.3)), "ambience", 1.0)
    assert played(source, 1.0).shape == (RATE_HZ, 2)


def test_a_bed_that_is_long_enough_is_not_repeated(tmp_path: Path) -> None:
    source, _ = opened(make_sound(tmp_path / "bed.wav", NOISE), "ambience", 10)
    assert not source.repeats
    assert np.allclose(played(source, 10)[:, 0], NOISE[: 10 * RATE_HZ], atol=1e-6)


def test_music_is_the_same_in_any_order_of_reading(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "music.wav", hum(20.0) * (1 + np.sign(hum(20.0, 2.0))))
    source, _ = opened(path, "music", 50, bpm=120.0)
    assert isinstance(source, Music)
    whole = played(source, 50)
    assert np.array_equal(whole, played(source, 50, step=1_234_567))
    assert np.array_equal(whole[1_000_000:1_100_000], source.read(1_000_000, 1_100_000))
    assert np.array_equal(whole[:5000], source.read(0, 5000))
    assert not source.read(50 * RATE_HZ, 50 * RATE_HZ + 10).any()


def test_of_an_endless_track_only_the_beginning_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LONGEST_TRACK_S", 10.0)
    source, _ = opened(make_sound(tmp_path / "music.wav", NOISE), "music", 8)
    assert isinstance(source, Music)
    assert len(source._track) == 10 * RATE_HZ


def test_a_track_too_short_for_music_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"sound 'x' cannot be read: music cannot be fitted"):
        opened(make_sound(tmp_path / "music.wav", hum(0.5)), "music", 8)
