"""From a model's replies to the plan's nouns: ids, the cast's fixed words, prompts, staging, lengths.

Pictures become prompts (marks.py words the cast), with what they leave unsaid of place, hour and light. Nothing here
asks or validates; the replies are valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from moviefactory.movie import Camera, CastMember, Scene, Setting, Shot, Subject, Transition, Weather
from moviefactory.script.direction import SECONDS, camera_words
from moviefactory.script.grammar import NounPhrase
from moviefactory.script.lexicon import article, look_up, singular
from moviefactory.script.light import Light, light_of, time_in
from moviefactory.script.looks import COLORS, plain_color
from moviefactory.script.marks import marked, seen_in, told
from moviefactory.script.nouns import figure_of_noun, known_nouns
from moviefactory.script.phrases import chunks_of
from moviefactory.script.places import Place, mention_in, named, place_for, places
from moviefactory.script.roles import fitting
from moviefactory.script.shapes import MemberReply, SceneReply, ShotReply
from moviefactory.script.staging import MAX_SUBJECTS, derive_staging, stamped
from moviefactory.workspace import slug_of

_OF_A_BODY = {"hair", "haired", "beard", "bearded", "moustache", "mustache", "braid", "braids", "eyes", "eyed", "skin",
              "face", "faced", "curls", "bun", "ponytail", "ear", "paw", "tail", "teeth", "brows"}  # fmt: skip
_WEATHER_SEEN = {
    "overcast": r"cloud\w*|gr[ae]y|overcast|dull", "rain": r"rain\w*|drizzl\w*|wet|puddles?|drops?|downpour",
    "snow": r"snow\w*|flakes?|blizzard|icy|frost\w*", "storm": r"storm\w*|rain\w*|lightning|thunder\w*|gale|spray",
    "fog": r"fog\w*|mist\w*|haz[ey]\w*", "dust": r"dust\w*|haz[ey]\w*|sand\w*",
}  # fmt: skip
_LIT = re.compile(
    r"\b(?:\w*light\w*|\w*lit|glow\w*|glint\w*|gleam\w*|glitter\w*|shimmer\w*|shin(?:e|es|ing)|lamps?|lanterns?|candles?|"
    r"sky|flames?|fire|sun|moon|stars|shadows?|silhouette\w*|dark\w*|dim|bright\w*|neon)\b", re.I,
)  # fmt: skip
_WEATHER_NAMED: dict[Weather, str] = {
    "storm": r"\b(?:storm|thunder\w*|lightning|gale)\b(?! lantern)",
    "snow": r"\b(?:snowflakes?|snowfall|blizzard|(?:falling|drifting|whirling|driving) snow|"
            r"snow (?:falls|drifts|whirls))\b",
    "rain": r"\b(?:rain|raindrops|downpour|drizzle)\b(?! ?(?:coat|drop lens))", "fog": r"\b(?:fog|mist)\b",
}  # fmt: skip
_PLAIN_WEATHER = {
    "overcast": "under a clouded sky", "rain": "in the rain", "snow": "in falling snow",
    "storm": "in wind and driving rain", "fog": "in drifting fog", "dust": "in drifting dust",
}  # fmt: skip
_NO_PROPS = {*COLORS, "wrist", "neck", "beak", "lap", "shoulder", "back", "finger", "fingers", "palm", "knee", "grass",
             "trunk", "branch", "crown", "window", "door", "wall", "street", "lamp", "bakery", "house", "hand", "hands",
             "face", "arm", "arms", "sky", "ground", "stone", "tree"}  # fmt: skip
_ABOARD = (
    r"(?:in|inside|aboard|on|row|sail|steer|drive|ride|pilot|paddle|(?:row|sail|steer|drive|ride|pilot|paddle)s|"
    r"(?:row|sail|steer|driv|rid|pilot|paddl)ing|(?:side|edge|wheel|deck|seat|bow|stern|helm) of)"
)
_TIMELESS: tuple[Setting, ...] = ("space", "underwater", "moon", "space_station")


@dataclass
class Names:
    """The ids and prompts a movie has used: ids are slugs of our making, unique over the movie."""

    taken: set[str] = field(default_factory=set)
    prompts: set[str] = field(default_factory=set)

    def fresh(self, text: str, otherwise: str) -> str:
        """A slug of `text` that is still free. Takes it."""
        base = slug_of(re.sub(r"['’]s\b|^(?:an?|the) ", "", text.strip(), flags=re.I), 40) or otherwise
        identity = next(one for one in (base, *(f"{base}-{n}" for n in range(2, 6000))) if one not in self.taken)
        self.taken.add(identity)
        return identity


@dataclass(frozen=True)
class Frame:
    """Where and when a scene plays. `where` is the place with its preposition, as it goes into prompts."""

    id: str
    heading: str
    where: str
    setting: Setting
    name: str  # the place in a word or two
    light: Light
    inside: bool = False


def member_of(reply: MemberReply, taken: set[str]) -> CastMember:
    """The cast entry of a reply; its id is a slug of the name that is not yet in `taken`, which grows."""
    name = re.sub(r"^(?:an?|the) ", "", reply.name.strip(), flags=re.I)
    base = slug_of(name, 40) or slug_of(reply.noun, 40) or "member"
    identity = next(one for one in (base, *(f"{base}-{n}" for n in range(2, 99))) if one not in taken)
    taken.add(identity)
    return CastMember(
        id=identity, noun=_plain_noun(reply.noun), kind=reply.kind, description=_with_article(reply),
        color=color_of(reply.description), count=reply.count,
    )  # fmt: skip


def color_of(description: str) -> str:
    """The first plain colour word of a description, or "". Of a person, clothes come before hair and eyes."""
    words = re.findall(r"[a-z-]+", description.lower())
    found = [at for at, word in enumerate(words) if word in COLORS]
    worn = [at for at in found if not _OF_A_BODY & set(words[at + 1 : at + 3])]
    return plain_color(words[(worn or found)[0]]) if found else ""


def _plain_noun(noun: str) -> str:
    return re.sub(r"^(?:an?|the) ", "", noun.strip().lower()) or "thing"


def _with_article(reply: MemberReply) -> str:
    """ "glossy red car" -> "a glossy red car"; sentences lose their full stop."""
    text = " ".join(reply.description.split()).rstrip(".,; ").replace("@", "")
    first = text.split()[0].lower() if text.split() else ""
    opened = first in ("a", "an", "the", "his", "her", "their") or reply.count > 1 or first[:1].isdigit()
    if first in ("a", "an", "the"):
        text = first + text[len(first) :]
    return text if opened else article(text[:1].lower() + text[1:])


def frame_of(reply: SceneReply, names: Names) -> Frame:
    """Where a scene plays: the model's words, and the table's place that comes nearest for light and set dressing."""
    where = " ".join(reply.where.split()).strip(" .,")
    place, is_named = _place(where, reply.setting, reply.inside)
    light = light_of(place, reply.time, reply.weather, len(names.taken))
    spot = _without_preposition(where)
    inside = place.indoor or reply.inside
    ending = "" if place.setting in _TIMELESS else f" - {reply.time.upper()}"
    heading = f"{'INT' if inside else 'EXT'}. {spot.upper()}{ending}"
    name = place.name if is_named else spot
    return Frame(names.fresh(spot, "scene"), heading[:300], where, place.setting, name[:300], light, inside)


def _place(where: str, setting: Setting, inside: bool) -> tuple[Place, bool]:
    """(the table's entry for the words, where it is of the setting that the model chose, True), else any of that."""
    mention = mention_in(where)
    if mention is not None and (places()[mention.key]["setting"] == setting or (inside and _is_indoor(mention.key))):
        return place_for(mention, 0), mention.key not in ("city", "meadow")
    keys = [key for key, one in places().items() if one["setting"] == setting]
    fitting_keys = [key for key in keys if _is_indoor(key) == inside] or keys
    if inside and not _is_indoor(fitting_keys[0]) and setting not in _TIMELESS:
        return named("room", 0), False
    return named(fitting_keys[0], 0), False


def _is_indoor(key: str) -> bool:
    return bool(places()[key].get("indoor"))


def _without_preposition(where: str) -> str:
    words = re.sub(
        r"^(?:(?:in|on|at|inside|outside|near|by|under|above|over|along|beside|behind|below|deep|high|up|down|among|"
        r"across|through|within|beneath|between|around|aboard|off|into|onto|front|of|the|an?)\s+)+",
        "", where, flags=re.I,
    )  # fmt: skip
    return words or where


def shot_of(
    frame: Frame, reply: ShotReply, cast: Sequence[CastMember], names: Names, *, style: str, seconds: float
) -> Shot:
    """The shot of a reply, without its sounds."""
    camera = Camera(move=reply.move, framing=reply.framing, angle=reply.angle)
    picture = told(reply.picture, cast, reply.who)
    prompt = assembled(picture, frame, camera, style)
    while prompt in names.prompts:  # two shots of one prompt and one seed would be one picture
        camera = camera.model_copy(update={"angle": "low" if camera.angle != "low" else "high"})
        varied = assembled(picture, frame, camera, style)
        prompt = varied if varied not in names.prompts else f"{prompt} Another view."
    names.prompts.add(prompt)
    seen = seen_in(reply.picture, cast, reply.who)
    base = derive_staging(prompt, cast, frame.heading, [one.id for one in seen])
    actions = {one.who: one.does for one in reply.who}
    subjects = [
        subject.model_copy(update={"action": fitting(actions[subject.cast], figure_of_noun(subject.noun))})
        if subject.cast in actions
        else subject
        for subject in _with_all(base.subjects, seen)
    ]
    subjects = _with_riders(subjects, marked(reply.picture, cast), seen)
    staging = base.model_copy(update={
        "setting": frame.setting, "place": frame.name, "time": frame.light.time,
        "weather": frame.light.weather if frame.inside else _weather_of(picture) or frame.light.weather,
        "subjects": tuple(subjects[:MAX_SUBJECTS]), "relation": base.relation if len(subjects) > 1 else "none",
    })  # fmt: skip
    return Shot(
        id=names.fresh(reply.name, f"{frame.id}-shot"), prompt=prompt, seconds=seconds, camera=camera,
        transition_in=Transition(kind=reply.transition, seconds=SECONDS[reply.transition]),
        subjects=tuple(one.id for one in seen), staging=stamped(staging, prompt),
    )  # fmt: skip


def _with_riders(subjects: Sequence[Subject], picture: str, seen: Sequence[CastMember]) -> list[Subject]:
    """Who sits in a boat or a car is drawn in it, not beside it: the vehicle with them as its `prop`."""
    for vehicle in (one for one in seen if one.kind in ("watercraft", "vehicle", "aircraft")):
        aboard = re.search(rf"\b{_ABOARD}\s+@{re.escape(vehicle.id)}(?![\w-])(?!['’]s)", picture, re.I)
        rider = next((one for one in subjects if one.cast != vehicle.id and one.cast and one.kind == "person"), None)
        if aboard and rider:
            subjects = [
                one.model_copy(update={"prop": rider.noun}) if one.cast == vehicle.id else one
                for one in subjects
                if one is not rider
            ]
    return list(subjects)


def _with_all(found: Iterable[Subject], seen: Sequence[CastMember]) -> list[Subject]:
    """The cast that is seen, in the order of the reply, then whoever else the prose shows."""
    derived = list(found)
    mine = {subject.cast: subject for subject in derived if subject.cast}
    ordered = [
        mine.get(one.id) or Subject(noun=one.noun, kind=one.kind, cast=one.id, color=one.color, count=one.count)
        for one in seen
    ]
    others = [subject for subject in derived if subject.cast is None and _is_sure(subject, bool(ordered))]
    return [_with_sure_prop(subject) for subject in (*ordered, *others)]


def _with_sure_prop(subject: Subject) -> Subject:
    words = subject.prop.lower().split()
    return subject.model_copy(update={"prop": ""}) if words and words[-1] in _NO_PROPS else subject


def _is_sure(subject: Subject, beside_cast: bool) -> bool:
    """Somebody whom the prose surely shows; where nobody of the cast is seen, a plant or a thing may be what is."""
    kinds = ("person", "animal") if beside_cast else ("person", "animal", "plant", "thing", "vehicle", "watercraft")
    return subject.kind in kinds and subject.noun.split()[-1] in known_nouns()


def assembled(picture: str, frame: Frame, camera: Camera, style: str) -> str:
    """The prompt: where and when, as far as the picture does not say so, the picture, light, camera, style."""
    where, hour, light = _place_unsaid(picture, frame), *_light_unsaid(picture, frame)
    front = " ".join(one for one in (where, hour) if one)
    said = [picture]
    if front and not re.match(r"(?:in|on|at|beside|under|above|inside|near|along|behind|across)\b", picture, re.I):
        said = [f"{front[:1].upper()}{front[1:]}, {picture[:1].lower()}{picture[1:]}"]
    elif front:
        said.append(front)
    shown = camera_words(camera)
    said += [light, shown, style.strip()]
    return (". ".join(one[:1].upper() + one[1:].rstrip(".") for one in said if one) + ".")[:4000]


def _place_unsaid(picture: str, frame: Frame) -> str:
    """The place, unless the picture names it by any of its nouns: two names of one place contradict each other."""
    said = {singular(word) for word in re.findall(r"[a-z]+", picture.lower())}
    for phrase in (chunk for chunk in chunks_of(frame.where) if isinstance(chunk, NounPhrase)):
        nouns = {singular(phrase.head.lower())}
        nouns |= {singular(word.lower()) for word in phrase.noun.split() if look_up(word.lower()).adjective < 0}
        if nouns & said or any(one.startswith(noun) for one in said for noun in nouns if len(noun) > 3):
            return ""
    return frame.where


def _light_unsaid(picture: str, frame: Frame) -> tuple[str, str]:
    """(hour, light and weather), as far as the picture does not say them: nothing may contradict its own words."""
    light = frame.light
    weather_said = light.weather == "clear" or _weather_of(picture) is not None or _is_seen(light.weather, picture)
    at_night = light.time == "night" and re.search(r"\b(?:moon\w*|stars?|starry|starlight)\b", picture, re.I)
    time_said = bool(time_in(picture) or at_night)
    if not time_said and not _LIT.search(picture) and (light.weather == "clear" or not weather_said):
        return "", light.words
    hour = "" if time_said or light.time == "day" or frame.setting in _TIMELESS else f"at {light.time}"
    return hour, "" if weather_said else _PLAIN_WEATHER[light.weather]


def _is_seen(weather: str, picture: str) -> bool:
    return bool(re.search(rf"\b(?:{_WEATHER_SEEN[weather]})\b", picture, re.I))


def _weather_of(picture: str) -> Weather | None:
    """The weather that a picture shows for itself: what falls, blows or hangs in the air, not what lies there."""
    return next((weather for weather, words in _WEATHER_NAMED.items() if re.search(words, picture, re.I)), None)


def new_looks(shot: Shot, before: Sequence[CastMember], after: Sequence[CastMember]) -> Shot:
    """The shot with every member's old description replaced by the new one, and the colour in its staging."""
    prompt = shot.prompt
    for old, new in zip(before, after, strict=True):
        if old.description != new.description:
            prompt = re.sub(re.escape(old.description), lambda _, text=new.description: text, prompt, flags=re.I)  # type: ignore[misc]
    if prompt == shot.prompt:
        return shot
    prompt = prompt[:1].upper() + prompt[1:]
    staging = shot.staging
    if staging is not None and staging.auto:
        colors = {member.id: member.color for member in after}
        subjects = tuple(
            one.model_copy(update={"color": colors[one.cast]}) if one.cast in colors else one
            for one in staging.subjects
        )
        staging = stamped(staging.model_copy(update={"subjects": subjects}), prompt)
    return shot.model_copy(update={"prompt": prompt, "staging": staging})


def with_lengths(scenes: Sequence[Scene], seconds: float) -> tuple[Scene, ...]:
    """Every shot as much longer as makes up, all together, for what the transitions take away."""
    shots = [shot for scene in scenes for shot in scene.shots]
    overlaps = sum(shot.transition_in.seconds for shot in shots[1:])
    longer = min(60.0, round(seconds + overlaps / len(shots), 3))
    return tuple(
        scene.model_copy(
            update={"shots": tuple(shot.model_copy(update={"seconds": longer}) for shot in scene.shots)}
        )
        for scene in scenes
    )  # fmt: skip
