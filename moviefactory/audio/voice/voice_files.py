"""Where a voice file lies, whose it is, and its digest. Reads names and beginnings of files; loads no voice."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from moviefactory.errors import PlanError

_EDGE_BYTES = 1 << 20
_MOST_CARD_BYTES = 100_000
_LICENCE = re.compile(r"^[\s*#-]*licen[cs]e\s*[:|]\s*\**\s*(\S.*?)\s*\**$", re.IGNORECASE | re.MULTILINE)


def find_voice(model: str, folder: Path | None = None) -> Path | None:
    """The .onnx file that `model` names: a file, or a folder that holds one; None where there is none.

    Looked for in the movie's `folder`, then from where the person works; "~" is the home folder.
    """
    if not model or "\0" in model or "://" in model:
        return None
    named = Path(model).expanduser() if model.startswith("~") else Path(model)
    for root in (folder, Path()):
        if root is None:
            continue
        place = root / named
        if place.suffix.lower() == ".onnx" and place.is_file():
            return place.resolve()
        if place.is_dir():
            found = sorted(place.glob("*.onnx"))
            if len(found) > 1:
                names = ", ".join(one.name for one in found[:6])
                raise PlanError(f"voice.model: several voices lie in {model!r} ({names}); name one of the files")
            if found:
                return found[0].resolve()
    return None


def settings_beside(voice: Path) -> Path | None:
    """Piper's settings of a voice: "x.onnx.json", or "x.json"."""
    return next((one for one in (Path(f"{voice}.json"), voice.with_suffix(".json")) if one.is_file()), None)


def styles_beside(voice: Path) -> Path | None:
    """Kokoro's file of voices beside its model: "voices-v1.0.bin", or .npz."""
    found = sorted(one for ending in ("bin", "npz") for one in voice.parent.glob(f"voices*.{ending}"))
    return found[-1] if found else None


def kind_of_voice(voice: Path | None) -> str:
    """ "piper" or "kokoro" by what lies beside the file; "" where there is no such file.

    Raises PlanError where a voice lacks the file beside it.
    """
    if voice is None:
        return ""
    if settings_beside(voice):
        return "piper"
    if styles_beside(voice):
        return "kokoro"
    raise PlanError(
        f"voice.model: beside {voice.name} lies neither {voice.name}.json (of a Piper voice) nor a voices file "
        "(voices-v1.0.bin, of Kokoro); put it into the same folder"
    )


def digest_of(*files: Path) -> str:
    """A cheap digest: sizes, and the first and last megabyte of each file. Raises PlanError where one is gone."""
    found = hashlib.sha256()
    for path in files:
        try:
            size = path.stat().st_size
            with path.open("rb") as file:
                found.update(f"{size} ".encode() + file.read(_EDGE_BYTES))
                file.seek(max(0, size - _EDGE_BYTES))
                found.update(file.read(_EDGE_BYTES))
        except OSError as error:
            raise PlanError(f"voice.model: cannot read {path} ({error.strerror or error})") from error
    return found.hexdigest()[:16]


def stated_licence(voice: Path) -> str:
    """What the MODEL_CARD or LICENSE line beside a voice states; "" where nothing does."""
    for name in (f"{voice.stem}.MODEL_CARD", "MODEL_CARD", "MODEL_CARD.md", "README.md"):
        try:
            with (voice.parent / name).open("rb") as file:
                text = file.read(_MOST_CARD_BYTES).decode("utf-8", "replace")
        except OSError:
            continue
        if found := _LICENCE.search(text):
            return " ".join(found[1].split())[:120]
    return ""
