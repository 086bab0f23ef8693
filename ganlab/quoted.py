"""Quoted: how a refusal writes the value that it got, whatever somebody has sent."""

from __future__ import annotations

import json
from typing import Any


def plain(value: Any, most: int) -> str:
    """Return a value on one line of at most so many characters: a text as it is, anything else as JSON has it.

    What cannot be shown, such as half a surrogate pair, becomes a “?”.
    """
    text = value[: most + 1] if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = "".join(sign if sign.isprintable() else "?" for sign in text[: most + 1])
    return text if len(text) <= most else text[: most - 1] + "…"


def quoted(value: Any, most: int = 40) -> str:
    """Return a value as `plain` does, in quotation marks."""
    return f"“{plain(value, most)}”"
