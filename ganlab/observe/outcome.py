"""Outcomes: what a run has come to in one word, for maps of many; by its diagnosis, or else by what it measures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from ganlab.gan.divergence import Divergence
from ganlab.lazy import N_

LAST = 3  # checks whose medians tell where no diagnosis does
GOOD, NEAR = 0.7, 3.0  # share of good samples; multiples of the noise floor of SW₁, where the data have no modes


@dataclass(frozen=True)
class Outcome:
    """Describe one outcome: its name, what it means, and the rules of the diagnosis that say it."""

    name: str
    words: str
    rules: tuple[str, ...] = ()


OUTCOMES: dict[str, Outcome] = {
    "learned": Outcome(
        N_("learned"),
        N_(
            "Every mode is held and seven tenths of the samples are good, of what real samples reach; data without "
            "modes: SW₁ at most three times its floor."
        ),
        ("equilibrium", "guessing"),
    ),
    "some": Outcome(
        N_("some modes"), N_("At least half of the modes are held, but not all."), ("modes-missing", "digits-missing")
    ),
    "collapsed": Outcome(
        N_("collapsed"),
        N_("At most half of the modes, and the fakes lie together: mode collapse."),
        ("mode-collapse", "digits-collapsed", "pictures-alike"),
    ),
    "vanished": Outcome(
        N_("vanished"),
        N_("D is right everywhere, and G's gradient is next to nothing."),
        ("d-too-strong", "pictures-vanish"),
    ),
    "stuck": Outcome(
        N_("stuck"),
        N_("D has won, or the rates are too low: the fakes come no nearer."),
        ("g-stuck", "pictures-stuck", "too-slow", "at-rest", "d-rests", "g-rests", "out-of-reach"),
    ),
    "weak": Outcome(
        N_("D too weak"),
        N_("D answers real and fake alike, though the fakes are far, or tells no distance."),
        ("d-too-weak", "unbound-critic"),
    ),
    "oscillates": Outcome(N_("oscillates"), N_("The players circle each other."), ("oscillation",)),
    "exploded": Outcome(N_("exploded"), N_("A loss or a weight is beyond all sense; the run has stopped.")),
    "diverged": Outcome(N_("diverged"), N_("A loss or a gradient is no finite number; the run has stopped.")),
    "copied": Outcome(N_("copied"), N_("The fakes are copies of the training points."), ("memorising",)),
    "open": Outcome(N_("open"), N_("Not there yet, and nothing is sure.")),
}
_OF_RULE = {rule: key for key, outcome in OUTCOMES.items() for rule in outcome.rules}


def learned(check: Mapping[str, Any]) -> bool:
    """Tell whether one check shows a G that has learned its data."""
    if total := check.get("modes_total", 0):
        return bool(check["modes"] == total and check["high_quality"] >= GOOD * check["high_quality_floor"])
    return bool("sw1" in check and check["sw1"] <= NEAR * check["sw1_floor"])


def outcome(rule: str | None, checks: Sequence[Mapping[str, Any]], divergence: Divergence | None) -> str:
    """Return the key of what a run has come to, by what its diagnosis says, its last checks, and where it stopped."""
    if divergence is not None:
        return "exploded" if math.isfinite(divergence.value) else "diverged"
    if rule is not None:
        return _OF_RULE[rule]
    last = checks[-LAST:]
    if last and median(map(learned, last)):
        return "learned"
    held = [check["modes"] / check["modes_total"] for check in last if check.get("modes_total")]
    return "some" if held and median(held) >= 1 / 2 else "open"
