"""Shots rendered by a video server: vLLM-Omni, SGLang, FastVideo, Aquiles-Image, LocalAI, Xinference.

    MOVIEFACTORY_VIDEO_BASE_URL   where the server is, unless the plan says (video.remote.base_url)
    MOVIEFACTORY_VIDEO_API_KEY    its key; sent to the address of MOVIEFACTORY_VIDEO_BASE_URL and to no other

Shots are rendered one after the other: one job is on the server at a time. This file puts the parts together; it knows
no protocol. A killed run takes up the job, or the fetched video, that it left in the shot's `unfinished` folder; what
lies there goes when the last frame was taken.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import MediaError
from moviefactory.media.probe import MediaInfo
from moviefactory.video import Desk, ShotRequest
from moviefactory.video.remote.blocking import Blocking
from moviefactory.video.remote.board import MOST_BYTES, Board
from moviefactory.video.remote.clip import frames_of, keep_sound, look_at, shown_rate
from moviefactory.video.remote.jobs import Jobs
from moviefactory.video.remote.order import Order, order_of
from moviefactory.video.remote.pace import Pace
from moviefactory.video.remote.server import Server, server_of
from moviefactory.video.remote.ticket import CONTENT, Ticket, drop_ticket, read_ticket
from moviefactory.video.remote.wire import Clock, Wire
from moviefactory.workspace import printable, refusal


class RemoteModel:
    """Renders shots on a server. `clock` and `most_bytes` (of one video) are for tests."""

    def __init__(self, clock: Clock | None = None, most_bytes: int = MOST_BYTES) -> None:
        self._clock = clock or Clock()
        self._most = most_bytes

    def frames(self, request: ShotRequest) -> Iterator[NDArray[np.uint8]]:
        """Exactly `request.frames` RGB arrays (h, w, 3), uint8, of `request.size_px`. Keeps nothing of a killed run."""
        return self.frames_at(request, Desk())

    def frames_at(self, request: ShotRequest, desk: Desk) -> Iterator[NDArray[np.uint8]]:
        """As `frames`; takes up what a killed run left in `desk.unfinished`, and says in `desk.facts` what came.

        Raises PlanError where no server is named, StageError where it makes no video that the shot can be cut from.
        """
        server = server_of(request.settings.remote)
        order = order_of(request, desk)
        began = self._clock.monotonic()
        with _folder(desk) as folder:
            ticket = self._kept(server, order, request, desk) or self._made(server, order, request, desk, folder)
            info = look_at(folder / CONTENT)
            slowed = shown_rate(info, request)[1]
            waited_s = self._clock.monotonic() - began
            desk.facts.update(_facts(server, ticket, info, slowed) | {"seconds": round(waited_s, 1)})
            if path := keep_sound(folder / CONTENT, info, request, desk):
                desk.facts["sound"] = path.name
            yield from frames_of(folder / CONTENT, info, request, desk, in_middle=order.in_middle)
            drop_ticket(desk.unfinished)

    def credits(self, request: ShotRequest) -> tuple[str, ...]:
        """Lines for CREDITS.txt. The licence of a model on a server is not known here."""
        return (f"Pictures rendered by {printable(request.settings.model) or 'a video model'} on a server of yours",)

    def _kept(self, server: Server, order: Order, request: ShotRequest, desk: Desk) -> Ticket | None:
        """The ticket of a video that an earlier run fetched for this very shot; no server is asked then."""
        ticket = read_ticket(desk.unfinished)
        same = ticket and (ticket.key, ticket.server, ticket.protocol, ticket.model) == (
            desk.key, server.address, request.settings.remote.protocol, order.model)  # fmt: skip
        if not (ticket and same and ticket.fetched and desk.unfinished and desk.key):
            return None
        try:
            look_at(desk.unfinished / CONTENT)
        except (MediaError, OSError):
            return None
        return ticket

    def _made(self, server: Server, order: Order, request: ShotRequest, desk: Desk, folder: Path) -> Ticket:
        remote = request.settings.remote
        wire, pace = Wire(server, self._clock), Pace(self._clock, remote.deadline_minutes)
        try:
            if remote.protocol == "jobs":
                return Jobs(Board(wire, self._clock), desk, pace, self._clock, self._most).video(order, folder)
            return Blocking(wire, remote.protocol, desk, pace, self._clock).video(order, folder)
        finally:
            wire.close()


@contextmanager
def _folder(desk: Desk) -> Iterator[Path]:
    """Where the video lies while it is read: the shot's own folder, else one that goes away."""
    if desk.unfinished is None:
        with tempfile.TemporaryDirectory(prefix="moviefactory-") as name:
            yield Path(name)
        return
    try:
        desk.unfinished.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refusal(error, str(desk.unfinished)) from error
    try:
        yield desk.unfinished
    finally:
        with suppress(OSError):
            desk.unfinished.rmdir()  # only where nothing is left in it


def _facts(server: Server, ticket: Ticket, info: MediaInfo, slowed: float) -> dict[str, Any]:
    """What the receipt says of the server and of what came, which is not always what was asked for."""
    size_px, rate = info.size_px or (0, 0), info.frame_rate
    return {
        "server": server.address,
        "protocol": ticket.protocol,
        "model": server.scrubbed(ticket.echoed or ticket.model),
        "remote_id": server.hidden(ticket.id),
        "licence": "unknown",
        "returned": {"size_px": list(size_px), "frames": info.frames, "frame_rate": str(rate) if rate else ""},
        "slowed": round(slowed, 3),
    }
