"""What is known of each kin of video pipelines before one is loaded: shapes, lengths, rates, defaults and relatives.

A pipeline that no line here knows is `UNKNOWN`: it works through introspection of its own signature and parts.
To add a family, add a line. Facts only; knows neither torch nor diffusers.

Steps, guidance, sizes and frames are the defaults of each pipeline's own call, unless the line says otherwise.

`step_bytes`: a transformer of width d holds, per token and at 16 bits, about 10 d bytes around its attention (stream,
norm, q, k, v) and 16 d in its feed-forward (4 d wide, before and after the activation): 26 d, twice that where guidance
doubles the batch. One token stands for stride * multiple² pixels and frames. UNets: measured peaks of their makers.
`decode_bytes`: the decoder's width at full size, 2 bytes, some four tensors of it alive at once, and 20 for the frames
themselves; for a VAE that decodes some frames at a time only the share of those.
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
    steps: int | None = None  # None: as the pipeline's own call says
    guidance: float | None = None
    overlap: int = 0  # frames that a following pass takes over from the one before, where a relative can
    relatives: Mapping[Wants, str] = field(default_factory=dict)  # classes that run on the very same weights
    arguments: Mapping[str, Any] = field(default_factory=dict)  # that the family wants besides
    step_bytes: float = 0.0  # of memory while denoising, per pixel and frame of the clip, beyond the weights
    decode_bytes: float = 0.0  # of memory while the VAE decodes a whole clip, per pixel and frame
    marks: tuple[str, ...] = ()  # fields of model_index.json that are set in this variant of the family

    def __hash__(self) -> int:  # mappings have none
        return hash((self.name, self.prefixes, self.marks))

    def steps_for(self, asked: int | None) -> int:
        """How many steps a call has where `asked` were asked for; the pipelines' own defaults are mostly 50."""
        return asked or self.steps or 50


UNKNOWN = Family("unknown", (), step_bytes=160, decode_bytes=1000)

_WAN: dict[str, Any] = {
    "words": "wan",
    "multiple": 16,
    "stride": 4,
    "frame_rate": 16.0,
    "most_frames": 81,
    "native_px": (832, 480),
    "steps": 50,
    "guidance": 5.0,
    "step_bytes": 104,  # 14B: d 5120, feed-forward 13824, guidance in two calls; 1.3B: 50
    "decode_bytes": 120,  # four frames at a time, 96 channels, mostly in 32 bits
}
_WAN_A14B = {**_WAN, "native_px": (1280, 720), "steps": 40, "guidance": 4.0}  # README of Wan 2.2: 40 steps, 4 and 3
_WAN_5B = {  # README of Wan 2.2: 1280x704 at 24 frames/s; its VAE shrinks by 16, patches by 2
    **_WAN,
    "multiple": 32,
    "frame_rate": 24.0,
    "most_frames": 121,
    "native_px": (1280, 704),
    "step_bytes": 16,  # d 3072, feed-forward 14336, over 4096 pixels and frames
}
_I2V = "WanImageToVideoPipeline"
_VACE = "WanVACEPipeline"
_LTX2 = "LTX2ConditionPipeline"
_HUNYUAN: dict[str, Any] = {"words": "hunyuan", "multiple": 16, "stride": 4, "frame_rate": 24.0, "steps": 50}
_COG: dict[str, Any] = {
    "words": "cogvideox",
    "multiple": 16,
    "stride": 4,
    "most_frames": 49,
    "native_px": (720, 480),
    "wide": False,  # trained on one size; others come out torn
    "steps": 50,
    "guidance": 6.0,
    "step_bytes": 160,  # 5B: d 3072, twice for guidance
    "decode_bytes": 600,  # eight frames at a time, 128 channels
}
_SD: dict[str, Any] = {"words": "sd", "step_bytes": 600, "decode_bytes": 3000}  # an image VAE, all frames in one batch
_SKYREELS: dict[str, Any] = {
    "words": "wan",
    "multiple": 16,
    "stride": 4,
    "frame_rate": 24.0,
    "most_frames": 97,
    "native_px": (960, 544),
    "steps": 50,
    "guidance": 6.0,
    "step_bytes": 104,
    "decode_bytes": 120,
}

FAMILIES: tuple[Family, ...] = (
    Family("wan", ("Wan",), relatives={"video": "WanVideoToVideoPipeline"}, **_WAN),
    Family("wan-i2v", (_I2V,), relatives={"image": _I2V, "last_image": _I2V}, **_WAN),
    # The two experts share one folder; WanVideoToVideoPipeline would run only the first of them.
    Family("wan-a14b", ("Wan",), marks=("boundary_ratio",), **_WAN_A14B),
    Family(
        "wan-a14b-i2v",
        (_I2V,),
        marks=("boundary_ratio",),
        relatives={"image": _I2V, "last_image": _I2V},
        **{**_WAN_A14B, "guidance": 3.5},
    ),
    Family("wan-5b", ("Wan",), marks=("expand_timesteps",), relatives={"image": _I2V}, **_WAN_5B),
    Family(
        "wan-vace",
        ("WanVACE",),
        overlap=5,  # two latent frames: enough to carry the motion on
        relatives={want: _VACE for want in ("image", "last_image", "video", "control", "overlap")},
        **_WAN,
    ),
    Family(
        "wan-vace-a14b",
        ("WanVACE",),
        marks=("boundary_ratio",),
        overlap=5,
        relatives={want: _VACE for want in ("image", "last_image", "video", "control", "overlap")},
        **_WAN_A14B,
    ),
    Family(
        "ltx",
        ("LTX",),
        words="ltx",
        multiple=32,
        stride=8,
        frame_rate=25.0,
        most_frames=161,
        native_px=(704, 512),
        steps=50,
        guidance=3.0,
        overlap=9,
        relatives={
            "image": "LTXImageToVideoPipeline",
            "last_image": "LTXConditionPipeline",
            "video": "LTXConditionPipeline",
            "overlap": "LTXConditionPipeline",
        },
        arguments={"decode_timestep": 0.05, "decode_noise_scale": 0.025},  # for VAEs from 0.9.1 on; others ignore them
        step_bytes=26,  # 13B: d 4096, twice for guidance, over 8192 pixels and frames
        decode_bytes=100,  # patches of 4: 128 channels at a quarter of the size, the whole clip at once
    ),
    Family(
        "ltx2",
        ("LTX2",),
        words="ltx",
        multiple=32,
        stride=8,
        frame_rate=24.0,
        most_frames=121,
        native_px=(768, 512),
        steps=30,
        guidance=3.0,
        overlap=9,
        relatives={"image": "LTX2ImageToVideoPipeline", "last_image": _LTX2, "overlap": _LTX2},
        step_bytes=30,
        decode_bytes=100,
    ),
    Family(
        "hunyuan-video",
        ("HunyuanVideo", "HunyuanSkyreels"),
        most_frames=129,
        native_px=(1280, 720),
        guidance=6.0,
        step_bytes=100,  # d 3072; guidance is an input, not a second call
        decode_bytes=1000,  # 128 channels at full size, the whole clip unless tiled
        **_HUNYUAN,
    ),
    Family(
        "hunyuan-video-1.5",
        ("HunyuanVideo15",),
        most_frames=121,
        native_px=(848, 480),
        guidance=6.0,  # its guider's
        step_bytes=60,  # d 2048
        decode_bytes=1000,
        **_HUNYUAN,
    ),
    Family("cogvideox", ("CogVideoX",), relatives={"video": "CogVideoXVideoToVideoPipeline"}, **_COG),
    # Other weights than the plain ones: their transformers read more channels.
    Family("cogvideox-i2v", ("CogVideoXImageToVideo",), **_COG),
    Family("cogvideox-fun", ("CogVideoXFunControl",), **_COG),
    Family(
        "mochi",
        ("Mochi",),
        words="mochi",
        multiple=16,
        stride=6,
        frame_rate=30.0,
        most_frames=163,
        native_px=(848, 480),
        wide=False,
        steps=64,
        guidance=4.5,
        step_bytes=110,  # d 3072, twice for guidance, over 1536 pixels and frames
        decode_bytes=1000,
    ),
    Family(
        "animatediff",
        ("AnimateDiff",),
        most_frames=16,  # the motion modules were trained on 16; FreeNoise goes on from there
        steps=25,
        guidance=7.5,
        relatives={"video": "AnimateDiffVideoToVideoPipeline"},
        **_SD,
    ),
    Family("animatediff-sdxl", ("AnimateDiffSDXL",), native_px=(1024, 1024), steps=50, guidance=5.0, **_SD),
    Family(
        "text-to-video-sd",
        ("TextToVideoSD", "VideoToVideoSD"),
        native_px=(256, 256),
        steps=25,
        guidance=9.0,
        relatives={"video": "VideoToVideoSDPipeline"},
        **_SD,
    ),
    Family("text2video-zero", ("TextToVideoZero",), frame_rate=4.0, most_frames=8, steps=50, guidance=7.5, **_SD),
    Family("skyreels-v2", ("SkyReelsV2",), **_SKYREELS),
    Family(
        "skyreels-v2-df",
        ("SkyReelsV2DiffusionForcing",),
        relatives={want: "SkyReelsV2DiffusionForcingImageToVideoPipeline" for want in ("image", "last_image")},
        **_SKYREELS,
    ),
    Family(
        "allegro",
        ("Allegro",),
        multiple=16,
        stride=4,
        frame_rate=15.0,
        most_frames=85,
        native_px=(1280, 720),
        wide=False,
        steps=100,
        guidance=7.5,
        step_bytes=120,  # d 2304, twice for guidance
        decode_bytes=100,  # always in tiles
    ),
    Family(
        "easyanimate",
        ("EasyAnimate",),
        multiple=16,
        stride=4,
        most_frames=49,
        steps=50,
        guidance=5.0,
        step_bytes=160,  # d 3072, twice for guidance
        decode_bytes=1000,
    ),
    Family(
        "kandinsky5",
        ("Kandinsky5T2V", "Kandinsky5I2V"),
        multiple=16,
        stride=4,
        frame_rate=24.0,
        most_frames=121,
        native_px=(768, 512),
        steps=50,
        guidance=5.0,
        step_bytes=60,  # Lite: d 1792
        decode_bytes=1000,  # the VAE of HunyuanVideo
    ),
)


def family_for(class_name: str, config: Mapping[str, Any] = MappingProxyType({})) -> Family:
    """The family of a pipeline class, UNKNOWN where no line knows it.

    `config` is its model_index.json (or `pipe.config`), which tells variants of a family apart; without it, the plain
    one is meant. A variant whose marks are set comes first, then the longest prefix that fits.
    """
    fitting = [
        (len(family.marks), len(prefix), family)
        for family in FAMILIES
        for prefix in family.prefixes
        if class_name.startswith(prefix) and all(config.get(mark) for mark in family.marks)
    ]
    return max(fitting, key=lambda one: one[:2], default=(0, 0, UNKNOWN))[2]
