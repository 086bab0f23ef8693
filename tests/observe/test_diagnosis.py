"""The diagnosis: thresholds and words of its rules; and the reference presets, each with what it shows."""

import itertools
import json
from functools import cache

import pytest

from ganlab.data import POINTS
from ganlab.gan.config import from_values
from ganlab.observe.diagnosis import diagnose
from ganlab.observe.evidence import QUANTITIES
from ganlab.observe.rules import RULES
from ganlab.presets import PRESETS
from ganlab.web import diagnoses
from ganlab.web.words import LANGUAGES, say
from tests.support.checks import follow, keys
from tests.support.runs import SMALL

BAD = {key for key, rule in RULES.items() if rule.tone not in ("good", "note")}
WELL = {"equilibrium", "guessing", ""}

# What each preset must show at the end of so many steps, and nothing else ever; "" is silence. Of those with a slow
# beginning the failures on the way are true ones.
SHOWS = {
    "mode-collapse": (1500, {"mode-collapse"}),
    "vanishing-gradient": (1000, {"d-too-strong"}),
    "oscillation": (1000, {"oscillation"}),
    "weak-d": (1500, {"straight-d"}),
    "dropped-modes": (2500, {"mode-collapse", "modes-missing"}),
    "memorise": (4000, {"memorising"}),
    "converge": (3000, {"guessing"}),
    "wgan-gp": (2000, WELL),
    "hinge-r1": (3000, WELL),
    "least-squares": (3000, WELL),
    "line": (3000, WELL),
    "ring": (3000, WELL),
    "two-gaussians": (3000, WELL),
    "three-blobs": (4000, WELL),
    "oscillation-damped": (2000, {""}),
    "clip-right": (3000, WELL),
    "vanishing-saved": (2000, WELL),
}
QUICK = ("mode-collapse", "vanishing-gradient", "oscillation")


@cache
def of_preset(key, seed, steps):
    return tuple(follow(from_values({"seed": seed}, PRESETS[key].config), steps))


# -- the reference presets ------------------------------------------------------------------------------------------


@pytest.mark.wide
@pytest.mark.parametrize("key", QUICK)
def test_a_failure_is_named_and_stays_named(key):
    said = keys(of_preset(key, 0, 1500))
    assert said[-1] in SHOWS[key][1]
    first = said.index(said[-1])
    assert set(said[:first]) <= {""}  # silent before
    assert set(said[first:]) == {said[-1]}  # and steady after


def test_divergence_is_named_with_step_and_quantity():
    said = follow(PRESETS["divergence"].config, 100)[-1]
    assert said.key == "diverged"
    text = diagnoses.told(said, "en")["text"]
    values = dict(said.values)
    assert str(values["quantity"]) in text
    assert str(values["step"]) in text


@pytest.mark.wide
def test_missing_modes_are_marked_and_written():
    said = of_preset("mode-collapse", 0, 1500)[-1]
    modes = POINTS["eight-gaussians"].modes
    assert set(said.marks) <= set(modes)
    assert len(said.marks) >= 6
    text = diagnoses.told(said, "en")["text"]
    assert "of 8 modes" in text
    assert f"+ {len(said.marks) - 3}" in text


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("key", SHOWS)
def test_every_preset_shows_what_it_is_made_to_show(key, seed):
    steps, expected = SHOWS[key]
    said = keys(of_preset(key, seed, steps))
    assert said[-1] in expected
    assert sum(before != after for before, after in itertools.pairwise(said)) <= 6, said  # it does not flicker
    if expected & BAD:
        return
    assert sum(key in BAD for key in said) <= 4, said  # of a run that ends well, only its beginning may look bad


# -- rules ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", RULES)
def test_a_rule_is_said_from_the_first_threshold_and_stays_to_the_second(key):
    signs = RULES[key].signs
    begins = {sign.quantity: sign.begin for sign in signs}
    stays = {sign.quantity: sign.stay for sign in signs}
    assert RULES[key].holds(begins) == bool(signs)
    assert RULES[key].holds(stays, said=True) == bool(signs)
    for sign in signs:
        assert sign.quantity in QUANTITIES
        assert (sign.stay - sign.begin) * (1 if sign.order == "≤" else -1) > 0
        past = sign.stay + (1e-6 if sign.order == "≤" else -1e-6)
        assert not RULES[key].holds({**stays, sign.quantity: past}, said=True)
        assert not RULES[key].holds({**begins, sign.quantity: (sign.begin + sign.stay) / 2})
        assert not RULES[key].holds({name: value for name, value in begins.items() if name != sign.quantity})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", RULES)
def test_what_is_said_has_words_and_the_help_states_its_thresholds(key, language):
    numbers = {name: 0.5 for name in QUANTITIES} | {"modes_held": 1, "modes": 1, "modes_total": 8, "steps": 400}
    numbers |= {"value": "not a finite number", "differ": "JS 12", "reach_low": 0.0, "reach_high": 1.0}
    numbers |= {"d_real": 0.5, "d_fake": 0.5, "low": 0.1, "high": 0.9, "step": 3, "quantity": "d_loss"}
    numbers |= {"classes": 2, "classes_held": 3, "classes_there": 1023, "classes_total": 10}
    told = diagnoses.told(diagnose(key, numbers, SMALL), language)
    assert told["name"] == say(RULES[key].name, language)
    assert "{" not in told["text"]
    json.dumps(told, allow_nan=False)
    rules = diagnoses.rules(language)["list"]
    stated = rules[list(RULES).index(key)]["signs"]
    for sign, words in zip(RULES[key].signs, stated, strict=False):
        for value in (sign.begin, sign.stay):
            assert format(value, QUANTITIES[sign.quantity][1]) in words
            assert float(format(value, ".2g")) == pytest.approx(value)  # nothing is rounded away in the words


@pytest.mark.parametrize("preset", [key for key in PRESETS if PRESETS[key].config.kind == "points"])
@pytest.mark.parametrize("key", RULES)
def test_what_to_try_changes_something_that_the_settings_allow(key, preset):
    config = PRESETS[preset].config
    numbers = {name: 0.5 for name in QUANTITIES} | {"step": 3, "quantity": "d_loss"}
    for change, _ in diagnose(key, numbers, config).advice:
        assert from_values(json.loads(json.dumps(dict(change))), config) != config  # as the view sends it
    if RULES[key].tone == "bad":
        assert diagnose(key, numbers, config).advice


def test_an_advice_that_does_not_fit_is_not_given():
    odd = from_values({"batch_size": 127})
    changes = [dict(change) for change, _ in diagnose("mode-collapse", {}, odd).advice]
    assert changes
    assert {"packing": 2} not in changes
