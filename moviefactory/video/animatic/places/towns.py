"""Towns: the city street, by day and by night."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.ground import Marks, Texture, pattern, streaks
from moviefactory.video.animatic.scenery.buildings import NEONS, Windows, far_skyline, shop_house, sign, tower
from moviefactory.video.animatic.scenery.crowd import passers_by
from moviefactory.video.animatic.scenery.street import lamp_post
from moviefactory.video.animatic.scenery.traffic import parked_cars, traffic
from moviefactory.video.animatic.scenery.trees import broadleaf, bush
from moviefactory.video.animatic.stage import FOREGROUND, Finish, Paint, Place, Stage, scatter

TARMAC: Color = rgb("#4d4f58")
PAVING: Color = rgb("#a19c96")
KERB: Color = rgb("#c9c5bd")


def city(stage: Stage) -> Place:
    """A wide street: shop fronts, trees and lamps on the far pavement, towers behind, a skyline in the haze."""
    light = stage.light
    skyline, high, middle = stage.behind(1500), stage.behind(240), stage.behind(95)
    wet = 0.75 if light.weather in ("rain", "storm") else 0.45 if light.time == "night" else 0.0
    return Place(
        layers=(
            stage.sky(),
            stage.clouds("cover" if light.cover > 0.8 else "cumulus", 0.20, 0.80),
            stage.ground(
                [
                    (-99.0, PAVING),
                    (-6.9, KERB),
                    (-6.5, TARMAC),
                    (7.2, KERB),
                    (7.6, PAVING),
                    (13.0, scaled(PAVING, 0.8)),
                ],
                [
                    Texture(streaks(51, 8, 5), 8.0, 0.15),
                    Texture(pattern(28, 52, 4, 0.8), 3.0, 0.12),
                    Texture(pattern(4, 53), 26.0, 0.18),
                ],
                sheen=0.10 + 0.42 * wet,
                marks=[
                    Marks(-1.9, -1.75, (0.92, 0.9, 0.82), 7.0, 3.2),
                    Marks(2.6, 2.74, (0.92, 0.9, 0.82), 7.0, 3.2),
                    Marks(-6.2, -6.08, (0.9, 0.86, 0.7)),
                    Marks(6.7, 6.82, (0.95, 0.8, 0.25)),
                ],
            ),
            stage.strip(skyline, stage.frame_m(skyline) * 0.40, _skyline),
            stage.haze(stage.behind(900), stage.frame_m(stage.behind(900)) * 0.22, 0.45),
            stage.strip(high, 150.0, _towers(30.0, (55, 140))),
            stage.haze(stage.behind(170), 60.0, 0.40),
            stage.strip(middle, 62.0, _towers(19.0, (24, 58)), finish=Finish(fog=0.9)),
            stage.haze(stage.behind(60), 26.0, 0.26),
            stage.strip(stage.behind(27), 22.0, _shops),
            stage.strip(stage.behind(20), 7.0, _square, -0.3, Finish(sway=0.004)),
            stage.strip(stage.behind(15), 2.0, passers_by(0.45), -0.3),
            stage.strip(stage.behind(12), 9.0, _trees_and_lamps, -0.3, Finish(sway=0.003)),
            stage.strip(stage.behind(10.5), 2.0, passers_by(0.2), -0.3),
            stage.strip(stage.behind(8.8), 1.8, parked_cars(0.45), -0.3),
            stage.live(stage.behind(4.8), traffic(stage, stage.behind(4.8), 0.5)),
            *_reflections(stage, wet),
            stage.strip(stage.before(0.5), stage.row_m(-0.2, stage.before(0.5)), _near_post, -2.0, FOREGROUND),
            stage.foreground(0.55, 0.07, _near_kerb),
        ),
        wet=wet,
        lit=mix(light.tint, (1.0, 0.90, 0.82), 0.62) if light.dark else None,
    )


def _skyline(art: Art, rng: np.random.Generator) -> None:
    far_skyline(art, art.top_m * 0.72, rng, rgb("#8795a8"))


def _towers(step_m: float, heights: tuple[float, float]) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        count = max(2, round(art.width_m / step_m))
        step = art.width_m / count
        for index in range(count):
            wide = step * float(rng.uniform(0.72, 0.98))
            tower(art, index * step, wide, float(rng.uniform(*heights)), rng, windows=Windows(lit=0.36))

    return paint


def _shops(art: Art, rng: np.random.Generator) -> None:
    """House fronts of one to four floors, with openings between them through which the towers are seen."""
    count = max(3, round(art.width_m / 10.5))
    step = art.width_m / count
    opening = int(rng.integers(2))
    for index in range(count):
        if index % 4 == opening + 1:
            continue
        shop_house(art, index * step, step, int(rng.choice([1, 2, 2, 3])), rng)
        if rng.random() < 0.6:
            hue = NEONS[int(rng.integers(len(NEONS)))]
            sign(art, (index + float(rng.uniform(0.05, 0.2))) * step, 4.6, 3.0, hue, rng)


def _square(art: Art, rng: np.random.Generator) -> None:
    """Small greens in front of the openings."""
    for x in scatter(rng, art.width_m, 16.0):
        broadleaf(art, x, float(rng.uniform(4.5, 6.5)), rng, color=rgb("#6f9c48"))
        bush(art, x + 2.0, 1.1, rng)
        bush(art, x - 1.7, 0.9, rng)


def _trees_and_lamps(art: Art, rng: np.random.Generator) -> None:
    count = max(2, round(art.width_m / 9.0))
    step = art.width_m / count
    for index in range(count):
        x = (index + 0.5) * step
        if index % 2:
            lamp_post(art, x, 7.0, arm=1 if rng.random() < 0.5 else -1)
        else:
            broadleaf(art, x, float(rng.uniform(5.0, 6.8)), rng, color=rgb("#5f9440"))
            art.rect(x - 0.8, -0.1, x + 0.8, 0.25, rgb("#6b6660"))
        if rng.random() < 0.5:
            bush(art, x + step * 0.45, 0.9, rng)


def _reflections(stage: Stage, wet: float) -> list:  # type: ignore[type-arg]
    """Coloured light of signs and windows, drawn out over a wet street."""
    if wet < 0.1 or not stage.light.dark:
        return []

    def paint(art: Art, rng: np.random.Generator) -> None:
        for x in scatter(rng, art.width_m, 2.6, 1.0):
            hue = NEONS[int(rng.integers(len(NEONS)))] if rng.random() < 0.6 else (1.0, 0.8, 0.5)
            wide, tall = float(rng.uniform(0.25, 0.9)), art.top_m * float(rng.uniform(0.5, 0.95))
            art.lamp.ellipse((x, art.top_m * 0.5), (wide, tall * 0.5), scaled(hue, 0.30 * wet), 1.0, blur_m=wide * 0.4)

    z_m = stage.behind(7.0)
    floor = stage.row_m(1.0, z_m)
    tall = 0.0 - floor
    return [stage.strip(z_m, tall, paint, 0.0, Finish(fog=0.0, rim=0.0, tint=False, depth=False, floor_m=floor))]


def _near_post(art: Art, rng: np.random.Generator) -> None:
    """A lamp post close to the camera at one side, and the leaves of a tree at the other."""
    x = art.width_m * (0.05 if art.side > 0 else 0.95)
    wide = art.width_m * 0.0075
    metal = rgb("#3a3f47")
    art.rect(x - wide, art.bottom_m, x + wide, art.top_m, metal)
    art.rect(
        x + art.side * wide * 0.3,
        art.bottom_m,
        x + art.side * wide * 0.8,
        art.top_m,
        mix(metal, art.light.key, 0.5),
        0.7,
    )
    box = art.top_m - art.bottom_m
    art.rect(x - wide * 2.6, art.bottom_m + box * 0.52, x + wide * 2.6, art.bottom_m + box * 0.66, rgb("#2f6ea8"))


def _near_kerb(art: Art, rng: np.random.Generator) -> None:
    """Bollards and a low planter at the lower edge."""
    size = art.top_m
    for x in scatter(rng, art.width_m, size * 5.5, 0.2):
        art.rect(x - size * 0.10, -size * 0.3, x + size * 0.10, size * 0.85, rgb("#43464d"))
        art.ellipse((x, size * 0.85), (size * 0.13, size * 0.11), rgb("#5a5e66"))
        art.rect(x - size * 0.10, size * 0.5, x + size * 0.10, size * 0.62, (0.9, 0.85, 0.7))
