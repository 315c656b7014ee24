"""Speech as a picture: who speaks to whom, and how. What is said is heard, and never stands in the picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from moviefactory.movie import CastMember, Framing
from moviefactory.script.lexicon import look_up, verb_forms, word_set
from moviefactory.script.nouns import HUMAN, figure_of_noun
from moviefactory.script.screenplay import Element
from moviefactory.script.story_cast import Company
from moviefactory.script.story_lines import in_parts, place_in, spoken

_STATED = (
    "{who} talks{to}", "{who} speaks{to} with a small nod", "{who} talks{to}, hands moving with the words",
    "{who} speaks quietly{to}", "{who} turns and talks{to}", "{who} leans in and speaks{to}", "{who} talks{to} "
        "with a steady gaze",
    "{who} speaks{to} and shrugs", "{who} talks{to}, head tilted", "{who} pauses, then speaks{to}",
)  # fmt: skip
_ASKED = ("{who} talks{to}, eyebrows raised", "{who} looks up and speaks{to}", "{who} speaks{to} with a "
    "questioning look",
          "{who} leans forward and talks{to}", "{who} talks{to} and waits for an answer")  # fmt: skip
_CRIED = (
    "{who} calls out{to}",
    "{who} speaks{to} with a raised voice",
    "{who} shouts{to}",
    "{who} talks fast{to}, arms raised",
)
_HEARD = ("{who} listens{to}", "{who} looks on and listens{to}", "{who} listens{to}, face still")
_MANNERS = {
    "whisper": "{who} whispers{to}",
    "sotto": "{who} whispers{to}",
    "quiet": "{who} speaks quietly{to}",
    "shout": "{who} shouts{to}",
    "yell": "{who} shouts{to}",
    "scream": "{who} screams{to}",
    "sing": "{who} sings{to}",
    "cry": "{who} talks{to} through tears",
    "sob": "{who} talks{to} through tears",
    "laugh": "{who} laughs and talks{to}",
    "smil": "{who} smiles and talks{to}",
    "call": "{who} calls out{to}",
    "phone": "{who} talks into a phone",
}
_SAYING = {
    "say": "talks",
    "ask": "talks, eyebrows raised",
    "answer": "talks",
    "reply": "talks",
    "tell": "talks",
    "whisper": "whispers",
    "murmur": "whispers",
    "mutter": "whispers",
    "mumble": "whispers",
    "shout": "shouts",
    "cry": "calls out",
    "yell": "shouts",
    "scream": "screams",
    "call": "calls out",
    "exclaim": "calls out",
    "roar": "roars",
    "growl": "growls",
    "hiss": "hisses",
    "laugh": "laughs and talks",
    "sigh": "sighs and talks",
    "sob": "talks through tears",
    "add": "talks",
    "explain": "talks",
    "announce": "speaks",
    "beg": "speaks, hands held out",
    "plead": "speaks, hands held out",
    "sing": "sings",
    "bark": "barks",
    "squeak": "squeaks and talks",
    "croak": "croaks and talks",
    "continue": "talks on",
    "repeat": "talks",
    "declare": "speaks",
    "warn": "speaks with a raised hand",
    "promise": "talks",
    "agree": "nods and talks",
    "think": "looks up, lost in thought",
    "speak": "speaks",
    "snap": "talks sharply",
    "gasp": "gasps",
    "read": "reads aloud",
    "wonder": "looks up, lost in thought",
}
_NO_MANNER = word_set("beat pause continuing cont'd contd more then re off into")


@dataclass(frozen=True)
class Speech:
    """What somebody says in one go."""

    cue: str
    line: str
    manner: str
    first_line: int
    last_line: int
    part: int = 0  # 0 for the beginning of a long speech
    at: float = 0.0  # where the words stand in the file: see story_lines.Line


def speeches_of(elements: Sequence[Element]) -> Iterator[Speech]:
    """A cue with its lines and asides, as speeches that one shot each can hold."""
    cue, first = elements[0].text, elements[0].first_line
    manner, parts = "", 0
    lines: list[Element] = []
    for one in elements[1:]:
        if one.kind == "parenthetical":
            manner = manner or one.text
        else:
            lines.append(one)
    for element in lines:
        for text, start, stop in in_parts(element.text):
            line = spoken(text)
            if not re.search(r"\w", line):
                continue
            top = element.first_line + element.text.count("\n", 0, start)
            last = element.first_line + element.text.count("\n", 0, stop)
            at = place_in(element.text, start, element.first_line)
            yield Speech(cue, line, manner, first if parts == 0 else top, max(top, last), parts, at)
            parts += 1


def spoken_as(
    speech: Speech, seen: Sequence[CastMember], others: Sequence[CastMember], company: Company, turn: int
) -> tuple[str, Framing]:
    """(a sentence that shows the speech, how near it is seen)."""
    who = " and ".join(_name(one) for one in seen)
    target = _target(speech.manner, company, seen)
    listener = target or (others[0] if others and turn % 2 == 0 else None)
    to = f" to {_name(listener)}" if listener is not None else ""
    template, aside = _template(speech, turn, all(figure_of_noun(one.noun) in HUMAN for one in seen))
    text = template.format(who=who, to=to) + aside
    if len(seen) > 1:
        text = re.sub(r"\b(talk|speak|shout|whisper|listen|scream|sing)s\b", r"\1", text).replace(" calls ", " call ")
    near: Framing = (
        "medium" if listener is not None or len(seen) > 1 or (speech.part == 0 and turn % 3 != 2) else "close"
    )
    return text, near


def _template(speech: Speech, turn: int, human: bool) -> tuple[str, str]:
    """(the words for a speech, an aside's words after them)."""
    manner = re.sub(r"^to \w+[;,. ]*", "", speech.manner.lower()).strip()
    if found := next((line for word, line in _MANNERS.items() if re.search(rf"\b{word}", manner)), ""):
        return found, ""
    if not human:
        return "{who} talks{to}", ""
    lines = (
        _CRIED
        if speech.line.rstrip('"”’').endswith("!")
        else _ASKED
        if speech.line.rstrip('"”’').endswith("?")
        else _STATED
    )
    words = re.findall(r"[a-z']+", manner)
    plain = 0 < len(words) <= 5 and not _NO_MANNER & set(words) and words[0] not in ("to", "in", "on")
    if plain and (words[0].endswith(("ing", "ly", "ed")) or look_up(words[0]).adjective >= 0):
        return "{who} talks{to}", f", {' '.join(words)}"
    return lines[turn % len(lines)], ""


def _target(manner: str, company: Company, seen: Sequence[CastMember]) -> CastMember | None:
    """ "(to Tom)": whom the speech is for."""
    match = re.search(r"\bto (?:the )?([A-Za-z]+)", manner)
    word = match[1].lower() if match else ""
    return next(
        (one for one in company.cast if word and word in (*one.id.split("-"), one.noun) and one not in seen), None
    )


def _name(member: CastMember) -> str:
    """What the sentence calls a member, for the descriptions to be put in."""
    words = [word for word in member.id.split("-") if not word.isdigit()]
    return " ".join(words).title() if " ".join(words) != member.noun else f"the {member.noun}"


def speaker_in(rest: str, company: Company, speakers: Sequence[str], turn: int) -> tuple[str, tuple[str, ...]]:
    """What is left of a sentence without its quotation, as a picture: "asks the wolf" -> "The wolf talks".

    Where nobody is named, the one before the last who spoke speaks again, as in a conversation.
    """
    text = rest.strip(" ,.;:-–—")
    match = re.match(
        r"(?:and\s+)?(?P<verb>[A-Za-z]+)\s+(?P<who>(?:the|an?|his|her|their|its|[A-Z])[^,;.]*)(?P<more>.*)", text
    )
    if match and (verb := _saying(match["verb"])):
        who, *tail = re.split(_AFTER_WHO, match["who"], maxsplit=1)
        return f"{who[:1].upper()}{who[1:]} {verb}{_after(' '.join(tail) + match['more'])}", ()
    for match in re.finditer(r"(?P<how>\w+ly )?\b(?P<verb>[A-Za-z]+)\b", text):
        who = text[: match.start()].strip(" ,")
        if who and len(who.split()) <= 9 and (verb := _saying(match["verb"])):
            more = text[match.end() :]
            to = (
                " to"
                if _lemma(match["verb"]) in ("tell", "ask", "warn", "beg") and re.match(r" (?!to\b)\w", more)
                else ""
            )
            return f"{who} {match['how'] or ''}{verb.split(',')[0] if more else verb}{to}{_after(more)}", ()
    if not re.search(r"\w", text):
        by_id = {one.id: one for one in company.cast}
        who_id = next((one for one in speakers[1:2] or speakers[:1] if one in by_id), "")
        if who_id:
            lines = _STATED if figure_of_noun(by_id[who_id].noun) in HUMAN else _STATED[:1]
            return lines[turn % len(lines)].format(who=_name(by_id[who_id]), to=""), (who_id,)
        return "", ()
    return text, ()


_AFTER_WHO = (r"\s+(?=(?:as|with|and|to|in|from|while|when|at|who|very|again|over|through|into|softly|quietly|"
              r"loudly|angrily|sadly|"
              r"slowly|gently|happily|again)\b)")  # fmt: skip


def _saying(form: str) -> str:
    """How a verb of speaking is seen ("asks" -> "talks, eyebrows raised"); "" for other verbs."""
    lemma = _lemma(form)
    return _SAYING[lemma] if lemma else ""


def _after(more: str) -> str:
    words = more.strip(" .")
    if not words:
        return ""
    return words if words[:1] in ",;" else f" {words}"


def _lemma(form: str) -> str:
    return next((one.lemma for one in verb_forms(form.lower()) if one.lemma in _SAYING), "")


def is_saying(form: str) -> bool:
    """Whether a word is a form of a verb of speaking."""
    return bool(_lemma(form))
