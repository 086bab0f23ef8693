"""A check in the live run comes out as it does without a page, from the frames that the server has."""

import pytest

from ganlab.gan.config import from_values
from ganlab.lessons.check import read
from ganlab.lessons.names import vocabulary
from ganlab.lessons.parse import parse
from ganlab.lessons.walk import walk
from ganlab.lessons.watch import Watch
from ganlab.web.lessons import SCENE
from tests.support.runs import SMALL

CHECK = "step >= 200 and d_loss > 0 and modes >= 0 and sw1 > 0"
PAGE = f"""---
title: x
minutes: 2
---
## Page
run: g_hidden=8&d_hidden=8&batch_size=16
until: step 300
check: {CHECK}
"""


@pytest.fixture
def watched(lab, watch):
    """A run that waits, and what is seen of it."""
    entry = lab.open(from_values({"seed": 5}, SMALL), playing=False)
    with watch(lab, entry) as viewer:
        yield entry, viewer


@pytest.mark.wide
def test_a_check_is_done_at_the_step_of_a_walk_without_a_page(lab, watched):
    (came,) = walk(parse("x", PAGE.encode(), SCENE), 5)
    entry, viewer = watched
    one = Watch(read(CHECK, vocabulary()))
    lab.command(entry.run_id, "until", {"what": "step", "value": 300})
    viewer.until(lambda snapshot: one.see(snapshot).state == "done")
    assert (came.outcome.step, one.outcome.step) == (200, pytest.approx(200, abs=99))
    lab.command(entry.run_id, "reset")
    viewer.until(lambda snapshot: one.see(snapshot).state == "undone")
    lab.command(entry.run_id, "undo")
    viewer.until(lambda snapshot: one.see(snapshot).state == "done")


def test_commands_and_settings_are_seen_in_the_live_run(lab, watched):
    entry, viewer = watched
    one = Watch(read("did_step_d >= 2 and d_loss > 0 and d_lr == 0.05", vocabulary()))
    viewer.until(lambda snapshot: one.see(snapshot).state == "waiting")
    lab.command(entry.run_id, "set", {"d_lr": 0.05})
    viewer.until(lambda snapshot: one.see(snapshot) and snapshot.config.d_lr == 0.05)
    for _ in range(2):
        lab.command(entry.run_id, "step_d")
        one.did("step_d")
    viewer.until(lambda snapshot: one.see(snapshot).state == "done")
    assert one.outcome.step <= 2
