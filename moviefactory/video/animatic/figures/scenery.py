"""Plants, forces of nature and own things: flower, tree, cactus; fire, tornado, wave, volcano; balloon, kite, "
    "castle..."""  # fmt: skip

from __future__ import annotations

from collections.abc import Callable

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figure import Habitat, View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.motion import between, drift, hop, wave
from moviefactory.video.animatic.figures.nature import (
    draw_cactus,
    draw_cloud,
    draw_fire,
    draw_flower,
    draw_lightning,
    draw_moon,
    draw_mushroom,
    draw_palm,
    draw_pine,
    draw_planet,
    draw_sun,
    draw_tornado,
    draw_tree,
    draw_volcano,
    draw_wave,
)
from moviefactory.video.animatic.figures.palette import DARK_GLASS, GLASS, GOLD, INK, IRON, LAMP, SNOW, WOOD, painted
from moviefactory.video.animatic.figures.pen import Pen, Reach
from moviefactory.video.animatic.figures.people.person import growth
from moviefactory.video.animatic.figures.props import draw_balloon, draw_kite

Painter = Callable[[Pen, Role, Color, float], None]

_STONE = rgb("b9b4ac")


def scenery(role: Role, name: str) -> Actor:
    """The plant, force or thing `name` (a key of _THINGS); it sways, hops, spins or grows as the action asks."""
    painter, width, height, habitat, options, lively = _THINGS[name]
    color = painted(role.color, options, role.seed, "thing")
    airy = habitat == "air"

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        lift, turn, squash = body_language(role.action, t, time_s, lively)
        grow = growth(role.action, time_s)
        base = pen.at(0, lift * height, turn, grow, 1 / squash, squash)
        painter(base, role, color, t)
        return lift * height

    moves = {"walk": 1.2, "run": 3.0, "race": 6.0, "fly": 4.0}.get(role.action, 0.0) * min(1.0, height)
    low = height if airy else 0.12 * height + 0.1
    reach = Reach(-width * 1.1 - height * 0.3, -low, width * 1.1 + height * 0.3, height * 1.9)
    return Actor(height, width, habitat, moves, ("side",), reach, draw)


def body_language(action: str, t: float, time_s: float, lively: float = 1.0) -> tuple[float, float, float]:
    """How a thing without limbs acts: (lift as a share of its height, turn in degrees, squash)."""
    if action in ("dance", "celebrate", "play"):
        return 0.14 * hop(t * 1.6) * lively, 9 * wave(t * 0.8) * lively, 1 + 0.07 * wave(t * 1.6)
    if action in ("jump", "walk", "run", "race"):
        up = hop(t * 1.3)
        return 0.32 * up * lively, 7 * wave(t * 1.3) * lively, 0.92 + 0.14 * min(1.0, 3 * up)
    if action == "fall":
        return 0.0, 46 * between(0, 1, time_s / 1.2) * lively, 1.0
    if action in ("float", "fly", "dive"):
        return 0.05 * wave(t * 0.4), 8 * drift(t, 0.3) * lively, 1.0
    if action in ("wave", "talk", "fight", "work"):
        return 0.02 * hop(t * 2), 8 * wave(t * 1.1) * lively, 1 + 0.03 * wave(t * 2.2)
    return 0.0, 1.4 * drift(t, 0.2) * lively, 1 + 0.008 * wave(t * 0.5)


def _balloon(pen: Pen, role: Role, color: Color, t: float) -> None:
    sway = 0.09 * drift(t, 0.2, 0.4)
    pen.stroke([(0.05 * wave(t), -0.95), (0.03 - sway, -0.5), (sway, -0.12)], SNOW, 0.014, 1, True)
    draw_balloon(pen.at(sway, -0.12, -50 * sway, 1.15), color)


def _balloons(pen: Pen, role: Role, color: Color, t: float) -> None:
    paints = (color, rgb("f7cb2d"), rgb("2a63cf"), rgb("35a04a"), rgb("d02b96"))
    for k, (x, y) in enumerate(((-0.42, 0.1), (0.42, 0.12), (0.0, 0.32), (-0.22, -0.1), (0.24, -0.08))):
        sx = x + 0.05 * drift(t, 0.2 * k, 0.5)
        pen.stroke([(0, -1.0), (sx * 0.5, -0.5), (sx, y)], SNOW, 0.012, 1, True)
        draw_balloon(pen.at(sx, y, -22 * x), paints[k])


def _kite(pen: Pen, role: Role, color: Color, t: float) -> None:
    place = pen.at(0.12 * drift(t, 0.2, 0.5), 0.1 * drift(t, 0.5, 0.6), -22 + 10 * wave(t * 0.5), 1.25)
    draw_kite(place, color, t)


def _paper_lantern(pen: Pen, role: Role, color: Color, t: float) -> None:
    sway = pen.at(0, 0, 4 * wave(t * 0.4))
    sway.smooth(
        [(-0.24, -0.3), (-0.32, 0.1), (-0.22, 0.42), (0.22, 0.42), (0.32, 0.1), (0.24, -0.3)],
        mix(color, rgb("ffd27a"), 0.45),
        0.25,
    )
    for y in (-0.05, 0.18):
        sway.stroke([(-0.3, y), (0.3, y)], scaled(color, 0.8), 0.016)
    sway.slab(-0.24, -0.34, 0.24, -0.27, WOOD, 0.02)
    sway.ball(0, -0.1, 0.14, 0.2, rgb("fff3c0"), 0, 0, alpha=0.8)
    sway.glow(0, 0, 1.2, (1.0, 0.75, 0.35), 0.8 + 0.15 * wave(t * 1.7))


def _book(pen: Pen, role: Role, color: Color, t: float) -> None:
    lift = 0.5 + 0.5 * wave(t * 0.4)
    pen.fill([(-0.5, 0.02), (0, -0.04), (0.5, 0.02), (0.52, 0.1), (0, 0.04), (-0.52, 0.1)], color)
    for side in (-1, 1):
        pen.smooth(
            [(0, 0.04), (side * 0.25, 0.16), (side * 0.48, 0.1), (side * 0.5, 0.16), (side * 0.26, 0.24), (0, 0.12)],
            SNOW,
            0.12,
            0.5,
        )
    page = pen.at(0, 0.12, -60 + 110 * lift)
    page.smooth([(0, 0), (0.14, 0.05), (0.44, 0.04), (0.44, 0.06), (0.14, 0.09), (0, 0.03)], SNOW, 0.1, 0.4)


def _snowman(pen: Pen, role: Role, color: Color, t: float) -> None:
    for side in (-1, 1):
        arm = pen.at(
            side * 0.36,
            0.92,
            side * (-8 + (26 * wave(t * 1.4) if role.action in ("wave", "dance", "celebrate") else 3 * wave(t * 0.5))),
        )
        arm.tube([(0, 0), (side * 0.36, 0.22)], [0.028, 0.02], WOOD)
        arm.tube([(side * 0.28, 0.17), (side * 0.3, 0.33)], [0.016], WOOD, edge=0.5)
    for y, r in ((0.4, 0.46), (0.98, 0.36), (1.46, 0.27)):
        pen.ball(0, y, r, r * 0.94, SNOW, 0.2)
    for y in (0.86, 1.02, 1.16):
        pen.dot(0.08, y, 0.035, INK)
    for x in (-0.04, 0.16):
        pen.dot(x, 1.54, 0.036, INK)
    pen.fill([(0.05, 1.49), (0.36, 1.42), (0.05, 1.42)], rgb("f07f1e"))
    pen.stroke([(-0.02, 1.36), (0.08, 1.33), (0.18, 1.37)], INK, 0.025, 1, True)
    pen.tube([(-0.22, 1.24), (0.02, 1.18), (0.24, 1.24)], [0.055], color)
    pen.tube([(-0.14, 1.2), (-0.2, 0.94)], [0.05, 0.06], color)
    pen.slab(-0.3, 1.66, 0.3, 1.72, INK, 0.02)
    pen.slab(-0.19, 1.7, 0.19, 2.0, INK, 0.03)
    pen.slab(-0.19, 1.72, 0.19, 1.79, color, 0, 0, 0)


def _castle(pen: Pen, role: Role, color: Color, t: float) -> None:
    for x, w, h, roof in (
        (-3.6, 0.9, 6.2, 2.0),
        (3.6, 0.9, 6.2, 2.0),
        (-1.5, 0.8, 7.6, 2.3),
        (1.5, 0.8, 7.6, 2.3),
        (0, 1.05, 9.2, 2.9),
    ):
        pen.slab(x - w, 0, x + w, h, _STONE, 0.1, 0.3)
        pen.fill([(x - w * 1.25, h), (x + w * 1.25, h), (x, h + roof)], color, 0.34)
        pen.slab(x - 0.2, h - 1.5, x + 0.2, h - 0.6, mix(DARK_GLASS, LAMP, 0.5), 0.2, 0.1, 0.5)
        ripple = 0.12 * wave(t * 1.1 + x)
        pen.stroke([(x, h + roof), (x, h + roof + 0.9)], WOOD, 0.09)
        pen.fill(
            [(x, h + roof + 0.9), (x + 0.9, h + roof + 0.65 + ripple), (x, h + roof + 0.4)], rgb("f7cb2d"), 0.1, 0.5
        )
    pen.slab(-4.2, 0, 4.2, 3.8, scaled(_STONE, 1.06), 0.05, 0.3)
    for k in range(9):
        pen.slab(-4.2 + 0.98 * k, 3.7, -3.64 + 0.98 * k, 4.3, scaled(_STONE, 1.06), 0.04, 0.15, 0.7)
    pen.smooth([(-0.95, 0), (-0.95, 1.7), (0, 2.5), (0.95, 1.7), (0.95, 0)], rgb("5d3b22"), 0.3)
    for x in (-0.45, 0, 0.45):
        pen.stroke([(x, 0.05), (x, 2.2)], rgb("3a2415"), 0.05)
    for x, y in ((-3.0, 2.4), (-2.1, 1.2), (2.4, 2.6), (3.1, 1.4), (1.9, 0.7), (-3.4, 0.6)):
        pen.slab(x - 0.35, y - 0.12, x + 0.35, y + 0.12, scaled(_STONE, 0.88), 0.05, 0, 0)


def _lighthouse(pen: Pen, role: Role, color: Color, t: float) -> None:
    sweep = wave(t * 0.28)
    pen.smooth([(-2.6, 0), (-2.0, 0.7), (0, 1.0), (2.1, 0.7), (2.7, 0)], rgb("77706a"), 0.3)
    low, high = 1.5, 0.95
    pen.fill([(-low, 0.7), (low, 0.7), (high, 8.2), (-high, 8.2)], SNOW, 0.3)
    for k in (0, 2, 4):
        y0, y1 = 1.3 + 1.4 * k, 2.7 + 1.4 * k
        y1 = min(y1, 8.2)
        w0, w1 = low + (high - low) * (y0 - 0.7) / 7.5, low + (high - low) * (y1 - 0.7) / 7.5
        pen.fill([(-w0, y0), (w0, y0), (w1, y1), (-w1, y1)], color, 0.2, 0)
    pen.smooth([(-0.45, 0.8), (-0.45, 1.7), (0, 2.1), (0.45, 1.7), (0.45, 0.8)], rgb("5d3b22"), 0.2)
    for y in (3.4, 5.6):
        pen.slab(-0.2, y, 0.2, y + 0.6, DARK_GLASS, 0.15, 0.2, 0.5)
    pen.slab(-1.35, 8.15, 1.35, 8.45, IRON, 0.08)
    pen.slab(-0.8, 8.45, 0.8, 9.8, LAMP, 0.08, 0.1)
    for x in (-0.8, -0.27, 0.27, 0.8):
        pen.stroke([(x, 8.45), (x, 9.8)], IRON, 0.09)
    pen.smooth([(-1.0, 9.75), (-0.6, 10.5), (0, 10.9), (0.6, 10.5), (1.0, 9.75)], color, 0.3)
    pen.glow(0, 9.1, 2.8 + 1.6 * (1 - abs(sweep)), (1.0, 0.93, 0.7), 0.9)


def _house(pen: Pen, role: Role, color: Color, t: float) -> None:
    for k in range(4):
        age = (t * 0.3 + k / 4) % 1.0
        pen.haze(1.6 + 0.9 * age, 6.3 + 1.6 * age, 0.25 + 0.4 * age, 0.22 + 0.35 * age, SNOW, 0.5 * (1 - age))
    pen.slab(1.25, 4.4, 1.95, 6.2, rgb("a8553a"), 0.05)
    pen.slab(-2.7, 0, 2.7, 3.6, rgb("f2e2c0"), 0.06, 0.24)
    pen.fill([(-3.2, 3.4), (3.2, 3.4), (2.0, 5.6), (-2.0, 5.6)], color, 0.34)
    for y in (3.95, 4.5, 5.05):
        pen.stroke([(-3.1 + (y - 3.4) * 0.55, y), (3.1 - (y - 3.4) * 0.55, y)], scaled(color, 0.76), 0.06)
    pen.slab(-0.5, 0, 0.5, 2.0, rgb("6b4226"), 0.1)
    pen.dot(0.3, 1.0, 0.08, GOLD)
    for x in (-1.65, 1.65):
        pen.slab(x - 0.62, 1.2, x + 0.62, 2.5, SNOW, 0.05)
        pen.slab(x - 0.5, 1.32, x + 0.5, 2.38, mix(GLASS, LAMP, 0.5), 0.02, 0.2, 0)
        pen.stroke([(x, 1.32), (x, 2.38)], SNOW, 0.07)
        pen.stroke([(x - 0.5, 1.85), (x + 0.5, 1.85)], SNOW, 0.07)


def _tower(pen: Pen, role: Role, color: Color, t: float) -> None:
    pen.slab(-2.4, 0, 2.4, 15.0, color, 0.1, 0.3)
    pen.slab(-1.5, 15.0, 1.5, 17.0, scaled(color, 0.9), 0.08)
    pen.stroke([(0, 17), (0, 19.2)], IRON, 0.14)
    pen.glow(0, 19.2, 1.3, (1.0, 0.25, 0.2), 0.8 if wave(t * 0.6) > 0 else 0.2)
    for row in range(11):
        for column in range(4):
            lit = ((row * 7 + column * 13 + role.seed) % 5) < 3
            x, y = -1.95 + 1.05 * column, 1.3 + 1.2 * row
            pen.slab(x, y, x + 0.72, y + 0.75, LAMP if lit else DARK_GLASS, 0.05, 0.1, 0)
    pen.slab(-0.6, 0, 0.6, 1.0, DARK_GLASS, 0.05)


def _windmill(pen: Pen, role: Role, color: Color, t: float) -> None:
    pen.fill([(-1.5, 0), (1.5, 0), (0.95, 5.4), (-0.95, 5.4)], rgb("f2e2c0"), 0.28)
    pen.smooth([(-1.15, 5.3), (-0.7, 6.4), (0, 6.8), (0.7, 6.4), (1.15, 5.3)], color, 0.3)
    pen.slab(-0.4, 0, 0.4, 1.5, rgb("6b4226"), 0.1)
    pen.slab(-0.25, 2.7, 0.25, 3.5, DARK_GLASS, 0.05)
    for k in range(4):
        blade = pen.at(0, 5.5, 90 * k + t * 50)
        blade.tube([(0, 0), (0, 4.1)], [0.08], WOOD)
        blade.fill([(0.08, 0.8), (0.95, 0.9), (0.85, 4.0), (0.08, 4.0)], SNOW, 0.15, 0.6)
        for y in (1.5, 2.3, 3.1):
            blade.stroke([(0.08, y), (0.88, y)], WOOD, 0.05)
    pen.ball(0, 5.5, 0.25, 0.25, IRON)


def _bridge_piano(pen: Pen, role: Role, color: Color, t: float) -> None:
    for x in (-0.75, 0.65):
        pen.tube([(x, 0), (x, 0.65)], [0.04, 0.06], INK)
    pen.smooth([(-0.95, 1.05), (0.2, 1.9), (0.95, 1.75), (0.95, 1.02)], scaled(color, 1.2), 0.3)
    pen.slab(-1.0, 0.6, 0.95, 1.02, color, 0.06, 0.35)
    pen.slab(-1.2, 0.74, -0.86, 0.9, SNOW, 0.02, 0.1)
    for k in range(4):
        press = 0.02 if wave(t * 1.6 + k * 0.37) > 0.6 else 0.0
        pen.slab(-1.18 + 0.08 * k, 0.86 - press, -1.13 + 0.08 * k, 0.92 - press, INK, 0, 0, 0)
    for k in range(3):
        age = (t * 0.5 + k / 3) % 1.0
        x, y = -0.9 + 0.5 * wave(k * 0.4 + age * 0.6), 1.3 + 1.1 * age
        pen.ball(x, y, 0.08, 0.06, INK, 0, 0, 20, 1 - age)
        pen.stroke([(x + 0.07, y), (x + 0.07, y + 0.28)], INK, 0.025, 1 - age)


def _ball(pen: Pen, role: Role, color: Color, t: float) -> None:
    rolls = role.action in ("walk", "run", "race", "fall")
    spin = pen.at(0, 0.25, -t * 260 if rolls else 14 * wave(t * 0.5))
    spin.ball(0, 0, 0.25, 0.25, color, 0.0)
    for a in range(0, 360, 60):
        spin.at(turn=a).fill(
            [(0, 0), (0.23, -0.075), (0.245, 0.0), (0.23, 0.075)], SNOW, 0, 0
        ) if a % 120 == 0 else None
    pen.ball(0, 0.25, 0.25, 0.25, color, 0, 1.0, alpha=0.12)


def _crystal(pen: Pen, role: Role, color: Color, t: float) -> None:
    for x, h, w, lean in ((-0.28, 0.6, 0.13, 18), (0.28, 0.66, 0.14, -16), (0.0, 1.0, 0.18, 2)):
        gem = pen.at(x, 0, lean)
        gem.fill([(-w, 0), (-w, h * 0.7), (0, h), (0, 0)], mix(color, SNOW, 0.35), 0.2)
        gem.fill([(w, 0), (w, h * 0.7), (0, h), (0, 0)], scaled(color, 0.85), 0.3)
    pen.glow(0, 0.5, 1.1, color, 0.55 + 0.2 * wave(t * 0.7))


_THINGS: dict[str, tuple[Painter, float, float, Habitat, tuple[str, ...], float]] = {
    "flower": (draw_flower, 0.6, 0.95, "ground", ("rose", "red", "violet", "orange", "white"), 1.0),
    "tree": (draw_tree, 4.0, 5.3, "ground", ("green",), 0.35),
    "pine": (draw_pine, 2.9, 5.2, "ground", ("emerald",), 0.35),
    "palm": (draw_palm, 4.0, 5.4, "ground", ("green",), 0.35),
    "cactus": (draw_cactus, 1.5, 2.6, "ground", ("green",), 0.6),
    "mushroom": (draw_mushroom, 0.85, 0.76, "ground", ("red", "orange"), 1.0),
    "fire": (draw_fire, 1.2, 1.6, "ground", ("orange",), 0.3),
    "tornado": (draw_tornado, 5.0, 9.5, "ground", ("gray",), 0.2),
    "wave": (draw_wave, 8.6, 4.6, "water", ("azure", "teal"), 0.15),
    "volcano": (draw_volcano, 8.8, 6.5, "ground", ("brown",), 0.1),
    "lightning": (draw_lightning, 4.4, 6.5, "ground", ("gold",), 0.2),
    "cloud": (draw_cloud, 4.6, 2.2, "air", ("white",), 0.4),
    "sun": (draw_sun, 2.9, 2.9, "air", ("gold",), 0.6),
    "moon": (draw_moon, 2.2, 2.2, "air", ("cream",), 0.4),
    "planet": (draw_planet, 4.0, 2.2, "air", ("orange", "teal", "violet"), 0.4),
    "balloon": (_balloon, 0.5, 1.6, "air", ("red", "azure", "yellow", "pink"), 0.6),
    "balloons": (_balloons, 1.3, 2.0, "air", ("red",), 0.6),
    "kite": (_kite, 0.9, 1.6, "air", ("red", "orange", "violet"), 0.8),
    "lantern": (_paper_lantern, 0.65, 0.8, "air", ("orange", "red"), 0.6),
    "book": (_book, 1.05, 0.5, "ground", ("crimson", "navy", "emerald"), 1.0),
    "snowman": (_snowman, 1.1, 2.0, "ground", ("red", "green"), 1.0),
    "castle": (_castle, 9.2, 12.5, "ground", ("azure", "crimson", "violet"), 0.08),
    "lighthouse": (_lighthouse, 4.0, 10.9, "ground", ("red",), 0.08),
    "house": (_house, 6.2, 6.2, "ground", ("crimson", "teal", "brown"), 0.12),
    "tower": (_tower, 5.0, 17.2, "ground", ("gray", "tan", "navy"), 0.08),
    "windmill": (_windmill, 5.0, 8.6, "ground", ("brown", "crimson"), 0.05),
    "piano": (_bridge_piano, 2.2, 1.9, "ground", ("black",), 0.4),
    "ball": (_ball, 0.5, 0.5, "ground", ("red", "azure", "orange"), 1.0),
    "crystal": (_crystal, 0.9, 1.0, "ground", ("azure", "violet", "emerald"), 0.8),
}  # fmt: skip
THINGS: tuple[str, ...] = tuple(_THINGS)
