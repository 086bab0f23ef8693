"""Experiments in 2-D that go wrong, each by one cause, and what cures them. They are part of `presets`."""

from __future__ import annotations

from statistics import median

from ganlab.lazy import N_
from ganlab.presets.claim import Claim, Preset, all_modes

PLAIN = {"init": "default", "d_activation": "relu", "d_lr": 1e-3, "g_lr": 1e-3}  # of the reference results
_COLLAPSE = {**PLAIN, "g_lr": 5e-3, "d_lr": 1e-4}
_FAR = {**PLAIN, "dataset": "far-gaussian", "n_critic": 5, "g_lr": 1e-4}
_CRITIC = {**PLAIN, "loss": "wasserstein"}
_CLIPPED = {**_CRITIC, "n_critic": 5, "d_optimizer": "rmsprop", "g_optimizer": "rmsprop", "d_lr": 5e-4, "g_lr": 5e-4}
_GP = {**_CRITIC, "n_critic": 3, "d_beta2": 0.9, "g_beta2": 0.9}
_ORBIT = {
    "dataset": "one-gaussian",
    "loss": "wasserstein",
    "g_hidden": (),
    "d_hidden": (),
    "init": "default",
    "d_optimizer": "sgd",
    "g_optimizer": "sgd",
    "d_lr": 0.05,
    "g_lr": 0.05,
}


FAILURE_PRESETS: dict[str, Preset] = {
    "mode-collapse": Preset(
        N_("Mode collapse"),
        N_("G learns fifty times faster than D: all fakes sit on one spot and hop from mode to mode."),
        _COLLAPSE,
        Claim(
            1000,
            N_("At most 2 of 8 modes at every check; much later a few runs escape."),
            lambda e: max(e.every("modes")) <= 2,
        ),
        twin="digits-collapse",
        among="failures",
    ),
    "packing-cure": Preset(
        N_("Collapse cured by packing"),
        N_("The same rates, but D sees two samples at a time: samples that are all alike give G away."),
        {**_COLLAPSE, "packing": 2},
        Claim(
            7000,
            N_("At least 6 of 8 modes, median of the last three checks."),
            lambda e: median(e.last("modes", 3)) >= 6,
        ),
        among="failures",
        cures="mode-collapse",
    ),
    "unrolling-cure": Preset(
        N_("Collapse cured by unrolling"),
        N_("The same rates, but G looks five updates of D ahead: no spot stays good for long enough to sit on."),
        {**_COLLAPSE, "unroll_steps": 5},
        Claim(
            3000,
            N_("At least 6 of 8 modes at the end."),
            lambda e: e.last("modes")[0] >= 6,
        ),
        among="failures",
        cures="mode-collapse",
    ),
    "dropped-modes": Preset(
        N_("Rates too high: modes dropped"),
        N_("Both learning rates are thirty times too high: some modes are lost for good."),
        {**PLAIN, "g_lr": 3e-2, "d_lr": 3e-2},
        Claim(
            2500,
            N_("At most 6 of 8 modes in the last three checks."),
            lambda e: max(e.last("modes", 3)) <= 6,
        ),
        among="failures",
    ),
    "vanishing-gradient": Preset(
        N_("Vanishing gradient: minimax"),
        N_("The data are far away and D is sure of itself: the minimax loss gives G no arrows, it stays where it is."),
        {**_FAR, "loss": "minimax"},
        Claim(
            1000,
            N_(
                "Over the last five checks: no sample near the data, D(G(z)) typically below 0.01, G's gradient "
                "shorter than 0.01."
            ),
            lambda e: (
                max(e.last("high_quality", 5)) == 0
                and median(e.last("d_fake", 5)) < 0.01
                and median(e.last("g_grad", 5)) < 0.01
            ),
        ),
        twin="digits-vanishing",
        among="failures",
    ),
    "vanishing-saved": Preset(
        N_("Saved by the non-saturating loss"),
        N_("The same set-up; only G's loss is another: −log D(G(z)) pulls hardest where D is surest."),
        _FAR,
        Claim(
            2000,
            N_("At least 80 % of the samples on the data."),
            lambda e: e.last("high_quality")[0] >= 0.8,
        ),
        twin="digits-saved",
        story=1000,
        among="failures",
        cures="vanishing-gradient",
    ),
    "weak-d": Preset(
        N_("D too weak"),
        N_("D has no hidden layer: it can only draw a straight line, and G only learns on which side to be."),
        {**PLAIN, "d_hidden": (), "d_optimizer": "sgd", "d_lr": 0.02},
        Claim(
            1500,
            N_("At most 2 of 8 modes at every check, and less than a fifth of the samples of high quality at the end."),
            lambda e: max(e.every("modes")) <= 2 and e.last("high_quality")[0] < 0.2,
        ),
        among="failures",
    ),
    "oscillation": Preset(
        N_("Oscillation"),
        N_("Linear players and plain gradient steps: the fakes circle around the data and never arrive."),
        _ORBIT,
        Claim(
            2000,
            N_("In the last quarter the fakes' mean is still at least 0.3 away from the data's at times."),
            lambda e: max(e.last("mean_distance", len(e.rows) // 4)) >= 0.3,
        ),
        among="failures",
    ),
    "oscillation-damped": Preset(
        N_("Oscillation damped by R1"),
        N_("The same players with R1: the circle becomes a spiral into the data."),
        {**_ORBIT, "r1_gamma": 0.5},
        Claim(
            2000,
            N_("In the last quarter the fakes' mean stays within 0.15 of the data's."),
            lambda e: max(e.last("mean_distance", len(e.rows) // 4)) <= 0.15,
        ),
        among="failures",
        cures="oscillation",
    ),
    "clip-right": Preset(
        N_("WGAN: clipping just right"),
        N_("Weights of D cut to ±0.1: −D loss falls as the fakes come nearer, as a distance should."),
        {**_CLIPPED, "weight_clip": 0.1},
        Claim(
            3000,
            N_("At least 6 of 8 modes, and half of the samples of high quality."),
            lambda e: e.last("modes")[0] >= 6 and e.last("high_quality")[0] >= 0.5,
        ),
        story=1500,
        among="failures",
        cures="clip-tight",
    ),
    "clip-tight": Preset(
        N_("WGAN: clipping too tight"),
        N_("Weights of D cut to ±0.01: D is nearly flat, its gradients shrink from layer to layer, G hardly learns."),
        {**_CLIPPED, "weight_clip": 0.01},
        Claim(
            1500,
            N_("At most 40 % of the samples of high quality."),
            lambda e: e.last("high_quality")[0] <= 0.4,
        ),
        among="failures",
    ),
    "wgan-gp": Preset(
        N_("WGAN-GP"),
        N_("A penalty asks for slope 1 between real and fake instead of cutting weights: all modes, without tuning."),
        {**_GP, "gp_weight": 0.3},
        all_modes(2000, 8, 0.75),
        twin="digits-wgan-gp",
        story=1000,
        among="failures",
        cures="gp-strong",
    ),
    "gp-strong": Preset(
        N_("WGAN-GP: penalty too strong"),
        N_("λ = 10, right for pictures, is too much for data of this size: D is a cone that cannot see single modes."),
        {**_GP, "gp_weight": 10.0},
        Claim(
            1500,
            N_("At most 5 of 8 modes at the end, and at most half of the samples of high quality."),
            lambda e: e.last("modes")[0] <= 5 and e.last("high_quality")[0] <= 0.5,
        ),
        among="failures",
    ),
    "memorise": Preset(
        N_("Memorising sixteen points"),
        N_(
            "Only sixteen training points: the fakes look good, but they are copies, and modes without a "
            "point are missing."
        ),
        {**PLAIN, "train_size": 16},
        Claim(
            4000,
            N_(
                "Medians of the last five checks: at least 70 % of the samples of high quality, at most 7 of 8 "
                "modes, and fakes nearer to the training points than fresh real samples are."
            ),
            lambda e: (
                median(e.last("high_quality", 5)) >= 0.7
                and median(e.last("modes", 5)) <= 7
                and median(e.last("train_distance", 5)) < 0.9 * median(e.last("train_distance_floor", 5))
            ),
        ),
        among="failures",
    ),
    "divergence": Preset(
        N_("Divergence"),
        N_("Learning rates of 10 with plain SGD: within a few steps a loss is beyond all sense, and the run stops."),
        {"loss": "least-squares", "d_optimizer": "sgd", "g_optimizer": "sgd", "d_lr": 10.0, "g_lr": 10.0},
        Claim(
            100,
            N_("The run stops and names the step and the quantity."),
            lambda e: e.status == "diverged",
        ),
        among="failures",
    ),
}
