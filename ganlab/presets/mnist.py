"""The recipes for MNIST: the small fully connected GAN that this project began with, and a DCGAN with three variants."""

from __future__ import annotations

from ganlab.presets.claim import Claim, Evidence, Preset

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
    (
        "Step 200: pictures that differ at most 0.3 times as much as real ones (in the classifier's features), the digit "
        "classifier's confidence at most 25 % (10 %: all classes alike). Step 1,000: more than that, at "
        "least 6 classes, confidence 1.2 times that. Step 8,250: 0.6 times, at least 8 classes, confidence at least 45 %.",
        "第 200 步：图像彼此差异至多为真实图像的 0.3 倍（分类器特征），数字分类器的置信度至多 25%（10% 即各类相同）。"
        "第 1,000 步：差异至少 0.3 倍，至少 6 类，置信度为此前的 1.2 倍。第 8,250 步：差异至少 0.6 倍，至少 8 类，置信度至少 45%。",
    ),
    _blob_digits_clear,
    _STAGES,
)

MNIST_PRESETS: dict[str, Preset] = {
    "seed-mnist": Preset(
        ("MNIST digits, small networks", "MNIST 手写数字（小网络）"),
        (
            "Step 200: one grey blob, whatever the z. Step 1,000: noisy digits of several classes. Step 8,250: clear "
            "digits on a speckled ground.",
            "第 200 步：无论 z 是什么都是同一个灰团。1,000 步：多种带噪的数字。8,250 步：斑点背景上的清晰数字。",
        ),
        {"dataset": "mnist", **SEED_MNIST},
        _SEEN,
        twin="first-light",
    ),
    "mnist-dcgan": Preset(
        ("MNIST digits, convolutions (DCGAN)", "MNIST 手写数字（卷积，DCGAN）"),
        (
            "Convolutions draw strokes, not speckle; batch norm in both networks lets them start from tiny weights.",
            "卷积画出的是笔画而不是噪点；两个网络中的批归一化使其可以从极小的权重开始。",
        ),
        {**_DCGAN, "d_batch_norm": True},
    ),
    "mnist-hinge": Preset(
        ("MNIST: spectral norm and hinge", "MNIST：谱归一化与铰链损失"),
        (
            "D cannot become steep: its scores stay within a few units, and G is pulled on from the first step to the last.",
            "D 不会变陡：分数始终在几个单位之内，G 自始至终都受到拉力。",
        ),
        {**_BARE, "loss": "hinge", "spectral_norm": True},
    ),
    "mnist-wgan-gp": Preset(
        ("MNIST: WGAN-GP", "MNIST：WGAN-GP"),
        (
            "Three updates of D for one of G: fewer steps, and −D loss that falls as the pictures get better.",
            "G 每更新一次，D 更新三次：步数较少，但 −D 损失随图像变好而下降。",
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
    ),
    "mnist-r1": Preset(
        ("MNIST: R1 and an averaged G", "MNIST：R1 与 G 的滑动平均"),
        (
            "The wall is made by the mean of G's last hundred weights: the digits no longer flicker. Set the average to 0 to compare.",
            "图墙由 G 最近约一百步权重的平均生成：数字不再闪烁。把滑动平均设为 0 可作对比。",
        ),
        {**_BARE, "r1_gamma": 0.1, "ema_decay": 0.99},
    ),
}
