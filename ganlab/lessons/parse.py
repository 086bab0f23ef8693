"""Parse: from the bytes of a file to a lesson."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TypeVar

from ganlab.gan.config import DEFAULT, RunConfig
from ganlab.lazy import N_
from ganlab.lessons import directives, lines, render
from ganlab.lessons.lesson import Choice, Lesson, Page, Question, Scene
from ganlab.lessons.lines import RawPage
from ganlab.lessons.refusal import RefusedError, at, wrong

T = TypeVar("T")

MOST_KB, MOST_PAGES, MOST_MINUTES, MOST_ORDER = 64, 30, 60, 9999
TITLE, ABOUT = 60, 160  # characters
CHOICES = (2, 6)
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LENGTH = N_("{name}: must have 1 to {most} characters; got {got}")


def parse(name: str, data: bytes, scene: Scene) -> Lesson:
    """Read a lesson from its file; raise LessonError with one sentence."""
    head, pages = lines.split(_decoded(data).split("\n"))
    for field in ("title", "minutes"):
        if field not in head:
            raise wrong(1, N_("{name}: must stand in the head; got none"), name=field)
    for field, most in (("title", TITLE), ("about", ABOUT)):
        if field in head:
            _limited(head[field][0], field, head[field][1], most)
    numbers = {}
    for field, most in (("minutes", MOST_MINUTES), ("order", MOST_ORDER)):
        if field in head:
            with at(head[field][0]):
                numbers[field] = directives.whole(field, head[field][1], 1, most)
    if not 1 <= len(pages) <= MOST_PAGES:
        first = pages[MOST_PAGES].line if pages else 1
        raise wrong(
            first, N_("pages: must be 1 to {most}, each below a heading ##; got {got}"), most=MOST_PAGES, got=len(pages)
        )
    reader = _Pages(scene)
    return Lesson(
        name,
        head["title"][1],
        pages=tuple(reader.read(page) for page in pages),
        about=head.get("about", (0, ""))[1],
        **numbers,
    )


def _decoded(data: bytes) -> str:
    """Return the text of a file, its lines ended as in Unix."""
    if len(data) > MOST_KB * 1024:
        got = -(-len(data) // 1024)
        raise wrong(1, N_("the file: must have at most {most} KB; got {got} KB"), most=MOST_KB, got=got)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        byte = f"{data[error.start]:#04x}"
        raise wrong(line, N_("the file: must be text in UTF-8; got the byte {value}"), value=byte) from None
    for place, sign in enumerate(text):
        if sign not in "\n\t" and unicodedata.category(sign) in ("Cc", "Cs"):
            line = text.count("\n", 0, place) + 1
            raise wrong(line, N_("the file: must be without control characters; got {value}"), value=ascii(sign))
    return text


def _limited(line: int, name: str, text: str, most: int) -> None:
    if not 1 <= len(text) <= most:
        raise wrong(line, _LENGTH, name=name, most=most, got=len(text))


class _Pages:
    """Read pages one after the other: what one may say depends on the run that goes on."""

    def __init__(self, scene: Scene):
        self.scene = scene
        self.config: RunConfig | None = None  # of the run that goes on

    def read(self, raw: RawPage) -> Page:
        """Read one page."""
        _limited(raw.line, "##", raw.heading, TITLE)
        before, after = "\n".join(raw.before), "\n".join(raw.after)
        for text in (before, after):
            render.check(text, raw.line + 1)
        run = self._said(raw, "run", lambda text: directives.run(text, self.scene))
        self.config = run.config if run else self.config
        return Page(
            raw.heading,
            before.strip("\n"),
            _question(raw),
            after.strip("\n"),
            run,
            self._said(raw, "until", lambda text: directives.until(text, self._goes_on("until"))),
            self._said(raw, "point", lambda text: directives.point(text, self.scene)) or (),
            self._said(raw, "check", lambda text: directives.check(text, self.config)),
            self._said(raw, "try", lambda text: directives.tries(text, self.config or DEFAULT)) or (),
            raw.line,
        )

    def _said(self, raw: RawPage, name: str, read: Callable[[str], T]) -> T | None:
        """Read what a directive says, where there is one."""
        if name not in raw.directives:
            return None
        line, text = raw.directives[name]
        with at(line):
            return read(text)

    def _goes_on(self, name: str) -> RunConfig:
        if self.config is None:
            raise RefusedError(N_("{name}: must have a run: on its page or on one before; got none"), name=name)
        return self.config


def _question(raw: RawPage) -> Question | None:
    if not raw.asked:
        return None
    text = "\n".join(raw.question).strip()
    render.check(text, raw.asked)
    least, most = CHOICES
    if not least <= len(raw.choices) <= most:
        raise wrong(
            raw.asked,
            N_("a question: must have {least} to {most} choices, - [ ] …; got {got}"),
            least=least,
            most=most,
            got=len(raw.choices),
        )
    right = [choice for choice in raw.choices if choice.right]
    if len(right) != 1:
        line = right[1].line if right else raw.asked
        raise wrong(line, N_("a question: must have one right choice, - [x]; got {got}"), got=len(right))
    found = []
    for choice in raw.choices:
        words, answer = " ".join(choice.text), "\n".join(choice.answer).strip()
        if not choice.right and not answer:
            raise wrong(choice.line, N_("a wrong choice: must have its answer below it, > …; got none"))
        render.check(words, choice.line)
        render.check(answer, choice.line + len(choice.text))
        found.append(Choice(words, choice.right, answer))
    return Question(text, tuple(found))
