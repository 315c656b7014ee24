"""Wishes about the whole: tone and music, style of the picture, title."""

from __future__ import annotations

import re

from moviefactory.movie import Mood, Movie, Scene, Shot
from moviefactory.script.tone import music_for
from moviefactory.script.wish_plan import Change, Found, Scope, Words, rewritten, with_shots
from moviefactory.script.wish_text import edited, with_phrase

_MOODS: tuple[tuple[Mood, str], ...] = (
    (
        "sad",
        (
            r"sad(?:der|ly)?|melanchol(?:y|ic)|tragic|heartbreaking|sorrowful|gloom(?:y|ier)|mournful|depressing|"
            r"lonelier|tear-?jerk(?:er|ing)"
        ),
    ),
    (
        "happy",
        (
            r"happ(?:y|ier|ily)|cheerful|joyful|joyous|funn(?:y|ier)|fun|upbeat|light-?hearted|comic(?:al)?|"
            r"comedy|playful|merr(?:y|ier)|uplifting|sill(?:y|ier)|brighter music"
        ),
    ),
    (
        "tense",
        (
            r"tense|tenser|suspense(?:ful)?|thrilling|thriller|nervous|exciting tension|tension|dramatic "
            r"tension|gripping|edgier|nerve-?racking"
        ),
    ),
    (
        "dark",
        (
            r"dark(?:er)?|scar(?:y|ier)|horror|creep(?:y|ier)|sinister|menacing|eerie|spook(?:y|ier)|ominous|"
            r"frightening|grim(?:mer)?"
        ),
    ),
    (
        "epic",
        (
            r"epic|heroic|grand(?:er|iose)?|dramatic|majestic|monumental|orchestral|triumphant|bombastic|bigger "
            r"music"
        ),
    ),
    (
        "calm",
        (
            r"calm(?:er)?|peaceful|relax(?:ed|ing)|serene|quiet mood|gentle mood|tranquil|meditative|soothing|"
            r"chilled?|slow music|ambient music|softer music|gentle music"
        ),
    ),
    (
        "energetic",
        (
            r"energetic|more energy|exciting|action-?packed|lively|livelier|faster music|fast music|driving|"
            r"rock|dynamic|adrenaline|wild(?:er)?|electronic|techno"
        ),
    ),
    ("mysterious", r"myster(?:y|ious)|magical|enigmatic|dreamlike mood|enchanted mood|strange(?:r)?"),
    (
        "tender",
        (
            r"tender|romantic|romance|love story|sweet(?:er)?|warm(?:er)? (?:mood|tone|music)|heart-?warming|"
            r"touching|emotional|intimate"
        ),
    ),
    ("nostalgic", r"nostalgic|nostalgia|wistful|retro music|sentimental|bittersweet"),
)
_INSTRUMENTS = (
    r"piano|guitar|violins?|strings|orchestra|orchestral|jazz|rock|electronic|techno|"
    r"synth(?:esi[sz]er)?s?|drums|choir|harp|flute|cello|hip-?hop|classical|folk|blues|ukulele|"
    r"accordion|organ|brass|8-?bit|waltz|lo-?fi|reggae|metal|pop"
)
_TITLE = (
    (
        r"^[\s\x00]*(?:please )?(?:call|name|title|rename|retitle)\s+(?:it|this|the (?:movie|film|video)|my "
        r"(?:movie|film))?\s*(?:to |as )?(?P<title>.+)$"
    ),
    r"^[\s\x00]*(?:change|set) the (?:title|name)(?: of (?:the|this) (?:movie|film))?\s+(?:to\s+)?(?P<title>.+)$",
    r"^[\s\x00]*(?:the )?(?:new )?title(?:\s*:|\s+(?:is|should be|shall be|must be))\s*(?P<title>.+)$",
    r"^[\s\x00]*it should be (?:called|named|titled) (?P<title>.+)$",
)
_SCOPED: dict[Mood, str] = {
    "sad": "a sad and lonely mood",
    "happy": "a happy, playful mood",
    "tense": "a tense mood",
    "dark": "a dark, menacing mood",
    "epic": "an epic mood",
    "calm": "a calm, peaceful mood",
    "energetic": "an energetic mood",
    "mysterious": "a mysterious mood",
    "tender": "a tender mood",
    "nostalgic": "a nostalgic mood",
}


def read_title(words: Words, movie: Movie) -> None:
    for pattern in _TITLE:
        if match := words.search(pattern):
            said = match["title"].strip()
            quoted = re.fullmatch(r"[\"'](.+)[\"']", said)
            title = (quoted[1] if quoted else said).strip()[:200]
            if not title or re.match(r"(?:the )?(?:scenes?|shots?)\b", title, re.I):
                return
            words.take(Found(((0, len(words.text)),), _titled(title), (), greedy=not quoted))
            return


def _titled(title: str) -> Change:
    def does(movie: Movie, scope: Scope) -> tuple[Movie, str]:
        if movie.title == title:
            return movie, f"the title already is {title}"
        return movie.model_copy(update={"title": title}), ""

    return does


def read_mood(words: Words, movie: Movie) -> None:
    """ "sadder", "more tense", "happy music", "piano music"."""
    music = words.search(r"\b(?:music|soundtrack|score|song|tune)\b")
    kind = words.search(rf"\b(?:{_INSTRUMENTS})\b") if music else None
    for mood, pattern in _MOODS:
        match = words.search(rf"\b(?:{pattern})\b")
        if match is None or (
            re.search(r"dark|light", match[0], re.I)
            and words.search(r"\b(?:picture|image|colou?rs?|light(?:ing)?|sky)\b")
        ):
            continue
        spans = [match.span(), *([music.span()] if music else []), *([kind.span()] if kind else [])]
        if words.search(r"\bless\b") and mood in ("sad", "dark", "tense"):
            opposite: Mood = {"sad": "happy", "dark": "calm", "tense": "calm"}[mood]  # type: ignore[assignment]
            words.take(Found(tuple(spans), _toned(opposite, bool(music), "")))
        else:
            words.take(Found(tuple(spans), _toned(mood, bool(music), kind[0] if kind else "")))
        return
    if kind and music:
        start, stop = min(kind.start(), music.start()), max(kind.end(), music.end())
        words.take(Found(((start, stop),), _toned(None, True, words.text[kind.start() : kind.end()])))


def _toned(mood: Mood | None, music: bool, kind: str) -> Change:
    def does(movie: Movie, scope: Scope) -> tuple[Movie, str]:
        if scope.words and mood is not None and not music:
            return _mood_said(movie, scope, mood)
        if scope.words and music:
            return movie, "one music plays through the whole movie; wish it without a place"
        wished = mood or movie.music.mood
        made = music_for(wished)
        description = f"{kind} music, {made.description}" if kind else made.description
        if movie.music.mood == wished and (not kind or kind.lower() in movie.music.description.lower()):
            return movie, f"the music already is {wished}" if music else f"the tone already is {wished}"
        pinned = movie.music.file if not music else ""
        new = movie.music.model_copy(
            update={"mood": wished, "description": description, "file": pinned, "chosen": None}
        )
        changes: dict[str, object] = {"music": new}
        if mood is not None and not music:
            changes["tone"] = mood
        return movie.model_copy(update=changes), ""

    return does


def _mood_said(movie: Movie, scope: Scope, mood: Mood) -> tuple[Movie, str]:
    """In some shots only, a mood is a matter of the picture: its words."""

    def said(scene: Scene, shot: Shot) -> Shot:
        if re.search(rf"\b{mood}\b[^.]*\bmood\b", shot.prompt, re.I):
            return shot
        others = "|".join(re.escape(words) for words in _SCOPED.values())
        bare = shot.model_copy(
            update={"prompt": edited(shot, movie.style, lambda text: re.sub(rf", (?:{others})", "", text))}
        )
        return rewritten(shot, with_phrase(bare, movie.style, _SCOPED[mood]), movie.cast, scene.heading)

    after = with_shots(movie, scope.ids, said)
    return after, "" if after != movie else f"the mood already is {mood} ({scope.words})"
