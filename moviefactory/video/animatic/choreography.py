"""Who stands where, faces where and moves how: from a staging to actors with paths. It draws nothing.

Positions are planned on the plane of the picture (`x_m`, `y_m` at z = 0, `depth` times further away), because what
counts is where a figure appears; `framing` turns them into world positions once the camera is known. A group that runs
or drives is followed by the camera at `follow_m_s`, so its paths are relative to the moving frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from moviefactory.movie import Action, Relation, Setting, Staging, Subject
from moviefactory.video.animatic.actor import FRONTAL, Actor, Box
from moviefactory.video.animatic.camera import Extent
from moviefactory.video.animatic.figure import Figure
from moviefactory.video.animatic.figure import View as Side
from moviefactory.video.animatic.noise import fraction
from moviefactory.video.animatic.paths import (
    BLAST_S,
    Mover,
    approach,
    crossing,
    gap_of_chase,
    path_of,
    together,
)
from moviefactory.video.animatic.presence import measure

MOST_COPIES = 8  # of one subject: more would neither fit nor be told apart
_FAST: frozenset[Action] = frozenset({"race", "run", "walk", "fly", "dive", "swim", "sail", "jump", "climb", "work"})
_MAX_SPEED_IN_FRAMES = 1.7  # frame widths a second: faster is only a blur
_AIR_RATIO = 2.05  # the most that a flier may be longer than what it races on the ground
_LAND_RATIO = 3.4  # the most that two on the ground may differ
_ROOM_M: dict[Setting, float] = {
    "room": 3.4, "space_station": 5.0, "castle_hall": 9.0, "sky": 300.0, "space": 300.0, "sea": 120.0,
}  # fmt: skip
_OUTDOORS_M = 22.0  # the widest that a group may be on land, or the land around it would be all that one sees
_WATER_LANE = 1.6  # how many times further away boats are than those on the shore
_SAMPLES = 12


@dataclass(frozen=True)
class Blocking:
    """All actors, the box that must stay in frame, the part of it a close shot shows, and the camera's own way.

    `follow_m_s`: how fast the camera goes along. `rise_frames_s`: how fast it rises or sinks along with one who climbs
    or falls, in frame heights a second.
    """

    actors: tuple[Actor, ...]
    extent: Extent
    focus: Extent
    follow_m_s: float
    rise_frames_s: float
    grounded: bool

    @property
    def several(self) -> bool:
        """Whether there is more than one to be seen."""
        return len(self.actors) > 1


def block(
    staging: Staging, troupes: tuple[tuple[Figure, ...], ...], seconds: float, seed: int, aloft: bool
) -> Blocking:
    """Place the figures: `troupes[i]` are the copies of subject i. `aloft`: the setting has no ground (sky, space)."""
    if not troupes:
        nobody = Extent(-1.6, 1.6, 0.0, 1.8)
        return Blocking((), nobody, nobody, 0.0, 0.0, not aloft)
    relation = relation_of(staging)
    leads = [
        _actor(index, subject, troupe[0], relation, aloft, seconds, len(troupes))
        for index, (subject, troupe) in enumerate(zip(staging.subjects, troupes, strict=True))
    ]
    sized = _housed(_apparent_sizes(leads), troupes, staging.setting)
    leads = _laned(_arranged(sized, troupes, relation))
    follow = _follow(leads, relation)
    leads = _with_paths(leads, relation, seconds, seed, follow)
    actors = tuple(copy for lead, troupe in zip(leads, troupes, strict=True) for copy in _crowd(lead, troupe, seed))
    grounded = not aloft and any(not actor.airborne for actor in actors)
    extent = _around(actors, seconds, Actor.reaches)
    if grounded:
        extent = replace(extent, bottom_m=min(extent.bottom_m, 0.0))
    focus = _around(actors, seconds, Actor.essence)
    return Blocking(actors, extent, focus, follow, _rise(leads, staging), grounded)


def relation_of(staging: Staging) -> Relation:
    """The relation in which the subjects are shown: who talk or fight without a relation face each other."""
    actions = [subject.action for subject in staging.subjects]
    if len(actions) > 1 and staging.relation in ("none", "side_by_side") and actions[0] in ("talk", "fight"):
        return "face_off"
    return staging.relation if len(actions) > 1 else "none"


def _actor(
    index: int, subject: Subject, figure: Figure, relation: Relation, aloft: bool, seconds: float, subjects: int
) -> Actor:
    flies = subject.action in ("fly", "dive", "fall") or figure.habitat in ("air", "space")
    wet = not aloft and figure.habitat in ("water", "underwater")
    side: Side = "side"
    frontal = subject.kind in FRONTAL and "front" in figure.views and subject.action not in ("fight", "work", "sleep")
    if relation in ("none", "side_by_side") and frontal and figure.speed_m_s <= 0 and figure.views[0] == "front":
        side = "front"
    until_s = 0.8 * BLAST_S if subject.action == "explode" else 1e9
    body = measure(figure, side, seconds, until_s)
    return Actor(figure, subject, index, body, side=side, airborne=aloft or (flies and not wet), wet=wet)


def _apparent_sizes(actors: list[Actor]) -> list[Actor]:
    """Brings sizes together, as a picture book does: an airliner that races a car, a mouse that meets an elephant."""
    if len(actors) < 2:
        return actors
    sizes = [max(actor.body.tall_m * 1.5, actor.body.wide_m) for actor in actors]
    least = min(sizes)
    mixed = any(actor.airborne for actor in actors) and not all(actor.airborne for actor in actors)
    limits = [_AIR_RATIO if mixed and actor.airborne else _LAND_RATIO for actor in actors]
    over = max(size / (least * limit) for size, limit in zip(sizes, limits, strict=True))
    base = least * max(1.0, over) ** (0.2 if mixed else 0.4)
    return [
        replace(actor, scale=(base if size == least else min(max(size, base), base * limit)) / size)
        for actor, size, limit in zip(actors, sizes, limits, strict=True)
    ]


def _housed(actors: list[Actor], troupes: tuple[tuple[Figure, ...], ...], setting: Setting) -> list[Actor]:
    """Smaller where the place would not hold them: a ship in a room is a toy, seven buses do not fill a valley."""
    pairs = zip(actors, troupes, strict=True)
    wide_m = sum(_troupe_width(actor, len(troupe)) for actor, troupe in pairs)
    room_m = _ROOM_M.get(setting, _OUTDOORS_M)
    shrink = min(1.0, room_m / wide_m, 0.8 * room_m / max(actor.tall_m for actor in actors))
    return [replace(actor, scale=actor.scale * shrink) for actor in actors]


def _arranged(actors: list[Actor], troupes: tuple[tuple[Figure, ...], ...], relation: Relation) -> list[Actor]:
    """Planned positions and facing by relation; airborne ones above those on the ground."""
    if len(actors) == 1:
        return actors
    widths = [_troupe_width(actor, len(troupe)) for actor, troupe in zip(actors, troupes, strict=True)]
    if relation in ("face_off", "meet"):
        placed = _in_a_row(actors, widths, 0.28 if relation == "face_off" else 0.16)
        middle = len(placed) / 2
        turned = [replace(actor, facing=1 if index < middle else -1) for index, actor in enumerate(placed)]
        return _raised(turned, 0.10)
    if relation == "chase":
        return _raised(_in_a_row(actors, widths, 0.34), 0.30)
    mixed = {actor.airborne for actor in actors} == {True, False}
    if relation == "side_by_side" and mixed:
        return _stacked(actors, widths)
    if relation == "side_by_side" and all(len(troupe) == 1 for troupe in troupes):
        return _abreast(actors)
    return _raised(_in_a_row(actors, widths, 0.24), 0.35)


def _troupe_width(actor: Actor, count: int) -> float:
    columns = math.ceil(min(count, MOST_COPIES) / _rows(count))
    return actor.wide_m * (1 + (columns - 1) * 1.12)


def _stacked(actors: list[Actor], widths: list[float]) -> list[Actor]:
    """A race of ground and air: the fliers low above and a little behind the head of the others, clear of them."""
    pairs = list(zip(actors, widths, strict=True))
    low = _in_a_row([a for a, _ in pairs if not a.airborne], [w for a, w in pairs if not a.airborne], 0.15)
    high = _in_a_row([a for a, _ in pairs if a.airborne], [w for a, w in pairs if a.airborne], 0.1)
    top = max(actor.tall_m for actor in low)
    shift = 0.14 * max(actor.wide_m for actor in high)
    placed = {actor.index: replace(actor, x_m=actor.x_m + 0.5 * shift) for actor in low}
    for actor in high:
        clear = top * 1.22 + 0.10 * actor.tall_m
        placed[actor.index] = replace(
            actor, x_m=actor.x_m - 0.5 * shift, y_m=clear, depth=1.12, scale=actor.scale * 1.12
        )
    return [placed[actor.index] for actor in actors]


def _raised(actors: list[Actor], share: float) -> list[Actor]:
    """Airborne members of a mixed group hang a little above the ground, in sight of the others."""
    grounded = [actor for actor in actors if not actor.airborne]
    if not grounded or len(grounded) == len(actors):
        return actors
    top = max(actor.tall_m for actor in grounded)
    return [replace(actor, y_m=top * share + 0.25 * actor.tall_m) if actor.airborne else actor for actor in actors]


def _in_a_row(actors: list[Actor], widths: list[float], gap: float) -> list[Actor]:
    """Side by side along x, `gap` times the mean width apart, around x = 0."""
    if not actors:
        return []
    mean = sum(widths) / len(widths)
    x = -(sum(widths) + gap * mean * (len(actors) - 1)) / 2
    placed = []
    for actor, wide in zip(actors, widths, strict=True):
        placed.append(replace(actor, x_m=x + wide / 2))
        x += wide + gap * mean
    return placed


def _abreast(actors: list[Actor]) -> list[Actor]:
    """Two lanes of a race: the second a little further away and ahead, so that both are seen; on foot side by side."""
    placed = []
    moving = any(actor.figure.speed_m_s > 0 for actor in actors)
    lanes = moving and not any(actor.upright or actor.wet for actor in actors)
    spread = max(actor.wide_m for actor in actors) * (0.62 if lanes else 1.12)
    for index, actor in enumerate(actors):
        offset = (index - (len(actors) - 1) / 2) * spread
        further = 1.0 + 0.24 * index if moving and not actor.airborne else 1.0
        lane = -0.55 * actor.tall_m * index if actor.airborne and not actor.upright else 0.0
        placed.append(replace(actor, x_m=offset, y_m=lane, depth=actor.depth * further))
    return placed


def _laned(actors: list[Actor]) -> list[Actor]:
    """Where some stand on land, boats and swimmers pass behind them: there the water is."""
    if not any(actor.wet for actor in actors) or all(actor.wet or actor.airborne for actor in actors):
        return actors
    return [
        replace(actor, depth=_WATER_LANE * actor.depth, scale=_WATER_LANE * actor.scale) if actor.wet else actor
        for actor in actors
    ]


# ---------------------------------------------------------------------------------------------------------------- paths


def _with_paths(actors: list[Actor], relation: Relation, seconds: float, seed: int, follow: float) -> list[Actor]:
    span = sum(actor.wide_m for actor in actors)
    placed = []
    for actor in actors:
        mover = _mover(actor, seconds, seed)
        own = path_of(mover)
        if relation == "meet":
            own = together(own, approach(mover))
        elif relation == "chase" and actor.figure.speed_m_s > 0:
            own = together(own, gap_of_chase(mover, 0.09 * span / len(actors)))
        elif follow == 0 and actor.figure.speed_m_s > 0 and actor.subject.action in _FAST and relation != "face_off":
            own = together(own, crossing(mover, 0.5 * span + actor.wide_m))
        placed.append(replace(actor, path=own))
    return placed


def _mover(actor: Actor, seconds: float, seed: int) -> Mover:
    subject = actor.subject
    speed = actor.figure.speed_m_s * actor.size
    salt = seed + 31 * actor.index
    return Mover(
        subject.action, subject.kind, actor.wide_m, actor.tall_m, actor.facing, actor.index, actor.airborne, speed,
        seconds, salt,
    )  # fmt: skip


def _follow(actors: list[Actor], relation: Relation) -> float:
    """The speed of the slowest; 0 when they face each other, or when one of them stays where it is on the ground."""
    if relation in ("face_off", "meet"):
        return 0.0
    moving = [actor for actor in actors if actor.figure.speed_m_s > 0 and actor.subject.action in _FAST]
    staying = [actor for actor in actors if actor not in moving and not actor.airborne]
    if not moving or staying:
        return 0.0
    return min(actor.figure.speed_m_s * actor.scale for actor in moving)


def _rise(leads: list[Actor], staging: Staging) -> float:
    """In frame heights a second: the camera sinks with one who falls and rises with one who climbs."""
    if not leads or not all(lead.subject.action == leads[0].subject.action for lead in leads):
        return 0.0
    if staging.setting in ("room", "castle_hall", "space_station", "stadium"):
        return 0.0
    if leads[0].subject.action == "fall":
        return -0.35 if staging.setting == "underwater" else -0.85
    if leads[0].subject.action == "climb":
        return 0.30 if leads[0].airborne else 0.22
    return 0.0


def capped_follow(follow_m_s: float, across_m: float) -> float:
    """The camera's speed, kept below what would turn the world into a mere blur."""
    return min(follow_m_s, _MAX_SPEED_IN_FRAMES * across_m)


# --------------------------------------------------------------------------------------------------------------- crowds


def _rows(count: int) -> int:
    return 1 if count <= 3 else 2


def _crowd(lead: Actor, troupe: tuple[Figure, ...], seed: int) -> list[Actor]:
    """The copies of an actor: each with its own looks, place, moment and distance; those behind stand in the gaps."""
    count = len(troupe)
    if count == 1:
        return [lead]
    rows = _rows(count)
    per_row = math.ceil(count / rows)
    step = lead.wide_m * 1.12
    copies = []
    for index, figure in enumerate(troupe):
        row, column = divmod(index, per_row)
        in_row = min(per_row, count - row * per_row)
        jitter = fraction(index, seed + 17) - 0.5
        x = (column - (in_row - 1) / 2) * step + (0.5 * step if row % 2 and in_row == per_row else 0.0)
        rise = 0.55 * lead.tall_m * (row + 0.7 * jitter) if lead.airborne else 0.0
        copies.append(
            replace(
                lead,
                figure=figure,
                x_m=lead.x_m + x + 0.08 * step * jitter,
                y_m=lead.y_m + rise,
                depth=lead.depth * (1.0 + 0.30 * row + 0.05 * abs(jitter)),
                delay_s=lead.delay_s + 0.37 * index,
            )
        )
    return copies


def _around(actors: tuple[Actor, ...], seconds: float, part: Callable[[Actor, float], Box]) -> Extent:
    """The box of all actors over the whole shot, with a little air."""
    moments = [seconds * step / _SAMPLES for step in range(_SAMPLES + 1)]
    boxes = [part(actor, moment) for actor in actors for moment in moments]
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    bottom, top = min(box[1] for box in boxes), max(box[3] for box in boxes)
    air = 0.03 * (right - left)
    return Extent(left - air, right + air, bottom, top + 0.02 * (top - bottom))
