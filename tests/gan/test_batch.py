"""Runs that are stepped as one go as they go alone, every loss, penalty and setting; one that ends harms no other."""

import math

import pytest
import torch

from ganlab import data
from ganlab.gan.batch import NUMBERS, SWITCHES, Batch, alone, shape
from ganlab.gan.config import from_values, knobs
from ganlab.gan.losses import LOSSES
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.penalties import PENALTIES, TERMS
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.measuring import metrics

SMALL = {"g_hidden": (12, 12), "d_hidden": (12, 12), "batch_size": 48, "dataset": "eight-gaussians"}
RUNS = ({"seed": 1}, {"seed": 1, "d_lr": 0.01}, {"seed": 2, "g_lr": 0.003}, {"seed": 3, "d_beta1": 0.9, "g_beta2": 0.9})
ON = {"weight_clip": 0.1, "gp_weight": 2.0, "dragan_weight": 2.0}
CASES = {
    **{f"loss {key}": {"loss": key} for key in LOSSES},
    **{
        f"penalty {key}": {penalty.weight: ON.get(penalty.weight, 0.1)}
        for key, penalty in PENALTIES.items()
        if penalty.weight in SWITCHES
    },
    **{f"optimizers {key}": {"d_optimizer": key, "g_optimizer": key} for key in OPTIMIZERS},
    "momentum": {"d_optimizer": "sgd", "d_momentum": 0.5, "g_optimizer": "sgd", "g_momentum": 0.9},
    "all penalties": {term.weight: 0.3 for term in TERMS.values()} | {"gp_center": 0.4},
    "labels": {"loss": "relativistic-average", "real_label": 0.8},
    "unrolled": {"unroll_steps": 2, "r1_gamma": 0.1, "grad_clip": 0.5, "weight_clip": 1.0, "schedule": "linear"},
    "simultaneous": {"updates": "simultaneous", "n_critic": 2},
    "rounds": {"n_critic": 2, "g_steps": 3},
    "only G": {"n_critic": 0},
    "only D": {"g_steps": 0},
    "packs": {"packing": 2, "gp_weight": 1.0},
    "noise": {"instance_noise": 0.3, "noise_steps": 15, "gp_weight": 1.0},
    "z again": {"reuse_z": True},
    "average": {"ema_decay": 0.9},
    "schedule": {"schedule": "cosine", "schedule_steps": 20},
    "clipped": {"grad_clip": 0.1},
    "uniform z": {"latent_distribution": "uniform", "latent_std": 2.0},
    "stored points": {"train_size": 100},
    "dirac": {"dataset": "dirac", "r1_gamma": 0.3},
}
VARIED = {  # other settings of one batch, where they are numbers: of the second run
    **{term.weight: 0.7 for term in TERMS.values()},
    **{"consensus_gamma": 0.02, "weight_clip": 0.2, "grad_clip": 0.3, "instance_noise": 0.1, "ema_decay": 0.5},
    **{"real_label": 0.9, "schedule_steps": 70, "gp_center": 0.8, "dragan_std": 0.2, "latent_std": 0.7},
}


@pytest.fixture
def double():
    """Compute with so many digits that rounding does not grow into what one sees."""
    data._made.cache_clear()  # distributions keep numbers of the kind that there was when they first drew
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)
    data._made.cache_clear()


def configs_of(settings):
    made = [from_values({**SMALL, **settings, **run}) for run in RUNS]
    varied = {name: value for name, value in VARIED.items() if name not in SWITCHES or getattr(made[1], name)}
    return [made[0], from_values(varied, made[1]), *made[2:]]


def pair(configs, steps):
    """Return trainers that have stepped alone, and as many that have stepped as one."""
    singles, together = ([Trainer(config) for config in configs] for _ in range(2))
    batch = Batch(together)
    for _ in range(steps):
        batch.step()
        for trainer in singles:
            trainer.step()
    batch.settle()
    return singles, together


def agree(single, other, tolerance):
    """Compare all that a trainer is: weights, optimizers, random numbers, records, the quantities of the last step."""
    (tensors, values), (others, other_values) = single.state(), other.state()
    assert values == other_values
    assert set(tensors) == set(others)
    for name, tensor in tensors.items():
        if tensor.is_floating_point():
            near = {"rtol": tolerance, "atol": tolerance, "equal_nan": True, "check_dtype": False}
            torch.testing.assert_close(others[name], tensor, **near)
        else:
            assert torch.equal(others[name], tensor), name
    assert other.scalars == pytest.approx(single.scalars, rel=1e-5, abs=1e-5, nan_ok=True)
    assert (single.divergence is None) == (other.divergence is None)


@pytest.mark.wide
@pytest.mark.parametrize("case", CASES)
def test_each_of_several_runs_is_its_single_run(case, double):
    configs = configs_of(CASES[case])
    assert len({shape(config) for config in configs}) == 1
    for single, other in zip(*pair(configs, 25), strict=True):
        agree(single, other, 1e-6)


def apart(single, other):
    """Return how far two runs' weights have come apart, at most."""
    pairs = ((single.g, other.g), (single.d, other.d))
    return max((mine.flat - theirs.flat).detach().abs().max().item() for mine, theirs in pairs)


def amplified(single, steps):
    """Return how far a run comes from itself where it begins a last digit elsewhere, at most.

    Unrolled, what torch's Adam counts its steps in is of single precision, whatever the weights are.
    """
    found, digit = [], torch.finfo(torch.float32 if single.config.unroll_steps else torch.float64).eps
    for digits in (1, 2, 3, 4):
        nudged = Trainer(single.config)
        with torch.no_grad():
            nudged.g.flat.mul_(1 + digits * digit)
        for _ in range(steps):
            nudged.step()
        found.append(apart(single, nudged))
    return max(found)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_each_is_that_for_two_hundred_steps(case, double):
    """All that it is, to a hundred-thousandth, and its measures; what amplifies rounding comes as far from itself."""
    for single, other in zip(*pair(configs_of(CASES[case]), 200), strict=True):
        if (far := apart(single, other)) > 1e-6:
            assert far < 100 * amplified(single, 200)
            continue
        agree(single, other, 1e-5)
        if not single.divergence and single.config.kind == "points":
            assert metrics(Display(other)) == pytest.approx(metrics(Display(single)), rel=1e-5, abs=1e-5)


@pytest.mark.wide
def test_in_single_precision_two_hundred_steps_are_the_same_too():
    """Losses and measures of the default experiment, to a thousandth."""
    singles, together = pair([from_values({**SMALL, **run}) for run in RUNS], 200)
    for single, other in zip(singles, together, strict=True):
        assert other.scalars == pytest.approx(single.scalars, rel=1e-3, abs=1e-3, nan_ok=True)
        assert metrics(Display(other)) == pytest.approx(metrics(Display(single)), rel=1e-3, abs=2e-3)


def test_a_settled_run_goes_on_alone_as_if_it_had_been_alone(double):
    singles, together = pair(configs_of({"loss": "hinge", "gp_weight": 1.0}), 20)
    for single, other in zip(singles, together, strict=True):
        for trainer in (single, other):
            for _ in range(20):
                trainer.step()
        agree(single, other, 1e-6)


@pytest.mark.wide
@pytest.mark.parametrize(
    "wild", [{"d_lr": 10.0, "d_optimizer": "sgd"}, {"g_lr": 10.0}, {"d_lr": 5.0, "gp_weight": 1000.0}], ids=str
)
def test_a_run_that_diverges_stops_where_it_does_alone_and_harms_no_other(wild, double):
    shared = {name: value for name, value in wild.items() if name not in NUMBERS}
    if "gp_weight" in wild:
        shared["gp_weight"] = 0.1
    configs = [from_values({**SMALL, "loss": "wasserstein", **shared, **run, "d_lr": 1e-3}) for run in RUNS]
    configs[1] = from_values(wild, configs[1])
    singles, together = pair(configs, 150)
    assert singles[1].divergence and not singles[0].divergence
    first, second = singles[1].divergence, together[1].divergence
    assert (first.step, first.quantity) == (second.step, second.quantity)
    assert math.isnan(first.value) == math.isnan(second.value)
    for single, other in zip(singles, together, strict=True):
        agree(single, other, 1e-6)


def test_of_runs_that_all_diverge_nothing_is_left_and_nothing_breaks():
    configs = [from_values({**SMALL, "loss": "wasserstein", "g_lr": 10.0, "d_lr": 10.0, "seed": k}) for k in range(3)]
    singles, together = pair(configs, 300)
    assert [one.divergence.step for one in together] == [one.divergence.step for one in singles]


@pytest.mark.parametrize("wild", [(0,), (1, 3), (0, 1, 2, 3)])
def test_a_run_that_diverges_at_its_first_step_stops_there_and_harms_no_other(wild, double):
    configs = configs_of({"loss": "wasserstein", "gp_weight": 1.0})
    for k in wild:
        configs[k] = from_values({"gp_weight": 1000.0, "gp_center": 100.0}, configs[k])
    singles, together = pair(configs, 5)
    assert [k for k, one in enumerate(singles) if one.divergence] == list(wild)
    for single, other in zip(singles, together, strict=True):
        assert (single.divergence and single.divergence.step) == (other.divergence and other.divergence.step)
        agree(single, other, 1e-6)
    assert {singles[k].divergence.step for k in wild} == {1}


def test_what_cannot_be_stepped_with_others_is_told():
    assert alone(from_values(SMALL)) is None
    for settings in ({"dataset": "digits"}, {"spectral_norm": True}, {"minibatch_std": True}):
        assert str(alone(from_values(settings)))


def test_runs_of_several_shapes_are_refused():
    with pytest.raises(ValueError, match="of one shape"):
        Batch([Trainer(from_values({**SMALL, "n_critic": n})) for n in (1, 2)])


def test_what_may_differ_is_a_number_and_what_is_switched_is_off_at_0():
    for name in NUMBERS:
        assert type(getattr(from_values({}), name)) in (int, float), name
        assert knobs()[name]
    assert not any(getattr(from_values({}), name) for name in SWITCHES)
