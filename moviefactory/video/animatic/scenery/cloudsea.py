"""Banks of cloud and mist that lie in a plane of their own: a sea of clouds below a ridge, mist over water."""

from __future__ import annotations

from moviefactory.video.animatic.canvas import recolor
from moviefactory.video.animatic.layers import Strip
from moviefactory.video.animatic.sky import paint_clouds
from moviefactory.video.animatic.stage import Stage


def cloud_bank(stage: Stage, z_m: float, low: float, high: float, cover: float = 0.6, wind: float = -0.4) -> Strip:
    """A bank from `low` to `high` frame heights above the horizon (negative: below). `wind`: 1 is 2 % of it a second."""
    frame_m = stage.frame_m(z_m)
    _, width_m, whole = stage.reach(z_m)
    left_m = stage.reach(z_m)[0]
    px_per_m = stage.camera.px_per_m(z_m)
    size = (
        int(min(width_m * px_per_m, 2.2 * stage.frame_px[0])) + 2,
        max(8, int((high - low) * frame_m * px_per_m)),
    )
    seed = int(stage.rng(f"cloud bank {z_m:.1f}").integers(1 << 30))
    picture = paint_clouds("bank", size, stage.light, seed, cover)
    fog = 0.55 * stage.light.fogged(stage.rig.base.range_m(z_m))
    if fog > 0.02:
        picture = recolor(picture, 1.0, (1.0, 1.0, 1.0), fog, stage.light.horizon)
    bottom_m = stage.camera.y_m + low * frame_m
    drift = wind * 0.02 * frame_m
    return Strip(z_m, picture, px_per_m, bottom_m, None, left_m if whole else 0.0, drift, depth=False)
