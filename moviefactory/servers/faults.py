"""What a failed request tells: the errors behind an error, and how long the server asks to wait."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime

_LONGEST_S = 1e6


def causes(error: BaseException) -> list[BaseException]:
    """`error` and what led to it, the nearest first: an HTTP client wraps what the system said."""
    chain = [error]
    while (further := chain[-1].__cause__ or chain[-1].__context__) and further not in chain:
        chain.append(further)
    return chain


def wait_s(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that a server asks to wait (Retry-After, RFC 9110 section 10.2.3); `now` in seconds since 1970."""
    text = headers.get("retry-after", "")
    with suppress(ValueError):
        seconds = float(text)
        return seconds if 0 <= seconds < _LONGEST_S else None
    with suppress(ValueError, TypeError, OverflowError):
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    return None
