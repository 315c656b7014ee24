"""Which figure a noun becomes, and that every figure keeps the seam's promises."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from moviefactory.movie import Action, NounKind, Subject
from moviefactory.video.animatic.figures import FAMILIES, art_credits, art_for, figure_for
from moviefactory.video.animatic.figures.emoji import emoji_for
from moviefactory.video.animatic.figures.nouns import all_nouns

NOUNS: tuple[tuple[str, NounKind, str], ...] = (
    ("car", "vehicle", "car:car"), ("red sports car", "vehicle", "car:sports_car"), ("lorry", "vehicle", "road:truck"),
    ("fire engine", "vehicle", "road:fire_truck"), ("old steam locomotive", "vehicle", "road:train"),
    ("airplane", "aircraft", "airplane:airliner"), ("biplane", "aircraft", "airplane:biplane"),
    ("sailing boat", "watercraft", "boat:sailboat"), ("lighthouse keeper", "person", "person:keeper"),
    ("lighthouse", "thing", "scenery:lighthouse"), ("knight", "person", "person:knight"), ("samurai", "person",
        "person:samurai"),
    ("grumpy old wizard", "person", "person:wizard"), ("dog walker", "person", "person:person"),
    ("quantum accountant", "person", "person:businessman"), ("panda", "animal", "quadruped:panda"),
    ("golden retriever", "animal", "quadruped:dog"), ("T-rex", "animal", "trex:trex"), ("dragon", "creature",
        "dragon:dragon"),
    ("robot", "machine", "creature:robot"), ("wolves", "animal", "quadruped:wolf"), ("fairies", "creature",
        "person:fairy"),
    ("flock of seagulls", "animal", "bird:seagull"), ("woman with an umbrella", "person", "person:woman"),
)  # fmt: skip


def _key(noun: str, kind: NounKind) -> str:
    from moviefactory.video.animatic.figures import _plain

    art = art_for(_plain(noun)[0], kind)
    return f"{art.family}:{art.name}" if not art.emoji else f"emoji:{art.emoji}"


@pytest.mark.parametrize(("noun", "kind", "expected"), NOUNS)
def test_a_noun_finds_its_own_figure(noun: str, kind: NounKind, expected: str) -> None:
    assert _key(noun, kind) == expected


@pytest.mark.parametrize("kind", get_args(NounKind))
@pytest.mark.parametrize(
    "noun", ["zorblatt", "", "  ", "🤖🚀", "a " * 120, "The Unbearable Lightness, of being!", "机器人"]
)
def test_an_unknown_noun_is_drawn_as_something_of_its_kind(noun: str, kind: NounKind) -> None:
    sprite = figure_for(Subject(noun=noun, kind=kind), 1).draw(0.2, 20)
    assert sprite.rgba[..., 3].max() > 200


def test_a_person_is_never_a_picture_of_an_object() -> None:
    for noun in (
        "lighthouse keeper",
        "train driver",
        "pizza maker",
        "book lover",
        "guitar hero",
        "cat lady",
        "piano teacher",
    ):
        art = art_for(noun, "person")
        assert art.family == "person" and not art.emoji, noun


def test_every_word_of_the_table_leads_to_a_family_that_can_draw_it() -> None:
    families = {figure.partition(":")[0] for figure in all_nouns().values()}
    assert families <= set(FAMILIES)
    for noun in sorted(all_nouns()):
        figure_for(Subject(noun=noun), 3)


def test_things_without_own_art_are_emoji_and_credited() -> None:
    pizza = Subject(noun="slice of pizza", kind="thing")
    assert emoji_for("pizza") is not None
    assert "CC BY 4.0" in art_credits([pizza])[0]
    assert art_credits([Subject(noun="car", kind="vehicle"), Subject(noun="panda", kind="animal", prop="violin")]) == ()
    assert art_credits([Subject(noun="girl", kind="person", prop="ice cream")]) != ()


def test_the_number_in_the_words_makes_a_group() -> None:
    one = figure_for(Subject(noun="astronaut", kind="person"), 1)
    three = figure_for(Subject(noun="three astronauts", kind="person"), 1)
    many = figure_for(Subject(noun="astronaut", kind="person", count=12), 1)
    assert one.length_m < three.length_m
    covered = [int((figure.draw(0.5, 40).rgba[..., 3] > 128).sum()) for figure in (one, three, many)]
    assert covered[0] * 1.8 < covered[1] < covered[2]


@pytest.mark.parametrize("action", get_args(Action))
@pytest.mark.parametrize(
    ("noun", "kind"), [("man", "person"), ("car", "vehicle"), ("dog", "animal"), ("pizza", "thing")]
)
def test_every_action_moves_every_kind_of_figure(noun: str, kind: NounKind, action: Action) -> None:
    figure = figure_for(Subject(noun=noun, kind=kind, action=action), 5)
    assert figure.height_m > 0 and figure.length_m > 0 and figure.speed_m_s >= 0
    first, later = (figure.draw(time_s, 60, figure.views[0]) for time_s in (0.1, 0.55))
    for sprite in (first, later):
        assert sprite.rgba.dtype == np.uint8 and sprite.rgba.shape[2] == 4
        assert (sprite.rgba[..., :3] <= sprite.rgba[..., 3:]).all()  # premultiplied
        assert sprite.lift_px >= 0
    assert (
        first.rgba.shape != later.rgba.shape or (first.rgba != later.rgba).any() or first.anchor_px != later.anchor_px
    )


def test_a_figure_is_a_pure_function_of_its_arguments() -> None:
    subject = Subject(noun="pirate", kind="person", action="dance", prop="sword")
    first = figure_for(subject, 9)
    first.draw(1.0, 50)
    again = figure_for(subject, 9).draw(0.4, 50)
    np.testing.assert_array_equal(first.draw(0.4, 50).rgba, again.rgba)


def test_seeds_give_different_people_and_different_phases() -> None:
    subject = Subject(noun="man", kind="person", action="walk")
    pictures = [figure_for(subject, seed).draw(0.3, 50).rgba for seed in range(4)]
    assert len({picture.tobytes() for picture in pictures}) == 4
