"""A shot in the words of each family of video models.

The shots of the golden files, and how to renew them, stand in golden_words/movie.yaml.
"""

import json
import os
import re
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
import yaml

from moviefactory.errors import PlanError
from moviefactory.movie import Camera, CastMember, Movie, Scene, Shot, Staging, Subject
from moviefactory.script import Desk, ScriptRequest, load_writer
from moviefactory.settings import ScriptSettings
from moviefactory.video.model_words import PROFILES, ModelWords, clip_tokens_at_most, words_for

GOLDEN = Path(__file__).parent / "golden_words"
STYLE = "4K, high resolution, cinematic lighting"
PROSE = [name for name, profile in PROFILES.items() if profile.form in ("prose", "chronological")]
FOX = CastMember(id="fox", noun="fox", description="a small red fox with a white-tipped tail", color="red")
DOG = CastMember(id="dog", noun="dog", description="an old grey sheepdog with one blue eye", color="grey")
IDEAS = (
    "a race between a car and an airplane", "a panda dancing in the snow", "a lighthouse keeper in a storm",
    "two astronauts playing chess on Mars", "a robot that falls in love with a toaster", "a knight fights a dragon",
    "a detective looking for a stolen painting in Paris", "five children flying kites", "an octopus in a shipwreck",
    "a beekeeper dancing with her bees at dusk", "a ninja escaping from a castle at night", "a volcano erupting",
)  # fmt: skip


@cache
def golden_movie() -> Movie:
    return Movie.model_validate(yaml.safe_load((GOLDEN / "movie.yaml").read_text(encoding="utf-8")))


@cache
def written() -> tuple[tuple[Movie, Scene, Shot], ...]:
    """Some hundred shots as the offline writer makes them."""
    movies = [
        load_writer("offline")(
            ScriptRequest(idea=idea, setting="", character="", action="", tone="", style=STYLE, seed=seed,
                          frame_rate=Fraction(24), size_px=(3072, 1280), settings=ScriptSettings(scenes=4)),
            Desk(),
        ).movie
        for idea in IDEAS
        for seed in range(3)
    ]  # fmt: skip
    return tuple((movie, scene, shot) for movie in movies for scene, shot in movie.shots())


def shot(prompt: str, *subjects: str, camera: Camera | None = None, staging: Staging | None = None) -> Shot:
    return Shot(id="shot", prompt=prompt, subjects=subjects, camera=camera or Camera(), staging=staging)


def said(one: Shot, profile: str, style: str = STYLE, heading: str = "") -> str:
    return words_for(one, (FOX, DOG), heading, style, profile).prompt


@pytest.mark.parametrize("name", [one.id for _, one in golden_movie().shots()])
def test_each_profile_says_the_golden_shots_as_it_did(name: str) -> None:
    movie, file = golden_movie(), GOLDEN / f"{name}.txt"
    scene, one = next((scene, one) for scene, one in movie.shots() if one.id == name)
    lines = [
        f"plan: {' '.join(one.prompt.split())}",
        f"camera: {one.camera.framing} {one.camera.angle} {one.camera.move}",
    ]
    for profile in PROFILES:
        words = words_for(one, movie.cast, scene.heading, movie.style, profile)
        lines += ["", f"[{profile}]", words.prompt, f"not: {words.negative}" if words.negative else "not:"]
    text = "\n".join(lines) + "\n"
    if os.environ.get("REWRITE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.glob("*.txt")} == {one.id for _, one in golden_movie().shots()}


def test_an_unknown_profile_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(PlanError, match=r"no word profile 'sora'; choose one of plain, wan, ltx, .*sd"):
        words_for(shot("Rain."), (), "", "", "sora")


def test_plain_is_the_prompt_as_the_plan_has_it() -> None:
    assert words_for(shot(" Rain.  \n", "fox"), (FOX,), "EXT. X - DAY", STYLE, "plain") == ModelWords(" Rain.  \n", "")


def test_a_profile_may_be_given_itself() -> None:
    one = shot("A fox waits.", "fox")
    assert words_for(one, (FOX,), "", STYLE, PROFILES["wan"]) == words_for(one, (FOX,), "", STYLE, "wan")


@pytest.mark.parametrize("profile", [name for name in PROFILES if name != "plain"])
def test_of_hundreds_of_written_shots_each_is_whole_and_fits(profile: str) -> None:
    chosen, seen = PROFILES[profile], 0
    for movie, scene, one in written():
        before = one.model_dump_json()
        words = words_for(one, movie.cast, scene.heading, movie.style, chosen)
        assert words == words_for(one, movie.cast, scene.heading, movie.style, chosen)
        assert one.model_dump_json() == before
        text = words.prompt
        for member in movie.cast:
            if member.id in one.subjects:
                assert text.lower().count(member.description.lower()) == 1, text
        assert not re.search(r"\.\.|,\s*,|\s[.,;]|;\s*\.|\s\s|,\.|^\W|\{|\}|\ue000", text), text
        sentences = re.split(r"(?<=[.!?])\s+", text) if chosen.form != "tags" else text.split(", ")
        assert len({sentence.lower() for sentence in sentences}) == len(sentences), text
        for part in STYLE.split(", "):
            assert text.count(part) == 1, text
        if chosen.form == "tags":
            assert clip_tokens_at_most(text) <= chosen.limit, text
        else:
            assert len(text.split()) <= chosen.limit, text
            assert text[0].isupper() and text.endswith("."), text
            assert (sentence := re.split(r"\. ", one.prompt)[0]) in text, (sentence, text)
        seen += 1
    assert seen > 300


@pytest.mark.parametrize("profile", PROSE)
def test_a_persons_prose_is_kept_whole(profile: str) -> None:
    own = 'Two figures cross the bridge... "Wait!" cries one. The camera whips around; everything goes white'
    text = said(shot(own, "fox", camera=Camera(move="orbit", framing="close")), profile)
    assert text.startswith(f"{own}.") and "orbit" not in text and "moves slowly around" not in text


@pytest.mark.parametrize("profile", PROSE)
def test_prose_longer_than_the_limit_is_not_cut(profile: str) -> None:
    own = " ".join(f"The fox passes gate number {number} of the old garden wall." for number in range(60))
    assert own in said(shot(own, "fox"), profile) and FOX.description in said(shot(own, "fox"), profile)


def test_what_a_person_writes_behind_the_style_is_kept() -> None:
    text = said(shot(f"The fox waits. Medium shot, static camera. {STYLE}. A bird lands on its head", "fox"), "ltx")
    assert text.startswith("The fox waits. A bird lands on its head.") and text.count("4K") == 1


def test_a_camera_sentence_that_a_person_put_into_a_plan_without_a_camera_stays() -> None:
    assert said(shot("The fox waits. Close-up, slow orbit."), "wan", "").startswith(
        "The fox waits. Close-up, slow orbit."
    )


def test_the_camera_of_the_shot_is_said_and_not_that_of_the_written_sentence() -> None:
    edited = shot("The fox waits. Medium shot, static camera.", "fox", camera=Camera(move="tilt_up", framing="close"))
    text = said(edited, "cogvideox", "")
    assert "Close-up, tilt up." in text and "Medium shot" not in text and "static" not in text


@pytest.mark.parametrize(
    ("own", "unsaid"),
    [
        ("A wide shot of the bay.", "medium shot"), ("We see the fox from overhead.", "low-angle"),
        ("The camera glides after the fox.", "orbit"), ("Die Kamera folgt dem Fuchs.", "orbit"),
        ("镜头缓缓推进，狐狸回头。", "orbit"),
    ],
)  # fmt: skip
def test_what_the_prompt_says_of_the_camera_is_not_said_again(own: str, unsaid: str) -> None:
    camera = Camera(move="orbit", framing="medium", angle="low")
    assert all(unsaid not in said(shot(own, camera=camera), name).lower() for name in PROSE)
    assert all(unsaid in said(shot("A fox waits.", camera=camera), name).lower() for name in ("wan", "cogvideox", "sd"))


def test_words_that_only_sound_like_the_camera_do_not_silence_it() -> None:
    own = "Eyes wide, a chef with two pans lifts a crane of folded paper while a satellite stays in orbit."
    assert "Close-up, pan to the left." in said(shot(own, camera=Camera(move="pan_left", framing="close")), "mochi")


def test_a_second_mention_is_short() -> None:
    text = said(shot(f"A{FOX.description[1:]} runs. {FOX.description.capitalize()} stops.", "fox"), "wan")
    assert text.startswith("A small red fox with a white-tipped tail runs. The fox stops.")


def test_a_description_with_another_article_is_a_description() -> None:
    assert said(shot("The small red fox with a white-tipped tail runs.", "fox"), "wan").count("white-tipped") == 1


def test_who_is_not_described_is_described_behind_the_authors_words() -> None:
    text = said(shot("The fox runs.", "fox", "dog"), "wan")
    assert "The fox runs. The fox is a small red fox with a white-tipped tail." in text
    assert "The shot also shows an old grey sheepdog with one blue eye." in text


def night(**changes: object) -> Staging:
    fields = {"setting": "forest", "place": "forest", "time": "night", **changes}
    return Staging.model_validate(fields)


def test_staging_fills_in_what_the_prompt_leaves_open() -> None:
    text = said(shot("The fox waits.", "fox", staging=night(weather="fog")), "wan", heading="EXT. FOREST - NIGHT")
    assert "The setting is a forest." in text and "It is night" in text and "Pale fog" in text


@pytest.mark.parametrize("own", ["The fox waits at noon.", "A candle burns in the dark.", "Golden hour on the bay."])
def test_staging_never_speaks_against_the_prompt(own: str) -> None:
    text = said(shot(own, staging=night()), "wan")
    assert "night" not in text.lower() and "Highlights" not in text


def test_a_heading_that_disagrees_with_the_staging_silences_the_time() -> None:
    assert "night" not in said(shot("The fox waits.", staging=night()), "wan", heading="EXT. FOREST - DAY").lower()


def test_the_meadow_and_the_day_of_a_staging_that_knows_nothing_are_not_said() -> None:
    text = said(shot("The fox waits.", "fox", staging=Staging(place="meadow")), "wan")
    assert "meadow" not in text and "daylight" not in text
    assert "daylight" in said(shot("The fox waits.", staging=Staging()), "wan", heading="EXT. MEADOW - DAY")


def test_how_an_action_looks_is_said_where_the_prompt_names_it_without_a_manner() -> None:
    runs = night(subjects=(Subject(noun="fox", action="run"),))
    assert "fast and continuous" in said(shot("The fox runs.", staging=runs), "ltx")
    assert "fast and continuous" not in said(shot("The fox runs slowly.", staging=runs), "ltx")
    assert "fast and continuous" not in said(shot("The fox naps.", staging=runs), "ltx")


def test_what_the_staging_does_is_said_where_the_prompt_is_no_sentence() -> None:
    staging = night(subjects=(Subject(noun="fox", action="run"), Subject(noun="owl", action="fly", count=3)))
    assert "The fox runs. The owls fly." in said(shot("Fox, owls.", staging=staging), "wan")
    for own in ("A fox crosses the road.", "Fox runs.", "The fox waits."):
        assert "The fox runs" not in said(shot(own, staging=staging), "wan")


def test_nothing_english_is_guessed_into_a_prompt_of_another_language() -> None:
    text = said(shot("Der Fuchs läuft durch das Dorf.", "fox", staging=night(weather="rain")), "wan")
    assert "Rain" not in text and "night" not in text and FOX.description in text


def test_no_style_is_said_where_there_is_none() -> None:
    assert all("style" not in said(shot("A fox waits."), name, "").lower() for name in PROFILES)


def test_a_look_of_the_shots_own_counts_before_the_movies() -> None:
    text = said(shot("The fox waits. Medium shot, static camera. Watercolour on rough paper."), "wan")
    assert text.endswith("Visual style: Watercolour on rough paper.") and "4K" not in text


def test_parts_of_the_style_that_the_prompt_holds_are_not_said_again() -> None:
    assert said(shot("A fox in cinematic lighting."), "wan").endswith("Visual style: 4K, high resolution.")


def test_the_negative_prompt_does_not_forbid_what_the_shot_asks_for() -> None:
    photo = words_for(shot("A fox waits."), (), "", STYLE, "wan").negative
    drawn = words_for(shot("A fox waits in a crowd."), (), "", "watercolour painting", "wan").negative
    assert "画作" in photo and "背景人很多" in photo
    assert "画作" not in drawn and "背景人很多" not in drawn and "最差质量" in drawn


def test_tags_begin_with_the_action_and_lose_the_camera_first() -> None:
    own = "A small red fox with a white-tipped tail leaps a stream, " + ", ".join(["wet stones all around"] + [
        f"tall {tree} trees leaning over the water" for tree in ("birch", "alder", "willow", "beech", "maple", "oak")
    ])  # fmt: skip
    text = said(
        shot(f"{own}. Wide shot, slow orbit. {STYLE}.", "fox", camera=Camera(move="orbit", framing="wide")), "sd"
    )
    assert text.startswith("a small red fox with a white-tipped tail leaps a stream, wet stones all around")
    assert "orbit" not in text and clip_tokens_at_most(text) <= 77


def test_the_cast_is_the_last_that_tags_lose_and_keeps_its_noun_and_colour() -> None:
    horns = " and ".join(f"{number} curved ivory horns" for number in range(9))
    long = CastMember(id="long", noun="dragon", description=f"a huge green dragon with {horns}", color="green")
    assert clip_tokens_at_most(long.description) > 50
    words = words_for(
        shot(f"{long.description} breathes fire over the town.", "long", "fox"), (long, FOX), "", STYLE, "sd"
    )
    assert clip_tokens_at_most(words.prompt) <= 77
    assert "green dragon" in words.prompt and FOX.description.split(" with")[0] in words.prompt


@pytest.mark.parametrize("own", ["🦊" * 200, "x" * 3000, "雪" * 900, "a1" * 500, "&amp;" * 300, "zq " * 400])
def test_tags_of_any_prompt_fit(own: str) -> None:
    text = said(shot(own, "fox"), "sd")
    assert clip_tokens_at_most(text) <= 77 and "red fox" in text


def test_the_bound_on_clip_tokens_is_never_too_low_and_seldom_high() -> None:
    """Against counts of the byte-pair encoder itself (openai/CLIP's vocabulary), begin and end included."""
    lines = (GOLDEN / "clip_counts.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [(int(true), clip_tokens_at_most(text), text) for true, text in map(json.loads, lines)]
    assert not [pair for pair in pairs if pair[1] < pair[0]]
    prompts = [pair for pair in pairs if pair[2].endswith("cinematic lighting.")]
    assert len(prompts) >= 100
    assert sum(bound for _, bound, _ in prompts) <= 1.01 * sum(true for true, _, _ in prompts)
