"""Which quotations of a text somebody says, and which are lettering, titles and words that are only set apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moviefactory.script.screenplay import Element
from moviefactory.script.story_lines import Line, in_parts, place_in
from moviefactory.script.story_sentences import QUOTE, sentences_of, without_quotes
from moviefactory.script.story_speech import is_saying

_LETTERED = re.compile(
    r"\b(?:signs?|signpost|banners?|posters?|labels?|plaques?|letters?|notes?|cards?|screens?|headlines?|newspapers?|"
    r"inscriptions?|billboards?|tattoos?|stickers?|envelopes?|displays?|placards?|captions?|messages?|t-?shirts?|"
    r"graffiti|neon|words?|letters|titles?|books?|doors?|walls?|paper|page)\b[^.!?\"“”]{0,40}\b(?:reads?|reading|says?|"
    r"said|saying|spells?(?: out)?|shows?|marked|labell?ed|titled|entitled|called|painted|printed|carved)\s*[,:]?\s*$|"
    r"\b(?:marked|labell?ed|titled|entitled|called|named|inscribed|mouths?|mouthed|wr[io]tes?|written|types?|typed|"
    r"scrawls?|scrawled|the words?)\s*[,:]?\s*$",
    re.I,
)
_EMPTY_VERB = re.compile(
    r"\s+(?:(?:that|which) )?(?:reads?|reading|says?|said|saying|spells?(?: out)?|marked|labell?ed)\s*:?\s*(?=[.,;]|$)",
    re.I,
)
_SET_APART = 4  # words of a quotation in a sentence that goes on around it: the "haunted" house


def as_heard(text: str) -> str:
    """A sentence in which only what is spoken stands in quotation marks.

    Lettering goes ('A sign reads "Danger".' -> 'A sign with writing on it.'), words that are set apart lose the marks.
    """
    lettered = False

    def heard(match: re.Match[str]) -> str:
        nonlocal lettered
        before, after = text[: match.start()], text[match.end() :]
        inner = " ".join(next(group for group in match.groups() if group).split())
        if _LETTERED.search(before):
            lettered = True
            return ""
        if inner[-1:] in ".,!?…—-" or _is_said(before, after):
            return match[0]
        short = len(inner.split()) <= _SET_APART and before.strip() and before.rstrip()[-1:] not in ":,"
        return inner if short and re.search(r"\w", before) else match[0]

    plain = QUOTE.sub(heard, text)
    if lettered:
        plain = re.sub(r"\s+([.,!?])", r"\1", " ".join(_EMPTY_VERB.sub(" with writing on it", plain).split()))
    return plain


def _is_said(before: str, after: str) -> bool:
    """Whether a verb of speaking stands next to a quotation."""
    near = [*re.findall(r"[A-Za-z-]+", before)[-4:], *re.findall(r"[A-Za-z-]+", after)[:4]]
    return any(is_saying(word) for word in near)


def quoted_in(element: Element) -> Iterator[Line]:
    """What is said in a paragraph of a story, in its order, in parts that are said in one go."""
    for piece in sentences_of(element.text):
        for quote in without_quotes(as_heard(piece.text))[1]:
            at = place_in(element.text, piece.start, element.first_line)
            yield from (Line(" ".join(text.split()), None, at) for text, _, _ in in_parts(quote))
