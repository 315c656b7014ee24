"""Who plays: the figures of a staging. The same member of the cast looks the same in every shot of the movie."""

from __future__ import annotations

from moviefactory.movie import CastMember, Staging, Subject, digest
from moviefactory.video.animatic.choreography import MOST_COPIES
from moviefactory.video.animatic.figure import Figure
from moviefactory.video.animatic.figures import figure_for

_COPY = 7919  # apart in seeds, so that two of a kind are not twins


def troupes_for(staging: Staging, cast: tuple[CastMember, ...]) -> tuple[tuple[Figure, ...], ...]:
    """For each subject its figures, as many as it counts (at most MOST_COPIES)."""
    seen: dict[str, int] = {}
    troupes = []
    for subject in staging.subjects:
        member = next((one for one in cast if one.id == subject.cast), None)
        key = look_of(subject, member)
        seen[key] = seen.get(key, -1) + 1
        troupes.append(_troupe(_played(subject, member), int(digest(key, seen[key])[:8], 16)))
    return tuple(troupes)


def look_of(subject: Subject, member: CastMember | None) -> str:
    """What decides a figure's looks: who it is and how it was described, else its noun; never the shot."""
    if member is not None:
        return digest(member.id, member.description)
    return digest(subject.noun.strip().lower())


def _played(subject: Subject, member: CastMember | None) -> Subject:
    """The subject as its figure gets it: in its colour; on wheels a leap is a bump that `paths` adds."""
    change: dict[str, object] = {}
    if member is not None and not subject.color and member.color:
        change["color"] = member.color
    if subject.kind == "vehicle" and subject.action in ("jump", "fly", "climb"):
        change["action"] = "run"
    return subject.model_copy(update=change) if change else subject


def _troupe(subject: Subject, seed: int) -> tuple[Figure, ...]:
    single = subject.model_copy(update={"count": 1})
    first = figure_for(single, seed)
    if getattr(first, "members", None):  # the noun itself is many: "a flock of birds"
        return (first,)
    more = min(subject.count, MOST_COPIES)
    return (first, *(figure_for(single, seed + _COPY * index) for index in range(1, more)))
