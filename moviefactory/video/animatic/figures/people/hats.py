"""Headgear in head units (radius 1, centre at the origin). One small function per hat, found by name in HATS."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figures.palette import GLASS, GOLD, INK, SNOW, STEEL
from moviefactory.video.animatic.figures.pen import Pen
from moviefactory.video.animatic.figures.people.head import arc, shifted

Hat = Callable[[Pen, Color, float], None]  # pen, colour, how far the head is turned to the right (0..1)


def _dome(pen: Pen, color: Color, low: float = 0.28, top: float = 1.22, wide: float = 1.04) -> None:
    """The cap that follows the skull above `low`."""
    pen.smooth([(-wide, low), (-0.92 * wide, top * 0.66), (-0.4, top * 0.98), (0.4, top * 0.98), (0.92 * wide,
        top * 0.66),
                (wide, low), (0.5, low - 0.08), (-0.5, low - 0.08)], color)  # fmt: skip


def _brim(pen: Pen, color: Color, y: float, wide: float, thick: float = 0.16) -> None:
    pen.ball(0, y, wide, thick, color)


def _cap(pen: Pen, color: Color, turned: float) -> None:
    _dome(pen, color)
    pen.smooth([(-0.1 + 0.5 * turned, 0.42), (0.9, 0.42), (1.5 * (0.55 + 0.45 * turned), 0.2), (0.4, 0.1),
                (-0.35 + 0.6 * turned, 0.2)], scaled(color, 0.8))  # fmt: skip


def _police(pen: Pen, color: Color, turned: float) -> None:
    pen.smooth([(-1.0, 0.4), (-1.3, 0.95), (-0.6, 1.28), (0.6, 1.28), (1.3, 0.95), (1.0, 0.4)], color)
    pen.slab(-1.0, 0.42, 1.0, 0.62, scaled(color, 0.55), 0.1)
    x = 0.3 * turned
    pen.smooth([(-0.72 + x, 0.5), (0.72 + x, 0.5), (0.8 + x, 0.34), (x, 0.26), (-0.8 + x, 0.34)], INK)
    pen.ball(x, 0.78, 0.2, 0.2, GOLD)


def _keeper(pen: Pen, color: Color, turned: float) -> None:
    _police(pen, color, turned)
    pen.slab(-0.99, 0.5, 0.99, 0.6, GOLD, 0.04, edge=0)


def _sailor(pen: Pen, color: Color, turned: float) -> None:
    pen.smooth([(-0.85, 0.7), (-0.6, 1.18), (0.6, 1.18), (0.85, 0.7)], SNOW)
    pen.smooth([(-1.02, 0.42), (-1.1, 0.82), (0, 0.72), (1.1, 0.82), (1.02, 0.42), (0, 0.34)], SNOW)
    pen.stroke([(-0.98, 0.46), (0, 0.4), (0.98, 0.46)], rgb("2a63cf"), 0.09, curved=True)


def _crown(pen: Pen, color: Color, turned: float) -> None:
    points = [(-0.85, 0.42), (-1.0, 1.25), (-0.5, 0.9), (0, 1.45), (0.5, 0.9), (1.0, 1.25), (0.85, 0.42)]
    pen.fill(points, GOLD, 0.3)
    for x, y in ((-1.0, 1.28), (0.0, 1.48), (1.0, 1.28)):
        pen.ball(x, y, 0.12, 0.12, GOLD, edge=0.6)
    for x, gem in ((-0.48, "2a63cf"), (0.0, "d8262c"), (0.48, "2a63cf")):
        pen.ball(x, 0.65, 0.11, 0.14, rgb(gem), edge=0.5)


def _tiara(pen: Pen, color: Color, turned: float) -> None:
    pen.fill(
        [(-0.62, 0.66), (-0.5, 0.98), (-0.25, 0.9), (0, 1.35), (0.25, 0.9), (0.5, 0.98), (0.62, 0.66), (0, 0.8)], GOLD
    )
    pen.ball(0, 1.0, 0.11, 0.13, rgb("f05fa0"), edge=0.5)


def _wizard(pen: Pen, color: Color, turned: float) -> None:
    pen.smooth(
        [(-0.92, 0.5), (-0.5, 1.5), (-0.45, 2.25), (-0.85, 2.75), (-0.1, 2.35), (0.35, 1.5), (0.92, 0.5)], color, 0.3
    )
    _brim(pen, scaled(color, 0.86), 0.48, 1.62, 0.26)
    pen.smooth([(-0.86, 0.56), (0, 0.66), (0.86, 0.56), (0.74, 0.92), (0, 1.0), (-0.74, 0.92)], GOLD, edge=0.4)
    for x, y, r in ((-0.2, 1.45, 0.15), (0.22, 1.18, 0.1), (-0.32, 2.0, 0.1)):
        star = [
            (x + r * k * np.cos(a), y + r * k * np.sin(a))
            for a, k in zip(np.linspace(1.57, 7.85, 11)[:-1], (1, 0.45) * 5, strict=True)
        ]
        pen.fill(star, rgb("ffe27a"), 0, 0)


def _witch(pen: Pen, color: Color, turned: float) -> None:
    pen.smooth([(-0.92, 0.5), (-0.4, 1.6), (0.1, 2.2), (0.65, 2.5), (0.3, 1.9), (0.4, 1.4), (0.92, 0.5)], color, 0.3)
    _brim(pen, scaled(color, 0.86), 0.48, 1.7, 0.24)
    pen.smooth(
        [(-0.86, 0.56), (0, 0.64), (0.86, 0.56), (0.76, 0.88), (0, 0.96), (-0.76, 0.88)], rgb("7b3fb5"), edge=0.4
    )
    pen.slab(-0.2, 0.6, 0.2, 0.95, GOLD, 0.05, edge=0.5)


def _pirate(pen: Pen, color: Color, turned: float) -> None:
    pen.smooth([(-1.0, 0.35), (-1.62, 0.75), (-0.95, 1.1), (-0.4, 1.5), (0.4, 1.5), (0.95, 1.1), (1.62, 0.75), (1.0,
        0.35),
                (0, 0.5)], color)  # fmt: skip
    pen.stroke([(-1.5, 0.76), (-0.9, 0.62), (0, 0.7), (0.9, 0.62), (1.5, 0.76)], GOLD, 0.1, curved=True)
    x = 0.2 * turned
    pen.stroke([(x - 0.3, 0.84), (x + 0.3, 1.08)], SNOW, 0.1)
    pen.stroke([(x + 0.3, 0.84), (x - 0.3, 1.08)], SNOW, 0.1)
    pen.ball(x, 1.1, 0.22, 0.2, SNOW, shade=0.1, edge=0)
    for side in (-1, 1):
        pen.dot(x + side * 0.08, 1.1, 0.055, INK)


def _knight(pen: Pen, color: Color, turned: float) -> None:
    pen.tube([(-0.2, 1.1), (-0.7, 1.65), (-1.35, 1.35), (-1.5, 0.6)], [0.1, 0.3, 0.26, 0.05], rgb("d8262c"))
    pen.ball(0, 0.02, 1.1, 1.16, STEEL, 0.32)
    x = 0.42 * turned
    pen.smooth([(-0.85 + x * 0.6, 0.36), (0.05 + x, 0.5), (0.9, 0.36), (0.92, -0.5), (0.1 + x, -1.05),
        (-0.8 + x * 0.5, -0.6)],
               mix(STEEL, SNOW, 0.25), 0.3)  # fmt: skip
    pen.slab(-0.62 + x, 0.02, 0.62 + x * 0.6, 0.22, INK, 0.08, 0, 0)
    for row in range(3):
        for column in (-1, 1):
            pen.dot(x + column * 0.3, -0.25 - 0.2 * row, 0.06, scaled(STEEL, 0.45))
    pen.stroke([(-1.08, 0.28), (0, 0.46), (1.08, 0.28)], GOLD, 0.09, curved=True)


def _samurai(pen: Pen, color: Color, turned: float) -> None:
    pen.smooth([(-1.1, 0.5), (-1.5, -0.5), (-0.95, -0.65), (-0.85, 0.2)], color)
    pen.smooth([(1.1, 0.5), (1.5, -0.5), (0.95, -0.65), (0.85, 0.2)], color)
    _dome(pen, color, 0.3, 1.3, 1.1)
    _brim(pen, scaled(color, 0.7), 0.36, 1.24, 0.15)
    x = 0.2 * turned
    for side in (-1, 1):
        pen.tube([(x, 0.62), (x + side * 0.5, 0.95), (x + side * 0.78, 1.75)], [0.14, 0.14, 0.03], GOLD)
    pen.ball(x, 0.66, 0.2, 0.2, GOLD)


def _astronaut(pen: Pen, color: Color, turned: float) -> None:
    pen.slab(-1.25, -0.35, -0.98, 0.3, rgb("d8262c"), 0.12)
    x = 0.12 * turned
    pen.ball(x, 0.02, 1.02, 0.9, rgb("bfe6ff"), 0, 0, alpha=0.14)
    ring = np.concatenate([arc(0, 360, 1.34, 1.36, 40), shifted(arc(360, 0, 0.98, 0.86, 40), x + 0.03, 0.0)])
    pen.fill(ring, SNOW, 0.22)
    pen.tube(shifted(arc(150, 105, 0.86, 0.74, 6), x, 0.02), [0.03, 0.07, 0.03], SNOW, 0, 0, alpha=0.8)
    pen.slab(0.98, -0.3, 1.3, 0.25, rgb("d8262c"), 0.12)


def _diver(pen: Pen, color: Color, turned: float) -> None:
    x = 0.3 * turned
    pen.smooth(
        [(x - 0.75, 0.4), (x + 0.7, 0.4), (x + 0.72, -0.12), (x, -0.22), (x - 0.75, -0.12)], GLASS, 0.1, alpha=0.5
    )
    ring = [(x - 0.78, 0.42), (x + 0.74, 0.42), (x + 0.76, -0.14), (x, -0.24), (x - 0.78, -0.14), (x - 0.78, 0.42)]
    pen.stroke(ring, INK, 0.12)
    pen.tube([(x + 0.2, -0.5), (-1.0, -0.55), (-1.15, 0.4), (-1.1, 1.3)], [0.1], rgb("f07f1e"))


def _chef(pen: Pen, color: Color, turned: float) -> None:
    for x, y, r in ((-0.55, 1.3, 0.55), (0.55, 1.3, 0.55), (0.0, 1.55, 0.62)):
        pen.ball(x, y, r, r * 0.86, SNOW, 0.14)
    pen.smooth([(-0.9, 0.38), (-0.88, 1.15), (0.88, 1.15), (0.9, 0.38), (0, 0.28)], SNOW, 0.16, edge=0.6)


def _firefighter(pen: Pen, color: Color, turned: float) -> None:
    _brim(pen, scaled(color, 0.8), 0.34, 1.45, 0.22)
    _dome(pen, color, 0.34, 1.36, 1.06)
    pen.tube([(-0.1, 0.5), (0, 1.36)], [0.1], scaled(color, 0.8), edge=0.5)
    pen.smooth([(-0.28, 0.5), (-0.3, 0.9), (0, 1.08), (0.3, 0.9), (0.28, 0.5), (0, 0.4)], GOLD)


def _fedora(pen: Pen, color: Color, turned: float) -> None:
    pen.smooth([(-0.9, 0.45), (-0.8, 1.2), (-0.35, 1.4), (0, 1.28), (0.35, 1.4), (0.8, 1.2), (0.9, 0.45)], color)
    pen.slab(-0.89, 0.46, 0.89, 0.74, scaled(color, 0.45), 0.05, edge=0)
    pen.smooth([(-1.5, 0.42), (0, 0.5), (1.5, 0.42), (1.2, 0.24), (0, 0.2), (-1.2, 0.24)], color)


def _cowboy(pen: Pen, color: Color, turned: float) -> None:
    pen.smooth([(-0.85, 0.45), (-0.75, 1.3), (-0.3, 1.5), (0, 1.35), (0.3, 1.5), (0.75, 1.3), (0.85, 0.45)], color)
    pen.slab(-0.84, 0.48, 0.84, 0.68, scaled(color, 0.5), 0.05, edge=0)
    pen.smooth(
        [(-1.75, 0.85), (-1.2, 0.5), (0, 0.55), (1.2, 0.5), (1.75, 0.85), (1.25, 0.25), (0, 0.2), (-1.25, 0.25)], color
    )


def _straw(pen: Pen, color: Color, turned: float) -> None:
    straw = rgb("e6c06a")
    pen.smooth([(-0.85, 0.45), (-0.7, 1.15), (0, 1.3), (0.7, 1.15), (0.85, 0.45)], straw)
    pen.slab(-0.84, 0.48, 0.84, 0.7, rgb("c0392b"), 0.05, edge=0)
    _brim(pen, straw, 0.42, 1.7, 0.24)


def _conical(pen: Pen, color: Color, turned: float) -> None:
    pen.fill([(-1.6, 0.35), (0, 1.45), (1.6, 0.35), (0.9, 0.18), (-0.9, 0.18)], rgb("dcb766"))


def _hard_hat(pen: Pen, color: Color, turned: float) -> None:
    _dome(pen, color, 0.34, 1.32, 1.06)
    pen.tube([(0, 0.5), (0, 1.34)], [0.16], scaled(color, 0.88), edge=0.5)
    pen.smooth([(-1.1, 0.4), (1.1, 0.4), (1.35, 0.22), (0, 0.14), (-1.2, 0.24)], color)


def _top_hat(pen: Pen, color: Color, turned: float) -> None:
    pen.smooth([(-0.8, 0.45), (-0.9, 1.9), (0.9, 1.9), (0.8, 0.45)], color)
    pen.slab(-0.83, 0.48, 0.83, 0.78, rgb("b3122f"), 0.04, edge=0)
    _brim(pen, color, 0.44, 1.3, 0.16)


def _beret(pen: Pen, color: Color, turned: float) -> None:
    pen.smooth([(-1.0, 0.4), (-1.35, 0.8), (-0.7, 1.22), (0.5, 1.15), (1.08, 0.72), (0.95, 0.4), (0, 0.3)], color)
    pen.tube([(-0.1, 1.15), (-0.05, 1.36)], [0.06], color, edge=0.5)


def _ninja(pen: Pen, color: Color, turned: float) -> None:
    x = 0.35 * turned
    outer = arc(0, 360, 1.04, 1.1, 36)
    slot = np.array(
        [(0.78 + x * 0.4, 0.34), (x, 0.38), (-0.78 + x, 0.34), (-0.78 + x, -0.12), (x, -0.18), (0.78 + x * 0.4, -0.12)]
    )
    pen.fill(np.concatenate([outer, slot[:1], slot[::-1], outer[:1]]), color)
    pen.tube([(-1.0, 0.45), (-1.5, 0.5), (-1.8, 0.2)], [0.12, 0.14, 0.05], rgb("d8262c"))
    pen.tube(arc(160, 20, 1.05, 0.58, 9), [0.1], rgb("d8262c"), edge=0.4)


def _hood(pen: Pen, color: Color, turned: float) -> None:
    x = 0.28 * turned
    outer = np.concatenate([arc(-40, 220, 1.28, 1.32, 30)])
    inner = shifted(arc(215, -35, 0.9, 0.98, 24), x, -0.05)
    pen.fill(np.concatenate([outer, inner]), color)


def _elf(pen: Pen, color: Color, turned: float) -> None:
    pen.smooth([(-1.0, 0.42), (-0.7, 1.2), (-1.0, 1.7), (-1.7, 1.6), (-0.7, 2.05), (0.2, 1.6), (1.0, 0.42)], color)
    pen.smooth([(-1.05, 0.3), (-1.0, 0.6), (0, 0.72), (1.0, 0.6), (1.05, 0.3), (0, 0.4)], scaled(color, 0.7))
    pen.ball(-1.72, 1.58, 0.17, 0.17, GOLD)


def _santa(pen: Pen, color: Color, turned: float) -> None:
    pen.smooth(
        [(-0.95, 0.5), (-0.6, 1.4), (-1.1, 1.75), (-1.75, 1.1), (-0.9, 2.1), (0.2, 1.7), (0.95, 0.5)], rgb("d8262c")
    )
    pen.smooth([(-1.1, 0.3), (-1.08, 0.62), (0, 0.74), (1.08, 0.62), (1.1, 0.3), (0, 0.4)], SNOW)
    pen.ball(-1.75, 1.08, 0.26, 0.26, SNOW)


def _jester(pen: Pen, color: Color, turned: float) -> None:
    for side, paint in ((-1, color), (1, rgb("f7cb2d"))):
        pen.tube([(side * 0.3, 0.75), (side * 0.9, 1.5), (side * 1.6, 0.95)], [0.5, 0.36, 0.1], paint)
        pen.ball(side * 1.65, 0.9, 0.17, 0.17, GOLD)
    pen.smooth([(-1.0, 0.4), (-0.8, 0.95), (0.8, 0.95), (1.0, 0.4), (0, 0.5)], color)


def _nurse(pen: Pen, color: Color, turned: float) -> None:
    pen.smooth([(-0.75, 0.66), (-0.62, 1.28), (0, 1.38), (0.62, 1.28), (0.75, 0.66), (0, 0.82)], SNOW)
    pen.slab(-0.07, 0.92, 0.07, 1.28, rgb("d8262c"), 0, 0, 0)
    pen.slab(-0.18, 1.03, 0.18, 1.17, rgb("d8262c"), 0, 0, 0)


def _headband(pen: Pen, color: Color, turned: float) -> None:
    pen.tube(arc(172, 8, 1.02, 0.62, 9), [0.12], color, edge=0.5)


def _headscarf(pen: Pen, color: Color, turned: float) -> None:
    _hood(pen, color, turned)
    pen.ball(0.2 * turned, -1.1, 0.2, 0.14, scaled(color, 0.85))


def _bandana(pen: Pen, color: Color, turned: float) -> None:
    _dome(pen, color, 0.4, 1.18, 1.0)
    pen.smooth([(-0.9, 0.5), (-1.5, 0.3), (-1.3, -0.05), (-0.95, 0.35)], color)


def _turban(pen: Pen, color: Color, turned: float) -> None:
    for y, wide in ((0.5, 1.12), (0.78, 1.1), (1.06, 0.9)):
        pen.ball(0, y, wide, 0.34, color)
    pen.ball(0.2 * turned, 0.85, 0.16, 0.2, rgb("d8262c"))


def _graduation(pen: Pen, color: Color, turned: float) -> None:
    _dome(pen, color, 0.4, 1.05)
    pen.fill([(-1.4, 1.05), (0, 1.5), (1.4, 1.05), (0, 0.68)], color)
    pen.stroke([(0, 1.08), (1.1, 0.95), (1.15, 0.35)], GOLD, 0.08)


def _viking(pen: Pen, color: Color, turned: float) -> None:
    for side in (-1, 1):
        pen.tube([(side * 0.85, 0.7), (side * 1.5, 0.9), (side * 1.6, 1.7)], [0.28, 0.22, 0.03], rgb("f4ead0"))
    _dome(pen, STEEL, 0.3, 1.26, 1.08)
    pen.tube([(-1.05, 0.36), (0, 0.3), (1.05, 0.36)], [0.12], rgb("8a5630"))


def _devil(pen: Pen, color: Color, turned: float) -> None:
    for side in (-1, 1):
        pen.tube([(side * 0.5, 0.75), (side * 0.75, 1.1), (side * 0.65, 1.55)], [0.2, 0.15, 0.02], rgb("b3122f"))


def _halo(pen: Pen, color: Color, turned: float) -> None:
    pen.fill(
        np.concatenate([shifted(arc(0, 360, 0.8, 0.24, 30), 0, 1.5), shifted(arc(360, 0, 0.58, 0.13, 30), 0, 1.5)]),
            rgb("ffe27a")
    )  # fmt: skip
    pen.glow(0, 1.5, 1.4, rgb("ffe27a"), 0.5)


def _fisher(pen: Pen, color: Color, turned: float) -> None:
    _dome(pen, color, 0.36, 1.24, 1.04)
    pen.smooth([(-1.1, 0.44), (1.1, 0.44), (1.5, 0.12), (0.6, 0.2), (-0.6, 0.2), (-1.6, -0.05)], color)


def _pilot(pen: Pen, color: Color, turned: float) -> None:
    _dome(pen, color, 0.3, 1.18, 1.06)
    pen.smooth([(-1.08, 0.4), (-0.78, 0.4), (-0.74, -0.4), (-0.98, -0.5)], color)
    for side in (-1, 1):
        pen.ball(side * 0.36 + 0.2 * turned, 0.66, 0.3, 0.24, INK)
        pen.ball(side * 0.36 + 0.2 * turned, 0.67, 0.22, 0.17, GLASS, 0.3, 0)


def _helmet(pen: Pen, color: Color, turned: float) -> None:
    x = 0.4 * turned
    outer = arc(0, 360, 1.16, 1.2, 36)
    slot = np.array(
        [(0.85 + x * 0.5, 0.5), (x, 0.56), (-0.75 + x, 0.5), (-0.72 + x, -0.22), (x, -0.3), (0.9 + x * 0.4, -0.22)]
    )
    pen.fill(np.concatenate([outer, slot[:1], slot[::-1], outer[:1]]), color, 0.3)
    pen.smooth(slot, GLASS, 0.2, 0, alpha=0.3)
    pen.tube(arc(120, 60, 0.5, 1.12, 6), [0.1], SNOW, 0, 0)


HATS: dict[str, Hat] = {
    "fisher": _fisher, "pilot": _pilot, "helmet": _helmet,
    "cap": _cap, "police": _police, "keeper": _keeper, "sailor": _sailor, "crown": _crown, "tiara": _tiara,
    "wizard": _wizard, "witch": _witch, "pirate": _pirate, "knight": _knight, "samurai": _samurai,
    "astronaut": _astronaut, "diver": _diver, "chef": _chef, "firefighter": _firefighter, "fedora": _fedora,
    "cowboy": _cowboy, "straw": _straw, "conical": _conical, "hard_hat": _hard_hat, "top_hat": _top_hat,
    "beret": _beret, "ninja": _ninja, "hood": _hood, "elf": _elf, "santa": _santa, "jester": _jester, "nurse": _nurse,
    "headband": _headband, "headscarf": _headscarf, "bandana": _bandana, "turban": _turban,
    "graduation": _graduation, "viking": _viking, "devil": _devil, "halo": _halo,
}  # fmt: skip
