"""What is known of models without loading them, and what of this machine without loading torch."""

import ctypes
import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from moviefactory.machine import graphics_card as card_file
from moviefactory.machine.free_memory import GIB
from moviefactory.machine.graphics_card import Gpu, graphics_card
from moviefactory.video import machine
from moviefactory.video.machine import default_video_preset, fit_words, fits, why_not
from moviefactory.video.model_cards import Card, card_for, card_of_preset, cards, licence_line, named

WAN = "Wan-AI/Wan2.1-T2V-1.3B-Diffusers"


def card(**facts: Any) -> Card:
    return Card(**{"model": "a/b", "licence": "MIT", **facts})


def gpu(gib: float, free: float | None = None) -> Gpu:
    return Gpu("NVIDIA GeForce RTX 4090", int(gib * GIB), int((gib if free is None else free) * GIB), "cuda")


# cards


@pytest.mark.parametrize("model", [WAN, WAN.lower(), WAN.upper(), "Wan2.1-T2V-1.3B-Diffusers"])
def test_a_card_is_found_by_its_hub_id_in_any_case(model: str) -> None:
    found = card_for(model)
    assert found and found.preset == "wan-1.3b"


@pytest.mark.parametrize(
    "said",
    [
        {"_name_or_path": WAN},
        {"_name_or_path": f"/home/x/.cache/huggingface/hub/models--{WAN.replace('/', '--')}/snapshots/abc/transformer"},
        {"_name_or_path": "/data/models/Wan2.1-T2V-1.3B-Diffusers"},
    ],
)
def test_a_local_folder_is_known_by_what_it_was_made_from(said: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "mine" / "transformer").mkdir(parents=True)
    (tmp_path / "mine" / "transformer" / "config.json").write_text(json.dumps(said))
    found = card_for(str(tmp_path / "mine"))
    assert found and found.preset == "wan-1.3b"


@pytest.mark.parametrize("name", ["Wan2.1-T2V-1.3B-Diffusers", "Wan-AI/wan2.1-t2v-1.3b-diffusers"])
def test_a_local_folder_is_known_by_its_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir(parents=True)
    found = card_for(str(tmp_path / name))
    assert found and found.preset == "wan-1.3b"


def test_a_folder_nobody_knows_has_no_card(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "model_index.json").write_text("[not json")
    assert card_for(str(tmp_path / "mine")) is None
    assert card_for("some/model") is None
    assert licence_line(None, "some/model-Diffusers") == "model by some: licence unknown: see its page"


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("---\nlicense: apache-2.0\n---\n", "Apache-2.0"),
        ("---\r\nlicense: 'cc-by-nc-4.0'  # mine\r\n---\r\n", "CC-BY-NC-4.0"),
        ("---\nlicense: other\nlicense_name: my-licence\nlicense_link: https://a.b/c\n---\n", "my-licence"),
        ("---\nlicense: other\n---\n", "its own: see its page"),
        ("# No head\nlicense: mit\n", None),
        ("---\ntags: [license]\n---\nlicense: mit\n", None),
    ],
)
def test_the_licence_in_a_folders_readme_is_read(head: str, told: str | None, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_bytes(head.encode())
    found = card_for(str(tmp_path))
    assert (found.licence if found else None) == told


def test_a_fine_tunes_own_licence_outranks_the_one_it_was_made_from(tmp_path: Path) -> None:
    (tmp_path / "model_index.json").write_text(json.dumps({"_name_or_path": WAN}))
    (tmp_path / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n")
    found = card_for(str(tmp_path))
    assert found and (found.licence, found.preset) == ("CC-BY-NC-4.0", "wan-1.3b")


def test_a_readme_that_is_huge_or_full_of_marks_does_no_harm(tmp_path: Path) -> None:
    evil = "---\nlicense: \x1b[31mred\x07\nlicense_name: &a [*a, *a]\n---\n" + "x" * 10_000_000
    (tmp_path / "README.md").write_text(evil)
    found = card_for(str(tmp_path))
    assert found and "\x1b" not in licence_line(found)


def test_one_repository_of_two_presets_is_told_apart_by_its_pipeline() -> None:
    model = "stable-diffusion-v1-5/stable-diffusion-v1-5"
    zero, lightning = (card_for(model, pipeline=f"{name}Pipeline") for name in ("TextToVideoZero", "AnimateDiff"))
    assert zero and lightning
    assert (zero.preset, lightning.preset) == ("text2video-zero", "animatediff-lightning")


def test_what_a_model_needs_besides_has_its_licence_too() -> None:
    assert licence_line(card_for("lightx2v/Wan2.2-Lightning")) == "Wan2.2-Lightning by lightx2v: Apache-2.0"


def test_a_licence_line_is_one_line_with_what_stands_in_the_way() -> None:
    assert licence_line(card_of_preset("wan-1.3b")) == "Wan2.1-T2V-1.3B by Wan-AI: Apache-2.0"
    assert licence_line(card_of_preset("modelscope-t2v")).endswith("CC-BY-NC-4.0 (not for commercial use)")
    assert "not in the European Union, the United Kingdom and South Korea" in licence_line(
        card_of_preset("hunyuan-1.5")
    )
    assert "\n" not in "".join(licence_line(one) for one in cards())


def test_weights_are_told_like_cards() -> None:
    assert licence_line(SimpleNamespace(card=card(), model="x/y")) == "b by a: MIT"
    assert licence_line(SimpleNamespace(card=None, model="/home/me/tuned")) == "tuned: licence unknown: see its page"


def test_a_model_is_named_as_people_say_it() -> None:
    assert named(WAN) == "Wan2.1-T2V-1.3B by Wan-AI"
    assert named("/home/me/my model") == "my model"


# what fits


@pytest.mark.parametrize(
    ("gib", "fit"),
    [
        (24, "comfortably"),
        (22.5, "comfortably"),
        (16, "with offload"),
        (8, "with offload"),
        (7.5, "with offload"),
        (6, "no"),
    ],
)
def test_what_fits_is_told_by_the_cards_own_memory(gib: float, fit: str) -> None:
    assert fits(card(vram_gb=(8, 24)), gpu(gib)) == fit


def test_what_fits_is_told_in_words() -> None:
    assert fit_words(card(vram_gb=(8, 16)), gpu(24)) == "comfortably"
    assert fit_words(card(vram_gb=(8, 16)), gpu(12)) == "with offload (16 GB would hold it whole)"
    assert fit_words(card(vram_gb=(24, 80)), gpu(8)) == "no: it needs 24 GB, the card has 8 GB"
    assert fit_words(card(vram_gb=(8, 16)), gpu(24, free=2)) == "comfortably; only 2.0 GB are free now"
    assert fit_words(card(), gpu(24)).startswith("unknown")
    assert fit_words(card(vram_gb=(8, 16)), None) == "no: no graphics card"


def test_why_not_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no graphics card" in why_not(None)
    monkeypatch.setattr(machine, "find_spec", lambda name: None if name == "diffusers" else object())
    assert why_not(gpu(24)).endswith("(from its folder: pip install '.[diffusers]')")
    monkeypatch.setattr(machine, "find_spec", lambda name: object())
    monkeypatch.setattr(machine, "version", lambda name: "2.13.0+cpu")
    assert "built for processors only" in why_not(gpu(24))
    monkeypatch.setattr(machine, "version", lambda name: "2.13.0")
    assert why_not(gpu(24)) == ""


def test_the_default_is_a_model_only_where_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "find_spec", lambda name: object())
    monkeypatch.setattr(machine, "version", lambda name: "2.13.0")
    assert default_video_preset(gpu(24)) == "wan-1.3b"
    assert default_video_preset(gpu(8)) == "wan-1.3b"
    assert default_video_preset(gpu(4)) == ""
    monkeypatch.setattr(machine, "graphics_card", lambda: None)
    assert default_video_preset() == ""
    monkeypatch.setattr(machine, "find_spec", lambda name: None)
    assert default_video_preset(gpu(24)) == ""


# the card of this machine


def test_a_machine_without_a_driver_is_known_in_milliseconds_and_without_torch(tmp_path: Path) -> None:
    loaded = set(sys.modules)
    start = time.perf_counter()
    assert graphics_card(tmp_path) is None
    assert time.perf_counter() - start < 0.05  # it takes 0.3 ms; the rest is for a busy machine
    assert "torch" not in set(sys.modules) - loaded


def test_an_amd_card_is_read_from_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name, total, used in (("card0", 512 * 2**20, 2**20), ("card1", 24 * GIB, 4 * GIB)):
        device = tmp_path / "sys/class/drm" / name / "device"
        device.mkdir(parents=True)
        (device / "mem_info_vram_total").write_text(f"{total}\n")
        (device / "mem_info_vram_used").write_text(f"{used}\n")
    (device / "product_name").write_text("Radeon RX 7900 XTX\n")
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/kfd").touch()
    assert graphics_card(tmp_path) == Gpu("Radeon RX 7900 XTX", 24 * GIB, 20 * GIB, "rocm")


class FakeNvml:
    """The driver's library with some cards in it."""

    def __init__(self, *found: tuple[str, int, int]) -> None:
        self.found = found
        self.closed = False

    def nvmlInit_v2(self) -> int:
        return 0

    def nvmlShutdown(self) -> int:
        self.closed = True
        return 0

    def nvmlDeviceGetCount_v2(self, count: Any) -> int:
        ctypes.cast(count, ctypes.POINTER(ctypes.c_uint))[0] = len(self.found)
        return 0

    def nvmlDeviceGetHandleByIndex_v2(self, index: int, handle: Any) -> int:
        ctypes.cast(handle, ctypes.POINTER(ctypes.c_void_p))[0] = index + 1
        return 0

    def nvmlDeviceGetName(self, handle: ctypes.c_void_p, name: Any, length: int) -> int:
        name.value = self.found[(handle.value or 1) - 1][0].encode()
        return 0

    def nvmlDeviceGetMemoryInfo(self, handle: ctypes.c_void_p, memory: Any) -> int:
        told = ctypes.cast(memory, ctypes.POINTER(ctypes.c_ulonglong))
        _, told[0], told[1] = self.found[(handle.value or 1) - 1]
        return 0


def nvidia(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nvml: Any, visible: str | None = None) -> Gpu | None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(card_file.ctypes, "CDLL", lambda name: nvml)
    monkeypatch.setattr(card_file, "_by_torch", lambda: Gpu("by torch", 1, 1, "cuda"))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    (tmp_path / "dev").mkdir(exist_ok=True)
    (tmp_path / "dev/nvidiactl").touch()
    return graphics_card(tmp_path)


def test_an_nvidia_card_is_read_from_its_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nvml = FakeNvml(("NVIDIA H200", 141 * GIB, 140 * GIB))
    assert nvidia(tmp_path, monkeypatch, nvml) == Gpu("NVIDIA H200", 141 * GIB, 140 * GIB, "cuda")
    assert nvml.closed


def test_of_two_alike_cards_the_chosen_one_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nvml = FakeNvml(("A", 24 * GIB, GIB), ("A", 24 * GIB, 20 * GIB))
    found = nvidia(tmp_path, monkeypatch, nvml, visible="1")
    assert found and found.free_bytes == 20 * GIB


@pytest.mark.parametrize("visible", ["", "-1", "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6", "7", "MIG-0/1/2"])
def test_what_the_driver_cannot_tell_torch_is_asked(
    visible: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = nvidia(tmp_path, monkeypatch, FakeNvml(("A", 24 * GIB, GIB)), visible)
    assert found and found.name == "by torch"


def test_two_different_cards_are_left_to_torch_which_orders_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = nvidia(tmp_path, monkeypatch, FakeNvml(("A", 24 * GIB, GIB), ("B", 8 * GIB, GIB)))
    assert found and found.name == "by torch"


def test_a_driver_without_its_library_is_left_to_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise OSError("no such library")

    monkeypatch.setattr(card_file, "_by_torch", lambda: None)
    monkeypatch.setattr(card_file.ctypes, "CDLL", absent)
    assert card_file._by_nvml() is None
