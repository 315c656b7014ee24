"""Which of the stories (data/stories) an idea tells: by its cue words, verb and heroes; or the nearest that fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from moviefactory.movie import Action
from moviefactory.script.clause import Predicate
from moviefactory.script.discovery import FINDS
from moviefactory.script.grammar import NounPhrase
from moviefactory.script.idea import MOUNTS, Idea
from moviefactory.script.lexicon import data_table, index_of, look_up, word_list, word_set
from moviefactory.script.nouns import CRAFT, LIVING, MOBILE, figure_of
from moviefactory.script.phrases import chunks_of
from moviefactory.script.roles import Role, fits

SIEGE = word_set("attack invade conquer defend haunt guard protect storm raid")
PAIRED = word_set("race fight chase meeting together rescue bustle")
_SHARED = word_set("journey performance activity creation loss search celebration")


@cache
def _verbs() -> Mapping[str, tuple[str, Action]]:
    """verb -> (story, action); a verb with a particle is written "look for"."""
    found: dict[str, tuple[str, Action]] = {}
    for story, actions in data_table("verbs.yaml").items():
        for action, words in actions.items():
            shown: Action = action.partition("-")[0]
            for word in word_list(words):
                found.setdefault(word, (story, shown))
    return found


def verb_story(predicate: Predicate) -> tuple[str, Action]:
    """(story, action) of a predicate: by verb and particle or preposition, else by the verb, else an activity."""
    known = _verbs()
    if (
        predicate.lemma == "play"
        and predicate.object is not None
        and "s" not in look_up(predicate.object.head).classes[:2]
    ):
        return "activity", "play"
    for key in (f"{predicate.lemma} {predicate.particle or predicate.link}".strip(), predicate.lemma):
        if key in known:
            return known[key]
    return "activity", "work"


def story_file(story: str) -> Mapping[str, Any]:
    """The story's file: slots, mood and beats."""
    return data_table(f"stories/{story}.yaml")


def story_of(idea: Idea, heroes: list[NounPhrase]) -> tuple[str, list[NounPhrase], Idea]:
    """(story, heroes, idea): the kind of story the words tell; the object joins the heroes where it plays a part."""
    predicate = idea.predicate
    if idea.told:
        return idea.told, heroes, idea
    story = cued(idea)
    if story == "together" and (len(heroes) < 2 or predicate is None):
        story = ""
    if predicate is None:
        return _without_verb(story, idea, heroes), heroes, idea
    by_verb = verb_story(predicate)[0]
    if _is_ride(predicate) or by_verb == "creation":
        return story or ("journey" if _is_ride(predicate) else by_verb), heroes, idea
    if predicate.lemma == "fall" and "love" in predicate.tail:
        return "meeting", _beloved(heroes, predicate), idea
    story, heroes = _with_object(story, by_verb, predicate, heroes)
    if idea.mount is not None and by_verb == "activity":
        by_verb = "journey"
    elif by_verb == "activity" and not predicate.tail and figure_of(heroes[0]) in CRAFT:
        by_verb = "portrait"  # a train that runs or a car that drives does what it always does
    if idea.force and (story in ("", "journey", "ordeal", "loss") or by_verb == "ordeal"):
        story = "loss" if "loss" in (story, by_verb) else "ordeal"
    return story or by_verb, heroes, idea


def _without_verb(story: str, idea: Idea, heroes: Sequence[NounPhrase]) -> str:
    if idea.force and story in ("", "journey", "ordeal"):
        return "ordeal"
    if idea.is_contest and len(heroes) > 1 and not story:
        return "race" if figure_of(heroes[0]) in CRAFT else "fight"
    return story or _by_figure(heroes, idea)


def _is_ride(predicate: Predicate) -> bool:
    thing = predicate.object
    return predicate.lemma in MOUNTS and thing is not None and figure_of(thing) in CRAFT | {"animal", "bird", "flyer"}


def _with_object(
    story: str, by_verb: str, predicate: Predicate, heroes: list[NounPhrase]
) -> tuple[str, list[NounPhrase]]:
    """Takes the object among the heroes where it can act, or where the story is about coming upon it."""
    thing = predicate.object
    if thing is None:
        return story, heroes
    if figure_of(thing) in MOBILE and by_verb != "event":
        acts = by_verb in ("chase", "fight", "meeting", "race", "search", "rescue") or predicate.link in ("", "with")
        if len(heroes) < 2 and thing.head != heroes[0].head and acts:
            return story or {"search": "meeting"}.get(by_verb, by_verb), [*heroes, thing]
        return story, heroes
    found = by_verb == "meeting" or (by_verb == "search" and predicate.lemma in FINDS)
    if found and figure_of(thing) not in ("place", "abstract", "unknown"):
        return story or "encounter", [_in_company(heroes), thing]
    return story, heroes


def _in_company(heroes: Sequence[NounPhrase]) -> NounPhrase:
    """The first of the heroes, with the second at their side: "a boy with a dog" finds a cave."""
    if len(heroes) < 2 or heroes[0].companion is not None or heroes[0].is_plural:
        return heroes[0]
    return replace(heroes[0], companion=replace(heroes[1], determiner="" if heroes[1].is_plural else "a"))


def _beloved(heroes: list[NounPhrase], predicate: Predicate) -> list[NounPhrase]:
    """ "falls in love with a toaster": the two of them."""
    if not predicate.rest.startswith("with "):
        return heroes
    phrases = [one for one in chunks_of(predicate.rest.removeprefix("with ")) if isinstance(one, NounPhrase)]
    return [*heroes[:1], *phrases[:1]]


def cued(idea: Idea) -> str:
    cues = index_of("habits.yaml", "cues")
    heroes = {one.head for one in idea.subjects}
    return next((cues[word] for word in idea.cues if word in cues and word not in heroes), "")


def _by_figure(heroes: Sequence[NounPhrase], idea: Idea) -> str:
    if len(heroes) > 1:
        return "meeting"
    figure = figure_of(heroes[0])
    if figure == "plant":
        return "nature"
    if figure in ("force", "volcano"):
        return "storm"
    cues = index_of("habits.yaml", "cues")
    if heroes[0].head in cues and figure in LIVING:  # a detective looks for something by profession
        return cues[heroes[0].head]
    return "portrait" if figure in MOBILE else "still"


def allowed(story: str, roles: Mapping[str, Role], idea: Idea) -> str:
    """`story`, or the nearest one whose slots this cast fits."""
    a, b = roles["A"].base, roles["B"].base if "B" in roles else ""
    a = a if a not in ("surfer", "skier", "diver") else "person"
    b = b if b not in ("surfer", "skier", "diver") else "person"
    slots = story_file(story)["slots"]
    if story == "creation" and (idea.predicate is None or idea.predicate.object is None):
        story, slots = "activity", story_file("activity")["slots"]
    if "B" in slots and not b:
        story = {"chase": "escape", "race": "portrait", "fight": "performance", "meeting": "portrait"}.get(
            story, "portrait"
        )
        if (
            idea.predicate
            and story in ("performance", "portrait", "escape")
            and ((a in LIVING and not roles["A"].mount) or verb_story(idea.predicate)[0] != "race")
        ):
            story = "activity"
        slots = story_file(story)["slots"]
    if b and story in ("meeting", "fight", "race", "chase") and not fits(b, "mobile"):
        story = "encounter"
        slots = story_file(story)["slots"]
    if b and story == "encounter" and fits(b, "mobile") and not fits(b, slots["B"]):
        story, slots = "meeting", story_file("meeting")["slots"]
    if fits(a, slots["A"]) and ("B" not in slots or fits(b, slots["B"])):
        return story
    if a == "plant":
        return "nature"
    if a in ("force", "volcano"):
        return "storm"
    if fits(a, "mobile"):
        return "activity" if idea.predicate and a in LIVING else "portrait"
    return "still"


def shared(story: str, roles: Mapping[str, Role], idea: Idea) -> str:
    """Two heroes in a story for one: they do it together, or simply meet."""
    if not all(
        fits(roles[letter].base if roles[letter].base in CRAFT | LIVING else "thing", "mobile") for letter in "AB"
    ):
        return "encounter" if fits(roles["A"].base, "mobile") else story
    both_act = idea.predicate is not None and len(idea.subjects) > 1
    if story in ("escape", "ordeal"):
        return story
    return "together" if both_act and story in _SHARED else story if not both_act and story in _SHARED else "meeting"
