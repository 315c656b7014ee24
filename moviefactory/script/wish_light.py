"""Wishes about weather and time of day: "make it rain in act two", "set it at night", "stop the snow"."""

from __future__ import annotations

import re
from dataclasses import replace

from moviefactory.movie import Movie, Scene, Shot, Staging, TimeOfDay, Weather
from moviefactory.script.light import time_in, weather_in
from moviefactory.script.wish_heard import TIMELESS, LightWish, headed, heard, heard_in_shot
from moviefactory.script.wish_light_words import UNDER_WATER, WINDOWS, light_phrase, short_phrase
from moviefactory.script.wish_plan import (
    Found,
    Scope,
    Words,
    rewritten,
    seen_staging,
    whole_scenes,
    with_scenes,
    with_shots,
)
from moviefactory.script.wish_sky import is_light_phrase, known_lights, swapped
from moviefactory.script.wish_sky_words import Sky, allowed, says_weather
from moviefactory.script.wish_text import edited, masked, picture_of, unmasked, with_phrase

_STOP = (
    r"\b(?:stop|end|no more|no|without(?: any)?|remove|drop|get rid of|lose|take (?:out|away)|clear away|"
    r"not?)\s+(?:the |any |all )?"
    r"(?:(?:heavy|falling|pouring) )?(?P<what>rain(?:ing|fall)?|snow(?:ing|fall)?|storm(?:ing)?|fog|mist|"
    r"clouds|dust|bad weather)\b"
    r"|\b(?:the )?(?P<what2>rain|snow|storm|fog|mist|clouds?)\s+(?:should |must |has to |to )?(?:stops?|"
    r"ends?|lifts?|clears?|goes away|go away|"
    r"is over|disappears?)\b|\b(?:stops?|not|doesn't|does not|don't|never)\s+(?P<what3>rain(?:ing)?|snow(?:ing)?)\b"
    r"|\b(?P<dry>dry weather|keep it dry|make it dry|dry)\b"
)
_WEATHERS: tuple[tuple[Weather, str], ...] = (
    ("dust", r"sand ?storms?|dust ?storms?|dusty"),
    (
        "storm",
        (
            r"storm(?:s|y|ier|ing)?|thunder ?storms?|thunder and lightning|lightning|hurricane|tempest(?:uous)?|"
            r"gale|typhoon"
        ),
    ),
    ("snow", r"snow(?:s|y|ier|ing|fall|flakes|storm)?|blizzard|wintry|winter"),
    (
        "rain",
        (
            r"rain(?:s|y|ier|ing|fall)?(?: cats and dogs)?|drizzl(?:e|es|ing|y)|downpour|pour(?:s|ing)?(?: "
            r"down)?|showers?"
        ),
    ),
    ("fog", r"fog(?:gy|gier)?|mist(?:y|ier)?|haz[ey]"),
    ("overcast", r"overcast|cloudy|clouds|clouded(?: over)?|gr[ea]y sk(?:y|ies)|gloomy weather"),
    (
        "clear",
        r"clear(?: up)?(?: weather| sk(?:y|ies))?|sunny|sunnier|sunshine|sunlight|(?:the )?sun (?:to "
        r")?(?:shines?|comes? out|out)|"
        r"(?:bright |a )?sun|blue sk(?:y|ies)|(?:good|nice|fair|fine|better) weather|cloudless",
    ),
)
_TIMES: tuple[tuple[TimeOfDay, str], ...] = (
    ("sunset", r"sunsets?|sundown|golden hour|late afternoon"),
    ("dawn", r"dawn|sunrise|day ?break|early morning|first light|mornings?"),
    ("dusk", r"dusk|twilight|evenings?|blue hour|nightfall"),
    (
        "night",
        (
            r"nights?|night-?time|midnight|nocturnal|moonlit|moonlight|after dark|in the dark|under the stars|"
            r"starlit|starry"
        ),
    ),
    ("day", r"day(?:time|light)?|noon|midday|afternoon|broad daylight"),
)
_WEATHER_HEARD = "rain|storm|thunder|drizzle|downpour"
_WEATHERLESS = frozenset(("space", "moon", "space_station", "underwater"))
_NOUN_OF: dict[str, str] = {
    "rain": "rains",
    "storm": "storms",
    "snow": "snows",
    "fog": "is foggy",
    "dust": "is dusty",
    "overcast": "is overcast",
    "clear": "is clear",
}


_NOT_THAT = (
    r"\b(?:instead of|rather than|not(?: in| at)?)\s+(?:in |at |by )?(?:the )?"
    r"(?:rain|day|night|snow|morning|evening)\b"
    r"|\b(?:from|turn|change) (?:the )?(?:day|night|dusk|dawn|morning|evening)(?= (?:in)?to )"
)


def read_light(words: Words, movie: Movie) -> None:
    """Weather and time of day, alone or together ("a rainy night")."""
    spans: list[tuple[int, int]] = []
    wish, text = LightWish(), words.text

    def matches(pattern: str) -> list[re.Match[str]]:
        nonlocal text
        found = list(re.finditer(pattern, text, re.I))
        for match in found:
            spans.append(match.span())
            text = _blanked(text, match.span())
        return found

    matches(_NOT_THAT)
    if stopped := matches(_STOP):
        wish = replace(wish, weather="clear", only=_ended(stopped[0]))
    for weather, pattern in _WEATHERS:
        found = matches(rf"\b(?:{pattern})\b(?!\s+(?:sounds?|noises?))")
        if found and not wish.weather:
            wish = replace(wish, weather=weather, sun="sun" in found[0][0].lower())
    for time, pattern in _TIMES:
        if not wish.time and matches(rf"\b(?:{pattern})\b(?! (?:by|after) )"):
            wish = replace(wish, time=time)
    if wish.time or wish.weather:
        words.take(Found(tuple(spans), lambda movie, scope: wished(movie, scope, wish)))


_ENDS: dict[str, frozenset[str]] = {  # what is over when this stops
    "rain": frozenset(("rain", "storm")), "snow": frozenset(("snow",)), "storm": frozenset(("storm",)),
    "fog": frozenset(("fog",)), "mist": frozenset(("fog",)), "cloud": frozenset(("overcast", "rain", "storm")),
    "dust": frozenset(("dust",)),
}  # fmt: skip


def _ended(match: re.Match[str]) -> frozenset[str]:
    what = (match["what"] or match["what2"] or match["what3"] or ("rain" if match["dry"] else "")).lower()
    every = frozenset(one for weathers in _ENDS.values() for one in weathers)
    return next((weathers for word, weathers in _ENDS.items() if what.startswith(word)), every)


def _blanked(text: str, span: tuple[int, int]) -> str:
    return text[: span[0]] + "\x00" * (span[1] - span[0]) + text[span[1] :]


def wished(movie: Movie, scope: Scope, wish: LightWish) -> tuple[Movie, str]:
    """The plan with the wished light in the shots of the scope, or why nothing changes."""
    changed: set[str] = set()
    numbers = {scene.id: number for number, scene in enumerate(movie.scenes)}

    def lit(scene: Scene, shot: Shot) -> Shot:
        new = _lit(movie, scene, shot, wish, numbers[scene.id])
        if new != shot:
            changed.add(shot.id)
        return new

    after = with_shots(movie, scope.ids, lit)
    if not changed:
        return movie, _why_not(movie, scope, wish)
    settled = whole_scenes(movie, scope.ids)

    def scene_lit(_: int, scene: Scene) -> Scene:
        if not any(shot.id in changed for shot in scene.shots):
            return scene
        if scene.id in settled:
            seen = seen_staging(scene.shots[0], after.cast, scene.heading)
            now = replace(wish, time="day") if wish.sun and wish.time is None and seen.time == "day" else wish
            return heard(after, headed(scene, now), now)
        shots = tuple(heard_in_shot(after, scene, shot, wish) if shot.id in changed else shot for shot in scene.shots)
        return scene.model_copy(update={"shots": shots})

    return with_scenes(after, scene_lit), ""


def _why_not(movie: Movie, scope: Scope, wish: LightWish) -> str:
    settings = {
        seen_staging(shot, movie.cast, scene.heading).setting for scene, shot in movie.shots() if shot.id in scope.ids
    }
    where = scope.words or "everywhere"
    if wish.weather and settings <= _WEATHERLESS:
        return (
            f"there is no weather {'under water' if settings == {'underwater'} else 'in space or on the moon'} "
            f"({where})"
        )
    if wish.time and not wish.weather and settings <= TIMELESS:
        return f"there is no time of day in space ({where})"
    if wish.only:
        return f"there is no {' or '.join(sorted(wish.only))} to stop ({where})"
    already = " and ".join(
        part
        for part in (
            f"it already {_NOUN_OF[wish.weather]}" if wish.weather else "",
            f"it already plays at {wish.time}" if wish.time else "",
        )
        if part
    )
    return f"{already} there ({where})"


def _lit(movie: Movie, scene: Scene, shot: Shot, wish: LightWish, number: int) -> Shot:
    staging = seen_staging(shot, movie.cast, scene.heading)
    time, weather = _needed(scene, staging, wish)
    if time is None and weather is None:
        return shot
    sky = Sky(time or staging.time, weather or staging.weather, time is not None, weather is not None)
    prompt = _relit(movie, scene, shot, staging, sky, number)
    changes = {name: value for name, value in (("time", time), ("weather", weather)) if value is not None}
    return rewritten(shot, prompt, movie.cast, scene.heading, **changes)


def _needed(scene: Scene, staging: Staging, wish: LightWish) -> tuple[TimeOfDay | None, Weather | None]:
    """What of the wish is not yet true of a shot, and can be."""
    time, weather = wish.time, wish.weather
    if wish.only and staging.weather not in wish.only:
        weather = None
    if wish.sun and time is None and staging.time in ("dusk", "night") and staging.setting not in _WEATHERLESS:
        time = "day"
    if time == staging.time or staging.setting in TIMELESS:
        time = None
    if weather == staging.weather or (weather == "rain" and staging.weather == "storm"):
        weather = None
    if staging.setting in _WEATHERLESS and not (weather == "dust" and staging.setting == "moon"):
        weather = None
    return time, weather


def _relit(movie: Movie, scene: Scene, shot: Shot, staging: Staging, sky: Sky, number: int) -> str:
    """The prompt under another sky: its phrases of light replaced, and the wish said where no phrase says it."""
    new = light_phrase(scene, staging, sky, number)
    placed = False

    def phrases(text: str) -> str:
        nonlocal placed
        hidden, kept = masked(text, movie.cast)
        space = hidden[len(hidden.rstrip()) :]
        stop = next((mark for mark in ("...", ".", "!", "?") if hidden.rstrip().endswith(mark)), "")
        pieces = hidden.rstrip().removesuffix(stop).split(", ")
        said: list[str] = []
        for at, piece in enumerate(pieces):
            known = piece.lower().strip() in known_lights() or piece.strip() in (
                *WINDOWS.values(),
                *UNDER_WATER.values(),
            )
            other = sky.judges_time and not placed and not _is_shown(piece, replace(sky, judges_weather=False))
            if at and is_light_phrase(piece) and (known or other or not allowed(piece, sky)):
                if not placed and new:
                    said.append(new)
                placed = True
            else:
                said.append(piece)
        return unmasked(swapped(", ".join(said), sky), kept) + stop + space

    prompt = edited(shot, movie.style, phrases)
    after = shot.model_copy(update={"prompt": prompt})
    picture = picture_of(after, movie.style)
    if _is_shown(picture, sky):
        return prompt
    if not placed:
        return with_phrase(after, movie.style, short_phrase(scene, staging, sky, new, prompt))
    if sky.judges_time and staging.setting != "underwater":
        return with_phrase(after, movie.style, f"at {sky.time}" if sky.time != "day" else "by day")
    return prompt


def _is_shown(text: str, sky: Sky) -> bool:
    dark = sky.time == "night" and re.search(r"\bin the dark\b|\bdark\b.*\bsky\b|\blamplight\b", text)
    evening = sky.time in ("sunset", "dusk") and re.search(r"\bevening\b", text)
    time = not sky.judges_time or time_in(text) == sky.time or bool(dark or evening)
    return time and (not sky.judges_weather or says_weather(text, sky.weather) or weather_in(text) == sky.weather)
