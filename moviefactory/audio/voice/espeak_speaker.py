"""The plain fallback: espeak-ng, a small program that many machines have.

It speaks about 120 languages, like a machine. Its code is GPL-3; what it says belongs to whoever lets it speak.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cached_property
from pathlib import Path

from moviefactory.audio.voice import ESPEAK
from moviefactory.errors import MediaError, NotInstalled, PlanError
from moviefactory.media.program import find_program, run_program
from moviefactory.settings import VoiceSettings

_WORDS_PER_MINUTE = 155  # its own 175 is hurried for a film
_SLOWEST, _FASTEST = 80, 450
_DEADLINE_S = 120.0  # 2000 characters take under a second
_VOICE = re.compile(
    r"[A-Za-z]\w*(?:[-+/ ]\w+)*"
)  # names and variants ("en-us+f3", "gmw/en-US"): no flag, no path upwards
_WRITTEN_IN: dict[str, tuple[str, ...]] = {  # by script; the first one where the plan names none
    "CJK": ("cmn", "zh", "yue", "hak", "ja", "ko"), "HIRAGANA": ("ja",), "KATAKANA": ("ja",), "HANGUL": ("ko",),
    "ARABIC": ("ar", "fa", "ur", "ug", "sd", "ku"), "HEBREW": ("he", "iw"), "GREEK": ("el", "grc"),
    "CYRILLIC": ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tt", "ba", "cv"), "THAI": ("th",),
    "DEVANAGARI": ("hi", "mr", "ne", "kok"), "BENGALI": ("bn", "as", "bpy"), "TAMIL": ("ta",), "TELUGU": ("te",),
    "GEORGIAN": ("ka",), "ARMENIAN": ("hy", "hyw"),
}  # fmt: skip
_OTHER_NAMES = {"zh": "cmn", "no": "nb", "iw": "he", "in": "id", "fil": "tl"}


class EspeakSpeaker:
    """The espeak-ng that is found on the PATH."""

    credit = ""
    licence = "own"
    note = ""

    def __init__(self, model: str = "", base_url: str = "", folder: Path | None = None) -> None:
        """The arguments are those of every speaker; it needs none."""

    @cached_property
    def _program(self) -> str:
        if path := find_program(*ESPEAK):
            return path
        raise NotInstalled(
            "voice.speaker: espeak-ng is not installed; install it (Debian: apt install espeak-ng, macOS: brew install "
            "espeak-ng), or set voice.speaker to none"
        )

    @cached_property
    def revision(self) -> str:
        said = run_program(self._program, ["--version"], what="asking espeak-ng for its version", deadline_s=20)
        found = re.search(r"\d+(?:\.\d+)+", said)
        return f"espeak {found[0] if found else 'unknown'} 2"

    @cached_property
    def _table(self) -> tuple[tuple[str, str], ...]:
        """(language, name) of every voice."""
        said = run_program(self._program, ["--voices"], what="asking espeak-ng for its voices", deadline_s=20)
        rows = [line.split() for line in said.splitlines()[1:]]
        return tuple((row[1], row[3]) for row in rows if len(row) >= 5)

    def voices(self) -> tuple[str, ...]:
        """Its languages ("en-gb") and the names of their voices; a variant may follow: "en-us+f3"."""
        return tuple(dict.fromkeys(one for row in self._table for one in row))

    def speak(self, text: str, voice: str, settings: VoiceSettings, output: Path) -> None:
        """Write 22,050 Hz mono. See `Speaker.speak`.

        A line in a script that the language is not written in is spoken in one that is: an English voice would spell it
        ("Chinese letter, Chinese letter").
        """
        chosen = self._known(voice) if voice else self._of_line(text, settings.language)
        pace = min(max(round(_WORDS_PER_MINUTE * settings.speed), _SLOWEST), _FASTEST)
        try:
            run_program(
                self._program, ["-v", chosen, "-s", str(pace), "-b", "1", "--stdin", "-w", str(output)],
                text=text, what="speaking a line", deadline_s=_DEADLINE_S,
            )  # fmt: skip
        except MediaError as error:
            if "voice does not exist" in str(error):
                raise self._unknown(voice) from error
            raise

    def _known(self, voice: str) -> str:
        base, plus, variant = voice.partition("+")
        if not _VOICE.fullmatch(voice):
            raise self._unknown(voice)
        if base.lower() in {one.lower() for one in self.voices()}:
            return voice
        if language := self._near(base):  # "fr" for "fr-fr"
            return f"{language}{plus}{variant}"
        raise self._unknown(voice)

    def _unknown(self, voice: str) -> PlanError:
        names = [language for language, _ in self._table if language.startswith("en")] or list(self.voices())
        return PlanError(
            f"voice.voice: espeak-ng has no voice {voice!r}; take one such as {', '.join(names[:6])} (all of them: "
            "espeak-ng --voices), with a variant such as en-us+f3"
        )

    def _of_line(self, text: str, language: str) -> str:
        others = _WRITTEN_IN.get(_script_of(text), ())
        if others and language.lower().partition("-")[0] not in others and (found := self._near(others[0])):
            return found
        return self._of_language(language)

    def _of_language(self, language: str) -> str:
        if found := self._near(language):
            return found
        raise PlanError(f"voice.language: espeak-ng does not speak {language!r}; see espeak-ng --voices")

    def _near(self, language: str) -> str:
        """What espeak-ng calls `language`, or the nearest of its languages; "" where it speaks none of them."""
        known = {one.lower() for one, _ in self._table}
        asked = language.lower()
        short = asked.partition("-")[0]
        for one in (asked, _OTHER_NAMES.get(short, short), short, f"{short}-{short}"):
            if one in known or (one == "en" and "en-gb" in known):
                return one
        return next((one for one in sorted(known) if one.startswith(f"{short}-")), "")


def _script_of(text: str) -> str:
    """The script (a key of _WRITTEN_IN) of most letters of `text`; Japanese by its kana; "" where it is another."""
    letters = [unicodedata.name(one, "").split(" ")[0] for one in text if unicodedata.category(one)[0] == "L"]
    count = Counter(letters)
    kana = next((one for one in ("HIRAGANA", "KATAKANA") if count[one]), "")
    if kana and 2 * (count["CJK"] + count["HIRAGANA"] + count["KATAKANA"]) > len(letters):
        return kana
    return next((one for one in _WRITTEN_IN if 2 * count[one] > len(letters)), "")
