"""The castle hall: columns and arches, banners, torches, a throne, coloured light from tall windows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, linear, mix, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.layers import Strip
from moviefactory.video.animatic.scenery.chivalry import (
    BANNERS,
    banner,
    chandelier,
    column,
    shield,
    stained_glass,
    suit_of_armour,
    throne,
    torch_holder,
    vault,
)
from moviefactory.video.animatic.scenery.hearthfire import motes, torch_flame
from moviefactory.video.animatic.scenery.indoors import (
    Box,
    Opening,
    Piece,
    box_of,
    inside,
    middles,
    set_strip,
    vignette_wall,
    walls,
)
from moviefactory.video.animatic.scenery.planes import PaintPlane, level
from moviefactory.video.animatic.scenery.surfaces import bricks, flagstones, light_pool
from moviefactory.video.animatic.stage import FOREGROUND, Finish, Paint, Place, Stage

STONE: Color = rgb("#9a9187")
FLOOR: Color = rgb("#8c8478")
CARPET: Color = rgb("#8c2430")
FIRE: Color = (1.0, 0.58, 0.24)
TALL = 8.5
BAY = 5.2  # metres from column to column
WINDOWS = (-7.8, -3.9, 3.9, 7.8)


def castle_hall(stage: Stage) -> Place:
    """A great hall: the throne at the far end under a rose of coloured glass, columns to either side, torchlight."""
    lit = inside(stage, 0.86 if stage.light.dark else 0.92)
    box = box_of(stage, 9.0, TALL, (6.0, 9.0))
    back = box.back_m
    rows = [stage.behind(z) for z in (6.2, 3.2)]
    colonnades = [set_strip(lit, box, z_m, _colonnade(box), Finish(rim=0.5), module_m=BAY * 1.2) for z_m in rows]
    layers: list[Layer] = [
        stage.sky(),
        level(lit, 0.0, back + 0.02, _floor(box, stage.light.dark), back + 0.32),
        level(lit, box.height_m, back + 0.02, _roof, back + 0.31),
        set_strip(lit, box, back, _back_wall, Finish(rim=0.0), 16.0, _masonry(box)),
        *walls(lit, box, _side(box)),
        set_strip(lit, box, back - 0.4, _dais, Finish(rim=0.5), module_m=16.0),
        *colonnades,
        set_strip(lit, box, stage.behind(4.4), chandelier, Finish(rim=0.6), module_m=2 * BAY),
        *_shafts(stage, box),
        *_torches(lit, box, back - 0.3, colonnades),
        stage.foreground(0.42, 2.0, _near_column, replace(FOREGROUND, dim=0.55)),
        *motes(stage, lit, 34),
    ]
    return Place(tuple(layers), wet=0.16, lit=lit.light.tint)


def _floor(box: Box, dark: bool) -> PaintPlane:
    def paint(art: Art, rng: np.random.Generator, origin: float) -> None:
        flagstones(art, rng, FLOOR, 0.95)
        middle = origin + box.middle_m
        if box.closed:
            for half, tone in (
                (1.55, rgb("#c9a24e")),
                (1.45, CARPET),
                (1.15, rgb("#c9a24e")),
                (1.10, scaled(CARPET, 0.9)),
            ):
                art.rect(middle - half, art.bottom_m, middle + half, art.top_m, tone)
        for x in (-BAY, BAY):
            for z in np.arange(art.bottom_m, art.top_m, 3.0):
                if dark:
                    light_pool(art, middle + x, float(z), (1.8, 1.2), scaled(FIRE, 0.16))
        if not dark:
            for index, x in enumerate(WINDOWS):
                hue = (rgb("#d84a4a"), rgb("#4a7ad8"), rgb("#e0b040"), rgb("#4ab07a"))[index % 4]
                lean = -art.side * 2.0
                for step in range(4):
                    tone = scaled(mix(hue, (1, 1, 1), 0.2 * (step % 2)), 0.30 * (0.4 + art.light.sun_strength))
                    z = box.back_m - 4.6 + step * 0.75
                    light_pool(art, middle + x + lean + 0.25 * step * art.side, z, (0.6, 0.34), tone)
        art.rect(0, art.top_m - 0.6, art.width_m, art.top_m, art.light.shade, 0.30)

    return paint


def _roof(art: Art, rng: np.random.Generator, origin: float) -> None:
    """Timber trusses lost in the dark."""
    wood = rgb("#4f3826")
    art.rect(0, art.bottom_m, art.width_m, art.top_m, scaled(wood, 0.55))
    for z in np.arange(np.ceil(art.bottom_m / 1.5) * 1.5, art.top_m, 1.5):
        art.rect(0, z - 0.16, art.width_m, z + 0.16, wood)
    count = max(2, round(art.width_m / 2.6))
    for index in range(count):
        x = (index + 0.5) * art.width_m / count
        art.rect(x - 0.18, art.bottom_m, x + 0.18, art.top_m, scaled(wood, 1.25))
    art.rect(0, art.bottom_m, art.width_m, art.top_m, art.light.shade, 0.30)


def _masonry(box: Box) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        bricks(art, 0.0, box.height_m, STONE, rng, (1.05, 0.52))
        art.rect(0, 0, art.width_m, 0.5, scaled(STONE, 0.7), to=scaled(STONE, 0.5))
        vignette_wall(art, 0.0, art.width_m, box.height_m, 0.55)

    return paint


def _back_wall(art: Art, x: float, rng: np.random.Generator) -> None:
    """Windows and banners."""
    for px in WINDOWS:
        stained_glass(art, Opening(x + px, 2.7, 1.5, 4.2, arched=True), rng)
    stained_glass(art, Opening(x, 4.3, 2.5, 3.3, arched=True), rng)
    for px in (-5.85, -1.95, 1.95, 5.85):
        banner(art, x + px, 6.6, (1.05, 3.0), BANNERS[int(abs(px)) % len(BANNERS)], rng)
    for px in (-5.85, 5.85):
        shield(art, x + px, 2.5, rng)


def _dais(art: Art, x: float, rng: np.random.Generator) -> None:
    """Three steps with the throne under a canopy, suits of armour on guard."""
    for step in range(3):
        half = 2.9 - 0.45 * step
        low = 0.2 * step
        art.rect(x - half, low, x + half, low + 0.2, mix(STONE, art.light.key, 0.15), to=scaled(STONE, 0.62))
        art.rect(x - 1.0, low, x + 1.0, low + 0.2, CARPET, to=scaled(CARPET, 0.6))
    throne(art, x, 0.6)
    for side in (-1, 1):
        suit_of_armour(art, x + side * 3.5, 1.95)
        suit_of_armour(art, x + side * 7.8, 1.95)
        for px in (1.95, 5.85):
            torch_holder(art, x + side * px, 2.25)


def _colonnade(box: Box) -> Piece:
    def paint(art: Art, x: float, rng: np.random.Generator) -> None:
        for at in (-2 * BAY, -BAY, BAY, 2 * BAY) if box.closed else (0.0,):
            if abs(at) < 1.5 * BAY:
                vault(art, x + at, BAY * (0.92 if box.closed else 0.6), (5.4, box.height_m), STONE)
            column(art, x + at, 0.46, 5.4, STONE)
            torch_holder(art, x + at, 2.4)

    return paint


def _torches(stage: Stage, box: Box, wall_m: float, colonnades: list[Strip]) -> list[Layer]:
    """The flames of the torches on wall and columns."""
    layers: list[Layer] = []
    if box.closed:
        for px in (-1.95, 1.95, -5.85, 5.85):
            layers.append(stage.live(wall_m, torch_flame(stage, (box.middle_m + px, 2.75, wall_m), 0.42)))
    for strip in colonnades:
        z_m = strip.z_m - 0.12
        for middle in middles(stage, box, strip, BAY * 1.2):
            for at in (-2 * BAY, -BAY, BAY, 2 * BAY) if box.closed else (0.0,):
                layers.append(stage.live(z_m, torch_flame(stage, (middle + at, 2.9, z_m), 0.42)))
    return layers


def _side(box: Box) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        bricks(art, 0.0, box.height_m, scaled(STONE, 0.9), rng, (1.05, 0.52))
        for x in np.arange(art.width_m - 2.2, 0.5, -3.0):
            banner(art, float(x), 6.4, (1.1, 3.0), BANNERS[int(x * 3) % len(BANNERS)], rng)
        vignette_wall(art, 0.0, art.width_m, box.height_m, 0.55)

    return paint


def _shafts(stage: Stage, box: Box) -> list[Layer]:
    """Coloured light that falls from the windows across the hall."""
    light = stage.light
    strength = 0.20 * light.sun_strength if not light.dark else 0.07 * light.sun_strength
    if strength < 0.02:
        return []
    hues = (rgb("#ff9a8a"), rgb("#9ac0ff"), rgb("#ffe0a0"), rgb("#a8f0c0"))

    def beams(art: Art, x: float, rng: np.random.Generator) -> None:
        for index, px in enumerate(WINDOWS):
            tone = scaled(mix(light.sun, hues[index % 4], 0.55), strength)
            left, right = x + px - 0.7, x + px + 0.7
            run = -art.side * 3.4
            body = [(left, 6.6), (right, 6.6), (right + run + 0.7, 0.0), (left + run - 0.4, 0.0)]
            art.lamp.polygon(body, tone, 1.0, blur_m=0.16, to=scaled(tone, 0.2))

    finish = Finish(fog=0.0, rim=0.0, tint=False, depth=False)
    return [set_strip(stage, box, stage.behind(5.2), beams, finish, module_m=16.0)]


def _near_column(art: Art, rng: np.random.Generator) -> None:
    """Part of a column at one edge of the picture, close to the lens; it reaches beyond the upper edge."""
    tall = art.top_m / 2
    half = tall * 0.09
    x = art.width_m / 2 + art.side * art.width_m * 0.475
    art.rect(x - half, -tall * 0.2, x + half, art.top_m, STONE)
    px = art.pixels([(x - half, 0.0), (x + half, 0.0)])
    round_off = linear((float(px[0, 0]), 0.0), (float(px[1, 0]), 0.0), (0, 0, 0, 0.65), (0, 0, 0, 0.0), (0, 0, 0, 0.65))
    outline = [(x - half, -tall * 0.2), (x + half, -tall * 0.2), (x + half, art.top_m), (x - half, art.top_m)]
    art.canvas.polygon(art.pixels(outline), (0, 0, 0), 1.0, gradient=round_off)
    art.rect(x - half * 1.35, -tall * 0.2, x + half * 1.35, tall * 0.16, scaled(STONE, 0.8), to=scaled(STONE, 0.5))
