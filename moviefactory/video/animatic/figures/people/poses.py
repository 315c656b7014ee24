"""How a two-legged body moves for each action: pure functions from time to Pose, with anticipation and "
    "follow-through."""  # fmt: skip

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from moviefactory.movie import Action
from moviefactory.video.animatic.figures.motion import between, blink, drift, hop, keyed, smooth, wave
from moviefactory.video.animatic.figures.people.pose import Face, Pose

Mover = Callable[[float, float], Pose]

WALK_HZ, RUN_HZ, RACE_HZ = 1.15, 1.55, 1.85
SPEEDS_M_S: dict[str, float] = {
    "walk": 1.23, "run": 3.7, "race": 5.0, "swim": 1.3, "fly": 9.0, "dive": 5.0, "sail": 2.0,
}  # fmt: skip
AIRBORNE: frozenset[str] = frozenset({"fly", "float", "fall", "dive"})
FACING_US: frozenset[str] = frozenset(
    {"idle", "look", "wave", "dance", "talk", "celebrate", "jump", "float", "play", "grow", "explode"}
)


def pose_at(action: Action, time_s: float, phase: float) -> Pose:
    """The pose for `action` at `time_s`; `phase` in [0, 1) shifts its cycles. The eyes blink in every action."""
    pose = _MOVES.get(action, _idle)(time_s, phase)
    shut = max(pose.face.shut_eyes, blink(time_s, phase))
    return replace(pose, face=replace(pose.face, shut_eyes=shut))


def _idle(t: float, phase: float) -> Pose:
    breath = wave(t * 0.42 + phase)
    shift = drift(t, phase, 0.22)
    return Pose(
        "spread", (13 + 3 * breath, 8), (13 - 2 * breath, 10), (6 + shift, 2), (6 - shift, 2),
        sway=0.012 * shift, lean=1.6 * shift, tilt=-3 * shift, stretch=1 + 0.008 * breath,
        face=Face(0.6, look=(0.5 * drift(t, phase + 0.3), 0.0)),
    )  # fmt: skip


def _look(t: float, phase: float) -> Pose:
    turn = keyed(t * 0.45 + phase * 0.3, (0.0, -1.0), (0.38, -1.0), (0.5, 1.0), (0.88, 1.0))
    raised = 0.5 + 0.5 * wave(t * 0.2 + phase)
    return Pose(
        "spread", (62 + 3 * raised, 118), (16, 16), (8, 2), (8, 2),
        lean=3 * turn, tilt=-7 * turn, sway=0.015 * turn, face=Face(0.1, 0.12 * raised, look=(1.3 * turn, 0.2)),
    )  # fmt: skip


def _wave(t: float, phase: float) -> Pose:
    swing = wave(t * 1.7 + phase)
    bob = abs(wave(t * 0.85 + phase))
    return Pose(
        "spread", (128 + 6 * swing, 34 + 26 * swing), (16, 14), (8, 2), (6, 2),
        sway=0.012 * swing, lean=-3 + 2 * swing, tilt=5 + 3 * swing, stretch=1 + 0.02 * bob,
        face=Face(1.0, 0.45, look=(0.2, 0.1)),
    )  # fmt: skip


def stance_angle(turn: float, reach: float, stance: float) -> float:
    """A foot's swing angle: even while it carries (the ground moves evenly), eased while it flies forward."""
    at = turn % 1.0
    if at < stance:
        return reach * (1 - 2 * at / stance)
    return between(-reach, reach, (at - stance) / (1 - stance))


def knee_bend(turn: float, stance: float, carry: float, lifted: float) -> float:
    at = turn % 1.0
    if at < stance:
        return carry * hop(at / stance)
    return carry + lifted * hop(((at - stance) / (1 - stance)) ** 0.8)


def _walk(t: float, phase: float) -> Pose:
    step = t * WALK_HZ + phase
    near, far = stance_angle(step, 25, 0.56), stance_angle(step + 0.5, 25, 0.56)
    return Pose(
        "stride", (-0.95 * near, 16 + 8 * wave(step)), (-0.95 * far, 16 - 8 * wave(step)),
        (near, knee_bend(step, 0.56, 8, 48)), (far, knee_bend(step + 0.5, 0.56, 8, 48)),
        lean=4, tilt=-2 * wave(2 * step), face=Face(0.5, look=(0.6, 0)),
    )  # fmt: skip


def _gait(t: float, phase: float, rate_hz: float, reach: float, lean: float) -> Pose:
    step = t * rate_hz + phase
    near, far = stance_angle(step, reach, 0.38), stance_angle(step + 0.5, reach, 0.38)
    flight = max(0.0, wave(2 * step - 0.55))
    return Pose(
        "stride", (-1.15 * near + 6, 82 + 12 * wave(step)), (-1.15 * far + 6, 82 - 12 * wave(step)),
        (near + 8, knee_bend(step, 0.38, 22, 78)), (far + 8, knee_bend(step + 0.5, 0.38, 22, 78)),
        lift=0.045 * flight, lean=lean, tilt=-lean * 0.6, stretch=1 + 0.025 * (flight - 0.4),
        face=Face(0.3, 0.35, look=(0.8, 0), frown=0.3),
    )  # fmt: skip


def _run(t: float, phase: float) -> Pose:
    return _gait(t, phase, RUN_HZ, 40, 14)


def _race(t: float, phase: float) -> Pose:
    return _gait(t, phase, RACE_HZ, 46, 22)


def _fly(t: float, phase: float) -> Pose:
    ride = wave(t * 0.5 + phase)
    kick = 7 * wave(t * 1.1 + phase)
    return Pose(
        "stride", (172 + 4 * ride, 6), (18 + 8 * ride, 10), (-8 + kick, 14), (-2 - kick, 28 + kick),
        turn=76 - 5 * ride, tilt=-38, sway=0.0, lift=0.03 * ride, grounded=False,
        face=Face(0.8, 0.2, look=(0.8, 0)),
    )  # fmt: skip


def _float(t: float, phase: float) -> Pose:
    ride, slow = wave(t * 0.33 + phase), wave(t * 0.21 + phase * 3)
    return Pose(
        "spread", (74 + 16 * ride, 18 + 10 * slow), (68 - 14 * slow, 22), (20 + 7 * slow, 26), (14 - 6 * ride, 38),
        turn=11 * slow, lift=0.05 * ride, tilt=5 * slow, grounded=False, face=Face(0.6, 0.15),
    )  # fmt: skip


def _fall(t: float, phase: float) -> Pose:
    flail = wave(t * 2.3 + phase)
    other = wave(t * 1.9 + phase + 0.4)
    return Pose(
        "spread", (132 + 32 * flail, 22 * other), (128 - 34 * other, 26 * flail),
        (38 + 16 * other, 34), (32 - 18 * flail, 52), turn=18 * wave(t * 0.5 + phase) + 24 * t,
        grounded=False, face=Face(-0.8, 0.95, look=(0, -0.6)),
    )  # fmt: skip


def _dive(t: float, phase: float) -> Pose:
    kick = 6 * wave(t * 1.3 + phase)
    return Pose(
        "stride", (174, 4), (168, 6), (-4 + kick, 6), (-4 - kick, 8), turn=between(60, 128, t / 0.9),
        tilt=-6, grounded=False, face=Face(0.2, 0.0, look=(0.5, 0)),
    )  # fmt: skip


def _jump(t: float, phase: float) -> Pose:
    at = (t * 0.78 + phase * 0.35) % 1.0
    if at < 0.3:  # gather
        low = smooth(at / 0.22)
        return Pose(
            "spread", (18 + 8 * low, 20), (18 + 8 * low, 20), (10 + 40 * low, 82 * low), (10 + 40 * low, 82 * low),
            stretch=1 - 0.05 * low, face=Face(0.2, 0.0, look=(0, 0.8)),
        )  # fmt: skip
    if at < 0.82:  # in the air
        up = hop((at - 0.3) / 0.52)
        return Pose(
            "spread", (60 + 92 * up, 14), (60 + 92 * up, 14), (14 + 24 * up, 44 * up), (14 + 24 * up, 44 * up),
            lift=0.42 * up, stretch=1.05 - 0.03 * up, face=Face(1.0, 0.8),
        )  # fmt: skip
    land = hop((at - 0.82) / 0.18)
    return Pose(
        "spread", (34 + 22 * land, 24), (34 + 22 * land, 24), (8 + 30 * land, 62 * land), (8 + 30 * land, 62 * land),
        stretch=1 - 0.06 * land, face=Face(0.8, 0.3),
    )  # fmt: skip


def _climb(t: float, phase: float) -> Pose:
    pull = wave(t * 0.8 + phase)
    return Pose(
        "stride", (142 + 26 * pull, 24 - 16 * pull), (142 - 26 * pull, 24 + 16 * pull),
        (44 - 26 * pull, 72 - 34 * pull), (44 + 26 * pull, 72 + 34 * pull), lean=6 + 2 * pull, tilt=-12,
        lift=0.05 + 0.04 * abs(pull), face=Face(0.0, 0.1, look=(0.4, 0.9), frown=0.4),
    )  # fmt: skip


def _dance(t: float, phase: float) -> Pose:
    beat = t * 1.0 + phase
    groove = wave(beat)
    swing = wave(beat * 0.5)
    dip = abs(wave(beat))
    near = keyed(beat * 0.5, (0.0, 40.0), (0.25, 150.0), (0.5, 70.0), (0.75, 125.0))
    far = keyed(beat * 0.5 + 0.5, (0.0, 40.0), (0.25, 150.0), (0.5, 70.0), (0.75, 125.0))
    return Pose(
        "spread", (near, 44 + 26 * groove), (far, 44 - 26 * groove),
        (14 + 10 * max(0, groove) + 9 * dip, 26 * max(0.0, groove) + 18 * dip),
        (14 + 10 * max(0, -groove) + 9 * dip, 26 * max(0.0, -groove) + 18 * dip),
        sway=0.065 * swing + 0.02 * groove, lean=9 * swing, tilt=-9 * groove, lift=0.05 * hop(beat * 2) * 0.6,
        stretch=1.03 - 0.055 * dip, face=Face(1.0, 0.35 + 0.3 * dip, look=(0.4 * swing, 0)),
    )  # fmt: skip


def _fight(t: float, phase: float) -> Pose:
    turn = t * 0.95 + phase
    punch = keyed(turn, (0.0, 0.0), (0.14, -0.25), (0.26, 1.0), (0.36, 0.9), (0.5, 0.0))
    cross = keyed(turn + 0.5, (0.0, 0.0), (0.14, -0.25), (0.26, 1.0), (0.36, 0.9), (0.5, 0.0))
    bounce = abs(wave(t * 1.9 + phase))
    return Pose(
        "stride", (34 + 54 * punch, 98 - 92 * punch), (42 + 48 * cross, 92 - 86 * cross),
        (26 + 8 * punch, 30 + 6 * bounce), (-24 - 6 * punch, 26), lean=9 + 13 * max(punch, cross),
        tilt=-4, sway=0.05 * (punch + cross), lift=0.015 * bounce,
        face=Face(-0.3, 0.25 + 0.5 * max(0, punch), look=(0.9, 0), frown=1.0),
    )  # fmt: skip


def _swim(t: float, phase: float) -> Pose:
    stroke = t * 0.75 + phase
    kick = 17 * wave(t * 2.0 + phase)
    return Pose(
        "stride", ((180 - 360 * stroke) % 360, 12), ((360 - 360 * stroke) % 360, 12), (kick, 12), (-kick, 12),
        turn=82 + 3 * wave(stroke), tilt=-40, lift=0.02 * wave(stroke * 2), grounded=False,
        face=Face(0.4, 0.3 * abs(wave(stroke)), look=(0.6, 0)),
    )  # fmt: skip


def _sail(t: float, phase: float) -> Pose:
    rock = wave(t * 0.4 + phase)
    return Pose(
        "stride", (72 + 6 * rock, 22), (58 - 6 * rock, 30), (16, 14), (-18, 12), lean=-5 + 4 * rock, tilt=-3 * rock,
        face=Face(0.6, look=(1.0, 0.2)),
    )  # fmt: skip


def _sleep(t: float, phase: float) -> Pose:
    breath = wave(t * 0.3 + phase)
    return Pose(
        "stride", (24, 30 + 2 * breath), (18, 42), (14, 24), (6, 18), turn=-90, tilt=4, stretch=1 + 0.01 * breath,
        grounded=False, face=Face(0.4, 0.12 + 0.1 * breath, shut_eyes=1.0),
    )  # fmt: skip


def _sit(t: float, phase: float) -> Pose:
    breath = wave(t * 0.4 + phase)
    return Pose(
        "stride", (24 + 2 * breath, 42), (32, 36), (86, 74), (80, 62), lean=4 + breath, tilt=2 * drift(t, phase),
        face=Face(0.6, look=(0.4, 0)),
    )  # fmt: skip


def _talk(t: float, phase: float) -> Pose:
    gesture = keyed(t * 0.8 + phase, (0.0, 0.0), (0.2, 1.0), (0.45, 0.55), (0.6, 0.9), (0.85, 0.0))
    other = keyed(t * 0.62 + phase + 0.4, (0.0, 0.0), (0.25, 0.8), (0.6, 0.2), (0.8, 0.6))
    voice = abs(wave(t * 2.1 + phase)) * (0.6 + 0.4 * wave(t * 0.7))
    return Pose(
        "spread", (22 + 34 * gesture, 34 + 64 * gesture), (18 + 24 * other, 26 + 62 * other), (8, 2), (8, 2),
        lean=2 * drift(t, phase, 0.6), tilt=6 * drift(t, phase + 0.2, 0.8),
        face=Face(0.5, max(0.05, 0.75 * voice), look=(0.4 * drift(t, phase), 0)),
    )  # fmt: skip


def _work(t: float, phase: float) -> Pose:
    turn = t * 1.05 + phase
    raised = keyed(turn, (0.0, 0.0), (0.45, 1.0), (0.62, 1.0), (0.78, -0.15))
    return Pose(
        "stride", (28 + 106 * raised, 52 - 8 * raised), (36 + 16 * raised, 52), (22, 26), (-22, 14),
        lean=20 - 17 * raised, tilt=-6 + 8 * raised, face=Face(0.1, 0.1, look=(0.8, -0.6), frown=0.25),
    )  # fmt: skip


def _play(t: float, phase: float) -> Pose:
    beat = t * 1.1 + phase
    strum = wave(beat * 2)
    return Pose(
        "spread", (24 + 5 * strum, -66 + 9 * strum), (36, -74 + 4 * wave(beat)), (10, 4), (10, 4),
        sway=0.022 * wave(beat * 0.5), lean=4 * wave(beat * 0.5), tilt=-7 * wave(beat * 0.5),
        stretch=1 + 0.015 * abs(wave(beat)), face=Face(0.8, 0.1, look=(0.2, -0.5)),
    )  # fmt: skip


def _celebrate(t: float, phase: float) -> Pose:
    beat = t * 1.25 + phase
    up = hop(beat)
    land = max(0.0, 1 - 4 * up)
    pump = wave(beat)
    return Pose(
        "spread", (152 + 14 * pump, 14 + 10 * pump), (152 - 14 * pump, 14 - 10 * pump),
        (14 + 10 * up, 16 * up + 26 * land), (14 + 10 * up, 16 * up + 26 * land), lift=0.15 * up, tilt=4 * pump,
        stretch=1.03 - 0.06 * land, face=Face(1.0, 0.9),
    )  # fmt: skip


def _grow(t: float, phase: float) -> Pose:
    return replace(_celebrate(t * 0.4, phase), stretch=1.0)


_MOVES: dict[str, Mover] = {
    "idle": _idle, "look": _look, "wave": _wave, "walk": _walk, "run": _run, "race": _race, "fly": _fly,
    "float": _float, "dive": _dive, "fall": _fall, "jump": _jump, "climb": _climb, "dance": _dance, "fight": _fight,
    "swim": _swim, "sail": _sail, "sleep": _sleep, "sit": _sit, "talk": _talk, "work": _work, "play": _play,
    "celebrate": _celebrate, "grow": _grow, "explode": _look,
}  # fmt: skip


def cadence(action: Action, height_m: float) -> float:
    """How much faster than a grown person's a body of this height takes its steps (small legs hurry)."""
    return min(1.5, max(0.45, math.sqrt(1.75 / height_m))) if action in ("walk", "run", "race") else 1.0


def walking_speed_m_s(action: Action, height_m: float) -> float:
    """How fast the action carries a body of this height: length of step times rate of steps, so feet do not slide."""
    speed = SPEEDS_M_S.get(action, 0.0)
    return speed * cadence(action, height_m) * height_m / 1.75 if action in ("walk", "run", "race") else speed
