"""What the signs of the formulas in slow motion mean."""

from __future__ import annotations

from ganlab.lazy import N_

SYMBOLS: list[tuple[str, str, str]] = [  # (sign, where it stands in LaTeX, meaning)
    ("x", r"\bx\b|x_1", N_("real sample")),
    ("z", r"\bz\b|z_", N_("noise")),
    ("y", r"\by\b|\by_", N_("label: the class asked for")),
    ("G", r"G\(", N_("generator")),
    ("D", r"D\(", N_("discriminator's answer")),
    ("C", r"C\(", N_("D's raw output")),
    ("D̃", r"\\tilde D", N_("answer beside the other kind's average")),
    ("[·]₀¹", r"\]_0\^1", N_("limited to 0…1")),
    ("𝔼", r"\\mathbb\{E\}", N_("mean over the batch")),
    ("σ", r"\\sigma\(", N_("sigmoid, 1/(1+e⁻ᶜ)")),
    ("L", r"L_", N_("what is minimised")),
    ("∇", r"\\nabla", N_("gradient")),
    ("γ", r"\\gamma", N_("weight of a penalty")),
    ("λ", r"\\lambda", N_("weight of a penalty")),
    ("g", r"\bg\b", N_("gradient in the weights")),
    ("a", r"\ba_i", N_("arrow: pull on a fake")),
    ("w", r"\bw\b", N_("weights")),
    ("α", r"\\alpha", N_("learning rate")),
    ("m̂, v̂", r"\\hat m", N_("running means of g and g²")),
    ("m", r"m\\leftarrow", N_("momentum")),
    ("v", r"\\sqrt v", N_("running mean of g²")),
    ("θ", r"\\theta", N_("the one point that G makes")),
    ("ψ", r"\\psi", N_("slope of D")),
]
