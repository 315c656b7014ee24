"""Time and memory of the mix: python benchmarks/mix.py [--minutes 3 30] [--json]

The same sounds at the same moments, mixed to a WAV file in three ways, each in its own process: by `mix` (levelled,
ducked, streamed); with everything in one array, as editors of whole clips do it; and by one ffmpeg command with a delay
per sound and `amix`. The last two neither level nor duck. `ratio` is our time against theirs; memory is the largest
resident size of the process or of its ffmpeg, whichever is larger.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile

from moviefactory.compose.mix import mix
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.sound import read_sound
from moviefactory.settings import ComposeSettings
from moviefactory.timeline import Clip, Cue, FrameRange, PlacedClip, PlacedCue, SoundKind, Timeline

RATE, RATE_HZ, SIZE = Fraction(24), 48_000, (192, 80)
EFFECT_EVERY_S, SCENE_S, STRETCH_S = 10, 60, 480
WAYS = ("ours", "array", "amix")


def make_sounds(folder: Path, minutes: int) -> None:
    """Two minutes of music, a minute of wind and a hit at 44.1 kHz, and one narration as long as the movie."""
    chance = np.random.default_rng(0)
    at = np.arange(120 * 44_100) / 44_100
    music = 0.2 * np.sin(2 * np.pi * 220 * at) * (1 + np.sign(np.sin(4 * np.pi * at))) / 2
    soundfile.write(folder / "music.flac", music, 44_100)
    soundfile.write(folder / "wind.flac", 0.05 * chance.standard_normal(60 * 44_100), 44_100)
    hit = chance.standard_normal(44_100) * np.exp(-np.arange(44_100) / 4000) * 0.2
    soundfile.write(folder / "hit.flac", hit, 44_100)
    with soundfile.SoundFile(folder / "voice.wav", "w", RATE_HZ, 1) as file:
        for _ in range(minutes * 6):
            said = 0.1 * chance.standard_normal(6 * RATE_HZ)
            file.write(np.concatenate([said, np.zeros(4 * RATE_HZ)]))


def placed_sounds(folder: Path, minutes: int) -> list[PlacedCue]:
    length_s = minutes * 60

    def put(name: str, kind: SoundKind, start_s: int, stop_s: int, fade_s: int = 0) -> PlacedCue:
        cue = Cue(name, kind, folder / name, 0.0, 0.0, 0.0, "own", 1.0, "")
        span = FrameRange(round(start_s * RATE), round(stop_s * RATE))
        return PlacedCue(cue, span, round(fade_s * RATE), round(fade_s * RATE))

    parts = [(at, min(length_s, at + STRETCH_S)) for at in range(0, length_s, STRETCH_S)]
    placed = [put("music.flac", "music", *part) for part in parts]
    placed += [put("wind.flac", "ambience", at, at + SCENE_S, 1) for at in range(0, length_s, SCENE_S)]
    placed += [put("hit.flac", "effect", at, at + 1) for at in range(2, length_s - 1, EFFECT_EVERY_S)]
    return [*placed, put("voice.wav", "voice", 0, length_s)]


def by_ours(placed: list[PlacedCue], length_s: int, output: Path) -> None:
    frames = round(length_s * RATE)
    clip = PlacedClip(Clip("a", Path("a.mp4"), frames, RATE, SIZE), FrameRange(0, frames))
    mix(Timeline(RATE, SIZE, RATE_HZ, (clip,), tuple(placed)), ComposeSettings(), output)


def by_array(placed: list[PlacedCue], length_s: int, output: Path) -> None:
    whole = np.zeros((length_s * RATE_HZ, 2), np.float32)
    files = {one.cue.path: read_sound(one.cue.path) for one in placed}
    for one in placed:
        start, stop = (round(frame / RATE * RATE_HZ) for frame in (one.in_movie.start, one.in_movie.stop))
        samples = files[one.cue.path]
        if one.cue.kind in ("music", "ambience"):
            samples = np.tile(samples, (-(-(stop - start) // len(samples)), 1))
        part = samples[: stop - start]
        whole[start : start + len(part)] += part
    soundfile.write(output, whole, RATE_HZ, "FLOAT")


def by_amix(placed: list[PlacedCue], length_s: int, output: Path) -> None:
    arguments, chains = [], []
    for number, one in enumerate(placed):
        start_s, stop_s = (float(frame / RATE) for frame in (one.in_movie.start, one.in_movie.stop))
        arguments += ["-stream_loop", "-1"] if one.cue.kind in ("music", "ambience") else []
        arguments += ["-t", f"{stop_s - start_s}", "-i", str(one.cue.path)]
        chains.append(f"[{number}]aresample={RATE_HZ},adelay={round(start_s * 1000)}:all=1[a{number}]")
    joined = "".join(f"[a{number}]" for number in range(len(placed)))
    graph = ";".join([*chains, f"{joined}amix=inputs={len(placed)}:normalize=0"])
    sound = ["-t", str(length_s), "-ac", "2", "-c:a", "pcm_f32le"]
    run_ffmpeg([*arguments, "-filter_complex", graph, *sound, str(output)], what="amix")


def one_way(way: str, folder: Path, minutes: int) -> dict[str, float]:
    """Run in its own process."""
    placed = placed_sounds(folder, minutes)
    started = time.monotonic()
    {"ours": by_ours, "array": by_array, "amix": by_amix}[way](placed, minutes * 60, folder / f"{way}.wav")
    peak_kib = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"wall_s": round(time.monotonic() - started, 2), "peak_mib": round(peak_kib / 1024)}


def measured(minutes: int, ways: tuple[str, ...] = WAYS) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        make_sounds(Path(name), minutes)
        for way in ways:
            command = [sys.executable, __file__, "--way", way, "--folder", name, "--minutes", str(minutes)]
            found[way] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
            (Path(name) / f"{way}.wav").unlink()
    for way in ways[1:]:
        found[way]["ratio"] = round(found[ways[0]]["wall_s"] / found[way]["wall_s"], 2)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, nargs="*", default=[3, 30])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.way:
        print(json.dumps(one_way(arguments.way, arguments.folder, arguments.minutes[0])))
        return
    found = {f"{minutes} min": measured(minutes) for minutes in arguments.minutes}
    if arguments.json:
        print(json.dumps(found, indent=1))
        return
    for length, ways in found.items():
        for way, facts in ways.items():
            print(f"{length:>7} {way:>6}  " + "  ".join(f"{key} {value}" for key, value in facts.items()))


if __name__ == "__main__":
    main()
