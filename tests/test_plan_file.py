"""The project file: what is accepted, and that everything else is one clear line that names the key and the fix."""

import random
import re
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from moviefactory.errors import PlanError
from moviefactory.movie import Movie, shot_seed
from moviefactory.plan_file import merged, movie_from, preset_names, read_preset, read_yaml, resolved
from moviefactory.plan_text import edited_by_hand, guard, movie_text, read_note, write_movie
from moviefactory.script.write_script import Brief, plan_movie
from moviefactory.workspace import data_folder

SHORT = """
title: Rain
scenes:
- {id: street, shots: [{id: drop, prompt: Rain falls on a street.}]}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "movie.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str) -> Movie:
    path = write(folder, text)
    return movie_from(read_yaml(path), str(path))


def full_movie() -> Movie:
    return Movie.model_validate(
        {
            "title": "Ein „Wettlauf“: 競争",
            "frame_rate": "30000/1001",
            "cast": [
                {"id": "car", "noun": "car", "kind": "vehicle", "description": "a glossy red car", "color": "red"}
            ],
            "scenes": [
                {
                    "id": "road",
                    "heading": "EXT. ROAD - DAY",
                    "sounds": [{"id": "wind", "kind": "ambience", "description": "soft wind"}],
                    "shots": [
                        {
                            "id": "start",
                            "prompt": "A glossy red car waits. # not a comment: yes\nA second line.",
                            "camera": {"move": "push_in", "framing": "wide"},
                            "transition_in": {"kind": "crossfade", "seconds": 0.5},
                            "subjects": ["car"],
                            "sounds": [{"id": "engine", "description": "engine idling", "at": 0.5, "gain_db": -3}],
                            "staging": {
                                "setting": "coast_road",
                                "subjects": [{"noun": "car", "kind": "vehicle", "action": "race", "cast": "car"}],
                            },
                        }
                    ],
                }
            ],
        }
    )


def test_a_one_shot_scene_is_one_line(tmp_path: Path) -> None:
    movie = read(tmp_path, SHORT)
    assert [shot.id for _, shot in movie.shots()] == ["drop"]
    assert movie.size_px == (3072, 1280)


def test_what_is_written_reads_back_equal(tmp_path: Path) -> None:
    movie = full_movie()
    write_movie(movie, tmp_path / "movie.yaml")
    assert read(tmp_path, (tmp_path / "movie.yaml").read_text(encoding="utf-8")) == movie


def test_the_written_file_explains_itself() -> None:
    text = movie_text(full_movie())
    assert text.startswith("# A moviefactory project.")
    assert "push_in" in text
    assert "camera: {move: push_in, framing: wide, angle: eye_level}" in text
    assert "競争" in text
    for block in ("script:", "video:", "audio:", "upscale:", "compose:", "run:"):
        assert f"\n{block}" in text
    assert yaml.safe_load(text)["video"]["renderer"] == "animatic"


def shot(line: str) -> str:
    return f"title: Rain\nscenes:\n- id: street\n  shots:\n  - id: drop\n    prompt: Rain.\n    {line}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titel: Rain\nscenes: []\n", r"titel: there is no such key; did you mean 'title'\?"),
        (SHORT + "colour: red\n", "colour: there is no such key; remove it"),
        (
            shot("secnods: 2"),
            r"scenes\[0\].shots\[0\].secnods \(in 'drop'\): there is no such key; did you mean 'seconds'",
        ),
        (shot("seconds: 0"), r"scenes\[0\].shots\[0\].seconds \(in 'drop'\): .*greater than 0 \(it is 0\)"),
        (shot("seconds: -2"), "seconds .*greater than 0"),
        (shot("seconds: .nan"), "seconds .*finite"),
        (shot("seconds: 1e9"), "seconds .*less than or equal to 60"),
        (shot("seconds: two"), r"seconds .*valid number.*\(it is \"two\"\)"),
        (shot("camera: {move: zoom}"), r"camera.move .*'static'.*\(it is \"zoom\"\)"),
        (shot("subjects: [car]"), "shot 'drop' names 'car', who is not in the cast; add it to `cast`"),
        (
            shot("sounds: [{id: a, description: b, file: ../../etc/passwd}]"),
            "sounds.* must be a file inside the movie's",
        ),
        (shot("sounds: [{id: a, description: b, file: /etc/passwd}]"), "must be a file inside the movie's folder"),
        (shot("sounds: [{id: a, description: b, file: 'C:\\x.wav'}]"), "must be a file inside the movie's folder"),
        (SHORT.replace("id: drop", "id: ../drop"), "shots.*id.*pattern"),
        (SHORT.replace("id: drop", "id: Drop One"), "shots.*id.*pattern"),
        (SHORT.replace("id: drop", "id: 7"), "shots.*id.*valid string"),
        (SHORT + "seed: 1.5\n", "seed: .*integer"),
        (SHORT + "size_px: 3072\n", "size_px: must be WIDTHxHEIGHT, such as 3072x1280"),
        (SHORT + "size_px: 3071x1280\n", "size_px: width and height must be even"),
        (SHORT + "size_px: 99999x2\n", "size_px: width and height must lie between"),
        (SHORT + "frame_rate: 0/0\n", "frame_rate: must be a number such as 24"),
        (SHORT + "frame_rate: 0\n", "frame_rate: must lie between 1 and 120"),
        (SHORT + "schema_version: 99\n", "schema_version: 99 is not 1; install a newer moviefactory"),
        (SHORT + "schema_version: x\n", "schema_version: 'x' is not 1; write schema_version: 1"),
        ("title: Rain\n", "scenes: is missing; add it"),
        ("title: Rain\nscenes: []\n", "scenes: .*at least 1"),
        ("- a\n- b\n", "a movie file is a mapping"),
        ("", "a movie file is a mapping"),
        ("title: [unclosed\n", r"line \d+: not valid YAML"),
        ("title: a\ntitle: b\n", "line 2: .*'title' is given twice"),
        ("title: !!python/object/apply:os.system [ls]\n", "not valid YAML"),
        ("a: &a [x]\nb: *a\n", r"line 2: aliases \(\*a\) are not allowed"),
        ("a: " + "[" * 60 + "]" * 60, "nested more than 20 deep"),
    ],
)
def test_what_is_wrong_is_one_line_with_the_key_and_the_fix(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(PlanError, match=message) as caught:
        read(tmp_path, text)
    assert "\n" not in str(caught.value)
    assert "movie.yaml" in str(caught.value)


def test_a_yaml_bomb_is_refused_at_once(tmp_path: Path) -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(PlanError, match="aliases"):
        read(tmp_path, "\n".join(levels))


def test_ten_thousand_shots_are_too_many(tmp_path: Path) -> None:
    shots = "\n".join(f"  - {{id: s{n}, prompt: Rain.}}" for n in range(10_000))
    with pytest.raises(PlanError, match="5000"):
        read(tmp_path, f"title: Rain\nscenes:\n- id: a\n  shots:\n{shots}\n")


def test_a_giant_or_binary_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "#" * 9_000_000)
    with pytest.raises(PlanError, match="larger than 8 MB"):
        read_yaml(path)
    path.write_bytes(b"title: \xff\xfe")
    with pytest.raises(PlanError, match="UTF-8"):
        read_yaml(path)
    with pytest.raises(PlanError, match=r"gone\.yaml: cannot be read"):
        read_yaml(tmp_path / "gone.yaml")


@pytest.mark.parametrize("what", ["shot", "scene", "sound", "cast"])
def test_ids_are_unique(what: str) -> None:
    data = full_movie().model_dump(mode="json")
    scene = data["scenes"][0]
    if what == "cast":
        data["cast"].append(data["cast"][0])
    elif what == "scene":
        data["scenes"].append(dict(scene, shots=[{"id": "x", "prompt": "y"}], sounds=[]))
    elif what == "shot":
        scene["shots"].append({"id": "start", "prompt": "y"})
    else:
        scene["shots"][0]["sounds"].append({"id": "wind", "description": "y"})
    with pytest.raises(PlanError, match=f"two {what} entries have the id"):
        movie_from(data, "x")


def test_an_inserted_scene_changes_no_seed_and_a_shot_s_own_seed_wins() -> None:
    data = full_movie().model_dump(mode="json")
    before = {shot.id: shot_seed(full_movie(), scene, shot) for scene, shot in full_movie().shots()}
    data["scenes"].insert(0, {"id": "new", "shots": [{"id": "first", "prompt": "x", "seed": 7}]})
    movie = movie_from(data, "x")
    after = {shot.id: shot_seed(movie, scene, shot) for scene, shot in movie.shots()}
    assert after["start"] == before["start"]
    assert after["first"] == 7


def test_flags_beat_the_file_the_file_beats_the_preset_the_preset_beats_the_default() -> None:
    file = {"preset": "draft", "video": {"motion_blur": True}}
    values = resolved(file, {"compose": {"crf": 30}})
    assert values["frame_rate"] == 12  # preset
    assert values["video"]["motion_blur"] is True  # file
    assert values["compose"] == {"encoder_speed": "ultrafast", "crf": 30}  # preset, flag


def test_a_written_plan_follows_another_preset_but_hand_changed_values_stay() -> None:
    written = yaml.safe_load(movie_text(full_movie().model_copy(update={"frame_rate": Fraction(24)})))
    written["compose"]["crf"] = 21
    values = movie_from(resolved(written, {}, "draft"), "x")
    assert values.size_px == (768, 320)
    assert values.compose.crf == 21
    assert values.compose.encoder_speed == "ultrafast"
    assert values.preset == "draft"


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_is_a_valid_partial_plan(name: str) -> None:
    movie_from(merged(read_preset(name), yaml.safe_load(SHORT)), name)
    assert not {"title", "scenes", "cast"} & read_preset(name).keys()


def test_an_unknown_preset_lists_the_known() -> None:
    with pytest.raises(PlanError, match="there is no preset 'ultra'; choose one of default"):
        resolved({}, {}, "ultra")


def test_a_person_s_edit_is_noticed_and_guarded(tmp_path: Path) -> None:
    path = tmp_path / "movie.yaml"
    write_movie(full_movie(), path, {"idea": "x"})
    assert not edited_by_hand(path)
    guard(path, "a test")
    path.write_text(path.read_text(encoding="utf-8").replace("waits", "starts"), encoding="utf-8")
    assert edited_by_hand(path)
    with pytest.raises(PlanError, match=r"you edited this file, and a test would overwrite it.*--overwrite-script"):
        guard(path, "a test")


def test_writing_again_remembers_the_request(tmp_path: Path) -> None:
    path = tmp_path / "movie.yaml"
    write_movie(full_movie(), path, {"idea": "x"})
    write_movie(full_movie(), path)
    assert read_note(path)["request"] == {"idea": "x"}


@pytest.mark.parametrize("path", sorted(data_folder("configs/movies").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_project_can_be_planned(path: Path, here: Path) -> None:
    planned = plan_movie(Brief(file=path))
    assert sum(1 for _ in planned.movie.shots()) >= 3
    assert list(here.iterdir()) == []


SMALL = {"title": "x", "scenes": [{"id": "a", "shots": [{"id": "b", "prompt": "p"}]}]}
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
ODD_WORDS = [
    "yes", "No", "null", "~", "1e5", "1_000", "0x1f", "0o17", "12:30:45", "2020-01-01", ".nan", "-.inf", "=", "<<",
    " lead", "trail ", "   ", "\n", "\nnew line first", "two\nlines", "para\n\nthree\n", "ends\n\n\n", "  a\n b",
    "\ttab", "tab\t\nend", "a: b", "a #b", "# c", "- d", "? q", "--- doc", "---", "...", "%YAML 1.1", "@at", "`tick",
    "&anchor", "*alias", "!tag x", "!!python/name:os", "| pipe", "> fold", "{a: b}", "[x, y", "it's \"quoted\"", "''",
    '"', "back\\slash \\U0001F600 \\n \\U99999999", "ends:", "😀", "a 😀 b: c", "\U0001f469\u200d\U0001f467 and\nus",
    "\U0001f3f4\U000e0067\U000e007f", "🚀 " * 60, "é\u0301", "競争", "\ue000 private 😀 \ue001", "\U0010ffff\U000e0001",
    "esc\x1b[31mred", "nul\x00", "bell\x07\x08", "del\x7f", "nel\x85x", "c1\x9b", "\r", "a\rb\r\nc", "\x1b",
    "a\u2028b\u2029c", "\ufeffmark\ufeff", "\ufffe\uffff", "\u200b\u202e\u200f", "word " * 55, "x" * 300,
]  # fmt: skip


def odd_movie(words: str) -> Movie:
    """`words` in every kind of place that takes free text."""
    line = words[:300]
    return Movie.model_validate(
        {
            "title": words[:200], "idea": words * 5, "setting": line, "style": line, "tone": line,
            "script": {"model": line}, "video": {"model": line}, "audio": {"library": [line, line], "licences": []},
            "cast": [{"id": "one", "noun": line, "description": line, "color": line}],
            "music": {"description": line, "chosen": {"file": line, "score": 0.5, "reason": line, "licence": line}},
            "scenes": [
                {
                    "id": "s", "heading": line,
                    "shots": [
                        {
                            "id": "a", "prompt": (words * 20)[:4000], "source": line, "subjects": ["one"],
                            "sounds": [{"id": "n", "description": line, "file": "a.wav"}],
                            "staging": {"place": line, "subjects": [{"noun": line, "prop": line, "cast": "one"}]},
                        },
                        {"id": "b", "prompt": f"{words}\n\n{words}"[:4000]},
                    ],
                }
            ],
        }
    )  # fmt: skip


@pytest.mark.parametrize("words", ODD_WORDS)
def test_odd_words_read_back_equal_and_no_control_character_stands_in_the_file(tmp_path: Path, words: str) -> None:
    movie, path = odd_movie(words), tmp_path / "movie.yaml"
    write_movie(movie, path)
    assert movie_from(read_yaml(path), "x") == movie
    assert not CONTROLS.search(path.read_bytes().decode("utf-8"))
    assert not edited_by_hand(path)


def test_a_hundred_mixtures_of_odd_words_read_back_equal() -> None:
    rng = random.Random("mixtures")
    for _ in range(100):
        movie = odd_movie("".join(rng.choices([*ODD_WORDS, " ", "\n", "a"], k=3))[:290])
        text = movie_text(movie)
        assert movie_from(yaml.safe_load(text), "x") == movie
        assert not CONTROLS.search(text)


def test_an_emoji_stands_in_the_file_as_a_person_typed_it() -> None:
    text = movie_text(Movie.model_validate({**SMALL, "title": "Rockets 🚀: go", "tone": "\U000104a0 \ue000 🚀"}))
    assert "title: 'Rockets 🚀: go'\n" in text
    assert "tone: \U000104a0 \ue000 🚀\n" in text


def test_what_is_invisible_stays_escaped_beside_an_emoji() -> None:
    text = movie_text(Movie.model_validate({**SMALL, "title": "🏴\U000e0067\x1b"}))
    assert 'title: "🏴\\U000E0067\\e"\n' in text


def test_what_is_empty_but_required_is_written() -> None:
    empty = {"file": "", "score": 0, "reason": "", "licence": ""}
    movie = Movie.model_validate(
        {
            "title": "x", "style": "", "cast": [{"id": "c", "noun": "", "description": "a car"}],
            "audio": {"library": [], "licences": []}, "music": {"chosen": empty},
            "scenes": [
                {
                    "id": "a",
                    "shots": [
                        {
                            "id": "b", "prompt": "p", "staging": {"subjects": [{"noun": ""}, {"noun": "car"}]},
                            "sounds": [{"id": "n", "description": "d", "chosen": empty}],
                        }
                    ],
                }
            ],
        }
    )  # fmt: skip
    text = movie_text(movie)
    assert movie_from(yaml.safe_load(text), "x") == movie
    assert "  noun: ''\n" in text
    assert "- {noun: '', kind: thing," in text
    assert "color:" not in text


def test_an_empty_value_over_a_preset_s_reads_back_with_the_preset_below(tmp_path: Path) -> None:
    values = resolved(SMALL, {"script": {"base_url": ""}}, "ollama")
    movie, path = movie_from(values, "x"), tmp_path / "movie.yaml"
    assert read_preset("ollama")["script"]["base_url"]
    write_movie(movie, path)
    assert movie_from(resolved(read_yaml(path), {}), "x") == movie


def test_half_a_character_is_refused_in_one_line() -> None:
    movie = Movie.model_validate(SMALL).model_copy(update={"title": "half \ud83d"})
    with pytest.raises(PlanError, match=r"movie\.yaml: .*half a character") as caught:
        movie_text(movie)
    str(caught.value).encode("utf-8")


def test_a_file_s_name_cannot_leave_its_comment() -> None:
    movie = Movie.model_validate(SMALL)
    assert movie_from(yaml.safe_load(movie_text(movie, "a\nseed: 7 \udce4\x1b.yaml")), "x") == movie


def test_a_bare_off_is_the_word_that_it_looks_like(tmp_path: Path) -> None:
    plan = tmp_path / "movie.yaml"
    plan.write_text(
        "title: A\naudio: {model_sound: off}\nvideo: {diffusion: {cache: off, key_frames: off}}\n"
        "scenes: [{id: a, shots: [{id: a, prompt: A car.}]}]\n"
    )
    movie = movie_from(read_yaml(plan), "movie.yaml")
    assert (movie.audio.model_sound, movie.video.diffusion.cache, movie.video.diffusion.key_frames) == ("off",) * 3


@pytest.mark.parametrize(
    ("said", "texts"), [("1912", ["1912"]), ("", []), ("[One., 2]", ["One.", "2"]), ("{text: One.}", ["One."])]
)
def test_narration_is_read_as_people_write_it(said: str, texts: list[str]) -> None:
    shot = yaml.safe_load(f"id: a\nprompt: A car.\nnarration: {said}\n")
    movie = Movie.model_validate({"title": "A", "scenes": [{"id": "a", "shots": [shot]}]})
    assert [line.text for line in movie.scenes[0].shots[0].narration] == texts


def test_the_id_of_the_music_and_a_loudness_that_is_none_are_refused(tmp_path: Path) -> None:
    shots = "scenes: [{id: a, shots: [{id: a, prompt: A car., sounds: [{id: %s, description: horn}]}]}]\n"
    with pytest.raises(PlanError, match="the movie's music"):
        movie_from(yaml.safe_load("title: A\n" + shots % "music"), "movie.yaml")
    with pytest.raises(PlanError, match="web, podcast, broadcast"):
        movie_from(yaml.safe_load("title: A\ncompose: {loudness_lufs: cinema}\n" + shots % "horn"), "movie.yaml")
