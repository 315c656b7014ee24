"""One member of the cast becomes another: its words, what it does, how it sounds, in every shot that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from moviefactory.movie import Action, CastMember, Movie, Scene, Shot, Sound, Subject
from moviefactory.script.grammar import NounPhrase
from moviefactory.script.lexicon import capital, data_table, plural, singular
from moviefactory.script.looks import COLORS, describe, plain_color
from moviefactory.script.nouns import HUMAN, figure_of, figure_of_noun, kind_of
from moviefactory.script.phrases import chunks_of
from moviefactory.script.roles import figure_at, fitting
from moviefactory.script.sounds import loudness_db
from moviefactory.script.wish_manners import agreed, manners_swapped, pronouns, without_parts
from moviefactory.script.wish_plan import place_key, rewritten, seen_staging, with_shots
from moviefactory.script.wish_text import articled, edited, masked, tidied, unmasked

_ANYBODY = frozenset(["woman", "man", "girl", "boy", "lady", "gentleman", "person", "child", "kid", "guy"])


def new_member(words: str, old: CastMember, movie: Movie) -> CastMember | None:
    """The member that stands in `old`'s place, under its id, as the wish describes it; None where no noun is named."""
    words = re.sub(r"\s+instead$", "", words.strip().rstrip(".,"), flags=re.I)
    phrase = next((one for one in chunks_of(words) if isinstance(one, NounPhrase)), None)
    if phrase is None:
        return None
    figure = figure_of(phrase)
    if figure in ("abstract", "place", "unknown") or phrase.head in COLORS:
        return None
    detailed = re.search(r"\b(?:with|in|wearing|made of|on)\b", words)
    if detailed:
        given = re.match(r"(?:an?|the|two|three|four|five|six)\b", words, re.I)
        description = words if given else articled(f"a {words}")
        description = re.sub(r"^the ", "a ", description, flags=re.I)
        color = next((one for one in re.findall(r"[a-z-]+", words.lower()) if one in COLORS), "")
    else:
        taken = [one.color for one in movie.cast if one.id != old.id]
        description, color = describe(phrase, figure, len(old.id), taken=taken)
        outfit = re.search(r" (?:in|with) .*$", old.description)
        if phrase.noun in _ANYBODY and outfit and figure_of_noun(old.noun) in HUMAN:
            description = re.sub(r" (?:in|with) .*$", "", description) + outfit[0]
            color = old.color
    return old.model_copy(update={
        "noun": phrase.noun.lower()[:300], "kind": kind_of(figure), "description": articled(description)[:300],
        "color": plain_color(color), "count": max(1, min(12, phrase.count)),
    })  # fmt: skip


def shows(shot: Shot, member: CastMember) -> bool:
    """Whether a shot shows a member: it says so, or its prompt names it."""
    named = member.description.lower() in shot.prompt.lower() or re.search(
        rf"\b{re.escape(member.noun)}(?:s|es|'s)?\b", shot.prompt, re.I
    )
    return member.id in shot.subjects or bool(named)


def recast(movie: Movie, old: CastMember, new: CastMember) -> Movie:
    """The movie with `new` in the place of `old`; shots without it stay the very same."""
    cast = tuple(new if one.id == old.id else one for one in movie.cast)
    seen = [shot.id for _, shot in movie.shots() if shows(shot, old)]

    def played(scene: Scene, shot: Shot) -> Shot:
        return _recast(movie, scene, shot, old, new)

    after = with_shots(movie, seen, played).model_copy(update={"cast": cast})
    if new.noun != old.noun:
        after = after.model_copy(
            update={"title": _renamed(movie.title, old.noun, plural(new.noun) if new.count > 1 else new.noun)}
        )
    return after


def _recast(movie: Movie, scene: Scene, shot: Shot, old: CastMember, new: CastMember) -> Shot:
    staging = seen_staging(shot, movie.cast, scene.heading)
    key = place_key(scene, staging)
    figures = figure_at(figure_of_noun(old.noun), key), figure_at(figure_of_noun(new.noun), key)
    prompt = edited(shot, movie.style, lambda text: _told(text, movie.cast, old, new, figures))
    subjects = tuple(_subject(one, old, new, figures[1]) for one in staging.subjects)
    changes: Mapping[str, object] = {"subjects": subjects} if subjects != staging.subjects else {}
    made = rewritten(shot, prompt, movie.cast, scene.heading, **changes)
    own = any(key in data_table("sounds.yaml")["nouns"] for noun in (old.noun, new.noun) for key in _keys(noun))
    if old.noun == new.noun or (figures[0] == figures[1] and not own):
        return made
    return made.model_copy(update={"sounds": _sounds(movie, scene, shot, old, new, figures[1])})


def _subject(one: Subject, old: CastMember, new: CastMember, figure: str) -> Subject:
    if one.cast != old.id and not (one.cast is None and one.noun == old.noun):
        return one
    changes: dict[str, object] = {"color": new.color if one.color == old.color or old.noun != new.noun else one.color}
    if one.noun == old.noun:
        changes |= {"noun": new.noun, "kind": new.kind}
        if old.noun != new.noun:
            changes["action"] = fitting(one.action, figure)
    if one.count == old.count:
        changes["count"] = new.count
    return one.model_copy(update=changes)


def _told(text: str, cast: Sequence[CastMember], old: CastMember, new: CastMember, figures: tuple[str, str]) -> str:
    """A sentence of the picture with the new member in it."""
    hidden, kept = masked(text, cast)
    mine = {number for number, words in enumerate(kept) if words.lower() == old.description.lower()}
    if old.noun != new.noun:
        hidden = _plain_renamed(hidden, old, new)
    elif old.color and new.color and old.color != new.color:
        noun = re.escape(old.noun)
        hidden = re.sub(rf"\b{old.color}((?: [a-z-]+)? {noun})\b", rf"{new.color}\1", hidden, flags=re.I)
    for number in mine:
        mark = f"\x01{number}\x01"
        if figures[0] != figures[1]:
            hidden = manners_swapped(hidden, mark, old, new, figures)
            hidden = without_parts(hidden, mark, old, new)
        if (old.count > 1) != (new.count > 1):
            hidden = agreed(hidden, mark, new.count > 1)
        hidden = pronouns(hidden, old, new, alone=len(kept) == 1)
    words = [new.description if number in mine else one for number, one in enumerate(kept)]
    told = unmasked(hidden, words)
    return tidied(capital(told)) + text[len(text.rstrip()) :] if mine or told != text else text


def _plain_renamed(text: str, old: CastMember, new: CastMember) -> str:
    """ "the car" -> "the truck", where a person's prompt names the figure without its description."""
    for before, after in ((plural(old.noun), plural(new.noun)), (old.noun, new.noun), (old.noun.split()[-1], new.noun)):
        text = re.sub(
            rf"\b(?:(?:{'|'.join(COLORS)})\s+)?{re.escape(before)}\b",
            partial(_cased_as, after), text, flags=re.I,
        )  # fmt: skip
    return articled(text)


def _cased_as(words: str, match: re.Match[str]) -> str:
    return capital(words) if match[0][:1].isupper() else words


def _keys(noun: str) -> Iterator[str]:
    words = noun.lower().split()
    yield "_".join(words)
    yield singular(words[-1])


def _own_lines(noun: str, figure: str) -> list[str]:
    """All sounds that a noun can make."""
    table = data_table("sounds.yaml")
    found: list[str] = []
    for key in _keys(noun):
        found += list(table["nouns"].get(key, []))
    entry = table["figures"].get(figure, {})
    for one in (entry, table["figures"].get(entry.get("like", ""), {})):
        found += [line for name, lines in one.items() if name != "like" for line in lines]
    return found


def _bare(phrase: str) -> str:
    return re.sub(r" on (?:grass|gravel|wood|stone|snow|sand)$", "", phrase)


def owned_sounds(movie: Movie, scene: Scene, shot: Shot, member: CastMember) -> frozenset[str]:
    """Ids of the shot's effects that are this member's and nobody else's."""
    key = place_key(scene, seen_staging(shot, movie.cast, scene.heading))
    lines = {one.id: set(_own_lines(one.noun, figure_at(figure_of_noun(one.noun), key))) for one in movie.cast}
    others = {line for one in movie.cast if one.id != member.id and one.id in shot.subjects for line in lines[one.id]}
    noun = member.noun.split()[-1]
    return frozenset(
        sound.id for sound in shot.sounds
        if not sound.file and (
            (_bare(sound.description) in lines.get(member.id, set()) and _bare(sound.description) not in others)
            or re.search(rf"\b{re.escape(noun)}s?\b", sound.description, re.I)
        )
    )  # fmt: skip


def _sounds(movie: Movie, scene: Scene, shot: Shot, old: CastMember, new: CastMember, figure: str) -> tuple[Sound, ...]:
    own = owned_sounds(movie, scene, shot, old)
    table = data_table("sounds.yaml")
    lines = next((list(table["nouns"][key]) for key in _keys(new.noun) if key in table["nouns"]), None)
    entry = table["figures"].get(figure) or table["figures"]["thing"]
    subjects = shot.staging.subjects if shot.staging else ()
    action: Action = next((one.action for one in subjects if one.cast == old.id), "idle")
    by_figure = (
        entry.get(fitting(action, figure))
        or table["figures"].get(entry.get("like", ""), {}).get(action)
        or entry["any"]
    )
    lines = lines or list(by_figure)
    made = []
    for number, sound in enumerate(shot.sounds):
        if sound.id not in own or sound.description in lines:
            made.append(sound)
            continue
        phrase = _bare(lines[(number + len(shot.id)) % len(lines)])
        gain = loudness_db(phrase) if sound.gain_db == loudness_db(sound.description) else sound.gain_db
        made.append(sound.model_copy(update={"description": phrase, "gain_db": gain, "chosen": None}))
    return tuple(made)


def _renamed(title: str, before: str, after: str) -> str:
    titled = " ".join(capital(word) for word in after.split())
    for old in (plural(before), before):
        pattern = rf"\b{re.escape(old)}\b"
        title = re.sub(pattern, lambda match: titled if match[0][:1].isupper() else after, title, flags=re.I)
    return title
