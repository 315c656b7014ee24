"""Kokoro (82 M parameters, Apache-2.0): one model and a file of voices, through the package kokoro-onnx.

A voice's first letter is its language: "af_heart" is American, "bm_george" British, "ff_siwis" French.
"""

from __future__ import annotations

import zipfile
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from moviefactory.audio.voice.voice_files import digest_of, find_voice, styles_beside
from moviefactory.errors import NotInstalled, PlanError, StageError
from moviefactory.hub.quiet import quiet
from moviefactory.media.sound import write_sound
from moviefactory.settings import VoiceSettings

_LANGUAGES = {"a": "en-us", "b": "en-gb", "e": "es", "f": "fr-fr", "h": "hi", "i": "it", "j": "ja", "p": "pt-br",
              "z": "cmn"}  # fmt: skip
_BY_CODE = {"en": "a", "es": "e", "fr": "f", "hi": "h", "it": "i", "ja": "j", "pt": "p", "zh": "z", "cmn": "z"}
_USUAL = ("af_heart", "af_bella", "am_michael", "bf_emma", "ff_siwis", "if_sara", "hf_alpha", "pf_dora", "ef_dora")
_LOGGERS = ("kokoro_onnx", "phonemizer")


class KokoroSpeaker:
    """The model at `model` (a file, or the folder it lies in) with the voices file beside it."""

    note = ""
    licence = "Apache-2.0"
    credit = "Voice: Kokoro-82M by hexgrad, Apache-2.0"

    def __init__(self, model: str, base_url: str = "", folder: Path | None = None) -> None:
        """Raises PlanError where one of the two files is missing."""
        path = find_voice(model, folder)
        styles = styles_beside(path) if path else None
        if path is None or styles is None:
            raise PlanError(
                f"voice.model: there is no Kokoro model with a voices file beside it at {model!r}; fetch kokoro-v1.0."
                "onnx and voices-v1.0.bin (https://github.com/thewh1teagle/kokoro-onnx/releases) into one folder"
            )
        self._path, self._styles = path, styles

    @cached_property
    def revision(self) -> str:
        return f"kokoro {self._path.name} {digest_of(self._path, self._styles)} 1"

    def voices(self) -> tuple[str, ...]:
        return self._names

    @cached_property
    def _names(self) -> tuple[str, ...]:
        try:
            with zipfile.ZipFile(self._styles) as file:
                names = sorted(name.removesuffix(".npy") for name in file.namelist() if name.endswith(".npy"))
        except (OSError, zipfile.BadZipFile) as error:
            raise PlanError(f"voice.model: {self._styles} is no file of voices ({error}); fetch it again") from error
        if not names:
            raise PlanError(f"voice.model: {self._styles} holds no voices; fetch it again")
        return tuple(names)

    def speak(self, text: str, voice: str, settings: VoiceSettings, output: Path) -> None:
        """Write 24 kHz mono. See `Speaker.speak`."""
        chosen = self._known(voice) if voice else self._usual(settings.language)
        language = self._language_of(chosen, settings.language)
        with quiet(*_LOGGERS):
            try:
                samples, rate_hz = self._model.create(text, voice=chosen, speed=settings.speed, lang=language)
            except (ValueError, RuntimeError, KeyError, IndexError, AssertionError, OSError) as error:
                raise StageError(f"the Kokoro voice {chosen} failed: {str(error)[:300]}") from error
        write_sound(output, np.asarray(samples, np.float32).reshape(-1, 1), int(rate_hz))

    @cached_property
    def _model(self) -> Any:
        try:
            import kokoro_onnx
        except ModuleNotFoundError as error:
            raise NotInstalled(
                f"voice.speaker: a Kokoro voice needs {error.name}; pip install kokoro-onnx, or set it to espeak"
            ) from error
        try:
            return kokoro_onnx.Kokoro(str(self._path), str(self._styles))
        except (ValueError, KeyError, RuntimeError, OSError) as error:
            raise PlanError(f"voice.model: {self._path} is no model of Kokoro ({str(error)[:200]})") from error

    def _known(self, voice: str) -> str:
        if voice in self._names:
            return voice
        raise PlanError(f"voice.voice: Kokoro has no voice {voice!r} here; it has {', '.join(self._names[:20])}")

    def _usual(self, language: str) -> str:
        letter = "b" if language.lower() == "en-gb" else _BY_CODE.get(language.lower().partition("-")[0], "")
        usual = [name for name in (*_USUAL, *self._names) if name in self._names and name[:1] == letter]
        if not usual:
            have = ", ".join(sorted({_LANGUAGES[name[0]] for name in self._names if name[:1] in _LANGUAGES}))
            raise PlanError(f"voice.language: Kokoro has no voice for {language!r} here; it speaks {have}")
        return usual[0]

    @staticmethod
    def _language_of(voice: str, language: str) -> str:
        """The voice's own; another one where the plan asks for another language ("de" in an English voice)."""
        own, asked = _LANGUAGES.get(voice[:1], ""), language.lower()
        base = asked.partition("-")[0]
        if own and _BY_CODE.get(base) in (voice[:1], "a" if voice[:1] == "b" else ""):
            return own
        return _LANGUAGES.get(_BY_CODE.get(base, ""), asked)
