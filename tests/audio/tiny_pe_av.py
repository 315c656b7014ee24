"""A random PE-AV of a few hundred kilobytes, saved as transformers saves a real one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
from transformers import PeAudioConfig, PeAudioModel, PreTrainedTokenizerFast

LINES = (
    "a dog barks loudly", "rain falls on a tin roof", "engine roaring, tires screeching", "footsteps on gravel",
    "glass shatters on the floor", "wind howls through trees", "thunder rumbles in the distance", "a door creaks open",
)  # fmt: skip
SIZE = 32
_TRANSFORMER = {"hidden_size": SIZE, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2}
_CODEC = {"model_type": "dac", "encoder_hidden_size": 4, "codebook_dim": 8, "hidden_size": 32,
          "downsampling_ratios": [2, 8, 10, 12]}  # fmt: skip
_HEARING = {**_TRANSFORMER, "model_type": "pe_audio_encoder", "head_dim": 16, "dac_config": _CODEC}
_MARKS = {"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2, "cls_token_id": 0, "sep_token_id": 2}
_READING = {**_TRANSFORMER, **_MARKS, "model_type": "modernbert", "vocab_size": 300, "max_position_embeddings": 128,
            "local_attention": 16}  # fmt: skip


def build(folder: Path, seed: int = 0) -> Any:
    """A PeAudioModel (text and sound) in `folder`; returns the network that was saved."""
    torch.manual_seed(seed)
    model = PeAudioModel(PeAudioConfig(text_config=dict(_READING), audio_config=dict(_HEARING))).eval()
    with torch.no_grad():  # random towers say nearly the same of everything; these tell texts and sounds apart
        for part in (*model.text_model.parameters(), *model.audio_encoder.parameters()):
            if part.dim() > 1:
                part.mul_(4)
    model.save_pretrained(folder)
    _save_tokenizer(folder)
    return model


def build_joint(folder: Path, seed: int = 0) -> Any:
    """The same weights under the names of a PeAudioVideoModel, in two shards, with a picture's tower that is empty."""
    model = build(folder, seed)
    tensors = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    renamed = {name if name.startswith("text_model.") else f"audio_model.{name}": one for name, one in tensors.items()}
    renamed["video_model.video_head.proj.weight"] = torch.zeros(SIZE, SIZE)
    parts = [dict(list(renamed.items())[:60]), dict(list(renamed.items())[60:])]
    names = [f"model-{number:05d}-of-00002.safetensors" for number in (1, 2)]
    for name, part in zip(names, parts, strict=True):
        save_file(part, folder / name, {"format": "pt"})
    places = {key: name for name, part in zip(names, parts, strict=True) for key in part}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": places}))
    said = json.loads((folder / "config.json").read_text())
    said["audio_video_config"] = {"audio_config": said.pop("audio_config"), "video_config": {**_TRANSFORMER}}
    (folder / "config.json").write_text(json.dumps({**said, "model_type": "pe_audio_video"}))
    return model


def _save_tokenizer(folder: Path) -> None:
    raw = Tokenizer(models.BPE(unk_token="<unk>"))
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    marks = ["<s>", "<pad>", "</s>", "<unk>"]
    raw.train_from_iterator(LINES, trainers.BpeTrainer(vocab_size=300, special_tokens=marks, show_progress=False))
    raw.post_processor = processors.TemplateProcessing("<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    PreTrainedTokenizerFast(
        tokenizer_object=raw, bos_token="<s>", pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    ).save_pretrained(folder)
