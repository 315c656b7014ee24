"""English words: which parts of speech a word can be, how it is inflected, and which article it takes.

Knows the WordNet word table (`data/words.tsv.gz`, made by scripts/build_noun_table.py); knows nothing of stories.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


ALWAYS_PLURAL = word_set("people children men women police cattle folk kids mice geese feet teeth")
SAME_IN_PLURAL = word_set("sheep deer fish salmon trout squid aircraft spacecraft series species moose bison")
ENDS_LIKE_PLURAL = word_set(
    "bus gas glass grass dress princess actress waitress goddess lioness tigress boss class cross octopus cactus "
    "walrus virus circus hippopotamus platypus rhinoceros albatross iris lens compass canvas chess dais tennis "
    "bass brass moss platypus asparagus genius fungus crocus lotus hibiscus campus mars venus paris texas "
    "christmas witness fortress mistress seamstress huntress enchantress sorceress duchess countess heiress "
    "stewardess hostess atlas pegasus sunglasses glasses scissors pants trousers jeans binoculars goggles pajamas "
    "pyjamas headphones shorts citrus stegosaurus tyrannosaurus brontosaurus brachiosaurus ibis mantis tortoise "
    "news alps"
)
NO_VERB_IN_ING = word_set(
    "king ring wing thing string spring morning evening lightning ceiling pudding sibling viking darling earring "
    "duckling gosling something nothing anything everything wedding hatchling starling clothing earthling "
    "shilling herring sterling inning fledgling yearling"
)
AN_BEFORE = re.compile(r"^(?:[aeio]|u(?!ni(?!n)|s[aeiu]|ti|fo|kul)|hour|honest|heir|honou?r)", re.I)
DOUBLED = word_set(
    "run swim sit get put hit cut dig win spin skip hop jog knit rob drum hug stop drop slip trip flip clap plan "
    "chat grab step tap shop rub wrap strum hum beg nod pat plot snap sob skid spot stir strip swap tug whip zip "
    "zigzag pet bet let set shut split quit forget begin bat dip drag fit grin mop pop scan ship sip slam slap "
    "spit thin trap trim wag ram star blur fog chop hit jam tip"
)


@dataclass(frozen=True)
class Word:
    """What the table says of one word: noun classes (letters, commonest first) and how common it is as what (-1: "
    "never)."""

    classes: str = ""
    noun: int = -1
    verb: int = -1
    adjective: int = -1
    adverb: int = -1


UNKNOWN = Word()


def data_text(name: str) -> str:
    """The text of one of this room's data files."""
    return (files("moviefactory.script") / "data" / name).read_text(encoding="utf-8")


@cache
def data_table(name: str) -> Mapping[str, Any]:
    """One of this room's YAML files. libyaml's loader where it is there: it is ten times as fast."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    table: dict[str, Any] = yaml.load(data_text(name), Loader=loader)  # both loaders are safe ones
    return table


def word_list(text: str) -> list[str]:
    """The words of a data file's entry; an underscore stands for a space."""
    return [word.replace("_", " ") for word in text.split()]


@cache
def index_of(table: str, section: str) -> Mapping[str, str]:
    """One section of a data file turned round: word -> the key it stands under (the first that lists it)."""
    found: dict[str, str] = {}
    for key, words in data_table(table)[section].items():
        if section in ("trades",):  # written the other way round: the words stand before what they mean
            key, words = words, key
        for word in word_list(words):
            found.setdefault(word, key)
    return found


@cache
def _table() -> dict[str, str]:
    packed = (files("moviefactory.script") / "data" / "words.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode().split("\n")
    words: dict[str, str] = {}
    for line in lines:
        word, _, rest = line.partition("\t")
        mark = rest[:2] if rest[:1] == "=" else ""
        words[mark[1:] + "=" + word if mark else word] = rest
    return words


@cache
def look_up(word: str) -> Word:
    """The table's entry of a lower-case base form; UNKNOWN where there is none."""
    classes, _, weights = _table().get(word, "").partition("\t")
    if not weights:
        return UNKNOWN
    noun, verb, adjective, adverb = (-1 if digit == "-" else int(digit) for digit in weights)
    return Word(classes, noun, verb, adjective, adverb)


def _irregular(mark: str, form: str) -> str:
    return _table().get(f"{mark}={form}", "").partition(" ")[2]


@cache
def singular(noun: str) -> str:
    """The singular of a lower-case noun; the noun itself when it is none, or when it is not known as a plural."""
    if noun in SAME_IN_PLURAL or noun in ENDS_LIKE_PLURAL:
        return noun
    if noun == "people":
        return "person"
    if irregular := _irregular("n", noun):
        return irregular
    if noun.endswith("men") and look_up(noun[:-3] + "man").noun >= 0:
        return noun[:-3] + "man"
    if not noun.endswith("s") or noun.endswith(("ss", "us", "is")) or len(noun) < 4:
        return noun
    tries = [noun[:-3] + "y"] if noun.endswith("ies") else []
    tries += [noun[:-2]] if re.search(r"(s|x|z|ch|sh|o)es$", noun) else []
    tries += [noun[:-1]]
    return next((one for one in tries if look_up(one).noun >= 0), tries[-1] if look_up(noun).noun < 0 else noun)


def is_plural(noun: str) -> bool:
    """Whether a lower-case noun is a plural form."""
    return noun in ALWAYS_PLURAL or (noun not in SAME_IN_PLURAL and singular(noun) != noun)


IRREGULAR_PLURALS = {
    "person": "people", "child": "children", "man": "men", "woman": "women", "mouse": "mice", "goose": "geese",
    "foot": "feet", "tooth": "teeth", "ox": "oxen", "wolf": "wolves", "elf": "elves", "leaf": "leaves",
    "knife": "knives", "thief": "thieves", "calf": "calves", "shelf": "shelves", "scarf": "scarves", "life": "lives",
    "wife": "wives", "loaf": "loaves", "half": "halves", "hero": "heroes", "potato": "potatoes", "tomato": "tomatoes",
    "volcano": "volcanoes", "tornado": "tornadoes", "octopus": "octopuses", "cactus": "cacti", "dwarf": "dwarves",
    "werewolf": "werewolves", "ninja": "ninja", "samurai": "samurai", "buffalo": "buffaloes", "mango": "mangoes",
    "echo": "echoes", "torpedo": "torpedoes", "domino": "dominoes",
}  # fmt: skip


def plural(noun: str) -> str:
    """The plural of a singular noun phrase (its last word is inflected)."""
    first, space, last = noun.rpartition(" ")
    if last in SAME_IN_PLURAL or is_plural(last):
        form = last
    elif last in IRREGULAR_PLURALS:
        form = IRREGULAR_PLURALS[last]
    elif last.endswith("man") and last not in ("human", "german", "roman", "shaman", "talisman", "caiman"):
        form = last[:-3] + "men"
    elif re.search(r"(s|x|z|ch|sh)$", last):
        form = last + "es"
    elif re.search(r"[^aeiou]y$", last):
        form = last[:-1] + "ies"
    else:
        form = last + "s"
    return first + space + form


def article(phrase: str) -> str:
    """`phrase` with "a" or "an" before it."""
    return f"{'an' if AN_BEFORE.match(phrase) else 'a'} {phrase}"


def capital(text: str) -> str:
    """ "the red car" -> "The red car"."""
    return text[:1].upper() + text[1:]


def third_person(verb: str) -> str:
    """The form for he, she or it: "wait" -> "waits"."""
    if verb in ("be", "have", "do", "go"):
        return {"be": "is", "have": "has", "do": "does", "go": "goes"}[verb]
    if re.search(r"(s|x|z|ch|sh)$", verb):
        return verb + "es"
    return verb[:-1] + "ies" if re.search(r"[^aeiou]y$", verb) else verb + "s"


def ing_form(verb: str) -> str:
    """The present participle: "race" -> "racing"."""
    if verb in ("be", "see", "flee", "agree", "free", "dye", "ski", "tiptoe", "canoe"):
        return verb + "ing"
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb in DOUBLED:
        return verb + verb[-1] + "ing"
    if verb.endswith("ic"):
        return verb + "king"
    return (verb[:-1] if verb.endswith("e") else verb) + "ing"


@dataclass(frozen=True)
class VerbForm:
    """A verb as met in a text: its base form and which form it was."""

    lemma: str
    form: str  # base, s, ing, ed


@cache
def verb_forms(word: str) -> tuple[VerbForm, ...]:
    """All readings of a lower-case word as a verb."""
    found: list[VerbForm] = []
    if (lemma := _irregular("v", word)) and not word.endswith("ing") and look_up(lemma).verb >= 0:
        found.append(VerbForm(lemma, "ed"))
    if look_up(word).verb >= 0:
        found.append(VerbForm(word, "base"))
    for ending, form in (("s", "s"), ("ing", "ing"), ("ed", "ed")):
        if word.endswith(ending) and word not in NO_VERB_IN_ING and (lemma := _stem(word, ending)):
            found.append(VerbForm(lemma, form))
    return tuple(found)


def _stem(word: str, ending: str) -> str:
    """The known verb of which `word` is the form with `ending`; "" where there is none."""
    root = word[: -len(ending)]
    if ending == "s":
        tries = [root, root[:-1] if root.endswith("e") else "", root[:-2] + "y" if root.endswith("ie") else ""]
        return next((one for one in tries if one and third_person(one) == word and look_up(one).verb >= 0), "")
    tries = [root + "e", root, root[:-1] if root[-2:-1] == root[-1:] else "", root[:-1] + "ie"]
    tries += [root[:-1] + "y"] if ending == "ed" and root.endswith("i") else []
    known = [one for one in tries if len(one) > 1 and look_up(one).verb >= 0]
    return max(known, key=lambda one: look_up(one).verb, default="")
