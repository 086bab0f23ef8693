"""The two networks: their layers, what their weights begin as, and what is built around them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ganlab.data import shape_of
from ganlab.export.program.facts import Facts, Section, apart, block
from ganlab.export.program.objectives import loss_text
from ganlab.gan.conditional import CLASSES, EMBEDDED
from ganlab.gan.networks import NETWORKS

ACTIVATIONS = {
    "relu": "nn.ReLU()",
    "leaky-relu": "nn.LeakyReLU(0.2)",
    "tanh": "nn.Tanh()",
    "sigmoid": "nn.Sigmoid()",
    "silu": "nn.SiLU()",
    "elu": "nn.ELU()",
}
OUTPUTS = {"linear": [], "tanh": ["nn.Tanh()"], "sigmoid": ["nn.Sigmoid()"]}

# -- families ---------------------------------------------------------------------------------------------------


def _mlp(sizes: Sequence[int], activation: str) -> list[str]:
    layers = []
    for wide, narrow in itertools.pairwise(sizes):
        layers += [f"nn.Linear({wide}, {narrow})", ACTIVATIONS[activation]]
    return layers[:-1]


def _size(shape: Sequence[int]) -> int:
    size = 1
    for side in shape:
        size *= side
    return size


def _mlp_generator(facts: Facts) -> list[str]:
    config, shape = facts.config, shape_of(facts.config.dataset)
    layers = _mlp([_inputs(facts), *config.g_hidden, _size(shape)], config.g_activation)
    shaped = [f"nn.Unflatten(1, {shape})"] if facts.pictures else []
    return [*layers, *OUTPUTS[config.output], *shaped]


def _mlp_discriminator(facts: Facts) -> list[str]:
    config = facts.config
    flat = ["nn.Flatten()"] if facts.pictures else []
    return [*flat, *_mlp([_flat(facts), *config.d_hidden, 1], config.d_activation)]


def _dcgan_generator(facts: Facts) -> list[str]:
    config, (wide, narrow) = facts.config, facts.config.g_hidden
    return [
        f"nn.Linear({_inputs(facts)}, {wide * 49}, bias=False)",
        f"nn.Unflatten(1, ({wide}, 7, 7))",
        f"nn.BatchNorm2d({wide})",
        ACTIVATIONS[config.g_activation],
        f"nn.ConvTranspose2d({wide}, {narrow}, 4, stride=2, padding=1, bias=False),  # 7 × 7 → 14 × 14",
        f"nn.BatchNorm2d({narrow})",
        ACTIVATIONS[config.g_activation],
        f"nn.ConvTranspose2d({narrow}, 1, 4, stride=2, padding=1),  # 14 × 14 → 28 × 28",
        *OUTPUTS[config.output],
    ]


def _dcgan_discriminator(facts: Facts) -> list[str]:
    config, (narrow, wide) = facts.config, facts.config.d_hidden
    bias = ", bias=False" * config.d_batch_norm
    return [
        f"nn.Conv2d({facts.channels}, {narrow}, 4, stride=2, padding=1),  # 28 × 28 → 14 × 14",
        ACTIVATIONS[config.d_activation],
        f"nn.Conv2d({narrow}, {wide}, 4, stride=2, padding=1{bias}),  # 14 × 14 → 7 × 7",
        *([f"nn.BatchNorm2d({wide})"] if config.d_batch_norm else []),
        ACTIVATIONS[config.d_activation],
        "nn.Flatten()",
        f"nn.Linear({wide * 49}, 1)",
    ]


@dataclass(frozen=True)
class Family:
    """Hold the layers of both networks of a family, and how many features D's last layer is given."""

    generator: Callable[[Facts], list[str]]
    discriminator: Callable[[Facts], list[str]]
    features: Callable[[Facts], int]


FAMILIES = {
    "mlp": Family(_mlp_generator, _mlp_discriminator, lambda facts: [_flat(facts), *facts.config.d_hidden][-1]),
    "dcgan": Family(_dcgan_generator, _dcgan_discriminator, lambda facts: facts.config.d_hidden[-1] * 49),
}


def _inputs(facts: Facts) -> int:
    return facts.config.latent_dim + EMBEDDED * facts.asked


def _flat(facts: Facts) -> int:
    """Return how many numbers D is given."""
    return facts.channels * _size(shape_of(facts.config.dataset))


def _sequential(name: str, layers: list[str], comment: str = "") -> str:
    """Write a network, on one line where it fits; a layer may come with its comment."""
    plain = ", ".join(layers)
    if not any("  #" in layer for layer in layers):
        if len(plain) < 120 - len(f"{name} = nn.Sequential()"):
            return block(comment, f"{name} = nn.Sequential({plain})")
        if len(plain) <= 116:
            return block(comment, f"{name} = nn.Sequential(", f"    {plain}", ")")
    rows = [layer if "),  #" in layer else f"{layer}," for layer in layers]
    return block(comment, f"{name} = nn.Sequential(", *(f"    {row}" for row in rows), ")")


# -- initial weights --------------------------------------------------------------------------------------------


def _init_default(facts: Facts) -> str:
    return ""


def _init_normal(facts: Facts) -> str:
    std = repr(facts.config.init_std)
    return block(
        "for w in [*G.parameters(), *D.parameters()]:",
        f"    nn.init.normal_(w, 0.0, {std})  # weights and biases from N(0, {std}²)",
    )


def _init_dcgan(facts: Facts) -> str:
    std, gains = repr(facts.config.init_std), facts.batch_norm or facts.config.d_batch_norm
    mean = "float(layer.weight.ndim == 1)" if gains else "0.0"
    comment = f"N(0, {std}²), gains of batch norm from N(1, {std}²)" if gains else f"N(0, {std}²)"
    return block(
        "for layer in [*G, *D]:",
        '    if hasattr(layer, "weight"):',
        f"        # {comment} (Radford et al. 2016)",
        f"        nn.init.normal_(layer.weight, {mean}, {std})",
        "        if layer.bias is not None:",
        "            nn.init.zeros_(layer.bias)",
    )


def _init_he(facts: Facts) -> str:
    return block(
        "for layer in [*G, *D]:",
        f"    if {_with_matrix(facts, 'gd')}:",
        "        nn.init.kaiming_normal_(layer.weight)  # N(0, 2 / inputs) (He et al. 2015)",
        "        if layer.bias is not None:\n            nn.init.zeros_(layer.bias)"
        if facts.batch_norm or facts.config.d_batch_norm
        else "        nn.init.zeros_(layer.bias)",
    )


@dataclass(frozen=True)
class Init:
    """Hold how weights begin: of both networks, and the call that does the same for one matrix of weights."""

    write: Callable[[Facts], str]
    matrix: str = ""  # std is put in


INITS = {
    "default": Init(_init_default),
    "normal": Init(_init_normal, "nn.init.normal_({}, 0.0, {std})"),
    "dcgan": Init(_init_dcgan, "nn.init.normal_({}, 0.0, {std})"),
    "he": Init(_init_he, "nn.init.kaiming_normal_({})"),
}


def _with_matrix(facts: Facts, sides: str) -> str:
    """Write the condition that a layer of these networks has a matrix of weights."""
    config, kinds = facts.config, ["nn.Linear"]
    if "d" in sides and facts.learned and config.d_network == "dcgan":
        kinds.append("nn.Conv2d")
    if "g" in sides and facts.batch_norm:
        kinds.append("nn.ConvTranspose2d")
    return f"isinstance(layer, {' | '.join(kinds)})"


# -- what is built around them ----------------------------------------------------------------------------------

_SPREAD = '''\
class MinibatchStd(nn.Module):
    """Append to each sample how much the batch varies: the mean standard deviation of its features.

    Karras et al. 2018, arXiv:1710.10196, §3.
    """

    def forward(self, x):
        spread = (x.var(0, correction=0) + 1e-8).sqrt().mean()
        return torch.cat([x, spread.expand(len(x), 1)], 1)
'''
_ASKED_GENERATOR = '''\
class Asked(nn.Module):
    """G makes what a label asks for: an embedding of it is joined to z (Mirza & Osindero 2014)."""

    def __init__(self, body):
        super().__init__()
        self.embedding, self.body = nn.Parameter({std}torch.randn({classes}, {size})), body

    def forward(self, z, labels):
        return self.body(torch.cat([z, one_hot(labels, {classes}).float() @ self.embedding], 1))
'''
_CONCAT = '''\
class Told(nn.Module):
    """D sees beside each picture an embedding of its label, as a picture."""

    def __init__(self, body):
        super().__init__()
        self.planes, self.body = nn.Parameter(torch.randn({classes}, 1, 28, 28)), body

    def forward(self, x, labels):
        return self.body(torch.cat([x, self.planes[labels]], 1))
'''
_PROJECTION = '''\
class Told(nn.Module):
    """To D's answer is added the product of its features with an embedding of the label (Miyato & Koyama 2018)."""

    def __init__(self, body, head):
        super().__init__()
        self.body, self.head = body, head

    def forward(self, x, labels):
        features = self.body[:-1](x)
        return self.body[-1](features) + self.head(features).gather(1, labels[:, None])
'''


def _told(facts: Facts, features: int) -> tuple[str, str]:
    """Write how D is told labels: the class, and the lines that put it around D."""
    if facts.config.conditional == "concat":
        return _CONCAT.format(classes=CLASSES), "D = Told(D)"
    matrix = INITS[facts.config.init].matrix.format("head.weight", std=repr(facts.config.init_std))
    return _PROJECTION, block(
        f"head = nn.Linear({features}, {CLASSES}, bias=False)  # its k-th row is the embedding of label k",
        matrix,
        "spectral_norm(head)" if facts.config.spectral_norm else "",
        "D = Told(D, head)",
    )


def spectral(facts: Facts) -> str:
    """Write spectral normalisation of D (Miyato et al. 2018)."""
    comment = "# W / σ_max(W), by power iteration (Miyato et al. 2018)"
    if not facts.learned:
        return f"spectral_norm(D)  {comment}"
    return block("for layer in D:", f"    if {_with_matrix(facts, 'd')}:", f"        spectral_norm(layer)  {comment}")


def _pair(facts: Facts) -> str:
    """Write both networks of a run that learns from noise."""
    config = facts.config
    for name in (config.g_network, config.d_network):
        if name not in FAMILIES:
            raise ValueError(
                f"network: must be one that a program can be written of, {', '.join(FAMILIES)}; got {name}"
            )
    if config.init not in INITS:
        raise ValueError(f"init: must be one that a program can be written of, {', '.join(INITS)}; got {config.init}")
    features = FAMILIES[config.d_network].features(facts)
    layers = FAMILIES[config.d_network].discriminator(facts)
    made = block(
        "torch.manual_seed(SEED)",
        _sequential("G", FAMILIES[config.g_network].generator(facts)),
        _sequential("D", layers, f"# D(x) {loss_text(config).answer}"),
    )
    classes, around = [], ""
    if config.minibatch_std:
        classes.append(_SPREAD)
        made = block(made, f"D = nn.Sequential(*D[:-1], MinibatchStd(), nn.Linear({features + 1}, 1))")
    if facts.asked:
        told, around = _told(facts, features + config.minibatch_std)
        std = "" if config.latent_std == 1.0 else f"{config.latent_std!r} * "
        classes += [_ASKED_GENERATOR.format(std=std, classes=CLASSES, size=EMBEDDED), told]
        around = block("G = Asked(G)", around)
    begin = INITS[config.init].write(facts)
    return apart(*classes, block(made, begin, spectral(facts) if config.spectral_norm else "", around))


def _numbers(facts: Facts) -> str:
    """Write the two players of the Dirac-GAN."""
    config = facts.config
    point = f'''\
class Point(nn.Module):
    """G of the Dirac-GAN has one number θ, and makes it whatever z is (Mescheder et al. 2018, §2)."""

    def __init__(self):
        super().__init__()
        self.theta = nn.Parameter(torch.tensor([{config.theta_start!r}]))

    def forward(self):
        return self.theta.expand(BATCH, 1)
'''
    line = block(
        "torch.manual_seed(SEED)" if config.spectral_norm else "",
        "G = Point()",
        "D = nn.Linear(1, 1, bias=False)  # D(x) = ψ x",
        f"nn.init.constant_(D.weight, {config.psi_start!r})",
        spectral(facts) if config.spectral_norm else "",
    )
    return apart(point, line)


def networks(facts: Facts) -> Section:
    """Write both networks; raise ValueError with one sentence where there is a part without a text."""
    if not facts.learned:
        prose = "The smallest GAN there is: G is one number θ, the point that it makes; D is a line of slope ψ."
        return Section("The two players", prose, _numbers(facts))
    labels = {str(NETWORKS[name].label) for name in (facts.config.g_network, facts.config.d_network)}
    prose = f"G turns noise z into a sample; D says of a sample how real it looks. {', '.join(sorted(labels))}."
    if facts.asked:
        prose += " Both are told a label: G which one to make, D which one the sample should be of."
    return Section("The two networks", prose, _pair(facts))
