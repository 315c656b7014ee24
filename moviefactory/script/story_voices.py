"""Voices without a picture of their own (V.O., O.S., a song): which pictures of a scene they lie over. No line is lost.

They lie over what was seen last and over what is seen next until somebody else speaks; what these cannot hold is heard
over further views of the place and of who is there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from moviefactory.script.story_lines import has_room, said_s
from moviefactory.script.story_takes import Sentence, joined_source

_ENOUGH_S = 8.0  # of speech for a picture, while others follow
_VIEWS = ("look", "place", "wait", "detail", "place", "notice")

People = Callable[[Sentence], tuple[str, ...]]  # ids of those who are in a picture


def is_voice(sentence: Sentence) -> bool:
    """Whether it is only heard."""
    return not sentence.text and not sentence.view and bool(sentence.voices)


def laid_over(sentences: Sequence[Sentence], people: People) -> list[Sentence]:
    """The pictures of a scene in their order, every voice over one of them."""
    shots: list[Sentence] = []
    at = 0
    while at < len(sentences):
        end = at
        while end < len(sentences) and is_voice(sentences[end]):
            end += 1
        if end == at:
            shots.append(sentences[at])
            at += 1
            continue
        after = end
        while after < len(sentences) and not sentences[after].voices:
            after += 1
        before, shots = shots[-1:], shots[:-1]
        pictures, left = _spread(_lines(sentences[at:end]), [*before, *sentences[end:after]])
        shots += pictures
        shots += _views(left, shots, people)
        at = after
    return shots


def _lines(voices: Sequence[Sentence]) -> list[Sentence]:
    """The voices, one for each line."""
    return [replace(one, voices=(line,)) for one in voices for line in one.voices]


def _spread(voices: Sequence[Sentence], pictures: Sequence[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """(the pictures with what is said over them, the voices that they have no room for)."""
    found = list(pictures)
    share = max(_ENOUGH_S, said_s([line for one in voices for line in one.voices]) / max(1, len(found)))
    at, load = 0, 0.0
    for number, voice in enumerate(voices):
        length = said_s(voice.voices)
        while at < len(found) and not (
            has_room(found[at].voices, voice.voices[0]) and (not load or load + length <= share)
        ):
            at, load = at + 1, 0.0
        if at == len(found):
            return found, list(voices[number:])
        found[at], load = _with_voice(found[at], voice), load + length
    return found, []


def _with_voice(picture: Sentence, voice: Sentence) -> Sentence:
    source = joined_source(picture.source, voice.source)
    return replace(picture, voices=(*picture.voices, *voice.voices), source=source)


def _views(voices: Sequence[Sentence], shown: Sequence[Sentence], people: People) -> list[Sentence]:
    """Further shots that hold the voices: of the place, and of those who were seen last."""
    seen = next((ids for one in reversed(shown) if (ids := people(one))), ())
    found: list[Sentence] = []
    for voice in voices:
        if found and has_room(found[-1].voices, voice.voices[0]):
            found[-1] = _with_voice(found[-1], voice)
        else:
            view = _VIEWS[len(found) % len(_VIEWS)] if seen else "place"
            found.append(replace(voice, view=view, seen=() if view == "place" else seen[:1]))
    return found
