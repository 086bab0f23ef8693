"""Where lessons come from; what those that come with the lab have in common."""

import json

import pytest

from ganlab.__main__ import main
from ganlab.lessons.parse import parse
from ganlab.lessons.render import shown
from ganlab.lessons.shelf import SHIPPED, read_file, shelf
from ganlab.web.lessons import SCENE
from tests.support.lesson_files import GOOD

ALL = shelf(SCENE)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("GANLAB_LESSONS", str(tmp_path))
    return tmp_path


def test_every_file_that_comes_with_the_lab_is_a_lesson():
    assert not shelf(SCENE).problems
    assert {path.name.split(".")[0] for path in SHIPPED.glob("*.md")} == set(ALL.books)


@pytest.mark.parametrize("name", ALL.books)
def test_a_lesson_that_comes_with_the_lab_is_complete(name):
    book = ALL.books[name]
    lesson = book.lessons["en"]
    assert "order:" in book.paths["en"].read_text("utf-8") and lesson.about and 2 <= lesson.minutes <= 10
    assert [other.of("en").order for other in ALL.books.values()].count(lesson.order) == 1
    for language, each in book.lessons.items():
        assert [page.outline for page in each.pages] == [page.outline for page in lesson.pages], language
        assert (each.minutes, each.order) == (lesson.minutes, lesson.order), language
        assert language == "en" or each.title != lesson.title
        assert shown(each)["pages"]


@pytest.mark.parametrize("name", ALL.books)
def test_a_lesson_asks_before_it_runs(name):
    lesson = ALL.books[name].lessons["en"]
    if any(page.question for page in lesson.pages):
        runs = [index for index, page in enumerate(lesson.pages) if page.run]
        assert all(lesson.asked(index) is not None for index in runs[:1])


def test_a_teachers_folder_is_read_and_what_is_none_is_listed_with_its_sentence(folder):
    (folder / "mine.md").write_text(GOOD)
    (folder / "mine.zh.md").write_text(GOOD.replace("The 0.5 lie detector", "测谎仪"))
    (folder / "broken.md").write_text(GOOD.replace("minutes: 6", "minutes: six"))
    (folder / "Of Mine.md").write_text(GOOD)
    (folder / "notes.txt").write_text("nothing")
    (folder / "folder.md").mkdir()
    found = shelf(SCENE)
    assert list(found.books)[-1] == "mine" and set(found.books) == {*ALL.books, "mine"}
    assert found.books["mine"].own
    assert found.books["mine"].of("zh").title == "测谎仪"
    assert found.books["mine"].of("fr").title == "The 0.5 lie detector"
    assert {problem.file for problem in found.problems} == {"broken.md", "Of Mine.md"}
    assert str(found.problems[1].message).startswith("Line 3: minutes: must be a whole number")


def test_a_lesson_in_another_language_alone_is_shown_in_that(folder):
    (folder / "mine.zh.md").write_text(GOOD)
    assert shelf(SCENE).books["mine"].of("en").title == "The 0.5 lie detector"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("step 1500", "step 1600"),
        ("seed=7", "seed=8"),
        ("charts, measures", "charts"),
        ("modes <= 2", "modes <= 3"),
        ("step_d 3", "step_d 4"),
        ("- [ ] like", "- [x] like"),
        ("## Reveal\n", "## Reveal\n## More\n"),
    ],
)
def test_a_translation_that_asks_for_something_else_is_not_shown(folder, old, new):
    other = GOOD.replace(old, new).replace("- [x] one", "- [ ] one\n  > no" if "[x]" in new else "- [x] one")
    (folder / "mine.md").write_text(GOOD)
    (folder / "mine.zh.md").write_text(other)
    found = shelf(SCENE)
    assert [problem.file for problem in found.problems] == ["mine.zh.md"]
    assert set(found.books["mine"].lessons) == {"en"}


def test_a_folder_that_is_not_there_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("GANLAB_LESSONS", str(tmp_path / "none"))
    found = shelf(SCENE)
    assert set(found.books) == set(ALL.books)
    assert "the folder of lessons" in str(found.problems[0].message)


def test_what_a_view_is_told_is_json():
    told = shown(parse("x", GOOD.encode(), SCENE))
    json.dumps(told, allow_nan=False)
    assert told["pages"][1]["asked"] == 0
    assert told["pages"][1]["until"] == {"what": "step", "value": 1500}
    assert told["pages"][0]["question"]["choices"][1] == {"text": "one cannot tell", "right": True, "answer": ""}


def test_a_large_file_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "large.md"
    path.write_bytes(b"x" * 10**6)
    assert len(read_file(path)) == 64 * 1024 + 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL.books)
def test_what_a_lesson_says_holds_for_nine_unseen_seeds_in_ten(name, capsys):
    assert main(["lessons", "--check", name]) == 0, capsys.readouterr().out
