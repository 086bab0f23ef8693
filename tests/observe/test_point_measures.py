"""Measures against closed forms and laws; their noise floors against the known ones."""

import math

import pytest
import torch

from ganlab.data import POINTS
from ganlab.gan.config import from_values
from ganlab.gan.losses import LOSSES
from ganlab.gan.penalties import TERMS
from ganlab.gan.trainer import Trainer
from ganlab.observe import point_measures
from ganlab.observe.display import Display
from ganlab.observe.measuring import metrics
from ganlab.observe.point_measures import Reals
from tests.support.oracles import ORACLES


def draw(dataset, n, seed=0):
    return POINTS[dataset].sample(n, torch.Generator().manual_seed(seed))


MODED = [key for key, record in POINTS.items() if record.modes]


@pytest.mark.parametrize("dataset", MODED)
def test_a_perfect_sampler_covers_all_modes(dataset):
    found = point_measures.mode_metrics(draw(dataset, 20_000), POINTS[dataset])
    assert found["modes"] == found["modes_lax"] == found["modes_total"] == len(POINTS[dataset].modes)
    ceiling = 1 - math.exp(-9 / 2)  # a 2-D Gaussian within 3 standard deviations: 98.9 %
    assert found["high_quality"] == pytest.approx(ceiling, abs=0.004)
    assert found["reverse_kl"] == pytest.approx(0, abs=0.002)


@pytest.mark.parametrize("dataset", [key for key in MODED if len(POINTS[key].modes) > 1])
def test_collapse_and_thin_modes_are_counted(dataset):
    modes = torch.tensor(POINTS[dataset].modes)
    total = len(modes)
    found = point_measures.mode_metrics(modes[:1].expand(1000, 2), POINTS[dataset])
    assert (found["modes"], found["modes_lax"], found["high_quality"]) == (1, 1, 1.0)
    assert found["reverse_kl"] == pytest.approx(-math.log(POINTS[dataset].weights[0]), abs=1e-5)
    few = torch.cat([modes[:1].expand(1000, 2), modes[1:2]])  # one sample there: the papers count it, we do not
    assert (
        point_measures.mode_metrics(few, POINTS[dataset])["modes"],
        point_measures.mode_metrics(few, POINTS[dataset])["modes_lax"],
    ) == (1, 2)
    share = math.ceil(1000 / total / 4)
    for count, modes_seen in ((share - 1, 1), (share + 1, 2)):
        mixed = torch.cat([modes[:1].expand(1000 - count, 2), modes[1:2].expand(count, 2)])
        assert point_measures.mode_metrics(mixed, POINTS[dataset])["modes"] == modes_seen
    assert point_measures.mode_metrics(modes + 100, POINTS[dataset])["modes_lax"] == 0
    assert point_measures.mode_metrics(modes, POINTS["ring"]) == {}


def test_sliced_wasserstein_of_a_shift_is_two_over_pi_of_its_length():
    points = draw("moons", 3000)
    for shift in ([0.3, 0.0], [0.2, -0.5]):
        moved = points + torch.tensor(shift)
        assert point_measures.sliced_wasserstein(points, moved) == pytest.approx(
            2 / math.pi * math.hypot(*shift), rel=2e-3
        )
    assert point_measures.sliced_wasserstein(points, points.flip(0)) == pytest.approx(0, abs=1e-6)
    assert point_measures.sliced_wasserstein(points, 2 * points) == pytest.approx(
        point_measures.sliced_wasserstein(torch.zeros_like(points), points), rel=1e-4
    )


def test_jensen_shannon_runs_from_nothing_to_one_bit():
    view = POINTS["eight-gaussians"].view
    points = draw("eight-gaussians", 2000)
    assert point_measures.jensen_shannon(points, points.flip(0), view) == 0
    assert point_measures.jensen_shannon(points, points + 50, view) == pytest.approx(1)
    half = torch.cat([points[:1000], points[:1000] + 50])  # half of it outside the window: a bin of its own
    expected = 0.5 * (math.log2(1 / 0.75)) + 0.5 * (0.5 * math.log2(0.5 / 0.75) + 0.5 * math.log2(2))
    cell = torch.zeros(2000, 2)
    outside = torch.cat([cell[:1000], cell[:1000] + 50])
    assert point_measures.jensen_shannon(cell, outside, view) == pytest.approx(expected)
    assert 0 < point_measures.jensen_shannon(points, half, view) < 1
    assert point_measures.histogram(half, view)[-1] == 0.5
    assert point_measures.histogram(points, view).sum().item() == pytest.approx(1)


@pytest.mark.parametrize(("n", "floor"), [(250, 0.112), (500, 0.070), (1000, 0.039), (2500, 0.017), (10_000, 0.005)])
def test_the_floor_of_a_divergence_by_histogram_is_the_known_one(n, floor):
    view = POINTS["eight-gaussians"].view
    samples = [draw("eight-gaussians", n, k) for k in range(16)]
    pairs = [point_measures.jensen_shannon(*pair, view) for pair in zip(samples[::2], samples[1::2], strict=True)]
    assert sum(pairs) / 8 == pytest.approx(floor, rel=0.2)


@pytest.mark.parametrize("dataset", POINTS)
def test_real_samples_score_about_their_floor(dataset):
    floors = point_measures.floors(POINTS[dataset])
    found = point_measures.sample_metrics(
        draw(dataset, point_measures.SAMPLE_SIZE, 7), Reals(POINTS[dataset], torch.Generator().manual_seed(8))
    )
    for key in ("sw1", "js"):
        assert found[key] == pytest.approx(floors[f"{key}_floor"], rel=1.0)
        shifted = draw(dataset, point_measures.SAMPLE_SIZE, 7) + 0.1
        moved = point_measures.sample_metrics(shifted, Reals(POINTS[dataset], torch.Generator().manual_seed(8)))
        assert moved[key] > 2 * floors[f"{key}_floor"]
    assert found["mean_distance"] < 0.1
    assert found["sample_size"] == point_measures.SAMPLE_SIZE


def test_a_kernel_estimate_of_a_gaussian_is_the_wider_gaussian():
    samples = torch.randn(40_000, 2, generator=torch.Generator().manual_seed(0)) * 0.3
    places = torch.tensor([[0.0, 0.0], [0.3, -0.2], [0.8, 0.1]])
    h = 0.1
    variance = 0.3**2 + h**2
    expected = torch.exp(-places.square().sum(1) / (2 * variance)) / (2 * math.pi * variance)
    torch.testing.assert_close(point_measures.kernel_density(samples, places, h), expected, rtol=0.06, atol=0.01)


DENSE = [key for key, record in POINTS.items() if record.density is not None]


@pytest.mark.parametrize("dataset", DENSE)
def test_the_best_answer_to_real_samples_is_a_half_up_to_its_floor(dataset):
    answers = point_measures.optimal_answers(draw(dataset, 2000, 3), draw(dataset, 500, 4), POINTS[dataset])
    floor = point_measures.floors(POINTS[dataset])["d_star_floor"]
    assert floor / 3 < (answers - 0.5).abs().mean().item() < 3 * floor
    far = point_measures.optimal_answers(draw(dataset, 2000, 3) + 50, draw(dataset, 500, 4), POINTS[dataset])
    assert far.min() > 0.99


@pytest.mark.parametrize("loss", LOSSES)
def test_what_is_measured_of_d_is_what_it_answers(loss):
    """A D that answers the same everywhere: V = −2 log 2, nothing on the right side of the boundary."""
    trainer = Trainer(from_values({"g_hidden": (8,), "d_hidden": (8,), "loss": loss}))
    trainer.d.flat.zero_()
    if loss == "least-squares":
        trainer.d.flat[-1] = 0.5
    found = metrics(Display(trainer))
    assert found["d_accuracy_real"] == found["d_accuracy_fake"] == 0
    if ORACLES[loss].value:
        assert found["value"] == pytest.approx(-2 * math.log(2), abs=1e-6)
    assert ("value" in found) == ORACLES[loss].value
    assert ("d_star" in found) == ORACLES[loss].ideal


@pytest.mark.parametrize("key", TERMS)
def test_each_active_penalty_has_the_length_of_its_gradient(key):
    trainer = Trainer(from_values({"g_hidden": (8,), "d_hidden": (8,), TERMS[key].weight: 0.5}))
    assert metrics(Display(trainer))[f"{key}_slope"] > 0
    assert not [
        name
        for name in metrics(Display(Trainer(from_values({"g_hidden": (8,), "d_hidden": (8,)}))))
        if "_slope" in name
    ]


@pytest.mark.parametrize("count", [1, 40, 3000])
def test_the_nearest_of_some_points_is_the_nearest(count):
    """Against all distances by hand, in double precision; a copy lies at 0."""
    rng = torch.Generator().manual_seed(count)
    points, samples = torch.randn(count, 2, generator=rng) * 3, torch.randn(501, 2, generator=rng)
    apart = (samples.double()[:, None] - points.double()).square().sum(2).sqrt()
    assert point_measures.nearest_distance(samples, points) == pytest.approx(apart.min(1)[0].median().item(), rel=1e-12)
    assert point_measures.nearest_distance(points[: count // 2 + 1], points) == 0
