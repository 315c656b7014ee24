"""What is known of a video model without loading it: licence, territory, gating, memory, size, and where from.

The facts stand in the presets, under `card`. Of a model that no preset names, the licence is read from the README of
its folder, where one lies there. Knows neither torch nor the network.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from moviefactory.hub.cache import HUB_ID, values_in
from moviefactory.hub.wanted import UNKNOWN, licence_name, named
from moviefactory.plan_file import preset_names, read_yaml
from moviefactory.video.pipeline.checkpoint_folder import INDEX
from moviefactory.workspace import PRESETS, data_folder, printable

_CACHED = re.compile(r"models--([\w.-]+?)--([\w.-]+)")  # how the Hugging Face cache spells a hub id
_FRONT_LINE = re.compile(r"^(license|license_name|license_link):[ \t]*['\"]?([^'\"\n#]+)", re.M)
_HEAD_BYTES = 65_536  # of a README: its front matter is never longer


@dataclass(frozen=True)
class Card:
    """One model's facts. `model` is its hub id; memory and download are in gigabytes, None and "" where not known."""

    model: str
    preset: str = ""
    about: str = ""
    licence: str = ""
    licence_url: str = ""
    territory: str = ""  # where the licence does not hold
    gated: bool = False  # the page asks for an account that has agreed to the licence
    commercial: str = ""  # "yes", "no", or under which condition
    restrictions: str = ""  # other duties of the licence
    pipeline: str = ""  # the class that diffusers loads it as
    sound: bool = False  # renders sound with the picture
    vram_gb: tuple[float, float] | None = None  # the least that is sensible, and comfortable
    download_gb: float | None = None
    native: str = ""  # "832x480": what it was trained on
    frame_rate: float | None = None
    frames: int | None = None  # most in one pass
    speed: str = ""
    source: str = ""  # where the facts are from, and which were not checked
    parts: dict[str, dict[str, Any]] = field(default_factory=dict, hash=False)  # other repositories that it needs

    @property
    def page(self) -> str:
        return f"https://huggingface.co/{self.model}"

    @property
    def conditions(self) -> tuple[str, ...]:
        """What may stand in the way of using it, the weightiest first; empty for a free model."""
        bounds = {"yes": "", "": "", "no": "not for commercial use"}
        commercial = bounds.get(self.commercial, f"commercial use {self.commercial}")
        return tuple(one for one in (self.territory, commercial, self.restrictions) if one)


@cache
def cards() -> tuple[Card, ...]:
    """The cards of all presets that name a video model, in the order of the presets' names."""
    found = ((name, read_yaml(data_folder(PRESETS) / f"{name}.yaml")) for name in preset_names())
    return tuple(_card(name, data) for name, data in found if "card" in data)


def _card(name: str, data: dict[str, Any]) -> Card:
    facts = {key: value for key, value in data["card"].items() if key in {one.name for one in fields(Card)}}
    vram = facts.get("vram_gb")
    model = str(data.get("video", {}).get("model", ""))
    about = str(data.get("about", ""))
    return Card(**{**facts, "vram_gb": tuple(vram) if vram else None, "model": model, "preset": name, "about": about})


def card_of_preset(name: str) -> Card | None:
    """The card of the preset called `name`; None where it names no video model."""
    return next((card for card in cards() if card.preset == name), None)


def card_for(model: str, folder: Path | None = None, pipeline: str = "") -> Card | None:
    """What is known of `model`: a hub id, or a local folder that says what it is or was made from.

    `folder` is where its weights lie, where they are here; `pipeline` is the class that loads it, where one repository
    serves several presets. A licence in a folder's own README outranks the one of the model that it was made from. None
    where nothing is known at all.
    """
    if folder is None and not HUB_ID.fullmatch(model) and (place := Path(os.path.expanduser(model))).is_dir():
        folder = place
    known = next((card for name in (model, *_names_in(folder)) if (card := _by_id(name, pipeline))), None)
    if known is not None and known.model.casefold() == model.casefold():
        return known
    if own := _licence_of_readme(folder):
        return replace(known or Card(model), licence=own[0], licence_url=own[1])
    return known


class Carded(Protocol):
    """Weights: what the settings call a model, and what is known of it."""

    @property
    def model(self) -> str: ...

    @property
    def card(self) -> Card | None: ...


def licence_line(of: Card | Carded | None, model: str = "") -> str:
    """One line for the terminal and the credits: "Wan2.1-T2V-1.3B by Wan-AI: Apache-2.0".

    `model` is what to call it where nothing is known of it: a hub id or a path.
    """
    card = of if isinstance(of, Card) or of is None else of.card
    name = named(card.model if card else model or getattr(of, "model", ""))
    if card is None or not card.licence:
        return f"{name}: {UNKNOWN}"
    conditions = f" ({'; '.join(card.conditions)})" if card.conditions else ""
    return f"{name}: {card.licence}{conditions}"


def _by_id(name: str, pipeline: str = "") -> Card | None:
    """The card of a hub id in any case, of one of a card's further repositories, or of a bare model name."""
    wanted = name.casefold()
    for card in sorted(cards(), key=lambda card: card.pipeline != pipeline):
        if wanted in (card.model.casefold(), card.model.casefold().partition("/")[2]):
            return card
    for card in cards():
        for part, facts in card.parts.items():
            if wanted == part.casefold():
                allowed = {one.name for one in fields(Card)} - {"model", "preset", "parts"}
                return Card(part, **{key: value for key, value in facts.items() if key in allowed})
    return None


def _names_in(folder: Path | None) -> list[str]:
    """What a folder says that it is: its own path, then the names that its configurations were loaded from."""
    if folder is None:
        return []
    configs = (folder / INDEX, *sorted(folder.glob("*/config.json"))[:20])
    said = [str(folder), *(str(values_in(config).get("_name_or_path", "")) for config in configs)]
    found: list[str] = []
    for text in said:
        cached = _CACHED.search(text)
        parts = Path(text).parts
        found += [f"{cached[1]}/{cached[2]}"] if cached else []
        found += ["/".join(parts[-2:]), *parts[-1:]]
    return [one for one in dict.fromkeys(found) if one]


def _licence_of_readme(folder: Path | None) -> tuple[str, str] | None:
    """Licence and its address out of the front matter of a folder's README.md; None where it says nothing.

    Only lines of the form `key: value` are read: the file is anybody's, and its YAML is not worth trusting.
    """
    if folder is None:
        return None
    try:
        with (folder / "README.md").open("rb") as file:
            text = file.read(_HEAD_BYTES).decode("utf-8", "replace")
    except OSError:
        return None
    front = re.match(r"\ufeff?---\s*\n(.*?)\n---\s*(?:\n|$)", text, flags=re.S)
    said = dict(_FRONT_LINE.findall(front[1])) if front else {}
    said = {key: printable(value).strip()[:120] for key, value in said.items()}
    kind = said.get("license", "")
    name = said.get("license_name", "") if kind in ("", "other") else kind
    if not name and not kind:
        return None
    link = said.get("license_link", "")
    url = link if link.startswith("https://") else ""
    return licence_name(name) or "its own: see its page", url
