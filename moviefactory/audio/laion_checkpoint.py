"""LAION-CLAP's own files of weights (630k-audioset-best.pt and its kin) as a ClapModel of transformers.

Wu et al. 2023; the audio tower is HTS-AT (Chen et al. 2022), tiny or base, the text tower RoBERTa. Only plain tensors
are unpickled. The shape of the network is read from its weights. Knows not what it is used for.
"""

from __future__ import annotations

import math
import pickle
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

import numpy as np
import torch
from transformers import ClapConfig, ClapFeatureExtractor, ClapModel, RobertaTokenizer

from moviefactory.audio.audio_weights import TOKENIZER, find_tokenizer
from moviefactory.errors import PlanError

Weights = Mapping[str, torch.Tensor]
HEAD_PX = 64  # of RoBERTa, in every size; nothing in the weights tells it
# What LAION's training needed besides: spectrograms are made outside, classes and the second projections are not asked.
_UNUSED = re.compile(
    r"audio_branch\.(spectrogram_extractor|logmel_extractor|tscam_conv|head)\.|(text|audio)_transform\.|"
    r".*\.(relative_position_index|attn_mask)$|text_branch\.embeddings\.(position_ids|token_type_ids)$"
)
_AUDIO_NAMES = (
    ("audio_branch.", "audio_model.audio_encoder."),
    (".attn.proj.", ".attention.output.dense."),
    (".attn.", ".attention.self."),
    (".mlp.fc1.", ".intermediate.dense."),
    (".mlp.fc2.", ".output.dense."),
    (".norm1.", ".layernorm_before."),
    (".norm2.", ".layernorm_after."),
    (".bn0.", ".batch_norm."),
)
_DERIVED = ("position_ids", "token_type_ids", "relative_position_index", "num_batches_tracked")


def load_laion(file: Path) -> tuple[Any, Any, Any]:
    """(ClapModel, ClapFeatureExtractor, tokenizer) of LAION's checkpoint `file`.

    Raises PlanError where it cannot be read as plain tensors, is another network, or no tokenizer is at hand.
    """
    folder = find_tokenizer(file)
    if folder is None:
        raise PlanError(
            f"{file.name} needs the tokenizer of {TOKENIZER}: run `hf download {TOKENIZER} vocab.json merges.txt`, or "
            "put those two files beside it"
        )
    weights = read_weights(file)
    try:
        config = config_of(weights)
        renamed = to_transformers(weights)
    except (KeyError, ValueError, IndexError) as error:
        raise PlanError(
            f"{file}: it is no LAION-CLAP with HTS-AT and RoBERTa ({' '.join(str(error).split())[:120]}); take "
            "630k-audioset-best.pt or music_audioset_epoch_15_esc_90.14.pt of lukewys/laion_clap"
        ) from error
    try:  # on the way of folders, which gives no random weights first: they take longer than the file
        model, told = ClapModel.from_pretrained(None, config=config, state_dict=renamed, output_loading_info=True)
    except (RuntimeError, ValueError) as error:
        raise PlanError(f"{file}: its weights do not fit together; fetch it again") from error
    lost = [name for name in told["missing_keys"] if not name.endswith(_DERIVED)]
    other = [*lost, *told["unexpected_keys"], *(one[0] for one in told["mismatched_keys"])]
    if other:
        raise PlanError(f"{file}: {other[0]} is {'missing' if lost else 'unknown'}; it is another version of CLAP")
    return model, features(), RobertaTokenizer.from_pretrained(folder, local_files_only=True)


def features() -> Any:
    """How LAION's checkpoints hear: 48 kHz, 10 s, 64 mel bands from 50 Hz to 14 kHz every 10 ms."""
    return ClapFeatureExtractor(
        feature_size=64, sampling_rate=48_000, hop_length=480, max_length_s=10, fft_window_size=1024,
        frequency_min=50, frequency_max=14_000, truncation="rand_trunc", padding="repeatpad",
    )  # fmt: skip


def read_weights(file: Path) -> dict[str, torch.Tensor]:
    """The tensors of `file` by LAION's names. Raises PlanError for what holds more than tensors and numbers."""
    try:
        with torch.serialization.safe_globals(_numbers()):
            # What training left beside the weights, twice their size, is not even read where the format allows it.
            held = torch.load(file, map_location="cpu", weights_only=True, mmap=is_zipfile(file))
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError, ValueError, KeyError) as error:
        raise PlanError(
            f"{file}: it cannot be read as plain weights; it is broken or holds code: fetch it again from "
            "lukewys/laion_clap"
        ) from error
    inner = held.get("state_dict", held) if isinstance(held, dict) else {}
    tensors = {name: value for name, value in inner.items() if isinstance(value, torch.Tensor)}
    whole = all(name.startswith("module.") for name in tensors)  # as several graphics cards leave them
    return {name.removeprefix("module.") if whole else name: value for name, value in tensors.items()}


def _numbers() -> list[Any]:
    """The records of training beside the weights are numbers of numpy's; they are no code."""
    kinds = [type(np.dtype(one)) for one in (np.float64, np.float32, np.int64)]
    core = getattr(np, "_core", None) or np.core
    return [core.multiarray.scalar, (core.multiarray.scalar, "numpy.core.multiarray.scalar"), np.dtype, *kinds]


def to_transformers(weights: Weights) -> dict[str, torch.Tensor]:
    """LAION's names as those of ClapModel; query, key and value, which lie in one tensor, apart."""
    renamed: dict[str, torch.Tensor] = {}
    for name, value in weights.items():
        if _UNUSED.match(name):
            continue
        other = _renamed(name)
        if ".qkv." in other:
            for part, piece in zip(("query", "key", "value"), value.chunk(3), strict=True):
                renamed[other.replace(".qkv.", f".{part}.")] = piece
        else:
            renamed[other] = value
    return renamed


def _renamed(name: str) -> str:
    if name.startswith("audio_branch."):
        for old, new in _AUDIO_NAMES:
            name = name.replace(old, new)
        return name
    name = re.sub(r"^text_branch\.", "text_model.", name)
    return re.sub(
        r"^(text|audio)_projection\.([02])\.", lambda at: f"{at[1]}_projection.linear{1 + int(at[2]) // 2}.", name
    )


def config_of(weights: Weights) -> Any:
    """The ClapConfig that these weights fit. Raises KeyError or ValueError for another network."""
    if weights["text_branch.embeddings.token_type_embeddings.weight"].shape[0] != 1:
        raise ValueError("its text tower is a BERT")
    return ClapConfig(
        text_config=_text_config(weights),
        audio_config=_audio_config(weights),
        projection_dim=weights["text_projection.2.weight"].shape[0],
        projection_hidden_act="relu",
    )


def _text_config(weights: Weights) -> dict[str, Any]:
    embeddings = "text_branch.embeddings"
    vocabulary, size = weights[f"{embeddings}.word_embeddings.weight"].shape
    return {
        "vocab_size": vocabulary,
        "hidden_size": size,
        "num_hidden_layers": _count(weights, r"text_branch\.encoder\.layer\.(\d+)\."),
        "num_attention_heads": max(size // HEAD_PX, 1),
        "intermediate_size": weights["text_branch.encoder.layer.0.intermediate.dense.weight"].shape[0],
        "max_position_embeddings": weights[f"{embeddings}.position_embeddings.weight"].shape[0],
    }


def _audio_config(weights: Weights) -> dict[str, Any]:
    layers = _count(weights, r"audio_branch\.layers\.(\d+)\.")
    tables = [weights[f"audio_branch.layers.{at}.blocks.0.attn.relative_position_bias_table"] for at in range(layers)]
    patches = weights["audio_branch.patch_embed.proj.weight"]
    fused = any(name.startswith("audio_branch.patch_embed.fusion_model.") for name in weights)
    return {
        "patch_embeds_hidden_size": patches.shape[0],
        "patch_size": patches.shape[-1],
        "patch_stride": [patches.shape[-1], patches.shape[-1]],
        "hidden_size": patches.shape[0] * 2 ** (layers - 1),
        "depths": [_count(weights, rf"audio_branch\.layers\.{at}\.blocks\.(\d+)\.") for at in range(layers)],
        "num_hidden_layers": layers,
        "num_attention_heads": [table.shape[1] for table in tables],
        "window_size": (math.isqrt(tables[0].shape[0]) + 1) // 2,
        "num_mel_bins": weights["audio_branch.bn0.weight"].shape[0],
        "spec_size": 256,
        "num_classes": 527,
        "enable_fusion": fused,
        "fusion_type": "aff_2d" if fused else None,
    }


def _count(weights: Weights, pattern: str) -> int:
    numbers = {int(found[1]) for name in weights if (found := re.match(pattern, name))}
    if numbers != set(range(len(numbers))) or not numbers:
        raise ValueError(f"no layers {pattern}")
    return len(numbers)
