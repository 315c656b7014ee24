"""Arrays on the disk, one file each, that tell by themselves whether they are whole. It knows no network.

A file is read and written in one go and never mapped: mapped pages count as memory of the process. Its checksum makes
syncing needless: what a power cut tore counts as not there, and whoever wanted it makes it again.
"""

from __future__ import annotations

import json
import shutil
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import StorageError
from moviefactory.workspace import PARTIAL, refusal, replacing

_ENDING = ".array"
_HEAD_BYTES = 256  # one line of JSON, padded; then the numbers in C order
_FOLDER = "features"


@dataclass(frozen=True)
class _Head:
    dtype: str
    shape: tuple[int, ...]
    checksum: int  # CRC-32 of the numbers
    remark: float

    @property
    def data_bytes(self) -> int:
        count = 1
        for side in self.shape:
            count *= side
        return count * np.dtype(self.dtype).itemsize


class FeatureStore:
    """The arrays of one key in `folder`. Opening it deletes those of other keys and what a killed run left half done.

    For one process at a time. Raises StorageError where the disk refuses.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder / f"{_FOLDER}-{sha256(key.encode()).hexdigest()[:24]}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for other in folder.glob(f"{_FOLDER}-*"):
                if other != self.folder:
                    shutil.rmtree(other, ignore_errors=True)
            for partial in self.folder.glob(f"{PARTIAL}*"):
                partial.unlink(missing_ok=True)
        except OSError as error:
            raise refusal(error, "enlarging") from error

    def put(self, name: str, array: NDArray[Any], remark: float = 0.0) -> None:
        """Keep `array` (any numeric dtype) under `name`, with a number of the caller's; replaces what was there."""
        array = np.ascontiguousarray(array)
        numbers = array.reshape(-1).view(np.uint8).data
        head = {"dtype": array.dtype.str, "shape": array.shape, "checksum": zlib.crc32(numbers), "remark": remark}
        line = json.dumps(head).encode()
        assert len(line) < _HEAD_BYTES, name
        try:
            with replacing(self._path(name)) as partial, partial.open("wb", buffering=0) as file:
                _write(file, line.ljust(_HEAD_BYTES - 1) + b"\n")
                _write(file, numbers)
        except OSError as error:
            raise refusal(error, "enlarging") from error

    def get(self, name: str) -> NDArray[Any] | None:
        """The array, or None where there is none or its file is torn (the file is deleted then)."""
        try:
            with self._path(name).open("rb", buffering=0) as file:
                head = _head(file.read(_HEAD_BYTES))
                if head is None:
                    self.drop(name)
                    return None
                array = np.empty(head.shape, head.dtype)
                numbers = array.reshape(-1).view(np.uint8).data
                whole = _filled(file, numbers) and not file.read(1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"enlarging: cannot read {self._path(name)} ({error.strerror or error})") from error
        if not whole or zlib.crc32(numbers) != head.checksum:
            self.drop(name)
            return None
        return array

    def remark(self, name: str) -> float | None:
        """The number kept with the array, or None where there is no file of the right length under that name.

        The array itself is not read: `get` may still find that it is torn.
        """
        try:
            path = self._path(name)
            with path.open("rb", buffering=0) as file:
                head = _head(file.read(_HEAD_BYTES))
            whole = head is not None and path.stat().st_size == _HEAD_BYTES + head.data_bytes
        except OSError:
            return None
        return head.remark if head is not None and whole else None

    def names(self, prefix: str) -> list[str]:
        """Every name that begins so, in order."""
        return sorted(path.name.removesuffix(_ENDING) for path in self.folder.glob(f"{prefix}*{_ENDING}"))

    def drop(self, name: str) -> None:
        """Forget the array, if it is there."""
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise refusal(error, "enlarging") from error

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{_ENDING}"


def kept_bytes(folder: Path) -> int:
    """What the arrays in `folder` take of the disk: room that a run which takes them up does not need again."""
    try:
        return sum(path.stat().st_size for path in folder.glob(f"{_FOLDER}-*/*{_ENDING}"))
    except OSError:
        return 0


def _head(line: bytes) -> _Head | None:
    try:
        head = json.loads(line)
        return _Head(
            np.dtype(head["dtype"]).str, tuple(map(int, head["shape"])), int(head["checksum"]), float(head["remark"])
        )
    except (ValueError, TypeError, KeyError):
        return None


def _write(file: Any, data: Any) -> None:
    """All of `data`: one call writes 2 GiB at most, and less where a signal comes in between."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def _filled(file: Any, data: memoryview) -> bool:
    while data:
        got = file.readinto(data)
        if not got:
            return False
        data = data[got:]
    return True
