"""Wishes about what is heard: "add thunder", "no birds", "quieter music", "louder effects in scene 2"."""

from __future__ import annotations

import re

from moviefactory.movie import Movie, Scene, Shot, Sound
from moviefactory.script.lexicon import singular
from moviefactory.script.wish_loudness import loudness, matches, sounds_edited
from moviefactory.script.wish_plan import (
    Found,
    Scope,
    Words,
    fresh_ambience,
    fresh_sounds,
    names_of,
    rewritten,
    whole_scenes,
    with_scenes,
    with_shots,
)
from moviefactory.script.wish_show import by_content
from moviefactory.script.wish_text import edited, masked, unmasked

_HEARD = (
    r"sounds?|noises?|thunder|thunderclaps?|bells?|chimes?|footsteps|steps|wind|waves|surf|birds?|"
    r"birdsong|bird song|crickets|"
    r"seagulls|owls?|traffic|crowd|applause|cheers?|cheering|laughter|laughing|barking|bark|meow|"
    r"howl(?:ing)?|sirens?|horns?|"
    r"engines?|explosions?|gunshots?|splash(?:es|ing)?|whoosh(?:es)?|heartbeat|clock|ticking|whispers?|"
    r"whispering|screams?|"
    r"fire|crackling|crackle|stream|waterfall|rumble|rumbling|drums?|knock(?:s|ing)?|creak(?:s|ing)?|"
    r"fireworks|insects|frogs|"
    r"breathing|voices|chatter|murmur|ringing|buzz(?:ing)?|hum(?:ming)?|roar(?:s|ing)?|growl(?:s|ing)?|"
    r"rustling|squeak(?:s|ing)?|"
    r"whistle|whistling|typing|doors?|glass|static|beeps?|church bells?|bees|effects?|ambience|atmosphere"
)
_BED = re.compile(
    r"\b(?:wind|waves|surf|birds|birdsong|bird song|crickets|seagulls|traffic|crowd|insects|frogs|stream|"
    r"waterfall|fire|crackling|"
    r"rain|storm|chatter|murmur|voices|hum|bees|sea|ocean|forest|city|children|ambience|river|night sounds|jungle)\b",
    re.I,
)


def read_sound(words: Words, movie: Movie) -> None:
    """Louder and quieter, then sounds that come or go."""
    for reader in (loudness, _less, _more):
        reader(words, movie)
        if words.found:
            return


def _less(words: Words, movie: Movie) -> None:
    """ "no birds", "remove the footsteps", "mute the effects"."""
    match = words.search(
        r"^[\s\x00]*(?:no|without(?: any)?|remove|drop|delete|mute|silence|kill|take out|get rid of|cut(?: "
        r"out)?|stop|lose|leave out)\s+(?:more |any |all )?(?:of )?(?:the )?"
        r"(?:sounds? of (?:the )?|noises? of (?:the )?)?(?P<what>[a-z][\w' -]*?)(?:\s+(?:sounds?|noises?))?[\s\x00]*$"
    )
    if match is None:
        return
    what = match["what"].strip()
    if re.fullmatch(r"(?:background )?music|soundtrack|score", what):
        words.take(
            Found(
                (match.span(),),
                lambda movie, scope: (
                    (movie, "one music plays through the whole movie; wish it without a place")
                    if scope.words
                    else (movie, "the music is already silent")
                    if movie.music.gain_db <= -60
                    else (movie.model_copy(update={"music": movie.music.model_copy(update={"gain_db": -60.0})}), "")
                ),
            )
        )
        return
    kinds = next(
        (
            kinds
            for pattern, kinds in (
                (r"(?:sound )?effects?|sfx", ("effect",)),
                (r"ambien(?:ce|t(?: sounds?)?)|background", ("ambience",)),
                (r"sounds?|audio|noises?", ("effect", "ambience", "voice")),
            )
            if re.fullmatch(pattern, what)
        ),
        (),
    )
    listed = [part.split() for part in re.split(r"\s+or\s+|\s*,\s*", what)]
    heard = any(matches(sound, part) for _, _, sound in movie.sounds() for part in listed)
    seen = any(
        re.search(rf"\b{re.escape(singular(part[-1].lower()))}(?:s|es)?\b", shot.prompt, re.I)
        for _, shot in movie.shots()
        for part in listed
    )
    is_sound = re.search(rf"\b(?:{_HEARD})\b", what, re.I) or re.search(
        r"\b(?:sounds?|noises?|mute|silence)\b", words.text, re.I
    )
    if (
        not (kinds or heard or is_sound or seen)
        or any(what.lower() in names_of(member) for member in movie.cast)
        or re.search(r"\b(?:rain|snow|fog|storm|clouds?|camera|scenes?|shots?|cuts?|fades?|transitions?)\b", what, re.I)
    ):
        return
    words.take(Found((match.span(),), lambda movie, scope: _without(movie, scope, listed, kinds, what)))


def _without(
    movie: Movie, scope: Scope, listed: list[list[str]], kinds: tuple[str, ...], what: str
) -> tuple[Movie, str]:
    def kept(sounds: tuple[Sound, ...]) -> tuple[Sound, ...]:
        rest = [_lesser(sound, listed) for sound in sounds if sound.kind not in kinds]
        return tuple(sound for sound in rest if sound is not None)

    after = sounds_edited(movie, scope, kept)
    if not kinds:
        after = with_shots(after, scope.ids, lambda scene, shot: _unseen(movie, scene, shot, listed))
    return after, "" if after != movie else f"nothing is heard there of: {what} ({scope.words or 'everywhere'})"


def _lesser(sound: Sound, listed: list[list[str]]) -> Sound | None:
    """The sound without what is named: "seagulls and distant waves" keeps its waves."""
    for part in listed:
        if not matches(sound, part):
            continue
        pieces = re.split(r"\s+(?:and|with)\s+", sound.description)
        left = [piece for piece in pieces if not matches(sound.model_copy(update={"description": piece}), part)]
        if not left or len(left) == len(pieces) or sound.file:
            return None
        sound = sound.model_copy(update={"description": " and ".join(left), "chosen": None})
    return sound


def _unseen(movie: Movie, scene: Scene, shot: Shot, listed: list[list[str]]) -> Shot:
    """A side phrase that shows the thing goes with its sound: "..., birds circling above"."""

    def without(text: str) -> str:
        hidden, kept = masked(text, movie.cast)
        for part in listed:
            noun = re.escape(singular(part[-1].lower()))
            hidden = re.sub(
                rf", (?:with )?(?:[\w-]+ ){{0,3}}{noun}(?:s|es)?\b[^,.\x01]*(?=[,.]|$)", "", hidden, flags=re.I
            )
            hidden = re.sub(
                rf" (?:with|among|amid|past) (?:[\w-]+ ){{0,3}}{noun}(?:s|es)?\b(?: [a-z]+ing\b[^,.\x01]*)?(?=[,.]|$)",
                "",
                hidden,
                flags=re.I,
            )
        return unmasked(hidden, kept)

    prompt = edited(shot, movie.style, without)
    return shot if prompt == shot.prompt else rewritten(shot, prompt, movie.cast, scene.heading)


def _more(words: Words, movie: Movie) -> None:
    """ "add thunder", "the sound of church bells", "I want to hear birds"."""
    match = (
        words.search(
            r"\b(?:add(?: in)?|put in|include|insert|i want to hear|let (?:us|me) hear|we hear|hear|play|more|"
            r"there (?:is|are|should be)|with)\s+(?:the |an? |some |more )*"
            r"(?P<said>(?:distant |far |loud |soft |faint |heavy )?(?:sounds?|noises?) of\s+)?(?:an? |the |some "
            r")?(?P<what>[a-z][\w' -]*?)(?:\s+(?P<after>sounds?|noises?|sound effects?))?(?=[\s\x00]*(?:$|,|;|"
            r"\x00))"
        )
        or words.search(
            r"^[\s\x00]*(?:the )?(?P<said>(?:sounds?|noises?) of\s+)(?:an? |the "
            r")?(?P<what>[a-z][\w' -]*?)(?P<after>(?=[\s\x00]*$))"
        )
        or words.search(
            r"^[\s\x00]*(?P<said>)(?P<what>(?:distant |loud |soft )?(?:thunder|birdsong|church bells|applause|"
            r"footsteps))(?P<after>)[\s\x00]*$"
        )
    )
    if match is None:
        return
    what = re.sub(r"\s+(?:in the background|please|everywhere|too)$", "", match["what"].strip(), flags=re.I)
    about: tuple[str, ...] | None = None
    if placed := re.search(r"\s+(?:at|in|during|on|when|for|to)\s+(?:the\s+)?([\w' -]+)$", what, re.I):
        about = by_content(movie, placed[1]) or None
        what = what[: placed.start()] if about else what
    explicit = bool(match["said"] or match["after"] or re.search(r"\bhear\b", match[0]))
    if not what or re.search(
        r"\b(?:camera|scenes?|shots?|seconds?|cuts?|fades?|music|style|colou?rs?|tension|light|lighting)\b", what, re.I
    ):
        return
    if not explicit and (
        not re.search(rf"\b(?:{_HEARD})\b", what, re.I) or re.search(r"\b(?:fog|snow|rain|storm)\b", what, re.I)
    ):
        return
    if re.fullmatch(r"(?:sounds?|noises?|effects?|ambience|atmosphere)", what):
        return
    words.take(Found((match.span(),), lambda movie, scope: _with_sound(movie, scope, what), about))


def _with_sound(movie: Movie, scope: Scope, what: str) -> tuple[Movie, str]:
    """The sound as ambience of whole scenes where it lasts, else as an effect: of the named shots, or one a scene."""
    parts = what.split()
    settled = whole_scenes(movie, scope.ids)
    lasting = bool(_BED.search(what)) and bool(settled)
    many = len(scope.ids) > 1

    def heard(scene: Scene) -> bool:
        return any(matches(sound, parts) for sound in scene.sounds)

    def scene_with(_: int, scene: Scene) -> Scene:
        if scene.id not in settled or heard(scene) or len(scene.sounds) >= 12:
            return scene
        return scene.model_copy(update={"sounds": (*scene.sounds, *fresh_ambience(movie, scene, [what]))})

    after = with_scenes(movie, scene_with) if lasting else movie
    if not lasting:
        chosen = (
            {
                next(shot.id for shot in scene.shots if shot.id in scope.ids)
                for scene in movie.scenes
                if any(shot.id in scope.ids for shot in scene.shots)
            }
            if many
            else set(scope.ids)
        )

        def shot_with(scene: Scene, shot: Shot) -> Shot:
            if len(shot.sounds) >= 12 or any(matches(sound, parts) for sound in shot.sounds):
                return shot
            return shot.model_copy(update={"sounds": (*shot.sounds, *fresh_sounds(movie, shot.id, [what]))})

        after = with_shots(movie, chosen, shot_with)
    return after, "" if after != movie else f"{what} is already heard there ({scope.words or 'everywhere'})"
