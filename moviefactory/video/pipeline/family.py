"""What is known of each kin of video pipelines before one is loaded: shapes, lengths, rates, defaults and relatives.

A pipeline that no line here knows is `UNKNOWN`: it works through introspection of its own signature and parts.
To add a family, add a line. Facts only; knows neither torch nor diffusers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

Wants = Literal["image", "last_image", "video", "control", "overlap"]  # what a relative of a pipeline can be given


@dataclass(frozen=True)
class Family:
    """One kin of pipelines. Sizes are (width, height)."""

    name: str
    prefixes: tuple[str, ...]  # of class names in diffusers; the longest that fits counts
    words: str = "plain"  # word profile (video/word_profiles.py)
    multiple: int = 8  # width and height are multiples of it
    stride: int = 1  # a clip has stride * k + 1 frames; 1: any number
    frame_rate: float = 8.0  # that its frames are meant at
    most_frames: int = 16  # in one pass
    native_px: tuple[int, int] = (512, 512)
    wide: bool = True  # renders other aspects than its own well
    steps: int = 25
    guidance: float = 6.0
    overlap: int = 0  # frames that a following pass takes over from the one before, where a relative can
    resumable: bool = True  # its whole state between two steps is reachable
    relatives: Mapping[Wants, str] = field(default_factory=dict)  # classes that run on the very same weights
    arguments: Mapping[str, Any] = field(default_factory=dict)  # that the family wants besides
    step_bytes: float = 0.0  # of memory while denoising, per pixel and frame of the clip, beyond the weights
    decode_bytes: float = 0.0  # of memory while the VAE decodes a whole clip, per pixel and frame
