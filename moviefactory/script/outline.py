"""The outline of a film: its scenes, each with one visible event per shot. Long films are planned in acts first.

However long the film, a question holds the act at hand, a synopsis of what happened before, and the places so far.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from moviefactory.movie import CastMember
from moviefactory.script import ScriptRequest
from moviefactory.script.interview import Interview
from moviefactory.script.lexicon import singular
from moviefactory.script.marks import name_of
from moviefactory.script.sanity import names_a_place, problem_of, require_prose
from moviefactory.script.shapes import SceneReply, acts_shape, outline_shape

LONG_SHOTS = 40  # more shots than this are planned in acts
_PART = 6  # scenes per question
_SO_FAR = 1400  # characters of synopsis that go with a question

CastAsker = Callable[[Sequence[str]], tuple[CastMember, ...]]


@dataclass(frozen=True)
class Outline:
    """`acts`: the act of every scene, None in a short film. `cast` is who acts in it."""

    scenes: tuple[SceneReply, ...]
    acts: tuple[int | None, ...]
    cast: tuple[CastMember, ...]
    synopses: tuple[str, ...] = ()  # one per act

    def story(self, most: int) -> list[str]:
        """The film in at most `most` lines: the acts', or the first and the last events."""
        events = [event for scene in self.scenes for event in scene.events]
        if self.synopses or len(events) <= most:
            return list(self.synopses) or events
        return [*events[: most // 2], *events[-most // 2 :]]

    def synopsis_of(self, number: int) -> str:
        """What the act of scene `number` is about; "" in a short film."""
        act = self.acts[number]
        return self.synopses[act - 1] if act else ""


def plan_outline(
    request: ScriptRequest,
    interview: Interview,
    sizes: Sequence[int],
    ask_cast: CastAsker,
    by_rules: Callable[[int, tuple[CastMember, ...]], SceneReply],
) -> Outline | None:
    """Scenes with `sizes[k]` events each; None where the model gave nothing to go on.

    `ask_cast` turns lines of the story into the cast; `by_rules(k, cast)` is scene k where the model brings none.
    """
    words = {name: getattr(request, name) for name in ("idea", "setting", "character", "action", "tone")}
    words["seconds"] = f"{request.settings.shot_seconds:g}"
    if sum(sizes) > LONG_SHOTS:
        return _long(words, interview, sizes, ask_cast, by_rules)
    replies = _part(words, interview, sizes, 0, what="outline")
    if not any(replies):
        return None
    events = [event for reply in replies if reply for event in reply.events]
    cast = ask_cast(events)
    scenes = [reply or _told_by_rules(interview, number, by_rules, cast) for number, reply in enumerate(replies)]
    return Outline(tuple(scenes), (None,) * len(sizes), cast)


def acts_of_film(scenes: int) -> int:
    """In how many acts a long film of so many scenes is told."""
    return min(scenes, max(3, min(12, round(scenes / 7))))


def _long(
    words: Mapping[str, str],
    interview: Interview,
    sizes: Sequence[int],
    ask_cast: CastAsker,
    by_rules: Callable[[int, tuple[CastMember, ...]], SceneReply],
) -> Outline | None:
    count = acts_of_film(len(sizes))
    minutes = max(1, round(sum(sizes) * 3 / 60))
    acts = interview.ask(
        "acts", acts_shape(count), max_tokens=200 * count, acts=count, scenes=len(sizes), minutes=minutes,
        idea=words["idea"], setting=words["setting"], character=words["character"], action=words["action"],
        tone=words["tone"],
    )  # fmt: skip
    if acts is None:
        return None
    synopses = [act.synopsis for act in acts.acts]
    cast = ask_cast(synopses)
    scenes: list[SceneReply] = []
    numbers: list[int | None] = []
    for number, span in enumerate(spans([act.scenes for act in acts.acts], len(sizes)), start=1):
        later = synopses[number][:300] if number < count else ""
        act = {"number": number, "count": count, "synopsis": synopses[number - 1], "next": later}
        for start in range(span.start, span.stop, _PART):
            part = range(start, min(span.stop, start + _PART))
            told = _part(
                words, interview, sizes[part.start : part.stop], part.start,
                what=f"outline of scenes {part.start + 1}-{part.stop}", act=act,
                so_far=so_far(synopses[: number - 1], scenes), cast=named(cast), places=_places(scenes),
                last_time=scenes[-1].time if scenes else "",
            )  # fmt: skip
            scenes += [
                reply or _told_by_rules(interview, at, by_rules, cast) for at, reply in zip(part, told, strict=True)
            ]
        numbers += [number] * len(span)
    return Outline(tuple(scenes), tuple(numbers), cast, tuple(synopses))


def _part(
    words: Mapping[str, str], interview: Interview, sizes: Sequence[int], first: int, *, what: str, **context: Any
) -> list[SceneReply | None]:
    """The scenes of one question; None for each that did not come."""
    shape = outline_shape(list(sizes))
    asked = [{"number": first + at + 1, "shots": size} for at, size in enumerate(sizes)]
    blank: dict[str, Any] = {"act": None, "so_far": "", "cast": [], "places": [], "last_time": ""}
    values = {**blank, **words, **context}

    def check(reply: Any) -> None:
        for at, size in enumerate(sizes):
            require_prose(((f"scenes[{at}].events", event) for event in reply.scenes[at].events), 3)
            if not names_a_place(reply.scenes[at].where):
                raise ValueError(f"scenes[{at}].where: {reply.scenes[at].where!r} is no place")
            if len(reply.scenes[at].events) < size:
                raise ValueError(f"scenes[{at}].events: {len(reply.scenes[at].events)} events, wanted {size}")

    answer = interview.ask(
        "outline", shape, what=what, max_tokens=sum(90 + 60 * size for size in sizes), check=check, scenes=asked,
        **values,
    )  # fmt: skip
    if answer is not None:
        return [_trimmed(scene, size) for scene, size in zip(answer.scenes, sizes, strict=True)]
    saved = _saved(interview.partial, sizes)
    if any(saved) and not _is_about(saved, words):
        return [None] * len(sizes)  # what so confused a model wrote is another film
    if any(saved):
        interview.mended(what)
    return saved


def _is_about(scenes: Sequence[SceneReply | None], words: Mapping[str, str]) -> bool:
    """Whether any event holds a telling word of what was asked for."""
    asked = " ".join(words[name] for name in ("idea", "character", "action")).lower()
    telling = {singular(word) for word in re.findall(r"[^\W\d_]{4,}", asked)}
    told = " ".join(event for scene in scenes if scene for event in scene.events).lower()
    return not telling or bool(telling & {singular(word) for word in re.findall(r"[^\W\d_]{3,}", told)})


def _trimmed(scene: SceneReply, size: int) -> SceneReply:
    plain = SceneReply.model_validate(scene.model_dump())
    return plain.model_copy(update={"events": plain.events[:size]})


def _saved(partial: Any, sizes: Sequence[int]) -> list[SceneReply | None]:
    """What can be used of a reply that was given up: its scenes, as far as they are whole."""
    found = partial.get("scenes") if isinstance(partial, dict) else None
    saved: list[SceneReply | None] = []
    for at, size in enumerate(sizes):
        try:
            scene = SceneReply.model_validate(found[at]) if isinstance(found, list) and at < len(found) else None
        except ValidationError:
            scene = None
        events = [event for event in scene.events if not problem_of(event, 3)] if scene else []
        events = events if scene and names_a_place(scene.where) else []
        saved.append(scene.model_copy(update={"events": padded(events, size)}) if scene and events else None)
    return saved


def padded(events: Sequence[str], size: int) -> list[str]:
    """`size` events: the last ones come again (another view of the same) where there are too few."""
    return [events[min(at, len(events) - 1)] for at in range(size)]


def _told_by_rules(
    interview: Interview,
    number: int,
    by_rules: Callable[[int, tuple[CastMember, ...]], SceneReply],
    cast: tuple[CastMember, ...],
) -> SceneReply:
    interview.by_rules(f"scene {number + 1}", "the model's outline lacks it")
    return by_rules(number, cast)


def spans(wished: Sequence[int], total: int) -> list[range]:
    """The scenes of every act: as many as wished in proportion, at least one each, `total` together."""
    weights = [max(1, one) for one in wished]
    bounds = [0]
    for at in range(1, len(weights)):
        share = round(total * sum(weights[:at]) / sum(weights))
        bounds.append(max(bounds[-1] + 1, min(share, total - (len(weights) - at))))
    bounds.append(total)
    return [range(start, stop) for start, stop in itertools.pairwise(bounds)]


def so_far(synopses: Sequence[str], scenes: Sequence[SceneReply]) -> str:
    """What happened, in at most about `_SO_FAR` characters: the acts that are over, then the last scenes' events.

    Earlier acts shrink to their first sentence, the earliest first, where they would not fit.
    """
    latest: list[str] = []
    for scene in reversed(scenes[-3:]):
        events = " ".join(event.rstrip(".") + "." for event in scene.events)
        if sum(map(len, latest)) + len(events) > _SO_FAR // 2:
            break
        latest.insert(0, f"Then, {scene.where}: {events}")
    acts = [one.strip()[: _SO_FAR // 3] for one in synopses]
    room = _SO_FAR - sum(map(len, latest))
    for at, one in enumerate(acts):
        if sum(map(len, acts)) > room:
            acts[at] = one.split(". ")[0].rstrip(".") + "."
    told = " ".join(acts)
    return " ".join([told if len(told) <= room else "..." + told[-room:], *latest]).strip()


def named(cast: Sequence[CastMember]) -> list[dict[str, str]]:
    """The cast as templates show it."""
    return [{"id": member.id, "name": name_of(member), "description": member.description} for member in cast]


def _places(scenes: Sequence[SceneReply]) -> list[str]:
    return list(dict.fromkeys(scene.where for scene in scenes))[-12:]
