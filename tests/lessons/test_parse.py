"""Files of lessons: what a good one becomes, and how each of the others is refused."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganlab.gan.config import from_values
from ganlab.lessons.lesson import Try, Until
from ganlab.lessons.parse import parse
from ganlab.lessons.refusal import LessonError
from ganlab.presets import PRESETS
from ganlab.web.lessons import SCENE
from ganlab.web.words import LANGUAGES, say
from tests.support.lesson_files import BAD, GOOD


def read(text):
    return parse("lie-detector", text if isinstance(text, bytes) else text.encode(), SCENE)


def test_a_good_lesson_is_read():
    lesson = read(GOOD)
    assert (lesson.title, lesson.minutes, lesson.order) == ("The 0.5 lie detector", 6, 50)
    predict, run, look, reveal = lesson.pages
    assert [page.heading for page in lesson.pages] == ["Predict", "Run", "Look", "Reveal"]
    assert [choice.right for choice in predict.question.choices] == [False, True]
    assert predict.question.text == "D(G(z)) has settled at 0.5.\nWhat do the fakes look like?"
    assert predict.question.choices[0].answer == "Only if D is near D*.\n\nCompare D with D*."
    assert run.run.config == from_values({"seed": 7}, PRESETS["weak-d"].config)
    assert run.until == Until("step", 1500)
    assert look.point == ("charts", "measures")
    assert look.tries == (Try("set", {"r1_gamma": 0.3}), Try("until", Until("step", 2000).command), Try("step_d", 3))
    assert look.before == "```\n## not a page\n```"
    assert look.check.names == {"modes", "d_fake"}
    assert reveal.before.startswith("| a |")
    assert [lesson.asked(index) for index in range(4)] == [None, 0, None, None]


def test_line_endings_and_a_mark_of_the_encoding_change_nothing():
    assert read(GOOD.replace("\n", "\r\n")) == read(b"\xef\xbb\xbf" + GOOD.encode()) == read(GOOD)


def test_a_run_can_be_compared_with_another():
    lesson = read(GOOD.replace("seed=7", "seed=7&compare=r1_gamma:0.3"))
    assert lesson.pages[1].run.other.r1_gamma == 0.3


def test_there_are_a_hundred_files_that_are_no_lesson():
    assert len(BAD) >= 100


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_lesson_is_refused_in_one_sentence_with_its_line(name):
    data, line = BAD[name]
    with pytest.raises(LessonError) as caught:
        read(data)
    sentence = str(caught.value)
    assert re.fullmatch(r"Line \d+: [^\n]{10,400}\.", sentence), sentence
    assert caught.value.line == line, sentence
    assert all(say(caught.value.message, language) != sentence for language in LANGUAGES if language != "en")


SIGNS = st.text(alphabet="#?-[]x>`:$&=|()\"'<.\n aé\u2028\0\t\\", max_size=6)
LINES = st.sampled_from([*GOOD.splitlines(), "---", "## a", "- [ ] b", "> c", "```", "check: step > 5", "? d", ""])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 30), SIGNS), min_size=1, max_size=4))
def test_a_lesson_with_changed_signs_is_read_or_refused(changes):
    text = GOOD
    for place, count, signs in changes:
        text = text[:place] + signs + text[place + count :]
    read_or_refused(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_lines_in_any_order_are_read_or_refused(lines):
    read_or_refused("\n".join(["---", "title: x", "minutes: 5", "---", *lines]))


def read_or_refused(text):
    refused = []
    try:
        assert read(text).pages
    except LessonError as error:
        refused.append(error)
    for error in refused:
        assert 1 <= error.line <= text.count("\n") + text.count("\r") + 1
        assert re.fullmatch(r"Line \d+: [^\n]+\.", str(error))
