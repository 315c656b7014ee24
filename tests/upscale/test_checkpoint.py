"""Every layout in which the weights are passed on is read; whatever else was saved under that name is told by name."""

import io
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tiny_upscaler import LAYOUTS, generator_weights, tiny_checkpoint  # noqa: E402

from moviefactory.errors import PlanError  # noqa: E402
from moviefactory.upscale.checkpoint import Sizes, read_generator  # noqa: E402
from moviefactory.upscale.realbasicvsr import load_realbasicvsr  # noqa: E402

torch.set_num_threads(1)
FIRST = "basicvsr.conv_last.weight"


def saved(path: Path, tree: object, **options: Any) -> Path:
    torch.save(tree, path, **options)
    return path


def tensors(width: int = 8, propagation: int = 2, cleaning: int = 2, seed: int = 0) -> dict[str, Any]:
    return {key: torch.from_numpy(one) for key, one in generator_weights(width, propagation, cleaning, seed).items()}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_weights(tmp_path: Path, layout: str) -> None:
    if layout == "safetensors":
        pytest.importorskip("safetensors")
    cleaning = 0 if layout == "basicsr" else 3
    weights, sizes = read_generator(tiny_checkpoint(tmp_path / "w.pth", 16, 1, 3, layout=layout))
    assert sizes == Sizes(16, 1, cleaning)
    wanted = generator_weights(16, 1, cleaning)
    assert weights.keys() == wanted.keys()
    assert all(np.array_equal(weights[key].numpy(), wanted[key]) for key in wanted)


def test_the_averaged_weights_go_before_the_last_ones(tmp_path: Path) -> None:
    last = {f"generator.{key}": one for key, one in tensors(seed=1).items()}
    both = last | {f"generator_ema.{key}": one for key, one in tensors(seed=0).items()}
    for state, seed in ((last, 1), (both, 0)):
        for start in ("", "module."):
            path = saved(tmp_path / "w.pth", {"state_dict": {start + key: one for key, one in state.items()}})
            assert torch.equal(read_generator(path)[0][FIRST], tensors(seed=seed)[FIRST])


def test_a_basicvsr_of_openmmlab_is_read_as_one_that_cleans_nothing(tmp_path: Path) -> None:
    alone = {f"generator.{key.removeprefix('basicvsr.')}": one for key, one in tensors(cleaning=0).items()}
    path = saved(tmp_path / "w.pth", {"state_dict": alone | {"step_counter": torch.zeros(1)}})
    assert read_generator(path)[1] == Sizes(8, 2, 0)
    assert not load_realbasicvsr(path).cleans


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_other_precisions_become_float32(tmp_path: Path, dtype: Any) -> None:
    path = saved(tmp_path / "w.pth", {key: one.to(dtype) for key, one in tensors().items()})
    weights, _ = read_generator(path)
    assert {one.dtype for one in weights.values()} == {torch.float32}
    assert torch.allclose(weights[FIRST], tensors()[FIRST], atol=1e-2)


def test_the_file_may_be_replaced_once_it_is_read(tmp_path: Path) -> None:
    path = tiny_checkpoint(tmp_path / "w.pth")
    weights, _ = read_generator(path)
    path.write_bytes(b"\0" * path.stat().st_size)
    assert torch.equal(weights[FIRST], tensors()[FIRST])


def test_missing_and_unexpected_keys_are_named_and_counted(tmp_path: Path) -> None:
    state = {key: one for key, one in tensors().items() if "conv_last" not in key and "spynet" not in key}
    path = saved(tmp_path / "w.pth", state | {"basicvsr.extra.weight": torch.zeros(1)})
    with pytest.raises(
        PlanError, match=r"missing: basicvsr\.conv_last\.bias, .* and 56 more; unexpected: basicvsr\.extra"
    ):
        load_realbasicvsr(path)


@pytest.mark.parametrize("layout", ["published", "bare"])
@pytest.mark.parametrize("key", ["basicvsr.fusion.weight", "image_cleaning.1.bias", "basicvsr.spynet.mean"])
def test_a_key_that_is_missing_is_named_and_no_other_weights_are_taken(tmp_path: Path, layout: str, key: str) -> None:
    whole = torch.load(tiny_checkpoint(tmp_path / "whole.pth", layout=layout), weights_only=True)
    state = whole["state_dict"] if layout == "published" else whole
    del state[f"generator_ema.{key}" if layout == "published" else key]
    with pytest.raises(PlanError, match=f"missing: {key}"):
        load_realbasicvsr(saved(tmp_path / "w.pth", whole))


def test_a_realbasicvsr_without_its_cleaning_is_not_taken_for_a_basicvsr(tmp_path: Path) -> None:
    state = {key: one for key, one in tensors().items() if not key.startswith("image_cleaning")}
    with pytest.raises(PlanError, match=r"missing: image_cleaning\.0"):
        load_realbasicvsr(saved(tmp_path / "w.pth", state))


def test_a_weight_of_another_shape_is_named(tmp_path: Path) -> None:
    path = saved(tmp_path / "w.pth", tensors() | {"basicvsr.conv_hr.weight": torch.zeros(32, 64, 3, 3)})
    with pytest.raises(PlanError, match=r"conv_hr\.weight \(32, 64, 3, 3\) instead of \(64, 64, 3, 3\)"):
        load_realbasicvsr(path)


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    broken = tensors()
    broken[FIRST] = broken[FIRST].clone()
    broken[FIRST][0, 0, 0, 0] = float("nan")
    with pytest.raises(PlanError, match=r"its basicvsr\.conv_last\.weight holds numbers that are not finite"):
        read_generator(saved(tmp_path / "w.pth", broken))
    with pytest.raises(PlanError, match=r"no plain tensor of floating point numbers \(torch\.int64\)"):
        read_generator(saved(tmp_path / "w.pth", tensors() | {FIRST: torch.ones(3, 64, 3, 3, dtype=torch.int64)}))


def test_a_small_file_cannot_claim_a_large_tensor(tmp_path: Path) -> None:
    vast = torch.zeros(1).expand(100_000, 100_000)
    with pytest.raises(PlanError, match="no plain tensor"):
        read_generator(saved(tmp_path / "w.pth", tensors() | {FIRST: vast}))


class Trap:
    """A pickle that would run code."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return (open, ("/nowhere/else", "w"))


def test_a_checkpoint_that_carries_code_is_not_run(tmp_path: Path) -> None:
    for options in ({}, {"_use_new_zipfile_serialization": False}):
        path = saved(tmp_path / "w.pth", {"state_dict": tensors(), "trap": Trap()}, **options)
        with pytest.raises(PlanError, match=r"holds more than tensors .*could run any code.*RealBasicVSR_x4\.pth"):
            read_generator(path)
    path.write_bytes(pickle.dumps({"trap": Trap()}, protocol=2))
    with pytest.raises(PlanError, match=r"w\.pth "):
        read_generator(path)


@pytest.mark.parametrize("layout", ["published", "legacy", "safetensors"])
@pytest.mark.parametrize("share", [0.999, 0.5, 0.01])
def test_a_file_that_was_cut_off_is_said_to_be_damaged(tmp_path: Path, layout: str, share: float) -> None:
    if layout == "safetensors":
        pytest.importorskip("safetensors")
    path = tiny_checkpoint(tmp_path / "w.pth", layout=layout)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(PlanError, match="it is damaged or was not fetched to its end; fetch it again"):
        read_generator(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is an empty file; fetch it again"),
        (b"\n<!DOCTYPE html><html><title>Google Drive - Virus scan</title>", "is a web page, not weights"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:f2d7\nsize 1\n", "the pointer that git leaves"),
        (b"7767517\n75 83\n", "the plan of an ncnn network"),
        (b"GGUF\3\0\0\0", "a GGUF file"),
        (b"{\"message\": \"not found\"}", "a text file"),
        (b"x" * 5000, "no checkpoint of PyTorch: it is damaged"),
        (b"\x80\x02}q\x00.", r"w\.pth "),
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_told_by_what_it_is(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "w.pth"
    path.write_bytes(content)
    with pytest.raises(PlanError, match=words):
        read_generator(path)


def test_a_zip_with_the_weights_in_it_is_to_be_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "w.pth"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("RealBasicVSR_x4.pth", b"x" * 100)
    with pytest.raises(PlanError, match="a zip archive without a checkpoint of PyTorch; unpack it"):
        read_generator(path)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (("generator_ema.backbone.deform_align.backward_1.weight",), r"a BasicVSR\+\+ network"),
        (("generator.edvr.feat_extract.weight",), "an IconVSR network"),
        (("params_ema", "body.0.rdb1.conv1.weight"), "an image upscaler of the ESRGAN family"),
        (("params", "body.0.weight"), "an image upscaler of the compact Real-ESRGAN kind"),
        (("down_blocks.0.resnets.0.conv1.weight",), "a part of a diffusers pipeline"),
        (("basic_module.0.basic_module.0.conv.weight",), "an optical flow network alone"),
        (("layer.weight",), r"another network \(its keys begin with layer\.weight\)"),
    ],
)
def test_another_network_is_named(tmp_path: Path, keys: tuple[str, ...], words: str) -> None:
    tree: Any = torch.zeros(2)
    for key in reversed(keys):
        tree = {key: tree}
    with pytest.raises(PlanError, match=f"holds no RealBasicVSR or BasicVSR weights: it is {words}"):
        read_generator(saved(tmp_path / "w.pth", tree))


def test_a_file_without_tensors_and_a_list_are_no_checkpoints(tmp_path: Path) -> None:
    for tree in ({"epoch": 3}, [torch.zeros(1)], torch.zeros(1)):
        with pytest.raises(PlanError, match="it is a file without tensors"):
            read_generator(saved(tmp_path / "w.pth", tree))


def test_a_torchscript_program_is_not_run(tmp_path: Path) -> None:
    path = tmp_path / "w.pth"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("w/constants.pkl", "w/data.pkl", "w/code/__torch__.py", "w/version"):
            archive.writestr(name, b"3\n" if name.endswith("version") else pickle.dumps({}, protocol=2))
    with pytest.raises(PlanError, match="a TorchScript program, not weights"):
        read_generator(path)


def test_a_folder_and_a_path_that_is_not_there_are_said(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="is a folder; name the file of weights in it"):
        read_generator(tmp_path)
    with pytest.raises(PlanError, match=r"cannot be read \(No such file or directory\); check upscale\.model"):
        read_generator(tmp_path / "none.pth")


def test_noise_in_the_middle_of_a_pickle_is_an_error_of_ours(tmp_path: Path) -> None:
    """Whatever bytes are changed: a network, or a PlanError."""
    buffer = io.BytesIO()
    torch.save({"state_dict": {"a": torch.zeros(3)}, "meta": {"x": 1}}, buffer, _use_new_zipfile_serialization=False)
    content, dice, path = buffer.getvalue(), np.random.RandomState(0), tmp_path / "w.pth"
    for _ in range(150):
        broken = bytearray(content)
        broken[dice.randint(len(broken))] = dice.randint(256)
        path.write_bytes(bytes(broken))
        with pytest.raises(PlanError):
            read_generator(path)
