"""Every place, in every light and weather, at any size: complete, readable, repeatable pictures with depth."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from moviefactory.movie import CameraMove, Setting, TimeOfDay, Weather
from moviefactory.video.animatic.camera import Extent, Rig, frame_group, room_around
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.light import light_of
from moviefactory.video.animatic.places import AFLOAT, PLACES
from moviefactory.video.animatic.stage import Stage
from moviefactory.video.animatic.weather import weather_layers

SMALL = (192, 80)


def stage_of(
    setting: Setting,
    time: TimeOfDay = "day",
    weather: Weather = "clear",
    size: tuple[int, int] = SMALL,
    follow_m_s: float = 0.0,
    move: CameraMove = "static",
) -> Stage:
    extent = Extent(-0.5, 0.5, 0.0, 1.8)
    base = frame_group(extent, "medium", "eye_level", size, setting not in AFLOAT)
    rig = Rig(base, move, 2.0, follow_m_s, room_around(base, extent), 5)
    return Stage(rig, light_of(time, weather), setting, "", 5, 1.0, 1 / 48)


def painted(stage: Stage, time_s: float = 0.5, with_depth: bool = False) -> Frame:
    place = PLACES[stage.setting](stage)
    frame = Frame(stage.frame_px, with_depth)
    for layer in sorted([*place.layers, *weather_layers(stage)], key=lambda one: -one.z_m):
        layer.draw(frame, stage.rig.view(time_s, stage.shutter_s))
    return frame


@pytest.mark.parametrize("setting", sorted(PLACES))
def test_every_place_gives_a_complete_picture(setting: Setting) -> None:
    frame = painted(stage_of(setting))
    assert frame.rgba[..., 3].min() >= 250
    assert frame.rgba[..., :3].std() > 15


def test_every_setting_has_a_place_to_stand_in_for_it() -> None:
    assert set(PLACES) == set(get_args(Setting))


@pytest.mark.parametrize("setting", sorted(PLACES))
@pytest.mark.parametrize("time", ["sunset", "night"])
def test_no_time_of_day_makes_a_place_flat_or_black(setting: Setting, time: TimeOfDay) -> None:
    picture = painted(stage_of(setting, time)).rgba[..., :3].astype(float)
    assert picture.mean() > (12 if setting == "space" else 30)
    assert picture.std() > 12


@pytest.mark.parametrize("weather", get_args(Weather))
def test_every_weather_can_be_seen(weather: Weather) -> None:
    picture = painted(stage_of("desert", "day", weather)).rgba.astype(int)
    clear = painted(stage_of("desert", "day", "clear")).rgba.astype(int)
    assert (np.abs(picture - clear).mean() > 8) == (weather != "clear")


@pytest.mark.parametrize("setting", ["sea", "city", "space"])
def test_the_same_place_is_painted_twice_the_same(setting: Setting) -> None:
    assert np.array_equal(painted(stage_of(setting)).rgba, painted(stage_of(setting)).rgba)


@pytest.mark.parametrize("size", [(64, 64), (90, 160), (256, 108)])
@pytest.mark.parametrize("setting", ["coast_road", "sky"])
def test_any_size_and_shape_of_frame_works(setting: Setting, size: tuple[int, int]) -> None:
    assert painted(stage_of(setting, size=size)).rgba.shape == (size[1], size[0], 4)


def test_depth_is_near_at_the_feet_and_far_at_the_sky() -> None:
    frame = painted(stage_of("desert"), with_depth=True)
    assert frame.depth is not None
    assert frame.depth[-1].mean() > 120 > 20 > frame.depth[0].mean()


def test_a_camera_that_goes_along_makes_the_world_stream_by() -> None:
    def change(follow_m_s: float) -> float:
        stage = stage_of("coast_road", follow_m_s=follow_m_s)
        place = PLACES["coast_road"](stage)
        pictures = []
        for time_s in (0.5, 0.7):
            frame = Frame(stage.frame_px, False)
            for layer in sorted(place.layers, key=lambda one: -one.z_m):
                layer.draw(frame, stage.rig.view(time_s, 0.0))
            pictures.append(frame.rgba[40:].astype(int))
        return float(np.abs(pictures[0] - pictures[1]).mean())

    assert change(10.0) > 4 > 2 > change(0.0)


def test_motion_blur_smooths_along_the_motion_only() -> None:
    def roughness(shutter_s: float) -> tuple[float, float]:
        stage = stage_of("forest", follow_m_s=6.0)
        place = PLACES["forest"](stage)
        frame = Frame(stage.frame_px, False)
        for layer in sorted(place.layers, key=lambda one: -one.z_m):
            layer.draw(frame, stage.rig.view(0.5, shutter_s))
        grey = frame.rgba[40:, :, 1].astype(float)
        return float(np.abs(np.diff(grey, axis=1)).mean()), float(np.abs(np.diff(grey, axis=0)).mean())

    sharp, blurred = roughness(0.0), roughness(1 / 24)
    assert blurred[0] < 0.8 * sharp[0]
    assert blurred[1] > 0.7 * sharp[1]


def test_fog_hides_what_is_far_but_not_what_is_near() -> None:
    light = light_of("day", "fog")
    assert light.fogged(6) < 0.35 < 0.8 < light.fogged(200)
