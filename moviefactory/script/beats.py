"""Which beats of a story a film of so many shots tells, and in which words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from moviefactory.script.casting import Cast
from moviefactory.script.dice import pick
from moviefactory.script.lexicon import capital
from moviefactory.script.light import Light
from moviefactory.script.template import CannotSay, Filled, Stagehands, fill

Beat = Mapping[str, Any]
_UNFIT = {  # words that do not belong to a kind of place
    "indoor": r"horizon|sky|clouds?|wind|breeze|gust|landscape|land|wide land|grass|distance ahead|road|seeds|earth|"
    r"rain\w*|ditch|raindrops",
    "space": r"ground|horizon|wind|breeze|gust|clouds?|sky|land|landscape|grass|steps?|stone|rain\w*|dust of|walks?|"
    r"road|leaf|stem|tyres|sun\w*",
    "water": r"dust|ground|sand|stone|grass|road|tyres|earth",
    "underwater": r"horizon|sky|clouds?|wind|breeze|gust|grass|rain\w*|dust\w*|road|ground|tyres|steam|land",
    "wet": r"sun|sunlight|warm light|warm",
    "dark": r"sun|sunlight|sunlit|daylight|midday|evening",
    "sky": r"ground|dust|grass|steps?|stone|road|tyres|floor",
}


def chosen(beats: Sequence[Beat], count: int, cast: Cast) -> list[Beat]:
    """`count` beats in the order of the story: the weightiest of a short film, all and some again in a long one."""
    possible = [
        beat for beat in beats
        if not (cast.place.indoor and beat.get("outdoor")) and cast.action in beat.get("only", [cast.action])
    ]  # fmt: skip
    core = [beat for beat in possible if not beat.get("extra")]
    if count <= len(core):
        ranked = sorted(range(len(core)), key=lambda at: (-core[at]["keep"], at))
        return [core[at] for at in sorted(ranked[:count])]
    wanted = count - len(core)
    extras = [beat for beat in possible if beat.get("extra")][:wanted]
    told = [beat for beat in possible if not beat.get("extra") or beat in extras]
    loops = [beat for beat in possible if beat.get("loop")]
    again = [loops[step % len(loops)] for step in range(count - len(told))]
    last_loop = max(at for at, beat in enumerate(told) if beat.get("loop"))
    return [*told[: last_loop + 1], *again, *told[last_loop + 1 :]]


def told(beat: Beat, cast: Cast, hands: Stagehands, light: Light, *dice: object) -> Filled:
    """The beat in words. `dice` choose among its lines; another roll gives another line. Raises CannotSay."""
    lines = [str(line) for line in beat["text"]]
    start = pick(len(lines), *dice, "line")
    unfit = _unfit(cast, light)
    fallback: Filled | None = None
    for step in range(3 * len(lines)):
        try:
            filled = fill(lines[(start + step) % len(lines)], hands, partial(_roll, (*dice, "manner", step)))
        except CannotSay:
            continue
        if not unfit.search(told_bare(filled.sentence, hands)):
            return filled
        fallback = fallback or filled
    if fallback is None:
        raise CannotSay(f"no line of beat {beat['id']!r} fits this cast")
    return fallback


def _roll(dice: tuple[object, ...], count: int) -> int:
    return pick(count, *dice)


def told_bare(sentence: str, hands: Stagehands) -> str:
    """The sentence without the words that are given: only what the story adds is judged."""
    for words in (hands.spot.place, hands.predicate_tail, *(role.member.description for role in hands.roles.values())):
        sentence = sentence.replace(words, "").replace(capital(words), "") if words else sentence
    return sentence


def _unfit(cast: Cast, light: Light) -> re.Pattern[str]:
    kinds = [kind for kind, holds in (
        ("indoor", cast.place.indoor or cast.place.key == "cave"), ("space", cast.place.key == "space"),
        ("water", cast.place.setting == "sea"),
        ("underwater", cast.place.key == "underwater"), ("sky", cast.place.key == "sky"),
        ("wet", light.weather in ("storm", "rain")), ("dark", light.time in ("night", "dusk")),
    ) if holds]  # fmt: skip
    words = "|".join(_UNFIT[kind] for kind in kinds)
    return re.compile(rf"\b(?:{words})\b" if words else r"(?!)")
