"""Train what ships with the package, `python -m ganlab ship NAME`: recipe and seed are in here.

The result goes to `gan/weights`. A safetensors file says in its header how it was made and what it scored.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from ganlab.cli import outliers
from ganlab.data.images import load
from ganlab.gan import pretrained
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.observe import classifier

SEED, EPOCHS, BATCH = 0, 8, 128
EXPOSURE, SPECKLE = 0.5, 0.5  # weight of the pictures that are no digits; how much speckle a digit may have
DIGITS_TRAINED = 1437  # of the 1,797 built-in digits; the rest are the test


def train_classifier() -> Path:
    """Train the digit classifier on MNIST and the built-in digits, each shifted by up to 2 pixels; test it on both.

    Half of the digits are on a speckled ground, as young generators draw them. Beside them it sees pictures that are no
    digits, for which it is to hold all classes alike (Hendrycks et al. 2019, arXiv:1812.04606, eq. 2).
    """
    mnist, digits = _labelled("mnist"), _labelled("digits")
    pictures, kinds = digits
    tests = {"mnist": _labelled("mnist", test=True), "digits": (pictures[DIGITS_TRAINED:], kinds[DIGITS_TRAINED:])}
    pixels, labels = (torch.cat([many, *[few[:DIGITS_TRAINED]] * 6]) for many, few in zip(mnist, digits, strict=True))
    torch.manual_seed(SEED)
    network, rng = classifier.build(), torch.Generator().manual_seed(SEED)
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=1e-2)
    steps = EPOCHS * (len(pixels) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 5e-3, steps)
    for epoch in range(EPOCHS):
        network.train()
        for batch in torch.randperm(len(pixels), generator=rng)[: steps // EPOCHS * BATCH].split(BATCH):
            shown = _shifted(pixels[batch], rng)
            no_digits = outliers.drawn(shown[: BATCH // 2], rng)
            shown[::2] = outliers.speckled(shown[::2], rng, SPECKLE)
            logits, others = network(torch.cat([shown, no_digits])).split([len(shown), len(no_digits)])
            loss = torch.nn.functional.cross_entropy(logits, labels[batch], label_smoothing=0.05)
            loss = loss - EXPOSURE * others.log_softmax(1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
        scores = {name: _accuracy(network.eval(), *test) for name, test in tests.items()}
        print(f"epoch {epoch + 1} of {EPOCHS}: {scores}", flush=True)
    return _write(classifier.WEIGHTS, network.state_dict(), seed=SEED, epochs=EPOCHS, batch=BATCH, accuracy=scores)


def _labelled(key: str, test: bool = False) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (pictures with pixels in [0, 1], labels) of a data set."""
    images = load(key, part="t10k" if test else "train")
    return images.pixels[:, None].float() / 255, images.labels


def _shifted(pictures: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Shift each picture by up to 2 pixels in both directions."""
    windows = torch.nn.functional.pad(pictures, (2, 2, 2, 2)).unfold(2, 28, 1).unfold(3, 28, 1)
    down, across = torch.randint(0, 5, (2, len(pictures)), generator=rng)
    return windows[torch.arange(len(pictures)), :, down, across]


def _accuracy(network: torch.nn.Module, pictures: torch.Tensor, labels: torch.Tensor) -> float:
    with torch.no_grad():
        right: int = sum(
            (network(x).argmax(1) == y).sum().item()
            for x, y in zip(pictures.split(500), labels.split(500), strict=True)
        )
    return right / len(labels)


def _write(path: Path, tensors: dict[str, torch.Tensor], **recipe: Any) -> Path:
    """Write tensors in half precision, with the recipe in the header."""
    from safetensors.torch import save_file  # imports torch

    path.parent.mkdir(exist_ok=True)
    halves = {name: tensor.half() if tensor.is_floating_point() else tensor for name, tensor in tensors.items()}
    save_file({name: tensor.contiguous() for name, tensor in halves.items()}, path, {"recipe": json.dumps(recipe)})
    return path


def train_pair(name: str) -> Path:
    """Train one of the ready pairs; G's averaged weights are kept, D as it is."""
    from ganlab.data.images import load

    record = pretrained.READY[name]
    config = from_values(record.settings)
    trainer = Trainer(config, load(config.dataset))
    for step in range(1, record.steps + 1):
        trainer.step()
        if step % 1000 == 0:
            print(f"step {step:,} of {record.steps:,}: {_scores(trainer)}", flush=True)
    if trainer.divergence:
        raise ValueError(f"ship: training must stay finite; got {trainer.divergence}")
    _settle(trainer)
    networks = {"generator": trainer.generator, "discriminator": trainer.discriminator}
    tensors = {f"{key}.{name}": value for key, net in networks.items() for name, value in net.state_dict().items()}
    recipe = {name: value for name, value in config.model_dump(mode="json").items() if name in config.changed()}
    scores = _scores(trainer)
    return _write(pretrained.path_of(name), tensors, settings=recipe, seed=config.seed, steps=record.steps, **scores)


def _settle(trainer: Trainer) -> None:
    """Give G its averaged weights, and its batch norm the statistics that belong to them."""
    if trainer.average is None:
        return
    trainer.g.flat.copy_(trainer.average)
    norms = [layer for layer in trainer.generator.modules() if isinstance(layer, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a plain mean over what follows
    with torch.no_grad():
        for _ in range(100):
            trainer.generator(trainer.sample_z(trainer.config.batch_size))


def _scores(trainer: Trainer, n: int = 1000) -> dict[str, Any]:
    """Return what the classifier says of G's pictures.

    This is its mean confidence, the share of each class, and the share that is as asked, where G is asked.
    """
    z = trainer.sample_z(n, torch.Generator().manual_seed(0))
    pictures = classifier.unit(trainer.generate(z), trainer.config)
    confidence, seen = classifier.probabilities(classifier.features(pictures)).max(1)
    shares = torch.bincount(seen, minlength=classifier.CLASSES) / n
    scores = {
        "confidence": round(confidence.mean().item(), 4),
        "shares": [round(share, 3) for share in shares.tolist()],
    }
    if (labels := trainer.labels_of(z)) is not None:
        scores["as_asked"] = (seen == labels).float().mean().item()
    return scores


SHIPPED: dict[str, Callable[[], Path]] = {"classifier": train_classifier}
SHIPPED |= {f"ready-{name}": partial(train_pair, name) for name in pretrained.READY}


HELP = "train again what ships with the package: " + ", ".join(SHIPPED)


def declare(parser: argparse.ArgumentParser) -> None:
    """Take the name of one of SHIPPED."""
    parser.add_argument("name", choices=list(SHIPPED))


def run(arguments: argparse.Namespace) -> int:
    """Train one of SHIPPED and write it into the package."""
    since = time.perf_counter()
    path = SHIPPED[arguments.name]()
    print(f"{path.name}: {path.stat().st_size:,} bytes, {time.perf_counter() - since:.0f} s")
    return 0
