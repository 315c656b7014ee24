"""The highway: two carriageways through open country."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.ground import Marks, Texture, pattern, streaks
from moviefactory.video.animatic.scenery.plants import grass, tufts
from moviefactory.video.animatic.scenery.street import guard_rail, lamp_post, milestone, rail_fence
from moviefactory.video.animatic.scenery.terrain import hills, mountains
from moviefactory.video.animatic.scenery.traffic import traffic
from moviefactory.video.animatic.scenery.trees import broadleaf, bush, pine
from moviefactory.video.animatic.scenery.wayside import gantry, hoarding, lorries, pylons, road_sign, wind_turbines
from moviefactory.video.animatic.stage import Finish, Place, Stage, scatter

TARMAC: Color = rgb("#53545c")
VERGE: Color = rgb("#87984e")
FIELD: Color = rgb("#a99a58")
GRAVEL: Color = rgb("#9a9080")
PAINT: Color = (0.94, 0.93, 0.89)


def highway(stage: Stage) -> Place:
    """Six lanes and a green strip between them; fields, pylons, turbines and hills beyond, traffic on both sides."""
    light = stage.light
    streaky = light.time in ("sunset", "dawn", "dusk")
    far, ridge, mid = stage.behind(3200), stage.behind(1400), stage.behind(420)
    wet = 0.5 if light.weather in ("rain", "storm") else 0.0
    layers: list[Layer] = [
        stage.sky(),
        stage.clouds("streaks" if streaky else "cumulus", 0.08, 0.60 if streaky else 0.50),
        stage.clouds("wisps", 0.42, 0.95, "high clouds", 0.4, 0.006),
        stage.ground(_bands(), _textures(), sheen=0.06 + 0.4 * wet, marks=_marks()),
        stage.strip(far, stage.frame_m(far) * 0.24, _range, finish=Finish(fog=0.62)),
        stage.strip(ridge, stage.frame_m(ridge) * 0.13, _ridge, finish=Finish(fog=0.75)),
        stage.strip(stage.behind(700), stage.frame_m(stage.behind(700)) * 0.20, wind_turbines),
        stage.haze(stage.behind(600), stage.frame_m(stage.behind(600)) * 0.06, 0.32),
        stage.strip(mid, stage.frame_m(mid) * 0.12, _farms),
        stage.strip(stage.behind(190), 42.0, pylons),
        stage.haze(stage.behind(120), 12.0, 0.25),
        stage.strip(stage.behind(70), 9.0, _copses),
        stage.strip(stage.behind(34), 2.4, _fence),
        stage.strip(stage.behind(27), 9.5, _far_verge, -0.4),
        stage.live(stage.behind(22), traffic(stage, stage.behind(22), 0.7, 26.0)),
        stage.live(stage.behind(18), lorries(stage, stage.behind(18), 0.30, 21.0)),
        stage.strip(stage.behind(11.8), 10.5, _middle_strip, -0.3),
        stage.strip(stage.behind(9.6), 0.9, _rail, -0.1, Finish(rim=0.2)),
        stage.live(stage.behind(6.2), traffic(stage, stage.behind(6.2), 0.16, -5.0)),
        stage.foreground(0.60, 0.085, _near_grass),
    ]
    return Place(tuple(layers), wet=wet, lit=mix(light.tint, (1.0, 0.92, 0.85), 0.35) if light.dark else None)


def _bands() -> list[tuple[float, Color]]:
    return [
        (-99.0, VERGE), (-8.6, GRAVEL), (-7.6, TARMAC), (8.6, GRAVEL), (9.2, VERGE), (14.2, GRAVEL),
        (14.8, TARMAC), (25.4, GRAVEL), (26.4, VERGE), (36.0, FIELD), (150.0, scaled(VERGE, 0.85)), (260.0, FIELD),
        (420.0, scaled(VERGE, 0.8)),
    ]  # fmt: skip


def _textures() -> list[Texture]:
    return [
        Texture(streaks(111, 8, 6), 9.0, 0.17),
        Texture(pattern(26, 112, 4, 0.8), 3.0, 0.12),
        Texture(pattern(5, 113), 60.0, 0.16),
    ]


def _marks() -> list[Marks]:
    """Edge lines in white and yellow, dashed lanes."""
    yellow = (0.95, 0.76, 0.26)
    return [
        Marks(-7.2, -6.95, PAINT), Marks(-2.5, -2.25, PAINT, 11.0, 5.5), Marks(2.8, 3.1, PAINT, 11.0, 5.5),
        Marks(7.7, 8.1, yellow), Marks(15.2, 15.4, yellow), Marks(18.6, 18.8, PAINT, 12.0, 4.5),
        Marks(22.0, 22.2, PAINT, 12.0, 4.5), Marks(25.0, 25.2, PAINT),
    ]  # fmt: skip


def _range(art: Art, rng: np.random.Generator) -> None:
    mountains(art, art.top_m * 0.95, rng, rgb("#7f90a8"), 0.25, 4)


def _ridge(art: Art, rng: np.random.Generator) -> None:
    hills(art, art.top_m * 0.9, rng, rgb("#7d9468"), 4)
    hills(art, art.top_m * 0.55, rng, rgb("#8d9a5c"), 5)


def _farms(art: Art, rng: np.random.Generator) -> None:
    """Folded fields with hedges, barns and a silo."""
    hills(art, art.top_m * 0.5, rng, rgb("#9aa15c"), 3)
    hills(art, art.top_m * 0.30, rng, rgb("#83934c"), 4)
    size = art.top_m
    for x in scatter(rng, art.width_m, size * 1.3):
        if rng.random() < 0.55:
            for step in range(int(rng.integers(2, 6))):
                broadleaf(art, x + step * size * 0.13, size * float(rng.uniform(0.16, 0.26)), rng, size * 0.10)
        else:
            red = rgb("#a3493a")
            y = size * 0.08
            art.rect(x, y, x + size * 0.30, y + size * 0.13, red, to=scaled(red, 0.7))
            roof = [(x - size * 0.02, y + size * 0.13), (x + size * 0.04, y + size * 0.22),
                    (x + size * 0.26, y + size * 0.22), (x + size * 0.32, y + size * 0.13)]  # fmt: skip
            art.polygon(roof, rgb("#6d6f78"), to=rgb("#54565f"))
            art.rect(x + size * 0.36, y, x + size * 0.43, y + size * 0.27, rgb("#c3c7cb"), to=rgb("#8e949c"))
            if art.light.dark:
                art.glow(x + size * 0.15, y + size * 0.06, size * 0.08, (1.0, 0.8, 0.5), 0.8)


def _copses(art: Art, rng: np.random.Generator) -> None:
    art.rect(0, art.bottom_m, art.width_m, 0.35, scaled(VERGE, 0.85), 0.6)
    for x in scatter(rng, art.width_m, 17.0):
        for step in range(int(rng.integers(1, 4))):
            tall = float(rng.uniform(4.5, 8.0))
            if rng.random() < 0.7:
                broadleaf(art, x + step * 3.4, tall, rng, color=rgb("#6f9240"))
            else:
                pine(art, x + step * 3.0, tall, rng, snow=0.8 if art.light.weather == "snow" else 0.0)
        bush(art, x - 3.0, 1.6, rng)


def _fence(art: Art, rng: np.random.Generator) -> None:
    rail_fence(art, 1.25, rng, rgb("#8d7a62"))
    for x in scatter(rng, art.width_m, 7.0):
        bush(art, x, float(rng.uniform(0.8, 1.5)), rng, 0.0, rgb("#758f45"))


def _far_verge(art: Art, rng: np.random.Generator) -> None:
    """Signs, a hoarding, an overhead gantry for the far carriageway."""
    grass(art, 0.5, rng, 0.0, rgb("#97a052"), 6)
    guard_rail(art, 0.8)
    third = art.width_m / 3
    hoarding(art, third * 0.45, 8.2, rng)
    gantry(art, third * 1.55, 7.6)
    road_sign(art, third * 2.5, 4.2, rng)


def _middle_strip(art: Art, rng: np.random.Generator) -> None:
    """The green strip: grass, shrubs, lamps with an arm to either side."""
    grass(art, 0.5, rng, 0.0, rgb("#8f9c4c"), 9)
    for x in scatter(rng, art.width_m, 2.8):
        bush(art, x, float(rng.uniform(0.6, 1.15)), rng, 0.0, rgb("#6b8c40"))
    count = max(1, round(art.width_m / 24.0))
    for index in range(count):
        x = (index + 0.5) * art.width_m / count
        lamp_post(art, x, 9.0, arm=1)
        lamp_post(art, x, 9.0, arm=-1)


def _rail(art: Art, rng: np.random.Generator) -> None:
    guard_rail(art, 0.82)
    for x in scatter(rng, art.width_m, 26.0, 0.1):
        milestone(art, x, 1.0)


def _near_grass(art: Art, rng: np.random.Generator) -> None:
    art.rect(0, -0.3, art.width_m, art.top_m * 0.28, rgb("#66713a"))
    grass(art, art.top_m * 0.9, rng, -0.02, rgb("#838c46"), 20)
    tufts(art, art.top_m * 1.05, rng, art.top_m * 5.0, rgb("#a3934c"), -0.02)
