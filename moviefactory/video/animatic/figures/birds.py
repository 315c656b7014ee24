"""Birds: they beat their wings in the air, hop and strut on the ground, paddle on the water; and penguins, who "
    "waddle."""  # fmt: skip

from __future__ import annotations

import math
from dataclasses import dataclass

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figure import Habitat, View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.motion import blink, drift, hop, keyed, pick, wave
from moviefactory.video.animatic.figures.palette import INK, SNOW, paint
from moviefactory.video.animatic.figures.pen import Pen, Reach


@dataclass(frozen=True)
class Bird:
    """One kind of bird. Lengths are shares of its body's length; `beat_hz` is how fast it flaps."""

    length_m: float
    coat: str
    belly: str = ""
    head: str = ""  # paint of the head, "" is the coat
    beak: str = "amber"
    beak_size: tuple[float, float] = (0.16, 0.07)
    hooked: bool = False
    neck: tuple[float, float] = (0.06, 0.1)
    head_size: float = 0.17
    legs: float = 0.2
    span: float = 0.75
    girth: float = 0.24
    tail: float = 0.34
    beat_hz: float = 2.2
    marks: str = ""
    floats: bool = False


BIRDS: dict[str, Bird] = {
    "bird": Bird(0.3, "azure/red/yellow/orange", "cream", beat_hz=3.0),
    "eagle": Bird(0.95, "brown", "brown", "white", "amber", (0.2, 0.09), True, legs=0.18, span=1.1, beat_hz=1.3,
        marks="white_tail fingers"),
    "hawk": Bird(0.6, "rusty/brown", "cream", "", "amber", (0.15, 0.08), True, span=1.0, beat_hz=1.7, marks="fingers"),
    "vulture": Bird(0.95, "charcoal", "charcoal", "rose", "cream", (0.2, 0.08), True, (0.16, 0.16), 0.12, 0.2, 1.15,
        beat_hz=1.1, marks="fingers ruff"),
    "owl": Bird(0.45, "brown/tan", "cream", "", "amber", (0.08, 0.09), True, (0.02, 0.14), 0.27, 0.1, 0.85, 0.29,
        0.2, 1.5, "owl"),
    "crow": Bird(0.45, "black", "black", "", "charcoal", (0.2, 0.08), span=0.85, beat_hz=2.0),
    "seagull": Bird(0.5, "white", "white", "", "amber", (0.16, 0.06), span=1.1, beat_hz=1.5,
        marks="gray_wings tips", floats=True),
    "pigeon": Bird(0.34, "gray/silver", "lavender", "", "charcoal", (0.1, 0.05), span=0.8, beat_hz=2.8),
    "dove": Bird(0.32, "white", "white", "", "tan", (0.1, 0.05), span=0.85, beat_hz=2.5),
    "swallow": Bird(0.22, "navy", "cream", "", "charcoal", (0.08, 0.04), span=0.95, tail=0.5, beat_hz=3.2),
    "hummingbird": Bird(0.12, "emerald/turquoise", "white", "", "charcoal", (0.4, 0.03), span=0.6, beat_hz=9.0),
    "parrot": Bird(0.45, "red/green/azure", "yellow", "", "charcoal", (0.12, 0.12), True, span=0.8, tail=0.6,
        beat_hz=2.2, marks="blue_wings"),
    "toucan": Bird(0.5, "black", "white", "", "orange", (0.46, 0.13), span=0.75, beat_hz=2.0),
    "duck": Bird(0.5, "tan/brown", "cream", "emerald", "amber", (0.17, 0.06), False, (0.12, 0.18), 0.16, 0.12, 0.7,
        0.24, 0.2, 3.0, "collar", True),
    "duckling": Bird(0.22, "yellow", "lemon", "", "orange", (0.16, 0.07), False, (0.05, 0.14), 0.25, 0.14, 0.35,
        0.29, 0.12, 4.0, "", True),
    "goose": Bird(0.8, "gray", "white", "charcoal", "charcoal", (0.15, 0.06), False, (0.22, 0.36), 0.12, 0.16, 0.9,
        0.23, 0.22, 1.8, "", True),
    "swan": Bird(1.2, "white", "white", "", "orange", (0.14, 0.06), False, (0.24, 0.5), 0.11, 0.1, 0.9, 0.24, 0.24,
        1.4, "", True),
    "chicken": Bird(0.45, "white/rusty/cream", "white", "", "amber", (0.1, 0.07), False, (0.1, 0.2), 0.15, 0.2,
        0.45, 0.29, 0.26, 3.5, "comb"),
    "rooster": Bird(0.55, "rusty", "maroon", "orange", "amber", (0.1, 0.07), False, (0.12, 0.26), 0.15, 0.24, 0.5,
        0.27, 0.3, 3.2, "comb plume"),
    "chick": Bird(0.14, "yellow", "lemon", "", "orange", (0.12, 0.07), False, (0.02, 0.12), 0.3, 0.16, 0.25, 0.3,
        0.06, 5.0),
    "turkey": Bird(0.8, "brown", "maroon", "rose", "amber", (0.1, 0.06), False, (0.14, 0.3), 0.11, 0.22, 0.6, 0.31,
        0.2, 2.2, "fan"),
    "peacock": Bird(0.9, "azure", "teal", "azure", "charcoal", (0.1, 0.05), False, (0.14, 0.36), 0.1, 0.26, 0.6,
        0.22, 0.2, 1.8, "eyefan crest"),
    "flamingo": Bird(0.8, "pink", "pink", "", "charcoal", (0.18, 0.08), True, (0.16, 0.6), 0.1, 0.75, 0.7, 0.21,
        0.2, 1.5),
    "stork": Bird(0.9, "white", "white", "", "red", (0.34, 0.05), False, (0.16, 0.42), 0.1, 0.6, 1.0, 0.2, 0.2, 1.3,
        "tips"),
    "ostrich": Bird(1.3, "charcoal", "gray", "rose", "amber", (0.14, 0.06), False, (0.2, 0.72), 0.1, 0.72, 0.45,
        0.28, 0.26, 2.0, "white_tail"),
}  # fmt: skip
_FLYING: frozenset[str] = frozenset({"fly", "race", "float", "dive", "fall", "climb", "sail", "fight"})


def bird(role: Role, name: str) -> Actor:
    """The bird `name` (a key of BIRDS) doing `role.action`."""
    kind = BIRDS[name]
    coat = paint(role.color, paint(pick(tuple(kind.coat.split("/")), role.seed, "plumage"), SNOW))
    flies = role.action in _FLYING
    swims = role.action == "swim" or (kind.floats and role.action == "sail")
    flies = flies and not swims
    size = kind.length_m

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        if flies:
            glide = role.action == "float" or role.action == "dive"
            beat = wave(t * kind.beat_hz)
            if glide:
                beat = 0.3 + 0.1 * wave(t * 0.6)
            nose = {"dive": -48.0, "climb": 24.0, "fall": -20.0}.get(role.action, 3.0 + 3 * drift(t, 0.2))
            base = pen.at(0, -0.05 * size * beat, nose, size)
            _draw_bird(base, kind, coat, beat, 0.0, t, True, 0.0)
            return 0.0
        lift, pitch, step, flap, nod = _ground_moves(role.action, t)
        stand = -0.06 if swims else kind.legs + kind.girth * 0.55
        base = pen.at(0, (stand + lift) * size, pitch, size)
        _draw_bird(base, kind, coat, flap, step, t, swims, nod)
        return lift * size

    tall = size * (kind.legs + kind.girth * 1.6 + kind.neck[1] + kind.head_size)
    habitat: Habitat = "air" if flies else ("water" if swims else "ground")
    speeds = {"fly": 9.0, "race": 14.0, "dive": 14.0, "climb": 7.0, "sail": 6.0, "fight": 7.0}
    pace = (
        speeds.get(role.action, 0.0)
        if flies
        else {"walk": 0.9, "run": 2.2, "swim": 0.7, "sail": 0.6}.get(role.action, 0.0)
    )
    reach_m = size * (1.0 + kind.span)
    return Actor(
        tall,
        size * 1.35,
        habitat,
        pace * math.sqrt(size / 0.5),
        ("side",),
        Reach(-reach_m, -reach_m, reach_m, reach_m * 1.15),
        draw,
    )


def _ground_moves(action: str, t: float) -> tuple[float, float, float, float, float]:
    """(lift, pitch, step turns, wing beat, nod) of a bird on its feet; the wing is folded where the beat is 0."""
    if action in ("walk", "run"):
        step = t * (2.2 if action == "run" else 1.4)
        return 0.02 * abs(wave(step)), 4 * wave(step * 2), step, 0.0, wave(step * 2)
    if action in ("dance", "celebrate", "jump", "play"):
        beat = t * 1.3
        return (
            0.22 * hop(beat * (1 if action != "dance" else 2)),
            9 * wave(beat),
            0.0,
            0.75 * abs(wave(beat * 1.5)) + 0.2,
            wave(beat * 2),
        )
    if action == "wave":
        return 0.0, 3.0, 0.0, 0.45 + 0.4 * wave(t * 1.8), 0.2
    if action == "sleep":
        return -0.06, -4.0, 0.0, 0.0, -2.0 + 0.2 * wave(t * 0.3)
    peck = keyed(t * 0.5, (0.0, 0.0), (0.4, 0.0), (0.5, -1.6), (0.62, 0.0))
    return 0.0, 1.5 * drift(t, 0.3), 0.0, 0.0, peck if action in ("work", "idle", "sit") else 0.6 * drift(t, 0.7, 0.8)


def _draw_bird(pen: Pen, kind: Bird, coat: Color, flap: float, step: float, t: float, tucked: bool, nod: float) -> None:
    belly = paint(kind.belly, mix(coat, SNOW, 0.45))
    wing = (
        rgb("2a63cf")
        if "blue_wings" in kind.marks
        else (rgb("aab2bd") if "gray_wings" in kind.marks else scaled(coat, 0.86))
    )
    open_wings = flap != 0.0
    if open_wings:
        _wing(pen.far(0.66).at(0.06, 0.08), kind, wing, flap)
    if not tucked:
        for phase, leg in ((0.5, pen.far(0.7)), (0.0, pen)):
            _leg(leg, kind, step + phase if step else 0.0)
    _tail(pen, kind, coat, t)
    pen.smooth([(-0.42, 0.05), (-0.2, kind.girth * 0.72), (0.12, kind.girth * 0.85), (0.38, kind.girth * 0.42),
        (0.42, -0.02), (0.25, -kind.girth * 0.72),
                (-0.05, -kind.girth * 0.92), (-0.3, -kind.girth * 0.5)], coat, 0.3)  # fmt: skip
    pen.smooth(
        [
            (-0.15, -kind.girth * 0.4),
            (0.15, -0.02),
            (0.38, 0.02),
            (0.25, -kind.girth * 0.66),
            (-0.03, -kind.girth * 0.85),
        ],
        belly,
        0.12,
        0,
    )
    _head(pen, kind, coat, t, nod)
    if open_wings:
        _wing(pen.at(0.02, 0.06), kind, wing, flap)
    else:
        pen.smooth([(0.22, 0.1), (0.0, 0.18), (-0.3, 0.06), (-0.5, -0.06), (-0.2, -0.14), (0.12, -0.1)], wing, 0.25)
        for k in range(3):
            pen.stroke([(0.05 - 0.12 * k, -0.08 + 0.01 * k), (-0.12 - 0.12 * k, -0.07)], scaled(wing, 0.72), 0.016)


def _wing(pen: Pen, kind: Bird, color: Color, flap: float) -> None:
    tall = kind.span * flap
    bend = 0.12 * (1 - abs(flap))
    tip = (-0.2 - bend, tall)
    pen.smooth([(0.2, 0.0), (0.16, tall * 0.5), (0.0 - bend, tall * 0.88), tip, (-0.34 - bend, tall * 0.78), (-0.42,
        tall * 0.4), (-0.3, 0.02), (0.0, -0.05)],
               color, 0.22)  # fmt: skip
    dark = INK if "tips" in kind.marks else scaled(color, 0.7)
    for k in range(4):
        y = tall * (0.9 - 0.16 * k)
        pen.tube([(-0.24 - bend - 0.04 * k, y), (-0.05 - 0.02 * k, y * 0.92)], [0.022, 0.008], dark, 0, 0)
    if "fingers" in kind.marks:
        for k in range(4):
            pen.tube(
                [
                    (-0.14 - bend - 0.06 * k, tall * (0.92 - 0.06 * k)),
                    (-0.24 - bend - 0.1 * k, tall * (1.1 - 0.12 * k)),
                ],
                [0.045, 0.015],
                scaled(color, 0.8),
                0.1,
                0.5,
            )


def _leg(pen: Pen, kind: Bird, step: float) -> None:
    color = rgb("e8912a") if kind.beak != "charcoal" else rgb("5a5560")
    top = -kind.girth * 0.55
    swing = 0.5 * kind.legs * wave(step) if step else 0.0
    lift = max(0.0, wave(step + 0.25)) * kind.legs * 0.35 if step else 0.0
    foot_y = top - kind.legs + lift
    thick = 0.022 if kind.legs < 0.4 else 0.026
    pen.tube(
        [(0.02, top + 0.06), (0.0 + swing * 0.5 - 0.03, (top + foot_y) / 2), (0.02 + swing, foot_y + 0.02)],
        [thick],
        color,
        0.1,
        0.6,
    )
    pen.smooth(
        [(swing - 0.04, foot_y), (0.03 + swing, foot_y + 0.04), (0.15 + swing, foot_y), (0.03 + swing, foot_y - 0.012)],
        color,
        0.1,
        0.6,
    )


def _tail(pen: Pen, kind: Bird, coat: Color, t: float) -> None:
    color = SNOW if "white_tail" in kind.marks else scaled(coat, 0.8)
    if "eyefan" in kind.marks or "fan" in kind.marks:
        eye = "eyefan" in kind.marks
        for k in range(9):
            angle = math.radians(70 + 15 * k + 2 * wave(t * 0.7 + k * 0.1))
            far = 1.0 if eye else 0.6
            x, y = -0.25 + far * math.cos(angle), 0.05 + far * math.sin(angle)
            pen.tube([(-0.25, 0.05), (x, y)], [0.03, 0.09], rgb("1f8f6a") if eye else rgb("9a5a2e"), 0.2, 0.6)
            pen.ball(x, y, 0.07, 0.07, rgb("2fc0c0") if eye else SNOW, 0.1, 0.4)
            if eye:
                pen.dot(x, y, 0.035, rgb("453aa8"))
        return
    if "plume" in kind.marks:
        for k, paint_here in enumerate(("1d6b5a", "1f8f6a", "223a72")):
            pen.tube(
                [(-0.35, 0.1), (-0.6 - 0.05 * k, 0.35 + 0.05 * k), (-0.82, 0.2 - 0.16 * k)],
                [0.06, 0.07, 0.02],
                rgb(paint_here),
            )
        return
    length = kind.tail
    pen.smooth(
        [(-0.32, 0.1), (-0.4 - length, 0.1), (-0.42 - length, -0.02), (-0.4 - length * 0.8, -0.1), (-0.28, -0.08)],
        color,
        0.25,
    )


def _head(pen: Pen, kind: Bird, coat: Color, t: float, nod: float) -> None:
    color = paint(kind.head, coat)
    x, y = 0.36 + kind.neck[0], kind.girth * 0.5 + kind.neck[1]
    tip_x, tip_y = x + 0.05 * nod, y + (0.1 + 0.2 * kind.neck[1]) * min(0.0, nod)
    thick = kind.head_size * (0.75 if kind.neck[1] < 0.3 else 0.55)
    pen.tube(
        [(0.26, 0.02), (0.34 + kind.neck[0] * 0.2, y * 0.55), (tip_x, tip_y)],
        [kind.girth * 0.62, thick, thick * 0.95],
        color if kind.neck[1] > 0.15 else coat,
    )
    if "collar" in kind.marks:
        pen.stroke([(x - 0.12, y * 0.6), (x + 0.03, y * 0.52)], SNOW, 0.035)
    if "ruff" in kind.marks:
        pen.ball(0.36, 0.16, 0.14, 0.09, SNOW)
    head = pen.at(tip_x, tip_y + 0.02, 14 * nod, kind.head_size)
    _crown(head, kind)
    beak_x, beak_y = kind.beak_size[0] / kind.head_size, kind.beak_size[1] / kind.head_size
    beak = paint(kind.beak, rgb("f5a623"))
    if kind.hooked:
        head.smooth(
            [
                (0.6, 0.45 * beak_y + 0.1),
                (0.8 + beak_x * 0.8, 0.3 * beak_y),
                (0.85 + beak_x, -beak_y * 1.2),
                (0.7 + beak_x * 0.5, -0.3 * beak_y),
                (0.6, -beak_y),
            ],
            beak,
        )
    else:
        head.fill([(0.62, beak_y * 0.9), (0.9 + beak_x, -0.05), (0.62, -beak_y * 0.9)], beak)
        head.stroke([(0.65, -0.03), (0.8 + beak_x * 0.9, -0.05)], scaled(beak, 0.65), 0.07)
    head.ball(0, 0, 1.0, 0.95, color, 0.2)
    if "owl" in kind.marks:
        for side in (-1, 1):
            head.fill([(side * 0.35, 0.75), (side * 0.75, 1.3), (side * 0.85, 0.5)], scaled(color, 0.8))
            head.ball(0.2 + side * 0.42, 0.1, 0.42, 0.44, rgb("f6e8c8"), 0.1, 0.4)
        head.smooth([(0.1, 0.05), (0.35, 0.05), (0.24, -0.4)], beak, 0.1, 0.4)
    shut = blink(t, 0.4)
    for dx in (-0.22, 0.62) if "owl" in kind.marks else (0.32,):
        big = 0.27 if "owl" in kind.marks else 0.22
        head.ball(dx, 0.14, big, big * (1 - 0.9 * shut), SNOW, 0, 0.3)
        head.ball(dx + 0.05, 0.14, big * 0.66, big * 0.66 * (1 - 0.9 * shut), INK, 0, 0)
        head.dot(dx + 0.1, 0.22, 0.06, SNOW)


def _crown(head: Pen, kind: Bird) -> None:
    if "comb" in kind.marks:
        for dx, dy in ((-0.3, 1.0), (0.1, 1.15), (0.5, 0.95)):
            head.ball(dx, dy, 0.3, 0.36, rgb("d8262c"))
        head.ball(0.75, -0.7, 0.2, 0.36, rgb("d8262c"))
    if "crest" in kind.marks:
        for dx in (-0.3, 0.0, 0.3):
            head.tube([(dx * 0.4, 0.8), (dx, 1.7)], [0.06], rgb("2fc0c0"), edge=0.5)
            head.dot(dx, 1.75, 0.15, rgb("2fc0c0"))
