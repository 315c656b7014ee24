"""The sound that some video models make along with a clip, as a cue of the movie.

It lies beside the clip and goes where the clip goes. Knows nothing of other sounds.
"""

from __future__ import annotations

from collections.abc import Sequence

from moviefactory.errors import MediaError, StageError
from moviefactory.jobs.job import Job, status
from moviefactory.media.probe import probe
from moviefactory.movie import Movie
from moviefactory.timeline import MODEL_ID, Cue

ENDING = "model.wav"


def own_sounds(movie: Movie, clips: Sequence[Job]) -> dict[str, Cue]:
    """By shot id, the sound that the model made with its clip, as far as the plan wants to hear it."""
    if movie.audio.model_sound == "off":
        return {}
    found = {}
    for (_, shot), job in zip(movie.shots(), clips, strict=True):
        path = job.output.with_suffix(f".{ENDING}")
        if path.is_file() and status(job).facts.get("sound"):
            try:
                length_s = probe(path).duration_s
            except MediaError as error:
                raise StageError(
                    f"shot {shot.id!r}: the sound that its model made, {path}, is broken; delete it, render the shot "
                    "again, or set audio.model_sound to off"
                ) from error
            found[shot.id] = Cue(
                sound_id=f"{MODEL_ID}{shot.id}",
                kind="model",
                path=path,
                start_in_file_s=0.0,
                length_s=length_s,
                gain_db=0.0,
                licence="own",
                score=1.0,
                reason="the video model made it with the picture",
                name=movie.video.model or movie.video.renderer,
            )
    return found
