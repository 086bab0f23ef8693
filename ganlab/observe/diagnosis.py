"""Diagnosis: what goes wrong or right in a run, in plain language, with the evidence and with what to try.

Each record of `RULES` is one diagnosis. It is said when all of its signs hold for a whole window of checks
(`evidence`), and stays until one of them has passed a second, laxer threshold: what is nearly so must not flicker.
Where none holds, nothing is said. The first rule of the registry that holds is the one that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganlab.data import distribution
from ganlab.data.toy import Place
from ganlab.gan.config import ConfigError, RunConfig, from_values, schemas
from ganlab.lazy import N_
from ganlab.observe import evidence
from ganlab.observe.evidence import Sign
from ganlab.observe.snapshot import Diagnosis

MOST_PLACES = 3  # written out


@dataclass(frozen=True)
class Advice:
    """Make, of a run's config, a change of settings to try; None where there is none. `anew`: from the first step."""

    change: Callable[[RunConfig], dict[str, Any] | None]
    anew: bool = False


@dataclass(frozen=True)
class Rule:
    """Describe one diagnosis.

    `says` is the evidence in a sentence, a template of its numbers.
    """

    name: str
    tone: str  # bad, warn or good
    says: str
    signs: tuple[Sign, ...]
    advice: tuple[Advice, ...] = ()

    def holds(self, found: Mapping[str, float], said: bool = False) -> bool:
        """Tell whether all signs hold; what has none is not found by signs."""
        return bool(self.signs) and all(sign.holds(found, said) for sign in self.signs)


# -- what to try ----------------------------------------------------------------------------------------------------


def _set(**values: Any) -> Callable[[RunConfig], dict[str, Any]]:
    return lambda config: values


def _if(
    condition: Callable[[RunConfig], bool], change: Callable[[RunConfig], dict[str, Any]], anew: bool = False
) -> Advice:
    return Advice(lambda config: change(config) if condition(config) else None, anew)


def _slowed(config: RunConfig, by: float) -> dict[str, Any]:
    """Multiply both learning rates, to two digits and within their bounds."""
    return {
        name: max(float(f"{getattr(config, name) * by:.2g}"), schemas()[name]["minimum"]) for name in ("d_lr", "g_lr")
    }


def _wild(config: RunConfig) -> bool:
    return max(config.d_lr, config.g_lr) > 1e-2


_lower = _if(_wild, _set(d_lr=1e-3, g_lr=1e-3), anew=True)  # what was lost at such rates does not come back
_raise_d = _if(lambda c: c.d_lr < c.g_lr, lambda c: {"d_lr": c.g_lr})  # as fast as G
_pack = _if(lambda c: c.packing == 1 and not _wild(c), _set(packing=2))
_unroll = _if(lambda c: c.unroll_steps == 0 and not _wild(c), _set(unroll_steps=5))
_calm = _if(lambda c: c.r1_gamma < 0.3, _set(r1_gamma=0.5))
_vary = _if(lambda c: not c.minibatch_std, _set(minibatch_std=True), anew=True)
_equal_d = _if(
    lambda c: sum(c.d_hidden) < sum(c.g_hidden) or c.d_optimizer != c.g_optimizer,
    lambda c: {"d_hidden": c.g_hidden, "d_optimizer": c.g_optimizer, "d_lr": c.g_lr},
)
_adam = _if(
    lambda c: "sgd" in (c.d_optimizer, c.g_optimizer),
    _set(d_optimizer="adam", g_optimizer="adam", d_lr=1e-3, g_lr=1e-3),
    anew=True,
)

RULES: dict[str, Rule] = {
    "diverged": Rule(
        N_("Diverged"),
        "bad",
        N_("{quantity} is not a finite number at step {step:,}; the run has stopped."),
        (),
        (_adam, Advice(lambda c: _slowed(c, 1e-3), anew=True)),
    ),
    "d-too-strong": Rule(
        N_("D too strong: G's gradient vanishes"),
        "bad",
        N_(
            "D is right on at least {accuracy_least:.0%} of real and of fake samples, and G's gradient is "
            "only {g_grad:.2g} long: G has nothing to learn from."
        ),
        (
            Sign("accuracy_least", "≥", 0.98, 0.95),
            Sign("g_grad", "≤", 0.01, 0.02),
            Sign("far_least", "≥", 4, 3),
        ),
        (
            _if(lambda c: c.loss == "minimax", _set(loss="non-saturating")),
            _if(lambda c: c.instance_noise == 0, _set(instance_noise=1.0)),
        ),
    ),
    "memorising": Rule(
        N_("Memorising"),
        "warn",
        N_(
            "fakes lie at most {nearness:.0%} as far from the training points as fresh real samples do: they "
            "are copies."
        ),
        (Sign("nearness", "≤", 0.9, 1.0), Sign("quality_least", "≥", 0.6, 0.5)),
        (Advice(_set(train_size=0)), _if(lambda c: c.train_size < 1000, _set(train_size=1000))),
    ),
    "mode-collapse": Rule(
        N_("Mode collapse"),
        "bad",
        N_("at most {most} of {modes_total} modes held at a time; missing now: {missing}."),
        (
            Sign("modes_most", "≤", 0.5, 0.65),
            Sign("spread", "≤", 0.6, 1.0),
            Sign("quality_best", "≥", 0.3, 0.0),
        ),
        (_lower, _raise_d, _pack, _unroll),
    ),
    "digits-collapsed": Rule(
        N_("Mode collapse"),
        "bad",
        N_(
            "at most {classes_best} of {classes_total} digits made at a time, though the pictures look real; "
            "missing now: {missing}."
        ),
        (Sign("classes_most", "≤", 0.5, 0.6), Sign("precise_best", "≥", 0.15, 0.1)),
        (_raise_d, _pack, _vary, _calm),
    ),
    "pictures-alike": Rule(
        N_("Mode collapse: one picture"),
        "bad",
        N_(
            "whatever the z, nearly the same picture: they differ {alike:.0%} as much as real ones, and D "
            "answers real and fake alike (medians {d_real:.2f} and {d_fake:.2f})."
        ),
        (Sign("alike", "≤", 0.3, 0.4), Sign("gap", "≤", 0.1, 0.15)),
        (_raise_d, _pack, _vary, _calm),
    ),
    "digits-missing": Rule(
        N_("Digits missing"),
        "warn",
        N_(
            "the pictures look real, but at most {classes_best} of {classes_total} digits are made; missing "
            "now: {missing}."
        ),
        (Sign("classes_most", "≤", 0.9, 0.95), Sign("precise_least", "≥", 0.15, 0.1)),
        (_raise_d, _pack, _vary),
    ),
    "modes-missing": Rule(
        N_("Modes missing"),
        "warn",
        N_("good samples, but at most {most} of {modes_total} modes held; missing now: {missing}."),
        (Sign("modes_most", "≤", 0.9, 0.95), Sign("quality_least", "≥", 0.6, 0.5)),
        (_lower, _calm, _pack),
    ),
    "d-too-weak": Rule(
        N_("G too strong: D cannot keep up"),
        "warn",
        N_(
            "D answers real and fake alike (medians {d_real:.2f} and {d_fake:.2f}), though SW₁ is at least "
            "{far_least:.2g} × its floor: its arrows lead nowhere."
        ),
        (
            Sign("gap", "≤", 0.02, 0.03),
            Sign("blindness", "≥", 0.42, 0.4),
            Sign("far_least", "≥", 8, 6),
        ),
        (
            _equal_d,
            _raise_d,
            _if(lambda c: c.n_critic == 1 and bool(c.d_hidden), _set(n_critic=5)),
        ),
    ),
    "oscillation": Rule(
        N_("Oscillation"),
        "warn",
        N_(
            "D(G(z)) swings evenly between {low:.2g} and {high:.2g}, and SW₁ stays at least {far_least:.2g} × "
            "its floor: the players circle each other."
        ),
        (Sign("likeness", "≥", 0.8, 0.65), Sign("amplitude", "≥", 0.5, 0.35), Sign("far_least", "≥", 4, 3)),
        (_calm, Advice(lambda c: _slowed(c, 0.2))),
    ),
    "equilibrium": Rule(
        N_("Near equilibrium"),
        "good",
        N_(
            "SW₁ is at most {far_most:.2g} × its floor (real against real), and D is right in {telling:.0%} "
            "of the cases, little better than guessing."
        ),
        (
            Sign("far_most", "≤", 2.5, 3),
            Sign("telling", "≤", 0.6, 0.65),
            Sign("modes_least", "≥", 1, 0.9),
            Sign("quality_least", "≥", 0.7, 0.6),
        ),
    ),
}


class Observer:
    """Follow one run: take its checks one by one and say what they show."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Forget what was seen: it belongs to other settings, or to another past."""
        self.rows: list[Mapping[str, float]] = []
        self.said: str | None = None

    def look(
        self, check: Mapping[str, float], steps: np.ndarray, scalars: np.ndarray, config: RunConfig
    ) -> Diagnosis | None:
        """Take a check with its `step`, and the scalar history; return what is to be said, None when unsure."""
        if self.rows and check["step"] <= self.rows[-1]["step"]:
            self.restart()  # the run was taken back
        self.rows = evidence.window([*self.rows, check])
        found = evidence.gather(self.rows, steps, scalars, config)
        self.said = next((key for key, rule in RULES.items() if rule.holds(found, key == self.said)), None)
        return diagnose(self.said, found, config) if self.said else None


def diagnose(key: str, found: Mapping[str, Any], config: RunConfig) -> Diagnosis:
    """Make a rule's diagnosis of a run from its evidence."""
    values = dict(found)
    marks: tuple[Place, ...] = ()
    if "modes_held" in found:
        modes = distribution(config).modes
        marks = tuple(mode for k, mode in enumerate(modes) if not int(found["modes_held"]) >> k & 1)
        values |= {"most": round(found["modes_most"] * len(modes)), "missing": _places(marks)}
    if "classes_held" in found:
        held, there = int(found["classes_held"]), int(found["classes_there"])
        gone = [str(k) for k in range(there.bit_length()) if there >> k & 1 and not held >> k & 1]
        best = round(found["classes_most"] * found["classes_total"])
        values |= {"classes_best": best, "missing": ", ".join(gone) or "–"}
    shown = key in ("mode-collapse", "modes-missing")
    changes = ((advice.change(config), advice.anew) for advice in RULES[key].advice)
    tried = tuple((tuple(change.items()), anew) for change, anew in changes if change and _fits(change, config))
    return Diagnosis(key, tuple(values.items()), marks if shown else (), tried)


def diverged(step: int, quantity: str, config: RunConfig) -> Diagnosis:
    """Return the diagnosis of a run that has stopped."""
    return diagnose("diverged", {"step": step, "quantity": quantity}, config)


def _places(marks: Sequence[Place]) -> str:
    """Write a few places out, and how many more there are."""
    written = [
        f"({x:.2g}, {y:.2g})".replace("-", "−") for x, y in (map(_rounded, mark) for mark in marks[:MOST_PLACES])
    ]
    return ", ".join(written) + (f" + {len(marks) - MOST_PLACES}" if len(marks) > MOST_PLACES else "")


def _rounded(value: float) -> float:
    return round(value, 2) + 0.0  # never −0


def _fits(change: Mapping[str, Any], config: RunConfig) -> bool:
    """Tell whether a change does something and the settings allow it."""
    try:
        return from_values(change, config) != config
    except ConfigError:
        return False
