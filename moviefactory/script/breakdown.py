"""A screenplay or a story as a movie, by rule: what it tells in its order, nothing left out that can be seen.

screenplay.py     what the text says, line by line     story_cast.py       who is in it
story_headings.py where and when                       story_beats.py      what each shot shows
shooting.py       the shots
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from moviefactory.errors import PlanError
from moviefactory.movie import MAX_SHOTS, Mood, Movie, Scene, Sound
from moviefactory.script import ScriptRequest
from moviefactory.script.assembly import with_lengths
from moviefactory.script.screenplay import Story, StoryScene, read_story
from moviefactory.script.shooting import Sheet, Taken, ambience_for, shoot
from moviefactory.script.sounds import as_sounds
from moviefactory.script.story_beats import Beats, beats_of, told_sentences
from moviefactory.script.story_cast import Company, company_of
from moviefactory.script.story_headings import Where, where_of_heading, where_of_story
from moviefactory.script.story_lines import who_is_there
from moviefactory.script.story_names import is_unseen
from moviefactory.script.story_tense import is_past
from moviefactory.script.tone import mood_of, music_for
from moviefactory.script.wording import is_english
from moviefactory.workspace import slug_of

_MOST_SENTENCES = 3 * MAX_SHOTS  # beyond which nothing is read: not all sentences become shots


def write_breakdown(request: ScriptRequest) -> Movie:
    """The whole plan for `request.story`. Raises PlanError where it holds nothing to film, or is not in English."""
    name = request.story_name or "the story"
    if len(re.findall(r"[^\s.!?][.!?]+[\s\"”’)]", request.story)) > _MOST_SENTENCES:
        raise PlanError(f"{name}: far more than the {MAX_SHOTS} shots one movie can have; split the story")
    story = read_story(request.story, name)
    said = told_sentences(story)
    _check(said, story, name)
    first_person = story.kind == "story" and _is_told_by_me(said)
    past = story.kind == "story" and is_past(" ".join(said[:200]))
    speakers = [one.speaker for scene in story.scenes for one in scene.elements if one.kind == "character"]
    plain = told_sentences(story, past, first_person)
    company = company_of(
        plain,
        [one for one in speakers if _is_ever_seen(one, speakers, plain)],
        request.seed,
        screenplay=story.kind == "fountain",
        narrator=first_person,
    )
    mood = _mood(request, said, story)
    beats = Beats(name, company, past, first_person)
    scenes = _scenes(request, story, company, beats, mood)
    return Movie(
        title=story.title, idea=request.idea[:4000], setting=request.setting, character=request.character,
        action=request.action, style=request.style, tone=request.tone or mood, frame_rate=request.frame_rate,
        size_px=request.size_px, seed=request.seed, script=request.settings, cast=_on_screen(company, scenes),
        scenes=with_lengths(scenes, request.settings.shot_seconds), music=music_for(mood),
    )  # fmt: skip


def _check(said: Sequence[str], story: Story, name: str) -> None:
    spoken = [one.text for scene in story.scenes for one in scene.elements if one.kind == "dialogue"]
    words = " ".join([*said, *spoken])
    if not re.search(r"[^\W\d_]{2}", words):
        raise PlanError(f"{name}: nothing in it can be filmed; write what is seen, in plain sentences")
    if not is_english(words[:6000]):
        raise PlanError(
            f"{name}: the rules of the offline writer read English only; set OPENAI_API_KEY (or --base-url of a "
            f"model of your "
            "own), or translate the text"
        )


def _is_told_by_me(said: Sequence[str]) -> bool:
    """Whether a story is told by somebody who is in it."""
    return sum(bool(re.search(r"\bI\b", one)) for one in said) > max(1, len(said) // 6)


def _is_ever_seen(speaker: str, speakers: Sequence[str], plain: Sequence[str]) -> bool:
    """Whether a speaker is more than a voice: seen when they speak, or met in what is told."""
    bare = re.sub(r"\(.*?\)", "", speaker).strip()
    own = [one for one in speakers if re.sub(r"\(.*?\)", "", one).strip() == bare]
    told = re.compile(rf"\b{re.escape(bare)}\b", re.I)
    return not all(is_unseen(one) for one in own) or any(told.search(one) for one in plain)


def _mood(request: ScriptRequest, said: Sequence[str], story: Story) -> Mood:
    """The given tone's mood, else the one that most sentences have a word for."""
    counted: Counter[Mood] = Counter()
    for one in said:
        mood = mood_of("", one, "", False)
        counted[mood] += mood != "calm"
    usual = counted.most_common(1)
    found = usual[0][0] if usual and usual[0][1] * 25 >= len(said) and usual[0][1] > 0 else "calm"
    return mood_of(request.tone, story.title, found, True)


def _scenes(request: ScriptRequest, story: Story, company: Company, beats: Beats, mood: Mood) -> tuple[Scene, ...]:
    taken, ids = Taken(), set[str]()
    taken.memory.silent = "narrator" if beats.first_person else ""
    heroes = [one.noun for one in company.cast]
    found: list[Scene] = []
    before: Where | None = None
    left = MAX_SHOTS
    for number, scene in enumerate(story.scenes):
        where = _where(scene, story, before, heroes)
        is_prelude = story.kind == "fountain" and not scene.heading and number < len(story.scenes) - 1
        sentences = beats_of(scene, beats, waits=is_prelude)
        if not sentences and not scene.heading:
            continue  # FADE IN alone
        before = where
        count = max(1, len(sentences)) if found or sentences else 1
        if count > left:
            raise PlanError(f"{beats.name}: more than the {MAX_SHOTS} shots one movie can have; split the story")
        left -= count
        sheet = _sheet(scene, where, ids)
        shots = shoot(
            sheet, sentences, count, company.cast, mood=mood, style=request.style,
            seconds=request.settings.shot_seconds, seed=request.seed, taken=taken, first_scene=not found,
        )  # fmt: skip
        found.append(
            Scene(id=sheet.id, heading=sheet.heading, shots=shots, sounds=_ambience(sheet, len(found), taken.sounds))
        )
    if not found:
        raise PlanError(f"{beats.name}: nothing in it can be filmed; write what is seen, in plain sentences")
    return tuple(found)


def _where(scene: StoryScene, story: Story, before: Where | None, heroes: Sequence[str]) -> Where:
    said = [piece for one in scene.elements if one.kind == "action" for piece in one.text.split(". ")]
    if story.kind == "fountain" and scene.heading:
        return where_of_heading(scene.heading, before, said)
    return where_of_story(said, before, heroes)


def _sheet(scene: StoryScene, where: Where, ids: set[str]) -> Sheet:
    heading = " ".join((scene.heading or where.heading).split())[:300]
    spot = re.sub(r"^(?:INT|EXT|EST|I/E)[./EXINT]*\s*", "", heading, flags=re.I)
    base = slug_of(spot.rpartition(" - ")[0] or spot, 40) or "scene"
    identity = next(one for one in (base, *(f"{base}-{number}" for number in range(2, 2000))) if one not in ids)
    ids.add(identity)
    return Sheet(identity, heading, where.setting, where.place, where.time or "day", where.weather or "clear")


def _ambience(sheet: Sheet, number: int, taken: set[str]) -> tuple[Sound, ...]:
    phrases = ambience_for(sheet.setting, sheet.place, sheet.time, sheet.weather, number)
    return tuple(
        sound.model_copy(update={"kind": "ambience", "gain_db": 0.0})
        for sound in as_sounds(f"{sheet.id}-bed"[:36], phrases, None, taken)
    )


def _on_screen(company: Company, scenes: Sequence[Scene]) -> tuple:  # type: ignore[type-arg]
    """Those of the cast that some shot shows or lets us hear."""
    seen = who_is_there(scenes)
    return tuple(member for member in company.cast if member.id in seen)
