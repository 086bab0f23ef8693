"""Outcomes: every rule of the diagnosis has one, and where it says nothing the measures do."""

import math

import pytest

from ganlab.gan.divergence import Divergence
from ganlab.observe.outcome import OUTCOMES, outcome
from ganlab.observe.rules import RULES

FULL = {"modes": 8, "modes_total": 8, "high_quality": 0.9, "high_quality_floor": 0.99, "sw1": 0.03, "sw1_floor": 0.02}


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule != "diverged"])
def test_every_rule_has_one_outcome(rule):
    assert sum(rule in record.rules for record in OUTCOMES.values()) == 1
    assert rule in OUTCOMES[outcome(rule, [], None)].rules


def test_no_outcome_names_what_is_no_rule():
    assert {rule for record in OUTCOMES.values() for rule in record.rules} <= set(RULES)


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([], "open"),
        ([FULL] * 3, "learned"),
        ([FULL, FULL, FULL | {"modes": 7}], "learned"),  # a single check is chance
        ([FULL, FULL | {"modes": 7}, FULL | {"modes": 7}], "some"),
        ([FULL | {"high_quality": 0.5}] * 3, "some"),
        ([FULL | {"modes": 3}] * 3, "open"),
        ([{"sw1": 0.05, "sw1_floor": 0.02}] * 3, "learned"),
        ([{"sw1": 0.07, "sw1_floor": 0.02}] * 3, "open"),
    ],
)
def test_where_nothing_is_said_the_measures_tell(checks, expected):
    assert outcome(None, checks, None) == expected


@pytest.mark.parametrize(("value", "expected"), [(1e7, "exploded"), (math.nan, "diverged"), (math.inf, "diverged")])
def test_a_run_that_stopped_says_how(value, expected):
    assert outcome("mode-collapse", [FULL] * 3, Divergence(9, "d_loss", value)) == expected
