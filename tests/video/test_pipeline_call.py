"""Any pipeline is called from its own signature; what it gives back is the clip that was wished for, or an error."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")
pytest.importorskip("transformers")

from PIL import Image  # noqa: E402
from tiny_models import generic_clip, generic_image, load, quiet, tiny  # noqa: E402

from moviefactory.errors import PlanError, StageError  # noqa: E402
from moviefactory.video.pipeline.answer import clip_of, sound_of  # noqa: E402
from moviefactory.video.pipeline.call import Wish, arguments_for  # noqa: E402
from moviefactory.video.pipeline.family import UNKNOWN, family_for  # noqa: E402
from moviefactory.video.pipeline.rules import Rules, as_loaded, rules_of  # noqa: E402
from moviefactory.video.pipeline.shape import snapped  # noqa: E402

pytestmark = [
    pytest.mark.filterwarnings("ignore:In CPU autocast:UserWarning"),  # Mochi
    pytest.mark.filterwarnings("ignore:torch.meshgrid:UserWarning"),  # Text2Video-Zero, twice
    pytest.mark.filterwarnings("ignore:Default grid_sample:UserWarning"),
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),  # numpy.array of a tensor
]

FAMILIES = ("wan", "wan-5b", "wan-a14b", "wan-vace", "ltx", "ltx2", "animatediff", "t2v-sd", "cogvideox", "mochi")


def wish_for(pipe: Any, frames: int = 7, size_px: tuple[int, int] = (50, 40), **more: Any) -> Wish:
    """An odd wish, brought to what the pipeline can make."""
    rules = rules_of(pipe, family_for(type(pipe).__name__))
    width, height = (-(-side // rules.multiple) * rules.multiple for side in size_px)
    usual = {"prompt": "a fox in the snow", "negative": "blurry", "frame_rate": 8.0, "steps": 2, "guidance": 4.0}
    return Wish(**{**usual, "seed": 7, "frames": snapped(frames, rules.stride), "size_px": (width, height), **more})


def render(pipe: Any, wish: Wish) -> np.ndarray:
    pipe.set_progress_bar_config(disable=True)
    return clip_of(pipe(**arguments_for(pipe, wish)), wish)


@pytest.fixture(scope="module")
def wan() -> Any:
    return load("wan")


@pytest.fixture(scope="module")
def ltx() -> Any:
    return load("ltx")


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_renders_an_odd_wish_in_the_snapped_shape(name: str) -> None:
    pipe = load(name)
    wish = wish_for(pipe)
    clip = render(pipe, wish)
    assert clip.shape == (wish.frames, wish.size_px[1], wish.size_px[0], 3)
    assert clip.dtype == np.uint8
    assert clip.std() > 1


def test_text2video_zero_splits_its_steps_at_any_number_of_them() -> None:
    kind = diffusers.TextToVideoZeroPipeline
    pipe = kind.from_pretrained(str(tiny("sd")), safety_checker=None, feature_extractor=None)
    splits = {}
    for steps in (2, 3, 25, 50):
        given = arguments_for(pipe, wish_for(pipe, 3, steps=steps))
        splits[steps] = (given["t0"], given["t1"])
        assert 0 <= given["t0"] <= given["t1"] <= steps - 2
    assert splits[50] == (44, 47)
    assert render(pipe, wish_for(pipe, 3, steps=3)).shape == (3, 40, 56, 3)


@pytest.mark.parametrize("name", ["wan", "ltx", "animatediff"])
def test_the_seed_and_nothing_else_makes_the_frames(name: str) -> None:
    pipe = load(name)
    wish = wish_for(pipe, 1, seed=2**70 + 5)
    one = render(pipe, wish)
    torch.manual_seed(99)
    assert np.array_equal(one, render(pipe, wish))
    assert not np.array_equal(one, render(pipe, replace(wish, seed=6)))


def test_words_guidance_and_steps_reach_the_model(wan: Any) -> None:
    wish = wish_for(wan, 1)
    wishes = [wish, replace(wish, prompt="ships"), replace(wish, negative="sharp"), replace(wish, guidance=9.0)]
    answers = [wan(**arguments_for(wan, one)).frames for one in (*wishes, replace(wish, steps=3))]
    assert len({answer.tobytes() for answer in answers}) == len(answers)  # floats: words move tiny weights a little


def test_steps_and_guidance_left_open_are_the_familys(wan: Any) -> None:
    given = arguments_for(wan, wish_for(wan, 1, steps=None, guidance=None))
    assert (given["num_inference_steps"], given["guidance_scale"]) == (50, 5.0)


def test_guidance_of_a_guider_is_set_in_the_guider() -> None:
    pipe = load("hunyuan15")
    wish = wish_for(pipe, 1, guidance=3.5)
    given = arguments_for(pipe, wish)
    assert "guidance_scale" not in given and "callback_on_step_end" not in given
    assert pipe.guider.guidance_scale == 3.5
    assert render(pipe, wish).shape == (1, 48, 64, 3)


# What a pipeline is given to start from.

PICTURE = generic_image(70, 30)


def test_wan_i2v_takes_a_first_and_a_last_frame() -> None:
    pipe = load("wan-i2v")
    wish = wish_for(pipe, image=PICTURE)
    first = render(pipe, wish)
    assert not np.array_equal(first, render(pipe, replace(wish, image=generic_image(70, 30, 3))))
    assert not np.array_equal(first, render(pipe, replace(wish, last_image=PICTURE)))


def test_a_pipeline_that_needs_a_picture_says_so() -> None:
    pipe = load("wan-i2v")
    with pytest.raises(PlanError, match=r"WanImageToVideoPipeline needs more than words: image.*key_frames"):
        arguments_for(pipe, wish_for(pipe))


def test_a_picture_is_cut_and_never_squashed() -> None:
    pipe = load("wan-i2v")
    bars = np.zeros((32, 96, 3), np.uint8)
    bars[:, 32:64] = 255  # the middle third is all that a square keeps
    wish = wish_for(pipe, 1, (32, 32), image=bars)
    assert np.asarray(arguments_for(pipe, wish)["image"]).min() == 255


def test_wan_5b_takes_a_first_frame_with_the_weights_it_has() -> None:
    pipe = diffusers.WanImageToVideoPipeline.from_pretrained(str(tiny("wan-5b")))
    assert as_loaded(pipe).name == "wan-5b"
    assert render(pipe, wish_for(pipe, image=PICTURE)).shape == (9, 64, 64, 3)


def test_a_clip_too_short_to_start_from_is_refused(wan: Any) -> None:
    pipe = diffusers.WanVideoToVideoPipeline.from_pipe(wan)
    with pytest.raises(PlanError, match="as many frames as it is given: 5, and 9 are wanted"):
        arguments_for(pipe, wish_for(pipe, video=generic_clip(5, 64, 48)))


def test_the_clip_of_the_other_families_is_taken_too() -> None:
    for kind, name in (("AnimateDiffVideoToVideoPipeline", "animatediff"), ("VideoToVideoSDPipeline", "t2v-sd")):
        pipe = getattr(diffusers, kind).from_pipe(load(name))
        wish = wish_for(pipe, video=generic_clip(7, 60, 44), strength=0.5)
        assert render(pipe, wish).shape == (7, 40, 56, 3)


def test_vace_takes_a_kept_part_a_mask_and_pictures_of_the_cast() -> None:
    pipe = load("wan-vace")
    wish = wish_for(pipe)
    width, height = wish.size_px
    mask = np.full((wish.frames, height, width), 255, np.uint8)
    mask[:5] = 0
    wish = replace(wish, video=generic_clip(wish.frames, width, height), mask=mask)
    clips = [render(pipe, wish), render(pipe, replace(wish, mask=np.full_like(mask, 255)))]
    clips += [render(pipe, replace(wish, references=(generic_image(30, 50),)))]
    assert len({clip.tobytes() for clip in clips}) == 3


def test_words_travel_where_the_pipeline_lets_them() -> None:
    pipe = load("animatediff")
    wish = wish_for(pipe, 16, prompts={8: "a wolf", 40: "a bear"})
    with pytest.raises(PlanError, match="takes one prompt for a clip"):
        arguments_for(pipe, wish)
    pipe.enable_free_noise(context_length=8, context_stride=4)
    assert arguments_for(pipe, wish)["prompt"] == {0: wish.prompt, 8: "a wolf", 15: "a bear"}
    assert not np.array_equal(render(pipe, wish), render(pipe, replace(wish, prompts={})))


@pytest.mark.parametrize(
    "more",
    [
        {"image": PICTURE},
        {"last_image": PICTURE},
        {"video": generic_clip(9, 32, 32)},
        {"control": generic_clip(9, 32, 32)},
        {"mask": np.zeros((9, 32, 32), np.uint8)},
        {"references": (PICTURE,)},
    ],
    ids=lambda more: next(iter(more)),
)
def test_what_a_pipeline_has_no_place_for_is_refused_with_models_that_have_one(wan: Any, more: dict[str, Any]) -> None:
    with pytest.raises(PlanError, match=r"WanPipeline has no place for .*(taken by|are taken)"):
        arguments_for(wan, wish_for(wan, **more))


# More arguments, and the shape that is asked.


def test_more_arguments_are_passed_on(wan: Any, ltx: Any) -> None:
    assert arguments_for(wan, wish_for(wan, arguments={"max_sequence_length": 16}))["max_sequence_length"] == 16
    assert arguments_for(ltx, wish_for(ltx))["decode_timestep"] == 0.05  # the family's
    assert arguments_for(ltx, wish_for(ltx, arguments={"decode_timestep": 0.1}))["decode_timestep"] == 0.1


def test_an_unknown_argument_is_named_with_what_is_near(wan: Any) -> None:
    with pytest.raises(PlanError, match=r"no argument 'guidance_skale'; it has guidance_scale"):
        arguments_for(wan, wish_for(wan, arguments={"guidance_skale": 2}))
    with pytest.raises(PlanError, match=r"no argument 'zzz'; it has attention_kwargs"):
        arguments_for(wan, wish_for(wan, arguments={"zzz": 2}))


@pytest.mark.parametrize("name", ["num_frames", "output_type", "prompt", "generator", "num_videos_per_prompt"])
def test_an_argument_that_the_plan_sets_is_refused(wan: Any, name: str) -> None:
    with pytest.raises(PlanError, match=f"{name} is set by the plan"):
        arguments_for(wan, wish_for(wan, arguments={name: 2}))


def test_a_shape_that_the_pipeline_would_bend_is_refused_before_the_time_is_spent(wan: Any, ltx: Any) -> None:
    five = load("wan-5b")
    with pytest.raises(PlanError, match="multiples of 32; 48x48 was asked: ask for 64x64"):
        arguments_for(five, wish_for(five, size_px=(64, 64)) and replace(wish_for(five), size_px=(48, 48)))
    with pytest.raises(PlanError, match=r"8k \+ 1 frames, and 12 were asked: ask for 17"):
        arguments_for(ltx, replace(wish_for(ltx), frames=12))


def test_a_pipeline_of_pictures_is_no_video_model() -> None:
    pipe = load("sd")
    with pytest.raises(PlanError, match="makes pictures, not clips"):
        arguments_for(pipe, wish_for(pipe))


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("wan", Rules(16, 4)),
        ("wan-5b", Rules(32, 4)),
        ("ltx", Rules(32, 8)),
        ("ltx2", Rules(32, 8)),
        ("animatediff", Rules(8, 1)),
        ("t2v-sd", Rules(8, 1)),
        ("cogvideox", Rules(16, 4)),
        ("mochi", Rules(16, 6)),
        ("hunyuan15", Rules(16, 4)),
    ],
)
def test_the_rules_are_seen_in_the_parts_alone(name: str, rules: Rules) -> None:
    assert rules_of(load(name), UNKNOWN) == rules


def test_a_loaded_pipeline_corrects_the_table(wan: Any) -> None:
    five = as_loaded(load("wan-5b"), family_for("WanPipeline"))  # all that is seen in its class's name
    assert (five.name, five.frame_rate, five.most_frames, five.multiple) == ("wan-5b", 24.0, 121, 32)
    assert as_loaded(wan).step_bytes < family_for("WanPipeline").step_bytes  # a narrower transformer
    pipe = load("animatediff")
    pipe.motion_adapter.register_to_config(motion_max_seq_length=12)
    assert as_loaded(pipe).most_frames == 12


# What comes back.

WISH = Wish("", "", 5, 8.0, (8, 4), 1, 1.0, 0)
UNIT = np.linspace(0, 1, 5 * 4 * 8 * 3, dtype=np.float32).reshape(5, 4, 8, 3)
BYTES = np.rint(UNIT * 255).astype(np.uint8)


@dataclass
class Gave:
    frames: Any = None
    images: Any = None
    video: Any = None
    audio: Any = None
    sound: Any = None


@pytest.mark.parametrize(
    "output",
    [
        Gave(UNIT[None]),
        Gave(UNIT),
        Gave(np.concatenate([UNIT, UNIT])),  # more than was asked
        Gave(torch.from_numpy(UNIT).permute(0, 3, 1, 2)[None]),
        Gave(torch.from_numpy(UNIT).permute(3, 0, 1, 2)[None]),
        Gave([[Image.fromarray(frame) for frame in BYTES]]),
        Gave(images=[Image.fromarray(frame) for frame in BYTES]),
        Gave(images=list(UNIT)),
        Gave([UNIT]),
        Gave(video=[torch.from_numpy(frame).permute(2, 0, 1) for frame in UNIT]),
        Gave(BYTES),
        {"frames": UNIT[None]},
        (UNIT[None],),
    ],
    ids=lambda output: None,
)
def test_every_layout_of_an_answer_is_the_same_clip(output: Any) -> None:
    before = UNIT.copy()
    clip = clip_of(output, WISH)
    assert np.array_equal(before, UNIT)  # the answer itself is left as it was
    assert clip.dtype == np.uint8 and clip.flags["C_CONTIGUOUS"]
    assert np.array_equal(clip, BYTES)


def test_sixteen_bit_tensors_are_clips_too() -> None:
    for dtype in (torch.float16, torch.bfloat16):
        clip = clip_of(Gave(torch.from_numpy(UNIT)[None].to(dtype)), WISH)
        assert np.abs(clip.astype(int) - BYTES).max() <= 2


def with_number(value: float) -> np.ndarray:
    clip = UNIT.copy()
    clip[1, 2, 3, 0] = value
    return clip


@pytest.mark.parametrize(
    ("output", "says"),
    [
        (Gave(UNIT[:2]), "5 frames and made 2.*most_frames to 2"),
        (Gave(UNIT[:, :, :4]), "8x4 and made 4x4"),
        (Gave(with_number(float("nan"))), "frame 1 of 5 .*not finite.*bfloat16 or float32"),
        (Gave(with_number(float("inf"))), "frame 1 of 5 .*not finite"),
        (Gave(with_number(7.0)), "values from .* to 7"),
        (Gave(UNIT * 2 - 1), "between 0 and 1"),
        (Gave(np.zeros((1, 16, 5, 8, 8))), "no clip of frames in three colours"),
        (Gave(np.zeros((4, 8))), "no clip of frames"),
        (Gave([]), "no frames"),
        (Gave(), "Gave, which has none of frames"),
        (None, "NoneType"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_wrong_answer_is_an_error_that_says_what_came_back(output: Any, says: str) -> None:
    with pytest.raises(StageError, match=f"(?s){says}"):
        clip_of(output, WISH)


def test_weights_that_overflow_are_found_out(wan: Any) -> None:
    pipe = load("wan")
    with torch.no_grad():
        pipe.vae.decoder.conv_out.weight.fill_(float("nan"))
    with pytest.raises(StageError, match="not finite"):
        render(pipe, wish_for(pipe, 1))


def test_the_sound_of_ltx2_is_as_long_as_its_clip() -> None:
    pipe = load("ltx2")
    pipe.set_progress_bar_config(disable=True)
    wish = wish_for(pipe, 17, (32, 32), frame_rate=24.0)
    sound, rate = sound_of(pipe(**arguments_for(pipe, wish)), pipe) or pytest.fail("no sound")
    assert sound.dtype == np.float32 and sound.shape[1] == 2 and np.abs(sound).max() <= 1
    assert rate == 16000
    assert len(sound) / rate == pytest.approx(17 / 24, abs=0.05)


def test_a_sound_may_be_of_any_layout_and_none_is_none() -> None:
    class Loud:
        audio_sample_rate = 44100

    wave = np.sin(np.arange(64, dtype=np.float32))
    for value in (
        wave,
        np.stack([wave, wave]),
        torch.from_numpy(np.stack([wave, wave]))[None],
        [np.stack([wave, wave])],
    ):
        sound, rate = sound_of(Gave(sound=value), Loud()) or pytest.fail("no sound")
        assert rate == 44100 and len(sound) == 64 and np.allclose(sound[:, 0], wave)
    assert sound_of(Gave(UNIT), Loud()) is None
    with pytest.raises(StageError, match="nowhere at which rate"):
        sound_of(Gave(audio=wave), object())
    with pytest.raises(StageError, match="not finite"):
        sound_of(Gave(audio=wave * np.nan), Loud())


quiet()
