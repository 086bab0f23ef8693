"""The languages: every catalogue says all that the code says, with the same values, and nothing else."""

import ast
import json
import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from ganlab.lazy import NC_, NN_, Message
from ganlab.web import words
from ganlab.web.routes import STATIC
from ganlab.web.words import FOLDER, LANGUAGES, language_of, say, view_texts
from tests.support.catalogue import CODE as PSEUDO
from tests.support.catalogue import extracted, pseudo

CATALOGUES = sorted(FOLDER.glob("*.po"))
CODE = extracted()
STRING = r'"(?:[^"\\]|\\.)*"'
MARKED = re.compile(rf"\b(?:N_|t)\(\s*({STRING}(?:\s*\+\s*{STRING})*)")


def read(path):
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def in_view(catalogue):
    return {message.id for message in catalogue if any(path.endswith(".js") for path, _ in message.locations)}


def marked(catalogue):
    return {(message.context, message.id) for message in catalogue if message.id}


IN_VIEW = in_view(CODE)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_says_all_that_the_code_says_and_no_more(path):
    catalogue = read(path)
    assert marked(catalogue) - marked(CODE) == set(), "no longer in the code: run pybabel update"
    assert marked(CODE) - marked(catalogue) == set(), "not in the catalogue: run pybabel update"
    assert in_view(catalogue) == IN_VIEW, "of another place in the code: run pybabel update"  # it is sent by this
    assert not catalogue.obsolete


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_text_is_translated_with_the_same_values(path):
    catalogue = read(path)
    assert catalogue.language_team and catalogue.language_team != "LANGUAGE <LL@li.org>"
    for message in catalogue:
        if not message.id:
            continue
        english = (message.id,) if isinstance(message.id, str) else message.id
        found = (message.string,) if isinstance(message.string, str) else message.string
        assert not message.fuzzy, message.id
        assert len(found) == (catalogue.num_plurals if message.pluralizable else 1)
        for text in found:
            assert text and fields(text) == set().union(*map(fields, english)), message.id


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.js")), ids=lambda path: path.stem)
def test_what_is_marked_in_the_view_is_found_there(path):
    """Babel reads JavaScript by its words only: a mark within the brackets of another one is lost on it."""
    for text in MARKED.findall(path.read_text()):
        assert "".join(map(json.loads, re.findall(STRING, text))) in IN_VIEW


def test_a_text_is_marked_as_it_is_said():
    """What is put together while the program runs has no translation."""
    assert not [message.id for message in CODE if "${" in "".join(message.id)]


def test_languages_are_offered_by_their_own_names_and_chosen_by_the_browsers_locale():
    assert LANGUAGES == {"en": "English", "zh": "简体中文"}
    locales = ("zh-CN", "zh-Hant-TW", "ZH", "en-GB", "xx", "", None)
    assert [language_of(locale) for locale in locales] == ["zh", "zh", "zh", "en", "en", "en", "en"]


def test_context_plural_and_values_are_english_where_nothing_else_is_known():
    many = NN_("{n} thing of {what}", "{n:,} things of {what}")
    assert [say(many, "en", n=n, what=Message.of("wood")) for n in (1, 2000)] == [
        "1 thing of wood",
        "2,000 things of wood",
    ]
    assert str(Message.of(many, n=1, what="wood")) == "1 thing of wood"
    assert say(NC_("a place", "a {b}"), "zh", b=1) == "a 1"
    assert say("100 %", "zh") == "100 %"


@pytest.fixture
def another_language(tmp_path, monkeypatch):
    monkeypatch.setitem(words._READ, PSEUDO, words.read(pseudo(tmp_path)))


def test_another_language_has_its_own_plurals_and_numbers(another_language):
    change = NN_("change of {n} setting", "change of {n} settings")
    forms = [say(change, PSEUDO, n=n) for n in (1, 2, 5, 22, 112)]
    assert forms == [f"⟦{form}: change of {n} settings⟧" for form, n in ((0, 1), (1, 2), (2, 5), (1, 22), (2, 112))]
    said = say("Paused at step {step:,}: SW₁ is {n:.4f}, not above {value:g}.", PSEUDO, step=12345, n=0.25, value=0.5)
    assert said == "⟦Paused at step 12\xa0345: SW₁ is 0,2500, not above 0,5.⟧"
    assert view_texts(PSEUDO)["texts"]["Play"] == "⟦Play⟧"


def test_the_view_says_what_the_server_says(another_language, ask_module):
    one = "Pictures of {rows} noise vectors at {n} step, from {first} to {last}."
    english = (one, one.replace("{n} step", "{n} steps"))
    expression = """[new words.Words(given.data), new words.Words({ lang: "en" })].map(({ tn }) =>
      given.counts.map((n) => tn(...given.text, { n, rows: 8, first: 0, last: 9 })))"""
    counts = [*range(130), 200, 212, 999]
    given = {"data": {**view_texts(PSEUDO), "lang": PSEUDO}, "text": english, "counts": counts}
    pseudo_said, english_said = ask_module(["shell/words"], expression, given)
    values = {"rows": 8, "first": 0, "last": 9}
    assert pseudo_said == [say(NN_(*english), PSEUDO, n=n, **values) for n in counts]
    assert english_said == [say(NN_(*english), "en", n=n, **values) for n in counts]


def test_the_view_writes_numbers_as_the_language_does(ask_module):
    """In Russian as in English, but for the signs at decimals and thousands; a number that is none is a dash."""
    expression = """["en", "ru"].map((lang) => {
      const { number, fixed, signed, short, percent, separators } = new words.Words({ lang });
      return [
        [number(12345), fixed(-1234.5), fixed(0.125, 1), signed(3, 0), signed(-3, 0)],
        [short(1234567), short(-Infinity), fixed(431886.875, 3)],
        [short(0.4321), short(-0.00012), short(2, 2), percent(0.123), percent(0.123, 1)],
        [fixed(null), short(NaN), separators],
      ];
    })"""
    english, russian = ask_module(["shell/words"], expression)
    assert english == [
        ["12,345", "−1234.50", "0.1", "+3", "−3"],
        ["1.2e6", "–", "4.3e5"],
        ["0.432", "−1.2e−4", "2", "12 %", "12.3 %"],
        ["–", "–", ".,"],
    ]
    signs = {ord("."): ",", ord(","): "\xa0"}
    assert russian == [[text.translate(signs) for text in part] for part in english]


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "ganlab").rglob("*.py")), ids=lambda path: path.name
)
def test_no_text_is_marked_where_no_tool_finds_it(path):
    """What stands in an f-string is not extracted, and stays English."""
    made = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.JoinedStr)]
    inside = [one for node in made for one in ast.walk(node) if isinstance(one, ast.Name)]
    assert not {"N_", "NC_", "NN_"} & {one.id for one in inside}
