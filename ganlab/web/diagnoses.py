"""Diagnoses in a viewer's words: what is said now, and what is said when."""

from __future__ import annotations

from typing import Any

from ganlab.gan.config import knobs, to_text
from ganlab.gan.divergence import BEYOND, HEAVIEST
from ganlab.observe import checks, evidence
from ganlab.observe.rules import RULES
from ganlab.observe.snapshot import Diagnosis
from ganlab.web.words import say


def told(diagnosis: Diagnosis | None, language: str) -> dict[str, Any] | None:
    """Return a diagnosis as the view shows it: tone, name, evidence in a sentence, places to mark, what to try."""
    if diagnosis is None:
        return None
    rule, values = RULES[diagnosis.key], dict(diagnosis.values)
    return {
        "key": diagnosis.key,
        "tone": rule.tone,
        "name": say(rule.name, language),
        "text": say(rule.says, language, **values),
        "span": say("So since step {step:,}.", language, step=diagnosis.since) if rule.signs else "",
        "marks": diagnosis.marks,
        "advice": [
            {"label": _label(change, anew, language), "fields": dict(change), "anew": anew}
            for change, anew in diagnosis.advice
        ],
    }


def _label(change: tuple[tuple[str, Any], ...], anew: bool, language: str) -> str:
    """Write a change of settings as what is to be done."""
    written = ", ".join(f"{say(knobs()[name].name, language)} = {to_text(value)}" for name, value in change)
    if anew:
        return say("Set {change}, and begin anew", language, change=written)
    return say("Set {change}", language, change=written)


def rules(language: str) -> dict[str, Any]:
    """Return how far the rules look back, and every rule with its definition, for the help."""
    span = {"steps": evidence.WINDOW, "checks": evidence.CHECKS, "every": checks.EVERY, "rarely": checks.RARELY}
    return {
        "window": say(
            "A run is checked every {every} steps, once its settings are old every {rarely}, whoever looks. A "
            "diagnosis is said when all of its signs hold over the last {steps} steps, at least {checks} checks, "
            "since the settings were last changed. The first of this list that holds is said; if none does, nothing "
            "is.",
            language,
            **span,
        ),
        "list": [
            {
                "name": say(rule.name, language),
                "tone": rule.tone,
                "signs": [say(sign.stated(), language) for sign in rule.signs]
                or [
                    say(
                        "A loss, a penalty or a gradient is not a finite number, or a loss or a penalty is beyond "
                        "{loss:,}, or a weight beyond {weight:,}.",
                        language,
                        loss=int(BEYOND),
                        weight=int(HEAVIEST),
                    )
                ],
            }
            for rule in RULES.values()
        ],
    }
