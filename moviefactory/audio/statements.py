"""What one source (a list, a tag, a file's name) says of a sound, cleaned of what programs write into such fields.

Knows the form of texts, not where they stand: `sidecars.py`, `wave_chunks.py`, `media_tags.py` and `ucs.py` read them.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from moviefactory.workspace import printable

LONGEST_CAPTION, LONGEST_NAME, MOST_TAGS = 600, 120, 40
MEDIA_NAME = re.compile(r"\.(?:wav|wave|bwf|w64|rf64|aiff?|aifc|flac|ogg|oga|opus|mp3|mp2|caf|m4a|aac|wma)$", re.I)

_RECORDER_LINE = re.compile(r"^\s*[sdzu]?[A-Z][A-Z0-9_]{1,24}=(?P<value>.*)$")  # "sTAKE=03" in a recorder's bext
_RECORDER_NOTE = re.compile(r"^\s*[sdzu]?(?:NOTE|SCENE|DESCRIPTION|COMMENT)=(?P<value>.*)$")
_PROGRAM = re.compile(
    r"^(?:lavf|lame|lavc|sox\b|ffmpeg|(?:adobe )?audition|pro ?tools|reaper|audacity|logic pro|itunes|soundforge)"
    r"|encoded (?:by|with)|processed by|created (?:with|by|using) \S+$|ripped|^0x|^[\s0-9a-f]{16,}$|^itun"
    r"|^(?:untitled|track|unknown|audio|title|n/?a|none|null|-+|\.+|\?+)[\s\d._-]*$|^\d[\d\s:./-]*$",
    re.I,
)
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+", re.I)
_PITCH = re.compile(
    r"\s*([A-Ga-g])\s*(#|b|♯|♭|sharp|flat|-sharp|-flat)?\s*[-_]?\s*(maj(?:or)?|min(?:or)?|m|M|dur|moll)?\s*"
)
_CAMELOT = re.compile(r"\s*(1[0-2]|[1-9])([AaBb])\s*")
_CAMELOT_MAJOR = ("B", "F#", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E")  # 1B..12B
_CAMELOT_MINOR = ("Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "Db")  # 1A..12A


@dataclass(frozen=True)
class Statement:
    """All optional. `licence` is normalised; `words` are those of genre and mood, `bpm` is 0 where nothing is said."""

    name: str = ""
    caption: str = ""
    catid: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    licence: str = ""
    author: str = ""
    source: str = ""
    words: str = ""
    bpm: float = 0.0
    musical_key: str = ""
    loop: bool = False


def merged(statements: Iterable[Statement]) -> Statement:
    """The first that says something counts, field by field; of tags all that are said, of `loop` any."""
    every = list(statements)
    first: dict[str, Any] = {
        field.name: next((value for one in every if (value := getattr(one, field.name))), field.default)
        for field in fields(Statement)
    }
    first["tags"] = tuple(dict.fromkeys(tag for one in every for tag in one.tags))[:MOST_TAGS]
    return Statement(**first)


def as_name(text: str) -> str:
    """A title as words; "" for what a program wrote and for a bare number."""
    plain = " ".join(printable(text).split())
    plain = MEDIA_NAME.sub("", plain).strip()
    if _PROGRAM.search(plain) or not re.search(r"[^\W\d_]{2}", plain):
        return ""
    return (plain_words(plain) if "_" in plain or " " not in plain else plain)[:LONGEST_NAME].strip()


def as_caption(text: str) -> str:
    """A description as one paragraph: no markup, no addresses, no recorder's fields; "" when nothing is left."""
    lines: list[str] = []
    for line in re.split(r"[\r\n]+|(?:<br\s*/?>)", text[: 20 * LONGEST_CAPTION]):
        if note := _RECORDER_NOTE.match(line):
            line = note["value"]
        elif _RECORDER_LINE.match(line):
            continue
        lines.append(line)
    plain = html.unescape(re.sub(r"<[^<>]{0,300}>", " ", "\n".join(lines)))
    sentences = [" ".join(printable(_ADDRESS.sub(" ", line)).split()) for line in plain.splitlines()]
    whole = " ".join(sentence for sentence in sentences if sentence and not _PROGRAM.search(sentence)).strip(" -–:;,*")
    if len(whole) > LONGEST_CAPTION:
        whole = whole[:LONGEST_CAPTION].rsplit(" ", 1)[0]
    return whole if re.search(r"[^\W\d_]{2}", whole) else ""


def as_tags(value: object) -> tuple[str, ...]:
    """Key words of a list, or of a text that parts them by commas, semicolons, bars, or else by blanks."""
    if isinstance(value, str):
        parts: Iterable[object] = re.split(r"[,;|\n]+", value)
        if len(value.split()) > 1 and not re.search(r"[,;|\n]", value):
            parts = value.split()
    else:
        parts = value if isinstance(value, (list, tuple)) else ()
    words = (re.sub(r"[\s_-]+", "-", printable(part).strip().lower()) for part in parts if isinstance(part, str))
    return tuple(dict.fromkeys(word for word in words if 1 < len(word) <= 40 and re.search(r"[^\W\d_]", word)))[
        :MOST_TAGS
    ]


def as_author(text: str) -> str:
    plain = " ".join(printable(text).split())[:LONGEST_NAME]
    return "" if re.fullmatch(r"(?:unknown|various|n/?a|none|null)(?: artists?)?|[\W\d_]*", plain, re.I) else plain


def as_address(text: str) -> str:
    """The first web address in `text`, without what belongs to the sentence around it."""
    found = _ADDRESS.search(text[:5000])
    return printable(found.group(0)).rstrip(".,;:!?") if found else ""


def as_bpm(value: object) -> float:
    """Beats per minute of a number or a text ("120", "119,98", "120 bpm"); 0 for none, or for one that no music has."""
    found = re.search(r"\d{1,4}(?:[.,]\d+)?", value) if isinstance(value, str) else None
    number = float(found.group(0).replace(",", ".")) if found else value if isinstance(value, (int, float)) else 0.0
    return round(float(number), 3) if math.isfinite(number) and 20 <= number <= 400 else 0.0


def as_key(text: str) -> str:
    """A musical key as "C", "F#", "Bbm": of "B flat minor", "Am", "8A" (Camelot); "" for what is none."""
    if wheel := _CAMELOT.fullmatch(text):
        names = _CAMELOT_MINOR if wheel[2] in "Aa" else _CAMELOT_MAJOR
        return names[int(wheel[1]) - 1] + ("m" if wheel[2] in "Aa" else "")
    pitch = _PITCH.fullmatch(text)
    if not pitch:
        return ""
    sign = {"#": "#", "♯": "#", "s": "#", "b": "b", "♭": "b", "f": "b"}.get((pitch[2] or " ").lstrip("-")[0], "")
    minor = (pitch[3] or "").startswith(("min", "moll")) or pitch[3] == "m"
    return pitch[1].upper() + sign + ("m" if minor else "")


def plain_words(name: str) -> str:
    """ "red_car-rev02" -> "red car rev": words without digits and joints."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})", " ", name)
    return " ".join(re.findall(r"[^\W\d_]+(?:['’][^\W\d_]{1,2}\b)?", printable(spaced)))
