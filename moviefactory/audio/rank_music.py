"""How well a track suits a movie, or an act: mood first, then words, then how it sounds, tempo and length.

A score in 0..1 is the sum of seven shares. What nobody knows of a track counts half, so that an unknown one neither
wins nor loses by it. Arithmetic on what others read and measured; opens nothing.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from moviefactory.audio.bm25 import stems
from moviefactory.audio.mir import Features
from moviefactory.audio.music import FEELING, NEAR_MOOD, Track, mood_fit, moods_of

VERSION = 1  # of the ranking: an input of the job that uses it
MOOD_SHARE, TONE_SHARE, WORDS_SHARE, TEMPO_SHARE, LENGTH_SHARE = 0.47, 0.08, 0.22, 0.05, 0.03
ENERGY_SHARE, CUTS_SHARE = 0.10, 0.05
UNKNOWN = 0.5
VARIETY = 0.02  # tracks this close to the best one take turns from movie to movie
HEARD_AGAIN = 0.05  # against a track that another act has already
GUESSED = 0.6  # a mood that only the sound suggests counts so much of a stated one
FARTHEST = 1.6  # on the plane of feelings; farther apart is not at all alike
OFF_ENERGY = 0.6  # energy that is so far from the story's arousal has nothing of it
WHOLE_S, TOO_SHORT = 20.0, 0.3  # a loop of a few seconds is no music for a movie: up to so much against it
LONGEST_CUT_S = 12.0  # nobody hears whether a longer take ends on a beat
OFF_BEAT_CUT = 0.7  # a cut half-way between two beats, against one on the beat
_TEMPO_WORDS = {"slow": 68.0, "calm": 72.0, "medium": 95.0, "moderate": 95.0, "fast": 128.0, "quick": 128.0}
_TEMPO_WORDS |= {"urgent": 126.0, "driving": 126.0, "racing": 135.0, "hectic": 140.0}


@dataclass(frozen=True)
class Wish:
    """What the music of `length_s` seconds shall be. `words` are the plan's, `tone` the movie's, `mood` one of MOODS.

    `arousal` in 0..1 of the story there, None where unknown; `shots_s` from cut to cut.
    """

    mood: str
    words: str = ""
    tone: str = ""
    length_s: float = 20.0
    arousal: float | None = None
    shots_s: tuple[float, ...] = ()


@dataclass(frozen=True)
class Heard:
    """What was found out about a track beyond its tags.

    `features` of its sound; `words`: the matcher's score (0..1) for the wish's words; `moods`: shares of what a trained
    network hears, adding up to 1.
    """

    features: Features | None = None
    words: float | None = None
    moods: tuple[tuple[str, float], ...] = ()


def rank(wish: Wish, track: Track, heard: Heard = Heard()) -> float:
    """The score of `track`, in 0..1."""
    short = TOO_SHORT * max(0.0, 1 - track.length_s / WHOLE_S) if track.length_s > 0 else 0.0
    score = (
        MOOD_SHARE * _mood_part(wish.mood, track, heard)
        + TONE_SHARE * max((mood_fit(track.mood, mood) for mood in moods_of(wish.tone) if track.mood), default=UNKNOWN)
        + WORDS_SHARE * _words_part(wish, track, heard)
        + TEMPO_SHARE * _tempo_fit(bpm_of(track, heard), wish)
        + LENGTH_SHARE * min(1.0, track.length_s / max(wish.length_s, 1.0))
        + ENERGY_SHARE * _energy_part(wish, track, heard)
        + CUTS_SHARE * _cuts_part(wish, track, heard)
    )
    return max(score - short, 0.0)


def take_turns(scored: Sequence[tuple[float, Track]], seed: int) -> tuple[float, Track]:
    """The best one, or by the seed one that is about as good, in whatever order they come."""
    best = max(score for score, _ in scored)
    return min((one for one in scored if one[0] >= best - VARIETY), key=lambda one: _turn(seed, one[1]))


def _turn(seed: int, track: Track) -> str:
    return hashlib.sha256(f"{seed}/{track.library}/{track.path.name}".encode()).hexdigest()


def reason(wish: Wish, track: Track, heard: Heard) -> str:
    """Why `track`, for the person who reads the plan."""
    why = [_mood_reason(wish, track, heard)]
    if words := _shared(track, f"{wish.words} {wish.tone}"):
        why.append(f"shares {', '.join(words[:5])}")
    if (bpm := bpm_of(track, heard)) > 0:
        why.append(f"{bpm:g} bpm")
    if heard.features and wish.arousal is not None:
        why.append(f"energy {heard.features.energy(track.bpm):.2f} for {wish.arousal:.2f} of the story")
    return "; ".join(why)


def bpm_of(track: Track, heard: Heard) -> float:
    """The stated tempo, else the measured one, else 0."""
    return track.bpm or (heard.features.bpm if heard.features else 0.0)


def key_of_track(track: Track, heard: Heard) -> str:
    """The stated key, else the measured one, else ""."""
    return track.musical_key or (heard.features.key if heard.features else "")


def _mood_reason(wish: Wish, track: Track, heard: Heard) -> str:
    if track.mood:
        return f"mood {wish.mood}" if track.mood == wish.mood else f"no better {wish.mood} music, {track.mood} is near"
    if heard.moods:
        mood, share = max(heard.moods, key=lambda one: one[1])
        return f"nobody says its mood; it was heard as {mood} ({share:.0%})"
    return f"nobody says its mood; by its sound it may be {wish.mood}"


def _mood_part(wanted: str, track: Track, heard: Heard) -> float:
    if track.mood:
        return track.mood_sure * mood_fit(track.mood, wanted)
    if heard.moods:
        return GUESSED * sum(share * mood_fit(mood, wanted) for mood, share in heard.moods)
    if heard.features:
        apart = math.dist(heard.features.feeling(track.bpm), FEELING[wanted])
        return GUESSED * max(0.0, 1 - apart / FARTHEST)
    return GUESSED * NEAR_MOOD * UNKNOWN


def _words_part(wish: Wish, track: Track, heard: Heard) -> float:
    """Words of the plan and the tone that its tags share, and, as much, how the matcher likes the plan's words."""
    text = f"{wish.words} {wish.tone}"
    shared = min(1.0, len(_shared(track, text)) / (1.5 + 0.5 * len(set(stems(text)))))
    return shared if heard.words is None else (shared + min(max(heard.words, 0.0), 1.0)) / 2


def _shared(track: Track, wish: str) -> list[str]:
    """The words of `wish` that the track's caption or tags hold, in order."""
    known = set(stems(f"{track.name} {track.caption} {' '.join(track.tags)}"))
    return [word for word in dict.fromkeys(re.findall(r"\w+", wish.lower())) if known.intersection(stems(word))]


def _tempo_fit(bpm: float, wish: Wish) -> float:
    """1 at the tempo that the words ask for, 0 an octave away; what only the mood's arousal suggests counts half."""
    if bpm <= 0:
        return UNKNOWN
    said = re.findall(r"[a-z]+", f"{wish.words} {wish.tone}".lower())
    asked = [_TEMPO_WORDS[word] for word in said if word in _TEMPO_WORDS]
    wanted = asked[0] if asked else 95.0 * 2 ** (0.5 * FEELING[wish.mood][1])
    fit = max(0.0, 1 - abs(math.log2(bpm / wanted)))
    return fit if asked else (UNKNOWN + fit) / 2


def _energy_part(wish: Wish, track: Track, heard: Heard) -> float:
    """1 where the track is as excited as the story; without its sound, its tempo alone tells."""
    if wish.arousal is None or not (heard.features or track.bpm > 0):
        return UNKNOWN
    energy = heard.features.energy(track.bpm) if heard.features else 0.5 + 0.3 * math.log2(track.bpm / 96.0)
    return max(0.0, 1 - abs(min(max(energy, 0.0), 1.0) - wish.arousal) / OFF_ENERGY)


def _cuts_part(wish: Wish, track: Track, heard: Heard) -> float:
    bpm = bpm_of(track, heard)
    fit = beat_fit(wish.shots_s, bpm)
    return fit if track.bpm > 0 else (fit + UNKNOWN) / 2  # a measured tempo is not quite to be trusted


def beat_fit(shots_s: Sequence[float], bpm: float) -> float:
    """1 when every shot lasts a whole number of beats, OFF_BEAT_CUT when of half beats (or the tempo is an octave off).

    Long takes are left out; 0.5 when nothing is left or the tempo is unknown.
    """
    beats = [length * bpm / 60 for length in shots_s if length <= LONGEST_CUT_S]
    if not beats or bpm <= 0:
        return UNKNOWN
    return sum(max(_whole(one), OFF_BEAT_CUT * _whole(2 * one)) for one in beats) / len(beats)


def _whole(beats: float) -> float:
    return (1 + math.cos(2 * math.pi * beats)) / 2
