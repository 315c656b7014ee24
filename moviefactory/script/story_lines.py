"""What is said in a shot: lines, how long they take, and how many of them one shot can hold. Knows no picture."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from moviefactory.movie import CastMember, Narration, Scene
from moviefactory.script.story_sentences import sentences_of

MOST_LINES = 8  # that `Shot.narration` holds
MOST_S = 28.0  # of speech in one shot: half of what a shot may last, for voices that take their time
_BETWEEN_S = 0.3
_LONGEST = 290  # characters of one line; more of a speech goes on in another shot
_LONGEST_S = 24.0
_WORDS_PER_S, _LETTERS_PER_S, _SIGNS_PER_S, _SENTENCE_S = 2.5, 12.0, 4.0, 0.4  # of a slow reader
_CLAUSE = re.compile(r"[,;:—–。、，！？!?.…](?=\s|[^\x00-\x7f])")
_DIRECTION = re.compile(r"\(([^()]{1,60})\)")
_DIRECTED = re.compile(
    r"(?:beat|pause|then|long (?:beat|pause)|more|cont['’]?d|continu(?:ing|ed)|to |re:|sotto|off |into |under |aside|"
    r"v\.?o\.?|o\.?s\.?|(?:laugh|sigh|smile|nod|shrug|sob|cough|whisper|shout|pause|turn|sing|grin|gasp|yawn)s\b|"
    r"(?!(?:no|some|any|every)thing|dur|morn|even|(?:on|real|ear|fami|probab|hopeful|actual)ly)\w+(?:ing|ly)(?:\W|$))",
    re.I,
)


@dataclass(frozen=True)
class Line:
    """What somebody says in one go.

    `who`: the id of the cast member who says it; "" where it is none of them; None: whoever is seen first.
    `at`: the line of the file, and how far into it (7.5: in the middle of line 7).
    """

    text: str
    who: str | None = ""
    at: float = 0.0


def seconds_of(text: str) -> float:
    """About how long a slow voice takes for `text`, in any script."""
    signs = sum(unicodedata.east_asian_width(one) in "WF" and one.isalpha() for one in text)
    letters = sum(one.isalnum() for one in text) - signs
    words = len(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text)) if not signs else 0
    ends = len(re.findall(r"[.!?…。！？]+", text))
    return max(words / _WORDS_PER_S, letters / _LETTERS_PER_S) + signs / _SIGNS_PER_S + ends * _SENTENCE_S


def said_s(lines: Sequence[Line]) -> float:
    """About how long the lines take, one after the other."""
    return sum(seconds_of(one.text) + _BETWEEN_S for one in lines)


def has_room(lines: Sequence[Line], line: Line) -> bool:
    """Whether a shot in which `lines` are said can hold another; one line it can always hold."""
    return not lines or (len(lines) < MOST_LINES and said_s([*lines, line]) <= MOST_S)


def in_groups(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """The lines in their order, as many together as one shot can hold."""
    groups: list[tuple[Line, ...]] = []
    for line in lines:
        if groups and has_room(groups[-1], line):
            groups[-1] = (*groups[-1], line)
        else:
            groups.append((line,))
    return groups


def narrated(lines: Sequence[Line], seen: Sequence[str], cast: Sequence[CastMember]) -> tuple[Narration, ...]:
    """The lines as a shot of `seen` has them, each with who says it, where that one is in the cast."""
    known = {one.id for one in cast}
    return tuple(
        Narration(text=one.text, who=who if (who := _speaker(one, seen)) in known else None)
        for one in _packed([one for one in lines if one.text.strip()], seen)
    )


def who_is_there(scenes: Sequence[Scene]) -> set[str]:
    """The ids of all cast members who are seen or heard in `scenes`."""
    shots = [shot for scene in scenes for shot in scene.shots]
    heard = {line.who for shot in shots for line in shot.narration if line.who is not None}
    return heard | {one for shot in shots for one in shot.subjects}


def _speaker(line: Line, seen: Sequence[str]) -> str:
    return next(iter(seen), "") if line.who is None else line.who


def _packed(lines: Sequence[Line], seen: Sequence[str]) -> list[Line]:
    """At most `MOST_LINES`: where there are more, the shortest neighbours (of one speaker, if any are) become one."""
    found = list(lines)

    def cost(at: int) -> tuple[bool, int]:
        one, other = (_speaker(line, seen) for line in found[at : at + 2])
        return one != other, len(found[at].text) + len(found[at + 1].text)

    while len(found) > MOST_LINES:
        at = min(range(len(found) - 1), key=cost)
        found[at : at + 2] = [replace(found[at], text=f"{found[at].text} {found[at + 1].text}")]
    return found


def spoken(text: str) -> str:
    """A line of dialogue without the directions that stand in it: "(beat) No." -> "No."."""

    def kept(match: re.Match[str]) -> str:
        leads = not text[: match.start()].strip() or text[: match.start()].rstrip(" ").endswith("\n")
        return " " if leads or _DIRECTED.match(match[1].strip()) else match[0]

    plain = " ".join(_DIRECTION.sub(kept, text).split())
    return re.sub(r"\s+([,.!?])", r"\1", plain)


def in_parts(text: str) -> Iterator[tuple[str, int, int]]:
    """(text, start, stop) of runs of sentences that are said in one go; a sentence too long is cut at a clause."""
    if _is_short(text):
        yield text, 0, len(text.rstrip())
        return
    start = stop = 0
    for piece in sentences_of(text):
        for first, last in _broken(text, piece.start, piece.stop):
            if stop > start and not _is_short(text[start:last]):
                yield text[start:stop], start, stop
                start = first
            stop = last
    if stop > start:
        yield text[start:stop], start, stop


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST and seconds_of(text) <= _LONGEST_S


def _broken(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The parts of text[start:stop] that one line can hold: at the last clause of what fits, else at a space."""
    while not _is_short(text[start:stop]):
        end = min(stop, start + _LONGEST)
        while not _is_short(text[start:end]):
            end -= 5
        clauses = [match.end() for match in _CLAUSE.finditer(text, start, end) if match.end() > start + 40]
        space = text.rfind(" ", start + 1, end)
        cut = clauses[-1] if clauses else space if space > start else end
        yield start, cut
        start = cut + len(text[cut:stop]) - len(text[cut:stop].lstrip())
    if start < stop:
        yield start, stop


def place_in(text: str, start: int, first_line: int) -> float:
    """Where character `start` of a text stands whose first line is `first_line`: its line, and the share of it."""
    line = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start)
    length = (len(text) if end < 0 else end) - line
    return first_line + text.count("\n", 0, start) + min(0.999, (start - line) / max(1, length))
