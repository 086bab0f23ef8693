"""Rules: what may be said of a run, one record each: its signs, its evidence in a sentence, and what to try.

The first of the registry whose signs hold is the one that is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ganlab.lazy import N_
from ganlab.observe.advice import (
    Advice,
    adam,
    bind,
    calm,
    equal_d,
    gentler,
    give_g_a_chance,
    lower,
    pack,
    raise_d,
    slowed,
    to,
    unroll,
    vary,
    when,
)
from ganlab.observe.evidence import Sign


@dataclass(frozen=True)
class Rule:
    """Describe one diagnosis.

    `says` is the evidence in a sentence, a template of its numbers. Of the signs, what costs most is asked for last.
    """

    name: str
    tone: str  # bad, warn, note or good
    says: str
    signs: tuple[Sign, ...]
    advice: tuple[Advice, ...] = ()

    def holds(self, found: Mapping[str, float], said: bool = False) -> bool:
        """Tell whether all signs hold; what has none is not found by signs."""
        return bool(self.signs) and all(sign.holds(found, said) for sign in self.signs)


_GUESSING = (
    Sign("modes_least", "≥", 1, 0.9),
    Sign("quality_least", "≥", 0.7, 0.6),
    Sign("telling", "≤", 0.6, 0.65),
    Sign("far_most", "≤", 3, 4),
)

RULES: dict[str, Rule] = {
    "diverged": Rule(
        N_("Diverged"),
        "bad",
        N_("{quantity} is {value} at step {step:,}; the run has stopped, and the last good picture stays."),
        (),
        (adam, Advice(lambda c: slowed(c, 1e-3), anew=True)),
    ),
    "out-of-reach": Rule(
        N_("Data out of G's reach"),
        "bad",
        N_(
            "{out_of_reach:.0%} of the data's numbers lie outside of what G's last function can give, {reach_low:g} to "
            "{reach_high:g}: G can never make them."
        ),
        (Sign("out_of_reach", "≥", 0.05, 0.04),),
        (
            when(lambda c: c.kind == "points", to(g_output="linear"), anew=True),
            when(lambda c: c.kind == "images", to(g_output="auto", pixel_range="auto"), anew=True),
        ),
    ),
    "at-rest": Rule(
        N_("Training has ended"),
        "note",
        N_("the schedule has brought both learning rates down to {d_left:.1%}: whatever D answers, nothing moves now."),
        (Sign("d_left", "≤", 0.001, 0.002), Sign("g_left", "≤", 0.001, 0.002)),
        (when(lambda c: c.schedule != "constant", to(schedule="constant")),),
    ),
    "d-rests": Rule(
        N_("D does not learn"),
        "warn",
        N_("D is not updated at all: what it answers says nothing of the fakes that G makes now."),
        (Sign("d_left", "≤", 0.001, 0.002),),
        (when(lambda c: c.n_critic == 0, to(n_critic=1)),),
    ),
    "g-rests": Rule(
        N_("G does not learn"),
        "warn",
        N_("G is not updated at all: the fakes stay what they are, and D learns to know them."),
        (Sign("g_left", "≤", 0.001, 0.002),),
        (when(lambda c: c.g_steps == 0, to(g_steps=1)),),
    ),
    "d-too-strong": Rule(
        N_("D too strong: G's gradient vanishes"),
        "bad",
        N_(
            "D is right on at least {accuracy_least:.0%} of real and of fake samples, and G's gradient is "
            "only {g_grad:.2g} long: G has nothing to learn from."
        ),
        (
            Sign("g_grad", "≤", 0.01, 0.02),
            Sign("accuracy_least", "≥", 0.98, 0.95),
            Sign("far_least", "≥", 4, 3),
        ),
        (
            when(lambda c: c.loss == "minimax", to(loss="non-saturating")),
            when(lambda c: c.instance_noise == 0, to(instance_noise=1.0)),
        ),
    ),
    "pictures-vanish": Rule(
        N_("D too strong: G's gradient vanishes"),
        "bad",
        N_(
            "D answers {real_answer:.3f} to real pictures and {fake_answer:.2g} to fakes, and G's gradient is only "
            "{g_grad:.2g} long: G has nothing to learn from."
        ),
        (
            Sign("real_answer", "≥", 0.95, 0.9),
            Sign("fake_answer", "≤", 0.02, 0.05),
            Sign("g_grad", "≤", 0.01, 0.02),
            Sign("precise_best", "≤", 0.1, 0.15),
        ),
        (when(lambda c: c.loss == "minimax", to(loss="non-saturating"), anew=True), gentler),
    ),
    "too-slow": Rule(
        N_("Learning rates too low"),
        "warn",
        N_(
            "the faster player learns at {fastest:.2g} a step, and SW₁ is still at least {far_least:.2g} × its floor: "
            "both hardly move."
        ),
        (Sign("fastest", "≤", 5e-5, 1e-4), Sign("far_least", "≥", 4, 3)),
        (when(lambda c: max(c.d_lr, c.g_lr) < 1e-3, to(d_lr=1e-3, g_lr=1e-3)),),
    ),
    "g-stuck": Rule(
        N_("D has won: G is stuck"),
        "bad",
        N_(
            "D answers {real_answer:.2f} to real and {fake_answer:.2g} to fake samples. G's gradient is large "
            "({g_grad:.2g}), yet SW₁ does not fall: at least {far_least:.2g} × its floor."
        ),
        (
            Sign("real_answer", "≥", 0.85, 0.8),
            Sign("fake_answer", "≤", 0.15, 0.2),
            Sign("g_grad", "≥", 0.1, 0.05),
            Sign("sw1_kept", "≥", 0.9, 0.8),
            Sign("far_least", "≥", 4, 3),
        ),
        give_g_a_chance,
    ),
    "pictures-stuck": Rule(
        N_("D has won: G is stuck"),
        "bad",
        N_(
            "D answers {real_answer:.2f} to real and {fake_answer:.2g} to fake pictures. G's gradient is large "
            "({g_grad:.2g}), yet the pictures come no nearer."
        ),
        (
            Sign("real_answer", "≥", 0.85, 0.8),
            Sign("fake_answer", "≤", 0.1, 0.15),
            Sign("g_grad", "≥", 0.1, 0.05),
            Sign("fid_kept", "≥", 0.9, 0.8),
            Sign("precise_best", "≤", 0.1, 0.15),
        ),
        give_g_a_chance,
    ),
    "memorising": Rule(
        N_("Memorising"),
        "warn",
        N_(
            "fakes lie at most {nearness:.0%} as far from the training points as fresh real samples do: they "
            "are copies."
        ),
        (Sign("nearness", "≤", 0.9, 1.0), Sign("quality_least", "≥", 0.6, 0.5)),
        (Advice(to(train_size=0)), when(lambda c: c.train_size < 1000, to(train_size=1000))),
    ),
    "straight-d": Rule(
        N_("D too weak: a straight line"),
        "warn",
        N_(
            "D has no hidden layer: it tells real from fake by a straight line, and at most half of the {modes_total} "
            "modes are held at a time."
        ),
        (
            Sign("straight", "≥", 1, 0.5),
            Sign("modes_most", "≤", 0.4, 0.5),
            Sign("far_least", "≥", 4, 3),
        ),
        (equal_d, raise_d),
    ),
    "oscillation": Rule(
        N_("Oscillation"),
        "warn",
        N_(
            "D(G(z)) swings evenly between {low:.2g} and {high:.2g}, and SW₁ stays at least {far_least:.2g} × "
            "its floor: the players circle each other."
        ),
        (Sign("amplitude", "≥", 0.5, 0.35), Sign("likeness", "≥", 0.8, 0.65), Sign("far_least", "≥", 4, 3)),
        (equal_d, calm),
    ),
    "unbound-critic": Rule(
        N_("Critic without a bound"),
        "warn",
        N_(
            "the Wasserstein loss asks for a D of bounded slope, and nothing bounds it here: its answers differ "
            "without telling a distance, and SW₁ is at least {far_least:.2g} × its floor."
        ),
        (Sign("unbound", "≥", 1, 0.5), Sign("far_least", "≥", 2.5, 2)),
        bind,
    ),
    "mode-collapse": Rule(
        N_("Mode collapse"),
        "bad",
        N_("at most {most} of {modes_total} modes held at a time; missing now: {missing}."),
        (
            Sign("modes_most", "≤", 0.5, 0.65),
            Sign("spread", "≤", 0.6, 1.0),
            Sign("gathered", "≥", 0.3, 0.0),
        ),
        (equal_d, lower, raise_d, pack, unroll),
    ),
    "digits-collapsed": Rule(
        N_("Mode collapse"),
        "bad",
        N_(
            "at most {classes_best} of {classes_total} digits made at a time, though the pictures look real; "
            "missing now: {missing}."
        ),
        (Sign("classes_most", "≤", 0.5, 0.6), Sign("precise_best", "≥", 0.15, 0.1)),
        (raise_d, pack, vary, calm),
    ),
    "pictures-alike": Rule(
        N_("Mode collapse: one picture"),
        "bad",
        N_(
            "whatever the z, nearly the same picture: they differ {alike:.0%} as much as real ones, and D "
            "answers real and fake alike (medians {d_real:.2f} and {d_fake:.2f})."
        ),
        (Sign("alike", "≤", 0.3, 0.4), Sign("gap", "≤", 0.1, 0.15)),
        (raise_d, pack, vary, calm),
    ),
    "digits-missing": Rule(
        N_("Digits missing"),
        "warn",
        N_(
            "the pictures look real, but at most {classes_best} of {classes_total} digits are made; missing "
            "now: {missing}."
        ),
        (Sign("classes_most", "≤", 0.9, 0.95), Sign("precise_least", "≥", 0.15, 0.1)),
        (raise_d, pack, vary),
    ),
    "modes-missing": Rule(
        N_("Modes missing"),
        "warn",
        N_("good samples, but at most {most} of {modes_total} modes held; missing now: {missing}."),
        (Sign("modes_most", "≤", 0.9, 0.95), Sign("quality_least", "≥", 0.6, 0.5)),
        (lower, calm, pack),
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
            Sign("far_least", "≥", 8, 6),
            Sign("blindness", "≥", 0.42, 0.4),
        ),
        (
            equal_d,
            raise_d,
            when(lambda c: c.n_critic == 1 and bool(c.d_hidden), to(n_critic=5)),
        ),
    ),
    "equilibrium": Rule(
        N_("Near equilibrium"),
        "good",
        N_(
            "SW₁ is at most {far_most:.2g} ×, JS {js_most:.2g} × its floor (real against real); D is right in "
            "{telling:.0%} of the cases, and in no more than {given_time:.0%} when it may train on against this G."
        ),
        (
            *_GUESSING,
            Sign("js_most", "≤", 4, 5),
            Sign("star_most", "≤", 2, 2.5),
            Sign("given_time", "≤", 0.6, 0.62),
        ),
    ),
    "guessing": Rule(
        N_("D is no better than guessing, now"),
        "note",
        N_(
            "D is right in {telling:.0%} of the cases, yet this is no equilibrium. Multiples of the floors: {differ}. "
            "Trained on against this G, D would be right in {given_time:.0%}."
        ),
        (*_GUESSING, Sign("given_time", "≥", 0.4, 0.3)),
    ),
}
