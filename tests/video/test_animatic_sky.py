"""Clouds repeat without a seam."""

import numpy as np
import pytest

from moviefactory.video.animatic.light import light_of
from moviefactory.video.animatic.sky import CloudKind, paint_clouds


@pytest.mark.parametrize("kind", ["cumulus", "bank", "streaks", "cover", "storm", "wisps"])
@pytest.mark.parametrize("seed", [1, 2])
def test_where_clouds_repeat_the_step_is_no_larger_than_elsewhere(kind: CloudKind, seed: int) -> None:
    strip = paint_clouds(kind, (640, 120), light_of("day", "clear", 3), seed, 0.5).astype(int)
    inside = np.abs(np.diff(strip, axis=1)).mean(axis=(0, 2))
    seam = np.abs(strip[:, 0] - strip[:, -1]).mean()
    assert seam <= np.quantile(inside, 0.995) + 0.5
