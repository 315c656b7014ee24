"""The library's noun: one sound and what is known of it; and a sequence of them that need not be in memory at once."""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain
from pathlib import Path
from typing import Literal, Protocol, overload, runtime_checkable

from moviefactory.audio.ucs import category_words

EntryKind = Literal["ambience", "effect", "music"]
NOT_MEASURED_LUFS = -20.0


@dataclass(frozen=True)
class LibraryEntry:
    """One sound. `seconds` is 0 where nobody knows; while it is not `measured`, onsets and level mean nothing."""

    path: Path
    name: str
    caption: str
    kind: EntryKind
    licence: str
    catid: str = ""
    tags: tuple[str, ...] = ()
    loop: bool = False
    seconds: float = 0.0
    onset_s: float = 0.0
    level_lufs: float = NOT_MEASURED_LUFS
    author: str = ""
    source: str = ""
    mood: str = ""  # of music, as are the next two
    bpm: float = 0.0
    musical_key: str = ""
    onsets_s: tuple[float, ...] = ()
    content: str = ""  # hex SHA-256 of the file, where it is known
    measured: bool = False

    @property
    def document(self) -> str:
        """The text that matchers read: "vehicles: engine rev. A car engine revs up twice. motor race"."""
        head = ": ".join(part for part in (category_words(self.catid), self.name.lower()) if part)
        return ". ".join(part.strip(" .") for part in (head, self.caption, " ".join(self.tags)) if part.strip(" ."))


@runtime_checkable
class Searchable(Protocol):
    """A sequence that finds a file without a look at each of its entries."""

    def find(self, path: Path) -> LibraryEntry | None: ...


class LateEntries(Sequence[LibraryEntry]):
    """A sequence of which `at` fetches one sound; `len` tells how many there are."""

    @abstractmethod
    def at(self, place: int) -> LibraryEntry:
        """The sound at `place`, 0 <= place < len."""

    @overload
    def __getitem__(self, index: int) -> LibraryEntry: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[LibraryEntry, ...]: ...
    def __getitem__(self, index: int | slice) -> LibraryEntry | tuple[LibraryEntry, ...]:
        if isinstance(index, slice):
            return tuple(self.at(place) for place in range(*index.indices(len(self))))
        place = int(index) + (len(self) if index < 0 else 0)
        if not 0 <= place < len(self):
            raise IndexError(f"no sound {index} among {len(self)}")
        return self.at(place)


class Entries(LateEntries):
    """Several sequences of sounds, one after the other; nothing is copied, and what they fetch late stays late."""

    def __init__(self, parts: Sequence[Sequence[LibraryEntry]]) -> None:
        self._parts = tuple(parts)

    @cached_property
    def _stops(self) -> list[int]:
        return list(accumulate(len(part) for part in self._parts))

    def __len__(self) -> int:
        return self._stops[-1] if self._stops else 0

    def __iter__(self) -> Iterator[LibraryEntry]:
        return chain.from_iterable(self._parts)

    def at(self, place: int) -> LibraryEntry:
        part = bisect_right(self._stops, place)
        return self._parts[part][place - (self._stops[part - 1] if part else 0)]

    def find(self, path: Path) -> LibraryEntry | None:
        """The entry of the file at `path` (absolute), or None."""
        return next((entry for part in self._parts if (entry := find_entry(part, path))), None)


def find_entry(entries: Sequence[LibraryEntry], path: Path) -> LibraryEntry | None:
    """The entry of the file at `path` (absolute), or None; a large library is not read through for it."""
    if isinstance(entries, Searchable):
        return entries.find(path)
    return next((entry for entry in entries if entry.path == path), None)
