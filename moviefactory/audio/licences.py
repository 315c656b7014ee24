"""What a licence is called, whether a list of licences lets it in, and whether it wants the author named.

People write licences as names, addresses and sentences; here they become SPDX identifiers, or names in their manner
where SPDX has none ("Sampling+", "own"). Two licences that both count are joined by " AND ", a choice of two by " OR ".
Reads what is written and gives no legal advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

OWN = "own"  # of what a person made, or may use without saying more
PUBLIC_DOMAIN = "public-domain"
_LONGEST = 60_000  # characters that are looked at; the longest common licence text (GPL-3.0) has 35,000
_SHORT = 200  # a text up to here is one statement: what it says of commerce counts for the licence it names

_CC_ADDRESS = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/([a-z+-]+)(?:/(\d\.\d))?", re.I)
_CC_ZERO = re.compile(r"(?<![a-z])cc[\s_-]?(?:0|zero)(?![a-z\d])|creative\s*commons[\s_-]*(?:0\b|zero\b)", re.I)
_CC_SHORT = re.compile(
    r"(?<![a-z])cc[\s_.-]{0,2}(by(?:[\s_.-]{0,3}(?:nc|sa|nd))*|nc[\s_-]?sampling\+?|sampling\+?)(?![a-z])"
    r"(?:[\s_,v-]{0,2}(?:version\s*)?(\d(?:\.\d)?)(?!\d))?",
    re.I,
)
_ATTRIBUTION = r"attribution|namensnennung|atribuci[oó]n|reconocimiento|attribuzione|atribui[cç][aã]o|naamsvermelding"
_NONCOMMERCIAL = (
    r"non[\s_-]*commercial|nicht[\s_-]*kommerziell|pas\s+d.utilisation\s+commerciale|no\s*comercial|non\s+commerciale"
    r"|niet[\s-]*commercieel"
)
_SHARE_ALIKE = (
    r"share[\s_-]*alike|weitergabe\s+unter\s+gleichen|partage\s+dans\s+les|compartir\s*igual|compartilha\s*igual"
    r"|gelijk\s*delen|condividi"
)
_NO_DERIVATIVES = (
    r"no[\s_-]*deriv\w*|keine\s+bearbeitung\w*|pas\s+de\s+modification|sin\s*deriv\w*|non\s+opere\s+deriv\w*"
)
_ONLY_NONCOMMERCIAL = re.compile(
    rf"(?<!commercial and )(?<!commercial or )(?:{_NONCOMMERCIAL})(?! (?:and|or) comm)", re.I
)
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
    plain = " ".join(re.sub("[\u2010-\u2015]", "-", text[:_LONGEST]).split())
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
    found = _found(re.sub("[\u2010-\u2015]", "-", text[:_LONGEST]))
    return found[0] if len(found) == 1 else ""


def licence_of_legal_text(text: str) -> str:
    """The licence whose own wording `text` is, by its title; such texts mention other licences further down."""
    for head in (text.strip()[:160], text.strip()[:600]):
        if len(found := _found(head)) == 1:
            return found[0]
    return licence_in(text)


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
    found = set(_creative_commons(text))
    for pattern, name in _OTHER_PATTERNS:
        for match in pattern.finditer(text):
            found.add(_with_version(name, next((group for group in match.groups() if group), "")))
    if not found and _PUBLIC_DOMAIN.search(text) and not _NOT_PUBLIC_DOMAIN.search(text):
        found.add(PUBLIC_DOMAIN)
    if len(text) <= _SHORT and _ONLY_NONCOMMERCIAL.search(text):
        found = {limited for one in found if (limited := _noncommercial(one))}
    return sorted(one for one in found if not any(re.fullmatch(re.escape(one) + r"-\d.*", other) for other in found))


def _creative_commons(text: str) -> Iterator[str]:
    for address in _CC_ADDRESS.finditer(text):
        yield from _cc_name(address.group(1).lower(), address.group(2) or "")
    if _CC_ZERO.search(text):
        yield "CC0-1.0"
    for short in _CC_SHORT.finditer(text):
        yield from _cc_name(re.sub(r"[\s_.-]+", "-", short.group(1).lower()), short.group(2) or "")
    for long in _CC_LONG.finditer(text):
        yield _from_words(long.group(0), long.group(1))


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


def _noncommercial(licence: str) -> str:
    """What "CC BY 4.0, non-commercial use only" means: the name alone would let it in. "CC0" so limited is none."""
    return "" if licence in _NO_CREDIT or licence == "MIT" else re.sub(r"^CC-BY(?!-NC)", "CC-BY-NC", licence)


def _with_version(name: str, version: str) -> str:
    if "{}-" in name:
        return name.format(version)
    whole = f"-{version}.0" if len(version) == 1 else f"-{version}" if version else ""
    return name.replace("{}", whole)
