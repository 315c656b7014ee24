"""From picture to sound, end to end: a ball hits the floor, and its sound is heard within a frame of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from typer.testing import Result

from moviefactory.media.sound import SAMPLE_RATE_HZ, read_sound, write_sound
from moviefactory.video import ShotRequest
from moviefactory.video.test_card import TestCard

Run = Callable[..., Result]
HIT_S = 1.03


def _ball(self: TestCard, request: ShotRequest) -> Iterator[NDArray[np.uint8]]:
    width, height = request.size_px
    rng = np.random.default_rng(1)
    wall = cv2.GaussianBlur(rng.integers(0, 255, (height, width, 3)).astype(np.uint8), (0, 0), 6)
    turns = [-0.4, HIT_S, HIT_S + 1.4]
    for index in range(request.frames):
        now = index / float(request.frame_rate)
        arc = 0 if now < HIT_S else 1
        share = (now - turns[arc]) / (turns[arc + 1] - turns[arc])
        frame = wall.copy()
        cv2.circle(frame, (width // 2, int(height - 32 - 4 * share * (1 - share) * 110)), 12, (230, 30, 30), -1)
        yield frame


@pytest.mark.parametrize("rate", [24, 25, 30])
def test_a_ball_is_heard_within_a_frame_of_its_hit(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch, rate: int
) -> None:
    monkeypatch.setattr(TestCard, "frames", _ball)
    rng = np.random.default_rng(0)
    hit = np.zeros((SAMPLE_RATE_HZ, 2), np.float32)
    burst = rng.standard_normal(9600) * np.exp(-np.arange(9600) / 1500)
    hit[15_000:24_600] = 0.5 * burst[:, None]
    write_sound(here / "hit.wav", hit)
    (here / "movie.yaml").write_text(
        f"title: b\nidea: b\nframe_rate: {rate}\nsize_px: 320x180\nvideo: {{renderer: test-card, size_px: 320x180}}\n"
        "compose: {encoder_speed: ultrafast, crf: 30}\nscenes:\n- id: s\n  heading: INT. ROOM - DAY\n  shots:\n"
        "  - {id: a, prompt: a ball, seconds: 2.2, sounds: [{id: h, description: hit, file: hit.wav}]}\n"
    )
    result = run(here / "movie.yaml", "--json")
    assert result.exit_code == 0, result.output
    level = np.abs(read_sound(here / "stems" / "effects.wav")).max(axis=1)
    heard_s = float(np.argmax(level > 0.15 * level.max())) / SAMPLE_RATE_HZ
    assert 0 <= (heard_s - HIT_S) * rate <= 1
