"""Whether a call of a pipeline that was interrupted can be taken up bit by bit, and what its solvers remember."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from moviefactory.video.pipeline.step_patches import denoisers_of, solvers_of
from moviefactory.video.pipeline.step_state import CannotKeep, packed

_NOT_REACHABLE = {  # whose loop keeps more than solvers and latents
    "AnyFlowFAR": "its transformer keeps keys and values of the frames before",
    "TextToVideoZero": "it runs its loop three times over frames that it warps in between",
}


def can_resume(pipe: Any) -> str:
    """ "" where an interrupted call of `pipe` can be taken up bit by bit, else why not."""
    name = type(pipe).__name__
    for prefix, reason in _NOT_REACHABLE.items():
        if name.startswith(prefix):
            return f"{name} cannot resume: {reason}"
    if not solvers_of(pipe) or not denoisers_of(pipe):
        return f"{name} cannot resume: it has no solver and denoiser of its own that could be watched"
    for part, denoiser in denoisers_of(pipe).items():
        if getattr(denoiser, "is_cache_enabled", False):
            return f"{name} cannot resume with a step cache: the {part} keeps answers of the steps before"
    guider = vars(getattr(pipe, "guider", None) or SimpleNamespace())
    if any("momentum" in key and value is not None for key, value in guider.items()):
        return f"{name} cannot resume: its guidance keeps a momentum"
    return next((reason for solver in solvers_of(pipe) if (reason := _cannot_keep(solver))), "")


def _cannot_keep(solver: Any) -> str:
    """Why the solver's memory does not fit in a file; "" where it does."""
    name = type(solver).__name__
    if hasattr(solver, "noise_sampler"):
        return f"{name} cannot resume: it draws its noise from a source of its own; choose another scheduler"
    try:
        packed(memory_of(solver), {})
    except CannotKeep as error:
        return f"{name} cannot resume: it keeps {error}"
    return ""


def memory_of(solver: Any) -> dict[str, Any]:
    """What a solver keeps between steps, without its settings and its functions."""
    return {key: value for key, value in vars(solver).items() if key != "_internal_dict" and not callable(value)}
