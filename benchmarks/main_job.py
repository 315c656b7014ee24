"""Time per stage and peak memory of the main job: python benchmarks/main_job.py ["idea"] [--json] [-- make-movie flags]

The yardstick is a plain encoding of the finished movie's own frames at the same size and settings, in the same run:
`ratio` says how many times that the whole job took. Memory is summed over all processes of the job (unique set size,
so that pages shared between them count once), sampled four times a second.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.frames import h264_arguments
from moviefactory.media.probe import probe

MIB = 2**20


def memory_bytes(process: psutil.Process) -> int:
    """Unique set size of a process and all its children."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_full_info().uss
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
    return total


def make(idea: str, folder: Path, flags: list[str]) -> tuple[dict[str, object], float, int]:
    """Run make-movie; its JSON result, wall time in seconds and peak memory in bytes."""
    code = "from moviefactory.cli import make_movie; make_movie()"
    command = [sys.executable, "-c", code, idea, "--out", str(folder / "movie"), "--json", *flags]
    started, peak = time.monotonic(), 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, memory_bytes(watched))
            time.sleep(0.25)
        assert process.stdout is not None
        return json.loads(process.stdout.read()), time.monotonic() - started, peak


def plain_encode_s(movie: Path, folder: Path) -> float:
    """Seconds that decoding and encoding the movie once takes, with the settings of the cut."""
    info = probe(movie)
    assert info.frame_rate is not None
    started = time.monotonic()
    settings = h264_arguments(18, "veryfast", info.frame_rate)
    run_ffmpeg(["-i", str(movie), "-an", *settings, str(folder / "plain.mp4")], what="the yardstick")
    return time.monotonic() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("idea", nargs="?", default="a race between a car and an airplane")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("flags", nargs="*", help="flags for make-movie, after --")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        result, wall_s, peak = make(arguments.idea, folder, arguments.flags)
        plain_s = plain_encode_s(Path(str(result["movie"])), folder)
    found = {
        "wall_s": round(wall_s, 1),
        "ratio": round(wall_s / plain_s, 2),
        "plain_encode_s": round(plain_s, 1),
        "peak_mib": round(peak / MIB),
        "stages_s": result["seconds"],
        "measures": result["measures"],
    }
    if arguments.json:
        print(json.dumps(found, indent=1))
    else:
        for key, value in found.items():
            print(f"{key:>16}  {value}")


if __name__ == "__main__":
    main()
