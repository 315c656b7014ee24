"""The space station: a control deck with screens and consoles, and a great window on stars and a planet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.light import light_of
from moviefactory.video.animatic.scenery.consoles import (
    CYAN,
    bulkhead,
    conduits,
    console,
    holograph,
    living_screens,
    pilot_seat,
    side_panels,
    viewport,
)
from moviefactory.video.animatic.scenery.hearthfire import motes
from moviefactory.video.animatic.scenery.heavens import nebula_sky, planet
from moviefactory.video.animatic.scenery.indoors import Box, box_of, middles, set_strip, walls
from moviefactory.video.animatic.scenery.planes import PaintPlane, level
from moviefactory.video.animatic.stage import FOREGROUND, Finish, Paint, Place, Stage

HULL: Color = rgb("#9aa4b2")
DECK: Color = rgb("#4c5562")
TALL, BACK = 3.5, 4.6
LAMP: Color = (0.75, 0.90, 1.0)


def space_station(stage: Stage) -> Place:
    """A deck lit by strips of light; its window shows the void, whatever the hour; at night the lamps are dimmed."""
    calm = {"day": 1.0, "dawn": 0.92, "sunset": 0.88, "dusk": 0.80, "night": 0.68}[stage.light.time]
    tint = scaled((0.92, 0.97, 1.05), calm)
    void = replace(stage, light=light_of("night", "clear", 0 if stage.light.side > 0 else 1))
    lit = replace(stage, light=replace(stage.light, tint=tint, fog_per_m=0.0, key=(0.88, 0.95, 1.0),
                                       shade=rgb("#05070d"), horizon=rgb("#7fa6c8"), weather="clear"))  # fmt: skip
    box = box_of(stage, BACK, TALL, (4.8, 7.5))
    back = box.back_m
    controls = set_strip(lit, box, back - 0.5, _controls, Finish(rim=0.5), 14.0)
    layers: list[Layer] = [
        nebula_sky(stage),
        _worlds(void, box),
        level(lit, 0.0, back + 0.02, _deck(box), back + 0.32),
        level(lit, box.height_m, back + 0.02, _ceiling(box, calm), back + 0.31),
        set_strip(lit, box, back, _back_wall, Finish(rim=0.0), 14.0, _hull(box)),
        *walls(lit, box, _side(box)),
        controls,
        lit.live(back - 0.55, living_screens(lit, middles(lit, box, controls, 14.0), back - 0.55)),
        set_strip(lit, box, stage.behind(2.6), _stations, Finish(rim=0.6), module_m=14.0),
        lit.live(stage.behind(2.5), holograph(lit, box, stage.behind(2.5))),
        lit.foreground(0.5, 2.0, _near_frame, replace(FOREGROUND, dim=0.45)),
        *motes(stage, lit, 30),
    ]
    return Place(tuple(layers), wet=0.22, lit=tint)


def _worlds(stage: Stage, box: Box) -> Layer:
    z_m = stage.behind(4000)

    def paint(art: Art, rng: np.random.Generator) -> None:
        tall = art.top_m - art.bottom_m
        x = art.width_m * (0.43 if art.side > 0 else 0.57)
        planet(art, (x, art.bottom_m + tall * 0.46), tall * 0.26, rng, "earth")
        planet(art, (x + art.side * tall * 0.62, art.bottom_m + tall * 0.70), tall * 0.05, rng, "moon")

    plain = Finish(fog=0.0, rim=0.0, tint=False)
    return stage.strip(z_m, stage.row_m(-0.05, z_m), paint, stage.row_m(1.05, z_m), plain)


def _deck(box: Box) -> PaintPlane:
    def paint(art: Art, rng: np.random.Generator, origin: float) -> None:
        """Metal plates with treads, a lit lane down the middle."""
        art.rect(0, art.bottom_m, art.width_m, art.top_m, scaled(DECK, 0.55))
        count = max(4, round(art.width_m / 1.2))
        step = art.width_m / count
        for index in range(count):
            z = np.floor(art.bottom_m / 1.2) * 1.2
            while z < art.top_m:
                tone = scaled(DECK, float(rng.uniform(0.88, 1.12)))
                art.rect(index * step + 0.02, z + 0.02, (index + 1) * step - 0.02, z + 1.18, tone)
                for row in range(4):
                    low = z + 0.18 + 0.24 * row
                    art.rect(index * step + 0.16, low, (index + 1) * step - 0.16, low + 0.05, scaled(tone, 0.72))
                z += 1.2
        middle = origin + box.middle_m
        for side in (-1, 1) if box.closed else ():
            x = middle + side * 2.2
            art.rect(x - 0.09, art.bottom_m, x + 0.09, art.top_m, rgb("#20262e"))
            art.lamp.rect(x - 0.04, art.bottom_m, x + 0.04, art.top_m, scaled(CYAN, 0.8))
            art.lamp.rect(x - 0.5, art.bottom_m, x + 0.5, art.top_m, scaled(CYAN, 0.07))
        art.rect(0, art.top_m - 0.7, art.width_m, art.top_m, art.light.shade, 0.35)

    return paint


def _ceiling(box: Box, calm: float) -> PaintPlane:
    def paint(art: Art, rng: np.random.Generator, origin: float) -> None:
        art.rect(0, art.bottom_m, art.width_m, art.top_m, scaled(HULL, 0.52))
        for z in np.arange(np.ceil(art.bottom_m / 1.4) * 1.4, art.top_m, 1.4):
            art.rect(0, z - 0.16, art.width_m, z + 0.16, scaled(HULL, 0.36))
            art.rect(0, z - 0.16, art.width_m, z - 0.10, scaled(HULL, 0.75))
        count = max(3, round(art.width_m / 2.9))
        for index in range(count):
            x = (index + 0.5) * art.width_m / count
            art.rect(x - 0.26, art.bottom_m, x + 0.26, art.top_m, scaled(HULL, 0.3))
            art.lamp.rect(x - 0.15, art.bottom_m, x + 0.15, art.top_m, scaled(LAMP, 0.25 + 0.65 * calm))
            pipe = x + 0.9
            for shift, tone in ((0.0, rgb("#b5683f")), (0.16, scaled(HULL, 0.8)), (0.30, rgb("#5f7f9a"))):
                art.rect(pipe + shift, art.bottom_m, pipe + shift + 0.10, art.top_m, tone)

    return paint


def _hull(box: Box) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        bulkhead(art, box.height_m, HULL, rng)

    return paint


def _back_wall(art: Art, x: float, rng: np.random.Generator) -> None:
    viewport(art, x, 0.95, (5.2, 2.05), HULL)
    for side in (-1, 1):
        conduits(art, x + side * 5.85, art.top_m)


def _controls(art: Art, x: float, rng: np.random.Generator) -> None:
    for px in (-4.6, 4.6):
        console(art, x + px, 2.4, rng, screens=2)
    console(art, x, 4.6, rng, screens=0)


def _stations(art: Art, x: float, rng: np.random.Generator) -> None:
    pilot_seat(art, x - 3.7, 1)
    pilot_seat(art, x + 3.7, -1)


def _side(box: Box) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        bulkhead(art, box.height_m, HULL, rng)
        side_panels(art, box.height_m, rng)

    return paint


def _near_frame(art: Art, rng: np.random.Generator) -> None:
    """The edge of a bulkhead close to the lens, with a row of small lights."""
    tall = art.top_m / 2.5
    x = art.width_m / 2 + art.side * art.width_m * 0.485
    half = tall * 0.10
    art.polygon(
        [
            (x - half, -tall * 0.3),
            (x - half * 0.5, art.top_m),
            (x + half * 3, art.top_m),
            (x + half * 3, -tall * 0.3),
        ],
        HULL,
        to=scaled(HULL, 0.5),
    )
    for index in range(7):
        y = tall * (0.1 + 0.11 * index)
        hue = (CYAN, (1.0, 0.7, 0.25), (0.4, 1.0, 0.6))[index % 3]
        art.lamp.ellipse((x + half * 0.1, y), (tall * 0.010, tall * 0.010), mix(hue, (1, 1, 1), 0.2))
