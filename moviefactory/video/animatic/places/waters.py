"""Open water: the sea."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, oval, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.ground import Marks, Texture, pattern, streaks
from moviefactory.video.animatic.scenery.seaside import gulls, sailboat, wave_crest
from moviefactory.video.animatic.scenery.terrain import mountains
from moviefactory.video.animatic.scenery.trees import palm
from moviefactory.video.animatic.sky import CloudKind
from moviefactory.video.animatic.stage import Finish, Place, Stage, scatter

DEEP: Color = rgb("#12608c")
WOOD: Color = rgb("#9a7450")


def sea(stage: Stage) -> Place:
    """Swell from the horizon to the lens: islands, sails, gulls; a pier for whoever can neither swim nor fly."""
    light = stage.light
    wild = {"storm": 1.0, "rain": 0.55}.get(light.weather, 0.32)
    islands, isle = stage.behind(2600), stage.behind(800)
    streaky = light.time in ("sunset", "dawn", "dusk")
    kind: CloudKind = "storm" if light.weather in ("storm", "rain") else "streaks" if streaky else "cumulus"
    size = stage.spread**0.7 * (0.8 + 1.3 * wild)
    layers: list[Layer] = [
        stage.sky(),
        stage.clouds(kind, 0.06, 0.75 if kind == "storm" else 0.5),
        stage.clouds("wisps", 0.40, 0.95, "high clouds", 0.4, 0.006),
        stage.water(DEEP, 0.25 + 0.6 * wild),
        stage.strip(islands, stage.frame_m(islands) * 0.10, _islands, -0.005 * stage.frame_m(islands)),
        stage.strip(isle, stage.frame_m(isle) * 0.13, _isle, -0.01 * stage.frame_m(isle)),
        stage.strip(stage.behind(260), 16.0, _sails, -0.3, Finish(bob_m=0.3)),
        stage.live(stage.behind(60), gulls(stage, 9)),
    ]
    for index, (z_m, scale) in enumerate(((60.0, 0.9), (26.0, 0.8), (11.0, 0.7), (4.0, 0.55))):
        layers.append(_swell(stage, stage.behind(z_m), 0.62 * size * scale, wild, index))
    if stage.needs_floor:
        layers += [_quay(stage), stage.strip(stage.behind(2.6), 1.25, _bollards, -0.2, Finish(fog=0.3))]
        return Place(tuple(layers), surface="land")
    for index, share in enumerate((0.86, 0.68, 0.5)):
        layers.append(_swell(stage, stage.before(share), 0.42 * size * share, wild, 5 + index))
    return Place(tuple(layers), surface="water")


def _quay(stage: Stage) -> Layer:
    """A broad wooden jetty in front of the sea."""
    joints = [Marks(z - 0.025, z + 0.025, scaled(WOOD, 0.35), alpha=0.85) for z in np.arange(-6.0, 2.9, 0.42)]
    boards = [Marks(z, z + 0.42, scaled(WOOD, 0.82), 5.3, 2.4, 0.5) for z in np.arange(-6.0, 2.6, 0.84)]
    return stage.ground(
        [(-99.0, WOOD)],
        [Texture(streaks(61, 7, 8), 2.6, 0.30), Texture(pattern(5, 62), 9.0, 0.16)],
        sheen=0.25 if stage.light.weather in ("rain", "storm") else 0.05,
        marks=[*boards, *joints],
        until_m=3.0,
    )


def _bollards(art: Art, rng: np.random.Generator) -> None:
    """The edge of the jetty: a kerb of squared timber, bollards, coils of rope."""
    art.rect(0, -0.12, art.width_m, 0.16, scaled(WOOD, 0.8), to=scaled(WOOD, 0.45))
    art.line([(0, 0.16), (art.width_m, 0.16)], mix(WOOD, art.light.key, 0.5), 0.03)
    count = max(2, round(art.width_m / 6.0))
    for index in range(count):
        x = (index + 0.5) * art.width_m / count
        iron = rgb("#3c434c")
        art.rect(x - 0.18, 0.0, x + 0.18, 0.72, iron, to=scaled(iron, 0.6))
        art.ellipse((x, 0.74), (0.30, 0.15), scaled(iron, 1.25), to=scaled(iron, 0.7))
        if rng.random() < 0.6:
            for ring in range(3):
                art.line(oval(x + 0.95, 0.10 + 0.06 * ring, 0.36, 0.10), rgb("#c9b68a"), 0.07, closed=True)


def _swell(stage: Stage, z_m: float, height_m: float, wild: float, index: int) -> Layer:
    """One row of waves; each travels at its own pace, so the rows slide against each other."""
    color = mix(DEEP, rgb("#1f86a8"), 0.15 * index)
    floor = 0.0 if z_m > 0 else min(0.0, stage.row_m(0.99 - 0.035 * (7 - index), z_m))
    drop = 0.22 * stage.frame_m(z_m)

    def paint(art: Art, rng: np.random.Generator) -> None:
        waves = max(3, int(art.width_m / (height_m * 9.0)))
        wave_crest(art, rng, color, 0.25 + 0.75 * wild, waves, height_m)
        fade = (
            np.linspace(1.0, 0.0, max(2, int(art.canvas.height * 0.6))) ** 0.8
        )  # the foot of a wave melts into the next
        rows = art.canvas.rgba[-len(fade) :].astype(np.float32) * fade[:, None, None].astype(np.float32)
        art.canvas.rgba[-len(fade) :] = rows.astype(np.uint8)

    drift = (0.5 + 0.25 * index % 0.8) * height_m * (1 if index % 2 else -1)
    look = Finish(rim=0.15, drift_m_s=drift, bob_m=0.20 * height_m, floor_m=floor)
    return stage.strip(z_m, height_m * 1.15, paint, -drop, look)


def _islands(art: Art, rng: np.random.Generator) -> None:
    mountains(art, art.top_m * 0.8, rng, rgb("#7b8da6"), bumps=2)


def _isle(art: Art, rng: np.random.Generator) -> None:
    """A small island with palms."""
    x0, wide = art.width_m * (0.10 if art.side > 0 else 0.66), art.width_m * 0.2
    t = np.linspace(0, 1, 24)
    edge = np.stack([x0 + t * wide, art.top_m * 0.42 * np.sin(np.pi * t) ** 0.7 * (1 + 0.2 * np.sin(9 * t))], axis=1)
    tone = rgb("#5a7f56")
    art.polygon(np.concatenate([edge, [[x0 + wide, art.bottom_m], [x0, art.bottom_m]]]), tone, to=rgb("#c9b083"))
    for index in (7, 10, 13, 16):
        palm(
            art,
            float(edge[index, 0]),
            art.top_m * float(rng.uniform(0.35, 0.5)),
            rng,
            float(edge[index, 1]) - 0.02 * art.top_m,
        )


def _sails(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, art.width_m / 2.2):
        sailboat(art, x, 13.0 * float(rng.uniform(0.7, 1.15)), rng)
