"""The wood of the fairy tales: the enchanted forest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.ground import Texture, pattern
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.scenery.airborne import Shafts, butterflies, drifting, fireflies
from moviefactory.video.animatic.scenery.fringe import edge_m, fringe
from moviefactory.video.animatic.scenery.groves import (
    BARK,
    FOLIAGE,
    GLOWS,
    MOSS,
    bough,
    fairy_door,
    fiddlehead,
    giant_tree,
    hanging_moss,
    lantern,
    mossy_rock,
    mushroom,
    toadstools,
)
from moviefactory.video.animatic.scenery.mists import mist
from moviefactory.video.animatic.scenery.plants import fern, flowers, grass
from moviefactory.video.animatic.scenery.ribbons import river, winding
from moviefactory.video.animatic.scenery.trees import bush, leaf_blob
from moviefactory.video.animatic.stage import Finish, Place, Stage, scatter

FLOOR: Color = rgb("#55793c")

_SPELL: dict[str, tuple[Color, Color, Color, Color]] = {  # upper air, horizon, haze, what it does to colours
    "day": (rgb("#3f8f8a"), rgb("#e6f7c4"), rgb("#b4dfc0"), (0.92, 1.0, 0.92)),
    "dawn": (rgb("#6f6fae"), rgb("#ffe0c0"), rgb("#e6bccb"), (0.96, 0.86, 0.92)),
    "sunset": (rgb("#54418a"), rgb("#ffc878"), rgb("#dd8f9a"), (0.96, 0.78, 0.80)),
    "dusk": (rgb("#252458"), rgb("#9a7cc8"), rgb("#6a5fa4"), (0.60, 0.60, 0.84)),
    "night": (rgb("#0a1538"), rgb("#2f7f94"), rgb("#215f80"), (0.40, 0.55, 0.76)),
}


def enchanted_forest(stage: Stage) -> Place:
    """Giant mossy trees that fade into coloured mist, mushrooms and flowers that shine, shafts of light, fireflies."""
    light = _spellbound(stage.light)
    wood = replace(stage, light=light)
    grown = max(1.0, stage.camera.across_m(0.0) / 22)  # low growth still shows in a very wide view
    strong = 0.55 if light.weather == "clear" else 0.28
    layers: list[Layer] = [
        wood.sky(sun=stage.light.time in ("night", "dusk")),
        _floor(wood),
        _row(wood, 130, 15.0, (2.6, 4.6), 0),
        wood.haze(wood.behind(100), _high(wood, 100) * 0.9, 0.55),
        _row(wood, 70, 12.0, (2.2, 3.8), 0),
        mist(wood, wood.behind(60), 5.0 * wood.spread, 0.55, 0.5),
        wood.haze(wood.behind(50), _high(wood, 50) * 0.7, 0.40),
        _row(wood, 34, 9.5, (1.6, 3.0), 1),
        wood.strip(wood.behind(27), 2.6 * grown, _undergrowth, -0.4),
        mist(wood, wood.behind(24), 2.6 * wood.spread, 0.5, -0.4),
        _row(wood, 17, 11.0, (1.7, 2.7), 2),
        wood.strip(wood.behind(10), 2.0 * grown, _glade_edge, -0.3, Finish(sway=0.006)),
        mist(wood, wood.behind(8), 1.1 * wood.spread, 0.40, 0.25),
        wood.strip(wood.behind(5.2), 1.2 * grown, _mushroom_ring, -0.3, Finish(sway=0.006)),
        wood.strip(wood.behind(2.4), 0.42 * grown, _flower_carpet, -0.15, Finish(sway=0.03)),
        Shafts(
            wood.behind(14), mix(light.key, light.horizon, 0.4), (0.5 + 0.34 * light.side, -0.30), strong, 1.2, 9, 0.04
        ),
        fireflies(wood, 14, rgb("#fff0a0"), wood.behind(12), 0.009),
        fireflies(wood, 14, rgb("#9dffe0"), wood.behind(3.5), 0.012),
        fireflies(wood, 5, rgb("#ffe9a0"), wood.before(0.6), 0.020),
        drifting(wood, 10, (rgb("#f6e9b0"), rgb("#d8f0c0")), wood.before(0.75), 0.005, 0.02),
    ]
    if light.time in ("day", "dawn", "sunset") and light.weather in ("clear", "overcast", "fog"):
        layers.append(butterflies(wood, 4, wood.behind(2.0)))
    layers += _frame(wood)
    tint = mix(light.tint, (1.0, 1.0, 1.0), 0.30)
    return Place(tuple(layers), dust=rgb("#8fae7a"), lit=tint)


def _spellbound(light: Light) -> Light:
    """The palette of the place: the hour's own, turned towards green, rose or blue, with a luminous haze."""
    upper, horizon, haze, tint = _SPELL[light.time]
    clear = light.weather == "clear"
    share = 0.85 if clear else 0.5
    dim = {"storm": 0.72, "rain": 0.85}.get(light.weather, 1.0)
    return replace(
        light, zenith=mix(light.zenith, upper, share), middle=mix(light.middle, mix(upper, horizon, 0.5), share),
        horizon=mix(light.horizon, horizon, share), fog=mix(light.fog, haze, share), tint=scaled(tint, dim),
        key=mix(light.key, horizon, 0.3), fog_per_m=max(0.0062, light.fog_per_m), haze=0.5,
    )  # fmt: skip


def _high(stage: Stage, metres: float) -> float:
    """The height that just leaves the picture in the plane `metres` behind the subject."""
    return edge_m(stage, stage.behind(metres), -0.05)


def _floor(stage: Stage) -> Layer:
    earth = rgb("#6d5c40")
    return stage.ground(
        [
            (-99.0, scaled(FLOOR, 0.74)), (-2.2, mix(FLOOR, earth, 0.4)), (-1.4, mix(FLOOR, earth, 0.85)),
            (1.2, mix(FLOOR, earth, 0.4)), (2.2, FLOOR), (20.0, mix(FLOOR, stage.light.fog, 0.15)),
        ],
        [
            Texture(pattern(26, 121, 4, 0.85), 2.6, 0.40),
            Texture(pattern(7, 122), 9.0, 0.60, rgb("#38602f")),
            Texture(pattern(5, 123), 14.0, 0.60, rgb("#8cae4c")),
            Texture(pattern(6, 124), 7.0, 0.35, rgb("#4f8a80")),
        ],
        sheen=0.14 if stage.light.weather in ("rain", "storm") else 0.03,
    )  # fmt: skip


def _row(stage: Stage, metres: float, spacing_m: float, wide: tuple[float, float], detail: int) -> Layer:
    """A row of giants; between the nearest ones the middle of the picture stays open."""
    z_m = stage.behind(metres)
    top_m = _high(stage, metres)
    left_m, _, whole = stage.reach(z_m)
    middle = stage.camera.x_m - left_m
    clear_m = 0.20 * stage.camera.across_m(z_m) if detail == 2 and whole else 0.0
    unit = max(stage.spread**0.75, stage.camera.across_m(z_m) / (5.5 * spacing_m))  # no more than eight to a frame

    def paint(art: Art, rng: np.random.Generator) -> None:
        for x in scatter(rng, art.width_m, spacing_m * unit):
            if abs(x - middle) < clear_m:
                continue
            size = unit * float(rng.uniform(*wide))
            tone = mix(BARK, rgb("#5f6a58"), float(rng.random()))
            giant_tree(art, x, size, top_m, rng, tone, detail)
            if detail:
                bough(art, (x, size, top_m), rng)
            if detail == 2 and rng.random() < 0.5:
                fairy_door(art, x + 0.1 * size, 0.8 * unit, 0.02)
        _roof(art, top_m, spacing_m * unit, rng)

    return stage.strip(z_m, top_m * 1.02, paint, -0.5, Finish(rim=0.7, sway=0.0))


def _roof(art: Art, top_m: float, spacing_m: float, rng: np.random.Generator) -> None:
    """The closed roof of leaves."""
    for level in (0.76, 1.08):
        for x in scatter(rng, art.width_m, spacing_m * 0.25):
            size = top_m * float(rng.uniform(0.04, 0.085))
            y = top_m * (1.02 - 0.10 * (1.12 - level) * float(rng.uniform(0.2, 2.6)))
            tone = scaled(mix(FOLIAGE, rgb("#7a9a45"), float(rng.uniform(0, 0.6))), level * 0.85)
            leaf_blob(art, (x, y), size, tone, rng)


def _undergrowth(art: Art, rng: np.random.Generator) -> None:
    grown = art.top_m / 2.6
    for x in scatter(rng, art.width_m, 2.8 * grown):
        kind = float(rng.random())
        if kind < 0.5:
            bush(
                art,
                x,
                grown * float(rng.uniform(0.8, 1.8)),
                rng,
                0.0,
                mix(rgb("#4a7a3c"), rgb("#3f7a66"), float(rng.random())),
            )
        elif kind < 0.8:
            fern(art, x, grown * float(rng.uniform(0.9, 1.6)), rng, 0.0, rgb("#4f9050"))
        else:
            toadstools(art, x, grown * float(rng.uniform(0.8, 1.5)), rng)


def _glade_edge(art: Art, rng: np.random.Generator) -> None:
    grown = art.top_m / 2.0
    grass(art, 0.34 * grown, rng, 0.0, rgb("#5f9448"), 8 / grown)
    for x in scatter(rng, art.width_m, 1.9 * grown):
        kind = float(rng.random())
        if kind < 0.30:
            fern(art, x, grown * float(rng.uniform(0.6, 1.1)), rng, 0.0, rgb("#559a4c"))
        elif kind < 0.52:
            toadstools(art, x, grown * float(rng.uniform(0.6, 1.1)), rng)
        elif kind < 0.70:
            fiddlehead(art, x, grown * float(rng.uniform(0.7, 1.2)), rng)
        elif kind < 0.85:
            mossy_rock(art, x, grown * float(rng.uniform(0.4, 0.9)), rng)
        else:
            bush(art, x, grown * float(rng.uniform(0.5, 0.9)), rng, 0.0, rgb("#4f8058"))


def _mushroom_ring(art: Art, rng: np.random.Generator) -> None:
    """Toadstools, ferns and stones right behind the place of action."""
    grown = art.top_m / 1.2
    grass(art, 0.24 * grown, rng, 0.0, rgb("#64994a"), 10 / grown)
    for x in scatter(rng, art.width_m, 1.5 * grown):
        kind = float(rng.random())
        if kind < 0.40:
            toadstools(art, x, grown * float(rng.uniform(0.35, 0.75)), rng)
        elif kind < 0.68:
            fern(art, x, grown * float(rng.uniform(0.4, 0.75)), rng, 0.0, rgb("#57994a"))
        elif kind < 0.82:
            fiddlehead(art, x, grown * float(rng.uniform(0.4, 0.7)), rng)
        else:
            mossy_rock(art, x, grown * float(rng.uniform(0.2, 0.45)), rng)


def _flower_carpet(art: Art, rng: np.random.Generator) -> None:
    grown = art.top_m / 0.42
    grass(art, 0.24 * grown, rng, 0.0, rgb("#6a9a4c"), 12 / grown)
    flowers(art, 0.32 * grown, rng, ((0.72, 0.85, 1.0), (0.95, 0.75, 0.98), (1.0, 0.97, 0.85)), 2.0 / grown)
    for x in scatter(rng, art.width_m, 1.6 * grown):
        mushroom(art, x, grown * float(rng.uniform(0.10, 0.24)), rng, GLOWS[int(rng.integers(len(GLOWS)))])


def _frame(stage: Stage) -> list[Layer]:
    """What frames the picture: a root and giant mushrooms below, boughs with shining flowers above; and the brook."""
    look = Finish(fog=0.0, rim=0.7, soft=0.005, dim=0.66)
    if stage.rig.follow_m_s:
        return [fringe(stage, 0.5, 0.17, _passing, look)]
    spread = stage.spread
    curve = winding(
        stage,
        6.0 * stage.light.side * spread,
        0.06 * stage.light.side,
        stage.before(0.03),
        stage.behind(70),
        9.0 * spread,
        "brook",
    )
    return [
        *river(stage, curve, 0.8 * spread, rgb("#1f6f72"), rgb("#4f5f40"), 18),
        stage.foreground(0.60, 1.1, _overhead, Finish(fog=0.0, rim=0.6, soft=0.004, dim=0.58, sway=0.003)),
        fringe(stage, 0.44, 0.40, _corners, look),
    ]


def _overhead(art: Art, rng: np.random.Generator) -> None:
    """Boughs that reach in from the upper corners, hung with moss and lamps."""
    size, wide = art.top_m / 1.1, art.width_m
    for corner, inward, long in ((0.0, 1, 0.30), (1.0, -1, 0.24)):
        t = np.linspace(0, 1, 14)
        xs = wide * corner + inward * long * wide * t
        ys = size * (0.93 + 0.07 * t - 0.06 * np.sin(3.5 * t))
        path = np.stack([xs, ys], axis=1)
        thick = (np.linspace(0.055, 0.012, 14) * size)[:, None] * np.array([[0.0, 1.0]])
        art.polygon(np.concatenate([path + thick, (path - thick)[::-1]]), rgb("#5a4638"), to=rgb("#3f3028"))
        art.line(path + thick * 0.8, scaled(MOSS, 0.85), size * 0.02, 0.9)
        for index in range(2, 13, 2):
            hanging_moss(
                art,
                float(xs[index]),
                float(ys[index]) - float(thick[index, 1]),
                size * float(rng.uniform(0.06, 0.14)),
                rng,
            )
        for index in range(1, 14):
            at = (
                float(xs[index]) + size * float(rng.uniform(-0.03, 0.03)),
                float(ys[index]) + size * float(rng.uniform(0.0, 0.06)),
            )
            leaf_blob(
                art, at, size * float(rng.uniform(0.03, 0.06)), scaled(FOLIAGE, float(rng.uniform(0.6, 1.0))), rng
            )
        for index, drop in ((4, 0.16), (8, 0.09)):
            glow = GLOWS[(index + (inward > 0)) % len(GLOWS)]
            lantern(art, float(xs[index]), float(ys[index]), size * drop, size * 0.036, glow)


def _corners(art: Art, rng: np.random.Generator) -> None:
    """A great root with toadstools in each lower corner; low growth between, the middle open."""
    size, wide = art.top_m, art.width_m
    for corner, inward in ((0.0, 1), (1.0, -1)):
        x = corner * wide
        reach = size * (0.95 if inward > 0 else 0.75)
        path = np.array(
            [
                (x, 0.62),
                (x + inward * 0.30 * reach / size * size, 0.42),
                (x + inward * 0.65 * reach, 0.16),
                (x + inward * reach, -0.1),
            ]
        )
        path[:, 1] *= size
        thick = np.array([[0.0, part * size] for part in (0.16, 0.12, 0.08, 0.03)])
        art.polygon(np.concatenate([path + thick, (path - thick * 6)[::-1]]), rgb("#59473a"), to=rgb("#3a2d26"))
        art.line(path + thick * 0.9, scaled(MOSS, 0.9), size * 0.06, 0.95)
        for share, tall in ((0.34, 0.40), (0.62, 0.30), (0.80, 0.22)):
            mushroom(
                art,
                x + inward * share * reach,
                size * tall,
                rng,
                GLOWS[int(rng.integers(len(GLOWS)))],
                size * (0.34 - 0.42 * share),
            )
    grass(art, size * 0.14, rng, -0.06 * size, rgb("#4f8040"), 50 / wide)
    for share in (0.27, 0.36, 0.66, 0.74):
        fern(art, wide * share, size * float(rng.uniform(0.14, 0.22)), rng, -0.08 * size, rgb("#4a8a48"))


def _passing(art: Art, rng: np.random.Generator) -> None:
    size = art.top_m
    for x in scatter(rng, art.width_m, size * 1.5):
        if rng.random() < 0.5:
            fern(art, x, size * float(rng.uniform(0.5, 0.85)), rng, -0.2 * size, rgb("#4a8a48"))
        else:
            mushroom(
                art, x, size * float(rng.uniform(0.4, 0.7)), rng, GLOWS[int(rng.integers(len(GLOWS)))], -0.12 * size
            )
