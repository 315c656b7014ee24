"""Where everybody is and what they do in a shot (the stage calls it blocking): a beat as a `Staging`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from moviefactory.movie import Action, Relation, Staging, Subject
from moviefactory.script.beats import Beat
from moviefactory.script.casting import Cast
from moviefactory.script.light import Light
from moviefactory.script.nouns import KIND_OF_FIGURE, figure_of_noun
from moviefactory.script.roles import Role, fitting
from moviefactory.script.template import Filled

_ALL_ACTIONS: tuple[Action, ...] = get_args(Action)
_ALL_RELATIONS: tuple[Relation, ...] = get_args(Relation)


def actions_of(cast: Cast, beat: Beat, filled: Filled) -> dict[str, Action]:
    """What each hero does: the beat's word, else what its own line says. "main" is the idea's verb, "go" the usual "
    "gait."""
    actions = dict(filled.actions)
    for letter, word in zip("AB", str(beat.get("do", "")).split(), strict=False):
        if letter in cast.roles:
            actions.setdefault(letter, _meant(word, cast, cast.roles[letter]))
    if filled.does_main:
        actions["A"] = _meant("main", cast, cast.roles["A"])
    if "B" in actions and "C" in filled.seen:
        actions["C"] = actions["B"]
    return actions


def _meant(word: str, cast: Cast, role: Role) -> Action:
    if word == "main":
        return fitting(cast.action, role.figure)
    if word == "go":
        return fitting("walk", role.figure)
    if word == "act":
        return "idle"
    known: Action = next((one for one in _ALL_ACTIONS if one == word), "idle")
    return fitting(known, role.figure)


def staging_of(cast: Cast, light: Light, beat: Beat, filled: Filled, actions: Mapping[str, Action]) -> Staging:
    """The picture of a beat: the place in its light, whoever the sentence shows, and how they stand to each other."""
    subjects = tuple(_subject(cast.roles[letter], letter, actions.get(letter, "idle"), cast) for letter in filled.seen)
    if beat.get("show") and cast.thing_noun and "B" not in cast.roles:
        figure = figure_of_noun(cast.thing_noun)
        subjects = (*subjects, Subject(noun=cast.thing_noun[:300], kind=KIND_OF_FIGURE.get(figure, "thing")))
    relation: Relation = "none"
    if len(filled.seen) > 1:
        wanted = str(beat.get("relation", "meet"))
        relation = next((one for one in _ALL_RELATIONS if one == wanted), "meet")
    return Staging(
        setting=cast.place.setting, place=cast.place.name[:300], time=light.time, weather=light.weather,
        subjects=subjects, relation=relation,
    )  # fmt: skip


def _subject(role: Role, letter: str, action: Action, cast: Cast) -> Subject:
    entry = role.member
    prop = role.prop or (role.rider if role.mount else "")
    thing = cast.predicate.object if cast.predicate is not None and letter == "A" else None
    if not prop and thing is not None and "B" not in cast.roles and cast.story not in ("creation", "search", "loss"):
        prop = thing.noun if figure_of_noun(thing.noun) in ("thing", "floater", "machine", "vehicle", "bike") else ""
    if role.mount:
        figure = figure_of_noun(role.mount)
        return Subject(
            noun=role.mount,
            kind=KIND_OF_FIGURE.get(figure, "thing"),
            action=action,
            cast=entry.id,
            color=entry.color,
            count=1 if role.aboard else entry.count,
            prop=prop,
        )
    return Subject(
        noun=entry.noun,
        kind=entry.kind,
        action=action,
        cast=entry.id,
        color=entry.color,
        count=entry.count,
        prop=prop[:300],
    )
