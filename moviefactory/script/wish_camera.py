"""Wishes about the camera: how near, from where, how it moves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

from moviefactory.movie import Angle, Camera, CameraMove, Framing, Movie, Scene, Shot
from moviefactory.script.direction import ANGLE_WORDS, FRAMING_WORDS, MOVE_WORDS, camera_words
from moviefactory.script.lexicon import capital
from moviefactory.script.wish_plan import Found, Scope, Words, rewritten, with_shots
from moviefactory.script.wish_text import CAMERA_TERM, parts_of, tidied

_FRAMINGS: tuple[Framing, ...] = get_args(Framing)
_SHOTS = r"(?:\s+(?:camera )?(?:shots?|views?|angles?|framing|takes?|pictures?))?"
_NEAR: tuple[tuple[Framing, str], ...] = (
    ("extreme_wide", (rf"(?:extreme(?:ly)?|very|super|ultra)[- ]wide{_SHOTS}|establishing{_SHOTS}|panoram(?:as?|"
        rf"ic){_SHOTS}|long shots?")),
    ("wide", rf"wide(?:[- ]angle)?{_SHOTS}|full shots?|total{_SHOTS}"), ("medium", (rf"medium(?:[- ]close)?{_SHOTS}|"
        rf"mid[- ]shots?|"
        rf"half[- ]close{_SHOTS}")),
    ("close", rf"(?:extreme )?close-?ups?{_SHOTS}|close up{_SHOTS}|close shots?|tight{_SHOTS}|macro{_SHOTS}"),
)  # fmt: skip
_STEPS: tuple[tuple[int, str], ...] = (
    (1, (rf"(?:closer|tighter|nearer)(?: in| to (?:him|her|it|them|the "
        rf"action))?{_SHOTS}")), (-1, rf"wider{_SHOTS}|farther(?: away)?|further (?:away|back)"),
)  # fmt: skip
_ANGLES: tuple[tuple[Angle, str], ...] = (
    ("low", (rf"low(?:er)?[- ]angles?{_SHOTS}|(?:seen |shot |filmed )?from (?:below|down low|the ground|a low "
        rf"angle)|worm'?s[- ]eye{_SHOTS}")),
    ("high", (rf"high(?:er)?[- ]angles?{_SHOTS}|(?:seen |shot |filmed )?from (?:above|high up|the air|overhead|a "
        rf"high angle)|top[- ]down{_SHOTS}")),
    ("eye_level", rf"(?:at )?eye[- ]level{_SHOTS}|normal angles?|straight[- ]on{_SHOTS}"),
)  # fmt: skip
_AERIAL = rf"(?:aerial|drone|helicopter view|bird'?s[- ]eye|overhead){_SHOTS}(?: camera)?"
_MOVES: tuple[tuple[CameraMove, str], ...] = (
    ("static", r"(?:no|without|less|stop(?: the)?|not? any)(?: any)? camera (?:movements?|moves?|motion)|"
        r"(?:static|still|fixed|locked|steady|motionless|"
     r"unmoving)(?:[- ](?:off|down))?(?: camera| shots?| frames?)?|tripod(?: shots?)?|camera (?:should |"
     r"must )?(?:stays?|stands?|remains?|holds?) (?:still|fixed)|"
     r"camera (?:doesn't|does not|should not|must not|not) move|no moving camera"),
    ("handheld", r"hand-?held(?: camera| shots?| look)?|shaky(?: cam(?:era)?)?|wobbly camera|documentary camera"),
    ("push_in", (r"(?:slow(?:ly)? |fast |gentle )?(?:push(?:es|ing)?|zoom(?:s|ing)?|dolly|dollies|track(?:s|ing)?|"
        r"mov(?:es?|ing))[- ]?ins?\b(?: slowly)?|slow(?:ly)? zoom")),
    ("pull_back", r"(?:slow(?:ly)? |fast )?(?:pull(?:s|ing)?|zoom(?:s|ing)?|dolly)[- ]?(?:backs?|outs?)\b"),
    ("pan_left", r"(?:slow(?:ly)? )?pan(?:s|ning)?(?: to the| to)? left"), ("pan_right", (r"(?:slow(?:ly)? )?pan(?:s|"
        r"ning)?(?:(?: to the| to)? "
        r"right)?(?: shots?)?")),
    ("tilt_up", r"(?:slow(?:ly)? )?tilt(?:s|ing)?(?: up)?"), ("crane_up", (r"crane(?:s)?(?: up| shots?)?|"
        r"jib(?: shots?)?|boom up")),
    ("tracking", r"tracking(?: camera| shots?)?|follow(?:ing)? (?:camera|shots?)|steadicam|camera (?:should |to "
        r")?follows?|dolly(?: shots?)?|moving camera|"
     r"more camera (?:movement|motion|moves)"),
    ("orbit", (r"(?:slow )?orbit(?:s|ing)?(?: camera| shots?)?|circling(?: camera)?|camera (?:should |to "
        r")?circles?|arc shots?")),
)  # fmt: skip
_FAR_SAID = (
    r",? (?:small|tiny) in the (?:wide (?:view|frame)|distance)\b|, seen from (?:far off|a great distance)\b|"
    r", far across the wide scene\b|, small against everything around\b|\bfar off, "
)
_NEAR_SAID = r"\bclose (?:up )?on the (?:[a-z]+ ){1,3}of |, seen up close\b"


@dataclass(frozen=True)
class CameraWish:
    framing: Framing | None = None
    steps: int = 0  # nearer (1) or farther (-1)
    angle: Angle | None = None
    move: CameraMove | None = None
    more: bool = False  # "more close-ups": of the shots that nearly are


def read_camera(words: Words, movie: Movie) -> None:
    """Framing, angle and movement, in one wish or several."""
    taken: list[tuple[int, int]] = []

    def seen(pattern: str) -> bool:
        found = [match.span() for match in re.finditer(rf"\b(?:{pattern})\b", words.text, re.I)]
        for start, stop in found:
            words.text = words.text[:start] + "\x00" * (stop - start) + words.text[stop:]
        taken.extend(found)
        return bool(found)

    if words.search(r"\bwhip[- ]?pans?\b"):
        return
    move = next((move for move, pattern in _MOVES if seen(pattern)), None)
    aerial = seen(_AERIAL)
    angle: Angle | None = "high" if aerial else next((one for one, pattern in _ANGLES if seen(pattern)), None)
    framing: Framing | None = next((one for one, pattern in _NEAR if seen(pattern)), None)
    steps = 0 if framing else next((step for step, pattern in _STEPS if seen(pattern)), 0)
    if not taken:
        return
    seen(r"camera")
    more = framing is not None and bool(words.search(r"\bmore\b"))
    wish = CameraWish(framing or ("extreme_wide" if aerial else None), steps, angle, move, more)
    words.take(Found(tuple(taken), lambda movie, scope: filmed(movie, scope, wish)))


def filmed(movie: Movie, scope: Scope, wish: CameraWish) -> tuple[Movie, str]:
    """The plan with the wished camera in every shot of the scope that does not have it yet."""
    after = with_shots(movie, scope.ids, lambda scene, shot: _filmed(movie, scene, shot, wish))
    return after, "" if after != movie else f"the camera is already so ({scope.words or 'everywhere'})"


def _filmed(movie: Movie, scene: Scene, shot: Shot, wish: CameraWish) -> Shot:
    old = shot.camera
    framing = wish.framing or _FRAMINGS[max(0, min(len(_FRAMINGS) - 1, _FRAMINGS.index(old.framing) + wish.steps))]
    if wish.more and abs(_FRAMINGS.index(framing) - _FRAMINGS.index(old.framing)) > 1:
        return shot
    camera = Camera(move=wish.move or old.move, framing=framing, angle=wish.angle or old.angle)
    if camera == old:
        return shot
    prompt = refilmed(shot, movie.style, camera)
    return rewritten(shot, prompt, movie.cast, scene.heading).model_copy(update={"camera": camera})


def refilmed(shot: Shot, style: str, camera: Camera) -> str:
    """The prompt with the new camera in the words of the field; words of the old camera go."""
    parts = parts_of(shot, style)
    said = f"{capital(camera_words(camera))}. "
    placed = False
    told: list[str] = []
    for text, kind in parts:
        if kind == "camera":
            extra = "" if placed else _kept(text, shot.camera, camera)
            told.append("" if placed else f"{said.rstrip('. ')}{extra}. ")
            placed = True
        elif kind == "picture":
            told.append(_picture(text, shot.camera, camera))
        else:
            told.append(text if placed else said + text)
            placed = True
    prompt = "".join(told) if placed else f"{''.join(told).rstrip().rstrip('.')}. {said}"
    return tidied(prompt)


def _kept(sentence: str, old: Camera, new: Camera) -> str:
    """What a person added to the camera's sentence and no field of the camera says ("shallow depth of field")."""
    bare = sentence.strip().rstrip(".")
    for words in (camera_words(old), f"{ANGLE_WORDS[old.angle]}{FRAMING_WORDS[old.framing]}", MOVE_WORDS[old.move]):
        bare = re.sub(re.escape(words), "", bare, flags=re.I)
    left = [piece.strip() for piece in bare.split(",") if piece.strip()]
    kept = [piece for piece in left if not re.search(rf"\b(?:{CAMERA_TERM}|camera)\b", piece, re.I)]
    return "".join(f", {piece[:1].lower()}{piece[1:]}" for piece in kept)


def _picture(text: str, old: Camera, new: Camera) -> str:
    """The picture's sentence without words that only the other distance allows."""
    if new.framing in ("close", "medium") and old.framing != new.framing:
        text = re.sub(_FAR_SAID, "", text, flags=re.I)
    if new.framing in ("wide", "extreme_wide") and old.framing != new.framing:
        text = re.sub(_NEAR_SAID, "", text, flags=re.I)
    if new.framing != old.framing or new.angle != old.angle:
        text = re.sub(
            (r"\b(?:an? )?(?:extreme )?(?:(?:low|high)-angle )?(?:close-up|wide shot|medium shot|aerial view|close "
        r"shot) of\s+"),
            "", text, flags=re.I,
        )  # fmt: skip
        text = re.sub(rf"^(?:{CAMERA_TERM})\s*(?::|-|–)\s+", "", text, flags=re.I)
    if new.move != old.move:
        text = re.sub(
            r",? (?:while |as )?(?:a|the) camera (?:[a-z]+ly )?[a-z]+(?:ing|s)\b[^,.;]*", "", text, flags=re.I
        )
    return capital(text)
