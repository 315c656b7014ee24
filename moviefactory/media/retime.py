"""From one frame rate to another: exact fractions, frames streaming through.

Where pictures are made that nobody gave: "flow" is our own optical flow (`inbetween.py`), "rife" a network from a file
(`rife.py`), "minterpolate" ffmpeg's filter (`minterpolate.py`), "blend" a dissolve. "nearest" and "repeat" (the nearest
earlier frame) make none. "auto" is rife where a file is named, else flow: closer to the true frames than minterpolate
in four clips of five, and four times as fast (benchmarks/retime.py). None of them makes anything across a cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from moviefactory.errors import StageError
from moviefactory.media.inbetween import Pair
from moviefactory.settings import Retime, retime_way

Frame = NDArray[Any]  # RGB (h, w, 3), uint8 or uint16
Between = Callable[[Pair, float, int], Frame]  # the pair, the share of the way between them, the wanted frame's number


def first_needed(first: int, rate: Fraction, to_rate: Fraction, how: Retime = "auto") -> int:
    """The source frame from which on `retimed` has to be given frames, to begin at its frame `first`."""
    needed = int(first * rate / to_rate)
    if how == "minterpolate" and (rate / to_rate).denominator > 1:
        from moviefactory.media.minterpolate import run_start

        return run_start(needed)
    return needed


def retimed(
    frames: Iterable[Frame],
    rate: Fraction,
    count: int,
    to_rate: Fraction,
    how: Retime = "flow",
    *,
    model: str = "",
    first: int = 0,
) -> Iterator[Frame]:
    """The frames `first` <= i < `count` at `to_rate` of what is shown at `rate`: frame i shows the time i / to_rate.

    `frames` (RGB (h, w, 3), uint8 or uint16) begin with the source's frame `first_needed(first, rate, to_rate, how)`;
    what comes out does not depend on `first`. The last frame stands for all that comes after it. A frame whose moment
    is just that of a given one is that frame, untouched. Holds two frames, with minterpolate some more. `model` is the
    network's file, for "rife" and "auto". Raises StageError when there are no frames at all, PlanError for a file that
    is no such network, MediaError where ffmpeg fails.
    """
    how = retime_way(how, model)
    given = first_needed(first, rate, to_rate, how)
    with ExitStack() as stack:
        source, between = _maker(how, iter(frames), given, rate / to_rate, model, stack)
        if (after := next(source, None)) is None:
            raise StageError("the model gave no frames; render the shot again")
        before, pair = after, None  # `after` is frame number `given`
        for index in range(first, count):
            moment = index * rate / to_rate
            while given < moment and (following := next(source, None)) is not None:
                before, after, given, pair = after, following, given + 1, None
            share = 1 - (given - moment)  # of the way from `before` to `after`
            if share >= 1:
                yield after
            elif how in ("repeat", "nearest"):
                yield after if how == "nearest" and share >= 0.5 else before
            else:
                pair = pair or Pair(before, after)
                yield between(pair, float(share), index) if pair.is_one_take else pair.nearer(float(share))


def _maker(
    how: Retime, source: Iterator[Frame], start: int, step: Fraction, model: str, stack: ExitStack
) -> tuple[Iterator[Frame], Between]:
    """Where the given frames come from, and what makes those between them; `step` = given frames per wanted one."""
    if how == "rife":
        from moviefactory.media.rife import load_rife

        network = load_rife(Path(model))
        return source, lambda pair, share, index: network.between(pair.before, pair.after, share)
    if how == "minterpolate" and step.denominator > 1:  # else every wanted frame is a given one
        from moviefactory.media.minterpolate import Minterpolated

        filtered = stack.enter_context(Minterpolated(source, start, step))
        return filtered, filtered.between
    if how == "blend":
        return source, lambda pair, share, index: pair.mixed(share)
    return source, lambda pair, share, index: pair.between(share)
