"""What a take needs of memory and disk: flat in its length, refused early with numbers, and true."""

import subprocess
import sys
from pathlib import Path

import pytest

from moviefactory.errors import PlanError, StorageError
from moviefactory.upscale.memory_plan import BEST_ROWS, FEWEST_ROWS, GB, MIB, plan_memory

FILM = (768, 320)
PLENTY = 10**12


def test_with_room_enough_nothing_is_computed_twice() -> None:
    plan = plan_memory(121, FILM, free_bytes=16 * GB, disk_bytes=PLENTY)
    assert (plan.every, plan.band_rows, plan.in_memory) == (1, BEST_ROWS, False)
    assert 7.6e9 < plan.disk_bytes < 8.7e9  # 62.9 MB a frame, and the cleaned frames


def test_memory_does_not_grow_with_the_take() -> None:
    plans = [plan_memory(frames, FILM, free_bytes=16 * GB, disk_bytes=PLENTY) for frames in (1, 10, 2000)]
    assert len({plan.memory_bytes for plan in plans}) == 1


def test_half_precision_needs_less_of_both() -> None:
    full, half = (
        plan_memory(50, FILM, dtype=dtype, free_bytes=16 * GB, disk_bytes=PLENTY) for dtype in ("fp32", "bf16")
    )
    assert half.memory_bytes < full.memory_bytes and half.disk_bytes < 0.6 * full.disk_bytes


def test_a_small_disk_keeps_every_kth_feature_and_stays_within_its_share() -> None:
    before = 1
    for disk in (40 * GB, 20 * GB, 12 * GB):
        plan = plan_memory(257, FILM, free_bytes=16 * GB, disk_bytes=disk)
        assert plan.every >= before and plan.disk_bytes <= disk // 2
        before = plan.every
    assert before > 1


def test_too_small_a_disk_is_refused_with_numbers() -> None:
    with pytest.raises(StorageError, match=r"2000 frames needs at least \d+\.\d\d GB.*, 3\.00 GB are free"):
        plan_memory(2000, FILM, free_bytes=16 * GB, disk_bytes=3 * GB)


def test_little_memory_makes_bands_smaller_and_too_little_is_refused_with_numbers() -> None:
    plenty = plan_memory(10, FILM, free_bytes=16 * GB, disk_bytes=PLENTY)
    small = plan_memory(10, FILM, free_bytes=16 * GB, disk_bytes=PLENTY, memory_gb=0.85)
    assert FEWEST_ROWS <= small.band_rows < plenty.band_rows
    assert small.memory_bytes <= 0.85 * GB < plenty.memory_bytes
    with pytest.raises(PlanError, match=r"768x320 in fp32 needs at least 0\.\d\d GB of memory, 0\.30 GB may be used"):
        plan_memory(10, FILM, free_bytes=int(0.4 * GB), disk_bytes=PLENTY)


def test_what_the_person_allows_counts_but_never_more_than_is_free() -> None:
    with pytest.raises(PlanError, match=r"0\.20 GB may be used"):
        plan_memory(10, FILM, free_bytes=16 * GB, disk_bytes=PLENTY, memory_gb=0.2)
    with pytest.raises(PlanError, match=r"0\.20 GB may be used"):
        plan_memory(10, FILM, free_bytes=GB // 5, disk_bytes=PLENTY, memory_gb=100)


def test_a_card_keeps_features_in_its_memory_where_half_of_what_is_free_holds_them() -> None:
    short = plan_memory(121, FILM, dtype="bf16", free_bytes=20 * GB, disk_bytes=PLENTY, card=True)
    long = plan_memory(2000, FILM, dtype="bf16", free_bytes=20 * GB, disk_bytes=PLENTY, card=True)
    assert short.in_memory and short.every == 1 and short.band_rows > BEST_ROWS
    assert not long.in_memory and long.disk_bytes > short.disk_bytes


@pytest.mark.parametrize("size", [(1, 1), (7, 3), (40, 48), (33, 1000)])
def test_odd_and_tiny_sizes_have_a_plan(size: tuple[int, int]) -> None:
    plan = plan_memory(1, size, free_bytes=4 * GB, disk_bytes=PLENTY)
    assert plan.every == 1 and 1 <= plan.band_rows <= size[1]


@pytest.mark.parametrize(("size", "dtype"), [((192, 128), "fp32"), ((192, 128), "bf16")])
def test_the_memory_that_a_take_really_needs_is_what_was_said(
    tmp_path: Path, size: tuple[int, int], dtype: str
) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("resource")
    said = plan_memory(2, size, dtype=dtype, free_bytes=16 * GB, disk_bytes=PLENTY).memory_bytes
    measured = measured_peak(tmp_path, 2, size, dtype)
    assert 0.7 * said < measured < 1.1 * said, (measured // MIB, said // MIB)


def measured_peak(folder: Path, frames: int, size: tuple[int, int], dtype: str, flow: str = "real") -> int:
    program = Path(__file__).with_name("peak_of_take.py")
    command = [sys.executable, str(program), str(folder), str(frames), str(size[0]), str(size[1]), dtype, flow]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    return int(done.stdout)
