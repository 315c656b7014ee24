"""The places out in nature: complete, alive and repeatable in every light and weather, for all kinds of subjects."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from moviefactory.movie import CameraMove, Framing, Setting, TimeOfDay, Weather
from moviefactory.video.animatic.camera import Extent, Rig, frame_group, room_around
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.light import light_of
from moviefactory.video.animatic.places import AFLOAT, PLACES
from moviefactory.video.animatic.stage import Place, Stage

SETTINGS: tuple[Setting, ...] = (
    "beach", "canyon", "enchanted_forest", "jungle", "lake", "meadow", "mountain", "underwater",
)  # fmt: skip
SIZES = ((96, 40), (192, 80))
Picture = NDArray[np.uint8]


def stage_of(
    setting: Setting,
    time: TimeOfDay = "day",
    weather: Weather = "clear",
    size: tuple[int, int] = (96, 40),
    framing: Framing = "wide",
    move: CameraMove = "static",
    follow_m_s: float = 0.0,
    habitat: str = "ground",
    tall_m: float = 1.8,
) -> Stage:
    grounded = habitat != "air" and setting not in AFLOAT
    extent = Extent(-tall_m / 3, tall_m / 3, 0.0, tall_m)
    base = frame_group(extent, framing, "eye_level", size, grounded)
    if habitat == "air" and setting not in AFLOAT:
        base = replace(base, y_m=base.y_m + max(1.5, 0.55 * size[1] / base.px_per_m(0.0)))
    rig = Rig(base, move, 2.0, follow_m_s, room_around(base, extent), 5)
    spread = max(1.0, tall_m / 2.5)
    return Stage(rig, light_of(time, weather), setting, "", 5, spread, 1 / 48, habitat == "ground")


def shown(stage: Stage, place: Place, time_s: float = 0.5, with_depth: bool = False) -> Frame:
    frame = Frame(stage.frame_px, with_depth)
    for layer in sorted(place.layers, key=lambda one: -one.z_m):
        layer.draw(frame, stage.rig.view(time_s, stage.shutter_s))
    return frame


def picture_of(stage: Stage, time_s: float = 0.5) -> Picture:
    return shown(stage, PLACES[stage.setting](stage), time_s).rgba


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("time", get_args(TimeOfDay))
@pytest.mark.parametrize("setting", SETTINGS)
def test_each_hour_gives_a_complete_picture_with_contrast(
    setting: Setting, time: TimeOfDay, size: tuple[int, int]
) -> None:
    picture = picture_of(stage_of(setting, time, size=size))
    assert picture.shape == (size[1], size[0], 4)
    assert picture[..., 3].min() >= 250
    assert picture[..., :3].std() > 10


@pytest.mark.parametrize("weather", get_args(Weather))
@pytest.mark.parametrize("setting", SETTINGS)
def test_each_weather_gives_a_complete_picture(setting: Setting, weather: Weather) -> None:
    picture = picture_of(stage_of(setting, "sunset", weather))
    assert picture[..., 3].min() >= 250
    assert 15 < picture[..., :3].mean() < 245


@pytest.mark.parametrize("setting", SETTINGS)
def test_night_is_darker_than_day(setting: Setting) -> None:
    night, day = (picture_of(stage_of(setting, time))[..., :3].mean() for time in ("night", "day"))
    assert night < 0.75 * day


@pytest.mark.parametrize("habitat", ["ground", "water", "air"])
@pytest.mark.parametrize("framing", ["extreme_wide", "close"])
@pytest.mark.parametrize("setting", SETTINGS)
def test_all_kinds_of_subjects_find_a_complete_place(setting: Setting, framing: Framing, habitat: str) -> None:
    picture = picture_of(stage_of(setting, framing=framing, habitat=habitat))
    assert picture[..., 3].min() >= 250


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_giant_finds_a_place_too(setting: Setting) -> None:
    picture = picture_of(stage_of(setting, tall_m=30.0, habitat="air"))
    assert picture[..., 3].min() >= 250
    assert picture[..., :3].std() > 10


@pytest.mark.parametrize("setting", SETTINGS)
def test_something_lives_even_before_a_camera_that_stands_still(setting: Setting) -> None:
    stage = stage_of(setting, size=(192, 80))
    place = PLACES[setting](stage)
    early, late = (shown(stage, place, at).rgba.astype(int) for at in (0.3, 1.3))
    assert np.abs(early - late).mean() > 0.05


@pytest.mark.parametrize("setting", SETTINGS)
def test_nothing_jumps_between_one_frame_and_the_next(setting: Setting) -> None:
    stage = stage_of(setting, size=(192, 80), move="push_in")
    place = PLACES[setting](stage)
    frames = [shown(stage, place, at / 24).rgba[..., :3].astype(int) for at in range(20, 25)]
    changes = [float(np.abs(b - a).mean()) for a, b in zip(frames, frames[1:], strict=False)]
    assert max(changes) < 3.0 * min(changes) + 1.0


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_same_shot_is_painted_twice_the_same(setting: Setting) -> None:
    assert np.array_equal(picture_of(stage_of(setting)), picture_of(stage_of(setting)))


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_travelling_camera_sees_the_place_stream_by(setting: Setting) -> None:
    stage = stage_of(setting, follow_m_s=5.0, size=(192, 80))
    place = PLACES[setting](stage)
    first, later = (shown(stage, place, at).rgba for at in (0.2, 1.8))
    assert first[..., 3].min() >= 250
    assert later[..., 3].min() >= 250
    assert np.abs(first.astype(int) - later.astype(int)).mean() > 2


@pytest.mark.parametrize("setting", ["enchanted_forest", "lake", "meadow"])
def test_depth_is_near_below_and_far_above(setting: Setting) -> None:
    stage = stage_of(setting, size=(192, 80))
    depth = shown(stage, PLACES[setting](stage), with_depth=True).depth
    assert depth is not None
    assert depth[-1].mean() > 60 + depth[: 80 // 4].mean()


def test_the_lake_mirrors_its_far_bank() -> None:
    picture = picture_of(stage_of("lake", size=(192, 80), habitat="water"))[..., :3].astype(float)
    line = round(frame_row(stage_of("lake", size=(192, 80), habitat="water"), 150.0))
    above, below = picture[line - 6 : line - 2].mean(axis=0), picture[line + 2 : line + 6][::-1].mean(axis=0)
    likeness = np.corrcoef(above.mean(axis=1), below.mean(axis=1))[0, 1]
    assert likeness > 0.3


def frame_row(stage: Stage, z_m: float) -> float:
    return stage.camera.project(0.0, 0.0, stage.behind(z_m))[1]


def test_an_enchanted_forest_shines_by_itself_at_night() -> None:
    stage = stage_of("enchanted_forest", "night", size=(192, 80))
    picture = picture_of(stage)[..., :3].max(axis=2)
    assert np.percentile(picture, 99.5) > 2.2 * np.median(picture)
