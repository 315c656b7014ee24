"""What words of sky, light, hour and weather say, and the words for a wished sky. Pure text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

from moviefactory.movie import TimeOfDay, Weather
from moviefactory.script.lexicon import capital

_ANY_TIME = frozenset(get_args(TimeOfDay))


_ANY_WEATHER = frozenset(get_args(Weather))


_DRY = frozenset(("clear", "dust"))


_CLOUDED = frozenset(("overcast", "rain", "snow", "storm", "fog"))


@dataclass(frozen=True)
class Sky:
    """The state a shot is to have. `timeless`, `weatherless`: that half is not wished for and judges no phrase."""

    time: TimeOfDay
    weather: Weather
    judges_time: bool = True
    judges_weather: bool = True


SAYS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    (r"sunset|sundown|setting sun|golden hour|sunsets", frozenset(("sunset",)), _ANY_WEATHER - {"storm"}),
    (
        r"low sun|(?:golden|amber|warm orange|honeyed|warm) (?:evening )?(?:sun)?light|golden rays|glow of the sun",
        frozenset(("sunset", "dawn", "day", "dusk")),
        _DRY,
    ),
    (r"golden (?:sun)?light|orange light", frozenset(("sunset", "dawn")), _DRY),
    (
        (
            r"bright (?:sun|sunshine|sunlight)|hot sun|blazing sun|midday "
            r"sun|sunshine|sunny|high sun"
        ),
        frozenset(("day",)),
        _DRY,
    ),
    (
        (
            r"sun (?:is )?(?:sinks|sinking|sets|setting|goes down|going "
            r"down)|sinking sun"
        ),
        frozenset(("sunset",)),
        _ANY_WEATHER,
    ),
    (r"sun (?:is )?(?:rises|rising|comes up|coming up)", frozenset(("dawn",)), _ANY_WEATHER),
    (
        r"sunlight|sunshine|sunny|sunlit|sunbeams?|sun-drenched|sun-dappled|bright sun|hot sun|blazing sun|midday sun|"
        r"sun|sunrays?|rays of sun|glaring light|heat haze|shimmering heat",
        frozenset(("day", "dawn", "sunset")),
        _DRY,
    ),
    (r"blue sk(?:y|ies)|azure sky", frozenset(("day",)), frozenset(("clear",))),
    (
        (
            r"clear (?:\w+ )?sk(?:y|ies)|cloudless(?: \w+)?(?: sky)?|"
            r"clear daylight|clear light"
        ),
        _ANY_TIME,
        frozenset(("clear",)),
    ),
    (r"daylight|midday|noon|afternoon|daytime|broad day|day", frozenset(("day",)), _ANY_WEATHER),
    (r"sunrise|dawn|daybreak|first light|early morning|rising sun", frozenset(("dawn",)), _ANY_WEATHER),
    (r"morning", frozenset(("dawn", "day")), _ANY_WEATHER),
    (r"dusk|twilight|nightfall|blue hour", frozenset(("dusk",)), _ANY_WEATHER),
    (r"evening", frozenset(("dusk", "sunset")), _ANY_WEATHER),
    (
        (
            r"night|nights|midnight|nighttime|moonlight|moonlit|moon|"
            r"starlight|starlit|starry|stars"
        ),
        frozenset(("night",)),
        _ANY_WEATHER,
    ),
    (
        r"moonlight|moonlit|moon|starlight|starlit|starry|stars",
        frozenset(("night",)),
        _ANY_WEATHER - {"rain", "storm", "overcast"},
    ),
    (
        (
            r"rain|rains|rainy|raining|rainfall|drizzle|drizzling|"
            r"downpour|raindrops?|rainstorm|pouring"
        ),
        _ANY_TIME,
        frozenset(("rain", "storm")),
    ),
    (
        (
            r"storm|storms|stormy|thunderstorm|tempest|hurricane|"
            r"lightning|thunderclouds?|storm clouds"
        ),
        _ANY_TIME,
        frozenset(("storm",)),
    ),
    (
        (
            r"falling snow|snowfall|snowing|snowflakes?|blizzard|"
            r"snowstorm|drifting snow|swirling snow|flurries"
        ),
        _ANY_TIME,
        frozenset(("snow",)),
    ),
    (r"fog|foggy|mist|misty|haze|hazy", _ANY_TIME, _CLOUDED - {"storm"} | {"dust"}),
    (
        (
            r"clouded sky|cloudy|overcast|gr[ea]y (?:\w+ )?(?:light|sky|skies)|gloomy light|under clouds|(?:heavy|"
            r"dark|low|grey|gray) clouds"
        ),
        _ANY_TIME,
        _CLOUDED,
    ),
    (r"sandstorm|dust storm|dusty (?:light|air|sky)|dust drifting", _ANY_TIME, frozenset(("dust",))),
)


def allowed(phrase: str, sky: Sky) -> bool:
    """Whether nothing in a phrase speaks against the wished sky."""
    lowered = phrase.lower()
    for words, times, weathers in SAYS:
        if re.search(rf"\b(?:{words})\b", lowered) and (
            (sky.judges_time and sky.time not in times) or (sky.judges_weather and sky.weather not in weathers)
        ):
            return False
    return True


def says_weather(text: str, weather: Weather) -> bool:
    """Whether a text shows this weather in so many words."""
    if weather == "clear":
        return bool(re.search(r"\b(?:clear|sun\w*|blue sky|moonlight|starry|daylight|golden)\b", text, re.I))
    own = [words for words, _, weathers in SAYS if weather in weathers and len(weathers) < 6]
    wanted = {"rain": own[:1], "snow": [*own, "snow|snows|snowing|snowy"]}.get(weather, own)
    return any(re.search(rf"\b(?:{words})\b", text, re.I) for words in (wanted or own))


def sky_words(sky: Sky) -> str:
    look = {
        "rain": "rainy",
        "snow": "snowy",
        "storm": "stormy",
        "fog": "foggy",
        "dust": "dusty",
        "overcast": "cloudy",
    }.get(sky.weather)
    if look:
        shade = "dark" if sky.time == "night" or sky.weather == "storm" else "pale" if sky.weather == "fog" else "grey"
        return f"{shade} {look}{' night' if sky.time == 'night' else ''} sky"
    return {
        "day": "clear blue sky",
        "dawn": "pale pink dawn sky",
        "sunset": "golden sunset sky",
        "dusk": "deep blue twilight sky",
        "night": "starry night sky",
    }[sky.time]


def light_words(sky: Sky) -> str:
    if sky.weather == "clear":
        return {
            "day": "bright daylight",
            "dawn": "pale dawn light",
            "sunset": "golden sunset light",
            "dusk": "blue dusk light",
            "night": "cold moonlight",
        }[sky.time]
    return {
        "day": "grey light",
        "dawn": "grey dawn light",
        "sunset": "dull evening light",
        "dusk": "dim dusk light",
        "night": "dim night light",
    }[sky.time]


def adjective(sky: Sky) -> str:
    look = {
        "rain": "rainy",
        "snow": "snowy",
        "storm": "stormy",
        "fog": "foggy",
        "dust": "dusty",
        "overcast": "grey",
    }.get(sky.weather)
    return look or {"night": "moonlit", "dusk": "dusky", "day": "sunny"}.get(sky.time, "sunlit")


def own_sentence(sky: Sky, rest: str) -> str:
    """What the sky does instead; `rest` is where ("through the window")."""
    if window := re.search(r"\b(?:the |a )?(?:[a-z]+ )?windows?\b", rest):
        pane = window[0].strip()
        wet = {
            "rain": "rain runs down",
            "storm": "rain lashes",
            "snow": "snow falls outside",
            "fog": "fog hangs outside",
        }
        return f"{wet[sky.weather]} {pane}" if sky.weather in wet else f"{light_words(sky)} falls through {pane}"
    if sky.weather == "clear":
        return {"night": "the moon shines", "dusk": "the last light falls"}.get(sky.time, "the sun shines") + rest
    return {
        "rain": "rain falls",
        "snow": "snow falls",
        "storm": "a storm rages",
        "fog": "fog drifts by",
        "dust": "dust fills the air",
        "overcast": "clouds cover the sky",
    }[sky.weather]


def falling(sky: Sky) -> str:
    words = {
        "rain": "rain falls",
        "snow": "snow falls",
        "storm": "the storm rages",
        "fog": "fog drifts",
        "dust": "dust drifts",
    }
    made = words.get(sky.weather) or f"{light_words(sky)} falls"
    return capital(made)
