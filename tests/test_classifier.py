"""The digit classifier does what it is said to do, on pictures that it was not trained on; anybody can train it again."""

import json

import pytest
import torch
from safetensors import safe_open

from ganlab import classifier, ship
from ganlab.config import from_values
from ganlab.data.images import load


def accuracy(images):
    pictures = images.pixels[:, None].float() / 255
    guesses = [classifier.probabilities(classifier.features(part)).argmax(1) for part in pictures.split(500)]
    return (torch.cat(guesses) == images.labels).float().mean().item()


def test_it_knows_mnists_test_pictures(mnist):
    assert accuracy(load("mnist", part="t10k", allow_download=False)) >= 0.99


def test_it_knows_built_in_digits_that_it_has_not_seen():
    digits = load("digits")
    unseen = slice(ship.DIGITS_TRAINED, None)
    assert accuracy(type(digits)(digits.pixels[unseen], digits.labels[unseen], "digits")) >= 0.98


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
    assert (recipe["seed"], recipe["epochs"], recipe["batch"]) == (ship.SEED, ship.EPOCHS, ship.BATCH)
    assert recipe["accuracy"]["mnist"] >= 0.99


def test_everything_that_ships_is_small():
    assert 0 < sum(path.stat().st_size for path in classifier.WEIGHTS.parent.iterdir()) <= 3_000_000
