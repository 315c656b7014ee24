"""The places out in nature: complete, alive and repeatable in every light and weather, for all kinds of subjects."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from moviefactory.movie import Framing, Setting, TimeOfDay, Weather
from moviefactory.video.animatic.camera import Extent, Rig, frame_group, room_around
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.light import light_of
from moviefactory.video.animatic.places import AFLOAT, PLACES
from moviefactory.video.animatic.stage import Place, Stage

SETTINGS: tuple[Setting, ...] = (
    "beach", "canyon", "enchanted_forest", "jungle", "lake", "meadow", "mountain", "underwater",
)  # fmt: skip
Sky = tuple[TimeOfDay, Weather, tuple[int, int]]
SMALL_SKIES: tuple[Sky, ...] = tuple(
    (get_args(TimeOfDay)[index % 5], weather, (96, 40)) for index, weather in enumerate(get_args(Weather))
)
LARGE_SKIES: tuple[Sky, ...] = (("dawn", "fog", (192, 80)),)
Picture = NDArray[np.uint8]


def stage_of(
    setting: Setting,
    time: TimeOfDay = "day",
    weather: Weather = "clear",
    size: tuple[int, int] = (96, 40),
    framing: Framing = "wide",
    follow_m_s: float = 0.0,
    habitat: str = "ground",
    tall_m: float = 1.8,
) -> Stage:
    grounded = habitat != "air" and setting not in AFLOAT
    extent = Extent(-tall_m / 3, tall_m / 3, 0.0, tall_m)
    base = frame_group(extent, framing, "eye_level", size, grounded)
    if habitat == "air" and setting not in AFLOAT:
        base = replace(base, y_m=base.y_m + max(1.5, 0.55 * size[1] / base.px_per_m(0.0)))
    rig = Rig(base, "push_in", 2.0, follow_m_s, room_around(base, extent), 5)
    spread = max(1.0, tall_m / 2.5)
    return Stage(rig, light_of(time, weather), setting, "", 5, spread, 1 / 48, habitat == "ground")


def shown(stage: Stage, place: Place, time_s: float = 0.5, with_depth: bool = False) -> Frame:
    frame = Frame(stage.frame_px, with_depth)
    for layer in sorted(place.layers, key=lambda one: -one.z_m):
        layer.draw(frame, stage.rig.view(time_s, stage.shutter_s))
    return frame


def picture_of(stage: Stage, time_s: float = 0.5) -> Picture:
    return shown(stage, PLACES[stage.setting](stage), time_s).rgba


@pytest.mark.parametrize(("time", "weather", "size"), [*SMALL_SKIES, *LARGE_SKIES])
@pytest.mark.parametrize("setting", SETTINGS)
def test_each_hour_and_weather_gives_a_complete_picture_with_contrast(
    setting: Setting, time: TimeOfDay, weather: Weather, size: tuple[int, int]
) -> None:
    picture = picture_of(stage_of(setting, time, weather, size))
    assert picture.shape == (size[1], size[0], 4)
    assert picture[..., 3].min() >= 250
    assert picture[..., :3].std() > 8
    assert 12 < picture[..., :3].mean() < 245


@pytest.mark.parametrize("setting", SETTINGS)
def test_night_is_darker_than_day_and_day_is_painted_twice_the_same(setting: Setting) -> None:
    night, day, again = (picture_of(stage_of(setting, time)) for time in ("night", "day", "day"))
    assert night[..., :3].mean() < 0.75 * day[..., :3].mean()
    assert np.array_equal(day, again)


@pytest.mark.parametrize(("framing", "habitat"), [("close", "water"), ("extreme_wide", "air")])
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
def test_things_move_but_nothing_jumps_between_one_frame_and_the_next(setting: Setting) -> None:
    stage = stage_of(setting, size=(96, 40))
    place = PLACES[setting](stage)
    frames = [shown(stage, place, at / 24).rgba[..., :3].astype(int) for at in range(20, 25)]
    changes = [float(np.abs(after - before).mean()) for before, after in itertools.pairwise(frames)]
    assert 0.05 < max(changes) < 3.0 * min(changes) + 1.0


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_travelling_camera_sees_the_place_stream_by(setting: Setting) -> None:
    stage = stage_of(setting, follow_m_s=5.0)
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
