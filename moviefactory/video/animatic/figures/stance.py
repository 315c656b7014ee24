"""How a body on four legs moves: gaits and resting motions as pure functions from time to a Stance."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from moviefactory.movie import Action
from moviefactory.video.animatic.figures.motion import blink, drift, hop, keyed, smooth, wave
from moviefactory.video.animatic.figures.people.pose import Face
from moviefactory.video.animatic.figures.people.poses import knee_bend, stance_angle
from moviefactory.video.animatic.figures.species import Species

_GAITS: dict[str, tuple[float, float, float, tuple[float, float, float, float]]] = {
    # rate (Hz, for a leg of 0.5 m), reach (degrees), share of the turn on the ground, and the phases of the legs:
    # hind near, hind far, fore near, fore far
    "walk": (1.15, 22, 0.62, (0.0, 0.5, 0.25, 0.75)),
    "trot": (1.9, 30, 0.46, (0.0, 0.5, 0.5, 0.0)),
    "gallop": (2.1, 44, 0.32, (0.0, 0.12, 0.5, 0.62)),
}  # fmt: skip
_GAIT_OF: dict[str, str] = {
    "walk": "walk",
    "climb": "walk",
    "run": "gallop",
    "race": "gallop",
    "swim": "trot",
    "sail": "walk",
}


_CALM = Face()


@dataclass(frozen=True)
class Stance:
    """A four-legged body at one moment: leg angles (hind near, hind far, fore near, fore far), and the whole "
        "body's place."""  # fmt: skip

    legs: tuple[tuple[float, float], ...]
    lift: float = 0.0
    pitch: float = 0.0  # nose up, degrees
    crouch: float = 0.0  # 0 stands, 1 lies
    nod: float = 0.0
    stretch: float = 1.0
    face: Face = _CALM


def gait_speed_m_s(action: Action, species: Species) -> float:
    """How fast the gait carries the animal: twice the reach of a leg in the time that the leg is on the ground."""
    if action in ("fly", "dive"):
        return 6.0
    gait = _GAIT_OF.get(action)
    if gait is None:
        return 0.0
    rate, reach, share, _ = _GAITS[gait]
    leg = species.legs * species.height_m
    hz = rate * math.sqrt(0.5 / max(leg, 0.06)) * species.speed
    return (0.6 if action == "swim" else 1.0) * 2 * leg * math.sin(math.radians(reach)) * hz / share


def stance_at(action: Action, species: Species, t: float, phase: float) -> Stance:
    """The body at time `t`."""
    shut = blink(t, phase)
    gait = _GAIT_OF.get(action)
    if gait is not None:
        return _moving(_GAITS[gait], species, t, phase, Face(0.4, 0.3 if gait == "gallop" else 0.0, shut, (0.6, 0)))
    return _RESTS.get(action, _stand)(t, phase, shut)


def _moving(
    gait: tuple[float, float, float, tuple[float, float, float, float]],
    species: Species,
    t: float,
    phase: float,
    face: Face,
) -> Stance:
    rate, reach, share, phases = gait
    hz = rate * math.sqrt(0.5 / max(species.legs * species.height_m, 0.06)) * species.speed
    turn = t * hz + phase
    lifted = 36 + reach
    legs = tuple((stance_angle(turn + p, reach, share), knee_bend(turn + p, share, 6, lifted)) for p in phases)
    gallop = share < 0.4
    rock = wave(turn + 0.62)
    lift = 0.075 * max(0.0, wave(turn * 2 + 0.1)) if gallop else 0.012 * abs(wave(turn * 2))
    return Stance(legs, lift, 6.5 * rock if gallop else 1.2 * wave(turn * 2),
        nod=7 * wave(turn + 0.2) if gallop else 4 * wave(turn * 2 + 0.3),
                  stretch=1 + (0.05 * wave(turn + 0.3) if gallop else 0.0), face=face)  # fmt: skip


_PLANTED = ((2.0, 4.0), (-6.0, 4.0), (3.0, 3.0), (-4.0, 3.0))


def _stand(t: float, phase: float, shut: float) -> Stance:
    return Stance(
        _PLANTED,
        nod=5 * drift(t, phase, 0.3),
        stretch=1 + 0.008 * wave(t * 0.5 + phase),
        face=Face(0.6, 0, shut, (drift(t, phase), 0)),
    )


def _look(t: float, phase: float, shut: float) -> Stance:
    turn = keyed(t * 0.45 + phase * 0.3, (0.0, -1.0), (0.4, -1.0), (0.5, 1.0), (0.9, 1.0))
    return Stance(_PLANTED, nod=-9 * turn, pitch=1.5, face=Face(0.2, 0.1, shut, (1.2 * turn, 0.4)))


def _talk(t: float, phase: float, shut: float) -> Stance:
    voice = abs(wave(t * 1.6 + phase))
    return Stance(_PLANTED, nod=8 * voice - 3, face=Face(0.5, 0.15 + 0.7 * voice, shut, (0.3, 0)))


def _sleep(t: float, phase: float, shut: float) -> Stance:
    return Stance(((60, 95), (52, 90), (66, 100), (58, 96)), crouch=1.0, nod=-20,
        stretch=1 + 0.015 * wave(t * 0.3 + phase),
                  face=Face(0.3, 0.0, 1.0))  # fmt: skip


def _sit(t: float, phase: float, shut: float) -> Stance:
    return Stance(
        ((78, 120), (70, 116), (-26, 2), (-30, 2)),
        pitch=30,
        crouch=0.32,
        nod=-24 + 3 * drift(t, phase),
        face=Face(0.6, 0.2, shut, (0.3, 0.2)),
    )


def _jump(t: float, phase: float, shut: float) -> Stance:
    at = (t * 0.85 + phase * 0.3) % 1.0
    if at < 0.28:
        low = smooth(at / 0.2)
        return Stance(((30 * low, 52 * low), (24 * low, 48 * low), (24 * low, 44 * low), (18 * low, 40 * low)),
            pitch=-4 * low, crouch=0.2 * low,
                      face=Face(0.3, 0, shut, (0.6, 0.6)))  # fmt: skip
    up = hop((at - 0.28) / 0.72)
    tilt = 20 * math.cos(math.pi * (at - 0.28) / 0.72)
    return Stance(((-34 * up, 14), (-28 * up, 18), (48 * up, 22 * up), (38 * up, 30 * up)), 0.6 * up,
        tilt * min(1.0, up * 2), stretch=1 + 0.06 * up,
                  face=Face(0.8, 0.5, shut))  # fmt: skip


def _prance(t: float, phase: float, shut: float) -> Stance:
    beat = t * 1.1 + phase
    left, right = max(0.0, wave(beat)), max(0.0, -wave(beat))
    return Stance(((24 * left, 50 * left), (24 * right, 50 * right), (52 * right, 74 * right), (52 * left,
        74 * left)), 0.05 * hop(beat * 2),
                  6 * wave(beat), nod=12 * wave(beat * 2), stretch=1 + 0.03 * wave(beat * 2), face=Face(1.0, 0.4,
                      shut))  # fmt: skip


def _rear(t: float, phase: float, shut: float) -> Stance:
    up = keyed(t * 0.6 + phase, (0.0, 0.0), (0.35, 1.0), (0.6, 0.9), (0.85, 0.0))
    paw = 28 * wave(t * 2.0)
    return Stance(((26 * up + 2, 8), (14 * up - 4, 8), (46 * up + paw * up, 66 * up), (60 * up - paw * up,
        72 * up)), pitch=40 * up, nod=-16 * up,
                  face=Face(-0.6, 0.3 + 0.6 * up, shut, (0.6, 0), 1.0))  # fmt: skip


def _paddle(t: float, phase: float, shut: float) -> Stance:
    k = wave(t * 0.8 + phase)
    return Stance(
        ((30 + 22 * k, 44), (26 - 22 * k, 50), (34 - 24 * k, 40), (30 + 24 * k, 46)),
        nod=6 * k,
        face=Face(0.4, 0.4, shut, (0.2, 0.4)),
    )


_RESTS: dict[str, Callable[[float, float, float], Stance]] = {
    "idle": _stand, "look": _look, "talk": _talk, "sleep": _sleep, "sit": _sit, "jump": _jump, "dance": _prance,
    "celebrate": _prance, "play": _prance, "wave": _rear, "fight": _rear, "float": _paddle, "fall": _paddle,
        "fly": _paddle,
    "dive": _paddle, "work": _prance,
}  # fmt: skip
