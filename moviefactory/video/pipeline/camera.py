"""The one pipeline that this process holds, and the measures by which it fits the memory there is.

A pipeline stays loaded from shot to shot, and so does the rung of the ladder that was found to work. Another rung, or
another model, means loading again; what was there is let go first, so that two are never in memory together.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from moviefactory.errors import StageError
from moviefactory.video.pipeline.load import Recipe, facts_of, load_pipeline
from moviefactory.video.pipeline.memory import (
    Measures,
    after,
    bytes_under,
    choose,
    free_bytes,
    is_out_of_memory,
    need_of,
    part_bytes,
    release,
    start_peak,
)
from moviefactory.video.pipeline.shape import Take
from moviefactory.video.pipeline.speed import speed_up
from moviefactory.video.pipeline.stills import release_stills


class Camera:
    """Holds a pipeline on `device` ("cuda", "mps", "cpu")."""

    def __init__(self, device: str) -> None:
        self.device = device
        self.measures: Measures | None = None
        self.done: tuple[str, ...] = ()  # what was really done to make it fit and to make it fast, in words
        self.loads = 0
        self._recipe: Recipe | None = None
        self._pipe: Any = None

    def ready(self, recipe: Recipe, take: Take) -> Any:
        """The pipeline of `recipe`, loaded under the first measures that should fit passes of `take`."""
        if recipe != self._recipe:
            self.close()
            self.measures = self._chosen(recipe, take)
            self._recipe = recipe
        return self.pipe

    @property
    def pipe(self) -> Any:
        """The pipeline as it is loaded now; loaded again where it was let go."""
        while self._pipe is None:
            try:
                self._load()
            except (RuntimeError, MemoryError, OSError) as error:
                if not is_out_of_memory(error):
                    raise
            if self._pipe is None:  # out of the except block: the traceback held what was half loaded
                self._load_lower()
        return self._pipe

    def _load(self) -> None:
        assert self._recipe is not None and self.measures is not None
        release_stills()  # the model of the key frames: the card holds one of the two
        start_peak(self.device)
        pipe = load_pipeline(self._recipe, self.measures)
        settings = self._recipe.settings
        faster = speed_up(pipe, settings, self._recipe.family.steps_for(settings.steps))
        self.done = (*facts_of(pipe), *faster)
        self.loads += 1
        self._pipe = pipe

    def _load_lower(self) -> None:
        """Memory ran out while loading: only a rung that places the weights elsewhere helps."""
        release()
        rung = self.measures
        while rung is not None and self.measures is not None and _placing(rung) == _placing(self.measures):
            rung = after(rung)
        if rung is None:
            name = Path(self._recipe.folder_or_id).name if self._recipe else ""
            raise StageError(
                f"{name}: out of memory while it was loaded, with every measure taken; close other programs, or take a "
                "smaller model (moviefactory presets)"
            )
        self.measures = rung

    def give_way(self, chains: bool) -> bool:
        """Go down the ladder where memory ran out: the next rung that helps; False where there is none left.

        `chains`: the shot can be rendered in shorter passes, so that rungs with fewer frames help.
        """
        rung = self.measures
        while rung is not None:
            before, rung = rung, after(rung)
            if rung is not None and (chains or _without_frames(rung) != _without_frames(before)):
                break
        if rung is None or self.measures is None:
            return False
        if _placing(rung) != _placing(self.measures):
            self._let_go()
        self.measures = rung
        return True

    def close(self) -> None:
        """Give the pipeline back, and forget what was learnt about its memory."""
        self._let_go()
        self._recipe, self.measures, self.done = None, None, ()

    def _let_go(self) -> None:
        self._pipe = None
        release()

    def _chosen(self, recipe: Recipe, take: Take) -> Measures:
        parts = part_bytes(Path(recipe.folder_or_id), recipe.settings.variant)
        dtype = "float32" if self.device == "cpu" and recipe.settings.dtype == "auto" else recipe.settings.dtype
        need = need_of(parts, recipe.family, take.size_px, max(take.passes), dtype)
        host = free_bytes("cpu") if self.device != "cpu" else None
        free = free_bytes(self.device)
        measures = choose(need, free, recipe.settings.memory, self.device, host)
        if self.device == "cpu" and bytes_under(need, measures) > 4 * free:  # swapping for hours helps nobody
            raise StageError(
                f"{Path(recipe.folder_or_id).name}: needs about {bytes_under(need, measures) / 2**30:.0f} GiB, and "
                f"{free / 2**30:.0f} GiB are free here; render on a graphics card, take a smaller model, or set "
                "video.diffusion.memory to try all the same"
            )
        return measures


def _placing(measures: Measures) -> Measures:
    """The part of the measures that is done while loading."""
    return replace(measures, name="", frames_share=1.0, scale=1.0)


def _without_frames(measures: Measures) -> Measures:
    return replace(measures, name="", frames_share=1.0)
