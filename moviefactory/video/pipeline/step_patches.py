"""How `steps.py` gets to see a pipeline's steps: solvers and denoisers that go through a call, and are put back after.

Also what stands in for them while finished steps are run over. Knows nothing of states and files.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Protocol

import diffusers
import torch

from moviefactory.video.pipeline.step_state import CannotKeep, kept

_DENOISERS = ("transformer", "unet", "controlnet")  # what their names begin with, among the parts of a pipeline


class NotTheSame(Exception):
    """The state belongs to another loop than the one that runs."""


class Seen(Protocol):
    """Who sees the calls of solvers."""

    def solve(self, step: Callable[..., Any], solver: Any, *args: Any, **options: Any) -> Any:
        """Called in place of `step(solver, ...)`."""

    def new_schedule(self) -> None:
        """A solver is given a schedule: the start, or another pass (FreeInit, the next part of a long clip)."""


@contextmanager
def watched_solver(solver: Any, call: Seen) -> Iterator[None]:
    """The solver is of a subclass for a while, and so are the deep copies that a pipeline makes of it."""
    kind, over = type(solver), False

    def step(self: Any, *args: Any, **options: Any) -> Any:
        if over:  # a copy that outlived the call
            return kind.step(self, *args, **options)
        return call.solve(kind.step, self, *args, **options)

    def set_timesteps(self: Any, *args: Any, **options: Any) -> Any:
        if not over:
            call.new_schedule()
        return kind.set_timesteps(self, *args, **options)

    # wraps: pipelines look at the signature for eta, generator, sigmas
    methods = {"step": functools.wraps(kind.step)(step)}
    if hasattr(kind, "set_timesteps"):
        methods["set_timesteps"] = functools.wraps(kind.set_timesteps)(set_timesteps)
    solver.__class__ = type(kind.__name__, (kind,), {**methods, "__module__": kind.__module__})
    try:
        yield
    finally:
        over = True
        solver.__class__ = kind


@contextmanager
def watched(part: Any, method: str, call: Callable[..., Any]) -> Iterator[None]:
    """`part.method(...)` goes through `call(method, ...)`, with whatever hooks of offloading it has."""
    had = part.__dict__.get(method)
    before = getattr(part, method)

    @functools.wraps(before)
    def through(*args: Any, **options: Any) -> Any:
        return call(before, *args, **options)

    part.__dict__[method] = through
    try:
        yield
    finally:
        if part.__dict__.get(method) is through:  # else offloading has set up its hooks anew
            if had is None:
                del part.__dict__[method]
            else:
                part.__dict__[method] = had


class _Answer(SimpleNamespace):
    """An output of diffusers: fields by name, by place and by key."""

    def __getitem__(self, which: Any) -> Any:
        return vars(self)[which] if isinstance(which, str) else list(vars(self).values())[which]


def shape_of(answer: Any) -> Any:
    """What `zeros_of` needs to make something like it."""
    if isinstance(answer, torch.Tensor):
        return {"size": list(answer.shape), "dtype": str(answer.dtype).removeprefix("torch.")}
    if answer is None:
        return None
    if isinstance(answer, Mapping):  # the output classes of diffusers are
        return {"fields": {str(key): shape_of(item) for key, item in answer.items()}}
    if isinstance(answer, list | tuple):
        return {"items": [shape_of(item) for item in answer], "tuple": isinstance(answer, tuple)}
    raise CannotKeep(f"a {type(answer).__name__}")


def zeros_of(shape: Any, device: Any) -> Any:
    if shape is None:
        return None
    if "size" in shape:
        return torch.zeros(shape["size"], dtype=getattr(torch, shape["dtype"]), device=device)
    if "fields" in shape:
        return _Answer(**{key: zeros_of(item, device) for key, item in shape["fields"].items()})
    items = [zeros_of(item, device) for item in shape["items"]]
    return tuple(items) if shape["tuple"] else items


def tensors_in(value: Any) -> list[Any]:
    """The tensors in `value`, however nested, in order."""
    if isinstance(value, torch.Tensor):
        return [value]
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [tensor for item in items for tensor in tensors_in(item)]


def filled(answer: Any, tensors: list[Any] | None) -> Any:
    """The solver's `answer` with `tensors` in place of its own."""
    own = tensors_in(answer)
    if tensors is None or [item.shape for item in own] != [item.shape for item in tensors]:
        raise NotTheSame("a solver gave back something else")
    fresh = iter([kept(item.to(place.device)) for item, place in zip(tensors, own, strict=True)])
    if isinstance(answer, torch.Tensor):
        return next(fresh)
    if isinstance(answer, Mapping):
        return type(answer)(**{k: next(fresh) if torch.is_tensor(v) else v for k, v in answer.items()})
    return tuple(next(fresh) if torch.is_tensor(item) else item for item in answer)


def steps_in_round(solver: Any, args: Any, options: Mapping[str, Any]) -> int:
    """How many steps a pass has whose first step this is, for pipelines that do not say: the rest of the schedule.

    A pipeline that is given a video begins in the middle of the schedule.
    """
    timestep = options.get("timestep", args[1] if len(args) > 1 else None)
    schedule = torch.as_tensor(getattr(solver, "timesteps", [])).flatten().double().cpu()
    places = (schedule == float(torch.as_tensor(timestep).flatten()[0])).nonzero() if timestep is not None else []
    return len(schedule) - int(places[-1]) if len(places) else 0  # solvers of second order have each one twice


def solvers_of(pipe: Any) -> list[Any]:
    """The schedulers among the parts of a pipeline."""
    found = [part for part in _parts(pipe).values() if isinstance(part, diffusers.SchedulerMixin)]
    return [part for part in found if hasattr(part, "step")]


def denoisers_of(pipe: Any) -> dict[str, Any]:
    """The networks that a pipeline calls at every step, by the name of the part."""
    parts = _parts(pipe).items()
    return {name: part for name, part in parts if name.startswith(_DENOISERS) and isinstance(part, torch.nn.Module)}


def _parts(pipe: Any) -> dict[str, Any]:
    return dict(getattr(pipe, "components", None) or {})
