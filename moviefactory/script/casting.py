"""From a read idea to a cast story: which story is told, who plays it, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from moviefactory.movie import Action
from moviefactory.script.clause import Predicate
from moviefactory.script.grammar import NounPhrase
from moviefactory.script.idea import Idea
from moviefactory.script.lexicon import index_of, look_up, word_set
from moviefactory.script.light import forces
from moviefactory.script.nouns import HUMAN, MOBILE, figure_of
from moviefactory.script.places import Place
from moviefactory.script.players import roles_of
from moviefactory.script.roles import Role
from moviefactory.script.storyline import PAIRED, SIEGE, allowed, shared, story_of, verb_story
from moviefactory.script.whereabouts import place_of_story

_NEEDS_OBJECT_ELSE_TRAVEL = word_set("cross visit enter leave reach see discover find travel")
_AFLOAT = word_set("fight chase race journey search encounter meeting escape ordeal portrait")
_STATES: dict[str, tuple[str, Action]] = {  # what somebody does who is lost, stuck or left behind
    "lose": ("wander", "walk"), "trap": ("wait", "idle"), "strand": ("wait", "idle"), "stick": ("wait", "idle"),
    "abandon": ("wait", "idle"), "forget": ("wait", "idle"), "leave": ("walk", "walk"), "strew": ("lie", "idle"),
}  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """A cast story. `roles` by letter (A, B, C); `thing` is what the story calls $O; `action` what the predicate "
    "shows."""

    story: str
    roles: Mapping[str, Role]
    place: Place
    predicate: Predicate | None = None
    predicate_tail: str = ""
    action: Action = "idle"
    thing: str = ""
    thing_noun: str = ""
    force: str = ""
    force_weather: str = ""
    idea: Idea = field(default_factory=lambda: Idea(""))


def cast_idea(idea: Idea, seed: int) -> Cast:
    """The story that `idea` tells, fully cast. `idea.subjects` has at least one phrase."""
    heroes = list(idea.subjects)
    story, heroes, idea = story_of(idea, heroes)
    place = place_of_story(idea, heroes, story, seed)
    if story in _AFLOAT:
        idea = _manned(idea, heroes, place)
    roles = roles_of(heroes, idea, place, seed)
    story = allowed(story, roles, idea)
    if story not in PAIRED | {"encounter"} and "B" in roles and story != "ordeal":
        story = shared(story, roles, idea)
    predicate, tail, action = _said(idea, roles, story)
    thing = _thing(idea)
    force, weather = forces().get(idea.force, ("", "clear"))
    if story == "ordeal" and not force:
        force, weather = "the storm", "storm"
    return Cast(
        story=story, roles=roles, place=place, predicate=predicate, predicate_tail=tail, action=action, thing=thing[0],
        thing_noun=thing[1], force=force, force_weather=weather if force else "", idea=idea,
    )  # fmt: skip


def _manned(idea: Idea, heroes: list[NounPhrase], place: Place) -> Idea:
    """People who meet a ship at sea come in one of their own: nobody swims to attack it."""
    crews = index_of("habits.yaml", "crews")
    others = any(figure_of(one) == "boat" for one in heroes[1:])
    ship = crews.get(heroes[0].head, "rowboat" if others else "").replace("_", " ")
    if idea.mount is not None or place.setting != "sea" or not ship or figure_of(heroes[0]) not in HUMAN:
        return idea
    return replace(idea, mount=NounPhrase(tuple(ship.split()), ship.split()[-1], ship, determiner="a"))


def _said(idea: Idea, roles: Mapping[str, Role], story: str) -> tuple[Predicate | None, str, Action]:
    """The predicate as the prompts say it: the object in the words of the cast, the verb fit for the place."""
    predicate = idea.predicate
    if predicate is not None and predicate.lemma in _STATES and predicate.object is None:
        lemma, shown = _STATES[predicate.lemma]
        return Predicate(lemma), "", shown
    if predicate is None or predicate.passive or roles["A"].mount:
        return (
            (None, "", "idle")
            if story not in ("activity", "performance", "loss", "together")
            else _fallback(roles, story)
        )
    _, action = verb_story(predicate)
    if (
        predicate.object is None
        and not predicate.tail
        and predicate.lemma in SIEGE | _NEEDS_OBJECT_ELSE_TRAVEL | {"be", "have", "do", "go"}
    ):
        return Predicate("walk" if roles["A"].base in HUMAN else "move"), "on", "walk"
    tail = predicate.tail
    if action == "fly" and predicate.object is not None and not predicate.link and roles["A"].base in HUMAN | {"robot"}:
        action = "play"  # who flies a kite stays on the ground
    if "B" in roles and predicate.object is not None and figure_of(predicate.object) in MOBILE:
        tail = " ".join(part for part in (predicate.particle, predicate.link, "$B", predicate.rest) if part)
    tail = f" {tail} ".replace(" my ", " the ").replace(" our ", " the ").strip()
    return predicate, tail, action


def _fallback(roles: Mapping[str, Role], story: str) -> tuple[Predicate, str, Action]:
    if roles["A"].mount:
        return Predicate("move"), "on", "race"
    if story == "performance":
        return Predicate("perform"), "", "play"
    return Predicate("rest" if roles["A"].base in HUMAN else "move"), "quietly", "idle"


def _thing(idea: Idea) -> tuple[str, str]:
    """$O: the object of the predicate, or what a search is for."""
    predicate = idea.predicate
    if (
        predicate is None
        or predicate.object is None
        or (look_up(predicate.object.head).noun < 0 and not predicate.object.is_plural)
    ):
        return (
            ("the hidden answer", "")
            if predicate is None or predicate.object is None
            else (predicate.object.text, predicate.object.noun)
        )
    return predicate.object.text.replace("my ", "the "), predicate.object.noun
