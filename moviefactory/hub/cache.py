"""Where weights lie on this machine: in a folder that a person names, or in the cache of the Hugging Face libraries.

Needs neither the network nor a package. Knows not what the weights are for.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from moviefactory.errors import PlanError

Files = Mapping[str, int]  # path within a repository -> bytes
Read = Callable[[str], Mapping[str, Any]]  # a JSON file of it

HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9_][\w.-]{0,95}")
PAPERS = ("README.md", "LICENSE", "LICENSE.md", "LICENSE.txt", "NOTICE")
_REVISION = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[\w.-]+)*")
_BLOCK, _SAMPLES, _SAMPLE = 1024 * 1024, 12, 65_536  # of a weight file, for its digest


def spelt_as_path(text: str) -> bool:
    """Whether `text` can only mean a path: it begins as one."""
    return text.startswith(("/", "~", ".", "\\")) or ":" in text[:3]


def local_path(text: str, folder: Path) -> Path | None:
    """The file or folder that `text` names: with ~, in `folder` (the movie's), or where the command was given."""
    if not text:
        return None
    path = Path(os.path.expanduser(text))  # Path's own fails for ~SOMEBODY who is not there
    tried = [path] if path.is_absolute() else [folder / path, path]
    return next((one.resolve() for one in tried if one.exists()), None)


def cache_folder() -> Path:
    """Where the Hugging Face libraries keep what they fetched; the environment is read anew at each call."""
    env = os.environ
    named = env.get("HF_HUB_CACHE") or env.get("HUGGINGFACE_HUB_CACHE")
    if not named:
        home = env.get("HF_HOME") or os.path.join(env.get("XDG_CACHE_HOME") or "~/.cache", "huggingface")
        named = os.path.join(home, "hub")
    return Path(os.path.expandvars(os.path.expanduser(named)))


def repository_folder(model: str) -> Path:
    """The folder of a hub id in the cache."""
    if not HUB_ID.fullmatch(model) or ".." in model or "--" in model:
        raise PlanError(f"{model!r} is no hub id (OWNER/NAME) and no folder that is here; check the name")
    return cache_folder() / f"models--{model.replace('/', '--')}"


def snapshots_of(model: str, revision: str) -> list[Path]:
    """The folders in the cache that may hold `model` in `revision` (a branch, a tag, a commit or its beginning).

    Without a revision: what the branch "main" was when it was last looked up, else whatever is there, newest first.
    """
    root = repository_folder(model)
    name = revision or "main"
    if not _REVISION.fullmatch(name) or ".." in name:
        raise PlanError(f"revision: {revision!r} is no name of a branch, a tag or a commit")
    try:
        commit = (root / "refs" / name).read_text(encoding="utf-8").strip()
    except OSError:
        commit = ""
    there = [one for one in root.glob("snapshots/*") if one.is_dir()]
    if commit:
        return [one for one in there if one.name == commit]
    if revision:
        return [one for one in there if len(name) >= 7 and one.name.startswith(name)]
    return sorted(there, key=lambda one: one.stat().st_mtime, reverse=True)


def listing(folder: Path) -> dict[str, int]:
    """The files of a folder, three levels deep; a link whose target is gone does not count."""
    found: dict[str, int] = {}
    for pattern in ("*", "*/*", "*/*/*"):
        for path in folder.glob(pattern):
            if path.is_file() and not path.name.startswith("."):
                found[path.relative_to(folder).as_posix()] = path.stat().st_size
    return found


def values_in(file: Path) -> dict[str, Any]:
    """What a JSON file holds; {} where there is none, or where it is no JSON object."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def folder_digest(folder: Path, names: Iterable[str]) -> str:
    """What identifies local weights, in 16 hex digits: the files' names and sizes, what small ones hold, and of a large
    one its first and last MiB and some blocks between. A fine-tune shows; 30 GB cost well below a second."""
    whole = hashlib.sha256()
    for name in sorted(set(names) - set(PAPERS)):
        path = folder / name
        size = path.stat().st_size
        whole.update(f"{name}\x1f{size}\x1f".encode())
        with path.open("rb") as file:
            for start, length in _blocks(size):
                file.seek(start)
                whole.update(file.read(length))
    return whole.hexdigest()[:16]


def _blocks(size: int) -> Iterable[tuple[int, int]]:
    if size <= 3 * _BLOCK:
        return [(0, size)]
    step = (size - 2 * _BLOCK) // _SAMPLES
    between = [(_BLOCK + step * number, min(_SAMPLE, step)) for number in range(_SAMPLES)]
    return [(0, _BLOCK), *between, (size - _BLOCK, _BLOCK)]
