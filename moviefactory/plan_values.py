"""What the values of a plan may be: rates, sizes, slugs, addresses, gains; and the base of all nouns of the plan.

Reads what people write ("3072x1280", 30000/1001, a bare `off`); knows neither shots nor settings.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints


def _frame_rate(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Fraction)):
        raise ValueError("must be a number such as 24, or a fraction such as 30000/1001")
    try:
        rate = Fraction(str(value)) if not isinstance(value, Fraction) else value
    except (ValueError, ZeroDivisionError):
        raise ValueError("must be a number such as 24, or a fraction such as 30000/1001") from None
    if not 1 <= rate <= 120:
        raise ValueError("must lie between 1 and 120 frames per second")
    return rate


def _size_px(value: object) -> tuple[int, int]:
    parts = value.lower().replace("×", "x").split("x") if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)) or len(parts) != 2:
        raise ValueError("must be WIDTHxHEIGHT, such as 3072x1280")
    try:
        width, height = (int(part) for part in parts)
    except (TypeError, ValueError):
        raise ValueError("must be WIDTHxHEIGHT, such as 3072x1280") from None
    if not (64 <= width <= 8192 and 64 <= height <= 8192):
        raise ValueError("width and height must lie between 64 and 8192 pixels")
    if width % 2 or height % 2:
        raise ValueError("width and height must be even (H.264 yuv420p stores colour in 2x2 blocks)")
    return width, height


def _off(value: object) -> object:
    """YAML reads a bare `off` as false."""
    return "off" if value is False else value


Off = BeforeValidator(_off)


def _inner_file(value: object) -> object:
    if isinstance(value, str) and value:
        parts = value.replace("\\", "/").split("/")
        if ".." in parts or value.startswith(("/", "\\", "~")) or ":" in parts[0] or "\0" in value:
            raise ValueError("must be a file inside the movie's folder, such as sounds/bell.wav; copy it there")
    return value


def _base_url(value: object) -> object:
    """An address that may stand in a project: no user, password or query, which is where keys hide."""
    if not isinstance(value, str) or not value:
        return value
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address such as http://localhost:11434/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must not hold a key or a password; put the key into OPENAI_API_KEY")
    return value.rstrip("/")


def _rate_text(rate: Fraction) -> int | str:
    return rate.numerator if rate.denominator == 1 else f"{rate.numerator}/{rate.denominator}"


FrameRate = Annotated[Fraction, BeforeValidator(_frame_rate), PlainSerializer(_rate_text)]
SizePx = Annotated[
    tuple[int, int], BeforeValidator(_size_px), PlainSerializer(lambda size: f"{size[0]}x{size[1]}", return_type=str)
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Line = Annotated[str, StringConstraints(max_length=300)]
BaseUrl = Annotated[str, BeforeValidator(_base_url), StringConstraints(max_length=300)]
InnerFile = Annotated[str, BeforeValidator(_inner_file), StringConstraints(max_length=300)]
ToolName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,40}$")]
Price = Annotated[float, Field(ge=0, le=10_000)]
PresetNames = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,40}(,[a-z0-9][a-z0-9._-]{0,40}){0,7}$")]
GainDb = Annotated[float, Field(ge=-60, le=24)]
Scalar = bool | int | float | Annotated[str, StringConstraints(max_length=300)]


class Noun(BaseModel):
    """Base of all nouns of the plan: immutable, and an unknown key is an error that names it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
