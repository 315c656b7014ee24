"""Where everything lies: the only file that spells folder names.

A movie owns one folder, `outputs/<slug>/`. The data that come with the package (starter sound library, presets, prompt
templates) lie at the top of a source checkout and inside an installed package; `data_folder` finds either.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from moviefactory.errors import StorageError

OUTPUTS = "outputs"
SOUND_LIBRARY = "audio_db"
CONFIGS = "configs"
PRESETS = "configs/presets"
PROMPTS = "scripts_prompts"
PARTIAL = "partial."  # what a file is called while it is being written
REFUSED = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}
_DATA = (SOUND_LIBRARY, CONFIGS, PROMPTS)


def data_folder(name: str) -> Path:
    """The folder `name` of the data that ship with moviefactory; raises StorageError when it is not there."""
    package = Path(__file__).parent
    for root in (package, package.parent):
        if (root / name).is_dir() and name.split("/")[0] in _DATA:
            return root / name
    raise StorageError(f"the folder {name!r} of moviefactory is missing; install the package again")


def own_folder() -> Path:
    """What is a person's own on this machine and shared by all of their movies."""
    return _home("data")


def kept_folder() -> Path:
    """What was computed or measured once; it may be deleted at any time."""
    return _home("cache")


def sounds_folder() -> Path:
    """Where the catalogue of a person's own sounds lies."""
    return own_folder() / "sounds"


def vectors_folder() -> Path:
    """What matchers computed of sounds and texts."""
    return kept_folder() / "vectors"


def _home(what: str) -> Path:
    """A folder of this person's on this machine, by the machine's own custom; MOVIEFACTORY_HOME holds both, if set."""
    if named := os.environ.get("MOVIEFACTORY_HOME"):
        return Path(named).expanduser() / what
    import platformdirs

    own = platformdirs.user_data_path if what == "data" else platformdirs.user_cache_path
    return own("moviefactory", appauthor=False)


def slug_of(text: str, longest: int = 60) -> str:
    """A file-system-safe name for `text`: lower case ASCII words joined by hyphens; "" when nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return slug if len(slug) <= longest else slug[:longest].rsplit("-", 1)[0]


def printable(text: str) -> str:
    """`text` as one line that is safe on a terminal and in a file: no control or escape characters, no broken UTF-8."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", whole)


@dataclass(frozen=True)
class Workspace:
    """The folder of one movie and the names inside it."""

    root: Path

    @property
    def plan(self) -> Path:
        return self.root / "movie.yaml"

    @property
    def script(self) -> Path:
        """The answered questions of the script stage, and its report."""
        return self.root / "script"

    @property
    def script_report(self) -> Path:
        return self.script / "report.json"

    @property
    def prompts(self) -> Path:
        """Where a person's own templates lie, by the names of the shipped ones."""
        return self.root / "prompts"

    @property
    def plan_before(self) -> Path:
        """The plan as it was before the last revision."""
        return self.root / "movie.before.yaml"

    @property
    def lock(self) -> Path:
        return self.root / ".lock"

    @property
    def takes(self) -> Path:
        return self.root / "takes"

    def clip(self, shot_id: str) -> Path:
        return self.root / "clips" / f"{shot_id}.mp4"

    def slate(self, shot_id: str) -> Path:
        return self.root / "clips" / f"{shot_id}.slate.mp4"

    def upscaled(self, shot_id: str) -> Path:
        return self.root / "upscaled" / f"{shot_id}.mp4"

    @property
    def upscaler(self) -> Path:
        """Who was chosen to enlarge this movie's clips, where the plan leaves it open."""
        return self.root / "upscaled" / "upscaler.json"

    def unfinished_upscale(self, shot_id: str) -> Path:
        """A folder for the parts of a clip that are enlarged already."""
        return self.root / "unfinished" / f"{shot_id}.upscale"

    def guide(self, shot_id: str) -> Path:
        """The animatic that guides a video model; its depth and boxes lie beside it."""
        return self.root / "guides" / f"{shot_id}.mp4"

    def key_frame(self, shot_id: str) -> Path:
        return self.root / "keyframes" / f"{shot_id}.png"

    def unfinished(self, shot_id: str) -> Path:
        """A folder for what a killed run may take up again: states between two steps, the id of a remote job."""
        return self.root / "unfinished" / shot_id

    @property
    def models(self) -> Path:
        """Which weights this movie began with: a model's revision stays the same for all of its shots."""
        return self.root / "models.json"

    @property
    def cues(self) -> Path:
        return self.root / "cues" / "cues.json"

    def impacts(self, shot_id: str) -> Path:
        """Where in a clip something is seen to hit."""
        return self.root / "cues" / f"{shot_id}.impacts.json"

    def voice(self, line_id: str) -> Path:
        """A spoken line."""
        return self.root / "voices" / f"{line_id}.wav"

    @property
    def stems(self) -> Path:
        """The buses of the mix, one file each."""
        return self.root / "stems"

    @property
    def subtitles(self) -> Path:
        return self.root / "movie.srt"

    @property
    def end_card(self) -> Path:
        return self.root / "cards" / "credits.mp4"

    @property
    def picture(self) -> Path:
        return self.root / "picture.mp4"

    @property
    def sound(self) -> Path:
        return self.root / "sound.m4a"

    @property
    def timeline(self) -> Path:
        return self.root / "timeline.json"

    @property
    def movie(self) -> Path:
        return self.root / "movie.mp4"

    @property
    def credits(self) -> Path:
        return self.root / "CREDITS.txt"

    @property
    def report(self) -> Path:
        return self.root / "report.json"


def newest_movie() -> Path | None:
    """The folder of the movie at hand: this one where it holds a plan, else the one that was planned last."""
    if Workspace(Path()).plan.is_file():
        return Path()
    plans = [plan for plan in Path(OUTPUTS).glob("*/*") if plan.name == Workspace(plan.parent).plan.name]
    return max(plans, key=lambda plan: plan.stat().st_mtime_ns).parent if plans else None


def refusal(error: OSError, what: str) -> StorageError:
    """What to tell a person whose disk or folder refused a write."""
    return StorageError(
        f"{what}: cannot write {error.filename or 'its file'} ({error.strerror or error}); make room or give "
        "permission, and run the same command again: what is done stays done"
    )


def partial_name(path: Path) -> Path:
    """What the file at `path` is called while this process writes it."""
    return path.with_name(f"{PARTIAL}{os.getpid()}.{path.name}")


def final_name(path: Path) -> Path:
    """The inverse of `partial_name`; another path is its own."""
    return path.with_name(re.sub(rf"^{re.escape(PARTIAL)}\d+\.", "", path.name))


def synced(path: Path) -> None:
    """Return only when the file's content is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Where to write what takes the name `path` when the block ends well, and is gone when it does not.

    Makes the folder. Raises OSError; what has to survive a power cut is `synced` in the block.
    """
    partial = partial_name(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        os.replace(partial, path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise


def write_atomically(path: Path, text: str) -> None:
    """Replace the file at `path` by `text`; a kill at any moment leaves the old file or the new one."""
    try:
        with replacing(path) as partial:
            partial.write_text(text, encoding="utf-8")
            synced(partial)
    except OSError as error:
        raise refusal(error, str(path)) from error


def keep_newest(folder: Path, count: int) -> None:
    """Delete all files of `folder` but the `count` that were written last; raises OSError."""
    finished = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(PARTIAL)]
    for old in sorted(finished, key=lambda one: one.stat().st_mtime_ns, reverse=True)[count:]:
        old.unlink(missing_ok=True)


def remove_partials(folder: Path) -> None:
    """Delete what killed runs left behind. Only for the holder of the movie's lock."""
    for left in [*folder.glob(f"{PARTIAL}*"), *folder.glob(f"*/{PARTIAL}*")]:
        left.unlink(missing_ok=True)
