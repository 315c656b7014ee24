"""A placed cue as the mixing desk sees it: samples of the movie, a gain, and what it asks of the others.

A cue is levelled by what is really heard of it, measured piece by piece.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moviefactory.compose.ducking import BED_SHARE, GRID_HZ, LOUD_DB, SPOKEN_DB, Event, loud_parts
from moviefactory.compose.levels import FloatArray, Meter, Samples, amplitude, decibels, fade
from moviefactory.compose.sources import Source, Sources
from moviefactory.settings import ComposeSettings
from moviefactory.timeline import PlacedCue, SoundKind, Timeline, samples_of

BUS_LUFS: dict[SoundKind, float] = {"music": -20.0, "ambience": -27.0, "effect": -17.0, "voice": -18.0, "model": -19.0}
BUSES: dict[SoundKind, str] = {
    "music": "music", "ambience": "ambience", "effect": "effects", "voice": "voice", "model": "model",
}  # fmt: skip
PEAK_DBFS = -2.0  # nothing single is raised past this: a click is never as loud as its loudness asks for
MOST_GAIN_DB = 36.0
MOST_MODEL_GAIN_DB = 12.0  # what a video model made nearly silent is its hiss
EDGE_S = 0.004  # even a cue without fades begins and ends without a click ...
LONGER_EDGE_S: dict[SoundKind, float] = {"model": 0.020, "voice": 0.015}  # ... more so where it is cut inside a wave
SILENT_LUFS = -65.0
_BLOCK_S = 10


@dataclass(frozen=True)
class Strip:
    """`start` <= n < `stop` in samples of the movie; `gain` 0: silent. `events`: what others make room for."""

    placed: PlacedCue
    start: int
    stop: int
    gain: float
    events: tuple[Event, ...] = ()

    @property
    def bus(self) -> str:
        return BUSES[self.placed.cue.kind]


@dataclass(frozen=True)
class _Heard:
    """What is heard of a cue: loudness in LUFS, the largest sample, and mean squares on the ducking's grid."""

    integrated_lufs: float
    momentary_max_lufs: float
    peak: float
    powers: FloatArray


def strip_of(placed: PlacedCue, timeline: Timeline, settings: ComposeSettings, sources: Sources) -> Strip:
    """Measure `placed` and set its gain. Raises MediaError when its file cannot be used."""
    rate_hz = timeline.sample_rate_hz
    start, stop = (
        samples_of(frame, timeline.frame_rate, rate_hz) for frame in (placed.in_movie.start, placed.in_movie.stop)
    )
    source = sources.open(placed, stop - start)
    heard = _measured(source, min(stop - start, source.length), rate_hz)
    gain = _gain(heard, placed, settings)
    events = _events(placed, source, heard, (start / rate_hz, stop / rate_hz)) if gain else ()
    return Strip(placed, start, stop, gain, events)


def heard_part(strip: Strip, source: Source, start: int, stop: int, sample_rate_hz: int) -> Samples:
    """The strip's own samples `start` <= n < `stop`, with gain and fades."""
    placed, length = strip.placed, strip.stop - strip.start
    frames = max(1, placed.in_movie.frames)
    fade_in, fade_out = (length * faded // frames for faded in (placed.fade_in_frames, placed.fade_out_frames))
    gains = fade(length, fade_in, fade_out, start, stop)
    sounding = length if source.repeats else min(length, source.length)
    edge = min(round(LONGER_EDGE_S.get(placed.cue.kind, EDGE_S) * sample_rate_hz), sounding // 2)
    ends_early = fade_out < edge or sounding < length
    gains *= fade(sounding, 0 if fade_in >= edge else edge, edge if ends_early else 0, start, stop)
    return source.read(start, stop) * (gains * np.float32(strip.gain))


def _measured(source: Source, count: int, rate_hz: int) -> _Heard:
    meter, peak, step = Meter(rate_hz), 0.0, rate_hz // GRID_HZ
    powers = [np.zeros(0)]
    for start in range(0, count, _BLOCK_S * rate_hz):
        heard = source.read(start, min(count, start + _BLOCK_S * rate_hz))
        meter.add(heard)
        peak = max(peak, float(np.abs(heard).max(initial=0.0)))
        padded = np.pad(heard, ((0, -len(heard) % step), (0, 0)))
        powers.append(np.square(padded, dtype=np.float64).reshape(-1, 2 * step).mean(axis=1))
    return _Heard(meter.integrated_lufs(), meter.momentary_max_lufs(), peak, np.concatenate(powers))


def _gain(heard: _Heard, placed: PlacedCue, settings: ComposeSettings) -> float:
    """Amplitude factor that brings what is heard to its bus's level and adds the plan's trims; 0 for silence.

    Effects are levelled by their loudest moment, everything else by its whole.
    """
    kind = placed.cue.kind
    level = heard.momentary_max_lufs if kind == "effect" else heard.integrated_lufs
    if level <= SILENT_LUFS:
        return 0.0
    gain_db = min(BUS_LUFS[kind] - level, MOST_MODEL_GAIN_DB if kind == "model" else MOST_GAIN_DB)
    if kind in ("effect", "voice"):
        gain_db = min(gain_db, PEAK_DBFS - decibels(heard.peak))
    trims = {
        "music": settings.music_db,
        "ambience": settings.ambience_db,
        "effect": settings.effects_db,
        "voice": settings.voice_db,
        "model": settings.model_db,
    }
    return amplitude(gain_db + placed.cue.gain_db + trims[kind])


def _events(placed: PlacedCue, source: Source, heard: _Heard, span_s: tuple[float, float]) -> tuple[Event, ...]:
    """When the others make room for it, in seconds of the movie, which hears it in `span_s`."""
    kind = placed.cue.kind
    if kind not in ("effect", "voice", "model"):
        return ()
    share = BED_SHARE if kind == "model" or placed.cue.loop else 1.0
    if source.repeats:
        return (Event(*span_s, share),)
    parts = loud_parts(heard.powers, SPOKEN_DB if kind == "voice" else LOUD_DB)
    return tuple(Event(span_s[0] + start, span_s[0] + stop, share) for start, stop in parts)
