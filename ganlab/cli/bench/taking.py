"""What a viewer sees while files are taken home, one after the other, and how long one takes; in headless Chromium."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ganlab.cli.bench.figure import Figure

if TYPE_CHECKING:  # of the tests' requirements, which the app does without
    from playwright.sync_api import Page

KINDS = ("gif", "replay")
SECONDS = 15.0
# Presses a kind's button whenever it can be pressed, and notes how long each file took.
_AGAIN = """kind => {
  window.took = [];
  const button = document.querySelector(`[data-testid=gl-take-${kind}]`);
  let since = 0;
  window.pressing = setInterval(() => {
    if (button.disabled) return;
    if (since) window.took.push(performance.now() - since);
    since = performance.now();
    button.click();
  }, 20);
}"""


def figures(page: Page) -> Iterator[Figure]:
    """Take files of the run that a page shows."""
    page.get_by_test_id("gl-take-open").click()
    for kind in KINDS:
        page.evaluate(_AGAIN, kind)
        before, since = _frames(page), time.perf_counter()
        page.wait_for_timeout(1000 * SECONDS)
        rate = (_frames(page) - before) / (time.perf_counter() - since)
        page.evaluate("clearInterval(window.pressing)")
        page.wait_for_selector("[data-testid=gl-take-csv]:enabled", timeout=120_000)
        took = [ms / 1000 for ms in page.evaluate("window.took")]
        yield Figure(f"frames drawn per second while a {kind} is made", [rate], "≥ 20")
        if took:
            yield Figure(f"time to a {kind} beside its run, median", [statistics.median(took)], "–", "s")


def _frames(page: Page) -> int:
    return int(page.evaluate("document.querySelector('.gl-root').dataset.frames"))
