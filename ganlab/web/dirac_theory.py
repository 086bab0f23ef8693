"""The Dirac-GAN as a view shows it: its field, its eigenvalues, its formulas, and in words what they mean."""

from __future__ import annotations

from typing import Any

from ganlab.gan.config import RunConfig
from ganlab.gan.losses import LOSSES
from ganlab.gan.penalties import PENALTIES, TERMS
from ganlab.lazy import N_
from ganlab.observe import dirac
from ganlab.observe.slow.mathml import mathml
from ganlab.web.words import say

_VERDICTS = {  # by what the game comes to
    "circle": N_(
        "Circles: near (0, 0) a step keeps the distance, a turn takes {turn:.0f} steps. Only what is "
        "beyond linear moves it in or out."
    ),
    "in": N_("Spirals in: near (0, 0) a step shortens the distance by {percent:.3g} %, a turn takes {turn:.0f} steps."),
    "settle": N_("Settles without circling: near (0, 0) a step shortens the distance by {percent:.3g} %."),
    "out": N_(
        "Spirals out: near (0, 0) a step lengthens the distance by {percent:.3g} %, a turn takes {turn:.0f} steps."
    ),
    "leave": N_(
        "Overshoots: near (0, 0) a step lengthens the distance by {percent:.3g} %. The learning rate is too high."
    ),
    "kink": N_(
        "No eigenvalues: this penalty pushes ψ away from 0 on either side, so the field has a jump at (0, "
        "0) and nothing comes to rest there."
    ),
    "spectral": N_("No eigenvalues: with spectral normalisation D is x or −x, so ψ itself never moves."),
    "idle": N_("One player is not updated: there is no game."),
    "line": N_(
        "0 is an eigenvalue: the game rests wherever ψ = 0, not only at the data. D(0) = 0 can never be "
        "what this loss asks for there."
    ),
    "optimizer": N_(
        "What a step does is known in closed form for SGD without momentum only; the eigenvalues hold for "
        "tiny steps of it."
    ),
}


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
        "verdict": say(_VERDICTS[outcome], language, **numbers),
        "remarks": [say(text, language) for text, holds in _remarks(config).items() if holds],
        "formulas": [mathml(formula) for formula in _formulas(config)],
    }


def _remarks(config: RunConfig) -> dict[str, bool]:
    """Tell which limits of the closed forms a visitor of these settings should know."""
    return {
        N_("G looks ahead here; arrows and eigenvalues are of the game without that."): config.unroll_steps > 0,
        N_("With instance noise the losses, and so the arrows and J, are averages over it."): config.instance_noise > 0,
        N_("Clipping acts on steps, not on the arrows; it does nothing near (0, 0)."): config.weight_clip > 0
        or config.grad_clip > 0,
    }


def _formulas(config: RunConfig) -> list[str]:
    """Return the game's rules as LaTeX: players, what each minimises with every penalty that is on, field, Jacobian."""
    game = LOSSES[config.loss].game
    d_loss = game.smoothed if game.smoothed and config.real_label != 1.0 else game.formulas[0]
    terms = [term.slope.formula for term in TERMS.values() if term.slope and term.factor(config)]
    both = [PENALTIES["consensus"].formula] if config.consensus_gamma else []
    return [
        r"G(z)=\theta,\quad D(x)=\psi x,\quad x=0",
        "L_D=" + "+".join([d_loss, *terms, *both]),
        "L_G=" + "+".join([game.formulas[1], *both]),
        r"v=\left(-\frac{\partial L_G}{\partial\theta},\,-\frac{\partial L_D}{\partial\psi}\right)",
    ]
