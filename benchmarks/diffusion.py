"""What the diffusers renderer costs beside a bare pipeline, and whether it grows: python benchmarks/diffusion.py --json

    python benchmarks/diffusion.py [--model FOLDER] [--shots 50] [--device cuda|cpu] [--full wan-1.3b] --json

Without `--model`, two tiny models with random weights are rendered (wan, ltx), whose shots take a fraction of a second:
there the ratio is at its worst, and the milliseconds say more. Prints JSON, or without `--json` a line a number; what
is done so far goes to stderr. Every part runs in a process of its own.

`ratio`: wall time of a shot as a job of make-movie (render, encode, check, receipt), by that of what a user would write
instead: a diffusers pipeline called with the same arguments, and `export_to_video`. Both in one process and in turns,
medians; the device must hold the model twice. `greatest_difference` between their frames, of 255, tells that both do
the same work. export_to_video writes MPEG-4 part 2 by OpenCV where imageio is missing, else H.264 of medium quality;
ours is H.264 close to lossless, by an ffmpeg of its own. `cpu_ms`: of all processes and cores; says more on a machine
that is busy.
`where_ms`: the functions of moviefactory in which a shot's time goes, by cProfile, callees included. What they do is
slowed down by the looking.
`many`: `--shots` shots in a row, ours and bare in turn: live tensors, memory in use and open files after shot 10 and
after the last, and the peak: of a card what PyTorch allocated, else of this process, without the encoder beside it.
`resume`: size of the state that `checkpoint_steps: 1` keeps, the time to write it, what it adds to a step in all, and
whether a shot that was stopped and taken up is the same file.
`families`: the tiny models of the tests in bfloat16 on the device.
`full`: a model of full size with random weights, see full_wan.py; needs a card.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import diffusers
import full_wan
import numpy as np
import psutil
import torch
from diffusion_shots import Bare, Bench, Ours, StepClock, Stopped, seconds_of, tiny

import moviefactory
from moviefactory.jobs.job import Job, Tell, sha256_of
from moviefactory.media.frames import read_frames
from moviefactory.video import Desk, load_video_model, release_video_model
from moviefactory.video.clip_request import request_of
from moviefactory.video.pipeline import memory, steps
from moviefactory.video.pipeline.checkpoint_folder import read_index
from moviefactory.video.pipeline.family import family_for

FAMILIES = ("wan", "wan-a14b", "wan-5b", "wan-vace", "ltx", "ltx2", "animatediff", "t2v-sd", "latte")
TINY = ("wan", "ltx")
MIB = 2**20
Part = Callable[..., dict[str, Any]]


def cpu_seconds() -> float:
    """Of this process and of those that it started and that ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def times(bench: Bench) -> dict[str, Any]:
    """Ours and bare in turns, after one of each that does not count."""
    spent: dict[str, list[float]] = {"ours": [], "bare": []}
    used: dict[str, list[float]] = {"ours": [], "bare": []}
    with tempfile.TemporaryDirectory() as name:
        ours = Ours(bench, Path(name))
        facts = ours.shot(0)
        bare = Bare(bench, ours.jobs, Path(name))
        for number in range(bench.runs + 1):
            turns: list[tuple[str, Callable[[int], object]]] = [("ours", ours.shot), ("bare", bare.shot)]
            for who, shot in turns if number % 2 else turns[::-1]:
                before = cpu_seconds()
                seconds = seconds_of(partial(shot, number), bench.device)
                if number:
                    spent[who].append(seconds)
                    used[who].append(cpu_seconds() - before)
        far = greatest_difference(ours.jobs[0], bare)
    each = {who: median(values) for who, values in spent.items()}
    return {
        "ratio": round(each["ours"] / each["bare"], 3),
        "overhead_ms": round(1000 * (each["ours"] - each["bare"]), 1),
        **{f"{who}_ms": round(1000 * value, 1) for who, value in each.items()},
        **{f"{who}_ms_from_to": [round(1000 * end(spent[who]), 1) for end in (min, max)] for who in spent},
        **{f"{who}_cpu_ms": round(1000 * median(values), 1) for who, values in used.items()},
        "greatest_difference": far,
        "memory": facts["memory"],
        "export_to_video_by": "imageio" if find_spec("imageio") else "OpenCV",
    }


def greatest_difference(job: Job, bare: Bare) -> int:
    """Between the frames of the two, before they are encoded."""
    model: Any = load_video_model("diffusers")
    ours = np.stack(list(model.frames_at(request_of(job.inputs, job.options), Desk())))
    bare.arguments[0] = bare.arguments_of(job)
    theirs = np.round(np.asarray(bare.frames(0)) * 255)
    return int(np.abs(ours.astype(np.int16) - theirs.astype(np.int16)).max())


def where(bench: Bench) -> dict[str, Any]:
    """Milliseconds of a shot in each function of ours, callees included; the largest thirty."""
    with tempfile.TemporaryDirectory() as name:
        ours = Ours(bench, Path(name))
        ours.shot(0)
        profile = cProfile.Profile()
        for number in range(1, bench.runs + 1):
            profile.runcall(ours.shot, number)
    stats: dict[Any, Any] = vars(pstats.Stats(profile))["stats"]
    package = str(Path(moviefactory.__file__).parent)
    found = {
        f"{Path(file).relative_to(package)}:{function}": round(1000 * spent / bench.runs, 2)
        for (file, _, function), (_, _, _, spent, _) in stats.items()
        if file.startswith(package) and "<" not in function
    }
    return dict(sorted(found.items(), key=lambda one: -one[1])[:30])


def many(bench: Bench, who: str) -> dict[str, Any]:
    """`bench.shots` shots in a row by `who` ("ours", "bare")."""
    first = min(10, bench.shots - 1)
    found: dict[str, dict[str, float]] = {}
    memory.start_peak(bench.device)
    with tempfile.TemporaryDirectory() as name:
        ours = Ours(bench, Path(name))
        shot: Callable[[int], object] = ours.shot if who == "ours" else Bare(bench, ours.jobs, Path(name)).shot
        for number in range(bench.shots):
            shot(number)
            if number + 1 in (first, bench.shots):
                found[f"after_{number + 1}"] = held(bench.device)
        left = sum(1 for one in (Path(name) / "unfinished").rglob("*"))
    before, last = found.values()
    grown = {key: round(value - before[key], 1) for key, value in last.items()}
    return {**found, "grown": grown, "peak_mib": round(memory.peak_bytes(bench.device) / MIB), "files_left": left}


def held(device: str) -> dict[str, float]:
    gc.collect()
    process = psutil.Process()
    found = {
        "tensors": float(sum(issubclass(type(one), torch.Tensor) for one in gc.get_objects())),
        "rss_mib": round(process.memory_info().rss / MIB, 1),
        "files": float(process.num_fds()) if hasattr(process, "num_fds") else 0.0,
        "threads": float(process.num_threads()),
    }
    if device.startswith("cuda"):
        found["cuda_mib"] = round(torch.cuda.memory_allocated() / MIB, 1)
        found["cuda_reserved_mib"] = round(torch.cuda.memory_reserved() / MIB, 1)
    return found


def resume(bench: Bench) -> dict[str, Any]:
    """What keeping the state after every step costs, and whether it serves."""
    plain_s: list[float] = []
    kept_s: list[float] = []
    with tempfile.TemporaryDirectory() as name, written_states(bench) as writes:
        plain, kept, stopped = (Ours(bench, Path(name) / str(every), int(every > 0)) for every in (0, 1, 2))
        for number in range(bench.runs):
            for ours, seconds in ((plain, plain_s), (kept, kept_s)):
                clock = StepClock(bench)
                ours.shot(number, Tell(step=clock.step))
                seconds += clock.between
        again = StepClock(bench)
        try:
            stopped.shot(0, Tell(step=StepClock(bench, stop_at=max(1, bench.steps // 2)).step))
        except Stopped:
            stopped.shot(0, Tell(step=again.step))
        same = sha256_of(stopped.jobs[0].output) == sha256_of(plain.jobs[0].output)
    step, written = median(plain_s), median(spent for spent, _ in writes)
    return {
        "state_kib": round(max(size for _, size in writes) / 1024, 1),
        "step_ms": round(1000 * step, 2),
        "write_ms": round(1000 * written, 2),
        "write_share_of_step": round(written / step, 4),
        "step_with_state_ms": round(1000 * median(kept_s), 2),
        "resumed_steps": len(again.times),
        "resumed_is_the_same_file": same,
    }


@contextmanager
def written_states(bench: Bench) -> Iterator[list[tuple[float, int]]]:
    """Seconds and bytes of every state that is written from now on."""
    writes: list[tuple[float, int]] = []
    module: Any = steps
    write = module.write_state

    def timed(path: Path, state: Any) -> None:
        spent = seconds_of(partial(write, path, state), bench.device)
        writes.append((spent, path.stat().st_size))

    module.write_state = timed
    try:
        yield writes
    finally:
        module.write_state = write


def families(bench: Bench) -> dict[str, Any]:
    """Every tiny model of the tests, twice with one seed."""
    found = {}
    for name in FAMILIES:
        one = replace(bench, model=tiny(name), dtype="bfloat16")
        memory.start_peak(bench.device)
        clips = []
        for _ in range(2):
            with tempfile.TemporaryDirectory() as folder:
                ours = Ours(one, Path(folder))
                started = time.perf_counter()
                facts = ours.shot(0)
                spent = time.perf_counter() - started
                clips.append(np.stack(list(read_frames(ours.jobs[0].output))))
        found[name] = {
            "pipeline": facts["pipeline"],
            "shape": list(clips[1].shape),
            "deviation": round(float(clips[1].std()), 1),
            "same_again": np.array_equal(clips[0], clips[1]),
            "seconds": round(spent, 3),
            "peak_mib": round(memory.peak_bytes(bench.device) / MIB),
        }
        release_video_model("diffusers")
    return found


PARTS: dict[str, Part] = {"times": times, "where_ms": where, "many": many, "resume": resume, "families": families}


def in_its_own_process(part: str, bench: Bench, **more: Any) -> dict[str, Any]:
    """What `part` found; {"failed": why} where its process died. A part that failed must not lose the others."""
    order = json.dumps({"part": part, "bench": asdict(bench), "more": more})
    hidden = {} if bench.device.startswith("cuda") else {"CUDA_VISIBLE_DEVICES": ""}
    command = [sys.executable, str(Path(__file__).resolve()), "--order", order]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **hidden}, check=False)
    if done.returncode:
        found = {"failed": (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]}
    else:
        found = dict(json.loads(done.stdout.splitlines()[-1]))
    print(f"{part} {json.dumps(more)}: {json.dumps(found)}", file=sys.stderr, flush=True)
    return found


def obey(order: Mapping[str, Any]) -> dict[str, Any]:
    """Run one part, in this process."""
    bench = Bench(**{**order["bench"], "size_px": tuple(order["bench"]["size_px"])})
    if bench.threads:
        torch.set_num_threads(bench.threads)
    return {**PARTS, **full_wan.PARTS}[order["part"]](bench, **order["more"])


def bench_of(model: str, given: argparse.Namespace) -> Bench:
    """For a model that is no tiny one: as long and as large as its family renders."""
    small = not given.model
    index = read_index(Path(model))
    family = family_for(str(index["_class_name"]), index)
    size = tuple(int(side) for side in given.size.split("x")) if given.size else (96, 64) if small else family.native_px
    frames = given.frames or (9 if small else family.most_frames)
    rate = 8 if small else round(family.frame_rate)
    return Bench(model, given.device, frames, rate, (size[0], size[1]), given.steps or (4 if small else 8),
                 given.runs, given.shots, given.dtype, threads=int(small))  # fmt: skip


def one_model(bench: Bench) -> dict[str, Any]:
    asked = {key: value for key, value in asdict(bench).items() if key != "model"}
    return {
        "asked": asked,
        **{part: in_its_own_process(part, bench) for part in ("times", "where_ms")},
        "many": {who: in_its_own_process("many", bench, who=who) for who in ("ours", "bare")},
        "resume": in_its_own_process("resume", bench),
    }


def main(arguments: list[str] | None = None) -> None:
    at_hand = memory.device_at_hand()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="", help="folder of a text-to-video model; without it, tiny ones")
    parser.add_argument("--device", default=at_hand if at_hand == "cuda" else "cpu", choices=("cuda", "cpu"))
    parser.add_argument("--shots", type=int, default=50, help="in a row, at least 2")
    parser.add_argument("--runs", type=int, default=7, help="of each in turns")
    parser.add_argument("--steps", type=int, default=0, help="8; for the tiny models 4")
    parser.add_argument("--frames", type=int, default=0, help="as the model's family; for the tiny models 9")
    parser.add_argument("--size", default="", help="as the model's family; for the tiny models 96x64")
    parser.add_argument("--dtype", default="auto", choices=("auto", "float32", "bfloat16", "float16"))
    parser.add_argument("--only", default="models,families,full", help="some of models,families,full")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--order", type=json.loads, help=argparse.SUPPRESS)
    full_wan.add_flags(parser)
    given = parser.parse_args(arguments)
    if given.order:
        print(json.dumps(obey(given.order)))
        return
    if given.device == "cuda" and at_hand != "cuda":
        parser.error("--device cuda: PyTorch finds no CUDA card here")
    if given.shots < 2 or given.runs < 1 or given.steps == 1 or given.full_steps < 2:
        parser.error("--shots and the steps must be at least 2, --runs at least 1")
    show(found_by(given), given.json)


def found_by(given: argparse.Namespace) -> dict[str, Any]:
    card = torch.cuda.get_device_name() if given.device == "cuda" else None
    found: dict[str, Any] = {"device": card or given.device, "torch": torch.__version__,
                             "diffusers": diffusers.__version__}  # fmt: skip
    models = {Path(given.model).name: given.model} if given.model else {name: tiny(name) for name in TINY}
    benches = {name: bench_of(model, given) for name, model in models.items()}
    only = given.only.split(",")
    if "models" in only:
        found["models"] = {name: one_model(bench) for name, bench in benches.items()}
    if "families" in only:
        small = Bench("", given.device, 9, 8, (96, 64), 2, runs=1, shots=2, threads=1)
        found["families"] = in_its_own_process("families", small)
    if "full" in only and given.full:
        found["full"] = full_wan.full(given, in_its_own_process)
    return found


def show(found: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(found, indent=1))
        return
    for key, value in flat(found):
        print(f"{key:<60}  {value}")


def flat(found: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    lines: list[tuple[str, Any]] = []
    for key, value in found.items():
        lines += flat(value, f"{before}{key}.") if isinstance(value, Mapping) else [(f"{before}{key}", value)]
    return lines


if __name__ == "__main__":
    main()
