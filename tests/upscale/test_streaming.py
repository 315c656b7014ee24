"""Streaming is the whole clip: same pictures for every plan, start and size, in flat memory, and after any kill."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from streaming_trial import drawn_clip, rough_network, take_of, whole_clip  # noqa: E402
from test_memory_plan import measured_peak  # noqa: E402

from moviefactory.errors import MediaError  # noqa: E402
from moviefactory.jobs.job import Tell  # noqa: E402
from moviefactory.upscale import streaming  # noqa: E402
from moviefactory.upscale.memory_plan import Plan  # noqa: E402
from moviefactory.upscale.streaming import enlarged_frames, prepared  # noqa: E402

PLAN = Plan(every=1, band_rows=8, in_memory=False, memory_bytes=0, disk_bytes=0)
ONCE, TWICE, THRICE = 255.0, 8.4, 0.001  # thresholds, and how often they clean
QUIET = Tell()
HALF_STEP = 0.5 / 65535  # of sixteen-bit numbers, in which the frames come out
Clip = np.ndarray[Any, Any]


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def streamed(network: Any, clip: Clip, folder: Path, plan: Plan = PLAN, start: int = 0, tell: Tell = QUIET) -> Clip:
    ready = prepared(network, "cpu", "fp32")
    return np.stack(list(enlarged_frames(ready, take_of(clip, folder), start, plan, tell)))


def assert_same(large: Clip, whole: Clip) -> None:
    assert large.dtype == np.uint16 and large.shape == whole.shape
    assert np.abs(large / 65535.0 - whole).max() <= HALF_STEP + 1e-5


@cache
def whole_by_threshold(threshold: float) -> Clip:
    return whole_clip(rough_network(threshold), drawn_clip(7, 21, 29))


@pytest.mark.parametrize("threshold", [ONCE, TWICE, THRICE])
@pytest.mark.parametrize(("every", "rows", "start", "in_memory"), [
    (1, 8, 0, False), (1, 1, 0, False), (3, 5, 0, False), (4, 2000, 5, False), (100, 7, 2, False), (1, 8, 6, True),
])  # fmt: skip
def test_streaming_equals_the_whole_clip(
    tmp_path: Path, threshold: float, every: int, rows: int, start: int, in_memory: bool
) -> None:
    clip = drawn_clip(7, 21, 29)
    whole = whole_by_threshold(threshold)
    large = streamed(rough_network(threshold), clip, tmp_path, Plan(every, rows, in_memory, 0, 0), start)
    assert_same(large, whole[start:])


def test_the_thresholds_of_these_tests_mean_one_two_and_three_cleanings(tmp_path: Path) -> None:
    clip, ends = drawn_clip(7, 21, 29), []
    for threshold in (ONCE, TWICE, THRICE):
        steps: list[int] = []
        tell = Tell(step=lambda words, done, total, steps=steps: steps.append(total))
        streamed(rough_network(threshold), clip, tmp_path / str(threshold), tell=tell)
        ends.append(steps[-1] // 7)
    assert ends == [2, 3, 4]  # walks: those of cleaning, and the one back


@pytest.mark.parametrize(("frames", "height", "width"), [(1, 40, 48), (2, 9, 7), (3, 1, 1), (2, 1, 40), (2, 40, 35)])
def test_few_frames_and_odd_and_tiny_sizes(tmp_path: Path, frames: int, height: int, width: int) -> None:
    clip = drawn_clip(frames, height, width)
    assert_same(streamed(rough_network(), clip, tmp_path), whole_clip(rough_network(), clip))


def test_a_basicvsr_which_cleans_nothing(tmp_path: Path) -> None:
    clip = drawn_clip(4, 20, 24)
    assert_same(streamed(rough_network(cleaning=0), clip, tmp_path), whole_clip(rough_network(cleaning=0), clip))


def test_eight_bits_come_out_as_eight_bits_rounded(tmp_path: Path) -> None:
    clip = (drawn_clip(3, 20, 24) // 257).astype(np.uint8)
    whole = whole_clip(rough_network(), clip)
    large = streamed(rough_network(), clip, tmp_path)
    assert large.dtype == np.uint8 and np.abs(large / 255.0 - whole).max() <= 0.5 / 255 + 1e-5
    assert whole.min() == 0.0 and whole.max() == 1.0  # some numbers had to be clamped


def test_a_still_take_stays_still(tmp_path: Path) -> None:
    clip = np.repeat((drawn_clip(1, 32, 32) // 257).astype(np.uint8), 6, 0)
    large = streamed(rough_network(), clip, tmp_path).astype(int)
    whole = whole_clip(rough_network(), clip)
    assert np.abs(np.diff(large, axis=0)).max() <= 255 * np.abs(np.diff(whole, axis=0)).max() + 1.01


def test_half_precision_differs_little_and_keeps_the_flow_exact(tmp_path: Path) -> None:
    clip = drawn_clip(4, 40, 48)
    ready = prepared(rough_network(), "cpu", "bf16")
    flow = rough_network().basicvsr.spynet.state_dict()
    assert all(torch.equal(one, flow[key]) for key, one in ready.basicvsr.spynet.state_dict().items())
    assert ready.basicvsr.conv_hr.weight.dtype == torch.bfloat16
    large = np.stack(list(enlarged_frames(ready, take_of(clip, tmp_path), 0, PLAN, Tell())))
    off = np.abs(large / 65535.0 - whole_clip(rough_network(), clip))
    assert 0 < off.mean() < 0.004 and off.max() < 0.1


def test_the_work_of_another_precision_or_take_is_not_taken_up(tmp_path: Path) -> None:
    clip, other = drawn_clip(3, 20, 24), drawn_clip(3, 20, 24, seed=5)
    list(enlarged_frames(prepared(rough_network(), "cpu", "bf16"), take_of(clip, tmp_path), 0, PLAN, Tell()))
    assert_same(streamed(rough_network(), clip, tmp_path), whole_clip(rough_network(), clip))
    changed = replace(take_of(other, tmp_path), key="other pictures")
    large = np.stack(list(enlarged_frames(prepared(rough_network(), "cpu", "fp32"), changed, 0, PLAN, Tell())))
    assert_same(large, whole_clip(rough_network(), other))


@pytest.mark.parametrize("every", [1, 3])
def test_going_on_reads_nothing_and_looks_ahead_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    monkeypatch.setattr(streaming, "SEGMENT", 3)
    clip, plan, steps = drawn_clip(8, 20, 24), replace(PLAN, every=every), []
    whole = streamed(rough_network(), clip, tmp_path, plan)

    def unreadable(start: int) -> Iterator[Clip]:
        raise AssertionError("the take was read again")

    take = replace(take_of(clip, tmp_path), read=unreadable)
    ready = prepared(rough_network(), "cpu", "fp32")
    tell = Tell(step=lambda words, done, total: steps.append(words))
    for start in (6, 7, 4):
        assert np.array_equal(np.stack(list(enlarged_frames(ready, take, start, plan, tell))), whole[start:])
    assert list(enlarged_frames(ready, take, 8, plan, tell)) == [] and steps == []


@pytest.mark.parametrize("every", [1, 3])
def test_torn_and_lost_files_are_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: int) -> None:
    monkeypatch.setattr(streaming, "SEGMENT", 2)
    clip, plan = drawn_clip(7, 20, 24), replace(PLAN, every=every)
    whole = streamed(rough_network(THRICE), clip, tmp_path, plan)
    for number, file in enumerate(sorted(tmp_path.rglob("*.array"))):
        if number % 3 == 0:
            file.unlink()
        elif number % 3 == 1:
            data = bytearray(file.read_bytes())
            data[-1] ^= 255
            file.write_bytes(bytes(data))
    assert np.array_equal(streamed(rough_network(THRICE), clip, tmp_path, plan, 3), whole[3:])


def test_a_plan_may_change_between_runs(tmp_path: Path) -> None:
    clip = drawn_clip(9, 20, 24)
    whole = whole_clip(rough_network(), clip)
    for every, start in ((4, 0), (1, 2), (3, 5), (2, 0)):
        large = streamed(rough_network(), clip, tmp_path, replace(PLAN, every=every, band_rows=every), start)
        assert_same(large, whole[start:])


def test_the_person_sees_both_walks_ahead(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    tell = Tell(step=lambda *what: told.append(what))
    streamed(rough_network(), drawn_clip(4, 20, 24), tmp_path, tell=tell)
    assert told == [("looking ahead", done, 8) for done in range(1, 9)]


def test_a_take_that_is_shorter_or_of_another_size_than_said_is_named(tmp_path: Path) -> None:
    clip = drawn_clip(3, 20, 24)
    ready = prepared(rough_network(), "cpu", "fp32")
    for wrong, words in (({"frames": 5}, "has 3 frames, though 5"), ({"size_px": (20, 24)}, "frame 0 of the take")):
        take = replace(take_of(clip, tmp_path), **wrong)
        with pytest.raises(MediaError, match=words):
            list(enlarged_frames(ready, take, 0, PLAN, Tell()))


def test_memory_is_flat_in_the_length_of_the_take(tmp_path: Path) -> None:
    short, long = (measured_peak(tmp_path / str(frames), frames, (32, 24), "fp32", "shallow") for frames in (10, 160))
    assert long < 1.1 * short


def test_a_kill_at_any_moment_changes_nothing(tmp_path: Path) -> None:
    """Every write of a run is its last one in turn, half done; see the program for how."""
    if sys.platform == "win32":
        pytest.skip("processes cannot be forked")
    program = Path(__file__).with_name("streaming_trial.py")
    done = subprocess.run([sys.executable, str(program), str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kills, different = map(int, done.stdout.split())
    assert kills >= 40 and different == 0
