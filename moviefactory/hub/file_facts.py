"""What was found out of large files once, such as their SHA-256, and holds until they change.

Lies in this person's cache and may be deleted at any time: it is found out again. Knows not what the files are.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

from moviefactory.errors import PlanError, StorageError
from moviefactory.hub.cache import values_in
from moviefactory.workspace import kept_folder, write_atomically

_KEPT = 50  # files; the ones that were looked at last


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hex; computed again when its size or its time of change is another. Raises PlanError where
    it cannot be read."""
    known = recalled(path, "sha256")
    if isinstance(known, str):
        return known
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PlanError(f"{path} cannot be read ({error.strerror}); give permission, or name another file") from error
    remember(path, "sha256", found)
    return found


def recalled(path: Path, fact: str) -> Any:
    """What was noted of the file as it is now; None where nothing was."""
    noted = values_in(_memory()).get(str(path.resolve()))
    return noted.get(fact) if isinstance(noted, dict) and noted.get("state") == _state(path) else None


def remember(path: Path, fact: str, value: Any) -> None:
    """Note a plain JSON value of the file as it is now; where the note cannot be written, it is forgotten."""
    key, known = str(path.resolve()), values_in(_memory())
    noted = known.pop(key, None)
    if not isinstance(noted, dict) or noted.get("state") != _state(path):
        noted = {"state": _state(path)}
    newest = {**dict(list(known.items())[1 - _KEPT :]), key: {**noted, fact: value}}
    with contextlib.suppress(StorageError):
        write_atomically(_memory(), json.dumps(newest, indent=1))


def _memory() -> Path:
    return kept_folder() / "file-facts.json"


def _state(path: Path) -> list[int]:
    """What changes with the file; [] where it is gone."""
    try:
        stat = path.stat()
    except OSError:
        return []
    return [stat.st_size, stat.st_mtime_ns]
