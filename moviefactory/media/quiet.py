"""Keeps the mp3 decoder inside libsndfile from writing to the terminal.

It comments on odd files on the error stream of the whole process, beside Python and whatever is asked of it.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

_SILENT_HEADS = frozenset((b"RIFF", b"RF64", b"riff", b"FORM", b"fLaC", b"OggS", b"caff"))
_ONE_AT_A_TIME = threading.Lock()  # the error stream is the whole process's


@contextmanager
def quiet_decoder(path: Path) -> Iterator[None]:
    """While the file at `path` is read by libsndfile: nothing on the error stream where it may be an mp3.

    What it is called does not matter, as libsndfile goes by what is in it. Other threads that read mp3 files wait.
    """
    if not _may_be_mp3(path):
        yield
        return
    with _ONE_AT_A_TIME, ExitStack() as undo:
        with suppress(OSError):  # a process without an error stream has nothing to silence
            sys.stderr.flush()
            kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
            undo.callback(os.close, kept)
            undo.callback(os.dup2, kept, 2)
            os.dup2(nowhere, 2)
            os.close(nowhere)
        yield


def _may_be_mp3(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) not in _SILENT_HEADS
    except OSError:
        return False
