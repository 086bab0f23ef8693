"""What is taken home of a map: a file of the rows that it has, without a run, or one sentence."""

import csv
import re
from types import SimpleNamespace

import pytest

from ganlab.engine.sweep.maps import Maps
from ganlab.export.maps import MAP_EXPORTS
from ganlab.web import mapped, taking
from ganlab.web.words import say
from tests.support.awaited import awaited
from tests.support.swept import swept, tiny

SENTENCE = re.compile(r"[A-Z][^\n]+\.")


@pytest.fixture
def map_folder(runs_folder, monkeypatch):
    """Give the folder of a map of the page's, in whose memory there is none, and no run."""
    monkeypatch.setattr(taking, "maps", Maps())
    monkeypatch.setattr(taking, "lab", SimpleNamespace())  # of which nothing can be asked
    yield runs_folder / "maps" / tiny().key
    taking.clear()


def take(**message):
    """Return what a viewer is told in the end."""
    told = []

    async def tell(one):
        told.append(one)

    async def run():
        one = taking.Taking("nobody", "en", tell)
        one.take(message)
        await one._task

    awaited(run())
    assert all(one["type"] == "taking" for one in told[:-1])
    return told[-1]


@pytest.mark.wide
@pytest.mark.parametrize("kind", MAP_EXPORTS)
def test_a_map_that_is_filling_is_taken_home_with_what_it_has(map_folder, kind):
    outcomes = swept(map_folder, tiny(), 7)
    with open(map_folder / "runs.jsonl", "a") as file:
        file.write('{"key": "half a li')
    told = take(**{"as": kind, "map": tiny().key})
    assert told["name"] == f"ganlab-map-d_lr-g_lr.{MAP_EXPORTS[kind].ending}"
    path = taking.found(told["href"].split("/")[1])
    assert path.stat().st_size == told["bytes"]
    if kind == "map-csv":
        with open(path, newline="") as file:
            assert {row["key"]: row["outcome"] for row in csv.DictReader(file)} == outcomes
    assert not [path for path in taking._home().iterdir() if path.is_dir()]


def test_a_map_that_is_not_kept_or_has_nothing_is_said_in_one_sentence(map_folder):
    message = {"as": "map-csv", "map": tiny().key}
    assert SENTENCE.fullmatch(gone := take(**message)["refused"])
    swept(map_folder, tiny(), 0)
    assert take(**message)["refused"] == "None of this map's runs is done yet: fill it first."
    taking.maps = Maps()
    swept(map_folder, tiny(), 2)
    assert taking.maps.find(tiny().key).rows
    (map_folder / "plan.json").unlink()
    assert take(**message)["refused"] == gone


@pytest.mark.parametrize(
    "key", [None, "", 7, ["0" * 16], "0" * 15, "0" * 17, "G" * 16, "../../../../etc", "0" * 16 + "\n"]
)
def test_what_is_no_key_of_a_map_is_refused_in_one_sentence(key):
    with pytest.raises(ValueError, match=r"^map: must be 16 hexadecimal digits; got [^\n]+$"):
        taking.wanted({"as": "map-csv", "map": key})


def test_a_kind_of_a_run_is_of_the_run_whatever_map_is_named():
    assert taking.wanted({"as": "csv", "map": "0" * 16}).map == ""
    with pytest.raises(ValueError, match=r"^take: must be one of replay.*map-png.*; got “exe”$"):
        taking.wanted({"as": "exe"})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_view_is_told_what_can_be_taken_home_of_a_map(language):
    told = mapped.described(language)["takes"]
    assert [one["key"] for one in told] == list(MAP_EXPORTS)
    for one, export in zip(told, MAP_EXPORTS.values(), strict=True):
        assert (one["name"], one["words"]) == (say(export.name, language), say(export.words, language))
        assert export.words.endswith(".")
