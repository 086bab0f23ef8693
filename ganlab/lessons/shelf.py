"""Shelf: the files of lessons, those that come with the lab and a teacher's own, in a folder that GANLAB_LESSONS names.

A file is `NAME.md` or, in another language, `NAME.zh.md`. One that cannot be read is listed with its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ganlab.lazy import N_, Message
from ganlab.lessons.lesson import Lesson, Scene
from ganlab.lessons.parse import MOST_KB, NAME, parse
from ganlab.lessons.refusal import LessonError, wrong
from ganlab.paths import lessons_folder

SHIPPED = Path(__file__).parent
ENGLISH = "en"
MOST_FILES = 200
_FILE = re.compile(rf"(?P<name>{NAME.pattern})(?:\.(?P<language>[a-z]{{2,3}}(?:_[A-Za-z]{{2,4}})?))?\.md")


@dataclass(frozen=True)
class Book:
    """Hold one lesson in all its languages."""

    name: str
    lessons: dict[str, Lesson]
    paths: dict[str, Path]
    own: bool = False  # a teacher's

    def of(self, language: str) -> Lesson:
        """Return it in a language, in English where it is not in that, else in any."""
        return self.lessons.get(language) or self.lessons[self.first]

    @property
    def first(self) -> str:
        """Return the language that it is written in first."""
        return ENGLISH if ENGLISH in self.lessons else min(self.lessons)


@dataclass(frozen=True)
class Problem:
    """Say why a file is not on the shelf."""

    file: str
    message: Message


@dataclass(frozen=True)
class Shelf:
    """Hold all lessons by name, in their order, and what is wrong with files that are none."""

    books: dict[str, Book]
    problems: tuple[Problem, ...] = ()


def shelf(scene: Scene, shipped: Path = SHIPPED) -> Shelf:
    """Return all lessons, a teacher's own last; one of those takes the place of a shipped one of its name."""
    books, problems = _read(shipped, scene, own=False)
    if (folder := lessons_folder()) is not None:
        brought, more = _read(folder, scene, own=True)
        books, problems = books | brought, problems + more
    ordered = sorted(books.values(), key=lambda book: (book.own, book.of(ENGLISH).order, book.name))
    return Shelf({book.name: book for book in ordered}, tuple(problems))


def _read(folder: Path, scene: Scene, own: bool) -> tuple[dict[str, Book], list[Problem]]:
    """Return the lessons of a folder."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".md" and path.is_file())
    except OSError as error:
        text = N_("the folder of lessons: must be one that can be read ({reason}); got “{value}”")
        reason = error.strerror or str(error)
        return {}, [Problem(folder.name, Message.of(text, reason=reason, value=str(folder)))]
    books: dict[str, Book] = {}
    problems = []
    for path in _english_first(paths[:MOST_FILES]):
        try:
            name, language = _named(path)
            found = _parsed(name, read_file(path), scene)
            book = books.setdefault(name, Book(name, {}, {}, own))
            if ENGLISH in book.lessons:
                agree(book.lessons[ENGLISH], found)
        except LessonError as error:
            problems.append(Problem(path.name, error.message))
            continue
        book.lessons[language], book.paths[language] = found, path
    return {name: book for name, book in books.items() if book.lessons}, problems


def _english_first(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: (path.name.count("."), path.name))


def _named(path: Path) -> tuple[str, str]:
    """Return (name, language) of a file."""
    match = _FILE.fullmatch(path.name)
    if match is None:
        text = N_("the file: must be called NAME.md or NAME.zh.md, of a-z, 0-9 and hyphens; got “{value}”")
        raise wrong(1, text, value=path.name[:60])
    return match["name"], match["language"] or ENGLISH


def read_file(path: Path) -> bytes:
    """Return the bytes of a file, as many as `parse` takes and one more; raise LessonError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_KB * 1024 + 1)
    except OSError as error:
        raise wrong(1, N_("the file: must be readable; got “{value}”"), value=error.strerror or str(error)) from None


@lru_cache(256)
def _parsed(name: str, data: bytes, scene: Scene) -> Lesson:
    return parse(name, data, scene)


def agree(original: Lesson, other: Lesson) -> None:
    """Raise LessonError where a translation asks for other runs, goals or checks, or offers other choices."""
    if len(original.pages) != len(other.pages):
        last = other.pages[-1].line
        raise wrong(
            last,
            N_("pages: must be {most}, as in the original; got {got}"),
            most=len(original.pages),
            got=len(other.pages),
        )
    for page, translated in zip(original.pages, other.pages, strict=True):
        for name, value in page.outline.items():
            if value != translated.outline[name]:
                raise wrong(translated.line, N_("{name}: must be as on this page of the original"), name=name)
