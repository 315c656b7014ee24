"""Who is seen where an idea names only an event ("a football match") or a town ("New York City wakes up")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from moviefactory.movie import TimeOfDay
from moviefactory.script.idea import Idea, read_idea
from moviefactory.script.lexicon import data_table, singular, word_list

_WAKES = {"wake": "dawn", "awaken": "dawn", "rise": "dawn", "sleep": "night", "dream": "night", "rest": "night"}


@cache
def _events() -> Mapping[str, str]:
    table = data_table("habits.yaml")["events"]
    return {word: str(who) for words, who in table.items() for word in word_list(str(words))}


def event_of(idea: Idea) -> Idea | None:
    """The idea with the people who belong to its event, where it names one; the longest name wins ("school play")."""
    words = [singular(word) for word in re.findall(r"[a-z]+", idea.text.lower())]
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            who = _events().get(" ".join(words[start : start + size]))
            if who is not None:
                return _peopled(idea, read_idea(who))
    return None


def _peopled(idea: Idea, image: Idea) -> Idea:
    return replace(
        image, text=idea.text, time=idea.time or image.time, weather=idea.weather or image.weather,
        place=idea.place or image.place, cues=(*image.cues, *idea.cues), force=idea.force, outdoors=idea.outdoors,
    )  # fmt: skip


def bustle_of(idea: Idea) -> Idea | None:
    """A town as the hero: its people and its traffic, at the hour at which it does what the idea says."""
    if idea.place is None:
        return None
    crowd = data_table("habits.yaml")["crowds"].get(idea.place.key)
    if crowd is None:
        return None
    lemma = idea.predicate.lemma if idea.predicate else ""
    if lemma in ("burn", "blaze"):
        return replace(read_idea("a wildfire"), text=idea.text, place=idea.place, time=idea.time or "night")
    image = read_idea(str(crowd))
    hours: Mapping[str, TimeOfDay] = {verb: "dawn" if hour == "dawn" else "night" for verb, hour in _WAKES.items()}
    return replace(
        image, text=idea.text, place=idea.place, time=idea.time or hours.get(lemma), weather=idea.weather,
        cues=(), told="bustle",
    )  # fmt: skip
