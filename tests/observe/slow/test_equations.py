"""The formulas of slow motion, worked out, against the losses' own values and the numbers that are shown."""

import math
import re

import numpy as np
import pytest

from ganlab.gan.losses import LOSSES
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.penalties import PENALTIES
from ganlab.observe.slow.equations import number
from ganlab.observe.slow.mathml import mathml
from ganlab.observe.slow.phases import anatomy
from tests.gan.test_steps import SETTINGS
from tests.support.slow import close, read, trained


def evaluated(formula, logits, label, real_logits, fake_logits):
    """Work out one summand of an objective from its LaTeX, with D's raw outputs in float64."""
    plain = {r"D(x)": real_logits, r"D(G(z))": fake_logits}
    tilde = {r"\tilde D(x)": real_logits - fake_logits.mean(), r"\tilde D(G(z))": fake_logits - real_logits.mean()}
    sigmoid = {name: 1 / (1 + np.exp(-side)) for name, side in (plain | tilde).items()}
    names = (plain | {name: sigmoid[name] for name in tilde}) if not logits else sigmoid
    sign = -1 if formula.startswith("-") else 1
    body = formula.lstrip("-")
    if body.startswith(r"\tfrac12"):
        sign, body = sign / 2, body.removeprefix(r"\tfrac12")
    assert body.startswith(r"\mathbb{E}")
    body = body.removeprefix(r"\mathbb{E}")
    scope = {"log": np.log, "maximum": np.maximum, "s": label}
    for name, key in ((r"\tilde D(G(z))", "tf"), (r"\tilde D(x)", "tr"), ("D(G(z))", "f"), ("D(x)", "r")):
        body = body.replace(name, f"({key})")
        scope[key] = names[name]
    body = (
        re.sub(r"\\log(\([a-z]+\))", r"log\1", body)
        .replace(r"\log", "log")
        .replace(r"\max", "maximum")
        .replace("^2", "**2")
    )
    body = re.sub(r"s(?=log)|(?<=\))(?=log)", lambda found: found[0] + "*", body).replace("[", "(").replace("]", ")")
    return sign * eval(body, {"__builtins__": {}}, scope).mean()


@pytest.mark.parametrize("player", ["d", "g"])
@pytest.mark.parametrize("label", [1.0, 0.8])
@pytest.mark.parametrize("loss", LOSSES)
def test_each_formula_worked_out_gives_the_losses_own_value_and_the_numbers_shown(loss, label, player):
    trainer = trained(loss=loss, real_label=label, d_lr=0.02)
    record = LOSSES[loss]
    phase = next(phase for phase in anatomy(trainer) if (phase.player, phase.name) == (player, "loss"))
    logits = {turn.player.prefix: turn.objective.logits for _, turn in trainer.stepping()}
    real, fake = (None if side is None else side.detach().double() for side in logits[player])
    label = label if record.smooths and player == "d" else 1.0
    terms = record.d_terms if player == "d" else record.g_terms
    formulas = [term.smoothed if label != 1 and term.smoothed else term.formula for term in terms]
    sides = [np.zeros(1) if side is None else side.numpy() for side in (real, fake)]
    probability = record.answer_formula != "D(x)=C(x)"
    values = [evaluated(formula, probability, label, *sides) for formula in formulas]
    parts = record.d_parts(real, fake, label) if player == "d" else record.g_parts(real, fake)
    assert values == pytest.approx([part.item() for part in parts], rel=1e-9)
    formula, shown = phase.lines[0]
    assert formula == f"L_{player.upper()}={record.formula(player, label)}"
    expected = [*(values if len(values) > 1 else []), sum(values)]
    numbers = read(shown.replace("+", " "))
    assert len(numbers) == len(expected)
    assert all(close(a, b) for a, b in zip(numbers, expected, strict=True))


@pytest.mark.parametrize("key", PENALTIES)
def test_every_penalty_stands_in_its_phase_with_its_number(key):
    trainer = trained(**SETTINGS[key])
    phases = [phase for phase in anatomy(trainer) if phase.player == "d"]
    written = PENALTIES[key].written(trainer.loss.raw)
    found = [(phase, numbers) for phase in phases for formula, numbers in phase.lines if formula == written]
    assert len(found) == 1
    phase, numbers = found[0]
    assert phase.name == {"clip": "update", "spectral": "judge"}.get(key, "loss")
    if phase.name == "loss":
        factor, raw, value = read(numbers)
        assert close(value, phase.values[key])
        assert close(factor, PENALTIES[key].factor(trainer.config))
        assert factor * raw == pytest.approx(value, rel=2e-3)
        total = read(phase.lines[2][1].replace("+", " "))
        assert close(total[-1], phase.values["d_total"])
        assert sum(total[:-1]) == pytest.approx(total[-1], rel=2e-3)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_an_update_says_its_rate_and_how_far_the_weights_went(optimizer):
    trainer = trained(d_optimizer=optimizer, schedule="cosine", schedule_steps=40)
    phase = next(phase for phase in anatomy(trainer) if phase.name == "update")
    before = trainer.d.flat.clone()
    trainer.step(part="d")
    lines = dict(phase.lines)
    assert close(read(lines[r"\lVert\Delta w\rVert"])[0], (trainer.d.flat - before).norm().item())
    assert close(read(lines[OPTIMIZERS[optimizer].formula])[0], trainer.d.optimizer.param_groups[0]["lr"])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.61234, "0.6123"),
        (-1.0, "-1"),
        (1.2345e-5, r"1.234\cdot10^{-5}"),
        (math.nan, r"\mathrm{NaN}"),
        (-math.inf, r"-\infty"),
    ],
)
def test_numbers_are_written_as_one_writes_them(value, text):
    assert number(value) == text
    assert mathml(text)
