"""Slow motion: the phases of a step are those of the step that is then taken, and looking at them changes nothing."""

import math
import re

import numpy as np
import pytest
import torch

from ganlab.data.images import load
from ganlab.engine.slow_motion import KEPT, Slow
from ganlab.gan.config import from_values
from ganlab.gan.history import SCALARS
from ganlab.gan.losses import LOSSES
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.penalties import PENALTIES
from ganlab.gan.trainer import Trainer
from ganlab.observe.slow.equations import number
from ganlab.observe.slow.mathml import mathml
from ganlab.observe.slow.phases import PHASES, anatomy
from ganlab.presets import PRESETS
from ganlab.web.wire import Encoder, unpack
from ganlab.web.words.text import LANGUAGES
from tests.gan.test_steps import SETTINGS

HELPERS = {
    "plain": {},
    "many": {"n_critic": 3, "g_steps": 2},
    "only D": {"g_steps": 0},
    "only G": {"n_critic": 0},
    "simultaneous": {"updates": "simultaneous", "n_critic": 2},
    "unrolled": {"unroll_steps": 2, "reuse_z": True},
    "shown": {"packing": 2, "instance_noise": 0.2, "minibatch_std": True, "real_label": 0.9},
    "kept short": {"grad_clip": 0.1, "ema_decay": 0.9, "schedule": "linear", "schedule_steps": 50},
    "all": {name: value for more in SETTINGS.values() for name, value in more.items()} | {"packing": 2, "n_critic": 2},
}
CASES = [(loss, values) for loss in LOSSES for values in [*SETTINGS.values(), *HELPERS.values()]]
GIVEN = r"-?\d+(?:\.\d+)?(?:\\cdot10\^\{-?\d+\})?"


def small(**values):
    return from_values({"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16, **values})


def trained(steps=3, images=None, **values):
    trainer = Trainer(small(**values), images)
    for _ in range(steps):
        trainer.step()
    return trainer


def equal(state, other):
    (tensors, values), (others, other_values) = state, other
    return values == other_values and all(
        torch.equal(value, others[name])
        or (name == "history.scalars" and value.nan_to_num().equal(others[name].nan_to_num()))
        for name, value in tensors.items()
    )


def read(latex):
    """Read the numbers that stand behind each ≈ or = of a line."""
    return [float(text.replace(r"\cdot10^{", "e").rstrip("}")) for text in re.findall(GIVEN, latex)]


def close(shown, value):
    return shown == pytest.approx(value, rel=5.1e-4, abs=1e-30)


@pytest.mark.parametrize(("loss", "values"), CASES)
def test_the_step_is_the_one_that_was_taken_apart(loss, values):
    trainer, other = (trained(loss=loss, **values) for _ in range(2))
    before = trainer.state()
    phases = anatomy(trainer)
    assert equal(trainer.state(), before)
    trainer.step()
    other.step()
    assert equal(trainer.state(), other.state())  # the look left nothing behind
    known = {name: value for phase in phases for name, value in phase.values.items() if name in SCALARS}
    row = {name: value for name, value in trainer.scalars.items() if not math.isnan(value)}
    assert known == row  # to the last bit
    moves = [(phase.player, phase.turn) for phase in phases if phase.name == "update"]
    config = trainer.config
    assert sorted(moves) == sorted(
        [("d", i + 1) for i in range(config.n_critic)] + [("g", i + 1) for i in range(config.g_steps)]
    )
    assert len(phases) == len(PHASES) * len(moves)
    last = phases[-1]
    if last.player == "g":
        with torch.no_grad():
            z = last.picture["noise"]
            assert np.allclose(last.picture["fake"], trainer.generator(torch.tensor(z)), atol=1e-6)
    assert np.array_equal(last.picture["grid"], trainer.snapshot().grid)
    assert all(np.isfinite(phase.picture["fake"]).all() for phase in phases)


@pytest.mark.parametrize("values", [{}, {"updates": "simultaneous", "n_critic": 2, "g_steps": 3}])
def test_phases_come_in_the_order_of_the_step(values):
    phases = anatomy(trained(**values))
    order = "".join(phase.player for phase in phases if phase.name == "update")
    if not values:
        assert [(phase.player, phase.name) for phase in phases] == [(p, name) for p in "dg" for name in PHASES]
    else:
        assert order == "dgdgg"
        names = [phase.player + phase.name[0] for phase in phases]
        assert names.index("du") > names.index("gg")  # both gradients before the first update


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
    trainer.step(part="both")
    real, fake = (None if side is None else side.detach().double() for side in trainer.turn.logits)
    if player == "d":  # D's batch is the one before: take it again from a trainer that stops there
        other = trained(loss=loss, real_label=label, d_lr=0.02)
        other.step(part="d")
        real, fake = (side.detach().double() for side in other.turn.logits)
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
    found = [
        (phase, numbers) for phase in phases for formula, numbers in phase.lines if formula == PENALTIES[key].formula
    ]
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


def test_g_is_shown_the_pull_of_its_own_loss():
    trainer = trained(instance_noise=0.0)
    phase = next(phase for phase in anatomy(trainer) if (phase.player, phase.name) == ("g", "gradient"))
    trainer.step(part="d")
    fake = torch.tensor(phase.picture["fake"]).double().requires_grad_()
    loss = torch.nn.functional.softplus(-trainer.discriminator.double()(fake)).mean()
    pull = -torch.autograd.grad(loss, fake)[0] * len(fake)
    assert np.allclose(phase.picture["arrows"], pull, atol=1e-5)
    assert close(read(phase.lines[1][1])[0], pull.norm(dim=1).mean().item())


PICTURED = [
    name for name, preset in PRESETS.items() if preset.config.kind == "images" and preset.config.start == "scratch"
]


@pytest.mark.parametrize("name", [*PICTURED, "dirac"])
def test_pictures_and_the_dirac_gan_are_taken_apart_too(name):
    images = name != "dirac"
    values = {"dataset": "dirac", "n_critic": 2}
    if images:
        values = {**PRESETS[name].settings, "dataset": "digits", "batch_size": 16}
    trainer, other = (trained(images=load("digits") if images else None, **values) for _ in range(2))
    slow = Slow(trainer)
    base = trainer.snapshot()
    seen = []
    for phase in slow.steps[0]:
        frame = slow.shown(base)
        assert frame.finite()
        seen.append(frame)
        header = unpack(Encoder("en").encode(frame, 0))[0]
        assert header["phase"]["name"] == phase.name
        slow.next()
    other.step()
    assert equal(trainer.state(), other.state())
    if images:
        assert [frame.fixed.shape[0] for frame in seen[:3]] == [0, 16, 16]
        assert [frame.fixed_scores.size for frame in seen[:3]] == [0, 0, 16]
        assert not np.array_equal(seen[-1].fixed, seen[-2].fixed)
    else:
        assert np.allclose(seen[-1].fake, [[other.g.flat[0].item(), other.d.flat[0].item()]])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_phase_has_its_words_and_its_formulas_in_the_frame(loss, language):
    slow = Slow(trained(loss=loss, **HELPERS["all"]))
    encoder = Encoder(language)
    for phase in slow.steps[0]:
        header, arrays = unpack(encoder.encode(slow.shown(slow.trainer.snapshot()), 0))
        shown = header["phase"]
        assert "live_" not in shown["text"]
        assert "{" not in shown["text"]
        assert len(shown["lines"]) == len(phase.lines)
        assert all(formula.startswith("<span><math") for formula, _ in shown["lines"])
        assert "\\" not in re.sub(r"<[^>]*>", "", "".join(map("".join, shown["lines"])))
        assert shown["symbols"]
        assert np.array_equal(arrays["fake"], phase.picture["fake"])
        slow.next()


def test_the_last_phase_takes_the_step_once_and_phases_can_be_gone_back_through():
    trainer = trained()
    slow, start = Slow(trainer), trainer.step_count
    count = len(slow.steps[0])
    assert [slow.next() for _ in range(count - 1)] == [False] * (count - 2) + [True]
    assert trainer.step_count == start + 1
    assert [slow.next() for _ in range(count)] == [False] * (count - 1) + [True]  # the next step's
    for _ in range(2 * count):
        slow.back()
    assert slow.shown(trainer.snapshot()).stage.phase.step == start + 1
    assert not slow.shown(trainer.snapshot()).stage.back
    assert trainer.step_count == start + 2  # what was taken stays taken
    assert not any(slow.next() for _ in range(2 * count - 1))
    for _ in range(count * KEPT):
        slow.next()
    assert len(slow.steps) == KEPT
    alone = trained(trainer.step_count)
    assert equal(trainer.state(), alone.state())


def test_a_step_that_ends_in_nothing_finite_ends_there_in_slow_motion_too():
    values = {"loss": "least-squares", "d_optimizer": "sgd", "g_optimizer": "sgd", "d_lr": 10.0, "g_lr": 10.0}
    trainer = trained(0, **values)
    slow, base = Slow(trainer), trainer.snapshot()
    for _ in range(1000):
        slow.next()
        base = frame if (frame := trainer.snapshot()).finite() else base
        header = unpack(Encoder("en").encode(slow.shown(base), 0))[0]
        assert header["phase"]["lines"]
    assert trainer.divergence
    alone = trained(0, **values)
    while not alone.divergence:
        alone.step()
    assert alone.divergence == trainer.divergence


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
