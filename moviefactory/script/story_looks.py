"""The one fixed description of somebody in a story: what its text says of them, and a plausible look for the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from moviefactory.movie import CastMember
from moviefactory.script.dice import pick
from moviefactory.script.grammar import NounPhrase
from moviefactory.script.lexicon import article, look_up, word_list, word_set
from moviefactory.script.looks import COLORS, describe, plain_color
from moviefactory.script.nouns import FEMALE, HUMAN, MALE, figure_of_noun, kind_of
from moviefactory.script.phrases import chunks_of
from moviefactory.script.story_names import TITLES, sex_of_name

_HAIR = {
    "young": ("with short dark hair", "with curly brown hair", "with long red hair", "with blond hair",
              "with black hair", "with long brown hair"),
    "old": ("with white hair", "with grey hair", "with thin grey hair", "with silver hair"),
}  # fmt: skip
_CLOTHES = ("in a dark green coat", "in a mustard yellow sweater", "in a deep red jacket", "in a faded blue shirt",
            "in a grey wool coat", "in a bright orange jacket", "in a teal sweater", "in a brown leather jacket",
            "in a white linen shirt", "in a violet cardigan", "in a black coat", "in a striped shirt")  # fmt: skip
_WORN = word_set("coat jacket dress hat suit uniform shirt sweater hoodie robe cloak raincoat cardigan apron "
                 "scarf gown tunic "
                 "vest jeans overalls cap blouse skirt pajamas pyjamas tuxedo sari kimono armor armour helmet "
                 "boots shorts "
                 "trousers pants tracksuit jersey parka poncho veil")  # fmt: skip
_DECADES = {20: "twenties", 30: "thirties", 40: "forties", 50: "fifties", 60: "sixties", 70: "seventies", 
            80: "eighties", 90: "nineties"}  # fmt: skip
_NUMBERS = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
)
_LONGEST = 24  # words of a description
_KIN = word_set("son daughter brother sister father mother dad mum mom wife husband cousin grandson granddaughter "
                "nephew niece "
                "aunt uncle twin sibling parent")  # fmt: skip
_YOUNG = word_set("child kid grandson granddaughter nephew niece toddler")
_VAGUE = word_set("friend family crowd people owner lover couple child kid boss fan hero heroine player "
                  "stranger neighbor "
                  "neighbour colleague partner somebody someone figure anyone victim suspect")  # fmt: skip


@dataclass
class Known:
    """What a text says of somebody. `said`: their apposition, as written; `worn`: what they wear; `sex`: m, f or ""."""

    name: str
    noun: str = ""
    said: str = ""
    worn: str = ""
    sex: str = ""
    age: int | None = None
    decade: bool = False  # whether `age` is a decade ("60s")
    count: int = 1
    phrase: NounPhrase | None = None  # the words of their first mention, where they have no name
    text: str = ""  # that mention as written, where it says how they look: "a small brass bird with a key in its back"
    traits: list[str] = field(default_factory=list)
    mentions: int = 0
    first: int = 0  # number of the sentence they first appear in


def age_in(text: str) -> tuple[int | None, bool]:
    """(age, whether it is a decade) that "60s", "early 30s", "8", "seven years old" or "teens" mean."""
    lowered = text.lower().strip()
    if match := re.search(r"\b(\d)0['’]?s\b", lowered):
        return int(match[1]) * 10, True
    if match := re.fullmatch(r"(?:aged? |age )?(\d{1,3})(?:[- ]?(?:years?[- ]old|yo|ish))?", lowered):
        return min(int(match[1]), 110), False
    if match := re.search(rf"\b({'|'.join(_NUMBERS)}|\d{{1,2}})[- ]years?[- ](?:old|of age)\b", lowered):
        return (_NUMBERS.index(match[1]) if match[1] in _NUMBERS else int(match[1])), False
    if match := re.match(rf"who (?:is|was) (?:only |just |about )?({'|'.join(_NUMBERS)})\b", lowered):
        return _NUMBERS.index(match[1]), False
    for word, age in (("toddler", 3), ("teen", 16), ("child", 8), ("kid", 9), ("middle-aged", 48), ("elderly", 75)):
        if re.fullmatch(rf"(?:an? )?{word}(?:s|ager|aged)?", lowered):
            return age, False
    return None, False


def member_of(known: Known, identity: str, seed: int, taken: Sequence[CastMember]) -> CastMember:
    """The cast entry: its noun, and a description that nobody of `taken` has."""
    noun = _noun(known)
    figure = figure_of_noun(noun)
    figure = figure if figure not in ("unknown", "abstract", "place") else "person"
    description = ""
    for step in range(12):
        choice = pick(997, seed, known.name, step)
        description = _shortened(_description(known, noun, figure, choice, taken))
        if all(description != one.description for one in taken):
            break
    words = re.findall(r"[a-z]+(?:-[a-z]+)*", description.lower())
    color = next((plain_color(word) for word in words if word in COLORS), "")
    return CastMember(
        id=identity, noun=noun[:300], kind=kind_of(figure), description=description[:300], color=color,
        count=max(1, min(12, known.count)),
    )  # fmt: skip


def _noun(known: Known) -> str:
    """What somebody is: by their apposition, their role's word in the name, or their sex and age."""
    if known.noun:
        return known.noun
    for chunk in chunks_of(known.said):
        if isinstance(chunk, NounPhrase) and not chunk.is_name and figure_of_noun(chunk.noun) in _ACTORS:
            return _by_age(known, chunk.noun) if chunk.noun in _VAGUE | _KIN else chunk.noun
        break
    words: list[str] = re.findall(r"[a-z]+", known.name.lower())
    for start in range(len(words)):
        tail = " ".join(words[start:])
        if figure_of_noun(tail) in _ACTORS and look_up(words[-1]).noun > 0 and not _is_name_word(words[-1]):
            return _by_age(known, words[-1]) if words[-1] in _VAGUE else (tail if start else words[-1])
    for word in words[:-1]:
        if word in TITLES:
            role, _ = TITLES[word]
            return _by_age(known, "") if role in _PLAIN else role
        if figure_of_noun(word) == "person" and not _is_name_word(word):
            return word
    return _by_age(known, "")


_ACTORS = HUMAN | {"animal", "bird", "walker", "fish", "insect", "crawler", "flyer", "spirit", "robot", "vehicle",
                   "bike", "train", "plane", "helicopter", "spaceship", "boat", "submarine"}  # fmt: skip


def _is_name_word(word: str) -> bool:
    return bool(sex_of_name(word)) and word not in TITLES and word not in MALE | FEMALE


def _by_age(known: Known, otherwise: str) -> str:
    young = known.age < 16 if known.age is not None else otherwise in _YOUNG
    if known.sex == "f":
        return "girl" if young else "woman"
    if known.sex == "m":
        return "boy" if young else "man"
    return "child" if young else "person"


def _description(known: Known, noun: str, figure: str, choice: int, taken: Sequence[CastMember]) -> str:
    if known.said and re.search(r"\b(?:in|with|wearing|holding)\b", known.said):
        return _with_person(known, known.said, noun)
    colors = [one.color for one in taken if one.color]
    if known.text:
        return _with_person(known, known.text, noun)
    if figure not in HUMAN or (known.phrase is not None and noun not in _PLAIN):
        phrase = _cleaned(known.phrase or _phrase_of(known.said, noun))
        extra = " ".join(part for part in (known.worn, _stated(phrase)) if part)
        return _with_person(known, describe(phrase, figure, choice, extra, colors)[0], noun)
    phrase = _phrase_of(known.said, noun)
    described, _ = describe(phrase, figure, choice, known.worn, colors)
    if noun in _PLAIN or not re.search(r"\b(?:in|with)\b", described):
        bare, _ = describe(phrase, figure, choice, "x", colors)
        worn = known.worn or _CLOTHES[choice % len(_CLOTHES)]
        hair = "" if known.worn and "hair" in known.worn else _hair(known, choice)
        described = " ".join(part for part in (bare.removesuffix(" x"), hair, worn) if part)
    return _with_person(known, described, noun)


_PLAIN = word_set("man woman girl boy child person lady gentleman guy") | _VAGUE


def _cleaned(phrase: NounPhrase) -> NounPhrase:
    """The phrase without words that the reader took for adjectives and that are none."""
    count = len(phrase.noun.split())
    own = [word for word in phrase.words[:-count] if look_up(word.lower()).adjective >= 0 or word.lower() in COLORS
           or word.lower().endswith(("ing", "ed"))]  # fmt: skip
    return replace(phrase, words=(*own, *phrase.words[-count:]), adjectives=tuple(own), is_name=False)


def _stated(phrase: NounPhrase) -> str:
    return f"with {phrase.companion.text}" if phrase.companion is not None else ""


def _hair(known: Known, choice: int) -> str:
    if re.search(
        r"\bbald|\bhair\b|shaven[- ]head|hood|helmet|hat\b", f"{' '.join(known.traits)} {known.said} {known.worn}"
    ):
        return ""
    hairs = _HAIR[
        "old" if (known.age or 0) >= 55 or re.search(r"\bold\b|elderly", known.said + known.name.lower()) else "young"
    ]
    return hairs[choice // 7 % len(hairs)]


def _phrase_of(said: str, noun: str) -> NounPhrase:
    """The apposition as a noun phrase; a bare one of the noun where there is none."""
    for chunk in chunks_of(said):
        if isinstance(chunk, NounPhrase) and chunk.noun.split()[-1:] == noun.split()[-1:]:
            return replace(chunk, determiner="a", owner="")
        break
    own = [word for word in re.findall(r"[a-z]+", said.lower()) if look_up(word).adjective > look_up(word).noun][:3]
    return NounPhrase((*own, *noun.split()), noun.split()[-1], noun, tuple(own), "a")


def _with_person(known: Known, description: str, noun: str) -> str:
    """The description with the sex, the age and the traits that it does not say yet."""
    text = " ".join(description.split()).strip(" ,.")
    text = re.sub(r"^(?:the|his|her|their|my|our|its|this|that) ", "a ", text)
    if known.count == 1 and not re.match(r"(?:an?|the|one) ", text):
        text = article(text[:1].lower() + text[1:] if not text[:2].isupper() else text)
    head = re.search(rf"\b{re.escape(noun)}\b", text)
    if head is None or known.count > 1:
        return text
    before, after = text[: head.start()], text[head.end() :]
    own = [word for word in known.traits if word not in text.lower()][:3]
    if figure_of_noun(noun) in HUMAN | {"unknown"} and known.sex and not _says_sex(noun) and "male" not in before:
        own.append("female" if known.sex == "f" else "male")
    before = re.sub(r"^(an?) ", "", before)
    text = article(" ".join(part for part in (before.strip(), " ".join(own), noun) if part))
    return f"{text}{_age_words(known, noun, before)}{after}"


def _says_sex(noun: str) -> bool:
    head = noun.split()[-1]
    return head in MALE | FEMALE or head.endswith(("man", "woman"))


def _age_words(known: Known, noun: str, before: str) -> str:
    if known.age is None or figure_of_noun(noun) not in HUMAN or re.search(r"\bold\b|\byoung\b|year", before):
        return ""
    if known.decade or known.age >= 20:
        own = {"f": "her", "m": "his"}.get(known.sex, "their")
        decade = _DECADES.get(min(90, known.age // 10 * 10), "")
        return f" in {own} {decade}" if decade else ""
    return f" of {_NUMBERS[known.age]}" if 2 < known.age < len(_NUMBERS) else ""


def worn_in(text: str) -> str:
    """ "in a red dress" where a sentence says what somebody wears."""
    match = re.search(
        r"\b(?:wear(?:s|ing)|dressed in|clad in|clothed in) ((?:an? |the |his |her )?[^.,;:()]{3,60})", text, re.I
    )
    if not match:
        return ""
    words = re.split(r"\b(?:and (?!an?\b)|as|while|when|who|that|at|on|in|under|over|which)\b", match[1])[0].strip()
    return (
        f"in {re.sub(r'^(?:the|his|her) ', 'a ', words)}"
        if any(word in _WORN for word in words.lower().split())
        else ""
    )


def trait_of(part: str) -> tuple[str, str]:
    """A part of an introduction ("tired eyes", "tall and thin", "yellow coat") as (adjectives, "with"/"in" words)."""
    words = re.sub(r"^(?:wearing|dressed in|in|with)\s+", "", part.strip().lower()).split()
    if not words or len(words) > 8:
        return "", ""
    plain = [word for word in words if word not in ("and", "but", "very", "a", "an")]
    if plain and all(look_up(word).adjective >= look_up(word).noun and look_up(word).adjective >= 0 for word in plain):
        return " ".join(plain[:2]), ""
    if words[-1] in _WORN:
        text = " ".join(words)
        return "", f"in {text if words[0] in ('a', 'an') or words[-1].endswith('s') else article(text)}"
    if look_up(words[-1]).noun < 0 and not words[-1].endswith("s"):
        return "", ""
    text = " ".join(words)
    bare = words[0] in ("a", "an", "no") or words[-1].endswith("s") or words[-1] == "hair"
    return "", f"with {text if bare else article(text)}"


def _shortened(text: str) -> str:
    """At most `_LONGEST` words, cut where a comma or a preposition stands."""
    words = text.split()
    if len(words) <= _LONGEST:
        return text
    ends = [
        at
        for at in range(8, _LONGEST)
        if words[at] in ("and", "who", "that", "with", "in", "of") or words[at - 1].endswith(",")
    ]
    return " ".join(words[: ends[-1] if ends else _LONGEST]).rstrip(" ,")
