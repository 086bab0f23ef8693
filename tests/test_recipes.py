"""The recipes for MNIST show what they say: on real MNIST, by the digit classifier, over seeds (slow)."""

import pytest
import torch

from ganlab import classifier
from ganlab.bench import digits_made
from ganlab.config import from_values
from ganlab.data.images import load
from ganlab.presets_mnist import MNIST_PRESETS
from ganlab.trainer import Trainer

SEEDS = range(3)


def trained(key, steps, seed, images):
    trainer = Trainer(from_values({"seed": seed}, MNIST_PRESETS[key].config), images)
    for _ in range(steps):
        trainer.step()
    assert trainer.divergence is None
    return trainer


def classes_told(trainer, n=1000):
    """How many of n fresh pictures are told to be each digit, sure or not."""
    seen = classifier.told(classifier.unit(trainer.samples(n), trainer.config))[1]
    return torch.bincount(seen, minlength=classifier.CLASSES)


@pytest.mark.parametrize("key", MNIST_PRESETS)
def test_a_recipe_trains_on_the_digits_that_need_no_download(key):
    config = from_values({"dataset": "digits", "batch_size": 16}, MNIST_PRESETS[key].config)
    trainer = Trainer(config, load("digits"))
    for _ in range(3):
        trainer.step()
    assert trainer.divergence is None
    assert trainer.snapshot().finite()


def test_what_counts_as_a_digit_made():
    """Real digits count, ten classes and nearly all; grey does not, and one digit again and again is one class."""
    trainer = Trainer(
        from_values({"dataset": "digits", "batch_size": 16}, MNIST_PRESETS["seed-mnist"].config), load("digits")
    )
    pixels = load("digits").pixels[:500, None].float() / 255
    for pictures, low, high, classes in ((pixels, 0.9, 1, 10), (pixels[:1].repeat(500, 1, 1, 1), 1, 1, 1)):
        trainer.samples = lambda n, pictures=pictures: pictures
        found, sure = digits_made(trainer)
        assert found == classes
        assert low <= sure <= high
    trainer.samples = lambda n: torch.full((n, 1, 28, 28), 0.5)
    assert digits_made(trainer)[0] <= 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_dcgan_generates_all_ten_classes_by_step_3000(mnist, seed):
    counts = classes_told(trained("mnist-dcgan", 3000, seed, mnist))
    assert counts.min() >= 20, counts  # a fifth of a class's fair share


@pytest.mark.slow
def test_the_seed_recipe_goes_from_a_blob_to_noisy_digits_to_clear_ones(mnist):
    """At 200 steps every z gives the same picture; at 1,000 there are several classes; at 8,250 they are clearer still."""
    trainer, spread, shares = trained("seed-mnist", 0, 0, mnist), {}, {}
    for step in range(1, 8251):
        trainer.step()
        if step in (200, 1000, 8250):
            spread[step] = trainer.samples(500).std(0).mean().item()
            shares[step] = digits_made(trainer)
    real = trainer.sample_real(500).std(0).mean().item()
    assert spread[200] < 0.25 * real < spread[1000], (spread, real)
    assert shares[200][0] <= 1 and shares[1000][0] >= 3 and shares[8250][0] >= 7, shares
    assert shares[200][1] < shares[1000][1] < shares[8250][1], shares
