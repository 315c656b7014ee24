"""Who does what in a shot's picture, by its sentence: as derived from any prose, mended where a story says more."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from moviefactory.movie import Action, CastMember, Staging, Subject
from moviefactory.script.grammar import VerbPhrase
from moviefactory.script.lexicon import UNKNOWN, look_up
from moviefactory.script.nouns import figure_of_noun
from moviefactory.script.phrases import chunks_of
from moviefactory.script.roles import fitting
from moviefactory.script.staging import MAX_SUBJECTS, derive_staging
from moviefactory.script.story_mentions import Told
from moviefactory.script.story_views import View


def staged_as(told: Told | View, cast: Sequence[CastMember], heading: str, at: Staging) -> Staging:
    """What a sentence shows, at the place and hour of `at`."""
    by_id = {one.id: one for one in cast}
    base = derive_staging(told.text, cast, heading, told.seen)
    mine = {one.cast: one for one in base.subjects if one.cast}
    seen = [mine.get(one) or _at_rest(by_id[one]) for one in told.seen if one in by_id]
    if isinstance(told, View):
        others: list[Subject] = []
        seen = [one.model_copy(update={"action": fitting(told.action, figure_of_noun(one.noun))}) for one in seen]
    else:
        others = [_mended(one, told.text, False) for one in base.subjects if one.cast is None and _is_thing(one.noun)]
        seen = [_mended(one, told.text, at == 0) for at, one in enumerate(seen)]
    return at.model_copy(update={
        "subjects": tuple([*seen, *others][:MAX_SUBJECTS]),
        "relation": base.relation if len(seen) + len(others) > 1 else "none",
    })  # fmt: skip


def _is_thing(noun: str) -> bool:
    """Whether a noun that the reader took for somebody is one: "closer" and "empty" are not."""
    entry = look_up(noun.split()[-1]) if noun else UNKNOWN
    return entry.noun >= max(entry.adjective, entry.adverb)


_ALSO: dict[Action, str] = {  # what verbs show that the table of actions does not have
    "work": "grip hold knock open close unlock put place set tear grab snatch press type lift load unload tie "
            "wrap pour wipe light "
    "pack unpack drag dig search rub stir turn wind fill take pick drop give hand throw pull tug tap touch",
    "race": "ram collide shoot speed overtake brake swerve",
    "celebrate": "hug embrace kiss",
    "look": "glance peek squint spot see face smile grin frown nod blink",
    "sit": "eat drink kneel sip crouch lean",
    "talk": "speak say ask answer cry sob growl hiss sigh mutter",
    "fight": "bite slap shove tackle stab",
    "jump": "climb",
    "walk": "step stagger shuffle trot pad come go return arrive",
}  # fmt: skip


@cache
def _also() -> Mapping[str, Action]:
    found: dict[str, Action] = {}
    for action, verbs in _ALSO.items():
        for verb in verbs.split():
            found.setdefault(verb, action)
    return found


def _mended(subject: Subject, text: str, first: bool) -> Subject:
    """A subject whose action fits what people do with things: who drives sits, and who opens a box does not grow."""
    action = subject.action
    if subject.kind in ("person", "creature", "machine", "animal"):
        if action == "race" and re.search(r"\b(?:dr[io]v|steer|pilot)\w*", text):
            action = "sit"
        elif action == "grow" or (action in ("fall", "race") and re.search(r"\b(?:drops?|tears?|rips?)\b \w+", text)):
            action = "work"
    elif action in ("fight", "sleep", "explode") and not re.search(r"\b(?:explod|blow|burst|detonat|erupt)\w*", text):
        action = "race" if action == "fight" and subject.kind in ("vehicle", "aircraft", "watercraft") else "idle"
    if action == "idle" and first:
        verbs = [chunk.lemma for chunk in chunks_of(text) if isinstance(chunk, VerbPhrase)]
        action = next((_also()[verb] for verb in verbs[:1] if verb in _also()), action)
    return subject.model_copy(update={"action": fitting(action, figure_of_noun(subject.noun))})


def _at_rest(member: CastMember) -> Subject:
    return Subject(
        noun=member.noun, kind=member.kind, action=fitting("idle", figure_of_noun(member.noun)), cast=member.id,
        color=member.color, count=member.count,
    )  # fmt: skip
