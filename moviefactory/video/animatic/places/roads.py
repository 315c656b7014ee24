"""Roads that run along the picture: the coast road."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.ground import Marks, Texture, pattern, streaks
from moviefactory.video.animatic.scenery.plants import grass, tufts
from moviefactory.video.animatic.scenery.seaside import gulls, lighthouse, sailboat
from moviefactory.video.animatic.scenery.street import guard_rail, milestone
from moviefactory.video.animatic.scenery.terrain import hills, mountains, rock
from moviefactory.video.animatic.scenery.trees import bush, palm
from moviefactory.video.animatic.stage import Finish, Place, Stage, scatter

ASPHALT: Color = rgb("#56565e")
VERGE: Color = rgb("#7f9448")
GRAVEL: Color = rgb("#a39780")
PAINT: Color = (0.93, 0.92, 0.88)


def road_bands(verge: Color) -> list[tuple[float, Color]]:
    """A two-lane road on which the subject takes the far lane: verge, gravel, tarmac, gravel, verge."""
    return [(-99.0, verge), (-6.4, GRAVEL), (-5.4, ASPHALT), (2.9, GRAVEL), (3.7, verge)]


def road_marks() -> list[Marks]:
    """Edge lines and a dashed centre line."""
    return [
        Marks(-5.1, -4.95, PAINT),
        Marks(-1.55, -1.40, PAINT, every_m=9.0, on_m=4.0),
        Marks(2.55, 2.68, PAINT),
    ]


def road_textures(seed: int) -> list[Texture]:
    """Worn tarmac and patchy grass."""
    return [
        Texture(streaks(seed, 8, 5), 7.0, 0.16),
        Texture(pattern(24, seed + 1, 4, 0.8), 3.2, 0.13),
        Texture(pattern(5, seed + 2), 38.0, 0.16),
    ]


def coast_road(stage: Stage) -> Place:
    """A road above the sea: palms and a guard rail by the roadside, headlands and a lighthouse in the haze."""
    light = stage.light
    streaky = light.time in ("sunset", "dawn", "dusk")
    far, mid = stage.behind(2600), stage.behind(900)
    sea = mix(rgb("#17689a"), rgb("#1d8fa8"), 0.5 if light.time == "day" else 0.15)
    return Place(
        layers=(
            stage.sky(),
            stage.clouds("streaks" if streaky else "cumulus", 0.10, 0.62 if streaky else 0.46),
            stage.clouds("wisps", 0.42, 0.95, "high clouds", 0.35, 0.006),
            stage.water(sea, 0.35 + (0.4 if light.weather == "storm" else 0.0), level_m=-9.0 * stage.spread),
            stage.strip(far, stage.frame_m(far) * 0.13, _headland, -0.01 * stage.frame_m(far)),
            stage.strip(mid, stage.frame_m(mid) * 0.24, _cape, -0.06 * stage.frame_m(mid)),
            stage.strip(stage.behind(420), 22.0 * stage.spread, _boats, -9.5 * stage.spread, Finish(bob_m=0.25)),
            stage.live(stage.behind(60), gulls(stage, 7)),
            stage.ground(road_bands(VERGE), road_textures(11), marks=road_marks(), until_m=9.0),
            stage.strip(stage.behind(8.6), 2.4, _scrub, -1.2),
            stage.strip(stage.behind(7.2), 11.0, _palms, -0.4, Finish(sway=0.012, rim=0.9)),
            stage.strip(stage.behind(5.0), 1.1, _wayside, -0.3),
            stage.strip(stage.behind(3.4), 0.95, _rail, -0.1, Finish(rim=0.2)),
            stage.foreground(0.62, 0.09, _near_grass),
        ),
    )


def _headland(art: Art, rng: np.random.Generator) -> None:
    mountains(art, art.top_m * 0.9, rng, rgb("#6f86a0"), bumps=3)


def _cape(art: Art, rng: np.random.Generator) -> None:
    """A dark cape with a lighthouse that runs out into the sea on one side."""
    color = rgb("#5f7a58")
    wide = art.width_m * 0.34
    start = art.width_m * (0.02 if art.side > 0 else 0.64)
    x = np.linspace(0, 1, 26)
    profile = np.sin(np.pi * np.clip(x, 0, 1)) ** 0.55 * (0.52 + 0.16 * np.sin(7 * x + 1.0) + 0.08 * np.sin(17 * x))
    edge = np.stack([start + x * wide, art.bottom_m + (art.top_m - art.bottom_m) * 0.72 * profile], axis=1)
    art.polygon(np.concatenate([edge, [[start + wide, art.bottom_m], [start, art.bottom_m]]]), color, to=rgb("#7d6a58"))
    art.line(edge[2:-2], mix(color, art.light.key, 0.5), art.top_m * 0.02, 0.6)
    peak = edge[8 if art.side > 0 else 17]
    lighthouse(art, float(peak[0]), (art.top_m - art.bottom_m) * 0.40, float(peak[1]) - 0.01 * art.top_m)


def _boats(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, art.width_m / 2.4):
        sailboat(art, x, 15.0 * float(rng.uniform(0.7, 1.2)), rng, art.bottom_m)


def _scrub(art: Art, rng: np.random.Generator) -> None:
    hills(art, 1.0, rng, scaled(VERGE, 0.8), 6, 0.0)
    for x in scatter(rng, art.width_m, 3.2):
        if rng.random() < 0.6:
            bush(art, x, float(rng.uniform(0.7, 1.7)), rng, 0.2, rgb("#5d7d40"))
        else:
            rock(art, x, float(rng.uniform(0.4, 1.0)), rng, 0.1)


def _palms(art: Art, rng: np.random.Generator) -> None:
    for x in scatter(rng, art.width_m, 10.5, 0.7):
        palm(art, x, float(rng.uniform(6.5, 9.0)), rng)


def _wayside(art: Art, rng: np.random.Generator) -> None:
    grass(art, 0.42, rng, 0.0, rgb("#8a9c4a"), 10)
    tufts(art, 0.7, rng, 1.3, rgb("#6f8c40"))


def _rail(art: Art, rng: np.random.Generator) -> None:
    guard_rail(art, 0.80)
    for x in scatter(rng, art.width_m, 25.0, 0.1):
        milestone(art, x, 0.95)


def _near_grass(art: Art, rng: np.random.Generator) -> None:
    art.rect(0, -0.3, art.width_m, art.top_m * 0.28, rgb("#5d6f34"))
    grass(art, art.top_m * 0.95, rng, -0.02, rgb("#71833f"), 22)
