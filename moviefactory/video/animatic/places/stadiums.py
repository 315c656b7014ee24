"""The stadium: a running track and a mown pitch before full stands, under floodlights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.frame import Layer
from moviefactory.video.animatic.ground import Marks, Texture, pattern
from moviefactory.video.animatic.scenery.arena import (
    camera_flashes,
    floodlight,
    hoardings,
    roof,
    scoreboard,
    spectators,
    stand,
    waving_flags,
)
from moviefactory.video.animatic.scenery.crowd import person
from moviefactory.video.animatic.stage import Finish, Paint, Place, Stage, scatter

TRACK: Color = rgb("#b4553f")
LAWN: Color = rgb("#5fa040")
LINE: Color = (0.96, 0.95, 0.92)
ROWS, ROW_M, LOW = 11, 0.85, 2.0


def stadium(stage: Stage) -> Place:
    """Eight lanes of red track; behind them the pitch, two tiers of people who bounce, flags, a scoreboard."""
    light = stage.light
    sky = (stage.sky(), stage.clouds("cover" if light.cover > 0.8 else "cumulus", 0.25, 0.85))
    if light.dark:  # floodlights make their own day
        stage = replace(stage, light=replace(light, tint=mix(light.tint, (0.97, 0.99, 1.0), 0.72), fog_per_m=0.002))
    high, tiers = stage.behind(96), stage.behind(62)
    wet = 0.4 if light.weather in ("rain", "storm") else 0.0
    layers: list[Layer] = [
        *sky,
        stage.ground(_bands(), [Texture(pattern(40, 151, 3, 0.9), 2.2, 0.13), Texture(pattern(5, 152), 30.0, 0.12)],
                     sheen=0.05 + 0.4 * wet, marks=_marks()),
        stage.strip(high, 46.0, _upper_stand),
        stage.haze(stage.behind(80), 40.0, 0.20),
        stage.strip(tiers, LOW + ROWS * ROW_M + 2.0, _lower_stand, finish=Finish(rim=0.0)),
        *(stage.strip(tiers - 0.2 - 0.1 * part, LOW + ROWS * ROW_M + 2.0, _part_of_crowd(part),
                      finish=Finish(rim=0.0, bob_m=0.16)) for part in range(3)),
        stage.live(tiers - 1.0, waving_flags(stage, tiers - 1.0, (LOW + 1.0, LOW + ROWS * ROW_M))),
        stage.live(tiers - 1.2, camera_flashes(stage, tiers - 1.2, (LOW, LOW + ROWS * ROW_M))),
        stage.strip(stage.behind(55), 2.4, hoardings),
        stage.strip(stage.behind(40), 2.6, _goal),
        stage.strip(stage.behind(15), 2.2, _officials, -0.3),
        *_lamps(stage),
        stage.foreground(0.55, 0.075, _near_rail),
    ]  # fmt: skip
    return Place(tuple(layers), wet=wet, lit=stage.light.tint if light.dark else None)


def _bands() -> list[tuple[float, Color]]:
    stripes = [(14.0 + 5.0 * index, scaled(LAWN, 1.10 if index % 2 else 0.90)) for index in range(8)]
    return [(-99.0, scaled(TRACK, 0.92)), (-1.6, TRACK), (6.4, TRACK), (9.9, rgb("#c9c2b4")), (10.4, LAWN), *stripes,
            (54.0, scaled(TRACK, 0.85))]  # fmt: skip


def _marks() -> list[Marks]:
    lanes = [Marks(z, z + 0.07, LINE) for z in (-4.9, -3.68, -2.46, -1.24, 1.2, 2.42, 3.64, 4.86, 6.08, 7.3, 8.5)]
    return [*lanes, Marks(16.0, 16.3, LINE), Marks(50.5, 50.9, LINE), Marks(33.0, 33.25, LINE)]


def _upper_stand(art: Art, rng: np.random.Generator) -> None:
    stand(art, rng, (12.0, 23.0), 10)
    roof(art, 23.0, 30.0)


def _lower_stand(art: Art, rng: np.random.Generator) -> None:
    stand(art, rng, (LOW, LOW + ROWS * ROW_M), ROWS, people=False)
    scoreboard(art, art.width_m * (0.30 if art.side > 0 else 0.70), LOW + ROWS * ROW_M * 0.35, 11.0, rng)


def _part_of_crowd(part: int) -> Paint:
    def paint(art: Art, rng: np.random.Generator) -> None:
        board = art.width_m * (0.30 if art.side > 0 else 0.70)
        spectators(art, rng, (LOW, ROW_M), ROWS, part, (board - 6.2, board + 6.2))

    paint.__qualname__ = f"crowd {part}"
    return paint


def _goal(art: Art, rng: np.random.Generator) -> None:
    """A goal with its net, and players far away."""
    for x in scatter(rng, art.width_m, 11.0, 1.0):
        person(art, x, float(rng.uniform(1.7, 1.9)), rng)
    x = art.width_m * (0.62 if art.side > 0 else 0.38)
    white = (0.96, 0.96, 0.97)
    for step in np.linspace(-3.66, 3.66, 25):
        art.line([(x + step, 0), (x + step * 0.97, 2.4)], white, 0.03, 0.35)
    for step in np.linspace(0, 2.4, 9):
        art.line([(x - 3.66, step), (x + 3.66, step)], white, 0.03, 0.35)
    art.line([(x - 3.66, 0), (x - 3.66, 2.44), (x + 3.66, 2.44), (x + 3.66, 0)], white, 0.14)


def _officials(art: Art, rng: np.random.Generator) -> None:
    """Photographers and stewards along the inside of the track, hurdles in a stack."""
    for x in scatter(rng, art.width_m, 6.5, 1.0):
        if rng.random() < 0.6:
            person(art, x, float(rng.uniform(1.6, 1.85)), rng, stride=0.2)
        else:
            for step in range(3):
                px = x + 0.35 * step
                art.line([(px - 0.5, 0), (px - 0.5, 0.95), (px + 0.5, 0.95), (px + 0.5, 0)], rgb("#c9ccd2"), 0.06)
                art.rect(px - 0.55, 0.82, px + 0.55, 0.98, LINE)
                art.rect(px - 0.18, 0.82, px + 0.18, 0.98, rgb("#c8402e"))


def _lamps(stage: Stage) -> list[Layer]:
    z_m = stage.behind(88)
    return [stage.strip(z_m, 44.0, floodlight)]


def _near_rail(art: Art, rng: np.random.Generator) -> None:
    """A rail with bunting close to the lens."""
    size = art.top_m
    hues = (rgb("#d8433a"), rgb("#f2c14e"), rgb("#3f7ac0"), rgb("#f0ece4"))
    for index, x in enumerate(scatter(rng, art.width_m, size * 1.1, 0.0)):
        hue = hues[index % 4]
        art.polygon(
            [(x - size * 0.4, size * 0.72), (x + size * 0.4, size * 0.72), (x, -size * 0.05)], hue, to=scaled(hue, 0.7)
        )
    art.rect(0, size * 0.68, art.width_m, size * 0.84, rgb("#d9dce0"), to=rgb("#8a8f98"))
