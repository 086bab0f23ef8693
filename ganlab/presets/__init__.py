"""Experiments ready to run, one record each: a name, what to watch, settings, and a claim that can be checked.

`python -m ganlab presets --check NAME` runs one over seeds. A claim is about the evidence of a whole run: what was
measured at every twentieth of its steps, but for the first of them.
"""

from __future__ import annotations

from statistics import median

from ganlab.gan.config import RunConfig
from ganlab.lazy import N_
from ganlab.presets.claim import Claim, Preset, all_modes, near
from ganlab.presets.conditional import LABEL_PRESETS
from ganlab.presets.digits import DIGIT_PRESETS, TWIN_PRESETS
from ganlab.presets.dirac import DIRAC_PRESETS
from ganlab.presets.failures import FAILURE_PRESETS, PLAIN
from ganlab.presets.mnist import MNIST_PRESETS

_STEADY = {"d_beta1": 0.0, "g_beta1": 0.0, "ema_decay": 0.99, "r1_gamma": 0.03}  # for GAN Lab's data sets


PRESETS: dict[str, Preset] = {
    "first-light": Preset(
        N_("Eight Gaussians"),
        N_("The fakes follow their arrows to the real data, until D answers about 0.5 to both."),
        {},
        Claim(
            6000,
            N_("Medians of the last three checks: at least 6 of 8 modes, and 60 % of the samples of high quality."),
            lambda e: median(e.last("modes", 3)) >= 6 and median(e.last("high_quality", 3)) >= 0.6,
        ),
        twin="seed-mnist",
        story=1200,
    ),
    "converge": Preset(
        N_("Good convergence: R1"),
        N_(
            "A flat D at the data (R1) calms the game: both losses settle on their dashed lines, D(x) and "
            "D(G(z)) on 0.5."
        ),
        {**PLAIN, "r1_gamma": 0.3, "d_lr": 3e-3, "ema_decay": 0.99},
        Claim(
            3000,
            N_("All 8 modes in the last checks, 75 % of high quality, D(G(z)) between 0.45 and 0.55."),
            lambda e: (
                min(e.last("modes", 3)) == 8
                and e.last("high_quality")[0] >= 0.75
                and all(0.45 <= d <= 0.55 for d in e.last("d_fake", 3))
            ),
        ),
        story=1000,
        among="losses",
    ),
    "hinge-r1": Preset(
        N_("Good convergence: hinge"),
        N_("Another loss reaches the same end. D's score is no probability: the boundary is at 0, D loss rests at 2."),
        {**PLAIN, "loss": "hinge", "r1_gamma": 0.3, "d_lr": 3e-3},
        all_modes(3000, 8, 0.7),
        story=1000,
        among="losses",
    ),
    "least-squares": Preset(
        N_("Good convergence: least squares"),
        N_("Another objective, the same equilibrium: D = 0.5, losses 1/4 and 1/8."),
        {**PLAIN, "loss": "least-squares", "r1_gamma": 0.3},
        all_modes(3000, 8, 0.7),
        story=1000,
        among="losses",
    ),
    **FAILURE_PRESETS,
    "line": Preset(
        N_("GAN Lab's line"),
        N_("The generator flattens its plane of noise onto a line."),
        {"dataset": "line", **_STEADY},
        near(3000, 0.02),
        story=800,
    ),
    "two-gaussians": Preset(
        N_("GAN Lab's two Gaussians"),
        N_("Two clouds of different shape: the fakes find both within seconds."),
        {"dataset": "two-gaussians", **_STEADY},
        near(3000, 0.03),
        story=800,
    ),
    "ring": Preset(
        N_("GAN Lab's ring"),
        N_("The generator bends its plane of noise into a ring."),
        {"dataset": "ring", **_STEADY},
        near(3000, 0.02),
        story=1200,
    ),
    "three-blobs": Preset(
        N_("GAN Lab's three blobs"),
        N_("Threads of fakes join the three blobs: G is continuous, the data are not."),
        {"dataset": "three-blobs", **_STEADY},
        all_modes(4000, 3, 0.6),
        story=2000,
    ),
    **DIRAC_PRESETS,
    **LABEL_PRESETS,
    **MNIST_PRESETS,
    **DIGIT_PRESETS,
    **TWIN_PRESETS,
}

# where a change to data of another kind starts from
HOME = {"points": "first-light", "images": "seed-mnist", "dirac": "dirac-circle"}


def alike(config: RunConfig) -> list[str]:
    """Return the keys of the experiments that have these settings, whatever the seed."""
    return [key for key, preset in PRESETS.items() if not set(preset.config.differences(config)) - {"seed"}]


def story_of(config: RunConfig) -> Preset | None:
    """Return the experiment that these settings are, whose pace is theirs; None for anybody's own settings."""
    return next((PRESETS[key] for key in alike(config)), None)


def pace_of(config: RunConfig) -> float:
    """Return the steps per second that a class sees a run at first: its story's, else that of its kind's home."""
    return (story_of(config) or PRESETS[HOME[config.kind]]).pace
