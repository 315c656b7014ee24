"""What is not on this machine and would have to be fetched, told so that a person can agree or not.

Looking needs no network and no package; only `look_up` and `fetch` do.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from moviefactory.hub.cache import HUB_ID, Files, Read, cache_folder
from moviefactory.workspace import printable

GB = 10**9
UNKNOWN = "licence unknown: see its page"
_NAMES = {"apache-2.0": "Apache-2.0", "mit": "MIT", "bsd-3-clause": "BSD-3-Clause", "openrail": "OpenRAIL"}
# Which files of a repository are needed, and what is missing in it, in words; raises PlanError where it is of no use.
Choose = Callable[[Files, Read], tuple[list[str], list[str]]]
Useless = Callable[[Sequence[str], Files], str]  # what to say of a repository in which these are missing


@dataclass(frozen=True)
class Missing:
    """A repository, or files of one, that would have to be fetched. `bytes` is None where its size is not known."""

    model: str
    revision: str  # to fetch: the one that the movie began with, the one that was asked for, or "" for the newest
    bytes: int | None
    licence: str  # a line
    gated: bool
    folder: Path  # where it would lie
    page: str
    choose: Choose = field(repr=False, compare=False)
    useless: Useless = field(repr=False, compare=False)
    install: str  # what to do where the hub's package is missing
    files: tuple[str, ...] = ()  # known once the hub was asked


def named(model: str) -> str:
    """ "Wan-AI/Wan2.1-T2V-1.3B-Diffusers" -> "Wan2.1-T2V-1.3B by Wan-AI"; a path -> the folder's name."""
    if not HUB_ID.fullmatch(model):
        return printable(Path(model).name or model)
    owner, _, name = model.partition("/")
    return f"{re.sub('-diffusers$', '', name, flags=re.I)} by {owner}"


def licence_name(text: str) -> str:
    """ "apache-2.0" -> "Apache-2.0": the hub writes licences small, their own names are not."""
    short = printable(text).strip()[:120]
    if short.casefold().startswith(("cc-", "cc0")):
        return short.upper()
    return _NAMES.get(short.casefold(), short)


def merged(missing: Sequence[Missing]) -> list[Missing]:
    """Two files of one repository are told as one: the size that is known is the repository's."""
    first: dict[str, Missing] = {}
    result = []
    for one in missing:
        if one.model in first:
            one = replace(one, bytes=0)
        first.setdefault(one.model, one)
        result.append(one)
    return result


def consent_text(missing: Sequence[Missing]) -> str:
    """What a person has to know before anything is fetched: size, licence, territory, gating and folder. One line,
    without a full stop."""
    told: dict[str, list[Missing]] = {}
    for one in missing:
        told.setdefault(one.model, []).append(one)
    each = [_told(group) for group in told.values()]
    sizes = [one.bytes for one in missing]
    total = f"{size_text(sum(one or 0 for one in sizes))} in all, " if len(told) > 1 and None not in sizes else ""
    return (
        f"{'; '.join(each)}; {total}from huggingface.co into {_tilde(cache_folder())}, where "
        f"{size_text(free_bytes(cache_folder()))} are free"
    )


def _told(group: Sequence[Missing]) -> str:
    one = group[0]
    sizes = [each.bytes for each in group]
    size = "of unknown size" if None in sizes else f"of {size_text(sum(each or 0 for each in sizes))}"
    gate = f", gated: agree to its licence on {one.page} and run `hf auth login` first" if one.gated else ""
    licence = one.licence.partition(": ")[2]
    return f"{named(one.model)} is not on this machine: a download {size}; licence: {licence}{gate}"


def size_text(size: int) -> str:
    """ "28.9 GB", "614 MB", "3 kB": as the hub and the disk count, in powers of ten."""
    if size >= GB:
        return f"{size / GB:.1f} GB"
    return f"{size / 10**6:.0f} MB" if size >= 10**6 else f"{size / 1000:.0f} kB"


def free_bytes(folder: Path) -> int:
    """What is free where `folder` is or would be made."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return shutil.disk_usage(there).free


def _tilde(path: Path) -> str:
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def fetch(
    missing: Sequence[Missing],
    report: Callable[[str], None] = lambda text: None,
    step: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Fetch what is missing; to be called only when a person has agreed to `consent_text`.

    `report` is told now and then how far it is, `step` the bytes that are there and in all. Files that are whole stay:
    the next call goes on from them. Raises NotInstalled, PlanError (no such model, not allowed), StorageError (no room)
    or StageError (the connection), each in one line.
    """
    from moviefactory.hub.fetch import fetch_all

    fetch_all(missing, report, step)


def look_up(missing: Sequence[Missing]) -> list[Missing]:
    """`missing` with the exact sizes, revisions, gating and licences that the hub tells; fetches only a small index of
    each pipeline. Errors as `fetch`."""
    from moviefactory.hub.fetch import look_up_all

    return look_up_all(missing)
