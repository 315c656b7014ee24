"""What people have put into the fields: farmhouse, barn, windmill, fence, bales; and flowers as a ground texture."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.noise import tile
from moviefactory.video.animatic.scenery.trees import ground_shadow

_LAMP: Color = (1.0, 0.80, 0.42)


def blossom_field(seed: int) -> NDArray[np.float32]:
    """A ground texture (512, 512) that is high only at small scattered blossoms."""
    fine = tile(512, 46, seed, 2, 0.5)
    where = tile(512, 5, seed + 1, 3)
    return np.asarray(np.clip((fine - 0.80) * 8.0, 0, 1) * np.clip((where - 0.35) * 3, 0, 1), np.float32)


def blossom(art: Art, x: float, height_m: float, size_m: float, color: Color, rng: np.random.Generator) -> None:
    """One large flower close to the lens: stalk, two leaves, a ring of petals around a golden heart."""
    lean = float(rng.uniform(-0.18, 0.18)) * height_m
    head = (x + lean, height_m)
    green = rgb("#5d8f3a")
    art.line([(x, -0.2 * height_m), (x + 0.3 * lean, 0.5 * height_m), head], scaled(green, 0.85), size_m * 0.12)
    for side, level in ((-1, 0.35), (1, 0.55)):
        root = (x + 0.4 * lean * level, height_m * level)
        tip = (root[0] + side * size_m * 0.9, root[1] + size_m * 0.55)
        art.polygon(
            [
                root,
                (root[0] + side * size_m * 0.5, root[1] + size_m * 0.5),
                tip,
                (root[0] + side * size_m * 0.6, root[1] + size_m * 0.12),
            ],
            green,
        )
    petals, flat = 9, float(rng.uniform(0.6, 0.95))
    for index in range(petals):
        angle = 2 * math.pi * (index + 0.3) / petals
        center = (head[0] + math.cos(angle) * size_m * 0.34, head[1] + flat * math.sin(angle) * size_m * 0.34)
        tone = mix(color, art.light.key, 0.2) if math.cos(angle) * art.side > 0 else scaled(color, 0.85)
        art.ellipse(
            center,
            (size_m * 0.24, size_m * 0.13),
            tone,
            angle=-math.degrees(math.atan2(flat * math.sin(angle), math.cos(angle))),
        )
    art.ellipse(head, (size_m * 0.19, size_m * 0.19 * flat), (0.98, 0.80, 0.26), to=(0.80, 0.52, 0.14))


def _house(art: Art, x: float, size: tuple[float, float], y: float, wall: Color, roof: Color) -> None:
    """Walls and a gabled roof, `size` (half width, height of the walls) in metres."""
    half, tall = size
    ground_shadow(art, x, y, half * 3.0, 0.3)
    art.rect(x - half, y - 0.3, x + half, y + tall, wall, to=scaled(wall, 0.78))
    shaded = (x - half, x - half * 0.35) if art.side > 0 else (x + half * 0.35, x + half)
    art.rect(shaded[0], y - 0.3, shaded[1], y + tall, art.light.shade, 0.22)
    over = half * 0.16
    ridge = tall * 1.75
    art.polygon(
        [(x - half - over, y + tall * 0.96), (x - half * 0.78, y + ridge), (x + half * 0.78, y + ridge),
         (x + half + over, y + tall * 0.96)],
        mix(roof, art.light.key, 0.15), to=scaled(roof, 0.75),
    )  # fmt: skip


def farmhouse(art: Art, x: float, height_m: float, y: float = 0.0) -> None:
    """A white house with a red roof; its windows glow when it is dark."""
    half, tall = height_m * 0.75, height_m * 0.52
    _house(art, x, (half, tall), y, rgb("#f0e8d6"), rgb("#b5543c"))
    art.rect(x + half * 0.3, y + tall * 1.4, x + half * 0.5, y + tall * 2.1, rgb("#8d6a5a"))
    for share in (-0.66, -0.22, 0.22, 0.66):
        box = (x + share * half - 0.11 * half, y + tall * 0.36, x + share * half + 0.11 * half, y + tall * 0.76)
        art.rect(*box, rgb("#5c7488"))
        if art.light.dark:
            art.lamp.rect(*box, scaled(_LAMP, 0.9))
            art.glow(x + share * half, y + tall * 0.56, height_m * 0.5, _LAMP, 0.5)


def barn(art: Art, x: float, height_m: float, y: float = 0.0) -> None:
    """A red barn with white boards, and a silo beside it."""
    half, tall = height_m * 0.85, height_m * 0.55
    silo = x + art.side * half * 1.45
    steel = rgb("#c9ced2")
    art.rect(silo - half * 0.26, y - 0.3, silo + half * 0.26, y + tall * 1.9, steel, to=scaled(steel, 0.75))
    art.ellipse((silo, y + tall * 1.9), (half * 0.26, half * 0.24), mix(steel, art.light.key, 0.3))
    art.rect(silo - half * 0.26, y - 0.3, silo - half * 0.05, y + tall * 1.9, art.light.shade, 0.22)
    _house(art, x, (half, tall), y, rgb("#a8403a"), rgb("#6f5a52"))
    white = rgb("#efe6d8")
    for low, high in (((-0.3, 0.0), (0.3, 0.8)), ((-0.3, 0.8), (0.3, 0.0))):
        line = [(x + low[0] * half, y + low[1] * tall), (x + high[0] * half, y + high[1] * tall)]
        art.line(line, white, height_m * 0.035)
    frame = [
        (x - 0.3 * half, y),
        (x - 0.3 * half, y + 0.8 * tall),
        (x + 0.3 * half, y + 0.8 * tall),
        (x + 0.3 * half, y),
    ]
    art.line(frame, white, height_m * 0.04)


def windmill(art: Art, x: float, height_m: float, y: float = 0.0) -> None:
    """A tower mill with four sails."""
    wall = rgb("#e9dcc4")
    base, head, top = height_m * 0.16, height_m * 0.10, y + height_m * 0.68
    art.polygon(
        [(x - base, y - 0.3), (x - head, top), (x + head, top), (x + base, y - 0.3)], wall, to=scaled(wall, 0.8)
    )
    dark = -art.side
    shade = [
        (x + dark * base, y - 0.3),
        (x + dark * head, top),
        (x + dark * head * 0.3, top),
        (x + dark * base * 0.3, y),
    ]
    art.polygon(shade, art.light.shade, 0.25)
    cap = [(x - head * 1.2, top), (x - head * 0.6, top + height_m * 0.10), (x + head * 0.6, top + height_m * 0.10)]
    art.polygon([*cap, (x + head * 1.2, top)], rgb("#7a5648"))
    hub = (x, top + height_m * 0.03)
    for quarter in range(4):
        angle = 0.45 + quarter * math.pi / 2
        along, across = np.array((math.cos(angle), math.sin(angle))), np.array((-math.sin(angle), math.cos(angle)))
        tip = np.array(hub) + along * height_m * 0.44
        art.line(np.array([hub, tip]), rgb("#6b5140"), height_m * 0.016)
        near = np.array(hub) + along * height_m * 0.10
        sail = [near, tip, tip + across * height_m * 0.085, near + across * height_m * 0.085]
        art.polygon(np.array(sail), rgb("#f3ead8"), 0.92)
        for rung in (0.3, 0.5, 0.7):
            start = near + (tip - near) * rung
            art.line(np.array([start, start + across * height_m * 0.085]), rgb("#8d7560"), height_m * 0.006, 0.8)


def rail_fence(art: Art, height_m: float, every_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """Wooden posts with two rails along the whole strip, a little crooked."""
    wood = rgb("#9a7a58")
    count = max(2, round(art.width_m / every_m))
    step = art.width_m / count
    tops = [height_m * (1 + 0.05 * float(rng.uniform(-1, 1))) for _ in range(count)]
    for share in (0.45, 0.82):
        for index in range(count):
            x = (index + 0.5) * step
            other = tops[(index + 1) % count]
            ends = [(x, y + tops[index] * share), (x + step, y + other * share)]
            art.line(ends, scaled(wood, 0.80), height_m * 0.085)
            lit = [(px, py + height_m * 0.025) for px, py in ends]
            art.line(lit, mix(wood, art.light.key, 0.35), height_m * 0.03)
    for index in range(count):
        x, half, lean = (index + 0.5) * step, height_m * 0.055, float(rng.uniform(-0.04, 0.04)) * height_m
        post = [
            (x - half, y - 0.2),
            (x - half + lean, y + tops[index]),
            (x + half + lean, y + tops[index]),
            (x + half, y - 0.2),
        ]
        art.polygon(post, wood, to=scaled(wood, 0.6))
        edge = art.side * half * 0.6
        art.line([(x + edge, y), (x + edge + lean, y + tops[index])], mix(wood, art.light.key, 0.4), half * 0.5, 0.8)


def bale(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """A round bale of straw that shows its spiral."""
    straw = rgb("#d8b866")
    radius = height_m * 0.5
    ground_shadow(art, x, y, radius * 2.6)
    side = art.side * radius * 0.5
    art.ellipse((x - side, y + radius), (radius * 0.95, radius), scaled(straw, 0.72), to=scaled(straw, 0.5))
    art.ellipse((x, y + radius), (radius * 0.92, radius), mix(straw, art.light.key, 0.2), to=scaled(straw, 0.8))
    for ring in (0.72, 0.46, 0.22):
        turn = float(rng.uniform(0, 6))
        t = np.linspace(turn, turn + 5.4, 22)
        ring_m = radius * ring
        path = np.stack([x + 0.92 * ring_m * np.cos(t), y + radius + ring_m * np.sin(t)], axis=1)
        art.line(path, scaled(straw, 0.62), radius * 0.06, 0.7)
