"""Orders: the commands that a worker passes on to one run, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ganlab.engine.run import Run


class Order(NamedTuple):
    """Say what a command does to one run, and whether that may fail and is shown at once."""

    act: Callable[..., None]
    may_fail: bool = False
    shown: bool = False


ORDERS: dict[str, Order] = {
    "pace": Order(Run.pace, shown=True),
    "halt": Order(Run.halt),
    "rest": Order(Run.rest),
    "steps": Order(Run.steps),
    "until": Order(Run.until, may_fail=True),
    "slow": Order(Run.go_slowly, may_fail=True, shown=True),
    "study": Order(Run.study, shown=True),
    "watch": Order(Run.watch),
    "dismiss": Order(Run.dismiss),
}
