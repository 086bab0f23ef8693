"""The recipes for MNIST: the small fully connected GAN that this project began with; a DCGAN and three variants."""

from __future__ import annotations

from ganlab.lazy import N_
from ganlab.presets.claim import Claim, Evidence, Preset, digits

SEED_MNIST = {
    "batch_size": 200,
    "pixel_range": "unit",
    "latent_dim": 40,
    "latent_std": 3.5,
    "g_hidden": (140, 80),
    "d_hidden": (200, 90),
    "g_activation": "leaky-relu",
    "d_activation": "leaky-relu",
    "g_output": "tanh",
    "init": "normal",
    "init_std": 0.1,
    "d_optimizer": "sgd",
    "g_optimizer": "sgd",
    "d_lr": 0.025,
    "g_lr": 0.025,
    "real_label": 0.98,
    "reuse_z": True,
}
_DCGAN = {  # as Radford et al. 2016 advise, but for the widths and rates, which are for one core
    "dataset": "mnist",
    "g_network": "dcgan",
    "d_network": "dcgan",
    "g_hidden": (32, 16),
    "d_hidden": (16, 32),
    "batch_size": 64,
    "latent_dim": 64,
    "d_activation": "leaky-relu",
    "init": "dcgan",
    "reuse_z": True,  # as PyTorch's own example does: what D has just judged is what G answers for
    "d_lr": 2e-3,
    "g_lr": 2e-3,
}
_BARE = {**_DCGAN, "init_std": 0.05, "d_lr": 1e-3}  # without batch norm in D, which starts from larger weights instead


def _blob_digits_clear(evidence: Evidence) -> bool:
    blob, digits, clear = (evidence.at(step) for step in _STAGES)
    return (
        (blob["confidence"] <= 0.25 and blob["spread"] <= 0.3)
        and (digits["confidence"] >= 1.2 * blob["confidence"] and digits["spread"] >= 0.3 and digits["classes"] >= 6)
        and (clear["confidence"] >= 0.45 and clear["spread"] >= 0.6 and clear["classes"] >= 8)
    )


_STAGES = 200, 1000, 8250
_SEEN = Claim(
    _STAGES[-1],
    N_(
        "Step 200: pictures that differ at most 0.3 times as much as real ones (in the classifier's "
        "features), the digit classifier's confidence at most 25 % (10 %: all classes alike). Step 1,000: "
        "more than that, at least 6 classes, confidence 1.2 times that. Step 8,250: 0.6 times, at least 8 "
        "classes, confidence at least 45 %."
    ),
    _blob_digits_clear,
    _STAGES,
    seeds=4,
)

MNIST_PRESETS: dict[str, Preset] = {
    "seed-mnist": Preset(
        N_("MNIST digits, small networks"),
        N_(
            "Step 200: one grey blob, whatever the z. Step 1,000: noisy digits of several classes. Step "
            "8,250: clear digits on a speckled ground."
        ),
        {"dataset": "mnist", **SEED_MNIST},
        _SEEN,
        twin="first-light",
        story=1000,
    ),
    "mnist-dcgan": Preset(
        N_("MNIST digits, convolutions (DCGAN)"),
        N_("Convolutions draw strokes, not speckle; batch norm in both networks lets them start from tiny weights."),
        {**_DCGAN, "d_batch_norm": True},
        digits((1000,), 9, 0.4, 0.5, seeds=4),
    ),
    "mnist-hinge": Preset(
        N_("MNIST: spectral norm and hinge"),
        N_(
            "D cannot become steep: its scores stay within a few units, and G is pulled on from the first "
            "step to the last."
        ),
        {**_BARE, "loss": "hinge", "spectral_norm": True},
        Claim(
            1000,
            N_(
                "At every check D's mean scores within ±3 and G's gradient longer than 0.1; at the end at least 8 "
                "digits covered."
            ),
            lambda e: (
                max(map(abs, e.every("d_real") + e.every("d_fake"))) <= 3
                and min(e.every("g_grad")) > 0.1
                and e.last("classes")[0] >= 8
            ),
            seeds=4,
        ),
    ),
    "mnist-wgan-gp": Preset(
        N_("MNIST: WGAN-GP"),
        N_(
            "Three updates of D for one of G: fewer steps. −D loss falls as the noise becomes digits, and "
            "stays low while they get clearer."
        ),
        {
            **_BARE,
            "loss": "wasserstein",
            "gp_weight": 10.0,
            "n_critic": 3,
            "g_lr": 1e-3,
            "d_beta2": 0.9,
            "g_beta2": 0.9,
        },
        Claim(
            400,
            N_(
                "From step 50 to 200 to 400 the FID-like distance falls; −D loss at steps 200 and 400 is at most half "
                "of what it was at step 50; at least 8 digits covered at step 400."
            ),
            lambda e: (
                e.at(50)["fid"] > e.at(200)["fid"] > e.at(400)["fid"]
                and max(-e.at(step)["d_loss"] for step in (200, 400)) <= 0.5 * -e.at(50)["d_loss"]
                and e.at(400)["classes"] >= 8
            ),
            (50, 200, 400),
            seeds=4,
        ),
    ),
    "mnist-r1": Preset(
        N_("MNIST: R1 and an averaged G"),
        N_(
            "The wall is made by an average over some hundred of G's last weights: the digits flicker less. Set the "
            "average to 0 to compare."
        ),
        {**_BARE, "r1_gamma": 0.1, "ema_decay": 0.99},
        digits((1000,), 9, 0.35, 0.5, seeds=4),
    ),
}
