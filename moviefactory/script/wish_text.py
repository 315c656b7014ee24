"""The parts of a prompt: sentences of the picture, of the camera and of style. Knows no wish."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from moviefactory.movie import Camera, CastMember, Shot
from moviefactory.script.direction import camera_words
from moviefactory.script.lexicon import AN_BEFORE, capital

Part = Literal["picture", "camera", "style"]
CAMERA_TERM = (
    r"(?:extreme |very |ultra[- ])?(?:wide|medium|close|long|full|establishing|tracking|aerial|drone|dolly|crane|pov|"
    r"over-the-shoulder|overhead|handheld|hand-held|steadicam|panning|tilting|static|moving|low[- ]angle|high[- ]angle)"
    r"(?:[- ]angle)?(?: (?:wide|medium|close|long|aerial|tracking))* ?(?:shot|view|camera|close-up)s?|"
    r"(?:extreme )?close-?ups?|(?:slow(?:ly)? |fast |smooth |gentle )?(?:push|pull|zoom|dolly|pan|tilt|"
    r"crane|orbit|truck)"
    r"(?:s|ning|ing)?(?:[- ](?:in|out|back|up|down))?(?: to the (?:left|right))?|"
    r"(?:low|high|bird's[- ]eye|eye|wide)[- ](?:angle|level|view)|(?:low|high)[- ]angle|handheld|hand-held|"
    r"(?:the |a )?(?:static|still|locked|fixed|moving) (?:camera|shot|frame)|aerial|drone|wide|medium|close"
)
_SENTENCE = re.compile(r".+?(?:(?<!\bMr)(?<!\bSt)(?<!\bDr)(?<!\bMrs)[.!?]+(?=\s|$)\s*|$)", re.S)
_FILLER = re.compile(
    r"\b(?:(?:shallow |deep )?depth of field|bokeh|(?:soft|sharp|rack) focus|lens flare|the|a|an|and|with|"
    r"in|at|on|of|from|slow|slowly|shot|camera|lens|\d+ ?mm|view)\b|[\s,.;:!?-]+"
)
_STYLE = re.compile(
    r"\b(?:4k|8k|hd|uhd|high[- ](?:resolution|quality|definition|detail)|cinematic(?: lighting)?|photo-?realistic|"
    r"hyper-?realistic|masterpiece|highly detailed|film grain|colou?r grading|35 ?mm(?: film)?|anamorphic|best quality|"
    r"imax|hdr|[\w-]+ style)\b",
    re.I,
)
_MARK = "\x01"


def parts_of(shot: Shot, style: str) -> list[tuple[str, Part]]:
    """The sentences of a prompt with their white space and what each is; joined, they are the prompt."""
    return [(text, _kind(text, shot.camera, style)) for text in _SENTENCE.findall(shot.prompt)]


def _kind(sentence: str, camera: Camera, style: str) -> Part:
    bare = sentence.strip().rstrip(".!? ").lower()
    if style.strip() and bare and bare in style.lower():
        return "style"
    if bare.startswith(camera_words(camera).partition(",")[0].lower()) or re.match(r"the camera\b|camera\b", bare):
        return "camera" if len(bare.split()) < 12 else "picture"
    without = _FILLER.sub(" ", re.sub(rf"\b(?:{CAMERA_TERM})\b", " ", bare)).strip()
    if not without:
        return "camera"
    return "style" if not _FILLER.sub("", _STYLE.sub(" ", bare)).strip() else "picture"


def edited(shot: Shot, style: str, edit: Callable[[str], str], kind: Part = "picture") -> str:
    """The prompt with every sentence of one kind edited. A sentence that is edited to nothing goes."""
    kept = [edit(text) if part == kind else text for text, part in parts_of(shot, style)]
    prompt = "".join(kept)
    return prompt if prompt == shot.prompt else tidied(prompt)


def with_phrase(shot: Shot, style: str, phrase: str) -> str:
    """The prompt with one more phrase at the end of its picture, before the camera's sentence."""
    parts = parts_of(shot, style)
    last = max((at for at, (_, kind) in enumerate(parts) if kind == "picture"), default=-1)
    if last < 0:
        return tidied(f"{capital(phrase)}. {shot.prompt}")
    text = parts[last][0]
    space = text[len(text.rstrip()) :]
    end = re.search(r"[.!?]*$", text.rstrip())
    stop = end[0] if end else ""
    bare = text.rstrip()[: len(text.rstrip()) - len(stop)]
    parts[last] = (f"{bare}, {phrase}{stop}{space}", "picture")
    return "".join(one for one, _ in parts)


def picture_of(shot: Shot, style: str) -> str:
    return "".join(text for text, kind in parts_of(shot, style) if kind == "picture").strip()


def masked(text: str, cast: Sequence[CastMember]) -> tuple[str, list[str]]:
    """The text with the descriptions of the cast as marks that no rule reads, and the words they stand for."""
    kept: list[str] = []
    for member in sorted(cast, key=lambda one: -len(one.description)):

        def mark(match: re.Match[str]) -> str:
            kept.append(match[0])
            return f"{_MARK}{len(kept) - 1}{_MARK}"

        text = re.sub(re.escape(member.description), mark, text, flags=re.I)
    return text, kept


def unmasked(text: str, kept: Sequence[str]) -> str:
    return re.sub(rf"{_MARK}(\d+){_MARK}", lambda match: kept[int(match[1])], text)


def articled(text: str) -> str:
    """ "a orange car" -> "an orange car", and the other way round."""

    def right(match: re.Match[str]) -> str:
        given, word = match[1], match[2]
        wanted = "an" if AN_BEFORE.match(word) else "a"
        return f"{wanted.capitalize() if given[0] == 'A' else wanted} {word}"

    return re.sub(r"\b([Aa]n?) ([a-z][\w'-]*)", right, text)


def tidied(text: str) -> str:
    """White space and punctuation after something was taken out."""
    text = re.sub(r"[ \t]{2,}", " ", text)
    text = re.sub(r"\s+([,.;!?])", r"\1", text)
    text = re.sub(r",(?:\s*,)+", ",", text)
    text = re.sub(r",\s*([.!?;])", r"\1", text)
    text = re.sub(r"(^|[.!?]\s+)[,;]\s*", r"\1", text)
    text = re.sub(r"([.!?])\s*\.(?=\s|$)", r"\1", text)
    return re.sub(r"(^|[.!?]\s+)([a-z])", lambda match: match[1] + match[2].upper(), text.strip())
