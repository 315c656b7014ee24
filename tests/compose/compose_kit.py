"""Plans, clips and cues for the tests of the compose room; media come from lavfi and numpy."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.sound import write_sound
from moviefactory.movie import Movie, Scene, Shot, Sound, Transition
from moviefactory.timeline import Clip, Cue, PlacedCue, Timeline, TransitionKind

RATE = Fraction(24)
SIZE = (192, 80)
RATE_HZ = 48_000


def clip(shot_id: str, frames: int = 48, frame_rate: Fraction = RATE, size_px: tuple[int, int] = SIZE) -> Clip:
    return Clip(shot_id, Path(f"/clips/{shot_id}.mp4"), frames, frame_rate, size_px)


def shot(shot_id: str, kind: TransitionKind = "cut", seconds: float = 0.0, sounds: tuple[Sound, ...] = ()) -> Shot:
    return Shot(id=shot_id, prompt="a thing", transition_in=Transition(kind=kind, seconds=seconds), sounds=sounds)


def movie_of(*shots: Shot, frame_rate: Fraction = RATE, ambience: tuple[Sound, ...] = ()) -> Movie:
    """A movie of one scene."""
    return Movie(
        title="t", frame_rate=frame_rate, size_px=SIZE, scenes=(Scene(id="one", shots=shots, sounds=ambience),)
    )


def movie_of_kinds(*kinds: TransitionKind, seconds: float = 0.0) -> tuple[Movie, dict[str, Clip]]:
    """Two-second shots s0, s1, ... joined by `kinds` (the first is the first shot's own), with their clips."""
    movie = movie_of(*(shot(f"s{index}", kind, seconds) for index, kind in enumerate(kinds)))
    return movie, {f"s{index}": clip(f"s{index}") for index in range(len(kinds))}


def effect(sound_id: str, at: float | None = None, **more: object) -> Sound:
    return Sound.model_validate({"id": sound_id, "description": "a sound", "at": at, **more})


def cue(sound_id: str, kind: str = "effect", length_s: float = 1.0, path: str = "/s.wav", **more: object) -> Cue:
    return Cue(sound_id, kind, Path(path), 0.0, length_s, 0.0, "own", 1.0, "test", **more)  # type: ignore[arg-type]


def cue_named(timeline: Timeline, sound_id: str) -> PlacedCue:
    (found,) = [placed for placed in timeline.audio if placed.cue.sound_id == sound_id]
    return found


def onset_frame(placed: PlacedCue, frame_rate: Fraction = RATE) -> float:
    """The movie frame (with its fraction) on which the cue's main event is heard."""
    return placed.in_movie.start + float((placed.cue.onset_s - placed.cue.start_in_file_s) * frame_rate)


def make_clip(folder: Path, shot_id: str, source: str, frames: int = 24, **more: object) -> Clip:
    """Render the lavfi picture `source` with {size} and {rate}; `more`: frame_rate, size_px, arguments, suffix."""
    frame_rate = Fraction(str(more.get("frame_rate", RATE)))
    size_px = more.get("size_px", SIZE)
    assert isinstance(size_px, tuple)
    path = folder / f"{shot_id}{more.get('suffix', '.mp4')}"
    picture = source.format(size=f"{size_px[0]}x{size_px[1]}", rate=f"{frame_rate.numerator}/{frame_rate.denominator}")
    arguments = more.get("arguments") or [
        "-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", "-c:v", "libx264", "-preset", "ultrafast",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
    ]  # fmt: skip
    assert isinstance(arguments, list)
    run_ffmpeg(
        ["-f", "lavfi", "-i", picture, "-frames:v", str(frames), *arguments, str(path)], what=f"making {shot_id}"
    )
    return Clip(shot_id, path, frames, frame_rate, size_px)


def make_sound(path: Path, samples: np.ndarray) -> Path:
    """Write mono `samples` as a stereo file."""
    write_sound(path, np.stack([samples, samples], axis=1).astype(np.float32))
    return path


def hum(seconds: float, frequency_hz: float = 200.0, level: float = 0.2) -> np.ndarray:
    return level * np.sin(2 * np.pi * frequency_hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)


def hit(seconds: float = 1.0, decay_s: float = 0.15, onset_s: float = 0.0, seed: int = 0) -> np.ndarray:
    """A burst of noise that dies away, after `onset_s` of silence."""
    samples = np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ)) * 0.3
    at = np.arange(len(samples)) / RATE_HZ - onset_s
    return np.where(at >= 0, samples * np.exp(-np.maximum(at, 0) / decay_s), 0.0)
