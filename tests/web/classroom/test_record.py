"""A class as a page to take home: for who led it, with all that was asked and what became of the runs."""

import re
from html.parser import HTMLParser

import pytest

from ganlab.web import lessons
from ganlab.web.classroom import record
from ganlab.web.classroom.poll import Poll
from ganlab.web.classroom.room import Member, Room
from tests.support.runs import SMALL

BASE = "https://lab.example.edu/a/"


class Text(HTMLParser):
    """Read what a page says, and refuse what is not closed."""

    def __init__(self, page):
        super().__init__()
        self.said, self.tags = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.said.append(data)


@pytest.fixture
def here(lab, monkeypatch):
    monkeypatch.setattr(record, "lab", lab)
    return lab


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_has_every_question_with_its_votes_and_every_run_with_its_settings(here, watch, language):
    entry, own = here.open(SMALL), here.open(SMALL)
    here.command(own.run_id, "set", {"g_lr": 0.5})
    here.command(own.run_id, "pause")
    found = {"step": 1234, "values": {"modes": 7}}
    poll = Poll("collapse", 1, 3, True, {"a": 1, "b": 1, "c": 0}, found)
    members = {"a": Member(1, "<b>Ada</b>", own.run_id), "b": Member(2, "Bo", "gone")}
    room = Room("ABC234", "host", entry.run_id, named=True, members=members, asked=[poll])
    with watch(here, own) as viewer:
        step = viewer.until(lambda s: s.status == "paused" and s.config.g_lr == 0.5).step
        page = record.page(room, BASE, language)
    assert "<script" not in page and "<b>Ada" not in page
    said = " ".join(Text(page).said)
    question = lessons.told("collapse", language)["pages"][0]["question"]
    for choice, votes in zip(question["choices"], (1, 2, 0), strict=True):
        assert re.search(rf"{re.escape(choice['text'])}\s*{votes}\b", said)
    assert "1,234" in said
    assert "<b>Ada</b>" in said and "Bo" not in said  # who has no run that is kept is in no row
    assert f"{step:,}" in said and "0.5" in said
    assert f"{BASE}?" in page and "g_lr=0.5" in page


def test_a_class_in_which_nothing_was_done_says_so_and_names_stay_hidden(here):
    own = here.open(SMALL)
    room = Room("ABC234", "host", "gone", members={"a": Member(1, "Ada", own.run_id)})
    page = record.page(room, "", "en")
    assert "Nothing was asked." in page
    assert "Ada" not in page


def test_only_who_leads_takes_it_home(school, here):
    teacher, pupil = school(), school("10.0.0.2")
    code = teacher.begin(here.open(SMALL).run_id).json()["code"]
    pupil.enter(code)
    path = f"/ganlab/class/{code}/home.html?base={BASE}"
    assert pupil.client.get(path).status_code == school("10.0.0.3").client.get(path).status_code == 403
    answer = teacher.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="ganlab-class-{code}.html"'
    assert answer.headers["content-security-policy"] == "sandbox"
    assert f"Class {code}" in answer.text and f"{BASE}?" in answer.text
    assert teacher.client.get("/ganlab/class/ABC234/home.html").status_code == 404
