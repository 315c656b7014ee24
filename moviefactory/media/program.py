"""Runs other programs: to their end (text in, a file or a few lines out), or as one that stays and answers questions.

Arguments are always a list, never a shell's line; text goes in by stdin, so that none of it can pass for a flag; a
program that runs too long or talks too much is ended. This file knows no program: it runs one and says what went wrong.
ffmpeg has a file of its own.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from types import TracebackType

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


class Answering:
    """A program that stays and answers one question after the other, by its stdin and stdout; it dies with us.

    For one thread at a time. Once it failed it is closed: a half answer must not pass for the beginning of the next.
    """

    def __init__(self, command: Sequence[str], *, what: str, environment: Mapping[str, str] | None = None) -> None:
        """Start it; `environment` is laid over our own. Raises NotInstalled where it cannot be started."""
        self._what, self._name = what, os.path.basename(command[0])
        try:
            self._process = subprocess.Popen(
                [*dies_with_us(), *map(str, command)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env={**os.environ, **(environment or {})}, bufsize=0,
            )  # fmt: skip
        except (OSError, ValueError) as error:
            raise NotInstalled(f"{what}: cannot start {self._name} ({error}); install it again") from error
        self._last = bytearray()  # of what it said on stderr
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> Answering:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, question: bytes | memoryview, answer_bytes: int, *, deadline_s: float) -> bytearray:
        """Its answer of exactly `answer_bytes`. Raises MediaError, with its last words, where it ends before or takes
        longer than `deadline_s`."""
        with self._within(deadline_s):
            self._write(memoryview(question).cast("B"))
            return self._read(answer_bytes)

    def line(self, *, deadline_s: float) -> str:
        """The next line that it says by itself, at most 64 KB of it. Errors as `ask`."""
        line = bytearray()
        with self._within(deadline_s):
            while not line.endswith(b"\n") and len(line) < 65536:
                line += self._read(1)
        return line.decode("utf-8", "replace").strip()

    @property
    def words(self) -> str:
        """The last that it said on stderr, on one line."""
        return " ".join(printable(self._last.decode("utf-8", "replace")).split())[-_MOST_WORDS:] or "(nothing)"

    def close(self) -> None:
        """End it, whatever it is at; nothing where it has ended."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with suppress(OSError):
                stream.close()
        self._listener.join()

    @contextmanager
    def _within(self, deadline_s: float) -> Iterator[None]:
        late = threading.Timer(deadline_s, self._process.kill)
        late.daemon = True
        late.start()
        try:
            yield
        except (EOFError, OSError, ValueError) as error:
            ran_out = not late.is_alive()
            self._process.kill()
            code = self._process.wait()
            self.close()
            how = f"took longer than {deadline_s:g} s and was stopped" if ran_out else _ended(code)
            raise MediaError(f"{self._what}: {self._name} {how}; its last words: {self.words}") from error
        except BaseException:  # Ctrl-C in the middle of an answer
            self.close()
            raise
        finally:
            late.cancel()

    def _write(self, left: memoryview) -> None:
        assert self._process.stdin is not None
        while left:
            left = left[self._process.stdin.write(left) or 0 :]

    def _read(self, size: int) -> bytearray:
        assert self._process.stdout is not None
        whole = bytearray(size)
        left = memoryview(whole)
        while left:
            count = self._process.stdout.readinto(left)  # type: ignore[attr-defined]
            if not count:
                raise EOFError
            left = left[count:]
        return whole

    def _listen(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as stream:
            for part in iter(lambda: stream.read(65536), b""):
                self._last = (self._last + part)[-4 * _MOST_WORDS :]


def _ended(code: int) -> str:
    """ "failed (3)", "was killed (SIGKILL)"."""
    if code >= 0:
        return f"failed ({code})"
    with suppress(ValueError):
        return f"was killed ({signal.Signals(-code).name})"
    return f"was killed ({-code})"


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
