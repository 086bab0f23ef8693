"""A sweep's plan: what a grid asks for, in which order, and what is refused in one sentence."""

import json
import re

import pytest

from ganlab.engine.sweep.plan import BOTH, MOST_VALUES, WIDTHS, Axis, Plan, axis, planned
from ganlab.gan.batch import alone, shape
from ganlab.gan.config import ConfigError, from_values, knobs, schemas

BASE = from_values({"g_hidden": (8, 8), "d_hidden": (8, 8)})
SENTENCE = re.compile(r"--\w+: [^\n]+; got [^\n]+|\w+: [^\n]+; got [^\n]+")


def plan(*grids, base=BASE, seeds=(0,), steps=10):
    return Plan(base, tuple(axis(text, base) for text in grids), seeds, steps)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("d_lr=1e-4:1e-1:4log", (1e-4, 1e-3, 1e-2, 1e-1)),
        ("d_lr=0.1:0.3:3", (0.1, 0.2, 0.3)),
        ("d_lr=0.3,0.1", (0.1, 0.3)),
        ("n_critic=1:5:3", (1, 3, 5)),
        ("n_critic=2,1", (1, 2)),
        ("r1_gamma=0:1:3", (0, 0.5, 1)),
        ("d_hidden=4,16", (4, 16)),
    ],
)
def test_an_axis_is_read(text, values):
    assert axis(text, BASE).values == pytest.approx(values)


def test_spacing_by_factors_is_known_and_a_list_of_rates_is_so_spaced_too():
    assert axis("d_lr=1e-4:1e-1:4log", BASE).log and axis("d_lr=0.1,0.01", BASE).log
    assert not axis("n_critic=1,2", BASE).log


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "d_lr",
            "d_lr=",
            "=1,2",
            "d_lr=a,b",
            "d_lr=1e-4:1e-1",
            "d_lr=1e-4:1e-1:x",
            "d_lr=nan,1",
            "d_lr=1e-3:inf:3",
        ),
        *("d_lr=0.1:0.1:5", "d_lr=0.2:0.1:5", "d_lr=0:1:5log", "d_lr=0.1:0.2:1", "d_lr=0.1:0.2:1001", "d_lr=1,1"),
        *("d_lr=100,200", "n_critic=1:2:9", "n_critic=1.5,2", "d_hidden=4,1000", "seed=1,2", "loss=hinge,minimax"),
        *(
            "reuse_z=0,1",
            "d_rl=1,2",
            "train_size=10,20",
            "data_noise=1,2",
            "schedule=linear,cosine",
            "batch_size=0:9:2",
        ),
    ],
)
def test_what_is_no_axis_is_told_in_one_sentence(text):
    with pytest.raises(ConfigError) as told:
        axis(text, BASE)
    assert SENTENCE.fullmatch(str(told.value)), told.value


def test_every_setting_is_an_axis_or_refused():
    """Of each knob that is a number and not of the data two values can be asked for."""
    for name, knob in knobs().items():
        schema = schemas()[name]
        number = schema.get("type") in ("number", "integer") and name != "seed" and knob.part != "real"
        if number:
            low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
            values = [value for value in (0.5, 1, 2, 3, 60) if value > low or (value == low and "minimum" in schema)]
            values = [value for value in values if value <= schema.get("maximum", 100) and value != 1.5]
            if schema["type"] == "integer":
                values = [value for value in values if value == int(value)]
            if "exclusiveMaximum" in schema:
                values = [0.1, 0.2]
            assert axis(f"{name}={values[0]},{values[1]}", BASE).field == name
        elif name not in ("g_hidden", "d_hidden"):
            with pytest.raises(ConfigError):
                axis(f"{name}=1,2", BASE)


@pytest.mark.parametrize("text", ["d_lr=1e-4:1e-1:{}log", "d_lr=0.1:0.11:{}", "r1_gamma=0:1e-6:{}"])
@pytest.mark.parametrize("count", [2, 7, 100, MOST_VALUES])
def test_values_have_few_digits_but_as_many_as_keep_them_apart(text, count):
    values = axis(text.format(count), BASE).values
    low, high = (float(part) for part in text.split("=")[1].split(":")[:2])
    assert len(set(values)) == count and (values[0], values[-1]) == (low, high)
    assert values == tuple(sorted(values))
    if count < 9:
        assert all(float(f"{value:.3g}") == value for value in values)


def test_an_axis_of_both_is_one_number_for_each_of_its_settings():
    for name, fields in BOTH.items():
        made = axis(f"{name}=1e-3,1e-2", BASE)
        assert (made.field, made.fields) == (name, fields)
        assert made.log == all(axis(f"{field}=1e-3,1e-2", BASE).log for field in fields)
        for task, value in zip(plan(f"{name}=1e-3,1e-2").tasks, made.values, strict=True):
            assert task.config.differences(BASE) == {field: value for field in fields if getattr(BASE, field) != value}
        for field in fields:  # which would be asked for twice
            with pytest.raises(ConfigError, match="two settings"):
                plan(f"{name}=1e-3,1e-2", f"{field}=1e-3,1e-2")
        with pytest.raises(ConfigError) as told:
            axis(f"{name}=1e-3,1e3", BASE)
        assert SENTENCE.fullmatch(str(told.value))


def test_an_axis_is_whole_where_only_whole_numbers_can_be_asked_for():
    for name in (*BOTH, *WIDTHS, *(name for name in knobs() if schemas()[name].get("type") in ("number", "integer"))):
        whole = Axis(name, (), False).whole
        assert whole == (name in WIDTHS or (name not in BOTH and schemas()[name]["type"] == "integer"))
    for name in (*WIDTHS, "n_critic"):
        assert all(isinstance(value, int) for value in axis(f"{name}=1:5:3", BASE).values)
        with pytest.raises(ConfigError, match="whole numbers"):
            axis(f"{name}=1.5,3", BASE)


def test_a_width_is_that_of_all_layers():
    made = plan("d_hidden=4,16", "g_hidden=5,6")
    assert {task.config.d_hidden for task in made.tasks} == {(4, 4), (16, 16)}
    with pytest.raises(ConfigError, match="with hidden layers"):
        axis("d_hidden=4,16", from_values({"d_hidden": ()}))


@pytest.mark.parametrize(
    ("grids", "seeds", "words"),
    [
        ((), (0, 1), "once or twice"),
        (("d_lr=1,2", "d_lr=1,2"), (0,), "two settings"),
        (("d_lr=1,2", "g_lr=1,2", "d_beta1=0.1,0.2"), (0,), "once or twice"),
        (("d_lr=1",), (0,), "runs"),
        (("d_lr=1e-4:1e-1:1000log", "g_lr=1e-4:1e-1:1000log"), range(10), "runs"),
    ],
)
def test_grids_of_one_point_or_of_millions_are_refused(grids, seeds, words):
    with pytest.raises(ConfigError, match=words) as told:
        plan(*grids, seeds=tuple(seeds))
    assert SENTENCE.fullmatch(str(told.value))


def test_each_cell_and_seed_is_one_run_and_has_a_key_of_its_own():
    made = plan("d_lr=1e-4:1e-1:9log", "g_lr=1e-4:1e-1:9log", seeds=(3, 4, 5))
    assert len(made.tasks) == len({task.key for task in made.tasks}) == 243
    for task in made.tasks:
        d, g = task.cell
        assert (task.config.d_lr, task.config.g_lr) == (made.axes[0].values[d], made.axes[1].values[g])
    assert {task.key for task in plan("d_lr=1e-4:1e-1:9log", seeds=(3,)).tasks}.isdisjoint(
        task.key for task in plan("d_lr=1e-4:1e-1:9log", seeds=(4,)).tasks
    )


@pytest.mark.parametrize("counts", [(9, 9), (17, 5), (2, 2), (33, 1), (3, 8)])
def test_the_map_is_coarse_first_and_then_finer(counts):
    grids = [f"{name}=1e-4:1e-1:{n}log" for name, n in zip(("d_lr", "g_lr"), counts, strict=True) if n > 1]
    made = plan(*grids)
    rounds = list(made.rounds())
    cells = [cell for fresh in rounds for cell in fresh]
    assert len(cells) == len(set(cells)) == len(made.tasks)
    first = set(rounds[0])
    for place in range(len(grids)):  # both ends of every axis are there at once
        assert {0, len(made.axes[place].values) - 1} <= {cell[place] for cell in first}
    if len(cells) > 40:
        assert len(first) <= 0.16 * len(cells)


def test_runs_are_put_together_by_what_they_have_in_common():
    made = plan("n_critic=1,2", "d_lr=1e-3,1e-2", seeds=tuple(range(5)))
    groups = list(made.batches(4))
    assert sorted(task.key for group in groups for task in group) == sorted(task.key for task in made.tasks)
    for group in groups:
        assert len(group) <= 4 and len({shape(task.config) for task in group}) == 1
    done = frozenset(task.key for task in groups[0])
    assert {task.key for group in made.batches(4, done) for task in group} == {t.key for t in made.tasks} - done


def test_what_cannot_be_stepped_with_others_comes_alone():
    base = from_values({"spectral_norm": True}, BASE)
    made = plan("d_lr=1e-3,1e-2", base=base)
    assert all(alone(task.config) for task in made.tasks)
    assert [len(group) for group in made.batches(8)] == [1, 1]


GRIDS = ("d_lr=1e-4:1e-1:5log", "n_critic=1,2")


def test_a_plan_is_known_by_all_that_it_asks_for_and_by_nothing_else():
    made = plan(*GRIDS, seeds=(3, 4))
    others = [
        plan(*GRIDS, seeds=(3, 4), steps=11),
        plan(*GRIDS, seeds=(3, 5)),
        plan(*reversed(GRIDS), seeds=(3, 4)),
        plan("d_lr=1e-4:1e-1:6log", GRIDS[1], seeds=(3, 4)),
        plan(*GRIDS, seeds=(3, 4), base=from_values({"r1_gamma": 0.1}, BASE)),
    ]
    assert len({one.key for one in (made, *others)}) == 1 + len(others)
    for one in (made, *others):
        again = planned(json.loads(json.dumps(one.described())))
        assert (again, again.key) == (one, one.key)
        assert [(task.key, task.cell) for task in again.tasks] == [(task.key, task.cell) for task in one.tasks]
        assert re.fullmatch("[0-9a-f]{16}", one.key)
    assert plan(*GRIDS, seeds=(3, 4)).key == made.key


@pytest.mark.parametrize("counts", [(9, 9), (2, 2), (5, 3)])
@pytest.mark.parametrize("soon", [0, 1, 4])
def test_runs_that_show_the_map_coarsely_come_soon_and_each_comes_once(counts, soon):
    grids = [f"{name}=1e-4:1e-1:{n}log" for name, n in zip(("d_lr", "g_lr"), counts, strict=True)]
    made = plan(*grids, seeds=(0, 1))
    coarse = {task.key for task in made.tasks[: made.coarse]}
    assert coarse == {task.key for task in made.tasks if task.cell in next(made.rounds())}
    for done in (frozenset(), frozenset(task.key for task in made.tasks[1::3])):
        groups = [[task.key for task in group] for group in made.batches(16, done, soon)]
        assert sorted(key for group in groups for key in group) == sorted({task.key for task in made.tasks} - done)
        assert all(len(group) <= 16 for group in groups)
        if soon:
            assert all(len(group) <= soon for group in groups if coarse.intersection(group))
            late = [not coarse.intersection(group) for group in groups]
            assert late == sorted(late)
