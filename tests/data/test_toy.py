"""Laws of the 2-D distributions: whatever is added to the registry is held to them, under all of its knobs."""

import itertools
import math

import pytest
import torch

from ganlab.data import DATASETS, DIRAC, OWN, distribution, knobs_of, label_of
from ganlab.data.toy import POINTS, shares
from ganlab.gan.config import DEFAULT, from_values, knobs
from ganlab.observe import point_measures
from ganlab.web.words import say
from tests.support.own_data import needed

TURNED = {"data_noise": (0.1, 1.7, 4.0), "data_modes": (1, 2, 3, 16), "imbalance": (0.7, 2.0)}


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


def of(dataset, **values):
    return distribution(from_values({"dataset": dataset, **needed(dataset), **values}))


def settings():
    """Every set as it is, with each knob turned alone, and with all of them at once."""
    for key in (*POINTS, *(key for key, own in OWN.items() if own.kind == "points")):
        turned = {name: values for name, values in TURNED.items() if name in knobs_of(key)}
        yield key, {}
        for name, values in turned.items():
            yield from ((key, {name: value}) for value in values)
        if turned:
            yield from ((key, {name: values[at] for name, values in turned.items()}) for at in (0, -1))


def named(values):
    return f"{values[0]}-" + ",".join(f"{name}={value}" for name, value in values[1].items())


SETTINGS = list(settings())
MODED = [(key, values) for key, values in SETTINGS if key in POINTS and POINTS[key].modes]
each = pytest.mark.parametrize(("key", "values"), SETTINGS, ids=map(named, SETTINGS))


@each
def test_samples_are_fresh_repeatable_and_in_view(key, values):
    record = of(key, **values)
    first, again = record.sample(4000, rng()), record.sample(4000, rng())
    assert first.shape == (4000, 2) and first.dtype == torch.float32
    assert torch.equal(first, again)
    assert not torch.equal(first, record.sample(4000, rng(1)))
    x0, x1, y0, y1 = record.view
    inside = (first[:, 0] > x0) & (first[:, 0] < x1) & (first[:, 1] > y0) & (first[:, 1] < y1)
    assert inside.float().mean() > (0.97 if values.get("data_noise", 1) <= 1 else 0.45)


# The finest detail of each density, in data units: the midpoint rule at it is exact to many digits.
FINEST = {"two-gaussians": 0.05, "line": 0.01, "drawing": 4 / 256, "checkerboard": 0.003}
FINEST |= {"ring": 0.025, "spiral": 0.03, "moons": 0.04}


@pytest.mark.wide
@each
def test_density_is_that_of_the_samples(key, values):
    """It integrates to 1 over the plane, and gives cells of a grid their share of samples."""
    record = of(key, **values)
    if record.density is None:
        assert key == "points"
        return
    if key in ("ring", "spiral", "moons") and values.get("data_noise", 1) < 1:
        pytest.skip("needs a grid of a million places for so thin a curve")
    finest = record.mode_std or FINEST[key] * values.get("data_noise", 1)
    places = record.sample(100_000, rng()).double()
    low, high = places.min(0)[0] - 2 * finest, places.max(0)[0] + 2 * finest
    cells = 7
    fine = max(40, math.ceil((high - low).max().item() / finest / cells)) * cells
    side = (high - low) / fine
    x, y = (low[k] + (torch.arange(fine) + 0.5) * side[k] for k in (0, 1))
    rows = [record.density(torch.cartesian_prod(part, x).flip(1)).reshape(-1, fine) for part in y.split(200)]
    mass = torch.cat(rows).reshape(cells, fine // cells, cells, fine // cells).sum((1, 3)) * side.prod()
    assert float(mass.sum()) == pytest.approx(1, abs=0.002)
    column, row = ((places - low) / (high - low) * cells).long().clamp(0, cells - 1).T
    counts = torch.bincount(row * cells + column, minlength=cells**2).reshape(cells, cells) / len(places)
    error = 5 * (mass * (1 - mass).clamp_min(0) / len(places)).sqrt() + 0.004
    assert ((counts - mass).abs() <= error).all()
    alike = record.density(places[:1000].float())
    torch.testing.assert_close(alike, record.density(places[:1000]).float(), rtol=0.01, atol=1e-4 * float(alike.max()))


@pytest.mark.parametrize(("key", "values"), MODED, ids=map(named, MODED))
def test_modes_hold_the_samples_in_their_shares(key, values):
    record = of(key, **values)
    assert len(record.weights) == len(record.modes)
    assert sum(record.weights) == pytest.approx(1)
    samples = record.sample(40_000, rng())
    distance, nearest = torch.cdist(samples, torch.tensor(record.modes)).min(1)
    apart = torch.pdist(torch.tensor(record.modes)).min().item() if len(record.modes) > 1 else math.inf
    good = (distance <= 3 * record.mode_std).float().mean().item()
    assert good >= 0.985
    if apart > 6 * record.mode_std:  # else they run into each other
        assert good == pytest.approx(1 - math.exp(-9 / 2), abs=0.004)
        found = torch.bincount(nearest, minlength=len(record.modes)) / len(samples)
        fair = torch.tensor(record.weights)
        assert ((found - fair).abs() <= 5 * (fair * (1 - fair) / len(samples)).sqrt() + 1e-4).all()


def test_the_knobs_turn_what_they_say():
    circle = of("eight-gaussians", data_modes=5, data_noise=2.0, imbalance=1.0)
    assert len(circle.modes) == 5 and circle.mode_std == pytest.approx(0.1)
    assert all(math.hypot(*mode) == pytest.approx(1) for mode in circle.modes)
    assert circle.weights[0] / circle.weights[-1] == pytest.approx(10)
    ratios = [b / a for a, b in itertools.pairwise(circle.weights)]
    assert ratios == pytest.approx([ratios[0]] * 4)  # geometric
    assert [say(circle.label, language) for language in ("en", "zh")] == ["5 Gaussians", "5 个高斯"]
    assert len(of("grid-gaussians", data_modes=3).modes) == 9
    assert shares(4, 0.0) == (0.25,) * 4 and shares(1, 2.0) == (1.0,)
    upper = of("moons", imbalance=1.0).sample(20_000, rng())[:, 1]
    assert (upper > 0.3).float().mean() / (upper < -0.3).float().mean() == pytest.approx(10, rel=0.25)


@pytest.mark.parametrize("key", POINTS)
def test_a_field_that_a_set_does_not_have_is_harmless_and_not_shown(key):
    foreign = {name: values[-1] for name, values in TURNED.items() if name not in knobs_of(key)}
    config = from_values({"dataset": key, **foreign})
    assert distribution(config) is distribution(from_values({"dataset": key}))
    for name in TURNED:
        assert knobs()[name].when(config) == (name in knobs_of(key))


@pytest.mark.parametrize("key", DATASETS)
def test_every_set_has_a_name_and_follows_fields_that_there_are(key):
    assert set(knobs_of(key)) <= set(knobs())
    config = from_values({"dataset": key, **needed(key)})
    assert str(label_of(config))
    assert not any(knobs()[name].when(config) for name in ("drawing", "points", "pictures"))
    if config.kind != "images":
        assert distribution(config) is distribution(from_values({"seed": 5}, config))


def test_the_sets_without_knobs_turned_are_the_registrys():
    for key, record in {**POINTS, **DIRAC}.items():
        now = distribution(from_values({"dataset": key}))
        assert torch.equal(now.sample(100, rng()), record.sample(100, rng()))
        assert (now.view, now.modes, now.weights) == (record.view, record.modes, record.weights)
    assert len(distribution(DEFAULT).modes) == 8


def test_a_mode_counts_from_a_quarter_of_its_own_share():
    """With shares of 10 to 1, few samples cover the thin mode and leave the thick one uncovered."""
    record = of("eight-gaussians", data_modes=2, imbalance=1.0)
    thick, thin = (torch.tensor([mode]) for mode in record.modes)
    fair = [1000 * weight / 4 for weight in record.weights]  # 227.3 and 22.7 samples
    for count, modes in ((22, 1), (23, 2), (772, 2), (773, 1)):
        mixed = torch.cat([thick.expand(1000 - count, 2), thin.expand(count, 2)])
        assert point_measures.mode_metrics(mixed, record)["modes"] == modes, (count, fair)
    perfect = point_measures.mode_metrics(record.sample(20_000, rng()), record)
    assert perfect["modes"] == 2
    assert perfect["reverse_kl"] == pytest.approx(0, abs=0.002)
    even = torch.cat([thick.expand(500, 2), thin.expand(500, 2)])
    expected = sum(0.5 * math.log(0.5 / weight) for weight in record.weights)
    assert point_measures.mode_metrics(even, record)["reverse_kl"] == pytest.approx(expected, abs=1e-5)


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
