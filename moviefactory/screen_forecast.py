"""A forecast as a person sees it: a line per shot, or per kind of shot where there are many, sums and warnings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from moviefactory.machine.free_memory import GIB
from moviefactory.video.forecast import Totals
from moviefactory.video.weights import size_text
from moviefactory.workspace import printable

MANY = 40  # shots; of more, those that are alike share a line
MOST_PROBLEMS = 3  # told in full
_COLUMNS = ("shot", "seconds", "frames", "steps", "picture", "enlarged", "rate", "memory", "time")


def forecast_table(rows: Sequence[Mapping[str, Any]], totals: Totals) -> RenderableType:
    """`rows` of `video.forecast.forecast_rows`, and what they come to."""
    table = Table(title="what rendering would take", title_justify="left", header_style="bold")
    for name in _COLUMNS:
        table.add_column(name, overflow="fold")
    for name, row in _lines(rows):
        if row["problem"]:
            table.add_row(Text(name), f"{row['seconds']:g}", "", "", Text("cannot be rendered", style="red"))
        else:
            table.add_row(Text(name), *(Text(cell) for cell in _cells(row)))
    problems = dict.fromkeys(f"{row['shot']}: {row['problem']}" for row in rows if row["problem"])
    told = [Text(printable(text), style="red") for text in list(problems)[:MOST_PROBLEMS]]
    if (more := len(problems) - MOST_PROBLEMS) > 0:
        told.append(Text(f"and {more} more {_shots(more)} like that", style="red"))
    warned = [Text(f"{count} {_shots(count)} {text}", style="yellow") for text, count in totals.warnings.items()]
    sources = list(dict.fromkeys(row["time_source"] for row in rows if row["render_s"] is not None))
    return Group(table, *told, *warned, Text(totals_line(totals, sources)))


def totals_line(totals: Totals, sources: Sequence[str] = ()) -> str:
    """ "12 of 14 shots to render: 2.3 h (measured here); 11.2 GB of the card's memory; 1.4 GB on the disk"."""
    of = f"{totals.to_render} of {totals.shots} shots to render" if totals.shots else "no shots"
    time = "time unknown" if totals.render_s is None else f"about {duration(totals.render_s)}"
    if sources and totals.render_s:
        time += f" ({', '.join(sources)})"
    if totals.unknown and totals.render_s is not None:
        time += f" and {totals.unknown} {_shots(totals.unknown)} of unknown time"
    parts = [f"{of}: {time}" if totals.to_render else of]
    parts += [f"up to {totals.peak_bytes / GIB:.1f} GB of memory"] if totals.peak_bytes else []
    parts.append(f"up to {size_text(totals.disk_bytes)} on the disk")
    parts += [f"a model of {size_text(totals.missing_bytes)} to fetch first"] if totals.missing_bytes else []
    return "; ".join(parts)


def duration(seconds: float) -> str:
    """ "48 s", "3 min 20 s", "2.3 h", "4.1 days"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return f"{minutes} min {rest} s" if rest and minutes < 10 else f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.1f} days"


def _lines(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    if len(rows) <= MANY:
        return [(row["shot"], row) for row in rows]
    alike: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        alike.setdefault((*_cells(row), row["problem"]), []).append(row)
    return [
        (same[0]["shot"] if len(same) == 1 else f"{len(same)} shots ({same[0]['shot']} ...)", same[0])
        for same in alike.values()
    ]


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The cells after the name."""
    passes = row["passes"]
    frames = f"{len(passes)} x {passes[0]}" if len(passes) > 1 else str(passes[0]) if passes else ""
    memory = "" if row["peak_gib"] is None else f"{row['peak_gib']:g} GB"
    memory = ", ".join(part for part in (memory, "" if row["memory"] == "none" else row["memory"]) if part)
    time = "done" if row["done"] else "unknown" if row["render_s"] is None else duration(row["render_s"])
    steps = str(row["steps"] or "")
    return (f"{row['seconds']:g}", frames, steps, row["kept"], row["enlarged"], row["retimed"],
            memory or row["memory_source"], time)  # fmt: skip


def _shots(count: int) -> str:
    return "shot" if count == 1 else "shots"
