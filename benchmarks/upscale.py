"""Speed and memory of the recurrent upscaler as films use it: python benchmarks/upscale.py [--weights FILE] [--json]

The yardstick is `network.forward` of the same clip at once, in the same run: as it comes, and channels last. `ratio_*`
says how many times as fast per frame the streaming is, with all that it reads and writes. Without --weights the network
is the published one with random weights, which changes neither speed nor memory. `peak_mib` is the highest resident
memory of a process of its own that enlarges a take of 10, or 160, frames with a shallow network of the same width.
Ratios grow with --size: what whole frames cost in fresh memory does. 768x320 takes about ten minutes on two cores.

On a CUDA card: frames per second of whole takes and of their last walk alone, and the share that the network's
arithmetic has of what the card reaches in a large matrix product of the same precision.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from moviefactory.jobs.job import Tell
from moviefactory.machine.free_memory import device_at_hand, free_bytes, peak_bytes
from moviefactory.upscale import Take
from moviefactory.upscale.checkpoint import Sizes
from moviefactory.upscale.memory_plan import plan_memory
from moviefactory.upscale.realbasicvsr import RealBasicVSR, load_realbasicvsr
from moviefactory.upscale.streaming import enlarged_frames, prepared

MIB = 2**20
PEAK_SIZE = (128, 64)
MULTIPLY_ADDS = 6.5e6  # per small pixel of the published network: cleaning 1.48, trunks 3.03, flows 0.64, head 1.36


def network_of(weights: Path | None, sizes: Sizes | None = None) -> RealBasicVSR:
    """The weights' network, or one with random ones."""
    if weights:
        return load_realbasicvsr(weights)
    torch.manual_seed(0)
    return RealBasicVSR(sizes or Sizes()).eval().requires_grad_(False)


def take_of(frames: int, size_px: tuple[int, int], folder: Path) -> Take:
    """Noise that moves; every frame is drawn when it is read."""
    columns, rows = size_px
    picture = np.random.default_rng(0).integers(0, 256, (rows, columns, 3), np.uint8)

    def read(start: int) -> Iterator[np.ndarray[Any, Any]]:
        return (np.roll(picture, (number, 2 * number), (0, 1)) for number in range(start, frames))

    return Take(frames, size_px, read, folder, "benchmark")


def streamed_s(network: RealBasicVSR, frames: int, size_px: tuple[int, int], dtype: str) -> tuple[float, float]:
    """Seconds per frame of a whole take, and of its last walk alone, when all is seen ahead."""
    device = str(network.basicvsr.fusion.weight.device)
    with tempfile.TemporaryDirectory() as folder:
        take = take_of(frames, size_px, Path(folder))
        card = device.startswith("cuda")
        plan = plan_memory(frames, size_px, dtype=dtype, free_bytes=free_bytes(device), disk_bytes=2**50, card=card)
        started = first = time.perf_counter()
        count = 0
        for _ in enlarged_frames(network, take, 0, plan, Tell()):
            first = time.perf_counter() if not count else first
            count += 1
        ended = time.perf_counter()
    return (ended - started) / frames, (ended - first) / max(1, count - 1)


def whole_s(network: RealBasicVSR, clip: torch.Tensor) -> float:
    """Seconds per frame of the clip at once."""
    started = time.perf_counter()
    with torch.inference_mode():
        network(clip)
    return (time.perf_counter() - started) / clip.shape[1]


def on_processor(weights: Path | None, frames: int, size_px: tuple[int, int], rounds: int) -> dict[str, float]:
    """Best of some rounds of each way, in turns: other programs' load then meets all of them."""
    pictures = list(take_of(frames, size_px, Path()).read(0))
    clip = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2)[None].float() / 255
    plain, laid_out = network_of(weights), network_of(weights).to(memory_format=torch.channels_last)
    ours = prepared(network_of(weights), "cpu", "fp32")
    half = prepared(network_of(weights), "cpu", "bf16")
    ways: dict[str, Callable[[], float]] = {
        "whole": lambda: whole_s(plain, clip),
        "whole_channels_last": lambda: whole_s(laid_out, clip),
        "ours": lambda: streamed_s(ours, frames, size_px, "fp32")[0],
        "ours_bf16": lambda: streamed_s(half, frames, size_px, "bf16")[0],
    }
    best = {name: way() for name, way in ways.items()}
    for _ in range(rounds - 1):
        best = {name: min(best[name], way()) for name, way in ways.items()}
    return {
        **{f"seconds_{name}": round(seconds, 4) for name, seconds in best.items()},
        "ratio_whole": round(best["whole"] / best["ours"], 3),
        "ratio_whole_channels_last": round(best["whole_channels_last"] / best["ours"], 3),
        "ratio_bf16": round(best["whole"] / best["ours_bf16"], 3),
    }


def on_card(weights: Path | None, frames: int, size_px: tuple[int, int], dtype: str) -> dict[str, float]:
    """Frames per second, and the share of what the card can do."""
    network = prepared(network_of(weights), "cuda", dtype)
    streamed_s(network, 3, size_px, dtype)  # the first frames choose and load kernels
    whole, last = streamed_s(network, frames, size_px, dtype)
    flops = 2 * MULTIPLY_ADDS * size_px[0] * size_px[1]
    limit = matrix_flops(network.basicvsr.fusion.weight.dtype)
    return {
        "frames_per_s": round(1 / whole, 2),
        "frames_per_s_last_walk": round(1 / last, 2),
        "matrix_tflops": round(limit / 1e12, 1),
        "share_of_matrix_limit": round(flops / whole / limit, 4),
        "peak_mib_card": round(peak_bytes("cuda") / MIB),
    }


def matrix_flops(dtype: torch.dtype) -> float:
    """Operations per second of the card in a product of two square matrices, the best of ten."""
    side = 8192
    left, right = (torch.randn(side, side, device="cuda", dtype=dtype) for _ in range(2))
    seconds = []
    for _ in range(10):
        torch.cuda.synchronize()
        started = time.perf_counter()
        left @ right
        torch.cuda.synchronize()
        seconds.append(time.perf_counter() - started)
    return 2 * side**3 / min(seconds)


def enlarge_for_peak(frames: int) -> None:
    """What the process does whose peak of memory is wanted; prints that, in bytes."""
    network = prepared(network_of(None, Sizes(64, 1, 1)), "cpu", "fp32")
    streamed_s(network, frames, PEAK_SIZE, "fp32")
    print(peak_bytes("cpu"))


def peak_mib(frames: int) -> int:
    """Of a process that enlarges that many frames."""
    command = [sys.executable, __file__, "--peak-of", str(frames)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "."})
    return round(int(done.stdout) / MIB)


def size_of(text: str) -> tuple[int, int]:
    """768x320 as (768, 320)."""
    columns, _, rows = text.partition("x")
    return int(columns), int(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--size", type=size_of, help="of the small frames; 192x80 on a processor, 768x320 on a card")
    parser.add_argument("--frames", type=int, help="of the clip; 6 on a processor, 96 on a card")
    parser.add_argument("--rounds", type=int, default=2, help="on a processor: of each way; the best one counts")
    parser.add_argument("--dtype", default="bf16", choices=("fp32", "bf16", "fp16"), help="on a card")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--peak-of", type=int, help=argparse.SUPPRESS)
    wish = parser.parse_args()
    if wish.peak_of:
        enlarge_for_peak(wish.peak_of)
        return
    if device_at_hand() == "cuda":
        result: dict[str, Any] = on_card(wish.weights, wish.frames or 96, wish.size or (768, 320), wish.dtype)
    else:
        result = on_processor(wish.weights, wish.frames or 6, wish.size or (192, 80), wish.rounds)
    result |= {"peak_mib_10": peak_mib(10), "peak_mib_160": peak_mib(160)}
    print(json.dumps(result) if wish.json else "\n".join(f"{name:28} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
