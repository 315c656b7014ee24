"""A model of full size with random weights, through our renderer: `python benchmarks/diffusion.py --full wan-1.3b`

The numbers are those of the config.json files of Wan-AI/Wan2.1-T2V-1.3B-Diffusers; the weights are drawn as PyTorch
draws them for a new network and saved in bfloat16 as safetensors (15 GB, in `--folder`, else in a temporary folder that
is removed). The pictures are noise; time and memory are those of the real model. `wan-nano` is the same with
small numbers and tries every line but the limits on any machine. Needs a CUDA card; without one, only the parameters
of the parts are counted, on PyTorch's meta device.

`bare`: loaded onto the card and called by hand. `rungs`: our renderer under each measure, two shots: the second one's
seconds, those of a step (median) and of decoding, the rest (words, frames, file), all of 50 steps, and the peak that
PyTorch allocated beside the one that was estimated. `limits`: our renderer where PyTorch may use so many GiB, begun
without any measure, so that memory really runs out, and with the measure that it chooses. `resume`: see diffusion.py.
Rungs and limits run as on a card of `--card` and `--limits` GiB: the rest of a larger one is kept from PyTorch, and not
told of.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import diffusers
import torch
import transformers
from diffusion_shots import Bare, Bench, Ours, StepClock, finish, seconds_of

from moviefactory.errors import MovieFactoryError
from moviefactory.jobs.job import Tell
from moviefactory.video.pipeline import memory
from moviefactory.video.pipeline.family import family_for
from moviefactory.video.pipeline.memory import LADDER

GIB = 2**30
RUNGS = tuple(one.name for one in LADDER if one.frames_share == 1)
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;!?'\"-()"


@dataclass(frozen=True)
class Size:
    """The numbers of one model, where they differ from the defaults of diffusers' and transformers' classes."""

    transformer: dict[str, Any]
    text_encoder: dict[str, Any]
    vae: dict[str, Any] = field(default_factory=dict)
    flow_shift: float = 3.0
    frames: int = 81
    size_px: tuple[int, int] = (832, 480)


SIZES = {
    "wan-1.3b": Size(
        {"num_attention_heads": 12, "attention_head_dim": 128, "ffn_dim": 8960, "num_layers": 30, "text_dim": 4096,
         "freq_dim": 256},
        {"vocab_size": 256384, "d_model": 4096, "d_kv": 64, "d_ff": 10240, "num_layers": 24, "num_heads": 64},
    ),
    "wan-nano": Size(
        {"num_attention_heads": 2, "attention_head_dim": 12, "ffn_dim": 32, "num_layers": 2, "text_dim": 32,
         "freq_dim": 32},
        {"vocab_size": 128, "d_model": 32, "d_kv": 16, "d_ff": 64, "num_layers": 1, "num_heads": 2},
        {"base_dim": 3, "dim_mult": [1, 1, 1, 1], "num_res_blocks": 1},
        frames=9,
        size_px=(96, 64),
    ),
}  # fmt: skip


def makers(size: Size) -> dict[str, Callable[[], Any]]:
    """What makes each part that holds weights. The defaults of both Wan classes are those of the checkpoint."""
    text = transformers.UMT5Config(feed_forward_proj="gated-gelu", tie_word_embeddings=False, **size.text_encoder)
    return {
        "transformer": lambda: diffusers.WanTransformer3DModel(**size.transformer),
        "text_encoder": lambda: transformers.UMT5EncoderModel(text),
        "vae": lambda: diffusers.AutoencoderKLWan(**size.vae),
    }


def parameters(size: Size) -> dict[str, int]:
    """How many numbers each part has; no memory is taken."""
    found = {}
    for name, make in makers(size).items():
        with torch.device("meta"):
            found[name] = sum(tensor.numel() for tensor in make().parameters())
    return found


def build(bench: Bench, name: str) -> dict[str, Any]:
    """Write the checkpoint to the folder `bench.model`, part by part: one of them is in memory at a time."""
    folder, size = Path(bench.model), SIZES[name]
    place = bench.device if bench.device == "cpu" or memory.free_bytes(bench.device) > 16 * GIB else "cpu"
    started = time.perf_counter()
    torch.manual_seed(0)
    for part, make in makers(size).items():
        with torch.device(place), half_precision():
            module = make()
        module.eval().save_pretrained(folder / part, safe_serialization=True)
        del module
        memory.release()
    letters = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *((one, -3.0) for one in ("▁", *LETTERS))]
    transformers.T5Tokenizer(vocab=letters, extra_ids=0, model_max_length=512).save_pretrained(folder / "tokenizer")
    diffusers.UniPCMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=size.flow_shift
    ).save_pretrained(folder / "scheduler")
    index = {
        "_class_name": "WanPipeline",
        "_diffusers_version": diffusers.__version__,
        "scheduler": ["diffusers", "UniPCMultistepScheduler"],
        "text_encoder": ["transformers", "UMT5EncoderModel"],
        "tokenizer": ["transformers", "T5Tokenizer"],
        "transformer": ["diffusers", "WanTransformer3DModel"],
        "vae": ["diffusers", "AutoencoderKLWan"],
    }
    (folder / "model_index.json").write_text(json.dumps(index, indent=1), encoding="utf-8")  # last: it is whole
    written = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {"seconds": round(time.perf_counter() - started, 1), "gb": round(written / 1e9, 2)}


@contextmanager
def half_precision() -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.bfloat16)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def as_card_of(gib: float, device: str) -> None:
    """From now on this process has a card of `gib`: more is not given, and `free_bytes` does not count on more."""
    if not device.startswith("cuda"):
        return
    whole = torch.cuda.get_device_properties(device).total_memory
    limit = round(min(gib * GIB, whole))
    torch.cuda.set_per_process_memory_fraction(limit / whole)


def peaks(device: str) -> dict[str, float]:
    found = {"peak_gib": round(memory.peak_bytes(device) / GIB, 2)}
    if device.startswith("cuda"):
        found["peak_reserved_gib"] = round(torch.cuda.max_memory_reserved() / GIB, 2)
    return found


@contextmanager
def decode_seconds(device: str) -> Iterator[list[float]]:
    """Seconds of every decoding by the VAE of a pipeline that is loaded from now on."""
    kind: Any = diffusers.AutoencoderKLWan
    plain, seconds = kind.decode, []

    def decode(vae: Any, *args: Any, **options: Any) -> Any:
        finish(device)
        started = time.perf_counter()
        answer = plain(vae, *args, **options)
        finish(device)
        seconds.append(time.perf_counter() - started)
        return answer

    kind.decode = decode
    try:
        yield seconds
    finally:
        kind.decode = plain


def bare(bench: Bench) -> dict[str, Any]:
    """Two shots by hand."""
    memory.start_peak(bench.device)
    spent = []
    with tempfile.TemporaryDirectory() as name, decode_seconds(bench.device) as decoding:
        pipe = Bare(bench, Ours(bench, Path(name)).jobs[:2], Path(name))
        for number in range(2):
            clock, before = StepClock(bench), len(decoding)
            pipe.arguments[number]["callback_on_step_end"] = clock_callback(clock)
            spent.append(seconds_of(partial(pipe.shot, number), bench.device))
    return {**seconds_told(bench, spent, clock, sum(decoding[before:])), **peaks(bench.device)}


def clock_callback(clock: StepClock) -> Callable[[Any, int, Any, dict[str, Any]], dict[str, Any]]:
    def step(pipe: Any, number: int, timestep: Any, given: dict[str, Any]) -> dict[str, Any]:
        clock.step("", number + 1, 0)
        return given

    return step


def seconds_told(bench: Bench, spent: list[float], clock: StepClock, decoding_s: float) -> dict[str, float]:
    """Of the last shot."""
    step = median(clock.between)
    return {
        "first_shot_s": round(spent[0], 3),
        "shot_s": round(spent[-1], 3),
        "step_s": round(step, 4),
        "decode_s": round(decoding_s, 3),
        "rest_s": round(spent[-1] - step * bench.steps - decoding_s, 3),
        "shot_of_50_steps_s": round(spent[-1] + (50 - bench.steps) * step, 1),
    }


def rung(bench: Bench, card: float) -> dict[str, Any]:
    """Two shots by our renderer, begun under `bench.memory`."""
    as_card_of(card, bench.device)
    notes: list[str] = []
    spent = []
    with tempfile.TemporaryDirectory() as name, decode_seconds(bench.device) as decoding:
        ours = Ours(bench, Path(name))
        for number in range(2):
            clock, before = StepClock(bench), len(decoding)
            started = time.perf_counter()
            facts = ours.shot(number, Tell(step=clock.step, note=notes.append))
            finish(bench.device)
            spent.append(time.perf_counter() - started)
    return {
        **seconds_told(bench, spent, clock, sum(decoding[before:])),
        **peaks(bench.device),
        "estimated_gib": round(estimated(bench, facts["memory"]) / GIB, 2),
        "memory": facts["memory"],
        "measures": facts["measures"],
        "notes": notes,
    }


def estimated(bench: Bench, name: str) -> int:
    """What the ladder believes that the rung takes of a card."""
    parts = memory.part_bytes(Path(bench.model))
    dtype = "float32" if bench.device == "cpu" and bench.dtype == "auto" else "bfloat16"
    need = memory.need_of(parts, family_for("WanPipeline"), bench.size_px, bench.frames, dtype)
    return memory.bytes_under(need, next((one for one in LADDER if one.name == name), LADDER[-1]))


def limited(bench: Bench, gib: float) -> dict[str, Any]:
    """One shot on a card of `gib`, begun under `bench.memory`: where it ended, and what it cost to get there."""
    as_card_of(gib, bench.device)
    notes: list[str] = []
    facts: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        ours = Ours(bench, Path(name))
        started = time.perf_counter()
        try:
            facts = ours.shot(0, Tell(note=notes.append))
        except MovieFactoryError as error:
            facts = {"failed": str(error)}
    told: dict[str, Any] = {
        key: facts[key] for key in ("failed", "memory", "measures", "generated_px", "passes") if key in facts
    }
    return {"seconds": round(time.perf_counter() - started, 1), **told, **peaks(bench.device), "notes": notes}


PARTS: dict[str, Callable[..., dict[str, Any]]] = {"build": build, "bare": bare, "rung": rung, "limited": limited}


def add_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--full", default="", choices=("", *SIZES), help="a model of full size, on a card")
    parser.add_argument("--full-size", default="", help="832x480; 960x400 is the movie's own shape")
    parser.add_argument("--full-steps", type=int, default=6)
    parser.add_argument("--folder", default="", help="where the full model is kept, for the next time")
    parser.add_argument("--rungs", default=",".join(RUNGS))
    parser.add_argument("--card", type=float, default=24.0, help="GiB of the card that the rungs are measured on")
    parser.add_argument("--limits", default="16,12,8,6,4", help="GiB")


def full(given: argparse.Namespace, run: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """All of it; `run(part, bench, **more)` runs one part in a process of its own."""
    size = SIZES[given.full]
    found: dict[str, Any] = {"model": given.full, "parameters": parameters(size)}
    if given.device != "cuda" and given.full != "wan-nano":
        return {**found, "not_measured": "this machine has no CUDA card; time and memory need one"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(given.folder or Path(name) / given.full)
        folder.mkdir(parents=True, exist_ok=True)
        if (free := shutil.disk_usage(folder).free) < 2.2 * sum(found["parameters"].values()):
            return {**found, "not_measured": f"{folder} has {free / 1e9:.0f} GB free, too little; name a --folder"}
        width, height = (int(side) for side in given.full_size.split("x")) if given.full_size else size.size_px
        bench = Bench(str(folder), given.device, size.frames, 16, (width, height), given.full_steps, runs=1, shots=2,
                      threads=int(given.full == "wan-nano"))  # fmt: skip
        if not (folder / "model_index.json").is_file():
            found["build"] = run("build", bench, name=given.full)
        return {**found, "asked": asdict(bench), **measured(bench, given, run)}


def measured(bench: Bench, given: argparse.Namespace, run: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    wanted = [one for one in given.rungs.split(",") if one]
    found: dict[str, Any] = {"bare": run("bare", bench)}
    found["rungs"] = {one: run("rung", replace(bench, memory=one), card=given.card) for one in wanted}
    plain = found["rungs"].get("none", {})
    if "shot_s" in plain and "shot_s" in found["bare"]:
        found["ratio"] = round(plain["shot_s"] / found["bare"]["shot_s"], 3)
    found["resume"] = run("resume", bench)
    limits = [float(one) for one in given.limits.split(",") if one] if bench.device == "cuda" else []
    found["limits"] = {
        f"{gib:g}": {how: run("limited", replace(bench, memory=how), gib=gib) for how in ("none", "auto")}
        for gib in limits
    }
    return found
