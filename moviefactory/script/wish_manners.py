"""What a figure does, in the words of another kind of figure: verbs, pronouns, number, parts of the body. Pure text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from moviefactory.movie import CastMember
from moviefactory.script.lexicon import data_table, third_person, verb_forms
from moviefactory.script.nouns import figure_of_noun, possessive_of
from moviefactory.script.roles import AIRBORNE, manners

_REFLEXIVE = {"his": "himself", "her": "herself", "its": "itself", "their": "themselves"}


_OBJECT = {"his": "him", "her": "her", "its": "it", "their": "them"}


_SUBJECT = {"his": "he", "her": "she", "its": "it"}


_SMALL_WORDS = r"(?:and|in|on|at|as|with|from|to|into|by|while|for|or|until|after|before|under|over)\b"


_PARTS = {  # details that only some figures have: a phrase with one goes when another figure comes
    "living": (r"\b(?:paws?|tail|ears?|whiskers|fur|muzzle|hooves|beak|feathers|breathing|breath|arms|hands|fists|"
        r"teeth|eyes)\b"),
    "craft": (r"\b(?:engines?|exhaust|tyres?|tires?|wheels?|headlights|rotors?|propellers?|hull|sails?|motor|"
        r"lights off)\b"),
}  # fmt: skip


_CRAFT_KINDS = frozenset(("vehicle", "aircraft", "watercraft", "machine"))


def pronouns(text: str, old: CastMember, new: CastMember, alone: bool) -> str:
    before = possessive_of(old.noun, figure_of_noun(old.noun), old.count)
    after = possessive_of(new.noun, figure_of_noun(new.noun), new.count)
    if before == after or not alone:
        return text
    if before == "her":
        text = re.sub(rf"\bher\b(?!\s+(?!{_SMALL_WORDS})[a-z])", _OBJECT[after], text)
    elif before in _OBJECT and before in ("his",):
        text = re.sub(r"\bhim\b", _OBJECT[after], text)
    if before in _SUBJECT and after in _SUBJECT:
        text = re.sub(rf"\b{_SUBJECT[before]}\b", _SUBJECT[after], text)
    text = re.sub(rf"\b{before}\b", after, text)
    reflexive = {_REFLEXIVE[before], "themself" if before == "their" else ""} - {""}
    return re.sub(
        rf"\b(?:{'|'.join(reflexive)})\b", _REFLEXIVE[after] if new.count > 1 or after != "their" else "themself", text
    )


def without_parts(text: str, mark: str, old: CastMember, new: CastMember) -> str:
    """Without phrases about parts that the new figure does not have ("engines humming" of a horse)."""
    was, is_now = old.kind in _CRAFT_KINDS, new.kind in _CRAFT_KINDS
    if was == is_now or text.count("\x01") > 2:
        return text
    pieces = text.split(", ")
    kept = [piece for at, piece in enumerate(pieces)
            if not at or mark in piece or not re.search(_PARTS["craft" if was else "living"], piece, re.I)]  # fmt: skip
    stop = re.search(r"[.!?]\s*$", text)
    joined = ", ".join(kept)
    return joined if not stop or joined.rstrip().endswith(stop[0].strip()) else joined + stop[0]


def agreed(text: str, mark: str, many: bool) -> str:
    """The verbs of a figure in the plural or singular: "a dog runs and barks" -> "two dogs run and bark"."""
    match = re.search(rf"(?P<before>\band )?{mark}(?P<after> and \x01)?", text)
    if match is None or match["before"] or match["after"]:
        return text  # two figures: their verb is in the plural either way

    def verb(found: re.Match[str]) -> str:
        word = found[2]
        if word in ("is", "are"):
            return f"{found[1]}{'are' if many else 'is'}"
        forms = verb_forms(word)
        if many:
            lemma = next((one.lemma for one in forms if one.form == "s"), "")
            return f"{found[1]}{lemma}" if lemma else found[0]
        base = any(one.form == "base" for one in forms)
        return f"{found[1]}{third_person(word)}" if base else found[0]

    head, tail = text[: match.end()], text[match.end() :]
    if re.search(r"\bof $", text[: match.start()]):
        return text
    tail = re.sub(r"^( (?:still |then |slowly |almost |quietly )?)([a-z]+)\b", verb, tail)
    return head + re.sub(r"(\band (?:then |almost )?)([a-z]+)\b(?! \x01)", verb, tail)


@cache
def _lines(figure: str, many: bool, possessive: str) -> Mapping[tuple[str, int], tuple[str, str]]:
    """(manner, number) -> (what is said before the place, what is said after it) of a figure."""
    table = data_table("figures.yaml")
    names: dict[str, None] = {}
    entry = table.get(figure, table["thing"])
    while True:
        names |= dict.fromkeys(one for one in entry if one not in ("looks", "like"))
        if "like" not in entry:
            break
        entry = table[entry["like"]]
    found = {}
    for manner in names:
        for number, line in enumerate(manners(figure, manner)):
            words = str(line).partition("|")[0].strip()
            words = re.sub(r"([a-z]+)~", lambda match: match[1] if many else third_person(match[1]), words)
            words = words.replace("$its", possessive).replace(
                "$SELF", _REFLEXIVE[possessive] if many or possessive != "their" else "themself"
            )
            said, _, after = words.partition(",")
            found[manner, number] = (said.strip(), after.strip())
    return found


def manners_swapped(text: str, mark: str, old: CastMember, new: CastMember, figures: tuple[str, str]) -> str:
    """What a figure does in the words of its kind, in those of the other kind ("trots along" -> "rolls onward")."""
    before = _lines(figures[0], old.count > 1, possessive_of(old.noun, figure_of_noun(old.noun), old.count))
    after = _lines(figures[1], old.count > 1, possessive_of(new.noun, figure_of_noun(new.noun), new.count))
    for (manner, number), (said, tail) in sorted(before.items(), key=lambda one: -len(one[1][0] + one[1][1])):
        others = [lines for (name, _), lines in after.items() if name == manner]
        if not others:
            continue
        detail = manner == "detail"
        pattern = rf"\b{re.escape(said)}(?= {mark})" if detail else rf"(?<={mark} ){re.escape(said)}\b"
        match = re.search(pattern, text)
        if match is None or (tail and f", {tail}" not in text):
            continue
        other, other_tail = others[number % len(others)]
        text = text[: match.start()] + other + text[match.end() :]
        if tail:
            text = text.replace(f", {tail}", f", {other_tail}" if other_tail else "", 1)
        break
    if figures[0] in AIRBORNE and figures[1] not in AIRBORNE and text.count("\x01") == 2:
        text = re.sub(r" above (?=(?:a|an|the) )", " on ", text, count=1)
    return text
