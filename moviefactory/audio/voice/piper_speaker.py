"""A voice file of Piper (VITS, an .onnx with its .onnx.json): natural, quick on a CPU, about 50 languages.

The package piper-tts is GPL-3 and optional; each voice has a licence of its own, which its MODEL_CARD states. Piper
draws a little chance into every line, so a line that is made again sounds a little different.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from moviefactory.audio.voice.voice_files import digest_of, find_voice, settings_beside, stated_licence
from moviefactory.errors import NotInstalled, PlanError, StageError
from moviefactory.media.sound import write_sound
from moviefactory.settings import VoiceSettings

_SENTENCE_S = 0.25  # Piper says each sentence for itself, without a pause after it
_MOST_SETTINGS_BYTES = 4 << 20
_NO_CHINESE = "this voice needs the folder g2pW beside it; see Piper's notes on Chinese voices"


class PiperSpeaker:
    """The voice at `model`: a file, or a folder with one in it."""

    note = ""

    def __init__(self, model: str, base_url: str = "", folder: Path | None = None) -> None:
        """Raises PlanError where there is no voice, or its settings are none."""
        path = find_voice(model, folder)
        if path is None:
            raise PlanError(
                f"voice.model: there is no Piper voice at {model!r}; give the path of its .onnx file (voices: "
                "https://huggingface.co/rhasspy/piper-voices), its .onnx.json beside it"
            )
        beside = settings_beside(path)
        if beside is None:
            raise PlanError(f"voice.model: {path.name}.json is not beside {path}; a Piper voice is both files")
        self._path, self._beside = path, beside
        self._said = _settings(beside)

    @cached_property
    def revision(self) -> str:
        return f"piper {self._path.name} {digest_of(self._path, self._beside)} 1"

    @cached_property
    def licence(self) -> str:
        return stated_licence(self._path) or "own"

    @property
    def credit(self) -> str:
        return f"Voice {self._path.stem} (Piper), licence {stated_licence(self._path) or 'as its MODEL_CARD states'}"

    def voices(self) -> tuple[str, ...]:
        """The speakers of a file with several; the file's own name where there is one."""
        names = self._said.get("speaker_id_map") or {}
        return tuple(map(str, names)) or (self._path.stem,)

    def speak(self, text: str, voice: str, settings: VoiceSettings, output: Path) -> None:
        """Write mono at the voice's own rate. See `Speaker.speak`."""
        number = self._number_of(voice)
        piper, loaded = _package(), self._voice
        manner = piper.SynthesisConfig(speaker_id=number, length_scale=self._length_scale / settings.speed)
        try:
            chunks = [np.asarray(one.audio_float_array, np.float32) for one in loaded.synthesize(text, manner)]
        except (ValueError, RuntimeError, KeyError, IndexError, OSError) as error:
            raise StageError(f"the Piper voice {self._path.name} failed: {error}") from error
        rate_hz = int(loaded.config.sample_rate)
        pause = np.zeros(round(_SENTENCE_S * rate_hz), np.float32)
        pieces = [piece for chunk in chunks for piece in (chunk.reshape(-1), pause)]
        samples = np.concatenate(pieces) if pieces else pause  # nothing in it is speakable
        write_sound(output, samples[:, None], rate_hz)

    @property
    def _length_scale(self) -> float:
        inference = self._said.get("inference")
        value = inference.get("length_scale", 1.0) if isinstance(inference, dict) else 1.0
        return float(value) if isinstance(value, (int, float)) and 0.1 <= value <= 10 else 1.0

    @cached_property
    def _voice(self) -> Any:
        if self._said.get("phoneme_type") == "pinyin" and not (self._path.parent / "g2pW").is_dir():
            raise PlanError(f"voice.model: {self._path.name}: {_NO_CHINESE}")  # else it would be fetched, unasked
        try:
            return _package().PiperVoice.load(self._path, self._beside, download_dir=self._path.parent)
        except (ValueError, KeyError, TypeError, RuntimeError, OSError) as error:
            raise PlanError(f"voice.model: {self._path} is no voice of Piper ({str(error)[:200]})") from error

    def _number_of(self, voice: str) -> int | None:
        names = self._said.get("speaker_id_map") or {}
        if voice in names:
            return int(names[voice])
        if voice in ("", self._path.stem):
            return None
        if voice.isdecimal() and int(voice) < int(self._said.get("num_speakers") or 1):
            return int(voice)
        known = ", ".join(self.voices()[:12])
        raise PlanError(f"voice.voice: the Piper voice {self._path.name} has no speaker {voice!r}; it has {known}")


def _settings(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MOST_SETTINGS_BYTES:
            raise ValueError("it is too large")
        said = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(said, dict) or "audio" not in said or "phoneme_id_map" not in said:
            raise ValueError("audio or phoneme_id_map is missing in it")
    except (OSError, ValueError, RecursionError) as error:
        raise PlanError(f"voice.model: {path} does not describe a Piper voice ({error}); fetch it again") from error
    return said


def _package() -> Any:
    try:
        import piper
    except ModuleNotFoundError as error:
        raise NotInstalled(
            f"voice.speaker: a Piper voice needs {error.name}; pip install 'piper-tts>=1.3', or set it to espeak"
        ) from error
    if not hasattr(piper, "SynthesisConfig"):
        raise NotInstalled("voice.speaker: this Piper is too old; pip install -U 'piper-tts>=1.3'")
    return piper
