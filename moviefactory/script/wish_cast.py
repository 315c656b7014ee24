"""Wishes about who is seen: "make the car blue", "the keeper is older", "the girl wears a red coat"."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from moviefactory.movie import CastMember, Movie
from moviefactory.script.lexicon import look_up, verb_forms
from moviefactory.script.looks import COLORS
from moviefactory.script.wish_looks import recoloured, with_look, with_thing
from moviefactory.script.wish_plan import Found, Scope, Words, names_of
from moviefactory.script.wish_recast import new_member, recast, shows
from moviefactory.script.wish_without import removed

_COLOR = (
    rf"(?:(?:light|dark|deep|bright|pale|bold|shiny|matte|neon|pastel|hot|royal|navy|sky|lime|"
    rf"glossy)[ -])*(?:{'|'.join(sorted(COLORS, key=len, reverse=True))}|purple|magenta|cyan|maroon|"
    rf"rainbow-coloured)"
)
_COLORS_SAID = rf"{_COLOR}(?:(?:,? and |-and-){_COLOR})?"
_BASE: dict[str, str] = {
    "older": "old",
    "younger": "young",
    "bigger": "big",
    "larger": "large",
    "smaller": "small",
    "taller": "tall",
    "fatter": "fat",
    "thinner": "thin",
    "shinier": "shiny",
    "dirtier": "dirty",
    "fluffier": "fluffy",
    "cuter": "cute",
    "scarier": "scary",
    "happier": "happy",
    "sadder": "sad",
    "rustier": "rusty",
    "uglier": "ugly",
    "prettier": "pretty",
}
_NOT_LOOKS = frozenset(
    [
        "longer",
        "shorter",
        "faster",
        "slower",
        "louder",
        "quieter",
        "closer",
        "wider",
        "darker",
        "brighter",
        "visible",
        "alone",
        "more",
        "less",
        "better",
        "clear",
    ]
)


def read_cast(words: Words, movie: Movie) -> None:
    """Replacing, recolouring, describing and removing members of the cast, whichever is said first."""
    for member in sorted(movie.cast, key=lambda one: -len(one.noun)):
        names = "|".join(re.escape(one) for one in names_of(member))
        who = rf"(?:the |a |an |his |her |their |our |my )?(?P<who>{names})"
        for reader in (_replaced, _recoloured, _dressed, _described, removed):
            if reader(words, movie, member, who):
                return
    _parts_recoloured(words, movie)


def _shown(movie: Movie, member: CastMember) -> tuple[str, ...]:
    return tuple(shot.id for _, shot in movie.shots() if shows(shot, member))


def _take(
    words: Words,
    movie: Movie,
    member: CastMember,
    span: tuple[int, int],
    made: Callable[[CastMember], CastMember],
    why: str,
) -> bool:
    """One member of the cast looks different, in the whole movie."""

    def change(movie: Movie, scope: Scope) -> tuple[Movie, str]:
        now = next((one for one in movie.cast if one.id == member.id), member)
        if scope.words and set(_shown(movie, now)) - set(scope.ids):
            return movie, f'the {now.noun} looks the same in the whole movie; wish it without "{scope.words}"'
        new = made(now)
        return (movie, why) if new == now else (recast(movie, now, new), "")

    words.take(Found((span,), change))
    return True


def _as_is(now: CastMember, new: CastMember) -> CastMember:
    return new


def _replaced(words: Words, movie: Movie, member: CastMember, who: str) -> bool:
    thing = r"(?P<what>[a-z0-9][^,;\x00]*?)"
    tail = r"(?=\s*(?:$|,|;|\x00))"
    patterns = (
        rf"\b(?:replace|exchange|swap|substitute|switch)\s+{who}\s+(?:by|with|for|to)\s+{thing}{tail}",
        rf"\b(?:turn|change|transform|make|recast|switch)\s+{who}\s+(?:in)?to\s+{thing}{tail}",
        rf"\b(?:make|let)\s+{who}\s+(?:be\s+)?(?P<what>(?:an?|two|three|four|five|six)\s[^,;\x00]*?){tail}",
        (
            rf"\b{who}\s+(?:is|should be|becomes|must be|shall be|will be|turns into|be|could be|to "
            rf"be)\s+(?:played by\s+)?(?P<what>(?:an?|two|three|four|five|six|the)\s[^,;\x00]*?){tail}"
        ),
        (
            rf"\b(?:use |have |show |take |i want |with |put )?(?P<what>(?:an?|two|three|"
            rf"four)\s[^,;\x00]*?)\s+(?:instead of|in place of|rather than)\s+{who}{tail}"
        ),
        (
            rf"\binstead of\s+{who},?\s+(?:use |have |show |take |put |there is )?(?P<what>(?:an?|two|three|"
            rf"four)\s[^,;]*?){tail}"
        ),
    )
    for pattern in patterns:
        match = words.search(pattern)
        if match is None or re.fullmatch(rf"(?:an? )?{_COLORS_SAID}", match["what"], re.I):
            continue
        new = new_member(match["what"], member, movie)
        if new is not None:
            return _take(
                words, movie, member, match.span(), partial(_as_is, new=new), f"it already is {member.description}"
            )
    return False


def _recoloured(words: Words, movie: Movie, member: CastMember, who: str) -> bool:
    color = rf"(?:the )?(?:colou?r )?(?P<color>{_COLORS_SAID})(?: colou?red)?(?: one)?(?: instead(?: of \w+)?)?"
    own = r"(?:'s (?P<part>[a-z]+)| (?P<part2>colou?r))?"
    for pattern in (
        (
            rf"\b(?:make|paint|colou?r|dye|turn|recolou?r|repaint|have|give|change)\s+(?:the )?(?:colou?r of "
            rf")?{who}{own}\s+(?:from \w+ )?(?:(?:in)?to |be |a )?{color}\b"
        ),
        (
            rf"\b{who}{own}\s+(?:is|are|should be|must be|becomes|shall be|will be|turns|be|has to be|"
            rf"in)\s+{color}\b(?!\s+[a-z]+(?:coat|jacket|hat))"
        ),
        (
            rf"\b(?:use |have |i want |with |make it )?(?:an? |the )(?P<color>{_COLORS_SAID}) "
            rf"(?P<who>{'|'.join(map(re.escape, names_of(member)))})\b"
        ),
    ):
        match = words.search(pattern)
        if match is None:
            continue
        groups = match.groupdict()
        part = (groups.get("part") or "").lower()
        color_said, piece = match["color"].lower(), "" if part.startswith("colo") else part
        why = f"{member.description} already is {color_said}"
        return _take(words, movie, member, match.span(), partial(recoloured, color=color_said, part=piece), why)
    return False


def _parts_recoloured(words: Words, movie: Movie) -> None:
    """ "make the raincoat red": a thing that a description names."""
    match = words.search(
        rf"\b(?:make|paint|colou?r|turn|change|dye)\s+(?:the |his |her |its |their "
        rf")(?P<part>[a-z]+)\s+(?:(?:in)?to )?(?P<color>{_COLORS_SAID})\b"
    )
    if match is None:
        return
    for member in movie.cast:
        if re.search(rf"\b{re.escape(match['part'])}\b", member.description, re.I):
            color, part = match["color"].lower(), match["part"].lower()
            why = f"{member.description} already is so"
            _take(words, movie, member, match.span(), partial(recoloured, color=color, part=part), why)
            return


def _dressed(words: Words, movie: Movie, member: CastMember, who: str) -> bool:
    """ "the girl wears a red coat", "give the dog a red collar", "put a hat on the dog"."""
    thing = r"(?P<what>(?:an?|the|two|his|her|its)?\s*[a-z][\w' -]*?)(?=\s*(?:$|,|;|\x00))"
    for pattern in (
        (
            rf"\b{who}\s+(?P<how>wears?|wearing|should wear|must wear|is dressed in|is wearing|has|have|should "
            rf"have|carries|holds)\s+{thing}"
        ),
        rf"\b(?P<how>give)\s+{who}\s+{thing}",
        rf"\b(?P<how>dress)\s+{who}\s+in\s+{thing}",
        (
            rf"\b(?:let|make|"
            rf"have)\s+{who}\s+(?P<how>wear|"
            rf"have|"
            rf"carry|hold)\s+{thing}"
        ),
        r"\b(?P<how>put)\s+(?P<what>(?:an?|the)\s+[\w' -]+?)\s+on\s+" + who,
    ):
        match = words.search(pattern)
        if match is None or re.search(r"\b(?:seconds?|shots?|scenes?|time|screen)\b", match["what"]):
            continue
        worn, clothes = match["what"].strip(), bool(re.search(r"wear|dress", match["how"]))
        why = f"{member.description} already has it"
        return _take(words, movie, member, match.span(), partial(with_thing, worn=worn, clothes=clothes), why)
    return False


def _described(words: Words, movie: Movie, member: CastMember, who: str) -> bool:
    """ "make the dog bigger", "the keeper should be young"."""
    for pattern in (
        (
            rf"\b(?:make|let)\s+{who}\s+(?:look |be |much |a bit |more )*(?P<look>[a-z]+(?:,? (?:and "
            rf")?[a-z]+)?)(?=\s*(?:$|,|;|\x00))"
        ),
        (
            rf"\b{who}\s+(?:is|are|should be|must be|should look|looks|shall be)\s+(?:much |a bit |more |very |"
            rf"really )*(?P<look>[a-z]+)(?=\s*(?:$|,|;|\x00))"
        ),
    ):
        match = words.search(pattern)
        if match is None:
            continue
        look = match["look"].lower()
        look = _BASE.get(look, look)
        if look in _NOT_LOOKS or match["look"].lower() in _NOT_LOOKS or look_up(look).adjective < 0 or verb_forms(look):
            continue
        return _take(
            words,
            movie,
            member,
            match.span(),
            partial(with_look, look=look),
            f"{member.description} already is {look}",
        )
    return False
