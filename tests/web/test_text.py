"""What anybody has written is shown as text: at one place, which every text of the page that is not our own passes."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganlab.web.page import text
from ganlab.web.page.text import plain
from ganlab.web.routes import STATIC

FOLDER = Path(text.__file__).parent
# of Streamlit, what shows no Markdown: text and code as they are, containers, pictures, charts, state
NO_MARKDOWN = {"text", "code", "columns", "container", "fragment", "image", "rerun", "vega_lite_chart", "html"}
NO_MARKDOWN |= {"set_page_config", "get_option"}
OUR_OWN = {"asked.label", "decision.label", "_TABS[name]"}  # words of registries
PASSED_ON = {"share.py": "caption", "points.py": "label"}  # arguments of a function that is called with our own words


def ours(node, names):
    """Tell whether an expression is text that only we have written, or has been made plain."""
    match node:
        case ast.Constant():
            return True
        case ast.Call(func=ast.Name("plain")):
            return True
        case ast.Call(func=ast.Name("say"), args=[first, _], keywords=[]):
            marked = isinstance(first, ast.Constant) or ast.unparse(first) in OUR_OWN
            return marked or (isinstance(first, ast.Call) and first.func.id in ("N_", "NC_"))
        case ast.IfExp(body=body, orelse=other):
            return ours(body, names) and ours(other, names)
        case ast.ListComp(elt=part):
            return ours(part, names)
        case ast.List(elts=parts):
            return all(ours(part, names) for part in parts)
        case ast.Name(name):
            return name in names and all(ours(value, {}) for value in names[name])
    return False


def shown(path):
    """Yield (line, text, names) of each text that a file of the page gives to Streamlit as Markdown."""
    for function in [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]:
        names = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                names.setdefault(node.targets[0].id, []).append(node.value)
        for node in ast.walk(function):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if ast.unparse(node.func.value) == "st" and node.func.attr not in NO_MARKDOWN:
                first = node.args[1:] if node.func.attr == "progress" else node.args[:1]
                texts = [*first, *(word.value for word in node.keywords if word.arg in ("help", "label", "body"))]
                yield from ((node.lineno, text, names) for text in texts)


def test_every_text_that_is_not_our_own_is_made_plain():
    found = [(path, *each) for path in sorted(FOLDER.glob("*.py")) for each in shown(path)]
    assert len(found) > 25
    for path, line, node, names in found:
        passed = isinstance(node, ast.Name) and node.id == PASSED_ON.get(path.name)
        assert passed or ours(node, names), f"{path.name}:{line} {ast.unparse(node)}"
    assert sum(ast.unparse(node).startswith("plain(") for _, _, node, _ in found) > 8


def unescaped(markdown):
    """Return the signs of Markdown, HTML and Streamlit's own that would act."""
    return re.findall(r"[!-/:-@\[-`{-~]", re.sub(r"\\[!-/:-@\[-`{-~]", "", markdown))


@given(st.text() | st.text("!-:@[]()<>*_`$~#\\|wtphs.\n "))
def test_what_is_made_plain_has_no_sign_that_acts_and_says_the_same(text):
    assert unescaped(plain(text)) == []
    said = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", plain(text)).replace("\u2060", "")
    lines = [line.strip() for line in text.replace("\u2060", "").splitlines()]
    assert [line.strip() for line in said.split("\n")] == (lines or [""])


@pytest.mark.parametrize("address", ["http://evil.test", "HTTPS://evil.test", "www.evil.test", "me@evil.test"])
def test_an_address_in_it_is_no_link(address):
    """Their signs alone do not help: these are found in the text that is left when the escapes are gone."""
    said = plain(f"see {address}/x").replace("\\", "")
    assert not re.search(r"https?://|www(?=\.)", said, re.IGNORECASE)
    assert not re.search(r"[-.\w+]@[-\w]+\.", said)


# signs, formulas; of lessons, what the server makes of Markdown (tests/lessons/test_render.py)
MADE_BY_US = [
    *("controls/compare_heads.js", "controls/slow.js", "dirac/theory.js"),
    *("lessons/typeset.js", "overview/card.js"),
]


def test_the_view_takes_for_html_only_what_we_have_made():
    sinks = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc"
    )
    files = {path.relative_to(STATIC).as_posix(): path.read_text() for path in STATIC.rglob("*.js")}
    assert sorted(name for name, text in files.items() if sinks.search(text)) == MADE_BY_US
