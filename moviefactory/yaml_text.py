"""Values as YAML text that a person can read: small things on one line, emoji as emoji, control characters escaped.

It knows YAML and which characters an editor shows, not what a plan is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import yaml

_ESCAPED = re.compile(r"\\U(00(?:0[1-9A-F]|10)[0-9A-F]{4})")
_PRIVATE = range(0xE000, 0xF900)  # characters that mean nothing, but that libyaml writes as they are
_ENDLESS = 1_000_000


class Flow(dict[str, Any]):
    """A mapping that is written on one line."""


class Styled(str):
    """A string that is written in a certain YAML style, where that can hold it."""

    style: str | None = None


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """The safe dumper, which knows one-line mappings and strings of a given style. Rare line breaks are quoted."""

    stand_ins: Mapping[int, str] = {}
    quoted = re.compile("[\x85\u2028\u2029]")


class _LineDumper(_Dumper):
    """The same, for one line: a text of several lines is quoted with \\n in it."""

    quoted = re.compile("[\n\x85\u2028\u2029]")


def _string(dumper: Any, data: str) -> Any:
    data.encode("utf-8")  # half a character is an error here, with libyaml and without
    style = '"' if dumper.quoted.search(data) else getattr(data, "style", None)
    return dumper.represent_scalar("tag:yaml.org,2002:str", data.translate(dumper.stand_ins), style=style)


def _one_line(dumper: Any, data: Flow) -> Any:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)


for _dumper in (_Dumper, _LineDumper):
    _dumper.add_representer(Flow, _one_line)
    _dumper.add_representer(str, _string)
    _dumper.add_representer(Styled, _string)


def block_text(value: Any, width: int) -> str:
    """`value` in block style, ending in a line break; lines are wrapped at `width` columns.

    Every character reads back as it was: control characters stand as escapes, an emoji as itself. Raises ValueError
    for half of a surrogate pair, which no UTF-8 file can hold.
    """
    return _text(value, _Dumper, width, flow=False)


def flow_text(value: Any) -> str:
    """`value` on one line, as it may stand between the brackets of a flow. Otherwise as `block_text`."""
    return _text([value], _LineDumper, _ENDLESS, flow=True).strip()[1:-1]


def _text(value: Any, dumper: Any, width: int, flow: bool) -> str:
    """libyaml escapes whatever lies beyond U+FFFF: what can be seen of it is dumped under a stand-in that it prints.

    A stand-in is a private character that the values do not hold: it would stand in the first text as it is.
    """
    text = _dumped(value, dumper, width, flow)
    rare = {chr(int(code, 16)) for code in _ESCAPED.findall(text)}
    shown = sorted(one for one in rare if unicodedata.category(one) not in ("Cf", "Co"))
    free = (chr(code) for code in _PRIVATE if chr(code) not in text)
    stand_ins = dict(zip(shown, free, strict=False))  # beyond 6,400 kinds of them an escape will do
    if not stand_ins:
        return text
    dumper = type("_Masked", (dumper,), {"stand_ins": str.maketrans(stand_ins)})
    back = str.maketrans({stand_in: one for one, stand_in in stand_ins.items()})
    return _dumped(value, dumper, width, flow).translate(back)


def _dumped(value: Any, dumper: Any, width: int, flow: bool) -> str:
    text = yaml.dump(
        value, Dumper=dumper, sort_keys=False, allow_unicode=True, width=width, default_flow_style=flow
    )  # fmt: skip
    return str(text)
