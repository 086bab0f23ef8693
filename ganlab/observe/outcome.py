"""Outcomes: what a run has come to in one word, for maps of many; by its diagnosis, or else by what it measures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from ganlab.gan.divergence import Divergence
from ganlab.lazy import N_
from ganlab.observe import marks
from ganlab.observe.measures import MEASURES

LAST = 3  # checks whose medians tell where no diagnosis does
REST = 0.01  # of a Dirac-GAN: no farther from rest than this it has learned; moving less it is stuck
KEPT = 0.7  # of its distance that a game that circles keeps from one quarter of a run to the next
GOOD, NEAR = 0.7, 3.0  # share of good samples; multiples of the noise floor of SW₁, where the data have no modes


@dataclass(frozen=True)
class Outcome:
    """Describe one outcome: its name, what it means, its mark on a map, and the rules of the diagnosis that say it.

    colour: of the mark, on a light ground and on a dark one; both are told apart by whoever is colour-blind, as far as
    so many can be: the mark's shape tells what its colour does not.
    """

    name: str
    words: str
    mark: str
    colour: tuple[str, str]
    rules: tuple[str, ...] = ()


OUTCOMES: dict[str, Outcome] = {
    "learned": Outcome(
        N_("learned"),
        N_(
            "Every mode is held and seven tenths of the samples are good, of what real samples reach. Digits: every "
            "one is covered, and the classifier is seven tenths as sure as of real ones. Other data: SW₁, of pictures "
            "FID-like, is at most three times its floor. The Dirac-GAN: (θ, ψ) within 0.01 of (0, 0)."
        ),
        marks.DISC,
        ("#0a7d4b", "#35c98c"),
        ("equilibrium",),
    ),
    "some": Outcome(
        N_("in part"),
        N_(
            "Modes, or digits, are missing, or too few of the samples are good; but at least half are held, or the "
            "samples of those that are held are good."
        ),
        marks.HALF,
        ("#5f8f00", "#b2d94c"),
        ("modes-missing", "digits-missing"),
    ),
    "collapsed": Outcome(
        N_("collapsed"),
        N_("At most half of the modes, and the fakes lie together: mode collapse."),
        marks.SQUARE,
        ("#7a2a9c", "#c98be6"),
        ("mode-collapse", "digits-collapsed", "pictures-alike"),
    ),
    "vanished": Outcome(
        N_("vanished"),
        N_("D is right everywhere, and G's gradient is next to nothing."),
        marks.RING,
        ("#6d7178", "#a3a8b0"),
        ("d-too-strong", "pictures-vanish"),
    ),
    "stuck": Outcome(
        N_("stuck"),
        N_("D has won, or the rates are too low: the fakes come no nearer."),
        marks.BAR,
        ("#6d7178", "#a3a8b0"),
        ("g-stuck", "pictures-stuck", "too-slow", "at-rest", "d-rests", "g-rests", "out-of-reach"),
    ),
    "weak": Outcome(
        N_("D too weak"),
        N_(
            "D answers real and fake alike, though the fakes are far; it draws but a straight line, or tells no "
            "distance."
        ),
        marks.DIAMOND,
        ("#2b5fe6", "#7da2ff"),
        ("straight-d", "d-too-weak", "unbound-critic"),
    ),
    "oscillates": Outcome(
        N_("oscillates"), N_("The players circle each other."), marks.BOW, ("#b26b00", "#ffb24d"), ("oscillation",)
    ),
    "exploded": Outcome(
        N_("exploded"),
        N_("A loss or a weight is beyond all sense; the run has stopped."),
        marks.STAR,
        ("#c8400a", "#ff7f50"),
    ),
    "diverged": Outcome(
        N_("diverged"),
        N_("A loss or a gradient is no finite number; the run has stopped."),
        marks.CROSS,
        ("#262730", "#f1f1f4"),
    ),
    "copied": Outcome(
        N_("copied"),
        N_("The fakes are copies of the training points."),
        marks.PAIR,
        ("#c2357f", "#ff8fc4"),
        ("memorising",),
    ),
    "open": Outcome(
        N_("open"), N_("Not there yet, and nothing is sure."), marks.DOT, ("#85888f", "#85888f"), ("guessing",)
    ),
}
_OF_RULE = {rule: key for key, outcome in OUTCOMES.items() for rule in outcome.rules}


def learned(check: Mapping[str, Any]) -> bool:
    """Tell whether one check shows a G that has learned its data."""
    if total := check.get("modes_total", 0):
        return bool(check["modes"] == total and check["high_quality"] >= GOOD * check["high_quality_floor"])
    if total := check.get("classes_total", 0):
        return bool(check["classes"] == total and check["confidence"] >= GOOD * check["confidence_floor"])
    name = next((name for name in ("sw1", "fid") if name in check), None)
    return name is not None and bool(check[name] <= NEAR * check[f"{name}_floor"])


def held(check: Mapping[str, Any]) -> float | None:
    """Return which share of the modes, or of the digits, one check shows; None where that says nothing."""
    if total := check.get("modes_total", 0):
        return float(check["modes"] / total)
    if (total := check.get("classes_total", 0)) and said(check, "classes"):
        return float(check["classes"] / total)
    return None


def said(check: Mapping[str, Any], name: str) -> bool:
    """Tell whether a measure says something in this check: of noise the classifier of digits finds some too."""
    if (unless := MEASURES[name].unless) is None:
        return True
    sure = check.get(unless[0])
    return sure is None or bool(sure >= unless[1])


def outcome(
    rule: str | None,
    checks: Sequence[Mapping[str, Any]],
    divergence: Divergence | None,
    path: npt.NDArray[Any] | None = None,
) -> str:
    """Return the key of what a run has come to, by what its diagnosis says, its last checks, and where it stopped.

    path: of a Dirac-GAN where (θ, ψ) has been, (n, 2).
    """
    if divergence is not None:
        return "exploded" if math.isfinite(divergence.value) else "diverged"
    if rule is not None and rule not in OUTCOMES["open"].rules:  # which say nothing of what has been learned
        return _OF_RULE[rule]
    if path is not None:
        return _of_game(path)
    last = checks[-LAST:]
    if last and median(map(learned, last)):
        return "learned"
    shares = [share for check in last if (share := held(check)) is not None]
    return "some" if shares and median(shares) >= 1 / 2 else "open"


def _of_game(path: npt.NDArray[Any]) -> str:
    """Return what the game of a Dirac-GAN has come to: at rest at the data, circling, at rest elsewhere, or neither."""
    late = path[len(path) // 2 :]
    distances = np.hypot(*late.T)
    if len(late) < 4:
        return "open"
    if distances[-1] <= REST:
        return "learned"
    if np.ptp(late, axis=0).max() <= REST:
        return "stuck"
    turned = np.ptp(np.unwrap(np.arctan2(late[:, 1], late[:, 0])))
    before, after = distances[: len(late) // 2].max(), distances[len(late) // 2 :].max()
    return "oscillates" if turned >= math.tau and after >= KEPT * before else "open"
