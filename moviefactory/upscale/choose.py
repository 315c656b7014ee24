"""Which upscaler "auto" is: the best that is here, can do it, and needs no more time than the person gave.

Looks for packages and weights, and asks `speeds.py` how long each would take. Makes no pictures; loads torch only where
`Work.folder` is given and torch is to do the work, and starts ncnn's worker where nobody tried it on this machine yet.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import Any

from moviefactory.errors import MovieFactoryError
from moviefactory.settings import UpscaleSettings
from moviefactory.upscale import UPSCALERS, load_upscaler
from moviefactory.upscale.ncnn_machine import is_here as ncnn_is_here
from moviefactory.upscale.ncnn_upscaler import MODELS as NCNN_MODELS
from moviefactory.upscale.speeds import Estimate, Work, estimate
from moviefactory.upscale.upscale_weights import here as weights_are_here
from moviefactory.workspace import write_atomically

LAST = "lanczos"  # needs nothing and is always there
_GROWN = 2  # a movie that is this many times longer than at the last choice is chosen for anew


@dataclass(frozen=True)
class Choice:
    """`upscaler` is a name of UPSCALERS; `why` one line for the person, "" where there is nothing to tell.

    `seconds` is the estimate for all frames: another estimate is no other choice. `basis` and `frames` say what it was
    made for.
    """

    upscaler: str
    why: str
    seconds: float = field(compare=False)
    basis: str = ""
    frames: int = 0


def choose(settings: UpscaleSettings, work: Work, *, before: Choice | None = None) -> Choice:
    """The upscaler for `work`, of the ones that `settings` allow; never raises for "auto".

    With "auto" it is the first of UPSCALERS (best first) that is installed, has its weights here, fits this machine's
    memory and disk (where `work.folder` is given) and is estimated to take no more than `settings.minutes`. `before`,
    the choice of an earlier run, stays unless the settings, the sizes or what is installed changed, or the movie became
    twice as long: a movie is made by one upscaler, though its speed was measured meanwhile.
    """
    if settings.upscaler != "auto":
        return Choice(settings.upscaler, "", estimate(settings.upscaler, settings, work).seconds)
    installed = [name for name in UPSCALERS if _is_here(name, settings)]
    basis = _basis(settings, work, installed)
    if before and before.basis == basis and work.frames <= _GROWN * before.frames and before.upscaler in installed:
        return replace(before, seconds=estimate(before.upscaler, settings, work).seconds)
    name, why = _best(settings, work, installed)
    return Choice(name, why, estimate(name, settings, work).seconds, basis, work.frames)


def read_choice(path: Path) -> Choice | None:
    """The choice that an earlier run wrote at `path`; None where there is none that can be read."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    kinds = {"upscaler": str, "why": str, "seconds": float | int, "basis": str, "frames": int}
    if not isinstance(kept, dict) or not all(isinstance(kept.get(name), kind) for name, kind in kinds.items()):
        return None
    fields: dict[str, Any] = {name: kept[name] for name in kinds}
    return Choice(**fields) if kept["upscaler"] in UPSCALERS else None


def write_choice(choice: Choice, path: Path) -> None:
    """Keep `choice` for the next run of the same movie. Raises StorageError."""
    write_atomically(path, json.dumps(asdict(choice), indent=1, ensure_ascii=False))


def _best(settings: UpscaleSettings, work: Work, installed: list[str]) -> tuple[str, str]:
    """The name, and why it is this one."""
    if work.to_size_px[0] <= work.size_px[0] and work.to_size_px[1] <= work.size_px[1]:
        return LAST, "the clips are as large as the movie already"
    passed: list[str] = []
    for name in installed:
        took = estimate(name, settings, work)
        if refused := _refusal(name, settings, work):
            passed.append(f"{name} cannot: {refused}")
        elif took.seconds > 60 * settings.minutes and name != LAST:
            passed.append(_too_long(name, took, settings.minutes))
        else:
            return name, passed[0] if passed else _reason(name, settings, took)
    return LAST, passed[0] if passed else _reason(LAST, settings, estimate(LAST, settings, work))


def _reason(name: str, settings: UpscaleSettings, took: Estimate) -> str:
    if name != LAST:
        return f"the best that is here ({'its speed was measured here' if took.measured else 'its time is a guess'})"
    if settings.model:
        return f"no upscaler that is here takes upscale.model {settings.model}"
    return ""  # nothing better is here: that is no news


def _too_long(name: str, took: Estimate, minutes: float) -> str:
    enough = _round(1.2 * took.seconds / 60)
    return (
        f"{name} would take {_time(took)}, minutes: {minutes:g} are given; --upscaler {name} or --upscale-minutes "
        f"{enough} takes it"
    )


def _time(took: Estimate) -> str:
    seconds = max(1, round(took.seconds))
    if seconds < 90:
        words = f"{seconds} s"
    else:
        words = f"{round(seconds / 60)} min" if seconds < 90 * 60 else f"{seconds / 3600:.1f} h"
    return f"about {words} ({'as measured here' if took.measured else 'guessed'})"


def _round(minutes: float) -> int:
    """Up, to a number that a person would give."""
    step = 1 if minutes < 10 else 5 if minutes < 100 else 30
    return ceil(minutes / step) * step


def _is_here(name: str, settings: UpscaleSettings) -> bool:
    """Whether the package and the weights of `name` are on this machine, for the model that `settings` name."""
    if name == LAST:
        return True
    if name == "ncnn":
        return settings.model in ("", *NCNN_MODELS) and ncnn_is_here()
    if settings.model in NCNN_MODELS or find_spec("torch") is None:
        return False
    try:
        return weights_are_here(name, settings)
    except MovieFactoryError:  # weights that are there and of no use to this one
        return False


def _refusal(name: str, settings: UpscaleSettings, work: Work) -> str:
    """Why `name` cannot do it on this machine, "" where it can or where nobody asks yet."""
    if work.folder is None:
        return ""
    try:
        upscaler = load_upscaler(settings.model_copy(update={"upscaler": name}))
        upscaler.check(work.longest, work.size_px, work.folder)
    except MovieFactoryError as error:
        return str(error)
    return ""


def _basis(settings: UpscaleSettings, work: Work, installed: list[str]) -> str:
    """A digest of all that a choice depends on but the speed, the memory that is free, and the number of frames."""
    names = ("model", "minutes", "dtype", "memory_gb", "clean_threshold")
    given = {name: getattr(settings, name) for name in names}
    text = json.dumps([given, work.size_px, work.to_size_px, installed], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
