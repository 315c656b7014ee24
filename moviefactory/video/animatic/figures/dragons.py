"""Dragons that beat their wings and breathe fire, and the tyrannosaur that stamps on two legs. Lengths in metres."""

from __future__ import annotations

import math
from itertools import pairwise

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figure import Habitat, View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.motion import blink, drift, hop, keyed, smooth, wave
from moviefactory.video.animatic.figures.palette import INK, SNOW, painted
from moviefactory.video.animatic.figures.pen import Pen, Reach
from moviefactory.video.animatic.figures.people.pose import limb
from moviefactory.video.animatic.figures.people.poses import knee_bend, stance_angle

_AIR: frozenset[str] = frozenset({"fly", "race", "float", "dive", "fall", "climb", "fight"})
_IVORY = rgb("f3e6c4")


def dragon(role: Role, name: str) -> Actor:
    """A dragon of about seven metres; it breathes fire when it fights, flies, celebrates or talks."""
    color = painted(role.color, ("emerald", "crimson", "purple", "teal"), role.seed, "dragon")
    flies = role.action in _AIR
    small = 0.34 if name == "baby_dragon" else 1.0

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        beat = wave(t * (0.85 if small == 1 else 1.6))
        nose = {"dive": -24.0, "climb": 16.0, "fall": -18.0}.get(role.action, 0.0) + 3 * drift(t, 0.3)
        lift = 0.0
        if flies:
            base = pen.at(0, -0.28 * beat * small, nose, small)
        else:
            lift = 0.5 * hop(t * 1.2) if role.action in ("jump", "celebrate", "dance") else 0.0
            base = pen.at(0, (1.55 + lift) * small, 4 * wave(t * 0.6) if role.action == "dance" else 0.0, small)
            beat = 0.55 + 0.12 * wave(t * 0.4) if lift == 0 else beat
        _draw_dragon(base, color, beat, role, t, time_s, flies)
        return lift * small

    fly_m_s = {"fly": 13.0, "race": 20.0, "dive": 18.0, "climb": 9.0, "fight": 6.0}
    speed = fly_m_s.get(role.action, 0.0) if flies else {"walk": 1.6, "run": 4.0}.get(role.action, 0.0)
    habitat: Habitat = "air" if flies else "ground"
    low = -4.4 if flies else -0.3
    return Actor(
        3.6 * small,
        7.4 * small,
        habitat,
        speed * math.sqrt(small),
        ("side",),
        Reach(-5.0 * small, low * small, 7.6 * small, 6.2 * small),
        draw,
    )


def _draw_dragon(pen: Pen, color: Color, beat: float, role: Role, t: float, time_s: float, flies: bool) -> None:
    belly = mix(color, rgb("f6e2a0"), 0.7)
    sway = 0.16 * wave(t * 0.6)
    _wing(pen.far(0.62).at(0.45, 0.55), color, beat)
    for x, phase in ((-0.95, 0.5), (0.9, 0.0)):
        _dragon_leg(pen.far(0.68).at(x + 0.15, -0.25), color, t + phase * 0.8, role, flies, x < 0)
    tail = [(-0.8, 0.0), (-1.9, -0.25 + 0.3 * sway), (-2.9, 0.05 + sway), (-3.7, 0.55 + 1.6 * sway)]
    pen.tube(tail, [0.62, 0.42, 0.24, 0.06], color, 0.3)
    pen.at(*tail[-1], turn=150 + 40 * sway).smooth(
        [(0.1, 0), (-0.05, 0.3), (-0.55, 0), (-0.05, -0.3)], rgb("d8402c"), 0.2
    )
    neck = [(0.9, 0.3), (1.5, 0.75), (1.75, 1.4 + 0.1 * sway), (2.3, 1.8 + 0.2 * sway)]
    pen.tube(neck, [0.55, 0.4, 0.32, 0.3], color, 0.3)
    pen.tube([(-1.0, 0.05), (0.0, -0.02), (1.0, 0.22)], [0.62, 0.78, 0.66], color, 0.34)
    pen.tube(
        [(-0.9, -0.3), (0.1, -0.45), (0.95, -0.12), (1.55, 0.5), (1.9, 1.2)],
        [0.2, 0.28, 0.26, 0.18, 0.1],
        belly,
        0.2,
        0,
    )
    for k in range(6):
        x = -0.75 + 0.36 * k
        pen.stroke([(x - 0.08, -0.36 + 0.02 * k), (x + 0.1, -0.68 + 0.05 * k)], scaled(belly, 0.8), 0.04)
    for k, (x, y) in enumerate(
        ((-2.4, 0.02), (-1.7, 0.2), (-1.1, 0.58), (-0.45, 0.75), (0.2, 0.76), (0.95, 0.82), (1.4, 1.2))
    ):
        pen.at(x, y, 12 - 8 * k).fill([(-0.16, -0.06), (-0.05, 0.3), (0.16, -0.06)], rgb("d8402c"), 0.2, 0.7)
    _head(pen.at(neck[-1][0], neck[-1][1], 4 * wave(t * 0.5)), color, belly, role, t, time_s)
    for x, phase in ((-0.95, 0.0), (0.9, 0.5)):
        _dragon_leg(pen.at(x, -0.25), color, t + phase * 0.8, role, flies, x < 0)
    _wing(pen.at(0.3, 0.5), color, beat)


def _dragon_leg(pen: Pen, color: Color, t: float, role: Role, flies: bool, hind: bool) -> None:
    angles = (-38.0 + 6 * wave(t), 62.0) if flies else (6.0, 18.0)
    if not flies and role.action in ("walk", "run"):
        angles = (stance_angle(t * 0.9, 24, 0.6), knee_bend(t * 0.9, 0.6, 14, 46))
    bones = limb((0, 0), angles, 1.2, 1, 1, -1)
    pen.tube([bones.root, bones.middle, bones.end], [0.42 if hind else 0.34, 0.24, 0.17], color)
    foot = pen.at(*bones.end, turn=bones.turn * 0.4)
    foot.smooth([(-0.2, 0.1), (0.1, 0.14), (0.42, -0.02), (0.4, -0.12), (-0.2, -0.12)], color)
    for x in (0.18, 0.3, 0.42):
        foot.fill([(x - 0.06, 0.0), (x + 0.1, -0.1), (x - 0.05, -0.12)], _IVORY, 0, 0.4)


def _wing(pen: Pen, color: Color, beat: float) -> None:
    """A bat's wing: an arm, three fingers and the skin between; `beat` 1 is up, -1 is down."""
    up = 2.9 * beat + 0.35
    elbow = (-0.35, 0.42 * up + 0.25)
    wrist = (0.15, 0.78 * up + 0.4 * (1 - abs(beat)))
    tips = [(-0.35, up * 1.12 + 0.25), (-1.5, up * 0.92), (-2.25, up * 0.52 - 0.1), (-1.9, -0.05 + 0.05 * up)]
    skin = mix(color, rgb("f0a03c"), 0.55)
    edge = [wrist]
    for start, end in pairwise(tips):
        middle = ((start[0] + end[0]) / 2 + 0.28, (start[1] + end[1]) / 2 - 0.12 * up)
        edge += [start, middle]
    pen.smooth([(0, 0), elbow, *edge, tips[-1], (-0.8, -0.1)], skin, 0.3)
    for tip in tips[:3]:
        pen.tube(
            [wrist, ((wrist[0] + tip[0]) / 2 - 0.05, (wrist[1] + tip[1]) / 2 + 0.06), tip],
            [0.1, 0.075, 0.025],
            color,
            0.15,
            0.6,
        )
    pen.tube([(0, 0), elbow, wrist], [0.2, 0.15, 0.12], color, 0.2)
    pen.fill(
        [(wrist[0] - 0.06, wrist[1]), (wrist[0] + 0.26, wrist[1] + 0.22), (wrist[0] + 0.1, wrist[1] - 0.06)],
        _IVORY,
        0.1,
        0.5,
    )


def _head(pen: Pen, color: Color, belly: Color, role: Role, t: float, time_s: float) -> None:
    roars = role.action in ("fight", "celebrate", "talk", "explode")
    fire = max(
        0.0,
        keyed(time_s * 0.55 + (0.2 if roars else 0.0), (0.0, 0.0), (0.22, 0.0), (0.34, 1.0), (0.68, 1.0), (0.82, 0.0)),
    )
    if not roars and role.action not in ("fly", "race"):
        fire = 0.0
    jaw = 0.08 + 0.3 * fire + (0.12 * abs(wave(t * 1.4)) if role.action == "talk" else 0.0)
    for side, p in ((0.12, pen.far(0.75)), (0.0, pen)):
        p.tube([(-0.05 + side, 0.3), (-0.4 + side, 0.62), (-0.85 + side, 0.7)], [0.14, 0.1, 0.02], _IVORY)
    if fire > 0.05:
        _breath(pen.at(1.05, 0.02, -14), fire, time_s)
    lower = pen.at(0.1, -0.12, -52 * jaw)
    lower.smooth([(-0.1, 0.05), (0.5, 0.02), (0.95, 0.03), (0.98, -0.1), (0.4, -0.2), (-0.1, -0.16)], belly)
    pen.smooth(
        [
            (-0.4, 0.05),
            (-0.2, 0.36),
            (0.15, 0.44),
            (0.5, 0.28),
            (0.95, 0.26),
            (1.12, 0.1),
            (1.05, -0.06),
            (0.4, -0.1),
            (-0.2, -0.24),
        ],
        color,
        0.3,
    )
    pen.dot(0.98, 0.16, 0.045, INK)
    for x in (0.45, 0.65, 0.85):
        pen.fill([(x, -0.06), (x + 0.1, -0.05), (x + 0.05, -0.2)], SNOW, 0, 0.3)
    shut = blink(t, 0.6)
    pen.ball(0.22, 0.24, 0.15, 0.14 * (1 - 0.85 * shut), rgb("ffe27a"), 0, 0.5)
    pen.ball(0.26, 0.24, 0.045, 0.12 * (1 - 0.85 * shut), INK, 0, 0)
    pen.stroke([(0.02, 0.42), (0.38, 0.36)], scaled(color, 0.55), 0.07)
    for y, x in ((0.05, -0.42), (-0.14, -0.4)):
        pen.fill([(x + 0.1, y + 0.08), (x - 0.26, y + 0.06), (x + 0.1, y - 0.08)], rgb("d8402c"), 0.1, 0.5)


def _breath(pen: Pen, fire: float, time_s: float) -> None:
    for index in range(9):
        age = (time_s * 1.9 + index / 9) % 1.0
        size = (0.12 + 0.52 * age) * fire
        tone = mix(rgb("fff3b0"), rgb("ff5a1a"), min(1.0, age * 1.5))
        pen.haze(
            2.6 * age * fire,
            0.16 * wave(index * 0.37 + time_s) * age,
            size,
            size * 0.72,
            tone,
            0.9 * (1 - age) ** 0.6,
            0.25,
        )
    pen.glow(1.0, 0, 2.6 * fire, (1.0, 0.5, 0.15), 0.9 * fire)


def tyrannosaur(role: Role, name: str) -> Actor:
    """A tyrannosaur: heavy steps, small arms, a roar."""
    color = painted(role.color, ("green", "olive", "teal", "rusty"), role.seed, "trex")
    rates = {"walk": (0.75, 24.0), "run": (1.25, 34.0), "race": (1.4, 38.0), "climb": (0.7, 22.0)}
    rate, reach = rates.get(role.action, (0.0, 0.0))

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        lift = 0.35 * hop(t * 1.1) if role.action in ("jump", "dance", "celebrate") else 0.0
        step = t * rate
        bob = 0.07 * abs(wave(step)) if rate else 0.02 * wave(t * 0.4)
        roar = (
            smooth(0.5 + 0.9 * wave(time_s * 0.55 - 0.2))
            if role.action in ("fight", "talk", "idle", "celebrate", "explode")
            else 0.25
        )
        crouch = 0.75 if role.action == "sleep" else 0.0
        base = pen.at(0, 1.85 + lift + bob - crouch * 1.25, (7 * wave(t * 0.8) if lift else 0.0) + 5 * roar - 3)
        _draw_trex(base, color, step if rate else None, reach, roar, t, role.action)
        return lift

    speed = 2 * 1.75 * math.sin(math.radians(reach)) * rate / 0.55 if rate else 0.0
    return Actor(3.7, 5.8, "ground", speed, ("side",), Reach(-4.4, -0.4, 3.6, 5.2), draw)


def _draw_trex(pen: Pen, color: Color, step: float | None, reach: float, roar: float, t: float, action: str) -> None:
    belly = mix(color, rgb("f6ecc0"), 0.62)
    _trex_leg(pen.far(0.68).at(0.16, -0.1), color, None if step is None else step + 0.5, reach)
    sway = 0.16 * wave(t * 0.7)
    pen.tube(
        [(-0.2, 0.05), (-1.3, 0.18), (-2.4, 0.35 + sway), (-3.4, 0.7 + 2 * sway)], [0.78, 0.52, 0.3, 0.05], color, 0.3
    )
    pen.tube([(-0.25, 0.0), (0.45, 0.35), (1.0, 0.95), (1.3, 1.45)], [0.82, 0.76, 0.52, 0.44], color, 0.34)
    pen.tube([(0.1, -0.4), (0.75, 0.02), (1.22, 0.62)], [0.34, 0.36, 0.22], belly, 0.2, 0)
    for k, (x, y) in enumerate(((-1.6, 0.62), (-0.9, 0.78), (-0.2, 0.95), (0.4, 1.22), (0.85, 1.6))):
        pen.at(x, y, 6 + 11 * k).fill([(-0.15, -0.07), (0, 0.2), (0.15, -0.07)], scaled(color, 0.62), 0.1, 0.6)
    arm = 14 * wave(t * 1.5) if action in ("wave", "fight", "dance", "celebrate") else 4 * wave(t * 0.6)
    for p, dx in ((pen.far(0.7), 0.14), (pen, 0.0)):
        bones = limb((1.1 + dx, 0.45), (34 + arm, 50), 0.7, 1, 1, 1)
        p.tube([bones.root, bones.middle, bones.end], [0.16, 0.11, 0.09], color)
        p.fill(
            [
                (bones.end[0], bones.end[1] + 0.06),
                (bones.end[0] + 0.2, bones.end[1]),
                (bones.end[0], bones.end[1] - 0.08),
            ],
            _IVORY,
            0,
            0.4,
        )
    _trex_head(pen.at(1.42, 1.72, 5 * roar + 3 * wave(t * 0.5)), color, belly, roar, t)
    _trex_leg(pen.at(0, -0.1), color, step, reach)


def _trex_leg(pen: Pen, color: Color, step: float | None, reach: float) -> None:
    angles = (22.0, 52.0) if step is None else (stance_angle(step, reach, 0.55) + 14, 34 + knee_bend(step, 0.55, 6, 46))
    bones = limb((0, 0), angles, 1.3, 1, 1, -1)
    ankle = bones.end
    shin = math.radians(angles[0] - angles[1] + 58)
    toe = (ankle[0] + 0.42 * math.sin(shin), ankle[1] - 0.42 * math.cos(shin))
    pen.tube([bones.root, bones.middle, ankle, toe], [0.52, 0.34, 0.17, 0.15], color)
    foot = pen.at(*toe)
    foot.smooth([(-0.2, 0.12), (0.15, 0.16), (0.55, -0.02), (0.52, -0.14), (-0.2, -0.14)], color)
    for x in (0.25, 0.42, 0.56):
        foot.fill([(x - 0.06, 0.0), (x + 0.12, -0.12), (x - 0.06, -0.14)], _IVORY, 0, 0.4)


def _trex_head(pen: Pen, color: Color, belly: Color, roar: float, t: float) -> None:
    lower = pen.at(0.0, -0.16, -30 * roar)
    lower.smooth([(-0.2, 0.1), (0.5, 0.06), (1.15, 0.08), (1.2, -0.1), (0.6, -0.26), (-0.2, -0.24)], belly)
    if roar > 0.15:
        pen.fill([(0.0, -0.08), (1.1, -0.06), (1.0, -0.06 - 0.42 * roar), (0.1, -0.14)], rgb("7a2a30"), 0, 0)
    for k in range(6):
        lower.fill([(0.3 + 0.15 * k, 0.05), (0.42 + 0.15 * k, 0.05), (0.36 + 0.15 * k, 0.17)], SNOW, 0, 0.3)
    pen.smooth(
        [
            (-0.52, -0.1),
            (-0.5, 0.34),
            (-0.1, 0.56),
            (0.4, 0.48),
            (1.1, 0.42),
            (1.32, 0.2),
            (1.26, -0.08),
            (0.4, -0.1),
            (-0.2, -0.26),
        ],
        color,
        0.3,
    )
    for k in range(7):
        pen.fill([(0.28 + 0.14 * k, -0.06), (0.4 + 0.14 * k, -0.06), (0.34 + 0.14 * k, -0.22)], SNOW, 0, 0.3)
    shut = blink(t, 0.3)
    pen.ball(0.08, 0.3, 0.13, 0.13 * (1 - 0.85 * shut), rgb("ffe27a"), 0, 0.5)
    pen.ball(0.12, 0.3, 0.05, 0.1 * (1 - 0.85 * shut), INK, 0, 0)
    pen.stroke([(-0.1, 0.5), (0.24, 0.42)], scaled(color, 0.5), 0.07)
    pen.dot(1.16, 0.28, 0.045, INK)
