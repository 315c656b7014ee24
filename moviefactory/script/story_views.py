"""What a shot shows where no sentence says it: the place as a whole, or somebody who is there, closer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from moviefactory.movie import Action, CastMember
from moviefactory.script.dice import pick
from moviefactory.script.lexicon import article, capital, word_set
from moviefactory.script.nouns import figure_of_noun, possessive_of
from moviefactory.script.places import Place, Spot
from moviefactory.script.roles import Role, figure_at, manners
from moviefactory.script.story_pronouns import sex_of
from moviefactory.script.template import Stagehands, fill

_OUTSIDE = (
    "A wide view of {place}", "{place} lies quiet, nobody in sight", "{place}, seen from a distance",
    "{place} from high above, everything still", "The far side of {place}, empty and still",
)  # fmt: skip
_INSIDE = (
    "A view across {place}", "{place} lies quiet, nobody in sight", "A far corner of {place}, empty and still",
    "{place} from the doorway, everything in its place", "The light moves slowly across {place}",
)  # fmt: skip
_LINES = {"look": "$A $A.look $in", "detail": "$A.detail $A", "wait": "$A $A.wait $in", "act": "$A $A.act $in",
          "notice": "$A $A.notice $in"}  # fmt: skip
_PREPOSITIONS = word_set("in on at inside outside near by under above over along beside behind below among across "
                         "within beneath between around aboard off before")  # fmt: skip


@dataclass(frozen=True)
class View:
    """A sentence of our own making: whom it shows, and what they do."""

    text: str
    seen: tuple[str, ...] = ()
    action: Action = "idle"


def view_of(view: str, member: CastMember | None, place: Place, where: str, turn: int) -> View:
    """A sentence for `view` (place, look, detail, wait, act, notice) and who does what in it. `turn`: which line."""
    if member is None or view == "place":
        lines = _INSIDE if place.indoor else _OUTSIDE
        text = lines[turn % len(lines)].format(place=bare_place(where))
        return View(capital(text))
    base = figure_of_noun(member.noun)
    base = "person" if member.kind == "person" and base in ("unknown", "abstract", "place") else base
    figure = figure_at(base if base not in ("unknown", "abstract", "place") else "thing", place.key)
    line = _LINES[view] if manners(figure, view) else "$A $in"
    sex = sex_of(member)
    own = {"m": "his", "f": "her"}.get(sex) or possessive_of(member.noun, figure, member.count)
    role = Role(member, base, figure, own, plural=member.count > 1)
    preposition, _, words = where.partition(" ")
    hands = Stagehands({"A": role}, place, Spot(preposition, words, ""))
    filled = fill(line, hands, partial(_roll, turn, member.id))
    return View(filled.sentence, (member.id,), filled.actions.get("A", "idle"))


def _roll(turn: int, who: str, count: int) -> int:
    return pick(count, turn, who)


def where_of(words: str, place: Place) -> str:
    """A place with its preposition, as prompts say it: the sheet's own words, or the table's where they say no more."""
    plain = " ".join(words.split()).strip(" .,")
    if plain.split(" ")[0].lower() in _PREPOSITIONS and len(plain.split()) > 1:
        return plain[:1].lower() + plain[1:]
    spot = place.spots[0]
    if place.own_words or not plain or plain.lower() in (place.name.lower(), place.key.replace("_", " ")):
        return f"{spot.preposition} {spot.place}"
    named = re.match(r"(?:an?|the|his|her|their|its|my|our)\s", plain, re.I) or "'s " in plain or plain[:1].isupper()
    return f"{'in' if place.indoor else 'at'} {plain if named else article(plain)}"


def bare_place(where: str) -> str:
    """ "at the edge of an old forest" -> "an old forest"."""
    return re.sub(
        rf"^(?:(?:deep|high|far|out|{'|'.join(_PREPOSITIONS)}) )*(?:the (?:foot|edge|mouth|middle|top|"
        rf"end) of )?", "", where
    )  # fmt: skip
