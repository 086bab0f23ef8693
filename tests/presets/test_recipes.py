"""The recipes for MNIST show what they say: on real MNIST, by the digit classifier, over seeds (slow)."""

import pytest
import torch

from ganlab.cli.bench.training import digits_made
from ganlab.data.images import load
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe import classifier
from ganlab.observe.display import Display
from ganlab.presets.mnist import MNIST_PRESETS

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
    assert Display(trainer).snapshot().finite()


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
@pytest.mark.parametrize("seed", range(210, 212))
def test_the_averaged_g_flickers_less(mnist, seed):
    """The pictures of the same z change less from step to step than the trained G's: by half at least."""
    trainer = trained("mnist-r1", 400, seed, mnist)
    z = trainer.sample_z(64, torch.Generator().manual_seed(1))
    players = {"averaged": trainer.generate, "trained": trainer.generator}
    with torch.no_grad():
        before = {name: make(z) for name, make in players.items()}
    trainer.step()
    with torch.no_grad():
        moved = {name: (make(z) - before[name]).abs().mean().item() for name, make in players.items()}
    assert 0 < moved["averaged"] < moved["trained"] / 2
