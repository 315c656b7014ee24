"""The camera: a pinhole that looks along +z, its lens shifted rather than tilted so that upright things stay upright.

World metres: x right, y up, z into the picture; the plane z = 0 is where the main subject acts, y = 0 the ground. A
camera stands at (x, y, -distance). `Camera` is one moment; `Rig` knows the whole shot and gives the camera at any time.
It does not know what is in the picture beyond the size of the group it frames.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from moviefactory.movie import Angle, CameraMove, Framing
from moviefactory.video.animatic.noise import wander


@dataclass(frozen=True)
class Camera:
    """One moment. Pixels: `focal_px`, the horizon's row `horizon_px`, the column `centre_px` of the optical axis."""

    x_m: float
    y_m: float
    distance_m: float  # to the plane z = 0
    focal_px: float
    horizon_px: float
    centre_px: float
    size_px: tuple[int, int]

    def range_m(self, z_m: float) -> float:
        """Distance from the lens to the plane `z_m`, never less than a hand's breadth."""
        return max(0.12, z_m + self.distance_m)

    def px_per_m(self, z_m: float) -> float:
        return self.focal_px / self.range_m(z_m)

    def project(self, x_m: float, y_m: float, z_m: float) -> tuple[float, float]:
        """World point -> pixel (x right, y down)."""
        scale = self.px_per_m(z_m)
        return self.centre_px + (x_m - self.x_m) * scale, self.horizon_px - (y_m - self.y_m) * scale

    def across_m(self, z_m: float) -> float:
        """How many metres the frame is wide at the plane `z_m`."""
        return self.size_px[0] / self.px_per_m(z_m)


@dataclass(frozen=True)
class View:
    """The camera now and when the shutter closes: what a layer needs to place itself and to blur itself."""

    camera: Camera
    closing: Camera
    time_s: float
    shutter_s: float  # 0 without motion blur

    def smear_px(self, x_m: float, y_m: float, z_m: float, velocity_m_s: tuple[float, float] = (0.0, 0.0)) -> Smear:
        """How far a point of the plane `z_m` travels over the frame while the shutter is open."""
        if self.shutter_s <= 0:
            return (0.0, 0.0)
        u0, v0 = self.camera.project(x_m, y_m, z_m)
        moved_x, moved_y = x_m + velocity_m_s[0] * self.shutter_s, y_m + velocity_m_s[1] * self.shutter_s
        u1, v1 = self.closing.project(moved_x, moved_y, z_m)
        return (u1 - u0, v1 - v0)


Smear = tuple[float, float]


@dataclass(frozen=True)
class Extent:
    """What must be in frame, in metres on the plane z = 0: a box around all subjects and the height of the tallest."""

    left_m: float
    right_m: float
    bottom_m: float
    top_m: float

    @property
    def width_m(self) -> float:
        return max(0.05, self.right_m - self.left_m)

    @property
    def height_m(self) -> float:
        return max(0.05, self.top_m - self.bottom_m)


@dataclass(frozen=True)
class _Look:
    """A framing: the group's share of the frame's height and the most it may take of the width, and the lens."""

    height: float
    width: float
    focal: float  # focal length in frame heights
    feet: float  # where the group's lower edge stands, in frame heights from the top


_LOOKS: dict[Framing, _Look] = {
    "extreme_wide": _Look(0.15, 0.34, 1.15, 0.80),
    "wide": _Look(0.35, 0.50, 1.45, 0.85),
    "medium": _Look(0.58, 0.64, 1.9, 0.90),
    "close": _Look(0.85, 0.93, 2.5, 0.95),  # of the part of the group that a close shot must show
}
_HORIZON: dict[Angle, float] = {"eye_level": 0.56, "low": 0.77, "high": 0.26}
_LEAST_WIDE = (0.12, 0.09)  # shares of height or width below which nobody finds the subject
_GROUND_SEEN = 0.11  # frame heights of ground between horizon and feet, or it would not be seen what they stand on
_HEADROOM = 0.07
_SEVERAL = (1.28, 1.30)


@dataclass(frozen=True)
class Rig:
    """The whole shot of one camera: the framing it starts from, the move it makes, and the group that it follows."""

    base: Camera
    move: CameraMove
    seconds: float
    follow_m_s: float  # the camera travels along with the group at this speed
    margin_px: tuple[float, float, float, float]  # room left, right, above, below the framed group
    seed: int
    rise_m_s: float = 0.0  # and rises or sinks with it

    def carried(self, time_s: float) -> tuple[float, float]:
        """How far camera and group have gone together, metres along x and y. Who falls ends at the planned height."""
        since = time_s - (self.seconds if self.rise_m_s < 0 else 0.0)
        return self.follow_m_s * time_s, self.rise_m_s * since

    def at(self, time_s: float) -> Camera:
        """The camera at `time_s`."""
        t = time_s / self.seconds if self.seconds > 0 else 0.0
        eased = _ease(t)
        along, up = self.carried(time_s)
        followed = replace(self.base, x_m=self.base.x_m + along, y_m=self.base.y_m + up)
        return _MOVES[self.move](self, followed, eased, time_s)

    def view(self, time_s: float, shutter_s: float) -> View:
        return View(self.at(time_s), self.at(time_s + max(shutter_s, 1e-4)), time_s, shutter_s)

    def sweep_m(self, z_m: float) -> float:
        """How many metres of the plane `z_m` pass through the frame during the shot, beyond the frame's own width."""
        first, last = self.at(0.0), self.at(self.seconds)
        start = -first.centre_px / first.px_per_m(z_m) + first.x_m
        end = -last.centre_px / last.px_per_m(z_m) + last.x_m
        return abs(end - start)


def frame_group(
    extent: Extent,
    framing: Framing,
    angle: Angle,
    size_px: tuple[int, int],
    grounded: bool,
    focus: Extent | None = None,
    several: bool = False,
) -> Camera:
    """The camera that shows `extent` in this framing from this angle.

    `grounded`: the group stands on the ground, so the horizon decides the camera's height; otherwise (sky, space) the
    group hangs in the middle of the picture. `focus`: the part that a close shot shows; without it the upper part of an
    upright group, or all of a long one. `several`: a group of more than one fills more of the picture, or each of it
    would be small.
    """
    width, height = size_px
    look = _LOOKS[framing]
    if several and framing != "close":
        look = replace(look, height=look.height * _SEVERAL[0], width=min(0.9, look.width * _SEVERAL[1]))
    upright_picture = width < height
    focal = look.focal * height * max(1.0, (width / height / 2.4) ** 0.5)
    shown = extent if framing != "close" else focus or _upper_part(extent)
    across = min(0.93, look.width * 1.35) if upright_picture else look.width
    px_per_m = min(look.height * height / shown.height_m, across * width / shown.width_m)
    if framing == "extreme_wide":
        least = min(_LEAST_WIDE[0] * height / extent.height_m, _LEAST_WIDE[1] * width / extent.width_m)
        px_per_m = max(px_per_m, least)
    top = _top_row(shown, extent, px_per_m / height, look.feet - (0.12 if upright_picture else 0.0), grounded)
    y_m = shown.top_m - (_HORIZON[angle] - top) * height / px_per_m
    horizon_px = _HORIZON[angle] * height
    if grounded:
        soil = top + shown.top_m * px_per_m / height  # the row of the ground, y = 0, where the group stands
        horizon_px = min(horizon_px, (soil - _GROUND_SEEN) * height)
        y_m = (soil * height - horizon_px) / px_per_m
    centre_x = (shown.left_m + shown.right_m) / 2
    return Camera(centre_x, y_m, focal / px_per_m, focal, horizon_px, width / 2, size_px)


def _upper_part(extent: Extent) -> Extent:
    if extent.height_m <= 0.9 * extent.width_m:
        return extent
    return replace(extent, bottom_m=extent.top_m - 0.6 * extent.height_m)


def _top_row(shown: Extent, extent: Extent, frames_per_m: float, feet: float, grounded: bool) -> float:
    """The row, in frame heights, at which the upper edge of what is shown appears."""
    tall, whole = shown.height_m * frames_per_m, (shown.top_m - extent.bottom_m) * frames_per_m
    if not grounded:
        return 0.5 - tall / 2
    if whole <= feet - _HEADROOM:
        return feet - whole  # all of it fits above the line where feet stand
    if whole <= 1.0 - _HEADROOM:
        return 0.98 - whole if whole > 0.90 else _HEADROOM
    return min(max(_HEADROOM, 0.93 - tall), 0.5 - tall / 2 if tall < 0.8 else 1.0)


def room_around(camera: Camera, extent: Extent) -> tuple[float, float, float, float]:
    """Pixels free to the left, right, above and below the framed group; negative where it is cut."""
    left, top = camera.project(extent.left_m, extent.top_m, 0.0)
    right, bottom = camera.project(extent.right_m, extent.bottom_m, 0.0)
    width, height = camera.size_px
    return left, width - right, top, height - bottom


def _ease(t: float) -> float:
    """Slow in, slow out, but already moving at both ends, so that no frame of the shot stands still."""
    t = min(1.25, max(-0.05, t))
    smooth = t * t * (3 - 2 * t) if 0 <= t <= 1 else t
    return 0.45 * t + 0.55 * smooth


def _shifted(rig: Rig, camera: Camera, right_px: float, down_px: float) -> Camera:
    """Turn the camera: everything, near and far, moves by the same pixels, but never the group out of the frame."""
    left, right, above, below = (max(0.0, room * 0.85) for room in rig.margin_px)
    right_px = min(max(right_px, -left), right)
    down_px = min(max(down_px, -above), below)
    return replace(camera, centre_px=camera.centre_px + right_px, horizon_px=camera.horizon_px + down_px)


def _dolly(camera: Camera, factor: float) -> Camera:
    """Move nearer (below 1) or further; the group's middle stays where it is in the picture."""
    height = camera.size_px[1]
    middle_m = camera.y_m + (camera.horizon_px - 0.55 * height) / camera.px_per_m(0.0)
    moved = replace(camera, distance_m=camera.distance_m * factor)
    return replace(moved, horizon_px=0.55 * height + (middle_m - moved.y_m) * moved.px_per_m(0.0))


def _truck(camera: Camera, metres: float, kept: float) -> Camera:
    """Slide sideways; `kept` of the subject's shift in the frame is turned back, so the background slides instead."""
    turned = camera.centre_px + kept * metres * camera.px_per_m(0.0)
    return replace(camera, x_m=camera.x_m + metres, centre_px=turned)


def _static(rig: Rig, camera: Camera, eased: float, time_s: float) -> Camera:
    return camera


def _push_in(rig: Rig, camera: Camera, eased: float, time_s: float) -> Camera:
    return _dolly(camera, 1.17 - 0.30 * eased)


def _pull_back(rig: Rig, camera: Camera, eased: float, time_s: float) -> Camera:
    return _dolly(camera, 0.90 + 0.34 * eased)


def _pan(rig: Rig, camera: Camera, along: float) -> Camera:
    width = camera.size_px[0]
    return _truck(_shifted(rig, camera, -along * 0.11 * width, 0.0), along * 0.05 * camera.across_m(0.0), 0.6)


def _pan_left(rig: Rig, camera: Camera, eased: float, time_s: float) -> Camera:
    return _pan(rig, camera, 1.0 - 2.0 * eased)


def _pan_right(rig: Rig, camera: Camera, eased: float, time_s: float) -> Camera:
    return _pan(rig, camera, 2.0 * eased - 1.0)


def _tilt_up(rig: Rig, camera: Camera, eased: float, time_s: float) -> Camera:
    height = camera.size_px[1]
    return _shifted(rig, camera, 0.0, (-0.26 + 0.32 * eased) * height)


def _crane_up(rig: Rig, camera: Camera, eased: float, time_s: float) -> Camera:
    """Rise and look down a little: the foot point stays, the horizon climbs."""
    height = camera.size_px[1]
    rise = (-0.20 + 0.40 * eased) * height
    if camera.y_m > 0:  # not into the ground
        rise = max(rise, -0.7 * camera.y_m * camera.px_per_m(0.0))
    horizon = camera.horizon_px - rise
    return replace(camera, y_m=camera.y_m + (camera.horizon_px - horizon) / camera.px_per_m(0.0), horizon_px=horizon)


def _tracking(rig: Rig, camera: Camera, eased: float, time_s: float) -> Camera:
    reach = 0.05 if rig.follow_m_s else 0.20
    return _truck(camera, (eased - 0.5) * 2 * reach * camera.across_m(0.0), 0.82)


def _orbit(rig: Rig, camera: Camera, eased: float, time_s: float) -> Camera:
    angle = (eased - 0.5) * 1.3
    slid = _truck(camera, 0.42 * camera.across_m(0.0) * math.sin(angle), 0.96)
    return _dolly(slid, 0.94 + 0.12 * math.cos(angle))


def _handheld(rig: Rig, camera: Camera, eased: float, time_s: float) -> Camera:
    height = camera.size_px[1]
    sway = 0.020 * height
    moved = _shifted(
        rig,
        camera,
        sway * (wander(time_s * 1.7, rig.seed) + 0.4 * wander(time_s * 4.3, rig.seed + 1)),
        sway * (wander(time_s * 1.9, rig.seed + 2) + 0.4 * wander(time_s * 4.9, rig.seed + 3)),
    )
    step = 0.03 * camera.across_m(0.0) * wander(time_s * 0.9, rig.seed + 4)
    return _dolly(_truck(moved, step, 0.7), 1.0 - 0.05 * eased)


_MOVES = {
    "static": _static,
    "push_in": _push_in,
    "pull_back": _pull_back,
    "pan_left": _pan_left,
    "pan_right": _pan_right,
    "tilt_up": _tilt_up,
    "crane_up": _crane_up,
    "tracking": _tracking,
    "orbit": _orbit,
    "handheld": _handheld,
}
