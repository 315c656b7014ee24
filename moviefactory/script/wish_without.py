"""Taking a side figure out of the movie, where every sentence stays a sentence: "remove the dog"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from moviefactory.movie import CastMember, Movie, Scene, Shot, Subject
from moviefactory.script.lexicon import capital, third_person, verb_forms
from moviefactory.script.wish_plan import Found, Scope, Words, rewritten, with_shots
from moviefactory.script.wish_recast import owned_sounds, shows
from moviefactory.script.wish_text import edited, masked, tidied, unmasked

_PREPOSITIONS = (
    "with|beside|next to|alongside|close to|toward|towards|after|behind|around|in front of|near|at the sight of|"
    "together with|along with|past|opposite"
)


_TOGETHER = (
    r",? (?:side by side|next to each other|neck and neck|face to face|together|far apart|hand in hand|"
    r"back to back|with each other|"
    r"at each other|apart)\b"
)


def removed(words: Words, movie: Movie, member: CastMember, who: str) -> bool:
    match = words.search(
        rf"(?:^|\s)(?:remove|drop|delete|take out|lose|get rid of|leave out|without|no|cut(?: out)?|"
        rf"erase)\s+{who}(?:\s+from)?(?=\s*(?:$|,|;|\x00))"
    )
    if match is None:
        return False
    words.take(Found((match.span(),), lambda movie, scope: _without(movie, scope, member)))
    return True


def _without(movie: Movie, scope: Scope, member: CastMember) -> tuple[Movie, str]:
    """The plan without a side figure, where every sentence stays one; else why not."""
    shown = [shot for _, shot in movie.shots() if shot.id in scope.ids and shows(shot, member)]
    if not shown:
        return movie, f"the {member.noun} is not seen there"
    prompts = {shot.id: _prompt_without(movie, shot, member) for shot in shown}
    if stuck := [one for one, prompt in prompts.items() if prompt is None]:
        return movie, (
            f"the {member.noun} cannot be taken out of {'shot' if len(stuck) == 1 else 'shots'} "
            f"{', '.join(stuck)} without "
            "leaving half a sentence; drop these shots, replace it by another, or name the scenes where it should go"
        )

    def gone(scene: Scene, shot: Shot) -> Shot:
        prompt = prompts.get(shot.id)
        if prompt is None:
            return shot
        subjects: tuple[Subject, ...] = ()
        if shot.staging is not None:
            subjects = tuple(one for one in shot.staging.subjects if one.cast != member.id)
        relation = {} if len(subjects) > 1 else {"relation": "none"}
        new = rewritten(shot, prompt, movie.cast, scene.heading, subjects=subjects, **relation)
        own = owned_sounds(movie, scene, shot, member)
        return new.model_copy(update={
            "subjects": tuple(one for one in shot.subjects if one != member.id),
            "sounds": tuple(sound for sound in shot.sounds if sound.id not in own),
        })  # fmt: skip

    after = with_shots(movie, prompts, gone)
    if not any(shows(shot, member) for _, shot in after.shots()):
        after = after.model_copy(update={"cast": tuple(one for one in after.cast if one.id != member.id)})
    return after, ""


def _prompt_without(movie: Movie, shot: Shot, member: CastMember) -> str | None:
    """The prompt without a figure; None where no sensible sentence is left."""
    if not [one for one in shot.subjects if one != member.id]:
        return None
    failed = False

    def without(text: str) -> str:
        nonlocal failed
        hidden, kept = masked(text, movie.cast)
        if (
            member.description.lower() in text.lower()
            or re.match(rf"(?:the|its?|his|her) {re.escape(member.noun)}\b", text, re.I)
        ) and (
            len(kept) <= 1 and not _others_named(movie, text, member) and _said_elsewhere(movie, shot, member, text)
        ):
            return ""
        mine = [number for number, words in enumerate(kept) if words.lower() == member.description.lower()]
        for number in mine:
            hidden = _sentence_without(hidden, number, _is_single(movie, kept, number))
        if any(f"\x01{number}\x01" in hidden for number in mine) or re.search(
            rf"\b{re.escape(member.noun)}(?:s|'s)?\b", hidden, re.I
        ):
            failed = True
        return capital(unmasked(hidden, kept))

    prompt = tidied(edited(shot, movie.style, without))
    return None if failed or prompt == shot.prompt else prompt


def _others_named(movie: Movie, text: str, member: CastMember) -> bool:
    return any(one.id != member.id and re.search(rf"\b{re.escape(one.noun)}\b", text, re.I) for one in movie.cast)


def _said_elsewhere(movie: Movie, shot: Shot, member: CastMember, text: str) -> bool:
    """Whether another sentence of the prompt shows another member of the cast: then this one may go as a whole."""
    rest = shot.prompt.replace(text, "")
    return any(one.id != member.id and one.description.lower() in rest.lower() for one in movie.cast)


def _is_single(movie: Movie, kept: Sequence[str], mine: int) -> bool:
    """Whether who is left of two takes a verb in the singular."""
    others = [words.lower() for number, words in enumerate(kept) if number != mine]
    left = [member for member in movie.cast if member.description.lower() in others]
    return len(left) == 1 and left[0].count == 1


def _sentence_without(text: str, number: int, single: bool) -> str:
    mark, other = f"\x01{number}\x01", "(\x01\\d+\x01)"
    joint = re.search(rf"{other} and {mark}|{mark} and {other}", text)
    listed = re.sub(rf"{other}, {mark} and {other}", r"\1 and \2", text)
    listed = re.sub(
        rf"{mark}, {other} and {other}", r"\1 and \2", re.sub(rf"{other}, {other} and {mark}", r"\1 and \2", listed)
    )
    if listed != text:
        return listed
    if joint:
        left = joint[1] or joint[2]
        before, after = text[: joint.start()], text[joint.end() :]
        after = re.sub(_TOGETHER, "", after, flags=re.I)
        return f"{before}{left}{singled(after) if single and not before.rstrip().endswith((' of', ' on')) else after}"
    text = re.sub(rf",? (?:and|while|as) {mark} [a-z]+s\b[^,.]*", "", text)
    return re.sub(
        rf",? (?:{_PREPOSITIONS}) {mark}(?= ?[,.]|$| (?:on|in|at|by|above|under|near|deep|among|along|as|and)\b)",
        "",
        text,
    )


def singled(text: str) -> str:
    """The predicate of several as that of one: " race and win, ..." -> " races and wins, ..."."""

    def verb(match: re.Match[str]) -> str:
        word = match[2]
        forms = verb_forms(word.lower())
        if word == "are":
            return f"{match[1]}is"
        return f"{match[1]}{third_person(word)}" if any(one.form == "base" for one in forms) else match[0]

    text = re.sub(r"^(\s+(?:then |slowly |quietly |almost |still )?)([a-z]+)\b", verb, text)
    return re.sub(
        (
            r"(\band (?:then )?)([a-z]+)\b(?=\s+(?:on|in|at|to|the|a|up|off|away|down|over|back|each|into|with|"
            r"through)\b|[,.]|$)"
        ),
        verb,
        text,
    )
