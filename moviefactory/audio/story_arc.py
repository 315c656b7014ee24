"""How excited a movie is, act by act, as far as the plan tells: what the music is measured against.

Arousal of a shot, in 0..1, is a weighted mean of four things: what is done in it (ACTION), how the camera moves
(CAMERA), how short it is, and where in the story it lies (the arc: a story opens quietly, peaks at PEAK_AT of its
length and lets go). An act has the mean of its shots, weighted by length. Knows the plan only; no clip is opened.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from moviefactory.audio.bm25 import stems
from moviefactory.movie import Action, CameraMove, Movie, Relation, Scene, Shot
from moviefactory.timeline import TRANSITION_S

ACTION_SHARE, CAMERA_SHARE, PACE_SHARE, ARC_SHARE = 0.40, 0.15, 0.25, 0.20
ACTION: Mapping[Action, float] = {
    "idle": 0.15, "look": 0.2, "wave": 0.35, "walk": 0.35, "run": 0.8, "race": 0.95, "fly": 0.6, "float": 0.15,
    "dive": 0.65, "fall": 0.75, "jump": 0.7, "climb": 0.55, "dance": 0.65, "fight": 0.95, "swim": 0.4, "sail": 0.35,
    "explode": 1.0, "sleep": 0.0, "sit": 0.1, "talk": 0.3, "work": 0.4, "play": 0.5, "celebrate": 0.75, "grow": 0.3,
}  # fmt: skip
CAMERA: Mapping[CameraMove, float] = {
    "static": 0.2, "push_in": 0.5, "pull_back": 0.35, "pan_left": 0.4, "pan_right": 0.4, "tilt_up": 0.4,
    "crane_up": 0.45, "tracking": 0.75, "orbit": 0.6, "handheld": 0.85,
}  # fmt: skip
RELATION: Mapping[Relation, float] = {"none": 0.0, "side_by_side": 0.0, "face_off": 0.15, "chase": 0.2, "meet": 0.05}
STORMY = 0.1  # of the weather, on top of what is done
UNKNOWN = 0.35  # where nobody says what is done
LONGEST_TAKE_S, DOUBLINGS = 12.0, 4.0  # a take of 12 s has pace 0, every halving a quarter more, 0.75 s has 1
PEAK_AT, OPENING, RELEASE = 0.85, 0.2, 0.35  # where the arc is highest, and its height at either end


@dataclass(frozen=True)
class Act:
    """One act, or a movie without acts (number 0). `shots_s`: from cut to cut; `arousal` in 0..1."""

    number: int
    shots_s: tuple[float, ...]
    arousal: float

    @property
    def length_s(self) -> float:
        return sum(self.shots_s)


@dataclass(frozen=True)
class Story:
    """What the music needs to know of a movie. `acts` is empty where no scene names one."""

    tone: str
    whole: Act
    acts: tuple[Act, ...] = ()


def story_of(movie: Movie) -> Story:
    """The story of `movie`; a scene without an act belongs to the one before, leading ones to the first named."""
    shots = [shot for _, shot in movie.shots()]
    lengths = list(_between_cuts(shots))
    excited = list(_arousals(shots, lengths))
    numbers = [number for scene, number in zip(movie.scenes, acts_of(movie.scenes), strict=True) for _ in scene.shots]
    found = dict.fromkeys(number for number in numbers if number)
    acts = [_act(number, lengths, excited, [at for at, one in enumerate(numbers) if one == number]) for number in found]
    return Story(movie.tone, _act(0, lengths, excited, range(len(shots))), tuple(acts))


def acts_of(scenes: Sequence[Scene]) -> tuple[int, ...]:
    """The act of every scene, all 0 when none names one."""
    act = next((scene.act for scene in scenes if scene.act), 0)
    made = []
    for scene in scenes:
        act = scene.act or act
        made.append(act)
    return tuple(made)


def read_story(data: Mapping[str, Any]) -> Story:
    """The inverse of `dataclasses.asdict(story)`, JSON in between allowed."""

    def act(one: Mapping[str, Any]) -> Act:
        return Act(one["number"], tuple(one["shots_s"]), one["arousal"])

    return Story(data["tone"], act(data["whole"]), tuple(act(one) for one in data["acts"]))


def _act(number: int, lengths: Sequence[float], excited: Sequence[float], shots: Sequence[int]) -> Act:
    mine = tuple(lengths[at] for at in shots)
    mean = sum(lengths[at] * excited[at] for at in shots) / max(sum(mine), 1e-9)
    return Act(number, tuple(round(one, 3) for one in mine), round(mean, 3))


def _between_cuts(shots: Sequence[Shot]) -> Iterator[float]:
    """Seconds from the middle of each shot's first transition to the middle of the next one's."""
    overlaps = [0.0, *(_overlap_s(shot) for shot in shots[1:]), 0.0]
    for at, shot in enumerate(shots):
        yield max(shot.seconds - (overlaps[at] + overlaps[at + 1]) / 2, 0.05)


def _overlap_s(shot: Shot) -> float:
    wanted = shot.transition_in.seconds or TRANSITION_S.get(shot.transition_in.kind, 0.0)
    return 0.0 if shot.transition_in.kind == "cut" else min(wanted, shot.seconds / 2)


def _arousals(shots: Sequence[Shot], lengths: Sequence[float]) -> Iterator[float]:
    total, before = max(sum(lengths), 1e-9), 0.0
    for shot, length in zip(shots, lengths, strict=True):
        where = (before + length / 2) / total
        pace = min(max(math.log2(LONGEST_TAKE_S / length) / DOUBLINGS, 0.0), 1.0)
        yield (
            ACTION_SHARE * _action(shot)
            + CAMERA_SHARE * CAMERA[shot.camera.move]
            + PACE_SHARE * pace
            + ARC_SHARE * arc(where)
        )
        before += length


def arc(where: float) -> float:
    """The height of the story's arc (0..1) at `where` (0..1): straight up to its peak, faster down."""
    if where <= PEAK_AT:
        return OPENING + (1 - OPENING) * where / PEAK_AT
    return 1 - (1 - RELEASE) * (where - PEAK_AT) / (1 - PEAK_AT)


def _action(shot: Shot) -> float:
    """The most exciting thing done in the shot; without a staging, by the verbs of its prompt."""
    if shot.staging is None:
        said = set(stems(shot.prompt))
        return max((ACTION[one] for one in get_args(Action) if said & set(stems(one))), default=UNKNOWN)
    done = max((ACTION[subject.action] for subject in shot.staging.subjects), default=UNKNOWN)
    stormy = STORMY if shot.staging.weather == "storm" else 0.0
    return min(done + RELATION[shot.staging.relation] + stormy, 1.0)
