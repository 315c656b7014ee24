"""How a figure moves through the picture while it acts: from its action to a pose at any time. It draws nothing.

Metres and degrees are relative to the figure's planned place, on the plane of the picture. A group that runs or drives
is followed by the camera, so its paths are those seen from the moving frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from moviefactory.movie import Action, NounKind
from moviefactory.video.animatic.noise import fraction, wander

BLAST_S = 0.75  # when a figure that explodes flies to pieces
HIT_EVERY_S = 1.2  # two who fight lunge at each other once in this time, and meet in the middle of it


@dataclass(frozen=True)
class Pose:
    """Where a figure is at one moment, relative to its planned place: metres, degrees clockwise, and visibility."""

    x_m: float = 0.0
    y_m: float = 0.0
    turn_deg: float = 0.0
    alpha: float = 1.0


Path = Callable[[float], Pose]


@dataclass(frozen=True)
class Mover:
    """What a path depends on: the figure's size in the picture, its facing (+1 right), its turn among the subjects."""

    action: Action
    kind: NounKind
    wide_m: float
    tall_m: float
    facing: int
    index: int
    airborne: bool
    speed_m_s: float
    seconds: float
    salt: int


def still(time_s: float) -> Pose:
    """The path of one who stays in its place."""
    return Pose()


def path_of(mover: Mover) -> Path:
    """The path of an action by itself."""
    if mover.kind == "vehicle" and mover.action == "jump":
        return _bumping(mover)
    if mover.airborne and mover.action not in ("dive", "fall", "explode", "fight"):
        return _hovering(mover)
    maker = _PATHS.get(mover.action)
    return maker(mover) if maker else still


def together(*paths: Path) -> Path:
    """Several movements at once."""

    def path(t: float) -> Pose:
        poses = [one(t) for one in paths]
        return Pose(
            sum(pose.x_m for pose in poses),
            sum(pose.y_m for pose in poses),
            sum(pose.turn_deg for pose in poses),
            min(pose.alpha for pose in poses),
        )

    return path


def approach(mover: Mover) -> Path:
    """Towards the planned place from the side, there at the end: at its own pace where that fits into the picture."""
    way = min(mover.speed_m_s * mover.seconds, 1.5 * mover.wide_m + 0.4 * mover.tall_m)
    return lambda t: Pose(x_m=-mover.facing * way * max(0.0, 1 - t / max(mover.seconds, 1e-6)))


def crossing(mover: Mover, room_m: float) -> Path:
    """Past those who stand, through the planned place: at its own pace or at most over `room_m`."""
    way = min(mover.speed_m_s * mover.seconds, room_m)
    return lambda t: Pose(x_m=mover.facing * way * (t / max(mover.seconds, 1e-6) - 0.6))


def gap_of_chase(mover: Mover, length_m: float) -> Path:
    """In a chase: the gap to the others closes, and opens again. `length_m`: how far each goes for it."""
    sign = 1 if mover.index == 0 else -1
    return lambda t: Pose(x_m=mover.facing * sign * length_m * math.sin(2 * math.pi * t / 2.6 - 0.6))


def _racing(mover: Mover) -> Path:
    """In the moving frame: now a little ahead, now a little behind."""
    reach = 0.10 * mover.wide_m
    lead = 1 if fraction(mover.salt, 5) < 0.5 else -1
    salt = mover.salt
    return lambda t: Pose(x_m=reach * (lead * math.sin(2.1 * t + salt % 7) + 0.5 * wander(t * 0.8, salt)))


def _strolling(mover: Mover) -> Path:
    return lambda t: Pose(x_m=0.05 * mover.wide_m * wander(t * 0.7, mover.salt))


def _bumping(mover: Mover) -> Path:
    """A car goes over a bump: up to a fifth of its height, nose first."""
    hop_m, every_s = 0.18 * mover.tall_m, 0.9

    def path(t: float) -> Pose:
        u = ((t + 0.5) % every_s) / 0.5
        if u >= 1:
            return Pose(turn_deg=0.6 * math.exp(-9 * (u - 1)) * math.sin(26 * (u - 1)))
        return Pose(y_m=4 * u * (1 - u) * hop_m, turn_deg=-3.2 * math.cos(math.pi * u) * mover.facing)

    return path


def _hovering(mover: Mover) -> Path:
    """Borne by the air: slow rise and fall, nose up when rising; in a race also ahead and behind."""
    lift = 0.06 * mover.tall_m + 0.010 * mover.wide_m
    reach = (0.05 if mover.action in ("race", "fly") else 0.02) * mover.wide_m
    tilt, salt = 2.6, mover.salt

    def path(t: float) -> Pose:
        phase = 1.5 * t + salt % 11
        return Pose(
            x_m=reach * math.sin(0.9 * t + salt % 5),
            y_m=lift * math.sin(phase),
            turn_deg=-tilt * math.cos(phase) * mover.facing,
        )

    return path


def _diving(mover: Mover) -> Path:
    """From the upper left to the lower right, nose down, pulling out at the end."""
    span_x = 0.42 * mover.wide_m + 0.3 * mover.tall_m
    span_y = 0.55 * mover.tall_m + 0.14 * mover.wide_m
    steepest = 12.0 if mover.kind == "person" else 26.0  # a diver turns by himself

    def path(t: float) -> Pose:
        u = min(1.1, t / max(mover.seconds, 1e-6))
        fall = u * u * (3 - 2 * min(u, 1.0))
        steep = steepest * math.sin(math.pi * min(1.0, 0.18 + 0.75 * u))
        return Pose((u - 0.5) * span_x * mover.facing, (0.5 - fall) * span_y, steep * mover.facing)

    return path


def _falling(mover: Mover) -> Path:
    reach = 0.35 * mover.tall_m
    spin = 40.0 if mover.kind in ("vehicle", "thing", "machine", "aircraft") else 10.0

    def path(t: float) -> Pose:
        u = t / max(mover.seconds, 1e-6)
        return Pose(0.06 * mover.wide_m * math.sin(2 * t), (0.5 - u) * reach, spin * (u - 0.4))

    return path


def _climbing(mover: Mover) -> Path:
    return lambda t: Pose(y_m=0.03 * mover.tall_m * math.sin(5.0 * t))


def _sailing(mover: Mover) -> Path:
    """Riding the waves: heave and pitch."""
    heave, salt = 0.014 * mover.wide_m, mover.salt

    def path(t: float) -> Pose:
        phase = 1.9 * t + salt % 7
        return Pose(0.03 * mover.wide_m * math.sin(0.6 * t), heave * math.sin(phase), 2.0 * math.cos(phase))

    return path


def _swimming(mover: Mover) -> Path:
    rise = 0.04 * mover.tall_m

    def path(t: float) -> Pose:
        phase = 2.2 * t + mover.salt % 5
        return Pose(0.05 * mover.wide_m * math.sin(0.8 * t), rise * math.sin(phase), 2.0 * math.cos(phase))

    return path


def _fighting(mover: Mover) -> Path:
    """Lunge and recoil, both at the same moment."""
    reach = 0.16 * min(mover.wide_m, 1.2 * mover.tall_m) * mover.facing

    def path(t: float) -> Pose:
        lunge = max(0.0, math.sin(2 * math.pi * t / HIT_EVERY_S)) ** 2
        rise = 0.03 * mover.tall_m * math.sin(2.4 * t + mover.index) if mover.airborne else 0.0
        return Pose(x_m=reach * lunge, y_m=rise)

    return path


_PATHS: dict[Action, Callable[[Mover], Path]] = {
    "race": _racing,
    "run": _racing,
    "walk": _strolling,
    "fly": _hovering,
    "float": _hovering,
    "dive": _diving,
    "fall": _falling,
    "climb": _climbing,
    "sail": _sailing,
    "swim": _swimming,
    "fight": _fighting,
}
