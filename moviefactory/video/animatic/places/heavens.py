"""Where there is no ground: the sky above the clouds, and space."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import mix, recolor, rgb
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.layers import Strip
from moviefactory.video.animatic.scenery.heavens import asteroid, nebula_sky, planet
from moviefactory.video.animatic.scenery.seaside import gulls
from moviefactory.video.animatic.scenery.terrain import mountains
from moviefactory.video.animatic.sky import CloudKind, paint_clouds
from moviefactory.video.animatic.stage import Finish, Place, Stage, scatter


def sky(stage: Stage) -> Place:
    """High above the land: peaks rise out of a sea of clouds, heaps of cloud drift by near and far."""
    light = stage.light
    far = stage.behind(2500)
    base = stage.row_m(0.66, far)
    layers: list[Layer] = [
        stage.sky(below=mix(light.horizon, light.fog, 0.6)),
        stage.clouds("wisps", 0.30, 1.0, "high clouds", 0.45, 0.006),
        stage.clouds("cumulus", -0.02, 0.26, "far heaps", 0.7, 0.008),
        stage.strip(far, stage.frame_m(far) * 0.17, _peaks, -0.1 * stage.frame_m(far), Finish(fog=0.6, floor_m=base)),
        _bank(stage, 1800.0, (0.58, 0.80), "bank", 0.7, -0.3),
        _bank(stage, 700.0, (0.66, 0.95), "bank", 0.6, -0.6),
        _bank(stage, 90.0, (0.08, 0.40), "cumulus", 0.25, -0.8),
        _bank(stage, 260.0, (0.76, 1.12), "bank", 0.5, -1.0),
        stage.live(stage.behind(60), gulls(stage, 6)),
        _bank(stage, stage.before(0.62) / stage.spread, (0.88, 1.22), "bank", 0.25, -0.6),
    ]
    return Place(tuple(layers), surface="none")


def _bank(stage: Stage, metres: float, rows: tuple[float, float], kind: CloudKind, cover: float, wind: float) -> Strip:
    """A bank of clouds in its own plane between two rows of the frame; what is nearer streams by faster."""
    z_m = stage.behind(metres) if metres > 0 else metres * stage.spread
    top, bottom = stage.row_m(rows[0], z_m), stage.row_m(rows[1], z_m)
    left_m, width_m, whole = stage.reach(z_m)
    px_per_m = stage.camera.px_per_m(z_m)
    size = (int(min(width_m * px_per_m, 2.2 * stage.frame_px[0])) + 2, max(8, int((top - bottom) * px_per_m)))
    seed = int(stage.rng(f"bank {metres:.1f}").integers(1 << 30))
    picture = paint_clouds(kind, size, stage.light, seed, cover)
    fog = 0.55 * stage.light.fogged(stage.rig.base.range_m(z_m))
    if fog > 0.02:
        picture = recolor(picture, 1.0, (1.0, 1.0, 1.0), fog, stage.light.horizon)
    drift = wind * 0.02 * stage.frame_m(z_m)
    return Strip(z_m, picture, px_per_m, bottom, None, left_m if whole else 0.0, drift, depth=z_m < stage.behind(200))


def _peaks(art: Art, rng: np.random.Generator) -> None:
    mountains(art, art.top_m * 0.95, rng, rgb("#7388a8"), 0.8, 4)


def space(stage: Stage) -> Place:
    """Stars, a nebula, a great planet with its moon, and tumbling rocks at every distance."""
    far = stage.behind(5000)

    def worlds(art: Art, rng: np.random.Generator) -> None:
        tall = art.top_m - art.bottom_m
        x = art.width_m * (0.30 if art.side > 0 else 0.70)
        planet(art, (x, art.bottom_m + tall * 0.60), tall * 0.26, rng, "earth")
        planet(art, (x + art.side * tall * 0.52, art.bottom_m + tall * 0.84), tall * 0.055, rng, "moon")
        planet(
            art,
            (art.width_m * (0.90 if art.side > 0 else 0.10), art.bottom_m + tall * 0.30),
            tall * 0.10,
            rng,
            "ringed",
        )

    plain = Finish(fog=0.0, rim=0.0, tint=False)
    rocks = Finish(fog=0.0, rim=1.0, tint=False)
    layers: list[Layer] = [
        nebula_sky(stage),
        stage.strip(far, stage.row_m(-0.1, far), worlds, stage.row_m(1.1, far), plain),
        _belt(stage, stage.behind(220), 0.030, 16, rocks),
        _belt(stage, stage.behind(70), 0.045, 8, rocks),
        _belt(stage, stage.behind(22), 0.07, 3, rocks),
        _belt(stage, stage.before(0.42), 0.16, 2, Finish(fog=0.0, rim=1.2, tint=False, soft=0.012, dim=0.6)),
    ]
    return Place(tuple(layers), surface="none", lit=(1.0, 0.98, 0.96))


def _belt(stage: Stage, z_m: float, size: float, count: int, look: Finish) -> Strip:
    """Rocks strewn over a plane, most of them in a diagonal belt; `size` in frame heights."""
    frame_m = stage.frame_m(z_m)
    low = stage.row_m(1.05, z_m)

    def paint(art: Art, rng: np.random.Generator) -> None:
        for index, x in enumerate(scatter(rng, art.width_m, art.width_m / max(1, count), 1.0)):
            row = 0.80 + 0.3 * float(rng.uniform(-1, 1)) if z_m > 0 else (0.97 if index % 2 else 0.03)
            y = low + frame_m * (1.05 - row)
            asteroid(art, (x, y), size * frame_m * float(rng.uniform(0.35, 1.0)), rng)

    drift = 0.012 * frame_m * (1 if z_m > 0 else 2)
    return stage.strip(z_m, stage.row_m(-0.05, z_m), paint, low, replace(look, drift_m_s=-drift))
