"""VAEs that work tile by tile, where they can and where it changes no size. Knows them by their methods only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def in_tiles(parts: Mapping[str, Any]) -> list[str]:
    """Let the video VAEs among `parts` take a picture tile by tile and a batch one by one; what was done, in words.

    The tiles are of the VAE's own size, so that a picture smaller than one is decoded as ever.
    """
    done = []
    for name, part in parts.items():
        if "vae" in name and "audio" not in name:
            tiled = _tiles_join(part) and _switched(part, "enable_tiling")
            did = ["tiling"] * tiled + ["slicing"] * _switched(part, "enable_slicing")
            done += [f"{name} {'+'.join(did)}"] if did else []
    return done


def _tiles_join(part: Any) -> bool:
    """Whether tiles that overlap by a share come together at the size of the whole: only if a share is whole latents.

    Those of the published VAEs do. One of an odd size would give a larger or smaller picture than was asked for.
    """
    for side in ("height", "width", "size"):
        latent, sample = (getattr(part, f"tile_{what}_min_{side}", None) for what in ("latent", "sample"))
        share = getattr(part, f"tile_overlap_factor_{side}", getattr(part, "tile_overlap_factor", None))
        if latent is None or sample is None or share is None:
            continue
        if int(latent * (1 - share)) * sample / latent != sample - int(sample * share):
            return False
    return True


def _switched(part: Any, method: str) -> bool:
    try:
        getattr(part, method)()
    except (AttributeError, NotImplementedError):  # not every VAE can
        return False
    return True
