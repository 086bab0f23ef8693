"""The diagnosis of pictures: digits that are missing are named, and pictures that are all alike."""

import pytest

from ganlab.data.images import load
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.diagnosis import Observer
from ganlab.observe.picture_measures import coverage
from ganlab.presets import PRESETS
from ganlab.web import diagnoses
from ganlab.web.words import LANGUAGES
from tests.support.checks import follow, keys, scalars


def digit_checks(counts, precision, steps=range(100, 600, 100)):
    """Return checks of pictures that all look like this: counts of 1,000 by digit, of data with 100 of each."""
    row = {**coverage(counts, [100] * 10), "precision": precision, "precision_floor": 0.9, "spread": 1.0}
    return [{"step": step, **row} for step in steps]


EVEN = [100] * 10


@pytest.mark.parametrize(
    ("counts", "precision", "key", "missing"),
    [
        ([0, 500, 0, 0, 0, 0, 0, 500, 0, 0], 0.6, "digits-collapsed", "0, 2, 3, 4, 5, 6, 8, 9"),
        ([125] * 8 + [0, 0], 0.6, "digits-missing", "8, 9"),
        ([110] * 9 + [10], 0.6, "digits-missing", "9"),
        ([0, 500, 0, 0, 0, 0, 0, 500, 0, 0], 0.05, "", ""),  # of what looks like nothing real no class is known
        (EVEN, 0.6, "", ""),
    ],
)
def test_missing_digits_are_told_by_name_where_pictures_look_real(counts, precision, key, missing):
    config, observer = from_values({"dataset": "digits"}), Observer()
    for check in digit_checks(counts, precision):
        said = observer.look(check, *scalars(600), config)
    assert (said.key if said else "") == key
    if key:
        assert dict(said.values)["missing"] == missing
        for language in LANGUAGES:
            assert missing in diagnoses.told(said, language)["text"]
        assert said.advice


@pytest.mark.parametrize(("spread", "d_fake", "key"), [(0.1, 0.5, "pictures-alike"), (0.1, 0.1, ""), (0.7, 0.5, "")])
def test_one_picture_whatever_the_z_is_told_where_d_does_not_object(spread, d_fake, key):
    config, observer = from_values({"dataset": "digits"}), Observer()
    for check in digit_checks([0, 500, 0, 0, 0, 0, 0, 500, 0, 0], 0.0):
        said = observer.look({**check, "spread": spread}, *scalars(600, d_real=0.5, d_fake=d_fake), config)
    assert (said.key if said else "") == key


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("key", "steps", "expected"), [("digits-collapse", 1000, "pictures-alike"), ("two-digits", 900, "")]
)
def test_a_collapse_of_digits_is_named_and_digits_that_form_are_not_accused(key, steps, expected, seed):
    config = from_values({"seed": seed}, PRESETS[key].config)
    said = keys(follow(config, steps, trainer=Trainer(config, load("digits"))))
    assert set(said[:4]) == {""} and set(said[4:]) == {expected}, said


def test_digits_that_come_back_end_the_diagnosis():
    config, observer = from_values({"dataset": "digits"}), Observer()
    for check in digit_checks([500, 500] + [0] * 8, 0.6):
        said = observer.look(check, *scalars(1200), config)
    assert said.key == "digits-collapsed"
    for check in digit_checks(EVEN, 0.6, range(600, 1200, 100)):
        said = observer.look(check, *scalars(1200), config)
    assert said is None
