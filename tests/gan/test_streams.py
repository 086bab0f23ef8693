"""Random numbers of different uses, parts and seeds have nothing to do with each other."""

import itertools

import torch

from ganlab.data.images import Images
from ganlab.gan import streams
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display

USES = [value for name, value in vars(streams).items() if name.isupper()]


def drawn(*stream):
    return torch.randn(2000, generator=streams.stream(*stream))


def test_each_use_seed_and_part_has_numbers_of_its_own():
    several = [(seed, use) for seed in (0, 1, 2**31 - 1) for use in USES]
    several += [(0, use, part) for use in USES for part in (0, 1, 2**33)]
    assert len(USES) == len(set(USES))
    rows = torch.stack([drawn(*stream) for stream in several])
    correlation = torch.corrcoef(rows) - torch.eye(len(rows))
    assert correlation.abs().max() < 0.15


def test_a_stream_is_the_same_each_time():
    assert torch.equal(drawn(3, streams.Z, 5), drawn(3, streams.Z, 5))


def test_real_samples_tell_nothing_of_the_noise():
    """With one stream for both, the real samples of one Gaussian were the noise itself, moved and scaled."""
    trainer = Trainer(from_values({"dataset": "one-gaussian", "batch_size": 2000}))
    real, z = trainer.sample_real(2000), trainer.sample_z(2000)
    assert torch.corrcoef(torch.cat([real, z], 1).T)[:2, 2:].abs().max() < 0.1


def test_each_epoch_of_pictures_has_an_order_of_its_own():
    pixels = torch.arange(60, dtype=torch.uint8)[:, None, None].expand(60, 28, 28)
    images = Images(pixels, torch.zeros(60, dtype=torch.int64), "digits")
    trainer = Trainer(from_values({"dataset": "digits", "batch_size": 60}), images)
    epochs = [trainer.sample_real(60)[:, 0, 0, 0].tolist() for _ in range(3)]
    assert all(sorted(epoch) == sorted(epochs[0]) for epoch in epochs)
    assert all(one != other for one, other in itertools.combinations(epochs, 2))


def test_each_step_has_a_fresh_wall_of_its_own():
    images = Images(torch.zeros(9, 28, 28, dtype=torch.uint8), torch.zeros(9, dtype=torch.int64), "digits")
    trainer = Trainer(from_values({"dataset": "digits"}), images)
    walls = [Display(trainer).fresh_z(step) for step in range(5)]
    assert all(not torch.equal(one, other) for one, other in itertools.combinations(walls, 2))
