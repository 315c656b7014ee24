"""Rooms: a furnished interior with depth, and its kinds by the words of the shot's place (kitchen, library ...)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import mix, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.scenery.hearthfire import flames, motes
from moviefactory.video.animatic.scenery.indoors import (
    WARM,
    Box,
    Piece,
    box_of,
    curtains,
    inside,
    set_strip,
    sunbeams,
    vignette_wall,
    walls,
    window,
)
from moviefactory.video.animatic.scenery.ornaments import picture
from moviefactory.video.animatic.scenery.outlook import garden
from moviefactory.video.animatic.scenery.planes import PaintPlane, level
from moviefactory.video.animatic.scenery.room_kind import Kind
from moviefactory.video.animatic.scenery.room_kinds import kind_of
from moviefactory.video.animatic.scenery.surfaces import light_pool
from moviefactory.video.animatic.stage import FOREGROUND, Finish, Paint, Place, Stage


def room(stage: Stage) -> Place:
    """A room: floor, ceiling and walls in perspective, furniture in several depths, the world behind the windows."""
    kind = kind_of(stage.place)
    lit = inside(stage, kind.dim)
    box = box_of(stage, kind.back_m, kind.height_m)
    back = box.back_m
    layers: list[Layer] = [
        *(garden(stage, box) if kind.openings else [stage.sky()]),
        level(lit, 0.0, back + 0.02, _floor(kind, box), back + 0.32),
        level(lit, box.height_m, back + 0.02, _ceiling(kind), back + 0.31),
        set_strip(lit, box, back, _wall(kind), Finish(rim=0.0), base=_cover(kind, box)),
        *_sides(lit, box, kind),
        set_strip(lit, box, stage.behind(kind.back_m - 0.45), kind.against, Finish(rim=0.25)),
        *sunbeams(stage, box, kind.openings, stage.behind(kind.back_m - 0.6)),
        set_strip(lit, box, stage.behind(1.5), kind.middle, Finish(rim=0.4)),
        lit.foreground(0.50, 0.62, _near(kind), replace(FOREGROUND, dim=0.6, soft=0.007)),
        *motes(stage, lit),
    ]
    if kind.fire_x is not None and box.closed:
        at = (box.middle_m + kind.fire_x, 0.12, stage.behind(kind.back_m - 0.46))
        layers.append(lit.live(at[2], flames(lit, at, 0.62)))
    return Place(tuple(layers), lit=lit.light.tint)


def _floor(kind: Kind, box: Box) -> PaintPlane:
    def paint(art: Art, rng: np.random.Generator, origin: float) -> None:
        kind.floor(art, rng)
        middle = origin + box.middle_m
        if kind.laid is not None:
            kind.laid(art, middle, rng)
        edge = [(0, art.top_m), (art.width_m, art.top_m), (art.width_m, art.top_m - 0.5), (0, art.top_m - 0.5)]
        art.polygon(edge, art.light.shade, 0.5, blur_m=0.2)
        light = art.light
        if light.dark:
            for x in (-2.4, 2.2):
                light_pool(art, middle + x, box.back_m - 1.0, (1.6, 1.0), scaled(WARM, 0.16))
            return
        tone = scaled(mix(light.sun, light.horizon, 0.4), 0.05 + 0.22 * light.sun_strength)
        for o in kind.openings:
            lean = -light.side * (o.sill + o.tall) * 0.5
            x, near, far = middle + o.x, box.back_m - 2.5, box.back_m - 1.1
            pool = [(x - o.wide / 2 + lean, near), (x + o.wide / 2 + lean, near), (x + o.wide / 2 + lean * 0.5, far),
                    (x - o.wide / 2 + lean * 0.5, far)]  # fmt: skip
            art.lamp.polygon(pool, tone, 1.0, blur_m=0.10)

    return paint


def _ceiling(kind: Kind) -> PaintPlane:
    def paint(art: Art, rng: np.random.Generator, origin: float) -> None:
        kind.ceiling(art, rng)
        art.rect(0, art.bottom_m, art.width_m, art.top_m, art.light.shade, 0.22)

    return paint


def _cover(kind: Kind, box: Box) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        kind.cover(art, box.height_m, rng)
        vignette_wall(art, 0.0, art.width_m, box.height_m)

    return paint


def _wall(kind: Kind) -> Piece:
    def wall(art: Art, x: float, rng: np.random.Generator) -> None:
        for opening in kind.openings:
            moved = replace(opening, x=x + opening.x)
            window(art, moved)
            if kind.cloth is not None:
                curtains(art, moved, kind.cloth, 0.12)

    return wall


def _sides(stage: Stage, box: Box, kind: Kind) -> list[Layer]:
    """The two side walls, the one that the light comes from darker."""

    def paint(art: Art, rng: np.random.Generator) -> None:
        kind.cover(art, box.height_m, rng)
        vignette_wall(art, 0.0, art.width_m, box.height_m)
        for x in np.arange(art.width_m - 1.7, 0.6, -2.1) if kind.pictures else ():
            picture(art, float(x), box.height_m * 0.56, (0.75, 0.95), rng)

    return walls(stage, box, paint)


def _near(kind: Kind) -> Paint:
    """Something close to the lens at either edge of the picture, where it frames the subject and never hides it."""

    def paint(art: Art, rng: np.random.Generator) -> None:
        kind.near(art, art.width_m / 2, rng)

    return paint
