"""How a shot's cast is named: described in full once, word for word, and in short after that ("the fox").

Knows nothing of models or of the camera.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from moviefactory.movie import CastMember, Shot

_STOP = re.compile(
    r",|\s(?:with|in|on|of|at|from|for|by|wearing|holding|carrying|that|which|who|whose|and|made|under|over|as|to)\b",
    re.I,
)
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.I)
_OPENING = re.compile(
    r"^(?:an?|the|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|some|many|his|her|\d+)\s+",
    re.I,
)


def present(shot: Shot, cast: Sequence[CastMember]) -> tuple[CastMember, ...]:
    """The cast members in the shot, in the order the shot names them."""
    known = {member.id: member for member in cast}
    return tuple(known[one] for one in dict.fromkeys(shot.subjects) if one in known)


def description_of(member: CastMember) -> str:
    """The description as a phrase within a sentence: "A red car." -> "a red car"."""
    text = " ".join(member.description.split()).rstrip(". ") or member.noun
    opening = _OPENING.match(text)
    return text[0].lower() + text[1:] if opening else text


def head_of(member: CastMember) -> str:
    """The description without what follows its noun: "a small red fox with a white tail" -> "a small red fox"."""
    return _STOP.split(description_of(member), maxsplit=1)[0].strip() or member.noun


def bare_name(member: CastMember) -> str:
    """The last word of the description's head, or the plan's noun where it stands there: "fox", "lighthouse keeper"."""
    head = _OPENING.sub("", head_of(member))
    at = head.lower().rfind(member.noun.lower()) if member.noun else -1
    return head[at:] if at >= 0 else (head.split() or [member.noun])[-1]


def short_name(member: CastMember, members: Sequence[CastMember]) -> str:
    """ "the fox"; where two would be called that, with as much of the description as tells them apart."""
    if not _OPENING.match(description_of(member)):
        return head_of(member)  # a name: "Mary"
    others = [one for one in members if one.id != member.id]
    for name in (bare_name(member), f"{member.color} {bare_name(member)}", _OPENING.sub("", head_of(member))):
        if all(bare_name(one).lower() != name.lower() and f"{one.color} {bare_name(one)}" != name for one in others):
            return f"the {name}"
    return description_of(member)


def colour_name(member: CastMember) -> str:
    """The head noun with its colour: "red fox"."""
    name = bare_name(member)
    colour = member.color if member.color.lower() in head_of(member).lower() else ""
    return f"{colour} {name}" if colour and colour.lower() not in name.lower() else name


def is_described(text: str, member: CastMember) -> bool:
    """Whether the text holds the description, with whatever article."""
    return re.search(rf"(?<!\w){_spaced(_ARTICLE.sub('', description_of(member)))}(?!\w)", text, re.I) is not None


def pattern_of(member: CastMember) -> re.Pattern[str]:
    """Finds the description in a text, in upper or lower case, with "the" for "a" and any spaces between its words."""
    text = description_of(member)
    article = r"(?:an?|the)\s+" if _ARTICLE.match(text) else ""
    return re.compile(rf"(?<!\w){article}{_spaced(_ARTICLE.sub('', text))}(?!\w)", re.I)


def said_once(text: str, members: Sequence[CastMember]) -> str:
    """`text` with every description but the first of each member made short."""
    for member in members:
        name = short_name(member, members)
        for match in reversed(list(pattern_of(member).finditer(text))[1:]):
            shown = _capital(name) if match.group()[0].isupper() else name
            text = text[: match.start()] + shown + text[match.end() :]
    return text


def introduced(text: str, members: Sequence[CastMember]) -> str:
    """Sentences that describe whoever `text` does not describe; "" where it describes all."""
    sentences, shown = [], []
    for member in members:
        name, full = short_name(member, members), description_of(member)
        if is_described(text, member):
            continue
        if name.startswith("the ") and re.search(rf"(?<!\w){re.escape(bare_name(member))}(?!\w)", text, re.I):
            are = "is" if member.count == 1 or _ARTICLE.match(full) else "are"
            sentences.append(f"{_capital(name)} {are} {full}.")
        else:
            shown.append(full)
    if shown:
        also = "" if len(shown) == len(members) else "also "
        sentences.append(f"The shot {also}shows {', and '.join(shown)}.")
    return " ".join(sentences)


def _spaced(text: str) -> str:
    return r"\s+".join(map(re.escape, text.split()))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
