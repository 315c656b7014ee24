"""What rules bring where a language model does not: a cast, scenes, shots, a title. In the model's film, not beside it.

The rules' own story (the offline writer's) is retold with the film's cast, so that nobody new walks in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from moviefactory.errors import PlanError
from moviefactory.movie import Angle, CameraMove, CastMember, Framing, Movie, Staging
from moviefactory.script import ScriptRequest
from moviefactory.script.marks import seen_in, told
from moviefactory.script.offline_writer import write_offline
from moviefactory.script.outline import padded
from moviefactory.script.shapes import SceneReply, ShotReply, SubjectReply
from moviefactory.script.shooting import ambience_for, effects_for
from moviefactory.script.staging import derive_staging

_GRAMMAR: tuple[tuple[Framing, Angle, CameraMove], ...] = (  # wide to place us, closer for what is done and meant
    ("wide", "eye_level", "push_in"), ("medium", "eye_level", "tracking"), ("close", "eye_level", "static"),
    ("medium", "low", "orbit"), ("wide", "high", "crane_up"), ("close", "low", "handheld"),
)  # fmt: skip


def cast_by_rules(request: ScriptRequest) -> tuple[CastMember, ...]:
    """The offline writer's cast; where it cannot read the idea, one figure nobody knows anything about."""
    movie = offline_movie(request)
    if movie is not None and movie.cast:
        return movie.cast
    look = " ".join(request.character.split())[:160] or "a person in plain dark clothes"
    return (CastMember(id="hero", noun="person", kind="person", description=look),)


def title_by_rules(request: ScriptRequest) -> str:
    """The offline writer's title, else the idea's first words."""
    movie = offline_movie(request)
    words = " ".join((request.idea or request.character or "Untitled").split()[:7])
    return movie.title if movie else words[:1].upper() + words[1:60]


def scene_by_rules(request: ScriptRequest, number: int, size: int, cast: Sequence[CastMember]) -> SceneReply:
    """Scene `number` of the offline writer's story, told with `cast`; where it cannot read the idea, a plain view."""
    movie = offline_movie(request)
    if movie is None or number >= len(movie.scenes):
        here = f"@{cast[0].id} is seen" if cast else "An empty place lies there"
        return SceneReply(
            where="in a meadow", setting="meadow", inside=False, time="day", weather="clear", events=[here] * size
        )
    scene = movie.scenes[number]
    staging = scene.shots[0].staging or Staging()
    events = [_with_cast(shot.prompt.split(". ")[0], movie, cast)[:200] for shot in scene.shots]
    side, _, spot = scene.heading.partition(". ")
    where = f"in the {spot.rpartition(' - ')[0].lower() or spot.lower()}"
    return SceneReply(
        where=where[:80], setting=staging.setting, inside=side == "INT", time=staging.time, weather=staging.weather,
        events=padded(events, size),
    )  # fmt: skip


def _with_cast(sentence: str, movie: Movie, cast: Sequence[CastMember]) -> str:
    """The rules' sentence, with their figures replaced by the film's: by noun where one is the same, else in order."""
    for at, member in enumerate(movie.cast):
        own = next((one for one in cast if one.noun == member.noun), cast[min(at, len(cast) - 1)] if cast else None)
        if own is not None:
            sentence = re.sub(re.escape(member.description), f"@{own.id}", sentence, flags=re.I)
    return sentence


def offline_movie(request: ScriptRequest) -> Movie | None:
    """What the offline writer makes of the request; None where it cannot read it."""
    try:
        return write_offline(request)
    except PlanError:
        return None


def shot_by_rules(event: str, cast: Sequence[CastMember], at: int, heading: str) -> ShotReply:
    """An event of the outline as a shot: who is in it and what they do by its words, the camera by its place."""
    listed = [SubjectReply(who=member.id, does="idle") for member in cast if _named(member, event)]
    members = seen_in(event, cast, listed)
    staging = derive_staging(told(event, cast, listed), cast, heading, [member.id for member in members])
    framing, angle, move = _GRAMMAR[at % len(_GRAMMAR)]
    who = [SubjectReply(who=one.cast, does=one.action) for one in staging.subjects if one.cast][:4]
    name = " ".join(re.findall(r"[A-Za-z]{3,}", event.replace("@", ""))[:3]) or "shot"
    return ShotReply(
        name=name[:40], picture=event if len(event) >= 12 else f"{event} is seen there", who=who, framing=framing,
        angle=angle, move=move, transition="cut",
    )  # fmt: skip


def _named(member: CastMember, text: str) -> bool:
    words = (member.noun, member.id.replace("-", " "))
    return any(re.search(rf"\b{re.escape(word)}s?\b", text, re.I) for word in words)


def sounds_by_rules(stagings: Sequence[Staging], turn: int) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """(ambience of the scene, effects of every shot) by place, weather, and what the figures do."""
    first = stagings[0]
    ambience = ambience_for(first.setting, first.place, first.time, first.weather, turn)
    return tuple(ambience), tuple(tuple(effects_for(one, turn + at)) for at, one in enumerate(stagings))
