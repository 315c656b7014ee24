"""An actor in the picture: drawn, lit, shadowed, smeared and put in its place, frame by frame."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np

from moviefactory.video.animatic.actor import Actor
from moviefactory.video.animatic.camera import Rig, View
from moviefactory.video.animatic.canvas import WHITE, Box, Image, mix, place_image, recolor
from moviefactory.video.animatic.figure import Glow, Sprite
from moviefactory.video.animatic.figures.relief import Light as KeyLight
from moviefactory.video.animatic.figures.relief import shade
from moviefactory.video.animatic.frame import Frame, disparity, smear
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.paths import Pose
from moviefactory.video.animatic.shadow import cast_shadow, contact_shadow, reflection
from moviefactory.video.animatic.stage import Place
from moviefactory.video.animatic.traces import leave_traces

_MAX_SPRITE_PX = 3000.0
_MOST_FOG = 0.34  # what acts is always seen
_SMALL = 0.24  # shares of the frame's height below which a figure is set off from what is behind it
_SUNK = (0.55, 0.16)  # how much shows through the water just below its surface, and deep down


@dataclass(frozen=True)
class ActorLayer:
    """`home_m`: the world place of its anchor at the start; it is carried along with the camera's rig."""

    actor: Actor
    home_m: tuple[float, float, float]
    rig: Rig
    place: Place
    light: Light
    seed: int
    shore_z_m: float | None = None  # land from here to the camera hides what floats behind it

    @property
    def z_m(self) -> float:
        """Its turn in the painting: what acts is never hidden behind a roadside tree, however far away it is."""
        if self.in_water and self.place.surface == "land":
            return self.home_m[2]
        return min(self.home_m[2], 0.9 + 0.02 * self.home_m[2])

    @property
    def leads(self) -> bool:
        """Whether it belongs to the shot's main subject."""
        return self.actor.index == 0

    @property
    def in_water(self) -> bool:
        return self.actor.wet and self.place.surface != "none"

    @property
    def on_ground(self) -> bool:
        return not self.actor.airborne and not self.actor.wet and self.place.surface != "none"

    @property
    def size_m(self) -> tuple[float, float]:
        """Length and height of what is drawn, in world metres."""
        return self.actor.body.wide_m * self.actor.scale, self.actor.body.tall_m * self.actor.scale

    def speed_m_s(self) -> float:
        """How fast it moves over the ground."""
        if self.rig.follow_m_s or self.actor.figure.speed_m_s <= 0:
            return self.rig.follow_m_s
        first, last = self.actor.path(0.0), self.actor.path(self.rig.seconds)
        return abs(last.x_m - first.x_m) * self.actor.depth / max(self.rig.seconds, 1e-6)

    def world(self, time_s: float) -> tuple[float, float, float, Pose]:
        """Where it is: x, y, z in metres, and its pose."""
        pose = self.actor.path(time_s + self.actor.delay_s)
        along, up = self.rig.carried(time_s)
        depth = self.actor.depth
        return self.home_m[0] + along + pose.x_m * depth, self.home_m[1] + up + pose.y_m * depth, self.home_m[2], pose

    def scale_px(self, view: View) -> float:
        """Pixels per metre of the figure."""
        return view.camera.px_per_m(self.home_m[2]) * self.actor.scale

    def draw(self, frame: Frame, view: View) -> None:
        if not self.in_water or self.shore_z_m is None:
            self._draw(frame, view)
            return
        shore = max(0, round(view.camera.project(0.0, 0.0, self.shore_z_m)[1]))
        land = frame.rgba[shore:].copy()
        self._draw(frame, view)
        frame.rgba[shore:] = land

    def _draw(self, frame: Frame, view: View) -> None:
        pose = self.world(view.time_s)[3]
        if pose.alpha <= 0.01:
            return
        sprite = self._sprite(view)
        foot = self._foot(view)
        if self.on_ground:
            self._ground_marks(frame, view, sprite, foot)
        elif self.in_water:
            reflection(frame, sprite.rgba, sprite.anchor_px, foot, 0.36, view.time_s)
            sprite = self._sunk(sprite, foot, view)
        self._set_off(frame, view, foot)
        leave_traces(self, frame, view, foot, behind=True)
        near = disparity(view, self.home_m[2])
        rgba, matrix = self._placed(sprite, foot, pose)
        travel = self._travel(view)
        rgba, matrix = _padded(rgba, matrix, travel)
        tone = self.place.lit or mix(self.light.tint, WHITE, 0.42 if self.light.dark else 0.26)  # faces stay readable
        fog = min(_MOST_FOG, 0.85 * self.light.fogged(view.camera.range_m(self.home_m[2])))
        if not self.on_ground:
            fog *= 0.8
        placed = place_image(recolor(rgba, pose.alpha, tone, fog, self.light.fog), matrix, (frame.width, frame.height))
        if placed is not None:
            frame.lay(smear(placed[0], travel), (placed[1][0], placed[1][1]), near)
        self._glows(frame, sprite.glows, matrix, (rgba.shape[1] - sprite.rgba.shape[1]) / 2, pose.alpha)
        leave_traces(self, frame, view, foot, behind=False)

    def _set_off(self, frame: Frame, view: View, foot: tuple[float, float]) -> None:
        """A breath of light behind a figure that is small in the picture, so that the eye finds it."""
        left, bottom, right, top = self.actor.body.rest
        size = self.scale_px(view)
        share = max((top - bottom) * size / frame.height, 0.6 * (right - left) * size / frame.width)
        if share >= _SMALL or self.actor.delay_s > 0:
            return
        mirror = self.actor.facing if self.actor.side == "side" else 1
        x, y = foot[0] + mirror * (left + right) / 2 * size, foot[1] - (bottom + top) / 2 * size
        strength = (0.30 if self.light.dark else 0.20) * (1 - share / _SMALL) + 0.04
        radius = 1.3 * max(right - left, top - bottom) * size
        frame.canvas.glow(x, y, radius, mix(self.light.fog, WHITE, 0.4), strength)

    def seen(self, frame: Frame, view: View) -> Box | None:
        """The box of the figure on the frame, cut at its edges."""
        sprite = self._sprite(view)
        ys, xs = np.nonzero(sprite.rgba[::2, ::2, 3] > 40)
        if len(xs) == 0:
            return None
        _, matrix = self._placed(sprite, self._foot(view), self.world(view.time_s)[3])
        low, high = np.array([xs.min(), ys.min()]) * 2.0, np.array([xs.max() + 1, ys.max() + 1]) * 2.0
        corners = np.array([[low[0], low[1], 1], [high[0], low[1], 1], [low[0], high[1], 1], [high[0], high[1], 1]])
        points = corners @ np.asarray(matrix).T
        x0, y0 = np.floor(points.min(axis=0)).astype(int)
        x1, y1 = np.ceil(points.max(axis=0)).astype(int)
        box = (max(0, int(x0)), max(0, int(y0)), min(frame.width, int(x1)), min(frame.height, int(y1)))
        return box if box[2] > box[0] and box[3] > box[1] else None

    def _sprite(self, view: View) -> Sprite:
        scale = self.scale_px(view)
        figure = self.actor.figure
        largest = max(figure.height_m, figure.length_m) * scale
        drawn = scale * min(1.0, _MAX_SPRITE_PX / max(largest, 1.0))
        sprite = figure.draw(view.time_s + self.actor.delay_s, drawn, self.actor.side)
        if self.actor.facing < 0 and self.actor.side == "side":
            sprite = _mirrored(sprite)  # before the light falls on it: the sun does not turn with the figure
        return shade(sprite, key_light(self.light))

    def _sunk(self, sprite: Sprite, foot: tuple[float, float], view: View) -> Sprite:
        """What is under water is seen only dimly."""
        x, _, z, _ = self.world(view.time_s)
        line = round(sprite.anchor_px[1] + view.camera.project(x, 0.0, z)[1] - foot[1])
        height = sprite.rgba.shape[0]
        if line >= height:
            return sprite
        line = max(0, line)
        rgba = sprite.rgba.copy()
        deep = np.linspace(0, 1, height - line, dtype=np.float32)[:, None, None]
        share = _SUNK[0] + (_SUNK[1] - _SUNK[0]) * np.minimum(1.0, 2.2 * deep)
        rgba[line:] = (rgba[line:] * share).astype(np.uint8)
        return replace(sprite, rgba=rgba)

    def _foot(self, view: View) -> tuple[float, float]:
        x, y, z, _ = self.world(view.time_s)
        return view.camera.project(x, y, z)

    def _placed(self, sprite: Sprite, foot: tuple[float, float], pose: Pose) -> tuple[Image, np.ndarray]:
        turn = math.radians(pose.turn_deg)
        c, s = math.cos(turn), math.sin(turn)
        ax, ay = sprite.anchor_px
        matrix = np.array([[c, -s, foot[0] - c * ax + s * ay], [s, c, foot[1] - s * ax - c * ay]])
        return sprite.rgba, matrix

    def _travel(self, view: View) -> tuple[float, float]:
        """How far the figure itself moves over the frame while the shutter is open."""
        if view.shutter_s <= 0:
            return (0.0, 0.0)
        x0, y0, z, _ = self.world(view.time_s)
        x1, y1, _, _ = self.world(view.time_s + view.shutter_s)
        u0, v0 = view.camera.project(x0, y0, z)
        u1, v1 = view.closing.project(x1, y1, z)
        return (u1 - u0, v1 - v0)

    def _ground_marks(self, frame: Frame, view: View, sprite: Sprite, foot: tuple[float, float]) -> None:
        x, _, z, _ = self.world(view.time_s)
        ground = view.camera.project(x, 0.0, z)
        if self.place.wet > 0.05:
            reflection(frame, sprite.rgba, sprite.anchor_px, ground, self.place.wet * 0.55, view.time_s)
        lift = sprite.lift_px + max(0.0, ground[1] - foot[1])
        cast_shadow(frame, sprite.rgba, sprite.anchor_px, ground, self.light, lift)
        contact_shadow(frame, sprite.rgba, sprite.anchor_px, ground, self.light, lift)

    def _glows(self, frame: Frame, glows: tuple[Glow, ...], matrix: np.ndarray, pad: float, alpha: float) -> None:
        for glow in glows:
            x, y = matrix @ np.array([glow.x_px + pad, glow.y_px + pad, 1.0])
            strength = glow.strength * alpha * (1.0 if self.light.dark else 0.55)
            frame.canvas.glow(float(x), float(y), glow.radius_px, glow.color, strength)


def _mirrored(sprite: Sprite) -> Sprite:
    width = sprite.rgba.shape[1]
    glows = tuple(replace(glow, x_px=width - glow.x_px) for glow in sprite.glows)
    flipped = np.ascontiguousarray(sprite.rgba[:, ::-1])
    return replace(sprite, rgba=flipped, anchor_px=(width - sprite.anchor_px[0], sprite.anchor_px[1]), glows=glows)


def _padded(rgba: Image, matrix: np.ndarray, travel: tuple[float, float]) -> tuple[Image, np.ndarray]:
    """Room around the sprite for its smear."""
    pad = math.ceil(max(abs(travel[0]), abs(travel[1])) / 2) + 1
    wide = cv2.copyMakeBorder(rgba, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    moved = matrix.copy()
    moved[:, 2] -= matrix[:, :2] @ np.array([pad, pad])
    return np.asarray(wide, np.uint8), moved


def key_light(light: Light) -> KeyLight:
    """What falls on the figures in this light: a key from the sun or moon, a rim in the colour of the sky."""
    return KeyLight(
        direction=light.direction(),
        key=mix(light.key, WHITE, 0.35),
        rim=mix(light.horizon, light.sun, 0.5),
        strength=0.62 + 0.42 * light.sun_strength,
        ambient=0.5 if light.dark else 0.45,
    )
