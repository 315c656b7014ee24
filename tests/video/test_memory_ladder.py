"""The ladder of measures that makes a model fit: what is chosen for which card, what comes next, what it does."""

import errno
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

pytest.importorskip("torch")
pytest.importorskip("diffusers")

import diffusers
import numpy as np
import torch
from tiny_models import load, tiny

from moviefactory.errors import PlanError, StageError
from moviefactory.machine import free_memory
from moviefactory.video.pipeline import memory
from moviefactory.video.pipeline.family import FAMILIES
from moviefactory.video.pipeline.memory import (
    LADDER,
    Measures,
    Need,
    after,
    apply,
    bytes_under,
    choose,
    need_of,
    part_bytes,
)
from moviefactory.video.pipeline.quiet import quiet
from moviefactory.video.pipeline.vae_tiles import in_tiles

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")

GIB = 2**30
CARDS = (6, 8, 12, 16, 24, 48, 80, 141)
MODELS = {  # family, GiB of the parts in half precision, size, frames of one pass
    "wan-1.3b": ("wan", {"transformer": 2.6, "text_encoder": 10.6, "vae": 0.25}, (832, 480), 81),
    "wan-5b": ("wan-5b", {"transformer": 9.3, "text_encoder": 10.6, "vae": 1.3}, (1280, 704), 121),
    "wan-a14b": (
        "wan-a14b",
        {"transformer": 26.6, "transformer_2": 26.6, "text_encoder": 10.6, "vae": 0.25},
        (832, 480),
        81,
    ),
    "ltx": ("ltx", {"transformer": 3.6, "text_encoder": 8.9, "vae": 0.8}, (704, 512), 161),
    "ltx2-19b": ("ltx2", {"transformer": 35.2, "text_encoder": 22.7, "connectors": 2.7, "vae": 2.3}, (1216, 704), 121),
    "hunyuan-1.5": ("hunyuan-video-1.5", {"transformer": 15.5, "text_encoder": 14.2, "vae": 2.3}, (832, 480), 121),
    "sd15": ("animatediff", {"unet": 1.6, "motion_adapter": 0.85, "text_encoder": 0.23, "vae": 0.16}, (512, 512), 16),
}
SIZES = {"wan": (32, 32, 5), "wan-5b": (32, 32, 5), "wan-a14b": (32, 32, 5), "ltx": (64, 32, 9), "ltx2": (64, 32, 9),
         "animatediff": (32, 32, 3), "t2v-sd": (32, 32, 3)}  # fmt: skip
PLAIN_LTX2 = {
    "stg_scale": 0.0,
    "modality_scale": 1.0,
    "guidance_rescale": 0.0,
    "audio_stg_scale": 0.0,
    "audio_modality_scale": 1.0,
    "audio_guidance_rescale": 0.0,
    "spatio_temporal_guidance_blocks": None,
    "use_cross_timestep": False,
    "max_sequence_length": 16,
}


def need(model):
    name, parts, size_px, frames = MODELS[model]
    family = next(family for family in FAMILIES if family.name == name)
    return need_of({part: round(size * GIB) for part, size in parts.items()}, family, size_px, frames)


def chosen(model, card_gib, **how):
    return choose(need(model), round(card_gib * 0.95 * GIB), **how)


def rank(measures):
    return LADDER.index(measures)


def render(name, pipe, size=None):
    width, height, frames = size or SIZES[name]
    more = PLAIN_LTX2 if name == "ltx2" else {}
    pipe.set_progress_bar_config(disable=True)
    with quiet():
        out = pipe(
            "a red fox",
            num_frames=frames,
            width=width,
            height=height,
            num_inference_steps=2,
            generator=torch.Generator().manual_seed(3),
            output_type="np",
            **more,
        )
    return np.asarray(out.frames)


def under(name, measures, size=None):
    pipe = load(name)
    words = apply(pipe, measures, "cpu")
    return render(name, pipe, size), words


# What is chosen.


@pytest.mark.parametrize("model", MODELS)
def test_a_larger_card_never_gets_a_lower_rung(model):
    rungs = [rank(chosen(model, card)) for card in CARDS]
    assert rungs == sorted(rungs, reverse=True)


@pytest.mark.parametrize(
    ("model", "card", "names"),
    [
        ("wan-1.3b", 6, {"group"}),
        ("wan-1.3b", 8, {"offload", "group"}),
        ("wan-1.3b", 24, {"none", "tile"}),
        ("wan-5b", 24, {"offload"}),
        ("wan-5b", 48, {"none", "tile"}),
        ("wan-a14b", 24, {"group", "fp8"}),
        ("wan-a14b", 48, {"offload"}),
        ("wan-a14b", 141, {"none"}),
        ("ltx", 12, {"offload"}),
        ("ltx2-19b", 24, {"group", "fp8"}),
        ("ltx2-19b", 48, {"offload"}),
        ("ltx2-19b", 141, {"none"}),
        ("hunyuan-1.5", 16, {"offload", "group"}),
        ("sd15", 6, {"tile", "offload"}),
        ("sd15", 8, {"tile"}),
        ("sd15", 24, {"none"}),
    ],
)
def test_each_card_gets_a_sensible_rung(model, card, names):
    assert chosen(model, card).name in names


@pytest.mark.parametrize("model", MODELS)
def test_what_is_chosen_fits_with_a_margin_and_nothing_before_it_does(model):
    for card in CARDS:
        free = round(card * 0.95 * GIB)
        rung = choose(need(model), free)
        if rung != LADDER[-1]:
            assert bytes_under(need(model), rung) <= 0.9 * free
        for earlier in LADDER[: rank(rung)]:
            assert bytes_under(need(model), earlier) > 0.9 * free


def test_where_nothing_fits_the_last_rung_is_tried():
    assert choose(need("wan-a14b"), GIB) == LADDER[-1]


def test_a_machine_without_room_for_the_waiting_weights_stores_them_in_fp8():
    assert chosen("wan-a14b", 24, host_bytes=128 * GIB).name == "group"
    assert chosen("wan-a14b", 24, host_bytes=48 * GIB).name == "fp8"


def test_what_the_person_asks_for_is_taken_as_it_is():
    for name in ("none", "tile", "offload", "group", "fp8", "int8", "int4"):
        assert choose(need("wan-a14b"), GIB, start=name).name == name
    with pytest.raises(PlanError, match="there is no measure 'int2'"):
        choose(need("ltx"), GIB, start="int2")


@pytest.mark.parametrize("device", ["cpu", "mps", "mps:0"])
def test_a_device_that_shares_the_machines_memory_moves_nothing_away(device):
    rungs = [choose(need("wan-5b"), free * GIB, device=device) for free in (1, 12, 16, 20, 25, 30, 64)]
    assert {rung.offload for rung in rungs} == {"none"}
    assert rungs[-1].name == "none" and rungs[0].frames_share == 0.25 and rungs[0].scale == 0.5
    assert choose(need("wan-5b"), GIB, start="group", device=device).name == "tile"
    assert choose(need("wan-5b"), GIB, start="fp8", device=device).storage == "fp8"


def test_float32_needs_twice_the_memory_of_half_precision():
    family = FAMILIES[0]
    half, full = (need_of({"transformer": GIB}, family, (832, 480), 81, dtype) for dtype in ("float16", "float32"))
    assert full.weights_bytes == 2 * half.weights_bytes and full.step_bytes == 2 * half.step_bytes


# What comes after.


def walk(measures):
    rungs = [measures]
    while (rung := after(rungs[-1])) is not None:
        rungs.append(rung)
    return rungs


def test_the_ladder_is_what_one_gets_by_going_on():
    assert tuple(walk(LADDER[0])) == LADDER
    assert [rung.name for rung in LADDER[:5]] == ["none", "tile", "offload", "group", "fp8"]
    assert LADDER[-1].frames_share == 0.25 and LADDER[-1].scale == 0.5
    assert len({rung.name for rung in LADDER}) == len(LADDER)


def test_each_rung_needs_no_more_than_the_one_before():
    for model in MODELS:
        sizes = [bytes_under(need(model), rung) for rung in LADDER]
        assert sizes == sorted(sizes, reverse=True), model


def test_a_chosen_precision_survives_all_the_way_down():
    for rung in walk(choose(need("ltx"), GIB, start="int8"))[1:]:
        assert rung.storage == "int8" and rung.frames_share < 1
    assert {rung.dtype for rung in walk(replace(LADDER[0], dtype="float16"))} == {"float16"}


def test_on_the_processor_the_ladder_goes_from_tiles_to_fewer_frames():
    rungs = walk(choose(need("ltx"), 999 * GIB, device="cpu"))
    assert [(rung.tile, rung.frames_share, rung.scale) for rung in rungs] == [
        (False, 1, 1),
        (True, 1, 1),
        (True, 0.5, 1),
        (True, 0.25, 1),
        (True, 0.25, 0.75),
        (True, 0.25, 0.5),
    ]
    assert {rung.offload for rung in rungs} == {"none"}


# Running out of memory.


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB"),
        RuntimeError("CUDA error: out of memory"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:121] . DefaultCPUAllocator: can't allocate memory: you tried to"),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes."),
        RuntimeError("MPS backend out of memory (MPS allocated: 18.00 GB)"),
        RuntimeError("Invalid buffer size: 24.00 GB"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
        RuntimeError("cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED"),
        RuntimeError("HIP out of memory. Tried to allocate 2.00 GiB"),
        MemoryError(),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
    ],
)
def test_running_out_of_memory_is_known_in_all_its_words(error):
    assert memory.is_out_of_memory(error)
    try:
        try:
            raise error
        except Exception as inner:
            raise StageError("the shot failed") from inner
    except StageError as outer:
        assert memory.is_out_of_memory(outer)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("The size of tensor a (40) must match the size of tensor b (32)"),
        ValueError("height is out of memory lane"),
        OSError(errno.ENOSPC, "No space left on device"),
        RuntimeError("CUDA error: an illegal memory access was encountered"),
    ],
)
def test_other_errors_are_not_taken_for_it(error):
    assert not memory.is_out_of_memory(error)


def test_a_real_failed_allocation_is_known():
    with pytest.raises(RuntimeError) as caught:
        torch.empty(2**60, dtype=torch.uint8)
    assert memory.is_out_of_memory(caught.value)


# Numbers of the machine.


def test_the_free_memory_of_the_machine_is_a_plausible_number():
    assert GIB // 8 < memory.free_bytes("cpu") < 2**50
    assert memory.peak_bytes("cpu") > 50 * 2**20  # torch alone takes more
    memory.start_peak("cpu")
    memory.release()


def test_the_peak_of_this_process_is_not_that_of_the_one_that_started_it():
    much = np.ones(400 * 2**20, np.uint8)
    code = "from moviefactory.machine.free_memory import peak_bytes; print(peak_bytes('cpu'))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert 0 < int(told) < much.nbytes / 2


def test_a_containers_limit_counts_and_cached_files_are_free(tmp_path):
    (tmp_path / "memory.max").write_text(f"{8 * GIB}\n")
    (tmp_path / "memory.current").write_text(f"{6 * GIB}\n")
    (tmp_path / "memory.stat").write_text(f"anon 1\ninactive_file {GIB}\nactive_file 2\n")
    assert free_memory._cgroup(tmp_path) == 3 * GIB
    (tmp_path / "memory.max").write_text("max\n")
    assert free_memory._cgroup(tmp_path) is None
    assert free_memory._cgroup(tmp_path / "nothing") is None
    assert free_memory._meminfo(tmp_path / "nothing") is None


def test_free_memory_of_a_card_counts_what_torch_holds_in_reserve(monkeypatch):
    card = SimpleNamespace(
        mem_get_info=lambda device: (5 * GIB, 8 * GIB),
        memory_reserved=lambda device: 2 * GIB,
        memory_allocated=lambda device: GIB,
        max_memory_allocated=lambda device: 7 * GIB,
    )
    monkeypatch.setattr(torch, "cuda", card)
    assert memory.free_bytes("cuda:0") == 6 * GIB
    assert memory.peak_bytes("cuda") == 7 * GIB


def test_a_machine_that_is_no_linux_still_has_an_answer(monkeypatch):
    monkeypatch.setattr(free_memory, "_meminfo", lambda: None)
    monkeypatch.setattr(free_memory, "_cgroup", lambda: None)
    monkeypatch.setattr(free_memory, "_high_water", lambda: None)
    assert free_memory.free_ram() > GIB // 8
    assert memory.peak_bytes("cpu") > 50 * 2**20
    monkeypatch.setattr(free_memory, "find_spec", lambda name: None)
    assert free_memory.free_ram() > GIB // 8
    monkeypatch.delattr(free_memory.os, "sysconf")
    assert free_memory.free_ram() == 8 * GIB
    assert memory.peak_bytes("cpu") == 0  # and without the module that knows


def test_the_sizes_of_the_parts_are_read_without_torch():
    code = (
        "import sys; from pathlib import Path; from moviefactory.video.pipeline.memory import part_bytes, choose, Need;"
        f"print(sorted(part_bytes(Path({str(tiny('wan'))!r})))); choose(Need(1, 1, 1, 1), 10);"
        "assert not {'torch', 'diffusers', 'transformers'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "'transformer'" in done.stdout and "'vae'" in done.stdout and "'tokenizer'" not in done.stdout


def test_parts_count_two_bytes_a_number_whatever_lies_on_the_disk(tmp_path):
    pipe = load("wan")
    numbers = sum(weight.numel() for weight in pipe.transformer.parameters())
    assert part_bytes(tiny("wan"))["transformer"] == 2 * numbers
    pipe.to(torch.bfloat16).save_pretrained(tmp_path)
    assert part_bytes(tmp_path) == part_bytes(tiny("wan"))


# What the measures do.


@pytest.mark.parametrize("name", SIZES)
def test_measures_that_only_move_weights_change_no_picture(name):
    plain, words = under(name, LADDER[0])
    assert words == ()
    for measures in LADDER[1:4]:
        frames, words = under(name, measures)
        assert words, measures.name
        assert np.abs(frames - plain).max() < 1e-4, measures.name
    frames, words = under(name, LADDER[4])
    assert any("fp8 storage" in word for word in words)
    assert np.abs(frames - plain).max() > 0 and np.abs(frames - plain).mean() < 0.03


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("wan", (272, 272, 1)),  # tiles side by side, and one above the other
        ("wan-5b", (288, 64, 5)),
        ("ltx", (576, 64, 9)),
        ("ltx2", (576, 64, 9)),
        ("animatediff", (136, 72, 2)),
    ],
)
def test_pictures_larger_than_a_tile_keep_their_size(name, size):
    plain, _ = under(name, LADDER[0], size)
    tiled, words = under(name, LADDER[1], size)
    assert "vae tiling+slicing" in words
    assert tiled.shape == plain.shape == (1, size[2], size[1], size[0], 3)
    assert np.abs(tiled - plain).mean() < 0.05


def video_vaes():
    blocks = {"block_out_channels": (8, 8, 8, 8), "layers_per_block": 1, "norm_num_groups": 4}
    yield diffusers.AutoencoderKLCogVideoX(
        down_block_types=("CogVideoXDownBlock3D",) * 4,
        up_block_types=("CogVideoXUpBlock3D",) * 4,
        latent_channels=4,
        sample_height=96,  # as 480x720, its tiles are whole latents
        sample_width=80,
        **blocks,
    )
    yield diffusers.AutoencoderKLHunyuanVideo(latent_channels=4, **blocks)


@pytest.mark.parametrize("frames", [1, 5])
def test_vaes_that_tile_in_time_too_give_the_same_shape(frames):
    for vae, (height, width) in zip(video_vaes(), ((7, 7), (1, 33)), strict=True):
        latents = torch.randn(1, 4, frames, height, width)
        pipe = SimpleNamespace(components={"vae": vae.eval()}, to=lambda device: None)
        with torch.no_grad():
            whole = vae.decode(latents).sample
            assert apply(pipe, LADDER[1], "cpu") == ("vae tiling+slicing",)
            assert vae.decode(latents).sample.shape == whole.shape, type(vae).__name__


def test_a_vae_whose_tiles_do_not_join_is_left_whole():
    vae = diffusers.AutoencoderKLCogVideoX(
        down_block_types=("CogVideoXDownBlock3D",) * 4,
        up_block_types=("CogVideoXUpBlock3D",) * 4,
        block_out_channels=(8, 8, 8, 8),
        layers_per_block=1,
        norm_num_groups=4,
        latent_channels=4,
        sample_height=64,
        sample_width=64,
    )
    pipe = SimpleNamespace(components={"vae": vae.eval()}, to=lambda device: None)
    assert apply(pipe, LADDER[1], "cpu") == ("vae slicing",)
    with torch.no_grad():
        assert vae.decode(torch.randn(1, 4, 1, 8, 8)).sample.shape == (1, 3, 1, 64, 64)


def test_the_published_sizes_of_tiles_join():
    still = {"down_block_types": ("DownEncoderBlock2D",) * 4, "up_block_types": ("UpDecoderBlock2D",) * 4}
    for kind, sizes in (
        ("CogVideoX", {"sample_height": 480, "sample_width": 720}),
        ("", {"sample_size": 512, **still}),
        ("", {"sample_size": 1024, **still}),
    ):
        vae = getattr(diffusers, f"AutoencoderKL{kind}")(**sizes, block_out_channels=(4,) * 4, norm_num_groups=4)
        assert "vae tiling+slicing" in in_tiles({"vae": vae}), (kind, sizes)


def test_a_vae_that_cannot_tile_is_passed_over_and_not_claimed():
    class Stubborn(torch.nn.Module):
        def enable_tiling(self):
            raise NotImplementedError

    pipe = SimpleNamespace(components={"vae": Stubborn(), "tokenizer": None}, to=lambda device: None)
    assert apply(pipe, LADDER[1], "cpu") == ()


def test_fp8_takes_about_half_of_float32_and_the_pipe_still_says_float32():
    pipe = load("ltx")
    before = sum(weight.nbytes for weight in pipe.transformer.parameters())
    apply(pipe, Measures("fp8", storage="fp8", unified=True), "cpu")
    assert sum(weight.nbytes for weight in pipe.transformer.parameters()) < 0.6 * before
    assert pipe.transformer.dtype == torch.float32


def test_apples_chips_are_told_that_they_have_no_fp8():
    with pytest.raises(PlanError, match="no fp8"):
        apply(load("ltx"), Measures("fp8", storage="fp8"), "mps")


def test_a_quantisation_that_took_nothing_is_an_error():
    with pytest.raises(PlanError, match="int4 took none"):
        apply(load("ltx"), Measures("int4", storage="int4", unified=True), "cpu")


def test_on_a_card_small_parts_stay_there_and_only_the_denoiser_is_fetched_ahead(monkeypatch):
    calls = {}

    class Part(torch.nn.Module):
        def __init__(self, numbers):
            super().__init__()
            self.weight = torch.nn.Parameter(torch.zeros(numbers))
            self.kept = None

        def to(self, device):
            self.kept = device
            return self

        def enable_group_offload(self, **how):
            calls[self] = how

    parts = {"transformer": Part(10_000), "text_encoder": Part(20_000), "vae": Part(10), "tokenizer": object()}
    monkeypatch.setattr(memory, "free_bytes", lambda device: 40_000)
    apply(SimpleNamespace(components=parts), LADDER[3], "cuda")
    assert parts["vae"].kept == torch.device("cuda") and parts["vae"] not in calls
    assert calls[parts["transformer"]]["use_stream"] and "use_stream" not in calls[parts["text_encoder"]]
    assert {how["onload_device"].type for how in calls.values()} == {"cuda"}
    calls.clear()
    apply(SimpleNamespace(components=parts), LADDER[3], "cuda", stream=False)
    assert "use_stream" not in calls[parts["transformer"]]


def test_a_need_without_parts_is_still_a_need():
    assert bytes_under(Need(100, 100, 10, 20), LADDER[0]) == 120
    assert need_of({}, FAMILIES[0], (64, 64), 5).weights_bytes == 0
