"""From the plan of the actors to the camera of the shot: frames them, checks every moment and steps back if needed.

The first framing knows only the plane of the picture. What stands further back appears higher, moves of the camera come
nearer, and leaps reach up, so the boxes of all actors are projected through the whole shot and the frame is widened
until nothing that matters leaves it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from moviefactory.movie import Camera as CameraPlan
from moviefactory.video.animatic.actor import Actor, Box
from moviefactory.video.animatic.camera import Camera, Extent, Rig, frame_group, room_around
from moviefactory.video.animatic.choreography import Blocking, capped_follow

_CHECKS = 12
_ROUNDS = 5
_EDGE = 0.012  # frame heights that must stay free around the group
_LIFT = 0.55  # frame heights by which fliers over land are raised above the ground
Point = tuple[float, float, float]


@dataclass(frozen=True)
class Framed:
    """The shot's camera, and where each actor's anchor stands in the world at the start, in the plan's order."""

    rig: Rig
    homes_m: tuple[Point, ...]

    def box_px(self, actor: Actor, home_m: Point, time_s: float, part: Box) -> Box:
        """`part` (a box of the actor on the plane of the picture) as pixels: left, top, right, bottom."""
        camera = self.rig.at(time_s)
        along, up = self.rig.carried(time_s)
        x0, y0 = actor.anchor_m
        left, bottom, right, top = (
            home + (edge - origin) * actor.depth
            for edge, origin, home in zip(part, (x0, y0, x0, y0), (home_m[0], home_m[1]) * 2, strict=True)
        )
        u0, v0 = camera.project(left + along, top + up, home_m[2])
        u1, v1 = camera.project(right + along, bottom + up, home_m[2])
        return u0, v0, u1, v1


def frame_shot(
    blocking: Blocking, plan: CameraPlan, size_px: tuple[int, int], seconds: float, seed: int, over_land: bool
) -> Framed:
    """The camera for a blocking. `over_land`: there is a ground far below those who fly."""
    extent, focus = blocking.extent, blocking.focus
    framed = _framed(blocking, extent, focus, plan, size_px, seconds, seed, over_land)
    for _ in range(_ROUNDS):
        out = _overflow(framed, blocking, plan, seconds)
        if max(out) <= 0.5:
            break
        scale = framed.rig.base.px_per_m(0.0)
        extent, focus = _grown(extent, out, scale), _grown(focus, out, scale)
        framed = _framed(blocking, extent, focus, plan, size_px, seconds, seed, over_land)
    return framed


def _framed(
    blocking: Blocking,
    extent: Extent,
    focus: Extent,
    plan: CameraPlan,
    size_px: tuple[int, int],
    seconds: float,
    seed: int,
    over_land: bool,
) -> Framed:
    base = frame_group(extent, plan.framing, plan.angle, size_px, blocking.grounded, focus, blocking.several)
    lift = 0.0
    frame_m = size_px[1] / base.px_per_m(0.0)
    if over_land and not blocking.grounded:
        lift = max(base.y_m, 0.0) + max(1.5, _LIFT * frame_m) - base.y_m
        base = replace(base, y_m=base.y_m + lift)
    follow = capped_follow(blocking.follow_m_s, base.across_m(0.0))
    margin = room_around(frame_raw(base, lift), extent)
    rig = Rig(base, plan.move, seconds, follow, margin, seed, blocking.rise_frames_s * frame_m)
    return Framed(rig, tuple(_home(actor, base, lift, blocking.grounded) for actor in blocking.actors))


def frame_raw(base: Camera, lift_m: float) -> Camera:
    """The camera before it was lifted off the land, for measuring against the plan."""
    return replace(base, y_m=base.y_m - lift_m)


def _home(actor: Actor, base: Camera, lift_m: float, grounded: bool) -> Point:
    """Further back and larger in proportion, a figure appears where it was planned; who stands is on the ground."""
    x, y = actor.anchor_m
    z = base.distance_m * (actor.depth - 1.0)
    x = base.x_m + (x - base.x_m) * actor.depth
    y += lift_m
    if actor.airborne or not grounded:
        y = base.y_m + (y - base.y_m) * actor.depth
    return x, y, z


def _overflow(framed: Framed, blocking: Blocking, plan: CameraPlan, seconds: float) -> tuple[float, ...]:
    """By how many pixels what must be seen leaves the frame at worst: left, top, right, bottom."""
    width, height = framed.rig.base.size_px
    edge = _EDGE * height
    worst = [0.0, 0.0, 0.0, 0.0]
    for step in range(_CHECKS + 1):
        moment = seconds * step / _CHECKS
        for actor, home in zip(blocking.actors, framed.homes_m, strict=True):
            part = actor.essence(moment) if plan.framing == "close" else actor.reaches(moment)
            u0, v0, u1, v1 = framed.box_px(actor, home, moment, part)
            for side, over in enumerate((edge - u0, edge - v0, u1 - width + edge, v1 - height + edge)):
                worst[side] = max(worst[side], over)
    return tuple(worst)


def _grown(extent: Extent, out_px: tuple[float, ...], px_per_m: float) -> Extent:
    left, top, right, bottom = (1.05 * over / px_per_m for over in out_px)
    return Extent(extent.left_m - left, extent.right_m + right, extent.bottom_m - bottom, extent.top_m + top)
