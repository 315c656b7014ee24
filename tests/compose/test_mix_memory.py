"""The memory of the mix does not grow with the movie."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.slow
def test_half_an_hour_takes_hardly_more_memory_than_three_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.setenv("PYTHONPATH", str(BENCHMARKS.parent))
    monkeypatch.delitem(sys.modules, "mix", raising=False)
    from mix import measured  # type: ignore[import-not-found]

    short, long = (measured(minutes, ("ours",))["ours"]["peak_mib"] for minutes in (3, 30))
    assert long - short < 60  # the half hour itself is 660 MiB of samples
