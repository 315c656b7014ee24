"""A matcher for tests that likes every sound alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from moviefactory.audio import Query, Sense
from moviefactory.audio.library import Library


class Indifferent:
    revision = "indifferent-1"
    note = ""
    credit = ""
    senses: frozenset[Sense] = frozenset({"text"})

    def prepare(self, library: Library, progress: Callable[[int, int], None]) -> None:
        """Nothing to prepare."""

    def scores(self, query: Query, library: Library) -> NDArray[np.float32]:
        return np.zeros(len(library.entries), np.float32)
