"""Where a story plays when the idea does not say: by what is done, to what, and who lives where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from moviefactory.script.dice import pick
from moviefactory.script.discovery import lies_in
from moviefactory.script.grammar import NounPhrase
from moviefactory.script.idea import Idea
from moviefactory.script.lexicon import data_table, index_of, word_set
from moviefactory.script.nouns import CRAFT, HUMAN, LIVING, figure_of
from moviefactory.script.places import Place, PlaceMention, home_of, named, place_for
from moviefactory.script.roles import AIRBORNE

_WATERS = word_set("sea harbour lake beach underwater")
_ANYONE = word_set("surf ski skate cook bake juggle perform skateboard snowboard sled")
_GROUND = CRAFT - AIRBORNE - {"boat", "submarine"}


def place_of_story(idea: Idea, heroes: Sequence[NounPhrase], story: str, seed: int) -> Place:
    choice = pick(97, seed, idea.text, "place")
    if idea.place is not None and not _hides(idea.place, heroes):
        mention = _in_its_element(idea, idea.place, heroes)
        if not mention.key:  # "under a Christmas tree": a corner of wherever such a thing stands
            key = home_of(mention.name) or _default_key(replace(idea, place=None), heroes, story, choice)
            near = place_for(replace(mention, key=key), choice)
            return replace(near, spots=near.spots[:1])
        return place_for(mention, choice)
    place = named(_default_key(idea, heroes, story, choice), choice)
    wet = idea.weather in ("rain", "storm", "snow", "fog")  # weather that the idea speaks of wants to be seen
    return named("garden", choice) if (idea.outdoors or wet) and place.indoor else place


def _hides(mention: PlaceMention, heroes: Sequence[NounPhrase]) -> bool:
    """Whether the place only says behind what a found site lies ("a garden behind a wall")."""
    return mention.preposition in ("behind", "beyond") and any(one.is_site for one in heroes)


def _in_its_element(idea: Idea, mention: PlaceMention, heroes: Sequence[NounPhrase]) -> PlaceMention:
    """Fish in "the ocean" are filmed under water."""
    wet = all(figure_of(one) in ("fish", "submarine", "diver") for one in heroes)
    deep = _shallower("underwater", idea, [figure_of(one) for one in heroes]) == "underwater"
    if wet and deep and mention.key == "sea" and not mention.words:
        return PlaceMention("underwater", "in", "", "ocean")
    return mention


def _default_key(idea: Idea, heroes: Sequence[NounPhrase], story: str, choice: int) -> str:
    """The place for a story without one: an arena for a contest, else where it is done, else where the hero lives."""
    figures = [figure_of(one) for one in heroes]
    if forced := _forced(idea, heroes, story, figures):
        return forced
    if story == "race" or (story in ("chase", "fight") and len(heroes) > 1):
        keys = _arena(figures, heroes, story)
        if keys:
            return keys[choice % len(keys)]
    if idea.is_trade and (home := home_of(heroes[0].noun)):
        return home
    if key := _where_done(idea, figures[0]):
        return key
    nouns = [idea.home_hint, *_names(heroes[::-1] if story == "rescue" else heroes)]
    homes = [home for noun in nouns if noun and (home := home_of(noun))]
    if story == "rescue":  # nobody is lost in a cosy room
        homes = sorted(homes, key=lambda home: named(home, 0).indoor)
    if homes:
        return _shallower(homes[0], idea, figures)
    if idea.weather == "snow":
        return "snow"
    thing = idea.predicate.object if idea.predicate else None
    if thing is not None and (home := home_of(thing.noun)):
        return home
    keys = data_table("habits.yaml")["figures"].get(figures[0], ["meadow"])
    return str(keys[choice % len(keys)])


def _forced(idea: Idea, heroes: Sequence[NounPhrase], story: str, figures: Sequence[str]) -> str:
    """The place that there is no way around: where a found site lies, and water for whatever floats or swims."""
    sought = idea.predicate.object if idea.predicate else None
    site = next((one for one in (*heroes, sought) if one is not None and one.is_site), None)
    if site is not None and (around := lies_in(site)):
        return around
    if story == "rescue" and "fish" in figures:
        return "underwater" if set(figures) <= {"fish", "submarine", "diver"} else "sea"
    return _water(idea, heroes) if story != "race" else ""


def _names(heroes: Sequence[NounPhrase]) -> list[str]:
    """The nouns that may say where the heroes live: their own first, then those of the people they belong to."""
    return [*(one.noun for one in heroes), *(one.owner for one in heroes if one.owner)]


def _water(idea: Idea, heroes: Sequence[NounPhrase]) -> str:
    """The water that somebody or something afloat needs; "" where nobody is."""
    thing = idea.predicate.object if idea.predicate and not idea.predicate.link else None
    afloat = [one for one in (*heroes, *([thing] if thing else [])) if figure_of(one) == "boat"]
    if not afloat:
        return ""
    home = home_of(afloat[0].noun)
    return home if home in _WATERS else "sea"


def _where_done(idea: Idea, figure: str) -> str:
    """Where one does what the predicate says: by its object, then by its verb."""
    predicate = idea.predicate
    if predicate is None:
        return ""
    if figure in CRAFT:
        return ""
    objects, doings = index_of("habits.yaml", "objects"), index_of("habits.yaml", "doings")
    nouns = [predicate.object.noun.lower(), predicate.object.head] if predicate.object else []
    if noun := next((one for one in nouns if one in objects), ""):
        return objects[noun]
    done = next((verb for verb in (predicate.lemma, *idea.verbs) if verb in doings), "")
    able = figure in HUMAN | {"robot"} or (figure in LIVING and done in _ANYONE)
    return doings[done] if done and able else ""


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
