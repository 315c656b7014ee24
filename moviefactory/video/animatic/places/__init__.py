"""Every setting as a builder: `builder(stage: Stage) -> Place`. Add a place by writing one function and one line below.

A builder returns the layers of the place; the stage lights, fogs, blurs and moves them. An example:

    def meadow(stage: Stage) -> Place:
        def oaks(art: Art, rng: np.random.Generator) -> None:      # metres; foot at y = 0; x from 0 to art.width_m
            for x in scatter(rng, art.width_m, spacing_m=9.0):
                broadleaf(art, x, height_m=float(rng.uniform(6, 10)), rng=rng)

        return Place(
            layers=(
                stage.sky(),                                        # gradient, sun or moon, stars
                stage.clouds("cumulus", 0.15, 0.55),                # from 0.15 to 0.55 frame heights above the horizon
                stage.ground([(-99, GRASS), (40, PALE_GRASS)], [Texture(pattern(6, 1), 8.0, 0.25)]),
                stage.strip(stage.behind(900), stage.frame_m(stage.behind(900)) * 0.12, far_hills),
                stage.haze(stage.behind(120), 14.0, 0.4),           # a veil of air between far and near
                stage.strip(stage.behind(30), 12.0, oaks, finish=Finish(sway=0.01)),
                stage.foreground(0.45, 0.16, high_grass),           # a fringe along the lower edge
            ),
            surface="land",                                         # or "water", or "none" where things float
            dust=(0.6, 0.5, 0.35),                                  # what wheels and feet throw up
        )

What to use (see `stage.py` for each in full):
- distances: `stage.behind(metres)`, `stage.before(share)`; `stage.frame_m(z)`: metres per frame height, for far things;
  `stage.row_m(row, z)`: the height y that appears at a row of the frame (0 top, 1 bottom).
- layers: `sky`, `clouds`, `ground` (bands along z, `Texture`s, `Marks` for road lines), `water`, `strip`, `foreground`,
  `haze`, `live` (painted anew each frame by `paint(frame, view)`).
- `Finish(fog, rim, soft, sway, drift_m_s, bob_m, tint, dim, depth, floor_m)`: how a painting enters the picture.
- `art`: `polygon`, `polygons`, `line`, `ellipse`, `rect` in metres, y up; `art.lamp` and `art.glow` for what shines;
  `art.light` (palette; `.dark` when lamps are on), `art.side` (+1 when the sun stands on the right).
- pieces in `scenery/`: trees, plants, terrain, buildings, street, seaside, heavens, crowd.
- `stage.light.weather`, `stage.light.time`, `stage.place` (a word for set dressing), `stage.needs_floor` (somebody can
  neither swim nor fly). Rain, snow, dust, fog and lightning come by themselves in the open.
A strip is 1 to 2.6 frames wide; draw about 10 to 30 things on it. Everything together should build in under half a
second and have 6 to 14 strips.
"""

from __future__ import annotations

from collections.abc import Callable

from moviefactory.movie import Setting
from moviefactory.video.animatic.places.beaches import beach
from moviefactory.video.animatic.places.canyons import canyon
from moviefactory.video.animatic.places.castles import castle_hall
from moviefactory.video.animatic.places.drylands import desert
from moviefactory.video.animatic.places.enchanted import enchanted_forest
from moviefactory.video.animatic.places.harbours import harbour
from moviefactory.video.animatic.places.heavens import sky, space
from moviefactory.video.animatic.places.highways import highway
from moviefactory.video.animatic.places.jungles import jungle
from moviefactory.video.animatic.places.lakes import lake
from moviefactory.video.animatic.places.meadows import meadow
from moviefactory.video.animatic.places.moons import moon
from moviefactory.video.animatic.places.mountains import mountain
from moviefactory.video.animatic.places.roads import coast_road
from moviefactory.video.animatic.places.rooms import room
from moviefactory.video.animatic.places.stadiums import stadium
from moviefactory.video.animatic.places.stations import space_station
from moviefactory.video.animatic.places.towns import city
from moviefactory.video.animatic.places.undersea import underwater
from moviefactory.video.animatic.places.villages import village
from moviefactory.video.animatic.places.waters import sea
from moviefactory.video.animatic.places.winter import snow
from moviefactory.video.animatic.places.woods import forest
from moviefactory.video.animatic.stage import Place, Stage

Builder = Callable[[Stage], Place]

PLACES: dict[Setting, Builder] = {
    "meadow": meadow,
    "lake": lake,
    "enchanted_forest": enchanted_forest,
    "beach": beach,
    "jungle": jungle,
    "city": city,
    "coast_road": coast_road,
    "desert": desert,
    "forest": forest,
    "highway": highway,
    "village": village,
    "harbour": harbour,
    "castle_hall": castle_hall,
    "stadium": stadium,
    "moon": moon,
    "space_station": space_station,
    "room": room,
    "underwater": underwater,
    "canyon": canyon,
    "mountain": mountain,
    "sea": sea,
    "sky": sky,
    "snow": snow,
    "space": space,
}

AFLOAT: frozenset[Setting] = frozenset({"sky", "space", "underwater"})  # settings without a ground to stand on
