"""What a dry run says of rendering: per shot what is made, kept, needed and taken, out of plain values."""

import json
import subprocess
import sys
from fractions import Fraction
from io import StringIO
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from moviefactory.machine.free_memory import GIB
from moviefactory.machine.graphics_card import Gpu
from moviefactory.movie import Movie
from moviefactory.screen_forecast import duration, forecast_table
from moviefactory.video import forecast_facts
from moviefactory.video.forecast import Known, Pace, forecast, forecast_rows, link_for, totals
from moviefactory.video.forecast_facts import known_of, measured_pace, pace_of_card
from moviefactory.video.model_cards import Card
from moviefactory.video.pipeline.family import FAMILIES, UNKNOWN, family_for
from moviefactory.video.weights import Weights
from moviefactory.workspace import Workspace

WAN = family_for("WanPipeline")
MODEL = Weights("a/model", "a/model", None, "", "WanPipeline", 0, None)
PARTS = {"transformer": 3 * GIB, "text_encoder": 11 * GIB, "vae": GIB // 4}


def movie(*seconds: float, size: str = "3072x1280", rate: Any = 24, **video: Any) -> Movie:
    shots = [{"id": f"shot-{index}", "prompt": "x", "seconds": one} for index, one in enumerate(seconds)]
    video = {"renderer": "diffusers", "model": "a/model", "size_px": "960x400", **video}
    plan = {"title": "t", "size_px": size, "frame_rate": rate, "video": video, "scenes": [{"id": "s", "shots": shots}]}
    return Movie.model_validate(plan)


def printed(movie: Movie, known: Known) -> str:
    shots = forecast(movie, known)
    console = Console(width=400, file=StringIO())
    console.print(forecast_table(forecast_rows(shots), totals(movie, known, shots)))
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def test_a_shot_of_wan_in_words() -> None:
    (shot,) = forecast(movie(2.0), Known(WAN))
    assert (shot.kept, shot.enlarged, shot.retimed) == ("960x400", "x3.2 by auto", "16 -> 24 frames/s by flow")
    assert shot.take and shot.take.passes == (33,) and shot.steps == 50 and not shot.problem


def test_what_is_not_kept_is_told_and_how_it_is_chosen() -> None:
    assert forecast(movie(2, size_px="720x300"), Known(family_for("CogVideoXPipeline")))[0].kept == (
        "720x480 cropped to 720x300 by the subject"
    )
    guided = movie(2, size_px="720x300", guide="animatic")
    assert "about its middle" in forecast(guided, Known(family_for("CogVideoXPipeline")))[0].kept
    padded = movie(2, size_px="720x300", diffusion={"fit": "pad"})
    assert "filled with a blur" in forecast(padded, Known(family_for("CogVideoXPipeline")))[0].kept
    ltx = movie(2, diffusion={"native_px": "1280x704"}, size_px="1152x496")
    assert forecast(ltx, Known(family_for("LTXPipeline")))[0].kept == "1152x512, 16 rows cropped"


def test_rates_that_are_near_are_not_made_anew() -> None:
    for rate in (24, "24000/1001", 25):
        told = forecast(movie(2.0, rate=rate), Known(family_for("LTXPipeline")))[0].retimed
        assert "->" not in told and "flow" not in told
    assert "25 -> 60" in forecast(movie(2.0, rate=60), Known(family_for("LTXPipeline")))[0].retimed


def test_a_shot_that_cannot_be_rendered_is_a_line_and_not_the_end() -> None:
    known = Known(WAN, pace=Pace(1e-7, "measured here"))
    plan = movie(2.0, 30.0, 3.0)
    shots = forecast(plan, known)
    assert [bool(shot.problem) for shot in shots] == [False, True, False]
    assert "30 s" in shots[1].problem and shots[1].take is None
    sums = totals(plan, known, shots)
    assert sums.problems == 1 and sums.unknown == 1 and sums.render_s
    assert "shot-1: the shot lasts 30 s" in printed(plan, known)


def test_every_plan_gets_a_forecast_of_every_shot() -> None:
    lengths = (0.04, 0.5, 2.0, 5.1, 9.7, 33.0, 60.0)
    sizes = ("3072x1280", "1080x1920", "64x64", "8192x64", "1000x1000")
    known = (Known(), Known(WAN, PARTS, 12 * GIB, 64 * GIB), Known(WAN, vram_gb=(8, 16)))
    for family, size, rate in product([*FAMILIES, UNKNOWN], sizes, (24, "30000/1001", 8)):
        plan = movie(*lengths, size=size, size_px=size, rate=rate)
        shots = forecast(plan, Known(family, PARTS, 8 * GIB, 32 * GIB))
        assert len(shots) == len(lengths)
        for shot in shots:
            assert shot.problem or (shot.take and shot.memory.peak_bytes and shot.kept and shot.retimed)
        json.dumps(forecast_rows(shots), allow_nan=False)
    for one in known:
        assert "shots to render" in printed(movie(*lengths), one)


def test_memory_is_estimated_from_the_parts_and_the_measure_is_what_will_be_chosen() -> None:
    roomy = forecast(movie(5.0), Known(WAN, PARTS, 40 * GIB, 64 * GIB))[0].memory
    tight = forecast(movie(5.0), Known(WAN, PARTS, 8 * GIB, 64 * GIB))[0].memory
    assert roomy.measure == "none" and roomy.source == "estimated"
    assert tight.measure not in ("none", "tile")
    assert tight.peak_bytes and roomy.peak_bytes and tight.peak_bytes < 8 * GIB < roomy.peak_bytes
    asked = forecast(movie(5.0, diffusion={"memory": "group"}), Known(WAN, PARTS, 40 * GIB))[0].memory
    assert asked.measure == "group"
    without_card = forecast(movie(5.0), Known(WAN, PARTS))[0].memory
    assert without_card == roomy


def test_memory_of_a_model_that_is_not_here_is_what_its_card_says() -> None:
    small = forecast(movie(2.0), Known(WAN, free_bytes=10 * GIB, vram_gb=(8, 16)))[0].memory
    assert (small.measure, small.peak_bytes, small.source) == ("offload", 8 * GIB, "from the card")
    assert forecast(movie(2.0), Known(WAN))[0].memory.source == "unknown"


def test_time_grows_with_pixels_frames_and_steps_and_says_where_it_is_from() -> None:
    known = Known(WAN, pace=Pace(1e-7, "measured here"))
    short, long = forecast(movie(2.0, 4.0), known)
    few = forecast(movie(2.0, diffusion={"steps": 5}), known)[0]
    assert short.render_s == pytest.approx(1e-7 * 960 * 400 * 33 * 50)
    assert long.render_s and few.render_s and long.render_s > 1.9 * short.render_s
    assert few.render_s == pytest.approx(short.render_s / 10)
    assert short.source == "measured here"
    assert forecast(movie(2.0), Known(WAN))[0].source == "unknown"


def test_done_shots_cost_no_more_time() -> None:
    known, plan = Known(WAN, pace=Pace(1e-7, "measured here")), movie(2.0, 2.0, 2.0)
    every = totals(plan, known, forecast(plan, known))
    rest = totals(plan, known, forecast(plan, known, frozenset({"shot-0", "shot-2"})))
    assert (every.to_render, rest.to_render) == (3, 1)
    assert every.render_s and rest.render_s == pytest.approx(every.render_s / 3)
    nothing = totals(plan, known, forecast(plan, known, frozenset({"shot-0", "shot-1", "shot-2"})))
    assert nothing.to_render == 0 and nothing.hours == 0


def test_warnings_name_what_to_do() -> None:
    long = forecast(movie(60.0), Known(family_for("WanVACEPipeline")))[0]
    assert long.take and len(long.take.passes) > 4 and "drift" in long.warnings[0]
    soft = forecast(movie(2.0, size="7680x3200"), Known(WAN))[0]
    assert "enlarged more than 4" in soft.warnings[0]
    tall = forecast(movie(2.0, size="1080x1920", size_px="480x854"), Known(family_for("CogVideoXPipeline")))[0]
    assert any("62% of the picture is cropped" in text for text in tall.warnings)
    assert any("slow motion" in text for text in forecast(movie(8.0), Known(WAN))[0].warnings)
    assert any("known family" in text for text in forecast(movie(2.0), Known())[0].warnings)
    assert forecast(movie(2.0), Known(WAN))[0].warnings == ()


@pytest.mark.parametrize(
    ("name", "link"),
    [("WanPipeline", "none"), ("WanVACEPipeline", "overlap"), ("LTXPipeline", "overlap"),
     ("AnimateDiffPipeline", "free-noise"), ("WanImageToVideoPipeline", "last-frame"), ("SomePipeline", "last-frame")],
)  # fmt: skip
def test_long_shots_are_chained_as_the_model_can(name: str, link: str) -> None:
    assert link_for(family_for(name), movie(2.0).video.diffusion) == link
    assert link_for(family_for(name), movie(2.0, diffusion={"chain": "off"}).video.diffusion) == "none"


def test_a_server_is_asked_for_frames_at_its_rate_and_keeps_its_memory_to_itself() -> None:
    plan = movie(2.0, renderer="remote", remote={"size_px": "832x480", "frame_rate": 16, "steps": 30})
    (shot,) = forecast(plan, Known())
    assert shot.take and shot.take.frame_rate == 16 and sum(shot.take.passes) >= 33
    assert shot.kept == "832x480 cropped to 832x347 by the subject" and shot.memory.source == "on the server"
    assert shot.steps == 30 and not shot.warnings and not shot.problem


def receipt(folder: Path, shot: str, facts: dict[str, Any], steps: int | None = 50, model: str = "a/model") -> None:
    inputs = {"weights": {"model": model, "revision": "1"}, "settings": {"diffusion": {"steps": steps}}}
    path = folder / "clips" / f"{shot}.mp4.receipt.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    about = {"job": "", "signature": "", "version": 1, "after": {}, "bytes": 1, "mtime_ns": 1, "sha256": ""}
    path.write_text(json.dumps({**about, "inputs": inputs, "facts": facts}), encoding="utf-8")


def rendered(seconds: float, **more: Any) -> dict[str, Any]:
    return {"generated_px": [960, 400], "generated_frames": 33, "render_seconds": seconds, "device": "cuda:0", **more}


def test_time_is_the_median_of_what_clips_of_the_model_took_in_any_movie_here(tmp_path: Path) -> None:
    work = 960 * 400 * 33 * 50
    for index, seconds in enumerate((100.0, 110.0, 900.0)):
        receipt(tmp_path / f"movie-{index % 2}", f"a{index}", rendered(seconds))
    receipt(tmp_path / "movie-0", "other", rendered(1.0), model="another/model")
    receipt(tmp_path / "movie-0", "cpu", rendered(5000.0, device="cpu"))
    receipt(tmp_path / "movie-0", "drawn", {"frames": 48})
    (tmp_path / "movie-0" / "clips" / "broken.mp4.receipt.json").write_text("{", encoding="utf-8")
    pace = measured_pace(Workspace(tmp_path / "new"), MODEL, "cuda", 50, WAN)
    assert pace == Pace(pytest.approx(110 / work), "measured here")
    assert measured_pace(Workspace(tmp_path / "new"), MODEL, "mps", 50, WAN) is None


def test_clips_with_as_many_steps_count_before_others(tmp_path: Path) -> None:
    receipt(tmp_path / "m", "few", rendered(30.0), steps=4)
    receipt(tmp_path / "m", "many", rendered(200.0), steps=50)
    pace = measured_pace(Workspace(tmp_path / "m"), MODEL, "cuda", 4, WAN)
    assert pace and pace.seconds == pytest.approx(30 / (960 * 400 * 33 * 4))


@pytest.mark.parametrize(
    ("speed", "seconds", "where"),
    [("5 s of 832x480 in about 4 minutes on an RTX 4090", 240 / (832 * 480 * 80), "on an RTX 4090"),
     ("about 200 s for a clip on an A100", 200 / (832 * 480 * 81), "on an A100"),
     ("71 s for a clip of 640x640 in fp8 on a card of 24 GB (513 s without)", 71 / (640 * 640 * 81),
      "on a card of 24 GB")],
)  # fmt: skip
def test_what_a_card_says_of_speed_is_read(speed: str, seconds: float, where: str) -> None:
    pace = pace_of_card(Card("a/b", native="832x480", frame_rate=16, frames=81, speed=speed), WAN)
    assert pace and pace.seconds == pytest.approx(seconds / 50) and pace.source == f"from the card: {where}"


def test_a_card_that_says_no_time_gives_none() -> None:
    for speed in ("", "not measured", "fast", "75 s for a clip of the step-distilled 480p model on an RTX 4090"):
        assert pace_of_card(Card("a/b", native="832x480", speed=speed), WAN) is None


def test_the_facts_of_a_local_model_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model_index.json").write_text(json.dumps({"_class_name": "WanPipeline", "expand_timesteps": True}))
    known = known_of(movie(2.0, model=str(folder)), Workspace(tmp_path / "m"))
    assert known.family.name == "wan-5b" and known.free_bytes and known.missing_bytes == 0 and known.pace is None


def test_the_facts_of_a_preset_are_known_before_it_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    known = known_of(movie(2.0, model="Wan-AI/Wan2.1-T2V-1.3B-Diffusers"), Workspace(tmp_path / "m"))
    assert known.family.name == "wan" and known.vram_gb == (8, 16) and known.missing_bytes > 10**9
    assert known.pace and known.pace.source == "from the card: on an RTX 4090"


def test_a_card_that_this_torch_cannot_use_is_not_counted_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecast_facts, "graphics_card", lambda: Gpu("X", 24 * GIB, 24 * GIB, "cuda"))
    plan, workspace = movie(2.0, model="Wan-AI/Wan2.1-T2V-1.3B-Diffusers"), Workspace(tmp_path / "m")
    monkeypatch.setattr(forecast_facts, "why_not", lambda gpu: "")
    assert known_of(plan, workspace).device == "cuda"
    monkeypatch.setattr(forecast_facts, "why_not", lambda gpu: "this torch was built for processors only")
    known = known_of(plan, workspace)
    assert known.device == "cpu" and known.host_bytes is None and known.free_bytes != 24 * GIB


def test_many_alike_shots_share_a_line() -> None:
    told = printed(movie(*[2.0, 3.0] * 60), Known(WAN))
    assert "60 shots (shot-0 ...)" in told and "shot-77" not in told
    assert "and 117 more shots" in printed(movie(*[30.0] * 120), Known(WAN))
    assert "shot-3" in printed(movie(*[2.0] * 5), Known(WAN))


def test_durations_are_read_at_a_glance() -> None:
    told = [duration(one) for one in (0.4, 59, 60, 95, 1500, 3600 * 2.25, 86400 * 4)]
    assert told == ["0 s", "59 s", "1 min", "1 min 35 s", "25 min", "2.2 h", "4.0 days"]


def test_a_forecast_loads_no_torch() -> None:
    code = (
        "import sys, moviefactory.video.forecast_facts, moviefactory.screen_forecast;"
        "print([one for one in ('torch', 'diffusers', 'transformers') if one in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_frames_at_fractional_rates_are_counted_exactly() -> None:
    (shot,) = forecast(movie(60.0, rate="30000/1001"), Known(family_for("WanVACEPipeline")))
    assert shot.frames == 1798 and shot.take
    assert (shot.frames - 1) / Fraction(30000, 1001) <= (shot.take.frames - 1) / shot.take.shown_rate + 1 / Fraction(16)
