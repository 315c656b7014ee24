"""The parts of a four-legged animal: torso with its coat's marks, legs, mane and tail. Shoulder height is 1."""

from __future__ import annotations

import math

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figures.animal_head import Coat, spines
from moviefactory.video.animatic.figures.motion import wave
from moviefactory.video.animatic.figures.palette import INK, SNOW
from moviefactory.video.animatic.figures.pen import Pen
from moviefactory.video.animatic.figures.people.pose import limb
from moviefactory.video.animatic.figures.species import Species
from moviefactory.video.animatic.figures.stance import Stance


def draw_torso(pen: Pen, s: Species, coat: Coat, half: float) -> None:
    path = [(-half, 0), (-half * 0.3, 0.012), (half * 0.4, 0), (half, 0.01)]
    if "shell" in coat.marks:
        pen.tube(path, [s.hind, s.girth * 0.9, s.girth, s.girth * 0.8], coat.fur)
        _shell(pen, half)
        return
    _back(pen, s, coat, half)
    pen.tube(path, [s.hind * 1.04, s.girth * 0.92, s.girth * 0.98, s.girth], coat.fur, 0.32)
    if "panda" in coat.marks:
        pen.tube([(half * 0.72, 0.24), (half * 0.85, 0), (half * 0.8, -0.26)], [s.girth * 0.36], rgb("2e2c35"), 0.1, 0)
    _pattern(pen, s, coat, half)
    _trimmings(pen, s, coat, half)


def _back(pen: Pen, s: Species, coat: Coat, half: float) -> None:
    """What rises behind the back: plates, humps, wool."""
    if "plates" in coat.marks:
        for k in range(8):
            x = -half * 1.15 + k * half * 0.34
            tall = 0.3 - 0.032 * abs(k - 3.5) ** 1.4
            pen.smooth([(x - 0.1, 0.24), (x, 0.3 + tall), (x + 0.1, 0.24)], mix(coat.fur, rgb("f07f1e"), 0.6))
    if "hump" in coat.marks:
        for x in (-half * 0.35, half * 0.45):
            pen.smooth([(x - 0.24, 0.1), (x - 0.05, 0.42), (x + 0.07, 0.42), (x + 0.24, 0.1)], coat.fur)
    if "wool" in coat.marks:
        for k in range(11):
            a = 2 * math.pi * k / 11
            pen.ball(
                half * 1.02 * math.cos(a),
                0.02 + s.girth * 0.62 * math.sin(a),
                s.girth * 0.5,
                s.girth * 0.5,
                coat.fur,
                0.12,
                0.8,
            )


def _trimmings(pen: Pen, s: Species, coat: Coat, half: float) -> None:
    """What lies on the body: belly, ridge, spines."""
    if coat.belly != coat.fur and "wool" not in coat.marks:
        pen.tube(
            [(-half * 0.75, -s.girth * 0.66), (half * 0.75, -s.girth * 0.7)],
            [s.girth * 0.2, s.girth * 0.24],
            coat.belly,
            0.1,
            0,
        )
    if "ridge" in coat.marks:
        for k in range(9):
            x = -half * 1.2 + k * half * 0.3
            pen.fill(
                [(x - 0.06, s.girth * 0.78), (x, s.girth * 1.08 + 0.03), (x + 0.06, s.girth * 0.78)],
                scaled(coat.fur, 0.7),
                0.1,
                0.5,
            )
    if "spines" in coat.marks:
        spines(pen, rgb("5d3b22"), half * 1.25, s.girth * 1.1)


def _shell(pen: Pen, half: float) -> None:
    dome = rgb("7a5a2e")
    pen.smooth(
        [(-half * 1.25, -0.1), (-half * 1.0, 0.34), (0, 0.58), (half * 0.95, 0.34), (half * 1.2, -0.1), (0, -0.2)],
        dome,
        0.35,
    )
    for x, y, r in ((0, 0.34, 0.15), (-0.3, 0.2, 0.12), (0.3, 0.2, 0.12), (-0.14, 0.04, 0.1), (0.14, 0.04, 0.1)):
        pen.ball(x, y, r, r * 0.85, rgb("a8863f"), 0.25, 0.6)
    pen.tube([(-half * 1.28, -0.12), (0, -0.2), (half * 1.24, -0.12)], [0.05], rgb("c9a75a"))


def _pattern(pen: Pen, s: Species, coat: Coat, half: float) -> None:
    dark = scaled(coat.fur, 0.4)
    if "stripes" in coat.marks or "zebra" in coat.marks:
        ink = INK if "zebra" in coat.marks else dark
        for k in range(8):
            x = -half * 1.05 + k * half * 0.28
            pen.tube(
                [(x, s.girth * 0.88), (x + 0.03, s.girth * 0.3), (x + 0.0, -s.girth * 0.3)],
                [0.034, 0.028, 0.004],
                ink,
                0,
                0,
            )
    if "spots" in coat.marks:
        for k in range(22):
            x, y = half * 1.05 * (((k * 0.618) % 1) * 2 - 1), s.girth * 0.75 * (((k * 0.414) % 1) * 2 - 0.9)
            pen.ball(x, y, 0.034, 0.028, dark, 0, 0)
    if "spots_light" in coat.marks:
        for k in range(9):
            pen.dot(-half * 0.9 + k * half * 0.2, s.girth * (0.35 + 0.25 * ((k * 0.618) % 1)), 0.022, SNOW)
    _patches(pen, s, coat, half)


def _patches(pen: Pen, s: Species, coat: Coat, half: float) -> None:
    if "patches" in coat.marks:
        for x, y, rx, ry in (
            (-half * 0.7, 0.06, 0.2, 0.15),
            (half * 0.2, 0.1, 0.17, 0.13),
            (half * 0.85, -0.05, 0.11, 0.12),
        ):
            pen.smooth(
                [
                    (x - rx, y),
                    (x - rx * 0.3, y + ry),
                    (x + rx * 0.8, y + ry * 0.6),
                    (x + rx, y - ry * 0.4),
                    (x, y - ry),
                ],
                rgb("3a3038"),
                0.1,
                0,
            )
    if "patches_brown" in coat.marks:
        for k in range(13):
            x, y = half * 1.1 * (((k * 0.618) % 1) * 2 - 1), s.girth * 0.7 * (((k * 0.414 + 0.2) % 1) * 2 - 0.9)
            pen.ball(x, y, 0.055, 0.05, rgb("a5622a"), 0, 0)
    if "stripe" in coat.marks:
        pen.tube(
            [(-half * 1.1, s.girth * 0.8), (0, s.girth * 0.86), (half, s.girth * 0.8)], [s.girth * 0.2], SNOW, 0.1, 0
        )


def draw_leg(
    pen: Pen, s: Species, coat: Coat, root: tuple[float, float], stance: Stance, index: int, color: Color
) -> None:
    hind = index < 2
    first, second = stance.legs[index]
    bones = limb(root, (first, second), s.legs - 0.02, 1.0, 1.0, -1.0 if hind else (-1.0 if second > 30 else -0.4))
    thick = s.leg_thick
    pen.tube([bones.root, bones.middle, bones.end], [thick * (2.1 if hind else 1.7), thick * 1.15, thick * 0.86], color)
    foot = pen.at(*bones.end, turn=0.5 * bones.turn - stance.pitch * 0.5)
    foot.smooth([(-thick * 0.95, thick * 0.5), (thick * 0.6, thick * 0.6), (thick * 1.5, -thick * 0.2),
        (thick * 1.4, -thick * 0.62),
                 (-thick * 0.95, -thick * 0.62)], coat.feet if "panda" not in coat.marks else color)  # fmt: skip


def draw_mane(pen: Pen, tip: tuple[float, float], s: Species, coat: Coat, time_s: float) -> None:
    for k in range(7):
        share = k / 6
        x, y = tip[0] * share - s.neck_thick * 0.9, tip[1] * share + 0.06
        flow = 0.03 * wave(time_s * 1.4 - k * 0.13)
        pen.tube(
            [(x + 0.06, y + 0.03), (x - 0.06, y - 0.02), (x - 0.1 + flow, y - 0.13)],
            [0.06, 0.055, 0.015],
            coat.mane,
            0.2,
            0.6,
        )


def draw_tail(pen: Pen, s: Species, coat: Coat, time_s: float) -> None:
    wag = wave(time_s * 1.3)
    kind = s.tail
    if kind == "bushy":
        pen.tube(
            [(0.08, 0), (-0.2, 0.02), (-0.42, -0.06 + 0.05 * wag), (-0.6, 0.02 + 0.1 * wag)],
            [0.06, 0.11, 0.12, 0.03],
            coat.fur,
        )
        if "tip" in coat.marks:
            pen.tube([(-0.48, -0.03 + 0.07 * wag), (-0.6, 0.02 + 0.1 * wag)], [0.1, 0.03], coat.belly, 0.1, 0)
    elif kind == "plume":
        pen.tube([(0.08, 0), (-0.24, 0.1), (-0.3, 0.52), (-0.14 + 0.05 * wag, 0.86), (0.02 + 0.05 * wag, 0.74)],
            [0.08, 0.17, 0.2, 0.17, 0.06],
                 coat.fur if "stripe" not in coat.marks else SNOW)  # fmt: skip
    elif kind == "ringed":
        path = [(0.08, 0), (-0.2, 0.04), (-0.42, 0.12 + 0.06 * wag), (-0.62, 0.1 + 0.1 * wag)]
        pen.tube(path, [0.07, 0.1, 0.1, 0.05], coat.fur)
        for x, y in path[1:]:
            pen.ball(x, y, 0.035, 0.095, rgb("3b3d46"), 0, 0)
    elif kind == "flow":
        for k in range(3):
            pen.tube([(0.06, 0.05), (-0.14, 0.02), (-0.2 + 0.05 * wag - 0.03 * k, -0.24),
                (-0.18 + 0.1 * wag - 0.05 * k, -0.5 - 0.05 * k)], [0.05, 0.07, 0.07, 0.02],
                     coat.mane, 0.2, 0.7)  # fmt: skip
    else:
        _slim_tail(pen, s, coat, wag)


def _slim_tail(pen: Pen, s: Species, coat: Coat, wag: float) -> None:
    kind = s.tail
    if kind in ("thin", "tuft"):
        end = (-0.16 + 0.1 * wag, -0.38)
        pen.tube([(0.06, 0), (-0.1, -0.06), (-0.14 + 0.05 * wag, -0.22), end], [0.04, 0.028, 0.022, 0.02], coat.fur)
        if kind == "tuft":
            pen.smooth([(end[0] - 0.03, end[1] + 0.05), (end[0] + 0.04, end[1] + 0.04), (end[0] + 0.02,
                end[1] - 0.12), (end[0] - 0.06, end[1] - 0.06)],
                       coat.mane)  # fmt: skip
    elif kind == "long":
        pen.tube(
            [(0.08, 0), (-0.24, 0.0), (-0.4, 0.22), (-0.34 + 0.12 * wag, 0.52), (-0.46 + 0.16 * wag, 0.66)],
            [0.06, 0.055, 0.05, 0.045, 0.035],
            coat.fur,
        )
    elif kind == "curl":
        pen.tube(
            [(0.06, 0), (-0.14, 0.12), (-0.13 + 0.06 * wag, 0.32), (0.03 + 0.07 * wag, 0.34)],
            [0.06, 0.055, 0.045, 0.03],
            coat.fur,
        )
    else:
        _odd_tail(pen, s, coat, wag)


def _odd_tail(pen: Pen, s: Species, coat: Coat, wag: float) -> None:
    kind = s.tail
    if kind == "dino":
        pen.tube(
            [(0.2, 0), (-0.25, -0.04), (-0.65, -0.06 + 0.05 * wag), (-1.0, 0.06 + 0.13 * wag)],
            [s.hind * 1.0, s.hind * 0.75, s.hind * 0.42, 0.02],
            coat.fur,
            0.3,
        )
    elif kind == "paddle":
        pen.tube([(0.1, -0.08), (-0.3, -0.14), (-0.6, -0.1 + 0.06 * wag)], [0.08, 0.13, 0.1], scaled(coat.fur, 0.5))
    elif kind == "puff":
        pen.ball(-0.02, 0.04, 0.1, 0.1, coat.belly)
    elif kind == "stub":
        pen.fill([(0.05, 0.04), (-0.2, -0.08), (0.05, -0.08)], coat.fur)
