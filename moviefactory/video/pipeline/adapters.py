"""What is laid over the weights of a pipeline: a motion module, LoRAs, an IP-Adapter; from files that are there."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import diffusers
import torch
from safetensors.torch import load_file

from moviefactory.errors import NotInstalled, PlanError
from moviefactory.settings import Lora
from moviefactory.video.pipeline.checkpoint_folder import check_weights, header, the_file

_WITH_MOTION = {
    "StableDiffusionPipeline": "AnimateDiffPipeline",
    "StableDiffusionXLPipeline": "AnimateDiffSDXLPipeline",
}
_ADAPTER = "video.diffusion.adapter"
_IP_ADAPTER = "video.diffusion.ip_adapter"


def needs_motion(name: str) -> str:
    """The class that moves the pictures of the image pipeline `name`; "" for one that needs no motion module."""
    return _WITH_MOTION.get(name, "")


def motion_adapter(place: Path, dtype: torch.dtype) -> Any:
    """The motion module in `place`: a folder with a config.json, or a bare file, whose weights say its shape."""
    if (place / "config.json").is_file():
        check_weights(place)
        return diffusers.MotionAdapter.from_pretrained(
            str(place), local_files_only=True, use_safetensors=True, torch_dtype=dtype
        )
    file = the_file(place, "", _ADAPTER)
    header(file)
    weights = load_file(file)
    beside = file.with_name("config.json").is_file()
    shape = diffusers.MotionAdapter.load_config(str(file.parent)) if beside else _shape_of(weights, file)
    try:
        adapter = diffusers.MotionAdapter.from_config(shape)
        adapter.load_state_dict(weights)
    except (ValueError, RuntimeError) as error:
        raise PlanError(f"{_ADAPTER}: the weights in {file} do not fit a motion module of diffusers") from error
    return adapter.to(dtype).eval()


def controlnet(place: Path, dtype: torch.dtype) -> Any:
    """The ControlNet in the folder `place`."""
    check_weights(place)
    return diffusers.ControlNetModel.from_pretrained(
        str(place), local_files_only=True, use_safetensors=True, torch_dtype=dtype
    )


def add_loras(pipe: Any, loras: list[tuple[Lora, Path]], fuse: bool) -> None:
    """Lay `loras` over the pipe's weights. `fuse`: into them, so that they cost no time; not into quantised ones.

    Raises NotInstalled without peft, PlanError for one that the pipe cannot take or that fits nothing in it.
    """
    if find_spec("peft") is None:
        raise NotInstalled("video.diffusion.loras: LoRAs need peft: pip install peft")
    if not hasattr(pipe, "load_lora_weights"):
        raise PlanError(f"video.diffusion.loras: {type(pipe).__name__} takes no LoRAs; remove them")
    names = {f"lora_{number}": one for number, (one, _) in enumerate(loras)}
    for name, (one, place) in zip(names, loras, strict=True):
        _add_lora(pipe, name, one, the_file(place, one.file, f"video.diffusion.loras: {one.model}"))
    pipe.set_adapters(list(names), [one.weight for one in names.values()])
    if fuse:
        pipe.fuse_lora(components=[part for part, added in pipe.get_list_adapters().items() if added])
        pipe.unload_lora_weights()


def add_ip_adapter(pipe: Any, place: Path, scale: float) -> None:
    """Let the pipe see reference images. `place`: a file, or a folder laid out as the public IP-Adapters are.

    Raises PlanError for a pipe that cannot, and where the weights or the image encoder are not found.
    """
    if not hasattr(pipe, "load_ip_adapter"):
        raise PlanError(
            f"{_IP_ADAPTER}: {type(pipe).__name__} takes none, AnimateDiff does; leave ip_adapter empty, or "
            "choose such a model"
        )
    file = place if place.is_file() else _ip_file(place, getattr(pipe.unet.config, "cross_attention_dim", 0))
    header(the_file(file, "", _IP_ADAPTER))
    encoder = _image_encoder(file) if getattr(pipe, "image_encoder", None) is None else None
    root = encoder.parent.parent if encoder else file.parent
    pipe.load_ip_adapter(
        str(root),
        subfolder=file.parent.relative_to(root).as_posix(),
        weight_name=file.name,
        image_encoder_folder=encoder.relative_to(root).as_posix() if encoder else None,
        local_files_only=True,
    )
    pipe.set_ip_adapter_scale(scale)


def _add_lora(pipe: Any, name: str, lora: Lora, file: Path) -> None:
    header(file)
    which = f"video.diffusion.loras: {file}"
    part = lora.part or ""
    if part and getattr(pipe, part, None) is None:
        raise PlanError(f"{which} is meant for {part}, which {type(pipe).__name__} has not; leave `part` out")
    second = {"load_into_transformer_2": True} if part == "transformer_2" else {}
    try:
        pipe.load_lora_weights(
            str(file.parent),
            weight_name=file.name,
            adapter_name=name,
            local_files_only=True,
            use_safetensors=True,
            **second,
        )
    except (ValueError, RuntimeError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())[:300]
        raise PlanError(f"{which} does not fit {type(pipe).__name__}: {reason}") from error
    if not any(name in added for added in pipe.get_list_adapters().values()):
        raise PlanError(f"{which} fits nothing in {type(pipe).__name__}; it was made for another model")


def _shape_of(weights: dict[str, torch.Tensor], file: Path) -> dict[str, Any]:
    """The shape of a motion module, read from its weights."""
    norms: dict[int, int] = {}
    layers = 0
    for key, tensor in weights.items():
        if match := re.fullmatch(r"down_blocks\.(\d+)\.motion_modules\.(\d+)\.norm\.weight", key):
            norms[int(match[1])] = tensor.shape[0]
            layers = max(layers, int(match[2]) + 1)
    if not norms:
        raise PlanError(f"{_ADAPTER}: {file} is no motion module in the layout of diffusers; take one that says so")
    positions = [tensor.shape[1] for key, tensor in weights.items() if key.endswith("pos_embed.pe")]
    return {
        "block_out_channels": tuple(norms[number] for number in sorted(norms)),
        "motion_layers_per_block": layers,
        "use_motion_mid_block": any(key.startswith("mid_block.") for key in weights),
        "motion_max_seq_length": max(positions, default=32),
    }


def _ip_file(place: Path, width: int) -> Path:
    """The adapter's weights in `place`: the only ones, else the plain ones for a UNet of this `width` of words."""
    if not place.is_dir():
        raise PlanError(f"{_IP_ADAPTER}: there is nothing at {place}; check the name")
    files = sorted(file for file in place.rglob("*.safetensors") if not _is_encoder(file.parent))
    if len(files) == 1:
        return files[0]
    plain = {768: "ip-adapter_sd15.safetensors", 2048: "ip-adapter_sdxl.safetensors"}.get(width)
    if chosen := next((file for file in files if file.name == plain), None):
        return chosen
    found = ", ".join(str(file.relative_to(place)) for file in files[:8])
    raise PlanError(f"{_IP_ADAPTER}: name one file of {place}; it has {found or 'no safetensors file'}")


def _is_encoder(folder: Path) -> bool:
    return (folder / "config.json").is_file()


def _image_encoder(file: Path) -> Path:
    """The image encoder that lies nearest to the adapter's weights."""
    for folder in (file.parent, file.parent.parent):
        if (encoder := folder / "image_encoder").is_dir() and _is_encoder(encoder):
            return encoder
    raise PlanError(f"{_IP_ADAPTER}: there is no image_encoder folder beside {file}; fetch it too")
