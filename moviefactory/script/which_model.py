"""Which language model a script is asked of, and within which bounds: settings and environment put together."""

from __future__ import annotations

import os
import re

from moviefactory.errors import PlanError
from moviefactory.script.chat_api import Endpoint, Limits
from moviefactory.script.who_writes import ADDRESS, KEY, OPENAI, is_known
from moviefactory.settings import ScriptSettings

MODEL = "OPENAI_MODEL"
OPENAI_MODEL = "gpt-4.1-mini"  # small, cheap, and it keeps to a schema


def endpoint_of(settings: ScriptSettings, trusted: bool) -> Endpoint:
    """Where the model is. `trusted`: the address in `settings` was not named by a project file alone."""
    environment = os.environ.get(ADDRESS, "").strip()
    address = (settings.base_url or environment or OPENAI).rstrip("/")
    model = settings.model or os.environ.get(MODEL, "").strip() or (OPENAI_MODEL if address == OPENAI else "")
    key = os.environ.get(KEY, "").strip()
    if re.match(r"(?:sk|gsk|xai|pk)-", model) or (key and model == key):
        raise PlanError(f"script.model: that is a key, not the name of a model; keys belong into {KEY}")
    sent = trusted or is_known(address)
    return Endpoint(address, model, key if sent else "", settings.price, withheld=bool(key) and not sent)


def limits_of(settings: ScriptSettings) -> Limits:
    """The bounds of time and money."""
    return Limits(script_s=settings.deadline_minutes * 60, max_cost_usd=settings.max_cost)
