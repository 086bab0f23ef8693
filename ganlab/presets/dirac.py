"""Experiments with the Dirac-GAN: why a GAN goes round in circles, and what stops it. They are part of `presets`."""

from __future__ import annotations

from math import hypot

from ganlab.lazy import N_, Message
from ganlab.presets.claim import Claim, Evidence, Preset

# G's point is one unit off and D knows nothing yet; rates and losses of the paper's own pictures.
_GAME = {
    "dataset": "dirac",
    "loss": "minimax",
    "d_optimizer": "sgd",
    "g_optimizer": "sgd",
    "d_lr": 0.2,
    "g_lr": 0.2,
    "psi_start": 0.0,
}
_CRITIC = {**_GAME, "loss": "wasserstein"}


def _distances(evidence: Evidence) -> list[float]:
    """Return how far (θ, ψ) was from (0, 0) at each check."""
    return [hypot(*place) for place in zip(evidence.every("theta"), evidence.every("psi"), strict=True)]


def _band(low: float, high: float) -> Claim:
    """A distance from (0, 0) that stays between the two in the second half of the run."""
    words = Message.of(
        N_("In the second half of 1,000 steps the distance from (0, 0) is between {low} and {high} at every check."),
        low=low,
        high=high,
    )
    return Claim(1000, words, lambda e: all(low <= d <= high for d in _distances(e)[-10:]))


def _arrives(steps: int) -> Claim:
    """A distance from (0, 0) below 0.01 at the end."""
    words = Message.of(N_("Within 0.01 of (0, 0) at step {steps}."), steps=steps)
    return Claim(steps, words, lambda e: _distances(e)[-1] < 0.01)


DIRAC_PRESETS: dict[str, Preset] = {
    "dirac-circle": Preset(
        N_("Dirac-GAN: it circles"),
        N_(
            "One number each: G's point θ, D's slope ψ. D tips over whenever G has passed 0: they chase each "
            "other in a circle."
        ),
        _GAME,
        _band(0.95, 1.05),
    ),
    "dirac-simultaneous": Preset(
        N_("Dirac-GAN: simultaneous spirals out"),
        N_("The same game; only both now step at once instead of in turn. Every step leads a little further out."),
        {**_GAME, "updates": "simultaneous"},
        Claim(
            250,
            N_("Farther from (0, 0) at every check, more than 1.7 at step 250."),
            lambda e: _distances(e) == sorted(_distances(e)) and _distances(e)[-1] > 1.7,
        ),
    ),
    "dirac-r1": Preset(
        N_("Dirac-GAN: R1 lets it settle"),
        N_(
            "The same game with R1: a steep D costs, so each round is smaller. Both eigenvalues have moved to the left."
        ),
        {**_GAME, "r1_gamma": 0.3},
        _arrives(250),
        cures="dirac-circle",
    ),
    "dirac-consensus": Preset(
        N_("Dirac-GAN: consensus lets it settle"),
        N_("Another cure: both players also make both gradients shorter, which bends the circle inwards."),
        {**_GAME, "consensus_gamma": 1.0},
        _arrives(200),
        cures="dirac-circle",
    ),
    "dirac-non-saturating": Preset(
        N_("Dirac-GAN: non-saturating, slowly in"),
        N_("The same eigenvalues, another loss: what lies beyond the linear terms draws it in, ever more slowly."),
        {**_GAME, "loss": "non-saturating"},
        Claim(
            1000,
            N_(
                "The distance from (0, 0) is below 0.4 from the middle of 1,000 steps on, and still above 0.1 at "
                "the end."
            ),
            lambda e: max(_distances(e)[-10:]) < 0.4 and _distances(e)[-1] > 0.1,
        ),
    ),
    "dirac-clip": Preset(
        N_("Dirac-GAN: WGAN with clipping"),
        N_("D's slope is cut at ±0.7 (dashed): the circle is cut down to that size, and stays there for ever."),
        {**_CRITIC, "weight_clip": 0.7},
        _band(0.64, 0.76),
    ),
    "dirac-wgan-gp": Preset(
        N_("Dirac-GAN: WGAN-GP"),
        N_("The penalty asks D for slope ±1 even where the data are: it never comes to rest, but ends in a band."),
        {**_CRITIC, "gp_weight": 0.35},
        _band(1.14, 1.44),
    ),
    "dirac-least-squares": Preset(
        N_("Dirac-GAN: least squares gets stuck"),
        N_("This D always answers 0 at the data, never the 1 it is asked for. It goes flat, and G stays where it is."),
        {**_GAME, "loss": "least-squares", "psi_start": 1.0},
        Claim(
            500,
            N_("D is flat, |ψ| < 0.01, and G more than 1 away at step 500."),
            lambda e: abs(e.last("psi")[0]) < 0.01 and abs(e.last("theta")[0]) > 1,
        ),
    ),
}
