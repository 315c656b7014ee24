"""In which numbers the weights of a model are loaded: for a device, for a part, and quantised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import diffusers
import torch

from moviefactory.errors import NotInstalled
from moviefactory.video.pipeline.memory import DENOISERS

_FP32_VAES = ("AutoencoderKLWan",)  # loses detail in half precision: its own authors decode in float32
_FP32_PARTS = ("image_encoder",)  # of the same models


def dtypes_of(asked: str, device: str, parts: Mapping[str, tuple[str, str]]) -> dict[str, torch.dtype]:
    """part -> precision, and "default" for those not named. `parts`: name -> (library, class)."""
    dtypes = {"default": main_dtype(asked, device, "unet" in parts)}
    if fine := [name for name, (_, kind) in parts.items() if kind in _FP32_VAES]:
        dtypes |= dict.fromkeys((*fine, *_FP32_PARTS), torch.float32)
    return dtypes


def main_dtype(asked: str, device: str, unet: bool) -> torch.dtype:
    """What was `asked` for; "auto": bfloat16 on a device that has it, else what is safe.

    float16 reaches 65504: UNets of the Stable Diffusion kind were trained with it; transformers and the T5 beside them
    run over, so where there is no bfloat16 they stay in float32.
    """
    if asked != "auto":
        chosen: torch.dtype = getattr(torch, asked)
        return chosen
    kind = device.split(":")[0]
    if kind == "cpu":
        return torch.float32
    if kind == "cuda" and not torch.cuda.is_bf16_supported(including_emulation=False):
        return torch.float16 if unet else torch.float32
    return torch.float16 if kind == "mps" and unet else torch.bfloat16


def quantised(storage: str, parts: Sequence[str], main: torch.dtype, device: str) -> Any:
    """The order to load the denoisers among `parts` as int8 or int4, for whichever package is there.

    Raises NotInstalled when none of those is there that work on `device`.
    """
    names = [name for name in parts if name.startswith(DENOISERS)]
    card = device.split(":")[0] in ("cuda", "xpu")
    if card and find_spec("bitsandbytes"):
        bits = (
            {"load_in_8bit": True}
            if storage == "int8"
            else {"load_in_4bit": True, "bnb_4bit_quant_type": "nf4", "bnb_4bit_compute_dtype": main}
        )
        config = diffusers.BitsAndBytesConfig(**bits)
    elif find_spec("torchao"):
        quantization = import_module("torchao.quantization")
        names_of = {"int8": "Int8WeightOnlyConfig", "int4": "Int4WeightOnlyConfig"}
        config = diffusers.TorchAoConfig(getattr(quantization, names_of[storage])())
    elif find_spec("optimum") and find_spec("optimum.quanto"):
        config = diffusers.QuantoConfig(weights_dtype=storage)
    else:
        raise NotInstalled(
            f"video.diffusion.memory: {storage} needs torchao, optimum-quanto or (on a card) bitsandbytes: pip "
            f"install {'bitsandbytes' if card else 'torchao'}; fp8 needs no package"
        )
    return diffusers.PipelineQuantizationConfig(quant_mapping=dict.fromkeys(names, config))
