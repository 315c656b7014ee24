"""Mix the cues of a timeline to one stereo file, block by block, so that a long film needs no more memory than a short.

Every cue is levelled by what is heard of it, faded, and summed on the bus of its kind; the music's bus steps back under
the effects. What comes out is a mix at working level: `master.py` brings it to the loudness of the delivery.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

from moviefactory.compose.ducking import BED_SHARE, Event, duck_envelope, envelope_gain, loud_part
from moviefactory.compose.levels import FloatArray, Meter, Samples, amplitude, decibels, fade
from moviefactory.compose.sources import Sources
from moviefactory.errors import StorageError
from moviefactory.movie import ComposeSettings
from moviefactory.timeline import PlacedCue, SoundKind, Timeline, samples_of

BLOCK_S = 30
BUS_LUFS: dict[SoundKind, float] = {"music": -20.0, "ambience": -27.0, "effect": -17.0, "voice": -16.0}
STEMS = ("music", "effects", "ambience")
PEAK_DBFS = -2.0  # no effect is raised past this: a click is never as loud as its loudness asks for
MOST_GAIN_DB = 36.0
EDGE_S = 0.004  # even a cue without fades begins and ends without a click
SILENT_LUFS = -65.0


@dataclass(frozen=True)
class MixFacts:
    """`integrated_lufs` of the mix (-70 when silent); `silent_cues`: the ids of sounds in which nothing is heard."""

    integrated_lufs: float
    silent_cues: tuple[str, ...] = ()
    stems: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class _Strip:
    """A placed cue as the desk sees it: samples of the movie, a gain, and what it asks of the music."""

    placed: PlacedCue
    start: int
    stop: int
    gain: float
    event: Event | None


def mix(timeline: Timeline, settings: ComposeSettings, output: Path, stems: Path | None = None) -> MixFacts:
    """Write the mix of `timeline` to `output` (WAV, float, exactly as long as the picture).

    With `stems`, the buses also go to music.wav, effects.wav and ambience.wav in that folder; they add up to the mix.
    Raises MediaError when a cue's file cannot be read, StorageError when nothing can be written.
    """
    rate_hz = timeline.sample_rate_hz
    total = samples_of(timeline.frames, timeline.frame_rate, rate_hz)
    sources = Sources(rate_hz)
    strips = sorted((_strip(placed, timeline, settings, sources) for placed in timeline.audio), key=lambda s: s.start)
    events = [strip.event for strip in strips if strip.event]
    envelope = duck_envelope(events, total / rate_hz, settings.duck_db)
    meter = Meter(rate_hz)
    files = {name: stems / f"{name}.wav" for name in STEMS} if stems else {}
    with ExitStack() as stack:
        writers = {name: stack.enter_context(_writer(path, rate_hz, total)) for name, path in files.items()}
        write_mix = stack.enter_context(_writer(output, rate_hz, total))
        for start, stop in _blocks(total, BLOCK_S * rate_hz):
            buses = _buses(strips, start, stop, sources, envelope, rate_hz)
            mixed = sum(buses.values(), np.zeros((stop - start, 2), np.float32))
            meter.add(mixed)
            write_mix(mixed)
            for name, write in writers.items():
                write(buses[name])
    silent = tuple(strip.placed.cue.sound_id for strip in strips if not strip.gain)
    return MixFacts(meter.integrated_lufs(), silent, files)


def _strip(placed: PlacedCue, timeline: Timeline, settings: ComposeSettings, sources: Sources) -> _Strip:
    rate_hz = timeline.sample_rate_hz
    start = samples_of(placed.in_movie.start, timeline.frame_rate, rate_hz)
    stop = samples_of(placed.in_movie.stop, timeline.frame_rate, rate_hz)
    source = sources.open(placed, stop - start)
    heard = source.samples[: stop - start]
    gain = _gain(heard, placed, settings, rate_hz)
    event = None
    if placed.cue.kind in ("effect", "voice") and gain:
        loud = (0.0, (stop - start) / rate_hz) if source.repeats else loud_part(heard, rate_hz)
        share = BED_SHARE if placed.cue.loop else 1.0
        event = Event(start / rate_hz + loud[0], start / rate_hz + loud[1], share)
    return _Strip(placed, start, stop, gain, event)


def _gain(heard: Samples, placed: PlacedCue, settings: ComposeSettings, rate_hz: int) -> float:
    """Amplitude factor that brings what is heard to its bus's level and adds the plan's trims; 0 for silence."""
    kind = placed.cue.kind
    meter = Meter(rate_hz)
    meter.add(heard)
    single = kind in ("effect", "voice")
    level = meter.momentary_max_lufs() if single else meter.integrated_lufs()
    if level <= SILENT_LUFS:
        return 0.0
    gain_db = min(BUS_LUFS[kind] - level, MOST_GAIN_DB)
    if single:
        gain_db = min(gain_db, PEAK_DBFS - decibels(float(np.abs(heard).max())))
    trims = {"music": settings.music_db, "ambience": settings.ambience_db}
    return amplitude(gain_db + placed.cue.gain_db + trims.get(kind, settings.effects_db))


def _blocks(total: int, size: int) -> Iterator[tuple[int, int]]:
    for start in range(0, total, size):
        yield start, min(total, start + size)


def _buses(
    strips: Sequence[_Strip], start: int, stop: int, sources: Sources, envelope: FloatArray, rate_hz: int
) -> dict[str, Samples]:
    """The three buses of one block of the movie."""
    buses = {name: np.zeros((stop - start, 2), np.float32) for name in STEMS}
    for strip in strips:
        if strip.gain and strip.start < stop and strip.stop > start:
            first, last = max(start, strip.start), min(stop, strip.stop)
            heard = _heard(strip, first - strip.start, last - strip.start, sources, rate_hz)
            buses[_bus(strip.placed.cue.kind)][first - start : last - start] += heard
    if buses["music"].any():
        buses["music"] *= envelope_gain(envelope, start, stop, rate_hz)
    return buses


def _bus(kind: SoundKind) -> str:
    return kind if kind in ("music", "ambience") else "effects"


def _heard(strip: _Strip, start: int, stop: int, sources: Sources, rate_hz: int) -> Samples:
    """The strip's own samples `start` <= n < `stop`, with gain and fades."""
    length = strip.stop - strip.start
    source = sources.open(strip.placed, length)
    edge = min(round(EDGE_S * rate_hz), length // 2)
    frames = strip.placed.in_movie.frames
    fade_in, fade_out = (
        max(edge, length * faded // frames) for faded in (strip.placed.fade_in_frames, strip.placed.fade_out_frames)
    )
    return source.read(start, stop) * (fade(length, fade_in, fade_out, start, stop) * np.float32(strip.gain))


@contextmanager
def _writer(path: Path, rate_hz: int, total: int) -> Iterator[Callable[[Samples], None]]:
    """A WAV file (float32) that is written block by block."""
    path.parent.mkdir(parents=True, exist_ok=True)
    large = total * 8 > 4_000_000_000  # bytes; a plain WAV ends at 4 GiB
    try:
        with soundfile.SoundFile(path, "w", rate_hz, 2, "FLOAT", format="RF64" if large else "WAV") as file:
            yield file.write
    except (soundfile.LibsndfileError, OSError) as error:
        raise StorageError(f"cannot write {path}: {error}; is the disk full?") from error
