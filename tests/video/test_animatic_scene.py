"""Whole shots: the same look in every shot, the same picture every time, solid ground, and no staging that fails."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import get_args

import numpy as np
import pytest

from moviefactory.movie import (
    Action,
    Angle,
    Camera,
    CameraMove,
    CastMember,
    Framing,
    Relation,
    Setting,
    Shot,
    Staging,
    Subject,
    TimeOfDay,
    Weather,
)
from moviefactory.settings import VideoSettings
from moviefactory.video import ShotRequest
from moviefactory.video.animatic.acting import ActorLayer
from moviefactory.video.animatic.company import troupes_for
from moviefactory.video.animatic.layers import Strip
from moviefactory.video.animatic.scene import Scene, build_scene

PLAIN = Camera()
NINA = CastMember(id="nina", noun="woman", kind="person", description="a woman in a plain coat")
NOUNS = {
    "man": "person", "knight": "person", "car": "vehicle", "bus": "vehicle", "airplane": "aircraft", "ufo": "aircraft",
    "dog": "animal", "shark": "animal", "whale": "animal", "eagle": "animal", "dragon": "creature", "robot": "machine",
    "ship": "watercraft", "submarine": "watercraft", "tree": "plant", "gizmo": "thing", "storm": "force",
}  # fmt: skip


def request(
    staging: Staging,
    camera: Camera = PLAIN,
    *,
    seed: int = 7,
    cast: tuple[CastMember, ...] = (),
    size_px: tuple[int, int] = (192, 80),
    frames: int = 48,
) -> ShotRequest:
    shot = Shot(id="s", prompt="x", camera=camera, staging=staging)
    return ShotRequest(shot, cast, "", frames, Fraction(24), size_px, seed, VideoSettings())


def built(setting: Setting, *subjects: Subject, camera: Camera = PLAIN, seed: int = 7) -> Scene:
    return build_scene(request(Staging(setting=setting, subjects=subjects), camera, seed=seed))


def picture(staging: Staging, cast: tuple[CastMember, ...]) -> np.ndarray:
    return troupes_for(staging, cast)[0][0].draw(0.4, 60.0, "side").rgba


def test_a_cast_member_looks_the_same_in_every_shot() -> None:
    nina = Subject(noun="woman", kind="person", cast="nina", action="walk")
    other = Subject(noun="dog", kind="animal")
    first = picture(Staging(setting="city", subjects=(nina,)), (NINA,))
    again = picture(Staging(setting="moon", time="night", subjects=(nina, other), relation="meet"), (NINA,))
    assert np.array_equal(first, again)


def test_another_member_of_the_same_kind_looks_different() -> None:
    shots = Staging(subjects=(Subject(noun="woman", kind="person", cast="nina", action="walk"),))
    looks = [picture(shots, (NINA.model_copy(update={"description": f"a woman {n}"}),)) for n in range(8)]
    assert any(look.shape != looks[0].shape or not np.array_equal(look, looks[0]) for look in looks[1:])


def test_the_seed_of_the_shot_does_not_change_who_acts() -> None:
    walker = Subject(noun="man", kind="person", action="walk")
    figures = [
        next(layer.actor.figure for layer in built("city", walker, seed=seed).layers if isinstance(layer, ActorLayer))
        for seed in (1, 2)
    ]
    assert np.array_equal(*(figure.draw(0.3, 50.0).rgba for figure in figures))


def test_two_alike_in_one_shot_are_not_twins() -> None:
    man = Subject(noun="man", kind="person", action="idle")
    one, other = troupes_for(Staging(subjects=(man, man)), ())
    trio = troupes_for(Staging(subjects=(man.model_copy(update={"count": 3}),)), ())[0]
    pictures = [figure[0].draw(0.4, 50.0, "front").rgba for figure in (one, other)]
    assert pictures[0].shape != pictures[1].shape or not np.array_equal(*pictures)
    assert len(trio) == 3


def test_the_colour_of_the_cast_is_worn() -> None:
    red = CastMember(id="car", noun="car", kind="vehicle", description="a glossy red car", color="red")
    car = Subject(noun="car", kind="vehicle", cast="car", action="run")
    rgba = picture(Staging(subjects=(car,)), (red,)).reshape(-1, 4).astype(int)
    solid = rgba[rgba[:, 3] > 200]
    assert (solid[:, 0] > solid[:, 2] + 60).mean() > 0.25


def test_frames_are_a_pure_function_of_request_and_index() -> None:
    staging = Staging(
        setting="forest",
        weather="rain",
        subjects=(Subject(noun="knight", kind="person", action="fight"), Subject(noun="dragon", kind="creature")),
        relation="face_off",
    )
    one, other = build_scene(request(staging)), build_scene(request(staging))
    for index in (0, 7, 31):
        assert np.array_equal(one.render(index).rgb, other.render(index).rgb)
    assert np.array_equal(one.render(7).rgb, other.render(7).rgb)


@pytest.mark.parametrize("setting", ["coast_road", "city", "meadow", "desert"])
def test_seen_from_low_down_the_road_lies_before_the_subject(setting: Setting) -> None:
    car = Subject(noun="car", kind="vehicle", action="race")
    scene = built(setting, car, camera=Camera(framing="medium", angle="low"))
    camera = scene.rig.at(1.0)
    feet = camera.project(0.0, 0.0, 0.0)[1]
    for layer in scene.layers:
        if isinstance(layer, Strip) and layer.soil_z_m is not None:
            assert camera.project(0.0, 0.0, layer.soil_z_m)[1] < feet
    assert feet - camera.horizon_px > 0.08 * 80


def test_the_parked_do_not_travel_with_the_camera() -> None:
    parked = Subject(noun="airplane", kind="aircraft", action="idle")
    racer = Subject(noun="car", kind="vehicle", action="race")
    scene = built("desert", parked, racer)
    view, later = scene.rig.view(0.0, 0.0), scene.rig.view(1.5, 0.0)
    layer = next(one for one in scene.layers if isinstance(one, ActorLayer) and one.actor.index == 0)
    shift = layer._foot(later)[0] - layer._foot(view)[0]
    world = later.camera.project(5.0, 0.0, layer.home_m[2])[0] - view.camera.project(5.0, 0.0, layer.home_m[2])[0]
    assert shift == pytest.approx(world, abs=1.0)


@pytest.mark.parametrize(("noun", "action"), [("man", "swim"), ("shark", "swim"), ("ship", "sail")])
def test_who_is_in_the_water_is_cut_at_the_waterline(noun: str, action: Action) -> None:
    scene = built("sea", Subject.model_validate({"noun": noun, "kind": NOUNS[noun], "action": action}))
    layer = next(one for one in scene.layers if isinstance(one, ActorLayer))
    assert layer.in_water
    view = scene.rig.view(0.5, 0.0)
    sprite = layer._sprite(view)
    sunk = layer._sunk(sprite, layer._foot(view), view)
    above, below = sprite.rgba[..., 3].astype(float), sunk.rgba[..., 3].astype(float)
    same = (above == below).all(axis=1)
    assert same[: int(0.2 * len(same))].all()
    assert below.sum() < 0.99 * above.sum()


def test_a_boat_far_from_any_sea_gets_a_river() -> None:
    ship = Subject(noun="ship", kind="watercraft", action="sail")
    rgb = built("meadow", ship, camera=Camera(framing="wide")).render(5).rgb.astype(int)
    row = rgb[int(0.88 * 80)]
    assert (row[:, 2] > row[:, 0] + 15).mean() > 0.5


def test_confetti_falls_where_somebody_celebrates() -> None:
    frames = []
    for action in ("celebrate", "idle"):
        subject = Subject.model_validate({"noun": "man", "kind": "person", "action": action})
        frames.append(built("stadium", subject).render(20).rgb.astype(int))
    corner = np.s_[2:30, 2:60]
    assert (abs(frames[0][corner] - frames[1][corner]).max(axis=2) > 40).sum() > 15


def test_an_empty_stage_is_a_picture_too() -> None:
    assert build_scene(request(Staging(setting="beach"))).render(3).rgb.std() > 8


@pytest.mark.parametrize("start", range(5))
def test_no_staging_fails(start: int) -> None:
    rng = random.Random(start)
    settings = get_args(Setting)
    for number in range(16):
        nouns = [rng.choice(list(NOUNS)) for _ in range(rng.choice([1, 1, 2, 3]))]
        subjects = tuple(
            Subject.model_validate(
                {"noun": noun, "kind": NOUNS[noun], "action": rng.choice(get_args(Action)),
                 "count": rng.choice([1, 1, 1, 3])}
            )
            for noun in nouns
        )  # fmt: skip
        staging = Staging(
            setting=settings[(16 * start + number) % len(settings)], time=rng.choice(get_args(TimeOfDay)),
            weather=rng.choice(get_args(Weather)), subjects=subjects, relation=rng.choice(get_args(Relation)),
        )  # fmt: skip
        camera = Camera(
            move=rng.choice(get_args(CameraMove)),
            framing=rng.choice(get_args(Framing)),
            angle=rng.choice(get_args(Angle)),
        )
        size = rng.choice([(96, 40), (64, 64), (40, 72)])
        shown = build_scene(request(staging, camera, seed=number, size_px=size, frames=12)).render(
            rng.randrange(12), True
        )
        assert shown.rgb.shape == (size[1], size[0], 3)
        assert shown.rgb.std() > 2
        assert shown.depth is not None
