"""Under water: a coral reef on sand, kelp, schools of fish, light from above."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.ground import Texture, pattern, streaks
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.scenery.airborne import Shafts, fireflies
from moviefactory.video.animatic.scenery.deep import Caustics, School, bubbles, school, water_column
from moviefactory.video.animatic.scenery.lowered import Lowered, lowered_stage
from moviefactory.video.animatic.scenery.relief_land import Form, land, turf
from moviefactory.video.animatic.scenery.seabed import (
    CORALS,
    anemone,
    brain,
    fan,
    kelp,
    sponges,
    starfish,
    table,
)  # fmt: skip
from moviefactory.video.animatic.scenery.terrain import pebbles, rock
from moviefactory.video.animatic.stage import FOREGROUND, Finish, Paint, Place, Stage, scatter

SAND: Color = rgb("#c9b888")
ROCK: Color = rgb("#6d7f86")

_WATER: dict[str, tuple[Color, Color, Color, Color]] = {  # top, horizon, deep, what it leaves of colours near the lens
    "day": (rgb("#74e4de"), rgb("#11709f"), rgb("#0a4470"), (0.78, 0.94, 0.98)),
    "dawn": (rgb("#d9c3ae"), rgb("#2b7f9b"), rgb("#174a70"), (0.82, 0.88, 0.92)),
    "sunset": (rgb("#e0a46c"), rgb("#25738c"), rgb("#143f63"), (0.86, 0.82, 0.84)),
    "dusk": (rgb("#7f8fc4"), rgb("#1d4d7c"), rgb("#0e2a52"), (0.50, 0.62, 0.80)),
    "night": (rgb("#2f6fa0"), rgb("#0c2f5a"), rgb("#06183a"), (0.26, 0.42, 0.66)),
}
_MURK: dict[str, tuple[float, float]] = {  # how much greyer and darker, how much shorter the sight
    "clear": (0.0, 1.0), "overcast": (0.25, 0.9), "rain": (0.35, 0.85), "snow": (0.25, 0.9), "storm": (0.6, 0.7),
    "fog": (0.4, 0.5), "dust": (0.5, 0.6),
}  # fmt: skip


def underwater(stage: Stage) -> Place:
    """A reef under slanting light: sand with a net of light, corals, kelp that waves, rocks, fish and bubbles."""
    drop_m = _depth_below(stage)
    wet = replace(lowered_stage(stage, drop_m), light=_under(stage), spread=_scale(stage))
    dark = stage.light.dark
    layers: list[Layer] = [*_water(wet), *_reef(wet), *_life(wet)]
    if dark:
        layers += [
            fireflies(wet, 30, (0.25, 0.95, 0.85), wet.behind(14), 0.006),
            fireflies(wet, 18, (0.35, 0.75, 1.0), wet.behind(3), 0.010),
            fireflies(wet, 5, (0.45, 1.0, 0.75), wet.before(0.6), 0.016),
        ]
    return Place(tuple(Lowered(layer, drop_m) for layer in layers), "none", lit=_seen(wet.light.tint))


def _seen(tint: Color) -> Color:
    """The light on who swims: by night a little more than on the reef, or nobody would find them."""
    return scaled(tint, max(1.0, 1.5 - tint[1])) if tint[1] > 0.5 else scaled(tint, 1.6)


def _scale(stage: Stage) -> float:
    """The reef grows with the frame, so that corals beside a whale are more than dots."""
    return max(0.5 * stage.spread, 0.26 * stage.frame_m(0.0))


def _depth_below(stage: Stage) -> float:
    """How far under the world's y = 0 the sand lies: just below the picture where the subject swims."""
    base = stage.rig.base
    height_m = max(0.50 * stage.frame_m(0.0), 0.8 * _scale(stage))
    return height_m - base.y_m


def _under(stage: Stage) -> Light:
    """The light that is left below the surface: no red, and sight that ends after a few lengths of the subject."""
    light = stage.light
    top, horizon, deep, tint = _WATER[light.time]
    grey, sight = _MURK[light.weather]
    murk = mix(
        scaled(horizon, 0.62), rgb("#3f6a60") if light.weather == "dust" else scaled(rgb("#4b7a80"), 0.8 * tint[1]), 0.5
    )
    horizon, top, deep = (
        mix(horizon, murk, grey),
        mix(top, mix(horizon, top, 0.45), grey),
        mix(deep, scaled(murk, 0.7), grey),
    )
    sight_m = (stage.rig.base.distance_m + 34.0 * _scale(stage)) * sight
    return replace(
        light,
        zenith=top,
        middle=deep,
        horizon=horizon,
        fog=horizon,
        tint=scaled(tint, 1 - 0.25 * grey),
        fog_per_m=0.85 / sight_m,
        key=mix(top, (1.0, 1.0, 1.0), 0.3),
        shade=scaled(deep, 0.6),
        sun_strength=light.sun_strength * (1 - grey) * 0.6,
    )


def _water(wet: Stage) -> list[Layer]:
    light = wet.light
    spread, strong = wet.spread, {"day": 1.0, "dawn": 0.8, "sunset": 0.85, "dusk": 0.45, "night": 0.32}[light.time]
    strong *= 1 - 0.8 * _MURK[light.weather][0]
    sky_m = wet.row_m(-0.16, 0.0)
    reach_m = wet.rig.base.distance_m + 26 * spread
    beam = scaled(light.zenith, 0.9)
    side = light.sun_x
    return [
        water_column(wet, light.zenith, light.horizon, light.middle),
        Caustics(
            sky_m,
            mix(light.zenith, (1.0, 1.0, 1.0), 0.4),
            0.38 * strong,
            9.0 * spread,
            1.5 * reach_m,
            0.07,
            0.03,
            0.9e8,
        ),
        wet.ground(
            [(-99.0, scaled(SAND, 0.95)), (10.0, SAND), (40.0, mix(SAND, light.fog, 0.3))],
            [
                Texture(streaks(201, 9, 6), 2.4 * spread, 0.20),
                Texture(pattern(20, 202, 4, 0.8), 3.0 * spread, 0.16),
                Texture(pattern(4, 203), 22.0 * spread, 0.5, rgb("#8fa38a")),
            ],
        ),
        Caustics(0.0, mix(light.zenith, (1.0, 1.0, 1.0), 0.5), 0.42 * strong, 4.2 * spread, reach_m),
        Shafts(wet.behind(24), beam, (side, -0.55), 0.34 * strong, 1.05, 11, 0.06, 3),
        Shafts(wet.before(0.85), beam, (side, -0.45), 0.18 * strong, 0.80, 8, 0.05, 9),
    ]


def _reef(wet: Stage) -> list[Layer]:
    s = wet.spread
    far, edge = wet.behind(30), wet.before(0.52)
    near = replace(FOREGROUND, dim=0.72, floor_m=wet.row_m(1.0, edge))
    layers: list[Layer] = [
        wet.strip(far, wet.frame_m(far) * 0.30, _sea_hills, -0.02 * wet.frame_m(far)),
        wet.haze(wet.behind(24), wet.frame_m(wet.behind(24)) * 0.35, 0.35),
        wet.strip(wet.behind(20), 12.0 * s, _kelp_wood(2.3 * s, 10.0 * s), finish=Finish(sway=0.035)),
        wet.strip(wet.behind(13), 6.5 * s, _boulders(3.2 * s, s), finish=Finish(sway=0.0)),
        wet.haze(wet.behind(10), 4.0 * s, 0.22),
        wet.strip(wet.behind(8), 8.0 * s, _kelp_wood(5.5 * s, 6.5 * s), finish=Finish(sway=0.045)),
        wet.strip(wet.behind(6), 3.0 * s, _garden(1.6 * s, 1.9 * s), -0.4 * s, Finish(sway=0.006)),
        wet.strip(wet.behind(3), 1.8 * s, _garden(1.5 * s, 1.0 * s), -0.3 * s, Finish(sway=0.010)),
        wet.strip(wet.behind(1.4), 0.6 * s, _stones(s), -0.2 * s),
        wet.strip(edge, 0.30 * wet.frame_m(edge), _near_reef, -0.1 * wet.frame_m(edge), near),
    ]
    return layers


def _life(wet: Stage) -> list[Layer]:
    way = wet.light.side
    return [
        school(wet, wet.behind(17), School(28, rgb("#cfe4e8"), 0.030, 0.20, way, 0.17, 0.03), 0.55),
        school(wet, wet.behind(9), School(18, rgb("#ffd24a"), 0.042, 0.10, -way, 0.12, 0.035), 0.28),
        school(wet, wet.behind(4), School(7, rgb("#ff8a3d"), 0.045, -0.19, way, 0.10, 0.04), 0.10),
        bubbles(wet, 16, wet.behind(7), 0.009, mix(wet.light.zenith, (1.0, 1.0, 1.0), 0.3)),
        bubbles(wet, 9, wet.before(0.7), 0.017, mix(wet.light.zenith, (1.0, 1.0, 1.0), 0.4)),
    ]


def _sea_hills(art: Art, rng: np.random.Generator) -> None:
    land(art, art.top_m * 0.95, rng, Form(5, 0.7, 0.15, 0.55, 0.1), turf(ROCK, rgb("#5f8a6a"), 0.5), -0.02 * art.top_m)


def _kelp_wood(spacing_m: float, tall_m: float) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        for x in scatter(rng, art.width_m, spacing_m):
            for _ in range(int(rng.integers(1, 4))):
                kelp(art, x + spacing_m * float(rng.uniform(-0.2, 0.2)), tall_m * float(rng.uniform(0.45, 1.0)), rng)

    return paint


def _boulders(tall_m: float, size_m: float) -> Paint:
    """Great rocks overgrown with coral."""

    def paint(art: Art, rng: np.random.Generator) -> None:
        for x in scatter(rng, art.width_m, tall_m * 3.4):
            tall = tall_m * float(rng.uniform(0.35, 1.0))
            rock(art, x, tall, rng, -0.1 * tall, ROCK)
            for _ in range(3):
                at, high = x + tall * float(rng.uniform(-0.5, 0.5)), tall * float(rng.uniform(0.35, 0.8))
                _coral(art, at, size_m * float(rng.uniform(0.6, 1.3)), rng, high)
        for x in scatter(rng, art.width_m, size_m * 2.5):
            _coral(art, x, size_m * float(rng.uniform(0.5, 1.4)), rng)

    return paint


def _coral(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    color = CORALS[int(rng.integers(len(CORALS)))]
    kind = int(rng.integers(6))
    if kind < 2:
        fan(art, x, height_m, rng, color, y)
    elif kind == 2:
        brain(art, x, height_m * 0.55, rng, color, y)
    elif kind == 3:
        table(art, x, height_m * 0.7, rng, color, y)
    elif kind == 4:
        sponges(art, x, height_m * 0.9, rng, color, y)
    else:
        anemone(art, x, height_m * 0.55, rng, color, y)


def _garden(spacing_m: float, size_m: float) -> Paint:
    """Corals in groups, with sand between the groups."""

    def paint(art: Art, rng: np.random.Generator) -> None:
        for x in scatter(rng, art.width_m, spacing_m, 1.0):
            if rng.random() < 0.25:
                rock(art, x, size_m * float(rng.uniform(0.3, 0.8)), rng, -0.05 * size_m, ROCK)
            else:
                _coral(art, x, size_m * float(rng.uniform(0.5, 1.0)), rng, -0.04 * size_m)

    return paint


def _stones(size_m: float) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        pebbles(art, rng, rgb("#b9b596"), 1.2 / size_m, 0.06 * size_m)
        for x in scatter(rng, art.width_m, size_m * 1.8, 1.0):
            if rng.random() < 0.45:
                starfish(art, x, size_m * 0.16, rgb("#ff7a4d"))
            else:
                anemone(art, x, size_m * float(rng.uniform(0.15, 0.3)), rng, CORALS[int(rng.integers(len(CORALS)))])

    return paint


def _near_reef(art: Art, rng: np.random.Generator) -> None:
    size = art.top_m
    for x in scatter(rng, art.width_m, size * 1.5, 1.0):
        middle = 1 - min(1.0, abs(x / art.width_m - 0.5) / 0.3)
        tall = size * float(rng.uniform(0.5, 0.95)) * (1 - 0.6 * middle)
        if rng.random() < 0.3:
            rock(art, x, tall * 0.7, rng, -0.15 * size, ROCK)
        else:
            _coral(art, x, tall, rng, -0.12 * size)
