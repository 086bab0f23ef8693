"""Answered: a lesson and what somebody has answered in it, as it goes along with a recording."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ganlab.web import lessons
from ganlab.web.words import LANGUAGES

_MOST = 80  # characters of a text among what a check has seen


@dataclass(frozen=True)
class Answered:
    """Hold a lesson by language, as `ganlab.web.lessons` tells it to the view, and its answers as a browser kept them.

    The answers, static/lessons/progress.js, are from outside: only what is as it must be is taken.
    """

    told: Mapping[str, Mapping[str, Any]]
    kept: Any

    def lesson(self, language: str) -> dict[str, Any]:
        """Return the lesson's texts in a language, or in that which it has."""
        found = self.told.get(language) or next(iter(self.told.values()))
        names = ("heading", "before", "question", "after", "names")
        pages = [{name: page[name] for name in names} | {"check": bool(page["check"])} for page in found["pages"]]
        return {"title": found["title"], "pages": pages}

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """Return what was answered, by the number of the page from 0."""
        pages = next(iter(self.told.values()))["pages"]
        kept = self.kept if isinstance(self.kept, Mapping) else {}
        found = {str(k): _taken(page, kept.get(str(k))) for k, page in enumerate(pages)}
        return {k: answer for k, answer in found.items() if answer}


def on_shelf(name: str, kept: Any) -> Answered | None:
    """Return a lesson of the shelf with its answers; nothing where there is none of that name."""
    told = {language: found for language in LANGUAGES if (found := lessons.told(name, language))}
    return Answered(told, kept) if told else None


def leads(address: Any) -> bool:
    """Tell whether an address leads to a page: http:// or https://, a host, and nothing that cannot be seen."""
    if not isinstance(address, str) or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def _taken(page: Mapping[str, Any], kept: Any) -> dict[str, Any]:
    """Return what is kept of a page as far as it can be."""
    if not isinstance(kept, Mapping):
        return {}
    found: dict[str, Any] = {}
    choice, done = kept.get("choice"), kept.get("done")
    if page["question"] and type(choice) is int and 0 <= choice < len(page["question"]["choices"]):
        found["choice"] = choice
    if isinstance(done, Mapping) and type(step := done.get("step")) is int and 0 <= step < 10**12:
        values = done.get("values")
        values = values if isinstance(values, Mapping) else {}
        found["done"] = {"step": step, "values": {n: v for n in page["names"] if _said(v := values.get(n))}}
        if leads(kept.get("address")):
            found["address"] = kept["address"]
    return found


def _said(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= _MOST
    return isinstance(value, bool | int | float) and math.isfinite(value)
