"""Who stands where: relations, sizes, and that nothing that matters leaves the frame while it acts."""

from __future__ import annotations

from functools import cache
from typing import get_args

import pytest

from moviefactory.movie import Action, Angle, Camera, CameraMove, Framing, NounKind, Relation, Setting, Staging, Subject
from moviefactory.video.animatic.actor import Actor
from moviefactory.video.animatic.choreography import Blocking, block
from moviefactory.video.animatic.company import troupes_for
from moviefactory.video.animatic.figures import effects
from moviefactory.video.animatic.framing import Framed, frame_shot
from moviefactory.video.animatic.paths import BLAST_S

WIDE, TALL = (768, 320), (540, 960)
SECONDS = 2.0
MOMENTS = [SECONDS * step / 12 for step in range(13)]
MAN: tuple[str, NounKind] = ("man", "person")
CAR: tuple[str, NounKind] = ("car", "vehicle")
AIRPLANE: tuple[str, NounKind] = ("airplane", "aircraft")
DRAGON: tuple[str, NounKind] = ("dragon", "creature")
WAYS: list[tuple[Framing, Angle]] = [(framing, angle) for framing in get_args(Framing) for angle in get_args(Angle)]


@cache
def blocked(
    nouns: tuple[tuple[str, NounKind, Action, int], ...], relation: Relation = "none", setting: Setting = "meadow"
) -> Blocking:
    subjects = tuple(Subject(noun=noun, kind=kind, action=action, count=count) for noun, kind, action, count in nouns)
    staging = Staging(setting=setting, subjects=subjects, relation=relation)
    return block(staging, troupes_for(staging, ()), SECONDS, 7, setting in ("sky", "space", "underwater"))


def alone(noun: tuple[str, NounKind], action: Action, count: int = 1) -> Blocking:
    return blocked(((*noun, action, count),))


def pair(
    one: tuple[str, NounKind], other: tuple[str, NounKind], action: Action, relation: Relation
) -> tuple[Actor, Actor]:
    first, second = blocked(((*one, action, 1), (*other, action, 1)), relation).actors
    return first, second


def framed(
    blocking: Blocking,
    framing: Framing,
    angle: Angle = "eye_level",
    move: CameraMove = "static",
    size: tuple[int, int] = WIDE,
) -> Framed:
    return frame_shot(blocking, Camera(move=move, framing=framing, angle=angle), size, SECONDS, 7, True)


def least_inside(blocking: Blocking, shot: Framed, size: tuple[int, int]) -> float:
    """The smallest share of an actor's box that lies in the frame, over all moments and actors."""
    least = 1.0
    for actor, home in zip(blocking.actors, shot.homes_m, strict=True):
        for moment in MOMENTS:
            u0, v0, u1, v1 = shot.box_px(actor, home, moment, actor.reaches(moment))
            wide, high = min(u1, size[0]) - max(u0, 0), min(v1, size[1]) - max(v0, 0)
            least = min(least, max(0.0, wide) * max(0.0, high) / ((u1 - u0) * (v1 - v0)))
    return least


@pytest.mark.parametrize("noun", [MAN, CAR, AIRPLANE])
@pytest.mark.parametrize("action", get_args(Action))
def test_an_acting_subject_stays_in_frame(noun: tuple[str, NounKind], action: Action) -> None:
    blocking = alone(noun, action)
    for framing, angle in WAYS:
        share = least_inside(blocking, framed(blocking, framing, angle), WIDE)
        assert share >= (0.58 if framing == "close" else 0.95), (framing, angle)


@pytest.mark.parametrize("noun", [MAN, CAR, DRAGON])
@pytest.mark.parametrize("size", [WIDE, (1536, 640), (960, 540), TALL])
def test_no_move_of_the_camera_loses_the_subject(noun: tuple[str, NounKind], size: tuple[int, int]) -> None:
    blocking = alone(noun, "run" if noun is CAR else "idle")
    for move in get_args(CameraMove):
        for framing in get_args(Framing):
            shot = framed(blocking, framing, "eye_level", move, size)
            assert least_inside(blocking, shot, size) >= (0.5 if framing == "close" else 0.95), (move, framing)


@pytest.mark.parametrize("action", ["idle", "jump", "dance", "run", "celebrate", "climb"])
@pytest.mark.parametrize("move", get_args(CameraMove))
def test_a_close_shot_never_cuts_a_head(action: Action, move: CameraMove) -> None:
    blocking = alone(MAN, action)
    (actor,) = blocking.actors
    shot = framed(blocking, "close", "eye_level", move)
    for moment in MOMENTS:
        left, low, right, high = actor.essence(moment)
        u0, v0, u1, _ = shot.box_px(actor, shot.homes_m[0], moment, (left, low, right, high))
        assert v0 > -0.02 * WIDE[1]
        assert u0 > -0.03 * WIDE[0]
        assert u1 < 1.03 * WIDE[0]


@pytest.mark.parametrize("noun", [MAN, CAR, AIRPLANE, ("mouse", "animal"), ("ship", "watercraft")])
def test_the_smallest_framing_still_shows_who_it_is(noun: tuple[str, NounKind]) -> None:
    blocking = alone(noun, "idle")
    for size in (WIDE, (960, 540), TALL):
        shot = framed(blocking, "extreme_wide", size=size)
        (actor,) = blocking.actors
        u0, v0, u1, v1 = shot.box_px(actor, shot.homes_m[0], 1.0, actor.reaches(1.0))
        assert (v1 - v0) / size[1] >= 0.11 or (u1 - u0) / size[0] >= 0.08


def test_a_car_that_jumps_only_hops() -> None:
    (car,) = alone(CAR, "jump").actors
    rises = [car.path(SECONDS * step / 60).y_m for step in range(61)]
    assert 0.05 * car.tall_m < max(rises) - min(rises) <= 0.25 * car.tall_m
    assert float(car.body.boxes[:, 3].max() - car.body.boxes[:, 3].min()) < 0.1 * car.body.tall_m


def test_an_airliner_races_low_above_the_car_clear_of_it_and_not_much_longer() -> None:
    car, airplane = pair(CAR, AIRPLANE, "race", "side_by_side")
    assert 1.2 * car.wide_m < airplane.wide_m <= 2.2 * car.wide_m
    for moment in MOMENTS:
        assert airplane.reaches(moment)[1] > car.reaches(moment)[3]
        assert airplane.reaches(moment)[1] < car.reaches(moment)[3] + 1.2 * car.tall_m
    leads = [car.reaches(moment)[2] - airplane.reaches(moment)[2] for moment in MOMENTS]
    assert max(leads) - min(leads) < 0.6 * car.wide_m


def test_an_airliner_that_waits_stands_on_its_wheels_and_one_that_races_flies() -> None:
    (waiting,), (racing,) = alone(AIRPLANE, "idle").actors, alone(AIRPLANE, "race").actors
    assert not waiting.airborne
    assert abs(waiting.reaches(0.5)[1]) < 0.02 * waiting.tall_m
    assert racing.airborne


@pytest.mark.parametrize("relation", ["face_off", "meet"])
def test_two_who_meet_face_each_other_apart(relation: Relation) -> None:
    left, right = pair(MAN, ("woman", "person"), "walk" if relation == "meet" else "idle", relation)
    assert (left.facing, right.facing) == (1, -1)
    assert left.reaches(SECONDS)[2] < right.reaches(SECONDS)[0] + 0.25 * left.wide_m


def test_who_talk_face_each_other_without_being_told() -> None:
    left, right = pair(MAN, ("woman", "person"), "talk", "none")
    assert (left.facing, right.facing, left.side) == (1, -1, "side")


def test_a_meeting_ends_nearer_than_it_starts() -> None:
    left, right = pair(MAN, ("woman", "person"), "walk", "meet")
    gaps = [right.reaches(moment)[0] - left.reaches(moment)[2] for moment in (0.0, SECONDS)]
    assert gaps[1] < 0.4 * gaps[0]
    assert gaps[1] < left.wide_m


def test_the_gap_of_a_chase_closes_and_opens() -> None:
    dog, cat = pair(("dog", "animal"), ("cat", "animal"), "run", "chase")
    gaps = [cat.anchor_m[0] + cat.path(t).x_m - dog.anchor_m[0] - dog.path(t).x_m for t in MOMENTS]
    assert dog.x_m < cat.x_m
    assert dog.facing == cat.facing == 1
    assert min(gaps) > 0
    assert max(gaps) - min(gaps) > 0.15 * dog.wide_m
    assert gaps.index(min(gaps)) not in (0, len(gaps) - 1)


def test_who_stands_is_passed_by_who_walks_and_the_camera_waits() -> None:
    blocking = blocked(((*MAN, "walk", 1), ("dog", "animal", "idle", 1)))
    walker, dog = blocking.actors
    assert blocking.follow_m_s == 0
    assert walker.path(SECONDS).x_m - walker.path(0.0).x_m > 0.4 * walker.wide_m
    assert dog.path(SECONDS) == dog.path(0.0)


@pytest.mark.parametrize("count", [2, 3, 5, 7, 12])
def test_the_members_of_a_group_do_not_hide_each_other(count: int) -> None:
    actors = alone(MAN, "celebrate", count).actors
    assert len(actors) == min(count, 8)
    for one in actors:
        for other in actors:
            if one is not other and one.depth == pytest.approx(other.depth, rel=0.1):
                assert abs(one.x_m - other.x_m) > 0.6 * one.wide_m


def test_giants_and_dwarfs_are_brought_together() -> None:
    mouse, elephant = pair(("mouse", "animal"), ("elephant", "animal"), "idle", "face_off")
    assert 1.5 < max(elephant.wide_m, elephant.tall_m) / max(mouse.wide_m, mouse.tall_m) < 5


def test_a_ship_in_a_room_is_a_toy() -> None:
    (ship,) = blocked((("ship", "watercraft", "idle", 1),), setting="room").actors
    assert ship.wide_m < 4


def test_the_camera_sinks_with_who_falls_and_rises_with_who_climbs() -> None:
    assert alone(MAN, "fall").rise_frames_s < 0 < alone(MAN, "climb").rise_frames_s
    assert blocked(((*MAN, "fall", 1),), setting="room").rise_frames_s == 0


def test_fire_and_pieces_come_at_the_same_moment() -> None:
    assert effects._BURST_S == BLAST_S
