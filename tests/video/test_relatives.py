"""Other pipelines on the same weights: nothing is copied, cast or leaked, and what the weights cannot do is refused."""

import gc

import pytest

pytest.importorskip("torch")
pytest.importorskip("diffusers")

import diffusers
import tiny_models
import torch

from moviefactory.errors import PlanError
from moviefactory.video.pipeline.accepts import kind_of, ways_to_link
from moviefactory.video.pipeline.family import UNKNOWN, family_for
from moviefactory.video.pipeline.quiet import quiet
from moviefactory.video.pipeline.relatives import refusal, relative, relatives_of
from moviefactory.video.pipeline.rules import parameters, required

WITHOUT_A_TABLE = [
    ("wan", {"WanPipeline", "WanVideoToVideoPipeline"}),
    ("wan-i2v", {"WanImageToVideoPipeline"}),
    ("wan-vace", {"WanVACEPipeline"}),
    ("wan-5b", {"WanPipeline", "WanImageToVideoPipeline"}),
    ("wan-a14b", {"WanPipeline", "WanVideoToVideoPipeline"}),
    ("t2v-sd", {"TextToVideoSDPipeline", "VideoToVideoSDPipeline"}),
    ("cogvideox", {"CogVideoXPipeline", "CogVideoXVideoToVideoPipeline"}),
    ("sana-video", {"SanaVideoPipeline", "SanaImageToVideoPipeline"}),
    ("svd", {"StableVideoDiffusionPipeline"}),
]


def load(name):
    with quiet():
        pipe = tiny_models.load(name)
    pipe.set_progress_bar_config(disable=True)
    return pipe


@pytest.mark.parametrize(("name", "classes"), WITHOUT_A_TABLE, ids=[name for name, _ in WITHOUT_A_TABLE])
def test_relatives_are_found_without_the_table_and_only_those_that_the_weights_can_run(name, classes):
    pipe = load(name)
    with quiet():
        assert {one.__name__ for one in relatives_of(pipe, UNKNOWN)} == classes


def test_the_table_comes_before_the_search():
    pipe = load("ltx")
    names = [one.__name__ for one in relatives_of(pipe, family_for("LTXPipeline"))]
    assert names[:3] == ["LTXPipeline", "LTXImageToVideoPipeline", "LTXConditionPipeline"]


@pytest.mark.parametrize(
    ("name", "other", "why"),
    [
        ("wan", "WanImageToVideoPipeline", "takes 16 channels, and WanImageToVideoPipeline needs 36"),
        ("wan-i2v", "WanPipeline", "takes 36 channels, and WanPipeline needs 16"),
        ("wan", "WanVACEPipeline", "is a WanTransformer3DModel, not a WanVACETransformer3DModel"),
        ("wan-5b", "WanVideoToVideoPipeline", "does not know its VAE"),
        ("wan-a14b", "LTXPipeline", "not a"),
        ("cogvideox", "CogVideoXImageToVideoPipeline", "takes 4 channels"),
        ("animatediff", "AnimateDiffControlNetPipeline", "it needs controlnet"),
        ("hunyuan15", "HunyuanVideo15ImageToVideoPipeline", "it needs image_encoder, feature_extractor"),
        ("wan", "WanNextYearPipeline", "has no WanNextYearPipeline"),
    ],
)
def test_a_relative_that_the_weights_cannot_run_is_refused_with_the_reason(name, other, why):
    pipe = load(name)
    assert why in refusal(pipe, other)
    with pytest.raises(PlanError, match="cannot run as"):
        relative(pipe, other)


def test_a_second_expert_is_not_left_out_silently(monkeypatch):
    pipe = load("wan-a14b")

    class OneExpert(diffusers.WanPipeline):
        def __init__(self, tokenizer, text_encoder, vae, scheduler, transformer=None):
            raise AssertionError("not to be made")

    monkeypatch.setattr(diffusers, "OneExpert", OneExpert, raising=False)
    assert "knows one expert" in refusal(pipe, "OneExpert")
    assert relative(pipe, "WanVideoToVideoPipeline").transformer is pipe.transformer_2


def test_parts_are_the_very_same_and_keep_their_dtypes():
    pipe = load("ltx")
    pipe.transformer.to(torch.bfloat16)
    other = relative(pipe, "LTXImageToVideoPipeline")
    assert all(getattr(other, name) is part for name, part in pipe.components.items())
    assert (pipe.transformer.dtype, pipe.vae.dtype) == (torch.bfloat16, torch.float32)


def test_a_relative_is_made_once_and_again_when_a_part_is_replaced():
    pipe = load("ltx")
    other = relative(pipe, "LTXImageToVideoPipeline")
    assert relative(pipe, "LTXImageToVideoPipeline") is other
    assert relative(pipe, "LTXPipeline") is pipe
    pipe.scheduler = type(pipe.scheduler).from_config(pipe.scheduler.config)
    again = relative(pipe, "LTXImageToVideoPipeline")
    assert again is not other and again.scheduler is pipe.scheduler


def test_settings_of_the_pipeline_go_over():
    pipe = load("wan-5b")
    assert relative(pipe, "WanImageToVideoPipeline").config.expand_timesteps is True


def test_the_condition_pipeline_gets_a_scheduler_that_takes_its_timesteps():
    pipe = load("ltx")
    assert pipe.scheduler.config.use_dynamic_shifting
    scheduler = relative(pipe, "LTXConditionPipeline").scheduler
    assert not scheduler.config.use_dynamic_shifting and scheduler.config.shift == 1.0
    assert pipe.scheduler.config.use_dynamic_shifting  # that of the pipeline stays as it was


def test_a_condition_pipeline_that_was_loaded_as_one_gets_such_a_scheduler_too():
    pipe = diffusers.LTXConditionPipeline(**load("ltx").components)
    assert relative(pipe, "LTXConditionPipeline") is pipe and not pipe.scheduler.config.use_dynamic_shifting
    kept = pipe.scheduler
    assert relative(pipe, "LTXConditionPipeline").scheduler is kept


def test_a_relative_moves_its_parts_back_after_a_call_when_offloading_came_later():
    pipe = load("ltx")
    other = relative(pipe, "LTXImageToVideoPipeline")
    assert not hasattr(other, "_all_hooks")
    with quiet():
        pipe.enable_model_cpu_offload(device="cpu")
    assert relative(pipe, "LTXImageToVideoPipeline") is other
    assert other._all_hooks is pipe._all_hooks and other._offload_device == pipe._offload_device
    with quiet():
        other.maybe_free_model_hooks()  # as at the end of its call
    assert len(other._all_hooks) == len(pipe._all_hooks)
    pipe.remove_all_hooks()
    pipe.__dict__.pop("_all_hooks")
    assert not hasattr(relative(pipe, "LTXImageToVideoPipeline"), "_all_hooks")


def test_relatives_go_with_their_pipeline():
    def alive():
        gc.collect()
        return sum(issubclass(type(one), diffusers.DiffusionPipeline) for one in gc.get_objects())

    before = alive()
    pipe = load("ltx")
    for name in ("LTXImageToVideoPipeline", "LTXConditionPipeline"):
        relative(pipe, name)
    assert alive() == before + 3
    del pipe
    assert alive() == before


@pytest.mark.parametrize(
    ("pipeline", "kind"),
    [
        ("WanVACEPipeline", "vace"),
        ("LTXConditionPipeline", "conditions"),
        ("LTX2ConditionPipeline", "conditions"),
        ("LTX2InContextPipeline", "words"),
        ("WanImageToVideoPipeline", "image"),
        ("StableVideoDiffusionPipeline", "image"),
        ("HunyuanVideoFramepackPipeline", "image"),
        ("Kandinsky6TI2VAPipeline", "image"),
        ("WanAnimatePipeline", "words"),
        ("ConsisIDPipeline", "words"),
        ("CogVideoXVideoToVideoPipeline", "guided"),
        ("AnimateDiffVideoToVideoControlNetPipeline", "guided"),
        ("LucyEditPipeline", "guided"),
        ("SkyReelsV2DiffusionForcingVideoToVideoPipeline", "words"),
        ("CogVideoXFunControlPipeline", "control"),
        ("AnimateDiffControlNetPipeline", "control"),
        ("AnimateDiffSparseControlNetPipeline", "words"),
        ("MochiPipeline", "words"),
    ],
)
def test_a_class_is_known_by_its_signature(pipeline, kind):
    if not (found := getattr(diffusers, pipeline, None)) or "prompt" not in parameters(found):
        found or pytest.skip(f"this diffusers has no {pipeline}")
    assert kind_of(found) == kind


def test_what_a_call_needs_is_read_from_its_signature():
    assert required(diffusers.WanImageToVideoPipeline) == {"image"}
    assert "self" not in parameters(diffusers.WanPipeline)


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("wan", ()),
        ("wan-i2v", ("last-frame",)),
        ("wan-5b", ("last-frame",)),
        ("wan-vace", ("overlap", "last-frame")),
        ("ltx", ("overlap", "last-frame")),
        ("ltx2", ("overlap", "last-frame")),
        ("animatediff", ("free-noise",)),
        ("sana-video", ("last-frame",)),
    ],
)
def test_how_passes_are_chained_follows_from_the_relatives(name, ways):
    pipe = load(name)
    assert ways_to_link(pipe, family_for(type(pipe).__name__, pipe.config)) == ways
