"""Refuses pictures with an alpha channel: an enlarged video has none, and it would be lost without a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from moviefactory.errors import PlanError
from moviefactory.media.ffmpeg import run_ffmpeg

_ALPHA = re.compile(r"^(yuva|rgba|bgra|argb|abgr|gbrap|ya8|ya16|ayuv|vuya|pal8)")


def refuse_alpha(path: Path, opened: Sequence[str], container: str, pixel_format: str, head: str) -> None:
    """Raise PlanError where the pictures have an alpha channel. Of GIFs and palettes, which all claim to have one, only
    where a pixel is seen through.

    opened: ffmpeg's arguments that open the file; head: ffmpeg's report of it.
    """
    beside = re.search(r"alpha_mode\s*: 1", head)  # of VP8 and VP9: not in the pictures, but next to them
    if not beside and not _ALPHA.match(pixel_format):
        return
    if (container.startswith("gif") or pixel_format == "pal8") and not _is_seen_through(path, opened):
        return
    kind = "" if beside else f" ({pixel_format})"
    raise PlanError(
        f"{path}: its pictures have an alpha channel{kind}, which an enlarged video cannot keep. Put it over a "
        f"background first, or drop the channel: {_advice(opened, bool(beside))}"
    )


def _advice(opened: Sequence[str], beside: bool) -> str:
    if "image2" in opened:
        return "ffmpeg -i IN_%04d.png -pix_fmt rgb24 OUT_%04d.png"
    if beside:
        return "ffmpeg -i IN -map 0 -c copy -metadata:s:v alpha_mode=0 OUT.mkv"
    return "ffmpeg -i IN -vf format=yuv422p10le -c:v prores_ks -c:a copy OUT.mov"


def _is_seen_through(path: Path, opened: Sequence[str]) -> bool:
    """Whether a pixel of any picture is not opaque. Reads the whole file."""
    chain = r"format=rgba,alphaextract,signalstats,metadata=print:key=lavfi.signalstats.YMIN:direct=1:file=pipe\\:2"
    text = run_ffmpeg([*opened, "-map", "0:V:0", "-vf", chain, "-f", "null", "-"], what=f"reading {path.name}")
    return any(float(one) < 255 for one in re.findall(r"signalstats\.YMIN=([\d.]+)", text))
