"""CLAP as an encoder: the classes of transformers with what makes their answer the same at every run.

Their feature extractor takes a random 10 s of longer sounds, and with fused checkpoints draws lots about the batch.
Here it is given windows of just its length, and nothing is left to chance. Knows no library and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, NoReturn

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from transformers import ClapFeatureExtractor, ClapModel, ClapProcessor

from moviefactory.audio.audio_weights import single_file
from moviefactory.audio.hearing import windows_of
from moviefactory.audio.laion_checkpoint import load_laion
from moviefactory.audio.quiet import quiet_networks
from moviefactory.errors import PlanError, StageError

Vectors = NDArray[np.float32]
LONGEST_TEXT = 77  # tokens, as in training
TEXTS_AT_ONCE = 32
COLLAPSED = 0.95  # mean cosine of sentences that have nothing in common; 0.1 to 0.5 in a sound model, 0.999 seen
_PROBES = ("a dog barks", "heavy metal guitar", "rain on a roof", "a child laughs", "jet engine")
_DERIVED = ("position_ids", "token_type_ids", "relative_position_index", "num_batches_tracked", "logit_scale_a",
            "logit_scale_t")  # fmt: skip


class Clap:
    """A CLAP that is loaded. `features` is its ClapFeatureExtractor, `tokenizer` its own."""

    def __init__(self, model: Any, features: Any, tokenizer: Any) -> None:
        self._device = _device()
        self._model = model.to(self._device, torch.float32).eval()
        self._features = features
        self._tokenizer = tokenizer
        self._fused = bool(model.config.audio_config.enable_fusion)
        self.size = int(model.config.projection_dim)

    def text(self, texts: Sequence[str]) -> Vectors:
        """(n, size), unit rows."""
        parts = [self._texts(list(texts[at : at + TEXTS_AT_ONCE])) for at in range(0, len(texts), TEXTS_AT_ONCE)]
        return _unit(np.concatenate(parts)) if parts else np.zeros((0, self.size), np.float32)

    def sounds(self, paths: Sequence[Path]) -> Vectors:
        """(n, size), unit rows: of each sound the mean over its windows, which lead-in before it hardly moves.

        Each sound goes through the network by itself, so that no row depends on its neighbours. Raises MediaError.
        """
        rate, window = int(self._features.sampling_rate), int(self._features.nb_max_samples)
        heard = [windows_of(path, rate, window) for path in paths]
        return _unit(np.stack([self._sound(windows) for windows in heard]))

    def video(self, path: Path) -> NoReturn:
        raise PlanError("audio.matcher: clap sees no picture; use --matcher pe-av, or ask in words")

    def _texts(self, texts: list[str]) -> Vectors:
        tokens = self._tokenizer(texts, padding=True, truncation=True, max_length=LONGEST_TEXT, return_tensors="pt")
        with torch.inference_mode():
            out = self._model.get_text_features(
                input_ids=tokens["input_ids"].to(self._device), attention_mask=tokens["attention_mask"].to(self._device)
            )
        return _rows(out)

    def _sound(self, windows: list[NDArray[np.float32]]) -> Vectors:
        found = self._features(
            windows,
            sampling_rate=self._features.sampling_rate,
            truncation="fusion" if self._fused else "rand_trunc",  # decides which mel filters are taken
            padding="repeatpad",
            return_tensors="pt",
        )
        mels = found["input_features"].to(self._device, torch.float32)
        # No window is longer than the network hears, whatever the extractor drew: the plain path of a fused checkpoint.
        longer = torch.zeros((len(windows), 1), dtype=torch.bool, device=self._device)
        with torch.inference_mode():
            out = self._model.get_audio_features(input_features=mels, is_longer=longer)
        return np.asarray(_rows(out).mean(axis=0), np.float32)


def load_clap(place: Path, size: int) -> Clap:
    """The CLAP in the folder `place`, or in LAION's own file of weights. Nothing is fetched and no code of it is run.

    Raises PlanError where it is not whole, has not `size` numbers, or its text tower says the same of all texts.
    """
    with quiet_networks():
        file = single_file(place)
        clap = Clap(*(load_laion(file) if file else _load_folder(place)))
        if clap.size != size:
            raise PlanError(f"{place}: its vectors have {clap.size} numbers, not {size}; it is no published CLAP")
        vectors = clap.text(_PROBES)
    alike = (vectors @ vectors.T)[~np.eye(len(_PROBES), dtype=bool)].mean()
    if not alike <= COLLAPSED:
        raise PlanError(
            f"{place}: the text tower of this checkpoint has collapsed (unlike texts have a cosine of {alike:.3f}) "
            "and cannot be asked in words; take laion/clap-htsat-unfused or laion/larger_clap_general instead"
        )
    return clap


def _load_folder(place: Path) -> tuple[Any, Any, Any]:
    try:
        model, told = ClapModel.from_pretrained(place, local_files_only=True, output_loading_info=True)
        processor = ClapProcessor.from_pretrained(place, local_files_only=True)
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, SafetensorError, UnpicklingError) as error:
        raise PlanError(f"{place} cannot be loaded as a CLAP ({_line(error)}); fetch it again") from error
    lost = [name for name in told["missing_keys"] if not name.endswith(_DERIVED)]
    other = [*lost, *(str(one[0]) for one in told["mismatched_keys"])]
    if other:
        raise PlanError(f"{place}: {len(other)} weights are missing in it, the first is {other[0]}; fetch it again")
    features = processor.feature_extractor
    if not isinstance(features, ClapFeatureExtractor):
        raise PlanError(f"{place}: its preprocessor_config.json is not that of a CLAP; fetch it again")
    return model, features, processor.tokenizer


def _device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def _rows(out: Any) -> Vectors:
    """Since transformers 5 the embeddings come in an output object, before as a tensor."""
    tensor = out if torch.is_tensor(out) else out.pooler_output
    return np.asarray(tensor.float().cpu().numpy(), np.float32)


def _unit(vectors: Vectors) -> Vectors:
    """Raises StageError for what is no number: weights in a precision that overflows, a broken checkpoint."""
    if not np.isfinite(vectors).all():
        raise StageError("the CLAP model answered with what is no number; its weights are broken: fetch them again")
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)


def _line(error: Exception) -> str:
    if isinstance(error, UnpicklingError):  # whose own text advises to run whatever the file holds
        return "its pickle is broken, or holds more than weights"
    return " ".join(str(error).split())[:200] or type(error).__name__
