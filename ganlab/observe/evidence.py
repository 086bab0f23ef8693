"""Evidence: the numbers that a diagnosis rests on, of the checks and the scalars of the last steps. Pure numpy.

A check is what was measured at one step (`measures.metrics`). Evidence is the extreme or the median of a quantity over
all checks of the window, so that what it says held for the whole of it. What a run does not have is absent.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from ganlab.gan.config import RunConfig
from ganlab.gan.history import SCALARS
from ganlab.gan.losses import LOSSES
from ganlab.lazy import N_, Message
from ganlab.observe import settings
from ganlab.observe.lazily import Lazily, Maker
from ganlab.observe.measures import MEASURES

WINDOW, CHECKS, LEAST_STEPS = 400, 5, 300  # steps looked back; or so many checks, where they lie wider apart
TOGETHER = 0.25  # spread of fakes that lie on one spot, as a multiple of the data's
SERIES, SHORTEST, SWINGS = 400, 8, 3  # rows of a series; its swing takes at least so many and is seen so often

QUANTITIES: dict[str, tuple[str, str]] = {  # in words, of a window of checks; and how a number of it is written
    "modes_most": (N_("share of the modes held, in the best check"), ".0%"),
    "modes_least": (N_("share of the modes held, in the worst check"), ".0%"),
    "gathered": (
        N_(
            "good samples, as a share of what real samples reach, in the best check; 100 % where all fakes lie "
            "together, less than a quarter as far apart as the data"
        ),
        ".0%",
    ),
    "quality_least": (N_("good samples, as a share of what real samples reach, in the worst check"), ".0%"),
    "spread": (N_("spread of the fakes, as a multiple of the data's, median of the checks"), ".2g"),
    "far_least": (N_("SW₁, as a multiple of its noise floor, in the nearest check"), ".2g"),
    "far_most": (N_("SW₁, as a multiple of its noise floor, in the farthest check"), ".2g"),
    "accuracy_least": (N_("D's accuracy on the side that it knows less, in the worst check"), ".0%"),
    "telling": (N_("D's accuracy on real and fake together (50 % is guessing), median of the checks"), ".0%"),
    "blindness": (N_("mean |D − D*|, D* the best D there can be, in the best check"), ".2f"),
    "nearness": (
        N_(
            "distance of the fakes to the training points, as a share of that of fresh real samples, in the "
            "farthest check"
        ),
        ".0%",
    ),
    "classes_most": (N_("share of the digits covered, in the best check"), ".0%"),
    "alike": (
        N_("difference of the pictures, as a share of that of real ones (classifier's features), in the best check"),
        ".0%",
    ),
    "precise_best": (
        N_(
            "pictures that lie among the real ones (precision), as a share of what real pictures reach, in "
            "the best check"
        ),
        ".0%",
    ),
    "precise_least": (
        N_(
            "pictures that lie among the real ones (precision), as a share of what real pictures reach, in "
            "the worst check"
        ),
        ".0%",
    ),
    "js_most": (N_("JS, as a multiple of its noise floor, in the farthest check"), ".2g"),
    "star_most": (N_("mean |D − D*|, as a multiple of its noise floor, in the farthest check"), ".2g"),
    "given_time": (
        N_("accuracy on fresh samples of a copy of D that has trained on alone, G held still"),
        ".0%",
    ),
    "sw1_kept": (N_("SW₁ in the last check, as a share of that in the first"), ".0%"),
    "fid_kept": (N_("FID-like distance in the last check, as a share of that in the first"), ".0%"),
    "real_answer": (N_("D(x), median of the steps (of losses whose D answers a probability)"), ".2f"),
    "fake_answer": (N_("D(G(z)), median of the steps (of losses whose D answers a probability)"), ".2f"),
    "out_of_reach": (N_("share of the data's numbers that lie outside of what G's last function can give"), ".0%"),
    "d_left": (N_("share of D's learning rate that its schedule has left; 0 where it is not updated"), ".1%"),
    "g_left": (N_("share of G's learning rate that its schedule has left; 0 where it is not updated"), ".1%"),
    "fastest": (N_("the higher of both learning rates now, of adaptive optimizers"), ".2g"),
    "unbound": (N_("1 where a Wasserstein critic with hidden layers has nothing that bounds its slope"), ".2g"),
    "straight": (
        N_("1 where D judges single points and has no hidden layer: it tells apart by a straight line"),
        ".2g",
    ),
    "g_grad": (N_("length of G's gradient, median of the steps"), ".2g"),
    "gap": (N_("|D(x) − D(G(z))| of the batches' means, median of the steps"), ".2f"),
    "amplitude": (N_("height of the swings of D(G(z)), as a share of its range in the whole run"), ".0%"),
    "likeness": (N_("correlation of the curve of D(G(z)) with itself one swing later"), ".2f"),
}


@dataclass(frozen=True)
class Sign:
    """Compare one quantity with the threshold at which a diagnosis begins, and the one up to which it stays."""

    quantity: str
    order: str  # ≤ or ≥
    begin: float
    stay: float

    def holds(self, found: Mapping[str, float], said: bool) -> bool:
        """Tell whether it holds; what was not measured does not."""
        value, limit = found.get(self.quantity), self.stay if said else self.begin
        return value is not None and (value <= limit if self.order == "≤" else value >= limit)

    def stated(self) -> Message:
        """Return the sign in words."""
        words, form = QUANTITIES[self.quantity]
        return Message.of(
            N_("{quantity}: {order} {begin} (stays until {stay})"),
            quantity=Message.of(words),
            order=self.order,
            begin=format(self.begin, form),
            stay=format(self.stay, form),
        )


def window(rows: Sequence[Mapping[str, float]]) -> list[Mapping[str, float]]:
    """Return the checks of the last WINDOW steps, at least the last CHECKS of them; each has its `step`."""
    recent = [row for row in rows if row["step"] >= rows[-1]["step"] - WINDOW]
    return max(recent, list(rows[-CHECKS:]), key=len)


def gather(rows: Sequence[Mapping[str, Any]], steps: np.ndarray, scalars: np.ndarray, config: RunConfig) -> Lazily:
    """Return the evidence of a window of checks and of the scalar history (rows, len(SCALARS)); empty if too short."""
    if len(rows) < CHECKS or rows[-1]["step"] - rows[0]["step"] < LEAST_STEPS:
        return Lazily({})
    known = {"steps": rows[-1]["step"] - rows[0]["step"], **settings.facts(config, int(rows[-1]["step"]))}
    return Lazily(known, {**_of_checks(rows, config), **_of_scalars(rows, steps, scalars, config)})


def _of_checks(rows: Sequence[Mapping[str, Any]], config: RunConfig) -> dict[str, Maker]:
    makers: dict[str, Maker] = {}
    last = rows[-1]

    def over(
        name: str, choose: Callable[[Iterable[float]], float], value: Callable[[Mapping[str, Any]], float]
    ) -> None:
        makers[name] = lambda: {name: choose([value(row) for row in rows])}  # not every check has it: then none is said

    def copied(*names: str) -> None:
        makers.update({name: lambda name=name: {name: last[name]} for name in names})  # type: ignore[misc]

    makers["modes_least"] = lambda: {"modes_least": 1.0}  # where there is nothing to be missed
    makers["quality_least"] = lambda: {"quality_least": 1.0}
    if last.get("modes_total", 0) > 1:
        over("modes_most", max, MEASURES["modes"].relative)
        over("modes_least", min, MEASURES["modes"].relative)
        copied("modes", "modes_total", "modes_held")
    if "precision" in last:
        over("alike", max, lambda row: row["spread"])
    if last.get("classes_total", 0) > 1:
        over("classes_most", max, MEASURES["classes"].relative)
        over("precise_best", max, MEASURES["precision"].relative)
        over("precise_least", min, MEASURES["precision"].relative)
        copied("classes", "classes_total", "classes_held", "classes_there")
    over("gathered", max, lambda row: 1.0 if row["spread"] < TOGETHER else MEASURES["high_quality"].relative(row))
    if "high_quality" in last:
        over("quality_least", min, MEASURES["high_quality"].relative)
    over("spread", median, lambda row: row["spread"])
    over("far_least", min, MEASURES["sw1"].relative)
    over("far_most", max, MEASURES["sw1"].relative)
    over("js_most", max, MEASURES["js"].relative)
    over("star_most", max, MEASURES["d_star"].relative)
    over("given_time", lambda values: list(values)[-1], lambda row: row["given_time"])
    over("sw1_kept", _kept, lambda row: row["sw1"])
    over("fid_kept", _kept, lambda row: row["fid"])
    over("accuracy_least", min, lambda row: min(row["d_accuracy_real"], row["d_accuracy_fake"]))
    over("telling", median, lambda row: (row["d_accuracy_real"] + row["d_accuracy_fake"]) / 2)
    over("blindness", min, lambda row: row["d_star"])
    over("nearness", max, MEASURES["train_distance"].relative)
    return makers


def _kept(values: Iterable[float]) -> float:
    """Return the last as a share of the first."""
    first, *_, last = values
    return last / first


def differing(found: Mapping[str, float]) -> str:
    """Write how far the fakes are from the data by each measure, in multiples of its noise floor."""
    measured = {"far_most": "SW₁", "js_most": "JS", "star_most": "|D − D*|"}
    return ", ".join(f"{name} {found[key]:.2g}" for key, name in measured.items() if key in found)


def _of_scalars(
    rows: Sequence[Mapping[str, Any]], steps: np.ndarray, scalars: np.ndarray, config: RunConfig
) -> dict[str, Maker]:
    probable = LOSSES[config.loss].probability

    def medians() -> dict[str, float]:
        columns = dict(zip(SCALARS, scalars[(steps >= rows[0]["step"]) & (steps <= rows[-1]["step"])].T, strict=True))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # of a quantity without a single number it is NaN
            found = {name: float(np.nanmedian(columns[name])) for name in ("g_grad", "d_grad", "d_real", "d_fake")}
            if probable:
                found["gap"] = float(np.nanmedian(np.abs(columns["d_real"] - columns["d_fake"])))
                found |= {"real_answer": found["d_real"], "fake_answer": found["d_fake"]}
        return found

    fakes = scalars[:, SCALARS.index("d_fake")]
    fakes = fakes[np.isfinite(fakes)]
    return {
        **dict.fromkeys(("g_grad", "d_grad", "d_real", "d_fake"), medians),
        **(dict.fromkeys(("gap", "real_answer", "fake_answer"), medians) if probable else {}),
        **(dict.fromkeys(("amplitude", "low", "high"), lambda: _swing(fakes)) if len(fakes) >= SERIES else {}),
        **({"likeness": lambda: {"likeness": likeness(fakes[-SERIES:])}} if len(fakes) >= SERIES else {}),
    }


def _swing(whole: np.ndarray) -> dict[str, float]:
    """Return how high D's mean answer to the fakes swings in the last SERIES rows of its history."""
    (low, high), (lowest, highest) = (np.percentile(values, (5, 95)) for values in (whole[-SERIES:], whole))
    return {"amplitude": (high - low) / max(highest - lowest, 1e-12), "low": low, "high": high}


def likeness(series: np.ndarray) -> float:
    """Return the correlation of a series with itself one swing later, from −1 to 1; 0 where it does not swing.

    Slow drift and the noise of single batches are taken out first. The swing is the shift of the highest correlation
    after the first at which there is none.
    """
    n = len(series) - 4
    smooth, places = np.convolve(series, np.full(5, 0.2), "valid"), np.arange(n)
    rest = smooth - np.polyval(np.polyfit(places, smooth, 1), places)
    correlation = np.fft.irfft(np.abs(np.fft.rfft(rest, 2 * n)) ** 2)[:n] / (n - places)
    longest = n // SWINGS
    if not correlation[0] > 1e-12:
        return 0.0
    opposed = np.flatnonzero(correlation[: longest + 1] < 0)
    if not len(opposed):
        return 0.0
    swing = opposed[0] + int(np.argmax(correlation[opposed[0] : longest + 1]))
    return float(correlation[swing] / correlation[0]) if SHORTEST <= swing < longest else 0.0
