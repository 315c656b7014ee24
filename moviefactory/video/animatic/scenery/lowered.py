"""Land that lies deeper than where the subject acts: a sea bed under a whale, a gorge under an aeroplane.

Build the layers with `lowered_stage` as though the camera stood higher, and hang each in a `Lowered`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from moviefactory.video.animatic.camera import Camera, View
from moviefactory.video.animatic.frame import Frame, Layer
from moviefactory.video.animatic.stage import Stage


@dataclass(frozen=True)
class Lowered:
    """`layer`, whose y = 0 lies `drop_m` metres under the world's."""

    layer: Layer
    drop_m: float

    @property
    def z_m(self) -> float:
        return self.layer.z_m

    def draw(self, frame: Frame, view: View) -> None:
        raised = replace(view, camera=_raised(view.camera, self.drop_m), closing=_raised(view.closing, self.drop_m))
        self.layer.draw(frame, raised)


def lowered_stage(stage: Stage, drop_m: float) -> Stage:
    """The stage as seen from the land that lies `drop_m` metres deeper."""
    return replace(stage, rig=replace(stage.rig, base=_raised(stage.rig.base, drop_m)))


def _raised(camera: Camera, by_m: float) -> Camera:
    return replace(camera, y_m=camera.y_m + by_m)
