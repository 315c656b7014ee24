"""An animal's head in head units (radius 1, centre at the origin), facing us or turned to the right, with a "
    "live face."""  # fmt: skip

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figures.actor import Role
from moviefactory.video.animatic.figures.motion import pick, wave
from moviefactory.video.animatic.figures.palette import GOLD, INK, SNOW, paint
from moviefactory.video.animatic.figures.pen import Pen
from moviefactory.video.animatic.figures.people.pose import Face
from moviefactory.video.animatic.figures.species import Species

_HORN = rgb("f0e2bd")


@dataclass(frozen=True)
class Coat:
    """The paints of one animal."""

    fur: Color
    belly: Color
    muzzle: Color
    nose: Color
    feet: Color
    mane: Color
    marks: frozenset[str]


def coat_of(species: Species, role: Role) -> Coat:
    """The animal's paints; the plan's colour word dyes the fur, but a panda stays black and white."""
    marks = frozenset(species.marks.split())
    base = paint(pick(tuple(species.coat.split("/")), role.seed, "coat"), SNOW)
    fur = base if "panda" in marks or "zebra" in marks else paint(role.color, base)
    dyed = fur != base
    belly = mix(fur, SNOW, 0.5) if dyed or not species.belly else paint(species.belly, fur)
    muzzle = paint(species.muzzle, belly) if not dyed or species.muzzle == "pink" else belly
    feet = paint(species.feet, scaled(fur, 0.8))
    mane = paint(pick(tuple(species.mane.split("/")), role.seed, "mane"), scaled(fur, 0.6))
    return Coat(fur, belly, muzzle, paint(species.nose, INK), feet, mane, marks)


def draw_animal_head(pen: Pen, species: Species, coat: Coat, face: Face, turned: float, time_s: float = 0.0) -> None:
    """The head; `turned` in [0, 1] as for people."""
    if "bigmane" in coat.marks:
        for k in range(14):
            a = 2 * math.pi * k / 14
            pen.ball(0.95 * math.cos(a) - 0.15 * turned, 0.95 * math.sin(a) - 0.08, 0.56, 0.56, coat.mane, 0.12, 0.6)
        pen.ball(-0.1 * turned, 0, 1.2, 1.2, coat.mane, 0.1, 0)
    if "frill" in coat.marks:
        pen.ball(-0.55 * turned, 0.4, 1.35, 1.45, scaled(coat.fur, 0.85))
        pen.ball(-0.5 * turned, 0.4, 1.1, 1.2, mix(coat.fur, rgb("f07f1e"), 0.5), 0.2, 0.4)
    _horns(pen, coat, turned)
    _ears(pen, species, coat, turned)
    skull = mix(rgb("d8b48a"), coat.fur, 0.2) if "face" in coat.marks else coat.fur
    pen.ball(0, 0, 1.0, 0.95, skull, 0.22)
    _marks(pen, coat, turned)
    shift = 0.45 * turned
    squeeze = 1 - 0.22 * turned
    if "trunk" in coat.marks:
        _trunk(pen, coat, turned, time_s)
    else:
        _muzzle(pen, species, coat, face, turned)
    _eyes(pen.at(shift, 0.08), coat, face, squeeze)
    if "nosehorn" in coat.marks:
        x = 0.25 + (0.55 + species.snout * 0.6) * turned
        pen.smooth([(x - 0.28, -0.1), (x + 0.12, 0.95), (x + 0.26, -0.12)], _HORN)
    if "whiskers" in coat.marks:
        x0 = 0.2 * turned + species.snout * 0.55 * turned
        for side in (-1, 1):
            for tilt in (-0.08, 0.06):
                pen.stroke(
                    [(x0 + side * 0.28, -0.34 + tilt), (x0 + side * 0.95, -0.3 + 2.2 * tilt)],
                    mix(SNOW, INK, 0.25),
                    0.035,
                    0.8,
                )


def _ears(pen: Pen, species: Species, coat: Coat, turned: float) -> None:
    dark = rgb("2e2c35") if "panda" in coat.marks else coat.fur
    inner = mix(coat.fur, rgb("f2a0a8"), 0.55) if "panda" not in coat.marks else dark
    for side in (-1, 1):
        x = side * (1 - 0.25 * turned) - 0.12 * turned
        base = pen.far(0.85) if side > 0 and turned > 0.3 else pen
        if species.ears == "point":
            base.smooth([(x * 0.3, 0.7), (x * 0.75, 1.45), (x * 0.98, 0.4)], coat.fur)
            base.smooth([(x * 0.45, 0.72), (x * 0.73, 1.2), (x * 0.85, 0.55)], inner, 0.1, 0)
        elif species.ears == "round":
            base.ball(x * 0.74, 0.78, 0.37, 0.37, dark)
            base.ball(x * 0.74, 0.76, 0.21, 0.21, inner, 0.1, 0)
        elif species.ears == "long":
            base.at(x * 0.42, 0.75, -side * 9).smooth(
                [(-0.2, 0), (-0.27, 0.8), (0, 1.5), (0.27, 0.8), (0.2, 0)], coat.fur
            )
            base.at(x * 0.42, 0.75, -side * 9).smooth(
                [(-0.1, 0.15), (-0.13, 0.8), (0, 1.25), (0.13, 0.8), (0.1, 0.15)], inner, 0.1, 0
            )
        elif species.ears == "leaf":
            base.at(x * 0.7, 0.66, -side * 38).smooth(
                [(-0.2, 0), (-0.2, 0.4), (0, 0.75), (0.2, 0.4), (0.2, 0)], coat.fur
            )
        elif species.ears == "big":
            base.ball(
                x * 1.08,
                0.3 if "trunk" in coat.marks else 0.66,
                0.62,
                0.72 if "trunk" in coat.marks else 0.56,
                coat.fur,
            )
            base.ball(
                x * 1.08,
                0.3 if "trunk" in coat.marks else 0.66,
                0.42,
                0.5 if "trunk" in coat.marks else 0.38,
                inner,
                0.1,
                0,
            )
        elif species.ears == "side":
            base.ball(x * 1.0, 0.05, 0.32, 0.34, coat.muzzle)
        elif species.ears == "frog":
            base.ball(x * 0.55, 0.82, 0.36, 0.36, coat.fur)


def _flop_ears(pen: Pen, coat: Coat, turned: float) -> None:
    color = scaled(coat.fur, 0.72)
    for side in (-1, 1):
        if side > 0 and turned > 0.6:
            continue
        x = side * 0.82 - 0.1 * turned + (0.25 * turned if side < 0 else 0)
        pen.smooth(
            [
                (x - side * 0.22, 0.66),
                (x + side * 0.12, 0.62),
                (x + side * 0.3, 0.0),
                (x + side * 0.06, -0.42),
                (x - side * 0.16, 0.05),
            ],
            color,
        )


def _horns(pen: Pen, coat: Coat, turned: float) -> None:
    for side in (-1, 1):
        x = side * 0.45 - 0.2 * turned
        if "horns" in coat.marks:
            pen.tube([(x, 0.75), (x + side * 0.4, 1.0), (x + side * 0.45, 1.45)], [0.17, 0.14, 0.03], _HORN)
        if "antlers" in coat.marks:
            top = (x + side * 0.7, 1.9)
            pen.tube([(x, 0.75), (x + side * 0.5, 1.2), top], [0.11, 0.09, 0.04], rgb("8a5a33"))
            for fork in ((0.28, 1.05, 0.15, 1.6), (0.52, 1.3, 1.05, 1.5), (0.6, 1.6, 0.3, 2.05)):
                pen.tube([(x + side * fork[0], fork[1]), (x + side * fork[2], fork[3])], [0.075, 0.03], rgb("8a5a33"))
        if "ossicones" in coat.marks:
            pen.tube([(x * 0.7, 0.8), (x * 0.8, 1.4)], [0.09], coat.fur)
            pen.ball(x * 0.8, 1.45, 0.15, 0.13, rgb("6b4226"))
    if "unicorn" in coat.marks:
        pen.fill([(0.3, 0.7), (0.62, 0.6), (1.05, 2.2)], GOLD, 0.3)
        pen.glow(0.9, 1.7, 1.2, (1.0, 0.9, 0.6), 0.4)


def _marks(pen: Pen, coat: Coat, turned: float) -> None:
    shift, squeeze = 0.45 * turned, 1 - 0.22 * turned
    if "panda" in coat.marks:
        for side in (-1, 1):
            pen.ball(shift + side * 0.42 * squeeze, 0.05, 0.27, 0.34, rgb("2e2c35"), 0.1, 0, side * 28)
    if "mask" in coat.marks:
        for side in (-1, 1):
            pen.smooth([(shift, -0.75), (shift + side * 0.25, -0.2), (shift + side * 0.75 * squeeze, -0.12),
                (shift + side * 0.82 * squeeze, -0.5),
                        (shift + side * 0.4, -0.86)], coat.belly, 0.1, 0)  # fmt: skip
    if "bandit" in coat.marks:
        pen.smooth([(shift - 0.85 * squeeze, 0.22), (shift, 0.16), (shift + 0.8 * squeeze, 0.22),
            (shift + 0.75 * squeeze, -0.2), (shift, -0.06),
                    (shift - 0.8 * squeeze, -0.2)], rgb("3b3d46"), 0.1, 0)  # fmt: skip
    _face_patterns(pen, coat, turned)


def _face_patterns(pen: Pen, coat: Coat, turned: float) -> None:
    shift, squeeze = 0.45 * turned, 1 - 0.22 * turned
    if "apeface" in coat.marks:
        for side in (-1, 1):
            pen.ball(shift + side * 0.33 * squeeze, 0.14, 0.4, 0.42, coat.muzzle, 0.1, 0)
    if "stripes" in coat.marks:
        for x in (-0.3, 0.0, 0.3):
            pen.tube(
                [(shift * 0.5 + x, 0.92 - abs(x) * 0.3), (shift * 0.6 + x * 0.8, 0.58)],
                [0.075, 0.02],
                scaled(coat.fur, 0.42),
                0,
                0,
            )
        for y in (-0.15, 0.12):
            pen.tube([(-0.98, y), (-0.6, y - 0.04)], [0.07, 0.02], scaled(coat.fur, 0.42), 0, 0)
    if "zebra" in coat.marks:
        for y in (0.75, 0.45, 0.15, -0.15):
            half = math.sqrt(max(0.0, 1 - y * y))
            pen.stroke([(-half * 0.95, y), (-half * 0.25, y - 0.1)], INK, 0.13)


def _muzzle(pen: Pen, species: Species, coat: Coat, face: Face, turned: float) -> None:
    reach = species.snout * turned
    x, y = 0.42 * turned + reach * 0.55, -0.36
    jaw = 0.34 * face.open_mouth
    wide, tall = 0.5 * (1 - 0.1 * turned) + 0.32 * reach, 0.38
    if jaw > 0.05:
        _jaw(pen, coat, x, y, wide, jaw)
    pen.tube(
        [(0.32 * turned, y + 0.05), (x + reach * 0.35, y)],
        [tall * 1.08, tall],
        coat.muzzle,
        0.16,
        0.5 if species.snout > 0.3 else 0.0,
    )
    if "teeth_row" in coat.marks and turned > 0.3:
        for k in range(5):
            tooth = x - 0.3 + 0.34 * k
            pen.fill([(tooth, y - 0.26), (tooth + 0.14, y - 0.26), (tooth + 0.07, y - 0.46)], SNOW, 0, 0.3)
    tip = x + reach * 0.35 + (0.24 + 0.08 * species.snout) * turned
    if "noseless" not in coat.marks:
        _nose(pen, coat, tip, y, turned)
    if jaw <= 0.05:
        curl = 0.1 + 0.06 * face.smile
        mouth_x = x + reach * 0.15
        pen.stroke([(mouth_x - 0.24, y - 0.12 + curl * 0.5), (mouth_x - 0.1, y - 0.16), (mouth_x, y - 0.06),
            (mouth_x + 0.1, y - 0.16),
                    (mouth_x + 0.24, y - 0.12 + curl * 0.5)], INK, 0.06, 0.85, True)  # fmt: skip
    if "teeth" in coat.marks:
        pen.slab(tip - 0.14, y - 0.42, tip + 0.1, y - 0.16, SNOW, 0.04, 0, 0.5)
    if "goatee" in coat.marks:
        pen.smooth([(x - 0.15, y - 0.28), (x + 0.15, y - 0.28), (x, y - 0.85)], coat.belly)
    if "tusks" in coat.marks:
        pen.tube([(x, y - 0.1), (x + 0.3, y - 0.05), (x + 0.36, y + 0.26)], [0.09, 0.07, 0.02], _HORN)
    if species.ears == "flop":
        _flop_ears(pen, coat, turned)


def _jaw(pen: Pen, coat: Coat, x: float, y: float, wide: float, jaw: float) -> None:
    pen.smooth([(x - wide * 0.6, y - 0.1), (x + wide * 0.8, y - 0.14), (x + wide * 0.6, y - 0.3 - jaw),
        (x - wide * 0.4, y - 0.28 - jaw)],
               coat.muzzle, 0.2)  # fmt: skip
    pen.smooth([(x - wide * 0.5, y - 0.16), (x + wide * 0.7, y - 0.18), (x + wide * 0.48, y - 0.2 - jaw),
        (x - wide * 0.3, y - 0.2 - jaw)],
               rgb("7a2a30"), 0, 0)  # fmt: skip
    pen.ball(x + wide * 0.05, y - 0.16 - jaw * 0.72, wide * 0.34, jaw * 0.3, rgb("e46f74"), 0, 0)


def _nose(pen: Pen, coat: Coat, tip: float, y: float, turned: float) -> None:
    if "pignose" in coat.marks:
        pen.ball(tip, y + 0.06, 0.3 - 0.1 * turned, 0.25, coat.nose, 0.15)
        for side in (-1, 1):
            pen.dot(tip + side * 0.1 * (1 - 0.3 * turned), y + 0.06, 0.055, scaled(coat.nose, 0.5))
    else:
        big = 1.5 if "bignose" in coat.marks else 1.0
        pen.ball(tip, y + 0.2, 0.17 * big, 0.13 * big * (1.4 if big > 1 else 1), coat.nose, 0.2, 0)
        pen.dot(tip - 0.04, y + 0.24, 0.04, mix(coat.nose, SNOW, 0.6))


def _trunk(pen: Pen, coat: Coat, turned: float, time_s: float) -> None:
    swing = 0.28 * wave(time_s * 0.5)
    x = 0.6 * turned
    for side in (-1, 1):
        pen.tube(
            [(x + side * 0.34, -0.5), (x + side * 0.5 + 0.3 * turned, -0.85), (x + side * 0.5 + 0.62 * turned, -0.72)],
            [0.13, 0.11, 0.02],
            _HORN,
        )
    pen.tube([(x, -0.2), (x + 0.35 * turned, -0.9), (x + 0.42 * turned + swing * 0.5, -1.6),
        (x + 0.8 * turned + swing, -2.05)],
             [0.42, 0.32, 0.24, 0.17], coat.fur, 0.3)  # fmt: skip
    for k in range(4):
        y = -0.75 - 0.25 * k
        pen.stroke(
            [(x + 0.3 * turned - 0.2 + 0.04 * k, y), (x + 0.36 * turned + 0.2 - 0.02 * k, y)],
            scaled(coat.fur, 0.75),
            0.04,
        )


def _eyes(pen: Pen, coat: Coat, face: Face, squeeze: float) -> None:
    for side in (-1, 1):
        x, y = side * 0.4 * squeeze, 0.06
        if "noseless" in coat.marks:
            y = 0.78
        if face.shut_eyes > 0.7:
            pen.stroke(
                [(x - 0.15, y), (x, y - 0.06), (x + 0.15, y)],
                SNOW if "panda" in coat.marks else INK,
                0.065,
                curved=True,
            )
            continue
        tall = 0.19 * (1 - 0.7 * face.shut_eyes)
        pen.ball(x, y, 0.18, tall * 1.05, SNOW, 0, 0.4)
        pen.ball(x + 0.05 * face.look[0], y + 0.04 * face.look[1], 0.125, min(0.145, tall), INK, 0, 0)
        pen.dot(x + 0.05 * face.look[0] + 0.04, y + 0.06, 0.045, SNOW)
        if face.frown > 0.4:
            pen.stroke([(x - side * 0.2, y + 0.14), (x + side * 0.2, y + 0.28)], scaled(coat.fur, 0.5), 0.07)


def spines(pen: Pen, color: Color, rx: float, ry: float) -> None:
    """A hedgehog's back."""
    for row, grow in enumerate((1.08, 0.86, 0.6)):
        for a in np.linspace(20 + 7 * row, 185, 13 - 2 * row):
            x, y = math.cos(math.radians(a)), math.sin(math.radians(a))
            tip = (rx * grow * 1.24 * x - 0.02, ry * grow * 1.24 * y + 0.01)
            pen.fill(
                [
                    (rx * grow * x * 0.86 - 0.02, ry * grow * y * 0.86),
                    tip,
                    (rx * grow * x * 0.86 + 0.03, ry * grow * y * 0.9),
                ],
                color,
                0.2,
                0.4,
            )
