"""How close frames made between two others come to the true ones, and how fast: python benchmarks/retime.py

Clips at 48 frames per second, drawn by the animatic and made of moving textures, are thinned to 8 and 16 and brought
back to 24 and 48. Printed as JSON: per clip and method the mean PSNR (dB) of the made frames against the true ones and
the time per frame that came out (flow on one thread, minterpolate beside it on its own); `ratio`, of the time of our
flow to that of ffmpeg's minterpolate; `flow_better`, in how many of the clips flow is closer to the true frames.
"""

from __future__ import annotations

import argparse
import json
import time
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.media.retime import retimed
from moviefactory.movie import Camera, Shot, Staging, Subject
from moviefactory.settings import Retime, VideoSettings
from moviefactory.video import ShotRequest
from moviefactory.video.animatic.animatic import Animatic

TRUE_RATE, SIZE = Fraction(48), (960, 400)
RATES = [(Fraction(16), Fraction(24)), (Fraction(16), Fraction(48)), (Fraction(8), Fraction(24))]
METHODS: tuple[Retime, ...] = ("nearest", "blend", "flow", "minterpolate")
Frames = NDArray[np.uint8]
DRAWN = {
    "car": (
        Staging(setting="coast_road", time="sunset", subjects=(Subject(noun="car", kind="vehicle", action="race"),)),
        Camera(move="tracking", framing="wide"),
    ),
    "walk": (
        Staging(setting="city", subjects=(Subject(noun="woman", kind="person", action="walk"),
                                          Subject(noun="dog", kind="animal", action="run"))),
        Camera(move="pan_left"),
    ),
    "rain": (
        Staging(setting="forest", weather="rain", subjects=(Subject(noun="fox", kind="animal", action="run"),)),
        Camera(move="push_in"),
    ),
    "fight": (
        Staging(setting="castle_hall", time="night", subjects=(Subject(noun="knight", kind="person", action="fight",
                                                                       count=2),)),
        Camera(move="handheld"),
    ),
}  # fmt: skip


def drawn(name: str, count: int) -> Frames:
    """A clip of the animatic, (f, h, w, 3) uint8."""
    staging, camera = DRAWN[name]
    shot = Shot(id=name, prompt=name, camera=camera, staging=staging)
    request = ShotRequest(shot, (), "", count, TRUE_RATE, SIZE, 3, VideoSettings())
    return np.stack(list(Animatic(workers=1).frames(request)))


def textures(count: int) -> Frames:
    """A ground that zooms and turns under a square that flies across it, turning: every in-between frame is known."""
    rng, (width, height) = np.random.default_rng(0), SIZE
    noise = [rng.integers(0, 255, (rows, 2 * rows, 3), dtype=np.uint8) for rows in (100, 350)]
    coarse, fine = (cv2.resize(one, (1400, 700), interpolation=cv2.INTER_CUBIC) for one in noise)
    ground = cv2.addWeighted(coarse, 0.7, fine, 0.3, 0)
    square = cv2.resize(noise[0][:12, :12], (120, 120), interpolation=cv2.INTER_CUBIC)
    frames = []
    for index in range(count):
        t = index / 48
        turn = np.array([[1 + 0.2 * t, 0.05 * t, -100 - 60 * t], [-0.05 * t, 1 + 0.2 * t, -80 + 20 * t]], np.float32)
        picture = cv2.warpAffine(ground, turn, SIZE, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
        way = cv2.getRotationMatrix2D((60, 60), 60 * t, 1)
        way[:, 2] += (100 + 500 * t, 120 + 60 * np.sin(6 * t))
        mask = cv2.warpAffine(np.ones((120, 120), np.float32), way, (width, height))[..., None]
        frames.append((picture * (1 - mask) + cv2.warpAffine(square, way, SIZE) * mask).astype(np.uint8))
    return np.stack(frames)


def psnr(made: Frames, true: Frames) -> float:
    """Mean over the frames, in dB."""
    squares = [np.mean((one.astype(np.float32) - other) ** 2) for one, other in zip(made, true, strict=True)]
    return float(np.mean([10 * np.log10(255**2 / max(square, 1e-6)) for square in squares]))


def measured(true: Frames, model_rate: Fraction, rate: Fraction, network: str) -> dict[str, dict[str, float]]:
    """Per method, PSNR of the frames that had to be made and seconds per frame that came out."""
    step, every = int(TRUE_RATE / model_rate), int(TRUE_RATE / rate)
    thin = true[::step]
    wanted = true[: (len(thin) - 1) * step + 1 : every]  # what lies after the last given frame is not made
    found = {}
    for how in (*METHODS, "rife") if network else METHODS:
        started = time.perf_counter()
        made = np.stack(list(retimed(iter(thin), model_rate, len(wanted), rate, how, model=network)))
        spent = time.perf_counter() - started
        new = [index for index in range(len(made)) if index * every % step]
        found[how] = {"psnr_db": round(psnr(made[new], wanted[new]), 2), "s_per_frame": round(spent / len(made), 4)}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=49, help="of each clip, at 48 per second")
    parser.add_argument("--network", default="", help="an ONNX file of a RIFE network, to be compared too")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    clips = {name: drawn(name, given.frames) for name in DRAWN} | {"textures": textures(given.frames)}
    results: dict[str, object] = {"size_px": list(SIZE)}
    for model_rate, rate in RATES:
        found = {clip: measured(true, model_rate, rate, given.network) for clip, true in clips.items()}
        ours, theirs = (sum(one[how]["s_per_frame"] for one in found.values()) for how in ("flow", "minterpolate"))
        better = sum(one["flow"]["psnr_db"] > one["minterpolate"]["psnr_db"] for one in found.values())
        results[f"{model_rate}_to_{rate}"] = {"clips": found, "ratio": round(ours / theirs, 3), "flow_better": better}
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
