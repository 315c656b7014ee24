"""The audio room: a sound in words goes in, a file of a licensed library comes out. The verb is `choose_cue.py`.

A matcher says how well each sound of a library answers a query; everything else (kinds, floor, pinned files, licences)
is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from moviefactory.errors import NotInstalled, PlanError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from moviefactory.audio.library import LibraryEntry

MATCHERS = {
    "caption": "moviefactory.audio.caption_matcher:CaptionMatcher",
    "clap": "moviefactory.audio.clap_matcher:ClapMatcher",
    "pe-av": "moviefactory.audio.pe_av_matcher:PeAvMatcher",
}


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

    def scores(self, query: str, entries: Sequence[LibraryEntry]) -> NDArray[np.float32]:
        """(n,) float32: 1 is just what `query` says, below about 0.3 is not it, 0 or less has nothing to do with it."""
        ...


@cache  # one encoder per process, however many sounds ask
def load_matcher(name: str) -> Matcher:
    """The matcher `name`. Raises PlanError for a name that is none, NotInstalled for one that is not there yet."""
    if name not in MATCHERS:
        raise PlanError(f"audio.matcher: there is no matcher {name!r}; choose one of {', '.join(MATCHERS)}")
    module, _, attribute = MATCHERS[name].partition(":")
    try:
        made = getattr(import_module(module), attribute)()
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise NotInstalled(
            f"audio.matcher: the {name} matcher is not part of this version; use --matcher caption"
        ) from error
    return cast(Matcher, made)
