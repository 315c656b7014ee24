"""What a pass is given beside its words: each thing changes the frames, and what cannot be taken is refused by name."""

import gc
import inspect
from dataclasses import replace
from fractions import Fraction

import pytest

pytest.importorskip("torch")
pytest.importorskip("diffusers")

import diffusers
import numpy as np
import tiny_models
import torch

from moviefactory.errors import PlanError
from moviefactory.movie import Beat
from moviefactory.settings import DiffusionSettings
from moviefactory.video.pipeline.accepts import Given, link_of
from moviefactory.video.pipeline.answer import clip_of
from moviefactory.video.pipeline.call import Wish, arguments_for
from moviefactory.video.pipeline.conditions import conditioned
from moviefactory.video.pipeline.family import family_for
from moviefactory.video.pipeline.quiet import quiet
from moviefactory.video.pipeline.sized_pictures import contained, covered
from moviefactory.video.pipeline.travel import held, prompts_of, worded

WIDE = (64, 32)
SQUARE = (64, 64)


@pytest.fixture(scope="module")
def pipes():
    """Loaded once: what a test does to one must be undone by the next call of `conditioned`, as in a movie."""
    kept = {}

    def pipe(name):
        if name not in kept:
            kept[name] = load(name)
        return kept[name]

    return pipe


def load(name):
    with quiet():
        pipe = tiny_models.load(name)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def wish(frames=9, size_px=WIDE, **more):
    usual = {"prompt": "a red fox", "negative": "", "frame_rate": 8.0, "steps": 4, "guidance": None, "seed": 7}
    return Wish(**{**usual, **more}, frames=frames, size_px=size_px)


def picture(tone):
    return tiny_models.generic_image(90, 50, tone)


def clip(frames, size_px=(96, 48)):
    return tiny_models.generic_clip(frames, *size_px)


def settings(**more):
    return DiffusionSettings(**more)


def take(pipe, given, asked):
    with quiet():
        return conditioned(pipe, family_for(type(pipe).__name__, pipe.config), given, asked)


def render(pipe, given, asked):
    """(frames in 0..1, steps that ran, who rendered): what untrained weights change may be less than a tone of 255."""
    chosen, filled = take(pipe, given, asked)
    arguments, ran = arguments_for(chosen, filled), []
    if "callback_on_step_end" in inspect.signature(chosen.__call__).parameters:
        arguments["callback_on_step_end"] = lambda _, step, time, kept: ran.append(step) or kept
    with quiet():
        output = chosen(**arguments)
    assert clip_of(output, filled).shape == (asked.frames, *reversed(asked.size_px), 3)
    return np.asarray(output.frames[0]), len(ran), type(chosen).__name__


def frames_of(pipe, given, asked):
    return render(pipe, given, asked)[0]


def differ(one, other):
    return one.shape == other.shape and bool((one != other).any())


def refused(pipe, given, asked=None):
    with pytest.raises(PlanError) as error:
        take(pipe, given, asked or wish())
    return str(error.value)


# Chaining


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("wan", "none"),
        ("wan-i2v", "last-frame"),
        ("wan-5b", "last-frame"),
        ("wan-vace", "overlap"),
        ("ltx", "overlap"),
        ("ltx2", "overlap"),
        ("animatediff", "free-noise"),
        ("t2v-sd", "none"),
    ],
)
def test_auto_takes_the_best_way_to_chain(pipes, name, link):
    pipe = pipes(name)
    family = family_for(type(pipe).__name__, pipe.config)
    assert link_of(pipe, family, settings()) == link
    assert link_of(pipe, family, settings(chain="off")) == "none"


def test_a_way_to_chain_that_the_model_cannot_go_names_those_it_can(pipes):
    pipe = pipes("wan-5b")
    with pytest.raises(PlanError, match=r"cannot chain passes by overlap; it can by last-frame"):
        link_of(pipe, family_for("WanPipeline", pipe.config), settings(chain="overlap"))
    with pytest.raises(PlanError, match=r"video\.diffusion\.chain: WanPipeline .* wan-5b, ltx"):
        link_of(pipes("wan"), family_for("WanPipeline"), settings(chain="last-frame"))


def test_the_last_frame_of_a_pass_is_the_first_picture_of_the_next(pipes):
    pipe = pipes("wan-5b")
    first = (frames_of(pipe, Given(), wish(9, SQUARE)) * 255).round().astype(np.uint8)
    chosen, filled = take(pipe, Given(tail=first[-5:]), wish(9, SQUARE))
    assert type(chosen).__name__ == "WanImageToVideoPipeline"
    assert (filled.image == first[-1]).all() and filled.last_image is None
    assert (np.asarray(arguments_for(chosen, filled)["image"]) == first[-1]).all()
    assert differ(frames_of(pipe, Given(tail=first[-5:]), wish(9, SQUARE)), frames_of(pipe, Given(), wish(9, SQUARE)))


def test_vace_keeps_the_tail_exactly_and_makes_the_rest(pipes):
    tail = clip(5, WIDE)
    _, filled = take(pipes("wan-vace"), Given(tail=tail), wish(13))
    assert (filled.video[:5] == tail).all() and (filled.video[5:] == 127).all()
    assert (filled.mask[:5] == 0).all() and (filled.mask[5:] == 255).all() and filled.mask.shape == (13, 32, 64)
    arguments = arguments_for(pipes("wan-vace"), filled)
    assert (np.asarray(arguments["video"][4]) == tail[4]).all() and np.asarray(arguments["mask"][4]).max() == 0
    _, one = take(pipes("wan-vace"), Given(tail=tail, settings=settings(chain="last-frame")), wish(13))
    assert (one.video[0] == tail[4]).all() and (one.mask[1:] == 255).all()


@pytest.mark.parametrize(("name", "size_px"), [("ltx", WIDE), ("ltx2", SQUARE)])
def test_conditions_hold_the_tail_exactly_at_the_first_frame(pipes, name, size_px):
    tail = clip(9, size_px)
    chosen, filled = take(pipes(name), Given(tail=tail), wish(17, size_px, steps=2))
    (condition,) = filled.arguments["conditions"]
    kept = condition.video if name == "ltx" else condition.frames
    where = condition.frame_index if name == "ltx" else condition.index
    assert (np.stack([np.asarray(one) for one in kept]) == tail).all() and (where, condition.strength) == (0, 1.0)
    assert "Condition" in type(chosen).__name__
    plain = frames_of(pipes(name), Given(), wish(17, size_px, steps=2))
    assert differ(frames_of(pipes(name), Given(tail=tail), wish(17, size_px, steps=2)), plain)


def test_another_tail_makes_other_frames(pipes):
    for name in ("wan-vace", "ltx", "wan-i2v"):
        one, other = clip(9, WIDE), clip(9, WIDE)[::-1].copy()
        made = [frames_of(pipes(name), Given(tail=tail), wish(17, steps=1)) for tail in (one, other)]
        assert differ(*made)


def test_a_pass_that_is_all_tail_is_refused(pipes):
    assert "cannot begin with 9 of the one before" in refused(pipes("wan-vace"), Given(tail=clip(9)), wish(9))


# Key frames


@pytest.mark.parametrize("name", ["wan-i2v", "wan-vace", "wan-5b", "ltx", "ltx2", "sana-video"])
def test_another_key_frame_makes_other_frames(pipes, name):
    asked = wish(9, SQUARE, steps=2)
    one = frames_of(pipes(name), Given(key_frame=picture(1)), asked)
    assert differ(one, frames_of(pipes(name), Given(key_frame=255 - picture(1)), asked))
    assert not differ(one, frames_of(pipes(name), Given(key_frame=picture(1)), asked))


def test_with_a_tail_the_key_frame_is_where_the_pass_ends(pipes):
    given = Given(tail=clip(9, WIDE), key_frame=picture(1))
    end = covered(picture(1), WIDE)
    _, filled = take(pipes("wan-vace"), given, wish(17))
    assert (filled.video[-1] == end).all() and (filled.mask[-1] == 0).all() and (filled.mask[9:-1] == 255).all()
    _, filled = take(pipes("ltx"), given, wish(17))
    tail, last = filled.arguments["conditions"]
    assert (tail.frame_index, last.frame_index) == (0, 16) and (np.asarray(last.image) == end).all()
    _, filled = take(pipes("wan-i2v"), given, wish(17))
    assert (filled.image == given.tail[-1]).all() and (filled.last_image == end).all()
    for name in ("wan-vace", "ltx", "wan-i2v"):
        other = replace(given, key_frame=255 - picture(1))
        assert differ(*(frames_of(pipes(name), one, wish(17, steps=1)) for one in (given, other)))


def test_a_model_that_would_ignore_the_last_picture_refuses_it(pipes):
    text = refused(pipes("wan-5b"), Given(tail=clip(5), key_frame=picture(1)), wish(9, SQUARE))
    assert "video.diffusion.chain and video.diffusion.key_frames" in text and "Wan VACE" in text


def test_a_model_that_begins_with_a_picture_says_so_when_there_is_none(pipes):
    text = refused(pipes("wan-i2v"), Given())
    assert "WanImageToVideoPipeline does not run without image" in text and "key_frames: each" in text


def test_a_pipeline_for_pictures_renders_words_alone_where_its_weights_can(pipes):
    pipe = diffusers.LTXImageToVideoPipeline(**pipes("ltx").components)
    pipe.set_progress_bar_config(disable=True)
    chosen, _ = take(pipe, Given(), wish(17))
    assert type(chosen).__name__ == "LTXPipeline"


# Guides


@pytest.mark.parametrize(
    ("name", "frames", "size_px", "pipeline"),
    [
        ("wan", 9, WIDE, "WanVideoToVideoPipeline"),
        ("wan-a14b", 9, WIDE, "WanVideoToVideoPipeline"),
        ("ltx", 9, WIDE, "LTXConditionPipeline"),
        ("animatediff", 8, SQUARE, "AnimateDiffVideoToVideoPipeline"),
        ("cogvideox", 9, SQUARE, "CogVideoXVideoToVideoPipeline"),
    ],
)
def test_a_guide_shortens_the_way_by_its_strength(pipes, name, frames, size_px, pipeline):
    guide = clip(frames)
    seen = {}
    for strength in (0.5, 0.25):
        made, ran, rendered_by = render(pipes(name), Given(guide=guide, strength=strength), wish(frames, size_px))
        assert (ran, rendered_by) == (int(4 * strength), pipeline)
        seen[strength] = made
    assert differ(seen[0.5], seen[0.25])
    other = frames_of(pipes(name), Given(guide=255 - guide, strength=0.5), wish(frames, size_px))
    assert differ(seen[0.5], other)


def test_the_closer_a_guide_is_followed_the_nearer_are_the_frames(pipes):
    """LTX holds a guide up to the noise level of its strength: with untrained weights, what remains is the guide's."""
    latents = {}
    for strength in (0.9, 0.5, 0.1):
        chosen, filled = take(pipes("ltx"), Given(guide=clip(9), strength=strength), wish(9, steps=10))
        with quiet():
            latents[strength] = chosen(**{**arguments_for(chosen, filled), "output_type": "latent"}).frames
    dice = torch.Generator().manual_seed(7)  # as the pipeline throws them: the noise, then the guide's latent
    torch.randn(1, 8, 2, 1, 2, generator=dice)
    with torch.no_grad():
        shown = torch.from_numpy(filled_guide(clip(9))).permute(3, 0, 1, 2)[None] / 127.5 - 1
        guide = chosen.vae.encode(shown.float()).latent_dist.sample(dice)
    far = {strength: float((one - guide).abs().mean()) for strength, one in latents.items()}
    assert far[0.1] < far[0.5] < far[0.9]


def filled_guide(frames):
    return np.stack([covered(frame, WIDE) for frame in frames]).astype(np.float32)


def test_steps_that_change_nothing_of_a_guide_are_left_out(pipes):
    chosen, filled = take(pipes("ltx"), Given(guide=clip(9), strength=0.5), wish(9, steps=8))
    arguments = arguments_for(chosen, filled)
    assert arguments["denoise_strength"] == 0.5
    with quiet():
        short = clip_of(chosen(**arguments), filled)
        whole = clip_of(chosen(**{**arguments_for(chosen, filled), "denoise_strength": 1.0}), filled)
    assert not differ(short, whole)


def test_a_guide_leaves_at_least_one_step_to_run(pipes):
    for name in ("wan", "ltx"):
        assert render(pipes(name), Given(guide=clip(9), strength=0.1), wish(9, steps=4))[1] == 1
    for strength, steps in ((1.0, 4), (0.25, 4), (0.3, 4), (0.1, 10), (1 / 49, 50)):  # 49 * (1 / 49) is less than 1
        assert take(pipes("wan"), Given(guide=clip(9), strength=strength), wish(9, steps=4))[1].steps == steps


def test_a_guide_that_is_too_short_stands_still_and_one_too_long_is_cut(pipes):
    _, filled = take(pipes("wan"), Given(guide=clip(4)), wish(9))
    assert filled.video.shape == (9, 32, 64, 3) and (filled.video[3:] == filled.video[3]).all()
    _, filled = take(pipes("wan"), Given(guide=clip(20)), wish(9))
    assert (filled.video == take(pipes("wan"), Given(guide=clip(9)), wish(9))[1].video).all()


def test_a_guide_of_two_experts_goes_to_the_one_for_little_noise(pipes):
    pipe, called = pipes("wan-a14b"), []
    hooks = [
        getattr(pipe, name).register_forward_hook(lambda *_, name=name: called.append(name))
        for name in ("transformer", "transformer_2")
    ]
    render(pipe, Given(guide=clip(9), strength=0.5), wish(9, steps=4))
    assert set(called) == {"transformer_2"}
    text = refused(pipe, Given(guide=clip(9), strength=0.95), wish(9, steps=20))
    assert "video.guide_strength: at 0.95 of 20 steps" in text
    least = float(text.split("set it to ")[1].split(" ")[0])
    take(pipe, Given(guide=clip(9), strength=least), wish(9, steps=20))
    for hook in hooks:
        hook.remove()


def test_vace_follows_a_guide_beside_a_tail_a_key_frame_and_the_cast(pipes):
    given = Given(tail=clip(5, WIDE), key_frame=picture(1), references=(picture(2),), guide=clip(13), strength=0.5)
    _, filled = take(pipes("wan-vace"), given, wish(13))
    assert (filled.video[:5] == given.tail).all() and (filled.video[5:12] == filled_guide(clip(13))[5:12]).all()
    assert (filled.mask[:5] == 0).all() and (filled.mask[5:12] == 255).all() and (filled.mask[12] == 0).all()
    whole = frames_of(pipes("wan-vace"), given, wish(13, steps=1))
    for without in (
        replace(given, tail=None),
        replace(given, key_frame=None),
        replace(given, references=()),
        replace(given, guide=None),
        replace(given, strength=0.9),
    ):
        assert differ(whole, frames_of(pipes("wan-vace"), without, wish(13, steps=1)))


def test_ltx_lays_tail_and_key_frame_over_the_guide(pipes):
    given = Given(tail=clip(9, WIDE), key_frame=picture(1), guide=clip(17), strength=0.4)
    _, filled = take(pipes("ltx"), given, wish(17))
    guide, tail, key = filled.arguments["conditions"]
    assert guide.strength == pytest.approx(0.6) and len(guide.video) == 17 and (tail.strength, key.strength) == (1, 1)


# Depth


def test_vace_follows_depth_but_not_depth_and_a_guide(pipes):
    depth = np.repeat(clip(9)[..., :1], 3, axis=3)
    _, filled = take(pipes("wan-vace"), Given(depth=depth, strength=0.5), wish(9))
    assert (filled.mask == 255).all() and (filled.video == filled_guide(depth)).all()
    one, other = (frames_of(pipes("wan-vace"), Given(depth=d, strength=0.3), wish(9)) for d in (depth, 255 - depth))
    assert differ(one, other)
    text = refused(pipes("wan-vace"), Given(depth=depth, guide=clip(9)))
    assert "video.guide and video.guide_by: depth" in text and "follows one video" in text


def test_a_control_model_takes_depth_and_cannot_do_without(pipes):
    parts = pipes("cogvideox").components
    config = {**parts["transformer"].config, "in_channels": 8}
    with torch.random.fork_rng():
        torch.manual_seed(0)
        transformer = diffusers.CogVideoXTransformer3DModel.from_config(config).eval()
    pipe = diffusers.CogVideoXFunControlPipeline(**{**parts, "transformer": transformer})
    pipe.set_progress_bar_config(disable=True)
    asked = wish(9, SQUARE, steps=1)
    one, _, rendered_by = render(pipe, Given(depth=clip(9)), asked)
    assert rendered_by == "CogVideoXFunControlPipeline"
    assert differ(one, frames_of(pipe, Given(depth=255 - clip(9)), asked))
    assert "guide_by: depth" in refused(pipe, Given(), asked)
    assert "video.guide: " in refused(pipe, Given(guide=clip(9)), asked)


def test_what_the_plan_sets_itself_is_not_overruled(pipes):
    asked = wish(9, arguments={"conditioning_scale": 0.25})
    assert take(pipes("wan-vace"), Given(guide=clip(9)), asked)[1].arguments == {"conditioning_scale": 0.25}
    assert take(pipes("wan-vace"), Given(guide=clip(9), strength=0.5), wish(9))[1].arguments == {
        "conditioning_scale": 1.0
    }


@pytest.fixture(scope="module")
def with_controlnet(pipes):
    """AnimateDiff with a ControlNet whose last layers are not at zero, as they are before training."""
    plain = pipes("animatediff")
    with quiet(), torch.random.fork_rng():
        torch.manual_seed(0)
        unet = diffusers.UNet2DConditionModel.from_pretrained(str(tiny_models.tiny("sd")), subfolder="unet")
        controlnet = diffusers.ControlNetModel.from_unet(unet, conditioning_channels=3).eval()
        with torch.no_grad():
            for weight in controlnet.parameters():
                weight.add_(0.05 * torch.randn_like(weight))
        pipe = diffusers.AnimateDiffControlNetPipeline(**plain.components, controlnet=controlnet)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def test_a_controlnet_follows_depth_and_beside_it_a_guide(with_controlnet):
    depth, asked = np.repeat(clip(4, SQUARE)[..., :1], 3, axis=3), wish(4, SQUARE, steps=2)
    one, _, rendered_by = render(with_controlnet, Given(depth=depth, strength=0.5), asked)
    assert rendered_by == "AnimateDiffControlNetPipeline"
    assert differ(one, frames_of(with_controlnet, Given(depth=255 - depth, strength=0.5), asked))
    assert differ(one, frames_of(with_controlnet, Given(depth=depth, strength=0.9), asked))
    both, _, rendered_by = render(with_controlnet, Given(depth=depth, guide=clip(4), strength=0.5), asked)
    assert rendered_by == "AnimateDiffVideoToVideoControlNetPipeline" and differ(one, both)


def test_a_controlnet_without_depth_renders_by_its_kin_without_one(with_controlnet):
    chosen, _ = take(with_controlnet, Given(), wish(4, SQUARE))
    assert type(chosen).__name__ == "AnimateDiffPipeline"
    text = refused(with_controlnet, Given(key_frame=picture(1)), wish(4, SQUARE))
    assert "key_frames" in text


# The cast


def test_vace_shows_the_whole_of_a_cast_picture_and_every_picture_counts(pipes):
    pipe, portrait = pipes("wan-vace"), tiny_models.generic_image(30, 90, 3)
    _, filled = take(pipe, Given(references=(portrait,)), wish(9))
    (shown,) = filled.references
    assert shown.shape == (32, 64, 3) and (shown[:, :20] == 255).all() and (shown[:, 32] != 255).any()
    made = [
        frames_of(pipe, Given(references=some), wish(9, steps=1))
        for some in ((), (portrait,), (picture(1),), (portrait, picture(1)))
    ]
    assert all(differ(made[a], made[b]) for a in range(4) for b in range(a))


@pytest.fixture(scope="module")
def adapted():
    pipe = load("animatediff")
    with quiet():
        pipe.load_ip_adapter(
            str(tiny_models.tiny("ip-adapter")), subfolder="models", weight_name="ip-adapter_sd15.safetensors"
        )
    return pipe


def test_an_ip_adapter_follows_the_cast_pictures_by_their_scale(adapted):
    asked = wish(4, SQUARE, steps=2)
    cast = Given(references=(picture(1),))
    made = [
        frames_of(adapted, given, asked)
        for given in (
            cast,
            replace(cast, references=(255 - picture(1),)),
            replace(cast, references=(picture(1), 255 - picture(1))),
            replace(cast, settings=settings(reference_scale=1.5)),
            Given(),
        )
    ]
    assert all(differ(made[a], made[b]) for a in range(5) for b in range(a))


def test_a_shot_without_cast_is_as_without_the_adapter_whatever_came_before(adapted, pipes):
    asked = wish(4, SQUARE, steps=2)
    plain = frames_of(pipes("animatediff"), Given(), asked)
    frames_of(adapted, Given(references=(picture(1),)), asked)
    assert not differ(frames_of(adapted, Given(), asked), plain)
    off = Given(references=(picture(1),), settings=settings(references="off"))
    assert not differ(frames_of(adapted, off, asked), plain)


def test_an_ip_adapter_works_beside_a_guide(adapted):
    asked, given = wish(4, SQUARE), Given(guide=clip(4), references=(picture(1),), strength=0.5)
    made, _, rendered_by = render(adapted, given, asked)
    assert rendered_by == "AnimateDiffVideoToVideoPipeline"
    assert differ(made, frames_of(adapted, replace(given, references=()), asked))


def test_a_cast_picture_begins_the_shot_of_a_model_that_must_begin_with_one(pipes):
    tall = tiny_models.generic_image(64, 320, 1)
    _, filled = take(pipes("wan-i2v"), Given(references=(tall,)), wish(9))
    assert (filled.image == covered(tall, WIDE, 0.3)).all() and (filled.image == tall[86:118]).all()
    _, chained = take(pipes("wan-i2v"), Given(references=(tall,), tail=clip(1, WIDE)), wish(9))
    assert (chained.image == clip(1, WIDE)[0]).all()  # the first pass began with it


def test_a_cast_picture_begins_the_shot_of_any_other_model_only_when_asked(pipes):
    text = refused(pipes("ltx"), Given(references=(picture(1),)), wish(9))
    assert "set references: image" in text
    asked = Given(references=(picture(1),), settings=settings(references="image"))
    _, filled = take(pipes("ltx"), asked, wish(9))
    assert (filled.image == covered(picture(1), WIDE, 0.3)).all()
    guided = replace(asked, guide=clip(9), strength=0.5)
    _, filled = take(pipes("ltx"), guided, wish(9))
    assert [one.strength for one in filled.arguments["conditions"]] == [0.5, 1.0]


@pytest.mark.parametrize(
    ("name", "how", "says"),
    [
        ("wan", "auto", "Wan VACE"),
        ("wan", "vace", "vace is for models with VACE"),
        ("wan", "ip-adapter", "ip_adapter"),
        ("wan", "image", "no pipeline of this model takes a picture"),
        ("animatediff", "ip-adapter", "video.diffusion.ip_adapter"),
        ("ltx", "vace", "vace is for models with VACE"),
    ],
)
def test_a_way_for_cast_pictures_that_there_is_not_is_refused(pipes, name, how, says):
    text = refused(pipes(name), Given(references=(picture(1),), settings=settings(references=how)))
    assert text.startswith("cast: image (video.diffusion.references): ") and says in text and "references: off" in text


def test_two_pictures_cannot_both_be_the_first_frame(pipes):
    assert "has several" in refused(pipes("wan-i2v"), Given(references=(picture(1), picture(2))))
    text = refused(pipes("wan-i2v"), Given(references=(picture(1),), key_frame=picture(2)))
    assert "the key frame is the first frame already" in text and "references: off" in text


@pytest.mark.parametrize(
    ("name", "thing", "setting", "can"),
    [
        ("wan", {"key_frame": picture(1)}, "video.diffusion.key_frames", "wan-5b"),
        ("wan-5b", {"guide": clip(9)}, "video.guide", "wan-1.3b"),
        ("wan", {"depth": clip(9)}, "video.guide_by: depth", "CogVideoX-Fun"),
        ("ltx", {"depth": clip(9)}, "video.guide_by: depth", "guide_by: video"),
        ("hunyuan15", {"key_frame": picture(1)}, "video.diffusion.key_frames", "ltx2"),
        ("svd", {"guide": clip(9)}, "video.guide", "animatediff-lightning"),
    ],
)
def test_what_a_model_cannot_take_names_the_setting_the_pipeline_and_what_can(pipes, name, thing, setting, can):
    text = refused(pipes(name), Given(**thing), wish(9, SQUARE))
    assert text.startswith(setting) and type(pipes(name)).__name__ in text and can in text


# Several texts, and more frames than were taught


BEATS = (Beat(at=2, prompt="it leaps"), Beat(at=1, prompt="it runs"))


def test_the_texts_of_a_pass_are_those_that_count_in_it():
    rate = Fraction(8)
    assert prompts_of("it wakes", BEATS, rate, 0, 24) == {0: "it wakes", 8: "it runs", 16: "it leaps"}
    assert prompts_of("it wakes", BEATS, rate, 0, 8) == {0: "it wakes"}
    assert prompts_of("it wakes", BEATS, rate, 8, 8) == {0: "it runs"}
    assert prompts_of("it wakes", BEATS, rate, 10, 16) == {0: "it runs", 6: "it leaps"}
    assert prompts_of("it wakes", (), 30000 / 1001, 5, 9) == {0: "it wakes"}
    told = [prompts_of("it wakes", BEATS, rate, frame, 1)[0] for frame in (0, 7, 8, 15, 16, 99)]
    assert told == ["it wakes", "it wakes", "it runs", "it runs", "it leaps", "it leaps"]


def test_a_beat_counts_from_the_first_frame_that_is_shown_at_its_second():
    assert prompts_of("a", (Beat(at=0.1, prompt="b"),), Fraction(10), 0, 9) == {0: "a", 1: "b"}
    assert prompts_of("a", (Beat(at=0.11, prompt="b"),), Fraction(10), 0, 9) == {0: "a", 2: "b"}


def test_a_text_is_held_until_shortly_before_the_next():
    assert held({0: "a", 8: "b", 10: "c"}, 4) == {0: "a", 4: "a", 8: "b", 10: "c"}


def test_words_travel_where_a_pass_takes_several_and_change_at_its_start_elsewhere(pipes):
    asked = wish(24, SQUARE, prompt="it wakes")
    assert worded(pipes("animatediff"), asked, BEATS, 0).prompts == {0: "it wakes", 8: "it runs", 16: "it leaps"}
    plain = worded(pipes("wan"), asked, BEATS, 8)
    assert (plain.prompt, plain.prompts) == ("it runs", {})


def test_a_text_changes_the_frames_from_its_beat_on_more_than_those_before(pipes):
    pipe, asked = pipes("animatediff"), wish(24, SQUARE, steps=2)
    one = frames_of(pipe, Given(), asked)
    other = frames_of(pipe, Given(), replace(asked, prompts={0: asked.prompt, 16: "a blue whale in the sea"}))
    changed = np.abs(one - other).mean(axis=(1, 2, 3))
    assert changed[16:].min() > changed[:8].max()


def test_a_shot_is_the_same_whether_or_not_a_long_one_came_before(pipes):
    pipe, asked = load("animatediff"), wish(8, SQUARE, steps=2)
    before = frames_of(pipe, Given(), asked)
    guided = frames_of(pipe, Given(guide=clip(8), strength=0.5), asked)
    long = replace(asked, frames=36)
    assert frames_of(pipe, Given(), long).shape[0] == 36
    assert not differ(frames_of(pipe, Given(), asked), before)
    assert frames_of(pipe, Given(guide=clip(36), strength=0.5), long).shape[0] == 36
    assert not differ(frames_of(pipe, Given(guide=clip(8), strength=0.5), asked), guided)
    assert not differ(frames_of(pipe, Given(), asked), before)


def test_windows_over_a_long_take_keep_the_dtype_of_the_network(pipes):
    pipe = load("animatediff")
    pipe.unet.to(torch.bfloat16)
    for frames in (40, 8, 40):
        take(pipe, Given(), wish(frames, SQUARE))
        assert {one.dtype for one in pipe.unet.parameters()} == {torch.bfloat16}
        assert not any(module.training for module in pipe.unet.modules())


def test_windows_come_and_go_without_a_middle_block_of_motion():
    with quiet():
        parts = tiny_models.load("animatediff").components
        adapter = diffusers.MotionAdapter(
            block_out_channels=(8, 16),
            motion_layers_per_block=1,
            motion_norm_num_groups=4,
            motion_num_attention_heads=2,
            use_motion_mid_block=False,
        )
        still = diffusers.UNet2DConditionModel.from_pretrained(str(tiny_models.tiny("sd")), subfolder="unet")
        pipe = diffusers.AnimateDiffPipeline(**{**parts, "unet": still, "motion_adapter": adapter})
    pipe.set_progress_bar_config(disable=True)
    before = frames_of(pipe, Given(), wish(4, SQUARE, steps=2))
    take(pipe, Given(), wish(40, SQUARE))
    assert not differ(frames_of(pipe, Given(), wish(4, SQUARE, steps=2)), before)


# Pictures and memory


def test_pictures_are_cut_and_never_squashed():
    ring = np.zeros((200, 200, 3), np.uint8)
    y, x = np.mgrid[:200, :200]
    ring[(x - 100) ** 2 + (y - 100) ** 2 < 40**2] = 255
    wide = covered(ring, (128, 64))
    assert wide.shape == (64, 128, 3)
    across, down = (wide[32, :, 0] > 127).sum(), (wide[:, 64, 0] > 127).sum()
    assert abs(int(across) - int(down)) <= 1 and abs(int(across) - 51) <= 2
    whole = contained(ring, (128, 64))
    assert (whole[:, :32] == 255).all() and abs(int((whole[32, 32:96, 0] > 127).sum()) - 26) <= 2
    assert covered(ring, (200, 200)) is ring


def test_passes_of_every_kind_do_not_grow():
    pipes = {name: load(name) for name in ("ltx", "wan-vace", "wan-5b", "animatediff")}
    kinds = [
        ("ltx", Given(tail=clip(9, WIDE), key_frame=picture(1)), wish(17)),
        ("ltx", Given(key_frame=picture(1)), wish(17)),
        ("wan-vace", Given(guide=clip(9), references=(picture(1),)), wish(9)),
        ("wan-5b", Given(tail=clip(5)), wish(9, SQUARE)),
        ("animatediff", Given(guide=clip(8)), wish(8, SQUARE)),
        ("animatediff", Given(), wish(40, SQUARE)),
    ]

    def living():  # a pass must leave no network and no tensor behind
        gc.collect()
        kinds = [type(one) for one in gc.get_objects()]  # isinstance would ask torch's deprecated names what they are
        return [sum(issubclass(kind, wanted) for kind in kinds) for wanted in (torch.nn.Module, torch.Tensor)]

    for name, given, asked in kinds:
        take(pipes[name], given, asked)
    before = living()
    for name, given, asked in kinds * 4:
        take(pipes[name], given, asked)
    take(pipes["animatediff"], Given(), wish(40, SQUARE))
    assert living() == before
