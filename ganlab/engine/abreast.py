"""Abreast: runs of one kind that step together for a slice, and what of that time each of them has had."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

from ganlab.engine.pair import Pair
from ganlab.engine.run import Run
from ganlab.gan.together import MOST, Together, exact

LEAST = 3  # runs that are quicker together


def company(unit: Run | Pair, ready: Iterable[Run | Pair]) -> list[Run]:
    """Return the runs that step together with one: those of its kind that lack steps most; none where they are few.

    That one is first. What somebody looks at waits for none that nobody looks at.
    """
    if isinstance(unit, Pair) or (kind := unit.kind) is None:
        return []
    others = [
        run
        for run in ready
        if run is not unit and isinstance(run, Run) and run.watched == unit.watched and run.kind == kind
    ]
    several = len(others) + 1 >= LEAST and exact(kind)
    return [unit, *sorted(others, key=lambda run: run.stepped)[: MOST - 1]] if several else []


def advance(
    runs: Sequence[Run], guarded: Callable[..., None], interrupted: Callable[[], bool], seconds: float
) -> list[float]:
    """Let runs step together until they have had so many seconds each, once at least; return what each has had.

    It ends early where a command arrives, or where one of them is not to go on.
    """
    began, before = time.thread_time(), [run.measuring for run in runs]
    together, share = Together([run.trainer for run in runs if run.trainer]), 0.0
    while share < seconds:
        now = time.monotonic()
        try:
            together.step()
        except Exception:  # of one of them, which will fail alone
            for run in runs:
                run.apart = True
            break
        for run in runs:
            guarded(run, run.stepped_with_others, now)
        measuring = [run.measuring - past for run, past in zip(runs, before, strict=True)]
        share = (time.thread_time() - began - sum(measuring)) / len(runs)
        if interrupted() or any((due := run.due()) is None or due > now for run in runs):
            break
    for run in runs:
        run.stepped += share
    return [share + run.measuring - past for run, past in zip(runs, before, strict=True)]
