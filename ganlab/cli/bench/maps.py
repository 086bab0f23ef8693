"""What a map costs the page that it is filled beside: time, frames, the slider, memory; in headless Chromium."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ganlab.cli.bench.figure import Figure
from ganlab.engine.sweep.ready import plan_of

if TYPE_CHECKING:  # of the tests' requirements, which the app does without
    from playwright.sync_api import Page

KEY = "rates"
READING = 3000  # ms from opening the map to filling it: somebody reads what it is
MARKS = "document.querySelectorAll('.gl-map-marks [data-state=done]').length"
COLOURED = ".gl-map-marks [data-outcome]:not([data-outcome=open])"


def figures(page: Page, process: int, moved: Callable[[Page, int], list[float]]) -> Iterator[Figure]:
    """Fill the map of rates beside the run of a page; `moved` moves its slider so many times."""
    page.get_by_test_id("gl-map-open").click()
    page.wait_for_selector(".gl-map-cell")
    page.wait_for_timeout(READING)
    began = time.perf_counter()
    page.get_by_test_id("gl-map-fill").click()
    page.wait_for_selector(COLOURED, timeout=120_000)
    first, frames, since = time.perf_counter() - began, _frames(page), time.perf_counter()
    page.wait_for_timeout(6000)
    rate = (_frames(page) - frames) / (time.perf_counter() - since)
    sliders = sorted(moved(page, 20))
    memory = sum(_own_mb(pid) for pid in _hands(process))
    while page.evaluate(MARKS) < len(plan_of(KEY).tasks):
        page.wait_for_timeout(100)
    yield Figure("first coloured cell of a map", [first], "≤ 3 s", "s")
    yield Figure("default map, 243 runs of 1,500 steps, beside a page", [time.perf_counter() - began], "≤ 90 s", "s")
    yield Figure("frames drawn per second while a map is filled", [rate], "≥ 15")
    yield Figure("slider to first step meanwhile, 95th percentile", [sliders[-2]], "≤ 300 ms", "ms")
    yield Figure("memory of the processes that fill a map", [memory], "≤ 600 MB", "MB")


def _frames(page: Page) -> int:
    return int(page.evaluate("document.querySelector('.gl-root').dataset.frames"))


def _hands(process: int) -> Iterator[int]:
    """Yield the processes of a server that fill maps."""
    for name in os.listdir("/proc"):
        if name.isdecimal():
            try:
                status, command = (Path("/proc", name, file).read_text() for file in ("status", "cmdline"))
            except OSError:
                continue
            if f"\nPPid:\t{process}\n" in status and "sweep.hand" in command:
                yield int(name)


def _own_mb(pid: int) -> float:
    """Return the memory of a process, of what it shares with others its share."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("Pss:"))) / 1024
