"""Matching by PE-AV (Meta, 2025, Apache-2.0): words, silent clips and sounds in one space.

It takes the place of two retrievers, text to sound and picture to sound. Reads a checkpoint's configuration only; the
network is in `pe_av_model.py` and is loaded when something has to be computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from moviefactory.audio import Sense
from moviefactory.audio.audio_weights import (
    find_model,
    licence_line,
    must_be_installed,
    must_be_there,
    revision_of,
)
from moviefactory.audio.embedding_matcher import EmbeddingMatcher, Encoder, Scale, Space
from moviefactory.errors import PlanError
from moviefactory.hub.cache import values_in

VERSION = "pe-av-1"  # of what is done to a file before the network has it, and after
# Of the six, the one that looks at 16 frames however long the clip is, and has the best Clotho score of all (R@1 24.0;
# AudioCaps 41.2, where the large one has 44.7): what a film needs is effects by words, on any machine.
DEFAULT = "facebook/pe-av-small-16-frame"
USUAL_SIZE = 1024  # of a vector
JOINT, HEARING = "pe_audio_video", "pe_audio"  # the model types; the second has no eyes
EYES = ("timm", "torchvision")  # packages of the picture's tower
# Cosines: of texts with sounds that they do not describe, -0.04 to 0.01 in the mean over thousands; of texts with music
# that was made after them, 0.05 to 0.19 (large model, published test logs). Read, not measured here.
SCALES: Mapping[Sense, Scale] = {"text": Scale(0.0, 0.5), "video": Scale(0.0, 0.5), "sound": Scale(0.2, 1.0)}


class PeAvMatcher(EmbeddingMatcher):
    """Answers words, clips and "more like this". `model` is a folder as transformers saves it, or a hub id.

    Where the packages of the picture's tower are missing it reads and hears only, and says so in `note`. Raises
    PlanError for weights that are not here or are no PE-AV, NotInstalled without torch or transformers.
    """

    def __init__(self, model: str = "") -> None:
        must_be_installed("pe-av", "torch", "transformers")
        text = model or DEFAULT
        folder = must_be_there(text, find_model(text), "pe-av")
        said = configuration_of(folder)
        self._blind = said["model_type"] != JOINT or any(find_spec(package) is None for package in EYES)
        super().__init__(_space(text, folder, said, self._blind), partial(_load, folder))

    @property
    def revision(self) -> str:
        """Which choices are made depends on whether clips are seen; what is heard in a sound does not."""
        return f"{super().revision}/blind" if self._blind else super().revision


def configuration_of(folder: Path) -> dict[str, Any]:
    """The checkpoint's config.json. Raises PlanError where it is none of PE-AV."""
    said = values_in(folder / "config.json")
    if said.get("model_type") not in (JOINT, HEARING):
        raise PlanError(
            f"{folder}: it is no PE-AV (its config.json says {said.get('model_type')!r}); choose the matcher that it "
            f"is for, or name {DEFAULT}"
        )
    return said


def _space(text: str, folder: Path, said: Mapping[str, Any], blind: bool) -> Space:
    size = (said.get("text_config") or {}).get("hidden_size", USUAL_SIZE)  # a configuration leaves out what is usual
    lost = " ".join(EYES)
    return Space(
        revision=f"{VERSION}/{revision_of(folder)}",
        size=int(size),
        scales={sense: scale for sense, scale in SCALES.items() if sense != "video" or not blind},
        note=f"PE-AV does not look at the clips; pip install {lost}" if blind and said["model_type"] == JOINT else "",
        credit=licence_line(text),
    )


def _load(folder: Path) -> Encoder:
    from moviefactory.audio.pe_av_model import load_pe_av

    return load_pe_av(folder)
