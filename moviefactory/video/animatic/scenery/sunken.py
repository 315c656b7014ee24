"""A ground that does not lie at y = 0: the floor of a canyon below a flier, the bottom of the sea below a diver."""

from __future__ import annotations

from dataclasses import dataclass, replace

from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.frame import Frame, Layer


@dataclass(frozen=True)
class Sunken:
    """`layer`, made for a ground at y = 0, shown at the height `level_m` instead."""

    layer: Layer
    level_m: float

    @property
    def z_m(self) -> float:
        return self.layer.z_m

    def draw(self, frame: Frame, view: View) -> None:
        camera = replace(view.camera, y_m=view.camera.y_m - self.level_m)
        closing = replace(view.closing, y_m=view.closing.y_m - self.level_m)
        self.layer.draw(frame, replace(view, camera=camera, closing=closing))
