"""What the tags of a sound file say: ID3, Vorbis comments, MP4 atoms, RIFF INFO, AIFF and ASF, through tinytag.

A comment is often what a program left there; `statements.py` knows such texts. The sound is not decoded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from moviefactory.audio.licences import licence_in, normalised
from moviefactory.audio.statements import Statement, as_address, as_author, as_bpm, as_caption, as_key, as_name, as_tags
from moviefactory.audio.ucs import as_catid, catid_of

_LARGEST_TEXT = 20_000  # characters of one tag
_ID3_GENRE = re.compile(r"^\(?\d{1,3}\)?$")
_NO_GENRE = re.compile(r"^(other|unknown|none|misc(ellaneous)?|genre|default|speech|sound ?clip)$", re.I)


def read_tags(path: Path) -> Statement:
    """What the tags of the file at `path` say; an empty statement where there are none or they are broken."""
    from tinytag import TinyTag, TinyTagException

    try:
        fields = TinyTag.get(path, duration=False).as_dict()
    except (TinyTagException, OSError, ValueError, MemoryError, RecursionError):
        return Statement()
    named = {name.lower(): _joined(value) for name, value in fields.items()}
    own = {name.lstrip("_"): text for name, text in named.items() if name.startswith("_")}  # a tagger's own fields
    return statement_of({**own, **{name: text for name, text in named.items() if text}})


def _joined(value: object) -> str:
    parts = value if isinstance(value, list) else [value]
    return "; ".join(str(part) for part in parts if part is not None)[:_LARGEST_TEXT]


def statement_of(fields: Mapping[str, str]) -> Statement:
    """What a flat set of fields says; their names are those that taggers, databases and lists of sounds use."""

    def first(*names: str) -> str:
        return next((text for name in names if (text := fields.get(name, "").strip())), "")

    described = first("description", "caption", "comment", "comments", "subtitle", "notes", "lyrics")
    stated = first("license", "licence", "license_url", "licenseurl", "license url", "usage_terms", "rights_url")
    told = " ".join(first(name) for name in ("copyright", "rights", "comment", "description"))
    return Statement(
        name=as_name(first("fxname", "title", "tracktitle", "track_title")),
        caption=as_caption(described),
        catid=as_catid(first("catid")) or catid_of(first("category"), first("subcategory")),
        category=f"{first('category')} {first('subcategory')}".strip().lower(),
        tags=as_tags(first("keywords", "tags", "keyword", "tag")),
        licence=normalised(stated) or licence_in(told),
        author=as_author(
            first("artist", "author", "creator", "username", "designer", "manufacturer", "albumartist", "composer")
        ),
        source=as_address(
            first("url", "source", "sound_link", "website", "link", "source_url", "comment", "description")
        ),
        words="; ".join(
            filter(None, (first("mood", "moods"), _genre(first("genre", "style")) if _is_a_record(fields) else ""))
        ),
        bpm=as_bpm(first("bpm", "tempo", "tempo_bpm")),
        musical_key=as_key(first("initial_key", "initialkey", "key", "musical_key")),
        loop=first("loop", "is_loop", "loopable").lower() in ("true", "1", "yes"),
    )


def _is_a_record(fields: Mapping[str, str]) -> bool:
    """Whether a genre is meant: editors leave the first of ID3's list ("Blues") in recordings of cows."""
    return any(fields.get(name, "").strip() for name in ("artist", "album", "albumartist", "composer", "bpm", "mood"))


def _genre(text: str) -> str:
    named = [part for part in re.split(r"[;/,|]", text) if part.strip() and not _ID3_GENRE.match(part.strip())]
    return " ".join(part.strip() for part in named if not _NO_GENRE.match(part.strip()))
