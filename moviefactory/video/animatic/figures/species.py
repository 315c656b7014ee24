"""What each four-legged (or furry) animal looks like: one row of proportions, coat and head features per animal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Species:
    """Proportions are shares of the shoulder's height; paint words with "/" are options that the seed chooses from."""

    height_m: float  # at the shoulder
    coat: str
    belly: str = ""  # "" is the coat, lighter
    length: float = 1.05  # hip to shoulder
    legs: float = 0.55
    girth: float = 0.25  # radius of the chest
    hind: float = 0.22
    leg_thick: float = 0.075
    neck: tuple[float, float] = (0.18, 0.28)
    neck_thick: float = 0.15
    head: float = 0.23
    ears: str = "point"  # point, round, long, flop, big, leaf, none
    snout: float = 0.45  # length of the muzzle, in head radii
    muzzle: str = ""  # its paint, "" is the belly's
    nose: str = "black"
    tail: str = "thin"  # thin, bushy, flow, puff, curl, tuft, dino, none
    feet: str = ""  # paint of paws or hooves, "" is the coat, darker
    marks: str = (
        ""  # panda mask stripes spots patches mane horns antlers tusks trunk whiskers shell hump wool unicorn...
    )
    mane: str = ""
    upright: bool = True  # stands on its hind legs for human actions
    speed: float = 1.0


SPECIES: dict[str, Species] = {
    "dog": Species(0.6, "tan/brown/cream/charcoal", "cream", 1.05, 0.52, 0.23, 0.19, 0.075, (0.2, 0.32), 0.14, 0.26,
        "flop", 0.62, tail="curl", marks="tongue"),
    "puppy": Species(0.36, "tan/cream/brown", "white", 0.85, 0.42, 0.27, 0.24, 0.1, (0.2, 0.28), 0.17, 0.36, "flop",
        0.45, tail="curl", marks="tongue"),
    "cat": Species(0.34, "ginger/gray/charcoal/cream", "white", 1.1, 0.5, 0.22, 0.2, 0.075, (0.18, 0.26), 0.14, 0.3,
        "point", 0.26, nose="pink", tail="long", marks="whiskers stripes"),
    "wolf": Species(0.85, "gray/charcoal", "silver", 1.08, 0.56, 0.25, 0.19, 0.07, (0.26, 0.26), 0.17, 0.23,
        "point", 0.75, tail="bushy", marks="mask"),
    "fox": Species(0.45, "orange/ginger", "white", 1.1, 0.52, 0.21, 0.18, 0.065, (0.2, 0.25), 0.13, 0.25, "point",
        0.72, tail="bushy", feet="charcoal", marks="mask tip"),
    "horse": Species(1.6, "brown/rusty/charcoal/tan", "", 0.92, 0.6, 0.22, 0.2, 0.062, (0.3, 0.46), 0.13, 0.15,
        "leaf", 1.15, tail="flow", feet="charcoal", marks="mane", mane="charcoal/cream", upright=False,
        speed=1.5),
    "unicorn": Species(1.6, "white", "white", 0.92, 0.6, 0.22, 0.2, 0.062, (0.3, 0.46), 0.13, 0.15, "leaf", 1.1,
        muzzle="pink", tail="flow", feet="gold", marks="mane unicorn", mane="violet/pink/azure", upright=False,
        speed=1.5),
    "pony": Species(1.1, "cream/tan/brown", "", 0.9, 0.5, 0.26, 0.24, 0.075, (0.28, 0.4), 0.16, 0.19, "leaf", 0.95,
        tail="flow", feet="charcoal", marks="mane", mane="cream/brown", upright=False),
    "donkey": Species(1.1, "gray", "silver", 0.9, 0.55, 0.24, 0.22, 0.065, (0.28, 0.4), 0.14, 0.18, "long", 1.0,
        muzzle="white", tail="tuft", feet="charcoal", marks="mane", mane="charcoal", upright=False),
    "zebra": Species(1.35, "white", "white", 0.92, 0.58, 0.23, 0.21, 0.062, (0.28, 0.42), 0.14, 0.16, "leaf", 1.05,
        muzzle="charcoal", tail="tuft", feet="charcoal", marks="mane zebra", mane="black", upright=False,
        speed=1.4),
    "lion": Species(1.1, "amber/tan", "cream", 1.15, 0.52, 0.25, 0.2, 0.085, (0.22, 0.24), 0.17, 0.24, "round", 0.5,
        tail="tuft", marks="bigmane whiskers", mane="rusty"),
    "tiger": Species(1.0, "orange", "white", 1.18, 0.5, 0.25, 0.21, 0.085, (0.22, 0.22), 0.17, 0.25, "round", 0.46,
        nose="pink", tail="long", marks="stripes whiskers"),
    "leopard": Species(0.75, "amber", "cream", 1.18, 0.52, 0.22, 0.19, 0.075, (0.2, 0.22), 0.15, 0.22, "round",
        0.46, nose="pink", tail="long", marks="spots whiskers", speed=1.4),
    "cheetah": Species(0.85, "amber", "cream", 1.1, 0.6, 0.2, 0.16, 0.06, (0.22, 0.24), 0.13, 0.18, "round", 0.42,
        tail="long", marks="spots", speed=1.9),
    "panther": Species(0.75, "black", "charcoal", 1.18, 0.52, 0.22, 0.19, 0.075, (0.2, 0.22), 0.15, 0.22, "round",
        0.46, tail="long", marks="whiskers", speed=1.3),
    "bear": Species(1.15, "brown", "tan", 1.05, 0.42, 0.34, 0.33, 0.12, (0.2, 0.16), 0.26, 0.27, "round", 0.6,
        tail="puff"),
    "polar_bear": Species(1.3, "white", "white", 1.1, 0.44, 0.33, 0.33, 0.12, (0.26, 0.16), 0.24, 0.24, "round",
        0.66, tail="puff"),
    "panda": Species(0.95, "white", "white", 1.0, 0.4, 0.35, 0.34, 0.13, (0.16, 0.2), 0.24, 0.34, "round", 0.34,
        tail="puff", feet="charcoal", marks="panda"),
    "koala": Species(0.5, "gray", "white", 0.85, 0.38, 0.34, 0.33, 0.12, (0.14, 0.22), 0.22, 0.38, "big", 0.2,
        nose="black", tail="none", marks="bignose"),
    "elephant": Species(2.8, "gray", "silver", 0.95, 0.46, 0.34, 0.33, 0.12, (0.22, 0.14), 0.22, 0.25, "big", 0.2,
        tail="tuft", feet="gray", marks="trunk tusks", upright=False, speed=0.8),
    "mammoth": Species(3.0, "rusty", "brown", 0.95, 0.46, 0.36, 0.33, 0.12, (0.22, 0.2), 0.24, 0.27, "round", 0.2,
        tail="tuft", marks="trunk tusks wool", upright=False, speed=0.8),
    "rhino": Species(1.7, "gray", "silver", 1.1, 0.4, 0.32, 0.32, 0.12, (0.28, 0.0), 0.22, 0.2, "leaf", 1.0,
        muzzle="gray", tail="thin", marks="nosehorn", upright=False),
    "hippo": Species(1.4, "lavender", "rose", 1.1, 0.3, 0.38, 0.38, 0.13, (0.24, 0.02), 0.26, 0.26, "round", 0.9,
        muzzle="lavender", tail="thin", upright=False),
    "cow": Species(1.4, "white", "white", 1.05, 0.46, 0.29, 0.28, 0.075, (0.22, 0.16), 0.17, 0.18, "flop", 0.75,
        muzzle="pink", nose="maroon", tail="tuft", feet="charcoal", marks="patches horns", upright=False),
    "bull": Species(1.5, "brown/charcoal", "brown", 1.05, 0.44, 0.33, 0.25, 0.085, (0.22, 0.12), 0.22, 0.18, "leaf",
        0.7, muzzle="tan", tail="tuft", feet="charcoal", marks="horns", upright=False, speed=1.3),
    "sheep": Species(0.8, "cream", "cream", 0.9, 0.4, 0.34, 0.33, 0.07, (0.16, 0.16), 0.17, 0.19, "flop", 0.6,
        muzzle="tan", tail="puff", feet="charcoal", marks="wool face", upright=False),
    "goat": Species(0.75, "white/tan/gray", "", 0.95, 0.5, 0.25, 0.24, 0.065, (0.2, 0.3), 0.13, 0.18, "flop", 0.75,
        tail="puff", feet="charcoal", marks="horns goatee", upright=False),
    "pig": Species(0.75, "pink", "pink", 1.05, 0.32, 0.34, 0.33, 0.09, (0.18, 0.04), 0.24, 0.27, "flop", 0.5,
        muzzle="rose", nose="rose", tail="curl", marks="pignose"),
    "boar": Species(0.85, "brown", "brown", 1.05, 0.36, 0.33, 0.28, 0.08, (0.22, 0.0), 0.24, 0.25, "point", 0.8,
        nose="rose", tail="thin", marks="tusks mane", mane="charcoal", upright=False),
    "deer": Species(1.1, "tan/brown", "cream", 0.95, 0.6, 0.2, 0.18, 0.05, (0.2, 0.44), 0.1, 0.15, "leaf", 0.8,
        tail="puff", feet="charcoal", marks="antlers spots_light", upright=False, speed=1.4),
    "moose": Species(1.9, "brown", "tan", 0.95, 0.58, 0.25, 0.2, 0.055, (0.26, 0.24), 0.14, 0.15, "leaf", 1.15,
        muzzle="tan", tail="puff", feet="charcoal", marks="antlers", upright=False),
    "camel": Species(1.9, "tan", "tan", 0.95, 0.6, 0.24, 0.22, 0.06, (0.36, 0.32), 0.1, 0.13, "leaf", 0.95,
        tail="tuft", marks="hump", upright=False),
    "llama": Species(1.2, "cream/tan", "white", 0.85, 0.52, 0.26, 0.25, 0.07, (0.18, 0.62), 0.13, 0.16, "leaf", 0.7,
        tail="puff", marks="wool", upright=False),
    "giraffe": Species(2.7, "amber", "cream", 0.72, 0.64, 0.2, 0.17, 0.052, (0.34, 0.92), 0.085, 0.115, "leaf", 0.9,
        muzzle="cream", tail="tuft", feet="brown", marks="patches_brown ossicones", upright=False),
    "rabbit": Species(0.3, "gray/tan/white", "white", 0.75, 0.34, 0.31, 0.34, 0.09, (0.14, 0.26), 0.18, 0.36,
        "long", 0.22, nose="pink", tail="puff", marks="whiskers"),
    "mouse": Species(0.14, "gray/tan", "white", 0.85, 0.26, 0.32, 0.36, 0.07, (0.18, 0.14), 0.22, 0.36, "big", 0.5,
        nose="pink", tail="long", marks="whiskers"),
    "rat": Species(0.18, "charcoal/brown", "rose", 1.0, 0.28, 0.3, 0.34, 0.07, (0.2, 0.12), 0.2, 0.3, "round", 0.7,
        nose="pink", tail="long", marks="whiskers"),
    "squirrel": Species(0.24, "rusty/gray", "cream", 0.75, 0.34, 0.28, 0.32, 0.08, (0.14, 0.3), 0.17, 0.33, "point",
        0.3, tail="plume", marks="whiskers"),
    "hedgehog": Species(0.2, "tan", "cream", 0.8, 0.2, 0.4, 0.42, 0.07, (0.22, 0.02), 0.24, 0.3, "round", 0.7,
        tail="none", marks="spines"),
    "raccoon": Species(0.34, "gray", "silver", 1.0, 0.36, 0.28, 0.29, 0.085, (0.18, 0.22), 0.18, 0.32, "point",
        0.45, tail="ringed", marks="bandit", feet="charcoal"),
    "skunk": Species(0.3, "black", "white", 1.0, 0.34, 0.26, 0.28, 0.08, (0.18, 0.18), 0.18, 0.28, "round", 0.5,
        tail="plume", marks="stripe"),
    "badger": Species(0.32, "gray", "charcoal", 1.05, 0.3, 0.32, 0.32, 0.09, (0.2, 0.1), 0.2, 0.28, "round", 0.6,
        tail="puff", marks="bandit"),
    "beaver": Species(0.34, "brown", "tan", 0.95, 0.26, 0.36, 0.4, 0.09, (0.18, 0.14), 0.24, 0.32, "round", 0.4,
        tail="paddle", marks="teeth"),
    "monkey": Species(0.6, "brown", "cream", 0.8, 0.5, 0.24, 0.22, 0.075, (0.1, 0.3), 0.14, 0.32, "side", 0.28,
        muzzle="cream", nose="brown", tail="long", marks="apeface"),
    "gorilla": Species(1.2, "charcoal", "gray", 0.75, 0.48, 0.34, 0.28, 0.12, (0.12, 0.24), 0.24, 0.27, "side", 0.3,
        muzzle="gray", nose="black", tail="none", marks="apeface"),
    "kangaroo": Species(0.9, "tan", "cream", 0.6, 0.55, 0.26, 0.3, 0.09, (0.14, 0.4), 0.13, 0.2, "long", 0.65,
        tail="dino", marks="", speed=1.2),
    "crocodile": Species(0.55, "olive/green", "cream", 1.9, 0.26, 0.34, 0.3, 0.1, (0.42, -0.02), 0.24, 0.26, "none",
        1.7, muzzle="olive", tail="dino", marks="ridge teeth_row", upright=False),
    "lizard": Species(0.16, "lime/teal", "cream", 1.7, 0.3, 0.32, 0.3, 0.09, (0.36, 0.08), 0.22, 0.3, "none", 0.6,
        muzzle="lime", tail="dino", marks="ridge", upright=False),
    "turtle": Species(0.42, "green", "cream", 0.95, 0.3, 0.26, 0.26, 0.11, (0.42, 0.02), 0.13, 0.24, "none", 0.3,
        muzzle="green", tail="stub", marks="shell", upright=False, speed=0.25),
    "frog": Species(0.22, "green/lime", "cream", 0.6, 0.3, 0.36, 0.38, 0.09, (0.12, 0.18), 0.24, 0.38, "frog", 0.1,
        muzzle="", nose="", tail="none", marks="noseless", speed=0.7),
    "dinosaur": Species(3.0, "green/teal", "cream", 1.0, 0.46, 0.34, 0.33, 0.11, (0.5, 0.62), 0.13, 0.15, "none",
        0.5, muzzle="", tail="dino", marks="ridge", upright=False),
    "triceratops": Species(2.2, "teal/olive", "cream", 1.05, 0.42, 0.33, 0.32, 0.11, (0.26, 0.02), 0.22, 0.25,
        "none", 0.7, tail="dino", marks="frill nosehorn horns", upright=False),
    "stegosaurus": Species(2.3, "olive/orange", "cream", 1.15, 0.4, 0.36, 0.36, 0.1, (0.34, -0.12), 0.15, 0.15,
        "none", 0.6, tail="dino", marks="plates", upright=False),
}  # fmt: skip
