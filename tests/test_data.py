"""Laws of the 2-D distributions: whatever is added to the registry is held to them."""

import pytest
import torch

from ganlab.data.toy import POINTS


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("key", POINTS)
def test_samples_are_fresh_repeatable_and_in_view(key):
    record = POINTS[key]
    first, again = record.sample(4000, rng()), record.sample(4000, rng())
    assert first.shape == (4000, 2) and first.dtype == torch.float32
    assert torch.equal(first, again)
    assert not torch.equal(first, record.sample(4000, rng(1)))
    x0, x1, y0, y1 = record.view
    inside = (first[:, 0] > x0) & (first[:, 0] < x1) & (first[:, 1] > y0) & (first[:, 1] < y1)
    assert inside.float().mean() > 0.97


@pytest.mark.parametrize("key", [key for key, record in POINTS.items() if record.density])
def test_density_is_that_of_the_samples(key):
    """It integrates to 1 over the plane, and gives cells of a grid their share of samples."""
    record = POINTS[key]
    x0, x1, y0, y1 = record.view
    wide, n, cells = (x1 - x0) * 0.25, 960, 16
    x = torch.linspace(x0 - wide, x1 + wide, n, dtype=torch.float64)
    y = torch.linspace(y0 - wide, y1 + wide, n, dtype=torch.float64)
    area = float((x[1] - x[0]) * (y[1] - y[0]))
    p = record.density(torch.cartesian_prod(y, x).flip(1)).reshape(n, n)
    assert float(p.sum() * area) == pytest.approx(1, abs=0.01)
    mass = p.reshape(cells, n // cells, cells, n // cells).sum((1, 3)) * area
    samples = record.sample(100_000, rng()).double()
    column = ((samples[:, 0] - x0 + wide) / (x1 - x0 + 2 * wide) * cells).long().clamp(0, cells - 1)
    row = ((samples[:, 1] - y0 + wide) / (y1 - y0 + 2 * wide) * cells).long().clamp(0, cells - 1)
    counts = torch.bincount(row * cells + column, minlength=cells * cells).reshape(cells, cells)
    assert (counts / 100_000 - mass).abs().max() < 0.012


@pytest.mark.parametrize("key", [key for key, record in POINTS.items() if record.modes])
def test_modes_hold_the_samples(key):
    record = POINTS[key]
    samples = record.sample(20_000, rng())
    distance, nearest = torch.cdist(samples, torch.tensor(record.modes)).min(1)
    assert (distance <= 3 * record.mode_std).float().mean() == pytest.approx(0.989, abs=0.004)
    shares = torch.bincount(nearest, minlength=len(record.modes)) / 20_000
    assert shares == pytest.approx(torch.full_like(shares, 1 / len(record.modes)), abs=0.015)


def test_gan_labs_sets_have_its_moments():
    """Means and standard deviations that follow from the samplers as GAN Lab's source states them."""
    expected = {
        "line": ((0.425, 0.75), (0.2167, 0.0872)),
        "two-gaussians": ((0.5, 0.55), (0.2151, 0.2179)),
        "ring": ((0.5, 0.45), (0.2136, 0.1785)),
        "three-blobs": ((0.5166, 0.5664), (0.1716, 0.1671)),
    }
    for key, (mean, std) in expected.items():
        samples = POINTS[key].sample(200_000, rng())
        assert samples.mean(0).tolist() == pytest.approx(mean, abs=0.003), key
        assert samples.std(0).tolist() == pytest.approx(std, abs=0.003), key
