"""What every figure here is: sizes, a habitat, and a pure painting function of pen, moment and view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from moviefactory.movie import Action
from moviefactory.video.animatic.figure import Habitat, Sprite, View
from moviefactory.video.animatic.figures.pen import Pen, Reach

Paint = Callable[[Pen, float, View], float]


@dataclass(frozen=True)
class Role:
    """What a figure is asked to be: its words from the plan, cleaned, and a seed that varies the looks."""

    noun: str
    action: Action = "idle"
    color: str = ""
    prop: str = ""
    seed: int = 0

    @property
    def phase(self) -> float:
        """A start in [0, 1) for the figure's cycles, so that two of a kind do not move in step."""
        return (self.seed * 0.6180339887) % 1.0


@dataclass
class Actor:
    """A Figure whose picture is made by `paint(pen, time_s, view) -> lift in metres`; `reach` bounds what it draws."""

    height_m: float
    length_m: float
    habitat: Habitat
    speed_m_s: float
    views: tuple[View, ...]
    reach: Reach
    paint: Paint

    def draw(self, time_s: float, px_per_m: float, view: View = "side") -> Sprite:
        """The figure at `time_s`, at `px_per_m`; a view it does not have is answered with its first."""
        pen = Pen.on(self.reach, px_per_m, self.height_m)
        lift_m = self.paint(pen, time_s, view if view in self.views else self.views[0])
        rgba, anchor_px, glows = pen.finish()
        return Sprite(rgba, anchor_px, max(0.0, lift_m) * px_per_m, glows)
