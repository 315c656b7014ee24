"""A sound's entry: what the catalogue says of it, and the function that makes it."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from .tools import Array

Maker = Callable[[Generator], Array]


@dataclass(frozen=True)
class Recipe:
    """`catid` is of the Universal Category System (UCS 8.2), `name` its FXName, `caption` what is heard."""

    kind: str  # ambience | effect
    catid: str
    name: str
    caption: str
    tags: str
    loop: bool
    make: Maker

    @property
    def file(self) -> str:
        """Relative to `audio_db/`."""
        folder = "ambiences" if self.kind == "ambience" else "effects"
        return f"{folder}/{self.catid}_{self.name.replace(' ', '-')}.ogg"

    def samples(self) -> Array:
        """Mono (n,) or stereo (n, 2). The seed comes from the name: a new sound changes no other."""
        return self.make(np.random.default_rng(zlib.crc32(f"{self.catid} {self.name}".encode())))


RECIPES: list[Recipe] = []


def _entry(kind: str, catid: str, name: str, text: tuple[str, str], loop: bool) -> Callable[[Maker], Maker]:
    def enter(make: Maker) -> Maker:
        RECIPES.append(Recipe(kind, catid, name, text[0], text[1], loop, make))
        return make

    return enter


def effect(catid: str, name: str, caption: str, tags: str) -> Callable[[Maker], Maker]:
    """An event of some seconds."""
    return _entry("effect", catid, name, (caption, tags), False)


def looped(catid: str, name: str, caption: str, tags: str) -> Callable[[Maker], Maker]:
    """An effect that goes on for as long as it is needed: an engine, a servo."""
    return _entry("effect", catid, name, (caption, tags), True)


def bed(catid: str, name: str, caption: str, tags: str) -> Callable[[Maker], Maker]:
    """A place that lasts a scene."""
    return _entry("ambience", catid, name, (caption, tags), True)
