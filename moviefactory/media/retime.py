"""From one frame rate to another: exact fractions, frames streaming through. Pictures between two frames come from
`inbetween.py`. Knows no model and no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import StageError
from moviefactory.media.inbetween import Pair

Frame = NDArray[np.uint8]
How = Literal["flow", "blend", "nearest"]


def retimed(
    frames: Iterable[Frame], rate: Fraction, count: int, to_rate: Fraction, how: How = "flow"
) -> Iterator[Frame]:
    """`count` frames at `to_rate` of what `frames` show at `rate`: frame i shows their time i / to_rate.

    Holds two frames. The last frame stands for all that comes after it. A frame whose moment is just that of a given
    one is that frame, untouched. Raises StageError when there are no frames at all.
    """
    source = iter(frames)
    if (after := next(source, None)) is None:
        raise StageError("the model gave no frames; render the shot again")
    before, given, pair = after, 0, None  # `after` is frame number `given`
    for index in range(count):
        moment = index * rate / to_rate
        while given < moment and (following := next(source, None)) is not None:
            before, after, given, pair = after, following, given + 1, None
        share = 1 - (given - moment)  # of the way from `before` to `after`
        if share >= 1:
            yield after
        elif how == "nearest":
            yield after if share >= 0.5 else before
        else:
            pair = pair or Pair(before, after)
            yield pair.mixed(float(share)) if how == "blend" else pair.between(float(share))
