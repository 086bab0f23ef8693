"""Maps that are ready: each is a plan that a page may have filled, and says what to see in it."""

import pytest
from babel.messages.extract import extract_from_file

from ganlab.engine.sweep.plan import Plan, axis, planned
from ganlab.engine.sweep.ready import plan_of as ready
from ganlab.gan.batch import alone
from ganlab.gan.config import from_values
from ganlab.limits import LIMITS
from ganlab.presets import maps as module
from ganlab.presets.maps import MAPS
from ganlab.web.mapping import MOST_RUNS, MOST_SEEDS, MOST_STEPS


@pytest.mark.parametrize("key", MAPS)
def test_a_record_is_a_plan_that_a_page_may_have_filled(key):
    record, made = MAPS[key], ready(key)
    base = from_values(record.settings)
    assert record.base == base
    assert made == Plan(base, tuple(axis(text, base) for text in record.grid), made.seeds, record.steps)
    assert 1 <= len(made.seeds) == record.seeds <= MOST_SEEDS and made.seeds[0] == base.seed
    assert record.steps <= MOST_STEPS and len(made.tasks) <= MOST_RUNS
    assert made.seconds <= LIMITS["map_seconds"].default / 10  # many classes may have theirs filled at a time
    assert planned(made.described()) == made


@pytest.mark.parametrize("key", MAPS)
def test_its_runs_are_stepped_as_one_and_show_it_coarsely_at_once(key):
    made = ready(key)
    assert not any(alone(task.config) for task in made.tasks)
    assert made.coarse <= len(made.tasks) / 2
    assert len({task.key for task in made.tasks}) == len(made.tasks)


def test_no_two_are_the_same_plan():
    assert len({ready(key).key for key in MAPS}) == len(MAPS)


def test_keys_can_stand_in_an_address_and_are_no_keys_of_plans():
    for key in MAPS:
        assert key.isascii() and key.replace("-", "").isalnum() and key == key.lower()
        assert len(key) != len(ready(key).key)


def test_labels_and_what_to_see_are_marked_for_translation():
    marked = {text for _, text, *_ in extract_from_file("python", module.__file__, keywords={"N_": None})}
    for record in MAPS.values():
        assert {record.label, record.watch} <= marked
        assert record.watch.endswith((".", "?"))
    assert len({record.label for record in MAPS.values()}) == len(MAPS)
