"""The shore: a wide beach."""

from __future__ import annotations

import math

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.ground import Texture, pattern, streaks
from moviefactory.video.animatic.scenery.holiday import driftwood, parasol, sandcastle, shell, starfish
from moviefactory.video.animatic.scenery.lens import before_lens
from moviefactory.video.animatic.scenery.relief_land import Form, alpine, land
from moviefactory.video.animatic.scenery.seaside import gulls, sailboat
from moviefactory.video.animatic.scenery.surf import Surf, footprints
from moviefactory.video.animatic.scenery.terrain import pebbles, rock
from moviefactory.video.animatic.scenery.trees import bush, leaf_blob
from moviefactory.video.animatic.scenery.tropics import frond, leaning_palm
from moviefactory.video.animatic.sky import CloudKind
from moviefactory.video.animatic.stage import FOREGROUND, Finish, Paint, Place, Stage, scatter

SAND: Color = rgb("#e6cc96")
DEEP: Color = rgb("#0f6f9c")
SHALLOW: Color = rgb("#3fc0bb")
_SHORE_M = 6.6


def beach(stage: Stage) -> Place:
    """Wide sand with footprints; surf that runs up and back; sails and a headland far off; palms that lean in."""
    light = stage.light
    wild = {"storm": 1.0, "rain": 0.55}.get(light.weather, 0.25)
    streaky = light.time in ("sunset", "dawn", "dusk")
    kind: CloudKind = "storm" if wild == 1.0 else "streaks" if streaky else "cumulus"
    far, cape = stage.behind(3000), stage.behind(700)
    layers: list[Layer] = [
        stage.sky(),
        stage.clouds(kind, 0.08, 0.58),
        stage.clouds("wisps", 0.42, 0.95, "high clouds", 0.35, 0.006),
        stage.water(mix(DEEP, rgb("#3f5f70"), 0.6 * wild), 0.25 + 0.6 * wild),
        stage.strip(far, stage.frame_m(far) * 0.085, _blue_islands, -0.004 * stage.frame_m(far)),
        stage.strip(cape, stage.frame_m(cape) * 0.22, _headland, -0.012 * stage.frame_m(cape)),
        stage.strip(stage.behind(330), 17.0 * stage.spread, _sails, -0.3, Finish(bob_m=0.25)),
        stage.live(stage.behind(60), gulls(stage, 8)),
        _sand(stage),
        *_shore(stage, wild),
        stage.strip(stage.behind(3.1), 0.3, _flotsam, -0.08),
        stage.strip(stage.behind(2.5), 2.6, _holiday, -0.1),
        stage.strip(stage.behind(1.2), 0.22, _shells, -0.06),
        before_lens(stage, 0.6, 0.15, _dune_grass, FOREGROUND),
    ]
    layers += _palms(stage)
    return Place(tuple(layers), dust=rgb("#d9c08c"))


def _sand(stage: Stage) -> Layer:
    """Pale dry sand, wind ripples, damp and darker towards the water."""
    damp = [mix(SAND, rgb("#b8976a"), (step / 15) ** 1.3) for step in range(16)]
    return stage.ground(
        [(-99.0, scaled(SAND, 0.94)), *((-1.5 + 0.4 * step, tone) for step, tone in enumerate(damp))],
        [
            Texture(streaks(81, 26, 5), 2.6, 0.16),
            Texture(pattern(30, 82, 4, 0.85), 1.9, 0.15),
            Texture(pattern(5, 83), 12.0, 0.40, rgb("#f6e4b8")),
            Texture(pattern(4, 84), 19.0, 0.35, rgb("#c7a670")),
        ],
        until_m=_SHORE_M + 0.6,
        sheen=0.12 if stage.light.weather in ("rain", "storm") else 0.0,
    )


def _shore(stage: Stage, wild: float) -> list[Layer]:
    spread = stage.spread
    surf = Surf(
        stage.light, _SHORE_M * spread, (2.9 + 0.6 * wild) * spread,
        mix(SHALLOW, rgb("#5f8088"), 0.9 * wild), SAND, wild, spread,
    )  # fmt: skip
    return [surf, footprints(stage, stage.behind(1.9), SAND, 0.06), footprints(stage, stage.behind(-1.3), SAND, -0.06)]


def _palms(stage: Stage) -> list[Layer]:
    """Palms at the side of the picture lean towards the sea; a camera that goes along passes them one by one."""
    if stage.rig.follow_m_s:
        return [stage.strip(stage.behind(3.4), 8.5, _palm_row, -0.2, Finish(sway=0.010, rim=0.8))]
    side = -stage.light.side
    return [
        stage.strip(stage.behind(2.9), 9.5, _leaning(side, 0.05, 6.6), -0.2, Finish(sway=0.010, rim=0.8)),
        stage.strip(stage.behind(3.6), 9.5, _leaning(-side, 0.06, 5.6), -0.2, Finish(sway=0.008, rim=0.8)),
        before_lens(stage, 0.5, 1.25, _hanging_fronds(side), Finish(fog=0.0, rim=0.6, soft=0.005, dim=0.6, sway=0.006)),
    ]


def _leaning(side: int, share: float, tall_m: float) -> Paint:
    """One or two palms at the left (-1) or right (+1) edge whose crowns hang into the picture."""

    def paint(art: Art, rng: np.random.Generator) -> None:
        tall = min(tall_m, max(3.2, 0.88 * art.shown_m[1]))  # low enough for its crown to be seen
        for index, size in enumerate((1.0, 0.74)):
            inset = (share + 0.075 * index) * art.width_m
            x = inset if side < 0 else art.width_m - inset
            bush(art, x + 0.5 * side, 0.9 * size, rng, 0.0, rgb("#7d9a4a"))
            leaning_palm(art, x, tall * size, -side * tall * (0.30 + 0.14 * index), rng)

    return paint


def _palm_row(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, 13.0, 0.6):
        tall = min(7.0, max(3.4, art.shown_m[1])) * float(rng.uniform(0.75, 1.05))
        leaning_palm(art, x, tall, tall * float(rng.uniform(-0.4, 0.4)), rng)


def _hanging_fronds(side: int) -> Paint:
    """Fronds of a palm that stands behind the camera, in one upper corner."""

    def paint(art: Art, rng: np.random.Generator) -> None:
        size = art.top_m / 1.25
        x = -0.03 * art.width_m if side < 0 else 1.03 * art.width_m
        for index in range(4):
            angle = math.pi / 2 + side * (1.15 + 0.34 * index)
            at = (x + side * 0.06 * size, size * (1.04 - 0.02 * index))
            frond(art, at, angle, size * float(rng.uniform(0.42, 0.58)), scaled(rgb("#4f9a3e"), 0.75 + 0.1 * index))

    return paint


def _blue_islands(art: Art, rng: np.random.Generator) -> None:
    land(art, art.top_m * 0.75, rng, Form(4, 0.1, 0.1, 0.5, 0.1), alpine(rgb("#7797b4"), 2.0, rgb("#7f9fb0"), 0.4))


def _headland(art: Art, rng: np.random.Generator) -> None:
    """A wooded cape with a rocky foot, on the side away from the sun, and a stack of rock before its point."""
    left = art.side > 0
    wide = art.width_m * 0.34
    t = np.linspace(0, 1, 40)
    crest = np.clip(1.04 - t**1.5, 0, 1) * (0.70 + 0.10 * np.sin(9 * t + 1) + 0.05 * np.sin(23 * t))
    x = t * wide if left else art.width_m - t * wide
    edge = np.stack([x, np.maximum(art.top_m * crest, art.bottom_m * 0.5)], axis=1)
    corner = [[x[-1], art.bottom_m], [x[0], art.bottom_m]]
    art.polygon(np.concatenate([edge, corner]), rgb("#6d9455"), to=rgb("#b79c78"))
    for index in range(210):  # the wood on it, dark below and bright above
        share, lift = float(rng.random()) ** 1.15, 1.0 - 0.72 * ((index + 0.5) / 210)
        px = share * wide if left else art.width_m - share * wide
        ridge = float(np.interp(share, t, edge[:, 1]))
        tone = scaled(mix(rgb("#4f8049"), rgb("#86a452"), float(rng.random())), 1.04 - 0.30 * (index % 3) / 3)
        size = art.top_m * float(rng.uniform(0.028, 0.06))
        leaf_blob(art, (px, ridge * lift), size, tone, rng)
        leaf_blob(
            art,
            (px + art.side * size * 0.2, ridge * lift + size * 0.3),
            size * 0.55,
            mix(tone, art.light.key, 0.2),
            rng,
        )
    foot = wide * 0.97 if left else art.width_m - wide * 0.97
    for share, size in ((0.0, 0.12), (0.05, 0.2), (0.11, 0.09)):
        rock(
            art,
            foot + share * art.width_m * (1 if left else -1),
            art.top_m * size,
            rng,
            art.bottom_m * 0.2,
            rgb("#9a846c"),
        )


def _sails(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, art.width_m / 3.2):
        sailboat(art, x, art.top_m * float(rng.uniform(0.55, 0.95)), rng)


def _flotsam(art: Art, rng: np.random.Generator) -> None:
    """The line of the last tide: weed, pebbles, a stick."""
    pebbles(art, rng, rgb("#a8957a"), 1.4, 0.035)
    for x in scatter(rng, art.width_m, 2.2):
        for _ in range(3):
            at = x + float(rng.uniform(-0.3, 0.3))
            art.line([(at - 0.13, 0.0), (at, 0.025), (at + 0.14, 0.0)], rgb("#7a7448"), 0.02, 0.7)


def _holiday(art: Art, rng: np.random.Generator) -> None:
    """Parasols, driftwood and a sandcastle, the middle of the picture left free for whoever acts there."""
    colors = (rgb("#e8493a"), rgb("#2f9fb8"), rgb("#f0b02e"))
    count = max(1, round(art.width_m / 9.0))
    step = art.width_m / count
    for index in range(count):
        base = index * step
        parasol(art, base + step * (0.76 if art.side > 0 else 0.24), 1.95, colors[index % 3], 0.14 * art.side)
        driftwood(art, base + step * (0.25 if art.side > 0 else 0.75), 1.7, rng)
        if index % 2 == 0:
            sandcastle(art, base + step * (0.61 if art.side > 0 else 0.39), 0.42)


def _shells(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, 0.9):
        kind = float(rng.random())
        y = float(rng.uniform(0.0, 0.10))
        if kind < 0.10:
            starfish(art, x, 0.17, rng, y)
        elif kind < 0.6:
            shell(art, x, float(rng.uniform(0.06, 0.11)), rng, y)


def _dune_grass(art: Art, rng: np.random.Generator) -> None:
    """Marram at the lower corners of the picture."""
    size = art.top_m
    for share, tall in ((0.03, 1.0), (0.10, 0.7), (0.17, 0.4), (0.86, 0.5), (0.93, 0.85), (0.99, 1.0)):
        x = share * art.width_m
        for _ in range(16):
            lean, high = float(rng.uniform(-0.6, 0.6)), size * tall * float(rng.uniform(0.5, 1.0))
            tone = scaled(rgb("#a8a45c"), float(rng.uniform(0.6, 1.15)))
            root = x + lean * size * 0.3
            blade = [
                (root - size * 0.02, -0.3 * size),
                (root + lean * high * 0.6, high),
                (root + size * 0.025, -0.3 * size),
            ]
            art.polygon(np.array(blade), tone)
