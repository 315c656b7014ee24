"""Hot, dry country: the desert."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.ground import Texture, pattern, streaks
from moviefactory.video.animatic.scenery.plants import cactus, tufts
from moviefactory.video.animatic.scenery.terrain import dunes, mesa, mountains, pebbles, rock
from moviefactory.video.animatic.scenery.trees import bush
from moviefactory.video.animatic.stage import FOREGROUND, Finish, Place, Stage, scatter

SAND: Color = rgb("#e0b06c")
DRY: Color = rgb("#a8925a")


def desert(stage: Stage) -> Place:
    """Sand, dunes and table mountains; saguaros, rocks and dry scrub at all distances."""
    light = stage.light
    far, mesas, dune = stage.behind(3000), stage.behind(1100), stage.behind(260)
    streaky = light.time in ("sunset", "dawn", "dusk")
    return Place(
        layers=(
            stage.sky(below=mix(light.fog, SAND, 0.4)),
            stage.clouds("streaks" if streaky else "wisps", 0.16, 0.80, cover=0.42),
            stage.ground(
                [(-99.0, scaled(SAND, 0.94)), (14.0, SAND), (80.0, mix(SAND, (1.0, 0.86, 0.62), 0.4))],
                [
                    Texture(streaks(21, 5, 7), 9.0, 0.17),
                    Texture(pattern(30, 22, 4, 0.8), 3.0, 0.10),
                    Texture(pattern(4, 23), 46.0, 0.55, rgb("#c78d52")),
                ],
            ),
            stage.strip(far, stage.frame_m(far) * 0.13, _far_range),
            stage.strip(mesas, stage.frame_m(mesas) * 0.25, _mesas),
            stage.haze(stage.behind(500), stage.frame_m(stage.behind(500)) * 0.10, 0.45),
            stage.strip(dune, stage.frame_m(dune) * 0.105, _dunes, -0.02 * stage.frame_m(dune)),
            stage.strip(stage.behind(95), 7.0, _far_cacti),
            stage.strip(stage.behind(38), 7.0, _cacti),
            stage.strip(stage.behind(15), 5.6, _near_plants),
            stage.strip(stage.behind(5.5), 0.9, _stones),
            stage.strip(stage.before(0.80), 0.5, _pebbles, finish=Finish(fog=0.0)),
            stage.foreground(0.46, 0.17, _edge, FOREGROUND),
        ),
        dust=rgb("#d9ab6a"),
    )


def _far_range(art: Art, rng: np.random.Generator) -> None:
    mountains(art, art.top_m * 0.92, rng, rgb("#a3788a"), bumps=5)


def _mesas(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, art.width_m / 4.2):
        mesa(art, x, art.top_m * float(rng.uniform(0.4, 0.92)), rng)


def _dunes(art: Art, rng: np.random.Generator) -> None:
    dunes(art, art.top_m * 0.9, rng, rgb("#dfa862"), 3)


def _far_cacti(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, 9.0):
        kind = float(rng.random())
        if kind < 0.5:
            cactus(art, x, float(rng.uniform(2.5, 5.5)), rng)
        elif kind < 0.8:
            bush(art, x, float(rng.uniform(0.8, 1.6)), rng, 0.0, DRY)
        else:
            rock(art, x, float(rng.uniform(0.8, 2.2)), rng, color=rgb("#b4714a"))


def _cacti(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, 7.5):
        kind = float(rng.random())
        if kind < 0.48:
            cactus(art, x, float(rng.uniform(2.6, 5.6)), rng)
        elif kind < 0.75:
            bush(art, x, float(rng.uniform(0.5, 1.1)), rng, 0.0, DRY)
        else:
            rock(art, x, float(rng.uniform(0.5, 1.6)), rng, color=rgb("#b4714a"))


def _near_plants(art: Art, rng: np.random.Generator) -> None:
    tufts(art, 0.6, rng, 2.6, DRY)
    for x in scatter(rng, art.width_m, 8.5):
        if rng.random() < 0.42:
            cactus(art, x, float(rng.uniform(2.4, 4.6)), rng)
        else:
            rock(art, x, float(rng.uniform(0.3, 1.0)), rng, color=rgb("#a9683f"))


def _stones(art: Art, rng: np.random.Generator) -> None:
    pebbles(art, rng, rgb("#a97b52"), 1.2, 0.10)
    tufts(art, 0.45, rng, 2.1, DRY)


def _pebbles(art: Art, rng: np.random.Generator) -> None:
    pebbles(art, rng, rgb("#9c6f48"), 1.5, 0.06)


def _edge(art: Art, rng: np.random.Generator) -> None:
    size = art.top_m
    for x in scatter(rng, art.width_m, size * 3.4):
        if rng.random() < 0.6:
            rock(art, x, size * float(rng.uniform(0.35, 0.75)), rng, -0.1 * size, rgb("#9a5d3a"))
        else:
            tufts_at(art, x, size, rng)


def tufts_at(art: Art, x: float, height_m: float, rng: np.random.Generator) -> None:
    """One dry tuft of long blades."""
    for blade in range(13):
        lean = (blade - 6) / 6 * 0.8 + float(rng.uniform(-0.1, 0.1))
        tall = height_m * (1 - 0.35 * abs(lean)) * float(rng.uniform(0.75, 1.0))
        tone = scaled(DRY, float(rng.uniform(0.7, 1.1)))
        root = x + lean * height_m * 0.12
        art.polygon(
            [
                (root - height_m * 0.03, -0.1 * height_m),
                (root + lean * height_m * 0.5, tall),
                (root + height_m * 0.03, -0.1 * height_m),
            ],
            tone,
        )
