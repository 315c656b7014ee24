"""What a denoising loop must remember to go on where it was killed, and the file it is kept in.

A state is plain values and tensors. The file is a digest and a safetensors body, so that nothing in it can run code and
a flipped bit is seen; it is replaced as a whole, so that a kill leaves the old state or the new one. Knows nothing of
pipelines: `steps.py` says what to remember and when.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.torch
import torch

from moviefactory.workspace import PARTIAL, refusal, synced

_MAGIC = b"moviefactory steps 1\n"
_BODY = "values"  # name of the tensor that holds the JSON text
_PLAIN = (bool, int, float, str, type(None))


class CannotKeep(TypeError):
    """A value that no file can bring back exactly, such as a function or an open random source."""


@dataclass(frozen=True)
class StepState:
    """The loop between two steps.

    `marks` say what the state belongs to. `done` steps are finished; the solvers were called `solved` times. `rounds`
    holds, for each pass through a schedule, what every solver gave back last. `solvers` are their attributes. `calls`
    are the denoisers' calls so far, as numbers of `shapes`. `first` and `following` are digests of what the denoiser
    was given at its very first call and at the one that comes next; `randomness` of the generators at that moment.
    """

    marks: dict[str, str]
    done: int
    solved: int
    rounds: list[dict[str, list[Any]]]
    solvers: list[dict[str, Any]]
    calls: list[int]
    shapes: list[Any]
    first: str
    following: str
    randomness: str


def write_state(path: Path, state: StepState) -> None:
    """Replace the file at `path`. Raises CannotKeep before anything is written, StorageError when the disk refuses."""
    tensors: dict[str, torch.Tensor] = {}
    text = json.dumps(packed({field.name: getattr(state, field.name) for field in fields(state)}, tensors))
    tensors[_BODY] = torch.frombuffer(bytearray(text.encode()), dtype=torch.uint8)
    body = safetensors.torch.save(tensors)
    partial = path.with_name(f"{PARTIAL}{os.getpid()}.{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            file.write(_MAGIC + hashlib.sha256(body).digest() + body)
        synced(partial)
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise refusal(error, "the unfinished shot") from error


def read_state(path: Path, marks: Mapping[str, str], device: Any = "cpu") -> StepState | None:
    """The state at `path`; None where there is none, it is damaged, or it belongs to something else.

    What lay on the CPU comes back there, the rest on `device`.
    """
    try:
        content = path.read_bytes()
        start = len(_MAGIC) + hashlib.sha256().digest_size
        body = content[start:]
        if content[:start] != _MAGIC + hashlib.sha256(body).digest():
            return None
        tensors = safetensors.torch.load(body)
        values = json.loads(tensors.pop(_BODY).numpy().tobytes())
        state = StepState(**unpacked(values, tensors, device))
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, safetensors.SafetensorError):
        return None
    return state if state.marks == dict(marks) else None


def packed(value: Any, tensors: dict[str, torch.Tensor]) -> Any:
    """`value` as JSON; its arrays go to `tensors`. Exact: numpy stays numpy, a tuple a tuple, NaN NaN."""
    if isinstance(value, np.generic):  # before float: np.float64 is one
        return {"numpy": _put(torch.from_numpy(np.array([value])), tensors), "as": "scalar"}
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, torch.Tensor):
        return _packed_tensor(value, tensors)
    if isinstance(value, np.ndarray):
        # ascontiguousarray makes (1,) of (): the shape is kept aside
        name = _put(torch.from_numpy(np.ascontiguousarray(value)), tensors)
        return {"numpy": name, "as": list(value.shape)}
    if isinstance(value, list | tuple):
        return {"tuple" if isinstance(value, tuple) else "list": [packed(item, tensors) for item in value]}
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {"dict": {key: packed(item, tensors) for key, item in value.items()}}
    raise CannotKeep(f"a {type(value).__name__}")


def unpacked(value: Any, tensors: Mapping[str, torch.Tensor], device: Any = "cpu") -> Any:
    """The inverse of `packed`; what did not lie on the CPU is laid on `device`."""
    if not isinstance(value, dict):
        return value
    if "tensor" in value:
        tensor = tensors[value["tensor"]]
        order = value["order"]
        if order is not None:
            tensor = tensor.permute([order.index(axis) for axis in range(len(order))])
        return tensor if value["cpu"] else tensor.to(device)
    if "numpy" in value:
        array = tensors[value["numpy"]].numpy()
        return array[0] if value["as"] == "scalar" else array.reshape(value["as"])
    if "dict" in value:
        return {key: unpacked(item, tensors, device) for key, item in value["dict"].items()}
    items = [unpacked(item, tensors, device) for item in next(iter(value.values()))]
    return tuple(items) if "tuple" in value else items


def kept(value: Any) -> Any:
    """A copy of `value` that later steps cannot change: tensors are cloned where they lie."""
    if isinstance(value, torch.Tensor):
        return value.detach().clone()  # keeps the order of the axes in memory
    if isinstance(value, list | tuple):
        return type(value)(kept(item) for item in value) if type(value) in (list, tuple) else tuple(map(kept, value))
    if isinstance(value, Mapping):
        return {key: kept(item) for key, item in value.items()}
    return value


def digest_of(value: Any) -> str:
    """One line that changes with any bit of the tensors in `value`, however they are nested."""
    total = hashlib.blake2b(digest_size=20)
    _feed(total, value)
    return total.hexdigest()


def _feed(total: Any, value: Any) -> None:
    if isinstance(value, torch.Generator):
        value = value.get_state()
    if isinstance(value, torch.Tensor):
        total.update(f"{value.dtype}{tuple(value.shape)}".encode())
        # through bytes, for numpy has no bfloat16
        total.update(_plain(value).reshape(-1).view(torch.uint8).numpy())
    elif isinstance(value, Mapping):
        for key in value:
            total.update(f"{key}=".encode())
            _feed(total, value[key])
    elif isinstance(value, list | tuple):
        total.update(f"[{len(value)}".encode())
        for item in value:
            _feed(total, item)
    else:  # an object may print its address: only its kind counts
        total.update((repr(value) if isinstance(value, _PLAIN) else type(value).__name__).encode())


def _packed_tensor(value: torch.Tensor, tensors: dict[str, torch.Tensor]) -> Any:
    """Sums over another memory order round differently, so the order of the axes is kept."""
    order = None
    if not value.is_contiguous():
        # outermost axis first; stable, so that axes of length 1 stay where they are
        order = sorted(range(value.dim()), key=lambda axis: -value.stride(axis))
        value = value.permute(order)
    return {"tensor": _put(value, tensors), "cpu": value.device.type == "cpu", "order": order}


def _put(value: torch.Tensor, tensors: dict[str, torch.Tensor]) -> str:
    name = str(len(tensors))
    tensors[name] = _plain(value)  # of its own: safetensors refuses tensors that share memory
    return name


def _plain(value: torch.Tensor) -> torch.Tensor:
    """A copy on the CPU in plain order; an expanded axis of length 1 has a stride of 0, which `contiguous` leaves."""
    return value.detach().cpu().clone(memory_format=torch.contiguous_format)
