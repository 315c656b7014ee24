"""A steam train with its driving rods and a fast train. Lengths in metres."""

from __future__ import annotations

import math

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figures.actor import Role
from moviefactory.video.animatic.figures.palette import (
    DARK_GLASS,
    GOLD,
    INK,
    IRON,
    SNOW,
    STEEL,
)
from moviefactory.video.animatic.figures.pen import Pen
from moviefactory.video.animatic.figures.road_parts import draw_wheels, draw_window
from moviefactory.video.animatic.figures.vehicles_wheels import (
    headlight,
    turned_deg,
    wheel,
)


def draw_train(body: Pen, road: Pen, role: Role, color: Color, t: float, speed: float) -> None:
    for k in range(5):
        age = (t * (0.9 if speed else 0.5) + k / 5) % 1.0
        body.haze(
            3.3 - 5.2 * age * (1 if speed else 0.3),
            4.4 + 1.3 * age,
            0.35 + 0.75 * age,
            0.3 + 0.6 * age,
            SNOW,
            0.75 * (1 - age),
        )
    draw_wheels(road, (-5.9, -3.9), 0.42, t, speed)
    body.slab(-6.9, 0.75, -2.9, 1.0, INK, 0.05)
    body.slab(-6.8, 0.95, -3.0, 3.35, mix(color, SNOW, 0.1), 0.12, 0.34)
    body.slab(-7.0, 3.2, -2.8, 3.55, scaled(color, 0.6), 0.14)
    for k in range(3):
        draw_window(body, -6.45 + 1.15 * k, 1.95, -5.6 + 1.15 * k, 2.85)
    body.slab(-6.8, 1.45, -3.0, 1.62, GOLD, 0, 0.1, 0)
    body.slab(-3.0, 0.85, -1.6, 1.05, IRON, 0.03)
    body.slab(-1.6, 0.75, 4.5, 1.1, INK, 0.05)
    body.slab(-1.5, 1.0, 0.35, 3.5, color, 0.1, 0.34)
    body.slab(-1.85, 3.4, 0.6, 3.72, scaled(color, 0.6), 0.14)
    draw_window(body, -1.05, 2.1, -0.1, 3.0)
    body.ball(-0.45, 2.35, 0.26, 0.3, rgb("edb98a"), 0.1, 0)
    body.slab(-0.8, 2.52, -0.12, 2.72, rgb("223a72"), 0.08, 0, 0)
    body.slab(0.3, 1.15, 4.3, 2.75, scaled(color, 0.95), 0.3, 0.42)
    for x in (1.2, 2.4, 3.6):
        body.stroke([(x, 1.2), (x, 2.72)], GOLD, 0.1)
    body.ball(4.3, 1.95, 0.24, 0.78, INK, 0.3)
    body.smooth([(3.0, 2.65), (3.05, 3.5), (2.85, 4.2), (3.75, 4.2), (3.55, 3.5), (3.6, 2.65)], INK, 0.3)
    body.slab(2.85, 4.1, 3.75, 4.3, GOLD, 0.06)
    body.smooth([(1.4, 2.7), (1.5, 3.15), (2.1, 3.15), (2.2, 2.7)], GOLD, 0.3)
    body.fill([(4.4, 1.0), (5.35, 0.12), (4.2, 0.12)], rgb("d8402c"), 0.3)
    headlight(body, 4.35, 2.85, 0.2)
    draw_wheels(road, (-5.9, -3.9), 0.42, t, speed, False)
    spin = turned_deg(t, speed, 0.6, 0)
    for x in (-0.6, 0.8, 2.2):
        wheel(road.at(x, 0.6), 0.6, spin, 8, rgb("d8402c"), IRON)
    wheel(road.at(3.7, 0.38), 0.38, turned_deg(t, speed, 0.38, 0), 6, rgb("d8402c"), IRON)
    a = math.radians(spin)
    x, y = 0.3 * math.cos(a), 0.6 + 0.3 * math.sin(a)
    road.tube([(-0.6 + x, y), (2.2 + x, y)], [0.08], STEEL, edge=0.6)
    road.tube([(2.2 + x, y), (3.4 + 0.2 * math.cos(a), 1.0)], [0.06], STEEL, edge=0.6)


def draw_fast_train(body: Pen, road: Pen, role: Role, color: Color, t: float, speed: float) -> None:
    draw_wheels(road, (-7.2, -5.8, 2.6, 4.2), 0.42, t, speed, False)
    for left, right in ((-9.0, -1.0),):
        body.slab(left, 0.5, right, 3.4, SNOW, 0.25, 0.3)
    body.smooth(
        [(-0.8, 0.5), (-0.8, 3.3), (3.2, 3.4), (5.6, 2.7), (8.2, 1.2), (8.9, 0.75), (8.4, 0.5), (4, 0.45)], SNOW, 0.32
    )
    body.fill([(-9.0, 0.75), (-9.0, 1.35), (5.0, 1.35), (8.2, 0.95), (8.6, 0.75)], color, 0.25, 0)
    for k in range(5):
        draw_window(body, -8.5 + 1.5 * k, 1.9, -7.5 + 1.5 * k, 2.75)
    for k in range(2):
        draw_window(body, -0.3 + 1.5 * k, 1.9, 0.7 + 1.5 * k, 2.75)
    body.smooth([(3.6, 2.2), (3.8, 2.95), (5.2, 2.7), (6.3, 2.0)], DARK_GLASS, 0.4, 0.8)
    headlight(body, 8.2, 1.0, 0.17)
