"""CREDITS.txt: who made what is heard and seen in a movie, and under which licence. Pure text."""

from __future__ import annotations

from collections.abc import Sequence

from moviefactory.audio.licences import licence_url, needs_attribution
from moviefactory.timeline import Cue

_HEADINGS = (
    ("music", "Music"), ("ambience", "Ambience"), ("effect", "Sound effects"), ("voice", "Voices"),
)  # fmt: skip


def credits_text(title: str, cues: Sequence[Cue], art: Sequence[str] = (), models: Sequence[str] = ()) -> str:
    """The text of CREDITS.txt. Each file is named once per group; `art` and `models` are lines as they shall read."""
    groups = [(heading, [_line(cue) for cue in cues if cue.kind == kind]) for kind, heading in _HEADINGS]
    groups += [("Pictures", [_one_line(line) for line in art]), ("Models", [_one_line(line) for line in models])]
    title = _one_line(title)
    blocks = [
        "\n".join([heading, *(f"  {line}" for line in dict.fromkeys(lines))]) for heading, lines in groups if lines
    ]
    return "\n\n".join([f"{title}\n{'=' * len(title)}", *blocks]) + "\n"


def _line(cue: Cue) -> str:
    """What CC BY asks for: title, author, source and licence, with the addresses of both."""
    name = f'"{cue.name or cue.path.stem}"'
    who = f" by {cue.author}" if cue.author else ""
    where = [cue.source, licence_url(cue.licence) if needs_attribution(cue.licence) else ""]
    told = ", ".join(one for one in where if one)
    return _one_line(f"{name}{who} - {cue.licence or 'licence unknown'}{f' ({told})' if told else ''}")


def _one_line(text: str) -> str:
    return " ".join(text.split())
