"""The composer's nouns and tools: notes on a beat grid, chords by name, voice-led pads, ostinati, melodies, dynamics.

Times are in beats and a bar has four of them; pitches are MIDI numbers (60 = middle C); velocities lie in 0..1. It
knows nothing of sound.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

BEATS_PER_BAR = 4
_STEPS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_QUALITIES = {
    "": (0, 4, 7), "m": (0, 3, 7), "5": (0, 7), "sus2": (0, 2, 7), "sus4": (0, 5, 7), "dim": (0, 3, 6),
    "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10), "maj7": (0, 4, 7, 11), "mmaj7": (0, 3, 7, 11), "add9": (0, 2, 4, 7),
    "madd9": (0, 2, 3, 7), "maj9": (0, 2, 4, 7, 11), "m9": (0, 2, 3, 7, 10), "lyd": (0, 4, 6, 7), "m6": (0, 3, 7, 9),
    "aug": (0, 4, 8),
}  # fmt: skip


@dataclass(frozen=True)
class Note:
    """A note: `start` and `length` in beats from the beginning of the piece."""

    start: float
    length: float
    pitch: float
    velocity: float


@dataclass(frozen=True)
class Chord:
    """A harmony from `start` for `length` beats. `root` and `bass` are pitch classes, `tones` pitch classes upwards."""

    start: float
    length: float
    root: int
    bass: int
    tones: tuple[int, ...]


@dataclass(frozen=True)
class Part:
    """What one instrument plays, and where it sits: gain, pan in -1..1, and how much of it goes to the hall."""

    instrument: str
    notes: tuple[Note, ...]
    gain_db: float = 0.0
    pan: float = 0.0
    hall_db: float = -8.0


@dataclass(frozen=True)
class Piece:
    """A whole cue. `body` is the bars that may repeat, `ending` the bar where the ending starts; bars count from 0."""

    name: str
    mood: str
    bpm: float
    key: str
    scale: tuple[int, ...]
    bars: int
    body: tuple[int, int]
    ending: int
    caption: str
    tags: str
    parts: tuple[Part, ...]
    hall_s: float = 2.4
    tail_s: float = 4.0

    @property
    def beat_s(self) -> float:
        return 60.0 / self.bpm

    def bar_s(self, bar: float) -> float:
        return bar * BEATS_PER_BAR * self.beat_s


def pitch_class(name: str) -> int:
    """ "Eb" -> 3."""
    return (_STEPS[name[0].lower()] + name.count("#") - name[1:].count("b")) % 12


def pitch(name: str) -> int:
    """ "eb4" -> 63; the octave counts as in MIDI with c4 = 60."""
    letter, accidental, octave = re.fullmatch(r"([a-g])([#b]?)(-?\d)", name).groups()
    return _STEPS[letter] + (accidental == "#") - (accidental == "b") + 12 * (int(octave) + 1)


def scale(tonic: str, steps: str) -> tuple[int, ...]:
    """The pitch classes of a scale: scale("d", "0 2 3 5 7 8 10")."""
    return tuple((pitch_class(tonic) + int(step)) % 12 for step in steps.split())


def chords(text: str, first_bar: float = 0, bars_each: float = 1.0) -> list[Chord]:
    """Chords by name, one after another: "Dm Bb/D F C:0.5 A7:0.5"; ":x" gives a chord x of the usual length."""
    made, start = [], first_bar * BEATS_PER_BAR
    for word in text.replace("|", " ").split():
        name, _, share = word.partition(":")
        upper, _, bass = name.partition("/")
        root, quality = re.fullmatch(r"([A-G][#b]?)(.*)", upper).groups()
        length = BEATS_PER_BAR * bars_each * float(share or 1)
        base = pitch_class(root)
        tones = tuple((base + step) % 12 for step in _QUALITIES[quality])
        made.append(Chord(start, length, base, pitch_class(bass) if bass else base, tones))
        start += length
    return made


def nearest(pitch_class_: int, around: float) -> int:
    """The pitch of that class nearest to `around`."""
    return pitch_class_ + 12 * round((around - pitch_class_) / 12)


def voicings(harmony: Sequence[Chord], centre: float, voices: int = 4) -> list[list[int]]:
    """One chord voicing per chord: every voice moves as little as it can, all stay around `centre`."""
    made: list[list[int]] = []
    for chord in harmony:
        spread = [centre + (index - (voices - 1) / 2) * 4.5 for index in range(voices)]
        before = made[-1] if made else spread
        pool = [tone + 12 * octave for tone in chord.tones for octave in range(1, 10)]
        taken: list[int] = []
        for index in range(voices):
            wanted = 0.65 * before[index] + 0.35 * spread[index]
            free = [one for one in pool if all(abs(one - other) > 1 for other in taken)]
            missing = {tone for tone in chord.tones if tone not in {other % 12 for other in taken}}
            taken.append(min((abs(one - wanted) - (1.6 if one % 12 in missing else 0.0), one) for one in free)[1])
        made.append(sorted(taken))
    return made


def pad(harmony: Sequence[Chord], centre: float, voices: int = 4, velocity: float = 0.6) -> list[Note]:
    """Held chords; a voice that keeps its pitch is one long note, as a player would hold it."""
    notes: list[Note] = []
    held: dict[int, Note] = {}
    for chord, voicing in zip(harmony, voicings(harmony, centre, voices), strict=True):
        now: dict[int, Note] = {}
        for one in voicing:
            old = held.pop(one, None)
            if old and old.length + chord.length <= 16 and abs(old.start + old.length - chord.start) < 1e-6:
                now[one] = replace(old, length=old.length + chord.length)
            else:
                if old:
                    notes.append(old)
                now[one] = Note(chord.start, chord.length, one, velocity)
        notes += held.values()
        held = now
    return sorted([*notes, *held.values()], key=lambda note: (note.start, note.pitch))


def bass(harmony: Sequence[Chord], around: float, rhythm: str = "4", velocity: float = 0.7) -> list[Note]:
    """The bass tone of each chord in note lengths that repeat: "4", "3 1", "1 1 1 1"."""
    lengths = [float(word) for word in rhythm.split()]
    notes = []
    for chord in harmony:
        at, index = 0.0, 0
        while at < chord.length - 1e-6:
            length = min(lengths[index % len(lengths)], chord.length - at)
            notes.append(Note(chord.start + at, length * 0.97, nearest(chord.bass, around), velocity))
            at, index = at + length, index + 1
    return notes


def figure(
    harmony: Sequence[Chord], degrees: str, step: float, centre: float, velocity: float = 0.6, length: float = 0.9
) -> list[Note]:
    """An ostinato or arpeggio: chord tones counted upwards from the one nearest below `centre`, one per `step` beats.

    degrees: "0 1 2 1": the figure starts anew with every chord; "." is a rest, "0!" an accent. length: in steps.
    """
    words = degrees.split()
    notes = []
    for chord in harmony:
        ladder = sorted(tone + 12 * octave for tone in chord.tones for octave in range(11))
        base = max(index for index, one in enumerate(ladder) if one <= centre)
        for index in range(round(chord.length / step)):
            word = words[index % len(words)]
            if word == ".":
                continue
            loud = velocity * (1.25 if word.endswith("!") else 1.0)
            tone = ladder[base + int(word.rstrip("!"))]
            notes.append(Note(chord.start + index * step, step * length, tone, min(loud, 1.0)))
    return notes


def melody(text: str, first_bar: float, velocity: float = 0.75, transpose: int = 0) -> list[Note]:
    """A tune by name and length in beats: "d5:2 r:1 f5:1 | e5:4". Bars are checked: a "|" must fall on a bar line."""
    at = first_bar * BEATS_PER_BAR
    notes = []
    for word in text.split():
        if word == "|":
            if abs((at / BEATS_PER_BAR) - round(at / BEATS_PER_BAR)) > 1e-6:
                raise ValueError(f"{text!r}: the bar before beat {at} is not full")
            continue
        name, _, length = word.partition(":")
        if name != "r":
            notes.append(Note(at, float(length) * 0.98, pitch(name) + transpose, velocity))
        at += float(length)
    return notes


def hits(pattern: str, first_bar: float, bars: int, pitch_: float = 60, velocity: float = 0.7) -> list[Note]:
    """A bar of percussion, repeated: "X..x..x." has as many steps as characters; X loud, x usual, o soft."""
    strength = {"X": 1.0, "x": 0.72, "o": 0.45}
    step = BEATS_PER_BAR / len(pattern)
    return [
        Note((first_bar + bar) * BEATS_PER_BAR + index * step, step, pitch_, velocity * strength[mark])
        for bar in range(bars)
        for index, mark in enumerate(pattern)
        if mark in strength
    ]


def single(instrument_pitch: float, bar: float, bars: float, velocity: float = 0.8) -> list[Note]:
    """One note from `bar` for `bars`."""
    return [Note(bar * BEATS_PER_BAR, bars * BEATS_PER_BAR, instrument_pitch, velocity)]


def shaped(notes: Sequence[Note], *points: tuple[float, float]) -> list[Note]:
    """Dynamics: velocities times a curve through (bar, factor), straight between the points."""

    def factor(bar: float) -> float:
        if bar <= points[0][0]:
            return points[0][1]
        for (bar_a, a), (bar_b, b) in pairwise(points):
            if bar <= bar_b:
                return a + (b - a) * (bar - bar_a) / max(bar_b - bar_a, 1e-9)
        return points[-1][1]

    return [replace(note, velocity=min(1.0, note.velocity * factor(note.start / BEATS_PER_BAR))) for note in notes]


def between(notes: Sequence[Note], first_bar: float, stop_bar: float) -> list[Note]:
    """The notes that start in these bars."""
    low, high = first_bar * BEATS_PER_BAR - 1e-6, stop_bar * BEATS_PER_BAR - 1e-6
    return [note for note in notes if low <= note.start < high]


def moved(notes: Sequence[Note], transpose: float) -> list[Note]:
    """The same notes, `transpose` semitones higher."""
    return [replace(note, pitch=note.pitch + transpose) for note in notes]
