"""Exports: what can be made of a run that was taken home, one record each.

A run is taken as a folder (`Source`); an export writes one file of it. It runs in a process of its own: nothing here
waits for a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ganlab.gan.config import RunConfig
from ganlab.lazy import Message
from ganlab.observe.record import Record
from ganlab.observe.snapshot import Diagnosis


class Telling(Protocol):
    """Say things in a reader's language, as the page says them; handed in by whoever has the words."""

    language: str

    def say(self, text: str | Message, **values: Any) -> str:
        """Return a marked text in words."""
        ...

    def diagnosis(self, said: Diagnosis) -> str:
        """Return a diagnosis as its name and its evidence, in one paragraph."""
        ...

    def address(self, config: RunConfig) -> str:
        """Return the address that begins such a run; only its query where no server is known."""
        ...

    def replay(self, records: Sequence[Record], answers: Any) -> bytes:
        """Return the page that plays what was recorded, with what was answered in a lesson; None: in none."""
        ...


@dataclass(frozen=True)
class Run:
    """Hold one run that is taken home: its record, and the folder where its checkpoint is, if there is one."""

    record: Record
    folder: Path


# Told how far the work is, in [0, 1]; raises what ends it.
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Task:
    """Say what is to be made.

    runs: one, or two that are compared, A and B. path: the file. of: of a kind of file that shows one thing of several
    (`Export.of`), which. notes: what the reader has answered or written, plain text. answers: the
    same of a lesson, as the page keeps it: its name and `pages`; None: of none.
    """

    runs: Sequence[Run]
    path: Path
    tell: Telling
    progress: Progress = lambda share: None
    of: str = ""
    notes: str = ""
    answers: Any = None


@dataclass(frozen=True)
class Export:
    """Describe one kind of file: its ending, its name and what it is for, in the page's words; `make` writes it.

    of: what of a run with these settings it can show, by key with its title; the first is usual; empty where it shows
    all of it. packed: whether it takes several files, which are then one ZIP.
    """

    ending: str
    name: str
    words: str
    make: Callable[[Task], None]
    of: Callable[[RunConfig], Mapping[str, str]] = lambda config: {}
    packed: Callable[[Sequence[Run]], bool] = lambda runs: False

    def ending_of(self, runs: Sequence[Run]) -> str:
        """Return the ending of the file that is made of these runs."""
        return "zip" if self.packed(runs) else self.ending
