"""What a kind of room is, and what several kinds share: walls, floors, ceilings, a table's corner near the lens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.scenery import furniture as home
from moviefactory.video.animatic.scenery import ornaments
from moviefactory.video.animatic.scenery.indoors import Opening, Piece
from moviefactory.video.animatic.scenery.surfaces import (
    beams,
    boards,
    checker,
    cornice,
    flagstones,
    panels,
    rug,
)

Cover = Callable[[Art, float, np.random.Generator], None]


Floor = Callable[[Art, np.random.Generator], None]


Rng = np.random.Generator


@dataclass(frozen=True)
class Kind:
    """A kind of room. `openings`: windows by their place from the room's middle; `against`: what stands at the back
    wall, `middle`: what stands free behind the subject, `near`: what is close to the lens; `laid`: on the floor.
    `fire_x`: where a hearth burns, from the middle. `dim`: how much darker than other rooms."""

    cover: Cover
    floor: Floor
    ceiling: Floor
    against: Piece
    middle: Piece
    near: Piece
    openings: tuple[Opening, ...] = ()
    cloth: Color | None = None  # of curtains
    laid: Piece | None = None
    height_m: float = 3.3
    back_m: float = 3.4
    dim: float = 1.0
    fire_x: float | None = None
    pictures: bool = True


def plain(color: Color, dado: Color) -> Cover:
    """Painted plaster over a darker lower part, with a rail between."""

    def cover(art: Art, height_m: float, rng: Rng) -> None:
        art.rect(0, 0, art.width_m, height_m, color, to=scaled(color, 0.92))
        art.rect(0, 0, art.width_m, 1.05, dado, to=scaled(dado, 0.85))
        art.rect(0, 1.02, art.width_m, 1.09, mix(dado, (1, 1, 1), 0.35))
        art.rect(0, 0, art.width_m, 0.12, scaled(dado, 0.6))
        cornice(art, height_m, color)

    return cover


def checks(light: str, dark: str, tile_m: float = 0.42) -> Floor:
    def floor(art: Art, rng: Rng) -> None:
        checker(art, rng, rgb(light), rgb(dark), tile_m)

    return floor


def planks(color: str) -> Floor:
    def floor(art: Art, rng: Rng) -> None:
        boards(art, rng, rgb(color))

    return floor


def slabs(art: Art, rng: Rng) -> None:
    flagstones(art, rng, rgb("#7d766c"), 0.7)


def beamed(art: Art, rng: Rng) -> None:
    beams(art, rng, rgb("#d8cbb4"), rgb("#6b4a30"))


def dark_beams(art: Art, rng: Rng) -> None:
    beams(art, rng, rgb("#7d6650"), rgb("#4f3826"))


def panelled(art: Art, rng: Rng) -> None:
    panels(art, rgb("#c9cdd0"))


def _side_of(art: Art) -> float:
    """The x where something at the edge of the picture, away from the light, begins."""
    return -art.side * art.width_m * 0.46


def plant_and_cup(art: Art, x: float, rng: Rng) -> None:
    """The leaves of a plant at one edge, a table's corner with a cup at the other."""
    size = art.top_m
    ornaments.potted_plant(art, x + _side_of(art), size * 0.95, rng, -size * 0.12)
    _table_corner(art, x, rgb("#b5483c"))


def _table_corner(art: Art, x: float, hue: Color) -> None:
    size, side = art.top_m, art.side
    low, high = sorted((x + side * art.width_m * 0.39, x + side * art.width_m * 0.60))
    home.box(art, low, -size * 0.3, high, size * 0.10, home.OAK)
    ornaments.mug(art, x + side * art.width_m * 0.44, size * 0.10, hue, size * 0.13)


def blue_rug(art: Art, x: float, rng: Rng) -> None:
    rug(art, x, 0.15, (4.6, 2.3), (rgb("#27415a"), rgb("#7d2f2b"), rgb("#c9a66a")))
