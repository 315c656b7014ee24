"""Rules that change a plan as a film maker wishes, for those without a language model: "make it rain in act two".

    wish_where, wish_show            where it points      wish_light, wish_sky, wish_heard    weather and time of day
    wish_place, wish_place_words     another place        wish_cast, wish_recast, wish_manners, wish_without    who
    wish_camera, wish_cut, wish_length, wish_order        the camera and the cut
    wish_sound, wish_loudness, wish_mood                  sound, music, tone, style, title
    wish_text, wish_plan             prompts and plans in parts; wish_readers: all readers in order

A wish is read in parts; each reader takes the words it understands. Where words are left over, nothing is done and the
error says which. Knows no model, no file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import ValidationError

from moviefactory.errors import PlanError
from moviefactory.movie import Movie
from moviefactory.script.lexicon import word_set
from moviefactory.script.wish_plan import Found, Scope, Words, acts_of, all_ids, in_order, names_of, scenes_named
from moviefactory.script.wish_readers import READERS, WHOLE_READERS
from moviefactory.script.wish_where import read_where

__all__ = ("acts_of", "revise_offline", "where_of")
_LONGEST_WISH = 1000
_HELP = (
    'the rules understand wishes such as "make it rain in act two", "set scene 3 at night", "move the last scene to a '
    'beach", "closer shots in the harbour scene", "make the chase twice as long", "hard cuts only", "sadder music", '
    '"black and white", "make the car blue", "replace the dog by a cat", "drop scene two", "add thunder", "no birds", '
    '"quieter music", "call it Storm"; a language model understands more (--writer openai)'
)
_SPLIT = re.compile(
    (
        r"\s*;\s*|(?<!\d)\.\s+|\s*,\s*(?:and then|and also|and|then|but)\s+|\s*,\s*|\s+(?:and then|and also|"
        r"and|then|but|plus|also|as well as)\s+"
    ),
    re.I,
)
_STARTS = re.compile(
    r"^(?:please\s+)?(?:make|set|add|drop|delete|remove|move|put|use|let|give|turn|change|replace|swap|"
    r"call|no|more|stop|cut|"
    r"have|keep|speed|slow|in|at|for|the)\b",
    re.I,
)
_LEADS = (
    "add",
    "drop",
    "delete",
    "remove",
    "no",
    "without",
    "make it",
    "make",
    "use",
    "louder",
    "quieter",
    "replace",
    "stop",
    "turn up",
    "turn down",
    "mute",
    "set it at",
    "more",
    "less",
)
_FILLERS = word_set(
    "a an the it its it's is are be been being was were to in on at of for with by into from as and or "
    "but then also too "
    "please just really very much a bit bit little quite rather slightly more less lot somewhat so some "
    "any all only that "
    "this there these those which should must shall could would can will may might want wish like love "
    "prefer need let us "
    "let's i i'd we we'd you me my our your make makes making made set sets turn turned change changed "
    "keep have has having "
    "get give put do does use using show shows shown showing start starts begin begins happen happens "
    "happening play plays "
    "take takes place film movie video scene scenes shot shots clip story look looks looking feel feels feeling become "
    "becomes everything thing things whole instead now again always throughout there's here see hear weather time sky "
    "outside while during when where how about go goes going come comes coming down up out through "
    "overall generally heavily "
    "hard heavy light lightly gently strongly every each both light lights lighting picture image images "
    "look action if "
    "not than rest one ones over under setting set-up full still same maybe perhaps kind sort nice nicely good please, "
    "add move moved shift cut they them he she his her their what whole happen, more. entire version "
    "mood atmosphere deep late early"
)


@dataclass(frozen=True)
class _Part:
    """One part of a wish that was understood."""

    found: tuple[Found, ...]
    scope: Scope
    leads: bool  # the place stands at its beginning: "in act two, ..."


def revise_offline(movie: Movie, wish: str) -> Movie:
    """The plan with the wish fulfilled; ids stay, and what the wish does not touch stays equal.

    Raises PlanError where the wish, or a part of it, is not understood (it says what can be wished), names a place that
    is not there, or changes nothing (it says why).
    """
    revised, reasons = movie, list[str]()
    for found, scope in _changes(movie, wish):
        wanted = scope.ids if found.about is None else found.about
        revised, why = found.does(revised, Scope(in_order(revised, wanted), scope.words))
        reasons += [why] if why else []
    if revised == movie:
        why = "; ".join(dict.fromkeys(reasons)) or "the plan is already so"
        raise PlanError(f'the wish "{_short(wish)}" changes nothing: {why}')
    return _valid(revised, wish)


def where_of(movie: Movie, wish: str) -> tuple[str, ...]:
    """Ids of the shots a wish is about, in the order of the movie: all of them where it names no place.

    Raises PlanError for a place that is not there.
    """
    try:
        changes = _changes(movie, wish)
    except PlanError:
        return read_where(movie, _plain(wish)[:_LONGEST_WISH], acts_of(movie))[0].ids
    ids = {one for found, scope in changes for one in (scope.ids if found.about is None else found.about)}
    return in_order(movie, ids)


def _changes(movie: Movie, wish: str) -> list[tuple[Found, Scope]]:
    """What is wished, and for which shots. Raises PlanError where a part is not understood."""
    text = _plain(wish)
    if not text or len(text) > _LONGEST_WISH:
        raise PlanError(f"the wish has {len(text)} characters; say it in 1 to {_LONGEST_WISH}. {_HELP}")
    pieces = _pieces(_each_said(movie, text))
    parts = _understood(movie, pieces, {})
    if parts is None:
        raise _not_understood(movie, wish, pieces)
    scopes = [part.scope for part in parts]
    for at, part in enumerate(parts):
        if not part.scope.words and at:
            scopes[at] = scopes[at - 1]  # "in act two, make it rain and set it at night"
    last = next((part.scope for part in reversed(parts) if part.scope.words), None)
    if (
        last is not None
        and not re.search(r"\bthen\b", text, re.I)
        and not any(part.scope.words for part in parts[:-1])
        and parts[-1].scope.words
    ):
        scopes = [last for _ in parts]  # "make it rain and set it at night in act two"
    return [(found, scope) for part, scope in zip(parts, scopes, strict=True) for found in part.found]


def _plain(wish: str) -> str:
    text = wish.replace("’", "'").replace("“", '"').replace("”", '"')
    return " ".join(text.split()).strip().rstrip(".!? ")


def _each_said(movie: Movie, text: str) -> str:
    """ "make the car and the airplane blue" -> "make the car blue and make the airplane blue"."""
    names = "|".join(re.escape(one) for member in movie.cast for one in names_of(member))
    if not names:
        return text
    pattern = (
        rf"\b(make|paint|turn|"
        rf"colou?r)\s+(?:both\s+)?(the\s+(?:{names}))\s+and\s+(the\s+(?:{names}))\s+((?:in)?to\s+)?([a-z][\w -]*?)(?=$|"
        rf",|;|\s+and\s)"
    )
    return re.sub(pattern, r"\1 \2 \4\5 and \1 \3 \4\5", text, flags=re.I)


def _pieces(text: str) -> list[tuple[str, str]]:
    """(joint before it, piece) of a wish, cut at its commas and conjunctions, outside of quotes."""
    quoted = [match.span() for match in re.finditer(r"\"[^\"]*\"|(?<!\w)'[^']+'(?!\w)", text)]
    found, start, joint = [], 0, ""
    for match in _SPLIT.finditer(text):
        if any(first < match.start() < last for first, last in quoted) or not text[start : match.start()].strip():
            continue
        found.append((joint, text[start : match.start()]))
        start, joint = match.end(), match[0]
    found.append((joint, text[start:]))
    return (
        found[:10]
        if len(found) <= 10
        else [*found[:9], (found[9][0], "".join(a + b for a, b in found[9:])[len(found[9][0]) :])]
    )


def _understood(movie: Movie, pieces: list[tuple[str, str]], known: dict[str, _Part | None]) -> list[_Part] | None:
    """The pieces read in as many parts as can be; None where some stay unread."""
    if not pieces:
        return []
    for size in range(1, len(pieces) + 1):
        text = pieces[0][1] + "".join(joint + piece for joint, piece in pieces[1:size])
        if text not in known:
            known[text] = _read(movie, text)
        part = known[text]
        if part is None:
            continue
        rest = pieces[size:]
        if any(one.greedy for one in part.found) and rest and not _STARTS.match(rest[0][1]):
            continue
        if (after := _understood(movie, rest, known)) is not None:
            return [part, *after]
        if (after := _elliptical(movie, text, rest, known)) is not None:
            return [part, *after]
    return None


def _elliptical(
    movie: Movie, before: str, rest: list[tuple[str, str]], known: dict[str, _Part | None]
) -> list[_Part] | None:
    """ "drop scene two and the last shot": the second part has the verb of the first."""
    lead = next((one for one in _LEADS if re.match(rf"(?:please\s+)?{one}\b", before, re.I)), "")
    if not lead or not rest or (_STARTS.match(rest[0][1]) and not rest[0][1].lower().startswith("the ")):
        return None
    longer = re.match(r"(?:make|turn|paint) the [a-z]+(?= )", before, re.I)
    for words in (lead, longer[0] if longer else ""):
        if (
            words
            and (after := _understood(movie, [(rest[0][0], f"{words} {rest[0][1]}"), *rest[1:]], known)) is not None
        ):
            return after
    return None


def _read(movie: Movie, text: str) -> _Part | None:
    """One part of a wish, or None where something in it is not understood."""
    words = Words(text, text)
    for reader in WHOLE_READERS:
        reader(words, movie)
        if words.found:
            if _left(words.text):
                break
            return _Part(tuple(words.found), Scope(all_ids(movie)), False)
    scope, rest = read_where(movie, words.text, acts_of(movie))
    words.text = rest
    for reader in READERS:
        reader(words, movie)
    if not words.found or _left(words.text):
        return None
    return _Part(tuple(words.found), scope, rest.startswith("\x00"))


def _left(text: str) -> list[str]:
    """The words of a wish that nobody took and that carry a meaning."""
    return [word for word in re.findall(r"[\w'-]+", text.replace("\x00", " ").lower()) if word not in _FILLERS]


def _not_understood(movie: Movie, wish: str, pieces: list[tuple[str, str]]) -> PlanError:
    for _, piece in pieces:
        words = Words(piece, piece)
        _, words.text = read_where(movie, piece, acts_of(movie))
        for reader in (*WHOLE_READERS, *READERS):
            reader(words, movie)
        left = _left(words.text)
        if words.found and left:
            there = (
                f"; the scenes are {scenes_named(movie)}"
                if re.search(r"\b(?:in|on|at|during) the\b", words.text)
                else ""
            )
            return PlanError(
                f'the wish "{_short(wish)}" is not understood as a whole: "{" ".join(left)}" is left over{there}; '
                f"{_HELP}"
            )
    return PlanError(f'the wish "{_short(wish)}" is not understood; {_HELP}')


def _valid(movie: Movie, wish: str) -> Movie:
    try:
        return Movie.model_validate(movie.model_dump())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PlanError(f'the wish "{_short(wish)}" goes too far: {where}: {first["msg"]}; wish for less') from error


def _short(wish: str) -> str:
    return wish.strip() if len(wish) <= 120 else f"{wish.strip()[:117]}..."
