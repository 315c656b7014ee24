"""Rooms to work and to learn in: laboratory, workshop, office, classroom, hospital ward."""

from __future__ import annotations

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import rgb, scaled
from moviefactory.video.animatic.scenery import furniture as home
from moviefactory.video.animatic.scenery import kitchens, ornaments
from moviefactory.video.animatic.scenery import workplaces as work
from moviefactory.video.animatic.scenery.indoors import Opening
from moviefactory.video.animatic.scenery.room_kind import (
    Kind,
    Rng,
    checks,
    dark_beams,
    panelled,
    plain,
    planks,
    plant_and_cup,
    slabs,
)
from moviefactory.video.animatic.scenery.surfaces import (
    bricks,
    wall_tiles,
)


def _lab_wall(art: Art, height_m: float, rng: Rng) -> None:
    wall_tiles(art, 0.0, height_m, rgb("#c3d4d8"), rng, 0.22)
    art.rect(0, 1.42, art.width_m, 1.50, rgb("#3f8a92"))
    art.rect(0, 0, art.width_m, 0.14, rgb("#5a6a70"))


def _lab_back(art: Art, x: float, rng: Rng) -> None:
    for left, wide in ((-5.2, 3.6), (-1.2, 2.4), (1.6, 3.8)):
        kitchens.counter(art, x + left, wide, rgb("#dde2e4"), rgb("#3a4a54"))
        work.glassware(art, x + left + wide / 2, 0.92, wide * 0.72, rng)
    kitchens.bottle_shelf(art, x + 3.6, 1.75, 2.2, rng)
    kitchens.bottle_shelf(art, x - 4.4, 1.75, 1.6, rng)
    work.poster(art, x + 0.6, 2.25, (1.1, 0.85), rng)
    work.monitor(art, x + 4.9, 0.92, 0.75, (0.3, 0.85, 1.0), rng)
    work.monitor(art, x - 4.7, 0.92, 0.75, (0.35, 1.0, 0.6), rng)


def _lab_middle(art: Art, x: float, rng: Rng) -> None:
    """Two benches with apparatus and screens at the sides."""
    for side in (-1, 1):
        left = x + side * 3.6 - 1.1
        kitchens.counter(art, left, 2.2, rgb("#cfd8dc"), rgb("#34424c"), 0.88)
        work.glassware(art, x + side * 3.35, 0.88, 1.2, rng)
        work.monitor(art, x + side * 4.35, 0.88, 0.7, (0.3, 0.85, 1.0) if side > 0 else (1.0, 0.68, 0.22), rng)


def _lab_near(art: Art, x: float, rng: Rng) -> None:
    size = art.top_m
    low, high = sorted((x + art.side * art.width_m * 0.38, x + art.side * art.width_m * 0.62))
    home.box(art, low, -size * 0.3, high, size * 0.06, rgb("#34424c"))
    for index, px in enumerate((0.42, 0.46)):
        hue = work.GLASSY[index]
        cx, wide = x + art.side * art.width_m * px, size * 0.11
        art.ellipse((cx, size * 0.06 + wide), (wide, wide), (0.85, 0.93, 0.96), 0.4)
        art.ellipse((cx, size * 0.06 + wide * 0.8), (wide * 0.86, wide * 0.66), hue, 0.85)
        art.rect(
            cx - wide * 0.25,
            size * 0.06 + wide * 1.8,
            cx + wide * 0.25,
            size * 0.06 + wide * 3.4,
            (0.85, 0.93, 0.96),
            0.45,
        )
        art.glow(cx, size * 0.06 + wide, wide * 3, hue, 0.3)


LABORATORY = Kind(
    _lab_wall, checks("#d5dcdd", "#aebcc0", 0.6), panelled, _lab_back, _lab_middle, _lab_near,
    (Opening(-2.0, 1.35, 1.9, 1.3, (3, 1)),), pictures=False,
)  # fmt: skip


def _brick_wall(art: Art, height_m: float, rng: Rng) -> None:
    bricks(art, 0.0, height_m, rgb("#a3705a"), rng, (0.34, 0.13))
    art.rect(0, 0, art.width_m, 0.2, rgb("#6d6a66"), to=rgb("#4a4846"))


def _workshop_back(art: Art, x: float, rng: Rng) -> None:
    work.tool_wall(art, x + 1.6, 1.2, 3.0, rng)
    work.tool_wall(art, x - 4.6, 1.2, 2.0, rng)
    work.workbench(art, x + 1.6, 3.2, rng)
    work.workbench(art, x - 4.6, 2.4, rng)
    kitchens.bottle_shelf(art, x + 4.6, 1.2, 1.8, rng)
    work.trunk_heap(art, x + 4.7, rng)
    for index in range(3):
        tyre = (x - 2.6 + 0.2 * index, 0.36 + 0.62 * (index == 2))
        art.ellipse(tyre, (0.36, 0.36), (0.09, 0.09, 0.10))
        art.ellipse(tyre, (0.18, 0.18), work.STEEL, to=scaled(work.STEEL, 0.5))


def _workshop_middle(art: Art, x: float, rng: Rng) -> None:
    for side in (-1, 1):
        work.workbench(art, x + side * 3.8, 2.0, rng)
        ornaments.pendant(art, x + side * 3.5, 2.2, art.top_m, rgb("#3f6a58"), 0.28)
    home.box(art, x + 2.1, 0.0, x + 2.7, 0.95, rgb("#c8402e"))
    for row in range(4):
        art.rect(x + 2.15, 0.1 + 0.21 * row, x + 2.65, 0.27 + 0.21 * row, rgb("#a83426"))
        art.rect(x + 2.3, 0.20 + 0.21 * row, x + 2.5, 0.22 + 0.21 * row, work.STEEL)


WORKSHOP = Kind(
    _brick_wall, slabs, dark_beams, _workshop_back, _workshop_middle, plant_and_cup,
    (Opening(-1.7, 1.2, 1.6, 1.3, (4, 3)),), pictures=False, dim=0.95, height_m=3.5,
)  # fmt: skip


def _office_back(art: Art, x: float, rng: Rng) -> None:
    home.bookcase(art, x + 3.0, 2.0, 2.0, rng, rgb("#a3794c"))
    work.poster(art, x + 1.9, 1.95, (1.2, 0.8), rng)
    ornaments.potted_plant(art, x + 2.5, 1.7, rng)
    ornaments.potted_plant(art, x - 5.2, 1.9, rng)
    ornaments.clock(art, x + 1.0, 2.35, 0.2)
    home.door(art, x + 5.9, rgb("#8a8f98"))


def _office_middle(art: Art, x: float, rng: Rng) -> None:
    for side in (-1, 1):
        for px in (2.9, 4.9):
            home.table(art, x + side * px, 1.7, 0.74, rgb("#c9b08a"))
            work.monitor(art, x + side * px, 0.75, 0.62, (0.4, 0.75, 1.0), rng)
            ornaments.mug(art, x + side * (px + 0.6), 0.75, rgb("#d9a441"), 0.1)
            home.chair(art, x + side * (px - 0.75), side, rgb("#4a525c"))


OFFICE = Kind(
    plain(rgb("#d5d9d6"), rgb("#a9b6ba")), checks("#8a97a3", "#7f8c98", 0.6), panelled, _office_back, _office_middle,
    plant_and_cup, (Opening(-3.4, 0.8, 2.4, 1.7, (3, 1)), Opening(-0.7, 0.8, 2.2, 1.7, (3, 1))),
)  # fmt: skip


def _school_back(art: Art, x: float, rng: Rng) -> None:
    work.blackboard(art, x + 1.2, 1.05, (3.6, 1.35), rng)
    ornaments.clock(art, x + 1.2, 2.8, 0.2)
    work.poster(art, x + 4.2, 1.85, (1.2, 0.9), rng)
    work.poster(art, x - 4.9, 1.9, (0.9, 1.2), rng)
    home.bookcase(art, x + 3.6, 1.8, 1.15, rng, rgb("#b58a54"))
    ornaments.potted_plant(art, x - 0.95, 1.1, rng)
    home.door(art, x + 5.9, rgb("#5f8a7a"))


def _school_middle(art: Art, x: float, rng: Rng) -> None:
    for px in (-4.6, -2.8, 2.8, 4.6):
        work.school_desk(art, x + px, rng)


CLASSROOM = Kind(
    plain(rgb("#e8dcb8"), rgb("#7fa38c")), planks("#b08a58"), panelled, _school_back, _school_middle, plant_and_cup,
    (Opening(-2.4, 1.1, 1.9, 1.6, (3, 2)),), rgb("#d9a441"), pictures=False, back_m=4.0,
)  # fmt: skip


def _ward_back(art: Art, x: float, rng: Rng) -> None:
    work.sickbed(art, x + 2.7, rng)
    work.sickbed(art, x - 5.0, rng)
    work.poster(art, x + 0.3, 1.95, (0.8, 1.0), rng)
    ornaments.clock(art, x + 1.6, 2.45, 0.2)
    kitchens.counter(art, x - 0.6, 1.6, rgb("#dde6e8"), rgb("#8fa6ac"))
    work.glassware(art, x + 0.2, 0.92, 0.9, rng)
    home.door(art, x + 5.8, rgb("#9cb8bc"))


def _ward_middle(art: Art, x: float, rng: Rng) -> None:
    for side in (-1, 1):
        top = art.top_m
        cloth = rgb("#8fc0b8")
        for fold in range(9):
            px = x + side * (3.6 + 0.14 * fold)
            art.rect(px, 0.35, px + 0.14, 2.3, scaled(cloth, 1.0 if fold % 2 else 0.84), to=scaled(cloth, 0.7))
        art.line([(x + side * 3.4, 2.32), (x + side * 5.2, 2.32)], work.STEEL, 0.04)
        art.line([(x + side * 4.3, 2.32), (x + side * 4.3, top)], work.STEEL, 0.03)


WARD = Kind(
    plain(rgb("#dfe9ea"), rgb("#a3c8c4")), checks("#dfe5e4", "#c3d0d0", 0.5), panelled, _ward_back, _ward_middle,
    plant_and_cup, (Opening(-2.4, 1.0, 2.0, 1.5, (2, 1)),), rgb("#cfe0dc"), pictures=False,
)  # fmt: skip
