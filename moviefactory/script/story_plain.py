"""A sentence of a story as a picture's: without connectives and introductions, in the present, thoughts as faces."""

from __future__ import annotations

import re

from moviefactory.movie import CastMember
from moviefactory.script.grammar import NounPhrase, VerbPhrase
from moviefactory.script.lexicon import capital, verb_forms, word_set
from moviefactory.script.nouns import HUMAN, figure_of_noun
from moviefactory.script.phrases import chunks_of
from moviefactory.script.story_cast import Company
from moviefactory.script.story_looks import age_in
from moviefactory.script.story_people import introduction
from moviefactory.script.story_takes import visibility
from moviefactory.script.story_tense import in_present, third_person_of

_KEPT_CAPS = word_set("TV FBI CIA NASA UFO DJ SUV UK USA EU UN NYC LA DVD CD ATM GPS VR AI ID I A OK")


_INNER = {  # what cannot be filmed -> how the face shows it
    "lost in thought": "remember recall think dream consider imagine forget ponder reflect muse contemplate",
    "sad and far away": "miss regret grieve mourn long yearn",
    "eyes wide with sudden understanding": "realize realise understand learn recognize recognise",
    "full of hope": "hope wish believe trust want",
    "worried and unsure": "worry fear doubt wonder suspect hesitate",
    "calm and decided": "decide know plan resolve",
}  # fmt: skip


_FACES = {verb: face for face, verbs in _INNER.items() for verb in verbs.split()}


_LONGEST = 40  # words of a sentence that one shot can hold


_CLAUSE = re.compile(
    r",?\s+(?:and then|then|but|while|until|and)\s+(?=(?:an?|the|he|she|they|it|his|her|[A-Z]\w+)\s)|:\s+|;\s+"
)


def in_story_tense(text: str, past: bool, first_person: bool) -> str:
    text = in_third_person(text, first_person)
    return in_present(text) if past else text


def in_third_person(text: str, first_person: bool) -> str:
    if not first_person:
        return text
    text = third_person_of(text)
    for word, other in (("We", "They"), ("we", "they"), ("us", "them"), ("our", "their"), ("Our", "Their")):
        text = re.sub(rf"\b{word}\b", other, text)
    return text


REPORTED = re.compile(
    r"^(?P<who>[A-Z][^,;:]{1,60}?) (?:says?|tells?|explains?|announces?|adds?|claims?|reports?)(?: (?:that|to|"
    r"the|it|he|she|they|there|"
    r"no|we|how|why|about|her|him|them|reporters|everyone)\b.*)$"
)


_OPENINGS = re.compile(
    r"^(?:(?:and|but|so|then|now|yet|well|once upon a time|once|one (?:\w+ )?(?:day|night|morning|evening|"
    r"afternoon)|(?:the )?(?:next|following) "
    r"(?:day|morning|evening|night)|that (?:day|night|evening|morning)|(?:at|in the) (?:last|first|end)|finally|"
    r"suddenly|meanwhile|"
    r"soon|later|(?:years?|days?|hours?|weeks?|months?|a while|a moment|moments) later|every (?:day|night|"
    r"morning|evening)|today|"
    r"of course|in fact|however|then again|all at once|after a (?:while|moment|time)|at that moment|"
    r"just then)\b[,:]?\s+)+(?=\S)",
    re.I,
)


_DATELINE = re.compile(
    r"^[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,30}(?:\s*\([\w ]+\))?,?\s*(?:[\w. ]{0,25})(?:\s*\([\w ]+\))?\s*(?:-|–|—)\s+(?=[A-Z])"
)


_ATTRIBUTION = re.compile(
    r",\s+(?:according to [^,]+|(?:the |a |an )?(?:[\w-]+\s){0,3}[\w-]+\s(?:said|says|say|told [\w ]+|added|"
    r"explained|reported|announced))"
    r"(?:\s(?:on|in|at|late|early)\b[^,]*)?$"
)


def to_the_point(text: str) -> str:
    """A sentence without its connectives, its dateline and who reports it: "there lived a fox" -> "a fox lived"."""
    text = _ATTRIBUTION.sub("", _DATELINE.sub("", text).rstrip(" ."))
    text = _OPENINGS.sub("", text)
    if match := re.match(
        r"(?:(?P<where>[^,]{3,60}),?\s)?there\s+(?P<verb>lived|lives|stood|stands|sat|sits|was|is|were|are|came|"
        r"comes)\s+(?P<who>.+)",
        text,
        re.I,
    ):
        where = f" {match['where'][:1].lower()}{match['where'][1:]}" if match["where"] else ""
        who, *rest = re.split(r"\s(?=(?:who|that|in|on|at|with|under|near|by)\b)", match["who"], maxsplit=1)
        named = re.sub(r"\s(?:named|called)\s[A-Z]\w*(?:\s[A-Z]\w*)?$", "", who)
        name = who[len(named) :].split(maxsplit=1)[-1] if named != who else ""
        tail = f" {rest[0]}" if rest else ""
        if match["verb"].lower() in ("was", "is", "were", "are") and not rest and not where:
            text = f"{who} is there"
        else:
            text = f"{name or who} {match['verb']}{tail}{where}"
    return capital(text)


def with_deed(text: str, company: Company) -> str:
    """A sentence that only says how somebody looks, which their description says too, as one in which they are seen."""
    if found := re.fullmatch(r"It (?:is|was) (?P<what>(?:an?|the) [^.;]{3,80})[.!]?", text):
        return capital(found["what"])
    match = re.fullmatch(
        r"(?P<who>[A-Z][\w' -]{1,40}?)\s(?:has|have|wears?|is wearing|is dressed in|is called|is named|"
        r"is (?:an?|the))\s[^.;]*[.!]?",
        text,
    )
    names = {one.id.replace("-", " ") for one in company.cast} | {"he", "she"}
    if match is None or match["who"].lower() not in names:
        return text
    if re.search(r"\b(?:to|opened|gone|been|run|made|broken|taken|lost|found|come)\b", text):
        return text
    return f"{match['who']} stands in full view"


_EMPTY_WORDS = {"a", "an", "the", "in", "with", "of", "and", "his", "her"}
_BEFORE_NAME = r"(?:an?|the|his|her|their|my|its)"


def without_introductions(text: str, company: Company) -> str:
    """The sentence without ages and appositions: the descriptions hold them."""
    for member in company.cast:
        name = member.id.replace("-", " ").title()
        if name in text:
            text = _after_name(_before_name(text, name), name, member)
    return text


def _before_name(text: str, name: str) -> str:
    """ "The mayor, Karin Holm," and "a boy named Tom" and "her son Daniel" as the name alone."""
    own = re.escape(name)
    text = re.sub(
        rf"(?:(?<=^)|(?<=[,;] )){_BEFORE_NAME} [^.,;]{{2,60}}, {own}(?=[,\s])(?:,(?:\s*\d+\s*,)?)?",
        name,
        text,
        flags=re.I,
    )
    text = re.sub(rf"\b{_BEFORE_NAME} (?:[a-z-]+ ){{0,3}}[a-z]+,? (?:named|called) {own}\b", name, text, flags=re.I)
    match = re.search(
        rf"\b(?:{_BEFORE_NAME}|[A-Z]\w+['’]s) (?:[a-z-]+ ){{0,2}}(?P<noun>[a-z]+) {own}\b", text, flags=re.I
    )
    if match is not None and figure_of_noun(match["noun"]) in HUMAN:
        return f"{text[: match.start()]}{name}{text[match.end() :]}"
    return text


def _after_name(text: str, name: str, member: CastMember) -> str:
    """ "Mara (60s), a weathered keeper in a yellow coat, climbs" as "Mara climbs". What is new stays."""
    match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)(?:\s*\([^)]*\))?", text)
    if match is None:
        return text
    after = re.sub(r"^, who (?:is|was) (?:only |just |about )?[a-z-]+(?: years old)?,", "", text[match.end() :])
    told = introduction(after)
    known = {word for word in re.findall(r"[a-z]+", member.description.lower()) if word not in _EMPTY_WORDS}
    if any(age_in(part)[0] is not None or known & set(re.findall(r"[a-z]+", part.lower())) for part in told):
        end = after.find(told[-1]) + len(told[-1]) if told[-1] in after else 0
        after = after[end:].lstrip(",—– ")
    space = "" if not after or after[0] in ".,;!?’'" else " "
    text = f"{text[: match.start()]}{name}{space}{after.lstrip()}"
    return f"{name} stands there" if re.fullmatch(rf"{re.escape(name)}[.!\s]*", text) else text


def in_lower_case(text: str, company: Company) -> str:
    """Words in capitals, which a screenplay writes for sounds and props, as plain ones."""
    names = {word for one in company.cast for word in one.id.split("-")}

    def plain(match: re.Match[str]) -> str:
        word = match[0]
        if word in _KEPT_CAPS:
            return word
        return word.title() if word.lower() in names else word.lower()

    lowered = re.sub(r"\b[A-ZÀ-Þ][A-ZÀ-Þ'’]+\b", plain, text)
    return capital(lowered)


def face(text: str, company: Company) -> str:
    """A thought as the face of who has it; "" where the sentence shows something."""
    chunks = chunks_of(text)
    verbs = [(at, chunk) for at, chunk in enumerate(chunks) if isinstance(chunk, VerbPhrase)]
    if not verbs or verbs[0][1].lemma not in _FACES:
        return ""
    at, verb = verbs[0]
    if at == 0 or not isinstance(chunks[at - 1], NounPhrase):
        return ""
    subject = chunks[at - 1]
    assert isinstance(subject, NounPhrase)
    if len(verbs) > 1 and (verb.lemma in ("want", "wish", "decide", "hope", "plan") or _and_does(text, company)):
        return ""
    who = " ".join(subject.words) if subject.is_name else subject.text
    whose = {"he": "His face", "she": "Her face", "they": "Their faces", "it": ""}.get(
        who.lower(), f"The face of {who}"
    )
    return f"{whose}, {_FACES[verb.lemma]}" if whose else ""


def _and_does(text: str, company: Company) -> bool:
    """Whether a thought is followed by a deed: "she remembers the key and runs back"."""
    match = re.search(r"\b(?:and|then) (\w+)", text)
    return (
        bool(match) and any(one.form == "s" for one in verb_forms(match[1].lower())) and visibility(text) >= 8
        if match
        else False
    )


def parts(text: str) -> list[str]:
    """A long sentence at its joints, where the next part has a subject of its own."""
    if len(text.split()) <= _LONGEST:
        return [text] if re.search(r"\w", text) else []
    parts, start = [], 0
    for match in _CLAUSE.finditer(text):
        if len(text[start : match.start()].split()) >= 8 and len(text[match.end() :].split()) >= 6:
            parts.append(text[start : match.start()])
            start = match.end()
    parts.append(text[start:])
    return [capital(part) for part in parts]
