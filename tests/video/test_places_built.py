"""The built-up places (highway, harbour, village, room, castle, stadium, station, moon): whole, alive, repeatable."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import get_args

import numpy as np
import pytest

from moviefactory.movie import Framing, Setting, TimeOfDay, Weather
from moviefactory.video.animatic.camera import Extent, Rig, frame_group, room_around
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.light import light_of
from moviefactory.video.animatic.places import PLACES
from moviefactory.video.animatic.stage import Stage

BUILT: tuple[Setting, ...] = (
    "highway", "harbour", "village", "room", "space_station", "castle_hall", "stadium", "moon",
)  # fmt: skip
TINY, SMALL = (96, 40), (192, 80)
ROOMS = ("", "kitchen", "library", "laboratory", "workshop", "classroom", "bedroom", "cafe")


def stage_of(
    setting: Setting,
    time: TimeOfDay = "day",
    weather: Weather = "clear",
    size: tuple[int, int] = TINY,
    place: str = "",
    framing: Framing = "wide",
    follow_m_s: float = 0.0,
    grounded: bool = True,
) -> Stage:
    extent = Extent(-0.4, 0.4, 0.0, 1.8)
    base = frame_group(extent, framing, "eye_level", size, grounded)
    rig = Rig(base, "static", 2.0, follow_m_s, room_around(base, extent), 5)
    return Stage(rig, light_of(time, weather), setting, place, 5, 1.0, 1 / 48, grounded)


@cache
def painted(stage: Stage, times_s: tuple[float, ...] = (0.5,)) -> list[np.ndarray]:
    place = PLACES[stage.setting](stage)
    pictures = []
    for time_s in times_s:
        frame = Frame(stage.frame_px, False)
        for layer in sorted(place.layers, key=lambda one: -one.z_m):
            layer.draw(frame, stage.rig.view(time_s, stage.shutter_s))
        pictures.append(frame.rgba.astype(int))
    return pictures


@pytest.mark.parametrize("setting", BUILT)
@pytest.mark.parametrize("time", get_args(TimeOfDay))
def test_every_hour_shows_a_complete_and_varied_picture(setting: Setting, time: TimeOfDay) -> None:
    (picture,) = painted(stage_of(setting, time, size=SMALL))
    assert picture.shape == (80, 192, 4)
    assert picture[..., 3].min() >= 250
    assert picture[..., :3].mean() > 22
    assert picture[..., :3].std() > 14


@pytest.mark.parametrize("setting", BUILT)
@pytest.mark.parametrize("weather", [one for one in get_args(Weather) if one != "clear"])
def test_every_weather_builds(setting: Setting, weather: Weather) -> None:
    (picture,) = painted(stage_of(setting, "sunset", weather))
    assert picture[..., 3].min() >= 250
    assert picture[..., :3].std() > 8


@pytest.mark.parametrize("setting", [one for one in BUILT if one != "moon"])
def test_something_lives_even_when_the_camera_stands_still(setting: Setting) -> None:
    first, second = painted(stage_of(setting, "dusk", "rain"), (0.5, 1.1))
    changed = np.abs(first - second).max(axis=2) > 4
    assert 0.0004 < changed.mean() < 0.6


@pytest.mark.parametrize("setting", BUILT)
def test_the_same_place_is_painted_twice_the_same(setting: Setting) -> None:
    again = painted.__wrapped__(stage_of(setting, "sunset"))
    assert np.array_equal(painted(stage_of(setting, "sunset"))[0], again[0])


@pytest.mark.parametrize("setting", BUILT)
def test_places_work_for_fliers_and_in_close_shots(setting: Setting) -> None:
    for stage in (stage_of(setting, grounded=False), stage_of(setting, framing="close")):
        (picture,) = painted(stage)
        assert picture[..., 3].min() >= 250
        assert picture[..., :3].std() > 10


@pytest.mark.parametrize("setting", BUILT)
def test_a_camera_that_goes_along_sees_new_things_and_no_holes(setting: Setting) -> None:
    first, second = painted(stage_of(setting, follow_m_s=3.0), (0.1, 1.6))
    assert second[..., 3].min() >= 250
    assert np.abs(first - second).mean() > 3


def test_the_words_of_a_place_furnish_different_rooms() -> None:
    pictures = [painted(stage_of("room", size=SMALL, place=place))[0] for place in ROOMS]
    for one, other in combinations(pictures, 2):
        assert np.abs(one - other).mean() > 9


def test_a_room_named_by_a_longer_phrase_is_recognised() -> None:
    plain, phrase = (painted(stage_of("room", place=place))[0] for place in ("kitchen", "an old farm kitchen"))
    assert np.abs(plain - phrase).mean() < np.abs(plain - painted(stage_of("room"))[0]).mean() / 2


def test_mars_has_red_ground_and_a_bright_sky_where_the_moon_has_grey_and_black() -> None:
    moon, mars = (painted(stage_of("moon", size=SMALL, place=place))[0] for place in ("", "mars"))
    ground_moon, ground_mars = (picture[-12:, :, :3].reshape(-1, 3).mean(axis=0) for picture in (moon, mars))
    assert abs(ground_moon[0] - ground_moon[2]) < 14 < 45 < ground_mars[0] - ground_mars[2]
    assert moon[:10, :, :3].mean() < 45 < 90 < mars[:10, :, :3].mean()


def test_night_stays_outside_a_room() -> None:
    night, city = (painted(stage_of(setting, "night"))[0][..., :3] for setting in ("room", "village"))
    assert night[..., 0].mean() > night[..., 2].mean() + 12  # lamplight is warm
    assert city[..., 2].mean() > city[..., 0].mean()


def test_a_harbour_is_land_for_walkers_and_water_for_ships() -> None:
    assert PLACES["harbour"](stage_of("harbour")).surface == "land"
    assert PLACES["harbour"](stage_of("harbour", grounded=False)).surface == "water"
