"""Woods: the forest."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.ground import Texture, pattern
from moviefactory.video.animatic.scenery.plants import fern, flowers, grass
from moviefactory.video.animatic.scenery.terrain import hills, rock
from moviefactory.video.animatic.scenery.trees import birch, broadleaf, bush, leaf_blob, pine, trunk
from moviefactory.video.animatic.stage import Finish, Paint, Place, Stage, scatter

MOSS: Color = rgb("#5a7f3c")
EARTH: Color = rgb("#8b7048")


def forest(stage: Stage) -> Place:
    """A clearing with a path: rows of firs and oaks that fade into the haze, ferns and trunks close by."""
    light = stage.light
    sway = Finish(sway=0.006)
    hill = stage.behind(700)
    return Place(
        layers=(
            stage.sky(),
            stage.clouds("cumulus", 0.22, 0.62),
            stage.ground(
                [
                    (-99.0, scaled(MOSS, 0.85)),
                    (-2.6, mix(MOSS, EARTH, 0.5)),
                    (-1.7, EARTH),
                    (1.5, mix(MOSS, EARTH, 0.5)),
                    (2.3, MOSS),
                    (24.0, mix(MOSS, light.fog, 0.18)),
                ],
                [
                    Texture(pattern(22, 31, 4, 0.8), 3.4, 0.30),
                    Texture(pattern(6, 32), 14.0, 0.6, rgb("#41662e")),
                    Texture(pattern(5, 33), 30.0, 0.55, rgb("#93a24c")),
                ],
            ),
            stage.strip(hill, stage.frame_m(hill) * 0.20, _wooded_hills),
            stage.strip(stage.behind(150), 26.0, _row(5.5, (13, 24), 0.75), finish=sway),
            stage.haze(stage.behind(120), 20.0, 0.50),
            stage.strip(stage.behind(75), 22.0, _row(6.5, (10, 20), 0.6), finish=sway),
            stage.haze(stage.behind(55), 13.0, 0.38),
            stage.strip(stage.behind(36), 20.0, _row(8.5, (9, 17), 0.5), finish=sway),
            stage.strip(stage.behind(26), 2.4, _undergrowth, -0.4),
            stage.haze(stage.behind(22), 6.0, 0.24),
            stage.strip(stage.behind(16), 17.0, _row(13.0, (9, 14), 0.4), finish=sway),
            stage.strip(stage.behind(9), 1.6, _ferns, -0.3),
            stage.strip(stage.behind(4.2), 0.55, _grass, -0.2, Finish(sway=0.03)),
            *([] if stage.rig.follow_m_s else [stage.foreground(0.55, 1.7, _great_trunks)]),
            stage.foreground(0.42, 0.20, _near_ferns),
        ),
        dust=rgb("#9a8560"),
    )


def _row(spacing_m: float, heights: tuple[float, float], firs: float) -> Paint:
    """A row of mixed trees; `firs` is the share of conifers."""

    def paint(art: Art, rng: np.random.Generator) -> None:
        for x in scatter(rng, art.width_m, spacing_m):
            height = float(rng.uniform(*heights))
            kind = float(rng.random())
            if kind < firs:
                pine(art, x, height, rng, color=mix(rgb("#2f6b4a"), rgb("#4d7a3a"), float(rng.random())))
            elif kind < firs + 0.12:
                birch(art, x, height * 0.75, rng)
            else:
                broadleaf(art, x, height * 0.82, rng, color=mix(rgb("#4f8f3a"), rgb("#86a83e"), float(rng.random())))

    return paint


def _wooded_hills(art: Art, rng: np.random.Generator) -> None:
    hills(art, art.top_m * 0.85, rng, rgb("#4d7d62"), 3)
    for x in scatter(rng, art.width_m, art.width_m / 42):
        size = art.top_m * float(rng.uniform(0.10, 0.2))
        art.polygon([(x - size * 0.3, 0.0), (x, art.top_m * 0.28 + size), (x + size * 0.3, 0.0)], rgb("#447258"), 0.9)


def _undergrowth(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, 3.0):
        bush(art, x, float(rng.uniform(0.9, 2.0)), rng, 0.0, mix(rgb("#4a7a38"), rgb("#7a8f3a"), float(rng.random())))


def _ferns(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, 2.3):
        kind = float(rng.random())
        if kind < 0.5:
            fern(art, x, float(rng.uniform(0.6, 1.2)), rng)
        elif kind < 0.72:
            rock(art, x, float(rng.uniform(0.3, 0.8)), rng, color=rgb("#7d8474"))
        else:
            bush(art, x, float(rng.uniform(0.5, 1.0)), rng)


def _grass(art: Art, rng: np.random.Generator) -> None:
    grass(art, 0.36, rng, 0.0, rgb("#6f9440"), 12)
    flowers(art, 0.42, rng, ((0.98, 0.95, 0.9), (0.98, 0.82, 0.3), (0.72, 0.5, 0.9)), 0.7)


def _great_trunks(art: Art, rng: np.random.Generator) -> None:
    """One dark trunk at each side of the picture frames it."""
    for share, size in ((0.07, 1.0), (0.935, 0.8)):
        x, wide = art.width_m * share, art.width_m * 0.042 * size
        trunk(art, x, wide, art.top_m, rng, rgb("#6b5040"))
        inward = 1 if share < 0.5 else -1
        for row, reach in ((0.50, 2.6), (0.56, 1.7), (0.62, 3.0)):  # a leafy bough reaches into the picture
            tip = (x + inward * wide * reach, art.top_m * row)
            art.line([(x, art.top_m * (row - 0.03)), tip], rgb("#4a382c"), wide * 0.16)
            for step in range(5):
                at = (x + inward * wide * reach * (0.35 + 0.18 * step), tip[1] + wide * float(rng.uniform(-0.3, 0.3)))
                leaf_blob(
                    art,
                    at,
                    wide * float(rng.uniform(0.4, 0.65)),
                    scaled(rgb("#4c7f34"), float(rng.uniform(0.7, 1.15))),
                    rng,
                )


def _near_ferns(art: Art, rng: np.random.Generator) -> None:
    size = art.top_m
    for x in scatter(rng, art.width_m, size * 1.25):
        fern(art, x, size * float(rng.uniform(0.45, 0.8)), rng, -0.15 * size, rgb("#3f7a38"))
