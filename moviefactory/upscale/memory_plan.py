"""How a recurrent upscaler spends the memory and the disk that there are: what it keeps, and how much it does at once.

Pure arithmetic: it asks no machine and loads no network. Sizes in bytes; P is the pixels of a small frame, C the
network's width, e the bytes of one number (4, or 2 of half precision).

On the disk, per frame of a take: the cleaned frame, 12 P; where `every` > 1, the backward flow, 8 P; and for every
`every`-th frame its backward feature, e C P. `every` features more while the frames between two kept ones are made
again, and four forward features for going on after a kill.

In memory, whatever the length: the libraries (350 MiB of torch and numpy); per frame at work, three features, the
frames and flows and one level of the flow's network; and the head, whose 64 channels at four times the size are
64 * 16 e bytes per pixel and tensor, of about three tensors, for `band_rows` rows and the two above and below.
The numbers were measured as peak resident memory of the published sizes on a processor; see the test beside.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

from moviefactory.errors import PlanError, StorageError

MIB = 2**20
GB = 10**9
HALO = 2  # rows of a feature above and below that a row of the head depends on: 1x1, 3x3, 3x3 at x2, two at x4
BEST_ROWS = 32  # measured: bands of 16 to 32 rows stay in the cache, whole frames are up to a tenth slower
FEWEST_ROWS = 4
CARD_ROWS = 1080  # a card gains nothing by small bands
LIBRARIES = 350 * MIB
_HEAD_TENSORS = 3
_STATES = 4
_SHARE_OF_MEMORY = 0.75  # of what is free: the decoder, the encoder and other programs need some too
_SHARE_OF_DISK = 0.5  # of what is free: the film itself and all else that is made go there too


@dataclass(frozen=True)
class Plan:
    """`every`: which backward features are kept; 1: all, nothing is computed twice. `band_rows`: rows of a small frame
    whose large rows are made at once. `in_memory`: features and cleaned frames stay where the network is (a card).
    `memory_bytes` and `disk_bytes`: the most that it needs."""

    every: int
    band_rows: int
    in_memory: bool
    memory_bytes: int
    disk_bytes: int


def plan_memory(
    frames: int,
    size_px: tuple[int, int],
    *,
    width: int = 64,
    dtype: str = "fp32",
    free_bytes: int,
    disk_bytes: int,
    memory_gb: float | None = None,
    card: bool = False,
) -> Plan:
    """The fastest plan for a take of `frames` small frames of `size_px` (width, height) that fits.

    width: channels of the network. dtype: "fp32", "bf16" or "fp16", of its convolutions. free_bytes: free memory of the
    device; disk_bytes: free room of the folder where the work is kept. memory_gb: what the person allows, in 10**9
    bytes, instead of most of what is free. card: whether the device has a memory of its own.

    Raises PlanError where even the smallest plan needs more memory, StorageError where it needs more disk; both say how
    much is needed and how much there is.
    """
    allowed = int(memory_gb * GB) if memory_gb is not None else int(free_bytes * _SHARE_OF_MEMORY)
    allowed = min(allowed, free_bytes)
    rows = _band_rows(size_px, width, dtype, allowed, card)
    memory = _working(size_px, width, dtype, rows, card)
    pixels = size_px[0] * size_px[1]
    kept = frames * (pixels * (12 + _number(dtype) * width))
    states = _STATES * pixels * width * _number(dtype)
    if card and memory + kept <= allowed and kept <= free_bytes // 2:
        return Plan(1, rows, True, memory + kept, states)
    every = _every(frames, pixels, width, dtype, int(disk_bytes * _SHARE_OF_DISK), disk_bytes)
    return Plan(every, rows, False, memory, _on_disk(frames, pixels, width, dtype, every))


def _number(dtype: str) -> int:
    return 4 if dtype == "fp32" else 2


def _band_rows(size_px: tuple[int, int], width: int, dtype: str, allowed: int, card: bool) -> int:
    """As many rows as are best and fit; raises PlanError where the fewest do not."""
    rows = min(size_px[1], CARD_ROWS if card else BEST_ROWS)
    while rows > FEWEST_ROWS and _working(size_px, width, dtype, rows, card) > allowed:
        rows = max(FEWEST_ROWS, rows // 2)
    least = _working(size_px, width, dtype, rows, card)
    if least > allowed:
        raise PlanError(
            f"enlarging {size_px[0]}x{size_px[1]} in {dtype} needs at least {least / GB:.2f} GB of memory, "
            f"{allowed / GB:.2f} GB may be used; close other programs, allow more (memory_gb), take smaller clips, "
            "or choose another upscaler (ncnn, lanczos)"
        )
    return rows


def _working(size_px: tuple[int, int], width: int, dtype: str, rows: int, card: bool) -> int:
    columns, height = size_px
    pixels, number = columns * height, _number(dtype)
    padded = (ceil(columns / 32) * 32) * (ceil(height / 32) * 32)  # what the flow's network stretches a frame to
    steps = pixels * (4 * width * number + 2 * 4 * width + 64)
    flow = padded * 4 * (32 + 64 + 64)
    band = _HEAD_TENSORS * 64 * 16 * number * columns * min(height, rows + 2 * HALO)
    large = 3 * 16 * pixels * 2  # a finished frame on its way out, and the one before it
    return (0 if card else LIBRARIES) + max(steps, flow, band + 3 * width * number * pixels) + large


def _every(frames: int, pixels: int, width: int, dtype: str, share: int, free: int) -> int:
    """The smallest K that needs no more than `share`; the thriftiest where only all of `free` is enough for it."""
    thriftiest = max(1, round(sqrt(frames)))
    every = 1
    while every < thriftiest and _on_disk(frames, pixels, width, dtype, every) > share:
        every += 1
    least = _on_disk(frames, pixels, width, dtype, every)
    if least > free:
        raise StorageError(
            f"enlarging {frames} frames needs at least {least / GB:.2f} GB of room for unfinished work, "
            f"{free / GB:.2f} GB are free; make room, or choose another upscaler (ncnn, lanczos)"
        )
    return every


def _on_disk(frames: int, pixels: int, width: int, dtype: str, every: int) -> int:
    feature = pixels * width * _number(dtype)
    again = every if every > 1 else 0
    flows = 8 * pixels * frames if every > 1 else 0
    return 12 * pixels * frames + flows + (ceil(frames / every) + again + _STATES) * feature
