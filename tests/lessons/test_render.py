"""The texts of lessons as HTML: what is shown, and that nothing of a writer's can be anything but text."""

import contextlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganlab.lessons.refusal import RefusedError
from ganlab.lessons.render import formula, render, render_line

TAGS = {
    *(
        [
            "p",
            "h4",
            "em",
            "strong",
            "code",
            "pre",
            "ul",
            "ol",
            "li",
            "blockquote",
            "hr",
            "br",
            "a",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        ]
    ),
    *(
        [
            "math",
            "mrow",
            "mi",
            "mo",
            "mn",
            "mtext",
            "mspace",
            "msub",
            "msup",
            "msubsup",
            "munder",
            "mover",
            "munderover",
            "mfrac",
            "msqrt",
            "mroot",
            "mtable",
        ]
    ),
    *(["mtr", "mtd", "mstyle", "mpadded", "mphantom"]),
}


class Reader(HTMLParser):
    """Takes HTML apart as a browser does."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes = set(), []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = handle_comment


def assert_safe(html):
    found = Reader(html)
    assert found.tags <= TAGS, html
    for tag, name, value in found.attributes:
        assert not name.startswith("on") and name not in ("src", "srcset", "id"), html
        if name == "href":
            assert tag == "a" and re.match(r"https?://", value, re.IGNORECASE), html
        if name == "style":
            assert re.fullmatch(r"text-align:(left|right|center)", value), html


def test_what_a_lesson_needs_is_shown():
    assert render("a *b* **c** `d`") == "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>"
    assert render_line("a *b*") == "a <em>b</em>"
    assert render("# a") == render("### a") == "<h4>a</h4>"
    assert "<table>" in render("| a |\n|---|\n| 1 |")
    link = '<a href="https://a.b/c" target="_blank" rel="noopener noreferrer">x</a>'
    assert render_line("[x](https://a.b/c)") == link


def test_formulas_are_mathml_and_prices_are_not():
    assert render_line("$D(G(z))$").startswith("<math")
    assert "<mfrac>" in render_line(r"$\frac{p}{p+q}$")
    assert render_line("$5 and $6, $ 7 $ and \\$8") == "$5 and $6, $ 7 $ and $8"
    assert render_line("`$x$`") == "<code>$x$</code>"
    assert render_line("a_$x_1$_b").count("<math") == 1


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<!-- x -->", "<?php x?>",
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,x)", "[x](vbscript:x)", "[x](//a.b)",
    "[x](&#106;avascript:alert(1))", "[x](java\tscript:alert(1))", "<javascript:alert(1)>", "<a@b.c>", "[x](/a)",
    "![x](https://a.b/c.png)", "![x](javascript:alert(1))", '[x](https://a.b "\\" onclick=alert(1) x=\\"")',
    "[x]: javascript:alert(1)\n\n[x]", "[x](https://a.b\"onclick=alert(1))", "<div style=x>\n\na\n\n</div>",
    "```\n</code><script>\n```", "```\"><script>\na\n```", "`</code><script>`", "a\n===\n",
    "&lt;script&gt;", "&#60;b&#62;",
    r"$\text{<script>alert(1)</script>}$", r"$\text{<img src=x onerror=alert(1)>}$", r"$\href{javascript:alert(1)}{x}$",
    r"$\style{background:url(x)}{x}$", r"$\class{gl-x}{x}$", r'$\color{red" onclick="alert(1)}{x}$', "$<b>x</b>$",
    r"$\unicode{60}script$", r"$\mathrm{</math><script>}$", "$&lt;script&gt;$", r"$\textcolor{x}{y}$",
    "$" + "{" * 150 + "$",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_but_text_comes_of_what_is_hostile(text):
    for html in (render(text), render_line(text), render(f"- [ ] {text}"), render(f"| a |\n|---|\n| {text} |")):
        assert_safe(html)


SIGNS = st.text(alphabet="<>&\"'$[]()!`*_#\\/:=|-\n ahref{}^script", max_size=60)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(SIGNS, st.sampled_from(HOSTILE)), max_size=4).map("".join))
def test_nothing_but_text_comes_of_anything(text):
    assert_safe(render(text))
    assert_safe(render_line(text))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="\\{}^_abdefghilmnorstux<>&\"'=() 1", max_size=40))
def test_a_formula_is_typeset_or_refused(text):
    with contextlib.suppress(RefusedError):
        assert_safe(formula(text))
