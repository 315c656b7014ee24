"""Mix the cues of a timeline to one stereo file, block by block, so that a long film needs no more memory than a short.

Every cue is levelled by what is heard of it, faded, and summed on the bus of its kind; buses step back for each other.
What comes out is a mix at working level: `master.py` brings it to the loudness of the delivery.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

from moviefactory.compose.ducking import Event, duck_envelope, envelope_gain
from moviefactory.compose.levels import FloatArray, Meter, Samples, fade
from moviefactory.compose.sources import Source, Sources
from moviefactory.compose.strips import BUSES, Strip, heard_part, strip_of
from moviefactory.errors import StorageError
from moviefactory.settings import ComposeSettings
from moviefactory.timeline import Timeline, samples_of
from moviefactory.workspace import refusal, replacing

BLOCK_S = 10
STEMS = tuple(BUSES.values())
UNDER_VOICE = 0.5  # what is not music steps back by this share of the depth
FIRST_FADE_S = 0.025  # nothing begins hard: a track taken up in its middle would click, and AAC's first frame distort
SILENT_END_S, LAST_FADE_S = 0.055, 0.4  # nothing ends hard, whatever plays at the movie's end
LARGE_BYTES = 4_000_000_000  # a plain WAV ends at 4 GiB
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class MixFacts:
    """`integrated_lufs` of the mix (-70 when silent); `silent_cues`: the ids of sounds in which nothing is heard.

    `stems`: the file of every bus in which something is heard.
    """

    integrated_lufs: float
    silent_cues: tuple[str, ...] = ()
    stems: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class _Desk:
    """All strips in order of time, and by how much (in dB, on the ducking's grid) each bus steps back."""

    strips: tuple[Strip, ...]
    envelopes: Mapping[str, FloatArray]
    total: int
    rate_hz: int


def mix(
    timeline: Timeline,
    settings: ComposeSettings,
    output: Path,
    stems: Path | None = None,
    progress: Progress = lambda done, total: None,
) -> MixFacts:
    """Write the mix of `timeline` to `output` (WAV, float, exactly as long as the picture).

    With a folder in `stems`, every bus in which something is heard goes there too (music.wav, ambience.wav,
    effects.wav, voice.wav, model.wav); they add up to the mix, and those of an earlier mix go. Side files lie beside
    `output` meanwhile. `progress` hears seconds done and seconds of all. Raises MediaError when a cue's file cannot be
    read, StorageError when nothing can be written.
    """
    total = samples_of(timeline.frames, timeline.frame_rate, timeline.sample_rate_hz)
    with ExitStack() as stack:
        sources = Sources(timeline, stack.enter_context(_scratch(output)))
        stack.callback(sources.close)
        desk = _desk(timeline, settings, sources, total)
        heard = [name for name in STEMS if any(strip.bus == name for strip in desk.strips if strip.gain)]
        files = {name: stems / f"{name}.wav" for name in heard} if stems else {}
        loudness = _write(desk, sources, output, files, progress)
    if stems:
        for name in set(STEMS) - set(heard):
            (stems / f"{name}.wav").unlink(missing_ok=True)
    silent = tuple(strip.placed.cue.sound_id for strip in desk.strips if not strip.gain)
    return MixFacts(loudness, silent, files)


def _desk(timeline: Timeline, settings: ComposeSettings, sources: Sources, total: int) -> _Desk:
    strips = sorted((strip_of(placed, timeline, settings, sources) for placed in timeline.audio), key=lambda s: s.start)
    rate_hz = timeline.sample_rate_hz
    voices = _events(strips, ("voice",))
    under_effects = duck_envelope(_events(strips, ("effects", "model")), total / rate_hz, settings.duck_db)
    under_voice = duck_envelope(voices, total / rate_hz, settings.voice_duck_db)
    beside = dict.fromkeys(("ambience", "effects", "model"), under_voice * UNDER_VOICE)
    envelopes = {"music": np.maximum(under_effects, under_voice), **(beside if voices else {})}
    return _Desk(tuple(strips), envelopes, total, rate_hz)


def _events(strips: Sequence[Strip], buses: Sequence[str]) -> list[Event]:
    return [event for strip in strips if strip.bus in buses for event in strip.events]


def _write(desk: _Desk, sources: Sources, output: Path, files: Mapping[str, Path], progress: Progress) -> float:
    """Write the mix and the buses; the mix's loudness in LUFS."""
    meter, block = Meter(desk.rate_hz), BLOCK_S * desk.rate_hz
    opened: dict[int, Source] = {}  # by the strip's number, while it sounds
    with ExitStack() as stack:
        stems = {name: stack.enter_context(_replacing(path, desk)) for name, path in files.items()}
        write_mix = stack.enter_context(_writer(output, desk))
        for start in range(0, desk.total, block):
            stop = min(desk.total, start + block)
            buses = _buses(desk, sources, opened, start, stop)
            mixed = sum(buses.values(), np.zeros((stop - start, 2), np.float32))
            meter.add(mixed)
            write_mix(mixed)
            for name, write in stems.items():
                write(buses[name] if name in buses else np.zeros_like(mixed))
            progress(stop // desk.rate_hz, desk.total // desk.rate_hz)
    return meter.integrated_lufs()


def _buses(desk: _Desk, sources: Sources, opened: dict[int, Source], start: int, stop: int) -> dict[str, Samples]:
    """Those buses of one block of the movie in which something sounds."""
    buses: dict[str, Samples] = {}
    for number, strip in enumerate(desk.strips):
        if strip.gain and strip.start < stop and strip.stop > start:
            if number not in opened:
                opened[number] = sources.open(strip.placed, strip.stop - strip.start)
            bus = buses.setdefault(strip.bus, np.zeros((stop - start, 2), np.float32))
            first, last = max(start, strip.start), min(stop, strip.stop)
            part = heard_part(strip, opened[number], first - strip.start, last - strip.start, desk.rate_hz)
            bus[first - start : last - start] += part
        if strip.stop <= stop:
            opened.pop(number, None)
    for name, bus in buses.items():
        if name in desk.envelopes:
            bus *= envelope_gain(desk.envelopes[name], start, stop, desk.rate_hz)
        bus *= _edges(desk, start, stop)
    return buses


def _edges(desk: _Desk, start: int, stop: int) -> Samples:
    """The gain (n, 1) with which the movie's first moment rises and its last falls silent."""
    rises = min(round(FIRST_FADE_S * desk.rate_hz), desk.total // 8)
    silent = min(round(SILENT_END_S * desk.rate_hz), desk.total // 8)
    falls = min(round(LAST_FADE_S * desk.rate_hz), desk.total // 4)
    return np.square(fade(desk.total - silent, rises, falls, start, stop))


@contextmanager
def _scratch(output: Path) -> Iterator[Callable[[str], Path]]:
    """Names for decoded sounds beside `output`; they are deleted afterwards."""
    made: list[Path] = []

    def name(ending: str) -> Path:
        made.append(output.with_name(f"{output.stem}.{ending}"))
        return made[-1]

    try:
        yield name
    finally:
        for path in made:
            path.unlink(missing_ok=True)


@contextmanager
def _replacing(path: Path, desk: _Desk) -> Iterator[Callable[[Samples], object]]:
    """A WAV file that takes its name when it is whole."""
    try:
        with replacing(path) as partial, _writer(partial, desk) as write:
            yield write
    except OSError as error:
        raise refusal(error, str(path)) from error


@contextmanager
def _writer(path: Path, desk: _Desk) -> Iterator[Callable[[Samples], object]]:
    """A WAV file (float32, RF64 where it is large) that is written block by block."""
    large = desk.total * 8 > LARGE_BYTES
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with soundfile.SoundFile(path, "w", desk.rate_hz, 2, "FLOAT", format="RF64" if large else "WAV") as file:
            yield file.write
    except (soundfile.LibsndfileError, OSError) as error:
        raise StorageError(f"cannot write {path}: {error}; is the disk full?") from error
