"""The panel: the knobs as the view draws them, which of them matter in a config, and the formulas of the parts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, get_origin

from ganlab.data import DATASETS, kind_of
from ganlab.gan.config import DEFAULT, RunConfig, knobs, schemas
from ganlab.gan.losses import LOSSES
from ganlab.gan.networks import NETWORKS
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.penalties import PENALTIES, TERMS
from ganlab.lazy import N_
from ganlab.observe.slow.mathml import given
from ganlab.presets import PRESETS
from ganlab.web.words import say

_LABELS: dict[str, Mapping[str, Any]] = {
    "dataset": DATASETS,
    "loss": LOSSES,
    **dict.fromkeys(("g_network", "d_network"), NETWORKS),
    **dict.fromkeys(("g_optimizer", "d_optimizer"), OPTIMIZERS),
}
_LIVE = N_("Acts on the running training.")
_RESTARTS = N_("Changing this begins the run anew.")


@cache
def described(language: str) -> list[dict[str, Any]]:
    """Return for each knob what the view needs to draw it, in a language."""
    return [_described(name, language) for name in knobs()]


def _telling(name: str) -> Any:
    """Return a value that some experiment has and most have not; nothing for a knob that none turns."""
    usual = getattr(DEFAULT, name)
    values = (getattr(preset.config, name) for preset in PRESETS.values() if preset.config.kind == "points")
    return next((value for value in values if value != usual), None)


def _described(name: str, language: str) -> dict[str, Any]:
    knob, schema, records = knobs()[name], schemas()[name], _LABELS.get(name, {})
    effect = say(_LIVE if knob.live else _RESTARTS, language)
    found: dict[str, Any] = {
        "name": name,
        "part": knob.part,
        "label": say(knob.name, language),
        "help": f"{say(knob.help, language)} {effect}",
        "telling": _telling(name),
        "kind": {"boolean": "switch", "integer": "whole", "number": "number"}.get(schema.get("type", ""), "text"),
    }
    if choices := knob.choices or schema.get("enum"):
        found["kind"] = "choice"
        found["choices"] = [
            [key, say(records[key].label, language) if key in records else key, _kinds(name, key)] for key in choices
        ]
    elif name == "classes":
        found["kind"] = "classes"
    elif get_origin(RunConfig.model_fields[name].annotation) is tuple:
        found["kind"] = "layers"
    else:
        found["low"], found["high"] = (
            schema.get(key, schema.get(f"exclusive{key.title()}")) for key in ("minimum", "maximum")
        )
        found["zero"] = say(knob.zero, language) if knob.zero else None
        found["open"] = [key for key in ("exclusiveMinimum", "exclusiveMaximum") if key in schema]
    return found


def _kinds(name: str, choice: str) -> list[str] | None:
    """Return the kinds of data that a choice is for; None for all."""
    return list(NETWORKS[choice].kinds) if name in ("g_network", "d_network") else None


def settings(config: RunConfig) -> dict[str, Any]:
    """Return a config as the view needs it: values, the knobs that matter, and networks whose depth is fixed."""
    depths = {f"{side}_hidden": NETWORKS[getattr(config, f"{side}_network")].layers for side in "gd"}
    return {
        "values": config.model_dump(mode="json"),
        "shown": [name for name, knob in knobs().items() if knob.when(config)],
        "depths": {name: depth for name, depth in depths.items() if depth is not None},
        "kind": kind_of(config.dataset),
        "query": config.to_query(),
    }


def formulas(config: RunConfig) -> dict[str, str]:
    """Return the LaTeX of each part of the picture, for a config; `where` defines what the others use."""
    loss, both = LOSSES[config.loss], PENALTIES["consensus"].formula if config.consensus_gamma else ""
    terms = [term for term in TERMS.values() if getattr(config, term.weight)]
    label = f"s={config.real_label:g}" if loss.smooths and config.real_label != 1.0 else ""
    half = config.latent_std * 3**0.5
    noise = (
        rf"N(0,{config.latent_std:g}^2 I)"
        if config.latent_distribution == "gaussian"
        else rf"U(-{half:.3g},{half:.3g})"
    )
    size = rf"^{{{config.latent_dim}}}"
    found = {
        "z": rf"z\sim {noise},\ z\in\mathbb{{R}}{size}",
        "g": r"G:\ z\mapsto G(z)",
        "fake": r"G(z)\sim q",
        "real": r"x\sim p",
        "d": r"D(x)=\sigma(C(x))" if loss.probability and loss.answer is type(loss).answer else r"D:\ x\mapsto D(x)",
        "ideal": r"D^*(x)=\frac{p(x)}{p(x)+q(x)}",
        "d_loss": "L_D="
        + "+".join(
            filter(None, [loss.formula("d", config.real_label), *(term.written(loss.raw) for term in terms), both])
        ),
        "g_loss": "L_G=" + "+".join(filter(None, [loss.formula("g"), both])),
        "gradient": rf"-\nabla_{{G(z)}}\left({loss.formula('g')}\right)" if both else r"-\nabla_{G(z)}L_G",
        "where": r",\ ".join(filter(None, [loss.where, *(term.where for term in terms), label])),
    }
    if config.conditional == "none":
        return found
    asked = {"g": r"G:\ (z,y)\mapsto G(z)", "fake": r"G(z)\sim q(x\mid y)", "real": r"(x,y)\sim p"}
    return {name: given(formula) for name, formula in (found | asked).items()}
