"""Loading a pipeline from a folder: what a person's folder, adapter, LoRA or scheduler may be, and what is said."""

import gc
import json
import logging
import shutil
import warnings
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("diffusers")

import diffusers
import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from tiny_models import tiny

from moviefactory.errors import NotInstalled, PlanError, StageError
from moviefactory.settings import DiffusionSettings, Lora
from moviefactory.video.pipeline import adapters
from moviefactory.video.pipeline import load as loading
from moviefactory.video.pipeline.family import UNKNOWN
from moviefactory.video.pipeline.load import Recipe, facts_of, load_pipeline, pipeline_class
from moviefactory.video.pipeline.memory import LADDER, Measures, choose, is_out_of_memory, release
from moviefactory.video.pipeline.precision import main_dtype
from moviefactory.video.pipeline.quiet import quiet

NONE, TILE, OFFLOAD, GROUP, FP8 = LADDER[:5]


def recipe(model, places=(), device="cpu", **settings):
    return Recipe(str(model), "", DiffusionSettings(**settings), UNKNOWN, device, dict(places))


def loaded(name, measures=NONE, places=(), **settings):
    return load_pipeline(recipe(tiny(name) if isinstance(name, str) else name, places, **settings), measures)


def render(pipe, frames=5, size=(32, 32), **more):
    with quiet():
        out = pipe(
            "a red fox",
            num_frames=frames,
            width=size[0],
            height=size[1],
            num_inference_steps=2,
            generator=torch.Generator().manual_seed(3),
            output_type="np",
            **more,
        )
    return np.asarray(out.frames)


@pytest.fixture
def wan(tmp_path):
    """A copy of a checkpoint, to be damaged."""
    return Path(shutil.copytree(tiny("wan"), tmp_path / "wan"))


def rename_class(folder, name):
    index = json.loads((folder / "model_index.json").read_text())
    (folder / "model_index.json").write_text(json.dumps({**index, "_class_name": name}))


# Which class.


def test_the_class_that_the_checkpoint_names_is_loaded():
    pipe = loaded("wan")
    assert type(pipe) is diffusers.WanPipeline
    assert render(pipe).shape == (1, 5, 32, 32, 3)


def test_a_class_that_diffusers_lacks_is_answered_with_the_likeliest(wan):
    rename_class(wan, "WanDMDPipeline")
    with pytest.raises(PlanError, match=r"WanDMDPipeline.*video\.diffusion\.pipeline.*most likely WanPipeline"):
        loaded(wan)
    assert type(loaded(wan, pipeline="WanPipeline")) is diffusers.WanPipeline


@pytest.mark.parametrize(
    ("name", "near"), [("WanPipelin", "WanPipeline"), ("LTX2Video", "LTX2"), ("WanTransformer3DModel", "Wan")]
)
def test_an_unknown_class_of_the_plan_is_answered_with_near_names(name, near):
    with pytest.raises(PlanError, match=rf"has no pipeline '{name}'; it has .*{near}"):
        loaded("wan", pipeline=name)


def test_code_that_comes_with_a_model_is_never_run(wan):
    rename_class(wan, ["my_code", "WanSpecialPipeline"])
    (wan / "my_code.py").write_text("raise SystemExit('ran')")
    for named in ("", "WanPipeline"):
        with pytest.raises(PlanError, match=r"brings its own code \(my_code\.py\)"):
            loaded(wan, pipeline=named)
    rename_class(wan, "WanPipeline")
    (wan / "vae" / "diffusers.py").write_text("raise SystemExit('ran')")
    with pytest.raises(PlanError, match="vae brings its own code"):
        loaded(wan)


def test_a_class_whose_packages_are_not_there_says_which(monkeypatch):
    stand_in = type("ConsisIDPipeline", (), {"_backends": ["opencv"]})
    monkeypatch.setattr(diffusers, "ConsisIDPipeline", stand_in, raising=False)
    with pytest.raises(NotInstalled, match="ConsisIDPipeline needs opencv"):
        pipeline_class(recipe("x", pipeline="ConsisIDPipeline"), {"_class_name": "WanPipeline"})


@pytest.mark.parametrize("name", ["WanVACEPipeline", "LTXPipeline"])
def test_a_class_for_another_network_is_refused_before_anything_is_read(name, monkeypatch):
    monkeypatch.setattr(diffusers.DiffusionPipeline, "from_pretrained", lambda *a, **k: pytest.fail("was read"))
    with pytest.raises(PlanError, match=f"{name} cannot run on .*WanTransformer3DModel"):
        loaded("wan", pipeline=name)


# What a folder may be.


def no_index(folder):
    (folder / "model_index.json").unlink()


def modular(folder):
    no_index(folder)
    (folder / "modular_model_index.json").write_text("{}")


def empty_index(folder):
    (folder / "model_index.json").write_text("{}")


def no_part(folder):
    shutil.rmtree(folder / "vae")


def weights(folder):
    return folder / "vae" / "diffusion_pytorch_model.safetensors"


def cut_short(folder):
    weights(folder).write_bytes(weights(folder).read_bytes()[:-1000])


def cut_in_its_header(folder):
    weights(folder).write_bytes(weights(folder).read_bytes()[:40])


def nothing_in_it(folder):
    weights(folder).write_bytes(b"")


def a_page(folder):
    weights(folder).write_text("<html>too many requests</html>" * 20)


def a_pointer(folder):
    weights(folder).write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 70404\n")


def no_weights(folder):
    weights(folder).unlink()


def a_pickle(folder):
    torch.save(load_file(weights(folder)), weights(folder).with_suffix(".bin"))
    weights(folder).unlink()


def a_shard_less(folder):
    weights(folder).rename(folder / "vae" / "diffusion_pytorch_model-00001-of-00002.safetensors")


def a_variant_only(folder):
    weights(folder).rename(folder / "vae" / "diffusion_pytorch_model.fp16.safetensors")


def another_shape(folder):
    file = folder / "transformer" / "config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "ffn_dim": 64}))


def a_tensor_less(folder):
    file = folder / "transformer" / "diffusion_pytorch_model.safetensors"
    tensors = load_file(file)
    del tensors["proj_out.weight"]
    save_file(tensors, file, {"format": "pt"})


def a_word_tensor_less(folder):
    file = folder / "text_encoder" / "model.safetensors"
    tensors = load_file(file)
    del tensors["encoder.final_layer_norm.weight"]
    save_file(tensors, file, {"format": "pt"})


@pytest.mark.parametrize(
    ("damage", "error", "text"),
    [
        (no_index, PlanError, r"has no model_index\.json"),
        (modular, PlanError, "modular checkpoint"),
        (empty_index, StageError, "names no pipeline class"),
        (no_part, StageError, "lacks its part 'vae'"),
        (cut_short, StageError, r"vae/diffusion_pytorch_model\.safetensors has \d+ of its \d+ bytes"),
        (cut_in_its_header, StageError, r"diffusion_pytorch_model\.safetensors .*cut short"),
        (nothing_in_it, StageError, "cut short"),
        (a_page, StageError, "no safetensors file"),
        (a_pointer, StageError, "git lfs pull"),
        (no_weights, StageError, "vae has no weights"),
        (a_pickle, PlanError, "pickle only"),
        (a_shard_less, StageError, "1 of its 2 files"),
        (a_variant_only, StageError, r"fp16\.safetensors: set video\.diffusion\.variant"),
        (another_shape, StageError, "cannot be loaded as WanPipeline"),
        (a_tensor_less, StageError, r"lacks 1 of the weights.*proj_out\.weight"),
        (a_word_tensor_less, StageError, r"lacks 1 of the weights.*final_layer_norm"),
    ],
)
def test_a_damaged_folder_is_named_with_what_to_do(wan, damage, error, text):
    damage(wan)
    with pytest.raises(error, match=text) as caught:
        loaded(wan)
    assert type(caught.value) is error and str(wan) in str(caught.value)
    assert not is_out_of_memory(caught.value)


def test_a_single_file_is_told_from_a_folder(tmp_path):
    file = tmp_path / "wan.safetensors"
    file.write_bytes(b"weights")
    with pytest.raises(PlanError, match=r"is a single file; .*from_single_file"):
        loaded(file)
    with pytest.raises(PlanError, match=r"holds single files \(wan\.safetensors\)"):
        loaded(tmp_path)


def test_a_folder_above_or_below_the_model_is_told_where_it_is(wan):
    with pytest.raises(PlanError, match=r"lies deeper: name .*wan"):
        loaded(wan.parent)
    with pytest.raises(PlanError, match="one part of a model"):
        loaded(wan / "transformer")


@pytest.mark.parametrize("name", ["/no/such/folder", "someone/no-such-model", "~nobody-of-that-name/model"])
def test_what_is_not_there_is_said_without_asking_the_network(name):
    with pytest.raises(PlanError, match="there is no folder"):
        load_pipeline(recipe(name), NONE)


def test_a_name_of_the_plan_is_found_where_it_was_fetched():
    pipe = load_pipeline(recipe("Owner/Wan", places={"Owner/Wan": tiny("wan")}), NONE)
    assert type(pipe) is diffusers.WanPipeline


def test_a_variant_is_read_and_one_that_is_not_there_is_refused(wan):
    for part in ("vae", "transformer"):
        file = wan / part / "diffusion_pytorch_model.safetensors"
        file.rename(file.with_name("diffusion_pytorch_model.fp16.safetensors"))
    assert type(loaded(wan, variant="fp16")) is diffusers.WanPipeline
    with pytest.raises(PlanError, match="no weights of that variant"):
        loaded("wan", variant="bf16")


# Precision.


def test_wans_vae_stays_in_float32_and_the_rest_is_as_asked():
    pipe = loaded("wan", dtype="bfloat16")
    assert pipe.vae.dtype == torch.float32
    assert pipe.transformer.dtype == pipe.text_encoder.dtype == torch.bfloat16
    assert np.isfinite(render(pipe)).all()
    assert loaded("wan").transformer.dtype == torch.float32  # on the processor


@pytest.mark.parametrize(
    ("device", "new", "unet", "dtype"),
    [
        ("cuda", True, False, torch.bfloat16),
        ("cuda:1", False, False, torch.float32),
        ("cuda", False, True, torch.float16),
        ("mps", True, True, torch.float16),
        ("mps", True, False, torch.bfloat16),
        ("cpu", True, False, torch.float32),
    ],
)
def test_float16_is_only_for_what_was_trained_in_it(monkeypatch, device, new, unet, dtype):
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: new)
    assert main_dtype("auto", device, unet) == dtype
    assert main_dtype("float16", device, unet) == torch.float16


# What is laid over it.


def test_a_motion_module_makes_a_video_model_of_an_image_model(tmp_path):
    place = tiny("motion-adapter")
    by_folder = loaded("sd", adapter="a", places={"a": place})
    file = place / "diffusion_pytorch_model.safetensors"
    by_file = loaded("sd", adapter="owner/repo/diffusion_pytorch_model.safetensors", places={"owner/repo": place})
    assert type(by_folder) is type(by_file) is diffusers.AnimateDiffPipeline
    frames = render(by_folder, size=(64, 64), frames=4)
    assert np.array_equal(frames, render(by_file, size=(64, 64), frames=4))
    tensors = {key: -tensor for key, tensor in load_file(file).items()}
    shutil.copy(place / "config.json", tmp_path)
    save_file(tensors, tmp_path / "other.safetensors")
    shutil.move(tmp_path / "config.json", tmp_path / "diffusion.json")
    with pytest.raises(PlanError, match="do not fit a motion module"):  # eight heads and 32 groups, by default
        loaded("sd", adapter=str(tmp_path / "other.safetensors"))


def test_a_bare_file_of_motion_tells_its_own_shape(tmp_path):
    whole = diffusers.MotionAdapter(
        block_out_channels=(32, 64), motion_layers_per_block=1, motion_max_seq_length=24, use_motion_mid_block=False
    )
    save_file(whole.state_dict(), tmp_path / "motion.safetensors")
    read = adapters.motion_adapter(tmp_path / "motion.safetensors", torch.float32)
    assert read.config.block_out_channels == (32, 64) and read.config.motion_max_seq_length == 24
    assert not read.config.use_motion_mid_block
    assert all(torch.equal(one, read.state_dict()[key]) for key, one in whole.state_dict().items())


def test_an_image_model_is_not_moved_by_random_numbers():
    with pytest.raises(PlanError, match=r"AnimateDiffPipeline needs a motion module"):
        loaded("sd", pipeline="AnimateDiffPipeline")
    with pytest.raises(PlanError, match="there is nothing at"):
        loaded("sd", adapter="someone/motion")


def test_an_image_model_runs_as_text2video_zero_without_its_safety_checker():
    pipe = loaded("sd", pipeline="TextToVideoZeroPipeline")
    assert type(pipe).__name__ == "TextToVideoZeroPipeline" and pipe.safety_checker is None


def lora(place, part="transformer", key="blocks.0.attn1.to_q", width=24, seed=0):
    place.mkdir(exist_ok=True)
    dice = torch.Generator().manual_seed(seed)
    low, high = torch.randn(2, width, generator=dice), torch.randn(width, 2, generator=dice)
    file = place / f"{part}{seed}.safetensors"
    save_file({f"{part}.{key}.lora_A.weight": low, f"{part}.{key}.lora_B.weight": high}, file)
    return file, high @ low


def test_loras_go_into_the_weights_of_the_expert_they_are_for(tmp_path):
    plain = loaded("wan-a14b")
    (first, one), (second, two) = lora(tmp_path / "a"), lora(tmp_path / "b", seed=1)
    loras = (Lora(model="high", weight=0.5), Lora(model="b", file=second.name, part="transformer_2"))
    pipe = loaded("wan-a14b", loras=loras, places={"high": first, "b": second.parent})
    for name, added in (("transformer", 0.5 * one), ("transformer_2", two)):
        weight = getattr(pipe, name).blocks[0].attn1.to_q.weight
        before = getattr(plain, name).blocks[0].attn1.to_q.weight
        assert torch.allclose(weight, before + added, atol=1e-5), name
        assert not any("lora" in key for key, _ in getattr(pipe, name).named_parameters())  # no slower than without
    assert not np.allclose(render(pipe), render(plain))


def test_a_lora_that_is_to_be_kept_apart_does_the_same(tmp_path):
    file, _ = lora(tmp_path / "a")
    fused = loaded("wan", loras=(Lora(model="a"),), places={"a": file})
    apart = loaded("wan")
    with quiet():
        adapters.add_loras(apart, [(Lora(model="a"), file)], fuse=False)
    assert any("lora" in key for key, _ in apart.transformer.named_parameters())
    assert np.allclose(render(fused), render(apart), atol=1e-4)


def test_loras_that_cannot_be_are_refused_by_name(tmp_path):
    file, _ = lora(tmp_path / "a")
    elsewhere, _ = lora(tmp_path / "u", part="unet")
    wide, _ = lora(tmp_path / "w", width=30)
    lora(tmp_path / "two"), lora(tmp_path / "two", seed=1)
    for place, one, text in (
        (file, Lora(model="x", part="transformer_2"), "has not; leave `part` out"),
        (elsewhere, Lora(model="x"), "fits nothing in WanPipeline"),
        (wide, Lora(model="x"), "does not fit WanPipeline: .*size mismatch"),
        (tmp_path / "two", Lora(model="x"), r"name one file of .*transformer0\.safetensors, transformer1"),
        (tmp_path / "two", Lora(model="x", file="y.safetensors"), r"has no file 'y\.safetensors'"),
        (tmp_path / "two", Lora(model="x", file="y.bin"), "no safetensors file; other formats can run code"),
        (tmp_path / "none", Lora(model="x"), "there is nothing at"),
    ):
        with pytest.raises(PlanError, match=text):
            loaded("wan", loras=(one,), places={"x": place})


def test_without_peft_loras_name_the_package(tmp_path, monkeypatch):
    monkeypatch.setattr(adapters, "find_spec", lambda name: None)
    with pytest.raises(NotInstalled, match="pip install peft"):
        loaded("wan", loras=(Lora(model="a"),), places={"a": lora(tmp_path / "a")[0]})


def test_a_scheduler_is_built_from_the_pipes_own_and_the_plans_words():
    pipe = loaded(
        "animatediff",
        scheduler={"name": "EulerDiscreteScheduler", "timestep_spacing": "trailing", "beta_schedule": "linear"},
    )
    assert type(pipe.scheduler) is diffusers.EulerDiscreteScheduler
    assert pipe.scheduler.config.timestep_spacing == "trailing" and pipe.scheduler.config.beta_end == 0.012
    assert loaded("wan", scheduler={"flow_shift": 8.0}).scheduler.config.flow_shift == 8.0
    with pytest.raises(PlanError, match=r"no scheduler 'EulerScheduler'; it has .*EulerDiscreteScheduler"):
        loaded("wan", scheduler={"name": "EulerScheduler"})
    with pytest.raises(PlanError, match=r"takes no 'shift_flow'; it takes .*flow_shift"):
        loaded("wan", scheduler={"shift_flow": 8.0})


@pytest.mark.parametrize("inside", ["", "models/ip-adapter_sd15.safetensors"])
def test_an_ip_adapter_lets_a_picture_change_the_frames(inside):
    place = tiny("ip-adapter")
    pipe = loaded(
        "animatediff", ip_adapter="ip", reference_scale=0.8, places={"ip": place / inside if inside else place}
    )
    picture = Image.fromarray(np.full((64, 64, 3), (200, 20, 20), np.uint8))
    seen = render(pipe, 4, (64, 64), ip_adapter_image=picture)
    pipe.set_ip_adapter_scale(0.0)
    assert not np.allclose(seen, render(pipe, 4, (64, 64), ip_adapter_image=picture), atol=0.01)


def test_an_ip_adapter_under_every_measure(tmp_path):
    picture = Image.fromarray(np.full((64, 64, 3), (200, 20, 20), np.uint8))
    frames = [
        render(
            loaded("animatediff", measures, ip_adapter="ip", places={"ip": tiny("ip-adapter")}),
            2,
            (64, 64),
            ip_adapter_image=picture,
        )
        for measures in (NONE, OFFLOAD, GROUP, FP8)
    ]
    assert np.allclose(frames[0], frames[1], atol=1e-4) and np.allclose(frames[0], frames[2], atol=1e-4)
    assert np.abs(frames[0] - frames[3]).mean() < 0.1


def test_an_ip_adapter_where_it_cannot_be(tmp_path):
    with pytest.raises(PlanError, match="WanPipeline takes none"):
        loaded("wan", ip_adapter="ip", places={"ip": tiny("ip-adapter")})
    with pytest.raises(PlanError, match="there is nothing at"):
        loaded("animatediff", ip_adapter="someone/ip")
    shutil.copy(tiny("ip-adapter") / "models" / "ip-adapter_sd15.safetensors", tmp_path)
    with pytest.raises(PlanError, match="no image_encoder folder"):
        loaded("animatediff", ip_adapter=str(tmp_path))
    assert loaded("animatediff", ip_adapter="ip", references="off").image_encoder is None


# Fitting, silence, tidiness.


@pytest.mark.parametrize("measures", [TILE, OFFLOAD, GROUP, FP8], ids=lambda one: one.name)
def test_a_pipe_comes_made_to_fit_and_says_how(measures):
    pipe = loaded("wan-a14b", measures)
    assert facts_of(pipe) and render(pipe).shape == (1, 5, 32, 32, 3)
    with pytest.raises(NotInstalled, match="int8 needs"):
        loaded("wan", choose(None, 0, "int8", "cpu"))


def test_running_out_of_memory_while_loading_is_left_as_it_is(monkeypatch):
    def full(*arguments, **options):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(loading.memory, "apply", full)
    with pytest.raises(torch.OutOfMemoryError):
        loaded("wan")


def test_a_step_cache_forbids_fetching_ahead(monkeypatch):
    seen = []
    monkeypatch.setattr(loading.memory, "apply", lambda pipe, m, device, stream: seen.append(stream) or ())
    loaded("wan")
    loaded("wan", cache="first-block")
    assert seen == [True, False]


def test_nothing_is_printed_and_all_is_as_it_was_afterwards(capfd):
    places = {"sd": tiny("sd"), "moving": tiny("animatediff"), "ip": tiny("ip-adapter")}
    library = diffusers.utils.logging
    library.set_verbosity_info()
    library.enable_progress_bar()
    handlers = list(logging.getLogger("diffusers").handlers)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            loaded(places["sd"], pipeline="TextToVideoZeroPipeline")  # deprecated, and without parts: it logs and warns
            loaded(places["moving"], ip_adapter="ip", places=places)
        assert library.get_verbosity() == logging.INFO and library.is_progress_bar_enabled()
        assert logging.getLogger("diffusers").handlers == handlers
    finally:
        library.set_verbosity_error()
        library.disable_progress_bar()
    assert not caught
    assert capfd.readouterr() == ("", "")


def test_silence_ends_with_an_error_too():
    level = logging.getLogger("transformers").level
    with pytest.raises(PlanError):
        loaded("wan", pipeline="NoSuchPipeline")
    assert logging.getLogger("transformers").level == level


def live_tensors():
    gc.collect()
    return sum(1 for one in gc.get_objects() if type(one) in (torch.Tensor, torch.nn.Parameter))


@pytest.mark.parametrize("measures", [NONE, OFFLOAD, FP8], ids=lambda one: one.name)
def test_loading_again_and_again_leaves_nothing_behind(measures):
    counts = []
    for number in range(5):
        pipe = loaded("ltx", measures)
        if number in (1, 4):
            render(pipe, frames=1)
            del pipe
            release()
            counts.append(live_tensors())
    assert counts[1] <= counts[0]


def test_measures_for_the_processor_load_as_well():
    pipe = loaded("ltx", Measures("fp8", storage="fp8", unified=True))
    assert "fp8 storage of transformer" in facts_of(pipe)
