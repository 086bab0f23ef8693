"""The digit classifier: a small convolutional network that says what G's pictures are, and whose features compare them.

It knows handwritten digits only: MNIST and the built-in ones. Its weights ship with the package; `python -m ganlab ship
classifier` trains them again.
"""

from __future__ import annotations

from functools import cache

from ganlab.gan.config import RunConfig
from ganlab.gan.pretrained import FOLDER
from ganlab.lazy import torch

WEIGHTS = FOLDER / "classifier.safetensors"
KNOWN = ("mnist", "digits")  # the data sets whose classes it can tell apart
FEATURES, CLASSES = 64, 10


def build() -> torch.nn.Sequential:
    """Build the network, untrained: three convolutions, a layer of FEATURES, one logit a class.

    It takes pictures (n, 1, 28, 28) with pixels in [0, 1]; its last layer alone is the classifier of the features.
    """
    nn = torch.nn

    def block(width: int, wider: int, stride: int) -> list[torch.nn.Module]:
        return [nn.Conv2d(width, wider, 3, stride, 1, bias=False), nn.BatchNorm2d(wider), nn.ReLU()]

    return nn.Sequential(
        *block(1, 16, 1),
        *block(16, 32, 2),
        *block(32, 64, 2),
        nn.Flatten(),
        nn.Linear(64 * 49, FEATURES, bias=False),
        nn.BatchNorm1d(FEATURES),
        nn.ReLU(),
        nn.Linear(FEATURES, CLASSES),
    )


@cache
def classifier() -> torch.nn.Sequential:
    """Return the trained network, in evaluation; nothing can change it."""
    from safetensors.torch import load_file

    network = build()
    kept = load_file(WEIGHTS).items()
    network.load_state_dict({name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in kept})
    network.eval().requires_grad_(False)
    return network


def features(pictures: torch.Tensor) -> torch.Tensor:
    """Return the features (n, FEATURES), all ≥ 0, of pictures (n, 1, 28, 28) with pixels in [0, 1]."""
    found: torch.Tensor = classifier()[:-1](pictures)
    return found


def probabilities(found: torch.Tensor) -> torch.Tensor:
    """Return the probability of each class, (n, CLASSES), of pictures with these features."""
    logits: torch.Tensor = classifier()[-1](found)
    return logits.softmax(1)


def told(pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (confidence, class), (n,) each, of pictures (n, 1, 28, 28) with pixels in [0, 1]: its likeliest class."""
    confidence, seen = probabilities(features(pictures)).max(1)
    return confidence, seen


def unit(pictures: torch.Tensor, config: RunConfig) -> torch.Tensor:
    """Return a run's pictures, real or made, with pixels clamped to what real ones have and mapped to [0, 1]."""
    low, high = config.pixels
    return ((pictures - low) / (high - low)).clamp(0, 1)
