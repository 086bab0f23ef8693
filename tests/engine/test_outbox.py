"""What waits for a worker: in order, bounded where a knob is dragged, and never waited for."""

import os

from hypothesis import given
from hypothesis import strategies as st

from ganlab.engine import pipe
from ganlab.engine.outbox import LASTING, Outbox

COMMANDS = st.tuples(st.sampled_from(["configure", "pace", "halt", "steps", "open"]), st.sampled_from("ab"))


def states(commands):
    """Return what each run is told, as the values that hold whenever something is to be done."""
    now, found = {}, []
    for name, run, *value in commands:
        if name in LASTING:
            now[run, name] = value
        else:
            found.append((name, run, value, {key: kept for key, kept in now.items() if key[0] == run}))
    return found, now


@given(st.lists(COMMANDS, max_size=40))
def test_what_is_left_out_makes_no_difference(commands):
    sent = [(name, run, number) for number, (name, run) in enumerate(commands)]
    reads, writes = os.pipe()
    with open(reads, "rb") as there:
        box = Outbox(os.fdopen(writes, "wb"))
        with box._arrived:  # as if the pipe were full until all are sent
            for command in sent:
                box.put(command)
        box.close()
        taken = []
        try:
            while True:
                taken.append(pipe.read(there))
        except EOFError:
            pass
    assert states(taken) == states(sent)
    assert len(taken) <= len(sent)


def test_ten_thousand_moves_to_one_that_does_not_read_leave_one():
    reads, writes = os.pipe()
    with open(reads, "rb") as there:
        box = Outbox(os.fdopen(writes, "wb"))
        box.put(("open", "run", bytes(1_000_000)))  # more than a pipe holds
        for move in range(10_000):
            box.put(("configure", "run", move))
            box.put(("pace", "run", True, move))
        box.put(("steps", "run", 3))
        assert box.waiting("run") <= 4
        taken = [pipe.read(there)[0] for _ in range(4)]
        assert taken == ["open", "configure", "pace", "steps"]
        box.close()
