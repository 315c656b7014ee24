"""The moon, and by its place's word Mars: craters and boulders under a black or a dusty pink sky."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Canvas, Color, mix, oval, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.ground import Texture, pattern
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.noise import fraction
from moviefactory.video.animatic.scenery.heavens import planet
from moviefactory.video.animatic.scenery.landers import dish, flag, footprints, lander, rover
from moviefactory.video.animatic.scenery.planes import level
from moviefactory.video.animatic.scenery.terrain import hills, mesa, mountains, rock
from moviefactory.video.animatic.sky import Sky
from moviefactory.video.animatic.stage import Finish, Paint, Place, Stage, scatter

GREY: Color = rgb("#a8a6a6")
RUST: Color = rgb("#bb6840")
_MARS_WORDS = ("mars", "martian", "red planet")


def moon(stage: Stage) -> Place:
    """Grey dust, craters with sharp rims, a lander, a flag, the earth above; long hard shadows and no air."""
    if any(word in stage.place.lower() for word in _MARS_WORDS):
        return _mars(stage)
    lit = replace(stage, light=_airless(stage.light))
    far, ridge = stage.behind(2600), stage.behind(700)
    plain = Finish(fog=0.0, rim=0.6)
    layers: list[Layer] = [
        _black_sky(stage),
        stage.strip(stage.behind(5000), stage.row_m(-0.1, stage.behind(5000)), _earth,
                    stage.row_m(1.0, stage.behind(5000)), Finish(fog=0.0, rim=0.0, tint=False)),
        *_land(lit, GREY),
        lit.strip(far, lit.frame_m(far) * 0.15, _peaks(GREY, 4), finish=plain),
        lit.strip(ridge, lit.frame_m(ridge) * 0.075, _swells(GREY), finish=plain),
        lit.strip(lit.behind(110), 6.0, _rims(GREY, 3.4), finish=plain),
        lit.strip(lit.behind(38), 9.5, _landed, finish=plain),
        lit.strip(lit.behind(20), 2.6, _stones(GREY, 1.5), -0.5, plain),
        lit.strip(lit.behind(9), 3.4, _outpost, -0.4, plain),
        lit.strip(lit.behind(5), 0.9, _stones(GREY, 0.55), -0.3, plain),
        lit.foreground(0.5, 0.085, _near_stones(GREY)),
    ]  # fmt: skip
    return Place(tuple(layers), dust=(0.70, 0.69, 0.68), lit=lit.light.tint)


def _mars(stage: Stage) -> Place:
    lit = replace(stage, light=_dusty(stage.light))
    far, ridge = stage.behind(2600), stage.behind(600)
    layers: list[Layer] = [
        lit.sky(),
        lit.clouds("wisps", 0.15, 0.8, "dust clouds", 0.35, 0.008),
        *_land(lit, RUST),
        lit.strip(far, lit.frame_m(far) * 0.20, _peaks(scaled(RUST, 0.9), 3)),
        lit.haze(lit.behind(1500), lit.frame_m(lit.behind(1500)) * 0.10, 0.55),
        lit.strip(ridge, lit.frame_m(ridge) * 0.15, _tables),
        lit.haze(lit.behind(300), lit.frame_m(lit.behind(300)) * 0.06, 0.40),
        lit.strip(lit.behind(110), 6.0, _rims(RUST, 3.4)),
        lit.strip(lit.behind(36), 9.5, _landed),
        lit.haze(lit.behind(26), 2.6, 0.18),
        lit.strip(lit.behind(20), 2.6, _stones(RUST, 1.6), -0.5),
        lit.strip(lit.behind(9), 3.0, _explorers, -0.4),
        lit.strip(lit.behind(5), 0.9, _stones(RUST, 0.55), -0.3),
        lit.foreground(0.5, 0.085, _near_stones(RUST)),
    ]
    return Place(tuple(layers), dust=(0.75, 0.42, 0.26), lit=lit.light.tint)


def _airless(light: Light) -> Light:
    """Sunlight without air: white, hard, no haze; in the lunar night only the earth shines."""
    tint: dict[str, Color] = {
        "day": (1.0, 1.0, 1.0), "dawn": (0.94, 0.91, 0.90), "sunset": (0.96, 0.90, 0.86), "dusk": (0.60, 0.62, 0.74),
        "night": (0.54, 0.62, 0.82),
    }  # fmt: skip
    black = rgb("#04050b")
    return replace(
        light, weather="clear", tint=tint[light.time], fog=black, horizon=rgb("#2a2c34"), middle=black, zenith=black,
        fog_per_m=0.0, key=(1.0, 0.99, 0.96), shade=rgb("#08080c"), sun_strength=max(0.8, light.sun_strength),
    )  # fmt: skip


def _dusty(light: Light) -> Light:
    pink, butter = rgb("#d9a58a"), rgb("#e8c3a0")
    level = {"day": 1.0, "dawn": 0.85, "sunset": 0.78, "dusk": 0.5, "night": 0.24}[light.time]
    share = 0.78 if light.time in ("day", "dawn") else 0.6
    tint = mix(light.tint, (1.0, 0.88, 0.78), 0.35)
    return replace(
        light, zenith=mix(light.zenith, scaled(rgb("#b07a62"), level), share),
        middle=mix(light.middle, scaled(pink, level), share), horizon=mix(light.horizon, scaled(butter, level), share),
        fog=mix(light.fog, scaled(pink, level), share), tint=tint, fog_per_m=max(light.fog_per_m, 0.0028), cover=0.3,
    )  # fmt: skip


def _black_sky(stage: Stage) -> Sky:
    """Black, with steady stars of all sizes and a faint band of the galaxy."""
    rig = stage.rig
    width, height = rig.base.size_px
    cameras = [rig.at(rig.seconds * step / 8) for step in range(9)]
    side = int(max(abs(camera.centre_px - width / 2) for camera in cameras)) + 4
    up = int(max(abs(camera.horizon_px - rig.base.horizon_px) for camera in cameras)) + 4
    shape = (height + 2 * up, width + 2 * side)
    seed = int(stage.rng("stars").integers(1 << 20))
    ys, xs = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    lane = np.exp(-(((ys / shape[0] - 0.25) - 0.35 * (xs / shape[1] - 0.5)) ** 2) / 0.02)
    noise = np.random.default_rng(seed).random(shape, np.float32)
    glow = (
        lane[..., None] * np.array([16.0, 17.0, 26.0], np.float32) + noise[..., None] + np.array([3, 4, 9], np.float32)
    )
    rgba = np.full((*shape, 4), 255, np.uint8)
    rgba[..., :3] = glow.astype(np.uint8)
    canvas = Canvas(shape[1], shape[0], rgba)
    count = int(380 * shape[1] / (2.4 * height))
    for index in range(count):
        x, y = fraction(index, seed) * shape[1], fraction(index, seed + 1) * shape[0]
        size = (0.32 + 0.9 * fraction(index, seed + 2) ** 6) * height / 320
        hue = mix((0.75, 0.85, 1.0), (1.0, 0.92, 0.8), fraction(index, seed + 3))
        canvas.ellipse(x, y, size, size, hue, 0.3 + 0.7 * fraction(index, seed + 4))
        if size > 0.9 * height / 320:
            canvas.glow(x, y, size * 6, hue, 0.5)
    return Sky(rgba, rig.base.horizon_px + up, side + width / 2)


def _earth(art: Art, rng: np.random.Generator) -> None:
    tall = art.top_m - art.bottom_m
    planet(
        art, (art.width_m * (0.28 if art.side > 0 else 0.72), art.bottom_m + tall * 0.74), tall * 0.105, rng, "earth"
    )


def _land(stage: Stage, color: Color) -> list[Layer]:
    """The plain, with craters and long shadows laid on it in perspective."""
    reach = stage.behind(46)

    def craters(art: Art, rng: np.random.Generator, origin: float) -> None:
        shade, side = mix(color, art.light.shade, 0.8), art.side
        for index in range(90):
            x, z = float(rng.uniform(0, art.width_m)), float(rng.uniform(art.bottom_m, art.top_m))
            size = float(rng.uniform(0.15, 1.0)) if index % 6 else float(rng.uniform(1.2, 3.2))
            size *= stage.spread
            art.polygon(oval(x, z, size * 1.35, size * 1.2), mix(color, (1, 1, 1), 0.35), 0.35, blur_m=size * 0.22)
            art.polygon(oval(x, z, size, size * 0.92), scaled(color, 0.72), 0.9, blur_m=size * 0.05)
            art.polygon(oval(x + side * size * 0.22, z, size * 0.74, size * 0.82), shade, 0.75, blur_m=size * 0.12)
            art.polygon(
                oval(x - side * size * 0.30, z - size * 0.1, size * 0.52, size * 0.6),
                mix(color, art.light.key, 0.45),
                0.75,
                blur_m=size * 0.12,
            )
        for _ in range(160):
            x, z = float(rng.uniform(0, art.width_m)), float(rng.uniform(art.bottom_m, art.top_m))
            size = float(rng.uniform(0.03, 0.12)) * stage.spread
            art.line([(x, z), (x - side * size * 9, z)], shade, size * 1.5, 0.6)
            art.ellipse((x, z), (size, size), mix(color, art.light.key, 0.4))
        footprints(art, -origin + 0.0, rng, shade, stage.spread)

    plain = stage.ground(
        [(-99.0, color), (60.0, mix(color, (1, 1, 1), 0.10))],
        [Texture(pattern(14, 161, 6, 0.75), 4.0, 0.24), Texture(pattern(5, 162), 34.0, 0.30),
         Texture(pattern(3, 163), 260.0, 0.22)],
    )  # fmt: skip
    return [plain, level(stage, 0.0, reach, craters, 0.79e8, wide_m=34.0 * stage.spread)]


def _peaks(color: Color, bumps: int) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        mountains(art, art.top_m * 0.95, rng, color, bumps=bumps)

    return paint


def _swells(color: Color) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        hills(art, art.top_m * 0.9, rng, scaled(color, 0.86), 4)
        hills(art, art.top_m * 0.5, rng, color, 5)

    return paint


def _tables(art: Art, rng: np.random.Generator) -> None:
    """Worn ridges, and one great table mountain at the side."""
    hills(art, art.top_m * 0.55, rng, scaled(RUST, 0.92), 3)
    mesa(art, art.width_m * (0.18 if art.side > 0 else 0.82), art.top_m * 0.95, rng, color=scaled(RUST, 0.95))
    hills(art, art.top_m * 0.30, rng, RUST, 5)


def _rims(color: Color, height_m: float) -> Paint:
    """Walls of great craters, and boulders on them."""

    def paint(art: Art, rng: np.random.Generator) -> None:
        hills(art, height_m, rng, color, 5, 0.0)
        for x in scatter(rng, art.width_m, 9.0, 1.0):
            rock(art, x, float(rng.uniform(0.5, 2.0)), rng, float(rng.uniform(0.0, height_m * 0.3)), color)

    return paint


def _stones(color: Color, size_m: float) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        for x in scatter(rng, art.width_m, size_m * 7.0, 1.0):
            size = size_m * float(rng.uniform(0.25, 1.0))
            art.ellipse(
                (x - art.side * size * 2.0, 0.0), (size * 2.6, size * 0.16), art.light.shade, 0.75, blur_m=size * 0.05
            )
            rock(art, x, size, rng, 0.0, scaled(color, float(rng.uniform(0.85, 1.1))))

    return paint


def _landed(art: Art, rng: np.random.Generator) -> None:
    lander(art, art.width_m * (0.66 if art.side > 0 else 0.30), 7.6)
    for x in scatter(rng, art.width_m, 12.0):
        rock(art, x, float(rng.uniform(0.4, 1.2)), rng, 0.0, GREY if art.light.fog_per_m == 0 else RUST)


def _outpost(art: Art, rng: np.random.Generator) -> None:
    flag(art, art.width_m * (0.30 if art.side > 0 else 0.68), 2.7)
    rover(art, art.width_m * (0.80 if art.side > 0 else 0.20), 3.0)


def _explorers(art: Art, rng: np.random.Generator) -> None:
    rover(art, art.width_m * (0.26 if art.side > 0 else 0.74), 3.0)
    dish(art, art.width_m * (0.82 if art.side > 0 else 0.16), 2.4)


def _near_stones(color: Color) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        size = art.top_m
        for x in scatter(rng, art.width_m, size * 2.6, 1.0):
            rock(art, x, size * float(rng.uniform(0.25, 0.85)), rng, -size * 0.15, color)

    return paint
