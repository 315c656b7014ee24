"""Requests for the script room's tests, and the ideas that several of them share."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from moviefactory.movie import Movie
from moviefactory.script import Desk, ScriptRequest, load_writer
from moviefactory.settings import ScriptSettings

STYLE = "4K, high resolution, cinematic lighting"
IDEAS = (
    "a race between a car and an airplane",
    "a panda dancing in the snow",
    "a lonely lighthouse keeper waiting for his son in a storm",
    "two astronauts playing chess on Mars",
    "a little blue elf exploring an enchanted forest",
    "a robot that falls in love with a toaster",
    "a chef cooking pasta",
    "the beginning of the universe",
    "a dog chases a cat through the city",
    "kids build a snowman",
    "a detective looking for a stolen painting in Paris",
    "a knight fights a dragon",
    "a volcano erupting",
    "a blooming rose",
    "an old clock",
    "a birthday party for a small robot",
    "a ninja escaping from a castle at night",
    "a ship sailing through a storm",
    "fish",
    "loneliness",
    "Tokyo at night",
    "a cowboy rides his horse into the sunset",
    "children jumping rope in the street",
    "a grandmother teaching a boy to bake bread",
)


def request(idea: str = "", **changes: Any) -> ScriptRequest:
    """A request with the default settings; `changes` are its fields, or those of ScriptSettings."""
    fields = {name: changes.pop(name, "") for name in ("setting", "character", "action", "tone")}
    return ScriptRequest(
        idea=idea,
        style=changes.pop("style", STYLE),
        seed=changes.pop("seed", 0),
        frame_rate=Fraction(24),
        size_px=(3072, 1280),
        settings=ScriptSettings(**changes),
        **fields,
    )


def written(idea: str = "", **changes: Any) -> Movie:
    """The movie that the offline writer makes of `idea`."""
    return load_writer("offline")(request(idea, **changes), Desk()).movie


def prompts(movie: Movie) -> list[str]:
    return [shot.prompt for _, shot in movie.shots()]
