"""Maps over a live socket: planned, filled, found and opened; who watches only sees; whatever is sent, it goes on."""

import re
import threading
import time

import pytest

from ganlab.engine.entry import view_of
from ganlab.engine.sweep import running
from ganlab.engine.sweep.lines import LINES
from ganlab.engine.sweep.maps import SOON, TOGETHER
from ganlab.engine.sweep.plan import axis
from ganlab.gan.config import from_values
from ganlab.limits import LIMITS
from ganlab.observe.outcome import OUTCOMES
from ganlab.presets.maps import MAPS
from ganlab.web import mapped, mapping, routes
from ganlab.web.page import address
from ganlab.web.words import LANGUAGES, say
from tests.support.filling import Counted
from tests.support.filling import plan as plan_of
from tests.support.runs import SMALL

SENTENCE = re.compile(r"[^\n:]+: [^\n]+; got [^\n]+")
GRID = {"grid": ["d_lr=1e-3,1e-2", "g_lr=1e-3,1e-2"], "seeds": 2, "steps": 100}
LONG = GRID | {"steps": 100_000}
PLAN = plan_of(*GRID["grid"], base=SMALL, seeds=(0, 1), steps=100)


@pytest.fixture
def maps(monkeypatch):
    """Give maps of the test's own, in all places that reach for them."""
    monkeypatch.setenv("GANLAB_MAP_WORKERS", "1")
    monkeypatch.setenv("GANLAB_MESSAGES", "100000")  # some count as many, and floods have to wait
    made = Counted()
    for module in (mapping, routes, address):
        monkeypatch.setattr(module, "maps", made)
    yield made
    made.stop()


class Tab:
    """One live view: asks, and waits for what it is told."""

    def __init__(self, socket):
        self._socket = socket

    def ask(self, do, **values):
        self._socket.send_json({"type": "map", "do": do, **values})

    def told(self, *types):
        while (message := self._socket.receive_json())["type"] not in types:
            pass
        return message

    def planned(self, **values):
        self.ask("plan", **values)
        return self.told("mapped")["plan"]

    def refused(self, do, **values):
        self.ask(do, **values)
        message = self.told("refused", "mapped")
        return message["message"] if message["type"] == "refused" else message["refused"]

    def filled(self, count):
        """Return what is told of so many runs, by their places."""
        rows, filling = {}, True
        while len(rows) < count or filling:
            message = self.told("map")
            rows |= {row[0]: row for row in message["rows"]}
            filling = message["filling"]
        return rows, message


@pytest.fixture
def tab(client, maps):
    return lambda name: Connected(client.websocket_connect(f"/ganlab/live/{name}"))


class Connected:
    def __init__(self, connecting):
        self._connecting = connecting

    def __enter__(self):
        return Tab(self._connecting.__enter__())

    def __exit__(self, *error):
        self._connecting.__exit__(*error)


def until(maps, one, condition, seconds=300):
    news, end = threading.Event(), time.monotonic() + seconds
    with maps.watch(one, news.set):
        while not condition(one):
            assert time.monotonic() < end
            news.wait(end - time.monotonic())
            news.clear()


@pytest.mark.wide
def test_a_map_is_planned_filled_and_each_of_its_runs_is_opened_where_it_stands(tab, maps, lab, watch, client):
    entry = lab.open(SMALL, playing=False)
    with tab(entry.run_id) as mine, tab(entry.run_id) as another:
        told = mine.planned(**GRID)
        assert (told["key"], told["steps"], told["seeds"]) == (PLAN.key, PLAN.steps, list(PLAN.seeds))
        assert told["runs"] == [[*task.cell, PLAN.seeds.index(task.config.seed)] for task in PLAN.tasks]
        assert [one["values"] for one in told["axes"]] == [list(one.values) for one in PLAN.axes]
        assert [line["key"] for line in told["lines"]] == [key for key, line in LINES.items() if line.make(PLAN)]
        first = mine.told("map")
        assert (first["rows"], first["filling"], first["share"]) == ([], False, 0.0)
        mine.ask("fill")
        rows, last = mine.filled(len(PLAN.tasks))
        expected = [row for group in PLAN.batches(TOGETHER, soon=SOON) for row in running.run(group, PLAN.steps)]
        one = maps.find(PLAN.key)
        for known in expected:
            told_of = rows[one.places[known["key"]]]
            assert told_of[1:3] + told_of[4:] == [known["step"], known["outcome"], False, known["reached"]]
            assert told_of[3] == pytest.approx(mapped.values(SMALL, known), rel=1e-5)
        assert (last["share"], last["present"], last["mine"], last["amiss"]) == (1.0, [], True, "")
        assert [sum(runs for _, runs, *_ in one) for one in last["margins"]] == [len(PLAN.tasks)] * 2
        another.ask("find", key=PLAN.key)
        assert another.told("mapped")["plan"] == told
        assert another.filled(len(PLAN.tasks))[0] == rows
        mine.ask("open", run=5)
        opened = lab.find(mine.told("opened")["run"])
        assert opened.run_id != entry.run_id and opened.config == PLAN.tasks[5].config
        with watch(lab, opened) as viewer:
            assert viewer.until(lambda s: s.status == "paused").step == PLAN.steps
    shown = client.get(f"/ganlab/maps/{PLAN.key}/0-1.json").json()
    assert {PLAN.tasks[int(place)].cell for place in shown} == {(0, 1)} and len(shown) == len(PLAN.seeds)


def test_a_run_that_is_not_done_is_opened_at_its_beginning(tab, lab):
    with tab(lab.open(SMALL, playing=False).run_id) as mine:
        mine.planned(**GRID)
        mine.ask("open", run=3)
        assert lab.find(mine.told("opened")["run"]).config == PLAN.tasks[3].config


def test_a_view_that_closes_or_stops_has_nothing_filled_any_more(tab, maps, lab):
    run_id = lab.open(SMALL, playing=False).run_id
    leaves = (lambda mine: None, lambda mine: mine.ask("stop"), lambda mine: mine.ask("close"))
    for last in (*leaves, lambda mine: mine.planned(**GRID)):
        with tab(run_id) as mine:
            one = maps.find(mine.planned(**LONG)["key"]) or pytest.fail("is not kept")
            mine.ask("fill")
            mine.ask("fill")  # which is once
            until(maps, one, lambda one: one.fillers == 1 and one.present)
            last(mine)
            if last is not leaves[0]:
                until(maps, one, lambda one: one.fillers == 0)
        until(maps, one, lambda one: one.fillers == 0)
        assert not one.present and not one.queue.batches


def test_who_watches_sees_and_neither_fills_nor_opens(tab, maps, lab):
    run_id = lab.open(SMALL, playing=False).run_id
    before = set(lab._entries)
    with tab(view_of(run_id)) as watcher, tab(run_id) as mine:
        assert watcher.planned(**LONG) == mine.planned(**LONG)
        for action in ("fill", "open"):
            sentence = watcher.refused(action, run=0)
            assert SENTENCE.fullmatch(sentence) and f"“{action}” from who watches" in sentence
        mine.ask("fill")
        while not (message := watcher.told("map"))["filling"]:
            pass
        assert not message["mine"]
    assert set(lab._entries) == before


TEXT = "d_lr=1e-3,1e-2"
GRIDS = {
    "none": None,
    "a text": TEXT,
    "a number": [7],
    "nothing": [None],
    "lists": [[TEXT]],
    "no axis": [],
    "three axes": [TEXT, "g_lr=1,2", "d_beta1=0.1,0.2"],
    "thousands": [f"d_beta{k % 2 + 1}=0.1:0.9:900" for k in range(2000)],
    "a long one": ["d_lr=" + ",".join(["0.001"] * 50)],
    "one twice": [TEXT, TEXT],
    "both and one": [TEXT, "lr=1,2"],
    "one point": ["d_lr=1e-3"],
    "ten million points": ["d_lr=1e-4:1e-1:10000000log"],
    "a million cells": ["d_lr=1e-4:1e-1:1000log", "g_lr=1e-4:1e-1:1000log"],
    "ten thousand runs": ["d_lr=1e-4:1e-1:100log", "g_lr=1e-4:1e-1:100log"],
    "no values": ["d_lr="],
    "no number": ["d_lr=a,b"],
    "not finite": ["d_lr=nan,1"],
    "beyond its range": ["d_lr=1,1e9"],
    "no setting that is a number": ["loss=hinge,minimax"],
    "a switch": ["spectral_norm=0,1"],
    "other data": ["data_noise=1,2"],
    "other sizes of data": ["train_size=10,20"],
    "seeds": ["seed=1,2"],
    "unknown": ["d_rl=1,2"],
    "markup": ["<b>\n\u202e=1,2"],
    "halves": ["n_critic=1.5,2"],
}
NUMBERS = (0, -1, 10**9, 10**30, 1.5, "3", True, None, [3], {})
PLACES = (-1, len(PLAN.tasks), 10**400, 1.5, "0", True, None, [0], {})
HOSTILE = [
    *({"do": do} for do in (7, None, "", "explode", ["plan"], {"plan": 1}, True)),
    *({"do": "plan", "ready": ready} for ready in ("nothing", 7, ["rates"], {"rates": 1}, True, "x" * 5000)),
    *({"do": "plan", "seeds": 1, "steps": 10, "grid": grid} for grid in GRIDS.values()),
    *({"do": "plan", **GRID, "seeds": seeds} for seeds in NUMBERS),
    *({"do": "plan", **GRID, "steps": steps} for steps in NUMBERS),
]


def test_whatever_is_asked_for_is_refused_in_one_sentence_and_the_socket_lives_on(tab, lab, maps):
    with tab(lab.open(SMALL, playing=False).run_id) as mine:
        for do in ("fill", "open"):  # before any plan
            assert SENTENCE.fullmatch(mine.refused(do, run=0))
        mine.ask("stop")
        mine.ask("close")  # which say nothing
        for message in HOSTILE:
            sentence = mine.refused(**message)
            assert SENTENCE.fullmatch(sentence) and len(sentence) < 300 and sentence.isprintable(), message
        assert maps._maps == {}
        assert mine.planned(**GRID)["key"] == PLAN.key
        for place in PLACES:
            sentence = mine.refused("open", run=place)
            assert SENTENCE.fullmatch(sentence) and len(sentence) < 300, place
        for key in ("", "../..", "0" * 16, 7, None, [PLAN.key], PLAN.key + "0"):
            assert mine.refused("find", key=key) == say(mapping.GONE, "en")


def test_too_large_or_too_many_is_refused_with_the_limits_sentence(tab, lab, monkeypatch):
    monkeypatch.setenv("GANLAB_MAPS", "1")
    with tab(lab.open(SMALL, playing=False).run_id) as mine, tab(lab.open(SMALL).run_id) as another:
        large = mine.refused("plan", **GRID | {"grid": ["d_lr=1e-4:1e-1:1000log"], "steps": 100_000})
        assert large.startswith(LIMITS["map_seconds"].sentence.split("{")[0]) and SENTENCE.fullmatch(large)
        mine.planned(**LONG)
        mine.ask("fill")
        while not mine.told("map")["filling"]:
            pass
        another.planned(**GRID)
        assert another.refused("fill") == LIMITS["maps"].sentence.format(most=1)


def test_a_map_that_another_program_fills_says_so_without_its_folder(tab, lab, maps):
    with tab(lab.open(SMALL, playing=False).run_id) as mine:
        one = maps.find(mine.planned(**GRID)["key"])
        elsewhere = Counted()
        try:
            other = elsewhere.open(one.plan)
            other.begin()
            sentence = mine.refused("fill")
            assert SENTENCE.fullmatch(sentence) and str(one.folder.parent) not in sentence
            other.end()
        finally:
            elsewhere.stop()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_view_is_told_of_every_ready_map_outcome_and_axis(client, language):
    found = client.get(f"/ganlab/maps.json?lang={language}").json()
    assert [(one["key"], one["label"]) for one in found["ready"]] == [
        (key, say(record.label, language)) for key, record in MAPS.items()
    ]
    for one, (key, record) in zip(found["outcomes"], OUTCOMES.items(), strict=True):
        assert (one["key"], one["mark"], tuple(one["colour"])) == (key, record.mark, record.colour)
        assert (one["label"], one["words"]) == (say(record.name, language), say(record.words, language))
    for one in found["axes"]:  # any of them can be asked for
        high = one["high"] or 4
        values = (high - 2, high - 1) if one["whole"] else (0.8 * high, 0.9 * high)
        made = axis(f"{one['field']}={values[0]},{values[1]}", from_values({"batch_size": 12}, SMALL))
        assert made.whole == one["whole"] and one["label"] and one["of"] in made.fields


@pytest.mark.parametrize("cell", ["x", "0-x", "12345", "-1", "0--1", "", "0-", "..", "%2e%2e", "1.5"])
def test_what_is_no_cell_is_not_found(client, maps, cell):
    maps.open(PLAN)
    assert client.get(f"/ganlab/maps/{PLAN.key}/0-0.json").json() == {}
    assert client.get(f"/ganlab/maps/{PLAN.key}/{cell}.json").status_code == 404
    for key in ("0" * 16, "x", "..%2f..", PLAN.key[:-1]):
        assert client.get(f"/ganlab/maps/{key}/0-0.json").status_code == 404


def test_an_address_opens_a_map_that_there_is_and_says_of_another_that_there_is_none(lab, maps, monkeypatch):
    monkeypatch.setattr(address, "lab", lab)
    maps.open(PLAN)
    for key in (*MAPS, PLAN.key):
        seen = address.visit({"map": key})
        assert (seen.map, seen.sentences) == (key, [])
    for key in ("nothing", "", "../..", "0" * 16, "x" * 500):
        seen = address.visit({"map": key})
        (sentence,) = seen.sentences
        assert seen.map is None and "map: must be one of " + ", ".join(MAPS) in str(sentence)
        assert len(str(sentence)) < 300
        assert address.visit({"map": key, "run": seen.entry.run_id}).entry is seen.entry
