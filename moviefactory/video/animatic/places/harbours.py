"""The harbour: a stone quay, moored boats, cranes and warehouses across the basin."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, oval, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.ground import Marks, Texture, pattern, streaks
from moviefactory.video.animatic.scenery.buildings import far_skyline
from moviefactory.video.animatic.scenery.crowd import person
from moviefactory.video.animatic.scenery.docks import cargo_ship, crane, crates, fishing_boat, mirrored, tug, warehouse
from moviefactory.video.animatic.scenery.seaside import gulls, lighthouse, sailboat
from moviefactory.video.animatic.scenery.street import lamp_post
from moviefactory.video.animatic.scenery.terrain import hills
from moviefactory.video.animatic.stage import Finish, Paint, Place, Stage, scatter

WATER: Color = rgb("#1c5f74")
STONE: Color = rgb("#a39a8b")
IRON: Color = rgb("#3c434c")


def harbour(stage: Stage) -> Place:
    """For those on land a broad quay; for ships open water between moored boats."""
    light = stage.light
    rough = {"storm": 0.7, "rain": 0.4}.get(light.weather, 0.16)
    ashore = stage.needs_floor
    low = -1.5 if ashore else 0.0

    def away(metres: float) -> float:  # a ship would shrink the harbour to toys if it stood at a ship's distances
        return float(stage.behind(metres) / stage.spread**0.7)

    far, town, docks = stage.behind(2400), stage.behind(900), away(230)
    streaky = light.time in ("sunset", "dawn", "dusk")
    layers: list[Layer] = [
        stage.sky(),
        stage.clouds("streaks" if streaky else "cumulus", 0.10, 0.62 if streaky else 0.5),
        stage.clouds("wisps", 0.44, 0.95, "high clouds", 0.4, 0.006),
        stage.water(WATER, rough, level_m=low),
        stage.strip(far, stage.frame_m(far) * 0.14, _hills, -0.01 * stage.frame_m(far)),
        stage.strip(town, stage.frame_m(town) * 0.11, _town, low),
        stage.haze(stage.behind(600), stage.frame_m(stage.behind(600)) * 0.10, 0.35),
        _afloat(stage, docks, 42.0, _docks, low, 0.0),
        stage.haze(away(170), 18.0, 0.22),
        _afloat(stage, away(120), 30.0, _freighter, low, 0.12),
        _afloat(stage, away(46), 15.0, _yachts, low, 0.10),
        stage.live(stage.behind(60), gulls(stage, 9)),
        _afloat(stage, away(17), 8.0, _boats, low, 0.07),
    ]
    if not ashore:
        layers.append(_afloat(stage, stage.before(0.55), 3.0, _buoys, stage.row_m(0.94, stage.before(0.55)), 0.05))
        return Place(tuple(layers), surface="water")
    wet = 0.55 if light.weather in ("rain", "storm") else 0.0
    layers += [
        _quay(stage, wet),
        stage.strip(stage.behind(5.1), 8.4, _edge, -0.4),
        stage.strip(stage.behind(3.6), 2.4, _cargo, -0.3),
        stage.foreground(0.5, 0.13, _near_rope),
    ]
    return Place(tuple(layers), wet=wet, lit=mix(light.tint, (1.0, 0.9, 0.8), 0.4) if light.dark else None)


def _afloat(stage: Stage, z_m: float, top_m: float, paint: Paint, level_m: float, bob_m: float) -> Layer:
    """A strip of things on the water with their broken mirror image below."""

    def both(art: Art, rng: np.random.Generator) -> None:
        paint(art, rng)
        mirrored(art)

    both.__qualname__ = getattr(paint, "__qualname__", "afloat")
    return stage.strip(z_m, top_m, both, -top_m * 0.7, Finish(bob_m=bob_m, floor_m=level_m, rim=0.35))


def _hills(art: Art, rng: np.random.Generator) -> None:
    hills(art, art.top_m * 0.95, rng, rgb("#7c90a0"), 3)
    hills(art, art.top_m * 0.55, rng, rgb("#7f9484"), 4)


def _town(art: Art, rng: np.random.Generator) -> None:
    far_skyline(art, art.top_m * 0.55, rng, rgb("#93919a"), 0.7)
    lighthouse(art, art.width_m * (0.22 if art.side > 0 else 0.78), art.top_m * 0.95)


def _docks(art: Art, rng: np.random.Generator) -> None:
    """Warehouses, gantry cranes and container stacks on the far quay."""
    art.rect(0, -1.0, art.width_m, 2.4, scaled(STONE, 0.75), to=scaled(STONE, 0.5))
    for x in scatter(rng, art.width_m, 52.0, 0.3):
        warehouse(art, x, float(rng.uniform(30, 42)), 2.4, rng)
    for x in scatter(rng, art.width_m, 70.0, 0.5):
        crane(art, x, 38.0, 2.4, rng)
    for x in scatter(rng, art.width_m, 24.0):
        crates(art, x, 2.4, rng, 2.6)


def _freighter(art: Art, rng: np.random.Generator) -> None:
    cargo_ship(art, art.width_m * (0.34 if art.side > 0 else 0.60), 74.0, rng)
    tug(art, art.width_m * (0.74 if art.side > 0 else 0.20), 17.0, rng)


def _yachts(art: Art, rng: np.random.Generator) -> None:
    for index, x in enumerate(scatter(rng, art.width_m, 15.0)):
        if index % 3 == 2:
            tug(art, x, 11.0, rng)
        else:
            sailboat(art, x, float(rng.uniform(9.0, 12.5)), rng)


def _boats(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, 10.5, 0.5):
        fishing_boat(art, x, float(rng.uniform(6.0, 7.6)), rng)


def _buoys(art: Art, rng: np.random.Generator) -> None:
    size = art.width_m * 0.02
    x = art.width_m * (0.10 if art.side > 0 else 0.90)
    red = rgb("#c8402e")
    art.ellipse((x, size * 0.1), (size, size * 0.4), scaled(red, 0.7))
    art.polygon(
        [(x - size * 0.6, 0), (x - size * 0.2, size * 2.2), (x + size * 0.2, size * 2.2), (x + size * 0.6, 0)],
        red,
        to=scaled(red, 0.6),
    )


def _quay(stage: Stage, wet: float) -> Layer:
    """Granite slabs with a kerb and the rails of a crane."""
    joints = [Marks(z - 0.03, z + 0.03, scaled(STONE, 0.45), alpha=0.7) for z in np.arange(-6.4, 5.2, 1.15)]
    slabs = [Marks(z, z + 1.15, scaled(STONE, 0.84), 3.6, 1.75, 0.5) for z in np.arange(-6.4, 4.6, 2.3)]
    rails = [Marks(z, z + 0.12, rgb("#6d6a68")) for z in (2.0, 2.9)]
    return stage.ground(
        [(-99.0, STONE), (4.9, scaled(STONE, 1.15))],
        [Texture(pattern(22, 141, 5, 0.75), 5.0, 0.26), Texture(streaks(142, 6, 4), 12.0, 0.16),
         Texture(pattern(4, 143), 22.0, 0.18)],
        sheen=0.08 + 0.5 * wet, marks=[*slabs, *joints, *rails], until_m=5.4,
    )  # fmt: skip


def _edge(art: Art, rng: np.random.Generator) -> None:
    """Bollards with mooring ropes, lamps, life belts, a few people who look at the boats."""
    art.rect(0, -0.3, art.width_m, 0.10, scaled(STONE, 1.08), to=scaled(STONE, 0.6))
    count = max(2, round(art.width_m / 7.0))
    step = art.width_m / count
    for index in range(count):
        x = (index + 0.5) * step
        art.rect(x - 0.2, 0.0, x + 0.2, 0.62, IRON, to=scaled(IRON, 0.6))
        art.ellipse((x, 0.66), (0.34, 0.16), scaled(IRON, 1.35), to=scaled(IRON, 0.7))
        for turn in range(3):
            art.line([(x - 0.22, 0.22 + 0.09 * turn), (x + 0.22, 0.25 + 0.09 * turn)], rgb("#c9b68a"), 0.07)
        t = np.linspace(0, 1, 10)
        rope = np.stack([x + 2.6 * t, 0.3 + 0.5 * t - 0.9 * t * (1 - t)], axis=1)
        art.line(rope, rgb("#b8a478"), 0.06)
        if index % 2 == 0:
            lamp_post(art, x + step * 0.5, 6.6, arm=1 if index % 4 else -1)
            ring = (x + step * 0.5 + 0.02, 1.5)
            art.line(oval(*ring, 0.3, 0.3), rgb("#e8e2d4"), 0.15, closed=True)
            for angle in (0.4, 2.0, 3.5, 5.1):
                a = (ring[0] + 0.3 * np.cos(angle), ring[1] + 0.3 * np.sin(angle))
                art.ellipse((float(a[0]), float(a[1])), (0.10, 0.10), rgb("#d2452f"))
        elif rng.random() < 0.6:
            person(art, x + step * float(rng.uniform(0.3, 0.7)), float(rng.uniform(1.6, 1.85)), rng)


def _cargo(art: Art, rng: np.random.Generator) -> None:
    """Barrels, crates, lobster pots and nets at intervals."""
    for x in scatter(rng, art.width_m, 12.0, 0.4):
        crates(art, x, 0.0, rng, 0.8)


def _near_rope(art: Art, rng: np.random.Generator) -> None:
    """A great coil of rope and a bollard at the lower edge."""
    size = art.top_m
    x = art.width_m * (0.14 if art.side > 0 else 0.86)
    for ring in range(4):
        art.line(
            oval(x, size * (0.05 + 0.13 * ring), size * 1.0, size * 0.26),
            scaled(rgb("#b39c6c"), 0.8 + 0.08 * ring),
            size * 0.17,
            closed=True,
        )
    other = art.width_m - x
    art.rect(other - size * 0.3, -size, other + size * 0.3, size * 0.75, IRON, to=scaled(IRON, 0.5))
    art.ellipse((other, size * 0.78), (size * 0.45, size * 0.2), scaled(IRON, 1.5), to=scaled(IRON, 0.7))
