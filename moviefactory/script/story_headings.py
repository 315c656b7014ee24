"""Where and when a scene plays: from a screenplay's heading, or from what a story's sentences say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from moviefactory.movie import Setting, TimeOfDay, Weather
from moviefactory.script.lexicon import article, look_up
from moviefactory.script.light import time_in, weather_in
from moviefactory.script.places import PlaceMention, home_of, mention_in, place_for, places
from moviefactory.script.story_scenes import place_hinted, place_said, time_said
from moviefactory.script.story_sentences import without_quotes

_SIDE = re.compile(r"\s*(?P<side>INT\.?/EXT|EXT\.?/INT|I/E|E/I|INT|EXT|EST)\b[. ]*", re.I)
_TIMES = (
    r"(?:early|late|mid|next|that|same|the|following|later|pre-?|just before|just after|before|after|moments|"
    r"continuous|"
    r"hours?|minutes?|a|few|day|night|nighttime|daytime|morning|evening|afternoon|noon|midnight|midday|dawn|"
    r"dusk|sunrise|"
    r"sunset|twilight|sundown|magic hour|golden hour|daybreak|present|present day|flashback|flash ?forward|dream|"
    r"continued|cont'?d|resuming|intercut|establishing|moving|travelling|traveling|driving|parked|stock|various|"
    r"montage|series of shots|title sequence|opening(?: titles)?|black|"
    r"\d{1,2}(?::\d\d)? ?(?:am|pm)|\d{4}|years?|days?|weeks?|months?|earlier|ago|back to(?: scene| present)?)"
)
_ONLY_TIME = re.compile(rf"(?:{_TIMES}[\s.,]*)+", re.I)
_SAME = re.compile(r"\b(?:continuous|later|same|resuming|cont'?d|continued|back to)\b", re.I)
_OPEN_INSIDE = ("cave", "underwater", "space", "ruined_city", "bridge", "stadium", "sky", "sea")
_VESSELS: tuple[tuple[str, Setting, str], ...] = (  # what one is inside or on -> what is seen around it
    (r"(?:space ?ship|star ?ship|space ?craft|rocket|shuttle|space capsule|lander)(?: (?:bridge|cockpit|cabin|"
     r"corridor))?", "space_station", "inside"),
    (r"(?:submarine|bathyscaphe|submersible)", "underwater", "inside"),
    (r"(?:helicopter|plane|airplane|aeroplane|jet|airliner|cockpit|balloon|airship|glider)", "sky", "inside"),
    (r"(?:ship|boat|ferry|yacht|sailboat|trawler|raft|deck|galleon|canoe|rowboat|lifeboat)", "sea", "on"),
    (r"(?:train|tram|subway car|railway carriage|train compartment|dining car|compartment)", "meadow", "inside"),
    (r"(?:car|truck|van|bus|taxi|cab|jeep|limousine|lorry|camper|ambulance|police car|pickup|motorcycle|"
     r"sedan)", "highway", "inside"),
)  # fmt: skip
_PUBLIC = re.compile(r"\b(?:police|fire|gas|petrol|radio|tv|power|polling) station\b")
_OUTSIDE_OF: dict[str, Setting] = {"room": "village", "kitchen": "village", "space_station": "space"}


@dataclass(frozen=True)
class Where:
    """Where and when a scene plays. `place` has its preposition; `inside` is None where nothing says so."""

    setting: Setting
    place: str
    time: TimeOfDay | None = None
    weather: Weather | None = None
    inside: bool | None = None
    heading: str = ""


def where_of_heading(heading: str, before: Where | None, said: Sequence[str]) -> Where:
    """The place and hour of a scene heading. `said`: what the scene's text says, for weather and what is left open."""
    plain = re.sub(r"\(.*?\)|[“”\"*_]", " ", heading)
    match = _SIDE.match(plain)
    side = match["side"].upper().replace(".", "") if match else ""
    inside = None if len(side) != 3 or side == "EST" else side == "INT"
    parts = [part for part in re.split(r"\s+[-–—/|]+\s*|\s*--+\s*|[,;]\s+|"
                                       r"\.\s+|[–—]", plain[match.end() if match else 0 :])
             if part.strip(" .-")]  # fmt: skip
    kept = [words for part in parts if (words := _without_time(part))]
    time = time_in(_SAME.sub(" ", " . ".join(parts)).lower())
    weather = weather_in(heading) or _weather_of(said)
    same_time = _SAME.search(heading) or not time
    if before is not None and same_time:
        time = time or before.time
        weather = weather or (before.weather if _SAME.search(heading) else None)
    if not kept and before is not None:
        return replace(before, time=time, weather=weather, heading=heading)
    setting, place = _setting(kept, inside, before)
    return Where(setting, place, time, weather, inside, heading)


def _without_time(part: str) -> str:
    words = part.strip(" .-")
    if _ONLY_TIME.fullmatch(words):
        return ""
    words = re.sub(rf"\s+(?:{_TIMES[3:-1]})$", "", words, flags=re.I) if len(words.split()) > 1 else words
    words = re.sub(r"^(?:(?:back|in|at|on) )*(?:the )?(?=\S)", "", words.strip(), flags=re.I)
    if re.fullmatch(r"[\w. ]+['’]s", words, re.I):  # "JOE'S"
        return "house"
    return re.sub(r"\b[\w.]+(?:'s|’s|s'|s’)\s+(?=\w)", "", words.lower()).strip()


def _setting(parts: Sequence[str], inside: bool | None, before: Where | None) -> tuple[Setting, str]:
    """(setting, place with its preposition) of a heading's parts: the last that names a place says most."""
    for words in reversed(parts):
        for pattern, setting, preposition in _VESSELS:
            if re.search(rf"\b{pattern}s?$", words) and not (inside is False and setting in ("highway", "meadow")):
                return _around(setting, preposition, words, before)
        if _PUBLIC.search(words) and inside is not False:
            return "room", f"in {article(words)}"
        mention = mention_in(words)
        if mention is not None and not _is_made_up(mention, words):
            town = next((part for part in parts if part != words and _is_town(part)), "")
            if mention.key == "city" and town:
                return "city", f"on {_named(words)} in {town.title()}"
            return _table_place(mention, words, inside)
    words = parts[0] if parts else ""
    home = home_of(words) if words else ""
    if inside:
        return "room", f"in {_named(words)}" if words else ""
    if home:
        return places()[home]["setting"], f"at {_named(words)}"
    return (before.setting if before is not None and not before.inside else "village"), (
        f"at {_named(words)}" if words else ""
    )


def _is_made_up(mention: PlaceMention, words: str) -> bool:
    """Whether an unknown word was taken for a town ("stairwell")."""
    return mention.words.startswith("the streets of") and mention.name.lower() == words and not _is_town(words)


def _is_town(words: str) -> bool:
    return look_up(words).classes[:1] in ("C", "S", "N")


def _around(setting: Setting, preposition: str, words: str, before: Where | None) -> tuple[Setting, str]:
    """What is seen from a car, a ship, a plane: the road it is on, if the scene before named one."""
    roads = ("highway", "coast_road", "desert", "city", "snow", "mountain", "village", "canyon")
    if setting == "highway" and before is not None and before.setting in roads:
        setting = before.setting
    if "deck" in words:
        preposition = "on"
    return setting, f"{preposition} {_named(words)}"


def _table_place(mention: PlaceMention, words: str, inside: bool | None) -> tuple[Setting, str]:
    entry = places()[mention.key]
    is_indoor = bool(entry.get("indoor"))
    setting: Setting = entry["setting"]
    if inside and not is_indoor and mention.key not in _OPEN_INSIDE:
        return "room", f"inside {_named(words)}"
    if inside is False and is_indoor:
        outside = _OUTSIDE_OF.get(mention.key, "city")
        if re.search(r"\b(?:castle|palace|fortress|temple|monastery|manor)\b", words):
            outside = "mountain"
        elif re.search(r"\b(?:church|cathedral|tower|mansion|tomb|cottage|farmhouse|hut|cabin)\b", words):
            outside = "forest" if re.search(r"\b(?:hut|cabin)\b", words) else "village"
        return outside, f"outside {_named(words)}"
    return setting, _spot(mention, bool(inside))


def _named(words: str) -> str:
    return words if re.match(r"(?:an?|the|his|her|their)\s", words) or words.endswith("s") else article(words)


def where_of_story(said: Sequence[str], before: Where | None, heroes: Sequence[str]) -> Where:
    """The place and hour that a scene's sentences speak of; what they leave open stays as in the scene before."""
    mention = next((found for one in said if (found := place_said(one)) is not None), None)
    if mention is None and before is None:
        mention = next((found for one in said if (found := place_hinted(one)) is not None), None)
    hours = [hour for one in said if (hour := time_said(one))]
    weather = _weather_of(said) or (before.weather if before and mention is None else None)
    time = hours[0] if hours else (before.time if before else None)
    if mention is None and before is not None:
        return replace(before, time=time, weather=weather)
    if mention is None:
        mention = next((PlaceMention(home) for noun in heroes if (home := home_of(noun))), PlaceMention("village"))
    place = place_for(replace(mention, preposition="into"), 0)
    side = "INT" if place.indoor else "EXT"
    ending = (
        "" if place.setting in ("space", "underwater", "moon", "space_station") else f" - {(time or 'day').upper()}"
    )
    heading = f"{side}. {place.spots[0].heading}{ending}"
    return Where(place.setting, _spot(mention, False), time, weather, place.indoor, heading)


def _spot(mention: PlaceMention, inside: bool) -> str:
    """A place with the preposition of somebody who is there."""
    spots = place_for(replace(mention, preposition="into"), 0).spots
    spot = spots[1] if inside and mention.key == "cave" else spots[0]
    if not mention.words:
        return f"{spot.preposition} {spot.place}"
    spot = replace(spot, place=re.sub(r"^(?:his|her|their|its|my|our) ", "the ", spot.place))
    last = spot.place.split()[-1]
    if last in ("station", "stop", "platform", "farm", "harbour", "harbor", "pond", "waterfall"):
        return f"{'on' if last in ('platform', 'farm') else 'at'} {spot.place}"
    enclosed = mention.key == "city" and not re.search(
        r"\b(?:streets?|road|avenue|boulevard|roof|rooftop|sidewalk|bridge)$", spot.place
    )
    return f"in {spot.place}" if enclosed else f"{spot.preposition} {spot.place}"


_STATED = re.compile(
    r"\b(?:it (?:is|was|starts?|started|begins?|began) (?:\w+ ){0,2}(?:rain|snow|storm|fogg?|mist)\w*|(?:rain|"
    r"snow|fog|mist|"
    r"blizzard|thunder|lightning|storm|snowflakes?|drizzle|downpour|hail)\b(?! (?:boots?|coat|man|men|white)))|"
    r"\b(?:rainy|snowy|stormy|foggy|misty|rainswept|raining|snowing|cloudy|overcast)\b",
    re.I,
)


def _weather_of(said: Sequence[str]) -> Weather | None:
    """The weather of the first sentences that speak of one. What is spoken or dreamt of is none."""
    for one in said[:6]:
        plain = without_quotes(one)[0]
        if _STATED.search(plain) and not re.search(
            r"\b(?:like|dream\w*|remember\w*|no|without|after the|stops?|stopped)\b", plain, re.I
        ):
            return weather_in(plain)
    return None
