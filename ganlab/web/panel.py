"""The parts of the picture: which knobs belong to which, which of them matter beside the others, and their formulas."""

from __future__ import annotations

from functools import cache
from typing import Any, get_origin

from ganlab.data import DATASETS, classes_of, kind_of, knobs_of
from ganlab.gan.config import RunConfig, knobs, schemas
from ganlab.gan.losses import LOSSES
from ganlab.gan.networks import NETWORKS
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.penalties import PENALTIES, TERMS
from ganlab.observe.slow.mathml import given
from ganlab.web.words.text import pick, say

PARTS = ("z", "g", "real", "d", "loss", "penalty")  # those that have knobs
_BY_GROUP = {"data": "real", "generator": "g", "discriminator": "d", "training": "loss", "regularisation": "penalty"}
_OF_DIRAC = {"theta_start": "g", "psi_start": "d"}
_IDLE_IN_DIRAC = {
    "g_hidden",
    "d_hidden",
    "g_activation",
    "d_activation",
    "g_output",
    "init",
    "latent_dim",
    "latent_std",
}
_IDLE_IN_DIRAC |= {"latent_distribution", "seed", "packing", "minibatch_std", "ema_decay", "reuse_z"}
_LABELS = {"dataset": DATASETS, "loss": LOSSES}
_LABELS |= dict.fromkeys(("g_network", "d_network"), NETWORKS) | dict.fromkeys(
    ("g_optimizer", "d_optimizer"), OPTIMIZERS
)


def part_of(name: str) -> str:
    """Return the part whose card holds a field."""
    group, side = knobs()[name]["group"], name.partition("_")[0]
    if side == "latent":
        return "z"
    if name in _OF_DIRAC:
        return _OF_DIRAC[name]
    if group == "training" and side in ("d", "g") and name != "g_steps":
        return side
    return _BY_GROUP[group]


def relevant(config: RunConfig, name: str) -> bool:
    """Tell whether a field does anything beside the others: momentum is SGD's, pixel ranges are pictures'."""
    side, _, option = name.partition("_")
    if side in ("d", "g") and option in ("momentum", "beta1", "beta2"):
        return option in OPTIMIZERS[getattr(config, f"{side}_optimizer")].options
    if side in ("d", "g") and option == "network":
        return sum(config.kind in network.kinds for network in NETWORKS.values()) > 1
    if config.kind == "dirac" and name in _IDLE_IN_DIRAC:
        return False
    if name in ("data_noise", "data_modes", "imbalance"):
        return name in knobs_of(config.dataset)
    if name in _OF_DIRAC:
        return config.kind == "dirac"
    rules = {
        "init_std": config.init in ("normal", "dcgan"),
        "d_batch_norm": config.d_network == "dcgan",
        "pixel_range": config.kind == "images",
        "conditional": config.kind == "images",
        "start": config.kind == "images",
        "train_size": config.kind == "points",
        "drawing": False,  # has a board of its own, and points their upload
        "points": False,
        "pictures": False,
        "classes": bool(classes_of(config.dataset, config.pictures)),
        "real_label": LOSSES[config.loss].smooths,
        "gp_center": config.gp_weight > 0,
        "dragan_std": config.dragan_weight > 0,
        "noise_steps": config.instance_noise > 0,
        "schedule_steps": config.schedule != "constant",
    }
    return rules.get(name, True)


@cache
def described(language: str) -> list[dict[str, Any]]:
    """Return for each knob what the view needs to draw it, in a language."""
    return [_described(name, language) for name in knobs()]


def _described(name: str, language: str) -> dict[str, Any]:
    knob, schema, records = knobs()[name], schemas()[name], _LABELS.get(name, {})
    effect = say("panel.live" if knob["live"] else "panel.restarts", language)
    found = {
        "name": name,
        "part": part_of(name),
        "label": pick(knob["name"], language),
        "help": f"{pick(knob['help'], language)} {effect}",
        "kind": {"boolean": "switch", "integer": "whole", "number": "number"}.get(schema.get("type"), "text"),
    }
    if choices := knob.get("choices") or schema.get("enum"):
        found["kind"] = "choice"
        found["choices"] = [
            [key, pick(records[key].label, language) if key in records else key, _kinds(name, key)] for key in choices
        ]
    elif name == "classes":
        found["kind"] = "classes"
    elif get_origin(RunConfig.model_fields[name].annotation) is tuple:
        found["kind"] = "layers"
    else:
        found["low"], found["high"] = (
            schema.get(key, schema.get(f"exclusive{key.title()}")) for key in ("minimum", "maximum")
        )
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
        "shown": [name for name in knobs() if relevant(config, name)],
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
        + "+".join(filter(None, [loss.formula("d", config.real_label), *(term.formula for term in terms), both])),
        "g_loss": "L_G=" + "+".join(filter(None, [loss.formula("g"), both])),
        "gradient": r"-\nabla_{G(z)}L_G",
        "where": r",\ ".join(filter(None, [*(part.where for part in (loss, *terms)), label])),
    }
    if config.conditional == "none":
        return found
    asked = {"g": r"G:\ (z,y)\mapsto G(z)", "fake": r"G(z)\sim q(x\mid y)", "real": r"(x,y)\sim p"}
    return {name: given(formula) for name, formula in (found | asked).items()}
