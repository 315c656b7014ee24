"""aiSFX as an encoder: mel spectra of a sound, two seconds at a time, through eight convolutions.

Ma and Lerch 2022, "Representation Learning for the Automatic Indexing of Sound Effects Libraries" (ISMIR); the network
is the nine-layer CNN of Kong et al. 2018. How the spectra are made decides whether it works: of the front-ends tried,
the one below finds a neighbour of the same kind most often. Knows neither words nor categories: the classes' names are
not published.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from moviefactory.audio.aisfx_matcher import SIZE, digest_of
from moviefactory.audio.hearing import Mono, windows_of
from moviefactory.errors import PlanError, StageError
from moviefactory.workspace import replacing, vectors_folder

RATE_HZ = 44_100
WINDOW_S, MOST_WINDOWS = 30, 4
FRAME, HOP, BANDS = 2048, 1024, 96  # samples, samples, mel bands from 0 Hz to half the rate
BLOCK, STEP = 100, 50  # spectra that the network sees at once (2.3 s), and between two blocks
LOUDEST = 9.457798957824707  # the highest value in its training data (the paper's package), which becomes 1
BLOCKS_AT_ONCE = 8
LAYERS = ((1, 2), (2, 2), (3, 2), (4, 1))  # number and pooling of each pair of convolutions
_PREFIX = "embedding_net."
Vectors = NDArray[np.float32]
Tensors = dict[str, Any]


class Aisfx(torch.nn.Module):  # type: ignore[misc]
    """x: (b, 100, 96) mel spectra in about [0, 1] -> (b, 512). Without the classifiers that it was trained with."""

    def __init__(self, widths: Sequence[int]) -> None:
        super().__init__()
        for (number, pool), into, out in zip(LAYERS, (1, *widths), widths, strict=False):
            self.add_module(f"conv_block{number}", _Pair(into, out, pool))

    def forward(self, x: Any) -> Any:
        x = x[:, None]
        for pair in self.children():
            x = pair(x)
        return x.mean(dim=3).amax(dim=2)  # over pitch, then over time: what is heard for a moment counts


class _Pair(torch.nn.Module):  # type: ignore[misc]
    def __init__(self, into: int, out: int, pool: int) -> None:
        super().__init__()
        self.conv1 = torch.nn.Conv2d(into, out, 3, padding=1, bias=False)
        self.conv2 = torch.nn.Conv2d(out, out, 3, padding=1, bias=False)
        self.bn1, self.bn2 = torch.nn.BatchNorm2d(out), torch.nn.BatchNorm2d(out)
        self._pool = pool

    def forward(self, x: Any) -> Any:
        x = torch.relu(self.bn1(self.conv1(x)))
        x = torch.relu(self.bn2(self.conv2(x)))
        return torch.nn.functional.max_pool2d(x, self._pool)


class AisfxEncoder:
    """A loaded network. A file is computed alone, so that its vector has no neighbours."""

    def __init__(self, network: Aisfx) -> None:
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._network = network.eval().to(self._device)

    def sounds(self, paths: Sequence[Path]) -> Vectors:
        """(n, 512) of length 1: the mean over blocks of 2.3 s. Raises MediaError where one cannot be heard."""
        heard = [windows_of(path, RATE_HZ, WINDOW_S * RATE_HZ, MOST_WINDOWS) for path in paths]
        return np.stack([self._sound(windows) for windows in heard])

    def text(self, texts: Sequence[str]) -> NoReturn:
        raise PlanError("audio.matcher: aisfx knows no words; name a sound that it shall be like, or take clap")

    def video(self, path: Path) -> NoReturn:
        raise PlanError("audio.matcher: aisfx sees no picture; name a sound that it shall be like, or take pe-av")

    def _sound(self, windows: Sequence[Mono]) -> Vectors:
        loudest = max(float(np.abs(one).max()) for one in windows)
        blocks = np.concatenate([blocks_of(mel_spectra(one / np.float32(loudest))) for one in windows])
        with torch.inference_mode():
            parts = [
                self._network(torch.from_numpy(blocks[at : at + BLOCKS_AT_ONCE]).to(self._device)).cpu()
                for at in range(0, len(blocks), BLOCKS_AT_ONCE)
            ]
            vector = torch.cat(parts).mean(0)
        if not torch.isfinite(vector).all():
            raise StageError(
                "the aiSFX model answered with what is no number; its weights are broken: install it again"
            )
        return np.asarray(torch.nn.functional.normalize(vector, dim=0).numpy(), np.float32)


def mel_spectra(samples: Mono) -> Vectors:
    """(n,) in [-1, 1] at 44.1 kHz -> (1 + n // 1024, 96): log10(1 + 10,000 times the power in each band) over LOUDEST.

    Frames are centred, the sound is followed by silence at both ends, the window is Hann's.
    """
    whole = np.pad(samples, FRAME // 2)
    frames = np.lib.stride_tricks.sliding_window_view(whole, FRAME)[::HOP]
    window = np.hanning(FRAME + 1)[:-1].astype(np.float32)
    power = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2
    return np.asarray(np.log10(1 + 1e4 * (power @ _bands().T)) / LOUDEST, np.float32)


@cache
def _bands() -> NDArray[np.float64]:
    """(96, 1025): triangles that are even on the mel scale (HTK's), each with the sum 1."""
    top = 2595 * np.log10(1 + RATE_HZ / 2 / 700)
    corners = 700 * (10 ** (np.linspace(0, top, BANDS + 2) / 2595) - 1)
    bins = np.linspace(0, RATE_HZ / 2, FRAME // 2 + 1)
    rising = (bins - corners[:-2, None]) / np.diff(corners)[:-1, None]
    falling = (corners[2:, None] - bins) / np.diff(corners)[1:, None]
    triangles = np.maximum(0, np.minimum(rising, falling))
    sums = triangles.sum(axis=1, keepdims=True)
    return np.asarray(triangles / np.where(sums > 0, sums, 1))  # a band between two bins stays empty


def blocks_of(spectra: Vectors) -> Vectors:
    """(t, 96) -> (b, 100, 96): every 50 spectra a block, as far as it is full; a short sound is one, then silence."""
    count = max((len(spectra) - BLOCK) // STEP + 1, 1)
    whole = np.pad(spectra, ((0, max(BLOCK - len(spectra), 0)), (0, 0)))
    return np.stack([whole[at * STEP : at * STEP + BLOCK] for at in range(count)])


def load_aisfx(weights: Path) -> AisfxEncoder:
    """The encoder of a file of weights: safetensors, or the checkpoint as its authors publish it.

    That one is a pickle. It is read as tensors and numbers only, no code in it is run, and it is kept as safetensors
    beside the vectors. Raises PlanError for what is no aiSFX.
    """
    try:
        tensors = load_file(weights) if weights.suffix == ".safetensors" else _converted(weights)
        own = {name.removeprefix(_PREFIX): one for name, one in tensors.items()}
        network = Aisfx([own[f"conv_block{number}.conv2.weight"].shape[0] for number, _ in LAYERS])
        wanted = network.state_dict().keys()
        network.load_state_dict(
            {name: own[name].float() if own[name].is_floating_point() else own[name] for name in wanted}
        )
    except (KeyError, RuntimeError, SafetensorError, OSError, pickle.UnpicklingError, AttributeError) as error:
        unsafe = isinstance(
            error, pickle.UnpicklingError
        )  # torch's own text says how to run the code in it all the same
        why = "it holds other things than tensors and numbers" if unsafe else " ".join(str(error).split())[:200]
        raise PlanError(
            f"audio.model: {weights} cannot be read as weights of aiSFX ({why}); pip install --no-deps aisfx"
        ) from error
    if (size := own[f"conv_block{LAYERS[-1][0]}.conv2.weight"].shape[0]) != SIZE:
        raise PlanError(f"audio.model: {weights} gives vectors of {size} numbers, an aiSFX has {SIZE}")
    return AisfxEncoder(network)


def _converted(pickled: Path) -> Tensors:
    """The tensors of a pickled checkpoint; the second time from what was kept of it."""
    kept = vectors_folder() / "weights" / f"aisfx-{digest_of(pickled)[:16]}.safetensors"
    if kept.is_file():
        try:
            return dict(load_file(kept))
        except (SafetensorError, OSError):
            kept.unlink(missing_ok=True)  # cut short; it is made again
    with torch.serialization.safe_globals(list(_numbers())):
        read = torch.load(pickled, map_location="cpu", weights_only=True)
    state: Mapping[str, Any] = read[0] if isinstance(read, (list, tuple)) else read
    tensors = {name: one.contiguous() for name, one in state.items() if name.startswith(_PREFIX)}
    # A disk that refuses: it is read from the pickle each time.
    with suppress(OSError, SafetensorError), replacing(kept) as partial:
        save_file(tensors, partial)
    return tensors


def _numbers() -> Iterator[Any]:
    """What else than tensors the checkpoint holds, how many classes, by the names of the numpy that wrote it."""
    one = np.int64(1)
    yield one.__reduce__()[0], "numpy.core.multiarray.scalar"
    yield one.__reduce__()[0], "numpy._core.multiarray.scalar"  # numpy 2
    yield np.dtype
    yield type(one.dtype)
    yield type(np.float64(1).dtype)
