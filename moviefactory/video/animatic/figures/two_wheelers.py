"""Motorcycle and bicycle with their riders, and carts. Lengths in metres."""

from __future__ import annotations

import math

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figures.actor import Role
from moviefactory.video.animatic.figures.palette import (
    GLASS,
    GOLD,
    INK,
    IRON,
    SNOW,
    STEEL,
    WOOD,
)
from moviefactory.video.animatic.figures.pen import Pen
from moviefactory.video.animatic.figures.road_parts import draw_window
from moviefactory.video.animatic.figures.vehicles_wheels import (
    exhaust,
    headlight,
    tail_light,
    turned_deg,
    wheel,
    wire_wheel,
)


def _rider(
    body: Pen,
    hip: tuple[float, float],
    hand: tuple[float, float],
    foot: tuple[float, float],
    color: Color,
    helmet: Color,
    lean: float,
) -> None:
    shoulder = (hip[0] + lean * 0.5, hip[1] + 0.52)
    body.tube(
        [hip, ((hip[0] + foot[0]) / 2 + 0.2, (hip[1] + foot[1]) / 2 + 0.1), foot], [0.13, 0.1, 0.08], rgb("2e3a5c")
    )
    body.smooth(
        [
            (foot[0] - 0.08, foot[1] + 0.05),
            (foot[0] + 0.08, foot[1] + 0.06),
            (foot[0] + 0.2, foot[1] - 0.04),
            (foot[0] - 0.08, foot[1] - 0.05),
        ],
        SNOW,
    )
    body.tube([hip, shoulder], [0.17, 0.18], color, 0.3)
    body.tube(
        [shoulder, ((shoulder[0] + hand[0]) / 2, (shoulder[1] + hand[1]) / 2 - 0.12), hand],
        [0.1, 0.08, 0.07],
        scaled(color, 0.9),
    )
    head = (shoulder[0] + 0.08 + lean * 0.16, shoulder[1] + 0.34)
    body.ball(head[0] + 0.03, head[1] - 0.02, 0.17, 0.19, rgb("edb98a"), 0.15)
    body.smooth(
        [
            (head[0] - 0.22, head[1] - 0.06),
            (head[0] - 0.17, head[1] + 0.17),
            (head[0] + 0.06, head[1] + 0.24),
            (head[0] + 0.22, head[1] + 0.1),
            (head[0] + 0.05, head[1] + 0.05),
        ],
        helmet,
    )
    body.dot(head[0] + 0.1, head[1] + 0.0, 0.03, INK)


def draw_motorcycle(body: Pen, road: Pen, role: Role, color: Color, t: float, speed: float) -> None:
    exhaust(body, -1.05, 0.35, t, speed, 0.09)
    for x in (-0.75, 0.8):
        wheel(road.at(x, 0.34), 0.34, turned_deg(t, speed, 0.34, 0), 5)
    body.tube([(0.8, 0.34), (0.5, 1.0)], [0.045], STEEL)
    body.tube([(-0.75, 0.34), (0.0, 0.42)], [0.05], IRON)
    body.smooth([(-0.4, 0.3), (-0.35, 0.62), (0.35, 0.64), (0.45, 0.32), (0, 0.2)], IRON, 0.3)
    body.tube([(0.2, 0.24), (-0.95, 0.32)], [0.06, 0.08], STEEL)
    body.smooth([(-0.1, 0.62), (0.05, 0.9), (0.5, 0.98), (0.68, 0.75), (0.4, 0.6)], color, 0.36)
    body.smooth([(-1.0, 0.82), (-0.5, 0.66), (0.0, 0.66), (-0.05, 0.78), (-0.6, 0.84)], INK, 0.2)
    body.smooth([(-1.15, 0.78), (-0.9, 0.7), (-0.6, 0.74), (-0.8, 0.86)], color, 0.3)
    body.smooth([(0.5, 0.7), (0.52, 1.05), (0.78, 1.2), (0.9, 0.85)], color, 0.3)
    body.fill([(0.56, 1.05), (0.6, 1.36), (0.78, 1.15)], GLASS, 0.1, 0.5, 0.7)
    body.tube([(0.52, 1.06), (0.36, 1.12)], [0.035], INK)
    lean = 1.0 if role.action == "race" else 0.55
    _rider(body, (-0.3, 0.84), (0.4, 1.12), (0.05, 0.36), mix(color, INK, 0.55), color, lean)
    headlight(body, 0.86, 0.98, 0.09)
    tail_light(body, -1.12, 0.78, 0.06)


def draw_bicycle(body: Pen, road: Pen, role: Role, color: Color, t: float, speed: float) -> None:
    spin = turned_deg(t, speed, 0.34, 0)
    crank = math.radians(spin * 0.42)
    for x in (-0.52, 0.55):
        wire_wheel(road.at(x, 0.34), 0.34, spin)
    pedals = [(0.03 + 0.17 * math.cos(crank + p), 0.32 + 0.17 * math.sin(crank + p)) for p in (0, math.pi)]
    far_foot, near_foot = pedals
    _leg(body.far(0.7), (-0.17, 1.0), far_foot)
    frame = ((-0.52, 0.34), (-0.13, 0.8), (0.42, 0.86), (0.03, 0.32), (-0.52, 0.34), (0.03, 0.32), (-0.13, 0.8))
    body.tube(frame, [0.026], color, 0.2, 0.6, False)
    body.tube([(0.55, 0.34), (0.42, 0.86), (0.38, 1.0), (0.5, 1.02)], [0.026], STEEL, 0.2, 0.6, False)
    body.tube([(-0.13, 0.8), (-0.16, 0.92)], [0.022], STEEL, 0.1, 0.5)
    body.smooth([(-0.3, 0.96), (-0.05, 0.96), (-0.1, 0.9), (-0.28, 0.9)], INK)
    body.tube(pedals, [0.018], IRON, 0, 0.4, False)
    body.ball(0.03, 0.32, 0.07, 0.07, STEEL, 0.2, 0.5)
    shoulder = (0.13, 1.5)
    body.tube([(-0.17, 1.0), shoulder], [0.15, 0.16], mix(color, rgb("f7cb2d"), 0.6), 0.3)
    body.tube([shoulder, (0.34, 1.24), (0.48, 1.05)], [0.085, 0.07, 0.055], mix(color, rgb("f7cb2d"), 0.55))
    body.ball(0.26, 1.82, 0.17, 0.19, rgb("edb98a"), 0.15)
    body.smooth([(0.03, 1.82), (0.08, 2.02), (0.28, 2.08), (0.47, 1.95), (0.3, 1.88)], color)
    body.dot(0.35, 1.84, 0.027, INK)
    body.stroke([(0.32, 1.74), (0.4, 1.75)], rgb("a8443f"), 0.02)
    _leg(body, (-0.17, 1.0), near_foot)


def _leg(pen: Pen, hip: tuple[float, float], foot: tuple[float, float]) -> None:
    """A leg whose knee bends forward so that thigh and shin keep their length."""
    dx, dy = foot[0] - hip[0], foot[1] - hip[1]
    reach = min(0.92, math.hypot(dx, dy))
    bow = math.sqrt(max(0.0, 0.47**2 - (reach / 2) ** 2))
    knee = (hip[0] + dx / 2 - dy / reach * bow, hip[1] + dy / 2 + dx / reach * bow)
    pen.tube([hip, knee, foot], [0.115, 0.09, 0.065], rgb("2e3a5c"), curved=False)
    pen.smooth(
        [
            (foot[0] - 0.08, foot[1] + 0.05),
            (foot[0] + 0.06, foot[1] + 0.06),
            (foot[0] + 0.16, foot[1] - 0.02),
            (foot[0] - 0.08, foot[1] - 0.04),
        ],
        SNOW,
    )


def draw_cart(body: Pen, road: Pen, role: Role, color: Color, t: float, speed: float) -> None:
    wire_wheel(road.far(0.6).at(-0.85, 0.5), 0.5, turned_deg(t, speed, 0.5, 0), WOOD)
    wire_wheel(road.far(0.6).at(1.05, 0.5), 0.5, turned_deg(t, speed, 0.5, 0), WOOD)
    royal = "carriage" in role.noun or "coach" in role.noun
    if royal:
        body.smooth([(-1.4, 0.8), (-1.5, 1.9), (-0.9, 2.5), (0.9, 2.5), (1.4, 1.9), (1.3, 0.8), (0, 0.6)], color, 0.36)
        for x in (-1.0, 0.15):
            draw_window(body, x, 1.4, x + 0.85, 2.1)
        body.stroke([(-1.4, 1.2), (0, 1.1), (1.35, 1.2)], GOLD, 0.09, 1, True)
        for x in (-0.9, 0, 0.9):
            body.ball(x, 2.55, 0.13, 0.16, GOLD)
    else:
        body.slab(-1.5, 0.65, 1.7, 1.3, WOOD, 0.06, 0.3)
        for y in (0.86, 1.08):
            body.stroke([(-1.5, y), (1.7, y)], scaled(WOOD, 0.7), 0.035)
        for x, y in ((-0.9, 1.4), (-0.2, 1.5), (0.5, 1.42), (1.1, 1.36), (0.1, 1.7)):
            body.ball(x, y, 0.4, 0.32, rgb("e0b64e"), 0.25)
    body.tube([(1.6, 0.8), (2.6, 0.75)], [0.05], WOOD)
    wire_wheel(road.at(-0.95, 0.52), 0.52, turned_deg(t, speed, 0.52, 0), WOOD)
    wire_wheel(road.at(0.95, 0.52), 0.52, turned_deg(t, speed, 0.52, 0), WOOD)
