"""Who a sentence speaks of, and the sentence with their fixed descriptions put in.

Members of the cast are known by a name (the words of their id), by their noun ("the lighthouse keeper"), by their
description, or by a pronoun after one of those. Knows sentences, not scenes: `Memory` carries who was spoken of last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from moviefactory.movie import CastMember
from moviefactory.script.grammar import PRONOUNS, NounPhrase
from moviefactory.script.lexicon import capital, look_up, plural, singular, verb_forms, word_set
from moviefactory.script.looks import COLORS
from moviefactory.script.nouns import HUMAN, figure_of
from moviefactory.script.phrases import TOKEN, chunks_of
from moviefactory.script.story_pronouns import (
    OBJECT,
    OWNING,
    SOMEBODY,
    SUBJECT,
    TOGETHER,
    fits,
    is_said,
    own_pronoun,
    sex_of,
)

_DETERMINER = r"(?:an?|the|this|that|his|her|their|its|my|our|your|another|one)"
_TITLES = word_set("mr mrs ms miss dr doctor professor sir lady lord captain king queen prince princess old "
                   "young little "
                   "the uncle aunt grandma grandpa sergeant officer detective father mother saint st "
                   "and of")  # fmt: skip
_NO_OWNED = word_set("is was has had not")
_AFTER_OBJECT = word_set("and or but with in on at to from by into up down away back off out over under as while for "
                         "after before through across again")  # fmt: skip


@dataclass
class Memory:
    """Who was spoken of, the latest first. `silent`: whom no "he" or "she" means: the one who tells the story."""

    recent: list[str] = field(default_factory=list)
    silent: str = ""

    def spoke_of(self, ids: Sequence[str]) -> None:
        for one in ids:
            if one in self.recent:
                self.recent.remove(one)
            self.recent.insert(0, one)


@dataclass(frozen=True)
class Told:
    """A sentence as the prompt says it, and whom it shows, in order of mention."""

    text: str
    seen: tuple[str, ...]


@dataclass(frozen=True)
class _Mention:
    start: int
    stop: int
    member: CastMember
    owned: str = ""  # "hands" of "Mara's hands"


def told_with_cast(text: str, cast: Sequence[CastMember], memory: Memory) -> Told:
    """`text` with everybody's first mention put into their description, word for word, and the later ones made plain.

    Pronouns stay where the same sentence says whom they mean; else the first one becomes the description of whoever was
    spoken of last and fits. Updates `memory`.
    """
    mentions = _mentions(text, cast)
    mentions = _with_pronouns(text, mentions, cast, memory)
    seen = tuple(dict.fromkeys(one.member.id for one in mentions))
    memory.spoke_of(tuple(reversed(seen)))
    return Told(capital(_written(text, mentions, cast)), seen)


def short_name(member: CastMember, cast: Sequence[CastMember]) -> str:
    """The second mention: "the fox", or "the blue robot" where there are two robots."""
    noun = member.noun if member.count == 1 else plural(member.noun)
    others = [one for one in cast if one.noun == member.noun and one.id != member.id]
    if not others:
        return f"the {noun}"
    if member.color and all(one.color != member.color for one in others):
        before = rf"\b{re.escape(member.color)} (?:\w+ )?{re.escape(noun)}\b"
        if re.search(before, member.description):
            return f"the {member.color} {noun}"
    match = re.match(rf"(?:an?|the)\s+((?:[\w-]+\s+){{0,3}}{re.escape(noun)})\b", member.description, re.I)
    if match and all(match[1].lower() not in one.description.lower() for one in others):
        return f"the {match[1]}"
    return re.sub(r"^an? ", "the ", member.description)


def _mentions(text: str, cast: Sequence[CastMember]) -> list[_Mention]:
    """Every mention by description, name or noun, in order; of overlapping ones the longest."""
    found: list[_Mention] = []
    for member in cast:
        lone = sum(one.noun.split()[-1] == member.noun.split()[-1] for one in cast) == 1
        for pattern in _patterns(member.id, member.noun, member.description, member.count, lone):
            for match in re.finditer(pattern, text):
                if _means(match, member, cast):
                    found.append(_owning(text, match.start(), match.end(), member))
    found.sort(key=lambda one: (one.start, -one.stop))
    kept: list[_Mention] = []
    for one in sorted(found, key=lambda one: one.start - one.stop):
        if all(one.stop <= other.start or one.start >= other.stop for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


@cache
def _patterns(identity: str, noun: str, description: str, count: int, lone: bool) -> tuple[re.Pattern[str], ...]:
    """How a member is spoken of. `lone`: nobody else's noun ends in the same word, so that the word alone will do."""
    found = [re.compile(rf"(?<!\w){re.escape(description)}(?!\w)", re.I)]
    heads = {noun, plural(noun)} if count > 1 else {noun}
    heads |= {noun.split()[-1]} if lone and count == 1 else set()
    nouns = "|".join(re.escape(one).replace(r"\ ", r"[\s-]+") for one in sorted(heads, key=len, reverse=True))
    found.append(re.compile(rf"(?<!\w){_DETERMINER}\s+(?P<between>(?:[a-z-]+,?\s+){{0,3}}?)(?:{nouns})(?!\w)", re.I))
    words = [word for word in identity.split("-") if not word.isdigit()]
    if words and " ".join(words) != noun:
        whole = r"[\s-]+".join(re.escape(word) for word in words)
        found.append(re.compile(rf"(?<!\w)(?:(?:the|The|THE)\s+)?(?i:{whole})(?!\w)"))
        named = [word for word in words if word not in _TITLES and len(word) > 2 and look_up(word).noun < 1]
        if len(words) > 1 and named:
            found.append(re.compile(rf"(?<!\w)(?:{'|'.join(f'{one.title()}|{one.upper()}' for one in named)})(?!\w)"))
    elif words:
        found.append(re.compile(rf"(?<!\w)(?:{re.escape(noun.upper())}|{re.escape(noun.title())})(?!\w)"))
        if count > 1:
            found.append(re.compile(rf"(?<!\w){re.escape(plural(noun))}(?!\w)", re.I))
    return tuple(found)


def _means(match: re.Match[str], member: CastMember, cast: Sequence[CastMember]) -> bool:
    """Whether "the old man" can be this member: its adjectives are adjectives, and no other fits them better."""
    between = (match.groupdict().get("between") or "").replace(",", " ").lower().split()
    if any(look_up(word).adjective < 0 and word not in COLORS and "-" not in word for word in between):
        return False
    rivals = [one for one in cast if one.noun == member.noun and one.id != member.id]
    if "between" not in match.groupdict() or not rivals:
        return not _another(match, member)
    mine = _fit(between, member)
    return mine > 0 and all(mine > _fit(between, one) for one in rivals)


def _another(match: re.Match[str], member: CastMember) -> bool:
    """ "another man" and "a blue car" are not the man and the red car of the cast."""
    between = (match.groupdict().get("between") or "").lower().split()
    colors = [word for word in between if word in COLORS]
    other_color = bool(colors) and not any(word in member.description.lower() for word in colors)
    return other_color or match[0].lower().startswith(("another ", "one "))


def _fit(words: Sequence[str], member: CastMember) -> int:
    known = set(re.findall(r"[a-z-]+", f"{member.description} {member.id}".lower()))
    return sum(word in known for word in words)


def _owning(text: str, start: int, stop: int, member: CastMember) -> _Mention:
    """The mention, with what the description says too ("with a torn sail"), or what it owns ("Mara's old hands")."""
    _, _, tail = member.description.partition(member.noun)
    if tail.strip() and text[stop:].lower().startswith(tail.lower()):
        return _Mention(start, stop + len(tail), member)
    ending = re.match(r"['’](?:s\b)?(?=\s)", text[stop:])
    if not ending or (ending[0] in ("'", "’") and not text[:stop].endswith("s")):
        return _Mention(start, stop, member)
    owned = owned_after(text, stop + ending.end())
    if not owned:
        return _Mention(start, stop, member)
    return _Mention(start, stop + ending.end() + len(owned), member, owned=owned.strip())


def owned_after(text: str, start: int) -> str:
    """The noun phrase at `start` (adjectives, then nouns), with the spaces before it; "" where there is none."""
    end, had_noun = start, False
    for match in TOKEN.finditer(text, start):
        word = match[0].lower()
        if text[end : match.start()].strip() or not word[:1].isalpha() or word in _NO_OWNED | _AFTER_OBJECT:
            break
        entry, is_noun = look_up(word), look_up(word).noun >= 0 or look_up(singular(word)).noun >= 0
        if had_noun and (not is_noun or verb_forms(word)):
            break
        if not is_noun and entry.adjective < 0:
            break
        had_noun = had_noun or (is_noun and entry.noun >= entry.adjective)
        end = match.end()
    return text[start:end] if had_noun else ""


def _with_pronouns(text: str, mentions: list[_Mention], cast: Sequence[CastMember], memory: Memory) -> list[_Mention]:
    """The mentions and, before or without them, the first pronoun of each kind that means somebody not yet named."""
    found = list(mentions)
    named = {one.member.id for one in mentions}
    for match in re.finditer(rf"\b({TOGETHER}|he|she|they|it|his|her|their|its|him|them)\b", text, re.I):
        word = match[1].lower()
        kind = (SUBJECT | OWNING | OBJECT).get(word, "p")
        if any(one.start <= match.start() < one.stop for one in found):
            continue
        if is_said(kind, [one.member for one in found if one.start < match.start()], cast):
            continue
        if _is_of_another(kind, text[: match.start()], found):
            continue
        members = _meant(kind, cast, memory, named, 3 if "three" in word or "all" in word.split() else 2)
        if not members:
            continue
        named |= {one.id for one in members}
        if len(members) == 1:
            mention = _pronoun(text, match, members[0])
            clear = all(one.stop <= mention.start or one.start >= mention.stop for one in found)
            found.append(mention if clear else _Mention(match.start(), match.end(), members[0], owned=" "))
        elif word not in OWNING:
            found += [_Mention(match.start(), match.end(), one) for one in members]
    return sorted(found, key=lambda one: one.start)


def _is_of_another(kind: str, before: str, mentions: Sequence[_Mention]) -> bool:
    """Whether somebody who is not in the cast stands before the pronoun, and is whom it means."""
    if kind == "p":
        return False
    for one in mentions:
        before = (
            f"{before[: one.start]}{'.' * (min(one.stop, len(before)) - one.start)}{before[one.stop :]}"
            if one.start < len(before)
            else before
        )
    phrases = [chunk for chunk in chunks_of(before) if isinstance(chunk, NounPhrase) and chunk.head not in PRONOUNS]
    if kind == "t":
        return bool(phrases) or bool(mentions)
    return any(figure_of(one) in HUMAN and not one.is_plural for one in phrases)


def _meant(kind: str, cast: Sequence[CastMember], memory: Memory, named: set[str], most: int) -> list[CastMember]:
    """Whom a pronoun without an antecedent means: who was spoken of last and fits; "they" may be two."""
    by_id = {one.id: one for one in cast}
    recent = [by_id[one] for one in memory.recent if one in by_id and one not in named]
    fitting = [one for one in recent if fits(kind, one) and one.id != memory.silent]
    if kind in ("m", "f"):  # of two who fit, the one whose words say the sex
        fitting.sort(key=lambda one: sex_of(one) != kind)
    if fitting:
        return fitting[:1]
    if kind == "p":
        living = [one for one in recent if one.kind in SOMEBODY]
        return list(reversed(living[:most])) if len(living) > 1 and not named else []
    return []


def _pronoun(text: str, match: re.Match[str], member: CastMember) -> _Mention:
    word = match[1].lower()
    if word in OWNING:
        owned = owned_after(text, match.end())
        following = TOKEN.match(text[match.end() :].lstrip())
        if word != "her" or (owned and (following is None or following[0].lower() not in _AFTER_OBJECT)):
            if owned:
                return _Mention(match.start(), match.end() + len(owned), member, owned=owned.strip())
            return _Mention(match.start(), match.end(), member, owned=" ")
    return _Mention(match.start(), match.end(), member)


def _written(text: str, mentions: Sequence[_Mention], cast: Sequence[CastMember]) -> str:
    """The text with its mentions written out; the description goes to the first that owns nothing, if there is one."""
    full: set[int] = set()
    for identity in dict.fromkeys(one.member.id for one in mentions):
        mine = [at for at, one in enumerate(mentions) if one.member.id == identity]
        full.add(next((at for at in mine if not mentions[at].owned), mine[0]))
    parts, end = [], 0
    for at, one in enumerate(mentions):
        together = at > 0 and one.start == mentions[at - 1].start
        parts.append(" and " if together else text[end : one.start])
        words = one.member.description if at in full else short_name(one.member, cast)
        told = {other.member.id for other in mentions[:at]}
        own = own_pronoun(one.member, [other.member for other in mentions]) if one.member.id in told else ""
        parts.append(_cased(_possessed(words, one, at in full, own), "".join(parts)))
        end = one.stop
    return "".join([*parts, text[end:]])


def _possessed(words: str, mention: _Mention, full: bool, own: str) -> str:
    if not mention.owned:
        return words
    if own and not full:
        return f"{own} {mention.owned}".strip()
    if not mention.owned.strip():
        return f"{words}'s"
    if full or len(words.split()) > 4:
        return f"the {mention.owned} of {words}"
    return f"{words}{chr(39) if words.endswith('s') else chr(39) + 's'} {mention.owned}"


def _cased(words: str, before: str) -> str:
    start = not before.strip() or before.rstrip().rstrip("\"”’'")[-1:] in (".", "!", "?", "")
    return capital(words) if start else words
