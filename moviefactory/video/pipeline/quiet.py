"""Silence: what the libraries print, log and warn while they work does not reach the person."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import diffusers
import transformers

_HEARD = ("diffusers", "transformers")
_NOISY = ("accelerate", "peft", "huggingface_hub", "torchao", "bitsandbytes", "torch", "httpx2")


@contextmanager
def quiet() -> Iterator[list[str]]:
    """No progress bars, log lines or warnings of the libraries; afterwards all is as it was.

    Yields the warnings that diffusers and transformers log meanwhile: some of them are errors to us.
    """
    lines: list[str] = []
    with ExitStack() as stack:
        for name in _HEARD:
            stack.enter_context(_redirected(logging.getLogger(name), logging.WARNING, _Listener(lines)))
        for name in _NOISY:
            stack.enter_context(_redirected(logging.getLogger(name), logging.CRITICAL + 1, None))
        for library in (diffusers, transformers):
            stack.enter_context(_without_bars(library.utils.logging))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        yield lines


class _Listener(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(record.getMessage())


@contextmanager
def _redirected(logger: logging.Logger, level: int, handler: logging.Handler | None) -> Iterator[None]:
    before = logger.level, logger.propagate, logger.handlers
    logger.setLevel(level)
    logger.propagate = False
    logger.handlers = [handler] if handler else [logging.NullHandler()]
    try:
        yield
    finally:
        logger.setLevel(before[0])
        logger.propagate, logger.handlers = before[1:]


@contextmanager
def _without_bars(bars: Any) -> Iterator[None]:
    shown = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            bars.enable_progress_bar()
