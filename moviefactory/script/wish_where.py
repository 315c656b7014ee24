"""Where a wish points: acts, scenes and shots by number, by position, by what they show.

Reads the words of place out of a wish and leaves the rest. Knows nothing of what is wished.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from moviefactory.movie import Movie
from moviefactory.script.wish_plan import Hits, Scope, all_ids, apart, in_order, no_such_place
from moviefactory.script.wish_show import named, of_kind

_CARDINALS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
_ROMANS = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
_CARD = rf"(?:\d{{1,4}}|{'|'.join(_CARDINALS)})"
_NUMBER = rf"(?:\d{{1,4}}|{'|'.join(_CARDINALS)}|{'|'.join(sorted(_ROMANS, key=len, reverse=True))})"
_ORD = (
    rf"(?:{'|'.join(_ORDINALS)}|\d{{1,4}}(?:st|nd|rd|th)|second to last|next to last|penultimate|last|"
    rf"final|opening|closing)"
)
_UNIT = r"(?:acts?|scenes?|shots?|clips?|takes?)"
_LEAD = (
    r"(?:(?:only |just )?(?:in|during|for|of|on|at|within|throughout|across|over|into|to)\s+)?"
    r"(?:(?:all|both|each|every)\s+(?:of\s+)?)?(?:the\s+)?"
)
_JOIN = r"(?:\s*,\s*and\s+|\s*,\s*|\s+and\s+|\s*&\s*|\s+or\s+)"
_MOVIE = r"(?:movie|film|video|story|clip|thing|cut)"
_EVERYWHERE = (
    rf"\b(?:everywhere|all over|throughout(?: (?:the )?(?:whole |entire )?{_MOVIE})?|"
    rf"(?:in |for |across |over |of )?(?:the |this )?(?:whole|entire|full|complete) {_MOVIE}|"
    rf"(?:in |for |across |to )?(?:all|every|each)(?: of)?(?: the)? (?:scenes?|shots?|clips?)(?! (?:with|where|that|"
    r"showing|featuring|of|after|before|from|until|but))|from (?:start|beginning) to (?:finish|end)|all the time|"
    r"the whole time|all along)\b"
)


def read_where(movie: Movie, text: str, acts: Sequence[int]) -> tuple[Scope, str]:
    """(the shots a wish is about, its text with the words of place blanked by NUL).

    Raises PlanError for a place that the movie does not have, naming those it has.
    """
    found: list[tuple[int, int, tuple[str, ...]]] = []
    rest = text
    for reader in (_everywhere, _related, _numbered, _fraction, of_kind, _ends, named):
        for match_start, match_stop, ids in reader(movie, rest, acts):
            found.append((match_start, match_stop, ids))
            rest = rest[:match_start] + "\x00" * (match_stop - match_start) + rest[match_stop:]
    if not found:
        return Scope(all_ids(movie)), text
    found.sort()
    chosen = set(found[0][2])
    for (_, before, _), (start, _, more) in itertools.pairwise(found):
        joined = re.fullmatch(r"[\s,&]*(?:and|or|&|,)?[\s\x00]*(?:(?:in|on|at|the)\s*)*", text[before:start])
        listed = joined and re.search(r"and|or|,|&", text[before:start])
        narrower = chosen & set(more)
        chosen = narrower if narrower and not listed else chosen | set(more)
    words = " ".join(text[start:stop].strip() for start, stop, _ in found)
    rest = re.sub(r"\x00(\s*(?:,|and|&)\s*)(?=\x00)", lambda m: "\x00" * len(m[0]), rest)
    return Scope(in_order(movie, chosen), words), rest


def _everywhere(movie: Movie, text: str, acts: Sequence[int]) -> Hits:
    hits: Hits = []
    for match in re.finditer(_EVERYWHERE, text, re.I):
        hits.append((match.start(), match.end(), all_ids(movie)))
    return hits


_ONE = rf"(?:(?:the\s+)?{_ORD}\s+(?:act|scene|shot)|(?:act|scene|shot)\s+{_NUMBER})"


def _related(movie: Movie, text: str, acts: Sequence[int]) -> Hits:
    """ "from scene 3 on", "after the second scene", "all scenes but the last one"."""
    pattern = (
        rf"\b(?P<how>from|starting (?:with|from|at|in)|beginning with|after|before|until|till|up to|"
        rf"(?:everywhere |all (?:the )?(?:scenes |shots )?)?(?:but|except)(?: for| in)?)\s+"
        rf"(?P<one>{_ONE}|(?:the\s+)?last one|(?:the\s+)?first one)(?:\s+(?:on|onwards?|forward|forth))?\b"
        rf"(?!\s*(?:to|through|-)\s*(?:scene|shot|act)?\s*{_CARD})"
    )
    hits: Hits = []
    for match in re.finditer(pattern, text, re.I):
        ids = _one_of(movie, re.sub(r"\bone$", "scene", match["one"], flags=re.I), acts)
        chosen = _side_of(all_ids(movie), ids, match["how"].lower())
        if not chosen:
            raise no_such_place(movie, match[0])
        hits.append((match.start(), match.end(), chosen))
    return apart([*hits, *_within(movie, text, acts)])


def _side_of(every: tuple[str, ...], ids: tuple[str, ...], how: str) -> tuple[str, ...]:
    """The shots before, after, from, until or other than `ids`."""
    first, last = every.index(ids[0]), every.index(ids[-1])
    if how.startswith(("from", "starting", "beginning")):
        return every[first:]
    if how == "after":
        return every[last + 1 :]
    if how == "before":
        return every[:first]
    if how in ("until", "till", "up to"):
        return every[: last + 1]
    return tuple(shot for shot in every if shot not in ids)


def _within(movie: Movie, text: str, acts: Sequence[int]) -> Hits:
    """ "the first shot of scene 2", "the last shot of every scene", "shot 2 of the third scene"."""
    hits: Hits = []
    pattern = (
        rf"\b{_LEAD}(?:(?P<ord>{_ORD})\s+(?P<count>{_CARD}\s+)?shots?|shot\s+(?P<number>{_CARD}))\s+(?:of|in|from)\s+"
        rf"(?:(?P<each>every |each |all )(?:the )?scenes?|(?P<one>{_ONE}))\b"
    )
    for match in re.finditer(pattern, text, re.I):
        scenes = [tuple(shot.id for shot in scene.shots) for scene in movie.scenes]
        groups = scenes if match["each"] else [_one_of(movie, match["one"], acts)]
        if match["number"]:
            at = _value(match["number"])
            picked = [one for group in groups for one in group[at - 1 : at]]
        else:
            picked = [one for group in groups for one in _picked(movie, group, match["ord"], match["count"], match[0])]
        if not picked:
            raise no_such_place(movie, match[0])
        hits.append((match.start(), match.end(), tuple(picked)))
    return hits


def _numbered(movie: Movie, text: str, acts: Sequence[int]) -> Hits:
    """ "act two", "scenes 2 to 4", "scenes 1, 3 and 4", "the third scene", "the first two scenes"."""
    hits: Hits = []
    listed = (
        rf"{_NUMBER}(?:\s*(?:to|-|–|through|until|till)\s*(?:{_UNIT}\s+)?{_NUMBER}|"
        rf"(?:{_JOIN}(?:{_UNIT}\s+)?{_NUMBER}\b)*)"
    )
    for match in re.finditer(
        rf"\b{_LEAD}(?P<unit>{_UNIT})\s+(?:no\.?\s*|number\s+|#)?(?P<list>{listed})\b", text, re.I
    ):
        numbers = [_value(one) for one in re.findall(rf"\b{_NUMBER}\b", match["list"], re.I)]
        if re.search(r"\b(?:to|through|until|till)\b|[-–]", match["list"], re.I) and len(numbers) == 2:
            numbers = list(range(min(numbers), max(numbers) + 1))
        groups = _groups(movie, match["unit"], acts)
        if any(not 1 <= number <= len(groups) or not groups[number - 1] for number in numbers):
            raise no_such_place(movie, match[0])
        hits.append((match.start(), match.end(), tuple(one for number in numbers for one in groups[number - 1])))
    joined = rf"(?P<ords>{_ORD}(?:{_JOIN}(?:the\s+)?{_ORD})*)"
    pattern = rf"\b{_LEAD}(?:very\s+)?{joined}\s+(?P<count>{_CARD}\s+)?(?P<unit>{_UNIT})\b"
    for match in re.finditer(pattern, text, re.I):
        groups = _groups(movie, match["unit"], acts)
        ids: list[str] = []
        for word in re.findall(_ORD, match["ords"], re.I):
            chosen = _picked(movie, [str(at) for at in range(len(groups))], word, match["count"], match[0])
            ids += [one for at in chosen for one in groups[int(at)]]
        if not ids:
            raise no_such_place(movie, match[0])
        hits.append((match.start(), match.end(), tuple(ids)))
    return apart(hits)


def _fraction(movie: Movie, text: str, acts: Sequence[int]) -> Hits:
    hits: Hits = []
    every = all_ids(movie)
    for match in re.finditer(
        (
            rf"\b{_LEAD}(?P<which>first|second|last|final|middle)\s+(?P<part>half|third|"
            rf"quarter)\b(?:\s+of\s+(?:the\s+)?{_MOVIE})?"
        ),
        text,
        re.I,
    ):
        parts = {"half": 2, "third": 3, "quarter": 4}[match["part"].lower()]
        number = {"first": 0, "second": 1, "middle": parts // 2}.get(match["which"].lower(), parts - 1)
        ids = every[round(len(every) * number / parts) : round(len(every) * (number + 1) / parts)]
        hits.append((match.start(), match.end(), ids or every[-1:]))
    return hits


def _ends(movie: Movie, text: str, acts: Sequence[int]) -> Hits:
    """ "at the beginning", "the opening", "the finale", "in the middle"; "start with ..." is the first shot."""
    hits: Hits = []
    every = all_ids(movie)
    scenes = [tuple(shot.id for shot in scene.shots) for scene in movie.scenes]
    groups = scenes if len(scenes) > 1 else [(one,) for one in every]
    middle = tuple(one for group in groups[1:-1] for one in group) or groups[len(groups) // 2]
    for words, the, ids in (
        (r"opening|beginning|intro|introduction|prologue", r"(?:the\s+(?:very\s+)?)?", groups[0]),
        (r"ending|finale|outro|epilogue|conclusion", r"(?:the\s+(?:very\s+)?)?", groups[-1]),
        (r"start", r"the\s+(?:very\s+)?", groups[0]), (r"end", r"the\s+(?:very\s+)?", groups[-1]),
        (r"middle(?: part)?", r"the\s+", middle),
    ):  # fmt: skip
        pattern = (
            rf"\b(?:(?:in|at|during|for|towards?|near|of)\s+)?{the}(?:{words})\b"
            rf"(?:\s+of\s+the\s+{_MOVIE})?(?!\s+(?:of|line|scene|shot|with|on))"
        )
        hits += [(match.start(), match.end(), ids) for match in re.finditer(pattern, text, re.I)]
    for words, ids in ((r"starts?|begins?|opens?", every[:1]), (r"ends?|close|finish", every[-1:])):
        pattern = rf"\b(?:{words})\s+(?:it |the (?:movie|film) )?(?:with|on|in)\s+(?=an? )"
        hits += [(match.start(), match.end(), ids) for match in re.finditer(pattern, text, re.I)]
    return apart(hits)


def _groups(movie: Movie, unit: str, acts: Sequence[int]) -> list[tuple[str, ...]]:
    """The shots of every act, scene or shot, by number."""
    word = unit.lower().rstrip("s")
    if word == "scene":
        return [tuple(shot.id for shot in scene.shots) for scene in movie.scenes]
    if word == "act":
        return [
            tuple(
                shot.id for act, scene in zip(acts, movie.scenes, strict=True) if act == number for shot in scene.shots
            )
            for number in range(1, max(acts) + 1)
        ]
    return [(one,) for one in all_ids(movie)]


def _one_of(movie: Movie, words: str, acts: Sequence[int]) -> tuple[str, ...]:
    hits = _numbered(movie, words, acts)
    if not hits:
        raise no_such_place(movie, words)
    return in_order(movie, hits[0][2])


def _picked(movie: Movie, items: Sequence[str], word: str, count: str | None, said: str) -> Sequence[str]:
    """The items an ordinal means: "last" with count "two " are the last two."""
    lowered, many = word.lower(), _value(count) if count else 1
    if lowered in ("last", "final", "closing"):
        return items[-many:]
    if lowered in ("second to last", "next to last", "penultimate"):
        number = len(items) - 1
    elif lowered == "opening":
        number = 1
    else:
        number = _ORDINALS.index(lowered) + 1 if lowered in _ORDINALS else int(re.sub(r"\D", "", lowered))
    if count and number == 1:
        return items[:many]
    if not 1 <= number <= len(items):
        raise no_such_place(movie, said)
    return items[number - 1 : number]


def _value(word: str) -> int:
    lowered = word.strip().lower()
    if lowered.isdigit():
        return int(lowered)
    return (_CARDINALS if lowered in _CARDINALS else _ROMANS).index(lowered) + 1
