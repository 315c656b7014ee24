"""What a video file of a person's is, for enlarging it: streams, size, colours, turns, fields. From ffmpeg's report.

It looks and decides how the pictures are read; it reads none but the first one. Frames come from `source_frames.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from moviefactory.errors import MediaError, PlanError
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.upscale.file.sequence import PICTURES, numbers_of, pattern_of
from moviefactory.upscale.file.transparency import refuse_alpha

_SD = (1024, 576)  # untagged pictures up to this size are BT.601 everywhere
_DEEP = re.compile(r"^(p0|p2|p4|y2|xv|x2)1\d|(9|10|12|14|16|32|48|64|f16|f32)(le|be)$")
_MATRICES = {  # of the tag, as swscale calls it
    "bt709": "bt709", "bt470bg": "bt601", "smpte170m": "bt601", "fcc": "fcc", "smpte240m": "smpte240m",
    "bt2020nc": "bt2020",
}  # fmt: skip


_TAGS = {  # the names that ffmpeg gives them; another thread may have written on in the same line
    "space": (*_MATRICES, "gbr", "bt2020c", "ycgco", "ycgco-re", "ycgco-ro", "smpte2085", "chroma-derived-nc",
              "chroma-derived-c", "ictcp", "ipt-c2"),
    "primaries": ("bt709", "bt470m", "bt470bg", "smpte170m", "smpte240m", "film", "bt2020", "smpte428", "smpte431",
                  "smpte432", "ebu3213"),
    "trc": ("bt709", "bt470m", "bt470bg", "smpte170m", "smpte240m", "linear", "log100", "log316", "iec61966-2-4",
            "bt1361e", "iec61966-2-1", "bt2020-10", "bt2020-12", "smpte2084", "smpte428", "arib-std-b67"),
    "range": ("tv", "pc"),
}  # fmt: skip
_AFTERWARDS = re.compile(  # what ffmpeg says of its own end, after the cause
    r"Error opening (input|output)|Nothing was written|Conversion failed|frame=|size=|video:|Terminating thread|"
    r"Task finished|\(nothing\)|Last message repeated"
)


@dataclass(frozen=True)
class Track:
    """One stream of the file beside the picture. `kind`: audio, subtitle, attachment, cover, data, video."""

    index: int
    kind: str
    codec: str
    language: str = ""


@dataclass(frozen=True)
class Colour:
    """As tagged; "" where a tag is missing. `matrix_in` and `range` are what the pictures are read with."""

    matrix: str
    primaries: str
    transfer: str
    range: str  # tv, pc
    matrix_in: str
    mastering: tuple[str, ...] = ()  # of HDR, as x265 takes them: master-display=..., max-cll=...

    @property
    def is_tagged(self) -> bool:
        return bool(self.matrix)


@dataclass(frozen=True)
class SourceFile:
    """`size_px` is what is seen: turned as the file says, with square pixels. `input` are ffmpeg's arguments that open
    it. `time_base` is that of its pictures' time stamps; `rate` what its container says, None where it says nothing.
    """

    path: Path
    input: tuple[str, ...]
    container: str
    size_px: tuple[int, int]
    pixel_format: str
    time_base: Fraction
    rate: Fraction | None
    colour: Colour
    interlaced: bool
    start_s: Fraction  # of the earliest stream
    duration_s: float  # as its header says; 0: it says nothing
    tracks: tuple[Track, ...]
    video_language: str
    timecode: str
    apple_tags: bool  # whether a camera of Apple's wrote tags of its own: place, device, date
    first_number: int | None  # of an image sequence
    notes: tuple[str, ...]

    @property
    def is_deep(self) -> bool:
        """Whether its pictures have more than 8 bits."""
        return bool(_DEEP.search(self.pixel_format))

    @property
    def may_jump(self) -> bool:
        """Whether ffmpeg mends the clock of such a file where it begins anew."""
        return self.container in ("mpegts", "mpeg")

    @property
    def seeks(self) -> bool:
        """Whether every picture bears its own time, so that one can be found again without counting from the start."""
        return any(name in self.container for name in ("mp4", "matroska", "mpegts")) and self.first_number is None


def look_at(path: Path, rate: Fraction | None = None) -> SourceFile:
    """What `path` is: a video file, a folder of numbered pictures, or a pattern of such (shot_%04d.png).

    rate: of an image sequence, in frames per second. Raises PlanError (no such file, a folder without pictures, no
    rate, alpha) or MediaError (only sound, no media file, broken).
    """
    arguments, first_number = _opened(path, rate)
    head = _header(path, arguments)
    videos = re.findall(r"Stream #0:(\d+)\S*: Video: (.*)", head)
    if not [line for _, line in videos if "(attached pic)" not in line]:
        raise MediaError(f"{path}: there is no moving picture in it" + (", only sound" if "Audio: " in head else ""))
    container = head[: head.find(", from '")].partition(", ")[2]
    frame = _first_frame(path, arguments)
    refuse_alpha(path, arguments, container, frame["fmt"], head)
    size_px, shape = _square(frame["s"], frame["sar"])
    colour, painted = _colour(path, size_px, frame)
    source = SourceFile(
        path=path,
        input=arguments,
        container=container,
        size_px=size_px,
        pixel_format=frame["fmt"],
        time_base=Fraction(frame["time_base"]),
        rate=_rate(frame["frame_rate"]),
        colour=colour,
        interlaced=bool(re.search(r"Video: .*\b(top|bottom) (first|coded first)", head)) or frame["i"] in "TB",
        start_s=_seconds(re.search(r"Duration: .*?, start: (-?[\d.]+)", head)),
        duration_s=_duration_s(head),
        tracks=_tracks(head),
        video_language=_language(next(line for line in head.splitlines() if ": Video: " in line)),
        timecode=_timecode(head),
        apple_tags="com.apple.quicktime." in head,
        first_number=first_number,
        notes=(*shape, *painted),
    )
    return replace(source, notes=(*source.notes, *_notes(source, head)))


def _opened(path: Path, rate: Fraction | None) -> tuple[tuple[str, ...], int | None]:
    """ffmpeg's arguments that open `path`, and the first number where it is an image sequence."""
    if path.is_dir():
        path = pattern_of(path)
    if path.suffix.lower() in PICTURES:
        if "%" not in path.name:
            raise PlanError(
                f"{path}: one picture is no video; name a folder of numbered pictures or a pattern (shot_%04d.png)"
            )
        if rate is None:
            raise PlanError(f"{path}: pictures say nothing of their frame rate; give it: --fps 24")
        numbers = numbers_of(path)
        text = f"{rate.numerator}/{rate.denominator}"
        sequence = ("-f", "image2", "-framerate", text, "-start_number", str(numbers[0]), "-i")
        folder = str(path.parent.absolute()).replace("%", "%%")  # a pattern to ffmpeg as a whole
        return (*sequence, f"{folder}/{path.name}"), numbers[0]
    if not path.is_file():
        raise PlanError(f"{path}: there is no such file")
    if path.stat().st_size == 0:
        raise MediaError(f"{path}: the file is empty")
    return ("-i", str(path.absolute())), None


def _header(path: Path, arguments: tuple[str, ...]) -> str:
    """What ffmpeg says of the file; reads its head only."""
    try:
        text = run_ffmpeg([*arguments, "-f", "ffmetadata", "-"], what=f"reading {path.name}", deadline_s=600)
    except MediaError as error:
        if "moov atom not found" in str(error) and _begins_as_mp4(path):
            raise MediaError(
                f"{path}: its index (moov) is missing, as of a recording that was cut off. A player cannot "
                "show it either; a program that restores such files (untrunc) needs a whole one of the same camera"
            ) from error
        raise MediaError(
            f"{path}: not a video that can be read{_cause(error)}; see whether a player shows it, and fetch or export "
            "it again"
        ) from error
    begin, end = text.find("Input #0"), text.find("Output #0")
    return text[begin : end if end > 0 else None]


def _begins_as_mp4(path: Path) -> bool:
    with path.open("rb") as file:
        return b"ftyp" in file.read(64)


def _first_frame(path: Path, arguments: tuple[str, ...]) -> dict[str, str]:
    """The facts of the first picture as it is shown, by their names in ffmpeg's filter `showinfo`."""
    looked = ["-map", "0:V:0", "-frames:v", "1", "-vf", "showinfo=checksum=0", "-f", "null", "-"]
    try:
        text = run_ffmpeg([*arguments, *looked], what=f"reading {path.name}", deadline_s=600)
    except MediaError as error:
        raise MediaError(
            f"{path}: its pictures cannot be read{_cause(error)}; it is damaged or cut off: fetch or export it again"
        ) from error
    frame = re.search(r"\] n: *0 pts:.*", text)
    if not frame:
        raise MediaError(f"{path}: not one of its pictures can be read; it is damaged: fetch or export it again")
    facts = dict(re.findall(r"(\w+): *([^\s:]+)", frame[0]))
    facts |= dict(re.findall(r"(color_\w+):(\S+)", text[frame.end() :]))
    clock = re.search(r"config in time_base: (\S+), frame_rate: (\S+)", text)
    told = {"time_base": clock[1] if clock else "1/1000", "frame_rate": clock[2] if clock else "0/1"}
    return {**facts, **told, "said": text}


def _cause(error: MediaError) -> str:
    """ffmpeg's words before it gave up, to be put behind others; "" where it said none."""
    said = str(error).partition("): ")[2].split(" | ")
    words = [one for one in said if one and not _AFTERWARDS.match(one)]
    return f" ({' | '.join(words)})" if words else ""


def _square(size: str, sar: str) -> tuple[tuple[int, int], tuple[str, ...]]:
    """The size with square pixels (the side that is too short grows, so that no detail is lost); what to say of it."""
    width, height = map(int, size.split("x"))
    above, below = map(int, sar.split("/"))
    if above <= 0 or below <= 0 or above == below or not 0.1 < above / below < 10:
        return (width, height), ()
    square = (round(width * above / below), height) if above > below else (width, round(height * below / above))
    told = f"its pixels are {above}:{below}; they become square: {width}x{height} is shown as {square[0]}x{square[1]}"
    return square, (told,)


def _colour(path: Path, size_px: tuple[int, int], frame: dict[str, str]) -> tuple[Colour, tuple[str, ...]]:
    known = {name: _known(frame.get(f"color_{name}", ""), names) for name, names in _TAGS.items()}
    pixel_format = frame["fmt"]
    is_rgb = pixel_format.startswith(("rgb", "bgr", "gbr", "0rgb", "0bgr", "x2rgb", "x2bgr", "pal8", "argb", "abgr"))
    matrix, notes = known["space"], []
    if is_rgb or matrix == "gbr":
        return Colour("", known["primaries"], known["trc"], "tv", "bt709"), ()
    if not matrix:
        is_sd = size_px[0] <= _SD[0] and size_px[1] <= _SD[1]
        matrix_in = "bt601" if is_sd and not pixel_format.startswith("gray") else "bt709"
        if is_sd:
            notes.append(
                "the source names no colour matrix; read as BT.601, as is usual at its size, and written as BT.709"
            )
    elif matrix in _MATRICES:
        matrix_in = _MATRICES[matrix]
    else:
        raise PlanError(f"{path}: its colours are coded as {matrix!r}, which cannot be read; convert it first")
    is_full = known["range"] == "pc" or pixel_format.startswith("yuvj")
    color_range = "pc" if is_full else "tv"
    mastering = _mastering(frame["said"])
    return Colour(matrix, known["primaries"], known["trc"], color_range, matrix_in, mastering), tuple(notes)


def _known(text: str, names: tuple[str, ...]) -> str:
    """The name that `text` begins with, "" for none."""
    return max((name for name in names if text.startswith(name)), key=len, default="")


def _mastering(said: str) -> tuple[str, ...]:
    """What a display has to know of an HDR master (SMPTE ST 2086, CTA-861.3), in x265's words."""
    number = r"\(([\d.]+)[, ]+([\d.]+)\)"
    found = re.search(
        rf"Mastering display metadata.*?r{number} g{number} b{number} wp{number} "
        r"min_luminance=([\d.]+), max_luminance=([\d.]+)", said
    )  # fmt: skip
    told = []
    if found:
        rx, ry, gx, gy, bx, by, wx, wy = (round(float(one) * 50_000) for one in found.groups()[:8])
        low, high = (round(float(one) * 10_000) for one in found.groups()[8:])
        told.append(f"master-display=G({gx},{gy})B({bx},{by})R({rx},{ry})WP({wx},{wy})L({high},{low})")
    if light := re.search(r"Content light level metadata: MaxCLL=(\d+), MaxFALL=(\d+)", said):
        told.append(f"max-cll={light[1]},{light[2]}")
    return tuple(told)


def _tracks(head: str) -> tuple[Track, ...]:
    """Every stream but the picture itself."""
    tracks: list[Track] = []
    seen = False
    for line in head.splitlines():
        found = re.match(r"\s+Stream #0:(\d+)\S*: (Video|Audio|Subtitle|Data|Attachment): (\w+)", line)
        if not found:
            continue
        kind = found[2].lower()
        if kind == "video" and "(attached pic)" in line:
            kind = "cover"
        elif kind == "video" and not seen:
            seen = True
            continue
        tracks.append(Track(int(found[1]), kind, found[3].lower(), _language(line)))
    return tuple(tracks)


def _notes(source: SourceFile, head: str) -> tuple[str, ...]:
    others = sum(one.kind == "video" for one in source.tracks)
    interlaced = "it is interlaced; every frame is made whole from its two fields (bwdif)"
    told = {
        interlaced: source.interlaced,
        f"it has {others} more picture tracks, which are left out": others > 0,
        "its Dolby Vision layer is left out; what lies below is kept": "DOVI configuration" in head,
    }
    return tuple(text for text, holds in told.items() if holds)


def _language(line: str) -> str:
    found = re.match(r"\s+Stream #0:\d+(?:\[\w+\])?\((\w+)\)", line)
    return found[1] if found and found[1] != "und" else ""


def _timecode(head: str) -> str:
    found = re.search(r"^\s+timecode\s*: (\d\d:\d\d:\d\d[:;.]\d\d+)\s*$", head, re.MULTILINE)
    return found[1] if found else ""


def _rate(text: str) -> Fraction | None:
    above, _, below = text.partition("/")
    if not int(above) or not int(below or 1):
        return None
    rate = Fraction(int(above), int(below or 1))
    return rate if 0 < rate <= 1000 else None


def _seconds(found: re.Match[str] | None) -> Fraction:
    return Fraction(found[1]) if found else Fraction(0)


def _duration_s(head: str) -> float:
    found = re.search(r"Duration: (\d+):(\d+):([\d.]+)", head)
    return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3]) if found else 0.0
