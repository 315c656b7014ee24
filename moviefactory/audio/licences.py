"""What a licence is called, whether a list of licences lets it in, and whether it wants the author named.

People write licences as names, addresses and sentences; here they become SPDX identifiers, or names in their manner
where SPDX has none ("Sampling+", "own"). Two licences that both count are joined by " AND ", a choice of two by " OR ".
Reads what is written and gives no legal advice.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

OWN = "own"  # of what a person made, or may use without saying more
PUBLIC_DOMAIN = "public-domain"
LIMITED = "non-commercial"  # of what is given for that alone, whatever else is said of it
_LONGEST = 60_000  # characters that are looked at; the longest common licence text (GPL-3.0) has 35,000
_NEAR = 200  # characters: within them, what is said of commerce counts for the licence that is named

_CC_ADDRESS = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/([a-z+-]+)(?:/(\d\.\d))?", re.I)
_CC_ZERO = re.compile(
    r"(?:(?<![a-z])cc[\s_-]?(?:0|zero)(?![a-z\d])|creative\s*commons[\s_-]*(?:0\b|zero\b))(?![\s,/+&(-]{1,3}nc\b)", re.I
)
_JOINT = r"[\s_.,;/+&()|-]"
_CC_SHORT = re.compile(  # "(CC) by John" names an author; parts may follow the version: "CC BY 4.0 (NC)"
    r"(?<![a-z])(?:cc|creative\s*commons)[\s_.)-]{0,2}"
    r"(?!(?-i:by\s+(?!Licen|Attrib|Non|Share|No|Inter|Unport|NC|SA|ND)[A-Z]))"
    rf"(by(?:{_JOINT}{{0,4}}(?:nc|sa|nd))*|nc[\s_-]?sampling\+?|sampling\+?)(?![a-z])"
    rf"(?:[\s_,v-]{{0,2}}(?:version\s*)?(\d(?:\.\d)?)(?!\d))?((?:{_JOINT}{{1,4}}(?:nc|sa|nd)(?![a-z]))*)",
    re.I,
)
_ATTRIBUTION = (
    r"attribution|paternit[ée]|namensnennung|atribuci[oó]n|reconocimiento|attribuzione|atribui[cç][aã]o|naamsvermelding"
)
_NONCOMMERCIAL = (
    r"non[\s_-]*commercial|nicht[\s_-]*kommerziell|pas\s+d.utilisation\s+commerciale|n[ãa]?o[\s_-]*comercial"
    r"|non\s+commerciale|niet[\s-]*commercieel|niekomercyj|некоммерч|非商[业業用]|非営利|비영리"
)
_SHARE_ALIKE = (
    r"share[\s_-]*alike|weitergabe\s+unter\s+gleichen|partage\s+dans\s+les|compartir\s*igual|compartilha\s*igual"
    r"|gelijk\s*delen|condividi"
)
_NO_DERIVATIVES = (
    r"no[\s_-]*deriv\w*|keine\s+bearbeitung\w*|pas\s+de\s+modification|si[nm][\s_-]*(?:obra[\s_-]*)?deriv\w*"
    r"|non\s+opere\s+deriv\w*"
)
_ONLY_NONCOMMERCIAL = re.compile(
    rf"(?<!commercial and )(?<!commercial or )(?:{_NONCOMMERCIAL})(?! (?:and|or) comm)"
    r"|\b(?:no|not (?:for|in|to be used for))(?: any)? commercial\b|\b(?:unless|except)\b[^.\n]{0,20}\bcommercial"
    r"|\bcommercial (?:use|usage|purposes?)(?: is| are)? (?:not (?:allowed|permitted|granted)|prohibited|forbidden)"
    r"|\b(?:personal|private|educational)(?: use| purposes)? only\b|\bonly for (?:personal|private|educational)\b",
    re.I,
)
_LIMITS = (
    ("NC", _ONLY_NONCOMMERCIAL),
    ("SA", re.compile(_SHARE_ALIKE, re.I)),
    ("ND", re.compile(_NO_DERIVATIVES, re.I)),
)
_OF_A_NAME = re.compile(rf"(?:{_ATTRIBUTION})[\s_/-]*$", re.I)  # "Attribution Noncommercial: http..." is one name
_DENIED_BEFORE = re.compile(
    r"\b(?:not|no|never|nicht|keine?|(?:is|are)n['’]t)(?: (?:a|an|the|any|in|by|as|under|unter|licen[cs]ed|released"
    r"|published|available|covered))*[\s\"'(]+$",
    re.I,
)
_DENIED_AFTER = re.compile(r"[\s\"')]+(?:licen[cs]e )?(?:(?:does|is|do) not|doesn['’]t|isn['’]t)\b", re.I)
_CC_LONG = re.compile(  # "Creative Commons Attribution-NonCommercial 4.0 International"
    rf"creative\s*commons\b[\s:,(-]*(?:{_ATTRIBUTION})"
    rf"(?:[\s,/()_-]*(?:{_NONCOMMERCIAL}|{_SHARE_ALIKE}|{_NO_DERIVATIVES}|les\s+m[eê]mes\s+conditions|bedingungen))*"
    r"(?:[\s,(-]*(?:licen[cs]e\b)?[\s,(-]*(?:v\.?|version)?\s*(\d\.\d))?",
    re.I,
)
_FREESOUND = re.compile(  # what its site and its packs call them: "Attribution NonCommercial 4.0", nothing else beside
    rf"(?:cc[\s_-]*)?(?:{_ATTRIBUTION})(?:[\s_/-]*(?:{_NONCOMMERCIAL}|{_SHARE_ALIKE}|{_NO_DERIVATIVES}))*"
    r"[\s_-]*(?:v\.?|version)?\s*(\d\.\d)?(?:\s*(?:international|unported|licen[cs]e))*",
    re.I,
)
_OTHERS: tuple[tuple[str, str], ...] = (  # a pattern, and the name; {} takes the version that the pattern caught
    (r"\bnc[\s_-]*sampling\+", "NC-Sampling+"),
    (r"(?<!nc)(?<!nc[\s_-])\bsampling\s*(?:\+|plus\b)", "Sampling+"),
    (r"\bmit[\s-]?0\b", "MIT-0"),
    (r"\bMIT\b(?![\s-]?0)(?=[\s.,;:)]*(?:$|\blicen[cs]e|\n|/|\bor\b|\band\b|\())|\bMIT[\s-]+licen[cs]e\b", "MIT"),
    (r"permission is hereby granted, free of charge, to any person obtaining", "MIT"),
    (r"\bapache(?:[\s-]+(?:software\s+)?licen[cs]e)?[\s,-]*(?:v\.?|version)?\s*2(?:\.0)?\b", "Apache-2.0"),
    (
        r"\b(?:lgpl|gnu\s+(?:lesser|library)\s+general\s+public\s+licen[cs]e)[\s,-]*(?:version\s*|ver\.?\s*|v\.?\s*)?(\d(?:\.\d)?)?",
        "LGPL{}",
    ),
    (
        r"\b(?:agpl|gnu\s+affero\s+general\s+public\s+licen[cs]e)[\s,-]*(?:version\s*|ver\.?\s*|v\.?\s*)?(\d(?:\.\d)?)?",
        "AGPL{}",
    ),
    (r"(?<![al])\bgpl[\s,-]*(?:version\s*|v\.?\s*)?(\d(?:\.\d)?)?", "GPL{}"),
    (r"(?<!lesser )\bgnu\s+general\s+public\s+licen[cs]e[\s,-]*(?:version\s*|v\.?\s*)?(\d(?:\.\d)?)?", "GPL{}"),
    (r"\boga[\s-]*by[\s-]*(\d(?:\.\d)?)?", "OGA-BY{}"),
    (r"\bbsd[\s-]*([023])[\s-]*clause|\b([023])[\s-]*clause[\s-]+bsd", "BSD-{}-Clause"),
    (r"\b0bsd\b", "0BSD"),
    (r"\bunlicense\b(?!d)", "Unlicense"),
    (r"\bwtfpl\b", "WTFPL"),
    (r"\bpixabay\s+(?:content\s+)?licen[cs]e\b", "Pixabay"),
    (r"\bmixkit\b[\w\s]{0,20}licen[cs]e\b", "Mixkit"),
    (r"\bremarc\b", "RemArc"),
)
_OTHER_PATTERNS = tuple((re.compile(pattern, re.I), name) for pattern, name in _OTHERS)
_PUBLIC_DOMAIN = re.compile(r"\bpublic[\s_-]*domain\b|\bno (?:known )?copyright restrictions?\b|\bgemeinfrei\b", re.I)
_NOT_PUBLIC_DOMAIN = re.compile(r"\bnot\b[^.\n]{0,30}\bpublic[\s_-]*domain\b", re.I)
_OWN_WORDS = re.compile(r"own(?:[\s_-]+work)?|mine|self(?:[\s_-]*made)?|my own(?: work)?", re.I)
_BARE = re.compile(r"by(?:-(?:nc|sa|nd))+(?:[\s-]*\d\.\d)?|by[\s-]\d\.\d", re.I)  # "BY-NC 4.0", as some sites say
_A_NAME = re.compile(r"[\w.+-]+(?: [\w.+-]+){0,3}")
_NO_LICENCE = re.compile(r"copyright|\(c\)|©|all rights|unknown|none|n/?a|unlicensed|[-?.]+", re.I)
_NO_CREDIT = frozenset({"CC0-1.0", PUBLIC_DOMAIN, OWN, "MIT-0", "0BSD", "Unlicense", "WTFPL", "Pixabay", "Mixkit"})
_BY_PARTS = ("nc", "sa", "nd")


def normalised(text: str) -> str:
    """The licence that the field `text` states, in a form to compare: "CC BY 4.0" -> "CC-BY-4.0".

    text: what a person, a tag or an address says a licence is. An unknown short name is kept as it is ("Studio 7"),
    so that a person can allow it; a copyright notice is no licence and gives "", as does a long text that names none.
    """
    plain = " ".join(_clean(text).split())
    if not plain:
        return ""
    if _OWN_WORDS.fullmatch(plain):
        return OWN
    if known := _joined(f"CC {plain}" if _BARE.fullmatch(plain) else plain):
        return known
    if by_name := _FREESOUND.fullmatch(plain):
        return _from_words(by_name.group(0), by_name.group(1))
    return plain if len(plain) <= 40 and _A_NAME.fullmatch(plain) and not _NO_LICENCE.search(plain) else ""


def licence_in(text: str) -> str:
    """The one licence that a longer text (a readme, a comment, a copyright notice) states; "" for none or several.

    The same licence with and without its version is one. Words such as "attribution required" alone state none.
    """
    found = _found(_clean(text))
    return found[0] if len(found) == 1 else ""


def licence_of_legal_text(text: str) -> str:
    """The licence whose own wording `text` is, by its title; such texts mention other licences further down."""
    for head in (text.strip()[:160], text.strip()[:600]):
        if len(found := _found(head)) == 1:
            return found[0]
    return licence_in(text)


def _clean(text: str) -> str:
    """As much as is looked at, with one kind of hyphen, no invisible signs, and letters in one piece."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST])
    return re.sub("[\u2010-\u2015\u2212]", "-", re.sub("[\u200b-\u200f\u2060\ufeff\u00ad]", "", plain))


def licence_allowed(licence: str, allowed: Sequence[str]) -> bool:
    """Whether `licence` is in the list; an empty one never is.

    A name without its version ("CC-BY") stands for all versions, never for another licence ("CC-BY-NC", "CC-BY-SA").
    Of licences joined by " AND " all must be there, of those joined by " OR " one.
    """
    if " OR " in licence:
        return any(licence_allowed(one, allowed) for one in licence.split(" OR "))
    if " AND " in licence:
        return all(licence_allowed(one, allowed) for one in licence.split(" AND "))
    have = licence.strip().casefold()
    for one in (name.strip().casefold() for name in allowed):
        if have and (have == one or (one and re.fullmatch(re.escape(one) + r"-\d+(\.\d+)*", have))):
            return True
    return False


def needs_attribution(licence: str) -> bool:
    """Whether the author has to be named; True also for a licence that nobody knows here."""
    if " OR " in licence:
        return all(needs_attribution(one) for one in licence.split(" OR "))
    return any(one.strip() not in _NO_CREDIT for one in licence.split(" AND "))


def licence_url(licence: str) -> str:
    """Where the licence can be read; "" for "own" and for what is not known. Of joined licences the first one's."""
    first = re.split(r" (?:AND|OR) ", licence)[0].strip()
    if first == "CC0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if first == PUBLIC_DOMAIN:
        return "https://creativecommons.org/publicdomain/mark/1.0/"
    if first in ("Sampling+", "NC-Sampling+"):
        return f"https://creativecommons.org/licenses/{first.lower()}/1.0/"
    if by := re.fullmatch(r"CC-(BY(?:-NC|-SA|-ND)*)(?:-(\d\.\d))?", first):
        kind, version = by.group(1).lower(), by.group(2)
        return (
            f"https://creativecommons.org/licenses/{kind}/{version}/"
            if version
            else "https://creativecommons.org/licenses/"
        )
    elsewhere = {"Pixabay": "https://pixabay.com/service/license-summary/", "Mixkit": "https://mixkit.co/license/"}
    spdx = re.fullmatch(
        r"MIT(-0)?|0BSD|Unlicense|WTFPL|Apache-2\.0|BSD-[0-3]-Clause|[AL]?GPL-\d\.\d|OGA-BY-\d\.\d", first
    )
    return f"https://spdx.org/licenses/{first}.html" if spdx else elsewhere.get(first, "")


def _joined(plain: str) -> str:
    found = _found(plain[:_LONGEST])
    choice = len(found) > 1 and re.search(r"\bor\b|\boder\b", plain, re.I) and not re.search(r"\band\b", plain, re.I)
    return (" OR " if choice else " AND ").join(found)


def _found(text: str) -> list[str]:
    """All licences that `text` names, in a fixed order; "CC-BY" is dropped where "CC-BY-3.0" is there."""
    mentions = [(name, match) for name, match in _mentions(text) if not _denied(text, match)]
    limits = _limits(text, [match for _, match in mentions]) if mentions else {}
    found = {_limited(name, match, limits) for name, match in mentions}
    if not mentions and _PUBLIC_DOMAIN.search(text) and not _NOT_PUBLIC_DOMAIN.search(text):
        found = {PUBLIC_DOMAIN}
    return sorted(one for one in found if not any(re.fullmatch(re.escape(one) + r"-\d.*", other) for other in found))


def _mentions(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for address in _CC_ADDRESS.finditer(text):
        yield from ((name, address) for name in _cc_name(address[1].lower(), address[2] or ""))
    yield from (("CC0-1.0", zero) for zero in _CC_ZERO.finditer(text))
    for short in _CC_SHORT.finditer(text):
        kind = re.sub(rf"{_JOINT}+", "-", f"{short[1]}{short[3]}".lower())
        yield from ((name, short) for name in _cc_name(kind, short[2] or ""))
    yield from ((_from_words(long[0], long[1]), long) for long in _CC_LONG.finditer(text))
    for pattern, name in _OTHER_PATTERNS:
        for other in pattern.finditer(text):
            yield _with_version(name, next((group for group in other.groups() if group), "")), other


def _denied(text: str, mention: re.Match[str]) -> bool:
    """ "Not under CC0", "CC0 does not apply"."""
    before, after = text[max(mention.start() - 60, 0) : mention.start()], text[mention.end() : mention.end() + 40]
    return bool(_DENIED_BEFORE.search(before) or _DENIED_AFTER.match(after))


def _limits(text: str, mentions: Sequence[re.Match[str]]) -> dict[str, list[int]]:
    """Where `text` limits what is allowed, by parts of names; not where such words are part of a licence's name."""
    named = bytearray(len(text))
    for mention in mentions:
        named[mention.start() : mention.end()] = b"\1" * (mention.end() - mention.start())
    return {
        part: [
            at
            for at in (limit.start() for limit in pattern.finditer(text))
            if not named[at] and not _OF_A_NAME.search(text[max(at - 40, 0) : at])
        ]
        for part, pattern in _LIMITS
    }


def _limited(licence: str, mention: re.Match[str], limits: Mapping[str, Sequence[int]]) -> str:
    """What a licence means with the limits that are written near it."""
    for part, places in limits.items():
        first = bisect_left(places, mention.start() - _NEAR)
        if first < len(places) and places[first] < mention.end() + _NEAR:
            licence = _with_part(licence, part)
    return licence


def _with_part(licence: str, part: str) -> str:
    """What "CC BY 4.0, non-commercial use only" means; "CC0" or "MIT" so limited is no licence that has a name."""
    if by := re.fullmatch(r"CC-BY((?:-(?:NC|SA|ND))*)(-\d.*)?", licence):
        parts = {*by[1].split("-"), part}
        return "-".join(("CC-BY", *(one.upper() for one in _BY_PARTS if one.upper() in parts))) + (by[2] or "")
    return LIMITED if part == "NC" and not re.match(r"[AL]?GPL|NC-", licence) else licence


def _cc_name(kind: str, version: str) -> Iterator[str]:
    """The name of a kind as it stands in Creative Commons' addresses: "by-nc", "zero", "mark", "sampling+"."""
    if kind in ("zero", "mark", "publicdomain"):
        yield "CC0-1.0" if kind == "zero" else PUBLIC_DOMAIN
    elif "sampling" in kind:
        yield "NC-Sampling+" if kind.startswith("nc") else "Sampling+"
    elif kind.startswith("by") or set(kind.split("-")) <= set(_BY_PARTS):
        yield _with_version(
            "-".join(("CC-BY", *(part.upper() for part in _BY_PARTS if part in kind[2:]))) + "{}", version
        )


def _from_words(words: str, version: str | None) -> str:
    parts = (("NC", _NONCOMMERCIAL), ("SA", _SHARE_ALIKE), ("ND", _NO_DERIVATIVES))
    return _with_version(
        "-".join(("CC-BY", *(part for part, pattern in parts if re.search(pattern, words, re.I)))) + "{}", version or ""
    )


def _with_version(name: str, version: str) -> str:
    if "{}-" in name:
        return name.format(version)
    whole = f"-{version}.0" if len(version) == 1 else f"-{version}" if version else ""
    return name.replace("{}", whole)
