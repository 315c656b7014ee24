"""Rockets, saucers, spaceships and satellites. Lengths in metres; in flight the anchor is the middle."""

from __future__ import annotations

from moviefactory.video.animatic.canvas import mix, rgb, scaled
from moviefactory.video.animatic.figure import Habitat, View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.aircraft import flight
from moviefactory.video.animatic.figures.motion import drift, smooth, wave
from moviefactory.video.animatic.figures.palette import GLASS, GOLD, IRON, SNOW, STEEL, painted
from moviefactory.video.animatic.figures.pen import Pen, Reach
from moviefactory.video.animatic.figures.props import draw_flame

_STANDS: frozenset[str] = frozenset({"idle", "look", "sleep", "sit", "talk", "wave"})


def rocket(role: Role, name: str) -> Actor:
    """A rocket: stands on its fins, rises on its flame (climb, grow, jump), or flies along nose first."""
    color = painted(role.color, ("red", "orange", "azure"), role.seed, "rocket")
    stands = role.action in _STANDS
    upright = stands or role.action in ("climb", "grow", "jump", "float", "dance", "celebrate")

    def draw(pen: Pen, time_s: float, view: View) -> float:
        shake = 0.03 * wave(time_s * 7.3) if not stands else 0.0
        lean = 3 * drift(time_s, role.phase, 0.4) if not stands else 0.0
        turn = lean if upright else {"dive": -150.0, "fall": -165.0, "race": -86.0}.get(role.action, -68.0) + lean
        if role.action in ("dance", "celebrate"):
            turn = 14 * wave(time_s * 0.8)
        base = pen.at(shake, 4.55 if stands else 0.25 * drift(time_s, role.phase), turn)
        if not stands:
            draw_flame(base.at(0, -3.6, 180), 3.6, time_s)
            for k in range(5):
                age = (time_s * 1.1 + k / 5) % 1.0
                base.haze(
                    0.35 * wave(k * 0.37) * age,
                    -5.2 - 3.4 * age,
                    0.4 + 0.8 * age,
                    0.4 + 0.8 * age,
                    SNOW,
                    0.5 * (1 - age),
                )
        base.far(0.72).smooth([(0.5, -1.6), (1.0, -1.9), (1.5, -4.3), (0.6, -3.3)], color)
        base.smooth([(-0.9, -1.2), (-1.7, -2.2), (-2.1, -4.5), (-1.0, -3.3)], color, 0.3)
        base.smooth([(0.9, -1.2), (1.7, -2.2), (2.1, -4.5), (1.0, -3.3)], color, 0.3)
        base.smooth([(-0.6, -3.2), (-0.75, -3.8), (0.75, -3.8), (0.6, -3.2)], IRON, 0.3)
        base.smooth(
            [
                (-0.85, -3.3),
                (-1.3, -1.2),
                (-1.2, 1.2),
                (-0.6, 3.2),
                (0, 4.3),
                (0.6, 3.2),
                (1.2, 1.2),
                (1.3, -1.2),
                (0.85, -3.3),
            ],
            SNOW,
            0.3,
        )
        base.smooth([(-0.78, 2.75), (-0.5, 3.5), (0, 4.35), (0.5, 3.5), (0.78, 2.75), (0, 2.55)], color, 0.3, 0.5)
        base.fill([(-1.27, -1.5), (1.27, -1.5), (1.2, -1.95), (-1.2, -1.95)], color, 0.1, 0)
        base.ball(0, 1.15, 0.68, 0.68, GOLD, 0.2)
        base.ball(0, 1.15, 0.5, 0.5, GLASS, 0.35, 0)
        base.ball(-0.16, 1.33, 0.12, 0.12, SNOW, 0, 0)
        base.smooth([(-0.16, -1.6), (0, -1.2), (0.16, -1.6), (0.2, -4.2), (-0.2, -4.2)], scaled(color, 0.85), 0.2)
        return 0.0

    habitat: Habitat = "ground" if stands else "air"
    speed = (
        0.0 if stands else {"fly": 60.0, "race": 90.0, "dive": 60.0, "run": 60.0, "sail": 40.0}.get(role.action, 0.0)
    )
    tall, long = (8.9, 4.2) if upright else (5.0, 9.5)
    return Actor(tall, long, habitat, speed, ("side",), Reach(-9.5, -0.5 if stands else -9.5, 7.5, 9.5), draw)


def saucer(role: Role, name: str) -> Actor:
    """A flying saucer with running lights; when it looks, works or idles it sends down a beam."""
    color = painted(role.color, ("silver", "teal", "violet"), role.seed, "saucer")
    beam = role.action in ("look", "work", "idle", "grow", "wave")

    def draw(pen: Pen, time_s: float, view: View) -> float:
        dx, dy, nose = flight(role.action if role.action != "look" else "float", time_s, role.phase)
        base = pen.at(dx * 7, dy * 12, nose + 4 * wave(time_s * 0.45))
        if beam:
            width = 1.0 + 0.15 * wave(time_s * 0.9)
            base.smooth(
                [(-0.7, -0.6), (0.7, -0.6), (1.9 * width, -4.2), (0, -4.4), (-1.9 * width, -4.2)],
                rgb("c8ffd0"),
                0,
                0,
                0.34,
            )
            base.glow(0, -2.4, 3.0, (0.6, 1.0, 0.7), 0.6)
        base.ball(0, 0.55, 1.35, 1.25, GLASS, 0.3, 0.8, alpha=0.75)
        base.smooth([(-0.42, 0.3), (-0.5, 0.95), (0, 1.35), (0.5, 0.95), (0.42, 0.3)], rgb("7fd35a"), 0.3)
        for side in (-1, 1):
            base.ball(side * 0.2 + 0.08, 0.92, 0.13, 0.19, rgb("23202b"), 0, 0, -side * 20)
        base.tube([(-0.9, 1.15), (-0.45, 1.55), (0.2, 1.65)], [0.05], SNOW, 0, 0, alpha=0.8)
        base.ball(0, -0.45, 1.7, 0.42, IRON, 0.3)
        base.smooth(
            [(-3.5, 0.0), (-2.2, 0.42), (0, 0.6), (2.2, 0.42), (3.5, 0.0), (2.2, -0.42), (0, -0.58), (-2.2, -0.42)],
            color,
            0.42,
        )
        base.tube([(-3.3, -0.02), (0, -0.06), (3.3, -0.02)], [0.07], mix(color, SNOW, 0.5), 0, 0)
        for k in range(7):
            x = -2.7 + 0.9 * k
            lit = 0.5 + 0.5 * wave(time_s * 1.3 - k / 7)
            paint = mix(rgb("8a2f3a"), (rgb("ff5a4a"), rgb("ffe27a"), rgb("6fe8ff"))[k % 3], lit)
            base.ball(x, -0.12 - 0.06 * (1 - abs(x) / 2.7), 0.2, 0.17, paint, 0.1, 0.5)
            base.glow(x, -0.15, 0.7, paint, 0.5 * lit)
        return 0.0

    speed = {"fly": 30.0, "race": 60.0, "run": 30.0, "dive": 30.0, "sail": 20.0}.get(role.action, 0.0)
    return Actor(2.6, 7.0, "air", speed, ("side",), Reach(-4.6, -5.0, 4.6, 3.4), draw)


def spaceship(role: Role, name: str) -> Actor:
    """A winged spaceship (or shuttle) on blue engine light."""
    color = painted(role.color, ("azure", "crimson", "amber", "violet"), role.seed, "ship")

    def draw(pen: Pen, time_s: float, view: View) -> float:
        dx, dy, nose = flight(role.action, time_s, role.phase)
        base = pen.at(dx * 12, dy * 12, nose)
        burn = 0.0 if role.action in ("idle", "sleep") else 1.0
        for y in (0.55, -0.45):
            base.slab(-5.6, y - 0.42, -4.4, y + 0.42, IRON, 0.15, 0.3)
            if burn:
                draw_flame(base.at(-5.5, y, 90), 2.4, time_s + y, (0.25, 0.6, 1.0))
                base.glow(-6.0, y, 1.8, (0.4, 0.75, 1.0), 0.7)
        base.far(0.7).fill([(-2.5, 0.4), (0.6, 0.5), (-3.4, 2.7), (-4.6, 2.7)], color, 0.3)
        base.smooth(
            [
                (-5.0, 0.9),
                (-2, 1.25),
                (1.5, 1.1),
                (4.4, 0.35),
                (5.6, -0.15),
                (4.4, -0.6),
                (1, -0.95),
                (-3, -1.0),
                (-5.0, -0.8),
            ],
            mix(STEEL, SNOW, 0.6),
            0.4,
        )
        base.smooth(
            [(-5.0, 0.2), (0, 0.1), (5.5, -0.12), (4.4, -0.55), (1, -0.9), (-3, -0.95), (-5.0, -0.75)],
            mix(STEEL, SNOW, 0.25),
            0.2,
            0,
        )
        base.smooth([(0.9, 1.0), (1.9, 1.35), (3.2, 0.95), (4.1, 0.42), (2.2, 0.4)], GLASS, 0.45, 0.8)
        base.fill([(-4.9, 0.3), (3.9, 0.12), (4.6, -0.05), (-4.9, 0.02)], color, 0.1, 0)
        for k in range(4):
            base.dot(-2.9 + 0.9 * k, 0.62, 0.19, rgb("2f4560"))
        base.fill([(-2.2, -0.35), (1.2, -0.35), (-3.6, -2.5), (-5.2, -2.5)], color, 0.3)
        base.tube([(-5.4, -2.5), (-2.4, -2.5)], [0.2, 0.14], STEEL)
        base.fill([(-4.8, 0.8), (-5.8, 2.5), (-4.6, 2.5), (-2.6, 1.0)], color, 0.3)
        return 0.0

    speed = {"fly": 60.0, "race": 110.0, "run": 60.0, "dive": 60.0, "sail": 40.0, "fight": 40.0}.get(role.action, 0.0)
    return Actor(5.0, 11.5, "air", speed, ("side",), Reach(-9.5, -6.5, 7.0, 6.5), draw)


def satellite(role: Role, name: str) -> Actor:
    """A satellite or space station module with solar panels, slowly turning."""

    def draw(pen: Pen, time_s: float, view: View) -> float:
        base = pen.at(0, 0.1 * drift(time_s, role.phase), 12 + 3 * wave(time_s * 0.1 + role.phase))
        turn = 0.82 + 0.12 * smooth(0.5 + 0.5 * wave(time_s * 0.12))
        for side in (-1, 1):
            base.tube([(0, 0), (side * 1.2, 0)], [0.07], IRON)
            for k in range(3):
                x = side * (1.5 + 0.95 * k)
                base.slab(
                    min(x - 0.43, x + 0.43),
                    -0.75 * turn,
                    max(x - 0.43, x + 0.43),
                    0.75 * turn,
                    rgb("2a4fa0"),
                    0.03,
                    0.4,
                )
                base.stroke([(x - 0.42, 0), (x + 0.42, 0)], rgb("8fb2f0"), 0.035)
                base.stroke([(x, -0.7 * turn), (x, 0.7 * turn)], rgb("8fb2f0"), 0.035)
        base.slab(-0.6, -0.85, 0.6, 0.85, mix(GOLD, SNOW, 0.15), 0.12, 0.4)
        base.slab(-0.6, -0.2, 0.6, 0.2, STEEL, 0.0, 0.2, 0)
        base.smooth([(-0.7, 1.55), (0, 1.1), (0.7, 1.55), (0, 1.32)], SNOW, 0.3)
        base.tube([(0, 0.85), (0, 1.5)], [0.05], IRON)
        base.glow(0.3, 0.5, 0.6, (1.0, 0.3, 0.25), 0.7 if wave(time_s * 0.7) > 0.4 else 0.0)
        return 0.0

    _ = name
    return Actor(2.6, 8.0, "space", 0.0, ("side",), Reach(-4.6, -2.6, 4.6, 2.8), draw)
