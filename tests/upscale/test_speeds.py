"""How long an upscaler takes: guessed at first, measured then, and never the reason for a failure."""

import json
from pathlib import Path

import pytest

from moviefactory.machine.graphics_card import Gpu
from moviefactory.settings import UpscaleSettings
from moviefactory.upscale import speeds
from moviefactory.upscale.speeds import FILE, Work, estimate, remember

FILM = Work(480, 100, (768, 320), (3072, 1280))
AUTO = UpscaleSettings()
pytestmark = pytest.mark.usefixtures("own_home")


@pytest.fixture(autouse=True)
def two_cores_with_avx512(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speeds, "cores", lambda: 2)
    monkeypatch.setattr(speeds, "processor_flags", lambda: frozenset({"avx2", "avx512f", "avx512_bf16"}))
    monkeypatch.setattr(speeds, "_card_of_torch", lambda: None)
    monkeypatch.setattr(speeds, "processor_name", lambda: "A Processor")


def per_frame(upscaler: str, **settings: object) -> float:
    return estimate(upscaler, UpscaleSettings(**settings), FILM).seconds / FILM.frames  # type: ignore[arg-type]


def test_the_guess_agrees_with_what_was_measured_on_two_cores() -> None:
    assert 14 < per_frame("basicvsr") < 22  # 23.4 s without channels_last
    assert 6 < per_frame("realbasicvsr", dtype="bf16") < 10
    assert 0.7 < per_frame("ncnn") < 1.4
    assert 25 < per_frame("ncnn", model="x4plus") < 35
    assert 0.03 < per_frame("lanczos") < 0.3


def test_more_cores_and_newer_ones_are_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    two = per_frame("basicvsr")
    monkeypatch.setattr(speeds, "processor_flags", lambda: frozenset({"avx2"}))
    assert per_frame("basicvsr") > 1.5 * two
    monkeypatch.setattr(speeds, "cores", lambda: 32)
    assert per_frame("basicvsr") < two / 3


def test_bf16_is_no_faster_where_the_processor_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speeds, "processor_flags", lambda: frozenset({"avx2", "avx512f"}))
    assert per_frame("basicvsr", dtype="bf16") == per_frame("basicvsr")


def test_a_card_is_faster_the_newer_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    took = []
    for name in ("NVIDIA H200", "NVIDIA GeForce RTX 3060", "Tesla T4", "A card of 2031"):
        monkeypatch.setattr(speeds, "_card_of_torch", lambda name=name: Gpu(name, 2**34, 2**34, "cuda"))
        took.append(per_frame("basicvsr"))
    assert took == sorted(took)
    assert took[-1] < 5


def test_what_was_measured_counts_more_than_the_guess_for_films_of_any_length_and_size() -> None:
    assert not estimate("basicvsr", AUTO, FILM).measured
    remember("basicvsr", AUTO, FILM, 480 * 3.0)
    again = estimate("basicvsr", AUTO, FILM)
    assert again.measured
    assert again.seconds == pytest.approx(1440, rel=1e-3)
    half = Work(240, 10, (384, 320), (1536, 1280))
    assert estimate("basicvsr", AUTO, half).seconds == pytest.approx(360, rel=1e-3)


def test_each_precision_model_and_upscaler_is_measured_by_itself() -> None:
    remember("basicvsr", AUTO, FILM, 100.0)
    remember("ncnn", UpscaleSettings(model="x4plus"), FILM, 100.0)
    assert not estimate("basicvsr", UpscaleSettings(dtype="bf16"), FILM).measured
    assert not estimate("realbasicvsr", AUTO, FILM).measured
    assert not estimate("ncnn", AUTO, FILM).measured
    assert estimate("ncnn", UpscaleSettings(model="x4plus", dtype="bf16"), FILM).measured


def test_lanczos_takes_as_long_as_what_it_makes_is_large() -> None:
    remember("lanczos", AUTO, FILM, 48.0)
    small = Work(480, 100, (384, 160), (3072, 1280))
    assert estimate("lanczos", AUTO, small).seconds == pytest.approx(48, rel=1e-3)


def test_one_run_on_a_busy_machine_does_not_count_against_the_others() -> None:
    for seconds in (100.0, 110.0, 5000.0):
        remember("ncnn", AUTO, FILM, seconds)
    assert estimate("ncnn", AUTO, FILM).seconds == pytest.approx(110, rel=1e-3)


def test_a_run_of_few_or_tiny_frames_says_nothing() -> None:
    remember("ncnn", AUTO, Work(3, 3, (768, 320), (3072, 1280)), 100.0)
    remember("ncnn", AUTO, Work(48, 48, (96, 64), (192, 80)), 100.0)
    remember("ncnn", AUTO, FILM, 0.0)
    assert not estimate("ncnn", AUTO, FILM).measured


def test_the_file_stays_small(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speeds, "_KINDS", 12)
    for number in range(16):
        remember("ncnn", UpscaleSettings(model=f"model-{number}"), FILM, 10.0)
    for _ in range(8):
        remember("ncnn", AUTO, FILM, 10.0)
    kept = json.loads((own_home / "data" / FILE).read_text())
    assert len(kept) == 12
    assert max(len(times) for times in kept.values()) == 5
    assert not any("|model-0|" in key for key in kept)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '"x"', "\x00\xff", '{"ncnn|||A Processor x2": "fast"}', '{"ncnn|||A Processor x2": [-1, 0]}',
     '{"ncnn|||A Processor x2": []}', '{"ncnn|||A Processor x2": [true]}'],
)  # fmt: skip
def test_a_broken_file_is_as_if_nothing_were_known_and_is_mended_by_the_next_run(own_home: Path, text: str) -> None:
    file = own_home / "data" / FILE
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="latin-1")
    assert not estimate("ncnn", AUTO, FILM).measured
    remember("ncnn", AUTO, FILM, 96.0)
    assert estimate("ncnn", AUTO, FILM).seconds == pytest.approx(96, rel=1e-3)


def test_where_nothing_can_be_written_nothing_fails(own_home: Path) -> None:
    own_home.parent.mkdir(exist_ok=True)
    own_home.write_text("a file where the folder would be")
    remember("ncnn", AUTO, FILM, 96.0)
    assert not estimate("ncnn", AUTO, FILM).measured
