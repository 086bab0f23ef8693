"""What becomes of a run's speed, and of whether it goes, where it is begun anew."""

from ganlab.gan.config import from_values
from ganlab.presets import PRESETS
from tests.support.runs import SMALL


def test_a_run_begins_at_the_pace_of_its_data_and_keeps_a_chosen_one(lab):
    entry = lab.open(from_values({"dataset": "dirac"}))
    assert entry.speed == 20
    lab.command(entry.run_id, "speed", 5)
    lab.configure(entry.run_id, from_values({"theta_start": 0.5}, entry.config))
    assert entry.speed == 5
    lab.configure(entry.run_id, SMALL)
    assert entry.speed == 0
    lab.command(entry.run_id, "speed", 7)
    lab.configure(entry.run_id, from_values({"dataset": "ring"}, SMALL))
    assert entry.speed == 7


def test_what_stands_begins_anew_standing_and_an_experiment_at_its_own_pace(lab):
    ring, line = PRESETS["ring"], PRESETS["line"]
    entry = lab.open(ring.config, playing=False, speed=ring.pace)
    lab.configure(entry.run_id, line.config)
    assert (entry.playing, entry.speed) == (False, line.pace)
    for again in ("reset", "new_seed"):
        lab.command(entry.run_id, "speed", 0)
        lab.command(entry.run_id, again)
        assert (entry.playing, entry.speed) == (False, line.pace)
    lab.command(entry.run_id, "play")
    lab.command(entry.run_id, "speed", 7)
    lab.configure(entry.run_id, from_values({"d_hidden": (5,)}, line.config))
    assert (entry.playing, entry.speed) == (True, 7)  # own settings have no story
    lab.command(entry.run_id, "reset")
    assert (entry.playing, entry.speed) == (True, 7)


def test_what_has_begun_plays_when_it_is_begun_anew_but_where_an_experiment_is_chosen(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        for again in ("reset", "new_seed"):
            viewer.until(lambda s: s.status == "running" and s.step > 3)
            lab.command(entry.run_id, "pause")
            viewer.until(lambda s: s.status == "paused")
            lab.command(entry.run_id, again)
        viewer.until(lambda s: s.generation == 2 and s.status == "running" and s.step > 3)
        lab.command(entry.run_id, "pause")
        viewer.until(lambda s: s.status == "paused")
        lab.configure(entry.run_id, from_values({"d_lr": 0.5}, SMALL), anew=True)
        viewer.until(lambda s: s.generation == 3 and s.status == "paused" and s.step == 0)
        lab.command(entry.run_id, "reset")
        viewer.until(lambda s: s.generation == 4 and s.status == "paused" and s.step == 0)
