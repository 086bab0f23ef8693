"""The fields of RunConfig that say what is learned and by which networks; `knobs_training` has those of the training.

One field is one knob: type, default, range or choices, name and help in English and Chinese, whether it acts live, and
which part of the picture it belongs to and when it does anything there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from pydantic import BaseModel, Field

from ganlab.data import DATASETS, classes_of, knobs_of
from ganlab.gan.conditional import WAYS
from ganlab.gan.networks import ACTIVATIONS, NETWORKS, OUTPUTS

PARTS = ("z", "g", "real", "d", "loss", "penalty")  # of the picture, that have knobs
MOST_WIDTH, MOST_LAYERS = 512, 6
When = Callable[[Any], bool]  # of a RunConfig


def always(config: Any) -> bool:
    """Tell that a knob does something whatever the others are."""
    return True


@dataclass(frozen=True)
class Knob:
    """Hold what is declared of one field beside its type, its default and its bounds."""

    group: str
    name: tuple[str, str]
    help: tuple[str, str]
    part: str  # of the picture, whose card holds it
    when: When  # whether it does anything beside the others: momentum is SGD's, pixel ranges are pictures'
    live: bool
    log: bool
    choices: tuple[str, ...] | None

    def __call__(self, schema: dict[str, Any]) -> None:
        """Add to the field's JSON schema what others may want to know of it."""
        schema |= {"group": self.group, "name": self.name, "help": self.help, "live": self.live, "log": self.log}
        if self.choices is not None:
            schema["choices"] = self.choices


def knob(
    group: str,
    part: str,
    default: Any,
    name: tuple[str, str],
    help: tuple[str, str],
    *,
    when: When = always,
    live: bool = False,
    log: bool = False,
    choices: Iterable[str] | None = None,
    **bounds: Any,
) -> Any:
    """Declare one field: its group in the schema, its `Knob`, its default and bounds."""
    record = Knob(group, name, help, part, when, live, log, None if choices is None else tuple(choices))
    return Field(default, description=help[0], json_schema_extra=record, **bounds)


def learned(config: Any) -> bool:
    """Tell whether there are networks and noise: the Dirac-GAN has two numbers instead."""
    return bool(config.kind != "dirac")


def of_images(config: Any) -> bool:
    """Tell whether pictures are trained on."""
    return bool(config.kind == "images")


def _followed(name: str) -> When:
    return lambda config: name in knobs_of(config.dataset)


def _elsewhere(config: Any) -> bool:
    """Tell that a field has no knob in the panel: a drawing has its board, points and pictures their upload."""
    return False


def _several_networks(config: Any) -> bool:
    return sum(config.kind in network.kinds for network in NETWORKS.values()) > 1


_data = partial(knob, "data", "real")
_z, _g = (partial(knob, "generator", part) for part in ("z", "g"))
_d = partial(knob, "discriminator", "d")
_ACTIVATION = ("Activation", "激活函数")
_WIDTHS = ("Widths of the hidden layers (DCGAN: channels).", "各隐藏层的宽度（DCGAN：通道数）。")


class Data(BaseModel):
    """What is to be learned."""

    dataset: str = _data(
        "eight-gaussians",
        ("Data set", "数据集"),
        ("The distribution that the generator should learn to make.", "生成器要学会模仿的数据分布。"),
        choices=DATASETS,
    )
    drawing: str = _data(
        "",
        ("Drawing", "手绘"),
        ("The strokes of the data set that you have drawn.", "手绘数据集的笔画。"),
        when=_elsewhere,
    )
    points: str = _data(
        "",
        ("Points", "数据点"),
        ("Which uploaded points the data set of your own points has.", "自备数据集所用的已上传数据点。"),
        when=_elsewhere,
    )
    pictures: str = _data(
        "",
        ("Pictures", "图像"),
        ("Which uploaded pictures the data set of your own pictures has.", "自备图像数据集所用的已上传图像。"),
        when=_elsewhere,
    )
    classes: tuple[int, ...] = _data(
        (),
        ("Classes", "类别"),
        (
            "Labels of the pictures that are trained on, such as 0,1; none: all of them. Fewer classes are learned sooner.",
            "参加训练的图像的标签，如 0,1；空：全部。类别越少，学得越快。",
        ),
        when=lambda config: bool(classes_of(config.dataset, config.pictures)),
    )
    data_noise: float = _data(
        1.0,
        ("Noise of the data", "数据噪声"),
        ("Factor on the standard deviation of the data set's own noise.", "数据集自身噪声标准差的倍数。"),
        when=_followed("data_noise"),
        ge=0.1,
        le=4,
    )
    data_modes: int = _data(
        0,
        ("Modes", "模式数"),
        (
            "How many Gaussians there are on the circle, or on each side of the grid; 0: as many as the data set has.",
            "圆周上（或网格每边）高斯的个数；0：数据集原有的个数。",
        ),
        when=_followed("data_modes"),
        ge=0,
        le=16,
    )
    imbalance: float = _data(
        0.0,
        ("Imbalance", "不均衡度"),
        (
            "Shares of the modes fall geometrically, the first 10 to this power times the last; 0: all equal.",
            "各模式的份额按几何级数递减，第一个是最后一个的 10 的该次方倍；0：全部相等。",
        ),
        when=_followed("imbalance"),
        ge=0,
        le=2,
    )
    train_size: int = _data(
        0,
        ("Training points", "训练点数"),
        (
            "2-D only. 0: fresh samples in every batch; else batches are drawn from so many stored points.",
            "仅用于二维数据。0：每批都重新采样；否则从这么多个固定点中抽取。",
        ),
        when=lambda config: config.kind == "points",
        ge=0,
        le=100_000,
    )
    batch_size: int = _data(
        128,
        ("Batch size", "批大小"),
        ("Samples, real and fake, in each update.", "每次更新所用的真、假样本数。"),
        ge=1,
        le=2048,
    )
    pixel_range: Literal["auto", "unit", "symmetric"] = _data(
        "auto",
        ("Pixel range", "像素范围"),
        (
            "Pictures only. unit: pixels in [0, 1]; symmetric: in [−1, 1]; auto: what the generator's output can reach.",
            "仅用于图像。unit：[0, 1]；symmetric：[−1, 1]；auto：按生成器输出的取值范围。",
        ),
        when=of_images,
    )
    seed: int = _data(
        0,
        ("Seed", "随机种子"),
        ("Same seed and settings, same run, to the last bit.", "种子与设置相同，运行结果逐位相同。"),
        when=learned,
        ge=0,
        le=2**31 - 1,
    )


class Generator(BaseModel):
    """Noise and the generator's network."""

    latent_dim: int = _z(
        2,
        ("Noise dimensions", "噪声维数"),
        ("Length of the noise vector z that the generator turns into a sample.", "噪声向量 z 的长度。"),
        when=learned,
        ge=1,
        le=512,
    )
    latent_distribution: Literal["gaussian", "uniform"] = _z(
        "gaussian",
        ("Noise distribution", "噪声分布"),
        (
            "What z is drawn from: a Gaussian, or a uniform distribution of the same mean 0 and standard deviation.",
            "z 的分布：高斯分布，或均值为 0、标准差相同的均匀分布。",
        ),
        when=learned,
    )
    latent_std: float = _z(
        1.0,
        ("Noise standard deviation", "噪声标准差"),
        ("Standard deviation of each component of z.", "z 各分量的标准差。"),
        when=learned,
        gt=0,
        le=100,
    )
    g_network: str = _g(
        "mlp",
        ("Network", "网络"),
        ("Family of the generator's network.", "生成器的网络类型。"),
        when=_several_networks,
        choices=NETWORKS,
    )
    g_hidden: tuple[int, ...] = _g((64, 64), ("Hidden layers", "隐藏层"), _WIDTHS, when=learned)
    g_activation: str = _g(
        "relu",
        _ACTIVATION,
        ("Non-linearity after each hidden layer of the generator.", "生成器各隐藏层后的非线性函数。"),
        when=learned,
        choices=ACTIVATIONS,
    )
    g_output: str = _g(
        "auto",
        ("Output", "输出"),
        (
            "Last function of the generator. auto: linear for points, tanh for pictures.",
            "生成器的输出函数。auto：点用 linear，图像用 tanh。",
        ),
        when=learned,
        choices=["auto", *OUTPUTS],
    )
    ema_decay: float = _g(
        0.0,
        ("Averaged generator", "生成器滑动平均"),
        (
            "Show and measure an average of G's weights that keeps this share of itself at each of G's updates; 0: G itself.",
            "显示和度量时使用 G 权重的滑动平均，每次更新保留这一比例；0：直接使用 G。",
        ),
        when=learned,
        live=True,
        ge=0,
        lt=1,
    )


class Discriminator(BaseModel):
    """The discriminator's network and what it is shown."""

    d_network: str = _d(
        "mlp",
        ("Network", "网络"),
        ("Family of the discriminator's network.", "判别器的网络类型。"),
        when=_several_networks,
        choices=NETWORKS,
    )
    d_hidden: tuple[int, ...] = _d((64, 64), ("Hidden layers", "隐藏层"), _WIDTHS, when=learned)
    d_activation: str = _d(
        "leaky-relu",
        _ACTIVATION,
        ("Non-linearity after each hidden layer of the discriminator.", "判别器各隐藏层后的非线性函数。"),
        when=learned,
        choices=ACTIVATIONS,
    )
    conditional: str = _d(
        "none",
        ("Conditional", "条件生成"),
        (
            "G makes what a label asks for, and D judges given the label: joined to the picture (concat) or multiplied with D's last features (projection).",
            "G 按标签生成，D 根据标签判断：标签与图像拼接（concat），或与 D 的最后特征相乘（projection）。",
        ),
        when=of_images,
        choices=WAYS,
    )
    d_batch_norm: bool = _d(
        False,
        ("Batch norm in D", "D 的批归一化"),
        (
            "DCGAN only. D's second convolution is normalised over each batch, real and fake apart: its answer to one "
            "picture depends on the others, so it goes with no penalty on D's slope.",
            "仅用于 DCGAN。D 的第二个卷积按批归一化（真、假批分开）：对一张图的回答取决于同批其他图，因此不能与 D 的斜率惩罚同用。",
        ),
        when=lambda config: config.d_network == "dcgan",
    )
    packing: int = _d(
        1,
        ("Packing", "打包数"),
        (
            "PacGAN: D judges packs of so many samples, all real or all fake, so that it sees when they are too alike.",
            "PacGAN：D 一次判断一包（全真或全假）样本，因而能发现样本过于相似。",
        ),
        when=learned,
        ge=1,
        le=4,
    )
    minibatch_std: bool = _d(
        False,
        ("Minibatch standard deviation", "小批量标准差"),
        (
            "D's last layer is also told how much its batch varies: the mean standard deviation of its features.",
            "D 的最后一层还能看到该批样本的差异：特征标准差的平均值。",
        ),
        when=learned,
    )
    spectral_norm: bool = _d(
        False,
        ("Spectral normalisation", "谱归一化"),
        (
            "Every weight matrix of D is divided by its largest singular value, so that D is at most 1-Lipschitz.",
            "D 的每个权重矩阵除以其最大奇异值，使 D 至多 1-Lipschitz。",
        ),
    )
