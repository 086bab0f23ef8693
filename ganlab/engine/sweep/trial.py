"""A short trial on this machine: how many runs are best stepped as one, and what a sweep will take."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

from ganlab.engine.sweep.plan import Plan, Task
from ganlab.engine.sweep.running import Followed, trainer_of
from ganlab.gan.batch import Batch, alone
from ganlab.gan.cost import cost
from ganlab.lazy import torch
from ganlab.observe.checks import scheduled

SIZES = (8, 16, 32, 64)  # runs of a batch that are tried
WARM, TIMED = 3, 12  # steps of a trial
BETTER = 0.95  # a larger batch shows its first runs later: it must be this much quicker


class Trial(NamedTuple):
    """Hold what a trial has found: the size of a batch, and seconds of a core for the whole sweep."""

    size: int
    seconds: float
    alone: int  # runs that must be stepped one by one


def trial(plan: Plan, tasks: Sequence[Task], workers: int) -> Trial:
    """Step a few runs of those that are to be taken, and check one."""
    torch.set_num_threads(1)
    single = [task for task in tasks if alone(task.config) is not None]
    together = [task for task in tasks if alone(task.config) is None]
    most = max(1, -(-len(together) // workers))
    size, per_step = 1, 0.0
    if together:
        first = next(iter(plan.batches(min(SIZES[-1], most), frozenset(task.key for task in single))))
        for tried in sorted({min(one, len(first)) for one in SIZES}):
            took = _stepped(first[:tried]) / tried
            if not per_step or took < BETTER * per_step:
                size, per_step = tried, took
        per_step /= cost(first[0].config).seconds
    if single:
        alone_step = _stepped(single[:1]) / cost(single[0].config).seconds
    checks = sum(scheduled(step) for step in range(1, plan.steps + 1))
    check = _checked(tasks[0])
    seconds = sum(plan.steps * per_step * cost(task.config).seconds for task in together) + checks * check * len(tasks)
    seconds += sum(plan.steps * alone_step * cost(task.config).seconds for task in single)
    return Trial(size, seconds, len(single))


def _stepped(tasks: Sequence[Task]) -> float:
    """Return the seconds that a step of these runs takes, as one where they can be."""
    trainers = [trainer_of(task) for task in tasks]
    step = trainers[0].step if alone(tasks[0].config) else Batch(trainers).step
    for _ in range(WARM):
        step()
    since = time.thread_time()
    for _ in range(TIMED):
        step()
    return (time.thread_time() - since) / TIMED


def _checked(task: Task) -> float:
    """Return the seconds that a check of a run takes."""
    followed = Followed(task, trainer_of(task))
    followed.measure()  # which makes the floors too
    since = time.thread_time()
    followed.measure()
    return time.thread_time() - since
