"""The camera where nobody chose it: from wide to close and out again, as the mood moves, as near as need be."""

from __future__ import annotations

import re

from moviefactory.movie import Angle, Camera, CameraMove, Framing, Mood
from moviefactory.script.direction import MOVES
from moviefactory.script.lexicon import singular, word_set
from moviefactory.script.story_mentions import Told
from moviefactory.script.story_takes import Take, moves_through
from moviefactory.script.story_views import View

_MOVES: dict[Mood, tuple[CameraMove, ...]] = {
    "calm": ("push_in", "static", "pan_right", "tracking", "static"),
    "energetic": ("tracking", "handheld", "pan_left", "push_in", "orbit", "pan_right"),
    "happy": ("tracking", "pan_right", "push_in", "static", "orbit"),
    "nostalgic": ("push_in", "static", "pan_left", "pull_back"),
    "tender": ("push_in", "static", "orbit", "tracking"),
    "tense": ("handheld", "push_in", "tracking", "static", "pan_left"),
    "dark": ("push_in", "static", "tracking", "tilt_up"),
    "epic": ("tracking", "orbit", "push_in", "tilt_up", "pan_right"),
    "mysterious": ("push_in", "tracking", "static", "tilt_up", "pan_left"),
    "sad": ("static", "push_in", "pull_back", "pan_left"),
}
_OPENINGS: tuple[CameraMove, ...] = ("pan_right", "crane_up", "push_in", "pan_left")
_ENDINGS: tuple[CameraMove, ...] = ("pull_back", "crane_up", "static")
_SIZES: tuple[Framing, ...] = ("medium", "close", "medium", "wide", "close", "medium", "close")
_TILTED: dict[Mood, Angle] = {"epic": "low", "energetic": "low", "tense": "low", "dark": "high", "sad": "high"}
_PARTS = word_set("face eye hand foot finger fist lip mouth head paw tail ear boot wheel tear knuckle arm leg shoe")


def camera_at(position: int, count: int, before: Camera | None, mood: Mood, seed: int) -> Camera:
    """The camera of shot `position` of `count`: from wide to close and out again, no move twice in a row."""
    last = position == count - 1 and count > 2
    moves = _MOVES[mood]
    framing: Framing = _SIZES[(position - 1 + seed % 2 * 2) % len(_SIZES)]
    move = moves[(position + seed) % len(moves)]
    if position == 0:
        framing, move = ("wide" if count < 3 else "extreme_wide"), _OPENINGS[seed % len(_OPENINGS)]
    elif last:
        framing, move = ("wide", "close", "medium")[seed % 3], _ENDINGS[seed // 3 % len(_ENDINGS)]
    if before is not None and framing == before.framing and framing != "medium":
        framing = "medium"
    if (before is not None and move == before.move) or (framing == "close" and move == "crane_up"):
        others = [one for one in (*moves, *MOVES) if (before is None or one != before.move) and one != "crane_up"]
        move = others[seed % len(moves) if seed % len(moves) < len(others) else 0]
    angle = _TILTED.get(mood, "eye_level") if (position + seed) % 4 == 2 else "eye_level"
    return Camera(move=move, framing=framing, angle=angle)


def nearer(camera: Camera, before: Camera | None, take: Take, told: Told | View, inside: bool) -> Camera:
    """The rule's camera, as near or far as what is shown needs it; what the text asks for outranks it."""
    framing, move, said = camera.framing, camera.move, take.sentence
    subject = re.match(r"(?:the|a|an|his|her|their)\s+(?:\w+ ){0,2}?(\w+) of\b", told.text.lower())
    if take.view == "detail" or (subject and singular(subject[1]) in _PARTS):
        framing = "close"
    elif take.view == "place":
        framing = "wide" if inside else "extreme_wide"
    elif framing == "close" and (len(told.seen) > 1 or moves_through(told.text)):
        framing = "medium"
    elif framing == "extreme_wide" and inside:
        framing = "wide"
    if move == "crane_up" and (inside or framing == "close"):
        move = "tilt_up" if before is None or before.move != "tilt_up" else "static"
    return Camera(move=said.move or move, framing=said.framing or framing, angle=said.angle or camera.angle)
