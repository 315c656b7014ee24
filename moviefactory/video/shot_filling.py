"""What a shot's staging and camera add where its prompt is silent: place, light, weather, manner of movement, camera.

Never against the prompt: where the author says anything on a matter, nothing is added to it. Knows nothing of models.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from moviefactory.movie import Camera, CastMember, Shot, Staging, Subject
from moviefactory.video.cast_words import short_name
from moviefactory.video.shot_reading import Reading
from moviefactory.video.word_profiles import (
    ANGLES,
    BRIEF_MOVES,
    FILM_ANGLES,
    FILM_FRAMINGS,
    FILM_MOVES,
    FRAMINGS,
    LITERAL_MOVES,
    Part,
)

_NO_SENTENCE = 3  # so few words are a heading, not a sentence: what happens is then said from the staging
_WORDS = Path(__file__).parent / "data" / "shot_words.yaml"
_TIMES = (  # the time a heading or a prompt names
    ("night", r"night|midnight|moon\w*|starry"), ("dawn", r"dawn|sunrise|morning|daybreak"),
    ("sunset", r"sunset|sundown|golden hour|setting sun"), ("dusk", r"dusk|twilight|evening"),
    ("day", r"day|daylight|noon|midday|afternoon"),
)  # fmt: skip


@cache
def table() -> Mapping[str, Any]:
    """The sentences of shot_words.yaml."""
    loaded: Mapping[str, Any] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return loaded


def fillings(shot: Shot, heading: str, reading: Reading) -> dict[Part, str]:
    """Sentences for "place", "light", "motion" and "relation"; "" where the prompt speaks, or is not in English."""
    if shot.staging is None or not reading.english:
        return {}
    return {
        "place": place_sentence(shot.staging, heading, reading),
        "light": " ".join(light_sentences(shot.staging, heading, reading)),
        "motion": _motion(shot.staging, reading),
        "relation": _relation(shot, reading),
    }


def place_sentence(staging: Staging, heading: str, reading: Reading) -> str:
    """ "The setting is a coast road.", where neither the prompt nor its guess says otherwise."""
    phrase = place_phrase(staging, heading, reading)
    return f"The setting is {phrase}." if phrase else ""


def place_phrase(staging: Staging, heading: str, reading: Reading) -> str:
    """ "a coast road"; "" where the prompt names a place, or where the staging's meadow is only its default."""
    named = staging.place or staging.setting.replace("_", " ")
    if reading.speaks_of("place") or named.lower() in reading.said.lower():
        return ""
    if named == "meadow" and "meadow" not in heading.lower():
        return ""
    usual = table()["setting"].get(staging.setting, "")
    if usual and (not staging.place or staging.place in (staging.setting, staging.setting.replace("_", " "))):
        return str(usual)
    if usual and staging.place in usual:
        return str(usual)
    if named[:1].isupper():
        return named
    return f"{'an' if named[:1] in 'aeiou' else 'a'} {named}"


def light_sentences(staging: Staging, heading: str, reading: Reading) -> list[str]:
    """The light, the weather and what they do to the picture, as far as the prompt is silent and nothing disagrees."""
    words, inside = table(), staging.setting in table()["inside"]
    sentences = [
        words["indoors" if inside and kind == "light" else kind][key]
        for kind, key in unsaid_light(staging, heading, reading)
    ]
    is_known = sentences or _names_it(staging, reading)
    if is_known and not (inside or staging.setting in words["timeless"] or reading.speaks_of("look")):
        sentences.append(words["look"][staging.time if staging.weather == "clear" else staging.weather])
    return sentences


def unsaid_light(staging: Staging, heading: str, reading: Reading) -> list[tuple[str, str]]:
    """("light", time) and ("weather", weather), each where the staging knows it and the prompt is silent on it."""
    if staging.setting in table()["timeless"] or _disagree(staging, heading, reading):
        return []
    clear = staging.setting in table()["inside"] or staging.weather == "clear"
    unsaid = []
    if not reading.speaks_of("light") and _is_known(staging, heading) and (clear or staging.time != "day"):
        unsaid.append(("light", str(staging.time)))
    if not clear and not reading.speaks_of("weather"):
        unsaid.append(("weather", str(staging.weather)))
    return unsaid


def time_named(text: str) -> str:
    """The time of day that a text names, or ""."""
    return next((time for time, words in _TIMES if re.search(rf"\b(?:{words})\b", text, re.I)), "")


def _is_known(staging: Staging, heading: str) -> bool:
    """Day in clear weather is what a staging says that knows nothing: it counts where the heading says so too."""
    return (staging.time, staging.weather) != ("day", "clear") or time_named(heading) == "day"


def _disagree(staging: Staging, heading: str, reading: Reading) -> bool:
    named = time_named(reading.said)
    return (named or staging.time) != staging.time or (
        not named and (time_named(heading) or staging.time) != staging.time
    )


def _names_it(staging: Staging, reading: Reading) -> bool:
    """Whether the prompt itself names the staging's weather, or in clear weather its time of day."""
    if staging.weather == "clear":
        return time_named(reading.said) == staging.time
    return re.search(table()["names"][staging.weather], reading.said, re.I) is not None


def _motion(staging: Staging, reading: Reading) -> str:
    if len(re.findall(r"\w+", reading.said)) <= _NO_SENTENCE and not re.search(r"\b(?:an?|the)\b", reading.said, re.I):
        return " ".join(dict.fromkeys(deed for one in staging.subjects if (deed := _deed(one, reading.said))))
    actions = {subject.action for subject in staging.subjects}
    entry = table()["motion"].get(next(iter(actions)) if len(actions) == 1 else "", None)
    if entry is None or reading.speaks_of("pace"):
        return ""
    named = re.search(rf"\b(?:{'|'.join(entry['verbs'].split())})\b", reading.said, re.I)
    return str(entry["how"]) if named else ""


def _deed(subject: Subject, said: str) -> str:
    """ "The fox runs.", "The owls fly."; "" for one that only stands there, or where that verb is said."""
    does = table()["does"].get(subject.action)
    if not does or not subject.noun or does[1].split()[0] in said.lower():
        return ""
    several = subject.count > 1
    plural = f"{subject.noun}{'' if subject.noun.endswith('s') else 's'}"
    return f"The {plural if several else subject.noun} {does[1] if several else does[0]}."


def _relation(shot: Shot, reading: Reading) -> str:
    staging = shot.staging
    if staging is None or len(set(shot.subjects)) != 2 or reading.speaks_of("relation"):
        return ""
    return str(table()["relation"].get(staging.relation, ""))


def camera_sentence(
    camera: Camera, members: Sequence[CastMember], reading: Reading, register: Literal["film", "literal", "brief"]
) -> str:
    """The camera in the register's words, without what the prompt says of it itself; "" where nothing is left."""
    framing = shown_framing(camera, reading)
    silent = reading.speaks_of("move") or (camera == Camera() and not framing)
    if register == "brief":
        move = "" if silent else BRIEF_MOVES[camera.move]
        return _sentence(", ".join(filter(None, (framing, move))))
    target = " and ".join(short_name(one, members) for one in members) if 1 <= len(members) <= 2 else "the scene"
    if register == "film":
        shown = _in_film_terms(camera, framing, target, reading)
        move, _, towards = FILM_MOVES[camera.move].partition("|")
        move = "" if silent else move if target in shown else f"{move}{towards.format(target)}"
        return _sentence("; ".join(filter(None, (shown, move))))
    move = "" if silent else LITERAL_MOVES[camera.move].format(target)
    if framing:
        framing = f"the camera films {'an' if framing[0] in 'aeiou' else 'a'} {framing}"
        move = move.replace("the camera ", "", 1)
    return _sentence(" and ".join(filter(None, (framing, move))))


def _in_film_terms(camera: Camera, framing: str, target: str, reading: Reading) -> str:
    """ "low-angle close-up, looking up at the fox, with fine detail sharp and the background soft"."""
    angle = "" if reading.speaks_of("angle") else FILM_ANGLES[camera.angle].format(target)
    shown = "" if reading.speaks_of("framing") else FILM_FRAMINGS[camera.framing]
    return ", ".join(filter(None, (framing, angle, shown)))


def shown_framing(camera: Camera, reading: Reading) -> str:
    """ "low-angle wide shot", less what the prompt says of framing or angle."""
    framing = "" if reading.speaks_of("framing") else FRAMINGS[camera.framing]
    angle = "" if reading.speaks_of("angle") else ANGLES[camera.angle]
    if not framing:
        return f"{angle} view" if angle else ""
    return f"{angle} {framing}".strip()


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""
