"""Pictures between two frames by a RIFE network (Huang et al., "Real-Time Intermediate Flow Estimation for Video Frame
Interpolation", ECCV 2022) that a person brings as an ONNX file; it runs on onnxruntime.

Nobody writes such files the same way, so how the network is fed is read from its inputs. One input holds all planes:

     6  both frames                                  only the middle can be asked for
     7  both frames, the moment                      the vs-mlrt project's second form, which pads by itself
     8  both frames, the moment, the flow's scale    the VSGAN-tensorrt-docker project
    11  both frames, the moment, the grid's x and y in [-1, 1], 2/(w-1), 2/(h-1)       vs-mlrt's first form

or each frame is an input of its own, with or without a third for the moment, as the authors' network has them. Frames
are RGB in [0, 1], (1, 3, h, w). This file knows no rates and no cuts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import NotInstalled, PlanError, StageError

if TYPE_CHECKING:
    import onnxruntime

Frame = NDArray[Any]  # RGB (h, w, 3), uint8 or uint16
Planes = NDArray[np.floating[Any]]  # (1, c, h, w)

PLANES = (6, 7, 8, 11)
MULTIPLES = (32, 64, 128)  # what versions 4.0 to 4.24, 4.25 and later, and 4.25 lite want of both sides
HALVINGS = 4  # of a network that only knows the middle: within 1/32 of the way
_NUMBERS: dict[str, type[np.floating[Any]]] = {"tensor(float)": np.float32, "tensor(float16)": np.float16}
_FATAL_ONLY = 4  # onnxruntime writes to the terminal from its C++ side; what matters also comes as an exception
_EXPECTED = "one input of 6, 7, 8 or 11 planes (1, c, h, w), or two of 3 planes, with or without a third for the moment"


@dataclass(frozen=True)
class _Input:
    name: str
    shape: tuple[int | None, ...]  # None: any
    number: type[np.floating[Any]]


@dataclass(frozen=True)
class _Layout:
    """How a network is fed: all planes in one input, or the two frames and perhaps the moment in their own."""

    images: tuple[_Input, ...]
    moment: _Input | None
    planes: int  # of the one input; 3 where the frames have two

    @property
    def any_moment(self) -> bool:
        return self.moment is not None or self.planes >= 7

    @property
    def fixed_px(self) -> tuple[int, int] | None:
        """(w, h) where the network takes one size only."""
        height, width = self.images[0].shape[2:]
        return (width, height) if width and height else None


@lru_cache(maxsize=1)  # one network per process
def _loaded(path: str, size: int, changed_ns: int) -> Rife:
    """`size` and `changed_ns` only tell the file from what it was before."""
    return Rife(Path(path))


def load_rife(path: Path) -> Rife:
    """The network in the file `path`; loaded once, and again where the file has changed. Errors as `Rife`."""
    if not path.is_file():
        raise PlanError(f"the frame rate network: there is no file {path}; name an ONNX file, or leave it out")
    facts = path.stat()
    return _loaded(str(path.resolve()), facts.st_size, facts.st_mtime_ns)


class Rife:
    """One network. Raises PlanError where the file is none that is known here, NotInstalled without onnxruntime."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._multiple = 0  # of both sides: the first of MULTIPLES that worked
        self._halved: tuple[Frame, Frame, dict[float, Frame]] | None = None
        self._layout = _layout_of(path.name, self._session.get_inputs())

    def between(self, before: Frame, after: Frame, share: float) -> Frame:
        """The picture `share` (0..1) of the way between two frames of one size and depth.

        A network that only knows the middle is asked for middles of middles. Raises StageError where it fails.
        """
        return self._made(before, after, share) if self._layout.any_moment else self._halving(before, after, share)

    def _halving(self, before: Frame, after: Frame, share: float) -> Frame:
        if self._halved is None or self._halved[0] is not before or self._halved[1] is not after:
            self._halved = before, after, {0.0: before, 1.0: after}
        known = self._halved[2]  # at most 2 ** HALVINGS small steps, of one pair
        low, high = 0.0, 1.0
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            if middle not in known:
                known[middle] = self._made(known[low], known[high], 0.5)
            low, high = (middle, high) if share >= middle else (low, middle)
            if share == middle:
                break
        return known[low] if share - low <= high - share else known[high]

    def _made(self, before: Frame, after: Frame, share: float) -> Frame:
        height, width = before.shape[:2]
        found = self._run(before, after, share)[0, :, :height, :width].transpose(1, 2, 0).astype(np.float32)
        if not np.isfinite(found).all():
            raise StageError(f"{self._path.name} gave pixels that are no numbers; use a file with 32-bit weights")
        most = np.iinfo(before.dtype).max
        return np.rint(np.clip(found, 0, 1) * most).astype(before.dtype)

    def _run(self, before: Frame, after: Frame, share: float) -> Planes:
        """(1, 3, h, w), padded. The sides are made multiples of what the network turns out to want."""
        problem = ""
        for multiple in [self._multiple] if self._multiple else MULTIPLES:
            size = self._padded_px(before.shape[1], before.shape[0], multiple)
            try:
                made = self._session.run(None, self._feed(_planes(before, size), _planes(after, size), share))
            except _onnx_errors() as error:
                problem = " ".join(str(error).split())[-200:]
                continue
            pictures = [one for one in made if getattr(one, "shape", ()) == (1, 3, size[1], size[0])]
            if pictures:
                self._multiple = multiple
                return np.asarray(pictures[-1])  # the one that was refined most, where there are several
            problem = f"no picture of {size[0]}x{size[1]} among its outputs"
        raise StageError(f"{self._path.name} cannot be run on frames of {before.shape[1]}x{before.shape[0]}: {problem}")

    def _padded_px(self, width: int, height: int, multiple: int) -> tuple[int, int]:
        if (fixed := self._layout.fixed_px) is None:
            return _up(width, multiple), _up(height, multiple)
        if width > fixed[0] or height > fixed[1]:
            raise StageError(
                f"{self._path.name} is made for frames of {fixed[0]}x{fixed[1]}, these are {width}x{height}; use a "
                "file with free sizes"
            )
        return fixed

    def _feed(self, before: Planes, after: Planes, share: float) -> dict[str, Any]:
        layout = self._layout
        first = layout.images[0]
        if layout.planes == 3:
            fed = {
                one.name: planes.astype(one.number) for one, planes in zip(layout.images, (before, after), strict=True)
            }
            if layout.moment:
                fed[layout.moment.name] = _filled(layout.moment, before.shape, share)
            return fed
        more = _more_planes(layout.planes, before.shape[3], before.shape[2], share)
        return {first.name: np.concatenate([before, after, *more], axis=1).astype(first.number)}

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        try:
            import onnxruntime
        except ImportError as error:
            raise NotInstalled("retime: rife needs onnxruntime; pip install onnxruntime, or use flow") from error
        options = onnxruntime.SessionOptions()
        options.log_severity_level = _FATAL_ONLY
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others work beside us
        there = onnxruntime.get_available_providers()
        wanted = [one for one in ("CUDAExecutionProvider", "CPUExecutionProvider") if one in there]
        try:
            return onnxruntime.InferenceSession(str(self._path), options, providers=wanted)
        except _onnx_errors() as error:
            said = " ".join(str(error).split())[-200:]
            raise PlanError(f"the frame rate network: {self._path} is no network that can be run ({said})") from error


def _onnx_errors() -> tuple[type[Exception], ...]:
    """onnxruntime's exceptions: they have no parent of their own."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    own = [one for one in vars(state).values() if isinstance(one, type) and issubclass(one, Exception)]
    return (*own, RuntimeError, ValueError)


def _layout_of(name: str, inputs: Sequence[Any]) -> _Layout:
    """Raises PlanError, naming the inputs, where they are none of those above."""
    told = ", ".join(f"{one.name} {_shape_text(one.shape)} {one.type}" for one in inputs)
    refused = PlanError(
        f"the frame rate network: {name} is no RIFE network that is known here; its inputs are {told or 'none'}, "
        f"expected is {_EXPECTED}"
    )
    if not 1 <= len(inputs) <= 3 or any(one.type not in _NUMBERS for one in inputs):
        raise refused
    known = [_Input(one.name, tuple(map(_side, one.shape)), _NUMBERS[one.type]) for one in inputs]
    if len(known) == 1 and _holds(known[0], PLANES):
        return _Layout((known[0],), None, known[0].shape[1] or 0)
    images = [one for one in known if _holds(one, (3,))]
    if len(known) == 3 and len(images) < 2:  # exported with planes of any number: the frames are the first two
        images = [one for one in known[:2] if _holds(one, (3, None))]
    others = [one for one in known if one not in images]
    if len(images) != 2 or len(others) > 1 or any(not _may_be_moment(one) for one in others):
        raise refused
    return _Layout((images[0], images[1]), others[0] if others else None, 3)


def _holds(one: _Input, planes: Sequence[int | None]) -> bool:
    return len(one.shape) == 4 and one.shape[0] in (1, None) and one.shape[1] in planes


def _may_be_moment(one: _Input) -> bool:
    return len(one.shape) <= 4 and all(side in (1, None) for side in one.shape[:2])


def _side(side: object) -> int | None:
    return side if isinstance(side, int) and side > 0 else None


def _shape_text(shape: Sequence[object]) -> str:
    return f"({', '.join(map(str, shape))})"


def _up(side: int, multiple: int) -> int:
    return math.ceil(side / multiple) * multiple


def _planes(frame: Frame, size_px: tuple[int, int]) -> Planes:
    """(1, 3, h, w) float32 in [0, 1], the last row and column repeated to the right and below up to `size_px`."""
    planes = frame.transpose(2, 0, 1)[None].astype(np.float32) / np.float32(np.iinfo(frame.dtype).max)
    width, height = size_px
    return np.pad(planes, ((0, 0), (0, 0), (0, height - frame.shape[0]), (0, width - frame.shape[1])), mode="edge")


def _more_planes(planes: int, width: int, height: int, share: float) -> list[Planes]:
    """Those that follow the two frames' six."""

    def flat(value: float) -> Planes:
        return np.full((1, 1, height, width), value, np.float32)

    if planes == 6:
        return []
    if planes == 7:
        return [flat(share)]
    if planes == 8:
        return [flat(share), flat(1)]
    grid = np.ones((1, 1, height, width), np.float32)
    x = grid * np.linspace(-1, 1, width, dtype=np.float32)
    y = grid * np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    return [flat(share), x, y, flat(2 / (width - 1)), flat(2 / (height - 1))]


def _filled(one: _Input, frames: tuple[int, ...], share: float) -> Planes:
    """The moment in the shape that the input has: a number, a list of one, or a plane of the frames' size."""
    ours = (1, 1, *frames[2:])
    shape = tuple(side or (ours[place] if len(one.shape) == 4 else 1) for place, side in enumerate(one.shape))
    return np.full(shape, share, one.number)
