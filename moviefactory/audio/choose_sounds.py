"""The job of this room: every sound of the plan, and the music, gets a file of the library, or a reason why not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from moviefactory.audio import load_matcher
from moviefactory.audio.choose_cue import Choosing, SoundRequest, choose_cue
from moviefactory.audio.choose_music import MUSIC_ID, choose_music
from moviefactory.audio.library import Library, load_library
from moviefactory.jobs.job import Facts, Job, Task, sha256_of
from moviefactory.movie import AudioSettings, CastMember, Choice, Movie, Music, Scene, Shot, Sound
from moviefactory.timeline import Cue
from moviefactory.workspace import Workspace


@dataclass(frozen=True)
class Chosen:
    """What was chosen: cues by sound id (the music's id is "music"), and why some sounds stay silent."""

    cues: dict[str, Cue]
    left_out: dict[str, str]
    note: str = ""


def sounds_job(movie: Movie, workspace: Workspace) -> Job:
    """The one job that chooses all sounds of `movie`: they share the library, and none is used too often."""
    library = load_library(movie.audio.library, movie.audio.licences, workspace.root)
    inputs = {
        "sounds": list(_requests(movie)),
        "music": movie.music.model_dump(mode="json", exclude={"chosen", "gain_db"}),
        "tone": movie.tone,
        "seed": movie.seed,
        "length_s": round(sum(shot.seconds for _, shot in movie.shots()), 3),
        "settings": movie.audio.model_dump(mode="json"),
        "matcher": load_matcher(movie.audio.matcher, movie.audio.model).revision,
        "library": library.index_hash,
        "folders": [str(folder) for folder in library.folders],
        "pinned": _pinned(movie, workspace.root),
    }
    return Job("sounds", choose_sounds, inputs, workspace.cues)


def choose_sounds(task: Task) -> Facts:
    """Inputs: those of `sounds_job`. Writes cues.json; returns how many sounds were found and left out."""
    settings = AudioSettings.model_validate(task.inputs["settings"])
    folder = task.output.parent.parent
    library = load_library(settings.library, settings.licences, folder)
    matcher = load_matcher(settings.matcher, settings.model)
    cues: dict[str, Cue] = {}
    left_out: dict[str, str] = {}
    used: Counter[str] = Counter()
    wanted = task.inputs["sounds"]
    for number, one in enumerate(wanted, start=1):
        request = SoundRequest(
            Sound.model_validate(one["sound"]), one["context"], one["length_s"], task.inputs["seed"], folder
        )
        chosen = choose_cue(request, library, matcher, settings, used)
        _record(request.sound.id, chosen, cues, left_out)
        if chosen.cue:
            used[str(chosen.cue.path)] += 1
        task.progress(number, len(wanted) + 1)
    _record(MUSIC_ID, _music(task.inputs, folder, library), cues, left_out)
    note = "; ".join(one for one in (matcher.note, *library.notes) if one)
    text = json.dumps(
        {"cues": [asdict(cue) for cue in cues.values()], "left_out": left_out, "note": note},
        default=str, indent=1, ensure_ascii=False,
    )  # fmt: skip
    task.output.write_text(text, encoding="utf-8")
    return {"found": len(cues), "left_out": len(left_out), "note": note}


def read_chosen(path: Path) -> Chosen:
    """The file that `choose_sounds` wrote."""
    data = json.loads(path.read_text(encoding="utf-8"))
    cues = {
        one["sound_id"]: Cue(**{**one, "path": Path(one["path"]), "onsets_s": tuple(one["onsets_s"])})
        for one in data["cues"]
    }
    return Chosen(cues, data["left_out"], data["note"])


def with_choices(movie: Movie, chosen: Chosen, folders: tuple[Path, ...]) -> Movie:
    """The plan, with what was chosen (file, score, reason, licence) beside every sound."""

    def told(sound: Sound) -> Sound:
        return sound.model_copy(update={"chosen": _choice(sound.id, chosen, folders)})

    def told_shot(shot: Shot) -> Shot:
        return shot.model_copy(update={"sounds": tuple(told(sound) for sound in shot.sounds)})

    scenes = tuple(
        scene.model_copy(
            update={
                "sounds": tuple(told(sound) for sound in scene.sounds),
                "shots": tuple(told_shot(shot) for shot in scene.shots),
            }
        )
        for scene in movie.scenes
    )
    music = movie.music.model_copy(update={"chosen": _choice(MUSIC_ID, chosen, folders)})
    return movie.model_copy(update={"scenes": scenes, "music": music})


def _choice(sound_id: str, chosen: Chosen, folders: tuple[Path, ...]) -> Choice | None:
    if cue := chosen.cues.get(sound_id):
        root = next((folder for folder in folders if cue.path.is_relative_to(folder)), cue.path.parent)
        file = cue.path.relative_to(root).as_posix()
        return Choice(file=file, score=round(cue.score, 3), reason=cue.reason[:300], licence=cue.licence)
    why = chosen.left_out.get(sound_id)
    return Choice(file="", score=0.0, reason=why[:300], licence="") if why else None


def _requests(movie: Movie) -> Iterator[dict[str, Any]]:
    for scene, shot, sound in movie.sounds():
        length_s = shot.seconds if shot else sum(one.seconds for one in scene.shots)
        yield {
            "sound": sound.model_dump(mode="json", exclude={"chosen", "gain_db", "at"}),
            "context": _context(scene, shot, movie.cast),
            "length_s": round(length_s, 3),
        }


def _context(scene: Scene, shot: Shot | None, cast: tuple[CastMember, ...]) -> str:
    """Where it is and who is there. Not the prompt: rewording a picture must not choose the sounds anew."""
    ids = shot.subjects if shot else {one for each in scene.shots for one in each.subjects}
    who = [member.description for member in cast if member.id in ids]
    return ". ".join([*who, scene.heading.lower()])


def _music(inputs: Any, folder: Path, library: Library) -> Choosing:
    music = Music.model_validate(inputs["music"])
    return choose_music(music, inputs["tone"], inputs["length_s"], inputs["seed"], library, folder)


def _record(sound_id: str, chosen: Choosing, cues: dict[str, Cue], left_out: dict[str, str]) -> None:
    if chosen.cue:
        cues[sound_id] = chosen.cue
    else:
        left_out[sound_id] = chosen.reason


def _pinned(movie: Movie, folder: Path) -> dict[str, str]:
    """The content of every file of this folder that the plan names, so that an exchanged file counts as a change."""
    files = {sound.file for _, _, sound in movie.sounds()} | {movie.music.file}
    return {file: sha256_of(folder / file) for file in sorted(files - {""}) if (folder / file).is_file()}
