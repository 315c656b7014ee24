"""Words of sky, light, hour and weather in a prompt: which contradict a wished state, and what says it instead.

Pure text: knows neither shots nor plans. A phrase that the wished `Sky` allows is left as a person wrote it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import get_args

from moviefactory.movie import TimeOfDay, Weather
from moviefactory.script.lexicon import capital
from moviefactory.script.light import light_of
from moviefactory.script.places import named, places
from moviefactory.script.wish_sky_words import (
    SAYS,
    Sky,
    adjective,
    allowed,
    falling,
    light_words,
    own_sentence,
    sky_words,
)
from moviefactory.script.wish_text import articled

# what a word of a phrase says: (words, hours it can be said of, weathers it can be said of)
_LOOK = (
    r"golden|warm|soft|bright|clear|blue|gr[ea]y|pale|pink|orange|cold|cool|harsh|dim|deep|dark|low|setting|rising|"
    r"early|late|last|first|hot|blazing|glaring|brilliant|starry|moonlit|cloudless|endless|amber|red|purple|violet|"
    r"heavy|steady|driving|pouring|gentle|light|falling|thick|dense|drifting|swirling|faint|silver|silvery|strong|"
    r"broad|summer|summery|winter|spring|autumn|morning|evening|afternoon|midday|night|noon|sunset|sunrise|dawn|dusk|"
    r"hazy|misty|foggy|rainy|stormy|sunny|cloudy|clouded|overcast|black|white|full|open|wide|azure|yellow|fiery|"
    r"glowing|milky|calm|quiet|beautiful|lovely|fading|fresh|fine|thin|icy|wild|raging|rough|fierce|great|terrible|"
    r"violent|high|dusty|natural|diffuse|diffused|crisp|streaming|slanting"
)
_HEADS = (
    r"skies|sky|sunlight|sunshine|daylight|moonlight|starlight|light|sunbeams?|sun|moon|stars|rays|glow|"
    r"rain|drizzle|downpour|raindrops|snowfall|snowflakes?|snow|blizzard|snowstorm|fog|mist|haze|"
    r"thunderstorm|storm clouds|"
    r"clouds|rainstorm|sandstorm|dust storm|storm|tempest|lightning|golden hour|blue hour|midday|noon|midnight|"
    r"afternoon|morning|evening|nighttime|daytime|nights?|daybreak|dawn|sunrise|sunset|sundown|dusk|twilight|day"
)
_NP = re.compile(
    rf"\b(?P<det>(?:a|an|the)\s+)?(?P<adj>(?:(?:{_LOOK})(?:\s*,\s*|\s+and\s+|\s+))*)(?P<head>{_HEADS})"
    rf"(?P<of>\s+of\s+(?:(?:a|an|the)\s+)?(?:(?:{_LOOK})\s+)*(?:{_HEADS}|day))?\b(?!-)",
    re.I,
)
_ADJ = re.compile(
    (
        r"\b(sunny|sunlit|sun-drenched|sun-dappled|rainy|rain-swept|foggy|misty|stormy|moonlit|starlit|cloudy|"
        r"overcast)\b(?= [a-z])"
    ),
    re.I,
)
_FALLS = re.compile(  # "The storm breaks loose around ...": what the sky does to those below it
    r"^(?:The |A |An )?((?:[a-z]+ )?(?:storm|rain|snow|fog|mist|sunlight|sunshine|moonlight|lightning|"
    r"blizzard))\s+[a-z]+s"
    r"(?: loose| down| hard| in| up| gently| softly)*\s+(around|over|above|on|onto|upon|across|through)\b",
    re.I,
)
_HOURS = (
    r"noon|midday|midnight|afternoon|morning|evening|nighttime|daytime|nights?|daybreak|dawn|sunrise|sunset|sundown|"
    r"dusk|twilight|day|golden hour|blue hour"
)
_NO_HOUR_BEFORE = re.compile(
    r"\b(?:one|every|each|all|some|last|that|next|other|first|whole|another|day by|by)\s+(?:\w+\s)?$", re.I
)
_AIR = r"air|breeze|wind|sky|light|streets?|city|traffic|mist|fog|calm|scene|hours?|sun"


@cache
def known_lights() -> frozenset[str]:
    """Every phrase of light that the writers of this room put at the end of a sentence."""
    return frozenset(
        light_of(named(key, 0), time, weather, choice).words.lower()
        for key in places()
        for time in get_args(TimeOfDay)
        for weather in get_args(Weather)
        for choice in range(2)
    )


def is_light_phrase(phrase: str) -> bool:
    """Whether a phrase between commas is of light, hour or weather alone: "golden light of a low sun over the road"."""
    bare = re.sub(r"^(?:all )?(?:under|in|beneath|at|on|against)\s+", "", phrase.strip().lower())
    if bare in known_lights():
        return True
    match = _NP.match(bare)
    if not match:
        return False
    rest = bare[match.end() :].strip()
    return not rest or bool(
        re.match(r"(?:and|in|over|on|across|above|under|through|behind|around|from|outside|everywhere|\w+ing\b)", rest)
        and "\x01" not in rest
    )


def swapped(text: str, sky: Sky) -> str:
    """Every phrase that contradicts the sky, replaced by one of its kind that suits it."""
    past = re.findall(r"\bafter the (?:storm|rain|snow)\b", text, re.I)  # it is over: that never contradicts
    text = re.sub(r"\bafter the (?:storm|rain|snow)\b", "\x02", _without_clauses(text, sky), flags=re.I)
    text = _FALLS.sub(lambda match: match[0] if allowed(match[1], sky) else f"{falling(sky)} {match[2]}", text)
    text = re.sub(
        (
            rf"\b(?P<prep>at|in|by|during|"
            rf"on)\s+(?P<the>the\s+)?(?P<hour>{_HOURS})\b(?!(?:'s)?\s+(?!{_AIR})[a-z]+ing\b)(?!-)(?!\s+(?:sky|"
            rf"light|air|breeze|sun)\b)"
        ),
        lambda match: _hour_swapped(match, sky),
        text,
        flags=re.I,
    )
    text = _NP.sub(lambda match: _np_swapped(match, text, sky), text)
    text = _ADJ.sub(lambda match: match[0] if allowed(match[1], sky) else _cased(adjective(sky), match[0]), text)
    for words in past:
        text = text.replace("\x02", words, 1)
    return articled(text)


def without_sky(text: str) -> str:
    """The text without phrases of an open sky ("under a clear blue sky", "at noon"), for a place that has none."""

    def open_air(match: re.Match[str]) -> str:
        head = match["head"].lower()
        is_open = re.fullmatch(
            rf"sky|skies|sun|moon|stars|sunlight|sunshine|moonlight|starlight|rain|snow|fog|mist|{_HOURS}", head
        )
        return "" if is_open else match[0]

    return re.sub(rf" (?:under|beneath|in|at|on|by|against|through) {_NP.pattern}", open_air, text, flags=re.I)


def _hour_swapped(match: re.Match[str], sky: Sky) -> str:
    if allowed(match["hour"], sky) or not sky.judges_time:
        return match[0]
    return _cased({"day": "in broad daylight"}.get(sky.time, f"at {sky.time}"), match[0])


def _np_swapped(match: re.Match[str], text: str, sky: Sky) -> str:
    phrase, head = match[0], match["head"].lower()
    if allowed(phrase, sky):
        return phrase
    before, after = text[: match.start()], text[match.end() :]
    if head in ("day", "days", "night", "nights") and (
        _NO_HOUR_BEFORE.search(before) or re.match(r"\s+in the life|\s+(?:of)\b", after)
    ):
        return phrase
    if re.fullmatch(_HOURS, head) and re.match(
        r"\s+(?:watch\w*|guards?|shift|train|bus|club|porter|owl|nurse|workers?|school)\b", after
    ):
        return phrase  # a night watchman
    made = _swap(match, sky)
    if re.match(r"\s+is\b", after) and made.split()[-1] == "clouds":
        made = "the grey sky"
    return _cased(made, phrase)


def _swap(match: re.Match[str], sky: Sky) -> str:
    head, det = match["head"].lower(), (match["det"] or "").strip().lower()
    if head in ("sky", "skies", "heavens", "stars"):
        article = "the" if det == "the" else "a" if det or head in ("sky", "stars") else ""
        words = sky_words(sky)
        return f"{article} {words if head != 'skies' else words.replace(' sky', ' skies')}".strip()
    if head in ("sun", "moon"):
        if sky.weather == "clear":
            return {
                "night": "the moon",
                "day": "the bright sun",
                "dawn": "the rising sun",
                "sunset": "the setting sun",
                "dusk": "the last light",
            }[sky.time]
        return f"the {light_words(sky)}"
    if re.fullmatch(_HOURS, head):
        return _hour_noun(match, sky)
    if re.fullmatch(r"sunlight|sunshine|daylight|moonlight|starlight|light|sunbeams?|rays|glow", head):
        return f"{det} {light_words(sky)}" if det == "the" else light_words(sky)
    return _weather_noun(sky, det)


def _hour_noun(match: re.Match[str], sky: Sky) -> str:
    det, adj, head = match["det"] or "", match["adj"] or "", match["head"].lower()
    adj = "".join(
        word
        for word in re.findall(r"\S+\s+", adj)
        if allowed(word, sky)
        and not re.match(
            (
                r"(?:golden|bright|starry|moonlit|clear|"
                r"early|late|orange)\b"
            ),
            word,
            re.I,
        )
    )
    if not sky.judges_time or sky.time in next((times for words, times, _ in SAYS if re.fullmatch(words, head)), ()):
        kind = adjective(sky) if sky.weather != "clear" else ""
        return f"{det}{adj}{kind + ' ' if kind else ''}{head}"
    if head in ("sunset", "sunrise", "sundown") and det.strip().lower() == "the" and not adj:
        return {"night": "the night sky", "day": "the horizon", "dusk": "the twilight", "dawn": "the sunrise"}.get(
            sky.time, "the sunset"
        )
    noun = {"night": "night", "dawn": "morning", "sunset": "evening", "dusk": "evening", "day": "day"}[sky.time]
    if not det and not adj:
        noun = sky.time
    if det.strip().lower() in ("a", "an") and not adj:
        plain = {"night": adjective(sky), "day": "bright"}.get(sky.time, "quiet")
        adj = f"{adjective(sky) if sky.weather != 'clear' else plain} "
    return f"{det}{adj}{noun}"


def _weather_noun(sky: Sky, det: str) -> str:
    words = {
        "rain": "rain",
        "snow": "falling snow",
        "storm": "storm",
        "fog": "fog",
        "dust": "drifting dust",
        "overcast": "grey light",
    }.get(sky.weather) or light_words(sky)
    if sky.weather == "storm":
        return f"{det or 'a'} storm" if det != "an" else "a storm"
    return f"the {words}" if det == "the" else words


_CLAUSE = (
    r"(?:, )?\b(?:as|while|when|until|before|after)\s+(?:the|a)\s+(?:[a-z]+\s+){0,2}?"
    r"(?:sun|moon|rain|storm|snow|fog|mist|sky|stars|clouds|lightning|thunder|day|night|dawn)\s+[a-z]+[^,.;]*"
)
_PHRASES = (
    r", unaware of the (?:storm|rain|snow)\b",
    r" to get away from the (?:storm|rain)\b",
    r",? in the (?:heart|middle|midst|eye) of the (?:storm|rain)\b",
    r", despite the (?:storm|rain|snow|fog)\b",
    r",? in spite of the (?:storm|rain|snow|fog)\b",
)


def _without_clauses(text: str, sky: Sky) -> str:
    """Without side clauses of sun or weather that cannot stay ("as the sun rises"). "After the storm" can."""

    def dropped(match: re.Match[str]) -> str:
        kept = "after the" in match[0].lower() and re.search(r"after the (?:storm|rain)$", match[0], re.I)
        return match[0] if kept or allowed(match[0], sky) else ""

    for pattern in (*_PHRASES, _CLAUSE):
        text = re.sub(pattern, dropped, text, flags=re.I)
    return re.sub(
        r"(?<![a-z] )(?:^|(?<=[.!?;] )|(?<=, ))(?:the (?:bright |hot |low )?(?:sun|moon|stars?|sky)|it|rain|"
        r"snow)\s+(?:is |are )?"
        r"(?:shin|rain|snow|glow|blaz|beat|pour|fall|ris|set|hang|burn|glint|clear|bright|dark|"
        r"blue)\w*(?P<rest>[^,.;]*)",
        lambda match: match[0] if allowed(match[0], sky) else _cased(own_sentence(sky, match["rest"]), match[0]),
        text,
        flags=re.I,
    )


def _cased(new: str, old: str) -> str:
    return capital(new) if old[:1].isupper() else new
