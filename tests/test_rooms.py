"""The house keeps its order: who may import whom, what the command line may load, and where certain words may stand."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "moviefactory"
LADDER = [
    {"errors"},
    {"timeline"},
    {"plan_values"},
    {"settings"},
    {"movie", "workspace"},
    {"yaml_text", "yaml_page"},
    {"plan_file", "plan_text"},
    {"yaml_pen"},
    {"plan_splice"},
    {"machine", "media", "jobs", "hub", "servers"},
    {"script", "video", "audio", "upscale", "compose", "check"},
    {"training", "evaluation"},
    {"film"},
    {"enlarging"},
    {"ready"},
    {"produce", "takes"},
    {"screen", "screen_presets", "screen_forecast", "screen_audio", "screen_upscale"},
    {"cli_common"},
    {"cli_script", "cli_audio", "cli_make", "cli_upscale"},
    {"cli"},
]
RANK = {room: rank for rank, rooms in enumerate(LADDER) for room in rooms}
HEAVY = ("torch", "diffusers", "transformers", "ray", "librosa", "moviepy", "cv2", "numpy", "onnxruntime", "scipy",
         "pydantic", "yaml", "ffmpeg", "soundfile")  # fmt: skip


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names += [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names


def rooms_used(path: Path) -> set[str]:
    inner = {name.split(".")[1] for name in imports(path) if name.startswith("moviefactory.")}
    return inner & RANK.keys()


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_what_stands_below_it(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        assert imports(path) == []
        return
    assert room in RANK, f"{room} has no place on the ladder"
    for other in rooms_used(path) - {room}:
        allowed = RANK[other] < RANK[room] or {room, other} == {"plan_file", "plan_text"}
        assert allowed or {room, other} == {"movie", "workspace"}, f"{room} must not import {other}"


def test_processes_start_in_two_files_only() -> None:
    starters = {path.name for path in sources() if "subprocess" in imports(path) or "os.system" in path.read_text()}
    assert starters == {"ffmpeg.py", "program.py"}


def test_folder_names_are_spelled_in_one_file_only() -> None:
    for path in sources():
        literals = {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)}
        if path.name != "workspace.py":
            assert not literals & {"outputs", "audio_db", "scripts_prompts", "configs"}, path


def test_only_the_command_line_prints_or_exits() -> None:
    for path in sources():
        if path.name != "cli.py":
            calls = {
                node.func.id
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            }
            assert not calls & {"print", "exit", "quit"}, path


def test_the_command_line_loads_nothing_heavy() -> None:
    code = "import sys, moviefactory.cli; print(' '.join(sorted(sys.modules)))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert not loaded & set(HEAVY)


EXTRAS = {"torch", "diffusers", "transformers", "accelerate", "peft", "ray", "librosa", "moviepy"}
# Loaded by name, and only where they are chosen.
ADAPTERS = (
    "machine/free_memory.py",
    "upscale/realbasicvsr.py",
    "upscale/checkpoint.py",
    "upscale/streaming.py",
    "upscale/recurrent.py",
    "video/diffusers_model.py",
    "video/pipeline/",
    "audio/clap_model.py",
    "audio/laion_checkpoint.py",
    "audio/quiet.py",
    "audio/pe_av_model.py",
    "audio/aisfx_model.py",
    "audio/mood_crnn.py",
    "audio/mir.py",
)


def test_packages_of_extras_are_imported_by_their_adapters_only() -> None:
    for path in sources():
        place = str(path.relative_to(PACKAGE))
        if room_of(path) not in ("training", "evaluation") and not place.startswith(ADAPTERS):
            assert not {name.split(".")[0] for name in imports(path)} & EXTRAS, path


def test_the_main_job_and_its_forecast_load_nothing_of_an_extra(tmp_path: Path) -> None:
    plan = tmp_path / "movie.yaml"
    plan.write_text(
        "title: A\nframe_rate: 12\nsize_px: 192x80\nvideo: {renderer: test-card, size_px: 96x64}\n"
        "scenes: [{id: a, shots: [{id: a, prompt: A car., seconds: 1}]}]\n"
    )
    code = f"""
import sys
from moviefactory.cli import make_movie
for arguments in (["--dry-run"], ["--status"], ["--upscaler", "lanczos"]):
    sys.argv = ["make-movie", *arguments, {str(plan)!r}]
    try:
        make_movie()
    except SystemExit as end:
        assert not end.code, end.code
from moviefactory.cli_common import brief_of
from moviefactory.ready import spending, statuses
from dataclasses import replace
brief = replace(brief_of({str(plan)!r}), preset="wan-1.3b", flags={{"video": {{"renderer": "diffusers"}}}})
assert spending(*statuses(brief)).shots
print(" ".join(sorted(sys.modules)), file=sys.stderr)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "movie.mp4").exists()
    assert not {name.split(".")[0] for name in ran.stderr.splitlines()[-1].split()} & EXTRAS


def test_the_driver_stays_on_a_page() -> None:
    assert len((PACKAGE / "produce.py").read_text().splitlines()) <= 120
