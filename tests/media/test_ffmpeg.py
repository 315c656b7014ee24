"""Processes: what is refused, what is translated, and that nothing hangs."""

import time
from pathlib import Path

import pytest

from moviefactory.errors import MediaError, StorageError
from moviefactory.media.ffmpeg import check_exit, command, run_ffmpeg


def test_progress_is_counted_in_frames(tmp_path: Path) -> None:
    seen: list[int] = []
    source = ["-f", "lavfi", "-i", "testsrc=s=64x64:r=24", "-t", "1"]
    run_ffmpeg([*source, str(tmp_path / "a b é.mp4")], what="a test", on_frame=seen.append)
    assert seen[-1] == 24
    assert (tmp_path / "a b é.mp4").stat().st_size > 0


def test_every_input_is_held_to_files_and_pipes() -> None:
    full = command(["-i", "a.mp4", "-i", "b.mp4", "c.mp4"])
    assert full.count("-protocol_whitelist") == 2
    assert full.count("file,pipe") == 2


def test_a_network_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"fetching.*not on whitelist|fetching.*whitelist"):
        run_ffmpeg(["-i", "http://127.0.0.1:9/x.mp4", str(tmp_path / "x.mp4")], what="fetching")


def test_a_failure_names_what_failed(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"cutting shot-3: ffmpeg failed .*nothing\.mp4"):
        run_ffmpeg(["-i", str(tmp_path / "nothing.mp4"), str(tmp_path / "x.mp4")], what="cutting shot-3")


@pytest.mark.parametrize("reason", ["No space left on device", "Permission denied"])
def test_a_refusing_disk_is_a_storage_error_that_says_so(reason: str) -> None:
    with pytest.raises(StorageError, match="cutting the movie"):
        check_exit(1, f"Error writing trailer: {reason}", "cutting the movie")


def test_a_process_past_its_deadline_is_ended(tmp_path: Path) -> None:
    endless = ["-re", "-f", "lavfi", "-i", "testsrc=s=64x64:r=24", str(tmp_path / "x.mp4")]
    started = time.monotonic()
    with pytest.raises(MediaError, match="ran past its deadline"):
        run_ffmpeg(endless, what="a test", deadline_s=1.0)
    assert time.monotonic() - started < 20


def test_a_process_that_stands_still_is_ended(tmp_path: Path) -> None:
    import os

    pipe = tmp_path / "never.mp4"
    os.mkfifo(pipe)
    holder = os.open(pipe, os.O_RDWR)  # somebody has it open and never writes
    try:
        with pytest.raises(MediaError, match="made no progress"):
            run_ffmpeg(["-i", str(pipe), str(tmp_path / "x.mp4")], what="a test", stall_s=1.0)
    finally:
        os.close(holder)
