"""Who is in a story: the speakers of a screenplay, whoever is named, and what acts again and again without a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from moviefactory.movie import CastMember
from moviefactory.script.nouns import FEMALE, MALE
from moviefactory.script.story_looks import Known, member_of, worn_in
from moviefactory.script.story_names import TITLES, names_of_cue, pattern_of, sex_of_name
from moviefactory.script.story_nouns import with_nouns
from moviefactory.script.story_people import with_introductions, with_names
from moviefactory.workspace import slug_of

MOST = 40
# What leads to a name in capitals, and has no place before a name: "An old KEEPER steps out".
_INTRODUCED = (
    r"(?:(?<![\w])(?:[Aa]n?|[Tt]he) (?:(?:old|elderly|young|little|small|tall|big|thin|fat|poor|tired|weary|lonely|"
    r"bearded|grey|gruff|nervous|drunken|mysterious),? ){0,3})?"
)


@dataclass(frozen=True)
class Company:
    """The cast of a story, and how its text calls each of them. `names`: words as written -> the name prompts know."""

    cast: tuple[CastMember, ...]
    names: Mapping[str, str]
    others: Mapping[str, str] = field(default_factory=dict)  # "man" -> the name of the only one there is

    def plain(self, text: str) -> str:
        """`text` with every name in the form that the rest of this room reads."""
        for written, name in self.names.items():
            text = re.sub(rf"{_INTRODUCED}(?<![\w]){re.escape(written)}(?![\w])", name, text)
        for noun, name in self.others.items():
            known = self.names.get(name, " ".join(word.capitalize() for word in slug_of(name, 40).split("-")))
            text = re.sub(
                rf"\b(?:[Tt]he|[Aa]n) (?:old |young |little |small |poor |tired )*{re.escape(noun)}\b", known, text
            )
        return text


def company_of(
    sentences: Sequence[str], speakers: Sequence[str], seed: int, *, screenplay: bool, narrator: bool = False
) -> Company:
    """The cast of a story. `sentences`: all that is told, in order, without what is spoken; `speakers`: names of those
    who speak in a screenplay, as written, with repetitions. In a `screenplay`, capitals introduce somebody."""
    known: dict[str, Known] = {}
    spoken = Counter(name for one in speakers for name in names_of_cue(one))
    for name in spoken:
        known[name] = Known(name, mentions=spoken[name], first=10**6)
    if narrator:
        known["Narrator"] = Known("Narrator", mentions=len(sentences))
    with_introductions(known, sentences, screenplay)
    if not speakers:
        with_names(known, sentences)
    _with_sexes(known, sentences)
    others = with_nouns(known, sentences, bool(speakers))
    kept = sorted(
        (one for one in known.values() if one.first < 10**6 or one.name in spoken), key=lambda one: -one.mentions
    )[:MOST]
    company = _cast(sorted(kept, key=lambda one: one.first), seed)
    return replace(company, others={noun: name for noun, name in others.items() if name in {one.name for one in kept}})


def _with_sexes(known: dict[str, Known], sentences: Sequence[str]) -> None:
    votes: dict[str, Counter[str]] = {name: Counter() for name in known}
    patterns = {name: re.compile(_any_form(name)) for name in known}
    last = ""
    for sentence in sentences:
        here = [name for name, pattern in patterns.items() if pattern.search(sentence)]
        last = here[0] if len(here) == 1 else ("" if here else last)
        if last:
            start = patterns[last].search(sentence)
            rest = sentence[start.end() :] if start else sentence
            match = re.search(r"\b(he|she|his|her|him|himself|herself)\b", rest, re.I)
            _read_look(known[last], sentence, own=bool(start))
            if match:
                votes[last]["f" if match[1].lower() in ("she", "her", "herself") else "m"] += 1
    for name, entry in known.items():
        words = re.findall(r"[a-z]+", f"{entry.said} {name} {entry.noun}".lower())
        said = next(("f" if word in FEMALE else "m" for word in words if word in FEMALE | MALE), "")
        counted = votes[name].most_common(1)
        entry.sex = said or sex_of_name(name) or (counted[0][0] if counted else "")


def _read_look(entry: Known, sentence: str, own: bool) -> None:
    """What a sentence about somebody says of their looks: "He has a white beard and wears a brown coat"."""
    if not own and not re.match(r"(?:he|she|it)\b", sentence, re.I):
        return
    worn = worn_in(sentence)
    told = re.search(r"\b(?:has|have|with) ((?:an? )?(?:[a-z-]+ ){0,3}(?:hair|beard|moustache|eyes|face|scar|"
                     r"freckles|braids?|glasses|"
                     r"tail|ears?|fur|wings?|horns?|nose|skin|spots|stripes))\b", sentence)  # fmt: skip
    if told and " with " not in f" {entry.said} ":
        entry.worn = f"with {told[1]} {entry.worn}".strip() if told[1] not in entry.worn else entry.worn
    if worn and worn not in entry.worn and " in " not in f" {entry.said} {entry.worn} ":
        entry.worn = f"{entry.worn} {worn}".strip()


def _any_form(name: str) -> str:
    first = re.escape(name.split()[0] if name.split()[0].lower() not in TITLES else name)
    return rf"(?:{pattern_of(name)}|{pattern_of(name.upper())}|(?<!\w)(?:{first}|{first.upper()})(?!\w))"


def _cast(known: Sequence[Known], seed: int) -> Company:
    cast: list[CastMember] = []
    names: dict[str, str] = {}
    for one in known:
        base = slug_of(one.name, 40) or "somebody"
        identity = next(
            name for name in (base, *(f"{base}-{n}" for n in range(2, 99))) if name not in [m.id for m in cast]
        )
        member = member_of(one, identity, seed, cast)
        cast.append(member)
        if one.phrase is None or one.name[:1].isupper():
            spoken = " ".join(word.capitalize() for word in base.split("-"))
            written = [one.name, one.name.upper(), _dotted(one.name), _dotted(one.name).upper()]
            names.update({form: spoken for form in written if form != spoken})
    return Company(tuple(cast), dict(sorted(names.items(), key=lambda pair: -len(pair[0]))))


def _dotted(name: str) -> str:
    first, space, rest = name.partition(" ")
    return f"{first}.{space}{rest}" if first.lower() in TITLES and space else name
