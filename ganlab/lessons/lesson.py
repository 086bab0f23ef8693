"""Lesson: what a file becomes, immutable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ganlab.gan.config import ConfigError, RunConfig
from ganlab.lessons.check import Check


@dataclass(frozen=True)
class Scene:
    """Hold what a lesson may name of the page that it is shown in.

    take: takes what an address says about how the lab is shown out of a query's fields; returns an error for each that
    is bad. parts: what can be lit.
    """

    take: Callable[[dict[str, str]], list[ConfigError]]
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """Hold one choice of a question, in Markdown, and the answer to whoever has chosen it."""

    text: str
    right: bool
    answer: str = ""


@dataclass(frozen=True)
class Question:
    """Hold a question, in Markdown, and its choices."""

    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Start:
    """Hold how a run begins: an address's query, the config that it describes, and that of a run compared with it."""

    query: str
    config: RunConfig
    other: RunConfig | None = None


@dataclass(frozen=True)
class Until:
    """Hold what a run is sent towards: one of the lab's GOALS."""

    what: str
    value: float | None = None

    @property
    def command(self) -> dict[str, Any]:
        """Return the value of the command `until`."""
        return {"what": self.what, "value": self.value}


@dataclass(frozen=True)
class Try:
    """Hold a command that the reader is expected to give, and its value; nobody sees it, `walk` carries it out."""

    name: str
    value: Any = None


@dataclass(frozen=True)
class Page:
    """Hold one page: Markdown before and after its question, its run, and its task."""

    heading: str
    before: str = ""
    question: Question | None = None
    after: str = ""
    run: Start | None = None
    until: Until | None = None
    point: tuple[str, ...] = ()
    check: Check | None = None
    tries: tuple[Try, ...] = ()
    line: int = field(default=0, compare=False)  # of its heading, in the file

    @property
    def outline(self) -> dict[str, Any]:
        """Return what is the same in every language."""
        return {
            "choices": [choice.right for choice in self.question.choices] if self.question else [],
            "run": self.run and self.run.query,
            "until": self.until,
            "point": self.point,
            "check": self.check and self.check.text,
            "try": self.tries,
        }


@dataclass(frozen=True)
class Lesson:
    """Hold one lesson in one language."""

    name: str
    title: str
    minutes: int
    pages: tuple[Page, ...]
    order: int = 1000  # its place among the others
    about: str = ""

    def asked(self, index: int) -> int | None:
        """Return the page whose question is to be answered before a page's run may begin; None for no question.

        It is the nearest one, of the page itself or of one before it.
        """
        found = (number for number in range(index, -1, -1) if self.pages[number].question)
        return next(found, None) if self.pages[index].run else None
