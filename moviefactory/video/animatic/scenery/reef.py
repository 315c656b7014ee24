"""Life and light under water: corals, kelp, sea grass, bubbles, shoals of fish, caustics on the floor."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled, spline
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.layers import Live
from moviefactory.video.animatic.noise import fraction, tile, wander
from moviefactory.video.animatic.scenery.airborne import wrapped
from moviefactory.video.animatic.stage import Stage

CORALS: tuple[Color, ...] = (
    rgb("#f0607a"), rgb("#f59a4a"), rgb("#b96be0"), rgb("#f2c94f"), rgb("#e8558f"), rgb("#57c7b8"),
)  # fmt: skip
_CELL = 256


@dataclass(frozen=True)
class Caustics:
    """The net of light that the waves above throw on a floor at y = 0 (see `Sunken` for one that lies lower)."""

    color: Color
    strength: float
    metres: float
    fade_m: float
    z_m: float
    _net: NDArray[np.uint8] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        noise = tile(_CELL, 6, 517, 2, 0.4)
        net = np.clip(1 - np.abs(2 * noise - 1) * 2.6, 0, 1) ** 2.2
        object.__setattr__(self, "_net", (net * 255).astype(np.uint8))

    def draw(self, frame: Frame, view: View) -> None:
        camera = view.camera
        top = max(0, math.ceil(camera.horizon_px) + 1)
        if top >= frame.height - 1 or camera.y_m <= 0:
            return
        rows = np.arange(top, frame.height, 2, dtype=np.float32) + np.float32(0.5)
        across = np.arange(0, frame.width, 2, dtype=np.float32) + np.float32(0.5)
        reach = np.float32(camera.focal_px * camera.y_m) / (rows - np.float32(camera.horizon_px))
        x = (across - np.float32(camera.centre_px))[None, :] / np.float32(camera.focal_px) * reach[:, None]
        x += np.float32(camera.x_m)
        z = np.repeat((reach - np.float32(camera.distance_m))[:, None], len(across), axis=1)
        light = np.full(x.shape, 255, np.uint8)
        for turn, speed in ((0.35, 0.10), (-0.5, -0.13)):
            scale = np.float32(_CELL / self.metres)
            moved = np.float32(speed * view.time_s * _CELL)
            c, s = np.float32(math.cos(turn)), np.float32(math.sin(turn))
            seen = cv2.remap(
                self._net, (x * c - z * s) * scale + moved, (x * s + z * c) * scale + moved * np.float32(0.6),
                cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP,
            )  # fmt: skip
            light = np.minimum(light, cv2.add(seen, 40)) if turn > 0 else cv2.multiply(light, cv2.add(seen, 50), scale=1 / 150)
        fade = np.exp(-reach / np.float32(self.fade_m))[:, None] * np.float32(self.strength)
        shone = (light.astype(np.float32) * fade)[..., None] * np.array([*self.color, 0.0], np.float32)
        size = (frame.width, frame.height - top)
        wide = cv2.resize(np.clip(shone, 0, 255).astype(np.uint8), size, interpolation=cv2.INTER_LINEAR)
        frame.lay(np.asarray(wide, np.uint8), (0, top), None, True)


def bubbles(stage: Stage, columns: int, z_m: float, size: float = 0.010) -> Live:
    """Strings of bubbles that rise, wobble and grow. `size`: radius in frame heights."""
    seed = int(stage.rng(f"bubbles {z_m:.2f}").integers(1 << 20))
    light = stage.light
    tone = mix(light.horizon, (1.0, 1.0, 1.0), 0.45)

    def paint(frame: Frame, view: View) -> None:
        for index in range(columns * 7):
            column, number = divmod(index, 7)
            speed = 0.16 + 0.10 * fraction(index, seed + 1)
            climb = (fraction(index, seed) + speed * view.time_s) % 1.25
            swing = 0.010 * math.sin(3.2 * view.time_s * (0.7 + fraction(index, seed + 2)) + index)
            x = fraction(column, seed + 3) + 0.012 * (number - 3) * fraction(index, seed + 5) + swing
            u = wrapped(view, frame, z_m, x, 0.0)[0]
            v = frame.height * (1.08 - climb)
            radius = size * frame.height * (0.35 + 0.9 * fraction(index, seed + 4) ** 2) * (0.75 + 0.4 * climb)
            frame.canvas.ellipse(u, v, radius, radius, tone, 0.22)
            t = np.linspace(0.5, 5.2, 12)
            ring = np.stack([u + radius * np.cos(t), v + radius * np.sin(t)], axis=1)
            frame.canvas.line(ring, tone, max(0.7, radius * 0.22), 0.55)
            frame.canvas.ellipse(u - radius * 0.35, v - radius * 0.4, radius * 0.24, radius * 0.2, (1.0, 1.0, 1.0), 0.8)

    return stage.live(z_m, paint)


def shoal(stage: Stage, count: int, z_m: float, row: float, color: Color, size: float = 0.018) -> Live:
    """A shoal that swims across together. `row`: where in the frame; `size`: half a fish's length in frame heights."""
    seed = int(stage.rng(f"shoal {z_m:.2f} {row:.2f}").integers(1 << 20))
    light = stage.light
    way = 1 if seed % 2 else -1
    fog = 0.85 * light.fogged(stage.rig.base.range_m(z_m))
    lit = (color[0] * light.tint[0], color[1] * light.tint[1], color[2] * light.tint[2])
    tone = mix(lit, light.fog, fog)
    start = fraction(seed, 3)

    def paint(frame: Frame, view: View) -> None:
        t = view.time_s
        for index in range(count):
            angle, reach = 2.4 * index, math.sqrt((index + 0.5) / count)
            x = start + way * 0.045 * t + 0.11 * reach * math.cos(angle) + 0.012 * wander(0.7 * t, seed + index)
            u = wrapped(view, frame, z_m, x, 0.0)[0]
            off = 0.075 * reach * math.sin(angle) + 0.012 * wander(0.9 * t, seed + 99 + index)
            v = view.camera.horizon_px + (row - 0.56 + off) * frame.height
            length = size * frame.height * (0.75 + 0.5 * fraction(index, seed))
            _fish(frame, (u, v), length, way, math.sin(9.0 * t + index), tone, lit)

    return stage.live(z_m, paint)


def _fish(
    frame: Frame, at: tuple[float, float], half: float, way: int, beat: float, tone: Color, lit: Color
) -> None:
    u, v = at
    body = [(u + way * half, v), (u + way * half * 0.3, v - half * 0.42), (u - way * half * 0.55, v - half * 0.14)]
    tail = u - way * half * (1.05 - 0.08 * beat)
    body += [(tail, v - half * (0.36 + 0.1 * beat)), (tail + way * half * 0.14, v), (tail, v + half * (0.36 - 0.1 * beat))]
    body += [(u - way * half * 0.55, v + half * 0.14), (u + way * half * 0.3, v + half * 0.38)]
    frame.canvas.polygon(body, tone)
    frame.canvas.polygon(
        [(u + way * half * 0.9, v + half * 0.04), (u, v + half * 0.2), (u - way * half * 0.5, v + half * 0.06)],
        mix(tone, (1.0, 1.0, 1.0), 0.35), 0.7,
    )  # fmt: skip
    eye = half * 0.10
    frame.canvas.ellipse(u + way * half * 0.62, v - half * 0.08, eye, eye, scaled(lit, 0.2))


def kelp(stage: Stage, z_m: float, spacing_m: float, tall_m: float, floor_m: float, color: Color) -> Live:
    """A bed of kelp whose long blades wave in the swell, each point a little later than the one below."""
    seed = int(stage.rng(f"kelp {z_m:.2f}").integers(1 << 20))
    light = stage.light
    fog = light.fogged(stage.rig.base.range_m(z_m))
    dim = 0.5 if z_m < 0 else 1.0

    def paint(frame: Frame, view: View) -> None:
        camera = view.camera
        left = camera.x_m - camera.centre_px / camera.px_per_m(z_m)
        first, last = math.floor(left / spacing_m) - 1, math.ceil((left + camera.across_m(z_m)) / spacing_m) + 1
        for number in range(first, last + 1):
            if fraction(number, seed) < 0.30:
                continue
            x = (number + 0.7 * fraction(number, seed + 1)) * spacing_m
            tone = mix(color, rgb("#8a9a2e"), fraction(number, seed + 2))
            tone = scaled((tone[0] * light.tint[0], tone[1] * light.tint[1], tone[2] * light.tint[2]), dim)
            height = tall_m * (0.45 + 0.55 * fraction(number, seed + 3))
            _blade(frame, view, (x, floor_m, z_m), height, mix(tone, light.fog, fog), number)

    return stage.live(z_m, paint)


def _blade(
    frame: Frame, view: View, root: tuple[float, float, float], tall_m: float, tone: Color, number: int
) -> None:
    x, y, z = root
    t = np.linspace(0, 1, 15)
    phase = 1.7 * number
    swing = tall_m * (0.09 * t * np.sin(1.25 * view.time_s + phase - 2.6 * t) + 0.05 * t**2 * math.sin(0.6 * view.time_s + phase))
    scale = view.camera.px_per_m(z)
    u0, v0 = view.camera.project(x, y, z)
    us, vs = u0 + swing * scale, v0 - t * tall_m * scale
    wide = tall_m * scale * 0.020
    half = wide * (1.15 - 0.75 * t)
    outline = np.concatenate([np.stack([us - half, vs], axis=1), np.stack([us + half, vs], axis=1)[::-1]])
    frame.canvas.polygon(outline, scaled(tone, 0.75))
    leaves = []
    for index in range(2, 15):
        side = 1 if index % 2 else -1
        length = tall_m * scale * 0.15 * (1.1 - 0.5 * t[index])
        droop = length * (0.35 + 0.12 * math.sin(1.6 * view.time_s + phase + index))
        tip = (us[index] + side * length, vs[index] - length * 0.55 + droop * 0.4)
        belly = (us[index] + side * length * 0.5, vs[index] - length * 0.62 + droop * 0.1)
        under = (us[index] + side * length * 0.5, vs[index] - length * 0.10 + droop * 0.5)
        leaves.append(np.array([(us[index], vs[index]), belly, tip, under]))
    frame.canvas.polygons(leaves, tone)


def brain_coral(art: Art, x: float, size_m: float, rng: np.random.Generator, color: Color, y: float = 0.0) -> None:
    """A domed coral with winding grooves."""
    art.ellipse((x, y), (size_m * 1.25, size_m * 0.16), art.light.shade, 0.4, size_m * 0.08)
    art.ellipse((x, y + size_m * 0.30), (size_m, size_m * 0.72), mix(color, art.light.key, 0.2), to=scaled(color, 0.45))
    for row in range(4):
        level = y + size_m * (0.12 + 0.22 * row)
        half = size_m * 0.9 * math.sqrt(max(0.05, 1 - ((level - y - 0.3 * size_m) / (0.72 * size_m)) ** 2))
        t = np.linspace(-1, 1, 15)
        wave = level + size_m * 0.06 * np.sin(9 * t + row * 2.1 + float(rng.uniform(0, 3)))
        art.line(np.stack([x + half * t, wave], axis=1), scaled(color, 0.5), size_m * 0.045, 0.7)


def branch_coral(art: Art, x: float, size_m: float, rng: np.random.Generator, color: Color, y: float = 0.0) -> None:
    """A coral like a little tree, its tips pale."""
    art.ellipse((x, y), (size_m * 0.6, size_m * 0.09), art.light.shade, 0.4, size_m * 0.05)
    stack = [((x, y), math.pi / 2 + s, size_m * 0.42, 3) for s in (-0.7, -0.25, 0.2, 0.65)]
    while stack:
        start, angle, length, depth = stack.pop()
        end = (start[0] + math.cos(angle) * length, start[1] + math.sin(angle) * length)
        tone = mix(scaled(color, 0.62), mix(color, (1.0, 1.0, 1.0), 0.25), 1 - depth / 3)
        art.line([start, end], tone, size_m * 0.035 * (1 + depth))
        if depth > 0:
            for turn in (float(rng.uniform(0.2, 0.55)), -float(rng.uniform(0.2, 0.55))):
                stack.append((end, angle + turn, length * float(rng.uniform(0.55, 0.75)), depth - 1))
        else:
            art.ellipse(end, (size_m * 0.035, size_m * 0.035), mix(color, (1.0, 1.0, 1.0), 0.55))


def fan_coral(art: Art, x: float, size_m: float, rng: np.random.Generator, color: Color, y: float = 0.0) -> None:
    """A flat fan with ribs and a net between them."""
    t = np.linspace(0.12, math.pi - 0.12, 17)
    reach = size_m * rng.uniform(0.82, 1.05, len(t))
    rim = np.stack([x + reach * np.cos(t) * 0.8, y + size_m * 0.1 + reach * np.sin(t)], axis=1)
    art.polygon(np.concatenate([[(x, y)], rim]), mix(color, art.light.key, 0.1), 0.72, to=scaled(color, 0.6))
    for point in rim:
        art.line([(x, y), tuple(point)], scaled(color, 0.6), size_m * 0.022, 0.9)
    for share in (0.45, 0.7, 0.9):
        art.line(np.array((x, y)) + (rim - (x, y)) * share, scaled(color, 0.62), size_m * 0.014, 0.7)


def tube_coral(art: Art, x: float, size_m: float, rng: np.random.Generator, color: Color, y: float = 0.0) -> None:
    """A cluster of upright sponges, dark inside."""
    for index in range(5):
        tall = size_m * float(rng.uniform(0.45, 1.0))
        at = x + (index - 2) * size_m * 0.19
        half = size_m * 0.085
        art.polygon(
            [(at - half * 0.7, y - 0.02), (at - half, y + tall), (at + half, y + tall), (at + half * 0.7, y - 0.02)],
            mix(color, art.light.key, 0.15), to=scaled(color, 0.5),
        )  # fmt: skip
        art.rect(at - art.side * half, y, at - art.side * half * 0.35, y + tall, scaled(color, 0.4), 0.35)
        art.ellipse((at, y + tall), (half, half * 0.42), mix(color, (1.0, 1.0, 1.0), 0.3))
        art.ellipse((at, y + tall), (half * 0.68, half * 0.26), scaled(color, 0.3))


def starfish(art: Art, x: float, size_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """A five-armed star that lies on the sand."""
    turn = float(rng.uniform(0, 6))
    points = []
    for index in range(10):
        reach = size_m * (1.0 if index % 2 == 0 else 0.42)
        angle = turn + index * math.pi / 5
        points.append((x + reach * math.cos(angle), y + 0.45 * reach * math.sin(angle)))
    art.polygon(spline(points, per_segment=3), rgb("#f08a4b"), to=rgb("#c8592f"))


def sea_grass(art: Art, height_m: float, rng: np.random.Generator, per_m: float, color: Color) -> None:
    """Ribbons of sea grass in tufts along the strip."""
    for _ in range(int(art.width_m * per_m)):
        x = float(rng.uniform(0, art.width_m))
        for _ in range(5):
            tall = height_m * float(rng.uniform(0.4, 1.0))
            lean = tall * float(rng.uniform(-0.35, 0.35))
            root = x + float(rng.uniform(-0.15, 0.15)) * height_m
            tone = scaled(color, float(rng.uniform(0.7, 1.15)))
            half = height_m * 0.035
            tip = (root + lean, tall)
            bend = (root + lean * 0.25, tall * 0.6)
            art.polygon([(root - half, -0.05), (bend[0] - half, bend[1]), tip, (bend[0] + half, bend[1]), (root + half, -0.05)], tone)
