"""The settings of the plan, a block for each stage. Frozen, strict about unknown keys, free of input and output."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from moviefactory.plan_values import (
    BaseUrl,
    GainDb,
    Line,
    Noun,
    Off,
    Price,
    Scalar,
    SizePx,
    ToolName,
)

LONGEST_MINUTES = 240
Retime = Literal["auto", "flow", "rife", "minterpolate", "blend", "nearest", "repeat"]  # see media/retime.py
LOUDNESS_TARGETS = {"web": -14.0, "podcast": -16.0, "broadcast": -23.0}  # LUFS, by who will play it


def _loudness(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.strip().lower() in LOUDNESS_TARGETS:
        return LOUDNESS_TARGETS[value.strip().lower()]
    try:
        return float(value)
    except ValueError:
        raise ValueError(f"must be a number of LUFS such as -14, or one of {', '.join(LOUDNESS_TARGETS)}") from None


class ScriptSettings(Noun):
    writer: ToolName = "auto"  # "auto": a language model where a key or an address is set, else the rules
    model: Line = ""
    base_url: BaseUrl = ""  # of a server that speaks the OpenAI protocol
    price: tuple[Price, Price] | None = None  # USD per million tokens, in and out
    max_cost: Annotated[float, Field(gt=0, le=10_000)] | None = None  # USD; no question is asked that could pass it
    deadline_minutes: Annotated[float, Field(gt=0, le=1440)] = 30.0  # for all questions together
    minutes: Annotated[float, Field(ge=0, le=LONGEST_MINUTES)] = 0.0  # length of the movie; 0: as `scenes` say
    scenes: Annotated[int, Field(ge=1, le=500)] = 4
    shots_per_scene: Annotated[float, Field(ge=1, le=50)] = 2.5
    shot_seconds: Annotated[float, Field(gt=0, le=60)] = 2.0


class Lora(Noun):
    """Low-rank weights that are laid over a model's own."""

    model: Line  # a folder or a hub id
    file: Line = ""  # the file in it, where there are several
    weight: Annotated[float, Field(ge=-4, le=4)] = 1.0
    part: Literal["transformer", "transformer_2", "unet"] | None = None  # "transformer_2": Wan 2.2's low-noise expert


def retime_way(how: Retime, model: str = "") -> Retime:
    """What "auto" means: a RIFE network where its file is named, else flow; all else means itself."""
    if how != "auto":
        return how
    return "rife" if model else "flow"


class DiffusionSettings(Noun):
    """How a diffusers pipeline is loaded and called. None and "" mean: as its family or its preset says."""

    pipeline: Annotated[str, StringConstraints(pattern=r"^(|[A-Z][A-Za-z0-9]{2,60})$")] = ""  # a class of diffusers
    revision: Line = ""
    variant: Line = ""  # of the weights' files: "fp16"
    adapter: Line = ""  # motion module of AnimateDiff: a folder, a hub id, or HUB_ID/FILE.safetensors
    loras: Annotated[tuple[Lora, ...], Field(max_length=8)] = ()
    scheduler: dict[Line, Scalar] = Field(default_factory=dict)  # {"name": "EulerDiscreteScheduler", ...}
    arguments: dict[Line, Scalar | list[Scalar] | None] = Field(default_factory=dict)  # of the call: {"stg_scale": 0}
    steps: Annotated[int, Field(ge=1, le=200)] | None = None
    guidance: Annotated[float, Field(ge=0, le=30)] | None = None
    frame_rate: Annotated[float, Field(ge=1, le=120)] | None = None  # that the model means, not the movie's
    most_frames: Annotated[int, Field(ge=1, le=2000)] | None = None  # in one pass; a longer shot is chained
    native_px: SizePx | None = None  # what the model was trained on: its area is the budget of a wide picture
    wide: bool | None = None  # whether it may be asked for another aspect than its own
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    memory: Literal["auto", "none", "tile", "offload", "group", "fp8", "int8", "int4"] = "auto"  # where it starts
    cache: Annotated[Literal["off", "first-block", "magcache", "taylorseer", "pab"], Off] = "off"
    cache_threshold: Annotated[float, Field(gt=0, le=10)] | None = None
    attention: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{0,40}$")] = ""  # "sage", "flash_hub", "native" ...
    compile: bool = False
    retime: Retime = "auto"  # from the model's frame rate to the movie's; auto: rife where a file is named, else flow
    retime_model: Line = ""  # a RIFE network for it, as an ONNX file
    fit: Literal["crop", "pad"] = "crop"  # of a picture that is not as wide as the movie
    chain: Annotated[Literal["auto", "off", "last-frame", "overlap", "free-noise"], Off] = (
        "auto"  # of shots longer than the model
    )
    shared_noise: Annotated[float, Field(ge=0, le=1)] = 0.0  # share of the first noise that all shots have in common
    references: Annotated[Literal["auto", "off", "ip-adapter", "vace", "image"], Off] = (
        "auto"  # how `cast: image:` reaches the model
    )
    reference_scale: Annotated[float, Field(ge=0, le=2)] = 0.6
    ip_adapter: Line = ""  # a folder or a hub id
    controlnet: Line = ""  # of AnimateDiff, to follow the depth of a guide: a folder or a hub id
    key_frames: Annotated[Literal["off", "each", "together"], Off] = "off"  # draw a still first, then animate it
    key_frame_model: Line = ""  # a text-to-image model: a folder or a hub id
    key_frame_steps: Annotated[int, Field(ge=1, le=200)] = 30

    def __hash__(self) -> int:  # mappings have none
        return hash(self.model_dump_json())


class RemoteSettings(Noun):
    """A video server: vLLM-Omni, SGLang, FastVideo, Aquiles (jobs), LocalAI, Xinference (one blocking call)."""

    base_url: BaseUrl = ""
    protocol: Literal["jobs", "localai", "xinference"] = "jobs"
    deadline_minutes: Annotated[float, Field(gt=0, le=1440)] = 30.0  # for one shot
    frame_rate: Annotated[float, Field(ge=1, le=120)] | None = None
    size_px: SizePx | None = None  # what is asked of it; else the clip's size
    steps: Annotated[int, Field(ge=1, le=200)] | None = None
    guidance: Annotated[float, Field(ge=0, le=30)] | None = None
    words: ToolName = "plain"  # in whose words it is asked: see `moviefactory script words`
    extra: dict[Line, Scalar] = Field(default_factory=dict)  # more fields of the request

    def __hash__(self) -> int:
        return hash(self.model_dump_json())


class VideoSettings(Noun):
    renderer: ToolName = "animatic"
    model: Line = ""
    size_px: SizePx = (768, 320)
    motion_blur: bool = True
    guides: bool = False  # also write a depth map and the subject boxes of every frame
    guide: Literal["", "animatic"] = ""  # the animatic of the shot guides the model
    guide_by: Literal["auto", "video", "depth"] = "auto"
    guide_strength: Annotated[float, Field(gt=0, le=1)] = 0.7  # 1: as the model likes; lower: closer to the animatic
    diffusion: DiffusionSettings = DiffusionSettings()
    remote: RemoteSettings = RemoteSettings()


class VoiceSettings(Noun):
    """Who speaks the narration. "auto": the server or the voice that is named here, else espeak-ng where installed."""

    speaker: ToolName = "auto"  # espeak, piper, kokoro, openai (any server of its protocol), none (subtitles only)
    voice: Line = ""
    model: Line = ""  # a voice file of Piper's or Kokoro's, or the server's model
    base_url: BaseUrl = ""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    speed: Annotated[float, Field(ge=0.5, le=2)] = 1.0
    fit: Literal["stretch", "trim"] = "stretch"  # a line longer than its shot: the shot is stretched, or the line cut


class AudioSettings(Noun):
    matcher: ToolName = "caption"
    model: Line = ""  # the matcher's: a folder or a hub id
    library: tuple[Line, ...] = ("starter", "immich-memories-music", "added")  # "added": by `moviefactory audio add`
    licences: tuple[Line, ...] = ("Apache-2.0", "CC0", "CC-BY", "MIT", "own")
    floor: Annotated[float, Field(ge=0, le=1)] = 0.30  # below it, a sound is left out rather than wrong
    context_weight: Annotated[float, Field(ge=0, le=2)] = 0.3  # share of the shot's prompt in a sound's query
    text_weight: Annotated[float, Field(ge=0, le=10)] = 1.0  # of what the words find, against ...
    video_weight: Annotated[float, Field(ge=0, le=10)] = 0.5  # ... what the picture finds, with matchers that see
    align: bool = True  # an effect that nobody timed lands where something is seen to hit
    model_sound: Annotated[Literal["mix", "off", "only"], Off] = (
        "mix"  # of video models that make sound; "only": no effects beside it
    )
    mood_model: Line = ""  # a folder that `moviefactory audio train-mood` wrote


class UpscaleSettings(Noun):
    """From the renderer's size to the movie's. "auto": the best upscaler that is here and needs no more than
    `minutes` for the whole movie."""

    upscaler: ToolName = "auto"  # realbasicvsr, basicvsr, ncnn, lanczos
    model: Line = ""  # its weights: a file, or a hub id
    minutes: Annotated[float, Field(gt=0, le=100_000)] = 10.0
    fit: Literal["crop", "fit"] = "crop"  # a clip of another shape covers the frame, or is shown whole between bars
    strength: Annotated[float, Field(ge=0, le=1)] = 1.0  # of what a network draws; the rest is plainly enlarged
    clean_threshold: Annotated[float, Field(gt=0, le=255)] = 255.0  # realbasicvsr: 255 cleans once; 5 or 1.5: more
    dtype: Literal["auto", "fp32", "bf16", "fp16"] = "auto"  # of a network's convolutions
    memory_gb: Annotated[float, Field(gt=0, le=10_000)] | None = None  # it may use; None: most of what is free


class ComposeSettings(Noun):
    loudness_lufs: Annotated[float, BeforeValidator(_loudness), Field(ge=-36, le=-8)] = -14.0  # or web, podcast ...
    true_peak_dbtp: Annotated[float, Field(ge=-9, le=0)] = -1.0
    music_db: GainDb = 0.0  # trims of the buses against their usual levels
    ambience_db: GainDb = 0.0
    effects_db: GainDb = 0.0
    voice_db: GainDb = 0.0
    model_db: GainDb = 0.0
    duck_db: Annotated[float, Field(ge=0, le=24)] = 6.0  # how far the music steps back under an effect ...
    voice_duck_db: Annotated[float, Field(ge=0, le=30)] = 10.0  # ... and under a voice, where all else does too
    end_card_s: Annotated[float, Field(ge=0, le=30)] = 0.0  # seconds of a last picture with the attributions; 0: none
    subtitles: bool = True  # what is spoken, as a track that a player can show; it also lies beside the movie
    crf: Annotated[int, Field(ge=0, le=40)] = 18
    encoder_speed: Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow"] = "veryfast"
    audio_kbps: Annotated[int, Field(ge=64, le=512)] = 192


class RunSettings(Noun):
    runner: ToolName = "local"
    checkpoint_steps: Annotated[int, Field(ge=0, le=200)] = 0  # keep a shot's state every so many steps; 0: never
