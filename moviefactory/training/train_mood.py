"""Train an ear for moods on a library of music whose moods are stated.

Tracks, never pieces of one track, are dealt out to folds: each fold is once what nobody trained on, so that the
accuracy which is reported is that of unheard music. The network that is kept learns from all folds but one, which tells
it when to stop. The same library and seed give the same network (on one kind of machine); a killed run goes on after
its last epoch.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

from moviefactory.audio import mood_crnn
from moviefactory.audio.library import Library
from moviefactory.audio.mood_crnn import MoodCrnn, shares
from moviefactory.audio.mood_model import CARD, WEIGHTS
from moviefactory.jobs.job import sha256_of
from moviefactory.movie import MOODS, digest
from moviefactory.training.mood_examples import Example, dealt_out, prepared, usable_tracks
from moviefactory.workspace import refusal, replacing, synced, write_atomically

UNFINISHED = "unfinished"
LEAST_FOLDS = 3
BATCH, LEARNING_RATE = 16, 1e-3  # of 30 tracks a larger batch leaves too few steps
PATIENCE = 6  # epochs without a better validation loss


@dataclass(frozen=True)
class MoodReport:
    """What was learnt. `accuracy` (0..1) is of tracks; `chance` is that of always naming the commonest mood.

    `folds`: the accuracy on each fold of unheard tracks; empty where none was asked for: then `accuracy` is that on the
    tracks which chose the epoch, and flatters. `confusion[stated][heard]` counts tracks.
    """

    folder: Path
    moods: tuple[str, ...]
    tracks: int
    pieces: int
    accuracy: float
    chance: float
    folds: tuple[float, ...]
    confusion: Mapping[str, Mapping[str, int]]
    skipped: tuple[str, ...]


@dataclass(frozen=True)
class _Course:
    """One training: who is learnt from, who says when to stop, and where its state is kept."""

    name: str
    train: tuple[Example, ...]
    validate: tuple[Example, ...]
    moods: int
    seed: int
    epochs: int
    state: Path


@dataclass
class _Steps:
    """How far everything is, for the person who waits."""

    tell: Callable[[int, int], None]
    total: int
    done: int = field(default=0)

    def up_to(self, done: int) -> None:
        self.done = max(self.done, done)
        self.tell(min(self.done, self.total), self.total)


def train_mood(
    library: Library,
    folder: Path,
    *,
    epochs: int = 30,
    folds: int = 5,
    seed: int = 0,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> MoodReport:
    """Train on the music of `library` whose mood is stated and write the model into `folder`.

    epochs: of each training, at most. folds: of the cross-validation, each a training of its own; 0 leaves it out.
    Raises PlanError when there are fewer than two moods of two tracks, or fewer than eight tracks; StorageError when
    `folder` cannot be written.
    """
    device = "cuda" if torch.cuda.is_available() else "cpu"
    stated = usable_tracks(library)
    moods = tuple(mood for mood in MOODS if mood in stated.values())
    parts = max(LEAST_FOLDS, min(folds or LEAST_FOLDS + 1, len(stated) // 2))
    steps = _Steps(progress, len(stated) + epochs * (1 + (parts if folds else 0)))
    unfinished = folder / UNFINISHED
    try:
        (unfinished / "pieces").mkdir(parents=True, exist_ok=True)
        examples, skipped = prepared(stated, moods, unfinished / "pieces", steps.up_to)
        dealt = dealt_out(examples, parts, seed)
        key = digest(mood_crnn.VERSION, seed, epochs, moods, *(f"{one.content}{one.mood}" for one in examples))[:16]
        base = len(stated)
        answers: list[list[tuple[int, int]]] = []
        for number in range(parts if folds else 0):
            course = _course(
                f"fold-{number}", dealt, (number, (number + 1) % parts), unfinished / key, len(moods), seed, epochs
            )
            network = _train(course, device, steps, base + number * epochs)
            answers.append(_answers(network, dealt[number], device))
        course = _course("whole", dealt, (-1, 0), unfinished / key, len(moods), seed, epochs)
        network = _train(course, device, steps, steps.total - epochs)
        checked = answers or [_answers(network, dealt[0], device)]
        report = _report(folder, moods, examples, checked, bool(answers), skipped)
        _write(network, report, seed)
    except OSError as error:
        raise refusal(error, "training moods") from error
    shutil.rmtree(unfinished, ignore_errors=True)
    return report


def _course(
    name: str,
    dealt: Sequence[tuple[Example, ...]],
    kept_out: tuple[int, int],  # the fold that is not touched (-1: none), and the one that tells when to stop
    state: Path,
    moods: int,
    seed: int,
    epochs: int,
) -> _Course:
    train = tuple(one for number, fold in enumerate(dealt) if number not in kept_out for one in fold)
    return _Course(name, train, dealt[kept_out[1]], moods, seed, epochs, state.with_name(f"{state.name}-{name}.pt"))


def _train(course: _Course, device: str, steps: _Steps, base: int) -> MoodCrnn:
    """The network at its best epoch; begins after the last epoch that a killed run finished."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(_seed(course, -1))
        network: MoodCrnn = MoodCrnn(course.moods).to(device)
        optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE)
        state = _resumed(course, network, optimizer, device)
        while state["epoch"] < course.epochs and state["epoch"] - state["best_epoch"] < PATIENCE:
            torch.manual_seed(_seed(course, state["epoch"]))
            _epoch(course, network, optimizer, state["epoch"], device)
            loss = _loss(course.validate, network, device)
            state["epoch"] += 1
            if loss < state["best_loss"]:
                best = {name: value.detach().clone() for name, value in network.state_dict().items()}
                state |= {"best_loss": loss, "best_epoch": state["epoch"], "best": best}
            _keep(course.state, {**state, "network": network.state_dict(), "optimizer": optimizer.state_dict()})
            steps.up_to(base + state["epoch"])
        steps.up_to(base + course.epochs)
        if state["best"]:
            network.load_state_dict(state["best"])
    return network


def _seed(course: _Course, epoch: int) -> int:
    return int(digest(course.seed, course.name, epoch)[:12], 16)


def _resumed(course: _Course, network: nn.Module, optimizer: torch.optim.Optimizer, device: str) -> dict[str, Any]:
    """The state after the last finished epoch; of a fresh start where there is none."""
    fresh = {"epoch": 0, "best_epoch": 0, "best_loss": float("inf"), "best": {}}
    if not course.state.is_file():
        return fresh
    kept = torch.load(course.state, map_location=device, weights_only=True)
    network.load_state_dict(kept["network"])
    optimizer.load_state_dict(kept["optimizer"])
    return {name: kept[name] for name in fresh}


def _keep(file: Path, state: Mapping[str, Any]) -> None:
    with replacing(file) as partial:
        torch.save(dict(state), partial)
        synced(partial)


def _epoch(course: _Course, network: MoodCrnn, optimizer: torch.optim.Optimizer, epoch: int, device: str) -> None:
    """Every piece once, in an order of this epoch; a mood with fewer pieces counts more for each."""
    network.train()
    places = [(one, piece) for one in course.train for piece in range(one.pieces)]
    counts = np.bincount([one.mood for one, _ in places], minlength=course.moods)
    weights = torch.tensor(len(places) / (course.moods * np.maximum(counts, 1)), dtype=torch.float32, device=device)
    order = np.random.default_rng(_seed(course, epoch)).permutation(len(places))
    opened = {one.content: np.load(one.file, mmap_mode="r") for one in course.train}
    for start in range(0, len(order), BATCH):
        batch = [places[at] for at in order[start : start + BATCH]]
        if len(batch) < 2:  # one piece alone has no variance to normalise by
            continue
        shown = np.stack([opened[one.content][piece] for one, piece in batch]).astype(np.float32)
        right = torch.tensor([one.mood for one, _ in batch], device=device)
        loss = nn.functional.cross_entropy(network(torch.from_numpy(shown).to(device)), right, weight=weights)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()


def _loss(examples: Sequence[Example], network: MoodCrnn, device: str) -> float:
    """Mean negative log share of the right mood, per track."""
    heard = [float(shares(network, one.read(), device)[one.mood]) for one in examples]
    return float(-np.log(np.maximum(heard, 1e-7)).mean())


def _answers(network: MoodCrnn, examples: Sequence[Example], device: str) -> list[tuple[int, int]]:
    """(stated, heard) of every track."""
    return [(one.mood, int(np.argmax(shares(network, one.read(), device)))) for one in examples]


def _report(
    folder: Path,
    moods: tuple[str, ...],
    examples: Sequence[Example],
    answers: Sequence[Sequence[tuple[int, int]]],
    unheard: bool,
    skipped: tuple[str, ...],
) -> MoodReport:
    every = [answer for fold in answers for answer in fold]
    counts = Counter(every)
    confusion = {
        mood: {other: counts[here, there] for there, other in enumerate(moods)} for here, mood in enumerate(moods)
    }
    right = [sum(stated == heard for stated, heard in fold) / max(len(fold), 1) for fold in answers]
    return MoodReport(
        folder=folder,
        moods=moods,
        tracks=len(examples),
        pieces=sum(one.pieces for one in examples),
        accuracy=sum(stated == heard for stated, heard in every) / max(len(every), 1),
        chance=max(Counter(one.mood for one in examples).values()) / len(examples),
        folds=tuple(right) if unheard else (),
        confusion=confusion,
        skipped=skipped,
    )


def _write(network: MoodCrnn, report: MoodReport, seed: int) -> None:
    """The weights, then their card: a folder with a card is whole."""
    file = report.folder / WEIGHTS
    with replacing(file) as partial:
        save_file({name: value.detach().cpu().contiguous() for name, value in network.state_dict().items()}, partial)
        synced(partial)
    card = {**asdict(report), "weights": sha256_of(file), "seed": seed, "version": mood_crnn.VERSION}
    del card["folder"]
    write_atomically(report.folder / CARD, json.dumps(card, indent=1, ensure_ascii=False))
