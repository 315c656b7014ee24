"""PE-AV as an encoder: the three towers that transformers has of it, for text, sound and picture, in one space.

Vyas et al. 2025, "Pushing the Frontier of Audiovisual Perception with Large-Scale Multimodal Correspondence Learning".
Only the towers that a query needs are loaded: text and sound together, the picture's with the first clip. Half of the
model's convenience methods call what does not exist (transformers 5.23), so its parts are used one by one, as its
`forward` does. The heads' outputs are not normalised there; here vectors get length 1 and are compared by cosine.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from moviefactory.audio.hearing import Mono, windows_of
from moviefactory.audio.pe_av_matcher import DEFAULT, EYES, JOINT, configuration_of
from moviefactory.audio.quiet import quiet_networks
from moviefactory.errors import MediaError, NotInstalled, PlanError, StageError
from moviefactory.media.frames import Frame, read_frames
from moviefactory.media.probe import probe

RATE_HZ = 48_000
WINDOW_S, MOST_WINDOWS = 30, 4  # the clips of its test sets have 10 to 30 s, and are heard whole
FRAMES = 16
MOST_TOKENS = 512  # a description of a sound is shorter
TEXTS_AT_ONCE = 32
_INDEX, _SINGLE = "model.safetensors.index.json", "model.safetensors"
Vectors = NDArray[np.float32]
Tensors = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """How frames are shown to the picture's tower; the defaults are those of PE-core."""

    size_px: tuple[int, int] | None = None  # height, width; None: what the tower was built for
    mean: tuple[float, ...] = (0.5, 0.5, 0.5)
    deviation: tuple[float, ...] = (0.5, 0.5, 0.5)
    frames: int = FRAMES


class PeAvEncoder:
    """A loaded PE-AV. All vectors have length 1; a file is computed alone, so that its vector has no neighbours."""

    def __init__(self, model: Any, tokenizer: Any, eyes: Callable[[], tuple[Any, Any, Look]]) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._load_eyes = eyes
        self._eyes: tuple[Any, Any, Look] | None = None
        self._hop = math.prod(model.config.audio_config.dac_config.downsampling_ratios)

    def text(self, texts: Sequence[str]) -> Vectors:
        """(n, size): the text as it is compared with sounds."""
        parts = [self._text(list(texts[at : at + TEXTS_AT_ONCE])) for at in range(0, len(texts), TEXTS_AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros((0, self._model.config.text_config.hidden_size), np.float32)

    def sounds(self, paths: Sequence[Path]) -> Vectors:
        """(n, size): the mean over windows of 30 s. Raises MediaError where one cannot be heard."""
        heard = [windows_of(path, RATE_HZ, WINDOW_S * RATE_HZ, MOST_WINDOWS) for path in paths]
        return np.stack([self._sound(windows) for windows in heard])

    def video(self, path: Path) -> Vectors:
        """(size,): 16 frames at even distances, the first and the last among them.

        Raises MediaError where there is no picture, NotInstalled where the tower's packages are missing.
        """
        if self._eyes is None:
            self._eyes = self._load_eyes()
        tower, head, look = self._eyes
        shown = torch.stack([_shown(frame, look) for frame in _sampled(path, look.frames)])
        with torch.inference_mode(), quiet_networks():
            seen = head(tower(pixel_values_videos=shown[None].to(tower.device)).pooler_output)
        return _unit(seen).reshape(-1)

    def _text(self, texts: list[str]) -> Vectors:
        with torch.inference_mode(), quiet_networks():
            tokens = self._tokenizer(
                texts, padding=True, truncation=True, max_length=MOST_TOKENS, return_tensors="pt"
            ).to(self._model.device)
            read = self._model.text_model(
                input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"], output_hidden_states=True
            )
            return _unit(self._model.text_audio_head(read.hidden_states[-1][:, 0]))

    def _sound(self, windows: Sequence[Mono]) -> Vectors:
        with torch.inference_mode(), quiet_networks():
            raw = [self._model.audio_encoder(input_values=self._input(one)).pooler_output for one in windows]
            return _unit(self._model.audio_head(torch.cat(raw)).mean(0))

    def _input(self, window: Mono) -> Any:
        """(1, 1, n) with n a multiple of the codec's hop, mirrored at the end as its feature extractor does."""
        whole = np.pad(window, (0, -len(window) % self._hop), "reflect")
        return torch.from_numpy(whole)[None, None].to(self._model.device)


def load_pe_av(folder: Path) -> PeAvEncoder:
    """The encoder of a checkpoint that transformers saved (PeAudioVideoModel or PeAudioModel, safetensors).

    Raises PlanError where it is incomplete or of another kind, NotInstalled where transformers is too old for it.
    """
    try:
        from transformers import AutoTokenizer, PeAudioConfig, PeAudioModel
    except ImportError as error:
        raise NotInstalled(
            "audio.matcher: this transformers has no PE-AV; pip install -U 'transformers>=5.23', or use --matcher clap"
        ) from error
    said = configuration_of(folder)
    joint = said["model_type"] == JOINT
    heard = said["audio_video_config"]["audio_config"] if joint else said["audio_config"]
    with quiet_networks(), _readable(folder):
        configuration = PeAudioConfig(text_config=said.get("text_config"), audio_config=heard)
        model = _filled(PeAudioModel, configuration, _tensors(folder, _hearing_name if joint else _own_name), folder)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    return PeAvEncoder(model.to(_device()), tokenizer, lambda: _eyes(folder, said))


def _eyes(folder: Path, said: Mapping[str, Any]) -> tuple[Any, Any, Look]:
    """The picture's tower, its head, and how it wants frames."""
    if said["model_type"] != JOINT:
        raise PlanError(f"{folder}: this PE-AV has no eyes; name one that has, such as {DEFAULT}, or ask in words")
    try:
        for package in EYES:
            import_module(package)
        from transformers import PeVideoEncoder, PeVideoEncoderConfig
        from transformers.models.pe_video.modeling_pe_video import PeVideoContrastiveHead
    except (ImportError, RuntimeError, OSError) as error:  # RuntimeError: a torchvision for another torch
        raise NotInstalled(
            f"audio.matcher: PE-AV sees with {' and '.join(EYES)}, which cannot be loaded ({error}); "
            f"pip install {' '.join(EYES)} as they belong to this torch"
        ) from error
    with quiet_networks(), _readable(folder):
        configuration = PeVideoEncoderConfig(**said["audio_video_config"]["video_config"])
        tower = _filled(PeVideoEncoder, configuration, _tensors(folder, _tower_name), folder)
        head = PeVideoContrastiveHead(configuration.hidden_size, int(said["text_config"]["hidden_size"]))
        head.load_state_dict({name: part.float() for name, part in _tensors(folder, _head_name).items()})
        look = _look_of(folder)
        if look.size_px is None:
            _, height, width = tower.embedder.vision_model.timm_model.pretrained_cfg["input_size"]
            look = replace(look, size_px=(height, width))
    return tower.to(_device()), head.eval().to(_device()), look


# Names in a checkpoint, and what the parts that are loaded call them. Tied weights are saved once, under either name.


def _own_name(name: str) -> str | None:
    return name


def _hearing_name(name: str) -> str | None:
    for prefix, becomes in (
        ("audio_model.text_model.", "text_model."),
        ("audio_video_encoder.embedder.audio_encoder.", "audio_encoder."),
        ("audio_model.", ""),
        ("text_model.", "text_model."),
    ):
        if name.startswith(prefix):
            return becomes + name.removeprefix(prefix)
    return None


def _tower_name(name: str) -> str | None:
    for prefix in ("video_model.video_encoder.", "audio_video_encoder.embedder.video_encoder."):
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return None


def _head_name(name: str) -> str | None:
    prefix = "video_model.video_head."
    return name.removeprefix(prefix) if name.startswith(prefix) else None


def _tensors(folder: Path, becomes: Callable[[str], str | None]) -> Tensors:
    """The tensors of a checkpoint that `becomes` gives a name."""
    index = folder / _INDEX
    named = {_SINGLE}
    if index.is_file():
        named = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
    found: Tensors = {}
    for file in sorted(named):
        with safe_open(folder / Path(file).name, "pt") as weights:
            for name in weights.keys():  # noqa: SIM118 (it is no dict)
                if (own := becomes(name)) is not None:
                    found[own] = weights.get_tensor(name)
    return found


def _filled(kind: Any, configuration: Any, tensors: Tensors, folder: Path) -> Any:
    """A network with these weights and no others: transformers fills what is missing with random numbers."""
    model, told = kind.from_pretrained(
        None, config=configuration, state_dict=tensors, output_loading_info=True, dtype=torch.float32
    )
    if lacking := sorted({*told["missing_keys"], *(str(one[0]) for one in told["mismatched_keys"])}):
        raise PlanError(
            f"{folder}: {len(lacking)} weights of {kind.__name__} are missing in it, the first is {lacking[0]}; fetch "
            "it again"
        )
    return model.eval()


def _look_of(folder: Path) -> Look:
    """What the checkpoint's processor says of frames, as far as it says it."""
    said: dict[str, Any] = {}
    for name in ("video_preprocessor_config.json", "processor_config.json"):
        if (folder / name).is_file():
            read = json.loads((folder / name).read_text(encoding="utf-8"))
            said = {**read.get("video_processor", read), **said}
    size = said.get("size") or {}
    return Look(
        size_px=(int(size["height"]), int(size["width"])) if {"height", "width"} <= set(size) else None,
        mean=tuple(said.get("image_mean") or Look.mean),
        deviation=tuple(said.get("image_std") or Look.deviation),
        frames=int(said.get("num_frames") or FRAMES),
    )


def _sampled(path: Path, wanted: int) -> Iterator[Frame]:
    """`wanted` frames of a clip at even distances; a shorter clip's are shown more than once."""
    count = probe(path).frames or 0
    if not count:
        raise MediaError(f"{path}: there is no picture in it")
    places = [index * (count - 1) // max(wanted - 1, 1) for index in range(wanted)]
    shown = 0
    for place, frame in enumerate(read_frames(path)):
        while shown < wanted and places[shown] <= place:
            shown += 1
            yield frame
        if shown == wanted:
            return
    raise MediaError(f"{path}: it breaks off after {shown} of {wanted} frames to look at; make the clip again")


def _shown(frame: Frame, look: Look) -> Any:
    """(3, h, w): the whole frame squeezed to the tower's size, as it was trained."""
    picture = torch.from_numpy(frame.copy()).permute(2, 0, 1)[None].float() / 255
    small = torch.nn.functional.interpolate(picture, look.size_px, mode="bilinear", antialias=True, align_corners=False)
    return (small[0] - torch.tensor(look.mean)[:, None, None]) / torch.tensor(look.deviation)[:, None, None]


def _unit(vectors: Any) -> Vectors:
    """Raises StageError for what is no number."""
    if not torch.isfinite(vectors).all():
        raise StageError("the PE-AV model answered with what is no number; its weights are broken: fetch them again")
    return np.asarray(torch.nn.functional.normalize(vectors.float(), dim=-1).cpu().numpy(), np.float32)


def _device() -> str:
    """Not Apple's: its convolutions end at 65,536 samples, and a window has 1.4 million."""
    return "cuda" if torch.cuda.is_available() else "cpu"


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, KeyError, ValueError, TypeError, RuntimeError, SafetensorError) as error:
        first = " ".join(str(error).split())[:200] or type(error).__name__
        raise PlanError(
            f"{folder} cannot be loaded as a PE-AV ({first}); fetch it again, as safetensors with its config.json and "
            "tokenizer.json"
        ) from error
