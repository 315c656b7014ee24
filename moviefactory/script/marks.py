"""Marks: how a model calls the cast (@fox), and how a mark becomes words.

The first mark of a picture becomes the member's one description, word for word, so that nobody's looks drift, however
long the film; later ones become a short mention. "the dusty @car" is "a dusty old red car", "@mara's hands" are "the
hands of a weathered woman".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from moviefactory.movie import CastMember
from moviefactory.script.lexicon import article, look_up, verb_forms
from moviefactory.script.shapes import SubjectReply
from moviefactory.script.story_mentions import owned_after

MARK = re.compile(r"@([A-Za-z0-9][A-Za-z0-9_-]*[A-Za-z0-9]|[A-Za-z0-9])('s|’s)?")


def marked(picture: str, cast: Sequence[CastMember]) -> str:
    """The picture with every member's own name, and "the" with a noun that only one member has, as their mark."""
    text = " ".join(picture.split()).strip()
    for member in cast:
        name = member.id.replace("-", " ").title()
        text = re.sub(rf"(?<![@\w]){re.escape(name)}(?=\W|$)", f"@{member.id}", text)
        if member.count == 1 and sum(one.noun == member.noun for one in cast) == 1:
            the_noun = rf"\b(?:[Tt]he)\s+(?:[a-z]+\s+)?{re.escape(member.noun)}\b(?![-\w])(?!\s+of\b)"
            text = re.sub(the_noun, lambda found, one=member: _as_mark(found, one), text)  # type: ignore[misc]
    return text


def _as_mark(found: re.Match[str], member: CastMember) -> str:
    """The mark, unless the noun only begins another ("the boat house")."""
    after = re.match(r"\s+([a-z]+)", found.string[found.end() :])
    joined = after is not None and look_up(after[1]).noun >= 0 and not verb_forms(after[1])
    between = found[0].split()[1 : -len(member.noun.split())]
    plain_adjective = not between or look_up(between[0]).adjective >= 0
    return found[0] if joined or not plain_adjective else f"@{member.id}"


def unknown_marks(picture: str, cast: Sequence[CastMember]) -> list[str]:
    """Marks of a picture that name nobody of the cast."""
    known = {member.id for member in cast}
    return [match[0] for match in MARK.finditer(picture) if match[1].lower() not in known]


def seen_in(picture: str, cast: Sequence[CastMember], who: Sequence[SubjectReply]) -> list[CastMember]:
    """Whom a picture shows: those listed first, then those that its marks name besides."""
    by_id = {member.id: member for member in cast}
    ids = [one.who for one in who] + [match[1].lower() for match in MARK.finditer(marked(picture, cast))]
    return [by_id[one] for one in dict.fromkeys(ids) if one in by_id]


def told(picture: str, cast: Sequence[CastMember], who: Sequence[SubjectReply] = ()) -> str:
    """The picture with every mark put into words: a member's description where it first appears, then its noun.

    Whoever is listed in `who` without a mark is found by noun or name; failing that, a sentence shows them.
    "the dusty @car" is "a dusty old red car", "@mara's hands" are "the hands of a weathered woman".
    """
    text = marked(picture, cast).rstrip(".")
    for member in seen_in(text, cast, who):
        text = _member_told(text, member, cast)
    for member in cast:  # one long description after another needs a breath
        if " and " in member.description:
            joined = rf"({re.escape(member.description)}) and (?=an? |the |two |three )"
            text = re.sub(joined, r"\1, and ", text, flags=re.I)
    text = MARK.sub(lambda mark: mark[1].replace("-", " ").replace("_", " ") + (mark[2] or ""), text)
    return text[:1].upper() + text[1:]


def _member_told(text: str, member: CastMember, cast: Sequence[CastMember]) -> str:
    short = _short(member, cast)
    if member.description.lower() in text.lower():  # the model wrote the description itself
        return _shortened(text, member, short)
    found = list(re.finditer(_mark_of(member), text)) or list(re.finditer(_noun_of(member), text))
    plain_marks = [mark for mark in found if not mark["own"]]
    if found:
        first = (plain_marks or found)[0]
        before = _shortened(text[: first.start()], member, short)
        words, rest = _first_words(member, first, text[first.end() :])
        return _shortened(f"{before}{_cased(words, before)}{rest}", member, short)
    if re.search(rf"\b{re.escape(member.noun)}(?:s|es)?\b", text, re.I):
        return text
    shown = member.description[:1].upper() + member.description[1:]
    return f"{text}. {shown} {'are' if member.count > 1 else 'is'} there"


def _first_words(member: CastMember, mark: re.Match[str], rest: str) -> tuple[str, str]:
    """(the description as it fits there, the text after it). What somebody owns comes before them."""
    if mark["own"]:
        owned = owned_after(rest, 0)
        more = re.match(r"\s+[a-z]+", rest[len(owned) :])
        if owned and more and f"{owned.split()[-1]}{more[0]}".lower() in member.description.lower():
            owned += more[0]  # "big blue lamp eyes", where "eyes" might be a verb
        if owned:
            return f"the {owned.strip()} of {member.description}", rest[len(owned) :]
        return f"{member.description}{mark['own']}", rest
    adjective = (mark["adjective"] or "").strip()
    if adjective and not _is_adjective(adjective):  # "beside the mast @mara"
        return f"{mark['before']}{member.description}", rest
    if adjective:
        bare = re.sub(r"^(?:an?|the) ", "", member.description)
        return (f"{adjective} {bare}" if member.count > 1 else article(f"{adjective} {bare}")), rest
    return member.description, rest


def _shortened(text: str, member: CastMember, short: str) -> str:
    """Every mark of the member as a second mention."""

    def said(mark: re.Match[str]) -> str:
        return f"{_cased(_with_adjective(short, mark), text[: mark.start()])}{mark['own'] or ''}"

    return re.sub(_mark_of(member), said, text)


def _with_adjective(short: str, mark: re.Match[str]) -> str:
    adjective = (mark["adjective"] or "").strip()
    if adjective and not _is_adjective(adjective):
        return f"{mark['before']}{short}"
    return short.replace("the ", f"the {adjective} ", 1) if adjective and short.startswith("the ") else short


def _is_adjective(word: str) -> bool:
    return "-" in word or word.endswith(("ing", "ed")) or look_up(word).adjective >= 0


def _mark_of(member: CastMember) -> re.Pattern[str]:
    """The member's mark, with an article before it and a possessive after it."""
    ends = r"(?![A-Za-z0-9_]|-[A-Za-z0-9])"
    before = r"(?P<before>\b(?:an?|the)\s+(?P<adjective>[a-z]+(?:-[a-z]+)*\s+)?)?"
    return re.compile(rf"{before}@{re.escape(member.id)}{ends}(?P<own>'s|’s)?", re.I)


def _noun_of(member: CastMember) -> re.Pattern[str]:
    """The member by its plain noun or by its name: "the lighthouse keeper", "Mara"."""
    noun, name = re.escape(member.noun), re.escape(member.id.replace("-", " "))
    return re.compile(
        rf"(?:\b(?:an?|the)\s+(?:{noun}|{name})s?\b|\b{name}\b)(?P<before>)(?P<adjective>)(?P<own>'s|’s)?(?!['’])", re.I
    )


def _short(member: CastMember, cast: Sequence[CastMember]) -> str:
    """The second mention: "the fox", or "the blue robot" where there are two robots."""
    noun = member.noun if member.count == 1 else f"{member.noun}s"
    others = [one for one in cast if one.noun == member.noun and one.id != member.id]
    if not others:
        return f"the {noun}"
    if member.kind == "person":  # "the black baker" would be another man than one with a black moustache
        kind = _kind_words(member)
        return f"the {kind}" if kind and all(_kind_words(one) != kind for one in others) else member.description
    told_apart = member.color and all(one.color != member.color for one in others)
    return f"the {member.color} {noun}" if told_apart else member.description


def _kind_words(member: CastMember) -> str:
    """ "a tall thin old man with a curled moustache" -> "old man"."""
    head = re.split(r",| (?:with|in|wearing|of|who|whose|and|holding) ", member.description)[0]
    return " ".join(re.sub(r"^(?:an?|the|one|two|three|four) ", "", head).split()[-2:])


def _cased(description: str, before: str) -> str:
    at_start = not before.strip() or before.rstrip()[-1] in ".!?"
    return description[:1].upper() + description[1:] if at_start else description


def plain(picture: str, cast: Sequence[CastMember]) -> str:
    """The picture with every mark as a name ("Mara", "the red car"), for questions about it."""
    text = " ".join(picture.split())
    for member in cast:
        text = _shortened(text, member, name_of(member))
    return text


def name_of(member: CastMember) -> str:
    """What to call a member: the name that the id was made of, with an article where it holds a plain noun."""
    name = member.id.replace("-", " ")
    return f"the {name}" if set(name.split()) & {*member.noun.split(), f"{member.noun}s"} else name.title()
