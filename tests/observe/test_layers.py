"""Layers of the plane: the lattice's cells hold equal shares, contours enclose what they say, D* is p / (p + q)."""

import math

import pytest
import torch

from ganlab.data import POINTS
from ganlab.gan.config import from_values
from ganlab.gan.losses import LOSSES
from ganlab.gan.trainer import Trainer
from ganlab.observe import layers, point_measures
from ganlab.observe.display import Display
from ganlab.web.about import teller
from ganlab.web.wire import Encoder, unpack
from tests.support.oracles import ORACLES

CLOSED = [name for name, record in POINTS.items() if record.density is not None]
SMALL = {"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16}


@pytest.mark.parametrize("distribution", ["gaussian", "uniform"])
@pytest.mark.parametrize("dim", [1, 2])
def test_each_cell_of_the_lattice_holds_the_same_share_of_all_z(distribution, dim):
    config = from_values({"latent_dim": dim, "latent_distribution": distribution, "latent_std": 1.7})
    lattice = layers.latent_lattice(config)
    line = lattice[:, 0] if dim == 1 else lattice[0, :, 0]
    line, n = line.contiguous(), len(line)
    z = Trainer(config).sample_z(200_000)[:, 0].contiguous()
    counts = torch.bincount(torch.bucketize(z, line), minlength=n + 1)[1:-1] / len(z)
    assert counts.sub(1 / n).abs().max() < 5 * math.sqrt(1 / n / len(z))
    if dim == 2:
        assert torch.equal(lattice[3, :, 0], line)
        assert torch.equal(lattice[:, 3, 1], line)


def test_more_than_two_dimensions_have_no_lattice():
    assert layers.latent_lattice(from_values({"latent_dim": 3})) is None
    shown = Display(Trainer(from_values({"latent_dim": 3, **SMALL}))).snapshot()
    assert shown.manifold is None
    assert shown.noise.shape[1] == 2


@pytest.mark.wide
@pytest.mark.parametrize("name", POINTS)
def test_contours_enclose_the_shares_that_they_say(name):
    record = POINTS[name]
    p, levels = layers.density_map(record)
    x = record.sample(20_000, torch.Generator().manual_seed(7))
    x0, x1, y0, y1 = record.view
    size = torch.tensor([x1 - x0, y1 - y0]) / layers.FINE
    column, row = ((x - torch.tensor([x0, y0])) / size).long().clamp(0, layers.FINE - 1).T
    reached = p[row, column] if record.density is None else record.density(x)
    inside = [(reached >= level).float().mean().item() for level in levels]
    if name != "checkerboard":  # whose density has but two values, so that no level parts its half
        assert inside == pytest.approx(layers.SHARES, abs=0.03 if record.density else 0.08)


def test_the_map_of_a_kernel_estimate_is_the_estimate_at_its_places():
    view = (-1.0, 2.0, 0.0, 1.5)
    samples = torch.randn(300, 2, generator=torch.Generator().manual_seed(0))
    fast = layers.kernel_map(samples.double(), view, 20, 0.2)
    slow = point_measures.kernel_density(samples.double(), layers.places(view, 20).double(), 0.2)
    assert torch.allclose(fast.flatten(), slow, rtol=1e-5)


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("label", [1.0, 0.8])
def test_the_ideal_discriminator_is_half_the_label_where_fakes_are_like_the_data(name, label):
    trainer = Trainer(from_values({"dataset": name, "real_label": label, **SMALL}))
    fakes = POINTS[name].sample(point_measures.SAMPLE_SIZE, torch.Generator().manual_seed(1))
    ideal = layers.ideal_map(trainer, fakes)
    p = POINTS[name].density(layers.places(POINTS[name].view, layers.MAP)).view(layers.MAP, layers.MAP)
    known = ideal.isfinite()
    share = p * known
    assert share.sum() > 0.97 * p.sum()  # D* is known nearly wherever there are data
    off = ((ideal - label / 2).abs() * share)[known].sum() / share.sum()
    assert off < 0.1


def test_the_ideal_discriminator_is_p_over_p_plus_q():
    trainer = Trainer(from_values({"dataset": "one-gaussian", **SMALL}))
    centre = torch.tensor([0.2, 0.5])
    fakes = centre + 0.3 * torch.randn(point_measures.SAMPLE_SIZE, 2, generator=torch.Generator().manual_seed(1))
    ideal, x = layers.ideal_map(trainer, fakes), layers.places(POINTS["one-gaussian"].view, layers.MAP)
    p = POINTS["one-gaussian"].density(x)
    q = (-((x - centre) ** 2).sum(1) / 2 / 0.3**2).exp() / (2 * math.pi * 0.3**2)
    known, weight = ideal.flatten().isfinite(), p + q
    off = ((ideal.flatten() - p / weight).abs() * weight)[known].sum() / weight.sum()
    assert off < 0.03


@pytest.mark.parametrize("loss", LOSSES)
def test_the_ideal_discriminator_is_shown_only_where_it_is_what_d_would_answer(loss):
    config = from_values({"loss": loss, **SMALL})
    comparable = ORACLES[loss].ideal
    assert layers.has_ideal(config) is comparable
    for other in ({"packing": 2}, {"instance_noise": 0.1}, {"minibatch_std": True}, {"dataset": "digits"}):
        assert not layers.has_ideal(from_values(other, config))


def test_what_the_frame_carries_is_what_the_trainer_has():
    trainer = Trainer(from_values(SMALL))
    for _ in range(30):
        trainer.step()
    shown = Display(trainer).snapshot()
    header, arrays = unpack(Encoder(teller("en")).encode(shown, 0))
    z = layers.latent_lattice(trainer.config)
    taken = trainer.generate(z.flatten(0, 1)).view(21, 21, 2).numpy()
    low, size = -1.5 - 2 * 3, 5 * 3
    assert arrays["manifold"] / 65535 * size + low == pytest.approx(taken, abs=size / 65535)
    assert arrays["fake"] == pytest.approx(trainer.generate(Display(trainer).z).numpy(), abs=1e-6)
    assert arrays["fake_scores"] / 65535 == pytest.approx(
        trainer.discriminator(torch.tensor(shown.fake)).sigmoid()[:, 0].detach().numpy(), abs=1e-4
    )
    assert header["row"]["d_loss"] == trainer.scalars["d_loss"]
    assert header["row"]["r1"] is None
    trainer.step("g")
    assert unpack(Encoder(teller("en")).encode(Display(trainer).snapshot(), 0))[0]["row"]["d_loss"] is None
