"""Pipelines that no line of the table knows work through their own signature and parts alone."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")
pytest.importorskip("transformers")

from tiny_models import generic_image, load  # noqa: E402

from moviefactory.errors import PlanError  # noqa: E402
from moviefactory.video.pipeline.answer import clip_of  # noqa: E402
from moviefactory.video.pipeline.call import Wish, arguments_for  # noqa: E402
from moviefactory.video.pipeline.family import UNKNOWN, family_for  # noqa: E402
from moviefactory.video.pipeline.rules import Rules, as_loaded, rules_of  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # numpy.array of a tensor

STRANGERS = ("latte", "sana-video", "svd")
WISH = Wish("a fox", "blurry", 9, 8.0, (64, 64), 2, 4.0, 7)


@pytest.fixture(scope="module", params=STRANGERS)
def stranger(request: pytest.FixtureRequest) -> Any:
    pipe = load(request.param)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def wish_for(pipe: Any) -> Wish:
    picture = generic_image(90, 40) if "StableVideo" in type(pipe).__name__ else None
    return replace(WISH, image=picture)


def render(pipe: Any, wish: Wish) -> np.ndarray:
    return clip_of(pipe(**arguments_for(pipe, wish)), wish)


def test_no_line_of_the_table_knows_it(stranger: Any) -> None:
    assert family_for(type(stranger).__name__) is UNKNOWN


def test_it_renders_what_is_wished(stranger: Any) -> None:
    clip = render(stranger, wish_for(stranger))
    assert clip.shape == (9, 64, 64, 3) and clip.std() > 1


def test_its_seed_makes_its_frames(stranger: Any) -> None:
    wish = wish_for(stranger)
    one = render(stranger, wish)
    assert np.array_equal(one, render(stranger, wish))
    assert not np.array_equal(one, render(stranger, replace(wish, seed=8)))


def test_its_guidance_reaches_it(stranger: Any) -> None:
    wish = wish_for(stranger)
    assert not np.array_equal(render(stranger, wish), render(stranger, replace(wish, guidance=9.0)))


def test_its_own_defaults_stand_where_nothing_is_said(stranger: Any) -> None:
    given = arguments_for(stranger, replace(wish_for(stranger), steps=None, guidance=None))
    assert not {"num_inference_steps", "guidance_scale", "max_guidance_scale"} & given.keys()


@pytest.mark.parametrize(
    ("name", "rules", "frames", "rate", "size_px"),
    [
        ("latte", Rules(16, 1), 16, 8.0, (512, 512)),
        ("sana-video", Rules(32, 4), 81, 16.0, (832, 480)),  # its parts shrink by 16; its own check wants 32
        ("svd", Rules(8, 1), 6, 7.0, (1024, 576)),
    ],
)
def test_what_it_was_made_for_is_seen(
    name: str, rules: Rules, frames: int, rate: float, size_px: tuple[int, int]
) -> None:
    pipe = load(name)
    seen = as_loaded(pipe)
    assert rules_of(pipe, UNKNOWN) == rules == Rules(seen.multiple, seen.stride)
    assert (seen.most_frames, seen.frame_rate, seen.native_px) == (frames, rate, size_px)


def test_latte_makes_sixteen_frames_of_which_fewer_are_kept_and_not_more() -> None:
    pipe = load("latte")
    assert arguments_for(pipe, WISH)["video_length"] == 16
    with pytest.raises(PlanError, match="16 frames at once, and 17 are wanted"):
        arguments_for(pipe, replace(WISH, frames=17))


def test_sana_renders_the_size_itself_instead_of_scaling_another() -> None:
    given = arguments_for(load("sana-video"), WISH)
    assert given["use_resolution_binning"] is False
    assert given["frames"] == 9


def test_stable_video_is_given_no_words_and_needs_a_picture() -> None:
    pipe = load("svd")
    given = arguments_for(pipe, replace(WISH, image=generic_image(64, 64)))
    assert "prompt" not in given and given["fps"] == 8 and given["max_guidance_scale"] == 4.0
    with pytest.raises(PlanError, match="needs more than words: image"):
        arguments_for(pipe, WISH)


class Modular:
    """Some pipelines take anything by keyword: nothing can be seen in their signature."""

    def __call__(self, state: Any = None, **kwargs: Any) -> None: ...


def test_a_call_that_says_nothing_of_itself_is_refused() -> None:
    with pytest.raises(PlanError, match="Modular makes pictures, not clips"):
        arguments_for(Modular(), WISH)
