"""Music as tracks, as entries of a library and as cues: what is known of it, carried from one to the other."""

from __future__ import annotations

from moviefactory.audio.catalogue import remember_measurement
from moviefactory.audio.library import LibraryEntry
from moviefactory.audio.measure import measure
from moviefactory.audio.music import Track
from moviefactory.media.music_fit import LONGEST_TRACK_S
from moviefactory.timeline import Cue


def track_of(entry: LibraryEntry, mood: str, sure: float = 1.0) -> Track:
    """A library's entry as a track of `mood` ("" unknown), of which we are so `sure`; its loops are not known."""
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
        musical_key=entry.musical_key,
        mood_sure=sure,
        content=entry.content,
        measured=entry.measured,
    )


def entry_of(track: Track) -> LibraryEntry:
    """A track as an entry, for matchers."""
    return LibraryEntry(
        path=track.path,
        name=track.name,
        caption=track.caption,
        kind="music",
        licence=track.licence,
        tags=track.tags,
        seconds=track.length_s,
        level_lufs=track.level_lufs,
        author=track.author,
        source=track.source,
        mood=track.mood,
        bpm=track.bpm,
        content=track.content,
        measured=track.measured,
    )


def music_cue(sound_id: str, track: Track, score: float, why: str) -> Cue:
    """The track as a cue, whole unless it is very long; what no catalogue has measured is measured now."""
    length_s, level_lufs = track.length_s, track.level_lufs
    if not track.measured:
        measured = measure(track.path, event=False)
        length_s, level_lufs = measured.seconds, measured.level_lufs
        remember_measurement(track.content, measured)
    return Cue(
        sound_id=sound_id,
        kind="music",
        path=track.path,
        start_in_file_s=0.0,
        length_s=min(length_s, LONGEST_TRACK_S),
        gain_db=0.0,  # the plan's gain is added where the music is placed
        licence=track.licence,
        score=round(min(max(score, 0.0), 1.0), 4),
        reason=why,
        name=track.name,
        caption=track.caption,
        author=track.author,
        source=track.source,
        level_lufs=level_lufs,
        bpm=track.bpm,  # a stated one; else the whole track is measured when it is fitted
        loop_start_s=track.loop_start_s,
        loop_end_s=track.loop_end_s if track.loop_end_s <= LONGEST_TRACK_S else 0.0,
        ending_start_s=track.ending_start_s if length_s <= LONGEST_TRACK_S else 0.0,
    )
