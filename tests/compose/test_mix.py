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
from moviefactory.compose.mix import MixFacts, mix
from moviefactory.compose.strips import BUS_LUFS, PEAK_DBFS
from moviefactory.errors import MediaError
from moviefactory.media.sound import read_sound
from moviefactory.settings import ComposeSettings
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


def changes_db(
    folder: Path, placed: tuple[PlacedCue, ...], moments: tuple[float, ...], **settings: float
) -> dict[str, list[float]]:
    """By how much `settings` change every bus at `moments`, against no ducking at all."""
    none = {"duck_db": 0.0, "voice_duck_db": 0.0}
    levels = []
    for one in (none, {**none, **settings}):
        facts = mix(timeline_of(*placed), ComposeSettings.model_validate(one), folder / "mix.wav", folder / "stems")
        heard = {name: read_sound(path) for name, path in facts.stems.items()}
        levels.append({name: [level_db(bus, at, at + 0.1) for at in moments] for name, bus in heard.items()})
    before, after = levels
    return {name: [new - old for new, old in zip(after[name], before[name], strict=True)] for name in before}


def lufs(samples: Samples, single: bool = False) -> float:
    meter = Meter(RATE_HZ)
    meter.add(samples)
    return meter.momentary_max_lufs() if single else meter.integrated_lufs()


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """music: 16 s of soft beats; bed: 1 s of hum; boom: a hit at 0.1 s; line: two words; clip: hum; nothing."""
    folder = tmp_path_factory.mktemp("sounds é")
    beats = hum(16.0, 220.0, 0.3) * (0.6 + 0.4 * np.sign(np.sin(2 * np.pi * 2 * np.arange(16 * RATE_HZ) / RATE_HZ)))
    made = {"music": beats, "bed": hum(1.0, 400.0), "boom": hit(1.5, 0.2, 0.1), "nothing": np.zeros(RATE_HZ)}
    made["line"] = np.concatenate([hum(0.5, 300.0), np.zeros(RATE_HZ // 4), hum(0.5, 350.0)])
    made["clip"] = hum(SECONDS, 500.0)
    return {name: make_sound(folder / f"{name}.wav", samples) for name, samples in made.items()}


KINDS = [("music", "music"), ("ambience", "bed"), ("effect", "boom"), ("voice", "line"), ("model", "clip")]


@pytest.mark.parametrize(("kind", "name"), KINDS)
def test_every_bus_has_its_level_whatever_the_file_s(
    kind: str, name: str, sounds: dict[str, Path], tmp_path: Path
) -> None:
    stop = {"effect": 1.5, "voice": 1.25}.get(kind, SECONDS)
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
    placed = put(sounds["music"], "music", 0, SECONDS), put(sounds["boom"], "effect", 4.0, 5.5)
    changes = changes_db(tmp_path, placed, (1.0, 4.15, 6.5), duck_db=9.0)
    assert changes["music"] == pytest.approx([0, -9, 0], abs=0.3)


def test_everything_steps_back_under_a_voice_and_the_music_most(sounds: dict[str, Path], tmp_path: Path) -> None:
    placed = (
        put(sounds["music"], "music", 0, SECONDS),
        put(sounds["bed"], "ambience", 0, SECONDS, loop=True),
        put(sounds["bed"], "effect", 0, SECONDS, loop=True),
        put(sounds["clip"], "model", 0, SECONDS),
        put(sounds["line"], "voice", 3.0, 4.25),
    )
    moments = (1.0, 3.1, 3.6, 4.1, 6.0)  # before, in the first word, in the pause between the words, ...
    changes = changes_db(tmp_path, placed, moments, voice_duck_db=12.0)
    for bus, depth_db in {"music": 12, "ambience": 6, "effects": 6, "model": 6, "voice": 0}.items():
        assert changes[bus] == pytest.approx([0, -depth_db, -depth_db, -depth_db, 0], abs=0.3)


def test_the_deeper_step_counts_where_a_voice_and_an_effect_meet(sounds: dict[str, Path], tmp_path: Path) -> None:
    placed = (
        put(sounds["music"], "music", 0, SECONDS),
        put(sounds["boom"], "effect", 3.0, 4.5),
        put(sounds["line"], "voice", 3.0, 4.25),
    )
    changes = changes_db(tmp_path, placed, (3.15,), duck_db=6.0, voice_duck_db=10.0)
    assert changes["music"] == pytest.approx([-10], abs=0.3)


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
        levels = [level_db(samples, at, at + 0.05) for at in np.arange(0.1, SECONDS - 0.6, 0.05)]
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
    assert sorted(facts.stems) == ["ambience", "effects", "music"]
    stems = [read_sound(path) for path in facts.stems.values()]
    assert all(np.abs(stem).max() > 0.01 for stem in stems)
    assert np.allclose(sum(stems), read_sound(tmp_path / "mix.wav"), atol=1e-5)


def test_only_buses_with_a_sound_have_a_stem_and_those_of_the_last_mix_go(
    sounds: dict[str, Path], tmp_path: Path
) -> None:
    boom, bed = put(sounds["boom"], "effect", 2, 3.5), put(sounds["bed"], "ambience", 0, SECONDS, loop=True)
    silent = put(sounds["nothing"], "voice", 0, 1)
    mix(timeline_of(boom, bed, silent), SETTINGS, tmp_path / "mix.wav", tmp_path / "stems")
    (tmp_path / "stems" / "mine.txt").write_text("a person's own")
    assert sorted(path.name for path in (tmp_path / "stems").iterdir()) == ["ambience.wav", "effects.wav", "mine.txt"]
    mix(timeline_of(boom), SETTINGS, tmp_path / "mix.wav", tmp_path / "stems")
    assert sorted(path.name for path in (tmp_path / "stems").iterdir()) == ["effects.wav", "mine.txt"]


def test_a_mix_that_fails_leaves_the_stems_of_the_last_and_no_side_files(
    sounds: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boom = put(sounds["boom"], "effect", 2, 3.5)
    mix(timeline_of(boom), SETTINGS, tmp_path / "mix.wav", tmp_path / "stems")
    before = (tmp_path / "stems" / "effects.wav").read_bytes()

    def refuse(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(mix_module, "envelope_gain", refuse)
    with pytest.raises(KeyboardInterrupt):
        mix(
            timeline_of(boom, put(sounds["music"], "music", 0, SECONDS)),
            SETTINGS,
            tmp_path / "m.wav",
            tmp_path / "stems",
        )
    assert [path.name for path in (tmp_path / "stems").iterdir()] == ["effects.wav"]
    assert (tmp_path / "stems" / "effects.wav").read_bytes() == before


def test_a_large_stem_is_an_rf64_file(sounds: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mix_module, "LARGE_BYTES", 1000)
    mix(timeline_of(put(sounds["boom"], "effect", 2, 3.5)), SETTINGS, tmp_path / "mix.wav", tmp_path / "stems")
    assert (tmp_path / "stems" / "effects.wav").read_bytes()[:4] == b"RF64"
    assert np.array_equal(read_sound(tmp_path / "stems" / "effects.wav"), read_sound(tmp_path / "mix.wav"))


@pytest.mark.parametrize("seconds", [0.5, 1.0, SECONDS])
def test_nothing_ends_hard_whatever_plays_at_the_end(seconds: float, sounds: dict[str, Path], tmp_path: Path) -> None:
    names = {"music": "music", "ambience": "bed", "effect": "clip", "voice": "clip", "model": "clip"}
    placed = (put(sounds[name], kind, 0, seconds, loop=name == "bed") for kind, name in names.items())
    samples = mixed(tmp_path, *placed, seconds=seconds)
    assert level_db(samples, 0.2 * seconds, 0.4 * seconds) > -30
    assert level_db(samples, seconds - 0.05, seconds) < -50


def test_nothing_begins_hard_where_a_track_is_taken_up_in_its_middle(tmp_path: Path) -> None:
    track = make_sound(tmp_path / "track.wav", 0.5 * np.cos(2 * np.pi * 220 * np.arange(20 * RATE_HZ) / RATE_HZ))
    samples = mixed(tmp_path, put(track, "music", 0, SECONDS))
    assert level_db(samples, 0, 0.002) < level_db(samples, 0.1, 0.2) - 20
    assert level_db(samples, 0.03, 0.06) == pytest.approx(level_db(samples, 0.1, 0.2), abs=1.0)


def test_the_sound_of_a_clip_begins_and_ends_without_a_click_even_where_its_file_ends_early(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "clip.wav", hum(2.0, 60.0, 0.5) + 0.2)
    samples = mixed(tmp_path, put(path, "model", 1, 5))
    steps = np.abs(np.diff(samples[:, 0]))
    assert steps.max() < 2.5 * steps[2 * RATE_HZ : int(2.9 * RATE_HZ)].max()
    assert level_db(samples, 1.5, 2.5) > -30
    assert level_db(samples, 3.01, SECONDS) < -80


def test_what_a_model_made_nearly_silent_is_not_blown_up(tmp_path: Path) -> None:
    hiss = 1e-3 * np.random.default_rng(0).standard_normal(4 * RATE_HZ)
    samples = mixed(tmp_path, put(make_sound(tmp_path / "hiss.wav", hiss), "model", 0, 4))
    assert lufs(samples) < -40


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
    with pytest.raises(MediaError, match=r"'boom' cannot be read: boom\.wav has nothing at 99"):
        mixed(tmp_path, late)
