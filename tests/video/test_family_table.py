"""The table of families: facts that hold together, the right line for every class, and nothing heavy behind it."""

import subprocess
import sys

import pytest

from moviefactory.video.pipeline.family import FAMILIES, UNKNOWN, Family, family_for
from moviefactory.video.word_profiles import PROFILES

NAMES = [family.name for family in FAMILIES]


@pytest.mark.parametrize(
    ("class_name", "name"),
    [
        ("WanPipeline", "wan"),
        ("WanVideoToVideoPipeline", "wan"),
        ("WanImageToVideoPipeline", "wan-i2v"),
        ("WanVACEPipeline", "wan-vace"),
        ("LTXConditionPipeline", "ltx"),
        ("LTX2ImageToVideoPipeline", "ltx2"),
        ("HunyuanVideoPipeline", "hunyuan-video"),
        ("HunyuanVideo15Pipeline", "hunyuan-video-1.5"),
        ("CogVideoXPipeline", "cogvideox"),
        ("CogVideoXImageToVideoPipeline", "cogvideox-i2v"),
        ("AnimateDiffVideoToVideoPipeline", "animatediff"),
        ("AnimateDiffSDXLPipeline", "animatediff-sdxl"),
        ("VideoToVideoSDPipeline", "text-to-video-sd"),
        ("TextToVideoZeroPipeline", "text2video-zero"),
        ("SkyReelsV2Pipeline", "skyreels-v2"),
        ("SkyReelsV2DiffusionForcingPipeline", "skyreels-v2-df"),
        ("Kandinsky5T2VPipeline", "kandinsky5"),
        ("Kandinsky5T2IPipeline", "unknown"),
        ("LattePipeline", "unknown"),
        ("SanaVideoPipeline", "unknown"),
        ("StableVideoDiffusionPipeline", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_longest_prefix_names_the_family(class_name: str, name: str) -> None:
    assert family_for(class_name).name == name


@pytest.mark.parametrize(
    ("class_name", "config", "name"),
    [
        ("WanPipeline", {"expand_timesteps": True, "boundary_ratio": None}, "wan-5b"),
        ("WanImageToVideoPipeline", {"expand_timesteps": True}, "wan-5b"),
        ("WanPipeline", {"expand_timesteps": False, "boundary_ratio": None}, "wan"),
        ("WanPipeline", {"boundary_ratio": 0.875}, "wan-a14b"),
        ("WanImageToVideoPipeline", {"boundary_ratio": 0.9}, "wan-a14b-i2v"),
        ("WanVACEPipeline", {"boundary_ratio": 0.875}, "wan-vace-a14b"),
        ("LTXPipeline", {"expand_timesteps": True}, "ltx"),
    ],
)
def test_a_variant_is_told_by_its_model_index(class_name: str, config: dict[str, object], name: str) -> None:
    assert family_for(class_name, config).name == name


def test_wan_5b_renders_multiples_of_32_at_24_frames_a_second() -> None:
    family = family_for("WanPipeline", {"expand_timesteps": True})
    assert (family.multiple, family.frame_rate, family.native_px) == (32, 24.0, (1280, 704))


@pytest.mark.parametrize("family", FAMILIES, ids=NAMES)
def test_a_line_keeps_its_own_rules(family: Family) -> None:
    assert (family.most_frames - 1) % family.stride == 0
    assert family.overlap == 0 or (family.overlap - 1) % family.stride == 0
    assert family.overlap < family.most_frames / 2
    assert not [side for side in family.native_px if side % 8]
    assert 4 <= family.frame_rate <= 60
    assert family.step_bytes > 0 and family.decode_bytes > 0


@pytest.mark.parametrize("family", FAMILIES, ids=NAMES)
def test_a_line_names_words_that_there_are(family: Family) -> None:
    assert family.words in PROFILES


def test_names_and_lines_are_one_to_one() -> None:
    assert len(set(NAMES)) == len(NAMES)
    keys = [(prefix, family.marks) for family in FAMILIES for prefix in family.prefixes]
    assert len(set(keys)) == len(keys)


def test_a_family_can_be_a_key() -> None:
    assert {family: family.name for family in FAMILIES}[family_for("LTXPipeline")] == "ltx"


def test_an_unknown_family_leaves_the_effort_to_the_pipeline() -> None:
    assert (UNKNOWN.steps, UNKNOWN.guidance) == (None, None)


@pytest.mark.parametrize("family", FAMILIES, ids=NAMES)
def test_relatives_are_classes_that_take_what_they_are_named_for(family: Family) -> None:
    pytest.importorskip("torch")
    diffusers = pytest.importorskip("diffusers")
    import inspect

    takes = {
        "image": {"image", "reference_images", "conditions"},
        "last_image": {"last_image", "conditions", "video"},
        "video": {"video"},
        "control": {"video"},
        "overlap": {"video", "conditions"},
    }
    for want, name in family.relatives.items():
        known = inspect.signature(getattr(diffusers, name).__call__).parameters
        assert takes[want] & known.keys(), (want, name)


@pytest.mark.parametrize("family", FAMILIES, ids=NAMES)
def test_a_familys_arguments_are_arguments(family: Family) -> None:
    pytest.importorskip("torch")
    diffusers = pytest.importorskip("diffusers")
    import inspect

    classes = [name for name in dir(diffusers) if name.endswith("Pipeline") and family_for(name) is family]
    for name in family.arguments:
        assert any(name in inspect.signature(getattr(diffusers, one).__call__).parameters for one in classes)
    assert classes or family.marks  # a variant has no class of its own


def test_the_table_loads_neither_torch_nor_diffusers() -> None:
    code = "import sys, moviefactory.video.pipeline.family; print(sorted({'torch', 'diffusers'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
