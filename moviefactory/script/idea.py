"""What an idea says: who, what they do, to what, where, when. Grammar only; the choice of a story is `casting.py`'s."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from moviefactory.movie import TimeOfDay, Weather
from moviefactory.script.lexicon import index_of, look_up, verb_forms
from moviefactory.script.light import FORCE_WORDS, TIME_WORDS, WEATHER_WORDS, time_in, weather_in
from moviefactory.script.nouns import CRAFT, LIVING, MOBILE, figure_of, known_nouns
from moviefactory.script.phrases import (
    CONTROL, Chunk, Mark, NounPhrase, Prep, PRONOUNS, VerbPhrase, chunks_of,
)  # fmt: skip
from moviefactory.script.places import PLACE_PREPOSITIONS, PlaceMention, mention_of, place_of
from moviefactory.script.wording import unwrapped

MOUNTS = frozenset("ride drive pilot steer".split())
WEARABLE = frozenset("g")
_RELATIONAL = frozenset(
    "beginning end birth death rise fall life story tale day adventure adventures journey race battle fight duel friendship love "
    "meeting match chase attack return quest secret war contest conversation encounter showdown dance romance history legend "
    "portrait dream formation destruction discovery death creation game rivalry competition collision king queen".split()
) - {"king", "queen"}
_NOT_A_HERO = frozenset(
    "way time thing something place lot kind type moment world side top middle edge bottom front sort view".split()
)


@dataclass(frozen=True)
class Predicate:
    """What the heroes do: "look" + "for", object "a stolen painting", and the rest of the clause as written."""

    lemma: str
    particle: str = ""
    object: NounPhrase | None = None
    link: str = ""  # the preposition before the object, if it has one
    rest: str = ""
    passive: bool = False

    @property
    def tail(self) -> str:
        """Everything after the verb, as words."""
        thing = self.object.text if self.object else ""
        return " ".join(part for part in (self.particle, self.link, thing, self.rest) if part)


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
    return [one.head for one in heads if one.head in cues or one.head in _RELATIONAL]


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
    if phrase.head in ("earth", "world") and preposition in ("on", "in"):
        return True, idea
    if phrase.head in TIME_WORDS or (phrase.head in WEATHER_WORDS and preposition != "for"):
        return True, idea
    if phrase.head in FORCE_WORDS and preposition in (
        "in",
        "during",
        "through",
        "from",
        "into",
        "amid",
        "against",
        "of",
    ):
        return True, replace(idea, force=phrase.head)
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
        not idea.place
        and preposition in _CLOSE_BY
        and verb not in _BOUND
        and figure_of(phrase) in ("plant", "thing", "building", "machine")
    ):
        if before and not isinstance(before[-1], Prep) and look_up(phrase.head).noun >= 0:
            return True, replace(idea, place=PlaceMention("", preposition, _indefinite(phrase), phrase.noun))
    if preposition in ("in", "aboard", "inside") and figure_of(phrase) in ("spaceship",):
        return True, replace(
            idea, place=idea.place or PlaceMention("space_station", "inside", phrase.text, phrase.noun)
        )
    return False, idea


_AIMED = frozenset("look listen talk belong point howl stare bark sing wave gaze shout smile wink".split())


_CLOSE_BY = frozenset("under on in inside beside near by behind beneath".split())
_BOUND = frozenset(
    "work play look fall knock believe chew step focus put paint draw write lay place jump throw hide pour ride trip slip tap break".split()
)


def _indefinite(phrase: NounPhrase) -> str:
    return phrase.text.replace("my ", "a ").replace("our ", "a ")


def _is_garment(phrase: NounPhrase) -> bool:
    return look_up(phrase.head).classes[:1] in WEARABLE or phrase.head in (
        "suit",
        "hat",
        "dress",
        "armor",
        "armour",
        "glasses",
        "mask",
        "cape",
    )


def _with_clause(chunks: Sequence[Chunk], idea: Idea) -> Idea:
    """Finds the heroes before the first verb, and what the verb says of them."""
    verb_at = _main_verb(chunks)
    before = chunks[:verb_at] if verb_at is not None else chunks
    subjects = _heroes(before)
    verbs = tuple(one.lemma for one in chunks if isinstance(one, VerbPhrase))
    predicate = _predicate(chunks, verb_at) if verb_at is not None else _game(chunks)
    if predicate and predicate.lemma == "wear" and predicate.object:
        link = "in" if _is_garment(predicate.object) else "with"
        idea, predicate = replace(idea, wearing=f"{link} {predicate.object.text}"), None
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
    subjects += _second_clause(chunks, verb_at, subjects)
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


def _game(chunks: Sequence[Chunk]) -> Predicate | None:
    """ "a football match between X and Y": they play football."""
    for chunk in chunks:
        if isinstance(chunk, NounPhrase) and chunk.head in ("match", "game") and len(chunk.noun.split()) > 1:
            sport = chunk.noun.rpartition(" ")[0]
            return Predicate("play", object=NounPhrase((sport,), sport.split()[-1], sport))
    return None


def _second_clause(chunks: Sequence[Chunk], verb_at: int | None, heroes: Sequence[NounPhrase]) -> list[NounPhrase]:
    """The hero of "..., and aliens step out": another one who acts."""
    if verb_at is None or len(heroes) != 1:
        return []
    for at in range(verb_at + 2, len(chunks) - 1):
        link, phrase, verb = chunks[at - 1], chunks[at], chunks[at + 1]
        joined = isinstance(link, Mark) and link.word in ("and", "while", "as", "when", "but")
        if joined and isinstance(phrase, NounPhrase) and isinstance(verb, VerbPhrase) and figure_of(phrase) in MOBILE:
            return [phrase] if phrase.head != heroes[0].head else []
    return []


def _main_verb(chunks: Sequence[Chunk]) -> int | None:
    """The place of the verb that counts: the first one, or what it controls ("tries to fly")."""
    verbs = [at for at, chunk in enumerate(chunks) if isinstance(chunk, VerbPhrase)]
    if not verbs:
        return None
    first = verbs[0]
    chunk = chunks[first]
    assert isinstance(chunk, VerbPhrase)
    following = chunks[first + 1] if first + 1 < len(chunks) else None
    controlled = isinstance(following, Mark) and following.word == "to" or isinstance(following, VerbPhrase)
    if chunk.lemma in CONTROL and controlled and len(verbs) > 1 and verbs[1] <= first + 2:
        return verbs[1]
    return first


def _heroes(chunks: Sequence[Chunk]) -> list[NounPhrase]:
    """The noun phrases before the verb that can be filmed; "the race between X and Y" gives X and Y."""
    phrases: list[NounPhrase] = []
    skip = False
    for chunk in chunks:
        if isinstance(chunk, Prep):
            skip = chunk.word not in ("between", "versus", "against", "of", "with", "about") or (
                chunk.word in ("of", "about", "with") and bool(phrases) and phrases[-1].head not in _RELATIONAL
            )
        elif isinstance(chunk, NounPhrase) and not skip:
            phrases += _unfolded(chunk)
        elif isinstance(chunk, Mark):
            skip = False
            if chunk.word in ".;:!?" and phrases:
                break
    if len(phrases) > 1:  # "a snail and a turtle race": one turtle
        phrases = [
            replace(one, is_plural=False, count=1, number="") if one.number == _RIVALS else one for one in phrases
        ]
    return _without_names_twice(
        [_compounded(one) for one in phrases if one.head not in PRONOUNS | _NOT_A_HERO | TIME_WORDS]
    )


def _compounded(phrase: NounPhrase) -> NounPhrase:
    """An adjective that makes another noun of its noun ("polar bear") joins it."""
    if not phrase.adjectives:
        return phrase
    noun = f"{phrase.adjectives[-1]} {phrase.noun}".lower()
    if noun not in index_of("habits.yaml", "homes") and noun not in known_nouns():
        return phrase
    return replace(phrase, noun=noun, adjectives=phrase.adjectives[:-1])


_RIVALS = "two"


def _unfolded(phrase: NounPhrase) -> list[NounPhrase]:
    """ "the birth of a star" -> a star; "a car race" -> cars; "the panda's dance" -> the panda; else the phrase."""
    cues = index_of("habits.yaml", "cues")
    if phrase.complement and (phrase.head in _RELATIONAL or figure_of(phrase) == "abstract"):
        return _unfolded(phrase.complement)
    if phrase.owner and (phrase.head in cues or figure_of(phrase) in ("abstract", "unknown")):
        owner = [one for one in chunks_of(phrase.owner) if isinstance(one, NounPhrase)]
        return owner or [phrase]
    words = phrase.noun.split()
    if len(words) > 1 and (phrase.head in cues or phrase.head in _RELATIONAL) and figure_of(phrase) == "abstract":
        modifier = [one for one in chunks_of(" ".join(words[:-1])) if isinstance(one, NounPhrase)]
        if modifier and figure_of(modifier[0]) in MOBILE:
            contest = cues.get(phrase.head) in ("race", "fight", "chase")
            return [replace(modifier[0], adjectives=phrase.adjectives, is_plural=contest, count=2 if contest else 1,
                            number=_RIVALS if contest else "")]  # fmt: skip
    return (
        []
        if phrase.head in cues and figure_of(phrase) in ("abstract", "unknown") and phrase.head in _RELATIONAL
        else [phrase]
    )


def _without_names_twice(phrases: Sequence[NounPhrase]) -> list[NounPhrase]:
    """ "Anna the brave explorer" is one hero: the name goes before the noun that explains it."""
    joined: list[NounPhrase] = []
    for phrase in phrases:
        if joined and phrase.determiner == "the" and phrase.position == joined[-1].position + len(joined[-1].words):
            name = " ".join(word[:1].upper() + word[1:] for word in joined[-1].words)
            joined[-1] = replace(phrase, owner="", determiner="", words=(name, "the", *phrase.words), is_name=True)
        else:
            joined.append(phrase)
    return joined


def _predicate(chunks: Sequence[Chunk], at: int) -> Predicate:
    verb = chunks[at]
    assert isinstance(verb, VerbPhrase)
    thing: NounPhrase | None = None
    link = ""
    rest: list[str] = []
    infinitive = False
    for chunk in chunks[at + 1 :]:
        if isinstance(chunk, Mark) and chunk.word == "to" and thing is not None and not infinitive:
            infinitive = True  # "teaching a boy to bake bread"
            rest.append("to")
            continue
        if isinstance(chunk, VerbPhrase) and infinitive and rest[-1:] == ["to"]:
            rest += [word for word in (chunk.lemma, chunk.particle) if word]
            continue
        if isinstance(chunk, Mark) and not (chunk.word == "and" and thing and _joins_nouns(chunks, chunk)):
            break
        if isinstance(chunk, VerbPhrase):
            break
        if isinstance(chunk, Prep):
            if thing is None and not link:
                link = chunk.word
            else:
                rest.append(chunk.word)
        elif isinstance(chunk, NounPhrase):
            if chunk.head in PRONOUNS and thing is None and not link:
                rest.append(chunk.head)
            elif thing is None and not rest:
                thing = chunk
            else:
                rest.append(chunk.text)
        elif chunk.word == "and":
            rest.append("and")
    return Predicate(verb.lemma, verb.particle, thing, link if thing else "", _tidy(rest), verb.passive)


def _joins_nouns(chunks: Sequence[Chunk], mark: Mark) -> bool:
    at = list(chunks).index(mark)
    return (
        at + 1 < len(chunks)
        and isinstance(chunks[at + 1], NounPhrase)
        and not any(isinstance(one, VerbPhrase) for one in chunks[at + 2 : at + 3])
    )


def _tidy(rest: Sequence[str]) -> str:
    words = " ".join(rest).split()
    while words and words[-1] in PLACE_PREPOSITIONS | {"and", "of", "with", "for", "as", "about", "during"}:
        words.pop()
    return " ".join(words)


def _without_idle_subject(idea: Idea, before: Sequence[Chunk]) -> Idea:
    """A place as the only subject is where the film plays; a garment or a mount joins its hero."""
    people = [one for one in idea.subjects if figure_of(one) not in ("place", "abstract")]
    spots = [
        one for one in idea.subjects if figure_of(one) == "place" or (not people and place_of(one) and _is_ground(one))
    ]
    if spots and idea.place is None:
        mention = mention_of(spots[0], "in")
        if mention:
            idea = replace(idea, place=mention)
    subjects = tuple(one for one in idea.subjects if one not in spots)
    return replace(idea, subjects=subjects)


def _is_ground(phrase: NounPhrase) -> bool:
    return figure_of(phrase) in ("place",)


def _place_from_object(idea: Idea) -> Idea:
    """ "exploring an enchanted forest": the object is where it happens."""
    predicate = idea.predicate
    if predicate is None or predicate.object is None or figure_of(predicate.object) in CRAFT | LIVING:
        return idea
    thing = predicate.object
    if figure_of(thing) == "place" or (
        place_of(thing)
        and predicate.lemma in _GOES_THROUGH
        and figure_of(thing) in ("place", "force", "building", "cosmos")
    ):
        mention = mention_of(thing, "in")
        if mention:
            keep = replace(predicate, object=None, link="")
            return replace(idea, place=idea.place or mention, predicate=keep)
    if thing.head in FORCE_WORDS and predicate.lemma in (
        "survive",
        "face",
        "fight",
        "escape",
        "flee",
        "battle",
        "endure",
        "weather",
        "brave",
    ):
        return replace(idea, force=thing.head, predicate=replace(predicate, object=None, link=""))
    return idea


_GOES_THROUGH = frozenset(
    "explore cross visit enter leave travel climb discover find wander reach see walk sail fly roam search surf".split()
)
