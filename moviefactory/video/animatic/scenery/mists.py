"""Ground mist: ragged veils that lie low and drift."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.canvas import Color, mix
from moviefactory.video.animatic.layers import Strip
from moviefactory.video.animatic.noise import band
from moviefactory.video.animatic.stage import Stage


def mist(
    stage: Stage, z_m: float, tall_m: float, strength: float, wind: float = 0.4, color: Color | None = None
) -> Strip:
    """A veil in the plane `z_m`, from the ground up to `tall_m`, ragged above.

    `wind`: 1 is 2 % of the frame a second.
    """
    light = stage.light
    frame_m = stage.frame_m(z_m)
    across_m = stage.camera.across_m(z_m)
    px_per_m = min(stage.camera.px_per_m(z_m), 120.0 / tall_m)
    width, height = max(32, int(1.6 * across_m * px_per_m)), max(8, int(1.25 * tall_m * px_per_m))
    noise = band(width, height, 7, 400 + int(stage.rng(f"mist {z_m:.2f}").integers(16)), 3.2, 4)
    rows = np.linspace(1.0, -0.25, height, dtype=np.float32)[:, None]  # 1 at the top, 0 on the ground
    body = np.clip(1.15 - np.abs(rows - 0.12) / 0.55 - 0.9 * (1 - noise), 0, 1) * np.clip((rows + 0.25) / 0.2, 0, 1)
    alpha = (body * body * (3 - 2 * body) * np.float32(strength))[..., None]
    tone = np.array(color or mix(light.fog, light.horizon, 0.45), np.float32)
    rgba = np.concatenate([alpha * tone, alpha], axis=2)
    return Strip(
        z_m, (rgba * 255).astype(np.uint8), px_per_m, -0.25 * tall_m, None, 0.0, 0.02 * wind * frame_m, depth=False
    )
