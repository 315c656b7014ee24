"""Colour words of a plan as the figures' own rich, slightly warm paints. Knows words and paints, no figures."""

from __future__ import annotations

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figures.motion import pick

INK: Color = rgb("23202b")
SNOW: Color = rgb("f6f3ee")
STEEL: Color = rgb("a9b3c1")
IRON: Color = rgb("565e6e")
RUBBER: Color = rgb("2b2a31")
GLASS: Color = rgb("8fc7e8")
DARK_GLASS: Color = rgb("2f4560")
WOOD: Color = rgb("9a6238")
GOLD: Color = rgb("f2b632")
FIRE: Color = rgb("ff8a1f")
LAMP: Color = rgb("ffe9b0")

PAINTS: dict[str, Color] = {
    "red": rgb("d8262c"), "crimson": rgb("b3122f"), "scarlet": rgb("e8321f"), "maroon": rgb("7d1f2d"),
    "orange": rgb("f07f1e"), "amber": rgb("f5a623"), "yellow": rgb("f7cb2d"), "golden": rgb("eeb02e"),
    "gold": rgb("eeb02e"), "lemon": rgb("f8e04a"), "green": rgb("35a04a"), "lime": rgb("8fce3a"),
    "emerald": rgb("128a5b"), "olive": rgb("7a8038"), "mint": rgb("8fdcb8"), "teal": rgb("1d8f93"),
    "turquoise": rgb("2fc0c0"), "cyan": rgb("35bfe0"), "blue": rgb("2a63cf"), "azure": rgb("3f93ea"),
    "navy": rgb("223a72"), "indigo": rgb("453aa8"), "purple": rgb("7b3fb5"), "violet": rgb("8e55d6"),
    "lavender": rgb("b9a4ea"), "magenta": rgb("d02b96"), "pink": rgb("f28ab2"), "rose": rgb("e85d86"),
    "brown": rgb("8a5630"), "tan": rgb("cfa672"), "beige": rgb("e2cfa8"), "cream": rgb("f6e8c8"),
    "white": rgb("f3f1ec"), "ivory": rgb("f4ecd8"), "black": rgb("2e2c35"), "gray": rgb("8d929b"),
    "grey": rgb("8d929b"), "silver": rgb("c3cad3"), "bronze": rgb("a9723a"), "copper": rgb("c0703f"),
    "charcoal": rgb("3b3d46"), "rusty": rgb("a75a2e"), "ginger": rgb("dd8434"), "blonde": rgb("ecc868"),
}  # fmt: skip


def paint(words: str, default: Color) -> Color:
    """The paint that a colour phrase names ("dark blue", "bright red"), or `default` where it names none."""
    found: Color | None = None
    dark = light = False
    plain = words.lower().replace("-", " ")
    if " and " in plain:  # "black and white": the drawing's own colours say that better than one paint
        return default
    for word in plain.split():
        dark = dark or word in ("dark", "deep", "midnight")
        light = light or word in ("light", "pale", "pastel")
        found = PAINTS.get(word, found)
    if found is None:
        return default
    if dark:
        return scaled(found, 0.62)
    return mix(found, (1.0, 1.0, 1.0), 0.42) if light else found


def painted(words: str, options: tuple[str, ...], *parts: object) -> Color:
    """The paint of `words`, or one of the named `options` chosen by `parts`."""
    return paint(words, PAINTS[pick(options, *parts)])
