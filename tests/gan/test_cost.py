"""What a step costs is told without taking one: within a factor of three, and never less for more work."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganlab.data.images import load
from ganlab.gan.conditional import WAYS
from ganlab.gan.config import ConfigError, from_values
from ganlab.gan.cost import KNOBS, cost, dearest
from ganlab.gan.losses import LOSSES
from ganlab.gan.penalties import PENALTIES
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display

DCGAN = {"dataset": "digits", "g_network": "dcgan", "d_network": "dcgan", "g_hidden": (64, 32), "d_hidden": (32, 64)}
WIDE = {"g_hidden": (256,) * 3, "d_hidden": (256,) * 3, "batch_size": 512}


def layers(most):
    return st.lists(st.integers(1, most), max_size=6).map(tuple)


CONFIGS = st.fixed_dictionaries(
    {
        "dataset": st.sampled_from(["eight-gaussians", "digits", "dirac"]),
        "batch_size": st.integers(1, 1024),
        "n_critic": st.integers(0, 19),
        "g_steps": st.integers(0, 19),
        "unroll_steps": st.integers(0, 9),
        "latent_dim": st.integers(1, 256),
        "g_hidden": layers(256),
        "d_hidden": layers(256),
        "loss": st.sampled_from(list(LOSSES)),
        "r1_gamma": st.sampled_from([0.0, 1.0]),
        "consensus_gamma": st.sampled_from([0.0, 1.0]),
    }
).map(from_values)


@given(CONFIGS, st.sampled_from(KNOBS))
def test_more_work_never_costs_less(config, name):
    value = getattr(config, name)
    more = tuple(2 * width for width in value) if isinstance(value, tuple) else 2 * value or 1
    more = value + 1 if name in ("n_critic", "g_steps", "unroll_steps") else more
    less, most = cost(config), cost(from_values({name: more}, config))
    assert 0 < less.seconds <= most.seconds
    assert 0 < less.bytes <= most.bytes


@given(CONFIGS, st.booleans())
def test_what_is_to_be_lowered_is_named(config, memory):
    named = dearest(config, memory)
    assert 1 <= len(named) <= 3
    assert set(named) <= set(KNOBS)


def test_what_costs_most_is_named_first():
    heavy = from_values({"unroll_steps": 10, "g_steps": 20, "n_critic": 2})
    assert dearest(heavy)[0] == "unroll_steps"


CASES = [
    {},
    *({"loss": loss} for loss in LOSSES),
    *({penalty.weight: True if name == "spectral" else 0.1} for name, penalty in PENALTIES.items()),
    {"minibatch_std": True},
    {"packing": 4},
    {"unroll_steps": 10},
    {"n_critic": 20},
    {"g_steps": 20},
    *({"conditional": way} for way in WAYS),
]
SIZES = [{}, WIDE, {"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16}, {"dataset": "digits"}, DCGAN]


def measured(config):
    """Return the seconds of a core of the quickest step, or of the quickest look where that takes longer."""
    trainer = Trainer(config, load("digits") if config.kind == "images" else None)
    display = Display(trainer)
    took = {trainer.step: [], display.snapshot: []}
    for act, times in took.items():
        end = time.thread_time() + 0.3
        while len(times) < 3 or (time.thread_time() < end and len(times) < 50):
            began = time.thread_time()
            act()
            times.append(time.thread_time() - began)
    return max(map(min, took.values()))


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_an_estimate_is_right_within_a_factor_of_three(size):
    ratios = {}
    for case in CASES:
        try:
            config = from_values({**size, **case})
        except ConfigError:  # of other data
            continue
        ratios[str(case)] = cost(config).seconds / measured(config)
    print(size, {case: round(ratio, 2) for case, ratio in ratios.items()})
    assert len(ratios) >= 20
    assert {case: ratio for case, ratio in ratios.items() if not 1 / 3 < ratio < 3} == {}
