"""The benchmark of the diffusers renderer runs, and its full-size model has the numbers of the real one."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("psutil")

import torch

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture(scope="module")
def benchmark() -> Iterator[Any]:
    folder = str(Path(__file__).parent.parent / "benchmarks")
    sys.path.insert(0, folder)
    import diffusion

    yield diffusion
    diffusion.release_video_model("diffusers")
    sys.path.remove(folder)


@pytest.fixture
def bench(benchmark: Any) -> Any:
    """A few shots of the smallest model."""
    model = benchmark.tiny("wan")
    return benchmark.Bench(model, "cpu", frames=5, rate=8, size_px=(64, 64), steps=2, runs=1, shots=2, threads=1)


def test_ours_and_the_bare_pipeline_draw_the_same_frames(benchmark: Any, bench: Any) -> None:
    found = benchmark.times(bench)
    assert found["greatest_difference"] == 0
    assert found["ratio"] == pytest.approx(found["ours_ms"] / found["bare_ms"], abs=0.01)


def test_what_grows_and_what_a_resumed_shot_costs_is_told(benchmark: Any, bench: Any) -> None:
    found = benchmark.many(bench, "ours")
    assert found["grown"]["tensors"] == found["files_left"] == 0
    assert found["after_2"]["rss_mib"] > 50
    found = benchmark.resume(replace(bench, steps=3))
    assert found["resumed_is_the_same_file"]
    assert found["resumed_steps"] == 2
    assert found["state_kib"] > 1


def test_a_profile_names_functions_of_ours(benchmark: Any, bench: Any) -> None:
    found = benchmark.where(bench)
    assert {"jobs/job.py:run_job", "video/make_clip.py:make_clip"} <= found.keys()
    assert found["jobs/job.py:run_job"] >= found["video/make_clip.py:make_clip"] > 0


def test_the_full_model_has_the_parameters_of_the_real_one_and_needs_a_card(
    benchmark: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    benchmark.main(["--full", "wan-1.3b", "--device", "cpu", "--only", "full", "--json"])
    full = json.loads(capsys.readouterr().out)["full"]
    assert full["parameters"] == {
        "transformer": 1_418_996_800,  # 1.42 billion, as its card says
        "text_encoder": 5_680_910_336,  # UMT5-XXL's encoder
        "vae": 126_892_531,
    }
    assert "no CUDA card" in full["not_measured"]


def test_the_full_model_is_written_and_rendered_under_a_measure(benchmark: Any, bench: Any, tmp_path: Path) -> None:
    full = benchmark.full_wan
    small = replace(bench, model=str(tmp_path), memory="tile")
    assert full.build(small, "wan-nano")["seconds"] > 0
    found = full.rung(small, card=8.0)
    assert found["memory"] == "tile"
    assert found["shot_s"] >= found["decode_s"] > 0
    assert found["estimated_gib"] >= 0


def test_on_a_card_all_rungs_and_limits_are_run(benchmark: Any, tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cuda")
    benchmark.full_wan.add_flags(parser)
    (tmp_path / "model_index.json").write_text("{}", encoding="utf-8")  # built before
    given = parser.parse_args(["--full", "wan-nano", "--folder", str(tmp_path), "--limits", "8,6"])
    asked = []

    def run(part: str, one: Any, **more: Any) -> dict[str, Any]:
        asked.append((part, one.memory, more))
        return {"shot_s": 2.0 if part == "rung" else 1.6}

    found = benchmark.full_wan.full(given, run)
    assert [memory for part, memory, _ in asked if part == "rung"] == ["none", "tile", "offload", "group", "fp8"]
    limits = [(memory, more["gib"]) for part, memory, more in asked if part == "limited"]
    assert limits == [("none", 8.0), ("auto", 8.0), ("none", 6.0), ("auto", 6.0)]
    assert found["ratio"] == 1.25


def test_a_smaller_card_is_all_that_the_process_sees(benchmark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shares: list[float] = []
    whole = SimpleNamespace(total_memory=80 * 2**30)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda device: whole)
    monkeypatch.setattr(torch.cuda, "set_per_process_memory_fraction", shares.append)
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda *device: 3 * 2**30)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda *device: 2 * 2**30)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda *device: (79 * 2**30, 80 * 2**30))
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 0)
    monkeypatch.setattr(torch.cuda, "get_per_process_memory_fraction", {0: 0.1}.__getitem__)
    benchmark.full_wan.as_card_of(8, "cuda")
    assert shares == [0.1]
    assert benchmark.memory.free_bytes("cuda") == 6 * 2**30
