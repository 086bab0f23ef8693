"""A check in the live run: not yet, done at a step, undone; decided by the rows of steps, however they come."""

import math

import numpy as np
import pytest

from ganlab.gan.config import DEFAULT, from_values
from ganlab.gan.history import SCALARS
from ganlab.lessons.check import read
from ganlab.lessons.names import vocabulary
from ganlab.lessons.watch import Watch
from ganlab.observe.measures import MEASURES
from ganlab.observe.snapshot import Past, Snapshot


def watch(text):
    return Watch(read(text, vocabulary()))


def rows(names, found):
    steps = np.array(sorted(found), np.int64)
    values = [[found[step].get(name, math.nan) for name in names] for step in sorted(found)]
    return steps, np.array(values, np.float32).reshape(len(steps), len(names))


def frame(step, scalars=(), measures=(), config=DEFAULT, **more):
    """What the server has of a run at a step: {step: {name: value}} of both kinds."""
    steps, values = rows(SCALARS, dict(scalars))
    measured, found = rows(tuple(MEASURES), dict(measures))
    row = more.pop("row", {})
    return Snapshot(config, step=step, steps=steps, scalars=values, measured_steps=measured, measures=found,
                    row=row, **more)  # fmt: skip


def state(outcome):
    return outcome.state, outcome.step


def test_a_check_is_done_at_the_first_step_that_makes_it_true_and_stays_done():
    one = watch("d_fake > 0.5")
    scalars = {1: {"d_fake": 0.1}, 2: {"d_fake": 0.9}, 3: {"d_fake": 0.1}, 4: {"d_fake": 0.8}}
    assert state(one.see(frame(1, {1: scalars[1]}))) == ("waiting", None)
    assert state(one.see(frame(4, scalars))) == ("done", 2)
    assert state(one.see(frame(5, {5: {"d_fake": 0.0}}))) == ("done", 2)


@pytest.mark.parametrize("cuts", [[40], [1, 2, 3, 40], [39, 40], list(range(1, 41))])
def test_it_matters_not_in_how_many_frames_the_rows_come(cuts):
    scalars = {step: {"d_fake": math.sin(step), "d_loss": step / 10} for step in range(1, 41)}
    one = watch("d_fake > 0.99 and d_loss > 2")
    for cut in cuts:
        outcome = one.see(frame(cut, {step: row for step, row in scalars.items() if step <= cut}))
    assert state(outcome) == ("done", 33)


def test_measures_are_looked_at_where_they_were_taken_though_they_come_late():
    one = watch("modes >= 3 and d_fake < 0.5")
    scalars = {step: {"d_fake": 0.4 if step < 105 else 0.9} for step in range(90, 111)}
    assert state(one.see(frame(110, scalars))) == ("waiting", None)
    assert state(one.see(frame(110, scalars, {100: {"modes": 4}}))) == ("done", 100)
    assert dict(one.outcome.values) == {"modes": 4.0, "d_fake": pytest.approx(0.4)}


def test_an_old_measure_says_nothing_of_a_later_step():
    one = watch("step >= 150 and modes >= 3")
    assert state(one.see(frame(160, {160: {}}, {100: {"modes": 4}}))) == ("waiting", None)
    assert state(one.see(frame(160, {160: {}}, {100: {"modes": 4}, 160: {"modes": 3}}))) == ("done", 160)


def test_what_is_missing_or_nan_is_waited_for():
    one = watch("g_loss < 100 and modes >= 0")
    assert one.see(Snapshot(DEFAULT, status="loading")).state == "waiting"
    assert one.see(frame(1, {1: {"d_loss": 1.0}})).state == "waiting"
    assert one.see(frame(100, {100: {"g_loss": math.nan}}, {100: {"modes": 1}})).state == "waiting"
    assert state(one.see(frame(200, {200: {"g_loss": 1.0}}, {200: {"modes": 1}}))) == ("done", 200)


def test_the_newest_step_counts_also_where_its_row_is_not_kept():
    one = watch("d_loss == 3")
    assert state(one.see(frame(1001, {1000: {"d_loss": 1.0}}, row={"d_loss": 3.0}, stride=4))) == ("done", 1001)


def test_a_reset_undoes_it_until_it_is_done_again():
    one = watch("step >= 5")
    assert state(one.see(frame(6, {4: {}, 5: {}, 6: {}}))) == ("done", 5)
    assert state(one.see(frame(0, generation=1))) == ("undone", None)
    assert state(one.see(frame(3, {3: {}}, generation=1))) == ("undone", None)
    assert state(one.see(frame(8, {8: {}}, generation=1))) == ("done", 8)
    assert one.see(frame(0, run_id="another", generation=1)).state == "undone"


def test_what_begins_anew_before_it_was_done_leaves_it_waiting():
    one = watch("step >= 5")
    one.see(frame(3, {3: {}}))
    assert one.see(frame(0, generation=1)).state == "waiting"


def test_a_run_that_was_taken_up_from_its_checkpoint_keeps_what_was_done():
    one = watch("d_fake > 0.5")
    one.see(frame(9, {9: {"d_fake": 0.9}}))
    assert state(one.see(frame(5, {5: {"d_fake": 0.1}}, resumed=1))) == ("done", 9)
    other = watch("d_fake > 0.5")
    other.see(frame(9, {9: {"d_fake": 0.1}}))
    assert state(other.see(frame(7, {7: {"d_fake": 0.9}}, resumed=1))) == ("done", 7)


def test_commands_are_counted():
    one = watch("did_step_d >= 2 and did_steps >= 30")
    one.see(frame(4, {4: {}}))
    for name, value in (("step_d", None), ("steps", 29), ("step_d", None), ("play", None)):
        assert one.did(name, value).state == "waiting"
    assert state(one.did("steps", 1)) == ("done", 4)


def test_a_reset_forgets_the_commands_before_it_but_not_itself():
    one, other = watch("did_reset >= 1"), watch("did_step >= 1 and step >= 3")
    for each in (one, other):
        each.see(frame(2, {2: {}}))
        each.did("step")
        each.did("reset")
        each.see(frame(0, generation=1))
    assert one.outcome.state == "done"
    assert other.see(frame(5, {5: {}}, generation=1)).state == "waiting"


def test_settings_count_at_once_and_what_was_found_before_them_no_more():
    changed = from_values({"r1_gamma": 0.3})
    alone, both = watch("r1_gamma > 0.1"), watch("r1_gamma > 0.1 and modes >= 3")
    before, after = {100: {"modes": 8}}, {100: {"modes": 8}, 200: {"modes": 4}}
    for each in (alone, both):
        assert each.see(frame(150, {150: {}}, before)).state == "waiting"
    assert alone.see(frame(150, {150: {}}, before, changed)).state == "done"
    assert both.see(frame(160, {160: {}}, before, changed)).state == "waiting"
    assert state(both.see(frame(210, {210: {}}, after, changed))) == ("done", 200)


def test_a_look_at_the_past_changes_nothing():
    one = watch("step >= 50")
    past = Past(now=40, config=DEFAULT)
    assert one.see(frame(10, {40: {}}, past=past, row={"d_loss": 1.0})).state == "waiting"
    assert one.see(frame(10, {60: {}}, past=Past(now=60, config=DEFAULT))).state == "done"


def test_measures_are_wondered_about_only_where_they_could_decide():
    one = watch("step >= 100 and modes >= 3")
    assert not one.wonders(frame(50))
    assert one.wonders(frame(100))
    assert not watch("step >= 100").wonders(frame(100))
