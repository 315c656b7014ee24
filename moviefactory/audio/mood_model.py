"""A trained ear for moods: which folder it lies in, what it can tell apart and how well. Without opening its weights.

`training/train_mood.py` writes such a folder; `mood_crnn.py` listens with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from moviefactory.errors import PlanError
from moviefactory.movie import MOODS

CARD, WEIGHTS = "mood.json", "mood.safetensors"


@dataclass(frozen=True)
class MoodCard:
    """`weights`: SHA-256 of the file of weights; `version` of what it was shown.

    `accuracy` in 0..1 on tracks it never heard; `tracks` it learnt.
    """

    folder: Path
    moods: tuple[str, ...]
    weights: str
    version: int
    accuracy: float
    tracks: int


def mood_card(name: str, movie_folder: Path | None = None) -> MoodCard:
    """The model in the folder `name`, looked for in the movie's folder and then from where the person stands.

    Raises PlanError when there is none or its card is broken.
    """
    places = [Path(name).expanduser()] if movie_folder is None else [movie_folder / name, Path(name).expanduser()]
    folder = next((place for place in places if (place / CARD).is_file()), None)
    if folder is None:
        raise PlanError(
            f"audio.mood_model: there is no mood model in {name!r}; train one with `moviefactory audio train-mood`, "
            "or leave the setting out"
        )
    try:
        data = json.loads((folder / CARD).read_text(encoding="utf-8"))
        moods = tuple(str(mood) for mood in data["moods"])
        card = MoodCard(
            folder, moods, str(data["weights"]), int(data["version"]), float(data["accuracy"]), int(data["tracks"])
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PlanError(f"audio.mood_model: {folder / CARD} is broken ({error!r}); train the model again") from error
    if len(moods) < 2 or len(set(moods)) < len(moods) or not set(moods) <= set(MOODS):
        raise PlanError(f"audio.mood_model: {folder / CARD} names moods that are none; train the model again")
    return card
