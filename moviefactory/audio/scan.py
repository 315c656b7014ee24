"""What lies in a folder of sounds, and whether each file can be heard. Opens files; knows no database and no captions.

Hidden files and what systems leave behind are passed over. A link is followed while it stays inside the folder (as
git-annex keeps its files); one that leads out is named and not followed: whoever wants its target adds that.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from moviefactory.errors import MediaError
from moviefactory.jobs.job import sha256_of
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.probe import probe
from moviefactory.media.quiet import quiet_decoder

if TYPE_CHECKING:
    import soundfile

SOUND_ENDINGS = frozenset(
    (".wav", ".wave", ".bwf", ".w64", ".rf64", ".aif", ".aiff", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".caf",
     ".m4a", ".aac", ".wma")
)  # fmt: skip
TEXT_ENDINGS = frozenset({".txt", ".json", ".csv", ".tsv", ".md", ".xml", ".rst", ".html"})
TEXT_NAMES = ("license", "licence", "copying", "copyright", "readme", "credits", "notice", "attribution")
PASSED_OVER = frozenset({"__macosx", "@eadir", "$recycle.bin", "system volume information", "lost+found"})
LONGEST_S = 2 * 3600.0
SHORTEST_S = 0.01
MOST_CHANNELS = 6
_GUARD = 1024  # samples that are decoded at either end
Skipped = tuple[Path, str]


@dataclass(frozen=True)
class Listing:
    """One folder below a root: the names of its sounds, sorted, and the states of the texts that describe them.

    `inside` is its path below the root ("" for the root itself). `own` are the states of texts beside one sound, by its
    name or stem in lower case; `around` stands for all texts that describe the whole folder, those above it included.
    """

    path: Path
    inside: str
    sounds: tuple[str, ...]
    own: dict[str, str] = field(default_factory=dict)
    around: str = ""
    skipped: tuple[Skipped, ...] = ()

    def beside(self, name: str) -> str:
        """Changes whenever a text changes that may describe the sound `name`."""
        lower = name.lower()
        own = (self.own.get(lower, ""), self.own.get(os.path.splitext(lower)[0], ""))
        return _state(self.around, *own) if any(own) else self.around


@dataclass(frozen=True)
class Heard:
    """What decoding a file tells. With a `problem` the rest means nothing; `again`: it may be gone the next time."""

    seconds: float = 0.0
    rate_hz: int = 0
    channels: int = 0
    content: str = ""
    problem: str = ""
    again: bool = False


def walk(root: Path, apart: frozenset[Path] = frozenset()) -> Iterator[Listing]:
    """Every folder below `root` (resolved) that can be read, parents first, except the folders `apart`."""
    stack, been = [(root, "", "")], {root}
    while stack:
        folder, inside, above = stack.pop()
        listing, folders = _listed(folder, inside, above, root)
        yield listing
        for name in sorted(folders, reverse=True):
            real = (folder / name).resolve()
            if real not in been and real not in apart:  # a link in a circle ends here
                been.add(real)
                stack.append((folder / name, f"{inside}/{name}" if inside else name, listing.around))


def count_sounds(root: Path, apart: frozenset[Path] = frozenset()) -> int:
    return sum(len(listing.sounds) for listing in walk(root, apart))


def _listed(folder: Path, inside: str, above: str, root: Path) -> tuple[Listing, list[str]]:
    sounds: list[str] = []
    folders: list[str] = []
    texts: list[os.DirEntry[str]] = []
    skipped: list[Skipped] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~$")) or entry.name.lower() in PASSED_OVER:
                    continue
                if problem := _unusable(entry, root):
                    skipped += [(Path(entry.path), problem)] if _is_of_interest(entry) else []
                elif _is_folder(entry):
                    folders.append(entry.name)
                elif _ending(entry.name) in SOUND_ENDINGS:
                    sounds.append(entry.name)
                elif _is_text(entry.name):
                    texts.append(entry)
    except OSError as error:
        skipped.append((folder, f"the folder cannot be read: {error.strerror or error}"))
    own, around = _texts(texts, sounds, above)
    return Listing(folder, inside, tuple(sorted(sounds)), own, around, tuple(skipped)), folders


def _unusable(entry: os.DirEntry[str], root: Path) -> str:
    try:
        entry.name.encode("utf-8")
    except UnicodeEncodeError:
        return "its name is not valid UTF-8; rename it"
    if not entry.is_symlink():
        return ""
    target = Path(entry.path).resolve()
    if not target.exists():
        return "a link that leads nowhere"
    return "" if target.is_relative_to(root) else f"a link that leads out of the folder; add {target} itself"


def _is_of_interest(entry: os.DirEntry[str]) -> bool:
    return _ending(entry.name) in SOUND_ENDINGS or _is_folder(entry)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _ending(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _is_text(name: str) -> bool:
    return _ending(name) in TEXT_ENDINGS or name.lower().startswith(TEXT_NAMES)


def _texts(texts: Iterable[os.DirEntry[str]], sounds: Iterable[str], above: str) -> tuple[dict[str, str], str]:
    """The states of the texts beside single sounds, and the state of all others with those of the folders above."""
    names = {name.lower() for name in sounds}
    names |= {os.path.splitext(name)[0] for name in names}
    own: dict[str, list[str]] = defaultdict(list)
    whole = [above]
    for text in sorted(texts, key=lambda entry: entry.name):
        stem = os.path.splitext(text.name)[0].lower()
        (own[stem] if stem in names else whole).append(_text_state(text))
    return {stem: _state(*states) for stem, states in own.items()}, _state(*whole) if len(whole) > 1 else above


def _text_state(text: os.DirEntry[str]) -> str:
    try:
        state = text.stat()
    except OSError:
        return text.name
    return f"{text.name}:{state.st_size}:{state.st_mtime_ns}"


def _state(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def examine(path: Path) -> Heard:
    """Decode both ends of the file at `path` and hash it, or say in a few words why it cannot be used."""
    try:
        if path.stat().st_size == 0:
            return Heard(problem="the file is empty")
        heard = _by_soundfile(path) or _by_ffmpeg(path)
        return heard if heard.problem else _usable(heard, path)
    except OSError as error:
        return Heard(problem=f"cannot be read: {error.strerror or error}", again=True)


def _usable(heard: Heard, path: Path) -> Heard:
    if heard.seconds < SHORTEST_S:
        return Heard(problem="there is no sound in it (0 s long)")
    if heard.seconds > LONGEST_S:
        hours, minutes = divmod(round(heard.seconds / 60), 60)
        return Heard(problem=f"it is {hours} h {minutes} min long; up to {LONGEST_S / 3600:.0f} h are used")
    if heard.channels > MOST_CHANNELS:
        return Heard(problem=f"it has {heard.channels} channels; up to {MOST_CHANNELS} are mixed down")
    return Heard(heard.seconds, heard.rate_hz, heard.channels, sha256_of(path))


def _by_soundfile(path: Path) -> Heard | None:
    """None where libsndfile does not know the format."""
    import soundfile

    with quiet_decoder(path):
        try:
            file = soundfile.SoundFile(path)
        except soundfile.LibsndfileError:
            return None
        with file:
            heard = Heard(file.frames / file.samplerate, file.samplerate, file.channels)
            try:
                whole = _decodes(file)
            except soundfile.LibsndfileError:
                whole = False
    return heard if whole else Heard(problem="the file is damaged or cut short; copy it again")


def _decodes(file: soundfile.SoundFile) -> bool:
    """Whether both ends of `file` can be decoded. How much comes at the end says nothing: coders end frames early."""
    head, tail = min(_GUARD, file.frames), min(file.samplerate // 4, file.frames)
    if len(file.read(head, dtype="float32")) < head:
        return False
    if file.format == "OGG" or not tail:  # its length is that of what is there, and seeking to its end is inexact
        return True
    file.seek(file.frames - tail)
    return len(file.read(tail, dtype="float32")) > 0


def _by_ffmpeg(path: Path) -> Heard:
    """For m4a, aac, wma, and codecs in a wav that libsndfile does not decode."""
    try:
        info = probe(path)
        if info.audio_codec in (None, "none"):
            return Heard(problem="there is no sound in it, or it is copy-protected")
        run_ffmpeg(["-t", "1", "-i", str(path), "-map", "0:a:0", "-f", "null", "-"], what=f"decoding {path.name}")
    except MediaError:
        return Heard(problem="it is broken, copy-protected, or no sound that can be decoded")
    return Heard(info.duration_s, info.audio_rate_hz or 0, info.audio_channels or MOST_CHANNELS + 1)
