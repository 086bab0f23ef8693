"""Equations: the formulas of one update with the numbers of its batch put in, as LaTeX.

Each function returns the lines of one phase, (formula, numbers) each, where the numbers read on from the formula. 𝔼 is
the mean over the batch; numbers have four significant digits, those of single samples three.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ganlab.gan import conditional
from ganlab.gan.config import RunConfig
from ganlab.gan.loss import joined
from ganlab.gan.losses import LOSSES
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.penalties import PENALTIES
from ganlab.lazy import torch

Lines = list[tuple[str, str]]
_OPTIONS = {"beta1": r"\beta_1", "beta2": r"\beta_2", "momentum": r"\mu"}


def number(value: float, digits: int = 4) -> str:
    """Write a number as LaTeX."""
    if not math.isfinite(value):
        return r"\mathrm{NaN}" if math.isnan(value) else r"\infty" if value > 0 else r"-\infty"
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    return rf"{mantissa}\cdot10^{{{int(exponent)}}}" if exponent else mantissa


def vector(sample: torch.Tensor) -> str:
    """Write one sample or noise vector, its first three components at most."""
    values = sample.flatten().tolist()
    parts = [number(value, 3) for value in values[:3]] + [r"\dots"] * (len(values) > 3)
    return parts[0] if len(parts) == 1 else "(" + r",\,".join(parts) + ")"


def _about(*values: float) -> str:
    """Write what a sum comes to: its summands first, where there are several; the last value is the whole."""
    *parts, total = values
    steps = [joined([number(part) for part in parts])] if len(parts) > 1 else []
    return "".join(rf"\approx{text}" for text in [*steps, number(total)])


def _row(name: str, n: int, end: str = "") -> str:
    """Write name_1, …, name_n; `end` closes a bracket that the name opens."""
    first = f"{name}_1{end}"
    return first if n == 1 else rf"{first},\dots,{name}_{{{n}}}{end}"


def _law(config: RunConfig) -> str:
    """Write the distribution of z."""
    std = config.latent_std
    if config.latent_distribution == "uniform":
        half = number(std * math.sqrt(3), 3)
        return rf"U(-{half},\,{half})"
    return r"\mathcal{N}(0,\,I)" if std == 1 else rf"\mathcal{{N}}(0,\,{number(std)}^2I)"


def draw(config: RunConfig, real: torch.Tensor | None, z: torch.Tensor) -> Lines:
    """Write what is drawn: noise, and real samples where there are any; in a conditional run with their labels."""
    lines = []
    if config.conditional != "none":
        drawn = _row("y", len(z)) if real is None else rf"{_row('x', len(real))},\ {_row('y', len(z))}"
        lines.append((rf"{drawn}\sim p_{{\mathrm{{data}}}}", f"y_1={conditional.labels_of(z)[0]}"))
    elif real is not None:
        shown = "" if config.kind == "images" else rf"x_1\approx{vector(real[0])}"
        lines.append((rf"{_row('x', len(real))}\sim p_{{\mathrm{{data}}}}", shown))
    return [*lines, (rf"{_row('z', len(z))}\sim{_law(config)}", rf"z_1\approx{vector(z[0])}")]


def generate(config: RunConfig, z: torch.Tensor, fake: torch.Tensor) -> Lines:
    """Write G's samples."""
    if config.kind == "dirac":
        return [(r"G(z)=\theta", rf"\approx{number(fake[0].item())}")]
    shown = "" if config.kind == "images" else rf"G(z_1)\approx{vector(fake[0])}"
    return [(rf"{_row('z', len(z))}\to {_row('G(z', len(z), ')')}", shown)]


def judge(config: RunConfig, answers: Sequence[torch.Tensor | None], noise: float, unrolled: bool) -> Lines:
    """Write how D answers, what the first samples get, and the means; `answers` are (real or None, fake)."""
    loss, lines = LOSSES[config.loss], []
    if noise:
        lines.append(
            (r"x,\,G(z)\leftarrow x+\varepsilon,\,G(z)+\varepsilon'", rf"\sim\mathcal{{N}}(0,\,{number(noise)}^2I)")
        )
    if config.packing > 1:
        lines.append((r"x=(x_1,\dots,x_m),\ z=(z_1,\dots,z_m)", rf"m={config.packing}"))
    if config.spectral_norm:
        lines.append((PENALTIES["spectral"].formula, ""))
    if unrolled:
        lines.append((r"D\leftarrow D_K,\ D_{k+1}=\mathrm{update}(D_k),\ D_0=D", f"K={config.unroll_steps}"))
    if config.kind == "dirac":
        lines.append((r"C(x)=\psi x", ""))
    named = [(name, side) for name, side in zip(loss.answer_names, answers, strict=True) if side is not None]
    singles = [name.replace("x", "x_1").replace("(z)", "(z_1)") for name, _ in named] if config.packing == 1 else []
    first = [rf"{single}\approx{number(side[0].item())}" for single, (_, side) in zip(singles, named, strict=False)]
    lines.append((loss.answer_formula or loss.where, r",\ ".join(first)))
    return lines + [(rf"\mathbb{{E}}\,{name}", rf"\approx{number(side.mean().item())}") for name, side in named]


def objective(config: RunConfig, player: str, summands: list[float], parts: dict[str, float], total: float) -> Lines:
    """Write what a player minimises: the loss by its summands, then each penalty, then all of it."""
    loss, name = LOSSES[config.loss], f"L_{player.upper()}"
    base = next(iter(parts.values()))
    formula = loss.formula(player, config.real_label)
    penalties = {key: value for key, value in parts.items() if key in PENALTIES}
    lines = [(formula if penalties else f"{name}={formula}", _about(*summands, base))]
    for key, value in penalties.items():
        factor = PENALTIES[key].factor(config)
        lines.append(
            (
                PENALTIES[key].written(loss.raw),
                rf"\approx{number(factor)}\cdot{number(value / factor)}{_about(value)}",
            )
        )
    if penalties:
        lines.append((name, _about(base, *penalties.values(), total)))
    if player == "d" and loss.smooths and config.real_label != 1:
        lines.append((f"s={number(config.real_label)}", ""))
    where = [loss.where, *(PENALTIES[key].where for key in penalties)]
    return lines + [(part, "") for part in where if part]


def gradient(config: RunConfig, player: str, length: float, pull: torch.Tensor | None) -> Lines:
    """Write the gradient's length; for G's samples in the plane also the mean length of their arrows."""
    side = player.upper()
    if config.kind == "dirac":
        weight = {"d": r"\psi", "g": r"\theta"}[player]
        return [(rf"g=\frac{{\partial L_{side}}}{{\partial{weight}}}", rf"\lvert g\rvert\approx{number(length)}")]
    lines = [(rf"g=\nabla_{side} L_{side}", rf"\lVert g\rVert\approx{number(length)}")]
    if pull is not None:
        mean = number(pull.norm(dim=1).mean().item())
        lines.append((r"a_i=-n\,\nabla_{G(z_i)} L_G", rf"\mathbb{{E}}\lVert a\rVert\approx{mean}"))
    return lines


def update(config: RunConfig, player: str, lr: float, length: float, moved: float, changes: Lines) -> Lines:
    """Write the update of the weights, how far they went, and `changes` that it makes in what was seen before."""
    record = OPTIMIZERS[getattr(config, f"{player}_optimizer")]
    options = [f"{_OPTIONS[key]}={number(getattr(config, f'{player}_{key}'))}" for key in record.options]
    lines = []
    if config.grad_clip:
        shorter = number(min(length, config.grad_clip))
        lines.append(
            (rf"g\leftarrow g\,\min(1,\,{number(config.grad_clip)}/\lVert g\rVert)", rf"\lVert g\rVert\approx{shorter}")
        )
    lines.append((record.formula, r",\ ".join([rf"\alpha\approx{number(lr)}", *options])))
    if player == "d" and config.weight_clip:
        lines.append((PENALTIES["clip"].formula, f"c_w={number(config.weight_clip)}"))
    lines.append((r"\lVert\Delta w\rVert", rf"\approx{number(moved)}"))
    if player == "g" and config.ema_decay:
        lines.append((r"\bar w\leftarrow\beta\bar w+(1-\beta)w", rf"\beta={number(config.ema_decay)}"))
    return lines + changes


def change(name: str, before: float, after: float) -> tuple[str, str]:
    """Write a quantity before and after an update."""
    return name, rf"\approx{number(before)}\to{number(after)}"
