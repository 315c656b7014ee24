"""The wild places (underwater, canyon, mountain): whole in every light and weather, alive, repeatable."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from moviefactory.movie import Setting, TimeOfDay, Weather
from moviefactory.video.animatic.camera import Extent, Rig, frame_group, room_around
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.light import light_of
from moviefactory.video.animatic.places import AFLOAT, PLACES
from moviefactory.video.animatic.stage import Stage

WILD: tuple[Setting, ...] = ("underwater", "canyon", "mountain")
LAND: tuple[Setting, ...] = ("canyon", "mountain")
SKIES: list[tuple[TimeOfDay, Weather]] = [
    *((time, "clear") for time in get_args(TimeOfDay)),
    *(("day", weather) for weather in get_args(Weather) if weather != "clear"),
    ("night", "storm"),
]
TINY, SMALL = (96, 40), (192, 80)


def stage_of(
    setting: Setting,
    time: TimeOfDay = "day",
    weather: Weather = "clear",
    size: tuple[int, int] = TINY,
    follow_m_s: float = 0.0,
    above_m: float = 0.0,
) -> Stage:
    """A stage for somebody of 1.8 m; `above_m` is how high over the land they fly."""
    extent = Extent(-0.4, 0.4, above_m, above_m + 1.8)
    grounded = above_m == 0 and setting not in AFLOAT
    base = frame_group(extent, "wide", "eye_level", size, grounded)
    rig = Rig(base, "static", 2.0, follow_m_s, room_around(base, extent), 5)
    return Stage(rig, light_of(time, weather), setting, "", 5, 1.0, 1 / 48, grounded)


def painted(stage: Stage, times_s: tuple[float, ...] = (0.5,)) -> list[np.ndarray]:
    place = PLACES[stage.setting](stage)
    pictures = []
    for time_s in times_s:
        frame = Frame(stage.frame_px, False)
        for layer in sorted(place.layers, key=lambda one: -one.z_m):
            layer.draw(frame, stage.rig.view(time_s, stage.shutter_s))
        pictures.append(frame.rgba.astype(int))
    return pictures


@pytest.mark.parametrize("setting", WILD)
@pytest.mark.parametrize(("time", "weather"), SKIES)
def test_every_hour_and_weather_shows_a_complete_and_varied_picture(
    setting: Setting, time: TimeOfDay, weather: Weather
) -> None:
    (picture,) = painted(stage_of(setting, time, weather))
    assert picture.shape == (TINY[1], TINY[0], 4)
    assert picture[..., 3].min() >= 250
    assert picture[..., :3].mean() > 15
    assert picture[..., :3].std() > 6


@pytest.mark.parametrize("setting", WILD)
@pytest.mark.parametrize("time", ["day", "night"])
def test_something_moves_even_when_the_camera_stands_still(setting: Setting, time: TimeOfDay) -> None:
    first, second = painted(stage_of(setting, time, size=SMALL), (0.4, 1.4))
    assert (np.abs(first - second).max(axis=2) > 6).mean() > 0.002


@pytest.mark.parametrize("setting", WILD)
def test_the_same_place_is_painted_twice_the_same(setting: Setting) -> None:
    assert np.array_equal(painted(stage_of(setting))[0], painted(stage_of(setting))[0])


@pytest.mark.parametrize("setting", WILD)
def test_a_camera_that_goes_along_still_sees_a_whole_place(setting: Setting) -> None:
    first, second = painted(stage_of(setting, follow_m_s=9.0), (0.2, 0.5))
    assert min(first[..., 3].min(), second[..., 3].min()) >= 250
    assert np.abs(first - second).mean() > 1.0


@pytest.mark.parametrize("setting", WILD)
def test_night_is_darker_than_day(setting: Setting) -> None:
    (day,), (night,) = painted(stage_of(setting)), painted(stage_of(setting, "night"))
    assert night[..., :3].mean() < 0.6 * day[..., :3].mean()


def test_under_water_all_is_blue_green_and_lighter_towards_the_surface() -> None:
    (picture,) = painted(stage_of("underwater", size=SMALL))
    red, green, blue = (picture[:40, :, part].mean() for part in range(3))
    assert red < 0.75 * min(green, blue)
    assert picture[:8, :, :3].mean() > 1.1 * picture[30:44, :, :3].mean()


@pytest.mark.parametrize("setting", LAND)
def test_the_land_falls_away_under_those_who_fly(setting: Setting) -> None:
    flying, standing = stage_of(setting, above_m=6.0), stage_of(setting)
    assert PLACES[setting](flying).surface == "none"
    assert PLACES[setting](standing).surface == "land"
    (picture,) = painted(flying)
    assert picture[..., 3].min() >= 250
