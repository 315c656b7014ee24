"""Every preset of a video model, as a plan names it, renders with its own settings on a tiny checkpoint of its kin.

Only what says which weights and how large is replaced: model, adapter, LoRAs, sizes. What the preset says of the
pipeline, its scheduler, steps, guidance, variant and chaining goes the way of a real plan.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import soundfile

pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("peft")

import diffusers
import torch
from peft import LoraConfig
from peft.utils import get_peft_model_state_dict
from safetensors.torch import save_file
from tiny_models import generic_image, load, tiny

from moviefactory.errors import PlanError
from moviefactory.film import clips_of
from moviefactory.movie import Movie
from moviefactory.plan_file import merged, movie_from, read_preset, resolved
from moviefactory.script.write_script import staged
from moviefactory.video import Desk
from moviefactory.video.clip_request import request_of
from moviefactory.video.diffusers_model import DiffusersModel
from moviefactory.video.model_cards import cards
from moviefactory.video.pipeline import shooting
from moviefactory.workspace import Workspace

SIZE = (96, 64)
FRAMES = 6
FEW = 3
PLAN = {
    "title": "T",
    "frame_rate": 12,
    "size_px": "192x128",
    "cast": [{"id": "fox", "noun": "fox", "description": "a small red fox"}],
    "scenes": [
        {"id": "s", "shots": [{"id": "a", "prompt": "A small red fox runs.", "seconds": 0.5, "subjects": ["fox"]}]}
    ],
}
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@dataclass
class Called:
    """The pipeline that was called, with what, and how often its parts were."""

    pipe: Any
    arguments: Mapping[str, Any]
    batches: dict[str, list[int]] = field(default_factory=dict)  # the sizes of the batches that each denoiser got


@pytest.fixture(scope="module")
def model() -> Iterator[DiffusersModel]:
    torch.set_num_threads(1)
    renderer = DiffusersModel("cpu")
    yield renderer
    renderer.close()


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Called]:
    """What reaches the pipelines, in the order of the calls."""
    real, seen = shooting.run_watched, []

    def watched(pipe: Any, arguments: Mapping[str, Any], watch: Any) -> Any:
        call = Called(pipe, arguments)
        seen.append(call)
        handles = [
            part.register_forward_pre_hook(counting(call.batches.setdefault(name, [])), with_kwargs=True)
            for name in ("transformer", "transformer_2", "unet")
            if isinstance(part := getattr(pipe, name, None), torch.nn.Module)
        ]
        try:
            return real(pipe, {**arguments, **_sooner(arguments)}, watch)
        finally:
            for handle in handles:
                handle.remove()

    monkeypatch.setattr(shooting, "run_watched", watched)
    return seen


def _sooner(arguments: Mapping[str, Any]) -> dict[str, int]:
    """Fewer steps than were asked for, where that is all the same to the test; Text2Video-Zero splits its steps."""
    return {"num_inference_steps": FEW} if arguments["num_inference_steps"] > 10 and "t0" not in arguments else {}


def counting(sizes: list[int]) -> Callable[..., None]:
    def count(part: Any, args: tuple[Any, ...], options: Mapping[str, Any]) -> None:
        given = args[0] if args else options.get("hidden_states", options.get("sample"))
        sizes.append(given.shape[0])

    return count


def half(name: str, folder: Path, **parts: Any) -> Path:
    """The tiny checkpoint, `parts` of it replaced, with the files of the variant fp16 only."""
    pipe = load(name, dtype=torch.float16, **parts)
    pipe.save_pretrained(str(folder), variant="fp16")
    return folder


def wide_unet() -> Any:
    """A UNet whose widths a bare motion file fits: it says its widths, and nothing of its 32 groups and 8 heads."""
    unet = diffusers.UNet2DConditionModel(
        sample_size=8,
        block_out_channels=(32, 64),
        layers_per_block=1,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=16,
        attention_head_dim=8,
    )
    return unet.half()


def motion_file(folder: Path) -> Path:
    """A motion module as AnimateDiff-Lightning has it: a lone file under the name that the preset gives it."""
    folder.mkdir()
    name = read_preset("animatediff-lightning")["video"]["diffusion"]["adapter"].rpartition("/")[2]
    module = diffusers.MotionAdapter(block_out_channels=(32, 64), motion_layers_per_block=1, use_motion_mid_block=False)
    save_file(module.state_dict(), folder / name)
    return folder / name


def lora_by_peft(file: Path, part: str) -> None:
    """Low-rank weights as peft trains and diffusers saves them."""
    expert = getattr(load("wan-a14b"), part)
    expert.add_adapter(LoraConfig(r=2, lora_alpha=2, target_modules=["to_q", "to_k"], init_lora_weights=False))
    weights = {f"transformer.{name}": one for name, one in get_peft_model_state_dict(expert).items()}
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: one.contiguous() for name, one in weights.items()}, file)


def lora_as_published(file: Path) -> None:
    """Low-rank weights in the layout of the published ones of Wan: the makers' own names, up, down and alpha."""
    noise, weights = torch.Generator().manual_seed(3), {}
    for block in range(2):
        for layer, (wide, out) in {
            "self_attn.q": (24, 24), "self_attn.k": (24, 24), "self_attn.v": (24, 24), "self_attn.o": (24, 24),
            "cross_attn.q": (24, 24), "cross_attn.k": (24, 24), "cross_attn.v": (24, 24), "cross_attn.o": (24, 24),
            "ffn.0": (24, 32), "ffn.2": (32, 24),
        }.items():  # fmt: skip
            name = f"diffusion_model.blocks.{block}.{layer}"
            weights[f"{name}.lora_down.weight"] = torch.randn(2, wide, generator=noise)
            weights[f"{name}.lora_up.weight"] = torch.randn(out, 2, generator=noise)
            weights[f"{name}.alpha"] = torch.tensor(2.0)
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file(weights, file)


def lightning(folder: Path) -> list[dict[str, Any]]:
    """The preset's two LoRAs with a folder in place of the repository."""
    named = [dict(one) for one in read_preset("wan-a14b-lightning")["video"]["diffusion"]["loras"]]
    lora_by_peft(folder / named[0]["file"], "transformer")
    lora_as_published(folder / named[1]["file"])
    return [{**one, "model": str(folder)} for one in named]


def movie_of(preset: str, model_folder: Path, **diffusion: Any) -> Movie:
    """The plan under the preset, its model and sizes replaced as `--model` and an edit of the file would do it."""
    video = {"model": str(model_folder), "size_px": "96x64", "diffusion": {"native_px": "96x64", **diffusion}}
    return staged(movie_from(resolved(PLAN, {"video": video}, preset), preset))


def render(model: DiffusersModel, movie: Movie, folder: Path, **desk: Any) -> tuple[np.ndarray, dict[str, Any]]:
    """The clip of the movie's shot and the facts for its receipt, by way of the job that would render it."""
    job = clips_of(movie, Workspace(folder), "a")[1][0]
    at = Desk(folder=folder, **desk)
    clip = np.stack(list(model.frames_at(request_of(job.inputs, job.options), at)))
    assert clip.shape == (FRAMES, SIZE[1], SIZE[0], 3)
    assert clip.std() > 0
    return clip, at.facts


def replaced(preset: str, folder: Path) -> Movie:
    """The movie under the preset with the tiny checkpoint of its kin."""
    if preset == "animatediff-lightning":
        return movie_of(
            preset, half("sd", folder / "sd", unet=wide_unet()), adapter=str(motion_file(folder / "motion"))
        )
    if preset == "text2video-zero":
        return movie_of(preset, half("sd", folder / "sd"))
    if preset == "modelscope-t2v":
        return movie_of(preset, half("t2v-sd", folder / "t2v"))
    if preset == "wan-a14b-lightning":
        return movie_of(preset, tiny("wan-a14b"), loras=lightning(folder / "lightning"))
    if preset == "hunyuan-1.5":
        pipe = load("hunyuan15")
        pipe.guider = pipe.guider.new(guidance_scale=2.0)  # so that it is seen whose number counts
        pipe.save_pretrained(str(folder / "hunyuan"))
        return movie_of(preset, folder / "hunyuan")
    if preset == "wan-i2v":
        return movie_of(preset, tiny("wan-i2v"), key_frames="off")  # the still is handed over below
    return movie_of(preset, tiny(KIN[preset]))


KIN = {
    "wan-1.3b": "wan",
    "wan-5b": "wan-5b",
    "wan-a14b-lightning": "wan-a14b",
    "wan-i2v": "wan-i2v",
    "wan-vace-1.3b": "wan-vace",
    "ltx": "ltx",
    "ltx2": "ltx2",
    "cogvideox": "cogvideox",
    "hunyuan-1.5": "hunyuan15",
    "animatediff-lightning": "sd",
    "text2video-zero": "sd",
    "modelscope-t2v": "t2v-sd",
}
PRESETS = [card.preset for card in cards()]


def settings_of(preset: str) -> dict[str, Any]:
    return dict(read_preset(preset)["video"]["diffusion"])


def test_every_preset_of_a_model_is_rendered_here() -> None:
    assert set(KIN) == set(PRESETS)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_renders_with_its_own_settings(
    model: DiffusersModel, calls: list[Called], tmp_path: Path, preset: str
) -> None:
    sources = {}
    if preset == "wan-i2v":
        sources["key_frame"] = tmp_path / "still.png"
        cv2.imwrite(str(sources["key_frame"]), generic_image(*SIZE))
    _, facts = render(model, replaced(preset, tmp_path), tmp_path, sources=sources, stem=lambda name: tmp_path / name)
    call, wanted = calls[-1], settings_of(preset)
    card = next(one for one in cards() if one.preset == preset)
    assert facts["pipeline"] == wanted.get("pipeline", card.pipeline)
    assert facts["model_frame_rate"] == wanted["frame_rate"]
    assert call.arguments["num_inference_steps"] == wanted["steps"]
    if preset == "hunyuan-1.5":
        assert "guidance_scale" not in call.arguments
        assert call.pipe.guider.guidance_scale == wanted["guidance"]
    else:
        assert call.arguments["guidance_scale"] == wanted["guidance"]
    named = dict(wanted.get("scheduler", {}))
    if named:
        assert type(call.pipe.scheduler).__name__ == named.pop("name")
    assert {name: call.pipe.scheduler.config[name] for name in named} == named


def test_the_presets_steps_are_the_steps_that_run(model: DiffusersModel, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    render(model, replaced("ltx", tmp_path), tmp_path, step=lambda words, done, total: seen.append((done, total)))
    assert seen == [(number, 50) for number in range(1, 51)]


def test_lightning_runs_four_steps_without_guidance_two_by_each_expert(
    model: DiffusersModel, calls: list[Called], tmp_path: Path
) -> None:
    movie = replaced("wan-a14b-lightning", tmp_path)
    with_loras, _ = render(model, movie, tmp_path)
    assert calls[-1].batches == {"transformer": [1, 1], "transformer_2": [1, 1]}
    sigmas = calls[-1].pipe.scheduler.sigmas[:4].tolist()
    assert sigmas == pytest.approx([1.0, 0.9375, 0.8333, 0.625], abs=1e-3)
    for number in range(2):  # each of them counts
        kept = [one.model_dump(mode="json") for one in movie.video.diffusion.loras]
        one = movie_of("wan-a14b-lightning", tiny("wan-a14b"), loras=[kept[number]])
        assert not np.array_equal(render(model, one, tmp_path)[0], with_loras)


def test_lightning_of_animatediff_lays_its_module_over_an_image_model_and_asks_for_no_guidance(
    model: DiffusersModel, calls: list[Called], tmp_path: Path
) -> None:
    render(model, replaced("animatediff-lightning", tmp_path), tmp_path)
    call = calls[-1]
    assert type(call.pipe.unet).__name__ == "UNetMotionModel"
    assert len(call.batches["unet"]) == 4
    assert call.pipe.scheduler.timesteps.tolist() == pytest.approx([999, 749, 499, 249], abs=1)
    assert call.pipe.do_classifier_free_guidance is False


def test_the_sound_of_ltx2_is_kept_and_as_long_as_the_shot(model: DiffusersModel, tmp_path: Path) -> None:
    movie = movie_of("ltx2", tiny("ltx2"), steps=2)
    _, facts = render(model, movie, tmp_path, stem=lambda name: tmp_path / f"a.{name}")
    samples, rate_hz = soundfile.read(tmp_path / facts["sound"])
    assert facts["sound"] == "a.model.wav"
    assert len(samples) / rate_hz == pytest.approx(0.5, abs=0.1)


def test_a_preset_that_names_a_variant_says_so_where_the_folder_has_none(model: DiffusersModel, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"video\.diffusion\.variant"):
        render(model, movie_of("text2video-zero", tiny("sd")), tmp_path)


def test_what_a_person_sets_beside_a_preset_counts_and_the_rest_stays(
    model: DiffusersModel, calls: list[Called], tmp_path: Path
) -> None:
    flags = {"steps": 3, "guidance": 2.0, "scheduler": {"flow_shift": 8.0}}
    movie = movie_from(
        merged(resolved(PLAN, {}, "wan-1.3b"), {
            "video": {"model": str(tiny("wan")), "size_px": "96x64", "diffusion": {"native_px": "96x64", **flags}}
        }),
        "mine",
    )  # fmt: skip
    render(model, staged(movie), tmp_path)
    call = calls[-1]
    assert (call.arguments["num_inference_steps"], call.arguments["guidance_scale"]) == (3, 2.0)
    assert type(call.pipe.scheduler).__name__ == "UniPCMultistepScheduler"
    assert call.pipe.scheduler.config.flow_shift == 8.0
