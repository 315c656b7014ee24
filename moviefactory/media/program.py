"""Runs a small program of the machine to its end: text in, a file or a few lines out. ffmpeg has a file of its own.

Arguments are always a list, never a shell's line; text goes in by stdin, so that none of it can pass for a flag; a
program that runs too long or talks too much is ended. This file knows no program: it runs one and says what went wrong.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import cache

from moviefactory.errors import MediaError, NotInstalled, StorageError
from moviefactory.workspace import printable

MOST_BYTES = 1 << 20  # of each of its two outputs
_MOST_WORDS = 300


def find_program(*names: str) -> str:
    """The path of the first of `names` that is installed; "" where none is."""
    return next((path for name in names if (path := shutil.which(name))), "")


def run_program(
    program: str, arguments: Sequence[str] = (), *, text: str = "", what: str, deadline_s: float = 60.0
) -> str:
    """Run `program` with `text` (UTF-8) on its stdin; what it wrote to stdout.

    Raises MediaError (naming `what`, with the program's own words) where it fails, runs past `deadline_s` or writes
    more than MOST_BYTES; NotInstalled where it cannot be started.
    """
    name = os.path.basename(program)
    try:
        process = subprocess.Popen(
            [*dies_with_us(), program, *map(str, arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        raise NotInstalled(f"{what}: cannot start {name} ({error}); install it again") from error
    late = threading.Timer(deadline_s, process.kill)
    late.daemon = True
    late.start()
    try:
        said = _Said(process)
        _feed(process, text)
        output, errors = said.texts()
        code = process.wait()
    except BaseException:  # Ctrl-C included: no program is left behind
        process.kill()
        process.wait()
        raise
    finally:
        ran_out = not late.is_alive()
        late.cancel()
    if said.too_much:
        raise MediaError(f"{what}: {name} wrote more than {MOST_BYTES >> 20} MB and was stopped")
    if ran_out and code:
        raise MediaError(f"{what}: {name} ran longer than {deadline_s:g} s and was stopped; its last words: {errors}")
    if code:
        if os.strerror(errno.ENOSPC) in errors:
            raise StorageError(f"{what}: the disk is full; free some space and run the same command again")
        raise MediaError(f"{what}: {name} failed ({code}): {errors}")
    return output


@cache
def dies_with_us() -> list[str]:
    """Command prefix that ends the program when we are killed, so that no orphan goes on; empty where unknown."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []


def _feed(process: subprocess.Popen[bytes], text: str) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # it ended without reading all; its exit code says whether that was right
        process.stdin.write(text.encode("utf-8", "replace"))
    with suppress(BrokenPipeError):
        process.stdin.close()


class _Said:
    """Both outputs of a process, read at the same time: a full pipe would hang it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.too_much = False
        self._process = process
        self._parts: tuple[list[bytes], list[bytes]] = ([], [])
        self._threads = [
            threading.Thread(target=self._read, args=(stream, parts), daemon=True)
            for stream, parts in zip((process.stdout, process.stderr), self._parts, strict=True)
        ]
        for thread in self._threads:
            thread.start()

    def texts(self) -> tuple[str, str]:
        """(stdout, the last words of stderr), when the process has ended."""
        for thread in self._threads:
            thread.join()
        output, errors = (b"".join(parts).decode("utf-8", "replace") for parts in self._parts)
        words = " ".join(printable(errors).split())
        return output, words[-_MOST_WORDS:] or "(nothing)"

    def _read(self, stream: object, parts: list[bytes]) -> None:
        assert stream is not None
        size = 0
        with stream:  # type: ignore[attr-defined]
            for part in iter(lambda: stream.read1(65536), b""):  # type: ignore[attr-defined]
                size += len(part)
                if size > MOST_BYTES:
                    self.too_much = True
                    self._process.kill()
                    return
                parts.append(part)
