"""Outcomes: every rule of the diagnosis has one, and where it says nothing the measures do."""

import math
import re

import numpy as np
import pytest

from ganlab.gan.divergence import Divergence
from ganlab.observe.outcome import OUTCOMES, outcome
from ganlab.observe.rules import RULES

FULL = {"modes": 8, "modes_total": 8, "high_quality": 0.9, "high_quality_floor": 0.99, "sw1": 0.03, "sw1_floor": 0.02}

DIGITS = {"classes": 10, "classes_total": 10, "confidence": 0.8, "confidence_floor": 0.95, "fid": 9, "fid_floor": 0.2}


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
        ([{"fid": 0.5, "fid_floor": 0.2}] * 3, "learned"),
        ([{"fid": 0.7, "fid_floor": 0.2}] * 3, "open"),
        ([DIGITS] * 3, "learned"),
        ([DIGITS | {"confidence": 0.6}] * 3, "some"),
        ([DIGITS | {"classes": 6}] * 3, "some"),
        ([DIGITS | {"classes": 4}] * 3, "open"),
        ([DIGITS | {"confidence": 0.3}] * 3, "open"),  # in noise the classifier finds digits too
    ],
)
def test_where_nothing_is_said_the_measures_tell(checks, expected):
    assert outcome(None, checks, None) == expected


def test_where_d_only_guesses_the_measures_tell():
    assert outcome("guessing", [FULL] * 3, None) == "learned"
    assert outcome("guessing", [FULL | {"modes": 7}] * 3, None) == "some"
    assert outcome("guessing", [{"sw1": 0.07, "sw1_floor": 0.02}] * 3, None) == "open"


@pytest.mark.parametrize(("value", "expected"), [(1e7, "exploded"), (math.nan, "diverged"), (math.inf, "diverged")])
def test_a_run_that_stopped_says_how(value, expected):
    assert outcome("mode-collapse", [FULL] * 3, Divergence(9, "d_loss", value)) == expected


# -- the Dirac-GAN, by where (θ, ψ) has been ----------------------------------------------------------------------

STEPS = np.arange(400)


def spiral(distance, turns=10.0):
    """Return a path at these distances from rest that turns so often around it."""
    angle = math.tau * turns * STEPS / len(STEPS)
    return np.stack([distance * np.cos(angle), distance * np.sin(angle)], 1)


PATHS = {
    "comes to rest at the data": ("learned", spiral(np.exp(-STEPS / 40))),
    "goes straight to the data": ("learned", np.stack([np.exp(-STEPS / 40), 0 * STEPS], 1)),
    "circles": ("oscillates", spiral(np.ones(400))),
    "circles the other way": ("oscillates", spiral(np.ones(400), -10.0)),
    "spirals out": ("oscillates", spiral(np.exp(STEPS / 200))),
    "shrinks a little": ("oscillates", spiral(np.exp(-STEPS / 2000))),
    "shrinks, and is not there yet": ("open", spiral(np.exp(-STEPS / 150))),
    "circles less than once": ("open", spiral(np.ones(400), 1.5)),
    "comes slowly": ("open", np.stack([1 - STEPS / 800, 0 * STEPS], 1)),
    "goes away": ("open", np.stack([1 + STEPS / 100, 0 * STEPS], 1)),
    "rests elsewhere": ("stuck", np.tile([1.0, 0.5], (400, 1))),
    "has come to rest elsewhere": ("stuck", np.stack([1 + np.exp(-STEPS / 20), 0 * STEPS], 1)),
    "is too short": ("open", spiral(np.ones(400))[:6]),
    "has taken no step": ("open", np.zeros((0, 2))),
}


@pytest.mark.parametrize("what", PATHS)
@pytest.mark.parametrize("turned", [0, 1, 2.5])
def test_a_game_has_come_to_what_its_path_shows_from_wherever_it_came(what, turned):
    expected, path = PATHS[what]
    turn = np.array([[math.cos(turned), -math.sin(turned)], [math.sin(turned), math.cos(turned)]])
    assert outcome(None, [], None, path @ turn) == expected


def test_a_diagnosis_says_more_than_a_path():
    assert outcome("oscillation", [], None, PATHS["rests elsewhere"][1]) == "oscillates"
    assert outcome(None, [], Divergence(9, "d_loss", math.nan), PATHS["circles"][1]) == "diverged"


# -- marks and colours --------------------------------------------------------------------------------------------

GROUNDS = "#ffffff", "#0e1117"  # light and dark
NUMBERS = {"M": 2, "L": 2, "C": 6, "Z": 0}
BOX = 1.25  # from the middle to the edge of what a mark is drawn in


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("key", OUTCOMES)
def test_a_mark_can_be_seen_on_either_ground(key):
    for colour, ground in zip(OUTCOMES[key].colour, GROUNDS, strict=True):
        assert re.fullmatch("#[0-9a-f]{6}", colour)
        darker, lighter = sorted((luminance(colour), luminance(ground)))
        assert (lighter + 0.05) / (darker + 0.05) >= 3  # WCAG 2.2, 1.4.11


def test_each_outcome_has_a_mark_a_name_and_a_sentence_of_its_own():
    for of in ("mark", "name", "words"):
        assert len({getattr(record, of) for record in OUTCOMES.values()}) == len(OUTCOMES)
    assert all(record.words.endswith(".") for record in OUTCOMES.values())


@pytest.mark.parametrize("key", OUTCOMES)
def test_a_mark_is_written_as_whoever_draws_reads_it(key):
    """Of closed shapes: M, then L and C, then Z; as many numbers after each as it takes."""
    signs = OUTCOMES[key].mark.split(" ")
    commands = "".join(sign for sign in signs if sign.isalpha())
    assert re.fullmatch("(M[LC]+Z)+", commands)
    assert "".join(part for part in re.findall(r"[A-Z][^A-Z]*", " ".join(signs))) == " ".join(signs)
    for part in re.findall(r"[A-Z][^A-Z]*", " ".join(signs)):
        command, *numbers = part.split()
        values = [float(number) for number in numbers]
        assert len(values) == NUMBERS[command]
        assert all(re.fullmatch(r"-?\d+(\.\d+)?", number) for number in numbers)
        assert all(abs(value) <= BOX for value in values)
