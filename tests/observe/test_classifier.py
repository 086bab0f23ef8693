"""The digit classifier does what it is said to do, on pictures that it was not trained on; it can be trained again."""

import json
import math

import pytest
import torch
from safetensors import safe_open

from ganlab.cli import outliers, pretrain
from ganlab.data.images import load
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe import classifier
from ganlab.presets import PRESETS


def accuracy(images):
    pictures = images.pixels[:, None].float() / 255
    guesses = [classifier.probabilities(classifier.features(part)).argmax(1) for part in pictures.split(500)]
    return (torch.cat(guesses) == images.labels).float().mean().item()


@pytest.mark.wide
def test_it_knows_mnists_test_pictures(mnist):
    assert accuracy(load("mnist", part="t10k", allow_download=False)) >= 0.994


def test_it_knows_built_in_digits_that_it_has_not_seen():
    digits = load("digits")
    unseen = slice(pretrain.DIGITS_TRAINED, None)
    assert accuracy(type(digits)(digits.pixels[unseen], digits.labels[unseen], "digits")) >= 0.99


def test_a_speckled_ground_does_not_hide_a_digit():
    digits, unseen = load("digits"), slice(pretrain.DIGITS_TRAINED, None)
    pictures = digits.pixels[unseen, None].float() / 255
    for most, least in ((0.2, 0.98), (0.5, 0.94)):
        shown = outliers.speckled(pictures, torch.Generator().manual_seed(1), most)
        assert (classifier.told(shown)[1] == digits.labels[unseen]).float().mean() >= least


# -- what is no digit: kinds that it was not trained on ---------------------------------------------------------------


def number(low, high):
    return low + (high - low) * torch.rand(500, 1, 1, 1, generator=torch.Generator().manual_seed(int(1000 * high)))


def stripes():
    down, across = torch.meshgrid(torch.arange(28.0), torch.arange(28.0), indexing="ij")
    turn = number(0, math.pi)
    waves = torch.sin((across * turn.cos() + down * turn.sin()) * 2 * math.pi / number(3, 14))
    return (waves > number(-0.6, 0.6)) * 1.0


def checkers():
    down, across = torch.meshgrid(torch.arange(28.0), torch.arange(28.0), indexing="ij")
    return ((across // number(2, 7) + down // number(2, 6)) % 2) * number(0.3, 1)


def inverted():
    return 1 - load("digits").pixels[:500, None].float() / 255


def stirred():
    """Digits with their pixels in another order."""
    pixels = load("digits").pixels[:500].float().flatten(1) / 255
    order = torch.rand(pixels.shape, generator=torch.Generator().manual_seed(0)).argsort(1)
    return pixels.gather(1, order).reshape(-1, 1, 28, 28)


def young(key, steps):
    """What a recipe's generator makes of the built-in digits when it has hardly begun."""
    trainer = Trainer(from_values({"dataset": "digits"}, PRESETS[key].config), load("digits"))
    for _ in range(steps):
        trainer.step()
    return classifier.unit(trainer.samples(500), trainer.config)


@pytest.mark.parametrize("make", [stripes, checkers, inverted, stirred])
def test_it_is_not_sure_of_what_is_no_digit(make):
    confidence, _ = classifier.told(make())
    assert confidence.mean() <= 0.15  # of ten classes held all alike it is 0.1
    assert (confidence >= 0.5).float().mean() <= 0.01


@pytest.mark.wide
@pytest.mark.parametrize(
    ("key", "steps"), [("seed-mnist", 0), ("seed-mnist", 100), ("mnist-dcgan", 0), ("digits", 100)]
)
def test_it_is_not_sure_of_what_a_young_generator_makes(key, steps):
    confidence, _ = classifier.told(young(key, steps))
    assert confidence.mean() <= 0.25
    assert (confidence >= 0.5).float().mean() <= 0.02


def test_features_are_as_many_as_said_and_the_last_layer_alone_is_the_classifier():
    pictures = load("digits").pixels[:7, None].float() / 255
    found = classifier.features(pictures)
    assert found.shape == (7, classifier.FEATURES)
    assert (found >= 0).all()
    assert torch.allclose(classifier.probabilities(found), classifier.classifier()(pictures).softmax(1), atol=1e-6)
    assert not any(parameter.requires_grad for parameter in classifier.classifier().parameters())


@pytest.mark.parametrize("output", ["tanh", "sigmoid"])
def test_pictures_of_every_range_are_brought_to_the_unit_range(output):
    config = from_values({"dataset": "digits", "g_output": output})
    low, high = config.pixels
    pixels = torch.tensor([low - 1, low, (low + high) / 2, high, high + 1])
    assert classifier.unit(pixels, config).tolist() == [0, 0, 0.5, 1, 1]


def test_its_file_tells_how_it_was_made():
    with safe_open(classifier.WEIGHTS, framework="numpy") as file:
        recipe = json.loads(file.metadata()["recipe"])
    assert (recipe["seed"], recipe["epochs"], recipe["batch"]) == (pretrain.SEED, pretrain.EPOCHS, pretrain.BATCH)
    assert recipe["accuracy"]["mnist"] >= 0.994


def test_everything_that_ships_is_small():
    assert 0 < sum(path.stat().st_size for path in classifier.WEIGHTS.parent.iterdir()) <= 3_000_000
