"""Poll: a lesson's question put to a class: one vote each, which may be changed; the tally is seen at its end."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ganlab.quoted import quoted
from ganlab.web import lessons

MOST_FOUND = 12  # numbers of what then happened


@dataclass
class Poll:
    """Hold the votes on the question of a lesson's page, from 1, which has so many `choices`; by seat.

    `found`: what then happened, {step, values}, as the teacher's page has found it.
    """

    lesson: str
    page: int
    choices: int
    revealed: bool = False
    votes: dict[str, int] = field(default_factory=dict)
    found: dict[str, Any] | None = None

    @classmethod
    def ask(cls, name: object, page: object) -> Poll:
        """Return the poll of a lesson's page; raise ValueError with one sentence where that has no question."""
        book = lessons.told(name, "en") if isinstance(name, str) else None
        if book is None:
            raise ValueError(f"lesson: must be one of this server's, for all to read it; got {quoted(name)}")
        count = len(book["pages"])
        if isinstance(page, bool) or not isinstance(page, int) or not 1 <= page <= count:
            raise ValueError(f"page: must be from 1 to {count}; got {quoted(page)}")
        question = book["pages"][page - 1]["question"]
        if not question:
            raise ValueError(f"page: must be one with a question; got “{page}”")
        return cls(str(name), page, len(question["choices"]))

    def vote(self, seat: str, choice: object) -> None:
        """Count somebody's vote in the place of their last one; raise ValueError with one sentence."""
        if isinstance(choice, bool) or not isinstance(choice, int) or not 0 <= choice < self.choices:
            raise ValueError(f"choice: must be from 0 to {self.choices - 1}; got {quoted(choice)}")
        if self.revealed:
            raise ValueError(f"vote: must come before the answers are shown; got {choice} after that")
        self.votes[seat] = choice

    def reveal(self, found: object) -> None:
        """Show the tally to all, and beside it what then happened, where that is known."""
        self.revealed, self.found = True, _found(found)

    @property
    def tally(self) -> list[int]:
        """Return how many have taken each choice."""
        votes = Counter(self.votes.values())
        return [votes[k] for k in range(self.choices)]

    def state(self, seat: str) -> dict[str, Any]:
        """Return what somebody may know of it."""
        return {
            "lesson": self.lesson,
            "page": self.page,
            "revealed": self.revealed,
            "answered": len(self.votes),
            "vote": self.votes.get(seat),
            "tally": self.tally if self.revealed else None,
            "found": self.found if self.revealed else None,
        }


def _found(found: object) -> dict[str, Any] | None:
    """Return what a page says to have found, where it is that."""
    if not isinstance(found, Mapping) or not isinstance(found.get("step"), int):
        return None
    values = found.get("values")
    numbers = {
        str(name)[:40]: value
        for name, value in (values.items() if isinstance(values, Mapping) else ())
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    }
    return {"step": found["step"], "values": dict(list(numbers.items())[:MOST_FOUND])}
