"""The sounds of a script, as phrases to search a library with: what is done by what, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moviefactory.movie import Action, Sound
from moviefactory.script.casting import Cast
from moviefactory.script.dice import pick
from moviefactory.script.lexicon import data_table, singular
from moviefactory.script.light import Light
from moviefactory.script.places import Place
from moviefactory.script.roles import Role
from moviefactory.workspace import slug_of


def ambience_of(place: Place, light: Light, choice: int) -> list[str]:
    """What is heard all through a scene: the place, and the weather where there is some."""
    found = [place.sounds[choice % len(place.sounds)]]
    if light.weather in data_table("sounds.yaml")["weather"] and light.weather != place.weather:
        weather = str(data_table("sounds.yaml")["weather"][light.weather])
        found = [weather] if light.weather == "storm" else [weather, found[0]]
    return found


def effects_of(cast: Cast, actions: Mapping[str, Action], seen: Sequence[str], does_main: bool, turn: int) -> list[str]:
    """One or two effects of a shot: the first hero's, and the second's where both are seen."""
    found: list[str] = []
    for letter in seen[:2] or ("A",):
        role = cast.roles[letter]
        lines = _lines(cast, role, actions.get(letter, "idle"), does_main and letter == "A")
        phrase = lines[(turn + pick(7, cast.idea.text, letter)) % len(lines)]
        found.append(_on_ground(phrase, cast.place.ground))
    return list(dict.fromkeys(found))


def _lines(cast: Cast, role: Role, action: Action, does_main: bool) -> Sequence[str]:
    table = data_table("sounds.yaml")
    if does_main and cast.predicate is not None:
        thing = cast.predicate.object.head if cast.predicate.object else ""
        for key in (f"{cast.predicate.lemma}_{thing}", cast.predicate.lemma):
            if key in table["verbs"]:
                return list(table["verbs"][key])
    noun = (role.mount or role.member.noun).lower().split()
    own: list[str] = []
    for key in ("_".join(noun), singular(noun[-1])):
        own = own or list(table["nouns"].get(key, []))
    by_action = _figure_lines(table["figures"], role.figure, action)
    if own and action in ("walk", "run", "race", "dance", "jump") and role.base in ("person", "animal", "creature"):
        return [*own[:1], *by_action]
    return own or by_action


def _figure_lines(figures: Mapping[str, Any], figure: str, action: Action) -> list[str]:
    entry = figures.get(figure) or figures["thing"]
    if action in entry:
        return list(entry[action])
    parent = figures.get(entry.get("like", ""), {})
    return list(parent.get(action) or entry["any"])


def _on_ground(phrase: str, ground: str) -> str:
    if not phrase.endswith("footsteps"):
        return phrase
    where = data_table("sounds.yaml")["grounds"].get(ground, "")
    return (
        f"{phrase} {where}".strip()
        if where
        else phrase.replace("running footsteps", "fast breathing").replace("footsteps", "soft steps")
    )


def loudness_db(phrase: str) -> float:
    """How far above or below an ordinary sound this one is in the world, in dB; its loudest word decides."""
    words = {singular(word) for word in phrase.lower().split()}
    found = [float(gain) for gain, listed in data_table("sounds.yaml")["loudness"].items()
             if words & {singular(word) for word in str(listed).split()}]  # fmt: skip
    return max(found, default=0.0)


def as_sounds(shot_id: str, phrases: Sequence[str], at: float | None, taken: set[str]) -> tuple[Sound, ...]:
    """The plan's sounds with ids that are still free; `at` belongs to the first phrase. Adds to `taken`."""
    sounds = []
    for number, phrase in enumerate(phrases):
        base = f"{shot_id}-{slug_of(phrase, 24)}"[:56].strip("-")
        identity = next(one for one in (base, *(f"{base}-{count}" for count in range(2, 99))) if one not in taken)
        taken.add(identity)
        sounds.append(
            Sound(
                id=identity,
                kind="effect",
                description=phrase,
                at=at if number == 0 else None,
                gain_db=loudness_db(phrase),
            )
        )
    return tuple(sounds)
