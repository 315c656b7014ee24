"""High mountains: snowy peaks in layers over an alpine meadow with a stony path."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.ground import Texture, pattern, streaks
from moviefactory.video.animatic.scenery.countryside import blossom_field
from moviefactory.video.animatic.scenery.heights import eagles, hanging_cloud
from moviefactory.video.animatic.scenery.lowered import Lowered, lowered_stage
from moviefactory.video.animatic.scenery.plants import flowers, grass
from moviefactory.video.animatic.scenery.relief_land import Form, alpine, canopy, land, turf
from moviefactory.video.animatic.scenery.ribbons import track
from moviefactory.video.animatic.scenery.terrain import pebbles, rock
from moviefactory.video.animatic.scenery.trees import pine
from moviefactory.video.animatic.stage import FOREGROUND, Finish, Paint, Place, Stage, scatter

ALP: Color = rgb("#7fa24e")
GRANITE: Color = rgb("#8b8f98")
BLUE_ROCK: Color = rgb("#6d7f9c")
PETALS: tuple[Color, ...] = ((0.98, 0.96, 0.94), (0.40, 0.45, 0.95), (0.98, 0.82, 0.30), (0.90, 0.36, 0.55))


def mountain(stage: Stage) -> Place:
    """On a stony alp before the peaks; those who fly have the valley far below them."""
    fall_m = _fall(stage)
    high = lowered_stage(stage, fall_m) if fall_m else stage
    layers: list[Layer] = [*_sky(high), *_peaks(high), *_slopes(high)]
    layers += _valley(high) if fall_m else _alp(high)
    shown = tuple(Lowered(layer, fall_m) if fall_m else layer for layer in layers)
    return Place(shown, "none" if fall_m else "land", dust=rgb("#a8a08c"))


def _fall(stage: Stage) -> float:
    """How far the land falls away under those who fly; 0 for those who walk."""
    frame_m = stage.frame_m(0.0)
    return 1.2 * frame_m if stage.rig.base.y_m > 0.5 * frame_m and not stage.needs_floor else 0.0


def _sky(stage: Stage) -> list[Layer]:
    light = stage.light
    warm = light.time in ("sunset", "dusk", "dawn")
    fog = light.fog
    layers: list[Layer] = [
        stage.sky(),
        stage.clouds("streaks" if warm else "cumulus", 0.26, 0.72, cover=max(0.30, 0.8 * light.cover)),
        stage.clouds("wisps", 0.42, 0.98, "high clouds", 0.35, 0.006),
        stage.ground(
            [
                (-99.0, scaled(ALP, 0.88)),
                (6.0, ALP),
                (40.0, mix(ALP, rgb("#a8b070"), 0.35)),
                (150.0, mix(ALP, fog, 0.2)),
            ],
            [
                Texture(pattern(24, 241, 4, 0.85), 2.8 * stage.spread, 0.30),
                Texture(streaks(242, 6, 4), 14.0 * stage.spread, 0.20),
                Texture(pattern(7, 243), 16.0 * stage.spread, 0.60, rgb("#9a978c")),
                Texture(pattern(5, 244), 37.0 * stage.spread, 0.5, rgb("#55803a")),
                Texture(blossom_field(245), 3.6 * stage.spread, 0.8, rgb("#f7f2e4")),
            ],
        ),
    ]
    if light.weather in ("clear", "overcast") and light.time != "night":
        layers.append(eagles(stage, stage.behind(900)))
    return layers


def _peaks(stage: Stage) -> list[Layer]:
    """Three ranges one behind the other, with cloud hanging between them. Heights are above the horizon."""
    layers: list[Layer] = []
    for metres, tall, paint, cloud in (
        (5200.0, 0.27, _range(6, mix(BLUE_ROCK, rgb("#8fa3c4"), 0.4), 0.42), (0.10, 0.26)),
        (3000.0, 0.42, _horns, (0.05, 0.22)),
        (1500.0, 0.16, _range(5, GRANITE, 0.72), (-0.01, 0.12)),
    ):
        z_m = stage.behind(metres)
        foot = stage.camera.y_m
        top_m = tall * stage.frame_m(z_m) + foot
        layers.append(stage.strip(z_m, top_m, paint, -0.02 * top_m, Finish(fog=0.42, rim=0.2)))
        layers.append(stage.haze(z_m * 0.9, 0.5 * top_m, 0.22))
        layers.append(
            hanging_cloud(stage, z_m * 0.8, cloud, 0.50, 0.010 * stage.light.side * (1 if tall > 0.4 else -1), 0.8)
        )
    return layers


def _slopes(stage: Stage) -> list[Layer]:
    """Wooded shoulders, then firs."""
    wood, knoll = stage.behind(620), stage.behind(260)
    return [
        stage.strip(
            wood, 0.13 * stage.frame_m(wood) + stage.camera.y_m, _wooded, -0.02 * stage.frame_m(wood), Finish(fog=0.65)
        ),
        stage.haze(stage.behind(500), stage.frame_m(stage.behind(500)) * 0.10, 0.32),
        stage.strip(
            knoll,
            0.06 * stage.frame_m(knoll) + 0.6 * stage.camera.y_m,
            _knolls,
            -0.02 * stage.frame_m(knoll),
            Finish(fog=0.65),
        ),
    ]


def _valley(stage: Stage) -> list[Layer]:
    """Wooded ridges deep under those who fly."""
    layers: list[Layer] = []
    for metres, share in ((120.0, 0.52), (60.0, 0.58), (26.0, 0.56)):
        z_m, tall = stage.behind(metres), share * stage.camera.y_m
        layers.append(stage.strip(z_m, tall, _forest_ridge, 0.0, Finish(fog=0.38, rim=0.2)))
        layers.append(stage.haze(0.8 * z_m, 0.8 * tall, 0.16))
    layers.append(hanging_cloud(stage, stage.behind(80), (-0.26, -0.08), 0.5, 0.03, 0.75))
    return layers


def _alp(stage: Stage) -> list[Layer]:
    """The meadow on which one walks: firs in groups, boulders, flowers, a path."""
    layers: list[Layer] = [
        stage.strip(stage.behind(140), 17.0, _firs(6.0, (8, 15)), finish=Finish(sway=0.004)),
        stage.haze(stage.behind(110), 12.0, 0.28),
        stage.strip(stage.behind(62), 14.0, _firs(9.0, (6, 12)), finish=Finish(sway=0.005)),
        stage.strip(stage.behind(34), 3.4, _boulders(2.6)),
        stage.strip(stage.behind(22), 12.0, _lone_firs, finish=Finish(sway=0.006)),
        stage.strip(stage.behind(11), 1.6, _boulders(1.1), -0.3),
        stage.strip(stage.behind(5.5), 0.7, _flower_row, -0.2, Finish(sway=0.03)),
        stage.strip(stage.behind(2.4), 0.4, _stones, -0.15),
        stage.foreground(0.48, 0.18, _edge, FOREGROUND),
    ]
    if not stage.rig.follow_m_s:
        layers.append(track(stage, rgb("#b7ab94"), 0.9, 2.6, -0.30 * stage.light.side, 170.0))
    return layers


def _range(summits: int, color: Color, snow_from: float) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        form = Form(summits, 0.9, 0.10, 0.62, 0.25, 1.25)
        land(art, art.top_m * 0.97, rng, form, alpine(color, snow_from, rgb("#7d9468"), 0.18))

    return paint


def _horns(art: Art, rng: np.random.Generator) -> None:
    """The great peaks of the place."""
    form = Form(4, 1.0, 0.05, 0.58, 0.0, 1.7)
    land(art, art.top_m * 0.98, rng, form, alpine(scaled(BLUE_ROCK, 0.85), 0.56))


def _wooded(art: Art, rng: np.random.Generator) -> None:
    form = Form(5, 0.25, 0.30, 0.45, 0.3, 1.1)
    land(art, art.top_m * 0.95, rng, form, canopy(rgb("#3f6f52"), rgb("#5d8a55")))


def _forest_ridge(art: Art, rng: np.random.Generator) -> None:
    """A long wooded ridge whose foot melts into the meadows of the valley."""
    form = Form(5, 0.25, 0.25, 0.5, 0.75, 1.2)
    land(art, art.top_m * 0.95, rng, form, canopy(rgb("#3c6d4c"), rgb("#74984f")))
    rows_m = art.shown_m[1] - (np.arange(art.canvas.height, dtype=np.float32) + 0.5) / np.float32(art.px_per_m)
    fade = np.clip(rows_m / np.float32(0.45 * art.top_m), 0, 1)[:, None, None]
    art.canvas.rgba[...] = (art.canvas.rgba * fade).astype(np.uint8)


def _knolls(art: Art, rng: np.random.Generator) -> None:
    land(art, art.top_m * 0.95, rng, Form(4, 0.15, 0.40, 0.4, 0.3, 1.1), turf(ALP, rgb("#a9a592"), 0.7))


def _firs(spacing_m: float, heights: tuple[float, float]) -> Paint:
    """Firs in groups, with clearings between."""

    def paint(art: Art, rng: np.random.Generator) -> None:
        for x in scatter(rng, art.width_m, spacing_m, 1.0):
            if np.sin(x / art.width_m * 2 * np.pi * 3 + 1.0) + float(rng.uniform(-0.5, 0.5)) < -0.25:
                continue
            tone = mix(rgb("#2c5f4c"), rgb("#4a7444"), float(rng.random()))
            pine(art, x, float(rng.uniform(*heights)), rng, color=tone)

    return paint


def _lone_firs(art: Art, rng: np.random.Generator) -> None:
    """A group of firs at each side, so that the middle stays free."""
    for share, tall in ((0.06, 10.5), (0.13, 7.5), (0.18, 4.5), (0.84, 6.0), (0.90, 9.0), (0.97, 11.0)):
        x = art.width_m * (share + float(rng.uniform(-0.015, 0.015)))
        pine(art, x, tall, rng, color=mix(rgb("#2f6650"), rgb("#47764a"), float(rng.random())))


def _boulders(tall_m: float) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        grass(art, tall_m * 0.16, rng, 0.0, rgb("#86a552"), 8)
        for x in scatter(rng, art.width_m, tall_m * 5.0, 1.0):
            size = tall_m * float(rng.uniform(0.25, 1.0)) ** 1.3
            rock(art, x, size, rng, -0.08 * size, mix(GRANITE, rgb("#a59c8c"), float(rng.random())))
            rock(art, x + size * 1.3, size * 0.45, rng, -0.04 * size, scaled(GRANITE, 0.95))

    return paint


def _flower_row(art: Art, rng: np.random.Generator) -> None:
    grass(art, 0.34, rng, 0.0, rgb("#83a84e"), 12)
    flowers(art, 0.46, rng, PETALS, 1.5)
    pebbles(art, rng, GRANITE, 0.5, 0.14)


def _stones(art: Art, rng: np.random.Generator) -> None:
    pebbles(art, rng, rgb("#a39c8d"), 1.6, 0.07)
    grass(art, 0.16, rng, 0.0, rgb("#7b9e4a"), 9)
    flowers(art, 0.26, rng, PETALS, 0.9)


def _edge(art: Art, rng: np.random.Generator) -> None:
    size = art.top_m
    grass(art, size * 0.62, rng, -0.2 * size, rgb("#628a3c"), 50 / art.width_m)
    flowers(art, size * 0.66, rng, PETALS, 12 / art.width_m, -0.1 * size)
    for x in scatter(rng, art.width_m, size * 3.6, 1.0):
        tall = size * float(rng.uniform(0.3, 0.7))
        rock(art, x, tall, rng, -0.15 * size, GRANITE)
