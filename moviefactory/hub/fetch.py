"""Fetches weights from the Hugging Face hub, once a person has agreed; asks how large they are.

One file after the other, the small ones first, so that what a kill leaves behind shows as unfinished and Ctrl-C counts
at once (the hub's own client takes several streams for one large file). Every failure is one line that says what to
do. The only file that speaks to the hub; it needs huggingface_hub.
"""

from __future__ import annotations

import errno
import inspect
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from moviefactory.errors import MovieFactoryError, NotInstalled, PlanError, StageError, StorageError
from moviefactory.hub.cache import cache_folder, repository_folder
from moviefactory.hub.quiet import quiet
from moviefactory.hub.wanted import UNKNOWN, Missing, free_bytes, licence_name, size_text

TRIES = 4  # of one file; the hub's client tries each of them again by itself
_SPARE = 200 * 10**6  # bytes that stay free on the disk
_SAY_EVERY_S = 20.0
_TRUE = {"1", "ON", "YES", "TRUE"}
Report = Callable[[str], None]
Step = Callable[[int, int], None]


@dataclass
class _Meter:
    """Bytes that are there of those that are wanted; told at every change, in words now and then."""

    total: int
    report: Report
    step: Step
    done: int = 0
    here: int = 0  # of the file at work
    began: float = field(default_factory=time.monotonic)
    fetched: int = 0
    said: float = field(default_factory=time.monotonic)

    def add(self, count: float) -> None:
        self.here += int(count)
        self.fetched += max(int(count), 0)
        self.step(min(self.done + self.here, self.total), self.total)
        now = time.monotonic()
        if now - self.said >= _SAY_EVERY_S:
            self.said = now
            rate = self.fetched / max(now - self.began, 0.001)
            left = (self.total - self.done - self.here) / max(rate, 1)
            done = size_text(self.done + self.here)
            self.report(
                f"{done} of {size_text(self.total)}, {size_text(int(rate))} a second, {left / 60:.0f} minutes left"
            )

    def finish(self, size: int) -> None:
        self.done, self.here = self.done + size, 0
        self.step(min(self.done, self.total), self.total)


@dataclass(frozen=True)
class _Told:
    """What the hub says of a repository: its commit, its files and their sizes."""

    one: Missing
    commit: str
    sizes: dict[str, int]


def look_up_all(missing: Sequence[Missing]) -> list[Missing]:
    """See `wanted.look_up`."""
    with quiet("huggingface_hub"):
        return [told.one for told in _ask(missing)]


def fetch_all(missing: Sequence[Missing], report: Report, step: Step) -> None:
    """See `wanted.fetch`."""
    if not missing:
        return
    with quiet("huggingface_hub"):
        told = _ask(missing)
        todo = {(one.one.model, one.commit, name): size for one in told for name, size in one.sizes.items()}
        here = {key for key in todo if _pointer(*key).exists()}
        _make_room(sum(size for key, size in todo.items() if key not in here))
        meter = _Meter(sum(todo.values()), report, step)
        for key in here:
            meter.finish(todo.pop(key))
        report(f"fetching {size_text(meter.total - meter.done)} into {cache_folder()}")
        for (model, commit, name), size in sorted(todo.items(), key=lambda item: item[1]):
            _fetch_file(next(one.one for one in told if one.one.model == model), commit, name, meter)
            meter.finish(size)
        for one in told:
            _remember_branch(one)
    report(f"fetched: {', '.join(dict.fromkeys(one.model for one in missing))}")


def _ask(missing: Sequence[Missing]) -> list[_Told]:
    if find_spec("huggingface_hub") is None:
        raise NotInstalled(
            f"fetching {missing[0].model} needs huggingface_hub: {missing[0].install}, or name a local folder"
        )
    if any(os.environ.get(name, "").upper() in _TRUE for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")):
        raise NotInstalled(
            f"{missing[0].model} is not on this machine, and HF_HUB_OFFLINE forbids fetching it; unset it, or name a "
            "local folder"
        )
    return [_asked(one) for one in missing]


def _asked(one: Missing) -> _Told:
    """Size, commit, licence and gating of `one`, and which of its files are needed."""
    from huggingface_hub import HfApi

    with _told_plainly(one):
        info = HfApi(endpoint=_endpoint()).model_info(one.model, revision=one.revision or None, files_metadata=True)
    files = {file.rfilename: int(file.size or 0) for file in info.siblings or ()}
    commit = str(info.sha)
    names, lost = one.choose(files, lambda name: _json(one, commit, name))
    if lost:
        raise PlanError(one.useless(lost, files))
    sizes = {name: files[name] for name in names}
    licence = _licence(one, info) if one.licence.endswith(UNKNOWN) else one.licence
    exact = replace(
        one, revision=one.revision, bytes=sum(sizes.values()), gated=one.gated or bool(info.gated), licence=licence,
        files=tuple(names),
    )  # fmt: skip
    return _Told(exact, commit, sizes)


def _licence(one: Missing, info: Any) -> str:
    """What the page's own head says, where no preset knows better."""
    data = info.card_data.to_dict() if info.card_data else {}
    said = data.get("license_name") if data.get("license") in (None, "other") else data.get("license")
    return one.licence.replace(UNKNOWN, licence_name(str(said))) if said else one.licence


def _json(one: Missing, commit: str, name: str) -> dict[str, Any]:
    path = _download(one, commit, name, None)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StageError(f"{one.model}: its {name} cannot be read ({error}); delete {path} and try again") from error
    return data if isinstance(data, dict) else {}


def _fetch_file(one: Missing, commit: str, name: str, meter: _Meter) -> None:
    for left in reversed(range(TRIES)):
        try:
            _download(one, commit, name, _bar(meter))
            return
        except StageError as error:
            meter.here = 0
            if not left:
                raise
            meter.report(f"{error}; trying again")


def _download(one: Missing, commit: str, name: str, bar: Any) -> Path:
    from huggingface_hub import hf_hub_download

    options: dict[str, Any] = {"revision": commit, "cache_dir": cache_folder(), "endpoint": _endpoint()}
    if bar is not None and "tqdm_class" in inspect.signature(hf_hub_download).parameters:
        options["tqdm_class"] = bar
    with _told_plainly(one):
        return Path(hf_hub_download(one.model, name, **options))


def _bar(meter: _Meter) -> Any:
    """A progress bar for the hub's client that draws nothing and counts."""
    from tqdm import tqdm  # type: ignore[import-untyped]

    class Bar(tqdm):  # type: ignore[misc]
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **{**options, "disable": True})

        def update(self, n: float | None = 1) -> None:
            meter.add(n or 0)

        def update_transfer(self, n: float | None = 1) -> None:
            """What came over the line, which the client counts apart: without this it would make a second bar."""

        def set_transfer_postfix_str(self, text: str, refresh: bool = False) -> None:
            """The speed of that."""

    return Bar


def _pointer(model: str, commit: str, name: str) -> Path:
    return repository_folder(model) / "snapshots" / commit / name


def _remember_branch(told: _Told) -> None:
    """Write down which commit a branch was, as every program does that shares this cache."""
    name = told.one.revision or "main"
    if told.commit.startswith(name):
        return
    path = _pointer(told.one.model, told.commit, "").parents[1] / "refs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(told.commit, encoding="utf-8")


def _make_room(needed: int) -> None:
    free = free_bytes(cache_folder())
    if needed and needed + _SPARE > free:
        raise StorageError(_no_room(needed, free))


def _no_room(needed: int, free: int) -> str:
    return (
        f"the weights need {size_text(needed)}, and {size_text(free)} are free in {cache_folder()}; make room, or set "
        "HF_HOME to a folder on a larger disk"
    )


def _endpoint() -> str | None:
    """HF_ENDPOINT as it is now: a mirror; None for huggingface.co."""
    return (os.environ.get("HF_ENDPOINT") or "").rstrip("/") or None


@contextmanager
def _told_plainly(one: Missing) -> Iterator[None]:
    """The client's errors as ours."""
    import httpx2
    from huggingface_hub import errors

    try:
        yield
    except errors.GatedRepoError as error:
        raise PlanError(
            f"{one.model} is gated: agree to its licence on {one.page} with your account, run `hf auth login`, and run "
            "the same command again"
        ) from error
    except errors.RevisionNotFoundError as error:
        raise PlanError(f"{one.model} has no revision {one.revision!r}; leave its revision empty") from error
    except errors.RepositoryNotFoundError as error:
        raise PlanError(
            f"there is no model {one.model} on huggingface.co, or it is private: check its name, or run `hf auth login`"
        ) from error
    except (errors.HfHubHTTPError, errors.LocalEntryNotFoundError, httpx2.HTTPError, OSError, ValueError) as error:
        raise _translated(one, error) from error


def _translated(one: Missing, error: Exception) -> MovieFactoryError:
    if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
        return StorageError(_no_room(one.bytes or 0, free_bytes(cache_folder())))
    if isinstance(error, PermissionError):
        return StorageError(
            f"{error.filename or cache_folder()} cannot be written; set HF_HOME to a folder of your own"
        )
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status in (401, 403):
        return PlanError(
            f"huggingface.co does not let you read {one.model} ({status}): look at {one.page}, run `hf auth login` "
            "with an account that may, and try again"
        )
    if status == 429:
        return StageError(f"huggingface.co asks for patience ({status}) while {one.model} is fetched; try again later")
    if status is not None:
        return StageError(f"huggingface.co answered {status} for {one.model}; try again later")
    kind = type(error).__name__
    return StageError(
        f"{one.model} could not be fetched ({kind}): check the connection and run the same command again; files that "
        "are whole stay"
    )
