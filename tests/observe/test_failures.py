"""What goes wrong by its settings is named with its cause, on seeds that no threshold was chosen by."""

import pytest

from ganlab.data import images_of
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.presets import PRESETS
from tests.support.checks import follow, keys

# preset, what is changed, steps, what is said in the end
QUICK = {
    "explodes": ("first-light", {"d_lr": 10, "g_lr": 10}, 200, "diverged"),
    "no D": ("first-light", {"n_critic": 0}, 500, "d-rests"),
    "no G": ("first-light", {"g_steps": 0}, 500, "g-rests"),
    "annealed": ("converge", {"schedule": "linear", "schedule_steps": 300}, 900, "at-rest"),
    "sigmoid in 2-D": ("first-light", {"g_output": "sigmoid"}, 500, "out-of-reach"),
    "both too slow": ("first-light", {"d_lr": 1e-5, "g_lr": 1e-5}, 600, "too-slow"),
    "no bound": ("first-light", {"loss": "wasserstein"}, 700, "unbound-critic"),
    "D wins": ("first-light", {"g_lr": 1e-5}, 3000, "g-stuck"),
}
SLOW = {
    "sigmoid": ("digits", {"g_output": "sigmoid", "pixel_range": "symmetric"}, 500, "out-of-reach"),
    "minimax": ("digits-vanishing", {}, 600, "pictures-vanish"),
    "D wins": ("digits", {"d_lr": 0.01, "g_lr": 0.001}, 1500, "pictures-stuck"),
    "G too slow": ("digits", {"g_lr": 1e-5}, 700, "pictures-stuck"),
}


def named(preset, changes, steps, seed):
    config = from_values({**changes, "seed": seed}, PRESETS[preset].config)
    images = images_of(config) if config.kind == "images" else None
    return keys(follow(config, steps, trainer=Trainer(config, images)))


@pytest.mark.wide
@pytest.mark.parametrize("case", QUICK)
def test_a_cause_is_named(case):
    *how, key = QUICK[case]
    said = named(*how, seed=11)
    assert said[-1] == key
    assert set(said) <= {"", key}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(500, 503))
@pytest.mark.parametrize("case", SLOW)
def test_a_cause_is_named_of_pictures(case, seed):
    *how, key = SLOW[case]
    assert named(*how, seed=seed)[-1] == key
