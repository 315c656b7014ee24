"""All that a file has beside its picture (sound, subtitles, chapters, cover, names), put to a new picture.

Streams are copied as they are; only what the new container cannot hold is put into another form, and that is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.upscale.file.source_file import SourceFile, Track

ENDINGS = (".mp4", ".mov", ".mkv")
_TEXT = ("subrip", "ass", "ssa", "webvtt", "mov_text", "text", "srt", "subviewer", "microdvd", "ttml")
_BITMAP = ("hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle")
_SOUND = {  # that players find in such a file
    ".mp4": ("aac", "mp3", "mp2", "ac3", "eac3", "alac", "opus", "flac", "dts"),
    ".mov": ("aac", "mp3", "ac3", "eac3", "alac", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le",
             "pcm_s32be", "pcm_f32le", "pcm_f32be", "pcm_u8", "pcm_s8"),
}  # fmt: skip
_NOT_IN_MKV = ("pcm_alaw", "pcm_mulaw", "pcm_s8", "nellymoser", "speex", "amr_nb", "amr_wb", "wmapro", "wmav1", "wmav2")
_COVERS = ("mjpeg", "png", "bmp")
_AAC_KBPS = 256
_MAC_NAMES = {  # a .mov file knows some languages by the other of their two codes of ISO 639-2
    "deu": "ger", "fra": "fre", "nld": "dut", "zho": "chi", "ces": "cze", "ell": "gre", "ron": "rum", "slk": "slo",
    "fas": "per", "isl": "ice", "sqi": "alb", "eus": "baq", "cym": "wel", "mkd": "mac", "msa": "may", "kat": "geo",
    "hye": "arm", "mya": "bur", "bod": "tib",
}  # fmt: skip
_OF_MP4 = ("major_brand", "minor_version", "compatible_brands")
_EARLY_S = Fraction(1, 10)  # sound that begins so much before the picture is an encoder's run-up, and not heard


@dataclass(frozen=True)
class Tracks:
    """ffmpeg's output arguments for what goes along, and what has to be told of it."""

    arguments: tuple[str, ...]
    covers: tuple[Track, ...]  # that have to be put into files first
    notes: tuple[str, ...]


def tracks_for(source: SourceFile, ending: str, *, anew: bool = False) -> Tracks:
    """What of `source` goes into a file with this `ending`, and how. The source is ffmpeg's second input.

    anew: all sound is encoded again, gaps in it filled with silence.
    """
    arguments: list[str] = []
    covers: list[Track] = []
    notes: list[str] = []
    counts = dict.fromkeys(("audio", "subtitle", "cover"), 0)
    for track in source.tracks:
        codec, note = ("aac", "") if anew and track.kind == "audio" else _codec(track, ending)
        notes += [note] if note else []
        if track.kind == "cover" and codec and ending == ".mkv":
            covers.append(track)
        elif codec:
            arguments += _mapped(track, codec, counts, ending)
    return Tracks(tuple(arguments), tuple(covers), tuple(dict.fromkeys(notes)))


def _codec(track: Track, ending: str) -> tuple[str, str]:
    """(the codec that it is kept in, "" for left out; what to tell, "" for nothing)."""
    if track.kind == "audio":
        held = track.codec not in _NOT_IN_MKV if ending == ".mkv" else track.codec in _SOUND[ending]
        return ("copy", "") if held else ("aac", f"its sound ({track.codec}) is not for {ending}: encoded as AAC")
    if track.kind == "subtitle":
        return _subtitle_codec(track, ending)
    if track.kind == "cover":
        held = track.codec in _COVERS and ending != ".mov"
        return ("copy", "") if held else ("", f"its cover ({track.codec}) is not for {ending} and left out")
    if track.kind == "attachment":
        return ("copy", "") if ending == ".mkv" else ("", f"its attachments are not for {ending} and left out")
    return ("", "") if track.codec in ("none", "tmcd", "bin_data") or track.kind == "video" else (
        "", f"its data track ({track.codec}) is left out"
    )  # fmt: skip


def _subtitle_codec(track: Track, ending: str) -> tuple[str, str]:
    if ending == ".mkv":
        if track.codec == "mov_text":
            return "srt", ""
        held = track.codec in (*_TEXT, *_BITMAP)
        return ("copy", "") if held else ("", f"its subtitles ({track.codec}) are left out")
    if track.codec in ("ass", "ssa"):
        return "mov_text", f"its subtitles ({track.codec}) lose their looks in {ending}; .mkv keeps them"
    if track.codec in _TEXT:
        return "copy" if track.codec == "mov_text" else "mov_text", ""
    return "", f"its subtitles ({track.codec}) are pictures, which {ending} does not hold; .mkv keeps them"


def _mapped(track: Track, codec: str, counts: dict[str, int], ending: str) -> list[str]:
    """The arguments that take one stream along."""
    mapped = ["-map", f"1:{track.index}"]
    if track.kind == "attachment":
        return [*mapped, "-c:t", "copy"]
    number = counts[track.kind]
    counts[track.kind] += 1
    if track.kind == "cover":  # the picture itself is v:0
        return [*mapped, f"-c:v:{number + 1}", "copy", f"-disposition:v:{number + 1}", "attached_pic"]
    letter = "a" if track.kind == "audio" else "s"
    rate = [f"-b:a:{number}", f"{_AAC_KBPS}k"] if codec == "aac" else []
    other = _MAC_NAMES.get(track.language) if ending == ".mov" else None
    language = [f"-metadata:s:{letter}:{number}", f"language={other}"] if other else []
    return [*mapped, f"-c:{letter}:{number}", codec, *rate, *language]


def join_tracks(
    picture: Path, source: SourceFile, first_s: Fraction, output: Path, *, until_s: float | None = None,
    same_rate: bool = True, anew: bool = False, jumps: bool = False,
) -> None:  # fmt: skip
    """Write `output` (.mp4, .mov, .mkv): the picture of `picture` and all else of `source`, in time with each other.

    first_s: when the source's first picture is shown, on the source's own clock. until_s: nothing later than that, for
    a film that is not finished. same_rate: a time code still counts the same frames. anew: the
    sound is too damaged to be copied. jumps: see `Look`. Raises MediaError, StorageError.
    """
    ending = output.suffix.lower()
    tracks = tracks_for(source, ending, anew=anew)
    begins = first_s if first_s - source.start_s <= _EARLY_S else source.start_s  # what becomes 0
    given = ["-itsoffset", _text(first_s - begins), "-i", str(picture.absolute())]
    if source.first_number is None:
        clock_begins = source.start_s if jumps else Fraction(0)  # ffmpeg lets a clock that it mends begin at 0
        given = [*([] if jumps else ["-copyts"]), *given, "-itsoffset", _text(clock_begins - begins), *source.input]
        mended = ["-af", "aresample=async=1000", "-max_error_rate", "1"] if anew else []
        kept = [*tracks.arguments, *mended, "-map_metadata", "1", "-map_chapters", "1"]
    else:
        kept = []
    files = sum(one.kind == "attachment" for one in source.tracks)
    with_covers = _attached(source, tracks.covers, picture.parent, files)
    spoken = _MAC_NAMES.get(source.video_language, "") if ending == ".mov" else ""
    spoken = spoken or source.video_language
    language = ["-metadata:s:v:0", f"language={spoken}"] if spoken else []
    timecode = _timecode(source, ending) if same_rate else []
    run_ffmpeg(
        [*given, "-map", "0:v:0", "-c:v:0", "copy", *kept, *with_covers, *language, *timecode,
         *(["-t", f"{until_s:.6f}"] if until_s is not None else []),
         *_container(source, ending), "-max_muxing_queue_size", "9999", str(output.absolute())],
        what=f"writing {output.name}", deadline_s=24 * 3600.0,
    )  # fmt: skip


def _container(source: SourceFile, ending: str) -> list[str]:
    if ending == ".mkv":
        return ["-f", "matroska", *(word for name in _OF_MP4 for word in ("-metadata", f"{name}="))]
    tags = "+use_metadata_tags" if source.apple_tags and ending == ".mov" else ""
    return ["-f", ending[1:], "-movflags", f"+faststart{tags}"]


def _timecode(source: SourceFile, ending: str) -> list[str]:
    if not source.timecode:
        return []
    return ["-metadata:s:v:0" if ending == ".mkv" else "-metadata", f"timecode={source.timecode}"]


def _attached(source: SourceFile, covers: Sequence[Track], folder: Path, before: int) -> list[str]:
    """Covers as Matroska keeps them: attached files, after the `before` that the source has."""
    arguments: list[str] = []
    for number, cover in enumerate(covers):
        kind = "jpeg" if cover.codec == "mjpeg" else cover.codec
        file = folder / f"cover{number or ''}.{'jpg' if kind == 'jpeg' else kind}"
        run_ffmpeg(
            [*source.input, "-map", f"0:{cover.index}", "-c", "copy", "-frames:v", "1", "-f", "image2", "-update", "1",
             str(file)], what=f"the cover of {source.path.name}",
        )  # fmt: skip
        arguments += ["-attach", str(file), f"-metadata:s:t:{before + number}", f"mimetype=image/{kind}",
                      f"-metadata:s:t:{before + number}", f"filename={file.name}"]  # fmt: skip
    return arguments


def _text(seconds: Fraction) -> str:
    return f"{float(seconds):.6f}"
