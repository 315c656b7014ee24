"""Key frames drawn each and together: how alike they are and what one costs: python benchmarks/consistency.py [MODEL]

MODEL is a folder with a text-to-image model that has a UNet; without it, a tiny one with random weights is made, which
shows that the parts work and says nothing of quality. Prints JSON.

`spread` is the mean distance between the key frames of three shots with one character, averaged over `--stories` sets
of seeds: between the unit vectors of a CLIP model (`--features FOLDER`), else between mean and deviation of the
channels of the VAE's latents. `cost` is that of one key frame as a job draws it: alone, as one of three anchors, behind
three anchors; every kind in a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from moviefactory.video.pipeline import memory
from moviefactory.video.pipeline.quiet import quiet
from moviefactory.video.pipeline.stills import Order, draw_order, load_stills
from moviefactory.video.pipeline.story_attention import Grouping

PROMPTS = (
    "a red fox with a torn ear wakes up in its den",
    "a red fox with a torn ear runs through the snow",
    "a red fox with a torn ear looks at the sea",
    "a red fox with a torn ear sleeps under a tree",
)
KINDS = {"each": (1, None), "anchor": (3, Grouping((3,))), "behind": (4, Grouping((3,)))}
Features = Callable[[Any, Any], torch.Tensor]


@dataclass(frozen=True)
class Wish:
    """What every process of the benchmark draws."""

    model: Path
    features: str
    size_px: tuple[int, int]
    steps: int
    stories: int


def order_of(wish: Wish, count: int, grouping: Grouping | None, story: int) -> Order:
    """The first `count` shots of a story."""
    seeds = tuple(1000 * story + number for number in range(count))
    return Order(PROMPTS[:count], ("blurry",) * count, seeds, wish.size_px, wish.steps, None, grouping)


def loaded(wish: Wish) -> tuple[Any, str]:
    """The model as it is drawn with where there is room, and the device."""
    device = memory.device_at_hand()
    return load_stills(wish.model, "auto", memory.LADDER[0], device), device


def cost(wish: Wish, kind: str) -> dict[str, float]:
    """Seconds of one key frame of that kind, the best of two after a first, and the peak of memory."""
    pipe, device = loaded(wish)
    count, grouping = KINDS[kind]
    memory.start_peak(device)
    seconds = []
    for story in range(3):
        started = time.monotonic()
        draw_order(pipe, order_of(wish, count, grouping, story))
        seconds.append(time.monotonic() - started)
    return {"seconds": min(seconds[1:]), "peak_mib": memory.peak_bytes(device) / 2**20}


def spread(wish: Wish) -> dict[str, float]:
    """Mean distance between three key frames, drawn each and together."""
    pipe, _ = loaded(wish)
    found: dict[str, list[float]] = {"each": [], "together": []}
    features = by_clip(wish.features) if wish.features else by_vae
    for story in range(wish.stories):
        for name, grouping in (("each", None), ("together", Grouping((3,)))):
            pictures = draw_order(pipe, order_of(wish, 3, grouping, story))
            found[name].append(float(torch.pdist(features(pipe, pictures)).mean()))
    pairs = zip(found["each"], found["together"], strict=True)
    closer = float(np.mean([together < each for each, together in pairs]))
    return {name: float(np.mean(values)) for name, values in found.items()} | {"share_of_stories_closer": closer}


@torch.no_grad()
def by_vae(pipe: Any, pictures: np.ndarray) -> torch.Tensor:
    """(n, 2 * channels): what is in a picture, wherever it is."""
    at = {"device": pipe.vae.device, "dtype": pipe.vae.dtype}
    pixels = torch.from_numpy(pictures).permute(0, 3, 1, 2).to(**at) / 127.5 - 1
    latents = torch.cat([pipe.vae.encode(one[None]).latent_dist.mode() for one in pixels]).float()
    return torch.cat([latents.mean((2, 3)), latents.std((2, 3))], dim=1)


def by_clip(folder: str) -> Features:
    """(n, d): the unit vectors of a CLIP model."""
    from transformers import CLIPImageProcessor, CLIPVisionModelWithProjection

    with quiet():
        model = CLIPVisionModelWithProjection.from_pretrained(folder, local_files_only=True).eval()
        processor = CLIPImageProcessor.from_pretrained(folder, local_files_only=True)

    def features(pipe: Any, pictures: np.ndarray) -> torch.Tensor:
        with torch.no_grad(), quiet():
            vectors = model(**processor(list(pictures), return_tensors="pt")).image_embeds
        return torch.nn.functional.normalize(vectors, dim=1)

    return features


def tiny_model() -> Path:
    """The random Stable Diffusion of the tests."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "video"))
    import tiny_models

    return Path(tiny_models.tiny("sd"))


def in_its_own_process(arguments: list[str], kind: str) -> dict[str, Any]:
    command = [sys.executable, __file__, *arguments, "--kind", kind]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?", default="")
    parser.add_argument("--features", default="", help="folder of a CLIP model")
    parser.add_argument("--size", default="", help="960x400; for the tiny model 96x40")
    parser.add_argument("--steps", type=int, default=0, help="30; for the tiny model 4")
    parser.add_argument("--stories", type=int, default=8)
    parser.add_argument("--kind", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    tiny = not given.model
    model = tiny_model() if tiny else Path(given.model)
    width, height = (int(side) for side in (given.size or ("96x40" if tiny else "960x400")).split("x"))
    wish = Wish(model, given.features, (width, height), given.steps or (4 if tiny else 30), given.stories)
    if given.kind:
        print(json.dumps(spread(wish) if given.kind == "spread" else cost(wish, given.kind)))
        return
    found = {kind: in_its_own_process(sys.argv[1:], kind) for kind in (*KINDS, "spread")}
    base = found["each"]
    costs = {
        kind: {
            **{key: round(value, 3) for key, value in found[kind].items()},
            "times_as_long": round(found[kind]["seconds"] / base["seconds"], 2),
            "times_the_memory": round(found[kind]["peak_mib"] / base["peak_mib"], 2) if base["peak_mib"] else None,
        }
        for kind in KINDS
    }
    shown = {key: round(value, 4) for key, value in found["spread"].items()}
    size = f"{width}x{height}"
    print(
        json.dumps({"model": model.name, "size": size, "steps": wish.steps, "spread": shown, "cost": costs}, indent=1)
    )


if __name__ == "__main__":
    main()
