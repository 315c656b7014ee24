"""What a person sees: live progress while the jobs run, and the tables after. Builds them; `cli.py` prints them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from moviefactory.check.check_movie import read_report
from moviefactory.jobs.job import Status
from moviefactory.jobs.run import Event
from moviefactory.movie import CastMember
from moviefactory.produce import Produced
from moviefactory.script.write_script import Planned, read_script_report
from moviefactory.timeline import Timeline, line_id, seconds_of
from moviefactory.workspace import printable

if TYPE_CHECKING:
    from moviefactory.script.revise import Revision
    from moviefactory.takes import Take

_COLORS = {"done": "green", "stale": "yellow", "missing": "red", "ok": "green", "warning": "yellow", "error": "red"}


class Progress:
    """One bar per stage and one for the job at work, on stderr; a plain line per job where stderr is no terminal."""

    def __init__(self, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet)
        times = (TimeElapsedColumn(), TimeRemainingColumn())
        columns = (TextColumn("{task.description:<30}"), BarColumn(40), MofNCompleteColumn(), *times)
        self._bars = Bars(*columns, console=self._console, transient=True, disable=not self._console.is_terminal)
        self._stages: dict[str, Any] = {}
        self._jobs: dict[str, Any] = {}  # of those at work: several may be
        self.seconds: dict[str, float] = defaultdict(float)

    def __enter__(self) -> Progress:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Nothing of this is on the screen meanwhile, so that a person can be asked."""
        self._bars.stop()
        try:
            yield
        finally:
            self._bars.start()

    def report(self, event: Event) -> None:
        """Show one event of the runner."""
        if event.kind == "progress":
            self._at_work(event)
            return
        if event.kind == "note":
            self._console.print(Text(f"{event.job}: {event.text}", style="yellow"))
            return
        if event.job in self._jobs:
            self._bars.remove_task(self._jobs.pop(event.job))
        if event.kind == "started":
            self._jobs[event.job] = self._bars.add_task(f"  {event.job}", total=None)
            return
        self.seconds[" ".join(event.job.split()[:-1]) or event.job] += event.seconds
        if event.kind == "done" and not self._console.is_terminal:
            self._console.print(f"{event.job}: done in {event.seconds:.1f} s", highlight=False)
        if event.kind in ("failed", "blocked"):
            self._console.print(Text(f"{event.job}: {event.text.removeprefix(f'{event.job}: ')}", style="red"))

    def _at_work(self, event: Event) -> None:
        if event.job in self._jobs:
            words = f"  {event.job}: {event.text}" if event.text else f"  {event.job}"
            self._bars.update(self._jobs[event.job], completed=event.done, total=event.total, description=words)


def result_of(produced: Produced, seconds: Mapping[str, float]) -> dict[str, Any]:
    """The outcome as plain values: what `--json` prints, and what the tables are made of."""
    workspace, film = produced.planned.workspace, produced.film
    movie = workspace.movie if film and film.cut else None
    script = read_script_report(workspace)
    warnings = [{"kind": "warning", "about": "script", "text": text} for text in script.get("warnings", ())]
    report = read_report(workspace.report) if movie else {"measures": {}, "findings": warnings}
    return {
        "title": produced.planned.movie.title,
        "movie": str(movie) if movie else "",
        "plan": str(workspace.plan),
        "credits": str(workspace.credits) if movie else "",
        "shots": _shots(produced),
        "script": {name: value for name, value in script.items() if name != "warnings"},
        "upscaled": _upscaled(produced),
        "measures": report["measures"],
        "findings": report["findings"],
        "failures": produced.failures,
        "made": sum(outcome.made for outcome in produced.outcomes.values()),
        "kept": sum(not outcome.made and not outcome.failed for outcome in produced.outcomes.values()),
        "seconds": {stage: round(value, 1) for stage, value in seconds.items() if value},
    }


def _upscaled(produced: Produced) -> dict[str, int]:
    """How many clips each upscaler enlarged, by what it says of itself."""
    facts = [outcome.facts for job, outcome in produced.outcomes.items() if job.startswith("upscaled ")]
    return dict(Counter(str(one["note"]) for one in facts if one.get("note")))


def _shots(produced: Produced) -> list[dict[str, Any]]:
    film = produced.film
    starts: dict[str, tuple[float, float]] = {}
    heard: dict[str, list[str]] = {}
    if film and film.timeline and film.chosen:
        starts = {one.clip.shot_id: _span_s(film.timeline, one.in_movie) for one in film.timeline.video}
        placed = {one.cue.sound_id for one in film.timeline.audio}
        names = {one: f"{cue.name} ({cue.score:.2f})" for one, cue in film.chosen.cues.items() if one in placed}
        for _, shot in produced.planned.movie.shots():
            heard[shot.id] = [names.get(sound.id, f"- {sound.description}: left out") for sound in shot.sounds]
            for number, line in enumerate(shot.narration, start=1):
                left_out = "" if line_id(shot.id, number) in placed else "- left out: "
                heard[shot.id].append(f"{left_out}“{_short(line.text, 60)}”")
    return [
        {
            "id": shot.id,
            "scene": scene.id,
            "from_s": starts.get(shot.id, (0.0, 0.0))[0],
            "to_s": starts.get(shot.id, (0.0, 0.0))[1],
            "prompt": shot.prompt,
            "picture": _with_names(shot.prompt, produced.planned.movie.cast),
            "transition": shot.transition_in.kind,
            "heard": heard.get(shot.id, []),
            "failed": next((why for job, why in produced.failures.items() if job == f"clip {shot.id}"), ""),
        }
        for scene, shot in produced.planned.movie.shots()
    ]


def _with_names(prompt: str, cast: Sequence[CastMember]) -> str:
    """The prompt for a narrow column: whoever is in it by noun, not by the description that every prompt repeats."""
    for member in cast:
        words = f"the {member.noun}"
        prompt = re.sub(re.escape(member.description), lambda _, words=words: words, prompt, flags=re.I)  # type: ignore[misc]
    return re.sub(r"(^|[.!?] )([a-z])", lambda found: found[1] + found[2].upper(), prompt)


def _span_s(timeline: Timeline, frames: Any) -> tuple[float, float]:
    return tuple(round(seconds_of(one, timeline.frame_rate), 2) for one in (frames.start, frames.stop))  # type: ignore[return-value]


def summary(produced: Produced, result: Mapping[str, Any]) -> RenderableType:
    """The table at the end: shots, what is heard where, what was measured, where to edit."""
    table = Table(title=Text(result["title"]), title_justify="left", header_style="bold", expand=False)
    for name in ("time", "shot", "picture", "heard"):
        table.add_column(name, overflow="fold", no_wrap=name in ("time", "shot"))
    for one in result["shots"]:
        picture = Text(f"FAILED: {one['failed']}", style="red") if one["failed"] else Text(_short(one["picture"]))
        when = f"{one['from_s']:5.1f}-{one['to_s']:.1f}" if result["movie"] else "-"
        table.add_row(when, Text(one["id"]), picture, Text("\n".join(one["heard"])))
    return Group(table, *(Text.from_markup(line) for line in _facts(produced, result)))


def _facts(produced: Produced, result: Mapping[str, Any]) -> list[str]:
    lines = [f"[bold]script[/]    {script_line(result['script'])}"] if result["script"] else []
    film = produced.film
    if film and film.chosen:
        everywhere = [
            escape(f"{sound.description} = {film.chosen.cues[sound.id].name}")
            for _, shot, sound in produced.planned.movie.sounds()
            if shot is None and sound.id in film.chosen.cues
        ]
        beds = [one for one in film.chosen.cues.values() if one.kind == "music"]
        music = "; ".join(f"{one.sound_id.partition('.')[2]} {one.name}: {one.reason}".strip() for one in beds)
        lines.append(f"[bold]music[/]     {escape(music) or 'none'}")
        lines.append(f"[bold]ambience[/]  {'; '.join(dict.fromkeys(everywhere)) or 'none'}")
        lines += [f"[yellow]note[/]      {escape(film.chosen.note)}"] if film.chosen.note else []
    if ran := result["upscaled"]:
        told = (name if len(ran) == 1 else f"{name} ({count} clips)" for name, count in ran.items())
        lines.append(f"[bold]enlarged[/]  {escape('; '.join(told))}")
    if measures := result["measures"]:
        width, height = measures["size_px"]
        lines.append(
            f"[bold]movie[/]     {measures['duration_s']:.2f} s, {width}x{height}, "
            f"{measures['integrated_lufs']:.1f} LUFS, true peak {measures['true_peak_dbtp']:.1f} dBTP"
        )
    spent = ", ".join(f"{stage} {value:.0f} s" for stage, value in result["seconds"].items())
    lines.append(f"[bold]time[/]      {spent or 'nothing to do'} ({result['made']} jobs made, {result['kept']} kept)")
    plan = escape(str(result["plan"]))
    lines.append(f"[bold]edit[/]      {plan}, then run: make-movie {plan}")
    lines += [
        f"[{_COLORS[one['kind']]}]{one['kind']}[/]   {escape(one['text'])}"
        for one in result["findings"]
        if one["kind"] != "ok"
    ]
    return lines


def script_line(facts: Mapping[str, Any]) -> str:
    """Which model wrote it, with how many questions, tokens and dollars."""
    price = facts.get("cost_usd")
    cost = "price unknown" if price is None else f"${price:.4f}" if price else "no cost"
    tokens = f"{facts.get('tokens_in', 0):,} tokens in, {facts.get('tokens_out', 0):,} out"
    about = "about " if facts.get("estimated") else ""
    kept = f", {facts['kept']} answers kept from before" if facts.get("kept") else ""
    model = escape(str(facts.get("model", "")))
    asked = facts.get("asked", 0)
    told = f"{asked} question{'' if asked == 1 else 's'}, {about}{tokens}, {cost}{kept}"
    return f"by rules; {model} was asked {told}" if facts.get("writer") == "offline" else f"{model}: {told}"


def status_table(planned: Planned, rows: Sequence[tuple[str, Status]]) -> RenderableType:
    """Every job: done, stale and why, or missing."""
    table = Table(
        title=Text(f"{planned.movie.title} ({planned.workspace.root})"), title_justify="left", header_style="bold"
    )
    for name in ("job", "state", "why"):
        table.add_column(name, overflow="fold")
    for name, one in rows:
        table.add_row(Text(name), Text(one.state, style=_COLORS[one.state]), Text(one.why))
    return table


def plan_table(planned: Planned, rows: Sequence[tuple[str, Status]]) -> RenderableType:
    """What a run would do: the shots of the plan, and which jobs are to be made."""
    movie, state = planned.movie, dict(rows)
    table = Table(title=Text(f"{movie.title} (nothing written)"), title_justify="left", header_style="bold")
    for name in ("shot", "seconds", "clip", "prompt", "sounds"):
        table.add_column(name, overflow="fold")
    for _, shot in movie.shots():
        clip = state[f"clip {shot.id}"]
        sounds = ", ".join(sound.description for sound in shot.sounds)
        shown = Text(clip.state, style=_COLORS[clip.state])
        table.add_row(shot.id, f"{shot.seconds:g}", shown, Text(shot.prompt), Text(sounds))
    todo = [name for name, one in rows if one.state != "done"]
    done = len(rows) - len(todo)
    return Group(table, Text(f"{len(todo)} jobs to make, {done} done; folder: {planned.workspace.root}"))


def takes_rows(shot_id: str, takes: Sequence[Take]) -> list[dict[str, Any]]:
    """The takes of one shot as plain values."""
    return [
        {
            "shot": shot_id, "take": one.number, "seed": one.seed, "path": "" if one.error else str(one.path),
            "chosen": one.chosen, "error": one.error,
        }
        for one in takes
    ]  # fmt: skip


def takes_table(rows: Sequence[Mapping[str, Any]], plan: Path) -> RenderableType:
    """The takes of one shot, and how to choose one."""
    table = Table(header_style="bold")
    for name in ("take", "seed", "file", ""):
        table.add_column(name, overflow="fold")
    for one in rows:
        told = Text(one["error"], style="red") if one["error"] else Text("chosen" if one["chosen"] else "")
        table.add_row(str(one["take"]), str(one["seed"]), Text(one["path"]), told)
    shot = rows[0]["shot"] if rows else "SHOT"
    return Group(table, Text(f"choose one: make-movie {plan} --pick {shot}=NUMBER"))


def where(path: Path) -> str:
    """A path for a line on the terminal."""
    return printable(str(path))


def revision_result(revision: Revision, kept: bool) -> dict[str, Any]:
    """A revision as plain values."""
    return {
        "plan": str(revision.path), "written": kept, "changed": list(revision.changed), "added": list(revision.added),
        "removed": list(revision.removed), "summary": revision.summary, "warnings": list(revision.warnings),
        "script": dict(revision.facts), "diff": revision.diff,
    }  # fmt: skip


def revision_view(revision: Revision, result: Mapping[str, Any]) -> RenderableType:
    """The diff in colours, and what comes of it."""
    colors = {"+": "green", "-": "red", "@": "cyan"}
    lines = [Text(line, style=colors.get(line[:1], "")) for line in revision.diff.splitlines()]
    counts = ", ".join(f"{len(result[name])} {name}" for name in ("changed", "added", "removed") if result[name])
    lines += [Text(f"warning   {one}", style="yellow") for one in revision.warnings]
    if revision.facts:
        lines.append(Text.from_markup(f"[bold]script[/]    {script_line(revision.facts)}"))
    told = f"shots: {counts}; every other shot stays as it is" if counts else "no shot changed"
    ending = f"next: make-movie {revision.path}" if result["written"] else "nothing written (--dry-run)"
    return Group(*lines, Text(told), *([Text(revision.summary)] if revision.summary else []), Text(ending))


def words_table(rows: Sequence[Mapping[str, str]], model: str) -> RenderableType:
    """Every shot as a video model reads it."""
    table = Table(title=f"in words for {model}", title_justify="left", header_style="bold", show_lines=True)
    for name in ("shot", "prompt"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(row["shot"], Text(printable(row["prompt"])))
    shots: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        shots[row["negative"]].append(row["shot"])
    of = {text: "" if len(shots) == 1 else f" ({', '.join(ids)})" for text, ids in shots.items() if text}
    return Group(table, *(Text(f"negative{which}: {text}") for text, which in of.items()))


def facts_table(facts: Mapping[str, Any]) -> RenderableType:
    """Two columns: name and value."""
    table = Table(show_header=False)
    for name, value in facts.items():
        table.add_row(Text(name), Text(str(value)))
    return table


def _short(text: str, longest: int = 90) -> str:
    return text if len(text) <= longest else text[: longest - 3].rsplit(" ", 1)[0] + " ..."
