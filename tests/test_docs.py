"""The documentation: links lead somewhere, commands and addresses are understood, names are those of the code."""

import re
import shlex
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from ganlab.__main__ import COMMANDS, parser
from ganlab.gan.config import from_strings
from ganlab.limits import LIMITS, variable
from ganlab.presets.maps import MAPS
from ganlab.web import lessons
from ganlab.web.page.address import read
from ganlab.web.presentation import take

ROOT = Path(__file__).parents[1]
FILES = [ROOT / "README.md", *sorted((ROOT / ".github").rglob("*.md"))]
PAGES = pytest.mark.parametrize("page", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
SHIPPED = "classifier"  # stands for NAME
ELSEWHERE = (
    "run",
    "watch",
    "beside",
    "embed",
    "class",
    "look",
    "teach",
)  # fields of an address that name what only a server knows


def blocks(page):
    """The code blocks of a page, without their fences."""
    return re.findall(r"^```\w*\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def prose(page):
    """A page without its code blocks."""
    return re.sub(r"^```\w*\n.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def spans(page):
    """What stands between single backticks, on one line."""
    return re.findall(r"(?<![`$])`([^`\n]+)`(?!`)", prose(page))


def anchors(page):
    """The anchors that GitHub gives to headings: the second of one name has a number."""
    seen, found = Counter(), set()
    for heading in re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"[^\w -]", "", words.lower()).replace(" ", "-")
        found.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return found


@PAGES
def test_every_link_to_a_file_or_heading_leads_there(page):
    text = re.sub(r"`[^`\n]*`", "", prose(page))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.is_relative_to(ROOT) and file.exists(), target
        assert not anchor or anchor in anchors(file), target


def test_links_are_found_where_they_are():
    assert {"experiments", "mode-collapse", "data-sets"} <= anchors(ROOT / ".github/docs/reference.md")
    assert "dirac-circle" in anchors(ROOT / ".github/docs/reference.md")


def commands(page):
    """What follows `python -m ganlab`, in code blocks and between backticks, and whether it is only named."""
    for text in (*spans(page), *(line for block in blocks(page) for line in block.splitlines())):
        for rest in re.findall(r"python3? -m ganlab (.*)", text):
            yield shlex.split(rest.split(" > ")[0], comments=True)


@PAGES
def test_every_command_is_one(page):
    for words in commands(page):
        if len(words) == 1:
            assert words[0] in COMMANDS
            continue
        try:
            parser().parse_args([SHIPPED if word == "NAME" else word for word in words])
        except SystemExit:
            pytest.fail(f"python -m ganlab {shlex.join(words)}")


def test_commands_are_found():
    assert sum(1 for page in FILES for _ in commands(page)) > 12


def queries(page):
    text = "\n".join((*spans(page), *blocks(page)))
    return re.findall(r"\?((?:[a-z_0-9]+=[^\s`&…]*&?)+)", text)


@PAGES
def test_every_address_is_understood(page):
    for query in queries(page):
        fields = {name: value for name, value in parse_qsl(query) if name not in ELSEWHERE}
        lesson, number = fields.pop("lesson", None), fields.pop("page", None)
        assert lesson is None or lessons.wrong(lesson, number) is None, query
        assert fields.pop("map", "") in ("", *MAPS), query
        compared = fields.pop("compare", "")
        _, bad = take(fields)
        config, _, errors = read(fields)
        assert not bad + errors, query
        name, _, value = compared.partition(":")
        assert not name or getattr(from_strings({name: value}, config), name) != getattr(config, name), query


def test_the_keys_that_are_listed_do_what_is_said():
    table = (ROOT / ".github/docs/teaching.md").read_text("utf-8").split("\n## Keys\n")[1]
    scripts = [path.read_text("utf-8") for path in (ROOT / "ganlab/web/static").rglob("*.js")]
    listed = re.findall(r"^\| (?:`(.)`|(Space)) \| (.+) \|$", table, re.MULTILINE)
    assert len(listed) > 12
    for key, space, words in listed:
        declared = [text for text in scripts if f'N_("{words}")' in text]
        assert any(f'"{" " if space else key}"' in text for text in declared), (key or space, words)


VARIABLE = re.compile(r"GANLAB_[A-Z_]*[A-Z]\b")


@pytest.fixture(scope="module")
def variables():
    """The variables that the code names, tests and checks included, and those of the limits."""
    files = [*(ROOT / "ganlab").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / ".ci/run"]
    named = {name for file in files for name in VARIABLE.findall(file.read_text("utf-8"))}
    return named | {variable(name) for name in LIMITS}


@PAGES
def test_every_variable_is_read_somewhere(page, variables):
    assert set(VARIABLE.findall(page.read_text("utf-8"))) <= variables
