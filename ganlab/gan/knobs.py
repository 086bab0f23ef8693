"""The fields of RunConfig that say what is learned and by which networks; `knobs_training` has those of the training.

One field is one knob: type, default, range or choices, name and help, whether it acts live, and
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
from ganlab.lazy import N_

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
    name: str
    help: str
    part: str  # of the picture, whose card holds it
    when: When  # whether it does anything beside the others: momentum is SGD's, pixel ranges are pictures'
    live: bool
    log: bool
    choices: tuple[str, ...] | None
    zero: str | None  # what 0 is called, where it is no amount

    def __call__(self, schema: dict[str, Any]) -> None:
        """Add to the field's JSON schema what others may want to know of it."""
        schema |= {"group": self.group, "name": self.name, "help": self.help, "live": self.live, "log": self.log}
        if self.choices is not None:
            schema["choices"] = self.choices


def knob(
    group: str,
    part: str,
    default: Any,
    name: str,
    help: str,
    *,
    when: When = always,
    live: bool = False,
    log: bool = False,
    choices: Iterable[str] | None = None,
    zero: str | None = None,
    **bounds: Any,
) -> Any:
    """Declare one field: its group in the schema, its `Knob`, its default and bounds."""
    record = Knob(group, name, help, part, when, live, log, None if choices is None else tuple(choices), zero)
    return Field(default, description=help, json_schema_extra=record, **bounds)


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
_ACTIVATION = N_("Activation")
_WIDTHS = N_("Widths of the hidden layers (DCGAN: channels).")


class Data(BaseModel):
    """What is to be learned."""

    dataset: str = _data(
        "eight-gaussians",
        N_("Data set"),
        N_("The distribution that the generator should learn to make."),
        choices=DATASETS,
    )
    drawing: str = _data(
        "",
        N_("Drawing"),
        N_("The strokes of the data set that you have drawn."),
        when=_elsewhere,
    )
    points: str = _data(
        "",
        N_("Points"),
        N_("Which uploaded points the data set of your own points has."),
        when=_elsewhere,
    )
    pictures: str = _data(
        "",
        N_("Pictures"),
        N_("Which uploaded pictures the data set of your own pictures has."),
        when=_elsewhere,
    )
    classes: tuple[int, ...] = _data(
        (),
        N_("Classes"),
        N_(
            "Labels of the pictures that are trained on, such as 0,1; none: all of them. Fewer classes are "
            "learned sooner."
        ),
        when=lambda config: bool(classes_of(config.dataset, config.pictures)),
    )
    data_noise: float = _data(
        1.0,
        N_("Noise of the data"),
        N_("Factor on the standard deviation of the data set's own noise."),
        when=_followed("data_noise"),
        ge=0.1,
        le=4,
    )
    data_modes: int = _data(
        0,
        N_("Modes"),
        N_("How many Gaussians there are on the circle, or on each side of the grid; 0: as many as the data set has."),
        when=_followed("data_modes"),
        zero=N_("usual"),
        ge=0,
        le=16,
    )
    imbalance: float = _data(
        0.0,
        N_("Imbalance"),
        N_("Shares of the modes fall geometrically, the first 10 to this power times the last; 0: all equal."),
        when=_followed("imbalance"),
        zero=N_("equal"),
        ge=0,
        le=2,
    )
    train_size: int = _data(
        0,
        N_("Training points"),
        N_("2-D only. 0: fresh samples in every batch; else batches are drawn from so many stored points."),
        when=lambda config: config.kind == "points",
        zero=N_("fresh"),
        ge=0,
        le=100_000,
    )
    batch_size: int = _data(
        128,
        N_("Batch size"),
        N_("Samples, real and fake, in each update."),
        ge=1,
        le=2048,
    )
    pixel_range: Literal["auto", "unit", "symmetric"] = _data(
        "auto",
        N_("Pixel range"),
        N_(
            "Pictures only. unit: pixels in [0, 1]; symmetric: in [−1, 1]; auto: what the generator's output can reach."
        ),
        when=of_images,
    )
    seed: int = _data(
        0,
        N_("Seed"),
        N_(
            "Same seed and settings, same run, to the last bit; of convolutional networks as long as equally many "
            "cores are in use."
        ),
        when=learned,
        ge=0,
        le=2**31 - 1,
    )


class Generator(BaseModel):
    """Noise and the generator's network."""

    latent_dim: int = _z(
        2,
        N_("Noise dimensions"),
        N_("Length of the noise vector z that the generator turns into a sample."),
        when=learned,
        ge=1,
        le=512,
    )
    latent_distribution: Literal["gaussian", "uniform"] = _z(
        "gaussian",
        N_("Noise distribution"),
        N_("What z is drawn from: a Gaussian, or a uniform distribution of the same mean 0 and standard deviation."),
        when=learned,
    )
    latent_std: float = _z(
        1.0,
        N_("Noise standard deviation"),
        N_("Standard deviation of each component of z."),
        when=learned,
        gt=0,
        le=100,
    )
    g_network: str = _g(
        "mlp",
        N_("Network"),
        N_("Family of the generator's network."),
        when=_several_networks,
        choices=NETWORKS,
    )
    g_hidden: tuple[int, ...] = _g((64, 64), N_("Hidden layers"), _WIDTHS, when=learned)
    g_activation: str = _g(
        "relu",
        _ACTIVATION,
        N_("Non-linearity after each hidden layer of the generator."),
        when=learned,
        choices=ACTIVATIONS,
    )
    g_output: str = _g(
        "auto",
        N_("Output"),
        N_("Last function of the generator. auto: linear for points, tanh for pictures."),
        when=learned,
        choices=["auto", *OUTPUTS],
    )
    ema_decay: float = _g(
        0.0,
        N_("Averaged generator"),
        N_(
            "Show and measure an average of G's weights that keeps this share of itself at each of G's "
            "updates; 0: G itself."
        ),
        when=learned,
        live=True,
        zero=N_("off"),
        ge=0,
        lt=1,
    )


class Discriminator(BaseModel):
    """The discriminator's network and what it is shown."""

    d_network: str = _d(
        "mlp",
        N_("Network"),
        N_("Family of the discriminator's network."),
        when=_several_networks,
        choices=NETWORKS,
    )
    d_hidden: tuple[int, ...] = _d((64, 64), N_("Hidden layers"), _WIDTHS, when=learned)
    d_activation: str = _d(
        "leaky-relu",
        _ACTIVATION,
        N_("Non-linearity after each hidden layer of the discriminator."),
        when=learned,
        choices=ACTIVATIONS,
    )
    conditional: str = _d(
        "none",
        N_("Conditional"),
        N_(
            "G makes what a label asks for, and D judges given the label: joined to the picture (concat) or "
            "multiplied with D's last features (projection)."
        ),
        when=of_images,
        choices=WAYS,
    )
    d_batch_norm: bool = _d(
        False,
        N_("Batch norm in D"),
        N_(
            "DCGAN only. D's second convolution is normalised over each batch, real and fake apart: its "
            "answer to one picture depends on the others, so it goes with no penalty on D's slope."
        ),
        when=lambda config: config.d_network == "dcgan",
    )
    packing: int = _d(
        1,
        N_("Packing"),
        N_("PacGAN: D judges packs of so many samples, all real or all fake, so that it sees when they are too alike."),
        when=learned,
        ge=1,
        le=4,
    )
    minibatch_std: bool = _d(
        False,
        N_("Minibatch standard deviation"),
        N_("D's last layer is also told how much its batch varies: the mean standard deviation of its features."),
        when=learned,
    )
    spectral_norm: bool = _d(
        False,
        N_("Spectral normalisation"),
        N_(
            "Every weight matrix of D is divided by its largest singular value, so that a D of fully connected layers "
            "is at most 1-Lipschitz; of a convolution it is the kernel as a matrix, which bounds it less tightly."
        ),
    )
