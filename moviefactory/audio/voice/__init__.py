"""Who speaks the lines of a movie: a program of the machine, a local voice file, or a server.

    speak.py            the jobs, and what the movie becomes by them      spoken_text.py   a line as it is said
    fit_lines.py        when each line of a shot is said (pure)           clean_line.py    trimmed, level, its pauses
    espeak_speaker.py   espeak-ng, where it is installed                  piper_speaker.py, kokoro_speaker.py
    openai_speaker.py   /v1/audio/speech of OpenAI or a server of yours   mute_speaker.py  nobody: subtitles only
    voice_files.py      where a voice file lies, whose it is              speech_server.py, speech_wire.py

A speaker turns one line into one file; everything else (silence at the edges, level, length) is the same for all.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from moviefactory.audio.voice.speech_server import ADDRESS, named_address
from moviefactory.audio.voice.voice_files import find_voice, kind_of_voice
from moviefactory.errors import PlanError
from moviefactory.media.program import find_program
from moviefactory.settings import VoiceSettings

SPEAKERS = {
    "espeak": "moviefactory.audio.voice.espeak_speaker:EspeakSpeaker",
    "piper": "moviefactory.audio.voice.piper_speaker:PiperSpeaker",
    "kokoro": "moviefactory.audio.voice.kokoro_speaker:KokoroSpeaker",
    "openai": "moviefactory.audio.voice.openai_speaker:OpenaiSpeaker",
    "none": "moviefactory.audio.voice.mute_speaker:MuteSpeaker",
}
ESPEAK = ("espeak-ng", "espeak")


class Speaker(Protocol):
    """Any tool that says a line."""

    @property
    def revision(self) -> str:
        """Names the tool, its version and its voice file: an input of the jobs that use it."""
        ...

    @property
    def note(self) -> str:
        """A line for the person when nobody, or less than could, speaks; else ""."""
        ...

    @property
    def credit(self) -> str:
        """The line of CREDITS.txt that the voice asks for; else ""."""
        ...

    @property
    def licence(self) -> str:
        """Of what it says: "own", or what the voice's file states."""
        ...

    def voices(self) -> tuple[str, ...]:
        """Names that `voice` may have; empty where they are not known."""
        ...

    def speak(self, text: str, voice: str, settings: VoiceSettings, output: Path) -> None:
        """Write `text`, spoken, as a sound file at `output` (any rate, one or two channels).

        `voice`: "" is the usual one. Raises PlanError for a voice or a language it has not, NotInstalled where its
        package is missing, StageError where it fails.
        """
        ...


def chosen_speaker(settings: VoiceSettings, folder: Path | None = None) -> str:
    """The speaker of `settings` by name; "auto" looks for a voice file, a server, then a program of the machine.

    `folder` is the movie's. Raises PlanError for a name that is none, or a voice file that is not there.
    """
    if settings.speaker != "auto":
        if settings.speaker not in SPEAKERS:
            raise PlanError(
                f"voice.speaker: there is no speaker {settings.speaker!r}; choose one of auto, {', '.join(SPEAKERS)}"
            )
        return settings.speaker
    if settings.base_url:
        return "openai"
    if kind := kind_of_voice(find_voice(settings.model, folder)):
        return kind
    if named_address(ADDRESS):
        return "openai"
    if settings.model:
        raise PlanError(
            f"voice.model: {settings.model!r} is no voice file; give the path of a .onnx file of Piper or Kokoro, or "
            "say which server has it (voice.base_url, or voice.speaker: openai)"
        )
    return "espeak" if find_program(*ESPEAK) else "none"


def speaker_of(settings: VoiceSettings, folder: Path | None = None) -> Speaker:
    """The speaker that `settings` ask for. Raises PlanError and NotInstalled as its parts do."""
    return load_speaker(chosen_speaker(settings, folder), settings.model, settings.base_url, folder)


@cache  # one voice per process, however many lines it says
def load_speaker(name: str, model: str, base_url: str, folder: Path | None) -> Speaker:
    """The speaker `name`; nothing heavy is loaded before it speaks."""
    module, _, attribute = SPEAKERS[name].partition(":")
    return cast(Speaker, getattr(import_module(module), attribute)(model, base_url, folder))
