"""The job of this room: the finished movie is measured and judged against its cut; the report is written."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from moviefactory.check.measure import Spans, measure
from moviefactory.check.verdicts import Expected, Finding, verdicts
from moviefactory.jobs.job import Facts, Job, Task
from moviefactory.settings import ComposeSettings
from moviefactory.timeline import Timeline
from moviefactory.workspace import Workspace


@dataclass(frozen=True)
class Planned:
    """The stretches (in seconds) in which the cut itself goes to black, or shows a picture that stands still."""

    black: Spans
    still: Spans = ()


def check_job(
    timeline: Timeline,
    settings: ComposeSettings,
    planned: Planned,
    cut: Job,
    workspace: Workspace,
    script: tuple[str, ...] = (),
) -> Job:
    """The job that checks what `cut` makes. `script`: what is not as asked for in the script; the report repeats it."""
    inputs = {
        "frames": timeline.frames,
        "frame_rate": str(timeline.frame_rate),
        "size_px": list(timeline.size_px),
        "loudness_lufs": settings.loudness_lufs,
        "true_peak_dbtp": settings.true_peak_dbtp,
        "black": [list(span) for span in planned.black],
        **({"still": [list(span) for span in planned.still]} if planned.still else {}),
        "sound": bool(timeline.audio),
        **({"script": list(script)} if script else {}),
    }
    return Job("check", check_movie, inputs, workspace.report, after=(cut,))


def check_movie(task: Task) -> Facts:
    """Inputs: those of `check_job`. Source: the movie. Writes the report; returns the findings that are not "ok"."""
    wanted = task.inputs
    expected = Expected(
        frames=wanted["frames"],
        frame_rate=Fraction(wanted["frame_rate"]),
        size_px=(wanted["size_px"][0], wanted["size_px"][1]),
        loudness_lufs=wanted["loudness_lufs"],
        true_peak_dbtp=wanted["true_peak_dbtp"],
        black=tuple((start, stop) for start, stop in wanted["black"]),
        still=tuple((start, stop) for start, stop in wanted.get("still", ())),
        sound=wanted["sound"],
    )
    measures = measure(task.sources[0])
    findings = [asdict(finding) for finding in verdicts(measures, expected)]
    findings += [asdict(Finding("warning", "script", text)) for text in wanted.get("script", ())]
    facts = {name: value for name, value in asdict(measures).items() if name != "path"}
    report = {"measures": facts, "findings": findings}
    task.output.write_text(json.dumps(report, default=str, indent=1, ensure_ascii=False), encoding="utf-8")
    return {"findings": [finding for finding in findings if finding["kind"] != "ok"]}


def read_report(path: Path) -> dict[str, Any]:
    """The report at `path` ({"measures", "findings"}), empty where there is none."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"measures": {}, "findings": []}
    return dict(report)
