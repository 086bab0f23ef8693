"""Smoothed labels move the answer that tells nothing apart; the picture, its words and the measures go along."""

import pytest
import torch

from ganlab.data import POINTS
from ganlab.gan.config import from_values
from ganlab.gan.losses import LOSSES
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display, undecided
from ganlab.observe.measuring import metrics
from ganlab.observe.references import boundary
from ganlab.web.words import say

SMOOTHED = [key for key, loss in LOSSES.items() if loss.smooths and loss.probability and loss.pair is None]


@pytest.mark.parametrize("label", [1.0, 0.9, 0.7])
@pytest.mark.parametrize("key", SMOOTHED)
def test_the_undecided_answer_is_that_of_the_best_d_where_fakes_are_the_data(key, label):
    """Found by descent on what D minimises on one sample of each kind."""
    loss, c = LOSSES[key], torch.zeros(1, 1, requires_grad=True)
    for _ in range(500):
        c.data -= 0.5 * torch.autograd.grad(loss.d_loss(c, c, label), c)[0]
    rest = loss.answer(c, c, c).item()
    config = from_values({"loss": key, "real_label": label})
    assert undecided(config, c, c) == pytest.approx(rest, abs=1e-3) == pytest.approx(label / 2, abs=1e-3)


def constant(trainer, logit):
    """Let D answer the same everywhere."""
    with torch.no_grad():
        trainer.d.flat.zero_()
        list(trainer.discriminator.parameters())[-1].fill_(logit)


@pytest.mark.parametrize("label", [1.0, 0.8])
def test_boundary_scale_and_accuracy_follow(label):
    config = from_values({"dataset": "one-gaussian", "real_label": label, "d_hidden": (8,), "g_hidden": (8,)})
    trainer = Trainer(config)
    level = label / 2
    for side in (-1, 1):
        constant(trainer, torch.logit(torch.tensor(level + 0.01 * side)).item())
        found, shown = metrics(Display(trainer)), Display(trainer).snapshot()
        assert (found["d_accuracy_real"], found["d_accuracy_fake"]) == ((0, 1) if side < 0 else (1, 0))
        low, high = shown.answers
        assert (low + high) / 2 == pytest.approx(level)  # what the view draws as undecided
        assert low <= 0 and high >= 1  # and every probability has a colour
    assert say(boundary(config), "en") == f"D = {level:g}"


def test_the_ideal_d_is_undecided_at_the_same_answer():
    """Where p = q, D* = s / 2."""
    config = from_values({"dataset": "one-gaussian", "real_label": 0.8, "d_hidden": (8,), "g_hidden": (8,)})
    trainer = Trainer(config)
    record, rng = POINTS["one-gaussian"], torch.Generator().manual_seed(0)
    trainer.generate = lambda z: record.sample(len(z), rng)
    constant(trainer, torch.logit(torch.tensor(0.4)).item())
    found = metrics(Display(trainer))
    assert found["d_star"] == pytest.approx(0.8 * found["d_star_floor"], rel=0.5)


def test_arrows_are_of_the_batch_where_d_looks_at_it_as_a_whole():
    """Against differences of the loss that G minimises, as in training."""
    trainer = Trainer(from_values({"minibatch_std": True, "d_hidden": (16,), "g_hidden": (16,)}))
    for _ in range(30):
        trainer.step()
    display = Display(trainer)
    fake = trainer.generate(display.z)
    before = {name: value.clone() for name, value in trainer.discriminator.state_dict().items()}
    arrows = display.arrows(fake)
    assert all(torch.equal(value, before[name]) for name, value in trainer.discriminator.state_dict().items())
    layer = next(layer for layer in trainer.discriminator.modules() if hasattr(layer, "seen"))

    def loss(samples):
        layer.train()
        trainer.discriminator.double()
        value = trainer.loss.g_loss(None, trainer.discriminator(samples)).item()
        trainer.discriminator.float()
        return value

    h = 1e-5
    for k, axis in ((0, 0), (3, 1), (100, 0)):
        moved = [fake.double().clone() for _ in range(2)]
        moved[0][k, axis] += h
        moved[1][k, axis] -= h
        slope = (loss(moved[0]) - loss(moved[1])) / (2 * h)
        assert arrows[k, axis].item() == pytest.approx(-slope * len(fake), rel=2e-3, abs=1e-5)
