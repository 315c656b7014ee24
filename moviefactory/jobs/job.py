"""One resumable step: a function, everything its result depends on, and the file it makes.

A job is done when its receipt exists, the receipt's signature equals the job's, and the output is the very file that
was made (same size and time of change, or else same content). The output is written as `partial.*`, synced, checked
and renamed; the receipt is written last, so its existence means that the output was complete.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from moviefactory.errors import MovieFactoryError, StageError
from moviefactory.workspace import REFUSED, partial_name, refusal, synced, write_atomically

RECEIPT = ".receipt.json"


@dataclass(frozen=True)
class Tell:
    """How a job at work speaks to the person: how far it is, in which step of its own, and what is worth knowing."""

    progress: Callable[[int, int], None] = lambda done, total: None
    step: Callable[[str, int, int], None] = lambda words, done, total: None
    note: Callable[[str], None] = lambda text: None


@dataclass(frozen=True)
class Task:
    """What a job's function is given: resolved inputs, the outputs of the jobs before it, and where to write.

    `tell` may be used at any time. The function returns facts for the receipt.
    """

    inputs: Mapping[str, Any]
    sources: tuple[Path, ...]
    output: Path
    tell: Tell = Tell()
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def progress(self) -> Callable[[int, int], None]:
        return self.tell.progress


Facts = dict[str, Any]
Function = Callable[[Task], Facts]


@dataclass(frozen=True)
class Job:
    """`function` is a module-level function; `inputs` are plain JSON values, and *all* that the result depends on.

    `after` are the jobs whose outputs it reads, in order. `takes` names a folder where a replaced output is kept and
    from which it comes back when its inputs do. `options` are plain values that say how it is made and change nothing
    of the result (where unfinished work is kept, how often). `beside` are endings of files that a job may write along
    with its output ("model.wav" beside clip.mp4 is clip.model.wav); they go where the output goes. `workers`: how many
    jobs like this one are best run at the same time on one machine; they may not depend on one another. `leftovers`: a
    folder of unfinished work, of no use to anybody once the receipt is written.
    """

    name: str
    function: Function
    inputs: Mapping[str, Any]
    output: Path
    after: tuple[Job, ...] = ()
    version: int = 1
    takes: Path | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    workers: int = 1
    leftovers: Path | None = None

    @cached_property
    def signature(self) -> str:
        """Hex SHA-256 over function, version, resolved inputs and the signatures of the jobs before."""
        text = json.dumps(
            [
                f"{self.function.__module__}:{self.function.__qualname__}",
                self.version,
                self.inputs,
                [job.signature for job in self.after],
            ],
            sort_keys=True,
            ensure_ascii=False,
        )
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def receipt(self) -> Path:
        return self.output.with_name(self.output.name + RECEIPT)


@dataclass(frozen=True)
class Status:
    """`why` says, for a stale job, which input changed or what is wrong with its output."""

    state: Literal["done", "stale", "missing"]
    why: str = ""
    facts: Facts = field(default_factory=dict)


def status(job: Job) -> Status:
    """Whether `job` needs to run. Reads the receipt and looks at the output; changes nothing."""
    receipt = read_receipt(job.receipt)
    if receipt is None:
        return Status("missing", "no receipt: it was interrupted or never finished" if job.output.exists() else "")
    if not job.output.exists():
        return Status("stale", "its file is gone")
    if receipt["signature"] != job.signature:
        return Status("stale", _what_changed(job, receipt))
    if not _same_file(job.output, receipt):
        return Status("stale", "its file is not the one that was made")
    return Status("done", facts=receipt["facts"])


def run_job(job: Job, tell: Tell = Tell()) -> Facts:
    """Make the output of `job` and its receipt, or bring back a kept take; return the facts of the receipt.

    Raises StorageError when the disk refuses, StageError naming the job for any foreign error.
    """
    with _translated(job.name):
        job.output.parent.mkdir(parents=True, exist_ok=True)
        _put_aside(job)
        if facts := _bring_back(job):
            return facts
        partial = partial_name(job.output)
        started = time.monotonic()
        try:
            facts = job.function(
                Task(job.inputs, tuple(before.output for before in job.after), partial, tell, job.options)
            )
            if not partial.is_file() or partial.stat().st_size == 0:
                raise StageError(f"{job.name}: it ended without writing anything")
            synced(partial)
            os.replace(partial, job.output)
        finally:
            partial.unlink(missing_ok=True)
        _write_receipt(job, facts, time.monotonic() - started)
        if job.leftovers:
            shutil.rmtree(job.leftovers, ignore_errors=True)
        return facts


def forget(job: Job) -> None:
    """Make `job` count as never done, so that it runs again. Its output stays until it is replaced (or kept)."""
    with _translated(job.name):
        job.receipt.unlink(missing_ok=True)


def read_receipt(path: Path) -> dict[str, Any] | None:
    """The receipt at `path`, or None when there is none that can be trusted."""
    try:
        receipt = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    keys = {"job", "signature", "inputs", "version", "after", "facts", "bytes", "mtime_ns", "sha256"}
    return receipt if isinstance(receipt, dict) and keys <= receipt.keys() else None


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_receipt(job: Job, facts: Facts, seconds: float) -> None:
    written = job.output.stat()
    receipt = {
        "job": job.name,
        "signature": job.signature,
        "version": job.version,
        "inputs": job.inputs,
        "after": {before.name: before.signature for before in job.after},
        "facts": facts,
        "seconds": round(seconds, 3),
        "bytes": written.st_size,
        "mtime_ns": written.st_mtime_ns,
        "sha256": sha256_of(job.output),
    }
    write_atomically(job.receipt, json.dumps(receipt, indent=1, ensure_ascii=False))


def _same_file(output: Path, receipt: Mapping[str, Any]) -> bool:
    """Size and time of change as recorded, or (after a copy of the folder) the same content."""
    now = output.stat()
    if now.st_size != receipt["bytes"] or now.st_size == 0:
        return False
    return bool(now.st_mtime_ns == receipt["mtime_ns"] or sha256_of(output) == receipt["sha256"])


def _what_changed(job: Job, receipt: Mapping[str, Any]) -> str:
    changed = list(_differences(receipt["inputs"], json.loads(json.dumps(job.inputs)), ""))
    before = receipt["after"]
    remade = [one.name for one in job.after if before.get(one.name) != one.signature]
    dropped = [name for name in before if name not in {one.name for one in job.after}]
    reasons = []
    if changed:
        reasons.append(", ".join(changed[:3]) + (" and more" if len(changed) > 3 else "") + " changed")
    if remade or dropped:
        reasons.append(f"depends on {(remade + dropped)[0]}, which changed")
    if receipt["version"] != job.version:
        reasons.append("made by another version of moviefactory")
    return "; ".join(reasons) or "made by another version of moviefactory"


def _differences(old: Any, new: Any, where: str) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from _differences(old.get(key), new.get(key), f"{where}.{key}" if where else key)
    elif old != new:
        yield where


def _put_aside(job: Job) -> None:
    """Keep a finished output that is about to be replaced, together with its receipt."""
    receipt = read_receipt(job.receipt)
    if job.takes and job.output.exists() and job.output.stat().st_size:
        mark = receipt["signature"][:12] if receipt and _same_file(job.output, receipt) else f"{time.time_ns():x}"
        kept = job.takes / f"{job.output.stem}.{mark}{job.output.suffix}"
        job.takes.mkdir(parents=True, exist_ok=True)
        os.replace(job.output, kept)
        _move_beside(job, job.output, kept)
        if receipt:
            os.replace(job.receipt, kept.with_name(kept.name + RECEIPT))
    job.receipt.unlink(missing_ok=True)


def _bring_back(job: Job) -> Facts | None:
    """A kept take with this very signature becomes the output again."""
    if not job.takes:
        return None
    kept = job.takes / f"{job.output.stem}.{job.signature[:12]}{job.output.suffix}"
    kept_receipt = kept.with_name(kept.name + RECEIPT)
    receipt = read_receipt(kept_receipt)
    if not receipt or receipt["signature"] != job.signature or not kept.exists() or not _same_file(kept, receipt):
        return None
    os.replace(kept, job.output)
    _move_beside(job, kept, job.output)
    os.replace(kept_receipt, job.receipt)
    return dict(receipt["facts"])


def _move_beside(job: Job, output: Path, target: Path) -> None:
    for ending in job.beside:
        with contextlib.suppress(FileNotFoundError):
            os.replace(output.with_suffix(f".{ending}"), target.with_suffix(f".{ending}"))


@contextlib.contextmanager
def _translated(what: str) -> Iterator[None]:
    """Foreign errors become ours here, at the border, with the name of the job or file in front."""
    try:
        yield
    except MovieFactoryError as error:
        if str(error).startswith(what):
            raise
        raise type(error)(f"{what}: {error}") from error
    except OSError as error:
        if error.errno in REFUSED:
            raise refusal(error, what) from error
        raise StageError(f"{what}: {error}") from error
    except Exception as error:
        raise StageError(f"{what}: {type(error).__name__}: {error}") from error
