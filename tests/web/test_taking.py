"""What is taken home from a page: a file, or one sentence; one at a time, and nothing of it is left over."""

import csv
import io
import re
import zipfile

import pytest

from ganlab.engine.lab import UntakenError
from ganlab.export.registry import EXPORTS
from ganlab.web import taking
from tests.support.awaited import awaited
from tests.support.runs import SMALL

SENTENCE = re.compile(r"[A-Z][^\n]+\.")


@pytest.fixture
def take(client, frames, lab):
    """Give a function that takes a file of a run home and returns what it was told in the end."""
    sockets = {}

    def take(entry, stop=None, **message):
        with client.websocket_connect(f"/ganlab/live/{entry.run_id}") as socket:
            stream = frames(socket)
            socket.send_json({"type": "credit", "n": 2})
            next(one for one in stream if one.get("step", 0) >= 3)
            socket.send_json({"type": "take", **message})
            if stop:
                stop(socket)
            return next(one for one in stream if one.get("type") in ("taken", "refused"))

    yield take
    taking.clear()
    assert sockets == {}


@pytest.fixture
def entry(lab):
    made = lab.open(SMALL, playing=False)
    lab.command(made.run_id, "steps", 3)
    return made


@pytest.mark.wide
def test_a_live_run_is_taken_home_as_a_table(client, take, entry):
    told = take(entry, **{"as": "csv", "base": "http://lab.example/x/"})
    assert told["name"] == "ganlab-eight-gaussians-seed0-step3.csv"
    answer = client.get(f"/ganlab/{told['href']}")
    assert answer.headers["content-disposition"] == f'attachment; filename="{told["name"]}"'
    assert answer.headers["content-security-policy"] == "sandbox"
    assert len(answer.content) == told["bytes"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    steps = [row["step"] for row in rows]
    assert steps[-3:] == ["1", "2", "3"] and steps[:-3] in ([], ["0"])  # which may have been measured before the first


@pytest.mark.wide
def test_of_a_pair_both_are_taken_at_one_step(client, take, entry, lab):
    lab.command(entry.run_id, "compare", {"g_lr": 0.5})
    lab.command(entry.run_id, "steps", 5)
    told = take(entry, **{"as": "weights"})
    with zipfile.ZipFile(io.BytesIO(client.get(f"/ganlab/{told['href']}").content)) as file:
        assert {name.split("/")[0] for name in file.namelist()} == {"a", "b"}
        cards = [file.read(f"{name}/README.md").decode() for name in "ab"]
    assert len({re.search(r"after ([\d,]+) steps?", card)[1] for card in cards}) == 1
    assert [bool(re.search(r"g\\_lr \|[^|]+\| 0\.5 \|", card)) for card in cards] == [False, True]


@pytest.mark.wide
def test_a_card_says_the_address_and_the_language(client, take, entry):
    told = take(entry, **{"as": "weights", "base": "https://lab.example/x/"})
    with zipfile.ZipFile(io.BytesIO(client.get(f"/ganlab/{told['href']}").content)) as file:
        assert "https://lab.example/x/?" in file.read("README.md").decode()


@pytest.mark.parametrize(
    "message",
    [
        {"as": "exe"},
        {"as": 7},
        {"as": ["csv"]},
        {"as": "csv", "of": "x" * 41},
        {"as": "csv", "of": 3},
        {"as": "csv", "base": "javascript:alert(1)"},
        {"as": "csv", "base": "http://[::1"},
        {"as": "csv", "base": "http://a b/"},
        {"as": "csv", "notes": ["x"]},
        {"as": "csv", "notes": "x" * 40_001},
    ],
)
def test_what_cannot_be_made_is_refused_in_one_sentence(take, entry, message):
    told = take(entry, **message)
    assert told["type"] == "refused"
    assert re.fullmatch(r"\w+: must be [^\n]+; got [^\n]+", told["message"])


@pytest.mark.wide
def test_an_unknown_thing_of_a_run_is_refused_by_whoever_makes_it(take, entry):
    told = take(entry, **{"as": "csv", "of": "--out=/etc/x"})
    assert SENTENCE.fullmatch(told["refused"])


@pytest.mark.wide
def test_who_takes_nothing_any_more_is_told_nothing_and_the_next_file_comes(client, take, entry):
    told = take(
        entry,
        stop=lambda socket: (socket.send_json({"type": "take"}), socket.send_json({"type": "take", "as": "csv"})),
        **{"as": "weights"},
    )
    assert told["name"].endswith(".csv")


@pytest.mark.wide
def test_a_file_is_gone_after_its_time(client, take, entry, monkeypatch):
    told = take(entry, **{"as": "csv"})
    monkeypatch.setattr(taking, "KEPT", -1.0)
    answer = client.get(f"/ganlab/{told['href']}")
    assert answer.status_code == 404
    assert SENTENCE.fullmatch(answer.text)
    assert client.get("/ganlab/taken/../../x/y").status_code == 404


def test_the_oldest_files_go_where_there_are_too_many_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(taking, "MOST_KEPT", 1e6)
    taking.clear()
    tokens = []
    for k in range(4):
        path = tmp_path / str(k)
        path.write_bytes(b"x" * 400_000)
        tokens.append(taking._keep(path))
    assert [taking.found(token) is not None for token in tokens] == [False, False, True, True]
    taking.clear()


@pytest.mark.wide
def test_nothing_is_left_of_a_run_that_was_taken(take, entry):
    for _ in range(2):
        take(entry, **{"as": "csv"})
    assert sum(path.is_dir() for path in taking._home().iterdir()) == 0
    home = taking._home()
    taking.clear()
    assert not home.exists()


def test_a_process_that_does_not_answer_and_a_run_that_has_stopped_are_said(take, entry, lab, monkeypatch, tmp_path):
    monkeypatch.setattr("ganlab.engine.pool.Process.ask", lambda *_, **__: None)
    assert take(entry, **{"as": "csv"})["refused"].startswith("The process behind the run does not answer")
    entry.parked = True
    with pytest.raises(UntakenError, match=r"^This run has stopped: Play takes it up again"):
        lab.take(entry.run_id, [tmp_path])
    entry.parked = False


def test_whatever_goes_wrong_nobody_waits_for_good(take, entry, lab, monkeypatch):
    def fails(*_):
        raise RuntimeError("out of luck")

    monkeypatch.setattr(lab, "take", fails)
    assert take(entry, **{"as": "csv"})["refused"] == "The file could not be made (out of luck)."


def test_where_too_many_wait_the_next_one_is_told_so(monkeypatch):
    monkeypatch.setattr(taking, "_waiting", 40)
    told = []

    async def tell(message):
        told.append(message)

    async def run():
        one = taking.Taking("nobody", "en", tell)
        one.take({"as": "csv"})
        await one._task

    awaited(run())
    assert told == [{"type": "taken", "refused": "Many files are being made at present: try again in a minute."}]
    taking.clear()


def test_each_kind_says_in_words_what_it_is():
    for export in EXPORTS.values():
        assert export.name
        assert export.words.endswith(".")
