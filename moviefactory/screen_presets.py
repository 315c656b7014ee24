"""What a person sees of the presets: which there are, which video models, under which licence, and what fits here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from moviefactory.machine.graphics_card import Gpu, graphics_card
from moviefactory.plan_file import preset_names, read_preset, read_yaml
from moviefactory.settings import VideoSettings
from moviefactory.video.machine import fit_words, fits, why_not
from moviefactory.video.model_cards import card_of_preset
from moviefactory.video.weights import GB, missing_weights
from moviefactory.workspace import PRESETS, data_folder

_FIT_COLORS = {"comfortably": "green", "with offload": "yellow", "no": "red"}


def preset_rows(gpu: Gpu | None = None) -> dict[str, dict[str, Any]]:
    """Every preset by name, as plain values: what `--json` prints. Those of a video model have its card under "card",
    "fits" ("comfortably", "with offload", "no"), "fit" in words, and whether its weights are on this machine."""
    return {name: _row(name, gpu) for name in preset_names()}


def presets_json() -> dict[str, dict[str, Any]]:
    """`preset_rows` for the graphics card of this machine."""
    return preset_rows(graphics_card())


def presets_view() -> RenderableType:
    """The tables for this machine."""
    gpu = graphics_card()
    return presets_tables(preset_rows(gpu), gpu, why_not(gpu))


def _row(name: str, gpu: Gpu | None) -> dict[str, Any]:
    card = card_of_preset(name)
    about = str(read_yaml(data_folder(PRESETS) / f"{name}.yaml").get("about", ""))
    if card is None:
        return {"about": about}
    settings = VideoSettings.model_validate(read_preset(name)["video"])
    missing = missing_weights(settings)
    return {
        "about": about,
        "model": card.model,
        "card": {key: value for key, value in asdict(card).items() if key not in ("about", "preset", "model")},
        "conditions": list(card.conditions),
        "fits": fits(card, gpu),
        "fit": fit_words(card, gpu),
        "here": not missing,
        "download_gb": round(sum(one.bytes or 0 for one in missing) / GB, 1),
    }


def presets_tables(rows: Mapping[str, Mapping[str, Any]], gpu: Gpu | None, why: str) -> RenderableType:
    """The plain presets, then the video models with what stands in their way, for a terminal of 120 columns."""
    plain = Table(header_style="bold", expand=False)
    plain.add_column("preset", no_wrap=True)
    plain.add_column("about", overflow="fold")
    for name, row in rows.items():
        if "card" not in row:
            plain.add_row(name, Text(row["about"]))
    machine = Text(f"This machine: {gpu.words if gpu else 'no graphics card'}", style="bold")
    models = {name: row for name, row in rows.items() if "card" in row}
    notes = [Text(f"No video model runs here: {why}", style="yellow")] if why else []
    how = (
        "Memory: the least that is sensible, and what holds the model whole. Use one with --preset NAME, several with "
    )
    how += "commas; any other model of diffusers with --renderer diffusers --model FOLDER_OR_HUB_ID."
    return Group(plain, machine, *notes, _models_table(models), _abouts(models), Text(how))


def _models_table(models: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table(header_style="bold", expand=False)
    for name in ("video model", "licence", "memory", "picture", "frames", "download", "this machine"):
        table.add_column(name, no_wrap=name in ("video model", "memory", "picture", "frames"), overflow="fold")
    for name, row in sorted(models.items(), key=lambda item: _rank(item[1])):
        card = row["card"]
        least, comfortable = card["vram_gb"] or ("?", "?")
        frames = f"{card['frames']} at {card['frame_rate']:g}" if card["frames"] and card["frame_rate"] else "?"
        download = Text("is here", style="green") if row["here"] else Text(f"{row['download_gb']:g} GB")
        fit = Text(row["fits"], style=_FIT_COLORS[row["fits"]])
        licence = Text(card["licence"], style="yellow" if row["conditions"] or card["gated"] else "")
        table.add_row(name, licence, f"{least:g}-{comfortable:g} GB", card["native"], frames, download, fit)
    return table


def _rank(row: Mapping[str, Any]) -> tuple[int, float]:
    """The smallest need of memory first."""
    vram = row["card"]["vram_gb"]
    return (0, vram[0]) if vram else (1, 0)


def _abouts(models: Mapping[str, Mapping[str, Any]]) -> Table:
    """What each model is for, and what stands in the way of using it."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, row in sorted(models.items(), key=lambda item: _rank(item[1])):
        conditions = list(row["conditions"])
        if row["card"]["gated"]:
            conditions.append("gated: agree to the licence on its page and run `hf auth login` before it is fetched")
        text = Text(row["about"])
        text.append("".join(f"; {one}" for one in conditions), style="yellow")
        table.add_row(Text(name, style="bold"), text)
    return table
