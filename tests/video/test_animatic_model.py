"""The animatic as a video model: exact frames, the same with one process as with two, and nothing left behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import psutil
import pytest

from moviefactory.movie import Camera, Shot, Staging, Subject
from moviefactory.settings import VideoSettings
from moviefactory.video import ShotRequest, load_video_model
from moviefactory.video.animatic.animatic import Animatic


def request(frames: int = 16, size_px: tuple[int, int] = (192, 80), **staging: object) -> ShotRequest:
    subject = Subject(noun="car", kind="vehicle", action="race")
    stage = Staging.model_validate({"setting": "coast_road", "subjects": (subject,), **staging})
    shot = Shot(id="s", prompt="A car races.", camera=Camera(move="tracking", framing="wide"), staging=stage)
    return ShotRequest(shot, (), "", frames, Fraction(24), size_px, 7, VideoSettings())


@pytest.mark.parametrize("size_px", [(192, 80), (160, 90), (90, 160), (64, 64)])
def test_exactly_the_asked_frames_in_the_asked_size(size_px: tuple[int, int]) -> None:
    frames = list(Animatic(workers=1).frames(request(5, size_px)))
    assert [frame.shape for frame in frames] == [(size_px[1], size_px[0], 3)] * 5
    assert all(frame.dtype == np.uint8 for frame in frames)
    assert all(np.any(one != other) for one, other in pairwise(frames))
    assert all(frame.std() > 8 for frame in frames)


def test_two_processes_give_the_same_frames_as_one() -> None:
    shared = Animatic(workers=2)
    try:
        together = list(shared.guided_frames(request(18)))
    finally:
        shared.close()
    alone = list(Animatic(workers=1).guided_frames(request(18)))
    for (rgb, depth, box), (rgb_alone, depth_alone, box_alone) in zip(together, alone, strict=True):
        assert np.array_equal(rgb, rgb_alone)
        assert np.array_equal(depth, depth_alone)
        assert box == box_alone


def test_the_guides_show_where_the_subject_is_and_that_it_is_near() -> None:
    for _, depth, box in Animatic(workers=1).guided_frames(request(4)):
        assert box is not None
        x0, y0, x1, y1 = box
        assert 0 <= x0 < x1 <= 192
        assert 0 <= y0 < y1 <= 80
        assert depth[(y0 + y1) // 2, (x0 + x1) // 2] > depth[2, (x0 + x1) // 2]


def test_a_frame_depends_on_the_seed_and_on_nothing_else() -> None:
    one, again = (list(Animatic(workers=1).frames(request(3))) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))


def test_third_party_art_is_credited_and_our_own_is_not() -> None:
    ours = request()
    theirs = request(subjects=(Subject(noun="pizza"),))
    assert Animatic(workers=1).credits(ours) == ()
    assert any("CC BY 4.0" in line for line in Animatic(workers=1).credits(theirs))


def test_it_is_the_model_called_animatic() -> None:
    assert isinstance(load_video_model("animatic"), Animatic)


def test_killed_programs_leave_no_render_process_behind() -> None:
    code = textwrap.dedent(
        f"""
        import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
        from test_animatic_model import request
        from moviefactory.video.animatic.animatic import Animatic
        for number, frame in enumerate(Animatic(workers=2).frames(request(100_000))):
            if number == 8: print("going", flush=True)
        """
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "going\n"
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 2
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and any(one.is_running() for one in family):
        psutil.wait_procs(family, timeout=1)
    assert not any(one.is_running() for one in family)
