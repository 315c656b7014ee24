"""The last picture: it holds the credits at any length and size, and becomes a shot of its own."""

from __future__ import annotations

import numpy as np
import pytest

from moviefactory.compose.end_card import CARD, card_job, card_picture, with_card
from moviefactory.jobs.job import run_job
from moviefactory.media.frames import read_frames
from moviefactory.movie import Movie, Scene, Shot
from moviefactory.settings import ComposeSettings
from moviefactory.workspace import Workspace

CREDITS = (
    'The Race\n========\n\nMusic\n  "Theme" by Bo - MIT (https://example.org/theme)\n\nModels\n  MiniLM, Apache-2.0\n'
)


def movie(seconds: float) -> Movie:
    scenes = (Scene(id="a", act=2, shots=(Shot(id="a", prompt="A car."),)),)
    return Movie(title="The Race", scenes=scenes, size_px=(192, 80), compose=ComposeSettings(end_card_s=seconds))


def test_a_plan_that_does_not_ask_for_a_card_has_none() -> None:
    assert with_card(movie(0)) == movie(0)
    last = with_card(movie(3)).scenes[-1]
    assert (last.id, last.act, last.shots[0].seconds) == (CARD, 2, 3)


@pytest.mark.parametrize("size_px", [(3072, 1280), (1080, 1920), (192, 80)])
@pytest.mark.parametrize("entries", [1, 12, 400])
def test_everything_stays_inside_the_picture(size_px: tuple[int, int], entries: int) -> None:
    many = "".join(
        f'  "A long name of a sound {one}" by Somebody - CC-BY-4.0 (https://e.org/{one})\n' for one in range(entries)
    )
    picture = card_picture(f"{'A title that goes on ' * 4}\n====\n\nSound effects\n{many}", size_px)
    assert picture.shape == (size_px[1], size_px[0], 3)
    edge = round(0.02 * min(size_px))
    inner = picture.copy()
    inner[edge:-edge, edge:-edge] = 0
    assert picture.max() > 120
    assert inner.max() == 0


def test_the_card_rises_from_black_and_goes_back(tmp_path: object) -> None:
    job = card_job(movie(2), CREDITS, Workspace(tmp_path))  # type: ignore[arg-type]
    assert run_job(job) == {"frames": 48}
    light = np.array([frame.mean() for frame in read_frames(job.output)])
    assert len(light) == 48
    assert light[0] < 0.3 * light[24] > light[-1]
    assert np.ptp(light[14:34]) < 0.2
