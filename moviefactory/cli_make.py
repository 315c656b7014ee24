"""What `make-movie` does with its flags once they are read: make, render more takes, choose one, show the state."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from moviefactory.cli_common import Asking, show
from moviefactory.errors import PlanError

if TYPE_CHECKING:
    from moviefactory.produce import Span
    from moviefactory.script.write_script import Brief

PARTIAL_EXIT = 6  # the movie is there, but something in it is not as planned


def run_movie(brief: Brief, span: Span, asking: Asking) -> None:
    from moviefactory import screen
    from moviefactory.produce import produce

    with screen.Progress(quiet=asking.as_json) as progress:
        produced = produce(brief, span, progress.report, asking.at(progress.paused))
    result = screen.result_of(produced, progress.seconds)
    if asking.as_json:
        show(json.dumps(result, indent=1, ensure_ascii=False))
    else:
        show(screen.summary(produced, result))
        sys.stdout.write(f"{result['movie'] or result['plan']}\n")
    if result["failures"] or any(one["kind"] == "error" for one in result["findings"]):
        raise typer.Exit(PARTIAL_EXIT)


def reroll_shot(brief: Brief, shot_id: str, count: int, asking: Asking) -> None:
    from moviefactory import screen
    from moviefactory.takes import reroll

    with screen.Progress(quiet=asking.as_json) as progress:
        planned, takes = reroll(brief, shot_id, count, progress.report, asking.at(progress.paused))
    rows = screen.takes_rows(shot_id, takes)
    show(json.dumps(rows, indent=1) if asking.as_json else screen.takes_table(rows, planned.workspace.plan))
    if any(one.error for one in takes):
        raise typer.Exit(PARTIAL_EXIT)


def pick_takes(brief: Brief, choices: list[str], as_json: bool) -> None:
    from moviefactory import screen
    from moviefactory.takes import pick

    asked = dict(_choice(one) for one in choices)
    for shot_id, take in pick(brief, asked).items():
        if not as_json:
            sys.stderr.write(f"{shot_id}: take {take.number} ({screen.where(take.path)})\n")


def _choice(text: str) -> tuple[str, int]:
    shot_id, equals, number = text.partition("=")
    if not equals or not number.strip().isdigit():
        raise PlanError(f"--pick: {text!r} is not SHOT_ID=NUMBER, such as --pick finish=2")
    return shot_id.strip(), int(number)


def guide_name(name: str | None) -> str | None:
    return "" if name == "none" else name


def show_status(brief: Brief, as_json: bool, what: str) -> None:
    from moviefactory import screen
    from moviefactory.ready import spending, statuses, upscaler_of
    from moviefactory.screen_forecast import forecast_table
    from moviefactory.screen_upscale import upscaler_line
    from moviefactory.script.write_script import draft_of
    from moviefactory.video.forecast import forecast_rows

    if (draft := draft_of(brief)).asks:  # asking costs time or money: only a real run does
        show(json.dumps({"to_be_asked": draft.questions, "jobs": []}) if as_json else draft.questions)
        return
    planned, rows = statuses(brief)
    spent = spending(planned, rows) if what == "plan" else None
    enlarges = upscaler_of(planned)
    if as_json:
        jobs = [{"job": name, "state": one.state, "why": one.why} for name, one in rows]
        plan = planned.movie.model_dump(mode="json")
        upscaler = {"name": enlarges.upscaler, "why": enlarges.why, "seconds": round(enlarges.seconds)}
        result = {"folder": str(planned.workspace.root), "jobs": jobs, "plan": plan, "upscaler": upscaler}
        if spent is not None:
            result["forecast"] = {
                "shots": forecast_rows(spent.shots),
                "totals": asdict(spent.totals),
                "doubt": spent.doubt,
            }
        show(json.dumps(result, indent=1))
    elif what == "plan":
        show(screen.plan_table(planned, rows))
        show(upscaler_line(enlarges))
        if spent is not None:
            show(forecast_table(forecast_rows(spent.shots), spent.totals))
            if spent.doubt:
                show(f"but not here: {spent.doubt}")
    else:
        show(screen.status_table(planned, rows))


def joined(presets: list[str] | None) -> str | None:
    return ",".join(presets) if presets else None


def span_of(again: str | None, last: str | None, only: str | None) -> Span:
    from moviefactory.film import STAGES, Stage
    from moviefactory.produce import Span

    for flag, value in (("--from", again), ("--to", last)):
        if value is not None and value not in STAGES:
            raise PlanError(f"{flag}: there is no stage {value!r}; choose one of {', '.join(STAGES)}")
    known: dict[str | None, Stage] = {stage: stage for stage in STAGES}
    return Span(known.get(last, "check"), known.get(again), only)
