"""What many runs cost when they are stepped as one, what measuring them adds, and how processes share them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from ganlab.cli.bench.figure import Figure
from ganlab.cli.bench.training import textbook
from ganlab.engine.sweep.backends import Backend, processes, ray
from ganlab.engine.sweep.plan import Plan, Task, axis
from ganlab.engine.sweep.running import Followed, trainer_of
from ganlab.engine.sweep.trial import SIZES
from ganlab.gan.batch import Batch
from ganlab.gan.config import from_values
from ganlab.observe.checks import scheduled

TARGETS = {16: 10, 32: 5, 64: 2}  # times a textbook's loop, by the width of two hidden layers
ROUNDS, STEPS = 9, 1500
RATES = ("d_lr=1e-4:1e-1:9log", "g_lr=1e-4:1e-1:9log")


def default_map(width: int = 16, steps: int = STEPS) -> Plan:
    """Return the map that is drawn where nothing else is asked for: both rates, three seeds."""
    base = from_values({"g_hidden": (width, width), "d_hidden": (width, width)})
    return Plan(base, tuple(axis(text, base) for text in RATES), (0, 1, 2), steps)


def figures() -> Iterator[Figure]:
    """Measure batches beside the textbook's loop, side by side; then checks; then one process beside two."""
    for width, target in TARGETS.items():
        size, ratios = _versus_textbook(default_map(width))
        name = f"{size} GANs of 2 × {width} stepped as one / textbook loop"
        yield Figure(name, ratios, f"≥ {target} ×", "×", 1)
    yield Figure("checks of a sweep's runs, share of its time", [_share() for _ in range(3)], "≤ 10 %", "%", 1)
    yield Figure("a sweep by two processes / twice one", [_shared() for _ in range(3)], "≥ 0.85 ×", "×")
    yield from _nodes()


def _versus_textbook(plan: Plan) -> tuple[int, list[float]]:
    """Return the best size of a batch on this machine, and its runs' steps per second over the textbook's, by round."""
    best, found = 1, list[float]()
    for size in SIZES:
        together, single = Batch([trainer_of(task) for task in plan.tasks[:size]]), textbook(plan.base, None)
        ratios = []
        for _ in range(ROUNDS + 1):
            alone, shared = _seconds(single, 60), _seconds(together.step, max(4, 240 // size)) / size
            ratios.append(alone / shared)
        if not found or sorted(ratios[1:])[ROUNDS // 2] > sorted(found)[ROUNDS // 2]:
            best, found = size, ratios[1:]  # the first warms up
    return best, found


def _seconds(step: object, times: int) -> float:
    since = time.thread_time()
    for _ in range(times):
        step()  # type: ignore[operator]
    return (time.thread_time() - since) / times


def _share() -> float:
    """Return by how many per cent of the time of 32 runs their checks are."""
    tasks: Sequence[Task] = default_map().tasks[27:59]
    trainers = [trainer_of(task) for task in tasks]
    followed = [Followed(task, trainer) for task, trainer in zip(tasks, trainers, strict=True)]
    batch, began, checking = Batch(trainers), time.thread_time(), 0.0
    for step in range(1, STEPS + 1):
        batch.step()
        if scheduled(step):
            since = time.thread_time()
            batch.settle()
            for one in followed:
                one.look()
            checking += time.thread_time() - since
    return 100 * checking / (time.thread_time() - began)


def _shared() -> float:
    """Return how many runs a second two processes take, as a multiple of twice what one takes."""
    return _rate(2) / (2 * _rate(1))


def _rate(workers: int, backend: Backend = processes, address: str = "") -> float:
    """Return runs per second by so many processes, from when each has done its first batch."""
    plan = default_map(steps=600)
    batches = [plan.tasks[k : k + 16] for k in range(0, 64 * workers, 16)]
    done, count, since = 0, 0, 0.0
    for rows in backend(batches, plan.steps, workers, address):
        done += len(rows) if since else 0
        count += bool(rows)  # an actor that has its core says so without any
        if count == workers and not since:
            since = time.perf_counter()
    return done / (time.perf_counter() - since)


def _nodes() -> Iterator[Figure]:
    """Measure Ray, where it is installed: two nodes of one core each, on this machine, beside one of them."""
    try:
        utils: Any = import_module("ray.cluster_utils")
    except ImportError:
        print("Ray: not measured; it is not installed")
        return
    rates = []
    for count in (1, 2):
        cluster = utils.Cluster()
        for number in range(count):
            head = {} if number else {"include_dashboard": False}
            cluster.add_node(num_cpus=1, object_store_memory=80_000_000, **head)
        rates.append(_rate(count, ray, cluster.address))
        cluster.shutdown()
    yield Figure("a sweep by two nodes of Ray / twice one", [rates[1] / (2 * rates[0])], "≥ 0.85 ×", "×")
