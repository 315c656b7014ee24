"""Tokenizers and text encoders of the tiny checkpoints: over bytes or letters, of one or two layers, from no file."""

import string
from typing import Any

import transformers


def _byte_letters() -> list[str]:
    """The 256 printable letters that stand for bytes in CLIP's and GPT-2's tokenizers, in their order."""
    printable = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return [chr(code) for code in printable] + [chr(256 + n) for n in range(256 - len(printable))]


def clip(hidden: int) -> dict[str, Any]:
    letters = _byte_letters()
    tokens = [*letters, *(letter + "</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    tokenizer = transformers.CLIPTokenizer(vocab={t: n for n, t in enumerate(tokens)}, merges=[], model_max_length=77)
    config = transformers.CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=hidden,
        intermediate_size=2 * hidden,
        num_hidden_layers=2,
        num_attention_heads=2,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        projection_dim=hidden,
    )
    return {"tokenizer": tokenizer, "text_encoder": transformers.CLIPTextModel(config)}


def t5(umt5: bool = False, longest: int = 64, hidden: int = 32) -> dict[str, Any]:
    vocab = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0), *((c, -3.0) for c in string.printable[:94])]
    tokenizer = transformers.T5Tokenizer(vocab=vocab, extra_ids=0, model_max_length=longest)
    config, encoder = (
        (transformers.UMT5Config, transformers.UMT5EncoderModel)
        if umt5
        else (transformers.T5Config, transformers.T5EncoderModel)
    )
    settings = config(
        vocab_size=len(tokenizer),
        d_model=hidden,
        d_kv=hidden // 2,
        d_ff=2 * hidden,
        num_layers=1,
        num_heads=1,  # its table of positions is as large as 512 words twice over, for each of them
        relative_attention_num_buckets=8,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        decoder_start_token_id=tokenizer.pad_token_id,
    )
    return {"tokenizer": tokenizer, "text_encoder": encoder(settings)}


def _letter_vocab(special: tuple[str, ...]) -> dict[str, int]:
    return {token: n for n, token in enumerate([*special, "▁", *string.printable[:94]])}


def gemma3() -> dict[str, Any]:
    special = ("<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "<image_soft_token>")
    tokenizer = transformers.GemmaTokenizer(vocab=_letter_vocab(special), merges=[], model_max_length=64)
    text = {
        "vocab_size": len(tokenizer) + 8,
        "hidden_size": 16,
        "intermediate_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "head_dim": 8,
        "sliding_window": 32,
        "max_position_embeddings": 2048,
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
    }
    vision = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = transformers.Gemma3Config(
        text_config=text,
        vision_config={**vision, "image_size": 28, "patch_size": 14, "vision_use_head": False},
        mm_tokens_per_image=4,
        image_token_index=5,
        boi_token_index=len(tokenizer),
        eoi_token_index=len(tokenizer) + 1,
    )
    return {"tokenizer": tokenizer, "text_encoder": transformers.Gemma3ForConditionalGeneration(config)}


def gemma2() -> dict[str, Any]:
    tokenizer = transformers.GemmaTokenizer(
        vocab=_letter_vocab(("<pad>", "<eos>", "<bos>", "<unk>", "<mask>")), merges=[], model_max_length=4096
    )
    config = transformers.Gemma2Config(
        vocab_size=len(tokenizer),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=8,
        sliding_window=64,
        max_position_embeddings=4096,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    return {"tokenizer": tokenizer, "text_encoder": transformers.Gemma2Model(config)}


def qwen2() -> dict[str, Any]:
    """As in HunyuanVideo 1.5: a chat template in front of the words, and the encoder's third last layer is read."""
    letters = _byte_letters()
    vocab = {token: n for n, token in enumerate([*letters, "<|endoftext|>", "<|im_start|>", "<|im_end|>"])}
    tokenizer = transformers.Qwen2Tokenizer(vocab=vocab, merges=[], model_max_length=2048)
    tokenizer.chat_template = (
        "{% for m in messages %}<|im_start|>{{ m['role'] }} {{ m['content'] }}<|im_end|>{% endfor %}"
    )
    config = transformers.Qwen2_5_VLTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=3,
        num_attention_heads=2,
        num_key_value_heads=1,
        rope_scaling={"type": "default", "rope_type": "default", "mrope_section": [1, 1, 2]},
        pad_token_id=0,
        bos_token_id=len(letters) + 1,
        eos_token_id=len(letters) + 2,
    )
    return {"tokenizer": tokenizer, "text_encoder": transformers.Qwen2_5_VLTextModel(config)}


def byt5(hidden: int = 16) -> dict[str, Any]:
    tokenizer = transformers.ByT5Tokenizer()
    config = transformers.T5Config(
        vocab_size=len(tokenizer),
        d_model=hidden,
        d_kv=8,
        d_ff=32,
        num_layers=1,
        num_heads=2,
        pad_token_id=0,
        eos_token_id=1,
        decoder_start_token_id=0,
    )
    return {"tokenizer_2": tokenizer, "text_encoder_2": transformers.T5EncoderModel(config)}
