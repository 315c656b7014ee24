"""What recordists and editors write into wave files: bext (EBU Tech 3285), iXML, LIST INFO, smpl and acid chunks.

Reads RIFF, RF64 and BW64 by their chunk headers and nothing of the sound itself. Chunks of a file that somebody else
made may say anything: sizes are limited, XML with a document type (entities) is not read at all, and what is broken
says nothing.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from moviefactory.audio.licences import licence_in, normalised
from moviefactory.audio.statements import (
    Statement,
    as_address,
    as_author,
    as_bpm,
    as_caption,
    as_key,
    as_name,
    as_tags,
    merged,
)
from moviefactory.audio.ucs import as_catid, catid_of

_WANTED = frozenset({b"fmt ", b"bext", b"iXML", b"LIST", b"smpl", b"acid", b"ds64"})
_LARGEST = 1 << 20  # bytes of one chunk that is looked at
_MOST_CHUNKS = 200
_ENDINGS = frozenset({".wav", ".wave", ".bwf", ".rf64"})
_ONE_SHOT = 1  # flag of an acid chunk
_IXML_FIELDS: Mapping[
    str, tuple[str, ...]
] = {  # by the tags of the USER and ASWG objects and of Steinberg's attributes
    "name": ("fxname", "title", "tracktitle", "songtitle"),
    "caption": ("description", "bwfdescription", "bwf_description", "note", "notes", "comment"),
    "catid": ("catid",),
    "tags": ("keywords", "mediakeywords", "embeddedkeywords"),
    "author": (
        "designer",
        "creator",
        "creatorid",
        "artist",
        "recordist",
        "originator",
        "manufacturer",
        "bwf_originator",
    ),
    "source": ("url", "sourceurl", "manufacturerurl"),
    "licence": ("license", "licence", "rights", "copyright", "usagerights", "mediacopyright"),
    "words": ("genre", "mood", "musicalgenre", "musicalcategory", "musicstyle", "mediamusicmood"),
    "bpm": ("tempo", "bpm", "averagetempo"),
    "key": ("key", "inkey", "musicalkey", "mediamusicalkey", "rootkey"),
}


def read_chunks(path: Path) -> Statement:
    """What the chunks of the wave file at `path` say; an empty statement for another file or a broken one."""
    if path.suffix.lower() not in _ENDINGS:
        return Statement()
    try:
        with path.open("rb") as file:
            chunks = dict(_chunks(file))
    except (OSError, struct.error):
        return Statement()
    return merged(
        (
            _ixml(chunks.get(b"iXML", b"")),
            _bext(chunks.get(b"bext", b"")),
            _info(chunks.get(b"INFO", b"")),
            _acid(chunks.get(b"acid", b"")),
            Statement(loop=_whole_file_loops(chunks)),
        )
    )


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """The wanted chunks; of "data" only its length in bytes, as little-endian 64 bits."""
    head = file.read(12)
    if head[:4] not in (b"RIFF", b"RF64", b"BW64") or head[8:12] != b"WAVE":
        return
    long_data = 0
    for _ in range(_MOST_CHUNKS):
        header = file.read(8)
        if len(header) < 8:
            return
        name, size = header[:4], struct.unpack("<I", header[4:])[0]
        start = file.tell()
        if name == b"data":
            size = long_data if size == 0xFFFFFFFF else size
            yield name, struct.pack("<Q", size)
        elif name in _WANTED and size <= _LARGEST:
            body = file.read(size)
            if name == b"ds64" and len(body) >= 16:
                long_data = struct.unpack_from("<Q", body, 8)[0]
            if name != b"LIST":
                yield name, body
            elif body[:4] == b"INFO":
                yield b"INFO", body[4:]
        if size > 1 << 62:
            return
        file.seek(start + size + size % 2)


def _text(raw: bytes) -> str:
    """Bytes of an undeclared encoding: UTF-8 where they are that, else Windows Latin."""
    plain = raw.split(b"\0", 1)[0].strip()
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError:
        return plain.decode("cp1252", "replace")


def _bext(body: bytes) -> Statement:
    if len(body) < 602:
        return Statement()
    description = _text(body[:256])
    return Statement(
        caption=as_caption(description),
        author=_originator(_text(body[256:288])),
        licence=licence_in(description),
        source=as_address(description),
    )


def _originator(text: str) -> str:
    """The originator is a person, or, as recorders fill it, a machine: "Zoom F8n", "Pro Tools"."""
    machine = re.search(
        r"zoom|tascam|sound ?dev|mixpre|pro ?tools|reaper|nuendo|cubase|audition|sony|olympus|lavf|wavelab|\d{3}",
        text,
        re.I,
    )
    return "" if machine else as_author(text)


def _info(body: bytes) -> Statement:
    fields: dict[bytes, str] = {}
    at = 0
    while at + 8 <= len(body) and len(fields) < 64:
        name, size = body[at : at + 4], struct.unpack_from("<I", body, at + 4)[0]
        fields.setdefault(name, _text(body[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    comment, subject = fields.get(b"ICMT", ""), fields.get(b"ISBJ", "")
    genre = fields.get(b"IGNR", "")
    return Statement(
        name=as_name(fields.get(b"INAM", "")),
        caption=as_caption(subject) or as_caption(comment),
        tags=as_tags(fields.get(b"IKEY", "")),
        author=as_author(fields.get(b"IART", "")) or as_author(fields.get(b"IENG", "")),
        licence=normalised(fields.get(b"ILIC", "")) or licence_in(fields.get(b"ICOP", "")) or licence_in(comment),
        source=as_address(fields.get(b"ISRC", "")) or as_address(comment) or as_address(fields.get(b"ICOP", "")),
        words=genre if re.search(r"[^\W\d_]{2}", genre) else "",
        bpm=as_bpm(fields.get(b"IBPM", "")),
    )


def _acid(body: bytes) -> Statement:
    """Tempo and loop of a loop file; Sony never published the layout, it is known from many readers of it."""
    if len(body) < 24:
        return Statement()
    kind, _root, _, _, beats, _, _, tempo = struct.unpack_from("<IHHfIHHf", body)
    loops = not kind & _ONE_SHOT and 0 < beats < 10_000
    return Statement(loop=loops, bpm=as_bpm(float(tempo)) if loops else 0.0)


def _whole_file_loops(chunks: Mapping[bytes, bytes]) -> bool:
    """Whether a smpl loop spans the file; one inside it sustains a note and is no reason to repeat the whole."""
    form, smpl = chunks.get(b"fmt ", b""), chunks.get(b"smpl", b"")
    if len(form) < 14 or len(smpl) < 60 or b"data" not in chunks or not struct.unpack_from("<I", smpl, 28)[0]:
        return False
    frames = struct.unpack("<Q", chunks[b"data"])[0] / max(struct.unpack_from("<H", form, 12)[0], 1)
    start, end = struct.unpack_from("<II", smpl, 36 + 8)
    return bool(frames > 0 and start <= 0.05 * frames and end >= 0.95 * frames)


def _ixml(raw: bytes) -> Statement:
    found = _ixml_fields(raw)

    def first(field: str) -> str:
        return next((text for tag in _IXML_FIELDS[field] if (text := found.get(tag, ""))), "")

    licence = first("licence")
    stated = normalised(licence) if any(found.get(tag) for tag in ("license", "licence")) else licence_in(licence)
    return Statement(
        name=as_name(first("name")),
        caption=as_caption(first("caption")),
        catid=as_catid(first("catid")) or catid_of(found.get("category", ""), found.get("subcategory", "")),
        category=f"{found.get('category', '')} {found.get('subcategory', '')}".strip().lower(),
        tags=as_tags(first("tags")),
        licence=stated,
        author=as_author(first("author")),
        source=as_address(first("source")),
        words=first("words"),
        bpm=as_bpm(first("bpm")),
        musical_key=as_key(first("key")),
        loop=found.get("loop", "").lower() in ("true", "1", "yes"),
    )


def _ixml_fields(raw: bytes) -> dict[str, str]:
    """The texts of an iXML document by the lower-case names of their tags; an outer one comes before an inner one."""
    root = _parsed(raw.rstrip(b"\0 \r\n"))
    fields: dict[str, str] = {}
    if root is None:
        return fields
    for element in root.iter():
        if isinstance(element.tag, str) and (text := (element.text or "").strip()):
            fields.setdefault(element.tag.rpartition("}")[2].lower(), text)
    for attribute in root.iter("ATTR"):  # Steinberg: <ATTR><NAME>MediaComment</NAME><VALUE>...</VALUE></ATTR>
        name, value = attribute.findtext("NAME") or "", (attribute.findtext("VALUE") or "").strip()
        if name and value:
            fields.setdefault(name.lower(), value)
    track_names = {"name", "value", "type"}
    return {tag: text for tag, text in fields.items() if tag not in track_names}


def _parsed(raw: bytes) -> ElementTree.Element | None:
    """The document, once more with its usual faults mended; None where there is none, or one that declares entities."""
    if not raw or b"<!DOCTYPE" in raw or b"<!ENTITY" in raw or raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None
    try:
        return ElementTree.fromstring(raw)
    except (ElementTree.ParseError, ValueError, LookupError):
        text = re.sub(r"<\?xml[^>]*\?>", "", _text(raw))
        text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", text)
        text = re.sub(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)", "&amp;", text)
    try:
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        return None
