"""The light of a place in words, where a wish changed the hour or the weather: outside, under a roof, under water."""

from __future__ import annotations

import re

from moviefactory.movie import Scene, Staging
from moviefactory.script.light import light_of
from moviefactory.script.places import named
from moviefactory.script.wish_plan import is_indoor, place_key
from moviefactory.script.wish_sky_words import Sky

WINDOWS: dict[str, str] = {
    "rain": "rain running down the windows",
    "storm": "rain lashing the windows and lightning outside",
    "snow": "snow falling outside the windows",
    "fog": "fog pressing against the windows",
    "dust": "a dust storm outside the windows",
    "overcast": "a grey sky outside the windows",
}
_SUNLESS = frozenset(("rain", "storm", "overcast", "fog"))
_GREY_WITHIN = {"day": "soft grey daylight", "dawn": "pale grey morning light", "sunset": "grey evening light"}
UNDER_WATER: dict[str, str] = {
    "day": "shafts of sunlight from above",
    "dawn": "pale dawn light from above",
    "sunset": ("golden sunset light from above"),
    "dusk": "dim blue dusk light from above",
    "night": "faint moonlight from above",
}


def light_phrase(scene: Scene, staging: Staging, sky: Sky, number: int) -> str:
    """The light of a place in the words of this room's writers; under a roof the weather is at the windows."""
    if staging.setting == "underwater":
        return UNDER_WATER[sky.time]
    key = place_key(scene, staging)
    light = light_of(named(key, 0), sky.time, sky.weather, number)
    if not is_indoor(scene, staging):
        indoor = named(key, 0).indoor
        words = light_of(named("meadow", 0), sky.time, sky.weather, number).words if indoor else light.words
        return re.sub(r"^(.* in )golden (sunset light)$", r"\1dim \2", words) if sky.weather in _SUNLESS else words
    if not named(key, 0).indoor:
        light = light_of(named("room", 0), sky.time, "clear", number)
    window = WINDOWS.get(sky.weather, "")
    within = _GREY_WITHIN.get(sky.time, light.words) if re.search(r"daylight|windows", light.words) else light.words
    return f"{within}, {window}" if window else light.words


def short_phrase(scene: Scene, staging: Staging, sky: Sky, new: str, said: str) -> str:
    """What is added to a prompt that says nothing of the light: the weather alone, or the hour alone."""
    if is_indoor(scene, staging) and sky.judges_weather and not sky.judges_time:
        return WINDOWS.get(sky.weather, "clear light from the windows")
    if "grey light" in said.lower():
        return new.removesuffix(" and grey light")
    return new
