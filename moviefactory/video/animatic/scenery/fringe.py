"""A fringe that frames the picture from below: plants close to the lens whose foot is the lower edge of the frame."""

from __future__ import annotations

from dataclasses import replace

from moviefactory.video.animatic.layers import Strip
from moviefactory.video.animatic.stage import FOREGROUND, Finish, Paint, Stage


def edge_m(stage: Stage, z_m: float, row: float) -> float:
    """The lowest height (row 1: the frame's lower edge) or the highest (row 0) that the whole shot shows of a plane."""
    found = []
    for step in range(9):
        camera = stage.rig.at(stage.rig.seconds * step / 8)
        found.append(camera.y_m + (camera.horizon_px - row * camera.size_px[1]) / camera.px_per_m(z_m))
    return max(found) if row < 0.5 else min(found)


def fringe(stage: Stage, share: float, tall: float, paint: Paint, finish: Finish = FOREGROUND) -> Strip:
    """Like `stage.foreground`, but never sunk out of sight: y = 0 is the lower edge of the picture for any camera.

    `share`: of the way from the camera to the subject; `tall`: in frame heights (`art.top_m` for the painter).
    """
    z_m = stage.before(share)
    frame_m = stage.frame_m(z_m)
    look = replace(finish, floor_m=edge_m(stage, z_m, 1.0))
    return stage.strip(z_m, tall * frame_m, paint, -0.3 * frame_m, look)
