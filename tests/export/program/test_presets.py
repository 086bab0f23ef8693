"""The law of programs: what they print is what the lab's own runs lose, from the first step on."""

import pytest
import torch

from ganlab.data import distribution
from ganlab.export import program
from ganlab.observe.point_measures import Reals, sample_metrics
from ganlab.presets import PRESETS
from tests.support import programs

STEPS = 100  # of which all losses are the lab's
FROM_SCRATCH = {key: preset.config for key, preset in PRESETS.items() if preset.config.start == "scratch"}
MNIST = [key for key, config in FROM_SCRATCH.items() if config.dataset == "mnist"]
COSTLY = [
    key
    for key, config in FROM_SCRATCH.items()
    if config.n_critic > 1 or config.unroll_steps or config.kind == "images"  # a step takes longer than 2 ms
]


def agree(key, steps, images=None):
    programs.same_samples(*programs.agree(FROM_SCRATCH[key], steps, images))


def test_only_ready_trained_runs_are_refused():
    for preset in set(PRESETS) - set(FROM_SCRATCH):
        with pytest.raises(ValueError, match="start: must be scratch for a program, .*; got ready-trained"):
            program.source(PRESETS[preset].config)


@pytest.mark.wide
@pytest.mark.parametrize("key", [key for key in FROM_SCRATCH if key not in MNIST])
def test_the_first_losses_are_the_labs(key):
    agree(key, 8 if key in COSTLY else STEPS)


@pytest.mark.parametrize("key", MNIST)
def test_the_first_losses_with_mnist_are_the_labs(key, mnist):
    agree(key, 2, mnist)


@pytest.mark.slow
@pytest.mark.parametrize("key", [key for key in COSTLY if key not in MNIST])
def test_the_first_hundred_losses_of_costly_runs_are_the_labs(key):
    agree(key, STEPS)


@pytest.mark.slow
@pytest.mark.parametrize("key", MNIST)
def test_the_first_hundred_losses_with_mnist_are_the_labs(key, mnist):
    agree(key, STEPS, mnist)


@pytest.mark.slow
@pytest.mark.parametrize("key", [key for key, config in FROM_SCRATCH.items() if config.kind == "points"])
def test_after_a_thousand_steps_the_measures_agree(key):
    config = FROM_SCRATCH[key]
    trainer, names, _ = programs.compared(config, 1000)
    if trainer.divergence:
        return
    record = distribution(config)
    ours, theirs = (
        sample_metrics(fake, Reals(record, torch.Generator().manual_seed(5), len(fake)))
        for fake in (trainer.samples(1000), names["samples"])
    )
    for measure in ("modes", "high_quality", "spread", "mean_distance", "sw1", "js"):
        assert theirs.get(measure, 0) == pytest.approx(ours.get(measure, 0), abs=1e-3), measure
