"""Where a run may step: beside others, in a process of its own, or not at all; and what is then said."""

import contextlib
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganlab.engine import places
from ganlab.engine.entry import CRASHES, Opening
from ganlab.engine.lab import Lab
from ganlab.engine.places import SHARED, Bounds, Places
from ganlab.engine.worker import Worker
from ganlab.gan import checkpoint
from ganlab.gan.config import DEFAULT, ConfigError, from_values
from ganlab.gan.cost import Cost, cost
from ganlab.presets import PRESETS
from ganlab.web.page import address

WIDE = {"g_hidden": (512,) * 6, "d_hidden": (512,) * 6}
LIGHT, SLOW = DEFAULT, from_values({"g_steps": 20, "unroll_steps": 10})  # which differ in what acts live
HEAVY = from_values({**WIDE, "batch_size": 2048})
BEYOND = from_values({**WIDE, "unroll_steps": 10, "n_critic": 20, "batch_size": 2048})
LARGE = {"g_network": "dcgan", "d_network": "dcgan", "g_hidden": (512, 512), "d_hidden": (512, 512)}
SENTENCE = r"^cost: a step must take at most 10 s on this server; lower [a-z_, ]+ or [a-z_]+; got “about \d+ s”$"


class Told:
    """Stand for a process: note what it is told."""

    def __init__(self, index, *arguments):
        self.index, self.arguments, self.told, self.closed = index, arguments, [], False

    def waiting(self, run_id):
        return 0

    def send(self, *command):
        self.told.append(command)

    def close(self):
        self.closed = True


def told_lab(monkeypatch, apart=2, shared=2):
    monkeypatch.setenv("GANLAB_APART", str(apart))
    monkeypatch.setattr(places.device, "likely", lambda: False)
    lab = Lab(workers=shared)
    lab.places = Places(Told)
    lab.places.open(shared)
    return lab


def test_every_experiment_may_step_beside_others():
    assert max(cost(preset.config).seconds for preset in PRESETS.values()) < SHARED.seconds
    assert max(cost(preset.config).bytes for preset in PRESETS.values()) < SHARED.bytes


@pytest.mark.parametrize("config", [BEYOND, from_values({"dataset": "digits", **LARGE, "batch_size": 2048})])
def test_what_is_beyond_all_bounds_is_refused_in_one_sentence_at_every_door(monkeypatch, config):
    lab = told_lab(monkeypatch)
    entry = lab.open(LIGHT)
    doors = [
        lambda: lab.open(config),
        lambda: lab.configure(entry.run_id, config),
        lambda: lab.command(entry.run_id, "set", config.changed()),
    ]
    before = (entry.config, entry.generation, entry.worker, entry.speed, len(lab.places.processes[0].told))
    for door in doors:
        with pytest.raises(ConfigError, match=SENTENCE):
            door()
    assert before == (entry.config, entry.generation, entry.worker, entry.speed, len(lab.places.processes[0].told))
    assert len(lab._entries) == 1


def test_memory_is_bounded_too(monkeypatch):
    monkeypatch.setenv("GANLAB_RUN_MB", "150")
    monkeypatch.setenv("GANLAB_STEP_SECONDS", "3600")
    with pytest.raises(
        ConfigError, match=r"^cost: a run must need at most 150 MB .*; lower .*; got “about [\d,]+ MB”$"
    ):
        told_lab(monkeypatch).open(HEAVY)


def test_a_comparison_is_refused_as_a_whole(monkeypatch):
    lab = told_lab(monkeypatch, apart=0)
    entry = lab.open(from_values({"g_steps": 20, "unroll_steps": 4}))
    with pytest.raises(ConfigError, match="^cost: .*unless a process for slower runs is free; lower "):
        lab.command(entry.run_id, "compare", {"unroll_steps": 5})
    assert (entry.partner, entry.generation, len(lab._entries)) == (None, 0, 1)


def test_a_pair_apart_is_freed_once_and_ends_its_process(monkeypatch):
    lab = told_lab(monkeypatch, apart=1)
    entry = lab.open(from_values({"g_steps": 20, "unroll_steps": 4}))
    lab.command(entry.run_id, "compare", {"unroll_steps": 5})
    assert (entry.worker, entry.partner.worker) == (2, 2)
    process = lab.places.processes[2]
    lab.close_all()
    assert [told[0] for told in process.told].count("close") == 1
    assert set(lab.places.processes) == {0, 1}


def test_an_address_that_asks_for_too_much_leads_to_the_usual_run_and_says_why(monkeypatch):
    monkeypatch.setattr(address, "lab", told_lab(monkeypatch))
    visit = address.visit(BEYOND.to_query())
    assert visit.entry.config == LIGHT
    assert "cost: a step must take at most 10 s" in str(visit.sentences[0])


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["open", "set", "free", "left"]), st.integers(0, 9), st.sampled_from([LIGHT, SLOW, HEAVY])
    ),
    max_size=40,
)


@settings(max_examples=50, deadline=None)
@given(ACTS)
def test_heavy_runs_are_alone_few_and_leave_nothing_behind(acts):
    with pytest.MonkeyPatch.context() as monkeypatch:
        lab = told_lab(monkeypatch)
        for act, number, config in acts:
            entries = list(lab._entries.values())
            entry = entries[number % len(entries)] if entries else None
            with contextlib.suppress(ConfigError):
                if act == "open":
                    lab.open(config)
                elif entry and act == "set":
                    lab.configure(entry.run_id, config)
                elif entry and act == "free":
                    lab.free(entry)
                elif entry:
                    lab._receive(entry.worker, ("left", {entry.run_id: entry.generation}, None))
            apart = [one.worker for one in lab._entries.values() if one.worker not in lab.places.shared]
            assert len(apart) == len(set(apart)) <= 2
            assert not any(one.parked and one.worker in apart for one in lab._entries.values())
            asked_to_leave = {
                told[1] for process in lab.places.processes.values() for told in process.told if told[0] == "leave"
            }
            for one in lab._entries.values():
                heavy = lab.places.bounds.heavy([one.config], one.factor)
                assert one.worker in lab.places.processes
                assert not heavy or one.worker not in lab.places.shared or one.run_id in asked_to_leave
        for entry in list(lab._entries.values()):
            lab.free(entry)
        assert set(lab.places.processes) == {0, 1}


def test_a_knob_that_makes_a_run_heavy_moves_it_and_back_below_it_goes_on(monkeypatch):
    lab = told_lab(monkeypatch, apart=1)
    entry = lab.open(LIGHT)
    lab.configure(entry.run_id, SLOW)
    shared = lab.places.processes[entry.worker]
    assert shared.told[-1] == ("leave", entry.run_id)
    lab._receive(entry.worker, ("left", {entry.run_id: entry.generation}, None))
    assert entry.worker == 2
    opened = next(told for told in lab.places.processes[2].told if told[0] == "open")
    assert opened[2].resume
    assert opened[2].values == SLOW.model_dump()
    lab.configure(entry.run_id, LIGHT)
    assert lab.places.processes[2].told[-1] == ("configure", entry.run_id, LIGHT.model_dump())


def test_a_run_that_takes_longer_than_estimated_is_stopped_and_play_takes_it_up_where_it_may_be(monkeypatch):
    lab = told_lab(monkeypatch)
    entry = lab.open(LIGHT)
    with lab.watch(entry.run_id, lambda: None):
        lab._receive(0, ("left", {entry.run_id: 0}, 99.0))
        assert entry.snapshot.status == "failed"
        sentence = str(entry.snapshot.message)
        assert sentence.startswith("This run was stopped, and its state is kept. cost: a step must take at most 10 s")
    assert entry.snapshot.status == "failed"  # for whoever comes back
    assert not entry.playing and entry.parked
    lab.configure(entry.run_id, from_values({"d_lr": 0.01}))
    lab.command(entry.run_id, "play")
    assert entry.parked  # again
    monkeypatch.setattr(lab.places, "bounds", Bounds(200, 2000, 2))
    lab.command(entry.run_id, "play")
    assert entry.playing and not entry.parked
    assert entry.worker not in lab.places.shared


def test_a_run_apart_that_workers_die_of_is_stopped_leaves_its_process_and_has_one_again_by_play(monkeypatch):
    lab = told_lab(monkeypatch)
    light, slow = lab.open(LIGHT), lab.open(SLOW)
    for _ in range(CRASHES):
        assert slow.worker == 2 and not slow.parked
        lab.recover(1 - light.worker, light.run_id)  # in whose turn another worker died, that it had left
        lab.recover(slow.worker, slow.run_id)
    assert slow.parked and not light.parked
    assert set(lab.places.processes) == {0, 1}
    lab.command(slow.run_id, "play")
    assert (slow.worker, slow.parked, set(lab.places.processes)) == (2, False, {0, 1, 2})
    lab.recover(slow.worker, "")  # which only means that it is opened in the successor
    assert [told[0] for told in lab.places.processes[2].told].count("open") == 2


def test_a_worker_lets_a_run_go_after_two_turns_that_were_too_long_and_saves_it(tmp_path):
    sent, path = [], checkpoint.path_of("run-of-a-test")
    worker = Worker(sent.append, bound=-1.0)
    worker.post(("open", "run-of-a-test", Opening(7, LIGHT.model_dump(), True, 0.0, str(path))))
    assert worker.obey_all()
    while worker.runs:
        worker.go_on()
    name, generations, seconds = sent[-1]
    assert (name, generations) == ("left", {"run-of-a-test": 7})
    assert seconds > 0
    assert checkpoint.newest(path).values["step"] >= 1


@pytest.mark.wide
def test_a_heavy_run_steps_in_a_process_of_its_own_that_ends_with_it(own_lab, watch, monkeypatch):
    monkeypatch.setattr(places, "SHARED", Cost(cost(LIGHT).seconds * 2, 3e8))
    light, heavy = own_lab.open(LIGHT), own_lab.open(from_values({"n_critic": 20}))
    assert light.worker != heavy.worker
    process = own_lab.places.processes[heavy.worker]
    with watch(own_lab, heavy) as viewer:
        viewer.until(lambda s: s.step > 3, seconds=400)  # it has what others leave of the cores
    assert os.getpriority(os.PRIO_PROCESS, process.pid) > os.getpriority(os.PRIO_PROCESS, own_lab.worker_pids()[0])
    own_lab.free(heavy)
    process.child.wait(60)
    assert heavy.worker not in own_lab.places.processes


@pytest.mark.slow
def test_memory_beyond_the_limit_is_that_runs_alone_to_do_without(own_lab, watch, monkeypatch):
    monkeypatch.setattr(Bounds, "heavy", lambda self, configs, factor: configs[0].batch_size == 2048)
    monkeypatch.setenv("GANLAB_RUN_MB", "300")
    light, heavy = own_lab.open(LIGHT), own_lab.open(BEYOND)
    with watch(own_lab, heavy) as viewer:
        assert "memory" in str(viewer.until(lambda s: s.status == "failed", seconds=400).message)
    with watch(own_lab, light) as viewer:
        step, began = viewer.until(lambda s: s.step > 0).step, time.monotonic()
        viewer.until(lambda s: s.step > step + 100)
        assert time.monotonic() - began < 60


@pytest.mark.parametrize("name", ["GANLAB_STEP_SECONDS", "GANLAB_RUN_MB", "GANLAB_APART"])
@pytest.mark.parametrize("value", ["-1", "1e3", "many", "99999999"])
def test_a_setting_that_cannot_be_is_refused_at_the_start(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=rf"^{name}: must be a whole number from \d+ to \d+; got “{value}”$"):
        Lab(workers=1).start()
