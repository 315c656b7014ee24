"""The figures of the animatic: any English noun phrase becomes a drawing that moves.

`figure_for` looks a subject up in this order: the exact noun among our own vector art and its several hundred synonyms;
emoji art of exactly that name; the phrase's shorter endings ("old lighthouse keeper" -> "lighthouse keeper") in both;
and at last a figure of the subject's kind. A person is always a person. It never fails: an unknown noun is a fallback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from moviefactory.movie import NounKind, Subject
from moviefactory.video.animatic.figure import Figure
from moviefactory.video.animatic.figures.actor import Role
from moviefactory.video.animatic.figures.aircraft import airplane, drone, helicopter, hot_air_balloon
from moviefactory.video.animatic.figures.birds import BIRDS, bird
from moviefactory.video.animatic.figures.boats import boat
from moviefactory.video.animatic.figures.cars import car
from moviefactory.video.animatic.figures.creatures import creature
from moviefactory.video.animatic.figures.dragons import dragon, tyrannosaur
from moviefactory.video.animatic.figures.effects import MOST_DRAWN, exploding, group
from moviefactory.video.animatic.figures.emoji import TWEMOJI_CREDIT, emoji_figure, emoji_for
from moviefactory.video.animatic.figures.motion import chance
from moviefactory.video.animatic.figures.nouns import COLLECTIVES, COUNTS, IRREGULAR, KIND_FALLBACK, all_nouns
from moviefactory.video.animatic.figures.palette import PAINTS
from moviefactory.video.animatic.figures.penguins import penguin
from moviefactory.video.animatic.figures.people.costumes import COSTUMES
from moviefactory.video.animatic.figures.people.person import person
from moviefactory.video.animatic.figures.props import hold_of
from moviefactory.video.animatic.figures.quadruped import quadruped
from moviefactory.video.animatic.figures.road import road_vehicle
from moviefactory.video.animatic.figures.scenery import scenery
from moviefactory.video.animatic.figures.sea_arms import crab, octopus
from moviefactory.video.animatic.figures.sea_life import FISH, fish
from moviefactory.video.animatic.figures.small_life import bat, bee, butterfly, snail, snake, spider
from moviefactory.video.animatic.figures.spacecraft import rocket, satellite, saucer, spaceship
from moviefactory.video.animatic.figures.species import SPECIES

FAMILIES: dict[str, Callable[[Role, str], Figure]] = {
    "person": person, "creature": creature, "quadruped": quadruped, "bird": bird, "penguin": penguin, "dragon": dragon,
    "trex": tyrannosaur, "fish": fish, "octopus": octopus, "crab": crab, "butterfly": butterfly, "bee": bee, "bat": bat,
    "snake": snake, "spider": spider, "snail": snail, "car": car, "road": road_vehicle, "airplane": airplane,
    "helicopter": helicopter, "hot_air_balloon": hot_air_balloon, "drone": drone, "rocket": rocket, "saucer": saucer,
    "spaceship": spaceship, "satellite": satellite, "boat": boat, "scenery": scenery,
}  # fmt: skip
_ALIVE: frozenset[str] = frozenset({"person", "creature", "quadruped", "bird", "penguin", "dragon", "trex"})
_RED_BY_NATURE: frozenset[str] = frozenset({"fox", "squirrel", "deer", "panda", "orangutan"})
_PLACE_WORDS: tuple[str, ...] = (" with ", " in ", " on ", " from ", " at ", " who ", " that ", " and ")
_TITLES: tuple[str, ...] = ("er", "or", "ist", "ian", "man", "woman", "boy", "girl", "ess")


@dataclass(frozen=True)
class Art:
    """What a noun is drawn as: `family:name` of our own art, or the code of an emoji picture."""

    family: str
    name: str
    emoji: str = ""


def figure_for(subject: Subject, seed: int) -> Figure:
    """The figure of `subject`; `seed` varies looks and phase. Pure: equal arguments give equal pictures."""
    words, count = _plain(subject.noun)
    count = max(count, subject.count)
    art = art_for(words, subject.kind)
    color = subject.color or _color_in(words)
    looks = seed + int(chance(words) * 1_000_000)  # one seed for a whole shot still gives everybody looks of their own
    members = tuple(
        _single(subject, art, words, color, looks + 7919 * index) for index in range(min(count, MOST_DRAWN))
    )
    figure = members[0] if len(members) == 1 else group(members)
    return exploding(figure, seed) if subject.action == "explode" else figure


def _single(subject: Subject, art: Art, words: str, color: str, seed: int) -> Figure:
    if color == "red" and art.name in _RED_BY_NATURE:
        color = ""  # a "red fox" has the coat of a fox, not of a fire engine
    role = Role(words, subject.action, color, subject.prop, seed)
    if art.emoji:
        return emoji_figure(role, art.emoji, subject.kind)
    return FAMILIES[art.family](role, art.name)


def art_credits(subjects: Iterable[Subject]) -> tuple[str, ...]:
    """The credit lines that the third-party art of `subjects` asks for; empty where only our own art is drawn."""
    for subject in subjects:
        if art_for(_plain(subject.noun)[0], subject.kind).emoji:
            return (TWEMOJI_CREDIT,)
        if subject.prop and hold_of(subject.prop) is None and emoji_for(subject.prop) is not None:
            return (TWEMOJI_CREDIT,)
    return ()


@cache
def art_for(words: str, kind: NounKind) -> Art:
    """What a plain noun phrase (lower case, singular head) is drawn as."""
    tails = _endings(words)
    table = _table()
    human = kind == "person"
    if words in table and not (human and table[words].partition(":")[0] not in _ALIVE):
        return _own(table[words])
    if not human and kind != "creature" and (code := emoji_for_exactly(words)):
        return Art("", "", code)
    for tail in tails:
        found = table.get(tail, "")
        if found and (not human or found.partition(":")[0] in ("person", "creature")):
            return _own(found)
    if human:
        return _own(_role_within(words, table))
    if kind != "creature" and (code := emoji_for(words)) is not None:
        return Art("", "", code)
    if kind == "thing" and words.split()[-1:] and words.split()[-1].endswith(_TITLES) and len(words.split()[-1]) > 5:
        return _own("person:person")
    return _own(KIND_FALLBACK.get(kind, "scenery:ball"))


def emoji_for_exactly(words: str) -> str | None:
    """The emoji of the whole phrase, not of its ending."""
    code = emoji_for(words)
    return code if code is not None and (" " not in words or emoji_for(words.split(" ", 1)[1]) != code) else None


def _own(figure: str) -> Art:
    family, _, name = figure.partition(":")
    return Art(family, name)


def _role_within(words: str, table: dict[str, str]) -> str:
    """The first word of the phrase that names a role of people ("pirate leader" -> pirate), or anybody."""
    for word in words.split():
        found = table.get(word, "")
        if found.startswith("person:"):
            return found
    return "person:person"


@cache
def _table() -> dict[str, str]:
    """Every noun with art of our own and its figure."""
    table = all_nouns()
    for family, names in (("person", COSTUMES), ("quadruped", SPECIES), ("bird", BIRDS), ("fish", FISH)):
        for name in names:
            table.setdefault(name.replace("_", " "), f"{family}:{name}")
    return {noun: figure for noun, figure in table.items() if _exists(figure)}


def _exists(figure: str) -> bool:
    family, _, name = figure.partition(":")
    tables = {"person": set(COSTUMES), "quadruped": set(SPECIES), "bird": set(BIRDS), "fish": set(FISH)}
    return family in FAMILIES and (family not in tables or name in tables[family])


def _endings(words: str) -> tuple[str, ...]:
    parts = words.split()
    return tuple(" ".join(parts[start:]) for start in range(len(parts)))


@cache
def _plain(noun: str) -> tuple[str, int]:
    """The noun phrase without articles, numbers and what follows the head; its head singular; and how many it says."""
    text = f" {noun.lower().replace('-', ' ').replace(',', ' ')} "
    for word in _PLACE_WORDS:
        text = text.split(word, 1)[0] + " "
    parts = [part.strip(".!?'\"") for part in text.split()]
    count = next((COUNTS[part] for part in parts if part in COUNTS), 1)
    count = next((int(part) for part in parts if part.isdecimal() and 0 < int(part) < 100), count)
    if "of" in parts and set(parts[: parts.index("of")]) & COLLECTIVES:
        many = not {"piece", "slice"} & set(parts)
        parts = parts[parts.index("of") + 1 :]
        count = max(count, 4) if many and count == 1 else count
    parts = [
        part
        for part in parts
        if part
        and part not in ("a", "an", "the", "his", "her", "its", "their", "of")
        and part not in COUNTS
        and not part.isdecimal()
    ]
    if not parts:
        return "", count
    return " ".join([*parts[:-1], _singular(parts[-1], " ".join(parts))]), min(count, 12)


def _singular(word: str, phrase: str) -> str:
    if phrase in _table() or word in _table():
        return word
    if word in IRREGULAR:
        return IRREGULAR[word]
    for ending, instead in (
        ("ies", "y"),
        ("sses", "ss"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
        ("ves", "f"),
        ("s", ""),
    ):
        candidate = word[: -len(ending)] + instead
        if (
            word.endswith(ending)
            and not word.endswith("ss")
            and (candidate in _table() or emoji_for(candidate) is not None or ending == "s")
        ):
            return candidate
    return word


def _color_in(words: str) -> str:
    return next((part for part in words.split() if part in PAINTS and part != "orange"), "") if " " in words else ""
