"""The network that hears a mood: convolutions over a mel spectrogram, then recurrent layers over time.

After Nasrullah & Zhao, "Music Artist Classification with Convolutional Recurrent Neural Networks" (2019), whose network
(there for artists) follows Choi et al. (2017). Knows single pieces of three seconds; a track is the mean of its pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from moviefactory.audio.mir import HEARD_S, listen, recall, remember
from moviefactory.audio.mood_model import WEIGHTS, MoodCard
from moviefactory.errors import MediaError, PlanError
from moviefactory.jobs.job import sha256_of

VERSION = 1  # of what the network is shown: weights of another version do not fit
RATE_HZ, WINDOW, HOP, MELS = 16_000, 2048, 512, 128
PIECE_S = 3.0
CHANNELS, POOLS = (64, 128, 128, 128), ((2, 2), (4, 2), (4, 2), (4, 2))  # (mel, time): 128 x 94 becomes 1 x 5
UNITS = 32

Pieces = NDArray[np.float32]


class MoodCrnn(nn.Module):  # type: ignore[misc]  # torch's own types are not read
    """x: (b, mel, t), the log mel spectrogram of pieces, to (b, moods) logits."""

    def __init__(self, moods: int) -> None:
        super().__init__()
        blocks: list[nn.Module] = []
        for (before, after), pool in zip(pairwise((1, *CHANNELS)), POOLS, strict=True):
            blocks += [nn.Conv2d(before, after, 3, padding=1), nn.ELU(), nn.BatchNorm2d(after)]
            blocks += [nn.MaxPool2d(pool), nn.Dropout(0.1)]
        self.convolutions = nn.Sequential(*blocks)
        self.recurrent = nn.GRU(CHANNELS[-1], UNITS, num_layers=2, batch_first=True)
        self.dropout = nn.Dropout(0.3)
        self.moods = nn.Linear(UNITS, moods)

    def forward(self, x: Tensor) -> Tensor:
        maps = self.convolutions(x[:, None])  # (b, c, 1, t')
        _, last = self.recurrent(maps.squeeze(2).transpose(1, 2))
        return self.moods(self.dropout(last[-1]))


def pieces_of(path: Path) -> Pieces:
    """(n, mel, t): the log mel spectrograms of the pieces of the music at `path`, of mean 0 and deviation 1 over all.

    At most HEARD_S seconds from its middle. Raises MediaError when there is not one whole piece of sound.
    """
    sound = listen(path, RATE_HZ, HEARD_S)
    size = round(PIECE_S * RATE_HZ)
    if len(sound) < size or float(np.abs(sound).max()) < 1e-4:
        raise MediaError(f"{path}: it is too short or too quiet to tell its mood; choose another file")
    cut = torch.from_numpy(sound[: len(sound) // size * size].reshape(-1, size).copy())
    window = torch.hann_window(WINDOW)
    spectrum = torch.stft(cut, WINDOW, HOP, window=window, center=True, pad_mode="constant", return_complex=True)
    mel = torch.from_numpy(mel_filters()) @ spectrum.abs().square()
    level = torch.log(mel + 1e-6)
    level = (level - level.mean()) / (level.std() + 1e-6)  # how loud a track was mastered is no mood
    return np.asarray(level.numpy(), np.float32)


def mel_filters() -> NDArray[np.float32]:
    """(mel, bins): triangles of equal area, even on Slaney's mel scale (linear up to 1 kHz, then logarithmic)."""
    linear_hz, step = 1000.0, np.log(6.4) / 27.0
    top = 15.0 + np.log(RATE_HZ / 2 / linear_hz) / step
    mels = np.linspace(0.0, top, MELS + 2)
    edges = np.where(mels < 15.0, mels * 200.0 / 3.0, linear_hz * np.exp(step * (mels - 15.0)))
    bins = np.arange(WINDOW // 2 + 1) * RATE_HZ / WINDOW
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    area = 2.0 / (edges[2:] - edges[:-2])
    return np.asarray(np.maximum(0, np.minimum(rising, falling)) * area[:, None], np.float32)


@torch.no_grad()  # type: ignore[untyped-decorator]
def shares(network: MoodCrnn, pieces: Sequence[Pieces] | Pieces, device: str = "cpu") -> NDArray[np.float32]:
    """(moods,): the mean over the pieces of what the network hears, adding up to 1."""
    network.eval()
    shown = torch.from_numpy(np.asarray(pieces, np.float32)).to(device)
    heard = [torch.softmax(network(some), dim=1) for some in shown.split(64)]
    return np.asarray(torch.cat(heard).mean(dim=0).cpu().numpy(), np.float32)


class MoodEar:
    """A trained network that listens to files. Raises PlanError when the weights do not go with their card."""

    def __init__(self, card: MoodCard) -> None:
        file = card.folder / WEIGHTS
        self._card = card
        self._network = MoodCrnn(len(card.moods))
        try:
            if card.version != VERSION:
                raise ValueError("they are of another version of moviefactory")
            if sha256_of(file) != card.weights:
                raise ValueError("they are not those that the card names")
            self._network.load_state_dict(load_file(file))
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            raise PlanError(
                f"audio.mood_model: the weights {file} cannot be used ({error}); train the model again"
            ) from error

    def moods_of(self, path: Path, content: str) -> tuple[tuple[str, float], ...]:
        """(mood, share) of each mood it knows, adding up to 1; nothing where the file cannot be heard.

        `content`: SHA-256 of the file, under which the answer is kept; "" when unknown.
        """
        name = f"moods-{self._card.weights[:16]}"
        kept = recall(name, content) if content else None
        if kept is not None and set(kept) == set(self._card.moods):
            return tuple((mood, float(kept[mood])) for mood in self._card.moods)
        try:
            heard = shares(self._network, pieces_of(path))
        except MediaError:
            return ()
        found = {mood: round(float(share), 4) for mood, share in zip(self._card.moods, heard, strict=True)}
        if content:
            remember(name, content, found)
        return tuple(found.items())
