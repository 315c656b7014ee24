"""What is heard in a shot that nobody planned: by what its figures do, by what its words say, and by where it plays.

The phrases are searched for in the sound library, so each is one that the library can answer.
"""

from __future__ import annotations

import re
from dataclasses import replace

from moviefactory.movie import Action, CastMember, Setting, Staging, TimeOfDay, Weather
from moviefactory.script.casting import Cast
from moviefactory.script.dice import pick
from moviefactory.script.light import light_of
from moviefactory.script.nouns import figure_of_noun
from moviefactory.script.places import Place, mention_in, named, place_for, places
from moviefactory.script.roles import Role, figure_at
from moviefactory.script.sounds import ambience_of, effects_of

_FROM_INSIDE = {"rain": "rain on a roof heard from inside", "storm": "rain on a roof heard from inside"}
_ABOARD = (  # what is heard inside what moves
    (r"car|truck|van|bus|taxi|cab|jeep|limousine|lorry|camper|ambulance|pickup|sedan", "inside a car driving "
        "along a road"),
    (r"train|tram|subway car|carriage|compartment|dining car", "riding inside a train, wheels clacking"),
    (r"plane|airplane|aeroplane|jet|airliner|cockpit|helicopter|glider", "inside an airplane cabin in flight"),
    (r"ship|boat|ferry|yacht|sailboat|trawler|raft|deck|galleon", "old wooden boat creaking, water lapping"),
)  # fmt: skip
_STEPS = ("walk", "run", "race", "dance", "climb", "jump")
_SAID: tuple[tuple[str, str], ...] = (  # what a sentence says is heard -> what to look for
    (r"thunder\w*", "close thunder clap"),
    (r"lightning", "close thunder clap"),
    (
        r"gunshots?|gunfire|shoots? (?:at|him|her|them|back)|fires? (?:an?|the|his|her) (?:\w+ )?(?:gun|pistol|rifle)",
        "explosion",
    ),
    (r"explo\w+|blows? up|detonat\w+|bombs?", "explosion"),
    (
        r"(?:glass|window|windscreen|bottle|vase|mirror)\b.*\b(?:shatter\w*|break\w*|smash\w*)|shatter\w*",
        "glass shatters",
    ),
    (r"(?:door|lid|gate)\b.*\b(?:slam\w*|bang\w*)|slams?\b.*\b(?:door|lid|gate)", "door slams shut"),
    (r"knock\w*|raps? on", "knock on a wooden door"),
    (r"door ?bell", "doorbell"),
    (r"(?:door|gate)\b.*\b(?:creak\w*|open\w*)|(?:open|push|unlock)\w*\b.*\bdoor", "door creak"),
    (r"(?:tele)?phones?\b.*\b(?:ring\w*|buzz\w*)|(?:answers?|picks? up) (?:the|her|his) phone", "telephone ring"),
    (r"alarms?|smoke detector", "electronic alarm"),
    (r"sirens?|police cars?", "police siren"),
    (r"crash\w*|collid\w+|rams?", "car crash"),
    (r"(?:tyres?|tires?|brakes?)\b.*\b(?:screech\w*|squeal\w*)|screech\w*|skid\w*|swerv\w+", "tires screeching"),
    (r"engine\b|accelerat\w+|revs?|speeds? (?:off|away|up)|floors? it", "car engine revving"),
    (r"honk\w*|(?:car )?horn", "car horn"),
    (r"applau\w+|(?:audience|crowd|everyone|people) claps?", "audience applause"),
    (r"(?:crowd|people|villagers|children|everyone|fans|they all)\b.*\bcheer\w*", "crowd cheering"),
    (r"church bells?|bells? (?:toll|ring)\w*|tolls?", "church bell"),
    (r"clock\b.*\btick\w*|tick\w*", "clock ticking"),
    (r"swords?|blades? clash", "sword clash"),
    (r"punch\w*|fist", "punch"),
    (r"splash\w*|plung\w+ into", "big splash in water"),
    (r"waves?\b.*\b(?:crash|break|batter|pound|hit)\w*", "big wave crashes"),
    (r"pours?\b|filling (?:a|the) (?:cup|glass)", "pouring a drink into a glass"),
    (r"(?:plates?|dish\w*|cups?|glasses|mugs?|cutlery|forks?|bowls?|spoons?|jars?)\b", "glasses and dishes clink"),
    (r"sizzl\w+|fr(?:y|ies|ying)\b|stove|frying pan|cook\w*", "kitchen sizzling"),
    (r"typ(?:es|ing)\b|keyboard|laptop", "typing on a keyboard"),
    (
        r"(?:unfold|turn)\w*\b.*\b(?:page|letter|map|paper|newspaper)|envelope|letter|map\b|newspaper|pages?",
        "paper rustling",
    ),
    (r"writes?\b|scribbl\w+|draws? (?:a|the|on)|pencil", "writing with a pencil"),
    (r"camera shutter|photograph(?:s|ing)?|takes? (?:a )?(?:photo|picture)", "camera shutter"),
    (r"hammer\w*|anvil", "hammering on metal"),
    (r"saws?\b|sawing", "sawing wood"),
    (r"digs?\b|digging|shovel\w*", "digging in earth"),
    (r"bark\w*", "dog barking"),
    (r"howl\w*", "wolf howl"),
    (r"meow\w*", "cat meow"),
    (r"purr\w*", "cat purring"),
    (r"neigh\w*|whinn\w+", "horse neigh"),
    (r"gallop\w*", "horse galloping"),
    (r"hoot\w*", "owl hoot"),
    (r"seagulls?|gulls?", "seagulls"),
    (r"(?:blows?|sounds?) (?:an?|the|his|her) (?:\w+ )?whistle|referee", "referee whistle"),
    (r"(?:children|kids|boys|girls|toddlers?)\b.*\b(?:laugh|giggl)\w*", "children playing and laughing"),
    (r"whisper\w*", "whispering voices"),
    (r"gasp\w*", "gasp of surprise"),
    (r"pant(?:s|ing)\b|out of breath", "panting breath"),
    (r"heart ?beat\w*", "heartbeat"),
    (r"radio", "radio static"),
    (r"campfire|bonfire|fireplace|hearth", "fire crackling"),
    (
        r"(?:house|building|forest|ship|car|barn|city|village|roof)\b.*\bburn\w*|flames|blaz\w+|wildfire",
        "large fire roaring",
    ),
    (r"burn\w*|flame|lantern|candle|torch", "small fire crackling"),
    (r"fireworks?", "fireworks"),
    (r"spell|magic\w*|wand|enchant\w+", "magic spell"),
    (r"coins?", "coin drop"),
    (r"train\b|locomotive", "train passing by"),
    (r"helicopter", "helicopter rotor"),
    (r"rocket|lift-?off", "rocket launch"),
    (r"rain\b.*\b(?:roof|window)", "rain drumming on a roof"),
    (r"gust\w*|wind\b.*\b(?:howl|tear|whip|blow)\w*", "wind gust"),
    (r"creak\w*", "wood creak"),
)


def effects_for(staging: Staging, turn: int) -> tuple[str, ...]:
    """One or two phrases for what the first two figures of a shot do; none where nobody is seen."""
    place = place_near(staging.setting, staging.place)
    found: list[str] = []
    alive = [one for one in staging.subjects if one.cast or one.kind not in ("thing", "plant")] or staging.subjects
    for step, subject in enumerate(alive[:2]):
        if subject.kind == "person" and staging.setting == "sea" and subject.action not in ("swim", "dive", "float"):
            found.append("boat creaking")  # who stands, works or talks at sea is on board
            continue
        base = figure_of_noun(subject.noun)
        base = "person" if subject.kind == "person" and base in ("unknown", "abstract", "place", "thing") else base
        role = Role(
            CastMember(id="a", noun=subject.noun or "thing", kind=subject.kind, description=subject.noun or "thing"),
            base, figure_at(base, place.key), "its",
        )  # fmt: skip
        cast = Cast(story="", roles={"A": role}, place=place)
        tries = (effects_of(cast, {"A": subject.action}, ("A",), False, turn + step + more)[0] for more in range(4))
        heard = next((one for one in tries if _fits(one, subject.action)), "")
        found += [heard] if heard else []
    return tuple(dict.fromkeys(found))


def _fits(phrase: str, action: Action) -> bool:
    """Nobody who stands still is heard walking, and nothing that races is heard idling."""
    if action in _STEPS:
        return "idling" not in phrase
    return not re.search(r"step|hooves|gallop|passing|screech|revving", phrase)


def effects_said(text: str) -> tuple[str, ...]:
    """What a sentence says is heard, in its order: at most two phrases."""
    lowered = text.lower()
    found = [(match.start(), phrase) for words, phrase in _SAID if (match := re.search(rf"\b(?:{words})\b", lowered))]
    return tuple(dict.fromkeys(phrase for _, phrase in sorted(found)))[:2]


def ambience_for(setting: Setting, place: str, time: TimeOfDay, weather: Weather, turn: int) -> tuple[str, ...]:
    """What is heard all through a scene: the weather where it is heard, and the place."""
    where = place_near(setting, place)
    if place.split(" ")[0] in ("inside", "on", "aboard"):
        vessel = next((phrase for words, phrase in _ABOARD if re.search(rf"\b(?:{words})\b", place.lower())), "")
        if vessel:
            return tuple(one for one in (vessel, _FROM_INSIDE.get(weather, "")) if one)
    heard = ambience_of(where, light_of(where, time, weather, turn), turn)
    indoors = [_FROM_INSIDE[weather]] if where.indoor and weather in _FROM_INSIDE and setting != "space_station" else []
    return tuple([*indoors, *heard][:2])


def place_near(setting: Setting, words: str, inside: bool | None = None) -> Place:
    """The table's place for `words` where it is of this setting, else one of the setting. `inside` is a roof's."""
    mention = mention_in(words) if words else None
    if mention is not None and places()[mention.key]["setting"] == setting:
        mention = replace(mention, preposition="into")  # so that the place's own preposition of rest is taken
        if inside is None or bool(places()[mention.key].get("indoor")) == inside:
            return place_for(mention, pick(7, words.lower(), "look"))
    keys = [key for key, one in places().items() if one["setting"] == setting]
    fitting = [key for key in keys if inside is None or bool(places()[key].get("indoor")) == inside] or keys
    plain = next((key for key in fitting if key == setting), fitting[0])
    return named(plain, pick(7, words.lower(), "look"))
