"""Make the word table of the offline screenwriter out of WordNet's database files.

    python scripts/build_noun_table.py /usr/share/wordnet moviefactory/script/data/words.tsv.gz

Reads the plain-text database of WordNet 3.0 (Debian: `apt-get install wordnet-base`). Every line of the result is
`word TAB classes TAB weights`: `classes` has one letter per noun sense, at most three, the commonest first (the
letters are the keys of `CLASSES`); `weights` has one digit each for noun, verb, adjective, adverb: how often the word
was met as that (0 to 9, a logarithm), or "-" where it never is. Irregular plurals and verb forms follow as
`form TAB =n lemma` and `form TAB =v lemma`. Capitalised names of places are kept with several words, in lower case.
"""

from __future__ import annotations

import gzip
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

# letter: (meaning, names of WordNet synsets of which one must be an ancestor); the first that fits counts
CLASSES: dict[str, tuple[str, set[str]]] = {
    "r": ("spacecraft", {"spacecraft", "rocket"}),
    "u": ("aircraft", {"aircraft"}),
    "w": ("watercraft", {"vessel.boat", "watercraft", "boat"}),
    "v": ("vehicle", {"vehicle", "conveyance"}),
    "s": ("musical instrument", {"musical_instrument"}),
    "m": ("machine", {"machine", "automaton", "computer", "robot", "engine"}),
    "c": ("creature", {"imaginary_being", "spiritual_being", "mythical_being", "mythical_monster",
              "monster", "spirit"}),
    "b": ("bird", {"bird"}),
    "f": ("water animal", {"fish", "aquatic_mammal", "cephalopod", "coelenterate", "crustacean", "echinoderm", "seal"}),
    "i": ("insect", {"insect", "arachnid"}),
    "a": ("mammal", {"mammal"}),
    "z": ("other animal", {"animal"}),
    "l": ("plant", {"plant", "flower", "tree"}),
    "d": ("food", {"food", "foodstuff", "edible_fruit", "beverage", "dish"}),
    "g": ("garment", {"clothing", "garment", "headdress", "footwear"}),
    "P": ("planet", {"planet", "celestial_body", "extraterrestrial_object", "galaxy"}),
    "M": ("mountain", {"mountain", "mountain_peak", "volcano", "natural_elevation", "mountain_range", "range"}),
    "D": ("desert", {"desert"}),
    "F": ("forest", {"forest", "woodland", "jungle", "vegetation"}),
    "W": ("sea", {"sea", "ocean", "bay", "gulf"}),
    "K": ("lake or river", {"lake", "stream", "river", "body_of_water", "waterfall"}),
    "I": ("island or shore", {"island", "shore", "coast", "beach", "seashore", "archipelago"}),
    "C": ("town", {"city", "municipality", "town", "urban_area", "national_capital",
              "state_capital", "port", "village"}),
    "H": ("room", {"room"}),
    "S": ("road", {"road", "thoroughfare", "street", "way"}),
    "A": ("building", {"building", "structure", "housing"}),
    "N": ("country", {"country", "state", "district", "geographical_area", "region", "administrative_district"}),
    "L": ("place", {"location", "geological_formation", "land", "tract", "area"}),
    "B": ("body part", {"body_part"}),
    "G": ("group", {"social_group", "gathering"}),
}  # fmt: skip
LEXNAMES = {
    "04": "k", "05": "z", "06": "t", "07": "x", "08": "B", "09": "x", "10": "x", "11": "e", "12": "h", "13": "d",
    "14": "G", "15": "N", "17": "n", "18": "p", "19": "o", "20": "l", "22": "o", "26": "x", "27": "q", "28": "T",
}  # fmt: skip
# act, animal, artefact, attribute, body, thought, message, event, feeling (h), food, group, place, natural object (n),
# person, phenomenon (o), plant, process, state, substance (q), time (T); all else counts as abstract (x)
PLACES = set("PMDFWKIC" + "HSANL")


class Nouns:
    """The noun synsets of one database folder: what each is called, what it is a kind of, and its coarse field."""

    def __init__(self, folder: Path) -> None:
        self.names: dict[str, list[str]] = {}
        self.parents: dict[str, list[str]] = {}
        self.field: dict[str, str] = {}
        for line in _rows(folder / "data.noun"):
            parts = line.split()
            words = int(parts[3], 16)
            self.names[parts[0]] = [parts[4 + 2 * i] for i in range(words)]
            self.field[parts[0]] = parts[1]
            start = 5 + 2 * words
            pointers = [parts[start + 4 * i : start + 4 * i + 2] for i in range(int(parts[start - 1]))]
            self.parents[parts[0]] = [target for kind, target in pointers if kind in ("@", "@i")]
        self.class_of = cache(self._class_of)
        self.ancestors = cache(self._ancestors)

    def _ancestors(self, synset: str) -> frozenset[str]:
        found = set(name.lower() for name in self.names[synset])
        for parent in self.parents[synset]:
            found |= self.ancestors(parent)
        return frozenset(found)

    def _class_of(self, synset: str) -> str:
        above = self.ancestors(synset)
        if self.field[synset] == "18" and not above & CLASSES["c"][1]:
            return "p"
        if self.field[synset] in ("04", "07", "09", "10", "11", "12", "13", "28"):  # acts and ideas are no places
            return LEXNAMES[self.field[synset]]
        fits = (letter for letter, (_, marks) in CLASSES.items() if above & marks)
        return next(fits, LEXNAMES.get(self.field[synset], "x"))


def table(folder: Path) -> list[str]:
    """All lines of the word table, sorted."""
    nouns = Nouns(folder)
    met = _met(folder)
    senses = {word: places for word, places in _index(folder / "index.noun")}
    parts = {kind: {word for word, _ in _index(folder / f"index.{kind}")} for kind in ("verb", "adj", "adv")}
    names = {word: found for word in senses if (found := _place_name(nouns, senses[word]))}
    plain = {
        word for word in [*senses, *parts["verb"], *parts["adj"], *parts["adv"]] if re.fullmatch("[a-z]{2,16}", word)
    }
    lines = []
    for word in sorted(plain | set(names)):
        letters = "".join(dict.fromkeys(nouns.class_of(one) for one in senses.get(word, [])[:3]))
        digits = [_weight(met, word, "1", word in senses), _weight(met, word, "2", word in parts["verb"])]
        digits += [_weight(met, word, "35", word in parts["adj"]), _weight(met, word, "4", word in parts["adv"])]
        lines.append(f"{word.replace('_', ' ')}\t{letters}\t{''.join(digits)}")
    return lines + [f"{form}\t={mark} {lemma}" for mark, form, lemma in _exceptions(folder)]


def _place_name(nouns: Nouns, senses: list[str]) -> bool:
    """Whether the commonest sense is one particular place (its name begins with a capital letter)."""
    return nouns.class_of(senses[0]) in PLACES and all(name[0].isupper() for name in nouns.names[senses[0]])


def _met(folder: Path) -> dict[tuple[str, str], int]:
    met: dict[tuple[str, str], int] = defaultdict(int)
    for line in (folder / "cntlist.rev").read_text(encoding="latin-1").splitlines():
        key, _, count = line.split()
        word, sense = key.split("%")
        met[word, sense[0]] += int(count)
    return met


def _weight(met: dict[tuple[str, str], int], word: str, kinds: str, known: bool) -> str:
    if not known:
        return "-"
    return str(min(9, round(1.5 * math.log2(1 + sum(met[word, kind] for kind in kinds)))))


def _index(path: Path) -> Iterator[tuple[str, list[str]]]:
    for line in _rows(path):
        parts = line.split()
        yield parts[0], parts[-int(parts[2]) :]


def _exceptions(folder: Path) -> Iterator[tuple[str, str, str]]:
    for mark, name in (("n", "noun.exc"), ("v", "verb.exc")):
        for line in (folder / name).read_text(encoding="latin-1").splitlines():
            form, lemma = line.split()[:2]
            if re.fullmatch("[a-z]+", form) and re.fullmatch("[a-z]+", lemma) and form != lemma:
                yield mark, form, lemma


def _rows(path: Path) -> Iterator[str]:
    return (line for line in path.read_text(encoding="latin-1").splitlines() if not line.startswith(" "))


if __name__ == "__main__":
    rows = table(Path(sys.argv[1]))
    Path(sys.argv[2]).write_bytes(gzip.compress("\n".join(rows).encode(), 9, mtime=0))
    print(f"{len(rows)} lines, {Path(sys.argv[2]).stat().st_size} bytes")
