"""Framing and camera moves: what is asked for is seen, and the group stays in the picture."""

from __future__ import annotations

from typing import get_args

import pytest

from moviefactory.movie import CameraMove, Framing
from moviefactory.video.animatic.camera import Extent, Rig, frame_group, room_around

SIZES = [(768, 320), (1280, 720), (320, 568), (192, 80)]
PERSON = Extent(-0.4, 0.4, 0.0, 1.8)
CAR = Extent(-2.2, 2.2, 0.0, 1.35)
PAIR = Extent(-4.0, 4.0, 0.0, 3.0)


def rig_for(extent: Extent, move: CameraMove, framing: Framing = "medium", size: tuple[int, int] = (768, 320)) -> Rig:
    base = frame_group(extent, framing, "eye_level", size, grounded=True)
    return Rig(base, move, 2.0, 0.0, room_around(base, extent), 3)


def share_of_height(extent: Extent, framing: Framing, size: tuple[int, int] = (768, 320)) -> float:
    camera = frame_group(extent, framing, "eye_level", size, grounded=True)
    return extent.height_m * camera.px_per_m(0.0) / size[1]


def test_framings_show_a_person_at_the_sizes_of_the_trade() -> None:
    assert 0.12 <= share_of_height(PERSON, "extreme_wide") <= 0.18
    assert 0.30 <= share_of_height(PERSON, "wide") <= 0.40
    assert 0.50 <= share_of_height(PERSON, "medium") <= 0.65
    assert share_of_height(PERSON, "close") > 1.2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("extent", [PERSON, CAR, PAIR])
@pytest.mark.parametrize("framing", ["extreme_wide", "wide", "medium"])
@pytest.mark.parametrize("move", get_args(CameraMove))
def test_the_whole_group_stays_in_frame_through_every_move(
    size: tuple[int, int], extent: Extent, framing: Framing, move: CameraMove
) -> None:
    rig = rig_for(extent, move, framing, size)
    for step in range(9):
        room = room_around(rig.at(2.0 * step / 8), extent)
        assert min(room) > -0.02 * size[1]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("move", get_args(CameraMove))
def test_a_close_shot_never_cuts_the_head(size: tuple[int, int], move: CameraMove) -> None:
    rig = rig_for(PERSON, move, "close", size)
    for step in range(9):
        left, right, above, _ = room_around(rig.at(2.0 * step / 8), Extent(-0.15, 0.15, 1.5, 1.8))
        assert min(left, right, above) > -0.02 * size[1]


@pytest.mark.parametrize("move", [move for move in get_args(CameraMove) if move != "static"])
def test_every_move_shifts_the_world_visibly(move: CameraMove) -> None:
    rig = rig_for(PERSON, move)
    first, last = rig.at(0.0), rig.at(2.0)
    shifts = []
    for z in (-2.0, 0.0, 8.0, 60.0):
        for x, y in ((-1.0, 0.0), (1.0, 2.0)):
            a, b = first.project(x, y, z), last.project(x, y, z)
            shifts.append(max(abs(a[0] - b[0]), abs(a[1] - b[1])))
    assert max(shifts) > (0.008 if move == "handheld" else 0.04) * 768


def test_a_static_camera_does_not_move() -> None:
    rig = rig_for(PERSON, "static")
    assert rig.at(0.0) == rig.at(2.0)


def test_low_and_high_angles_move_the_horizon() -> None:
    rows = [frame_group(PERSON, "medium", angle, (768, 320), True).horizon_px for angle in ("high", "eye_level", "low")]
    assert rows[0] < rows[1] - 50 < rows[2] - 100


def test_the_camera_never_digs_into_the_ground() -> None:
    for angle in ("high", "eye_level", "low"):
        for framing in get_args(Framing):
            assert frame_group(CAR, framing, angle, (768, 320), True).y_m > 0
