"""What every room shares: the light inside, the box of floor, ceiling and walls, windows to the world outside.

An indoor place is painted on `inside(stage)`, the same stage lit by lamps; whatever is seen through the windows is
painted on the stage itself, so that the hour and the weather stay outside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import ArrayLike

from moviefactory.movie import TimeOfDay
from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Canvas, Color, linear, mix, rgb, scaled, spline, times_mask
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.layers import Strip
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.scenery.planes import side_wall
from moviefactory.video.animatic.stage import PLAIN, Finish, Paint, Stage

WARM: Color = (1.0, 0.78, 0.46)
Piece = Callable[[Art, float, np.random.Generator], None]
"""`piece(art, x, rng)`: paints around `x`, the middle of the room on this strip."""

_INSIDE: dict[TimeOfDay, Color] = {
    "day": (1.0, 0.97, 0.93),
    "dawn": (0.98, 0.87, 0.78),
    "sunset": (0.98, 0.82, 0.68),
    "dusk": (0.96, 0.80, 0.68),
    "night": (0.96, 0.77, 0.60),
}


def inside(stage: Stage, dim: float = 1.0) -> Stage:
    """The stage as lit inside: by day softer than outdoors, after dark by warm lamps; the air is clear."""
    light = stage.light
    tone = _INSIDE[light.time]
    if light.weather != "clear":
        tone = mix(tone, (0.80, 0.82, 0.86), 0.25) if not light.dark else tone
        tone = scaled(tone, 0.92)
    key = mix(light.key, WARM, 0.7) if light.dark else light.key
    lit = replace(light, tint=scaled(tone, dim), fog_per_m=0.0, key=key, shade=mix(light.shade, rgb("#1c130e"), 0.6))
    return replace(stage, light=lit)


@dataclass(frozen=True)
class Box:
    """The measures of a room in metres: its middle x, half its width, the back wall's z, the ceiling's height.

    `closed`: whether it has side walls (a camera that goes along with somebody walks through a long room instead).
    """

    middle_m: float
    half_m: float
    back_m: float
    height_m: float
    closed: bool


def box_of(stage: Stage, back_m: float, height_m: float, half_m: tuple[float, float] = (4.2, 7.0)) -> Box:
    """A room that holds the shot's subjects, stretched for large ones; `half_m`: least and greatest half width."""
    base = stage.rig.base
    grown = stage.spread
    half = min(max(0.44 * base.across_m(0.0), half_m[0] * grown), half_m[1] * grown)
    travel = abs(stage.rig.follow_m_s) * stage.rig.seconds
    back = stage.behind(back_m)
    # From far away a low ceiling would fill half of the picture, so the room grows with the shot.
    seen = min(stage.row_m(0.30, back), 1.8 * height_m * grown)
    tall = max(height_m * grown, seen, base.y_m + 0.3)
    return Box(base.x_m, half, back, tall, travel < 0.25 * half)


def set_strip(
    stage: Stage,
    box: Box,
    z_m: float,
    piece: Piece,
    finish: Finish = PLAIN,
    module_m: float = 13.0,
    base: Paint | None = None,
) -> Strip:
    """A strip of furniture in the plane `z_m`: `piece` draws it around the middle of the room.

    A long room repeats it every `module_m`. `base` is painted once, before it.
    """
    left_m, _, whole = stage.reach(z_m)
    grown = stage.spread

    def paint(art: Art, rng: np.random.Generator) -> None:
        if whole and box.closed:
            art.wraps = False  # what stands beyond the picture's edge must not come in again at the other
            if base is not None:
                base(art, rng)
            piece(art, box.middle_m - left_m, rng)
            return
        if base is not None:
            base(art, rng)
        count = max(1, round(art.width_m / (module_m * grown)))
        for index in range(count):
            piece(art, (index + 0.5) * art.width_m / count, rng)

    paint.__qualname__ = f"{getattr(piece, '__qualname__', 'piece')}"
    return stage.strip(z_m, box.height_m, paint, -0.3, finish)


def middles(stage: Stage, box: Box, strip: Strip, module_m: float) -> list[float]:
    """The world x of every middle around which `set_strip` drew its piece, as far as the shot's cameras can see."""
    if box.closed:
        return [box.middle_m]
    period = strip.rgba.shape[1] / strip.px_per_m
    step = period / max(1, round(period / (module_m * stage.spread)))
    reach = stage.camera.across_m(strip.z_m)
    low, high = sorted((stage.rig.at(0.0).x_m, stage.rig.at(stage.rig.seconds).x_m))
    first = int(np.floor((low - reach - strip.x_m) / step))
    last = int(np.ceil((high + reach - strip.x_m) / step))
    return [strip.x_m + (index + 0.5) * step for index in range(first, min(last, first + 60))]


def walls(stage: Stage, box: Box, paint: Paint) -> list[Layer]:
    """Both side walls, painted from the front by `paint`; none in a long room. The one that turns its back to the
    light is darker."""
    if not box.closed:
        return []
    layers: list[Layer] = []
    for side in (-1, 1):
        shaded = 0.30 if side == stage.light.side else 0.14
        at, order = box.middle_m + side * box.half_m, box.back_m - 0.01 - 0.001 * side
        layers.append(side_wall(stage, at, box.back_m, box.height_m, paint, order, shaded))
    return layers


def cut_out(art: Art, outlines: Sequence[ArrayLike]) -> None:
    """Make holes in what has been painted, so that the world behind shows."""
    mask = Canvas(art.canvas.width, art.canvas.height)
    for outline in outlines:
        hole = art.pixels(outline)
        for turn in (-1, 0, 1) if art.wraps else (0,):
            mask.polygon(hole + np.array((turn * art.canvas.width, 0.0)), (1.0, 1.0, 1.0))
    keep = np.asarray(cv2.bitwise_not(np.ascontiguousarray(mask.rgba[..., 3])), np.uint8)
    art.canvas.rgba[...] = times_mask(art.canvas.rgba, keep)


@dataclass(frozen=True)
class Opening:
    """A window: middle x, sill height, width and height in metres; panes across and up; round at the top or not."""

    x: float
    sill: float
    wide: float
    tall: float
    panes: tuple[int, int] = (2, 2)
    arched: bool = False

    def outline(self, grow: float = 0.0) -> list[tuple[float, float]]:
        left, right = self.x - self.wide / 2 - grow, self.x + self.wide / 2 + grow
        low, high = self.sill - grow, self.sill + self.tall + grow
        if not self.arched:
            return [(left, low), (right, low), (right, high), (left, high)]
        spring = high - self.wide * 0.5
        turn = np.linspace(0, np.pi, 15)
        half = (right - left) / 2
        return [(left, low), (right, low)] + [
            (self.x + half * float(np.cos(a)), spring + half * float(np.sin(a))) for a in turn
        ]


def window(art: Art, opening: Opening, frame: Color = (0.93, 0.91, 0.86)) -> None:
    """Cut a window into the wall, with frame, bars, a sill, a faint sheen on the glass and the light it lets in."""
    cut_out(art, [opening.outline()])
    art.polygon(opening.outline(), art.light.horizon, 0.07)
    o = opening
    left, right, high = o.x - o.wide / 2, o.x + o.wide / 2, o.sill + o.tall
    sheen = [(left, high), (left + o.wide * 0.45, high), (left + o.wide * 0.12, o.sill), (left, o.sill)]
    if not o.arched:
        art.polygon(sheen, (1.0, 1.0, 1.0), 0.05)
    thick = min(0.09, o.wide * 0.07)
    for index in range(1, o.panes[0]):
        x = left + o.wide * index / o.panes[0]
        art.rect(x - thick * 0.35, o.sill, x + thick * 0.35, high, scaled(frame, 0.86))
    for index in range(1, o.panes[1]):
        y = o.sill + o.tall * index / o.panes[1]
        art.rect(left, y - thick * 0.35, right, y + thick * 0.35, scaled(frame, 0.86))
    outer, inner = o.outline(thick), o.outline(-thick * 0.3)
    art.polygons([outer, inner], frame, to=scaled(frame, 0.78))
    art.rect(left - thick * 2.4, o.sill - thick * 1.6, right + thick * 2.4, o.sill - thick * 0.4, scaled(frame, 1.04))
    art.rect(left - thick * 2.4, o.sill - thick * 2.3, right + thick * 2.4, o.sill - thick * 1.6, scaled(frame, 0.62))
    if not art.light.dark:
        glare = mix(art.light.horizon, (1.0, 1.0, 1.0), 0.2)
        art.glow(o.x, o.sill + o.tall / 2, o.tall * 1.25, glare, 0.16 + 0.14 * art.light.sun_strength)


def curtains(art: Art, opening: Opening, cloth: Color, drop_m: float = 0.0) -> None:
    """Two gathered curtains on a rod beside a window, falling to `drop_m`."""
    o = opening
    top = o.sill + o.tall + 0.22
    reach = o.wide * 0.5 + 0.34
    for side in (-1, 1):
        outer, inner = o.x + side * reach, o.x + side * o.wide * 0.33
        tie = o.x + side * o.wide * 0.47
        y_tie = drop_m + (top - drop_m) * 0.40
        body = spline(
            [
                (inner, top),
                (inner + (tie - inner) * 0.25, (top + y_tie) / 2),
                (tie, y_tie),
                (tie - side * 0.05, drop_m),
            ],
            closed=False,
        )
        art.polygon([*body.tolist(), (outer, drop_m), (outer, top)], cloth, to=scaled(cloth, 0.66))
        for fold in range(5):
            share = (fold + 0.5) / 5
            path = [
                (inner + (outer - inner) * share, top),
                (tie + (outer - tie) * share, y_tie),
                (tie + (outer - tie) * share, drop_m),
            ]
            tone = scaled(cloth, 0.60) if fold % 2 else mix(cloth, art.light.key, 0.35)
            art.line(spline(path, closed=False), tone, o.wide * 0.035, 0.65)
        art.rect(min(tie, outer) - 0.01, y_tie - 0.04, max(tie, outer) + 0.01, y_tie + 0.04, rgb("#c9a24e"))
    art.line([(o.x - reach - 0.12, top + 0.02), (o.x + reach + 0.12, top + 0.02)], rgb("#8a6a3c"), 0.05)
    for side in (-1, 1):
        art.ellipse((o.x + side * (reach + 0.14), top + 0.02), (0.06, 0.06), rgb("#c9a24e"))


def sunbeams(stage: Stage, box: Box, openings: Sequence[Opening], z_m: float) -> list[Strip]:
    """Slanting shafts of daylight that fall from the windows into the room."""
    light = stage.light
    strength = light.sun_strength * (0.16 if not light.dark else 0.0)
    if strength < 0.03 or not openings:
        return []
    tone = scaled(mix(light.sun, light.horizon, 0.4), strength)

    def beams(art: Art, x: float, rng: np.random.Generator) -> None:
        lean = -art.side
        for o in openings:
            left, right, high = x + o.x - o.wide / 2, x + o.x + o.wide / 2, o.sill + o.tall
            run = high * 1.1 * lean
            body = [
                (left, high),
                (right, high),
                (right + run * 0.62 + 0.2, 0.0),
                (left + run * 1.15, 0.0),
                (left, o.sill),
            ]
            art.lamp.polygon(body, tone, 1.0, blur_m=0.10, to=scaled(tone, 0.25))

    return [set_strip(stage, box, z_m, beams, Finish(fog=0.0, rim=0.0, tint=False, depth=False))]


def vignette_wall(art: Art, left: float, right: float, height_m: float, strength: float = 0.35) -> None:
    """Darken a wall towards ceiling and floor, as light falls off: nothing in a room is lit evenly."""
    for low, high, down in ((height_m * 0.62, height_m, False), (0.0, height_m * 0.25, True)):
        box = art.pixels([(left, low), (right, high)])
        y0, y1 = float(box[1, 1]), float(box[0, 1])
        dark = (*art.light.shade, strength)
        clear = (*art.light.shade, 0.0)
        ends = (clear, dark) if down else (dark, clear)
        outline = [(left, low), (right, low), (right, high), (left, high)]
        art.canvas.polygon(art.pixels(outline), art.light.shade, 1.0, gradient=linear((0, y0), (0, y1), *ends))


def light_level(light: Light) -> float:
    """How strongly lamps show: fully after dark, a little under a grey sky, hardly by day."""
    if light.dark:
        return 1.0
    return 0.45 if light.weather not in ("clear", "dust") else 0.22
