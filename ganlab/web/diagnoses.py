"""Diagnoses in a viewer's words: what is said now, and what is said when."""

from __future__ import annotations

from typing import Any

from ganlab.gan.config import knobs, to_text
from ganlab.observe import evidence
from ganlab.observe.diagnosis import RULES, Diagnosis
from ganlab.web.words.text import pick, say


def told(diagnosis: Diagnosis | None, language: str) -> dict[str, Any] | None:
    """Return a diagnosis as the view shows it: tone, name, evidence in a sentence, places to mark, what to try."""
    if diagnosis is None:
        return None
    rule, values = RULES[diagnosis.key], dict(diagnosis.values)
    return {
        "key": diagnosis.key,
        "tone": rule.tone,
        "name": pick(rule.name, language),
        "text": pick(rule.says, language).format(**values),
        "span": say("live_diagnosis_span", language, n=f"{values['steps']:,}") if "steps" in values else "",
        "marks": diagnosis.marks,
        "advice": [
            {"label": _label(change, anew, language), "fields": dict(change), "anew": anew}
            for change, anew in diagnosis.advice
        ],
    }


def _label(change: tuple[tuple[str, Any], ...], anew: bool, language: str) -> str:
    """Write a change of settings as “name value, name value”."""
    written = ", ".join(f"{pick(knobs()[name].name, language)} {to_text(value)}" for name, value in change)
    return say("live_try_anew", language, change=written) if anew else written


def rules(language: str) -> dict[str, Any]:
    """Return how far the rules look back, and every rule with its definition, for the help."""
    span = {"steps": evidence.WINDOW, "checks": evidence.CHECKS, "least": evidence.LEAST_STEPS}
    return {
        "window": say("live_rules_window", language, **span),
        "list": [
            {
                "name": pick(rule.name, language),
                "tone": rule.tone,
                "signs": [sign.stated(language) for sign in rule.signs] or [say("live_rule_diverged", language)],
            }
            for rule in RULES.values()
        ],
    }
