"""Still water: the lake."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.ground import Texture, pattern
from moviefactory.video.animatic.scenery.airborne import drifting, fireflies, flock
from moviefactory.video.animatic.scenery.fringe import fringe
from moviefactory.video.animatic.scenery.lakeside import Mirror, jetty, lily_pads, rowing_boat
from moviefactory.video.animatic.scenery.mists import mist
from moviefactory.video.animatic.scenery.plants import flowers, grass
from moviefactory.video.animatic.scenery.relief_land import Form, alpine, canopy, land
from moviefactory.video.animatic.scenery.terrain import rock
from moviefactory.video.animatic.scenery.trees import broadleaf, bush, pine
from moviefactory.video.animatic.stage import Finish, Paint, Place, Stage, scatter

LAKE: Color = rgb("#2a6678")
BANK: Color = rgb("#6f9a45")


def _seen(color: Color, tint: Color) -> Color:
    return (min(1.0, color[0] * tint[0]), min(1.0, color[1] * tint[1]), min(1.0, color[2] * tint[2]))


def lake(stage: Stage) -> Place:
    """Still water that mirrors woods and mountains; reeds, a jetty, a boat. Who cannot swim stands on the near bank."""
    light = stage.light
    calm = {"storm": 0.1, "rain": 0.3, "snow": 0.6, "dust": 0.4}.get(light.weather, 0.9)
    shore_m = 2.3 * stage.spread if stage.needs_floor else -1e6
    far, mid, bank = stage.behind(3000), stage.behind(700), stage.behind(150)
    deep = _seen(LAKE, light.tint)
    layers: list[Layer] = [
        stage.sky(),
        stage.clouds("streaks" if light.time in ("sunset", "dusk", "dawn") else "cumulus", 0.16, 0.62),
        stage.water(LAKE, 0.10 + 0.5 * (1 - calm)),
        stage.strip(far, 0.26 * stage.frame_m(far), _peaks, -0.01 * stage.frame_m(far), Finish(fog=0.75)),
        stage.strip(mid, 0.12 * stage.frame_m(mid), _woods, -0.005 * stage.frame_m(mid), Finish(fog=0.8)),
        stage.strip(stage.behind(190), 17.0, _far_trees, -0.3),
        stage.strip(bank, 1.6, _far_bank, -0.25),
        Mirror(0.999 * bank, bank, shore_m, calm, deep),
        mist(stage, 0.9 * bank, 0.045 * stage.frame_m(bank), 0.5, -0.25),
        flock(stage, 7, stage.behind(140), 0.20, 0.011),
    ]
    layers += _near_bank(stage) if stage.needs_floor else _open_water(stage)
    if light.time in ("dusk", "night") and light.weather in ("clear", "overcast"):
        layers.append(fireflies(stage, 14, (1.0, 0.92, 0.5), stage.behind(4.0)))
    return Place(tuple(layers), "land" if stage.needs_floor else "water")


def _peaks(art: Art, rng: np.random.Generator) -> None:
    land(art, art.top_m * 0.98, rng, Form(7, 1.0, 0.06, 0.62, 0.35, 1.1), alpine(rgb("#7f8ea2"), 0.60, wood=0.30))


def _woods(art: Art, rng: np.random.Generator) -> None:
    land(art, art.top_m * 0.98, rng, Form(4, 0.1, 0.3, 0.5, 0.25), canopy(rgb("#4f8458"), rgb("#7f9a4a")))


def _far_trees(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, 5.5):
        if rng.random() < 0.62:
            pine(art, x, float(rng.uniform(8, 16)), rng, color=mix(rgb("#2f6b4a"), rgb("#4d7a3a"), float(rng.random())))
        else:
            broadleaf(
                art,
                x,
                float(rng.uniform(7, 12)),
                rng,
                color=mix(rgb("#4f8f3a"), rgb("#c09a3e"), float(rng.random()) * 0.7),
            )


def _far_bank(art: Art, rng: np.random.Generator) -> None:
    grass(art, 1.0, rng, 0.0, rgb("#7d9a4c"), 4)
    for x in scatter(rng, art.width_m, 6.0):
        if rng.random() < 0.5:
            bush(art, x, float(rng.uniform(0.8, 1.5)), rng, 0.0, rgb("#5f8a45"))
        else:
            rock(art, x, float(rng.uniform(0.4, 0.9)), rng)


def _near_bank(stage: Stage) -> list[Layer]:
    """The grassy bank in front, reeds and a jetty at the water's edge."""
    return [
        stage.ground(
            [(-99.0, scaled(BANK, 0.88)), (1.2, mix(BANK, rgb("#8d7a55"), 0.35)), (1.9, rgb("#8d7a55"))],
            [
                Texture(pattern(26, 111, 4, 0.85), 2.6, 0.34),
                Texture(pattern(6, 112), 9.0, 0.55, rgb("#4d7f38")),
                Texture(pattern(5, 113), 15.0, 0.5, rgb("#a5ac58")),
            ],
            until_m=2.3,
        ),
        stage.strip(stage.behind(11.0), 1.6, _boat(stage), -0.4, Finish(bob_m=0.03)),
        *([] if stage.rig.follow_m_s else [stage.strip(stage.behind(7.0), 1.3, _jetty, -0.5)]),
        stage.strip(stage.behind(2.9), 1.7, _reed_beds, -0.2, Finish(sway=0.02)),
        stage.strip(stage.behind(2.0), 0.5, _bank_edge, -0.15, Finish(sway=0.02)),
        fringe(stage, 0.52, 0.30, _near_reeds),
        drifting(stage, 8, ((0.98, 0.97, 0.9),), stage.before(0.7), 0.005, 0.02),
    ]


def _open_water(stage: Stage) -> list[Layer]:
    return [
        lily_pads(stage, stage.behind(9.0), 24, 0.55 * stage.spread),
        lily_pads(stage, stage.before(0.66), 16, 0.045 * stage.frame_m(0.0)),
        fringe(stage, 0.5, 0.34, _near_reeds),
    ]


def _jetty(art: Art, rng: np.random.Generator) -> None:
    ends = (0.66, 1.02) if art.side > 0 else (-0.02, 0.34)
    jetty(art, art.width_m * ends[0], art.width_m * ends[1], 0.42, rng)


def _boat(stage: Stage) -> Paint:
    still = not stage.rig.follow_m_s

    def paint(art: Art, rng: np.random.Generator) -> None:
        share = (0.22 if art.side > 0 else 0.78) if still else 0.5
        rowing_boat(art, art.width_m * share, 3.4, rng)

    return paint


def _reed_beds(art: Art, rng: np.random.Generator) -> None:
    """Reeds in beds, with open water between them."""
    for index, x in enumerate(scatter(rng, art.width_m, 3.2)):
        if index % 3 == 1:
            continue
        for _ in range(16):
            at = x + float(rng.normal(0, 0.45))
            tall = float(rng.uniform(0.6, 1.5))
            lean = tall * float(rng.uniform(-0.14, 0.14))
            tone = scaled(rgb("#84994c"), float(rng.uniform(0.65, 1.15)))
            art.polygon([(at - 0.022, -0.1), (at + lean, tall), (at + 0.022, -0.1)], tone)
            if rng.random() < 0.3:
                art.line([(at + lean * 0.8, tall * 0.82), (at + lean, tall)], rgb("#6b4426"), 0.055)


def _bank_edge(art: Art, rng: np.random.Generator) -> None:
    grass(art, 0.34, rng, 0.0, rgb("#76a045"), 12)
    flowers(art, 0.40, rng, ((0.98, 0.85, 0.3), (0.97, 0.97, 0.98), (0.62, 0.55, 0.92)), 0.8)
    for x in scatter(rng, art.width_m, 3.4):
        if rng.random() < 0.5:
            rock(art, x, float(rng.uniform(0.15, 0.4)), rng)


def _near_reeds(art: Art, rng: np.random.Generator) -> None:
    size = art.top_m
    for share in (0.02, 0.06, 0.12, 0.90, 0.95, 0.99):
        for _ in range(9):
            at = art.width_m * share + size * float(rng.normal(0, 0.10))
            tall = size * float(rng.uniform(0.45, 1.0))
            lean = tall * float(rng.uniform(-0.22, 0.22))
            tone = scaled(rgb("#77903f"), float(rng.uniform(0.65, 1.1)))
            art.polygon([(at - 0.025 * size, -0.3 * size), (at + lean, tall), (at + 0.025 * size, -0.3 * size)], tone)
            if rng.random() < 0.22:
                art.line([(at + lean * 0.8, tall * 0.84), (at + lean, tall)], rgb("#5d3b22"), size * 0.04)
