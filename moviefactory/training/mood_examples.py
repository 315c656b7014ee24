"""What an ear for moods learns from: tracks whose moods are stated, as pieces on the disk, dealt out to folds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moviefactory.audio.choose_music import stated_music
from moviefactory.audio.library import Library
from moviefactory.audio.mood_crnn import Pieces, pieces_of
from moviefactory.errors import MediaError, PlanError
from moviefactory.jobs.job import sha256_of
from moviefactory.movie import MOODS, digest
from moviefactory.workspace import replacing

LEAST_MOODS, LEAST_TRACKS, LEAST_OF_A_MOOD = 2, 8, 2


@dataclass(frozen=True)
class Example:
    """One track: where its pieces lie, how many they are, and the number of its mood."""

    content: str
    mood: int
    pieces: int
    file: Path

    def read(self) -> Pieces:
        return np.asarray(np.load(self.file), np.float32)


def usable_tracks(library: Library) -> dict[Path, str]:
    """The stated mood of every track, without moods of which there is too little."""
    stated = {track.path: track.mood for track in stated_music(library)}
    counts = Counter(stated.values())
    usable = {path: mood for path, mood in stated.items() if counts[mood] >= LEAST_OF_A_MOOD}
    if len(set(usable.values())) < LEAST_MOODS or len(usable) < LEAST_TRACKS:
        have = ", ".join(f"{mood} {count}" for mood, count in sorted(counts.items())) or "none"
        raise PlanError(
            f"audio train-mood: it needs at least {LEAST_TRACKS} tracks of at least {LEAST_MOODS} moods, "
            f"{LEAST_OF_A_MOOD} of each; the library states: {have}. Tag more music (genre or mood: "
            f"{', '.join(MOODS)}) and add its folder with `moviefactory audio add`"
        )
    return usable


def prepared(
    stated: Mapping[Path, str], moods: Sequence[str], folder: Path, tell: Callable[[int], None]
) -> tuple[list[Example], tuple[str, ...]]:
    """The pieces of every track on the disk, each content once; and what could not be heard, with the reason."""
    found: dict[str, Example] = {}
    skipped = []
    for number, (path, mood) in enumerate(stated.items(), start=1):
        try:
            content = sha256_of(path)
            file = folder / f"{content}.npy"
            if not file.is_file():
                _save_pieces(pieces_of(path), file)
            count = int(np.load(file, mmap_mode="r").shape[0])
            found.setdefault(content, Example(content, moods.index(mood), count, file))
        except (MediaError, FileNotFoundError) as error:
            skipped.append(str(error))
        tell(number)
    if len(found) < LEAST_TRACKS or len({one.mood for one in found.values()}) < LEAST_MOODS:
        raise PlanError(
            f"audio train-mood: only {len(found)} tracks can be heard and differ, it needs {LEAST_TRACKS} of "
            f"{LEAST_MOODS} moods; {skipped[0] if skipped else 'the others are copies of each other'}"
        )
    return [found[content] for content in sorted(found)], tuple(skipped)


def _save_pieces(pieces: Pieces, file: Path) -> None:
    with replacing(file) as partial, partial.open("wb") as stream:
        np.save(stream, pieces.astype(np.float16))


def dealt_out(examples: Iterable[Example], parts: int, seed: int) -> list[tuple[Example, ...]]:
    """The tracks in `parts` folds, every mood spread over all of them; by lot, the seed's."""
    order = sorted(examples, key=lambda one: (one.mood, digest(seed, one.content)))
    return [tuple(order[number::parts]) for number in range(parts)]
