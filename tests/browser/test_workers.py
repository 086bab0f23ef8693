"""What a page says when the processes that train die or do not stir."""

import os
import re
import signal
import subprocess

import pytest

pytestmark = pytest.mark.browser


def to_workers(server, what):
    """Send a signal to the processes that train."""
    children = subprocess.run(["pgrep", "-P", str(server[1].pid)], capture_output=True, text=True, check=True)
    for child in children.stdout.split():
        os.kill(int(child), what)


def test_a_killed_worker_is_said_in_the_page(visit, server):
    page = visit()
    page.until("d.status === 'running' && d.step > 20")
    to_workers(server, signal.SIGKILL)
    page.tab.get_by_test_id("gl-notice").wait_for(state="visible")
    said = page.tab.get_by_test_id("gl-notice").inner_text()
    assert "was replaced" in said
    *before, after = (int(number.replace(",", "")) for number in re.findall(r"step ([\d,]+)", said))
    assert all(step > after for step in before)  # where it went back at all
    assert bool(before) == ("went back" in said)
    page.until("d.status === 'running' && Number(d.step) > v.after", after=after)


def test_a_run_that_is_silent_says_so_and_from_which_step(visit, server):
    page = visit()
    page.until("d.status === 'running' && d.step > 20")
    to_workers(server, signal.SIGSTOP)
    try:
        stalled = page.tab.get_by_test_id("gl-stalled")
        stalled.wait_for()
        said = re.fullmatch(r"Nothing new for (\d+) s: this is step ([\d,]+)\.", stalled.inner_text())
        assert 3 <= int(said[1]) <= 5
        assert said[2].replace(",", "") == page.root("step")
    finally:
        to_workers(server, signal.SIGCONT)
    page.until("Number(d.step) > v.step", step=int(page.root("step")))
    stalled.wait_for(state="hidden")
