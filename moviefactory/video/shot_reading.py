"""A shot's prompt, read: what its author wrote, without the camera sentence and the style that a writer puts behind it.

A written prompt ends "<sentence>, <light>. <Camera words>. <Style>."; a hand-edited one may be anything, in any
language. What is taken off here is said again by the profile; all else is the author's and stays whole. Knows nothing
of models.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from moviefactory.movie import Camera, CastMember, Shot
from moviefactory.video.word_profiles import ANGLES, BRIEF_MOVES, FRAMINGS

_FRAMING = "|".join(sorted(FRAMINGS.values(), key=len, reverse=True))
_MOVE = "|".join(BRIEF_MOVES.values())
_CAMERA_SENTENCE = re.compile(
    rf"(?:^|(?<=[.!?…。！？”\"’)]\s))(?:low-angle |high-angle )?(?:{_FRAMING})(?:, (?:{_MOVE}))?(?:\.|$)", re.I
)
_SENTENCE_END = re.compile(r"[.!?…。！？]")
_TOPICS = Path(__file__).parent / "data" / "prompt_topics.yaml"


@cache
def _table() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load(_TOPICS.read_text(encoding="utf-8"))
    return loaded


@cache
def _pattern(topic: str) -> re.Pattern[str]:
    """Finds the words of one of the file's topics, or of "look" that makes a style."""
    words = _table()["look"] if topic == "style" else _table()["topics"][topic]
    return re.compile(rf"(?<![a-z])(?:{'|'.join(words)})(?![a-z])", re.I)


@dataclass(frozen=True)
class Reading:
    """What the author wrote (`said`), the look of the shot, and whether the words are English."""

    said: str
    style: str
    english: bool

    def speaks_of(self, topic: str) -> bool:
        """Whether the author says something on a topic of prompt_topics.yaml."""
        return _pattern(topic).search(self.said) is not None


def read_prompt(shot: Shot, cast: Sequence[CastMember], style: str) -> Reading:
    """The prompt without the plan's camera sentence and style. A look written into the prompt counts before `style`."""
    text = re.sub(r"\s+([,.;:!?])(?=\s|$)", r"\1", " ".join(shot.prompt.split()))
    look = " ".join(style.split()).rstrip(". ")
    said = text
    if found := list(_CAMERA_SENTENCE.finditer(text)):
        tail, own_look = _without_style(text[found[-1].end() :].strip(), look)
        if _is_the_plans(found[-1].group(), shot.camera, tail):
            said, look = f"{ended(text[: found[-1].start()])} {tail}".strip(), own_look
    elif _ends_with_style(text, look):
        said = text.rstrip(". ")[: -len(look)].rstrip()
    bare = said
    for member in cast:
        bare = bare.replace(member.description, " ")
    return Reading(ended(said), _not_yet_said(look, said), _is_english(bare))


def _is_the_plans(sentence: str, camera: Camera, tail: str) -> bool:
    """Whether a camera sentence is the writer's, so that `shot.camera` says it again. A person's own stays: one that
    stands in the midst of prose, or in a plan that sets no camera."""
    shown = f"{ANGLES[camera.angle]} {FRAMINGS[camera.framing]}".strip()
    if sentence.lower().rstrip(".") in (shown, f"{shown}, {BRIEF_MOVES[camera.move]}"):
        return True
    return camera != Camera() and not tail


def _without_style(tail: str, style: str) -> tuple[str, str]:
    """(what of the words behind the camera sentence is content, the look of the shot)."""
    if style and tail.lower().startswith(style.lower()):
        return tail[len(style) :].lstrip(" ."), style
    first = _SENTENCE_END.split(tail, maxsplit=1)[0]
    if first and _pattern("style").search(first) and len(first.split()) <= 20:
        return tail[len(first) :].lstrip(" ."), first.strip()
    return tail, style


def _ends_with_style(text: str, style: str) -> bool:
    """Whether the last sentence is the style, or the whole of the text behind a comma."""
    bare = text.rstrip(". ").lower()
    before = bare[: len(bare) - len(style)].rstrip()
    return bool(style) and bare.endswith(style.lower()) and before.endswith((".", ",", "!", "?", "。", "，", "…"))


def _not_yet_said(style: str, said: str) -> str:
    """The parts of the style that the prompt does not hold already."""
    lowered = said.lower()
    return ", ".join(part for part in map(str.strip, style.split(",")) if part and part.lower() not in lowered)


def _is_english(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    words = re.findall(r"[^\W\d_]+", text.lower())
    foreign, english = (sum(word in _table()[name].split() for word in words) for name in ("foreign", "english"))
    return sum(not one.isascii() for one in letters) <= 0.1 * len(letters) and english >= foreign


def ended(text: str) -> str:
    """The text as a sentence: with an end mark, and no comma before it."""
    trimmed = text.rstrip(" ,;:")
    closed = trimmed.rstrip("\"')”’»」")
    return trimmed if not trimmed or closed[-1:] in tuple(".!?…。！？") else f"{trimmed}."
