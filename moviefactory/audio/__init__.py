"""The audio room: a sound in words goes in, a file of a licensed library comes out. The verb is `choose_cue.py`.

A matcher says how well each sound of a library answers a query; everything else (kinds, floor, pinned files, licences)
is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, cast

from moviefactory.errors import NotInstalled, PlanError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from moviefactory.audio.library import Library
    from moviefactory.hub.wanted import Missing
    from moviefactory.settings import AudioSettings

MATCHERS = {
    "caption": "moviefactory.audio.caption_matcher:CaptionMatcher",
    "clap": "moviefactory.audio.clap_matcher:ClapMatcher",
    "pe-av": "moviefactory.audio.pe_av_matcher:PeAvMatcher",
    "aisfx": "moviefactory.audio.aisfx_matcher:AisfxMatcher",
}
Sense = Literal["text", "video", "sound"]


@dataclass(frozen=True)
class Query:
    """What is looked for, in one or several senses: words, a clip that it shall suit, a sound that it is like."""

    text: str = ""
    video: Path | None = None
    sound: Path | None = None


class Matcher(Protocol):
    """Any tool that compares a query with the sounds of a library."""

    @property
    def revision(self) -> str:
        """Names the tool, its version and its weights: an input of the jobs that use it."""
        ...

    @property
    def note(self) -> str:
        """A line for the person when the matcher works with less than it could; else ""."""
        ...

    @property
    def senses(self) -> frozenset[Sense]:
        """The parts of a query that it understands."""
        ...

    @property
    def credit(self) -> str:
        """The line of CREDITS.txt that its weights ask for; else ""."""
        ...

    def check(self) -> None:
        """Raise PlanError or NotInstalled where the weights cannot be used. It keeps no memory for them afterwards."""
        ...

    def prepare(self, library: Library, progress: Callable[[int, int], None]) -> None:
        """Compute what `scores` needs of the library's sounds and keep it; a killed run goes on where it stopped."""
        ...

    def scores(self, query: Query, library: Library) -> NDArray[np.float32]:
        """(n,) float32 over `library.entries`, for a query of one sense that it understands.

        1 is just what is asked for, below about 0.3 is not it, 0 or less has nothing to do with it.
        """
        ...


def missing_weights_of(settings: AudioSettings) -> list[Missing]:
    """What would have to be fetched before the chosen matcher can work. Raises PlanError for a name that is none."""
    usual = {"clap": "moviefactory.audio.clap_matcher", "pe-av": "moviefactory.audio.pe_av_matcher"}
    if settings.matcher not in usual:
        return []
    from moviefactory.audio.audio_weights import missing

    return missing(settings.model or import_module(usual[settings.matcher]).DEFAULT)


@cache  # one encoder per process, however many sounds ask
def load_matcher(name: str, model: str = "") -> Matcher:
    """The matcher `name` with the weights `model` (a folder or a hub id; "": its usual ones).

    Raises PlanError for a name that is none or weights that cannot be used, NotInstalled where a package is missing.
    """
    if name not in MATCHERS:
        raise PlanError(f"audio.matcher: there is no matcher {name!r}; choose one of {', '.join(MATCHERS)}")
    module, _, attribute = MATCHERS[name].partition(":")
    try:
        made = getattr(import_module(module), attribute)(model)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("moviefactory") and error.name != module:
            raise
        from moviefactory.audio.audio_weights import EXTRA

        raise NotInstalled(
            f"audio.matcher: the {name} matcher needs {error.name}; {EXTRA}, or use --matcher caption"
        ) from error
    return cast(Matcher, made)
