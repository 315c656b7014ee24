"""placeholder"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sizes:
    width: int = 64
    propagation_blocks: int = 20
    cleaning_blocks: int = 20


def read_generator(path: Path):
    raise NotImplementedError
