"""The charts over the steps, one record each, in the order in which they are offered; each measure names its own."""

from __future__ import annotations

from ganlab.lazy import N_, NC_
from ganlab.observe.measure import Chart

SHARES = (-0.03, 1.06)  # of an axis that shows all that a share can be


CHARTS: dict[str, Chart] = {chart.key: chart for chart in (
    Chart(
        "losses", N_("Losses"), N_("Losses"),
        N_(
            "What each network tries to make small, and every penalty that is added for D. Dashed: the value at the "
            "ideal equilibrium, where D cannot tell real from generated"
        ),
        N_("Chart of both losses over the training steps"), usual=0,
        unit="the loss's own: nats where it is made of logarithms",
    ),
    Chart(
        "scores", N_("Mean answer of D"), N_("Answers"),
        N_(
            "D(x): mean answer for real samples, D(G(z)): for generated ones. At equilibrium both are at the dashed "
            "line"
        ),
        N_("Chart of the discriminator's mean answers over the training steps"), usual=1, dirac=False,
        unit="D's answer: a probability where the loss has one, else D's raw output",
    ),
    Chart(
        "parameters", N_("θ and ψ"), N_("θ, ψ"),
        N_("θ: G's point, which should be 0. ψ: D's slope, which is 0 when D can tell nothing any more"),
        N_("Chart of θ and ψ over the training steps"), usual=1, middle=0, dirac=True,
        unit="θ: data units; ψ: per data unit",
    ),
    Chart(
        "sw1", N_("Sliced Wasserstein-1"), N_("SW₁"),
        N_(
            "Distance of 2,500 fakes from as many real samples, in data units. Dashed: what real samples score against "
            "real ones, the noise floor"
        ),
        N_("Chart of the sliced Wasserstein distance over the training steps, with its noise floor"), usual=2,
        log=True,
        unit="data units",
    ),
    Chart(
        "modes", N_("Modes and quality"), NC_("chart", "Modes"),
        N_(
            "Share of the data's modes that are held, and share of good samples: those within 3 standard deviations "
            "of a mode. Dashed: what real samples reach"
        ),
        N_("Chart of the modes held and the good samples over the training steps"), usual=3, range=SHARES, share=True,
        unit="share, 0 to 1",
    ),
    Chart(
        "js", N_("Jensen-Shannon divergence"), N_("JS"),
        N_(
            "Divergence in bits of 2,500 fakes and as many real samples, on a grid of 30 × 30 cells. Dashed: real "
            "against real, which is not 0 at this number"
        ),
        N_("Chart of the Jensen-Shannon divergence over the training steps, with its noise floor"),
        unit="bits, 0 to 1",
    ),
    Chart(
        "d_star", N_("|D − D*|"), N_("|D − D*|"),
        N_(
            "Mean distance of D from the best discriminator D* = p / (p + q); q is estimated from generated samples. "
            "Dashed: what the error of that estimate makes of it where the fakes are the data; elsewhere it may be less"
        ),
        N_("Chart of the distance of D from the best discriminator over the training steps"), usual=3,
        unit="answers of D",
    ),
    Chart(
        "fid", N_("FID-like distance"), N_("FID-like"),
        N_(
            "Fréchet distance of Gaussians fitted to the 64 features of a classifier that has learnt handwritten "
            "digits (of other pictures they tell less), of up to 1,000 fakes and as many real pictures. Not the FID "
            "of papers, which uses another network. Dashed: real against real"
        ),
        N_("Chart of the FID-like distance over the training steps, with its noise floor"), usual=2, log=True,
        unit="squared features, of the digit classifier",
    ),
    Chart(
        "classes", N_("Digits and confidence"), N_("Digits"),
        N_(
            "Share of the data's digits that are covered (at least a quarter of their own share), and the classifier's "
            "mean probability of what it takes a picture for. Dashed: that of real pictures"
        ),
        N_("Chart of the digits covered and of the classifier's confidence over the training steps"), usual=3,
        range=SHARES, share=True,
        unit="share, 0 to 1",
    ),
    Chart(
        "neighbours", N_("Nearest neighbours"), N_("Neighbours"),
        N_(
            "Share of real and of fake pictures whose nearest neighbour is of their kind, in the 64 features of a "
            "classifier that has learnt handwritten digits (of other pictures they tell less); up to 1,000 of each. "
            "Dashed: real against real; at 50 % they cannot be told apart"
        ),
        N_("Chart of the nearest-neighbour accuracies over the training steps, with their noise floor"), usual=3,
        range=SHARES, share=True,
        unit="share, 0 to 1",
    ),
    Chart(
        "precision", N_("Precision"), N_("Precision"),
        N_(
            "Share of up to 1,000 fakes that lie among the real pictures, in the 64 features of a classifier that has "
            "learnt handwritten digits (of other pictures they tell less). Dashed: what real pictures reach"
        ),
        N_("Chart of the precision over the training steps, with what real pictures reach"), range=SHARES, share=True,
        unit="share, 0 to 1",
    ),
    Chart(
        "accuracy", N_("D's accuracy"), N_("Accuracy"),
        N_("Share of 2,500 real and of 2,500 fake samples on the right side of D's boundary. Dashed: guessing"),
        N_("Chart of the discriminator's accuracy over the training steps"), usual=3, range=(-0.03, 1.03), share=True,
        middle=0.5,
        unit="share, 0 to 1",
    ),
    Chart(
        "gradients", N_("Gradient lengths"), N_("Gradients"),
        N_(
            "Euclidean length of the gradient of what each network minimises, in its weights, at the last update of "
            "the step"
        ),
        N_("Chart of the lengths of both gradients over the training steps"), log=True,
        unit="Euclidean length, of all weights' gradient",
    ),
    Chart(
        "copies", N_("Distance to training points"), N_("Copies"),
        N_(
            "Median distance of 2,500 fakes to the nearest stored training point. Dashed: that of fresh real samples; "
            "far below it the fakes are copies"
        ),
        N_("Chart of the distance of the fakes to the training points over the training steps"),
        unit="data units",
    ),
)}  # fmt: skip
