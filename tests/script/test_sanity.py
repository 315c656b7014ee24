"""Noise in the right shape is told from sentences, and sentences are never taken for noise."""

import pytest
from asking import IDEAS, prompts, written

from moviefactory.script.sanity import names_a_place, problem_of


@pytest.mark.parametrize(
    "noise",
    [
        "action_picture_picture_picture_picture_picture_picture_picture",
        "1.1.1.2.1.2.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1",
        "the fox the fox the fox the fox the fox the fox the fox",
        "tilfesvilfarl",
        "@fox",
        "{}[]{}[] ; ; ; a b c d e ( ) ( ) ( ) ( ) ( )",
        "一只小红狐狸在雪地里奔跑，远处是群山。",
    ],
)
def test_noise_is_refused_and_quoted(noise: str) -> None:
    assert noise[:10] in problem_of(noise, 5)


@pytest.mark.parametrize("idea", IDEAS)
def test_what_a_screenwriter_writes_is_prose(idea: str) -> None:
    assert [problem_of(prompt, 5) for prompt in prompts(written(idea))] == [""] * len(prompts(written(idea)))


@pytest.mark.parametrize(
    "text",
    ["@mara grips the rail as @red-car skids past, the café's lamps aglow.", "Rain, rain, rain on the old tin roof.",
     "She does not look back; 12 gulls wheel above the pier-head at 5."],
)  # fmt: skip
def test_prose_of_any_kind_passes(text: str) -> None:
    assert problem_of(text, 5) == ""


@pytest.mark.parametrize(("where", "is_one"), [("in a small kitchen", True), ("on Mars", True), ("beneath", False),
                                               ("in_in_in_in_in_in_in_in_in_in_in", False)])  # fmt: skip
def test_a_place_has_a_noun(where: str, is_one: bool) -> None:
    assert names_a_place(where) is is_one
