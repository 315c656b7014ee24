"""Pictures that are drawn side by side and look at each other, so that one character stays one character.

Consistent self-attention (StoryDiffusion, arXiv 2405.01434, section 3.1): in the self-attention of the UNet each image
finds, besides its own tokens, a random share of the tokens of the others. It needs no training. As in the authors' code
only the way up through the UNet takes part, and the first tenth of the steps stays plain: they settle the layout, which
every shot has to itself.

Here a batch begins with groups of anchors. The anchors of one group look at each other, and may look at groups before
theirs; every image behind them looks at anchors and is looked at by nobody. Each group, and each image behind, goes
through the UNet in a pass of its own: the shapes of a pass do not depend on what else is drawn, and neither does a
single bit of an anchor. Knows nothing of movies, prompts and files.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from diffusers.models.attention_processor import AttnProcessor2_0

from moviefactory.errors import StageError

RATE = 0.5  # share of an image's tokens that the others see (the paper's sampling rate)
EARLY = 900.0  # of the 1000 timesteps that UNets are trained on: above it attention stays plain
MOST_TOKENS = 8192  # of one image in one layer; above it attention stays plain: where no fused kernel is at hand, the
# scores of 8 heads over 8192 x 2.5 * 8192 tokens are 2.5 GiB at two bytes each
PARTS = ("up_blocks",)  # of the UNet that take part

Rows = list[int]


@dataclass
class _Sight:
    """What the layers need to know of the pass at work."""

    halves: int = 1  # of the batch: 2 with classifier-free guidance, which are kept apart
    group: int | None = None  # of anchors that this pass draws; None: an image behind them
    seen: tuple[int, ...] = ()  # groups that the images of this pass look at, besides each other
    call: int = -1  # of the UNet; tokens are sampled anew at each
    plain: bool = False
    kept: dict[tuple[int, int], torch.Tensor] = field(default_factory=dict)  # (layer, group) -> (halves, tokens, d)


@dataclass(frozen=True)
class Grouping:
    """How a batch is drawn: the `sizes` of the groups of anchors that it begins with, and which groups (by number) each
    of them `sees` besides itself; one more entry says what the images behind see. () for none and for all of them."""

    sizes: tuple[int, ...]
    sees: tuple[tuple[int, ...], ...] = ()

    def seen_by(self, group: int) -> tuple[int, ...]:
        """The groups that `group` sees; len(sizes) stands for the images behind."""
        if group < len(self.sees):
            return self.sees[group]
        return tuple(range(len(self.sizes))) if group == len(self.sizes) else ()

    def fits(self, images: int) -> bool:
        """Whether a batch of `images` can be drawn so."""
        backwards = all(0 <= one < group for group, some in enumerate(self.sees) for one in some)
        return bool(self.sizes) and min(self.sizes) > 0 and sum(self.sizes) <= images and backwards


@contextmanager
def consistent_self_attention(
    unet: Any, images: int, anchors: int | Grouping, rate: float = RATE, seed: int = 0, early: float = EARLY
) -> Iterator[None]:
    """Inside, a batch of `images` pictures through `unet` (a UNet2DConditionModel) is drawn as the module says.

    `anchors`: how many of the first images are anchors, or their groups. The batch that the UNet is given may be
    `images` or a multiple (guidance). The same `seed` samples the same tokens. Timesteps above `early` stay plain.
    Afterwards the UNet is as it was, also after an error. Raises StageError for a batch of another size.
    """
    grouping = Grouping((anchors,)) if isinstance(anchors, int) else anchors
    if not grouping.fits(images) or not 0 < rate <= 1:
        raise ValueError(f"{images} images cannot be drawn as {grouping}, or {rate} is no share")
    sight = _Sight()
    layers = [module for name, module in unet.named_modules() if _takes_part(name, module)]
    before = [layer.processor for layer in layers]
    try:
        for number, layer in enumerate(layers):
            layer.set_processor(_Looking(sight, number, rate, seed))
        with in_passes(unet, lambda total, given: _passes(sight, images, grouping, total, _is_early(given, early))):
            yield
    finally:
        for layer, processor in zip(layers, before, strict=True):
            layer.set_processor(processor)
        sight.kept.clear()


def _takes_part(name: str, module: Any) -> bool:
    return name.startswith(PARTS) and name.endswith("attn1") and getattr(module, "group_norm", None) is None


def _is_early(given: Mapping[str, Any], early: float) -> bool:
    return float(torch.as_tensor(given["timestep"]).max()) > early


def _passes(sight: _Sight, images: int, grouping: Grouping, total: int, plain: bool) -> Iterator[Rows]:
    """The rows of the batch that go through the UNet together, in order; sets `sight` for each before it goes."""
    if total % images:
        raise StageError(f"key frames: the UNet was given {total} rows for {images} pictures; set key_frames: each")
    sight.halves, sight.plain, sight.call = total // images, plain, sight.call + 1
    sight.kept.clear()
    start = 0
    for group, size in enumerate(grouping.sizes):
        sight.group, sight.seen = group, grouping.seen_by(group)
        yield _rows(range(start, start + size), images, sight.halves)
        start += size
    for image in range(start, images):
        sight.group, sight.seen = None, grouping.seen_by(len(grouping.sizes))
        yield _rows([image], images, sight.halves)
    sight.kept.clear()


def _rows(members: Sequence[int], images: int, halves: int) -> Rows:
    return [half * images + member for half in range(halves) for member in members]


class _Looking:
    """Self-attention of one layer in which an image also sees sampled tokens of others."""

    def __init__(self, sight: _Sight, layer: int, rate: float, seed: int) -> None:
        self.attend = AttnProcessor2_0()
        self.sight, self.layer, self.rate, self.seed = sight, layer, rate, seed

    def __call__(
        self,
        attn: Any,
        hidden_states: torch.Tensor,
        encoder_hidden_states: torch.Tensor | None = None,
        attention_mask: torch.Tensor | None = None,
        temb: torch.Tensor | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> torch.Tensor:
        """hidden_states: (halves * images of the pass, tokens, d)."""
        is_self = encoder_hidden_states is None and attention_mask is None and hidden_states.ndim == 3
        if self.sight.plain or not is_self or hidden_states.shape[1] > MOST_TOKENS:
            return self.attend(attn, hidden_states, encoder_hidden_states, attention_mask, temb, *args, **kwargs)
        rows = []  # one image at a time: the scores of a whole batch would not fit a small card
        for row, others in enumerate(self._others(hidden_states)):
            own = hidden_states[row : row + 1]
            rows.append(self.attend(attn, own, torch.cat([own, others[None]], dim=1), None, temb))
        return torch.cat(rows)

    def _others(self, hidden: torch.Tensor) -> Iterator[torch.Tensor]:
        """For every row of the pass, the tokens (n, d) that it sees besides its own."""
        sight = self.sight
        size = hidden.shape[0] // sight.halves
        sampled = None
        if sight.group is not None:
            sampled = self._sampled(hidden, size)
            sight.kept[self.layer, sight.group] = sampled.flatten(1, 2)
        for half in range(sight.halves):
            before = [sight.kept[self.layer, group][half] for group in sight.seen]
            for image in range(size):
                mates = [] if sampled is None else [*sampled[half, :image], *sampled[half, image + 1 :]]
                yield torch.cat([hidden.new_empty(0, hidden.shape[-1]), *mates, *before])

    def _sampled(self, hidden: torch.Tensor, size: int) -> torch.Tensor:
        """(halves, size, tokens * rate, d): drawn by call, layer and place in the group, whatever else is drawn."""
        tokens = hidden.shape[1]
        count = max(int(tokens * self.rate), 1)
        dice = [np.random.default_rng((self.seed, self.sight.call, self.layer, image)) for image in range(size)]
        chosen = torch.from_numpy(np.stack([die.choice(tokens, count, replace=False) for die in dice]))
        halves = hidden.unflatten(0, (self.sight.halves, size))
        return torch.stack([halves[:, image, index] for image, index in enumerate(chosen.to(hidden.device))], dim=1)


@contextmanager
def in_passes(module: Any, passes: Callable[[int, Mapping[str, Any]], Iterator[Rows]]) -> Iterator[None]:
    """Inside, `module` is called once for every set of rows that `passes(batch size, arguments)` gives.

    The batch is the first axis of the module's first argument; whatever else has it is divided alike. `arguments` are
    those of the call by name. The results are put together again in the order of the batch.
    """
    forward, had = module.forward, module.__dict__.get("forward")
    names = list(inspect.signature(type(module).forward).parameters)[1:]

    def divided(*args: Any, **kwargs: Any) -> Any:
        total = (args[0] if args else next(iter(kwargs.values()))).shape[0]
        order: Rows = []
        results = []
        for rows in passes(total, {**dict(zip(names, args, strict=False)), **kwargs}):
            results.append(forward(*_taken(args, rows, total), **_taken(kwargs, rows, total)))
            order += rows
        return _joined(results, torch.tensor(order).argsort())

    module.forward = divided
    try:
        yield
    finally:
        if module.__dict__.get("forward") is divided:  # else the offloading of the pipeline has put its own there
            if had is None:
                del module.forward
            else:
                module.forward = had


@contextmanager
def one_at_a_time(modules: Sequence[Any]) -> Iterator[None]:
    """Inside, each of `modules` sees a batch one by one, so that no result depends on its neighbours' shapes."""
    with ExitStack() as stack:
        for module in modules:
            stack.enter_context(in_passes(module, lambda total, given: ([row] for row in range(total))))
        yield


def _taken(value: Any, rows: Rows, total: int) -> Any:
    if isinstance(value, torch.Tensor):
        return value[rows] if value.ndim and value.shape[0] == total else value
    if isinstance(value, dict):
        return {key: _taken(one, rows, total) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_taken(one, rows, total) for one in value)
    return value


def _joined(results: Sequence[Any], places: torch.Tensor) -> Any:
    first = results[0]
    if isinstance(first, torch.Tensor):
        return torch.cat(list(results))[places.to(first.device)]
    if isinstance(first, Mapping):  # the libraries' outputs
        return type(first)(**{key: _joined([one[key] for one in results], places) for key in first})
    if isinstance(first, (list, tuple)):
        return type(first)(_joined(list(ones), places) for ones in zip(*results, strict=True))
    return first
