"""Ogg pages: gives a stream a serial number of its own instead of the random one that encoders choose.

Without it the same sound would be another file each time. Page layout and checksum: RFC 3533, section 6.
"""

from __future__ import annotations

import zlib
from pathlib import Path

SERIAL, CHECKSUM, SEGMENTS = 14, 22, 26  # byte offsets in a page
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def set_serial(path: Path, serial: int) -> None:
    """Rewrite every page of a file that holds one logical stream."""
    data = bytearray(path.read_bytes())
    start = 0
    while start < len(data):
        if data[start : start + 4] != b"OggS":
            raise ValueError(f"{path}: no Ogg page at byte {start}")
        count = data[start + SEGMENTS]
        table = data[start + SEGMENTS + 1 : start + SEGMENTS + 1 + count]
        end = start + SEGMENTS + 1 + count + sum(table)
        data[start + SERIAL : start + SERIAL + 4] = serial.to_bytes(4, "little")
        data[start + CHECKSUM : start + CHECKSUM + 4] = bytes(4)
        data[start + CHECKSUM : start + CHECKSUM + 4] = _checksum(data[start:end]).to_bytes(4, "little")
        start = end
    path.write_bytes(data)


def _checksum(page: bytes | bytearray) -> int:
    """CRC-32 with the bits of every byte and of the result mirrored against zlib's, from 0, not inverted."""
    mirrored = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
