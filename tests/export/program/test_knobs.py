"""A knob that acts in the lab acts in the program, or the program is refused in one sentence."""

import random

import pytest

from ganlab.data import DATASETS
from ganlab.data.images import load
from ganlab.export import program
from ganlab.export.program.networks import ACTIVATIONS, FAMILIES, INITS, OUTPUTS
from ganlab.export.program.objectives import LOSS_TEXTS, PENALTY_TEXTS
from ganlab.export.program.optimizers import OPTIMIZER_TEXTS
from ganlab.gan import networks
from ganlab.gan.config import DEFAULT, ConfigError, from_values, knobs, schemas
from ganlab.gan.losses import LOSSES
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.penalties import PENALTIES
from tests.support import own_data, programs
from tests.support.slow_knobs import BESIDE, SMALL, turned

OWN = ("drawing", "points", "pictures")  # fields that come with a data set, which is gone through apart
LEARNING = {**SMALL, "d_lr": 0.01, "g_lr": 0.01}
CONVOLUTIONS = {"g_network": "dcgan", "g_hidden": (6, 4), "d_network": "dcgan", "d_hidden": (4, 6)}
BASES = {
    "points": {},
    "digits": {"dataset": "digits"},
    "convolutions": {"dataset": "digits", **CONVOLUTIONS},
    "dirac": {"dataset": "dirac", "d_lr": 0.1, "g_lr": 0.1},
}
STEPS = 6
OF_CONVOLUTIONS = 3  # which are rounded by where their weights lie in memory: from a last digit a wild run grows apart


def values(name):
    """Values of a field other than its default: all choices, else some."""
    schema, now = schemas()[name], getattr(DEFAULT, name)
    if choices := knobs()[name].choices or schema.get("enum"):
        return [choice for choice in choices if choice != now]
    if name == "classes":
        return [(0,), (1, 3)]
    if schema["type"] == "integer":
        return [n for n in (0, 1, 2, 3) if n != now and schema.get("minimum", 0) <= n]
    return [(), (5,), (7, 6)] if schema["type"] == "array" else [turned(name)]


def beside(name, value):
    """What a value needs beside it, besides what its knob does."""
    if value == "dcgan":
        return {f"{name[0]}_hidden": (4, 6)}
    if name in ("d_hidden", "g_hidden"):
        return {f"{name[0]}_network": "mlp", "d_batch_norm": False}
    return {"batch_size": 18} if name == "packing" else {}


def config_of(base, name, value):
    """Return a config with one knob turned; None where that cannot be."""
    needed = {**BASES[base], **LEARNING} if base != "convolutions" else {**LEARNING, **BASES[base]}
    try:
        return from_values({**needed, **BESIDE.get(name, {}), **beside(name, value), name: value})
    except ConfigError:
        return None


TURNED = [
    (base, name, value)
    for base in BASES
    for name in knobs()
    if name not in (*OWN, "dataset", "start")
    for value in values(name)
    if config_of(base, name, value)
]


@pytest.fixture(scope="module")
def digits():
    return load("digits")


def agree(config, digits, steps=STEPS):
    images = digits if config.dataset == "digits" else None
    if "dcgan" in (config.g_network, config.d_network):
        programs.agree(config, min(steps, OF_CONVOLUTIONS), images)
    else:
        programs.same_samples(*programs.agree(config, steps, images))


def told(case):
    return "-".join(map(str, case)).replace(" ", "")


@pytest.mark.wide
@pytest.mark.parametrize("case", [case for case in TURNED if case[0] == "points"], ids=told)
def test_every_knob_of_a_first_run_acts_as_in_the_lab(case, digits):
    agree(config_of(*case), digits)


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for case in TURNED if case[0] != "points"], ids=told)
def test_every_knob_of_other_runs_acts_as_in_the_lab(case, digits):
    agree(config_of(*case), digits)


def mixed(seed, base):
    """Return a config of a base with a handful of knobs turned by chance."""
    chance, config = random.Random(seed), None
    names = [name for name in knobs() if name not in (*OWN, "dataset", "start", "d_lr", "g_lr")]
    while config is None:
        turns = {"batch_size": 24}
        for name in chance.sample(names, chance.randint(3, 9)):
            turns |= BESIDE.get(name, {}) | {name: chance.choice(values(name))}
        turns |= BASES[base] | {"batch_size": 24}
        try:
            config = from_values({**LEARNING, **turns})
            program.source(config)
        except ValueError:
            config = None
    return config


@pytest.mark.wide
@pytest.mark.parametrize("seed", range(12))
def test_knobs_turned_together_act_as_in_the_lab(seed, digits):
    agree(mixed(seed, ("points", "points", "dirac", "digits")[seed % 4]), digits, 6)


@pytest.mark.slow
@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("seed", range(100, 200))
def test_many_knobs_turned_together_act_as_in_the_lab(seed, base, digits):
    agree(mixed(seed, base), digits, 8)


@pytest.mark.parametrize("dataset", [key for key in DATASETS if key not in ("mnist", "fashion-mnist", "kmnist")])
def test_every_data_set_is_drawn_from_as_in_the_lab(dataset):
    config = from_values({**LEARNING, "dataset": dataset, **own_data.needed(dataset)})
    programs.same_samples(*programs.agree(config, STEPS))


@pytest.mark.parametrize(
    "settings",
    [
        {"dataset": "three-blobs", "imbalance": 1.0},
        {"dataset": "moons", "imbalance": 0.7},
        {"dataset": "grid-gaussians", "data_modes": 3, "imbalance": 0.5},
        {"dataset": "grid-gaussians", "data_modes": 1},
        {"dataset": "eight-gaussians", "data_modes": 7},
        {"dataset": "eight-gaussians", "data_modes": 1},
        {"dataset": "drawing", "drawing": own_data.DOT, "data_noise": 2.0},
        {"dataset": "one-gaussian", "data_noise": 3.0},
    ],
    ids=told,
)
def test_the_knobs_of_data_sets_act_as_in_the_lab(settings):
    programs.same_samples(*programs.agree(from_values({**LEARNING, **settings}), STEPS))


def test_own_pictures_with_classes_are_asked_for():
    from ganlab.data.own import pictures

    album = own_data.album(40)
    key = pictures.keep(album, (album[:, 10, 10] > 0).astype("uint8"), ("dark", "light"))
    config = from_values({**LEARNING, "dataset": "pictures", "pictures": key, "conditional": "concat", "classes": (1,)})
    programs.same_samples(*programs.agree(config, STEPS))


def test_nothing_is_refused_for_want_of_a_text():
    """Whoever adds a record is told here that it wants a text."""
    assert set(LOSS_TEXTS) == set(LOSSES)
    assert set(PENALTY_TEXTS) == set(PENALTIES)
    assert set(OPTIMIZER_TEXTS) == set(OPTIMIZERS)
    assert set(FAMILIES) == set(networks.NETWORKS)
    assert set(ACTIVATIONS) == set(networks.ACTIVATIONS)
    assert set(OUTPUTS) == set(networks.OUTPUTS)
    assert set(INITS) == set(networks.INITS)


def test_what_trains_nobody_is_refused():
    with pytest.raises(ValueError, match="n_critic: must not be 0 where g_steps is 0 too"):
        program.source(from_values({"n_critic": 0, "g_steps": 0}))
