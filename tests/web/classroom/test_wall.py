"""The wall: each member's run as it is now; one of them is shown to all, if its owner does not mind."""

import base64

import numpy as np
import pytest

from ganlab.observe.display import Display
from ganlab.observe.glance import glance
from ganlab.web.classroom import doing, wall
from tests.support.runs import KINDS, SMALL, config_of, trained


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_looks_on_the_wall_as_at_a_glance(kind):
    config = config_of(kind)
    trainer = trained(config, 3)
    display = Display(trainer)
    found, usual = wall.look(display.snapshot()), glance(display)
    assert found["kind"] == usual["kind"] == config.kind
    assert set(found) == set(usual) - {"steps", "d_loss", "g_loss"}
    for name in {"real", "fakes", "pictures"} & set(found):
        mine, theirs = (np.frombuffer(base64.b64decode(one[name]), np.uint8).astype(int) for one in (found, usual))
        assert len(mine) == len(theirs)
        assert np.abs(mine - theirs).max() <= 1, name
    assert found.get("side") == usual.get("side")


@pytest.fixture
def led(school, lab):
    """Begin a class in which one pupil has a run of their own, which somebody looks at."""
    entry, teacher, pupil = lab.open(SMALL), school(), school("10.0.0.2")
    code = teacher.begin(entry.run_id).json()["code"]
    pupil.enter(code)
    with pupil.channel(code) as back:
        back.ask("fork")
        own = back.hear("forked")["run"]
    return code, teacher, pupil, entry, lab.find(own)


@pytest.mark.wide
def test_the_wall_shows_each_members_run_and_what_is_different_in_it(led, lab, watch):
    code, teacher, _, _, own = led
    with teacher.channel(code) as front, watch(lab, own) as viewer:
        viewer.until(lambda s: s.status == "paused")
        front.ask("wall", shown=True)
        first = front.hear("wall")
        assert first["there"] == [1]
        (run,) = first["runs"]
        assert (run["number"], run["name"], run["open"], run["differs"]) == (1, "", True, [])
        assert run["look"]["kind"] == "points"
        lab.command(own.run_id, "set", {"g_lr": 0.5})
        while not (run := front.hear("wall")["runs"][0])["differs"]:
            pass
        assert run["differs"] == ["G learning rate 0.5"]
        step = run["step"]
        lab.command(own.run_id, "steps", 5)
        while front.hear("wall")["runs"][0]["step"] < step + 5:
            pass
        front.ask("wall", shown=False)


def test_a_members_run_is_shown_to_all_and_then_the_teachers_own_again(led):
    code, teacher, pupil, entry, own = led
    with teacher.channel(code) as front, pupil.channel(code) as back:
        front.ask("guest", number=1)
        state = front.until(lambda state: state["guest"] == 1)
        assert (state["shown"], state["own"]) == (own.view, entry.run_id)
        assert back.until(lambda state: state["guest"] == 1)["shown"] == own.view
        front.ask("show", run=state["own"])
        assert front.until(lambda state: state["guest"] == 0)["shown"] == entry.view


def test_who_would_rather_not_is_not_shown(led):
    code, teacher, pupil, entry, _ = led
    with teacher.channel(code) as front, pupil.channel(code) as back:
        back.ask("open", open=False)
        back.until(lambda state: not state["open"])
        assert front.refused("guest", number=1) == doing.SHY
        for number in (2, "1", None):
            assert front.refused("guest", number=number).startswith("number: must be that of a member with a run")
        back.ask("open", open=True)
        back.until(lambda state: state["open"])
        front.ask("guest", number=1)
        assert front.until(lambda state: state["guest"])["own"] == entry.run_id


def test_a_run_whose_owner_looks_elsewhere_is_on_the_wall_too_and_is_left_alone(led, lab):
    code, teacher, _, _, own = led
    assert not own.watched
    with teacher.channel(code) as front:
        front.ask("wall", shown=True)
        while not front.hear("wall")["runs"]:
            pass
    while own.watched:  # until the look has ended with the page
        pass
    assert not own.playing
