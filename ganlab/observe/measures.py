"""The measures of a run, one record each: what keeps, draws, writes, waits for or concludes from them reads it here.

`MEASURES` are taken of samples now and then, by the functions that their `value` names; `OF_STEPS` are the quantities
that the trainer notes at every step (`gan.history.SCALARS`).
"""

from __future__ import annotations

from ganlab.data.toy import POINTS
from ganlab.gan.config import RunConfig
from ganlab.lazy import N_, NC_, NN_
from ganlab.observe.charts import CHARTS
from ganlab.observe.classifier import CLASSES, KNOWN
from ganlab.observe.layers import has_ideal
from ganlab.observe.look import copied, judged, pictured, sampled
from ganlab.observe.measure import Chart, Goal, Measure, Row


def mode_count(config: RunConfig) -> int:
    """Return how many modes the data set of a config has; 0 for one that has none."""
    record = POINTS.get(config.dataset) if config.kind == "points" else None
    return len(record.modes) if record else 0


def _of_points(config: RunConfig) -> bool:
    return config.kind == "points"


def _of_pictures(config: RunConfig) -> bool:
    return config.kind == "images"


def _of_modes(config: RunConfig) -> bool:
    return mode_count(config) > 0


def _of_digits(config: RunConfig) -> bool:
    return config.kind == "images" and config.dataset in KNOWN


MEASURES: dict[str, Measure] = {measure.key: measure for measure in (
    Measure(
        "sw1", N_("SW₁"), "fake", CHARTS["sw1"], sampled, _of_points, "sw1_floor",
        row=Row(
            3,
            N_(
                "Sliced Wasserstein-1 distance of {n} generated from as many real samples, in data units; best: real "
                "from real"
            ),
            ".3f",
        ),
        goal=Goal(
            1, N_("until SW₁ ≤"), 0, 1000, order="≤",
            said=N_("Paused at step {step:,}: SW₁ is {n:.4f}, not above {value:g}."), proposed=0.1,
        ),
        progress=N_("The fakes lie {times} times as far from the data as real points do (SW₁)."),
    ),
    Measure(
        "js", N_("JS"), "fake", CHARTS["js"], sampled, _of_points, "js_floor",
        row=Row(
            4,
            N_(
                "Jensen-Shannon divergence in bits of {n} generated and as many real samples, on a grid of 30 × 30 "
                "cells and one more for all outside; best: real against real, which is not 0 at this number"
            ),
            ".2f",
        ),
    ),
    Measure(
        "modes", N_("modes"), "fg", CHARTS["modes"], sampled, _of_modes, whole="modes_total", unit="modes",
        row=Row(
            1,
            N_(
                "Modes of the data that are covered: at least a quarter of a fair share of {n} samples lies within 3 "
                "standard deviations. Touched: at least one sample does, as papers count"
            ),
            "d", beside="modes_lax", aside=N_("(touched {value})"),
        ),
        goal=Goal(
            3, N_("until modes covered ≥"), 1, 1000, whole=True, order="≥",
            said=NN_(
                "Paused at step {step:,}: {n} mode is covered, not below {value}.",
                "Paused at step {step:,}: {n} modes are covered, not below {value}.",
            ),
            proposed=8, total=mode_count,
        ),
        progress=N_("{n} of {whole} clusters reached."),
        spoken=N_("Real points in {total} clusters; {covered} of {total} covered by fakes."),
    ),
    Measure(
        "high_quality", N_("good"), "fake", CHARTS["modes"], sampled, _of_modes, "high_quality_floor",
        row=Row(
            2,
            N_(
                "Share of {n} generated samples within 3 standard deviations of a mode; best: what real samples reach"
            ),
            ".0%",
        ),
        goal=Goal(
            2, N_("until good samples ≥ %"), 0, 1, order="≥",
            said=N_("Paused at step {step:,}: {n:.1%} of the samples are good, not below {value:.4g} of 1."),
            proposed=90, percent=True, most=100,
        ),
        spoken=N_("{share} % of the fakes are good."),
    ),
    Measure(
        "train_distance", N_("fakes"), "fake", CHARTS["copies"], copied,
        lambda config: config.kind == "points" and config.train_size > 0, "train_distance_floor",
    ),
    Measure(
        "d_accuracy_real", N_("on real"), "real", CHARTS["accuracy"], judged, _of_points,
    ),
    Measure(
        "d_accuracy_fake", N_("on fake"), "fake", CHARTS["accuracy"], judged, _of_points,
    ),
    Measure(
        "d_star", N_("|D − D*|"), "d", CHARTS["d_star"], judged, has_ideal, "d_star_floor",
        row=Row(
            9,
            N_(
                "Mean distance of D from the best discriminator D* = p / (p + q); p is known, q is estimated from "
                "generated samples. Floor: what the error of that estimate makes of it where the fakes are the data; "
                "elsewhere that error is another, and a smaller distance is possible"
            ),
            ".2f", aside=N_("(floor {value})"),
        ),
    ),
    Measure(
        "classes", N_("digits covered"), "fg", CHARTS["classes"], pictured, _of_digits, whole="classes_total",
        unit="digits",
        goal=Goal(
            4, N_("until digits covered ≥"), 1, CLASSES, whole=True, order="≥",
            said=NN_(
                "Paused at step {step:,}: {n} digit is covered, not below {value}.",
                "Paused at step {step:,}: {n} digits are covered, not below {value}.",
            ),
            proposed=CLASSES, most=CLASSES,
        ),
        progress=N_("{n} of {whole} digits appear."),
        unless=("confidence", 0.35),  # of noise the classifier says something too
        spoken=N_("{covered} of {total} digits are covered by fakes."),
    ),
    Measure(
        "confidence", N_("confidence"), "fake", CHARTS["classes"], pictured, _of_digits, "confidence_floor",
        row=Row(
            5,
            N_(
                "Mean probability that the digit classifier gives to what it takes a picture for, over {n} fresh "
                "pictures; beside it that of real ones. Of noise and blobs it is unsure (10 %: all classes alike); of "
                "other things that are no digits it may be sure"
            ),
            ".0%", aside=N_("(real {value})"), gauge="share",
        ),
        progress=N_("The digit classifier is {n} sure of these pictures, of real ones {best}."),
    ),
    Measure(
        "fid", N_("FID-like"), "fake", CHARTS["fid"], pictured, _of_pictures, "fid_floor",
        row=Row(
            7,
            N_(
                "Fréchet distance of Gaussians fitted to the 64 features of a classifier that has learnt handwritten "
                "digits (of other pictures they tell less), of {n} fresh and as many real pictures. The FID of papers "
                "uses another network and more pictures: do not compare with it. Best: real against real, which is "
                "not 0 at this number"
            ),
            ".1f", gauge="log",
        ),
    ),
    Measure(
        "nn_real", NC_("neighbours", "real"), "real", CHARTS["neighbours"], pictured, _of_pictures,
        row=Row(
            8,
            N_(
                "Of {n} real and as many fresh pictures (in this order), how many are of the kind of their nearest "
                "neighbour, in the 64 features of a classifier that has learnt handwritten digits (of other pictures "
                "they tell less): 50 % cannot be told apart, 100 % lie apart. Far below 50 %: copies. Fake far above "
                "real: few kinds, each made often"
            ),
            ".0%", label=N_("neighbours"), also="nn_fake", beside="nn_floor", gauge="share",
        ),
    ),
    Measure(
        "nn_fake", NC_("neighbours", "fake"), "fake", CHARTS["neighbours"], pictured, _of_pictures, "nn_floor",
    ),
    Measure(
        "precision", N_("precision"), "fake", CHARTS["precision"], pictured, _of_pictures, "precision_floor",
        row=Row(
            6,
            N_(
                "Share of {n} fresh pictures that lie among the real ones: no farther from one than its third nearest "
                "real neighbour, in the 64 features of a classifier that has learnt handwritten digits (of other "
                "pictures they tell less) (Kynkäänniemi et al. 2019), of the half of the real ones that lie closest "
                "together; best: real ones"
            ),
            ".0%", gauge="share",
        ),
    ),
)}  # fmt: skip

OF_STEPS: dict[str, Measure] = {measure.key: measure for measure in (
    Measure("d_loss", N_("D loss"), "d", CHARTS["losses"]),
    Measure("g_loss", N_("G loss"), "g", CHARTS["losses"]),
    Measure("d_real", N_("D(x) real"), "real", CHARTS["scores"]),
    Measure("d_fake", N_("D(G(z)) fake"), "fake", CHARTS["scores"]),
    Measure("theta", N_("θ of G"), "g", CHARTS["parameters"]),
    Measure("psi", N_("ψ of D"), "d", CHARTS["parameters"]),
    Measure("d_grad", NC_("gradient", "D"), "d", CHARTS["gradients"]),
    Measure("g_grad", NC_("gradient", "G"), "g", CHARTS["gradients"]),
)}  # fmt: skip


def measured(config: RunConfig) -> list[str]:
    """Return which of the MEASURES a run of this config has."""
    return [key for key, measure in MEASURES.items() if measure.exists(config)]


def charts() -> dict[str, Chart]:
    """Return all charts, those that only a new measure brings along at the end."""
    return CHARTS | {measure.chart.key: measure.chart for measure in (OF_STEPS | MEASURES).values()}


def curves_of(chart: str) -> list[Measure]:
    """Return the curves of a chart: of quantities of the steps where it has any, else of what is measured."""
    known = (OF_STEPS, MEASURES)
    return next(filter(None, ([one for one in of.values() if one.chart.key == chart] for of in known)), [])


def charts_of(config: RunConfig) -> list[str]:
    """Return the charts for which a run of this config has numbers."""
    has, game = {*OF_STEPS, *measured(config)}, config.kind == "dirac"
    return [
        key
        for key, chart in charts().items()
        if game is (game if chart.dirac is None else chart.dirac) and has.issuperset(one.key for one in curves_of(key))
    ]
