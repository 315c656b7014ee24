"""One call of a diffusers pipeline, watched step by step: told how far it is, stopped within a step, taken up again.

How a killed call is taken up: everything before the first step (words, pictures, noise) is made again from the same
arguments. Then the loop runs over the finished steps once more, but every denoiser answers with zeros at once and every
solver gives back what it gave last, so that loop counters, random draws and guidance stand where they stood. At the
first unfinished step the solvers' own memory is put back, and what the denoiser is about to be given is compared, bit
by bit, with what it would have been given: any difference and the shot starts over. So a resumed shot has the frames of
an uninterrupted one, or is one. Knows nothing of shots, clips and words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diffusers
import torch

from moviefactory.video.pipeline.quiet import quiet
from moviefactory.video.pipeline.resumable import can_resume, memory_of
from moviefactory.video.pipeline.rules import parameters
from moviefactory.video.pipeline.step_patches import (
    NotTheSame,
    denoisers_of,
    filled,
    shape_of,
    solvers_of,
    steps_in_round,
    tensors_in,
    watched,
    watched_solver,
    zeros_of,
)
from moviefactory.video.pipeline.step_state import (
    CannotKeep,
    StepState,
    digest_of,
    kept,
    read_state,
    write_state,
)


@dataclass(frozen=True)
class Watch:
    """What is wanted of a call. `on_step(done, total)` follows every step; what it raises stops the call at once.

    `state` is the file of an unfinished call, None for none; it is written after every `every` steps (0: never) and
    where `on_step` stops the call. `key` names everything that the frames depend on.
    """

    on_step: Callable[[int, int], None] = lambda done, total: None
    state: Path | None = None
    every: int = 0
    key: str = ""


def run_watched(pipe: Any, arguments: Mapping[str, Any], watch: Watch) -> Any:
    """The output of `pipe(**arguments)`. The file `watch.state` is gone after success.

    A state of another key, version or device, or a damaged one, is removed and the call starts over. Whatever is
    raised, no denoiser or VAE runs after it, and the pipeline can be called again.
    """
    generators = _generators(arguments)
    before = [generator.get_state() for generator in generators]
    state, refused = None, can_resume(pipe)
    if watch.state is not None:
        state = None if refused else read_state(watch.state, _marks(pipe, watch), _device(pipe))
        if state is None:
            _forget(watch.state)
    keep = watch.state is not None and watch.every > 0 and not refused
    with quiet():
        try:
            output = _Call(pipe, arguments, watch, keep, state).run()
        except NotTheSame:
            for generator, random in zip(generators, before, strict=True):
                generator.set_state(random)
            output = _Call(pipe, arguments, watch, keep, None).run()
    if watch.state is not None:
        _forget(watch.state)
    return output


def _forget(state: Path) -> None:
    with suppress(OSError):  # one that cannot be removed fits nothing, and is not worth a shot
        state.unlink()


class _Call:
    """One call: sees each call of its solvers and denoisers, and each step of the loop."""

    def __init__(self, pipe: Any, arguments: Mapping[str, Any], watch: Watch, keep: bool, state: StepState | None):
        self.pipe, self.arguments, self.watch = pipe, dict(arguments), watch
        self.keep, self.replayed = keep, state
        self.has_callback = "callback_on_step_end" in parameters(type(pipe))
        self.solvers: list[Any] = []  # in the order of their first step: LTX-2 makes copies, for its sound
        self.rounds: list[dict[str, list[Any]]] = [{}]  # what each solver gave back last, in each pass of a schedule
        self.calls: list[int] = []  # of denoisers, as numbers of shapes
        self.shapes: list[Any] = []
        self.done = self.solved = self.seen = self.kept_at = 0
        self.before_round = self.in_round = 0  # steps that were done when this pass began, and that it has
        self.round_began = 0  # solver calls at that time
        self.first = ""
        self.stop: BaseException | None = None  # raised by on_step, and held until the state is kept

    def run(self) -> Any:
        """The pipeline's output."""
        arguments = dict(self.arguments)
        if self.has_callback:
            arguments |= self._callback(arguments)
        for denoiser in denoisers_of(self.pipe).values():
            if reset := getattr(denoiser, "_reset_stateful_cache", None):
                reset()  # of a call that was killed, perhaps
        try:
            with ExitStack() as patches:
                for solver in solvers_of(self.pipe):
                    patches.enter_context(watched_solver(solver, self))
                for denoiser in denoisers_of(self.pipe).values():
                    patches.enter_context(watched(denoiser, "forward", self.denoise))
                if hasattr(vae := getattr(self.pipe, "vae", None), "decode"):
                    patches.enter_context(watched(vae, "decode", self.decode))
                output = self.pipe(**arguments)
        except BaseException:
            if free := getattr(self.pipe, "maybe_free_model_hooks", None):
                free()
            raise
        self._stop_here()
        if self.replayed:
            raise NotTheSame("the loop ended before the step where it was stopped")
        return output

    def _callback(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The keyword arguments of our callback, which also does what one in `arguments` wants."""
        theirs = arguments.get("callback_on_step_end")

        def callback(pipe: Any, index: int, timestep: Any, values: dict[str, Any]) -> dict[str, Any]:
            changed = theirs(pipe, index, timestep, values) if theirs else values
            if index == 0:
                self.before_round = self.done
            self._stepped(max(index + 1, int(getattr(pipe, "num_timesteps", 0) or 0)))
            return changed if changed is not None else values

        more = {"callback_on_step_end": callback}
        if wanted := getattr(theirs, "tensor_inputs", None):  # a callback object of diffusers names its own
            more["callback_on_step_end_tensor_inputs"] = wanted
        return more

    def _stepped(self, in_round: int) -> None:
        """A step of the loop is over, of `in_round` in this pass."""
        self.done += 1
        if self.replayed:
            return
        total = max(self.done, self.before_round + in_round)
        try:
            self.watch.on_step(self.done, total)
        except BaseException as stop:
            if not self.keep or self.done >= total:
                raise
            self.stop = stop  # no denoiser runs any more: see denoise()

    def solve(self, step: Callable[..., Any], solver: Any, *args: Any, **options: Any) -> Any:
        """Called in place of `step(solver, ...)`."""
        self._stop_here()
        number = next((n for n, known in enumerate(self.solvers) if known is solver), len(self.solvers))
        if number == len(self.solvers):
            self.solvers.append(solver)
        answer = step(solver, *args, **options)
        self.solved += 1
        if self.replayed:
            answer = filled(answer, self._last_answers().get(str(number)))
        if self.keep:
            self.rounds[-1][str(number)] = kept(tensors_in(answer))
        if not self.has_callback and number == 0:
            if self.done == self.before_round:
                self.in_round = steps_in_round(solver, args, options)
            self._stepped(self.in_round)
        return answer

    def new_schedule(self) -> None:
        """A solver is given a schedule: the start, or another pass (FreeInit, the next part of a long clip)."""
        if self.solved > self.round_began:
            self.rounds.append({})
            self.before_round, self.round_began = self.done, self.solved

    def _last_answers(self) -> dict[str, list[Any]]:
        assert self.replayed
        if len(self.rounds) > len(self.replayed.rounds):
            raise NotTheSame("more passes than before")
        return self.replayed.rounds[len(self.rounds) - 1]

    def denoise(self, forward: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Called in place of a denoiser's `forward`."""
        if not self.first and (self.keep or self.replayed):
            self.first = digest_of((args, options))
            if self.replayed and self.first != self.replayed.first:
                raise NotTheSame("another beginning")
        if self.replayed and self.solved >= self.replayed.solved:
            self._take_up((args, options))
        elif self.keep and not self.replayed and self.solved > self.seen:
            self._between_steps((args, options))
        self.seen = self.solved
        self._stop_here()
        if self.replayed:
            return self._zeros(args, options)
        answer = forward(*args, **options)
        if self.keep:
            self._note_shape(answer)
        return answer

    def decode(self, decode: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Called in place of the VAE's `decode`."""
        self._stop_here()
        return decode(*args, **options)

    def _stop_here(self) -> None:
        if self.stop:
            raise self.stop

    def _zeros(self, args: Any, options: Any) -> Any:
        assert self.replayed
        if len(self.calls) == len(self.replayed.calls):
            raise NotTheSame("more calls of the denoiser than before")
        self.calls.append(self.replayed.calls[len(self.calls)])
        given = tensors_in((args, options))
        return zeros_of(self.replayed.shapes[self.calls[-1]], given[0].device if given else "cpu")

    def _note_shape(self, answer: Any) -> None:
        try:
            shape = shape_of(answer)
        except CannotKeep:
            self.keep = False  # the denoiser hands something on that is not a picture: see can_resume
            return
        if shape not in self.shapes:
            self.shapes.append(shape)
        self.calls.append(self.shapes.index(shape))

    def _between_steps(self, given: Any) -> None:
        """The denoiser is about to be called for the next step: the one moment at which a state is complete."""
        due = self.stop is not None or self.done % self.watch.every == 0
        if not due or self.done in (0, self.kept_at) or self.watch.state is None:
            return
        self.kept_at = self.done
        state = StepState(
            marks=_marks(self.pipe, self.watch),
            done=self.done,
            solved=self.solved,
            rounds=self.rounds,
            solvers=[memory_of(solver) for solver in self.solvers],
            calls=self.calls,
            shapes=self.shapes,
            first=self.first,
            following=digest_of(given),
            randomness=digest_of(_generators(self.arguments)),
        )
        try:
            write_state(self.watch.state, state)
        except CannotKeep:
            self.keep = False

    def _take_up(self, given: Any) -> None:
        """The first unfinished step: from here on it is as if nothing had happened."""
        state = self.replayed
        assert state
        same = (
            (self.solved, self.done, len(self.solvers)) == (state.solved, state.done, len(state.solvers))
            and len(self.rounds) == len(state.rounds)
            and digest_of(given) == state.following
            and digest_of(_generators(self.arguments)) == state.randomness
        )
        if not same:
            raise NotTheSame("another step")
        for solver, memory in zip(self.solvers, state.solvers, strict=True):
            solver.__dict__.update(memory)
        self.shapes, self.kept_at = state.shapes, state.done
        self.replayed = None


def _generators(arguments: Mapping[str, Any]) -> list[Any]:
    given = arguments.get("generator")
    return [one for one in (given if isinstance(given, list | tuple) else [given]) if one is not None]


def _device(pipe: Any) -> torch.device:
    return torch.device(getattr(pipe, "_execution_device", None) or "cpu")


def _marks(pipe: Any, watch: Watch) -> dict[str, str]:
    """What a state is bound to. Another card or another version rounds differently."""
    device = _device(pipe)
    return {
        "key": watch.key,
        "pipeline": type(pipe).__name__,
        "solver": "+".join(type(solver).__name__ for solver in solvers_of(pipe)),
        "torch": torch.__version__,
        "diffusers": diffusers.__version__,
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else device.type,
    }
