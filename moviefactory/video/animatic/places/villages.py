"""The village: a lane between cottages, with the church behind."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.ground import Texture, pattern, streaks
from moviefactory.video.animatic.scenery.cottages import church, cottage, lantern, smoke, well, woodpile
from moviefactory.video.animatic.scenery.plants import flowers, grass, tufts
from moviefactory.video.animatic.scenery.street import picket_fence
from moviefactory.video.animatic.scenery.terrain import hills, mountains, pebbles
from moviefactory.video.animatic.scenery.trees import broadleaf, bush, pine
from moviefactory.video.animatic.stage import Finish, Paint, Place, Stage, scatter

COBBLES: Color = rgb("#9c907f")
GRASS: Color = rgb("#7b9a4c")
SNOW: Color = rgb("#e6edf5")
BLOSSOMS: tuple[Color, ...] = (rgb("#e8556a"), rgb("#f2c14e"), rgb("#f3efe6"), rgb("#9b6fc0"))


def village(stage: Stage) -> Place:
    """A cobbled lane, flower gardens behind white fences, thatched and tiled cottages, the church, wooded hills."""
    light = stage.light
    white = light.weather == "snow"
    lawn = SNOW if white else GRASS
    far, wood, back = stage.behind(2200), stage.behind(330), stage.behind(62)
    layers: list[Layer] = [
        stage.sky(),
        stage.clouds("cover" if light.cover > 0.8 else "cumulus", 0.14, 0.62),
        stage.clouds("wisps", 0.45, 0.95, "high clouds", 0.35, 0.006),
        stage.ground(
            [(-99.0, lawn), (-7.4, scaled(COBBLES, 0.8)), (-6.9, COBBLES), (4.6, scaled(COBBLES, 0.75)), (5.1, lawn)],
            [
                Texture(pattern(40, 121, 3, 0.9), 4.6, 0.34 if not white else 0.10),
                Texture(streaks(122, 9, 3), 9.0, 0.14),
                Texture(pattern(4, 123), 24.0, 0.20),
            ],
            sheen=0.35 if light.weather in ("rain", "storm") else 0.05,
        ),
        stage.strip(far, stage.frame_m(far) * 0.30, _peaks),
        stage.strip(stage.behind(800), stage.frame_m(stage.behind(800)) * 0.20, _fields),
        stage.haze(stage.behind(500), stage.frame_m(stage.behind(500)) * 0.10, 0.40),
        stage.strip(wood, stage.frame_m(wood) * 0.24, _woods),
        stage.strip(stage.behind(105), 34.0, _church),
        stage.haze(stage.behind(80), 16.0, 0.28),
        stage.strip(back, 13.0, _houses(15.0, 0.9)),
        stage.strip(stage.behind(40), 11.0, _orchard),
        stage.haze(stage.behind(30), 9.0, 0.16),
        stage.strip(stage.behind(17), 10.5, _houses(10.5, 1.0)),
        stage.live(stage.behind(16.8), smoke(stage, stage.behind(16.8), 10.5 * 1.0, 7.4)),
        stage.strip(stage.behind(12.5), 5.6, _garden, -0.3, Finish(sway=0.005)),
        stage.strip(stage.behind(10.5), 1.3, _fence, -0.2, Finish(rim=0.3)),
        stage.strip(stage.behind(6.4), 4.2, _wayside, -0.3),
        stage.foreground(0.55, 0.11, _near_flowers),
    ]
    return Place(tuple(layers), wet=0.3 if light.weather in ("rain", "storm") else 0.0,
                 lit=(0.86, 0.72, 0.74) if light.time == "night" else None)  # fmt: skip


def _peaks(art: Art, rng: np.random.Generator) -> None:
    mountains(art, art.top_m * 0.95, rng, rgb("#7d90a6"), 0.35, 3)


def _fields(art: Art, rng: np.random.Generator) -> None:
    hills(art, art.top_m * 0.95, rng, rgb("#86a25e"), 3)
    hills(art, art.top_m * 0.6, rng, rgb("#9aa65a"), 4)
    for x in scatter(rng, art.width_m, art.top_m * 0.5):
        size = art.top_m * float(rng.uniform(0.05, 0.10))
        art.ellipse((x, art.top_m * float(rng.uniform(0.1, 0.5))), (size * 1.8, size), rgb("#5b8048"))


def _woods(art: Art, rng: np.random.Generator) -> None:
    hills(art, art.top_m * 0.45, rng, rgb("#6f9150"), 4)
    for x in scatter(rng, art.width_m, art.top_m * 0.26, 1.0):
        tall = art.top_m * float(rng.uniform(0.30, 0.5))
        y = art.top_m * float(rng.uniform(0.05, 0.28))
        if rng.random() < 0.45:
            pine(art, x, tall * 1.1, rng, y, snow=0.8 if art.light.weather == "snow" else 0.0)
        else:
            broadleaf(art, x, tall, rng, y, rgb("#5f8c44"))


def _church(art: Art, rng: np.random.Generator) -> None:
    church(art, art.width_m * (0.36 if art.side > 0 else 0.62), 29.0, rng)
    for x in scatter(rng, art.width_m, 15.0):
        broadleaf(art, x, float(rng.uniform(7, 11)), rng)


def _houses(step_m: float, size: float) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        count = max(2, round(art.width_m / step_m))
        step = art.width_m / count
        gap = int(rng.integers(2))
        for index in range(count):
            if index % 3 == gap + 1 and count > 2:  # an opening through which the village goes on
                continue
            thatched = (index + int(size * 10)) % 3 != 1
            shift = float(rng.uniform(-0.1, 0.1)) * step
            cottage(art, (index + 0.5) * step + shift, step * 0.64, size * float(rng.uniform(6.2, 7.4)), rng, thatched)

    return paint


def _orchard(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, 7.5):
        broadleaf(art, x, float(rng.uniform(4.0, 6.5)), rng, color=rgb("#77a04a"))
        bush(art, x + 3.0, float(rng.uniform(0.9, 1.6)), rng)


def _garden(art: Art, rng: np.random.Generator) -> None:
    """Shrubs, fruit trees, a woodpile, hollyhocks under the windows."""
    grass(art, 0.35, rng, 0.0, rgb("#84a04a"), 6)
    for x in scatter(rng, art.width_m, 5.2):
        pick = rng.random()
        if pick < 0.30:
            broadleaf(art, x, float(rng.uniform(3.6, 5.2)), rng, color=rgb("#7ca54c"))
        elif pick < 0.45:
            woodpile(art, x, 2.2, rng)
        else:
            bush(art, x, float(rng.uniform(0.8, 1.3)), rng, color=rgb("#5f9040"))
    if art.light.weather != "snow":
        flowers(art, 1.0, rng, BLOSSOMS, 1.8)


def _fence(art: Art, rng: np.random.Generator) -> None:
    picket_fence(art, 1.0)
    if art.light.weather != "snow":
        flowers(art, 0.55, rng, BLOSSOMS, 1.2)
    grass(art, 0.25, rng, 0.0, rgb("#7d9a48"), 8)


def _wayside(art: Art, rng: np.random.Generator) -> None:
    """Lanterns and a well on the green; the middle of the picture stays free."""
    count = max(2, round(art.width_m / 11.0))
    step = art.width_m / count
    for index in range(count):
        x = (index + 0.12) * step
        lantern(art, x, 3.4)
        if index % 2 == 0:
            well(art, x + step * 0.30, rng)
        else:
            woodpile(art, x + step * 0.26, 1.6, rng)
    tufts(art, 0.35, rng, 2.4, rgb("#7d9a48"))
    pebbles(art, rng, COBBLES, 1.0, 0.10)


def _near_flowers(art: Art, rng: np.random.Generator) -> None:
    size = art.top_m
    snow = art.light.weather == "snow"
    art.rect(0, -0.3, art.width_m, size * 0.22, SNOW if snow else rgb("#55702f"))
    grass(art, size * 0.85, rng, -0.02, rgb("#a9b39a") if snow else rgb("#6f8c3c"), 20)
    if not snow:
        flowers(art, size * 0.95, rng, BLOSSOMS, 0.5 / size, -0.02)
