"""CREDITS.txt names everybody once."""

from __future__ import annotations

from pathlib import Path

from moviefactory.audio.credits import credits_text
from moviefactory.timeline import Cue, SoundKind


def cue(kind: SoundKind, name: str, author: str = "", source: str = "", licence: str = "CC0-1.0") -> Cue:
    path = Path(f"/library/{name}.ogg")
    return Cue(f"id-{name}", kind, path, 0, 1, 0, licence, 0.7, "", name=name, author=author, source=source)


def test_sounds_are_grouped_and_named_once() -> None:
    cues = [
        cue("effect", "Rev", "Ann", "https://example.org/rev", "CC-BY-4.0"),
        cue("music", "Theme", "Bo", licence="MIT"),
        cue("effect", "Bark"),
        cue("effect", "Rev", "Ann", "https://example.org/rev", "CC-BY-4.0"),
        cue("ambience", "Sea", "Cy"),
    ]
    text = credits_text(
        "The Race", cues, art=["Figures: Twemoji, CC BY 4.0"] * 2, models=["all-MiniLM-L6-v2, Apache-2.0"]
    )
    assert text == (
        "The Race\n========\n\n"
        'Music\n  "Theme" by Bo - MIT (https://spdx.org/licenses/MIT.html)\n\n'
        'Ambience\n  "Sea" by Cy - CC0-1.0\n\n'
        'Sound effects\n  "Rev" by Ann - CC-BY-4.0 (https://example.org/rev, https://creativecommons.org/licenses/by/4.0/)\n'
        '  "Bark" - CC0-1.0\n\n'
        "Pictures\n  Figures: Twemoji, CC BY 4.0\n\n"
        "Models\n  all-MiniLM-L6-v2, Apache-2.0\n"
    )


def test_a_silent_movie_has_only_its_title() -> None:
    assert credits_text("Quiet", []) == "Quiet\n=====\n"


def test_a_text_with_line_breaks_cannot_forge_a_line() -> None:
    text = credits_text("A\nMusic", [cue("effect", "Rev", author="Ann\n  everything by Bo")], art=["x\ny"])
    assert "\n  everything by Bo" not in text
    assert text.startswith("A Music\n=======\n")
