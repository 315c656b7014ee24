"""What a pronoun can mean: "he" a man of the cast, "they" several; and which one a member is spoken of with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from moviefactory.movie import CastMember
from moviefactory.script.nouns import FEMALE, MALE

Sex = Literal["m", "f", ""]
SUBJECT = {"he": "m", "she": "f", "they": "p", "it": "t"}
OWNING = {"his": "m", "her": "f", "their": "p", "its": "t"}
OBJECT = {"him": "m", "them": "p"}
TOGETHER = (
    r"they both|they all|all (?:three|of them|four)|both of them|(?:the )?(?:two|three) of them|"
    r"both(?! (?:the|his|her|its))"
)
SOMEBODY = ("person", "animal", "creature", "machine")


def sex_of(member: CastMember) -> Sex:
    """What the words of a description say: "m", "f", or "" where they say nothing."""
    for word in re.findall(r"[a-z]+", f"{member.noun} {member.description}".lower()):
        if word in FEMALE or word.endswith("woman") or word in ("female", "her"):
            return "f"
        if word in ("male", "his"):
            return "m"
        if word in MALE or (word.endswith("man") and word not in ("human", "german", "roman", "ottoman")):
            return "m"
        if word == "with":
            break
    return ""


def is_said(kind: str, before: Sequence[CastMember], cast: Sequence[CastMember]) -> bool:
    """Whether somebody named earlier in the sentence can be the pronoun's."""
    if kind == "p":
        return len(before) > 1 or any(one.count > 1 for one in before)
    if kind in ("m", "f") and any(sex_of(one) == kind for one in cast):  # "a dog trots beside her" speaks of a woman
        return any(sex_of(one) == kind and one.count == 1 for one in before)
    return any(fits(kind, one) for one in before)


def fits(kind: str, member: CastMember) -> bool:
    if kind == "p":
        return member.count > 1
    if kind == "t":
        return member.count == 1 and member.kind != "person" and not sex_of(member)
    return member.count == 1 and (sex_of(member) == kind or (not sex_of(member) and member.kind in SOMEBODY))


def own_pronoun(member: CastMember, others: Sequence[CastMember]) -> str:
    """ "his", "her", "its" or "their", where it cannot mean somebody else of the sentence."""
    sex = sex_of(member)
    rivals = [one for one in others if one.id != member.id and (not sex_of(one) or sex_of(one) == sex)]
    if rivals:
        return ""
    return {"m": "his", "f": "her"}.get(sex, "their" if member.kind == "person" or member.count > 1 else "its")
