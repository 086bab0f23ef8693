"""Walking through a lesson without a page: its runs, its goals, what the reader is expected to do, its checks."""

import pytest

from ganlab.lessons.parse import parse
from ganlab.lessons.walk import rounds, walk
from ganlab.web.lessons import SCENE

HEAD = "---\ntitle: x\nminutes: 5\n---\n"
SMALL = "run: g_hidden=4&d_hidden=4&batch_size=8"


def lesson(*pages):
    return parse("x", (HEAD + "".join(f"## Page\n{page}\n" for page in pages)).encode(), SCENE)


def walked(*pages, seed=5):
    return {came.page: (came.outcome.state, came.outcome.step) for came in walk(lesson(*pages), seed)}


def test_only_what_a_check_needs_is_run():
    found = lesson(
        "Text.", SMALL, "check: step > 3", "until: step 900000", SMALL, "Text.", SMALL, "check: did_play > 0"
    )
    assert rounds(found) == [[1, 2], [6, 7]]


def test_checks_are_decided_at_the_rows_of_their_own_run():
    found = walked(
        f"{SMALL}\nuntil: step 30\ncheck: step >= 20 and d_loss > 0",
        "check: step > 30",
        "until: step 50\ncheck: step > 40",
        f"{SMALL}\nuntil: step 10\ncheck: step >= 20",
    )
    assert found == {0: ("done", 20), 1: ("waiting", None), 2: ("done", 41), 3: ("waiting", None)}


def test_measures_are_taken_where_they_are_needed(monkeypatch):
    taken = []
    from ganlab.lessons import walk as module

    measured = module.metrics
    monkeypatch.setattr(
        module, "metrics", lambda display: taken.append(display.trainer.step_count) or measured(display)
    )
    assert walked(f"{SMALL}\nuntil: step 350\ncheck: step >= 250 and sw1 > 0") == {0: ("done", 300)}
    assert taken == [300]
    taken.clear()
    assert walked(f"{SMALL}\nuntil: step 130", "check: modes >= 0") == {1: ("done", 100)}
    assert walked(f"{SMALL}\nuntil: step 50", "check: modes >= 0") == {1: ("done", 50)}
    assert taken == [100, 50]


def test_goals_that_are_measured_are_reached():
    assert walked(f"{SMALL}\nuntil: sw1 1000\ncheck: sw1 < 1000") == {0: ("done", 0)}


@pytest.mark.parametrize(
    ("tries", "check"),
    [
        ("step_d 3; step_g; play", "did_step_d == 3 and did_step_g == 1 and did_play == 1 and step == 4"),
        ("steps 7; step 2", "did_steps >= 7 and did_step >= 2 and step == 9"),
        ("set d_lr=0.5; steps 3", "d_lr == 0.5 and step == 3 and did_set == 1"),
        ("steps 3; set d_lr=0.5; steps 3", "d_lr == 0.5 and step == 6"),
        ("steps 3; set loss=hinge; steps 1", 'loss == "hinge" and step == 4'),
        ("steps 3; set batch_size=4; steps 1", "batch_size == 4 and d_loss > 0"),
        ("steps 3; reset", "did_reset == 1 and step == 0"),
        ("steps 3; new_seed", "did_new_seed == 1 and seed == 6"),
        ("experiment dirac-circle; steps 2", 'dataset == "dirac" and theta != 0 and step == 2'),
        ("until step 12; slow begin; slow next; look", "did_until == 1 and did_slow == 2 and did_look == 1"),
    ],
)
def test_what_the_reader_is_expected_to_do_is_done(tries, check):
    assert walked(f"{SMALL}\ncheck: {check}\ntry: {tries}")[0][0] == "done"


def test_commands_count_on_their_own_page():
    found = walked(f"{SMALL}\ncheck: did_step >= 2\ntry: step 2", "check: did_step >= 3\ntry: step 1")
    assert found == {0: ("done", 0), 1: ("waiting", None)}


def test_the_seed_is_the_one_that_is_asked_for():
    assert walked(f"{SMALL}&seed=3\ncheck: seed == 5") == {0: ("done", 0)}
    assert walked("check: seed == 5") == {0: ("done", 0)}


def test_a_run_that_diverges_ends_its_goal():
    found = walked(
        f"{SMALL}&dataset=one-gaussian&d_lr=10&g_lr=10&loss=wasserstein\nuntil: step 5000\ncheck: step > 4999"
    )
    assert found == {0: ("waiting", None)}
