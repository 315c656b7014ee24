"""The drawing surface: exact coverage, premultiplied alpha, light, clipping, pictures."""

from __future__ import annotations

import numpy as np
import pytest

from moviefactory.video.animatic.canvas import Canvas, capsule, linear, oval, radial, spline

RED = (1.0, 0.0, 0.0)
BLUE = (0.0, 0.0, 1.0)


def coverage(canvas: Canvas) -> float:
    return float(canvas.rgba[..., 3].astype(np.float64).sum() / 255)


@pytest.mark.parametrize("radius", [4.0, 11.5, 30.0])
def test_an_ellipse_covers_its_own_area(radius: float) -> None:
    canvas = Canvas(100, 100)
    canvas.ellipse(50.3, 49.8, radius, radius, RED)
    assert (coverage(canvas) / np.pi) ** 0.5 == pytest.approx(radius, abs=0.25)


def test_a_shape_moved_by_a_part_of_a_pixel_keeps_its_weight() -> None:
    areas = []
    for shift in np.linspace(0, 1, 7):
        canvas = Canvas(60, 60)
        canvas.polygon(oval(30 + shift, 30, 12, 8), RED)
        areas.append(coverage(canvas))
    assert max(areas) - min(areas) < 0.015 * max(areas)


def test_half_transparent_paint_over_nothing_is_premultiplied() -> None:
    canvas = Canvas(20, 20)
    canvas.rect(0, 0, 20, 20, (1.0, 0.5, 0.0), alpha=0.5)
    assert canvas.rgba[10, 10].tolist() == pytest.approx([128, 64, 0, 128], abs=1)


def test_paint_over_paint_mixes_by_alpha() -> None:
    canvas = Canvas(20, 20)
    canvas.rect(0, 0, 20, 20, RED)
    canvas.rect(0, 0, 20, 20, BLUE, alpha=0.25)
    assert canvas.rgba[10, 10].tolist() == pytest.approx([191, 0, 64, 255], abs=1)


def test_untouched_pixels_stay_transparent() -> None:
    canvas = Canvas(50, 50)
    canvas.polygon([(10, 10), (20, 10), (15, 20)], RED, gradient=linear((0, 10), (0, 20), RED, BLUE))
    with canvas.clip([oval(40, 40, 5, 5)]):
        canvas.rect(0, 30, 50, 50, BLUE)
    assert canvas.rgba[5, 45].tolist() == [0, 0, 0, 0]
    assert canvas.rgba[48, 10].tolist() == [0, 0, 0, 0]
    assert canvas.rgba[40, 40].tolist() == [0, 0, 255, 255]


def test_two_contours_leave_a_hole() -> None:
    canvas = Canvas(60, 60)
    canvas.polygons([oval(30, 30, 20, 20), oval(30, 30, 10, 10)], RED)
    assert canvas.rgba[30, 30, 3] == 0
    assert canvas.rgba[30, 45, 3] == 255


@pytest.mark.parametrize("width", [0.4, 1.0, 3.0])
def test_a_line_has_the_width_it_was_given(width: float) -> None:
    canvas = Canvas(80, 40)
    canvas.line([(5, 20.4), (75, 20.4)], RED, width)
    assert float(canvas.rgba[:, 40, 3].sum()) / 255 == pytest.approx(width, abs=0.16)


def test_a_line_that_crosses_itself_has_no_holes() -> None:
    canvas = Canvas(60, 60)
    canvas.line([(10, 10), (50, 50), (50, 10), (10, 50)], RED, 6)
    assert canvas.rgba[30, 30, 3] == 255


def test_a_glow_adds_light_but_no_coverage() -> None:
    canvas = Canvas(40, 40)
    canvas.glow(20, 20, 15, (1.0, 0.8, 0.4), 0.8)
    assert canvas.rgba[20, 20, 0] > 150
    assert canvas.rgba[..., 3].max() == 0


def test_gradients_run_from_their_first_to_their_last_colour() -> None:
    canvas = Canvas(40, 40)
    canvas.rect(0, 0, 40, 40, RED, gradient=linear((0, 0), (0, 40), RED, BLUE))
    assert canvas.rgba[0, 20, 0] > 245 and canvas.rgba[39, 20, 2] > 245
    canvas.rect(0, 0, 40, 40, RED, gradient=radial(20, 20, 20, BLUE, RED))
    assert canvas.rgba[20, 20, 2] > 235 and canvas.rgba[20, 39, 0] > 235


def test_an_image_lands_where_its_matrix_says() -> None:
    stamp = Canvas(10, 10)
    stamp.rect(0, 0, 10, 10, RED)
    canvas = Canvas(60, 60)
    canvas.image(stamp.rgba, [[2, 0, 20], [0, 2, 30]])
    rows, columns = np.nonzero(canvas.rgba[..., 3] > 127)
    assert (columns.min(), columns.max(), rows.min(), rows.max()) == (20, 39, 30, 49)


def test_fog_and_tint_change_colour_but_not_shape() -> None:
    stamp = Canvas(10, 10)
    stamp.rect(0, 0, 10, 10, RED)
    plain, foggy = Canvas(20, 20), Canvas(20, 20)
    plain.image(stamp.rgba, [[1, 0, 5], [0, 1, 5]])
    foggy.image(stamp.rgba, [[1, 0, 5], [0, 1, 5]], tint=(0.5, 1, 1), fog=0.5, fog_color=(0, 0, 1))
    assert np.array_equal(plain.rgba[..., 3], foggy.rgba[..., 3])
    assert foggy.rgba[10, 10].tolist() == pytest.approx([64, 0, 128, 255], abs=2)


def test_drawing_outside_the_canvas_is_harmless() -> None:
    canvas = Canvas(20, 20)
    canvas.polygon([(-1e9, -5), (1e9, -5), (1e9, 5), (-1e9, 5)], RED)
    canvas.ellipse(900, 900, 10, 10, RED)
    canvas.line([(-50, -50), (-10, -10)], RED, 2)
    assert canvas.rgba[2, 10, 3] == 255 and canvas.rgba[15, 10, 3] == 0


def test_a_spline_passes_through_its_points() -> None:
    points = np.array([(0, 0), (10, 5), (20, 0), (10, -5)], float)
    curve = spline(points)
    gaps = np.linalg.norm(curve[None] - points[:, None], axis=2).min(axis=1)
    assert gaps.max() < 1e-9


def test_a_capsule_reaches_its_radii_beyond_both_ends() -> None:
    outline = capsule((0, 0), (10, 0), 3, 2)
    assert outline[:, 0].min() == pytest.approx(-3) and outline[:, 0].max() == pytest.approx(12)
