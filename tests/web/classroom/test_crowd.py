"""A map that a class fills together: each has a cell, bets on it, runs it, and the front counts what came true."""

import pytest

from ganlab.engine.sweep.running import run
from ganlab.observe.outcome import OUTCOMES
from ganlab.web.classroom import crowd, rooms
from tests.support.filling import Counted
from tests.support.filling import plan as plan_of
from tests.support.runs import SMALL

PLAN = plan_of("d_lr=1e-3,1e-2", "g_lr=1e-3,1e-2", base=SMALL, seeds=(0,), steps=100)


@pytest.fixture
def maps(monkeypatch):
    """Give maps of the test's own."""
    monkeypatch.setenv("GANLAB_MAP_WORKERS", "1")
    made = Counted()
    monkeypatch.setattr(crowd, "maps", made)
    yield made
    made.stop()


@pytest.fixture
def handed(school, lab, maps):
    """Hand a map's four runs out to a class of three; give its code, the map, and the browsers."""
    one, teacher = maps.open(PLAN), school()
    code = teacher.begin(lab.open(SMALL).run_id).json()["code"]
    pupils = [school(f"10.0.0.{k}") for k in (2, 3, 4)]
    for pupil in pupils:
        pupil.enter(code)
    with teacher.channel(code) as front, pupils[0].channel(code) as first, pupils[1].channel(code) as second:
        front.until(lambda state: state["here"] == 2)
        front.ask("hand", key=one.key)
        for back in (first, second):
            back.until(lambda state: state["crowd"])
    return code, one, teacher, pupils


def test_each_is_given_a_cell_that_nobody_else_has_also_who_comes_later(handed):
    code, one, teacher, pupils = handed
    cells = []
    for pupil in pupils:
        with pupil.channel(code) as back:
            state = back.until(lambda state: state["crowd"])["crowd"]
            cells.append(tuple(state["cell"]))
            assert (state["steps"], state["bet"], state["begun"], state["came"]) == (100, None, False, None)
    assert len(set(cells)) == 3
    values = ["0.001", "0.01"]
    assert state["axes"] == [["D learning rate", values], ["G learning rate", values]]
    with teacher.channel(code) as front:
        state = front.until(lambda state: state["crowd"])["crowd"]
        assert state == {"key": one.key, "who": [[0, 1], [1, 2], [2, 3]], "bets": 0, "right": 0, "decided": 0}


@pytest.mark.wide
def test_a_member_bets_runs_the_cell_and_it_comes_to_what_the_map_says(handed, lab, watch, maps):
    code, one, teacher, (pupil, *_) = handed
    with teacher.channel(code) as front, pupil.channel(code) as back:
        assert back.refused("begin") == "begin: must come after a bet; got none"
        back.ask("bet", outcome="collapsed")
        back.until(lambda state: state["crowd"]["bet"] == "collapsed")
        back.ask("bet", outcome="learned")
        back.until(lambda state: state["crowd"]["bet"] == "learned")
        back.ask("begin")
        entry = lab.find(back.hear("forked")["run"])
        task = one.plan.tasks[0]
        assert entry.config == task.config
        with watch(lab, entry) as viewer:
            assert viewer.until(lambda s: s.status == "paused" and s.step > 0).step == one.plan.steps
            state = back.until(lambda state: state["crowd"]["came"])  # though nobody has it filled
        came = state["crowd"]["came"]
        assert state["own"] == entry.run_id and state["crowd"]["begun"]
        assert back.refused("bet", outcome="open").startswith("bet: must come before the run has begun; got open")
        assert [(row["key"], row["outcome"], row["step"]) for row in one.rows] == [(task.key, came, one.plan.steps)]
        score = front.until(lambda state: state["crowd"]["decided"])["crowd"]
        assert (score["bets"], score["right"], score["decided"]) == (1, came == "learned", 1)


@pytest.mark.wide
def test_a_members_run_is_in_the_map_as_the_map_would_have_it_and_is_not_done_again(handed, lab, watch, maps):
    code, one, _, (pupil, *_) = handed
    with pupil.channel(code) as back:
        back.ask("bet", outcome="learned")
        back.ask("begin")
        with watch(lab, lab.find(back.hear("forked")["run"])) as viewer:
            viewer.until(lambda s: s.status == "paused" and s.step > 0)
            back.until(lambda state: state["crowd"]["came"])
    brought, task = dict(one.rows[0]), one.plan.tasks[0]
    (row,) = run([task], one.plan.steps)
    for name, value in row.items():
        if name != "seconds":
            assert brought[name] == (pytest.approx(value, rel=1e-2) if isinstance(value, float) else value), name
    assert brought["seconds"] is None
    assert one.state(task).exists() and list(one.glances(task.cell)) == [0]
    maps.fill(one)
    while not one.done:
        pass
    assert task.key not in maps.runs and len(maps.runs) == len(one.plan.tasks) - 1
    again = crowd.maps.__class__()
    try:
        assert again.find(one.key).done  # it is on the disk
    finally:
        again.stop()


def test_a_members_run_that_has_other_settings_by_now_is_none_of_the_map(handed, lab, watch):
    code, one, _, (pupil, *_) = handed
    with pupil.channel(code) as back:
        back.ask("bet", outcome="learned")
        back.ask("begin")
        entry = lab.find(back.hear("forked")["run"])
        with watch(lab, entry) as viewer:
            viewer.until(lambda s: s.step > 0)
            lab.command(entry.run_id, "set", {"g_lr": 0.5})
            viewer.until(lambda s: s.status == "paused" and s.step == one.plan.steps and s.config.g_lr == 0.5)
            assert lab.judge(entry.run_id, one.plan.tasks[0], one.plan.steps, one.folder) == {}
            lab.command(entry.run_id, "set", {"g_lr": one.plan.tasks[0].config.g_lr})  # and back again
            viewer.until(lambda s: s.config == one.plan.tasks[0].config)
            assert lab.judge(entry.run_id, one.plan.tasks[0], one.plan.steps, one.folder) == {}
    assert one.rows == []


def test_what_it_comes_to_is_not_told_before_one_has_begun(handed, maps):
    code, one, _, (pupil, *_) = handed
    maps.fill(one)
    while not one.done:
        pass
    with pupil.channel(code) as back:
        assert back.until(lambda state: state["crowd"])["crowd"]["came"] is None


def test_a_member_picks_another_cell_and_bets_anew(handed, maps):
    code, one, teacher, (pupil, other, _) = handed
    with teacher.channel(code) as front, pupil.channel(code) as back, other.channel(code) as beside:
        back.ask("bet", outcome="learned")
        back.until(lambda state: state["crowd"]["bet"] == "learned")
        back.ask("pick", cell=[1, 0])
        state = back.until(lambda state: state["crowd"]["cell"] == [1, 0])["crowd"]
        assert state["bet"] is None
        place = [task.cell for task in one.plan.tasks].index((1, 0))
        front.until(lambda state: [place, 1] in state["crowd"]["who"])
        beside.ask("pick", cell=[1, 0])  # which somebody has: both run it
        beside.until(lambda state: state["crowd"]["cell"] == [1, 0])
        for bad in (None, [], [1], [2, 0], [0, 0, 0], "1,0", [[1], 0]):
            assert back.refused("pick", cell=bad).startswith("cell: must be a place on each axis of the map; got")
        back.ask("bet", outcome="learned")
        back.ask("pick", cell=[1, 0])  # the same: the bet stands
        back.ask("begin")
        back.hear("forked")
        refused = back.refused("pick", cell=[0, 0])
        assert refused == "cell: must be picked before one's run has begun; got “[0, 0]” after that"


def test_of_a_cells_seeds_one_is_picked_that_nobody_has(maps):
    one = maps.open(plan_of("d_lr=1e-3,1e-2", "g_lr=1e-3,1e-2", base=SMALL, seeds=(0, 1, 2), steps=100))
    crowd_of = crowd.Crowd.of(one.key)
    for seat in "abc":
        crowd_of.pick(seat, [1, 1])
    assert {one.plan.tasks[place].config.seed for place in crowd_of.cells.values()} == {0, 1, 2}
    crowd_of.pick("a", [0, 1])
    crowd_of.pick("d", [1, 1])
    assert crowd_of.cells["d"] not in (crowd_of.cells["b"], crowd_of.cells["c"])


def test_bets_and_cells_are_kept(handed):
    code, _, _, (pupil, *_) = handed
    with pupil.channel(code) as back:
        back.ask("bet", outcome="stuck")
        back.until(lambda state: state["crowd"]["bet"])
    kept = rooms.Rooms().find(code).crowd
    assert list(kept.bets.values()) == ["stuck"]
    assert len(kept.cells) == 2


@pytest.mark.parametrize("outcome", ["", "right", None, 1, ["learned"]])
def test_what_is_no_outcome_is_no_bet(handed, outcome):
    code, _, _, (pupil, *_) = handed
    with pupil.channel(code) as back:
        assert back.refused("bet", outcome=outcome).startswith(f"outcome: must be one of {', '.join(OUTCOMES)}; got")


def test_without_a_map_nothing_is_handed_out(handed):
    code, _, teacher, (pupil, *_) = handed
    with teacher.channel(code) as front, pupil.channel(code) as back:
        for key in ("", "0" * 16, None, 7):
            assert front.refused("hand", key=key).startswith("map: must be one that this server keeps; got")
        front.ask("unhand")
        back.until(lambda state: state["crowd"] is None)
        assert back.refused("bet", outcome="open") == "bet: must be of a map that is handed out; got one of none"
        assert back.refused("pick", cell=[0, 0]) == "pick: must be of a map that is handed out; got one of none"
        assert back.refused("begin") == "begin: must be of a map that is handed out; got one of none"
