"""From what a person asked for to an idea that can be filmed: flags win, emoji are spelled out, and an idea that no
camera can see ("loneliness", "Tokyo at night") gets somebody to follow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from moviefactory.errors import PlanError
from moviefactory.script import ScriptRequest
from moviefactory.script.dice import pick
from moviefactory.script.events import bustle_of, event_of
from moviefactory.script.grammar import NounPhrase
from moviefactory.script.idea import Idea, read_idea, read_predicate
from moviefactory.script.lexicon import UNKNOWN, data_table, index_of, look_up, singular, word_set
from moviefactory.script.light import time_in, weather_in
from moviefactory.script.looks import outfit_of
from moviefactory.script.nouns import figure_of
from moviefactory.script.phrases import chunks_of
from moviefactory.script.places import PlaceMention, mention_in
from moviefactory.script.wording import is_english, opening_of, spelled_out, unwrapped

_HELP = (
    "the offline writer reads English; write the idea in English, give --character, --setting or --action, "
    "or use an LLM writer"
)


def premise_of(request: ScriptRequest) -> Idea:
    """The idea to film: at least one hero that can be seen. Raises PlanError where there is nothing to go on."""
    given = [request.character, request.setting, request.action]
    text = re.sub(r"\bice[- ](?=skat)", "", opening_of(spelled_out(request.idea)), flags=re.I)
    if not text.strip() and not any(part.strip() for part in given):
        raise PlanError('the idea is empty; say what the movie is about, e.g. make-movie "a robot in the rain"')
    if not re.search(r"\w", text + "".join(given)):
        raise PlanError(f"the idea {request.idea[:40]!r} has no words in it; {_HELP}")
    if text and not is_english(text):
        if not any(part.strip() for part in given):
            raise PlanError(f"the idea {text[:40]!r} is not English; {_HELP}")
        text = ""
    idea = _with_wish(_with_trade(_with_flags(read_idea(_without_idioms(text)), request)), text)
    if _is_event(idea) and (event := event_of(idea)) is not None:
        return event
    if idea.acts_itself and (town := bustle_of(idea)) is not None:
        return town
    return idea if _filmable(idea) else _made_visible(idea, request.seed)


def _is_event(idea: Idea) -> bool:
    """Whether nobody acts in the idea: an event, its name, or a game that nobody is said to play."""
    seen = [one for one in idea.subjects if figure_of(one) not in ("abstract", "place", "unknown")]
    return not seen or (len(idea.subjects) == 1 and idea.predicate is None and seen[0].head in _HAPPENS)


def _without_idioms(text: str) -> str:
    for saying, meant in data_table("habits.yaml")["idioms"].items():
        text = re.sub(rf"\b{saying}\b", str(meant), text, flags=re.I)
    return text


def _with_trade(idea: Idea) -> Idea:
    """Somebody of whom the idea says only the trade works at it."""
    if idea.mount is not None or len(idea.subjects) != 1:
        return idea
    if idea.predicate is not None and idea.predicate.lemma in _ON_THE_MOVE and idea.predicate.object is None:
        return _mounted(idea)
    if idea.predicate is not None or set(idea.cues) - set(_DAILY):
        return idea
    trades, hero = index_of("habits.yaml", "trades"), idea.subjects[0]
    trade = trades.get(hero.noun.lower()) or trades.get(hero.head)
    if trade is None:
        return idea
    return replace(idea, predicate=read_idea(f"someone {trade}").predicate, is_trade=True)


def _mounted(idea: Idea) -> Idea:
    """A cyclist who races is on a bicycle."""
    mounts, hero = index_of("habits.yaml", "mounts"), idea.subjects[0]
    ridden = (mounts.get(hero.noun.lower()) or mounts.get(hero.head, "")).replace("_", " ")
    if not ridden:
        return idea
    return replace(idea, mount=NounPhrase(tuple(ridden.split()), ridden.split()[-1], ridden, determiner="a"))


def _with_wish(idea: Idea, text: str) -> Idea:
    """ "a hamster who wants to be an astronaut" is dressed as one, where such a one would be."""
    wish = re.search(r"\b(?:want|wants|wanting|wanted|dream|dreams|dreaming|hope|hopes|hoping)\s+(?:to be(?:come)?|"
    r"of being|of becoming)\s+"
                     r"(?:an?|the)\s+((?:[a-z-]+\s?){1,3})", text, re.I)  # fmt: skip
    if wish is None or not idea.subjects:
        return idea
    noun = " ".join(wish[1].lower().split())
    return replace(idea, predicate=None, wearing=idea.wearing or outfit_of(noun), home_hint=noun)


_ON_THE_MOVE = word_set("race ride speed cross climb travel explore cruise go roll hurry drive jump fly")
_HAPPENS = ("eruption",)
_DAILY = ("day in the life", "life", "story", "day", "portrait")


def _with_flags(idea: Idea, request: ScriptRequest) -> Idea:
    """--character, --setting and --action win over what the idea's text says."""
    if request.setting.strip():
        mention = mention_in(request.setting) or PlaceMention("meadow", "in", request.setting.strip()[:80], "place")
        idea = replace(
            idea,
            place=mention,
            time=time_in(request.setting) or idea.time,
            weather=weather_in(request.setting) or idea.weather,
        )
    if request.character.strip():
        heroes = read_idea(request.character).subjects or (_as_name(request.character),)
        idea = replace(idea, subjects=heroes)
    if request.action.strip():
        predicate, said = read_predicate(request.action)
        place = idea.place if request.setting.strip() else said.place or idea.place
        idea = replace(
            idea, predicate=predicate, verbs=said.verbs, place=place, cues=said.cues, force=said.force or idea.force,
            is_contest=said.is_contest,
        )  # fmt: skip
    given = (request.character, request.action, request.setting)
    return replace(idea, text=idea.text or " ".join(part.strip() for part in given if part.strip()))


def _as_name(words: str) -> NounPhrase:
    """A character that no table knows: a person by that name."""
    name = " ".join(words.split()[:5])
    return NounPhrase(
        words=tuple(name.split()), head=name.split()[-1].lower(), noun=name.split()[-1].lower(), is_name=True
    )


def _filmable(idea: Idea) -> bool:
    return any(figure_of(one) not in ("abstract", "place", "unknown") or one.is_name for one in idea.subjects) and (
        figure_of(idea.subjects[0]) not in ("abstract", "place")
    )


def _made_visible(idea: Idea, seed: int) -> Idea:
    """Somebody to follow for an idea without a hero: the second noun, who lives at the place, an image, or who "
    "does it."""
    seen = tuple(one for one in idea.subjects if figure_of(one) not in ("abstract", "place", "unknown"))
    if seen:
        return replace(idea, subjects=seen)
    thing = idea.predicate.object if idea.predicate else None
    if (
        thing is not None
        and figure_of(thing) in ("plant", "thing", "machine", "building")
        and not idea.subjects
        and not idea.predicate
    ):
        return replace(idea, subjects=(thing,), predicate=None)
    if idea.predicate is not None and not idea.subjects:
        return replace(idea, subjects=(_doer(idea),))
    if idea.place is None and (mention := _place_among(idea)) is not None:
        idea = replace(idea, place=mention)
    if idea.place is not None:
        return _inhabited(idea)
    unknown = [one for one in idea.subjects if figure_of(one) == "unknown"]
    if unknown and not any(figure_of(one) == "abstract" for one in idea.subjects):
        if idea.predicate is None and _is_gibberish(idea):
            raise PlanError(f"no word of {idea.text[:40]!r} is known to the offline writer; {_HELP}")
        return replace(idea, subjects=tuple(replace(one, is_name=bool(one.words[0][:1].isupper())) for one in unknown))
    return _imagined(idea, seed)


def _place_among(idea: Idea) -> PlaceMention | None:
    """The place inside a compound: "city lights"."""
    words = [word for one in idea.subjects for word in one.words[:-1]]
    return next((mention for word in words if (mention := mention_in(f"the {word}")) is not None), None)


def _is_gibberish(idea: Idea) -> bool:
    words = [word for one in idea.subjects for word in one.words]
    return all(look_up(singular(word.lower())) is UNKNOWN for word in words)


def _doer(idea: Idea) -> NounPhrase:
    """Who does what an idea without a subject says ("surfing at sunset")."""
    assert idea.predicate is not None
    noun = index_of("habits.yaml", "doers").get(idea.predicate.lemma, "traveller")
    return NounPhrase((noun,), noun, noun, determiner="a")


def _inhabited(idea: Idea) -> Idea:
    assert idea.place is not None
    resident = read_idea(str(data_table("habits.yaml")["inhabitants"].get(idea.place.key, "a bird flying")))
    return replace(resident, text=idea.text, place=idea.place, time=idea.time, weather=idea.weather, force=idea.force)


def _imagined(idea: Idea, seed: int) -> Idea:
    """A picture for an abstract idea, from the table; its mood is left to the words of the idea."""
    images = data_table("habits.yaml")["abstract"]
    found = sorted((word for word in _abstractions(idea.text) if word in images), key=_COMMON_TIMES.__contains__)
    key = next(iter(found), "any")  # "the last day of summer" is about summer
    choices: Sequence[str] = images[key]["who"]
    image = read_idea(choices[pick(len(choices), seed, idea.text, "image")])
    return replace(
        image,
        text=idea.text,
        time=idea.time or image.time,
        weather=idea.weather or image.weather,
        place=idea.place or image.place,
        cues=(),
    )


_COMMON_TIMES = frozenset(("day", "night", "morning"))


def _abstractions(text: str) -> list[str]:
    """The words of a text, and the ideas of the table that they stand for."""
    meanings = index_of("habits.yaml", "meanings")
    words = [singular(word.lower()) for word in re.findall(r"[A-Za-z]+", text)]
    return [*words, *(meanings[word] for word in words if word in meanings)]


def image_mood(idea: Idea) -> str:
    """The mood that belongs to an abstract idea, or ""."""
    images = data_table("habits.yaml")["abstract"]
    words = _abstractions(unwrapped(idea.text)[0])
    heads = {one.head for one in chunks_of(idea.text) if isinstance(one, NounPhrase)}
    return next(
        (str(images[word]["mood"]) for word in words if word in images and (word in heads or len(words) == 1)), ""
    )
