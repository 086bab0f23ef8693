"""Two runs in lock-step: always at one step, and equal to the bit where their settings are."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ganlab.engine.pair import Pair
from ganlab.engine.run import Run
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from tests.support.pairs import UNUSED, both, same_run
from tests.support.runs import SMALL

COMMANDS = st.one_of(
    st.tuples(st.just("steps"), st.sampled_from(["both", "d", "g"]), st.integers(1, 5)),
    st.tuples(st.just("play"), st.sampled_from([0.0, 500.0]), st.integers(1, 20)),
    st.tuples(st.just("pause")),
    st.tuples(st.just("set"), st.sampled_from([0, 1]), st.sampled_from([0.001, 0.01])),
    st.tuples(st.just("show")),
)


@pytest.mark.wide
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commands=st.lists(COMMANDS, max_size=12))
def test_whatever_is_asked_both_are_at_one_step(commands):
    """In whichever order the halves of a command arrive, and wherever a slice of time is cut off."""
    frames, runs = [], {}
    pair = Pair(("a", "b"), runs, lambda run, action, *more: action(*more), lambda *two: frames.append(two))
    for name, config in (("a", SMALL), ("b", from_values({"d_hidden": (9,)}, SMALL))):
        runs[name] = Run(name, 0, config, pair.take, playing=False)
        runs[name].begin()
    pair.join()

    def go(limit):
        turns = iter(range(limit))
        pair.advance(lambda: next(turns, None) is None, 5.0)

    halves = [
        half for name, *values in commands for half in ([("pause",)] if name == "steps" else []) + [(name, *values)]
    ]
    for name, *values in halves:
        for run in pair.runs:
            if name == "steps":
                run.todo.add(*values)
            elif name in ("play", "pause"):
                run.pace(name == "play", values[0] if values else 0.0)
            elif name == "set" and run is pair.runs[values[0]]:
                run.configure(from_values({"g_lr": values[1]}, run.config))
            go(3)  # between the halves: as when one has arrived and the other has not
        go(values[1] if name == "play" else 10)
        pair.show(True)
    assert all(a.step == b.step for a, b in frames)
    assert pair.runs[0].todo == pair.runs[1].todo


def test_a_setting_that_does_nothing_makes_two_equal_runs_to_the_bit(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 10)
        lab.command(entry.run_id, "compare", UNUSED)
        both(viewer, lab, entry, lambda a, b: a.step > 30)
        lab.command(entry.run_id, "pause")
        a, b = both(viewer, lab, entry, lambda a, b: a.status == b.status == "paused")
        assert (a.generation, b.generation, b.config.gp_center) == (1, 1, 0.5)
        assert same_run(a, b)
        lab.command(entry.run_id, "steps", 7)
        after, other = both(viewer, lab, entry, lambda x, y: x.step >= a.step + 7)
        assert after.step == a.step + 7
        assert same_run(after, other)
    alone = Trainer(SMALL)
    for _ in range(after.step):
        alone.step()
    assert np.array_equal(Display(alone).snapshot().fake, after.fake)


def test_both_draw_the_same_real_batches_and_noise_as_far_as_settings_allow():
    a, b = (Trainer(from_values(more, SMALL)) for more in ({}, {"d_lr": 0.05, "d_hidden": (12,)}))
    drawn = {}
    for name, trainer in (("a", a), ("b", b)):
        taken = drawn[name] = []
        real, z = trainer.sample_real, trainer.sample_z
        trainer.sample_real = lambda n, real=real, taken=taken: taken.append(real(n)) or taken[-1]
        trainer.sample_z = lambda n, *more, z=z, taken=taken, **named: taken.append(z(n, *more, **named)) or taken[-1]
    for _ in range(20):
        a.step()
        b.step()
    assert len(drawn["a"]) == 60
    assert all(one.equal(other) for one, other in zip(drawn["a"], drawn["b"], strict=True))
    assert not a.d.flat[:4].equal(b.d.flat[:4])


def test_walls_of_pictures_and_the_dirac_gan_are_compared_too(lab, watch):
    for dataset, changed in (("digits", {"r1_gamma": 0.3}), ("dirac", {"r1_gamma": 0.3})):
        entry = lab.open(from_values({"dataset": dataset}, SMALL))
        with watch(lab, entry) as viewer:
            viewer.until(lambda s: s.step > 2)
            lab.command(entry.run_id, "compare", changed)
            a, b = both(viewer, lab, entry, lambda a, b: a.step > 4)
            assert np.array_equal(a.real, b.real)
            assert b.config.r1_gamma == 0.3


def test_both_stop_where_one_arrives_and_look_back_at_one_step(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        lab.command(entry.run_id, "compare", {"d_lr": 0.05})
        both(viewer, lab, entry, lambda a, b: a.step > 5)
        lab.command(entry.run_id, "pause")
        a, _ = both(viewer, lab, entry, lambda a, b: a.status == b.status == "paused")
        lab.command(entry.run_id, "until", {"what": "step", "value": a.step + 50})
        a, b = both(viewer, lab, entry, lambda x, y: x.step >= a.step + 50)
        assert a.step == b.step
        a, b = both(viewer, lab, entry, lambda a, b: a.status == b.status == "paused")
        lab.command(entry.run_id, "look", a.step // 2)
        past, other = both(viewer, lab, entry, lambda a, b: a.past and b.past)
        assert past.step == other.step <= a.step // 2
        lab.command(entry.run_id, "look", None)
        both(viewer, lab, entry, lambda x, y: x.step == y.step == a.step)
        with pytest.raises(ValueError, match="slow: is for a single run; end the comparison first"):
            lab.command(entry.run_id, "slow", "begin")
        with pytest.raises(ValueError, match="undo: must follow a change"):
            lab.command(entry.run_id, "undo")
