"""Pieces of the cut in, ffmpeg's arguments out. Pure: nothing is opened and nothing is run.

Every clip is first conformed (frame rate, size, square pixels, BT.709 4:2:0), split into the parts that the pieces
need, and the pieces are joined in order. Frames are counted, never timed: a clip whose file carries odd timestamps or
no usable frame rate is still its Clip's number of frames long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg

from moviefactory.compose.arrange import frames_in_movie
from moviefactory.compose.pieces import Part, Piece
from moviefactory.media.frames import h264_arguments, rate_text
from moviefactory.settings import ComposeSettings
from moviefactory.timeline import Clip, Timeline

Stream = Any  # ffmpeg-python has no types

DECODER_THREADS = 1  # each open clip keeps about one picture per decoding thread
CROP_AT_MOST = 1 / 3  # of a clip's picture, to fill the movie's frame; a clip that would lose more gets black bars
SLIDE_SHUTTER, WHIP_SHUTTER = 0.25, 0.75  # share of one frame's travel that is smeared (a film camera: 0.5)


def picture_arguments(
    timeline: Timeline, pieces: Sequence[Piece], settings: ComposeSettings, output: Path
) -> list[str]:
    """Arguments that render `pieces` of `timeline` to `output`, as H.264 without sound."""
    streams = [_piece(piece, parts, timeline) for piece, parts in _with_parts(pieces, timeline)]
    joined = streams[0] if len(streams) == 1 else ffmpeg.concat(*streams, v=1, a=0)
    tagged = joined.filter("setparams", colorspace="bt709", color_primaries="bt709", color_trc="bt709", range="tv")
    command: list[str] = ffmpeg.output(tagged, str(output)).get_args()
    frames = sum(piece.frames for piece in pieces)
    encode = h264_arguments(settings.crf, settings.encoder_speed, timeline.frame_rate)
    timing = ["-r", rate_text(timeline.frame_rate), "-fps_mode", "cfr", "-frames:v", str(frames)]
    return ["-filter_complex_threads", "2", *command[:-1], "-an", *timing, *encode, command[-1]]


def _with_parts(pieces: Sequence[Piece], timeline: Timeline) -> Iterator[tuple[Piece, list[Stream]]]:
    """Each piece with the streams of its parts. A clip is opened once, however many pieces it serves."""
    uses = Counter(part.clip for piece in pieces for part in piece.parts)
    branches = {index: iter(_branches(timeline, index, count)) for index, count in uses.items()}
    for piece in pieces:
        yield piece, [_part(next(branches[part.clip]), part) for part in piece.parts]


def _branches(timeline: Timeline, index: int, count: int) -> list[Stream]:
    # ffmpeg-python takes two inputs with equal arguments for one. An offset, which the counting of frames undoes, tells
    # a clip from another use of the same file.
    conformed = _conformed(timeline.video[index].clip, timeline, offset_s=index)
    if count == 1:
        return [conformed]
    split = conformed.filter_multi_output("split", count)
    return [split[branch] for branch in range(count)]


def _conformed(clip: Clip, timeline: Timeline, offset_s: int) -> Stream:
    """The clip at the movie's rate, size and colour. Filters that have nothing to do pass the frames through."""
    source = ffmpeg.input(str(clip.path), threads=DECODER_THREADS, itsoffset=offset_s)["v:0"]
    counted = source.filter("settb", "AVTB").filter("setpts", f"N/({rate_text(clip.frame_rate)})/TB")
    # A clip with fewer frames than its Clip says holds its last one: a held picture is seen and found, drift is worse.
    held = counted.filter("fps", rate_text(timeline.frame_rate)).filter("tpad", stop_mode="clone", stop=-1)
    timed = held.filter("trim", end_frame=frames_in_movie(clip, timeline.frame_rate))
    width, height = timeline.size_px
    fill = _loses_little(clip.size_px, timeline.size_px)
    square = timed.filter("scale", w="trunc(iw*sar/2)*2", h="ih")
    # An untagged source keeps ffmpeg's own assumption (BT.601), which is also what tools without tags convert with.
    sized = square.filter("scale", w=width, h=height, force_original_aspect_ratio="increase" if fill else "decrease",
                          force_divisible_by=2, flags="lanczos+accurate_rnd+full_chroma_int",
                          out_color_matrix="bt709", out_range="tv")  # fmt: skip
    if fill:
        framed = sized.filter("crop", width, height)
    else:
        framed = sized.filter("pad", width, height, "(ow-iw)/2", "(oh-ih)/2")
    return framed.filter("setsar", 1).filter("format", "yuv420p")


def _loses_little(clip_px: tuple[int, int], movie_px: tuple[int, int]) -> bool:
    """Whether filling the movie's frame cuts no more than CROP_AT_MOST off the clip's picture."""
    clip_aspect, movie_aspect = Fraction(*clip_px), Fraction(*movie_px)
    return 1 - min(clip_aspect, movie_aspect) / max(clip_aspect, movie_aspect) <= CROP_AT_MOST


def _part(stream: Stream, part: Part) -> Stream:
    trimmed = stream.filter("trim", start_frame=part.in_clip.start, end_frame=part.in_clip.stop)
    return trimmed.filter("setpts", "PTS-STARTPTS")


def _piece(piece: Piece, parts: list[Stream], timeline: Timeline) -> Stream:
    stream = parts[0] if piece.kind == "clean" else _CHANGEOVERS[piece.kind](piece, parts, timeline)
    if piece.fade_in:
        stream = stream.filter("fade", type="in", start_frame=0, nb_frames=piece.fade_in)
    if piece.fade_out:
        start, length = piece.frames - piece.fade_out, max(1, piece.fade_out - 1)  # the last frame is black
        stream = stream.filter("fade", type="out", start_frame=start, nb_frames=length)
    return stream


def _xfade(piece: Piece, parts: list[Stream], timeline: Timeline, transition: str) -> Stream:
    seconds = float(piece.frames / timeline.frame_rate)
    return ffmpeg.filter(parts, "xfade", transition=transition, duration=f"{seconds:.6f}", offset=0)


def _crossfade(piece: Piece, parts: list[Stream], timeline: Timeline) -> Stream:
    return _xfade(piece, parts, timeline, "fade")


def _wipe(piece: Piece, parts: list[Stream], timeline: Timeline) -> Stream:
    return _xfade(piece, parts, timeline, ("smoothleft", "diagtl")[piece.turn % 2])


def _slide(piece: Piece, parts: list[Stream], timeline: Timeline) -> Stream:
    """The new picture pushes the old one out, gathering and losing speed."""
    return _push(piece, parts, timeline, SLIDE_SHUTTER)


def _whip(piece: Piece, parts: list[Stream], timeline: Timeline) -> Stream:
    """The camera tears round from one picture to the next: a push that is nothing but smear in its middle."""
    return _push(piece, parts, timeline, WHIP_SHUTTER)


def _push(piece: Piece, parts: list[Stream], timeline: Timeline, shutter: float) -> Stream:
    """Both pictures side by side on one sheet, and a window that travels over it, smeared along its way.

    The new picture lies to the right, on every other turn to the left. The smear is the window's travel in one frame
    times `shutter`, as in a camera.
    """
    leftward = piece.turn % 2 == 1
    sheet = ffmpeg.filter(parts[::-1] if leftward else parts, "hstack", inputs=2)
    width, height = timeline.size_px
    smear = f"avgblur@push{piece.parts[0].clip}"  # commands find a filter by its name: each push needs its own
    commands = []
    for frame in range(piece.frames):
        travel_px = width * (_eased((frame + 1) / piece.frames) - _eased(frame / piece.frames))
        radius = max(1, min(1024, round(travel_px * shutter / 2)))
        commands.append(f"{float(frame / timeline.frame_rate):.6f} {smear} sizeX {radius}")
    smeared = sheet.filter("sendcmd", commands=";".join(commands)).filter(smear, sizeX=1, sizeY=1)
    along = f"pow((n+0.5)/{piece.frames},2)*(3-2*(n+0.5)/{piece.frames})"  # _eased, in ffmpeg's words
    left = f"{width}*(1-{along})" if leftward else f"{width}*{along}"
    return smeared.filter("crop", width, height, left, 0)


def _eased(share: float) -> float:
    """From 0 to 1 with speed 0 at both ends (smoothstep)."""
    return share * share * (3 - 2 * share)


_CHANGEOVERS: dict[str, Callable[[Piece, list[Stream], Timeline], Stream]] = {
    "crossfade": _crossfade,
    "slide": _slide,
    "whip": _whip,
    "wipe": _wipe,
}
