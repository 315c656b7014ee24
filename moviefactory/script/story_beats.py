"""From the lines of a scene to what its shots show: a sentence each, with the camera and the cut the text asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from moviefactory.movie import CastMember, Transition
from moviefactory.script.direction import SECONDS
from moviefactory.script.grammar import NounPhrase
from moviefactory.script.lexicon import look_up, verb_forms, word_set
from moviefactory.script.nouns import figure_of
from moviefactory.script.phrases import chunks_of
from moviefactory.script.screenplay import Element, Story, StoryScene
from moviefactory.script.story_camera import Seen, seen_in
from moviefactory.script.story_cast import Company
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
from moviefactory.script.story_pronouns import sex_of
from moviefactory.script.story_sentences import Piece, sentences_of, without_quotes
from moviefactory.script.story_speech import Speech, speaker_in, speeches_of, spoken_as
from moviefactory.script.story_takes import Sentence, joined_source, lines_said, visibility
from moviefactory.script.story_tense import in_present
from moviefactory.timeline import TransitionKind

_CUTS: tuple[tuple[str, TransitionKind], ...] = (
    (r"DISSOLVE|RESOLVE|CROSS[- ]?FADE", "crossfade"), (r"FADE|BLACKOUT|BLACK", "fade_black"), (r"WIPE|IRIS", "wipe"),
    (r"WHIP", "whip"), (r"CUT", "cut"),
)  # fmt: skip


_LONGEST_JOINED = 26


_LETTERING = re.compile(
    r"^\s*(?:SUPER(?:IMPOSE)?|TITLES?(?: CARD)?|CHYRON|CAPTION|INTERCUT|MONTAGE|CREDITS|THE END|END OF|MAIN TITLES?|"
    r"FIN)\b",
    re.I,
)


_EMPTY = word_set("silence beat pause nothing darkness black continued more later then finally suddenly end")


@dataclass
class Beats:
    """What goes from scene to scene: who there is, a cut that is due, voices that wait for a picture."""

    name: str
    company: Company
    past: bool = False
    first_person: bool = False
    cut: Transition | None = None
    voices: list[str] = field(default_factory=list)
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


def beats_of(scene: StoryScene, beats: Beats) -> list[Sentence]:
    """What the shots of a scene show, in order. Changes `beats`."""
    found: list[Sentence] = []
    beats.speakers = []
    for item in _in_order(scene.elements):
        if isinstance(item, Speech):
            _speak(item, beats, found)
        elif item.kind == "transition":
            beats.cut = cut_of(item.text)
        elif item.kind == "action" and not _LETTERING.match(item.text):
            for sentence in _told(item, beats):
                _add(found, sentence, beats)
            if beats.voices and found:  # said by whoever was just seen
                found[-1] = replace(found[-1], voices=(*found[-1].voices, *beats.voices)[:4])
                beats.voices = []
    if beats.voices and found:
        found[-1] = replace(found[-1], voices=(*found[-1].voices, *beats.voices)[:4])
        beats.voices = []
    return found


def _in_order(elements: Sequence[Element]) -> Iterator[Element | Speech]:
    """The elements, those of one speech together."""
    at = 0
    while at < len(elements):
        if elements[at].kind != "character":
            yield elements[at]
            at += 1
            continue
        end = at + 1
        while end < len(elements) and elements[end].kind in ("dialogue", "parenthetical"):
            end += 1
        yield from speeches_of(elements[at:end])
        at = end


def _speak(speech: Speech, beats: Beats, found: list[Sentence]) -> None:
    """A speech as a picture of who speaks; a voice from elsewhere lies over what is seen."""
    by_id = {one.id: one for one in beats.company.cast}
    ids = [_id_of(name, by_id) for name in names_of_cue(speech.cue)]
    seen = [by_id[one] for one in ids if one in by_id]
    source = lines_said(beats.name, speech.first_line, speech.last_line)
    if is_unseen(speech.cue) or not seen:
        beats.voices.append(speech.line)
        if found and len(found[-1].voices) < 2:
            found[-1] = replace(found[-1], voices=(*found[-1].voices, beats.voices.pop()),
                                source=joined_source(found[-1].source, source))  # fmt: skip
        return
    others = [by_id[one] for one in beats.speakers if one in by_id and one not in ids]
    text, framing = spoken_as(speech, seen, others, beats.company, beats.talks)
    beats.talks += 1
    beats.speakers = [*ids, *(one for one in beats.speakers if one not in ids)]
    _add(found, Sentence(text, source, tuple(one.id for one in seen), framing=framing, voices=(speech.line,)), beats)


def _id_of(name: str, by_id: dict[str, CastMember]) -> str:
    from moviefactory.workspace import slug_of

    slug = slug_of(name, 40)
    return slug if slug in by_id else next((one for one in by_id if slug and slug in one.split("-")), slug)


def _add(found: list[Sentence], sentence: Sentence, beats: Beats) -> None:
    """Appends a shot, or makes the one before it longer where a fragment shows nothing of its own."""
    if beats.voices:
        sentence = replace(sentence, voices=(*beats.voices, *sentence.voices)[:4])
        beats.voices = []
    words = sentence.text.split()
    asked = sentence.framing or sentence.move
    empty = not sentence.seen and not sentence.voices and not asked and _shows_nothing(sentence.text)
    before = found[-1] if found else None
    if empty:
        if before is not None:
            found[-1] = replace(before, source=joined_source(before.source, sentence.source))
        return
    if before is not None and not sentence.framing and not sentence.move and _lacks_subject(sentence.text):
        joined = f"{before.text.rstrip(' .!…')}, then {sentence.text[:1].lower()}{sentence.text[1:]}"
        if len(before.text.split()) + len(words) <= _LONGEST_JOINED and not before.voices:
            found[-1] = replace(before, text=joined, source=joined_source(before.source, sentence.source),
                                voices=(*before.voices, *sentence.voices))  # fmt: skip
            return
        pronoun = _pronoun_for(before, beats)
        sentence = replace(
            sentence, text=f"{pronoun} {sentence.text[:1].lower()}{sentence.text[1:]}" if pronoun else sentence.text
        )
    if beats.cut is not None:
        sentence = replace(sentence, transition=beats.cut)
        beats.cut = None
    found.append(sentence)


def _shows_nothing(text: str) -> bool:
    words = [word for word in re.findall(r"[a-z]+", text.lower()) if word not in ("a", "an", "the", "then", "long")]
    if not words or (len(words) <= 2 and words[-1] in _EMPTY):
        return True
    if re.match(r"(?:he|she|they|it)\s\w+", text, re.I) and len(words) > 2:
        return False
    if len(words) > 2 and _SEEN_ANYWAY.search(text):
        return False
    things = [chunk for chunk in chunks_of(text) if isinstance(chunk, NounPhrase)]
    concrete = any(figure_of(one) not in ("abstract", "unknown") or one.is_name for one in things)
    return not concrete and visibility(text) < 4


_SEEN_ANYWAY = re.compile(
    r"\b(?:lights?|rain\w*|snow\w*|sun|moon|stars?|sky|wind|smoke|fire|dark|shadows?|waves?|clouds?|flames?|steam|dust|"
    r"fog|mist|storm|thunder|lightning)\b",
    re.I,
)


def _lacks_subject(text: str) -> bool:
    """ "Listens." and "Then turns away." go on with whoever was seen before."""
    words = re.findall(r"[a-z']+", text.lower())
    while words and (
        words[0] in ("then", "and", "but", "slowly", "suddenly", "finally", "now", "again") or words[0].endswith("ly")
    ):
        words = words[1:]
    if not words:
        return False
    forms = {one.form for one in verb_forms(words[0])}
    noun = look_up(words[0].removesuffix("s")).noun
    alone = len(words) == 1 or words[1] in _AFTER_VERB
    return "s" in forms and (alone or noun < 2) and not text[:1].islower()


_AFTER_VERB = word_set(
    "a an the his her their its up down away back off out in into on at to around over through for with him them"
)


def _pronoun_for(before: Sentence, beats: Beats) -> str:
    by_id = {one.id: one for one in beats.company.cast}
    for one in before.seen:
        if one in by_id:
            return one.replace("-", " ").title()
    named = [
        one for one in by_id.values() if re.search(rf"\b{re.escape(one.id.replace('-', ' '))}\b", before.text, re.I)
    ]
    if named:
        return named[0].id.replace("-", " ").title()
    return next(("She" if sex_of(one) == "f" else "He" for one in by_id.values() if sex_of(one)), "")


def _told(element: Element, beats: Beats) -> Iterator[Sentence]:
    """The sentences of a paragraph as shots show them."""
    for piece in _pieces(element.text):
        first = element.first_line + element.text.count("\n", 0, piece.start)
        last = element.first_line + element.text.count("\n", 0, piece.stop)
        source = lines_said(beats.name, first, min(last, element.last_line))
        yield from _shown(piece.text, source, beats)


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


def _shown(text: str, source: str, beats: Beats) -> Iterator[Sentence]:
    """One sentence as one shot or, where it is long, as two or three."""
    seen: Seen = seen_in(text)
    rest, voices = without_quotes(seen.text)
    rest = beats.company.plain(in_third_person(to_the_point(rest), beats.first_person))
    rest = without_introductions(rest, beats.company)
    rest = in_lower_case(in_present(rest) if beats.past else rest, beats.company)
    if not voices:
        rest = with_deed(REPORTED.sub(r"\g<who> talks", rest), beats.company)
    ids: tuple[str, ...] = ()
    if voices:
        rest, ids = speaker_in(rest, beats.company, beats.speakers, beats.talks)
        beats.talks += 1
        ids_now = ids or tuple(one.id for one in beats.company.cast if _called(one, rest))[:1]
        beats.speakers = [*ids_now, *(one for one in beats.speakers if one not in ids_now)]
        if not rest:
            beats.voices += voices
            return
    inner = face(rest, beats.company)
    for at, part in enumerate([inner] if inner else parts(rest)):
        yield Sentence(
            part, source, ids if at == 0 else (), framing="close" if inner else seen.framing, angle=seen.angle,
            move=seen.move, voices=voices if at == 0 else (),
        )  # fmt: skip


def _called(member: CastMember, text: str) -> bool:
    words = {member.id.replace("-", " "), member.noun}
    return any(re.search(rf"\b{re.escape(word)}\b", text, re.I) for word in words)
