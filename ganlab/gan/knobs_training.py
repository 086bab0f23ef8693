"""The fields of RunConfig that say how the two networks are trained: what they minimise, how they are updated."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

from pydantic import BaseModel

from ganlab.gan.knobs import When, knob, learned, of_images
from ganlab.gan.losses import LOSSES
from ganlab.gan.networks import INITS
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.pretrained import STARTS
from ganlab.lazy import N_

_training = partial(knob, "training", "loss")
_live = partial(_training, live=True)
_penalty = partial(knob, "regularisation", "penalty", live=True, ge=0, le=1000)


def _rate(player: str, *declared: Any) -> Any:
    return knob("training", player, *declared, live=True, log=True, ge=1e-6, le=10.0)


def _start(player: str, *declared: Any) -> Any:
    return knob("training", player, 1.0, *declared, when=lambda config: config.kind == "dirac", ge=-2, le=2)


def _optimizer(player: str, *declared: Any) -> Any:
    return knob("training", player, "adam", *declared, live=True, choices=OPTIMIZERS)


def _decay(player: str, option: str, *declared: Any) -> Any:
    return knob("training", player, *declared, when=_has(player, option), live=True, ge=0, lt=1)


def _has(player: str, option: str) -> When:
    return lambda config: option in OPTIMIZERS[getattr(config, f"{player}_optimizer")].options


_MOMENTUM = N_("For SGD.")
_BETA1 = N_("For Adam: decay of the average of gradients.")
_BETA2 = N_("For Adam: decay of the average of squared gradients.")


class Training(BaseModel):
    """Objective and updates."""

    start: str = _training(
        "scratch",
        N_("Start"),
        N_(
            "scratch: from initial weights; ready-trained: from weights that ship with the program, trained beforehand."
        ),
        when=of_images,
        choices=STARTS,
    )
    init: str = _training(
        "he",
        N_("Initial weights"),
        N_(
            "default: PyTorch's own; normal: weights and biases from N(0, std²); dcgan: weights from N(0, "
            "std²), biases 0, gains of batch norm from N(1, std²); he: weights from N(0, 2 / inputs), biases "
            "0."
        ),
        when=learned,
        choices=INITS,
    )
    init_std: float = _training(
        0.02,
        N_("Initial standard deviation"),
        N_("Standard deviation for the normal and dcgan initial weights."),
        when=lambda config: config.init in ("normal", "dcgan"),
        gt=0,
        le=10,
    )
    theta_start: float = _start(
        "g",
        N_("θ at the start"),
        N_("Dirac-GAN only. The point that G makes at first."),
    )
    psi_start: float = _start(
        "d",
        N_("ψ at the start"),
        N_("Dirac-GAN only. The slope that D has at first."),
    )
    d_lr: float = _rate(
        "d",
        2e-3,
        N_("D learning rate"),
        N_("Size of the discriminator's updates."),
    )
    g_lr: float = _rate(
        "g",
        1e-3,
        N_("G learning rate"),
        N_("Size of the generator's updates."),
    )
    loss: str = _live(
        "non-saturating",
        N_("Loss"),
        N_("What D and G minimise."),
        choices=LOSSES,
    )
    real_label: float = _live(
        1.0,
        N_("Label of real samples"),
        N_("One-sided label smoothing: D is asked to answer this for real samples instead of 1."),
        when=lambda config: LOSSES[config.loss].smooths,
        ge=0.5,
        le=1.0,
    )
    n_critic: int = _live(
        1,
        N_("D updates per step"),
        N_("Discriminator updates before the generator's turn."),
        ge=0,
        le=20,
    )
    g_steps: int = _live(
        1,
        N_("G updates per step"),
        N_("Generator updates in each step."),
        ge=0,
        le=20,
    )
    updates: Literal["alternating", "simultaneous"] = _live(
        "alternating",
        N_("Order of updates"),
        N_(
            "alternating: G answers the D that has just been updated; simultaneous: both answer each other as "
            "they were."
        ),
    )
    reuse_z: bool = _live(
        False,
        N_("Reuse z"),
        N_("G's update uses the z of D's last update instead of a fresh one."),
        when=learned,
    )
    unroll_steps: int = _live(
        0,
        N_("Unrolled D updates"),
        N_("G looks ahead: its gradient passes through so many further updates of D, which are then taken back."),
        ge=0,
        le=10,
    )
    schedule: Literal["constant", "linear", "cosine"] = _live(
        "constant",
        N_("Learning-rate schedule"),
        N_("How both learning rates fall to 0 over the scheduled steps; constant: not at all."),
    )
    schedule_steps: int = _live(
        10_000,
        N_("Scheduled steps"),
        N_("Step at which the schedule reaches 0."),
        when=lambda config: config.schedule != "constant",
        ge=1,
        le=10_000_000,
    )
    d_optimizer: str = _optimizer(
        "d",
        N_("D optimizer"),
        N_("How the discriminator's gradient becomes an update."),
    )
    d_momentum: float = _decay("d", "momentum", 0.0, N_("D momentum"), _MOMENTUM)
    d_beta1: float = _decay("d", "beta1", 0.5, N_("D beta1"), _BETA1)
    d_beta2: float = _decay("d", "beta2", 0.999, N_("D beta2"), _BETA2)
    g_optimizer: str = _optimizer(
        "g",
        N_("G optimizer"),
        N_("How the generator's gradient becomes an update."),
    )
    g_momentum: float = _decay("g", "momentum", 0.0, N_("G momentum"), _MOMENTUM)
    g_beta1: float = _decay("g", "beta1", 0.5, N_("G beta1"), _BETA1)
    g_beta2: float = _decay("g", "beta2", 0.999, N_("G beta2"), _BETA2)


class Regularisation(BaseModel):
    """Penalties, constraints and noise; 0 is off."""

    r1_gamma: float = _penalty(
        0.0,
        N_("R1 γ"),
        N_("Adds γ/2 · E‖∇D(x)‖² at real samples to what D minimises: D must be flat where the data are."),
    )
    r2_gamma: float = _penalty(
        0.0,
        N_("R2 γ"),
        N_("Adds γ/2 · E‖∇D(G(z))‖² at fake samples to what D minimises."),
    )
    gp_weight: float = _penalty(
        0.0,
        N_("Gradient penalty λ"),
        N_(
            "Adds λ · E(‖∇D(x̂)‖ − c)² at points between real and fake samples: WGAN-GP with c = 1, "
            "zero-centred with c = 0."
        ),
    )
    gp_center: float = _penalty(
        1.0,
        N_("Gradient penalty centre c"),
        N_("The slope of D that the gradient penalty asks for."),
        when=lambda config: config.gp_weight > 0,
    )
    dragan_weight: float = _penalty(
        0.0,
        N_("DRAGAN λ"),
        N_("Adds λ · E(‖∇D(x + δ)‖ − 1)² around real samples, δ ~ N(0, s²)."),
    )
    dragan_std: float = _penalty(
        0.1,
        N_("DRAGAN s"),
        N_("Standard deviation of DRAGAN's δ, in units of the data."),
        when=lambda config: config.dragan_weight > 0,
    )
    consensus_gamma: float = _penalty(
        0.0,
        N_("Consensus γ"),
        N_("Both players also minimise γ/2 of the squared length of both gradients: it damps their rotation."),
    )
    weight_clip: float = _penalty(
        0.0,
        N_("Weight clipping"),
        N_(
            "After each update of D its weights and biases are cut to this size: the first WGAN's way to a Lipschitz D."
        ),
    )
    grad_clip: float = _penalty(
        0.0,
        N_("Gradient clipping"),
        N_("A gradient of either network that is longer than this is shortened to it."),
    )
    instance_noise: float = _penalty(
        0.0,
        N_("Instance noise"),
        N_("Standard deviation of Gaussian noise on everything that D sees, real and fake."),
    )
    noise_steps: int = knob(
        "regularisation",
        "penalty",
        0,
        N_("Steps of instance noise"),
        N_("The noise falls evenly to 0 until this step; 0: it stays."),
        when=lambda config: config.instance_noise > 0,
        live=True,
        zero=N_("stays"),
        ge=0,
        le=10_000_000,
    )
