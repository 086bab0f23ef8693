"""The Dirac-GAN in closed form (Mescheder, Geiger, Nowozin 2018): what its two parameters do, everywhere and near rest.

Data are at 0, G(z) = θ, D(x) = ψ x. The field v(θ, ψ) = (−∂L_G/∂θ, −∂L_D/∂ψ) is where both players pull; near its
resting point (0, 0) it is linear, d(θ, ψ)/dt = J (θ, ψ). With instance noise L_G and L_D, and so v and J, are
expectations, taken by the trapezoid rule. The trainer plays the same game with `dataset=dirac`; here stands what must
come out. Numpy only.
"""

from __future__ import annotations

from math import tau

import numpy as np
import numpy.typing as npt

from ganlab.data.toy import DIRAC
from ganlab.gan.config import RunConfig
from ganlab.gan.game import Values
from ganlab.gan.losses import LOSSES
from ganlab.gan.penalties import TERMS
from ganlab.gan.player import noise_std, schedule_factor

CELLS = 15  # of the lattice that the field is shown on, in a row
_NODES = np.linspace(-8.0, 8.0, 401)  # standard normal deviates; the rule is exact to 1e-15 for smooth integrands
_MOST = 1e100  # what is larger tells nothing more, and could not be sent
_SAME = 1e-9  # a radius this near to 1 neither grows nor shrinks


def present(config: RunConfig, step: int) -> RunConfig:
    """Return the config with the learning rates and the instance noise that it has come to after so many steps."""
    if config.schedule == "constant" and not (config.instance_noise and config.noise_steps):
        return config
    factor = schedule_factor(config, step)
    rates = {"d_lr": config.d_lr * factor, "g_lr": config.g_lr * factor}
    return config.model_copy(update={**rates, "instance_noise": noise_std(config, step), "noise_steps": 0})


def _game(config: RunConfig, theta: npt.ArrayLike, psi: npt.ArrayLike) -> tuple[Values, Values]:
    """Return v (…, 2) and its Jacobian (…, 2, 2) in (θ, ψ), both without consensus."""
    game, compares = LOSSES[config.loss].game, LOSSES[config.loss].compares
    theta, psi = (np.asarray(values, float) for values in np.broadcast_arrays(theta, psi))
    slope, moves = (np.sign(psi), 0.0) if config.spectral_norm else (psi, 1.0)
    noise = config.instance_noise * _NODES if config.instance_noise else np.zeros(1)
    weights = np.exp(-(_NODES**2) / 2) if config.instance_noise else np.ones(1)
    weights = weights / weights.sum()

    def mean(values: Values) -> Values:
        means: Values = values @ weights
        return means

    x, y = noise - compares * theta[..., None], theta[..., None] + noise
    line = slope[..., None]
    a, b = game.real(line * x, config.real_label), game.fake(line * y)
    c, h = game.g_fake(line * y), game.g_real(line * x)
    push, stiffness = 0.0, 0.0
    for key, term in TERMS.items():
        if not (weight := term.factor(config)):
            continue
        if term.slope is None:
            raise ValueError(f"{key}: must say what it is on the Dirac-GAN, its slope; got none")
        push = push + 2 * weight * (np.abs(psi) - term.slope.centre(config)) * np.sign(psi)
        stiffness += 2 * weight
    back = compares * h[0] - c[0]
    v = [slope * mean(back), -moves * (mean(a[0] * x + b[0] * y) + push)]
    bend = line * (compares * h[1] * x - c[1] * y)
    mutual = compares * (a[0] + line * a[1] * x) - b[0] - line * b[1] * y
    j = [
        [-(slope**2) * mean(c[1] + compares * h[1]), moves * mean(back + bend)],
        [moves * mean(mutual), -moves * (mean(a[1] * x**2 + b[1] * y**2) + stiffness)],
    ]
    return np.stack(v, -1), np.stack([np.stack(row, -1) for row in j], -2)


def field(config: RunConfig, theta: npt.ArrayLike, psi: npt.ArrayLike) -> Values:
    """Return v(θ, ψ), (…, 2): minus the gradient that each player follows, before the optimizer makes it a step.

    Unrolling, gradient clipping and weight clipping, which act on the step, are not in it.
    """
    v, j = _game(config, theta, psi)
    found: Values = v - config.consensus_gamma * np.einsum("...ji,...j->...i", j, v)
    return found


def lattice(config: RunConfig) -> tuple[Values, Values]:
    """Return places on the axes, (CELLS,), and v at each pair of them, (CELLS, CELLS, 2), from the lowest ψ up."""
    low, high, *_ = DIRAC[config.dataset].view
    places = low + (np.arange(CELLS) - (CELLS - 1) / 2 + CELLS / 2) * (high - low) / CELLS
    return places, field(config, *np.meshgrid(places, places))


def jacobian(config: RunConfig) -> Values:
    """Return J, (2, 2), in the order (θ, ψ), at (0, 0); raise ValueError where the field is not smooth there."""
    if config.spectral_norm:
        raise ValueError("spectral_norm: must be false, else D is x or −x whatever ψ; got true")
    if config.gp_weight and config.gp_center:
        raise ValueError(f"gp_center: must be 0, else v is not smooth where ψ = 0; got {config.gp_center}")
    if config.dragan_weight:
        raise ValueError(f"dragan_weight: must be 0, else v is not smooth where ψ = 0; got {config.dragan_weight}")
    plain = _game(config, 0.0, 0.0)[1]
    return plain - config.consensus_gamma * plain.T @ plain


def eigenvalues(config: RunConfig) -> npt.NDArray[np.complexfloating]:
    """Return the two eigenvalues of J, by imaginary, then real part; the game settles where both real parts are < 0."""
    found = np.linalg.eigvals(jacobian(config)).astype(complex)
    return found[np.lexsort((found.real, found.imag))]


def step_map(config: RunConfig) -> Values:
    """Return the linear map (θ, ψ) → (θ, ψ) of one step of plain gradient descent at the config's learning rates."""
    j, identity = jacobian(config), np.eye(2)
    theta, psi = config.g_lr * np.outer([1, 0], j[0]), config.d_lr * np.outer([0, 1], j[1])
    power, both = np.linalg.matrix_power, 0
    if config.updates == "simultaneous":
        both = min(config.n_critic, config.g_steps)
    with np.errstate(over="ignore", invalid="ignore"):
        alone = power(identity + theta, config.g_steps - both) @ power(identity + psi, config.n_critic - both)
        found = alone @ power(identity + theta + psi, both)
    finite: Values = np.nan_to_num(found, nan=_MOST, posinf=_MOST, neginf=-_MOST)
    return finite.clip(-_MOST, _MOST)


def radius(config: RunConfig) -> float:
    """Return the spectral radius of `step_map`: the distance from the equilibrium changes by this factor a step."""
    return float(np.abs(np.linalg.eigvals(step_map(config))).max())


def verdict(config: RunConfig) -> tuple[str, dict[str, float]]:
    """Return what becomes of the game near (0, 0), as a key, and the numbers that belong to it.

    Keys: circle, in, out, settle, leave with the `percent` by which a step changes the distance, and the steps of a
    `turn` for the first three; or why linear theory does not tell: spectral, kink, idle, line, optimizer.
    """
    if config.spectral_norm:
        return "spectral", {}
    if (config.gp_weight and config.gp_center) or config.dragan_weight:
        return "kink", {}
    if not (config.n_critic and config.g_steps and config.d_lr and config.g_lr):
        return "idle", {}
    if abs(np.linalg.det(jacobian(config))) < _SAME:
        return "line", {}
    sides = ((config.d_optimizer, config.d_momentum), (config.g_optimizer, config.g_momentum))
    if any(name != "sgd" or momentum for name, momentum in sides):
        return "optimizer", {}
    multipliers = np.linalg.eigvals(step_map(config))
    largest = multipliers[np.abs(multipliers).argmax()]
    size, angle = float(abs(largest)), abs(float(np.angle(largest)))
    turns = abs(largest.imag) > _SAME
    found = {"percent": 100 * abs(size - 1), "turn": tau / angle} if turns else {"percent": 100 * abs(size - 1)}
    if turns and abs(size - 1) < _SAME:
        return "circle", found
    return ("in" if turns else "settle") if size < 1 else ("out" if turns else "leave"), found
