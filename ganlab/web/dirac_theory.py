"""The Dirac-GAN as a view shows it: its field, its eigenvalues, its formulas, and in words what they mean."""

from __future__ import annotations

from typing import Any

from ganlab.gan.config import RunConfig
from ganlab.gan.losses import LOSSES
from ganlab.gan.penalties import PENALTIES, TERMS
from ganlab.observe import dirac
from ganlab.observe.slow.mathml import mathml
from ganlab.web.words.text import say


def describe(config: RunConfig, language: str) -> dict[str, Any]:
    """Return what belongs to the settings, whose rates and noise are those that the game has come to by now.

    places (n,), field (n · n · 2) row by row, clip: the size D's slope is cut to, or 0; jacobian, eigenvalues (pairs
    of real and imaginary part) and radius of a step, None where they do not exist; outcome, verdict, remarks, formulas.
    """
    places, v = dirac.lattice(config)
    outcome, numbers = dirac.verdict(config)
    smooth = outcome not in ("spectral", "kink")
    return {
        "places": places.tolist(),
        "field": v.ravel().tolist(),
        "clip": config.weight_clip,
        "jacobian": dirac.jacobian(config).tolist() if smooth else None,
        "eigenvalues": [[value.real, value.imag] for value in dirac.eigenvalues(config)] if smooth else None,
        "radius": dirac.radius(config) if numbers else None,
        "outcome": outcome,
        "verdict": say(f"dirac.{outcome}", language, **numbers),
        "remarks": [say(f"dirac.note.{name}", language) for name, holds in _remarks(config).items() if holds],
        "formulas": [mathml(formula) for formula in _formulas(config)],
    }


def _remarks(config: RunConfig) -> dict[str, bool]:
    """Tell which limits of the closed forms a visitor of these settings should know."""
    return {
        "unrolled": config.unroll_steps > 0,
        "noise": config.instance_noise > 0,
        "cut": config.weight_clip > 0 or config.grad_clip > 0,
    }


def _formulas(config: RunConfig) -> list[str]:
    """Return the game's rules as LaTeX: players, what each minimises with every penalty that is on, field, Jacobian."""
    game = LOSSES[config.loss].game
    d_loss = game.smoothed if game.smoothed and config.real_label != 1.0 else game.formulas[0]
    terms = [term.slope.formula for term in TERMS.values() if term.factor(config)]
    both = [PENALTIES["consensus"].formula] if config.consensus_gamma else []
    return [
        r"G(z)=\theta,\quad D(x)=\psi x,\quad x=0",
        "L_D=" + "+".join([d_loss, *terms, *both]),
        "L_G=" + "+".join([game.formulas[1], *both]),
        r"v=\left(-\frac{\partial L_G}{\partial\theta},\,-\frac{\partial L_D}{\partial\psi}\right)",
    ]
