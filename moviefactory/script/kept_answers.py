"""Answers that were paid for are kept on disk, one small JSON file per question, so that no question is paid twice.

A file counts only as long as its signature is that of the question and its reply still fits; all else is asked anew.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from moviefactory.script.endpoint import Endpoint
from moviefactory.script.ladder import Dice, full_schema
from moviefactory.script.questions import A, Question
from moviefactory.workspace import slug_of, write_atomically

_FORMAT = 1
_MAX_BYTES = 2_000_000


def signature_of(question: Question[Any], endpoint: Endpoint, model: str, dice: Dice) -> str:
    """Everything that an answer depends on, hashed. The key and the password of the address are not part of it."""
    shape: type[BaseModel] = question.shape
    parts = {
        "format": _FORMAT, "url": endpoint.shown_url, "model": model, "system": question.system, "text": question.text,
        "schema": full_schema(shape), "max_tokens": question.max_tokens, "seed": dice.seed,
        "temperature": dice.temperature,
    }  # fmt: skip
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def place_of(folder: Path, question: Question[Any], signature: str) -> Path:
    """The file of a question's answer."""
    return folder / f"{slug_of(question.name) or 'question'}-{signature[:16]}.json"


def read_kept(path: Path, question: Question[A], signature: str) -> tuple[A, float] | None:
    """The kept answer and what it had cost in USD; None where there is none that holds."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            return None
        kept = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(kept, dict) or kept.get("signature") != signature:
            return None
        answer = question.shape.model_validate(kept.get("reply"))
        question.check(answer)
    except (OSError, ValueError, ValidationError, RecursionError):
        return None
    cost = kept.get("cost_usd")
    return answer, max(0.0, cost) if isinstance(cost, float) and math.isfinite(cost) else 0.0


def keep(path: Path, signature: str, facts: Mapping[str, Any]) -> None:
    """Write an answer and the facts about it. Raises StorageError where the disk does not take it."""
    text = json.dumps({"signature": signature, **facts}, indent=1, ensure_ascii=False)
    write_atomically(path, text + "\n")
