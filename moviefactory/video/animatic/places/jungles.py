"""Rain forest: the jungle."""

from __future__ import annotations

import math

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.ground import Texture, pattern
from moviefactory.video.animatic.scenery.airborne import Shafts, butterflies, drifting, fireflies
from moviefactory.video.animatic.scenery.lens import before_lens
from moviefactory.video.animatic.scenery.plants import fern, flowers
from moviefactory.video.animatic.scenery.ribbons import river, winding
from moviefactory.video.animatic.scenery.terrain import rock
from moviefactory.video.animatic.scenery.tropics import (
    broad_leaf,
    canopy,
    foliage,
    frond,
    giant,
    heliconia,
    leaf_plant,
    leaning_palm,
    liana,
)
from moviefactory.video.animatic.stage import Finish, Paint, Place, Stage, scatter

EARTH: Color = rgb("#7d6a42")
MOSS: Color = rgb("#55803a")
LEAF: Color = rgb("#3f8a42")
LIME: Color = rgb("#9cc544")
MIST: Color = rgb("#d8ecc0")
BLOOM: tuple[Color, ...] = ((0.96, 0.32, 0.45), (0.99, 0.76, 0.22), (0.88, 0.42, 0.92), (0.98, 0.96, 0.92))


def jungle(stage: Stage) -> Place:
    """Layers of green: a misty wall of trees, giants with lianas, ferns and flowers, great leaves close to the lens."""
    light = stage.light
    calm = light.weather in ("clear", "overcast", "fog")
    mist = mix(light.fog, _lit(MIST, light.tint), 0.6)
    far = stage.behind(170)
    sway = Finish(sway=0.005)
    layers: list[Layer] = [
        stage.sky(),
        stage.clouds("cumulus", 0.22, 0.75),
        _floor(stage),
        stage.strip(far, stage.frame_m(far) * 0.62, _far_wall, -1.0),
        stage.haze(stage.behind(130), 40.0 * stage.spread, 0.42, mist),
        stage.strip(stage.behind(80), 44.0, _wall(10.0, rgb("#5f9a52")), -0.6, sway),
        stage.haze(stage.behind(60), 22.0 * stage.spread, 0.34, mist),
        stage.strip(stage.behind(38), 27.0, _wall(7.5, rgb("#4a8c46")), -0.5, sway),
        stage.haze(stage.behind(30), 11.0 * stage.spread, 0.24, mist),
        stage.strip(stage.behind(21), 19.0, _giants, -0.4, Finish(rim=0.8)),
        stage.strip(stage.behind(13), 5.5, _understorey, -0.4, Finish(sway=0.008)),
        stage.haze(stage.behind(11), 3.0 * stage.spread, 0.14, mist),
        stage.strip(stage.behind(6.5), 2.3, _thicket, -0.3, Finish(sway=0.012, rim=0.8)),
        stage.strip(stage.behind(3.2), 0.5, _low_growth, -0.15, Finish(sway=0.02)),
        *_near(stage),
    ]
    if light.sun_strength > 0.2 and light.sun_y > 0:
        color = mix(light.sun, (1.0, 0.98, 0.72), 0.4)
        source = (0.5 + 0.30 * light.side, -0.35)
        layers.append(Shafts(stage.behind(16), color, source, 0.42 * light.sun_strength, 1.25, 10))
    layers += _life(stage, calm)
    if not stage.rig.follow_m_s:
        way = 0.10 * light.side
        bends = (stage.before(0.03), stage.behind(120), 14.0 * stage.spread)
        curve = winding(stage, -8.5 * light.side * stage.spread, way, *bends, "river")
        layers += river(stage, curve, 2.6 * stage.spread, rgb("#2f6f5f"), rgb("#8a7a55"))
    return Place(tuple(layers), dust=rgb("#7d6a48"))


def _lit(color: Color, tint: Color) -> Color:
    return (color[0] * tint[0], color[1] * tint[1], color[2] * tint[2])


def _floor(stage: Stage) -> Layer:
    """A trodden path through moss and leaf litter, flecked with sun."""
    tones = [
        (-99.0, scaled(MOSS, 0.72)), (-2.2, mix(MOSS, EARTH, 0.5)), (-1.3, EARTH), (1.3, mix(MOSS, EARTH, 0.6)),
        (2.4, MOSS), (20.0, scaled(LEAF, 0.9)),
    ]  # fmt: skip
    return stage.ground(
        tones,
        [
            Texture(pattern(26, 91, 4, 0.85), 2.4, 0.42),
            Texture(pattern(7, 92), 9.0, 0.55, rgb("#3d6a30")),
            Texture(pattern(6, 93), 6.5, 0.60, rgb("#b5b45a")),
        ],
        sheen=0.12 if stage.light.weather in ("rain", "storm") else 0.0,
    )


def _near(stage: Stage) -> list[Layer]:
    """What frames the picture: a leafy roof, lianas, and great leaves in the corners."""
    edge = Finish(fog=0.0, rim=0.7, soft=0.006, dim=0.74, sway=0.006)
    if stage.rig.follow_m_s:
        return [before_lens(stage, 0.55, 0.20, _passing_leaves, edge)]
    return [
        before_lens(stage, 0.62, 1.4, _roof, Finish(fog=0.0, rim=0.6, soft=0.004, dim=0.60, sway=0.004)),
        before_lens(stage, 0.45, 0.7, _great_leaves, edge),
    ]


def _life(stage: Stage, calm: bool) -> list[Layer]:
    light = stage.light
    found: list[Layer] = [drifting(stage, 9, (rgb("#a8c04a"), rgb("#d8a040")), stage.before(0.75), 0.008, 0.05)]
    if calm and light.time in ("day", "dawn", "sunset"):
        found += [butterflies(stage, 5, stage.behind(2.2), 0.15), butterflies(stage, 2, stage.before(0.78), 0.13)]
    if light.time in ("dusk", "night"):
        found.append(fireflies(stage, 20, (0.80, 1.0, 0.45), stage.behind(4.0)))
    return found


def _far_wall(art: Art, rng: np.random.Generator) -> None:
    """The far forest: domes of leaves in rows, pale between."""
    top = art.top_m
    for row, (share, tone) in enumerate(((0.80, "#8cbf7c"), (0.62, "#72a866"), (0.42, "#5c9656"))):
        count = 9 + 3 * row
        for index in range(count):
            x = (index + float(rng.uniform(0.1, 0.9))) * art.width_m / count
            size = top * float(rng.uniform(0.10, 0.19))
            y = top * share - size * float(rng.uniform(0.2, 1.4))
            color = scaled(rgb(tone), float(rng.uniform(0.92, 1.08)))
            art.rect(x - size * 0.12, 0, x + size * 0.12, y, scaled(color, 0.75))
            foliage(art, (x, y), size, color, rng)
            foliage(
                art, (x + art.side * size * 0.2, y + size * 0.3), size * 0.6, mix(color, art.light.key, 0.35), rng, 0.7
            )
        art.rect(0, art.bottom_m, art.width_m, top * (share - 0.30), rgb(tone), 0.55)


def _wall(spacing_m: float, color: Color) -> Paint:
    """A row of tall slender trees, lianas between them, under a closed roof of leaves; low growth hides their feet."""

    def paint(art: Art, rng: np.random.Generator) -> None:
        top = min(art.top_m, art.shown_m[1])
        low = top * 0.66 if top < art.top_m else top * 0.60
        xs = list(scatter(rng, art.width_m, spacing_m))
        for x in xs:
            wide = spacing_m * float(rng.uniform(0.05, 0.12))
            bark = scaled(mix(rgb("#6f6248"), color, 0.35), float(rng.uniform(0.75, 1.1)))
            art.polygon([(x - wide, 0), (x - wide * 0.6, top), (x + wide * 0.6, top), (x + wide, 0)], bark)
            lit = x + art.side * wide * 0.5
            art.line([(lit, 0), (lit - art.side * wide * 0.2, top)], mix(bark, art.light.key, 0.4), wide * 0.35, 0.6)
        for index, x in enumerate(xs):
            if index % 2 == 0:
                end = (x + spacing_m * float(rng.uniform(0.5, 1.1)), low * float(rng.uniform(0.9, 1.1)))
                liana(art, (x, low * 1.1), end, low * float(rng.uniform(0.06, 0.20)), spacing_m * 0.025, rng)
        canopy(art, low, top, rng, color, spacing_m * 0.30, 3)
        for x in scatter(rng, art.width_m, spacing_m * 0.5):
            size = spacing_m * float(rng.uniform(0.14, 0.30))
            tone = scaled(mix(color, LIME, float(rng.uniform(0, 0.45))), float(rng.uniform(0.7, 1.0)))
            foliage(art, (x, size * 0.5), size, tone, rng)
            foliage(art, (x + art.side * size * 0.2, size * 0.8), size * 0.6, mix(tone, art.light.key, 0.25), rng)

    return paint


def _giants(art: Art, rng: np.random.Generator) -> None:
    """Forest giants with plank roots and hanging vines; palms in the gaps between them."""
    top = min(art.top_m, art.shown_m[1])
    for x in scatter(rng, art.width_m, 9.5, 0.5):
        leaning_palm(art, x, float(rng.uniform(0.34, 0.52)) * min(top, 12.0), float(rng.uniform(-1.0, 1.0)), rng)
    for x in scatter(rng, art.width_m, 11.0, 0.6):
        wide = float(rng.uniform(1.3, 2.3))
        giant(art, x, wide, top, rng)
        for side in (-1, 1):
            reach = side * float(rng.uniform(1.6, 4.2))
            drop = top * float(rng.uniform(0.35, 0.8))
            liana(art, (x, top), (x + reach, drop), top * 0.08, 0.09, rng)
            art.line([(x + reach, drop), (x + reach * 1.02, drop - top * 0.18)], rgb("#55572f"), 0.06)
    canopy(art, top * 0.93, top * 1.02, rng, rgb("#3f7f3c"), 1.25, 2)


def _understorey(art: Art, rng: np.random.Generator) -> None:
    """Banana plants, tree ferns and young palms."""
    for x in scatter(rng, art.width_m, 3.0):
        kind = float(rng.random())
        if kind < 0.45:
            leaf_plant(art, x, float(rng.uniform(1.8, 3.6)), rng, 0.0, mix(LEAF, LIME, float(rng.uniform(0, 0.5))))
        elif kind < 0.70:
            _tree_fern(art, x, float(rng.uniform(2.2, 3.6)), rng)
        else:
            fern(art, x, float(rng.uniform(1.2, 2.0)), rng, 0.0, rgb("#55933f"))


def _tree_fern(art: Art, x: float, height_m: float, rng: np.random.Generator) -> None:
    bark = rgb("#54422f")
    lean = float(rng.uniform(-0.1, 0.1)) * height_m
    art.line([(x, 0.0), (x + lean, height_m * 0.72)], bark, height_m * 0.06)
    for index in range(8):
        angle = math.radians(-12 + 204 * (index + float(rng.uniform(0.2, 0.8))) / 8)
        tone = scaled(rgb("#62a244"), float(rng.uniform(0.75, 1.15)))
        frond(art, (x + lean, height_m * 0.72), angle, height_m * 0.42, tone)


def _thicket(art: Art, rng: np.random.Generator) -> None:
    """Ferns, heliconias and broad leaves right behind the place of action."""
    for x in scatter(rng, art.width_m, 1.5):
        kind = float(rng.random())
        if kind < 0.30:
            heliconia(art, x, float(rng.uniform(0.8, 1.35)), rng)
        elif kind < 0.60:
            fern(art, x, float(rng.uniform(0.6, 1.1)), rng, 0.0, rgb("#4f9640"))
        elif kind < 0.88:
            leaf_plant(art, x, float(rng.uniform(0.8, 1.5)), rng, 0.0, mix(LEAF, rgb("#2f7a58"), float(rng.random())))
        else:
            rock(art, x, float(rng.uniform(0.4, 0.7)), rng, color=rgb("#74806a"))


def _low_growth(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, 1.2):
        fern(art, x, float(rng.uniform(0.18, 0.34)), rng, 0.0, rgb("#5a9c42"))
    flowers(art, 0.34, rng, BLOOM, 0.8)


def _roof(art: Art, rng: np.random.Generator) -> None:
    """Leaves that hang in from above, deep in the corners, and lianas between them."""
    size = art.top_m / 1.4
    wide = art.width_m
    if art.shown_m[1] > size * 1.03:  # a camera that rises looks into the crowns
        art.rect(0, size * 1.10, wide, size * 1.4, scaled(LEAF, 0.5))
        for x in scatter(rng, wide, size * 0.10):
            foliage(art, (x, size * 1.08), size * 0.10, scaled(LEAF, float(rng.uniform(0.5, 0.8))), rng)
    liana(art, (0.04 * wide, size), (0.44 * wide, size * 1.03), size * 0.10, size * 0.012, rng)
    liana(art, (0.66 * wide, size * 1.03), (0.97 * wide, size * 0.92), size * 0.12, size * 0.012, rng)
    for x, low in ((0.10, 0.42), (0.885, 0.52), (0.80, 0.72)):
        end = (x * wide + 0.02 * size, size * low)
        liana(art, (x * wide, size * 1.03), end, 0.0, size * 0.011, rng)
    for index in range(36):
        share = (index + float(rng.random())) / 36
        deep = abs(2 * share - 1) ** 2.6
        y = size * (1.03 - 0.20 * deep * float(rng.uniform(0.4, 1.0)))
        tone = scaled(mix(LEAF, LIME, float(rng.uniform(0, 0.35))), float(rng.uniform(0.6, 1.1)))
        angle = -math.pi / 2 + float(rng.uniform(-0.9, 0.9))
        broad_leaf(art, (share * wide, y), angle, size * float(rng.uniform(0.11, 0.19)), tone, 0.36)


def _great_leaves(art: Art, rng: np.random.Generator) -> None:
    """Fans of great leaves in both lower corners; the middle stays open."""
    size, wide = art.top_m / 0.7, art.width_m
    for share, reach in ((0.03, 0.74), (0.975, 0.66)):
        inward = 1 if share < 0.5 else -1
        for index in (0, 4, 1, 3, 2):
            angle = math.pi / 2 - inward * (0.05 + 0.30 * index)
            tone = scaled(mix(LEAF, LIME, 0.12 * index), 0.75 + 0.08 * index)
            long = size * reach * (1.0 - 0.07 * index) * float(rng.uniform(0.9, 1.05))
            broad_leaf(art, (share * wide, -0.14 * size), angle, long, tone, 0.30)
    for share in (0.14, 0.22, 0.80, 0.88):
        fern(art, share * wide, size * float(rng.uniform(0.10, 0.17)), rng, -0.08 * size, rgb("#3f7f38"))
    for share, tall in ((0.10, 0.26), (0.915, 0.24)):
        heliconia(art, share * wide, size * tall, rng, -0.10 * size)


def _passing_leaves(art: Art, rng: np.random.Generator) -> None:
    """Leaves that a camera on the move passes: clumps with gaps between them, no two alike."""
    size = art.top_m
    for x in scatter(rng, art.width_m, size * 4.0):
        for _ in range(3):
            tone = scaled(mix(LEAF, LIME, float(rng.uniform(0, 0.4))), float(rng.uniform(0.7, 1.0)))
            angle = math.pi / 2 + float(rng.uniform(-1.0, 1.0))
            broad_leaf(art, (x, -0.25 * size), angle, size * float(rng.uniform(0.9, 1.25)), tone, 0.3)
        fern(art, x + size * float(rng.uniform(0.5, 1.2)), size * 0.6, rng, -0.2 * size, rgb("#3f7f38"))
