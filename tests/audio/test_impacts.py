"""Where something is seen to hit: a ball on the floor, whatever the camera does, and no hit where things only move."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from moviefactory.audio.impacts import impacts_of, motion_changes, read_impacts, watch_job
from moviefactory.jobs.job import Job, Task, run_job
from moviefactory.media.frames import FrameWriter
from moviefactory.workspace import Workspace

WIDTH, HEIGHT = 320, 180
Frames = NDArray[np.uint8]


def bouncing(
    hits_s: Sequence[float], rate: float = 24, pan: float = 0.0, noise: float = 0.0, shake: float = 0.0
) -> Frames:
    """A ball that touches the floor at `hits_s`, (n, h, w, 3); `pan` in pixels per frame, `shake` of a hand."""
    rng = np.random.default_rng(1)
    wall = cv2.GaussianBlur(rng.integers(0, 255, (HEIGHT + 40, WIDTH * 3, 3)).astype(np.uint8), (0, 0), 6)
    turns = [-0.6, *hits_s, hits_s[-1] + 0.9]
    frames = []
    for index in range(round((hits_s[-1] + 0.8) * rate)):
        now = index / rate
        arc = next(one for one in range(len(turns) - 1) if turns[one] <= now < turns[one + 1])
        length = turns[arc + 1] - turns[arc]
        share = (now - turns[arc]) / length
        height = 4 * share * (1 - share) * min(1.0, length) * 110
        left = int(pan * index) % WIDTH + int(shake * (1 + np.sin(index * 0.9)))
        top = int(shake * (1 + np.cos(index * 1.3)))
        frame = wall[top : top + HEIGHT, left : left + WIDTH].copy()
        cv2.rectangle(frame, (0, HEIGHT - 20), (WIDTH, HEIGHT), (60, 60, 60), -1)
        cv2.circle(frame, (WIDTH // 2, int(HEIGHT - 32 - height)), 12, (230, 30, 30), -1)
        frames.append(np.clip(frame + rng.normal(0, noise, frame.shape), 0, 255).astype(np.uint8) if noise else frame)
    return np.stack(frames)


@pytest.mark.parametrize(
    ("rate", "pan", "noise", "shake"), [(24, 0, 0, 0), (24, 2.5, 4, 0), (24, 0, 4, 2), (30, 1.5, 4, 0), (25, 0, 2, 0)]
)
def test_every_bounce_is_found_at_most_a_frame_late_and_never_early(
    rate: float, pan: float, noise: float, shake: float
) -> None:
    hits_s = (0.75, 1.77, 2.6, 3.21)
    found = impacts_of(motion_changes(bouncing(hits_s, rate, pan, noise, shake)), rate)
    assert len(found) == len(hits_s)
    for hit_s, seen_s in zip(hits_s, sorted(one.at_s for one in found), strict=True):
        assert 0.0 <= (seen_s - hit_s) * rate <= 1.0


def test_what_only_moves_hits_nothing() -> None:
    rng = np.random.default_rng(2)
    wall = cv2.GaussianBlur(rng.integers(0, 255, (HEIGHT, WIDTH * 2, 3)).astype(np.uint8), (0, 0), 6)
    panned = [wall[:, 4 * one : 4 * one + WIDTH] for one in range(48)]
    passing = []
    for one in range(48):  # a car drives by, faster and faster
        frame = wall[:, :WIDTH].copy()
        cv2.rectangle(frame, (int(one**1.3), 90), (int(one**1.3) + 60, 120), (200, 30, 30), -1)
        passing.append(frame)
    assert impacts_of(motion_changes(panned), 24) == ()
    assert impacts_of(motion_changes(passing), 24) == ()


def test_a_still_picture_a_cut_and_a_flash_are_no_impacts() -> None:
    rng = np.random.default_rng(3)
    one, other = (cv2.GaussianBlur(rng.integers(0, 255, (HEIGHT, WIDTH, 3)).astype(np.uint8), (0, 0), 3) for _ in "ab")
    still = [one] * 30
    cut = [one // 3] * 15 + [255 - other // 3] * 15
    flash = [one // 2] * 15 + [np.full_like(one, 250)] + [one // 2] * 15
    for frames in (still, cut, flash, still[:2], []):
        assert impacts_of(motion_changes(frames), 24) == ()


def test_a_clip_is_watched_once_and_its_impacts_come_strongest_first(tmp_path: Path) -> None:
    def draw(task: Task) -> dict[str, int]:
        with FrameWriter(task.output, (WIDTH, HEIGHT), Fraction(24), crf=18, speed="ultrafast") as writer:
            for frame in bouncing((0.75, 1.75)):
                writer.write(frame)
        return {}

    clip = Job("clip a", draw, {}, tmp_path / "clips" / "a.mp4")
    watch = watch_job("a", clip, Workspace(tmp_path))
    run_job(clip)
    assert run_job(watch) == {"impacts": 2}
    found = read_impacts(watch.output)
    assert [one.strength for one in found] == sorted((one.strength for one in found), reverse=True)
    assert sorted(one.at_s for one in found) == pytest.approx([0.77, 1.77], abs=0.035)
    assert json.loads(watch.output.read_text())[0]["strength"] == 1.0
