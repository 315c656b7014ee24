"""A speech server for tests, on the loopback: it answers as told, and keeps what it was asked."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import soundfile

Reply = tuple[int, dict[str, str], bytes]


def spoken(seconds: float = 1.0, rate_hz: int = 24_000, kind: str = "WAV") -> bytes:
    """A hum with silence around it, as the bytes of a file."""
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    hum = 0.3 * np.sin(2 * np.pi * 180 * at)
    quiet = np.zeros(rate_hz // 4)
    target = io.BytesIO()
    soundfile.write(target, np.concatenate([quiet, hum, quiet]), rate_hz, format=kind)
    return target.getvalue()


def error(status: int, message: str, **more: str) -> Reply:
    return status, {"Content-Type": "application/json"}, json.dumps({"error": {"message": message, **more}}).encode()


@dataclass
class Talking:
    """`replies` are given one after the other, the last one for ever. A reply may be a function of the request."""

    replies: list[Reply | Callable[[dict[str, Any]], Reply]]
    drips: bool = False  # one byte now and then
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    url: str = ""
    stopped: threading.Event = field(default_factory=threading.Event)


@contextmanager
def talking(*replies: Reply | Callable[[dict[str, Any]], Reply], drips: bool = False) -> Iterator[Talking]:
    state = Talking(list(replies) or [(200, {"Content-Type": "audio/wav"}, spoken())], drips)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(body)
            state.headers.append({name.lower(): value for name, value in self.headers.items()})
            state.paths.append(self.path)
            reply = state.replies.pop(0) if len(state.replies) > 1 else state.replies[0]
            status, headers, data = reply(body) if callable(reply) else reply
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self._pour(data)

        def _pour(self, data: bytes) -> None:
            try:
                if not state.drips:
                    self.wfile.write(data)
                    return
                for at in range(len(data)):
                    if state.stopped.wait(0.05):
                        return
                    self.wfile.write(data[at : at + 1])
            except OSError:
                self.close_connection = True

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
