"""Where weights are found, what identifies them, what is missing, and what is told before and while fetching."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_hub import COMMIT, FakeHub, safetensors, serving, wan_like

from moviefactory.errors import MovieFactoryError, NotInstalled, PlanError, StageError, StorageError
from moviefactory.hub import fetch as hub_fetch
from moviefactory.hub.cache import folder_digest
from moviefactory.settings import VideoSettings
from moviefactory.video import hub_files
from moviefactory.video.model_parts import Part
from moviefactory.video.weights import consent_text, family_of, fetch, find_weights, look_up, missing_weights

WAN = "Wan-AI/Wan2.1-T2V-1.3B-Diffusers"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the hub's; nothing of the person's own settings."""
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_TOKEN", "")
    return tmp_path / "hf" / "hub"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """A hub that holds a Wan; the client's pause between two tries is left out."""
    pytest.importorskip("huggingface_hub")
    monkeypatch.setattr("huggingface_hub.file_download.time.sleep", lambda seconds: None)
    with serving(FakeHub({WAN: wan_like()})) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


def settings(model: str = WAN, **diffusion: Any) -> VideoSettings:
    return VideoSettings.model_validate({"renderer": "diffusers", "model": model, "diffusion": diffusion})


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def snapshot(cache: Path, files: dict[str, bytes], model: str = WAN, commit: str = COMMIT, ref: str = "main") -> Path:
    """`files` as the hub's libraries leave them: blobs, and a snapshot of links to them."""
    root = cache / f"models--{model.replace('/', '--')}"
    folder = root / "snapshots" / commit
    for number, (name, data) in enumerate(files.items()):
        blob = root / "blobs" / f"{commit[:4]}{number:060d}"
        write(root / "blobs", {blob.name: data})
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(blob)
    if ref:
        write(root / "refs", {ref: commit.encode()})
    return folder


def without(files: dict[str, bytes], *names: str) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name not in names}


# a folder on this machine


def test_a_folder_is_found_from_where_one_stands_and_in_the_movies_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "here" / "my model", wan_like())
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HOME", str(tmp_path / "here"))
    found = [
        find_weights(settings("my model")),
        find_weights(settings("~/my model")),
        find_weights(settings(str(tmp_path / "here" / "my model"))),
        find_weights(settings("my model"), {}, tmp_path / "here"),
    ]
    assert {one.folder for one in found} == {(tmp_path / "here" / "my model").resolve()}
    assert len({one.revision for one in found}) == 1
    assert found[0].pipeline_class == "WanPipeline"
    assert family_of(found[0]).name == "wan"


def test_a_folder_needs_no_package_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    found = find_weights(settings(str(write(tmp_path / "m", wan_like()))))
    assert found.folder
    assert missing_weights(settings(str(tmp_path / "m"))) == []


def test_bytes_count_what_is_loaded_and_nothing_beside_it(tmp_path: Path) -> None:
    files = wan_like(1000)
    folder = write(tmp_path / "m", files)
    beside = ("text_encoder/pytorch_model.bin", "vae/diffusion_flax_model.msgpack", "wan-single-file.safetensors",
              "assets/video.mp4", "transformer/diffusion_pytorch_model.fp16.safetensors")  # fmt: skip
    assert find_weights(settings(str(folder))).bytes == sum(len(data) for data in without(files, *beside).values())


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("./nowhere", "there is no './nowhere' here"),
        ("just-a-name", "there is no 'just-a-name' here"),
        ("https://huggingface.co/Wan-AI/x", "name a folder, or a hub id"),
        ("~nobody-of-that-name/model", "there is no '~nobody-of-that-name/model' here"),
    ],
)
def test_what_is_neither_a_folder_nor_a_hub_id_is_said_so(model: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"video\.model") as error:
        find_weights(settings(model), {}, tmp_path)
    assert told in str(error.value)


def test_a_revision_cannot_leave_the_cache() -> None:
    with pytest.raises(PlanError, match="no name of a branch"):
        find_weights(settings(revision="../../../etc"))


def test_a_single_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    write(tmp_path, {"model.safetensors": safetensors()})
    with pytest.raises(PlanError, match="from_single_file"):
        find_weights(settings(str(tmp_path / "model.safetensors")))


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        (["model_index.json"], "has no model_index.json"),
        (["vae/diffusion_pytorch_model.safetensors"], r"vae/\*.safetensors is missing"),
        (["text_encoder/model-00002-of-00002.safetensors"], "shard 2 of 2 is missing"),
        (["text_encoder/model.safetensors.index.json"], "model.safetensors.index.json is missing"),
        (["tokenizer/spiece.model", "tokenizer/tokenizer_config.json"], "tokenizer/ is missing"),
    ],
)
def test_a_folder_that_is_not_whole_says_what_is_missing(gone: list[str], told: str, tmp_path: Path) -> None:
    files = without(wan_like(), *gone)
    if gone[0].startswith("vae"):
        files.pop("vae/diffusion_flax_model.msgpack")
    with pytest.raises(PlanError, match=told):
        find_weights(settings(str(write(tmp_path / "m", files))))


def test_pickles_are_refused(tmp_path: Path) -> None:
    files = without(wan_like(), "transformer/diffusion_pytorch_model.safetensors")
    files = without(files, "transformer/diffusion_pytorch_model.fp16.safetensors")
    with pytest.raises(PlanError, match="pickles only"):
        find_weights(settings(str(write(tmp_path / "m", {**files, "transformer/diffusion_pytorch_model.bin": b"x"}))))


def test_a_folder_in_one_precision_only_names_the_setting(tmp_path: Path) -> None:
    folder = write(tmp_path / "m", without(wan_like(), "transformer/diffusion_pytorch_model.safetensors"))
    with pytest.raises(PlanError, match=r"fp16 only; set video.diffusion.variant to fp16"):
        find_weights(settings(str(folder)))
    assert find_weights(settings(str(folder), variant="fp16")).folder


# what identifies a folder


def test_a_fine_tune_shows_in_the_revision_and_a_copy_or_a_readme_does_not(tmp_path: Path) -> None:
    files = wan_like(5_000_000)
    was = find_weights(settings(str(write(tmp_path / "a", files)))).revision
    assert find_weights(settings(str(write(tmp_path / "b", {**files, "README.md": b"other"})))).revision == was
    tuned = bytearray(files["transformer/diffusion_pytorch_model.safetensors"])
    tuned[200:300] = b"\1" * 100
    (tmp_path / "b" / "transformer/diffusion_pytorch_model.safetensors").write_bytes(tuned)
    assert find_weights(settings(str(tmp_path / "b"))).revision != was
    (tmp_path / "a" / "scheduler/scheduler_config.json").write_text('{"shift": 5}')
    assert find_weights(settings(str(tmp_path / "a"))).revision != was


def test_a_change_in_the_middle_of_a_large_file_shows(tmp_path: Path) -> None:
    data = bytearray(30_000_000)
    write(tmp_path, {"w.safetensors": bytes(data)})
    was = folder_digest(tmp_path, ["w.safetensors"])
    data[8_000_000:22_000_000] = b"\1" * 14_000_000  # the middle blocks of a network, as a fine-tune leaves them
    write(tmp_path, {"w.safetensors": bytes(data)})
    assert folder_digest(tmp_path, ["w.safetensors"]) != was


def test_thirty_gigabytes_are_identified_well_below_a_second(tmp_path: Path) -> None:
    names = [f"{number}.safetensors" for number in range(6)]
    for name in names:
        with (tmp_path / name).open("wb") as file:
            file.truncate(5 * 10**9)  # sparse: what counts is how little is read
    start = time.process_time()
    assert folder_digest(tmp_path, names)
    assert time.process_time() - start < 1


# the cache


def test_a_hub_id_is_found_in_the_cache_without_network(cache: Path) -> None:
    folder = snapshot(cache, wan_like())
    found = find_weights(settings())
    assert (found.folder, found.revision, found.name) == (folder, COMMIT, WAN)
    assert found.licences == ("Wan2.1-T2V-1.3B by Wan-AI: Apache-2.0",)
    assert missing_weights(settings()) == []


@pytest.mark.parametrize("variable", ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"])
def test_the_cache_may_be_elsewhere(variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "elsewhere"))
    snapshot(tmp_path / "elsewhere", wan_like())
    assert find_weights(settings()).folder


@pytest.mark.parametrize(
    "gone", ["text_encoder/model-00001-of-00002.safetensors", "model_index.json", "transformer/config.json"]
)
def test_a_half_fetched_snapshot_counts_as_missing(gone: str, cache: Path) -> None:
    files = without(wan_like(), gone)
    if gone == "transformer/config.json":  # nothing of that part came
        files = {name: data for name, data in files.items() if not name.startswith("transformer/")}
    snapshot(cache, files)
    found = find_weights(settings())
    assert found.folder is None
    assert found.pipeline_class == "WanPipeline"  # a forecast is possible all the same: the card knows
    assert [one.model for one in missing_weights(settings())] == [WAN]


def test_a_link_whose_file_was_cleared_away_counts_as_missing(cache: Path) -> None:
    folder = snapshot(cache, wan_like())
    (folder / "vae/diffusion_pytorch_model.safetensors").resolve().unlink()
    assert find_weights(settings()).folder is None


def test_a_movie_stays_with_the_revision_it_began_with(cache: Path) -> None:
    newer = "f" * 40
    first = snapshot(cache, wan_like())
    later = snapshot(cache, wan_like(65), commit=newer)
    assert find_weights(settings()).folder == later
    assert find_weights(settings(), {WAN: COMMIT}).folder == first
    shutil.rmtree(first)
    (gone,) = missing_weights(settings(), {WAN: COMMIT})
    assert gone.revision == COMMIT
    assert find_weights(settings(), {WAN: COMMIT}).revision == COMMIT  # nothing goes stale by a cleared cache


def test_a_revision_may_be_a_branch_or_the_beginning_of_a_commit(cache: Path) -> None:
    folder = snapshot(cache, wan_like(), ref="refs-pr")
    assert find_weights(settings(revision="refs-pr")).folder == folder
    assert find_weights(settings(revision=COMMIT[:9])).folder == folder
    assert find_weights(settings(revision="other")).folder is None
    assert find_weights(settings(revision="refs-pr")).name == f"{WAN}@refs-pr"


def test_a_snapshot_that_another_program_fetched_without_a_branch_is_found(cache: Path) -> None:
    assert find_weights(settings()).folder is None
    folder = snapshot(cache, wan_like(), ref="")
    assert find_weights(settings()).folder == folder


def test_the_precision_that_is_asked_for_is_the_one_that_counts(cache: Path) -> None:
    snapshot(cache, without(wan_like(), "transformer/diffusion_pytorch_model.safetensors"))
    assert find_weights(settings()).folder is None  # another program fetched fp16
    assert find_weights(settings(variant="fp16")).folder


# what a model needs besides


def test_adapters_and_loras_are_found_by_what_the_settings_call_them(cache: Path, tmp_path: Path) -> None:
    snapshot(cache, wan_like())
    adapter = snapshot(cache, {"four.safetensors": safetensors(), "eight.safetensors": safetensors()}, "a/motion")
    loras = snapshot(cache, {"x/high.safetensors": safetensors(), "x/low.safetensors": safetensors()}, "a/loras")
    mine = write(tmp_path / "mine", {"one.safetensors": safetensors(), "two.safetensors": safetensors(65)})
    faces = snapshot(
        cache,
        {
            "models/ip-adapter_sd15.safetensors": safetensors(),
            "models/ip-adapter-plus_sd15.safetensors": safetensors(),
            "models/image_encoder/config.json": b"{}",
            "models/image_encoder/model.safetensors": safetensors(),
        },
        "h94/IP-Adapter",
    )
    found = find_weights(
        settings(
            adapter="a/motion/four.safetensors",
            ip_adapter="h94/IP-Adapter",
            loras=[
                {"model": "a/loras", "file": "x/high.safetensors", "part": "transformer"},
                {"model": "a/loras", "file": "x/low.safetensors", "part": "transformer_2"},
                {"model": str(mine), "file": "one.safetensors"},
                {"model": str(mine), "file": "two.safetensors"},
                {"model": str(mine / "one.safetensors")},
            ],
        )
    )
    assert found.places["a/motion/four.safetensors"] == adapter / "four.safetensors"
    assert found.places["a/loras"] == loras
    assert found.places[str(mine)] == mine
    assert found.places[str(mine / "one.safetensors")] == mine / "one.safetensors"
    assert found.places["h94/IP-Adapter"] == faces
    assert found.revisions["a/motion"] == COMMIT
    assert "motion by a: licence unknown: see its page" in found.licences


def test_a_repository_of_several_files_asks_which(cache: Path) -> None:
    snapshot(cache, wan_like())
    several = {"four.safetensors": safetensors(), "eight.safetensors": safetensors()}
    folder = write(cache.parent / "several", several)
    with pytest.raises(PlanError, match=r"name one with `file:`, such as eight.safetensors, four.safetensors"):
        find_weights(settings(loras=[{"model": str(folder)}]))
    with pytest.raises(PlanError, match="name one"):
        find_weights(settings(adapter=str(folder)))


def test_a_key_frame_model_counts_only_where_key_frames_are_drawn(cache: Path) -> None:
    snapshot(cache, wan_like())
    assert missing_weights(settings(key_frame_model="a/stills")) == []
    (still,) = missing_weights(settings(key_frame_model="a/stills", key_frames="each"))
    assert (still.model, still.bytes) == ("a/stills", None)


def test_a_key_frame_model_may_be_there_in_half_precision_only(cache: Path, tmp_path: Path) -> None:
    snapshot(cache, wan_like())
    plain = "transformer/diffusion_pytorch_model.safetensors"
    folder = write(tmp_path / "stills", without(wan_like(), plain))
    assert missing_weights(settings(key_frame_model=str(folder), key_frames="each")) == []
    with pytest.raises(PlanError, match="variant"):
        missing_weights(settings(str(folder)))


def test_other_renderers_miss_nothing() -> None:
    assert missing_weights(VideoSettings(renderer="animatic", model=WAN)) == []
    assert missing_weights(VideoSettings(renderer="remote", model=WAN)) == []


def test_a_server_needs_the_key_frames_that_are_drawn_here() -> None:
    on_server = settings(key_frame_model="a/stills", key_frames="each").model_copy(update={"renderer": "remote"})
    assert [one.model for one in missing_weights(on_server)] == ["a/stills"]


# what is chosen of a repository


def repository(**parts: list[str]) -> tuple[dict[str, int], dict[str, Any]]:
    index = {"_class_name": "LTX2Pipeline", **{name: part[:2] for name, part in parts.items()}}
    files = {f"{name}/{file}": 9 for name, part in parts.items() for file in part[2:]}
    return {"model_index.json": 9, **files}, index


def chosen(files: dict[str, int], index: dict[str, Any], variant: str = "") -> set[str]:
    part = Part("model", "a/b", "a/b", "pipeline", variant=variant)
    names, lost = hub_files.chosen_files(part, files, lambda name: index)
    assert lost == []
    return {name for name in names if "safetensors" in name}


def test_of_two_sets_the_one_is_taken_that_the_library_reads() -> None:
    stems = ("model", "diffusion_pytorch_model")
    both = ["config.json", *(f"{stem}-00001-of-00001.safetensors" for stem in stems)]
    both += [f"{stem}.safetensors.index.json" for stem in stems]
    files, index = repository(
        text_encoder=["transformers", "Gemma3Model", *both], transformer=["diffusers", "LTX2Transformer", *both]
    )
    assert chosen(files, index) == {
        "text_encoder/model-00001-of-00001.safetensors", "text_encoder/model.safetensors.index.json",
        "transformer/diffusion_pytorch_model-00001-of-00001.safetensors",
        "transformer/diffusion_pytorch_model.safetensors.index.json",
    }  # fmt: skip


def test_both_spellings_of_a_precision_in_shards_are_known() -> None:
    old = ["config.json", "model.fp16-00001-of-00002.safetensors", "model.fp16-00002-of-00002.safetensors",
           "model.safetensors.index.fp16.json", "model.safetensors"]  # fmt: skip
    new = ["config.json", "diffusion_pytorch_model-00001-of-00001.fp16.safetensors",
           "diffusion_pytorch_model.fp16.safetensors.index.json", "diffusion_pytorch_model.safetensors"]  # fmt: skip
    files, index = repository(text_encoder=["transformers", "T5", *old], unet=["diffusers", "UNet", *new])
    assert len(chosen(files, index, "fp16")) == 5
    assert chosen(files, index) == {"text_encoder/model.safetensors", "unet/diffusion_pytorch_model.safetensors"}


def test_a_safety_checker_is_never_needed() -> None:
    files, index = repository(
        unet=["diffusers", "UNet", "config.json", "diffusion_pytorch_model.safetensors"],
        safety_checker=["stable_diffusion", "StableDiffusionSafetyChecker", "config.json", "model.safetensors"],
    )
    assert chosen(files, index) == {"unet/diffusion_pytorch_model.safetensors"}


# asking first


def test_a_person_is_told_size_licence_and_folder_before_anything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    text = consent_text(missing_weights(settings()))
    for word in ("Wan2.1-T2V-1.3B by Wan-AI", "28.9 GB", "Apache-2.0", "~/hf/hub", "are free"):
        assert word in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("hunyuanvideo-community/HunyuanVideo-1.5-Diffusers-480p_t2v", ["European Union", "South Korea"]),
        ("ali-vilab/text-to-video-ms-1.7b", ["CC-BY-NC-4.0", "not for commercial use"]),
        ("Lightricks/LTX-2", ["gated", "https://huggingface.co/Lightricks/LTX-2", "hf auth login", "10 million USD"]),
        ("some/model", ["of unknown size", "licence unknown: see its page"]),
    ],
)
def test_what_stands_in_the_way_is_told_too(model: str, words: list[str]) -> None:
    text = consent_text(missing_weights(settings(model)))
    assert [word for word in words if word not in text] == []


def test_two_files_of_one_repository_are_told_once() -> None:
    loras = [{"model": "lightx2v/Wan2.2-Lightning", "file": f"{name}.safetensors"} for name in ("high", "low")]
    missing = missing_weights(settings("Wan-AI/Wan2.2-T2V-A14B-Diffusers", loras=loras))
    text = consent_text(missing)
    assert text.count("Wan2.2-Lightning") == 1
    assert "128.7 GB in all" in text


# fetching


def test_only_what_the_pipeline_needs_is_fetched_and_then_found(hub: FakeHub, cache: Path) -> None:
    steps: list[tuple[int, int]] = []
    said: list[str] = []
    fetch(missing_weights(settings()), said.append, lambda done, total: steps.append((done, total)))
    got = {name for name in hub.fetched() if name}
    assert not {
        name for name in got if name.endswith((".bin", ".msgpack", ".mp4")) or "fp16" in name or "single" in name
    }
    found = find_weights(settings())
    assert found.revision == COMMIT
    assert found.bytes == steps[-1][0] == steps[-1][1]
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert (cache / "models--Wan-AI--Wan2.1-T2V-1.3B-Diffusers/refs/main").read_text() == COMMIT
    assert said[-1] == f"fetched: {WAN}"
    assert missing_weights(settings()) == []


def test_looking_up_tells_the_exact_size_and_fetches_the_index_only(hub: FakeHub) -> None:
    (told,) = look_up(missing_weights(settings()))
    fetched = {name for name in hub.fetched() if name}
    assert fetched == {"model_index.json"}
    assert told.bytes == sum(len(wan_like()[name]) for name in told.files)


def test_an_unknown_models_licence_is_told_by_the_hub(hub: FakeHub) -> None:
    hub.repositories["some/model"] = wan_like()
    (told,) = look_up(missing_weights(settings("some/model")))
    assert told.licence == "model by some: Apache-2.0"
    assert "licence: Apache-2.0" in consent_text([told])


def test_what_is_whole_is_not_fetched_again_after_a_stop(hub: FakeHub) -> None:
    hub.repositories[WAN] = wan_like(100_000)

    def stop(done: int, total: int) -> None:
        if done > total * 0.6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(missing_weights(settings()), step=stop)
    assert find_weights(settings()).folder is None
    before = [name for name in hub.fetched() if name.endswith(".safetensors")]
    assert len(before) >= 2
    hub.asked.clear()
    fetch(missing_weights(settings()))
    again = [name for name in hub.fetched() if name.endswith(".safetensors")]
    assert len(set(before) & set(again)) <= 1  # the one that was at work
    assert find_weights(settings()).folder


def test_a_connection_that_breaks_is_taken_up_where_it_broke(hub: FakeHub) -> None:
    name = "vae/diffusion_pytorch_model.safetensors"
    hub.repositories[WAN] = {**wan_like(), name: safetensors(25_000_000, 4)}
    hub.cuts[name] = [12_000_000]
    fetch(missing_weights(settings()))
    ranges = [asked for method, path, asked in hub.asked if method == "GET" and path == name]
    assert ranges[0] == "" and ranges[1].startswith("bytes=10485760")
    folder = find_weights(settings()).folder
    assert folder and (folder / name).read_bytes() == hub.repositories[WAN][name]


def test_a_connection_that_never_holds_is_one_line(hub: FakeHub) -> None:
    name = "vae/diffusion_pytorch_model.safetensors"
    hub.cuts[name] = [10] * 100
    said: list[str] = []
    with pytest.raises(StageError, match="run the same command again") as error:
        fetch(missing_weights(settings()), said.append)
    assert "\n" not in str(error.value)
    assert sum("trying again" in line for line in said) == hub_fetch.TRIES - 1
    assert find_weights(settings()).folder is None


@pytest.mark.parametrize(
    ("prepare", "kind", "words"),
    [
        (lambda hub: hub.gated.add(WAN), PlanError, ["gated", f"https://huggingface.co/{WAN}", "hf auth login"]),
        (lambda hub: hub.repositories.clear(), PlanError, ["there is no model", "check its name"]),
        (lambda hub: setattr(hub, "broken", 503), StageError, ["503", "try again later"]),
        (lambda hub: setattr(hub, "broken", 403), PlanError, ["403", "hf auth login"]),
        (lambda hub: hub.repositories[WAN].pop("model_index.json"), PlanError, ["no model_index.json", "-Diffusers"]),
    ],
)
def test_every_refusal_is_one_line_that_says_what_to_do(
    prepare: Any, kind: type[MovieFactoryError], words: list[str], hub: FakeHub, capfd: pytest.CaptureFixture[str]
) -> None:
    prepare(hub)
    with pytest.raises(kind) as error:
        fetch(missing_weights(settings()))
    text = str(error.value)
    assert [word for word in words if word not in text] == []
    assert "\n" not in text
    assert hub.url not in text
    assert "".join(capfd.readouterr()) == ""  # nothing of the client's own reaches the terminal


def test_a_revision_that_is_not_there_is_named(hub: FakeHub) -> None:
    with pytest.raises(PlanError, match="no revision 'fp16-old'"):
        fetch(missing_weights(settings(revision="fp16-old")))


def test_no_hub_at_all_is_one_line(monkeypatch: pytest.MonkeyPatch, hub: FakeHub) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(StageError, match="check the connection"):
        fetch(missing_weights(settings()))


def test_a_forbidden_network_is_not_used(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(NotInstalled, match="HF_HUB_OFFLINE"):
        fetch(missing_weights(settings()))
    assert hub.asked == []


def test_a_disk_without_room_is_told_before_the_first_byte(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_fetch, "free_bytes", lambda folder: 1000)
    with pytest.raises(StorageError, match=r"are free in .*make room"):
        fetch(missing_weights(settings()))
    assert [name for name in hub.fetched() if name.endswith(".safetensors")] == []


def test_a_disk_that_fills_up_meanwhile_is_told_so(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **options: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("huggingface_hub.file_download._chmod_and_move", full)
    with pytest.raises(StorageError, match="make room"):
        fetch(missing_weights(settings()))


def test_without_the_hubs_package_the_pip_line_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_fetch, "find_spec", lambda name: None)
    with pytest.raises(NotInstalled, match=r"pip install '\.\[diffusers\]'"):
        fetch(missing_weights(settings()))


def test_bytes_are_counted_once_whatever_way_they_come() -> None:
    reporting = pytest.importorskip("huggingface_hub.utils._xet_progress_reporting")
    seen: list[tuple[int, int]] = []
    meter = hub_fetch._Meter(100, lambda text: None, lambda done, total: seen.append((done, total)))

    class Report:
        total_bytes = total_transfer_bytes = 100
        total_bytes_completed = total_transfer_bytes_completed = 60
        total_bytes_completion_rate = total_transfer_bytes_completion_rate = 1.0

    bar = hub_fetch._bar(meter)
    with reporting.XetDownloadProgressReporter(
        reconstruction_desc="x", transfer_desc="y", total=100, log_level=0, name="n", tqdm_class=bar
    ) as progress:
        progress.update_progress(Report())
    assert seen[-1] == (60, 100)


def test_nothing_here_loads_torch_or_the_hubs_package() -> None:
    code = (
        "import sys; from moviefactory.video.weights import missing_weights, find_weights; "
        "from moviefactory.movie import VideoSettings as V; s = V(renderer='diffusers', model='a/b'); "
        "find_weights(s); missing_weights(s); "
        "print(sorted({'torch', 'diffusers', 'transformers', 'huggingface_hub'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
