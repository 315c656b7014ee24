"""Brings the colours of an enlarged frame back to the source's, where an upscaler lets them drift; and blends the two.

Only what is coarser than a block of the source is changed: an upscaler's detail is its own. Every frame is treated by
itself, by the same linear rule, so that nothing pulses. Knows no upscaler.
"""

from __future__ import annotations

import numpy as np

from moviefactory.upscale import Frame

_BLOCK = 16  # source pixels: coarser than any texture an upscaler redraws, finer than the shapes whose colour one sees


def matched(large: Frame, source: Frame) -> Frame:
    """`large` with the low frequencies of `source`. Both (h, w, 3) of one dtype (uint8 or uint16), of any two sizes.

    The difference of the block means, interpolated, is added; the wavelet colour fix of other upscalers does the same
    with a pyramid. A frame without drift comes back as it is, to rounding.
    """
    import cv2

    height, width = source.shape[:2]
    grid = (max(1, round(width / _BLOCK)), max(1, round(height / _BLOCK)))
    # Rounded at the source's size, not at the grid's: there half a level of rounding would be seen to flicker.
    small = cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA)
    drift = cv2.resize(source.astype(np.float32) - small.astype(np.float32), grid, interpolation=cv2.INTER_AREA)
    drift = cv2.GaussianBlur(drift, (3, 3), 0.7, borderType=cv2.BORDER_REPLICATE)
    correction = cv2.resize(drift, (large.shape[1], large.shape[0]), interpolation=cv2.INTER_LINEAR)
    return _rounded(large + correction, large.dtype)


def blended(large: Frame, source: Frame, strength: float) -> Frame:
    """`strength` of `large` and the rest of `source`, plainly enlarged (bicubic). Same dtype, size of `large`."""
    import cv2

    plain = cv2.resize(source, (large.shape[1], large.shape[0]), interpolation=cv2.INTER_CUBIC)
    mixed: Frame = cv2.addWeighted(large, strength, plain, 1.0 - strength, 0.0)
    return mixed


def _rounded(frame: Frame, dtype: np.dtype[np.generic]) -> Frame:
    top = np.iinfo(dtype).max  # type: ignore[type-var]
    return np.rint(frame, out=frame).clip(0, top, out=frame).astype(dtype)
