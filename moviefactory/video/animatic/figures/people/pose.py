"""A two-legged body as numbers: its proportions, the pose of its joints, and where the joints then are.

All lengths are shares of the body's height. Angles are degrees: 0 hangs straight down. In the plane "stride" (seen from
the side, facing right) a positive angle swings forward; in the plane "spread" (facing us) it swings outward.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Plane = Literal["stride", "spread"]
Joint = tuple[float, float]


@dataclass(frozen=True)
class Build:
    """Proportions of a body of height 1. The legs are as long as `hip` is high."""

    height_m: float = 1.75
    head: float = 0.118  # radius
    shoulder: float = 0.715
    hip: float = 0.405
    half_shoulders: float = 0.118
    half_hips: float = 0.062
    waist: float = 0.088  # radius of the trunk
    chest: float = 0.098
    arm: float = 0.335
    limb: float = 0.041  # radius of an upper arm; legs are thicker


BUILDS: dict[str, Build] = {
    "man": Build(1.78, half_shoulders=0.125, chest=0.104),
    "woman": Build(1.68, half_shoulders=0.104, half_hips=0.066, waist=0.078, chest=0.088, limb=0.036),
    "child": Build(1.2, 0.158, 0.625, 0.33, 0.118, 0.066, 0.096, 0.098, 0.30, 0.043),
    "baby": Build(0.75, 0.225, 0.50, 0.21, 0.125, 0.075, 0.125, 0.115, 0.24, 0.052),
    "elder": Build(1.64, 0.124, 0.70, 0.385, 0.112, 0.066, 0.102, 0.096, 0.33, 0.039),
    "stout": Build(1.7, 0.122, 0.70, 0.36, 0.135, 0.078, 0.150, 0.120, 0.33, 0.045),
    "slim": Build(1.75, 0.108, 0.735, 0.44, 0.095, 0.05, 0.066, 0.072, 0.35, 0.031),
    "hero": Build(1.9, 0.105, 0.735, 0.415, 0.155, 0.062, 0.086, 0.122, 0.345, 0.047),
    "giant": Build(6.0, 0.100, 0.735, 0.40, 0.165, 0.08, 0.140, 0.140, 0.38, 0.056),
    "dwarf": Build(1.25, 0.150, 0.62, 0.28, 0.15, 0.085, 0.140, 0.130, 0.29, 0.054),
    "beast": Build(1.6, 0.168, 0.62, 0.27, 0.128, 0.085, 0.142, 0.126, 0.29, 0.054),
    "cub": Build(0.9, 0.200, 0.54, 0.23, 0.125, 0.082, 0.135, 0.12, 0.26, 0.055),
}


@dataclass(frozen=True)
class Face:
    """An expression. `smile` -1..1, `open_mouth` and `shut_eyes` 0..1, `look` where the eyes go, `frown` 0..1."""

    smile: float = 0.5
    open_mouth: float = 0.0
    shut_eyes: float = 0.0
    look: Joint = (0.0, 0.0)
    frown: float = 0.0


@dataclass(frozen=True)
class Pose:
    """The body at one moment. Arms are (shoulder, elbow), legs (hip, knee), in degrees.

    `lift` raises the whole body off the ground (share of its height), `turn` rotates it forward about the hip,
    `lean` bends the trunk forward, `tilt` the head, `stretch` lengthens it (and thins it: volume stays).
    `grounded`: the lower foot is put on the ground, else the hip stays at its height.
    """

    plane: Plane = "stride"
    near_arm: Joint = (8.0, 12.0)
    far_arm: Joint = (-4.0, 12.0)
    near_leg: Joint = (3.0, 4.0)
    far_leg: Joint = (-5.0, 2.0)
    lift: float = 0.0
    sway: float = 0.0
    lean: float = 0.0
    turn: float = 0.0
    tilt: float = 0.0
    stretch: float = 1.0
    grounded: bool = True
    face: Face = Face()


@dataclass(frozen=True)
class Limb:
    """Three joints of an arm or leg and the direction of its last bone (degrees, 0 down, positive to the right)."""

    root: Joint
    middle: Joint
    end: Joint
    turn: float


@dataclass(frozen=True)
class Skeleton:
    """Where the joints are, hip at the origin; arms in the trunk's own frame (origin at the hip, not yet leaned)."""

    near_arm: Limb
    far_arm: Limb
    near_leg: Limb
    far_leg: Limb
    root_y: float  # height of the hip over the ground


def limb(root: Joint, angles: Joint, length: float, side: float, depth: float, bend: float) -> Limb:
    """A two-bone chain from `root`. `side` mirrors it, `depth` squeezes it sideways when it points towards us."""
    first, second = math.radians(angles[0]), math.radians(angles[0] + bend * angles[1])
    half = length / 2
    middle = (root[0] + side * depth * half * math.sin(first), root[1] - half * math.cos(first))
    end = (middle[0] + side * depth * half * math.sin(second), middle[1] - half * math.cos(second))
    return Limb(root, middle, end, side * depth * math.degrees(second))


def skeleton(build: Build, pose: Pose, front: bool) -> Skeleton:
    """The joints of `build` in `pose`, seen from the front or from the side."""
    spread = pose.plane == "spread"
    depth = 0.22 if front and not spread else 1.0
    width = 1.0 if front else (0.72 if spread else 0.42)
    near, far = (1.0, -1.0) if spread or front else (1.0, 1.0)
    side = (near, far) if spread else (1.0, 1.0)
    reach = build.shoulder - build.hip
    shoulders = build.half_shoulders * width
    hips = build.half_hips * (width if front or spread else 0.3)
    arms = [
        limb((x, reach - 0.02), angles, build.arm, sign, depth, 1.0)
        for x, angles, sign in (
            (near * shoulders if front or spread else -shoulders * 0.6, pose.near_arm, side[0]),
            (far * shoulders if front or spread else shoulders * 0.9, pose.far_arm, side[1]),
        )
    ]
    legs = [
        limb((x, 0.0), angles, build.hip - 0.03, sign, depth, -1.0)
        for x, angles, sign in (
            (near * hips if front or spread else -hips, pose.near_leg, side[0]),
            (far * hips if front or spread else hips, pose.far_leg, side[1]),
        )
    ]
    lowest = min(leg.end[1] for leg in legs) - 0.03
    return Skeleton(arms[0], arms[1], legs[0], legs[1], -lowest if pose.grounded else build.hip)
