"""The light of a shot: five times of day and seven kinds of weather become one palette. It draws nothing.

Scenery is painted in its plain daylight colours; `tint` turns those into what this light makes of them, and `fog` is
where things far away dissolve. `sun_x`, `sun_y` say where the sun or moon stands, and the relief of the figures and the
cast shadows follow it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from moviefactory.movie import TimeOfDay, Weather
from moviefactory.video.animatic.canvas import Color, mix, rgb


@dataclass(frozen=True)
class Light:
    """One palette. Colours are RGB in [0, 1]; `sun_x` a fraction of the frame's width, `sun_y` of its height."""

    time: TimeOfDay
    weather: Weather
    zenith: Color
    middle: Color
    horizon: Color
    sun: Color  # the disc and its halo
    tint: Color  # daylight colours are multiplied by this
    key: Color  # what the lit side of things turns towards
    shade: Color  # the colour of shadows
    fog: Color
    fog_per_m: float
    sun_x: float
    sun_y: float  # above the horizon; below 0 the sun is down
    sun_strength: float  # of disc, halo, cast shadows and glints, in [0, 1]
    stars: float = 0.0
    cover: float = 0.35  # share of the sky under cloud
    haze: float = 0.3  # glow of the air above the horizon

    @property
    def side(self) -> int:
        """-1 where the light comes from the left of the picture, +1 from the right."""
        return -1 if self.sun_x < 0.5 else 1

    @property
    def dark(self) -> bool:
        """Whether lamps, windows and headlights are on."""
        return self.time in ("night", "dusk") or self.weather == "storm"

    def fogged(self, distance_m: float) -> float:
        """How much of a thing at `distance_m` is lost in the air, in [0, 1); a far ridge never vanishes quite."""
        thick = self.fog_per_m * max(0.0, distance_m) ** 0.86 * 1.6
        return (1.0 - math.exp(-thick)) * (0.80 if self.fog_per_m < 0.006 else 0.95)

    def direction(self) -> tuple[float, float, float]:
        """Unit vector towards the light: x right, y up, z towards the camera (a key light before the picture)."""
        x, y, z = (self.sun_x - 0.5) * 1.6, 0.45 + max(0.0, self.sun_y) * 0.7, 0.62
        size = math.sqrt(x * x + y * y + z * z)
        return (x / size, y / size, z / size)


_CLEAR = {
    "day": Light(
        "day", "clear", rgb("#1f6fd0"), rgb("#5fb0f2"), rgb("#d6eefb"), rgb("#fffbe6"), (1.0, 1.0, 0.98),
        rgb("#fff6dc"), rgb("#26406e"), rgb("#bfe0f5"), 0.0016, 0.80, 0.44, 0.75, haze=0.35,
    ),
    "dawn": Light(
        "dawn", "clear", rgb("#3d5da6"), rgb("#d99bb0"), rgb("#ffd9a3"), rgb("#fff1cc"), (1.0, 0.88, 0.84),
        rgb("#ffd2a0"), rgb("#4a4478"), rgb("#f6c3ae"), 0.0034, 0.24, 0.10, 0.9, stars=0.08, haze=0.75,
    ),
    "sunset": Light(
        "sunset", "clear", rgb("#2f2c74"), rgb("#cf4f70"), rgb("#ffb84f"), rgb("#fff0b0"), (1.0, 0.80, 0.68),
        rgb("#ffb060"), rgb("#3b2458"), rgb("#f58d62"), 0.0026, 0.70, 0.085, 1.0, haze=0.9,
    ),
    "dusk": Light(
        "dusk", "clear", rgb("#141a44"), rgb("#544a8e"), rgb("#e8897a"), rgb("#ffc9a0"), (0.66, 0.60, 0.82),
        rgb("#ff9f80"), rgb("#1c1a3c"), rgb("#8c6690"), 0.0030, 0.30, -0.04, 0.55, stars=0.45, haze=0.8,
    ),
    "night": Light(
        "night", "clear", rgb("#060b22"), rgb("#10245a"), rgb("#34589a"), rgb("#eaf2ff"), (0.40, 0.50, 0.80),
        rgb("#bcd4ff"), rgb("#060a1e"), rgb("#2b4683"), 0.0030, 0.76, 0.36, 0.6, stars=1.0, haze=0.4,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class _Air:
    """What weather does to a clear palette: mix the sky towards `grey`, thicken the air, dim the sun."""

    grey: Color
    mixing: float
    fog_per_m: float
    sun: float
    cover: float
    tint: Color
    stars: float = 0.0


_WEATHER = {
    "overcast": _Air(rgb("#a9b4c2"), 0.70, 0.0045, 0.30, 0.95, (0.88, 0.91, 0.95), 0.1),
    "rain": _Air(rgb("#7f90a4"), 0.75, 0.0085, 0.15, 1.0, (0.74, 0.82, 0.92)),
    "snow": _Air(rgb("#c3d2e4"), 0.66, 0.0095, 0.35, 0.9, (0.93, 0.96, 1.02), 0.1),
    "storm": _Air(rgb("#46536b"), 0.80, 0.0085, 0.08, 1.0, (0.60, 0.68, 0.84)),
    "fog": _Air(rgb("#cfd6dc"), 0.78, 0.030, 0.30, 0.6, (0.90, 0.93, 0.96)),
    "dust": _Air(rgb("#d9a765"), 0.72, 0.017, 0.45, 0.5, (1.0, 0.86, 0.66), 0.1),
}
_BRIGHTNESS = {"day": 1.0, "dawn": 0.92, "sunset": 0.80, "dusk": 0.50, "night": 0.26}


def light_of(time: TimeOfDay, weather: Weather, seed: int = 0) -> Light:
    """The palette for a time of day and a weather; `seed` only decides on which side the sun stands."""
    clear = _CLEAR[time]
    if seed % 2:
        clear = replace(clear, sun_x=1.0 - clear.sun_x)
    if weather == "clear":
        return clear
    air = _WEATHER[weather]
    level = _BRIGHTNESS[time]
    grey: Color = (air.grey[0] * level, air.grey[1] * level, air.grey[2] * level)
    # A low sun keeps colouring the clouds, so the warm hours are greyed less than noon and night.
    share = air.mixing * {"day": 1.0, "dawn": 0.62, "sunset": 0.58, "dusk": 0.62, "night": 0.55}[time]
    deep = mix(grey, (0.0, 0.0, 0.0), 0.25)
    return replace(
        clear,
        weather=weather,
        zenith=mix(clear.zenith, deep, share),
        middle=mix(clear.middle, mix(grey, deep, 0.3), share),
        horizon=mix(clear.horizon, grey, share * 0.9),
        fog=mix(clear.fog, grey, min(1.0, share + 0.1)),
        tint=tuple(a * b for a, b in zip(clear.tint, air.tint, strict=True)),  # type: ignore[arg-type]
        key=mix(clear.key, grey, 0.35),
        fog_per_m=air.fog_per_m,
        sun_strength=clear.sun_strength * air.sun,
        stars=clear.stars * air.stars,
        cover=air.cover,
        haze=clear.haze * 0.6,
    )
