"""A shot, built once: place, light, camera and actors as one display list; then any frame of it, in any order.

`Scene.render(index)` is a pure function of the request and the frame's number, so frames may be shared out among
processes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moviefactory.movie import Camera as ShotCamera
from moviefactory.movie import Staging
from moviefactory.video import ShotRequest
from moviefactory.video.animatic.acting import ActorLayer
from moviefactory.video.animatic.camera import Rig
from moviefactory.video.animatic.canvas import Box
from moviefactory.video.animatic.choreography import Blocking, block
from moviefactory.video.animatic.company import troupes_for
from moviefactory.video.animatic.figure import Figure
from moviefactory.video.animatic.flourishes import flourishes
from moviefactory.video.animatic.frame import Frame, Layer
from moviefactory.video.animatic.framing import frame_shot
from moviefactory.video.animatic.grade import Grade
from moviefactory.video.animatic.ground import Ground
from moviefactory.video.animatic.layers import Strip
from moviefactory.video.animatic.light import Light, light_of
from moviefactory.video.animatic.places import AFLOAT, PLACES
from moviefactory.video.animatic.stage import Place, Stage
from moviefactory.video.animatic.water import Water
from moviefactory.video.animatic.weather import weather_layers

_SHUTTER = 0.5  # a 180 degree shutter is open half the time
_WALLED = frozenset({"room", "castle_hall", "space_station"})
_INDOORS = frozenset({"room", "castle_hall", "space_station", "underwater", "space", "moon"})
_CANAL = (0.36, 0.85)  # how far a river reaches before and behind the boat in it, in distances to the camera


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
    troupes = troupes_for(staging, request.cast)
    aloft = staging.setting in AFLOAT
    blocking = block(staging, troupes, seconds, request.seed, aloft)
    light = light_of(staging.time, staging.weather, _sun_side(staging))
    framed = frame_shot(
        blocking, _possible(request.shot.camera, staging), request.size_px, seconds, request.seed, not aloft
    )
    stage = _stage(request, staging, framed.rig, light, blocking, troupes)
    place = _grounded(PLACES[staging.setting](stage))
    actors = [
        ActorLayer(actor, home, framed.rig, place, light, request.seed, _shore(place, home[2]))
        for actor, home in zip(blocking.actors, framed.homes_m, strict=True)
    ]
    air = weather_layers(stage) if staging.setting not in _INDOORS else []
    extras = [*_river(place, actors, framed.rig, light), *flourishes(stage, actors, staging)]
    layers = sorted([*place.layers, *actors, *extras, *air], key=lambda layer: -layer.z_m)
    return Scene(request, framed.rig, tuple(layers), Grade(request.size_px, light, request.seed))


def _stage(
    request: ShotRequest, staging: Staging, rig: Rig, light: Light, blocking: Blocking,
    troupes: tuple[tuple[Figure, ...], ...],
) -> Stage:  # fmt: skip
    shutter_s = _SHUTTER / float(request.frame_rate) if request.settings.motion_blur else 0.0
    on_land = any(figure.habitat == "ground" for troupe in troupes for figure in troupe)
    seed = request.seed % 1_000_003 + len(staging.place)
    spread = max(1.0, _spread(blocking))
    return Stage(rig, light, staging.setting, staging.place, seed, spread, shutter_s, on_land)


def _possible(camera: ShotCamera, staging: Staging) -> ShotCamera:
    """Within four walls nobody stands far away: a hall that size would be an empty one."""
    if camera.framing == "extreme_wide" and staging.setting in _WALLED:
        return camera.model_copy(update={"framing": "wide"})
    return camera


def _sun_side(staging: Staging) -> int:
    """The sun stays on its side for all shots of a place and time, or the light would jump at every cut."""
    return (len(staging.setting) + len(staging.time)) % 2


def _spread(blocking: Blocking) -> float:
    tall = max((actor.tall_m for actor in blocking.actors), default=1.8)
    return max(tall / 2.5, blocking.extent.width_m / 14.0)


def _grounded(place: Place) -> Place:
    """Upright things end where they enter the ground, and those beyond its edge at that edge.

    The ground is painted first; seen from low down, their feet would lie over the road on which the subject stands.
    """
    reach_m = max((layer.until_z_m for layer in place.layers if isinstance(layer, Ground)), default=0.0)
    if reach_m <= 0 or place.surface != "land":
        return place
    return replace(place, layers=tuple(_ending(layer, reach_m) for layer in place.layers))


def _shore(place: Place, z_m: float) -> float | None:
    """Where the land ends that lies before a figure at `z_m`; None where it stands on it."""
    edges = [layer.until_z_m for layer in place.layers if isinstance(layer, Ground)]
    return max(edges) if place.surface == "land" and edges and max(edges) < z_m else None


def _ending(layer: Layer, reach_m: float) -> Layer:
    if not isinstance(layer, Strip) or layer.z_m <= 0.2 or not layer.depth:
        return layer
    # A little nearer than its own foot line, so that uneven feet still stand in the ground.
    return replace(layer, soil_z_m=min(0.8 * layer.z_m, reach_m))


def _river(place: Place, actors: list[ActorLayer], rig: Rig, light: Light) -> list[Layer]:
    """Water under what swims or sails, where the place has none."""
    wet = [actor for actor in actors if actor.in_water]
    if not wet or place.surface != "land" or any(isinstance(layer, Water) for layer in place.layers):
        return []
    distance = rig.base.distance_m
    near = min(actor.home_m[2] for actor in wet) - _CANAL[0] * distance
    far = max(actor.home_m[2] for actor in wet) + _CANAL[1] * distance
    if any(not actor.in_water for actor in actors):
        near = max(near, 0.18 * distance)
    wave_m = max(0.6, 0.12 * max(actor.size_m[0] for actor in wet))
    return [Water(light, (0.10, 0.36, 0.46), 0.2, 0.0, near, wave_m, z_m=0.79e8, to_z_m=far)]


def _union(a: Box | None, b: Box | None) -> Box | None:
    if a is None or b is None:
        return a or b
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
