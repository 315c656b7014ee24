"""Stands in for `ncnn_worker.py`: enlarges by repeating pixels, and misbehaves as STAND_IN (a folder) says.

Files in the folder that steer it: `kill-N` (die of a frame whose first value is N, as many times as its text says),
`error` (its text is the greeting), `black` (draw nothing), `gpu-N` (what card N does: "crash", "black", "fast"). Every
start is a line of the file `starts`: its process and what it was told.
"""

import json
import os
import signal
import sys
from pathlib import Path

width, height, model, tile, gpu = map(int, sys.argv[1:])
folder = Path(os.environ["STAND_IN"])
with (folder / "starts").open("a") as file:
    file.write(f"{os.getpid()} {width} {height} {model} {tile} {gpu}\n")
answers = sys.stdout.buffer


def greet(words: dict[str, object]) -> None:
    answers.write(json.dumps(words).encode() + b"\n")
    answers.flush()


def misbehave(first: int) -> None:
    file = folder / f"kill-{first}"
    if file.exists():
        times = int(file.read_text()) - 1
        file.write_text(str(times))
        if times < 1:
            file.unlink()
        answers.write(b"half an answer")
        answers.flush()
        os.kill(os.getpid(), signal.SIGKILL)


if (folder / "error").exists():
    greet({"error": (folder / "error").read_text()})
    sys.exit(1)
card = (folder / f"gpu-{gpu}").read_text() if (folder / f"gpu-{gpu}").exists() else ""
if gpu >= 0 and card in ("", "crash"):
    os.kill(os.getpid(), signal.SIGSEGV)
if gpu >= 0:
    sys.stderr.write("[0 First Card]  queueC=2[8]\n[1 Second Card]  queueC=2[8]\n")
greet({"scale": 4, "gpus": 2})
black = (folder / "black").exists() or card == "black"
row = 3 * width
while len(data := sys.stdin.buffer.read(row * height)) == row * height:
    misbehave(data[0])
    for _ in range(3_000_000 if gpu < 0 and width == 192 else 50_000 * (data[0] % 3)):
        pass  # a processor takes its time, and some frames take longer than others
    data = bytes(row * height) if black else data
    for top in range(0, row * height, row):
        answers.write(4 * b"".join(4 * data[at : at + 3] for at in range(top, top + row, 3)))
    answers.flush()
