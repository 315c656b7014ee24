"""LAION's own files of weights give the same vectors as the folder that transformers would write of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from tiny_clap_model import laion_layout, tiny_clap, tiny_tokenizer, tone, write_tiny  # noqa: E402

from moviefactory.audio.clap_matcher import ClapMatcher  # noqa: E402
from moviefactory.audio.clap_model import load_clap  # noqa: E402
from moviefactory.audio.laion_checkpoint import config_of, read_weights, to_transformers  # noqa: E402
from moviefactory.errors import PlanError  # noqa: E402

WORDS = ["a dog barks loudly", "jet engine"]


pytestmark = pytest.mark.usefixtures("own_home")
torch.set_num_threads(1)


def write_checkpoint(folder: Path, weights: dict[str, Any], prefix: str = "module.", **beside: Any) -> Path:
    tiny_tokenizer(folder)
    held = {"epoch": 15, "name": "a run", "state_dict": {prefix + name: one for name, one in weights.items()}, **beside}
    torch.save(held, folder / "630k-audioset-best.pt")
    return folder / "630k-audioset-best.pt"


@pytest.mark.parametrize("fused", [False, True], ids=["plain", "fused"])
def test_the_same_vectors_as_from_the_folder_of_transformers(tmp_path: Path, fused: bool) -> None:
    model = tiny_clap(fused=fused)
    theirs = load_clap(write_tiny(tmp_path / "folder", model), 512)
    ours = load_clap(write_checkpoint(tmp_path / "laion", laion_layout(model)), 512)
    sounds = [tone(tmp_path / "a.wav", 300, 12.0, noise=0.1), tone(tmp_path / "b.wav", 2000, 1.0)]
    assert np.allclose(ours.text(WORDS), theirs.text(WORDS), atol=1e-6)
    assert np.allclose(ours.sounds(sounds), theirs.sounds(sounds), atol=1e-6)


def test_every_weight_of_the_network_comes_from_the_file() -> None:
    model = tiny_clap(fused=True)
    renamed = to_transformers(laion_layout(model))
    own = dict(model.state_dict())
    assert {name for name in own if "relative_position_index" not in name} - renamed.keys() == {
        "text_model.embeddings.position_ids", "text_model.embeddings.token_type_ids"
    }  # fmt: skip
    assert all(torch.equal(own[name], value) for name, value in renamed.items())


@pytest.mark.parametrize("position_ids", [True, False])
@pytest.mark.parametrize("prefix", ["module.", ""])
def test_older_and_newer_layouts_are_read(tmp_path: Path, prefix: str, position_ids: bool) -> None:
    weights = laion_layout(tiny_clap())
    if not position_ids:
        del weights["text_branch.embeddings.position_ids"]
    clap = load_clap(write_checkpoint(tmp_path, weights, prefix), 512)
    assert clap.text(WORDS).shape == (2, 512)


def test_numbers_of_the_training_beside_the_weights_do_no_harm(tmp_path: Path) -> None:
    beside = {"best": np.float64(0.93), "step": np.int64(7), "optimizer": {"state": {}, "param_groups": [{"lr": 1e-4}]}}
    file = write_checkpoint(tmp_path, laion_layout(tiny_clap()), **beside)
    assert "text_projection.0.weight" in read_weights(file)


def test_code_in_the_file_is_not_run(tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[Path]]:
            return Path.touch, (tmp_path / "exploded",)

    file = write_checkpoint(tmp_path, laion_layout(tiny_clap()), bomb=Bomb())
    with pytest.raises(PlanError, match=r"630k-audioset-best\.pt.*plain weights.*holds code"):
        load_clap(file, 512)
    assert not (tmp_path / "exploded").exists()


def test_the_sizes_of_the_published_networks_are_read_from_their_weights() -> None:
    with torch.device("meta"):
        weights = dict(laion_shapes(96, (2, 2, 6, 2)))
    config = config_of(weights)
    audio, text = config.audio_config, config.text_config
    assert (audio.patch_embeds_hidden_size, audio.hidden_size, list(audio.depths)) == (96, 768, [2, 2, 6, 2])
    assert (list(audio.num_attention_heads), audio.window_size) == ([4, 8, 16, 32], 8)
    assert (text.hidden_size, text.num_attention_heads, text.num_hidden_layers) == (768, 12, 12)
    assert config.projection_dim == 512


def laion_shapes(embed: int, depths: tuple[int, ...]) -> Iterator[tuple[str, Any]]:
    """What decides about the shape in a file of HTSAT-tiny and roberta-base."""
    yield "audio_branch.patch_embed.proj.weight", torch.empty(embed, 1, 4, 4)
    yield "audio_branch.bn0.weight", torch.empty(64)
    for layer, depth in enumerate(depths):
        for block in range(depth):
            name = f"audio_branch.layers.{layer}.blocks.{block}.attn.relative_position_bias_table"
            yield name, torch.empty(225, 4 * 2**layer)
    yield "text_branch.embeddings.word_embeddings.weight", torch.empty(50265, 768)
    yield "text_branch.embeddings.position_embeddings.weight", torch.empty(514, 768)
    yield "text_branch.embeddings.token_type_embeddings.weight", torch.empty(1, 768)
    for layer in range(12):
        yield f"text_branch.encoder.layer.{layer}.intermediate.dense.weight", torch.empty(3072, 768)
    yield "text_projection.2.weight", torch.empty(512, 512)


def test_another_network_of_laions_is_told(tmp_path: Path) -> None:
    weights = {name: one for name, one in laion_layout(tiny_clap()).items() if not name.startswith("audio_branch")}
    file = write_checkpoint(tmp_path, {**weights, "audio_branch.conv_block1.conv1.weight": torch.rand(64, 1, 3, 3)})
    with pytest.raises(PlanError, match=r"no LAION-CLAP with HTS-AT and RoBERTa"):
        load_clap(file, 512)


def test_a_missing_tokenizer_is_told_and_one_in_the_cache_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_checkpoint(tmp_path / "a", laion_layout(tiny_clap()))
    for name in ("vocab.json", "merges.txt"):
        (file.parent / name).unlink()
    for name in file.parent.glob("tokenizer*.json"):
        name.unlink()
    with pytest.raises(PlanError, match=r"hf download FacebookAI/roberta-base vocab\.json merges\.txt"):
        load_clap(file, 512)
    tiny_tokenizer(tmp_path / "hf" / "hub" / "models--FacebookAI--roberta-base" / "snapshots" / "abc")
    assert load_clap(file, 512).text(WORDS).shape == (2, 512)


def test_the_matcher_takes_the_file_or_its_folder(tmp_path: Path) -> None:
    file = write_checkpoint(tmp_path / "laion", laion_layout(tiny_clap()))
    whole, named = ClapMatcher(str(file.parent)), ClapMatcher(str(file))
    assert named.revision.startswith("clap-1/630k-audioset-best.pt@")
    assert whole.revision.startswith("clap-1/laion@")


def test_a_weight_that_is_missing_is_not_made_up(tmp_path: Path) -> None:
    weights = laion_layout(tiny_clap())
    del weights["audio_projection.0.weight"]
    with pytest.raises(PlanError, match=r"audio_projection\.linear1\.weight is missing"):
        load_clap(write_checkpoint(tmp_path, weights), 512)
