"""One shot as one long call: LocalAI's POST /video, Xinference's POST /v1/video/generations.

The answer is the video itself, or an address of it on the same server. Such a call has no id: where its answer is lost,
nothing can be asked about it, and it is not sent again by itself.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from pathlib import Path
from typing import Any

from moviefactory.errors import MediaError, StageError
from moviefactory.video import Desk
from moviefactory.video.remote.board import BUSY, MOST_BYTES, refusal_of
from moviefactory.video.remote.clip import look_at
from moviefactory.video.remote.order import Order, localai_body, xinference_body, xinference_form
from moviefactory.video.remote.pace import Pace
from moviefactory.video.remote.ticket import CONTENT, Ticket, write_ticket
from moviefactory.video.remote.wire import Answer, Clock, Lost, Unreached, Wire, said, words_in
from moviefactory.workspace import PARTIAL, refusal, synced

MOST_ANSWER = 512 << 20  # of an answer that holds a video as text
_TRIES = 4
_FETCHES = 3


class Blocking:
    """The call of one shot."""

    def __init__(self, wire: Wire, protocol: str, desk: Desk, pace: Pace, clock: Clock) -> None:
        self._wire, self._protocol, self._desk, self._pace, self._clock = wire, protocol, desk, pace, clock
        self._server = wire.server

    def video(self, order: Order, folder: Path) -> Ticket:
        """Have `order` rendered; its video is then CONTENT in `folder`. Raises StageError, StorageError."""
        self._desk.step("rendering on the server", 0, 100)
        value = self._answered(order).json()
        item = _first(value)
        target = folder / CONTENT
        if item is None:
            words = self._server.scrubbed(words_in(value)) or "no JSON"
            raise self._server.fails(f"its answer holds no video ({words}); see its log")
        if text := item.get("b64_json"):
            self._decode(text, target)
        else:
            self._fetch(str(item["url"]), target)
        try:
            look_at(target)
        except MediaError as error:
            target.unlink(missing_ok=True)
            raise self._server.fails(f"what it sent is no video ({self._server.scrubbed(str(error))})") from None
        ticket = Ticket(self._desk.key, self._server.address, self._protocol, order.model, "", self._clock.now(),
                        fetched=True, echoed=self._server.scrubbed(_model(value)))  # fmt: skip
        write_ticket(self._desk.unfinished, ticket)
        return ticket

    def _answered(self, order: Order) -> Answer:
        """The answer of the one call. Sent again only where the server did not take it."""
        unreached = 0
        while True:
            try:
                answer = self._call(order)
            except Unreached:
                if (unreached := unreached + 1) == _TRIES:
                    raise
                self._pace.rest(past_deadline=True)
                continue
            except Lost as error:
                raise StageError(
                    f"{error}; it may be rendering for nobody, and its protocol has no job to ask for: run the same "
                    "command again, with a longer video.remote.deadline_minutes where it was late"
                ) from None
            if answer.ok:
                return answer
            if answer.status not in BUSY:
                raise refusal_of(answer, self._server)
            self._pace.rest(answer.wait_s)
            if self._pace.left_s <= 0:
                raise self._server.fails(
                    f"it had no time for the shot before the deadline ({said(answer, self._server)})"
                )

    def _call(self, order: Order) -> Answer:
        root = self._server.address
        if self._protocol == "localai":
            return self._post(re.sub(r"(/v1)?(/video)?$", "", root) + "/video", json=localai_body(order))
        root = re.sub(r"/video/generations$", "", root)
        url = (root if re.search(r"/v\d+$", root) else f"{root}/v1") + "/video/generations"
        if order.image:
            return self._post(f"{url}/image", files=xinference_form(order))
        return self._post(url, json=xinference_body(order))

    def _post(self, url: str, **body: Any) -> Answer:
        left_s = self._pace.left_s
        return self._wire.ask("POST", url, seconds=left_s, quiet_s=left_s, most=MOST_ANSWER, **body)

    def _decode(self, text: object, target: Path) -> None:
        try:
            if not isinstance(text, str):
                raise ValueError
            data = base64.b64decode("".join((text.partition("base64,")[2] or text).split()), validate=True)
        except (ValueError, binascii.Error):
            raise self._server.fails("its answer holds a video that is no base64; see its log") from None
        partial = target.with_name(PARTIAL + target.name)
        try:
            partial.write_bytes(data)
            synced(partial)
            os.replace(partial, target)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise refusal(error, f"keeping what {self._server.address} sent") from error

    def _fetch(self, url: str, target: Path) -> None:
        """The video at `url`, which must lie on the same server."""
        full, why = self._wire.same_host(url), ""
        for _ in range(_FETCHES):
            try:
                answer = self._wire.fetch(full, target, seconds=600.0, most=MOST_BYTES)
                if answer.status == 200:
                    return
                why = said(answer, self._server)
                if answer.status not in BUSY and answer.status < 500:
                    break
            except (Lost, Unreached) as error:
                why = str(error)
            self._pace.rest(past_deadline=True)
        raise self._server.fails(f"its video is ready, but could not be fetched ({why})")


def _first(value: Any) -> dict[str, Any] | None:
    """The first item of an answer that holds a video or an address."""
    data = value.get("data") if isinstance(value, dict) else None
    item = data[0] if isinstance(data, list) and data else None
    return item if isinstance(item, dict) and (item.get("b64_json") or item.get("url")) else None


def _model(value: Any) -> str:
    model = value.get("model") if isinstance(value, dict) else ""
    return model[:200] if isinstance(model, str) else ""
