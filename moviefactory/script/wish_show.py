"""Shots by what they show: "the harbour scene", "shots with the dog", "in the kitchen", "the night scenes"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from moviefactory.movie import Movie, Scene, Shot
from moviefactory.script.direction import FRAMING_WORDS
from moviefactory.script.lexicon import singular, word_set
from moviefactory.script.light import time_in, weather_in
from moviefactory.script.wish_plan import Hits, apart, indexed, is_indoor, names_of, no_such_place, seen_staging

_SMALL = word_set(
    "the a an of in on at with where is are and to it its his her their this that some any all big small they he she "
    "we up down out off only when while"
)
_MOVES_IT = re.compile(
    r"\b(?:set|move|moved|put|place|relocate|transfer|shift|plays?|happens?|takes? place|film|shoot|stage|located)\b"
    r"[^,;]*$",
    re.I,
)


_KINDS = (
    r"night|nighttime|day|daytime|daylight|evening|dawn|morning|sunset|dusk|rainy|rain|snowy|snow|foggy|stormy|storm|"
    r"indoor|outdoor|interior|exterior|inside|outside|wide|medium|close-up|close"
)


def of_kind(movie: Movie, text: str, acts: Sequence[int]) -> Hits:
    """ "the night scenes", "all outdoor shots", "the close-ups"."""
    hits: Hits = []
    for match in re.finditer(
        (
            rf"\b(?:(?:in|during|for|of)\s+)?(?:all\s+(?:of\s+)?)?(?:the\s+)(?:(?P<kind>{_KINDS})\s+(?:scenes|"
            rf"shots)|(?P<close>close-?ups))\b"
        ),
        text,
        re.I,
    ):
        kind = "close" if match["close"] else match["kind"].lower()
        ids = tuple(shot.id for _, scene, shot in indexed(movie) if _is_of_kind(movie, scene, shot, kind))
        if not ids:
            raise no_such_place(movie, match[0])
        hits.append((match.start(), match.end(), ids))
    return hits


def _is_of_kind(movie: Movie, scene: Scene, shot: Shot, kind: str) -> bool:
    staging = seen_staging(shot, movie.cast, scene.heading)
    if kind in ("indoor", "interior", "inside"):
        return is_indoor(scene, staging)
    if kind in ("outdoor", "exterior", "outside"):
        return not is_indoor(scene, staging)
    if kind in ("wide", "medium", "close", "close-up"):
        return kind.split("-")[0] in FRAMING_WORDS[shot.camera.framing]
    return staging.time == time_in(kind) if time_in(kind) else staging.weather == weather_in(kind)


def named(movie: Movie, text: str, acts: Sequence[int]) -> Hits:
    """ "the harbour scene", "shot take-off", "shots with the dog", "in the kitchen"."""
    return apart(
        [one for reader in (_shots_with, _called, _the_scene, _in_place, _while) for one in reader(movie, text)]
    )


def _shots_with(movie: Movie, text: str) -> Hits:
    pattern = (
        r"\b(?:(?:in|during|for|of|to)\s+)?(?:all\s+)?(?:the\s+|those\s+)?(?:shots?|scenes?|parts?|moments?)\s+"
        r"(?P<link>with|of|showing|featuring|that shows?|that have|where|in which|when|at|in|on|by|called|named|about|"
        r"from)\s+(?:the\s+)?(?P<words>[^,;]+)"
    )
    found = [
        match
        for match in re.finditer(pattern, text, re.I)
        if not (_MOVES_IT.search(text[: match.start()]) and match["link"].lower() in ("at", "in", "on", "by"))
    ]
    return _resolved(movie, found)


def _called(movie: Movie, text: str) -> Hits:
    pattern = r"\b(?:(?:in|during|for|of)\s+)?(?:the\s+)?(?:shot|scene)\s+(?P<id>[\w-]+)"
    return [
        (match.start(), match.end(), ids)
        for match in re.finditer(pattern, text, re.I)
        if (ids := _by_id(movie, match["id"].lower()))
    ]


def _the_scene(movie: Movie, text: str) -> Hits:
    """Raises PlanError for "the X scene" where nothing is X."""
    pattern = (
        r"\b(?:(?:in|during|for|of|at|to)\s+)?the\s+(?P<words>(?:(?!\b(?:in|on|at|from|of|with|during|by|to|"
        r"and|for|is)\b)[\w' -])+?)\s+(?P<unit>scenes?|shots?|sequence|part|moment)\b"
    )
    no_name = r"(?:whole|entire|next|same|other|single|pace|length|music|camera|color|colour|style|sound)\b"
    hits: Hits = []
    for match in re.finditer(pattern, text, re.I):
        if ids := by_content(movie, match["words"]):
            hits.append((match.start(), match.end(), ids))
        elif match["unit"].lower().startswith(("scene", "shot")) and not re.match(no_name, match["words"], re.I):
            raise no_such_place(movie, match[0])
    return hits


def _in_place(movie: Movie, text: str) -> Hits:
    """ "in the kitchen"; after words of the camera anything that is seen ("zoom in on the clue")."""
    pattern = r"\b(?:in|on|at|inside|near|by|over|above|outside|along|around)\s+the\s+(?P<words>[^,;]+)"
    camera = r"\b(?:zoom|push|camera|close-?ups?|closer|shot|focus|pan|tilt|orbit)\b"
    hits: Hits = []
    for match in re.finditer(pattern, text, re.I):
        before = text[: match.start()]
        if not _MOVES_IT.search(before):
            hits += _resolved(movie, [match], only_places=not re.search(camera, before, re.I))
    return hits


def _while(movie: Movie, text: str) -> Hits:
    return _resolved(movie, list(re.finditer(r"\b(?:during|while|when|as)\s+(?:the\s+)?(?P<words>[^,;]+)", text, re.I)))


def _resolved(movie: Movie, matches: Sequence[re.Match[str]], only_places: bool = False) -> Hits:
    """The matches whose `words` begin with something that the movie shows."""
    hits: Hits = []
    for match in matches:
        size, ids = _longest(movie, match["words"], only_places)
        if ids:
            hits.append((match.start(), match.start("words") + size, ids))
    return hits


def _longest(movie: Movie, words: str, only_places: bool = False) -> tuple[int, tuple[str, ...]]:
    """(characters, shots) of the longest beginning of `words` that the movie shows."""
    ends = [match.end() for match in re.finditer(r"[\w'-]+", words)][:6]
    for size in reversed(ends):
        if ids := (by_place(movie, words[:size]) if only_places else by_content(movie, words[:size])):
            return size, ids
    return 0, ()


def by_place(movie: Movie, words: str) -> tuple[str, ...]:
    """Shots whose heading, scene or staged place carries all of `words`."""
    wanted = _stems(words)
    if not wanted:
        return ()
    return tuple(
        shot.id
        for _, scene, shot in indexed(movie)
        if wanted <= _stems(f"{_spot(scene)} {scene.id}")
        or wanted <= _stems(seen_staging(shot, movie.cast, scene.heading).place)
        or wanted <= _stems(seen_staging(shot, movie.cast, scene.heading).setting)
    )


def by_content(movie: Movie, words: str) -> tuple[str, ...]:
    """The shots that `words` describe: an id, a place, a member of the cast, an action, or words of the prompt."""
    lowered = re.sub(r"^(?:the|an?)\s+", "", words.strip().lower())
    if ids := _by_id(movie, re.sub(r"\s+", "-", lowered)):
        return ids
    if ids := by_place(movie, lowered):
        return ids
    members = {member.id for member in movie.cast if lowered in names_of(member)}
    if members:
        return tuple(shot.id for _, shot in movie.shots() if members & set(shot.subjects))
    wanted = _stems(lowered)
    if not wanted:
        return ()
    tests: tuple[Callable[[Scene, Shot], Iterable[str]], ...] = (
        lambda scene, shot: _done_in(movie, scene, shot), lambda scene, shot: _stems(shot.prompt),
        lambda scene, shot: _done_in(movie, scene, shot) | _stems(shot.prompt),
    )  # fmt: skip
    for told in tests:
        if ids := tuple(shot.id for _, scene, shot in indexed(movie) if wanted <= set(told(scene, shot))):
            return ids
    return ()


def _done_in(movie: Movie, scene: Scene, shot: Shot) -> set[str]:
    staging = seen_staging(shot, movie.cast, scene.heading)
    return _stems(" ".join([staging.relation, *(one.action for one in staging.subjects), shot.id.replace("-", " ")]))


def _by_id(movie: Movie, slug: str) -> tuple[str, ...]:
    for scene in movie.scenes:
        if scene.id == slug:
            return tuple(shot.id for shot in scene.shots)
    return tuple(shot.id for _, shot in movie.shots() if shot.id == slug)


def _spot(scene: Scene) -> str:
    return re.sub(r"^(?:INT|EXT|I/E)[^ ]* ", "", scene.heading, flags=re.I)


def _stems(text: str) -> set[str]:
    words = re.findall(r"[a-z]+", text.lower().replace("harbor", "harbour"))
    return {_stem(word) for word in words if word not in _SMALL}


def _stem(word: str) -> str:
    word = singular(word)
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
