"""Compare a movie's measures with what was expected of it, in words for the person who made it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from moviefactory.check.measure import SILENCE_LUFS, Measures, Spans

FindingKind = Literal["ok", "warning", "error"]

LOUDNESS_LU = 0.5
PEAK_DB = 0.1
LONGEST_SILENCE_S, LONGEST_BLACK_S, LONGEST_FREEZE_S = 1.0, 0.5, 1.0


@dataclass(frozen=True)
class Expected:
    """What the movie should be. `black` lists the planned stretches of black, `still` those of a picture that is meant
    to stand; `sound` is False for a silent movie."""

    frames: int
    frame_rate: Fraction
    size_px: tuple[int, int]
    loudness_lufs: float = -14.0
    true_peak_dbtp: float = -1.0
    black: Spans = ()
    still: Spans = ()
    sound: bool = True


@dataclass(frozen=True)
class Finding:
    """One sentence about one property, e.g. ("warning", "silence", "nothing is heard from 3.0 to 5.2 s")."""

    kind: FindingKind
    about: str
    text: str


def verdicts(measures: Measures, expected: Expected) -> tuple[Finding, ...]:
    """Everything found, in a fixed order; what is in order is said too."""
    return (
        *_length(measures, expected),
        *_picture(measures, expected),
        *_sound(measures, expected),
        *_stretches(measures, expected),
        *_file(measures),
    )


def _judge(good: bool, about: str, text: str, otherwise: FindingKind = "error") -> Finding:
    return Finding("ok" if good else otherwise, about, text)


def _length(measures: Measures, expected: Expected) -> Iterator[Finding]:
    wanted_s = float(expected.frames / expected.frame_rate)
    text = f"the movie has {measures.frames} frames ({measures.video_s:.2f} s)"
    good = measures.frames == expected.frames
    yield _judge(good, "length", text if good else f"{text}, not the {expected.frames} ({wanted_s:.2f} s) of the cut")
    if measures.audio_codec is None:
        yield Finding("error" if expected.sound else "warning", "drift", "the movie has no sound track")
        return
    drift_s = measures.audio_s - measures.video_s
    late = "after" if drift_s >= 0 else "before"
    good = abs(drift_s) <= 1 / expected.frame_rate + 1e-6
    yield _judge(good, "drift", f"the sound ends {abs(drift_s) * 1000:.0f} ms {late} the picture")


def _picture(measures: Measures, expected: Expected) -> Iterator[Finding]:
    size = f"{measures.size_px[0]}x{measures.size_px[1]}"
    good = measures.size_px == expected.size_px
    wanted = "" if good else f", not {expected.size_px[0]}x{expected.size_px[1]}"
    yield _judge(good, "size", f"the picture measures {size}{wanted}")
    good = measures.frame_rate == expected.frame_rate
    wanted = "" if good else f", not {float(expected.frame_rate):.3f}"
    yield _judge(good, "frame rate", f"it runs at {float(measures.frame_rate):.3f} frames per second{wanted}")
    good = measures.codec == "h264" and measures.pixel_format == "yuv420p"
    wanted = "" if good else "; H.264 in yuv420p plays everywhere"
    yield _judge(good, "codec", f"it is coded as {measures.codec} in {measures.pixel_format}{wanted}", "warning")
    tagged = "bt709" in measures.color and "tv" in measures.color
    says = measures.color or "nothing"
    text = "its colours are tagged BT.709" if tagged else f"its colour tags say {says}: players may show other colours"
    yield _judge(tagged, "colour", text)


def _sound(measures: Measures, expected: Expected) -> Iterator[Finding]:
    if measures.audio_codec is None:
        return
    if measures.integrated_lufs <= SILENCE_LUFS:
        yield Finding("error" if expected.sound else "warning", "loudness", "the movie is silent")
        return
    good = abs(measures.integrated_lufs - expected.loudness_lufs) <= LOUDNESS_LU + 1e-6
    wanted = "" if good else f", {measures.integrated_lufs - expected.loudness_lufs:+.1f} LU off its target"
    yield _judge(good, "loudness", f"its loudness is {measures.integrated_lufs:.1f} LUFS{wanted}")
    good = measures.true_peak_dbtp <= expected.true_peak_dbtp + PEAK_DB
    wanted = "" if good else f", above {expected.true_peak_dbtp:.1f}: it may distort"
    yield _judge(good, "peak", f"its true peak is {measures.true_peak_dbtp:.1f} dBTP{wanted}")


def _stretches(measures: Measures, expected: Expected) -> Iterator[Finding]:
    black = _beyond(measures.black, expected.black, LONGEST_BLACK_S)
    silent = [span for span in measures.silent if span[1] - span[0] > LONGEST_SILENCE_S]
    dark = (*measures.black, *expected.black)  # what is black stands still, and is reported as black
    frozen = _beyond(measures.frozen, (*dark, *expected.still), LONGEST_FREEZE_S)
    for about, spans, bad, good in (
        ("black", black, "the picture is black", "no black picture outside the planned fades"),
        ("frozen", frozen, "the picture stands still", "no picture stands still for long"),
        ("silence", silent if measures.audio_codec else [], "nothing is heard", "no long silence"),
    ):
        for start, stop in spans:
            yield Finding("warning", about, f"{bad} from {start:.1f} to {stop:.1f} s")
        if not spans:
            yield Finding("ok", about, good)


def _beyond(spans: Iterable[tuple[float, float]], planned: Spans, longest_s: float) -> list[tuple[float, float]]:
    """The spans of which more than `longest_s` lies outside `planned`."""
    return [span for span in spans if _outside_s(span, planned) > longest_s]


def _outside_s(span: tuple[float, float], covers: Spans) -> float:
    """Seconds of `span` that lie in none of `covers`, which may overlap each other."""
    reached, outside_s = span[0], 0.0
    for start, stop in sorted(covers):
        if stop > reached and start < span[1]:
            outside_s += max(0.0, start - reached)
            reached = stop
    return outside_s + max(0.0, span[1] - reached)


def _file(measures: Measures) -> Iterator[Finding]:
    text = (
        "it starts at once on the network" if measures.faststart else "its index lies at the end: a slow start online"
    )
    yield _judge(measures.faststart, "faststart", text, "warning")
    text = (
        f"{measures.decode_errors} errors while decoding" if measures.decode_errors else "it decodes without an error"
    )
    yield _judge(not measures.decode_errors, "decoding", text)
