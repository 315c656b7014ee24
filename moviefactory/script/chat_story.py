"""A screenplay or a story, broken into shots by a language model: scene by scene, each shot with the lines it is from.

The model is shown numbered lines of one scene at a time. The rules' own breakdown lies ready: whom they find in the
text keeps the id, and a scene that the model does not bring is theirs, in the same looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from moviefactory.errors import PlanError, StageError
from moviefactory.movie import CastMember, Movie, Scene, Shot
from moviefactory.script import Script, ScriptRequest
from moviefactory.script.assembly import Frame, frame_of, member_of, new_looks, shot_of
from moviefactory.script.breakdown import write_breakdown
from moviefactory.script.chat_film import ChatFilm, ask_cast, bare, check_shots, finished, short_cuts, with_sounds
from moviefactory.script.chat_lines import another_view, said_in, with_lines
from moviefactory.script.interview import Interview
from moviefactory.script.marks import plain
from moviefactory.script.outline import named
from moviefactory.script.screenplay import StoryScene, read_story, title_from
from moviefactory.script.shapes import MOST_CAST, MemberReply, SceneReply, breakdown_shape
from moviefactory.script.stopgap import cast_by_rules
from moviefactory.script.story_lines import Line, who_is_there
from moviefactory.script.story_takes import lines_said
from moviefactory.workspace import slug_of

_LINES, _CHARACTERS = 40, 3000  # of a scene, with one question
_INTRODUCTION = 5000  # characters of a story, with the question who is in it
_CHARACTERS_PER_SHOT = 110  # of text; a shot holds one visible action
_MOST_SHOTS = 10  # of one question


@dataclass(frozen=True)
class _Part:
    """As much of a scene as goes with one question: numbered lines, and whether it is the scene's first part."""

    scene: StoryScene
    lines: tuple[tuple[int, str], ...]
    number: int
    opens: bool

    @property
    def most(self) -> int:
        length = sum(len(text) for _, text in self.lines)
        return max(1, min(_MOST_SHOTS, round(length / _CHARACTERS_PER_SHOT)))


def write_story_chat(request: ScriptRequest, interview: Interview) -> Script:
    """The plan of `request.story`. Raises PlanError for a file without words, NoAccess as `write_chat`."""
    story = read_story(request.story, request.story_name)
    base = _base(request)
    lines = request.story.splitlines()
    parts = list(_parts(story.scenes, lines))
    interview.expect(3 + 2 * len(parts))
    introduction = _introduction(story.scenes, lines)
    answer = ask_cast(request, interview, introduction, MOST_CAST)
    found = base.cast if base else ()
    cast = with_looks(found, answer.members) if answer else found or cast_by_rules(request)
    film = ChatFilm(request, interview, cast)
    if base is not None:
        film.names.taken |= {scene.id for scene in base.scenes} | {shot.id for _, shot in base.shots()}
        film.sound_ids |= {sound.id for _, _, sound in base.sounds()}
    scenes: list[Scene] = []
    said: list[Line] = []  # what waits for a shot to be said in
    for part in parts:
        said += _said(part, cast, story.kind == "fountain")
        made = _scene(film, part) or (_by_rules(base, cast, part) if base else None)
        if made is not None:
            made, said = _voiced(film, made, said), []
            scenes = [*scenes, made] if part.opens or not scenes else [*scenes[:-1], _joined(scenes[-1], made)]
    if said and scenes:
        last = scenes[-1].model_copy(update={"shots": (another_view(scenes[-1].shots[-1], film.names),)})
        scenes = [*scenes[:-1], _joined(scenes[-1], _voiced(film, last, said))]
    if not scenes:
        raise StageError(f"{interview.warnings[0]}; and rules cannot read {request.story_name}: they know English only")
    shown = who_is_there(scenes)
    film.cast = tuple(member for member in cast if member.id in shown)
    titled = story.title != title_from(request.story_name)  # by the file itself, not by its name
    movie = finished(film, scenes, introduction, story.title, titled=titled)
    return Script(movie, interview.warnings, {"writer": "openai", **interview.facts})


def _base(request: ScriptRequest) -> Movie | None:
    """The rules' breakdown; None where they cannot read the text."""
    try:
        return write_breakdown(request)
    except PlanError:
        return None


def _parts(scenes: Sequence[StoryScene], lines: Sequence[str]) -> Iterator[_Part]:
    """Every scene in parts that fit a question."""
    for number, scene in enumerate(scenes):
        numbered = [(at, lines[at - 1].strip()) for at in range(scene.first_line, scene.last_line + 1)]
        part: list[tuple[int, str]] = []
        opens = True
        for at, text in [(at, text[:_CHARACTERS]) for at, text in numbered if text]:
            if part and (len(part) >= _LINES or sum(len(one) for _, one in part) + len(text) > _CHARACTERS):
                yield _Part(scene, tuple(part), number, opens)
                part, opens = [], False
            part.append((at, text))
        if part:
            yield _Part(scene, tuple(part), number, opens)


def _introduction(scenes: Sequence[StoryScene], lines: Sequence[str]) -> list[str]:
    """Lines that say who is in it: where a name in capitals comes first, and the beginning of every scene."""
    seen: set[str] = set()
    chosen: list[str] = []
    for scene in scenes:
        for at in range(scene.first_line, scene.last_line + 1):
            text = lines[at - 1].strip()
            names = set(re.findall(r"\b[A-Z][A-Z'’-]{2,}\b", text)) - seen
            if text and (names or at < scene.first_line + 4):
                chosen.append(text[:400])
            seen |= names
    kept: list[str] = []
    for text in chosen:
        if sum(map(len, kept)) + len(text) > _INTRODUCTION:
            break
        kept.append(text)
    return kept


def with_looks(base: Sequence[CastMember], replies: Sequence[MemberReply]) -> tuple[CastMember, ...]:
    """The cast that rules found, in the model's words where it names the same; whom it names besides comes after."""
    taken = {member.id for member in base}
    cast = {member.id: member for member in base}
    for reply in replies:
        name, noun = slug_of(reply.name), reply.noun.lower()
        known = next((one for one in base if name in (one.id, slug_of(one.noun)) or one.id in name.split("-")), None)
        known = known or next((one for one in base if one.noun == noun), None)
        fresh = member_of(reply, taken if known is None else set())
        cast[known.id if known else fresh.id] = fresh.model_copy(update={"id": known.id}) if known else fresh
    return tuple(cast.values())


def _scene(film: ChatFilm, part: _Part) -> Scene | None:
    """The part as the model breaks it down; None where it does not."""
    first, last = part.lines[0][0], part.lines[-1][0]

    def check(reply: Any) -> None:
        check_shots(reply.shots, film.cast, film.pictures)
        for at, shot in enumerate(reply.shots):
            if not first <= shot.first_line <= shot.last_line <= last:
                raise ValueError(f"shots[{at}]: lines {shot.first_line}-{shot.last_line} are not in {first}-{last}")

    answer = film.interview.ask(
        "breakdown", breakdown_shape(part.most, [member.id for member in film.cast]),
        what=f"breakdown of lines {first}-{last}", max_tokens=150 + 240 * part.most, check=check, kind="screenplay",
        seconds=f"{film.request.settings.shot_seconds:g}", most=part.most, before=film.last_picture,
        heading=part.scene.heading, lines=[{"number": at, "text": text} for at, text in part.lines],
        cast=named(film.cast),
    )  # fmt: skip
    if answer is None:
        return None
    events = [shot.picture[:200] for shot in answer.shots]
    told = SceneReply(where=answer.where, setting=answer.setting, inside=answer.inside, time=answer.time,
                      weather=answer.weather, events=events)  # fmt: skip
    frame = frame_of(told, film.names)
    shots = [_shot(film, frame, one) for one in answer.shots]
    film.pictures |= {bare(one.picture) for one in answer.shots}
    pictures = [plain(one.picture, film.cast) for one in answer.shots]
    film.last_picture = pictures[-1]
    sounding, beds = with_sounds(film, frame, shots, pictures, part.number)
    heading = part.scene.heading or frame.heading
    return Scene(id=frame.id, heading=heading[:300], shots=sounding, sounds=beds)


def _shot(film: ChatFilm, frame: Frame, reply: Any) -> Shot:
    request = film.request
    shot = short_cuts(
        shot_of(frame, reply, film.cast, film.names, style=request.style, seconds=request.settings.shot_seconds)
    )
    source = lines_said(request.story_name, reply.first_line, reply.last_line)
    return shot.model_copy(update={"source": source[:300]})


def _by_rules(base: Movie, cast: Sequence[CastMember], part: _Part) -> Scene | None:
    """The shots that rules made of these lines, in the cast's looks."""
    lines = {at for at, _ in part.lines}
    for scene in base.scenes:
        shots = [shot for shot in scene.shots if _first_line(shot) in lines]
        if shots:
            known = [next(one for one in cast if one.id == member.id) for member in base.cast]
            told = tuple(new_looks(shot, base.cast, known) for shot in shots)
            return scene.model_copy(update={"shots": told})
    return None


def _said(part: _Part, cast: Sequence[CastMember], screenplay: bool) -> list[Line]:
    """What is spoken in the lines of a part."""
    first, last = part.lines[0][0], part.lines[-1][0]
    return [one for one in said_in(part.scene, cast, screenplay=screenplay) if first <= int(one.at) <= last]


def _voiced(film: ChatFilm, scene: Scene, said: Sequence[Line]) -> Scene:
    """The scene with these lines, unless rules made it and laid the very same over its shots."""
    told = [line.text for shot in scene.shots for line in shot.narration]
    if told == [line.text for line in said]:
        return scene
    shots = with_lines(scene.shots, said, film.cast, lambda shot: another_view(shot, film.names))
    return scene.model_copy(update={"shots": shots})


def _first_line(shot: Shot) -> int:
    found = re.search(r"lines? (\d+)", shot.source)
    return int(found[1]) if found else 0


def _joined(scene: Scene, more: Scene) -> Scene:
    """Two parts of one scene as one."""
    return scene.model_copy(update={"shots": (*scene.shots, *more.shots)})
