"""What the settings of a movie name as weights: its model, and the adapters, LoRAs and models that it needs besides.

Knows neither where they lie nor what is in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from moviefactory.hub.cache import spelt_as_path
from moviefactory.settings import VideoSettings

Kind = Literal["pipeline", "module", "lora", "ip-adapter"]
FILE = ".safetensors"
HALF = "fp16"  # the variant that half-precision weights are published as


@dataclass(frozen=True)
class Part:
    """One thing that the settings name. `role` is the setting, `said` what stands in it; `model` is a hub id or a path,
    `file` a file in it. `or_else` is the variant that will do where there is neither `variant` nor the plain one."""

    role: str
    said: str
    model: str
    kind: Kind
    file: str = ""
    revision: str = ""
    variant: str = ""
    pipeline: str = ""
    or_else: str = ""

    @property
    def in_folder(self) -> bool:
        """Whether its file is named beside its folder: its place is the folder then, else the file itself."""
        return bool(self.file) and self.said == self.model

    @property
    def pin(self) -> str:
        """The name under which a movie keeps its revision."""
        return f"{self.model}@{self.revision}" if self.revision else self.model


def named_parts(settings: VideoSettings) -> list[Part]:
    """Everything that `settings` name: first the model, then what it needs besides."""
    diffusion = settings.diffusion
    model = settings.model
    parts = [Part("model", model, model, "pipeline", "", diffusion.revision, diffusion.variant, diffusion.pipeline)]
    if diffusion.adapter:
        parts.append(_part("adapter", diffusion.adapter, "module"))
    if diffusion.controlnet:
        parts.append(_part("controlnet", diffusion.controlnet, "module"))
    for lora in diffusion.loras:
        named_file = Part("loras", lora.model, lora.model, "lora", lora.file)
        parts.append(named_file if lora.file else _part("loras", lora.model, "lora"))
    if diffusion.ip_adapter:
        parts.append(_part("ip_adapter", diffusion.ip_adapter, "ip-adapter"))
    return parts + key_frame_parts(settings)


def key_frame_parts(settings: VideoSettings) -> list[Part]:
    """The model that draws key frames, where they are drawn and it is named."""
    diffusion = settings.diffusion
    if diffusion.key_frames == "off" or not diffusion.key_frame_model:
        return []
    model = diffusion.key_frame_model
    return [Part("key_frame_model", model, model, "pipeline", or_else=HALF)]


def _part(role: str, text: str, kind: Kind) -> Part:
    """Of "OWNER/NAME/FILE.safetensors" the file is split off; a path stays whole."""
    pieces = text.split("/")
    if text.endswith(FILE) and not spelt_as_path(text) and len(pieces) > 2:
        return Part(role, text, "/".join(pieces[:2]), kind, "/".join(pieces[2:]))
    return Part(role, text, text, kind)
