"""What the commands under `moviefactory audio` and `evaluate` show: plain values for JSON, and tables of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from moviefactory.audio.catalogue import counted_licences
from moviefactory.audio.find_sounds import Found
from moviefactory.audio.indexing import Indexed
from moviefactory.audio.licences import licence_allowed
from moviefactory.jobs.run import Event, Report
from moviefactory.settings import AudioSettings
from moviefactory.workspace import printable

if TYPE_CHECKING:
    from moviefactory.evaluation.retrieval import Scores
    from moviefactory.training.train_mood import MoodReport

_MOST_SKIPPED = 20  # are shown; the JSON has all


def counter(report: Report, what: str) -> Callable[[int, int], None]:
    """A callable of (done, total) that shows itself as the job `what`."""
    started: list[bool] = []

    def count(done: int, total: int) -> None:
        if not started:
            report(Event("started", what))
            started.append(True)
        report(Event("progress", what, done, total))

    return count


def indexed_row(one: Indexed) -> dict[str, Any]:
    """What was found in a folder, and how much of it a movie may use as things are."""
    allowed = AudioSettings().licences
    usable = sum(count for licence, count in one.licences.items() if licence_allowed(licence, allowed))
    return {
        "folder": str(one.folder),
        "added": one.added,
        "changed": one.changed,
        "unchanged": one.unchanged,
        "removed": one.removed,
        "duplicates": one.duplicates,
        "usable": usable,
        "licences": dict(one.licences),
        "skipped": [{"path": str(path), "why": why} for path, why in one.skipped],
    }


def indexed_view(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """One table of folders, what was skipped and why, and what to do about unstated licences."""
    if not rows:
        return "nothing was added yet: moviefactory audio add DIR"
    table = Table(header_style="bold")
    table.add_column("folder", overflow="fold")
    for name in ("new", "changed", "as before", "gone", "twice", "skipped", "usable"):
        table.add_column(name, justify="right")
    for row in rows:
        counts = (row[one] for one in ("added", "changed", "unchanged", "removed", "duplicates"))
        table.add_row(
            Text(printable(row["folder"])),
            *(f"{one:,}" for one in counts),
            f"{len(row['skipped']):,}",
            str(row["usable"]),
        )
    skipped = [one for row in rows for one in row["skipped"]]
    lines = [Text(printable(f"skipped {one['path']}: {one['why']}"), style="yellow") for one in skipped[:_MOST_SKIPPED]]
    if len(skipped) > _MOST_SKIPPED:
        lines.append(Text(f"and {len(skipped) - _MOST_SKIPPED:,} more; --json lists all", style="yellow"))
    return Group(table, *lines, *_refused(rows))


def _refused(rows: Sequence[Mapping[str, Any]]) -> list[Text]:
    """Which sounds no movie will use, and what a person can do."""
    allowed, found = AudioSettings().licences, []
    for row in rows:
        for licence, count in sorted(row["licences"].items()):
            if licence and not licence_allowed(licence, allowed):
                found.append(f"{count:,} sounds under {licence} are not used; audio.licences in movie.yaml allows more")
            elif not licence:
                found.append(
                    f"{count:,} sounds state no licence and are not used; if they are yours: "
                    f"moviefactory audio add {row['folder']} --licence own"
                )
    return [Text(printable(one), style="yellow") for one in found]


def found_rows(found: Found) -> list[dict[str, Any]]:
    """Best first."""
    return [
        {
            "path": str(entry.path),
            "score": round(score, 4),
            "caption": entry.caption or entry.name,
            "licence": entry.licence,
            "source": entry.source,
        }
        for entry, score in found.sounds
    ]


def found_table(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """The sounds with their scores, best first."""
    if not rows:
        return "no sound answers; moviefactory audio add DIR takes in more"
    table = Table(header_style="bold")
    table.add_column("score", justify="right")
    for name in ("what is heard", "licence", "file"):
        table.add_column(name, overflow="fold")
    for row in rows:
        path = Path(str(row["path"]))
        near = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
        words = (printable(str(one)) for one in (row["caption"], row["licence"], near))
        table.add_row(f"{row['score']:.2f}", *(Text(one) for one in words))
    return table


def licence_rows(settings: AudioSettings) -> list[dict[str, Any]]:
    """Every licence of the catalogue, how many sounds are under it, and whether a movie may use them."""
    return [
        {"licence": licence, "sounds": count, "allowed": licence_allowed(licence, settings.licences)}
        for licence, count in counted_licences()
    ]


def licence_table(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """The licences of the catalogue, the commonest first."""
    if not rows:
        return "nothing was added yet: moviefactory audio add DIR"
    table = Table(header_style="bold")
    table.add_column("licence")
    table.add_column("sounds", justify="right")
    table.add_column("used by movies")
    for row in rows:
        used = Text("yes", style="green") if row["allowed"] else Text("no", style="red")
        table.add_row(Text(printable(row["licence"] or "unknown")), f"{row['sounds']:,}", used)
    usual = ", ".join(AudioSettings().licences)
    return Group(
        table, Text(f"allowed are {usual}, unless `audio: {{licences: [...]}}` in a movie.yaml says otherwise")
    )


def mood_result(report: MoodReport) -> dict[str, Any]:
    """What was learnt, and how often it is right on what it has not heard."""
    return {**asdict(report), "folder": str(report.folder)}


def mood_view(result: Mapping[str, Any]) -> RenderableType:
    """The report of a training: how often it is right, and what it takes for what."""
    unheard = "tracks that it had not heard" if result["folds"] else "the tracks that chose when to stop (it flatters)"
    table = Table(header_style="bold", title="stated, and what was heard instead", title_justify="left")
    table.add_column("stated")
    for mood in result["moods"]:
        table.add_column(mood, justify="right")
    for stated, heard in result["confusion"].items():
        table.add_row(stated, *(str(heard.get(mood, 0)) for mood in result["moods"]))
    told = (
        f"{result['tracks']} tracks; right on {result['accuracy']:.0%} of {unheard}, by chance {result['chance']:.0%}"
    )
    skipped = [Text(printable(f"skipped {one}"), style="yellow") for one in result["skipped"][:_MOST_SKIPPED]]
    use = f"use it: `audio: {{mood_model: {result['folder']}}}` in a movie.yaml"
    return Group(Text(told), *([table] if result["confusion"] else []), *skipped, Text(printable(use)))


def scores_result(scores: Scores) -> dict[str, Any]:
    """The measures as plain values."""
    return {**asdict(scores), "source": str(scores.source)}
