"""Still pictures out of files: uint8 RGB arrays (h, w, 3)."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import PlanError


def read_picture(path: Path, whose: str) -> NDArray[np.uint8]:
    """A picture file as RGB (h, w, 3). Raises PlanError where it is none."""
    data = np.fromfile(path, np.uint8) if path.is_file() else np.zeros(0, np.uint8)  # any path, in any script
    picture = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    if picture is None:
        raise PlanError(f"{whose}: {path} is not a picture that can be read; save it as PNG or JPEG")
    return np.ascontiguousarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).astype(np.uint8))
