"""How long to wait between two questions to a server, and when to stop. Knows no server."""

from __future__ import annotations

from moviefactory.video.remote.wire import Clock

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 10.0
LONGEST_ASKED_S = 120.0
GROWTH = 1.5


class Pace:
    """Waits that grow, within one deadline that counts from the start of this run."""

    def __init__(self, clock: Clock, minutes: float) -> None:
        self._clock = clock
        self._until = clock.monotonic() + minutes * 60
        self._next_s = FIRST_WAIT_S

    @property
    def left_s(self) -> float:
        return self._until - self._clock.monotonic()

    def rest(self, asked_s: float | None = None, *, past_deadline: bool = False) -> None:
        """Wait a little longer than before, or as long as the server asks.

        Never past the deadline; or, for what takes only a few tries, past it but no longer than LONGEST_ASKED_S.
        """
        wait_s = self._next_s if asked_s is None else max(asked_s, FIRST_WAIT_S)
        self._next_s = min(self._next_s * GROWTH, LONGEST_WAIT_S)
        if (wait_s := min(wait_s, LONGEST_ASKED_S if past_deadline else self.left_s)) > 0:
            self._clock.sleep(wait_s)

    def restart(self) -> None:
        """Begin with short waits again."""
        self._next_s = FIRST_WAIT_S
