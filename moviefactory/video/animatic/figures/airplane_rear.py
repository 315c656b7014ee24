"""An airplane seen from behind and a little above: a low-poly solid, turned, lit by its facets and painted far "
    "to near."""  # fmt: skip

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figures.actor import Role
from moviefactory.video.animatic.figures.motion import between, drift
from moviefactory.video.animatic.figures.palette import IRON, SNOW, STEEL
from moviefactory.video.animatic.figures.pen import Pen

Mesh = tuple[NDArray[np.float64], tuple[tuple[int, ...], ...], tuple[str, ...]]
_RINGS = (
    (-0.5, 0.03, 0.052),
    (-0.42, 0.052, 0.036),
    (-0.28, 0.068, 0.012),
    (-0.05, 0.07, 0.0),
    (0.28, 0.07, 0.0),
    (0.42, 0.055, -0.006),
    (0.5, 0.012, -0.02),
)  # fmt: skip  (along, radius, height of the middle), in lengths of the airplane
_SIDES = 10
_LIGHT = np.array((-0.35, 0.8, -0.48))


@cache
def _mesh() -> Mesh:
    """Vertices (n, 3): x right, y up, z ahead, in lengths of the airplane; faces; and each face's paint name."""
    points: list[tuple[float, float, float]] = []
    faces: list[tuple[int, ...]] = []
    names: list[str] = []
    for z, radius, y in _RINGS:
        for k in range(_SIDES):
            a = 2 * math.pi * (k + 0.5) / _SIDES
            points.append((radius * math.cos(a), y + radius * math.sin(a), z))
    for ring in range(len(_RINGS) - 1):
        for k in range(_SIDES):
            a, b = ring * _SIDES + k, ring * _SIDES + (k + 1) % _SIDES
            faces.append((a, b, b + _SIDES, a + _SIDES))
            low = math.sin(2 * math.pi * (k + 1) / _SIDES) < -0.2
            names.append("belly" if low else "body")
    faces.append(tuple(range(_SIDES)))
    names.append("dark")
    for side in (-1, 1):
        _plank(
            points,
            faces,
            names,
            "wing",
            (
                (0.05 * side, -0.03, 0.12),
                (0.05 * side, -0.03, -0.07),
                (0.56 * side, 0.03, -0.17),
                (0.56 * side, 0.03, -0.11),
            ),
            0.016,
        )
        _plank(
            points,
            faces,
            names,
            "tip",
            (
                (0.56 * side, 0.03, -0.11),
                (0.56 * side, 0.03, -0.17),
                (0.575 * side, 0.085, -0.19),
                (0.575 * side, 0.085, -0.16),
            ),
            0.008,
        )
        _plank(
            points,
            faces,
            names,
            "wing",
            (
                (0.03 * side, 0.055, -0.38),
                (0.03 * side, 0.055, -0.48),
                (0.2 * side, 0.075, -0.5),
                (0.2 * side, 0.075, -0.46),
            ),
            0.01,
        )
        _pod(points, faces, names, 0.2 * side, -0.055, 0.02)
    _plank(
        points,
        faces,
        names,
        "fin",
        ((0.0, 0.07, -0.34), (0.0, 0.07, -0.47), (0.0, 0.27, -0.52), (0.0, 0.27, -0.47)),
        0.012,
        sideways=True,
    )
    return np.array(points), tuple(faces), tuple(names)


def _plank(
    points: list[tuple[float, float, float]],
    faces: list[tuple[int, ...]],
    names: list[str],
    name: str,
    outline: tuple[tuple[float, float, float], ...],
    thick: float,
    sideways: bool = False,
) -> None:
    first = len(points)
    for sign in (1, -1):
        for x, y, z in outline:
            points.append((x + sign * thick / 2, y, z) if sideways else (x, y + sign * thick / 2, z))
    count = len(outline)
    faces.append(tuple(range(first, first + count)))
    faces.append(tuple(range(first + 2 * count - 1, first + count - 1, -1)))
    names.extend((name, name + "_low"))
    for k in range(count):
        a, b = first + k, first + (k + 1) % count
        faces.append((a, b, b + count, a + count))
        names.append(name)


def _pod(
    points: list[tuple[float, float, float]],
    faces: list[tuple[int, ...]],
    names: list[str],
    x: float,
    y: float,
    z: float,
) -> None:
    first = len(points)
    for dz, radius in ((-0.07, 0.022), (0.0, 0.034), (0.07, 0.03)):
        for k in range(8):
            a = 2 * math.pi * k / 8
            points.append((x + radius * math.cos(a), y + radius * math.sin(a), z + dz))
    for ring in range(2):
        for k in range(8):
            a, b = first + ring * 8 + k, first + ring * 8 + (k + 1) % 8
            faces.append((a, b, b + 8, a + 8))
            names.append("pod")
    faces.append(tuple(range(first, first + 8)))
    names.append("nozzle")


def rear_airplane(pen: Pen, length: float, color: Color, role: Role, time_s: float) -> None:
    """Draw the airplane around the origin, banking and pitching with `role.action`."""
    bank = 13 * drift(time_s, role.phase, 0.42)
    pitch = -24.0 + 3 * drift(time_s, role.phase + 0.3, 0.3)  # we look down on it a little
    if role.action == "dive":
        pitch = between(-24, -17, time_s / 0.9)
    elif role.action in ("climb", "grow"):
        pitch = between(-24, -38, time_s / 0.9)
    yaw = 9 * drift(time_s, role.phase + 0.6, 0.3)
    vertices, faces, names = _mesh()
    turned = vertices @ _rotation(bank, pitch, yaw).T
    near = 1.0 / (1.0 + 0.42 * (turned[:, 2] + 0.5))
    flat = turned[:, :2] * near[:, None] * length * 1.1
    order = sorted(range(len(faces)), key=lambda k: -float(turned[list(faces[k]), 2].mean()))
    paints = _paints(color, role)
    for index in order:
        corners = turned[list(faces[index])]
        normal = np.cross(corners[1] - corners[0], corners[2] - corners[0])
        normal = normal / max(float(np.linalg.norm(normal)), 1e-9)
        if normal[2] > 0:
            if names[index] in ("body", "belly", "pod"):
                continue  # the round parts hide their own far side
            normal = -normal
        light = 0.5 + 0.55 * max(0.0, float(normal @ _LIGHT)) + 0.1 * max(0.0, float(normal[1]))
        outline = flat[list(faces[index])]
        outline = outline + (outline - outline.mean(axis=0)) * 0.03  # closes the hairlines between facets
        pen.fill(outline, scaled(paints[names[index]], light), 0.0, 0.0)
    for vertex in _wing_tips(vertices):
        pen.glow(float(flat[vertex][0]), float(flat[vertex][1]), length * 0.03, (0.9, 0.97, 1.0), 0.4)


def _rotation(bank: float, pitch: float, yaw: float) -> NDArray[np.float64]:
    b, p, y = (math.radians(angle) for angle in (bank, pitch, yaw))
    roll = np.array([[math.cos(b), math.sin(b), 0], [-math.sin(b), math.cos(b), 0], [0, 0, 1]])
    nose = np.array([[1, 0, 0], [0, math.cos(p), -math.sin(p)], [0, math.sin(p), math.cos(p)]])
    head = np.array([[math.cos(y), 0, math.sin(y)], [0, 1, 0], [-math.sin(y), 0, math.cos(y)]])
    return np.asarray(nose @ head @ roll, np.float64)


def _paints(color: Color, role: Role) -> dict[str, Color]:
    body = mix(color, SNOW, 0.82) if role.color else SNOW
    wing = mix(body, STEEL, 0.35)
    return {
        "body": body, "belly": color, "dark": scaled(IRON, 0.7), "wing": wing, "wing_low": scaled(wing, 0.6),
            "tip": color,
        "tip_low": color, "fin": color, "fin_low": color, "pod": mix(STEEL, SNOW, 0.3), "nozzle": rgb("ff9a3c"),
    }  # fmt: skip


def _wing_tips(vertices: NDArray[np.float64]) -> tuple[int, int]:
    return int(np.argmin(vertices[:, 0])), int(np.argmax(vertices[:, 0]))
