"""A deadline for requests that a slow drip of bytes does not put off. For HTTP clients that trace as httpx does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


class Watch:
    """Shuts the connection down when the time of its request is over, whatever the server drips until then.

    `rang`: whether that happened to the last request. One request at a time.
    """

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self.rang = False

    def see(self, request: Any) -> None:
        """Called by an HTTP client before each request, as its event hook."""
        request.extensions["trace"] = self.trace

    def trace(self, name: str, info: dict[str, Any]) -> None:
        """Called by the HTTP client at every turn of a request."""
        if name.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")

    @contextmanager
    def running(self, seconds: float) -> Iterator[None]:
        """A request that has `seconds` from here on, on the connection before it or on a new one."""
        self.rang = False
        timer = threading.Timer(seconds, self._ring)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _ring(self) -> None:
        self.rang = True
        if self._socket is not None:
            with suppress(OSError):  # below TLS, so that a blocked read ends with an error
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
