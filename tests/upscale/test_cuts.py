"""Where a film is cut: hard cuts and fades are found to the frame; flashes, pans, shakes and dissolves are none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from moviefactory.upscale.file.cuts import THUMB_PX, find_cuts

Picture = NDArray[np.float32]
WIDTH, HEIGHT = THUMB_PX


def place(seed: int, *, light: float = 1.0, width: int = 4 * WIDTH, height: int = 3 * HEIGHT) -> Picture:
    """A place to look about in: a ground of soft shapes and a few things with hard edges, larger than the frame."""
    dice = np.random.default_rng(seed)
    coarse = dice.uniform(20, 200, (height // 12 + 2, width // 12 + 2, 3))
    picture = np.kron(coarse, np.ones((12, 12, 1)))[:height, :width]
    for _ in range(40):
        x, y = dice.integers(0, width - 20), dice.integers(0, height - 12)
        picture[y : y + dice.integers(3, 12), x : x + dice.integers(3, 20)] = dice.uniform(0, 255, 3)
    return (picture * light).astype(np.float32)


def seen(place: Picture, x: float = 60, y: float = 30) -> Picture:
    return place[int(y) : int(y) + HEIGHT, int(x) : int(x) + WIDTH]


def walk(seed: int, frames: int, speed: float = 0.7, light: float = 1.0, noise: float = 1.5) -> list[Picture]:
    """A slow pan with grain."""
    dice, ground = np.random.default_rng(seed + 1000), place(seed, light=light)
    return [seen(ground, 40 + speed * i) + dice.normal(0, noise, (HEIGHT, WIDTH, 3)) for i in range(frames)]


def cuts(frames: list[Picture]) -> list[int]:
    def film() -> Iterator[NDArray[np.uint8]]:
        for one in frames:
            yield np.clip(np.rint(one), 0, 255).astype(np.uint8)

    return list(find_cuts(film()))


@pytest.mark.parametrize("seed", range(6))
def test_hard_cuts_are_found_to_the_frame(seed: int) -> None:
    lengths = (24, 9, 40, 5, 17)
    film = [frame for number, length in enumerate(lengths) for frame in walk(10 * seed + number, length)]
    assert cuts(film) == [24, 33, 73, 78]


def test_a_cut_between_two_shots_at_night_is_found() -> None:
    assert cuts(walk(1, 20, light=0.12, noise=0.5) + walk(2, 20, light=0.12, noise=0.5)) == [20]


def test_a_cut_between_two_views_under_one_sky_is_found() -> None:
    sky = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    sky[:26] = np.linspace((60, 150, 235), (190, 220, 250), 26)[:, None]
    sky[26:] = (60, 62, 66)
    film = [0.6 * sky + 0.4 * frame for frame in walk(20, 20) + walk(21, 20)]
    assert cuts(film) == [20]


def test_cuts_to_and_from_a_plain_card_are_found() -> None:
    card = [np.full((HEIGHT, WIDTH, 3), 235, np.float32)] * 12
    assert cuts(walk(1, 20) + card + walk(2, 20)) == [20, 32]
    black = [np.zeros((HEIGHT, WIDTH, 3), np.float32)] * 12
    blue = [np.full((HEIGHT, WIDTH, 3), (20, 30, 160), np.float32)] * 12
    assert cuts(black + blue) == [12]


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_flash_is_no_cut(length: int) -> None:
    film = walk(3, 40)
    for number in range(20, 20 + length):
        film[number] = film[number] * 0.1 + 230
    assert cuts(film) == []
    film[20 : 20 + length] = [np.full((HEIGHT, WIDTH, 3), 255, np.float32)] * length
    assert cuts(film) == []


def test_flickering_light_is_no_cut() -> None:
    dice = np.random.default_rng(5)
    assert cuts([frame * dice.uniform(0.3, 1.0) for frame in walk(4, 60)]) == []


def test_a_whip_pan_and_a_shaken_camera_are_no_cuts() -> None:
    ground, at, film = place(6), 0.0, []
    for speed in [0.5] * 10 + [3, 6, 9, 9, 9, 9, 6, 3] + [0.5] * 10:
        at += speed
        blurred = np.mean([seen(ground, at + speed * step / 6) for step in range(6)], 0)
        film.append(blurred.astype(np.float32))
    assert cuts(film) == []
    dice = np.random.default_rng(7)
    assert cuts([seen(ground, *dice.uniform((57, 28), (63, 32))) for _ in range(40)]) == []


def test_something_that_crosses_the_picture_is_no_cut() -> None:
    film = walk(8, 30, speed=0)
    for number in range(8, 22):
        x = (number - 8) * 8 - 30
        film[number][:, max(0, x) : max(0, x + 30)] = (200, 40, 40)
    assert cuts(film) == []


def test_a_dissolve_is_no_cut() -> None:
    before, after = walk(9, 40), walk(10, 40)
    mixed = [before[20 + i] * (1 - i / 16) + after[4 + i] * (i / 16) for i in range(16)]
    assert cuts(before[:20] + mixed + after[20:]) == []


def test_a_fade_through_black_is_cut_in_the_black() -> None:
    before, after = walk(11, 30), walk(12, 30)
    out = [frame * (1 - i / 10) for i, frame in enumerate(before[20:30])]
    come = [frame * (i / 10) for i, frame in enumerate(after[:10])]
    black = [np.zeros((HEIGHT, WIDTH, 3), np.float32)] * 6
    (cut,) = cuts(before[:20] + out + black + come + after[10:])
    assert 29 <= cut <= 37


def test_a_fade_to_black_and_back_to_the_same_place_is_no_cut() -> None:
    film = [frame * abs(i - 20) / 20 for i, frame in enumerate(walk(13, 41, speed=0.1))]
    assert cuts(film) == []


def test_it_takes_films_of_any_length_and_holds_few_frames() -> None:
    assert cuts([]) == []
    assert cuts(walk(14, 1)) == []
    assert cuts(walk(14, 2)) == []
    assert cuts(walk(14, 4) + walk(15, 1)) == [4]
    asked = []

    def film() -> Iterator[NDArray[np.uint8]]:
        for number, frame in enumerate(walk(16, 12) + walk(17, 40)):
            asked.append(number)
            yield np.clip(frame, 0, 255).astype(np.uint8)

    assert next(find_cuts(film())) == 12
    assert asked[-1] <= 12 + 5
