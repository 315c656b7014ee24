"""Wheels and lamps that all land vehicles share. Lengths in metres; the pen's origin is the wheel's hub."""

from __future__ import annotations

import math

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figures.motion import wave
from moviefactory.video.animatic.figures.palette import IRON, LAMP, RUBBER, SNOW, STEEL
from moviefactory.video.animatic.figures.pen import Pen


def turned_deg(time_s: float, speed_m_s: float, radius_m: float, phase: float) -> float:
    """How far a rolling wheel has turned (degrees, negative: clockwise, for a vehicle that drives to the right)."""
    return -math.degrees(time_s * speed_m_s / radius_m + phase)


def wheel(pen: Pen, radius: float, turn: float, spokes: int = 5, rim: Color = STEEL, tyre: Color = RUBBER) -> None:
    """A tyre with a spoked rim."""
    pen.ball(0, 0, radius, radius, tyre, 0.25)
    pen.ball(0, 0, radius * 0.72, radius * 0.72, rim, 0.0, 0.0)
    pen.ball(0, 0, radius * 0.62, radius * 0.62, scaled(tyre, 0.55), 0.0, 0.0)
    spun = pen.at(turn=turn)
    for spoke in range(spokes):
        arm = spun.at(turn=360 * spoke / spokes)
        arm.fill([(-radius * 0.09, 0), (radius * 0.09, 0), (radius * 0.14, radius * 0.64), (-radius * 0.14,
            radius * 0.64)],
                 mix(rim, SNOW, 0.2), 0.0, 0.0)  # fmt: skip
    pen.ball(0, 0, radius * 0.19, radius * 0.19, mix(rim, IRON, 0.3), 0.0, 0.0)


def wire_wheel(pen: Pen, radius: float, turn: float, tyre: Color = RUBBER, spokes: int = 12) -> None:
    """A see-through wheel of thin spokes, for bicycles and carts."""
    ring = [(radius * 0.95 * math.cos(a * math.pi / 16), radius * 0.95 * math.sin(a * math.pi / 16)) for a in range(33)]
    spun = pen.at(turn=turn)
    for spoke in range(spokes // 2):
        a = math.pi * spoke / (spokes // 2)
        x, y = radius * 0.92 * math.cos(a), radius * 0.92 * math.sin(a)
        spun.stroke([(-x, -y), (x, y)], STEEL, radius * 0.035)
    pen.stroke(ring, tyre, radius * 0.13)
    pen.ball(0, 0, radius * 0.13, radius * 0.13, IRON, 0.2, 0.5)


def headlight(pen: Pen, x: float, y: float, size: float) -> None:
    """A lit lamp that looks ahead (to the right), with its halo."""
    pen.ball(x, y, size * 0.6, size, LAMP, 0.1, 0.6, -12)
    pen.ball(x + size * 0.1, y + size * 0.2, size * 0.25, size * 0.45, SNOW, 0, 0)
    pen.glow(x + size * 0.4, y, size * 6, LAMP, 0.75)


def tail_light(pen: Pen, x: float, y: float, size: float) -> None:
    """A red lamp at the back."""
    pen.ball(x, y, size * 0.5, size, rgb("e0262c"), 0.2, 0.5)
    pen.glow(x, y, size * 3.5, (1.0, 0.15, 0.1), 0.4)


def exhaust(pen: Pen, x: float, y: float, time_s: float, speed_m_s: float, size: float = 0.12) -> None:
    """Puffs behind the pipe at (x, y): they grow, rise and thin out; faster when driving."""
    rate = 2.2 if speed_m_s > 0 else 1.1
    for index in range(4):
        age = (time_s * rate + index / 4) % 1.0
        back = age * (1.1 + 0.25 * min(speed_m_s, 4.0)) * size * 4
        grow = size * (0.4 + 1.1 * age)
        pen.haze(x - back, y + size * age * 1.6, grow, grow * 0.8, mix(SNOW, IRON, 0.3), 0.38 * (1 - age) ** 1.3)


def bounce(time_s: float, speed_m_s: float, phase: float, size: float = 0.012) -> float:
    """How far the springs let the body dip (metres): a shiver of the engine at rest, the road when driving."""
    if speed_m_s <= 0:
        return 0.25 * size * wave(time_s * 7.0 + phase)
    return size * (wave(time_s * 2.3 + phase) + 0.5 * wave(time_s * 3.9 + 2 * phase))
