"""The cut's nouns: what was made (Clip, Cue) and where it lies (Placed, Timeline).

The clock is the integer movie frame. Ranges are half-open: `start` is the first frame, `stop` the first one after.
Seconds are for YAML, LLM replies and ffmpeg's text; this file holds the conversions and does no input or output.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Literal

TransitionKind = Literal["cut", "crossfade", "fade_black", "whip", "slide", "wipe"]
SoundKind = Literal["music", "ambience", "effect", "voice", "model"]  # "model": what a video model made with a clip

TRANSITION_S: Mapping[TransitionKind, float] = MappingProxyType(  # where the plan names a kind and no length
    {"crossfade": 0.5, "fade_black": 0.8, "whip": 0.33, "slide": 0.45, "wipe": 0.5}
)
CLOSING_S = 0.5  # of the movie's last fade: picture and sound leave together
# Ids of cues that answer no Sound of the plan: the whole movie's music, an act's ("music.act-1"), what a video model
# made with a shot ("model.arrival"); a spoken line's is `line_id`.
MUSIC_ID, ACT_MUSIC_ID, MODEL_ID = "music", "music.act-", "model."


def line_id(shot_id: str, number: int) -> str:
    """The id of a shot's spoken line; `number` counts from 1."""
    return f"{shot_id}-{number}"


def frames_of(seconds: float, frame_rate: Fraction) -> int:
    """The number of frames nearest to `seconds`, at least 1."""
    return max(1, round(Fraction(seconds).limit_denominator(1_000_000) * frame_rate))


def seconds_of(frames: int, frame_rate: Fraction) -> float:
    """The exact length of `frames` in seconds, as a float for text and for audio arithmetic."""
    return float(Fraction(frames) / frame_rate)


def samples_of(frames: int, frame_rate: Fraction, sample_rate_hz: int) -> int:
    """The audio sample that lies at movie frame `frames`, rounded once (never accumulated)."""
    return round(Fraction(frames * sample_rate_hz) / frame_rate)


@dataclass(frozen=True)
class FrameRange:
    """Half-open range of movie frames: `start` <= frame < `stop`."""

    start: int
    stop: int

    @property
    def frames(self) -> int:
        return self.stop - self.start


@dataclass(frozen=True)
class Clip:
    """A rendered shot: one video file without sound, `frames` long."""

    shot_id: str
    path: Path
    frames: int
    frame_rate: Fraction
    size_px: tuple[int, int]


@dataclass(frozen=True)
class Impact:
    """A moment of a clip, in seconds from its start, at which something is seen to hit; `strength` in (0, 1]."""

    at_s: float
    strength: float


@dataclass(frozen=True)
class Cue:
    """A sound that was chosen for one Sound of the plan, and why.

    `start_in_file_s` and `length_s` bound the part to use; `loop` says whether the file may be repeated seamlessly.
    `onset_s` is the moment inside the file (from its beginning) of its main event: that moment lands on the picture's.
    `onsets_s` are all its events (that one among them) where it has several: steps, blows, barks.
    `level_lufs` is the file's own measured loudness (momentary maximum for short effects).
    """

    sound_id: str
    kind: SoundKind
    path: Path
    start_in_file_s: float
    length_s: float
    gain_db: float
    licence: str
    score: float
    reason: str
    name: str = ""
    caption: str = ""
    author: str = ""
    source: str = ""
    loop: bool = False
    onset_s: float = 0.0
    onsets_s: tuple[float, ...] = ()
    level_lufs: float = -20.0
    bpm: float = 0.0  # of music; 0 where unknown, as in the three that follow
    loop_start_s: float = 0.0
    loop_end_s: float = 0.0
    ending_start_s: float = 0.0


@dataclass(frozen=True)
class PlacedClip:
    """A clip on the movie's clock. `in_movie` overlaps the clip before by `transition_frames`."""

    clip: Clip
    in_movie: FrameRange
    transition_in: TransitionKind = "cut"
    transition_frames: int = 0


@dataclass(frozen=True)
class PlacedCue:
    """A cue on the movie's clock. `in_movie` is where it is heard, fades included."""

    cue: Cue
    in_movie: FrameRange
    fade_in_frames: int = 0
    fade_out_frames: int = 0


@dataclass(frozen=True)
class Timeline:
    """The whole cut: integer frames at `frame_rate`; `video` in order of time, `audio` in any order."""

    frame_rate: Fraction
    size_px: tuple[int, int]
    sample_rate_hz: int
    video: tuple[PlacedClip, ...]
    audio: tuple[PlacedCue, ...] = field(default=())

    @property
    def frames(self) -> int:
        return max((placed.in_movie.stop for placed in self.video), default=0)

    @property
    def seconds(self) -> float:
        return seconds_of(self.frames, self.frame_rate)
