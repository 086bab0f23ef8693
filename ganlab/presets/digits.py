"""Experiments with the built-in digits, which need no network; some show what one in 2-D shows, its twin."""

from __future__ import annotations

from ganlab.lazy import N_
from ganlab.presets.claim import Claim, Preset, digits
from ganlab.presets.mnist import SEED_MNIST

_SMALL = {  # players for the built-in digits; what goes wrong is what does in the twin
    "dataset": "digits",
    "latent_dim": 16,
    "g_hidden": (128, 128),
    "d_hidden": (128, 128),
    "init": "default",
    "d_activation": "relu",
}
_FAR = {**_SMALL, "n_critic": 5, "d_lr": 1e-3, "g_lr": 5e-4}


TWIN_PRESETS: dict[str, Preset] = {
    "digits-collapse": Preset(
        N_("Digits: mode collapse"),
        N_(
            "G learns fifty times faster than D: whatever the z, one and the same picture, and D can say "
            "nothing against it."
        ),
        {**_SMALL, "g_lr": 5e-3, "d_lr": 1e-4},
        Claim(
            500,
            N_(
                "At every check pictures that differ at most 0.3 times as much as real ones (in the classifier's "
                "features); in the last three D(x) and D(G(z)) between 0.4 and 0.6."
            ),
            lambda e: (
                max(e.every("spread")) <= 0.3
                and all(0.4 <= d <= 0.6 for name in ("d_real", "d_fake") for d in e.last(name, 3))
            ),
        ),
        twin="mode-collapse",
    ),
    "digits-vanishing": Preset(
        N_("Digits: vanishing gradient"),
        N_(
            "D tells noise from digits at once and is sure of it: the minimax loss gives G no gradient, the "
            "noise stays."
        ),
        {**_FAR, "loss": "minimax"},
        Claim(
            500,
            N_(
                "From step 100 on: D(G(z)) and G's gradient below 0.01, and pictures that differ at most 0.05 times as "
                "much as real ones (in the classifier's features)."
            ),
            lambda e: max(e.every("d_fake") + e.every("g_grad")) < 0.01 and max(e.every("spread")) <= 0.05,
            (100, 200, 300, 400, 500),
        ),
        twin="vanishing-gradient",
    ),
    "digits-saved": Preset(
        N_("Digits: saved by the non-saturating loss"),
        N_(
            "The same set-up; only G's loss is another: however sure D is, G is pulled on, and the noise "
            "turns into digits."
        ),
        _FAR,
        digits((1500,), 3, 0.35, 0.4),
        twin="vanishing-saved",
        cures="digits-vanishing",
    ),
    "digits-wgan-gp": Preset(
        N_("Digits: WGAN-GP"),
        N_("A critic of slope 1 pulls every picture its own way: all ten kinds, blurred at step 300, clearer later."),
        {
            **_SMALL,
            "batch_size": 64,
            "loss": "wasserstein",
            "gp_weight": 10.0,
            "n_critic": 3,
            "d_lr": 1e-3,
            "g_lr": 1e-3,
            "d_beta2": 0.9,
            "g_beta2": 0.9,
        },
        Claim(
            1000,
            N_(
                "At least 9 digits covered at step 300, all 10 at step 1,000, and there the FID-like distance at most "
                "0.85 times as large."
            ),
            lambda e: (
                e.at(300)["classes"] >= 9
                and e.at(1000)["classes"] == 10
                and e.at(1000)["fid"] <= 0.85 * e.at(300)["fid"]
            ),
            (300, 1000),
        ),
        twin="wgan-gp",
    ),
}

DIGIT_PRESETS: dict[str, Preset] = {
    "digits": Preset(
        N_("Built-in digits (no download)"),
        N_("Noise becomes blurs, and blurs become digits. The 1,797 real ones come with the lab, without a network."),
        {"dataset": "digits", **SEED_MNIST, "d_lr": 0.05, "g_lr": 0.05},
        digits((3000,), 9, 0.55, 0.7),
    ),
    "digits-plane": Preset(
        N_("Digits on a plane of noise"),
        N_(
            "z has two dimensions, so that the map under “Latent space” shows all that G makes: digits with "
            "ways between."
        ),
        {
            "dataset": "digits",
            "g_hidden": (128, 256),
            "d_hidden": (256, 128),
            "d_activation": "leaky-relu",
            "batch_size": 64,
            "init": "he",
            "d_lr": 1e-3,
            "g_lr": 1e-3,
            "r1_gamma": 0.1,
        },
        digits((2000,), 8, 0.5, 0.55),
    ),
    "two-digits": Preset(
        N_("Two digits (no download)"),
        N_("Only zeros and ones, 360 pictures: both are there after a few hundred steps, within seconds."),
        {
            "dataset": "digits",
            "classes": (0, 1),
            "g_network": "dcgan",
            "d_network": "dcgan",
            "g_hidden": (32, 16),
            "d_hidden": (16, 32),
            "d_activation": "leaky-relu",
            "init": "normal",
            "init_std": 0.05,
            "batch_size": 32,
            "latent_dim": 8,
            "d_lr": 1e-3,
            "g_lr": 2e-3,
            "real_label": 0.9,
        },
        digits((300, 400), 2, 0.5, 0.6),
    ),
}
