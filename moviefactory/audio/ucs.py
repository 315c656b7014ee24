"""The Universal Category System (UCS 8.2, public domain): what the first letters of a CatID stand for.

A library file is named `CatID_Name_Creator_Source`, such as `VEHCar_Engine Rev_TN_01.wav`; only the CatID is required.
The words below are what a matcher reads beside a sound's name: "Rev" alone is not yet a car.
"""

from __future__ import annotations

import re

CATEGORIES: dict[str, str] = {
    "AERO": "aircraft", "AIR": "air", "ALRM": "alarms", "AMB": "ambience", "ANML": "animals", "ARCH": "archived",
    "BEEP": "beeps", "BELL": "bells", "BIRD": "birds", "BLLT": "bullets", "BOAT": "boats", "CERM": "ceramics",
    "CHAIN": "chains", "CHEM": "chemicals", "CLOCK": "clocks", "CLOTH": "cloth", "CMPT": "computers",
    "COMM": "communications", "CREA": "creatures", "CRWD": "crowds", "DEST": "destruction", "DIRT": "dirt and sand",
    "DOOR": "doors", "DRWR": "drawers", "DSGN": "designed", "ELEC": "electricity", "EQUIP": "equipment",
    "EXPL": "explosions", "FART": "farts", "FEET": "footsteps", "FGHT": "fight", "FIRE": "fire", "FOLY": "foley",
    "FOOD": "food and drink", "FOOT": "footsteps", "FRWK": "fireworks", "GAME": "games", "GEO": "geothermal",
    "GLAS": "glass", "GORE": "gore", "GUN": "guns", "HAIL": "hail", "HORN": "horns", "HMN": "human", "ICE": "ice",
    "LASR": "lasers", "LETH": "leather", "LQD": "liquid and mud", "MACH": "machines", "MAGC": "magic",
    "MECH": "mechanical", "METL": "metal", "MOTR": "motors", "MOVE": "movement", "MUSC": "musical",
    "NATD": "natural disaster", "OBJ": "objects", "PAPR": "paper", "PLAS": "plastic", "RAIN": "rain", "ROBT": "robots",
    "ROCK": "rocks", "ROPE": "rope", "RUBR": "rubber", "SCI": "science fiction", "SNOW": "snow", "SPRT": "sports",
    "STORM": "storm", "SWSH": "swooshes", "THUN": "thunder", "TOOL": "tools", "TOON": "cartoon", "TOY": "toys",
    "TRN": "trains", "UI": "user interface", "VEGE": "vegetation", "VEH": "vehicles", "VOX": "voices",
    "WATR": "water", "WEAP": "weapons", "WHST": "whistles", "WIND": "wind", "WING": "wings", "WNDW": "windows",
    "WOOD": "wood", "WTHR": "weather",
}  # fmt: skip


def category_words(catid: str) -> str:
    """The category of a CatID in plain words ("VEHCar" -> "vehicles"); "" when it is none."""
    known = max((short for short in CATEGORIES if catid.startswith(short)), key=len, default="")
    return CATEGORIES.get(known, "")


def split_name(stem: str) -> tuple[str, str]:
    """(CatID, name) of a file name without its ending; the CatID is "" when the name does not follow UCS."""
    first, *others = stem.split("_")
    is_catid = re.fullmatch(r"[A-Z]{2,5}[A-Z]?[a-z]*(-\w+)?", first) and category_words(first)
    return (first.split("-")[0], others[0]) if is_catid and others else ("", stem)
