"""Where in a clip something is seen to hit: sudden changes of motion, whatever the camera does.

Optical flow between neighbouring frames, less its median over the picture (the camera's share), changes abruptly where
a thing bounces, lands or is struck. Knows nothing of sounds; a shot that only moves, however fast, has no impacts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import StageError
from moviefactory.jobs.job import Facts, Job, Task
from moviefactory.media.frames import read_frames
from moviefactory.media.probe import probe
from moviefactory.timeline import Impact
from moviefactory.workspace import Workspace

AREA_PX = 240 * 135  # what the flow is computed on: 6 ms a frame; on a smaller picture hits are missed
PERCENTILE = 99  # of the change over the picture: a small thing that hits counts
STANDS_OUT = 3.0  # times the clip's usual change of motion; drawn and filmed motion stays below 2.8
LEAST_PX = 0.5  # per frame, on the small picture: less is noise
SHARE = 0.4  # of the clip's strongest impact, that a weaker one reaches
APART_S = 0.16
MOST = 12
CUT = 55.0  # mean change of brightness (of 255) between two frames that is a cut or a flash, not a motion
# The change shows between two frames up to a frame after the contact. Its centre was measured 0.62 to 1.39 frames late
# (80 bounces at 24 to 30 frames/s, panned, shaken, noisy); sound may come late by up to one frame and never early.
LATE_FRAMES = 0.54


def watch_job(shot_id: str, clip: Job, workspace: Workspace) -> Job:
    """The job that looks for impacts in the output of `clip`."""
    return Job(f"watch {shot_id}", watch_clip, {}, workspace.impacts(shot_id), after=(clip,))


def watch_clip(task: Task) -> Facts:
    """Sources: a clip. Writes its impacts as JSON; returns how many."""
    path = task.sources[0]
    rate = probe(path).frame_rate
    if not rate:
        raise StageError(f"{path.name}: it has no frame rate; render the shot again")
    found = impacts_of(motion_changes(read_frames(path)), float(rate))
    task.output.write_text(json.dumps([asdict(one) for one in found]), encoding="utf-8")
    return {"impacts": len(found)}


def read_impacts(path: Path) -> tuple[Impact, ...]:
    """What `watch_clip` wrote, strongest first."""
    return tuple(Impact(**one) for one in json.loads(path.read_text(encoding="utf-8")))


def motion_changes(frames: Iterable[NDArray[np.uint8]]) -> NDArray[np.float64]:
    """(n,) float64, one for each of the n frames (h, w, 3): by how many pixels of the small picture the motion that
    leads to it differs from the motion before, where it differs most. Holds two frames and two flow fields."""
    return np.fromiter(_changes(frames), np.float64)


def _changes(frames: Iterable[NDArray[np.uint8]]) -> Iterator[float]:
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    picture: NDArray[np.uint8] | None = None
    motion: NDArray[np.float32] | None = None
    for frame in frames:
        before, picture, last = picture, _small(frame), motion
        motion = None
        if before is not None and np.abs(picture.astype(np.int16) - before).mean() < CUT:
            field = flow.calc(before, picture, None)  # type: ignore[call-overload]  # None: nothing to start from
            motion = np.asarray(field - np.median(field.reshape(-1, 2), axis=0), np.float32)
        if motion is None or last is None:
            yield 0.0
        else:
            yield float(np.percentile(np.linalg.norm(motion - last, axis=2), PERCENTILE))


def impacts_of(changes: NDArray[np.float64], frame_rate: float) -> tuple[Impact, ...]:
    """The impacts in a clip whose `changes` `motion_changes` measured, strongest first; none where
    nothing stands out."""
    changes = changes.copy()
    changes[:3] = 0.0  # what moves at the very beginning was moving before
    if not changes.any():
        return ()
    usual = float(np.median(changes[changes > 0]))
    least = max(STANDS_OUT * usual, LEAST_PX, SHARE * float(changes.max()))
    found: list[Impact] = []
    left, apart = changes.copy(), max(2, round(APART_S * frame_rate))
    while len(found) < MOST and left.max() >= least:
        at = int(left.argmax())
        around = slice(max(0, at - 1), at + 2)
        weights = np.maximum(changes[around] - usual, 0.0)
        centre = float(np.average(np.arange(len(changes))[around], weights=weights))
        moment_s = max(0.0, (centre - LATE_FRAMES) / frame_rate)
        found.append(Impact(round(moment_s, 4), round(float(changes[at] / changes.max()), 3)))
        left[max(0, at - apart) : at + apart + 1] = 0.0
    return tuple(found)


def _small(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = frame.shape[:2]
    scale = min(1.0, (AREA_PX / (width * height)) ** 0.5)
    size = (max(16, round(width * scale)), max(16, round(height * scale)))
    return np.asarray(cv2.cvtColor(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY), np.uint8)
