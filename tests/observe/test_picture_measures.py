"""Measures of generated pictures: against closed forms, brute force and hand counts; in pieces as at once."""

import dataclasses
import math

import numpy as np
import pytest
import scipy.linalg
import torch

from ganlab.cli import outliers
from ganlab.cli.bench import training
from ganlab.data.images import load
from ganlab.engine.goals import CHECK, GOALS
from ganlab.engine.run import Run
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe import classifier, picture_measures
from ganlab.observe.display import Display
from ganlab.observe.look import Look
from ganlab.observe.measures import measured
from ganlab.observe.measuring import complete, measuring, metrics
from ganlab.observe.picture_measures import coverage, frechet_distance, gaussian, neighbour_accuracy

DIGITS = load("digits")
SMALL = from_values({"dataset": "digits", "g_hidden": (16,), "d_hidden": (16,), "batch_size": 16})


def normal(n, mean=0.0, seed=0, d=6):
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed)) + mean


# -- Fréchet distance -----------------------------------------------------------------------------------------------


def test_frechet_distance_of_commuting_gaussians_is_that_of_each_direction():
    a, b = torch.tensor([1.0, 4.0, 9.0]).double(), torch.tensor([4.0, 4.0, 0.0]).double()
    turn = torch.linalg.qr(normal(3, d=3).double())[0]
    mean = torch.tensor([1.0, -2.0, 0.5]).double()
    found = frechet_distance((mean, turn @ a.diag() @ turn.T), (torch.zeros(3).double(), turn @ b.diag() @ turn.T))
    assert found == pytest.approx(5.25 + (1 - 2) ** 2 + 0 + 3**2)  # Σ (μ − μ')² + Σ (σ − σ')²


@pytest.mark.parametrize("seed", range(3))
def test_frechet_distance_is_the_published_formula(seed):
    first = gaussian(normal(200, seed=seed) @ normal(6, seed=9))
    second = gaussian(normal(150, 0.7, seed + 10) @ normal(6, seed=8))
    (m, c), (m2, c2) = [(mean.numpy(), cov.numpy()) for mean, cov in (first, second)]
    published = ((m - m2) ** 2).sum() + np.trace(c + c2 - 2 * scipy.linalg.sqrtm(c @ c2).real)
    assert frechet_distance(first, second) == pytest.approx(published, rel=1e-9)
    assert frechet_distance(first, first) == pytest.approx(0, abs=1e-9)


def test_frechet_distance_of_pictures_that_are_all_one_is_finite():
    same = gaussian(torch.ones(60, 6))
    assert frechet_distance(same, same) == 0
    assert frechet_distance(same, gaussian(normal(60))) > 0


# -- neighbours -----------------------------------------------------------------------------------------------------


def brute_accuracy(real, fake):
    points = torch.cat([real, fake]).double().numpy()
    kind = np.arange(len(points)) < len(real)
    right = np.empty(len(points))
    for i, point in enumerate(points):
        distance = np.sqrt(((points - point) ** 2).sum(1))
        distance[i] = math.inf
        own, other = distance[kind == kind[i]].min(), distance[kind != kind[i]].min()
        right[i] = 0.5 if own == other else own < other
    return right[kind].mean(), right[~kind].mean()


@pytest.mark.parametrize("shift", [0.0, 0.5, 3.0])
def test_neighbour_accuracy_is_that_of_brute_force(shift, monkeypatch):
    monkeypatch.setattr(picture_measures, "ROWS", 17)
    real, fake = normal(50), normal(50, shift, 1)
    found = complete(neighbour_accuracy(real, fake))
    assert found == pytest.approx(brute_accuracy(real, fake))


def test_neighbour_accuracy_of_known_cases():
    real = normal(1000)
    assert complete(neighbour_accuracy(real, normal(1000, seed=1))) == pytest.approx((0.5, 0.5), abs=0.05)
    assert complete(neighbour_accuracy(real, normal(1000, 50, 1))) == (1, 1)
    assert complete(neighbour_accuracy(real, real.clone())) == (0, 0)  # copies
    assert complete(neighbour_accuracy(real, real[:1].expand(1000, -1) + 1e-3))[1] == 1  # one picture again and again


@pytest.mark.wide
@pytest.mark.parametrize("make", outliers.KINDS)
def test_what_is_no_digit_lies_among_no_real_ones_and_is_alike(make):
    """A real picture unlike all others must not vouch for it."""
    size, rng = len(DIGITS) // 2, torch.Generator().manual_seed(3)
    shown = outliers.KINDS[make](DIGITS.pixels[:size, None].float() / 255, rng).clamp(0, 1)
    found = measure((shown[:, 0] * 255).to(torch.uint8))
    assert found["precision"] <= 0.1 * found["precision_floor"]
    assert found["spread"] <= 0.5


def test_precision_is_that_of_brute_force(monkeypatch):
    monkeypatch.setattr(picture_measures, "ROWS", 17)
    real, fake = normal(60), normal(60, 0.5, 1)
    apart = np.sqrt(((real[:, None] - real[None]).double().numpy() ** 2).sum(2))
    reach = np.sort(apart, 1)[:, picture_measures.NEIGHBOURS]
    across = np.sqrt(((fake[:, None] - real[None]).double().numpy() ** 2).sum(2))
    found = complete(picture_measures.precision(real, complete(picture_measures.radii(real.double())), fake))
    dense = np.argsort(reach)[: len(real) // 2]
    assert 0.05 < found < 0.95
    assert found == pytest.approx((across <= reach)[:, dense].any(1).mean())
    assert complete(picture_measures.precision(real, torch.ones(60), fake + 100)) == 0


# -- classes --------------------------------------------------------------------------------------------------------


def test_a_class_is_covered_from_a_quarter_of_its_share_on():
    data = [50, 30, 20, 0]  # of 200 pictures: 100, 60, 40; a quarter is 25, 15, 10
    assert coverage([100, 60, 40, 0], data) == {"classes": 3, "classes_held": 7, "classes_there": 7, "classes_total": 3}
    assert coverage([25, 15, 160, 0], data)["classes_held"] == 0b111
    assert coverage([24, 15, 161, 0], data)["classes_held"] == 0b110
    assert coverage([0, 0, 0, 200], data)["classes"] == 0  # what the data does not have is not covered


def test_classes_are_counted_by_the_classifier():
    picked = torch.cat([(DIGITS.labels == k).nonzero()[:20, 0] for k in (3, 7)])
    found = classifier.features(DIGITS.pixels[picked][:, None].float() / 255)
    counts = picture_measures.class_counts(found)
    assert sum(counts) == 40
    assert counts[3] >= 18
    assert counts[7] >= 18
    assert 0.8 < picture_measures.confidence(found) <= 1


# -- a run's measures -----------------------------------------------------------------------------------------------


def as_made(images):
    """Return a generator's stand-in that makes these pictures, in the range of SMALL."""
    low, high = SMALL.pixels
    pictures = iter((images[:, None].float() * ((high - low) / 255) + low).split(picture_measures.PICTURES))
    return lambda z: next(pictures)


def measure(pixels, images=DIGITS):
    return complete(picture_measures.measuring(as_made(pixels), torch.zeros(len(pixels), 1), images, SMALL))


def test_real_pictures_score_their_floors_and_one_digit_is_a_collapse():
    known = complete(picture_measures.reference(DIGITS.pixels))
    size = len(known.features)
    assert size == len(DIGITS) // 2
    order = torch.randperm(len(DIGITS), generator=torch.Generator().manual_seed(0))
    found = measure(DIGITS.pixels[order[size : 2 * size]])  # real ones that are not those compared with
    assert found["classes"] == found["classes_total"] == 10
    assert found["sample_size"] == sum(found["class_counts"]) == size
    assert found["class_data"] == torch.bincount(DIGITS.labels).tolist()
    for name in ("fid", "precision", "confidence"):
        assert found[name] == pytest.approx(found[f"{name}_floor"], rel=0.25), name
    assert (found["nn_real"] + found["nn_fake"]) / 2 == pytest.approx(found["nn_floor"], abs=0.05)
    ones = DIGITS.pixels[DIGITS.labels == 1]
    one = measure(ones[torch.arange(size) % len(ones)])
    assert one["class_counts"][1] > 0.9 * size
    assert (one["classes"], one["classes_held"]) == (1, 0b10)
    assert one["fid"] > 20 * one["fid_floor"]


def test_with_few_pictures_or_numbers_that_are_none_nothing_is_measured():
    few = dataclasses.replace(DIGITS, pixels=DIGITS.pixels[:99].clone(), labels=DIGITS.labels[:99])
    assert measure(DIGITS.pixels[:50], few) == {}
    broken = lambda z: torch.full((len(z), 1, 28, 28), math.nan)  # noqa: E731
    assert complete(picture_measures.measuring(broken, torch.zeros(900, 1), DIGITS, SMALL)) == {}


def test_of_data_that_the_classifier_does_not_know_no_classes_are_told():
    config = from_values({"dataset": "kmnist"}, SMALL)
    found = complete(picture_measures.measuring(as_made(DIGITS.pixels[:900]), torch.zeros(900, 1), DIGITS, config))
    assert not {"classes", "class_counts", "confidence", "confidence_floor"} & set(found)
    assert set(measured(config)) == {"fid", "nn_real", "nn_fake", "precision"} <= set(found)


@pytest.mark.parametrize("decay", [0.0, 0.9])
def test_in_pieces_while_it_trains_is_the_same_as_at_once_and_changes_nothing(decay):
    config = from_values({"ema_decay": decay, "g_network": "dcgan", "g_hidden": (4, 4)}, SMALL)
    alone, watched = Trainer(config, DIGITS), Trainer(config, DIGITS)
    for trainer in (alone, watched):
        for _ in range(3):
            trainer.step()
    at_once, work, pieces = metrics(Display(alone)), measuring(Look(Display(watched))), 0
    assert set(measured(config)) <= set(at_once)
    found = None
    while found is None:
        try:
            next(work)
            pieces += 1
            if pieces % 5 == 0:
                watched.step()
                alone.step()
        except StopIteration as done:
            found = done.value
    assert pieces > 20
    assert found == at_once
    for mine, other in zip(alone.state()[0].values(), watched.state()[0].values(), strict=True):
        assert np.array_equal(mine.numpy(), other.numpy(), equal_nan=mine.is_floating_point())
    assert metrics(Display(watched)) != found  # it has gone on


def test_a_run_measures_between_its_slices_at_the_step_where_it_began(monkeypatch):
    monkeypatch.setattr("ganlab.engine.measuring.PIECES", 0.0005)
    frames = []
    run = Run("piecewise", 0, SMALL, frames.append)
    run.begin(DIGITS)
    calls = 0
    while run.showing.measured.metrics is None:
        run.trainer.step()
        run.measure()
        calls += 1
        assert run.measures == (run.showing.measured.metrics is None)
    assert calls > 5
    assert run.trainer.measured.arrays()[0].tolist() == [1]
    other = Trainer(SMALL, DIGITS)
    other.step()
    assert run.showing.measured.metrics == metrics(Display(other))


def test_a_run_that_is_sent_to_a_goal_measures_at_once():
    frames = []
    run = Run("sent-there", 0, SMALL, frames.append)
    run.begin(DIGITS)
    run.measure()
    run.until("classes", 1)
    while run.aim:
        run.advance(lambda: False)
    assert not run.measures
    run.show(force=True)
    assert frames[-1].notice.text == GOALS["classes"].said
    assert frames[-1].step % CHECK == 0
    assert frames[-1].metrics["classes"] >= 1


@pytest.mark.slow
def test_little_time_is_lost_to_looking_and_measuring():
    lost, longest = training.looked(SMALL, DIGITS, 5.0)
    assert lost <= 10
    assert longest <= 60
