"""The recurrent upscalers behind the protocol: cheap to make, checked before the work, going on when memory is out.

`tiny_upscaler` makes their weights; the numbers themselves are held in test_realbasicvsr and test_streaming.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tiny_upscaler import clip, tiny_checkpoint  # noqa: E402

import moviefactory.upscale.recurrent as room  # noqa: E402
import moviefactory.upscale.streaming as streaming  # noqa: E402
from moviefactory.errors import NotInstalled, PlanError, StorageError  # noqa: E402
from moviefactory.jobs.job import Tell  # noqa: E402
from moviefactory.settings import UpscaleSettings  # noqa: E402
from moviefactory.upscale import Take  # noqa: E402
from moviefactory.upscale.feature_store import FeatureStore  # noqa: E402
from moviefactory.upscale.realbasicvsr import load_realbasicvsr  # noqa: E402
from moviefactory.upscale.recurrent import basicvsr, precision_on, realbasicvsr  # noqa: E402

torch.set_num_threads(1)
PICTURES = clip(1, 5, 34, 42, seed=1)


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A processor, and nobody's notes."""
    monkeypatch.setenv("MOVIEFACTORY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(room, "graphics_card", lambda: None)


def take_of(folder: Path, dtype: Any = np.uint8) -> Take:
    most = np.iinfo(dtype).max
    frames = np.rint(PICTURES[0].transpose(0, 2, 3, 1) * most).astype(dtype)
    return Take(len(frames), (42, 34), lambda start: iter(frames[start:]), folder / "unfinished", "one")


def whole(path: Path, threshold: float = 255.0) -> Any:
    return load_realbasicvsr(path, threshold)(torch.from_numpy(PICTURES))[0].permute(0, 2, 3, 1)


def as_bytes(large: Any) -> Any:
    return (large.clamp(0, 1) * 255).round().to(torch.uint8).numpy()


@pytest.mark.parametrize(("make", "layout"), [(realbasicvsr, "published"), (basicvsr, "basicsr")])
def test_frames_are_the_networks_from_any_start(tmp_path: Path, make: Any, layout: str) -> None:
    path = tiny_checkpoint(tmp_path / "w.pth", layout=layout)
    upscaler, take = make(UpscaleSettings(model=str(path))), take_of(tmp_path)
    take.folder.mkdir()
    frames = list(upscaler.frames(take, 0, Tell()))
    assert [frame.shape for frame in frames] == [(136, 168, 3)] * 5
    wanted = as_bytes(whole(path))
    assert np.abs(np.stack(frames).astype(int) - wanted).max() <= 1  # a value on the edge between two
    assert (np.stack(frames) != wanted).mean() < 1e-3
    assert all(
        np.array_equal(one, other) for one, other in zip(upscaler.frames(take, 3, Tell()), frames[3:], strict=True)
    )
    assert list(upscaler.frames(take, 5, Tell())) == []


def test_deep_frames_stay_deep(tmp_path: Path) -> None:
    upscaler = realbasicvsr(UpscaleSettings(model=str(tiny_checkpoint(tmp_path / "w.pth"))))
    take = take_of(tmp_path, np.uint16)
    take.folder.mkdir()
    frames = list(upscaler.frames(take, 0, Tell()))
    assert frames[0].dtype == np.uint16
    assert len(np.unique(frames[0])) > 4000


def test_the_threshold_of_the_settings_counts(tmp_path: Path) -> None:
    path = tiny_checkpoint(tmp_path / "w.pth")
    take = take_of(tmp_path)
    take.folder.mkdir()
    thrice = realbasicvsr(UpscaleSettings(model=str(path), clean_threshold=0.001))
    frame = next(iter(thrice.frames(take, 0, Tell())))
    wanted = as_bytes(whole(path, 0.001)[0])
    assert np.abs(frame.astype(int) - wanted).max() <= 1
    assert np.abs(wanted.astype(int) - as_bytes(whole(path)[0])).max() > 3


def test_it_is_loaded_once_and_anew_where_the_weights_are_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[Path] = []
    usual = room.RecurrentUpscaler._loaded

    def counting(self: Any, found: Any) -> Any:
        loaded.append(found.path)
        return usual(self, found)

    monkeypatch.setattr(room.RecurrentUpscaler, "_loaded", counting)
    folder, take = tmp_path / "mine", take_of(tmp_path)
    folder.mkdir()
    take.folder.mkdir()
    first = tiny_checkpoint(folder / "a.pth")
    upscaler = realbasicvsr(UpscaleSettings(model=str(folder)))
    for _ in range(2):
        next(iter(upscaler.frames(take, 0, Tell())))
    assert loaded == [first]
    other = first.rename(folder / "b.pth")
    next(iter(upscaler.frames(take, 0, Tell())))
    assert loaded == [first, other]


def test_weights_of_the_other_network_are_refused_by_name(tmp_path: Path) -> None:
    cleaning = tiny_checkpoint(tmp_path / "real.pth")
    plain = tiny_checkpoint(tmp_path / "plain.pth", layout="basicsr")
    with pytest.raises(PlanError, match=r"real\.pth holds weights of RealBasicVSR; use --upscaler realbasicvsr"):
        basicvsr(UpscaleSettings(model=str(cleaning))).check(5, (42, 34), tmp_path)
    with pytest.raises(PlanError, match=r"plain\.pth holds weights of BasicVSR; use --upscaler basicvsr"):
        realbasicvsr(UpscaleSettings(model=str(plain))).check(5, (42, 34), tmp_path)


def test_the_check_finds_bad_weights_before_anything_is_made(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pth"
    bad.write_bytes(b"<!doctype html>")
    with pytest.raises(PlanError, match="a web page"):
        realbasicvsr(UpscaleSettings(model=str(bad))).check(5, (42, 34), tmp_path)
    with pytest.raises(PlanError, match="--upscaler lanczos"):
        realbasicvsr(UpscaleSettings()).check(5, (42, 34), tmp_path)


def test_the_check_reads_a_persons_own_weights_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tiny_checkpoint(tmp_path / "w.pth")
    realbasicvsr(UpscaleSettings(model=str(path))).check(5, (42, 34), tmp_path)

    def never(self: Any, found: Any) -> Any:
        raise AssertionError("read again")

    monkeypatch.setattr(room.RecurrentUpscaler, "_loaded", never)
    realbasicvsr(UpscaleSettings(model=str(path))).check(5, (42, 34), tmp_path)
    os.utime(path, ns=(5, 5))
    with pytest.raises(AssertionError):
        realbasicvsr(UpscaleSettings(model=str(path))).check(5, (42, 34), tmp_path)


def test_too_little_memory_or_disk_is_said_with_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tiny_checkpoint(tmp_path / "w.pth", width=16))
    with pytest.raises(PlanError, match=r"needs at least \d+\.\d\d GB of memory, 0\.10 GB may be used"):
        realbasicvsr(UpscaleSettings(model=path, memory_gb=0.1)).check(9, (768, 320), tmp_path)
    monkeypatch.setattr(room.shutil, "disk_usage", lambda folder: room.shutil._ntuple_diskusage(10, 10, 10**6))
    with pytest.raises(StorageError, match=r"needs at least .* GB of room .* 0\.\d\d GB are free"):
        realbasicvsr(UpscaleSettings(model=path)).check(2000, (768, 320), tmp_path / "not" / "made" / "yet")


def test_what_an_earlier_run_of_the_take_keeps_on_the_disk_counts_as_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upscaler = realbasicvsr(UpscaleSettings(model=str(tiny_checkpoint(tmp_path / "w.pth"))))
    monkeypatch.setattr(room.shutil, "disk_usage", lambda folder: room.shutil._ntuple_diskusage(10, 10, 0))
    (tmp_path / "take").mkdir()
    (tmp_path / "take" / "segment").write_bytes(bytes(10**7))  # stays, and makes no room
    with pytest.raises(StorageError, match=r"0\.\d\d GB are free"):
        upscaler.check(5, (42, 34), tmp_path / "take")
    FeatureStore(tmp_path / "take", "one").put("back-000000", np.zeros(10**7, np.uint8))
    upscaler.check(5, (42, 34), tmp_path / "take")


def test_it_goes_on_with_half_the_memory_from_the_frame_at_which_it_ran_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, runs, budgets, notes = streaming.enlarged_frames, [], [], []

    def failing(network: Any, take: Take, start: int, plan: Any, tell: Tell) -> Iterator[Any]:
        runs.append(start)
        for number, frame in enumerate(usual(network, take, start, plan, tell), start):
            if len(runs) < 3 and number == len(runs) * 2:
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
            yield frame

    def planning(*arguments: Any, **options: Any) -> Any:
        budgets.append(options["free_bytes"])
        return plan(*arguments, **options)

    plan = room.plan_memory
    monkeypatch.setattr(streaming, "enlarged_frames", failing)
    monkeypatch.setattr(room, "plan_memory", planning)
    monkeypatch.setattr(room, "free_bytes", lambda device: 8 * 10**9)
    path, take = tiny_checkpoint(tmp_path / "w.pth"), take_of(tmp_path)
    take.folder.mkdir()
    upscaler = realbasicvsr(UpscaleSettings(model=str(path)))
    frames = list(upscaler.frames(take, 0, replace(Tell(), note=notes.append)))
    assert (runs, budgets) == ([0, 2, 4], [8 * 10**9, 4 * 10**9, 2 * 10**9])
    assert np.abs(np.stack(frames).astype(int) - as_bytes(whole(path))).max() <= 1
    assert "memory ran out at frame 2; going on from there" in notes[0]


def test_at_the_floor_it_says_so_with_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*arguments: Any) -> Iterator[Any]:
        raise MemoryError
        yield

    monkeypatch.setattr(streaming, "enlarged_frames", failing)
    take = take_of(tmp_path)
    take.folder.mkdir()
    upscaler = realbasicvsr(UpscaleSettings(model=str(tiny_checkpoint(tmp_path / "w.pth")), memory_gb=1.5))
    with pytest.raises(PlanError, match=r"42x34 in fp32 needs at least 0\.\d\d GB of memory, 0\.\d\d GB may be used"):
        list(upscaler.frames(take, 0, Tell()))


def test_another_failure_is_not_taken_for_want_of_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*arguments: Any) -> Iterator[Any]:
        raise RuntimeError("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED")
        yield

    monkeypatch.setattr(streaming, "enlarged_frames", failing)
    take = take_of(tmp_path)
    take.folder.mkdir()
    with pytest.raises(RuntimeError, match="CUDNN"):
        list(realbasicvsr(UpscaleSettings(model=str(tiny_checkpoint(tmp_path / "w.pth")))).frames(take, 0, Tell()))


def test_precision_is_fp32_on_a_processor_and_what_a_card_is_good_at(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [precision_on(device, "auto") for device in ("cpu", "mps", "xpu")] == ["fp32"] * 3
    assert [precision_on("cpu", asked) for asked in ("fp32", "bf16", "fp16")] == ["fp32", "bf16", "fp16"]
    for has_bf16, capability, wanted in ((True, (9, 0), "bf16"), (False, (7, 5), "fp16"), (False, (6, 1), "fp32")):
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation, has=has_bf16: has)
        monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device, found=capability: found)
        assert precision_on("cuda", "auto") == wanted
        assert precision_on("cuda", "fp32") == "fp32"


def test_bf16_is_close_to_fp32(tmp_path: Path) -> None:
    path = tiny_checkpoint(tmp_path / "w.pth")
    pictures = []
    for dtype in ("fp32", "bf16"):
        take = replace(take_of(tmp_path), folder=tmp_path / dtype, key=dtype)
        take.folder.mkdir()
        upscaler = realbasicvsr(UpscaleSettings(model=str(path), dtype=dtype))
        pictures.append(np.stack(list(upscaler.frames(take, 0, Tell()))).astype(float))
        assert f", {dtype} on the processor" in upscaler.note
    error = np.square(pictures[0] - pictures[1]).mean()
    assert 0 < error < 4  # of 255 * 255: better than 42 dB


def test_what_ran_and_whose_it_is_is_told(tmp_path: Path) -> None:
    path = tiny_checkpoint(tmp_path / "mine.pth")
    upscaler = realbasicvsr(UpscaleSettings(model=str(path)))
    assert upscaler.note == "RealBasicVSR (mine.pth), fp32 on the processor"
    assert upscaler.credit == "enlarged by RealBasicVSR with mine.pth: licence unknown"
    assert upscaler.revision.startswith("mine.pth@")
    assert (upscaler.name, upscaler.scale, upscaler.finish, upscaler.drifts, upscaler.workers) == (
        "realbasicvsr",
        4,
        "",
        False,
        1,
    )


def test_without_torch_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room.weights, "find_spec", lambda name: None)
    upscaler = realbasicvsr(UpscaleSettings(model=str(tiny_checkpoint(tmp_path / "w.pth"))))
    with pytest.raises(NotInstalled, match=r"realbasicvsr needs torch; install moviefactory's extra `upscale`"):
        upscaler.check(1, (42, 34), tmp_path)


def test_making_one_and_describing_it_loads_no_torch(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from moviefactory.settings import UpscaleSettings\n"
        "from moviefactory.upscale import load_upscaler\n"
        "for name in ('realbasicvsr', 'basicvsr'):\n"
        "    one = load_upscaler(UpscaleSettings(upscaler=name))\n"
        "    print(one.name, one.revision, one.credit)\n"
        "print(sorted({'torch', 'cv2', 'onnxruntime'} & set(sys.modules)))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(room.__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
