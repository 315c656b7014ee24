"""Step caches, attention kernels and compiled blocks: each takes hold or says that it does not, and leaves no trace."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")
pytest.importorskip("transformers")

from tiny_models import generic_clip, load, tiny  # noqa: E402

from moviefactory.errors import PlanError  # noqa: E402
from moviefactory.settings import DiffusionSettings  # noqa: E402
from moviefactory.video.pipeline import speed, step_cache  # noqa: E402
from moviefactory.video.pipeline.speed import speed_down, speed_up  # noqa: E402
from moviefactory.video.pipeline.steps import Watch, run_watched  # noqa: E402

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

STEPS = 8
SMALL = {"height": 32, "width": 32, "num_inference_steps": STEPS, "output_type": "np"}
WAN = {**SMALL, "num_frames": 5}
SETTINGS = {
    "first-block": {"cache": "first-block", "cache_threshold": 5.0},  # random weights change much from step to step
    "magcache": {"cache": "magcache", "cache_threshold": 0.5},
    "taylorseer": {"cache": "taylorseer"},
    "pab": {"cache": "pab"},
}


def frames(pipe: Any, seed: int = 1, prompt: str = "a red fox", **arguments: Any) -> np.ndarray:
    generator = torch.Generator().manual_seed(seed)
    output = run_watched(pipe, {**WAN, **arguments, "prompt": prompt, "generator": generator}, Watch())
    return np.asarray(output.frames, dtype=np.float32)


def fast(pipe: Any, cache: str) -> tuple[str, ...]:
    return speed_up(pipe, DiffusionSettings(**SETTINGS[cache]), STEPS)


def hooks(model: Any) -> int:
    registries = [vars(module).get("_diffusers_hook") for module in model.modules()]
    return sum(len(registry.hooks) for registry in registries if registry)


def from_a_video(pipe: Any, **arguments: Any) -> np.ndarray:
    from PIL import Image

    relative = diffusers.WanVideoToVideoPipeline.from_pipe(pipe)
    video = [Image.fromarray(frame) for frame in generic_clip(5, 32, 32)]
    generator = torch.Generator().manual_seed(1)
    given = {**SMALL, "prompt": "a red fox", "video": video, "strength": 0.9, "generator": generator, **arguments}
    return np.asarray(run_watched(relative, given, Watch()).frames)


@pytest.fixture
def wan(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(step_cache, "_WAN_RATIOS", {(2, 2, 16): (1.0,) * STEPS})
    return load("wan")


@pytest.mark.parametrize("cache", SETTINGS)
def test_a_cache_takes_hold_and_goes_without_a_trace(cache: str, wan: Any) -> None:
    plain = frames(wan)
    (fact,) = fast(wan, cache)
    assert hooks(wan.transformer) == int(fact.split(": ")[1].split()[0]) > 0
    assert not np.array_equal(frames(wan), plain)
    speed_down(wan)
    assert hooks(wan.transformer) == 0 and np.array_equal(frames(wan), plain)


@pytest.mark.parametrize("cache", SETTINGS)
def test_a_shot_after_another_is_as_it_is_alone(cache: str, wan: Any) -> None:
    fast(wan, cache)
    alone = frames(wan, seed=2)
    frames(wan, seed=1, prompt="another one")
    assert np.array_equal(frames(wan, seed=2), alone)


def test_a_shot_after_one_that_was_stopped_is_as_it_is_alone(wan: Any) -> None:
    fast(wan, "taylorseer")
    alone = frames(wan)

    def stop(done: int, total: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_watched(wan, {**WAN, "prompt": "a cat"}, Watch(stop))
    assert np.array_equal(frames(wan), alone)


@pytest.mark.parametrize("cache", SETTINGS)
def test_a_relative_that_names_no_calls_has_the_cache_too(cache: str, wan: Any) -> None:
    """WanVideoToVideoPipeline does not tell caches which prompt is being asked: without help they stop it."""
    plain = from_a_video(wan)
    fast(wan, cache)
    assert not np.array_equal(from_a_video(wan), plain)
    assert np.isfinite(from_a_video(wan)).all()


@pytest.mark.parametrize("shape", ["words", "video"])
def test_broadcast_attention_keeps_the_two_prompts_apart(shape: str, wan: Any) -> None:
    """Without guidance there is nothing to mix up; with it, the answer to the prompt must stay the same."""
    answers: list[Any] = []
    fast(wan, "pab")
    wan.transformer.register_forward_hook(lambda module, args, answer: answers.append(answer[0].clone()))
    run = frames if shape == "words" else from_a_video
    run(wan, guidance_scale=1.0)
    alone = answers.copy()
    answers.clear()
    run(wan, guidance_scale=1.0 + 1e-12)  # asks for both; the sum is that of the prompt
    with_words, without = answers[::2], answers[1::2]
    assert len(alone) == len(with_words) == len(without) > 4
    assert all(torch.allclose(one, other, atol=1e-5) for one, other in zip(with_words, alone, strict=True))
    assert not any(torch.equal(one, other) for one, other in zip(with_words, without, strict=True))


@pytest.mark.parametrize("cache", ["first-block", "taylorseer", "pab"])
def test_both_experts_have_it(cache: str) -> None:
    pipe = load("wan-a14b")
    fast(pipe, cache)
    assert hooks(pipe.transformer) == hooks(pipe.transformer_2) > 0


@pytest.mark.parametrize(
    ("name", "cache", "advice"),
    [
        ("wan-a14b", "magcache", "choose first-block or taylorseer"),
        (
            "wan-vace",
            "first-block",
            "would add its control twice in WanVACETransformer3DModel; choose taylorseer or pab",
        ),
        ("wan-vace", "magcache", "would add its control twice"),
        ("ltx2", "first-block", "finds nothing to hook in LTX2VideoTransformer3DModel; choose taylorseer or pab"),
        ("ltx2", "magcache", "finds nothing to hook in LTX2VideoTransformer3DModel"),
        ("animatediff", "first-block", "UNetMotionModel; none does, so leave it off"),
        ("t2v-sd", "pab", "UNet3DConditionModel; none does, so leave it off"),
        ("ltx", "magcache", "mag_ratios.json"),
    ],
)
def test_what_takes_no_hold_is_an_error_that_says_what_would(name: str, cache: str, advice: str) -> None:
    pipe = load(name)
    with pytest.raises(PlanError, match=r"video\.diffusion\.cache") as raised:
        fast(pipe, cache)
    assert advice in str(raised.value)
    models = [part for part in pipe.components.values() if isinstance(part, torch.nn.Module)]
    assert sum(hooks(model) for model in models) == 0


def test_a_threshold_that_means_nothing_is_an_error(wan: Any) -> None:
    with pytest.raises(PlanError, match="pab has no threshold"):
        speed_up(wan, DiffusionSettings(cache="pab", cache_threshold=0.2), STEPS)


def test_sound_is_foreseen_along_with_the_picture() -> None:
    """Its last layer is not the picture's: foreseeing only that would leave the sound to zeros."""
    pipe = load("ltx2")
    plain = pipe.transformer
    fast(pipe, "taylorseer")
    hooked = [name for name, module in plain.named_modules() if "_diffusers_hook" in vars(module) and hooks(module)]
    assert "proj_out" not in hooked and any("audio" in name for name in hooked)


def test_magcache_reads_the_numbers_of_a_model_from_its_folder(tmp_path: Path) -> None:
    import shutil

    folder = shutil.copytree(tiny("ltx"), tmp_path / "model")
    (folder / step_cache.MAG_RATIOS_FILE).write_text(json.dumps([1.0] * 30))
    pipe = diffusers.DiffusionPipeline.from_pretrained(str(folder), local_files_only=True)
    assert fast(pipe, "magcache") == ("MagCache (threshold 0.5): 2 hooks",)
    (folder / step_cache.MAG_RATIOS_FILE).write_text('{"not": "a list"}')
    with pytest.raises(PlanError, match="is not a list of numbers"):
        fast(pipe, "magcache")


def test_the_published_numbers_are_one_for_each_of_fifty_steps() -> None:
    for ratios in step_cache._WAN_RATIOS.values():
        assert len(ratios) == 50 and ratios[0] == 1.0 and all(0.8 < ratio < 1.03 for ratio in ratios)


def test_switching_on_twice_is_switching_on_once(wan: Any) -> None:
    assert fast(wan, "first-block") == fast(wan, "first-block")
    assert hooks(wan.transformer) == 2


def test_an_attention_kernel_is_set_here_and_nowhere_else(wan: Any) -> None:
    from diffusers.models.attention_dispatch import _AttentionBackendRegistry as Registry

    before, plain = Registry.get_active_backend()[0], frames(wan)
    assert speed_up(wan, DiffusionSettings(attention="_native_math"), STEPS) == ("attention _native_math: 4 layers",)
    kernels = {
        module.processor._attention_backend.value for module in wan.transformer.modules() if is_attention(module)
    }
    assert kernels == {"_native_math"} and Registry.get_active_backend()[0] is before
    assert np.allclose(frames(wan), plain, atol=1e-4)
    speed_down(wan)
    assert {module.processor._attention_backend for module in wan.transformer.modules() if is_attention(module)} == {
        None
    }


def is_attention(module: Any) -> bool:
    return hasattr(module, "processor") and hasattr(module.processor, "_attention_backend")


@pytest.mark.parametrize(
    ("kernel", "why"), [("nonsense", "no such kernel"), ("sage", "CUDA card"), ("_native_npu", "cannot be used here")]
)
def test_a_kernel_that_is_not_here_names_those_that_are(
    kernel: str, why: str, wan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(PlanError, match=why) as raised:
        speed_up(wan, DiffusionSettings(attention=kernel), STEPS)
    assert "native" in str(raised.value).split("choose one of")[1]


def test_a_kernel_whose_package_is_missing_is_no_traceback(wan: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    for package in ("_CAN_USE_SAGE_ATTN", "_CAN_USE_FLASH_ATTN"):
        monkeypatch.setattr(speed.attention_dispatch, package, False)
    for kernel in ("sage", "flash"):
        with pytest.raises(PlanError, match="install"):
            speed_up(wan, DiffusionSettings(attention=kernel), STEPS)


def test_a_unet_of_old_attention_takes_no_kernel() -> None:
    with pytest.raises(PlanError, match="UNetMotionModel has no attention"):
        speed_up(load("animatediff"), DiffusionSettings(attention="native"), STEPS)


def test_blocks_are_compiled_and_no_longer(wan: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling takes a minute, so that it is only asked for here: for whole graphs where there are no hooks."""
    asked: list[bool] = []
    monkeypatch.setattr(torch, "compile", lambda call, fullgraph, **_: asked.append(fullgraph) or call)
    monkeypatch.setattr(speed.shutil, "which", lambda name: "/usr/bin/cc")
    assert speed_up(wan, DiffusionSettings(compile=True), STEPS) == ("compiled WanTransformerBlock",)
    speed_up(wan, DiffusionSettings(compile=True, cache="first-block"), STEPS)
    assert asked == [True, True, False, False]
    speed_down(wan)
    assert all(module._compiled_call_impl is None for module in wan.transformer.modules())
    with pytest.raises(PlanError, match="UNetMotionModel has no blocks"):
        speed_up(load("animatediff"), DiffusionSettings(compile=True), STEPS)
    monkeypatch.setattr(speed.shutil, "which", lambda name: None)
    with pytest.raises(PlanError, match="C compiler"):
        speed_up(wan, DiffusionSettings(compile=True), STEPS)


def test_nothing_asked_for_is_nothing_done(wan: Any) -> None:
    assert speed_up(wan, DiffusionSettings(), STEPS) == () and hooks(wan.transformer) == 0
