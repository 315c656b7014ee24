"""Before the first job: who draws, whether every chosen tool is there, the weights it needs, the plan, what is done."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from moviefactory.audio import load_matcher, missing_weights_of
from moviefactory.audio.audio_weights import needs_packages
from moviefactory.enlarging import as_spoken, check_upscaler, choice_for, found_in, is_enlarged, with_upscaler
from moviefactory.errors import PlanError, StageError
from moviefactory.film import Stage, film_of
from moviefactory.hub import wanted as hub
from moviefactory.jobs.job import Status, status
from moviefactory.jobs.run import Event, Report, load_runner
from moviefactory.machine.graphics_card import graphics_card
from moviefactory.movie import Movie
from moviefactory.plan_file import merged, movie_from, read_yaml, resolved
from moviefactory.plan_splice import spliced
from moviefactory.plan_text import edited_by_hand
from moviefactory.script.write_script import Brief, Planned, draft_of, plan_movie, staged, write_script
from moviefactory.settings import AudioSettings, UpscaleSettings
from moviefactory.upscale.choose import Choice
from moviefactory.upscale.upscale_weights import missing as missing_upscaler
from moviefactory.video import DRAWN, require_video_model
from moviefactory.video.backing import read_models, remember_models, with_stills
from moviefactory.video.forecast import ShotForecast, Totals, forecast, totals
from moviefactory.video.forecast_facts import known_of
from moviefactory.video.machine import DEFAULT_PRESET, default_video_preset, why_not
from moviefactory.video.weights import consent_text, fetch, look_up, missing_weights
from moviefactory.workspace import Workspace, write_atomically

Consent = Callable[[str], bool]  # given what would be fetched (size, licence, folder), whether it may be


def declined(text: str) -> bool:
    """Nobody agreed to a download."""
    return False


def agreed(text: str) -> bool:
    """For those who only look: what would be done if the person agreed."""
    return True


def written_plan(brief: Brief, stages: Sequence[Stage], only: str | None, report: Report, consent: Consent) -> Planned:
    """The plan of `brief`, written where it is not there. Raises PlanError or NotInstalled for a tool or a shot that
    is not there; nothing is in the movie's plan then, and no model was asked for the sake of a missing tool."""
    draft = draft_of(settled(brief, report, consent if "video" in stages else agreed))
    if "audio" in stages:
        fetch_matcher(draft.movie.audio, report, consent)
    if "upscale" in stages and not is_enlarged(draft.movie, draft.workspace):
        fetch_upscaler(found_in(draft.workspace, draft.movie.upscale), report, consent)
    check_tools(draft.movie, stages, draft.workspace)
    if "video" in stages:
        fetch_models(draft.movie, draft.workspace, report, consent)
    planned = write_script(draft, report)
    if only is not None and only not in (ids := [shot.id for _, shot in planned.movie.shots()]):
        raise PlanError(f"--only: there is no shot {only!r}; the shots are {', '.join(ids[:12])}")
    return planned


def check_tools(movie: Movie, stages: Sequence[Stage], workspace: Workspace) -> None:
    """Raise PlanError or NotInstalled, before anything is written or paid for, when a chosen tool is not there.

    Where sounds were chosen before, the matcher's weights need not be tried.
    """
    load_runner(movie.run.runner)
    if "video" in stages:
        require_video_model(movie.video.renderer)
    if "audio" in stages:
        _check_ears(movie.audio, loaded="video" in stages and not workspace.cues.exists())
    if "upscale" in stages:
        check_upscaler(movie, workspace)


def _check_ears(settings: AudioSettings, loaded: bool) -> None:
    """Raise PlanError or NotInstalled where the sounds cannot be chosen as the plan says, before hours of rendering."""
    matcher = load_matcher(settings.matcher, settings.model)
    if "text" not in matcher.senses:
        raise PlanError(
            f"audio.matcher: {settings.matcher} compares sounds with sounds and reads no words; it is for "
            "`moviefactory audio search --like FILE`. Use --matcher caption, clap or pe-av"
        )
    if settings.mood_model:
        needs_packages("audio.mood_model", "torch", "safetensors", instead="; or leave it out")
    if loaded:
        matcher.check()


def settled(brief: Brief, report: Report = lambda event: None, consent: Consent = agreed) -> Brief:
    """`brief` with a renderer, where nobody named one: a video model on a machine that can run it, else the animatic.

    A model whose weights are not here, and may not be fetched, is no reason to make no movie.
    """
    draft = draft_of(brief)
    chosen = _chosen(brief)
    if chosen.get("renderer") == "diffusers" and not chosen.get("model"):
        return replace(brief, preset=_below(DEFAULT_PRESET, brief))
    if _names_a_model(brief, chosen):
        return replace(brief, flags=merged(brief.flags, {"video": {"renderer": "diffusers"}}))
    if draft.request is None or chosen.get("renderer") or not (preset := default_video_preset()):
        return brief
    with_model = replace(brief, preset=_below(preset, brief))
    missing = missing_weights(draft_of(with_model).movie.video)
    if missing and not consent(consent_text(missing)):
        how = f"--preset {preset} --yes fetches {missing[0].model} and renders with it"
        report(Event("note", "video", text=f"drawn as an animatic; this machine has a graphics card: {how}"))
        return replace(brief, flags=merged(brief.flags, {"video": {"renderer": "animatic"}}))
    return with_model


def _names_a_model(brief: Brief, chosen: Mapping[str, Any]) -> bool:
    """Whether `--model` alone says what is to render."""
    flags = brief.flags.get("video", {})
    return bool(flags.get("model")) and "renderer" not in flags and chosen.get("renderer", "animatic") in DRAWN


def _chosen(brief: Brief) -> Mapping[str, Any]:
    """What flags, the file and presets say of the video stage."""
    file = read_yaml(brief.file) if brief.file else {}
    video = resolved(file, brief.flags, brief.preset).get("video", {})
    return video if isinstance(video, Mapping) else {}


def _below(preset: str, brief: Brief) -> str:
    """A preset below those that a person, or the plan, names."""
    file = read_yaml(brief.file) if brief.file else {}
    named = brief.preset or str(file.get("preset", ""))
    return ",".join(name for name in (preset, named) if name and name != "default")


def fetch_models(movie: Movie, workspace: Workspace, report: Report, consent: Consent) -> None:
    """Bring the weights that are not on this machine, where the person agrees. Raises PlanError where not."""
    missing = missing_weights(with_stills(movie.video), read_models(workspace), workspace.root)
    if not missing:
        return
    if any(one.bytes is None for one in missing):
        with contextlib.suppress(StageError):  # no connection: the question is asked without the size
            missing = look_up(missing)
    told = consent_text(missing)
    if graphics_card() is None:
        told += "; this machine has no graphics card, so every shot would take hours"
    if not consent(told):
        raise PlanError(
            f"video.renderer diffusers: {told}. Nothing was fetched: add --yes to agree, or use --renderer animatic"
        )
    fetch(missing, _noting(report))


def fetch_matcher(settings: AudioSettings, report: Report, consent: Consent) -> None:
    """Bring the weights of the matcher, where they are not here and the person agrees. Raises PlanError where not."""
    told = f"audio.matcher {settings.matcher}"
    _fetched(missing_weights_of(settings), Event("note", "audio"), report, consent, told, "--matcher caption")


def fetch_upscaler(settings: UpscaleSettings, report: Report, consent: Consent) -> None:
    """As `fetch_matcher`, of a network that enlarges. Where "auto" is to choose, only what is here counts."""
    told = f"upscale.upscaler {settings.upscaler}"
    _fetched(missing_upscaler(settings), Event("note", "upscale"), report, consent, told, "--upscaler lanczos")


def _fetched(
    missing: list[hub.Missing], note: Event, report: Report, consent: Consent, what: str, instead: str
) -> None:
    if not missing:
        return
    with contextlib.suppress(StageError):  # no connection: the question is asked without the size
        missing = hub.look_up(missing)
    told = hub.consent_text(missing)
    if not consent(told):
        raise PlanError(f"{what}: {told}. Nothing was fetched: add --yes to agree, or use {instead}")
    hub.fetch(missing, lambda text: report(replace(note, text=text)))


def remember_renderer(planned: Planned, report: Report) -> None:
    """A plan that a person edited follows a change of who draws, and nothing else of it changes: rendered clips must
    not be taken for stale ones by the next run without flags."""
    path, video = planned.workspace.plan, planned.movie.video
    if not edited_by_hand(path):
        return
    text = path.read_bytes().decode("utf-8")
    own = movie_from(resolved(read_yaml(path), {}), str(path))
    if own.video == video or {own.video.renderer, video.renderer} <= set(DRAWN):
        return
    write_atomically(path, spliced(text, own, own.model_copy(update={"video": video}), path.name))
    _noting(report)(f"{path} now says in `video:` that {video.renderer} renders it; your other edits are as they were")


def begun(planned: Planned, report: Report, only: str | None = None) -> None:
    """Before the first clip: a shot that its model cannot render is told now, not in the middle of the night, and it is
    written down which models, in which revision, this movie is rendered with. Raises PlanError."""
    movie, workspace = planned.movie, planned.workspace
    if movie.video.renderer == "diffusers":
        shots = forecast(movie, known_of(movie, workspace))
        if lost := [one for one in shots if one.problem and only in (None, one.shot_id)]:
            more = f" (and {len(lost) - 1} more shots)" if len(lost) > 1 else ""
            raise PlanError(f"shot {lost[0].shot_id!r}{more}: {lost[0].problem}")
    if movie.music.per == "act" and not any(scene.act for scene in movie.scenes):
        lacking = "music: per act, but no scene has an `act:`, so there is one bed; give the scenes theirs (1, 2 ...)"
        report(Event("note", "audio", text=lacking))
    for scene, shot, sound in movie.sounds():
        seconds = shot.seconds if shot else sum(one.seconds for one in scene.shots)
        if sound.at is not None and sound.at >= seconds:
            late = f"sound {sound.id!r}: at {sound.at:g} s its {'shot' if shot else 'scene'} of {seconds:g} s is over"
            report(Event("note", "audio", text=f"{late}; it is heard at the end"))
    remember_models(movie.video, workspace, _noting(report))
    remember_renderer(planned, report)


def _noting(report: Report) -> Callable[[str], None]:
    return lambda text: report(Event("note", "video", text=text))


@dataclass(frozen=True)
class Spending:
    """What rendering the movie would take, shot by shot and in all."""

    shots: tuple[ShotForecast, ...]
    totals: Totals
    doubt: str = ""  # why it cannot be rendered here as it is


def spending(planned: Planned, rows: Sequence[tuple[str, Status]]) -> Spending | None:
    """What is to be spent on the clips that are not done; None where they are only drawn. Loads no model."""
    movie = with_upscaler(as_spoken(staged(planned.movie), planned.workspace), planned.workspace)
    if movie.video.renderer in DRAWN:
        return None
    known = known_of(movie, planned.workspace)
    done = {name.split()[-1] for name, one in rows if name.startswith("clip ") and one.state == "done"}
    shots = forecast(movie, known, frozenset(done))
    doubt = why_not(graphics_card()) if movie.video.renderer == "diffusers" else ""
    return Spending(shots, totals(movie, known, shots), doubt)


def upscaler_of(planned: Planned) -> Choice:
    """Who enlarges the movie's clips and how long that may take, as far as it is known before the run."""
    choice = choice_for(as_spoken(staged(planned.movie), planned.workspace), planned.workspace)
    if missing_upscaler(found_in(planned.workspace, planned.movie.upscale)):
        return replace(choice, why="its weights are not on this machine; the run asks before it fetches them")
    return choice


def statuses(brief: Brief) -> tuple[Planned, list[tuple[str, Status]]]:
    """Every job of the movie and its state. Only looks; the cut counts as waiting until the sounds are chosen."""
    planned = plan_movie(settled(brief))
    workspace = planned.workspace
    movie = with_upscaler(as_spoken(staged(planned.movie), workspace), workspace)
    film = film_of(movie, workspace)
    ready = status(film.sounds).state == "done"
    if ready:
        film = film_of(movie, workspace, with_cut=True)
    made = [*film.lines, *film.sketches, *film.clips, *film.watched, film.sounds, *film.upscaled]
    jobs = [*made, *film.cards, *film.cut, *([film.check] if film.check else [])]
    rows = [(job.name, status(job)) for job in jobs]
    if not ready:
        waits = Status("stale", "waits for the sounds") if workspace.movie.exists() else Status("missing")
        rows += [(name, waits) for name in ("picture", "sound", "movie", "check")]
    return planned, rows
