"""The job of this room: every sound of the plan, and the music, gets a file of the library, or a reason why not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from moviefactory.audio import load_matcher
from moviefactory.audio.choose_cue import Choosing, SoundRequest, choose_cue
from moviefactory.audio.choose_music import choose_beds, music_revision
from moviefactory.audio.library import load_library
from moviefactory.audio.measure import onsets_in
from moviefactory.audio.story_arc import Act, Story, read_story, story_of
from moviefactory.errors import MediaError
from moviefactory.jobs.job import Facts, Job, Task, sha256_of
from moviefactory.movie import ActMusic, CastMember, Choice, Movie, Music, Scene, Shot, Sound
from moviefactory.settings import AudioSettings
from moviefactory.timeline import ACT_MUSIC_ID, MUSIC_ID, Cue
from moviefactory.workspace import Workspace


@dataclass(frozen=True)
class Chosen:
    """What was chosen: cues by sound id (the music's is "music", or "music.act-1" and so on), and why some stay silent.

    `credits` are lines of CREDITS.txt that the tools which chose ask for.
    """

    cues: dict[str, Cue]
    left_out: dict[str, str]
    note: str = ""
    credits: tuple[str, ...] = ()


def sounds_job(movie: Movie, workspace: Workspace, clips: Sequence[Job] = ()) -> Job:
    """The one job that chooses all sounds of `movie`: they share the library, and none is used too often.

    `clips` make the shots, in order; only a matcher that sees depends on them.
    """
    library = load_library(movie.audio.library, movie.audio.licences, workspace.root)
    matcher = load_matcher(movie.audio.matcher, movie.audio.model)
    sees = "video" in matcher.senses and movie.audio.video_weight > 0
    inputs = {
        "sounds": list(_requests(movie)),
        "music": _music_wish(movie.music),
        "story": asdict(_coarse(story_of(movie))),
        "seed": movie.seed,
        "settings": movie.audio.model_dump(mode="json", exclude={"align", "model_sound"}),
        "matcher": matcher.revision,
        "music_tools": music_revision(movie.audio, workspace.root),
        "library": library.index_hash,
        "folders": [str(folder) for folder in library.folders],
        "pinned": _pinned(movie, workspace.root),
    }
    return Job("sounds", choose_sounds, inputs, workspace.cues, after=tuple(clips) if sees else (), version=2)


def choose_sounds(task: Task) -> Facts:
    """Inputs: those of `sounds_job`. Sources: the clips, for a matcher that sees. Writes cues.json; returns how many
    sounds were found and left out."""
    settings = AudioSettings.model_validate(task.inputs["settings"])
    folder = task.output.parent.parent
    library = load_library(settings.library, settings.licences, folder)
    matcher = load_matcher(settings.matcher, settings.model)
    matcher.prepare(library, lambda done, total: task.tell.step("listening to the library", done, total))
    cues: dict[str, Cue] = {}
    left_out: dict[str, str] = {}
    used: Counter[str] = Counter()
    wanted = task.inputs["sounds"]
    for number, one in enumerate(wanted, start=1):
        request = SoundRequest(
            sound=Sound.model_validate(one["sound"]),
            context=one["context"],
            length_s=one["length_s"],
            seed=task.inputs["seed"],
            folder=folder,
            video=task.sources[one["shot"]] if task.sources else None,
        )
        chosen = _heard(partial(choose_cue, request, library, matcher, settings, used))
        _record(request.sound.id, chosen, cues, left_out)
        if chosen.cue:
            used[str(chosen.cue.path)] += 1
        task.progress(number, len(wanted) + 1)
    music, story = Music.model_validate(task.inputs["music"]), read_story(task.inputs["story"])
    for bed, chosen in choose_beds(music, story, task.inputs["seed"], library, matcher, settings, folder).items():
        _record(bed, chosen, cues, left_out)
    note = "; ".join(one for one in (matcher.note, *library.notes) if one)
    credits = [matcher.credit] if matcher.credit and cues else []
    text = json.dumps(
        {"cues": [asdict(cue) for cue in cues.values()], "left_out": left_out, "note": note, "credits": credits},
        default=str, indent=1, ensure_ascii=False,
    )  # fmt: skip
    task.output.write_text(text, encoding="utf-8")
    return {"found": len(cues), "left_out": len(left_out), "note": note}


def _heard(choose: Callable[[], Choosing]) -> Choosing:
    """What was chosen, with all moments at which it is heard to begin anew; one broken file costs only its sound."""
    try:
        chosen = choose()
        cue = chosen.cue
        if cue is None or cue.loop or cue.kind != "effect" or cue.onsets_s:
            return chosen
        return replace(chosen, cue=replace(cue, onsets_s=onsets_in(cue.path, cue.onset_s, cue.length_s)))
    except MediaError as error:
        return Choosing(None, f"its file cannot be read: {error}"[:300])


def read_chosen(path: Path) -> Chosen:
    """The file that `choose_sounds` wrote."""
    data = json.loads(path.read_text(encoding="utf-8"))
    cues = {
        one["sound_id"]: Cue(**{**one, "path": Path(one["path"]), "onsets_s": tuple(one["onsets_s"])})
        for one in data["cues"]
    }
    return Chosen(cues, data["left_out"], data["note"], tuple(data["credits"]))


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
    return movie.model_copy(update={"scenes": scenes, "music": _told_music(movie.music, chosen, folders)})


def _told_music(music: Music, chosen: Chosen, folders: tuple[Path, ...]) -> Music:
    """The music with what was chosen: for the film, or for each act, those included of which the plan says nothing."""
    ids = {
        int(one.removeprefix(ACT_MUSIC_ID)): one
        for one in (*chosen.cues, *chosen.left_out)
        if one.startswith(ACT_MUSIC_ID)
    }
    said = {one.act: one for one in music.acts}
    acts = {act: said.get(act, ActMusic(act=act)) for act in sorted({*said, *ids})}
    told = (one.model_copy(update={"chosen": _choice(ids.get(act, ""), chosen, folders)}) for act, one in acts.items())
    return music.model_copy(update={"chosen": _choice(MUSIC_ID, chosen, folders), "acts": tuple(told)})


def _choice(sound_id: str, chosen: Chosen, folders: tuple[Path, ...]) -> Choice | None:
    if cue := chosen.cues.get(sound_id):
        root = next((folder for folder in folders if cue.path.is_relative_to(folder)), cue.path.parent)
        file = cue.path.relative_to(root).as_posix()
        return Choice(file=file, score=round(cue.score, 3), reason=cue.reason[:300], licence=cue.licence)
    why = chosen.left_out.get(sound_id)
    return Choice(file="", score=0.0, reason=why[:300], licence="") if why else None


def _requests(movie: Movie) -> Iterator[dict[str, Any]]:
    numbers = {shot.id: number for number, (_, shot) in enumerate(movie.shots())}
    for scene, shot, sound in movie.sounds():
        length_s = shot.seconds if shot else sum(one.seconds for one in scene.shots)
        yield {
            "sound": sound.model_dump(mode="json", exclude={"chosen", "gain_db", "at"}),
            "context": _context(scene, shot, movie.cast),
            "length_s": round(length_s, 3),
            "shot": numbers[(shot or scene.shots[0]).id],
        }


def _context(scene: Scene, shot: Shot | None, cast: tuple[CastMember, ...]) -> str:
    """Where it is and who is there. Not the prompt: rewording a picture must not choose the sounds anew."""
    ids = shot.subjects if shot else {one for each in scene.shots for one in each.subjects}
    who = [member.description for member in cast if member.id in ids]
    return ". ".join([*who, scene.heading.lower()])


def _coarse(story: Story) -> Story:
    """The story with its arousal in tenths: rewording one shot must not choose the music, and mix the movie, anew."""

    def coarse(act: Act) -> Act:
        return replace(act, arousal=round(act.arousal, 1))

    return replace(story, whole=coarse(story.whole), acts=tuple(coarse(act) for act in story.acts))


def _music_wish(music: Music) -> dict[str, Any]:
    """What the plan says of its music; an act of which it says nothing but what was chosen is left out."""
    wish = music.model_dump(mode="json", exclude={"chosen": True, "gain_db": True, "acts": {"__all__": {"chosen"}}})
    wish["acts"] = [one for one in wish["acts"] if one["mood"] or one["description"] or one["file"]]
    return wish


def _record(sound_id: str, chosen: Choosing, cues: dict[str, Cue], left_out: dict[str, str]) -> None:
    if chosen.cue:
        cues[sound_id] = chosen.cue
    else:
        left_out[sound_id] = chosen.reason


def _pinned(movie: Movie, folder: Path) -> dict[str, str]:
    """The content of every file of this folder that the plan names, so that an exchanged file counts as a change."""
    files = {sound.file for _, _, sound in movie.sounds()} | {movie.music.file, *(one.file for one in movie.music.acts)}
    return {file: sha256_of(folder / file) for file in sorted(files - {""}) if (folder / file).is_file()}
