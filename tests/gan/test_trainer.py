"""The trainer against plain PyTorch, and its laws: repeatable, nothing leaks, NaN stops it."""

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from ganlab.data import DATASETS, kind_of
from ganlab.data.images import Images
from ganlab.gan import streams
from ganlab.gan.build import build_pair
from ganlab.gan.config import DEFAULT, from_values
from ganlab.gan.losses import LOSSES
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.presets import PRESETS
from tests.support.own_data import needed
from tests.support.training import digits, parameters, run, small


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("dataset", DATASETS)
def test_every_data_set_and_loss_trains(dataset, loss):
    images = digits() if kind_of(dataset) == "images" else None
    trainer = run(Trainer(small(dataset=dataset, loss=loss, **needed(dataset)), images), 2)
    assert trainer.step_count == 2 and trainer.divergence is None
    assert all(math.isfinite(trainer.scalars[name]) for name in ("d_loss", "g_loss", "d_real", "d_fake"))
    assert Display(trainer).snapshot().finite()


@pytest.mark.wide
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", [key for key, loss in LOSSES.items() if loss.smooths and not loss.compares])
def test_a_step_is_the_textbooks(loss, optimizer):
    """For every optimizer, as a textbook writes it: D sees real and fake apart. (`test_steps` has every loss.)"""
    config = small(loss=loss, d_optimizer=optimizer, g_optimizer=optimizer, d_momentum=0.5, g_momentum=0.5, n_critic=2)
    trainer = Trainer(config)
    g, d = build_pair(config, (2,))
    record = OPTIMIZERS[optimizer]
    arguments = {
        name: record.arguments(**{key: getattr(config, f"{name}_{key}") for key in record.options}) for name in "gd"
    }
    make = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD, "rmsprop": torch.optim.RMSprop}[optimizer]
    g_optimizer = make(g.parameters(), lr=config.g_lr, **arguments["g"])
    d_optimizer = make(d.parameters(), lr=config.d_lr, **arguments["d"])
    real_rng, z_rng = (streams.stream(config.seed, use) for use in (streams.REAL, streams.Z))
    from ganlab.data import POINTS

    for _ in range(5):
        for _ in range(2):
            real, z = POINTS[config.dataset].sample(16, real_rng), torch.randn(16, 2, generator=z_rng)
            d_loss = LOSSES[loss].d_loss(d(real), d(g(z).detach()))
            d_optimizer.zero_grad()
            d_loss.backward()
            d_optimizer.step()
        g_loss = LOSSES[loss].g_loss(None, d(g(torch.randn(16, 2, generator=z_rng))))
        g_optimizer.zero_grad()
        g_loss.backward()
        g_optimizer.step()
        trainer.step()
        expected = torch.cat([p.detach().flatten() for net in (g, d) for p in net.parameters()])
        torch.testing.assert_close(parameters(trainer), expected, atol=1e-6, rtol=1e-5)
        assert trainer.scalars["d_loss"] == pytest.approx(d_loss.item(), abs=1e-6)
        assert trainer.scalars["g_loss"] == pytest.approx(g_loss.item(), abs=1e-6)


@pytest.mark.parametrize(
    ("part", "still", "moving"), [("d", "generator", "discriminator"), ("g", "discriminator", "generator")]
)
def test_a_step_of_one_network_leaves_the_other_alone(part, still, moving):
    trainer = run(Trainer(small()), 2)
    before = {name: getattr(trainer, name)[0].weight.clone() for name in (still, moving)}
    trainer.step(part)
    assert torch.equal(before[still], getattr(trainer, still)[0].weight)
    assert not torch.equal(before[moving], getattr(trainer, moving)[0].weight)
    assert all(p.grad is None for net in (trainer.generator, trainer.discriminator) for p in net.parameters())


def test_same_seed_same_curve_bit_for_bit():
    first, second = run(Trainer(small(seed=3)), 50), run(Trainer(small(seed=3)), 50)
    assert np.array_equal(first.history.arrays()[1], second.history.arrays()[1], equal_nan=True)
    assert torch.equal(parameters(first), parameters(second))
    assert not torch.equal(parameters(first), parameters(run(Trainer(small(seed=4)), 50)))


@pytest.mark.parametrize(
    "change", [{}, {"n_critic": 3, "g_steps": 2}, {"updates": "simultaneous"}, {"instance_noise": 0.1}]
)
def test_fakes_that_are_used_twice_are_those_that_would_be_made_again(change):
    """With the same z G need not run twice, as G does not move in between: that saves time and changes no bit."""
    kept, made = (Trainer(small(reuse_z=True, **change)) for _ in range(2))
    turn = made._g_turn
    made._g_turn = lambda: setattr(made, "_last_fake", None) or turn()
    assert torch.equal(parameters(run(kept, 10)), parameters(run(made, 10)))


def test_the_dcgan_initialisation_is_the_papers():
    settings = {
        "dataset": "digits",
        "g_network": "dcgan",
        "d_network": "dcgan",
        "g_hidden": (96, 64),
        "d_hidden": (64, 96),
    }
    trainer = Trainer(from_values({**settings, "d_batch_norm": True, "init": "dcgan"}), digits())
    for layer in (*trainer.generator, *trainer.discriminator):
        if isinstance(getattr(layer, "weight", None), torch.Tensor):
            gain = float(isinstance(layer, torch.nn.BatchNorm2d))
            assert layer.weight.mean().item() == pytest.approx(gain, abs=0.01)
            assert layer.weight.std().item() == pytest.approx(0.02, rel=0.3)
            assert layer.bias is None or not layer.bias.any()


def test_batch_norm_in_d_normalises_real_and_fake_apart():
    settings = {"dataset": "digits", "d_network": "dcgan", "d_hidden": (4, 8), "d_batch_norm": True, "batch_size": 20}
    trainer = Trainer(from_values(settings), digits())
    real, fake = trainer.sample_real(20), torch.zeros(20, 1, 28, 28)
    apart = trainer.objectives.judge(real, fake)[0]
    assert torch.equal(apart, trainer.discriminator(real))
    assert not torch.allclose(apart, trainer.discriminator(torch.cat([real, fake]))[:20], atol=1e-3)


def test_divergence_names_step_and_quantity_and_keeps_the_last_good_state():
    trainer = Trainer(small(d_optimizer="sgd", g_optimizer="sgd", d_lr=10.0, g_lr=10.0, loss="least-squares"))
    for _ in range(2000):
        if trainer.divergence:
            break
        trainer.step()
    assert trainer.divergence.step == trainer.step_count + 1
    assert trainer.divergence.quantity.removeprefix("∇ ") in ("d_loss", "g_loss")
    steps, before = trainer.step_count, parameters(trainer)
    trainer.step()
    assert trainer.step_count == steps and torch.equal(parameters(trainer), before)


@pytest.mark.wide
def test_training_does_not_import_torchs_compiler():
    """It is 800 modules, which whoever waits for a run would wait for too."""
    code = """
import sys
from ganlab.gan.config import from_values
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.trainer import Trainer
for name in OPTIMIZERS:
    Trainer(from_values({"d_optimizer": name, "g_optimizer": name, "g_hidden": [8], "d_hidden": [8]})).step()
sys.exit("torch._dynamo" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0


def test_updates_per_step_may_be_none():
    trainer = run(Trainer(small(n_critic=0)), 3)
    assert math.isnan(trainer.scalars["d_loss"]) and math.isfinite(trainer.scalars["g_loss"])
    assert math.isfinite(trainer.scalars["d_fake"])


@pytest.mark.parametrize("distribution", ["gaussian", "uniform"])
def test_z_has_the_standard_deviation_that_is_asked_for(distribution):
    z = Trainer(small(latent_distribution=distribution, latent_std=3.5)).sample_z(100_000)
    assert z.std().item() == pytest.approx(3.5, rel=0.01) and z.mean().item() == pytest.approx(0, abs=0.05)


def test_an_epoch_shows_every_picture_once():
    pixels = torch.arange(50, dtype=torch.uint8)[:, None, None].expand(50, 28, 28)
    images = Images(pixels, torch.zeros(50, dtype=torch.int64), "digits")
    trainer = Trainer(small(dataset="digits", batch_size=20, pixel_range="unit"), images)
    seen = torch.cat([trainer.sample_real(20)[:, 0, 0, 0] for _ in range(5)]) * 255
    assert sorted(seen[:50].round().int().tolist()) == sorted(seen[50:].round().int().tolist()) == list(range(50))


def test_images_are_given_where_they_belong():
    with pytest.raises(ValueError, match="images: must be given for an image data set"):
        Trainer(small(dataset="mnist"))
    assert DEFAULT.kind == "points"


@pytest.mark.wide
def test_seed_recipe_is_the_articles(mnist):
    """Nets, noise, pixels and losses of the recipe, and its figures around step 1,000: D 1.25, G 1.32, D(x) 0.65.

    The losses swing from step to step, so the mean of 100 steps is compared, within the swing.
    """
    config = PRESETS["seed-mnist"].config
    trainer = Trainer(config, mnist)
    shapes = [tuple(p.shape) for p in trainer.generator.parameters()]
    assert shapes == [(140, 40), (140,), (80, 140), (80,), (784, 80), (784,)]
    assert [tuple(p.shape) for p in trainer.discriminator.parameters()] == [
        (200, 784),
        (200,),
        (90, 200),
        (90,),
        (1, 90),
        (1,),
    ]
    assert parameters(trainer).std().item() == pytest.approx(0.1, rel=0.01)
    assert trainer.sample_real(64).min() == 0 and trainer.sample_real(64).max() == 1
    run(trainer, 1000)
    _, rows = trainer.history.arrays()
    d_loss, g_loss, d_real, d_fake = rows[-100:, :4].mean(0)
    assert d_loss == pytest.approx(1.25, abs=0.15) and g_loss == pytest.approx(1.32, abs=0.45)
    assert d_real == pytest.approx(0.65, abs=0.15) and d_fake < d_real - 0.08
