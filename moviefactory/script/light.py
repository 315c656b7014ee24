"""Time of day and weather: the words that mean them, and how each looks at a place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import get_args

from moviefactory.movie import TimeOfDay, Weather
from moviefactory.script.lexicon import data_table, word_set
from moviefactory.script.places import Place

_TIMES: tuple[tuple[TimeOfDay, str], ...] = (
    ("night", r"night|nights|midnight|nighttime|moonlit|moonlight|starlit|starry|nocturnal|northern lights|aurora"),
    ("sunset", r"sunset|sundown|golden hour|setting sun"),
    ("dawn", r"dawn|sunrise|daybreak|early morning|first light|rising sun|morning"),
    ("dusk", r"dusk|twilight|evening|nightfall"),
    ("day", r"day|daytime|daylight|noon|midday|afternoon|sunny|sunlit|sunshine"),
)
_WEATHERS: tuple[tuple[Weather, str], ...] = (
    ("storm", r"storm|storms|stormy|thunderstorm|thunder|lightning|hurricane|tempest|typhoon|tornado|cyclone"),
    ("snow", r"snow|snowy|snowfall|snowing|blizzard|snowstorm|winter|wintry|snowflakes?|avalanche"),
    ("rain", r"rain|rainy|raining|downpour|drizzle|monsoon|raindrops?"),
    ("fog", r"fog|foggy|mist|misty|haze|hazy"),
    ("dust", r"sandstorm|dust storm|dusty|duststorm"),
    ("overcast", r"overcast|cloudy|grey sky|gray sky|clouded|gloomy"),
)
TIME_WORDS = word_set(
    "night midnight nighttime moonlight sunset sundown dawn sunrise daybreak morning dusk twilight evening "
    "nightfall day daytime daylight noon midday afternoon hour winter summer spring autumn fall season today "
    "tomorrow yesterday"
)
WEATHER_WORDS = word_set("rain fog mist haze sun sunshine wind drizzle downpour snowfall weather breeze moonlight")


@cache
def forces() -> Mapping[str, tuple[str, Weather]]:
    """What an ordeal is against: noun -> (words for the prompt, weather of the picture)."""
    table = data_table("habits.yaml")["forces"]
    known: tuple[Weather, ...] = get_args(Weather)
    return {
        noun: (str(words), next(one for one in known if one == weather))
        for weather, nouns in table.items()
        for noun, words in nouns.items()
    }


@dataclass(frozen=True)
class Light:
    """When a scene plays and in which weather, and the words for that."""

    time: TimeOfDay
    weather: Weather
    words: str


def time_in(text: str) -> TimeOfDay | None:
    """The time of day a text names, or None. "A day in the life" and "one day" name none."""
    lowered = re.sub(
        r"\b(?:a|one|some|every|first|last|whole|perfect|busy|each)\s+(?:\w+\s)?day\b|\bdays\b", " ", text.lower()
    )
    return next((time for time, words in _TIMES if re.search(rf"\b(?:{words})\b", lowered)), None)


def weather_in(text: str) -> Weather | None:
    """The weather a text names, or None."""
    return next((weather for weather, words in _WEATHERS if re.search(rf"\b(?:{words})\b", text.lower())), None)


_OUTDOORS: dict[str, tuple[str, ...]] = {
    "day": ("bright clear daylight", "a clear blue sky", "warm midday light"),
    "dawn": ("pale pink dawn light", "soft early morning light"),
    "sunset": ("golden sunset light", "warm orange light of the setting sun"),
    "dusk": ("blue dusk light", "deep blue twilight"),
    "night": ("cold moonlight", "a starry night sky"),
}
_INDOORS: dict[str, tuple[str, ...]] = {
    "day": ("soft daylight through the windows", "warm daylight"),
    "dawn": ("pale morning light through the windows",),
    "sunset": ("golden evening light through the windows",),
    "dusk": ("the last blue light and warm lamps",),
    "night": ("warm lamplight", "soft golden lamplight in the dark"),
}
_WEATHER_LOOKS: dict[str, dict[str, str]] = {
    "rain": {"day": "steady rain and grey light", "night": "rain glittering in the dark", "": "soft rain"},
    "snow": {"day": "falling snow and white light", "night": "falling snow in moonlight", "": "falling snow"},
    "storm": {"day": "dark storm clouds and driving rain", "night": "lightning and driving rain", "": "storm clouds"},
    "fog": {"day": "pale drifting fog", "night": "fog glowing in the dark", "": "drifting fog"},
    "dust": {"day": "dust drifting in harsh light", "night": "dust drifting in the dark", "": "drifting dust"},
    "overcast": {"day": "soft grey light under clouds", "night": "a dark clouded sky", "": "a clouded sky"},
}
_SPECIAL: dict[str, tuple[str, ...]] = {
    "space": ("starlight in deep darkness", "hard white starlight"),
    "moon": ("hard white sunlight under a black sky",),
    "underwater": ("shafts of light from above", "soft blue light"),
    "space_station": ("cool white light", "soft blue light of the screens"),
    "cave": ("a beam of light in the dark", "flickering light on wet stone"),
    "stage": ("bright spotlights in the dark", "a single warm spotlight"),
    "neon_city": ("neon light on wet ground", "pink and blue neon light"),
    "castle_hall": ("warm torchlight", "flickering torchlight and long shadows"),
}


def light_of(place: Place, time: TimeOfDay, weather: Weather, choice: int) -> Light:
    """The light of a scene. Under a roof, in space and under water there is no weather."""
    if place.key in _SPECIAL and not (place.key == "neon_city" and weather != "clear"):
        words = _SPECIAL[place.key]
        return Light(time, weather if place.key == "neon_city" else "clear", words[choice % len(words)])
    if place.indoor:
        return Light(time, "clear", _INDOORS[time][choice % len(_INDOORS[time])])
    if weather in _WEATHER_LOOKS:
        looks = _WEATHER_LOOKS[weather]
        words_now = looks.get(time) or f"{looks['']} in {_OUTDOORS[time][0]}"
        return Light(time, weather, words_now)
    return Light(time, "clear", _OUTDOORS[time][choice % len(_OUTDOORS[time])])
