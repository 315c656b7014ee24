"""What an actor leaves behind as it goes: dust, spray, foam, vapour trails. It reads the actor's layer and paints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import WHITE, Color, mix
from moviefactory.video.animatic.effects import Wake, spray_ring
from moviefactory.video.animatic.frame import Frame

if TYPE_CHECKING:
    from moviefactory.video.animatic.acting import ActorLayer

_FAST_FRAMES_S = 0.10  # frame widths a second from which feet and wheels throw something up
_TRAIL_S = 1.1
_TRAIL_POINTS = 16
_WET_WEATHER = frozenset({"rain", "storm"})


def leave_traces(layer: ActorLayer, frame: Frame, view: View, foot: tuple[float, float], behind: bool) -> None:
    """Paint what belongs behind the figure (`behind`) or in front of it. `foot`: its anchor on the frame."""
    if layer.in_water:
        _foam(layer, frame, view, behind)
    elif layer.on_ground and not behind:
        _thrown_up(layer, frame, view)
    elif behind and layer.actor.airborne and leaves_vapour(layer):
        _vapour(layer, frame, view, foot)


def leaves_vapour(layer: ActorLayer) -> bool:
    """Fast winged aircraft do; those can be told by having a rear view. Not indoors, and not where there is no air."""
    figure = layer.actor.figure
    return layer.actor.subject.kind == "aircraft" and "rear" in figure.views and layer.place.lit is None


def _streaming_px_s(layer: ActorLayer, view: View) -> float:
    return layer.speed_m_s() * view.camera.px_per_m(layer.home_m[2])


def _ground(layer: ActorLayer, view: View) -> tuple[float, float]:
    x, _, z, _ = layer.world(view.time_s)
    return view.camera.project(x, 0.0, z)


def _foam(layer: ActorLayer, frame: Frame, view: View, behind: bool) -> None:
    foam = mix(layer.light.tint, WHITE, 0.55)
    scale = view.camera.px_per_m(layer.home_m[2])
    long, tall = layer.size_m[0] * scale, layer.size_m[1] * scale
    left, _, right, _ = layer.actor.body.at(view.time_s + layer.actor.delay_s)
    middle = (left + right) / 2 * (layer.actor.facing if layer.actor.side == "side" else 1)
    line = _ground(layer, view)
    at = (line[0] + middle * layer.scale_px(view), line[1])
    if not behind:
        spray_ring(frame, at, 0.9 * long, view.time_s, foam)
        return
    speed = _streaming_px_s(layer, view)
    if speed > 20:
        back = -layer.actor.facing
        size = min(tall, 0.45 * long)
        tail = (at[0] + back * long * 0.44, at[1])
        Wake(foam, 0.5, 0.20, 0.30).draw(frame, tail, size, speed, back, view.time_s, layer.seed)


def _thrown_up(layer: ActorLayer, frame: Frame, view: View) -> None:
    speed = _streaming_px_s(layer, view)
    if speed <= _FAST_FRAMES_S * frame.width:
        return
    wet = layer.place.wet > 0.05 or layer.light.weather in _WET_WEATHER
    if not wet and layer.place.dust is None:
        return
    scale = view.camera.px_per_m(layer.home_m[2])
    long, tall = layer.size_m[0] * scale, layer.size_m[1] * scale
    back = -layer.actor.facing
    size = min(tall, 0.6 * long)
    at = _ground(layer, view)
    tail = (at[0] + back * long * 0.34, at[1])
    salt = layer.seed + layer.actor.index
    if wet:
        spray = mix(layer.light.fog, WHITE, 0.35)
        Wake(spray, 0.26, 0.30, 0.40, 0.45).draw(frame, tail, size, speed, back, view.time_s, salt)
        return
    assert layer.place.dust is not None
    dust = mix(layer.place.dust, layer.light.fog, 0.25)
    tint = layer.light.tint
    lit: Color = (dust[0] * tint[0], dust[1] * tint[1], dust[2] * tint[2])
    Wake(lit, 0.34, 0.40, 0.75, 0.9).draw(frame, tail, size, speed, back, view.time_s, salt)


def _vapour(layer: ActorLayer, frame: Frame, view: View, foot: tuple[float, float]) -> None:
    """Two thin lines that were drawn into the air by the wings, and fade: the way that the figure came."""
    scale = view.camera.px_per_m(layer.home_m[2])
    speed = max(_streaming_px_s(layer, view), 0.5 * frame.width)
    back = -layer.actor.facing
    left, bottom, right, top = layer.actor.body.rest
    size = layer.scale_px(view)
    tail_x = foot[0] - layer.actor.facing * 0.14 * (right - left) * size
    middle_y = foot[1] - (0.42 * bottom + 0.12 * top) * size
    ages = np.linspace(0.0, _TRAIL_S, _TRAIL_POINTS)
    here = layer.world(view.time_s)[1]
    ys = [middle_y - (layer.world(max(0.0, view.time_s - age))[1] - here) * scale for age in ages]
    xs = tail_x + back * speed * ages
    width = max(1.0, 0.020 * layer.size_m[1] * scale)
    tone = mix(layer.light.horizon, WHITE, 0.75)
    ghost = np.zeros((frame.height, frame.width, 1), np.uint8)
    for index in range(_TRAIL_POINTS - 1):
        fade = (1 - index / (_TRAIL_POINTS - 1)) ** 1.4
        ends = [(round(xs[k] * 8), round(ys[k] * 8)) for k in (index, index + 1)]
        thick = max(1, round(width * (1 + 1.2 * ages[index] / _TRAIL_S)))
        cv2.line(ghost, ends[0], ends[1], (int(150 * fade),), thick, cv2.LINE_AA, 3)
    rows = np.flatnonzero(ghost.any(axis=(1, 2)))
    if len(rows) == 0:
        return
    y0, y1 = max(0, rows[0] - 3), min(frame.height, rows[-1] + 4)
    soft = cv2.GaussianBlur(ghost[y0:y1], (0, 0), max(0.7, 0.35 * width))
    weights = np.array([[part] for part in (*tone, 1.0)], np.float32)
    frame.lay(np.asarray(cv2.transform(soft, weights), np.uint8), (0, int(y0)))
