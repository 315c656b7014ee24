"""What is forgiven in a reply before it is validated: a text too long, "Close-Up" for close, "3" for 3, an unknown key.

Works on the JSON schema of a shape. What is not forgiven here is left as it is, for validation to name. A shape's class
attribute `aliases` (field -> {what models say: the word of the list that is meant}) adds to what is understood.
"""

from __future__ import annotations

import inspect
import math
import re
from functools import lru_cache
from typing import Any, get_args

from pydantic import BaseModel

MAX_DEPTH = 60
_BIGGEST = 10**15
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}
Aliases = dict[str, dict[str, str]]


@lru_cache(maxsize=64)
def schema_of(shape: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a shape, every reference replaced by what it refers to (as deep as shapes go)."""
    schema = shape.model_json_schema()
    defs = schema.pop("$defs", {})
    inner: dict[str, Any] = _inlined(schema, defs, 12)
    return inner


def fitted(value: Any, shape: type[BaseModel]) -> Any:
    """`value` (plain JSON) brought as near to `shape` as kindness goes; `value` itself stays as it is."""
    return _fit(bounded(value), schema_of(shape), "", _aliases(shape))


def bounded(value: Any, depth: int = MAX_DEPTH) -> Any:
    """A copy without what no answer may hold: nesting beyond `depth`, control characters, NaN, endless numbers."""
    if isinstance(value, dict):
        return {bounded(str(key)): bounded(one, depth - 1) for key, one in value.items()} if depth else None
    if isinstance(value, list):
        return [bounded(one, depth - 1) for one in value] if depth else None
    if isinstance(value, str):
        return _CONTROL.sub(" ", value).encode("utf-8", "replace").decode()  # lone surrogates become "?"
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return None if isinstance(value, int) and abs(value) > _BIGGEST else value


def _inlined(node: Any, defs: dict[str, Any], depth: int) -> Any:
    if isinstance(node, list):
        return [_inlined(one, defs, depth) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        meant = defs.get(node["$ref"].rpartition("/")[2], {}) if depth else {}
        return {**_inlined(meant, defs, depth - 1), **{key: one for key, one in node.items() if key != "$ref"}}
    return {key: _inlined(one, defs, depth) for key, one in node.items()}


@lru_cache(maxsize=64)
def _aliases(shape: type[BaseModel]) -> Aliases:
    """The aliases of a shape and of all shapes inside it, by field; what models say is squeezed (see `_squeezed`)."""
    found: Aliases = {}
    for one in _shapes_in(shape, set()):
        for name, words in getattr(one, "aliases", {}).items():
            found.setdefault(name, {}).update({_squeezed(said): meant for said, meant in words.items()})
    return found


def _shapes_in(kind: Any, seen: set[Any]) -> set[Any]:
    if inspect.isclass(kind) and issubclass(kind, BaseModel) and kind not in seen:
        seen.add(kind)
        for one in kind.model_fields.values():
            _shapes_in(one.annotation, seen)
    for inner in get_args(kind):
        _shapes_in(inner, seen)
    return seen


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _fit(value: Any, schema: dict[str, Any], name: str, aliases: Aliases) -> Any:
    if "anyOf" in schema:
        return _fit_choice(value, schema["anyOf"], name, aliases)
    if "enum" in schema or "const" in schema:
        return _fit_word(value, schema.get("enum", [schema.get("const")]), aliases.get(name, {}))
    kind = schema.get("type")
    if kind == "object" and "properties" in schema:
        return _fit_object(value, schema, aliases)
    if kind == "array":
        return _fit_list(value, schema, name, aliases)
    if kind == "string":
        return _fit_text(value, schema)
    if kind in ("integer", "number"):
        return _fit_number(value, kind)
    if kind == "boolean":
        return _TRUTH.get(value.strip().lower(), value) if isinstance(value, str) else value
    return value


def _fit_choice(value: Any, choices: list[dict[str, Any]], name: str, aliases: Aliases) -> Any:
    real = [one for one in choices if one.get("type") != "null"]
    empty = value is None or (isinstance(value, str) and value.strip().lower() in ("", "null"))
    if empty and len(real) < len(choices):
        return None
    return _fit(value, real[0], name, aliases) if len(real) == 1 else value


def _fit_word(value: Any, words: list[Any], aliases: dict[str, str]) -> Any:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str) or value in words:
        return value
    said = _squeezed(value)
    meant = next((one for one in words if isinstance(one, str) and _squeezed(one) == said), aliases.get(said))
    return meant if meant in words else value


def _fit_object(value: Any, schema: dict[str, Any], aliases: Aliases) -> Any:
    """Known keys only, written as the shape writes them; a key that may be null and is not there is null."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict):
        return value
    known = schema["properties"]
    spelled = {_squeezed(key): one for key, one in reversed(value.items())}
    fit: dict[str, Any] = {}
    for name, inner in known.items():
        if name in value or _squeezed(name) in spelled:
            fit[name] = _fit(value[name] if name in value else spelled[_squeezed(name)], inner, name, aliases)
        elif name in schema.get("required", ()) and {"type": "null"} in inner.get("anyOf", ()):
            fit[name] = None
    return fit


def _fit_list(value: Any, schema: dict[str, Any], name: str, aliases: Aliases) -> Any:
    inner = schema.get("items", {})
    if isinstance(value, dict):
        numbered = bool(value) and all(re.search(r"\d$", key) for key in value)
        value = list(value.values()) if numbered else [value]
    elif isinstance(value, str):
        value = [value] if value.strip() else []
    if not isinstance(value, list):
        return value
    some = [one for one in value if one is not None and one != ""]
    return [_fit(one, inner, name, aliases) for one in some[: schema.get("maxItems", len(some))]]


def _fit_text(value: Any, schema: dict[str, Any]) -> Any:
    """A text, cut between two words where it is too long."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return value
    text, most = value.strip(), schema.get("maxLength", len(value))
    if len(text) <= most:
        return text
    words = text[: most + 1].rsplit(None, 1)[0]
    return (words if len(words) > most * 0.6 else text)[:most].rstrip(" ,;:-–—")


def _fit_number(value: Any, kind: str) -> Any:
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d{1,15}(\.\d{1,15})?\s*", value):
        value = float(value)
    if kind == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    return value
