"""What D and G minimise, as text: a record for each loss and each penalty, under the keys of the lab's own registries.

In a program `real_logits` and `fake_logits` are D's raw outputs of real and fake samples, and D(·) in a comment stands
for them too: σ(D(x)) is the probability that x is real.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ganlab.export.program.facts import Facts, block
from ganlab.gan.config import RunConfig
from ganlab.gan.losses import LOSSES


@dataclass(frozen=True)
class LossText:
    """Hold one loss: expressions of {real} and {fake}, D's outputs, and the formulas that they are.

    `smoothed` and its formula are for a label {s} of real samples other than 1; `before`: lines that both need, which
    are about `real_logits` and `fake_logits`.
    """

    d: str
    g: str
    d_formula: str
    g_formula: str
    answer: str  # what D's output is
    smoothed: str = ""
    smoothed_formula: str = ""
    before: str = ""


_LOGIT = "is a logit t: σ(t) is the probability that x is real"
_CROSS = "softplus(-{real}).mean() + softplus({fake}).mean()"
_CROSS_FORMULA = "−E log σ(D(x)) − E log(1 − σ(D(G(z)))), where −log σ(t) = softplus(−t)"
_SMOOTHED = "(softplus(-{real}) + (1 - {s}) * {real}).mean() + softplus({fake}).mean()"
_SMOOTHED_FORMULA = (
    "−E[s log σ(D(x)) + (1 − s) log(1 − σ(D(x)))] − E log(1 − σ(D(G(z)))), s = {s}, −log σ(t) = softplus(−t)"
)
_RELATIVE_SMOOTHED = (
    "−E[s log σ(t) + (1 − s) log(1 − σ(t))] − E log(1 − σ(D(G(z)) − E D(x))), t = D(x) − E D(G(z)), s = {s}"
)

LOSS_TEXTS: dict[str, LossText] = {
    "non-saturating": LossText(
        _CROSS, "softplus(-{fake}).mean()", _CROSS_FORMULA, "−E log σ(D(G(z)))", _LOGIT, _SMOOTHED, _SMOOTHED_FORMULA
    ),
    "minimax": LossText(
        _CROSS,
        "-softplus({fake}).mean()",
        _CROSS_FORMULA,
        "E log(1 − σ(D(G(z))))",
        _LOGIT,
        _SMOOTHED,
        _SMOOTHED_FORMULA,
    ),
    "least-squares": LossText(
        "(({real} - 1) ** 2).mean() / 2 + ({fake} ** 2).mean() / 2",
        "(({fake} - 1) ** 2).mean() / 2",
        "½ E(D(x) − 1)² + ½ E D(G(z))²",
        "½ E(D(G(z)) − 1)²",
        "is asked to be 1 for real and 0 for fake",
        "(({real} - {s}) ** 2).mean() / 2 + ({fake} ** 2).mean() / 2",
        "½ E(D(x) − s)² + ½ E D(G(z))², s = {s}",
    ),
    "hinge": LossText(
        "relu(1 - {real}).mean() + relu(1 + {fake}).mean()",
        "-{fake}.mean()",
        "E max(0, 1 − D(x)) + E max(0, 1 + D(G(z)))",
        "−E D(G(z))",
        "is a score: above 0 for real, below 0 for fake",
    ),
    "wasserstein": LossText(
        "{fake}.mean() - {real}.mean()",
        "-{fake}.mean()",
        "E D(G(z)) − E D(x)",
        "−E D(G(z))",
        "is a score, of which only differences mean something",
    ),
    "relativistic-average": LossText(
        "softplus(-{real}).mean() + softplus({fake}).mean()",
        "softplus(-{fake}).mean() + softplus({real}).mean()",
        "−E log σ(D(x) − E D(G(z))) − E log(1 − σ(D(G(z)) − E D(x)))",
        "−E log σ(D(G(z)) − E D(x)) − E log(1 − σ(D(x) − E D(G(z))))",
        _LOGIT,
        _SMOOTHED,
        _RELATIVE_SMOOTHED,
        before="""\
real_side = real_logits - fake_logits.mean()  # how much more real than the average fake
fake_side = fake_logits - real_logits.mean()""",
    ),
}


def loss_text(config: RunConfig) -> LossText:
    """Return a config's loss; raise ValueError with one sentence for one without a text."""
    if config.loss not in LOSS_TEXTS:
        known = ", ".join(LOSS_TEXTS)
        raise ValueError(f"loss: must be one that a program can be written of, {known}; got {config.loss}")
    return LOSS_TEXTS[config.loss]


def _filled(text: LossText, expression: str, real: str, fake: str) -> str:
    if text.before:
        real, fake = "real_side", "fake_side"
    filled = expression.replace("{real}", real).replace("{fake}", fake)
    return re.sub(r"(?<=\w) \*\* (?=\w)", "**", filled)  # as formatters have powers of names


def d_lines(facts: Facts) -> str:
    """Write D's loss on x and fake as `d_loss`."""
    config, text = facts.config, loss_text(facts.config)
    smooths = LOSSES[config.loss].smooths and config.real_label != 1.0
    expression, formula = (text.smoothed, text.smoothed_formula) if smooths else (text.d, text.d_formula)
    expression, formula = (part.replace("{s}", repr(config.real_label)) for part in (expression, formula))
    direct = not (facts.one_pass or text.before or facts.consensus or smooths)
    if direct and expression.index("{real}") < expression.index("{fake}"):  # D judges them in this order
        return block(
            f"# L_D = {formula}", f"d_loss = {_filled(text, expression, facts.judged('x'), facts.judged('fake'))}"
        )
    return block(
        f"real_logits, fake_logits = {facts.both()}",
        text.before,
        f"# L_D = {formula}",
        f"d_loss = {_filled(text, expression, 'real_logits', 'fake_logits')}",
    )


def g_loss(facts: Facts, real: str, fake: str) -> str:
    """Write G's loss as an expression of D's outputs."""
    text = loss_text(facts.config)
    return _filled(text, text.g, real, fake)


# -- penalties --------------------------------------------------------------------------------------------------

Write = Callable[[Facts], str]


@dataclass(frozen=True)
class PenaltyText:
    """Hold one penalty: what a summand of D's objective is, as an expression and its formula, or else what it does.

    `before`: lines that the expression needs. `after`: lines after each update of D. What has none of them is written
    where networks, or both players' objectives are.
    """

    value: Write | None = None
    formula: Write | None = None
    before: Write | None = None
    after: Write | None = None


def number(value: float) -> str:
    """Write a number exactly, and a whole one as such."""
    return str(int(value)) if value == int(value) else repr(value)


def _slope(facts: Facts, places: str) -> str:
    return f"slopes(D, {places}{facts.label_input})"


def _zero(facts: Facts, gamma: float, places: str) -> str:
    return f"{number(gamma)} / 2 * {_slope(facts, places)}.square().sum(1).mean()"


def _off(facts: Facts, weight: float, places: str, centre: float) -> str:
    lengths = f"{_slope(facts, places)}.norm(dim=1)"
    deviation = f"({lengths} - {number(centre)})" if centre else lengths
    return f"{number(weight)} * {deviation}.square().mean()"


PENALTY_TEXTS: dict[str, PenaltyText] = {
    "r1": PenaltyText(
        lambda facts: _zero(facts, facts.config.r1_gamma, "x"),
        lambda facts: "R1: γ/2 E‖∇D(x)‖² (Mescheder et al. 2018)",
    ),
    "r2": PenaltyText(
        lambda facts: _zero(facts, facts.config.r2_gamma, "fake"),
        lambda facts: "R2: γ/2 E‖∇D(G(z))‖² (Mescheder et al. 2018)",
    ),
    "gp": PenaltyText(
        lambda facts: _off(facts, facts.config.gp_weight, "fake + share * (x - fake)", facts.config.gp_center),
        lambda facts: (
            f"Gradient penalty: λ E(‖∇D(x̂)‖ − {number(facts.config.gp_center)})² at x̂ anywhere between x and G(z)"
        ),
        lambda facts: f"share = torch.rand(len(x), {'1, 1, 1' if facts.pictures else '1'}, generator=noise_rng)",
    ),
    "dragan": PenaltyText(
        lambda facts: _off(facts, facts.config.dragan_weight, "near", 1.0),
        lambda facts: "DRAGAN: λ E(‖∇D(x + δ)‖ − 1)², δ ~ N(0, s²) (Kodali et al. 2017)",
        lambda facts: f"near = x + {number(facts.config.dragan_std)} * torch.randn(x.shape, generator=noise_rng)",
    ),
    "consensus": PenaltyText(),
    "clip": PenaltyText(
        after=lambda facts: block(
            "with torch.no_grad():",
            "    for w in D.parameters():",
            f"        w.clamp_(-{facts.config.weight_clip!r}, {facts.config.weight_clip!r})"
            "  # weight clipping (Arjovsky et al. 2017)",
        )
    ),
    "spectral": PenaltyText(),
}


def penalty_lines(facts: Facts) -> str:
    """Write the penalties that are summands of D's objective, each under its key."""
    lines = []
    for key in facts.terms:
        text = PENALTY_TEXTS.get(key)
        if text is None or text.value is None or text.formula is None:
            raise ValueError(f"{key}: must be a penalty that a program can be written of; got one without a text")
        before = text.before(facts) if text.before else ""
        lines += [f"# {text.formula(facts)}", before, f"{key} = {text.value(facts)}"]
    return block(*lines)


def after_lines(facts: Facts) -> str:
    """Write what is done after each update of D."""
    texts = [PENALTY_TEXTS[key].after for key in facts.constraints if key in PENALTY_TEXTS]
    return block(*(write(facts) for write in texts if write is not None))


def slopes(facts: Facts) -> str:
    """Write the function that penalties on D's slope need."""
    if not facts.terms:
        return ""
    return f'''\
def slopes(D, x{facts.label_input}):
    """Return ∇D(x) of each sample, (n, size), so that it can be differentiated again."""
    x = x.detach().requires_grad_()
    return torch.autograd.grad({facts.judged("x")}.sum(), x, create_graph=True)[0].flatten(1)
'''
