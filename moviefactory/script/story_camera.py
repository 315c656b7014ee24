"""The camera words of a screenplay: CLOSE ON, WIDE, AERIAL, POV, PAN TO, taken out of a sentence and understood."""

from __future__ import annotations

import re
from dataclasses import dataclass

from moviefactory.movie import Angle, CameraMove, Framing
from moviefactory.script.lexicon import capital


@dataclass(frozen=True)
class Seen:
    """A sentence without its camera words, and what they ask for."""

    text: str
    framing: Framing | None = None
    angle: Angle | None = None
    move: CameraMove | None = None


_ON = r"(?:\s*(?i:on|of|to|at|over|across|along|from|down on|up to|in on|out to|out from|back to)\b)?\s*[:\-–—.]*\s*"
_FRAMINGS: tuple[tuple[str, Framing], ...] = (
    (r"(?:EXTREME |TIGHT |BIG )?CLOSE[- ]?(?:UP|SHOT)?(?:S)?|ECU|C\.?U\.?|TIGHT|INSERT(?: SHOT)?|DETAIL|"
     r"MACRO(?: SHOT)?", "close"),
    (r"(?:EXTREME |VERY )?(?:LONG|WIDE) (?:SHOT|ANGLE|VIEW)|WIDE|ESTABLISHING(?: SHOT)?|EWS|VISTA", "wide"),
    (r"(?:AERIAL|DRONE|HELICOPTER|BIRD['’]?S[- ]EYE|OVERHEAD)(?: (?:SHOT|VIEW|VISTA))?", "extreme_wide"),
    (r"(?:MEDIUM|TWO|MID|FULL|REVERSE)(?: CLOSE)?[- ](?:SHOT|ANGLE|VIEW)|(?:NEW |REVERSE )?ANGLE|FAVOU?RING", "medium"),
)  # fmt: skip
_MOVES: tuple[tuple[str, CameraMove], ...] = (
    (r"PAN(?:S|NING)?(?: TO THE)? LEFT", "pan_left"), (r"(?:SLOW )?PAN(?:S|NING)?(?: (?:TO THE )?RIGHT)?", "pan_right"),
    (r"TILT(?:S|ING)?(?: (?:UP|DOWN))?", "tilt_up"),
    (r"(?:SLOW )?(?:PUSH|DOLLY|ZOOM|TRUCK|MOVE)(?:S|ING)? (?:IN|CLOSER|FORWARD)|SLOW ZOOM|ZOOM(?:S|ING)?", "push_in"),
    (r"(?:SLOW )?(?:PULL|DOLLY|ZOOM|MOVE)(?:S|ING)? (?:BACK|OUT|AWAY)", "pull_back"),
    (r"CRANE(?:S)?(?: (?:UP|DOWN|SHOT))?|RISE(?:S)? (?:UP )?ABOVE", "crane_up"),
    (r"(?:TRACK(?:ING|S)?|FOLLOW(?:ING|S)?|DOLLY(?:ING)?|TRAVELL?ING|STEADICAM)(?: SHOT| WITH)?", "tracking"),
    (r"HAND[- ]?HELD(?: SHOT)?", "handheld"), (r"(?:ORBIT|CIRCL|ARC)(?:S|ES|ING)?(?: AROUND)?", "orbit"),
)  # fmt: skip
_ANGLES: tuple[tuple[str, Angle], ...] = (
    (r"LOW[- ]ANGLE(?: SHOT)?|WORM['’]?S[- ]EYE(?: VIEW)?", "low"), (r"HIGH[- ]ANGLE(?: SHOT)?", "high"),
)  # fmt: skip
_SUBJECT = r"(?:(?i:we|the camera|camera)\s+(?i:(?:slowly|gently|now|then)\s+)?)?"
_POV = re.compile(
    r"^\s*(?:[A-Z][\w'’. ]{0,30}?['’]S?\s+)?(?:P\.?O\.?V\.?|POINT OF VIEW)\b(?:\s+(?:SHOT|OF [A-Z]+))?\s*[:\-–—.]*\s*"
)
_WE = re.compile(r"^\s*(?:(?:we|the audience|the camera)\s+(?:now\s+|can\s+)?(?:see|find|reveal|discover|hear|"
                 r"notice|meet|are (?:in|on|at)|"
                 r"shows?|sees|finds|reveals|lingers? on|stays? on|holds? on|"
                 r"rests? on)s?)\b:?\s*(?=\w)", re.I)  # fmt: skip
_REVEAL = re.compile(
    r"^\s*(?:to )?(?:reveal(?:ing|s)?|show(?:ing|s)?|find(?:ing|s)?|include|discover)\b\s*:?\s*(?=\w)", re.I
)


def seen_in(sentence: str) -> Seen:
    """The sentence as plain words, and the camera that it asks for. "CLOSE ON her hand" -> "her hand", close."""
    seen = Seen(sentence.strip())
    for _ in range(4):
        before = seen
        seen = _once(seen)
        if seen == before:
            break
    return seen


def _once(seen: Seen) -> Seen:
    text = seen.text
    if match := _POV.match(text):
        return Seen(_rest(text, match.end()), seen.framing, seen.angle, seen.move or "handheld")
    for pattern, framing in _FRAMINGS:
        if match := re.match(rf"\s*{_SUBJECT}(?:IN |ON )?(?:{pattern})\b{_ON}", text):
            angle: Angle | None = "high" if framing == "extreme_wide" else seen.angle
            return Seen(_rest(text, match.end()), seen.framing or framing, angle, seen.move)
    for pattern, move in _MOVES:
        if (match := re.match(rf"\s*{_SUBJECT}(?:{pattern})\b{_ON}", text)) or (
            match := re.match(
                rf"\s*(?:we|the camera|camera)\s+(?:slowly |gently |now )?(?:{pattern})\b{_ON}", text, re.I
            )
        ):
            return Seen(_rest(text, match.end()), seen.framing, seen.angle, seen.move or move)
    for pattern, looked in _ANGLES:
        if match := re.match(rf"\s*(?:{pattern})\b{_ON}", text):
            return Seen(_rest(text, match.end()), seen.framing, seen.angle or looked, seen.move)
    if match := _WE.match(text):
        return Seen(_rest(text, match.end()), seen.framing, seen.angle, seen.move)
    if (seen.move or seen.framing) and (match := _REVEAL.match(text)):
        return Seen(_rest(text, match.end()), seen.framing, seen.angle, seen.move)
    return seen


def _rest(text: str, start: int) -> str:
    rest = text[start:].lstrip(" .:,-–—")
    return capital(rest)
