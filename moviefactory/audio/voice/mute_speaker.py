"""Nobody speaks: a line is as long as a voice would take, in silence, so that its subtitle stands where it belongs."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from moviefactory.audio.voice.spoken_text import likely_seconds
from moviefactory.media.sound import SAMPLE_RATE_HZ, write_sound
from moviefactory.settings import VoiceSettings


class MuteSpeaker:
    """The same for every plan."""

    credit = ""
    licence = "own"
    revision = "none 1"

    def __init__(self, model: str = "", base_url: str = "", folder: Path | None = None) -> None:
        """The arguments are those of every speaker; silence needs none."""

    @property
    def note(self) -> str:
        return (
            "nobody speaks the lines, they are subtitles only; install espeak-ng, or name a voice file in voice.model "
            "or a server in voice.base_url"
        )

    def voices(self) -> tuple[str, ...]:
        return ()

    def speak(self, text: str, voice: str, settings: VoiceSettings, output: Path) -> None:
        """Write silence."""
        length = round(likely_seconds(text, settings.speed) * SAMPLE_RATE_HZ)
        write_sound(output, np.zeros((length, 1), np.float32))
