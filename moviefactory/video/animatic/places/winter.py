"""Cold country: the snow field."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.ground import Texture, pattern, streaks
from moviefactory.video.animatic.scenery.buildings import WARM_WINDOWS
from moviefactory.video.animatic.scenery.plants import tufts
from moviefactory.video.animatic.scenery.terrain import hills, mountains
from moviefactory.video.animatic.scenery.trees import SNOW, bare_tree, ground_shadow, pine
from moviefactory.video.animatic.stage import Finish, Paint, Place, Stage, scatter
from moviefactory.video.animatic.weather import snowfall

FIELD: Color = rgb("#eef3fb")


def snow(stage: Stage) -> Place:
    """Snow-clad firs, white mountains, a cabin with warm windows; drifts in front, flakes in the air."""
    light = stage.light
    far, near_range = stage.behind(3500), stage.behind(1300)
    flakes = [] if light.weather in ("snow", "rain", "storm", "dust") else snowfall(stage, 0.45)
    shade = mix(FIELD, light.shade, 0.22)
    near = Finish(fog=0.0, rim=0.8, soft=0.005, dim=0.8)
    return Place(
        layers=(
            stage.sky(below=mix(light.horizon, FIELD, 0.3)),
            stage.clouds("streaks" if light.time != "day" else "cumulus", 0.20, 0.70, cover=0.5),
            stage.ground(
                [(-99.0, mix(FIELD, shade, 0.35)), (4.0, FIELD), (60.0, mix(FIELD, light.horizon, 0.25))],
                [
                    Texture(streaks(41, 3, 4), 13.0, 0.6, shade),
                    Texture(pattern(4, 42), 30.0, 0.07),
                    Texture(pattern(48, 43, 3, 0.9), 2.4, 0.05),
                ],
                sheen=0.06,
            ),
            stage.strip(far, stage.frame_m(far) * 0.30, _alps(0.9, 4)),
            stage.haze(stage.behind(2000), stage.frame_m(stage.behind(2000)) * 0.12, 0.55),
            stage.strip(near_range, stage.frame_m(near_range) * 0.19, _alps(0.55, 5)),
            stage.strip(stage.behind(240), 26.0, _firs(5.5, (10, 18), 0.55)),
            stage.haze(stage.behind(170), 13.0, 0.45),
            stage.strip(stage.behind(95), 20.0, _firs(8.0, (9, 16), 0.75)),
            stage.strip(stage.behind(62), 9.0, _cabin),
            stage.strip(stage.behind(44), 16.0, _firs(13.0, (7, 13), 0.9)),
            stage.strip(stage.behind(21), 13.0, _firs(19.0, (6, 11), 1.0)),
            stage.strip(stage.behind(11), 1.0, _drifts, -0.3),
            stage.strip(stage.behind(4.5), 0.5, _twigs, -0.2),
            *(
                [] if stage.rig.follow_m_s else [stage.foreground(0.50, 1.1, _near_firs, near)]
            ),  # none runs past the actor
            stage.foreground(0.5, 0.10, _near_drift, Finish(fog=0.0, rim=0.3, soft=0.006, dim=0.9)),
            *flakes,
        ),
        dust=rgb("#f3f7ff"),
    )


def _alps(snowline: float, bumps: int) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        mountains(art, art.top_m * 0.95, rng, rgb("#7f93b4"), snowline, bumps)

    return paint


def _firs(spacing_m: float, heights: tuple[float, float], snowy: float) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        for x in scatter(rng, art.width_m, spacing_m, 0.95):
            pine(art, x, float(rng.uniform(*heights)), rng, color=rgb("#2d5f50"), snow=snowy)

    return paint


def _cabin(art: Art, rng: np.random.Generator) -> None:
    """A log cabin under thick snow, smoke above, light in the windows."""
    x = art.width_m * (0.66 if art.side < 0 else 0.30)
    log = rgb("#7a5236")
    wide, tall = 4.2, 2.8
    ground_shadow(art, x, 0.0, wide * 1.7)
    art.rect(x - wide, -0.1, x + wide, tall, log, to=scaled(log, 0.7))
    for index in range(7):
        y = tall * (index + 0.5) / 7
        art.line([(x - wide, y), (x + wide, y)], scaled(log, 0.5), 0.08, 0.8)
    art.polygon(
        [
            (x - wide - 0.8, tall - 0.1),
            (x - wide * 0.72, tall + 2.6),
            (x + wide * 0.72, tall + 2.6),
            (x + wide + 0.8, tall - 0.1),
        ],
        SNOW,
        to=mix(SNOW, art.light.shade, 0.3),
    )
    art.rect(x + wide * 0.35, tall + 1.6, x + wide * 0.55, tall + 4.0, rgb("#6e6660"))
    art.rect(x + wide * 0.32, tall + 3.9, x + wide * 0.58, tall + 4.25, SNOW)
    for index in range(6):
        art.ellipse(
            (x + wide * 0.45 + 0.45 * index, tall + 4.6 + 0.75 * index),
            (0.5 + 0.24 * index, 0.42 + 0.16 * index),
            (0.9, 0.91, 0.95),
            0.34 - 0.045 * index,
            blur_m=0.25,
        )
    for offset in (-0.62, 0.5):
        left = x + wide * offset
        art.rect(left - 0.62, 0.9, left + 0.62, 2.1, scaled(log, 0.5))
        pane = (left - 0.5, 1.0, left + 0.5, 2.0)
        art.rect(*pane, mix(WARM_WINDOWS[0], (1, 1, 1), 0.1))
        if art.light.time != "day":
            art.lamp.rect(*pane, scaled(WARM_WINDOWS[0], 0.6))
            art.glow(left, 1.5, 3.6, WARM_WINDOWS[0], 0.6)
    art.rect(x - 0.5, 0.0, x + 0.45, 2.05, scaled(log, 0.55))


def _drifts(art: Art, rng: np.random.Generator) -> None:
    tone = mix(SNOW, art.light.shade, 0.10)
    hills(art, 0.42, rng, SNOW, 5, -0.15, tone)
    tufts(art, 0.5, rng, 5.0, rgb("#8c8468"), 0.05)


def _twigs(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, 4.0):
        if rng.random() < 0.5:
            bare_tree(art, x, float(rng.uniform(0.4, 0.8)), rng, color=rgb("#6b5340"))
    tufts(art, 0.32, rng, 3.1, rgb("#9a9074"))


def _near_firs(art: Art, rng: np.random.Generator) -> None:
    """A snowy fir at each side frames the picture."""
    for share, size in ((0.13, 1.05), (0.90, 0.86)):
        pine(art, art.width_m * share, art.top_m * size, rng, -0.02 * art.top_m, rgb("#2a5a4c"), 1.0)


def _near_drift(art: Art, rng: np.random.Generator) -> None:
    tone = mix(SNOW, art.light.shade, 0.26)
    hills(art, art.top_m * 0.9, rng, mix(SNOW, art.light.shade, 0.06), 3, -0.1 * art.top_m, tone)
