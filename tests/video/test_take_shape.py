"""The arithmetic between the movie's clock and size and a model's, over many sizes, rates and lengths."""

from fractions import Fraction
from itertools import product

import pytest

from moviefactory.errors import PlanError
from moviefactory.settings import DiffusionSettings
from moviefactory.video.pipeline.family import FAMILIES, UNKNOWN, family_for
from moviefactory.video.pipeline.shape import (
    MOST_SLOWED,
    WIDEST,
    Limits,
    Take,
    limits_of,
    plan_take,
    reduced,
    sized,
    snapped,
    snapped_down,
    window_of,
)

WAN = Limits(16, 4, Fraction(16), 81, (832, 480), True, 5)
COG = Limits(16, 4, Fraction(8), 49, (720, 480), False, 0)
LTX = Limits(32, 8, Fraction(25), 161, (704, 512), True, 9)
DIFF = Limits(8, 1, Fraction(8), 16, (512, 512), True, 0)
MOCHI = Limits(16, 6, Fraction(30), 163, (848, 480), False, 0)
MODELS = (WAN, COG, LTX, DIFF, MOCHI)
RATES = [Fraction(one) for one in ("8", "12", "24000/1001", "24", "25", "30000/1001", "48", "60", "120")]
SIZES = [(3072, 1280), (768, 320), (960, 400), (1920, 1080), (1080, 1920), (1000, 1000), (64, 64), (66, 8192),
         (8192, 64), (5120, 1440), (760, 318), (102, 98), (400, 960)]  # fmt: skip


def shown(take: Take, frames: int, frame_rate: Fraction) -> Fraction:
    """The model's frame that is seen at the movie's last."""
    return (frames - 1) * take.shown_rate / frame_rate


def test_a_valid_number_is_the_nearest_above_or_below() -> None:
    for stride, frames in product((1, 4, 6, 8), range(1, 200)):
        up, down = snapped(frames, stride), snapped_down(frames, stride)
        assert down <= frames <= up < frames + stride
        assert (up - 1) % stride == (down - 1) % stride == 0 and down >= 1


def test_two_seconds_at_24_are_33_frames_of_wan() -> None:
    take = plan_take(48, Fraction(24), (960, 400), WAN, "none")
    assert (take.frames, take.passes, take.size_px, take.crop_px) == (33, (33,), (960, 400), (960, 400))
    assert take.slowed == 1.0 and take.shown_rate == 16


@pytest.mark.parametrize("link", ["none", "last-frame", "overlap", "free-noise"])
@pytest.mark.parametrize("model", MODELS, ids=("wan", "cog", "ltx", "animatediff", "mochi"))
def test_every_take_lasts_its_shot_in_valid_passes(model: Limits, link: str) -> None:
    for rate, frames in product(RATES, (1, 2, 3, 7, 16, 17, 24, 47, 48, 49, 97, 120, 121, 240, 481, 1440)):
        try:
            take = plan_take(frames, rate, (960, 400), model, link)  # type: ignore[arg-type]
        except PlanError:
            assert link == "none" and frames / rate > 1.9 * model.most_frames / model.frame_rate
            continue
        made = sum(take.passes) - (len(take.passes) - 1) * take.overlap
        assert made >= take.frames > 0
        assert all(one == snapped(one, model.stride) for one in take.passes)
        assert link == "free-noise" or max(take.passes) <= model.most_frames
        assert len(take.passes) == 1 or min(take.passes) > take.overlap > 0
        assert shown(take, frames, rate) - (take.frames - 1) < 1, "held longer than one frame of the model's"
        assert 1 <= take.slowed <= MOST_SLOWED and (take.slowed == 1 or link == "none")


def test_no_pass_more_is_rendered_than_the_length_asks_for() -> None:
    for frames in range(1, 700):
        take = plan_take(frames, Fraction(16), (960, 400), WAN, "overlap")
        less = len(take.passes) - 1
        assert less == 0 or 81 * less - 5 * (less - 1) < frames
        assert len(set(take.passes)) == 1


def test_the_last_frame_is_held_rather_than_a_second_pass_begun() -> None:
    assert plan_take(48, Fraction(24), (960, 400), DIFF, "none").passes == (16,)
    assert plan_take(122, Fraction(24), (960, 400), WAN, "last-frame").passes == (81,)


def test_a_shot_longer_than_a_model_that_chains_nothing_is_slowed_to_its_length() -> None:
    take = plan_take(180, Fraction(24), (960, 400), WAN, "none")
    assert take.passes == (81,) and 1.4 < take.slowed < 1.6
    assert abs(shown(take, 180, Fraction(24)) - 80) < 1e-3


def test_a_shot_far_too_long_names_its_seconds_the_models_and_ways_out() -> None:
    with pytest.raises(PlanError, match=r"20 s.*5\.06 s.*cut the shot into 4.*chain.*most_frames"):
        plan_take(480, Fraction(24), (960, 400), WAN, "none")
    with pytest.raises(PlanError, match="most_frames to 5"):
        plan_take(48, Fraction(24), (960, 400), reduced(WAN, 0.02), "overlap")


def test_free_noise_is_one_pass_of_any_length() -> None:
    take = plan_take(1440, Fraction(24), (512, 512), DIFF, "free-noise")
    assert take.passes == (481,) and take.most_frames == 481


def test_an_overlap_is_read_whole_by_the_vae_and_is_at_most_half_a_pass() -> None:
    for most, overlap in product(range(2, 60), range(40)):
        model = Limits(16, 1, Fraction(16), most, (832, 480), True, overlap)
        assert 1 <= plan_take(500, Fraction(16), (960, 400), model, "overlap").overlap <= max(1, most // 2)
    assert plan_take(400, Fraction(25), (960, 400), LTX, "overlap").overlap == 9
    assert plan_take(400, Fraction(25), (960, 400), reduced(LTX, 0.1), "overlap").overlap == 1


@pytest.mark.parametrize("model", MODELS, ids=("wan", "cog", "ltx", "animatediff", "mochi"))
def test_what_is_generated_lies_on_the_multiple_and_holds_a_window_of_the_clips_aspect(model: Limits) -> None:
    budget = model.native_px[0] * model.native_px[1]
    for size in SIZES:
        (width, height), (wide, tall) = sized(size, model)
        assert width % model.multiple == height % model.multiple == 0
        assert 1 <= wide <= width and 1 <= tall <= height and (wide == width or tall == height)
        assert abs(wide / tall - size[0] / size[1]) * tall <= max(1, size[0] / size[1])
        assert width * height <= budget
        if not model.wide:
            assert (width, height) == model.native_px
            continue
        assert max(width / height, height / width) <= WIDEST * 1.15
        aspect = max(size[0] / size[1], size[1] / size[0])
        assert aspect > WIDEST or wide * tall >= 0.93 * width * height, "cropped more than the multiple asks for"
        assert aspect > WIDEST or wide * tall >= 0.88 * min(size[0] * size[1], budget)


def test_wide_sizes_that_people_use() -> None:
    assert sized((3072, 1280), WAN) == ((960, 400), (960, 400))
    assert sized((768, 320), WAN) == ((768, 320), (768, 320)), "no more pixels than the clip has"
    assert sized((1920, 1080), WAN)[0] == (832, 480), "its own size, where that fits"
    assert sized((3072, 1280), COG) == ((720, 480), (720, 300))
    assert sized((1080, 1920), COG) == ((720, 480), (270, 480))
    portrait, landscape = sized((1080, 1920), WAN), sized((1920, 1080), WAN)
    assert portrait[0][1] / portrait[0][0] == pytest.approx(landscape[0][0] / landscape[0][1], rel=0.05)


def test_a_small_clip_is_generated_as_small_as_it_is_asked_for() -> None:
    (width, height), _ = sized((256, 112), WAN)
    assert 256 * 112 <= width * height <= 256 * 112 * 1.2


def test_short_memory_asks_for_smaller_pictures_and_shorter_passes() -> None:
    for size, scale in product(SIZES, (0.75, 0.5, 0.25)):
        full, small = sized(size, WAN)[0], sized(size, reduced(WAN, scale=scale))[0]
        assert small[0] * small[1] <= max(scale**2 * full[0] * full[1] * 1.35, 16 * 64)
    half = reduced(WAN, 0.5)
    assert plan_take(120, Fraction(24), (960, 400), half, "last-frame").passes == (29, 29, 29)
    assert plan_take(24, Fraction(24), (960, 400), half, "last-frame").passes == (17,)


def test_window_is_the_largest_of_the_aspect() -> None:
    for generated, size in product([(832, 480), (720, 480), (16, 16), (17, 400)], SIZES):
        wide, tall = window_of(generated, size)
        assert wide == generated[0] or tall == generated[1]
        assert 1 <= wide <= generated[0] and 1 <= tall <= generated[1]


def test_the_plan_outranks_the_family() -> None:
    family = family_for("WanPipeline")
    assert limits_of(family, DiffusionSettings()).most_frames == 81
    asked = DiffusionSettings(frame_rate=29.97, most_frames=41, native_px=(640, 352), wide=False)
    model = limits_of(family, asked)
    assert (model.multiple, model.stride, model.most_frames, model.native_px) == (16, 4, 41, (640, 352))
    assert not model.wide and abs(float(model.frame_rate) - 29.97) < 1e-3


@pytest.mark.parametrize("family", [*FAMILIES, UNKNOWN], ids=lambda family: family.name)
def test_every_family_can_be_asked_for_an_ordinary_shot(family: object) -> None:
    model = limits_of(family, DiffusionSettings())  # type: ignore[arg-type]
    for size in SIZES:
        take = plan_take(48, Fraction(24), size, model, "last-frame")
        assert take.size_px[0] % model.multiple == 0 and take.passes
