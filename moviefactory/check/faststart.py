"""Whether a player on the network can start an MP4 at once: its index (moov) has to lie before its media (mdat).

Only box headers are read (ISO/IEC 14496-12, 4.2); nothing of the media is loaded.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

MOST_BOXES = 10_000  # a file that claims more at its top is broken


def is_faststart(path: Path) -> bool:
    """False for a late index, and for a file without these boxes. Raises OSError when it cannot be read."""
    for name in _top_boxes(path):
        if name in ("moov", "mdat"):
            return name == "moov"
    return False


def _top_boxes(path: Path) -> Iterator[str]:
    size = path.stat().st_size
    with path.open("rb") as file:
        start = 0
        for _ in range(MOST_BOXES):
            file.seek(start)
            header = file.read(16)
            if len(header) < 8:
                return
            length, name = struct.unpack(">I4s", header[:8])
            if length == 1 and len(header) == 16:  # the length follows the name, in eight bytes
                (length,) = struct.unpack(">Q", header[8:])
            yield name.decode("latin-1")
            if length < 8 or start + length >= size:
                return
            start += length
