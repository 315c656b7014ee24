"""The jobs of the voice: every line of narration becomes a file, and the shots grow to hold what is said over them.

A line's id is its shot's and its number ("arrival-1"), so that another shot's lines change nothing of it. Lines are
spoken before anything is rendered: `spoken_movie` is the movie with their real lengths, and with estimates until then.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moviefactory.audio.voice import Speaker, chosen_speaker, load_speaker, speaker_of
from moviefactory.audio.voice.clean_line import cleaned
from moviefactory.audio.voice.fit_lines import Fitted, SpokenLine, fit_lines, overlapping
from moviefactory.audio.voice.spoken_text import has_words, likely_seconds, plain_line, speakable
from moviefactory.errors import MediaError, PlanError, StageError
from moviefactory.jobs.job import Facts, Job, Task, status
from moviefactory.media.sound import SILENCE_LUFS, loudness, read_sound, write_sound
from moviefactory.movie import Movie, Narration, Shot, Transition
from moviefactory.settings import VoiceSettings
from moviefactory.timeline import CLOSING_S, TRANSITION_S, Cue, line_id
from moviefactory.workspace import Workspace

_USUAL_TRANSITION_S = max(TRANSITION_S.values())
_NEAR_CLAUSE = 0.12  # share of a line's text that its pauses may be off by
_GATED_S = 3.0  # the gate of integrated loudness needs some seconds; a shorter line is as loud as its loudest moment


def voice_jobs(movie: Movie, workspace: Workspace, only: str | None = None) -> tuple[Job, ...]:
    """One job per line, in the order of the movie, or of the one shot `only`; none where nothing is said.

    A line that was spoken before and is wanted again comes back from the takes: a server may want money for each.

    Raises PlanError for a speaker, a voice file or an address that is none, or an id that a sound has too;
    NotInstalled where the speaker's program is missing.
    """
    lines = list(_lines(movie))
    wanted = None if only is None else {name for name, _ in _lines(movie, only)}
    if not lines:
        return ()
    sounds = {sound.id for _, _, sound in movie.sounds()}
    if twice := next((name for name, _ in lines if name in sounds), ""):
        raise PlanError(f"sound {twice!r} has the id of a line of narration; give the sound another")
    name = chosen_speaker(movie.voice, workspace.root)
    speaker = load_speaker(name, movie.voice.model, movie.voice.base_url, workspace.root)
    settings, revision = movie.voice.model_dump(mode="json"), speaker.revision
    voices: dict[str | None, str] = {member.id: member.voice for member in movie.cast}
    return tuple(
        Job(
            f"voice {one}",
            speak_line,
            {
                "text": plain_line(line.text),
                "voice": line.voice or voices.get(line.who, "") or movie.voice.voice,
                "language": movie.voice.language,
                "speed": movie.voice.speed,
                "speaker": name,
                "revision": revision,
            },
            workspace.voice(one),
            takes=workspace.takes,
            options={"settings": settings},
        )
        for one, line in lines
        if wanted is None or one in wanted
    )


def speak_line(task: Task) -> Facts:
    """Inputs: those of `voice_jobs`. Writes the line (mono, 48 kHz, trimmed, its peak at -3 dB).

    Returns its seconds, text, loudness and pauses, whether nothing of it can be heard, and whom to credit.
    """
    settings = VoiceSettings.model_validate(task.options["settings"])
    text = task.inputs["text"]
    speaker = load_speaker(task.inputs["speaker"], settings.model, settings.base_url, task.output.parent.parent)
    mute = task.inputs["speaker"] == "none" or not has_words(text)
    if mute:
        speaker = load_speaker("none", "", "", None)
    with tempfile.TemporaryDirectory(prefix="moviefactory-") as folder:
        raw = Path(folder) / "line.wav"
        speaker.speak(speakable(text), task.inputs["voice"], settings, raw)
        line = cleaned(_heard(raw, text))
    if line.silent and not mute:
        raise StageError(
            f"the speaker said nothing for {text[:60]!r}; does its voice speak the language of the line "
            f"(voice.language: {settings.language})?"
        )
    write_sound(task.output, line.samples[:, None])
    level = loudness(task.output) if not line.silent else None
    lufs = SILENCE_LUFS if level is None else level.integrated_lufs
    if level and (line.seconds < _GATED_S or lufs <= SILENCE_LUFS):
        lufs = level.momentary_max_lufs
    return {"seconds": line.seconds, "text": text, "level_lufs": round(lufs, 2), "silent": line.silent,
            "pauses": [list(pause) for pause in line.pauses], "credit": speaker.credit}  # fmt: skip


def _heard(raw: Path, text: str) -> NDArray[np.float32]:
    """What a speaker wrote for `text`."""
    try:
        return read_sound(raw)
    except MediaError as error:
        raise StageError(
            f"what the speaker made of {text[:60]!r} is no sound that can be read; try again, or let another one speak "
            "(voice.speaker, voice.model)"
        ) from error


def spoken_movie(movie: Movie, workspace: Workspace) -> tuple[Movie, tuple[str, ...]]:
    """The movie as its lines make it, and what a person should know.

    Shots are as long as what is said over them, and every line has its moment (`at`); a line's number stays. Lengths
    come from the receipts of the lines that are spoken, else from their words. The same movie comes back unchanged
    where it went through here before. Raises as `voice_jobs`.
    """
    jobs = voice_jobs(movie, workspace)
    if not jobs:
        return movie, ()
    spoken = _spoken(jobs)
    note = speaker_of(movie.voice, workspace.root).note if movie.voice.speaker != "none" else ""  # a wish, no lack
    fitted = _fitted(movie, spoken)
    warnings = [note] if note else []
    for (_, shot), one in zip(movie.shots(), fitted, strict=True):
        warnings += _warnings(shot, one, spoken)
    found = iter(fitted)
    scenes = tuple(
        scene.model_copy(update={"shots": tuple(_with_lines(shot, next(found)) for shot in scene.shots)})
        for scene in movie.scenes
    )
    return movie.model_copy(update={"scenes": scenes}), tuple(warnings)


def voice_cues(movie: Movie, workspace: Workspace) -> dict[str, Cue]:
    """A cue for every line that is spoken and that its shot has room for, by line id, in the order of the movie.

    `length_s` is what is heard of it; a line that nobody speaks has the level of silence. Raises as `voice_jobs`.
    """
    jobs = voice_jobs(movie, workspace)
    if not jobs:
        return {}
    spoken, speaker = _spoken(jobs), speaker_of(movie.voice, workspace.root)
    heard = {line.id: line.seconds for one in _fitted(movie, spoken) for line in one.lines}
    return {
        one: _cue(one, line, heard[one], workspace.voice(one), speaker)
        for one, line in spoken.items()
        if line.made and heard[one]
    }


@dataclass(frozen=True)
class _Line:
    """A line as far as it is known: by its receipt (`made`), or by its words."""

    text: str
    seconds: float
    made: bool = False
    level_lufs: float = SILENCE_LUFS
    silent: bool = False
    pauses: tuple[tuple[float, float], ...] = ()


def _lines(movie: Movie, only: str | None = None) -> Iterator[tuple[str, Narration]]:
    for shot in (shot for _, shot in movie.shots() if only in (None, shot.id)):
        for number, line in enumerate(shot.narration, start=1):
            yield line_id(shot.id, number), line


def _spoken(jobs: tuple[Job, ...]) -> dict[str, _Line]:
    found = {}
    for job in jobs:
        now, text = status(job), str(job.inputs["text"])
        facts = now.facts if now.state == "done" else {}
        found[job.output.stem] = _Line(
            text,
            float(facts.get("seconds", likely_seconds(text, job.inputs["speed"]))),
            bool(facts),
            float(facts.get("level_lufs", SILENCE_LUFS)),
            bool(facts.get("silent", False)),
            tuple((float(start), float(stop)) for start, stop in facts.get("pauses", ())),
        )
    return found


def _fitted(movie: Movie, spoken: Mapping[str, _Line]) -> list[Fitted]:
    """What came of every shot, in the order of the movie."""
    shots = [shot for _, shot in movie.shots()]
    stretch = movie.voice.fit == "stretch"
    found = []
    for index, shot in enumerate(shots):
        names = [(line_id(shot.id, number), line.at) for number, line in enumerate(shot.narration, start=1)]
        lines = [SpokenLine(name, spoken[name].seconds, at, spoken[name].pauses) for name, at in names]
        lead = _lasts(shot.transition_in) if index or shot.transition_in.kind == "fade_black" else 0.0
        tail = CLOSING_S if index == len(shots) - 1 else 0.0
        found.append(fit_lines(lines, shot.seconds, lead_s=lead, tail_s=tail, stretch=stretch))
    return found


def _lasts(transition: Transition) -> float:
    return 0.0 if transition.kind == "cut" else transition.seconds or _USUAL_TRANSITION_S


def _with_lines(shot: Shot, fitted: Fitted) -> Shot:
    if not shot.narration:
        return shot
    lines = tuple(
        line.model_copy(update={"at": min(one.start_s, 600.0)})
        for line, one in zip(shot.narration, fitted.lines, strict=True)
    )
    return shot.model_copy(update={"seconds": fitted.shot_seconds, "narration": lines})


def _warnings(shot: Shot, fitted: Fitted, spoken: Mapping[str, _Line]) -> Iterator[str]:
    for line in fitted.lines:
        text, length = spoken[line.id].text, spoken[line.id].seconds
        start = f"shot {shot.id!r}: the line {_short(text)!r}"
        if line.cut and not line.seconds:
            yield f"{start} is left out: the shot is over when it begins; make the shot longer, or move the line"
        elif line.cut:
            yield (
                f"{start} is cut after {line.seconds:.1f} of {length:.1f} s: its shot has {fitted.shot_seconds:g} s; "
                "shorten it, or spread it over several shots"
            )
        elif not has_words(text):
            yield f"{start} has no words that can be spoken; it is a subtitle only"
    for one, other in overlapping(fitted):
        yield f"shot {shot.id!r}: the lines {one} and {other} are spoken at the same time; change their `at`"


def _cue(name: str, line: _Line, heard_s: float, path: Path, speaker: Speaker) -> Cue:
    whole = heard_s >= line.seconds
    reason = "spoken as the plan says" if whole else "spoken, and cut to its shot"
    return Cue(
        sound_id=name, kind="voice", path=path, start_in_file_s=0.0, length_s=min(heard_s, line.seconds), gain_db=0.0,
        licence=speaker.licence, score=1.0, reason=reason,
        name="Narration", caption=line.text if whole else _cut_text(line.text, heard_s / line.seconds),
        level_lufs=line.level_lufs,
    )  # fmt: skip


def _cut_text(text: str, share: float) -> str:
    """About that share of `text`: up to the clause that ends about there, for a line is cut at a pause; or in words."""
    target = share * len(text)
    ends = [found.end() for found in re.finditer(r"[.!?,;:…。、，！？—](?=\s|\w)", text)]
    near = [end for end in ends if abs(end - target) <= max(8, len(text) * _NEAR_CLAUSE)]
    if near:
        part = text[: min(near, key=lambda end: abs(end - target))]
    else:
        part = text[: max(1, round(target))]
        if text[len(part) : len(part) + 1] not in ("", " "):
            part = part.rpartition(" ")[0] or part
    return part.rstrip(" ,;:.-–—") + "…"


def _short(text: str) -> str:
    return text if len(text) <= 50 else text[:49].rpartition(" ")[0] + "…"
