"""What lives in the water: fish that undulate, sharks, whales, dolphins, octopus, squid, jellyfish, seahorse, crab."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figure import Habitat, View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.motion import blink, drift, pick, wave
from moviefactory.video.animatic.figures.palette import INK, SNOW, paint
from moviefactory.video.animatic.figures.pen import Pen, Reach


@dataclass(frozen=True)
class Fish:
    """One kind of fish or whale; lengths are shares of its own length."""

    length_m: float
    coat: str
    belly: str = "white"
    deep: float = 0.2  # half height of the body
    blunt: float = 0.5  # 0 pointed snout, 1 round
    dorsal: tuple[float, float] = (0.2, 0.3)  # height, width
    tail: float = 0.22
    flat_tail: bool = False  # whales: the tail lies flat and beats up and down
    marks: str = ""
    speed: float = 1.6


FISH: dict[str, Fish] = {
    "fish": Fish(0.4, "orange/azure/yellow/turquoise", "cream", 0.24, 0.6),
    "goldfish": Fish(0.2, "orange/gold", "amber", 0.28, 0.7, tail=0.34, speed=0.5),
    "clownfish": Fish(0.18, "orange", "orange", 0.26, 0.7, marks="bands", speed=0.7),
    "angelfish": Fish(0.25, "yellow/azure", "white", 0.38, 0.5, (0.38, 0.3), marks="bands", speed=0.6),
    "tuna": Fish(1.6, "navy", "silver", 0.18, 0.3, (0.14, 0.16), speed=4.0),
    "salmon": Fish(0.7, "silver/rose", "white", 0.16, 0.4, (0.12, 0.18), speed=2.0),
    "piranha": Fish(0.3, "gray", "red", 0.27, 0.8, marks="teeth", speed=1.5),
    "pufferfish": Fish(0.35, "amber", "cream", 0.4, 1.0, (0.12, 0.16), 0.16, marks="spikes", speed=0.5),
    "swordfish": Fish(2.6, "navy", "silver", 0.14, 0.15, (0.3, 0.16), 0.26, marks="sword", speed=6.0),
    "shark": Fish(4.0, "gray", "white", 0.16, 0.35, (0.24, 0.18), 0.26, marks="gills teeth", speed=3.5),
    "whale": Fish(13.0, "navy/gray", "silver", 0.19, 1.0, (0.05, 0.12), 0.2, True, "grooves spout", 3.0),
    "orca": Fish(7.0, "black", "white", 0.19, 0.7, (0.28, 0.14), 0.2, True, "orca spout", 4.0),
    "dolphin": Fish(2.6, "gray/azure", "white", 0.15, 0.5, (0.17, 0.16), 0.2, True, "beak", 4.5),
    "narwhal": Fish(4.5, "silver", "white", 0.18, 0.9, (0.03, 0.1), 0.18, True, "tusk", 2.0),
    "seal": Fish(1.6, "gray/charcoal", "silver", 0.19, 0.9, (0.0, 0.1), 0.16, True, "seal", 2.0),
    "eel": Fish(1.3, "olive", "cream", 0.06, 0.6, (0.05, 0.8), 0.06, speed=1.0),
}  # fmt: skip


def fish(role: Role, name: str) -> Actor:
    """The fish, shark, whale or dolphin `name` (a key of FISH)."""
    kind = FISH[name]
    coat = paint(role.color, paint(pick(tuple(kind.coat.split("/")), role.seed, "scales"), rgb("f07f1e")))
    leaps = role.action in ("jump", "fly", "fall", "celebrate", "dance", "play")
    still = role.action in ("idle", "look", "sleep", "talk", "wave", "float")
    rate = (1.8 if kind.length_m < 1 else 1.1 if kind.length_m < 5 else 0.45) * (
        1.5 if role.action in ("race", "run", "fight") else 1.0
    )

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        swing = wave(t * rate) * (0.55 if still else 1.0)
        pitch = {"dive": -26.0, "climb": 24.0, "sleep": 0.0}.get(role.action, 2.5 * drift(t, 0.2))
        y = 0.0
        if leaps:
            at = (time_s * (0.55 if kind.length_m > 1 else 0.9) + role.phase * 0.3) % 1.0
            pitch, y = 52 * math.cos(math.pi * at), 0.62 * kind.length_m * math.sin(math.pi * at)
        elif kind.flat_tail:
            pitch += 4 * swing
        _draw_fish(
            pen.at(0, y + 0.02 * kind.length_m * drift(t, 0.5), pitch, kind.length_m), kind, coat, t, rate, swing
        )
        return y

    habitat: Habitat = "water" if leaps else "underwater"
    pace = 0.0 if still else kind.speed * (1.8 if role.action in ("race", "run", "fight") else 1.0)
    size = kind.length_m
    return Actor(
        size * (kind.deep * 2 + kind.dorsal[0] * 0.6),
        size,
        habitat,
        pace,
        ("side",),
        Reach(-size * 0.9, -size * 0.8, size * 0.95, size * 1.45),
        draw,
    )


def _draw_fish(pen: Pen, kind: Fish, coat: Color, t: float, rate: float, swing: float) -> None:
    belly = paint(kind.belly, mix(coat, SNOW, 0.5))
    xs = np.linspace(-0.4, 0.5, 12)
    share = (xs + 0.4) / 0.9
    thick = kind.deep * np.sin(np.pi * np.clip(share, 0, 1) ** (1.05 - 0.35 * kind.blunt)) ** (
        0.85 - 0.2 * kind.blunt
    ) + 0.02 * (1 - share)
    bend = np.array(
        [
            0.045 * wave(t * rate - 0.55 * (0.5 - x)) * (0.5 - x) * (1.6 if kind.flat_tail or kind.deep < 0.1 else 0.6)
            for x in xs
        ]
    )
    top, low = np.stack([xs, bend + thick], axis=1), np.stack([xs, bend - thick * 0.94], axis=1)
    tail_pen = pen.at(-0.4, float(bend[0]), 26 * swing if kind.flat_tail else 6 * swing)
    _tail(tail_pen, kind, coat, swing)
    height, width = kind.dorsal
    mid = float(kind.deep * 0.82)
    if height > 0:
        pen.smooth(
            [
                (width * 0.5, mid * 0.9),
                (-width * 0.12, mid + height * 0.8),
                (-width * 0.45, mid + height),
                (-width * 0.5, mid * 0.7),
            ],
            scaled(coat, 0.85),
        )
    pen.far(0.72).at(0.16, -kind.deep * 0.5, -18 + 14 * swing).smooth(
        [(0.05, 0), (-0.05, -0.16), (-0.16, -0.2), (-0.06, 0.02)], coat
    )
    if "sword" in kind.marks or "tusk" in kind.marks:
        pen.fill(
            [(0.44, 0.03), (0.86, 0.05), (0.44, -0.02)], rgb("e8dcc0") if "tusk" in kind.marks else scaled(coat, 0.8)
        )
    if "beak" in kind.marks:
        pen.tube([(0.4, -0.03), (0.58, -0.05)], [0.06, 0.03], coat)
    if "spikes" in kind.marks:
        for a in np.linspace(0, 2 * math.pi, 20)[:-1]:
            x, y = 0.1 + 0.42 * math.cos(a), kind.deep * math.sin(a)
            pen.fill(
                [
                    (x * 0.96 + 0.02 * math.sin(a), y * 0.96),
                    (x * 1.16, y * 1.16),
                    (x * 0.96 - 0.02 * math.sin(a), y * 0.96),
                ],
                scaled(coat, 0.7),
                0,
                0.4,
            )
    outline = np.concatenate([top, low[::-1]])
    pen.smooth(outline, coat, 0.34)
    under = np.concatenate(
        [np.stack([xs, bend - thick * (0.28 if kind.flat_tail else 0.2)], axis=1), (low * (1, 0.97))[::-1]]
    )
    pen.smooth(under[1:-1], belly, 0.14, 0)
    _fish_marks(pen, kind, coat, t)
    pen.at(0.12, -kind.deep * 0.42, -28 + 16 * swing).smooth(
        [(0.06, 0.02), (-0.04, -0.15), (-0.17, -0.2), (-0.08, 0.01)], scaled(coat, 0.9)
    )
    _fish_face(pen, kind, t)


def _tail(pen: Pen, kind: Fish, coat: Color, swing: float) -> None:
    size = kind.tail
    if kind.flat_tail:
        pen.smooth(
            [
                (0.1, 0.03),
                (-0.05, 0.05),
                (-size, 0.1 + 0.05 * swing),
                (-size * 0.75, 0.0),
                (-size * 1.0, -0.07 + 0.05 * swing),
                (-0.05, -0.03),
                (0.1, -0.03),
            ],
            coat,
        )
        return
    narrow = 0.72 + 0.28 * abs(swing)
    tail = pen.at(wide=narrow)
    lift = 1.35 if "gills" in kind.marks else 1.0
    tail.smooth(
        [
            (0.06, 0.04),
            (-size * 0.4, size * 0.5),
            (-size, size * lift),
            (-size * 0.62, 0),
            (-size * 0.9, -size * 0.85),
            (-size * 0.4, -size * 0.45),
            (0.06, -0.04),
        ],
        scaled(coat, 0.88),
    )


def _fish_marks(pen: Pen, kind: Fish, coat: Color, t: float) -> None:
    if "bands" in kind.marks:
        for x, w in ((0.24, 0.035), (-0.02, 0.045), (-0.28, 0.025)):
            half = kind.deep * (0.86 if x > -0.1 else 0.42)
            pen.tube([(x, half), (x + 0.03, 0), (x, -half * 0.95)], [w], SNOW, 0, 0.4)
    if "gills" in kind.marks:
        for k in range(4):
            pen.stroke([(0.22 - 0.03 * k, 0.05), (0.2 - 0.03 * k, -0.06)], scaled(coat, 0.6), 0.009)
    if "orca" in kind.marks:
        pen.ball(0.26, 0.07, 0.07, 0.035, SNOW, 0, 0, 14)
        pen.ball(-0.1, -0.05, 0.1, 0.05, SNOW, 0, 0, 20)
    if "grooves" in kind.marks:
        for k in range(5):
            y = -kind.deep * (0.42 + 0.12 * k)
            pen.stroke([(0.44 - 0.03 * k, y), (0.05, y - 0.02)], rgb("8d9bb0"), 0.007)
    if "spout" in kind.marks:
        jet = max(0.0, wave(t * 0.35)) ** 0.5
        for k in range(7):
            a = (k - 3) * 0.16
            pen.haze(0.2 + a * 0.5 * jet, kind.deep + 0.26 * jet * (1 - abs(a)), 0.03, 0.05, rgb("dff3ff"), 0.75 * jet)


def _fish_face(pen: Pen, kind: Fish, t: float) -> None:
    big = 0.05 if kind.length_m < 1 else 0.024
    x, y = (0.36, kind.deep * 0.24) if not kind.flat_tail else (0.36, -0.005)
    if "orca" in kind.marks:
        x, y = 0.34, 0.03
    shut = blink(t, 0.5)
    pen.ball(x, y, big, big * (1 - 0.9 * shut), SNOW, 0, 0.4)
    pen.ball(x + big * 0.2, y, big * 0.66, big * 0.66 * (1 - 0.9 * shut), INK, 0, 0)
    pen.dot(x + big * 0.4, y + big * 0.35, big * 0.22, SNOW)
    if "teeth" in kind.marks:
        pen.smooth([(0.45, -0.05), (0.26, -0.1), (0.42, -0.1)], rgb("7a2a30"), 0, 0)
        for k in range(4):
            pen.fill(
                [
                    (0.3 + 0.035 * k, -0.075 + 0.008 * k),
                    (0.325 + 0.035 * k, -0.07 + 0.008 * k),
                    (0.31 + 0.035 * k, -0.1),
                ],
                SNOW,
                0,
                0,
            )
    else:
        pen.stroke([(0.47, -0.05), (0.42, -0.075), (0.37, -0.06)], INK, 0.01, 0.7, True)
    if "seal" in kind.marks:
        for dy in (-0.01, -0.03, -0.05):
            pen.stroke([(0.46, -0.02), (0.56, dy - 0.01)], INK, 0.005)
