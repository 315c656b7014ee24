"""The driver: any upscaler's frames, in order, at the right size and moment, whatever interrupts it."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import psutil
import pytest

import moviefactory.upscale.enlarge as driver
from moviefactory.errors import MediaError, StorageError
from moviefactory.jobs.job import Tell
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.frames import read_frames
from moviefactory.media.probe import probe
from moviefactory.upscale import Frame, Take
from moviefactory.upscale.delivery import INTERMEDIATE, Delivery
from moviefactory.upscale.enlarge import enlarge, playable

RATE = Fraction(24000, 1001)
SIZE = (32, 16)
DELIVERY = Delivery((128, 64), RATE)


@pytest.fixture(autouse=True)
def short_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "SEGMENT", 4)


@dataclass
class Twice:
    """Doubles every pixel; remembers where it was asked to begin, and leaves a file as a network would."""

    name: str = "twice"
    scale: int = 2
    finish: str = ""
    drifts: bool = False
    revision: str = "1"
    note: str = ""
    credit: str = ""
    workers: int = 1
    starts: list[int] = field(default_factory=list)
    change: Callable[[Frame], Frame] = field(default=lambda frame: frame)
    stop_after: int | None = None
    too_many: int = 0

    def check(self, frames: int, size_px: tuple[int, int], folder: Path) -> None:
        assert frames > 0

    def frames(self, take: Take, start: int, tell: Tell) -> Iterator[Frame]:
        self.starts.append(start)
        (take.folder / "feature").write_bytes(b"large")
        for number, frame in enumerate(take.read(start), start):
            if number == self.stop_after:
                raise RuntimeError("the power went")
            yield self.change(frame.repeat(self.scale, 0).repeat(self.scale, 1))
        yield from [np.zeros((SIZE[1] * self.scale, SIZE[0] * self.scale, 3), np.uint8)] * self.too_many


def grey(number: int) -> Frame:
    return np.full((SIZE[1], SIZE[0], 3), 20 + 7 * number, np.uint8)


def take_of(folder: Path, frames: int, *, first: int = 0, key: str = "k", given: int | None = None) -> Take:
    def read(start: int) -> Iterator[Frame]:
        return (grey(first + number) for number in range(start, frames if given is None else given))

    return Take(frames, SIZE, read, folder, key)


def levels(path: Path) -> list[int]:
    """Which of our grey frames are in the file."""
    return [round((float(frame.mean()) - 20) / 7) for frame in read_frames(path)]


def test_takes_come_out_in_order_as_one_film(tmp_path: Path) -> None:
    takes = [take_of(tmp_path / "a", 9), take_of(tmp_path / "b", 1, first=9), take_of(tmp_path / "c", 5, first=10)]
    seen: list[tuple[int, int]] = []
    enlarge(takes, Twice(), DELIVERY, tmp_path / "out.mp4", Tell(progress=lambda *so_far: seen.append(so_far)))
    info = probe(tmp_path / "out.mp4")
    assert (info.frames, info.frame_rate, info.size_px, info.pixel_format) == (15, RATE, (128, 64), "yuv420p")
    assert info.color.startswith("tv, bt709")
    assert levels(tmp_path / "out.mp4") == list(range(15))
    assert seen == [(done, 15) for done in range(16)]


def test_each_take_begins_afresh_and_its_features_do_not_outlive_it(tmp_path: Path) -> None:
    takes = [take_of(tmp_path / "a", 6), take_of(tmp_path / "b", 3)]
    twice = Twice()
    enlarge(takes, twice, DELIVERY, tmp_path / "out.mp4")
    assert twice.starts == [0, 0]
    assert not list(tmp_path.glob("*/feature"))
    assert [len(list((take.folder / "segments").glob("*.mp4"))) for take in takes] == [2, 1]


@pytest.mark.parametrize("stop", [0, 3, 5, 9, 10])
def test_it_goes_on_where_it_was_interrupted_with_the_same_frames(tmp_path: Path, stop: int) -> None:
    take = take_of(tmp_path / "take", 11)
    enlarge([take_of(tmp_path / "whole", 11)], Twice(), DELIVERY, tmp_path / "whole.mp4")
    with pytest.raises(RuntimeError, match="the power went"):
        enlarge([take], Twice(stop_after=stop), DELIVERY, tmp_path / "out.mp4")
    assert not (tmp_path / "out.mp4").exists()
    assert not list(tmp_path.glob("take/segments/partial.*"))
    again, seen = Twice(), []
    enlarge([take], again, DELIVERY, tmp_path / "out.mp4", Tell(progress=lambda done, total: seen.append(done)))
    assert again.starts == [stop // 4 * 4]
    assert seen == list(range(stop // 4 * 4, 12))
    assert (tmp_path / "out.mp4").read_bytes() == (tmp_path / "whole.mp4").read_bytes()


def test_what_is_finished_is_not_made_again(tmp_path: Path) -> None:
    takes = [take_of(tmp_path / "a", 6), take_of(tmp_path / "b", 3, first=6)]
    enlarge(takes, Twice(), DELIVERY, tmp_path / "out.mp4")
    again = Twice()
    enlarge(takes, again, DELIVERY, tmp_path / "again.mp4")
    assert again.starts == []
    assert (tmp_path / "again.mp4").read_bytes() == (tmp_path / "out.mp4").read_bytes()


@pytest.mark.parametrize(
    ("take", "tool", "delivery"),
    [
        ({"key": "other"}, {}, {}),
        ({}, {"revision": "2"}, {}),
        ({}, {"name": "other"}, {}),
        ({}, {}, {"size_px": (96, 48)}),
        ({}, {}, {"frame_rate": Fraction(25)}),
        ({}, {}, {"strength": 0.5}),
        ({}, {}, {"encoder": (*INTERMEDIATE, "-bf", "1")}),
    ],
    ids=str,
)
def test_whatever_changes_a_picture_makes_it_again(
    tmp_path: Path, take: dict[str, str], tool: dict[str, str], delivery: dict[str, object]
) -> None:
    enlarge([take_of(tmp_path / "a", 5)], Twice(), DELIVERY, tmp_path / "out.mp4")
    other = Twice(**tool)
    enlarge([take_of(tmp_path / "a", 5, **take)], other, replace(DELIVERY, **delivery), tmp_path / "out.mp4")
    assert other.starts == [0]
    assert levels(tmp_path / "out.mp4") == list(range(5))


@pytest.mark.parametrize(("given", "too_many", "said"), [(6, 0, "gave 6 frames, not 7"), (7, 1, "gave more frames"),
                                                         (0, 0, "gave 0 frames"), (8, 0, "gave more")])  # fmt: skip
def test_lost_and_invented_frames_are_told(tmp_path: Path, given: int, too_many: int, said: str) -> None:
    take = take_of(tmp_path / "a", 7, given=given)
    with pytest.raises(MediaError, match=said):
        enlarge([take], Twice(too_many=too_many), DELIVERY, tmp_path / "out.mp4")
    assert playable([take], tmp_path / "so-far.mp4") in (0, 4)  # the last segment never counts


@pytest.mark.parametrize(
    "change", [lambda frame: frame[1:], lambda frame: frame.astype(np.float32), lambda frame: frame[..., 0]]
)
def test_frames_of_another_kind_are_refused(tmp_path: Path, change: Callable[[Frame], Frame]) -> None:
    with pytest.raises(MediaError, match="twice drew"):
        enlarge([take_of(tmp_path / "a", 3)], Twice(change=change), DELIVERY, tmp_path / "out.mp4")


def test_what_is_done_so_far_can_be_played(tmp_path: Path) -> None:
    takes = [take_of(tmp_path / "a", 6), take_of(tmp_path / "b", 9, first=6), take_of(tmp_path / "c", 3, first=15)]
    assert playable(takes, tmp_path / "none.mp4") == 0
    with pytest.raises(RuntimeError):
        enlarge(takes, Twice(stop_after=6), DELIVERY, tmp_path / "out.mp4")
    assert playable(takes, tmp_path / "so-far.mp4") == 10
    assert levels(tmp_path / "so-far.mp4") == list(range(10))
    assert probe(tmp_path / "so-far.mp4").frame_rate == RATE
    assert not (tmp_path / "none.mp4").exists()
    enlarge(takes, Twice(), DELIVERY, tmp_path / "out.mp4")
    assert levels(tmp_path / "out.mp4") == list(range(18))


def test_what_is_played_is_never_of_two_kinds(tmp_path: Path) -> None:
    takes = [take_of(tmp_path / "a", 3), take_of(tmp_path / "b", 3)]
    enlarge(takes, Twice(), replace(DELIVERY, size_px=(96, 48)), tmp_path / "small.mp4")
    enlarge(takes[:1], Twice(), DELIVERY, tmp_path / "large.mp4")
    assert playable(takes, tmp_path / "so-far.mp4") == 3
    assert playable([replace(takes[0], key="other")], tmp_path / "so-far.mp4") == 0


@pytest.mark.parametrize("strength", [0.0, 0.25, 1.0])
def test_strength_mixes_the_plain_frame_in(tmp_path: Path, strength: float) -> None:
    brighter = Twice(change=lambda frame: frame + np.uint8(80))
    enlarge([take_of(tmp_path / "a", 3)], brighter, replace(DELIVERY, strength=strength), tmp_path / "out.mp4")
    means = [float(frame.mean()) for frame in read_frames(tmp_path / "out.mp4")]
    assert means == pytest.approx([20 + 7 * n + 80 * strength for n in range(3)], abs=1.5)


def test_colours_that_drift_are_brought_back(tmp_path: Path) -> None:
    drifting = Twice(drifts=True, change=lambda frame: frame + np.uint8(30))
    enlarge([take_of(tmp_path / "a", 6)], drifting, DELIVERY, tmp_path / "out.mp4")
    assert levels(tmp_path / "out.mp4") == list(range(6))


def test_a_resumed_mix_takes_the_plain_frames_from_the_same_place(tmp_path: Path) -> None:
    half, take = replace(DELIVERY, strength=0.5), take_of(tmp_path / "a", 7)
    with pytest.raises(RuntimeError):
        enlarge([take], Twice(drifts=True, stop_after=5), half, tmp_path / "out.mp4")
    enlarge([take], Twice(drifts=True), half, tmp_path / "out.mp4")
    assert levels(tmp_path / "out.mp4") == list(range(7))


def test_a_source_that_is_large_enough_needs_no_network(tmp_path: Path) -> None:
    notes: list[str] = []
    twice, small = Twice(), replace(DELIVERY, size_px=(24, 12))
    enlarge([take_of(tmp_path / "a", 6)], twice, small, tmp_path / "out.mp4", Tell(note=notes.append))
    assert (twice.starts, len(notes)) == ([], 1)
    assert "without a network" in notes[0]
    assert probe(tmp_path / "out.mp4").size_px == (24, 12)
    assert levels(tmp_path / "out.mp4") == list(range(6))


def test_ten_bits_stay_ten_bits(tmp_path: Path) -> None:
    def read(start: int) -> Iterator[Frame]:
        return (np.full((SIZE[1], SIZE[0], 3), 20000 + 70 * number, np.uint16) for number in range(start, 3))

    deep = DELIVERY.color.replace("yuv420p", "yuv420p10le")
    encoder = ("-c:v", "libx264", "-qp", "0")
    enlarge(
        [Take(3, SIZE, read, tmp_path / "a", "k")], Twice(finish="noise=c0s=50"),
        replace(DELIVERY, color=deep, encoder=encoder, strength=0.5), tmp_path / "out.mp4",
    )  # fmt: skip
    assert probe(tmp_path / "out.mp4").pixel_format == "yuv420p10le"
    raw = tmp_path / "luma"
    run_ffmpeg(
        ["-i", str(tmp_path / "out.mp4"), "-f", "rawvideo", "-pix_fmt", "yuv420p10le", str(raw)], what="decoding"
    )
    luma = np.fromfile(raw, np.uint16).reshape(3, -1)[:, : 128 * 64]
    assert np.ptp(luma, axis=1).max() == 0
    assert np.abs(luma[:, 0] - 4 * (16 + 219 * (20000 + 70 * np.arange(3)) / 65535)).max() < 1
    assert len(set(luma[:, 0])) == 3  # a quarter of a level of 8 bits apart


def test_a_tool_that_cannot_is_heard_before_anything_is_made(tmp_path: Path) -> None:
    class Poor(Twice):
        def check(self, frames: int, size_px: tuple[int, int], folder: Path) -> None:
            if frames > 5:
                raise StorageError("needs 3 GB, 1 GB are free")

    poor = Poor()
    with pytest.raises(StorageError, match="needs 3 GB"):
        enlarge([take_of(tmp_path / "a", 2), take_of(tmp_path / "b", 6)], poor, DELIVERY, tmp_path / "out.mp4")
    assert poor.starts == []


def test_an_encoder_that_fails_says_why(tmp_path: Path) -> None:
    for encoder in (("-c:v", "libx264", "-crf", "many"), ("-c:v", "no-such-encoder")):
        with pytest.raises(MediaError, match=r"encod"):
            enlarge([take_of(tmp_path / "a", 40)], Twice(), replace(DELIVERY, encoder=encoder), tmp_path / "out.mp4")
    assert not [child for child in psutil.Process().children() if "ffmpeg" in child.name()]


def test_nothing_runs_on_after_ctrl_c(tmp_path: Path) -> None:
    def press(done: int, total: int) -> None:
        if done == 6:
            raise KeyboardInterrupt

    take = take_of(tmp_path / "a", 11)
    with pytest.raises(KeyboardInterrupt):
        enlarge([take], Twice(), DELIVERY, tmp_path / "out.mp4", Tell(progress=press))
    assert not [child for child in psutil.Process().children() if "ffmpeg" in child.name()]
    assert playable([take], tmp_path / "so-far.mp4") == 4


KILLED = """
    import sys, time
    sys.path.insert(0, {tests!r})
    from pathlib import Path
    import moviefactory.upscale.enlarge as driver
    from moviefactory.jobs.job import Tell
    from test_enlarge import DELIVERY, Twice, take_of

    driver.SEGMENT = 4

    def progress(done, total):
        if done == {stop}:
            print("here", flush=True)
            time.sleep(60)

    takes = [take_of(Path({folder!r}) / "a", 6), take_of(Path({folder!r}) / "b", 7, first=6)]
    driver.enlarge(takes, Twice(), DELIVERY, Path({folder!r}) / "out.mp4", Tell(progress=progress))
"""


@pytest.mark.parametrize("stop", [3, 9])
def test_a_kill_inside_a_segment_costs_that_segment_only(tmp_path: Path, stop: int) -> None:
    code = textwrap.dedent(KILLED).format(tests=str(Path(__file__).parent), stop=stop, folder=str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        os.kill(process.pid, signal.SIGKILL)
    takes = [take_of(tmp_path / "a", 6), take_of(tmp_path / "b", 7, first=6)]
    twice = Twice()
    enlarge(takes, twice, DELIVERY, tmp_path / "out.mp4")
    assert len(twice.starts) == (2 if stop == 3 else 1)
    assert levels(tmp_path / "out.mp4") == list(range(13))
    assert not list(tmp_path.rglob("partial.*"))
    enlarge([take_of(tmp_path / "c", 6), take_of(tmp_path / "d", 7, first=6)], Twice(), DELIVERY, tmp_path / "ref.mp4")
    assert (tmp_path / "ref.mp4").read_bytes() == (tmp_path / "out.mp4").read_bytes()
