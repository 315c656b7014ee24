"""Lines spoken by a server that speaks OpenAI's protocol: what is sent and taken, and what is said when it fails."""

import struct
import time
from pathlib import Path
from typing import Any

import pytest
from talking_server import Reply, error, spoken, talking

from moviefactory.audio.voice import chosen_speaker
from moviefactory.audio.voice.openai_speaker import OpenaiSpeaker
from moviefactory.audio.voice.speech_server import server_of
from moviefactory.errors import PlanError, StageError
from moviefactory.media.sound import read_sound
from moviefactory.settings import VoiceSettings

KEY = "sk-voice-0123456789abcdef"
SETTINGS = VoiceSettings()


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MOVIEFACTORY_VOICE_BASE_URL", "MOVIEFACTORY_VOICE_API_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL",
                 "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_CUSTOM_HEADERS", "HTTP_PROXY", "ALL_PROXY"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)


def speaker(url: str, waits: list[float] | None = None, model: str = "") -> OpenaiSpeaker:
    return OpenaiSpeaker(model, url, sleep=(waits if waits is not None else []).append)


def say(one: OpenaiSpeaker, folder: Path, text: str = "Hello there.", settings: VoiceSettings = SETTINGS) -> float:
    one.speak(text, "", settings, folder / "line.wav")
    return len(read_sound(folder / "line.wav")) / 48_000


def test_a_line_is_asked_for_and_kept(tmp_path: Path) -> None:
    with talking() as server:
        assert say(speaker(server.url), tmp_path) == pytest.approx(1.5, abs=0.01)
    assert server.paths == ["/v1/audio/speech"]
    assert server.asked == [{"input": "Hello there.", "model": "tts-1", "voice": "alloy", "response_format": "wav"}]


@pytest.mark.parametrize("kind", ["FLAC", "OGG", "MP3", "AIFF"])
def test_other_formats_than_asked_for_are_taken(kind: str, tmp_path: Path) -> None:
    with talking((200, {}, spoken(kind=kind))) as server:
        assert say(speaker(server.url), tmp_path) == pytest.approx(1.5, abs=0.1)


def test_a_streamed_wave_file_without_a_length_is_read_to_its_end(tmp_path: Path) -> None:
    data = bytearray(spoken())
    data[4:8] = data[40:44] = struct.pack("<I", 0xFFFFFFFF)
    with talking((200, {}, bytes(data))) as server:
        assert say(speaker(server.url), tmp_path) == pytest.approx(1.5, abs=0.01)


def test_a_busy_server_is_asked_again_when_it_says(tmp_path: Path) -> None:
    waits: list[float] = []
    busy: Reply = (429, {"Retry-After": "3", "Content-Length": "2"}, b"{}")
    with talking(busy, error(503, "loading"), (200, {}, spoken())) as server:
        say(speaker(server.url, waits), tmp_path)
    assert len(server.asked) == 3 and waits == [3.0, 2.0]


def test_a_server_that_stays_broken_is_given_up_in_its_own_words(tmp_path: Path) -> None:
    waits: list[float] = []
    with talking(error(500, "CUDA out of memory")) as server, pytest.raises(StageError, match="CUDA out of memory"):
        say(speaker(server.url, waits), tmp_path)
    assert len(server.asked) == 4 and waits == [1.0, 2.0, 4.0]
    assert not (tmp_path / "line.wav").exists()


def test_parameters_that_a_server_does_not_know_are_left_out_and_made_up_for(tmp_path: Path) -> None:
    def picky(asked: dict[str, Any]) -> Reply:
        for name in ("speed", "response_format"):
            if name in asked:
                return error(422, f"extra fields not permitted: {name}")
        return 200, {}, spoken()

    with talking(picky) as server:
        seconds = say(speaker(server.url), tmp_path, settings=VoiceSettings(speed=1.5))
    assert server.asked[-1].keys() == {"input", "model", "voice"}
    assert seconds == pytest.approx(1.0, abs=0.08)


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (error(401, f"Incorrect API key provided: {KEY}"), PlanError, "the key was refused"),
        (error(429, "You exceeded your current quota", code="insufficient_quota"), PlanError, "no credit"),
        (error(400, "Invalid voice: 'alloy'", param="voice"), PlanError, "asked for voice.voice 'alloy'"),
        (error(404, "The model `tts-1` does not exist"), PlanError, "asked for voice.model 'tts-1'"),
        ((404, {}, b"<html><title>Not Found</title>"), PlanError, "often ends in /v1"),
        ((302, {"Location": "http://evil.example/"}, b""), PlanError, "sends requests elsewhere"),
        ((200, {}, b'{"detail": "no such thing as speech"}'), StageError, "no such thing as speech"),
        ((200, {}, b"<!doctype html><head><title>Welcome</title>"), StageError, "a web page .*Welcome"),
        ((200, {}, b""), StageError, "empty answer"),
        ((200, {}, bytes(5000)), StageError, "no sound file"),
        ((200, {}, b"RIFF\0\0\0\0AVI LIST"), StageError, "no sound file"),
    ],
    ids=["key", "credit", "voice", "model", "no-route", "redirect", "json", "page", "empty", "zeros", "avi"],
)
def test_what_fails_is_said_in_words(reply: Reply, kind: type[Exception], words: str, tmp_path: Path) -> None:
    with talking(reply) as server, pytest.raises(kind, match=words) as caught:
        say(speaker(server.url), tmp_path)
    assert KEY not in str(caught.value) and "\n" not in str(caught.value)


def test_nobody_there_is_said_at_once(tmp_path: Path) -> None:
    waits: list[float] = []
    with talking() as server:
        url = server.url
    with pytest.raises(StageError, match="nothing listens there"):
        say(speaker(url, waits), tmp_path)
    assert waits == []


def test_a_server_that_drips_is_left_at_the_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moviefactory.audio.voice.openai_speaker._DEADLINE_S", 0.4)
    began = time.monotonic()
    with talking(drips=True) as server, pytest.raises(StageError, match="did not answer in time"):
        say(speaker(server.url), tmp_path)
    assert time.monotonic() - began < 5 and len(server.asked) == 1


def test_an_endless_answer_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moviefactory.audio.voice.speech_wire._MOST_BYTES", 10_000)
    with talking() as server, pytest.raises(StageError, match="more than"):
        say(speaker(server.url), tmp_path)


def test_a_key_goes_to_the_address_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIEFACTORY_VOICE_API_KEY", KEY)
    with talking() as server:
        monkeypatch.setenv("MOVIEFACTORY_VOICE_BASE_URL", server.url)
        assert chosen_speaker(SETTINGS) == "openai"
        say(speaker(""), tmp_path)
        say(speaker(server.url), tmp_path)  # the plan may name the same
    assert [one["authorization"] for one in server.headers] == [f"Bearer {KEY}"] * 2


@pytest.mark.parametrize("name", ["MOVIEFACTORY_VOICE_API_KEY", "OPENAI_API_KEY"])
def test_a_key_never_goes_to_an_address_that_only_the_plan_names(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, KEY)
    monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: hush")
    with talking() as server:
        one = speaker(server.url)
        assert "was not sent" in one.note
        say(one, tmp_path)
    (headers,) = server.headers
    assert not {"openai-organization", "x-secret"} & headers.keys()
    assert all(secret not in str(headers) for secret in (KEY, "org-secret", "hush"))


def test_a_servers_own_key_is_not_for_openai(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIEFACTORY_VOICE_API_KEY", KEY)
    assert server_of("").key == KEY and server_of("").is_openai
    monkeypatch.setenv("MOVIEFACTORY_VOICE_BASE_URL", "http://localhost:8880/v1/audio/speech")
    assert server_of("").address == "http://localhost:8880/v1" and server_of("").key == KEY
    assert server_of("https://api.openai.com/v1").key == "" and server_of("https://api.openai.com/v1").withheld
    assert KEY not in repr(server_of("")) + server_of("").scrubbed(f"Bearer {KEY} and {KEY}")


def test_openai_without_a_key_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="OPENAI_API_KEY"):
        say(speaker(""), tmp_path)


def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIEFACTORY_VOICE_BASE_URL", "localhost:8880")
    with pytest.raises(PlanError, match="MOVIEFACTORY_VOICE_BASE_URL: that is no address"):
        server_of("")


def test_the_model_and_the_address_are_inputs_and_the_key_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert speaker("").revision == "openai https://api.openai.com/v1 gpt-4o-mini-tts 1"
    assert "alloy" in speaker("").voices() and "computer" in speaker("").credit
    assert speaker("http://localhost:1/v1", model="kokoro").revision == "openai http://localhost:1/v1 kokoro 1"
