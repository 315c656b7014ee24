"""Consistent self-attention on a tiny Stable Diffusion with random weights."""

import math

import pytest

pytest.importorskip("torch")
pytest.importorskip("diffusers")

import numpy as np
import tiny_models
import torch
from diffusers.models.attention_processor import AttnProcessor2_0

from moviefactory.errors import StageError
from moviefactory.video.pipeline import story_attention
from moviefactory.video.pipeline.quiet import quiet
from moviefactory.video.pipeline.story_attention import Grouping, consistent_self_attention, in_passes, one_at_a_time

PROMPTS = ("a red fox wakes up", "a red fox runs", "a red fox sleeps", "a red fox eats", "the fox at sea")


@pytest.fixture(scope="module")
def pipe():
    """Random self-attention hardly matters to a picture; ten times stronger, it does."""
    with quiet():
        loaded = tiny_models.load("sd")
    with torch.no_grad():
        for name, module in loaded.unet.named_modules():
            if name.startswith("up_blocks") and name.endswith("attn1"):
                module.to_out[0].weight *= 10
                module.to_v.weight *= 10
    loaded.set_progress_bar_config(disable=True)
    return loaded


def latents(pipe, images, anchors=None, *, prompts=PROMPTS, seed=0, guidance=7.5, **options):
    """(images, 4, 8, 8); `anchors` None: drawn apart."""
    dice = [torch.Generator().manual_seed(seed * 100 + number) for number in range(images)]
    wish = {"height": 64, "width": 64, "num_inference_steps": 3, "guidance_scale": guidance, "generator": dice}
    with quiet():
        if anchors is None:
            return pipe(list(prompts[:images]), output_type="latent", **wish).images
        with consistent_self_attention(pipe.unet, images, anchors, **options), one_at_a_time([pipe.text_encoder]):
            return pipe(list(prompts[:images]), output_type="latent", **wish).images


def spread(pictures):
    """Mean distance between the pictures by what is in them, wherever it is: mean and deviation of every channel."""
    return float(torch.pdist(torch.cat([pictures.mean((2, 3)), pictures.std((2, 3))], dim=1)).mean())


def test_pictures_that_look_at_each_other_come_closer(pipe):
    apart = [spread(latents(pipe, 3, seed=seed)) for seed in range(10)]
    together = [spread(latents(pipe, 3, 3, seed=seed)) for seed in range(10)]
    assert np.mean(together) < 0.9 * np.mean(apart)


@pytest.mark.parametrize("guidance", [7.5, 1.0])
def test_an_anchor_is_the_same_to_the_last_bit_whatever_is_drawn_behind_it(pipe, guidance):
    alone = latents(pipe, 3, 3, guidance=guidance)
    before_one, before_two = (latents(pipe, images, 3, guidance=guidance) for images in (4, 5))
    assert torch.equal(alone, before_one[:3]) and torch.equal(alone, before_two[:3])
    assert torch.equal(before_one[3], before_two[3])


def test_a_later_picture_looks_at_the_anchors_and_not_they_at_it(pipe):
    changed_last = (*PROMPTS[:3], "a storm over the harbour")
    changed_anchor = ("a storm over the harbour", *PROMPTS[1:])
    before = latents(pipe, 4, 3)
    after_last, after_anchor = latents(pipe, 4, 3, prompts=changed_last), latents(pipe, 4, 3, prompts=changed_anchor)
    assert torch.equal(before[:3], after_last[:3]) and not torch.equal(before[3], after_last[3])
    assert all(not torch.equal(before[image], after_anchor[image]) for image in range(4))
    assert not torch.equal(before[3], latents(pipe, 4)[3])


def test_two_groups_of_anchors_do_not_see_each_other(pipe):
    two = Grouping((2, 2))
    together = latents(pipe, 5, two)
    assert torch.equal(together[:2], latents(pipe, 2, 2))
    other = latents(pipe, 5, two, prompts=("a storm", *PROMPTS[1:]))
    assert torch.equal(together[2:4], other[2:4]) and not torch.equal(together[4], other[4])


def test_a_group_may_look_at_the_one_before_it_and_a_picture_behind_at_one_of_them(pipe):
    seeing = Grouping((2, 2), ((), (0,), (1,)))
    together = latents(pipe, 5, seeing)
    assert torch.equal(together[:2], latents(pipe, 2, 2))
    assert not torch.equal(together[2:4], latents(pipe, 5, Grouping((2, 2)))[2:4])
    assert torch.equal(together[:4], latents(pipe, 4, seeing))
    first = latents(pipe, 5, Grouping((2, 2), ((), (), (1,))))
    other = latents(pipe, 5, Grouping((2, 2), ((), (), (1,))), prompts=("a storm", *PROMPTS[1:]))
    assert not torch.equal(first[0], other[0]) and torch.equal(first[2:], other[2:])


def test_the_first_steps_may_stay_plain(pipe):
    plain = latents(pipe, 3)
    assert torch.allclose(plain, latents(pipe, 3, 3, early=-1.0), atol=1e-4)
    assert not torch.allclose(plain, latents(pipe, 3, 3, early=500.0), atol=1e-2)
    assert not torch.equal(latents(pipe, 3, 3, early=500.0), latents(pipe, 3, 3, early=math.inf))


def test_layers_with_very_many_tokens_stay_plain(pipe, monkeypatch):
    monkeypatch.setattr(story_attention, "MOST_TOKENS", 63)  # of 64 in the only layers of the way up
    assert torch.allclose(latents(pipe, 3), latents(pipe, 3, 3), atol=1e-4)


def test_another_seed_or_rate_samples_other_tokens(pipe):
    first = latents(pipe, 3, 3, seed=1)
    dice = [torch.Generator().manual_seed(100 + number) for number in range(3)]
    wish = {"height": 64, "width": 64, "num_inference_steps": 3, "generator": dice, "output_type": "latent"}
    with quiet(), consistent_self_attention(pipe.unet, 3, 3, rate=0.25, seed=5), one_at_a_time([pipe.text_encoder]):
        second = pipe(list(PROMPTS[:3]), **wish).images
    assert not torch.equal(first, second)
    assert torch.equal(first, latents(pipe, 3, 3, seed=1))


def test_the_unet_is_as_it_was_afterwards_also_after_an_error(pipe):
    before, forward = dict(pipe.unet.attn_processors), pipe.unet.forward
    apart = latents(pipe, 2)
    with pytest.raises(RuntimeError, match="stop"), consistent_self_attention(pipe.unet, 2, 2):
        raise RuntimeError("stop")
    assert dict(pipe.unet.attn_processors) == before and pipe.unet.forward == forward
    assert all(type(one) is AttnProcessor2_0 for one in pipe.unet.attn_processors.values())
    assert torch.equal(apart, latents(pipe, 2))


def test_a_forward_that_something_else_put_there_meanwhile_is_left(pipe):
    def other(*args, **kwargs):
        return None

    with consistent_self_attention(pipe.unet, 2, 2):
        pipe.unet.forward = other
    assert pipe.unet.forward is other
    del pipe.unet.forward


def test_a_batch_of_another_size_is_refused(pipe):
    with pytest.raises(StageError, match="8 rows for 3 pictures"), consistent_self_attention(pipe.unet, 3, 3):
        latents(pipe, 4)


@pytest.mark.parametrize(
    ("images", "anchors", "rate"),
    [
        (2, 3, 0.5),
        (2, 0, 0.5),
        (2, Grouping(()), 0.5),
        (2, 2, 0.0),
        (2, 2, 1.5),
        (2, Grouping((1, 1), ((1,), ())), 0.5),
    ],
)
def test_groups_that_cannot_be_are_refused(pipe, images, anchors, rate):
    with pytest.raises(ValueError, match="no share"), consistent_self_attention(pipe.unet, images, anchors, rate):
        pass


def test_scores_are_never_those_of_the_whole_batch(pipe, monkeypatch):
    seen = []
    real = torch.nn.functional.scaled_dot_product_attention

    def watched(query, key, *args, **kwargs):
        seen.append((query.shape[0], query.shape[2], key.shape[2]))
        return real(query, key, *args, **kwargs)

    monkeypatch.setattr(torch.nn.functional, "scaled_dot_product_attention", watched)
    latents(pipe, 4, 3)
    consistent = [(batch, keys) for batch, queries, keys in seen if queries == 64 and keys > 64 and keys != 77]
    assert consistent and {batch for batch, _ in consistent} == {1}
    assert {keys for _, keys in consistent} == {
        64 + 2 * 32,
        64 + 3 * 32,
    }  # an anchor sees two others, the last one three


def test_a_module_in_passes_gives_what_it_gives_at_once(pipe):
    tokens = pipe.tokenizer(list(PROMPTS), padding="max_length", return_tensors="pt").input_ids
    whole = pipe.text_encoder(tokens, output_hidden_states=True)
    with one_at_a_time([pipe.text_encoder]):
        single = pipe.text_encoder(tokens, output_hidden_states=True)
    assert type(single) is type(whole) and len(single.hidden_states) == len(whole.hidden_states)
    assert torch.allclose(whole[0], single[0], atol=1e-6)
    with in_passes(pipe.text_encoder, lambda total, given: iter([[4, 0], [2], [1, 3]])):
        assert torch.allclose(whole[0], pipe.text_encoder(tokens)[0], atol=1e-6)
