"""Polls: a lesson's question, one vote each that may be changed, a tally that nobody sees before its end."""

import json

import pytest

from ganlab.web import lessons
from ganlab.web.classroom import rooms
from ganlab.web.classroom.poll import Poll
from tests.support.runs import SMALL

NAME = "collapse"
PAGES = lessons.told(NAME, "en")["pages"]
PAGE = next(k for k, page in enumerate(PAGES, 1) if page["question"])
NONE = next(k for k, page in enumerate(PAGES, 1) if not page["question"])
CHOICES = len(PAGES[PAGE - 1]["question"]["choices"])


@pytest.fixture
def asked(school, lab):
    """Ask a class of two; give its code, the teacher's browser and two pupils'."""
    teacher, pupils = school(), [school("10.0.0.2"), school("10.0.0.3")]
    code = teacher.begin(lab.open(SMALL).run_id).json()["code"]
    for pupil in pupils:
        pupil.enter(code)
    with teacher.channel(code) as front:
        front.ask("ask", lesson=NAME, page=PAGE)
        front.until(lambda state: state["poll"])
    return code, teacher, *pupils


def test_every_question_of_every_lesson_can_be_put_to_a_class():
    count = 0
    for entry in lessons.listed("en"):
        for page, found in enumerate(lessons.told(entry["key"], "en")["pages"], 1):
            if found["question"]:
                count += 1
                assert Poll.ask(entry["key"], page).choices == len(found["question"]["choices"])
    assert count > 10


def test_votes_are_counted_and_nobody_sees_how_they_stand_before_the_end(asked):
    code, teacher, one, other = asked
    with teacher.channel(code) as front, one.channel(code) as first, other.channel(code) as second:
        first.ask("vote", choice=0)
        second.ask("vote", choice=1)
        for each in (front, first, second):
            poll = each.until(lambda state: state["poll"]["answered"] == 2)["poll"]
            assert poll["tally"] is None
            assert "votes" not in poll
        first.ask("vote", choice=1)  # changed, not counted twice
        first.until(lambda state: state["poll"]["vote"] == 1)
        found = {"step": 700, "values": {"modes": 8, "bad": "text", "worse": None}}
        front.ask("reveal", found=found)
        for each in (front, first, second):
            poll = each.until(lambda state: state["poll"]["revealed"])["poll"]
            assert poll["tally"] == [0, 2, *[0] * (CHOICES - 2)]
            assert poll["found"] == {"step": 700, "values": {"modes": 8}}
        assert first.refused("vote", choice=0).startswith("vote: must come before the answers are shown; got 0")
        front.ask("unask")
        first.until(lambda state: state["poll"] is None)
        assert first.refused("vote", choice=0) == "vote: must be of a question that is asked; got one of none"


def test_no_vote_is_lost_when_the_server_is_killed_in_the_middle(asked):
    code, _, one, _ = asked
    with one.channel(code) as first:
        first.ask("vote", choice=1)
        first.until(lambda state: state["poll"]["vote"] == 1)  # who is told of it
        room = rooms.Rooms().find(code)  # finds it on the disk
    assert room.poll.tally[1] == 1
    assert Poll(**json.loads(json.dumps(room.values()))["poll"]) == room.poll


@pytest.mark.parametrize("choice", [-1, CHOICES, True, "0", None, 1.0, [0]])
def test_what_is_no_choice_is_refused(asked, choice):
    code, _, one, _ = asked
    with one.channel(code) as first:
        assert first.refused("vote", choice=choice).startswith(f"choice: must be from 0 to {CHOICES - 1}; got")
    assert not rooms.Rooms().find(code).poll.votes


@pytest.mark.parametrize(
    ("lesson", "page", "sentence"),
    [
        ("nothing", 1, "lesson: must be one of this server's"),
        (7, 1, "lesson: must be one of this server's"),
        (NAME, 0, "page: must be from 1 to"),
        (NAME, 999, "page: must be from 1 to"),
        (NAME, True, "page: must be from 1 to"),
        (NAME, NONE, "page: must be one with a question"),
    ],
)
def test_what_is_no_question_is_not_asked(asked, lesson, page, sentence):
    code, teacher, _, _ = asked
    with teacher.channel(code) as front:
        assert front.refused("ask", lesson=lesson, page=page).startswith(sentence)
    assert rooms.Rooms().find(code).poll.page == PAGE
