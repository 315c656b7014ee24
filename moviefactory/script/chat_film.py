"""What both ways of asking for a film share: cast, tone, title, the check of shots, sounds, the movie at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from moviefactory.movie import CastMember, Mood, Movie, Music, Scene, Shot, Sound, Staging, Transition
from moviefactory.script import ScriptRequest
from moviefactory.script.assembly import Frame, Names, with_lengths
from moviefactory.script.direction import SECONDS
from moviefactory.script.interview import Interview
from moviefactory.script.marks import seen_in, unknown_marks
from moviefactory.script.sanity import problem_of, require_prose
from moviefactory.script.shapes import CastReply, ShotReply, TitleReply, ToneReply, cast_shape, sounds_shape
from moviefactory.script.sounds import as_sounds
from moviefactory.script.stopgap import sounds_by_rules
from moviefactory.script.tone import mood_of, music_for

MOST_LINES = 40  # lines of story that go with a question about the whole film
_NO_SOUND = re.compile(
    r"\b(?:music|song|melody|soundtrack|score|voice|voices|speech|narrat\w+|dialogue|silence|silent|snowfall)\b", re.I
)


@dataclass
class ChatFilm:
    """What a writer keeps in hand from scene to scene. `pictures` holds what was shown, to show nothing twice."""

    request: ScriptRequest
    interview: Interview
    cast: tuple[CastMember, ...]
    names: Names = field(default_factory=Names)
    sound_ids: set[str] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)
    last_picture: str = ""


def ask_cast(request: ScriptRequest, interview: Interview, story: Sequence[str], most: int) -> CastReply | None:
    """Who recurs in the film, each with looks of their own."""
    return interview.ask(
        "cast", cast_shape(most), max_tokens=130 * most, check=_check_cast, idea=request.idea,
        character=request.character, story=story, most=most,
    )  # fmt: skip


def _check_cast(reply: CastReply) -> None:
    require_prose(((f"members[{at}].description", one.description) for at, one in enumerate(reply.members)), 2)
    seen: dict[str, str] = {}
    for at, member in enumerate(reply.members):
        look = " ".join(member.description.lower().split())
        if look in seen:
            raise ValueError(f"members[{at}].description: the same as {seen[look]!r} has; give each their own looks")
        seen[look] = member.name


def finished(
    film: ChatFilm, scenes: Sequence[Scene], story: Sequence[str], otherwise: str, *, titled: bool = False
) -> Movie:
    """The movie of these scenes: asks for tone, music and title. `otherwise` is the title where none comes, or where
    the film is `titled` already."""
    request = film.request
    mood, music = _tone(request, film.interview, story)
    answer = None if titled else film.interview.ask(
        "title", TitleReply, max_tokens=60, check=_check_title, idea=request.idea, story=story
    )  # fmt: skip
    shots = scenes[0].shots
    opening = shots[0].model_copy(update={"transition_in": Transition(kind="fade_black", seconds=0.5)})
    scenes = (scenes[0].model_copy(update={"shots": (opening, *shots[1:])}), *scenes[1:])
    return Movie(
        title=(_plain_title(answer.title) if answer else otherwise)[:200], idea=request.idea[:4000],
        setting=request.setting, character=request.character, action=request.action, style=request.style,
        tone=request.tone or mood, frame_rate=request.frame_rate, size_px=request.size_px, seed=request.seed,
        script=request.settings, cast=film.cast, scenes=with_lengths(scenes, request.settings.shot_seconds),
        music=music,
    )  # fmt: skip


def _check_title(reply: TitleReply) -> None:
    require_prose([("title", reply.title)], 1)


def _music_words(answer: ToneReply, mood: Mood) -> str:
    tempo = {"slow": "slow", "medium": "mid-tempo", "fast": "fast"}[answer.tempo]
    return f"{tempo} {', '.join(answer.instruments)}, {mood}"[:300]


def _plain_title(title: str) -> str:
    return " ".join(title.split()).strip("\"'“”‘’ .") or title


def _tone(request: ScriptRequest, interview: Interview, story: Sequence[str]) -> tuple[Mood, Music]:
    """The mood of the closed list, and music in words; a tone that the person gave outranks the model's choice."""
    answer = interview.ask("tone", ToneReply, max_tokens=120, idea=request.idea, tone=request.tone, story=story)
    if answer is None:
        mood = mood_of(request.tone, f"{request.idea} {request.action}", "calm", False)
        return mood, music_for(mood)
    mood = mood_of(request.tone, "", answer.mood, True)
    if mood != answer.mood:
        return mood, music_for(mood)
    return mood, Music(mood=mood, description=_music_words(answer, mood))


def short_cuts(shot: Shot) -> Shot:
    """No transition longer than a third of the shot, so that two of them leave something to see."""
    kind = shot.transition_in.kind
    return shot.model_copy(
        update={"transition_in": Transition(kind=kind, seconds=round(min(SECONDS[kind], shot.seconds / 3), 2))}
    )


def check_shots(shots: Sequence[ShotReply], cast: Sequence[CastMember], used: set[str]) -> None:
    require_prose(((f"shots[{at}].picture", shot.picture) for at, shot in enumerate(shots)), 5)
    seen = set(used)
    for at, shot in enumerate(shots):
        if unknown := unknown_marks(shot.picture, cast):
            known = ", ".join(f"@{member.id}" for member in cast)
            raise ValueError(f"shots[{at}].picture: {unknown[0]} is nobody; the marks are {known}")
        if unseen := [one.who for one in shot.who if one.who not in _shown(shot.picture, cast)]:
            raise ValueError(
                f"shots[{at}]: who lists {unseen[0]}, whom the picture does not show; write @{unseen[0]} into it, or "
                f"leave {unseen[0]} out of who"
            )
        if bare(shot.picture) in seen:
            raise ValueError(f"shots[{at}].picture: repeats an earlier shot; show what is new in it")
        seen.add(bare(shot.picture))


def saved_shots(film: ChatFilm, shape: type[Any], count: int) -> list[Any | None]:
    """What can be used of a reply that was given up: `count` entries of `shape`, None for each that is not whole."""
    partial = film.interview.partial
    found = partial.get("shots") if isinstance(partial, dict) else None
    listed = found if isinstance(found, list) else []
    ids, seen = {member.id for member in film.cast}, set(film.pictures)
    saved: list[Any | None] = []
    for at in range(count):
        shot = _whole(shape, listed[at]) if at < len(listed) else None
        if shot and (
            unknown_marks(shot.picture, film.cast) or bare(shot.picture) in seen or problem_of(shot.picture, 5)
        ):
            shot = None
        if shot:
            seen.add(bare(shot.picture))
            shown = _shown(shot.picture, film.cast)
            shot = shot.model_copy(update={"who": [one for one in shot.who if one.who in ids & shown]})
        saved.append(shot)
    return saved


def _shown(picture: str, cast: Sequence[CastMember]) -> set[str]:
    """Whom the picture shows: by mark, name or noun."""
    nouns = {member.id for member in cast if re.search(rf"\b{re.escape(member.noun)}(?:s|es)?\b", picture, re.I)}
    return nouns | {member.id for member in seen_in(picture, cast, ())}


def _whole(shape: type[Any], found: Any) -> Any | None:
    try:
        return shape.model_validate(found)
    except ValidationError:
        return None


def bare(picture: str) -> str:
    """The words alone, to see whether two pictures are the same."""
    return " ".join(re.findall(r"\w+", picture.lower()))


def with_sounds(
    film: ChatFilm, frame: Frame, shots: Sequence[Shot], pictures: Sequence[str], number: int
) -> tuple[tuple[Shot, ...], tuple[Sound, ...]]:
    """(the shots with their effects, the ambience of the scene); by rules where the model brings none."""
    weather = (
        f"{frame.light.weather} outside" if frame.inside and frame.light.weather != "clear" else frame.light.weather
    )
    scene = {"where": frame.where, "time": frame.light.time, "weather": weather}
    answer = film.interview.ask(
        "sounds", sounds_shape(len(shots)), what=f"sounds of scene {number + 1}", max_tokens=80 + 60 * len(shots),
        scene=scene, pictures=pictures,
    )  # fmt: skip
    if answer is None:
        ambience, effects = sounds_by_rules([shot.staging or Staging() for shot in shots], number)
    else:
        ambience, effects = _heard(answer.ambience), tuple(_heard(one.effects) for one in answer.shots)
    sounding = tuple(
        shot.model_copy(update={"sounds": (*_effects(shot, phrases, film.sound_ids), *shot.sounds)})
        for shot, phrases in zip(shots, effects, strict=True)
    )
    return sounding, tuple(_bed(one) for one in as_sounds(f"{frame.id}-bed"[:36], ambience, None, film.sound_ids))


def _effects(shot: Shot, phrases: Sequence[str], taken: set[str]) -> tuple[Sound, ...]:
    return as_sounds(shot.id, phrases, None, taken)


def _bed(sound: Sound) -> Sound:
    return sound.model_copy(update={"kind": "ambience", "gain_db": 0.0})


def _heard(phrases: Sequence[str]) -> tuple[str, ...]:
    """Phrases a library can be searched with: one sound each, no music and no speech, two at most."""
    parts = [_lower(part.strip(" .,;")) for phrase in phrases for part in re.split(r"\s*[,;]\s*|\s+and\s+", phrase)]
    return tuple(dict.fromkeys(part for part in parts if len(part) > 2 and not _NO_SOUND.search(part)))[:2]


def _lower(phrase: str) -> str:
    return phrase[:1].lower() + phrase[1:] if phrase[1:2].islower() else phrase
