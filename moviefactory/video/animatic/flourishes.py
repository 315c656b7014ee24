"""What an action adds to the air around it: confetti, the flash of a blow, rushing air, and something to climb on."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from moviefactory.movie import Staging
from moviefactory.video.animatic.acting import ActorLayer
from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import WHITE, Color, mix, rgb
from moviefactory.video.animatic.crag import crag, ladder
from moviefactory.video.animatic.effects import explosion
from moviefactory.video.animatic.frame import Frame, Layer
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.noise import fraction
from moviefactory.video.animatic.paths import BLAST_S, HIT_EVERY_S
from moviefactory.video.animatic.stage import Stage

_CONFETTI: tuple[Color, ...] = tuple(rgb(text) for text in ("#ff5d5d", "#ffc93c", "#4bd18b", "#4fa8ff", "#c77dff"))
_BUILT = frozenset({"room", "castle_hall", "space_station", "city", "village", "stadium", "harbour"})
_IN_AIR = frozenset({"sky", "space", "underwater"})


def flourishes(stage: Stage, actors: Sequence[ActorLayer], staging: Staging) -> list[Layer]:
    """The extra layers that this shot's actions ask for."""
    actions = {subject.action for subject in staging.subjects}
    near, behind = stage.before(0.9), 1.1
    layers: list[Layer] = []
    if "celebrate" in actions and staging.setting != "underwater":
        layers.append(stage.live(near, confetti(stage.light, stage.seed)))
    if stage.rig.rise_m_s < 0 and staging.setting != "space":
        layers.append(stage.live(near, rushing_air(stage.light, stage.seed, 7)))
        layers.append(stage.live(behind, rushing_air(stage.light, stage.seed + 50, 12)))
    layers += [stage.live(near, burst(actor)) for actor in actors if actor.actor.subject.action == "explode"]
    fighters = [actor for actor in actors if actor.actor.subject.action == "fight"]
    if len({actor.actor.index for actor in fighters}) > 1:
        first = fighters[0]
        other = next(actor for actor in fighters if actor.actor.index != first.actor.index)
        layers.append(stage.live(near, blows(first, other, stage.seed)))
    climbers = [actor for actor in actors if actor.actor.subject.action == "climb" and actor.on_ground]
    if climbers and climbers[0].actor.subject.kind != "vehicle" and staging.setting not in _IN_AIR:
        build = ladder if staging.setting in _BUILT else crag
        layers.append(build(stage, climbers[0]))
    return layers


def confetti(light: Light, seed: int) -> Callable[[Frame, View], None]:
    """Paper flakes that tumble down through the whole picture."""

    def paint(frame: Frame, view: View) -> None:
        height, width = frame.height, frame.width
        for index in range(64):
            rate = 0.28 + 0.22 * fraction(index, seed + 2)
            fall = (fraction(index, seed + 1) * 1.15 + rate * view.time_s) % 1.15 - 0.08
            swing = 0.02 * height * math.sin(3.1 * view.time_s + index)
            x, y = fraction(index, seed) * width + swing, fall * height
            turn = 3.0 * view.time_s * (1 + fraction(index, seed + 3)) + index
            long, flat = 0.017 * height, 0.013 * height * math.cos(2.3 * turn)
            c, s = math.cos(turn), math.sin(turn)
            corners = [
                (x + a * long * c - b * flat * s, y + a * long * s + b * flat * c)
                for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
            ]
            tone = mix(_CONFETTI[index % len(_CONFETTI)], WHITE, 0.25 if flat > 0 else 0.0)
            tint = mix(light.tint, WHITE, 0.4)
            frame.canvas.polygon(corners, (tone[0] * tint[0], tone[1] * tint[1], tone[2] * tint[2]), alpha=0.92)

    return paint


def rushing_air(light: Light, seed: int, count: int) -> Callable[[Frame, View], None]:
    """Thin streaks that shoot up past one who falls."""
    tone = mix(light.horizon, WHITE, 0.6)

    def paint(frame: Frame, view: View) -> None:
        for index in range(count):
            speed = 1.6 + 1.2 * fraction(index, seed + 1)
            y = (1.3 - (fraction(index, seed + 2) + speed * view.time_s) % 1.6) * frame.height
            x = fraction(index, seed) * frame.width
            long = (0.14 + 0.16 * fraction(index, seed + 3)) * frame.height
            frame.canvas.line([(x, y), (x, y + long)], tone, 0.005 * frame.height, 0.30)

    return paint


def burst(layer: ActorLayer) -> Callable[[Frame, View], None]:
    """Fire and smoke around one who explodes, at the moment when its figure flies to pieces."""
    length, height = layer.size_m

    def paint(frame: Frame, view: View) -> None:
        since = view.time_s - BLAST_S - layer.actor.delay_s
        if since < 0:
            return
        x, y, z, _ = layer.world(view.time_s)
        scale = view.camera.px_per_m(z)
        middle = y + (0.45 * height if layer.on_ground else 0.0)
        size = 0.8 * max(height, 0.55 * length) * scale
        explosion(frame, view.camera.project(x, middle, z), size, since, layer.seed, layer.light.fog)

    return paint


def blows(first: ActorLayer, other: ActorLayer, seed: int) -> Callable[[Frame, View], None]:
    """A flash and sparks between two fighters whenever their lunges meet."""

    def paint(frame: Frame, view: View) -> None:
        since = (view.time_s - 0.25 * HIT_EVERY_S + 0.06) % HIT_EVERY_S - 0.06
        number = math.floor((view.time_s - 0.25 * HIT_EVERY_S + 0.06) / HIT_EVERY_S)
        if number < 0 or not -0.06 <= since < 0.34:
            return
        at, size = _between(first, other, frame, view)
        strength = math.exp(-9.0 * max(0.0, since))
        frame.canvas.glow(at[0], at[1], 0.5 * size, (1.0, 0.86, 0.5), 0.75 * strength)
        if since < 0.12:
            frame.canvas.polygon(_star(at, 0.19 * size * (1 - 2.0 * abs(since)), number), (1.0, 0.97, 0.82), alpha=0.85)
        for index in range(11):
            angle = 2 * math.pi * (index + fraction(index, seed + number)) / 11
            far = size * (0.15 + (1.6 + 0.9 * fraction(index, seed + 3)) * max(0.0, since))
            head = (at[0] + far * math.cos(angle), at[1] + far * math.sin(angle) + 2.2 * size * max(0.0, since) ** 2)
            tail = (head[0] - 0.13 * size * math.cos(angle), head[1] - 0.13 * size * math.sin(angle))
            frame.canvas.line([tail, head], (1.0, 0.82, 0.35), max(1.0, 0.018 * size), strength)

    return paint


def _between(
    first: ActorLayer, other: ActorLayer, frame: Frame, view: View
) -> tuple[tuple[float, float], float]:  # fmt: skip
    """The point where two meet, and the size of the smaller, in pixels."""
    a, b = first.seen(frame, view), other.seen(frame, view)
    if a is None or b is None:
        return (frame.width / 2, frame.height / 2), 0.1 * frame.height
    left, right = (a, b) if a[0] + a[2] < b[0] + b[2] else (b, a)
    low = max(left[1], right[1]), min(left[3], right[3])
    y = low[0] + 0.36 * (low[1] - low[0]) if low[1] > low[0] else sum(low) / 2
    size = min(left[3] - left[1], right[3] - right[1])
    return ((left[2] + right[0]) / 2, y), float(max(8, size))


def _star(at: tuple[float, float], radius: float, turn: int) -> list[tuple[float, float]]:
    angles = np.arange(16) * math.pi / 8 + 0.4 * turn
    reach = [radius * (1.0 if index % 2 == 0 else 0.42) for index in range(16)]
    return [(at[0] + r * math.cos(angle), at[1] + r * math.sin(angle)) for r, angle in zip(reach, angles, strict=True)]
