"""The warm places, beach and jungle: complete in every light and weather, repeatable, alive."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from moviefactory.movie import Angle, Setting, TimeOfDay, Weather
from moviefactory.video.animatic.camera import Extent, Rig, frame_group, room_around
from moviefactory.video.animatic.canvas import Image
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.light import light_of
from moviefactory.video.animatic.places import PLACES
from moviefactory.video.animatic.stage import Stage

WARM: tuple[Setting, ...] = ("beach", "jungle")


def stage_of(
    setting: Setting,
    time: TimeOfDay = "day",
    weather: Weather = "clear",
    follow_m_s: float = 0.0,
    spread: float = 1.0,
    angle: Angle = "eye_level",
) -> Stage:
    extent = Extent(-0.5 * spread, 0.5 * spread, 0.0, 1.8 * spread)
    base = frame_group(extent, "medium", angle, (96, 40), True)
    rig = Rig(base, "static", 2.0, follow_m_s, room_around(base, extent), 5)
    return Stage(rig, light_of(time, weather), setting, "", 5, spread, 1 / 48)


def painted(stage: Stage, *times_s: float) -> list[Image]:
    """The place alone at these times."""
    place = PLACES[stage.setting](stage)
    pictures = []
    for time_s in times_s:
        frame = Frame(stage.frame_px, False)
        for layer in sorted(place.layers, key=lambda one: -one.z_m):
            layer.draw(frame, stage.rig.view(time_s, stage.shutter_s))
        pictures.append(frame.rgba.copy())
    return pictures


LIGHTS: list[tuple[TimeOfDay, Weather]] = [(time, "clear") for time in get_args(TimeOfDay)]
LIGHTS += [("day", weather) for weather in get_args(Weather) if weather != "clear"]
LIGHTS += [("night", "storm"), ("dusk", "fog")]


@pytest.mark.parametrize(("time", "weather"), LIGHTS)
@pytest.mark.parametrize("setting", WARM)
def test_it_is_a_complete_picture_in_every_light(setting: Setting, time: TimeOfDay, weather: Weather) -> None:
    picture = painted(stage_of(setting, time, weather), 0.5)[0]
    assert picture[..., 3].min() >= 250
    assert picture[..., :3].std() > 8
    assert picture[..., :3].mean() > 15


@pytest.mark.parametrize("setting", WARM)
def test_it_is_painted_twice_the_same(setting: Setting) -> None:
    assert np.array_equal(painted(stage_of(setting), 0.7)[0], painted(stage_of(setting), 0.7)[0])


@pytest.mark.parametrize("follow_m_s", [0.0, 4.0])
@pytest.mark.parametrize("setting", WARM)
def test_it_is_alive(setting: Setting, follow_m_s: float) -> None:
    first, later = painted(stage_of(setting, follow_m_s=follow_m_s), 0.2, 1.4)
    assert np.abs(first.astype(int) - later.astype(int)).mean() > (3 if follow_m_s else 0.5)


@pytest.mark.parametrize("spread", [0.3, 6.0])
@pytest.mark.parametrize("setting", WARM)
def test_it_also_suits_mice_and_elephants(setting: Setting, spread: float) -> None:
    assert painted(stage_of(setting, spread=spread), 0.5)[0][..., 3].min() >= 250


def test_the_surf_runs_up_the_sand_and_back() -> None:
    stage = stage_of("beach", angle="high")
    pictures = painted(stage, *np.arange(0.0, 5.0, 0.5))
    rows = [round(stage.camera.project(0.0, 0.0, z_m)[1]) for z_m in (6.0, 2.0)]
    shore = np.array([one[rows[0] : rows[1], 30:66, :3].astype(int) for one in pictures])
    swing = np.ptp(shore, axis=0).mean(axis=(1, 2))
    assert swing.max() > 30  # somewhere the sand is now dry, now under water
