"""The markup of the story files (data/stories/README.md): from a line of a beat to an English sentence and its "
"staging."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from moviefactory.movie import Action
from moviefactory.script.clause import Predicate
from moviefactory.script.lexicon import capital, ing_form, is_plural, plural, third_person, word_set
from moviefactory.script.places import Place, Spot, flight_preposition
from moviefactory.script.roles import AIRBORNE, LANDSCAPE, Role, manners

_MANNER = re.compile(r"\$([AB])\.(?!in\b)([a-z]+)(?: \$([AB])\b(?!\.))?( \$(?:[AB]\.)?in\b)?")
_VERB = re.compile(r"([a-z]+)~(AB|A|B)?")
_PAUSE = "\u2063"  # where a comma is wanted if the sentence goes on
_ALOFT = frozenset(("fly", "race", "dive", "float", "fall", "swim"))
_FAR = (
    "small in the wide view", "tiny in the wide frame", "seen from far off", "seen from a great distance",
    "far across the wide scene", "small against everything around",
)  # fmt: skip
_BODY = word_set("head neck nose beak coat back")


@dataclass(frozen=True)
class Stagehands:
    """All that a template may refer to."""

    roles: Mapping[str, Role]  # by letter: A, B, C
    place: Place
    spot: Spot
    predicate: Predicate | None = None
    predicate_tail: str = ""
    thing: str = ""  # $O
    force: str = ""  # $F
    main_action: Action = "idle"  # what the predicate shows


@dataclass
class Filled:
    """A filled template: the sentence, what each role does in it, and who is seen."""

    sentence: str
    actions: dict[str, Action] = field(default_factory=dict)
    seen: tuple[str, ...] = ()
    does_main: bool = False  # whether A does what the idea says


class CannotSay(ValueError):
    """A template asks for what this cast cannot do. The writer takes the next one."""


def fill(text: str, cast: Stagehands, pick: Callable[[int], int]) -> Filled:
    """`text` with everything put in. `pick(n)` chooses among n lines. Raises CannotSay."""
    actions: dict[str, Action] = {}
    text = _MANNER.sub(lambda match: _manner(match, cast, pick, actions), text)
    does_main = "$do" in text
    text = text.replace("$far", _FAR[pick(len(_FAR))])
    together = "C" in cast.roles and "$A and $B" in text
    if together:
        text = text.replace("$A and $B", "$A, $B and $C")
    text = _with_predicate(text, cast)
    seen: tuple[str, ...] = tuple(
        letter for letter in "ABC" if re.search(rf"\${letter}\b(?!\.)", text) and letter in cast.roles
    )
    if does_main:
        actions.setdefault("A", cast.main_action)
    text = re.sub(r"(?:\$([AB])\.|\$)in\b", lambda match: _where(match[1] or "A", text, cast, actions), text)
    text = re.sub(r"\b(on|in|over|above) \1\b", r"\1", text)
    text = _VERB.sub(lambda match: _inflected(match[1], match[2] or "A", cast), text)
    text = re.sub(rf"{_PAUSE}(?= \w)", ",", text).replace(_PAUSE, "")
    text = re.sub(r"\$SELF([AB])", lambda match: _reflexive(cast.roles[match[1]]), text)
    text = re.sub(r"\$its(B|A)?(?: ([a-z]+))?", lambda match: _possessive(match, cast), text)
    if (("$O" in text or "$T" in text) and not cast.thing) or ("$F" in text and not cast.force):
        raise CannotSay(text)
    text = text.replace("$O", cast.thing).replace("$T", definite(cast.thing)).replace("$F", cast.force)
    for letter, role in cast.roles.items():
        text = re.sub(rf"\${letter}\b", role.member.description.replace("\\", " "), text)
    if "$" in text:
        raise CannotSay(text)
    return Filled(capital(text), actions, seen, does_main)


def _manner(match: re.Match[str], cast: Stagehands, pick: Callable[[int], int], actions: dict[str, Action]) -> str:
    letter, manner, owner, where = match[1], match[2], match[3], match[4] or ""
    role = cast.roles.get(letter)
    if role is None:
        raise CannotSay(match[0])
    lines = manners(role.figure, manner)
    if not lines:
        raise CannotSay(f"{role.figure} has no {manner}")
    words, _, action = (part.strip() for part in str(lines[pick(len(lines))]).partition("|"))
    if action:
        actions.setdefault(letter, action)  # type: ignore[arg-type]
    words = (
        re.sub(r"([a-z]+)~", rf"\1~{letter}", words).replace("$its", f"$its{letter}").replace("$SELF", f"$SELF{letter}")
    )
    if owner:
        return f"{_of_several(words) if role.plural or role.member.count > 1 else words} ${owner}{where}"
    said, comma, after = words.partition(
        ","
    )  # "waits on the road, engine running", not "waits, engine running on the road"
    return f"{said}{where}{comma}{after}{_PAUSE if comma else ''}"


def _of_several(detail: str) -> str:
    """ "the beak of" -> "the beaks of"."""
    noun = detail.removeprefix("the ").removesuffix(" of").removesuffix(" on")
    return detail if is_plural(noun.split()[-1]) else detail.replace(noun, plural(noun), 1)


def _with_predicate(text: str, cast: Stagehands) -> str:
    if "$do" not in text:
        return text
    if cast.predicate is None:
        raise CannotSay(text)
    lemma, tail = cast.predicate.lemma, cast.predicate_tail
    who = "AB" if re.search(r"\$A(?:, \$B)? and \$[BC]", text) else "A"
    text = text.replace("$doing", f"{ing_form(lemma)} {tail}".strip())
    return text.replace("$do", f"{lemma}~{who} {tail}".strip())


def _is_aloft(figure: str, action: Action | None) -> bool:
    return action == "fly" or (figure in AIRBORNE and action in _ALOFT)


def _where(letter: str, text: str, cast: Stagehands, actions: Mapping[str, Action]) -> str:
    role = cast.roles.get(letter)
    both = "$A and $B" in text or "$A, $B" in text
    spot = cast.spot
    if role is not None and not both and _is_aloft(role.figure, actions.get(letter)):
        return f"{flight_preposition(cast.place) or spot.preposition} {spot.place}"
    if role is not None and role.figure in LANDSCAPE and not both and cast.place.wide:
        return f"{'in' if role.figure == 'volcano' else 'over'} {cast.place.wide}"
    if both and all(one.figure in AIRBORNE for one in cast.roles.values()) and flight_preposition(cast.place):
        return f"{flight_preposition(cast.place)} {spot.place}"
    if role is not None and role.figure == "boat" and cast.place.setting in ("lake", "sea"):
        return f"on {spot.place}"
    if role is not None and role.figure == "boat" and cast.place.setting == "harbour":
        return f"in {spot.place}"
    if (
        role is not None
        and not cast.place.own_words
        and role.figure in ("fish", "diver", "submarine", "swimmer")
        and cast.place.setting in ("sea", "lake", "underwater")
    ):
        return f"in {spot.place}"
    return f"{spot.preposition} {spot.place}"


def _inflected(verb: str, who: str, cast: Stagehands) -> str:
    many = who == "AB" or cast.roles["A" if who == "A" else "B"].plural
    if verb == "be":
        return "are" if many else "is"
    return verb if many else third_person(verb)


def definite(phrase: str) -> str:
    """A noun phrase with "the": "a snowman" -> "the snowman"."""
    return re.sub(r"^(?:(?:an?|the|some|his|her|its|their) )?", "the ", phrase) if phrase else ""


def _reflexive(role: Role) -> str:
    return {"his": "himself", "her": "herself", "its": "itself"}.get(
        role.possessive, "themselves" if role.member.count > 1 else "themself"
    )


def _possessive(match: re.Match[str], cast: Stagehands) -> str:
    role = cast.roles[match[1] or "A"]
    noun = match[2] or ""
    if role.plural and noun in _BODY:
        noun = plural(noun)
    return f"{role.possessive} {noun}".strip()
