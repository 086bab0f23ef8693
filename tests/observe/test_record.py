"""A record: what comes back of a run that was taken home is what was seen of it."""

import dataclasses
import json
import math
import pickle

import numpy as np
import pytest

from ganlab.gan.config import from_values
from ganlab.lazy import Message
from ganlab.observe import record
from ganlab.observe.snapshot import Diagnosis
from tests.support.runs import KINDS, SMALL, alone, config_of, go, pictures


def taken(kind="points", steps=12):
    """Return a run that has been stepped, and its record."""
    run, _ = alone(config_of(kind))
    run.show(force=True)
    go(run, steps)
    run.showing.measure_now()
    run.showing.see(run.config)
    return run, run.showing.taken(run.config)[0]


def again(made, path):
    record.write(path, made)
    return record.read(path)


@pytest.mark.wide
@pytest.mark.parametrize("kind", KINDS)
def test_every_frame_comes_back_as_it_was(kind, tmp_path):
    _, made = taken(kind)
    back = again(made, tmp_path / record.NAME)
    assert [frame.step for frame in back.frames] == [frame.step for frame in made.frames]
    assert len(back.frames) > 5
    for frame, was in zip(back.frames, made.frames, strict=True):
        (numbers, arrays), (numbers_then, arrays_then) = pictures(frame), pictures(was)
        assert numbers == numbers_then
        assert arrays.keys() == arrays_then.keys()
        assert all(np.array_equal(array, arrays_then[name], equal_nan=True) for name, array in arrays.items())
        assert (frame.config, frame.status, frame.diagnosis) == (was.config, was.status, was.diagnosis)
    for name in record.WHOLE:
        array, was = getattr(back.shown, name), getattr(made.shown, name)
        assert (array is None and was is None) or np.array_equal(array, was, equal_nan=True), name


def test_the_rows_of_a_past_step_end_there(tmp_path):
    run, _ = taken(steps=20)
    run.look(7)
    made, trainer = run.showing.taken(run.config)
    back = again(made, tmp_path / record.NAME)
    assert back.step == 7
    assert back.shown.past is None
    assert back.shown.steps[-1] == 7
    assert [frame.step for frame in back.past] == [step for step in run.showing.timeline.steps if step < 7]
    assert abs(trainer.step_count - 7) <= 13


def test_what_was_changed_on_the_way_is_told_of_each_frame(tmp_path):
    run, _ = taken(steps=4)
    run.configure(from_values({"d_lr": 0.5}, SMALL))
    go(run, 3)
    back = again(run.showing.taken(run.config)[0], tmp_path / record.NAME)
    assert {frame.config.d_lr for frame in back.frames if frame.step > 4} == {0.5}
    assert {frame.config for frame in back.frames if frame.step <= 4} == {SMALL}


def test_a_diagnosis_comes_back_with_its_messages(tmp_path):
    said = Diagnosis(
        "diverged",
        (("step", 3), ("quantity", Message.of("D loss")), ("value", Message.of("{value:.2g}", value=1e9))),
        ((0.5, -1.0),),
        (((("d_lr", 0.1), ("g_hidden", (8, 8))), True),),
        3,
    )
    _, made = taken(steps=2)
    shown = dataclasses.replace(made.shown, diagnosis=said, row={"d_loss": math.nan, "g_loss": 1.5})
    back = again(record.Record(shown), tmp_path / record.NAME).shown
    assert back.diagnosis == said
    assert math.isnan(back.row["d_loss"])
    assert back.row["g_loss"] == 1.5


def test_nothing_of_a_file_is_unpickled_or_written_out(tmp_path):
    """A stranger's file may say what it wants: it gives one sentence, and its texts reach into no object."""
    path = tmp_path / record.NAME
    _, made = taken(steps=2)
    record.write(path, made)
    whole = path.read_bytes()
    evil = json.dumps({"message": ["{value.__class__}", [["value", 1]]]})
    for data in (
        b"",
        b"{}",
        pickle.dumps(made),
        whole[:100],
        whole[:-9],
        whole.replace(b'\\"format\\": 1', b'\\"format\\": 9'),
    ):
        path.write_bytes(data)
        with pytest.raises(ValueError, match=r"^record.safetensors: must be the record of a run, of this version; got"):
            record.read(path)
    with pytest.raises(ValueError, match="braces"):
        record._thing(json.loads(evil))


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    _, made = taken(steps=2)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space left"):
        record.write(tmp_path / record.NAME, made)
    assert not list(tmp_path.iterdir())
