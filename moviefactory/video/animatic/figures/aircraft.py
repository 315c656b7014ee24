"""Things with wings, rotors or envelopes: airliner, jet fighter, propeller plane, biplane, glider, helicopter, balloon.

Lengths in metres, nose to the right, the fuselage's middle at the origin. In flight the anchor is that middle; parked
it is the ground under the wheels. The view from behind is in `airplane_rear`.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from moviefactory.movie import Action
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figure import Habitat, View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.airplane_rear import rear_airplane
from moviefactory.video.animatic.figures.motion import between, drift, pick, wave
from moviefactory.video.animatic.figures.palette import (
    DARK_GLASS,
    GLASS,
    INK,
    IRON,
    SNOW,
    WOOD,
    painted,
)
from moviefactory.video.animatic.figures.pen import Pen, Reach
from moviefactory.video.animatic.figures.props import draw_flame
from moviefactory.video.animatic.figures.winged import (
    draw_airliner,
    draw_biplane,
    draw_fighter,
    draw_glider,
    draw_paper_plane,
    draw_propeller,
)

ON_GROUND: frozenset[str] = frozenset({"idle", "look", "sleep", "sit", "talk", "walk", "work", "wave"})
Painter = Callable[[Pen, Role, Color, float, bool], None]  # pen, role, colour, time, whether it flies


def flight(action: Action, time_s: float, phase: float) -> tuple[float, float, float]:
    """How a flying thing hangs in the air at `time_s`: (dx m per metre of length, dy likewise, nose-up degrees)."""
    sway, ride = drift(time_s, phase, 0.3), drift(time_s, phase + 0.4, 0.26)
    nose = 3 * ride
    if action == "dive":
        nose = between(4, -24, time_s / 0.8) + 2 * ride
    elif action == "climb" or action == "grow":
        nose = between(0, 17, time_s / 0.8) + 2 * ride
    elif action == "fall":
        nose = between(2, -42, time_s / 1.2) + 9 * wave(time_s * 1.3 + phase)
    elif action in ("dance", "play", "celebrate"):
        nose = 15 * wave(time_s * 0.75 + phase)
        return 0.02 * sway, 0.09 * wave(time_s * 0.75 + phase + 0.25), nose
    elif action == "fight":
        nose = 9 * wave(time_s * 0.9 + phase)
    elif action == "race":
        nose = -2 + 1.5 * ride
    return 0.012 * sway, 0.016 * ride, nose


def airplane(role: Role, name: str) -> Actor:
    """A winged aircraft: "airliner", "fighter", "propeller", "biplane", "glider" or "paper_plane"."""
    painter, length, height, speed, options = _WINGED.get(name, _WINGED["airliner"])
    flies = role.action not in ON_GROUND
    color = painted(role.color, options, role.seed, "aircraft")

    def draw(pen: Pen, time_s: float, view: View) -> float:
        if view == "rear":
            rear_airplane(pen, length, color, role, time_s)
            return 0.0
        dx, dy, nose = flight(role.action, time_s, role.phase) if flies else (0.0, 0.0, 0.0)
        stand = 0.0 if flies else height * 0.52
        body = pen.at(dx * length, dy * length + stand, nose)
        painter(body, role, color, time_s, flies)
        return 0.0

    half = length * 0.62
    low = half if flies else 0.3
    views: tuple[View, ...] = ("side", "rear") if flies and name not in ("paper_plane",) else ("side",)
    habitat: Habitat = "air" if flies else "ground"
    pace = speed if flies else (6.0 if role.action in ("walk", "work") else 0.0)
    return Actor(height, length, habitat, pace, views, Reach(-half * 1.3, -low, half * 1.1, half), draw)


_WINGED: dict[str, tuple[Painter, float, float, float, tuple[str, ...]]] = {
    "airliner": (draw_airliner, 29.0, 9.4, 85.0, ("navy", "red", "teal", "azure")),
    "fighter": (draw_fighter, 15.4, 4.6, 140.0, ("gray", "olive", "navy", "silver")),
    "propeller": (draw_propeller, 7.2, 3.1, 45.0, ("red", "azure", "yellow", "green")),
    "biplane": (draw_biplane, 6.4, 3.0, 38.0, ("crimson", "blue", "emerald")),
    "glider": (draw_glider, 7.2, 1.9, 25.0, ("red", "azure", "orange")),
    "paper_plane": (draw_paper_plane, 1.05, 0.5, 5.0, ("white",)),
}  # fmt: skip


def helicopter(role: Role, name: str) -> Actor:
    """A helicopter: the rotor turns, the tail rotor flickers, the nose dips when it flies on."""
    flies = role.action not in ON_GROUND or role.action == "look"
    color = painted(role.color, ("orange", "red", "azure", "yellow", "teal"), role.seed, "helicopter")
    speed = 0.0 if role.action in ("float", "look", "idle") else 35.0

    def draw(pen: Pen, time_s: float, view: View) -> float:
        dx, dy, nose = flight(role.action, time_s, role.phase) if flies else (0.0, 0.0, 0.0)
        lean = -7.0 if flies and speed > 0 else 0.0
        _draw_helicopter(pen.at(dx * 9, dy * 14 + (0 if flies else 1.75), nose + lean), color, time_s)
        return 0.0

    habitat: Habitat = "air" if flies else "ground"
    reach = Reach(-7.2, -3.4 if flies else -0.2, 5.2, 4.6)
    return Actor(3.7, 9.6, habitat, speed if flies else 0.0, ("side",), reach, draw)


def _draw_helicopter(pen: Pen, color: Color, time_s: float) -> None:
    pen.smooth([(-1.2, 0.72), (-5.4, 0.92), (-5.8, 0.66), (-1.2, -0.25)], color, 0.3)
    pen.smooth([(-5.3, 0.7), (-6.3, 1.75), (-5.8, 1.8), (-4.8, 0.85)], scaled(color, 0.85), 0.2)
    for x in (-0.9, 1.1):
        pen.stroke([(x, -0.9), (x - 0.1, -1.6)], IRON, 0.1)
    pen.tube([(-1.9, -1.65), (1.9, -1.65), (2.3, -1.45)], [0.085], IRON)
    pen.smooth(
        [
            (-1.7, 0.5),
            (-1.1, 1.1),
            (0.6, 1.25),
            (2.0, 0.7),
            (2.55, -0.2),
            (2.0, -0.85),
            (0, -1.12),
            (-1.3, -0.8),
            (-1.9, -0.1),
        ],
        color,
        0.38,
    )
    pen.smooth(
        [(0.55, 0.95), (1.75, 0.55), (2.35, -0.18), (2.0, -0.5), (0.6, -0.4)], mix(DARK_GLASS, GLASS, 0.35), 0.5, 0.8
    )
    pen.ball(1.15, 0.08, 0.27, 0.3, rgb("edb98a"), 0.15, 0)
    pen.smooth([(0.86, 0.16), (1.15, 0.45), (1.45, 0.16), (1.15, 0.24)], INK, 0, 0)
    pen.fill([(1.5, 0.58), (1.72, 0.48), (1.5, -0.42), (1.24, -0.42)], SNOW, 0, 0, 0.22)
    pen.slab(-0.95, -0.45, 0.25, 0.62, mix(DARK_GLASS, GLASS, 0.25), 0.16, 0.4, 0.7)
    pen.stroke([(-1.8, -0.62), (0, -0.86), (2.1, -0.66)], SNOW, 0.14, 1, True)
    pen.slab(-0.35, 1.1, 0.45, 1.45, IRON, 0.1)
    pen.stroke([(0.05, 1.3), (0.05, 1.85)], IRON, 0.14)
    blade = math.cos(time_s * 31)
    pen.ball(0.05, 1.86, 4.5, 0.17, SNOW, 0, 0, alpha=0.25)
    for reach in (4.6 * blade, -4.6 * math.sin(time_s * 31)):
        pen.tube([(0.05 - reach, 1.86), (0.05 + reach, 1.86)], [0.06, 0.09, 0.06], IRON, 0, 0, False, 0.85)
    pen.ball(0.05, 1.9, 0.17, 0.12, IRON)
    pen.ball(-6.0, 1.35, 0.85, 0.85, SNOW, 0, 0, alpha=0.22)
    spin = pen.at(-6.0, 1.35, -time_s * 2100)
    spin.tube([(0, -0.82), (0, 0.82)], [0.07], IRON, 0, 0, False)
    pen.glow(2.2, -0.75, 1.6, (1.0, 0.95, 0.75), 0.5)


def hot_air_balloon(role: Role, name: str) -> Actor:
    """A striped balloon with a basket; the burner breathes fire now and then."""
    color = painted(role.color, ("red", "purple", "orange", "azure"), role.seed, "balloon")
    second = pick((rgb("f7cb2d"), SNOW, rgb("2fc0c0")), role.seed, "stripe")
    parked = role.action in ("idle", "sleep", "sit")

    def draw(pen: Pen, time_s: float, view: View) -> float:
        dx, dy, _ = flight("fly", time_s, role.phase)
        body = pen.at(dx * 30, (8.0 if parked else 0.0) + dy * 30, 3 * drift(time_s, role.phase, 0.25))
        _draw_balloon(body, color, second, time_s)
        return 0.0

    reach = Reach(-7.5, -0.5 if parked else -10, 7.5, 18 if parked else 9.5)
    speed = 0.0 if parked or role.action == "float" else 5.0
    return Actor(17.0, 11.5, "ground" if parked else "air", speed, ("side",), reach, draw)


def _draw_balloon(pen: Pen, color: Color, second: Color, time_s: float) -> None:
    for x, top in ((-1.0, -2.4), (1.0, 2.4), (-0.3, -0.8), (0.3, 0.8)):
        pen.stroke([(x, -6.4), (top * 0.62, -3.9)], WOOD, 0.1)
    fire = max(0.0, wave(time_s * 0.5)) ** 0.5
    if fire > 0.1:
        draw_flame(pen.at(0, -5.3), 1.7 * fire, time_s)
    outline = [
        (-1.5, -4.1),
        (-4.2, -0.6),
        (-5.5, 2.6),
        (-4.6, 5.9),
        (-2.0, 7.9),
        (0, 8.3),
        (2.0, 7.9),
        (4.6, 5.9),
        (5.5, 2.6),
        (4.2, -0.6),
        (1.5, -4.1),
    ]
    pen.smooth(outline, color, 0.34)
    for share in (0.72, 0.26):
        tone = second if share == 0.72 else color
        pen.smooth([(x * share, y) for x, y in outline], tone, 0.34, 0)
        if share == 0.72:
            pen.smooth([(x * 0.48, y) for x, y in outline], color, 0.34, 0)
            pen.smooth([(x * 0.27, y) for x, y in outline], second, 0.34, 0)
    pen.smooth([(-3.4, 4.2), (-3.0, 5.8), (-1.9, 6.9), (-2.5, 5.2)], SNOW, 0, 0, 0.35)
    pen.slab(-1.6, -4.35, 1.6, -3.85, scaled(color, 0.7), 0.2, 0.2, 0.6)
    pen.slab(-1.25, -8.1, 1.25, -6.3, rgb("b3773c"), 0.25, 0.35)
    pen.slab(-1.35, -6.55, 1.35, -6.2, rgb("7a4a2a"), 0.15)
    for row in (-7.6, -7.15):
        pen.stroke([(-1.2, row), (1.2, row)], rgb("7a4a2a"), 0.08)
    for x, shirt in ((-0.5, rgb("2a63cf")), (0.55, rgb("d8262c"))):
        pen.smooth([(x - 0.38, -6.3), (x - 0.3, -5.85), (x + 0.3, -5.85), (x + 0.38, -6.3)], shirt, 0.2, 0.6)
        pen.ball(x, -5.5, 0.33, 0.36, rgb("edb98a"), 0.15, 0.6)
        pen.smooth([(x - 0.34, -5.5), (x, -5.08), (x + 0.34, -5.5), (x, -5.3)], rgb("5d3b22"), 0.1, 0)


def drone(role: Role, name: str) -> Actor:
    """A quadcopter with a camera eye."""
    color = painted(role.color, ("white", "charcoal", "orange"), role.seed, "drone")

    def draw(pen: Pen, time_s: float, view: View) -> float:
        dx, dy, nose = flight(role.action, time_s, role.phase)
        body = pen.at(dx * 2, dy * 3, nose * 0.7)
        for side, p in ((-1, body.far(0.7)), (1, body)):
            low = 0.05 * side
            p.tube([(-0.4, 0.06 - low), (0, 0), (0.4, 0.06 - low)], [0.028], IRON)
            for x in (-0.4, 0.4):
                p.slab(x - 0.03, 0.04 - low, x + 0.03, 0.13 - low, IRON, 0.01)
                p.ball(x, 0.14 - low, 0.24, 0.022, SNOW, 0, 0, alpha=0.5)
                p.tube(
                    [
                        (x - 0.23 * math.cos(time_s * 37 + x), 0.14 - low),
                        (x + 0.23 * math.cos(time_s * 37 + x), 0.14 - low),
                    ],
                    [0.012],
                    INK,
                    0,
                    0,
                )
        body.smooth([(-0.24, 0), (-0.15, 0.1), (0.15, 0.1), (0.26, 0), (0.12, -0.1), (-0.16, -0.1)], color, 0.35)
        body.ball(0.13, -0.11, 0.075, 0.075, INK, 0.2)
        body.ball(0.15, -0.11, 0.04, 0.04, GLASS, 0.3, 0)
        body.tube([(-0.18, -0.09), (-0.24, -0.24)], [0.014], IRON)
        body.glow(-0.2, 0.03, 0.25, (0.2, 1.0, 0.4), 0.6 if wave(time_s * 1.5) > 0 else 0.1)
        return 0.0

    speed = 0.0 if role.action in ("idle", "float", "look") else 9.0
    return Actor(0.45, 1.25, "air", speed, ("side",), Reach(-0.85, -0.55, 0.85, 0.5), draw)
