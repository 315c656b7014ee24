"""The presets of video models: whole, usable, honest about their licences, and shown so that it can be seen."""

import io
import json
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import pytest
from rich.console import Console

from moviefactory.hub.cache import HUB_ID
from moviefactory.machine.free_memory import GIB
from moviefactory.machine.graphics_card import Gpu
from moviefactory.plan_file import merged, movie_from, read_preset, read_yaml, resolved
from moviefactory.screen_presets import preset_rows, presets_tables
from moviefactory.settings import VideoSettings
from moviefactory.video.model_cards import Card, card_of_preset, cards
from moviefactory.video.pipeline.family import UNKNOWN, family_for
from moviefactory.video.pipeline.shape import Limits, plan_take

NAMES = [card.preset for card in cards()]
WANTED = {
    "wan-1.3b", "wan-5b", "wan-a14b-lightning", "ltx", "ltx2", "cogvideox", "hunyuan-1.5", "animatediff-lightning",
    "text2video-zero", "modelscope-t2v",
}  # fmt: skip
PLAN = {"title": "T", "scenes": [{"id": "s", "shots": [{"id": "a", "prompt": "A panda dances."}]}]}


def card_of(name: str) -> Card:
    found = card_of_preset(name)
    assert found
    return found


def video_of(name: str) -> VideoSettings:
    return VideoSettings.model_validate(read_preset(name)["video"])


def shown(gpu: Gpu | None, why: str = "") -> str:
    out = io.StringIO()
    Console(file=out, width=120).print(presets_tables(preset_rows(gpu), gpu, why))
    return out.getvalue()


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))


def test_every_model_that_was_promised_has_a_preset() -> None:
    assert set(NAMES) >= WANTED


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_may_name_the_preset_and_means_its_model(name: str) -> None:
    movie = movie_from(resolved(PLAN, {}, name), name)
    assert (movie.preset, movie.video.renderer, movie.video.model) == (name, "diffusers", card_of(name).model)
    assert movie.size_px == (3072, 1280)


@pytest.mark.parametrize("name", NAMES)
def test_the_card_stays_out_of_the_plan(name: str) -> None:
    assert set(read_preset(name)) == {"video"}
    assert not {"about", "card"} & set(read_preset(f"{name},draft"))


@pytest.mark.parametrize("name", NAMES)
def test_a_card_says_everything_and_where_it_is_from(name: str) -> None:
    card = card_of(name)
    assert card.licence and card.licence_url.startswith("https://") and card.commercial and card.source and card.speed
    assert card.about and card.download_gb and card.vram_gb and card.vram_gb[0] <= card.vram_gb[1]
    assert HUB_ID.fullmatch(card.model)
    facts = read_yaml(Path(__file__).parent.parent / "configs" / "presets" / f"{name}.yaml")["card"]
    assert set(facts) <= set(Card.__dataclass_fields__), "a fact that nobody reads"


@pytest.mark.parametrize("name", NAMES)
def test_card_and_settings_agree(name: str) -> None:
    card, diffusion = card_of(name), video_of(name).diffusion
    assert diffusion.native_px and card.native == "x".join(map(str, diffusion.native_px))
    assert (card.frame_rate, card.frames) == (diffusion.frame_rate, diffusion.most_frames)
    assert diffusion.pipeline in ("", card.pipeline)


@pytest.mark.parametrize("name", NAMES)
def test_the_family_of_a_presets_pipeline_is_known(name: str) -> None:
    assert family_for(card_of(name).pipeline) is not UNKNOWN


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_is_as_wide_as_the_movie_and_the_model_can_make_it(name: str) -> None:
    video, family = video_of(name), family_for(card_of(name).pipeline)
    width, height = video.size_px
    assert width / height == 2.4
    diffusion = video.diffusion
    assert diffusion.native_px and diffusion.most_frames and diffusion.frame_rate
    limits = Limits(
        family.multiple, family.stride, Fraction(diffusion.frame_rate).limit_denominator(1001), diffusion.most_frames,
        diffusion.native_px, bool(diffusion.wide), family.overlap,
    )  # fmt: skip
    take = plan_take(
        min(48, int(24 * diffusion.most_frames / diffusion.frame_rate)), Fraction(24), (width, height), limits, "none"
    )
    assert take.slowed <= 1.01
    native = diffusion.native_px[0] * diffusion.native_px[1]
    assert take.size_px[0] * take.size_px[1] <= native * 1.02
    if diffusion.wide:
        assert take.cropped < 0.03, "a wide model's pixels are not to be thrown away"
    assert (diffusion.most_frames - 1) % family.stride == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_installed_diffusers_has_the_class_that_loads_it(name: str) -> None:
    installed = find_spec("diffusers")
    if installed is None or installed.origin is None:
        pytest.skip("diffusers is not installed")
    assert f'"{card_of(name).pipeline}"' in Path(installed.origin).read_text(encoding="utf-8")


def test_the_four_steps_of_lightning_are_the_four_it_was_distilled_for() -> None:
    diffusers = pytest.importorskip("diffusers")
    settings = video_of("wan-a14b-lightning").diffusion
    named = dict(settings.scheduler)
    kind = getattr(diffusers, str(named.pop("name")))
    scheduler = kind(prediction_type="flow_prediction", use_flow_sigmas=True, **named)
    scheduler.set_timesteps(settings.steps)
    assert scheduler.sigmas[:4].tolist() == pytest.approx([1.0, 0.9375, 0.8333, 0.625], abs=1e-3)


def test_licences_that_bind_are_marked() -> None:
    assert card_of("modelscope-t2v").commercial == "no"
    assert card_of("ltx2").gated and card_of("ltx2").sound
    assert "European Union" in card_of("hunyuan-1.5").territory
    free = {card.preset for card in cards() if card.licence == "Apache-2.0"}
    assert all(not card_of(name).conditions and not card_of(name).gated for name in free)


def test_every_other_repository_that_a_preset_names_has_its_licence() -> None:
    for name in NAMES:
        diffusion = video_of(name).diffusion
        others = {one.model for one in diffusion.loras} | {"/".join(diffusion.adapter.split("/")[:2])}
        others |= {diffusion.key_frame_model, diffusion.ip_adapter}
        assert others - {""} == set(card_of(name).parts)


def test_presets_add_up_with_those_of_the_look() -> None:
    movie = movie_from(resolved(PLAN, {}, "wan-1.3b,wide-1080"), "both")
    assert (movie.size_px, movie.video.model) == ((2592, 1080), card_of("wan-1.3b").model)


def test_a_flag_outranks_the_preset_and_keeps_the_rest() -> None:
    flags = {"video": {"model": "me/my-wan"}}
    movie = movie_from(merged(resolved(PLAN, flags, "wan-1.3b")), "mine")
    assert (movie.video.model, movie.video.diffusion.most_frames) == ("me/my-wan", 81)


# on the screen


def test_the_table_shows_licence_memory_size_and_fit_in_120_columns() -> None:
    text = shown(Gpu("NVIDIA GeForce RTX 3060", 12 * GIB, 11 * GIB, "cuda"))
    assert max(len(line) for line in text.splitlines()) <= 120
    row = next(line for line in text.splitlines() if line.startswith("│ wan-1.3b"))
    for cell in ("Apache-2.0", "8-16 GB", "832x480", "81 at 16", "28.9 GB", "with offload"):
        assert cell in row
    for word in ("RTX 3060", "South Korea", "not for commercial use", "gated", "10 million USD", "10 "):
        assert word in " ".join(text.split())


def test_a_machine_without_a_card_is_told_why_and_what_instead() -> None:
    text = shown(None, "no graphics card was found")
    assert "This machine: no graphics card" in text
    assert "No video model runs here: no graphics card was found" in text
    assert "comfortably" not in text


def test_weights_that_are_here_are_shown_so(tmp_path: Path) -> None:
    index = {"_class_name": "LTXPipeline", "vae": ["diffusers", "AutoencoderKLLTXVideo"]}
    folder = tmp_path / "models--Lightricks--LTX-Video" / "snapshots" / ("a" * 40)
    (folder / "vae").mkdir(parents=True)
    (folder / "model_index.json").write_text(json.dumps(index))
    (folder / "vae" / "config.json").write_text("{}")
    (folder / "vae" / "diffusion_pytorch_model.safetensors").write_bytes(b"weights")
    assert preset_rows(None)["ltx"]["here"] and not preset_rows(None)["wan-5b"]["here"]
    assert "is here" in next(line for line in shown(None).splitlines() if line.startswith("│ ltx "))


def test_the_rows_are_json_with_every_fact() -> None:
    rows = json.loads(json.dumps(preset_rows(Gpu("X", 24 * GIB, 24 * GIB, "cuda"))))
    assert set(rows) >= {"default", "draft", "wan-1.3b"}
    assert rows["draft"].keys() == {"about"}
    row = rows["wan-a14b-lightning"]
    assert (row["fits"], row["here"], row["download_gb"]) == ("with offload", False, 128.7)
    assert row["card"]["parts"]["lightx2v/Wan2.2-Lightning"]["licence"] == "Apache-2.0"
