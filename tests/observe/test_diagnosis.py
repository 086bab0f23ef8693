"""The diagnosis: evidence against closed forms, thresholds, words; and the reference presets, each with what it shows."""

import dataclasses
import itertools
import json
import math
from functools import cache

import numpy as np
import pytest

from ganlab.data import POINTS
from ganlab.data.images import load
from ganlab.engine.run import Run
from ganlab.gan.config import from_values
from ganlab.gan.history import MEASURES, SCALARS, Measured
from ganlab.gan.trainer import Trainer
from ganlab.observe import evidence
from ganlab.observe.diagnosis import RULES, Observer, diagnose, diverged
from ganlab.observe.display import measured
from ganlab.observe.evidence import QUANTITIES, Sign
from ganlab.observe.picture_measures import coverage
from ganlab.presets import PRESETS
from ganlab.web import diagnoses
from ganlab.web.wire import Encoder, unpack
from ganlab.web.words.text import LANGUAGES, pick

EVERY = 100  # steps between two checks
SMALL = from_values({"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16})
BAD = {key for key, rule in RULES.items() if rule.tone != "good"}

# What each preset must show at the end of so many steps, and nothing else ever; "" is silence. Of those with a slow
# beginning the failures on the way are true ones.
SHOWS = {
    "mode-collapse": (1500, {"mode-collapse"}),
    "vanishing-gradient": (1000, {"d-too-strong"}),
    "oscillation": (1000, {"oscillation"}),
    "weak-d": (1500, {"d-too-weak"}),
    "dropped-modes": (2500, {"mode-collapse", "modes-missing"}),
    "memorise": (4000, {"memorising"}),
    "converge": (3000, {"equilibrium"}),
    "wgan-gp": (2000, {"equilibrium", ""}),
    "hinge-r1": (3000, {"equilibrium", ""}),
    "least-squares": (3000, {"equilibrium", ""}),
    "line": (3000, {"equilibrium", ""}),
    "ring": (3000, {"equilibrium", ""}),
    "two-gaussians": (3000, {"equilibrium", ""}),
    "three-blobs": (4000, {"equilibrium", ""}),
    "oscillation-damped": (2000, {""}),
    "clip-right": (3000, {"equilibrium", ""}),
    "vanishing-saved": (2000, {"equilibrium", ""}),
}
QUICK = ("mode-collapse", "vanishing-gradient", "oscillation")
CAUSES = {"mode-collapse": {"d-too-weak"}}  # its D is fifty times as slow as its G


def follow(config, steps, observer=None, trainer=None):
    """Train and return what was said at each check; a run that diverges ends with that."""
    trainer, observer, said = trainer or Trainer(config), observer or Observer(), []
    for _ in range(steps):
        trainer.step()
        if bad := trainer.divergence:
            return [*said, diverged(bad.step, bad.quantity, config)]
        if trainer.step_count % EVERY == 0:
            check = {"step": trainer.step_count, **trainer.metrics()}
            said.append(observer.look(check, *trainer.history.arrays(), trainer.config))
    return said


@cache
def of_preset(key, seed, steps):
    return tuple(follow(from_values({"seed": seed}, PRESETS[key].config), steps))


def keys(said):
    return [diagnosis.key if diagnosis else "" for diagnosis in said]


# -- the reference presets ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", QUICK)
def test_a_failure_is_named_and_stays_named(key):
    said = keys(of_preset(key, 0, 1500))
    assert said[-1] in SHOWS[key][1]
    first = said.index(said[-1])
    assert set(said[:first]) <= {"", *CAUSES.get(key, ())}  # silent before, or what leads to it
    assert set(said[first:]) == {said[-1]}  # and steady after


def test_divergence_is_named_with_step_and_quantity():
    said = follow(PRESETS["divergence"].config, 100)[-1]
    assert said.key == "diverged"
    text = diagnoses.told(said, "en")["text"]
    values = dict(said.values)
    assert values["quantity"] in text
    assert str(values["step"]) in text


def test_missing_modes_are_marked_and_written():
    said = of_preset("mode-collapse", 0, 1500)[-1]
    modes = POINTS["eight-gaussians"].modes
    assert set(said.marks) <= set(modes)
    assert len(said.marks) == len(modes) - dict(said.values)["modes"] >= 6
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
    numbers |= {"d_real": 0.5, "d_fake": 0.5, "low": 0.1, "high": 0.9, "step": 3, "quantity": "d_loss"}
    numbers |= {"classes": 2, "classes_held": 3, "classes_there": 1023, "classes_total": 10}
    told = diagnoses.told(diagnose(key, numbers, SMALL), language)
    assert told["name"] == pick(RULES[key].name, language)
    assert "{" not in told["text"]
    json.dumps(told, allow_nan=False)
    rules = diagnoses.rules(language)["list"]
    stated = rules[list(RULES).index(key)]["signs"]
    for sign, words in zip(RULES[key].signs, stated, strict=False):
        for value in (sign.begin, sign.stay):
            assert format(value, QUANTITIES[sign.quantity][2]) in words
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


# -- evidence -------------------------------------------------------------------------------------------------------


def checks(steps, **values):
    full = {"sw1": 1.0, "sw1_floor": 0.1, "d_accuracy_real": 1.0, "d_accuracy_fake": 1.0, "spread": 1.0}
    return [{"step": step, **full, **values} for step in steps]


def scalars(n, **columns):
    table = np.full((n, len(SCALARS)), np.nan, np.float32)
    for name, column in columns.items():
        table[:, SCALARS.index(name)] = column
    return np.arange(1, n + 1), table


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
    steady = evidence.gather(
        checks(range(600, 1001, 100)), *scalars(1000, d_fake=np.sin(time / 20)), SMALL
    )  # it goes on
    dying = evidence.gather(
        checks(range(600, 1001, 100)), *scalars(1000, d_fake=np.sin(time / 20) * np.exp(-time / 150)), SMALL
    )
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


def test_measures_are_those_that_a_run_has():
    for dataset in POINTS:
        config = from_values({"dataset": dataset, "train_size": 20}, SMALL)
        found = Trainer(config).metrics()
        assert measured(config) == [name for name in MEASURES if name in found]


# -- records, engine and wire ---------------------------------------------------------------------------------------


def test_the_record_of_measures_is_bounded_and_keeps_steps_and_values():
    record = Measured(capacity=8)
    for step in range(3, 300, 7):
        record.note(step, {"sw1": step / 10})
    steps, values = record.arrays()
    assert 4 <= len(steps) <= 8
    assert steps[0] == 3
    assert np.allclose(values[:, MEASURES.index("sw1")], steps / 10)
    assert np.isnan(values[:, MEASURES.index("js")]).all()


def run_of(config):
    frames = []
    run = Run("test-run-id", 0, config, frames.append)
    run.begin()
    return run, frames


def test_a_run_that_is_stepped_is_measured_at_the_step_that_is_shown():
    run, frames = run_of(SMALL)
    run.pace(False, 0.0)
    for count in range(1, 4):
        run.todo.append("both")
        run.advance(lambda: False)
        run.measured._end = -math.inf
        run.measure()
        run.show(force=True)
        frame = frames[-1]
        assert frame.step == frame.measured_steps[-1] == count
        assert frame.measures[-1, MEASURES.index("sw1")] == pytest.approx(frame.metrics["sw1"])


def test_a_change_of_settings_ends_what_was_said():
    run, frames = run_of(SMALL)
    run.measured.diagnosis = diagnose("mode-collapse", {"modes_held": 1, "modes_most": 0.1, "modes_total": 8}, SMALL)
    run.configure(from_values({"d_lr": 0.5}, SMALL))
    run.show(force=True)
    assert frames[-1].diagnosis is None


def test_divergence_reaches_the_viewer_in_its_language():
    run, frames = run_of(PRESETS["divergence"].config)
    run.advance(lambda: False, seconds=5)
    run.show(force=True)
    header, _ = unpack(Encoder("zh").encode(frames[-1], 0))
    assert header["diagnosis"]["name"] == "已发散"
    assert header["diagnosis"]["advice"][0]["anew"]


def test_measures_are_sent_once_and_add_up():
    trainer, encoder, rows = Trainer(SMALL), Encoder("en"), []
    trainer.measured = Measured(capacity=8)
    for step in range(1, 60):
        trainer.step()
        if step % 3 == 0:
            trainer.measured.note(step, {"sw1": float(step)})
        header, arrays = unpack(encoder.encode(dataclasses.replace(trainer.snapshot(), status="running"), 0))
        rows = [] if header["restart_curves"] else rows
        rows += arrays["measured_steps"].tolist() if "measured_steps" in arrays else []
        assert rows == trainer.measured.arrays()[0].tolist()
    assert header["about"] is None
    assert len(rows) <= 8


def test_a_checkpoint_keeps_the_measures():
    trainer, other = Trainer(SMALL), Trainer(SMALL)
    trainer.step()
    trainer.measured.note(1, {"sw1": 0.5})
    other.load_state(*trainer.state())
    for mine, its in zip(trainer.measured.arrays(), other.measured.arrays(), strict=True):
        assert np.array_equal(mine, its, equal_nan=True)


def test_signs_compare_only_with_what_was_measured():
    assert not Sign("far_least", "≥", 4, 3).holds({}, said=True)
