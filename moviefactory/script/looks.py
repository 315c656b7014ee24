"""The frozen description of a member of the cast: what the idea says of it, completed by how its kind usually looks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from moviefactory.movie import CastMember
from moviefactory.script.grammar import COUNTS, NounPhrase
from moviefactory.script.lexicon import article, data_table, index_of, plural, singular, word_list, word_set
from moviefactory.script.nouns import HUMAN, figure_of_noun, kind_of
from moviefactory.workspace import slug_of

COLORS = (
    "red", "orange", "yellow", "green", "blue", "purple", "violet", "pink", "brown", "black", "white", "grey",
    "gray", "silver", "golden", "gold", "teal", "crimson", "copper", "turquoise", "beige", "scarlet",
    "cream-coloured", "black-and-white", "bronze", "amber", "emerald", "sandy", "chestnut", "khaki",
    "blazing orange", "sky-blue", "silver-blue", "moss-green", "leaf-green",
)  # fmt: skip
_NUMBER_WORDS = tuple(word_list("none one two three four five six seven eight nine ten eleven twelve"))
_UNIQUE = word_set("last first only lost final oldest youngest biggest smallest fastest greatest strongest loneliest")
_MASS = word_set("snow rain wind fog mist lightning thunder sand water lava ice")
_OTHER_COLORS = ("black", "blue", "white", "green", "silver", "yellow")


@cache
def _outfits() -> Mapping[str, Sequence[str]]:
    return {word: looks for words, looks in data_table("outfits.yaml").items() for word in word_list(words)}


def _looks_of(noun: str, figure: str, owner: str = "") -> list[tuple[str, str]]:
    """(words before the noun, words after it): the noun's own looks, or all combinations of its figure's."""
    words = noun.lower().split()
    for start in range(len(words)):
        if own := _outfits().get(" ".join(words[start:])):
            return [(first.strip(), last.strip()) for first, _, last in (line.partition("|") for line in own)]
    if figure in HUMAN and (folk := _folk(noun, owner)):
        return [(first.strip(), last.strip()) for first, _, last in (line.partition("|") for line in folk)]
    looks = _figure_looks(figure)
    firsts, lasts = list(looks["first"]) or [""], list(looks["last"]) or [""]
    return [(firsts[step % len(firsts)], lasts[step % len(lasts)]) for step in range(len(firsts) * len(lasts))]


def _folk(noun: str, owner: str) -> Sequence[str]:
    """The clothes of the world that a role, or the one it belongs to, comes from: a wizard's apprentice wears no
    sweater."""
    worlds = index_of("habits.yaml", "worlds")
    heads = [singular(words.split()[-1].lower()) for words in (noun, owner) if words]
    world = next((worlds[head] for head in heads if head in worlds), "")
    return _outfits().get(f"{world} folk", ()) if world else ()


def outfit_of(noun: str) -> str:
    """What somebody of a trade wears ("in a white space suit"); "" where no one knows."""
    words = noun.split()
    found = next((looks for start in range(len(words)) if (looks := _outfits().get(" ".join(words[start:])))), ())
    worn = [last for _, _, last in (line.partition("|") for line in found) if last.strip().startswith("in ")]
    return worn[0].strip() if worn else ""


def _figure_looks(figure: str) -> Mapping[str, Any]:
    table = data_table("figures.yaml")
    entry = table.get(figure, table["thing"])
    while "looks" not in entry:
        entry = table[entry["like"]]
    found: Mapping[str, Any] = entry["looks"]
    return found


def describe(
    phrase: NounPhrase, figure: str, choice: int, extra: str = "", taken: Iterable[str] = ()
) -> tuple[str, str]:
    """(description, colour). `extra`: words of the idea that follow the noun ("with a red balloon"); `taken`: used "
    "colours."""
    looks = _looks_of(phrase.noun, figure, phrase.owner)
    turn = choice % len(looks)
    looks = looks[turn:] + looks[:turn]
    used = set(taken)
    first, last = next((one for one in looks if not used & set(_colors_in(" ".join(one)))), looks[0])
    own = [word for word in phrase.words[: len(phrase.words) - len(phrase.noun.split())] if word.lower() not in COUNTS]
    first = _fitting_first(first, own, figure)
    if extra or phrase.complement or set(_colors_in(" ".join(own))) & set(_colors_in(last)):
        last = ""
    if phrase.owner and not phrase.is_name:
        own = [f"{phrase.owner}'s", *own]
    description = _put_together(phrase, [*own, *first.split()], extra or last)
    colors = _colors_in(" ".join([*own, first])) or _colors_in(extra or last)
    return description, colors[0] if colors else ""


def recolored(look: tuple[str, str], taken: Iterable[str]) -> tuple[str, str]:
    """The same look in a colour that is not `taken`, for the second of two of a kind."""
    description, color = look
    other = next(one for one in _OTHER_COLORS if one not in set(taken) and one != color)
    if color:
        return description.replace(color, other, 1).replace("dark black", "black"), other
    return f"{description} with a {other} mark", other


def _fitting_first(first: str, own: Sequence[str], figure: str) -> str:
    """Of the kind's usual words before the noun, those that the idea's own words leave room for: the colour, mostly."""
    if not own:
        return first
    if len(own) > 1 or _colors_in(" ".join(own)) or figure in HUMAN:
        return ""
    return " ".join(word for word in first.split() if word in COLORS)


def _put_together(phrase: NounPhrase, before: Sequence[str], after: str) -> str:
    if phrase.head in PEOPLE_TOGETHER and phrase.count == 1:
        return f"{article(' '.join([*before, phrase.noun]))} {_in_plural(after)}".strip()
    if phrase.is_name:
        after = after if not phrase.is_site else ""
        return " ".join([" ".join(phrase.words), after]).strip()
    own_noun = phrase.noun
    tail = f" of {phrase.complement.text}" if phrase.complement else ""
    if phrase.is_plural or phrase.count > 1:
        words = " ".join([*before, plural(own_noun)])
        number = _NUMBER_WORDS[max(1, min(12, phrase.count))]
        group = phrase.number if phrase.number.endswith(" of") else number
        start = f"a {group}" if group.endswith(" of") and group.split()[0] not in COUNTS else group
        return f"{start} {words}{tail} {_in_plural(after)}".strip()
    words = " ".join([*before, own_noun])
    if before and before[0].endswith("'s") and before[0][:1].isupper():  # "Anna's dog"
        return f"{words}{tail} {after}".strip()
    if own_noun in _MASS:
        return f"{words} {after}".strip()
    unique = phrase.determiner == "the" and (set(before) & _UNIQUE or phrase.complement)
    return f"{'the ' + words if unique else article(words)}{tail} {after}".strip()


PEOPLE_TOGETHER = {
    "couple": 2, "duo": 2, "twins": 2, "pair": 2, "trio": 3, "family": 3, "band": 4, "team": 4, "crew": 4, "gang": 4,
    "crowd": 8, "orchestra": 6, "choir": 6, "army": 8, "squad": 4,
}  # fmt: skip


def _in_plural(words: str) -> str:
    """ "in a blue coat" -> "in blue coats", for descriptions of several."""
    match = re.fullmatch(r"(in|with) an? (.+?)( and an? .+| on an? .+)?", words)
    return f"{match[1]} {plural(match[2])}" if match else words


def _colors_in(text: str) -> list[str]:
    words = re.findall(r"[a-z]+(?:-[a-z]+)*", text.lower())
    return [word for word in words if word in COLORS]


def member(phrase: NounPhrase, figure: str, look: tuple[str, str], taken_ids: Iterable[str]) -> CastMember:
    """The cast entry of a hero with the description and colour `look`."""
    description, color = look
    noun = phrase.noun
    if phrase.is_name and figure_of_noun(noun) in ("unknown", "abstract"):
        noun = "person"
    if phrase.is_site and phrase.is_name:
        noun = "ruin"  # what a place that nobody knows is drawn as
    together = PEOPLE_TOGETHER.get(phrase.head, 0) if phrase.count == 1 else 0
    noun = "person" if together else noun
    base = slug_of(phrase.noun) or "hero"
    used = set(taken_ids)
    identity = next(name for name in (base, *(f"{base}-{number}" for number in range(2, 60))) if name not in used)
    return CastMember(
        id=identity, noun=noun[:300].lower(), kind=kind_of(figure), description=description[:300],
        color=plain_color(color), count=max(1, min(12, together or phrase.count)),
    )  # fmt: skip


def plain_color(color: str) -> str:
    """The plain colour word for a poetic one."""
    if color.endswith(("-blue", "-green")):
        return color.rpartition("-")[2]
    return _PLAIN_COLORS.get(color, color)


_PLAIN_COLORS = {
    "golden": "gold", "crimson": "red", "scarlet": "red", "copper": "orange", "gray": "grey", "cream-coloured": "cream",
    "sandy": "beige", "chestnut": "brown", "emerald": "green", "amber": "orange", "blazing orange": "orange",
}  # fmt: skip


def is_human(figure: str) -> bool:
    """Whether the figure wears clothes."""
    return figure in HUMAN
