"""Draws sounds to be judged by eye: spectrogram (log frequency, 80 dB), envelope and numbers, many to a page.

python -m scripts.sound_library.sheet OUT.png WORD [WORD ...]
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
import soundfile

from .measure import centroid_hz, envelope_ms
from .tools import RATE_HZ, Array

LIBRARY = Path(__file__).parents[2] / "audio_db"
WIDE, HIGH, ENVELOPE_HIGH, COLUMNS = 460, 170, 46, 4
LOW_HZ, HIGH_HZ = 40.0, 20_000.0


def spectrogram(x: Array) -> Array:
    """uint8 (HIGH, WIDE, 3): time to the right, log frequency upwards, 80 dB from black to white."""
    mono = x.mean(axis=1)
    size = 2048
    at = np.linspace(0, max(len(mono) - 1, 1), WIDE).astype(int)
    padded = np.concatenate([np.zeros(size // 2), mono, np.zeros(size)])
    frames = padded[at[:, None] + np.arange(size)] * np.hanning(size)
    power = np.abs(np.fft.rfft(frames)) ** 2
    rows = np.geomspace(HIGH_HZ, LOW_HZ, HIGH) / RATE_HZ * size
    picture = np.stack([np.interp(rows, np.arange(size // 2 + 1), column) for column in power], axis=1)
    level = 10 * np.log10(picture + 1e-12)
    grey = np.clip((level - level.max() + 80) / 80 * 255, 0, 255).astype(np.uint8)
    return cv2.applyColorMap(grey, cv2.COLORMAP_INFERNO)


def panel(path: Path) -> Array:
    x, _rate = soundfile.read(path, dtype="float64", always_2d=True)
    level = envelope_ms(x)
    strip = np.zeros((ENVELOPE_HIGH, WIDE, 3), np.uint8)
    bins = np.array([chunk.max() for chunk in np.array_split(np.repeat(level, WIDE // len(level) + 1), WIDE)])
    heights = (bins / max(bins.max(), 1e-9) * (ENVELOPE_HIGH - 2)).astype(int)
    for column, height in enumerate(heights):
        strip[ENVELOPE_HIGH - 1 - height :, column] = (90, 200, 120)
    sides = np.corrcoef(x.T)[0, 1]
    text = f"{path.stem} {len(x) / RATE_HZ:.1f}s c{centroid_hz(x):.0f} lr{sides:.2f}"
    title = np.full((18, WIDE, 3), 40, np.uint8)
    cv2.putText(title, text, (3, 13), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (255, 255, 255), 1, cv2.LINE_AA)
    return np.vstack([title, spectrogram(x), strip])


def main() -> None:
    out, words = sys.argv[1], [word.lower() for word in sys.argv[2:]]
    paths = sorted(p for p in LIBRARY.rglob("*.ogg") if any(word in p.as_posix().lower() for word in words))
    panels = [np.pad(panel(path), ((0, 4), (0, 4), (0, 0))) for path in paths]
    panels += [np.zeros_like(panels[0])] * (-len(panels) % COLUMNS)
    rows = [np.hstack(panels[i : i + COLUMNS]) for i in range(0, len(panels), COLUMNS)]
    cv2.imwrite(out, np.vstack(rows))


if __name__ == "__main__":
    main()
