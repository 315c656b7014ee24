"""The drawing of a two-legged body: limbs, trunk, clothes, head, in the right order for its view and pose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figures.motion import wave
from moviefactory.video.animatic.figures.palette import IRON, RUBBER, SNOW, STEEL
from moviefactory.video.animatic.figures.pen import Pen
from moviefactory.video.animatic.figures.people.garments import BEHIND, ON, Trunk, draw_cape
from moviefactory.video.animatic.figures.people.pose import Build, Face, Limb, Pose, Skeleton, skeleton

HeadPainter = Callable[[Pen, Face, float, float], None]  # pen in head units, face, turned, time
HandPainter = Callable[[Pen, float, float], None]  # pen at the hand (upright), direction of the forearm, time


@dataclass(frozen=True)
class Look:
    """Everything that is drawn on a skeleton. `cover`: what the body is made of."""

    build: Build
    skin: Color
    top: Color
    bottom: Color
    shoes: Color
    head: HeadPainter
    behind_head: HeadPainter | None = None
    lower: str = "trousers"
    sleeves: str = "long"
    cover: str = "cloth"  # cloth, fur, metal, bones
    belly: Color | None = None
    extras: tuple[str, ...] = ()
    accent: Color = (0.85, 0.16, 0.18)
    cape: Color | None = None
    hand: HandPainter | None = None
    tail: HeadPainter | None = None


def draw_body(pen: Pen, look: Look, pose: Pose, front: bool, time_s: float) -> float:
    """Draw the body with its anchor at the pen's origin, 1 unit high; returns how far its feet are off the ground."""
    joints = skeleton(look.build, pose, front)
    turned = _turned(pose, front)
    thin = pose.stretch**-0.6
    root_y = joints.root_y + pose.lift if pose.grounded else pose.lift
    root_y += 0.08 if look.lower == "tail" and pose.grounded else 0.0  # a tail reaches lower than feet
    body = pen.at(wide=thin, tall=pose.stretch).at(pose.sway, root_y, -pose.turn)
    sign = -1.0 if pose.plane == "stride" or not front else 1.0
    trunk_pen = body.at(0, 0, sign * pose.lean)
    trunk = Trunk(
        look.build.waist * (1 - 0.12 * turned), look.build.chest * (1 - 0.1 * turned),
            look.build.shoulder - look.build.hip,
        turned, look.top, look.accent, time_s, min(look.build.hip, joints.root_y),
    )  # fmt: skip
    _behind(trunk_pen, body, look, pose, trunk, time_s)
    stride = pose.plane == "stride" and not front
    head = trunk_pen.at(0.03 * turned, trunk.length + look.build.head * 0.98, pose.tilt if front else -pose.tilt * 0.7)
    head = head.at(grow=look.build.head)
    if look.behind_head:
        look.behind_head(head, pose.face, turned, time_s)
    if stride:
        _arm(trunk_pen.far(0.78), look, joints.far_arm, time_s, holds=False)
    _lower_body(body, look, joints, stride, front)
    _trunk(trunk_pen, body, look, joints, trunk)
    look.head(head, pose.face, turned, time_s)
    if not stride:
        _arm(trunk_pen, look, joints.far_arm, time_s, holds=False)
    _arm(trunk_pen, look, joints.near_arm, time_s, holds=True)
    return pose.lift * look.build.height_m if pose.grounded else 0.0


def _turned(pose: Pose, front: bool) -> float:
    if front:
        return 0.0
    return 0.85 if pose.plane == "stride" else 0.4


def _behind(trunk_pen: Pen, body: Pen, look: Look, pose: Pose, trunk: Trunk, time_s: float) -> None:
    for name in look.extras:
        if name in BEHIND:
            BEHIND[name](trunk_pen, trunk)
    if look.cape is not None:
        stream = min(1.0, max(abs(pose.turn) / 70, (pose.lean - 4) / 16 if pose.plane == "stride" else 0.0))
        draw_cape(trunk_pen, trunk, look.cape, stream)
    if look.tail is not None:
        look.tail(body, pose.face, trunk.turned, time_s)


def _trunk(pen: Pen, body: Pen, look: Look, joints: Skeleton, trunk: Trunk) -> None:
    w, c, h = trunk.waist, trunk.chest, trunk.length
    shape = [(-w * 0.8, -0.045), (-w * 1.02, 0.06), (-c, h * 0.66), (-c * 0.86, h * 0.93), (-c * 0.35, h * 1.02),
             (c * 0.35, h * 1.02), (c * 0.86, h * 0.93), (c, h * 0.66), (w * 1.02, 0.06), (w * 0.8,
                 -0.045)]  # fmt: skip
    if look.cover == "metal":
        _metal_trunk(pen, look, trunk)
    elif look.cover == "bones":
        pen.ball(0, 0.0, w * 0.8, 0.04, SNOW, 0.15)
    else:
        if look.cover == "cloth" and look.lower in ("trousers", "shorts"):
            pen.ball(0, -0.005, w * 1.0, 0.06, look.bottom, 0.1)
        pen.slab(
            -0.033 + 0.02 * trunk.turned,
            h * 0.9,
            0.033 + 0.02 * trunk.turned,
            h + 0.06,
            scaled(look.skin, 0.86),
            0.02,
            0,
            0,
        )
        pen.smooth(shape, look.top, 0.24)
        if look.belly is not None:
            pen.smooth([(trunk.front + x * 0.66, 0.0 + y * 0.86) for x, y in shape], look.belly, 0.16, 0)
    if look.lower in ("skirt", "dress", "robe", "tutu"):
        _skirt(body, look, joints, trunk)
    for name in look.extras:
        if name in ON:
            ON[name](pen, trunk)


def _metal_trunk(pen: Pen, look: Look, trunk: Trunk) -> None:
    w, c, h, x = trunk.waist, trunk.chest, trunk.length, trunk.front
    pen.slab(-w * 0.5, -0.05, w * 0.5, 0.09, IRON, 0.02)
    pen.ball(0, -0.02, w * 0.9, 0.055, scaled(look.top, 0.8))
    pen.fill([(-0.04, h * 0.9), (0.04, h * 0.9), (0.035, h + 0.05), (-0.035, h + 0.05)], IRON, 0.1)
    pen.smooth([(-w, 0.07), (-c * 1.16, h * 0.55), (-c * 1.14, h * 0.95), (0, h * 1.03), (c * 1.14, h * 0.95),
        (c * 1.16, h * 0.55),
                (w, 0.07), (0, 0.03)], look.top, 0.32)  # fmt: skip
    pen.slab(x - c * 0.55, h * 0.42, x + c * 0.5, h * 0.8, mix(look.top, RUBBER, 0.72), 0.02, 0.1, 0.5)
    pulse = 0.6 + 0.4 * wave(trunk.time_s * 0.7)
    pen.ball(x - c * 0.22, h * 0.61, 0.03, 0.03, mix(rgb("123a4a"), rgb("7df0ff"), pulse), 0, 0)
    pen.glow(x - c * 0.22, h * 0.61, 0.1, rgb("58dfff"), 0.5 * pulse)
    for index, color in enumerate(("ff5a4a", "f7cb2d", "6fe06a")):
        pen.dot(x + c * 0.22, h * (0.52 + 0.09 * index), 0.012, rgb(color))


def _skirt(pen: Pen, look: Look, joints: Skeleton, trunk: Trunk) -> None:
    color = look.bottom if look.lower == "skirt" else look.top
    w, leg = trunk.waist * 1.06, look.build.hip
    if look.lower == "tutu":
        bounce = 0.012 * wave(trunk.time_s * 2.1)
        for grow, light in ((1.0, 0.9), (0.8, 1.06)):
            pen.ball(0, -0.02 + bounce, w * 2.35 * grow, 0.062 * grow, scaled(color, light), 0.25)
        return
    share = {"skirt": 0.5, "dress": 0.8, "robe": 0.95}[look.lower]
    feet = [joints.near_leg, joints.far_leg]
    sway = 0.01 * wave(trunk.time_s * 1.0)
    flare = {"skirt": 1.35, "dress": 1.75, "robe": 1.5}[look.lower]
    reach = [limb.middle[0] + (limb.end[0] - limb.middle[0]) * max(0.0, share - 0.5) * 2 for limb in feet]
    left = min(-w * flare, min(reach) - 0.035) + sway
    right = max(w * flare, max(reach) + 0.035) + sway
    floor = min(limb.end[1] for limb in feet) - 0.01  # a hem never hangs below the feet, as when sitting
    low = max(-leg * share + 0.01, floor)
    pen.smooth([(-w, 0.08), (w, 0.08), (w * 1.15, -0.05), (right, low + 0.01), ((left + right) / 2, low - 0.018),
        (left, low + 0.01),
                (-w * 1.15, -0.05)], color, 0.26)  # fmt: skip
    for share_x in (0.3, 0.68):
        x = left + (right - left) * share_x
        pen.stroke([(x * 0.55, -0.04), (x, low + 0.02)], scaled(color, 0.76), 0.007)
    if look.lower != "skirt":
        pen.stroke(
            [(left * 0.97, low + 0.02), ((left + right) / 2, low - 0.002), (right * 0.97, low + 0.02)],
            look.accent,
            0.014,
            curved=True,
        )


def _lower_body(body: Pen, look: Look, joints: Skeleton, stride: bool, front: bool) -> None:
    if look.lower == "tail":
        _fish_tail(body, look)
        return
    for limb, pen in ((joints.far_leg, body.far(0.76) if stride else body), (joints.near_leg, body)):
        _leg(pen, look, limb, front or not stride)


def _fish_tail(pen: Pen, look: Look) -> None:
    leg = look.build.hip
    color = look.bottom
    path = [(0, 0.04), (0.0, -leg * 0.3), (0.02, -leg * 0.55), (0.08, -leg * 0.74)]
    fin = pen.at(0.08, -leg * 0.74, 62)
    for side in (-1, 1):
        fin.smooth([(0, 0.02), (side * 0.06, 0.0), (side * 0.16, 0.1), (side * 0.19, -0.02), (side * 0.08, -0.09),
            (0, -0.04)],
                   mix(color, SNOW, 0.2))  # fmt: skip
    pen.tube(path, [look.build.waist * 1.05, 0.085, 0.055, 0.03], color, 0.3)
    for row in range(5):
        y = -0.02 - row * leg * 0.13
        for column in (-1, 0, 1):
            x = column * 0.05 * (1 - row * 0.12) + 0.02 * max(0, row - 2) + (0.02 if row % 2 else 0)
            pen.stroke([(x - 0.016, y), (x, y - 0.014), (x + 0.016, y)], scaled(color, 0.74), 0.006, curved=True)


def _leg(pen: Pen, look: Look, limb: Limb, foot_front: bool) -> None:
    thick = look.build.limb
    path = [limb.root, limb.middle, limb.end]
    if look.cover == "metal":
        _metal_limb(pen, path, thick * 1.05, look.top)
    elif look.cover == "bones":
        _bone(pen, path, thick * 0.42)
    elif look.cover == "fur":
        pen.tube(path, [thick * 1.5, thick * 1.3, thick * 1.15], look.bottom)
    else:
        bare = look.lower in ("shorts", "skirt", "dress", "tutu")
        pen.tube(path, [thick * 1.42, thick * 1.12, thick * 0.92], look.skin if bare else look.bottom)
        if look.lower == "shorts":
            knee = (limb.root[0] * 0.3 + limb.middle[0] * 0.7, limb.root[1] * 0.3 + limb.middle[1] * 0.7)
            pen.tube([limb.root, knee], [thick * 1.55, thick * 1.5], look.bottom)
    _foot(pen.at(*limb.end, turn=limb.turn * (0.25 if foot_front else 0.62)), look, limb, foot_front)


def _foot(pen: Pen, look: Look, limb: Limb, from_front: bool) -> None:
    size = look.build.limb / 0.041
    color = {"fur": look.shoes, "metal": mix(look.top, IRON, 0.55), "bones": SNOW}.get(look.cover, look.shoes)
    if from_front:
        side = 1.0 if limb.root[0] >= 0 else -1.0
        pen.at(wide=side * size, tall=size).smooth(
            [(-0.038, 0.02), (0.02, 0.03), (0.06, 0.0), (0.066, -0.026), (-0.036, -0.028)], color)  # fmt: skip
    else:
        pen.at(grow=size).smooth(
            [(-0.042, 0.022), (0.02, 0.036), (0.07, 0.012), (0.1, -0.01), (0.098, -0.028), (-0.044, -0.028)], color
        )


def _arm(pen: Pen, look: Look, limb: Limb, time_s: float, holds: bool) -> None:
    thick = look.build.limb
    path = [limb.root, limb.middle, limb.end]
    hand = look.hand if holds else None
    upright = pen.at(*limb.end)
    if hand is not None:
        hand(upright, limb.turn, time_s)
    if look.cover == "metal":
        _metal_limb(pen, path, thick * 0.9, look.top)
    elif look.cover == "bones":
        _bone(pen, path, thick * 0.38)
    elif look.cover == "fur":
        pen.tube(path, [thick * 1.2, thick * 1.12, thick * 1.0], look.accent)
    else:
        _sleeve(pen, look, path, thick)
    _hand(upright, look, thick)


def _sleeve(pen: Pen, look: Look, path: list[tuple[float, float]], thick: float) -> None:
    cloth = scaled(look.top, 0.95)
    if look.sleeves in ("none", "short"):
        pen.tube(path, [thick * 0.95, thick * 0.86, thick * 0.72], look.skin)
    if look.sleeves == "short":
        half = (path[0][0] * 0.35 + path[1][0] * 0.65, path[0][1] * 0.35 + path[1][1] * 0.65)
        pen.tube([path[0], half], [thick * 1.12, thick * 1.18], cloth)
    elif look.sleeves == "long":
        pen.tube(path, [thick * 1.08, thick * 0.98, thick * 0.86], cloth)
    elif look.sleeves == "wide":
        pen.tube(path, [thick * 1.08, thick * 1.25, thick * 1.75], cloth)


def _hand(pen: Pen, look: Look, thick: float) -> None:
    if "gloves" in look.extras:
        pen.ball(0, 0, thick * 1.5, thick * 1.4, rgb("d8262c"))
    elif look.cover == "metal":
        pen.ball(0, 0, thick * 1.05, thick * 1.0, IRON)
    elif look.cover == "bones":
        pen.ball(0, 0, thick * 0.75, thick * 0.75, SNOW)
    elif look.cover == "fur":
        pen.ball(0, 0, thick * 1.12, thick * 1.08, look.accent)
    else:
        suited = "spacesuit" in look.extras or "armour" in look.extras
        pen.ball(0, 0, thick * 0.95, thick * 0.92, mix(STEEL, SNOW, 0.3) if suited else look.skin, 0.14)


def _metal_limb(pen: Pen, path: list[tuple[float, float]], thick: float, color: Color) -> None:
    pen.tube(path, [thick * 0.62], IRON, curved=False)
    for start, end, radius in ((path[0], path[1], thick), (path[1], path[2], thick * 0.95)):
        inner = [(start[0] + (end[0] - start[0]) * s, start[1] + (end[1] - start[1]) * s) for s in (0.16, 0.84)]
        pen.tube(inner, [radius * 0.9, radius * 1.08], color, 0.3)
    for joint in path[:2]:
        pen.ball(*joint, thick * 0.72, thick * 0.72, IRON, 0.15, 0.6)


def _bone(pen: Pen, path: list[tuple[float, float]], thick: float) -> None:
    pen.tube(path, [thick], SNOW, curved=False)
    for joint in path:
        pen.ball(*joint, thick * 1.7, thick * 1.6, SNOW, 0.15, 0.7)
