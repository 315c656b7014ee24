"""Wishes about which scenes and shots there are, and in which order: "drop scene two", "swap scenes 2 and 3"."""

from __future__ import annotations

import re
from collections.abc import Callable

from moviefactory.movie import Movie, Scene
from moviefactory.script.wish_plan import (
    Found,
    Scope,
    Words,
    acts_of,
    all_ids,
    no_such_place,
    whole_scenes,
    with_scenes,
)
from moviefactory.script.wish_where import read_where


def read_order(words: Words, movie: Movie) -> None:
    """ "drop scene two", "delete the last shot", "move scene 3 to the end", "swap scenes 2 and 3"."""
    if match := words.search(
        r"^\s*(?:please )?(?:drop|delete|remove|cut(?: out)?|take out|omit|skip|lose|kill|get rid of|leave "
        r"out|throw out|without|no)\s+(?P<what>.+)$"
    ):
        if not re.search(
            r"\b(?:acts?|scenes?|shots?|clips?|opening|ending|beginning|end|finale|middle|half|third|part|moment)\b",
            match["what"],
            re.I,
        ):
            return
        scope, rest = read_where(movie, match["what"], acts_of(movie))
        if scope.words and not re.search(
            r"[a-z]{3}", re.sub(r"\b(?:the|and|all|of|please|entirely|completely|out)\b", "", rest), re.I
        ):
            words.take(Found(((0, len(words.text)),), _dropped(scope.ids), scope.ids))
        return
    if match := words.search(r"^\s*(?:swap|switch|exchange)\s+(?P<what>(?:the order of )?scenes?\s+.+|.+ scenes?)$"):
        scope, _ = read_where(movie, match["what"], acts_of(movie))
        both = [scene.id for scene in movie.scenes if any(shot.id in scope.ids for shot in scene.shots)]
        if len(both) == 2:
            words.take(Found(((0, len(words.text)),), _swapped(both[0], both[1]), scope.ids))
        return
    match = words.search(
        r"^\s*(?:move|put|bring|shift)\s+(?P<what>.+?)\s+(?:to the |at the |to )?(?P<where>(?:very "
        r")?(?:beginning|start|front|end)|before\s+.+|after\s+.+|behind\s+.+)$"
    )
    if match:
        scope, _ = read_where(movie, match["what"], acts_of(movie))
        moved = whole_scenes(movie, scope.ids)
        if scope.words and moved and len(moved) < len(movie.scenes):
            words.take(Found(((0, len(words.text)),), _moved(moved, match["where"]), scope.ids))


def _dropped(ids: tuple[str, ...]) -> Callable[[Movie, Scope], tuple[Movie, str]]:
    def does(movie: Movie, scope: Scope) -> tuple[Movie, str]:
        if set(all_ids(movie)) <= set(ids):
            return movie, "nothing would be left of the movie"

        def kept(_: int, scene: Scene) -> Scene | None:
            shots = tuple(shot for shot in scene.shots if shot.id not in ids)
            if not shots:
                return None
            return scene if shots == scene.shots else scene.model_copy(update={"shots": shots})

        return with_scenes(movie, kept), ""

    return does


def _swapped(first: str, second: str) -> Callable[[Movie, Scope], tuple[Movie, str]]:
    def does(movie: Movie, scope: Scope) -> tuple[Movie, str]:
        by_id = {scene.id: scene for scene in movie.scenes}
        other = {first: second, second: first}
        scenes = tuple(by_id[other.get(scene.id, scene.id)] for scene in movie.scenes)
        return movie.model_copy(update={"scenes": scenes}), ""

    return does


def _moved(ids: frozenset[str], where: str) -> Callable[[Movie, Scope], tuple[Movie, str]]:
    def does(movie: Movie, scope: Scope) -> tuple[Movie, str]:
        moved = [scene for scene in movie.scenes if scene.id in ids]
        rest = [scene for scene in movie.scenes if scene.id not in ids]
        if re.search(r"beginning|start|front", where):
            at = 0
        elif re.match(r"(?:very )?end", where):
            at = len(rest)
        else:
            target, _ = read_where(movie, re.sub(r"^\w+\s+", "", where), acts_of(movie))
            spots = [number for number, scene in enumerate(rest) if any(shot.id in target.ids for shot in scene.shots)]
            if not target.words or not spots:
                raise no_such_place(movie, where)
            at = spots[0] if where.lower().startswith("before") else spots[-1] + 1
        scenes = (*rest[:at], *moved, *rest[at:])
        return (
            (movie, "the scenes already stand in that order")
            if scenes == movie.scenes
            else (movie.model_copy(update={"scenes": scenes}), "")
        )

    return does
