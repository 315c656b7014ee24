"""The screenwriter that asks a language model: one small question at a time, every answer validated and kept.

    outline.py     acts (long films), scenes, events        interview.py   wording, asking, giving up
    chat_film.py   cast, tone, title, sounds                assembly.py    the plan's nouns out of the answers
    chat_story.py  the same for a screenplay or a story     stopgap.py     what rules bring where the model does not

A question holds the cast, a short synopsis and the scene at hand, so that context stays bounded however long the film.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from moviefactory.errors import PlanError, StageError
from moviefactory.movie import MAX_SHOTS, CastMember, Scene
from moviefactory.script import Desk, Script, ScriptRequest
from moviefactory.script.assembly import Frame, frame_of, member_of, shot_of
from moviefactory.script.chat_film import (
    MOST_LINES,
    ChatFilm,
    ask_cast,
    bare,
    check_shots,
    finished,
    saved_shots,
    short_cuts,
    with_sounds,
)
from moviefactory.script.chat_story import write_story_chat
from moviefactory.script.direction import scene_sizes
from moviefactory.script.interview import Interview
from moviefactory.script.marks import plain
from moviefactory.script.outline import LONG_SHOTS, Outline, named, plan_outline
from moviefactory.script.shapes import SceneReply, ShotReply, shots_shape
from moviefactory.script.stopgap import cast_by_rules, offline_movie, scene_by_rules, shot_by_rules, title_by_rules
from moviefactory.script.which_model import endpoint_of, limits_of

_MOST_CAST = 6


@dataclass(frozen=True)
class _Told:
    """The film as far as it is told, and its outline."""

    film: ChatFilm
    outline: Outline


def write_chat(request: ScriptRequest, desk: Desk) -> Script:
    """The whole plan for a request, asked of a language model; what it does not bring, rules do.

    Raises NoAccess where the model that the person named cannot be reached at all, PlanError for more shots than a
    movie can have, StageError where neither the model nor the rules can make anything of the idea.
    """
    sizes = _sizes(request)
    endpoint, limits = endpoint_of(request.settings, desk.trusted), limits_of(request.settings)
    with Interview(endpoint, limits, desk, templates=request.templates, seed=request.seed) as interview:
        if request.story:
            return write_story_chat(request, interview)
        interview.expect(3 + 2 * len(sizes) + (len(sizes) // 4 + 2 if sum(sizes) > LONG_SHOTS else 1))
        outline = plan_outline(
            request, interview, sizes, lambda lines: _cast(request, interview, lines),
            lambda number, cast: scene_by_rules(request, number, sizes[number], cast),
        )  # fmt: skip
        if outline is None:
            return _all_by_rules(request, interview)
        told = _Told(ChatFilm(request, interview, outline.cast), outline)
        scenes = [_scene(told, number) for number in range(len(outline.scenes))]
        movie = finished(told.film, scenes, outline.story(MOST_LINES), title_by_rules(request))
        return Script(movie, interview.warnings, {"writer": "openai", **interview.facts})


def _sizes(request: ScriptRequest) -> list[int]:
    settings = request.settings
    count = max(settings.scenes, round(settings.scenes * settings.shots_per_scene))
    if count > MAX_SHOTS:
        raise PlanError(
            f"script: {count} shots are more than the {MAX_SHOTS} one movie can have; lower scenes or shots_per_scene"
        )
    return list(scene_sizes(count, settings.scenes))


def _all_by_rules(request: ScriptRequest, interview: Interview) -> Script:
    """Without an outline there is no film of the model's to finish: the offline writer tells the whole of it."""
    movie = offline_movie(request)
    if movie is None:
        raise StageError(f"{interview.warnings[0]}; and rules cannot read this idea: try again, or say it otherwise")
    for what in ("cast", "scenes", "sounds", "tone", "title"):
        interview.by_rules(what, "without an outline the offline writer tells the whole story")
    return Script(movie, interview.warnings, {"writer": "offline", **interview.facts})


def _cast(request: ScriptRequest, interview: Interview, story: Sequence[str]) -> tuple[CastMember, ...]:
    answer = ask_cast(request, interview, story[:MOST_LINES], _MOST_CAST)
    taken: set[str] = set()
    return tuple(member_of(one, taken) for one in answer.members) if answer else cast_by_rules(request)


def _scene(told: _Told, number: int) -> Scene:
    film, reply = told.film, told.outline.scenes[number]
    frame = frame_of(reply, film.names)
    replies = _shot_replies(told, frame, reply, number)
    seconds = film.request.settings.shot_seconds
    shots = [
        short_cuts(shot_of(frame, one, film.cast, film.names, style=film.request.style, seconds=seconds))
        for one in replies
    ]
    pictures = [plain(one.picture, film.cast) for one in replies]
    film.last_picture = pictures[-1]
    sounding, beds = with_sounds(film, frame, shots, pictures, number)
    return Scene(id=frame.id, heading=frame.heading, act=told.outline.acts[number], shots=sounding, sounds=beds)


def _shot_replies(told: _Told, frame: Frame, scene: SceneReply, number: int) -> list[ShotReply]:
    """The scene's shots as the model directs them; those that do not come are made of the outline's events."""
    film, scenes = told.film, told.outline.scenes
    count = len(scene.events)
    what = f"shots of scene {number + 1}"
    after = scenes[number + 1] if number + 1 < len(scenes) else None

    def check(reply: Any) -> None:
        check_shots(reply.shots, film.cast, film.pictures)

    answer = film.interview.ask(
        "shots", shots_shape(count, [member.id for member in film.cast]), what=what,
        max_tokens=220 * count, check=check, scene={**scene.model_dump(), "number": number + 1, "count": len(scenes)},
        idea=film.request.idea[:300], act=told.outline.synopsis_of(number)[:400],
        seconds=f"{film.request.settings.shot_seconds:g}", cast=named(film.cast), before=film.last_picture,
        after=f"{after.where}: {after.events[0]}" if after else "",
    )  # fmt: skip
    replies: list[ShotReply | None] = [*answer.shots] if answer else saved_shots(film, ShotReply, count)
    if answer is None and any(replies):
        film.interview.mended(what)
    made = [reply or shot_by_rules(scene.events[at], film.cast, at, frame.heading) for at, reply in enumerate(replies)]
    film.pictures |= {bare(one.picture) for one in made}
    return made
