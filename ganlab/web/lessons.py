"""Lessons as the page has them: what they may name of it, and what the view needs of each, in a language."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from ganlab.gan.config import ConfigError, RunConfig, knobs
from ganlab.lazy import N_, Message
from ganlab.lessons import render
from ganlab.lessons.directives import fields_of
from ganlab.lessons.lesson import Lesson, Page, Scene, Start
from ganlab.lessons.names import STEP
from ganlab.lessons.parse import parse
from ganlab.lessons.shelf import shelf
from ganlab.observe.measures import MEASURES, OF_STEPS
from ganlab.web.presentation import PARTS, described, take
from ganlab.web.words import say


def _taken(fields: dict[str, str]) -> list[ConfigError]:
    return take(fields)[1]


SELECTORS: dict[str, str] = {
    "picture": ".gl-stage",
    **{name: part.selector for name, part in PARTS.items() if part.selector},
    **{name: f".gl-knob-{name}" for name in knobs() if name not in PARTS},
}  # of what can be lit
SCENE = Scene(_taken, tuple(SELECTORS))


def listed(language: str) -> list[dict[str, Any]]:
    """Return what the menu says of each lesson, in their order."""
    books = shelf(SCENE).books.values()
    return [_entry(book.of(language)) for book in books]


def problems(language: str) -> list[str]:
    """Return a line for each file of a teacher's that is no lesson."""
    return [f"{problem.file}: {say(problem.message, language)}" for problem in shelf(SCENE).problems]


def _entry(lesson: Lesson) -> dict[str, Any]:
    return {"key": lesson.name, "label": lesson.title, "watch": lesson.about, "minutes": lesson.minutes}


def told(name: str, language: str) -> dict[str, Any] | None:
    """Return a lesson of the shelf for the view; nothing where there is none of that name."""
    book = shelf(SCENE).books.get(name)
    return _told(book.of(language), language) if book else None


def brought(name: str, data: bytes, language: str) -> dict[str, Any]:
    """Return a lesson that somebody has dropped on the page; raise LessonError with one sentence."""
    return _told(parse(name, data, SCENE), language) | {"dropped": True}


def wrong(name: str, page: str | None) -> Message | None:
    """Say what is wrong with the lesson and the page that an address names."""
    books = shelf(SCENE).books
    if name not in books:
        text = N_("lesson: must be one of {names}; got “{value}”")
        return Message.of(text, names=", ".join(list(books)[:4]), value=name[:40])
    most = len(books[name].of("en").pages)
    if page is not None and not (page.isascii() and page.isdecimal() and 1 <= int(page[:9]) <= most):
        return Message.of(N_("page: must be from 1 to {most}; got “{value}”"), most=most, value=page[:40])
    return None


def before(name: str, page: int) -> RunConfig | None:
    """Return the settings of the run that the pages before this one, from 1, have begun last; None where none has."""
    pages = shelf(SCENE).books[name].of("en").pages[: page - 1]
    return next((one.run.config for one in reversed(pages) if one.run), None)


def _told(lesson: Lesson, language: str) -> dict[str, Any]:
    found = render.shown(lesson)
    for page, shown in zip(lesson.pages, found["pages"], strict=True):
        shown |= {
            "run": page.run and _run(page.run, language),
            "point": [SELECTORS[name] for name in page.point],
            "names": _names(page, language),
        }
    return found


def _run(start: Start, language: str) -> dict[str, Any]:
    """Return the settings of a run, what is hidden while it is shown, and the setting that differs beside it."""
    fields = fields_of("run", start.query)
    fields.pop("compare", None)
    room, _ = take(fields)
    other = start.other
    values = other.model_dump(mode="json") if other else {}
    return {
        "query": urlencode(fields),
        "hide": list(room.hide),
        "selectors": described(room, language)["selectors"],
        "controls": room.controls,
        "compare": other and {name: values[name] for name in other.differences(start.config)},
    }


def _names(page: Page, language: str) -> dict[str, str]:
    """Return what the names in a page's check are called; what is counted of commands is not shown."""
    labels = {STEP: say(N_("step"), language)}
    labels |= {name: say(knob.name, language) for name, knob in knobs().items()}
    labels |= {name: say(measure.label, language) for name, measure in (OF_STEPS | MEASURES).items()}
    return {name: labels[name] for name in sorted(page.check.names if page.check else ()) if name in labels}
