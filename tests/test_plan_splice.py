"""A changed plan goes into the file a person edited: it reads as meant, and nothing else of the text moves."""

import copy
import json
import random
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from moviefactory import plan_splice, plan_text
from moviefactory.errors import PlanError
from moviefactory.movie import Movie
from moviefactory.plan_file import _Loader, merged, movie_from, read_preset, read_yaml, resolved
from moviefactory.plan_splice import changed_shots, diff_text, spliced
from moviefactory.plan_text import movie_text
from moviefactory.script import Desk, ScriptRequest, load_writer
from moviefactory.workspace import data_folder

BY_HAND = """\
%YAML 1.1
---
# my film
title:   "Rain: a film"   # working title
script: {scenes: 2}  # keep

cast:   # who
    # the hero
    -   id: dog
        noun: dog
        kind: animal
        description: >
            a small brown dog
            with one white ear
    - {id: cat, noun: cat, description: 'a grey cat'} # lives next door

scenes:

  # ACT ONE
  - id: street
    heading: 'EXT. STREET - DAY'
    shots:
      # establishing
      - id: one
        # careful with this one
        prompt: |  # literal
          Rain falls.

          # not a comment
          It keeps falling.
        seconds:    3   # slow
        # seed: 7
      -
        id: two
        prompt:
          A dog
          waits in the
          rain.
        camera:
          move: push_in   # gently
          framing: wide
        subjects: [dog,
                   cat]
        sounds: [] # silence

      # the long one
      - {id: three, prompt: "The dog, the cat: both run.", seconds: 2,
         # a comment in the flow
         camera: {move: orbit},   # round
         sounds: [
           {id: thunder, description: thunder}, # boom
           {id: barks, description: "a dog barks"},
         ], }
    sounds:
      - id: rain   # bed
        kind: ambience
        description: "steady rain"

  # ACT TWO
  - id: house
    shots:
      - id: four
        prompt: 'It''s warm inside.'
        staging:   # as drawn
          setting: room
          subjects:
            - noun: dog
              action: sleep
              cast: dog
            # the cat is away
          weather: rain
      # - id: cut
      #   prompt: left out
      - id: five
        prompt: >-
          A long folded
          prompt, that
          goes on.
        seed: 12
        staging:
    # no sounds here
# the end
"""
ODD = """\
preset: draft
title: odd
scenes:
- shots:
  - prompt: First.
    id: a
  - seed: !!int 3
    prompt: Second one # here
    id: b
  - &anchor
    id: c
    prompt: &words Third.
  id: s1
- {id: s2, shots: [{id: d, prompt: Fourth.}, {id: e, prompt: "Fifth"}]}
- id: s3
  shots:
  - {"id": "f", "prompt": "Six", "seconds": 2}
  - ? id
    : g
    ? prompt
    : Seven.
  - id: h
    prompt: |+
      Eight.

"""
TABS = (
    "\ufefftitle: tabs\r\nscenes:\r\n- id: s\r\n  shots:\r\n  - id: x\r\n    prompt:\tTabbed\t# tab\r\n"
    "    subjects: []\r\n  - {id: y, prompt: Why}\r\n...\r\n"
)
BARE = "title: bare\nscenes:\n- id: s\n  shots:\n  - id: x\n    prompt: Last words"
FLOW = """\
title: flow
scenes: [
  {
    id: s, # scene
    shots: [
      {id: x, prompt: one, seed: 3},
      # second
      {id: y, prompt: two,
       seconds: 4,
      },
      {id: z, prompt: three}
    ]
  },
  {id: t, shots: [{id: w, prompt: four}]}
]
cast: []
"""
WORDS = [
    "A dog waits.", "No: colon # hash", "- dash", "yes", "null", "12", "1e3", " lead", "trail ", "two\nlines",
    "para\n\nthree\n", 'it\'s "quoted"', "{a: b}", "[x, y], z", "Ünïcödé 競争 😀", "a, b", "%x", "@at", "~", "x" * 290,
    "word " * 50 + "end", "tab\there", "a: b, c} d", "# c", "&anchor", "*star", "!tag", "| pipe", "> fold",
    "2020-01-01", "0x1f", "=", "a\u2028b", "back\\slash", "'", '"', "? q", "ends with colon:", "\ttab", "nel\x85x",
    "bell\x07", "---", "--- x", "...", "\ufeffmark", "nul\x00 esc\x1b[0m", "🚀: go\nnow", "\ue000 private 🚀", "\uffff",
]  # fmt: skip


class _Deep(yaml.SafeDumper):
    """Indents lists under their key, as many editors do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def shipped(name: str) -> str:
    return (data_folder("configs/movies") / f"{name}.yaml").read_text(encoding="utf-8")


def commented(text: str) -> str:
    """A remark behind most lines, and blank lines and remarks between the shots."""
    lines = []
    for at, line in enumerate(text.splitlines()):
        if line.startswith(("  - id", "- id")):
            lines += ["", f"{line[: line.index('-')]}# above {at}"]
        lines.append(f"{line}  # remark {at}" if ":" in line and "prompt" not in line and "#" not in line else line)
    return "\n".join(lines) + "\n"


RACE = shipped("race")
STYLES = {
    "race": RACE,
    "lighthouse": shipped("lighthouse"),
    "crlf": commented(RACE).replace("\n", "\r\n"),
    "commented": commented(shipped("lighthouse")),
    "json": json.dumps(yaml.safe_load(RACE), indent=2),
    "one line of json": json.dumps(yaml.safe_load(RACE), ensure_ascii=False),
    "one flow": yaml.safe_dump(yaml.safe_load(RACE), default_flow_style=True, width=80),
    "quoted": yaml.safe_dump(yaml.safe_load(RACE), default_style='"'),
    "deep": yaml.dump(yaml.safe_load(RACE), Dumper=_Deep, indent=4, width=60, sort_keys=False),
    "by hand": BY_HAND,
    "odd": ODD,
    "tabs": TABS,
    "bare": BARE,
    "flow": FLOW,
}


def reads(text: str) -> Movie:
    return movie_from(resolved(yaml.load(text.removeprefix("\ufeff"), Loader=_Loader), {}), "x")


def changed(text: str, edit: Callable[[dict[str, Any]], object]) -> str:
    """The text with what `edit` does to the plan's values spliced in; the result is read back."""
    old = reads(text)
    values = old.model_dump(mode="json")
    edit(values)
    new = movie_from(values, "x")
    result = spliced(text, old, new)
    assert reads(result) == new
    return result


def shot(values: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for scene in values["scenes"] for one in scene["shots"] if one["id"] == name)


def some(rng: random.Random) -> str:
    return rng.choice(WORDS)


def fresh_shot(rng: random.Random) -> dict[str, Any]:
    staging = {"setting": "room", "subjects": [{"noun": "cat", "action": "sleep"}], "auto": "x.y"}
    sound = {"id": f"sound-{rng.randrange(10**9)}", "description": some(rng), "at": 0.5}
    more = {"camera": {"move": "orbit"}, "sounds": [sound], "staging": staging}
    kept = {key: value for key, value in more.items() if rng.random() < 0.5}
    return {"id": f"shot-{rng.randrange(10**9)}", "prompt": some(rng), **kept}


def edit_shot(rng: random.Random, one: dict[str, Any], values: dict[str, Any]) -> None:
    staging = {"weather": "rain", "subjects": [{"noun": some(rng)}]}
    rich = one["staging"]
    kind = rng.randrange(10)
    if kind == 0:
        one["prompt"] = some(rng)
    elif kind == 1:
        one.update(seconds=rng.choice([1, 2.5, 59.99]), seed=rng.choice([None, 7, 2**31]))
    elif kind == 2:
        one["camera"] = {"move": rng.choice(["static", "orbit"]), "framing": rng.choice(["wide", "close"])}
    elif kind == 3:
        one["staging"] = rng.choice([None, staging])
    elif kind == 4 and rich:
        one["staging"] = {**rich, "weather": "storm", "subjects": rich["subjects"][1:] + staging["subjects"]}
    elif kind == 5:
        one["sounds"].insert(rng.randrange(3), {"id": f"sound-{rng.randrange(10**9)}", "description": some(rng)})
    elif kind == 6:
        one["sounds"] = one["sounds"][1:]
    elif kind == 7 and one["sounds"]:
        one["sounds"][-1].update(description=some(rng), gain_db=-3.5, at=rng.choice([None, 1]))
    elif kind == 8:
        one["subjects"] = [cast["id"] for cast in values["cast"] if rng.random() < 0.5]
    else:
        one["source"] = some(rng)


def edit_order(rng: random.Random, values: dict[str, Any]) -> None:
    """Shots and scenes are added, removed, moved and shuffled, and a scene is split in two."""
    scenes = values["scenes"]
    scene = rng.choice(scenes)
    kind, shots = rng.randrange(8), scene["shots"]
    if kind == 0:
        rng.shuffle(shots)
    elif kind == 1:
        shots.insert(rng.randrange(len(shots) + 1), fresh_shot(rng))
    elif kind == 2 and len(shots) > 1:
        shots.pop(rng.randrange(len(shots)))
    elif kind == 3 and len(shots) > 1:
        rng.choice(scenes)["shots"].insert(0, shots.pop())
    elif kind == 4:
        new = {"id": f"scene-{rng.randrange(10**9)}", "heading": some(rng), "shots": [fresh_shot(rng), fresh_shot(rng)]}
        scenes.insert(rng.randrange(len(scenes) + 1), new)
    elif kind == 5 and len(scenes) > 1:
        scenes.remove(scene)
    elif kind == 6:
        rng.shuffle(scenes)
    elif len(shots) > 1:
        scenes.insert(0, {"id": f"scene-{rng.randrange(10**9)}", "shots": [shots.pop(0)]})


def edit_rest(rng: random.Random, values: dict[str, Any]) -> None:
    kind = rng.randrange(5)
    if kind == 0:
        member = {"id": f"cast-{rng.randrange(10**9)}", "noun": some(rng), "description": some(rng)}
        values["cast"].append(member)
    elif kind == 1 and values["cast"]:
        rng.choice(values["cast"]).update(description=some(rng), color=rng.choice(["", "red"]))
    elif kind == 2:
        values.update(title=some(rng)[:200], style=some(rng), tone=rng.choice(["", some(rng)]))
    elif kind == 3:
        values["music"].update(mood="dark", description=rng.choice(["", some(rng)]))
    else:
        values["compose"]["crf"] = rng.randrange(40)
        values["script"]["price"] = rng.choice([None, (0.5, 1.5)])
        values["audio"]["library"] = rng.choice([[], ["starter", "b"]])


def random_edits(rng: random.Random, movie: Movie) -> Movie:
    for _ in range(rng.choice([1, 1, 2, 4])):
        values = movie.model_dump(mode="json")
        kind = rng.randrange(6)
        if kind == 0:
            edit_rest(rng, values)
        elif kind < 3:
            edit_order(rng, values)
        else:
            edit_shot(rng, rng.choice(rng.choice(values["scenes"])["shots"]), values)
        movie = movie_from(values, "x")
    return movie


def shot_texts(text: str) -> dict[str, str]:
    """Each shot's own text as PyYAML marks it, without the blanks and comments behind it; a block at column 0."""
    body = text.removeprefix("\ufeff")
    texts = {}
    for key, scenes in yaml.compose(body, Loader=_Loader).value:
        for scene in scenes.value if key.value == "scenes" else ():
            for one in dict((name.value, value) for name, value in scene.value)["shots"].value:
                name = next(value.value for key, value in one.value if key.value == "id")
                lines = body[one.start_mark.index : one.end_mark.index].rstrip().splitlines()
                while lines[-1].lstrip().startswith("#") or not lines[-1].strip():
                    lines.pop()
                pad = "" if one.flow_style else " " * one.start_mark.column
                texts[name] = "\n".join(line.removeprefix(pad) for line in lines)
    return texts


def prompt_text(text: str, name: str) -> str:
    """The shot's prompt as it stands in the text, from its key on."""
    return re.search(rf"id\W+{name}\W.*?(prompt.*?)\s*(?=\n *\"?[a-z_]+\"?: |\}}|\Z|# )", text, re.DOTALL)[1]


@pytest.fixture
def never_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(movie: Movie, name: str) -> str:
        raise AssertionError(f"{name} was written anew")

    monkeypatch.setattr(plan_splice, "movie_text", refuse)


def same_shot(before: str, after: str, in_place: bool) -> bool:
    """Byte for byte; but one that goes out of braces, or into them, is written anew."""
    braces = before.startswith("{") or after.startswith("{")
    return before == after or (not in_place and braces and read_one(before) == read_one(after))


def read_one(text: str) -> object:
    return plan_text._tidy(yaml.load(text, Loader=_Loader), "shots")


@pytest.mark.usefixtures("never_anew")
@pytest.mark.parametrize("style", STYLES)
def test_random_edits_read_as_meant_and_leave_untouched_shots_as_they_are(style: str) -> None:
    for seed in range(3):
        rng = random.Random(f"{style} {seed}")
        text, old = STYLES[style], reads(STYLES[style])
        for _ in range(6):
            new = random_edits(rng, old)
            result = spliced(text, old, new)
            assert reads(result) == new
            was, now = ({one.id: one for _, one in movie.shots()} for movie in (old, new))
            in_place = [name for name in was if name in now] == [name for name in now if name in was]
            before, after = shot_texts(text), shot_texts(result)
            for name in [name for name in was if was[name] == now.get(name)]:
                assert same_shot(before[name], after[name], in_place and name not in changed_shots(old, new)[0])
            assert spliced(result, new, new) is result
            text, old = result, new


@pytest.mark.parametrize("style", STYLES)
def test_no_change_gives_the_very_same_text(style: str) -> None:
    text = STYLES[style]
    assert spliced(text, reads(text), reads(text)) is text


@pytest.mark.usefixtures("never_anew")
@pytest.mark.parametrize("style", ["race", "by hand", "quoted", "tabs", "bare"])
@pytest.mark.parametrize("words", WORDS)
def test_one_prompt_changes_and_every_line_outside_it_stays(style: str, words: str) -> None:
    text = STYLES[style]
    name = reads(text).scenes[0].shots[-1].id
    before, own, after = text.partition(prompt_text(text, name))
    result = changed(text, lambda values: shot(values, name).update(prompt=words))
    assert own
    assert result.startswith(before)
    assert result.endswith(after)


@pytest.mark.parametrize("idea", ["a ninja escaping from a castle at night", "two astronauts playing chess on Mars"])
def test_a_plan_as_the_writer_wrote_it_comes_out_as_it_would_write_the_new_one(idea: str) -> None:
    values = reads(RACE)
    wish = ScriptRequest(
        idea=idea, setting="", character="", action="", style=values.style, tone="", seed=1,
        frame_rate=values.frame_rate, size_px=values.size_px, settings=values.script,
    )  # fmt: skip
    old = load_writer("offline")(wish, Desk()).movie

    def rain(plan: dict[str, Any]) -> None:
        for one in [one for scene in plan["scenes"] for one in scene["shots"]][1::2]:
            one["prompt"] = f"Rain: {one['prompt']} Puddles shine; drops run down the camera's glass."
            one["staging"].update(weather="rain", auto="0123456789ab.0123456789ab")
            one["sounds"] = [*one["sounds"][:1], {"id": f"{one['id']}-rain", "description": "rain on stone"}]
        plan["scenes"].insert(1, {"id": "new", "heading": "EXT. ROOF", "shots": [{"id": "roof", "prompt": "A roof."}]})
        plan["scenes"][0]["shots"].reverse()

    plan = old.model_dump(mode="json")
    rain(plan)
    new = movie_from(plan, "x")
    assert spliced(movie_text(old), old, new) == movie_text(new)


@pytest.mark.usefixtures("never_anew")
@pytest.mark.parametrize("style", STYLES)
def test_an_emoji_is_spliced_in_as_a_person_typed_it_and_a_control_character_as_an_escape(style: str) -> None:
    name = next(reads(STYLES[style]).shots())[1].id
    result = changed(STYLES[style], lambda plan: shot(plan, name).update(prompt="A 🚀\x1b[31m\x00 lifts off. 🔥"))
    assert "🚀" in result
    assert "🔥" in result
    assert "\x1b" not in result
    assert "\x00" not in result


@pytest.mark.usefixtures("never_anew")
def test_an_emptied_noun_is_written_and_an_emptied_colour_is_left_out() -> None:
    def empty(plan: dict[str, Any]) -> None:
        plan["cast"][1].update(noun="", color="")
        shot(plan, "four")["staging"]["subjects"][0].update(noun="", cast=None)
        shot(plan, "two")["sounds"].append({"id": "n", "description": "x", "chosen": {"score": 0.5, **named}})

    named = {"file": "a.wav", "reason": "it fits", "licence": "own"}
    result = changed(BY_HAND, empty)
    assert "{id: cat, noun: '', description: 'a grey cat'}" in result
    assert "- noun: ''\n              action: sleep\n" in result
    bare = changed(result, lambda plan: shot(plan, "two")["sounds"][0]["chosen"].update(reason="", licence=""))
    assert "chosen: {file: a.wav, score: 0.5, reason: '', licence: ''}" in bare


def lines_of(before: str, after: str) -> str:
    return "".join(line for line in diff_text(before, after, "x").splitlines(True)[2:] if line[0] in "+-")


@pytest.mark.usefixtures("never_anew")
@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (
            lambda plan: shot(plan, "one").update(prompt="New words."),
            "-        prompt: |  # literal\n-          Rain falls.\n-\n-          # not a comment\n"
            "-          It keeps falling.\n+        prompt: |-  # literal\n+          New words.\n",
        ),
        (
            lambda plan: shot(plan, "two").update(camera={"move": "orbit", "angle": "low", "framing": "wide"}),
            "-          move: push_in   # gently\n+          move: orbit   # gently\n+          angle: low\n",
        ),
        (
            lambda plan: shot(plan, "two")["sounds"].append({"id": "n", "description": "x: y"}),
            "-        sounds: [] # silence\n+        sounds: # silence\n+        - id: n\n+          kind: effect\n"
            "+          description: 'x: y'\n+          gain_db: 0.0\n",
        ),
        (
            lambda plan: shot(plan, "three").update(prompt="Off.", seed=4),
            '-      - {id: three, prompt: "The dog, the cat: both run.", seconds: 2,\n'
            '+      - {id: three, prompt: "Off.", seconds: 2,\n-         ], }\n+         ], seed: 4, }\n',
        ),
        (
            lambda plan: shot(plan, "four").update(prompt="It's wet."),
            "-        prompt: 'It''s warm inside.'\n+        prompt: 'It''s wet.'\n",
        ),
        (
            lambda plan: shot(plan, "four")["staging"].update(weather="snow", auto="a.b"),
            "-          weather: rain\n+          weather: snow\n+          auto: a.b\n",
        ),
        (
            lambda plan: shot(plan, "five").update(seed=None),
            "-        seed: 12\n",
        ),
        (
            lambda plan: plan["scenes"][0].update(sounds=[]),
            '-    sounds:\n-      - id: rain   # bed\n-        kind: ambience\n-        description: "steady rain"\n',
        ),
        (
            lambda plan: plan["cast"][1].update(description="a black cat, asleep"),
            "-    - {id: cat, noun: cat, description: 'a grey cat'} # lives next door\n"
            "+    - {id: cat, noun: cat, description: 'a black cat, asleep'} # lives next door\n",
        ),
        (
            lambda plan: (plan["script"].update(scenes=3), plan["compose"].update(crf=20)),
            "-script: {scenes: 2}  # keep\n+script: {scenes: 3}  # keep\n+compose:\n+  crf: 20\n",
        ),
        (
            lambda plan: plan["scenes"][1]["shots"].pop(),
            "-      - id: five\n-        prompt: >-\n-          A long folded\n-          prompt, that\n"
            "-          goes on.\n-        seed: 12\n-        staging:\n",
        ),
    ],
)
def test_only_what_differs_is_written_in_the_style_that_is_there(edit: Callable[..., object], lines: str) -> None:
    assert lines_of(BY_HAND, changed(BY_HAND, edit)) == lines


@pytest.mark.usefixtures("never_anew")
def test_comments_go_along_with_a_moved_scene_and_a_moved_shot() -> None:
    turned = changed(BY_HAND, lambda plan: plan["scenes"].reverse())
    assert sorted(turned.splitlines()) == sorted(BY_HAND.splitlines())
    assert turned.index("# ACT TWO\n  - id: house") < turned.index("# ACT ONE\n  - id: street")

    def carry(plan: dict[str, Any]) -> None:
        plan["scenes"][1]["shots"].append(plan["scenes"][0]["shots"].pop(0))

    carried = changed(BY_HAND, carry)
    assert sorted(carried.splitlines()) == sorted(BY_HAND.splitlines())
    assert carried.index("# establishing\n      - id: one") > carried.index("- id: five")
    assert carried.index("# seed: 7") > carried.index("- id: five")


@pytest.mark.usefixtures("never_anew")
def test_a_new_shot_keeps_the_blank_line_between_the_shots() -> None:
    def add(plan: dict[str, Any]) -> None:
        plan["scenes"][0]["shots"][1:1] = [{"id": "new", "prompt": "New."}]

    text = commented(RACE)
    result = changed(text, add)
    assert "\n\n  - id: new\n    prompt: New.\n" in result
    back = spliced(result, reads(result), reads(text))
    assert back == text


@pytest.mark.usefixtures("never_anew")
def test_line_ends_the_byte_order_mark_tabs_and_a_missing_last_newline_stay() -> None:
    def edit(plan: dict[str, Any]) -> None:
        shot(plan, "x").update(prompt="Two\nlines", seconds=3, sounds=[{"id": "a", "description": "b"}])
        plan["scenes"].append({"id": "end", "shots": [{"id": "last", "prompt": "The end."}]})

    tabs = changed(TABS, edit)
    assert tabs.startswith("\ufefftitle: tabs\r\n")
    assert tabs.endswith("\r\n...\r\n")
    assert tabs.count("\n") == tabs.count("\r\n")
    assert "\t# tab\r\n" in tabs
    bare = changed(BARE, edit)
    assert bare.startswith("title: bare\nscenes:\n- id: s\n  shots:\n  - id: x\n    prompt:")
    assert not bare.endswith("\n")


@pytest.mark.usefixtures("never_anew")
def test_a_json_file_stays_json() -> None:
    for style in ("json", "one line of json"):
        text, rng = STYLES[style], random.Random(style)
        for _ in range(10):
            old = reads(text)
            text = spliced(text, old, random_edits(rng, old))
        assert isinstance(json.loads(text), dict)


@pytest.mark.usefixtures("never_anew")
def test_values_of_a_preset_are_not_written_into_the_file() -> None:
    result = changed(ODD, lambda plan: (plan["compose"].update(crf=30), shot(plan, "a").update(seconds=1)))
    assert "frame_rate" not in result
    assert result.endswith("\ncompose:\n  crf: 30\n")
    assert yaml.safe_load(result)["scenes"][0]["shots"][0] == {"prompt": "First.", "id": "a", "seconds": 1}
    assert reads(result).compose.encoder_speed == read_preset("draft")["compose"]["encoder_speed"]


def test_another_preset_writes_the_file_anew_for_its_values_would_shift() -> None:
    old = reads(ODD)
    new = old.model_copy(update={"preset": "default"})
    assert reads(spliced(ODD, old, new)) == new


@pytest.mark.usefixtures("never_anew")
def test_a_shot_laid_out_too_oddly_is_written_whole_and_its_neighbours_stay() -> None:
    result = changed(ODD, lambda plan: shot(plan, "g").update(seconds=1, camera={"move": "orbit"}))
    assert "  - id: g\n    prompt: Seven.\n    seconds: 1.0\n" in result
    assert result.replace(result[result.index("  - id: g") : result.index("  - id: h")], "") == ODD.replace(
        ODD[ODD.index("  - ? id") : ODD.index("  - id: h")], ""
    )


def test_a_text_that_is_not_the_old_plan_is_written_anew() -> None:
    old = reads(RACE)
    new = old.model_copy(update={"title": "Other"})
    for text in (RACE.replace("seconds: 2.0", "seconds: 3.0"), "title: [", "- a\n", "", BARE, "idea: a race\n"):
        assert spliced(text, old, new, "a.yaml") == movie_text(new, "a.yaml")


def test_a_plan_that_no_yaml_gives_back_is_refused() -> None:
    old = reads(RACE)
    twice = old.model_copy(update={"scenes": (old.scenes[0], old.scenes[0])})
    with pytest.raises(PlanError, match=r"a\.yaml: the changed plan cannot be written.*check its values"):
        spliced(RACE, old, twice, "a.yaml")


def test_it_is_read_from_disk_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "movie.yaml"
    path.write_bytes(changed(STYLES["crlf"], lambda plan: plan["music"].update(mood="dark")).encode())
    assert movie_from(merged(read_yaml(path)), "x").music.mood == "dark"


def test_changed_added_and_removed_shots_are_named_in_the_order_of_the_movie() -> None:
    old = reads(BY_HAND)
    plan = old.model_dump(mode="json")
    street, house = plan["scenes"]
    house["shots"].insert(0, street["shots"].pop(1))
    street["shots"].insert(0, {"id": "zero", "prompt": "Black."})
    shot(plan, "one")["camera"]["move"] = "orbit"
    house["shots"].pop()
    assert changed_shots(old, movie_from(plan, "x")) == (("one", "two"), ("zero",), ("five",))
    assert changed_shots(old, old) == ((), (), ())


def test_the_diff_has_two_lines_of_context_and_is_empty_without_a_change() -> None:
    after = changed(BARE + "\n", lambda plan: shot(plan, "x").update(prompt="First words"))
    assert diff_text(BARE + "\n", after, "movie.yaml") == (
        "--- movie.yaml\n+++ movie.yaml\n@@ -4,3 +4,3 @@\n   shots:\n   - id: x\n"
        "-    prompt: Last words\n+    prompt: First words\n"
    )
    assert diff_text(BARE, BARE, "movie.yaml") == ""


def test_three_hundred_shots_take_a_moment() -> None:
    plan = reads(RACE).model_dump(mode="json")
    shots = [one for scene in plan["scenes"] for one in scene["shots"]]
    many = [copy.deepcopy(shots[at % len(shots)]) | {"id": f"s{at}", "sounds": []} for at in range(300)]
    plan["scenes"] = [{"id": f"c{at}", "shots": many[at * 10 : at * 10 + 10]} for at in range(30)]
    old = movie_from(plan, "x")
    for one in many:
        one["prompt"] += " It rains."
        one["staging"].update(weather="rain", auto="a.b")
    new, text = movie_from(plan, "x"), movie_text(old)
    start = time.process_time()
    result = spliced(text, old, new)
    assert time.process_time() - start < 5  # 0.5 s, measured; the room is for busy machines
    assert result == movie_text(new)


def test_a_mapping_that_is_new_to_an_edited_plan_is_written_whole() -> None:
    """The file says nothing of the model's scheduler; a preset's goes in with every key."""
    text = "title: A\nvideo:\n  renderer: animatic  # mine\nscenes: [{id: a, shots: [{id: a, prompt: A car.}]}]\n"
    old = movie_from(yaml.safe_load(text), "movie.yaml")
    diffusion = old.video.diffusion.model_copy(update={"scheduler": {"name": "EulerDiscreteScheduler", "shift": 5.0}})
    video = old.video.model_copy(update={"renderer": "diffusers", "diffusion": diffusion})
    written = spliced(text, old, old.model_copy(update={"video": video}), "movie.yaml")
    assert "# mine" in written
    assert movie_from(yaml.safe_load(written), "movie.yaml").video == video
