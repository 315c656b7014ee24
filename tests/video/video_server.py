"""A video server of our own that fails in every way, and what tests need to speak with it without waiting.

It speaks as vLLM-Omni, SGLang, Aquiles-Image, LocalAI and Xinference do, on 127.0.0.1. Faults are lists: each call of a
kind takes the next one, and behaves well when none is left.
"""

from __future__ import annotations

import base64
import email
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np

from moviefactory.media.frames import FrameWriter
from moviefactory.movie import Shot
from moviefactory.settings import RemoteSettings, VideoSettings
from moviefactory.video import Desk, ShotRequest
from moviefactory.video.remote.wire import Clock
from moviefactory.video.remote_model import RemoteModel

SECRET = "quiet-river-0123456789"  # of no form that a pattern knows


class Killed(BaseException):
    """What a test raises where a run is killed: nothing catches it."""


@cache
def film(frames: int = 25, rate: int = 12, size_px: tuple[int, int] = (96, 64)) -> bytes:
    """An MP4 whose grey rises from frame to frame, with a bright square that moves in its right half."""
    width, height = size_px
    with TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        with FrameWriter(path, size_px, Fraction(rate), crf=10) as writer:
            for number in range(frames):
                frame = np.full((height, width, 3), grey(number, frames), np.uint8)
                x = width * 5 // 8 + number % 8
                frame[height // 2 - 8 : height // 2 + 8, x : x + 16] = 255
                writer.write(frame)
        return path.read_bytes()


def grey(number: int, frames: int) -> int:
    return 20 + round(180 * number / max(1, frames - 1))


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    fields: dict[str, Any]
    query: dict[str, list[str]]


@dataclass
class VideoServer:
    """`kind`: whose manners it has. `film`: what it sends. Faults are words that the handler knows, or (status, text).

    `lists`: whether GET /v1/videos is there. `key`: what it wants as bearer; "" nothing.
    """

    kind: str = "vllm"
    film: bytes = b""
    lists: bool = True
    key: str = ""
    create: list[Any] = field(default_factory=list)
    look: list[Any] = field(default_factory=list)
    content: list[Any] = field(default_factory=list)
    listing: list[Any] = field(default_factory=list)
    retry_after: str = ""
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    polled: threading.Event = field(default_factory=threading.Event)
    clock_ahead_s: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def count(self, method: str, ending: str = "") -> int:
        return sum(one.method == method and one.path.endswith(ending) for one in self.asked)

    @property
    def creates(self) -> int:
        return self.count("POST")

    @property
    def deleted(self) -> list[str]:
        return [one.path.rpartition("/")[2] for one in self.asked if one.method == "DELETE"]

    def new_job(self, fields: dict[str, Any]) -> dict[str, Any]:
        job: dict[str, Any] = {
            "id": f"video_gen_{len(self.jobs)}", "object": "video", "status": "queued", "progress": 0,
            "model": fields.get("model") or "served-model", "created_at": int(time.time()) + self.clock_ahead_s,
            "size": fields.get("size"),
        }  # fmt: skip
        if self.kind != "sglang":
            job["prompt"] = fields.get("prompt")
        self.jobs[job["id"]] = job
        return job


_NO_JOBS: dict[str, tuple[int, bytes, dict[str, str]]] = {  # answers to POST that start none
    "garbage": (200, b'{"id": "video', {}),
    "page": (200, b"<html><title>Welcome to nginx</title></html>", {}),
    "nothing": (200, b"{}", {}),
    "away": (307, b"", {"Location": "http://evil.example/v1/videos"}),
}


@contextmanager
def serving(server: VideoServer) -> Iterator[VideoServer]:
    """The server, answering."""

    class Bound(_Handler):
        video = server

    server.film = server.film or film()
    web = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
    web.daemon_threads = True
    server.port = web.server_address[1]
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        web.shutdown()
        web.server_close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    video: VideoServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string((timestamp or time.time()) + self.video.clock_ahead_s)

    def do_POST(self) -> None:
        fields = self._fields()
        self._note(fields)
        path = urlsplit(self.path).path
        if self._locked():
            return
        if path == "/v1/videos":
            self._create(fields)
        elif path in ("/video", "/v1/video/generations", "/v1/video/generations/image"):
            self._blocking(fields)
        else:
            self._json(404, {"detail": "Not Found"})

    def do_GET(self) -> None:
        self._note({})
        path = urlsplit(self.path).path
        parts = path.strip("/").split("/")
        if path == "/v1/videos":
            self._list()
        elif path in ("/files/film.mp4", "/generated-videos/film.mp4"):
            self._send(200, self.video.film, "video/mp4")
        elif parts[-1] == "content" and len(parts) == 4:
            self._content(parts[2])
        elif len(parts) != 3:
            self._json(404, {"detail": "Not Found"})
        elif not self._locked():
            self._look(parts[2])

    def do_DELETE(self) -> None:
        self._note({})
        known = self.video.jobs.pop(self.path.rpartition("/")[2], None)
        self._json(200 if known else 404, {"object": "video.deleted", "deleted": bool(known)})

    def _create(self, fields: dict[str, Any]) -> None:
        fault = self.video.create.pop(0) if self.video.create else ""
        if isinstance(fault, tuple):
            return self._json(*fault)
        if fault in _NO_JOBS:
            status, body, headers = _NO_JOBS[fault]
            return self._send(status, body, headers=headers)
        if fault == "close":
            return self._cut()
        job = self.video.new_job(fields)
        match fault:
            case "close-after":
                self._cut()
            case "hang-after":
                self.video.over.wait(20)
            case "garbage-after":
                self._send(200, b'{"id": "video')
            case "drip":
                self._drip()
            case 502 | 504:
                self._json(fault, {"detail": "upstream timed out"})
            case _:
                self._json(200, job)

    def _look(self, job_id: str) -> None:
        self.video.polled.set()
        fault = self.video.look.pop(0) if self.video.look else "completed"
        job = self.video.jobs.get(job_id)
        if isinstance(fault, tuple):
            return self._json(*fault)
        if fault == "close":
            return self._cut()
        if fault == "garbage":
            return self._send(200, b"<html>loading", "text/html")
        if fault == "forget":
            self.video.jobs.clear()
            job = None
        if job is None or fault == 404:
            return self._json(404, {"detail": "Video not found"})
        changes = fault if isinstance(fault, dict) else {"status": fault}
        self._json(200, {**job, **changes})

    def _list(self) -> None:
        fault = self.video.listing.pop(0) if self.video.listing else ""
        if fault == "close":
            return self._cut()
        if isinstance(fault, tuple):
            return self._json(*fault)
        if not self.video.lists:
            return self._json(405, {"detail": "Method Not Allowed"})
        jobs = sorted(self.video.jobs.values(), key=lambda one: -int(one["created_at"]))
        self._json(200, {"object": "list", "data": jobs, "has_more": False})

    def _content(self, job_id: str) -> None:
        fault = self.video.content.pop(0) if self.video.content else ""
        whole = self.video.film
        if isinstance(fault, tuple):
            return self._json(*fault)
        match fault:
            case "cut":
                self._head(200, {"Content-Length": str(len(whole))})
                self.wfile.write(whole[: len(whole) // 2])
                self._cut()
            case "half":  # as an old server without a length: the end of the connection is the end of the file
                self._head(200, {"Connection": "close"})
                self.wfile.write(whole[: len(whole) // 2])
                self.close_connection = True
            case "huge":
                self._head(200, {"Connection": "close"})
                with suppress(OSError):
                    self.wfile.write(whole + b"\0" * 5_000_000)
                self.close_connection = True
            case "away":
                self._send(302, b"", headers={"Location": "http://169.254.169.254/latest/meta-data"})
            case "here":
                self._send(302, b"", headers={"Location": "/files/film.mp4"})
            case "circle":
                self._send(302, b"", headers={"Location": self.path})
            case bytes():
                self._send(200, fault, "video/mp4")
            case _:
                found = job_id in self.video.jobs
                self._send(200, whole, "video/mp4") if found else self._json(404, {"detail": "Video not found"})

    def _blocking(self, fields: dict[str, Any]) -> None:
        fault = self.video.create.pop(0) if self.video.create else ""
        text = base64.b64encode(self.video.film).decode()
        if isinstance(fault, tuple):
            return self._json(*fault)
        if fault == "close":
            return self._cut()
        self._json(200, self._made(fault, text) | {"created": 1, "id": "x", "model": fields.get("model")})

    def _made(self, fault: str, text: str) -> dict[str, Any]:
        """The answer of a blocking call."""
        match fault:
            case "url":
                return {"data": [{"url": f"{self.video.url}/generated-videos/film.mp4"}]}
            case "relative":
                return {"data": [{"url": "/generated-videos/film.mp4"}]}
            case str() if fault.startswith("url="):
                return {"data": [{"url": fault[4:]}]}
            case "data":
                return {"data": [{"b64_json": "data:video/mp4;base64," + text}]}
            case "not base64":
                return {"data": [{"b64_json": "%%%"}]}
            case "empty":
                return {"data": []}
            case "error":
                return {"error": {"message": "CUDA out of memory"}}
            case "junk":
                return {"data": [{"b64_json": base64.b64encode(b"no video at all").decode()}]}
            case _:
                return {"data": [{"b64_json": text}]}

    def _note(self, fields: dict[str, Any]) -> None:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.video.asked.append(Asked(self.command, parts.path, headers, fields, parse_qs(parts.query)))

    def _locked(self) -> bool:
        if not self.video.key or self.headers.get("Authorization") == f"Bearer {self.video.key}":
            return False
        self._json(401, {"error": {"message": f"Incorrect API key: {self.headers.get('Authorization')}"}})
        return True

    def _fields(self) -> dict[str, Any]:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("application/json"):
            return dict(json.loads(body))
        assert kind.startswith("multipart/form-data"), f"{kind!r} is no multipart"
        message = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        fields: dict[str, Any] = {}
        for part in message.get_payload():
            name = part.get_param("name", header="content-disposition")  # type: ignore[union-attr]
            data = part.get_payload(decode=True)  # type: ignore[union-attr]
            fields[str(name)] = data if part.get_filename() else data.decode()  # type: ignore[union-attr]
        return fields

    def _json(self, status: int, value: Any) -> None:
        headers = {"Retry-After": self.video.retry_after} if self.video.retry_after and status >= 400 else {}
        data = value.encode() if isinstance(value, str) else json.dumps(value).encode()
        self._send(status, data, "application/json", headers)

    def _send(self, status: int, data: bytes, kind: str = "text/plain", headers: dict[str, str] | None = None) -> None:
        self._head(status, {"Content-Type": kind, "Content-Length": str(len(data)), **(headers or {})})
        with suppress(OSError):
            self.wfile.write(data)

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _drip(self) -> None:
        """A header that never ends, a byte at a time."""
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not self.over_soon():
                self.wfile.write(b"a")
        self.close_connection = True

    def over_soon(self) -> bool:
        return self.video.over.wait(0.05)

    def _cut(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


@dataclass
class Ticking:
    """A clock whose sleep takes no time. `at_sleep` is called with the number of sleeps so far."""

    slept: list[float] = field(default_factory=list)
    at_sleep: Any = None

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self.at_sleep:
            self.at_sleep(len(self.slept))

    @property
    def clock(self) -> Clock:
        return Clock(monotonic=lambda: sum(self.slept), now=time.time, sleep=self.sleep)


@dataclass
class Table:
    """A desk that remembers what was said."""

    folder: Path | None = None
    key: str = "key-of-the-clip"
    sources: dict[str, Path] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    steps: list[tuple[str, int, int]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    stem: Callable[[str], Path] | None = None

    @property
    def desk(self) -> Desk:
        return Desk(step=lambda *step: self.steps.append(step), note=self.notes.append, unfinished=self.folder,
                    key=self.key, sources=self.sources, facts=self.facts, stem=self.stem)  # fmt: skip


def render(request: ShotRequest, table: Table, ticking: Ticking | None = None, **model: Any) -> list[np.ndarray]:
    """The frames of `request`; `model` are arguments of the renderer."""
    return list(RemoteModel((ticking or Ticking()).clock, **model).frames_at(request, table.desk))


def broken_off(request: ShotRequest, table: Table) -> None:
    """Render `request` and stop after its first frame, as a run that is killed while it encodes."""
    frames = RemoteModel(Ticking().clock).frames_at(request, table.desk)
    next(frames)
    frames.close()  # type: ignore[attr-defined]


def shot_request(
    url: str, frames: int = 24, rate: Fraction = Fraction(12), size_px: tuple[int, int] = (96, 64), **remote: Any
) -> ShotRequest:
    """A shot for the server at `url`: two seconds, unless told otherwise."""
    model, asked_px = remote.pop("model", "wan-1.3b"), remote.pop("asked_px", None)
    settings = VideoSettings(
        renderer="remote", model=model, remote=RemoteSettings(base_url=url, size_px=asked_px, **remote)
    )
    return ShotRequest(
        shot=Shot(id="wait", prompt="A red car waits."), cast=(), style="", frames=frames, frame_rate=rate,
        size_px=size_px, seed=3_000_000_000, settings=settings, prompt="A red car waits, in Wan's words.",
        negative="blurry",
    )  # fmt: skip
