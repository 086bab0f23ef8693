"""Real or fake?: a round is half real, half made by G at its step, D's answers are the trainer's; nothing changes."""

import numpy as np
import pytest
import torch

from ganlab.data.images import load
from ganlab.engine.run import Run
from ganlab.gan.config import from_values
from ganlab.gan.losses import LOSSES
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display, undecided
from ganlab.observe.studies import checked
from ganlab.observe.studies.quiz import BATCH, PICTURES, look
from ganlab.presets import PRESETS

SMALL = {"g_hidden": (16,), "d_hidden": (16,), "batch_size": 16}
CONFIG = from_values(SMALL, PRESETS["digits"].config)


def trained(steps=5, **values):
    trainer = Trainer(from_values(values, CONFIG), load("digits"))
    for _ in range(steps):
        trainer.step()
    return trainer


def fakes(trainer, number):
    """What G makes of the round's z: drawn after the real pictures, from the round's own stream."""
    rng = torch.Generator().manual_seed(number)
    torch.randint(len(trainer.images), (BATCH,), generator=rng)
    return trainer.generate(trainer.sample_z(BATCH, rng))


def shown(pictures, trainer):
    low, high = trainer.config.pixels
    return ((pictures[:, 0] - low) / (high - low) * 255).clamp(0, 255).round().numpy().astype(np.uint8)


@pytest.mark.parametrize("average", [0.0, 0.9])
def test_half_is_of_the_training_data_and_half_is_made_by_g_at_that_step(average):
    trainer = trained(ema_decay=average)
    found = look(Display(trainer), None, 7)
    assert found.about == {"round": 7, "step": 5}
    pictures, real = found.arrays["pictures"], found.arrays["real"].astype(bool)
    assert pictures.shape == (PICTURES, 28, 28)
    assert real.sum() == PICTURES // 2
    known = {picture.tobytes() for picture in trainer.images.pixels.numpy()}
    assert [picture.tobytes() in known for picture in pictures] == real.tolist()
    made = {picture.tobytes() for picture in shown(fakes(trainer, 7), trainer)}
    assert [picture.tobytes() in made for picture in pictures] == (~real).tolist()


def test_the_order_tells_nothing():
    trainer = trained()
    orders = np.array([look(Display(trainer), None, k).arrays["real"] for k in range(200)])
    assert (orders.sum(1) == PICTURES // 2).all()
    assert np.abs(orders.mean(0) - 0.5).max() < 0.15  # 4 standard errors


@pytest.mark.parametrize("loss", LOSSES)
def test_d_answers_as_the_trainers_d_and_is_judged_at_the_losss_level(loss):
    trainer = trained(loss=loss)
    found = look(Display(trainer), None, 3)
    real, scores = found.arrays["real"].astype(bool), found.arrays["scores"]
    low, level, high = found.arrays["scale"]
    rng = torch.Generator().manual_seed(3)
    both = [trainer.source.pick(BATCH, rng), trainer.generate(trainer.sample_z(BATCH, rng))]
    with torch.no_grad():
        logits = [trainer.discriminator(side)[:, 0] for side in both]
        answers = [LOSSES[loss].answer(side, *logits).numpy() for side in logits]
    expected = undecided(trainer.config, *logits)
    assert level == pytest.approx(expected, abs=1e-6)
    for kind, side in ((True, 0), (False, 1)):
        assert np.sort(scores[real == kind]) == pytest.approx(np.sort(answers[side][: PICTURES // 2]), abs=1e-5)
    right = np.where(real, scores > level, scores < level)
    assert (found.arrays["right"].astype(bool) == right).all()
    assert low <= scores.min() <= scores.max() <= high
    assert (low + high) / 2 == pytest.approx(level, abs=1e-5)


@pytest.mark.parametrize("settings", [{"packing": 2}, {"minibatch_std": True}, {"spectral_norm": True}], ids=str)
def test_a_round_changes_nothing_and_depends_on_its_number_and_the_run_alone(settings):
    trainer, other = trained(**settings), trained(**settings)
    first, again, third = (look(Display(trainer), None, number) for number in (1, 1, 2))
    assert all((first.arrays[name] == again.arrays[name]).all() for name in first.arrays)
    assert not (first.arrays["pictures"] == third.arrays["pictures"]).all()
    for each in (trainer, other):
        each.step()
    (tensors, values), (others, other_values) = trainer.state(), other.state()
    assert values == other_values
    assert all(torch.equal(tensors[name].nan_to_num(), others[name].nan_to_num()) for name in others)


@pytest.mark.parametrize("way", ["concat", "projection"])
def test_a_conditional_d_is_asked_given_the_labels_of_the_pictures(way):
    trainer = trained(conditional=way, reuse_z=False)
    found = look(Display(trainer), None, 4)
    rng = torch.Generator().manual_seed(4)
    real, labels = trainer.source.pick(BATCH, rng), trainer.source.labels
    z = trainer.sample_z(BATCH, rng)
    sides = (real, labels), (trainer.generate(z), z[:, -10:].argmax(1))
    answers = [Display(trainer).logits(x, given).sigmoid().numpy()[: PICTURES // 2] for x, given in sides]
    for kind, side in ((1, 0), (0, 1)):
        scores = found.arrays["scores"][found.arrays["real"] == kind]
        assert np.sort(scores) == pytest.approx(np.sort(answers[side]), abs=1e-6)


def test_numbers_that_are_not_finite_are_no_error():
    trainer = trained()
    trainer.g.flat.fill_(float("nan"))
    found = look(Display(trainer), None, 1)
    assert not np.isfinite(found.arrays["scores"][found.arrays["real"] == 0]).any()
    assert not found.arrays["right"][found.arrays["real"] == 0].any()


def test_it_is_in_the_frames_of_a_run_of_pictures():
    frames = []
    run = Run("a" * 8, 0, CONFIG, frames.append, playing=False)
    run.begin(load("digits"))
    run.study("quiz", 9)
    run.show(force=True)
    assert frames[-1].studies["quiz"].about == {"round": 9, "step": 0}


@pytest.mark.parametrize("value", [-1, 2**31, 1.0, True, None, "7"])
def test_only_the_number_of_a_round_is_taken(value):
    assert checked(CONFIG, "quiz", 2**31 - 1) == 2**31 - 1
    with pytest.raises(ValueError, match="quiz: must be the number of a round, from 0 to 2147483647; got “"):
        checked(CONFIG, "quiz", value)
