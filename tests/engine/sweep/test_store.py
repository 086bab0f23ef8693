"""A sweep's folder loses nothing and does nothing twice, whatever ends it."""

import json

import pytest

from ganlab.engine.sweep.plan import Plan, axis
from ganlab.engine.sweep.store import FAILED, PLAN, RUNS, Store
from ganlab.gan.config import ConfigError, from_values

BASE = from_values({"g_hidden": (8,), "d_hidden": (8,)})


def plan(grid="d_lr=1e-3,1e-2,1e-1", steps=10, base=BASE):
    return Plan(base, (axis(grid, base),), (0, 1), steps)


def rows(made, places):
    common = {"step": 10, "status": "done", "outcome": "open"}
    return [{"key": made.tasks[k].key, "seed": made.tasks[k].config.seed, **common} for k in places]


def lines(folder):
    return [json.loads(line) for line in (folder / RUNS).read_text("utf-8").splitlines()]


def test_rows_are_kept_once_with_the_values_of_their_axes(tmp_path):
    made = plan()
    store = Store(tmp_path / "new" / "folder", made)
    with store.opened(resume=False):
        store.add(rows(made, [0, 3]))
        store.add(rows(made, [3, 1]))
    assert [row["key"] for row in lines(store.folder)] == [made.tasks[k].key for k in (0, 3, 1)]
    for row in lines(store.folder):
        task = next(task for task in made.tasks if task.key == row["key"])
        assert (row["d_lr"], row["seed"]) == (task.config.d_lr, task.config.seed)
    assert [row["key"] for row in store.table()] == [made.tasks[k].key for k in (0, 1, 3)]
    assert json.loads((store.folder / PLAN).read_text("utf-8")) == made.described()


def test_a_line_that_a_crash_has_cut_is_done_again_and_nothing_else(tmp_path):
    made = plan()
    with (first := Store(tmp_path, made)).opened(resume=False):
        first.add(rows(made, [0, 1]))
    text = (tmp_path / RUNS).read_bytes()
    (tmp_path / RUNS).write_bytes(text[:-9])
    with (second := Store(tmp_path, made)).opened(resume=True):
        assert set(second.rows) == {made.tasks[0].key}
        second.add(rows(made, [1, 2]))
    assert [row["key"] for row in lines(tmp_path)] == [made.tasks[k].key for k in (0, 1, 2)]


def test_a_run_whose_workers_died_is_tried_again(tmp_path):
    made = plan()
    with (first := Store(tmp_path, made)).opened(resume=False):
        first.add([{**rows(made, [0])[0], "status": FAILED}])
    with (second := Store(tmp_path, made)).opened(resume=True):
        assert not second.rows
        second.add(rows(made, [0]))
    with (third := Store(tmp_path, made)).opened(resume=True):
        assert third.rows[made.tasks[0].key]["status"] == "done"


def test_a_finer_grid_takes_up_what_a_coarse_one_has_done(tmp_path):
    coarse, fine = plan("d_lr=1e-3,1e-1"), plan("d_lr=1e-3,1e-2,1e-1")
    with (first := Store(tmp_path, coarse)).opened(resume=False):
        first.add(rows(coarse, range(4)))
    with (second := Store(tmp_path, fine)).opened(resume=True):
        assert len(second.rows) == 4 and len(fine.tasks) == 6


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (plan(steps=20), "steps"),
        (plan(base=from_values({"loss": "hinge"}, BASE)), "base"),
    ],
    ids=["steps", "base"],
)
def test_another_sweep_is_not_mixed_in(tmp_path, other, words):
    with Store(tmp_path, plan()).opened(resume=False):
        pass
    with pytest.raises(ConfigError, match=f"--resume: must have the {words}"), Store(tmp_path, other).opened(True):
        pass


def test_a_folder_with_a_sweep_is_not_written_over(tmp_path):
    with Store(tmp_path, plan()).opened(resume=False):
        pass
    with (
        pytest.raises(ConfigError, match="--out: must be a folder without a sweep"),
        Store(tmp_path, plan()).opened(False),
    ):
        pass


def test_two_sweeps_do_not_write_to_one_folder(tmp_path):
    words = "--out: must be a folder that no other sweep is writing to"
    first, second = (Store(tmp_path, plan()) for _ in range(2))
    with first.opened(resume=False), pytest.raises(ConfigError, match=words), second.opened(resume=True):
        pass
    with Store(tmp_path, plan()).opened(resume=True):
        pass


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00"])
def test_a_plan_that_cannot_be_read_is_told(tmp_path, text):
    (tmp_path / PLAN).write_text(text, encoding="utf-8")
    with (
        pytest.raises(ConfigError, match="--resume: must be a folder whose plan.json"),
        Store(tmp_path, plan()).opened(True),
    ):
        pass


@pytest.mark.parametrize("missing", ["step", "status", "outcome"])
def test_a_row_that_does_not_say_what_a_row_says_is_done_again(tmp_path, missing):
    made = plan()
    with (first := Store(tmp_path, made)).opened(resume=False):
        first.add(rows(made, [0, 1]))
    kept = lines(tmp_path)
    del kept[0][missing]
    (tmp_path / RUNS).write_text("".join(json.dumps(row) + "\n" for row in kept), encoding="utf-8")
    with (second := Store(tmp_path, made)).opened(resume=True):
        assert set(second.rows) == {made.tasks[1].key}
