"""Lines spoken by a server: OpenAI's /v1/audio/speech, or a server that speaks it (Kokoro-FastAPI, LocalAI ...).

One line is one request, with three more chances where the server is busy. What comes back is a sound, or it is an error
in the server's own words. `speech_server.py` knows where the server is and whose a key is, `speech_wire.py` the way.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from moviefactory.audio.voice.speech_server import KEY, SpeechServer, server_of
from moviefactory.audio.voice.speech_wire import NO_CREDIT, Failure, SpeechLine
from moviefactory.errors import MovieFactoryError, PlanError, StageError
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.settings import VoiceSettings
from moviefactory.workspace import refusal

OPENAI_MODEL, OTHER_MODEL = "gpt-4o-mini-tts", "tts-1"  # the latter is what most servers take for their own voice
USUAL_VOICE = "alloy"
_OPENAI_VOICES = ("alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer", "verse")
_DEADLINE_S = 180.0  # for one line: 2000 characters on a slow CPU
_ATTEMPTS, _LONGEST_WAIT_S = 4, 30.0
_OPTIONAL = ("speed", "response_format")  # that a server may not know


class OpenaiSpeaker:
    """The server of `base_url`, or of the environment. `sleep` is for tests."""

    licence = "own"

    def __init__(
        self,
        model: str = "",
        base_url: str = "",
        folder: Path | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._asked_model, self._base_url, self._sleep = model, base_url, sleep

    @property
    def _server(self) -> SpeechServer:
        return server_of(self._base_url)

    @property
    def _model(self) -> str:
        return self._asked_model or (OPENAI_MODEL if self._server.is_openai else OTHER_MODEL)

    @property
    def revision(self) -> str:
        return f"openai {self._server.address} {self._model} 1"

    @property
    def note(self) -> str:
        return _withheld(self._server) if self._server.withheld else ""

    @property
    def credit(self) -> str:
        where = "OpenAI" if self._server.is_openai else "a server of yours"
        return f"Voices made by a computer: {self._model} of {where}"

    def voices(self) -> tuple[str, ...]:
        """OpenAI's own; those of other servers are not known."""
        return _OPENAI_VOICES if self._server.is_openai else ()

    def speak(self, text: str, voice: str, settings: VoiceSettings, output: Path) -> None:
        """Write what the server sends: WAV where it can, else MP3, FLAC, Ogg ... See `Speaker.speak`."""
        server = self._server
        if server.is_openai and not server.key:
            raise PlanError("voice.speaker: OpenAI wants a key: set OPENAI_API_KEY; or name a server in voice.base_url")
        order: dict[str, Any] = {"model": self._model, "voice": voice or USUAL_VOICE, "input": text,
                                 "response_format": "wav"}  # fmt: skip
        if settings.speed != 1:
            order["speed"] = settings.speed
        line = SpeechLine(server)
        try:
            data = self._asked(line, server, order)
        finally:
            line.close()
        _keep(data, output, settings.speed if settings.speed != 1 and "speed" not in order else 1.0)

    def _asked(self, line: SpeechLine, server: SpeechServer, order: dict[str, Any]) -> bytes:
        """The sound for `order`, which loses what the server does not take."""
        last: Failure | None = None
        left_s, attempt = _DEADLINE_S, 0
        while attempt < _ATTEMPTS and left_s > 0:
            began = time.monotonic()
            heard = line.send(order, left_s)
            if isinstance(heard, bytes):
                return heard
            last = heard
            if name := next((one for one in _OPTIONAL if one in order and heard.is_about(one)), ""):
                del order[name]
                continue
            if not heard.again:
                break
            attempt += 1
            left_s -= time.monotonic() - began
            if attempt < _ATTEMPTS:
                self._sleep(min(heard.wait_s if heard.wait_s is not None else 2.0 ** (attempt - 1), _LONGEST_WAIT_S))
        assert last is not None
        raise _error_of(last, server, order)


def _error_of(failure: Failure, server: SpeechServer, order: dict[str, Any]) -> MovieFactoryError:
    """The error for a person: what no second line would change is PlanError, so that the work stops at once."""
    said = server.fails(failure.said).args[0]
    hint = f"; {_withheld(server)}" if server.withheld else ""
    if failure.status in (401, 403):
        return PlanError(f"{said} - the key was refused{hint or f'; set {KEY} or OPENAI_API_KEY'}")
    if failure.status == 402 or NO_CREDIT.search(failure.said):
        return PlanError(f"{said} - no credit is left there")
    if 300 <= failure.status < 400:
        return PlanError(f"{said} - it sends requests elsewhere; give the address where the voices are")
    if failure.status in (400, 404, 405, 422):
        about = re.search(r"voice|model", failure.said, re.IGNORECASE)
        if about:
            asked = order[about[0].lower()]
            return PlanError(f"{said} - asked for voice.{about[0].lower()} {asked!r}; name one that the server has")
        if failure.status in (404, 405):
            return PlanError(f"{said} - it knows no speech there; such an address often ends in /v1")
    return StageError(said)


def _withheld(server: SpeechServer) -> str:
    return (
        f"your key was not sent to {server.address}, which only the plan names; name it in MOVIEFACTORY_VOICE_BASE_URL"
    )


def _keep(data: bytes, output: Path, speed: float) -> None:
    """Write `data`, at `speed` where the server would not speak faster or slower itself."""
    plain = output if speed == 1 else output.with_name(f"{output.name}.plain")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        plain.write_bytes(data)
        if speed != 1:
            run_ffmpeg(["-i", str(plain), "-map", "0:a:0", "-af", f"atempo={speed:g}", "-f", "wav", str(output)],
                       what="changing the speed of a line")  # fmt: skip
    except OSError as error:
        raise refusal(error, "keeping a spoken line") from error
    finally:
        if speed != 1:
            plain.unlink(missing_ok=True)
