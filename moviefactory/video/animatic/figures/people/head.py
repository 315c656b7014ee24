"""A human head: ears, hair, face. Drawn in head units: radius 1, centre at the pen's origin, facing us or "
    "turned right."""  # fmt: skip

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from moviefactory.video.animatic.canvas import Color, Points, mix, rgb, scaled
from moviefactory.video.animatic.figures.palette import INK, SNOW
from moviefactory.video.animatic.figures.pen import Pen
from moviefactory.video.animatic.figures.people.pose import Face

SKINS: tuple[Color, ...] = (rgb("f6cfa8"), rgb("edb98a"), rgb("d99a66"), rgb("b0703f"), rgb("8a5330"), rgb("f3c49c"))
HAIRS: tuple[Color, ...] = (rgb("3a2a22"), rgb("5d3b22"), rgb("8a5a2b"), rgb("d9a848"), rgb("b4502a"), rgb("26222a"))
_LIPS, _MOUTH, _TONGUE = rgb("a8443f"), rgb("5c1f24"), rgb("d9605f")


@dataclass(frozen=True)
class HeadLook:
    """What a head looks like. `hair` and `beard` are names of the tables below, "" for none."""

    skin: Color
    hair: str = "short"
    hair_color: Color = HAIRS[0]
    beard: str = ""
    marks: frozenset[str] = frozenset()  # glasses, eyepatch, pointy_ears, fangs, lashes, old, clown, glow_eyes, mask...


def arc(start: float, end: float, rx: float = 1.0, ry: float = 1.0, steps: int = 10) -> Points:
    """Points on an ellipse around the origin from `start` to `end` degrees (0 right, 90 up)."""
    turns = np.radians(np.linspace(start, end, steps))
    return np.stack([rx * np.cos(turns), ry * np.sin(turns)], axis=1)


def shifted(points: Points, dx: float, dy: float) -> Points:
    """`points` moved by (dx, dy)."""
    moved: Points = points + np.array((dx, dy))
    return moved


def draw_back_hair(pen: Pen, look: HeadLook, swing: float) -> None:
    """The hair that hangs behind head and shoulders; `swing` moves its ends sideways."""
    color = scaled(look.hair_color, 0.85)
    if look.hair in ("long", "wild"):
        low = -2.0 if look.hair == "long" else -1.5
        pen.smooth([(-1.0, 0.5), (0, 1.1), (1.0, 0.5), (1.12, -0.6), (0.95 + swing, low), (0, low * 0.92 + 0.1),
                    (-0.95 + swing, low), (-1.12, -0.6)], color)  # fmt: skip
    elif look.hair == "bob":
        pen.smooth([(-1.05, 0.4), (0, 1.1), (1.05, 0.4), (1.14, -0.55), (0.7, -0.85), (-0.7, -0.85), (-1.14, -0.55)],
                   color)  # fmt: skip
    elif look.hair == "ponytail":
        pen.tube([(-0.6, 0.55), (-1.35, 0.35), (-1.5 + swing, -0.6), (-1.25 + 1.6 * swing, -1.3)],
                 [0.3, 0.34, 0.3, 0.06], color)  # fmt: skip
    elif look.hair == "pigtails":
        for side in (-1, 1):
            pen.tube([(side * 0.85, 0.25), (side * 1.35, 0.05), (side * 1.4 + swing, -0.75)], [0.22, 0.3, 0.06], color)
    elif look.hair == "bun":
        pen.ball(0, 1.12, 0.42, 0.38, look.hair_color)
    elif look.hair == "afro":
        pen.ball(0, 0.32, 1.42, 1.3, color)


def draw_head(pen: Pen, look: HeadLook, face: Face, turned: float) -> None:
    """The head with its face. `turned` in [0, 1]: 0 faces us, 1 is nearly in profile to the right."""
    shift = 0.52 * turned
    marks = look.marks
    _ears(pen, look, turned)
    pen.ball(0, 0, 0.95, 1.0, look.skin, shade=0.16)
    features = pen.at(shift, -0.06)
    squeeze = 1 - 0.28 * turned
    if "old" in marks:
        for side in (-1, 1):
            features.stroke(
                [(side * 0.2 * squeeze, -0.32), (side * 0.34 * squeeze, -0.5)], scaled(look.skin, 0.8), 0.05
            )
    if "mask" in marks:
        features.smooth([(-0.85 * squeeze, 0.3), (0, 0.26), (0.78 * squeeze, 0.3), (0.74 * squeeze, -0.12),
                         (0.12, -0.02), (0, -0.1), (-0.12, -0.02), (-0.8 * squeeze, -0.12)], INK, edge=0)  # fmt: skip
    _mouth(features, look, face, squeeze)
    _beard(pen, features, look, squeeze)
    if "noseless" not in marks:
        nose = rgb("e0322f") if "clown" in marks else mix(scaled(look.skin, 0.88), (0.85, 0.35, 0.3), 0.18)
        size = 0.2 if "clown" in marks else 0.115
        features.ball(0.1 * turned, -0.13, size, size * 0.85, nose, shade=0.12, edge=0.5 if "clown" in marks else 0)
    draw_eyes(features, face, squeeze, marks)
    _front_hair(pen, look, shift)
    if "glasses" in marks:
        for side in (-1, 1):
            x = side * 0.36 * squeeze
            rim = [(x + 0.27 * math.cos(a), 0.1 + 0.27 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 15)]
            features.fill(rim, SNOW, 0.0, 0.0, 0.3)
            features.stroke(rim, INK, 0.045)
        features.stroke([(-0.1 * squeeze, 0.12), (0.1 * squeeze, 0.12)], INK, 0.045)


def _ears(pen: Pen, look: HeadLook, turned: float) -> None:
    for side in (-1, 1):
        if turned > 0.6 and side > 0:
            continue
        x = side * 0.93 + 0.42 * turned * (side < 0)
        if "pointy_ears" in look.marks:
            pen.smooth([(x - side * 0.1, -0.25), (x + side * 0.18, -0.1), (x + side * 0.62, 0.42), (x - side * 0.1,
                0.28)],
                       look.skin, shade=0.16)  # fmt: skip
        else:
            pen.ball(x, -0.05, 0.17, 0.23, look.skin, shade=0.2)


def draw_eyes(pen: Pen, face: Face, squeeze: float, marks: frozenset[str]) -> None:
    """Two eyes with lids, brows and light points, around the pen's origin."""
    look_x, look_y = (max(-1.0, min(1.0, part)) for part in face.look)
    wide = 1 + 0.18 * max(0.0, face.open_mouth - 0.6)
    for side in (-1, 1):
        x, y = side * 0.36 * squeeze, 0.1
        if "eyepatch" in marks and side < 0:
            pen.ball(x, y, 0.24, 0.22, INK, edge=0)
            pen.stroke([(x - 0.5, y + 0.28), (x, y + 0.05), (x + 0.95, y + 0.52)], INK, 0.07)
            continue
        if "glow_eyes" in marks:
            pen.ball(x, y, 0.17, 0.17 * (1 - 0.9 * face.shut_eyes), rgb("ff4b3a"), shade=0, edge=0)
            continue
        _eye(pen, x, y, face, (look_x, look_y), wide)
        if "lashes" in marks:
            pen.stroke([(x + side * 0.1, y + 0.14), (x + side * 0.24, y + 0.22)], INK, 0.055)
        if "mask" not in marks:
            lift = 0.34 - 0.1 * face.frown + 0.07 * face.open_mouth
            slope = 0.16 * face.frown - 0.03
            pen.stroke([(x - 0.16, y + lift + slope * side), (x + 0.16, y + lift - slope * -side)][::1] if side > 0 else
                       [(x - 0.16, y + lift - slope * side), (x + 0.16, y + lift + slope * side)],
                       mix(INK, (0.4, 0.25, 0.15), 0.3), 0.075)  # fmt: skip


def _eye(pen: Pen, x: float, y: float, face: Face, look: tuple[float, float], wide: float) -> None:
    if face.shut_eyes > 0.7:
        pen.stroke([(x - 0.16, y), (x, y - 0.07), (x + 0.16, y)], INK, 0.07, curved=True)
        return
    tall = 0.2 * wide * (1 - 0.7 * face.shut_eyes)
    pen.ball(x, y, 0.185 * wide, tall * 1.12, SNOW, shade=0.05, edge=0.35)
    pupil_x, pupil_y = x + 0.055 * look[0], y + 0.05 * look[1]
    pen.ball(pupil_x, pupil_y, 0.125, min(0.155, tall), INK, shade=0, edge=0)
    if face.shut_eyes < 0.4:
        pen.dot(pupil_x + 0.045, pupil_y + 0.06, 0.045, SNOW)


def _mouth(pen: Pen, look: HeadLook, face: Face, squeeze: float) -> None:
    wide = (0.3 if face.open_mouth < 0.5 else 0.26) * squeeze
    curl = 0.14 * face.smile
    y = -0.5
    if "clown" in look.marks:
        pen.ball(0, y, 0.42 * squeeze, 0.2, rgb("e0322f"), edge=0)
    if face.open_mouth > 0.12:
        depth = 0.1 + 0.26 * face.open_mouth
        pen.smooth([(-wide, y + curl * 0.6), (0, y + 0.03 - curl * 0.2), (wide, y + curl * 0.6), (wide * 0.7,
            y - depth * 0.7),
                    (0, y - depth), (-wide * 0.7, y - depth * 0.7)], _MOUTH, shade=0, edge=0)  # fmt: skip
        if face.open_mouth > 0.35:
            pen.ball(0, y - depth * 0.72, wide * 0.55, depth * 0.25, _TONGUE, shade=0, edge=0)
    else:
        color = _LIPS if "lashes" in look.marks else mix(_LIPS, INK, 0.45)
        pen.stroke([(-wide, y + curl), (0, y - curl * 0.5), (wide, y + curl)], color, 0.075, curved=True)
    if "fangs" in look.marks:
        for side in (-1, 1):
            x = side * wide * 0.55
            pen.fill([(x - 0.06, y), (x + 0.06, y), (x, y - 0.2)], SNOW, 0, 0)


def _beard(pen: Pen, features: Pen, look: HeadLook, squeeze: float) -> None:
    color = look.hair_color
    if look.beard in ("full", "long"):
        low = -1.2 if look.beard == "full" else -2.1
        x = features.matrix[2] - pen.matrix[2]
        shift = 0.6 * x / max(pen.px_per_m, 1e-6)
        pen.smooth([(-0.9 + shift * 0.4, -0.12), (-0.5 + shift, -0.38), (shift, -0.34), (0.5 + shift, -0.38), (0.9,
            -0.12),
                    (0.82, -0.75), (0.3 + shift, low), (-0.3 + shift, low), (-0.8, -0.75)], color)  # fmt: skip
        features.stroke([(-0.2 * squeeze, -0.52), (0, -0.57), (0.2 * squeeze, -0.52)], _MOUTH, 0.07)
    if look.beard in ("full", "long", "moustache"):
        features.smooth([(0, -0.25), (0.35 * squeeze, -0.3), (0.52 * squeeze, -0.46), (0.2 * squeeze, -0.43), (0,
            -0.38),
                         (-0.2 * squeeze, -0.43), (-0.52 * squeeze, -0.46), (-0.35 * squeeze, -0.3)], color, 0.1,
                             0.5)  # fmt: skip
    elif look.beard == "stubble":
        features.ball(0, -0.55, 0.5 * squeeze, 0.3, scaled(look.skin, 0.8), 0, 0, alpha=0.35)


Fringe = Callable[[float], list[tuple[float, float]]]

_FRINGES: dict[str, Fringe] = {
    "short": lambda s: [(-0.9, 0.1), (-0.62, 0.42), (-0.1 + s, 0.56), (0.45 + s, 0.48), (0.9, 0.3)],
    "side": lambda s: [(-0.93, 0.0), (-0.72, 0.36), (-0.3 + s, 0.46), (0.2 + s, 0.72), (0.9, 0.28)],
    "spiky": lambda s: [(-0.93, 0.1), (-0.6, 0.6), (-0.36 + s, 0.28), (-0.1 + s, 0.62), (0.2 + s, 0.3), (0.5 + s, 0.62),
                        (0.92, 0.3)],
    "curly": lambda s: [(-0.95, 0.0), (-0.6, 0.4), (s, 0.5), (0.55 + s, 0.4), (0.95, 0.15)],
    "long": lambda s: [(-0.98, -0.4), (-0.72, 0.2), (-0.2 + s, 0.62), (0.2 + s, 0.72), (0.62 + s, 0.4), (0.95, 0.1)],
    "balding": lambda s: [(-0.9, -0.3), (-0.84, 0.24), (-0.88, 0.3), (-0.95, 0.2)],
}  # fmt: skip
_FRINGE_OF: dict[str, str] = {
    "bob": "long", "wild": "long", "ponytail": "side", "pigtails": "side", "bun": "side", "afro": "curly",
}  # fmt: skip


def _front_hair(pen: Pen, look: HeadLook, shift: float) -> None:
    if look.hair in ("", "bald"):
        return
    if look.hair == "balding":
        for side in (-1, 1):
            pen.ball(side * 0.9, 0.05, 0.2, 0.34, look.hair_color)
        return
    fringe = _FRINGES[_FRINGE_OF.get(look.hair, look.hair if look.hair in _FRINGES else "short")](shift * 0.6)
    top = 1.1 if look.hair != "spiky" else 1.14
    over = arc(8, 176, 1.03, top, 12)
    pen.fill(np.concatenate([over, np.array(fringe)]), look.hair_color, 0.25)
    if look.hair == "spiky":
        for x, tilt in ((-0.5, 18), (0.0, -4), (0.5, -24)):
            pen.at(x, 0.92, tilt).smooth([(-0.3, -0.05), (0.05, 0.42), (0.3, -0.05)], look.hair_color, 0.1, 0)
    if look.hair in ("curly", "afro"):
        for angle in range(10, 180, 24):
            x, y = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            pen.ball(0.93 * x, 0.3 + 0.78 * y, 0.27, 0.27, look.hair_color, 0.12, 0.0)
