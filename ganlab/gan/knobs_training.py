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


_MOMENTUM = ("For SGD.", "用于 SGD。")
_BETA1 = ("For Adam: decay of the average of gradients.", "用于 Adam：梯度均值的衰减率。")
_BETA2 = ("For Adam: decay of the average of squared gradients.", "用于 Adam：梯度平方均值的衰减率。")


class Training(BaseModel):
    """Objective and updates."""

    start: str = _training(
        "scratch",
        ("Start", "起点"),
        (
            "scratch: from initial weights; ready-trained: from weights that ship with the program, trained beforehand.",
            "scratch：从初始权重开始；ready-trained：从程序自带的、预先训练好的权重开始。",
        ),
        when=of_images,
        choices=STARTS,
    )
    init: str = _training(
        "he",
        ("Initial weights", "初始权重"),
        (
            "default: PyTorch's own; normal: weights and biases from N(0, std²); dcgan: weights from N(0, std²), biases 0, "
            "gains of batch norm from N(1, std²); he: weights from N(0, 2 / inputs), biases 0.",
            "default：PyTorch 默认；normal：权重和偏置取自 N(0, std²)；dcgan：权重取自 N(0, std²)，偏置为 0，"
            "批归一化的增益取自 N(1, std²)；he：权重取自 N(0, 2 / 输入数)，偏置为 0。",
        ),
        when=learned,
        choices=INITS,
    )
    init_std: float = _training(
        0.02,
        ("Initial standard deviation", "初始标准差"),
        ("Standard deviation for the normal and dcgan initial weights.", "normal 和 dcgan 初始权重的标准差。"),
        when=lambda config: config.init in ("normal", "dcgan"),
        gt=0,
        le=10,
    )
    theta_start: float = _start(
        "g",
        ("θ at the start", "θ 初值"),
        ("Dirac-GAN only. The point that G makes at first.", "仅用于 Dirac-GAN。G 最初生成的点。"),
    )
    psi_start: float = _start(
        "d",
        ("ψ at the start", "ψ 初值"),
        ("Dirac-GAN only. The slope that D has at first.", "仅用于 Dirac-GAN。D 最初的斜率。"),
    )
    d_lr: float = _rate(
        "d",
        2e-3,
        ("D learning rate", "D 学习率"),
        ("Size of the discriminator's updates.", "判别器每次更新的步长。"),
    )
    g_lr: float = _rate(
        "g",
        1e-3,
        ("G learning rate", "G 学习率"),
        ("Size of the generator's updates.", "生成器每次更新的步长。"),
    )
    loss: str = _live(
        "non-saturating",
        ("Loss", "损失函数"),
        ("What D and G minimise.", "D 和 G 各自最小化的目标。"),
        choices=LOSSES,
    )
    real_label: float = _live(
        1.0,
        ("Label of real samples", "真样本标签"),
        (
            "One-sided label smoothing: D is asked to answer this for real samples instead of 1.",
            "单侧标签平滑：要求 D 对真样本输出该值而不是 1。",
        ),
        when=lambda config: LOSSES[config.loss].smooths,
        ge=0.5,
        le=1.0,
    )
    n_critic: int = _live(
        1,
        ("D updates per step", "每步 D 更新次数"),
        ("Discriminator updates before the generator's turn.", "每步先更新判别器的次数。"),
        ge=0,
        le=20,
    )
    g_steps: int = _live(
        1,
        ("G updates per step", "每步 G 更新次数"),
        ("Generator updates in each step.", "每步更新生成器的次数。"),
        ge=0,
        le=20,
    )
    updates: Literal["alternating", "simultaneous"] = _live(
        "alternating",
        ("Order of updates", "更新顺序"),
        (
            "alternating: G answers the D that has just been updated; simultaneous: both answer each other as they were.",
            "alternating：G 面对刚更新过的 D；simultaneous：双方都面对对方更新前的状态。",
        ),
    )
    reuse_z: bool = _live(
        False,
        ("Reuse z", "重用 z"),
        (
            "G's update uses the z of D's last update instead of a fresh one.",
            "更新 G 时重用更新 D 时的 z，而不重新抽取。",
        ),
        when=learned,
    )
    unroll_steps: int = _live(
        0,
        ("Unrolled D updates", "展开的 D 更新数"),
        (
            "G looks ahead: its gradient passes through so many further updates of D, which are then taken back.",
            "G 向前看：其梯度穿过 D 接下来的这么多次更新，随后撤销这些更新。",
        ),
        ge=0,
        le=10,
    )
    schedule: Literal["constant", "linear", "cosine"] = _live(
        "constant",
        ("Learning-rate schedule", "学习率调度"),
        (
            "How both learning rates fall to 0 over the scheduled steps; constant: not at all.",
            "两个学习率在调度步数内降到 0 的方式；constant：保持不变。",
        ),
    )
    schedule_steps: int = _live(
        10_000,
        ("Scheduled steps", "调度步数"),
        ("Step at which the schedule reaches 0.", "学习率降到 0 的步数。"),
        when=lambda config: config.schedule != "constant",
        ge=1,
        le=10_000_000,
    )
    d_optimizer: str = _optimizer(
        "d",
        ("D optimizer", "D 优化器"),
        ("How the discriminator's gradient becomes an update.", "判别器如何用梯度更新。"),
    )
    d_momentum: float = _decay("d", "momentum", 0.0, ("D momentum", "D 动量"), _MOMENTUM)
    d_beta1: float = _decay("d", "beta1", 0.5, ("D beta1", "D beta1"), _BETA1)
    d_beta2: float = _decay("d", "beta2", 0.999, ("D beta2", "D beta2"), _BETA2)
    g_optimizer: str = _optimizer(
        "g",
        ("G optimizer", "G 优化器"),
        ("How the generator's gradient becomes an update.", "生成器如何用梯度更新。"),
    )
    g_momentum: float = _decay("g", "momentum", 0.0, ("G momentum", "G 动量"), _MOMENTUM)
    g_beta1: float = _decay("g", "beta1", 0.5, ("G beta1", "G beta1"), _BETA1)
    g_beta2: float = _decay("g", "beta2", 0.999, ("G beta2", "G beta2"), _BETA2)


class Regularisation(BaseModel):
    """Penalties, constraints and noise; 0 is off."""

    r1_gamma: float = _penalty(
        0.0,
        ("R1 γ", "R1 γ"),
        (
            "Adds γ/2 · E‖∇D(x)‖² at real samples to what D minimises: D must be flat where the data are.",
            "在 D 的目标中加入真样本处的 γ/2 · E‖∇D(x)‖²：D 在数据处须平坦。",
        ),
    )
    r2_gamma: float = _penalty(
        0.0,
        ("R2 γ", "R2 γ"),
        (
            "Adds γ/2 · E‖∇D(G(z))‖² at fake samples to what D minimises.",
            "在 D 的目标中加入假样本处的 γ/2 · E‖∇D(G(z))‖²。",
        ),
    )
    gp_weight: float = _penalty(
        0.0,
        ("Gradient penalty λ", "梯度惩罚 λ"),
        (
            "Adds λ · E(‖∇D(x̂)‖ − c)² at points between real and fake samples: WGAN-GP with c = 1, zero-centred with c = 0.",
            "在真假样本连线上的点加入 λ · E(‖∇D(x̂)‖ − c)²：c = 1 为 WGAN-GP，c = 0 为零中心惩罚。",
        ),
    )
    gp_center: float = _penalty(
        1.0,
        ("Gradient penalty centre c", "梯度惩罚中心 c"),
        ("The slope of D that the gradient penalty asks for.", "梯度惩罚所要求的 D 的斜率。"),
        when=lambda config: config.gp_weight > 0,
    )
    dragan_weight: float = _penalty(
        0.0,
        ("DRAGAN λ", "DRAGAN λ"),
        (
            "Adds λ · E(‖∇D(x + δ)‖ − 1)² around real samples, δ ~ N(0, s²).",
            "在真样本附近加入 λ · E(‖∇D(x + δ)‖ − 1)²，δ ~ N(0, s²)。",
        ),
    )
    dragan_std: float = _penalty(
        0.1,
        ("DRAGAN s", "DRAGAN s"),
        ("Standard deviation of DRAGAN's δ, in units of the data.", "DRAGAN 中 δ 的标准差（数据单位）。"),
        when=lambda config: config.dragan_weight > 0,
    )
    consensus_gamma: float = _penalty(
        0.0,
        ("Consensus γ", "共识优化 γ"),
        (
            "Both players also minimise γ/2 of the squared length of both gradients: it damps their rotation.",
            "双方还同时最小化两个梯度平方长度之和的 γ/2，从而抑制旋转。",
        ),
    )
    weight_clip: float = _penalty(
        0.0,
        ("Weight clipping", "权重裁剪"),
        (
            "After each update of D its weights and biases are cut to this size: the first WGAN's way to a Lipschitz D.",
            "D 每次更新后把其权重和偏置裁剪到此范围：最初 WGAN 的做法。",
        ),
    )
    grad_clip: float = _penalty(
        0.0,
        ("Gradient clipping", "梯度裁剪"),
        (
            "A gradient of either network that is longer than this is shortened to it.",
            "任一网络的梯度若长于此值，则缩短到此值。",
        ),
    )
    instance_noise: float = _penalty(
        0.0,
        ("Instance noise", "实例噪声"),
        (
            "Standard deviation of Gaussian noise on everything that D sees, real and fake.",
            "加在 D 所见全部真假样本上的高斯噪声的标准差。",
        ),
    )
    noise_steps: int = knob(
        "regularisation",
        "penalty",
        0,
        ("Steps of instance noise", "实例噪声步数"),
        (
            "The noise falls evenly to 0 until this step; 0: it stays.",
            "噪声到此步均匀降为 0；0：保持不变。",
        ),
        when=lambda config: config.instance_noise > 0,
        live=True,
        ge=0,
        le=10_000_000,
    )
