"""One process per movie: a second one is refused with a clear line, and a killed one leaves no lock behind."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from moviefactory.errors import MovieBusy
from moviefactory.workspace import REFUSED, refusal


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`. Raises MovieBusy when another process holds it, StorageError when it cannot be.

    The lock is the operating system's (flock): it ends with its process, however that ends.
    """
    lock, holder = FileLock(path), path.with_name(path.name + ".pid")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
        holder.write_text(str(os.getpid()), encoding="ascii")
    except Timeout:
        raise MovieBusy(
            f"{path.parent}: another run (process {_read(holder)}) is at work here; wait for its end, "
            "or stop it, and run the same command again"
        ) from None
    except OSError as error:
        lock.release()
        if error.errno in REFUSED or isinstance(error, (FileExistsError, NotADirectoryError)):
            raise refusal(error, str(path.parent)) from error
        raise
    try:
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _read(holder: Path) -> str:
    try:
        return holder.read_text(encoding="ascii").strip() or "unknown"
    except OSError:
        return "unknown"
