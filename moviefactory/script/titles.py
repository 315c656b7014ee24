"""A short title out of the idea."""

from __future__ import annotations

import re

from moviefactory.script.casting import Cast
from moviefactory.script.lexicon import article, capital, plural, singular, word_set

_SMALL = word_set(
    "a an the and or but of in on at to for from with by as into through over under between near is who that"
)
_ENDINGS = word_set("before after during while when because")
_ACTS = {
    "dance": "Dance", "sing": "Song", "wait": "Long Wait", "explore": "Journey", "search": "Search",
    "travel": "Journey",
    "wander": "Journey", "fly": "Flight", "climb": "Climb", "sail": "Voyage", "dream": "Dream", "escape": "Escape",
    "play": "Game", "bloom": "Bloom", "run": "Run", "swim": "Swim", "surf": "Wave", "sleep": "Sleep", "walk": "Walk",
    "juggle": "Show",
}  # fmt: skip


def title_of(cast: Cast) -> str:
    """ "Car vs. Airplane", "The Panda's Dance", or the idea's own words in title case."""
    names = [_name(cast, letter) for letter in cast.roles if letter in "AB"]
    if "day in the life" in cast.idea.cues:
        name, art = _name(cast, "A"), article(cast.roles["A"].member.noun).split()[0]
        return f"A Day in the Life of {name if cast.roles['A'].plural else f'{art} {name}'}"
    if cast.story in ("race", "fight", "chase") and len(names) == 2:
        return f"{names[0]} vs. {names[1]}" if names[0] != names[1] else f"The {cast.story.title()}"
    if cast.story in ("meeting", "encounter", "together") and len(names) == 2:
        both = [f"the {name}" if _is_common(cast, letter) else name for letter, name in zip("AB", names, strict=True)]
        return _titled(f"{both[0]} and {both[1]}")
    act = _ACTS.get(cast.predicate.lemma, "") if cast.predicate and not cast.predicate.object else ""
    if act and (cast.roles["A"].member.noun.split()[-1] in _singulars(cast.idea.text) or names[0] in cast.idea.text):
        owner = names[0] + ("'" if names[0].endswith("s") and cast.roles["A"].plural else "'s")
        return f"The {owner} {act}"
    return _own_words(cast) or f"The {names[0]}"


def _is_common(cast: Cast, letter: str) -> bool:
    """Whether a role goes by a noun ("the fox") and not by a name of its own ("Merlin", "Atlantis")."""
    role = cast.roles[letter]
    return role.member.noun != "ruin" and not role.member.description[:1].isupper()


def _name(cast: Cast, letter: str) -> str:
    role = cast.roles[letter]
    if role.member.noun == "person" and letter == "A" and cast.idea.subjects:  # "a couple", or a name
        return _titled(cast.idea.subjects[0].noun)
    if role.base == "site" and cast.idea.predicate and cast.idea.predicate.object:
        return _titled(cast.idea.predicate.object.noun)
    noun = plural(role.member.noun) if role.plural else role.member.noun
    return _titled(noun)


def _singulars(text: str) -> set[str]:
    """The words of an idea, each in the singular: who comes only with an event is not in its title."""
    return {singular(word) for word in re.findall(r"[a-z'-]+", text.lower())} | {"person", "traveller"}


def _own_words(cast: Cast) -> str:
    words = re.sub(r"[^\w\s'’-]", " ", cast.idea.text).split()
    while words and words[0].lower() in ("a", "an", "two", "some", "my", "one"):
        words = words[1:]
    kept = words
    if len(words) > 7:
        ends = [at for at in range(3, 8) if words[at].lower() in _SMALL | _ENDINGS]
        kept = words[: ends[-1] if ends else 6]
    while kept and kept[-1].lower() in _SMALL | {"his", "her", "their", "its", "my"}:
        kept = kept[:-1]
    return _titled(" ".join(kept))[:120]


def _titled(text: str) -> str:
    words = text.split()
    return " ".join(
        word if word[:1].isupper() or (at and word.lower() in _SMALL) else capital(word)
        for at, word in enumerate(words)
    )
