"""Which kind of room the words of a place name; and the public rooms: cafe, gallery, cellar, attic."""

from __future__ import annotations

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import rgb
from moviefactory.video.animatic.scenery import furniture as home
from moviefactory.video.animatic.scenery import kitchens, ornaments
from moviefactory.video.animatic.scenery import workplaces as work
from moviefactory.video.animatic.scenery.homes import BEDROOM, KITCHEN, LIBRARY, PARLOUR
from moviefactory.video.animatic.scenery.indoors import Opening
from moviefactory.video.animatic.scenery.room_kind import (
    Kind,
    Rng,
    blue_rug,
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
    cornice,
    wainscot,
)
from moviefactory.video.animatic.scenery.workrooms import CLASSROOM, LABORATORY, OFFICE, WARD, WORKSHOP

"""`cover(art, height_m, rng)`: the bare wall from floor to ceiling."""


def _cafe_wall(art: Art, height_m: float, rng: Rng) -> None:
    bricks(art, 0.0, height_m, rgb("#b5806a"), rng, (0.34, 0.13))
    wainscot(art, 1.05, rgb("#3f5a50"))
    cornice(art, height_m, rgb("#6b4a30"))


def _cafe_back(art: Art, x: float, rng: Rng) -> None:
    kitchens.bar(art, x + 2.6, 4.2, rng)
    kitchens.bottle_shelf(art, x + 1.7, 1.9, 2.0, rng)
    kitchens.bottle_shelf(art, x + 4.2, 1.9, 1.6, rng)
    board = (x - 0.35, 1.35)
    art.rect(board[0] - 0.4, board[1], board[0] + 0.4, board[1] + 1.1, rgb("#22282a"))
    for row in range(6):
        wide = float(rng.uniform(0.3, 0.6))
        art.line(
            [(board[0] - 0.3, board[1] + 0.95 - 0.15 * row), (board[0] - 0.3 + wide, board[1] + 0.95 - 0.15 * row)],
            (0.92, 0.9, 0.8),
            0.03,
            0.8,
        )
    ornaments.picture(art, x - 5.2, 1.95, (0.9, 0.7), rng)
    ornaments.potted_plant(art, x - 4.5, 1.5, rng)
    home.door(art, x - 6.2, rgb("#3f5a50"))


def _cafe_middle(art: Art, x: float, rng: Rng) -> None:
    for px in (-4.6, -2.6, 3.0, 4.9):
        kitchens.cafe_table(art, x + px)
        home.chair(art, x + px - 0.7, 1, home.WALNUT)
        home.chair(art, x + px + 0.7, -1, home.WALNUT)
        ornaments.pendant(art, x + px, 2.15, art.top_m, rgb("#c8963a"), 0.2)


CAFE = Kind(
    _cafe_wall, checks("#d9ccb4", "#4a443e", 0.36), dark_beams, _cafe_back, _cafe_middle, plant_and_cup,
    (Opening(-2.6, 0.7, 2.6, 1.9, (3, 1)),), None, pictures=True,
)  # fmt: skip


def _gallery_back(art: Art, x: float, rng: Rng) -> None:
    for px, y, wide, tall in ((-4.6, 2.0, 1.5, 1.8), (-2.2, 2.0, 1.9, 1.3), (0.0, 2.05, 1.3, 1.7), (2.3, 2.0, 2.0, 1.4),
                              (4.8, 2.0, 1.5, 1.8)):  # fmt: skip
        ornaments.picture(art, x + px, y, (wide, tall), rng)
        art.lamp.polygon(
            [(x + px - 0.1, 3.6), (x + px + 0.1, 3.6), (x + px + wide * 0.7, 0.9), (x + px - wide * 0.7, 0.9)],
            (0.16, 0.13, 0.09),
            1.0,
            blur_m=0.15,
            to=(0.0, 0.0, 0.0),
        )


def _gallery_middle(art: Art, x: float, rng: Rng) -> None:
    for px in (-4.6, -2.4, 2.4, 4.6):
        work.plinth(art, x + px, rng)


GALLERY = Kind(
    plain(rgb("#8c3f3a"), rgb("#6d2f2c")),
    planks("#8a6038"),
    panelled,
    _gallery_back,
    _gallery_middle,
    plant_and_cup,
    (),
    None,
    blue_rug,
    height_m=4.2,
)


def _cellar_wall(art: Art, height_m: float, rng: Rng) -> None:
    bricks(art, 0.0, height_m, rgb("#7d766c"), rng, (0.6, 0.3))


def _cellar_back(art: Art, x: float, rng: Rng) -> None:
    work.barrel_row(art, x + 2.6, 4, rng)
    work.barrel_row(art, x - 4.4, 3, rng)
    work.trunk_heap(art, x - 0.6, rng)
    kitchens.bottle_shelf(art, x - 0.4, 1.35, 1.6, rng)
    work.trunk_heap(art, x + 5.4, rng)


def _cellar_middle(art: Art, x: float, rng: Rng) -> None:
    for side in (-1, 1):
        work.trunk_heap(art, x + side * 4.0, rng)
        ornaments.pendant(art, x + side * 2.6, 2.0, art.top_m, rgb("#4a4640"), 0.16)


CELLAR = Kind(
    _cellar_wall, slabs, dark_beams, _cellar_back, _cellar_middle, plant_and_cup,
    (Opening(-2.5, 1.75, 0.9, 0.55, (3, 1)),), pictures=False, dim=0.84, height_m=2.9,
)  # fmt: skip


def _attic_wall(art: Art, height_m: float, rng: Rng) -> None:
    wainscot(art, height_m, rgb("#7a5c40"))


ATTIC = Kind(
    _attic_wall, planks("#7d5f42"), dark_beams, _cellar_back, _cellar_middle, plant_and_cup,
    (Opening(-2.4, 0.9, 1.3, 1.3, (2, 2), True),), dim=0.88, height_m=2.8,
)  # fmt: skip

_BY_WORD: tuple[tuple[tuple[str, ...], Kind], ...] = (
    (("kitchen", "galley", "pantry"), KITCHEN),
    (("library", "study", "bookshop", "bookstore", "archive"), LIBRARY),
    (("laborator", "lab", "observator"), LABORATORY),
    (("workshop", "garage", "smithy", "forge", "shed", "factory", "studio"), WORKSHOP),
    (("class", "school", "lecture", "kindergarten"), CLASSROOM),
    (("bedroom", "nursery", "hotel", "dormitory"), BEDROOM),
    (("cafe", "café", "coffee", "restaurant", "bakery", "diner", "tavern", "pub", "bar", "shop"), CAFE),
    (("office", "newsroom", "headquarters", "bank"), OFFICE),
    (("hospital", "clinic", "ward", "surgery"), WARD),
    (("museum", "gallery", "exhibition"), GALLERY),
    (("attic", "loft"), ATTIC),
    (("cellar", "basement", "cave", "dungeon", "bunker"), CELLAR),
)


def kind_of(place: str) -> Kind:
    """The kind of room that the words of a place name; a living room where they name none."""
    words = place.lower().replace("-", " ").split()
    for names, kind in _BY_WORD:
        if any(word.startswith(names) for word in words):
            return kind
    return PARLOUR
