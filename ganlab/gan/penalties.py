"""Penalties and constraints on the game, one record each; any of them combine.

A *term* is added to what D minimises: `evaluate(discriminator, real, fake, config, rng)` is a mean over the batch, of
samples of any shape (n, …), and `factor(config)` its weight. Samples are detached: no gradient of a term reaches G. A
*constraint* acts on D's weights instead, and consensus optimisation on both players' gradients; the trainer and the
networks do what their records say. A weight of 0 (or false) means off.

`value(discriminator, real, fake, config, drawn)` also takes several runs at once: a D of samples (runs, n, …) whose
logits are (runs, n, 1), settings that are numbers or (runs, 1, 1), and what each has drawn; it returns (runs,).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from ganlab.gan.game import Slope
from ganlab.gan.loss import mean
from ganlab.lazy import N_, torch

Network: TypeAlias = "Callable[[torch.Tensor], torch.Tensor]"
Config: TypeAlias = Any  # a RunConfig; which of its fields there are is for the records to say
Value: TypeAlias = "Callable[[Network, torch.Tensor, torch.Tensor, Config, Any], torch.Tensor]"


def no_value(d: Network, real: torch.Tensor, fake: torch.Tensor, config: Config, drawn: Any) -> torch.Tensor:
    """Stand for the value of what is no term of D's objective."""
    raise ValueError("value: must be asked of a term; got a constraint")


def nothing(real: torch.Tensor, rng: torch.Generator) -> None:
    """Draw nothing: for terms that are not random."""


def no_factor(config: Config) -> float:
    """Stand for the weight of what has none."""
    raise ValueError("factor: must be asked of a term; got a constraint")


@dataclass(frozen=True)
class Penalty:
    """Describe one penalty; `weight` is the RunConfig field that switches it on."""

    label: str
    short: str  # for the legend of a chart
    formula: str  # LaTeX, with the weight in it
    weight: str
    paper: str
    where: str = ""  # LaTeX of what the formula uses
    value: Value = no_value
    drawn: Callable[[torch.Tensor, torch.Generator], Any] = nothing  # for one run's real samples
    factor: Callable[[Config], float] = no_factor
    slope: Slope | None = None  # the same term on the Dirac-GAN
    note: str = ""

    def evaluate(
        self, d: Network, real: torch.Tensor, fake: torch.Tensor, config: Config, rng: torch.Generator
    ) -> torch.Tensor:
        """Return the term, without its weight, of D, samples of its batch as it is shown them, and settings."""
        return self.value(d, real, fake, config, self.drawn(real, rng))

    def written(self, raw: str) -> str:
        """Return the formula; what it is about is D's raw output, which has this name."""
        return self.formula.replace(r"\nabla D(", rf"\nabla {raw}(")


def slopes(discriminator: Network, x: torch.Tensor) -> torch.Tensor:
    """Return ∇D(x) for each sample, (…, n, size), differentiable again; D's raw output is meant."""
    x = x.detach().requires_grad_()
    logits = discriminator(x)
    return torch.autograd.grad(logits.sum(), x, create_graph=True)[0].flatten(logits.ndim - 1)


def square_slope(discriminator: Network, x: torch.Tensor) -> torch.Tensor:
    """Return E‖∇D(x)‖², the zero-centred penalty at the samples x (Mescheder et al. 2018, eq. 9 and 10)."""
    return slopes(discriminator, x).square().sum(-1).mean(-1)


def slope_deviation(discriminator: Network, x: torch.Tensor, centre: Any) -> torch.Tensor:
    """Return E(‖∇D(x)‖ − c)² at the samples x."""
    lengths: torch.Tensor = slopes(discriminator, x).norm(dim=-1, keepdim=True)
    return mean((lengths - centre).square())


def shares(real: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Draw one number from 0 to 1 for each sample."""
    return torch.rand(len(real), *[1] * (real.ndim - 1), generator=rng, dtype=real.dtype).to(real.device)


def between(real: torch.Tensor, fake: torch.Tensor, share: torch.Tensor) -> torch.Tensor:
    """Return points on the segments between real and fake samples, one share per sample (Gulrajani et al. 2017)."""
    return fake + share * (real - fake)


def normal(real: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Draw a standard Gaussian number for each of the samples' numbers (Kodali et al. 2017, δ ~ N(0, std² I))."""
    return torch.randn(real.shape, generator=rng, dtype=real.dtype).to(real.device)


PENALTIES: dict[str, Penalty] = {
    "r1": Penalty(
        N_("R1: slope of D at real samples"),
        N_("R1"),
        r"\tfrac{\gamma_1}{2}\,\mathbb{E}_x\lVert\nabla D(x)\rVert^2",
        "r1_gamma",
        "Mescheder et al. 2018, arXiv:1801.04406, eq. 9",
        "",
        lambda d, real, fake, config, drawn: square_slope(d, real),
        factor=lambda config: config.r1_gamma / 2,
        slope=Slope(r"\tfrac{\gamma_1}{2}\psi^2"),
    ),
    "r2": Penalty(
        N_("R2: slope of D at fake samples"),
        N_("R2"),
        r"\tfrac{\gamma_2}{2}\,\mathbb{E}_z\lVert\nabla D(G(z))\rVert^2",
        "r2_gamma",
        "Mescheder et al. 2018, arXiv:1801.04406, eq. 10",
        "",
        lambda d, real, fake, config, drawn: square_slope(d, fake),
        factor=lambda config: config.r2_gamma / 2,
        slope=Slope(r"\tfrac{\gamma_2}{2}\psi^2"),
    ),
    "gp": Penalty(
        N_("Gradient penalty between real and fake"),
        N_("gradient penalty"),
        r"\lambda\,\mathbb{E}_{\hat x}(\lVert\nabla D(\hat x)\rVert-c)^2",
        "gp_weight",
        "c = 1: Gulrajani et al. 2017 (WGAN-GP), arXiv:1704.00028, eq. 3; "
        "c = 0: Thanh-Tung et al. 2019, arXiv:1902.03984",
        r"\hat x=\epsilon x+(1-\epsilon)G(z),\ \epsilon\sim U(0,1)",
        lambda d, real, fake, config, drawn: slope_deviation(d, between(real, fake, drawn), config.gp_center),
        shares,
        lambda config: config.gp_weight,
        Slope(r"\lambda(|\psi|-c)^2", lambda config: config.gp_center),
    ),
    "dragan": Penalty(
        N_("DRAGAN: slope of D around real samples"),
        N_("DRAGAN"),
        r"\lambda_D\,\mathbb{E}_{x,\delta}(\lVert\nabla D(x+\delta)\rVert-1)^2",
        "dragan_weight",
        "Kodali et al. 2017, arXiv:1705.07215, §2.3 (k = 1)",
        r"\delta\sim N(0,s^2I)",
        lambda d, real, fake, config, drawn: slope_deviation(d, real + config.dragan_std * drawn, 1.0),
        normal,
        lambda config: config.dragan_weight,
        Slope(r"\lambda_D(|\psi|-1)^2", lambda config: 1.0),
    ),
    "consensus": Penalty(
        N_("Consensus optimisation"),
        N_("consensus"),
        r"\tfrac{\gamma_c}{2}\left(\lVert\nabla_D L_D\rVert^2+\lVert\nabla_G L_G\rVert^2\right)",
        "consensus_gamma",
        "Mescheder et al. 2017, arXiv:1705.10461, §4",
        factor=lambda config: config.consensus_gamma / 2,
        note=N_("Added to what both D and G minimise."),
    ),
    "clip": Penalty(
        N_("Weight clipping"),
        N_("clipping"),
        r"w\leftarrow\mathrm{clip}(w,-c_w,c_w)",
        "weight_clip",
        "Arjovsky et al. 2017, arXiv:1701.07875, algorithm 1",
        note=N_("Every weight and bias of D, after each of its updates."),
    ),
    "spectral": Penalty(
        N_("Spectral normalisation"),
        N_("spectral norm"),
        r"W\leftarrow W/\sigma_{\max}(W)",
        "spectral_norm",
        "Miyato et al. 2018, arXiv:1802.05957, §2.1",
        note=N_("Every weight matrix of D, by power iteration."),
    ),
}
TERMS = {key: penalty for key, penalty in PENALTIES.items() if penalty.value is not no_value}
