"""Open green country: the meadow."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.ground import Texture, pattern, streaks
from moviefactory.video.animatic.scenery.airborne import butterflies, drifting, fireflies, flock
from moviefactory.video.animatic.scenery.countryside import (
    bale,
    barn,
    blossom,
    blossom_field,
    farmhouse,
    rail_fence,
    windmill,
)
from moviefactory.video.animatic.scenery.fringe import fringe
from moviefactory.video.animatic.scenery.plants import flowers, grass
from moviefactory.video.animatic.scenery.relief_land import Form, alpine, farmland, land, turf
from moviefactory.video.animatic.scenery.ribbons import track
from moviefactory.video.animatic.scenery.trees import broadleaf, bush
from moviefactory.video.animatic.stage import Finish, Paint, Place, Stage, scatter

GRASS: Color = rgb("#74a845")
PETALS: tuple[Color, ...] = ((0.99, 0.97, 0.93), (0.98, 0.80, 0.25), (0.90, 0.30, 0.30), (0.66, 0.48, 0.90))


def meadow(stage: Stage) -> Place:
    """Rolling hills under a patchwork of fields, a farm far away, a lone tree, a fence, flowers up to the lens."""
    light = stage.light
    far, middle, near = stage.behind(2400), stage.behind(700), stage.behind(190)
    calm = light.weather in ("clear", "overcast", "fog")
    awake = light.time in ("day", "dawn", "sunset") and calm
    layers: list[Layer] = [
        stage.sky(),
        stage.clouds("streaks" if light.time in ("sunset", "dusk", "dawn") else "cumulus", 0.14, 0.60),
        stage.clouds("wisps", 0.42, 0.95, "high clouds", 0.35, 0.006),
        _ground(stage),
        stage.strip(far, stage.frame_m(far) * 0.22, _blue_hills, -0.01 * stage.frame_m(far), Finish(fog=0.85)),
        stage.haze(stage.behind(1500), stage.frame_m(stage.behind(1500)) * 0.10, 0.45),
        stage.strip(middle, stage.frame_m(middle) * 0.165, _fields, -0.01 * stage.frame_m(middle), Finish(fog=0.45)),
        stage.strip(stage.behind(175), 23.0, _farm, -0.5, Finish(fog=0.8)),
        stage.haze(stage.behind(330), stage.frame_m(stage.behind(330)) * 0.05, 0.25),
        stage.strip(near, 11.0, _knolls, -1.0, Finish(fog=0.8)),
        stage.strip(stage.behind(110), 13.0, _copses, finish=Finish(sway=0.004)),
        stage.strip(stage.behind(58), 2.2, _bales),
        stage.strip(stage.behind(30), 13.0, _lone_tree, finish=Finish(sway=0.006)),
        stage.strip(stage.behind(20), 1.5, _fence, -0.2),
        stage.strip(stage.behind(13), 0.9, _tall_grass, -0.2, Finish(sway=0.03)),
        stage.strip(stage.behind(6.5), 0.7, _flower_row(1.6), -0.2, Finish(sway=0.03)),
        stage.strip(stage.behind(2.6), 0.42, _flower_row(1.2), -0.15, Finish(sway=0.04)),
        fringe(stage, 0.55, 0.14 if stage.rig.follow_m_s else 0.26, _edge_flowers),
    ]
    if not stage.rig.follow_m_s:
        layers.append(track(stage, rgb("#c9a877"), 1.0, 3.0, -0.35 * light.side))
    if awake:
        layers.append(flock(stage, 9, stage.behind(500)))
        layers.append(butterflies(stage, 5, stage.behind(2.0)))
    if calm and light.time in ("dusk", "night"):
        layers.append(fireflies(stage, 22, (1.0, 0.90, 0.45), stage.behind(5.0)))
    layers.append(drifting(stage, 12, ((0.99, 0.98, 0.94), (0.97, 0.90, 0.70)), stage.before(0.7), 0.0055, 0.03))
    return Place(tuple(layers), dust=rgb("#a98f62"))


def _ground(stage: Stage) -> Layer:
    fog = stage.light.fog
    return stage.ground(
        [
            (-99.0, scaled(GRASS, 0.86)), (3.0, GRASS), (26.0, mix(GRASS, rgb("#b9c25c"), 0.35)),
            (60.0, mix(GRASS, fog, 0.10)), (300.0, mix(GRASS, fog, 0.2)),
        ],
        [
            Texture(pattern(26, 61, 4, 0.85), 2.6, 0.30),
            Texture(streaks(62, 6, 5), 17.0, 0.22),
            Texture(pattern(5, 63), 30.0 * stage.spread**0.8, 0.55, rgb("#4f8a3a")),
            Texture(pattern(6, 64), 44.0 * stage.spread**0.8, 0.55, rgb("#bcc356")),
            Texture(blossom_field(65), 3.2, 0.9, rgb("#fbf3dc")),
        ],
    )  # fmt: skip


def _blue_hills(art: Art, rng: np.random.Generator) -> None:
    land(art, art.top_m * 0.97, rng, Form(5, 0.35, 0.12, 0.45, 0.4), alpine(rgb("#6f93a0"), 2.0, rgb("#6d9a72"), 0.4))


def _fields(art: Art, rng: np.random.Generator) -> None:
    land(art, art.top_m * 0.97, rng, Form(4, 0.0, 0.50, 0.30, 0.45, 1.2), farmland(14, 6))


def _knolls(art: Art, rng: np.random.Generator) -> None:
    land(art, 4.2, rng, Form(4, 0.0, 0.45, 0.35, 0.25, 1.1), turf(GRASS, rgb("#d7cf72"), 0.45), -0.5)


def _farm(art: Art, rng: np.random.Generator) -> None:
    """A farm on one side, a windmill on the other."""
    side = art.side
    x = art.width_m * (0.32 if side > 0 else 0.66)
    for step in range(7):
        tree = x + (step - 3) * 8.0 + float(rng.uniform(-2, 2))
        broadleaf(art, tree, float(rng.uniform(7, 11)), rng, 1.6, rgb("#5f8f45"))
    barn(art, x + side * 13, 7.0, 1.5)
    farmhouse(art, x - side * 4, 6.0, 1.5)
    for step in range(5):
        bush(art, x + (step - 2) * 9.0, float(rng.uniform(2, 3)), rng, 1.2, rgb("#6a9448"))
    windmill(art, art.width_m * (0.80 if side > 0 else 0.16), 14.0, 2.0)


def _copses(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, art.width_m / 5):
        for _ in range(int(rng.integers(1, 5))):
            shift = float(rng.uniform(-6, 6))
            tone = mix(rgb("#4f8f3a"), rgb("#8fae48"), float(rng.random()))
            broadleaf(art, x + shift, float(rng.uniform(5, 10)), rng, color=tone)
        bush(art, x + float(rng.uniform(-7, 7)), float(rng.uniform(1.2, 2.4)), rng, 0.0, rgb("#5c8c40"))


def _bales(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, art.width_m / 6):
        if rng.random() < 0.7:
            bale(art, x, 1.5, rng)
        else:
            bush(art, x, float(rng.uniform(0.8, 1.6)), rng)


def _lone_tree(art: Art, rng: np.random.Generator) -> None:
    """One great oak away from the middle, and bushes at its foot."""
    x = art.width_m * (0.20 if art.side > 0 else 0.80)
    for step in range(4):
        bush(art, x + (step - 1.5) * 2.6, float(rng.uniform(0.6, 1.3)), rng, 0.0, rgb("#5f8f40"))
    broadleaf(art, x, 10.5, rng, color=rgb("#5c9a3c"))
    for at in scatter(rng, art.width_m, 9.0):
        bush(art, at, float(rng.uniform(0.4, 0.9)), rng, 0.0, rgb("#6f9a48"))


def _fence(art: Art, rng: np.random.Generator) -> None:
    rail_fence(art, 1.15, 2.4, rng)
    grass(art, 0.40, rng, 0.0, rgb("#7aa548"), 9)


def _tall_grass(art: Art, rng: np.random.Generator) -> None:
    grass(art, 0.45, rng, 0.0, rgb("#86ab4a"), 10)
    flowers(art, 0.55, rng, PETALS, min(0.9, 60 / art.width_m))


def _flower_row(density: float) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        grass(art, art.top_m * 0.7, rng, 0.0, rgb("#75a442"), 14)
        flowers(art, art.top_m * 0.85, rng, PETALS, min(density * 1.4, 90 / art.width_m))

    return paint


def _edge_flowers(art: Art, rng: np.random.Generator) -> None:
    """Grass along the lower edge, flowers that rise towards both sides and leave the middle open."""
    size = art.top_m
    grass(art, size * 0.34, rng, -0.1 * size, rgb("#5d8f38"), 70 / art.width_m)
    for _ in range(22):
        share = float(rng.beta(0.45, 0.45))
        if abs(share - 0.5) < 0.13:
            continue
        tall = size * (0.28 + 0.72 * abs(2 * share - 1) ** 2.0) * float(rng.uniform(0.7, 1.0))
        blossom(
            art,
            share * art.width_m,
            tall,
            size * float(rng.uniform(0.20, 0.30)),
            PETALS[int(rng.integers(len(PETALS)))],
            rng,
        )
