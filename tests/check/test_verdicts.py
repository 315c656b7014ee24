"""Measures against expectations, in words. Pure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from moviefactory.check.measure import Measures
from moviefactory.check.verdicts import Expected, Finding, verdicts

GOOD = Measures(
    path=Path("m.mp4"), duration_s=20.0, video_s=20.0, audio_s=20.01, frames=480, frame_rate=Fraction(24),
    size_px=(3072, 1280), codec="h264", pixel_format="yuv420p", color="tv, bt709, progressive", audio_codec="aac",
    audio_rate_hz=48_000, audio_channels=2, faststart=True, integrated_lufs=-14.2, true_peak_dbtp=-1.3, range_lu=5.0,
    black=((0.0, 0.4), (19.6, 20.0)), frozen=(), silent=((4.0, 4.9),), decode_errors=0,
)  # fmt: skip
EXPECTED = Expected(480, Fraction(24), (3072, 1280), black=((0.0, 0.8), (19.5, 20.0)))


def flaws(measures: Measures, expected: Expected = EXPECTED) -> list[tuple[str, str]]:
    return [(one.kind, one.about) for one in verdicts(measures, expected) if one.kind != "ok"]


def said(measures: Measures, about: str, expected: Expected = EXPECTED) -> Finding:
    (found,) = [one for one in verdicts(measures, expected) if one.about == about]
    return found


def test_a_movie_as_planned_has_no_flaw_and_everything_is_said() -> None:
    assert flaws(GOOD) == []
    abouts = [one.about for one in verdicts(GOOD, EXPECTED)]
    assert len(abouts) == len(set(abouts)) >= 12


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ({"frames": 479}, ("error", "length")),
        ({"audio_s": 20.05}, ("error", "drift")),
        ({"audio_s": 19.95}, ("error", "drift")),
        ({"size_px": (1280, 3072)}, ("error", "size")),
        ({"frame_rate": Fraction(25)}, ("error", "frame rate")),
        ({"codec": "hevc"}, ("warning", "codec")),
        ({"pixel_format": "yuv444p"}, ("warning", "codec")),
        ({"color": "progressive"}, ("error", "colour")),
        ({"color": "pc, bt709"}, ("error", "colour")),
        ({"integrated_lufs": -14.6}, ("error", "loudness")),
        ({"integrated_lufs": -13.4}, ("error", "loudness")),
        ({"true_peak_dbtp": -0.5}, ("error", "peak")),
        ({"integrated_lufs": -70.0, "true_peak_dbtp": -70.0}, ("error", "loudness")),
        ({"audio_codec": None}, ("error", "drift")),
        ({"silent": ((3.0, 4.2),)}, ("warning", "silence")),
        ({"black": ((8.0, 8.7),)}, ("warning", "black")),
        ({"black": ((18.7, 20.0),)}, ("warning", "black")),
        ({"frozen": ((8.0, 9.2),)}, ("warning", "frozen")),
        ({"black": ((2.0, 2.4),), "frozen": ((2.0, 3.5),)}, ("warning", "frozen")),
        ({"black": ((19.5, 20.0),), "frozen": ((18.4, 20.0),)}, ("warning", "frozen")),
        ({"faststart": False}, ("warning", "faststart")),
        ({"decode_errors": 2}, ("error", "decoding")),
    ],
)
def test_each_flaw_is_found_and_only_it(change: dict[str, object], flaw: tuple[str, str]) -> None:
    assert flaws(replace(GOOD, **change)) == [flaw]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"audio_s": 20.04},
        {"integrated_lufs": -14.5},
        {"true_peak_dbtp": -1.0},
        {"black": ((8.0, 8.4),)},
        {"frozen": ((0.0, 0.8), (19.5, 20.0))},
        {"frozen": ((18.9, 20.0),)},
    ],
)
def test_what_is_within_bounds_is_no_flaw(change: dict[str, object]) -> None:
    assert flaws(replace(GOOD, **change)) == []  # type: ignore[arg-type]


def test_a_silent_movie_that_was_planned_so_is_only_a_warning() -> None:
    silent = replace(GOOD, integrated_lufs=-70.0, true_peak_dbtp=-70.0)
    assert flaws(silent, replace(EXPECTED, sound=False)) == [("warning", "loudness")]


def test_flaws_say_where_and_how_much() -> None:
    assert said(replace(GOOD, silent=((3.0, 4.25),)), "silence").text == "nothing is heard from 3.0 to 4.2 s"
    assert "not the 480 (20.00 s)" in said(replace(GOOD, frames=470), "length").text
    assert "+1.0 LU off" in said(replace(GOOD, integrated_lufs=-13.0), "loudness").text
    assert "100 ms before the picture" in said(replace(GOOD, audio_s=19.9), "drift").text
    assert "not 3072x1280" in said(replace(GOOD, size_px=(640, 480)), "size").text


def test_a_picture_that_is_meant_to_stand_is_not_frozen() -> None:
    standing = replace(GOOD, frozen=((15.0, 19.5),))
    assert flaws(standing) == [("warning", "frozen")]
    assert flaws(standing, replace(EXPECTED, still=((15.0, 20.0),))) == []
