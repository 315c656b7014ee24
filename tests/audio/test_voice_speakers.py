"""Who speaks: what "auto" takes, and what each speaker makes of a voice, a language and a speed."""

import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import soundfile
from saying_program import install_espeak

from moviefactory.audio.voice import SPEAKERS, chosen_speaker, load_speaker, speaker_of
from moviefactory.errors import MediaError, NotInstalled, PlanError
from moviefactory.settings import VoiceSettings


@pytest.fixture
def espeak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that holds what the stand-in was called with."""
    return install_espeak(tmp_path / "bin", monkeypatch)


def piper_voice(folder: Path, name: str = "en_US-amy-low", **said: object) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.onnx").write_bytes(b"onnx" * 10)
    settings = {"audio": {"sample_rate": 16000}, "phoneme_id_map": {}, "num_speakers": 1, "speaker_id_map": {}, **said}
    (folder / f"{name}.onnx.json").write_text(json.dumps(settings))
    return folder / f"{name}.onnx"


def kokoro_voice(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kokoro-v1.0.onnx").write_bytes(b"onnx")
    with (folder / "voices-v1.0.bin").open("wb") as file:
        np.savez(file, **{name: np.zeros(3, np.float32) for name in names or ("af_heart", "bf_emma", "ff_siwis")})
    return folder / "kokoro-v1.0.onnx"


def refusal(name: str, model: str, settings: VoiceSettings, voice: str, folder: Path) -> str:
    with pytest.raises(PlanError) as caught:
        load_speaker(name, model, "", folder).speak("Hello.", voice, settings, folder / "out.wav")
    return str(caught.value)


# ---- who is taken


def test_auto_takes_a_voice_file_then_a_server_then_espeak_then_nobody(
    tmp_path: Path, espeak: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chosen_speaker(VoiceSettings()) == "espeak"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chosen_speaker(VoiceSettings()) == "none"
    monkeypatch.setenv("MOVIEFACTORY_VOICE_BASE_URL", "http://localhost:8880/v1")
    assert chosen_speaker(VoiceSettings()) == "openai"
    piper_voice(tmp_path / "movie" / "amy")
    kokoro_voice(tmp_path / "kokoro")
    assert chosen_speaker(VoiceSettings(model="amy"), tmp_path / "movie") == "piper"
    assert chosen_speaker(VoiceSettings(model=str(tmp_path / "kokoro" / "kokoro-v1.0.onnx"))) == "kokoro"
    assert chosen_speaker(VoiceSettings(model="amy", base_url="http://localhost:1/v1"), tmp_path / "movie") == "openai"
    assert chosen_speaker(VoiceSettings(speaker="espeak", model="amy")) == "espeak"


def test_a_key_for_a_language_model_makes_nobody_speak(monkeypatch: pytest.MonkeyPatch, espeak: Path) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:11434/v1")
    assert chosen_speaker(VoiceSettings()) == "espeak"


def test_what_cannot_be_taken_is_said(tmp_path: Path) -> None:
    for settings, words in (
        (VoiceSettings(speaker="siri"), "choose one of auto, espeak"),
        (VoiceSettings(model="nowhere.onnx"), "is no voice file"),
        (VoiceSettings(model=str(tmp_path)), "name one of the files"),
    ):
        for name in ("a.onnx", "b.onnx"):
            (tmp_path / name).touch()
        with pytest.raises(PlanError, match=words):
            chosen_speaker(settings)
    (tmp_path / "b.onnx").unlink()
    with pytest.raises(PlanError, match=r"beside a\.onnx lies neither a\.onnx\.json"):
        chosen_speaker(VoiceSettings(model=str(tmp_path)))


@pytest.mark.parametrize("name", SPEAKERS)
def test_every_speaker_has_what_a_speaker_has(name: str, tmp_path: Path, espeak: Path) -> None:
    voice = {"piper": piper_voice, "kokoro": kokoro_voice}.get(name)
    model = str(voice(tmp_path / "voice")) if voice else ""
    one = load_speaker(name, model, "http://localhost:1/v1" if name == "openai" else "", tmp_path)
    assert one.revision.startswith(name) and one.licence and isinstance(one.note + one.credit, str)
    assert all(isinstance(voice, str) for voice in one.voices())


def test_nobody_speaks_as_long_as_a_voice_would(tmp_path: Path) -> None:
    one = load_speaker("none", "", "", None)
    one.speak("Every night he lit the lamp.", "", VoiceSettings(), tmp_path / "a.wav")
    samples, _ = soundfile.read(tmp_path / "a.wav")
    assert not samples.any() and 1.5 < len(samples) / 48_000 < 3.5 and "subtitles only" in one.note


# ---- espeak-ng


def test_espeak_gets_its_text_by_stdin_and_its_voice_by_name(tmp_path: Path, espeak: Path) -> None:
    settings = VoiceSettings(language="pt-BR", speed=2.0)
    one = speaker_of(settings)
    one.speak("-v evil $(x) 日本", "", settings, tmp_path / "a.wav")
    one.speak("Hi.", "en-us+f3", settings, tmp_path / "b.wav")
    calls = [json.loads(line) for line in espeak.read_text().splitlines()]
    said = [call for call in calls if "-w" in call["arguments"]]
    assert said[0]["text"] == "-v evil $(x) 日本" and said[0]["arguments"][:4] == ["-v", "pt-br", "-s", "310"]
    assert said[1]["arguments"][1] == "en-us+f3" and "--stdin" in said[1]["arguments"]
    assert soundfile.info(tmp_path / "a.wav").duration > 0.1


@pytest.mark.parametrize(("language", "voice"), [("en", "en-gb"), ("en-GB", "en-gb"), ("de-AT", "de"), ("zh", "cmn"),
                                                 ("pt", "pt-br"), ("no", "nb"), ("fr", "fr-fr")])  # fmt: skip
def test_espeak_finds_the_nearest_voice_of_a_language(language: str, voice: str, tmp_path: Path, espeak: Path) -> None:
    load_speaker("espeak", "", "", tmp_path).speak("x", "", VoiceSettings(language=language), tmp_path / "a.wav")
    asked = json.loads(espeak.read_text().splitlines()[-1])["arguments"][1]
    assert asked in (voice, language.lower())


def spoken_in(espeak: Path) -> list[str]:
    calls = [json.loads(line)["arguments"] for line in espeak.read_text().splitlines()]
    return [call[1] for call in calls if "-w" in call]


def test_espeak_takes_a_language_for_a_voice(tmp_path: Path, espeak: Path) -> None:
    one = load_speaker("espeak", "", "", tmp_path)
    for voice in ("fr", "FR", "fr-CA+f2", "zh"):
        one.speak("x", voice, VoiceSettings(), tmp_path / "a.wav")
    assert spoken_in(espeak) == ["fr-fr", "fr-fr", "fr-fr+f2", "cmn"]


@pytest.mark.parametrize(("text", "language", "voice"), [
    ("海上风平浪静。", "en", "cmn"), ("海は静か OK", "en", "ja"), ("海は静か", "zh", "ja"), ("海", "ja", "ja"),
    ("He said 日本.", "en", "en"), ("море", "en", "en"), ("", "de", "de"),
])  # fmt: skip
def test_espeak_spells_no_foreign_script(text: str, language: str, voice: str, tmp_path: Path, espeak: Path) -> None:
    load_speaker("espeak", "", "", tmp_path).speak(text, "", VoiceSettings(language=language), tmp_path / "a.wav")
    assert spoken_in(espeak) == [voice]


@pytest.mark.parametrize("voice", ["nosuch", "--path=/tmp", "../../etc/x", "/etc/passwd", "en-us;x", "en-us+../x"])
def test_espeak_refuses_a_voice_that_is_none(voice: str, tmp_path: Path, espeak: Path) -> None:
    said = refusal("espeak", "", VoiceSettings(), voice, tmp_path)
    assert "has no voice" in said and "en-us" in said


def test_espeak_says_which_language_it_lacks_and_where_it_is_to_be_had(
    tmp_path: Path, espeak: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "does not speak 'tlh'" in refusal("espeak", "", VoiceSettings(language="tlh"), "", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    with pytest.raises(NotInstalled, match="apt install espeak-ng"):
        _ = load_speaker("espeak", "", "", tmp_path / "other").revision


def test_espeak_that_fails_says_why(tmp_path: Path, espeak: Path) -> None:
    with pytest.raises(MediaError, match="the tongue is tied"):
        load_speaker("espeak", "", "", tmp_path).speak("FAIL", "", VoiceSettings(), tmp_path / "a.wav")


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed")
def test_the_real_espeak_speaks(tmp_path: Path) -> None:
    one = load_speaker("espeak", "", "", tmp_path)
    one.speak("Every night he lit the lamp.", "", VoiceSettings(), tmp_path / "a.wav")
    one.speak("Every night he lit the lamp.", "en-us+f3", VoiceSettings(speed=1.6), tmp_path / "b.wav")
    slow, fast = (soundfile.info(tmp_path / name).duration for name in ("a.wav", "b.wav"))
    assert 1.0 < fast < slow < 4.0


# ---- Piper


@pytest.fixture
def piper(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A stand-in for the package piper; what it was called with."""
    calls: list[Any] = []

    def synthesize(text: str, manner: Any) -> list[Any]:
        calls.append((text, manner))
        sentences = [one for one in text.split(".") if one.strip()]
        return [SimpleNamespace(audio_float_array=np.full(1600, 0.1, np.float32)) for _ in sentences]

    def load(path: Path, config: Path, download_dir: Path) -> Any:
        if path.read_bytes()[:4] != b"onnx":
            raise RuntimeError("INVALID_PROTOBUF")
        return SimpleNamespace(config=SimpleNamespace(sample_rate=16000), synthesize=synthesize)

    module = SimpleNamespace(PiperVoice=SimpleNamespace(load=load), SynthesisConfig=SimpleNamespace)
    monkeypatch.setitem(sys.modules, "piper", module)
    return calls


def test_piper_speaks_with_pauses_between_sentences_at_the_asked_speed(tmp_path: Path, piper: list[Any]) -> None:
    path = piper_voice(tmp_path, speaker_id_map={"anna": 0, "ben": 1}, num_speakers=2, inference={"length_scale": 1.5})
    one = load_speaker("piper", str(path), "", tmp_path)
    one.speak("One. Two.", "ben", VoiceSettings(speed=1.25), tmp_path / "a.wav")
    ((text, manner),) = piper
    assert text == "One. Two." and manner.speaker_id == 1 and manner.length_scale == pytest.approx(1.2)
    assert soundfile.info(tmp_path / "a.wav").samplerate == 16000
    assert soundfile.info(tmp_path / "a.wav").duration == pytest.approx(0.7)
    assert one.voices() == ("anna", "ben")


def test_piper_says_what_is_wrong_with_a_voice(tmp_path: Path, piper: list[Any]) -> None:
    path = piper_voice(tmp_path / "one")
    assert "has no speaker 'ben'" in refusal("piper", str(path), VoiceSettings(), "ben", tmp_path)
    assert "it has en_US-amy-low" in refusal("piper", str(path), VoiceSettings(), "1", tmp_path)
    broken = piper_voice(tmp_path / "two")
    broken.write_bytes(b"<html>")
    assert "is no voice of Piper" in refusal("piper", str(broken), VoiceSettings(), "", tmp_path)
    (tmp_path / "two" / "en_US-amy-low.onnx.json").write_text("[]")
    assert "does not describe a Piper voice" in refusal("piper", str(broken), VoiceSettings(), "", tmp_path / "one")
    (tmp_path / "two" / "en_US-amy-low.onnx.json").unlink()
    assert "is not beside" in refusal("piper", "two", VoiceSettings(), "", tmp_path)
    assert "there is no Piper voice" in refusal("piper", "three", VoiceSettings(), "", tmp_path)


def test_a_chinese_voice_of_piper_fetches_nothing_unasked(tmp_path: Path, piper: list[Any]) -> None:
    path = piper_voice(tmp_path, "zh_CN-x", phoneme_type="pinyin")
    assert "g2pW" in refusal("piper", str(path), VoiceSettings(), "", tmp_path)


def test_the_licence_of_a_voice_is_read_from_its_card(tmp_path: Path) -> None:
    path = piper_voice(tmp_path)
    assert load_speaker("piper", str(path), "", None).licence == "own"
    (tmp_path / "MODEL_CARD").write_text("# Model card\n\n* Speakers: 1\n* License: CC BY-NC 4.0\n")
    one = load_speaker("piper", str(path), "", tmp_path)
    assert one.licence == "CC BY-NC 4.0" and "CC BY-NC 4.0" in one.credit


def test_another_voice_file_is_another_revision(tmp_path: Path) -> None:
    revisions = set()
    for name, content in (("one", b"onnx1"), ("two", b"onnx2")):
        path = piper_voice(tmp_path / name)
        path.write_bytes(content)
        revisions.add(load_speaker("piper", str(path), "", None).revision)
    assert len(revisions) == 2


# ---- Kokoro


@pytest.fixture
def kokoro(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    calls: list[Any] = []

    class Kokoro:
        def __init__(self, model: str, voices: str) -> None:
            calls.append(("made", model, voices))

        def create(self, text: str, voice: str, speed: float, lang: str) -> Any:
            calls.append((text, voice, speed, lang))
            return np.full(2400, 0.2, np.float32), 24000

    monkeypatch.setitem(sys.modules, "kokoro_onnx", SimpleNamespace(Kokoro=Kokoro))
    return calls


@pytest.mark.parametrize(
    ("voice", "language", "spoken"),
    [
        ("", "en", ("af_heart", "en-us")),
        ("", "en-GB", ("bf_emma", "en-gb")),
        ("bf_emma", "en", ("bf_emma", "en-gb")),
        ("", "fr", ("ff_siwis", "fr-fr")),
        ("af_heart", "es", ("af_heart", "es")),
        ("af_heart", "de", ("af_heart", "de")),
    ],
)
def test_kokoro_speaks_in_the_voice_and_the_language(
    voice: str, language: str, spoken: tuple[str, str], tmp_path: Path, kokoro: list[Any]
) -> None:
    path = kokoro_voice(tmp_path)
    one = load_speaker("kokoro", str(path), "", tmp_path)
    one.speak("Hello.", voice, VoiceSettings(language=language, speed=1.5), tmp_path / "a.wav")
    assert kokoro[-1] == ("Hello.", spoken[0], 1.5, spoken[1])
    assert soundfile.info(tmp_path / "a.wav").samplerate == 24000


def test_kokoro_says_what_is_wrong(tmp_path: Path, kokoro: list[Any]) -> None:
    path = kokoro_voice(tmp_path / "one")
    assert "it has af_heart, bf_emma" in refusal("kokoro", str(path), VoiceSettings(), "nobody", tmp_path)
    assert "it speaks en-gb, en-us, fr-fr" in refusal("kokoro", "one", VoiceSettings(language="de"), "", tmp_path)
    (tmp_path / "one" / "voices-v1.0.bin").write_bytes(b"no archive")
    assert "is no file of voices" in refusal("kokoro", "one", VoiceSettings(), "", tmp_path / "one" / "..")
    (tmp_path / "one" / "voices-v1.0.bin").unlink()
    assert "voices file beside it" in refusal("kokoro", str(path), VoiceSettings(speed=2), "", tmp_path / "x")


@pytest.mark.parametrize(("name", "package"), [("piper", "piper"), ("kokoro", "kokoro_onnx")])
def test_a_missing_package_is_named_with_the_pip_line(
    name: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    path = piper_voice(tmp_path) if name == "piper" else kokoro_voice(tmp_path)
    with pytest.raises(NotInstalled, match=rf"needs {package}; pip install"):
        load_speaker(name, str(path), "", tmp_path).speak("Hello.", "", VoiceSettings(), tmp_path / "a.wav")
