"""The verb of the room: which file answers a sound of the plan, and why that one.

Reads texts and numbers; opens a sound only when a person pinned a file or nobody has measured it. Where in the movie a
cue is heard, and the plan's gain, are the compose room's business.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moviefactory.audio import Matcher, Query
from moviefactory.audio.bm25 import stems
from moviefactory.audio.catalogue import remember_measurement
from moviefactory.audio.entries import find_entry
from moviefactory.audio.library import OWN, EntryKind, Library, LibraryEntry
from moviefactory.audio.measure import measure
from moviefactory.errors import PlanError
from moviefactory.movie import Sound, digest
from moviefactory.settings import AudioSettings
from moviefactory.timeline import Cue, SoundKind

WARN_BELOW = 0.45  # a choice that scores less is worth a look
VAGUE_WORDS, MOST_CONTEXT = 4, 3.0  # "engine" says less than "tractor engine chugging": with fewer words than this the
# context counts for up to so many times more (measured: 57 of 58 vague phrases right, 48 with the same share for all)
MOST_NEAR = 512  # of the best are looked at more closely
NEAR = 0.68  # the context decides among sounds that score this share of the best; it never brings in another
TIE = 0.01  # takes of one kind of sound that score this close are equally good: the seed picks
REUSE_PENALTY, MOST_REUSE_PENALTY = 0.015, 0.06  # from the third use on; one car keeps its engine
NOT_A_BED = 0.12  # a single event where a bed is asked for
SHORT_BED = 0.08  # a bed that is over before the scene is, and cannot be repeated
BED_AS_EFFECT = 0.05  # an ambience where an event is asked for: right for "engine idling" if nothing else is
# Words that say that it is a sound, or that it is a place, but not which.
_ONLY_SOUND = re.compile(
    r"\b(background|ambien(ce|t)|atmospheres?|sfx|(sound )?effects?|sounds?|noises?)\b( of\b)?", re.IGNORECASE
)
_ONLY_HEADING = re.compile(r"\b(ext|int|day)\b\.?", re.IGNORECASE)


@dataclass(frozen=True)
class SoundRequest:
    """All that a choice may know. `context` says where it is and who is there, `folder` is that of the movie.

    `video` is the silent clip of the shot, for matchers that see.
    """

    sound: Sound
    context: str
    length_s: float
    seed: int
    folder: Path | None = None
    video: Path | None = None


@dataclass(frozen=True)
class Choosing:
    """The cue, or None and why. `best` are the closest sounds (name, score), best first, whatever was taken."""

    cue: Cue | None
    reason: str
    best: tuple[tuple[str, float], ...] = ()

    @property
    def unsure(self) -> bool:
        """Whether a person should look at it."""
        return self.cue is None or self.cue.score < WARN_BELOW


def choose_cue(
    request: SoundRequest, library: Library, matcher: Matcher, settings: AudioSettings, used: Mapping[str, int]
) -> Choosing:
    """The best sound of the library for `request.sound`, or none when nothing reaches `settings.floor`.

    used: how often each file (as text) was chosen before in this movie. Score and floor are the matcher's for the
    sound's own words (and the clip, where it sees); the context and the penalties only order what is near. The same
    input gives the same choice. A pinned file wins. Raises PlanError when the pinned file is missing, not allowed or
    outside the allowed folders.
    """
    sound = request.sound
    if sound.file:
        return _pinned(request, library)
    if sound.kind == "voice":
        return Choosing(None, "write what is said as `narration:` of the shot, or name a recording in `file`")
    if not library.entries:
        return Choosing(None, "the sound library is empty")
    query = _without(_ONLY_SOUND, sound.description) or _without(_ONLY_HEADING, request.context)
    scores = fused_scores(Query(query, request.video), library, matcher, settings)
    best = _closest(scores, library.entries)
    near = best_of(scores, np.flatnonzero((scores >= settings.floor) & (scores >= NEAR * scores.max())), MOST_NEAR)
    if not near.size:
        name, score = best[0]
        return Choosing(None, f"nothing fits: the closest, {name!r}, scores {score:.2f} of {settings.floor:.2f}", best)
    share = settings.context_weight * min(max(VAGUE_WORDS / max(len(stems(query)), 1), 1.0), MOST_CONTEXT)
    candidates = [library.entries[index] for index in near]
    ranks = (scores + np.float32(share) * matcher.scores(Query(request.context), library))[near]
    ranks -= np.array([_against(entry, request, used.get(str(entry.path), 0)) for entry in candidates], np.float32)
    chosen = _settle_tie(ranks, request, candidates)
    entry, score = candidates[chosen], float(scores[near[chosen]])
    reason = _reason(entry, score, best)
    return Choosing(_cue(sound.id, sound.kind, entry, score, reason), reason, best)


def fused_scores(query: Query, library: Library, matcher: Matcher, settings: AudioSettings) -> NDArray[np.float32]:
    """(n,) float32: the scores of every sense of `query` that the matcher has, weighted as the plan says.

    Raises PlanError when it has none of them.
    """
    weights = {"text": settings.text_weight, "video": settings.video_weight, "sound": settings.text_weight}
    parts = {"text": Query(query.text), "video": Query(video=query.video), "sound": Query(sound=query.sound)}
    asked = [sense for sense, part in parts.items() if sense in matcher.senses and part != Query()]
    total = sum(weights[sense] for sense in asked)
    if not asked:
        raise PlanError(
            f"audio.matcher: this matcher understands {', '.join(sorted(matcher.senses))} only, which the query has not"
        )
    if len(asked) == 1 or not total:
        return matcher.scores(parts[asked[0]], library)
    shares = [np.float32(weights[sense] / total) * matcher.scores(parts[sense], library) for sense in asked]
    return np.asarray(sum(shares), np.float32)


def best_of(scores: NDArray[np.float32], among: NDArray[np.intp], top: int) -> NDArray[np.intp]:
    """Those `top` of the indices `among` that score highest, best first; of equals the one that comes first."""
    if len(among) > top:
        among = among[scores[among] >= np.partition(scores[among], len(among) - top)[len(among) - top]]
    return among[np.argsort(-scores[among], kind="stable")][:top]


def _closest(scores: NDArray[np.float32], entries: Sequence[LibraryEntry]) -> tuple[tuple[str, float], ...]:
    order = best_of(scores, np.arange(len(scores)), 3)
    return tuple((entries[index].name, round(max(float(scores[index]), 0.0), 3)) for index in order)


def _without(words: re.Pattern[str], text: str) -> str:
    """`text` without `words` and what they leave at its edges; may be ""."""
    return " ".join(words.sub(" ", text).split()).strip(" ,.;:-")


def _against(entry: LibraryEntry, request: SoundRequest, uses: int) -> float:
    penalty = min(REUSE_PENALTY * max(uses - 1, 0), MOST_REUSE_PENALTY)
    if request.sound.kind == "ambience":
        if entry.kind != "ambience" and not entry.loop:
            penalty += NOT_A_BED
        elif not entry.loop and 0 < entry.seconds < request.length_s:
            penalty += SHORT_BED
    elif entry.kind == "ambience":
        penalty += BED_AS_EFFECT
    return penalty


def _settle_tie(ranks: NDArray[np.float32], request: SoundRequest, candidates: Sequence[LibraryEntry]) -> int:
    """The first in rank, or, by the seed, another take of the same kind of sound (same CatID) that is as good."""
    first = int(np.argmax(ranks))
    catid = candidates[first].catid
    equal = [one for one, entry in enumerate(candidates) if entry.catid == catid and ranks[one] >= ranks[first] - TIE]
    lot = {one: digest(request.seed, request.sound.id, candidates[one].path.name) for one in equal}
    return min(equal, key=lambda one: lot[one]) if catid else first


def _reason(entry: LibraryEntry, score: float, best: tuple[tuple[str, float], ...]) -> str:
    others = [(name, value) for name, value in best if name != entry.name]
    text = f"matched {entry.name!r} at {score:.2f}"
    if not others:
        return text
    name, value = others[0]
    return f"{text}; {'next best' if value <= score else 'closer by its words alone'}: {name!r} at {value:.2f}"


def _cue(sound_id: str, kind: SoundKind, entry: LibraryEntry, score: float, reason: str) -> Cue:
    """The whole file as a cue; what no catalogue has measured is measured now, and remembered."""
    entry = measured_entry(entry)
    return Cue(
        sound_id=sound_id,
        kind=kind,
        path=entry.path,
        start_in_file_s=0.0,
        length_s=entry.seconds,
        gain_db=0.0,  # the plan's gain is added where the cue is placed, so that changing it chooses nothing anew
        licence=entry.licence,
        score=round(min(max(score, 0.0), 1.0), 4),
        reason=reason,
        name=entry.name,
        caption=entry.caption,
        author=entry.author,
        source=entry.source,
        loop=entry.loop,
        onset_s=entry.onset_s,
        onsets_s=entry.onsets_s,
        level_lufs=entry.level_lufs,
    )


def measured_entry(entry: LibraryEntry) -> LibraryEntry:
    """`entry` with its length, its onsets and its level. Raises MediaError where there is no sound in the file."""
    if entry.measured:
        return entry
    found = measure(entry.path, event=entry.kind == "effect")
    remember_measurement(entry.content, found)
    return replace(
        entry,
        seconds=found.seconds,
        onset_s=found.onset_s,
        onsets_s=found.onsets_s,
        level_lufs=found.level_lufs,
        measured=True,
    )


def _pinned(request: SoundRequest, library: Library) -> Choosing:
    sound = request.sound
    path = pinned_path(sound.file, request.folder, library, f"sound {sound.id!r}")
    kind: EntryKind = "ambience" if sound.kind == "ambience" else "effect"
    own = LibraryEntry(path, path.stem, sound.description, kind, OWN, source=sound.file)
    reason = f"the plan names {sound.file!r}"
    return Choosing(_cue(sound.id, sound.kind, library.find(path) or own, 1.0, reason), reason)


def pinned_path(file: str, folder: Path | None, library: Library, whose: str) -> Path:
    """The file that a person named for `whose`, looked for in the movie's folder and then in the libraries.

    Raises PlanError when it is missing, lies elsewhere (links followed), or is a library file without allowed licence.
    """
    roots = [root.resolve() for root in (folder, *library.folders) if root is not None]
    found = [path for path in ((root / file).resolve() for root in roots) if path.is_file()]
    inside = [path for path in found if any(path.is_relative_to(root) for root in roots)]
    if not inside:
        why = "lies outside the movie's folder and the sound libraries" if found else "is not there"
        raise PlanError(f"{whose}: file {file!r} {why}; copy it into the movie's folder and name it from there")
    if refused := find_entry(library.refused, inside[0]):
        raise PlanError(f"{whose}: the licence {refused.licence!r} of {file!r} is not in audio.licences")
    at_home = folder is not None and inside[0].is_relative_to(folder.resolve())
    if not at_home and library.find(inside[0]) is None:
        raise PlanError(f"{whose}: {file!r} has no row in the catalogue of its library, so its licence is unknown")
    return inside[0]
