"""Matching by ear and by words with CLAP (Wu et al. 2023, "Large-scale contrastive language-audio pretraining").

Names weights and their numbers; the network itself is `clap_model.py`, which is loaded when something has to be
computed.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from moviefactory.audio.audio_weights import (
    find_model,
    licence_line,
    must_be_installed,
    must_be_there,
    revision_of,
    single_file,
)
from moviefactory.audio.embedding_matcher import EmbeddingMatcher, Encoder, Scale, Space
from moviefactory.errors import PlanError
from moviefactory.hub.cache import values_in

VERSION = "clap-1"  # of what is done with a sound before and after the network
DEFAULT = "laion/clap-htsat-unfused"
SIZE = 512  # of all published checkpoints
# Cosines of LAION's checkpoints as their users report them, not measured here: a clip and its own caption 0.35 to 0.6
# (AudioCaps about 0.5), a clip and another's caption -0.1 to 0.15, "a bit like it" about 0.25.
TEXT = Scale(zero=0.10, one=0.60)
# Two takes of one kind of sound 0.6 to 0.9, any two sounds 0.1 to 0.4 (recalled as well).
SOUND = Scale(zero=0.30, one=1.0)


class ClapMatcher(EmbeddingMatcher):
    """Answers words and "more like this". `model` is a folder, a file of LAION's, or a hub id; "" is the usual one."""

    def __init__(self, model: str = "") -> None:
        must_be_installed("clap", "torch", "transformers")
        text = model or DEFAULT
        place = must_be_there(text, find_model(text), "clap")
        space = Space(
            revision=f"{VERSION}/{revision_of(place)}",
            size=_size(place),
            scales={"text": TEXT, "sound": SOUND},
            credit=licence_line(text),
        )
        super().__init__(space, partial(_load, place, space.size))


def _size(place: Path) -> int:
    """How many numbers a vector has, as the configuration says. Raises PlanError for another kind of network."""
    if single_file(place):
        return SIZE
    values = values_in(place / "config.json")
    if values.get("model_type") != "clap":
        raise PlanError(
            f"{place}: it is no CLAP (its config.json says {values.get('model_type')!r}); choose the matcher that it "
            f"is for, or name {DEFAULT}"
        )
    return int(values.get("projection_dim") or SIZE)


def _load(place: Path, size: int) -> Encoder:
    from moviefactory.audio.clap_model import load_clap

    return load_clap(place, size)
