"""Choice by seed: the same parts give the same choice on every machine."""

from __future__ import annotations

from moviefactory.movie import digest


def pick(count: int, *parts: object) -> int:
    """A number below `count`, hashed from `parts`: the writer's only dice."""
    return int(digest(*parts)[:8], 16) % max(1, count)
