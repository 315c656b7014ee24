"""A shot as comma-separated tags that fit into CLIP's window, the most important first.

What does not fit is left out from the least important end: how the camera moves, the author's later sentences, the
light, the style; then the words behind the action; the descriptions of the cast go last, down to "red fox". Knows
nothing of models.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from moviefactory.movie import Camera, CastMember, Shot
from moviefactory.video.cast_words import (
    colour_name,
    description_of,
    head_of,
    is_described,
    pattern_of,
    said_once,
)
from moviefactory.video.clip_tokens import clip_tokens_at_most
from moviefactory.video.shot_filling import place_phrase, shown_framing, table, unsaid_light
from moviefactory.video.shot_reading import Reading
from moviefactory.video.word_profiles import BRIEF_MOVES

_MARK = "\ue000"  # stands for a description while the text is cut into tags; a character that no text uses
_CUT = re.compile(r"[,:](?!\d)|(?<!\d)[,:]|[;!?…。，；：！？、]+|\.+(?=[\s\"”]|$)|\s[-–—]+\s|—")
_LOWER = re.compile(
    r"^(?:An?|The|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Some|Many|Close|Far|In|On|At|With|As|Then|"
    r"She|He|It|They|Both|There|Its|His|Her|Their|While|When|Slowly|Suddenly)\b"
)
_LEFT = 3  # words of the action that stay behind the last of the cast


@dataclass(frozen=True)
class _Tag:
    """`rank` 0 is the action and the cast; the higher, the sooner it is left out."""

    rank: int
    text: str


def tags_for(shot: Shot, members: Sequence[CastMember], heading: str, reading: Reading, limit: int) -> str:
    """The tags of a shot, at most `limit` CLIP tokens, begin and end included."""
    tags = sorted(_tags(shot, members, heading, reading), key=lambda tag: tag.rank)
    text = ""
    for text in _shorter_and_shorter(tags, members):
        if clip_tokens_at_most(text) <= limit:
            return text
    return _clipped(text, limit)


def _tags(shot: Shot, members: Sequence[CastMember], heading: str, reading: Reading) -> Iterator[_Tag]:
    yield from _said(reading, members)
    place = place_phrase(shot.staging, heading, reading) if shot.staging and reading.english else ""
    light = unsaid_light(shot.staging, heading, reading) if shot.staging and reading.english else []
    framing = shown_framing(shot.camera, reading)
    move = "" if reading.speaks_of("move") or shot.camera.move == Camera().move else BRIEF_MOVES[shot.camera.move]
    yield from (_Tag(2, part.strip()) for part in reading.style.split(",") if part.strip())
    yield from (_Tag(3, one) for one in (place, framing, *(table()["tags"][kind][key] for kind, key in light)) if one)
    yield from (_Tag(5, one) for one in (move,) if one)


def _said(reading: Reading, members: Sequence[CastMember]) -> Iterator[_Tag]:
    """The author's words, cut at their marks; who is not described in them is described in front of them."""
    text = said_once(reading.said, members)
    for number, member in enumerate(members):
        mark = f"{_MARK}{chr(0xE100 + number)}"
        marked = pattern_of(member).sub(mark, text, count=1)
        if marked == text and not is_described(text, member):
            yield _Tag(0, mark)
        text = marked
    first_sentence = True
    acted = False
    for sentence in re.split(r"(?<=[.!?…。！？])\s+", text):
        chunks = [_as_tag(chunk) for chunk in _CUT.split(sentence) if re.search(r"\w", chunk) or _MARK in chunk]
        action = next((n for n, one in enumerate(chunks) if _MARK in one), None)
        if action is None and not acted:
            action = next((n for n, one in enumerate(chunks) if len(one.split()) >= _LEFT), 0)
        for number, chunk in enumerate(chunks):
            own = _MARK in chunk or (number == action and not acted)
            yield _Tag(0 if own else 1 if first_sentence else 4, chunk)
        acted = acted or bool(chunks)
        first_sentence = first_sentence and not chunks


def _as_tag(text: str) -> str:
    bare = text.strip(" .'")
    bare = bare.replace('"', "") if bare.count('"') % 2 else bare  # its other half went with another tag
    return bare[0].lower() + bare[1:] if _LOWER.match(bare) else bare


def _shorter_and_shorter(tags: Sequence[_Tag], members: Sequence[CastMember]) -> Iterator[str]:
    """The tags in full, then with less and less."""
    kept = list(dict.fromkeys(tags))
    while kept[-1:] and kept[-1].rank:
        yield _filled(kept, members, description_of)
        kept.pop()
    for described in (description_of, head_of, colour_name):
        longest = max((len(tag.text.split()) for tag in kept), default=0)
        for words in range(longest, 0, -1):
            yield _filled([_Tag(0, _cut(tag.text, words)) for tag in kept], members, described)
    yield ", ".join(map(colour_name, members)) or (_filled(kept[:1], members, colour_name))


def _cut(text: str, words: int) -> str:
    """The first `words` words, but never fewer than reach a little past the last description in it."""
    parts = text.split()
    last = max((n + 1 for n, part in enumerate(parts) if _MARK in part), default=0)
    return " ".join(parts[: max(words, last + _LEFT if last else _LEFT)])


def _filled(tags: Sequence[_Tag], members: Sequence[CastMember], described: Callable[[CastMember], str]) -> str:
    text = ", ".join(tag.text for tag in tags)
    for number, member in enumerate(members):
        text = text.replace(f"{_MARK}{chr(0xE100 + number)}", described(member))
    return text


def _clipped(text: str, limit: int) -> str:
    """As many whole words as fit; of one endless word, as many characters."""
    parts = text.split()
    while len(parts) > 1 and clip_tokens_at_most(" ".join(parts)) > limit:
        parts.pop()
    text = " ".join(parts)
    while clip_tokens_at_most(text) > limit:
        text = text[: len(text) * 3 // 4]
    return text.rstrip(" ,")
