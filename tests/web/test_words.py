"""The languages: every catalogue says all that the code says, with the same values, and nothing else."""

from string import Formatter

import pytest
from babel.messages.pofile import read_po

from ganlab.lazy import NC_, NN_, Message
from ganlab.web.words import FOLDER, LANGUAGES, language_of, say
from tests.support.catalogue import extracted

CATALOGUES = sorted(FOLDER.glob("*.po"))
CODE = extracted()


def read(path):
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def marked(catalogue):
    return {(message.context, message.id) for message in catalogue if message.id}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_says_all_that_the_code_says_and_no_more(path):
    catalogue = read(path)
    assert marked(catalogue) - marked(CODE) == set(), "no longer in the code: run pybabel update"
    assert marked(CODE) - marked(catalogue) == set(), "not in the catalogue: run pybabel update"
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
