"""A role: a member of the cast together with what the grammar and the figures table need to know of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from moviefactory.movie import Action, CastMember
from moviefactory.script.lexicon import data_table, word_set
from moviefactory.script.nouns import CRAFT, FIGURES, HUMAN, LIVING, MOBILE, STILL

AIRBORNE = word_set("plane helicopter bird insect flyer floater spaceship")
LANDSCAPE = word_set("force gentle volcano")
_GROUPS = {"living": LIVING, "mobile": MOBILE, "craft": CRAFT, "still": STILL, "force": frozenset({"force", "volcano"})}
_LAND = HUMAN | {"animal", "robot", "walker", "crawler", "rider", "skier"}
_WATER_FRAME = word_set("person creature animal robot walker crawler skier")


@dataclass(frozen=True)
class Role:
    """`figure` is what it moves as (a diver moves as one because of where it is); `base` what it is."""

    member: CastMember
    base: str
    figure: str
    possessive: str
    plural: bool = False
    rider: str = ""  # who rides, where the figure is the mount
    mount: str = ""
    prop: str = ""
    aboard: bool = False  # whether one mount carries them all


def fits(figure: str, wanted: str | Sequence[str]) -> bool:
    """Whether a figure may play a slot: a group, or figures by name."""
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    return any(figure in _GROUPS.get(name, frozenset({name})) for name in names) and figure in FIGURES


def figure_at(figure: str, place_key: str) -> str:
    """What a figure moves as at a place: people float in space, and swim where there is nothing but water."""
    if place_key == "space" and (figure in _LAND or figure in ("bird", "insect", "surfer")):
        return "weightless"
    if place_key == "space" and figure in ("plane", "helicopter", "vehicle"):
        return "spaceship"
    if place_key == "sky" and figure in _LAND - {"rider"}:
        return "weightless"
    if place_key == "underwater" and figure in _WATER_FRAME:
        return "diver" if figure in ("person", "creature", "robot") else "fish"
    if place_key == "sea" and figure in _WATER_FRAME:
        return "swimmer"
    if place_key == "underwater" and figure == "boat":
        return "submarine"
    return figure


def manners(figure: str, manner: str) -> Sequence[str]:
    """The lines of `data/figures.yaml` for a figure and a manner; () where the figure cannot do that."""
    table = data_table("figures.yaml")
    entry = table.get(figure, table["thing"])
    while manner not in entry:
        if "like" not in entry:
            return ()
        entry = table[entry["like"]]
    found: Sequence[str] = entry[manner]
    return found


_DRIVES = word_set("vehicle bike train rider")
_FLIES = word_set("plane helicopter insect flyer")


def fitting(action: Action, figure: str) -> Action:
    """The nearest action that a figure is able to do: cars do not walk, fish do not run."""
    moves = action in ("walk", "run", "climb")
    if figure in _DRIVES and action in ("walk", "run", "fly", "swim", "dance"):
        return "race"
    if figure in _FLIES and moves and not (figure == "flyer" and action == "walk"):
        return "fly"
    if figure == "spaceship" and moves:
        return "fly"
    if figure == "bird" and action == "run":
        return "fly"
    if figure in ("fish", "diver", "submarine", "swimmer") and (moves or action in ("fly", "race")):
        return "swim"
    if figure == "boat" and (moves or action in ("swim", "fly", "race")):
        return "sail"
    if figure in ("weightless", "spirit", "floater") and action in ("walk", "run", "sit"):
        return "float"
    return action
