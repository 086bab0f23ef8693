"""How a lesson that cannot be read is refused: in one sentence, which says in which line and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ganlab.lazy import N_, Message


class RefusedError(ValueError):
    """Say what is wrong with a piece of a lesson: a marked sentence and the values to fill in."""

    def __init__(self, text: str, /, **values: Any):
        self.message = Message.of(text, **values)
        super().__init__(self.message)


class LessonError(ValueError):
    """Say in which line of its file a lesson is wrong, and why; `message` is the whole sentence, to be translated."""

    def __init__(self, line: int, sentence: Message):
        self.line = line
        self.message = Message.of(N_("Line {line}: {sentence}."), line=line, sentence=sentence)
        super().__init__(self.message)


def wrong(line: int, text: str, /, **values: Any) -> LessonError:
    """Return the error of a line, from a marked sentence and its values."""
    return LessonError(line, Message.of(text, **values))


@contextmanager
def at(line: int) -> Iterator[None]:
    """Let what is refused in here be refused of this line."""
    try:
        yield
    except RefusedError as error:
        raise LessonError(line, error.message) from None
