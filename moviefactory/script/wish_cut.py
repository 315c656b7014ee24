"""Wishes about the cut: how long shots are, how they follow each other, which scenes go and in which order."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from moviefactory.movie import Movie, Scene, Shot, Transition
from moviefactory.script.direction import SECONDS
from moviefactory.script.wish_plan import Change, Found, Scope, Words, acts_of, all_ids, unchanged, with_shots
from moviefactory.script.wish_where import read_where
from moviefactory.timeline import TransitionKind

_KINDS: tuple[tuple[TransitionKind, str], ...] = (
    ("crossfade", r"cross-?\s?fad(?:es?|ing)|dissolv(?:es?|ing)|blend(?:s|ing)?|soft transitions?|mix(?:es)?"),
    ("fade_black", (r"fad(?:es?|ing)(?: (?:in|out))?(?: (?:to|through|from|into))?(?: black)?|dip(?:s)? to black|"
        r"black(?:outs?)? between|through black|to black")),
    ("whip", (r"whip(?:[- ]?pans?)?s?(?: cuts?| "
        r"transitions?)?|swish pans?")), ("slide", r"slid(?:es?|ing)(?: transitions?)?|push transitions?"),
    ("wipe", r"wip(?:es?|ing)(?: transitions?)?"),
    ("cut", r"(?:remove|drop|delete|no|without|get rid of)(?: all| any| the| more)* (?:transitions?|effects between)|"
        r"(?:only |just )?(?:hard|straight|direct|plain|simple|clean|sharp)[- ]cuts?(?: only)?|only cuts|just cuts|"
        r"cuts only"),
)  # fmt: skip


_AT_END = r"\b(?:at|in|towards?) the (?:very )?end(?: of (?:the )?(?:movie|film|video|it))?(?! of)\b|\bto end\b"
_AT_START = (
    r"\b(?:at|in|from) the (?:very )?(?:beginning|start|opening)(?: of (?:the )?(?:movie|film|video))?(?! of)\b|"
    r"\bfrom black\b|\bfade in\b"
)
_PAIR = r"\bbetween scenes? \w+ and (?:scene )?(?P<to>\w+)"
_BETWEEN = r"\bbetween (?:all |the )*(?P<what>scenes?|shots?|acts?|everything)\b|\bfrom scene to scene\b"
_BEFORE = r"\b(?:before|into|to|leading into) (?=(?:the )?(?:\w+ )?(?:act|scene|shot)\b)"
_AFTER = r"\b(?:after|at the end of|out of|following) (?=(?:the )?(?:\w+ )?(?:act|scene|shot)\b)"


def read_transition(words: Words, movie: Movie) -> None:
    """ "hard cuts only", "crossfade between scenes", "fade to black before the last scene"."""
    no_others = re.search(rf"\b(?:{_KINDS[-1][1]})\b", words.text, re.I)
    if _without_kind(words):
        return
    every = "|".join(pattern for _, pattern in _KINDS)
    other = words.search(rf"\b(?:instead of|rather than|not) (?:the |any )?(?:{every}|cuts?)\b")
    for kind, pattern in (_KINDS[-1],) if no_others else _KINDS:
        match = words.search(rf"\b(?:{pattern})\b(?:\s+(?:transitions?|cuts?|effects?))?")
        if match is None or (other and other.start() <= match.start() < other.end()):
            continue
        points, does, spans = _where_cut(words.text, movie, kind)
        words.take(Found((match.span(), *([other.span()] if other else []), *spans), does, points))
        return


def _without_kind(words: Words) -> bool:
    """ "no more whip pans": these, and no others, become cuts."""
    for kind, pattern in _KINDS[:-1]:
        match = words.search(rf"\b(?:no|without|remove|drop|get rid of)(?: all| any| the| more)* (?:{pattern})\b")
        if match and kind != "cut":
            words.take(Found((match.span(),), _cut_with("cut", partial(_of_kind, kind))))
            return True
    return False


def _of_kind(kind: TransitionKind, movie: Movie, ids: tuple[str, ...]) -> tuple[str, ...]:
    inner = _all_but_first(movie, ids)
    return tuple(shot.id for _, shot in movie.shots() if shot.id in inner and shot.transition_in.kind == kind)


def _where_cut(
    text: str, movie: Movie, kind: TransitionKind
) -> tuple[tuple[str, ...] | None, Change, list[tuple[int, int]]]:
    """(the shots it leads into where the wish names them, the change, the characters that say where)."""
    ends, starts = re.search(_AT_END, text, re.I), re.search(_AT_START, text, re.I)
    if kind == "fade_black" and (ends or starts):
        if ends:
            return None, unchanged("every movie already ends in a fade to black"), [ends.span()]
        return all_ids(movie)[:1], _cut_with(kind, _all), [starts.span()] if starts else []
    for pattern in (_PAIR, _AFTER, _BEFORE):
        if match := re.search(pattern, text, re.I):
            said = f"scene {match['to']}" if pattern == _PAIR else text[match.end() :]
            scope, _ = read_where(movie, said, acts_of(movie))
            points = _after(movie, scope.ids) if pattern == _AFTER else scope.ids[:1]
            if not points:
                return (
                    None,
                    unchanged("nothing comes after that; every movie already ends in a fade to black"),
                    [(match.start(), len(text))],
                )
            return points, _cut_with(kind, _all), [match.span() if pattern == _PAIR else (match.start(), len(text))]
    if match := re.search(_BETWEEN, text, re.I):
        of_scenes = (match["what"] or "scene").lower().startswith(("scene", "act"))
        return None, _cut_with(kind, _starts_of_scenes if of_scenes else _all_but_first), [match.span()]
    return None, _cut_with(kind, _usual(kind)), []


def _all(movie: Movie, ids: tuple[str, ...]) -> tuple[str, ...]:
    return ids


def _usual(kind: TransitionKind) -> Callable[[Movie, tuple[str, ...]], tuple[str, ...]]:
    """Hard cuts, and what is wished for a few shots, go everywhere; other transitions stand between scenes."""
    if kind == "cut":
        return _all
    return lambda movie, ids: _starts_of_scenes(movie, ids) or ids


def _starts_of_scenes(movie: Movie, ids: tuple[str, ...]) -> tuple[str, ...]:
    starts = {scene.shots[0].id for scene in movie.scenes[1:]}
    return tuple(one for one in ids if one in starts)


def _all_but_first(movie: Movie, ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in ids if one != movie.scenes[0].shots[0].id)


def _after(movie: Movie, ids: tuple[str, ...]) -> tuple[str, ...]:
    every = all_ids(movie)
    at = every.index(ids[-1]) + 1
    return every[at : at + 1]


def _cut_with(kind: TransitionKind, points: Callable[[Movie, tuple[str, ...]], tuple[str, ...]]) -> Change:
    def does(movie: Movie, scope: Scope) -> tuple[Movie, str]:
        chosen = points(movie, scope.ids)

        def cut(_: Scene, shot: Shot) -> Shot:
            if shot.transition_in.kind == kind:
                return shot
            if kind == "cut" and shot.id == movie.scenes[0].shots[0].id and len(chosen) > 1:
                return shot  # the film may still rise from black: that is no transition between shots
            return shot.model_copy(update={"transition_in": Transition(kind=kind, seconds=SECONDS[kind])})

        after = with_shots(movie, chosen, cut)
        return (
            after,
            "" if after != movie else f"the shots there already follow each other by {kind.replace('_', ' to ')}",
        )

    return does
