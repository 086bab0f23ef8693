"""The Dirac-GAN in closed form (Mescheder, Geiger, Nowozin 2018): what its two parameters do near their equilibrium.

Data are at 0, G(z) = θ, D(x) = ψ x. Near (θ, ψ) = (0, 0) the players' motion is linear: d(θ, ψ)/dt = J (θ, ψ). The
trainer plays the same game with `dataset=dirac`; here stands what must come out.
"""

from __future__ import annotations

import numpy as np

from ganlab.config import RunConfig

# f'(0) and f''(0) of the game E f(ψ θ) of each loss. Least squares has no equilibrium at (0, 0): its D wants ½ there.
_CURVES = {
    "non-saturating": (0.5, 0.25),
    "minimax": (0.5, 0.25),
    "hinge": (1.0, 0.0),
    "wasserstein": (1.0, 0.0),
}


def jacobian(config: RunConfig) -> np.ndarray:
    """Return J, (2, 2), in the order (θ, ψ), for a config's loss, R1, R2, zero-centred penalty, consensus and noise.

    Raise ValueError where the motion is not linear at the equilibrium.
    """
    if config.loss not in _CURVES:
        raise ValueError(f"loss: must be one of {', '.join(_CURVES)}; got “{config.loss}”")
    if config.gp_weight and config.gp_center:
        raise ValueError(f"gp_center: must be 0, else D is not smooth where ψ = 0; got {config.gp_center}")
    slope, curvature = _CURVES[config.loss]
    damping = config.r1_gamma + config.r2_gamma + 2 * config.gp_weight
    damping += (
        2 * curvature * config.instance_noise**2
    )  # once for real, once for fake samples (their §3, instance noise)
    plain = np.array([[0.0, slope], [-slope, -damping]])
    return plain - config.consensus_gamma * plain.T @ plain


def eigenvalues(config: RunConfig) -> np.ndarray:
    """Return the two eigenvalues of J, by imaginary, then real part; the game settles where both real parts are < 0."""
    found = np.linalg.eigvals(jacobian(config)).astype(complex)
    return found[np.lexsort((found.real, found.imag))]


def step_map(config: RunConfig) -> np.ndarray:
    """Return the linear map (θ, ψ) → (θ, ψ) of one step of plain gradient descent at the config's learning rates."""
    j, identity = jacobian(config), np.eye(2)
    theta = identity + config.g_lr * np.outer([1, 0], j[0])
    psi = identity + config.d_lr * np.outer([0, 1], j[1])
    return theta + psi - identity if config.updates == "simultaneous" else theta @ psi


def radius(config: RunConfig) -> float:
    """Return the spectral radius of `step_map`: the distance from the equilibrium changes by this factor a step."""
    return float(np.abs(np.linalg.eigvals(step_map(config))).max())
