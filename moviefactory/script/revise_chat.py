"""A language model revises a plan: it names what a wish touches, and only that is put into the plan.

The model sees and names ids; a reply that names another is no answer. What it does not name stays the very same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from moviefactory.errors import PlanError
from moviefactory.movie import Camera, CastMember, Movie, Scene, Shot, Sound, Transition
from moviefactory.script.assembly import Names, color_of, new_looks
from moviefactory.script.direction import SECONDS, camera_words
from moviefactory.script.interview import Interview
from moviefactory.script.lexicon import capital, data_table
from moviefactory.script.marks import MARK, seen_in, told, unknown_marks
from moviefactory.script.nouns import figure_of_noun
from moviefactory.script.outline import named
from moviefactory.script.revise_rules import acts_of
from moviefactory.script.roles import fitting
from moviefactory.script.shapes import AddedShotReply, RevisionReply, SceneEditReply, ShotEditReply
from moviefactory.script.sounds import as_sounds
from moviefactory.script.staging import derive_staging, stage_shot, stamped

_SHOTS_AT_ONCE = 16  # what goes with one question, so that its context stays bounded


def revise_chat(movie: Movie, wish: str, interview: Interview) -> tuple[Movie, str]:
    """(the plan with the wish fulfilled, what the model says it did). Untouched scenes and shots stay equal.

    Raises PlanError where the model says that the wish cannot be done; the plan comes back unchanged where it gave no
    answer at all (the interview's warnings say why).
    """
    acts = acts_of(movie)
    summaries: list[str] = []
    answered = False
    revised = movie
    for part in _parts(movie):
        numbers = [at for at, scene in enumerate(movie.scenes) if scene.id in {one.id for one in part}]
        reply = _ask(interview, revised, wish, part, [acts[at] for at in numbers])
        if reply is not None:
            answered = True
            summaries.append(reply.summary)
            revised = _with_edits(revised, reply, part)
    if answered and revised == movie:
        raise PlanError(
            f"the wish changes nothing: {' '.join(one for one in summaries if one) or 'no reason was given'}"
        )
    return revised, " ".join(one for one in dict.fromkeys(summaries) if one)


def _parts(movie: Movie) -> Iterator[tuple[Scene, ...]]:
    part: list[Scene] = []
    for scene in movie.scenes:
        if part and sum(len(one.shots) for one in [*part, scene]) > _SHOTS_AT_ONCE:
            yield tuple(part)
            part = []
        part.append(scene)
    yield tuple(part)


def _ask(
    interview: Interview, movie: Movie, wish: str, part: Sequence[Scene], acts: Sequence[int]
) -> RevisionReply | None:
    shown = [
        {
            "id": scene.id, "act": act, "heading": scene.heading,
            "shots": [
                {
                    "id": shot.id, "camera": camera_words(shot.camera),
                    "text": _marked(_split(shot, movie.style)[0], movie.cast),
                }
                for shot in scene.shots
            ],
        }
        for scene, act in zip(part, acts, strict=True)
    ]  # fmt: skip
    what = "revision" if len(movie.scenes) == len(part) else f"revision of {part[0].id} to {part[-1].id}"
    count = sum(len(scene.shots) for scene in part)
    return interview.ask(
        "revise", RevisionReply, what=what, max_tokens=400 + 180 * count, wish=wish, scenes=shown,
        cast=named(movie.cast), check=lambda reply: _check(reply, part, movie.cast),
    )  # fmt: skip


def _check(reply: RevisionReply, part: Sequence[Scene], cast: Sequence[CastMember]) -> None:
    scenes = {scene.id: scene for scene in part}
    shots = {shot.id for scene in part for shot in scene.shots}
    members = {member.id for member in cast}
    pictured: list[ShotEditReply | AddedShotReply] = [*reply.shots, *reply.add]
    for field, ids, known in (
        ("scenes", [one.id for one in reply.scenes], set(scenes)), ("shots", [one.id for one in reply.shots], shots),
        ("remove", list(reply.remove), shots), ("add", [one.after for one in reply.add], shots),
        ("cast", [one.id for one in reply.cast], members),
        ("who", [who.who for shot in pictured for who in shot.who], members),
    ):  # fmt: skip
        if unknown := [one for one in ids if one not in known]:
            raise ValueError(f"{field}: there is no {unknown[0]!r}; the ids are {', '.join(sorted(known))}")
    for shot in pictured:
        if marks := unknown_marks(shot.picture, cast):
            raise ValueError(f"picture: {marks[0]} is nobody; the marks are {', '.join(f'@{one}' for one in members)}")
    touched = {one.id for one in reply.shots} | set(reply.remove)
    for edit in reply.scenes:
        missing = [shot.id for shot in scenes[edit.id].shots if shot.id not in touched]
        if missing and any(getattr(edit, name) for name in ("where", "setting", "time", "weather")):
            raise ValueError(f"shots: scene {edit.id!r} changes, so its shots {', '.join(missing)} need new pictures")


def _with_edits(movie: Movie, reply: RevisionReply, part: Sequence[Scene]) -> Movie:
    looks = {one.id: one.description.strip().rstrip(".") for one in reply.cast}
    cast = tuple(
        member.model_copy(update={"description": looks[member.id], "color": color_of(looks[member.id])})
        if member.id in looks
        else member
        for member in movie.cast
    )
    names = Names({shot.id for _, shot in movie.shots()}, {shot.prompt for _, shot in movie.shots()})
    sound_ids = {sound.id for _, _, sound in movie.sounds()}
    mine = {scene.id for scene in part}
    edits = {one.id: one for one in reply.scenes}
    scenes = []
    for scene in movie.scenes:
        edited = _scene_edited(scene, edits.get(scene.id), sound_ids)
        shots = [new_looks(shot, movie.cast, cast) for shot in edited.shots]
        shots = _shots_edited(shots, edited, reply, cast, movie.style, names) if scene.id in mine else shots
        if shots:  # a scene all of whose shots are removed goes with them
            scenes.append(scene if edited == scene and tuple(shots) == scene.shots
                          else edited.model_copy(update={"shots": tuple(shots)}))  # fmt: skip
    if not scenes:
        raise PlanError("the wish removes every shot; delete the project instead, or wish for less")
    return Movie.model_validate(movie.model_copy(update={"cast": cast, "scenes": tuple(scenes)}).model_dump())


def _scene_edited(scene: Scene, edit: SceneEditReply | None, sound_ids: set[str]) -> Scene:
    """The heading, the weather that is heard, and where its shots are staged."""
    if edit is None:
        return scene
    where = re.sub(r"^(?:in|on|at|inside|near|by|under|above|over|along|the|an?)\s+", "", edit.where or "", flags=re.I)
    heading = scene.heading
    if where:
        heading = re.sub(
            r"^((?:INT|EXT)[^ ]* )?.*?( - [^-]*)?$", lambda m: f"{m[1] or ''}{where.upper()}{m[2] or ''}", heading
        )
    if edit.time:
        heading = f"{heading.rpartition(' - ')[0] or heading} - {edit.time.upper()}"
    changes = {"time": edit.time, "weather": edit.weather, "setting": edit.setting, "place": where or None}
    update = {name: value for name, value in changes.items() if value}
    shots = tuple(_restaged(shot, update) for shot in scene.shots)
    sounds = _weather_heard(scene, edit.weather, sound_ids) if edit.weather else scene.sounds
    return scene.model_copy(update={"heading": heading[:300], "shots": shots, "sounds": sounds})


def _restaged(shot: Shot, update: Mapping[str, Any]) -> Shot:
    if shot.staging is None or not update:
        return shot
    staging = shot.staging.model_copy(update=dict(update))
    return shot.model_copy(update={"staging": stamped(staging, shot.prompt) if shot.staging.auto else staging})


def _weather_heard(scene: Scene, weather: str, sound_ids: set[str]) -> tuple[Sound, ...]:
    table: Mapping[str, str] = data_table("sounds.yaml")["weather"]
    kept = tuple(sound for sound in scene.sounds if sound.description not in table.values())
    if weather not in table:
        return kept
    own = [sound for sound in scene.sounds if sound.description == table[weather]]
    fresh = own or [
        sound.model_copy(update={"kind": "ambience", "gain_db": 0.0})
        for sound in as_sounds(f"{scene.id}-bed"[:36], [table[weather]], None, sound_ids)
    ]
    return (*fresh, *kept)[:12]


def _shots_edited(
    shots: Sequence[Shot],
    scene: Scene,
    reply: RevisionReply,
    cast: Sequence[CastMember],
    style: str,
    names: Names,
) -> list[Shot]:
    edits = {one.id: one for one in reply.shots}
    result: list[Shot] = []
    for shot in shots:
        if shot.id not in reply.remove:
            result.append(_shot_edited(shot, edits[shot.id], scene, cast, style) if shot.id in edits else shot)
        result += [_added(one, shot, scene, cast, style, names) for one in reply.add if one.after == shot.id]
    return result


def _shot_edited(shot: Shot, edit: ShotEditReply, scene: Scene, cast: Sequence[CastMember], style: str) -> Shot:
    changes = {"framing": edit.framing, "angle": edit.angle, "move": edit.move}
    camera = shot.camera.model_copy(update={name: value for name, value in changes.items() if value})
    body, tail = _split(shot, style)
    text = told(edit.picture, cast, edit.who)
    if text == body and camera == shot.camera and edit.transition in (None, shot.transition_in.kind):
        return shot
    old_words, new_words = camera_words(shot.camera), camera_words(camera)
    tail = re.sub(re.escape(old_words), lambda _: new_words, tail, flags=re.I) if camera != shot.camera else tail
    prompt = f"{text.rstrip('.')}.{f' {capital(tail)}' if tail else ''}"
    transition = shot.transition_in
    if edit.transition and edit.transition != transition.kind:
        transition = Transition(kind=edit.transition, seconds=SECONDS[edit.transition])
    changed = shot.model_copy(update={
        "prompt": prompt[:4000], "camera": camera, "transition_in": transition,
        "subjects": tuple(one.id for one in seen_in(edit.picture, cast, edit.who)) or shot.subjects,
    })  # fmt: skip
    return _staged(changed, edit, scene, cast)


def _staged(shot: Shot, edit: ShotEditReply | AddedShotReply, scene: Scene, cast: Sequence[CastMember]) -> Shot:
    """The staging that the new words describe, at the scene's place; a person's own staging stays."""
    derived = derive_staging(shot.prompt, cast, scene.heading, shot.subjects)
    does = {one.who: one.does for one in edit.who}
    subjects = tuple(
        one.model_copy(update={"action": fitting(does[one.cast], figure_of_noun(one.noun))})
        if one.cast in does
        else one
        for one in derived.subjects
    )
    before = shot.staging
    if before is not None and not before.auto:
        return shot
    place = {name: getattr(before, name) for name in ("setting", "place", "time", "weather")} if before else {}
    return shot.model_copy(
        update={"staging": stamped(derived.model_copy(update={**place, "subjects": subjects}), shot.prompt)}
    )


def _added(
    reply: AddedShotReply, after: Shot, scene: Scene, cast: Sequence[CastMember], style: str, names: Names
) -> Shot:
    camera = Camera(move=reply.move, framing=reply.framing, angle=reply.angle)
    parts = [told(reply.picture, cast, reply.who), capital(camera_words(camera)), style.strip().rstrip(".")]
    prompt = ". ".join(one.rstrip(".") for one in parts if one) + "."
    staging = stage_shot(after, tuple(cast), scene.heading).staging
    shot = Shot(
        id=names.fresh(reply.name, f"{after.id}-next"), prompt=prompt, seconds=after.seconds, camera=camera,
        transition_in=Transition(kind=reply.transition, seconds=SECONDS[reply.transition]),
        subjects=tuple(one.id for one in seen_in(reply.picture, cast, reply.who)), staging=staging,
    )  # fmt: skip
    return _staged(shot, reply, scene, cast)


def _split(shot: Shot, style: str) -> tuple[str, str]:
    """(what is seen, camera and style): the tail as it stands in the prompt, "" where a person wrote none."""
    words = re.escape(camera_words(shot.camera))
    match = re.search(rf"\s*(\b{words}\b.*)$", shot.prompt, re.I | re.S)
    if match is None and style.strip():
        match = re.search(rf"\s*({re.escape(style.strip().rstrip('.'))}\.?)\s*$", shot.prompt, re.I)
    return (shot.prompt[: match.start()].rstrip(" ."), match[1].strip()) if match else (shot.prompt.rstrip(" ."), "")


def _marked(text: str, cast: Sequence[CastMember]) -> str:
    """The prose with every description of the cast as its mark."""
    for member in sorted(cast, key=lambda one: -len(one.description)):
        text = re.sub(re.escape(member.description), f"@{member.id}", MARK.sub(lambda m: m[0], text), flags=re.I)
    return text
