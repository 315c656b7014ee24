"""The noise that shots have in common: how much, of which shape, and nothing where it cannot be."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")
pytest.importorskip("transformers")

from tiny_models import generic_clip, load  # noqa: E402

from moviefactory.errors import PlanError  # noqa: E402
from moviefactory.video.pipeline.noise import common_noise, shared_noise  # noqa: E402
from moviefactory.video.pipeline.steps import Watch, run_watched  # noqa: E402

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


class Enough(Exception):
    """The denoiser was reached."""


def from_a_video() -> Any:
    return diffusers.WanVideoToVideoPipeline.from_pipe(load("wan"))


def long_noise() -> Any:
    pipe = load("animatediff")
    pipe.enable_free_noise(context_length=8, context_stride=4, noise_type="random")
    return pipe


def video() -> list[Any]:
    from PIL import Image

    return [Image.fromarray(frame) for frame in generic_clip(9, 96, 96)]


BASE = {"prompt": "a fox", "num_inference_steps": 4, "output_type": "np", "guidance_scale": 1.0}
SIZE = {"height": 96, "width": 96, "num_frames": 9}
CASES: dict[str, tuple[Callable[[], Any], Callable[[], dict[str, Any]]]] = {
    "wan": (lambda: load("wan"), lambda: SIZE),
    "wan from a video": (from_a_video, lambda: {"height": 96, "width": 96, "video": video(), "strength": 0.99}),
    "ltx": (lambda: load("ltx"), lambda: {**SIZE, "max_sequence_length": 32, "height": 256, "width": 256}),
    "animatediff": (lambda: load("animatediff"), lambda: SIZE),
    "animatediff long": (long_noise, lambda: {**SIZE, "num_frames": 16}),
    "t2v-sd": (lambda: load("t2v-sd"), lambda: SIZE),
    "cogvideox": (lambda: load("cogvideox"), lambda: {"height": 64, "width": 64, "num_frames": 9}),
}


def beginning(pipe: Any, seed: int, share: float | None, arguments: dict[str, Any], common: int = 5) -> "torch.Tensor":
    """What the denoiser is given first."""
    seen: list[Any] = []

    def note(module: Any, args: Any, options: dict[str, Any]) -> None:
        seen.append(options["hidden_states"] if "hidden_states" in options else args[0])
        raise Enough

    denoiser = getattr(pipe, "transformer", None) or pipe.unet
    handle = denoiser.register_forward_pre_hook(note, with_kwargs=True)
    generator = torch.Generator().manual_seed(seed)
    try:
        with (
            pytest.raises(Enough),
            nullcontext() if share is None else shared_noise(pipe, share, common),
        ):
            run_watched(pipe, {**BASE, **arguments, "generator": generator}, Watch())
    finally:
        handle.remove()
    return seen[0].float()


def likeness(one: "torch.Tensor", other: "torch.Tensor") -> float:
    return float(torch.corrcoef(torch.stack([one.flatten(), other.flatten()]))[0, 1])


@pytest.mark.parametrize("name", CASES)
def test_shots_begin_alike_as_much_as_they_share(name: str) -> None:
    pipe, arguments = CASES[name][0](), CASES[name][1]()
    own = beginning(pipe, 1, None, arguments)
    assert torch.equal(beginning(pipe, 1, 0.0, arguments), own)
    assert torch.equal(beginning(pipe, 1, 1.0, arguments), beginning(pipe, 2, 1.0, arguments))
    half = [beginning(pipe, seed, 0.5, arguments) for seed in (1, 2)]
    loose = likeness(own, beginning(pipe, 2, None, arguments))
    assert 0.35 < likeness(*half) < 0.65 and abs(loose) < 0.15
    assert abs(float(half[0].std() / own.std()) - 1) < 0.15
    other_movie = beginning(pipe, 1, 1.0, arguments, common=6)
    assert abs(likeness(other_movie, beginning(pipe, 1, 1.0, arguments))) < 0.15


@pytest.mark.parametrize("name", ["wan", "cogvideox"])
def test_a_longer_shot_begins_as_a_shorter_one(name: str) -> None:
    """The frames are the third of five axes in Wan, the second in CogVideoX."""
    pipe, arguments = CASES[name][0](), CASES[name][1]()
    short = beginning(pipe, 1, 1.0, arguments)
    long = beginning(pipe, 2, 1.0, {**arguments, "num_frames": 17})
    axis = 2 if name == "wan" else 1
    assert long.shape[axis] > short.shape[axis]
    assert torch.equal(long.narrow(axis, 0, short.shape[axis]), short)


def test_noise_is_of_unit_variance_and_the_same_for_a_whole_batch() -> None:
    noise = common_noise((3, 4, 5, 32, 32), 7, 2)
    assert noise.shape == (3, 4, 5, 32, 32) and noise.is_contiguous()
    assert torch.equal(noise[0], noise[2]) and abs(float(noise.std()) - 1) < 0.03 and abs(float(noise.mean())) < 0.03
    assert abs(likeness(noise[0, :, 0], noise[0, :, 1])) < 0.1  # frames of one shot differ
    assert common_noise((2, 4, 8), 7, None).shape == (2, 4, 8)


def test_what_is_drawn_later_stays_the_shot_s_own() -> None:
    import diffusers.pipelines.wan.pipeline_wan as module

    pipe, draw = load("wan"), module.randn_tensor
    with shared_noise(pipe, 0.7, 5):
        first, second = (
            [module.randn_tensor((1, 2, 3, 4, 4), generator=generator, dtype=torch.float16) for _ in range(2)]
            for generator in (torch.Generator().manual_seed(1), torch.Generator().manual_seed(1))
        )
    fresh = torch.Generator().manual_seed(1)
    plain = [draw((1, 2, 3, 4, 4), generator=fresh, dtype=torch.float16) for _ in range(2)]
    assert first[0].dtype == torch.float16 and not torch.equal(first[0], plain[0])
    assert torch.equal(first[1], plain[1]) and torch.equal(second[0], plain[0])


def test_the_drawing_is_put_back_whatever_happens() -> None:
    import diffusers.pipelines.wan.pipeline_wan as module

    draw = module.randn_tensor
    with pytest.raises(KeyboardInterrupt), shared_noise(load("wan"), 0.5, 5):
        assert module.randn_tensor is not draw
        raise KeyboardInterrupt
    assert module.randn_tensor is draw


def test_a_pipeline_that_draws_otherwise_is_an_error() -> None:
    class Painter:
        """Its module has no randn_tensor."""

    with pytest.raises(PlanError, match="Painter does not draw its first noise"), shared_noise(Painter(), 0.5, 5):
        pass
    with pytest.raises(PlanError, match="WanPipeline"), shared_noise(load("wan"), 0.5, 5):
        pass  # nothing was drawn: its latents were given, perhaps
    with shared_noise(Painter(), 0.0, 5):
        pass
