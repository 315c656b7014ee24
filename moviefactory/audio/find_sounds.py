"""Searching the libraries by hand: by words, by a clip that the sound shall suit, by a sound that it is like.

A matcher that sees compares the clip itself. For one that only reads, a clip of ours speaks through the prompt that it
was made from, and any clip through its motion: where something is seen to hit, single events come before beds.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moviefactory.audio import Matcher, Query
from moviefactory.audio.choose_cue import best_of, fused_scores
from moviefactory.audio.impacts import impacts_of, motion_changes
from moviefactory.audio.library import Library, LibraryEntry
from moviefactory.errors import MediaError, PlanError
from moviefactory.jobs.job import RECEIPT, read_receipt
from moviefactory.media.frames import read_frames
from moviefactory.media.probe import probe
from moviefactory.settings import AudioSettings

LOOKED_AT = 512  # of the best are ordered by the motion as well
SUITS_MOTION = 0.03  # of the score: decides between sounds that answer the words about equally well


@dataclass(frozen=True)
class Found:
    """The sounds that answer, best first, with their scores; `notes` say how the clip was understood."""

    sounds: tuple[tuple[LibraryEntry, float], ...]
    notes: tuple[str, ...] = ()


def find_sounds(query: Query, library: Library, matcher: Matcher, settings: AudioSettings, top: int = 10) -> Found:
    """The `top` sounds of `library` for `query`. Raises PlanError where the matcher has none of its senses, MediaError
    where a file of the query cannot be read."""
    for path in (query.video, query.sound):
        if path is not None and not path.is_file():
            raise MediaError(f"{path} is not there; name a file")
    if query.sound is not None and "sound" not in matcher.senses:
        raise PlanError(
            f"{query.sound.name}: this matcher reads and does not hear; take --matcher aisfx, clap or pe-av"
        )
    if query.text and "text" not in matcher.senses:
        raise PlanError("this matcher compares sounds and reads no words; take --matcher caption, clap or pe-av")
    if not query.video or "video" in matcher.senses:
        scores = fused_scores(query, library, matcher, settings)
        return Found(_listed(scores, scores, library, top))
    prompt = _prompt_of(query.video)
    text = query.text or prompt
    if not text and not query.sound:
        raise PlanError(
            f"{query.video.name}: this matcher reads words and does not see; say in words what is heard in the clip, "
            "or take one that sees: --matcher pe-av"
        )
    scores = fused_scores(Query(text, sound=query.sound), library, matcher, settings)
    ranks, notes = scores, [f"{query.video.name}: this matcher does not see (--matcher pe-av does)"]
    if prompt and query.text and "text" in matcher.senses:
        ranks = scores + np.float32(settings.context_weight) * matcher.scores(Query(prompt), library)
    if prompt:
        notes.append(f"the clip's own prompt counts: {prompt[:120]}")
    hits = _hits(query.video)
    notes.append(f"{hits} moments are seen to hit, so events come first" if hits else "nothing is seen to hit in it")
    near = best_of(ranks, np.arange(len(ranks)), LOOKED_AT)
    ranks = ranks.copy()
    ranks[near] += [SUITS_MOTION * _suits(library.entries[index], hits) for index in near]
    return Found(_listed(ranks, scores, library, top), tuple(notes))


def _listed(
    ranks: np.ndarray, scores: np.ndarray, library: Library, top: int
) -> tuple[tuple[LibraryEntry, float], ...]:
    order = best_of(ranks, np.arange(len(ranks)), top)
    if not order.size or scores[order].max() <= 0:  # nothing answers
        return ()
    found = ((library.entries[index], round(min(max(float(scores[index]), 0.0), 1.0), 4)) for index in order)
    return tuple((entry, score) for entry, score in found if entry.path.is_file())


def _suits(entry: LibraryEntry, hits: int) -> float:
    """1 for an event where something hits, and for a bed where nothing does."""
    bed = entry.loop or entry.kind == "ambience"
    return float(bed != bool(hits))


def _prompt_of(clip: Path) -> str:
    """The prompt that a clip of ours was made from, as its receipt has it; "" for any other file."""
    receipt = read_receipt(clip.with_name(clip.name + RECEIPT)) or {}
    shot = receipt.get("inputs", {}).get("shot", {})
    return str(shot.get("prompt", "")) if isinstance(shot, dict) else ""


def _hits(clip: Path) -> int:
    rate = probe(clip).frame_rate
    return len(impacts_of(motion_changes(read_frames(clip)), float(rate))) if rate else 0
