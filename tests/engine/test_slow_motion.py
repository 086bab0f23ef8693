"""Slow motion: through worker processes everybody sees one phase, other commands end it, no step is lost."""

import re

import numpy as np
import pytest

from ganlab.data.images import load
from ganlab.engine.slow_motion import KEPT, Slow
from ganlab.gan.config import from_values
from ganlab.gan.losses import LOSSES
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.slow.phases import anatomy
from ganlab.presets import PRESETS
from ganlab.web.about import teller
from ganlab.web.wire import Encoder, unpack
from ganlab.web.words import LANGUAGES
from tests.support.runs import SMALL
from tests.support.slow import HELPERS, equal, trained

PHASES = 12


@pytest.fixture
def slow(lab, watch):
    """A run in slow motion at its first phase: (send, until, first snapshot)."""
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 3)
        lab.command(entry.run_id, "slow", {"action": "begin"})
        first = viewer.until(lambda s: s.stage is not None)

        def send(action, **more):
            lab.command(entry.run_id, "slow", {"action": action, **more})

        def command(name, value=None):
            lab.command(entry.run_id, name, value)

        send.command = command
        yield send, viewer.until, first


def alone(steps):
    trainer = Trainer(SMALL)
    for _ in range(steps):
        trainer.step()
    return trainer


def test_phases_are_stepped_by_hand_and_the_last_one_takes_the_step(slow):
    send, until, first = slow
    assert first.status == "paused"
    phases = anatomy(alone(first.step))
    for i, phase in enumerate(phases):
        frame = until(lambda s, i=i: s.stage.index == i)
        assert frame.stage.phase.lines == phase.lines
        assert np.array_equal(frame.fake, phase.picture["fake"])
        assert frame.step == first.step + (i + 1 == PHASES)
        send("next")
    second = until(lambda s: s.stage.phase.step == first.step + 2)
    assert second.stage.index == 0
    assert np.array_equal(second.scalars, alone(second.step).history.arrays()[1], equal_nan=True)
    send("back")
    frame = until(lambda s: s.stage.index == PHASES - 1)
    assert frame.step == second.step
    assert frame.row["g_loss"] == dict(frame.stage.phase.values, **alone(second.step).scalars)["g_loss"]


@pytest.mark.parametrize("reached", [5, PHASES - 1])
def test_the_end_leaves_the_step_taken_only_if_its_last_phase_was_reached(slow, reached):
    send, until, first = slow
    for _ in range(reached):
        send("next")
    until(lambda s: s.stage.index == reached)
    send("end")
    after = until(lambda s: s.stage is None)
    assert (after.status, after.step) == ("paused", first.step + (reached == PHASES - 1))
    send.command("step")
    stepped = until(lambda s: s.step == after.step + 1)
    assert np.array_equal(stepped.scalars, alone(stepped.step).history.arrays()[1], equal_nan=True)


@pytest.mark.parametrize(
    ("name", "value"), [("play", None), ("step", None), ("reset", None), ("set", {"d_lr": 0.05}), ("steps", 3)]
)
def test_any_other_command_ends_it_first(slow, name, value):
    send, until, first = slow
    send("next")
    until(lambda s: s.stage.index == 1)
    send.command(name, value)
    after = until(lambda s: s.stage is None)
    if name == "set":
        assert (after.step, after.config.d_lr) == (first.step, 0.05)
    elif name == "reset":
        assert after.generation == 1
    else:
        until(lambda s: s.step > first.step)


@pytest.mark.wide
def test_it_plays_at_a_pace_by_the_frames_own_clock_and_pause_stops_it_there(slow):
    send, until, first = slow
    send("play", pace=0.5)
    started = until(lambda s: s.stage.pace == 0.5)
    assert started.status == "running"
    third = until(lambda s: s.stage.index == 3)
    assert third.made - started.made >= 1.4
    send.command("speed", 20)  # the speed of the training is another thing
    assert until(lambda s: s.speed == 20).stage.pace == 0.5
    send.command("pause")
    stopped = until(lambda s: s.status == "paused")
    assert stopped.stage is not None
    send("next")  # still there
    assert until(lambda s: s.stage.index == stopped.stage.index + 1).step == first.step


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"action": "fly"}, "slow: action must be begin, next, back, play or end; got “fly”"),
        (None, "slow: action must be begin, next, back, play or end; got “null”"),
        ({"action": "play", "pace": 0.1}, "pace: must be a number from 0.5 to 5.0; got “0.1”"),
        ({"action": "play", "pace": "fast"}, "pace: must be a number from 0.5 to 5.0; got “fast”"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(lab, value, sentence):
    entry = lab.open(SMALL)
    with pytest.raises(ValueError, match=re.escape(sentence)):
        lab.command(entry.run_id, "slow", value)


def test_a_step_without_updates_is_refused_in_one_sentence(lab):
    entry = lab.open(from_values({"n_critic": 0, "g_steps": 0}, SMALL))
    with pytest.raises(ValueError, match="slow: needs n_critic or g_steps above 0"):
        lab.command(entry.run_id, "slow", {"action": "begin"})


def test_steering_what_is_not_on_does_nothing(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        lab.command(entry.run_id, "pause")
        step = viewer.until(lambda s: s.status == "paused").step
        for action in ("next", "back", "play", "end"):
            lab.command(entry.run_id, "slow", {"action": action})
        lab.command(entry.run_id, "step")
        frame = viewer.until(lambda s: s.step > step)
        assert (frame.step, frame.stage, frame.status) == (step + 1, None, "paused")


PICTURED = [
    name for name, preset in PRESETS.items() if preset.config.kind == "images" and preset.config.start == "scratch"
]


@pytest.mark.wide
@pytest.mark.parametrize("name", [*PICTURED, "dirac"])
def test_pictures_and_the_dirac_gan_are_taken_apart_too(name):
    images = name != "dirac"
    values = {"dataset": "dirac", "n_critic": 2}
    if images:
        values = {**PRESETS[name].settings, "dataset": "digits", "batch_size": 16}
    trainer, other = (trained(images=load("digits") if images else None, **values) for _ in range(2))
    slow = Slow(trainer)
    base = Display(trainer).snapshot()
    seen = []
    for phase in slow.steps[0]:
        frame = slow.shown(base)
        assert frame.finite()
        seen.append(frame)
        header = unpack(Encoder(teller("en")).encode(frame, 0))[0]
        assert header["phase"]["name"] == phase.name
        slow.next()
    other.step()
    assert equal(trainer.state(), other.state())
    if images:
        assert [frame.fixed.shape[0] for frame in seen[:3]] == [0, 16, 16]
        assert [frame.fixed_scores.size for frame in seen[:3]] == [0, 0, 16]
        assert not np.array_equal(seen[-1].fixed, seen[-2].fixed)
    else:
        assert np.allclose(seen[-1].fake, [[other.g.flat[0].item(), other.d.flat[0].item()]])


@pytest.mark.wide
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_phase_has_its_words_and_its_formulas_in_the_frame(loss, language):
    slow = Slow(trained(loss=loss, **HELPERS["all"]))
    encoder = Encoder(teller(language))
    for phase in slow.steps[0]:
        header, arrays = unpack(encoder.encode(slow.shown(Display(slow.trainer).snapshot()), 0))
        shown = header["phase"]
        assert "live_" not in shown["text"]
        assert "{" not in shown["text"]
        assert len(shown["lines"]) == len(phase.lines)
        assert all(formula.startswith("<span><math") for formula, _ in shown["lines"])
        assert "\\" not in re.sub(r"<[^>]*>", "", "".join(map("".join, shown["lines"])))
        assert shown["symbols"]
        assert np.array_equal(arrays["fake"], phase.picture["fake"])
        slow.next()


def test_the_last_phase_takes_the_step_once_and_phases_can_be_gone_back_through():
    trainer = trained()
    slow, start = Slow(trainer), trainer.step_count
    count = len(slow.steps[0])
    assert [slow.next() for _ in range(count - 1)] == [False] * (count - 2) + [True]
    assert trainer.step_count == start + 1
    assert [slow.next() for _ in range(count)] == [False] * (count - 1) + [True]  # the next step's
    for _ in range(2 * count):
        slow.back()
    assert slow.shown(Display(trainer).snapshot()).stage.phase.step == start + 1
    assert not slow.shown(Display(trainer).snapshot()).stage.back
    assert trainer.step_count == start + 2  # what was taken stays taken
    assert not any(slow.next() for _ in range(2 * count - 1))
    for _ in range(count * KEPT):
        slow.next()
    assert len(slow.steps) == KEPT
    alone = trained(trainer.step_count)
    assert equal(trainer.state(), alone.state())


@pytest.mark.wide
def test_a_step_that_ends_in_nothing_finite_ends_there_in_slow_motion_too():
    values = {"loss": "least-squares", "d_optimizer": "sgd", "g_optimizer": "sgd", "d_lr": 10.0, "g_lr": 10.0}
    trainer = trained(0, **values)
    slow, base = Slow(trainer), Display(trainer).snapshot()
    for _ in range(1000):
        slow.next()
        base = frame if (frame := Display(trainer).snapshot()).finite() else base
        header = unpack(Encoder(teller("en")).encode(slow.shown(base), 0))[0]
        assert header["phase"]["lines"]
    assert trainer.divergence
    alone = trained(0, **values)
    while not alone.divergence:
        alone.step()
    assert alone.divergence == trainer.divergence
