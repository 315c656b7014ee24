"""Key frames of a movie: which jobs there are, what each depends on, and what a tiny model of random weights draws."""

import json
import shutil
import subprocess
import sys

import pytest

pytest.importorskip("torch")
pytest.importorskip("diffusers")

import cv2
import diffusers
import numpy as np
import tiny_models
import torch
import transformers

from moviefactory.errors import PlanError, StageError
from moviefactory.jobs.job import Tell, run_job, status
from moviefactory.movie import CastMember, Movie, Scene, Shot
from moviefactory.settings import DiffusionSettings, VideoSettings
from moviefactory.video.key_frames import (
    ANCHORS,
    KEY_FRAME_MODEL,
    company_of,
    key_frame_jobs,
    key_frame_weights,
    release_stills,
)
from moviefactory.video.pipeline import memory, stills
from moviefactory.video.pipeline.quiet import quiet
from moviefactory.video.pipeline.stills import Order, draw, draw_order, drawn_px, load_stills, studio
from moviefactory.video.pipeline.story_attention import Grouping
from moviefactory.workspace import Workspace

FOX, OWL = (
    CastMember(id="fox", noun="fox", kind="animal", description="a red fox with a torn ear", color="red"),
    CastMember(id="owl", noun="owl", kind="animal", description="a white owl with yellow eyes", color="white"),
)


@pytest.fixture(autouse=True)
def on_the_processor(monkeypatch):
    monkeypatch.setattr(memory, "device_at_hand", lambda: "cpu")
    yield
    release_stills()


def shot(number, *subjects, prompt=""):
    who = " and ".join(subjects) or "nobody"
    return Shot(id=f"s{number:02}", prompt=prompt or f"{who} in place {number}", subjects=subjects)


def fox_shots(count=8, **prompts):
    return [shot(number, "fox", prompt=prompts.get(f"s{number:02}", "")) for number in range(1, count + 1)]


def movie_of(shots, model="sd", key_frames="together", **diffusion):
    folder = str(tiny_models.tiny(model)) if model in ("sd", "wan") else model
    settings = DiffusionSettings(key_frames=key_frames, key_frame_model=folder, key_frame_steps=2, **diffusion)
    video = VideoSettings(renderer="remote", size_px=(96, 64), diffusion=settings)
    scene = Scene(id="den", heading="EXT. DEN - DAY", shots=tuple(shots) or (shot(1),))
    return Movie(title="The fox", seed=7, cast=(FOX, OWL), video=video, scenes=(scene,))


def changed(before, after):
    return {name for name, job in after.items() if name in before and job.signature != before[name].signature}


def picture(job):
    return cv2.imread(str(job.output))


# Which jobs, and what they depend on.


def test_every_input_of_a_key_frame_is_in_its_job(tmp_path):
    job = key_frame_jobs(movie_of(fox_shots(2), key_frames="each"), Workspace(tmp_path))["s01"]
    assert set(job.inputs) == {
        "prompt", "negative", "seed", "size_px", "steps", "guidance", "model", "revision",
    }  # fmt: skip
    assert "a red fox with a torn ear" in job.inputs["prompt"] and "blurry" in job.inputs["negative"]
    assert job.inputs["size_px"] == [96, 64] and job.inputs["revision"]
    assert job.output == Workspace(tmp_path).key_frame("s01")
    assert json.loads(json.dumps(job.inputs)) == job.inputs


def test_off_draws_nothing(tmp_path):
    assert key_frame_jobs(movie_of(fox_shots(), key_frames="off"), Workspace(tmp_path)) == {}


def test_drawn_each_an_edit_redraws_its_own_shot_only(tmp_path):
    before, after = (
        key_frame_jobs(movie_of(shots, key_frames="each"), Workspace(tmp_path))
        for shots in (fox_shots(), fox_shots(s01="the fox swims"))
    )
    assert changed(before, after) == {"s01"}


def test_drawn_together_an_edit_of_a_later_shot_redraws_that_one_only(tmp_path):
    before, after = (
        key_frame_jobs(movie_of(shots), Workspace(tmp_path)) for shots in (fox_shots(), fox_shots(s07="the fox swims"))
    )
    assert changed(before, after) == {"s07"}


def test_drawn_together_an_edit_of_an_anchor_redraws_whatever_looks_at_it(tmp_path):
    others = [shot(20), shot(21, "owl"), shot(22, "owl")]
    before, after = (
        key_frame_jobs(movie_of(shots + others), Workspace(tmp_path))
        for shots in (fox_shots(), fox_shots(s02="the fox swims"))
    )
    assert changed(before, after) == {f"s{number:02}" for number in range(1, 9)}


def test_a_shot_put_in_behind_the_anchors_changes_no_other(tmp_path):
    shots = fox_shots()
    before, after = (
        key_frame_jobs(movie_of(some), Workspace(tmp_path))
        for some in (shots, [*shots[:4], shot(40, "fox"), *shots[4:]])
    )
    assert changed(before, after) == set()


def batches(shots):
    """shot id -> (the groups of its batch by shot ids, its place, whom the groups and the shot see)."""
    company = company_of(movie_of(shots))
    return {one: (tuple(g.shots for g in c.groups), c.place, c.sees) for one, c in company.items()}


def test_the_first_shots_of_a_member_alone_are_its_anchors():
    shots = [
        shot(1, "fox", "owl"),
        *(shot(n, "fox") for n in (2, 3, 4, 5)),
        shot(6, "owl"),
        shot(7),
        shot(8, "owl", "fox"),
    ]
    found, anchors = batches(shots), ("s02", "s03", "s04")
    assert len(anchors) == ANCHORS
    assert [found[one] for one in anchors] == [((anchors,), place, [[]]) for place in range(3)]
    assert found["s05"] == ((anchors,), None, [[], [0]])
    assert found["s01"] == ((anchors, ("s06",)), None, [[], [], [0, 1]])
    assert found["s08"] == ((("s06",), anchors), None, [[], [], [0, 1]])
    assert "s06" not in found and "s07" not in found  # drawn alone


def test_members_who_are_always_together_share_their_anchors():
    found = batches([shot(number, "fox", "owl") for number in range(1, 6)])
    assert found["s01"] == ((("s01", "s02", "s03"),), 0, [[]])
    assert found["s04"] == found["s05"] == ((("s01", "s02", "s03"),), None, [[], [0]])


def test_anchors_of_a_member_who_is_never_alone_look_at_those_of_the_hero():
    shots = [shot(1, "fox"), shot(2, "fox"), shot(3, "fox", "owl"), shot(4, "owl", "fox"), shot(5, "fox", "owl")]
    found = batches([*shots, shot(6, "owl", "fox"), shot(7, "fox")])
    hero, friend = ("s01", "s02", "s07"), ("s03", "s04", "s05")
    assert found["s02"] == ((hero,), 1, [[]])
    assert found["s04"] == ((hero, friend), 4, [[], [0]])
    assert found["s06"] == ((hero, friend), None, [[], [0], [1, 0]])


def test_a_batch_stays_small_however_large_the_cast_is():
    movie = movie_of([])
    cast = [FOX.model_copy(update={"id": f"m{number}"}) for number in range(8)]
    names = [member.id for member in cast]
    shots = [shot(n, *names[n % 8 :], *names[: n % 8]) for n in range(4)] + [
        shot(9 + n, name) for n, name in enumerate(names)
    ]
    scene = movie.scenes[0].model_copy(update={"shots": tuple(shots)})
    company = company_of(movie.model_copy(update={"cast": tuple(cast), "scenes": (scene,)}))
    assert max(sum(len(group.shots) for group in one.groups) for one in company.values()) <= 4 * ANCHORS


def test_nobody_in_the_picture_is_drawn_alone():
    assert company_of(movie_of([shot(1), shot(2), shot(3, "fox")])) == {}


def test_another_revision_of_the_weights_redraws(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(tiny_models.tiny("sd"), folder)
    movie, workspace = movie_of(fox_shots(2), str(folder)), Workspace(tmp_path / "movie")
    before = key_frame_jobs(movie, workspace)
    scheduler = folder / "scheduler" / "scheduler_config.json"
    scheduler.write_text(scheduler.read_text().replace('"linear"', '"scaled_linear"'))
    assert changed(before, key_frame_jobs(movie, workspace)) == {"s01", "s02"}


def test_few_steps_mean_a_distilled_model_which_wants_no_guidance(tmp_path):
    movie = movie_of(fox_shots(1))
    assert key_frame_jobs(movie, Workspace(tmp_path))["s01"].inputs["guidance"] == 1.0
    slow = DiffusionSettings(**{**movie.video.diffusion.model_dump(), "key_frame_steps": 30})
    slow_movie = movie.model_copy(update={"video": movie.video.model_copy(update={"diffusion": slow})})
    assert key_frame_jobs(slow_movie, Workspace(tmp_path))["s01"].inputs["guidance"] is None


def test_a_key_frame_has_the_size_that_the_video_model_is_asked_for(tmp_path):
    movie = movie_of(fox_shots(1))
    video = movie.video.model_copy(
        update={"renderer": "diffusers", "model": str(tiny_models.tiny("wan")), "size_px": (768, 320)}
    )
    size = key_frame_jobs(movie.model_copy(update={"video": video}), Workspace(tmp_path))["s01"].inputs["size_px"]
    assert size[0] % 16 == size[1] % 16 == 0 and size[0] / size[1] == pytest.approx(2.4, rel=0.05)
    large = video.model_copy(update={"model": str(tiny_models.tiny("wan-5b")), "size_px": (1280, 704)})
    five = key_frame_jobs(movie.model_copy(update={"video": large}), Workspace(tmp_path))["s01"]
    assert five.inputs["size_px"] == [1280, 704]  # its index tells it from the smaller models of its class
    odd = movie.model_copy(update={"video": movie.video.model_copy(update={"size_px": (100, 66)})})
    assert key_frame_jobs(odd, Workspace(tmp_path))["s01"].inputs["size_px"] == [104, 72]


def test_jobs_are_built_and_nothing_is_released_without_loading_torch(tmp_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from moviefactory.movie import Movie\n"
        "from moviefactory.video.key_frames import key_frame_jobs, release_stills\n"
        "from moviefactory.workspace import Workspace\n"
        "jobs = key_frame_jobs(Movie.model_validate_json(sys.argv[1]), Workspace(Path(sys.argv[2])))\n"
        "release_stills()\n"
        "print(len(jobs), {'torch', 'diffusers', 'transformers'} & set(sys.modules))\n"
    )
    given = [movie_of(fox_shots(4)).model_dump_json(), str(tmp_path)]
    done = subprocess.run([sys.executable, "-c", code, *given], check=True, capture_output=True, text=True)
    assert done.stdout == "4 set()\n"


def test_the_default_model_is_named_where_none_is(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "nothing-here"))
    weights = key_frame_weights(DiffusionSettings(), {KEY_FRAME_MODEL: "abc"})
    assert weights.model == KEY_FRAME_MODEL and weights.folder is None and weights.revision == "abc"
    job = key_frame_jobs(movie_of(fox_shots(1), model=""), Workspace(tmp_path), {KEY_FRAME_MODEL: "abc"})["s01"]
    assert job.inputs["revision"] == "abc"
    with pytest.raises(PlanError, match=r"key frame s01: the weights of .* are not on this machine"):
        run_job(job)


# What is drawn.


def test_a_key_frame_is_a_picture_of_its_size_and_stays_when_it_is_done(tmp_path):
    job = key_frame_jobs(movie_of(fox_shots(2), key_frames="each"), Workspace(tmp_path))["s01"]
    told = []
    facts = run_job(job, Tell(step=lambda *args: told.append(args)))
    assert picture(job).shape == (64, 96, 3) and picture(job).std() > 1
    assert facts["size_px"] == [96, 64] and facts["drawn_beside"] == 0 and facts["dtype"] == "float32"
    assert [one[1:] for one in told] == [(1, 2), (2, 2)]
    assert status(job).state == "done"


def test_together_draws_other_pictures_than_each_and_the_anchors_alike_in_every_batch(tmp_path):
    shots = fox_shots(5)
    each = key_frame_jobs(movie_of(shots, key_frames="each"), Workspace(tmp_path / "each"))
    together = key_frame_jobs(movie_of(shots), Workspace(tmp_path / "together"))
    for job in [*each.values(), *together.values()]:
        run_job(job)
    assert all(not np.array_equal(picture(each[name]), picture(together[name])) for name in each)
    batch = together["s04"].inputs["beside"]["groups"][0] + [together["s04"].inputs]
    order = Order(
        *(tuple(still[key] for still in batch) for key in ("prompt", "negative", "seed")),
        (96, 64), 2, 1.0, Grouping((3,)),
    )  # fmt: skip
    pictures = studio().draw(tiny_models.tiny("sd"), order)
    for name, drawn in zip(("s01", "s02", "s03", "s04"), pictures, strict=True):
        assert np.array_equal(picture(together[name])[..., ::-1], drawn)


def test_the_same_key_frame_comes_out_of_another_process(tmp_path):
    movie, workspace = movie_of(fox_shots(4)), Workspace(tmp_path)
    job = key_frame_jobs(movie, workspace)["s04"]
    run_job(job)
    first = job.output.read_bytes()
    code = (
        "import sys, torch; torch.set_num_threads(1)\n"
        "from pathlib import Path\n"
        "from moviefactory.jobs.job import Task\n"
        "from moviefactory.video.key_frames import draw_key_frame\n"
        "from moviefactory.video.pipeline import memory\n"
        "memory.device_at_hand = lambda: 'cpu'\n"
        "import json; inputs, options, output = json.loads(sys.argv[1])\n"
        "draw_key_frame(Task(inputs, (), Path(output), options=options))\n"
    )
    other = tmp_path / "other.png"
    given = json.dumps([job.inputs, job.options, str(other)])
    done = subprocess.run([sys.executable, "-c", code, given], check=True, capture_output=True, text=True)
    assert other.read_bytes() == first
    assert done.stdout == "" and "Loading" not in done.stderr


def test_a_model_without_a_unet_is_refused_before_anything_is_drawn(tmp_path):
    with pytest.raises(PlanError, match="together needs an image model with a UNet"):
        key_frame_jobs(movie_of(fox_shots(4), model="wan"), Workspace(tmp_path))


def test_a_video_model_draws_no_key_frames(tmp_path):
    job = key_frame_jobs(movie_of(fox_shots(1), model="wan", key_frames="each"), Workspace(tmp_path))["s01"]
    with pytest.raises(PlanError, match="is a video model"):
        run_job(job)


@pytest.mark.parametrize("harm", ["no folder", "no index", "half a file", "a part is gone", "half precision only"])
def test_a_model_that_is_broken_says_so(tmp_path, harm):
    folder = tmp_path / "model"
    shutil.copytree(tiny_models.tiny("sd"), folder)
    movie, workspace = movie_of(fox_shots(1), str(folder), key_frames="each"), Workspace(tmp_path / "movie")
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    if harm == "half precision only":
        for file in folder.glob("*/*.safetensors"):
            file.rename(file.with_name(file.name.replace(".safetensors", ".fp16.safetensors")))
        run_job(key_frame_jobs(movie, workspace)["s01"])  # not broken
        return
    if harm == "no folder":
        shutil.rmtree(folder)
    elif harm == "no index":
        (folder / "model_index.json").unlink()
    elif harm == "half a file":
        weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])
    else:
        shutil.rmtree(folder / "unet")
    with pytest.raises((PlanError, StageError), match=str(folder)) as caught:
        run_job(key_frame_jobs(movie, workspace)["s01"])
    assert "video.model:" not in str(caught.value) and not workspace.key_frame("s01").exists()


def test_one_model_is_loaded_for_many_pictures_and_let_go_when_asked(tmp_path, monkeypatch):
    loads = []
    real = stills.load_stills
    monkeypatch.setattr(stills, "load_stills", lambda *args: loads.append(args) or real(*args))
    jobs = key_frame_jobs(movie_of(fox_shots(3)), Workspace(tmp_path))
    for job in jobs.values():
        run_job(job)
    assert len(loads) == 1 and studio().facts
    release_stills()
    assert studio().facts == {}


def test_memory_stays_flat_over_many_shots(tmp_path):
    jobs = list(key_frame_jobs(movie_of(fox_shots(14)), Workspace(tmp_path)).values())
    for job in jobs[:4]:
        run_job(job)
    before = living_tensors()
    for job in jobs[4:]:
        run_job(job)
    assert living_tensors() <= before


def living_tensors():
    import gc

    gc.collect()
    return sum(issubclass(type(one), torch.Tensor) for one in gc.get_objects())


def test_out_of_memory_loads_again_with_the_next_measure(tmp_path, monkeypatch):
    left = [1]
    real = stills.draw_order

    def short_of_memory(*args):
        if left[0]:
            left[0] -= 1
            raise torch.OutOfMemoryError("CUDA out of memory")
        return real(*args)

    monkeypatch.setattr(stills, "draw_order", short_of_memory)
    monkeypatch.setattr(memory, "is_unified", lambda device: False)  # as a graphics card
    job = key_frame_jobs(movie_of(fox_shots(3)), Workspace(tmp_path))["s01"]
    assert run_job(job)["memory"] == "offload"
    left[0] = 99
    with pytest.raises(StageError, match="do not fit into memory"):
        run_job(key_frame_jobs(movie_of(fox_shots(3)), Workspace(tmp_path))["s02"])


def test_the_measures_change_no_picture_until_the_vae_must_work_in_tiles():
    order = Order(
        ("a fox", "the fox runs", "it sleeps", "it eats"), ("",) * 4, (1, 2, 3, 4), (96, 64), 2, None, Grouping((3,))
    )
    none, _, offload, group, *_ = memory.LADDER
    first, *others = (load_stills(tiny_models.tiny("sd"), "auto", rung, "cpu") for rung in (none, offload, group))
    expected = draw_order(first, order)
    for pipe in others:
        before = dict(pipe.unet.attn_processors)
        drawn = [draw_order(pipe, order) for _ in range(2)]
        assert np.array_equal(*drawn) and dict(pipe.unet.attn_processors) == before
        assert pipe.vae.use_tiling or np.array_equal(drawn[0], expected)


def test_other_image_models_draw_too(tmp_path):
    """One that draws with a transformer, and one with two text encoders."""
    for make, together in ((pixart, False), (sdxl, True)):
        with quiet():
            folder = make(tmp_path / make.__name__)
        movie, workspace = movie_of(fox_shots(4), str(folder), key_frames="each"), Workspace(tmp_path / "each")
        run_job(job := key_frame_jobs(movie, workspace)["s04"])
        assert picture(job).shape == (64, 96, 3) and picture(job).std() > 1
        movie = movie_of(fox_shots(4), str(folder))
        if together:
            run_job(other := key_frame_jobs(movie, Workspace(tmp_path / "together"))["s04"])
            assert not np.array_equal(picture(job), picture(other))
        else:
            with pytest.raises(PlanError, match="PixArtAlphaPipeline has none"):
                key_frame_jobs(movie, workspace)


def pixart(folder):
    sd, words = tiny_models.tiny("sd"), tiny_models.tiny("ltx")
    transformer = diffusers.PixArtTransformer2DModel(
        sample_size=32, num_layers=1, num_attention_heads=2, attention_head_dim=8, in_channels=4, out_channels=8,
        caption_channels=32, cross_attention_dim=16, norm_num_groups=1, use_additional_conditions=False,
    )  # fmt: skip
    pipe = diffusers.PixArtAlphaPipeline(
        tokenizer=transformers.T5Tokenizer.from_pretrained(words / "tokenizer"),
        text_encoder=transformers.T5EncoderModel.from_pretrained(words / "text_encoder"),
        vae=diffusers.AutoencoderKL.from_pretrained(sd / "vae"),
        transformer=transformer,
        scheduler=diffusers.DPMSolverMultistepScheduler(),
    )
    pipe.save_pretrained(folder)
    return folder


def sdxl(folder):
    sd = tiny_models.tiny("sd")
    words = transformers.CLIPTokenizer.from_pretrained(sd / "tokenizer")
    config = transformers.CLIPTextModel.from_pretrained(sd / "text_encoder").config
    config.projection_dim = config.hidden_size
    unet = diffusers.UNet2DConditionModel(
        sample_size=8, block_out_channels=(8, 16), layers_per_block=1, norm_num_groups=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=2 * config.hidden_size, attention_head_dim=(2, 4), use_linear_projection=True,
        addition_embed_type="text_time", addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=config.hidden_size + 6 * 8, transformer_layers_per_block=(1, 2),
    )  # fmt: skip
    pipe = diffusers.StableDiffusionXLPipeline(
        vae=diffusers.AutoencoderKL.from_pretrained(sd / "vae"),
        text_encoder=transformers.CLIPTextModel(config).eval(),
        text_encoder_2=transformers.CLIPTextModelWithProjection(config).eval(),
        tokenizer=words,
        tokenizer_2=words,
        unet=unet,
        scheduler=diffusers.EulerAncestralDiscreteScheduler(),
    )
    pipe.save_pretrained(folder)
    return folder


# Sizes, and pictures that are none.


@pytest.mark.parametrize(
    ("size_px", "native", "multiple", "drawn"),
    [
        ((960, 400), 512, 8, (960, 400)),  # wide, and near enough to what it knows
        ((832, 480), 512, 8, (832, 480)),
        ((1280, 704), 512, 8, (984, 544)),  # at its own size there would be two of everybody
        ((832, 480), 1024, 8, (1048, 608)),  # at its own size it would be mush
        ((1000, 400), None, 16, (1008, 400)),
    ],
)
def test_a_model_is_asked_for_a_size_near_those_it_knows(size_px, native, multiple, drawn):
    assert drawn_px(size_px, native, multiple) == drawn


class Painter:
    """As much of an image pipeline as drawing needs."""

    vae_scale_factor, default_sample_size, unet = 8, 64, None
    components: dict = {}  # noqa: RUF012

    def __init__(self, paint):
        self.paint = paint

    def __call__(self, prompt, width, height, num_inference_steps, generator, output_type):
        return type("Output", (), {"images": self.paint(len(prompt), height, width)})()

    def maybe_free_model_hooks(self):
        pass


def test_a_picture_drawn_at_another_size_is_brought_to_its_own():
    def halves(count, height, width):
        canvas = np.zeros((count, height, width, 3), np.float32)
        canvas[:, :, width // 2 :] = 1
        return canvas

    for size_px in ((1920, 800), (128, 72), (512, 504)):
        found = draw(Painter(halves), ["a"], [""], [0], size_px, 2)
        assert found.shape == (1, size_px[1], size_px[0], 3) and found.dtype == np.uint8
        assert found[0, :, : size_px[0] // 2 - 4].max() <= 8 and found[0, :, size_px[0] // 2 + 4 :].min() >= 247


@pytest.mark.parametrize(
    ("paint", "words"),
    [
        (lambda n, h, w: np.full((n, h, w, 3), np.nan, np.float32), "overflowed"),
        (lambda n, h, w: np.zeros((n, h // 2, w, 3), np.float32), "gave"),
        (lambda n, h, w: None, "no pictures"),
    ],
)
def test_what_is_no_picture_is_an_error(paint, words):
    with pytest.raises(StageError, match=words):
        draw(Painter(paint), ["a"], [""], [0], (512, 512), 2)


def test_no_word_of_the_libraries_reaches_the_person(tmp_path, capfd):
    run_job(key_frame_jobs(movie_of(fox_shots(4)), Workspace(tmp_path))["s04"])
    assert capfd.readouterr() == ("", "")
