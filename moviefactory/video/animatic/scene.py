"""A shot, built once: place, light, camera and actors as one display list; then any frame of it, in any order.

`Scene.render(index)` is a pure function of the request and the frame's number, so frames may be shared out among
processes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moviefactory.movie import Staging
from moviefactory.video import ShotRequest
from moviefactory.video.animatic.acting import ActorLayer, Burst
from moviefactory.video.animatic.camera import Camera, Rig, frame_group, room_around
from moviefactory.video.animatic.canvas import Box
from moviefactory.video.animatic.choreography import Blocking, block, capped_follow
from moviefactory.video.animatic.figure import Figure
from moviefactory.video.animatic.figures import figure_for
from moviefactory.video.animatic.frame import Frame, Layer
from moviefactory.video.animatic.grade import Grade
from moviefactory.video.animatic.light import Light, light_of
from moviefactory.video.animatic.places import AFLOAT, place_for
from moviefactory.video.animatic.stage import Place, Stage
from moviefactory.video.animatic.weather import weather_layers

_SHUTTER = 0.5  # a 180 degree shutter is open half the time
_INDOORS = frozenset({"room", "castle_hall", "space_station", "underwater", "space", "moon"})


class Shown(NamedTuple):
    """One finished frame: `rgb` (h, w, 3) uint8, `depth` (h, w) uint8 near white (None unless asked for), and the main
    subject's box (x0, y0, x1, y1) in pixels, None when there is none."""

    rgb: NDArray[np.uint8]
    depth: NDArray[np.uint8] | None
    box: Box | None


@dataclass(frozen=True)
class Scene:
    """The built shot."""

    request: ShotRequest
    rig: Rig
    layers: tuple[Layer, ...]
    grade: Grade

    def render(self, index: int, with_depth: bool = False) -> Shown:
        """Frame number `index` of the shot."""
        rate = float(self.request.frame_rate)
        shutter_s = _SHUTTER / rate if self.request.settings.motion_blur else 0.0
        view = self.rig.view(index / rate, shutter_s)
        frame = Frame(self.request.size_px, with_depth)
        box: Box | None = None
        for layer in self.layers:
            layer.draw(frame, view)
            if isinstance(layer, ActorLayer) and layer.leads:
                box = _union(box, layer.seen(frame, view))
        return Shown(self.grade.apply(frame.rgba, index), frame.depth, box)


def build_scene(request: ShotRequest) -> Scene:
    """Everything that is the same in all frames of the shot. Takes a fraction of a second."""
    staging = request.shot.staging or Staging()
    seconds = request.frames / float(request.frame_rate)
    figures = tuple(figure_for(subject, request.seed + index) for index, subject in enumerate(staging.subjects))
    aloft = staging.setting in AFLOAT
    blocking = block(staging, figures, seconds, request.seed, aloft)
    light = light_of(staging.time, staging.weather, _sun_side(staging))
    rig = _rig(request, staging, blocking, seconds)
    shutter_s = _SHUTTER / float(request.frame_rate) if request.settings.motion_blur else 0.0
    spread = max(1.0, _spread(blocking))
    stage = Stage(
        rig, light, staging.setting, staging.place, _place_seed(request, staging), spread, shutter_s, _on_land(figures)
    )
    place = place_for(staging.setting)(stage)
    actors = _actor_layers(blocking, rig, place, light, request)
    air = weather_layers(stage) if staging.setting not in _INDOORS else []
    layers = sorted([*place.layers, *actors, *air], key=lambda layer: -layer.z_m)
    return Scene(request, rig, tuple(layers), Grade(request.size_px, light, request.seed))


def _sun_side(staging: Staging) -> int:
    """The sun stays on its side for all shots of a place and time, or the light would jump at every cut."""
    return (len(staging.setting) + len(staging.time)) % 2


def _place_seed(request: ShotRequest, staging: Staging) -> int:
    return request.seed % 1_000_003 + len(staging.place)


def _spread(blocking: Blocking) -> float:
    tall = max((actor.tall_m for actor in blocking.actors), default=1.8)
    return max(tall / 2.5, blocking.extent.width_m / 14.0)


def _on_land(figures: tuple[Figure, ...]) -> bool:
    return any(figure.habitat == "ground" for figure in figures)


def _rig(request: ShotRequest, staging: Staging, blocking: Blocking, seconds: float) -> Rig:
    camera_plan = request.shot.camera
    extent = blocking.extent
    base = frame_group(extent, camera_plan.framing, camera_plan.angle, request.size_px, blocking.grounded)
    if not blocking.grounded and staging.setting not in AFLOAT:
        base = _lifted(base)
    follow = capped_follow(blocking.follow_m_s, base.across_m(0.0))
    return Rig(base, camera_plan.move, seconds, follow, room_around(base, extent), request.seed)


def _lifted(base: Camera) -> Camera:
    """For fliers over land: high enough above the ground that the camera does not dig itself in."""
    from dataclasses import replace

    frame_m = base.size_px[1] / base.px_per_m(0.0)
    return replace(base, y_m=max(base.y_m, 0.0) + max(1.5, 0.55 * frame_m))


def _actor_layers(blocking: Blocking, rig: Rig, place: Place, light: Light, request: ShotRequest) -> list[Layer]:
    base = rig.base
    planned = frame_group(
        blocking.extent, request.shot.camera.framing, request.shot.camera.angle, request.size_px, blocking.grounded
    )
    lift = base.y_m - planned.y_m
    layers: list[Layer] = []
    for actor in blocking.actors:
        z_m = base.distance_m * (actor.depth - 1.0)
        x_m = base.x_m + (actor.x_m - base.x_m) * actor.depth
        y_m = actor.y_m + lift
        if actor.airborne or not blocking.grounded:
            y_m = base.y_m + (actor.y_m + lift + actor.tall_m / 2 - base.y_m) * actor.depth
        layer = ActorLayer(actor, (x_m, y_m, z_m), rig.follow_m_s, place, light, rig.seconds, request.seed)
        layers.append(layer)
        if actor.subject.action == "explode":
            layers.append(Burst(layer))
    return layers


def _union(a: Box | None, b: Box | None) -> Box | None:
    if a is None or b is None:
        return a or b
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
