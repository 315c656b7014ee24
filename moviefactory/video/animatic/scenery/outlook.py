"""What the windows of a room show: a garden under the sky of the hour, and the weather behind the glass."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import rgb
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.scenery.indoors import Box
from moviefactory.video.animatic.scenery.terrain import hills
from moviefactory.video.animatic.scenery.trees import broadleaf, bush, pine
from moviefactory.video.animatic.stage import Stage, scatter
from moviefactory.video.animatic.weather import weather_layers


def garden(stage: Stage, box: Box) -> list[Layer]:
    """What the windows show: sky, clouds, far hills, trees, a hedge; and the weather behind the glass."""
    beyond = box.back_m
    far = beyond + stage.behind(400)

    def land(art: Art, rng: np.random.Generator) -> None:
        hills(art, art.top_m * 0.8, rng, rgb("#7f9a86"), 4)

    def trees(art: Art, rng: np.random.Generator) -> None:
        for x in scatter(rng, art.width_m, 6.5):
            if rng.random() < 0.5:
                pine(art, x, float(rng.uniform(6, 9)), rng, snow=0.8 if art.light.weather == "snow" else 0.0)
            else:
                broadleaf(art, x, float(rng.uniform(5, 7)), rng)

    def hedge(art: Art, rng: np.random.Generator) -> None:
        art.rect(0, art.bottom_m, art.width_m, 0.7, rgb("#4c7038"), to=rgb("#5f7d42"))
        for x in scatter(rng, art.width_m, 1.6):
            bush(art, x, float(rng.uniform(0.9, 1.3)), rng, 0.15)

    frame_m = stage.frame_m(far)
    return [
        stage.sky(),
        stage.clouds("cover" if stage.light.cover > 0.8 else "cumulus", 0.05, 0.6),
        stage.strip(far, frame_m * 0.09, land, -frame_m * 0.5),
        stage.strip(beyond + stage.behind(24), 9.0, trees, -0.3),
        stage.strip(beyond + stage.behind(8), 1.6, hedge, -6.0),
        *outside_weather(stage, beyond),
    ]


def outside_weather(stage: Stage, beyond_m: float) -> list[Layer]:
    """Rain, snow, dust, fog and lightning, but only behind the plane `beyond_m`."""
    layers = weather_layers(stage)
    kept: list[Layer] = []
    for index, layer in enumerate(layers):
        kept.append(replace(layer, z_m=beyond_m + 0.4 + 0.1 * (len(layers) - index)))  # type: ignore[type-var]
    return kept
