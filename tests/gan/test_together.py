"""Runs that step together go, bit for bit, as each goes alone: at steps of their own, joined and left at any one."""

import pytest
import torch

from ganlab.gan.config import RunConfig, from_values
from ganlab.gan.losses import LOSSES
from ganlab.gan.networks import ACTIVATIONS
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.penalties import TERMS
from ganlab.gan.together import APART, Together, exact, kind
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display

SMALL = {"g_hidden": (16, 16), "d_hidden": (16, 16), "batch_size": 32}
RUNS = (  # that may step together
    {"seed": 1, "d_lr": 0.01},
    {"seed": 2, "g_lr": 0.003, "d_beta1": 0.9, "ema_decay": 0.9, "schedule": "cosine", "schedule_steps": 20},
    {"seed": 3, "dataset": "moons", "latent_distribution": "uniform", "weight_clip": 0.1},
    {"seed": 4, "train_size": 100, "instance_noise": 0.3, "noise_steps": 9, "grad_clip": 0.1},
    {"seed": 5, "g_optimizer": "sgd", "g_momentum": 0.5, "d_optimizer": "rmsprop"},
)
CASES = {
    **{f"loss {key}": {"loss": key} for key, loss in LOSSES.items() if not loss.compares},
    **{f"activation {key}": {"g_activation": key, "d_activation": key} for key in ACTIVATIONS},
    **{f"optimizers {key}": {"d_optimizer": key, "g_optimizer": key} for key in OPTIMIZERS},
    "labels": {"real_label": 0.8},
    "as the first is": {"g_hidden": (64, 64), "d_hidden": (64, 64), "batch_size": 128},
    "packs": {"packing": 2},
    "simultaneous": {"updates": "simultaneous", "n_critic": 2},
    "rounds": {"n_critic": 2, "g_steps": 3},
    "only G": {"n_critic": 0},
    "only D": {"g_steps": 0},
    "limited": {"g_output": "tanh"},
    "wide z": {"latent_dim": 8},
}


def equal(one, other):
    """Compare all that two trainers are, to the last digit."""
    (tensors, values), (others, other_values) = one.state(), other.state()
    assert values == other_values
    assert set(tensors) == set(others)
    for name, tensor in tensors.items():
        torch.testing.assert_close(others[name], tensor, rtol=0, atol=0, equal_nan=True, msg=name)
    assert other.scalars == pytest.approx(one.scalars, rel=0, abs=0, nan_ok=True)
    assert repr(one.divergence) == repr(other.divergence)


def made(settings):
    """Return trainers at steps of their own, and their twins."""
    configs = [from_values({**SMALL, **run, **settings}) for run in RUNS]
    assert len({kind(config) for config in configs}) == 1
    assert kind(configs[0]) is not None
    pairs = [(Trainer(config), Trainer(config)) for config in configs]
    for count, pair in enumerate(pairs):
        for trainer in pair:
            for _ in range(2 * count):
                trainer.step()
    return pairs


@pytest.mark.wide
@pytest.mark.parametrize("case", CASES)
def test_each_goes_as_alone_whoever_joins_and_leaves(case):
    pairs = made(CASES[case])
    if not exact(kind(pairs[0][0].config)):
        pytest.skip("these are rounded otherwise on this machine, and so step alone")
    for turn in range(12):
        there = [pair for place, pair in enumerate(pairs) if (turn // 3 + place) % 4]
        Together([mine for mine, _ in there]).step()
        for _, twin in there:
            twin.step()
        if turn == 5:  # looked at, and changed
            mine, twin = pairs[0]
            Display(mine).snapshot()
            for one in (mine, twin):
                one.reconfigure(from_values({"d_lr": 0.003, "instance_noise": 0.1}, one.config))
    for mine, twin in pairs:
        equal(twin, mine)


def test_on_this_machine_runs_as_the_first_is_go_together():
    """Else a class would have a third of the steps, and nothing would say so."""
    assert exact(kind(RunConfig()))


def test_where_a_machine_rounds_otherwise_they_go_alone(monkeypatch):
    step = Together.step

    def otherwise(self):
        step(self)
        with torch.no_grad():
            self.trainers[0].d.flat[0] += 1e-6

    monkeypatch.setattr(Together, "step", otherwise)
    assert not exact.__wrapped__(kind(RunConfig()))


@pytest.mark.parametrize("loss", ["least-squares", "wasserstein"])
def test_one_that_diverges_stops_as_alone_and_the_others_go_on(loss):
    configs = [from_values({**SMALL, "loss": loss, "seed": seed}) for seed in range(3)]
    configs[1] = from_values({"d_lr": 1.0, "g_lr": 1.0, "d_optimizer": "sgd", "g_optimizer": "sgd"}, configs[1])
    mine, twins = ([Trainer(config) for config in configs] for _ in range(2))
    for trainers in (mine, twins):
        with torch.no_grad():
            trainers[1].d.flat.mul_(300)
    all_of_them = Together(mine)
    for _ in range(80):
        all_of_them.step()
        for twin in twins:
            twin.step()
    assert mine[1].divergence
    assert not mine[0].divergence
    for one, twin in zip(mine, twins, strict=True):
        equal(twin, one)


@pytest.mark.parametrize(
    "values",
    [
        {"dataset": "digits"},
        {"dataset": "dirac"},
        {"spectral_norm": True},
        {"unroll_steps": 2},
        {"consensus_gamma": 0.1},
        {"reuse_z": True},
        {"loss": "relativistic-average"},
        {"batch_size": 100},
        {"batch_size": 144, "packing": 2},
        {"d_hidden": (512, 512)},
        *({term.weight: 0.5} for term in TERMS.values()),
    ],
    ids=repr,
)
def test_one_steps_alone_that_would_be_rounded_otherwise_or_is_no_quicker_beside_others(values):
    assert kind(from_values(values)) is None


def test_those_of_one_kind_differ_only_in_what_acts_on_each_for_itself():
    assert set(APART) < set(RunConfig.model_fields)
    assert len(APART) == len(set(APART))
    one = RunConfig()
    assert kind(from_values({"d_lr": 0.01, "dataset": "moons", "seed": 7}, one)) == kind(one)
    assert kind(from_values({"d_hidden": (64, 32)}, one)) != kind(one)
