"""Plain sentences become shots: as many as asked, everybody in their own words, nothing said twice."""

from __future__ import annotations

import csv
import itertools
import re

import pytest

from moviefactory.movie import MOODS, CastMember, Scene, Shot, Staging, Subject
from moviefactory.script.places import places
from moviefactory.script.shooting import Line, Sentence, Sheet, Taken, ambience_for, camera_at, effects_for, shoot
from moviefactory.script.staging import stage_shot
from moviefactory.script.story_mentions import Memory, told_with_cast
from moviefactory.script.story_takes import joined_source
from moviefactory.workspace import data_folder

KEEPER = CastMember(
    id="mara", noun="lighthouse keeper", kind="person", color="yellow",
    description="a weathered female lighthouse keeper in a yellow coat",
)  # fmt: skip
BOY = CastMember(id="tom", noun="boy", kind="person", description="a small boy in a striped shirt")
DOG = CastMember(id="dog", noun="dog", kind="animal", color="brown", description="a golden brown dog with a red collar")
CAST = (KEEPER, BOY, DOG)
SHEET = Sheet("lamp-room", "INT. LAMP ROOM - NIGHT", "room", "lamp room", "night", "storm")
LINES = (
    "MARA climbs the iron stairs.", "She wipes the great lens.", "Tom runs in with the dog.", "It barks at the window.",
    "The boy's face is wet.", "Mara looks at him.", "They run down the stairs.", "A door slams somewhere below.",
)  # fmt: skip


def _shots(
    count: int, lines: tuple[str, ...] = LINES, taken: Taken | None = None, **changes: object
) -> tuple[Shot, ...]:
    sentences = [Sentence(line, f"a.txt, line {number}") for number, line in enumerate(lines, 1)]
    options = {"mood": "tense", "style": "4K", "seconds": 2.0, "seed": 1, "first_scene": True, **changes}
    return shoot(SHEET, sentences, count, CAST, taken=taken or Taken(), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 9, 12, 20])
def test_a_scene_has_exactly_as_many_shots_as_asked(count: int) -> None:
    shots = _shots(count)
    assert len(shots) == count
    assert len({shot.prompt for shot in shots}) == len({shot.id for shot in shots}) == count
    Scene(id="a", shots=shots)


def test_two_scenes_of_one_movie_share_no_id_and_no_prompt() -> None:
    taken = Taken()
    shots = [*_shots(8, taken=taken), *_shots(8, taken=taken, first_scene=False), *_shots(3, lines=(), taken=taken)]
    assert len({shot.prompt for shot in shots}) == len({shot.id for shot in shots}) == 19
    sounds = [sound.id for shot in shots for sound in shot.sounds]
    assert len(sounds) == len(set(sounds))


def test_everybody_is_in_the_prompt_in_their_own_words() -> None:
    for shot in _shots(8):
        for member in CAST:
            assert (member.description in shot.prompt[:1].lower() + shot.prompt[1:]) == (member.id in shot.subjects)
    assert [shot.subjects for shot in _shots(8)] == [
        ("mara",), ("mara",), ("tom", "dog"), ("dog",), ("tom",), ("mara", "tom"), ("tom", "mara"), (),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mara's old hands tremble.", f"The old hands of {KEEPER.description} tremble."),
        ("The old lighthouse keeper sits by Tom.", f"{KEEPER.description} sits by {BOY.description}."),
        ("Mara lifts the boy and her hat falls.", f"{KEEPER.description} lifts {BOY.description} and her hat falls."),
        ("Tom waves. Tom's cap flies off.", f"{BOY.description} waves. His cap flies off."),
        ("A stranger lifts his hat.", "A stranger lifts his hat."),
        ("Another dog barks.", "Another dog barks."),
    ],
)  # fmt: skip
def test_the_first_mention_becomes_the_description_and_later_ones_stay_short(text: str, told: str) -> None:
    assert told_with_cast(text, CAST, Memory()).text == told[:1].upper() + told[1:]


def test_a_pronoun_means_whoever_was_spoken_of_last_and_fits() -> None:
    memory = Memory()
    told_with_cast("Mara looks at Tom.", CAST, memory)
    assert told_with_cast("She smiles.", CAST, memory).seen == ("mara",)
    assert told_with_cast("He runs to her.", CAST, memory).seen == ("tom", "mara")
    assert told_with_cast("They laugh.", CAST, memory).seen in (("mara", "tom"), ("tom", "mara"))


def test_a_staging_plays_at_the_sheets_place_and_hour_and_counts_as_the_writers() -> None:
    for shot in _shots(8):
        assert shot.staging is not None
        assert (shot.staging.setting, shot.staging.place) == ("room", "lamp room")
        assert (shot.staging.time, shot.staging.weather) == ("night", "storm")
        assert stage_shot(shot, CAST, "EXT. BEACH - DAY") == shot
        assert {one.cast for one in shot.staging.subjects if one.cast} == set(shot.subjects)


def test_two_shots_in_a_row_never_take_the_same_move() -> None:
    for mood, seed in itertools.product(MOODS, range(6)):
        shots = _shots(8, mood=mood, seed=seed)
        assert all(one.camera.move != other.camera.move for one, other in itertools.pairwise(shots))
        cameras = [camera_at(at, 9, None, mood, seed) for at in range(9)]  # type: ignore[arg-type]
        assert cameras[0].framing == "extreme_wide" and any(one.framing == "close" for one in cameras)


def test_a_film_fades_in_and_scenes_inside_it_change_by_the_mood() -> None:
    taken = Taken()
    assert _shots(2, taken=taken)[0].transition_in.kind == "fade_black"
    later = _shots(2, taken=taken, first_scene=False)
    assert later[0].transition_in.kind != "cut" and later[1].transition_in.kind == "cut"


def test_joined_sentences_say_all_their_lines() -> None:
    assert joined_source("a b.txt, line 3", "a b.txt, lines 5-6") == "a b.txt, lines 3-6"
    covered = {int(n) for shot in _shots(3) for n in re.findall(r"\d+", shot.source)}
    assert min(covered) == 1 and max(covered) == 8


def _spoken(lines: tuple[Line, ...], cast: tuple[CastMember, ...] = CAST, text: str = "Mara shouts.") -> Shot:
    return shoot(SHEET, [Sentence(text, voices=lines)], 1, cast, mood="calm", style="", seconds=2, seed=0,
                 taken=Taken(), first_scene=True)[0]  # fmt: skip


def test_what_is_spoken_is_narration_and_not_in_the_picture() -> None:
    shot = _spoken((Line("Run! " * 100),))
    assert [line.text for line in shot.narration] == [("Run! " * 100).strip()]
    assert "Run!" not in shot.prompt and not any(sound.kind == "voice" for sound in shot.sounds)
    silent = _spoken(())
    assert [sound.description for sound in shot.sounds] == [sound.description for sound in silent.sounds] != []


def test_a_line_names_who_says_it_of_the_cast() -> None:
    lines = (Line("One", "mara"), Line("Two", "tom"), Line("Three", "dog"), Line("Four", ""), Line("Five", None))
    assert [line.who for line in _spoken(lines, (KEEPER, BOY)).narration] == ["mara", "tom", None, None, "mara"]


def test_more_lines_than_a_shot_may_have_become_fewer_longer_ones() -> None:
    lines = tuple(Line(f"Word {number}.", "mara" if number < 10 else "tom") for number in range(20))
    told = _spoken(lines, (KEEPER, BOY)).narration
    assert len(told) == 8
    assert " ".join(line.text for line in told) == " ".join(line.text for line in lines)
    assert all(line.who == ("mara" if int(line.text.split()[1][:-1]) < 10 else "tom") for line in told)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_no_line_is_lost_where_sentences_share_a_shot_or_are_left_out(count: int) -> None:
    sentences = [
        Sentence(f"Mara walks along the {place} with a long rope, two lamps and an old iron bucket of cold water",
                 voices=(Line(f"{place} one"), Line(f"{place} two")))
        for place in ("pier", "wall", "beach", "road", "field", "river", "lake")
    ]  # fmt: skip
    shots = shoot(SHEET, sentences, count, CAST, mood="calm", style="", seconds=2, seed=0, taken=Taken(),
                  first_scene=True)  # fmt: skip
    said = " ".join(line.text for shot in shots for line in shot.narration)
    assert len(shots) == count
    assert said == " ".join(line.text for one in sentences for line in one.voices)


def test_a_sentence_about_hands_is_seen_close_and_one_about_running_is_not() -> None:
    hands, run = _shots(2, lines=("Mara's hands tremble.", "Tom runs across the room."))
    assert hands.camera.framing == "close" and run.camera.framing != "close"


def _library_words() -> set[str]:
    rows = csv.DictReader((data_folder("audio_db") / "catalogue.csv").read_text(encoding="utf-8").splitlines())
    return {
        word for row in rows for word in re.findall(r"[a-z]+", f"{row['caption']} {row['tags']} {row['name']}".lower())
    }


def test_the_library_knows_the_words_of_every_phrase() -> None:
    from moviefactory.script import story_sounds

    words = _library_words()
    phrases = {phrase for _, phrase in story_sounds._SAID} | {phrase for _, phrase in story_sounds._ABOARD}
    for key, entry in places().items():
        phrases |= set(ambience_for(entry["setting"], key.replace("_", " "), "night", "rain", 0))
    for phrase in phrases:
        heads = [word for word in re.findall(r"[a-z]+", phrase.lower()) if len(word) > 3]
        known = [word for word in heads if any(word.startswith(one[:4]) for one in words if len(one) > 3)]
        assert len(known) * 2 >= len(heads), phrase


def test_nobody_who_stands_still_is_heard_walking() -> None:
    for turn in range(6):
        still = Staging(setting="room", place="kitchen", subjects=(Subject(noun="woman", kind="person", action="sit"),))
        assert "step" not in " ".join(effects_for(still, turn))
        parked = Staging(setting="city", subjects=(Subject(noun="car", kind="vehicle", action="race"),))
        assert "idling" not in " ".join(effects_for(parked, turn))
    assert effects_for(Staging(setting="forest"), 0) == ()


def test_rain_is_heard_from_inside_and_a_train_from_within() -> None:
    assert "inside" in ambience_for("room", "kitchen", "day", "rain", 0)[0]
    assert "train" in ambience_for("meadow", "inside a train", "day", "clear", 0)[0]
