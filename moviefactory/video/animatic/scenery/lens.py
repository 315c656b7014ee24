"""What hangs or grows right before the lens: it frames the picture and is cut by its edges."""

from __future__ import annotations

from dataclasses import replace

from moviefactory.video.animatic.layers import Strip
from moviefactory.video.animatic.stage import Finish, Paint, Stage


def before_lens(stage: Stage, share: float, tall: float, paint: Paint, finish: Finish) -> Strip:
    """A painting `share` of the way to the subject whose y = 0 is the lower edge of the picture.

    `tall`: frame heights, so 1 reaches the upper edge; `art.top_m` is that height in metres. Unlike a fringe on the
    ground it does not sink out of the picture when the camera stands high.
    """
    z_m = stage.before(share)
    frame_m = stage.frame_m(z_m)
    look = replace(finish, floor_m=stage.row_m(1.0, z_m))
    return stage.strip(z_m, tall * frame_m, paint, -0.4 * frame_m, look)
