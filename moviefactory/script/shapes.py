"""The shapes of replies: what a language model may say, and nothing more. Every text and every list is bounded.

No shape holds an id of its own making, a file, a path or a setting: whatever a model (or a story that it read) says, it
can only fill in these fields. Shapes that depend on the question (how many scenes, who is in the cast) are made per
question, so that the schema that goes with it says so.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model

from moviefactory.movie import Action, Angle, CameraMove, Framing, Mood, NounKind, Setting, TimeOfDay, Weather
from moviefactory.script.lexicon import data_table, ing_form, third_person, word_list
from moviefactory.timeline import TransitionKind

Text = Annotated[str, StringConstraints(min_length=12, max_length=360)]
Sentence = Annotated[str, StringConstraints(min_length=8, max_length=200)]
Phrase = Annotated[str, StringConstraints(min_length=3, max_length=80)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Description = Annotated[str, StringConstraints(min_length=8, max_length=160)]
MOST_CAST = 8
_TIMES = {"morning": "dawn", "sunrise": "dawn", "noon": "day", "afternoon": "day", "evening": "dusk",
          "twilight": "dusk", "midnight": "night", "golden hour": "sunset", "daytime": "day"}  # fmt: skip
_WEATHERS = {"sunny": "clear", "cloudy": "overcast", "rainy": "rain", "snowy": "snow", "stormy": "storm",
             "thunderstorm": "storm", "foggy": "fog", "mist": "fog", "misty": "fog", "none": "clear", "indoor": "clear",
             "sandstorm": "dust", "windy": "overcast", "drizzle": "rain", "blizzard": "snow"}  # fmt: skip
_FRAMINGS = {"extreme wide shot": "extreme_wide", "establishing": "extreme_wide", "establishing shot": "extreme_wide",
             "aerial": "extreme_wide", "wide shot": "wide", "long": "wide", "long shot": "wide", "full": "wide",
             "full shot": "wide", "medium shot": "medium", "mid": "medium", "medium close": "medium",
             "close-up": "close", "closeup": "close", "close up": "close", "close shot": "close",
             "extreme close": "close", "extreme close-up": "close"}  # fmt: skip
_ANGLES = {"eye-level": "eye_level", "eye": "eye_level", "straight": "eye_level", "low angle": "low",
           "high angle": "high", "overhead": "high", "aerial": "high", "bird's eye": "high", "top": "high"}  # fmt: skip
_MOVES = {"dolly in": "push_in", "zoom in": "push_in", "push": "push_in", "dolly out": "pull_back", "pull": "pull_back",
          "zoom out": "pull_back", "pull out": "pull_back", "pan": "pan_right", "tilt": "tilt_up", "crane": "crane_up",
          "track": "tracking", "follow": "tracking", "follow shot": "tracking", "tracking shot": "tracking",
          "none": "static", "still": "static", "fixed": "static", "locked": "static", "steadicam": "tracking",
          "tilt_down": "tilt_up", "hand-held": "handheld", "aerial": "tracking", "slow push in": "push_in",
          "slow push-in": "push_in",
          "slow pull back": "pull_back", "slow zoom in": "push_in", "slow orbit": "orbit", "pan left": "pan_left",
          "pan right": "pan_right", "static camera": "static", "handheld camera": "handheld",
          "tracking camera": "tracking"}  # fmt: skip
_CUTS = {"dissolve": "crossfade", "cross dissolve": "crossfade", "fade": "fade_black", "fade in": "fade_black",
         "fade to black": "fade_black", "fade out": "fade_black", "whip pan": "whip", "smash cut": "cut",
         "match cut": "cut", "jump cut": "cut", "none": "cut"}  # fmt: skip


def _does() -> dict[str, str]:
    """What else models say for what somebody does: the verbs that the table of actions knows, in any form."""
    verbs = {verb: action for action, listed in data_table("actions.yaml").items() for verb in word_list(listed)}
    return {form: action for verb, action in verbs.items() for form in (verb, ing_form(verb), third_person(verb))}


class Reply(BaseModel):
    """Base of all shapes. `aliases`: field -> {what models say: the word of the list that is meant}."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    aliases: ClassVar[dict[str, dict[str, str]]] = {}


class ActReply(Reply):
    synopsis: Annotated[str, StringConstraints(min_length=20, max_length=500)]
    scenes: Annotated[int, Field(ge=1, le=200)]


class SceneReply(Reply):
    """A scene of the outline: `events` are seen one after the other, one per shot."""

    aliases: ClassVar[dict[str, dict[str, str]]] = {"time": _TIMES, "weather": _WEATHERS}
    where: Phrase
    setting: Setting
    inside: bool
    time: TimeOfDay
    weather: Weather
    events: list[Sentence]


class MemberReply(Reply):
    aliases: ClassVar[dict[str, dict[str, str]]] = {
        "kind": {"human": "person", "character": "person", "man": "person", "woman": "person", "child": "person",
                 "robot": "machine", "car": "vehicle", "object": "thing", "item": "thing", "plane": "aircraft",
                 "ship": "watercraft", "boat": "watercraft", "monster": "creature", "fantasy": "creature"}
    }  # fmt: skip
    name: Name
    noun: Name
    kind: NounKind
    description: Description
    count: Annotated[int, Field(ge=1, le=12)] = 1


class CastReply(Reply):
    members: Annotated[list[MemberReply], Field(min_length=1, max_length=MOST_CAST)]


class ToneReply(Reply):
    mood: Mood
    tempo: Literal["slow", "medium", "fast"]
    instruments: Annotated[list[Name], Field(min_length=1, max_length=4)]


class TitleReply(Reply):
    title: Annotated[str, StringConstraints(min_length=2, max_length=60)]


class SubjectReply(Reply):
    aliases: ClassVar[dict[str, dict[str, str]]] = {"does": _does()}
    who: Name
    does: Action


class ShotReply(Reply):
    """A shot. `picture` calls the cast by marks (@id); `who` lists those that are seen and what they do."""

    aliases: ClassVar[dict[str, dict[str, str]]] = {
        "framing": _FRAMINGS, "angle": _ANGLES, "move": _MOVES, "transition": _CUTS,
    }  # fmt: skip
    name: Name
    picture: Text
    who: Annotated[list[SubjectReply], Field(max_length=4)]
    framing: Framing
    angle: Angle
    move: CameraMove
    transition: TransitionKind


class SourcedShotReply(ShotReply):
    first_line: Annotated[int, Field(ge=1, le=100_000)]
    last_line: Annotated[int, Field(ge=1, le=100_000)]


class EffectsReply(Reply):
    effects: Annotated[list[Phrase], Field(max_length=2)]


class SceneEditReply(Reply):
    """What changes of a scene; None for what stays."""

    aliases: ClassVar[dict[str, dict[str, str]]] = SceneReply.aliases
    id: Name
    where: Phrase | None
    setting: Setting | None
    time: TimeOfDay | None
    weather: Weather | None


class ShotEditReply(Reply):
    """The whole new picture of a shot; None for a camera or transition that stays."""

    aliases: ClassVar[dict[str, dict[str, str]]] = ShotReply.aliases
    id: Name
    picture: Annotated[str, StringConstraints(min_length=12, max_length=1200)]
    who: Annotated[list[SubjectReply], Field(max_length=4)]
    framing: Framing | None
    angle: Angle | None
    move: CameraMove | None
    transition: TransitionKind | None


class AddedShotReply(ShotReply):
    after: Name


class MemberEditReply(Reply):
    id: Name
    description: Description


class RevisionReply(Reply):
    """Everything a wish changes in the scenes shown; empty lists where it cannot be done, and `summary` says why."""

    scenes: Annotated[list[SceneEditReply], Field(max_length=30)]
    shots: Annotated[list[ShotEditReply], Field(max_length=30)]
    remove: Annotated[list[Name], Field(max_length=30)]
    add: Annotated[list[AddedShotReply], Field(max_length=8)]
    cast: Annotated[list[MemberEditReply], Field(max_length=MOST_CAST)]
    summary: Annotated[str, StringConstraints(max_length=300)]


def cast_shape(most: int) -> type[Any]:
    """`members`: one to `most`."""
    return create_model(
        "Cast", __base__=CastReply, members=(list[MemberReply], Field(min_length=1, max_length=most))
    )  # fmt: skip


def acts_shape(count: int) -> type[Any]:
    """`acts`: exactly `count`."""
    return create_model("Acts", __base__=Reply, acts=(list[ActReply], Field(min_length=count, max_length=count)))


def outline_shape(events: list[int]) -> type[Any]:
    """`scenes`: one per number of `events`, which bounds how many events each has (checked one by one after)."""
    scene = create_model(
        "OutlineScene", __base__=SceneReply,
        events=(list[Sentence], Field(min_length=min(events), max_length=max(events))),
    )  # fmt: skip
    count = len(events)
    return create_model("Outline", __base__=Reply, scenes=(list[scene], Field(min_length=count, max_length=count)))  # type: ignore[valid-type]


def shots_shape(count: int, ids: list[str]) -> type[Any]:
    """`shots`: exactly `count`, of the cast `ids` alone."""
    shot = create_model("Shot", __base__=ShotReply, who=(_who(ids), Field(max_length=4)))
    return create_model("Shots", __base__=Reply, shots=(list[shot], Field(min_length=count, max_length=count)))  # type: ignore[valid-type]


def breakdown_shape(most: int, ids: list[str]) -> type[Any]:
    """A scene of a story: where and when, and one to `most` shots with their lines."""
    shot = create_model("Shot", __base__=SourcedShotReply, who=(_who(ids), Field(max_length=4)))
    return create_model(
        "Breakdown", __base__=Reply, where=(Phrase, ...), setting=(Setting, ...), inside=(bool, ...),
        time=(TimeOfDay, ...), weather=(Weather, ...), shots=(list[shot], Field(min_length=1, max_length=most)),  # type: ignore[valid-type]
        aliases=(ClassVar[dict[str, dict[str, str]]], SceneReply.aliases),
    )  # fmt: skip


def sounds_shape(count: int) -> type[Any]:
    """`ambience`, and `shots`: exactly `count`."""
    return create_model(
        "Sounds", __base__=Reply, ambience=(list[Phrase], Field(min_length=1, max_length=2)),
        shots=(list[EffectsReply], Field(min_length=count, max_length=count)),
    )  # fmt: skip


def _who(ids: list[str]) -> Any:
    named: Any = Literal[tuple(ids)]
    said = {f"{word} {one}": one for one in ids for word in ("the", "a", "an")}
    subject = create_model(
        "Subject", __base__=SubjectReply, who=(named, ...),
        aliases=(ClassVar[dict[str, dict[str, str]]], {**SubjectReply.aliases, "who": said}),
    )  # fmt: skip
    return list[subject]  # type: ignore[valid-type]
