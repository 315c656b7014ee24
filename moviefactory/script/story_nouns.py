"""Who of a story has no name: people, animals and things that act twice, known by a noun ("the old keeper")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from moviefactory.script.grammar import PRONOUNS, NounPhrase, Prep, VerbPhrase
from moviefactory.script.lexicon import article, look_up, word_set
from moviefactory.script.looks import COLORS
from moviefactory.script.nouns import MOBILE, figure_of_noun
from moviefactory.script.phrases import chunks_of
from moviefactory.script.story_looks import Known

_VAGUE_NOUNS = word_set("people person somebody someone everybody everyone man's crowd one thing things other "
                        "others life lot way "
                        "couple pair family group side moment plant storm hand eye face head voice star "
                        "moon sun")  # fmt: skip


def with_nouns(known: dict[str, Known], sentences: Sequence[str], screenplay: bool) -> dict[str, str]:
    """Whoever acts twice (once in a very short story) without having a name.

    Returns other words for those who have one: "the old man" for Tobias, where no other man is in the story.
    """
    acting: Counter[str] = Counter()
    met: dict[str, tuple[int, NounPhrase]] = {}
    counted: Counter[str] = Counter()
    new: dict[str, bool] = {}  # whether somebody's first mention says that they were not met before
    named = {word.lower() for name in known for word in name.split()} | {one.noun for one in known.values() if one.noun}
    said = {chunk.noun for one in known.values() for chunk in chunks_of(one.said)[:1] if isinstance(chunk, NounPhrase)}
    for number, sentence in enumerate(sentences):
        chunks = chunks_of(sentence.lower() if sentence.isupper() else sentence)
        for at, chunk in enumerate(chunks):
            if not isinstance(chunk, NounPhrase) or not _can_act(chunk) or chunk.noun.lower() in named | said:
                continue
            noun = chunk.noun.lower()
            counted[noun] += 1
            before = chunks[at - 1] if at else None
            acting[noun] += not isinstance(before, (Prep, VerbPhrase)) and _does_something(chunks, at)
            new.setdefault(noun, chunk.determiner in ("a", "an", "another") or chunk.count > 1)
            first, phrase = met.get(noun, (number, chunk))
            better = len(chunk.adjectives) > len(phrase.adjectives) and number < first + 4
            met[noun] = (first, chunk if better else phrase)
    for noun in [one for one in met if " " not in one]:  # "the boat" is the fishing boat, where there is but one
        longer = [one for one in met if one != noun and one.split()[-1] == noun]
        if len(longer) == 1 and met[longer[0]][0] <= met[noun][0]:
            acting[longer[0]] += acting.pop(noun, 0)
            counted[longer[0]] += counted.pop(noun, 0)
            del met[noun]
    few = len(sentences) <= 15 and not screenplay
    others: dict[str, str] = {}
    for noun, (first, phrase) in met.items():
        if not new[noun] and (whose := _same_person(noun, phrase, known)):
            others[noun] = whose
        elif acting[noun] and (counted[noun] > 1 or few) and not any(noun in other.split() for other in known):
            several = phrase.is_plural or phrase.count > 1
            known[noun] = Known(
                noun, noun=phrase.noun.lower(), phrase=replace(phrase, determiner="a", owner=""), first=first,
                count=phrase.count if several else 1, mentions=counted[noun],
                text=_as_written(phrase, sentences[first : first + 4]),
            )  # fmt: skip
    return others


def _same_person(noun: str, phrase: NounPhrase, known: Mapping[str, Known]) -> str:
    """The only one of the named whom "the old man" or "the girl" can mean; "" where nobody or several can be meant."""
    sex = (
        "m"
        if noun in ("man", "boy", "old man", "father", "gentleman")
        else "f"
        if noun in ("woman", "girl", "lady", "mother")
        else ""
    )
    if not sex:
        return ""
    child = noun in ("boy", "girl")
    fitting = [name for name, one in known.items() if one.sex == sex and one.count == 1 and name[:1].isupper()
               and (one.age is None or (one.age < 16) == child)]  # fmt: skip
    plain = [
        word for word in phrase.adjectives if word not in ("old", "young", "little", "small", "poor", "tired", "other")
    ]
    return (
        fitting[0] if len(fitting) == 1 and not plain and phrase.count == 1 and phrase.determiner != "another" else ""
    )


_LOOK = (
    r"(?:\swith\s(?!(?:the|his|her|its|their)\b){words}(?:\s(?:in|on|around|over)\s(?:its|his|her|their)\s\w+)?|"
    r"\sin an? (?:\w+ ){{1,2}}(?:coat|dress|hat|suit|jacket|scarf|collar))"
)


def _as_written(phrase: NounPhrase, sentences: Sequence[str]) -> str:
    """The first mention as written, where it says enough of the looks: two words before the noun, or "with ..."."""
    if phrase.is_plural or phrase.count > 1:
        return ""
    noun = re.escape(phrase.noun)
    words = re.escape(phrase.companion.text) if phrase.companion is not None else "(?!)"
    for sentence in sentences:
        match = re.search(
            rf"\b(?:an?|the|his|her|my|their)\s(?P<own>(?:[a-z-]+\s){{0,4}}?){noun}(?P<look>{_LOOK.format(words=words)})?",
            sentence, re.I,
        )  # fmt: skip
        own = match["own"].split() if match else []
        plain = all(look_up(one).adjective >= 0 or one in COLORS or one.endswith(("ed", "ing")) for one in own)
        if match and plain and len(own) + 2 * bool(match["look"]) >= 2:
            return article(" ".join([*own, phrase.noun]) + (match["look"] or ""))
    return ""


def _can_act(phrase: NounPhrase) -> bool:
    noun = phrase.noun.lower()
    if phrase.is_name or phrase.head in PRONOUNS | _VAGUE_NOUNS or phrase.owner or not noun.isascii():
        return False
    return figure_of_noun(noun) in MOBILE and noun not in COLORS


def _does_something(chunks: Sequence[object], at: int) -> bool:
    """Whether a verb follows the phrase at `at`, itself or after "and ..."."""
    following = chunks[at + 1] if at + 1 < len(chunks) else None
    if isinstance(following, VerbPhrase):
        return True
    joined = at + 3 < len(chunks) and getattr(following, "word", "") == "and"
    return joined and isinstance(chunks[at + 2], NounPhrase) and isinstance(chunks[at + 3], VerbPhrase)
