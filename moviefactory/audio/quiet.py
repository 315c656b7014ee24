"""Silence: what transformers and what it builds on print, log and warn does not reach the person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from transformers.utils import logging as told

from moviefactory.hub.quiet import quiet


@contextmanager
def quiet_networks() -> Iterator[None]:
    """No bars, log lines and warnings of the networks' libraries; their errors are told by us."""
    bars = told.is_progress_bar_enabled()
    told.disable_progress_bar()
    try:
        with quiet("transformers", "timm", "torch"):
            yield
    finally:
        if bars:
            told.enable_progress_bar()
