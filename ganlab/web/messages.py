"""Messages: what a viewer sends over the live socket, read with care, for anybody may send anything; and how often."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from ganlab import limits
from ganlab.limits import LimitError, most
from ganlab.quoted import quoted

DEEPEST = 16  # objects and lists in one another; no command has more than four
TYPES = ("credit", "command", "check", "take", "map", "class")
# commands that begin runs
BEGINNING = ("experiment", "begin", "reset", "new_seed", "branch", "compare", "keep", "undo")
COSTLY = dict.fromkeys(BEGINNING, 20)
TAKING = 40  # what it costs to ask for a file
MAPPING = {"plan": 20, "find": 20, "fill": 20, "open": 20}  # and to have a map planned, filled, or a run of it opened


def read(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object in a message as the socket hands it over; raise ValueError with one sentence for any other."""
    text = event.get("text")
    if text is None:
        raise ValueError("message: must be text; got “bytes”")
    size, limit = len(text.encode("utf-8", "replace")), 1024 * most("message_kb")
    if size > limit:  # before anything is made of it
        raise LimitError(limits.message("message_kb", got=-(-size // 1024)))
    if _depth(text) > DEEPEST:
        raise ValueError(f"message: must have at most {DEEPEST} lists and objects in one another; got {quoted(text)}")
    try:
        message = json.loads(text, parse_float=_finite, parse_constant=_not_finite)
    except json.JSONDecodeError:
        raise ValueError(f"message: must be JSON; got {quoted(text)}") from None
    except ValueError as error:
        if error.args and str(error).startswith("message: "):
            raise
        raise ValueError("message: numbers must have at most 4,300 digits; got “more”") from None
    if not isinstance(message, dict) or message.get("type") not in TYPES:
        raise ValueError(f"message: must be an object of type {', '.join(TYPES)}; got {quoted(message)}")
    if "\\u" in text and re.search("[\ud800-\udfff]", json.dumps(message, ensure_ascii=False)):
        raise ValueError(f"message: must hold whole characters; got {quoted(message)}")
    return message


def _depth(text: str) -> int:
    """Return an upper bound of how deep lists and objects stand in one another; brackets in texts count too."""
    deepest = depth = 0
    for sign in re.findall(r"[\[\]{}]", text):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _not_finite(text)


def _not_finite(text: str) -> NoReturn:
    raise ValueError(f"message: numbers must be finite; got {quoted(text)}")


def credit(message: Mapping[str, Any]) -> int:
    """Return how many frames more a viewer can take; raise ValueError with one sentence."""
    n = message.get("n")
    if isinstance(n, bool) or not isinstance(n, int) or not 0 <= n <= 1_000:
        raise ValueError(f"credit: must be a whole number from 0 to 1000; got {quoted(n)}")
    return n


class Bucket:
    """Let so many messages through a second, and as many at once after a pause; the others wait, and none is lost."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic):
        self.rate, self._clock = rate, clock
        self._tokens, self._at = rate, clock()

    def take(self, cost: float = 1.0) -> float:
        """Take what a message costs; return for how many seconds its sender is to wait before the next one."""
        now = self._clock()
        self._tokens = min(self.rate, self._tokens + (now - self._at) * self.rate) - cost
        self._at = now
        return max(0.0, -self._tokens / self.rate)
