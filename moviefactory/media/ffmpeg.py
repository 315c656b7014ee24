"""Runs ffmpeg, which comes from the package imageio-ffmpeg (a full static build); other programs: `program.py`.

Arguments are always a list, never a shell's line; nothing but files and pipes can be opened; a process that stops
making progress is ended. This file knows nothing of films: it runs a command and translates what went wrong.
"""

from __future__ import annotations

import errno
import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache

from moviefactory.errors import MediaError, NotInstalled, StorageError
from moviefactory.media.program import dies_with_us

_QUIET = ["-hide_banner", "-nostdin", "-y"]
_WHITELIST = ["-protocol_whitelist", "file,pipe"]
STALL_S = 120.0  # no sign of life for this long: the process hangs (a 3072x1280 frame takes well under a second)


@cache
def ffmpeg_path() -> str:
    """The ffmpeg program; raises NotInstalled when imageio-ffmpeg has none for this machine."""
    import imageio_ffmpeg

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise NotInstalled(
            "no ffmpeg for this machine in the package imageio-ffmpeg; install ffmpeg and name it in IMAGEIO_FFMPEG_EXE"
        ) from error


def command(arguments: Sequence[str]) -> list[str]:
    """The full command line: every input may only use the protocols file and pipe."""
    full = [*dies_with_us(), ffmpeg_path(), *_QUIET]
    for argument in arguments:
        if argument == "-i":
            full += _WHITELIST
        full.append(str(argument))
    return full


def open_ffmpeg(arguments: Sequence[str], *, reads: bool = False, writes: bool = False) -> subprocess.Popen[bytes]:
    """Start ffmpeg with a pipe on its stdin (`writes`: we write to it) or stdout (`reads`: we read from it)."""
    full = command(arguments)
    if writes:
        full.remove("-nostdin")
    return subprocess.Popen(
        full,
        stdin=subprocess.PIPE if writes else subprocess.DEVNULL,
        stdout=subprocess.PIPE if reads else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def run_ffmpeg(
    arguments: Sequence[str],
    *,
    what: str,
    deadline_s: float = 3600.0,
    stall_s: float = STALL_S,
    on_frame: Callable[[int], None] | None = None,
) -> str:
    """Run ffmpeg to its end and return what it wrote to stderr.

    `on_frame` is called with the number of frames written so far. Raises MediaError (naming `what`) when ffmpeg fails,
    runs past `deadline_s` or shows no progress for `stall_s`; StorageError when the disk is full.
    """
    full = command(["-progress", "pipe:1", "-stats_period", "0.5", *arguments])
    process = subprocess.Popen(full, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    watch = _Watch(process, deadline_s, stall_s)
    errors = drain(process, watch)
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith((b"frame=", b"out_time_us=")):
                watch.advanced(line)
            if on_frame and (found := re.match(rb"frame=(\d+)", line)):
                on_frame(int(found[1]))
        process.wait()
    except BaseException:  # Ctrl-C included: no ffmpeg is left behind
        process.kill()
        process.wait()
        raise
    finally:
        watch.stop()
        process.stdout.close()
    text = errors()
    if watch.reason:
        raise MediaError(f"{what}: ffmpeg {watch.reason} and was stopped; its last words: {_last_lines(text)}")
    check_exit(process.returncode, text, what)
    return text


def check_exit(returncode: int, stderr: str, what: str) -> None:
    """Raise the right error for a finished ffmpeg; nothing when it succeeded."""
    if returncode == 0:
        return
    if "No space left on device" in stderr or os.strerror(errno.ENOSPC) in stderr:
        raise StorageError(f"{what}: the disk is full; free some space and run the same command again")
    if "Permission denied" in stderr:
        raise StorageError(f"{what}: no permission to write there: {_last_lines(stderr, 1)}")
    raise MediaError(f"{what}: ffmpeg failed ({returncode}): {_last_lines(stderr)}")


def drain(process: subprocess.Popen[bytes], watch: _Watch | None = None) -> Callable[[], str]:
    """Read the process's stderr in the background (a full pipe would hang it); the result waits for its end."""
    chunks: list[bytes] = []

    def pump() -> None:
        assert process.stderr is not None
        descriptor = process.stderr.fileno()
        for chunk in iter(lambda: os.read(descriptor, 65536), b""):
            chunks.append(chunk)
            if watch:
                watch.alive()
        process.stderr.close()

    thread = threading.Thread(target=pump, daemon=True)
    thread.start()

    def finished() -> str:
        thread.join(timeout=10)
        return b"".join(chunks).decode("utf-8", "replace")

    return finished


class _Watch:
    """Ends a process that runs too long or stands still."""

    def __init__(self, process: subprocess.Popen[bytes], deadline_s: float, stall_s: float) -> None:
        self.reason = ""
        self._process, self._stall_s = process, stall_s
        self._deadline = time.monotonic() + deadline_s
        self._last, self._last_line = time.monotonic(), b""
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def alive(self) -> None:
        self._last = time.monotonic()

    def advanced(self, line: bytes) -> None:
        """A progress line counts as life only when it differs from the one before."""
        if line != self._last_line:
            self._last, self._last_line = time.monotonic(), line

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopped.wait(0.5):
            now = time.monotonic()
            if now > self._deadline:
                self.reason = "ran past its deadline"
            elif now - self._last > self._stall_s:
                self.reason = f"made no progress for {self._stall_s:.0f} s"
            if self.reason:
                self._process.kill()
                return


def _last_lines(text: str, count: int = 4) -> str:
    said = (
        re.sub(r"^(\[[^\]]* @ 0x[0-9a-f]+\]\s*)+", "", line.strip()) for line in text.replace("\r", "\n").splitlines()
    )
    lines = [line for line in said if line and not line.startswith("ffmpeg stats and -progress")]
    return " | ".join(lines[-count:])[-600:] or "(nothing)"
