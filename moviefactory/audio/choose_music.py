"""The movie's music as cues: one bed for the film or one for each act, of the libraries that were asked for.

Candidates are found by their tags; the best of them are then looked at more closely: the matcher reads or hears them
for the wish's words, and their sound is measured. A file that a person named is taken as it is.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from moviefactory.audio import Matcher, Query
from moviefactory.audio import rank_music as ranking
from moviefactory.audio.audio_weights import EXTRA
from moviefactory.audio.choose_cue import Choosing, pinned_path
from moviefactory.audio.entries import find_entry
from moviefactory.audio.library import OWN, Library, LibraryEntry, licence_allowed
from moviefactory.audio.mir import heard as listened
from moviefactory.audio.mir import keys_fit, librosa_version
from moviefactory.audio.mood_model import MoodCard, mood_card
from moviefactory.audio.music import Track, load_tracks, mood_in_words
from moviefactory.audio.music_cue import entry_of, music_cue, track_of
from moviefactory.audio.rank_music import Heard, Wish, key_of_track, rank, reason, take_turns
from moviefactory.audio.story_arc import Act, Story
from moviefactory.errors import MediaError, NotInstalled, PlanError
from moviefactory.jobs.job import sha256_of
from moviefactory.media.music_fit import SHORTEST_S
from moviefactory.movie import MOODS, ActMusic, Music, digest
from moviefactory.settings import AudioSettings
from moviefactory.timeline import ACT_MUSIC_ID, MUSIC_ID

if TYPE_CHECKING:
    from moviefactory.audio.mood_crnn import MoodEar

MOST_HEARD, MOST_UNKNOWN = 48, 24  # tracks that are looked at closely: with a mood by tag or word, and without
MOOD_BY_WORDS = 0.9  # how sure a mood is that only words suggest
SAME_KEY = 0.01  # of two tracks as good, the one whose key does not clash with the act's before


@dataclass(frozen=True)
class _Bed:
    """What one bed is asked for. `file`: a person's choice."""

    id: str
    wish: Wish
    file: str
    whose: str


@dataclass(frozen=True)
class _Ears:
    """What can listen: the matcher, and the trained ear for moods where one is set."""

    library: Library
    matcher: Matcher
    card: MoodCard | None


def choose_beds(
    music: Music,
    story: Story,
    seed: int,
    library: Library,
    matcher: Matcher,
    settings: AudioSettings,
    folder: Path | None = None,
) -> dict[str, Choosing]:
    """The music by cue id: "music" for the whole film, or "music.act-1" ... where the plan asks for one bed per act.

    `library` says which libraries and licences count; `folder` is the movie's. A pinned file wins; without any track
    that may be used a bed is None and its reason says so. The same input gives the same choice. Raises PlanError for a
    pinned file or a mood model that cannot be used, NotInstalled where the mood model lacks its packages.
    """
    card = mood_card(settings.mood_model, folder) if settings.mood_model else None
    ears = _Ears(library, matcher, card)
    chosen: dict[str, Choosing] = {}
    taken: list[tuple[Track, Heard]] = []
    for bed in _beds(music, story):
        if bed.file:
            chosen[bed.id] = _pinned(bed, library, folder)
            continue
        close = _look_closely(bed.wish, ears)
        if not close:
            chosen[bed.id] = Choosing(
                None, "no music: none of audio.library has any whose licence is in audio.licences"
            )
            continue
        chosen[bed.id] = _first_readable(bed, close, taken, seed)
    return chosen


def music_revision(settings: AudioSettings, folder: Path | None = None) -> dict[str, str]:
    """What else a choice of music depends on, beside the arguments of `choose_beds`; loads nothing heavy."""
    card = mood_card(settings.mood_model, folder) if settings.mood_model else None
    return {"ranking": str(ranking.VERSION), "ears": librosa_version(), "moods": card.weights if card else ""}


def stated_music(library: Library) -> Iterator[Track]:
    """All music that may be used and whose mood somebody stated, shipped and own."""
    return (track for track in _all_tracks(library) if track.mood and track.mood_sure == 1.0)


def _beds(music: Music, story: Story) -> Iterator[_Bed]:
    own = {one.act: one for one in music.acts}
    if music.per == "film" or not story.acts or (music.file and not _any_own(own, story)):
        yield _Bed(MUSIC_ID, _wish(music, None, story.tone, story.whole), music.file, "music")
        return
    for act in story.acts:
        mine = own.get(act.number)
        other = bool(mine and (mine.mood or mine.description))  # this act wants something else than the movie's file
        file = (mine.file if mine else "") or ("" if other else music.file)
        wish = _wish(music, mine, story.tone, act)
        yield _Bed(f"{ACT_MUSIC_ID}{act.number}", wish, file, f"music of act {act.number}")


def _any_own(own: Mapping[int, ActMusic], story: Story) -> bool:
    """Whether an act of the story wishes anything of its own: else one file is one bed, not a new start in each act."""
    acts = [own[act.number] for act in story.acts if act.number in own]
    return any(one.file or one.mood or one.description for one in acts)


def _wish(music: Music, mine: ActMusic | None, tone: str, act: Act) -> Wish:
    """An act with a mood of its own is not held to the words and the tone that the movie has."""
    mood = (mine.mood if mine else None) or music.mood
    words = (mine.description if mine else "") or (music.description if mood == music.mood else "")
    return Wish(mood, words, tone if mood == music.mood else "", act.length_s, act.arousal, act.shots_s)


def _look_closely(wish: Wish, ears: _Ears) -> list[tuple[float, Track, Heard]]:
    """The candidates for `wish` with what was found out about each, best first."""
    tracks = _candidates(wish, ears.library)
    words = _words_scores(wish, tracks, ears)
    ear = _mood_ear(ears.card) if ears.card and any(not track.mood for track in tracks) else None
    close = []
    for track, score in zip(tracks, words, strict=True):
        moods = ear.moods_of(track.path, track.content) if ear and not track.mood else ()
        told = Heard(listened(track.path, track.content), score, moods)
        close.append((rank(wish, track, told), track, told))
    return sorted(close, key=lambda one: (-one[0], one[1].path.name))


def _candidates(wish: Wish, library: Library) -> list[Track]:
    """The tracks whose tags suit best, and some that have none, each with its content known."""
    known: list[tuple[float, int, Track]] = []  # the worst of what is kept comes first
    unknown: list[tuple[float, int, Track]] = []
    for number, track in enumerate(_all_tracks(library)):
        if 0 < track.length_s < SHORTEST_S:
            continue
        kept, most = (known, MOST_HEARD) if track.mood else (unknown, MOST_UNKNOWN)
        one = (rank(wish, track), -number, track)
        if len(kept) < most:
            heapq.heappush(kept, one)
        else:
            heapq.heappushpop(kept, one)
    tracks = [track for _, _, track in sorted([*known, *unknown], reverse=True)]
    return [track if track.content else replace(track, content=_content(track.path)) for track in tracks]


def _all_tracks(library: Library) -> Iterator[Track]:
    """The shipped tracks that are wanted, and the music of a person's own libraries."""
    for track in load_tracks():
        if track.library in library.names and licence_allowed(track.licence, library.licences):
            yield track
    for entry in library.music:
        if entry.mood in MOODS:
            yield track_of(entry, entry.mood)
        else:
            yield track_of(entry, mood_in_words(f"{entry.document} {entry.mood}"), MOOD_BY_WORDS)


def _content(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError:
        return ""


def _words_scores(wish: Wish, tracks: Sequence[Track], ears: _Ears) -> list[float | None]:
    """How the matcher likes each track for the words of the plan; moods are no matter for it."""
    if not tracks or not wish.words or "text" not in ears.matcher.senses:
        return [None] * len(tracks)
    entries = tuple(entry_of(track) for track in tracks)
    name = digest("music", *(f"{entry.document}\x1e{entry.content}" for entry in entries))
    music = replace(ears.library, entries=entries, refused=(), music=(), index_hash=name)
    ears.matcher.prepare(music, lambda done, of: None)
    return [float(score) for score in ears.matcher.scores(Query(wish.words), music)]


def _mood_ear(card: MoodCard) -> MoodEar:
    try:
        from moviefactory.audio.mood_crnn import MoodEar
    except ModuleNotFoundError as error:
        raise NotInstalled(f"audio.mood_model: it needs {error.name}; {EXTRA}, or leave the setting out") from error
    return MoodEar(card)


def _first_readable(
    bed: _Bed, close: Sequence[tuple[float, Track, Heard]], taken: list[tuple[Track, Heard]], seed: int
) -> Choosing:
    """The best track that can be read, which is then `taken`: one broken file does not cost the movie its music."""
    problem, left = "", list(close)
    while left:
        track, told = _best(bed.wish, left, taken, seed)
        try:
            chosen = _choosing(bed, track, told, left)
            if chosen.cue and chosen.cue.length_s < SHORTEST_S:
                raise MediaError(f"{track.path.name} lasts only {chosen.cue.length_s:.2f} s")
        except MediaError as error:
            problem = problem or f"no music: its file cannot be used: {error}"[:300]
            left = [one for one in left if one[1] is not track]
            continue
        taken.append((track, told))
        return chosen
    return Choosing(None, problem)


def _best(
    wish: Wish, close: Sequence[tuple[float, Track, Heard]], taken: Sequence[tuple[Track, Heard]], seed: int
) -> tuple[Track, Heard]:
    """The best one for this bed, beside what the beds before it have."""
    heard_before = {track.path for track, _ in taken}
    key_before = key_of_track(*taken[-1]) if taken else ""
    fresh: list[tuple[float, Track]] = []
    again: list[tuple[float, Track]] = []
    for score, track, told in close:
        one = score + SAME_KEY * keys_fit(key_before, key_of_track(track, told))
        if track.path in heard_before:
            again.append((one - ranking.HEARD_AGAIN, track))
        else:
            fresh.append((one, track))
    worn = not fresh or max((score for score, _ in again), default=0.0) > max(score for score, _ in fresh)
    _, best = take_turns([*again, *fresh] if worn else fresh, seed)  # what others have takes no turns with what is new
    return next((track, told) for _, track, told in close if track is best)


def _choosing(bed: _Bed, track: Track, told: Heard, close: Sequence[tuple[float, Track, Heard]]) -> Choosing:
    why = reason(bed.wish, track, told)
    if any(one.features is None for _, _, one in close):
        lacking = "the sound of some tracks could not be compared"
        why += f"; {lacking if librosa_version() else f'{EXTRA} to compare the sound of the tracks too'}"
    best = tuple((one.name, round(score, 3)) for score, one, _ in close[:3])
    return Choosing(music_cue(bed.id, track, rank(bed.wish, track, told), why), why, best)


def _pinned(bed: _Bed, library: Library, folder: Path | None) -> Choosing:
    path = pinned_path(bed.file, folder, library, bed.whose)
    known = find_entry(library.music, path)
    shipped = next((track for track in load_tracks() if track.path.resolve() == path), None)
    entry = known or LibraryEntry(path, path.stem, bed.wish.words, "music", OWN, source=bed.file)
    why = f"the plan names {bed.file!r}"
    track = shipped or track_of(entry, bed.wish.mood)
    try:
        cue = music_cue(bed.id, track, 1.0, why)
    except MediaError as error:
        raise PlanError(f"{bed.whose}: file {bed.file!r} cannot be read as a sound; name another") from error
    if cue.length_s < SHORTEST_S:
        raise PlanError(f"{bed.whose}: file {bed.file!r} lasts only {cue.length_s:.2f} s; name a longer one")
    return Choosing(cue, why)
