"""Headings and sounds under another sky: rain is heard where it rains, birds are not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from moviefactory.movie import Movie, Scene, Shot, Sound, TimeOfDay, Weather
from moviefactory.script.lexicon import data_table
from moviefactory.script.light import time_in, weather_in
from moviefactory.script.places import Place, named
from moviefactory.script.wish_plan import fresh_ambience, fresh_sounds, is_indoor, place_key, seen_staging

_SILENCED: dict[str, str] = {  # what is not heard in a weather or at an hour
    "rain": r"birds?|birdsong|seagulls?|bees?|insects?|crickets?|cicadas?|children playing",
    "storm": r"birds?|birdsong|seagulls?|bees?|insects?|crickets?|cicadas?|children playing|calm|gentle|soft wind",
    "snow": r"bees?|insects?|crickets?|cicadas?|frogs?",
    "night": r"birds?|birdsong|bees?|rooster|children playing|market crowd",
    "day": r"owls?|crickets?|night", "dawn": r"night|owls?", "sunset": r"night", "dusk": r"rooster|bees?",
}  # fmt: skip


TIMELESS = frozenset(("space", "moon", "space_station"))


@dataclass(frozen=True)
class LightWish:
    time: TimeOfDay | None = None
    weather: Weather | None = None
    only: frozenset[str] = frozenset()  # "stop the rain": weathers that end
    sun: bool = False  # "sunny": not after dark


def headed(scene: Scene, wish: LightWish) -> Scene:
    """The heading with the wished time, and without the name of a weather that is over."""
    heading = scene.heading
    spot, dash, last = heading.rpartition(" - ")
    timeless = any(seen_staging(shot, (), heading).setting in TIMELESS for shot in scene.shots)
    if wish.time and heading and not timeless:
        if dash and time_in(last.lower()):
            heading = f"{spot} - {wish.time.upper()}"
        elif dash or heading.upper().startswith(("INT", "EXT")):
            heading = f"{heading} - {wish.time.upper()}"
    if wish.weather and (old := weather_in(heading.rpartition(" - ")[2])) and old != wish.weather:
        heading = re.sub(r"\s*(?:\(|- )?\b(?:RAINY|RAIN|SNOWY|SNOW|FOGGY|FOG|STORMY|STORM)\)?$", "", heading)
    return scene if heading == scene.heading else scene.model_copy(update={"heading": heading})


def heard(movie: Movie, scene: Scene, wish: LightWish) -> Scene:
    """The ambience under the new sky: what does not fit goes, the weather comes."""
    stagings = [seen_staging(shot, movie.cast, scene.heading) for shot in scene.shots]
    weather = stagings[0].weather if wish.weather else None
    time = stagings[0].time if wish.time else None
    kept = [sound for sound in scene.sounds if _is_fit(sound, weather, time)]
    table = data_table("sounds.yaml")["weather"]
    fresh: tuple[Sound, ...] = ()
    place = named(place_key(scene, stagings[0]), 0)
    if weather and weather in table and place.weather != weather and not any(_tells(sound, weather) for sound in kept):
        phrase = str(table[weather])
        if is_indoor(scene, stagings[0]):
            phrase = {"rain": "gentle rain on a window", "storm": "heavy rain and thunder outside"}.get(weather, phrase)
        elif weather == "storm":
            kept = [sound for sound in kept if sound.file]
        fresh = fresh_ambience(movie, scene, [phrase])
    if not kept and not fresh and scene.sounds:
        fresh = fresh_ambience(movie, scene, [fitting_bed(place, weather, time)])
    sounds = (*fresh, *kept)[:12]
    return scene if sounds == scene.sounds else scene.model_copy(update={"sounds": sounds})


def heard_in_shot(movie: Movie, scene: Scene, shot: Shot, wish: LightWish) -> Shot:
    """Weather that comes and goes within a scene is an effect of its shots."""
    weather = seen_staging(shot, movie.cast, scene.heading).weather if wish.weather else None
    kept = tuple(sound for sound in shot.sounds if weather is None or _is_fit(sound, weather, None))
    table = data_table("sounds.yaml")["weather"]
    if weather and weather in table and not any(_tells(sound, weather) for sound in (*kept, *scene.sounds)):
        kept = (*kept, *fresh_sounds(movie, shot.id, [str(table[weather])]))[:12]
    return shot if kept == shot.sounds else shot.model_copy(update={"sounds": kept})


def _tells(sound: Sound, weather: str) -> bool:
    return weather_in(sound.description) == weather or sound.description == data_table("sounds.yaml")["weather"].get(
        weather
    )


def _is_fit(sound: Sound, weather: Weather | None, time: TimeOfDay | None) -> bool:
    told = weather_in(sound.description)
    of_table = dict(data_table("sounds.yaml")["weather"])
    if (
        weather
        and sound.kind == "ambience"
        and sound.description in of_table.values()
        and of_table.get(weather) != sound.description
    ):
        return False
    if weather and told in ("rain", "storm", "fog") and told != weather and not (weather == "rain" and told == "storm"):
        return False
    if sound.kind != "ambience":
        return True
    states: Sequence[str] = [one for one in (weather, time) if one]
    return not any(
        re.search(rf"\b(?:{_SILENCED[one]})\b", sound.description, re.I) for one in states if one in _SILENCED
    )


def fitting_bed(place: Place, weather: Weather | None, time: TimeOfDay | None, wanted: str = "") -> str:
    """`wanted`, or another ambience of the place that fits the weather and the hour, or the quiet of the hour."""
    for phrase in (wanted, *place.sounds):
        if phrase and _is_fit(Sound(id="x", kind="ambience", description=phrase), weather, time):
            return phrase
    return "crickets on a summer night" if time == "night" else "soft wind blowing"
