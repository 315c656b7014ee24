"""Render a timeline: its picture, its sound, and both in one file. Three steps, so that each can be kept and redone.

The picture is rendered group by group and the groups are joined without another encoding. Side files bear the name of
unfinished files (`workspace.PARTIAL`) and are gone afterwards; whoever calls puts the result in its place.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from moviefactory.compose.filtergraph import picture_arguments
from moviefactory.compose.master import master
from moviefactory.compose.mix import Progress, mix
from moviefactory.compose.pieces import groups_of, pieces_of
from moviefactory.errors import MediaError
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.settings import ComposeSettings
from moviefactory.timeline import Timeline
from moviefactory.workspace import PARTIAL, refusal

SECONDS_PER_FRAME = 60.0  # deadline of a pass, far above any machine's need
SideFile = Callable[[str], Path]


@dataclass(frozen=True)
class SoundFacts:
    """How loud the encoded sound is. `silent`: nothing can be heard. `silent_cues`: ids whose files hold only silence.

    `rounds` counts the encodings it took to meet the loudness. `stems`: the name of every bus's file, by bus; they add
    up to the mix, and `gain_db` (and a limiter, where peaks needed it) makes the movie's sound of it.
    """

    integrated_lufs: float
    true_peak_dbtp: float
    range_lu: float
    gain_db: float
    rounds: int
    silent: bool
    silent_cues: tuple[str, ...]
    stems: dict[str, str] = field(default_factory=dict)


def render_picture(
    timeline: Timeline, settings: ComposeSettings, output: Path, on_frame: Callable[[int], None] | None = None
) -> None:
    """Write the picture of `timeline` to `output` (.mp4, H.264 with BT.709 tags, no sound).

    `on_frame` hears the number of the movie's frames that are done. Raises MediaError naming the shots that could not
    be cut, StorageError when the disk refuses.
    """
    if not timeline.video:
        raise MediaError(f"{output.name}: the timeline has no clips; a movie needs at least one")
    with _side_files(output) as side_file:
        segments = list(_segments(timeline, settings, side_file, on_frame))
        listing = side_file("picture.txt")
        listing.write_text("".join(f"file '{segment.name}'\n" for segment in segments), encoding="utf-8")
        run_ffmpeg(
            ["-f", "concat", "-i", str(listing), "-map", "0:v", "-c", "copy", "-movflags", "+faststart", str(output)],
            what=f"joining the picture of {output.name}",
        )


def render_sound(
    timeline: Timeline,
    settings: ComposeSettings,
    output: Path,
    stems: Path | None = None,
    progress: Progress = lambda done, total: None,
) -> SoundFacts:
    """Mix and master the sound of `timeline` to `output` (.m4a, AAC stereo 48 kHz), exactly as long as the picture.

    With a folder in `stems`, the buses of the mix are written there; see `mix`. Raises MediaError naming the sound
    whose file cannot be used, StorageError when the disk refuses.
    """
    with _side_files(output) as side_file:
        mixed = side_file("mix.wav")
        facts = mix(timeline, settings, mixed, stems, progress)
        sound = master(mixed, facts.integrated_lufs, settings, output)
    loud = sound.loudness
    return SoundFacts(
        integrated_lufs=loud.integrated_lufs,
        true_peak_dbtp=loud.true_peak_dbtp,
        range_lu=loud.range_lu,
        gain_db=sound.gain_db,
        rounds=sound.rounds,
        silent=sound.silent,
        silent_cues=facts.silent_cues,
        stems={name: path.name for name, path in facts.stems.items()},
    )


@dataclass(frozen=True)
class Subtitles:
    """The text of an SRT file and its language in three letters (ISO 639-2)."""

    text: str
    language: str = "und"


def join(
    picture: Path, sound: Path, output: Path, metadata: Mapping[str, str], subtitles: Subtitles | None = None
) -> None:
    """Copy picture and sound, bit by bit, into one MP4 whose index comes first.

    `metadata` are MP4 keys such as title, comment, artist and copyright; empty ones are left out. `subtitles` become a
    track that a player shows when it is asked to.
    """
    tags = [word for key, value in metadata.items() if value for word in ("-metadata", f"{key}={value}")]
    with _side_files(output) as side_file:
        words, track = [], []
        if subtitles is not None:
            listing = side_file("words.srt")
            listing.write_text(subtitles.text, encoding="utf-8")
            words = ["-f", "srt", "-i", str(listing)]
            track = ["-map", "2:s:0", "-c:s", "mov_text", "-disposition:s:0", "0"]
            tags += ["-metadata:s:s:0", f"language={subtitles.language}", "-metadata:s:s:0", "handler_name=Subtitles"]
        run_ffmpeg(
            ["-i", str(picture), "-i", str(sound), *words, "-map", "0:v:0", "-map", "1:a:0", "-c", "copy", *track,
             "-map_metadata", "-1", *tags, "-movflags", "+faststart", str(output)],
            what=f"joining picture and sound of {output.name}",
        )  # fmt: skip


def _segments(
    timeline: Timeline, settings: ComposeSettings, side_file: SideFile, on_frame: Callable[[int], None] | None
) -> Iterator[Path]:
    """Render the picture in files that follow each other, all encoded alike."""
    done = 0
    for number, group in enumerate(groups_of(pieces_of(timeline))):
        segment = side_file(f"picture-{number:05}.mp4")
        frames = sum(piece.frames for piece in group)
        first, last = (timeline.video[piece.parts[-1].clip].clip.shot_id for piece in (group[0], group[-1]))
        run_ffmpeg(
            picture_arguments(timeline, group, settings, segment),
            what=f"cutting the shots {first} to {last}",
            deadline_s=60 + SECONDS_PER_FRAME * frames,
            on_frame=_counting_from(done, on_frame),
        )
        yield segment
        done += frames


def _counting_from(done: int, on_frame: Callable[[int], None] | None) -> Callable[[int], None] | None:
    return (lambda frame: on_frame(done + frame)) if on_frame else None


@contextmanager
def _side_files(output: Path) -> Iterator[SideFile]:
    """Names for files that are needed on the way to `output`, in its folder; they are deleted afterwards."""
    made: list[Path] = []

    def side_file(name: str) -> Path:
        made.append(output.with_name(f"{PARTIAL}{os.getpid()}.{name}"))
        return made[-1]

    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        yield side_file
    except OSError as error:
        raise refusal(error, output.name) from error
    finally:
        for path in made:
            path.unlink(missing_ok=True)
