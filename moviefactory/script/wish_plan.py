"""What every reader of a wish shares: where a wish points, what it found, and how a shot changes with its staging."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from moviefactory.errors import PlanError
from moviefactory.movie import CastMember, Movie, Scene, Shot, Sound, Staging
from moviefactory.script.lexicon import plural
from moviefactory.script.places import mention_in, places
from moviefactory.script.sounds import as_sounds
from moviefactory.script.staging import stage_shot, stamped

_INDOORS = frozenset(("room", "space_station", "castle_hall"))


@dataclass(frozen=True)
class Scope:
    """The shots a wish is about. `words`: how the wish says so; "" where it names no place and means the movie."""

    ids: tuple[str, ...]
    words: str = ""


Hits = list[tuple[int, int, tuple[str, ...]]]  # (start, stop, shots) of words of place in a wish
Change = Callable[[Movie, Scope], tuple[Movie, str]]  # the changed plan, or the same and why nothing changed


@dataclass(frozen=True)
class Found:
    """One thing that is wished. `spans`: the characters that say so; `about`: its own shots, where it names them."""

    spans: tuple[tuple[int, int], ...]
    does: Change
    about: tuple[str, ...] | None = None
    greedy: bool = False  # what follows "and" belongs to it (a title)


@dataclass
class Words:
    """The text of a wish while readers take from it what they understand: taken characters become blanks."""

    text: str
    raw: str = ""
    found: list[Found] = field(default_factory=list)

    def search(self, pattern: str) -> re.Match[str] | None:
        return re.search(pattern, self.text, re.I)

    def take(self, found: Found) -> None:
        self.found.append(found)
        for start, stop in found.spans:
            self.text = self.text[:start] + "\x00" * (stop - start) + self.text[stop:]


def unchanged(why: str) -> Change:
    return lambda movie, scope: (movie, why)


def all_ids(movie: Movie) -> tuple[str, ...]:
    return tuple(shot.id for _, shot in movie.shots())


def in_order(movie: Movie, ids: Iterable[str]) -> tuple[str, ...]:
    """The ids in the order of the movie, each once."""
    wanted = set(ids)
    return tuple(one for one in all_ids(movie) if one in wanted)


def with_scenes(movie: Movie, edit: Callable[[int, Scene], Scene | None]) -> Movie:
    """Every scene edited; None drops it. The very same movie where nothing changed."""
    scenes = tuple(new for number, scene in enumerate(movie.scenes) if (new := edit(number, scene)) is not None)
    return movie if scenes == movie.scenes else movie.model_copy(update={"scenes": scenes})


def with_shots(movie: Movie, ids: Iterable[str], edit: Callable[[Scene, Shot], Shot]) -> Movie:
    """The shots of `ids` edited, all others the same."""
    wanted = set(ids)

    def scene_edited(_: int, scene: Scene) -> Scene:
        shots = tuple(edit(scene, shot) if shot.id in wanted else shot for shot in scene.shots)
        return scene if shots == scene.shots else scene.model_copy(update={"shots": shots})

    return with_scenes(movie, scene_edited)


def whole_scenes(movie: Movie, ids: Iterable[str]) -> frozenset[str]:
    """Ids of the scenes all of whose shots are among `ids`."""
    wanted = set(ids)
    return frozenset(scene.id for scene in movie.scenes if all(shot.id in wanted for shot in scene.shots))


@lru_cache(maxsize=8192)
def seen_staging(shot: Shot, cast: tuple[CastMember, ...], heading: str) -> Staging:
    """The staging that counts: the shot's own, or the one its prompt describes."""
    return stage_shot(shot, cast, heading).staging or Staging()


def is_machine_made(staging: Staging) -> bool:
    """Whether a writer made this staging and no person changed it since (`Staging.auto`)."""
    own = stamped(staging, "").auto.partition(".")[2]
    return bool(staging.auto) and staging.auto.partition(".")[2] == own


def rewritten(shot: Shot, prompt: str, cast: tuple[CastMember, ...], heading: str, **changes: object) -> Shot:
    """`shot` with another prompt and `changes` in its staging.

    A machine's staging is stamped anew; of a person's only the changed fields change; none stays none.
    """
    if shot.staging is None:
        return shot if prompt == shot.prompt else shot.model_copy(update={"prompt": prompt})
    before = seen_staging(shot, cast, heading)
    after = before.model_copy(update=changes)
    if prompt == shot.prompt and after == before:
        return shot
    if is_machine_made(before) or is_machine_made(after):
        after = stamped(after, prompt)
    return shot.model_copy(update={"prompt": prompt, "staging": after})


def is_indoor(scene: Scene, staging: Staging) -> bool:
    """Whether a shot plays under a roof, by the heading or, where it does not say, by the place."""
    head = scene.heading.strip().upper()
    if head.startswith(("INT", "EXT", "I/E")):
        return head.startswith("INT") and not head.startswith(("INT/EXT", "INT./EXT"))
    return staging.setting in _INDOORS


def place_key(scene: Scene, staging: Staging) -> str:
    """The place of a shot as a key of the table of places."""
    spot = re.sub(r"^(?:INT|EXT|I/E)[^ ]* ", "", scene.heading.strip(), flags=re.I)
    if " - " in spot:
        spot = spot.rpartition(" - ")[0]
    for words in (staging.place, spot.lower()):
        mention = mention_in(words) if words else None
        if mention is not None and places()[mention.key]["setting"] == staging.setting:
            return mention.key
    fitting = [key for key, place in places().items() if place["setting"] == staging.setting]
    return staging.setting if staging.setting in fitting else fitting[0]


def names_of(member: CastMember) -> list[str]:
    """How a person may name a member of the cast, the longest first: "lighthouse keeper", "keeper"; plurals too."""
    nouns = [member.noun.lower(), member.id.replace("-", " "), member.noun.lower().split()[-1]]
    together = [plural(noun) for noun in nouns]
    return sorted(dict.fromkeys([*nouns, *together]), key=len, reverse=True)


def fresh_sounds(movie: Movie, base: str, phrases: Iterable[str]) -> tuple[Sound, ...]:
    """Sounds for the phrases with ids that nobody has."""
    return as_sounds(base[:36], list(phrases), None, {sound.id for _, _, sound in movie.sounds()})


def fresh_ambience(movie: Movie, scene: Scene, phrases: Iterable[str]) -> tuple[Sound, ...]:
    """The same for a scene's ambience."""
    made = fresh_sounds(movie, f"{scene.id}-bed", phrases)
    return tuple(one.model_copy(update={"kind": "ambience", "gain_db": 0.0}) for one in made)


def scenes_named(movie: Movie) -> str:
    """The scenes that exist, for an error."""
    shown = [f"{number} {scene.id} ({scene.heading})" if scene.heading else f"{number} {scene.id}"
             for number, scene in enumerate(movie.scenes[:12], 1)]  # fmt: skip
    more = f" and {len(movie.scenes) - 12} more" if len(movie.scenes) > 12 else ""
    return "; ".join(shown) + more


def no_such_place(movie: Movie, words: str) -> PlanError:
    count = len(all_ids(movie))
    return PlanError(
        f'the wish speaks of "{words.strip()}", which this movie does not have; it has {len(movie.scenes)} scenes '
        f"with {count} shots: {scenes_named(movie)}"
    )


def indexed(movie: Movie) -> Iterator[tuple[int, Scene, Shot]]:
    for number, scene in enumerate(movie.scenes):
        for shot in scene.shots:
            yield number, scene, shot


def acts_of(movie: Movie) -> tuple[int, ...]:
    """The act of every scene, from 1: `Scene.act` where a writer planned acts, else three acts by position.

    By position the first quarter of the shots is act 1, the last quarter act 3, with at least one scene each where
    there are three; two scenes are acts 1 and 2. In a plan with acts a scene without one belongs to its neighbour's.
    """
    given = [scene.act for scene in movie.scenes]
    if any(act is not None for act in given):
        return _with_neighbours(given)
    count = len(movie.scenes)
    if count < 3:
        return tuple(range(1, count + 1))
    acts = [_act_at(share) for share in _middles(movie.scenes)]
    acts[0], acts[-1] = 1, 3
    if 2 not in acts:
        start = acts.index(3)
        acts[start - 1 if start > 1 else start] = 2
    return tuple(acts)


def _act_at(share: float) -> int:
    return 1 if share < 0.25 else 2 if share < 0.75 else 3


def _middles(scenes: tuple[Scene, ...]) -> list[float]:
    """Where in the movie the middle of each scene lies, from 0 to 1, counted in shots."""
    total = sum(len(scene.shots) for scene in scenes)
    middles, before = [], 0
    for scene in scenes:
        middles.append((before + len(scene.shots) / 2) / total)
        before += len(scene.shots)
    return middles


def _with_neighbours(given: list[int | None]) -> tuple[int, ...]:
    acts: list[int] = []
    for at, act in enumerate(given):
        later = next((one for one in given[at:] if one is not None), 1)
        acts.append(act if act is not None else acts[-1] if acts else later)
    return tuple(acts)


def apart(hits: Hits) -> Hits:
    """Hits that do not overlap; the earlier and then the longer wins."""
    kept: Hits = []
    for hit in sorted(hits, key=lambda one: (one[0], -one[1])):
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
    return kept
