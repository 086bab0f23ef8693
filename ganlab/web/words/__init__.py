"""What is shown, in every language: English stands in the code, each other language in one catalogue beside this file.

A catalogue is `<locale>.po`, standard gettext, whose `Language-Team` is the language's own name. It is read at
start-up, and adding a language is adding its file: `pybabel init` makes one, from what `pybabel extract` finds in the
code.
"""

from __future__ import annotations

import gettext
import io
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from string import Formatter
from typing import Any

from babel import Locale, negotiate_locale
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol, get_group_symbol
from starlette.requests import HTTPConnection

from ganlab.lazy import Message, written

FOLDER = Path(os.environ.get("GANLAB_WORDS") or Path(__file__).parent)
PLURALS = 200  # numbers whose plural form the view is told


class _Numbers(Formatter):
    """Write numbers with a locale's own decimal and group signs."""

    def __init__(self, locale: Locale):
        self.signs = str.maketrans({",": get_group_symbol(locale), ".": get_decimal_symbol(locale)})

    def format_field(self, value: Any, format_spec: str) -> str:
        text = str(super().format_field(value, format_spec))
        return text.translate(self.signs) if isinstance(value, int | float) else text


@dataclass(frozen=True)
class Language:
    """Hold one language: its catalogue, and what gettext and Babel make of it."""

    catalogue: Catalog

    @property
    def name(self) -> str:
        """Return what its speakers call it."""
        return self.catalogue.language_team

    @cached_property
    def translations(self) -> gettext.GNUTranslations:
        """Return the catalogue as the standard library reads it, with the rule of its plurals."""
        file = io.BytesIO()
        write_mo(file, self.catalogue)
        file.seek(0)
        return gettext.GNUTranslations(file)

    @cached_property
    def numbers(self) -> Formatter:
        """Return how values are put into its sentences."""
        return _Numbers(self.catalogue.locale or Locale("en"))

    @cached_property
    def view(self) -> dict[str, Any]:
        """Return what the live view says, by the marked English (see `lazy`), and which plural form each number takes.

        The form depends in all languages on a small number itself, on a large one's last two digits: the view is told
        those of 0 to 199, and needs to evaluate no rule.
        """
        texts = {}
        for message in self.catalogue:
            if message.id and any(path.endswith(".js") for path, _ in message.locations):
                texts[key_of(message)] = message.string
        form = self.translations.plural  # type: ignore[attr-defined]  # which the stubs do not know
        return {"texts": texts, "plurals": [form(n) for n in range(PLURALS)]}


def key_of(message: Entry) -> str:
    """Return a catalogue's message as it is marked in the code."""
    text = message.id if isinstance(message.id, str) else "\0".join(message.id)
    return f"{message.context}\4{text}" if message.context else text


def read(path: Path) -> Language:
    """Read one catalogue."""
    with path.open("rb") as file:
        return Language(read_po(file, locale=path.stem))


_READ = {path.stem.replace("_", "-"): read(path) for path in sorted(FOLDER.glob("*.po"))}
LANGUAGES = {"en": "English"} | {code: language.name for code, language in _READ.items()}


def say(text: str | Message, language: str, **values: Any) -> str:
    """Return a marked text in a language with its values filled in; values may be messages themselves."""
    if isinstance(text, Message):
        return say(text.text, language, **dict(text.values))
    values = {name: say(value, language) if isinstance(value, Message) else value for name, value in values.items()}
    chosen = _READ.get(language)
    return written(text, values, chosen.translations, chosen.numbers) if chosen else written(text, values)


def refusal(error: Exception, language: str) -> str:
    """Return the sentence of an error, in a language where it has a message."""
    message = getattr(error, "message", None)
    return say(message, language) if isinstance(message, Message) else str(error)


def view_texts(language: str) -> dict[str, Any]:
    """Return the words of the live view; none where they are in English, which it has."""
    return _READ[language].view if language in _READ else {"texts": {}, "plurals": []}


def asked_of(connection: HTTPConnection) -> str:
    """Return the language that a request of the live view asks for; English where that is none."""
    language: str = connection.query_params.get("lang", "en")
    return language if language in LANGUAGES else "en"


def language_of(locale: str | None) -> str:
    """Choose the language for a browser's locale, such as zh-CN."""
    found = negotiate_locale([locale or ""], LANGUAGES, sep="-") or "en"
    return next(code for code in LANGUAGES if code.lower() == found.lower())
