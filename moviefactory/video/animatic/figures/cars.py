"""Cars: saloon, sports, racing, police, taxi, jeep and family cars, drawn from one outline table. Lengths in metres."""

from __future__ import annotations

from dataclasses import dataclass

from moviefactory.movie import Action
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figure import View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.motion import hop, pick, wave
from moviefactory.video.animatic.figures.palette import DARK_GLASS, GLASS, INK, IRON, SNOW, painted
from moviefactory.video.animatic.figures.pen import Pen, Reach
from moviefactory.video.animatic.figures.vehicles_wheels import (
    bounce,
    exhaust,
    headlight,
    tail_light,
    turned_deg,
    wheel,
)

Outline = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class CarShape:
    """A car's side view, nose to the right, the middle of its wheelbase at x = 0, the road at y = 0."""

    body: Outline
    glass: Outline
    wheels: tuple[float, float]
    wheel_radius: float
    height: float
    pillar: float  # x of the post between the side windows
    lamp: tuple[float, float]
    tail: tuple[float, float]
    colors: tuple[str, ...]


SPORTS = CarShape(
    ((-2.12, 0.42), (-2.2, 0.72), (-2.08, 0.9), (-1.45, 0.97), (-0.95, 1.16), (-0.3, 1.27), (0.25, 1.2), (0.86,
        0.9), (1.6, 0.78),
     (2.08, 0.62), (2.18, 0.4), (2.05, 0.24), (0, 0.2), (-2.0, 0.24)),
    ((-1.15, 0.94), (-0.82, 1.11), (-0.28, 1.2), (0.2, 1.13), (0.66, 0.9), (-0.3, 0.88)),
    (-1.34, 1.36), 0.34, 1.27, -0.26, (1.98, 0.6), (-2.16, 0.76), ("red", "scarlet", "yellow", "azure", "orange"),
)  # fmt: skip
SALOON = CarShape(
    ((-2.18, 0.42), (-2.25, 0.8), (-2.1, 0.95), (-1.5, 1.0), (-1.0, 1.38), (-0.4, 1.47), (0.25, 1.44), (0.85, 1.04),
        (1.7, 0.92),
     (2.14, 0.76), (2.22, 0.46), (2.1, 0.26), (0, 0.22), (-2.06, 0.26)),
    ((-1.28, 1.02), (-0.88, 1.31), (-0.38, 1.38), (0.22, 1.35), (0.66, 1.03), (-0.3, 1.0)),
    (-1.36, 1.36), 0.35, 1.47, -0.22, (2.06, 0.72), (-2.2, 0.82), ("blue", "red", "silver", "teal", "white", "maroon"),
)  # fmt: skip
BEETLE = CarShape(
    ((-1.78, 0.4), (-1.85, 0.72), (-1.6, 1.02), (-1.1, 1.3), (-0.55, 1.52), (0.1, 1.52), (0.55, 1.3), (0.8, 1.05),
        (1.35, 1.0),
     (1.72, 0.78), (1.82, 0.46), (1.7, 0.28), (0, 0.24), (-1.66, 0.28)),
    ((-1.0, 1.08), (-0.76, 1.3), (-0.42, 1.42), (0.06, 1.42), (0.4, 1.24), (0.54, 1.06), (-0.2, 1.04)),
    (-1.12, 1.12), 0.34, 1.53, -0.22, (1.62, 0.78), (-1.78, 0.78), ("mint", "yellow", "azure", "red", "cream"),
)  # fmt: skip
JEEP = CarShape(
    ((-2.0, 0.55), (-2.06, 1.1), (-1.98, 1.2), (-1.84, 1.86), (-1.5, 1.95), (0.2, 1.93), (0.66, 1.3), (1.8, 1.2),
        (2.02, 1.1),
     (2.06, 0.6), (1.9, 0.44), (0, 0.42), (-1.9, 0.46)),
    ((-1.74, 1.24), (-1.64, 1.74), (-1.4, 1.8), (0.12, 1.78), (0.42, 1.28), (-0.6, 1.22)),
    (-1.24, 1.28), 0.44, 1.95, -0.6, (1.96, 0.98), (-2.0, 1.0), ("olive", "orange", "tan", "green"),
)  # fmt: skip
RACER = CarShape(
    ((-2.3, 0.36), (-2.3, 0.72), (-1.8, 0.8), (-0.9, 0.86), (-0.55, 1.02), (-0.3, 0.98), (-0.1, 0.76), (0.55, 0.66),
        (1.7, 0.48),
     (2.5, 0.3), (2.5, 0.18), (0.4, 0.14), (-2.2, 0.18)),
    (), (-1.5, 1.55), 0.36, 1.05, 0.0, (2.4, 0.3), (-2.3, 0.55), ("red", "blue", "yellow", "green"),
)  # fmt: skip
SHAPES: dict[str, CarShape] = {
    "car": SALOON, "sports_car": SPORTS, "race_car": RACER, "police_car": SALOON, "taxi": SALOON, "beetle": BEETLE,
        "jeep": JEEP,
}  # fmt: skip
DRIVE_SPEEDS_M_S: dict[str, float] = {
    "race": 30.0, "run": 20.0, "fly": 24.0, "walk": 6.0, "work": 8.0, "climb": 7.0, "fight": 14.0, "play": 8.0,
        "dive": 20.0,
    "jump": 16.0, "swim": 5.0, "sail": 8.0, "float": 3.0,
}  # fmt: skip


def car(role: Role, name: str) -> Actor:
    """The car of `name` (a key of SHAPES); a plain "car" is a saloon or a sports car by its seed, in every shot."""
    shape = pick((SALOON, SPORTS), role.seed, "shape") if name == "car" else SHAPES.get(name, SALOON)
    fixed = {"taxi": "yellow", "police_car": "white"}.get(name, "")
    color = painted(role.color or fixed, shape.colors, role.seed, "car")
    speed = DRIVE_SPEEDS_M_S.get(role.action, 0.0)

    def draw(pen: Pen, time_s: float, view: View) -> float:
        lift, turn, squash = stunt(role.action, time_s, role.phase)
        road = pen.at(0, lift, turn, tall=squash)
        spin = turned_deg(time_s, speed, shape.wheel_radius, role.phase * 6)
        _draw_car(road, shape, color, spin, time_s, speed, role)
        if name == "taxi":
            _roof_sign(road, shape, rgb("2e2c35"), time_s, 0.0)
        elif name == "police_car":
            _roof_sign(road, shape, rgb("2a63cf"), time_s, 1.0)
        return lift

    front = max(x for x, _ in shape.body)
    length = 2 * front
    reach = Reach(-front - 1.6, -0.35, front + 0.7, shape.height + 2.0)
    return Actor(shape.height, length, "ground", speed, ("side",), reach, draw)


def stunt(action: Action, time_s: float, phase: float) -> tuple[float, float, float]:
    """What a wheeled thing does with its whole body: (lift m, turn degrees, squash) for `action`."""
    if action in ("dance", "celebrate", "play"):
        beat = time_s * 1.2 + phase
        return 0.16 * hop(beat * 2), 4.5 * wave(beat), 1 + 0.05 * wave(beat * 2)
    if action in ("jump", "fly"):
        at = (time_s * 0.6 + phase * 0.2) % 1.0
        return 1.1 * hop(at), 13 * wave(at * 0.5 + 0.25) if at else 0.0, 1.0
    if action in ("fall", "dive"):
        return 0.0, -9 + 4 * wave(time_s * 0.9 + phase), 1.0
    if action == "climb":
        return 0.0, 8 + 1.0 * wave(time_s * 1.3 + phase), 1.0
    if action == "fight":
        return 0.0, 3.5 * wave(time_s * 1.4 + phase), 1.0
    return 0.0, 0.0, 1.0


def _draw_car(pen: Pen, shape: CarShape, color: Color, spin: float, time_s: float, speed: float, role: Role) -> None:
    dip = bounce(time_s, speed, role.phase)
    squat = 0.9 if role.action == "race" else 0.0
    body = pen.at(0, dip, squat + 22 * dip)
    exhaust(body, min(x for x, _ in shape.body) - 0.05, 0.3, time_s, speed)
    for x in shape.wheels:
        wheel(pen.far(0.5).at(x + 0.1, shape.wheel_radius), shape.wheel_radius * 0.97, spin)
    _shell(body, shape, color)
    if shape.glass:
        _cabin(body, shape, color)
    else:
        _cockpit(body, color)
    headlight(body, *shape.lamp, 0.12)
    tail_light(body, *shape.tail, 0.1)
    for x in shape.wheels:
        if shape.glass:
            pen.ball(
                x,
                shape.wheel_radius + dip * 0.6,
                shape.wheel_radius * 1.2,
                shape.wheel_radius * 1.17,
                scaled(INK, 0.7),
                0,
                0,
            )
        wheel(pen.at(x, shape.wheel_radius), shape.wheel_radius, spin)


def _shell(pen: Pen, shape: CarShape, color: Color) -> None:
    low = min(y for _, y in shape.body)
    left, right = min(x for x, _ in shape.body), max(x for x, _ in shape.body)
    pen.slab(left + 0.12, low - 0.06, right - 0.08, low + 0.2, scaled(IRON, 0.6), 0.06)
    pen.smooth(shape.body, color, 0.38)
    if not shape.glass:
        return
    waist = max(y for x, y in shape.body if x > right * 0.72)
    pen.stroke(
        [(left + 0.18, waist - 0.03), (0.0, waist + 0.02), (right - 0.35, waist - 0.14)],
        mix(color, SNOW, 0.5),
        0.028,
        0.75,
        True,
    )
    sill = low + 0.1
    for x in (shape.pillar - 0.72, shape.pillar + 0.06, shape.pillar + 0.92):
        pen.stroke([(x, waist - 0.02), (x + 0.02, sill + 0.12)], scaled(color, 0.66), 0.02)
    pen.stroke([(left + 0.5, sill), (right - 0.5, sill)], scaled(color, 0.55), 0.045)
    for x in (shape.pillar - 0.16, shape.pillar + 0.8):
        pen.slab(x - 0.14, waist - 0.12, x, waist - 0.075, mix(color, SNOW, 0.45), 0.02, 0, 0.4)
    pen.slab(right - 0.2, low + 0.06, right - 0.02, low + 0.12, INK, 0.02, 0, 0)


def _cabin(pen: Pen, shape: CarShape, color: Color) -> None:
    pen.smooth(shape.glass, mix(DARK_GLASS, GLASS, 0.25), 0.5, 0.8)
    xs = [x for x, _ in shape.glass]
    ys = [y for _, y in shape.glass]
    _driver(pen, shape.pillar + 0.42, min(ys) + 0.02, max(ys))
    gleam = [
        (max(xs) - 0.42, min(ys) + 0.05),
        (max(xs) - 0.3, min(ys) + 0.05),
        (max(xs) - 0.62, max(ys) - 0.06),
        (max(xs) - 0.72, max(ys) - 0.06),
    ]
    pen.fill(gleam, SNOW, 0, 0, 0.28)
    pen.stroke([(shape.pillar, min(ys) - 0.02), (shape.pillar - 0.04, max(ys) + 0.02)], color, 0.075)


def _driver(pen: Pen, x: float, low: float, high: float) -> None:
    """A dark figure behind the glass, so that the car is not empty."""
    size = (high - low) * 0.3
    shade = rgb("1c2a3c")
    pen.ball(x, low + size * 1.75, size * 0.85, size, shade, 0, 0, alpha=0.85)
    pen.smooth(
        [(x - size * 1.3, low), (x - size * 0.8, low + size), (x + size * 0.8, low + size), (x + size * 1.2, low)],
        shade,
        0,
        0,
        0.85,
    )


def _cockpit(pen: Pen, color: Color) -> None:
    pen.smooth([(-0.05, 0.76), (0.1, 0.94), (0.3, 0.8), (0.5, 0.7)], GLASS, 0.1, 0.5, 0.7)
    pen.ball(-0.12, 0.92, 0.17, 0.18, SNOW, 0.3)
    pen.slab(-0.08, 0.88, 0.06, 0.97, INK, 0.03, 0, 0)
    pen.slab(-2.36, 0.98, -1.8, 1.05, color, 0.03, 0.3)
    pen.slab(-2.2, 0.7, -2.08, 1.0, INK, 0.02)
    pen.slab(2.1, 0.12, 2.62, 0.19, color, 0.03, 0.3)
    pen.ball(0.9, 0.48, 0.16, 0.16, SNOW, 0.1, 0.5)
    pen.stroke([(0.88, 0.4), (0.92, 0.56)], INK, 0.05)
    pen.stroke([(-1.9, 0.5), (0.5, 0.44), (2.2, 0.28)], SNOW, 0.05, 0.9, True)


def _roof_sign(pen: Pen, shape: CarShape, color: Color, time_s: float, flash: float) -> None:
    x, y = -0.3, shape.height
    if not flash:
        pen.slab(x - 0.24, y - 0.03, x + 0.24, y + 0.15, rgb("fff3c0"), 0.05)
        pen.slab(x - 0.14, y + 0.03, x + 0.14, y + 0.09, color, 0.02, 0, 0)
        for k in range(9):
            for row in (0, 1):
                if (k + row) % 2:
                    pen.slab(-0.9 + 0.2 * k, 0.62 + 0.1 * row, -0.7 + 0.2 * k, 0.72 + 0.1 * row, INK, 0, 0, 0)
        return
    left = wave(time_s * 2.2) > 0
    for side, paint, lit in ((-1, rgb("2f6bff"), left), (1, rgb("ff2f38"), not left)):
        pen.slab(
            x - 0.3 + (side > 0) * 0.3,
            y - 0.03,
            x + (side > 0) * 0.3,
            y + 0.13,
            mix(paint, SNOW, 0.35 if lit else 0.0),
            0.04,
        )
        if lit:
            pen.glow(x + side * 0.15, y + 0.08, 1.1, paint, 0.9)
    pen.slab(-0.94, 0.4, 0.94, 0.86, rgb("28334d"), 0.06, 0.3, 0)
    pen.fill([(-0.32, 0.74), (-0.1, 0.74), (-0.14, 0.56), (-0.21, 0.5), (-0.28, 0.56)], rgb("f2b632"), 0, 0)
