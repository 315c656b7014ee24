"""Shots out of plain sentences, by rule, where nobody planned them: one sentence, one shot.

    story_takes.py      which sentences                 story_mentions.py   who a sentence speaks of
    story_views.py      what is shown besides           story_staging.py    what they do
    story_lens.py       the camera                      story_sounds.py     what is heard
    story_lines.py      what is said

Knows scenes, not stories: what a scene is and which sentences it has is for the caller to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from itertools import count as count_from
from typing import get_args

from moviefactory.movie import Angle, Camera, CastMember, Mood, Setting, Shot, Staging, TimeOfDay, Weather
from moviefactory.script.dice import pick
from moviefactory.script.direction import camera_words, transition_for
from moviefactory.script.grammar import NounPhrase, Prep
from moviefactory.script.lexicon import word_set
from moviefactory.script.light import Light, light_of
from moviefactory.script.phrases import chunks_of
from moviefactory.script.places import Place, place_of, places
from moviefactory.script.sounds import as_sounds
from moviefactory.script.staging import stamped
from moviefactory.script.story_lens import camera_at, nearer
from moviefactory.script.story_lines import Line, narrated
from moviefactory.script.story_mentions import Memory, Told, told_with_cast
from moviefactory.script.story_sounds import ambience_for, effects_for, effects_said, place_near
from moviefactory.script.story_staging import staged_as
from moviefactory.script.story_takes import Sentence, Take, takes_of
from moviefactory.script.story_views import View, bare_place, view_of, where_of
from moviefactory.workspace import slug_of

__all__ = ["Line", "Sentence", "Sheet", "Taken", "ambience_for", "camera_at", "effects_for", "shoot"]

_ANGLES: tuple[Angle, ...] = get_args(Angle)
_AT_WINDOWS: dict[Weather, str] = {"rain": "rain on the windows", "storm": "rain beating on the windows",
                                   "snow": "snow behind the windows"}  # fmt: skip
_SHORT = 26  # words of a sentence that place and light may follow after a comma
_SMALL = word_set("a an the and or but of in on at to for from with by as into his her its their he she they it is are "
                  "was were be that this then there who which")  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """One scene to be shot. `place`: in a word or two, or with its preposition ("in a small kitchen")."""

    id: str
    heading: str
    setting: Setting
    place: str
    time: TimeOfDay = "day"
    weather: Weather = "clear"


@dataclass
class Taken:
    """What a movie has used so far; goes from scene to scene."""

    shots: set[str] = field(default_factory=set)
    sounds: set[str] = field(default_factory=set)
    prompts: set[str] = field(default_factory=set)
    scenes: int = 0
    camera: Camera | None = None
    memory: Memory = field(default_factory=Memory)


@dataclass(frozen=True)
class _Stage:
    """A scene as its shots need it."""

    sheet: Sheet
    place: Place
    light: Light
    where: str
    cast: tuple[CastMember, ...]
    style: str

    @property
    def is_inside(self) -> bool:
        return self.place.indoor or self.where.startswith("inside ")

    def as_staging(self) -> Staging:
        """The place and the hour, nobody there."""
        name = bare_place(self.sheet.place) if self.sheet.place else self.place.name
        return Staging(
            setting=self.sheet.setting, place=re.sub(r"^(?:an?|the) ", "", name)[:300], time=self.sheet.time,
            weather=self.sheet.weather,
        )  # fmt: skip


def shoot(  # noqa: PLR0913 (what a scene, a film and a take are come from three callers)
    sheet: Sheet, sentences: Sequence[Sentence], count: int, cast: Sequence[CastMember], *, mood: Mood, style: str,
    seconds: float, seed: int, taken: Taken, first_scene: bool,
) -> tuple[Shot, ...]:  # fmt: skip
    """Exactly `count` shots of a scene, in the order of `sentences`.

    Too many sentences: short neighbours share a shot, then the least visible are left out. Too few: a view of the place
    comes first, then closer views of who is in the scene. Adds to `taken`.
    """
    place = place_near(sheet.setting, sheet.place, _roof(sheet.heading))
    light = light_of(place, sheet.time, sheet.weather, pick(5, seed, sheet.id, "light"))
    stage = _Stage(sheet, place, light, where_of(sheet.place, place), tuple(cast), style)
    number = 0 if first_scene else max(1, taken.scenes)
    taken.scenes = number + 1
    shots: list[Shot] = []
    for step, take in enumerate(takes_of(sentences, count)):
        camera = camera_at(step, count, taken.camera, mood, pick(9973, seed, sheet.id))
        transition = take.sentence.transition or transition_for(mood, "", number, step, step == 0)
        shots.append(_shot(stage, take, camera, taken).model_copy(update={
            "seconds": seconds, "transition_in": transition,
        }))  # fmt: skip
        taken.camera = shots[-1].camera
    return tuple(shots)


def _shot(stage: _Stage, take: Take, camera: Camera, taken: Taken) -> Shot:
    if take.view:
        by_id = {one.id: one for one in stage.cast}
        who = next((by_id[one] for one in (*take.sentence.seen, *taken.memory.recent) if one in by_id), None)
        told: Told | View = view_of(take.view, who, stage.place, stage.where, len(taken.prompts))
    else:
        told = _told(stage, take.sentence, taken)
    camera = nearer(camera, taken.camera, take, told, stage.is_inside)
    camera, prompt = _unused(stage, told.text, camera, taken.prompts)
    staging = stamped(staged_as(told, stage.cast, stage.sheet.heading, stage.as_staging()), prompt)
    identity = _shot_id(take, stage.sheet.id, taken.shots)
    phrases = effects_said(take.sentence.text) or effects_for(staging, len(taken.shots))
    return Shot(
        id=identity, prompt=prompt, camera=camera, subjects=told.seen, staging=staging,
        sounds=as_sounds(identity, phrases[:2], None, taken.sounds),
        narration=narrated(take.sentence.voices, told.seen, stage.cast), source=take.sentence.source[:300],
    )  # fmt: skip


def _told(stage: _Stage, sentence: Sentence, taken: Taken) -> Told:
    """The sentence with the cast's descriptions in it."""
    by_id = {one.id: one for one in stage.cast}
    told = told_with_cast(_ended(sentence.text), stage.cast, taken.memory)
    unsaid = [by_id[one] for one in sentence.seen if one in by_id and one not in told.seen]
    if not unsaid:
        return told
    taken.memory.spoke_of([one.id for one in unsaid])
    there = " and ".join(one.description for one in unsaid)
    verb = "are" if len(unsaid) > 1 or unsaid[0].count > 1 else "is"
    text = f"{told.text}. {there[:1].upper()}{there[1:]} {verb} there"
    return Told(text, (*told.seen, *(one.id for one in unsaid)))


def _ended(text: str) -> str:
    return " ".join(text.split()).rstrip(" .,;:-–—…")


def _unused(stage: _Stage, told: str, camera: Camera, used: set[str]) -> tuple[Camera, str]:
    """A prompt that no other shot has: seen from another angle where the same is said twice."""
    tries = [camera, *(camera.model_copy(update={"angle": angle, "framing": framing})
                       for framing in (camera.framing, "medium", "close", "wide") for angle in _ANGLES)]  # fmt: skip
    for one in tries:
        prompt = assembled(told, stage, one)
        if prompt not in used:
            used.add(prompt)
            return one, prompt
    prompt = assembled(f"{told}, view {len(used) + 1}", stage, camera)
    used.add(prompt)
    return camera, prompt


def assembled(sentence: str, stage: _Stage, camera: Camera) -> str:
    """What is seen, where, in which light. Camera. Style."""
    outside = _AT_WINDOWS.get(stage.sheet.weather, "") if stage.place.indoor and stage.sheet.setting == "room" else ""
    parts = [part for part in (_place_unsaid(sentence, stage), stage.light.words, outside) if part]
    shown, look = camera_words(camera), stage.style.strip().rstrip(".")
    brief = len(sentence.split()) <= _SHORT and not re.search(r"[.!?]\W", sentence) and sentence[-1:] not in '!?"”'
    words = ", ".join(parts)
    setting = f", {words}" if brief else f" {words[:1].upper()}{words[1:]}"
    ending = "" if brief or sentence[-1:] in '.!?"”' else "."
    said = f"{sentence}{ending}{setting if words else ''}"
    return (f"{said}. {shown[:1].upper()}{shown[1:]}." + (f" {look}." if look else ""))[:4000]


def _place_unsaid(sentence: str, stage: _Stage) -> str:
    """Where it plays, unless the sentence says so."""
    chunks = chunks_of(sentence)
    for before, chunk in zip([None, *chunks], chunks, strict=False):
        if (
            isinstance(chunk, NounPhrase)
            and isinstance(before, Prep)
            and before.word not in ("to", "toward", "of", "for")
        ):
            key = place_of(chunk)
            if key and places()[key]["setting"] == stage.sheet.setting and chunk.head in stage.where.lower():
                return ""
    subject = chunks[0] if chunks else None
    if (
        isinstance(subject, NounPhrase)
        and not subject.is_name
        and subject.head in bare_place(stage.where).lower().split()
    ):
        return ""  # "The kitchen is dark"
    return "" if bare_place(stage.where).lower() in sentence.lower() else stage.where


def _shot_id(take: Take, scene_id: str, used: set[str]) -> str:
    """A slug of what the shot shows, so that it stays when others come before it."""
    words = [word for word in re.findall(r"[^\W_]+", take.sentence.text) if word.lower() not in _SMALL]
    base = slug_of(" ".join(words[:5]), 36) or slug_of(f"{scene_id} {take.view or 'shot'}", 44) or "shot"
    identity = next(one for one in chain([base], (f"{base}-{number}" for number in count_from(2))) if one not in used)
    used.add(identity)
    return identity


def _roof(heading: str) -> bool | None:
    """Whether a heading says inside (INT) or outside (EXT); None where it says both or nothing."""
    match = re.match(r"\s*(INT|EXT)\b[./ ]*(?!(?:INT|EXT))", heading, re.I)
    return None if match is None else match[1].upper() == "INT"
