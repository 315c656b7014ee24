"""Who stands where, faces where and moves how: from a staging to actors with paths. It draws nothing.

Positions are planned on the plane of the picture (`x_m`, `y_m` at z = 0, `depth` times further away), because what
counts is where a figure appears; the scene turns them into world positions once the camera is known. A group that runs
or drives is followed by the camera at `follow_m_s`, so its paths are relative to the moving frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from moviefactory.movie import Action, Relation, Staging, Subject
from moviefactory.video.animatic.camera import Extent
from moviefactory.video.animatic.figure import Figure
from moviefactory.video.animatic.figure import View as Side
from moviefactory.video.animatic.noise import fraction, wander

_FAST: frozenset[Action] = frozenset({"race", "run", "walk", "fly", "dive", "swim", "sail"})
_STILL_FACING: frozenset[Action] = frozenset(
    {
        "idle",
        "look",
        "wave",
        "dance",
        "sit",
        "sleep",
        "talk",
        "play",
        "celebrate",
        "float",
        "work",
        "jump",
        "fall",
        "grow",
    }
)
_FRONTAL = frozenset({"person", "creature", "machine", "animal"})
_MAX_SPEED_IN_FRAMES = 1.7  # frame widths a second: faster is only a blur


@dataclass(frozen=True)
class Pose:
    """Where a figure is at one moment, relative to its planned place: metres, degrees clockwise, and visibility."""

    x_m: float = 0.0
    y_m: float = 0.0
    turn_deg: float = 0.0
    alpha: float = 1.0


Path = Callable[[float], Pose]


@dataclass(frozen=True)
class Actor:
    """One figure in the picture. `depth`: how many times further away than the plane of the action it stands."""

    figure: Figure
    subject: Subject
    index: int  # of its subject in the staging
    x_m: float
    y_m: float
    depth: float
    facing: int  # +1 right, -1 left
    side: Side
    path: Path
    delay_s: float = 0.0
    airborne: bool = False

    @property
    def wide_m(self) -> float:
        """Its width as it appears on the plane of the action."""
        return width_m(self.figure, self.side) / self.depth

    @property
    def tall_m(self) -> float:
        return self.figure.height_m / self.depth


@dataclass(frozen=True)
class Blocking:
    """All actors, the box that must stay in frame, and the speed at which the camera goes along."""

    actors: tuple[Actor, ...]
    extent: Extent
    follow_m_s: float
    grounded: bool
    explodes: bool = False


def width_m(figure: Figure, side: Side) -> float:
    """How wide the figure is in this view, in metres."""
    if side == "side":
        return figure.length_m
    return min(figure.length_m * 1.2, max(figure.height_m * 0.62, figure.length_m * 0.35))


def block(staging: Staging, figures: tuple[Figure, ...], seconds: float, seed: int, aloft: bool) -> Blocking:
    """Place the figures of `staging`. `aloft`: the setting has no ground (sky, space, underwater)."""
    if not figures:
        return Blocking((), Extent(-1.6, 1.6, 0.0, 1.8), 0.0, not aloft)
    leads = [
        _actor(index, subject, figure, staging.relation, aloft)
        for index, (subject, figure) in enumerate(zip(staging.subjects, figures, strict=True))
    ]
    leads = _apparent_sizes(leads)
    leads = _arranged(leads, staging.relation)
    leads = [_with_path(actor, staging.relation, seconds, seed) for actor in leads]
    actors = tuple(copy for lead in leads for copy in _crowd(lead, seed))
    extent = _extent(actors, staging.relation)
    grounded = not aloft and any(not actor.airborne for actor in actors)
    explodes = any(actor.subject.action == "explode" for actor in actors)
    return Blocking(actors, extent, _follow(leads, staging.relation, extent), grounded, explodes)


def _actor(index: int, subject: Subject, figure: Figure, relation: Relation, aloft: bool) -> Actor:
    flying = subject.action in ("fly", "dive") or (
        figure.habitat in ("air", "space") and subject.action in ("race", "float")
    )
    airborne = aloft or flying or subject.action == "fall"
    side: Side = "side"
    still = subject.action in _STILL_FACING and figure.speed_m_s <= 0
    if relation in ("none", "side_by_side") and still and subject.kind in _FRONTAL and "front" in figure.views:
        side = "front"
    return Actor(figure, subject, index, 0.0, 0.0, 1.0, 1, side, lambda _: Pose(), 0.0, airborne)


def _apparent_sizes(actors: list[Actor]) -> list[Actor]:
    """A giant beside something small stands further back, so that both fit: an airliner that races a car."""
    if len(actors) < 2:
        return actors
    sizes = [max(actor.figure.height_m * 1.6, actor.wide_m) for actor in actors]
    least = min(sizes)
    return [
        replace(actor, depth=max(1.0, min(12.0, size / (least * (1.9 if actor.airborne else 2.6)))))
        for actor, size in zip(actors, sizes, strict=True)
    ]


def _arranged(actors: list[Actor], relation: Relation) -> list[Actor]:
    """Planned positions and facing by relation; airborne ones above those on the ground."""
    if len(actors) == 1:
        return [_seated(actors[0])]
    if relation in ("face_off", "meet"):
        placed = _in_a_row(actors, 0.55 if relation == "face_off" else 0.8)
        middle = len(placed) / 2
        return [replace(actor, facing=1 if index < middle else -1) for index, actor in enumerate(placed)]
    grounded = [actor for actor in actors if not actor.airborne]
    flying = [actor for actor in actors if actor.airborne]
    if relation == "chase":
        return _raised(_in_a_row(actors, 0.30), 0.25)
    if relation == "side_by_side" and grounded and flying:
        low = _in_a_row(grounded, -0.15)
        top = max(actor.tall_m for actor in low)
        high = [replace(actor, y_m=top * 1.12 + 0.12 * actor.tall_m) for actor in _in_a_row(flying, 0.1)]
        offset = 0.16 * max(actor.wide_m for actor in low)
        return [replace(actor, x_m=actor.x_m - offset) for actor in low] + [
            replace(actor, x_m=actor.x_m + offset) for actor in high
        ]
    if relation == "side_by_side":
        return _abreast(actors)
    return _raised(_in_a_row(actors, 0.28), 0.35)


def _seated(actor: Actor) -> Actor:
    return replace(actor, x_m=0.0, y_m=0.0)


def _raised(actors: list[Actor], share: float) -> list[Actor]:
    """Airborne members of a mixed group hang above the heads of the others."""
    grounded = [actor for actor in actors if not actor.airborne]
    if not grounded or len(grounded) == len(actors):
        return actors
    top = max(actor.tall_m for actor in grounded)
    return [replace(actor, y_m=top * share + 0.4 * actor.tall_m) if actor.airborne else actor for actor in actors]


def _in_a_row(actors: list[Actor], gap: float) -> list[Actor]:
    """Side by side along x, `gap` times the mean width apart (negative: overlapping), around x = 0."""
    mean = sum(actor.wide_m for actor in actors) / len(actors)
    widths = [actor.wide_m for actor in actors]
    total = sum(widths) + gap * mean * (len(actors) - 1)
    x = -total / 2
    placed = []
    for actor, wide in zip(actors, widths, strict=True):
        placed.append(replace(actor, x_m=x + wide / 2))
        x += wide + gap * mean
    return placed


def _abreast(actors: list[Actor]) -> list[Actor]:
    """Two lanes of a race: the second a little further away and half a length ahead, so that both are seen whole."""
    placed = []
    spread = max(actor.wide_m for actor in actors) * 0.58
    moving = any(actor.figure.speed_m_s > 0 for actor in actors)
    for index, actor in enumerate(actors):
        offset = (index - (len(actors) - 1) / 2) * spread * (1.0 if moving else 1.5)
        further = 1.0 + 0.22 * index if moving else 1.0
        placed.append(replace(actor, x_m=offset, depth=actor.depth * further))
    return placed


def _with_path(actor: Actor, relation: Relation, seconds: float, seed: int) -> Actor:
    if relation == "meet":
        return replace(actor, path=_approach(actor, seconds))
    salt = seed + 31 * actor.index
    maker = _PATHS.get(actor.subject.action)
    if actor.airborne and actor.subject.action not in ("dive", "fall", "explode"):
        maker = _hovering
    if maker is not None:
        return replace(actor, path=maker(actor, seconds, salt))
    return actor


def _approach(actor: Actor, seconds: float) -> Path:
    """From the side towards the middle, slower at the end."""
    reach = 0.75 * actor.wide_m * -actor.facing
    return lambda t: Pose(x_m=reach * (1 - _settle(t / max(seconds, 1e-6))) - 0.25 * reach)


def _settle(t: float) -> float:
    t = min(1.0, max(0.0, t))
    return 1 - (1 - t) ** 2


def _racing(actor: Actor, seconds: float, salt: int) -> Path:
    """In the moving frame: now a little ahead, now a little behind."""
    reach = 0.11 * actor.wide_m
    lead = 1 if fraction(salt, 5) < 0.5 else -1
    return lambda t: Pose(x_m=reach * (lead * math.sin(2.1 * t + salt % 7) + 0.5 * wander(t * 0.8, salt)))


def _strolling(actor: Actor, seconds: float, salt: int) -> Path:
    reach = 0.05 * actor.wide_m
    return lambda t: Pose(x_m=reach * wander(t * 0.7, salt))


def _hovering(actor: Actor, seconds: float, salt: int) -> Path:
    """Borne by the air: slow rise and fall, nose up when rising; in a race also ahead and behind."""
    lift = 0.07 * actor.tall_m + 0.012 * actor.wide_m
    reach = 0.09 * actor.wide_m if actor.subject.action in ("race", "fly") else 0.02 * actor.wide_m
    tilt = 3.0 if actor.figure.habitat in ("air", "space") else 5.0

    def path(t: float) -> Pose:
        phase = 1.5 * t + salt % 11
        return Pose(
            x_m=reach * math.sin(0.9 * t + salt % 5),
            y_m=lift * math.sin(phase),
            turn_deg=-tilt * math.cos(phase) * actor.facing,
        )

    return path


def _diving(actor: Actor, seconds: float, salt: int) -> Path:
    """From the upper left to the lower right, nose down, pulling out at the end."""
    span_x, span_y = 0.42 * actor.wide_m + 0.3 * actor.tall_m, 0.55 * actor.tall_m + 0.14 * actor.wide_m

    def path(t: float) -> Pose:
        u = min(1.1, t / max(seconds, 1e-6))
        fall = u * u * (3 - 2 * min(u, 1.0))
        steep = 26.0 * math.sin(math.pi * min(1.0, 0.18 + 0.75 * u))
        return Pose((u - 0.5) * span_x * actor.facing, (0.5 - fall) * span_y, steep * actor.facing)

    return path


def _falling(actor: Actor, seconds: float, salt: int) -> Path:
    reach = 0.6 * actor.tall_m
    spin = 50.0 if actor.subject.kind in ("vehicle", "thing", "machine", "aircraft") else 24.0

    def path(t: float) -> Pose:
        u = t / max(seconds, 1e-6)
        return Pose(0.06 * actor.wide_m * math.sin(2 * t), (0.5 - u * (0.4 + 0.6 * u)) * reach, spin * (u - 0.4))

    return path


def _climbing(actor: Actor, seconds: float, salt: int) -> Path:
    rise = 0.22 * actor.tall_m
    return lambda t: Pose(y_m=rise * t / max(seconds, 1e-6) + 0.012 * actor.tall_m * math.sin(6 * t))


def _sailing(actor: Actor, seconds: float, salt: int) -> Path:
    """Riding the waves: heave and pitch."""
    heave = 0.022 * actor.wide_m

    def path(t: float) -> Pose:
        phase = 1.9 * t + salt % 7
        return Pose(0.03 * actor.wide_m * math.sin(0.6 * t), heave * math.sin(phase), 2.6 * math.cos(phase))

    return path


def _swimming(actor: Actor, seconds: float, salt: int) -> Path:
    rise = 0.05 * actor.tall_m
    return lambda t: Pose(
        0.05 * actor.wide_m * math.sin(0.8 * t), rise * math.sin(2.2 * t + salt % 5), 2.0 * math.cos(2.2 * t)
    )


def _fighting(actor: Actor, seconds: float, salt: int) -> Path:
    """Lunge and recoil."""
    reach = 0.10 * actor.wide_m * actor.facing
    return lambda t: Pose(x_m=reach * max(0.0, math.sin(5.2 * t + 2.6 * actor.index)) ** 2)


_PATHS: dict[Action, Callable[[Actor, float, int], Path]] = {
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


def _crowd(lead: Actor, seed: int) -> list[Actor]:
    """The `count` copies of an actor: each with its own place, moment and distance."""
    count = lead.subject.count
    if count == 1:
        return [lead]
    copies = []
    rows = 1 if count <= 3 else 2 if count <= 7 else 3
    per_row = math.ceil(count / rows)
    step = lead.wide_m * (1.12 if lead.side == "side" else 1.25)
    for index in range(count):
        row, column = divmod(index, per_row)
        in_row = min(per_row, count - row * per_row)
        x = (column - (in_row - 1) / 2) * step + (0.45 * step if row % 2 else 0.0)
        jitter = fraction(index, seed + 17) - 0.5
        further = lead.depth * (1.0 + 0.34 * row + 0.06 * abs(jitter))
        rise = (0.5 * lead.tall_m * (row + jitter)) if lead.airborne else 0.0
        copies.append(
            replace(
                lead,
                x_m=lead.x_m + (x + 0.12 * step * jitter) / (1.0 + 0.3 * row),
                y_m=lead.y_m + rise,
                depth=further,
                delay_s=lead.delay_s + 0.37 * index,
            )
        )
    return copies


def _extent(actors: tuple[Actor, ...], relation: Relation) -> Extent:
    pad = 1.12 if relation in ("none", "face_off") else 1.22
    if any(actor.subject.action in ("dive", "fall") for actor in actors):
        pad = 1.3
    left = min(actor.x_m - actor.wide_m * pad / 2 for actor in actors)
    right = max(actor.x_m + actor.wide_m * pad / 2 for actor in actors)
    top = max(actor.y_m + actor.tall_m * (1.0 if not actor.airborne else 1.05) for actor in actors)
    bottom = min(actor.y_m for actor in actors)
    return Extent(left, right, min(bottom, 0.0) if not all(a.airborne for a in actors) else bottom, top)


def _follow(actors: list[Actor], relation: Relation, extent: Extent) -> float:
    """The speed of the slowest who moves on; 0 when they face each other or stand."""
    if relation in ("face_off", "meet"):
        return 0.0
    speeds = [
        actor.figure.speed_m_s for actor in actors if actor.figure.speed_m_s > 0 and actor.subject.action in _FAST
    ]
    if not speeds:
        return 0.0
    return min(speeds)


def capped_follow(follow_m_s: float, across_m: float) -> float:
    """The camera's speed, kept below what would turn the world into a mere blur."""
    return min(follow_m_s, _MAX_SPEED_IN_FRAMES * across_m)
