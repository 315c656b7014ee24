"""What is spoken, as subtitles (SRT): from a timeline's voices to text. Pure; any script.

A block holds at most two lines of 42 columns (a wide sign takes two), and a long line is shown in several blocks, each
for its share of the time. The numbers are those of broadcasters' guidelines (BBC, Netflix: 42 columns, two lines).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from moviefactory.timeline import PlacedCue, Timeline

COLUMNS, ROWS = 42, 2
_SHORTEST_MS, _GAP_MS = 1000, 80  # a block stays readable, and two of them do not flicker
_SMALL = 24  # columns; a block of less is gone before it is read
_WIDE = ("W", "F")
_NOT_FIRST = "、。，．！？：；）」』】〕〉》・ーぁぃぅぇぉっゃゅょァィゥェォッャュョ,.!?:;)]}…%”’"
_NOT_LAST = "（「『【〔〈《([{“‘"
_TAG = re.compile(r"<(?=/?[A-Za-z])|\{(?=\\)")
_SENTENCE, _CLAUSE = re.compile(r"[.!?…。！？]+[\"'”’)\]」』]*$"), re.compile(r"[,;:—–、，；：]+[\"'”’)\]]*$")
_LANGUAGES = {
    "ar": "ara", "bg": "bul", "bn": "ben", "ca": "cat", "cs": "ces", "cy": "cym", "da": "dan", "de": "deu",
    "el": "ell", "en": "eng", "es": "spa", "et": "est", "eu": "eus", "fa": "fas", "fi": "fin", "fr": "fra",
    "ga": "gle", "gl": "glg", "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun", "hy": "hye", "id": "ind",
    "is": "isl", "it": "ita", "ja": "jpn", "ka": "kat", "ko": "kor", "lt": "lit", "lv": "lav", "mk": "mkd",
    "ms": "msa", "nb": "nob", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus",
    "sk": "slk", "sl": "slv", "sq": "sqi", "sr": "srp", "sv": "swe", "sw": "swa", "ta": "tam", "te": "tel",
    "th": "tha", "tr": "tur", "uk": "ukr", "ur": "urd", "vi": "vie", "zh": "zho", "cmn": "zho",
}  # fmt: skip


@dataclass(frozen=True)
class Block:
    """Lines that are shown together, from `start_ms` to `stop_ms` of the movie."""

    start_ms: int
    stop_ms: int
    lines: tuple[str, ...]


def subtitles_of(timeline: Timeline) -> str:
    """The movie's subtitles as SRT (UTF-8, one block after the other in time); "" where nothing is spoken."""
    return "".join(
        f"{number}\n{_clock(block.start_ms)} --> {_clock(block.stop_ms)}\n" + "\n".join(block.lines) + "\n\n"
        for number, block in enumerate(blocks_of(timeline), start=1)
    )


def language_code(language: str) -> str:
    """The three letters (ISO 639-2) that an MP4 wants for "en-GB"; "und" for a language that is not listed."""
    short = language.lower().partition("-")[0]
    return short if len(short) == 3 and short not in _LANGUAGES else _LANGUAGES.get(short, "und")


def blocks_of(timeline: Timeline) -> tuple[Block, ...]:
    """The blocks in order of time, none over another."""
    voices = [one for one in timeline.audio if one.cue.kind == "voice" and _plain(one.cue.caption)]
    voices.sort(key=lambda one: (one.in_movie.start, one.in_movie.stop))
    end = _ms(timeline.frames, timeline.frame_rate)
    shown = [block for one in voices for block in _blocks(one, timeline.frame_rate)]
    return tuple(_apart(_merged(sorted(shown, key=lambda block: block.start_ms)), end))


def _blocks(voice: PlacedCue, frame_rate: Fraction) -> list[Block]:
    """The blocks of one line, each for a share of its time that its text has of the whole."""
    start, stop = (_ms(frame, frame_rate) for frame in (voice.in_movie.start, voice.in_movie.stop))
    texts = _pieces(_units(_plain(voice.cue.caption)))
    total, done, found = sum(_width(text) for text in texts) or 1, 0, []
    for text in texts:
        begin = start + (stop - start) * done // total
        done += _width(text)
        found.append(Block(begin, start + (stop - start) * done // total, _rows(text)))
    return found


def _merged(blocks: Sequence[Block]) -> list[Block]:
    """Two voices at the same time share a block, a dash before each, where their texts have room."""
    found: list[Block] = []
    for block in blocks:
        last = found[-1] if found else None
        together = last is not None and block.start_ms < min(last.stop_ms, last.start_ms + _SHORTEST_MS)
        if last and together and len(last.lines) + len(block.lines) <= ROWS:
            both = (f"- {last.lines[0]}", f"- {block.lines[0]}")
            found[-1] = Block(last.start_ms, max(last.stop_ms, block.stop_ms), both)
        elif last and together:  # no room: one after the other within their time
            half = (last.start_ms + max(last.stop_ms, block.stop_ms)) // 2
            found[-1] = Block(last.start_ms, half, last.lines)
            found.append(Block(half, max(last.stop_ms, block.stop_ms), block.lines))
        else:
            found.append(block)
    return found


def _apart(blocks: Sequence[Block], end_ms: int) -> list[Block]:
    """Each block long enough to be read, as far as the next and the movie's end allow; a small gap between two."""
    found = []
    for index, block in enumerate(blocks):
        following = blocks[index + 1].start_ms if index + 1 < len(blocks) else end_ms + _GAP_MS
        latest = max(following - _GAP_MS, block.start_ms + 1)
        stop = min(max(block.stop_ms, block.start_ms + _SHORTEST_MS), latest)
        found.append(Block(block.start_ms, stop, block.lines))
    return found


def _plain(text: str) -> str:
    """`text` in one line, with nothing in it that a player would take for a tag or for a time."""
    line = " ".join("".join(one if unicodedata.category(one) != "Cc" else " " for one in text).split())
    return _TAG.sub(lambda found: "‹" if found[0] == "<" else "(", line.replace("-->", "→"))


def _units(text: str) -> list[str]:
    """The smallest parts that may stand in lines of their own, each with the space after it: words, or wide signs."""
    found: list[str] = []
    for word in re.findall(r"\S+\s*", text):
        found += _signs(word) if any(_is_wide(one) for one in word) or _width(word) > COLUMNS else [word]
    return found


def _signs(word: str) -> list[str]:
    """A word without gaps, or too long for a line, sign by sign; marks stay with their sign, brackets with theirs."""
    found: list[str] = []
    for one in word:
        glued = one.isspace() or unicodedata.combining(one) or unicodedata.category(one) in ("Mn", "Mc", "Me", "Cf")
        narrow = found and not _is_wide(one) and not _is_wide(found[-1][-1]) and _width(word) <= COLUMNS
        if found and (glued or one in _NOT_FIRST or found[-1][-1] in _NOT_LAST or narrow):
            found[-1] += one
        else:
            found.append(one)
    return found


def _pieces(units: Sequence[str]) -> list[str]:
    """Texts that fill a block each at most, with the least cost of all ways: see `_cost`."""
    best: list[tuple[float, int]] = [(0.0, 0)]  # by count of units: (cost, where its last block begins)
    for stop in range(1, len(units) + 1):
        starts = _starts_of_block(units, stop)
        best.append(min((best[start][0] + _cost(units[start:stop], stop == len(units)), start) for start in starts))
    found, stop = [], len(units)
    while stop:
        start = best[stop][1]
        found.append("".join(units[start:stop]).strip())
        stop = start
    return found[::-1]


def _starts_of_block(units: Sequence[str], stop: int) -> list[int]:
    """Where a block that ends before unit `stop` may begin, so that ROWS lines of COLUMNS hold it."""
    starts = [stop - 1]
    rows, used = 1, _width(units[stop - 1].rstrip())
    for start in range(stop - 2, -1, -1):
        width = _width(units[start])
        if used + width > COLUMNS:
            rows, width = rows + 1, _width(units[start].rstrip())
            used = 0
        if rows > ROWS:
            break
        used += width
        starts.append(start)
    return starts


def _cost(block: Sequence[str], is_last: bool) -> float:
    """How ill a block reads: best it ends with a sentence, else with a clause, and is not a word or two."""
    cost = 10.0
    if not (is_last or _ends(_SENTENCE, block[-1])):
        cost += 3.0 if _ends(_CLAUSE, block[-1]) else 15.0
        cost += 8.0 * any(_ends(_SENTENCE, unit) for unit in block)  # a sentence ends in it, and another is torn
    return cost + max(0.0, (_SMALL - _width("".join(block))) / 2)


def _ends(pattern: re.Pattern[str], unit: str) -> bool:
    """Whether `unit` ends as `pattern` says; a full stop inside an address ends nothing."""
    bare = unit.rstrip()
    return bool(pattern.search(bare)) and (bare != unit or _is_wide(bare[-1]))


def _rows(text: str) -> tuple[str, ...]:
    """One line, or two about as long as each other, the upper one rather the shorter."""
    if _width(text) <= COLUMNS:
        return (text,)
    units = _units(text)
    ways = []
    for count in range(1, len(units)):
        upper, lower = "".join(units[:count]).strip(), "".join(units[count:]).strip()
        widths = _width(upper), _width(lower)
        if max(widths) <= COLUMNS:
            ended = bool(_SENTENCE.search(upper) or _CLAUSE.search(upper))
            ways.append((abs(widths[1] - widths[0]) - 8 * ended + 2 * (widths[0] > widths[1]), (upper, lower)))
    return min(ways)[1] if ways else (text,)


def _width(text: str) -> int:
    """Columns: two for a wide sign, none for a mark over another."""
    return sum(
        0 if unicodedata.combining(one) or unicodedata.category(one) in ("Mn", "Me", "Cf") else 1 + _is_wide(one)
        for one in text
    )


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in _WIDE


def _ms(frames: int, frame_rate: Fraction) -> int:
    return round(Fraction(frames * 1000) / frame_rate)


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{rest:03}"
