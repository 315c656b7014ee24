"""Rooms to live in: living room, kitchen, library, bedroom."""

from __future__ import annotations

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import rgb, scaled
from moviefactory.video.animatic.scenery import furniture as home
from moviefactory.video.animatic.scenery import kitchens, ornaments
from moviefactory.video.animatic.scenery.indoors import Opening
from moviefactory.video.animatic.scenery.room_kind import (
    Kind,
    Rng,
    beamed,
    blue_rug,
    checks,
    dark_beams,
    planks,
    plant_and_cup,
)
from moviefactory.video.animatic.scenery.surfaces import (
    boards,
    cornice,
    rug,
    wainscot,
    wall_tiles,
    wallpaper,
)


def _parlour_wall(art: Art, height_m: float, rng: Rng) -> None:
    wallpaper(art, height_m, rgb("#7f9a8c"), rgb("#e4dcc0"), rng, 0.9)
    wainscot(art, 0.95, rgb("#7a5436"))
    cornice(art, height_m, rgb("#b9a98a"))


def _parlour_back(art: Art, x: float, rng: Rng) -> None:
    """Hearth and bookcase, pictures, a lamp, a clock, plants."""
    home.hearth(art, x + 3.3, rng)
    ornaments.clock(art, x + 3.3, 2.0, 0.22)
    ornaments.mug(art, x + 2.8, 1.34, rgb("#5f8fa8"))
    ornaments.vase(art, x + 3.9, 1.34, rng, 0.2)
    home.bookcase(art, x - 0.35, 1.5, 2.25, rng)
    ornaments.picture(art, x + 1.65, 1.95, (0.8, 0.64), rng)
    ornaments.picture(art, x - 4.7, 1.85, (0.8, 1.0), rng)
    ornaments.potted_plant(art, x - 0.85, 1.3, rng)
    ornaments.potted_plant(art, x + 5.4, 1.6, rng)
    home.table(art, x + 1.65, 0.8, 0.72, home.WALNUT)
    ornaments.vase(art, x + 1.6, 0.73, rng, 0.22)
    home.door(art, x - 5.9, rgb("#6b4a30"))


def _parlour_middle(art: Art, x: float, rng: Rng) -> None:
    home.armchair(art, x + 4.75, rgb("#8c3f34"), -1)
    ornaments.floor_lamp(art, x + 5.5)
    home.armchair(art, x - 3.3, rgb("#4d6a5a"), 1)
    ornaments.floor_lamp(art, x - 4.1, 1.55)


def _parlour_rug(art: Art, x: float, rng: Rng) -> None:
    rug(art, x, 0.15, (4.4, 2.3), (rgb("#7d2f2b"), rgb("#27415a"), rgb("#c9a66a")))


PARLOUR = Kind(
    _parlour_wall, boards, beamed, _parlour_back, _parlour_middle, plant_and_cup,
    (Opening(-2.6, 0.95, 1.7, 1.55, (3, 2)),), rgb("#9a4a3c"), _parlour_rug, fire_x=3.3,
)  # fmt: skip


def _kitchen_wall(art: Art, height_m: float, rng: Rng) -> None:
    art.rect(0, 0, art.width_m, height_m, rgb("#efe3c6"), to=rgb("#d9caa8"))
    wall_tiles(art, 0.9, 1.62, rgb("#9cc4c0"), rng)
    art.rect(0, 1.60, art.width_m, 1.66, rgb("#4f7f86"))
    cornice(art, height_m, rgb("#e4d6b4"))


def _kitchen_back(art: Art, x: float, rng: Rng) -> None:
    front = rgb("#5f8a86")
    kitchens.counter(art, x - 4.6, 3.0, front, rgb("#b98d5c"))
    kitchens.counter(art, x - 0.5, 1.6, front, rgb("#b98d5c"))
    kitchens.oven(art, x - 1.05)
    kitchens.counter(art, x + 1.1, 2.6, front, rgb("#b98d5c"))
    kitchens.fridge(art, x + 4.3)
    kitchens.wall_cupboards(art, x + 1.2, 2.4, 1.72, front, rng)
    kitchens.wall_cupboards(art, x - 4.7, 1.2, 1.72, front, rng)
    kitchens.hanging_pans(art, x + 0.35, 2.35, 1.3)
    for px, hue in ((-3.9, rgb("#b5483c")), (-3.6, rgb("#d9a441")), (0.2, rgb("#e4dccb")), (0.45, rgb("#5f8fa8"))):
        kitchens.pot(art, x + px, 0.93, 0.2, hue)
    ornaments.vase(art, x + 2.9, 0.93, rng, 0.2)
    ornaments.potted_plant(art, x + 1.5, 0.55, rng, 0.93)
    ornaments.clock(art, x + 4.3, 2.3, 0.18)
    home.door(art, x - 5.7, rgb("#8fa08a"))
    home.door(art, x + 5.8, rgb("#8fa08a"))


def _kitchen_middle(art: Art, x: float, rng: Rng) -> None:
    """A table with bread, fruit and chairs; lamps over it."""
    for side in (-1, 1):
        home.table(art, x + side * 3.1, 1.9)
        home.chair(art, x + side * 1.95, side)
        home.chair(art, x + side * 4.3, -side)
        ornaments.pendant(art, x + side * 3.1, 2.05, art.top_m, rgb("#c8553a"))
        for index, hue in enumerate((rgb("#d8433a"), rgb("#e8b43c"), rgb("#7aa84a"))):
            art.ellipse((x + side * 3.1 - 0.12 + 0.12 * index, 0.86), (0.065, 0.065), hue, to=scaled(hue, 0.6))
        art.ellipse((x + side * 3.1, 0.80), (0.26, 0.06), rgb("#8fb8c8"), to=rgb("#5a7f92"))
        art.ellipse((x + side * 3.7, 0.83), (0.2, 0.08), rgb("#c48a4a"), to=rgb("#8a5a2c"))
        ornaments.mug(art, x + side * 2.5, 0.76, rgb("#e4dccb"), 0.1)


KITCHEN = Kind(
    _kitchen_wall, checks("#e6dcc6", "#8f5a48"), beamed, _kitchen_back, _kitchen_middle, plant_and_cup,
    (Opening(-2.65, 1.12, 1.5, 1.25, (2, 2)),), rgb("#e8c25a"), pictures=False,
)  # fmt: skip


def _oak_wall(art: Art, height_m: float, rng: Rng) -> None:
    wainscot(art, height_m - 0.4, rgb("#7a5436"))
    art.rect(0, height_m - 0.4, art.width_m, height_m, rgb("#6d4a30"), to=rgb("#4a3020"))
    cornice(art, height_m, rgb("#8a6540"))


def _library_back(art: Art, x: float, rng: Rng) -> None:
    """Books from floor to ceiling with a ladder, a globe, a window seat."""
    top = min(3.5, art.top_m - 0.25)
    for left, wide in ((-6.6, 2.3), (-4.2, 2.2), (-0.75, 3.1), (2.45, 2.2), (4.75, 2.3)):
        home.bookcase(art, x + left, wide, top, rng)
    for side in (-1, 1):
        a, b = (x + 2.3 + side * 0.22, 0.0), (x + 1.7 + side * 0.2, top - 0.2)
        art.line([a, b], rgb("#b58a54"), 0.055)
    for step in range(9):
        share = (step + 0.7) / 9.5
        cx, y = x + 2.3 - 0.6 * share, (top - 0.2) * share
        art.line([(cx - 0.21, y), (cx + 0.21, y)], rgb("#a67c4a"), 0.045)


def _library_middle(art: Art, x: float, rng: Rng) -> None:
    """A desk with a lamp and papers, a globe on a stand, a leather chair."""
    home.box(art, x - 4.3, 0.0, x - 3.75, 0.74, home.WALNUT)
    home.box(art, x - 2.75, 0.0, x - 2.2, 0.74, home.WALNUT)
    home.box(art, x - 4.45, 0.72, x - 2.05, 0.80, home.WALNUT)
    ornaments.shade_lamp(art, x - 2.5, 1.16, 0.2, 0.2)
    art.line([(x - 2.5, 0.8), (x - 2.5, 1.2)], home.BRASS, 0.03)
    for index in range(3):
        hue = home.SPINES[index * 2]
        art.rect(x - 4.2, 0.80 + 0.06 * index, x - 3.8 + 0.03 * index, 0.855 + 0.06 * index, hue)
    art.rect(x - 3.55, 0.80, x - 3.05, 0.82, rgb("#efe6d0"))
    home.armchair(art, x + 2.7, rgb("#6b3a2a"), -1)
    ornaments.floor_lamp(art, x + 3.5)
    globe = (x + 4.5, 0.95)
    art.line([(x + 4.5, 0.0), (x + 4.5, 0.62)], home.BRASS, 0.06)
    art.ellipse((x + 4.5, 0.02), (0.3, 0.05), home.WALNUT)
    art.ellipse(globe, (0.36, 0.36), rgb("#5f8fa8"), to=rgb("#2f4f62"))
    for px, py, size in ((-0.1, 0.12, 0.14), (0.12, -0.06, 0.12), (-0.16, -0.14, 0.08)):
        art.ellipse((globe[0] + px, globe[1] + py), (size, size * 0.8), rgb("#c9b25a"), 0.9)
    art.ellipse((globe[0] + art.side * 0.12, globe[1] + 0.14), (0.09, 0.07), (1, 1, 1), 0.35)


LIBRARY = Kind(
    _oak_wall, planks("#7a5233"), dark_beams, _library_back, _library_middle, plant_and_cup,
    (Opening(-1.38, 0.8, 1.0, 2.3, (2, 4), True),), rgb("#3f5a44"), blue_rug, height_m=3.8, dim=1.05,
)  # fmt: skip


def _bedroom_wall(art: Art, height_m: float, rng: Rng) -> None:
    wallpaper(art, height_m, rgb("#8fa6c4"), rgb("#eef0f4"), rng, 0.0)
    art.rect(0, 0, art.width_m, 0.16, rgb("#e4e0d6"), to=rgb("#b9b3a6"))
    cornice(art, height_m, rgb("#c9d2de"))


def _bedroom_back(art: Art, x: float, rng: Rng) -> None:
    """A bed, a wardrobe, a night table with a lamp, toys on a shelf."""
    home.bed(art, x + 2.4, 2.4, rgb("#b5485a"), -1)
    home.table(art, x + 4.1, 0.6, 0.6, home.WALNUT)
    ornaments.shade_lamp(art, x + 4.1, 0.84, 0.18, 0.2)
    ornaments.picture(art, x + 2.3, 2.0, (1.1, 0.8), rng)
    home.box(art, x - 5.6, 0.0, x - 4.1, 2.3, rgb("#a3794c"))
    art.line([(x - 4.85, 0.1), (x - 4.85, 2.2)], scaled(home.OAK, 0.5), 0.025)
    for px in (-0.08, 0.08):
        art.ellipse((x - 4.85 + px, 1.15), (0.03, 0.05), home.BRASS)
    home.bookcase(art, x - 0.75, 1.3, 1.5, rng, rgb("#c9b08a"))
    bear = (x - 0.3, 1.5)
    for px, py, size in ((0.0, 0.13, 0.13), (0.0, 0.33, 0.10), (-0.09, 0.42, 0.04), (0.09, 0.42, 0.04)):
        art.ellipse((bear[0] + px, bear[1] + py), (size, size), rgb("#a8743f"), to=rgb("#6b4726"))
    ornaments.vase(art, x + 0.3, 1.5, rng, 0.2)
    home.door(art, x + 5.6, rgb("#d5cdbd"))


def _bedroom_middle(art: Art, x: float, rng: Rng) -> None:
    home.armchair(art, x - 3.6, rgb("#c9a08a"), 1)
    ornaments.floor_lamp(art, x - 4.5)
    ornaments.potted_plant(art, x + 4.6, 1.2, rng)


def _bedroom_rug(art: Art, x: float, rng: Rng) -> None:
    rug(art, x, 0.15, (3.8, 2.0), (rgb("#d8c4a8"), rgb("#6f86a8"), rgb("#b5485a")))


BEDROOM = Kind(
    _bedroom_wall, planks("#b58d62"), beamed, _bedroom_back, _bedroom_middle, plant_and_cup,
    (Opening(-2.5, 0.95, 1.6, 1.5, (2, 2)),), rgb("#e8dcc4"), _bedroom_rug,
)  # fmt: skip
