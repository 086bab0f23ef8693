"""Wherever a sweep runs: every run is done once, though workers are killed and nodes are lost."""

import os
import signal
import sys
import time
from collections import deque
from pathlib import Path

import pytest

from ganlab.engine.sweep import backends
from ganlab.engine.sweep.backends import TRIES, Queue
from ganlab.engine.sweep.plan import Plan, axis
from ganlab.engine.sweep.store import FAILED
from ganlab.gan.config import ConfigError, from_values

BASE = from_values({"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16})
ATTEMPTS = 3  # to start a cluster
PLAN = Plan(BASE, (axis("d_lr=1e-3:1e-1:4log", BASE),), tuple(range(4)), 300)


def keys(rows):
    return sorted(row["key"] for row in rows)


def everything():
    return keys([{"key": task.key} for task in PLAN.tasks])


def children():
    """Return the processes that this one has started, and they theirs, which run a sweep."""
    me, found = os.getpid(), []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                status, command = (Path("/proc", name, file).read_text() for file in ("status", "cmdline"))
            except OSError:
                continue
            if f"\nPPid:\t{me}\n" in status and "spawn_main" in command:
                found.append(int(name))
    return found


@pytest.mark.wide
@pytest.mark.skipif(not os.path.exists("/proc"), reason="needs Linux to find the workers")
def test_a_worker_that_is_killed_loses_nothing():
    batches, found = list(PLAN.batches(4)), []
    running = backends.processes(batches, PLAN.steps, 2)
    found += next(running)
    os.kill(children()[-1], signal.SIGKILL)
    for rows in running:
        found += rows
    assert keys(found) == everything()
    assert {row["status"] for row in found} == {"done"}


def test_a_batch_that_kills_its_workers_is_parted_and_ends_as_failed():
    group = PLAN.tasks[:2]
    queue = Queue(deque([group]))
    for _ in range(TRIES):
        assert queue.again(queue.batches.popleft()) == []
    assert [len(batch) for batch in queue.batches] == [1, 1]
    single = queue.batches.popleft()
    rows = [row for _ in range(TRIES) for row in queue.again(single)]
    assert [(row["key"], row["status"]) for row in rows] == [(single[0].key, FAILED)]


@pytest.mark.wide
def test_a_sweep_that_is_given_up_leaves_no_process():
    running = backends.processes(list(PLAN.batches(2)), PLAN.steps, 2)
    next(running)
    running.close()
    for _ in range(100):
        if not children():
            break
        time.sleep(0.1)
    assert not children()


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nowhere", "http://x:1", "127.0.0.1:99999", "auto"])
def test_an_address_that_does_not_answer_is_told(address):
    pytest.importorskip("ray")
    with pytest.raises(ConfigError, match=r"--ray: must be .*; got") as told:
        list(backends.ray(list(PLAN.batches(4)), 1, 0, address))
    assert "\n" not in str(told.value)


@pytest.fixture(scope="module")
def cluster():
    """A Ray cluster of two nodes on this machine; the second may be lost."""
    utils = pytest.importorskip("ray.cluster_utils")
    head = {"num_cpus": 1, "include_dashboard": False, "object_store_memory": 80_000_000}
    for attempt in range(ATTEMPTS):
        made = utils.Cluster()
        try:
            made.add_node(**head)
            made.lost = made.add_node(num_cpus=1, object_store_memory=80_000_000)
            break
        except Exception as error:  # Ray gives its nodes thirty seconds, which a machine full of browsers may need
            made.shutdown()
            if attempt + 1 == ATTEMPTS:
                pytest.skip(f"no Ray cluster can be started here: {error}")
    yield made
    made.shutdown()


@pytest.mark.wide
def test_a_node_that_is_lost_half_way_loses_nothing(cluster):
    batches, found = list(PLAN.batches(4)), []
    for rows in backends.ray(batches, PLAN.steps, 0, cluster.address):
        found += rows
        if rows and cluster.lost:
            cluster.remove_node(cluster.lost, allow_graceful=False)
            cluster.lost = None
    assert keys(found) == everything()
    assert {row["status"] for row in found} == {"done"}


def test_without_ray_that_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ConfigError, match="--ray: must have Ray installed"):
        list(backends.ray([], 1, 0, "auto"))
