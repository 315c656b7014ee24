"""Silence: what the libraries that bring and run weights log and warn does not reach the person."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet(*names: str) -> Iterator[None]:
    """No warnings, and no log lines of the loggers `names` and those below them; afterwards all is as it was."""
    loggers = [logging.getLogger(name) for name in names]
    before = [(one.level, one.disabled) for one in loggers]
    for one in loggers:
        one.setLevel(logging.CRITICAL + 1)
        one.disabled = True  # some libraries set their logger's level at every call
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for one, (level, disabled) in zip(loggers, before, strict=True):
            one.setLevel(level)
            one.disabled = disabled
