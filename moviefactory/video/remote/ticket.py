"""What is remembered of a remote job in the shot's `unfinished` folder, so that a killed run never renders twice.

`job.json` is written before the server is asked (the intent) and again when it named its job. It holds no key, and no
password of an address.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from moviefactory.workspace import write_atomically

TICKET = "job.json"
CONTENT = "remote.mp4"
_MOST_KNOWN = 200


@dataclass(frozen=True)
class Ticket:
    """One order that was given, or is about to be.

    `key` is the desk's, `known` the ids that the server had before (None: it lists none), `id` the job's once the
    server named it, `fetched` whether its video lies beside the ticket, `model` as it was asked for or echoed.
    """

    key: str
    server: str
    protocol: str
    model: str
    token: str
    asked_at: float  # seconds since 1970, by this machine's clock
    known: tuple[str, ...] | None = None
    id: str = ""
    fetched: bool = False
    echoed: str = ""  # the model, as the server calls it


def read_ticket(folder: Path | None) -> Ticket | None:
    """The ticket in `folder`; None where there is none that can be read."""
    if folder is None:
        return None
    try:
        data = json.loads((folder / TICKET).read_text(encoding="utf-8"))
        known = data.pop("known")
        ticket = Ticket(**data, known=None if known is None else tuple(known))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return ticket if _sound(ticket) else None


def write_ticket(folder: Path | None, ticket: Ticket) -> None:
    """Keep `ticket`. Raises StorageError."""
    if folder is not None:
        values: dict[str, Any] = asdict(ticket)
        if ticket.known is not None:
            values["known"] = list(ticket.known[:_MOST_KNOWN])
        write_atomically(folder / TICKET, json.dumps(values, indent=1))


def drop_ticket(folder: Path | None) -> None:
    """Forget the job, and the video that came of it."""
    if folder is not None:
        for name in (TICKET, CONTENT):
            with suppress(OSError):
                (folder / name).unlink(missing_ok=True)


def is_id(value: Any) -> bool:
    """Whether `value` may stand in an address as the id of a job."""
    return isinstance(value, str) and bool(re.fullmatch(r"(?!\.{1,2}$)[!-~]{1,200}", value))


def _sound(ticket: Ticket) -> bool:
    texts = (ticket.key, ticket.server, ticket.protocol, ticket.model, ticket.token, ticket.id, ticket.echoed)
    known = ticket.known or ()
    return (
        all(isinstance(one, str) for one in (*texts, *known))
        and isinstance(ticket.asked_at, (int, float))
        and isinstance(ticket.fetched, bool)
        and (not ticket.id or is_id(ticket.id))
    )
