"""Where the batches of a sweep are run: processes of this machine, or the actors of a Ray cluster; one record each."""

from __future__ import annotations

import multiprocessing
import signal
import socket
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, TypeAlias

from ganlab.engine.sweep.plan import Task
from ganlab.engine.sweep.store import failed
from ganlab.gan.config import ConfigError
from ganlab.lazy import torch

Rows: TypeAlias = list[dict[str, Any]]
Batch: TypeAlias = Sequence[Task]
ANSWERS = 5  # seconds in which an address must answer
PATIENCE = 120  # seconds in which one core of a cluster must come free
TRIES = 3  # a batch that has ended so many workers is not tried again


@dataclass
class Queue:
    """Hold the batches that are to be run; one whose worker has died comes again, first, and in the end run by run."""

    batches: deque[Batch]
    tries: dict[str, int] = field(default_factory=dict)  # by the first run's key

    def drop(self, key: str) -> None:
        """Let a run go that has been done elsewhere."""
        left = ([task for task in batch if task.key != key] for batch in self.batches)
        self.batches = deque(batch for batch in left if batch)

    def again(self, batch: Batch) -> Rows:
        """Put a batch back whose worker has died; return the rows of what has ended too many."""
        key = batch[0].key
        self.tries[key] = self.tries.get(key, 0) + 1
        if self.tries[key] < TRIES:
            self.batches.appendleft(batch)
        elif len(batch) > 1:
            self.batches.extendleft([task] for task in batch)
        else:
            return [failed(batch[0])]
        return []


def processes(batches: Sequence[Batch], steps: int, workers: int, address: str = "") -> Iterator[Rows]:
    """Run batches in processes of this machine; yield the rows of each as it is done."""
    queue = Queue(deque(batches))
    while queue.batches:
        pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_begin)
        under_way: dict[Future[Rows], Batch] = {}
        try:
            while queue.batches or under_way:
                while queue.batches and len(under_way) < workers:
                    batch = queue.batches.popleft()
                    under_way[pool.submit(work, batch, steps)] = batch
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    rows = future.result()
                    del under_way[future]
                    yield rows
        except BrokenProcessPool:  # one has died, and with it the pool: which it was is not told
            for batch in under_way.values():
                yield queue.again(batch)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in list((getattr(pool, "_processes", None) or {}).values()):
                process.terminate()


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever waits, and ends this process
    _alone_on_a_core()


def _alone_on_a_core() -> None:
    torch.set_num_threads(1)


def work(batch: Batch, steps: int) -> Rows:
    """Run one batch, in a worker."""
    from ganlab.engine.sweep.running import run

    return run(batch, steps)


def ray(batches: Sequence[Batch], steps: int, workers: int, address: str = "auto") -> Iterator[Rows]:
    """Run batches by actors of a Ray cluster, one for each core that it has; those of a lost node are run again."""
    cluster, count = connected(address)
    actor = cluster.remote(num_cpus=1)(_Worker)
    queue = Queue(deque(batches))
    under_way: dict[Any, tuple[Any, Batch]] = {}  # what is awaited: of which actor, and what it works on, if anything

    def begin() -> None:
        worker = actor.remote()  # which may wait for a free core, and is given nothing before
        under_way[worker.ready.remote()] = worker, ()

    for _ in range(min(count, len(batches))):
        begin()
    try:
        while queue.batches or any(batch for _, batch in under_way.values()):
            working = any(batch for _, batch in under_way.values())
            done, _ = cluster.wait(list(under_way), num_returns=1, timeout=None if working else PATIENCE)
            if not done:
                raise ConfigError("--ray", f"must be a cluster with a free core, within {PATIENCE} s", address)
            worker, batch = under_way.pop(done[0])
            try:
                rows = cluster.get(done[0])
            except cluster.exceptions.RayActorError:
                begin()
                yield queue.again(batch) if batch else []
                continue
            if queue.batches:
                following = queue.batches.popleft()
                under_way[worker.work.remote(following, steps)] = worker, following
            yield rows
    finally:
        cluster.shutdown()


class _Worker:
    """Run batches on a core of a cluster."""

    def __init__(self) -> None:
        _alone_on_a_core()

    def ready(self) -> Rows:
        """Say that there is a core."""
        return []

    def work(self, batch: Batch, steps: int) -> Rows:
        return work(batch, steps)


def connected(address: str) -> tuple[Any, int]:
    """Return Ray, connected to a cluster, and how many cores that has; raise ConfigError where there is none."""
    try:
        cluster: Any = import_module("ray")
    except ImportError:
        raise ConfigError("--ray", "must have Ray installed (pip install ray)", address) from None
    try:
        if not cluster.is_initialized():
            if address != "auto":
                host, _, port = address.removeprefix("ray://").rpartition(":")
                socket.create_connection((host, int(port)), ANSWERS).close()  # Ray itself asks for minutes
            cluster.init(address=address, log_to_driver=False, logging_level="error")
    except (OSError, OverflowError, RuntimeError, ValueError) as error:
        reason = str(error).splitlines()[0]
        rule = f"must be auto, or host:port of a cluster that answers ({reason})"
        raise ConfigError("--ray", rule, address) from None
    return cluster, max(1, int(cluster.cluster_resources().get("CPU", 1)))


Backend: TypeAlias = Callable[[Sequence[Batch], int, int, str], Iterator[Rows]]
BACKENDS: dict[str, Backend] = {"processes": processes, "ray": ray}
