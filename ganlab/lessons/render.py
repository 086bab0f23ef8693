"""Render: the Markdown of lessons as HTML that is safe to show, whoever wrote it; formulas between $ as MathML.

There are no pictures and no HTML of a writer's own; links lead to http:// or https:// alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ganlab.lazy import N_
from ganlab.lessons.lesson import Lesson
from ganlab.lessons.refusal import RefusedError, at, wrong
from ganlab.observe.slow.mathml import mathml
from ganlab.quoted import plain

LONGEST = 200  # characters of a formula
_FORMULA = re.compile(r"\$(?!\s)((?:[^$\\]|\\.)+?)(?<!\s)\$(?!\d)")
_LEADS = re.compile(r"https?://", re.IGNORECASE)
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_ELEMENT = re.compile(
    "math|mrow|mi|mo|mn|mtext|mspace|msub|msup|msubsup|munder|mover|munderover|mfrac|msqrt|mroot|mtable|mtr|mtd|mstyle|"
    "mpadded|mphantom"
)
_ATTRIBUTE = re.compile(
    "display|stretchy|fence|form|separator|largeop|movablelimits|symmetric|maxsize|minsize|width|height|depth|lspace|"
    "rspace|mathvariant|columnalign|rowspacing|columnspacing|linethickness|accent|accentunder|displaystyle"
)
_PLAIN = re.compile(r"[\w.%+ -]*", re.ASCII)


def render(text: str) -> str:
    """Return a Markdown text as HTML."""
    return str(_markdown().render(text)).strip()


def render_line(text: str) -> str:
    """Return a Markdown text that is one paragraph as HTML without the paragraph."""
    return str(_markdown().renderInline(text)).strip()


def check(text: str, line: int) -> None:
    """Raise LessonError where a text, whose first line is this one of its file, has what cannot be shown."""
    for place, token in _walked(_markdown(lenient=True).parse(text), 0):
        if token.type == "image":
            raise wrong(
                line + place,
                N_("a picture: cannot be in a lesson; got “{value}”"),
                value=plain(str(token.attrGet("src")), 40),
            )
        target = str(token.attrGet("href"))
        if token.type == "link_open" and not _LEADS.match(target):
            raise wrong(
                line + place, N_("a link: must lead to https:// or http://; got “{value}”"), value=plain(target, 40)
            )
        if token.type == "formula":
            with at(line + place):
                formula(token.content)


def _walked(tokens: Sequence[Token], line: int) -> Iterator[tuple[int, Token]]:
    """Return all tokens, each with the line that its block begins in or, of what is inside a block, its own."""
    for token in tokens:
        place = token.map[0] if token.map else line
        yield place, token
        for child in token.children or ():
            yield place, child
            place += child.type in ("softbreak", "hardbreak")


@lru_cache(512)
def formula(latex: str) -> str:
    """Return LaTeX of anybody's as MathML, of which only what draws is left; raise RefusedError where it cannot be."""
    refused = RefusedError(N_("a formula: must be LaTeX that can be typeset; got “{value}”"), value=plain(latex, 40))
    if len(latex) > LONGEST:
        raise refused
    try:
        root = ElementTree.fromstring(mathml(latex))
    except Exception:  # the converter raises a dozen kinds, which have nothing in common
        raise refused from None
    for element in root.iter():
        name = str(element.tag).removeprefix(_MATHML)
        if not _ELEMENT.fullmatch(name):
            raise refused
        element.tag = name
        kept = {
            key: value for key, value in element.attrib.items() if _ATTRIBUTE.fullmatch(key) and _PLAIN.fullmatch(value)
        }
        element.attrib.clear()
        element.attrib.update(kept)
    root.set("xmlns", _MATHML.strip("{}"))
    return ElementTree.tostring(root, encoding="unicode")


@cache
def _markdown(lenient: bool = False) -> MarkdownIt:
    """Return what reads Markdown; a lenient one takes pictures and links of all kinds, to be refused."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["lheading", "html_block", "html_inline"])
    if not lenient:
        made.disable("image")
    made.validateLink = lambda url: lenient or bool(_LEADS.match(url))  # type: ignore[method-assign]
    made.inline.ruler.before("escape", "formula", _read_formula)
    for name in ("formula", "link_open", "heading_open", "heading_close"):
        made.add_render_rule(name, globals()[f"_{name}"])
    return made


def _read_formula(state: StateInline, silent: bool) -> bool:
    match = _FORMULA.match(state.src, state.pos) if state.src[state.pos] == "$" else None
    if match is None or match.end() > state.posMax:
        return False
    if not silent:
        state.push("formula", "math", 0).content = match[1]
    state.pos = match.end()
    return True


def _formula(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    try:
        return formula(tokens[at].content)
    except RefusedError:
        return self.text([Token("text", "", 0, content=f"${tokens[at].content}$")], 0, options, env)


def _link_open(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    tokens[at].attrSet("target", "_blank")
    tokens[at].attrSet("rel", "noopener noreferrer")
    return self.renderToken(tokens, at, options, env)


def _heading_open(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """Begin a heading: whatever its level, it stands below that of its page."""
    return "<h4>"


def _heading_close(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return "</h4>\n"


def shown(lesson: Lesson) -> dict[str, Any]:
    """Return a lesson as JSON for the view, its texts as HTML."""
    return {
        "name": lesson.name,
        "title": lesson.title,
        "minutes": lesson.minutes,
        "about": lesson.about,
        "pages": [_page(lesson, index) for index in range(len(lesson.pages))],
    }


def _page(lesson: Lesson, index: int) -> dict[str, Any]:
    page = lesson.pages[index]
    question = page.question and {
        "text": render(page.question.text),
        "choices": [
            {"text": render_line(choice.text), "right": choice.right, "answer": render(choice.answer)}
            for choice in page.question.choices
        ],
    }
    return {
        "heading": page.heading,
        "before": render(page.before),
        "question": question,
        "after": render(page.after),
        "run": page.run and page.run.query,
        "asked": lesson.asked(index),
        "until": page.until and page.until.command,
        "point": page.point,
        "check": page.check and page.check.text,
    }
