"""Two runs in lock-step: always at one step, equal where their settings are, kept and freed, refused in one sentence."""

import os
import signal

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ganlab.engine.pair import Pair
from ganlab.engine.run import Run
from ganlab.gan import checkpoint
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.web.wire import Encoder, unpack

SMALL = from_values({"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16})
UNUSED = {"gp_center": 0.5}  # does nothing without a gradient penalty


def both(viewer, lab, entry, condition):
    """Wait until the two that are shown together fulfil a condition; whatever is shown is of one step."""

    def holds(_):
        frames = lab.frames(entry.run_id)
        if len(frames) < 2:
            return False
        (b, *_), (a, *_) = frames
        assert a.step == b.step or "diverged" in (a.status, b.status)
        found.append((a, b))
        return condition(a, b)

    found = []
    viewer.until(holds)
    return found[-1]


def saved(entry):
    """Tell whether both of a pair have a checkpoint that knows of it."""

    def holds(_):
        headers = [checkpoint.read_header(checkpoint.path_of(one.run_id)) for one in entry.together]
        return all(header and header[2]["partner"] for header in headers)

    return holds


def same_run(a, b):
    return np.array_equal(a.scalars, b.scalars, equal_nan=True) and np.array_equal(a.fake, b.fake)


COMMANDS = st.one_of(
    st.tuples(st.just("steps"), st.sampled_from(["both", "d", "g"]), st.integers(1, 5)),
    st.tuples(st.just("play"), st.sampled_from([0.0, 500.0]), st.integers(1, 20)),
    st.tuples(st.just("pause")),
    st.tuples(st.just("set"), st.sampled_from([0, 1]), st.sampled_from([0.001, 0.01])),
    st.tuples(st.just("show")),
)


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
                run.todo += [values[0]] * values[1]
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
    assert np.array_equal(alone.snapshot().fake, after.fake)


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


def test_what_acts_on_both_and_what_on_one(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        lab.command(entry.run_id, "compare", {"r1_gamma": 0.3})
        other = entry.partner
        both(viewer, lab, entry, lambda a, b: b.step > 5)
        lab.command(entry.run_id, "speed", 50)
        both(viewer, lab, entry, lambda a, b: a.speed == b.speed == 50)
        lab.command(other.run_id, "set", {"g_lr": 0.02})  # acts live: on that one alone
        a, b = both(viewer, lab, entry, lambda a, b: b.config.g_lr == 0.02)
        assert b.config.differences(a.config) == {"r1_gamma": 0.3, "g_lr": 0.02}
        for name in ("reset", "new_seed"):
            before = a.generation, b.generation
            lab.command(entry.run_id, name)
            a, b = both(viewer, lab, entry, lambda a, b, g=before: a.generation > g[0] and a.step > 3)
            assert (a.generation, b.generation) == (before[0] + 1, before[1] + 1)
            assert a.config.seed == b.config.seed
        lab.command(other.run_id, "set", {"g_hidden": (9,)})  # begins anew: with both
        a, b = both(viewer, lab, entry, lambda a, b: a.config.g_hidden == (9,))
        assert b.config.differences(a.config) == {"r1_gamma": 0.3, "g_lr": 0.02}
        lab.command(entry.run_id, "step")
        a, b = both(viewer, lab, entry, lambda a, b: a.status == b.status == "paused")
        lab.command(entry.run_id, "step_d")
        a, b = both(viewer, lab, entry, lambda x, y: x.step == a.step + 1)
        assert np.isnan(a.scalars[-1][1]) and np.isnan(b.scalars[-1][1])


@pytest.mark.parametrize("kept", ["a", "b"])
def test_keeping_one_frees_the_other_and_goes_on(lab, watch, kept):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        lab.command(entry.run_id, "compare", {"r1_gamma": 0.3})
        other = entry.partner
        both(viewer, lab, entry, lambda a, b: a.step > 20)
        lab.command(entry.run_id, "pause")
        a, b = both(viewer, lab, entry, lambda a, b: a.status == b.status == "paused")
        lab.command(entry.run_id, "keep", {"a": entry, "b": other}[kept].run_id)
        assert entry.partner is None
        assert other.run_id not in lab
        frame = viewer.until(lambda s: s.config.r1_gamma == (0 if kept == "a" else 0.3))
        assert frame.run_id == entry.run_id
        assert same_run(frame, {"a": a, "b": b}[kept])
        lab.command(entry.run_id, "steps", 9)
        assert viewer.until(lambda s: s.step > a.step + 8).step == a.step + 9
        loser = lab.find(other.run_id)  # whoever has its id finds it as it was, by itself
        assert loser.config.r1_gamma == (0.3 if kept == "a" else 0)
        assert loser.partner is None
        with watch(lab, loser) as second:
            assert second.until(lambda s: s.step >= a.step).step >= a.step


def test_one_that_diverges_stops_and_the_other_goes_on(lab, watch):
    config = from_values({"loss": "least-squares", "d_optimizer": "sgd", "g_optimizer": "sgd"}, SMALL)
    entry = lab.open(config)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        lab.command(entry.run_id, "compare", {"d_lr": 10.0})
        a, b = both(viewer, lab, entry, lambda a, b: b.status == "diverged" and a.step > b.step + 20)
        assert a.status == "running"
        assert b.message.key == "message.diverged"
        lab.command(entry.run_id, "reset")
        both(viewer, lab, entry, lambda a, b: a.generation == 2 and b.step < 100)


def test_a_pair_survives_its_workers_death_at_one_step(own_lab, watch):
    entry = own_lab.open(SMALL)
    with watch(own_lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        own_lab.command(entry.run_id, "compare", UNUSED)
        viewer.until(saved(entry))
        os.kill(own_lab.worker_pids()[0], signal.SIGKILL)
        a, b = both(viewer, own_lab, entry, lambda a, b: a.notice is not None and a.resumed == b.resumed == 1)
        assert a.notice.key == "notice.recovered"
        own_lab.command(entry.run_id, "pause")
        a, b = both(viewer, own_lab, entry, lambda a, b: a.status == b.status == "paused")
        assert same_run(a, b)


def test_a_pair_is_taken_up_from_its_checkpoints_even_from_two_steps(own_lab, watch):
    from ganlab.engine.lab import Lab

    entry = own_lab.open(SMALL)
    with watch(own_lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        own_lab.command(entry.run_id, "compare", UNUSED)
        other = entry.partner
        both(viewer, own_lab, entry, lambda a, b: a.step > 20)
    own_lab.stop()
    for path, steps in ((checkpoint.path_of(other.run_id), 12),):  # as if the process had ended between the two
        trainer = Trainer(other.config)
        for _ in range(steps):
            trainer.step()
        extra = checkpoint.read_header(path)[2]
        assert extra["partner"] == entry.run_id
        checkpoint.save(path, trainer, **extra)
    again = Lab(workers=1)
    try:
        found = again.find(other.run_id)  # by either id
        assert found.partner.run_id == entry.run_id
        with watch(again, found) as viewer:
            again.command(found.run_id, "pause")
            one, two = both(viewer, again, found, lambda a, b: a.status == b.status == "paused")
            assert one.step > 20
            assert same_run(one, two)
    finally:
        again.stop()


def test_a_pair_nobody_looks_at_is_freed_and_found_again_as_a_pair(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        lab.command(entry.run_id, "compare", UNUSED)
        both(viewer, lab, entry, lambda a, b: a.step > 5)
        viewer.until(saved(entry))
    other = entry.partner
    lab.tick(entry.left + 61)
    assert entry.idle and other.idle
    with watch(lab, other) as viewer:  # who looks at one looks at both
        both(viewer, lab, other, lambda a, b: a.status == b.status == "running")
    lab.tick(entry.left + 601)
    assert entry.run_id not in lab and other.run_id not in lab
    again = lab.find(entry.run_id)
    with watch(lab, again) as viewer:
        _, b = both(viewer, lab, again, lambda a, b: a.step > 10)
        assert b.run_id == other.run_id


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("d_lr", "compare: must be one setting and its other value; got “d_lr”"),
        ({}, "compare: must be one setting and its other value"),
        ({"d_lr": 0.1, "g_lr": 0.1}, "compare: must be one setting and its other value"),
        ({"d_lr": SMALL.d_lr}, "compare: one setting must have another value; got “the same settings”"),
        ({"d_lr": 99}, "d_lr: must be a number from 1e-06 to 10.0; got 99"),
        ({"d_rl": 0.1}, "d_rl: is not a setting"),
        ({"seed": 3}, "compare: seed must be the same in both runs; got 3"),
        ({"dataset": "ring"}, "compare: dataset must be the same in both runs; got “ring”"),
    ],
)
def test_what_makes_no_comparison_is_refused_in_one_sentence(lab, value, sentence):
    entry = lab.open(SMALL)
    with pytest.raises(ValueError, match=sentence) as refused:
        lab.command(entry.run_id, "compare", value)
    assert "\n" not in str(refused.value)
    assert (entry.partner, entry.generation) == (None, 0)
    with pytest.raises(ValueError, match="keep: must be the id of one of two compared runs"):
        lab.command(entry.run_id, "keep", entry.run_id)


def test_a_change_that_the_other_cannot_follow_parts_them_in_one_sentence(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        lab.command(entry.run_id, "compare", {"packing": 2})
        other = entry.partner
        both(viewer, lab, entry, lambda a, b: a.step > 5)
        lab.command(entry.run_id, "set", {"batch_size": 15})
        frame = viewer.until(lambda s: s.config.batch_size == 15 and s.notice)
        assert frame.notice.key == "notice.parted"
        assert "batch_size: must be a multiple of packing, 2" in dict(frame.notice.values)["sentence"]
        assert entry.partner is None and other.run_id not in lab


def test_walls_of_pictures_and_the_dirac_gan_are_compared_too(lab, watch):
    for dataset, changed in (("digits", {"r1_gamma": 0.3}), ("dirac", {"r1_gamma": 0.3})):
        entry = lab.open(from_values({"dataset": dataset}, SMALL))
        with watch(lab, entry) as viewer:
            viewer.until(lambda s: s.step > 2)
            lab.command(entry.run_id, "compare", changed)
            a, b = both(viewer, lab, entry, lambda a, b: a.step > 4)
            assert np.array_equal(a.real, b.real)
            assert b.config.r1_gamma == 0.3


def test_the_encoder_says_which_frame_belongs_to_which():
    frame = Trainer(SMALL).snapshot()
    assert unpack(Encoder("en").encode(frame, 0))[0]["beside"] is None
    assert unpack(Encoder("en").encode(frame, 0, beside="other-run"))[0]["beside"] == "other-run"


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
