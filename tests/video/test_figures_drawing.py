"""How figures are drawn: scale, feet on the ground, colours, light, and the pen underneath."""

from __future__ import annotations

import numpy as np
import pytest

from moviefactory.movie import Subject
from moviefactory.video.animatic.figure import Sprite
from moviefactory.video.animatic.figures import figure_for
from moviefactory.video.animatic.figures.motion import blink, hop, keyed
from moviefactory.video.animatic.figures.palette import PAINTS, paint
from moviefactory.video.animatic.figures.pen import Pen, Reach
from moviefactory.video.animatic.figures.people.pose import BUILDS, Pose, skeleton
from moviefactory.video.animatic.figures.people.poses import pose_at
from moviefactory.video.animatic.figures.relief import Light, shade


def _mean_color(sprite: Sprite) -> np.ndarray:
    inside = sprite.rgba[..., 3] > 250
    return np.asarray(sprite.rgba[..., :3][inside].mean(axis=0))


def test_a_pen_puts_a_metre_where_its_scale_says() -> None:
    pen = Pen.on(Reach(-1, 0, 1, 2), 50, 2.0)
    pen.at(0.5, 1.0).slab(-0.2, -0.2, 0.2, 0.2, (1, 0, 0), edge=0, shade=0)
    rgba, (x, y), _ = pen.finish()
    rows, columns = np.nonzero(rgba[..., 3] > 128)
    assert columns.min() - x == pytest.approx(15, abs=1.5)
    assert columns.max() + 1 - x == pytest.approx(35, abs=1.5)
    assert y - rows.min() == pytest.approx(60, abs=1.5)


@pytest.mark.parametrize("action", ["idle", "walk", "dance", "fight", "talk", "sit"])
def test_feet_stand_on_the_anchor_line(action: str) -> None:
    figure = figure_for(Subject(noun="woman", kind="person", action=action), 2)  # type: ignore[arg-type]
    for time_s in (0.0, 0.3, 0.7):
        sprite = figure.draw(time_s, 100)
        lowest = np.nonzero(sprite.rgba[..., 3] > 100)[0].max()
        assert lowest - sprite.anchor_px[1] + sprite.lift_px == pytest.approx(0, abs=7)


def test_a_hop_leaves_the_anchor_behind_and_says_its_lift() -> None:
    figure = figure_for(Subject(noun="man", kind="person", action="jump"), 0)
    sprites = [figure.draw(k / 24, 100) for k in range(32)]
    highest = max(sprites, key=lambda sprite: sprite.lift_px)
    assert highest.lift_px > 30
    lowest_px = np.nonzero(highest.rgba[..., 3] > 100)[0].max()
    assert highest.anchor_px[1] - lowest_px == pytest.approx(highest.lift_px, abs=15)


def test_a_figure_keeps_its_size_at_any_scale() -> None:
    figure = figure_for(Subject(noun="knight", kind="person"), 4)
    small, large = figure.draw(0.2, 40), figure.draw(0.2, 160)
    assert large.rgba.shape[0] / small.rgba.shape[0] == pytest.approx(4, rel=0.15)


def test_a_wheel_turns_as_fast_as_the_car_drives() -> None:
    parked = figure_for(Subject(noun="jeep", kind="vehicle"), 1)
    racing = figure_for(Subject(noun="jeep", kind="vehicle", action="race"), 1)
    assert parked.speed_m_s == 0 and racing.speed_m_s > 15
    assert racing.draw(0.0, 80).glows  # headlights


def test_the_colour_word_paints_the_car_and_not_the_panda() -> None:
    red = _mean_color(figure_for(Subject(noun="car", kind="vehicle", color="red"), 1).draw(0, 60))
    blue = _mean_color(figure_for(Subject(noun="blue car", kind="vehicle"), 1).draw(0, 60))
    assert red[0] > red[2] * 1.3 and blue[2] > blue[0] * 1.3
    panda = figure_for(Subject(noun="panda", kind="animal", color="green"), 1)
    plain = figure_for(Subject(noun="panda", kind="animal"), 1)
    np.testing.assert_array_equal(panda.draw(0, 60).rgba, plain.draw(0, 60).rgba)


def test_a_prop_is_drawn_in_the_hand() -> None:
    bare = figure_for(Subject(noun="girl", kind="person", action="walk"), 3).draw(0.2, 80)
    held = figure_for(Subject(noun="girl", kind="person", action="walk", prop="red balloon"), 3).draw(0.2, 80)
    assert held.anchor_px[1] > bare.anchor_px[1] + 20  # the balloon flies above her head


def test_growing_starts_small_and_ends_at_full_size() -> None:
    figure = figure_for(Subject(noun="flower", kind="plant", action="grow"), 1)
    heights = [figure.draw(time_s, 100).rgba.shape[0] for time_s in (0.0, 0.8, 1.7)]
    assert heights[0] * 2 < heights[2] and heights[0] < heights[1] < heights[2]


def test_an_exploding_figure_flies_apart_with_a_flash() -> None:
    figure = figure_for(Subject(noun="car", kind="vehicle", action="explode"), 1)
    before, burst = figure.draw(0.2, 40), figure.draw(0.95, 40)
    assert burst.rgba.shape[1] > before.rgba.shape[1] * 1.2
    assert max(glow.strength for glow in burst.glows) > 0.4


def test_relief_lights_the_side_that_faces_the_key_and_keeps_the_outline() -> None:
    pen = Pen.on(Reach(-1, -1, 1, 1), 60, 2.0)
    pen.ball(0, 0, 0.9, 0.9, (0.5, 0.5, 0.5), shade=0, edge=0)
    rgba, anchor_px, glows = pen.finish()
    flat = Sprite(rgba, anchor_px, 0.0, glows)
    lit = shade(flat, Light((-0.8, 0.0, 0.6)))
    middle = lit.rgba.shape[0] // 2
    row = lit.rgba[middle, :, 0].astype(float)
    assert row[12:30].mean() > row[-30:-12].mean() * 1.25
    np.testing.assert_array_equal(lit.rgba[..., 3], flat.rgba[..., 3])
    assert (lit.rgba[..., :3] <= lit.rgba[..., 3:]).all()
    np.testing.assert_array_equal(flat.rgba, rgba)


def test_the_body_bends_at_its_joints_without_changing_length() -> None:
    build = BUILDS["man"]
    for action in ("walk", "run", "climb", "fight"):
        for moment in (0.0, 0.21, 0.43):
            leg = skeleton(build, pose_at(action, moment, 0.1), front=False).near_leg  # type: ignore[arg-type]
            thigh = np.hypot(leg.middle[0] - leg.root[0], leg.middle[1] - leg.root[1])
            shin = np.hypot(leg.end[0] - leg.middle[0], leg.end[1] - leg.middle[1])
            assert thigh == pytest.approx(shin) == pytest.approx((build.hip - 0.03) / 2)


def test_the_lower_foot_of_a_grounded_body_touches_the_ground() -> None:
    joints = skeleton(BUILDS["woman"], Pose(near_leg=(30, 60), far_leg=(-10, 5)), front=False)
    feet = [joints.root_y + leg.end[1] for leg in (joints.near_leg, joints.far_leg)]
    assert min(feet) == pytest.approx(0.03)


def test_time_curves_close_their_cycles() -> None:
    assert keyed(0.0, (0.0, 1.0), (0.5, 3.0)) == pytest.approx(keyed(1.0, (0.0, 1.0), (0.5, 3.0)))
    assert hop(0.5) == pytest.approx(1) and hop(1.0) == pytest.approx(0)
    assert max(blink(k / 100, 0.3) for k in range(600)) > 0.8


def test_colour_words_are_understood_with_their_shades() -> None:
    assert paint("dark blue", (0, 0, 0))[2] < PAINTS["blue"][2] < paint("light blue", (0, 0, 0))[2]
    assert paint("nonsense", (0.1, 0.2, 0.3)) == (0.1, 0.2, 0.3)


def test_a_car_keeps_its_shape_and_colour_whatever_it_does() -> None:
    waits, races = (figure_for(Subject(noun="car", kind="vehicle", action=action), 5) for action in ("idle", "race"))
    assert waits.length_m == races.length_m


def test_an_animal_of_two_colours_is_not_painted_in_one() -> None:
    plain, told = (
        figure_for(Subject(noun="penguin", kind="animal", color=color), 5).draw(0.2, 80.0).rgba
        for color in ("", "black-and-white")
    )
    assert np.array_equal(plain, told)


def test_a_red_fox_has_the_coat_of_a_fox() -> None:
    red, plain = (
        figure_for(Subject(noun="fox", kind="animal", color=color), 5).draw(0.2, 80.0).rgba for color in ("red", "")
    )
    assert np.array_equal(red, plain)
