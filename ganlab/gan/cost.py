"""Cost: what one step of a config takes, in seconds of a core and in bytes, estimated without torch.

An estimate is right within a factor of three on a core of today; what a run's steps then take corrects it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ganlab.data import shape_of
from ganlab.gan.config import DEFAULT, RunConfig
from ganlab.gan.losses import LOSSES
from ganlab.gan.penalties import TERMS

RATE = 3e10  # multiply-adds a second
TRAFFIC = 1.5e9  # numbers between two layers that are written and read again in a second
WEIGHING = 2.5e8  # weights a second that are gathered and updated
CALL, TURN = 3e-5, 3e-4  # seconds that calling a layer takes, and an update, however small they are
BOTH_WAYS, PENALTY = 3, 6  # passes that a layer's output and its gradients take, and a penalty on slopes
AGAIN = 3  # times as much as an update takes, one takes that is differentiated itself
LOOKED = {"points": 10_000, "images": 136, "dirac": 0}  # samples that D is shown for a frame
PULLED = 252  # of these, for which G's gradient is worked out
KNOBS = ("unroll_steps", "n_critic", "g_steps", "batch_size", "d_hidden", "g_hidden", "latent_dim")  # that cost


class Cost(NamedTuple):
    """Hold what is taken: seconds of a core for one step, or for one look where that is longer, and bytes."""

    seconds: float
    bytes: float


class _Network(NamedTuple):
    """Hold what a network is made of: multiply-adds and numbers between layers for one sample; weights; layers."""

    adds: float
    numbers: float
    weights: float
    layers: int

    def seconds(self, samples: float, passes: float = 1.0) -> float:
        """Return what so many passes with so many samples each take."""
        return passes * (self.layers * CALL + samples * (self.adds / RATE + self.numbers / TRAFFIC))

    @property
    def update(self) -> float:
        """Return what an update takes beside its passes."""
        return TURN + self.weights / WEIGHING


def _mlp(sizes: Sequence[int]) -> _Network:
    adds = sum(a * b for a, b in pairwise(sizes))
    return _Network(adds, sum(sizes), adds + sum(sizes[1:]), len(sizes) - 1)


def _convolutions(narrow: int, wide: int, channels: int, end: int) -> _Network:
    """Return either network of a DCGAN; at its other end are so many numbers, z or the logit."""
    adds = 16 * (196 * channels * narrow + 49 * narrow * wide) + 49 * wide * end
    numbers = 3 * (196 * narrow + 49 * wide) + 784 * channels + end
    return _Network(adds, numbers, 16 * narrow * (channels + wide) + 49 * wide * end, 5)


def networks(config: RunConfig) -> tuple[_Network, _Network]:
    """Return what G and D of a config are made of; an input of D is a pack."""
    if config.kind == "dirac":
        return _mlp((1, 1)), _mlp((1, 1))
    channels, *sides = shape_of(config.dataset)
    size, packed = math.prod(sides), channels * config.packing + (config.conditional == "concat")
    g = _mlp((config.latent_dim, *config.g_hidden, channels * size))
    d = _mlp((packed * size, *config.d_hidden, 1))
    if config.g_network == "dcgan":
        g = _convolutions(config.g_hidden[1], config.g_hidden[0], channels, config.latent_dim)
    if config.d_network == "dcgan":
        d = _convolutions(config.d_hidden[0], config.d_hidden[1], packed, 1)
    if config.spectral_norm:  # whose power iteration goes over the weights in each pass
        d = d._replace(layers=4 * d.layers)
    return g, d


def cost(config: RunConfig) -> Cost:
    """Estimate what a config takes on one core."""
    (g, d), n = networks(config), config.batch_size
    packs, unrolled = n / config.packing, config.unroll_steps
    penalties = PENALTY * sum(getattr(config, term.weight) > 0 for term in TERMS.values())
    again = AGAIN if config.consensus_gamma else 1

    def of_d(packs: float) -> float:
        return d.seconds(2 * packs, BOTH_WAYS) + d.seconds(packs, penalties)

    def ahead(packs: float) -> float:
        return unrolled * AGAIN * (of_d(packs) + d.update + TURN)

    d_turn = again * (g.seconds(n, BOTH_WAYS if again > 1 else 1) + of_d(packs)) + d.update
    compared = 1 + LOSSES[config.loss].compares
    g_turn = g.seconds(n, BOTH_WAYS) + d.seconds(compared * packs, BOTH_WAYS - 1) + ahead(packs) + g.update
    g_turn += d_turn if again > 1 else 0.0
    # The map of D is worked out in one pass without gradients, three times as quick as one with them.
    look = (g.seconds(PULLED) + d.seconds(LOOKED[config.kind] * config.packing) + ahead(PULLED)) / 2
    step = config.n_critic * d_turn + config.g_steps * g_turn
    numbers = n * g.numbers + 2 * packs * d.numbers * (1 + penalties / 4)
    numbers *= again + (unrolled if config.g_steps else 0)
    weights = 12 * (g.weights + d.weights) + unrolled * 12 * d.weights  # with moments, gradients, kept states
    return Cost(max(step, look), 4 * (2 * numbers + weights))


def dearest(config: RunConfig, memory: bool = False) -> list[str]:
    """Return the settings that cost most time, or memory, three at most: whose default values would help most."""

    def without(name: str) -> float:
        small = (64, 32) if "dcgan" in (config.g_network, config.d_network) else (64, 64)
        value = small if "hidden" in name else getattr(DEFAULT, name)
        return cost(config.model_copy(update={name: value}))[memory]

    least = {name: without(name) for name in KNOBS}
    return sorted(KNOBS, key=least.__getitem__)[
        : max(1, min(3, sum(one < 0.9 * cost(config)[memory] for one in least.values())))
    ]
