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

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from moviefactory.plan_values import (
    FrameRate,
    GainDb,
    InnerFile,
    Line,
    Noun,
    PresetNames,
    SizePx,
    Slug,
)
from moviefactory.settings import (
    AudioSettings,
    ComposeSettings,
    RunSettings,
    ScriptSettings,
    UpscaleSettings,
    VideoSettings,
    VoiceSettings,
)
from moviefactory.timeline import MUSIC_ID, TransitionKind

SCHEMA_VERSION = 1
MAX_SHOTS = 5000  # a 90-minute film has about 2,700
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


def _lines(value: object) -> object:
    """Narration as people write it: one line, one mapping, or a list of either."""
    if value is None:
        return ()
    many = value if isinstance(value, (list, tuple)) else [value]
    plain = (str, int, float)  # YAML reads "1912" as a number
    return [{"text": str(one)} if isinstance(one, plain) and not isinstance(one, bool) else one for one in many]


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
