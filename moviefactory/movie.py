"""The plan's nouns: Movie > Scene > Shot, Sound. Frozen, strict about unknown keys, free of input and output.

A *scene* is one place and time; a *shot* is one continuous take (one prompt, one clip); *ambience* lasts a scene, an
*effect* belongs to a moment of a shot, *music* lasts the movie. Ids are stable slugs, never positions, so that an
inserted scene changes nothing of the others. `plan_file.py` reads and writes these nouns as YAML.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, model_validator

from moviefactory.timeline import MUSIC_ID, TransitionKind

SCHEMA_VERSION = 1
MAX_SHOTS = 5000  # a 90-minute film has about 2,700
LONGEST_MINUTES = 240

Setting = Literal[
    "coast_road", "highway", "desert", "forest", "enchanted_forest", "jungle", "snow", "mountain", "canyon", "sea",
    "harbour", "beach", "lake", "city", "village", "meadow", "sky", "space", "moon", "room", "space_station",
    "castle_hall", "stadium", "underwater",
]  # fmt: skip
TimeOfDay = Literal["day", "dawn", "sunset", "dusk", "night"]
Weather = Literal["clear", "overcast", "rain", "snow", "storm", "fog", "dust"]
NounKind = Literal[
    "person", "animal", "creature", "vehicle", "aircraft", "watercraft", "machine", "plant", "force", "thing"
]
Action = Literal[
    "idle", "look", "wave", "walk", "run", "race", "fly", "float", "dive", "fall", "jump", "climb", "dance", "fight",
    "swim", "sail", "explode", "sleep", "sit", "talk", "work", "play", "celebrate", "grow",
]  # fmt: skip
Relation = Literal["none", "side_by_side", "face_off", "chase", "meet"]
CameraMove = Literal[
    "static", "push_in", "pull_back", "pan_left", "pan_right", "tilt_up", "crane_up", "tracking", "orbit", "handheld"
]
Framing = Literal["extreme_wide", "wide", "medium", "close"]
Angle = Literal["eye_level", "low", "high"]
Mood = Literal["calm", "energetic", "happy", "nostalgic", "tender", "tense", "dark", "epic", "mysterious", "sad"]
MOODS: tuple[str, ...] = get_args(Mood)


def _frame_rate(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Fraction)):
        raise ValueError("must be a number such as 24, or a fraction such as 30000/1001")
    try:
        rate = Fraction(str(value)) if not isinstance(value, Fraction) else value
    except (ValueError, ZeroDivisionError):
        raise ValueError("must be a number such as 24, or a fraction such as 30000/1001") from None
    if not 1 <= rate <= 120:
        raise ValueError("must lie between 1 and 120 frames per second")
    return rate


def _size_px(value: object) -> tuple[int, int]:
    parts = value.lower().replace("×", "x").split("x") if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)) or len(parts) != 2:
        raise ValueError("must be WIDTHxHEIGHT, such as 3072x1280")
    try:
        width, height = (int(part) for part in parts)
    except (TypeError, ValueError):
        raise ValueError("must be WIDTHxHEIGHT, such as 3072x1280") from None
    if not (64 <= width <= 8192 and 64 <= height <= 8192):
        raise ValueError("width and height must lie between 64 and 8192 pixels")
    if width % 2 or height % 2:
        raise ValueError("width and height must be even (H.264 yuv420p stores colour in 2x2 blocks)")
    return width, height


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


def _lines(value: object) -> object:
    """Narration as people write it: one line, one mapping, or a list of either."""
    if value is None:
        return ()
    many = value if isinstance(value, (list, tuple)) else [value]
    plain = (str, int, float)  # YAML reads "1912" as a number
    return [{"text": str(one)} if isinstance(one, plain) and not isinstance(one, bool) else one for one in many]


def _off(value: object) -> object:
    """YAML reads a bare `off` as false."""
    return "off" if value is False else value


Off = BeforeValidator(_off)


def _inner_file(value: object) -> object:
    if isinstance(value, str) and value:
        parts = value.replace("\\", "/").split("/")
        if ".." in parts or value.startswith(("/", "\\", "~")) or ":" in parts[0] or "\0" in value:
            raise ValueError("must be a file inside the movie's folder, such as sounds/bell.wav; copy it there")
    return value


def _base_url(value: object) -> object:
    """An address that may stand in a project: no user, password or query, which is where keys hide."""
    if not isinstance(value, str) or not value:
        return value
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address such as http://localhost:11434/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must not hold a key or a password; put the key into OPENAI_API_KEY")
    return value.rstrip("/")


def _rate_text(rate: Fraction) -> int | str:
    return rate.numerator if rate.denominator == 1 else f"{rate.numerator}/{rate.denominator}"


FrameRate = Annotated[Fraction, BeforeValidator(_frame_rate), PlainSerializer(_rate_text)]
SizePx = Annotated[
    tuple[int, int], BeforeValidator(_size_px), PlainSerializer(lambda size: f"{size[0]}x{size[1]}", return_type=str)
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Line = Annotated[str, StringConstraints(max_length=300)]
BaseUrl = Annotated[str, BeforeValidator(_base_url), StringConstraints(max_length=300)]
InnerFile = Annotated[str, BeforeValidator(_inner_file), StringConstraints(max_length=300)]
ToolName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,40}$")]
Price = Annotated[float, Field(ge=0, le=10_000)]
PresetNames = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,40}(,[a-z0-9][a-z0-9._-]{0,40}){0,7}$")]
GainDb = Annotated[float, Field(ge=-60, le=24)]
Scalar = bool | int | float | Annotated[str, StringConstraints(max_length=300)]


class Noun(BaseModel):
    """Base of all nouns of the plan: immutable, and an unknown key is an error that names it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class CastMember(Noun):
    """A recurring character or thing. `description` goes, word for word, into every prompt it appears in."""

    id: Slug
    noun: Line  # singular head phrase, e.g. "car", "lighthouse keeper"
    kind: NounKind = "thing"
    description: Annotated[str, StringConstraints(min_length=1, max_length=300)]  # "a glossy red car"
    color: Line = ""  # a plain colour word of the description, or ""
    count: Annotated[int, Field(ge=1, le=12)] = 1
    image: InnerFile = ""  # a picture of it in the movie's folder, for models that take references
    voice: Line = ""  # of the speaker's voices, for the lines that it says


class Camera(Noun):
    """How the shot is taken, in the words of the field."""

    move: CameraMove = "static"
    framing: Framing = "medium"
    angle: Angle = "eye_level"


class Transition(Noun):
    """How this shot follows the one before. The first shot's is ignored unless it fades in from black."""

    kind: TransitionKind = "cut"
    seconds: Annotated[float, Field(ge=0, le=5)] = 0.0


class Subject(Noun):
    """One figure of a staged shot."""

    noun: Line
    kind: NounKind = "thing"
    action: Action = "idle"
    cast: Slug | None = None  # id of the cast member it is
    color: Line = ""
    count: Annotated[int, Field(ge=1, le=12)] = 1
    prop: Line = ""  # a thing it holds or uses: "balloon", "violin"


class Staging(Noun):
    """The shot as structure: what an animatic draws, and what a depth- or box-guided video model can use.

    `auto` is set by the writer ("<digest of the prompt>.<digest of this staging>"). While the prompt is as it was
    written, this staging counts; when a person edits the prompt alone, the staging is derived from it anew; when a
    person edits the staging, that edit counts.
    """

    setting: Setting = "meadow"
    place: Line = ""  # the place in a word or two, for set dressing: "kitchen", "paris"
    time: TimeOfDay = "day"
    weather: Weather = "clear"
    subjects: Annotated[tuple[Subject, ...], Field(max_length=8)] = ()
    relation: Relation = "none"
    auto: Line = ""


class Choice(Noun):
    """What the sound stage chose, for the person who reads the plan. Written by the tool, never read as an input."""

    file: Line
    score: float
    reason: Line
    licence: Line


class Sound(Noun):
    """A sound the movie needs, in words. A person may pin its `file`, or its moment `at` (seconds into the shot)."""

    id: Slug
    kind: Literal["ambience", "effect", "voice"] = "effect"
    description: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    gain_db: GainDb = 0.0
    at: Annotated[float, Field(ge=0, le=600)] | None = None
    file: InnerFile = ""
    chosen: Choice | None = None


class ActMusic(Noun):
    """What the music of one act wishes instead of the movie's; "" as the movie's."""

    act: Annotated[int, Field(ge=1, le=20)]
    mood: Mood | None = None
    description: Line = ""
    file: InnerFile = ""
    chosen: Choice | None = None


class Music(Noun):
    """The movie's music: a mood out of a closed list, and words for a finer search. One bed, or one for each act."""

    mood: Mood = "calm"
    description: Line = ""
    gain_db: GainDb = 0.0
    file: InnerFile = ""
    per: Literal["film", "act"] = "film"
    acts: Annotated[tuple[ActMusic, ...], Field(max_length=20)] = ()
    chosen: Choice | None = None


class Narration(Noun):
    """A line that is spoken over a shot, at second `at` of it (else early in it)."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
    who: Slug | None = None  # id of the cast member who says it, in the voice that the cast gives to it
    voice: Line = ""  # of the speaker's voices; else who's, else that of the settings
    at: Annotated[float, Field(ge=0, le=600)] | None = None
    gain_db: GainDb = 0.0


class Beat(Noun):
    """What a longer take turns to: from second `at` on, `prompt` counts."""

    at: Annotated[float, Field(gt=0, le=60)]
    prompt: Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class Shot(Noun):
    """One continuous take: one prompt, one clip."""

    id: Slug
    prompt: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    seconds: Annotated[float, Field(gt=0, le=60)] = 2.0
    camera: Camera = Camera()
    transition_in: Transition = Transition()
    subjects: tuple[Slug, ...] = ()  # ids of the cast members in this shot
    sounds: Annotated[tuple[Sound, ...], Field(max_length=12)] = ()
    narration: Annotated[tuple[Narration, ...], BeforeValidator(_lines), Field(max_length=8)] = ()
    seed: Annotated[int, Field(ge=0, lt=2**32)] | None = None
    take: Annotated[int, Field(ge=0, le=99)] = 0  # which take of a video model's is used; `--pick` writes it
    beats: Annotated[tuple[Beat, ...], Field(max_length=12)] = ()  # several texts in one take (prompt travel)
    staging: Staging | None = None
    source: Line = ""  # where a shot of a screenplay or story comes from: "race.fountain, lines 12-14"


class Scene(Noun):
    """One place and time. Its `sounds` (ambience) run across all of its shots."""

    id: Slug
    heading: Line = ""  # as in a screenplay: "EXT. COAST ROAD - SUNSET"
    act: Annotated[int, Field(ge=1, le=20)] | None = None  # which act it belongs to, where the writer planned acts
    shots: Annotated[tuple[Shot, ...], Field(min_length=1, max_length=MAX_SHOTS)]
    sounds: Annotated[tuple[Sound, ...], Field(max_length=12)] = ()


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


class DiffusionSettings(Noun):
    """How a diffusers pipeline is loaded and called. None and "" mean: as its family or its preset says."""

    pipeline: Annotated[str, StringConstraints(pattern=r"^(|[A-Z][A-Za-z0-9]{2,60})$")] = ""  # a class of diffusers
    revision: Line = ""
    variant: Line = ""  # of the weights' files: "fp16"
    adapter: Line = ""  # motion module of AnimateDiff: a folder, a hub id, or HUB_ID/FILE.safetensors
    loras: Annotated[tuple[Lora, ...], Field(max_length=8)] = ()
    scheduler: dict[Line, Scalar] = {}  # {"name": "EulerDiscreteScheduler", "timestep_spacing": "trailing"}
    arguments: dict[Line, Scalar | list[Scalar] | None] = {}  # more arguments of the call: {"stg_scale": 0}
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
    retime: Literal["flow", "blend", "nearest"] = "flow"  # from the model's frame rate to the movie's
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
    extra: dict[Line, Scalar] = {}  # more fields of the request

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
    upscaler: ToolName = "lanczos"
    model: Line = ""


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


class Movie(Noun):
    """The whole plan."""

    schema_version: Literal[1] = 1
    title: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    idea: Annotated[str, StringConstraints(max_length=20_000)] = ""
    setting: Line = ""
    character: Line = ""
    action: Line = ""
    style: Line = "4K, high resolution, cinematic lighting"
    tone: Line = ""
    frame_rate: FrameRate = Fraction(24)
    size_px: SizePx = (3072, 1280)
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    preset: PresetNames = "default"  # one, or several by commas, later ones first in rank
    script: ScriptSettings = ScriptSettings()
    video: VideoSettings = VideoSettings()
    audio: AudioSettings = AudioSettings()
    voice: VoiceSettings = VoiceSettings()
    upscale: UpscaleSettings = UpscaleSettings()
    compose: ComposeSettings = ComposeSettings()
    run: RunSettings = RunSettings()
    cast: Annotated[tuple[CastMember, ...], Field(max_length=50)] = ()
    scenes: Annotated[tuple[Scene, ...], Field(min_length=1, max_length=1000)]
    music: Music = Music()

    @model_validator(mode="after")
    def _ids_are_unique_and_known(self) -> Movie:
        for what, ids in (
            ("cast", [member.id for member in self.cast]),
            ("scene", [scene.id for scene in self.scenes]),
            ("shot", [shot.id for _, shot in self.shots()]),
            ("sound", [sound.id for _, _, sound in self.sounds()]),
        ):
            twice = sorted({one for one in ids if ids.count(one) > 1}) if len(set(ids)) < len(ids) else []
            if twice:
                raise ValueError(f"two {what} entries have the id {twice[0]!r}; give each its own")
        if (count := sum(len(scene.shots) for scene in self.scenes)) > MAX_SHOTS:
            raise ValueError(f"scenes: {count} shots are more than the {MAX_SHOTS} one movie can have; split the movie")
        if any(sound.id == MUSIC_ID for _, _, sound in self.sounds()):
            raise ValueError(f"a sound cannot have the id {MUSIC_ID!r}, which is the movie's music; give it another")
        known = {member.id for member in self.cast}
        for _, shot in self.shots():
            if missing := [one for one in shot.subjects if one not in known]:
                raise ValueError(f"shot {shot.id!r} names {missing[0]!r}, who is not in the cast; add it to `cast`")
            if missing := [one.who for one in shot.narration if one.who is not None and one.who not in known]:
                raise ValueError(f"a line of shot {shot.id!r} is said by {missing[0]!r}, who is not in the cast")
        return self

    def shots(self) -> Iterator[tuple[Scene, Shot]]:
        """Every shot with its scene, in the order of the movie."""
        for scene in self.scenes:
            for shot in scene.shots:
                yield scene, shot

    def sounds(self) -> Iterator[tuple[Scene, Shot | None, Sound]]:
        """Every ambience (shot is None) and every effect, in the order of the movie."""
        for scene in self.scenes:
            for sound in scene.sounds:
                yield scene, None, sound
            for shot in scene.shots:
                for sound in shot.sounds:
                    yield scene, shot, sound


def shot_seed(movie: Movie, scene: Scene, shot: Shot) -> int:
    """The shot's own seed, or one hashed from (movie seed, scene id, shot id): inserting a scene changes no other."""
    if shot.seed is not None:
        return shot.seed
    return int(digest(movie.seed, scene.id, shot.id)[:8], 16)


def take_seed(movie: Movie, scene: Scene, shot: Shot) -> int:
    """The seed of the chosen take: take 0 has the shot's own."""
    seed = shot_seed(movie, scene, shot)
    return seed if shot.take == 0 else int(digest(seed, "take", shot.take)[:8], 16)


def digest(*parts: Any) -> str:
    """Hex SHA-256 over the text of `parts`, with an unambiguous separator."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
