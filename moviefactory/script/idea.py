"""What an idea says: who, what they do, to what, where, when. Grammar only; the choice of a story is `casting.py`'s."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from moviefactory.movie import TimeOfDay, Weather
from moviefactory.script.clause import Predicate, game_of, main_verb, predicate_at
from moviefactory.script.discovery import as_found, gone_to
from moviefactory.script.grammar import Chunk, NounPhrase, Prep, VerbPhrase
from moviefactory.script.heroes import RELATIONAL, compounded, heroes_in, second_hero
from moviefactory.script.lexicon import index_of, look_up, verb_forms, word_set
from moviefactory.script.light import TIME_WORDS, WEATHER_WORDS, forces, time_in, weather_in
from moviefactory.script.nouns import CRAFT, LIVING, figure_of
from moviefactory.script.phrases import chunks_of
from moviefactory.script.places import PLACE_PREPOSITIONS, PlaceMention, mention_of, place_of
from moviefactory.script.wording import unwrapped

MOUNTS = word_set("ride drive pilot steer")
WEARABLE = frozenset("g")


@dataclass(frozen=True)
class Idea:
    """A read idea. `cue` and `verbs` tell the story's kind; `force` is what threatens ("storm")."""

    text: str
    subjects: tuple[NounPhrase, ...] = ()
    predicate: Predicate | None = None
    verbs: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    place: PlaceMention | None = None
    home_hint: str = ""
    time: TimeOfDay | None = None
    weather: Weather | None = None
    force: str = ""
    is_contest: bool = False
    wearing: str = ""
    mount: NounPhrase | None = None  # what the hero is on or in: "a monkey on a bicycle"
    told: str = ""  # the story, where the idea's kind says it outright
    acts_itself: bool = False  # the place is what the sentence is about: "New York City wakes up"
    outdoors: bool = False  # "under the stars"
    is_trade: bool = False  # the predicate is what the hero's trade does, not what the idea says


def read_idea(text: str) -> Idea:
    """The idea in `text` (already an English opening, see wording.py)."""
    bare, cue = unwrapped(text)
    chunks = chunks_of(bare)
    found = Idea(
        text=bare, cues=tuple(word for word in (cue, *_cue_words(chunks)) if word),
        time=time_in(text), weather=weather_in(text), is_contest="versus" in bare.lower(),
    )  # fmt: skip
    chunks, found = _without_circumstances(chunks, found)
    return _with_clause(chunks, found)


def read_predicate(action: str) -> tuple[Predicate | None, Idea]:
    """What a person gave as the action ("dancing", "race each other", "plays the violin in the rain")."""
    idea = read_idea(f"someone {action.strip()}" if _starts_with_verb(action) else action)
    return idea.predicate, idea


def _starts_with_verb(action: str) -> bool:
    first = (action.split() or [""])[0].lower()
    return not any(isinstance(chunk, VerbPhrase) for chunk in chunks_of(action)[:1]) or first.endswith("ing")


def _cue_words(chunks: Sequence[Chunk]) -> list[str]:
    cues = index_of("habits.yaml", "cues")
    heads = [chunk for chunk in chunks if isinstance(chunk, NounPhrase)]
    heads += [one.complement for one in heads if one.complement]
    verb = next((one.position for one in chunks if isinstance(one, VerbPhrase)), 10**6)
    return [
        one.head
        for one in heads
        if (one.head in cues or one.head in RELATIONAL)
        and not (one.position > verb and cues.get(one.head) in ("race", "fight", "chase", "together"))
    ]  # who wins a race need not be shown racing


def _without_circumstances(chunks: Sequence[Chunk], idea: Idea) -> tuple[list[Chunk], Idea]:
    """Takes "in the forest", "at night" and "in a storm" out of the chunks and into the idea."""
    kept: list[Chunk] = []
    at = 0
    while at < len(chunks):
        chunk = chunks[at]
        after = chunks[at + 1] if at + 1 < len(chunks) else None
        if isinstance(chunk, Prep) and isinstance(after, NounPhrase):
            known, idea = _circumstance(chunk.word, after, idea, kept)
            at += 2
            kept += [] if known else [chunk, after]
            continue
        kept.append(chunk)
        at += 1
    return kept, idea


def _circumstance(preposition: str, phrase: NounPhrase, idea: Idea, before: Sequence[Chunk]) -> tuple[bool, Idea]:
    verb = next((one.lemma for one in reversed(before) if isinstance(one, VerbPhrase)), "")
    if (timed := _hour(preposition, phrase, idea)) is not None:
        return True, timed
    if phrase.head in forces() and preposition in _AMID:
        return True, replace(idea, force=phrase.head)
    if _is_mount(preposition, phrase, before):
        return True, replace(idea, mount=phrase)
    if preposition in ("in", "with") and _is_garment(phrase):
        return True, replace(idea, wearing=f"{preposition} {phrase.text}")
    if preposition in PLACE_PREPOSITIONS and not (preposition in ("at", "to") and verb in _AIMED):
        mention = mention_of(phrase, preposition)
        if mention and not (preposition in ("behind", "past", "of", "off") and idea.place):
            better = idea.place is None or (
                preposition in ("in", "on", "at") and idea.place.preposition in ("from", "to", "into")
            )
            return True, replace(idea, place=mention) if better else idea
    if (
        (
            not idea.place
            and preposition in _CLOSE_BY
            and verb not in _BOUND
            and figure_of(phrase) in ("plant", "thing", "building", "machine")
        )
        and before
        and not isinstance(before[-1], Prep)
        and look_up(phrase.head).noun >= 0
    ):
        return True, replace(idea, place=PlaceMention("", preposition, _indefinite(phrase), phrase.noun))
    if preposition in ("in", "aboard", "inside") and figure_of(phrase) in ("spaceship",):
        return True, replace(
            idea, place=idea.place or PlaceMention("space_station", "inside", phrase.text, phrase.noun)
        )
    return False, idea


# what everything outdoors is under
_ABOVE: dict[str, TimeOfDay] = {
    "star": "night",
    "moon": "night",
    "moonlight": "night",
    "starlight": "night",
    "sun": "day",
}


def _hour(preposition: str, phrase: NounPhrase, idea: Idea) -> Idea | None:
    """The idea where the phrase says no more than when it is, or what everything is under; else None."""
    if preposition in ("under", "beneath") and phrase.head in _ABOVE:
        return replace(idea, time=idea.time or _ABOVE[phrase.head], outdoors=True)
    if phrase.head in ("earth", "world") and preposition in ("on", "in"):
        return idea
    dated = phrase.head in TIME_WORDS or (phrase.head in WEATHER_WORDS and preposition != "for")
    return idea if dated else None


_AIMED = word_set("look listen talk belong point howl stare bark sing wave gaze shout smile wink")


_CLOSE_BY = word_set("under on in inside beside near by behind beneath")
_BOUND = word_set(
    "work play look fall knock believe chew step focus put paint draw write lay place jump throw hide pour ride "
    "trip slip tap break"
)


def _indefinite(phrase: NounPhrase) -> str:
    return phrase.text.replace("my ", "a ").replace("our ", "a ")


def _is_mount(preposition: str, phrase: NounPhrase, before: Sequence[Chunk]) -> bool:
    """Whether "on a bicycle" or "in a car" says what the hero before it rides."""
    rider = before[-1] if before else None
    moves = isinstance(rider, VerbPhrase) and rider.lemma in MOVES_ON
    if not moves and not (isinstance(rider, NounPhrase) and figure_of(rider) in LIVING):
        return False
    figure = figure_of(phrase)
    return (preposition == "on" and figure in ("bike", "animal", "flyer")) or (
        preposition in ("in", "on") and figure in ("vehicle", "boat", "helicopter", "plane") and not phrase.is_plural
    )


MOVES_ON = word_set("ride drive travel sit race escape fly sail cruise cross explore speed go arrive")


def _is_garment(phrase: NounPhrase) -> bool:
    return look_up(phrase.head).classes[:1] in WEARABLE or phrase.head in _WORN


def _with_clause(chunks: Sequence[Chunk], idea: Idea) -> Idea:
    """Finds the heroes before the first verb, and what the verb says of them."""
    verb_at = main_verb(chunks)
    before = chunks[:verb_at] if verb_at is not None else chunks
    subjects = heroes_in(before)
    verbs = tuple(one.lemma for one in chunks if isinstance(one, VerbPhrase))
    predicate = predicate_at(chunks, verb_at) if verb_at is not None else game_of(chunks)
    if predicate and predicate.lemma == "wear" and predicate.object:
        link = "in" if _is_garment(predicate.object) else "with"
        idea, predicate = replace(idea, wearing=f"{link} {predicate.object.text}"), None
    elif predicate and predicate.lemma == "ride" and not predicate.object and idea.mount is None:
        idea = replace(idea, mount=NounPhrase(("horse",), "horse", "horse", determiner="a"))
    elif (
        predicate
        and predicate.object
        and predicate.object.head in ("way", "home")
        and predicate.lemma in ("find", "make", "lose")
    ):
        predicate = Predicate("walk", "on")
        idea = replace(
            idea,
            place=idea.place if idea.place and idea.place.name not in ("home", "way home") else PlaceMention("village"),
        )
    subjects += second_hero(chunks, verb_at, subjects)
    idea = replace(idea, subjects=tuple(subjects), predicate=predicate, verbs=verbs)
    if not subjects and predicate and predicate.object and not predicate.link and figure_of(predicate.object) in LIVING:
        bare_plural = predicate.object.is_plural and not predicate.object.determiner  # "ice skating penguins"
        if bare_plural:
            idea = replace(idea, subjects=(predicate.object,), predicate=replace(predicate, object=None))
    return _place_from_object(_without_idle_subject(_with_participle(idea), before))


def _with_participle(idea: Idea) -> Idea:
    """ "dancing bears" do what their participle says."""
    if idea.predicate is not None or len(idea.subjects) != 1:
        return idea
    phrase = idea.subjects[0]
    first = phrase.words[0].lower()
    form = next((one for one in verb_forms(first) if one.form == "ing"), None)
    if form is None or len(phrase.words) < 2:
        return idea
    noun = " ".join(word for word in phrase.noun.split() if word != first)
    bare = replace(
        phrase, words=phrase.words[1:], noun=noun, adjectives=tuple(one for one in phrase.adjectives if one != first)
    )
    return replace(idea, subjects=(bare,), predicate=Predicate(form.lemma), verbs=(form.lemma,))


def _without_idle_subject(idea: Idea, before: Sequence[Chunk]) -> Idea:
    """A place as the only subject is where the film plays; a garment or a mount joins its hero."""
    people = [one for one in idea.subjects if figure_of(one) not in ("place", "abstract")]
    spots = [
        one for one in idea.subjects if figure_of(one) == "place" or (not people and place_of(one) and _is_ground(one))
    ]
    if spots and idea.place is None:
        mention = mention_of(spots[0], "in")
        if mention:
            idea = replace(idea, place=mention, acts_itself=not people)
    subjects = tuple(one for one in idea.subjects if one not in spots)
    return replace(idea, subjects=subjects)


def _is_ground(phrase: NounPhrase) -> bool:
    return figure_of(phrase) in ("place",)


def _place_from_object(idea: Idea) -> Idea:
    """ "exploring an enchanted forest": the object is where it happens."""
    predicate = as_found(idea.predicate) if idea.predicate is not None else None
    idea = replace(idea, predicate=predicate)
    if predicate is None or predicate.object is None:
        return idea
    pact = predicate.lemma in ("become", "make") and predicate.object.head in ("friend", "lover", "partner")
    if pact or (predicate.lemma in _SWAPS and predicate.object.head in _SWAPPED):
        return replace(idea, predicate=None, cues=("friends", *idea.cues))
    if predicate.lemma in _MAKES:  # who paints a garden need not be in one
        return replace(idea, predicate=replace(predicate, object=compounded(predicate.object)))
    if (goal := gone_to(predicate, idea.subjects)) is not None:
        walked = replace(predicate, object=None, link="")
        return replace(idea, place=idea.place or goal, predicate=walked)
    if figure_of(predicate.object) in CRAFT | LIVING | {"site"}:
        return idea
    thing = predicate.object
    if figure_of(thing) == "place" or (
        place_of(thing)
        and predicate.lemma in _GOES_THROUGH
        and figure_of(thing) in ("place", "force", "building", "cosmos")
    ):
        mention = mention_of(thing, "")
        if mention:
            keep = replace(predicate, object=None, link="")
            if predicate.lemma in ("climb", "scale") and mention.key in ("castle_hall", "building"):
                mention = replace(mention, key="city", preposition="on")  # it is climbed outside
            return replace(idea, place=idea.place or mention, predicate=keep)
    if thing.head in forces() and predicate.lemma in _WITHSTANDS:
        return replace(idea, force=thing.head, predicate=replace(predicate, object=None, link=""))
    return idea


_MAKES = word_set("make build create paint draw craft invent construct plant design imagine want need buy own wish")
_AMID = word_set("in during through from into amid against of")
_WORN = word_set("suit hat dress armor armour glasses mask cape")
_WITHSTANDS = word_set("survive face fight escape flee battle endure weather brave")
_SWAPS = word_set("swap switch trade exchange change")
_SWAPPED = word_set("place role life body job side")
_GOES_THROUGH = word_set(
    "explore cross visit enter leave travel climb discover find wander reach see walk sail fly roam search surf"
)
