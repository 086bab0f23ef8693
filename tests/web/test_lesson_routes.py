"""Lessons over the wire: the shelf, one that is dropped, checks of a live run, and a run that a page begins."""

import pytest

from ganlab.gan.config import DEFAULT
from ganlab.lessons.parse import MOST_KB
from ganlab.web import lessons
from ganlab.web.page import address
from ganlab.web.words import LANGUAGES
from tests.support.lesson_files import GOOD
from tests.support.runs import SMALL

NAMES = [one["key"] for one in lessons.listed("en")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_lesson_of_the_menu_can_be_had_with_what_its_pages_need(client, name, language):
    lesson = client.get(f"/ganlab/lessons/{name}.json?lang={language}").json()
    assert lesson["name"] == name
    for page in lesson["pages"]:
        assert page["heading"]
        assert page["run"] is None or {"query", "hide", "selectors", "controls", "compare"} == set(page["run"])
        assert all(selector.startswith(".gl-") for selector in page["point"])
        assert not page["check"] or all(page["names"].values())


def test_a_name_that_no_lesson_has_is_not_found(client):
    assert client.get("/ganlab/lessons/nothing.json").status_code == 404
    assert client.get("/ganlab/lessons/..%2f..%2fREADME.json").status_code == 404


def test_a_file_that_is_dropped_becomes_a_lesson_or_one_sentence(client):
    assert client.post("/ganlab/lesson", content=GOOD).json()["dropped"]
    for data in (b"", b"\xff\xfe", b"x" * (1024 * MOST_KB + 1), GOOD.replace("minutes: 6", "minutes: 0").encode()):
        said = client.post("/ganlab/lesson", content=data).json()
        assert list(said) == ["error"]
        assert said["error"].startswith("Line ")
    assert client.post("/ganlab/lesson?lang=zh", content=b"x").json()["error"].startswith("第 1 行")


@pytest.mark.wide
def test_a_check_is_told_when_it_is_done_and_undone(client, frames, lab):
    entry = lab.open(SMALL, playing=False)
    with client.websocket_connect(f"/ganlab/live/{entry.run_id}") as socket:
        stream = frames(socket)

        def told(state):
            return next(one for one in stream if one.get("type") == "checked" and one["state"] == state)

        def command(name, value=None):
            socket.send_json({"type": "command", "name": name, "value": value})

        socket.send_json({"type": "credit", "n": 2})
        socket.send_json({"type": "check", "text": "step >= 3 and did_step >= 1"})
        command("step")
        command("steps", 4)
        assert told("done")["step"] >= 3
        command("reset")
        told("undone")
        for text in ("steps >=", 7, "nothing > 1"):
            socket.send_json({"type": "check", "text": text})
            assert next(one for one in stream if one.get("type") == "refused")["message"].startswith("check")


def test_a_page_begins_a_run_alone_that_waits(client, frames, lab):
    entry = lab.open(SMALL)
    lab.command(entry.run_id, "compare", {"g_lr": 0.5})
    with client.websocket_connect(f"/ganlab/live/{entry.run_id}") as socket:
        stream = frames(socket)
        socket.send_json({"type": "credit", "n": 2})
        for value in ("g_lr=-1", "preset=nothing", 7, None):
            socket.send_json({"type": "command", "name": "begin", "value": value})
            assert next(one for one in stream if one.get("type") == "refused")["message"]
        socket.send_json({"type": "command", "name": "begin", "value": "preset=line&seed=3"})
        frame = next(one for one in stream if one.get("status") == "paused" and one["beside"] is None)
        assert frame["step"] == 0
    assert (entry.config.dataset, entry.config.seed, entry.partner) == ("line", 3, None)


@pytest.mark.parametrize(
    ("query", "dataset"),
    [
        ({"lesson": "digits", "page": "3"}, "digits"),
        ({"lesson": "digits", "page": "3", "lang": "zh"}, "digits"),
        ({"lesson": "digits", "page": "1"}, DEFAULT.dataset),
        ({"lesson": "digits", "page": "3", "dataset": "ring"}, "ring"),
    ],
)
def test_in_the_middle_of_a_lesson_a_new_run_is_that_of_the_pages_before(lab, monkeypatch, query, dataset):
    monkeypatch.setattr(address, "lab", lab)
    seen = address.visit(query)
    assert (seen.entry.config.dataset, seen.sentences) == (dataset, [])
