"""What ties a figure to its place: cast shadow, contact shadow, reflection. Made from the figure's own outline."""

from __future__ import annotations

import math

import cv2
import numpy as np

from moviefactory.video.animatic.canvas import Color, Image, place_image, soften
from moviefactory.video.animatic.effects import resized
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.light import Light


def cast_shadow(
    frame: Frame,
    rgba: Image,
    anchor_px: tuple[float, float],
    foot_px: tuple[float, float],
    light: Light,
    lift_px: float,
) -> None:
    """Lay the figure's shadow on flat ground: flattened, leaning away from the light, softer the higher it floats.

    `anchor_px` in the sprite, `foot_px` (x, y) on the frame. A light low behind the figure throws it towards us.
    """
    strength = 0.16 + 0.42 * light.sun_strength
    height = rgba.shape[0]
    low = light.sun_y < 0.25
    flat = 0.34 if low else 0.16
    lean = -light.side * (0.85 if low else 0.45)
    small = 0.5 if height > 90 else 1.0  # shadows are soft: half the size is enough
    outline = resized(rgba[..., 3], small)
    ax, ay = anchor_px[0] * small, anchor_px[1] * small
    # Sprite row above the anchor -> screen row below the foot (towards us) for a low sun behind the figure.
    matrix = np.array([[1 / small, -lean * flat / small, 0.0], [0.0, -flat / small, 0.0]])
    matrix[:, 2] = np.array(foot_px) - matrix[:, :2] @ np.array([ax, ay])
    pad = max(4, int(outline.shape[0] * 0.06))
    padded = np.pad(outline, pad)
    matrix[:, 2] -= matrix[:, :2] @ np.array([pad, pad])
    soft = soften(padded, max(0.8, 0.012 * outline.shape[0] + 0.05 * lift_px))
    shade = _coloured(soft, light.shade, strength)
    placed = place_image(shade, matrix, (frame.width, frame.height))
    if placed is not None:
        frame.lay(placed[0], (placed[1][0], placed[1][1]))


def contact_shadow(
    frame: Frame,
    rgba: Image,
    anchor_px: tuple[float, float],
    foot_px: tuple[float, float],
    light: Light,
    lift_px: float,
) -> None:
    """The dark where feet or tyres touch the ground; it fades as the figure lifts off."""
    height, width = rgba.shape[:2]
    near = rgba[max(0, int(anchor_px[1] - 0.10 * height)) : max(1, int(anchor_px[1]) + 2), :, 3]
    columns = np.flatnonzero(near.max(axis=0) > 60) if near.size else np.array([], int)
    if len(columns) == 0:
        columns = np.array([0.25 * width, 0.75 * width])
    left, right = float(columns[0]), float(columns[-1])
    fade = math.exp(-max(0.0, lift_px) / max(6.0, 0.12 * height))
    middle = foot_px[0] + (left + right) / 2 - anchor_px[0]
    half = max(3.0, (right - left) / 2)
    flat = max(1.5, min(half * 0.16, 0.05 * height + 2))
    dark = (light.shade[0] * 0.4, light.shade[1] * 0.4, light.shade[2] * 0.4)
    frame.canvas.ellipse(middle, foot_px[1], half * 1.10, flat * 1.35, dark, 0.38 * fade, 0.0, flat * 0.75)
    frame.canvas.ellipse(middle, foot_px[1], half * 0.92, flat * 0.6, dark, 0.5 * fade, 0.0, flat * 0.4)


def reflection(
    frame: Frame,
    rgba: Image,
    anchor_px: tuple[float, float],
    foot_px: tuple[float, float],
    strength: float,
    time_s: float,
) -> None:
    """The figure upside down in water or on wet ground, broken up by ripples."""
    above = rgba[: max(2, min(rgba.shape[0], int(anchor_px[1])))]
    flipped = np.ascontiguousarray(above[::-1])
    rows, columns = np.mgrid[0 : flipped.shape[0], 0 : flipped.shape[1]].astype(np.float32)
    depth = rows / max(1, flipped.shape[0])
    ripple = (1.2 + 7.0 * depth) * np.sin(rows * (0.35 - 0.12 * depth) + 5.0 * time_s) * rgba.shape[1] / 260
    waved = cv2.remap(
        flipped, columns + ripple.astype(np.float32), rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT
    )
    fade = np.linspace(strength, strength * 0.15, flipped.shape[0], dtype=np.float32)[:, None, None]
    picture = (cv2.GaussianBlur(waved, (0, 0), 0.9).astype(np.float32) * fade).astype(np.uint8)
    squash = 0.72
    matrix = np.array([[1.0, 0.0, foot_px[0] - anchor_px[0]], [0.0, squash, foot_px[1]]])
    placed = place_image(picture, matrix, (frame.width, frame.height))
    if placed is not None:
        frame.lay(placed[0], (placed[1][0], placed[1][1]))


def _coloured(mask: Image, color: Color, strength: float) -> Image:
    weights = np.array([[part * strength] for part in (*color, 1.0)], np.float32)
    return np.asarray(cv2.transform(mask, weights), np.uint8)
