"""An actor in the picture: drawn, lit, shadowed, smeared and put in its place, frame by frame."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np

from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import WHITE, Box, Image, mix, place_image, recolor
from moviefactory.video.animatic.choreography import Actor, Pose
from moviefactory.video.animatic.effects import Wake, explosion, spray_ring
from moviefactory.video.animatic.figure import Glow, Sprite
from moviefactory.video.animatic.figures.relief import Light as KeyLight
from moviefactory.video.animatic.figures.relief import shade
from moviefactory.video.animatic.frame import Frame, disparity, smear
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.shadow import cast_shadow, contact_shadow, reflection
from moviefactory.video.animatic.stage import Place

_BLAST_AT = 0.28  # of the shot
_MAX_SPRITE_PX = 3000.0


@dataclass(frozen=True)
class ActorLayer:
    """`home_m`: its planned place in the world at the start; it travels on along x at `follow_m_s`."""

    actor: Actor
    home_m: tuple[float, float, float]
    follow_m_s: float
    place: Place
    light: Light
    seconds: float
    seed: int

    @property
    def z_m(self) -> float:
        """Its turn in the painting: what acts is never hidden behind a roadside tree, however far away it is."""
        return min(self.home_m[2], 0.9 + 0.02 * self.home_m[2])

    @property
    def leads(self) -> bool:
        """Whether it belongs to the shot's main subject."""
        return self.actor.index == 0

    @property
    def on_ground(self) -> bool:
        return not self.actor.airborne and self.place.surface != "none"

    def blast_s(self) -> float:
        return _BLAST_AT * self.seconds

    def world(self, time_s: float) -> tuple[float, float, float, Pose]:
        """Where it is: x, y, z in metres, and its pose."""
        pose = self.actor.path(time_s + self.actor.delay_s)
        x = self.home_m[0] + self.follow_m_s * time_s + pose.x_m * self.actor.depth
        return x, self.home_m[1] + pose.y_m * self.actor.depth, self.home_m[2], pose

    def draw(self, frame: Frame, view: View) -> None:
        pose = self.world(view.time_s)[3]
        alpha = pose.alpha * self._survival(view.time_s)
        if alpha <= 0.01:
            return
        sprite = self._sprite(view)
        foot = self._foot(view)
        if self.on_ground:
            self._ground_marks(frame, view, sprite, foot)
        self._wake(frame, view, sprite, foot)
        near = disparity(view, self.home_m[2])
        rgba, matrix = self._placed(sprite, foot, pose)
        travel = self._travel(view)
        rgba, matrix = _padded(rgba, matrix, travel)
        tone = self.place.lit or mix(self.light.tint, WHITE, 0.22)
        fog = 0.85 * self.light.fogged(view.camera.range_m(self.home_m[2]))
        if not self.on_ground:
            fog *= 0.8
        placed = place_image(recolor(rgba, alpha, tone, fog, self.light.fog), matrix, (frame.width, frame.height))
        if placed is not None:
            frame.lay(smear(placed[0], travel), (placed[1][0], placed[1][1]), near)
        self._glows(frame, sprite.glows, matrix, (rgba.shape[1] - sprite.rgba.shape[1]) / 2, alpha)

    def seen(self, frame: Frame, view: View) -> Box | None:
        """The box of the figure on the frame, cut at its edges."""
        if self._survival(view.time_s) <= 0.01:
            return None
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

    def _survival(self, time_s: float) -> float:
        if self.actor.subject.action != "explode":
            return 1.0
        return 1.0 if time_s < self.blast_s() + 0.06 else 0.0

    def _sprite(self, view: View) -> Sprite:
        scale = view.camera.px_per_m(self.home_m[2])
        figure = self.actor.figure
        largest = max(figure.height_m, figure.length_m) * scale
        drawn = scale * min(1.0, _MAX_SPRITE_PX / max(largest, 1.0))
        sprite = figure.draw(view.time_s + self.actor.delay_s, drawn, self.actor.side)
        if self.actor.facing < 0 and self.actor.side == "side":
            sprite = _mirrored(sprite)  # before the light falls on it: the sun does not turn with the figure
        return shade(sprite, key_light(self.light))

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
        if self.place.surface == "water":
            reflection(frame, sprite.rgba, sprite.anchor_px, foot, 0.42, view.time_s)
            return
        if self.place.wet > 0.05:
            reflection(frame, sprite.rgba, sprite.anchor_px, ground, self.place.wet * 0.55, view.time_s)
        lift = sprite.lift_px + max(0.0, ground[1] - foot[1])
        cast_shadow(frame, sprite.rgba, sprite.anchor_px, ground, self.light, lift)
        contact_shadow(frame, sprite.rgba, sprite.anchor_px, ground, self.light, lift)

    def _wake(self, frame: Frame, view: View, sprite: Sprite, foot: tuple[float, float]) -> None:
        speed_px_s = self.follow_m_s * view.camera.px_per_m(self.home_m[2])
        tall = self.actor.figure.height_m * view.camera.px_per_m(self.home_m[2])
        long = self.actor.figure.length_m * view.camera.px_per_m(self.home_m[2])
        back = -self.actor.facing
        salt = self.seed + self.actor.index
        if self.on_ground and self.place.surface == "water":
            foam = mix(self.light.tint, WHITE, 0.55)
            spray_ring(frame, foot, long, view.time_s, foam)
            if speed_px_s > 20:
                tail = (foot[0] + back * long * 0.42, foot[1])
                Wake(foam, 0.55, 0.25, 0.30).draw(frame, tail, tall, speed_px_s, back, view.time_s, salt)
            return
        if self.on_ground and self.place.dust is not None and speed_px_s > 0.10 * frame.width:
            dust = mix(self.place.dust, self.light.fog, 0.25)
            dust = (dust[0] * self.light.tint[0], dust[1] * self.light.tint[1], dust[2] * self.light.tint[2])
            tail = (foot[0] + back * long * 0.30, foot[1])
            Wake(dust, 0.34, 0.40, 0.75, 0.9).draw(frame, tail, tall, speed_px_s, back, view.time_s, salt)

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


@dataclass(frozen=True)
class Burst:
    """The explosion of an actor, just before it in the picture."""

    layer: ActorLayer

    @property
    def z_m(self) -> float:
        return self.layer.z_m - 0.05

    def draw(self, frame: Frame, view: View) -> None:
        since = view.time_s - self.layer.blast_s()
        if since < 0:
            return
        x, y, z, _ = self.layer.world(self.layer.blast_s())
        x += self.layer.follow_m_s * since
        figure = self.layer.actor.figure
        middle = y + (0.5 * figure.height_m if self.layer.on_ground else 0.0)
        at = view.camera.project(x, middle, z)
        size = max(figure.height_m, 0.6 * figure.length_m) * view.camera.px_per_m(z)
        explosion(frame, at, size, since, self.layer.seed, self.layer.light.fog)


def key_light(light: Light) -> KeyLight:
    """What falls on the figures in this light: a key from the sun or moon, a rim in the colour of the sky."""
    return KeyLight(
        direction=light.direction(),
        key=mix(light.key, WHITE, 0.35),
        rim=mix(light.horizon, light.sun, 0.5),
        strength=0.62 + 0.42 * light.sun_strength,
        ambient=0.5 if light.dark else 0.45,
    )
