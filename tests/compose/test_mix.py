"""What is heard when, and how loud: the mix of small made-up sounds."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from compose_kit import RATE, RATE_HZ, SIZE, clip, cue, hit, hum, make_sound

from moviefactory.compose import mix as mix_module
from moviefactory.compose.levels import Meter, Samples
from moviefactory.compose.mix import BUS_LUFS, PEAK_DBFS, STEMS, MixFacts, mix
from moviefactory.errors import MediaError
from moviefactory.media.sound import read_sound
from moviefactory.movie import ComposeSettings
from moviefactory.timeline import FrameRange, PlacedClip, PlacedCue, Timeline

SECONDS = 8
SETTINGS = ComposeSettings()


def timeline_of(*placed: PlacedCue, seconds: float = SECONDS, frame_rate: Fraction = RATE) -> Timeline:
    frames = round(seconds * frame_rate)
    picture = PlacedClip(clip("a", frames), FrameRange(0, frames))
    return Timeline(frame_rate, SIZE, RATE_HZ, (picture,), placed)


def put(
    path: Path, kind: str, start_s: float, stop_s: float, fades: tuple[int, int] = (0, 0), **more: object
) -> PlacedCue:
    """The sound at `path` from `start_s` to `stop_s` of the movie; its id is the file's name."""
    length_s = float(more.pop("length_s", 0.0))  # type: ignore[arg-type]
    sound = cue(path.stem, kind, length_s, str(path), **more)
    return PlacedCue(sound, FrameRange(round(start_s * RATE), round(stop_s * RATE)), *fades)


def mixed(folder: Path, *placed: PlacedCue, settings: ComposeSettings = SETTINGS, **more: float) -> Samples:
    mix(timeline_of(*placed, **more), settings, folder / "mix.wav")  # type: ignore[arg-type]
    return read_sound(folder / "mix.wav")


def level_db(samples: Samples, start_s: float, stop_s: float) -> float:
    part = samples[round(start_s * RATE_HZ) : round(stop_s * RATE_HZ)]
    return float(20 * np.log10(np.sqrt(np.mean(np.square(part))) + 1e-9))


def lufs(samples: Samples, single: bool = False) -> float:
    meter = Meter(RATE_HZ)
    meter.add(samples)
    return meter.momentary_max_lufs() if single else meter.integrated_lufs()


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """music: 16 s of soft beats; bed: 1 s of hum; boom: a hit at 0.1 s; nothing: silence."""
    folder = tmp_path_factory.mktemp("sounds é")
    beats = hum(16.0, 220.0, 0.3) * (0.6 + 0.4 * np.sign(np.sin(2 * np.pi * 2 * np.arange(16 * RATE_HZ) / RATE_HZ)))
    made = {"music": beats, "bed": hum(1.0, 400.0), "boom": hit(1.5, 0.2, 0.1), "nothing": np.zeros(RATE_HZ)}
    return {name: make_sound(folder / f"{name}.wav", samples) for name, samples in made.items()}


@pytest.mark.parametrize(("kind", "name"), [("music", "music"), ("ambience", "bed"), ("effect", "boom")])
def test_every_bus_has_its_level_whatever_the_file_s(
    kind: str, name: str, sounds: dict[str, Path], tmp_path: Path
) -> None:
    stop = SECONDS if kind != "effect" else 1.5
    samples = mixed(tmp_path, put(sounds[name], kind, 0, stop, loop=name == "bed"))
    assert lufs(samples, single=kind == "effect") == pytest.approx(BUS_LUFS[kind], abs=1.0)  # type: ignore[index]


def test_trims_of_plan_and_bus_are_heard(sounds: dict[str, Path], tmp_path: Path) -> None:
    usual = put(sounds["bed"], "ambience", 0, SECONDS, loop=True)
    plain = lufs(mixed(tmp_path, usual))
    louder = replace(usual, cue=replace(usual.cue, gain_db=4.0))
    assert lufs(mixed(tmp_path, louder)) == pytest.approx(plain + 4, abs=0.1)
    settings = ComposeSettings(ambience_db=-6.0)
    assert lufs(mixed(tmp_path, usual, settings=settings)) == pytest.approx(plain - 6, abs=0.1)


@pytest.mark.parametrize("frame_rate", [Fraction(24), Fraction(30000, 1001), Fraction(7)])
def test_the_mix_is_as_long_as_the_picture(frame_rate: Fraction, tmp_path: Path) -> None:
    timeline = timeline_of(seconds=3.3, frame_rate=frame_rate)
    mix(timeline, SETTINGS, tmp_path / "mix.wav")
    assert len(read_sound(tmp_path / "mix.wav")) == round(timeline.frames * RATE_HZ / frame_rate)


def test_an_effect_is_heard_on_its_sample(sounds: dict[str, Path], tmp_path: Path) -> None:
    samples = mixed(tmp_path, put(sounds["boom"], "effect", 2.0, 3.5))
    loud = np.flatnonzero(np.abs(samples[:, 0]) > 0.05)
    assert loud[0] == pytest.approx((2.0 + 0.1) * RATE_HZ, abs=100)
    assert level_db(samples, 0, 2.09) < -100
    assert level_db(samples, 3.51, SECONDS) < -100


def test_the_music_steps_back_under_an_effect_by_as_much_as_asked_and_comes_back(
    sounds: dict[str, Path], tmp_path: Path
) -> None:
    music, boom = put(sounds["music"], "music", 0, SECONDS), put(sounds["boom"], "effect", 4.0, 5.5)
    stems = {}
    for duck_db in (0.0, 9.0):
        mix(timeline_of(music, boom), ComposeSettings(duck_db=duck_db), tmp_path / "mix.wav", tmp_path)
        stems[duck_db] = read_sound(tmp_path / "music.wav")
    change = [level_db(stems[9.0], at, at + 0.1) - level_db(stems[0.0], at, at + 0.1) for at in (1.0, 4.15, 6.5)]
    assert change == pytest.approx([0, -9, 0], abs=0.3)


def test_planned_music_is_heard_to_the_end_and_ends(sounds: dict[str, Path], tmp_path: Path) -> None:
    for seconds in (5, 25):  # the track has 16
        samples = mixed(tmp_path, put(sounds["music"], "music", 0, seconds), seconds=seconds)
        assert min(level_db(samples, at, at + 0.5) for at in np.arange(0.2, seconds - 3, 0.5)) > -35
        assert level_db(samples, seconds - 0.05, seconds) < -50


def test_a_loop_repeats_without_a_hole_and_a_bed_that_is_none_is_made_one(
    sounds: dict[str, Path], tmp_path: Path
) -> None:
    for loop in (True, False):
        samples = mixed(tmp_path, put(sounds["bed"], "ambience", 0, SECONDS, loop=loop))
        levels = [level_db(samples, at, at + 0.05) for at in np.arange(0.1, SECONDS - 0.2, 0.05)]
        assert max(levels) - min(levels) < 4


def test_a_handover_of_two_beds_keeps_the_level(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    paths = [make_sound(tmp_path / f"n{one}.wav", 0.1 * chance.standard_normal(6 * RATE_HZ)) for one in (0, 1)]
    samples = mixed(
        tmp_path,
        put(paths[0], "ambience", 0, 5, (0, 48)),
        put(paths[1], "ambience", 3, 8, (48, 0)),
    )
    levels = [level_db(samples, at, at + 0.25) for at in np.arange(0.1, 7.5, 0.25)]
    assert max(levels) - min(levels) < 1.0


def test_blocks_leave_no_trace(sounds: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    placed = (
        put(sounds["music"], "music", 0, SECONDS),
        put(sounds["bed"], "ambience", 0.5, 7, (12, 12), loop=True),
        put(sounds["boom"], "effect", 2.5, 4),
    )
    whole = mixed(tmp_path, *placed)
    monkeypatch.setattr(mix_module, "BLOCK_S", 1)
    assert np.abs(mixed(tmp_path, *placed) - whole).max() < 1e-5


def test_the_stems_add_up_to_the_mix(sounds: dict[str, Path], tmp_path: Path) -> None:
    placed = (
        put(sounds["music"], "music", 0, SECONDS),
        put(sounds["bed"], "ambience", 0, SECONDS, loop=True),
        put(sounds["boom"], "effect", 2, 3.5),
    )
    facts = mix(timeline_of(*placed), SETTINGS, tmp_path / "mix.wav", tmp_path / "stems")
    stems = [read_sound(facts.stems[name]) for name in STEMS]
    assert all(np.abs(stem).max() > 0.01 for stem in stems)
    assert np.allclose(sum(stems), read_sound(tmp_path / "mix.wav"), atol=1e-5)


def test_a_click_is_not_raised_past_full_scale(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "click.wav", np.concatenate([np.full(48, 0.01), np.zeros(RATE_HZ)]))
    samples = mixed(tmp_path, put(path, "effect", 1, 2))
    assert np.abs(samples).max() <= 10 ** (PEAK_DBFS / 20) + 1e-4


def test_no_sound_at_all_is_a_silent_mix(tmp_path: Path) -> None:
    assert mix(timeline_of(), SETTINGS, tmp_path / "mix.wav") == MixFacts(-70.0)


def test_a_cue_in_which_nothing_is_heard_is_named(sounds: dict[str, Path], tmp_path: Path) -> None:
    placed = put(sounds["nothing"], "effect", 0, 1), put(sounds["boom"], "effect", 2, 3)
    assert mix(timeline_of(*placed), SETTINGS, tmp_path / "mix.wav").silent_cues == ("nothing",)


def test_a_file_that_cannot_be_read_is_named_with_its_sound(tmp_path: Path) -> None:
    (tmp_path / "broken.wav").write_bytes(b"RIFF")
    for name in ("broken", "missing"):
        with pytest.raises(MediaError, match=f"sound '{name}' cannot be read"):
            mixed(tmp_path, put(tmp_path / f"{name}.wav", "effect", 0, 1))


def test_a_cue_that_starts_after_its_file_s_end_is_named(sounds: dict[str, Path], tmp_path: Path) -> None:
    late = put(sounds["boom"], "effect", 0, 1)
    late = replace(late, cue=replace(late.cue, start_in_file_s=99.0))
    with pytest.raises(MediaError, match=r"'boom': boom\.wav has nothing at 99"):
        mixed(tmp_path, late)
