"""Made-up beings on two legs: robots, aliens, monsters, skeletons, yetis and scarecrows; and the ghost, who has "
    "none."""  # fmt: skip

from __future__ import annotations

import math
from dataclasses import replace

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figure import View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.motion import blink, drift, pick, wave
from moviefactory.video.animatic.figures.palette import GOLD, INK, IRON, SNOW, STEEL, paint, painted
from moviefactory.video.animatic.figures.pen import Pen, Reach
from moviefactory.video.animatic.figures.people.body import HeadPainter, Look
from moviefactory.video.animatic.figures.people.head import draw_eyes
from moviefactory.video.animatic.figures.people.person import biped, hand_for
from moviefactory.video.animatic.figures.people.pose import BUILDS, Build, Face


def creature(role: Role, name: str) -> Actor:
    """The creature `name`: robot, android, alien, monster, demon, skeleton, yeti, scarecrow, snowman or ghost."""
    if name == "ghost":
        return ghost(role)
    look, height = {
        "robot": _robot, "android": _robot, "giant_robot": _giant_robot, "alien": _alien, "monster": _monster,
            "skeleton": _skeleton,
        "yeti": _yeti,
    }[name](role)  # fmt: skip
    if role.prop:
        look = replace(look, hand=hand_for(role.prop, role.prop, height))
    return biped(role, look, height)


def _robot(role: Role) -> tuple[Look, float]:
    color = painted(role.color, ("azure", "orange", "teal", "silver", "red"), role.seed, "paint")
    build = replace(
        BUILDS["man"], head=0.135, shoulder=0.68, hip=0.37, half_shoulders=0.145, waist=0.085, chest=0.105, limb=0.042
    )
    return Look(build, STEEL, color, color, IRON, _robot_head(color, role.seed), cover="metal", sleeves="none"), 1.75


def _giant_robot(role: Role) -> tuple[Look, float]:
    look, _ = _robot(role)
    build = replace(look.build, height_m=9.0, head=0.085, shoulder=0.76, half_shoulders=0.18, chest=0.14, limb=0.055)
    return replace(look, build=build), 9.0


def _robot_head(color: Color, seed: int) -> HeadPainter:
    glow = pick((rgb("6fe8ff"), rgb("ffe27a"), rgb("8dff7a")), seed, "eyes")

    def draw(pen: Pen, face: Face, turned: float, time_s: float) -> None:
        x = 0.34 * turned
        pen.tube([(-0.1, 0.9), (-0.1, 1.45)], [0.06], IRON, edge=0.5)
        lit = 0.5 + 0.5 * wave(time_s * 0.9)
        pen.ball(-0.1, 1.52, 0.15, 0.15, mix(rgb("8a2f3a"), rgb("ff5a4a"), lit), 0.1, 0.6)
        pen.glow(-0.1, 1.52, 0.9, rgb("ff5a4a"), 0.5 * lit)
        for side in (-1, 1):
            if side < 0 or turned < 0.6:
                pen.slab(side * 1.12 - 0.16, -0.3, side * 1.12 + 0.16, 0.3, IRON, 0.1)
        pen.slab(-1.05, -0.85, 1.05, 0.92, color, 0.42, 0.34)
        pen.slab(x - 0.74, -0.42, x + 0.74 - 0.12 * turned, 0.52, rgb("1c2a3c"), 0.3, 0.15, 0.5)
        tall = 0.2 * (1 - 0.92 * face.shut_eyes) * (1.15 if face.open_mouth > 0.6 else 1)
        for side in (-1, 1):
            ex = x + side * 0.34 * (1 - 0.2 * turned) + 0.06 * face.look[0]
            pen.ball(ex, 0.1 + 0.05 * face.look[1], 0.17, max(0.025, tall), glow, 0, 0)
            pen.glow(ex, 0.1, 0.55, glow, 0.55)
            if face.frown > 0.4:
                pen.fill([(ex - 0.25, 0.36), (ex + 0.25, 0.36), (ex - side * 0.25, 0.12)], rgb("1c2a3c"), 0, 0)
        bars = 5
        for k in range(bars):
            level = (
                0.05
                + 0.15 * face.open_mouth * abs(math.sin(time_s * 17 + k * 1.7))
                + 0.02 * face.smile * (2 - abs(k - 2)) * 0
            )
            bx = x + (k - 2) * 0.15
            pen.slab(
                bx - 0.045,
                -0.66 - level,
                bx + 0.045,
                -0.6 + level * 0.4,
                glow if face.open_mouth > 0.1 else scaled(color, 0.5),
                0.02,
                0,
                0,
            )
        pen.tube([(-0.75, 0.6), (-0.4, 0.78), (0.2, 0.8)], [0.05], SNOW, 0, 0, alpha=0.5)

    return draw


def _alien(role: Role) -> tuple[Look, float]:
    color = painted(role.color, ("lime", "mint", "turquoise", "violet"), role.seed, "skin")
    build = Build(1.45, 0.19, 0.58, 0.34, 0.085, 0.045, 0.066, 0.07, 0.34, 0.028)
    suit = mix(color, rgb("2e3a5c"), 0.72)

    def head(pen: Pen, face: Face, turned: float, time_s: float) -> None:
        x = 0.32 * turned
        for side in (-1, 1):
            tip = (side * 0.5 + 0.08 * wave(time_s * 0.8 + side), 1.4)
            pen.tube([(side * 0.25, 0.75), (side * 0.35, 1.1), tip], [0.07, 0.05], color, edge=0.6)
            pen.ball(*tip, 0.13, 0.13, mix(color, GOLD, 0.6), 0.2, 0.6)
        pen.smooth(
            [
                (-0.95, 0.35),
                (-0.6, 0.9),
                (0, 1.05),
                (0.6, 0.9),
                (0.95, 0.35),
                (0.7, -0.45),
                (0.25, -0.95),
                (-0.25, -0.95),
                (-0.7, -0.45),
            ],
            color,
            0.26,
        )
        for side in (-1, 1):
            tall = 0.38 * (1 - 0.9 * face.shut_eyes)
            pen.ball(x + side * 0.4 * (1 - 0.2 * turned), 0.12, 0.25, max(0.03, tall), INK, 0, 0.3, -side * 24)
            pen.dot(x + side * 0.4 * (1 - 0.2 * turned) + 0.06, 0.26, 0.075 if face.shut_eyes < 0.5 else 0, SNOW)
        if face.open_mouth > 0.15:
            pen.ball(x, -0.58, 0.14, 0.06 + 0.14 * face.open_mouth, rgb("5c1f24"), 0, 0)
        else:
            pen.stroke(
                [(x - 0.16, -0.56 + 0.06 * face.smile), (x, -0.62), (x + 0.16, -0.56 + 0.06 * face.smile)],
                scaled(color, 0.4),
                0.06,
                1,
                True,
            )

    return Look(build, color, suit, suit, scaled(suit, 0.7), head, extras=("belt_buckle",), sleeves="long"), 1.45


def _monster(role: Role) -> tuple[Look, float]:
    color = painted(role.color, ("violet", "teal", "lime", "orange", "magenta"), role.seed, "fur")
    build = Build(2.2, 0.2, 0.58, 0.24, 0.17, 0.1, 0.175, 0.16, 0.34, 0.06)
    eyes = pick((1, 2, 3), role.seed, "eyes")

    def head(pen: Pen, face: Face, turned: float, time_s: float) -> None:
        x = 0.25 * turned
        for side in (-1, 1):
            pen.tube([(side * 0.55, 0.7), (side * 0.95, 1.1), (side * 0.85, 1.5)], [0.2, 0.15, 0.03], rgb("f4ead0"))
        pen.smooth(
            [(-1.05, 0), (-0.8, 0.75), (0, 1.0), (0.8, 0.75), (1.05, 0), (0.9, -0.75), (0, -1.0), (-0.9, -0.75)],
            color,
            0.26,
        )
        wide = 0.6
        depth = 0.16 + 0.35 * face.open_mouth
        pen.smooth(
            [
                (x - wide, -0.3),
                (x, -0.36),
                (x + wide, -0.3),
                (x + wide * 0.7, -0.36 - depth),
                (x, -0.42 - depth),
                (x - wide * 0.7, -0.36 - depth),
            ],
            rgb("4a1a2a"),
            0,
            0.4,
        )
        for k in range(4):
            tx = x - 0.42 + 0.28 * k
            pen.fill([(tx - 0.08, -0.32), (tx + 0.08, -0.32), (tx, -0.5)], SNOW, 0, 0.3)
        if eyes == 2:
            draw_eyes(pen.at(x, 0.2, grow=1.15), face, 1.0, frozenset({"mask"}))
        else:
            for k in range(eyes):
                ex, ey = (x, 0.25) if eyes == 1 else (x + (k - 1) * 0.46, 0.2 + 0.16 * (k == 1))
                big = 0.36 if eyes == 1 else 0.2
                pen.ball(ex, ey, big, big * (1 - 0.9 * face.shut_eyes), SNOW, 0.05, 0.5)
                pen.ball(
                    ex + 0.1 * face.look[0], ey, big * 0.5, big * 0.5 * (1 - 0.9 * face.shut_eyes), rgb("2f6b3a"), 0, 0
                )
                pen.dot(ex + 0.1 * face.look[0], ey, big * 0.26, INK)

    look = Look(
        build,
        color,
        color,
        color,
        scaled(color, 0.8),
        head,
        cover="fur",
        sleeves="none",
        belly=mix(color, SNOW, 0.5),
        accent=color,
    )
    return replace(look, extras=("spots",)), 2.2


def _yeti(role: Role) -> tuple[Look, float]:
    big_foot = "foot" in role.noun
    color = paint(role.color, rgb("8a5630") if big_foot else rgb("eef2f6"))
    build = Build(2.5, 0.16, 0.66, 0.28, 0.18, 0.09, 0.17, 0.165, 0.42, 0.066)
    skin = rgb("9fb4cc") if not big_foot else rgb("c49a6c")

    def head(pen: Pen, face: Face, turned: float, time_s: float) -> None:
        pen.smooth(
            [(-1.1, -0.2), (-0.9, 0.7), (0, 1.2), (0.9, 0.7), (1.1, -0.2), (0.7, -0.95), (0, -1.15), (-0.7, -0.95)],
            color,
            0.24,
        )
        x = 0.34 * turned
        pen.smooth(
            [(x - 0.62, 0.35), (x, 0.42), (x + 0.6, 0.35), (x + 0.55, -0.4), (x, -0.6), (x - 0.55, -0.4)],
            skin,
            0.18,
            0.5,
        )
        draw_eyes(pen.at(x, 0.02), face, 0.9, frozenset())
        pen.ball(x, -0.1, 0.12, 0.09, scaled(skin, 0.6), 0, 0)
        depth = 0.05 + 0.28 * face.open_mouth
        pen.ball(x, -0.36, 0.26, depth, rgb("5c1f24"), 0, 0)
        for side in (-1, 1):
            pen.fill(
                [(x + side * 0.16 - 0.05, -0.3), (x + side * 0.16 + 0.05, -0.3), (x + side * 0.16, -0.44)], SNOW, 0, 0
            )

    return Look(build, color, color, color, skin, head, cover="fur", sleeves="none", accent=color), 2.5


def _skeleton(role: Role) -> tuple[Look, float]:
    build = replace(BUILDS["slim"], head=0.125)

    def head(pen: Pen, face: Face, turned: float, time_s: float) -> None:
        x = 0.3 * turned
        jaw = 0.26 * face.open_mouth
        pen.smooth(
            [(x * 0.6 - 0.5, -0.5), (x + 0.5, -0.5), (x + 0.42, -0.95 - jaw), (x - 0.35, -0.95 - jaw)],
            scaled(SNOW, 0.92),
            0.15,
        )
        pen.smooth(
            [
                (-0.95, 0.1),
                (-0.7, 0.8),
                (0, 1.02),
                (0.7, 0.8),
                (0.95, 0.1),
                (0.62, -0.5),
                (0.4, -0.66),
                (-0.4, -0.66),
                (-0.62, -0.5),
            ],
            SNOW,
            0.18,
        )
        for side in (-1, 1):
            pen.ball(x + side * 0.36, 0.05, 0.26, 0.28, INK, 0, 0)
            if face.shut_eyes < 0.6:
                pen.dot(x + side * 0.36 + 0.06 * face.look[0], 0.05, 0.08, rgb("ff8a3a"))
        pen.fill([(x - 0.1, -0.34), (x + 0.1, -0.34), (x, -0.16)], INK, 0, 0)
        for k in range(5):
            pen.stroke([(x - 0.3 + 0.15 * k, -0.52), (x - 0.3 + 0.15 * k, -0.66)], INK, 0.04)

    return Look(build, SNOW, SNOW, SNOW, SNOW, head, cover="bones", sleeves="none", extras=("bones",)), 1.75


def ghost(role: Role) -> Actor:
    """A floating sheet with a trembling hem."""
    color = paint(role.color, rgb("f2f5fb"))

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        base = pen.at(0.06 * drift(t, 0.2, 0.4), 0.09 * wave(t * 0.45), 7 * drift(t, 0.7, 0.4), 1.5)
        hem = [
            (-0.36 + 0.12 * k, -0.44 - (0.07 if k % 2 else -0.03) + 0.03 * wave(t * 1.1 - 0.2 * k)) for k in range(7)
        ]
        outline = [
            (-0.3, 0.22),
            (-0.2, 0.44),
            (0, 0.52),
            (0.2, 0.44),
            (0.3, 0.22),
            (0.34, -0.1),
            *hem[::-1],
            (-0.34, -0.1),
        ]
        arm = 22 * wave(t * 1.5) if role.action in ("wave", "dance", "celebrate", "fight") else 6 * wave(t * 0.6)
        for side in (-1, 1):
            base.at(side * 0.28, 0.12, side * (48 + arm)).smooth(
                [(-0.07, 0.05), (0.07, 0.05), (0.08, -0.2), (0, -0.27), (-0.08, -0.2)], color, 0.2, alpha=0.94
            )
        base.smooth(outline, color, 0.26, alpha=0.94)
        shut = blink(t, 0.3)
        for side in (-1, 1):
            base.ball(0.04 + side * 0.1, 0.24, 0.052, 0.075 * (1 - 0.9 * shut), INK, 0, 0)
            base.ball(0.04 + side * 0.17, 0.15, 0.035, 0.022, rgb("f2a0b5"), 0, 0, alpha=0.7)
        wide = 0.05 + 0.02 * wave(t * 1.3)
        base.ball(0.04, 0.1, 0.05, wide if role.action in ("talk", "fight", "celebrate") else 0.03, INK, 0, 0)
        base.glow(0, 0.1, 0.85, (0.75, 0.85, 1.0), 0.35)
        return 0.2

    speed = {"fly": 4.0, "race": 6.0, "run": 3.0, "walk": 1.2}.get(role.action, 0.0)
    return Actor(1.5, 1.1, "air", speed, ("front", "side"), Reach(-1.1, -1.1, 1.1, 1.1), draw)
