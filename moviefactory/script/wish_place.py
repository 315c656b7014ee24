"""Wishes about the place: "set it in a desert", "move scene 3 to a beach"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from moviefactory.movie import Movie, Scene, Shot, Sound, Staging, Weather
from moviefactory.script.grammar import NounPhrase
from moviefactory.script.lexicon import data_table
from moviefactory.script.light import Light, light_of
from moviefactory.script.nouns import figure_of_noun
from moviefactory.script.phrases import chunks_of
from moviefactory.script.places import PLACE_PREPOSITIONS, Place, Spot, mention_in, mention_of, named, place_for
from moviefactory.script.roles import AIRBORNE, figure_at, fitting
from moviefactory.script.sounds import ambience_of
from moviefactory.script.wish_heard import fitting_bed
from moviefactory.script.wish_place_words import spot_words, with_place, without_place
from moviefactory.script.wish_plan import (
    Found,
    Scope,
    Words,
    fresh_ambience,
    place_key,
    rewritten,
    seen_staging,
    whole_scenes,
    with_scenes,
    with_shots,
)
from moviefactory.script.wish_show import by_content, by_place
from moviefactory.script.wish_sky import is_light_phrase, known_lights, swapped, without_sky
from moviefactory.script.wish_sky_words import Sky
from moviefactory.script.wish_text import edited, masked, unmasked, with_phrase

_VERB = (
    r"(?:set|move|moved|put|place|relocate|transfer|shift|take|bring|let|have|make|film|shoot|stage|"
    r"change|switch|plays?|happens?|takes? place|located|be|is|everything|it)"
)
_INTO = r"(?:in|on|at|to|into|inside|onto|under|by|near|through|onto|over|aboard|across)"
_WEATHERED = r"\b(?:rainy|snowy|stormy|foggy|misty|sunny|cloudy|moonlit|night(?:time)?)\b"
_TIMELESS = frozenset(("space", "underwater", "moon", "space_station"))
_GROUNDED = re.compile(r"^(?P<step>.*footsteps) on (?:grass|gravel|wood|stone|snow|sand)$")


def read_place(words: Words, movie: Movie) -> None:
    """A place that the wish names and a scene is to move to."""
    tail = (
        r"(?P<place>(?:an? |the |outer |deep |downtown |old |new )?[\w'éü-][\w'éü -]*?)(?=\s*(?:$|,|;|\x00|"
        r"\binstead\b|\bwith\b|\bwhere\b|\bwhile\b|\bat (?:night|dawn|dusk|noon|sunset|sunrise)\b|\bin the "
        r"(?:rain|morning|evening|snow)\b|\bduring\b))"
    )
    patterns = (
        rf"\b(?:replace|swap|exchange)\s+the\s+(?P<old>[\w' -]+?)\s+(?:by|with|for)\s+{tail}",
        rf"\b(?:change|switch|turn)\s+the\s+(?P<old>[\w' -]+?)\s+(?:in)?to\s+{tail}",
        rf"\binstead of (?:in |on |at )?the\s+(?P<old>[\w' -]+?),?\s+(?:use |set it in |make it |in |on |at )?{tail}",
        (rf"\bthe\s+(?P<thing>[\w' -]+?)\s+(?:should |must |shall |to |could |will )?(?:be set|is set|takes? "
        rf"place|happens?|plays?|be|is)\s+(?P<prep>{_INTO})\s+{tail}"),
        rf"\b{_VERB}\b(?P<gap>[^,;]*?)\b(?P<prep>{_INTO})\s+{tail}", rf"^\s*(?P<prep>{_INTO})\s+{tail}",
        r"\bmake (?:it|this|the place|the setting|the location|the scene) (?=an? |the |(?-i:[A-Z]))" + tail,
        r"\b(?P<place>underwater)\b",
    )  # fmt: skip
    for pattern in patterns:
        match = words.search(pattern)
        if match is None:
            continue
        said = re.sub(r"\s+", " ", re.sub(_WEATHERED, " ", match["place"], flags=re.I)).strip()
        place = _place(said, (match.groupdict().get("prep") or "in").lower())
        known, about = _object(match, movie)
        if place is None or not known:
            continue
        spans = _spans(match)
        if extra := words.search(r"\b(?:the )?(?:setting|location|place)\b(?! of)"):
            spans.append(extra.span())
        words.take(Found(tuple(spans), _moving(place), about))
        return


def _object(match: re.Match[str], movie: Movie) -> tuple[bool, tuple[str, ...] | None]:
    """(whether what is to be moved is known, its shots where the wish names them)."""
    groups = match.groupdict()
    if old := groups.get("old"):
        about = by_place(movie, old)
        return bool(about) or old.strip() in (
            "setting",
            "location",
            "place",
            "scene",
            "background",
            "set",
        ), about or None
    if thing := groups.get("thing"):
        about = by_content(movie, thing)
        return bool(about) or thing.strip() in ("movie", "film", "video", "story", "action"), about or None
    return True, None


def _spans(match: re.Match[str]) -> list[tuple[int, int]]:
    """What a match says of the place: neither the words between verb and preposition nor those of weather."""
    start, spans = match.start("place"), [(match.start(), match.start("place"))]
    if "gap" in match.groupdict():
        spans = [(match.start(), match.start("gap")), (match.end("gap"), start)]
    for weathered in re.finditer(_WEATHERED, match["place"], re.I):
        spans.append((start, match.start("place") + weathered.start()))
        start = match.start("place") + weathered.end()
    return [one for one in [*spans, (start, match.end("place"))] if one[0] < one[1]]


def _place(said: str, preposition: str) -> Place | None:
    """The place in words, or None where the words mean none."""
    bare = re.sub(r"^(?:an?|the)\s+", "", said, flags=re.I)
    if re.fullmatch(
        (
            r"(?:black|white|colou?r|silence|half|seconds?|end|beginning|start|style|water ?colou?r|slow motion|"
            r"music|rain|night|day)"
        ),
        bare,
        re.I,
    ):
        return None
    if bare in ("underwater", "under water") or (
        preposition == "under" and re.fullmatch(r"(?:the )?(?:water|sea|ocean)", said)
    ):
        return named("underwater", 0)
    phrase = next((one for one in chunks_of(said) if isinstance(one, NounPhrase)), None)
    capital = said[:1].isupper()
    mention = (
        mention_of(phrase, preposition if preposition in PLACE_PREPOSITIONS - {"to", "into"} else "in")
        if phrase
        else mention_in(said)
    )
    if mention is None and capital and re.fullmatch(r"[A-Z][\w-]+(?: [A-Z][\w-]+)*", said):
        mention = mention_in(f"in {said}")
    if mention is None or (
        phrase is not None and phrase.head not in said.lower().rsplit(maxsplit=1)[-1] and not mention.words
    ):
        return None
    if mention.words and preposition in ("to", "into"):
        mention = replace(mention, preposition="in")
    if mention.words.startswith("the ") and not capital:  # "the desert": which one, no one said
        mention = replace(mention, words="" if len(mention.words.split()) == 2 else mention.words)
    return place_for(mention, 0)


def _moving(place: Place) -> Callable[[Movie, Scope], tuple[Movie, str]]:
    def does(movie: Movie, scope: Scope) -> tuple[Movie, str]:
        return moved(movie, scope, place)

    return does


def moved(movie: Movie, scope: Scope, place: Place) -> tuple[Movie, str]:
    """The plan with the shots of the scope at another place."""
    settled = whole_scenes(movie, scope.ids)
    numbers = {scene.id: number for number, scene in enumerate(movie.scenes)}
    count = sum(1 for scene in movie.scenes if scene.id in settled)
    order = {scene.id: at for at, scene in enumerate(one for one in movie.scenes if one.id in settled)}
    changed: set[str] = set()

    def spot_of(scene: Scene) -> Spot:
        at = order.get(scene.id, 0)
        return place.spots[min(len(place.spots) - 1, at * len(place.spots) // max(1, count))]

    def there(scene: Scene, shot: Shot) -> Shot:
        new = _moved(movie, scene, shot, place, spot_of(scene), numbers[scene.id])
        if new != shot:
            changed.add(shot.id)
        return new

    after = with_shots(movie, scope.ids, there)
    if not changed:
        return movie, f"it already plays there: {place.name} ({scope.words or 'everywhere'})"

    def headed(number: int, scene: Scene) -> Scene:
        if scene.id not in settled or not any(shot.id in changed for shot in scene.shots):
            return scene
        staging = seen_staging(scene.shots[0], movie.cast, scene.heading)
        side = "INT" if place.indoor else "EXT"
        ending = "" if place.setting in _TIMELESS else f" - {staging.time.upper()}"
        heading = f"{side}. {spot_of(scene).heading}{ending}"[:300] if scene.heading else ""
        light = Light(staging.time, staging.weather, "")
        kept = tuple(sound for sound in scene.sounds if sound.file)
        phrases = [fitting_bed(place, staging.weather, staging.time, one) for one in ambience_of(place, light, number)]
        sounds = (*fresh_ambience(after, scene, phrases), *kept)[:12]
        return scene.model_copy(update={"heading": heading, "sounds": sounds if scene.sounds else ()})

    return with_scenes(after, headed), ""


def _moved(movie: Movie, scene: Scene, shot: Shot, place: Place, spot: Spot, number: int) -> Shot:
    staging = seen_staging(shot, movie.cast, scene.heading)
    same_kind = place_key(scene, staging) == place.key and not place.own_words
    if staging.setting == place.setting and (staging.place.lower() == place.name.lower() or same_kind):
        return shot
    if any(one.place.lower() in shot.prompt.lower() for one in place.spots):
        return shot
    weather = _weather(staging, place)
    sky = Sky(staging.time, weather)
    light = light_of(place, staging.time, weather, number)
    aloft = any(one.action == "fly" and figure_of_noun(one.noun) in AIRBORNE for one in staging.subjects[:1])
    where = (
        f"above {spot.place}"
        if aloft and not place.indoor and place.setting not in ("space", "underwater", "sky")
        else f"{spot.preposition} {spot.place}"
    )
    prompt = _told(movie, shot, (staging, place_key(scene, staging), place), where, light, sky)
    subjects = tuple(
        one.model_copy(update={"action": fitting(one.action, figure_at(figure_of_noun(one.noun), place.key))})
        for one in staging.subjects
    )
    new = rewritten(
        shot, prompt, movie.cast, scene.heading,
        setting=place.setting, place=place.name[:300], weather=weather, subjects=subjects,
    )  # fmt: skip
    return new.model_copy(update={"sounds": tuple(_on_ground(sound, place) for sound in shot.sounds)})


def _weather(staging: Staging, place: Place) -> Weather:
    if place.indoor or place.setting in _TIMELESS:
        return "clear"
    if place.weather == "snow" or staging.weather == "snow":
        return "snow" if place.weather == "snow" else "clear"
    return staging.weather


def _told(movie: Movie, shot: Shot, before: tuple[Staging, str, Place], where: str, light: Light, sky: Sky) -> str:
    """The prompt at the new place and in its light. `before`: the staging there was, its place's key, and the
    place to come."""
    staging, old, place_now = before
    placed, lit = False, False

    def there(text: str) -> str:
        nonlocal placed, lit
        hidden, kept = masked(text, movie.cast)
        pieces = []
        closed = place_now.setting in _TIMELESS or place_now.indoor
        for number, piece in enumerate(hidden.rstrip().removesuffix(".").split(", ")):
            piece = without_sky(piece) if closed else piece
            if piece.lower() in known_lights() or (closed and number and is_light_phrase(piece)):
                usual = {light_of(place_now, sky.time, sky.weather, choice).words.lower() for choice in range(2)}
                pieces += [] if lit else [piece if piece.lower() in usual else light.words]
                lit = True
            elif not placed and (new := with_place(piece, where, old)) != piece:
                pieces.append(new)
                placed = True
            elif placed:
                pieces.append(without_place(piece, old))
            else:
                pieces.append(piece)
        space = hidden[len(hidden.rstrip()) :]
        stop = "." if hidden.rstrip().endswith(".") else ""
        said = ", ".join(pieces)
        judged = replace(sky, judges_time=False, judges_weather=sky.weather == "clear" and staging.weather != "clear")
        return unmasked(swapped(said, judged) if judged.judges_weather else said, kept) + stop + space

    prompt = edited(shot, movie.style, there)
    if not placed and spot_words(where).lower() not in prompt.lower():
        prompt = with_phrase(shot.model_copy(update={"prompt": prompt}), movie.style, where)
    return prompt


def _on_ground(sound: Sound, place: Place) -> Sound:
    match = _GROUNDED.match(sound.description)
    ground = data_table("sounds.yaml")["grounds"].get(place.ground)
    if match is None or not ground or sound.file:
        return sound
    return sound.model_copy(update={"description": f"{match['step']} {ground}"})
