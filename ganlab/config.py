"""RunConfig: everything that a run is made from. One field is one knob.

The control panel, the query string, the JSON file, `--set` and the README's table are all made from these fields.
Equal config and equal seed give an equal run, bit for bit, on one machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from ganlab.data import DATASETS, kind_of
from ganlab.losses import LOSSES
from ganlab.models import ACTIVATIONS, INITS, NETWORKS, OPTIMIZERS, OUTPUTS

Group = Literal["data", "generator", "discriminator", "training"]


class ConfigError(ValueError):
    """Carry one sentence about one field: what, rule, value got."""

    def __init__(self, field: str, rule: str, value: Any):
        self.field, self.rule, self.value = field, rule, value
        super().__init__(f"{field}: {rule}; got {_show(value)}")


def _show(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    text = text if len(text) <= 60 else text[:57] + "…"
    return f"“{text}”" if isinstance(value, str) else text


def knob(
    default,
    group: Group,
    name: tuple[str, str],
    help: tuple[str, str],
    *,
    live: bool = False,
    log: bool = False,
    choices: Iterable[str] | None = None,
    **bounds,
):
    """Declare one field: default, where it stands, its name and help (English, Chinese), whether it acts live."""
    extra = {"group": group, "name": list(name), "help": list(help), "live": live, "log": log}
    if choices is not None:
        extra["choices"] = list(choices)
    return Field(default, description=help[0], json_schema_extra=extra, **bounds)


def _rate(default: float, group: Group, name: tuple[str, str], help: tuple[str, str]):
    return knob(default, group, name, help, live=True, log=True, ge=1e-6, le=10.0)


class RunConfig(BaseModel):
    """Describe one run completely; frozen, validated, refusing unknown keys, wrong types, NaN and values out of range."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, validate_default=False)

    dataset: str = knob(
        "eight-gaussians",
        "data",
        ("Data set", "数据集"),
        ("The distribution that the generator should learn to make.", "生成器要学会模仿的数据分布。"),
        choices=DATASETS,
    )
    batch_size: int = knob(
        128,
        "data",
        ("Batch size", "批大小"),
        ("Samples, real and fake, in each update.", "每次更新所用的真、假样本数。"),
        ge=1,
        le=2048,
    )
    pixel_range: Literal["auto", "unit", "symmetric"] = knob(
        "auto",
        "data",
        ("Pixel range", "像素范围"),
        (
            "Pictures only. unit: pixels in [0, 1]; symmetric: in [−1, 1]; auto: what the generator's output can reach.",
            "仅用于图像。unit：[0, 1]；symmetric：[−1, 1]；auto：按生成器输出的取值范围。",
        ),
    )
    seed: int = knob(
        0,
        "data",
        ("Seed", "随机种子"),
        ("Same seed and settings, same run, to the last bit.", "种子与设置相同，运行结果逐位相同。"),
        ge=0,
        le=2**31 - 1,
    )
    latent_dim: int = knob(
        2,
        "generator",
        ("Noise dimensions", "噪声维数"),
        ("Length of the noise vector z that the generator turns into a sample.", "噪声向量 z 的长度。"),
        ge=1,
        le=512,
    )
    latent_distribution: Literal["gaussian", "uniform"] = knob(
        "gaussian",
        "generator",
        ("Noise distribution", "噪声分布"),
        (
            "What z is drawn from: a Gaussian, or a uniform distribution of the same mean 0 and standard deviation.",
            "z 的分布：高斯分布，或均值为 0、标准差相同的均匀分布。",
        ),
    )
    latent_std: float = knob(
        1.0,
        "generator",
        ("Noise standard deviation", "噪声标准差"),
        ("Standard deviation of each component of z.", "z 各分量的标准差。"),
        gt=0,
        le=100,
    )
    g_network: str = knob(
        "mlp",
        "generator",
        ("Network", "网络"),
        ("Family of the generator's network.", "生成器的网络类型。"),
        choices=NETWORKS,
    )
    g_hidden: tuple[int, ...] = knob(
        (64, 64),
        "generator",
        ("Hidden layers", "隐藏层"),
        ("Widths of the hidden layers (DCGAN: channels).", "各隐藏层的宽度（DCGAN：通道数）。"),
    )
    g_activation: str = knob(
        "relu",
        "generator",
        ("Activation", "激活函数"),
        ("Non-linearity after each hidden layer of the generator.", "生成器各隐藏层后的非线性函数。"),
        choices=ACTIVATIONS,
    )
    g_output: str = knob(
        "auto",
        "generator",
        ("Output", "输出"),
        (
            "Last function of the generator. auto: linear for points, tanh for pictures.",
            "生成器的输出函数。auto：点用 linear，图像用 tanh。",
        ),
        choices=["auto", *OUTPUTS],
    )
    d_network: str = knob(
        "mlp",
        "discriminator",
        ("Network", "网络"),
        ("Family of the discriminator's network.", "判别器的网络类型。"),
        choices=NETWORKS,
    )
    d_hidden: tuple[int, ...] = knob(
        (64, 64),
        "discriminator",
        ("Hidden layers", "隐藏层"),
        ("Widths of the hidden layers (DCGAN: channels).", "各隐藏层的宽度（DCGAN：通道数）。"),
    )
    d_activation: str = knob(
        "leaky-relu",
        "discriminator",
        ("Activation", "激活函数"),
        ("Non-linearity after each hidden layer of the discriminator.", "判别器各隐藏层后的非线性函数。"),
        choices=ACTIVATIONS,
    )
    init: str = knob(
        "he",
        "training",
        ("Initial weights", "初始权重"),
        (
            "default: PyTorch's own; normal: weights and biases from N(0, std²); he: weights from N(0, 2 / inputs).",
            "default：PyTorch 默认；normal：权重和偏置取自 N(0, std²)；he：权重取自 N(0, 2 / 输入数)。",
        ),
        choices=INITS,
    )
    init_std: float = knob(
        0.02,
        "training",
        ("Initial standard deviation", "初始标准差"),
        ("Standard deviation for the normal initial weights.", "normal 初始权重的标准差。"),
        gt=0,
        le=10,
    )
    d_lr: float = _rate(
        2e-3,
        "training",
        ("D learning rate", "D 学习率"),
        ("Size of the discriminator's updates.", "判别器每次更新的步长。"),
    )
    g_lr: float = _rate(
        1e-3,
        "training",
        ("G learning rate", "G 学习率"),
        ("Size of the generator's updates.", "生成器每次更新的步长。"),
    )
    loss: str = knob(
        "non-saturating",
        "training",
        ("Loss", "损失函数"),
        ("What D and G minimise.", "D 和 G 各自最小化的目标。"),
        live=True,
        choices=LOSSES,
    )
    real_label: float = knob(
        1.0,
        "training",
        ("Label of real samples", "真样本标签"),
        (
            "One-sided label smoothing: D is asked to answer this for real samples instead of 1.",
            "单侧标签平滑：要求 D 对真样本输出该值而不是 1。",
        ),
        live=True,
        ge=0.5,
        le=1.0,
    )
    n_critic: int = knob(
        1,
        "training",
        ("D updates per step", "每步 D 更新次数"),
        ("Discriminator updates before the generator's turn.", "每步先更新判别器的次数。"),
        live=True,
        ge=0,
        le=20,
    )
    g_steps: int = knob(
        1,
        "training",
        ("G updates per step", "每步 G 更新次数"),
        ("Generator updates in each step.", "每步更新生成器的次数。"),
        live=True,
        ge=0,
        le=20,
    )
    reuse_z: bool = knob(
        False,
        "training",
        ("Reuse z", "重用 z"),
        (
            "G's update uses the z of D's last update instead of a fresh one.",
            "更新 G 时重用更新 D 时的 z，而不重新抽取。",
        ),
        live=True,
    )
    d_optimizer: str = knob(
        "adam",
        "training",
        ("D optimizer", "D 优化器"),
        ("How the discriminator's gradient becomes an update.", "判别器如何用梯度更新。"),
        live=True,
        choices=OPTIMIZERS,
    )
    d_momentum: float = knob(
        0.0, "training", ("D momentum", "D 动量"), ("For SGD.", "用于 SGD。"), live=True, ge=0, lt=1
    )
    d_beta1: float = knob(
        0.5,
        "training",
        ("D beta1", "D beta1"),
        ("For Adam: decay of the average of gradients.", "用于 Adam：梯度均值的衰减率。"),
        live=True,
        ge=0,
        lt=1,
    )
    d_beta2: float = knob(
        0.999,
        "training",
        ("D beta2", "D beta2"),
        ("For Adam: decay of the average of squared gradients.", "用于 Adam：梯度平方均值的衰减率。"),
        live=True,
        ge=0,
        lt=1,
    )
    g_optimizer: str = knob(
        "adam",
        "training",
        ("G optimizer", "G 优化器"),
        ("How the generator's gradient becomes an update.", "生成器如何用梯度更新。"),
        live=True,
        choices=OPTIMIZERS,
    )
    g_momentum: float = knob(
        0.0, "training", ("G momentum", "G 动量"), ("For SGD.", "用于 SGD。"), live=True, ge=0, lt=1
    )
    g_beta1: float = knob(
        0.5,
        "training",
        ("G beta1", "G beta1"),
        ("For Adam: decay of the average of gradients.", "用于 Adam：梯度均值的衰减率。"),
        live=True,
        ge=0,
        lt=1,
    )
    g_beta2: float = knob(
        0.999,
        "training",
        ("G beta2", "G beta2"),
        ("For Adam: decay of the average of squared gradients.", "用于 Adam：梯度平方均值的衰减率。"),
        live=True,
        ge=0,
        lt=1,
    )

    @field_validator("*", mode="before")
    @classmethod
    def _choice(cls, value, info):
        choices = knobs()[info.field_name].get("choices")
        if choices and value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return value

    @field_validator("g_hidden", "d_hidden", mode="before")
    @classmethod
    def _widths(cls, value):
        """Take (64, 32), [64, 32] or "64,32"; an empty one is a network without hidden layers."""
        rule = "must be 0 to 6 whole numbers from 1 to 512, such as 64,32"
        if isinstance(value, str):
            try:
                value = [int(part) for part in value.split(",") if part.strip()]
            except ValueError:
                raise ValueError(rule) from None
        if not isinstance(value, list | tuple) or len(value) > 6:
            raise ValueError(rule)
        if not all(isinstance(width, int) and not isinstance(width, bool) and 1 <= width <= 512 for width in value):
            raise ValueError(rule)
        return tuple(value)

    @model_validator(mode="after")
    def _fits(self):
        kind = kind_of(self.dataset)
        for side in "gd":
            name, hidden = getattr(self, f"{side}_network"), getattr(self, f"{side}_hidden")
            network = NETWORKS[name]
            if kind not in network.kinds:
                possible = ", ".join(key for key, other in NETWORKS.items() if kind in other.kinds)
                raise ConfigError(f"{side}_network", f"must be one of {possible} for the data set {self.dataset}", name)
            if network.layers is not None and len(hidden) != network.layers:
                rule = f"must be {network.layers} whole numbers from 1 to 512 for a {name} network"
                raise ConfigError(f"{side}_hidden", rule, ",".join(map(str, hidden)))
        return self

    @property
    def kind(self) -> str:
        """Return "points" or "images"."""
        return kind_of(self.dataset)

    @property
    def output(self) -> str:
        """Return the generator's output function with "auto" resolved."""
        if self.g_output != "auto":
            return self.g_output
        return "linear" if self.kind == "points" else "tanh"

    @property
    def pixels(self) -> tuple[float, float]:
        """Return the (lowest, highest) value of a pixel with "auto" resolved."""
        unit = self.pixel_range == "unit" or (self.pixel_range == "auto" and self.output == "sigmoid")
        return (0.0, 1.0) if unit else (-1.0, 1.0)

    def changed(self) -> dict[str, Any]:
        """Return the fields that differ from the defaults."""
        return self.differences(DEFAULT)

    def differences(self, other: RunConfig) -> dict[str, Any]:
        """Return the fields of this config that differ from another's."""
        return {name: value for name, value in self if value != getattr(other, name)}

    def acts_live(self, other: RunConfig) -> bool:
        """Tell whether a running trainer of the other config can take this one on without a restart."""
        return all(knobs()[name]["live"] for name in self.differences(other))

    def to_query(self) -> dict[str, str]:
        """Return the non-default fields as strings for a query string; `from_strings` reads them back."""
        return {name: to_text(value) for name, value in self.changed().items()}


def to_text(value: Any) -> str:
    """Write one field's value as it stands in a URL or after `--set field=`."""
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


@cache
def knobs() -> dict[str, dict[str, Any]]:
    """Return for each field what `knob` declared: group, name, help, live, log, choices."""
    return {name: field.json_schema_extra for name, field in RunConfig.model_fields.items()}


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """Return for each field its JSON schema: type, bounds, enum."""
    return RunConfig.model_json_schema()["properties"]


def _bound_rule(field: str) -> str:
    """Say the rule of a field in words, from its declaration."""
    schema = schemas()[field]
    kind = {"integer": "a whole number", "number": "a number", "boolean": "true or false"}.get(
        schema.get("type"), "text"
    )
    if "enum" in schema:
        return f"must be one of {', '.join(schema['enum'])}"
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    start = f" from {low}" if low is not None else f" above {above}" if above is not None else ""
    end = f" to {high}" if high is not None else f" to below {below}" if below is not None else ""
    return f"must be {kind}{start}{end}"


def _sentence(error: ValidationError, given: Mapping[str, Any]) -> ConfigError:
    """Turn pydantic's first complaint into one sentence about one field."""
    first = error.errors()[0]
    if not first["loc"]:  # from `_fits`, which raised the sentence itself
        return first["ctx"]["error"]
    field = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        near = get_close_matches(field, RunConfig.model_fields, 1)
        return ConfigError(field, "is not a setting" + (f" (did you mean {near[0]}?)" if near else ""), given[field])
    rule = str(first["ctx"]["error"]) if first["type"] == "value_error" else _bound_rule(field)
    return ConfigError(field, rule, given.get(field, first["input"]))


def from_values(values: Mapping[str, Any], base: RunConfig | None = None) -> RunConfig:
    """Make a config from typed values (JSON) on top of a base; raise ConfigError with one sentence."""
    try:
        return RunConfig.model_validate({**(base or DEFAULT).model_dump(), **values})
    except ValidationError as error:
        raise _sentence(error, values) from None


def from_strings(strings: Mapping[str, str], base: RunConfig | None = None) -> RunConfig:
    """Make a config from strings (URL, `--set`) on top of a base; raise ConfigError with one sentence."""
    merged = {name: to_text(value) for name, value in (base or DEFAULT)} | dict(strings)
    try:
        return RunConfig.model_validate_strings(merged, strict=False)
    except ValidationError as error:
        raise _sentence(error, merged) from None


def from_query(query: Mapping[str, str], base: RunConfig | None = None) -> tuple[RunConfig, list[ConfigError]]:
    """Read a query string leniently: each bad field falls back to its default, and its sentence is returned."""
    good, errors = dict(query), []
    while True:
        try:
            return from_strings(good, base), errors
        except ConfigError as error:
            errors.append(error)
            if (
                good.pop(error.field, None) is None
            ):  # the rule broken is between fields: drop what was asked of the pair
                for name in ("dataset", "g_network", "d_network", "g_hidden", "d_hidden"):
                    good.pop(name, None)


def from_json(text: str, base: RunConfig | None = None) -> RunConfig:
    """Read the JSON object of a config file on top of a base; raise ConfigError with one sentence."""
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError("config", f"must be JSON ({error.msg}, line {error.lineno})", text) from None
    if not isinstance(values, dict):
        raise ConfigError("config", "must be a JSON object of settings", text)
    return from_values(values, base)


DEFAULT = RunConfig()
RATES = ("d_lr", "g_lr")  # steered beside the picture, over the live route
