"""How often a matcher finds the sound that a caption describes, and the caption that describes a sound.

The captions are the questions, so they are kept from the matcher: of a sound it gets the file and, where there is one,
its name. A matcher that reads texts only is thereby tested on file names; of AudioCaps' it can make nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moviefactory.audio import Matcher, Query
from moviefactory.audio.library import OWN, Library, LibraryEntry
from moviefactory.errors import PlanError
from moviefactory.evaluation.retrieval_metrics import Ranking, Ranks, relevant_ranks, summarise
from moviefactory.evaluation.retrieval_sets import RetrievalSet, read_set

MOST_CELLS = 250_000_000  # of the table of all scores (1 GB), which the way back from sound to text needs


@dataclass(frozen=True)
class Scores:
    """The result of a test. `sound_to_text` is None for matchers that have no words for a sound.

    `missing` are the sounds that the list names and the folder has not: print their number with every result.
    """

    layout: str
    source: Path
    matcher: str
    sounds: int
    captions: int
    text_to_sound: Ranking
    sound_to_text: Ranking | None
    missing: tuple[str, ...]
    notes: tuple[str, ...]


def evaluate(folder: Path, matcher: Matcher, progress: Callable[[int, int], None] = lambda done, total: None) -> Scores:
    """Rank all sounds of the set in `folder` for each of its captions, and all captions for each sound.

    folder: see `retrieval_sets.read_set`. Each distinct caption is one query and every sound that carries it is right;
    the other way the best-ranked of a sound's captions counts (Clotho has five). progress(done, total) counts sounds
    that were listened to, then queries. Raises PlanError where the folder has no such set or the matcher no words.
    """
    if "text" not in matcher.senses:
        raise PlanError(
            f"audio.matcher: this one understands {', '.join(sorted(matcher.senses))} only, no captions; test caption, "
            "clap or pe-av"
        )
    asked = read_set(folder)
    library = library_of(asked)
    total = len(asked.sounds) + len(asked.queries)
    matcher.prepare(library, lambda done, of: progress(len(asked.sounds) * done // max(of, 1), total))
    both_ways = "sound" in matcher.senses
    notes = [*asked.notes, *([matcher.note] if matcher.note else [])]
    if both_ways and len(asked.sounds) * len(asked.queries) > MOST_CELLS:
        both_ways = False
        notes.append("sound to text was left out: the table of all scores would not fit into memory")
    table = np.empty((len(asked.queries), len(asked.sounds)), np.float32) if both_ways else None
    ranks: list[Ranks] = []
    for done, query in enumerate(asked.queries):
        scores = matcher.scores(Query(query.text), library)
        ranks.append(relevant_ranks(scores, query.sounds))
        if table is not None:
            table[done] = scores
        progress(len(asked.sounds) + done + 1, total)
    return Scores(
        layout=asked.layout,
        source=asked.source,
        matcher=matcher.revision,
        sounds=len(asked.sounds),
        captions=asked.captions,
        text_to_sound=summarise(ranks, len(asked.sounds)),
        sound_to_text=None if table is None else _way_back(asked, table),
        missing=asked.missing,
        notes=tuple(notes),
    )


def _way_back(asked: RetrievalSet, table: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> Ranking:
    """By the same scores: in a space that words and sounds share, near is near from both sides."""
    own: list[list[int]] = [[] for _ in asked.sounds]
    for number, query in enumerate(asked.queries):
        for sound in query.sounds:
            own[sound].append(number)
    ranks = [relevant_ranks(table[:, sound], numbers) for sound, numbers in enumerate(own)]
    return summarise(ranks, len(asked.queries))


def library_of(asked: RetrievalSet) -> Library:
    """The set's sounds as a library whose entries carry a name and no caption."""
    entries = tuple(
        LibraryEntry(path=path, name=path.stem, caption="", kind="effect", licence=OWN) for path in asked.sounds
    )
    digest = hashlib.sha256()
    for path in asked.sounds:
        stat = path.stat()
        digest.update(f"{path}\x1f{stat.st_size}\x1f{stat.st_mtime_ns}\x1e".encode("utf-8", "surrogateescape"))
    folder = asked.source if asked.source.is_dir() else asked.source.parent
    return Library(entries=entries, refused=(), music=(), folders=(folder,), index_hash=digest.hexdigest())


def lines_of(scores: Scores) -> Iterator[str]:
    """The result as lines for a person: what was tested, with which n, and a row for each direction."""
    lost = f", {len(scores.missing)} missing" if scores.missing else ""
    counts = (
        f"{scores.sounds} sounds{lost}, {scores.captions} captions, {scores.text_to_sound.queries} of them different"
    )
    yield f"{scores.layout}, {scores.source}: {counts}"
    yield f"{'':<14}{'n':>7}{'of':>8}{'R@1':>8}{'R@5':>8}{'R@10':>8}{'mAP@10':>8}{'mAP@16':>8}{'MedR':>8}"
    for name, ranking in (("text to sound", scores.text_to_sound), ("sound to text", scores.sound_to_text)):
        if ranking is not None:
            shares = [*ranking.recall.values(), *ranking.average_precision.values()]
            numbers = "".join(f"{100 * share:>8.1f}" for share in shares)
            yield f"{name:<14}{ranking.queries:>7}{ranking.candidates:>8}{numbers}{ranking.median_rank:>8.1f}"
    yield from scores.notes
