"""The canyon: walls of red strata on both sides, a river between them, table mountains and an arch."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.ground import Texture, pattern, streaks
from moviefactory.video.animatic.noise import profile
from moviefactory.video.animatic.scenery.airborne import flock
from moviefactory.video.animatic.scenery.cliffs import Gorge, arch, walls
from moviefactory.video.animatic.scenery.lowered import Lowered, lowered_stage
from moviefactory.video.animatic.scenery.planes import PaintPlane, level
from moviefactory.video.animatic.scenery.plants import cactus, grass, tufts
from moviefactory.video.animatic.scenery.ribbons import river, winding
from moviefactory.video.animatic.scenery.terrain import mesa, pebbles, rock
from moviefactory.video.animatic.scenery.trees import bush
from moviefactory.video.animatic.stage import FOREGROUND, Finish, Paint, Place, Stage, scatter

FLOOR: Color = rgb("#cf8a58")
RED: Color = rgb("#b4593a")
SAGE: Color = rgb("#8a9a62")
WATER: Color = rgb("#2f8f93")

# distance in metres, half the gap in frame widths, height above the horizon in frame heights, sideways bend in frame
# widths
_WALLS: tuple[tuple[float, float, float, float], ...] = (
    (1500.0, 0.04, 0.15, 0.05),
    (800.0, 0.10, 0.23, -0.06),
    (400.0, 0.17, 0.36, 0.04),
    (190.0, 0.26, 0.50, -0.02),
    (85.0, 0.36, 0.66, 0.0),
)


def canyon(stage: Stage) -> Place:
    """On its floor beside the river; for those who fly, between its walls with the river far below."""
    drop_m = _fall(stage)
    deep = lowered_stage(stage, drop_m) if drop_m else stage
    layers: list[Layer] = [*_air(deep), *_floor(deep), *_gorge(deep)]
    if not drop_m:
        layers += _bank(deep)
    if stage.light.weather in ("clear", "overcast") and not stage.light.dark:
        layers.append(flock(deep, 5, deep.behind(300), 0.13, 0.010))
    return Place(
        tuple(Lowered(layer, drop_m) if drop_m else layer for layer in layers),
        dust=rgb("#cf9468"),
        surface="none" if drop_m else "land",
    )


def _fall(stage: Stage) -> float:
    """How far the gorge falls away under those who fly; 0 for those on its floor."""
    frame_m = stage.frame_m(0.0)
    flying = stage.rig.base.y_m > 0.5 * frame_m and not stage.needs_floor
    return 1.4 * frame_m if flying else 0.0


def _air(stage: Stage) -> list[Layer]:
    light = stage.light
    warm = light.time in ("sunset", "dawn", "dusk")
    far = stage.behind(2800)
    return [
        stage.sky(below=mix(light.fog, FLOOR, 0.4)),
        stage.clouds("streaks" if warm else "cumulus", 0.20, 0.62),
        stage.strip(far, stage.frame_m(far) * 0.15, _tables),
    ]


def _floor(stage: Stage) -> list[Layer]:
    fog = stage.light.fog
    ground = stage.ground(
        [
            (-99.0, scaled(FLOOR, 0.92)),
            (8.0, FLOOR),
            (60.0, mix(FLOOR, rgb("#b98a5a"), 0.5)),
            (300.0, mix(FLOOR, fog, 0.25)),
        ],
        [
            Texture(streaks(221, 6, 5), 7.0 * stage.spread, 0.20),
            Texture(pattern(26, 222, 4, 0.8), 2.6 * stage.spread, 0.20),
            Texture(pattern(4, 223), 34.0 * stage.spread, 0.5, rgb("#a85f3c")),
            Texture(pattern(6, 224), 21.0 * stage.spread, 0.4, rgb("#a3a068")),
        ],
    )
    if stage.rig.follow_m_s:
        return [
            ground,
            level(
                stage,
                0.0,
                stage.behind(130 if stage.rig.base.y_m > stage.frame_m(0.0) else 46),
                _stream(stage),
                0.79e8,
                wide_m=90.0 * stage.spread,
            ),
        ]
    side = -stage.light.side
    size = stage.spread
    curve = winding(stage, 5.0 * side * size, 0.0, stage.before(0.03), stage.behind(900), 22.0 * size, "river")
    return [ground, *river(stage, curve, 2.5 * size, WATER, rgb("#e6c79a"))]


def _stream(stage: Stage) -> PaintPlane:
    """A river that winds along with those who pass, with sandy banks, foam and the sky's light on it."""
    near, far = (52.0, 84.0) if stage.rig.base.y_m > stage.frame_m(0.0) else (9.0, 19.0)

    def paint(art: Art, rng: np.random.Generator, origin: float) -> None:
        count = 120
        x = np.linspace(0, art.width_m, count + 1)
        bends = profile(count, 4, int(rng.integers(1 << 20)), 0.4, 4).astype(np.float64) - 0.5
        width = 1 + 0.5 * (profile(count, 9, 7, 0.5, 4).astype(np.float64) - 0.5)
        bends, width = np.append(bends, bends[0]), np.append(width, width[0])
        middle = (near + far) / 2 * stage.spread + bends * 20 * stage.spread
        half = (far - near) / 2 * stage.spread * width
        sky = mix(art.light.horizon, (1.0, 1.0, 1.0), 0.2)
        for share, tone, alpha in (
            (1.20, rgb("#e6c79a"), 0.8),
            (1.06, rgb("#8f6a45"), 0.7),
            (1.0, WATER, 1.0),
            (0.78, mix(WATER, sky, 0.30), 0.9),
            (0.45, mix(WATER, sky, 0.55), 0.8),
        ):
            lower, upper = np.stack([x, middle - half * share], axis=1), np.stack([x, middle + half * share], axis=1)
            art.polygon(np.concatenate([lower, upper[::-1]]), tone, alpha)
        for _ in range(120):
            at = float(rng.uniform(0, art.width_m))
            z = float(np.interp(at, x, middle) + np.interp(at, x, half) * rng.uniform(-0.9, 0.9))
            art.line(
                [(at, z), (at + float(rng.uniform(0.6, 3.0)) * stage.spread, z)],
                (1.0, 1.0, 1.0),
                0.09 * stage.spread,
                0.55,
            )

    return paint


def _gorge(stage: Stage) -> list[Layer]:
    layers: list[Layer] = []
    aspect = stage.frame_px[0] / stage.frame_px[1]
    for index, (metres, gap, tall, bend) in enumerate(_WALLS):
        z_m = stage.behind(metres)
        frame_m = stage.frame_m(z_m)
        top_m = tall * frame_m + stage.camera.y_m
        form = Gorge(
            gap * frame_m * aspect,
            top_m * 0.92,
            top_m / 15,
            0.22 * frame_m * aspect * (0.4 + tall),
            bend,
            0.03 * frame_m * aspect,
        )
        layers.append(stage.strip(z_m, top_m * 1.05, _walls(form), -0.04 * frame_m, Finish(rim=0.25, fog=0.62)))
        layers.append(stage.haze(z_m * 0.86, 0.2 * frame_m, 0.20 - 0.03 * index))
    bridge = stage.behind(300)
    top_m = 0.16 * stage.frame_m(bridge) + stage.camera.y_m
    layers.append(stage.strip(bridge, top_m, _arch, -0.02 * top_m, Finish(fog=0.62)))
    return layers


def _bank(stage: Stage) -> list[Layer]:
    """What grows and lies on the floor, from the foot of the walls to the lens."""
    return [
        stage.strip(stage.behind(60), 5.0, _thicket, finish=Finish(sway=0.004)),
        stage.strip(stage.behind(32), 5.0, _boulders(2.6)),
        stage.strip(stage.behind(14), 4.0, _scrub),
        stage.strip(stage.behind(5.5), 0.9, _stones),
        stage.strip(stage.before(0.8), 0.4, _pebbles, finish=Finish(fog=0.0)),
        stage.foreground(0.46, 0.16, _edge, FOREGROUND),
    ]


def _walls(form: Gorge) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        walls(art, rng, form)

    return paint


def _tables(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, art.width_m / 5):
        mesa(art, x, art.top_m * float(rng.uniform(0.45, 0.95)), rng, color=mix(RED, rgb("#a3788a"), 0.4))


def _arch(art: Art, rng: np.random.Generator) -> None:
    arch(art, art.width_m * (0.36 if art.side > 0 else 0.64), art.top_m * 0.85, rng)


def _thicket(art: Art, rng: np.random.Generator) -> None:
    """Willows and sage along the river."""
    for x in scatter(rng, art.width_m, 4.5):
        tone = mix(SAGE, rgb("#6f9a4a"), float(rng.random()))
        if rng.random() < 0.75:
            bush(art, x, float(rng.uniform(0.8, 2.6)), rng, 0.0, tone)
        else:
            rock(art, x, float(rng.uniform(1.0, 2.6)), rng, -0.1, RED)


def _boulders(tall_m: float) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        for x in scatter(rng, art.width_m, 8.0, 1.0):
            if rng.random() < 0.5:
                rock(
                    art, x, tall_m * float(rng.uniform(0.3, 1.0)), rng, -0.1, scaled(RED, float(rng.uniform(0.9, 1.2)))
                )
            else:
                bush(art, x, float(rng.uniform(0.6, 1.3)), rng, 0.0, SAGE)

    return paint


def _scrub(art: Art, rng: np.random.Generator) -> None:
    tufts(art, 0.5, rng, 2.4, rgb("#b3a25e"))
    for x in scatter(rng, art.width_m, 7.0, 1.0):
        kind = float(rng.random())
        if kind < 0.3:
            cactus(art, x, float(rng.uniform(1.4, 2.8)), rng)
        elif kind < 0.65:
            rock(art, x, float(rng.uniform(0.4, 1.0)), rng, -0.05, RED)
        else:
            bush(art, x, float(rng.uniform(0.4, 0.8)), rng, 0.0, SAGE)


def _stones(art: Art, rng: np.random.Generator) -> None:
    pebbles(art, rng, rgb("#b06a45"), 1.3, 0.10)
    tufts(art, 0.42, rng, 2.3, rgb("#b9a663"))


def _pebbles(art: Art, rng: np.random.Generator) -> None:
    pebbles(art, rng, rgb("#9c5a3c"), 1.6, 0.06)


def _edge(art: Art, rng: np.random.Generator) -> None:
    size = art.top_m
    for x in scatter(rng, art.width_m, size * 3.2, 1.0):
        if rng.random() < 0.6:
            rock(art, x, size * float(rng.uniform(0.3, 0.8)), rng, -0.12 * size, rgb("#9a4f34"))
        else:
            cluster = rgb("#a3a05c")
            for step in range(3):
                bush(art, x + (step - 1) * size * 0.3, size * float(rng.uniform(0.3, 0.5)), rng, -0.1 * size, cluster)
    grass(art, size * 0.30, rng, -0.12 * size, rgb("#a08d4c"), 26 / art.width_m)
