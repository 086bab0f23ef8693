"""Studies: what a viewer asks for beside the display is made for the frames, anew when the run goes on, sent once."""

from dataclasses import replace

import numpy as np
import pytest

from ganlab.engine.run import Run
from ganlab.gan.config import from_values
from ganlab.observe import studies
from ganlab.observe.snapshot import Found
from ganlab.observe.studies import Study, checked
from ganlab.web.about import teller
from ganlab.web.wire import Encoder, unpack

CONFIG = from_values({"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16})


def check(config, value):
    if value not in ("a", "b"):
        raise ValueError(f"letter: must be a or b; got “{value}”")
    return value


@pytest.fixture
def letters(monkeypatch):
    """Put a study of its own into the registry: it tells the letter asked for, and the step."""

    def look(display, past, letter):
        return Found({"letter": letter}, {"step": np.array([display.trainer.step_count], np.int32)})

    monkeypatch.setitem(studies.STUDIES, "letters", Study(("points",), check, look))


@pytest.fixture
def run(letters):
    frames = []
    run = Run("a" * 8, 0, CONFIG, frames.append, playing=False)
    run.begin()

    def show():
        run.show(force=True)
        return frames[-1]

    return run, show


def test_a_study_is_in_the_frames_as_long_as_it_is_asked_for(run):
    run, show = run
    assert show().studies == {}
    run.study("letters", "a")
    assert show().studies["letters"].about == {"letter": "a"}
    run.study("letters", "b")
    assert show().studies["letters"].about == {"letter": "b"}
    run.study("letters", None)
    assert show().studies == {}


def test_it_is_made_anew_when_the_run_went_on_and_not_before(run):
    run, show = run
    run.study("letters", "a")
    first, again = show().studies["letters"], show().studies["letters"]
    assert first.stamp == again.stamp
    run.trainer.step()
    later = show().studies["letters"]
    assert later.stamp != first.stamp
    assert later.arrays["step"] == [1]


def test_its_arrays_are_sent_once_and_cannot_be_written(run):
    run, show = run
    run.study("letters", "a")
    encoder = Encoder(teller("en"))
    frame = show()
    with pytest.raises(ValueError, match="read-only"):
        frame.studies["letters"].arrays["step"][0] = 7
    header, arrays = unpack(encoder.encode(frame, 0))
    assert (header["asked"], header["studies"]) == (["letters"], {"letters": {"letter": "a"}})
    assert arrays["letters.step"] == [0]
    header, arrays = unpack(encoder.encode(show(), 0))
    assert (header["asked"], header["studies"]) == (["letters"], {})
    assert "letters.step" not in arrays


def test_a_past_that_is_looked_at_has_its_own_studies(run, monkeypatch):
    """Of the nearest state that is held; and of the present again when the look back ends."""
    run, show = run
    run.study("letters", "a")

    def step():
        return show().studies["letters"].arrays["step"].item()

    assert step() == 0
    for _ in range(9):
        run.trainer.step()
        show()
    held = run.showing.timeline.states
    held.steps, held._kept = held.steps[::4], held._kept[::4]  # of steps 0, 4, 8
    for looked, nearest in ((3, 4), (1, 0), (4, 4), (9, 9), (7, 8), (None, 9)):
        run.look(looked)
        frame = show()
        assert step() == nearest
        assert frame.past is None if looked is None else (frame.step, frame.past.now) == (looked, 9)
    record = studies.STUDIES["letters"]
    told = replace(record, kept=lambda trainer, frame, letter: Found({}, {"step": np.array([-frame.step], np.int32)}))
    monkeypatch.setitem(studies.STUDIES, "letters", told)
    for looked, said in ((3, -3), (4, 4)):  # what the kept frame tells, where the state is not held
        run.look(looked)
        assert step() == said
    monkeypatch.setitem(studies.STUDIES, "letters", replace(told, follows=False))
    run.look(2)
    assert step() == 9
    assert run.trainer.step_count == 9


@pytest.mark.parametrize("name", ["numbers", None, ["letters"]])
def test_a_study_that_there_is_not_is_refused(letters, name):
    with pytest.raises(ValueError, match="study: must be one of .*letters"):
        checked(CONFIG, name, "a")


def test_a_value_is_refused_in_the_studys_own_words(letters):
    assert checked(CONFIG, "letters", "a") == "a"
    with pytest.raises(ValueError, match="letter: must be a or b; got “c”"):
        checked(CONFIG, "letters", "c")


def test_a_study_of_other_data_is_refused(letters):
    with pytest.raises(ValueError, match="study: must be one of"):
        checked(from_values({"dataset": "digits"}, CONFIG), "letters", "a")


def test_a_viewer_asks_by_command_and_another_one_sees_it_too(lab, letters, monkeypatch):
    """The worker has no study of ours: it is enough that the command reaches it with checked arguments."""
    entry, sent = lab.open(CONFIG), []
    monkeypatch.setattr(lab, "send", lambda entry, *message: sent.append(message))
    lab.command(entry.run_id, "study", {"name": "letters", "value": "b"})
    lab.command(entry.run_id, "study", {"name": "letters"})
    assert sent == [("study", "letters", "b"), ("study", "letters", None)]
    with pytest.raises(ValueError, match="study: must be an object with a name; got “letters”"):
        lab.command(entry.run_id, "study", "letters")
