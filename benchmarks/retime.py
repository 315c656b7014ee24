"""How close frames made between two others come to the true ones, and how fast: python benchmarks/retime.py

Clips at 48 frames per second, drawn by the animatic and made of moving textures, are thinned out to 16 and brought back
to 24 and 48. Printed as JSON: per clip and method the mean PSNR (dB) of the made frames against the true ones, the
time per frame on one thread, and `ratio`: that of our flow to that of ffmpeg's minterpolate on the same clip.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.retime import retimed
from moviefactory.movie import Camera, Shot, Staging, Subject
from moviefactory.settings import VideoSettings
from moviefactory.video import ShotRequest
from moviefactory.video.animatic.animatic import Animatic

TRUE_RATE, MODEL_RATE, SIZE = Fraction(48), Fraction(16), (960, 400)
STEP = int(TRUE_RATE / MODEL_RATE)
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


def minterpolated(thin: Frames, count: int, rate: Fraction, folder: Path) -> Frames:
    """What ffmpeg's motion-compensated interpolation makes of `thin`."""
    source, output = folder / "thin.rgb", folder / "full.rgb"
    source.write_bytes(thin.tobytes())
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24"]
    run_ffmpeg(
        ["-threads", "1", *raw, "-s", f"{SIZE[0]}x{SIZE[1]}", "-r", str(MODEL_RATE), "-i", str(source),
         "-filter_threads", "1", "-vf", f"minterpolate=fps={rate}:mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1",
         "-threads", "1", *raw, str(output)],
        what="minterpolate",
    )  # fmt: skip
    made = np.frombuffer(output.read_bytes(), np.uint8).reshape(-1, SIZE[1], SIZE[0], 3)
    return made[:count]


def psnr(made: Frames, true: Frames) -> float:
    """Mean over the frames, in dB."""
    squares = [np.mean((one.astype(np.float32) - other) ** 2) for one, other in zip(made, true, strict=True)]
    return float(np.mean([10 * np.log10(255**2 / max(square, 1e-6)) for square in squares]))


def measured(true: Frames, rate: Fraction, folder: Path) -> dict[str, dict[str, float]]:
    """Per method, PSNR of the frames that had to be made and seconds per frame that came out."""
    thin, every = true[::STEP], int(TRUE_RATE / rate)
    wanted = true[::every]
    methods: dict[str, Callable[[], Frames]] = {
        "nearest": lambda: np.stack(list(retimed(thin, MODEL_RATE, len(wanted), rate, "nearest"))),
        "blend": lambda: np.stack(list(retimed(thin, MODEL_RATE, len(wanted), rate, "blend"))),
        "flow": lambda: np.stack(list(retimed(thin, MODEL_RATE, len(wanted), rate, "flow"))),
        "minterpolate": lambda: minterpolated(thin, len(wanted), rate, folder),
    }
    found = {}
    for name, method in methods.items():
        started = time.perf_counter()
        made = method()
        spent = time.perf_counter() - started
        new = [index for index in range(len(made)) if index * every % STEP and index < len(made) - every]
        found[name] = {"psnr_db": round(psnr(made[new], wanted[new]), 2), "s_per_frame": round(spent / len(made), 4)}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=49, help="of each clip, at 48 per second")
    frames = parser.parse_args().frames
    cv2.setNumThreads(1)
    clips = {name: drawn(name, frames) for name in DRAWN} | {"textures": textures(frames)}
    results: dict[str, object] = {"size_px": list(SIZE), "from": int(MODEL_RATE)}
    with tempfile.TemporaryDirectory() as name:
        for rate in (Fraction(24), Fraction(48)):
            found = {clip: measured(true, rate, Path(name)) for clip, true in clips.items()}
            ours, theirs = (
                sum(one[method]["s_per_frame"] for one in found.values()) for method in ("flow", "minterpolate")
            )
            results[f"to_{rate}"] = {"clips": found, "ratio": round(ours / theirs, 3)}
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
