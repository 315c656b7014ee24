"""The upscale stage inside a movie: which upscaler, whose weights, what is kept, what a person is told."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from tiny_upscaler import tiny_checkpoint
from typer.testing import Result

torch = pytest.importorskip("torch")
torch.set_num_threads(1)

Run = Callable[..., Result]


def with_upscale(plan: Path, **upscale: object) -> None:
    """The small movie, smaller still, with other settings of this stage."""
    movie = yaml.safe_load(plan.read_text())
    movie |= {"upscale": upscale, "frame_rate": 4, "video": {"renderer": "test-card", "size_px": "64x64"}}
    plan.write_text(yaml.safe_dump(movie, sort_keys=False))


def made(run: Run, plan: Path, *flags: str) -> dict[str, object]:
    result = run(plan, "--json", *flags)
    assert result.exit_code in (0, 6), result.output
    told: dict[str, object] = json.loads(result.stdout)
    return told


def test_a_movie_is_enlarged_by_weights_that_lie_in_its_folder(run: Run, small: Path) -> None:
    tiny_checkpoint(small.parent / "mine.pth")
    with_upscale(small, upscaler="realbasicvsr", model="mine.pth")
    told = made(run, small)
    assert told["failures"] == {}
    (note,) = told["upscaled"]  # type: ignore[misc]
    assert "RealBasicVSR" in note
    assert told["upscaled"][note] == 3  # type: ignore[index]
    assert not list((small.parent / "unfinished").glob("*.upscale"))
    assert made(run, small)["made"] == 0
    (small.parent / "weights").mkdir()
    (small.parent / "mine.pth").rename(small.parent / "weights" / "mine.pth")
    with_upscale(small, upscaler="realbasicvsr", model="weights/mine.pth", minutes=3, memory_gb=4)
    assert made(run, small)["made"] == 0  # the same weights, and no more than limits


def test_other_weights_under_the_same_name_make_the_clips_again(run: Run, small: Path) -> None:
    tiny_checkpoint(small.parent / "mine.pth")
    with_upscale(small, upscaler="realbasicvsr", model="mine.pth")
    made(run, small, "--to", "upscale")
    tiny_checkpoint(small.parent / "mine.pth", seed=1)
    assert made(run, small, "--to", "upscale")["made"] == 3


def test_where_it_is_left_open_who_ran_is_told_and_stays(run: Run, small: Path, own_home: Path) -> None:
    with_upscale(small, upscaler="auto", minutes=1e-6)
    told = made(run, small, "--to", "upscale")
    assert "Lanczos" in str(told["upscaled"])
    chosen = json.loads((small.parent / "upscaled" / "upscaler.json").read_text())
    assert chosen["upscaler"] == "lanczos"
    assert made(run, small, "--to", "upscale")["made"] == 0
    assert "auto" in small.read_text()


def test_too_little_memory_is_told_before_anything_is_rendered(run: Run, small: Path) -> None:
    tiny_checkpoint(small.parent / "mine.pth")
    with_upscale(small, upscaler="realbasicvsr", model="mine.pth", memory_gb=0.01)
    result = run(small)
    assert result.exit_code == 2
    assert "GB" in result.stderr
    assert not (small.parent / "clips").exists()


def test_weights_that_are_not_here_are_not_fetched_unasked(
    run: Run, small: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with_upscale(small, upscaler="realbasicvsr")
    result = run(small)
    assert result.exit_code == 2
    assert "RealBasicVSR_x4 is not on this machine" in result.stderr
    assert not (small.parent / "clips").exists()
