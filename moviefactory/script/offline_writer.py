"""The screenwriter that needs no model: an English sentence becomes a movie by grammar, word tables and told stories.

    premise.py, idea.py          what is asked for         storyline.py, casting.py   story, cast and place
    beats.py, template.py        sentences                 blocking.py                who does what in the picture
    direction.py, light.py       camera, cuts, light       sounds.py, tone.py         what is heard

Deterministic: the same request gives the same movie, another seed another cut of it. It invents no character: whoever
is named in a prompt is in the cast, in the same words each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from moviefactory.errors import PlanError
from moviefactory.movie import (
    MAX_SHOTS,
    Action,
    Camera,
    Mood,
    Movie,
    Scene,
    Shot,
    Sound,
    TimeOfDay,
    Weather,
)  # fmt: skip
from moviefactory.script import Desk, Script, ScriptRequest
from moviefactory.script.assembly import with_lengths
from moviefactory.script.beats import Beat, chosen, told, told_bare
from moviefactory.script.blocking import actions_of, staging_of
from moviefactory.script.casting import Cast, cast_idea
from moviefactory.script.dice import pick
from moviefactory.script.direction import camera_for, camera_words, scene_sizes, stretched, transition_for
from moviefactory.script.lexicon import word_set
from moviefactory.script.light import Light, light_of
from moviefactory.script.outline import LONG_SHOTS, acts_of_film
from moviefactory.script.places import Spot
from moviefactory.script.premise import image_mood, premise_of
from moviefactory.script.roles import fitting
from moviefactory.script.sounds import ambience_of, as_sounds, effects_of
from moviefactory.script.staging import stamped
from moviefactory.script.storyline import story_file
from moviefactory.script.template import Filled, Stagehands
from moviefactory.script.titles import title_of
from moviefactory.script.tone import mood_of, music_for
from moviefactory.workspace import slug_of

_MOVING_STORIES = word_set("race chase journey escape search ordeal")
_STRONG_STORIES = word_set("race chase fight ordeal escape storm celebration search")
_LATER: dict[TimeOfDay, TimeOfDay] = {
    "dawn": "day",
    "day": "sunset",
    "sunset": "dusk",
    "dusk": "night",
    "night": "dawn",
}
_LONGEST = 45  # words of a prompt, beyond which its least important phrases are left out
_TRIES = 24


@dataclass
class _Film:
    """What the writer keeps in hand while it goes through the beats."""

    request: ScriptRequest
    cast: Cast
    mood: Mood
    used: set[str] = field(default_factory=set)
    sentences: set[str] = field(default_factory=set)
    frames: set[str] = field(default_factory=set)  # sentences without who and where
    shot_ids: set[str] = field(default_factory=set)
    sound_ids: set[str] = field(default_factory=set)
    camera: Camera | None = None
    turns: dict[str, int] = field(default_factory=dict)
    overlaps_s: float = 0.0


@dataclass(frozen=True)
class _SceneFrame:
    """Where and when a scene plays."""

    number: int
    id: str
    spot: Spot
    light: Light
    heading: str


def offline(request: ScriptRequest, desk: Desk) -> Script:
    """The writer called "offline", which asks nobody and keeps nothing: an idea is told, a story is broken down."""
    if request.story:
        from moviefactory.script.breakdown import write_breakdown  # few films need it, and it reads many tables

        return Script(write_breakdown(request))
    return Script(write_offline(request))


def write_offline(request: ScriptRequest) -> Movie:
    """The whole plan for a request. Raises PlanError where the idea holds nothing to film, or too many shots are "
    "asked."""
    idea = premise_of(request)
    cast = cast_idea(idea, request.seed)
    story = story_file(cast.story)
    words = f"{request.idea} {request.action}"
    mood = mood_of(
        request.tone,
        words,
        image_mood(idea) or str(story["mood"]),
        cast.story in _STRONG_STORIES or bool(image_mood(idea)),
    )
    film = _Film(request, cast, mood)
    scenes = _with_lengths(_scenes(film, list(story["beats"])), request.settings.shot_seconds, film.overlaps_s)
    return Movie(
        title=title_of(cast), idea=request.idea[:4000], setting=request.setting, character=request.character,
        action=request.action, style=request.style, tone=request.tone or mood, frame_rate=request.frame_rate,
        size_px=request.size_px, seed=request.seed, script=request.settings,
        cast=tuple(role.member for role in cast.roles.values()), scenes=scenes, music=music_for(mood),
    )  # fmt: skip


def _scenes(film: _Film, beats: list[Beat]) -> tuple[Scene, ...]:
    settings = film.request.settings
    count = max(settings.scenes, round(settings.scenes * settings.shots_per_scene))
    if count > MAX_SHOTS:
        raise PlanError(
            f"script: {count} shots are more than the {MAX_SHOTS} one movie can have; lower scenes or shots_per_scene"
        )
    story = chosen(beats, count, film.cast)
    acts = acts_of_film(settings.scenes) if count > LONG_SHOTS else 0
    scenes, at, taken = [], 0, set[str]()
    for number, size in enumerate(scene_sizes(count, settings.scenes)):
        group = story[at : at + size]
        frame = _frame(film, number, group, taken)
        shots = tuple(_shot(film, frame, beat, step) for step, beat in enumerate(group))
        act = number * acts // settings.scenes + 1 if acts else None
        scenes.append(Scene(id=frame.id, heading=frame.heading, act=act, shots=shots, sounds=_ambience(film, frame)))
        at += size
    return tuple(scenes)


def _frame(film: _Film, number: int, group: list[Beat], taken: set[str]) -> _SceneFrame:
    place, scenes = film.cast.place, film.request.settings.scenes
    spots = place.spots
    if film.cast.story in _MOVING_STORIES:
        spot = spots[
            min(len(spots) - 1, number * len(spots) // max(1, min(scenes, 12))) if scenes <= 12 else number % len(spots)
        ]
    else:
        spot = spots[(0, 0, 1, 2)[number % 4] % len(spots)]
    light = light_of(place, _time(film, number), _weather(film, group), number + pick(5, film.request.seed, "light"))
    side = "INT" if place.indoor else "EXT"
    timeless = place.setting in ("space", "underwater", "moon", "space_station")
    heading = f"{side}. {spot.heading}" + ("" if timeless else f" - {light.time.upper()}")
    base = slug_of(spot.heading, 40) or "scene"
    identity = next(one for one in (base, *(f"{base}-{count}" for count in range(2, 600))) if one not in taken)
    taken.add(identity)
    return _SceneFrame(number, identity, spot, light, heading[:300])


def _time(film: _Film, number: int) -> TimeOfDay:
    """The idea's time, else the place's; a film of several scenes ends later in the day than it began."""
    times = film.cast.place.times
    if film.cast.idea.time is not None:
        return film.cast.idea.time
    if len(times) == 1:
        return next(time for time in _LATER if time == times[0])
    chosen_time = times[pick(len(times), film.request.seed, film.cast.idea.text, "time")]
    start: TimeOfDay = next(time for time in _LATER if time == chosen_time)
    scenes = film.request.settings.scenes
    steps = number * 2 // scenes if scenes <= 6 else number // 3
    for _ in range(steps if start != "sunset" or scenes > 6 else 0):
        start = _LATER[start]
    return start


def _weather(film: _Film, group: list[Beat]) -> Weather:
    cast = film.cast
    if any(beat.get("weather") == "force" for beat in group):
        return next((one for one in ("storm", "snow", "rain", "dust", "fog") if one == cast.force_weather), "clear")
    if cast.force and cast.story == "ordeal" and cast.idea.weather in ("storm", "snow", "rain"):
        return "overcast"
    if cast.idea.weather is not None:
        return cast.idea.weather
    return next((one for one in ("snow",) if one == cast.place.weather), "clear")


def _shot(film: _Film, frame: _SceneFrame, beat: Beat, step: int) -> Shot:
    name = str(beat["id"])
    turn = film.turns.get(name, 0)
    film.turns[name] = turn + 1
    filled, camera, prompt = _prompt(film, frame, beat, turn)
    film.camera = camera
    identity = name if not turn else f"{name}-{turn + 1}"
    actions = actions_of(film.cast, beat, filled)
    staging = staging_of(film.cast, frame.light, beat, filled, actions)
    transition = transition_for(film.mood, str(beat.get("cut", "")), frame.number, step, step == 0)
    film.overlaps_s += transition.seconds if (frame.number or step) else 0.0
    return Shot(
        id=identity, prompt=prompt, seconds=film.request.settings.shot_seconds, camera=camera, transition_in=transition,
        subjects=tuple(film.cast.roles[letter].member.id for letter in filled.seen),
        sounds=_effects(film, beat, filled, actions, identity), staging=stamped(staging, prompt),
    )  # fmt: skip


def _prompt(film: _Film, frame: _SceneFrame, beat: Beat, turn: int) -> tuple[Filled, Camera, str]:
    """A sentence that was not said yet, if the story has one left; in any case a prompt that was not."""
    cast, request = film.cast, film.request
    hands = Stagehands(cast.roles, cast.place, frame.spot, cast.predicate, cast.predicate_tail, cast.thing, cast.force,
                       fitting(cast.action, cast.roles["A"].figure))  # fmt: skip
    needed = [frame.spot.place, cast.force, cast.thing, *(role.member.description for role in cast.roles.values())]
    found: tuple[Filled, Camera, str] | None = None
    for attempt in range(_TRIES):
        dice = (request.seed, cast.idea.text, beat["id"], turn, attempt)
        filled = told(beat, cast, hands, frame.light, *dice)
        camera = camera_for(beat, film.camera, turn + attempt // 8, *dice)
        prompt = _assembled(filled.sentence, frame.light, camera, request.style, needed)
        if prompt not in film.used:
            if found is None or filled.sentence not in film.sentences:
                found = (filled, camera, prompt)
            if told_bare(filled.sentence, hands) not in film.frames:
                break
    if found is None:
        filled = told(beat, cast, hands, frame.light, request.seed, turn)
        camera = camera_for(beat, film.camera, turn, request.seed)
        view = f"{filled.sentence}, view {len(film.used) + 1} of this place"
        found = (filled, camera, _assembled(view, frame.light, camera, request.style, needed))
    film.used.add(found[2])
    film.sentences.add(found[0].sentence)
    film.frames.add(told_bare(found[0].sentence, hands))
    return found


def _assembled(sentence: str, light: Light, camera: Camera, style: str, needed: Sequence[str] = ()) -> str:
    """Description, action, place, light. Camera. Style. Where that is too long, the least important goes first: the
    afterthought of the sentence, then how the camera moves, then the light; never one of the `needed` words."""
    shown = camera_words(camera)
    brief, framing = _without_afterthought(sentence, needed), shown.partition(",")[0]
    tries = (
        (sentence, light.words, shown), (brief, light.words, shown), (brief, light.words, framing),
        (brief, "", framing),
    )  # fmt: skip
    look = f". {style.strip().rstrip('.')}." if style.strip() else "."
    full = ""
    for said, lit, filmed in tries:
        full = f"{said}{', ' if lit else ''}{lit}. {filmed[:1].upper()}{filmed[1:]}{look}"
        if len(full.split()) <= _LONGEST:
            break
    return full[:4000]


def _without_afterthought(sentence: str, needed: Sequence[str]) -> str:
    """ "A fox waits in a forest, not far away" -> "A fox waits in a forest"."""
    said, comma, after = sentence.rpartition(", ")
    kept = comma and all(words.lower() in said.lower() for words in needed if words.lower() in sentence.lower())
    return said if kept and len(said.split()) > len(after.split()) else sentence


def _effects(film: _Film, beat: Beat, filled: Filled, actions: Mapping[str, Action], shot_id: str) -> tuple[Sound, ...]:
    phrases = effects_of(film.cast, actions, filled.seen, filled.does_main, len(film.used))
    at = None
    if "sound" in beat:
        phrases = [str(beat["sound"]), *phrases[:1]]
        at = round(float(beat["at"]) * film.request.settings.shot_seconds, 2) if "at" in beat else None
    return as_sounds(shot_id, phrases, at, film.sound_ids)


def _ambience(film: _Film, frame: _SceneFrame) -> tuple[Sound, ...]:
    phrases = ambience_of(film.cast.place, frame.light, frame.number)
    return tuple(
        sound.model_copy(update={"kind": "ambience", "gain_db": 0.0})
        for sound in as_sounds(f"{frame.id}-bed"[:36], phrases, None, film.sound_ids)
    )


def _with_lengths(scenes: tuple[Scene, ...], seconds: float, overlaps_s: float) -> tuple[Scene, ...]:
    """The first and the last shot are longer by what the transitions take away; all are, where that is too much."""
    count = sum(len(scene.shots) for scene in scenes)
    if overlaps_s > seconds:
        return with_lengths(scenes, seconds)
    first, last = stretched(seconds, overlaps_s, count)
    opening = _resized(scenes[0], 0, min(60.0, first))
    scenes = (opening, *scenes[1:])
    return (*scenes[:-1], _resized(scenes[-1], -1, min(60.0, last))) if count > 1 else scenes


def _resized(scene: Scene, at: int, seconds: float) -> Scene:
    shots = list(scene.shots)
    shots[at] = shots[at].model_copy(update={"seconds": seconds})
    return scene.model_copy(update={"shots": tuple(shots)})
