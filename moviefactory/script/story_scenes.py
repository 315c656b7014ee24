"""Where a story told in plain sentences changes its scene: at chapters and breaks, and where place or time changes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from moviefactory.movie import TimeOfDay
from moviefactory.script.grammar import Mark, NounPhrase, Prep, VerbPhrase
from moviefactory.script.lexicon import look_up, word_set
from moviefactory.script.light import time_in
from moviefactory.script.phrases import chunks_of
from moviefactory.script.places import PlaceMention, mention_of, place_of, places
from moviefactory.script.story_sentences import sentences_of, without_quotes

_BREAK = re.compile(r"\s*(?:(?:[*\-_=~•·⁂§#]\s*){3,}|[*§⁂~#•])\s*")
_CHAPTER = re.compile(
    r"\s*(?:#{1,6}\s+(?P<marked>.+)|(?:chapter|part|act|scene|book|prologue|epilogue)\b.{0,60}|[IVXL]{1,6}\.?|"
    r"\d{1,3}\.?)\s*",
    re.I,
)  # fmt: skip
_IN = word_set("in inside into at on onto to through across near by along under aboard above beyond over")
_LATER = re.compile(
    r"^(?:and |but |then )?(?:(?:the|that|one) (?:next|following) (?:day|morning|evening|night|week|spring|summer)|"
    r"(?:(?:\w+ )?(?:hours?|days?|weeks?|months?|years?)|a (?:while|moment|minute)|some time|much|soon|"
    r"the day) (?:later|after)|"
    r"meanwhile|one (?:day|night|morning|evening|afternoon|winter|summer)|at (?:last|home)|elsewhere|back (?:at|"
    r"in|home)|"
    r"when (?:morning|night|evening|dawn|spring|summer|winter) (?:came|comes|fell|falls|broke|breaks))\b",
    re.I,
)
_NO_TIME = re.compile(
    r"\b(?:day and night|night and day|(?:day|night) after (?:day|night)|day by day|(?:every|each|all|any|some|"
    r"many|most|"
    r"last|another|good|those|these|to) ?(?:days?|nights?|mornings?|evenings?|afternoons?)|tonight|yesterday|tomorrow|"
    r"days|nights|mornings|evenings|good[- ](?:night|morning|evening|day)|(?:morning|evening|night|day) (?:star|"
    r"sky|paper|coffee|"
    r"tea|news|train|shift|watch|gown|dress)|sunny|starry|moonlit)\b",
    re.I,
)
_ELSEWHERE = word_set(
    "look gaze stare point dream think remember tell talk speak hear call wave listen hope wish want know "
    "believe say ask "
    "long imagine wonder glance show sing write read believe dream promise belong point shout nod"
)
_NO_SCENE = word_set(
    "air water wave bed well ring pole court bank point deep back ball step top side corner edge middle center "
    "end light "
    "ice snow grass world earth land country home way place sun moon star sky planet line face wall floor roof "
    "ground bar "
    "course crossing bottom foot head body heart range depth mine den stage point pitch camp nest tent cell "
    "table court "
    "traffic rail track platform trench mouth shade surface stone rock tree bush hole shop store door gate gallery"
)


@dataclass(frozen=True)
class Paragraph:
    """Some lines of a story, line breaks kept. Lines are counted from 1, both ends included."""

    text: str
    first_line: int
    last_line: int


def split_story(lines: Sequence[str]) -> tuple[str, list[list[Paragraph]]]:
    """(title or "", the paragraphs of each scene). A paragraph in which the scene changes is cut in two."""
    lines = _without_front_matter(lines)
    title, groups = _grouped(lines)
    return title, [scene for group in groups for scene in _by_place_and_time(group)]


def place_said(sentence: str) -> PlaceMention | None:
    """The place where a sentence plays, if it says so: "in the forest", "reached it", not "looked at the sea"."""
    chunks = chunks_of(without_quotes(sentence)[0])
    verb = ""
    for before, chunk in zip([None, *chunks], chunks, strict=False):
        if isinstance(chunk, Mark) and chunk.word in (".", ";", "while", "when", "and", "but"):
            verb = verb if chunk.word == "and" else ""
        elif isinstance(chunk, VerbPhrase):
            verb = chunk.lemma
        if not isinstance(chunk, NounPhrase) or verb in _ELSEWHERE:
            continue
        if chunk.head in _PARTS and chunk.complement is not None:  # "at the edge of a deep forest"
            chunk = chunk.complement
        if not _can_be_scene(chunk):
            continue
        entered = isinstance(before, VerbPhrase) and before.lemma in ("reach", "enter", "cross", "visit", "explore")
        inside = isinstance(before, Prep) and before.word in _IN
        if (entered or inside) and not chunk.is_name and place_of(chunk):
            return mention_of(chunk, before.word if isinstance(before, Prep) else "in")
        if inside and chunk.is_name and isinstance(before, Prep) and before.word in ("in", "through"):
            return mention_of(chunk, before.word)
    return None


_PARTS = word_set(
    "edge middle heart end foot top side corner centre center depths bottom mouth bank shore streets rest ruins"
)


def _can_be_scene(phrase: NounPhrase) -> bool:
    """Whether a phrase names a place that somebody can be at; a fence, a window and safety are none."""
    if phrase.head in _NO_SCENE:
        return False
    if phrase.is_name:
        return True
    words = phrase.noun.lower().split()
    tails = {" ".join(words[start:]).replace(" ", "-") for start in range(len(words))} | {phrase.head}
    return bool(tails & _place_words()) or look_up(phrase.head).classes[:1] in tuple("MDFWKIL") or phrase.head in _ALSO


_ALSO = word_set("glade heath cellar glen meadow porch veranda terrace balcony stairs staircase wharf quay inn")


@cache
def _place_words() -> frozenset[str]:
    return frozenset(word for place in places().values() for word in str(place["words"]).split())


def place_hinted(sentence: str) -> PlaceMention | None:
    """A place that a sentence speaks of without saying that it plays there: "opened her bakery"."""
    chunks = chunks_of(without_quotes(sentence)[0])
    for chunk in chunks[1:]:
        if (
            isinstance(chunk, NounPhrase)
            and not chunk.is_name
            and chunk.head in _place_words()
            and _can_be_scene(chunk)
        ):
            return mention_of(chunk, "in")
    return None


def time_said(sentence: str) -> TimeOfDay | None:
    """The time of day when a sentence plays, if it says so."""
    return time_in(_NO_TIME.sub(" ", without_quotes(sentence)[0]))


def _without_front_matter(lines: Sequence[str]) -> Sequence[str]:
    """The lines with those of a Markdown file's header (between two lines of "---") made blank."""
    if lines and lines[0].strip() == "---":
        end = next((at for at, line in enumerate(lines[1:40], 1) if line.strip() in ("---", "...")), 0)
        if end and all(":" in line or not line.strip() or line[:1] in " -" for line in lines[1:end]):
            return [*[""] * (end + 1), *lines[end + 1 :]]
    return lines


def _grouped(lines: Sequence[str]) -> tuple[str, list[list[Paragraph]]]:
    """Title, and the paragraphs between chapters, breaks and unusually wide gaps."""
    blocks = _with_whole_quotes(list(_blocks(lines)))
    usual = Counter(gap for gap, _ in blocks[1:]).most_common(1)
    wide = (usual[0][0] if usual and len(blocks) > 3 else 1) + 1
    title, groups = "", [[]]  # type: tuple[str, list[list[Paragraph]]]
    for at, (gap, block) in enumerate(blocks):
        lone = block.text.strip() if block.first_line == block.last_line else ""
        chapter = _CHAPTER.fullmatch(lone) if lone else None
        if lone and (_BREAK.fullmatch(lone) or chapter):
            groups.append([])
            if chapter and chapter["marked"] and not title and not any(groups):
                title = chapter["marked"].strip("# ")
            continue
        if at == 0 and not title and _is_title(lone, len(blocks)):
            title = lone.strip("*_ ")
            continue
        if re.fullmatch(r"(?:by|from|von|written by)\s+\S.{0,60}", lone, re.I) and not any(groups):
            continue
        if gap >= wide and groups[-1]:
            groups.append([])
        groups[-1].append(block)
    return " ".join(title.split())[:200], [group for group in groups if group]


def _is_title(line: str, blocks: int) -> bool:
    return bool(line) and blocks > 1 and len(line.split()) <= 10 and not re.search(r"[.!?;,:\"”]$", line)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, Paragraph]]:
    """(blank lines before, paragraph). An indented line begins a new one, and so do lines that mark something."""
    gap, held = 0, []  # type: tuple[int, list[tuple[int, str]]]
    before = 0
    for number, line in enumerate([*lines, ""], 1):
        marks = bool(_BREAK.fullmatch(line) or re.match(r"\s*#{1,6}\s", line)) if line.strip() else False
        indented = bool(held) and line[:1] in " \t" and held[-1][1][:1] not in " \t"
        if held and (not line.strip() or marks or indented):
            yield before, Paragraph("\n".join(text for _, text in held), held[0][0], held[-1][0])
            held, gap = [], 0
        if not line.strip():
            gap += 1
            continue
        if not held:
            before = gap
        held.append((number, line))
        if marks:
            yield before, Paragraph(line, number, number)
            held, gap = [], 0


def _with_whole_quotes(blocks: Sequence[tuple[int, Paragraph]]) -> list[tuple[int, Paragraph]]:
    """Paragraphs in which every quotation ends. A speech of several paragraphs, each opened anew, becomes one."""
    found: list[tuple[int, Paragraph]] = []
    for gap, block in blocks:
        before = found[-1][1] if found else None
        mark = _left_open(before.text) if before else ""
        more = block.text.lstrip()
        if before and mark and more.startswith(mark) and len(before.text) + len(more) < _LONGEST_SPEECH:
            breaks = "\n" * (block.first_line - before.last_line)
            text = f"{before.text}{breaks}{more.removeprefix(mark)}"
            found[-1] = found[-1][0], Paragraph(text, before.first_line, block.last_line)
        else:
            found.append((gap, block))
    return [(gap, replace(one, text=one.text + _CLOSING.get(_left_open(one.text), ""))) for gap, one in found]


def _left_open(text: str) -> str:
    """The mark of a quotation that a paragraph begins and does not end; "" where there is none."""
    if text.rfind("“") > text.rfind("”"):
        return "“"
    return '"' if text.count('"') % 2 and text.lstrip().startswith('"') else ""


_CLOSING = {"“": "”", '"': '"'}
_LONGEST_SPEECH = 1900  # characters: what story_sentences.py takes for a quotation


def _by_place_and_time(group: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """The scenes of a group of paragraphs."""
    scenes: list[list[Paragraph]] = [[]]
    place, time, told = "", None, 0  # type: tuple[str, TimeOfDay | None, int]
    for paragraph in group:
        cut = 0
        for piece in sentences_of(paragraph.text):
            mention, hour = place_said(piece.text), time_said(piece.text)
            moved = mention is not None and mention.key != place and (bool(place) or len(scenes) > 1)
            if told and (moved or (hour and time and hour != time) or (hour and _LATER.match(piece.text)) or
                         (_LATER.match(piece.text) and told > 1)):  # fmt: skip
                if piece.start > cut:
                    scenes[-1].append(_part(paragraph, cut, piece.start))
                scenes, cut, told = [*scenes, []], piece.start, 0
                place = "" if mention is None and _LATER.match(piece.text) is None else place
            place = mention.key if mention else place
            time, told = hour or time, told + 1
        scenes[-1].append(_part(paragraph, cut, len(paragraph.text)))
    return [scene for scene in scenes if scene]


def _part(paragraph: Paragraph, start: int, stop: int) -> Paragraph:
    """The characters from `start` to `stop` of a paragraph, with their lines."""
    if start == 0 and stop >= len(paragraph.text):
        return paragraph
    text = paragraph.text[start:stop].rstrip()
    first = paragraph.first_line + paragraph.text.count("\n", 0, start)
    return replace(paragraph, text=text, first_line=first, last_line=first + text.count("\n"))
