"""Octopus, squid, jellyfish and crab. Lengths in metres."""

from __future__ import annotations

from moviefactory.video.animatic.canvas import mix, rgb, scaled
from moviefactory.video.animatic.figure import View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.motion import blink, drift, pick, wave
from moviefactory.video.animatic.figures.palette import INK, SNOW, paint
from moviefactory.video.animatic.figures.pen import Pen, Reach


def octopus(role: Role, name: str) -> Actor:
    """An octopus, squid or jellyfish: a bell with arms that follow its pulse."""
    options = {
        "octopus": ("orange", "crimson", "violet"),
        "squid": ("rose", "violet"),
        "jellyfish": ("pink", "azure", "lavender"),
    }
    color = paint(role.color, paint(pick(options.get(name, ("orange",)), role.seed, "bell"), rgb("f07f1e")))
    size = {"octopus": 1.1, "squid": 1.4, "jellyfish": 0.7}.get(name, 1.0)
    moves = role.action in ("swim", "race", "run", "fly", "walk", "dive")

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        pulse = wave(t * 0.8)
        body = pen.at(0, 0.05 * size * pulse, (-58 if moves and name != "jellyfish" else 0) + 5 * drift(t, 0.4), size)
        arms = 10 if name == "squid" else 8
        for index in range(arms):
            x = -0.3 + 0.6 * index / (arms - 1)
            path = [(x * 0.8, -0.1)]
            for k in range(1, 6):
                path.append(
                    (
                        x * (1 + 0.16 * k) + 0.055 * k * wave(t * 0.8 - 0.13 * k + 0.21 * index) * (1 - 0.4 * pulse),
                        -0.1 - 0.125 * k,
                    )
                )
            thin = 0.35 if name == "jellyfish" else 1.0
            (body if index % 2 else body.far(0.78)).tube(
                path, [0.085 * thin, 0.075 * thin, 0.02 * thin], color, 0.2, 0.8, alpha=0.8 if thin < 1 else 1.0
            )
        wide = 1 + 0.07 * pulse
        if name == "jellyfish":
            body.smooth(
                [
                    (-0.42 * wide, -0.12),
                    (-0.4 * wide, 0.14),
                    (0, 0.4),
                    (0.4 * wide, 0.14),
                    (0.42 * wide, -0.12),
                    (0.2, -0.06),
                    (0, -0.13),
                    (-0.2, -0.06),
                ],
                color,
                0.4,
                alpha=0.86,
            )
            body.smooth([(-0.24, 0.0), (0, 0.26), (0.24, 0.0), (0, 0.06)], mix(color, SNOW, 0.5), 0.1, 0, 0.6)
            body.glow(0, 0.05, 0.6, color, 0.5)
        else:
            tall = 0.95 if name == "squid" else 0.62
            if name == "squid":
                body.fill([(-0.42, 0.6), (0, 1.1), (0.42, 0.6), (0, 0.5)], scaled(color, 0.85))
            body.smooth(
                [
                    (-0.34 * wide, -0.14),
                    (-0.38 * wide, 0.2),
                    (-0.22, tall * 0.9),
                    (0, tall),
                    (0.22, tall * 0.9),
                    (0.38 * wide, 0.2),
                    (0.34 * wide, -0.14),
                    (0, -0.2),
                ],
                color,
                0.34,
            )
            for x, y in ((-0.2, 0.42), (0.16, 0.5), (0.02, 0.34)):
                body.ball(x, y, 0.045, 0.035, mix(color, SNOW, 0.4), 0, 0)
        for side in (-1, 1):
            shut = blink(t, 0.3)
            body.ball(side * 0.14 + 0.04, 0.06, 0.085, 0.1 * (1 - 0.85 * shut), SNOW, 0, 0.4)
            body.ball(side * 0.14 + 0.06, 0.05, 0.05, 0.06 * (1 - 0.85 * shut), INK, 0, 0)
        body.stroke([(-0.04, -0.07), (0.05, -0.1), (0.14, -0.07)], INK, 0.02, 1, True)
        return 0.0

    return Actor(
        1.35 * size,
        1.0 * size,
        "underwater",
        0.9 if moves else 0.0,
        ("side",),
        Reach(-1.3 * size, -1.2 * size, 1.3 * size, 1.3 * size),
        draw,
    )


def crab(role: Role, name: str) -> Actor:
    """A crab (or lobster) that walks sideways and snaps its claws."""
    color = paint(role.color, rgb("e0452f"))
    moves = role.action in ("walk", "run", "race", "climb", "swim")

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        hop_y = 0.05 * abs(wave(t * 1.4)) if role.action in ("dance", "celebrate", "jump") else 0.0
        body = pen.at(0, 0.13 + hop_y, 5 * wave(t) if hop_y else 0)
        for side in (-1, 1):
            for k in range(3):
                lift = 0.045 * max(0.0, wave(t * 2.2 + k * 0.33 + side * 0.25)) if moves else 0.0
                foot = (side * (0.27 + 0.06 * k), -0.13 + lift - hop_y * 0.4)
                body.tube(
                    [(side * 0.13, 0.0), (side * (0.24 + 0.05 * k), 0.08 - 0.03 * k), foot],
                    [0.025, 0.022, 0.01],
                    scaled(color, 0.85),
                )
            raise_up = (
                0.08
                + 0.06 * wave(t * 1.1 + side * 0.2)
                + (0.1 if role.action in ("wave", "fight", "celebrate", "dance") else 0.0)
            )
            body.tube(
                [(side * 0.16, 0.06), (side * 0.3, 0.09 + raise_up * 0.5), (side * 0.28, 0.16 + raise_up)],
                [0.03, 0.028],
                color,
            )
            snap = 14 + 12 * wave(t * 1.7)
            claw = body.at(side * 0.28, 0.18 + raise_up, wide=side)
            claw.at(turn=snap).smooth([(-0.02, 0), (0.0, 0.15), (0.08, 0.19), (0.09, 0.02)], color)
            claw.at(turn=-snap).smooth([(0.02, 0), (-0.02, 0.14), (-0.08, 0.15), (-0.07, 0.0)], scaled(color, 0.9))
            body.tube([(side * 0.06, 0.08), (side * 0.07, 0.19)], [0.014], color)
            body.ball(side * 0.07, 0.2, 0.035, 0.035, SNOW, 0, 0.5)
            body.dot(side * 0.075, 0.2, 0.018, INK)
        body.smooth(
            [(-0.22, 0.0), (-0.2, 0.09), (0, 0.14), (0.2, 0.09), (0.22, 0.0), (0.12, -0.07), (-0.12, -0.07)],
            color,
            0.34,
        )
        body.stroke([(-0.05, -0.01), (0, -0.03), (0.05, -0.01)], INK, 0.012, 1, True)
        return hop_y

    return Actor(0.34, 0.75, "ground", 0.35 if moves else 0.0, ("front", "side"), Reach(-0.62, -0.08, 0.62, 0.75), draw)
