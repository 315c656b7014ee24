"""One figure on the stage, planned: where it appears, how large, which way it faces, how it moves, what it fills.

Everything is measured on the plane of the picture (z = 0); it knows neither the camera nor the other actors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from moviefactory.movie import Subject
from moviefactory.video.animatic.figure import Figure
from moviefactory.video.animatic.figure import View as Side
from moviefactory.video.animatic.paths import Path, still
from moviefactory.video.animatic.presence import Body

Box = tuple[float, float, float, float]  # left, bottom, right, top in metres

FRONTAL = frozenset({"person", "creature", "machine", "animal"})
_HEAD_TO_HIP = 0.60  # the part of an upright figure that a close shot must show
_FRONT_PART = 0.80  # the part of a long figure that a close shot must show


@dataclass(frozen=True)
class Actor:
    """One figure in the picture. `depth`: how many times further away than the plane of the action it stands.

    `scale`: how much larger than life it is drawn, where life would make one of a pair a dot. `x_m` is the middle and
    `y_m` the lower edge of its body in the picture's plane; on the ground and in water `y_m` is the ground itself.
    """

    figure: Figure
    subject: Subject
    index: int  # of its subject in the staging
    body: Body
    x_m: float = 0.0
    y_m: float = 0.0
    depth: float = 1.0
    scale: float = 1.0
    facing: int = 1  # +1 right, -1 left
    side: Side = "side"
    path: Path = still
    delay_s: float = 0.0
    airborne: bool = False
    wet: bool = False  # it swims or floats in water

    @property
    def size(self) -> float:
        """Metres in the picture's plane per metre of the figure."""
        return self.scale / self.depth

    @property
    def wide_m(self) -> float:
        """Its width as it appears on the plane of the action."""
        return self.body.wide_m * self.size

    @property
    def tall_m(self) -> float:
        return self.body.tall_m * self.size

    @property
    def upright(self) -> bool:
        return self.body.tall_m > 0.95 * self.body.wide_m

    @property
    def anchor_m(self) -> tuple[float, float]:
        """Where the anchor of its drawing lies in the plane of the picture, pose aside."""
        left, bottom, right, _ = self.body.rest
        x = self.x_m - (left + right) / 2 * self._mirror * self.size
        if self.airborne:
            return x, self.y_m - bottom * self.size
        if self.wet and self.figure.habitat == "underwater":
            return x, self.y_m - 0.08 * self.tall_m  # its back breaks the surface
        return x, self.y_m - max(0.0, float(self.body.boxes[:, 1].min())) * self.size  # wheels drawn too high come down

    @property
    def _mirror(self) -> int:
        return self.facing if self.side == "side" else 1

    def reaches(self, time_s: float) -> Box:
        """Its box on the plane of the picture at a moment, the camera's own travel left out."""
        return self._posed(self.body.at(time_s + self.delay_s), time_s)

    def _posed(self, box: Box, time_s: float) -> Box:
        left, bottom, right, top = box
        if self._mirror < 0:
            left, right = -right, -left
        pose = self.path(time_s + self.delay_s)
        turn = math.radians(-pose.turn_deg)
        corners = [(x * self.size, y * self.size) for x in (left, right) for y in (bottom, top)]
        if abs(turn) > 0.01:
            c, s = math.cos(turn), math.sin(turn)
            corners = [(x * c - y * s, x * s + y * c) for x, y in corners]
        x0, y0 = self.anchor_m
        xs, ys = [x0 + pose.x_m + x for x, _ in corners], [y0 + pose.y_m + y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def essence(self, time_s: float) -> Box:
        """The part of its box that a close shot must show: head to hip if it is upright, else the front."""
        if self.subject.action == "grow":
            return self.reaches(time_s)
        left, low, right, high = self.body.rest
        lift = self.body.at(time_s + self.delay_s)[1] - low  # in a leap; a breath of fire or a wing may leave the frame
        left, bottom, right, top = self._posed((left, low + lift, right, high + lift), time_s)
        if self.upright and self.subject.kind in FRONTAL:
            return left, top - _HEAD_TO_HIP * (top - bottom), right, top
        if self.side != "side" or self.upright:
            return left, bottom, right, top
        part = _FRONT_PART * (right - left)
        return (right - part, bottom, right, top) if self.facing > 0 else (left, bottom, left + part, top)
