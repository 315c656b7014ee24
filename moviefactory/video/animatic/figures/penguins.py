"""Penguins, who waddle on their feet and swim on their bellies. Lengths in metres."""

from __future__ import annotations

from moviefactory.video.animatic.canvas import Color, rgb, scaled
from moviefactory.video.animatic.figure import Habitat, View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.motion import blink, drift, hop, wave
from moviefactory.video.animatic.figures.palette import INK, SNOW, paint
from moviefactory.video.animatic.figures.pen import Pen, Reach


def penguin(role: Role, name: str) -> Actor:
    """A penguin: waddles on its feet, slides and swims on its belly."""
    color = paint(role.color, rgb("2b3040"))
    prone = role.action in ("swim", "dive", "fly", "race", "float", "fall")

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        lift, rock, flap = 0.0, 0.0, 0.0
        if role.action in ("walk", "run", "work"):
            step = t * (1.5 if role.action == "walk" else 2.4)
            rock, lift = 9 * wave(step), 0.02 * abs(wave(step))
        elif role.action in ("dance", "celebrate", "jump", "play"):
            rock, lift, flap = 10 * wave(t), 0.16 * hop(t * 2), 60 * abs(wave(t * 1.5))
        elif role.action in ("wave", "talk"):
            rock, flap = 3 * wave(t * 0.8), 75 + 28 * wave(t * 1.7)
        else:
            rock = 2.5 * drift(t, 0.1)
        if prone:
            base = pen.at(-0.35, 0.03 * wave(t), -82 + 4 * wave(t * 0.8), 0.9)
            flap = 38 + 26 * wave(t * 1.4)
        else:
            base = pen.at(0, lift, rock, 0.9)
        _draw_penguin(base, color, flap, t, view == "front", rock)
        return lift

    habitat: Habitat = {"swim": "underwater", "dive": "underwater"}.get(role.action,
        "air" if prone else "ground")  # type: ignore[assignment]  # fmt: skip
    speed = {"walk": 0.5, "run": 1.1, "swim": 2.6, "dive": 2.6, "race": 3.0, "fly": 4.0}.get(role.action, 0.0)
    views: tuple[View, ...] = ("side",) if prone or speed else ("front", "side")
    tall, long = (0.5, 1.0) if prone else (0.95, 0.6)
    return Actor(tall, long, habitat, speed, views, Reach(-0.95, -0.9 if prone else -0.1, 0.95, 1.35), draw)


def _draw_penguin(pen: Pen, color: Color, flap: float, t: float, front: bool, rock: float) -> None:
    shift = 0.0 if front else 0.07
    for side in (-1, 1):
        up = max(0.0, side * rock) * 0.006
        pen.smooth(
            [
                (side * 0.12 - 0.09, 0.0 + up),
                (side * 0.12, 0.07 + up),
                (side * 0.12 + 0.14, 0.0 + up),
                (side * 0.12, -0.02 + up),
            ],
            rgb("f5a623"),
        )
    for side in (-1, 1):
        if side < 0 or front or flap > 30:
            wing = pen.at(side * 0.25, 0.64, side * (10 + (flap if side > 0 or flap < 70 else 0)))
            wing.smooth([(-0.07, 0.03), (0.07, 0.03), (0.05, -0.3), (0, -0.42), (-0.05, -0.3)], scaled(color, 0.82))
    pen.smooth(
        [
            (-0.27, 0.1),
            (-0.32, 0.38),
            (-0.25, 0.7),
            (-0.2, 0.9),
            (0, 1.04),
            (0.2, 0.9),
            (0.25, 0.7),
            (0.32, 0.38),
            (0.27, 0.1),
            (0, 0.02),
        ],
        color,
        0.3,
    )
    pen.smooth(
        [
            (shift - 0.2, 0.12),
            (shift - 0.23, 0.38),
            (shift - 0.14, 0.66),
            (shift, 0.7),
            (shift + 0.14, 0.66),
            (shift + 0.21, 0.38),
            (shift + 0.17, 0.12),
            (shift, 0.05),
        ],
        SNOW,
        0.16,
        0,
    )
    for side in (-1, 1):
        pen.ball(shift + side * 0.09, 0.84, 0.1, 0.11, SNOW, 0.05, 0)
        shut = blink(t, 0.2)
        pen.ball(shift + side * 0.075, 0.85, 0.032, 0.038 * (1 - 0.9 * shut), INK, 0, 0)
        pen.dot(shift + side * 0.075 + 0.01, 0.865, 0.011, SNOW)
        pen.ball(shift + side * 0.17, 0.74, 0.035, 0.05, rgb("f7cb2d"), 0, 0)
    pen.smooth(
        [
            (shift - 0.06, 0.8),
            (shift + 0.06, 0.8),
            (shift + 0.02 + 1.3 * (0.02 if front else 0.09), 0.73),
            (shift - 0.01, 0.73),
        ],
        rgb("f5a623"),
        0.2,
        0.5,
    )
    if not front:
        wing = pen.at(-0.1, 0.64, -6 + 0.4 * flap)
        wing.smooth([(-0.08, 0.03), (0.08, 0.03), (0.06, -0.3), (0, -0.42), (-0.06, -0.3)], scaled(color, 0.8))
