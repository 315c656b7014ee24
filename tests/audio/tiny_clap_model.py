"""A CLAP of a few hundred thousand random weights that hears and reads: the real classes, no download."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import torch
from tokenizers import ByteLevelBPETokenizer
from transformers import ClapAudioConfig, ClapConfig, ClapModel, ClapProcessor, ClapTextConfig, RobertaTokenizer

from moviefactory.audio.laion_checkpoint import features
from moviefactory.audio.library import Library, LibraryEntry

WORDS = ["a dog barks loudly", "rain falls on a tin roof", "heavy metal guitar", "a child laughs", "jet engine"]
RATE = 48_000


def tiny_clap(seed: int = 0, fused: bool = False, collapsed: bool = False) -> Any:
    """As it is made its text tower says the same of all texts; larger weights make it tell them apart."""
    torch.manual_seed(seed)
    text = ClapTextConfig(
        vocab_size=400, hidden_size=64, num_hidden_layers=2, num_attention_heads=1, intermediate_size=64,
        max_position_embeddings=96,
    )  # fmt: skip
    audio = ClapAudioConfig(
        spec_size=256, num_mel_bins=64, window_size=8, patch_size=4, patch_stride=[4, 4], patch_embeds_hidden_size=16,
        hidden_size=64, depths=[1, 2, 1], num_attention_heads=[1, 2, 4], num_hidden_layers=3, enable_fusion=fused,
        fusion_type="aff_2d" if fused else None,
    )  # fmt: skip
    model = ClapModel(ClapConfig(text_config=text, audio_config=audio, projection_dim=512)).eval()
    with torch.no_grad():
        for name, value in model.named_parameters():
            if value.ndim >= 2 and not (collapsed and name.startswith("text")):
                value.normal_(0, 2 * value[0].numel() ** -0.5)
    return model


def tiny_tokenizer(folder: Path) -> Any:
    """Byte pairs of a few sentences in RoBERTa's layout; leaves vocab.json and merges.txt in `folder`."""
    pairs = ByteLevelBPETokenizer()
    marks = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    pairs.train_from_iterator(WORDS * 4, vocab_size=400, min_frequency=1, special_tokens=marks, show_progress=False)
    folder.mkdir(parents=True, exist_ok=True)
    pairs.save_model(str(folder))
    return RobertaTokenizer.from_pretrained(folder, model_max_length=77)


def write_tiny(folder: Path, model: Any = None) -> Path:
    """A folder as the hub would hold it."""
    tokenizer = tiny_tokenizer(folder)
    model = model or tiny_clap()
    model.save_pretrained(folder)
    ClapProcessor(feature_extractor=features(), tokenizer=tokenizer).save_pretrained(folder)
    return folder


def laion_layout(model: Any) -> dict[str, torch.Tensor]:
    """The weights of `model` by the names of LAION's files, with what theirs hold besides."""
    weights = dict(model.state_dict())
    found: dict[str, torch.Tensor] = {}
    for name, value in weights.items():
        if ".query." in name and name.startswith("audio"):
            parts = [weights[name.replace("query", part)] for part in ("query", "key", "value")]
            found[_laion(name.replace(".self.query.", ".self.qkv."))] = torch.cat(parts)
        elif not (name.startswith("audio") and re.search(r"\.(key|value)\.", name)):
            found[_laion(name)] = value
    found["audio_branch.logmel_extractor.melW"] = torch.rand(513, 64)
    found["audio_branch.tscam_conv.weight"] = torch.rand(527, 64, 2, 3)
    found["audio_branch.head.weight"] = torch.rand(527, 527)
    found["text_transform.sequential.0.weight"] = torch.rand(8, 8)
    return found


def _laion(name: str) -> str:
    text = re.sub(r"^text_model\.", "text_branch.", name)
    text = re.sub(r"_projection\.linear([12])\.", lambda at: f"_projection.{2 * int(at[1]) - 2}.", text)
    if not name.startswith("audio_model."):
        return text
    for new, old in (
        ("audio_model.audio_encoder.", "audio_branch."),
        ("attention.output.dense", "attn.proj"),
        ("attention.self", "attn"),
        ("intermediate.dense", "mlp.fc1"),
        ("output.dense", "mlp.fc2"),
        ("layernorm_before", "norm1"),
        ("layernorm_after", "norm2"),
        ("batch_norm", "bn0"),
    ):
        text = text.replace(new, old)
    return text


def tone(path: Path, hz: float = 440.0, seconds: float = 2.0, rate: int = RATE, noise: float = 0.0) -> Path:
    """A mono tone with some noise, the same at every call."""
    time = np.arange(round(seconds * rate)) / rate
    rough = np.random.default_rng(round(hz)).standard_normal(len(time)) * noise
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, (0.3 * np.sin(2 * np.pi * hz * time) + rough).astype(np.float32), rate, subtype="FLOAT")
    return path


def library_of(*paths: Path, name: str = "") -> Library:
    entries = tuple(LibraryEntry(path, path.stem, path.stem, "effect", "own") for path in paths)
    return Library(entries, (), (), (), name or "-".join(path.stem for path in paths))
