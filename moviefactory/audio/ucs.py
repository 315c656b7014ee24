"""The Universal Category System (UCS 8, public domain): what a CatID stands for, and how its file names are read.

A library file is named `CatID(-UserCategory)_(VendorCategory-)FXName_CreatorID_SourceID(_UserData)`, such as
`DOORWood-INT_Oak-Door Creak Slow_TN_DORY_01.wav`; only the CatID is required. The words are what a matcher reads beside
a sound's name: "Rev" alone is not yet a car. Later versions add CatIDs to the table's, always a known category's
letters and a capitalised abbreviation: of those the category is known and the rest is not.
"""

from __future__ import annotations

import csv
import gzip
import re
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from moviefactory.audio.statements import Statement, plain_words

_TABLE = "data/ucs.csv.gz"
_ARCHIVED = "archived"  # its CatIDs are words that files of any kind begin with: MIX_, TEST_, RAW_
_OLD_SHORTS = MappingProxyType({"COMM": "COM", "LETH": "LETHR", "LQD": "LIQ", "MAGC": "MAG", "DEST": "DESTR"})


class UcsCategory(NamedTuple):
    """`subcategory` is "" for the general and the miscellaneous of a category."""

    catid: str
    short: str
    category: str
    subcategory: str


@cache
def categories() -> MappingProxyType[str, UcsCategory]:
    """The table by CatID; about 680 rows of 82 categories."""
    text = gzip.decompress(files("moviefactory.audio").joinpath(_TABLE).read_bytes()).decode("utf-8")
    rows = (UcsCategory(*row) for row in list(csv.reader(text.splitlines()))[1:])
    return MappingProxyType({row.catid: row for row in rows})


@cache
def _by_short() -> MappingProxyType[str, str]:
    shorts = {row.short: row.category for row in categories().values()}
    return MappingProxyType(shorts | {old: shorts[new] for old, new in _OLD_SHORTS.items()})


@cache
def _by_lower_case() -> MappingProxyType[str, str]:
    return MappingProxyType({catid.lower(): catid for catid in categories()})


def category_words(catid: str) -> str:
    """The category of a CatID in plain words ("VEHCar" -> "vehicles"); "" when it is none."""
    if known := categories().get(catid):
        return known.subcategory if known.short == catid and known.subcategory else known.category  # "thunder"
    split = re.fullmatch(r"([A-Z]{2,5})(?:[A-Z][a-z]{1,7})?", catid)
    return _by_short().get(split[1], "") if split else ""


def subcategory_words(catid: str) -> str:
    """What kind of it ("DOORWood" -> "wood"); "" where nothing more is known."""
    known = categories().get(catid)
    return known.subcategory if known else ""


def as_catid(text: str) -> str:
    """The CatID that `text` is, whatever its case; "" for none. Bare categories count only where they are CatIDs."""
    plain = text.strip()
    if known := _by_lower_case().get(plain.lower()):
        return known if plain[:2] == known[:2] or plain.islower() else ""
    return plain if re.fullmatch(r"[A-Z]{2,5}[A-Z][a-z]{1,7}", plain) and category_words(plain) else ""


def catid_of(category: str, subcategory: str) -> str:
    """The CatID of a pair of names as databases export it ("DOORS", "WOOD" -> "DOORWood"); "" for an unknown pair."""
    wanted = tuple(
        " ".join(re.findall(r"[a-z]+", part.lower().replace("&", " and "))) for part in (category, subcategory)
    )
    wanted = (wanted[0], "" if wanted[1] in ("misc", "general") else wanted[1])
    return next((row.catid for row in categories().values() if (row.category, row.subcategory) == wanted), "")


def read_name(stem: str) -> Statement:
    """What a UCS file name says; an empty statement for a name that is none.

    The creator's abbreviation becomes the author, user category and vendor category become part of the tags.
    """
    blocks = [block.strip() for block in stem.split("_")]
    first, _, user = blocks[0].partition("-")
    catid = as_catid(first)
    if len(blocks) < 2 or not catid or not blocks[1]:
        return Statement()
    known = categories().get(catid)
    if first != catid or (known and known.category == _ARCHIVED and len(blocks) < 4):
        return Statement()
    vendor, _, name = blocks[1].rpartition("-") if re.search(r"\w-[A-Z]", blocks[1]) else ("", "", blocks[1])
    whole = " ".join(part for part in (vendor, name) if part)
    words = (*subcategory_words(catid).split(" and "), plain_words(user).lower() if len(user) > 2 else "")
    return Statement(
        name=_fx_name(whole),
        catid=catid,
        tags=tuple(word.replace(" ", "-") for word in words if word),
        author=blocks[2] if len(blocks) > 3 and re.search(r"[^\W\d_]{2}", blocks[2]) else "",
    )


def _fx_name(text: str) -> str:
    """As it was written, with figures such as "9mm", but without the number of a take at its end."""
    return re.sub(r"\s+\d{1,4}$", "", text.replace("-", " ").strip()) if " " in text else plain_words(text) or text
