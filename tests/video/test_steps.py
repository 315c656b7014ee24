"""A pipeline's call watched step by step: progress, stopping, and going on bit by bit where it was killed."""

import os
import signal
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")
pytest.importorskip("transformers")

from tiny_models import generic_clip, generic_image, load, quiet, tiny  # noqa: E402

from moviefactory.video.pipeline.resumable import can_resume  # noqa: E402
from moviefactory.video.pipeline.step_state import CannotKeep, packed, read_state, unpacked  # noqa: E402
from moviefactory.video.pipeline.steps import Watch, run_watched  # noqa: E402

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


class Killed(Exception):
    """What on_step raises to stop a call."""


def relative(name: str, kind: str, **parts: Any) -> Any:
    return getattr(diffusers, kind).from_pipe(load(name), **parts)


def with_solver(name: str, kind: str, **settings: Any) -> Any:
    pipe = load(name)
    pipe.scheduler = getattr(diffusers, kind).from_config(pipe.scheduler.config, **settings)
    return pipe


def first_frame_5b() -> Any:
    return diffusers.WanImageToVideoPipeline.from_pretrained(str(tiny("wan-5b")), local_files_only=True)


def two_rounds() -> Any:
    pipe = load("animatediff")
    pipe.enable_free_init(num_iters=2)
    return pipe


def long_noise() -> Any:
    pipe = load("animatediff")
    pipe.enable_free_noise(context_length=8, context_stride=4)
    return pipe


def picture(size: int) -> Any:
    from PIL import Image

    return Image.fromarray(generic_image(size, size))


def pictures(count: int, size: int) -> list[Any]:
    from PIL import Image

    return [Image.fromarray(frame) for frame in generic_clip(count, size, size)]


def mask() -> list[Any]:
    from PIL import Image

    return [Image.new("L", (32, 32), 255 if number else 0) for number in range(5)]


def short_words() -> Any:
    """HunyuanVideo 1.5 pads its words to a thousand."""
    pipe = load("hunyuan15")
    pipe.tokenizer_max_length = 32
    return pipe


FIVE = {"prompt": "a red fox", "num_inference_steps": 5, "output_type": "np"}
SMALL = {**FIVE, "height": 32, "width": 32, "num_frames": 5}
WAN = {**SMALL, "max_sequence_length": 16}
LTX = {**WAN, "num_frames": 9}
SD = {**FIVE, "height": 32, "width": 32, "num_frames": 4}
GUIDED = {"prompt": "a red fox", "num_inference_steps": 8, "strength": 0.5, "output_type": "np"}
PLAIN_LTX2 = {
    "guidance_scale": 2.0,
    "stg_scale": 0.0,
    "modality_scale": 1.0,
    "audio_guidance_scale": 2.0,
    "audio_stg_scale": 0.0,
    "audio_modality_scale": 1.0,
    "spatio_temporal_guidance_blocks": None,
}
LTX2 = {**LTX, "height": 64, "width": 64, "frame_rate": 8.0, **PLAIN_LTX2}

# name: how the pipeline is made, its arguments (made late: pictures), the steps it really runs
CASES: dict[str, tuple[Any, Any, int]] = {
    "wan": (lambda: load("wan"), lambda: WAN, 5),
    "two experts": (lambda: load("wan-a14b"), lambda: WAN, 5),
    "wan first frame": (lambda: load("wan-i2v"), lambda: {**WAN, "image": picture(32)}, 5),
    "wan 5b first frame": (first_frame_5b, lambda: {**WAN, "height": 64, "width": 64, "image": picture(64)}, 5),
    "vace": (lambda: load("wan-vace"), lambda: {**WAN, "video": pictures(5, 32), "mask": mask()}, 5),
    "wan from a video": (
        lambda: relative("wan", "WanVideoToVideoPipeline"),
        lambda: {**GUIDED, "height": 32, "width": 32, "video": pictures(5, 32), "max_sequence_length": 16},
        4,
    ),
    "ltx": (lambda: load("ltx"), lambda: LTX, 5),
    "ltx conditions": (
        lambda: relative("ltx", "LTXConditionPipeline", scheduler=diffusers.FlowMatchEulerDiscreteScheduler()),
        lambda: {**LTX, "image": picture(32)},
        5,
    ),
    "ltx2 with sound": (lambda: load("ltx2"), lambda: LTX2, 5),
    "animatediff": (long_noise, lambda: {**SD, "num_frames": 10, "prompt": {0: "a fox", 9: "a cat"}}, 5),
    "noise at every step": (
        lambda: with_solver("animatediff", "EulerAncestralDiscreteScheduler"),
        lambda: SD,
        5,
    ),
    "solver of second order": (lambda: with_solver("animatediff", "HeunDiscreteScheduler"), lambda: SD, 9),
    "solver with numpy": (
        lambda: with_solver("animatediff", "PNDMScheduler", skip_prk_steps=True),
        lambda: SD,
        6,
    ),
    "no callback": (lambda: load("t2v-sd"), lambda: SD, 5),
    "no callback, second order": (lambda: with_solver("t2v-sd", "HeunDiscreteScheduler"), lambda: SD, 9),
    "no callback, from a video": (
        lambda: relative("t2v-sd", "VideoToVideoSDPipeline"),
        lambda: {**GUIDED, "video": pictures(4, 32)},
        4,
    ),
    "guidance is a part": (short_words, lambda: SMALL, 5),
    "no words": (
        lambda: load("svd"),
        lambda: {"image": picture(32), "height": 32, "width": 32, "num_frames": 4, "num_inference_steps": 5},
        5,
    ),
    "another family": (lambda: load("mochi"), lambda: {**WAN, "num_frames": 7}, 5),
    "the solver keeps more": (
        lambda: with_solver("cogvideox", "CogVideoXDPMScheduler"),
        lambda: SMALL,
        5,
    ),
}
LOADED_ONCE = CASES.keys() - {"wan", "two experts", "ltx2 with sound", "animatediff"}  # a second time costs a while
QUICK = ("wan", "wan from a video", "no callback", "ltx2 with sound")


def everything(output: Any) -> list[np.ndarray]:
    """Frames, and sound where there is some."""
    values = [value for value in dict(output).values() if value is not None]
    return [np.asarray(value.float() if torch.is_tensor(value) else value, dtype=np.float32) for value in values]


def same(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    return len(one) == len(other) and all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def call(
    pipe: Any, arguments: dict[str, Any], state: Path | None = None, stop: int = 0, **more: Any
) -> tuple[list[np.ndarray], list[tuple[int, int]]]:
    """The frames and the steps told of; stopped by Killed at step `stop`."""
    steps: list[tuple[int, int]] = []

    def on_step(done: int, total: int) -> None:
        steps.append((done, total))
        if done == stop:
            raise Killed

    watch = Watch(on_step, state, more.pop("every", 2), more.pop("key", "a fox"))
    generator = torch.Generator().manual_seed(more.pop("seed", 3))
    return everything(run_watched(pipe, {**arguments, "generator": generator, **more}, watch)), steps


def killed(pipe: Any, arguments: dict[str, Any], state: Path | None, at: int, **more: Any) -> None:
    with pytest.raises(Killed):
        call(pipe, arguments, state, at, **more)


def uninterrupted(pipe: Any, arguments: dict[str, Any]) -> list[np.ndarray]:
    """By the pipeline itself, unwatched."""
    quiet()
    pipe.set_progress_bar_config(disable=True)
    return everything(pipe(**arguments, generator=torch.Generator().manual_seed(3)))


@pytest.fixture
def wan() -> Any:
    return load("wan")


@pytest.mark.parametrize("name", CASES)
def test_a_killed_call_goes_on_to_the_very_same_frames(name: str, tmp_path: Path) -> None:
    make, arguments, count = CASES[name][0], CASES[name][1](), CASES[name][2]
    pipe, state = make(), tmp_path / "steps"
    assert can_resume(pipe) == ""
    expected = uninterrupted(pipe, arguments)
    killed(pipe, arguments, state, 1)
    fresh = make()
    killed(fresh, arguments, state, 3)  # twice in a row
    frames, steps = call(fresh if name in LOADED_ONCE else make(), arguments, state)
    assert steps == [(number, count) for number in range(4, count + 1)]
    assert same(frames, expected)
    assert not state.exists()


@pytest.mark.parametrize("at", [2, 4])
def test_wherever_it_was_killed(at: int, tmp_path: Path, wan: Any) -> None:
    expected = uninterrupted(wan, WAN)
    killed(wan, WAN, tmp_path / "steps", at)
    frames, steps = call(load("wan"), WAN, tmp_path / "steps")
    assert same(frames, expected) and steps[0] == (at + 1, 5)


def test_a_loop_that_runs_twice_goes_on_in_its_second_round(tmp_path: Path) -> None:
    arguments = {**SD, "num_inference_steps": 3}
    expected = uninterrupted(two_rounds(), arguments)
    killed(two_rounds(), arguments, tmp_path / "steps", 4)
    frames, steps = call(two_rounds(), arguments, tmp_path / "steps")
    assert steps == [(5, 6), (6, 6)] and same(frames, expected)


def test_a_long_clip_made_in_parts_goes_on_in_a_later_part(tmp_path: Path, wan: Any) -> None:
    """SkyReels-V2 forces every latent frame with a solver of its own, and makes the clip in overlapping parts."""
    sizes = {"patch_size": (1, 2, 2), "num_attention_heads": 2, "attention_head_dim": 12, "ffn_dim": 32}
    torch.manual_seed(0)
    transformer = diffusers.SkyReelsV2Transformer3DModel(
        **sizes, text_dim=32, freq_dim=32, num_layers=2, rope_max_seq_len=64
    )
    parts = {name: part for name, part in wan.components.items() if name not in ("transformer", "transformer_2")}
    pipe = diffusers.SkyReelsV2DiffusionForcingPipeline(**parts, transformer=transformer.eval())
    parts = {"num_frames": 17, "base_num_frames": 9, "overlap_history": 5, "num_inference_steps": 3}
    expected = uninterrupted(pipe, {**WAN, **parts})
    killed(pipe, {**WAN, **parts}, tmp_path / "steps", 4)
    frames, steps = call(pipe, {**WAN, **parts}, tmp_path / "steps")
    assert steps[0] == (5, 6) and steps[-1] == (9, 9) and same(frames, expected)


@pytest.mark.parametrize("name", QUICK)
def test_watching_changes_no_frame_and_counts_the_real_steps(name: str) -> None:
    make, arguments, count = CASES[name]
    pipe = make()
    expected = uninterrupted(pipe, arguments())
    frames, steps = call(pipe, arguments())
    assert steps == [(number, count) for number in range(1, count + 1)]
    assert same(frames, expected)


def test_other_noise_is_another_clip_so_that_equality_means_something(wan: Any) -> None:
    assert not same(call(wan, WAN)[0], call(wan, WAN, seed=4)[0])


@pytest.mark.parametrize("name", QUICK)
def test_what_on_step_raises_stops_within_the_step_and_decodes_nothing(name: str) -> None:
    make, arguments, count = CASES[name]
    pipe, decoded, denoised = make(), [], []
    decode = pipe.vae.decode
    pipe.vae.decode = lambda *args, **options: decoded.append(1) or decode(*args, **options)
    denoiser = getattr(pipe, "transformer", None) or pipe.unet
    denoiser.register_forward_hook(lambda *_: denoised.append(1))
    killed(pipe, arguments(), None, 1)
    calls = len(denoised)
    assert not decoded and calls in (1, 2)  # with and without words, in one call or two
    killed(pipe, arguments(), None, count)
    assert not decoded and len(denoised) == calls + calls * count
    frames, _ = call(pipe, arguments())  # and it can be called again
    assert decoded and same(frames, uninterrupted(pipe, arguments()))


def test_a_signal_between_two_instructions_stops_it_too(wan: Any) -> None:
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        wan.transformer.register_forward_hook(lambda *_: signal.raise_signal(signal.SIGALRM))
        with pytest.raises(KeyboardInterrupt):
            call(wan, WAN)
    finally:
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", ["wan", "no callback"])
def test_nothing_is_left_on_the_pipeline(name: str) -> None:
    make, arguments, _ = CASES[name]
    pipe = make()
    denoiser, kind = getattr(pipe, "transformer", None) or pipe.unet, type(pipe.scheduler)
    call(pipe, arguments())
    killed(pipe, arguments(), None, 2)
    assert type(pipe.scheduler) is kind
    assert not {"forward"} & vars(denoiser).keys() and "decode" not in vars(pipe.vae)


def test_offloaded_models_keep_their_hooks(tmp_path: Path, wan: Any) -> None:
    wan.enable_model_cpu_offload(device="cpu")
    expected = uninterrupted(wan, WAN)
    killed(wan, WAN, tmp_path / "steps", 3)
    frames, steps = call(wan, WAN, tmp_path / "steps")
    assert same(frames, expected) and steps[0] == (4, 5)
    assert hasattr(wan.transformer, "_hf_hook")
    assert same(call(wan, WAN)[0], expected)


def test_a_state_is_written_every_so_many_steps_even_when_nobody_stops_it(tmp_path: Path, wan: Any) -> None:
    state, seen = tmp_path / "deep" / "steps", []
    wan.transformer.register_forward_hook(lambda *_: seen.append(state.exists()))
    call(wan, WAN, state, every=3)
    assert seen == [False] * 6 + [True] * 4  # two calls per step, with and without words
    assert not state.exists() and list(state.parent.iterdir()) == []


def test_without_a_file_or_a_number_of_steps_nothing_is_written(tmp_path: Path, wan: Any) -> None:
    killed(wan, WAN, tmp_path / "steps", 4, every=0)
    assert list(tmp_path.iterdir()) == []


def spoil(state: Path, how: str) -> None:
    content = state.read_bytes()
    if how == "a flipped bit":
        middle = len(content) // 2  # among the tensors
        state.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    elif how == "cut short":
        state.write_bytes(content[: len(content) // 2])
    else:
        state.write_bytes({"empty": b"", "a pickle": b"\x80\x04cos\nsystem\n"}[how])


@pytest.mark.parametrize("how", ["a flipped bit", "cut short", "empty", "a pickle"])
def test_a_damaged_state_is_no_error(how: str, tmp_path: Path, wan: Any) -> None:
    expected, state = uninterrupted(wan, WAN), tmp_path / "steps"
    killed(wan, WAN, state, 4)
    spoil(state, how)
    frames, steps = call(wan, WAN, state)
    assert same(frames, expected) and steps[0] == (1, 5) and not state.exists()


def test_a_state_of_another_key_or_version_is_removed(
    tmp_path: Path, wan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "steps"
    killed(wan, WAN, state, 4)
    killed(wan, WAN, state, 1, key="a cat", every=3)
    killed(wan, WAN, state, 4, key="a cat")
    monkeypatch.setattr(diffusers, "__version__", "0.0.1")
    assert call(wan, WAN, state, key="a cat")[1][0] == (1, 5)


@pytest.mark.parametrize("other", [{"seed": 4}, {"prompt": "a cat"}, {"num_frames": 13}, {"num_inference_steps": 7}])
def test_a_state_that_does_not_fit_the_call_gives_no_mixed_frames(
    other: dict[str, Any], tmp_path: Path, wan: Any
) -> None:
    """The key should have changed; where it did not, the first or the next step gives it away."""
    killed(wan, WAN, tmp_path / "steps", 4)
    arguments = {**WAN, **{key: value for key, value in other.items() if key != "seed"}}
    seed = {"seed": other["seed"]} if "seed" in other else {}
    frames, steps = call(wan, arguments, tmp_path / "steps", **seed)
    fresh = call(wan, arguments, **seed)[0]
    assert same(frames, fresh) and steps[0][0] == 1


def test_a_callback_of_the_caller_is_called_as_well(wan: Any) -> None:
    seen: list[int] = []

    def theirs(pipe: Any, index: int, timestep: Any, values: dict[str, Any]) -> dict[str, Any]:
        seen.append(index)
        return {"latents": torch.zeros_like(values["latents"])} if index == 4 else {}

    frames, steps = call(wan, {**WAN, "callback_on_step_end": theirs})
    assert seen == list(range(5)) and len(steps) == 5
    assert not same(frames, call(wan, WAN)[0])


def test_a_callback_that_changes_the_picture_is_heard_after_going_on(tmp_path: Path, wan: Any) -> None:
    def darker(pipe: Any, index: int, timestep: Any, values: dict[str, Any]) -> dict[str, Any]:
        return {"latents": values["latents"] * 0.9}

    arguments = {**WAN, "callback_on_step_end": darker}
    expected = call(wan, arguments)[0]
    killed(wan, arguments, tmp_path / "steps", 3)
    frames, steps = call(load("wan"), arguments, tmp_path / "steps")
    assert same(frames, expected) and steps[0] == (4, 5)


def test_what_cannot_resume_says_why(wan: Any) -> None:
    wan.transformer.enable_cache(diffusers.FirstBlockCacheConfig(threshold=0.1))
    assert "step cache" in can_resume(wan)
    wan.transformer.disable_cache()
    wan.scheduler.noise_sampler = None
    assert "choose another scheduler" in can_resume(wan)
    del wan.scheduler.noise_sampler
    wan.scheduler.source = object()
    assert "keeps a object" in can_resume(wan)
    parts = {name: part for name, part in load("sd").components.items() if name not in ("image_encoder",)}
    zero = diffusers.TextToVideoZeroPipeline(**parts, requires_safety_checker=False)
    assert "three times" in can_resume(zero)


def test_one_that_cannot_resume_still_runs_and_leaves_no_state(tmp_path: Path, wan: Any) -> None:
    wan.transformer.enable_cache(diffusers.FirstBlockCacheConfig(threshold=1e-9))
    killed(wan, WAN, tmp_path / "steps", 4)
    assert list(tmp_path.iterdir()) == []
    assert call(wan, WAN, tmp_path / "steps")[1][0] == (1, 5)


def killed_for_good(pipe: Any, arguments: dict[str, Any], state: Path) -> int:
    """How a copy of this process ends that is shot dead in its third step. (A process that began on its own, which
    takes seconds to, is killed in the tests of the renderer as a whole.)"""
    if not (child := os.fork()):
        try:
            watch = Watch(lambda done, total: done == 3 and signal.raise_signal(signal.SIGKILL), state, 2, "a fox")
            run_watched(pipe, {**arguments, "generator": torch.Generator().manual_seed(3)}, watch)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_process_that_was_shot_dead_is_taken_up_by_another(tmp_path: Path, wan: Any) -> None:
    expected, state = uninterrupted(wan, WAN), tmp_path / "steps"
    assert killed_for_good(load("wan"), WAN, state) == -signal.SIGKILL
    frames, steps = call(load("wan"), WAN, state)
    assert steps == [(3, 5), (4, 5), (5, 5)] and same(frames, expected)  # the state was that of step 2


def test_what_is_kept_comes_back_exactly() -> None:
    value = {
        "tensor": torch.randn(3, 4, dtype=torch.bfloat16),
        "turned": torch.randn(2, 3, 4).permute(2, 0, 1),
        "nothing": None,
        "pair": (1, 2.5, float("inf"), [True, "text"]),
        "scalar": np.float32(0.1),
        "double": np.float64(0.1),
        "table": np.arange(6, dtype=np.int64).reshape(2, 3),
        "point": np.array(7.5),
    }
    tensors: dict[str, Any] = {}
    back = unpacked(packed(value, tensors), tensors)
    assert torch.equal(back["tensor"], value["tensor"]) and back["tensor"].dtype == torch.bfloat16
    assert torch.equal(back["turned"], value["turned"]) and back["turned"].stride() == value["turned"].stride()
    assert back["pair"] == value["pair"] and isinstance(back["pair"], tuple)
    assert [type(back[key]) for key in ("scalar", "double")] == [np.float32, np.float64]
    assert back["scalar"] == value["scalar"] and back["double"] == value["double"]
    assert np.array_equal(back["table"], value["table"]) and back["point"].shape == () and back["point"] == 7.5
    with pytest.raises(CannotKeep):
        packed({"a thread": threading.Lock()}, {})


def test_no_state_is_none(tmp_path: Path) -> None:
    assert read_state(tmp_path / "nowhere", {}) is None
    assert read_state(tmp_path, {}) is None  # a folder
    assert os.listdir(tmp_path) == []
