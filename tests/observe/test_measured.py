"""What was measured: kept, bounded, sent once, in checkpoints, at the step that is shown."""

import dataclasses
import math

import numpy as np
import pytest

from ganlab.data import POINTS
from ganlab.engine.run import Run
from ganlab.gan.config import from_values
from ganlab.gan.history import Measured
from ganlab.gan.trainer import Trainer
from ganlab.observe.diagnosis import diagnose
from ganlab.observe.display import Display
from ganlab.observe.measures import MEASURES, measured
from ganlab.observe.measuring import metrics
from ganlab.presets import PRESETS
from ganlab.web.about import teller
from ganlab.web.wire import Encoder, unpack
from tests.support.runs import SMALL

COLUMNS = list(MEASURES)


@pytest.mark.wide
def test_measures_are_those_that_a_run_has():
    for dataset in POINTS:
        config = from_values({"dataset": dataset, "train_size": 20}, SMALL)
        found = metrics(Display(Trainer(config)))
        assert measured(config) == [name for name in MEASURES if name in found]


def test_the_record_of_measures_is_bounded_and_keeps_steps_and_values():
    record = Measured(COLUMNS, capacity=8)
    for step in range(3, 300, 7):
        record.note(step, {"sw1": step / 10})
    steps, values = record.arrays()
    assert 4 <= len(steps) <= 8
    assert steps[0] == 3
    assert np.allclose(values[:, COLUMNS.index("sw1")], steps / 10)
    assert np.isnan(values[:, COLUMNS.index("js")]).all()


def run_of(config):
    frames = []
    run = Run("test-run-id", 0, config, frames.append)
    run.begin()
    return run, frames


def test_a_run_that_is_stepped_is_measured_at_the_step_that_is_shown():
    run, frames = run_of(SMALL)
    run.pace(False, 0.0)
    for count in range(1, 4):
        run.todo.add("both", 1)
        run.advance(lambda: False)
        run.showing.measured._end = -math.inf
        run.measure()
        run.show(force=True)
        frame = frames[-1]
        assert frame.step == frame.measured_steps[-1] == count
        assert frame.measures[-1, COLUMNS.index("sw1")] == pytest.approx(frame.metrics["sw1"])


def test_a_change_of_settings_ends_what_was_said():
    run, frames = run_of(SMALL)
    run.showing.measured.diagnosis = diagnose(
        "mode-collapse", {"modes_held": 1, "modes_most": 0.1, "modes_total": 8}, SMALL
    )
    run.configure(from_values({"d_lr": 0.5}, SMALL))
    run.show(force=True)
    assert frames[-1].diagnosis is None


def test_divergence_reaches_the_viewer_in_its_language():
    run, frames = run_of(PRESETS["divergence"].config)
    run.advance(lambda: False, seconds=5)
    run.show(force=True)
    header, _ = unpack(Encoder(teller("zh")).encode(frames[-1], 0))
    assert header["diagnosis"]["name"] == "已发散"
    assert header["diagnosis"]["advice"][0]["anew"]


def test_measures_are_sent_once_and_add_up():
    trainer, encoder, rows = Trainer(SMALL), Encoder(teller("en")), []
    trainer.measured = Measured(COLUMNS, capacity=8)
    for step in range(1, 60):
        trainer.step()
        if step % 3 == 0:
            trainer.measured.note(step, {"sw1": float(step)})
        header, arrays = unpack(encoder.encode(dataclasses.replace(Display(trainer).snapshot(), status="running"), 0))
        rows = [] if header["restart_curves"] else rows
        rows += arrays["measured_steps"].tolist() if "measured_steps" in arrays else []
        assert rows == trainer.measured.arrays()[0].tolist()
    assert header["about"] is None
    assert len(rows) <= 8


def test_a_checkpoint_keeps_the_measures():
    trainer, other = (Trainer(SMALL, measures=COLUMNS) for _ in range(2))
    trainer.step()
    trainer.measured.note(1, {"sw1": 0.5})
    other.load_state(*trainer.state())
    for mine, its in zip(trainer.measured.arrays(), other.measured.arrays(), strict=True):
        assert np.array_equal(mine, its, equal_nan=True)
