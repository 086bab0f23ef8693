"""Twins in digits show what their 2-D experiments show (slow): told by the classifier, over seeds of their own."""

import pytest
import torch

from ganlab.data.images import load
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe import classifier
from ganlab.presets import PRESETS

SEEDS = range(301, 304)


def seen(key, seed, steps):
    """Train a twin; return (classes that at least 2 % of 500 fresh pictures are taken for, spread, last scalars).

    spread: root mean squared distance of the pictures from their mean, as a multiple of the data's.
    """
    trainer = Trainer(from_values({"seed": seed}, PRESETS[key].config), load("digits"))
    for _ in range(steps):
        trainer.step()
    rng = torch.Generator().manual_seed(1)
    made, real = (classifier.unit(x, trainer.config) for x in (trainer.samples(500), trainer.source.pick(500, rng)))
    probabilities = classifier.probabilities(classifier.features(made))
    shares = torch.bincount(probabilities.argmax(1), minlength=10) / len(made)
    spread, own = ((x - x.mean(0)).square().sum((1, 2, 3)).mean().sqrt().item() for x in (made, real))
    return int((shares >= 0.02).sum()), spread / own, trainer.scalars


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_collapse_shows_one_picture_whatever_the_z(seed):
    classes, spread, _ = seen("digits-collapse", seed, 500)
    assert classes <= 4  # of a picture that is no digit the guesses scatter
    assert spread < 0.5


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_wgan_gp_makes_all_ten(seed):
    assert seen("digits-wgan-gp", seed, 300)[0] >= 9


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_minimax_gives_g_no_gradient_and_the_other_loss_does(seed):
    stuck, saved = seen("digits-vanishing", seed, 200), seen("digits-saved", seed, 500)
    assert stuck[2]["g_grad"] < 0.01 < 1 < saved[2]["g_grad"]
    assert stuck[2]["d_fake"] < 0.01 < saved[2]["d_fake"]
