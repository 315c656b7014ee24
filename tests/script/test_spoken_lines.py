"""What is said in a screenplay or a story is heard: no line is lost, none is said twice, none where it does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import misbehaving_server as server
import pytest
import yaml
from asking import request
from misbehaving_server import MisbehavingServer
from willing_model import WillingModel

from moviefactory.movie import Movie, Narration, Shot
from moviefactory.plan_file import movie_from, resolved
from moviefactory.plan_splice import spliced
from moviefactory.plan_text import movie_text
from moviefactory.script import Desk, ScriptRequest, load_writer
from moviefactory.script.breakdown import write_breakdown
from moviefactory.script.revise_rules import revise_offline
from moviefactory.script.screenplay import read_story_file
from moviefactory.script.story_lines import MOST_S, Line, has_room, in_parts, narrated, said_s, seconds_of, spoken
from moviefactory.script.story_quotes import as_heard
from moviefactory.settings import ScriptSettings

STORIES = Path(__file__).parent / "stories"
ROOM = "INT. ROOM - DAY\n\nMARA (60), a keeper in a yellow coat, sits. TOM (8), a boy in a red cap, reads.\n\n"
SPEECH = " ".join(f"This is sentence number {number} of a long speech about the sea." for number in range(40))


def broken(text: str, name: str = "a.fountain") -> Movie:
    return write_breakdown(
        ScriptRequest(
            idea="", setting="", character="", action="", style="4K", tone="", seed=0, frame_rate=Fraction(24),
            size_px=(3072, 1280), settings=ScriptSettings(shot_seconds=3), story=text, story_name=name,
        )
    )  # fmt: skip


def shots_of(movie: Movie) -> list[Shot]:
    return [shot for _, shot in movie.shots()]


def heard(movie: Movie) -> list[str]:
    return [line.text for shot in shots_of(movie) for line in shot.narration]


def words(texts: list[str]) -> list[str]:
    return re.findall(r"\w+", " ".join(texts))


def saying(movie: Movie, text: str) -> Shot:
    return next(shot for shot in shots_of(movie) if any(text in line.text for line in shot.narration))


def check_fit(movie: Movie) -> None:
    for shot in shots_of(movie):
        assert len(shot.narration) <= 8
        assert len(shot.narration) < 2 or said_s([Line(line.text) for line in shot.narration]) <= MOST_S
        assert all(seconds_of(line.text) < 30 for line in shot.narration)
        assert not any(sound.kind == "voice" for sound in shot.sounds)


def test_a_voice_after_the_last_picture_lies_over_it() -> None:
    movie = broken(f"{ROOM}NARRATOR (V.O.)\nThe end.\n")
    assert [line.text for line in shots_of(movie)[-1].narration] == ["The end."]


def test_a_voice_in_a_scene_where_nothing_is_seen_lies_over_the_place() -> None:
    movie = broken(f"{ROOM}INT. CELLAR - NIGHT\n\nVOICE (O.S.)\nIs anyone there?\n\nEXT. SKY - DAY\n\nA bird flies.\n")
    assert [len(scene.shots) for scene in movie.scenes][1:] == [1, 1]
    assert movie.scenes[1].shots[0].narration[0].text == "Is anyone there?"
    assert not movie.scenes[1].shots[0].subjects and "cellar" in movie.scenes[1].shots[0].prompt


def test_a_voice_before_the_first_heading_waits_for_the_first_scene() -> None:
    movie = broken(f"NARRATOR (V.O.)\nNobody knows how it began.\n\nFADE IN:\n\n{ROOM}")
    assert len(movie.scenes) == 1
    assert shots_of(movie)[0].narration[0].text == "Nobody knows how it began."
    assert broken("NARRATOR (V.O.)\nAll there is.\n").scenes[0].shots[0].narration[0].text == "All there is."


def test_a_long_voice_goes_over_the_pictures_that_follow_and_never_over_another_speakers() -> None:
    text = f"{ROOM}NARRATOR (V.O.)\n{SPEECH}\n\nMara stands up. She opens the door. Tom laughs.\n\nTOM\nWait!\n"
    movie = broken(text)
    check_fit(movie)
    assert words(heard(movie)) == words([SPEECH, "Wait!"])
    assert [line.text for line in saying(movie, "Wait!").narration] == ["Wait!"]
    assert all(shot.narration for shot in shots_of(movie)[1:])
    assert {shot.staging.setting for shot in shots_of(movie) if shot.staging} == {"room"}


def test_a_voice_that_opens_a_scene_does_not_talk_over_who_speaks_first() -> None:
    movie = broken("INT. ROOM - DAY\n\nNARRATOR (V.O.)\nThat was the day.\n\nMARA\nGood morning.\n")
    assert [[line.text for line in shot.narration] for shot in shots_of(movie)] == [
        ["That was the day."], ["Good morning."],
    ]  # fmt: skip
    assert not shots_of(movie)[0].subjects and shots_of(movie)[1].subjects == ("mara",)


def test_many_voices_over_one_picture_get_further_shots() -> None:
    cues = "".join(f"NARRATOR (V.O.)\nLine {number}.\n\n" for number in range(30))
    movie = broken(f"{ROOM}{cues}")
    check_fit(movie)
    assert heard(movie) == [f"Line {number}." for number in range(30)]
    assert 4 <= len(shots_of(movie)) <= 8


def test_a_long_speech_stays_with_its_speaker() -> None:
    movie = broken(f"{ROOM}MARA\n{SPEECH}\n\nTOM\nI see.\n")
    check_fit(movie)
    assert words(heard(movie)) == words([SPEECH, "I see."])
    assert all("mara" in shot.subjects for shot in shots_of(movie) if "sentence" in " ".join(heard_in(shot)))


def heard_in(shot: Shot) -> list[str]:
    return [line.text for line in shot.narration]


def test_a_sentence_without_an_end_is_cut_at_clauses() -> None:
    endless = "and the sea was grey, " * 80
    movie = broken(f"{ROOM}MARA\n{endless}and that was all.\n")
    check_fit(movie)
    assert words(heard(movie)) == words([endless, "and that was all."])
    assert all(text.endswith((",", ".")) for text in heard(movie))


@pytest.mark.parametrize("text", ["字" * 900, "x" * 1500, "한국어 문장입니다 " * 90, "Go! " * 400, "a, " * 400])
def test_parts_hold_every_sign_in_any_script(text: str) -> None:
    parts = list(in_parts(text))
    assert re.sub(r"\s", "", "".join(part for part, _, _ in parts)) == re.sub(r"\s", "", text)
    assert all(text[start:stop].strip() == part.strip() for part, start, stop in parts)
    assert max(seconds_of(part) for part, _, _ in parts) < 30


def test_a_shot_can_always_hold_one_line() -> None:
    assert has_room([], Line("word " * 400))
    assert not has_room([Line("word " * 40)], Line("word " * 40))
    assert not has_room([Line("a")] * 8, Line("b"))
    assert narrated([Line(" ")], (), ()) == ()


def test_a_song_is_nobodys_who_spoke_before() -> None:
    movie = broken(f"{ROOM}TOM\nListen.\n\n~The sea, the sea, it took my love from me\n\nMARA\n~La la la\n")
    assert heard(movie) == ["Listen.", "The sea, the sea, it took my love from me", "La la la"]


@pytest.mark.parametrize(
    ("speech", "said"),
    [
        ("(whispering)\nHello.", "Hello."),
        ("(whispering,\nto Tom)\nHello.", "Hello."),
        ("(beat) You came. (quietly) At last.", "You came. At last."),
        ("No (beat), never.", "No, never."),
        ("I know (well, I think I do) that.", "I know (well, I think I do) that."),
        ("Nobody (something else) came.", "Nobody (something else) came."),
        ("Hello.\n(smiles)\nTom.", "Hello. Tom."),
        ("Hello.\n(MORE)", "Hello."),
        ("(oh, it was\nnever closed", "(oh, it was never closed"),
        ("*Never* say _never_.", "Never say never."),
    ],
)
def test_directions_are_not_spoken(speech: str, said: str) -> None:
    assert " ".join(heard(broken(f"{ROOM}MARA\n{speech}\n"))) == said


def test_a_direction_alone_says_nothing() -> None:
    assert spoken("(beat)") == "" and heard(broken(f"{ROOM}MARA\n(beat)\n\nTOM\nYes.\n")) == ["Yes."]


@pytest.mark.parametrize("name", ["kitchen.fountain", "chase.fountain", "clockwork_bird.txt", "first_person.txt",
                                  "pip_and_the_puddle.md"])  # fmt: skip
def test_every_spoken_word_of_the_samples_is_heard_once(name: str) -> None:
    text = read_story_file(STORIES / name)
    if name.endswith("fountain"):
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        speeches = re.findall(r"^\n[A-Z.^() ]+\n((?:[^\n]+\n)+)", text, re.M)
        told = [re.sub(r"^\(.*\)$", "", one, flags=re.M) for one in speeches]
    else:
        told = re.findall(r"[“\"]([^”\"]+)[”\"]", text)
    movie = broken(read_story_file(STORIES / name), name)
    assert words(heard(movie)) == words(told) != []
    check_fit(movie)


TALE = """The Well

Tom walked to the well. "I am thirsty." He sat down. A sign said "Keep out".

"Who is there?" asked Anna.

"It is me," said Tom. "Open the door."

“I remember it well,” said Anna. “We were young.

“There was a ship. It was big.

“And then it sank.”

'Hello, it's me,' said Tom. Anna opened the so-called "haunted" door.

He whispered to Anna, "Do not go."

“And so I went on, unclosed to the end.
"""


def test_quotations_are_heard_and_lettering_is_not() -> None:
    movie = broken(TALE, "well.txt")
    assert heard(movie) == [
        "I am thirsty.", "Who is there?", "It is me", "Open the door.", "I remember it well",
        "We were young. There was a ship. It was big. And then it sank.", "Hello, it's me", "Do not go.",
        "And so I went on, unclosed to the end.",
    ]  # fmt: skip
    assert saying(movie, "It is me") == saying(movie, "Open the door")
    assert saying(movie, "It is me").subjects == ("tom",)
    assert not any("went on" in shot.prompt or "ship" in shot.prompt for shot in shots_of(movie))


def test_a_long_quotation_goes_on_in_further_shots_of_its_speaker() -> None:
    movie = broken(f'Tom sat by the fire with Anna.\n\n"{SPEECH[:1900]}," said Tom.\n\nAnna laughed.\n', "tale.txt")
    check_fit(movie)
    assert words(heard(movie)) == words([SPEECH[:1900]])
    talking = [shot for shot in shots_of(movie) if shot.narration]
    assert len(talking) > 4 and all(shot.subjects == ("tom",) for shot in talking)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('A sign reads "DANGER".', "A sign with writing on it."),
        ('He holds up a card that says "Free hugs".', "He holds up a card with writing on it."),
        ('The "captain" shrugs.', "The captain shrugs."),
        ('She mouths "I love you."', "She mouths"),
        ('He says "yes" and goes.', 'He says "yes" and goes.'),
        ('"Stop!" cries Ann.', '"Stop!" cries Ann.'),
    ],
)
def test_only_what_is_spoken_keeps_its_quotation_marks(text: str, left: str) -> None:
    assert as_heard(text) == left


def test_the_number_of_shots_does_not_hang_on_short_voices() -> None:
    silent = broken(f"{ROOM}Mara stands up. Tom laughs.\n")
    voiced = broken(f"{ROOM}NARRATOR (V.O.)\nIt began here.\n\nMara stands up. Tom laughs.\n\nANN (V.O.)\nYes.\n")
    assert len(shots_of(voiced)) == len(shots_of(silent)) == 4


# ---- asked of a language model


def asked(text: str, name: str, model: WillingModel) -> Movie:
    def replies(sent: dict[str, Any]) -> Any:
        return server.says(model.reply(sent))

    with MisbehavingServer(replies) as endpoint:
        wanted = request("", base_url=endpoint.base_url, writer="openai", model="m")
        wanted = ScriptRequest(**{**vars(wanted), "story": text, "story_name": name})
        return load_writer("openai")(wanted, Desk()).movie


def directing(spans: Callable[[int, int], list[tuple[int, int]]]) -> WillingModel:
    """A model whose shots come from `spans(first line, last line)` of what it was shown."""

    def spoil(name: str, reply: dict[str, Any]) -> Any:
        if name == "Breakdown":
            shown = [int(one) for one in re.findall(r"^(\d+): ", model.texts[-1], re.M)]
            shot = reply["shots"][0]
            reply["shots"] = [
                {**shot, "name": f"part {at}", "picture": f"{shot['picture']} at step {at}, line {first}",
                 "first_line": first, "last_line": last}
                for at, (first, last) in enumerate(spans(shown[0], shown[-1]))
            ]  # fmt: skip
        return reply

    model = WillingModel(spoil)
    return model


@pytest.mark.parametrize("spans", [
    lambda first, last: [(first, last)], lambda first, last: [(first, first), (last, last)],
    lambda first, last: [(last, last)], lambda first, last: [(first, last)] * 3,
])  # fmt: skip
def test_a_models_breakdown_says_every_line_of_the_text(spans: Callable[[int, int], list[tuple[int, int]]]) -> None:
    text = f"NARRATOR (V.O.)\nHow it began.\n\n{ROOM}MARA\n(softly)\n{SPEECH}\n\n~La la\n\nTOM (O.S.)\nYes.\n"
    movie = asked(text, "a.fountain", directing(spans))
    check_fit(movie)
    assert words(heard(movie)) == words(["How it began.", SPEECH, "La la", "Yes."])
    assert len({shot.prompt for shot in shots_of(movie)}) == len(shots_of(movie))


def test_a_models_shot_says_the_lines_it_comes_from() -> None:
    long = "She walks slowly along the wall and looks at every one of the many pictures that hang there. " * 4
    text = f"{ROOM}MARA\nOne.\n\n{long}\n\nTOM\nTwo.\n\nMARA (V.O.)\nThree.\n"
    movie = asked(text, "a.fountain", directing(lambda first, last: [(1, 3), (5, 6), (8, 11), (13, 14)]))
    assert [(shot.source.rpartition(" ")[2], heard_in(shot)) for shot in shots_of(movie)] == [
        ("1-3", []), ("5-6", ["One."]), ("8-11", ["Two."]), ("13-14", ["Three."]),
    ]  # fmt: skip


def test_a_story_in_another_language_is_heard_too() -> None:
    text = "Der Fuchs lief zum Brunnen. „Wer ist da?“, fragte er.\n\n«Niemand», sagte der Mond.\n"
    assert heard(asked(text, "fuchs.txt", directing(lambda first, last: [(first, last)]))) == ["Wer ist da?", "Niemand"]


def test_where_a_model_fails_for_a_scene_its_lines_are_the_rules() -> None:
    text = f"{ROOM}MARA\nOne.\n\nEXT. SEA - DAY\n\nA boat.\n\nMARA (V.O.)\nThree.\n"
    model = directing(lambda first, last: [(first, last)])
    before = model._spoil

    def spoil(name: str, reply: dict[str, Any]) -> Any:
        return "no" if name == "Breakdown" and "A boat." in model.texts[-1] else before(name, reply)

    model._spoil = spoil
    assert heard(asked(text, "a.fountain", model)) == ["One.", "Three."]


# ---- in a plan that people edit


NARRATIONS = ("narration: The sea is cold.", 'narration: ["One.", "Two: three."]', "narration: {text: Hi, voice: en}",
              "narration: [{text: One., at: 1.5}, Two.]",
              "narration:\n          - One.  # first\n          - text: >-\n              Two\n              lines.\n"
              "            gain_db: -2")  # fmt: skip
PLAN = """\
title: T
cast:
  - {{id: mara, noun: keeper, kind: person, description: a keeper in a blue coat, voice: en-gb}}
scenes:
  - id: a
    heading: EXT. SEA - DAY
    shots:
      - id: s
        prompt: A keeper in a blue coat walks along the beach.  # mine
        seconds: 2
        subjects: [mara]
        {narration}
      - {{id: t, prompt: The sky., narration: Up.}}
"""


def read(text: str) -> Movie:
    return movie_from(resolved(yaml.safe_load(text), {}), "x")


@pytest.mark.parametrize("narration", NARRATIONS)
def test_narration_in_any_form_outlives_writing_and_every_splice(narration: str) -> None:
    text = PLAN.format(narration=narration)
    old = read(text)
    assert read(movie_text(old)) == old and old.cast[0].voice == "en-gb"
    scene, (shot, other) = old.scenes[0], old.scenes[0].shots
    first = shot.narration[0]
    for changes in (
        {"seconds": 4.0}, {"narration": (*shot.narration, Narration(text="New: line", at=1))}, {"narration": ()},
        {"narration": shot.narration[1:]}, {"narration": (Narration(text="Before."), *shot.narration)},
        {"narration": (first.model_copy(update={"at": 0.5, "voice": "v"}), *shot.narration[1:])},
    ):  # fmt: skip
        shots = (shot.model_copy(update=changes), other)
        new = old.model_copy(update={"scenes": (scene.model_copy(update={"shots": shots}),)})
        after = spliced(text, old, new)
        assert read(after) == new and "narration: Up.}" in after
        assert "narration" in changes or (narration in after and "# mine" in after)


@pytest.mark.parametrize(
    "wish",
    ["make it rain", "closer shots", "crossfade everywhere", "make the keeper's coat red", "set it at night",
     "add thunder", "black and white", "replace the keeper by a robot", "move it to a forest", "quieter effects"],
)  # fmt: skip
def test_a_wish_leaves_what_is_said_alone(wish: str) -> None:
    old = read(PLAN.format(narration=NARRATIONS[3]))
    new = revise_offline(old, wish)
    assert [shot.narration for shot in shots_of(new)] == [shot.narration for shot in shots_of(old)]
    assert new.cast[0].voice == "en-gb"


def test_a_longer_shot_says_its_lines_at_the_same_share_of_it() -> None:
    old = read(PLAN.format(narration=NARRATIONS[3]))
    new = revise_offline(old, "make it twice as long")
    assert [(line.text, line.at) for line in shots_of(new)[0].narration] == [("One.", 3.0), ("Two.", None)]


def test_what_is_said_can_be_wished_louder() -> None:
    old = read(PLAN.format(narration=NARRATIONS[0]))
    assert revise_offline(old, "louder narration").compose.voice_db == 4.0
    assert revise_offline(old, "turn the voices down a bit").compose.voice_db == -2.0
    assert revise_offline(old, "make everything quieter").compose.voice_db == -4.0


def test_a_line_knows_who_says_it() -> None:
    movie = broken(f"{ROOM}MARA\nWho is there?\n\nTOM\nOnly me.\n\nNARRATOR (V.O.)\nIt was late.\n")
    said = {line.text: line.who for shot in shots_of(movie) for line in shot.narration}
    assert said["Who is there?"] == "mara" and said["Only me."] == "tom"
    assert said["It was late."] not in ("mara", "tom")


def test_a_role_that_is_introduced_with_an_article_stands_in_its_sentence() -> None:
    movie = broken("EXT. COAST - NIGHT\n\nAn old KEEPER steps out of a lighthouse. The KEEPER waves.\n\nKEEPER\nHo!\n")
    assert not any(re.search(r"\b[Aa]n? (?:old )?an? ", shot.prompt) for shot in shots_of(movie))
    assert "steps out" in shots_of(movie)[0].prompt
