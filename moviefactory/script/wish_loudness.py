"""Wishes about loudness: "quieter music", "louder effects in scene 2", "make the waves louder"."""

from __future__ import annotations

import re
from collections.abc import Callable

from moviefactory.movie import Movie, Scene, Shot, Sound
from moviefactory.script.lexicon import singular
from moviefactory.script.wish_plan import Found, Scope, Words, whole_scenes, with_scenes, with_shots

_KINDS = {  # what is meant, too, by a word for all of a kind
    "bird": frozenset(["seagull", "gull", "songbird", "owl", "rooster", "crow", "blackbird", "sparrow", "cuckoo"]),
    "step": frozenset(("footstep",)),
    "footstep": frozenset(("step",)),
    "insect": frozenset(["bee", "cricket", "cicada"]),
    "animal": frozenset(["dog", "cat", "bird", "horse", "wolf", "seagull", "owl", "cow", "sheep"]),
    "sea": frozenset(("wave", "ocean")),
    "people": frozenset(["crowd", "chatter", "murmur", "voice"]),
}


_BUSES = {"music": "music_db", "ambience": "ambience_db", "effects": "effects_db", "voice": "voice_db"}


_BUS_WORDS = (
    ("music", r"(?:background )?music|soundtrack|score|song"),
    ("effects", r"(?:sound )?effects?|sfx|foley"),
    (
        "ambience",
        (
            r"ambien(?:ce|t(?: sounds?)?)|background "
            r"(?:sounds?|noises?)|atmospheric sounds?|atmos"
        ),
    ),
    ("voice", r"voices?|narrat(?:ion|or)s?|speech|dialogue|spoken (?:words|lines)|what is said"),
    ("all", r"(?:the )?(?:whole )?(?:sound|audio|volume|everything|mix|sounds)"),
)


_TURN = r"turn(?:ed)? (?:the [a-z ]+? )?"


def loudness(words: Words, movie: Movie) -> None:
    if words.search(
        r"\b(?:louder|loud|turn(?:ed)? (?:the [a-z ]+? )?up|crank(?: it)? up|raise|boost|increase|pump up)\b"
    ):
        sign = 1
    elif words.search(
        r"\b(?:quieter|softer|less loud|turn(?:ed)? (?:the [a-z ]+? )?down|lower|reduce|decrease|hush|too loud)\b"
    ):
        sign = -1
    else:
        return
    if words.search(r"\b(?:too loud|too noisy)\b"):
        sign = -1
    if words.search(r"\b(?:too quiet|too soft|not loud enough)\b"):
        sign = 1
    if words.search(r"\blower\b") and not words.search(
        r"\b(?:music|sounds?|effects?|volume|ambience|audio|soundtrack)\b"
    ):
        return  # a lower angle
    step = (
        8.0
        if words.search(r"\bmuch\b|\ba lot\b|\bfar\b|\bway\b")
        else 2.0
        if words.search(r"\bbit\b|\blittle\b|\bslightly\b")
        else 4.0
    )
    if exact := words.search(r"\bby (\d+(?:\.\d+)?) ?(?:db|decibels?)\b"):
        step = float(exact[1])
    gain = sign * step
    for bus, pattern in _BUS_WORDS:
        spoken = bus != "voice" or any(shot.narration for _, shot in movie.shots())
        if spoken and words.search(rf"\b(?:{pattern})\b"):
            words.take(Found(((0, len(words.text)),), _bus_changed(bus, gain)))
            return
    named = re.sub(
        (
            r"\b(?:make|the|turn(?:ed)?|up|down|louder|quieter|softer|much|a|bit|lot|little|slightly|raise|lower|"
            r"boost|reduce|volume|of|is|are|too|loud|by|db|sounds?|please)\b|\d+|\x00"
        ),
        " ",
        words.text,
        flags=re.I,
    ).split()
    if named and any(matches(sound, named) for _, _, sound in movie.sounds()):
        words.take(Found(((0, len(words.text)),), _gain_changed(lambda sound: matches(sound, named), gain)))


def _bus_changed(bus: str, gain: float) -> Callable[[Movie, Scope], tuple[Movie, str]]:
    def does(movie: Movie, scope: Scope) -> tuple[Movie, str]:
        if scope.words and bus == "voice":
            return movie, "the voices have one loudness for the whole movie; wish it without a place"
        if scope.words and bus != "music":
            kinds = {"ambience": ("ambience",), "effects": ("effect", "voice")}.get(
                bus, ("ambience", "effect", "voice")
            )
            return _gain_changed(lambda sound: sound.kind in kinds, gain)(movie, scope)
        if scope.words:
            return movie, "the music has one loudness for the whole movie; wish it without a place"
        fields = list(_BUSES.values()) if bus == "all" else [_BUSES[bus]]
        update = {name: max(-60.0, min(24.0, getattr(movie.compose, name) + gain)) for name in fields}
        if all(getattr(movie.compose, name) == value for name, value in update.items()):
            return movie, "it cannot be louder or quieter than it is"
        return movie.model_copy(update={"compose": movie.compose.model_copy(update=update)}), ""

    return does


def _gain_changed(chosen: Callable[[Sound], bool], gain: float) -> Callable[[Movie, Scope], tuple[Movie, str]]:
    def louder(sound: Sound) -> Sound:
        return (
            sound.model_copy(update={"gain_db": max(-60.0, min(24.0, sound.gain_db + gain))})
            if chosen(sound)
            else sound
        )

    def does(movie: Movie, scope: Scope) -> tuple[Movie, str]:
        after = sounds_edited(movie, scope, lambda sounds: tuple(louder(sound) for sound in sounds))
        return after, "" if after != movie else "there is no such sound there"

    return does


def sounds_edited(movie: Movie, scope: Scope, edit: Callable[[tuple[Sound, ...]], tuple[Sound, ...]]) -> Movie:
    """Effects of the scope's shots, and the ambience of scenes of which every shot is in it."""
    settled = whole_scenes(movie, scope.ids)

    def shot_edited(_: Scene, shot: Shot) -> Shot:
        sounds = edit(shot.sounds)
        return shot if sounds == shot.sounds else shot.model_copy(update={"sounds": sounds})

    after = with_shots(movie, scope.ids, shot_edited)

    def scene_edited(_: int, scene: Scene) -> Scene:
        sounds = edit(scene.sounds) if scene.id in settled else scene.sounds
        return scene if sounds == scene.sounds else scene.model_copy(update={"sounds": sounds})

    return with_scenes(after, scene_edited)


def matches(sound: Sound, words: list[str]) -> bool:
    told = {_root(word) for word in re.findall(r"[a-z]+", sound.description.lower())}
    return all(
        _root(word.lower()) in told or bool(told & _KINDS.get(_root(word.lower()), frozenset())) for word in words
    )


def _root(word: str) -> str:
    return {"birdsong": "bird", "birds": "bird", "barking": "bark"}.get(word, singular(word))
