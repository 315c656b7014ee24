"""A screenplay (Fountain) or a story as it was written: its scenes, and in them what is seen and said, line by line.

The `screenplain` package says what each block of a Fountain file is; which lines it stood on is kept here. Nothing is
made up and nothing is left out: what becomes of it is breakdown.py's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from moviefactory.errors import NotInstalled, PlanError
from moviefactory.script.fountain_lines import NUMBERED, TRANSITION, blocks_of, is_heading, numbered
from moviefactory.script.lexicon import capital
from moviefactory.script.story_scenes import Paragraph, split_story

if TYPE_CHECKING:
    from types import ModuleType

Kind = Literal["action", "character", "dialogue", "parenthetical", "transition", "synopsis"]
MAX_BYTES = 1_000_000
MOST_SCENES = 1000
_SURE_HEADING = re.compile(r"^\s*(?:\d+[A-Z]?\.?\s+)?(?:INT|EXT|INT\.?/EXT|EXT\.?/INT|I/E)(?:\.\s*|\s+)\S", re.M)
_TITLE_KEYS = frozenset(("Title", "Credit", "Author", "Authors", "Source", "Draft date", "Date", "Contact", "Copyright",
                         "Notes", "Revision", "Format", "Episode"))  # fmt: skip
_OTHER_FORMATS = {b"%PDF": "a PDF", b"PK\x03\x04": "a Word (or other zipped) "
    "document", b"\xd0\xcf\x11\xe0": "a Word document",
                  b"{\\rtf": "a rich text document"}  # fmt: skip


@dataclass(frozen=True)
class Element:
    """One block of the text. `text` keeps the file's line breaks, so that its n-th line is line `first_line` + n."""

    kind: Kind
    text: str
    first_line: int
    last_line: int
    speaker: str = ""


@dataclass(frozen=True)
class StoryScene:
    """One scene: `heading` as written ("" where there is none); lines are counted from 1, both ends included."""

    heading: str
    first_line: int
    last_line: int
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class Story:
    title: str
    kind: Literal["fountain", "story"]
    scenes: tuple[StoryScene, ...]


@dataclass
class _Draft:
    heading: str
    line: int
    elements: list[Element] = field(default_factory=list)


def read_story_file(path: Path) -> str:
    """The text of a screenplay's or a story's file. Raises PlanError for what is no plain text, or too long."""
    try:
        if path.exists() and not path.is_file():
            raise PlanError(f"{path}: is no file; give a screenplay (.fountain) or a story (.txt, .md)")
        data = path.read_bytes()
    except OSError as error:
        raise PlanError(f"{path}: cannot be read ({error.strerror or error}); check the name") from error
    what = next((name for start, name in _OTHER_FORMATS.items() if data.startswith(start)), "")
    if path.suffix.lower() == ".fdx" or b"<FinalDraft" in data[:600]:
        what = "a Final Draft document"
    if what:
        raise PlanError(f"{path}: this is {what}; save it as Fountain (.fountain) or as plain text (.txt)")
    if len(data) > MAX_BYTES:
        raise PlanError(f"{path}: {len(data) / 1e6:.1f} MB are more than the 1 MB a story may have; split it")
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return _checked(data.decode(encoding), str(path))
        except UnicodeDecodeError:
            continue
    raise PlanError(f"{path}: this is no text; save it as UTF-8 (.fountain, .txt or .md)")


def _checked(text: str, name: str) -> str:
    """The text with plain line ends and no BOM. Raises PlanError for binary data."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    odd = sum(ord(one) < 32 and one not in "\n\t" for one in text)
    if "\0" in text or odd > len(text) // 50:
        raise PlanError(f"{name}: this is no text; save it as Fountain (.fountain) or as plain text (.txt)")
    return text


def read_story(text: str, name: str) -> Story:
    """The scenes of `text`, the content of a file called `name`. Raises PlanError where there are no words in it.

    A file with scene headings (INT., EXT.), or called .fountain, is a screenplay; all else is a story.
    """
    if len(text.encode("utf-8", "ignore")) > MAX_BYTES:
        raise PlanError(f"{name}: more than the 1 MB a story may have; split it")
    text = _checked(text, name)
    if not re.search(r"[^\W\d_]{2}", text):
        raise PlanError(f"{name}: no words in it; write a screenplay (Fountain) or tell a story in plain sentences")
    is_fountain = name.lower().endswith((".fountain", ".spmd")) or bool(_SURE_HEADING.search(text))
    story = _fountain(text, name) if is_fountain else _plain(text, name)
    if not any(scene.elements for scene in story.scenes):
        raise PlanError(f"{name}: no scene in it; write what is seen and said below the headings")
    if len(story.scenes) > MOST_SCENES:
        raise PlanError(f"{name}: {len(story.scenes)} scenes are more than the {MOST_SCENES} of one movie; split it")
    return story


# ---- Fountain


def _fountain(text: str, name: str) -> Story:
    parser = _screenplain()
    lines = list(numbered(text))
    title, lines = _title_page(parser, lines)
    scenes: list[_Draft] = []
    known: list[Any] = []  # what the parser has found so far: it looks back at it
    for block in blocks_of(lines):
        kind, elements = _read_block(parser, block, known)
        if kind == "heading":
            scenes.append(_Draft(elements[0].text, elements[0].first_line))
        elif elements:
            scenes = scenes or [_Draft("", elements[0].first_line)]
            scenes[-1].elements += elements
    return Story(title or title_from(name), "fountain", tuple(_closed(scene) for scene in scenes))


def _screenplain() -> ModuleType:
    try:
        from screenplain.parsers import fountain
    except ModuleNotFoundError as missing:
        raise NotInstalled("reading a screenplay needs screenplain; run: pip install 'screenplain>=0.12'") from missing
    module: ModuleType = fountain
    return module


def _title_page(parser: ModuleType, lines: list[tuple[int, str]]) -> tuple[str, list[tuple[int, str]]]:
    first = next((at for at, (_, line) in enumerate(lines) if line.strip()), 0)
    end = next((at for at in range(first, len(lines)) if not lines[at][1].strip()), len(lines))
    found = parser.parse_title_page([line for _, line in lines[first:end]]) or {}
    if not _TITLE_KEYS & set(found):
        return "", lines
    title = " ".join(re.sub(r"[*_]+", "", one).strip() for one in found.get("Title", ()))
    return " ".join(title.split())[:200], lines[end:]


def _read_block(
    parser: ModuleType, block: list[tuple[int, str]], known: list[Any]
) -> tuple[Literal["heading", "text"], list[Element]]:
    """What the parser takes a block for, with its lines. `known` grows."""
    first, last = block[0][0], block[-1][0]
    lone = block[0][1].strip() if len(block) == 1 else ""
    if is_heading(lone):
        return "heading", [Element("action", NUMBERED.sub("", lone).strip(), first, last)]
    if re.match(r"#{1,6}\s|=(?!=)", lone):
        return "text", [Element("synopsis", lone.lstrip("#= ").strip(), first, last)]
    if lone and TRANSITION.fullmatch(lone):
        return "text", [Element("transition", lone.lstrip("> ").strip(" :."), first, last)]
    before = len(known)
    last_known = known[-1] if known else None
    parser.InputParagraph([line for _, line in block]).update_list(known)
    new = known[before:]
    if not new and known and known[-1] is not last_known:  # the second of two who speak at once
        new = [known[-1].right]
    found = [one for item in new for one in _elements(item, block)]
    if new and type(new[0]).__name__ == "Slug":
        return "heading", [Element("action", str(new[0].line), first, last)]
    return "text", found


def _elements(item: Any, block: list[tuple[int, str]]) -> list[Element]:
    """The elements of one of the parser's paragraphs; `block` holds the lines that it was made of."""
    kind, first, last = type(item).__name__, block[0][0], block[-1][0]
    if kind == "Dialog":
        speaker = str(item.character).strip()
        if not _is_cue(speaker):
            return [Element("action", _with_breaks([(number, line) for number, line in block]), first, last)]
        return [Element("character", speaker, first, first, speaker), *_spoken(item, block[1:], speaker)]
    if kind == "Action":
        lines = [(number, str(rich)) for (number, _), rich in zip(block, item.lines, strict=False)]
        if all(line.lstrip().startswith("~") for _, line in lines):  # sung by nobody who is named
            return [Element("dialogue", _with_breaks([(at, line.lstrip(" ~")) for at, line in lines]), first, last)]
        return [Element("action", _with_breaks(lines), first, last)]
    if kind == "Transition":
        return [Element("transition", str(item.line).strip(" :."), first, last)]
    return []


def _is_cue(speaker: str) -> bool:
    """Whether a line in capitals before other lines is a name, and not "BANG!" or "SUDDENLY:"."""
    plain = re.sub(r"\(.*?\)", "", speaker).strip()
    return bool(plain) and len(plain.split()) <= 6 and not re.search(r"[!?:;,…—-]$|\.\.$", plain)


def _spoken(item: Any, lines: Sequence[tuple[int, str]], speaker: str) -> list[Element]:
    """The lines of a speech: what is said, and in which manner."""
    rows = _with_asides([(number, str(rich)) for (number, _), (_, rich) in zip(lines, item.blocks, strict=False)])
    found = []
    for is_aside, group in groupby(rows, lambda row: row[1]):
        part = [(number, text.strip().lstrip("~ ")) for number, _, text in group]
        text = _with_breaks(part)
        if re.search(r"\w", text):
            kind: Kind = "parenthetical" if is_aside else "dialogue"
            found.append(Element(kind, text.strip("() \n") if is_aside else text, part[0][0], part[-1][0], speaker))
    return found


def _with_asides(rows: Sequence[tuple[int, str]]) -> list[tuple[int, bool, str]]:
    """(line number, whether it is a parenthetical, text). Words after the bracket, "(beat) No.", are spoken."""
    found: list[tuple[int, bool, str]] = []
    is_open = False
    for at, (number, text) in enumerate(rows):
        plain = text.strip()
        begins = plain.startswith("(") and any(")" in later for _, later in rows[at:])
        _, closed, after = plain.partition(")")
        if is_open and re.search(r"\w", after):
            plain = after.strip()
        is_aside = (is_open or begins) and not (closed and re.search(r"\w", plain.rpartition(")")[2]))
        found.append((number, is_aside, plain))
        is_open = (is_open or begins) and not closed
    return found


def _with_breaks(lines: Sequence[tuple[int, str]]) -> str:
    """The lines joined so that each stands as many breaks after the first as it does in the file."""
    parts, at = [], lines[0][0] if lines else 0
    for number, line in lines:
        parts.append("\n" * (number - at) + line.rstrip())
        at = number
    return "".join(parts)


def _closed(scene: _Draft) -> StoryScene:
    last = max([scene.line, *(one.last_line for one in scene.elements)])
    return StoryScene(scene.heading, scene.line, last, tuple(scene.elements))


# ---- a story


def _plain(text: str, name: str) -> Story:
    title, scenes = split_story(text.split("\n"))
    drafts = [
        _Draft("", group[0].first_line, [_element(paragraph) for paragraph in group]) for group in scenes if group
    ]
    return Story((title or title_from(name))[:200], "story", tuple(_closed(draft) for draft in drafts))


def _element(paragraph: Paragraph) -> Element:
    return Element("action", paragraph.text, paragraph.first_line, paragraph.last_line)


def title_from(name: str) -> str:
    """ "the_old-car.fountain" -> "The Old Car"."""
    words = re.sub(r"[\W_]+", " ", Path(name.replace("\\", "/")).stem).split()
    return " ".join(capital(word) for word in words)[:200] or "Untitled"
