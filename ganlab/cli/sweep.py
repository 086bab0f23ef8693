"""Train a grid of runs over seeds, in batches on all cores or on a cluster; a row for each run."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tqdm import tqdm

from ganlab.cli.inputs import config_of, span, whole
from ganlab.engine.sweep.backends import BACKENDS, connected
from ganlab.engine.sweep.plan import Plan, axis
from ganlab.engine.sweep.store import RUNS, Store
from ganlab.engine.sweep.trial import Trial, trial
from ganlab.export.sweeps import TABLE, write
from ganlab.gan.batch import alone
from ganlab.gan.config import ConfigError
from ganlab.observe.outcome import OUTCOMES
from ganlab.presets import PRESETS

ENDED = 130  # by Ctrl-C, as shells count it
HELP = "train a grid of settings over seeds; a row for each run, for a map of what works"


def declare(parser: argparse.ArgumentParser) -> None:
    """Take settings, the grid, the seeds, the steps, and where to run and to write."""
    parser.add_argument("--preset", metavar="NAME", help="start from a preset: " + ", ".join(PRESETS))
    parser.add_argument("--config", metavar="FILE", help="JSON file of settings")
    parser.add_argument("--set", metavar="FIELD=VALUE", action="append", default=[], help="one setting; repeatable")
    parser.add_argument(
        "--grid",
        metavar="FIELD=VALUES",
        action="append",
        default=[],
        help="an axis, once or twice: low:high:count, low:high:countlog, or a,b,c; of a network's widths one number "
        "stands for all of its layers",
    )
    parser.add_argument("--seeds", metavar="N", default="1", help="how many seeds in each cell, or first-last")
    parser.add_argument("--steps", metavar="N", required=True, help="steps of each run")
    parser.add_argument("--out", metavar="FOLDER", help="where to write plan.json, runs.jsonl and runs.parquet")
    parser.add_argument("--workers", metavar="N", help="processes of this machine (default: one for each core)")
    parser.add_argument("--ray", metavar="ADDRESS", help="run on a Ray cluster: auto, or its address; needs ray")
    parser.add_argument("--resume", action="store_true", help="go on with the sweep in the folder")
    parser.add_argument("--dry-run", action="store_true", help="say what it would take, by a short trial, and end")


def run(arguments: argparse.Namespace) -> int:
    """Plan, try, run, write; return the exit code."""
    plan = _plan(arguments)
    workers = whole("--workers", arguments.workers) if arguments.workers is not None else os.cpu_count() or 1
    if arguments.out is None and not arguments.dry_run:
        raise ConfigError("--out", "must be a folder to write to, or --dry-run be given", "nothing")
    if arguments.ray is not None:
        if arguments.workers is not None:
            raise ConfigError("--workers", "must be left out with --ray: a cluster has its own", arguments.workers)
        _, workers = connected(arguments.ray)
    if arguments.dry_run:
        _say(plan, trial(plan, plan.tasks, workers), workers)
        return 0
    store, code = Store(Path(arguments.out), plan), 0
    with store.opened(arguments.resume):
        try:
            _run(store, plan, workers, arguments.ray)
        except KeyboardInterrupt:
            code = ENDED
            print(f"\n{len(store.rows):,} of {len(plan.tasks):,} runs are done; --resume goes on", file=sys.stderr)
    write(store.table(), plan.described(), store.folder / TABLE)
    _conclude(store)
    return code


def _plan(arguments: argparse.Namespace) -> Plan:
    base = config_of(arguments)
    axes = tuple(axis(text, base) for text in arguments.grid)
    if "-" in arguments.seeds:
        seeds = tuple(span(arguments.seeds))
    else:
        seeds = tuple(range(base.seed, base.seed + whole("--seeds", arguments.seeds)))
    return Plan(base, axes, seeds, whole("--steps", arguments.steps))


def _run(store: Store, plan: Plan, workers: int, address: str | None) -> None:
    left = [task for task in plan.tasks if task.key not in store.rows]
    if not left:
        return
    found = trial(plan, left, workers)
    _say(plan, found, workers)
    batches = list(plan.batches(found.size, frozenset(store.rows)))
    backend = BACKENDS["processes" if address is None else "ray"]
    with tqdm(total=len(plan.tasks), initial=len(store.rows), unit="run", file=sys.stderr) as bar:
        for rows in backend(batches, plan.steps, workers, address or ""):
            store.add(rows)
            bar.update(len(rows))


def _say(plan: Plan, found: Trial, workers: int) -> None:
    """Say on standard error what a sweep is, and about how long it takes."""
    axes = " × ".join(f"{len(one.values)} values of {one.field}" for one in plan.axes)
    runs = len(plan.tasks)
    print(
        f"{axes} × {len(plan.seeds)} seeds: {runs:,} runs of {plan.steps:,} steps, {found.size} as one", file=sys.stderr
    )
    if found.alone:
        why = next(reason for task in plan.tasks if (reason := alone(task.config)))
        print(f"{found.alone:,} runs are stepped one by one: {why}", file=sys.stderr)
    print(f"about {_time(found.seconds / workers)} on {workers} cores like this one, by a short trial", file=sys.stderr)


def _time(seconds: float) -> str:
    return (
        f"{seconds:.0f} s"
        if seconds < 120
        else f"{seconds / 60:.0f} min"
        if seconds < 7200
        else f"{seconds / 3600:.1f} h"
    )


def _conclude(store: Store) -> None:
    """Say how many runs came to what."""
    counts = {key: sum(row["outcome"] == key for row in store.rows.values()) for key in OUTCOMES}
    print(", ".join(f"{OUTCOMES[key].name}: {count}" for key, count in counts.items() if count))
    print(store.folder / RUNS)
    print(store.folder / TABLE)
