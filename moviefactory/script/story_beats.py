"""From the lines of a scene to what its shots show: a sentence each, with the camera and the cut the text asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from moviefactory.movie import CastMember, Transition
from moviefactory.script.direction import SECONDS
from moviefactory.script.screenplay import Element, Story, StoryScene
from moviefactory.script.story_camera import Seen, seen_in
from moviefactory.script.story_cast import Company
from moviefactory.script.story_fragments import lacks_subject, pronoun_for, shows_nothing
from moviefactory.script.story_lines import Line, in_groups, in_parts, place_in
from moviefactory.script.story_names import is_unseen, names_of_cue
from moviefactory.script.story_plain import (
    REPORTED,
    face,
    in_lower_case,
    in_story_tense,
    in_third_person,
    parts,
    to_the_point,
    with_deed,
    without_introductions,
)
from moviefactory.script.story_quotes import as_heard
from moviefactory.script.story_sentences import Piece, sentences_of, without_quotes
from moviefactory.script.story_speech import Speech, speaker_in, speeches_of, spoken_as
from moviefactory.script.story_takes import Sentence, joined_source, lines_said
from moviefactory.script.story_tense import in_present
from moviefactory.script.story_voices import is_voice, laid_over
from moviefactory.timeline import TransitionKind

_CUTS: tuple[tuple[str, TransitionKind], ...] = (
    (r"DISSOLVE|RESOLVE|CROSS[- ]?FADE", "crossfade"), (r"FADE|BLACKOUT|BLACK", "fade_black"), (r"WIPE|IRIS", "wipe"),
    (r"WHIP", "whip"), (r"CUT", "cut"),
)  # fmt: skip


_LONGEST_JOINED = 26
_PRONOUN = re.compile(r"(?:he|she|it|they|i|we)\b", re.I)


_LETTERING = re.compile(
    r"^\s*(?:SUPER(?:IMPOSE)?|TITLES?(?: CARD)?|CHYRON|CAPTION|INTERCUT|MONTAGE|CREDITS|THE END|END OF|MAIN TITLES?|"
    r"FIN)\b",
    re.I,
)


@dataclass
class Beats:
    """What goes from scene to scene: who there is, a cut that is due, voices that wait for a scene to be seen in."""

    name: str
    company: Company
    past: bool = False
    first_person: bool = False
    cut: Transition | None = None
    voices: list[Sentence] = field(default_factory=list)
    talks: int = 0
    speakers: list[str] = field(default_factory=list)  # ids, the latest first


def told_sentences(story: Story, past: bool = False, first_person: bool = False) -> list[str]:
    """All that is told and not spoken, in order, as the cast is looked for in it."""
    found = []
    for scene in story.scenes:
        for one in scene.elements:
            if one.kind != "action" or _LETTERING.match(one.text):
                continue
            for piece in sentences_of(one.text):
                plain = in_story_tense(without_quotes(piece.text)[0], past, first_person)
                found += [plain] if re.search(r"\w", plain) else []
    return found


def cut_of(text: str) -> Transition:
    """ "DISSOLVE TO" as a transition."""
    found: TransitionKind = "cut"
    kind = next((kind for words, kind in _CUTS if re.search(words, text.upper())), found)
    return Transition(kind=kind, seconds=SECONDS[kind])


def beats_of(scene: StoryScene, beats: Beats, *, waits: bool = False) -> list[Sentence]:
    """What the shots of a scene show, in order. Changes `beats`.

    waits: what is only heard, with nothing to see, is kept for the scene that comes next (a voice before the first
    heading); else it is heard over the place.
    """
    found, beats.voices = beats.voices, []
    beats.speakers = []
    for item in in_order(scene.elements):
        if isinstance(item, Speech):
            _speak(item, beats, found)
        elif item.kind == "transition":
            beats.cut = cut_of(item.text)
        elif item.kind == "dialogue":
            found += [_voice(item, beats, *one) for one in in_parts(item.text)]
        elif item.kind == "action" and not _LETTERING.match(item.text):
            for sentence in _told(item, beats):
                _add(found, sentence, beats)
    if waits and all(is_voice(one) for one in found):
        beats.voices = found
        return []
    return laid_over(found, partial(_people, beats))


def _people(beats: Beats, sentence: Sentence) -> tuple[str, ...]:
    return sentence.seen or _first_called(beats, sentence.text)


def _voice(song: Element, beats: Beats, text: str, start: int, stop: int) -> Sentence:
    """What is sung, and nobody knows by whom."""
    at = place_in(song.text, start, song.first_line)
    source = lines_said(beats.name, int(at), song.first_line + song.text.count("\n", 0, stop))
    return Sentence("", source, voices=(Line(" ".join(text.split()), "", at),))


def in_order(elements: Sequence[Element]) -> Iterator[Element | Speech]:
    """The elements, those of one speech together."""
    at = 0
    while at < len(elements):
        if elements[at].kind != "character":
            yield elements[at]
            at += 1
            continue
        end = at + 1
        while (
            end < len(elements)
            and elements[end].kind in ("dialogue", "parenthetical")
            and elements[end].speaker == elements[at].speaker
        ):
            end += 1
        yield from speeches_of(elements[at:end])
        at = end


def _speak(speech: Speech, beats: Beats, found: list[Sentence]) -> None:
    """A speech as a picture of who speaks; a voice from elsewhere lies over what is seen."""
    by_id = {one.id: one for one in beats.company.cast}
    ids = ids_of_cue(speech.cue, beats.company.cast)
    seen = [by_id[one] for one in ids if one in by_id]
    source = lines_said(beats.name, speech.first_line, speech.last_line)
    lines = (Line(speech.line, seen[0].id if seen else "", speech.at),)
    if is_unseen(speech.cue) or not seen:
        found.append(Sentence("", source, voices=lines))
        return
    others = [by_id[one] for one in beats.speakers if one in by_id and one not in ids]
    text, framing = spoken_as(speech, seen, others, beats.company, beats.talks)
    beats.talks += 1
    beats.speakers = [*ids, *(one for one in beats.speakers if one not in ids)]
    _add(found, Sentence(text, source, tuple(one.id for one in seen), framing=framing, voices=lines), beats)


def ids_of_cue(cue: str, cast: Sequence[CastMember]) -> list[str]:
    """The ids of who speaks; a name that is nobody's of the cast as a slug."""
    by_id = {one.id: one for one in cast}
    return [_id_of(name, by_id) for name in names_of_cue(cue)]


def _id_of(name: str, by_id: dict[str, CastMember]) -> str:
    from moviefactory.workspace import slug_of

    slug = slug_of(name, 40)
    return slug if slug in by_id else next((one for one in by_id if slug and slug in one.split("-")), slug)


def _add(found: list[Sentence], sentence: Sentence, beats: Beats) -> None:
    """Appends a shot, or makes the one before it longer where a fragment shows nothing of its own."""
    if is_voice(sentence):
        found.append(sentence)
        return
    asked = sentence.framing or sentence.move
    empty = not sentence.seen and not sentence.voices and not asked and shows_nothing(sentence.text)
    at = next((at for at in reversed(range(len(found))) if not is_voice(found[at])), -1)
    before = found[at] if at >= 0 else None
    if empty:
        if before is not None:
            found[at] = replace(before, source=joined_source(before.source, sentence.source))
        return
    if before is not None and not asked and lacks_subject(sentence.text):
        joined = f"{before.text.rstrip(' .!…')}, then {sentence.text[:1].lower()}{sentence.text[1:]}"
        is_next = at == len(found) - 1 and not before.voices
        if is_next and len(before.text.split()) + len(sentence.text.split()) <= _LONGEST_JOINED:
            found[at] = replace(before, text=joined, source=joined_source(before.source, sentence.source),
                                voices=sentence.voices)  # fmt: skip
            return
        pronoun = pronoun_for(before, beats.company.cast)
        sentence = replace(
            sentence, text=f"{pronoun} {sentence.text[:1].lower()}{sentence.text[1:]}" if pronoun else sentence.text
        )
    if beats.cut is not None:
        sentence = replace(sentence, transition=beats.cut)
        beats.cut = None
    found.append(sentence)


def _told(element: Element, beats: Beats) -> Iterator[Sentence]:
    """The sentences of a paragraph as shots show them."""
    goes_on = False
    for piece in _pieces(element.text):
        first = element.first_line + element.text.count("\n", 0, piece.start)
        last = element.first_line + element.text.count("\n", 0, piece.stop)
        source = lines_said(beats.name, first, min(last, element.last_line))
        at = place_in(element.text, piece.start, element.first_line)
        quotes = without_quotes(as_heard(piece.text))
        if goes_on and quotes[1] and not re.search(r"\w", quotes[0]):  # by whoever was seen or spoke just before
            yield from (Sentence("", source, voices=group) for group in in_groups(_lines(quotes[1], None, at)))
        else:
            yield from _shown(piece.text, source, at, beats)
        goes_on = True


def _lines(quotes: Sequence[str], who: str | None, at: float) -> list[Line]:
    return [Line(" ".join(part.split()), who, at) for quote in quotes for part, _, _ in in_parts(quote)]


def _pieces(text: str) -> list[Piece]:
    """Sentences; of a poem without full stops, every two lines."""
    found: list[Piece] = []
    for piece in sentences_of(text):
        raw = text[piece.start : piece.stop]
        lines = raw.split("\n")
        if len(lines) > 2 and len(raw.split()) > 14 and len(raw.split()) / len(lines) < 9:
            at = piece.start
            for start in range(0, len(lines), 2):
                part = "\n".join(lines[start : start + 2])
                found.append(Piece(" ".join(part.split()).rstrip(" ,"), at, at + len(part)))
                at += len(part) + 1
        else:
            found.append(piece)
    return found


def _shown(text: str, source: str, at: float, beats: Beats) -> Iterator[Sentence]:
    """One sentence as one shot or, where it is long, as two or three; what is said in it too long, as more."""
    seen: Seen = seen_in(text)
    rest, quotes = without_quotes(as_heard(seen.text))
    rest = beats.company.plain(in_third_person(to_the_point(rest), beats.first_person))
    rest = without_introductions(rest, beats.company)
    rest = in_lower_case(in_present(rest) if beats.past else rest, beats.company)
    if not quotes:
        rest = with_deed(REPORTED.sub(r"\g<who> talks", rest), beats.company)
    ids: tuple[str, ...] = ()
    who: str | None = None
    if quotes:
        rest, ids = speaker_in(rest, beats.company, beats.speakers, beats.talks)
        beats.talks += 1
        named = ids or _first_called(beats, rest)
        beats.speakers = [*named, *(one for one in beats.speakers if one not in named)]
        who = next(iter(named), None) if ids or not _PRONOUN.match(rest) else None
    first, *more = in_groups(_lines(quotes, who, at)) or [()]
    if not rest:
        yield from (Sentence("", source, voices=group) for group in (first, *more) if group)
        return
    inner = face(rest, beats.company)
    for number, part in enumerate([inner] if inner else parts(rest)):
        yield Sentence(
            part, source, framing="close" if inner else seen.framing, angle=seen.angle, move=seen.move,
            seen=ids if number == 0 else (), voices=first if number == 0 else (),
        )  # fmt: skip
    for group in more:
        yield _talking_on(group, source, beats)


def _talking_on(lines: tuple[Line, ...], source: str, beats: Beats) -> Sentence:
    """What is left of a long speech as another picture of who speaks, or only heard where nobody knows who."""
    speaker = [one for one in beats.company.cast if one.id == lines[0].who]
    if not speaker:
        return Sentence("", source, voices=lines)
    speech = Speech("", lines[0].text, "", 0, 0, part=1)
    text, framing = spoken_as(speech, speaker, (), beats.company, beats.talks)
    beats.talks += 1
    return Sentence(text, source, (speaker[0].id,), framing=framing, voices=lines)


def _first_called(beats: Beats, text: str) -> tuple[str, ...]:
    """The id of the cast member whom a text names first."""
    places = [(found, one.id) for one in beats.company.cast if (found := _called(one, text)) is not None]
    return (min(places)[1],) if places else ()


def _called(member: CastMember, text: str) -> int | None:
    """Where a text names a member; None where it does not."""
    words = {member.id.replace("-", " "), member.noun}
    places = [match.start() for word in words if (match := re.search(rf"\b{re.escape(word)}\b", text, re.I))]
    return min(places, default=None)
