"""Other land vehicles: lorry, fire engine, van, bus, ambulance, tractor, tank, train, motorcycle, bicycle, scooter."""

from __future__ import annotations

from collections.abc import Callable

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figure import View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.cars import DRIVE_SPEEDS_M_S, stunt
from moviefactory.video.animatic.figures.palette import (
    DARK_GLASS,
    GLASS,
    GOLD,
    INK,
    IRON,
    RUBBER,
    SNOW,
    STEEL,
    painted,
)
from moviefactory.video.animatic.figures.pen import Pen, Reach
from moviefactory.video.animatic.figures.road_parts import draw_siren, draw_wheels, draw_window
from moviefactory.video.animatic.figures.trains import draw_fast_train, draw_train
from moviefactory.video.animatic.figures.two_wheelers import draw_bicycle, draw_cart, draw_motorcycle
from moviefactory.video.animatic.figures.vehicles_wheels import (
    bounce,
    exhaust,
    headlight,
    tail_light,
    turned_deg,
    wheel,
)

Painter = Callable[[Pen, Pen, Role, Color, float, float], None]  # body, road, role, colour, time, speed


def road_vehicle(role: Role, name: str) -> Actor:
    """The vehicle `name` (a key of _ROAD), its wheels turning with its speed."""
    painter, length, height, pace, options = _ROAD[name]
    color = painted(role.color, options, role.seed, "vehicle")
    speed = DRIVE_SPEEDS_M_S.get(role.action, 0.0) * pace

    def draw(pen: Pen, time_s: float, view: View) -> float:
        lift, turn, squash = stunt(role.action, time_s, role.phase)
        ground = pen.at(0, lift, turn, tall=squash)
        dip = bounce(time_s, speed, role.phase, 0.016)
        painter(ground.at(0, dip, 9 * dip), ground, role, color, time_s, speed)
        return lift

    half = length / 2
    return Actor(height, length, "ground", speed, ("side",), Reach(-half - 1.8, -0.4, half + 0.8, height + 2.2), draw)


def _truck(body: Pen, road: Pen, role: Role, color: Color, t: float, speed: float) -> None:
    draw_wheels(road, (-3.0, -2.0, 2.7), 0.52, t, speed)
    exhaust(body, 1.35, 3.5, t, 0.0, 0.16)
    body.slab(-4.2, 0.55, 3.4, 0.85, INK, 0.05)
    body.slab(-4.3, 0.95, 1.1, 3.4, mix(color, SNOW, 0.82), 0.12, 0.25)
    body.slab(-4.3, 1.3, 1.1, 1.75, color, 0.0, 0.2, 0)
    for k in range(7):
        body.stroke([(-3.7 + 0.68 * k, 1.0), (-3.7 + 0.68 * k, 3.35)], scaled(mix(color, SNOW, 0.82), 0.86), 0.04)
    body.slab(1.28, 0.9, 1.42, 3.5, STEEL, 0.06)
    body.smooth(
        [
            (1.5, 0.62),
            (1.5, 2.9),
            (1.75, 3.15),
            (2.9, 3.1),
            (3.4, 2.1),
            (3.62, 1.9),
            (3.72, 0.75),
            (3.5, 0.55),
            (1.7, 0.55),
        ],
        color,
        0.36,
    )
    draw_window(body, 2.05, 1.95, 3.15, 2.8)
    body.slab(2.0, 1.62, 2.3, 1.7, SNOW, 0.03, 0, 0)
    body.slab(3.3, 0.55, 3.85, 0.85, STEEL, 0.08)
    headlight(body, 3.62, 1.12, 0.16)
    tail_light(body, -4.28, 1.05, 0.13)
    draw_wheels(road, (-3.0, -2.0, 2.7), 0.52, t, speed, False)


def _fire_truck(body: Pen, road: Pen, role: Role, color: Color, t: float, speed: float) -> None:
    draw_wheels(road, (-2.5, 2.3), 0.55, t, speed)
    body.slab(-3.9, 0.6, 3.6, 2.5, color, 0.18, 0.34)
    body.smooth([(1.3, 0.6), (1.3, 2.95), (3.2, 2.95), (3.75, 2.0), (3.9, 0.8), (3.7, 0.6)], color, 0.3)
    draw_window(body, 1.6, 1.9, 2.3, 2.7)
    draw_window(body, 2.5, 1.9, 3.45, 2.7)
    body.slab(-3.9, 1.2, 3.85, 1.42, SNOW, 0, 0.1, 0)
    for x in (-3.4, -2.1, -0.8):
        body.slab(x, 1.55, x + 1.0, 2.3, STEEL, 0.06, 0.3, 0.6)
        for k in range(3):
            body.stroke([(x + 0.06, 1.7 + 0.2 * k), (x + 0.94, 1.7 + 0.2 * k)], scaled(STEEL, 0.75), 0.035)
    ladder = body.at(-3.6, 2.75, 5)
    for y in (0.0, 0.36):
        ladder.tube([(0, y), (6.0, y)], [0.06], STEEL, edge=0.6)
    for k in range(12):
        ladder.stroke([(0.25 + 0.5 * k, 0), (0.25 + 0.5 * k, 0.36)], STEEL, 0.06)
    draw_siren(body, 2.2, 2.95, t)
    body.slab(3.4, 0.5, 4.05, 0.85, STEEL, 0.08)
    headlight(body, 3.8, 1.1, 0.16)
    tail_light(body, -3.9, 1.0, 0.13)
    draw_wheels(road, (-2.5, 2.3), 0.55, t, speed, False)


def _van(body: Pen, road: Pen, role: Role, color: Color, t: float, speed: float) -> None:
    medic = "ambulance" in role.noun
    paint = SNOW if medic else color
    draw_wheels(road, (-1.65, 1.55), 0.4, t, speed)
    exhaust(body, -2.6, 0.4, t, speed)
    body.slab(-2.5, 0.35, 2.5, 0.6, INK, 0.08)
    body.smooth(
        [
            (-2.6, 0.5),
            (-2.62, 2.1),
            (-2.4, 2.35),
            (0.8, 2.38),
            (1.35, 2.2),
            (1.95, 1.35),
            (2.5, 1.15),
            (2.62, 0.6),
            (2.4, 0.42),
            (-2.4, 0.42),
        ],
        paint,
        0.34,
    )
    draw_window(body, 0.45, 1.35, 1.62, 2.08)
    body.stroke([(0.2, 0.6), (0.2, 2.2)], scaled(paint, 0.7), 0.03)
    body.stroke([(-1.0, 0.6), (-1.0, 2.25)], scaled(paint, 0.7), 0.03)
    body.slab(-2.55, 0.9, 2.5, 1.06, rgb("d8262c") if medic else mix(color, SNOW, 0.6), 0, 0.1, 0)
    if medic:
        body.slab(-1.85, 1.3, -1.6, 2.05, rgb("d8262c"), 0, 0, 0)
        body.slab(-2.1, 1.55, -1.35, 1.8, rgb("d8262c"), 0, 0, 0)
        draw_siren(body, -0.2, 2.38, t)
    elif "ice cream" in role.noun:
        draw_window(body, -1.9, 1.3, -0.4, 1.95)
        body.ball(-1.1, 2.75, 0.36, 0.36, rgb("f28ab2"), 0.25)
        body.fill([(-1.4, 2.6), (-0.8, 2.6), (-1.1, 2.2)], rgb("d9a860"))
    else:
        draw_window(body, -2.2, 1.4, -1.2, 2.05)
        draw_window(body, -0.8, 1.4, 0.02, 2.05)
    headlight(body, 2.48, 0.92, 0.13)
    tail_light(body, -2.58, 1.0, 0.12)
    draw_wheels(road, (-1.65, 1.55), 0.4, t, speed, False)


def _bus(body: Pen, road: Pen, role: Role, color: Color, t: float, speed: float) -> None:
    double = "double" in role.noun
    top = 4.3 if double else 3.05
    draw_wheels(road, (-2.9, 2.9), 0.5, t, speed)
    exhaust(body, -4.9, 0.5, t, speed, 0.15)
    body.smooth(
        [
            (-4.8, 0.55),
            (-4.85, top - 0.4),
            (-4.6, top),
            (4.4, top),
            (4.75, top - 0.4),
            (4.9, 1.4),
            (4.85, 0.6),
            (4.6, 0.45),
            (-4.6, 0.45),
        ],
        color,
        0.36,
    )
    for k in range(6):
        draw_window(body, -4.4 + 1.28 * k, 1.75, -3.4 + 1.28 * k, 2.65)
        if double:
            draw_window(body, -4.4 + 1.28 * k, 3.05, -3.4 + 1.28 * k, 3.85)
    body.slab(3.35, 0.65, 4.15, 2.65, mix(DARK_GLASS, GLASS, 0.3), 0.1, 0.4, 0.7)
    body.stroke([(3.75, 0.7), (3.75, 2.6)], color, 0.07)
    for k in (0, 2, 3, 5):
        x = -3.9 + 1.28 * k
        body.ball(x, 1.98, 0.2, 0.23, (rgb("edb98a"), rgb("8a5330"), rgb("d99a66"))[k % 3], 0.1, 0)
        body.smooth([(x - 0.22, 2.02), (x, 2.3), (x + 0.22, 2.02), (x, 2.1)], rgb("3a2a22"), 0, 0)
    body.slab(-4.82, 1.15, 4.86, 1.35, SNOW if "school" not in role.noun else INK, 0, 0.1, 0)
    headlight(body, 4.8, 0.95, 0.16)
    tail_light(body, -4.8, 0.95, 0.14)
    draw_wheels(road, (-2.9, 2.9), 0.5, t, speed, False)


def _tractor(body: Pen, road: Pen, role: Role, color: Color, t: float, speed: float) -> None:
    slow = speed
    wheel(road.far(0.5).at(-0.75, 0.85), 0.82, turned_deg(t, slow, 0.85, 0), 6, GOLD)
    wheel(road.far(0.5).at(1.35, 0.48), 0.46, turned_deg(t, slow, 0.48, 0), 5, GOLD)
    exhaust(body, 1.05, 2.35, t, 0.0, 0.14)
    body.tube([(1.05, 1.5), (1.05, 2.3)], [0.06], IRON)
    body.smooth([(-0.1, 0.7), (-0.1, 1.6), (0.4, 1.7), (1.7, 1.55), (1.85, 1.3), (1.8, 0.75)], color, 0.36)
    for k in range(4):
        body.stroke([(1.1 + 0.16 * k, 0.95), (1.1 + 0.16 * k, 1.4)], scaled(color, 0.6), 0.05)
    body.smooth([(-0.5, 0.95), (-0.2, 1.75), (0.15, 1.8), (0.2, 1.0)], rgb("2a63cf"), 0.2)
    body.ball(-0.05, 2.08, 0.24, 0.25, rgb("edb98a"), 0.15)
    body.smooth([(-0.42, 2.16), (-0.2, 2.38), (0.12, 2.38), (0.36, 2.16)], rgb("e6c06a"))
    for x in (-1.25, 0.35):
        body.stroke([(x, 1.0), (x + 0.05, 2.55)], IRON, 0.07)
    body.slab(-1.45, 2.5, 0.6, 2.64, color, 0.06)
    body.smooth([(-1.7, 0.9), (-1.5, 1.75), (-0.6, 1.9), (0.15, 1.5), (0.2, 0.9)], color, 0.3)
    headlight(body, 1.82, 1.22, 0.12)
    wheel(road.at(-0.8, 0.9), 0.9, turned_deg(t, slow, 0.9, 0), 6, GOLD)
    wheel(road.at(1.3, 0.5), 0.5, turned_deg(t, slow, 0.5, 0), 5, GOLD)


def _tank(body: Pen, road: Pen, role: Role, color: Color, t: float, speed: float) -> None:
    recoil = 0.35 * max(0.0, 1 - ((t * 0.6) % 1.0) * 5) if role.action in ("fight", "explode") else 0.0
    gun = body.at(0.7 - recoil, 2.0, 3)
    gun.tube([(0, 0), (3.0, 0)], [0.15, 0.11], scaled(color, 0.85), 0.3)
    gun.slab(2.8, -0.18, 3.2, 0.18, scaled(color, 0.75), 0.06)
    if recoil > 0.02:
        gun.haze(3.6, 0, 0.7, 0.45, rgb("ffb347"), 0.9, 0.3)
        gun.glow(3.5, 0, 2.2, (1.0, 0.7, 0.3), 0.9)
    body.smooth([(-1.5, 1.55), (-1.2, 2.3), (0.7, 2.35), (1.15, 1.9), (1.05, 1.5)], color, 0.34)
    body.slab(-0.7, 2.28, 0.1, 2.5, scaled(color, 0.9), 0.08)
    body.stroke([(-1.1, 2.3), (-1.25, 3.5)], IRON, 0.05)
    body.smooth([(-3.0, 0.9), (-2.9, 1.5), (-1.9, 1.65), (2.2, 1.65), (3.1, 1.2), (2.9, 0.85)], color, 0.32)
    road.tube([(-2.6, 0.55), (2.5, 0.55)], [0.56], RUBBER, 0.2)
    for k in range(6):
        wheel(road.at(-2.5 + 1.0 * k, 0.5), 0.4, turned_deg(t, speed, 0.4, 0), 6, mix(color, STEEL, 0.5))
    body.slab(-2.9, 1.0, 2.7, 1.22, scaled(color, 0.82), 0.05, 0.2, 0.6)
    body.ball(-0.2, 1.9, 0.2, 0.2, SNOW, 0, 0)


_ROAD: dict[str, tuple[Painter, float, float, float, tuple[str, ...]]] = {
    "truck": (_truck, 8.2, 3.5, 0.75, ("red", "blue", "orange", "teal")),
    "fire_truck": (_fire_truck, 8.0, 3.4, 0.85, ("red",)),
    "van": (_van, 5.3, 2.4, 0.85, ("azure", "mint", "orange", "cream")),
    "bus": (_bus, 9.8, 3.1, 0.7, ("amber", "red", "azure")),
    "tractor": (_tractor, 3.9, 2.7, 0.3, ("green", "red", "blue")),
    "tank": (_tank, 6.4, 2.6, 0.4, ("olive", "tan", "gray")),
    "train": (draw_train, 12.4, 4.4, 0.8, ("green", "navy", "crimson")),
    "fast_train": (draw_fast_train, 18.0, 3.5, 1.8, ("blue", "red", "teal")),
    "motorcycle": (draw_motorcycle, 2.3, 1.85, 1.0, ("red", "azure", "orange", "emerald")),
    "bicycle": (draw_bicycle, 1.9, 2.05, 0.3, ("teal", "red", "orange")),
    "cart": (draw_cart, 4.2, 2.4, 0.2, ("violet", "crimson", "azure")),
}  # fmt: skip
ROAD: tuple[str, ...] = tuple(_ROAD)
