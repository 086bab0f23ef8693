"""What is kept aside comes back as it was, takes no more room than what is kept, and never fails for want of a disk."""

import tempfile
import weakref

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ganlab.data.images import load
from ganlab.engine.aside import PAGE, Aside
from ganlab.engine.timeline import Timeline
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from tests.support.runs import KINDS, config_of

ACTS = st.lists(st.one_of(st.binary(max_size=3 * PAGE), st.integers(0, 20)), max_size=60)  # to keep, to drop


@given(ACTS)
def test_things_come_back_until_they_are_dropped_and_their_room_is_used_again(acts):
    aside, held, most = Aside(), [], 0
    for act in acts:
        if isinstance(act, bytes):
            held.append((aside.put(act), act))
        elif held:
            del held[act % len(held)]
        most = max(most, len(held))
        assert [kept.thing() for kept, _ in held] == [thing for _, thing in held]
        assert aside.pages <= 4 * 4 * most  # of each size, from one page to four, as many as there were


def test_where_there_is_no_disk_it_stays_in_memory(monkeypatch):
    def full(**options):
        raise OSError("no space left")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    aside = Aside()
    held = [aside.put(np.arange(k)) for k in range(5)]
    assert [len(kept.thing()) for kept in held] == list(range(5))
    assert aside.pages == 0


def test_frames_and_states_come_back_bit_for_bit_and_take_no_memory():
    for kind in KINDS:
        config = config_of(kind)
        trainer = Trainer(config, load("digits") if config.kind == "images" else None)
        trainer.step()
        past, frame = Timeline(), Display(trainer).snapshot()
        past.record(frame, trainer)
        tensors, values = trainer.state()
        step, state = past.states.at(1)
        assert (step, state.config, state.values) == (1, config, values)
        assert all(tensor.equal(tensors[name]) for name, tensor in state.tensors.items())
        seen = weakref.ref(frame.fixed if frame.fake is None else frame.fake)
        del frame
        assert seen() is None
