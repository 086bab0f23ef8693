"""All maps of a server: found by their keys, filled in turn, no more than there may be, kept as long as runs are."""

import json
import os
import re

import pytest

from ganlab.engine.sweep import crew
from ganlab.engine.sweep import maps as module
from ganlab.engine.sweep.store import PLAN, RUNS, Store
from ganlab.gan import keeping
from ganlab.gan.config import ConfigError
from ganlab.limits import LIMITS, LimitError
from tests.support.filling import Counted, plan

SENTENCE = re.compile(r"\w+: [^\n]+; got “[^\n]+”")


@pytest.fixture
def maps(monkeypatch):
    """Give maps that no process fills: who wants a batch asks for it."""
    monkeypatch.setattr(crew.Crew, "call", lambda self: None)
    made = Counted()
    yield made
    made.stop()


def batches(count, seeds=(0,)):
    """Return a plan whose runs come in so many batches."""
    return plan("n_critic=" + ",".join(str(k + 1) for k in range(count)), seeds=seeds)


def row(task, **values):
    return {"key": task.key, "seed": task.config.seed, "step": 200, "status": "done", "outcome": "open", **values}


def kept(wanted, done=()):
    """Leave the folder of a map in which some runs are done, as a server leaves it that has ended."""
    with (store := Store(module.folder() / wanted.key, wanted)).opened(resume=False):
        store.add([row(wanted.tasks[place]) for place in done])
    return store.folder


def test_a_map_is_found_by_its_key_with_what_is_done(maps):
    wanted = plan("d_lr=1e-3,1e-2")
    assert maps.find(wanted.key) is None
    folder = kept(wanted, (0, 2))
    found = maps.find(wanted.key)
    assert (found.plan, found.folder, [row["key"] for row in found.rows]) == (
        wanted,
        folder,
        [wanted.tasks[place].key for place in (0, 2)],
    )
    assert maps.find(wanted.key) is maps.open(wanted) is found
    maps.fill(found)
    assert [task.key for task in maps._next(0.0).batch] == [wanted.tasks[place].key for place in (1, 3)]
    maps.leave(found)


NONSENSE = [
    "",
    "../..",
    "../../etc/pass",
    "0" * 15,
    "0" * 17,
    "g" * 16,
    "０" * 16,
    "A" * 16,
    "/" * 16,
    "..............%2f",
]


@pytest.mark.parametrize("key", [*NONSENSE, "\0" * 16])
def test_what_can_be_no_key_finds_none_and_no_file_is_opened_for_it(maps, key, monkeypatch):
    monkeypatch.setattr(module, "folder", lambda: pytest.fail("is looked for"))
    assert maps.find(key) is None


def test_what_is_the_key_of_no_map_or_of_another_one_finds_none(maps):
    kept(plan("d_lr=1e-3,1e-2")).rename(module.folder() / ("0" * 16))
    assert maps.find("0" * 16) is maps.find("1" * 16) is None


def damaged(described):
    """Yield texts of a plan.json that is none, or of another plan."""
    yield from ("", "{", "[]", "7", "null", "\x00", "[" * 100_000, "{}")
    for name in described:
        for value in (None, 7, "x", [], [7], {}, {"x": {}}, [None, None]):
            yield json.dumps(described | {name: value})
        yield json.dumps({key: value for key, value in described.items() if key != name})
    yield json.dumps(described | {"base": {**described["base"], "d_rl": "1"}})
    yield json.dumps(described | {"steps": described["steps"] + 1})
    for change in ({"field": "d_rl"}, {"values": [-1, 1e9]}, {"values": ["x"]}, {"field": "loss"}, {"field": 7}):
        yield json.dumps(described | {"axes": [described["axes"][0] | change]})


def test_a_plan_that_is_damaged_or_of_another_version_finds_none(maps, monkeypatch):
    wanted = plan("d_lr=1e-3,1e-2")
    path = kept(wanted) / PLAN
    for text in damaged(wanted.described()):
        path.write_text(text, encoding="utf-8")
        assert maps.find(wanted.key) is None, text[:200]
        if text.startswith("{"):  # nor where its key would be that of the folder
            other = module.folder() / ("%016x" % (hash(text) & (2**64 - 1)))
            other.mkdir(exist_ok=True)
            (other / PLAN).write_text(text, encoding="utf-8")
            with monkeypatch.context() as patch:
                patch.setattr("ganlab.engine.sweep.plan.Plan.key", other.name)
                patch.setattr(module, "folder", lambda other=other: other.parent)
                found = maps.find(other.name)
            assert found is None or found.plan.tasks, text[:200]
    path.unlink()
    assert maps.find(wanted.key) is None


def test_rows_that_are_damaged_are_done_again(maps):
    wanted = plan("d_lr=1e-3,1e-2")
    folder = kept(wanted, (0, 1))
    (folder / RUNS).write_bytes(b"[]\nnull\n\xff\xfe\n{}\n" + (folder / RUNS).read_bytes()[:-9])
    found = maps.find(wanted.key)
    assert [row["key"] for row in found.rows] == [wanted.tasks[0].key]


@pytest.mark.parametrize("count", [2, 3])
def test_maps_are_filled_in_turn(maps, count):
    found = [maps.open(batches(4, (seed,))) for seed in range(count)]
    for one in found:
        maps.fill(one)
    jobs = [maps._next(0.0) for _ in range(4 * count)]
    assert maps._next(0.0) is None
    for at in range(0, len(jobs), count):  # in each round one batch of each
        assert {job.of.key for job in jobs[at : at + count]} == {one.key for one in found}
    assert len(set(maps.runs)) == len(maps.runs) == 4 * count


def test_what_a_process_says_of_a_filling_that_was_stopped_is_not_taken(maps):
    one = maps.open(batches(2))
    maps.fill(one)
    stale = maps._next(0.0)
    maps.leave(one)
    assert not stale.wanted
    maps.fill(one)  # by the next one who comes
    waiting = [list(batch) for batch in one.queue.batches]
    for name, value in (("at", [(stale.batch[0].key, 100, "open")]), ("rows", [row(stale.batch[0])]), ("failed", "")):
        stale.hear(name, value)
    stale.lost()
    assert (one.rows, one.present) == ([], {})
    assert [list(batch) for batch in one.queue.batches] == waiting
    fresh = maps._next(0.0)
    assert fresh.wanted
    fresh.hear("rows", [row(task) for task in fresh.batch])
    assert [found["key"] for found in one.rows] == [task.key for task in fresh.batch]
    maps.leave(one)


def test_where_nothing_can_be_written_that_is_said_and_others_go_on(maps, monkeypatch):
    def full(self, rows):
        raise OSError(28, "No space left on device")

    one, other = maps.open(batches(2)), maps.open(batches(2, (5,)))
    maps.fill(one)
    job = maps._next(0.0)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "add", full)
        job.hear("rows", [row(task) for task in job.batch])
    assert (one.refused, list(one.queue.batches)) == ("No space left on device", [])
    maps.fill(other)
    assert maps._next(0.0).of is other
    maps.leave(one)
    maps.fill(one)  # there is space again
    assert (one.refused, len(one.queue.batches)) == ("", 2)
    maps.leave(one)
    maps.leave(other)


def test_a_map_that_another_server_fills_cannot_be_filled_here_and_can_be_seen(maps):
    wanted = batches(2)
    one, elsewhere = maps.open(wanted), Store(module.folder() / wanted.key, wanted)
    with elsewhere.opened(resume=True), pytest.raises(ConfigError):
        maps.fill(one)
    assert one.fillers == 0
    maps.fill(one)
    maps.leave(one)


def test_too_large_a_map_and_too_many_are_refused_in_one_sentence(maps, monkeypatch):
    wanted = plan("d_lr=1e-4:1e-1:9log", "g_lr=1e-4:1e-1:9log", steps=100_000, seeds=range(20))
    with pytest.raises(LimitError) as told:
        maps.open(wanted)
    assert SENTENCE.fullmatch(str(told.value)) and maps.find(wanted.key) is None
    monkeypatch.setenv("GANLAB_MAPS", "1")
    first, second = maps.open(batches(2)), maps.open(batches(2, (5,)))
    maps.fill(first)
    maps.fill(first)  # one more who looks takes no place
    with pytest.raises(LimitError) as told:
        maps.fill(second)
    assert str(told.value) == LIMITS["maps"].sentence.format(most=1)
    maps.leave(first)
    maps.leave(first)
    maps.fill(second)
    maps.leave(second)


def test_old_maps_are_deleted_but_not_those_that_are_looked_at(maps, monkeypatch):
    plans = {name: batches(2, (seed,)) for seed, name in enumerate(("old", "seen", "known", "young", "filled"))}
    folders = {name: kept(wanted) for name, wanted in plans.items()}
    for name in ("old", "seen", "known", "filled"):
        os.utime(folders[name], (0, 0))
    known = maps.find(plans["known"].key)  # in memory, but nobody looks
    with maps.watch(maps.find(plans["seen"].key), lambda: None):
        maps.fill(maps.find(plans["filled"].key))
    assert {name for name, folder in folders.items() if folder.exists()} == {"seen", "young", "filled"}
    assert maps.find(plans["known"].key) is None
    maps.leave(maps.find(plans["filled"].key))
    maps.fill(known)  # by one who has had it all the time
    assert maps.find(plans["known"].key) is known and maps._next(0.0).of is known
    maps.leave(known)


def test_maps_have_as_many_bytes_as_runs_and_the_oldest_go(maps, monkeypatch):
    monkeypatch.setenv("GANLAB_KEEP_MB", "10")
    folders = [kept(batches(2, (seed,))) for seed in range(4)]
    for age, folder in enumerate(folders):
        (folder / "states").mkdir()
        (folder / "states" / "one.safetensors").write_bytes(bytes(4_000_000))
        now = folder.stat().st_mtime
        os.utime(folder, (now - age, now - age))
    with maps.watch(maps.find(folders[3].name), lambda: None):
        maps.fill(wanted := maps.open(batches(2, (9,))))
    assert [folder.exists() for folder in folders] == [True, False, False, True]
    maps.leave(wanted)


def test_only_so_many_maps_are_in_memory_and_none_that_is_looked_at_leaves_it(maps, monkeypatch):
    monkeypatch.setattr(module, "MOST_KEPT", 3)
    seen, filled = maps.open(batches(2, (90,))), maps.open(batches(2, (91,)))
    maps.fill(filled)
    with maps.watch(seen, lambda: None):
        for seed in range(8):
            maps.open(batches(2, (seed,)))
        assert maps.open(seen.plan) is seen and maps.open(filled.plan) is filled
        assert len(maps._maps) <= 3 + 3
    maps.leave(filled)


@pytest.mark.parametrize("asked", ["0", "65", "x"])
def test_how_many_processes_fill_maps_is_a_whole_number(monkeypatch, asked):
    monkeypatch.setenv("GANLAB_MAP_WORKERS", asked)
    with pytest.raises(ValueError, match="GANLAB_MAP_WORKERS: must be a whole number from 1 to 64; got"):
        crew.size()


def test_maps_are_kept_as_long_as_runs_are(monkeypatch, tmp_path):
    monkeypatch.setenv("GANLAB_KEEP_HOURS", "1")
    now = tmp_path.stat().st_mtime
    for age, old in ((3500, False), (3700, True)):
        os.utime(tmp_path, (now - age, now - age))
        assert keeping.too_old(tmp_path) == old
