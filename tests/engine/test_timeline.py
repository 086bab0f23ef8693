"""Looking back: what is shown is what was shown, and memory stays bounded."""

import dataclasses

import numpy as np
import pytest

from ganlab.engine import timeline
from ganlab.engine.timeline import Thinned, Timeline
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.measuring import metrics
from ganlab.web.about import teller
from ganlab.web.wire import Encoder, unpack
from tests.support.runs import KINDS, SMALL, alone, config_of, go, pictures, trained


@pytest.mark.wide
@pytest.mark.parametrize("kind", KINDS)
def test_looking_back_shows_exactly_what_was_shown(kind):
    run, frames = alone(config_of(kind))
    run.show(force=True)
    go(run, 12)
    run.showing.measured.metrics = metrics(Display(run.trainer))
    go(run, 28)
    shown = {frame.step: frame for frame in frames}
    for step in run.showing.timeline.steps.tolist():
        run.look(step)
        run.show(force=True)
        past, was = frames[-1], shown[step]
        assert (past.past.now, past.status, past.timeline.tolist()) == (
            40,
            "paused",
            run.showing.timeline.steps.tolist(),
        )
        assert past.past.branch[0] <= step
        (numbers, arrays), (numbers_then, arrays_then) = pictures(past), pictures(was)
        assert numbers == numbers_then
        assert arrays.keys() == arrays_then.keys()
        for name, array in arrays.items():
            assert np.array_equal(array, arrays_then[name]), name
        assert past.steps[-1] == 40
    assert len(run.showing.timeline.steps) > 5
    run.look(None)
    run.show(force=True)
    assert frames[-1].past is None
    assert frames[-1].step == 40
    assert np.array_equal(frames[-1].scalars, trained(run.config, 40).history.arrays()[1], equal_nan=True)


def test_the_past_has_its_own_settings_beside_those_of_now():
    run, frames = alone(SMALL)
    run.show(force=True)
    go(run, 3)
    run.configure(from_values({"loss": "wasserstein", "d_lr": 0.5}, SMALL))
    go(run, 3)
    run.look(2)
    run.show(force=True)
    assert (frames[-1].step, frames[-1].config, frames[-1].past.config) == (2, SMALL, run.config)
    about = unpack(Encoder(teller("en")).encode(frames[-1], 0))[0]["about"]
    assert about["probability"]
    assert about["settings"]["values"]["d_lr"] == 0.5


@pytest.mark.parametrize("act", [lambda r: r.steps("both", 1), lambda r: r.look(None), lambda r: r.halt()])
def test_whatever_goes_on_returns_to_the_present(act):
    run, frames = alone(SMALL)
    go(run, 5)
    run.look(2)
    act(run)
    run.show(force=True)
    assert frames[-1].past is None


@pytest.mark.parametrize(("speed", "apart"), [(0.0, 10), (50.0, 1)])
def test_what_goes_by_too_quickly_to_be_seen_is_not_all_kept_and_what_is_stepped_by_hand_is(speed, apart):
    run, _ = alone(SMALL)
    run.pace(True, speed)
    for _ in range(45):
        run._step("both")
        run.show(force=True)
    run.pace(False, speed)
    go(run, 5)
    *played, a, b, c, d, e = run.showing.timeline.steps.tolist()
    assert [a, b, c, d, e] == [46, 47, 48, 49, 50]
    assert played == list(range(1, 46, apart))
    assert run.showing.timeline.states.steps == [*played, a, b, c, d, e]


@pytest.mark.wide
@pytest.mark.parametrize("every", [1, 7])
def test_memory_is_bounded_over_a_hundred_thousand_steps(every):
    trainer = Trainer(SMALL)
    frame, past = Display(trainer).snapshot(), Timeline()
    most = 0
    for step in range(0, 100_000, every):
        if past.wants(step) or past.states.wants(step):
            trainer.step_count = step
            past.record(
                dataclasses.replace(frame, step=step, fake=frame.fake.copy(), arrows=frame.arrows.copy()), trainer
            )
            assert past.frames.size == sum(size for _, size in past.frames._kept) <= timeline.FRAMES
            assert past.states.size == sum(size for _, size in past.states._kept) <= timeline.STATES
            most = max(most, past.frames.size)
    assert most > timeline.FRAMES / 2
    for kept in (past.frames, past.states):
        gaps = np.diff(kept.steps)
        assert kept.steps[0] == 0
        assert len(gaps) > 50
        assert gaps.min() >= 1
        assert gaps.max() <= 2 * gaps.min() + every
        assert kept.steps[-1] >= 100_000 - 2 * gaps.max()


def test_things_too_big_for_the_budget_are_two_at_most():
    kept = Thinned(100)
    for step in range(1000):
        if kept.wants(step):
            kept.add(step, object(), 1000)
        assert len(kept.steps) <= 2
    assert kept.steps[0] == 0
    assert kept.steps[1] >= 500
    assert kept.at(499)[0] == 0


@pytest.mark.parametrize("value", ["x", -1, float("nan"), True])
def test_look_refuses_in_one_sentence(lab, value):
    entry = lab.open(SMALL)
    with pytest.raises(ValueError, match="look: must be a number"):
        lab.command(entry.run_id, "look", value)


@pytest.mark.wide
def test_an_unwatched_run_keeps_its_past_too(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        step = viewer.until(lambda s: s.step > 5).step
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > step + 2000)
        lab.command(entry.run_id, "pause")
        end = viewer.until(lambda s: s.status == "paused")
    assert ((end.timeline > step) & (end.timeline < end.step)).sum() >= 1


def test_the_list_of_steps_is_sent_only_when_it_has_changed():
    run, frames = alone(SMALL)
    encoder, sent = Encoder(teller("en")), []
    for _ in range(6):
        go(run, 1)
        header, arrays = unpack(encoder.encode(frames[-1], 0))
        sent.append("timeline" in arrays)
        assert header["past"] is None
        assert "timeline" not in unpack(encoder.encode(frames[-1], 0))[1]
    assert sent == [True] * 6
    running = dataclasses.replace(frames[-1], steps_per_second=9.0, timeline=np.arange(3))
    assert "timeline" not in unpack(encoder.encode(running, 0))[1]
    later = dataclasses.replace(running, made=running.made + 1)
    assert unpack(encoder.encode(later, 0))[1]["timeline"].tolist() == [0, 1, 2]
