"""What rendering a movie would take, shot by shot, before anything is spent: arithmetic over plain values.

What is generated and what is kept of it, in how many passes, how it reaches the movie's rate and size, the memory and
the time. What is known of the model, the machine and earlier clips comes in as `Known` (`forecast_facts.py` gathers
it); this file opens nothing and loads no torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, partial
from math import ceil
from typing import Any

from moviefactory.errors import PlanError
from moviefactory.machine.free_memory import GIB
from moviefactory.movie import Movie
from moviefactory.settings import DiffusionSettings, retime_way
from moviefactory.timeline import frames_of, seconds_of
from moviefactory.video.pipeline.family import UNKNOWN, Family
from moviefactory.video.pipeline.memory import bytes_under, choose, need_of
from moviefactory.video.pipeline.shape import Limits, Link, Take, limits_of, plan_take
from moviefactory.video.remote.order import STRIDE, asked_rate

MANY_PASSES = 4  # from then on a take drifts away from its text
LEAST_OF_NATIVE = 0.35  # of the area that a model was trained on; far below it, it draws mush
MUCH_ENLARGED = 4.0
MUCH_CROPPED = 0.4
MUCH_SLOWED = 1.25
GUESSED = "the model is of no known family: sizes, frames and memory are guesses until it is loaded"
SLIVER = 0.06  # of the picture: a loss that is told in rows
_CLIP_BITS, _LARGE_BITS, _CUT_BITS = 0.6, 0.35, 0.12  # per pixel of the files: clip, enlarged clip, movie
_FREE_NOISE = ("animatediff",)  # families that render any length in one pass


@dataclass(frozen=True)
class Pace:
    """Seconds per pixel, frame and denoising step, and where that is from: "measured here", "from the card: ..."."""

    seconds: float
    source: str

    def of(self, take: Take, steps: int) -> float:
        """Seconds for `take`."""
        return self.seconds * take.size_px[0] * take.size_px[1] * take.frames * steps


@dataclass(frozen=True)
class Known:
    """What is known before anything is loaded. Bytes are None or {} where nothing is known.

    `part_bytes` are the weights in half precision. `vram_gb` is what the model's card says: the least, and comfortable.
    `missing_bytes` would have to be fetched first.
    """

    family: Family = UNKNOWN
    part_bytes: Mapping[str, int] = field(default_factory=dict)
    free_bytes: int | None = None
    host_bytes: int | None = None
    device: str = "cuda"
    vram_gb: tuple[float, float] | None = None
    pace: Pace | None = None
    missing_bytes: int = 0


@dataclass(frozen=True)
class Memory:
    """The measure that would be chosen, and the card's memory under it; None where it is not known."""

    measure: str
    peak_bytes: int | None
    source: str  # "estimated", "from the card", "unknown", "on the server"


@dataclass(frozen=True)
class ShotForecast:
    """One shot. `take` is None, and `problem` says why, where the model cannot render it as it is planned.

    `kept`, `enlarged` and `retimed` are for people; `render_s` is None where the time is not known.
    """

    shot_id: str
    seconds: float
    frames: int
    take: Take | None
    steps: int
    kept: str
    enlarge: float
    enlarged: str
    retimed: str
    memory: Memory
    render_s: float | None
    source: str
    warnings: tuple[str, ...] = ()
    problem: str = ""
    done: bool = False


@dataclass(frozen=True)
class Totals:
    """Of all shots; time and passes of those that are still to be rendered."""

    shots: int
    to_render: int
    render_s: float | None
    unknown: int  # shots whose time is not known, or that cannot be rendered
    passes: int
    peak_bytes: int | None
    disk_bytes: int
    missing_bytes: int
    problems: int
    warnings: Mapping[str, int]  # how many shots each is about

    @property
    def hours(self) -> float | None:
        return None if self.render_s is None else self.render_s / 3600


def forecast(movie: Movie, known: Known, done: frozenset[str] = frozenset()) -> tuple[ShotForecast, ...]:
    """Every shot of `movie` in its order. `done` are the ids of shots whose clip is there already."""
    one = cache(partial(_one_length, movie, known))  # most shots of a movie have one of a few lengths
    return tuple(
        ShotForecast(shot.id, shot.seconds, frames, **one(frames), done=shot.id in done)
        for _, shot in movie.shots()
        for frames in (frames_of(shot.seconds, movie.frame_rate),)
    )


def totals(movie: Movie, known: Known, shots: tuple[ShotForecast, ...]) -> Totals:
    """The sums of `shots`."""
    waiting = [shot for shot in shots if not shot.done]
    times = [shot.render_s for shot in waiting if shot.render_s is not None]
    peaks = [shot.memory.peak_bytes for shot in shots if shot.memory.peak_bytes is not None]
    warnings: dict[str, int] = {}
    for text in (text for shot in shots for text in shot.warnings):
        warnings[text] = warnings.get(text, 0) + 1
    return Totals(
        shots=len(shots),
        to_render=len(waiting),
        render_s=sum(times) if times or not waiting else None,
        unknown=len(waiting) - len(times),
        passes=sum(len(shot.take.passes) for shot in waiting if shot.take),
        peak_bytes=max(peaks, default=None),
        disk_bytes=_disk_bytes(movie, sum(shot.frames for shot in shots)),
        missing_bytes=known.missing_bytes,
        problems=sum(bool(shot.problem) for shot in shots),
        warnings=warnings,
    )


def forecast_rows(shots: tuple[ShotForecast, ...]) -> list[dict[str, Any]]:
    """`shots` as plain values, for JSON and for tables."""
    return [_row(shot) for shot in shots]


def link_for(family: Family, settings: DiffusionSettings) -> Link:
    """How shots longer than the model will most likely be chained: what is certain is known once it is loaded."""
    if settings.chain != "auto":
        return "none" if settings.chain == "off" else settings.chain
    if "overlap" in family.relatives:
        return "overlap"
    if family.name in _FREE_NOISE:
        return "free-noise"
    return "last-frame" if "image" in family.relatives or family is UNKNOWN else "none"


def _one_length(movie: Movie, known: Known, frames: int) -> dict[str, Any]:
    """The fields of a forecast that depend on a shot's length alone."""
    remote = movie.video.renderer == "remote"
    steps = _steps(movie, known.family, remote)
    try:
        take = _take(movie, known.family, frames, remote)
    except PlanError as error:
        unknown = Memory("", None, "unknown")
        return {"take": None, "steps": steps, "kept": "", "enlarge": 1.0, "enlarged": "", "retimed": "",
                "memory": unknown, "render_s": None, "source": "unknown", "problem": str(error)}  # fmt: skip
    enlarge = max(large / kept for large, kept in zip(movie.size_px, take.crop_px, strict=True))
    pace = known.pace
    return {
        "take": take,
        "steps": steps,
        "kept": _kept(movie, take),
        "enlarge": round(enlarge, 3),
        "enlarged": _enlarged(movie, enlarge),
        "retimed": _retimed(movie, take),
        "memory": Memory("", None, "on the server") if remote else _memory(movie, known, take),
        "render_s": pace.of(take, max(1, steps)) if pace else None,
        "source": pace.source if pace else "unknown",
        "warnings": (*_warnings(movie, take, enlarge), *([] if remote else _doubts(movie, take, known.family))),
    }


def _steps(movie: Movie, family: Family, remote: bool) -> int:
    """Denoising steps; 0: the server's own default."""
    if remote:
        return movie.video.remote.steps or 0
    return family.steps_for(movie.video.diffusion.steps)


def _take(movie: Movie, family: Family, frames: int, remote: bool) -> Take:
    video = movie.video
    if not remote:
        limits = limits_of(family, video.diffusion)
        return plan_take(frames, movie.frame_rate, video.size_px, limits, link_for(family, video.diffusion))
    rate, size_px = asked_rate(video.remote, movie.frame_rate), video.remote.size_px or video.size_px
    server = Limits(1, STRIDE, Fraction(rate), 1, size_px, False, 0)
    return plan_take(frames, movie.frame_rate, video.size_px, server, "free-noise")


def _memory(movie: Movie, known: Known, take: Take) -> Memory:
    asked = movie.video.diffusion
    if known.part_bytes:
        dtype = "float32" if known.device == "cpu" and asked.dtype == "auto" else asked.dtype
        need = need_of(known.part_bytes, known.family, take.size_px, max(take.passes), dtype)
        free = known.free_bytes if known.free_bytes is not None else 2**62  # no card: what it needs as it is
        measures = choose(need, free, asked.memory, known.device, known.host_bytes)
        return Memory(measures.name, bytes_under(need, measures), "estimated")
    if known.vram_gb is None:
        return Memory("", None, "unknown")
    least, comfortable = known.vram_gb
    enough = known.free_bytes is None or known.free_bytes / GIB >= comfortable
    return Memory("none" if enough else "offload", round((comfortable if enough else least) * GIB), "from the card")


def _kept(movie: Movie, take: Take) -> str:
    (width, height), (wide, tall) = take.size_px, take.crop_px
    generated = f"{width}x{height}"
    if take.size_px == take.crop_px:
        return generated
    if take.cropped <= SLIVER:
        rows, columns = height - tall, width - wide
        return f"{generated}, {rows} rows cropped" if rows else f"{generated}, {columns} columns cropped"
    if movie.video.diffusion.fit == "pad":
        return f"{generated} whole, {'above and below' if tall == height else 'left and right'} filled with a blur"
    where = "about its middle, as the guide" if movie.video.guide else "by the subject"
    return f"{generated} cropped to {wide}x{tall} {where}"


def _enlarged(movie: Movie, enlarge: float) -> str:
    return "as it is" if abs(enlarge - 1) < 0.005 else f"x{enlarge:.1f} by {movie.upscale.upscaler}"


def _retimed(movie: Movie, take: Take) -> str:
    told = f"{_rate(take.frame_rate)} frames/s"
    if take.frame_rate != movie.frame_rate:
        how = retime_way(movie.video.diffusion.retime, movie.video.diffusion.retime_model)
        told = f"{_rate(take.frame_rate)} -> {_rate(movie.frame_rate)} frames/s by {how}"
    return told if take.slowed == 1 else f"{told}, shown {take.slowed:.2g} times slower"


def _rate(rate: Fraction) -> str:
    return f"{float(rate):.5g}"


def _warnings(movie: Movie, take: Take, enlarge: float) -> list[str]:
    told = []
    if len(take.passes) >= MANY_PASSES:
        longest = float(take.most_frames / take.frame_rate)
        told.append(f"much longer than the model's {longest:.2g} s: chained takes drift; cut it into shots")
    if take.slowed > MUCH_SLOWED:
        told.append("longer than the model, so shown in slow motion; make it shorter, or take a model that chains")
    if enlarge > MUCH_ENLARGED:
        told.append(f"enlarged more than {MUCH_ENLARGED:g} times: soft; set size_px lower, or take a larger model")
    if take.cropped > MUCH_CROPPED and movie.video.diffusion.fit == "crop":
        told.append(f"{take.cropped:.0%} of the picture is cropped; set video.diffusion.fit: pad, or another size_px")
    return told


def _doubts(movie: Movie, take: Take, family: Family) -> list[str]:
    """What a model of this family may not do well."""
    if family is UNKNOWN:
        return [GUESSED]
    native = movie.video.diffusion.native_px or family.native_px
    if take.size_px[0] * take.size_px[1] >= LEAST_OF_NATIVE * native[0] * native[1]:
        return []
    trained = f"{native[0]}x{native[1]}"
    return [f"far smaller than the {trained} that the model was trained on, so likely mush; set video.size_px higher"]


def _disk_bytes(movie: Movie, frames: int) -> int:
    """Clips, enlarged clips and the movie, about: at most what noisy pictures take."""
    clip, large = (size[0] * size[1] * frames for size in (movie.video.size_px, movie.size_px))
    return ceil((clip * _CLIP_BITS + large * (_LARGE_BITS + _CUT_BITS)) / 8)


def _row(shot: ShotForecast) -> dict[str, Any]:
    take, memory = shot.take, shot.memory
    return {
        "shot": shot.shot_id,
        "seconds": shot.seconds,
        "frames": shot.frames,
        "done": shot.done,
        "generated_px": list(take.size_px) if take else None,
        "kept_px": list(take.crop_px) if take else None,
        "model_frames": sum(take.passes) if take else None,
        "model_seconds": round(seconds_of(take.frames, take.shown_rate), 3) if take else None,
        "passes": list(take.passes) if take else [],
        "steps": shot.steps or None,
        "kept": shot.kept,
        "enlarged": shot.enlarged,
        "retimed": shot.retimed,
        "slowed": round(take.slowed, 3) if take else None,
        "memory": memory.measure,
        "peak_gib": None if memory.peak_bytes is None else round(memory.peak_bytes / GIB, 1),
        "memory_source": memory.source,
        "render_s": None if shot.render_s is None else round(shot.render_s, 1),
        "time_source": shot.source,
        "warnings": list(shot.warnings),
        "problem": shot.problem,
    }
