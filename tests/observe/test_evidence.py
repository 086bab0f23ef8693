"""What the diagnosis goes by, against closed forms: windows, swings, noise and drift."""

import math

import numpy as np
import pytest

from ganlab.gan.config import from_values
from ganlab.observe import evidence
from ganlab.observe.diagnosis import Observer
from ganlab.observe.evidence import Sign
from ganlab.observe.measures import measured
from ganlab.observe.rules import RULES
from tests.support.checks import checks, scalars
from tests.support.runs import SMALL


def test_too_little_is_no_evidence():
    for steps in ([100, 200, 300, 400], range(1, 200)):
        assert evidence.gather(checks(steps), *scalars(500), SMALL) == {}
    found = evidence.gather(checks(range(100, 600, 100)), *scalars(500), SMALL)
    assert found["far_least"] == pytest.approx(10)
    assert found["steps"] == 400
    assert "g_grad" not in found  # not a single number: absent


def test_a_window_is_400_steps_or_five_checks():
    assert [row["step"] for row in evidence.window(checks(range(0, 5000, 1000)))] == [0, 1000, 2000, 3000, 4000]
    assert [row["step"] for row in evidence.window(checks(range(0, 1001, 100)))] == [600, 700, 800, 900, 1000]
    assert len(evidence.window(checks(range(1, 1001)))) == 401


def test_the_likeness_of_a_swing_is_one_and_of_noise_and_drift_is_small():
    time = np.arange(evidence.SERIES)
    rng = np.random.default_rng(0)
    for period in (15, 40, 120):
        assert evidence.likeness(np.sin(2 * math.pi * time / period)) == pytest.approx(1, abs=0.05)
        noisy = np.sin(2 * math.pi * time / period) + 0.3 * rng.standard_normal(len(time))
        assert evidence.likeness(noisy) > 0.8
    assert evidence.likeness(time / 100) == 0
    assert evidence.likeness(np.full(evidence.SERIES, 0.5)) == 0
    assert all(evidence.likeness(rng.standard_normal(evidence.SERIES)) < 0.5 for _ in range(50))
    walks = [evidence.likeness(rng.standard_normal(evidence.SERIES).cumsum()) for _ in range(200)]
    assert np.mean(np.array(walks) >= 0.8) < 0.02


def test_a_swing_that_dies_away_is_no_oscillation():
    time = np.arange(1000)
    swing, rows = np.sin(time / 20), checks(range(600, 1001, 100))
    steady = evidence.gather(rows, *scalars(1000, d_fake=swing), SMALL)
    dying = evidence.gather(rows, *scalars(1000, d_fake=swing * np.exp(-time / 150)), SMALL)
    assert RULES["oscillation"].holds(steady)
    assert not RULES["oscillation"].holds(dying)


def test_after_a_change_or_a_step_back_it_begins_anew():
    observer = Observer()
    rows = checks(range(100, 1000, 100), d_accuracy_real=1.0)
    table = scalars(1000, g_grad=0.001)
    assert [observer.look(row, *table, SMALL) is not None for row in rows] == [False] * 4 + [True] * 5
    assert observer.look(rows[2], *table, SMALL) is None  # taken back
    assert len(observer.rows) == 1


def test_the_dirac_game_has_no_evidence_of_checks():
    assert measured(from_values({"dataset": "dirac"})) == []


def test_signs_compare_only_with_what_was_measured():
    assert not Sign("far_least", "≥", 4, 3).holds({}, said=True)
