"""Camera and cuts: what a beat asks for, kept from repeating, and the words for it in a prompt."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from moviefactory.movie import Angle, Camera, CameraMove, Framing, Mood, Transition
from moviefactory.script.dice import pick
from moviefactory.timeline import TransitionKind

FRAMING_WORDS: dict[Framing, str] = {
    "extreme_wide": "extreme wide shot", "wide": "wide shot", "medium": "medium shot", "close": "close-up",
}  # fmt: skip
ANGLE_WORDS: dict[Angle, str] = {"eye_level": "", "low": "low-angle ", "high": "high-angle "}
MOVE_WORDS: dict[CameraMove, str] = {
    "static": "static camera", "push_in": "slow push in", "pull_back": "slow pull back", "pan_left": "pan to the left",
    "pan_right": "pan to the right", "tilt_up": "tilt up", "crane_up": "crane up", "tracking": "tracking camera",
    "orbit": "slow orbit", "handheld": "handheld camera",
}  # fmt: skip
MOVES: tuple[CameraMove, ...] = get_args(CameraMove)
_FRAMINGS: tuple[Framing, ...] = get_args(Framing)
_ANGLES: tuple[Angle, ...] = get_args(Angle)
_CHANGES: dict[str, tuple[TransitionKind, ...]] = {  # at a change of scene, in turn
    "calm": ("crossfade", "crossfade", "fade_black"), "energetic": ("whip", "slide", "wipe"),
    "happy": ("slide", "wipe", "crossfade"), "nostalgic": ("crossfade", "fade_black"),
    "tender": ("crossfade", "crossfade", "wipe"), "tense": ("whip", "fade_black", "slide"),
    "dark": ("fade_black", "crossfade"), "epic": ("crossfade", "wipe", "fade_black"),
    "mysterious": ("crossfade", "fade_black"), "sad": ("crossfade", "fade_black"),
}  # fmt: skip
SECONDS: dict[TransitionKind, float] = {
    "cut": 0.0,
    "crossfade": 0.5,
    "fade_black": 0.6,
    "whip": 0.3,
    "slide": 0.4,
    "wipe": 0.4,
}


def camera_words(camera: Camera) -> str:
    """ "low-angle wide shot, slow push in"."""
    return f"{ANGLE_WORDS[camera.angle]}{FRAMING_WORDS[camera.framing]}, {MOVE_WORDS[camera.move]}"


def camera_for(beat: Mapping[str, Any], before: Camera | None, turn: int, *dice: object) -> Camera:
    """The beat's camera. `turn` > 0 (a beat that comes back) takes another move; a neighbour's move is not taken "
    "twice."""
    framing, move, angle = str(beat["camera"]).split()
    shown = Camera(
        framing=next(one for one in _FRAMINGS if one == framing), move=next(one for one in MOVES if one == move),
        angle=next(one for one in _ANGLES if one == angle),
    )  # fmt: skip
    if turn:
        shown = shown.model_copy(update={
            "move": MOVES[pick(len(MOVES), turn, "move", *dice)], "angle": _ANGLES[pick(3, turn, "angle", *dice)],
            "framing": _FRAMINGS[pick(4, turn, "framing", *dice)] if turn > 1 else shown.framing,
        })  # fmt: skip
    if before is not None and shown.move == before.move:
        others = [one for one in MOVES if one != before.move and not (shown.framing == "close" and one == "crane_up")]
        shown = shown.model_copy(update={"move": others[pick(len(others), "other", *dice)]})
    return shown


def transition_for(mood: Mood, hint: str, scene_number: int, shot_number: int, is_first_shot: bool) -> Transition:
    """How a shot begins: the film fades in from black, scenes change by the mood's means, action whips, the rest "
    "cuts."""
    if scene_number == 0 and is_first_shot and shot_number == 0:
        return Transition(kind="fade_black", seconds=0.5)
    if is_first_shot:
        kinds = _CHANGES[mood]
        kind: TransitionKind = "fade_black" if hint == "fade_black" else kinds[scene_number % len(kinds)]
        return Transition(kind=kind, seconds=SECONDS[kind])
    if hint == "whip" and mood in ("energetic", "tense", "epic"):
        return Transition(kind="whip", seconds=SECONDS["whip"])
    return Transition()


def stretched(seconds: float, overlaps_s: float, shots: int) -> tuple[float, float]:
    """Lengths of the first and the last shot: they give back what the transitions take, at most half a shot each."""
    share = min(0.5 * seconds, overlaps_s / 2) if shots > 1 else 0.0
    return round(seconds + share, 2), round(seconds + share, 2)


def scene_sizes(shots: int, scenes: int) -> Sequence[int]:
    """How many shots each scene has: as even as can be, never none."""
    bounds = [round(shots * number / scenes) for number in range(scenes + 1)]
    return [after - before for before, after in itertools.pairwise(bounds)]
