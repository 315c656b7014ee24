"""A run that is stopped goes on: Ctrl-C, a kill, another source under the same name, two runs at the same time."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import moviefactory.upscale.file.upscale_file as room
from moviefactory.errors import MediaError, MovieBusy
from moviefactory.jobs.job import Tell
from moviefactory.jobs.lock import locked
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.frames import read_frames
from moviefactory.media.probe import probe
from moviefactory.settings import UpscaleSettings
from moviefactory.upscale import Frame, Take
from moviefactory.upscale.file.order import FileOrder, Upscaled, so_far, unfinished_folder
from moviefactory.upscale.file.source_file import look_at
from moviefactory.upscale.file.source_frames import Pictures, look_through
from moviefactory.upscale.file.upscale_file import upscale_file
from moviefactory.upscale.lanczos import Lanczos

PLAIN = UpscaleSettings(upscaler="lanczos")


def draw(path: Path, picture: str = "testsrc2=s=64x36:r=24:d=1", sound: str = "sine=d=1") -> Path:
    plain = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    run_ffmpeg(["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, *plain, str(path)], what=path.name)
    return path


def enlarged(source: Path, output: Path) -> Upscaled:
    return upscale_file(FileOrder(source, output, PLAIN, scale=2))


def pictures(path: Path) -> list[Frame]:
    """All pictures of a file, by its own colours."""
    found = look_at(path)
    look = look_through(found)
    return list(Pictures(found, look).read(0, len(look.times)))


def test_ctrl_c_leaves_a_film_with_sound_and_the_next_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_frames: list[int] = []

    class Slow(Lanczos):
        """A network's manner: four times larger, short segments."""

        scale, finish, stop_at = 4, "", 60

        def frames(self, take: Take, start: int, tell: Tell) -> Iterator[Frame]:
            for number, frame in enumerate(take.read(start), start):
                if number == self.stop_at:
                    raise KeyboardInterrupt
                made_frames.append(number)
                yield np.repeat(np.repeat(frame, 4, 0), 4, 1)

    source = draw(tmp_path / "a.mkv", picture="testsrc2=s=64x36:r=24:d=4", sound="sine=d=4")
    monkeypatch.setattr(room, "load_upscaler", lambda settings: Slow(settings))
    notes: list[str] = []
    order = FileOrder(source, tmp_path / "large.mp4", PLAIN)
    with pytest.raises(KeyboardInterrupt):
        upscale_file(order, Tell(note=notes.append))
    watched = probe(so_far(order.output))
    assert watched.frames == 48
    assert watched.audio_codec == "aac"
    assert watched.duration_s == pytest.approx(2.0, abs=0.1)
    assert any("48 of 96 frames (2.0 s) can be watched" in note for note in notes)
    assert not order.output.exists()
    made_frames.clear()
    monkeypatch.setattr(Slow, "stop_at", -1)
    progress: list[int] = []
    made = upscale_file(order, Tell(progress=lambda done, total: progress.append(done)))
    assert (made_frames[0], made.frames, probe(order.output).frames, progress[0]) == (48, 96, 96, 48)
    assert not so_far(order.output).exists()
    assert not unfinished_folder(order.output).exists()
    monkeypatch.setattr(Slow, "revision", "another")
    made_frames.clear()
    upscale_file(replace(order, output=tmp_path / "again.mp4"))
    one, other = (list(read_frames(tmp_path / name)) for name in ("large.mp4", "again.mp4"))
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


KILLED = """
import os, signal, sys
import numpy as np
from pathlib import Path
import moviefactory.upscale.file.upscale_file as room
from moviefactory.settings import UpscaleSettings
from moviefactory.upscale.lanczos import Lanczos

class Slow(Lanczos):
    scale, finish = 4, ""
    def frames(self, take, start, tell):
        for number, frame in enumerate(take.read(start), start):
            if number == int(sys.argv[3]):
                os.kill(os.getpid(), signal.SIGKILL)
            yield np.repeat(np.repeat(frame, 4, 0), 4, 1)

room.load_upscaler = lambda settings: Slow(settings)
made = room.upscale_file(room.FileOrder(Path(sys.argv[1]), Path(sys.argv[2]), UpscaleSettings(upscaler="lanczos")))
print(made.frames)
"""


def test_a_killed_run_goes_on_and_makes_the_same_film(tmp_path: Path) -> None:
    source = draw(tmp_path / "a.mkv", picture="testsrc2=s=64x36:r=24:d=3", sound="sine=d=3")

    def run(name: str, at: int) -> int:
        arguments = [sys.executable, "-c", KILLED, str(source), str(tmp_path / name), str(at)]
        return subprocess.run(arguments, cwd=Path(room.__file__).parents[2], timeout=60, capture_output=True).returncode

    assert run("whole.mp4", -1) == 0
    assert run("killed.mp4", 30) == -signal.SIGKILL
    assert not (tmp_path / "killed.mp4").exists()
    assert run("killed.mp4", 55) == -signal.SIGKILL
    assert run("killed.mp4", -1) == 0
    one, other = (list(read_frames(tmp_path / name)) for name in ("whole.mp4", "killed.mp4"))
    assert len(one) == len(other) == 72
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    assert [path.name for path in tmp_path.iterdir() if "killed" in path.name] == ["killed.mp4"]


def test_another_source_under_the_same_name_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, output = draw(tmp_path / "a.mkv"), tmp_path / "large.mp4"
    stopped: Callable[..., None] = lambda *_: (_ for _ in ()).throw(MediaError("stopped"))  # noqa: E731
    with monkeypatch.context() as patch:
        patch.setattr(room, "_finish", stopped)
        with pytest.raises(MediaError, match="stopped"):
            enlarged(source, output)
    assert unfinished_folder(output).is_dir()
    draw(source, picture="mandelbrot=s=64x36:r=24,trim=end=1.5", sound="sine=d=1.5")
    assert enlarged(source, output).frames == 36
    frame, wanted = pictures(output)[30], pictures(source)[30]
    assert np.abs(frame.reshape(36, 2, 64, 2, 3).mean(axis=(1, 3)) - wanted).mean() < 9


def test_two_runs_of_one_output_do_not_meet(tmp_path: Path) -> None:
    source = draw(tmp_path / "a.mkv")
    with locked(unfinished_folder(tmp_path / "large.mp4") / "lock"), pytest.raises(MovieBusy):
        enlarged(source, tmp_path / "large.mp4")


def test_a_name_with_blanks_quotes_and_signs_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = draw(tmp_path / "plain.mkv")
    odd = source.rename(tmp_path / "it's 100% größer: [a] #1.mkv")
    made = enlarged(odd, tmp_path / "it's 200%_%d größer: [b].mp4")
    assert probe(made.path).frames == 24
    monkeypatch.chdir(tmp_path)
    assert enlarged(Path(odd.name), Path("-out.mp4")).frames == 24
