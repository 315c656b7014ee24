"""From a read idea to a cast story: which story is told, who plays it, and where."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from moviefactory.movie import Action, digest
from moviefactory.script.idea import MOUNTS, Idea, Predicate
from moviefactory.script.lexicon import data_table, index_of, look_up, word_list
from moviefactory.script.light import FORCE_WORDS
from moviefactory.script.looks import PEOPLE_TOGETHER, describe, member, recolored
from moviefactory.script.nouns import CRAFT, HUMAN, LIVING, MOBILE, figure_of, possessive_of
from moviefactory.script.phrases import NounPhrase
from moviefactory.script.places import Place, PlaceMention, home_of, named, place_for
from moviefactory.script.roles import AIRBORNE, Role, figure_at, fits

_PAIRED = frozenset("race fight chase meeting together".split())
_NEEDS_OBJECT_ELSE_TRAVEL = frozenset("cross visit enter leave reach see discover find travel".split())
_SHARED = frozenset("journey performance activity creation loss search celebration".split())
_SIEGE = frozenset("attack invade conquer defend haunt guard protect storm raid".split())
_ANYONE = frozenset("surf ski skate cook bake juggle perform skateboard snowboard sled".split())
_STATES: dict[str, tuple[str, Action]] = {  # what somebody does who is lost, stuck or left behind
    "lose": ("wander", "walk"), "trap": ("wait", "idle"), "strand": ("wait", "idle"), "stick": ("wait", "idle"),
    "abandon": ("wait", "idle"), "forget": ("wait", "idle"), "leave": ("walk", "walk"), "strew": ("lie", "idle"),
}  # fmt: skip
_GROUND = CRAFT - AIRBORNE - {"boat", "submarine"}


@dataclass(frozen=True)
class Cast:
    """A cast story. `roles` by letter (A, B, C); `thing` is what the story calls $O; `action` what the predicate shows."""

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


def pick(count: int, *parts: object) -> int:
    """A number below `count`, hashed from `parts`: the writer's only dice."""
    return int(digest(*parts)[:8], 16) % max(1, count)


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


def cast_idea(idea: Idea, seed: int) -> Cast:
    """The story that `idea` tells, fully cast. `idea.subjects` has at least one phrase."""
    heroes = list(idea.subjects)
    story, heroes, idea = _story(idea, heroes)
    place = _place(idea, heroes, story, seed)
    roles = _roles(heroes, idea, place, seed)
    story = _allowed(story, roles, idea)
    if story not in _PAIRED | {"encounter"} and "B" in roles and story != "ordeal":
        story = _shared_story(story, roles, idea)
    predicate, tail, action = _said(idea, roles, story)
    thing = _thing(idea)
    force, weather = FORCE_WORDS.get(idea.force, ("", "clear"))
    if story == "ordeal" and not force:
        force, weather = "the storm", "storm"
    return Cast(
        story=story, roles=roles, place=place, predicate=predicate, predicate_tail=tail, action=action, thing=thing[0],
        thing_noun=thing[1], force=force, force_weather=weather if force else "", idea=idea,
    )  # fmt: skip


def story_file(story: str) -> Mapping[str, Any]:
    """The story's file: slots, mood and beats."""
    return data_table(f"stories/{story}.yaml")


def _story(idea: Idea, heroes: list[NounPhrase]) -> tuple[str, list[NounPhrase], Idea]:
    """What kind of story the words tell, with the object among the heroes where it plays a part."""
    predicate = idea.predicate
    story = _cued(idea)
    if story == "together" and (len(heroes) < 2 or predicate is None):
        story = ""
    by_verb = verb_story(predicate)[0] if predicate else ""
    living_object = predicate.object if predicate and predicate.object else None
    if (
        predicate
        and predicate.lemma in MOUNTS
        and living_object
        and figure_of(living_object) in CRAFT | {"animal", "bird", "flyer"}
    ):
        return story or "journey", heroes, idea
    if by_verb == "creation":
        return story or by_verb, heroes, idea
    if (
        living_object
        and figure_of(living_object) in MOBILE
        and len(heroes) < 2
        and not living_object.head == heroes[0].head
    ):
        if (
            by_verb in ("chase", "fight", "meeting", "race", "search")
            or predicate
            and (predicate.link == "with" or not predicate.link)
        ):
            heroes = [*heroes, living_object]
            story = story or {"search": "meeting", "creation": "creation"}.get(by_verb, by_verb)
    elif (
        living_object
        and by_verb in ("meeting", "search")
        and figure_of(living_object) not in ("place", "abstract", "unknown")
    ):
        if predicate and (by_verb == "meeting" or predicate.lemma in ("find", "discover")):
            heroes, story = [*heroes[:1], living_object], story or "encounter"
    if predicate and by_verb == "activity" and not predicate.tail and figure_of(heroes[0]) in CRAFT:
        by_verb = "portrait"  # a train that runs or a car that drives does what it always does
    if predicate and predicate.lemma == "fall" and predicate.rest.startswith("with") and "love" in predicate.tail:
        heroes, story = _beloved(heroes, predicate), "meeting"
    if idea.force and story in ("", "journey", "ordeal", "loss") or by_verb == "ordeal" and idea.force:
        story = story if story == "loss" or by_verb == "loss" else "ordeal"
    if idea.is_contest and len(heroes) > 1 and not story:
        story = "race" if figure_of(heroes[0]) in CRAFT else "fight"
    return story or by_verb or _by_figure(heroes, idea), heroes, idea


def _beloved(heroes: list[NounPhrase], predicate: Predicate) -> list[NounPhrase]:
    from moviefactory.script.phrases import chunks_of

    phrases = [one for one in chunks_of(predicate.rest.removeprefix("with ")) if isinstance(one, NounPhrase)]
    return [*heroes[:1], *phrases[:1]]


def _cued(idea: Idea) -> str:
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


def _allowed(story: str, roles: Mapping[str, Role], idea: Idea) -> str:
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
            and story in ("performance", "portrait")
            and verb_story(idea.predicate)[0] not in ("race", "chase")
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


def _shared_story(story: str, roles: Mapping[str, Role], idea: Idea) -> str:
    """Two heroes in a story for one: they do it together, or simply meet."""
    if not all(
        fits(roles[letter].base if roles[letter].base in CRAFT | LIVING else "thing", "mobile") for letter in "AB"
    ):
        return "encounter" if fits(roles["A"].base, "mobile") else story
    both_act = idea.predicate is not None and len(idea.subjects) > 1
    if story in ("escape", "ordeal"):
        return story
    return "together" if both_act and story in _SHARED else story if not both_act and story in _SHARED else "meeting"


def _place(idea: Idea, heroes: Sequence[NounPhrase], story: str, seed: int) -> Place:
    choice = pick(97, seed, idea.text, "place")
    if idea.place is not None:
        mention = _in_its_element(idea, idea.place, heroes)
        if not mention.key:  # "under a Christmas tree": a corner of wherever such a thing stands
            key = home_of(mention.name) or _default_key(replace(idea, place=None), heroes, story, choice)
            near = place_for(replace(mention, key=key), choice)
            return replace(near, spots=near.spots[:1])
        return place_for(mention, choice)
    return named(_default_key(idea, heroes, story, choice), choice)


def _in_its_element(idea: Idea, mention: PlaceMention, heroes: Sequence[NounPhrase]) -> PlaceMention:
    """Fish in "the ocean" are filmed under water."""
    wet = all(figure_of(one) in ("fish", "submarine", "diver") for one in heroes)
    deep = _shallower("underwater", idea, [figure_of(one) for one in heroes]) == "underwater"
    if wet and deep and mention.key == "sea" and not mention.words:
        return PlaceMention("underwater", "in", "", "ocean")
    return mention


def _default_key(idea: Idea, heroes: Sequence[NounPhrase], story: str, choice: int) -> str:
    figures = [figure_of(one) for one in heroes]
    if story in ("race", "chase", "fight") and len(heroes) > 1 or story == "race":
        keys = _arena(figures, heroes, story)
        if keys:
            return keys[choice % len(keys)]
    predicate = idea.predicate
    if idea.is_trade and (home := home_of(heroes[0].noun)):
        return home
    if predicate:
        objects, doings = index_of("habits.yaml", "objects"), index_of("habits.yaml", "doings")
        for word in [predicate.object.noun.lower(), predicate.object.head] if predicate.object else []:
            if word in objects:
                return objects[word]
        if figures[0] in LIVING and (
            done := next((verb for verb in (predicate.lemma, *idea.verbs) if verb in doings), "")
        ):
            if figures[0] in HUMAN | {"robot"} or done in _ANYONE:
                return doings[done]
    if idea.weather == "snow" and not any(home_of(one.noun) for one in heroes):
        return "snow"
    for noun in [idea.home_hint, *(hero.noun for hero in heroes)]:
        if noun and (home := home_of(noun)):
            return _shallower(home, idea, figures)
    if predicate and predicate.object and (home := home_of(predicate.object.noun)):
        return home
    keys = data_table("habits.yaml")["figures"].get(figures[0], ["meadow"])
    return str(keys[choice % len(keys)])


def _shallower(home: str, idea: Idea, figures: Sequence[str]) -> str:
    """Under water only where everybody can be: with people, and for leaps, it is the surface of the sea."""
    leaps = idea.predicate is not None and idea.predicate.lemma in ("jump", "leap", "surf", "splash", "sail", "breach")
    if home == "underwater" and (leaps or not set(figures) <= {"fish", "submarine", "diver", "crawler"}):
        return "sea"
    return home


def _arena(figures: Sequence[str], heroes: Sequence[NounPhrase], story: str) -> Sequence[str]:
    arenas: Mapping[str, Sequence[str]] = data_table("habits.yaml")["arenas"]
    kinds = set(figures)
    if kinds <= {"spaceship", "cosmos"}:
        return arenas["space"]
    if kinds <= {"fish", "submarine"}:
        return arenas["deep"]
    if kinds & {"boat"} and kinds <= {"boat", "fish"}:
        return arenas["water"]
    if kinds <= {"plane", "helicopter", "bird", "flyer", "insect", "floater", "spaceship"}:
        return arenas["air"]
    homes = [_shallower(home, Idea(""), figures) for one in heroes if (home := home_of(one.noun))]
    if story == "fight":
        return arenas["fight"] if not homes or kinds & (CRAFT | {"robot"}) else homes[:1]
    if kinds & _GROUND:
        return arenas["drive" if kinds <= _GROUND else "mixed"]
    if kinds <= HUMAN | {"robot"} and story == "race":
        return arenas["run"]
    return homes[:1] or (arenas["animal"] if story == "race" else ())


def _roles(heroes: Sequence[NounPhrase], idea: Idea, place: Place, seed: int) -> dict[str, Role]:
    split = len(heroes) == 1 and heroes[0].is_plural and (idea.is_contest or _is_contest(idea))
    phrases = _split(heroes[0]) if split else list(heroes[:3])
    roles: dict[str, Role] = {}
    for letter, phrase in zip("ABC", phrases, strict=False):
        roles[letter] = _role(phrase, idea if letter == "A" else Idea(idea.text), (place, seed, letter), roles)
    return roles


def _is_contest(idea: Idea) -> bool:
    return _cued(idea) in ("race", "fight") or (
        idea.predicate is not None
        and idea.predicate.object is None
        and idea.predicate.lemma not in _SIEGE
        and verb_story(idea.predicate)[0] in ("race", "fight", "meeting")
    )


def _split(phrase: NounPhrase) -> list[NounPhrase]:
    """Two rivals of one kind: "two cars racing" is a car and another car."""
    one = replace(phrase, is_plural=False, count=1, number="", determiner="a")
    return [one, one]


def _role(phrase: NounPhrase, idea: Idea, where: tuple[Place, int, str], others: Mapping[str, Role]) -> Role:
    place, seed, letter = where
    phrase = _without_possessive(phrase)
    base = figure_of(phrase) if phrase.head not in PEOPLE_TOGETHER else "person"
    base = base if base not in ("unknown", "abstract", "place") else ("person" if phrase.is_name else "thing")
    mount = _mount(idea)
    prop = phrase.companion.noun if phrase.companion else ""
    extra = " ".join(
        part for part in (f"with {_stated(phrase.companion)}" if phrase.companion else "", idea.wearing) if part
    )
    if mount is not None:
        mount_look, _ = describe(mount, figure_of(mount), pick(97, seed, idea.text, "mount"))
        extra = f"{extra} {'in' if figure_of(mount) in ('vehicle', 'boat', 'plane', 'spaceship', 'helicopter', 'train') else 'on'} {mount_look}".strip()
    taken = [other.member.color for other in others.values()] if base in CRAFT or base in HUMAN else []
    look = describe(phrase, base, pick(97, seed, idea.text, letter, "look"), extra, taken)
    if look[0] in [other.member.description for other in others.values()]:
        look = recolored(look, [other.member.color for other in others.values()])
    entry = member(phrase, base, look, [other.member.id for other in others.values()])
    figure = base
    if mount is not None:
        figure = "rider" if figure_of(mount) in ("animal", "bike", "bird", "flyer") else figure_of(mount)
    return Role(
        member=entry, base=base, figure=figure_at(figure, place.key),
        possessive=_possessive(entry.noun, base, entry.count, idea.text), plural=phrase.is_plural or phrase.count > 1,
        rider=entry.noun if mount is not None else "", mount=mount.noun if mount is not None else "", prop=prop,
    )  # fmt: skip


def _possessive(noun: str, figure: str, count: int, text: str) -> str:
    """ "his", "her", "its" or "their"; where the noun says nothing of a person, the idea's pronouns do."""
    usual = possessive_of(noun, figure, count)
    if usual != "their" or count > 1:
        return usual
    said = re.search(r"\b(his|her|he|she)\b", text.lower())
    return {"he": "his", "she": "her"}.get(said[1], said[1]) if said else usual


def _without_possessive(phrase: NounPhrase) -> NounPhrase:
    return (
        replace(phrase, determiner="a")
        if phrase.determiner in ("his", "her", "their", "its", "my", "our", "your")
        else phrase
    )


def _stated(phrase: NounPhrase | None) -> str:
    if phrase is None:
        return ""
    return phrase.text.replace("my ", "the ").replace("our ", "the ")


def _mount(idea: Idea) -> NounPhrase | None:
    predicate = idea.predicate
    if (
        predicate is None
        or predicate.object is None
        or predicate.lemma not in MOUNTS
        or predicate.link not in ("", "on", "in")
    ):
        return None
    thing = predicate.object
    mountable = figure_of(thing) in CRAFT | {"animal", "bird", "flyer", "fish"}
    return replace(_without_possessive(thing), determiner="a") if mountable else None


def _said(idea: Idea, roles: Mapping[str, Role], story: str) -> tuple[Predicate | None, str, Action]:
    """The predicate as the prompts say it: the object in the words of the cast, the verb fit for the place."""
    predicate = idea.predicate
    if predicate is not None and predicate.lemma in _STATES and predicate.object is None:
        lemma, shown = _STATES[predicate.lemma]
        return Predicate(lemma), "", shown
    if predicate is None or predicate.passive or roles["A"].mount:
        return (None, "", "idle") if story not in ("activity", "performance", "loss", "together") else _fallback(roles)
    _, action = verb_story(predicate)
    if (
        predicate.object is None
        and not predicate.tail
        and predicate.lemma in _SIEGE | _NEEDS_OBJECT_ELSE_TRAVEL | {"be", "have", "do", "go"}
    ):
        return Predicate("walk" if roles["A"].base in HUMAN else "move"), "on", "walk"
    tail = predicate.tail
    if action == "fly" and predicate.object is not None and roles["A"].base in HUMAN | {"robot"}:
        action = "play"  # who flies a kite stays on the ground
    if "B" in roles and predicate.object is not None and figure_of(predicate.object) in MOBILE:
        tail = " ".join(part for part in (predicate.particle, predicate.link, "$B", predicate.rest) if part)
    tail = f" {tail} ".replace(" my ", " the ").replace(" our ", " the ").strip()
    return predicate, tail, action


def _fallback(roles: Mapping[str, Role]) -> tuple[Predicate, str, Action]:
    return Predicate("rest" if roles["A"].base in HUMAN else "move"), "quietly", "idle"


def _thing(idea: Idea) -> tuple[str, str]:
    """$O: the object of the predicate, or what a search is for."""
    predicate = idea.predicate
    if (
        predicate is None
        or predicate.object is None
        or look_up(predicate.object.head).noun < 0
        and not predicate.object.is_plural
    ):
        return (
            ("the hidden answer", "")
            if predicate is None or predicate.object is None
            else (predicate.object.text, predicate.object.noun)
        )
    return predicate.object.text.replace("my ", "the "), predicate.object.noun
