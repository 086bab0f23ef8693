"""Presets of conditional runs, where a class asks for a digit, and of runs that start ready-trained."""

from __future__ import annotations

from ganlab.gan.pretrained import READY
from ganlab.lazy import N_
from ganlab.presets.claim import Preset, as_asked, digits

_ASKED = {**READY["conditional"].settings, "schedule": "constant", "schedule_steps": 10_000, "ema_decay": 0.99}
_RATES = {"d_lr": 2e-4, "g_lr": 2e-4}
_READY = {"schedule": "constant", "schedule_steps": 10_000, "start": "ready-trained", "batch_size": 16, **_RATES}

LABEL_PRESETS: dict[str, Preset] = {
    "mnist-ready": Preset(
        N_("MNIST digits, ready trained"),
        N_("Digits from the first picture on: the weights were trained beforehand, and training goes on from there."),
        {**READY["dcgan"].settings, **_READY},
        digits((1, 100, 300), 10, 0.5, 0.7, seeds=4),
    ),
    "mnist-asked": Preset(
        N_("Ask for an MNIST digit"),
        N_(
            "A conditional GAN: column k is asked for digit k. After some 400 steps most are seen as what was "
            "asked for."
        ),
        _ASKED,
        as_asked((400,), 0.6, seeds=4),
    ),
    "mnist-asked-ready": Preset(
        N_("Ask for an MNIST digit, ready trained"),
        N_("Press a digit: G draws it. The weights were trained beforehand, and training goes on from there."),
        {**READY["conditional"].settings, **_READY},
        as_asked((1, 50, 100), 0.9, seeds=4),
    ),
    "digits-asked": Preset(
        N_("Ask for a built-in digit"),
        N_("A conditional GAN on small data: the columns part into digits within a minute."),
        {
            **_ASKED,
            "dataset": "digits",
            "g_hidden": (32, 16),
            "d_hidden": (16, 32),
            "batch_size": 64,
            "latent_dim": 32,
            "r1_gamma": 0.0,
            **_RATES,
        },
        as_asked((600,), 0.8),
    ),
}
