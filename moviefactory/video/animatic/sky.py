"""The sky: gradient, sun or moon with its halo, stars; and clouds, lit from the sun's side. Painted once a shot."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.camera import Rig, View
from moviefactory.video.animatic.canvas import Canvas, Color, Image, mix
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.noise import band, fraction

CloudKind = Literal["cumulus", "bank", "streaks", "cover", "storm", "wisps"]
Float = NDArray[np.float32]


@dataclass(frozen=True)
class Sky:
    """A picture larger than the frame; `horizon_row` and `centre_column` of it follow the camera's turning."""

    rgba: Image
    horizon_row: float
    centre_column: float
    z_m: float = 1e9

    def draw(self, frame: Frame, view: View) -> None:
        camera = view.camera
        matrix = np.array(
            [
                [1.0, 0.0, camera.centre_px - self.centre_column],
                [0.0, 1.0, camera.horizon_px - self.horizon_row],
            ]
        )
        frame.rgba[...] = cv2.warpAffine(
            self.rgba, matrix, (frame.width, frame.height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )


def paint_sky(light: Light, rig: Rig, seed: int, below: Color | None = None, sun: bool = True) -> Sky:
    """The sky of the whole shot, as large as the camera's turning needs. `below`: the colour under the horizon."""
    cameras = [rig.at(rig.seconds * step / 8) for step in range(9)]
    width, height = rig.base.size_px
    side = int(max(abs(camera.centre_px - width / 2) for camera in cameras)) + 4
    above = int(max(camera.horizon_px for camera in cameras)) + 4
    under = int(height - min(camera.horizon_px for camera in cameras)) + 4
    above, under = max(above, 8), max(under, 8)
    shape = (above + under, width + 2 * side)
    rows = ((above - np.arange(shape[0])) / height).astype(np.float32)
    picture = _gradient(light, rows, shape[1], below)
    at = (side + light.sun_x * width, above - light.sun_y * height)
    if sun:
        _add_sun(picture, light, at, height)
    rgba = np.full((*shape, 4), 255, np.uint8)
    dither = np.random.default_rng(seed).random(shape, np.float32)[..., None]  # keeps wide gradients free of steps
    rgba[..., :3] = np.clip(picture * 255 + dither, 0, 255).astype(np.uint8)
    canvas = Canvas(shape[1], shape[0], rgba)
    if light.stars > 0.02:
        _add_stars(canvas, light, seed, above, height)
    if sun and light.time == "night" and light.sun_strength > 0.15:
        _add_moon(canvas, at, height * 0.045, light)
    return Sky(rgba, float(above), side + width / 2)


def _gradient(light: Light, rows: Float, width: int, below: Color | None) -> Float:
    """Colours by height above the horizon (in frame heights): (h, w, 3) float32 in [0, 1]."""
    stops = [-0.6, 0.0, 0.10, 0.32, 0.75, 1.3]
    low = below if below is not None else mix(light.horizon, light.fog, 0.5)
    warm = mix(light.horizon, light.middle, 0.28)
    colors = [low, light.horizon, warm, light.middle, mix(light.middle, light.zenith, 0.7), light.zenith]
    table = np.array(colors, np.float32)
    column = np.stack([np.interp(rows, stops, table[:, part]) for part in range(3)], axis=1).astype(np.float32)
    return np.repeat(column[:, None, :], width, axis=1)


def _add_sun(picture: Float, light: Light, at: tuple[float, float], height: int) -> None:
    """The disc, three halos of different width, and a band of warm air along the horizon."""
    ys, xs = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    far = np.hypot(xs - at[0], ys - at[1]) / height
    color = np.array(light.sun, np.float32)
    warm = np.array(mix(light.sun, light.horizon, 0.5), np.float32)
    strength = light.sun_strength
    night = light.time == "night"
    wide = np.exp(-((far / (0.62 if not night else 0.35)) ** 1.2)) * (0.42 if not night else 0.16) * strength
    picture += (warm - picture * 0.55) * wide[..., None] * np.float32(light.haze + 0.35)
    inner = np.exp(-((far / (0.17 if light.sun_y > 0.2 else 0.13)) ** 1.1)) * (0.85 if not night else 0.30) * strength
    picture += (color - picture) * np.clip(inner, 0, 1)[..., None]
    if light.sun_y > 0 and not night and strength > 0.12:
        radius = 0.052 if light.sun_y < 0.2 else 0.042
        disc = np.clip((radius - far) * height / 1.5 + 0.5, 0, 1) * min(1.0, strength + 0.25)
        picture += (np.minimum(color * 1.06, 1.0) - picture) * disc[..., None]
    np.clip(picture, 0, 1, out=picture)


def _add_stars(canvas: Canvas, light: Light, seed: int, horizon_row: int, height: int) -> None:
    count = int(210 * light.stars * canvas.width / (2.4 * height))
    for index in range(count):
        x = fraction(index, seed + 101) * canvas.width
        y = fraction(index, seed + 102) ** 1.2 * horizon_row * 0.97
        size = 0.35 + 0.95 * fraction(index, seed + 103) ** 4
        clear = min(1.0, (horizon_row - y) / (0.35 * height))
        bright = (0.35 + 0.65 * fraction(index, seed + 104)) * light.stars * clear
        hue = mix((0.75, 0.84, 1.0), (1.0, 0.92, 0.78), fraction(index, seed + 105))
        radius = size * height / 320
        canvas.ellipse(x, y, radius, radius, hue, bright)
        if size > 1.1:
            canvas.glow(x, y, radius * 5, hue, 0.35 * bright)


def _add_moon(canvas: Canvas, at: tuple[float, float], radius: float, light: Light) -> None:
    x, y = at
    canvas.glow(x, y, radius * 6, mix(light.sun, light.middle, 0.3), 0.32)
    canvas.ellipse(x, y, radius, radius, (0.93, 0.95, 1.0), min(1.0, light.sun_strength + 0.4))
    with canvas.clip([_disc(x, y, radius)]):
        for dx, dy, size in ((-0.35, -0.2, 0.32), (0.3, 0.15, 0.24), (-0.05, 0.5, 0.2), (0.4, -0.45, 0.16)):
            canvas.ellipse(
                x + dx * radius, y + dy * radius, size * radius, size * radius, (0.72, 0.77, 0.9), 0.45, 0, 1.2
            )
        canvas.ellipse(x + 0.75 * radius, y + 0.3 * radius, radius, radius, light.zenith, 0.35, blur_px=radius * 0.3)


def _disc(x: float, y: float, radius: float) -> NDArray[np.float64]:
    t = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    return np.stack([x + radius * np.cos(t), y + radius * np.sin(t)], axis=1)


def paint_clouds(kind: CloudKind, size: tuple[int, int], light: Light, seed: int, cover: float) -> Image:
    """Clouds that repeat along x: (h, w, 4) uint8, premultiplied. `cover` in [0, 1] is their share of the strip."""
    width, height = size
    step = 1 if kind in ("cumulus", "bank") and width < 1600 else 2  # soft clouds are painted at half the size
    work = (max(32, width // step), max(24, height // step))
    if kind in ("cumulus", "bank"):
        alpha, lit = _heaps(work, light, seed, cover, kind == "bank")
    else:
        alpha, lit = _layers(kind, work, light, seed, cover)
    bright, dark = _cloud_colors(light, kind)
    color = np.array(dark, np.float32) + (np.array(bright, np.float32) - np.array(dark, np.float32)) * lit[..., None]
    picture = np.concatenate([color * alpha[..., None], alpha[..., None]], axis=2)
    ring = np.concatenate([picture[:, -2:], picture, picture[:, :2]], axis=1)
    extra = round(2 * width / work[0])
    full = cv2.resize(ring, (width + 2 * extra, height), interpolation=cv2.INTER_LINEAR)[:, extra : extra + width]
    return (np.clip(full, 0, 1) * 255 + 0.5).astype(np.uint8)


def _layers(kind: CloudKind, size: tuple[int, int], light: Light, seed: int, cover: float) -> tuple[Float, Float]:
    """Sheets and streaks out of noise: coverage and how lit each point is."""
    density = _density(kind, size, seed, cover)
    reach = max(1.0, size[1] * 0.05)
    down = 1.2 if light.sun_y > 0.2 else -0.3
    shift = np.array([[1, 0, -light.side * reach], [0, 1, reach * down]], np.float32)
    thick = _blurred(density, max(1.0, reach * 0.8))
    towards_sun = cv2.warpAffine(thick, shift, size, borderMode=cv2.BORDER_WRAP)
    lit = np.clip(0.55 + 1.5 * (thick - towards_sun) - 0.35 * (thick - 0.4), 0, 1)
    alpha = density * np.float32(0.95 if kind in ("cover", "storm") else 0.75)
    return np.asarray(alpha, np.float32), np.asarray(lit, np.float32)


def _heaps(size: tuple[int, int], light: Light, seed: int, cover: float, bank: bool) -> tuple[Float, Float]:
    """Heaped clouds out of many balls, each lit like a ball: coverage and how lit each point is.

    A bank is one long heap without gaps, whose foot fades out.
    """
    width, height = size
    surface = np.full((height, width), -1.0, np.float32)  # height of the puffs towards the viewer, in pixels
    lit = np.zeros((height, width), np.float32)
    sun = np.array([light.side * 0.62, 0.62 if light.sun_y > 0.2 else 0.18, 0.48])
    for x, y, radius in _puffs(size, seed, cover, bank):
        _puff(surface, lit, (x, y, radius), sun / np.linalg.norm(sun))
    inside = (surface > 0).astype(np.float32)
    ragged = band(width, height, max(8, int(26 * width / 1200)), seed + 9, 1.1, 6) - 0.5
    fuzz = max(0.8, height * 0.022)
    near_edge = _blurred(inside, fuzz)
    edge = near_edge + 0.62 * ragged * np.clip(near_edge * (1.15 - near_edge) * 4, 0, 1)
    alpha = _smooth(np.asarray(edge, np.float32), 0.28, 0.80)
    shaded = 0.52 * _spread(lit, inside, height * 0.045) + 0.40 * _spread(lit, inside, height * 0.014)
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    shaded = np.clip(shaded * 1.25 + 0.30 * ragged + 0.24 - 0.42 * rows, 0, 1)
    foot = (1 - rows) / 0.25 if bank else (0.985 - rows) / 0.12
    alpha = alpha * np.clip(foot, 0, 1) * np.float32(0.96)
    return np.asarray(alpha, np.float32), np.asarray(shaded, np.float32)


def _spread(values: Float, inside: Float, sigma: float) -> Float:
    """`values` blurred within `inside` only, so that nothing dark bleeds in from outside."""
    weight = np.maximum(_blurred(inside, max(0.6, sigma)), 0.02)
    return np.asarray(_blurred(values * inside, max(0.6, sigma)) / weight, np.float32)


def _blurred(field: Float, sigma: float) -> Float:
    """A Gaussian blur that goes round along x, so that the strip of clouds shows no seam where it repeats."""
    around = min(field.shape[1], int(4 * sigma) + 1)
    ring = np.concatenate([field[:, -around:], field, field[:, :around]], axis=1)
    soft = cv2.GaussianBlur(ring, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(soft[:, around:-around], np.float32)


def _puffs(size: tuple[int, int], seed: int, cover: float, bank: bool) -> list[tuple[float, float, float]]:
    """Centres and radii of the balls, back to front: several heaps with flat feet, or one bank."""
    width, height = size
    rng = np.random.default_rng(seed)
    found: list[tuple[float, float, float]] = []
    count = max(3, round(width / height * (2.2 if bank else 1.1) * (0.5 + cover)))
    for index in range(count):
        x = (index + float(rng.uniform(0.1, 0.9))) / count * width
        scale = 1.0 if bank else float(rng.choice([0.35, 0.55, 0.8, 1.0]))
        tall = height * scale * (float(rng.uniform(0.45, 0.85)) if not bank else float(rng.uniform(0.35, 0.8)))
        half = tall * float(rng.uniform(1.0, 1.9))
        base = height * (0.93 if not bank else 1.0) - (
            0.0 if bank else float(rng.uniform(0, 0.25)) * height * (1 - scale)
        )
        puffs = 34
        for number in range(puffs):
            share = float(rng.uniform(-1, 1))
            crest = tall * (1 - abs(share) ** 1.6) * (0.55 + 0.45 * math.cos(share * 5.0 + index) ** 2)
            lift = float(rng.random()) ** 0.6
            radius = tall * (0.13 + 0.19 * (1 - abs(share))) * float(rng.uniform(0.7, 1.2)) * (1.15 - 0.45 * lift)
            found.append((x + share * half, base - lift * max(0.0, crest - radius) - radius * 0.75, radius))
            if number % 3 == 0:
                found.append((x + share * half, base - radius * 0.8, radius * 1.1))
    return found


def _puff(surface: Float, lit: Float, ball: tuple[float, float, float], sun: NDArray[np.float64]) -> None:
    """Put one ball into the relief; where it stands out furthest, its own light counts. Wraps along x."""
    height, width = surface.shape
    x, y, radius = ball
    y0, y1 = max(0, int(y - radius)), min(height, int(y + radius) + 2)
    if y1 <= y0 or radius < 1:
        return
    columns = np.arange(int(x - radius), int(x + radius) + 2)
    nx = ((columns + 0.5 - x) / radius)[None, :].astype(np.float32)
    ny = ((np.arange(y0, y1) + 0.5 - y) / radius)[:, None].astype(np.float32)
    nz2 = 1 - nx * nx - ny * ny
    nz = np.sqrt(np.maximum(nz2, 0))
    light = np.clip(nx * sun[0] - ny * sun[1] + nz * sun[2], 0, 1).astype(np.float32)
    out = np.where(nz2 > 0, nz * radius, -1).astype(np.float32)
    wrapped = columns % width
    before = surface[y0:y1, wrapped]
    ahead = out > before
    surface[y0:y1, wrapped] = np.where(ahead, out, before)
    blend = np.where(before > 0, 0.78, 1.0).astype(np.float32)
    under = lit[y0:y1, wrapped]
    lit[y0:y1, wrapped] = np.where(ahead, under * (1 - blend) + light * blend, under)


def _density(kind: CloudKind, size: tuple[int, int], seed: int, cover: float) -> Float:
    width, height = size
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]  # 0 at the top
    cells = {"streaks": 3, "cover": 5, "storm": 6, "wisps": 4}[kind]
    stretch = {"streaks": 9.0, "cover": 3.0, "storm": 2.4, "wisps": 6.0}[kind]
    noise = band(width, height, cells, seed, stretch, 6)
    fade = np.clip(rows * 6, 0, 1) * np.clip((1 - rows) * (4 if kind in ("cover", "storm") else 6), 0, 1)
    low = 1.0 - cover
    softness = 0.45 if kind in ("cover", "storm") else 0.38
    return np.asarray(_smooth(noise, low, low + softness) * fade, np.float32)


def _smooth(field: Float, low: float, high: float) -> Float:
    t = np.clip((field - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def _cloud_colors(light: Light, kind: CloudKind) -> tuple[Color, Color]:
    """The lit and the shaded colour of clouds in this light."""
    grey = kind in ("cover", "storm") or light.weather in ("rain", "storm", "overcast")
    if light.time == "day":
        bright, dark = ((1.0, 1.0, 1.0), mix(light.middle, (0.66, 0.74, 0.88), 0.62))
        if grey:
            bright, dark = mix(light.horizon, (1.0, 1.0, 1.0), 0.35), mix(light.zenith, (0.2, 0.23, 0.3), 0.35)
        return bright, dark
    if light.time == "night":
        return mix(light.horizon, light.sun, 0.22), mix(light.middle, light.zenith, 0.55)
    glow = mix(light.horizon, light.sun, 0.45)
    shadow = mix(light.middle, light.zenith, 0.55)
    if grey:
        return mix(glow, light.fog, 0.5), mix(shadow, light.fog, 0.25)
    return glow, shadow
