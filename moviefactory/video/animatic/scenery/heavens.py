"""Bodies in space: planets, moons, asteroids, and the starry background with its nebula."""

from __future__ import annotations

import math
from typing import Literal

import cv2
import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Canvas, Color, composite, mix, rgb, scaled
from moviefactory.video.animatic.noise import band, fraction, tile
from moviefactory.video.animatic.sky import Sky
from moviefactory.video.animatic.stage import Stage

World = Literal["earth", "moon", "ringed", "red"]


def planet(art: Art, center: tuple[float, float], radius_m: float, rng: np.random.Generator, kind: World) -> None:
    """A lit sphere with clouds, craters or bands, a night side and a rim of air; "ringed" also wears a ring."""
    px = max(3.0, radius_m * art.px_per_m)
    ball = _ball(px, kind, int(rng.integers(1 << 30)), art.light.direction())
    cx, cy = art.pixels([center])[0]
    if kind == "ringed":
        _ring(art, center, radius_m, 180, 360)
    if kind == "earth":
        art.canvas.ellipse(cx, cy, px * 1.09, px * 1.09, (0.45, 0.7, 1.0), 0.35, 0.0, px * 0.05)
    half = ball.shape[0] / 2
    art.canvas.image(ball, [[1.0, 0.0, cx - half], [0.0, 1.0, cy - half]])
    if kind == "ringed":
        _ring(art, center, radius_m, 0, 180)


def _ring(art: Art, center: tuple[float, float], radius_m: float, start: int, end: int) -> None:
    for index, tone in enumerate((rgb("#d8c39a"), rgb("#a8895f"), rgb("#e6d6b4"))):
        reach = radius_m * (1.45 + 0.2 * index)
        t = np.radians(np.linspace(start, end, 40))
        x, y = reach * np.cos(t), -reach * 0.26 * np.sin(t)
        c, s = math.cos(0.3), math.sin(0.3)
        art.line(np.stack([center[0] + x * c - y * s, center[1] + x * s + y * c], axis=1), tone, radius_m * 0.13, 0.8)


def _ball(radius_px: float, kind: World, seed: int, light: tuple[float, float, float]) -> np.ndarray:
    """The sphere as a premultiplied sprite; its surface is noise looked up by longitude and latitude."""
    size = int(radius_px * 2) + 4
    ys, xs = np.mgrid[0:size, 0:size].astype(np.float32)
    nx, ny = (xs + 0.5 - size / 2) / radius_px, (ys + 0.5 - size / 2) / radius_px
    r2 = nx * nx + ny * ny
    nz = np.sqrt(np.clip(1 - r2, 0, 1))
    u = (np.arctan2(nx, nz + 1e-6) / math.pi + 0.5) * 255
    v = (np.arcsin(np.clip(ny, -1, 1)) / math.pi + 0.5) * 511
    land = cv2.remap(tile(512, 5, seed % 977, 6, 0.58), u * 1.2, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    fine = cv2.remap(
        tile(512, 9, seed % 971 + 1, 6, 0.62), u * 2.0, v * 1.4, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP
    )
    color = _surface(kind, land, fine, ny)
    lx, ly, lz = light
    day = np.clip(nx * lx * 1.25 - ny * ly * 0.55 + nz * lz * 0.45, 0, 1)[..., None]
    color = color * (0.06 + 1.12 * day)
    if kind == "earth":
        air = np.clip(1 - nz, 0, 1)[..., None] ** 2.2
        color += np.array([0.30, 0.55, 0.95], np.float32) * air * (0.15 + 0.9 * day)
    alpha = np.clip((1 - np.sqrt(r2)) * radius_px + 0.5, 0, 1)[..., None]
    out = np.concatenate([np.clip(color, 0, 1) * alpha, alpha], axis=2)
    return np.ascontiguousarray((out * 255).astype(np.uint8))


def _surface(kind: World, land: np.ndarray, fine: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    def shade(stops: list[float], colors: list[Color], value: np.ndarray) -> np.ndarray:
        table = np.array(colors, np.float32)
        return np.stack([np.interp(value, stops, table[:, part]) for part in range(3)], axis=2).astype(np.float32)

    if kind == "earth":
        base = shade(
            [0.0, 0.48, 0.54, 0.60, 0.8, 1.0],
            [rgb("#0d3d7c"), rgb("#1b6cb8"), rgb("#3aa0c4"), rgb("#4f8a46"), rgb("#a08a55"), rgb("#e8e6df")],
            land,
        )
        cloud = np.clip((fine - 0.52) * 3.4, 0, 1)[..., None]
        return base + (np.float32(1.0) - base) * cloud * np.float32(0.92)
    if kind == "moon":
        return shade(
            [0.0, 0.45, 0.6, 1.0],
            [rgb("#6b6a70"), rgb("#96959a"), rgb("#bdbbbd"), rgb("#dddbd8")],
            land * 0.5 + fine * 0.5,
        )
    if kind == "red":
        return shade([0.0, 0.5, 1.0], [rgb("#6e2f1e"), rgb("#b5583a"), rgb("#e0a06e")], land * 0.6 + fine * 0.4)
    stripes = 0.5 + 0.5 * np.sin(latitude * 16 + land * 3.0)
    return shade(
        [0.0, 0.4, 0.7, 1.0],
        [rgb("#9c7648"), rgb("#cfa96f"), rgb("#e8d2a2"), rgb("#f4e8cc")],
        stripes * 0.7 + fine * 0.3,
    )


def asteroid(art: Art, center: tuple[float, float], radius_m: float, rng: np.random.Generator) -> None:
    """A tumbling rock with craters, lit from the sun's side."""
    count = 14
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    reach = radius_m * rng.uniform(0.72, 1.05, count)
    x, y = center
    outline = np.stack([x + reach * np.cos(angles), y + reach * 0.82 * np.sin(angles)], axis=1)
    tone = mix(rgb("#6d6259"), rgb("#7a6f78"), float(rng.random()))
    art.polygon(outline, scaled(tone, 0.30), to=scaled(tone, 0.16))
    for grow, level in ((0.88, 0.55), (0.70, 0.85), (0.46, 1.15)):
        lit = (
            (outline - center) * grow + center + (art.side * radius_m * (1 - grow) * 0.75, radius_m * (1 - grow) * 0.5)
        )
        art.polygon(lit, scaled(tone, level), 0.75)
    for _ in range(5):
        cx, cy = x + radius_m * float(rng.uniform(-0.5, 0.6)), y + radius_m * float(rng.uniform(-0.45, 0.5))
        size = radius_m * float(rng.uniform(0.07, 0.18))
        art.ellipse((cx, cy), (size, size * 0.8), scaled(tone, 0.35), 0.8)
        art.ellipse((cx - art.side * size * 0.25, cy - size * 0.2), (size * 0.8, size * 0.6), scaled(tone, 0.8), 0.5)


def nebula_sky(stage: Stage) -> Sky:
    """The background of space: black-blue, veined with coloured gas, thick with stars of all sizes."""
    rig = stage.rig
    width, height = rig.base.size_px
    cameras = [rig.at(rig.seconds * step / 8) for step in range(9)]
    side = int(max(abs(camera.centre_px - width / 2) for camera in cameras)) + 4
    up = int(max(abs(camera.horizon_px - rig.base.horizon_px) for camera in cameras)) + 4
    shape = (height + 2 * up, width + 2 * side)
    seed = int(stage.rng("nebula").integers(1 << 20))
    gas = [
        cv2.resize(band(256, 128, cells, seed + cells, 1.6, 6), (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
        for cells in (3, 4, 5)
    ]
    hues = _nebula_hues(seed)
    picture = np.zeros((*shape, 3), np.float32) + np.array([0.012, 0.014, 0.04], np.float32)
    belt = np.exp(-((np.linspace(-1, 1, shape[0])[:, None] + 0.55 * np.linspace(-1, 1, shape[1])[None, :]) ** 2) / 0.42)
    for layer, hue in zip(gas, hues, strict=True):
        thick = np.clip((layer - 0.42) * 1.9, 0, 1) ** 1.5 * (0.25 + 0.75 * belt)
        picture += thick[..., None].astype(np.float32) * np.array(hue, np.float32) * np.float32(0.55)
    dust = np.clip((gas[0] - 0.6) * 3, 0, 1)[..., None] * belt[..., None]
    picture *= 1 - 0.55 * dust.astype(np.float32)
    noise = np.random.default_rng(seed).random(shape, np.float32)[..., None]
    rgba = np.full((*shape, 4), 255, np.uint8)
    rgba[..., :3] = np.clip(picture * 255 + noise, 0, 255).astype(np.uint8)
    stars = Canvas(shape[1], shape[0])
    _stars(stars, seed, height)
    composite(rgba, stars.rgba)
    return Sky(rgba, rig.base.horizon_px + up, side + width / 2)


def _nebula_hues(seed: int) -> tuple[Color, Color, Color]:
    sets = (
        (rgb("#5a2fa8"), rgb("#c2417a"), rgb("#2a6fc4")),
        (rgb("#1f5fb0"), rgb("#2fb0a8"), rgb("#7a3fb4")),
        (rgb("#8c2f5a"), rgb("#e07a3f"), rgb("#4a3fb0")),
    )
    return sets[seed % len(sets)]


def _stars(canvas: Canvas, seed: int, height: int) -> None:
    count = int(420 * canvas.width / (2.4 * height))
    for index in range(count):
        x, y = fraction(index, seed + 1) * canvas.width, fraction(index, seed + 2) * canvas.height
        size = (0.32 + 1.1 * fraction(index, seed + 3) ** 6) * height / 320
        hue = mix((0.70, 0.82, 1.0), (1.0, 0.88, 0.72), fraction(index, seed + 4))
        canvas.ellipse(x, y, size, size, hue, 0.3 + 0.7 * fraction(index, seed + 5))
        if size > 0.95 * height / 320:
            canvas.glow(x, y, size * 7, hue, 0.55)
