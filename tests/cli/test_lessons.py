"""`python -m ganlab lessons`: the list, and checks over seeds."""

import pytest

from ganlab.__main__ import main
from ganlab.lessons.shelf import shelf
from ganlab.web.lessons import SCENE
from tests.support.lesson_files import GOOD

PAGES = """---
title: A short one
minutes: 2
---
## Run
run: g_hidden=4&d_hidden=4&batch_size=8
until: step 20
check: step >= 10 and seed >= {seed}
## Look
check: step >= 15
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("GANLAB_LESSONS", str(tmp_path))
    return tmp_path


def run(capsys, *arguments):
    code = main(["lessons", *arguments])
    return code, *capsys.readouterr()


def test_lessons_are_listed_with_what_is_wrong_with_others(capsys, folder):
    (folder / "mine.md").write_text(GOOD)
    (folder / "none.md").write_text("nothing")
    code, out, err = run(capsys)
    assert code == 0
    assert len(out.splitlines()) == len(shelf(SCENE).books)
    assert out.splitlines()[-1].split()[:3] == ["mine", "6", "min"]
    assert err.strip() == "none.md: Line 1: the file: must begin with a line ---; got “nothing”."


def test_checks_are_counted_over_seeds(capsys, folder):
    (folder / "mine.md").write_text(PAGES.format(seed=100))
    code, out, _ = run(capsys, "--check", "mine", "--seeds", "100-101")
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "mine: 2 checks"
    assert lines[1] == "  seed 100, page 1: done at step 10; seed=100 step=10"
    assert lines[-2] == "mine, page 2: step >= 15: holds in 2 of 2 seeds"
    assert lines[-1] == "lessons: 2 of 2 checks hold in at least 90% of seeds 100-101"


def test_what_does_not_hold_for_nine_seeds_in_ten_fails(capsys, tmp_path):
    path = tmp_path / "other.md"
    path.write_text(PAGES.format(seed=101))
    code, out, _ = run(capsys, "--check", str(path), "--seeds", "100-101")
    assert code == 1
    assert out.splitlines()[-1].startswith("lessons: 1 of 2 checks hold")


def test_a_file_that_is_no_lesson_fails(capsys, tmp_path):
    path = tmp_path / "other.md"
    path.write_text("nothing")
    code, out, _ = run(capsys, "--check", str(path))
    assert code == 1 and "Line 1: " in out


@pytest.mark.parametrize("arguments", [("--check", "none"), ("--check", "a.md"), ("--check", "--seeds", "x")])
def test_what_cannot_be_checked_is_refused(capsys, folder, arguments):
    (folder / "mine.md").write_text(PAGES.format(seed=100))
    code, _, err = run(capsys, *arguments)
    assert code == 2 and len(err.splitlines()) == 1
