"""The movie's music as a cue: a track of the libraries that were asked for, or the file a person named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from moviefactory.audio.choose_cue import Choosing, pinned_path
from moviefactory.audio.library import OWN, Library, LibraryEntry, licence_allowed
from moviefactory.audio.measure import measure
from moviefactory.audio.music import Track, choose_track, load_tracks, moods_of
from moviefactory.movie import MOODS, Music
from moviefactory.timeline import Cue

MUSIC_ID = "music"


def choose_music(
    music: Music, tone: str, length_s: float, seed: int, library: Library, folder: Path | None = None
) -> Choosing:
    """The music of a movie of `length_s` seconds; `library` says which libraries and licences count.

    A pinned file wins; without any track that may be used there is no music, and the reason says so. Raises PlanError
    when the pinned file is missing, not allowed or outside the movie's folder and the libraries.
    """
    if music.file:
        path = pinned_path(music.file, folder, library, "music")
        known = {entry.path: entry for entry in library.music}
        entry = known.get(path, LibraryEntry(path, path.stem, music.description, "music", OWN, source=music.file))
        reason = f"the plan names {music.file!r}"
        return Choosing(_cue(_track_of(entry, music.mood), 1.0, reason), reason)
    tracks = [*_shipped(library), *_of_libraries(library)]
    if not tracks:
        return Choosing(None, "no music: none of audio.library has any whose licence is in audio.licences")
    track, score, reason = choose_track(music, tone, length_s, tracks, seed)
    return Choosing(_cue(track, score, reason), reason, ((track.name, score),))


def _shipped(library: Library) -> Iterator[Track]:
    """The tracks that come with moviefactory, as far as their library and their licence are wanted."""
    for track in load_tracks():
        if track.library in library.names and licence_allowed(track.licence, library.licences):
            yield track


def _of_libraries(library: Library) -> Iterator[Track]:
    """The music of a person's own libraries whose mood is stated or shows in its words."""
    for entry in library.music:
        moods = (entry.mood,) if entry.mood in MOODS else moods_of(f"{entry.document} {entry.mood}")
        if moods:
            yield _track_of(entry, moods[0])


def _track_of(entry: LibraryEntry, mood: str) -> Track:
    return Track(
        path=entry.path,
        mood=mood,
        bpm=entry.bpm,
        length_s=entry.seconds,
        loop_start_s=0.0,
        loop_end_s=0.0,
        ending_start_s=0.0,
        level_lufs=entry.level_lufs,
        licence=entry.licence,
        author=entry.author,
        source=entry.source,
        name=entry.name,
        caption=entry.caption,
        tags=entry.tags,
        library=entry.path.parent.name,
    )


def _cue(track: Track, score: float, reason: str) -> Cue:
    """The whole track as a cue; what no catalogue has measured is measured now."""
    length_s, level_lufs = track.length_s, track.level_lufs
    if length_s <= 0:
        measured = measure(track.path, event=False)
        length_s, level_lufs = measured.seconds, measured.level_lufs
    return Cue(
        sound_id=MUSIC_ID,
        kind="music",
        path=track.path,
        start_in_file_s=0.0,
        length_s=length_s,
        gain_db=0.0,  # the plan's gain is added where the music is placed
        licence=track.licence,
        score=round(min(max(score, 0.0), 1.0), 4),
        reason=reason,
        name=track.name,
        caption=track.caption,
        author=track.author,
        source=track.source,
        level_lufs=level_lufs,
        bpm=track.bpm,
        loop_start_s=track.loop_start_s,
        loop_end_s=track.loop_end_s,
        ending_start_s=track.ending_start_s,
    )
